"use strict";
// Talking to the API: the session's token, amis's idea of lists and answers, uploads with progress.
(() => {
  const { locale, say } = window.renshi;
  const state = { session: null, expired: () => {} };

  function headersFor(options = {}) {
    const headers = { Accept: "application/json", "Accept-Language": locale(), ...options };
    const token = document.cookie.split("; ").find((each) => each.startsWith("renshi_csrf="));
    if (token) headers["X-CSRF-Token"] = decodeURIComponent(token.slice("renshi_csrf=".length));
    if (state.session && state.session.company) headers["X-Renshi-Company"] = state.session.company.id;
    return headers;
  }

  function call(method, url, body) {
    const headers = headersFor();
    if (body !== undefined && !(body instanceof FormData)) { headers["Content-Type"] = "application/json"; body = JSON.stringify(body); }
    return fetch(url, { method, headers, body, credentials: "same-origin" });
  }

  function query(url, data) {
    const parts = new URL(url, location.origin);
    const given = { ...(data || {}) };
    for (const [name, value] of Object.entries(given)) {
      if (value === undefined || value === null || value === "" || (typeof value === "object" && !Array.isArray(value))) continue;
      parts.searchParams.set(name, value);
    }
    const named = parts.searchParams;
    if (named.get("perPage")) named.set("limit", named.get("perPage"));
    if (named.get("orderBy")) named.set("sort", (named.get("orderDir") === "desc" ? "-" : "") + named.get("orderBy"));
    for (const name of ["perPage", "orderBy", "orderDir"]) named.delete(name);
    for (const [name, value] of [...named]) if (value === "") named.delete(name);
    return parts.pathname + parts.search;
  }

  // What is going to be asked for, asked already: once, for whoever asks next, and only while it is fresh.
  const FRESH = 5000, ahead = new Map();
  function prefetch(url) {
    const known = ahead.get(url);
    if (known && known.until > Date.now()) return;
    // Read to its end at once: an answer that nobody takes must not hold its line.
    const answer = call("GET", url).then(async (got) => new Response(await got.text(), { status: got.status, headers: got.headers }));
    answer.catch(() => {});
    ahead.set(url, { answer, until: Date.now() + FRESH });
  }
  function read(url) {
    const known = ahead.get(url);
    ahead.delete(url);
    return known && known.until > Date.now() ? known.answer : shared(url);
  }

  // Two inputs with the same choices ask once.
  const asking = new Map();
  async function shared(url) {
    let answer = asking.get(url);
    if (!answer) {
      answer = call("GET", url).then(async (got) => ({ body: await got.arrayBuffer(), status: got.status, headers: got.headers }));
      asking.set(url, answer);
      const forget = () => { if (asking.get(url) === answer) asking.delete(url); };
      answer.then(forget, forget);
    }
    const { body, status, headers } = await answer;
    return new Response(body.byteLength ? body : null, { status, headers });
  }
  document.addEventListener("renshi:changed", () => { ahead.clear(); asking.clear(); });

  // fetch has no progress of what goes up.
  function upload(url, form, onProgress) {
    return new Promise((done, failed) => {
      const request = new XMLHttpRequest();
      request.open("POST", url);
      for (const [name, value] of Object.entries(headersFor())) request.setRequestHeader(name, value);
      if (onProgress) request.upload.onprogress = onProgress;
      request.onload = () => done(new Response(request.responseText, { status: request.status, headers: { "x-request-id": request.getResponseHeader("x-request-id") || "" } }));
      request.onerror = failed;
      request.send(form);
    });
  }

  // An input that was left alone comes as an empty text. In what is made anew it is left out; in what is changed it
  // empties what is no text.
  function tidy(method, data, emptied) {
    if (!data || typeof data !== "object" || Array.isArray(data)) return data;
    const kept = Object.entries(data).filter(([, value]) => method !== "POST" || value !== "");
    return Object.fromEntries(kept.map(([name, value]) => [name, value === "" && (emptied || []).includes(name) ? null : value]));
  }

  // A list that brings its own columns may link one of them: its `link` is the field with the address, or with nothing.
  function linked(column) {
    if (!column.link) return column;
    const [to, text] = [column.link, column.name].map((name) => `<%- data[${JSON.stringify(name)}] %>`);
    return { ...column, type: "tpl", tpl: `<% if (data[${JSON.stringify(column.link)}]) { %><a class='renshi-link' href='${to}'>${text}</a><% } else { %>${text}<% } %>` };
  }

  // amis expects {status, msg, data}; the API answers plain objects and problem documents.
  async function fetcher({ url, method = "get", data, responseType, config, emptied, proved }) {
    method = method.toUpperCase();
    if (method !== "GET" && !(data instanceof FormData)) data = tidy(method, data, emptied);
    let answer;
    try {
      if (data instanceof FormData) answer = await upload(url, data, config && config.onUploadProgress);
      else answer = method === "GET" ? await read(query(url, data)) : await call(method, url, data === undefined ? {} : data);
    } catch (error) {
      return { data: { status: 1, msg: say("network") } };
    }
    if (answer.status === 401) { state.expired(); return { data: { status: 401, msg: say("expired") } }; }
    if (answer.ok && responseType === "blob") {
      const headers = {}; answer.headers.forEach((value, name) => { headers[name] = value; });
      return { data: await answer.blob(), headers, status: answer.status };
    }
    const text = await answer.text();
    let body = {}; try { body = text ? JSON.parse(text) : {}; } catch (error) { body = {}; }
    if (answer.ok) {
      if (method !== "GET") document.dispatchEvent(new CustomEvent("renshi:changed"));
      if (Array.isArray(body.columns)) body.columns = body.columns.map(linked);
      if (body.ok === false && typeof body.message === "string") return { data: { status: 1, msg: body.message, data: body } };
      if (data instanceof FormData && body.id) body = { ...body, value: body.id, url: `/api/files/${body.id}` };
      return { data: { status: 0, msg: typeof body.message === "string" ? body.message : "", data: Array.isArray(body) ? { items: body } : body } };
    }
    if (body.code === "step_up.needed" && !proved && await window.renshi.prove(call)) return fetcher({ url, method, data, responseType, config, emptied, proved: true });
    const known = body.detail || body.title;
    const problem = { status: answer.status, msg: answer.status >= 500 && !body.detail ? say("failed", { id: answer.headers.get("x-request-id") || answer.status }) : known || String(answer.status) };
    if (body.fields && Object.keys(body.fields).length) { problem.status = 422; problem.errors = body.fields; problem.msg = `${problem.msg}：${Object.values(body.fields).join("；")}`; }
    return { data: problem };
  }

  Object.assign(window.renshi, { state, call, fetcher, prefetch, read, query });
})();
