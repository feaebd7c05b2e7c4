/* Reviewing one article: the article beside its statements, everything by keyboard.
   Marks are drawn on an SVG behind the text, so that no element ever stands inside an Arabic word. Offsets in the
   records are code points; the DOM counts UTF-16 units. */
import { boxesOf } from "./boxes.js";

const root = document.querySelector("#review");
const text = document.querySelector("#rv-text");
const list = document.querySelector("#rv-cards");
const say = document.querySelector("#rv-say");
const help = document.querySelector("#rv-help");
const SVG = "http://www.w3.org/2000/svg";
const { doc, double, lang, csrf } = root.dataset;
const may = root.dataset.may === "yes";
const query = (extra = {}) => new URLSearchParams({ doc, lang, ...(double ? { double } : {}), ...extra });

let book = null; // the codebook: fields of every kind, labels
let article = null; // the article with its states, as the API gives it
let editing = null; // {card, state, draft, isNew}
let taken = null; // the words selected last, in code points

const labels = JSON.parse(document.querySelector("#rv-labels").textContent);
const t = (key, values = {}) => (labels[key] ?? key).replace(/\{(\w+)\}/g, (_, k) => values[k] ?? "");

// -- talking to the server ----------------------------------------------------------------------------------------
const call = async (path, body) => {
  const options = body
    ? { method: "POST", headers: { "Content-Type": "application/json", "X-CSRF-Token": csrf }, body: JSON.stringify(body) }
    : {};
  const answer = await fetch(path, options);
  const data = await answer.json().catch(() => ({}));
  if (answer.ok) return data;
  const detail = data.detail;
  const told = Array.isArray(detail) ? detail.map((d) => d.message ?? d.msg).join(" · ") : detail;
  throw Object.assign(new Error(told || t("error_server")), { status: answer.status });
};
const load = async () => {
  [article, book] = await Promise.all([
    call(`/api/review/article?${query()}`),
    book ?? call(`/api/review/codebook?lang=${lang}`),
  ]);
};
const tell = (words, bad = false) => {
  say.textContent = "";
  say.classList.toggle("bad", bad);
  requestAnimationFrame(() => (say.textContent = words));
};
const element = (name, attributes = {}, ...children) => {
  const made = document.createElement(name);
  for (const [k, v] of Object.entries(attributes)) {
    if (k.startsWith("on")) made.addEventListener(k.slice(2), v);
    else if (v === true) made.setAttribute(k, "");
    else if (v !== false && v != null) made.setAttribute(k, v);
  }
  made.append(...children.filter((c) => c != null));
  return made;
};

// -- offsets --------------------------------------------------------------------------------------------------------
const lines = [...text.querySelectorAll("p")].map((p) => {
  p.normalize();
  return { start: +p.dataset.o, node: p.firstChild, length: [...p.textContent].length };
});
const units = (string, points) => {
  let at = 0;
  for (let n = 0; n < points; n++) at += string.codePointAt(at) > 0xffff ? 2 : 1;
  return at;
};
const points = (string, at) => [...string.slice(0, at)].length;
const words = (span) => [...article.text].slice(span.start, span.end).join("");
const ranges = (start, end) => {
  const made = [];
  for (const line of lines) {
    const a = Math.max(start - line.start, 0), b = Math.min(end - line.start, line.length);
    if (a >= b) continue;
    const range = document.createRange();
    range.setStart(line.node, units(line.node.data, a));
    range.setEnd(line.node, units(line.node.data, b));
    made.push(range);
  }
  return made;
};
const offset = (node, at) => {
  const line = lines.find((l) => l.node === node || l.node.parentNode === node);
  if (!line) return null;
  return line.start + (node === line.node ? points(line.node.data, at) : at ? line.length : 0);
};
const selected = () => {
  const selection = getSelection();
  if (selection.rangeCount && !selection.isCollapsed && text.contains(selection.anchorNode)) {
    const range = selection.getRangeAt(0);
    let start = offset(range.startContainer, range.startOffset);
    let end = offset(range.endContainer, range.endOffset);
    if (start != null && end != null) {
      const all = [...article.text];
      while (start < end && !all[start].trim()) start++;
      while (end > start && !all[end - 1].trim()) end--;
      if (start < end) return { start, end };
    }
  }
  return taken;
};

