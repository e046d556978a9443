"use strict";
// The whole of a candidate's side: jobs, application, interview, explanation, offer. What somebody types is only
// ever put on the page as text, never as HTML. The link's secret stays behind '#' and in a
// header, so that no log of addresses keeps it.
(function () {
  const base = location.pathname.replace(/\/assets\/[^/]*$/, "");
  const view = document.getElementById("view");
  let english = localStorage.getItem("renshi-language") === "en";
  const say = (zh, en) => (english ? en : zh);

  function el(name, attributes, ...children) {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
      else if (key in node && typeof value === "boolean") node[key] = value;
      else if (value !== null && value !== undefined) node.setAttribute(key, value);
    }
    for (const child of children.flat(3)) if (child !== null && child !== undefined) node.append(child);
    return node;
  }

  async function call(path, body) {
    const headers = { "X-Candidate-Link": location.hash.slice(1).split("=")[1] || "" };
    const options = body === undefined ? { headers } : { method: "POST", headers: { ...headers, "Content-Type": "application/json" }, body: JSON.stringify(body) };
    let failure;
    // An answer sent twice is kept once, so a broken connection is simply tried again.
    for (let attempt = 0; attempt < 4; attempt += 1) {
      try {
        const answer = await fetch(base + path, options);
        const data = await answer.json().catch(() => ({}));
        if (answer.ok) return data;
        const told = data.detail || data.title || say("出错了，请稍后再试", "something went wrong, please try again");
        if (answer.status < 500 && answer.status !== 429) throw Object.assign(new Error(told), { final: true, data });
        failure = new Error(told);
      } catch (error) {
        if (error.final) throw error;
        failure = error;
      }
      await new Promise((done) => setTimeout(done, 800 * 2 ** attempt));
    }
    throw failure;
  }

  function show(...nodes) { view.replaceChildren(...nodes.flat(3).filter(Boolean)); }
  function card(...nodes) { return el("section", { class: "card" }, ...nodes); }
  function problem(error) { return el("p", { class: "error", role: "alert" }, error.message || String(error)); }
  function money(value) { return value === null || value === undefined ? null : "¥" + Number(value).toLocaleString("zh-CN"); }

  function guarded(button, box, work) {
    return async (event) => {
      if (event) event.preventDefault();
      button.disabled = true;
      box.replaceChildren();
      try { await work(); } catch (error) { box.replaceChildren(problem(error)); } finally { button.disabled = false; }
    };
  }

  async function jobs() {
    const data = await call("/jobs");
    document.getElementById("company").textContent = data.company;
    show(
      el("h2", {}, say("正在招聘", "Open jobs")),
      data.items.length ? data.items.map((job) => card(
        el("h3", {}, job.title),
        el("p", { class: "soft" }, [job.department, job.city, job.salary_min ? money(job.salary_min) + "–" + (money(job.salary_max) || "") : null].filter(Boolean).join(" · ")),
        el("button", { type: "button", onclick: () => { location.hash = "job=" + job.code; } }, say("查看与应聘", "Read and apply")),
      )) : card(el("p", {}, say("目前没有开放的职位。", "There is no open job at present."))),
    );
  }

  function noticeBlock(notice, name) {
    return el("div", {},
      el("h3", {}, say(notice.title, notice.title_en)),
      el("div", { class: "notice", tabindex: "0" }, say(notice.text, notice.text_en)),
      el("label", { class: "check" }, el("input", { type: "checkbox", name, required: notice.required }),
        el("span", {}, notice.required ? say("我已阅读并同意", "I have read this and agree")
          : say("我同意（可不勾选，由人阅读您的回答）", "I agree (leave it empty and a person reads your answers)"))),
    );
  }

  async function job(code) {
    const data = await call("/jobs/" + encodeURIComponent(code));
    const box = el("div");
    // Our own secret, so that the form can be sent again after a broken connection and is still taken once.
    const key = Array.from(crypto.getRandomValues(new Uint8Array(32)), (byte) => byte.toString(16).padStart(2, "0")).join("");
    const button = el("button", { type: "submit" }, say("提交应聘", "Apply"));
    const form = el("form", {},
      el("label", { for: "name" }, say("姓名", "Name")), el("input", { id: "name", name: "name", required: true, maxlength: "60", autocomplete: "name" }),
      el("label", { for: "phone" }, say("手机号", "Phone")), el("input", { id: "phone", name: "phone", required: true, type: "tel", autocomplete: "tel" }),
      el("label", { for: "email" }, say("邮箱（选填）", "Mail (optional)")), el("input", { id: "email", name: "email", type: "email", autocomplete: "email" }),
      data.facts.map((fact) => [el("label", { for: "fact-" + fact.name }, fact.label),
        fact.kind === "number" ? el("input", { id: "fact-" + fact.name, type: "number", step: "any", min: "0" })
          : el("select", { id: "fact-" + fact.name }, el("option", { value: "" }, ""), fact.options.map((one) => el("option", { value: one }, one)), el("option", { value: "其他" }, say("其他", "other")))]),
      el("label", { for: "resume" }, say("工作经历（选填）", "Work history (optional)")), el("textarea", { id: "resume", name: "resume", maxlength: "20000" }),
      data.notices.map((notice) => noticeBlock(notice, "consent-" + notice.purpose)),
      button, box);
    form.addEventListener("submit", guarded(button, box, async () => {
      const facts = {};
      for (const fact of data.facts) {
        const value = form.querySelector("#fact-" + fact.name).value;
        if (value !== "") facts[fact.name] = fact.kind === "number" ? Number(value) : value;
      }
      const channel = new URLSearchParams(location.search).get("channel") || "careers";
      const answer = await call("/jobs/" + encodeURIComponent(code) + "/applications", {
        key, name: form.elements.name.value, phone: form.elements.phone.value, email: form.elements.email.value || null,
        channel: /^[a-z0-9_-]{1,40}$/.test(channel) ? channel : "careers", facts, resume: form.elements.resume.value || null,
        consents: data.notices.map((notice) => ({ purpose: notice.purpose, granted: form.elements["consent-" + notice.purpose].checked, digest: notice.digest })),
      });
      location.hash = "me=" + answer.token;
    }));
    show(card(el("h2", {}, data.title), el("p", { class: "soft" }, [data.city, say("招 " + data.headcount + " 人", data.headcount + " wanted")].filter(Boolean).join(" · ")),
      el("p", { class: "lines" }, data.description)),
    card(el("h2", {}, say("应聘", "Apply")), form,
      el("p", { class: "soft" }, say("未录用者的资料保存 " + data.retention_months + " 个月。", "Data of those not hired is kept for " + data.retention_months + " months."))));
  }

  const draftKey = (token, turn) => "renshi-draft-" + token.slice(0, 8) + "-" + turn;

  function interviewCard(token, data) {
    const interview = data.interview;
    const box = el("div");
    if (!interview) {
      const button = el("button", { type: "button" }, say("开始文字面试", "Begin the text interview"));
      button.addEventListener("click", guarded(button, box, async () => me(token, await call("/me/interview", { channel: "text" }))));
      return data.stage === "applied" ? card(el("span", { class: "ai" }, say("由人工智能程序提问", "A program asks the questions")),
        el("p", {}, say("可随时离开，用同一链接回来继续。每题建议五分钟左右，写清当时的情况、您的做法和结果。",
          "You may leave and go on later with the same link. Take about five minutes a question: what was the situation, what did you do, what came of it.")), button, box) : null;
    }
    const past = interview.turns.filter((turn) => turn.answer !== null).map((turn) => el("div", { class: "turn" }, el("strong", {}, turn.asked), el("p", {}, turn.answer || say("（跳过）", "(skipped)"))));
    const now = interview.turns.find((turn) => turn.answer === null);
    const parts = [el("span", { class: "ai" }, say("由人工智能程序提问", "A program asks the questions")),
      el("p", { class: "soft" }, say("第 " + interview.asked + " 题，共 " + interview.questions + " 题", "Question " + interview.asked + " of " + interview.questions)), past];
    if (interview.state === "in_progress" && now) {
      const key = draftKey(token, now.turn_no);
      const input = el("textarea", { id: "answer", maxlength: "8000", "aria-labelledby": "asked" });
      input.value = localStorage.getItem(key) || "";
      input.addEventListener("input", () => localStorage.setItem(key, input.value));
      const button = el("button", { type: "button" }, say("提交回答", "Send"));
      const skip = el("button", { type: "button", class: "second" }, say("跳过", "Skip"));
      const send = (text) => async () => {
        const next = await call("/me/turns/" + now.turn_no, { text });
        localStorage.removeItem(key);
        me(token, next);
      };
      button.addEventListener("click", guarded(button, box, () => {
        if (!input.value.trim()) throw new Error(say("请先作答，或选择跳过", "write an answer, or skip"));
        return send(input.value)();
      }));
      skip.addEventListener("click", guarded(skip, box, send("")));
      parts.push(el("div", { class: "turn now" }, el("strong", { id: "asked" }, (now.follow_up ? say("追问：", "Follow-up: ") : "") + now.asked)), input, button, skip, box);
    } else {
      parts.push(el("p", {}, interview.state === "human_requested" ? say("已转人工，招聘人员会与您联系。", "A person takes over and will contact you.")
        : say("面试已完成，谢谢。招聘人员会阅读您的回答后作出决定。", "The interview is complete, thank you. People read your answers and decide.")));
    }
    return card(parts);
  }

  function rights(token, data) {
    const box = el("div");
    const act = (label, path, ask, level) => {
      const button = el("button", { type: "button", class: "second" }, label);
      button.addEventListener("click", guarded(button, box, async () => {
        let words = "";
        if (ask) { words = prompt(ask) || ""; if (level === "words" && !words.trim()) return; }
        else if (!confirm(label + "?")) return;
        const next = await call("/me" + path, level === "words" || path === "/human" ? { words } : {});
        if (path === "/erasure") show(card(el("p", {}, say("您的资料已删除，链接已失效。", "Your data is deleted and this link is over."))));
        else me(token, next);
      }));
      return button;
    };
    const running = !["hired", "withdrawn", "rejected"].includes(data.stage);
    const consent = data.notices.find((notice) => notice.purpose === "ai_scoring");
    const parts = [el("h2", {}, say("您的权利", "Your rights"))];
    if (running) parts.push(act(say("要求人工面试", "Ask for a person"), "/human", say("想说明的情况（可不填）", "Anything to add (optional)")));
    parts.push(act(say("提出申诉", "Appeal"), "/appeal", say("请写明申诉内容", "What do you appeal against?"), "words"));
    if (data.consents.ai_scoring) {
      const stop = el("button", { type: "button", class: "second" }, say("撤回 AI 评分同意", "Take back consent to AI scoring"));
      stop.addEventListener("click", guarded(stop, box, async () => me(token, await call("/me/consents", { purpose: "ai_scoring", granted: false, digest: consent.digest }))));
      parts.push(stop);
    }
    if (data.interview && data.interview.state === "scored") {
      const why = el("button", { type: "button", class: "second" }, say("查看评分说明", "See the explanation"));
      why.addEventListener("click", guarded(why, box, async () => box.replaceChildren(explanation(await call("/me/explanation")))));
      parts.push(why);
    }
    const copy = el("button", { type: "button", class: "second" }, say("下载我的资料", "Download my data"));
    copy.addEventListener("click", guarded(copy, box, async () => {
      const file = new Blob([JSON.stringify(await call("/me/data"), null, 2)], { type: "application/json" });
      const address = URL.createObjectURL(file);
      el("a", { href: address, download: "my-data.json" }).click();
      URL.revokeObjectURL(address);
    }));
    parts.push(copy);
    if (running) parts.push(act(say("撤回应聘", "Withdraw"), "/withdraw"));
    if (data.stage !== "hired") parts.push(act(say("删除我的资料", "Delete my data"), "/erasure"));
    for (const item of data.appeals) {
      parts.push(el("div", { class: "turn" }, el("strong", {}, item.kind === "human" ? say("人工面试", "A person") : say("申诉", "Appeal")),
        el("p", {}, item.words), el("p", { class: "soft" }, item.answer ? say("答复：", "Answer: ") + item.answer : say("待答复", "Waiting for an answer"))));
    }
    if (data.contact) parts.push(el("p", { class: "soft" }, say("人工联系方式：", "Contact: ") + data.contact));
    parts.push(box);
    return card(parts);
  }

  function explanation(data) {
    return el("div", {}, el("h3", {}, say("评分说明", "How the scores came about")), el("p", {}, data.how),
      el("p", { class: "soft" }, data.formula + "（" + data.calibration + "）"),
      el("p", { class: "soft" }, say("不参与评分：", "Not used: ") + data.not_used.join("、")),
      data.dimensions.map((item) => el("div", {}, el("h3", {}, item.label + "：" + (item.score === null ? say("数据不足", "insufficient data") : item.score + "（" + item.low + "–" + item.high + "）")),
        item.anchor ? el("p", { class: "soft" }, item.anchor) : null,
        item.evidence.map((one) => el("blockquote", {}, one.words, el("span", { class: "soft" }, " — " + one.why))))));
  }

  function me(token, data) {
    show(card(el("h2", {}, data.job), el("p", {}, say("进度：", "Stage: ") + say(data.stage_label, data.stage_label_en)),
      el("p", { class: "soft" }, say("请保存本页链接，凭它继续面试。有效期至 ", "Keep this link to go on. Valid until ") + new Date(data.valid_until).toLocaleDateString())),
    interviewCard(token, data), rights(token, data));
    const input = document.getElementById("answer");
    if (input) input.focus();
  }

  function offer(token, data) {
    const box = el("div");
    const rows = [[say("岗位", "Job"), data.job], [say("部门", "Department"), data.department], [say("月薪", "Monthly pay"), money(data.monthly_salary)],
      [say("试用期", "Probation"), data.probation_months ? say(data.probation_months + " 个月", data.probation_months + " months") : say("无", "none")],
      [say("到岗日期", "First day"), data.starts_on], [say("工作城市", "City"), data.city],
      [say("有效期至", "Valid until"), data.expires_at ? new Date(data.expires_at).toLocaleString() : null]].filter((row) => row[1]);
    const labels = { sent: say("待您答复", "Waiting for your answer"), accepted: say("您已接受，欢迎加入！", "You accepted. Welcome!"), declined: say("您已谢绝", "You declined"),
      expired: say("已过期，请联系招聘人员", "This has run out; please ask the recruiter"), withdrawn: say("已撤回", "Taken back") };
    const parts = [el("h2", {}, say("录用通知", "Offer")), el("p", {}, data.name + say("：您好", ":")), el("dl", {}, rows.map((row) => [el("dt", {}, row[0]), el("dd", {}, row[1])])),
      data.words ? el("p", { class: "lines" }, data.words) : null, el("p", {}, labels[data.state] || data.state)];
    if (data.state === "sent") {
      const yes = el("button", { type: "button" }, say("接受录用", "Accept"));
      const no = el("button", { type: "button", class: "second" }, say("谢绝", "Decline"));
      yes.addEventListener("click", guarded(yes, box, async () => { if (confirm(say("确认接受录用，" + data.starts_on + " 到岗？", "Accept, first day " + data.starts_on + "?"))) offer(token, await call("/offer/accept", { starts_on: data.starts_on })); }));
      no.addEventListener("click", guarded(no, box, async () => { if (confirm(say("确认谢绝？", "Decline?"))) offer(token, await call("/offer/decline", { words: "" })); }));
      parts.push(yes, no);
    }
    show(card(parts, box));
  }

  async function route() {
    const [kind, value] = location.hash.slice(1).split("=");
    document.documentElement.lang = english ? "en" : "zh-CN";
    document.getElementById("language").textContent = english ? "中文" : "English";
    try {
      if (kind === "job" && value) await job(value);
      else if (kind === "me" && value) me(value, await call("/me"));
      else if (kind === "offer" && value) offer(value, await call("/offer"));
      else await jobs();
    } catch (error) { show(card(problem(error))); }
  }

  document.getElementById("language").addEventListener("click", () => {
    english = !english;
    localStorage.setItem("renshi-language", english ? "en" : "zh");
    route();
  });
  window.addEventListener("hashchange", route);
  route();
})();
