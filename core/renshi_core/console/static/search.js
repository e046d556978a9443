"use strict";
// The search over everything: opened by /, Ctrl+K or the button; arrows choose, Enter opens.
(() => {
  const { say, call, node } = window.renshi;
  const at = (id) => document.getElementById(id);
  let number = 0, waiting = null, before = null;

  function show() {
    before = document.activeElement;
    at("search").hidden = false; at("search-input").value = ""; at("search-input").placeholder = say("search_hint");
    tell(say("search_start")); at("search-input").focus();
  }
  function shut() { if (at("search").hidden) return; at("search").hidden = true; if (before) before.focus(); }
  function tell(text) { at("hits").replaceChildren(node("p", { textContent: text })); }
  function choices() { return [...at("hits").querySelectorAll("a")]; }
  function mark(link) { for (const each of choices()) each.setAttribute("aria-selected", String(each === link)); if (link) { at("search-input").setAttribute("aria-activedescendant", link.id); link.scrollIntoView({ block: "nearest" }); } }

  async function find() {
    const wanted = at("search-input").value.trim(), mine = ++number;
    if (!wanted) { tell(say("search_start")); return; }
    const answer = await call("GET", `/api/search?q=${encodeURIComponent(wanted)}`).catch(() => null);
    if (mine !== number) return;
    if (!answer) { tell(say("network")); return; }
    const body = await answer.json();
    if (!answer.ok) { tell(body.detail || body.title); return; }
    if (!body.groups.length) { tell(say("no_hits", { q: wanted })); return; }
    let index = 0;
    at("hits").replaceChildren(...body.groups.map((group) => node("section", {}, node("h3", { textContent: group.title }), ...group.items.map((item) => node("a", { href: item.link, role: "option", id: `hit-${index++}` }, node("i", { className: `fa fa-${item.icon}`, "aria-hidden": "true" }), node("span", {}, node("b", { textContent: item.title }), item.detail ? node("small", { textContent: item.detail }) : null))))));
    mark(choices()[0]);
  }

  at("search-input").addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(find, 120); });
  at("search").addEventListener("keydown", (event) => {
    const all = choices(), now = all.findIndex((each) => each.getAttribute("aria-selected") === "true");
    if (event.key === "Escape") shut();
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); mark(all[(now + (event.key === "ArrowDown" ? 1 : all.length - 1)) % all.length]); }
    else if (event.key === "Enter" && all[now]) { event.preventDefault(); all[now].click(); }
  });
  at("search").addEventListener("click", (event) => { if (event.target === at("search") || event.target.closest("a")) shut(); });
  at("search-button").addEventListener("click", show);
  document.addEventListener("keydown", (event) => {
    if (at("shell").hidden) return;
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.nodeName) || event.target.isContentEditable;
    if ((event.key === "/" && !typing) || (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey))) { event.preventDefault(); show(); }
  });
})();