// -- drawing ----------------------------------------------------------------------------------------------------------
const layer = text.querySelector("svg");
const boxes = (start, end) => {
  const base = text.getBoundingClientRect();
  return boxesOf(ranges(start, end), base.left, base.top - text.scrollTop);
};
const put = (tag, cls, attributes) => {
  const made = document.createElementNS(SVG, tag);
  made.setAttribute("class", cls);
  for (const [k, v] of Object.entries(attributes)) made.setAttribute(k, typeof v === "number" ? v.toFixed(1) : v);
  layer.append(made);
};
const bottom = (b) => b.y + b.h * 0.82;
const spansOf = (statement) => {
  const made = [];
  for (const field of book.kinds[statement.kind]) {
    if (!field.role) continue;
    for (const value of [statement[field.name]].flat()) {
      const span = value && (value.span ?? value.does ?? (value.end !== undefined ? value : null));
      if (span) made.push([field.role, span.start, span.end]);
    }
  }
  return made;
};
const draw = () => {
  if (!article || !book) return;
  layer.replaceChildren();
  for (const state of article.states) {
    if (state.review === "rejected") continue;
    for (const b of boxes(state.statement.trigger.start, state.statement.trigger.end)) {
      put("path", `rv-rest rv-${state.review}`, { d: `M${b.x} ${bottom(b)}h${b.w}` });
    }
  }
  const shown = editing?.draft ?? stateOf(current())?.statement;
  if (!shown) return;
  const drawn = [];
  for (const [role, start, end] of spansOf(shown).sort((a, b) => b[2] - b[1] - (a[2] - a[1]))) {
    const lane = drawn.filter((d) => d.start < end && start < d.end).length;
    drawn.push({ start, end });
    for (const b of boxes(start, end)) {
      put("rect", `rv-fill r-${role}`, { x: b.x - 1, y: b.y + b.h * 0.12, width: b.w + 2, height: b.h * 0.7, rx: 3 });
      put("path", `rv-line r-${role}`, { d: `M${b.x} ${bottom(b) + lane * 4}h${b.w}` });
    }
  }
};
new ResizeObserver(draw).observe(text);

// -- cards ------------------------------------------------------------------------------------------------------------
const cards = () => [...list.querySelectorAll(".rv-card")];
const current = () => list.querySelector(".rv-card.on");
const stateOf = (card) => card && article?.states.find((s) => s.statement.id === card.dataset.id);
const reveal = (span) => {
  const [range] = ranges(span.start, span.end);
  if (!range) return;
  const at = range.getBoundingClientRect(), frame = text.getBoundingClientRect();
  const scrolls = text.scrollHeight > text.clientHeight + 4;
  if (scrolls && (at.top < frame.top + 20 || at.bottom > frame.bottom - 20)) text.scrollTop += at.top - frame.top - frame.height / 3;
};
const choose = (card, focus = true) => {
  if (editing && editing.card !== card) return;
  cards().forEach((c) => c.classList.toggle("on", c === card));
  if (!card) return draw();
  if (focus) card.focus({ preventScroll: true });
  card.scrollIntoView({ block: "nearest" });
  const state = stateOf(card);
  if (state) {
    reveal(state.statement.trigger);
    const at = new URL(location);
    at.searchParams.set("s", state.statement.id);
    history.replaceState(null, "", at);
  }
  draw();
};
const step = (by, wanted = () => true) => {
  const all = cards(), at = all.indexOf(current());
  for (let k = 1; k <= all.length; k++) {
    const card = all[(((at + by * k) % all.length) + all.length) % all.length];
    if (wanted(card)) return choose(card);
  }
  tell(t("nothing_left"));
};
const unreviewed = (card) => card.dataset.review === "unreviewed";
const refresh = async (id) => {
  await load();
  const html = await (await fetch(`/review/card?${query({ s: id })}`)).text();
  const made = document.createElement("template");
  made.innerHTML = html; // our own template, escaped by the server
  const card = made.content.firstElementChild;
  const old = document.getElementById(`s-${id}`);
  if (old) old.replaceWith(card);
  else list.prepend(card);
  const done = article.states.filter((s) => s.review !== "unreviewed").length;
  document.querySelector("#rv-done").textContent = t("progress", { done, all: article.states.length });
  document.querySelector("#rv-bar").setAttribute("value", done);
  document.querySelector("#rv-bar").setAttribute("max", Math.max(article.states.length, 1));
  return card;
};
const revise = async (card, action, extra = {}) => {
  if (!may) return tell(t("may_not"), true);
  const state = stateOf(card);
  if (!state) return;
  try {
    await call("/api/review/revise", {
      doc, double: double ? +double : null, statement: state.statement.id, action, seen: state.last, ...extra,
    });
    choose(await refresh(state.statement.id));
    tell(t(`did_${extra.redo ? "redo" : action}`));
    return true;
  } catch (error) {
    tell(error.message, true);
    if (error.status === 409) choose(await refresh(state.statement.id));
  }
};
const decide = async (action) => {
  const card = current();
  if (card && !editing && (await revise(card, action)) && cards().some(unreviewed)) step(1, unreviewed);
};

