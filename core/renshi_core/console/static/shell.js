"use strict";
// Who is signed in, which page is open, and what to do where it can't be.
(() => {
  const { locale, say, format, state, call, fetcher, prefetch, read, query, node } = window.renshi;
  const version = document.body.dataset.version;
  const at = (id) => document.getElementById(id);
  const ACCOUNT = "/console/core/account";
  let drawn = null, library = null, turn = 0, sections = [], favourites = [];

  function load(src, style) {
    return new Promise((done, failed) => {
      const made = style ? node("link", { rel: "stylesheet", href: src }) : node("script", { src, async: false });
      made.onload = done; made.onerror = () => { library = null; failed(new Error(src)); };
      document.head.append(made);
    });
  }

  // The library would fetch its second half only when a page is half drawn, and draw the inputs of that half again.
  function amis() {
    const base = `/console-assets/${version}/`;
    library = library || Promise.all([load(`${base}vendor/antd.css`, true), load(`${base}vendor/helper.css`, true), load(`${base}vendor/iconfont.css`, true), load(`${base}vendor/sdk.js`), load(`${base}vendor/rest.js`)])
      .then(() => {
        const registered = window.amisRequire("amis");
        for (const kind of ["money", "percent", "bytes", "duration", "ago", "instant"]) registered.registerFilter(kind, (value) => format(kind, value));
        registered.registerFilter("figure", (value, digits) => format("number", value, digits === undefined || digits === "" ? null : Number(digits)));
        registered.registerFilter("initial", (value) => String(value || "").trim().slice(0, 1));
        window.renshiBlocks(registered, window.amisRequire("react"), format, say, fetcher);
        window.renshiHome(registered, window.amisRequire("react"), format, say, call);
        return window.amisRequire("amis/embed");
      });
    return library;
  }

  // The library would fetch what draws charts only when a chart's figures have come; it comes beside them.
  let chartsComing = false;
  function charts() {
    if (chartsComing) return;
    chartsComing = true;
    document.head.append(node("link", { rel: "preload", as: "script", href: `/console-assets/${version}/vendor/charts.js` }));
  }

  function go(path, replace) {
    const target = new URL(path, location.origin);
    if (target.origin !== location.origin) { window.open(target.href, "_blank", "noopener"); return; }
    if (!target.pathname.startsWith("/console")) { location.href = target.href; return; }
    history[replace ? "replaceState" : "pushState"]({}, "", target.pathname + target.search);
    draw();
  }

  function clear() { if (drawn) { drawn.unmount(); drawn = null; } at("page").replaceChildren(); }

  function trouble(kind, detail, id) {
    clear();
    heading(say(kind), null);
    const again = node("button", { type: "button", className: "primary", textContent: say("retry"), onclick: () => draw() });
    at("page").append(node("div", { className: "trouble", role: "alert" }, node("i", { className: `fa fa-${{ missing: "compass", forbidden: "lock", broken: "triangle-exclamation", offline: "plug-circle-xmark" }[kind]}`, "aria-hidden": "true" }),
      node("h1", { textContent: say(kind) }), node("p", { textContent: detail || say(`${kind}_text`) }), id ? node("p", { className: "soft", textContent: say("number", { id }) }) : null,
      node("div", {}, kind === "broken" || kind === "offline" ? again : null, node("a", { href: "/console", textContent: say("home") }))));
  }

  // Where the page is in the menu, and a way back from what isn't itself in it.
  function heading(title, path) {
    document.title = `${title} · ${say("brand")}${locale() === "zh-CN" ? " Renshi" : ""}`;
    let section = null, parent = null;
    for (const each of sections) for (const entry of each.entries) if (path && (path === entry.path || path.startsWith(`${entry.path}/`)) && (!parent || entry.path.length > parent.path.length)) { section = each; parent = entry; }
    const crumbs = [];
    if (section) crumbs.push(node("span", { textContent: section.title }));
    if (parent && parent.path !== path) crumbs.push(node("a", { href: parent.path, textContent: parent.title }));
    at("crumbs").replaceChildren(...crumbs.flatMap((crumb, index) => [...(index ? [node("i", { textContent: "/", "aria-hidden": "true" })] : []), crumb]));
    at("heading").textContent = title;
    at("back").hidden = !path || path === "/console/core/home" || (parent && parent.path === path) || !parent;
    for (const link of document.querySelectorAll("#entries a")) { const here = parent ? link.getAttribute("href") === parent.path : link.getAttribute("href") === path; link.classList.toggle("here", here); if (here) { link.setAttribute("aria-current", "page"); const list = link.closest("ul"); if (list && list.hidden) list.previousElementSibling.querySelector("button").click(); } else link.removeAttribute("aria-current"); }
    star();
  }

  function star() {
    const here = location.pathname + location.search, kept = favourites.find((each) => each.path === here);
    at("star").hidden = !drawn;
    at("star").classList.toggle("on", Boolean(kept));
    const words = say(kept ? "favoured" : "favourite");
    at("star").title = words; at("star").setAttribute("aria-label", words); at("star").setAttribute("aria-pressed", String(Boolean(kept)));
  }

  async function keep() {
    const here = location.pathname + location.search, kept = favourites.find((each) => each.path === here);
    if (kept) {
      if ((await call("DELETE", `/api/home/favourites/${kept.id}`)).ok) favourites = favourites.filter((each) => each !== kept);
    } else {
      const title = at("heading").textContent + (location.search ? `（${[...new URLSearchParams(location.search).values()].join("，").slice(0, 30)}）` : "");
      const answer = await call("POST", "/api/home/favourites", { title: title.slice(0, 60), path: here });
      if (answer.ok) favourites = [...favourites, await answer.json()];
    }
    star();
  }

  async function draw() {
    const mine = ++turn;
    if (window.renshi.shutDrawer) window.renshi.shutDrawer();
    const path = location.pathname.replace(/\/$/, "") === "/console" || location.pathname === "/" ? "/console/core/home" : location.pathname.replace(/\/$/, "");
    if (state.session.must_enrol && path !== ACCOUNT) { go(ACCOUNT, true); return; }
    at("page").classList.add("busy");
    let embed, answer;
    try {
      [embed, answer] = await Promise.all([amis(), state.first && state.first.path === path ? state.first.answer : read(drawing(path))]);
    } catch (error) { if (mine === turn) trouble("offline"); return; } finally { state.first = null; at("page").classList.remove("busy"); }
    if (mine !== turn) return;
    if (answer.status === 401) { signIn(true); return; }
    if (!answer.ok) {
      const problem = await answer.json().catch(() => ({}));
      trouble(answer.status === 404 ? "missing" : answer.status === 403 ? "forbidden" : "broken", answer.status < 500 ? problem.detail : null, answer.status >= 500 ? answer.headers.get("x-request-id") : null);
      return;
    }
    const body = await answer.json();
    clear();
    const lists = [];
    const tables = (part) => { if (Array.isArray(part)) part.forEach(tables); else if (part && typeof part === "object") { if (part.type === "crud") lists.push(part); if (part.type === "chart") charts(); Object.values(part).forEach(tables); } };
    tables(body.schema);
    const place = node("div");
    if (state.session.must_enrol) at("page").append(node("p", { className: "renshi-alarm", role: "alert", textContent: say("must_enrol") }));
    at("page").append(place);
    const asked = Object.fromEntries(new URLSearchParams(location.search));
    for (const list of lists) if (Object.keys(asked).length && list.filter) list.defaultParams = asked;
    // The library asks for a list only once its filters have their choices; by then it is here.
    if (lists.length === 1 && body.schema.body.includes(lists[0]) && plain(lists[0])) prefetch(query(lists[0].api, { page: 1, perPage: lists[0].perPage || 10, ...(lists[0].defaultParams || {}) }));
    drawn = embed.embed(place, body.schema, { data: { ...asked, ...body.params, page_path: path, me: state.session.user }, locale: locale() }, {
      fetcher: (request) => { remember(request, lists); return fetcher(request); }, theme: "antd", session: "console",
      jumpTo: (to) => go(to), updateLocation: (to, replace) => { if (to === "goBack") history.back(); else go(to, replace); }, isCurrentUrl: (to) => to === location.pathname,
    });
    at("page").scrollTop = 0;
    heading(body.schema.title || "", path);
  }

  const drawing = (path) => `/api/console/page?path=${encodeURIComponent(path)}`;
  const plain = (list) => typeof list.api === "string" && !list.api.includes("$") && !list.orderBy && (!list.filter || list.filter.body.every((input) => input.value === undefined));

  // The address says what a page's only list is filtered by, so that it can be kept, sent, and gone back to.
  function remember(request, lists) {
    if (lists.length !== 1 || !lists[0].filter || (request.method || "get").toLowerCase() !== "get") return;
    const address = new URL(request.url, location.origin), api = String(lists[0].api).split("?")[0];
    if (address.pathname !== api) return;
    const kept = new URLSearchParams();
    for (const input of lists[0].filter.body) { const value = (request.data || {})[input.name] ?? address.searchParams.get(input.name); if (input.name && value !== undefined && value !== null && value !== "" && typeof value !== "object") kept.set(input.name, value); }
    const text = kept.toString();
    if (`?${text}` !== location.search && (text || location.search)) { history.replaceState({}, "", location.pathname + (text ? `?${text}` : "")); star(); }
  }

  function signIn(expired) {
    const form = at("sign-in"), words = ["tenant", "login", "password", "totp"];
    if (!expired) { state.session = null; at("shell").hidden = true; }
    at("gate").hidden = false; at("gate").classList.toggle("over", Boolean(expired));
    form.querySelector("h1").textContent = say("title");
    form.querySelectorAll("label span").forEach((label, index) => { label.textContent = say(words[index]); });
    form.querySelector("button[type=submit]").textContent = say("enter");
    at("gate-locale").textContent = locale() === "zh-CN" ? "English" : "中文";
    const note = form.querySelector(".wrong");
    if (expired) { note.textContent = say("expired"); note.hidden = false; }
    form.tenant.value = form.tenant.value || localStorage.getItem("renshi.tenant") || "";
    (form.tenant.value ? form.login : form.tenant).focus();
  }

  at("sign-in").addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.target, wrong = form.querySelector(".wrong"), button = form.querySelector("button[type=submit]");
    const body = { tenant: form.tenant.value.trim(), login: form.login.value.trim(), password: form.password.value };
    if (form.totp.value) body.totp = form.totp.value.trim();
    wrong.hidden = true; button.disabled = true;
    const answer = await call("POST", "/api/session", body).catch(() => null);
    button.disabled = false;
    if (answer && answer.ok) {
      localStorage.setItem("renshi.tenant", body.tenant); form.password.value = ""; form.totp.value = "";
      const who = (await answer.json()).user_id, same = state.session && state.session.user.id === who && drawn;
      at("gate").hidden = true;
      // The same person goes on where the session ended, with what was typed; somebody else starts anew.
      if (same) { window.renshi.refreshCounts(); return; }
      await start();
      return;
    }
    const problem = answer ? await answer.json().catch(() => ({})) : { detail: say("network") };
    if (problem.code === "totp_required") { form.totp.closest("label").hidden = false; form.totp.focus(); }
    wrong.textContent = problem.detail || problem.title || say("wrong"); wrong.hidden = false;
  });

  async function start() {
    document.documentElement.lang = locale();
    const path = location.pathname.replace(/\/$/, "");
    // All at once: who it is decides whether the others were of use.
    const wanted = path === "/console" || path === "" ? "/console/core/home" : path;
    const signedIn = document.cookie.includes("renshi_csrf=");
    if (!signedIn) { signIn(false); amis().catch(() => {}); return; }
    const first = call("GET", drawing(wanted)), menu = call("GET", "/api/console/menu");
    let answer;
    try { answer = await call("GET", "/api/session"); } catch (error) { at("shell").hidden = false; trouble("offline"); return; }
    if (!answer.ok) { first.catch(() => {}); menu.catch(() => {}); signIn(false); amis().catch(() => {}); return; }
    state.session = await answer.json();
    state.first = { path: wanted, answer: first };
    const listed = await (await menu).json();
    sections = listed.sections || []; favourites = listed.favourites || [];
    at("gate").hidden = true; at("shell").hidden = false;
    window.renshi.wireHeader(); window.renshi.drawHeader(sections);
    await draw();
  }

  state.expired = () => signIn(true);
  // Somebody who had to switch their codes on first may go on when they have.
  document.addEventListener("renshi:changed", async () => {
    if (!state.session || !state.session.must_enrol) return;
    const answer = await call("GET", "/api/session").catch(() => null);
    if (answer && answer.ok) state.session = await answer.json();
    if (!state.session.must_enrol) location.href = "/console";
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0 || link.target === "_blank" || link.hasAttribute("download")) return;
    const to = link.getAttribute("href");
    if (to && to.startsWith("/console")) { event.preventDefault(); document.querySelectorAll(".popup").forEach((popup) => { popup.hidden = true; }); go(to); }
  });
  // Who points at a link is about to open it.
  const nears = (event) => {
    const link = event.target.closest && event.target.closest("a[href^='/console/']");
    if (!link || !state.session || link.pathname === location.pathname) return;
    prefetch(drawing(link.pathname.replace(/\/$/, "")));
  };
  let resting = null;
  document.addEventListener("pointerover", (event) => { clearTimeout(resting); resting = setTimeout(() => nears(event), 60); });
  document.addEventListener("pointerdown", nears);
  window.addEventListener("popstate", () => state.session && draw());
  window.addEventListener("online", () => state.session && at("page").querySelector(".trouble") && draw());
  at("back").addEventListener("click", () => { const crumb = at("crumbs").querySelector("a"); if (crumb) go(crumb.getAttribute("href")); else history.back(); });
  at("star").addEventListener("click", keep);
  at("gate-locale").addEventListener("click", () => { localStorage.setItem("renshi.locale", locale() === "zh-CN" ? "en-US" : "zh-CN"); location.reload(); });
  start();
})();
