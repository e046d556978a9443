"use strict";
(() => {
  const version = document.body.dataset.version;
  const WORDS = {
    "zh-CN": { title: "登录人事平台", tenant: "企业代码", login: "账号", password: "密码", totp: "动态验证码", enter: "登录", leave: "退出",
      wrong: "登录失败", missing: "页面打不开", home: "首页", inbox: "待办 {n}", network: "网络连接失败，请检查后重试",
      yes: "是", no: "否", now: "刚刚", minutes: "{n} 分钟前", hours: "{n} 小时前", days: "{n} 天前", moved: "已移动", more: "更多操作", fold: "收起", unfold: "展开",
      smaller: "缩小", larger: "放大", close: "关闭", different: "只看不同", speed: "倍速", silent: "没有录音，仅有文字记录", broken: "录音无法播放" },
    "en-US": { title: "Sign in to Renshi", tenant: "Company group", login: "Login", password: "Password", totp: "One-time code", enter: "Sign in",
      leave: "Sign out", wrong: "Signing in failed", missing: "This page can't be opened", home: "Home", inbox: "To do {n}", network: "No connection; check it and try again",
      yes: "Yes", no: "No", now: "just now", minutes: "{n} min ago", hours: "{n} h ago", days: "{n} d ago", moved: "Moved", more: "More actions", fold: "Fold", unfold: "Unfold",
      smaller: "Smaller", larger: "Larger", close: "Close", different: "Only what differs", speed: "Speed", silent: "No recording, only the text", broken: "The recording can't be played" },
  };
  const at = (id) => document.getElementById(id);
  const locale = () => localStorage.getItem("renshi.locale") || "zh-CN";
  const say = (key) => (WORDS[locale()] || WORDS["zh-CN"])[key];
  let session = null, drawn = null, library = null;

  async function call(method, url, body, options = {}) {
    const headers = { Accept: "application/json", "Accept-Language": locale(), ...(options.headers || {}) };
    const token = document.cookie.split("; ").find((c) => c.startsWith("renshi_csrf="));
    if (token) headers["X-CSRF-Token"] = decodeURIComponent(token.slice("renshi_csrf=".length));
    if (session && session.company) headers["X-Renshi-Company"] = session.company.id;
    if (body !== undefined && !(body instanceof FormData)) { headers["Content-Type"] = "application/json"; body = JSON.stringify(body); }
    const answer = await fetch(url, { method, headers, body, credentials: "same-origin" });
    return answer;
  }

  function query(url, data) {
    const parts = new URL(url, location.origin);
    const given = { ...(data || {}) };
    if (given.orderBy) given.sort = (given.orderDir === "desc" ? "-" : "") + given.orderBy;
    if (given.perPage) given.limit = given.perPage;
    for (const name of ["orderBy", "orderDir", "perPage"]) delete given[name];
    for (const [name, value] of Object.entries(given)) {
      if (value === undefined || value === null || value === "" || typeof value === "object") continue;
      parts.searchParams.set(name, value);
    }
    const named = parts.searchParams;
    if (named.get("perPage")) { named.set("limit", named.get("perPage")); named.delete("perPage"); }
    if (named.has("orderBy")) {
      if (named.get("orderBy")) named.set("sort", (named.get("orderDir") === "desc" ? "-" : "") + named.get("orderBy"));
      named.delete("orderBy"); named.delete("orderDir");
    }
    for (const [name, value] of [...named]) if (value === "") named.delete(name);
    return parts.pathname + parts.search;
  }

  // amis expects {status, msg, data}; the API answers plain objects and problem documents.
  async function fetcher({ url, method = "get", data, responseType, config }) {
    method = method.toUpperCase();
    let answer;
    try {
      answer = method === "GET" ? await call("GET", query(url, data)) : await call(method, url, data === undefined ? {} : data);
    } catch (error) {
      return { data: { status: 1, msg: say("network") } };
    }
    if (answer.status === 401) { signIn(); return { data: { status: 401, msg: say("wrong") } }; }
    if (answer.ok && responseType === "blob") {
      const headers = {}; answer.headers.forEach((value, name) => { headers[name] = value; });
      return { data: await answer.blob(), headers, status: answer.status };
    }
    const text = await answer.text();
    let body = {}; try { body = text ? JSON.parse(text) : {}; } catch (error) { body = {}; }
    if (answer.ok) return { data: { status: 0, msg: typeof body.message === "string" ? body.message : "", data: Array.isArray(body) ? { items: body } : body } };
    const problem = { status: answer.status === 422 ? 422 : answer.status, msg: body.detail || body.title || String(answer.status) };
    if (body.fields && Object.keys(body.fields).length) { problem.errors = body.fields; problem.msg = problem.msg + "：" + Object.values(body.fields).join("；"); }
    return { data: problem };
  }

  function load(src, style) {
    return new Promise((done, failed) => {
      const node = document.createElement(style ? "link" : "script");
      if (style) { node.rel = "stylesheet"; node.href = src; } else { node.src = src; node.async = false; }
      node.onload = done; node.onerror = failed;
      document.head.append(node);
    });
  }

  function amis() {
    const base = `/console-assets/${version}/vendor/`;
    library = library || Promise.all([load(base + "antd.css", true), load(base + "helper.css", true), load(base + "iconfont.css", true), load(base + "sdk.js"), load(`/console-assets/${version}/blocks.js`)])
      .then(() => {
        const registered = window.amisRequire("amis");
        for (const kind of ["money", "percent", "bytes", "duration", "ago"]) registered.registerFilter(kind, (value) => format(kind, value));
        registered.registerFilter("figure", (value, digits) => format("number", value, digits === undefined ? null : Number(digits)));
        registered.registerFilter("initial", (value) => String(value || "").trim().slice(0, 1));
        window.renshiBlocks(registered, window.amisRequire("react"), format, say);
        return window.amisRequire("amis/embed");
      });
    return library;
  }

  // One way to write values, for tables (through amis filters) and for the console's own blocks.
  function format(kind, raw, digits) {
    if (raw === null || raw === undefined || raw === "") return "—";
    const number = Number(raw), grouped = (least, most) => new Intl.NumberFormat("zh-CN", { minimumFractionDigits: least, maximumFractionDigits: most }).format(number);
    switch (kind) {
      case "money": return Number.isNaN(number) ? String(raw) : grouped(2, 2);
      case "percent": return Number.isNaN(number) ? String(raw) : `${(number * 100).toFixed(1)}%`;
      case "integer": return Number.isNaN(number) ? String(raw) : grouped(0, 0);
      case "number": return Number.isNaN(number) ? String(raw) : grouped(digits ?? 0, digits ?? 4);
      case "bytes": return number < 1024 ? `${number} B` : number < 1048576 ? `${(number / 1024).toFixed(0)} KB` : `${(number / 1048576).toFixed(1)} MB`;
      case "duration": return `${Math.floor(number / 60)}:${String(Math.round(number % 60)).padStart(2, "0")}`;
      case "boolean": return say(raw === true || raw === "true" ? "yes" : "no");
      case "date": return String(raw).slice(0, 10);
      case "datetime": case "ago": {
        const at = new Date(raw);
        if (Number.isNaN(at.getTime())) return String(raw);
        const two = (part) => String(part).padStart(2, "0"), text = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}`;
        if (kind === "datetime") return text;
        const minutes = Math.round((Date.now() - at.getTime()) / 60000);
        if (minutes < 0 || minutes >= 10080) return text.slice(0, 10);
        return minutes < 1 ? say("now") : minutes < 60 ? say("minutes").replace("{n}", minutes) : minutes < 1440 ? say("hours").replace("{n}", Math.floor(minutes / 60)) : say("days").replace("{n}", Math.floor(minutes / 1440));
      }
    }
    return typeof raw === "object" ? raw.name || raw.label || JSON.stringify(raw) : String(raw);
  }

  function go(path, replace) {
    if (/^https?:/.test(path) && !path.startsWith(location.origin)) { window.open(path, "_blank", "noopener"); return; }
    const target = new URL(path, location.origin);
    if (!target.pathname.startsWith("/console")) { location.href = path; return; }
    history[replace ? "replaceState" : "pushState"]({}, "", target.pathname + target.search);
    draw();
  }

  function trouble(message) {
    at("page").replaceChildren();
    const box = document.createElement("div"); box.className = "trouble";
    const head = document.createElement("h1"); head.textContent = say("missing");
    const text = document.createElement("p"); text.textContent = message;
    const link = document.createElement("a"); link.href = "/console"; link.textContent = say("home");
    box.append(head, text, link); at("page").append(box);
  }

  async function draw() {
    at("menu").classList.remove("open");
    let path = location.pathname.replace(/\/$/, "") || "/console";
    if (path === "/console") {
      const first = document.querySelector("nav a");
      path = "/console/core/home";
      if (!session.home && first) { go(first.getAttribute("href"), true); return; }
    }
    for (const link of document.querySelectorAll("nav a")) link.classList.toggle("here", path === link.getAttribute("href") || path.startsWith(link.getAttribute("href") + "/"));
    const [embed, answer] = await Promise.all([amis(), call("GET", `/api/console/page?path=${encodeURIComponent(path)}`)]);
    if (answer.status === 401) { signIn(); return; }
    const body = await answer.json();
    if (drawn) { drawn.unmount(); drawn = null; }
    if (!answer.ok) { trouble(body.detail || body.title); return; }
    at("page").replaceChildren();
    const place = document.createElement("div"); at("page").append(place);
    document.title = `${body.schema.title || ""} · 人事 Renshi`;
    const params = { ...Object.fromEntries(new URLSearchParams(location.search)), ...body.params, page_path: path };
    drawn = embed.embed(place, body.schema, { data: params, locale: locale() }, {
      fetcher, theme: "antd", jumpTo: (to) => go(to), updateLocation: (to, replace) => { if (to !== "goBack") go(to, replace); else history.back(); },
      isCurrentUrl: (to) => to === location.pathname, session: "console",
    });
  }

  function fill(select, options, value) {
    select.replaceChildren(...options.map((o) => { const node = document.createElement("option"); node.value = o.value; node.textContent = o.label; return node; }));
    select.value = value;
  }

  function signIn() {
    session = null;
    const form = at("sign-in"), words = ["tenant", "login", "password", "totp"];
    at("shell").hidden = true; form.hidden = false;
    form.querySelector("h1").textContent = say("title");
    form.querySelectorAll("label span").forEach((node, index) => { node.textContent = say(words[index]); });
    form.querySelector("button").textContent = say("enter");
    form.tenant.value = form.tenant.value || localStorage.getItem("renshi.tenant") || "";
    (form.tenant.value ? form.login : form.tenant).focus();
  }

  at("sign-in").addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.target, wrong = form.querySelector(".wrong");
    wrong.hidden = true;
    const body = { tenant: form.tenant.value.trim(), login: form.login.value.trim(), password: form.password.value };
    if (form.totp.value) body.totp = form.totp.value.trim();
    const answer = await call("POST", "/api/session", body);
    if (answer.ok) { localStorage.setItem("renshi.tenant", body.tenant); form.password.value = ""; form.totp.value = ""; await start(); return; }
    const problem = await answer.json().catch(() => ({}));
    if (problem.code === "totp_required") form.totp.closest("label").hidden = false;
    wrong.textContent = problem.detail || problem.title || say("wrong"); wrong.hidden = false;
  });

  async function start() {
    document.documentElement.lang = locale();
    const answer = await call("GET", "/api/session");
    if (!answer.ok) { signIn(); return; }
    session = await answer.json();
    const menu = await (await call("GET", "/api/console/menu")).json();
    at("sign-in").hidden = true; at("shell").hidden = false;
    at("who").textContent = session.user.name; at("leave").textContent = say("leave");
    fill(at("company"), session.companies.map((c) => ({ value: c.id, label: c.name })), session.company && session.company.id);
    at("locale").value = locale();
    at("menu").replaceChildren(...menu.sections.flatMap((section) => {
      const head = document.createElement("h2"); head.textContent = section.title;
      return [head, ...section.entries.map((entry) => { const link = document.createElement("a"); link.href = entry.path; link.textContent = entry.title; return link; })];
    }));
    session.home = menu.home || false;
    await draw();
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || event.ctrlKey || event.metaKey || link.target === "_blank") return;
    const to = link.getAttribute("href");
    if (to && to.startsWith("/console")) { event.preventDefault(); go(to); }
  });
  window.addEventListener("popstate", () => session && draw());
  at("burger").addEventListener("click", () => at("menu").classList.toggle("open"));
  at("locale").addEventListener("change", () => { localStorage.setItem("renshi.locale", at("locale").value); location.reload(); });
  at("company").addEventListener("change", async () => {
    await call("POST", "/api/session/company", { company_id: at("company").value });
    location.href = "/console";
  });
  at("leave").addEventListener("click", async () => { await call("DELETE", "/api/session"); location.href = "/console"; });
  start();
})();