// -- editing ----------------------------------------------------------------------------------------------------------
const BLANK = {
  event: { type: "CONSULT", mode: null, actors: [], recipients: [], instruments: [] },
  relation: { type: "leads", subject: null, object: null },
  figure: { measure: "killed", low: 0, high: 0, best: 0, of: null, by: null },
  agreement: { status: "agreed", parties: [], mediators: [], terms: [], conditions: [] },
  stance: { holder: null, topic: null, stance: "support", from: null, to: null, condition: null },
  explanation: { effect: null, causes: [], joint: true },
};
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
const quoteOf = (statement) => (statement.sources.length ? (statement.sources[0].direct ? "direct" : "indirect") : "");

const open = (card, state, isNew = false) => {
  if (!may) return tell(t("may_not"), true);
  if (editing) return;
  choose(card, false);
  editing = { card, state, isNew, draft: structuredClone(state.statement) };
  card.classList.add("editing");
  build();
  card.querySelector(".rv-editor").querySelector("select, button, input")?.focus({ preventScroll: true });
  card.scrollIntoView({ block: "nearest" });
};
const close = () => {
  if (!editing) return;
  const { card, isNew } = editing;
  editing = null;
  if (isNew) card.remove();
  else {
    card.classList.remove("editing");
    card.querySelector(".rv-editor")?.remove();
    choose(card);
  }
  draw();
};
const save = async () => {
  const { card, state, draft, isNew } = editing;
  const why = card.querySelector(".rv-why-input").value;
  const missing = book.kinds[draft.kind].filter((f) => f.required && f.name !== "evidence" && (draft[f.name] == null || same(draft[f.name], [])));
  if (missing.length) return tell(t("fill_in", { fields: missing.map((f) => f.label).join("، ") }), true);
  try {
    let id = draft.id;
    if (isNew) {
      const made = await call("/api/review/revise", { doc, double: double ? +double : null, action: "add", added: draft, why });
      id = made.statement;
    } else {
      const changes = {};
      for (const key of Object.keys(draft)) if (!same(draft[key], state.statement[key])) changes[key] = draft[key];
      if (!Object.keys(changes).length) return tell(t("nothing_changed"), true);
      await call("/api/review/revise", {
        doc, double: double ? +double : null, statement: id, action: "correct", changes, why, seen: state.last,
      });
    }
    editing = null;
    if (isNew) card.remove();
    choose(await refresh(id));
    tell(t(isNew ? "did_add" : "did_correct"));
  } catch (error) {
    tell(error.message, true);
  }
};
const added = () => {
  if (!may) return tell(t("may_not"), true);
  if (editing) return;
  const span = selected();
  if (!span) return tell(t("select_first"), true);
  const card = element("li", { class: "rv-card rv-new", tabindex: "-1", "data-id": "", "data-review": "new" });
  list.prepend(card);
  const base = { evidence: null, trigger: span, sources: [], factuality: "actual", times: [], places: [] };
  open(card, { statement: { kind: "event", id: "", ...BLANK.event, ...base } }, true);
};
const rekind = (kind) => {
  const { trigger, evidence, sources, factuality, times, places } = editing.draft;
  editing.draft = { kind, id: "", ...structuredClone(BLANK[kind]), evidence, trigger, sources, factuality, times, places };
  build();
  editing.card.querySelector("select")?.focus();
};

