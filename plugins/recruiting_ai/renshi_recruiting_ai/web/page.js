"use strict";
// What all parts of a candidate's page share: making elements, two languages, calls that survive a broken line. What
// somebody types is only ever put on the page as text, never as HTML. The link's secret stays behind '#' and in a
// header, so that no log of addresses keeps it.
window.Renshi = (function () {
  const base = location.pathname.replace(/\/assets\/[^/]*$/, "");
  const view = document.getElementById("view");
  const state = { english: localStorage.getItem("renshi-language") === "en" };
  const say = (zh, en) => (state.english ? en : zh);
  const secret = () => location.hash.slice(1).split("=")[1] || "";

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

  // An error of the server's is final; anything else may work later.
  async function once(path, options) {
    const answer = await fetch(base + path, options);
    const data = await answer.json().catch(() => ({}));
    if (answer.ok) return data;
    const told = data.detail || data.title || say("出错了，请稍后再试", "something went wrong, please try again");
    const final = answer.status < 500 && answer.status !== 429 && answer.status !== 408;
    throw Object.assign(new Error(told), { final, data, status: answer.status });
  }

  async function call(path, body) {
    const headers = { "X-Candidate-Link": secret() };
    const options = body === undefined ? { headers } : { method: "POST", headers: { ...headers, "Content-Type": "application/json" }, body: JSON.stringify(body) };
    let failure;
    // An answer sent twice is kept once, so a broken connection is simply tried again.
    for (let attempt = 0; attempt < 4; attempt += 1) {
      try { return await once(path, options); } catch (error) {
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
  function guarded(button, box, work) {
    return async (event) => {
      if (event) event.preventDefault();
      button.disabled = true;
      box.replaceChildren();
      try { await work(); } catch (error) { box.replaceChildren(problem(error)); } finally { button.disabled = false; }
    };
  }
  function button(label, box, work, level) {
    const node = el("button", { type: "button", class: level || null }, label);
    node.addEventListener("click", guarded(node, box, work));
    return node;
  }
  function noticeBlock(notice, name, optional) {
    return el("div", {},
      el("h3", {}, say(notice.title, notice.title_en)),
      el("div", { class: "notice", tabindex: "0" }, say(notice.text, notice.text_en)),
      el("label", { class: "check" }, el("input", { type: "checkbox", name, required: notice.required }),
        el("span", {}, notice.required ? say("我已阅读并同意", "I have read this and agree") : optional)));
  }
  return { base, state, say, secret, el, once, call, show, card, problem, guarded, button, noticeBlock };
})();
