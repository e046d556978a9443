"use strict";
(async () => {
  const api = await (await fetch("/schema/openapi.json")).json(), main = document.getElementById("api");
  const node = (tag, text, name) => { const made = document.createElement(tag); if (text !== undefined) made.textContent = text; if (name) made.className = name; return made; };
  const resolve = (schema, depth = 0) => {
    if (!schema || depth > 6) return {};
    if (schema.$ref) return resolve(api.components.schemas[schema.$ref.split("/").pop()], depth + 1);
    const option = (schema.oneOf || schema.anyOf || []).find((one) => one.type !== "null");
    if (option) return { ...resolve(option, depth + 1), description: schema.description };
    if (schema.type === "array") return { ...schema, items: resolve(schema.items, depth + 1) };
    if (schema.properties) return { ...schema, properties: Object.fromEntries(Object.entries(schema.properties).map(([k, v]) => [k, resolve(v, depth + 1)])) };
    return schema;
  };
  const example = (s) => s.example ?? s.default ?? (s.enum ? s.enum[0] : s.properties ? Object.fromEntries(Object.entries(s.properties).map(([k, v]) => [k, example(v)]))
    : s.type === "array" ? [example(s.items || {})] : s.format || s.type || null);
  const groups = {};
  for (const [path, methods] of Object.entries(api.paths)) for (const [method, op] of Object.entries(methods)) if (op.responses) (groups[(op.tags || ["Core"])[0]] ??= []).push({ path, method: method.toUpperCase(), op });
  const draw = (wanted) => {
    main.replaceChildren();
    for (const [tag, list] of Object.entries(groups).sort()) {
      const shown = list.filter(({ path, op }) => `${tag} ${path} ${op.summary || ""} ${op.description || ""}`.toLowerCase().includes(wanted));
      if (!shown.length) continue;
      main.append(node("h2", tag));
      for (const { path, method, op } of shown) {
        const box = node("details"), head = node("summary");
        head.append(node("span", method, `m ${method}`), node("code", path), node("span", `  ${op.description || op.summary || ""}`.split("\n")[0], "soft"));
        box.append(head);
        if ((op.parameters || []).length) { const table = node("table"); for (const p of op.parameters) { const row = node("tr"); row.append(node("td", p.name), node("td", p.in, "soft"), node("td", resolve(p.schema).type || "", "soft"), node("td", p.description || "")); table.append(row); } box.append(table); }
        const body = op.requestBody && Object.values(op.requestBody.content)[0];
        if (body) box.append(node("div", "Body", "soft"), node("pre", JSON.stringify(example(resolve(body.schema)), null, 2)));
        main.append(box);
      }
    }
  };
  document.getElementById("search").addEventListener("input", (event) => draw(event.target.value.toLowerCase()));
  draw("");
})();
