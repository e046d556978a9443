"use strict";
(function () {
  const { link, store, state, say, both, el, show, call } = window.Parts;
  // Which device key belongs to which link, without keeping the link itself.
  const own = link ? `key:${link.slice(0, 10)}` : "key:last";
  let form = null, redraw = () => {};
  const pictures = {};

  function keep(key) { state.key = key; store.set(own, key); store.set("last", key ? own : null); }
  function language() {
    document.documentElement.lang = state.english ? "en" : "zh-CN";
    document.title = say("入职登记", "Onboarding form");
    const button = document.getElementById("language");
    button.textContent = state.english ? "中文" : "English";
    button.lang = state.english ? "zh-CN" : "en";
    document.getElementById("company").textContent = form ? form.company : say("入职登记", "Onboarding form");
  }
  document.getElementById("language").addEventListener("click", () => {
    state.english = !state.english;
    store.set("language", state.english ? "en" : "zh");
    language(); redraw();
  });
  function draw(work) { redraw = work; language(); work(); }
  function trouble(error) { return el("p", { class: "trouble", role: "alert" }, error.message); }
  function message(title, text, good) {
    draw(() => show(el("section", { class: "card" }, good ? el("div", { class: "big", "aria-hidden": "true" }, "✓") : null, el("h1", { tabindex: "-1" }, title()), el("p", {}, text()))));
  }
  function over() {
    keep(null);
    message(() => say("链接已失效", "This link is over"), () => say("链接无效、已过期或已被收回。请联系公司人事重新发送。", "It is not valid, has expired or was taken back. Ask the company's HR for another."));
  }

  // ---- the door
  function door(problem) {
    draw(() => {
      const box = el("div", {}, problem ? el("p", { class: "trouble", role: "alert" }, say(problem.problem, problem.problem_en)) : null);
      const input = el("input", { id: "answer", inputmode: "numeric", autocomplete: "off", maxlength: "10", required: true, "aria-describedby": "answer-help" });
      const send = el("button", { class: "wide" }, say("验证并打开", "Check and open"));
      const work = async (event) => {
        event.preventDefault();
        send.disabled = true;
        try {
          const answer = await call("/form/open", { answer: input.value }, link);
          if (answer.state === "open") { keep(answer.key); await load(); }
          else if (answer.state === "wrong") door(answer);
          else if (answer.state === "used") used();
          else over();
        } catch (error) {
          if (error.status === 404) over();
          else { box.replaceChildren(trouble(error)); send.disabled = false; }
        }
      };
      show(el("section", { class: "card" }, el("h1", {}, say("入职登记", "Onboarding form")),
        el("p", { class: "soft" }, say("为保护您的个人信息，请先验证身份。链接只能打开一次，之后请用这部手机上的同一浏览器继续填写。", "To protect your data, please say who you are. The link opens once; go on later in the same browser on this phone.")),
        el("form", { onsubmit: work }, el("label", { for: "answer" }, say("手机号后四位，或 8 位出生日期", "Last four digits of your phone, or your birth date in 8 digits")), input,
          el("p", { class: "soft", id: "answer-help" }, say("例如 8000，或 19950301；公司人事会告诉您用哪一种", "Such as 8000, or 19950301; HR tells you which")), box, send)));
      input.focus();
    });
  }
  function used() {
    message(() => say("链接已在别处打开", "The link was opened elsewhere"), () => say("请回到第一次打开它的浏览器继续填写；如果不是您本人打开的，请立即联系公司人事。", "Go on in the browser in which it was first opened. If that wasn't you, tell the company's HR at once."));
  }
  async function load() {
    form = await call("/form");
    overview();
  }
  async function start() {
    language();
    const named = link ? own : store.get("last");
    const key = named ? store.get(named) : null;
    if (!key) { if (link) door(); else over(); return; }
    try {
      const answer = await call("/form/resume", {}, key);
      if (answer.state === "open") { keep(answer.key); form = answer.form; overview(); }
      else if (answer.state === "accepted") message(() => say("登记已通过", "Your form is accepted"), () => say("公司人事已采纳您的信息，期待与您见面！", "HR has taken your details over. See you on your first day!"), true);
      else over();
    } catch (error) {
      if (error.status === 404) { if (link) { store.set(own, null); door(); } else over(); }
      else draw(() => show(trouble(error), el("button", { onclick: start }, say("重试", "Try again"))));
    }
  }

  // ---- the overview
  const chips = {
    empty: ["未填写", "Not started", ""], draft: ["草稿", "Draft", "now"], done: ["已完成", "Complete", "good"],
    sent: ["待审核", "In review", "now"], accepted: ["已通过", "Accepted", "good"], returned: ["请修改", "Change it", "bad"],
  };
  function standing(section) {
    if (section.state === "draft") return section.complete ? "done" : "draft";
    return section.state;
  }
  function chip(section) {
    const [zh, en, level] = chips[standing(section)];
    return el("span", { class: `chip ${level}` }, say(zh, en));
  }
  const editable = () => form.state === "open" || form.state === "returned";
  function overview(error) {
    draw(() => {
      const must = form.sections.filter((s) => s.required);
      const done = must.filter((s) => s.complete).length;
      const box = el("div", {}, error ? trouble(error) : null);
      const send = el("button", { class: "wide", disabled: done < must.length }, say("提交给公司人事", "Send to HR"));
      send.addEventListener("click", async () => {
        send.disabled = true;
        try { form = await call("/form/submit", {}); overview(); } catch (failure) { overview(failure); }
      });
      const facts = [[say("入职日期", "First day"), form.starts_on], [say("部门", "Department"), form.department], [say("岗位", "Position"), form.position]].filter((f) => f[1]);
      show(
        el("section", { class: "card hero" }, el("h1", {}, say(`${form.name}，欢迎加入`, `Welcome, ${form.name}`)),
          el("p", { class: "soft" }, say("请在入职前完成登记，已填内容随时保存，可以分几次填写。", "Please fill this in before your first day. It is saved as you go, so you may come back.")),
          el("dl", { class: "facts" }, facts.map(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]))),
        form.state === "submitted" ? el("section", { class: "card" }, el("div", { class: "big", "aria-hidden": "true" }, "✓"), el("h2", {}, say("已提交，等待审核", "Sent, in review")), el("p", { class: "soft" }, say("如需修改，公司人事会退回相应部分，请用本页面查看。", "If something needs a change, HR sends that part back; you see it here."))) : null,
        form.state === "returned" ? el("p", { class: "alert", role: "status" }, say("有部分内容需要修改，请查看标记为“请修改”的部分后重新提交。", "Some parts need a change: see those marked, then send the form again.")) : null,
        el("section", { class: "card" }, el("h2", {}, say(`已完成 ${done} / ${must.length} 项必填`, `${done} of ${must.length} required parts complete`)),
          el("div", { class: "bar", role: "progressbar", "aria-valuemin": "0", "aria-valuemax": String(must.length), "aria-valuenow": String(done), "aria-label": say("完成进度", "Progress") }, el("span", { style: null, class: "fill" })),
          el("p", { class: "soft" }, say("请于 ", "Until ") + new Date(form.until).toLocaleDateString(state.english ? "en-GB" : "zh-CN") + say(" 前提交", ""))),
        el("ul", { class: "list" }, form.sections.map((section) => el("li", {}, el("button", { type: "button", "data-section": section.name, onclick: () => open(section.name) },
          el("span", {}, both(section.title), el("small", {}, section.note ? section.note : section.required ? say("必填", "Required") : say("选填", "Optional"))), chip(section))))),
        box, editable() ? send : null);
      document.querySelector(".fill").style.width = `${must.length ? (done / must.length) * 100 : 0}%`;
    });
  }

  // ---- one section
  const shapes = { date: "date", phone: "tel", email: "email", integer: "number" };
  function control(field, value, id, locked) {
    const common = { id, "data-name": field.name, "data-kind": field.kind, disabled: locked };
    if (field.kind === "choice") {
      return el("select", common, el("option", { value: "" }, say("请选择", "Choose")),
        field.options.map((o) => el("option", { value: o.value, selected: o.value === value }, both(o.title))));
    }
    if (field.kind === "boolean") {
      return el("select", common, el("option", { value: "" }, say("请选择", "Choose")),
        el("option", { value: "true", selected: value === true }, say("是", "Yes")), el("option", { value: "false", selected: value === false }, say("否", "No")));
    }
    const numeric = field.kind === "bank" ? { inputmode: "numeric" } : {};
    return el("input", { ...common, ...numeric, type: shapes[field.kind] || "text", maxlength: field.kind === "date" ? null : String(Math.max(field.longest, 30)), autocomplete: "off", value: value ?? "" });
  }
  function read(node) {
    if (node.dataset.kind === "boolean") return node.value === "" ? null : node.value === "true";
    return node.value.trim();
  }
  function slot(section, one, locked) {
    const status = el("span", {}, one.sent ? say("已上传，点此更换", "Sent; tap to replace") : say("点此拍照或选择", "Tap to take or choose"));
    const mark = el("span", { class: "mark", "aria-hidden": "true" }, one.sent ? "✓" : "＋");
    const wrong = el("p", { class: "wrong", id: `wrong-${one.name}`, role: "alert" });
    const input = el("input", { type: "file", id: `slot-${one.name}`, accept: one.photo ? "image/jpeg,image/png,image/webp" : "image/jpeg,image/png,image/webp,application/pdf", disabled: locked });
    const title = el("strong", {}, both(one.title), one.required ? el("span", { class: "must" }, "*") : null);
    const box = el("label", { class: one.sent ? "slot sent" : "slot", for: `slot-${one.name}` }, pictures[one.name] ? el("img", { src: pictures[one.name], alt: "" }) : mark, title, status, input);
    input.addEventListener("change", async () => {
      if (!input.files.length) return;
      const file = input.files[0], body = new FormData();
      body.append("data", file);
      wrong.textContent = "";
      status.textContent = say("正在上传…", "Sending…");
      try {
        await call(`/form/files/${one.name}`, body);
        one.sent = true;
        box.classList.add("sent");
        status.textContent = say("已上传，点此更换", "Sent; tap to replace");
        if (file.type.startsWith("image/")) {
          const reader = new FileReader();
          reader.onload = () => { pictures[one.name] = reader.result; box.replaceChild(el("img", { src: reader.result, alt: "" }), box.firstChild); };
          reader.readAsDataURL(file);
        }
      } catch (error) {
        status.textContent = say("点此重新选择", "Tap to choose again");
        wrong.textContent = Object.values(error.fields)[0] || error.message;
      }
      input.value = "";
    });
    return el("div", {}, box, wrong);
  }

  function open(name) {
    const section = form.sections.find((s) => s.name === name);
    const locked = !editable() || section.state === "accepted";
    let entries = section.entries.map((e) => ({ ...e }));
    if (!entries.length && (section.fields.length && section.required)) entries = [{}];
    const stated = section.name === "consent" ? { ...(entries[0] || {}) } : null;
    let sheet;

    function collect() {
      if (stated) {
        const given = {};
        for (const c of section.consents) if (sheet.querySelector(`#consent-${c.code}`).checked) given[c.code] = c.digest;
        return [given];
      }
      return [...sheet.querySelectorAll("fieldset.entry, div.entry")].map((box) => Object.fromEntries(
        [...box.querySelectorAll("[data-name]")].map((node) => [node.dataset.name, read(node)]).filter(([, value]) => value !== "" && value !== null)));
    }
    function mark(fields) {
      let first = null;
      for (const node of sheet.querySelectorAll("[aria-invalid]")) node.removeAttribute("aria-invalid");
      for (const node of sheet.querySelectorAll(".wrong")) node.textContent = "";
      for (const [path, text] of Object.entries(fields)) {
        const id = path.includes(".") ? `f-${path.replace(".", "-")}` : sheet.querySelector(`#consent-${path}`) ? `consent-${path}` : `slot-${path}`;
        const node = sheet.querySelector(`#${CSS.escape(id)}`), told = sheet.querySelector(`#${CSS.escape(`wrong-${path.replace(".", "-")}`)}`);
        if (told) told.textContent = text;
        if (node) { node.setAttribute("aria-invalid", "true"); first = first || node; }
      }
      if (first) first.focus();
    }
    async function save(complete, button, box) {
      button.disabled = true;
      try {
        form = await call(`/form/sections/${name}`, { entries: collect(), complete });
        overview();
      } catch (error) {
        button.disabled = false;
        box.replaceChildren(trouble(error));
        mark(error.fields);
      }
    }
    draw(() => {
      const before = sheet && !locked ? collect() : null;
      if (before && !stated) entries = before.map((e, i) => ({ ...entries[i], ...e }));
      if (before && stated) { for (const c of section.consents) delete stated[c.code]; Object.assign(stated, before[0]); }
      const box = el("div", {});
      const list = el("div", {});
      function lay() {
        list.replaceChildren(...entries.map((entry, place) => el("fieldset", { class: "entry plainset" },
          section.most > 1 ? el("div", { class: "head" }, el("h3", {}, say(`第 ${place + 1} 条`, `Entry ${place + 1}`)),
            locked ? null : el("button", { type: "button", class: "plain danger", "aria-label": say(`删除第 ${place + 1} 条`, `Remove entry ${place + 1}`), onclick: () => { entries = collect(); entries.splice(place, 1); lay(); } }, say("删除", "Remove"))) : null,
          section.fields.map((field) => {
            const id = `f-${place}-${field.name}`;
            const input = control(field, entry[field.name], id, locked);
            input.setAttribute("aria-describedby", `wrong-${place}-${field.name}`);
            if (field.required) input.setAttribute("aria-required", "true");
            return [el("label", { for: id }, both(field.title), field.required ? el("span", { class: "must", "aria-hidden": "true" }, "*") : null), input, el("p", { class: "wrong", id: `wrong-${place}-${field.name}` })];
          }))),
          ...(section.most > 1 && entries.length < section.most && !locked ? [el("button", { type: "button", class: "second", onclick: () => { entries = [...collect(), {}]; lay(); } }, entries.length ? say("再加一条", "Add another") : say("添加一条", "Add one"))] : []));
      }
      const consents = section.consents.map((c) => el("div", { class: "entry" }, el("h3", {}, both(c.title)), el("div", { class: "notice", tabindex: "0", role: "region", "aria-label": both(c.title) }, both(c.text)),
        el("label", { class: "check" }, el("input", { type: "checkbox", id: `consent-${c.code}`, checked: stated[c.code] === c.digest, disabled: locked }), el("span", {}, c.required ? say("我已阅读并同意", "I have read this and agree") : say("我同意（可不勾选）", "I agree (optional)"))),
        el("p", { class: "wrong", id: `wrong-${c.code}` })));
      const finish = el("button", { type: "button", class: "wide", id: "finish" }, say("完成本部分", "This part is complete"));
      const later = el("button", { type: "button", class: "second wide", id: "later" }, say("保存草稿，稍后再填", "Save as a draft"));
      finish.addEventListener("click", () => save(true, finish, box));
      later.addEventListener("click", () => save(false, later, box));
      sheet = el("div", {}, list, consents,
        section.slots.length ? el("div", { class: "slots" }, section.slots.map((one) => slot(section, one, locked))) : null);
      lay();
      // What is being mended is no longer wrong until it is checked again.
      sheet.addEventListener("input", ({ target }) => {
        target.removeAttribute("aria-invalid");
        const told = document.getElementById(target.getAttribute("aria-describedby") || target.id.replace("consent-", "wrong-"));
        if (told && told.className === "wrong") told.textContent = "";
      });
      show(el("button", { type: "button", class: "plain", id: "back", onclick: () => overview() }, say("‹ 返回", "‹ Back")),
        el("section", { class: "card" }, el("h2", { tabindex: "-1", id: "title" }, both(section.title), " ", chip(section)),
          section.note ? el("p", { class: "alert", role: "status" }, say("人事说明：", "HR says: ") + section.note) : null, sheet, box),
        locked ? null : [finish, later]);
      document.getElementById("title").focus({ preventScroll: true });
    });
  }
  start();
})();
