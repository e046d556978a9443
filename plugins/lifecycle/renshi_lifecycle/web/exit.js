"use strict";
// The exit interview on a phone: one reason, eleven ratings, three free answers. What was chosen stays when the language
// changes or the line drops; nothing is kept on the phone.
(function () {
  const { link, store, state, say, both, el, show, call } = window.Parts;
  const given = { ratings: {}, words: {}, reason: "" };
  let asked = null, redraw = () => {};

  function language() {
    document.documentElement.lang = state.english ? "en" : "zh-CN";
    document.title = say("离职面谈", "Exit interview");
    const button = document.getElementById("language");
    button.textContent = state.english ? "中文" : "English";
    button.lang = state.english ? "zh-CN" : "en";
    document.getElementById("company").textContent = asked ? asked.company : say("离职面谈", "Exit interview");
  }
  document.getElementById("language").addEventListener("click", () => { state.english = !state.english; store.set("language", state.english ? "en" : "zh"); language(); redraw(); });
  function draw(work) { redraw = work; language(); work(); }
  function message(title, text, good) {
    draw(() => show(el("section", { class: "card" }, good ? el("div", { class: "big", "aria-hidden": "true" }, "✓") : null, el("h1", { tabindex: "-1" }, title()), el("p", {}, text()))));
  }
  const over = () => message(() => say("链接已失效", "This link is over"), () => say("链接无效、已过期或已提交过。如需重新填写，请联系公司人事。", "It is not valid, has expired, or was answered. Ask the company's HR if you need another."));

  function rating(item) {
    const name = `r-${item.name}`;
    return el("fieldset", { class: "plainset rating", "aria-describedby": `wrong-${item.name}` }, el("legend", {}, both(item)),
      el("div", { class: "marks" }, [1, 2, 3, 4, 5].map((mark) => el("label", { for: `${name}-${mark}` },
        el("input", { type: "radio", id: `${name}-${mark}`, name, value: String(mark), checked: given.ratings[item.name] === mark, onchange: () => { given.ratings[item.name] = mark; document.getElementById(`wrong-${item.name}`).textContent = ""; } }),
        el("span", {}, String(mark))))),
      el("p", { class: "wrong", id: `wrong-${item.name}` }));
  }
  function words(name, title) {
    const box = el("textarea", { id: `w-${name}`, rows: "3", maxlength: "2000", oninput: (event) => { given.words[name] = event.target.value; } });
    box.value = given.words[name] || "";
    return [el("label", { for: `w-${name}` }, title), box];
  }

  function questions() {
    const trouble = el("div", {}), send = el("button", { class: "wide", id: "send" }, say("提交", "Send"));
    const reason = el("select", { id: "reason", onchange: (event) => { given.reason = event.target.value; } },
      el("option", { value: "" }, say("请选择", "Choose")), asked.reasons.map((each) => el("option", { value: each.value }, both(each))));
    reason.value = given.reason;
    const work = async (event) => {
      event.preventDefault();
      const missing = asked.items.filter((item) => !given.ratings[item.name]);
      for (const item of asked.items) document.getElementById(`wrong-${item.name}`).textContent = missing.includes(item) ? say("请选择 1–5 分", "Choose 1 to 5") : "";
      reason.setAttribute("aria-invalid", given.reason ? "false" : "true");
      if (!given.reason) { reason.focus(); return; }
      if (missing.length) { document.getElementById(`r-${missing[0].name}-1`).focus(); return; }
      send.disabled = true;
      try {
        await call("/exit/answers", { main_reason: given.reason, ...given.ratings, ...given.words }, link);
        message(() => say("已提交，谢谢", "Sent, thank you"), () => say("您的意见会保密，只以五人以上的统计用于改进。祝您前程似锦！", "What you said stays confidential and is only told in figures of five people and more. All the best!"), true);
      } catch (error) {
        if (error.status === 404) over();
        else { trouble.replaceChildren(el("p", { class: "trouble", role: "alert" }, error.message)); send.disabled = false; }
      }
    };
    show(el("section", { class: "card hero" }, el("h1", {}, say("离职面谈", "Exit interview")),
      el("p", { class: "soft" }, say("约三分钟。内容加密保存，仅负责面谈的人事可以查看；不会写入离职证明，也不影响结算。", "About three minutes. Kept encrypted; only the HR people for exit interviews read it. It is neither in your certificate nor does it touch your settlement."))),
    el("form", { onsubmit: work, novalidate: true },
      el("section", { class: "card" }, el("label", { for: "reason" }, say("离职的主要原因", "The main reason for leaving"), el("span", { class: "must" }, "*")), reason),
      el("section", { class: "card" }, el("p", { class: "soft" }, say("1 = 完全不同意，5 = 完全同意", "1 = not at all, 5 = fully")), asked.items.map(rating)),
      el("section", { class: "card" }, words("liked", say("最满意的是什么？", "What did you like most?")), words("better", say("最希望公司改进什么？", "What should the company do better?")), words("other", say("其他想说的", "Anything else"))),
      trouble, send));
  }

  async function begin() {
    language();
    if (!link) { over(); return; }
    try { asked = await call("/exit", undefined, link); draw(questions); } catch (error) {
      if (error.status === 404) over();
      else message(() => say("暂时无法打开", "It can't be opened now"), () => error.message);
    }
  }
  begin();
})();
