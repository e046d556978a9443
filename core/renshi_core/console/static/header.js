"use strict";
// The bar on top and the menu: company, search, what waits, language, one's own account.
(() => {
  const { say, state, call, locale } = window.renshi;
  const at = (id) => document.getElementById(id);
  const node = (name, props = {}, ...inside) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(props)) { if (key in made && key !== "list") made[key] = value; else if (value !== null && value !== undefined) made.setAttribute(key, value); }
    made.append(...inside.filter((each) => each !== null));
    return made;
  };

  // A button with a list below it; closed by Escape, by a click elsewhere, and by choosing.
  function dropdown(button, panel) {
    const shut = () => { panel.hidden = true; button.setAttribute("aria-expanded", "false"); };
    button.setAttribute("aria-expanded", "false");
    button.addEventListener("click", () => {
      const opening = panel.hidden;
      document.querySelectorAll(".popup").forEach((other) => { other.hidden = true; });
      panel.hidden = !opening; button.setAttribute("aria-expanded", String(opening));
      const first = panel.querySelector("input, button, a");
      if (opening && first) first.focus();
    });
    document.addEventListener("click", (event) => { if (!panel.contains(event.target) && !button.contains(event.target)) shut(); });
    panel.addEventListener("keydown", (event) => {
      if (event.key === "Escape") { shut(); button.focus(); }
      if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
      event.preventDefault();
      const choices = [...panel.querySelectorAll("button:not([hidden]), a")], now = choices.indexOf(document.activeElement);
      (choices[now + (event.key === "ArrowDown" ? 1 : -1)] || choices[0])?.focus();
    });
    return shut;
  }

  function companies() {
    const { session } = state, list = at("companies");
    at("company-name").textContent = session.company ? session.company.name : "";
    const choose = async (company) => { await call("POST", "/api/session/company", { company_id: company.id }); location.href = "/console"; };
    const buttons = session.companies.map((company) => node("button", { type: "button", className: session.company && company.id === session.company.id ? "here" : "", onclick: () => choose(company) }, node("span", { textContent: company.name }), node("small", { textContent: company.code })));
    const filter = node("input", { type: "search", placeholder: say("find_company"), "aria-label": say("find_company") });
    filter.addEventListener("input", () => { const wanted = filter.value.trim().toLowerCase(); buttons.forEach((button) => { button.hidden = !button.textContent.toLowerCase().includes(wanted); }); });
    list.replaceChildren(...(buttons.length > 6 ? [filter] : []), ...buttons);
    at("company").disabled = buttons.length < 2;
  }

  function account() {
    const { user } = state.session, own = user.employee_id;
    at("who-name").textContent = user.name; at("who-initial").textContent = (user.name || "?").slice(0, 1);
    at("account").replaceChildren(
      node("p", {}, node("b", { textContent: user.name }), node("small", { textContent: user.login || "" })),
      ...(own ? [node("a", { href: `/console/core/employees/${own}`, textContent: say("own_file") })] : []),
      node("a", { href: "/console/core/account", textContent: `${say("own_password")} · ${say("second_factor")}` }),
      node("button", { type: "button", textContent: say("leave"), onclick: async () => { await call("DELETE", "/api/session"); location.href = "/console"; } }));
  }

  function menu(sections) {
    const folded = new Set(JSON.parse(localStorage.getItem("renshi.folded") || "[]"));
    const home = node("a", { href: "/console/core/home", className: "first", title: say("home") }, node("i", { className: "fa fa-house", "aria-hidden": "true" }), node("span", { textContent: say("home") }));
    at("entries").replaceChildren(home, ...sections.map((section) => {
      const list = node("ul", { id: `menu-${section.key}`, hidden: folded.has(section.key) }, ...section.entries.map((entry) => node("li", {}, node("a", { href: entry.path, title: entry.title }, node("i", { className: `fa fa-${entry.icon}`, "aria-hidden": "true" }), node("span", { textContent: entry.title })))));
      const head = node("button", { type: "button", "aria-expanded": String(!folded.has(section.key)), "aria-controls": list.id, title: section.title }, node("span", { textContent: section.title }), node("i", { className: "fa fa-chevron-down", "aria-hidden": "true" }));
      head.addEventListener("click", () => {
        list.hidden = !list.hidden; head.setAttribute("aria-expanded", String(!list.hidden));
        if (list.hidden) folded.add(section.key); else folded.delete(section.key);
        localStorage.setItem("renshi.folded", JSON.stringify([...folded]));
      });
      return node("section", {}, node("h2", {}, head), list);
    }));
  }

  async function counts() {
    const answer = await call("GET", "/api/home/counts").catch(() => null);
    if (!answer || !answer.ok) return;
    const found = await answer.json();
    for (const [id, number, word] of [["todo", found.waiting, "todo"], ["bell", found.unread, "notices"]]) {
      at(id).querySelector("em").textContent = number > 99 ? "99+" : number || "";
      at(id).querySelector("em").hidden = !number;
      at(id).setAttribute("aria-label", `${say(word)} ${number}`); at(id).title = say(word);
    }
  }

  function draw(sections) {
    for (const element of document.querySelectorAll("[data-say]")) element.textContent = say(element.dataset.say);
    for (const element of document.querySelectorAll("[data-label]")) { element.setAttribute("aria-label", say(element.dataset.label)); element.title = say(element.dataset.label); }
    at("search-button").title = say("search_keys");
    at("locale").textContent = locale() === "zh-CN" ? "EN" : "中文"; at("locale").lang = locale() === "zh-CN" ? "en" : "zh-CN";
    companies(); account(); menu(sections); counts();
  }

  let ready = false;
  function wireUp() {
    if (ready) return;
    ready = true;
    dropdown(at("company"), at("companies")); dropdown(at("who"), at("account"));
    at("locale").addEventListener("click", () => { localStorage.setItem("renshi.locale", locale() === "zh-CN" ? "en-US" : "zh-CN"); location.reload(); });
    const drawer = (open) => { at("menu").classList.toggle("open", open); at("veil").hidden = !open; at("burger").setAttribute("aria-expanded", String(open)); };
    at("burger").addEventListener("click", () => drawer(!at("menu").classList.contains("open")));
    at("veil").addEventListener("click", () => drawer(false));
    const rail = (on) => { at("shell").classList.toggle("rail", on); at("rail").setAttribute("aria-label", say(on ? "unrail" : "rail")); at("rail").title = say(on ? "unrail" : "rail"); };
    rail(localStorage.getItem("renshi.rail") === "1");
    at("rail").addEventListener("click", () => { const on = !at("shell").classList.contains("rail"); localStorage.setItem("renshi.rail", on ? "1" : ""); rail(on); });
    let soon = null;
    document.addEventListener("renshi:changed", () => { clearTimeout(soon); soon = setTimeout(counts, 400); });
    window.renshi.shutDrawer = () => drawer(false);
  }

  Object.assign(window.renshi, { node, drawHeader: draw, wireHeader: wireUp, refreshCounts: counts });
})();
