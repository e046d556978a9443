"use strict";
// Making elements, two languages, calls. What somebody typed is put on the page as text only, never as HTML. The link's
// secret stays behind '#' and in a header; the device's key replaces it after the first opening and lives on this phone.
window.Parts = (function () {
  const base = location.pathname.replace(/\/assets\/[^/]*$/, "");
  const view = document.getElementById("view");
  const link = location.hash.slice(1);
  const place = `renshi-form:${base}`;
  const store = {
    get(name) { try { return localStorage.getItem(`${place}:${name}`); } catch { return null; } },
    set(name, value) { try { if (value === null) localStorage.removeItem(`${place}:${name}`); else localStorage.setItem(`${place}:${name}`, value); } catch { /* private mode: works until the page is closed */ } },
  };
  const state = { english: store.get("language") === "en", key: null };
  const say = (zh, en) => (state.english ? en : zh);
  const both = (text) => (state.english ? text.en : text.zh);

  function el(name, attributes, ...children) {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
      else if (key in node && typeof value === "boolean") node[key] = value;
      else if (value !== null && value !== undefined) node.setAttribute(key, value);
    }
    for (const child of children.flat(3)) if (child !== null && child !== undefined && child !== false) node.append(child);
    return node;
  }
  function show(...nodes) { view.replaceChildren(...nodes.flat(3).filter(Boolean)); window.scrollTo(0, 0); }

  async function call(path, body, key) {
    const headers = { "X-Form-Key": key || state.key };
    const options = { headers, cache: "no-store" };
    if (body instanceof FormData) Object.assign(options, { method: "POST", body });
    else if (body !== undefined) Object.assign(options, { method: "POST", body: JSON.stringify(body), headers: { ...headers, "Content-Type": "application/json" } });
    let answer;
    try { answer = await fetch(base + path, options); } catch {
      throw Object.assign(new Error(say("网络不通，请检查后再试", "No connection. Check it and try again.")), { status: 0, fields: {} });
    }
    const data = await answer.json().catch(() => ({}));
    if (answer.ok) return data;
    const told = data.detail || data.title || say("出错了，请稍后再试", "Something went wrong, please try again");
    throw Object.assign(new Error(told), { status: answer.status, fields: data.fields || {} });
  }
  return { base, link, store, state, say, both, el, show, call };
})();