const build = () => {
  const { card, draft, isNew } = editing;
  card.querySelector(".rv-editor")?.remove();
  const form = element("form", { class: "rv-editor", "aria-label": t("editor"), onsubmit: (e) => { e.preventDefault(); save(); } });
  if (isNew) {
    const kinds = Object.keys(BLANK).map((k) => [k, book.labels.kind[k]]);
    form.append(row("", t("kind"), options(kinds, draft.kind, rekind, t("kind"))));
  }
  book.kinds[draft.kind].forEach((field, n) => form.append(row(n < 10 ? String((n + 1) % 10) : "", field.label, control(field), field)));
  form.append(
    element("label", { class: "rv-row rv-reason" }, element("span", {}, t("reason")),
      element("input", { class: "rv-why-input", type: "text", maxlength: "2000", autocomplete: "off", dir: "auto" })),
    element("div", { class: "rv-buttons" },
      element("button", { type: "submit", class: "primary" }, t("save")),
      element("button", { type: "button", onclick: close }, t("cancel"))),
  );
  card.append(form);
  draw();
};
const row = (key, label, inner, field) =>
  element("div", { class: `rv-row${field?.role ? ` r-${field.role}` : ""}`, role: "group", "aria-label": label, "data-key": key },
    element("span", { class: "rv-label" }, key ? element("kbd", { "aria-hidden": "true" }, key) : null, label), inner);
const redraw = (field) => {
  const at = document.activeElement?.dataset.focus;
  const rows = [...editing.card.querySelectorAll(".rv-row[data-key]")];
  const fields = book.kinds[editing.draft.kind];
  const from = rows.length - fields.length;
  const names = field.name === "type" || field.name === "sources" ? fields : [field];
  for (const f of names) {
    const place = rows[from + fields.indexOf(f)];
    place.querySelector(".rv-control").replaceWith(control(f));
  }
  (at && editing.card.querySelector(`[data-focus="${CSS.escape(at)}"]`))?.focus({ preventScroll: true });
  draw();
};
const options = (pairs, value, change, label, focus) =>
  element("select", { class: "rv-control", "aria-label": label, "data-focus": focus, onchange: (e) => change(e.target.value) },
    ...pairs.map(([v, name]) => element("option", { value: v, selected: String(v) === String(value ?? "") }, name)));
const labelled = (group, codes) => codes.map((c) => [c, book.labels[group]?.[c] ?? c]);

