"use strict";
// Asking again who sits there, where the company wants it before sensitive data is shown in full.
(() => {
  const WORDS = {
    "zh-CN": { title: "请再次验证身份", text: "查看或导出敏感信息前需要验证，一段时间内有效。", password: "密码", code: "动态验证码", send: "验证", cancel: "取消" },
    "en-US": { title: "Prove again who you are", text: "This is asked before sensitive data is shown in full, and holds for a while.", password: "Password", code: "One-time code", send: "Prove", cancel: "Cancel" },
  };
  let open = null;

  function made(tag, text, more = {}) {
    const node = document.createElement(tag);
    if (text) node.textContent = text;
    return Object.assign(node, more);
  }

  // Resolves to whether it was proved; several requests that are refused at once share one question.
  window.renshi.prove = (call) => {
    if (!open) open = ask(call).finally(() => { open = null; });
    return open;
  };

  async function ask(call) {
    const words = WORDS[window.renshi.locale()] || WORDS["zh-CN"];
    const state = await (await call("GET", "/api/session/proof")).json();
    const by = state.by === "code" ? "code" : "password";
    const dialog = made("dialog", "", { id: "proof" });
    const form = made("form");
    const label = made("label", words[by]);
    const input = made("input", "", { name: by, type: by === "code" ? "text" : "password", autocomplete: by === "code" ? "one-time-code" : "current-password", required: true });
    if (by === "code") { input.inputMode = "numeric"; input.maxLength = 6; }
    const wrong = made("p", "", { className: "wrong", hidden: true });
    wrong.setAttribute("role", "alert");
    const cancel = made("button", words.cancel, { type: "button", className: "plain" });
    label.append(input);
    const row = made("div"); row.append(cancel, made("button", words.send, { type: "submit" }));
    form.append(made("h2", words.title), made("p", words.text), label, wrong, row);
    dialog.append(form);
    document.body.append(dialog);
    dialog.showModal();
    input.focus();
    return new Promise((done) => {
      const end = (proved) => { dialog.close(); dialog.remove(); done(proved); };
      cancel.onclick = () => end(false);
      dialog.oncancel = () => end(false);
      form.onsubmit = async (event) => {
        event.preventDefault();
        const answer = await call("POST", "/api/session/proof", { [by]: input.value });
        if (answer.ok) return end(true);
        if (answer.status === 401) { end(false); return; }
        const problem = await answer.json().catch(() => ({}));
        wrong.textContent = Object.values(problem.fields || {})[0] || problem.detail || String(answer.status);
        wrong.hidden = false;
        input.value = ""; input.focus();
      };
    });
  }
})();
