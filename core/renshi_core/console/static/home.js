"use strict";
// The home page: what waits, figures, plugins' cards, pages kept, notices.
window.renshiHome = (registered, React, format, say, call) => {
  const h = React.createElement;
  const states = { pending: "warning", returned: "info", approved: "success", rejected: "danger", withdrawn: "default" };
  const box = (title, link, body, key) => h("section", { className: "renshi-box renshi-home-box", key: key || title }, h("h2", null, title, link ? h("a", { href: link }, say("all"), " ›") : null), body);
  const figure = (each, index) => { const inside = [h("span", { key: 1, className: "renshi-figure-label" }, each.label), h("span", { key: 2, className: `renshi-figure-value renshi-tone-${each.colour || "default"}` }, format(each.kind, each.value))]; return each.link ? h("a", { key: index, className: "renshi-home-figure", href: each.link }, inside) : h("div", { key: index, className: "renshi-home-figure" }, inside); };

  class Card extends React.Component {
    constructor(props) { super(props); this.state = { figures: null, failed: null }; }
    async componentDidMount() {
      const answer = await call("GET", `/api/home/cards/${encodeURIComponent(this.props.card.name)}`).catch(() => null);
      const body = answer ? await answer.json().catch(() => ({})) : {};
      if (!this.gone) this.setState(answer && answer.ok ? { figures: body.figures } : { failed: body.detail || say("network") });
    }
    componentWillUnmount() { this.gone = true; }
    render() {
      const { card } = this.props, { figures, failed } = this.state;
      if (figures && !figures.length) return null;
      return box(h("span", null, h("i", { className: `fa fa-${card.icon}`, "aria-hidden": true }), " ", card.title), card.link, failed ? h("p", { className: "renshi-note" }, failed) : figures ? h("div", { className: "renshi-home-figures" }, figures.map(figure)) : h("div", { className: "skeleton" }, h("i")));
    }
  }

  class Home extends React.Component {
    render() {
      const { data } = this.props;
      if (!data.today) return h("div", { className: "skeleton", "aria-hidden": true }, h("i"), h("i"), h("i"));
      const hour = new Date().getHours(), greeting = say(hour < 11 ? "morning" : hour < 18 ? "afternoon" : "evening", { name: data.name });
      const row = (item, waiting) => h("a", { key: item.id, href: `/console/core/requests/${item.id}` }, h("span", { className: "renshi-home-main" }, h("b", null, item.summary || item.number), h("small", null, [waiting ? item.employee_name : null, item.kind_title, item.step].filter(Boolean).join(" · "))), waiting ? null : h("span", { className: `renshi-tag renshi-tag-${states[item.state] || "default"}` }, say(`state_${item.state}`)), h("time", null, format("ago", item.submitted_at)));
      const lines = (items, none, draw) => (items.length ? h("div", { className: "renshi-home-lines" }, items.map(draw)) : h("p", { className: "renshi-empty" }, none));
      return h("div", { className: "renshi-home" },
        h("p", { className: "renshi-home-hello" }, h("b", null, greeting), h("span", null, data.today)),
        data.figures.length ? h("div", { className: "renshi-figures" }, data.figures.map((each) => h("span", { className: "renshi-figure", key: each.name }, h("a", { href: each.link }, h("span", { className: "renshi-figure-label" }, each.label), h("span", { className: "renshi-figure-value" }, format(each.kind, each.value)))))) : null,
        h("div", { className: "renshi-home-columns" },
          h("div", null,
            data.has_employee ? box(`${say("waiting")}${data.waiting_total ? `（${data.waiting_total}）` : ""}`, "/console/core/requests", lines(data.waiting, say("none_waiting"), (item) => row(item, true))) : null,
            data.has_employee ? box(say("mine"), "/console/core/requests", lines(data.mine, h("span", null, say("none_mine")), (item) => row(item, false))) : null,
            h("div", { className: "renshi-home-cards" }, data.cards.map((card) => h(Card, { key: card.name, card })))),
          h("div", null,
            box(say("shortcuts"), null, data.favourites.length ? h("div", { className: "renshi-home-links" }, data.favourites.map((each) => h("a", { key: each.id, href: each.path }, h("i", { className: "fa fa-star", "aria-hidden": true }), each.title))) : h("p", { className: "renshi-note" }, say("none_shortcuts"))),
            data.has_employee ? box(say("notices"), "/console/core/inbox", lines(data.notices, say("none_notices"), (each) => h("a", { key: each.id, href: each.link && each.link.startsWith("/console") ? each.link : "/console/core/inbox", className: each.read ? "" : "unread" }, h("span", { className: "renshi-home-main" }, each.title), h("time", null, format("ago", each.created_at))))) : null,
            data.anniversaries.length ? box(say("anniversaries"), null, lines(data.anniversaries, "", (each) => h("a", { key: each.id, href: `/console/core/employees/${each.id}` }, h("span", { className: "renshi-home-main" }, h("b", null, each.name), h("small", null, each.department_name)), h("span", null, say("years", { n: each.years })), h("time", null, each.on_day.slice(5))))) : null)));
    }
  }
  registered.Renderer({ type: "renshi-home", autoVar: false })(Home);
};