const control = (field) => {
  const { draft } = editing;
  const set = (value) => { draft[field.name] = value; redraw(field); };
  switch (field.sort) {
    case "choice": {
      if (field.name === "quote") {
        if (!draft.sources.length) return element("span", { class: "rv-control rv-none" }, t("no_source"));
        return options(labelled("quote", field.choices), quoteOf(draft), (v) => { draft.sources[0].direct = v === "direct"; }, field.label, field.name);
      }
      let codes = field.choices;
      if (field.name === "mode") codes = book.modes[draft.type];
      const pairs = labelled(field.group, codes);
      if (!field.required) pairs.unshift(["", "–"]);
      return options(pairs, draft[field.name], (v) => {
        draft[field.name] = v || null;
        if (field.name === "type" && draft.kind === "event" && !book.modes[v].includes(draft.mode)) draft.mode = null;
        redraw(field);
      }, field.label, field.name);
    }
    case "flag":
      return options(labelled(field.group, field.choices), String(draft[field.name]), (v) => set(v === "true"), field.label, field.name);
    case "number":
      return element("input", {
        class: "rv-control", type: "number", min: "0", step: "any", value: draft[field.name], "aria-label": field.label,
        "data-focus": field.name, onchange: (e) => {
          draft[field.name] = +e.target.value;
          if (field.name === "low" && draft.high < draft.low) { draft.high = draft.low; redraw(book.kinds.figure.find((f) => f.name === "high")); }
          if (field.name !== "best") { draft.best = Math.max(draft.low, Math.min(draft.best, draft.high)); redraw(book.kinds.figure.find((f) => f.name === "best")); }
        },
      });
    default: {
      const many = !["span", "person"].includes(field.sort);
      const values = many ? draft[field.name] : [draft[field.name]].filter(Boolean);
      return element("div", { class: "rv-control rv-chips" },
        ...values.map((v, n) => chip(field, v, n, many)),
        element("button", {
          type: "button", class: "rv-take", "data-focus": field.name, onmousedown: (e) => e.preventDefault(),
          onclick: () => take(field),
        }, many ? t("take_add") : t("take")));
    }
  }
};
const chip = (field, value, n, many) => {
  const span = value.span ?? value.does ?? value;
  const drop = () => {
    if (many) editing.draft[field.name].splice(n, 1);
    else editing.draft[field.name] = null;
    redraw(field);
  };
  const required = field.required && !many;
  const made = element("span", { class: "rv-chip" }, element("bdi", { lang: "ar", dir: "rtl" }, words(span)));
  const where = `${field.name}.${n}`;
  if (["people", "person", "sources"].includes(field.sort)) made.append(who(value, where, field), ...described(value, where));
  if (field.sort === "people") made.append(role(value, n, field, where));
  if (field.sort === "places") made.append(where_(value, where, (v) => { editing.draft.places[n] = v; redraw(field); }));
  if (field.sort === "times") made.append(...when(value, field, where));
  if (field.sort === "sources") made.append(...voice(value, field, n, where));
  if (field.sort === "terms") {
    made.append(element("label", {}, element("input", { type: "checkbox", checked: value.in_exchange, onchange: (e) => { value.in_exchange = e.target.checked; } }), t("in_exchange")));
  }
  if (!required) made.append(element("button", { type: "button", class: "rv-drop", "data-focus": `${where}.drop`, "aria-label": t("remove", { words: words(span) }), onclick: drop }, "×"));
  return made;
};
const nameOf = (actor) => (lang === "ar" ? actor.name_ar : actor.name_en || actor.name_ar) + (actor.id ? "" : ` (${t("not_in_base")})`);
const role = (value, n, field, where) => {
  const { draft } = editing;
  const others = book.kinds[draft.kind].filter((f) => f.sort === "people");
  const select = options(others.map((f) => [f.name, f.label]), field.name, (to) => {
    draft[field.name].splice(n, 1);
    draft[to].push(value);
    redraw(field);
    redraw(others.find((f) => f.name === to));
    editing.card.querySelector(`[data-focus="${to}.${draft[to].length - 1}.role"]`)?.focus();
  }, t("role"), `${where}.role`);
  select.classList.remove("rv-control");
  return select;
};
const described = (value, where) => {
  const { actor } = value;
  if (!actor || actor.id || !value.open) return [];
  const kind = options(labelled("actor", book.actors), actor.kind, (v) => { actor.kind = v; }, t("actor_kind"), `${where}.akind`);
  const sector = options([["", t("no_sector")], ...labelled("sector", book.sectors)], actor.sector, (v) => { actor.sector = v || null; }, t("actor_sector"), `${where}.sector`);
  for (const made of [kind, sector]) made.classList.remove("rv-control");
  const country = element("input", {
    type: "text", maxlength: "3", size: "4", pattern: "[A-Za-z]{3}", value: actor.country ?? "", "aria-label": t("actor_country"),
    placeholder: "MLI", dir: "ltr", "data-focus": `${where}.country`, onchange: (e) => { actor.country = e.target.value.trim().toUpperCase() || null; },
  });
  return [kind, sector, country];
};
const who = (value, where, field) => {
  const known = [value.actor, ...(value.candidates ?? []).map((c) => c.actor)].filter(Boolean);
  const all = known.filter((a, k) => known.findIndex((b) => (b.id ?? b.name_ar) === (a.id ?? a.name_ar)) === k);
  if (!value.candidates) suggest(value, where, field);
  const select = options([["", t("unknown_actor")], ...all.map((a, k) => [k, nameOf(a)]), ["!", t("describe_actor")], ["?", t("search_actor")]],
    value.actor ? 0 : "", (v) => {
      if (v === "?") return search(value, select, field);
      if (v === "!") {
        const old = value.actor && !value.actor.id ? value.actor : null;
        value.actor = old ?? {
          id: null, name_ar: words(value.span), name_en: null, kind: "unknown", country: null, sector: null, role: null, named: false,
        };
        Object.defineProperty(value, "open", { value: true, enumerable: false, configurable: true });
        redraw(field);
        return editing.card.querySelector(`[data-focus="${where}.akind"]`)?.focus();
      }
      value.actor = v === "" ? null : all[+v];
    }, t("stands_for"), `${where}.who`);
  select.classList.remove("rv-control");
  return select;
};
const hidden = (value, list) => Object.defineProperty(value, "candidates", { value: list, enumerable: false, configurable: true });
const suggest = async (value, where, field, typed) => {
  hidden(value, []);
  const span = value.span;
  const found = await call(`/api/review/suggest?${query({ kind: "actor", words: typed ?? words(span) })}`).catch(() => ({ actors: [] }));
  hidden(value, found.actors);
  if (value.fresh) {
    value.actor = found.actors.find((c) => c.exact)?.actor ?? null;
    delete value.fresh;
  }
  const select = editing?.card.querySelector(`[data-focus="${where}.who"]`);
  if (!select) return found.actors.length;
  const focused = document.activeElement === select;
  select.replaceWith(who(value, where, field));
  if (focused) editing.card.querySelector(`[data-focus="${where}.who"]`)?.focus();
  return found.actors.length;
};
const search = (value, select, field) => {
  const input = element("input", {
    type: "search", "aria-label": t("search_actor"), placeholder: t("search_actor"), dir: "auto",
    onkeydown: async (e) => {
      if (e.key === "Escape") { e.stopPropagation(); input.replaceWith(select); select.value = value.actor ? "0" : ""; select.focus(); }
      if (e.key !== "Enter") return;
      e.preventDefault();
      e.stopPropagation();
      const where = select.dataset.focus.replace(/\.who$/, "");
      input.replaceWith(select);
      const n = await suggest(value, where, field, input.value);
      tell(t("found_actors", { n }), !n);
      editing.card.querySelector(`[data-focus="${where}.who"]`)?.focus();
    },
  });
  select.replaceWith(input);
  input.focus();
};
const where_ = (value, where, set) => {
  if (!value.candidates) {
    hidden(value, [value]);
    call(`/api/review/suggest?${query({ kind: "place", words: words(value.span), start: value.span.start, end: value.span.end })}`)
      .then((found) => {
        const all = [value, ...found.places.filter((p) => !same({ ...p, span: 0 }, { ...value, span: 0 }))];
        const pick = value.fresh ? found.places[0] : value;
        delete value.fresh;
        hidden(pick, pick === value ? all : found.places);
        set(pick);
      }).catch(() => {});
  }
  const all = value.candidates;
  const name = (p) => p.described ? t("described_place") : `${p.name} · ${p.country ?? ""} ${p.lat == null ? "" : `${p.lat.toFixed(1)}, ${p.lon.toFixed(1)}`}`;
  const select = options(all.map((p, k) => [k, name(p)]), all.indexOf(value), (v) => { hidden(all[+v], all); set(all[+v]); }, t("stands_for"), `${where}.where`);
  select.classList.remove("rv-control");
  return select;
};
const when = (value, field, where) => {
  const date = (name) => element("input", { type: "date", value: value[name], "aria-label": t(`time_${name}`), "data-focus": `${where}.${name}`, onchange: (e) => {
    value[name] = e.target.value || null;
    if (value.precision === "day") value.start = value.end = value[name];
    if (value.start && !value.end) value.end = value.start;
    if (value.precision === "vague" && value.start) value.precision = "day";
    redraw(field);
  } });
  const select = options(labelled("time", book.precisions), value.precision, (v) => {
    value.precision = v;
    if (v === "vague") value.start = value.end = null;
    redraw(field);
  }, t("precision"), `${where}.precision`);
  select.classList.remove("rv-control");
  return [select, ...(value.precision === "vague" ? [] : [date("start"), ...(value.precision === "day" ? [] : [date("end")])])];
};
const voice = (value, field, n, where) => {
  const kind = options(labelled("source", book.sources), value.kind, (v) => { value.kind = v; }, t("source_kind"), `${where}.kind`);
  kind.classList.remove("rv-control");
  const named = element("label", {}, element("input", { type: "checkbox", checked: value.named, onchange: (e) => { value.named = e.target.checked; } }), t("named"));
  const inward = n ? element("button", { type: "button", "data-focus": `${where}.in`, "aria-label": t("inward"), title: t("inward"), onclick: () => {
    const all = editing.draft.sources;
    [all[n - 1], all[n]] = [all[n], all[n - 1]];
    redraw(field);
  } }, lang === "ar" ? "→" : "←") : null;
  return [kind, named, inward].filter(Boolean);
};
const fresh = (value) => Object.defineProperty(value, "fresh", { value: true, enumerable: false, configurable: true });
const take = (field) => {
  const span = selected();
  if (!span) return tell(t("select_first"), true);
  const { draft } = editing;
  const made = {
    span: () => span,
    spans: () => span,
    person: () => fresh({ span, actor: null, names: null }),
    people: () => fresh({ span, actor: null, names: null }),
    places: () => fresh({ span, name: words(span), id: null, lat: null, lon: null, country: null, admin1: null, precision: 5, ambiguous: [], described: true }),
    times: () => ({ span, start: null, end: null, precision: "vague" }),
    sources: () => fresh({ span, kind: "unnamed", named: false, actor: null, cue: null, direct: false }),
    terms: () => ({ does: span, by: null, in_exchange: false }),
  }[field.sort]();
  if (["span", "person"].includes(field.sort)) draft[field.name] = made;
  else draft[field.name].push(made);
  taken = null;
  getSelection().removeAllRanges();
  redraw(field);
  tell(t("taken", { words: words(span), field: field.label }));
};

