"use strict";
// The company's open jobs: list with filters, one job, application with a résumé. What anybody typed is put on the page
// as text, never as HTML, and nothing in the address leads anywhere but to this page and the candidate's own.
(function () {
  const base = location.pathname.replace(/\/assets\/[^/]*$/, "");
  const view = document.getElementById("view");
  const asked = new URLSearchParams(location.search);
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
  const card = (...nodes) => el("section", { class: "card" }, ...nodes);
  const show = (...nodes) => view.replaceChildren(...nodes.flat(3).filter(Boolean));
  const money = (value) => "¥" + Number(value).toLocaleString("zh-CN");
  const pay = (job) => (job.salary_min ? money(job.salary_min) + (job.salary_max ? "–" + money(job.salary_max) : "+") : say("面议", "open"));

  async function call(path, options) {
    const answer = await fetch(base + path, options);
    const data = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new Error(data.detail || data.title || say("出错了，请稍后再试", "something went wrong, please try again"));
    return data;
  }

  const wish = { q: "", city: "", department: "" };
  async function list() {
    const data = await call("/jobs");
    document.getElementById("company").textContent = data.company;
    document.title = data.company + " · " + say("招聘", "Jobs");
    const values = (name) => [...new Set(data.items.map((job) => job[name]).filter(Boolean))].sort();
    const found = el("div");
    const draw = () => {
      const text = wish.q.trim().toLowerCase();
      const items = data.items.filter((job) => (!wish.city || job.city === wish.city) && (!wish.department || job.department === wish.department)
        && (!text || (job.title + " " + (job.department || "") + " " + (job.city || "")).toLowerCase().includes(text)));
      found.replaceChildren(el("p", { class: "soft count" }, say(items.length + " 个职位", items.length + " jobs")),
        ...items.map((job) => el("button", { type: "button", class: "job", onclick: () => { location.hash = "job=" + job.code; } },
          el("span", { class: "pay" }, pay(job)), el("strong", {}, job.title),
          el("div", { class: "soft" }, [job.department, job.city, say("招 " + job.headcount + " 人", job.headcount + " wanted"), job.hours].filter(Boolean).join(" · ")))),
        ...(items.length ? [] : [card(el("p", {}, say("没有符合条件的职位。", "No job fits.")))]));
    };
    const choice = (name, zh, en) => {
      const input = el("select", { id: "filter-" + name }, el("option", { value: "" }, say("全部", "All")), values(name).map((one) => el("option", { value: one }, one)));
      input.value = wish[name];
      input.addEventListener("change", () => { wish[name] = input.value; draw(); });
      return el("div", {}, el("label", { for: "filter-" + name }, say(zh, en)), input);
    };
    const search = el("input", { id: "filter-q", type: "search", maxlength: "60" });
    search.value = wish.q;
    search.addEventListener("input", () => { wish.q = search.value; draw(); });
    show(el("h2", {}, say("正在招聘", "Open jobs")),
      el("div", { class: "filters" }, el("div", {}, el("label", { for: "filter-q" }, say("关键词", "Search")), search), choice("city", "城市", "City"), choice("department", "部门", "Department")), found);
    draw();
  }

  function notice(item) {
    return el("div", {}, el("h3", {}, say(item.title, item.title_en)), el("div", { class: "notice", tabindex: "0" }, say(item.text, item.text_en)),
      el("label", { class: "check" }, el("input", { type: "checkbox", name: "consent-" + item.purpose, required: item.required }),
        el("span", {}, item.required ? say("我已阅读并同意", "I have read this and agree") : say("我同意（可不勾选，不影响应聘）", "I agree (leave it empty with no disadvantage)"))));
  }

  async function job(code) {
    const data = await call("/jobs/" + encodeURIComponent(code));
    const box = el("div", { role: "alert" });
    const key = Array.from(crypto.getRandomValues(new Uint8Array(32)), (byte) => byte.toString(16).padStart(2, "0")).join("");
    const button = el("button", { type: "submit" }, say("提交应聘", "Apply"));
    const file = el("input", { id: "file", type: "file", accept: ".pdf,.docx,.png,.jpg,.jpeg" });
    const line = (id, zh, en, more) => [el("label", { for: id }, say(zh, en)), el("input", { id, name: id, ...more })];
    const form = el("form", {},
      line("name", "姓名", "Name", { required: true, maxlength: "60", autocomplete: "name" }),
      line("phone", "手机号", "Phone", { required: true, type: "tel", autocomplete: "tel" }),
      line("email", "邮箱（选填）", "Mail (optional)", { type: "email", autocomplete: "email" }),
      data.facts.map((fact) => [el("label", { for: "fact-" + fact.name }, fact.label),
        fact.kind === "number" ? el("input", { id: "fact-" + fact.name, type: "number", step: "any", min: "0" })
          : el("select", { id: "fact-" + fact.name }, el("option", { value: "" }, ""), fact.options.map((one) => el("option", { value: one }, one)), el("option", { value: "其他" }, say("其他", "other")))]),
      el("label", { for: "file" }, say("简历文件（PDF、DOCX、图片，不超过 10 MB，选填）", "Résumé (PDF, DOCX, picture, at most 10 MB, optional)")), file,
      el("label", { for: "resume" }, say("工作经历（选填）", "Work history (optional)")), el("textarea", { id: "resume", maxlength: "20000" }),
      data.notices.map(notice), button, box);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      button.disabled = true;
      box.replaceChildren();
      try {
        const facts = {};
        for (const fact of data.facts) {
          const value = form.querySelector("#fact-" + fact.name).value;
          if (value !== "") facts[fact.name] = fact.kind === "number" ? Number(value) : value;
        }
        if (file.files.length && file.files[0].size > 10 * 1024 * 1024) throw new Error(say("文件超过 10 MB", "the file is larger than 10 MB"));
        const plain = (name, pattern, other) => (pattern.test(asked.get(name) || "") ? asked.get(name) : other);
        const token = (await call("/jobs/" + encodeURIComponent(code) + "/applications", {
          method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({
            key, name: form.elements.name.value, phone: form.elements.phone.value, email: form.elements.email.value || null,
            channel: plain("channel", /^[a-z0-9_-]{1,40}$/, "careers"), locale: english ? "en-US" : "zh-CN", campaign: plain("campaign", /^[A-Za-z0-9_.-]{1,60}$/, null),
            facts, resume: form.querySelector("#resume").value || null,
            consents: data.notices.map((item) => ({ purpose: item.purpose, granted: form.elements["consent-" + item.purpose].checked, digest: item.digest })),
          }),
        })).token;
        // The application is in; a file that can't be read must not lose it, so it goes on its own and may be sent again.
        if (file.files.length) {
          const body = new FormData();
          body.append("data", file.files[0]);
          await call("/me/resume", { method: "POST", headers: { "X-Candidate-Link": token }, body });
        }
        location.assign(base + "/assets/candidate.html#me=" + token);
      } catch (error) {
        box.replaceChildren(el("p", { class: "error" }, error.message));
      } finally { button.disabled = false; }
    });
    show(el("button", { type: "button", class: "plain", onclick: () => { location.hash = ""; } }, say("← 全部职位", "← All jobs")),
      card(el("h2", {}, data.title), el("p", { class: "soft" }, [pay(data), data.city, say("招 " + data.headcount + " 人", data.headcount + " wanted")].filter(Boolean).join(" · ")), el("p", { class: "lines" }, data.description)),
      card(el("h2", {}, say("应聘", "Apply")), form, el("p", { class: "soft" }, say("未录用者的资料保存 " + data.retention_months + " 个月。", "Data of those not hired is kept for " + data.retention_months + " months."))));
    scrollTo(0, 0);
  }

  async function route() {
    const [kind, value] = location.hash.slice(1).split("=");
    document.documentElement.lang = english ? "en" : "zh-CN";
    document.getElementById("language").textContent = english ? "中文" : "English";
    try { if (kind === "job" && value) await job(value); else await list(); }
    catch (error) { show(card(el("p", { class: "error", role: "alert" }, error.message))); }
  }
  document.getElementById("language").addEventListener("click", () => { english = !english; localStorage.setItem("renshi-language", english ? "en" : "zh"); route(); });
  addEventListener("hashchange", route);
  route();
})();
