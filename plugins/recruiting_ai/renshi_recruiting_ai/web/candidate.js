"use strict";
// The whole of a candidate's side but the interview itself: jobs, application, rights, explanation, offer.
(function () {
  const { state, say, el, call, show, card, problem, guarded, noticeBlock } = window.Renshi;
  function money(value) { return value === null || value === undefined ? null : "¥" + Number(value).toLocaleString("zh-CN"); }

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
      data.notices.map((notice) => noticeBlock(notice, "consent-" + notice.purpose, say("我同意（可不勾选，由人阅读您的回答）", "I agree (leave it empty and a person reads your answers)"))),
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
    const inChat = el("button", { type: "button", class: "second" }, say("在微信中继续", "Go on in WeChat"));
    inChat.addEventListener("click", guarded(inChat, box, async () => {
      const given = await call("/me/chat-code", {});
      const words = el("strong", { class: "code" }, given.send);
      box.replaceChildren(el("div", {}, el("h3", {}, say("在微信中继续", "Go on in WeChat")), say(given.ways, given.ways_en).map((way) => el("p", {}, way)), el("p", {}, words),
        el("p", { class: "soft" }, say("代码只显示这一次，有效至 ", "Shown this once, valid until ") + new Date(given.expires_at).toLocaleTimeString() + say("，请勿转发。微信中只能以文字面试，内容会经过微信。", ". Don't pass it on. In WeChat the interview is in writing, and what you write passes through WeChat."))));
    }));
    const parts = [el("h2", {}, say("您的权利", "Your rights"))];
    if (running) parts.push(act(say("要求人工面试", "Ask for a person"), "/human", say("想说明的情况（可不填）", "Anything to add (optional)")));
    if (running && data.chats) parts.push(inChat);
    parts.push(act(say("提出申诉", "Appeal"), "/appeal", say("请写明申诉内容", "What do you appeal against?"), "words"));
    const taken = { ai_scoring: say("撤回 AI 评分同意", "Take back consent to AI scoring"), recording: say("撤回录音录像同意并删除录制内容", "Take back consent to recording, and delete it"),
      face_processing: say("撤回人脸信息同意并删除截图", "Take back consent about your face, and delete pictures"),
      identity_check: say("撤回本人核验同意并删除照片与结果", "Take back consent to the identity check, and delete photo and result"),
      language_model: say("撤回大模型辅助评分同意并重新评分", "Take back consent to the language model, and be scored again") };
    for (const [purpose, label] of Object.entries(taken)) {
      if (!data.consents[purpose]) continue;
      const stop = el("button", { type: "button", class: "second" }, label);
      stop.addEventListener("click", guarded(stop, box, async () => { if (confirm(label + "?")) await me(token, await call("/me/consents", { purpose, granted: false, digest: "" })); }));
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
    const told = el("button", { type: "button", class: "second" }, say("公平性信息（自愿填写）", "Fairness information (voluntary)"));
    told.addEventListener("click", guarded(told, box, async () => box.replaceChildren(voluntary(await call("/me/voluntary"), box))));
    parts.push(told);
    if (running) parts.push(act(say("撤回应聘", "Withdraw"), "/withdraw"));
    if (data.stage !== "hired") parts.push(act(say("删除我的资料", "Delete my data"), "/erasure"));
    for (const item of data.appeals) {
      parts.push(el("div", { class: "turn" }, el("strong", {}, item.kind === "human" ? say("人工面试", "A person") : say("申诉", "Appeal")),
        el("p", {}, item.words), el("p", { class: "soft" }, item.answer ? say("答复：", "Answer: ") + item.answer : item.due_on ? say("待答复，最迟 " + item.due_on, "Waiting for an answer, by " + item.due_on) : say("待答复", "Waiting for an answer"))));
    }
    for (const item of data.messages || []) {
      parts.push(el("div", { class: "turn" }, el("strong", {}, item.subject), el("p", { class: "lines" }, item.body), el("p", { class: "soft" }, new Date(item.created_at).toLocaleString())));
    }
    if (data.contact) parts.push(el("p", { class: "soft" }, say("人工联系方式：", "Contact: ") + data.contact));
    parts.push(box);
    return card(parts);
  }

  // What somebody tells of themself to have fairness monitored; each part may stay empty.
  function voluntary(data, box) {
    const asked = [["sex", say("性别", "Sex"), [["male", say("男", "Male")], ["female", say("女", "Female")], ["other", say("其他", "Other")]]],
      ["age_group", say("年龄段", "Age group"), [["under_25", say("25 岁以下", "Under 25")], ["25_34", "25–34"], ["35_44", "35–44"], ["45_over", say("45 岁及以上", "45 and over")]]],
      ["ethnic_group", say("民族", "Ethnic group"), [["han", say("汉族", "Han")], ["minority", say("少数民族", "Minority")]]],
      ["disability", say("是否残疾", "Disability"), [["yes", say("是", "Yes")], ["no", say("否", "No")]]]];
    const inputs = asked.map(([name, label, choices]) => {
      const input = el("select", { id: "voluntary-" + name }, el("option", { value: "" }, say("不填", "Not told")), choices.map(([value, words]) => el("option", { value }, words)));
      input.value = (data.told || {})[name] || "";
      return [name, input, el("label", { for: "voluntary-" + name }, label)];
    });
    const save = el("button", { type: "button" }, say("保存", "Save"));
    const done = (words) => box.replaceChildren(el("p", {}, words));
    save.addEventListener("click", guarded(save, box, async () => {
      const body = { digest: data.notice.digest };
      for (const [name, input] of inputs) body[name] = input.value || null;
      await call("/me/voluntary", body);
      done(say("已保存，谢谢。", "Saved, thank you."));
    }));
    const parts = [el("h3", {}, say(data.notice.title, data.notice.title_en)), el("p", { class: "soft" }, say(data.notice.text, data.notice.text_en)),
      inputs.map(([, input, label]) => [label, input]), save];
    if (data.told) {
      const gone = el("button", { type: "button", class: "second" }, say("删除已填写的信息", "Delete what I told"));
      gone.addEventListener("click", guarded(gone, box, async () => { await call("/me/voluntary/delete", {}); done(say("已删除。", "Deleted.")); }));
      parts.push(gone);
    }
    return el("div", {}, parts);
  }

  function explanation(data) {
    return el("div", {}, el("h3", {}, say("评分说明", "How the scores came about")), el("p", {}, data.how),
      el("p", { class: "soft" }, data.formula + "（" + data.calibration + "）"),
      el("p", { class: "soft" }, say("不参与评分：", "Not used: ") + data.not_used.join("、")),
      data.dimensions.map((item) => el("div", {}, el("h3", {}, item.label + "：" + (item.score === null ? say("数据不足", "insufficient data") : item.score + "（" + item.low + "–" + item.high + "）")),
        item.by_person === null || item.by_person === undefined ? null : el("p", {}, say("经人工复核调整为：", "Changed by a person to: ") + item.by_person),
        item.anchor ? el("p", { class: "soft" }, item.anchor) : null,
        item.evidence.map((one) => el("blockquote", {}, one.words, el("span", { class: "soft" }, " — " + one.why))))));
  }

  let turn = 0;
  async function me(token, data) {
    const mine = (turn += 1);
    const interview = await window.RenshiInterview.draw(token, data, (next) => me(token, next));
    if (mine !== turn) return;
    show(card(el("h2", {}, data.job), el("p", {}, say("进度：", "Stage: ") + say(data.stage_label, data.stage_label_en)),
      el("p", { class: "soft" }, say("请保存本页链接，凭它继续面试。有效期至 ", "Keep this link to go on. Valid until ") + new Date(data.valid_until).toLocaleDateString())),
    interview, rights(token, data));
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
      const other = el("button", { type: "button", class: "second" }, say("希望调整条件", "Ask for other terms"));
      const tail = el("input", { id: "phone-tail", inputmode: "numeric", maxlength: "4", autocomplete: "off" });
      const wish = el("textarea", { id: "wish", maxlength: "1000" });
      const answer = async (path, body) => {
        if (data.needs_phone_tail && !/^\d{4}$/.test(tail.value)) throw new Error(say("请输入手机号后四位", "enter the last four digits of your phone"));
        const next = await call(path, { ...body, phone_tail: tail.value || null });
        if (next.identity === "wrong" && next.state === "sent") throw new Error(say(next.problem, next.problem_en));
        if (next.identity === "wrong") show(card(el("p", { class: "error" }, say(next.problem, next.problem_en))));
        else offer(token, next);
      };
      yes.addEventListener("click", guarded(yes, box, async () => { if (confirm(say("确认接受录用，" + data.starts_on + " 到岗？", "Accept, first day " + data.starts_on + "?"))) await answer("/offer/accept", { starts_on: data.starts_on }); }));
      no.addEventListener("click", guarded(no, box, async () => { if (confirm(say("确认谢绝？", "Decline?"))) await answer("/offer/decline", { words: wish.value }); }));
      other.addEventListener("click", guarded(other, box, async () => {
        if (!wish.value.trim()) throw new Error(say("请写明希望调整的内容", "write what you would like"));
        await answer("/offer/counter", { words: wish.value });
      }));
      if (data.needs_phone_tail) parts.push(el("label", { for: "phone-tail" }, say("手机号后四位（核对身份）", "Last four digits of your phone")), tail);
      parts.push(el("label", { for: "wish" }, say("想说的话（选填）", "Anything to say (optional)")), wish, yes, no);
      parts.push(data.counter_at ? el("p", { class: "soft" }, say("您的意见已提交，请等待答复；您仍可接受现有条件。", "Your wish is with us; you may still accept these terms.")) : other);
    }
    show(card(parts, box));
  }

  async function route() {
    const [kind, value] = location.hash.slice(1).split("=");
    document.documentElement.lang = state.english ? "en" : "zh-CN";
    document.getElementById("language").textContent = state.english ? "中文" : "English";
    try {
      if (kind === "job" && value) await job(value);
      else if (kind === "me" && value) {
        const data = await call("/me");
        if (data.interview && window.RenshiRecorder.supported()) await window.RenshiRecorder.recover();
        await me(value, data);
      }
      else if (kind === "offer" && value) offer(value, await call("/offer"));
      else await jobs();
    } catch (error) { show(card(problem(error))); }
  }

  document.getElementById("language").addEventListener("click", () => {
    state.english = !state.english;
    localStorage.setItem("renshi-language", state.english ? "en" : "zh");
    route();
  });
  window.addEventListener("hashchange", route);
  route();
})();