// -- selecting words by keyboard ------------------------------------------------------------------------------------
let tokens = null, anchor = null, cursor = null;
const wordsOf = () => {
  if (tokens) return tokens;
  tokens = [];
  for (const line of lines) {
    for (const m of line.node.data.matchAll(/[\p{L}\p{M}\p{N}_]+/gu)) {
      const start = line.start + points(line.node.data, m.index);
      tokens.push({ start, end: start + [...m[0]].length });
    }
  }
  return tokens;
};
const mark = (start, end) => {
  const found = ranges(start, end);
  if (!found.length) return;
  const first = found[0], last = found.at(-1);
  getSelection().setBaseAndExtent(first.startContainer, first.startOffset, last.endContainer, last.endOffset);
  reveal({ start, end });
  tell([...article.text].slice(start, end).join(""));
};
const move = (by, extend) => {
  const all = wordsOf();
  if (!all.length) return;
  if (cursor == null) {
    const state = editing?.draft ?? stateOf(current())?.statement;
    const from = state?.evidence?.start ?? state?.trigger?.start ?? 0;
    cursor = Math.max(0, all.findIndex((w) => w.start >= from));
  } else cursor = Math.min(Math.max(cursor + by, 0), all.length - 1);
  if (!extend || anchor == null) anchor = cursor;
  mark(all[Math.min(anchor, cursor)].start, all[Math.max(anchor, cursor)].end);
};
text.addEventListener("keydown", (e) => {
  if (e.ctrlKey || e.metaKey || e.altKey) return;
  const steps = { ArrowLeft: 1, ArrowRight: -1, ArrowDown: 8, ArrowUp: -8 };
  if (e.key in steps) move(steps[e.key], e.shiftKey);
  else if ("[]{}".includes(e.key)) {
    const span = selected();
    if (!span) return;
    const { start, end } = { start: span.start + (e.key === "[" ? 1 : e.key === "]" ? -1 : 0), end: span.end + (e.key === "{" ? -1 : e.key === "}" ? 1 : 0) };
    if (start >= 0 && start < end && end <= [...article.text].length) mark(start, end);
  } else if (e.key === "Enter" || e.key === "Escape") {
    taken = e.key === "Enter" ? selected() : null;
    (editing?.card.querySelector(".rv-take") ?? current() ?? list.querySelector(".rv-card"))?.focus();
  } else return;
  e.preventDefault();
  e.stopPropagation();
});
text.addEventListener("pointerup", () => { cursor = anchor = null; });
text.addEventListener("click", (e) => {
  if (editing || !getSelection().isCollapsed) return;
  const at = document.caretPositionFromPoint?.(e.clientX, e.clientY) ?? document.caretRangeFromPoint?.(e.clientX, e.clientY);
  const node = at?.offsetNode ?? at?.startContainer;
  const here = node && offset(node, at.offset ?? at.startOffset);
  if (here == null) return;
  const hit = article.states.filter((s) => s.statement.trigger.start <= here && here <= s.statement.trigger.end);
  if (!hit.length) return;
  const at_ = hit.findIndex((s) => s.statement.id === current()?.dataset.id);
  choose(document.getElementById(`s-${hit[(at_ + 1) % hit.length].statement.id}`));
});

