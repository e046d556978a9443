"use strict";
// Blocks that amis doesn't have: board, tree, timeline, comparison, recording. Each draws the answer of the service
// around it; what they show is text made by React, so nothing in it can be markup.
window.renshiBlocks = (registered, React, format, say, fetcher) => {
  const h = React.createElement;
  const fill = (template, data) => template.replace(/\$\{\s*([\w.]+)\s*\}/g, (_, name) => encodeURIComponent(name.split(".").reduce((at, key) => (at === null || at === undefined ? at : at[key]), data) ?? ""));
  const items = (props) => (Array.isArray(props.data.items) ? props.data.items : null);
  const add = (type, component) => registered.Renderer({ type, autoVar: false })(component);
  const nothing = (text) => h("div", { className: "renshi-empty" }, text);

  function value(column, row) {
    const raw = row[column.name];
    const option = column.options && column.options[raw];
    if (option) return h("span", { className: `renshi-tag renshi-tag-${option.colour}` }, option.label);
    if (raw === null || raw === undefined || raw === "") return h("span", { className: "renshi-none" }, "—");
    if (Array.isArray(raw)) return raw.map((each, index) => h("span", { className: "renshi-tag", key: index }, typeof each === "object" ? each.name || each.label : String(each)));
    if (column.kind === "progress") return h("span", { className: "renshi-bar" }, h("i", { style: { width: `${Math.min(100, Math.max(0, Number(raw) * 100))}%` } }), h("b", null, `${Math.round(Number(raw) * 100)}%`));
    if (column.kind === "person") return person(raw, column.note && row[column.note]);
    if (column.kind === "image") return h("img", { className: "renshi-thumb", src: `/api/files/${raw}`, alt: "" });
    const text = format(column.kind, raw, column.decimals);
    return column.link ? h("a", { href: fill(column.link, row) }, text) : text;
  }
  function person(name, note) {
    return h("span", { className: "renshi-person" }, h("i", { className: "renshi-avatar", "aria-hidden": true }, String(name).slice(0, 1)),
      h("span", null, h("span", { className: "renshi-person-name" }, name), note ? h("span", { className: "renshi-person-note" }, note) : null));
  }

  // A value in a table, of which a page has hundreds: it is one element, and knows nothing of the library's stores.
  const empty = (raw) => raw === null || raw === undefined || raw === "" || (Array.isArray(raw) && !raw.length);
  const tag = (option, key) => h("span", { className: `renshi-tag renshi-tag-${option.colour}`, key }, option.label);
  const field = (row, name) => (name in row ? row[name] : name.split(".").reduce((at, key) => (at === null || at === undefined ? at : at[key]), row));
  // An address that a row brings whole is taken as it is, if it leads somewhere and doesn't run anything.
  function target(link, row) {
    const whole = /^\$\{\s*([\w.]+)\s*\}$/.exec(link);
    if (!whole) return fill(link, row);
    const given = field(row, whole[1]);
    return typeof given === "string" && /^(\/|https?:|mailto:)/.test(given) ? given : "";
  }
  function cellText(column, raw) {
    if (column.kind === "boolean") return [true, "true", 1, "1"].includes(raw) ? say("yes") : [false, "false", 0, "0"].includes(raw) ? say("no") : "—";
    if (column.kind === "date" && String(raw).length > 10) return format("datetime", raw).slice(0, 10);
    if (Array.isArray(raw)) return raw.map((each) => format("text", each)).join("，");
    return format(column.kind, raw, column.decimals);
  }
  function cell(column, row) {
    const raw = field(row, column.name), { kind, link, options } = column, none = h("span", { className: "renshi-none" }, "—");
    if (kind === "person") {
      if (empty(raw)) return none;
      const note = column.note && field(row, column.note), to = link && target(link, row);
      return h("span", { className: "renshi-person" }, h("i", { className: "renshi-avatar", "aria-hidden": true }, String(raw).trim().slice(0, 1)),
        h("span", null, h(to ? "a" : "span", to ? { className: "renshi-person-name", href: to } : { className: "renshi-person-name" }, raw), note ? h("span", { className: "renshi-person-note" }, note) : null));
    }
    if (empty(raw)) return none;
    if (Object.keys(options).length) {
      const known = (one) => options[typeof one === "object" && one !== null ? one.value : one] || (one === true ? options[1] : one === false ? options[0] : undefined);
      if (Array.isArray(raw)) return raw.map((each, index) => (known(each) ? tag(known(each), index) : h("span", { className: "renshi-tag", key: index }, format("text", each))));
      return known(raw) ? tag(known(raw)) : format("text", raw);
    }
    if (kind === "tags" || kind === "choices") return (Array.isArray(raw) ? raw : [raw]).map((each, index) => h("span", { className: "renshi-tag", key: index }, format("text", each)));
    const text = cellText(column, raw), to = link && target(link, row);
    if (to) return h("a", { className: "renshi-link", href: to }, text);
    return kind === "textarea" ? h("div", { className: "renshi-long" }, text) : text;
  }
  class Cell extends React.Component {
    render() { return h("span", { className: "renshi-cell" }, cell(this.props.spec, this.props.data)); }
  }

  class Board extends React.Component {
    constructor(props) { super(props); this.state = { moved: {}, over: null, open: null, stages: null }; }
    componentDidMount() {
      this.readStages();
      this.shut = (event) => { if (!event.target.closest || !event.target.closest(".renshi-card-menu")) this.setState({ open: null }); };
      document.addEventListener("click", this.shut);
    }
    componentWillUnmount() { document.removeEventListener("click", this.shut); }
    // amis hands over the same answer as new objects now and then; only another answer takes back what was moved here.
    places(props) { return (items(props) || []).map((card) => `${card.id}=${card[props.group]}`).join(); }
    componentDidUpdate(before) { if (Object.keys(this.state.moved).length && this.places(before) !== this.places(this.props)) this.setState({ moved: {} }); }
    async readStages() {
      if (!this.props.stagesApi) return;
      const answer = await fetcher({ url: fill(this.props.stagesApi, this.props.data), method: "get" });
      if (answer.data.status === 0) this.setState({ stages: answer.data.data.items }); else this.props.env.notify("error", answer.data.msg);
    }
    stageOf(card) { return this.state.moved[card.id] ?? card[this.props.group]; }
    async move(card, stage, event) {
      this.setState({ over: null, open: null });
      if (!this.props.move || this.stageOf(card) === stage.value) return;
      if (this.props.moveDialog) { this.props.onAction(event, this.props.moveDialog, registered.createObject(this.props.data, { ...card, to: stage.value, to_label: stage.label })); return; }
      const before = this.state.moved[card.id];
      this.setState((state) => ({ moved: { ...state.moved, [card.id]: stage.value } }));
      const answer = await fetcher({ url: fill(this.props.move.url, { ...this.props.data, ...card, to: stage.value }), method: this.props.move.method, data: { [this.props.group]: stage.value } });
      if (answer.data.status === 0) this.props.env.notify("success", say("moved")); else {
        this.setState((state) => { const moved = { ...state.moved }; if (before === undefined) delete moved[card.id]; else moved[card.id] = before; return { moved }; });
        this.props.env.notify("error", answer.data.msg);
      }
    }
    card(card, stages) {
      const { card: columns, link, move, cardActions, moveLabel, render, data } = this.props;
      const [title, ...rest] = columns;
      const head = link ? h("a", { href: fill(link, card), draggable: false }, format(title.kind, card[title.name])) : format(title.kind, card[title.name]);
      const open = this.state.open === card.id;
      return h("li", { key: card.id, className: "renshi-card", draggable: Boolean(move), onDragStart: (event) => { event.dataTransfer.setData("text/plain", card.id); event.dataTransfer.effectAllowed = "move"; this.dragged = card; } },
        h("div", { className: "renshi-card-head" }, h("b", null, head),
          move || cardActions.length ? h("div", { className: "renshi-card-menu" },
            h("button", { type: "button", "aria-label": say("more"), "aria-expanded": open, onClick: () => this.setState({ open: open ? null : card.id }) }, "⋯"),
            open ? h("div", { className: "renshi-popup", role: "menu" },
              cardActions.map((action, index) => h("div", { key: index }, render(`action/${index}`, { ...action, level: "link" }, { data: registered.createObject(data, card) }))),
              move ? h("p", null, moveLabel) : null,
              move ? stages.filter((stage) => stage.value !== this.stageOf(card)).map((stage) => h("button", { key: stage.value, type: "button", role: "menuitem", onClick: (event) => this.move(card, stage, event) }, "→ ", stage.label)) : null) : null) : null),
        rest.map((column) => { const raw = card[column.name]; return raw === null || raw === undefined || raw === "" ? null : h("div", { className: "renshi-card-line", key: column.name }, h("span", null, column.label), value(column, card)); }));
    }
    render() {
      const cards = items(this.props);
      if (!cards) return null;
      const stages = this.state.stages || this.props.stages;
      return h("div", { className: "renshi-board" }, stages.map((stage) => {
        const here = cards.filter((card) => this.stageOf(card) === stage.value);
        return h("section", { key: stage.value, className: this.state.over === stage.value ? "over" : "", "aria-label": stage.label,
          onDragOver: (event) => { if (this.dragged) { event.preventDefault(); if (this.state.over !== stage.value) this.setState({ over: stage.value }); } },
          onDragLeave: (event) => { if (!event.currentTarget.contains(event.relatedTarget)) this.setState({ over: null }); },
          onDrop: (event) => { event.preventDefault(); const card = this.dragged; this.dragged = null; if (card) this.move(card, stage, event); } },
          h("h3", null, h("span", { className: `renshi-dot renshi-dot-${stage.colour || "default"}` }), stage.label, h("em", null, here.length)),
          h("ul", null, here.map((card) => this.card(card, stages))), here.length ? null : nothing(this.props.empty));
      }));
    }
  }

  class Cards extends React.Component {
    render() {
      const list = items(this.props), { titleField, textField, badge, columns, actions, link, render, data, empty } = this.props;
      if (!list) return null;
      if (!list.length) return nothing(empty);
      return h("div", { className: "renshi-cards" }, list.map((item, index) => h("article", { key: item.id || index, className: "renshi-big-card" },
        h("header", null, h("b", null, link ? h("a", { href: fill(link, item) }, item[titleField]) : item[titleField]), badge ? value(badge, item) : null),
        textField && item[textField] ? h("p", null, item[textField]) : null,
        h("dl", null, columns.filter((column) => { const raw = item[column.name]; return raw !== null && raw !== undefined && raw !== "" && raw !== false && !(Array.isArray(raw) && !raw.length); }).map((column) => h("div", { key: column.name }, h("dt", null, column.label), h("dd", null, value(column, item))))),
        actions.length ? h("footer", null, actions.map((action, place) => h("span", { key: place }, render(`action/${item.id || index}/${place}`, action, { data: registered.createObject(data, item) })))) : null)));
    }
  }

  class Tree extends React.Component {
    constructor(props) { super(props); this.state = { more: {}, shut: {}, busy: {}, chosen: null, scale: 1 }; this.place = React.createRef(); }
    // A wide chart begins with its top in sight.
    centre() { const place = this.place.current; if (place && !this.centred) { this.centred = true; place.scrollLeft = (place.scrollWidth - place.clientWidth) / 2; } }
    componentDidMount() { this.centre(); }
    known(props) { return JSON.stringify(items(props)); }
    componentDidUpdate(before) { this.centre(); if (this.known(before) !== this.known(this.props)) this.setState({ more: {}, shut: {}, busy: {} }); }
    nodes() {
      const all = new Map();
      for (const list of [items(this.props), ...Object.values(this.state.more)]) for (const node of list || []) all.set(node.id, node);
      return all;
    }
    async toggle(node, known) {
      const { shut, busy, more } = this.state;
      if (known.length) { this.setState({ shut: { ...shut, [node.id]: !shut[node.id] } }); return; }
      if (busy[node.id]) return;
      this.setState({ busy: { ...busy, [node.id]: true } });
      const { api, env, data, filters } = this.props;
      const wanted = { root: node.id, depth: 1 };
      for (const name of filters) if (data[name]) wanted[name] = data[name];
      const answer = await fetcher({ url: fill(api, data), method: "get", data: wanted });
      if (answer.data.status !== 0) env.notify("error", answer.data.msg);
      this.setState({ busy: { ...this.state.busy, [node.id]: false }, more: answer.data.status === 0 ? { ...more, [node.id]: answer.data.data.items } : more });
    }
    box(node, children) {
      const { title, columns, link, panel } = this.props;
      const count = node.children_count ?? children.length, open = children.length > 0 && !this.state.shut[node.id];
      const name = link ? h("a", { href: fill(link, node) }, node[title]) : panel.length ? h("button", { type: "button", className: "renshi-node-name", onClick: () => this.setState({ chosen: node.id }) }, node[title]) : h("b", null, node[title]);
      return h("div", { className: `renshi-node${this.state.chosen === node.id ? " chosen" : ""}` }, h("div", { className: "renshi-node-title" }, name),
        columns.map((column) => { const raw = node[column.name]; return raw === null || raw === undefined || raw === "" ? null : h("div", { key: column.name, className: "renshi-node-line" }, h("span", null, column.label), value(column, node)); }),
        count > 0 ? h("button", { type: "button", className: "renshi-node-more", "aria-expanded": open, "aria-label": `${open ? say("fold") : say("unfold")} ${node[title]}`, onClick: () => this.toggle(node, children) }, this.state.busy[node.id] ? "…" : open ? "−" : `+${count}`) : null);
    }
    branch(node, below) {
      const children = below.get(node.id) || [];
      const open = children.length > 0 && !this.state.shut[node.id];
      return h("li", { key: node.id, role: "treeitem", "aria-expanded": children.length ? open : undefined }, this.box(node, children), open ? h("ul", { role: "group" }, children.map((child) => this.branch(child, below))) : null);
    }
    render() {
      const list = items(this.props);
      if (!list) return null;
      if (!list.length) return nothing(this.props.empty);
      const all = this.nodes(), below = new Map(), roots = [];
      for (const node of all.values()) { if (node.parent_id && all.has(node.parent_id) && node.parent_id !== node.id) below.set(node.parent_id, [...(below.get(node.parent_id) || []), node]); else roots.push(node); }
      const { shape, panel, render, data } = this.props, chosen = this.state.chosen && all.get(this.state.chosen);
      const zoom = shape === "chart" ? h("div", { className: "renshi-zoom" }, [["−", -0.1, "smaller"], ["+", 0.1, "larger"]].map(([sign, step, word]) => h("button", { key: word, type: "button", "aria-label": say(word), onClick: () => this.setState({ scale: Math.min(1.4, Math.max(0.4, this.state.scale + step)) }) }, sign))) : null;
      return h("div", { className: "renshi-tree-place" }, h("div", { ref: this.place, className: `renshi-tree renshi-tree-${shape}` }, zoom, h("ul", { role: "tree", style: shape === "chart" ? { zoom: this.state.scale } : null }, roots.map((root) => this.branch(root, below)))),
        chosen && panel.length ? h("aside", { className: "renshi-panel" }, h("button", { type: "button", className: "renshi-close", "aria-label": say("close"), onClick: () => this.setState({ chosen: null }) }, "×"), h("h3", null, chosen[this.props.title]), h("div", { key: chosen.id }, render(`panel/${chosen.id}`, panel, { data: registered.createObject(data, chosen) }))) : null);
    }
  }

  class Timeline extends React.Component {
    render() {
      const list = items(this.props);
      if (!list) return null;
      if (!list.length) return nothing(this.props.empty);
      let year = null;
      return h("ol", { className: "renshi-timeline" }, list.map((item, index) => {
        const kind = this.props.kinds[item.kind] || {}, when = String(item.on), text = when.length > 10 ? format("datetime", when) : when, first = when.slice(0, 4) !== year;
        year = when.slice(0, 4);
        return [first ? h("li", { key: `year-${index}`, className: "renshi-year" }, year) : null,
          h("li", { key: index }, h("i", { className: `renshi-dot renshi-dot-${kind.colour || "info"}`, "aria-hidden": true }), h("time", { dateTime: when }, text.slice(5)),
            h("div", null, h("b", null, item.link ? h("a", { href: item.link }, item.title) : item.title), kind.label ? h("span", { className: `renshi-tag renshi-tag-${kind.colour}` }, kind.label) : null, item.detail ? h("p", null, item.detail) : null, item.actor ? h("small", null, item.actor) : null))];
      }));
    }
  }

  class Compare extends React.Component {
    constructor(props) { super(props); this.state = { different: false }; }
    render() {
      const list = items(this.props);
      if (!list) return null;
      if (!list.length) return nothing(this.props.empty);
      const { rows, title, link, best } = this.props;
      const equal = (row) => list.every((item) => JSON.stringify(item[row.name] ?? null) === JSON.stringify(list[0][row.name] ?? null));
      const top = (row) => (best.includes(row.name) ? Math.max(...list.map((item) => Number(item[row.name] ?? NaN)).filter((number) => !Number.isNaN(number))) : null);
      return h("div", { className: "renshi-compare" },
        list.length > 1 ? h("label", null, h("input", { type: "checkbox", checked: this.state.different, onChange: (event) => this.setState({ different: event.target.checked }) }), say("different")) : null,
        h("div", { className: "renshi-scroll" }, h("table", null, h("thead", null, h("tr", null, h("td", null), list.map((item, index) => h("th", { key: item.id || index, scope: "col" }, link ? h("a", { href: fill(link, item) }, item[title]) : item[title])))),
          h("tbody", null, rows.filter((row) => !this.state.different || !equal(row)).map((row) => { const most = top(row); return h("tr", { key: row.name }, h("th", { scope: "row" }, row.label), list.map((item, index) => h("td", { key: item.id || index, className: most !== null && Number(item[row.name]) === most ? "best" : "" }, value(row, item)))); })))));
    }
  }

  const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
  class Media extends React.Component {
    constructor(props) { super(props); this.state = { at: -1, failed: false, found: "" }; this.player = React.createRef(); this.list = React.createRef(); }
    seek(seconds) { const player = this.player.current; if (!player || seconds === null || seconds === undefined) return; player.currentTime = seconds; player.play().catch(() => {}); }
    // A click on a word plays from it, where words have times; else from the sentence.
    word(event, segment) {
      const point = document.caretPositionFromPoint ? document.caretPositionFromPoint(event.clientX, event.clientY) : document.caretRangeFromPoint && document.caretRangeFromPoint(event.clientX, event.clientY);
      if (!point) { this.seek(segment.start); return; }
      const before = document.createRange(); before.selectNodeContents(event.currentTarget); before.setEnd(point.offsetNode || point.startContainer, point.offset ?? point.startOffset);
      const place = before.toString().length, hit = (segment.words || []).filter((each) => each.from <= place).pop();
      this.seek(hit ? hit.start : segment.start);
    }
    tick() {
      const now = this.player.current.currentTime, segments = this.props.data.segments || [];
      let at = -1; segments.forEach((segment, index) => { if (segment.start !== null && segment.start <= now) at = index; });
      if (at !== this.state.at) this.setState({ at }, () => { const node = this.list.current && this.list.current.children[at]; if (node) node.scrollIntoView({ block: "nearest" }); });
    }
    text(segment, index) {
      const marks = (this.props.data.evidence || []).filter((each) => each.segment === index).sort((one, other) => one.from - other.from);
      const parts = []; let at = 0;
      for (const mark of marks) {
        if (mark.from < at) continue;
        parts.push(segment.text.slice(at, mark.from), h("mark", { key: mark.from, className: `renshi-mark-${mark.colour || "info"}`, title: [mark.label, mark.note].filter(Boolean).join("：") }, segment.text.slice(mark.from, mark.to)));
        at = mark.to;
      }
      return [...parts, segment.text.slice(at)];
    }
    render() {
      const { source, kind, segments, evidence } = this.props.data;
      if (segments === undefined && source === undefined) return null;
      if (!source && !(segments || []).length) return nothing(this.props.empty);
      const rates = [0.75, 1, 1.25, 1.5, 2];
      return h("div", { className: "renshi-media" },
        source && !this.state.failed ? h("div", { className: "renshi-player" }, h(kind === "video" ? "video" : "audio", { ref: this.player, src: source, controls: true, preload: "metadata", onTimeUpdate: () => this.tick(), onError: () => this.setState({ failed: true }) }),
          h("label", null, say("speed"), h("select", { defaultValue: 1, onChange: (event) => { this.player.current.playbackRate = Number(event.target.value); } }, rates.map((rate) => h("option", { key: rate, value: rate }, `${rate}×`))))) : h("p", { className: "renshi-note" }, say(this.state.failed ? "broken_media" : "silent")),
        (evidence || []).length ? h("div", { className: "renshi-evidence" }, evidence.map((each, index) => { const segment = (segments || [])[each.segment]; return h("button", { key: index, type: "button", className: `renshi-tag renshi-tag-${each.colour || "info"}`, title: each.note || "", onClick: () => { const node = this.list.current.children[each.segment]; if (node) node.scrollIntoView({ block: "center" }); this.setState({ at: each.segment }); if (segment) this.seek(each.start ?? segment.start); } }, each.label); })) : null,
        h("ol", { className: "renshi-transcript", ref: this.list }, (segments || []).map((segment, index) => h("li", { key: index, className: index === this.state.at ? "now" : "" },
          source && segment.start !== null && segment.start !== undefined ? h("button", { type: "button", onClick: () => this.seek(segment.start) }, clock(segment.start)) : h("span", null),
          h("div", null, segment.speaker ? h("b", null, segment.speaker) : null, h("p", source && segment.start !== null && segment.start !== undefined ? { className: "plays", onClick: (event) => this.word(event, segment) } : null, this.text(segment, index)))))));
    }
  }

  // A job under way. What the page shows besides is read again when it ends, also when it began and ended between two
  // looks: then it is another job than before.
  class Progress extends React.Component {
    constructor(props, scope) { super(props, scope); this.state = { job: null, failed: null }; scope.registerComponent(this); }
    componentDidMount() { this.read(); }
    componentWillUnmount() { this.gone = true; clearTimeout(this.timer); this.context.unRegisterComponent(this); }
    reload() { return this.read(); }
    async read() {
      clearTimeout(this.timer);
      const mine = this.turn = (this.turn || 0) + 1, answer = await fetcher({ url: fill(this.props.api, this.props.data), method: "get" });
      if (this.gone || mine !== this.turn) return;
      if (answer.data.status !== 0) { this.setState({ failed: answer.data.msg }); return; }
      const job = answer.data.data, was = this.state.job, running = (each) => each && (each.state === "queued" || each.state === "running");
      this.setState({ job, failed: null });
      if (running(job)) this.timer = setTimeout(() => this.read(), 1000);
      else if (running(was) || (was && was.id !== job.id)) this.context.reload(this.props.reload.split(",").filter((name) => name !== this.props.name).join(","), this.props.data);
    }
    render() {
      const { job, failed } = this.state;
      if (failed || (job && job.state === "failed")) return h("div", { className: "renshi-box renshi-job failed", role: "alert" }, failed || job.error);
      if (!job || (job.state !== "queued" && job.state !== "running")) return null;
      const part = job.total ? Math.min(1, job.done / job.total) : 0;
      return h("div", { className: "renshi-box renshi-job", role: "status" }, h("b", null, this.props.title), h("span", { className: "renshi-bar" }, h("i", { style: { width: `${part * 100}%` } }), h("b", null, `${Math.round(part * 100)}%`)), job.message ? h("small", null, job.message) : null);
    }
  }
  Progress.contextType = registered.ScopedContext;

  add("renshi-cell", Cell); add("renshi-progress", Progress); add("renshi-board", Board); add("renshi-cards", Cards); add("renshi-tree", Tree); add("renshi-timeline", Timeline); add("renshi-compare", Compare); add("renshi-media", Media);
};