// -- keys and buttons -------------------------------------------------------------------------------------------------
const press = (id) => document.querySelector(id)?.click();
const keys = {
  j: () => step(1), k: () => step(-1), n: () => step(1, unreviewed), ArrowDown: () => step(1), ArrowUp: () => step(-1),
  a: () => decide("accept"), x: () => decide("reject"),
  u: () => current() && revise(current(), "undo"), U: () => current() && revise(current(), "undo", { redo: true }),
  e: () => stateOf(current()) && open(current(), stateOf(current())),
  Enter: () => stateOf(current()) && open(current(), stateOf(current())),
  m: added, t: () => text.focus(), A: () => press("#rv-rest"), f: () => press("#rv-finish"), g: () => press("#rv-next"),
  i: () => { for (const d of current()?.querySelectorAll("details") ?? []) d.open = !d.open; },
  "?": () => (help.open ? help.close() : help.showModal()),
};
addEventListener("keydown", (e) => {
  if (e.defaultPrevented || e.metaKey || e.altKey) return;
  const typing = e.target.matches?.("input:not([type=checkbox]), textarea, select");
  if (editing) {
    if (e.key === "Escape") return e.preventDefault(), typing ? e.target.blur() || editing.card.focus() : close();
    if (e.key === "Enter" && e.ctrlKey) return e.preventDefault(), save();
    if (typing || e.ctrlKey) return;
    if (e.key === "s") return e.preventDefault(), save();
    if (e.key === "t") return e.preventDefault(), text.focus();
    if (e.key === "w") return e.preventDefault(), editing.card.querySelector(".rv-why-input").focus();
    if (/^[0-9]$/.test(e.key)) {
      e.preventDefault();
      const field = book.kinds[editing.draft.kind][(+e.key + 9) % 10];
      if (!field) return;
      const place = editing.card.querySelector(`.rv-row[data-key="${e.key}"]`);
      if (!["choice", "flag", "number"].includes(field.sort) && selected()) take(field);
      else place.querySelector("select, input, button")?.focus();
      return;
    }
    if (e.key === "?") return e.preventDefault(), keys["?"]();
    return;
  }
  if (typing || e.ctrlKey || help.open && e.key !== "?") return;
  if ((e.key === "Enter" || e.key.startsWith("Arrow")) && e.target !== document.body && !e.target.matches?.(".rv-card")) return;
  const does = keys[e.key];
  if (does) {
    e.preventDefault();
    does();
  }
});
list.addEventListener("click", (e) => {
  const card = e.target.closest(".rv-card");
  if (!card || editing) return;
  const button = e.target.closest("button[data-does]");
  if (button) {
    e.preventDefault();
    const does = button.dataset.does;
    choose(card, false);
    if (does === "edit") open(card, stateOf(card));
    else if (does === "redo") revise(card, "undo", { redo: true });
    else if (does === "undo") revise(card, "undo");
    else decide(does);
  } else if (!e.target.closest("a, summary")) choose(card, false);
});
document.querySelector("#rv-add")?.addEventListener("mousedown", (e) => e.preventDefault());
document.querySelector("#rv-add")?.addEventListener("click", added);
document.querySelector("#rv-keys")?.addEventListener("click", () => help.showModal());
help.querySelector("button")?.addEventListener("click", () => help.close());
addEventListener("beforeunload", (e) => { if (editing) e.preventDefault(); });

await load();
root.classList.add("ready");
const asked = new URL(location).searchParams.get("s");
choose((asked && document.getElementById(`s-${asked}`)) || cards().find(unreviewed) || cards()[0], false);
draw();
