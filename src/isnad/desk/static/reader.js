/* Marks are drawn on an SVG behind the text, from the rectangles of ranges. The text itself stays one unbroken
   node per paragraph: no element ever stands inside an Arabic word, so its letters keep joining. */
import { boxesOf } from "./boxes.js";

const $ = (query, from = document) => from.querySelector(query);
const $$ = (query, from = document) => [...from.querySelectorAll(query)];
const SVG = "http://www.w3.org/2000/svg";
const reader = $(".reader");
const body = $(".body", reader);
const layer = $("svg", body);
const paper = $(".paper", reader);
const cards = $$(".card", reader);
const help = $("#reader-keys");
let pinned = null;
let shown = null;

// -- ranges ------------------------------------------------------------------------------------
const lines = $$("p", body).map((p) => {
  p.normalize();
  return { start: +p.dataset.o, node: p.firstChild, length: p.textContent.length };
});
const ranges = (start, end) => {
  const made = [];
  for (const line of lines) {
    const a = Math.max(start - line.start, 0);
    const b = Math.min(end - line.start, line.length);
    if (a >= b) continue;
    const range = document.createRange();
    range.setStart(line.node, a);
    range.setEnd(line.node, b);
    made.push(range);
  }
  return made;
};
const boxes = (start, end, base) => boxesOf(ranges(start, end), base.left, base.top);
const marksOf = (card) => (card.marks ||= JSON.parse(card.dataset.marks).map(([role, of, start, end]) => ({ role, of, start, end })));

// -- layers ------------------------------------------------------------------------------------
const switches = $$(".layers input", reader);
const on = () => new Set(switches.filter((s) => s.checked).map((s) => s.value));
const resting = () => {
  const wanted = on();
  const seen = new Map();
  for (const card of cards) {
    if (card.hidden) continue;
    for (const m of marksOf(card)) {
      // Of events only the words that tell them: their terms, topics and causes are whole clauses.
      if (!wanted.has(m.of) || (m.of === "events" && m.role !== "trigger")) continue;
      seen.set(`${m.of === "figures" ? "figure" : m.role}:${m.start}:${m.end}`, m);
    }
  }
  return [...seen.values()];
};

// -- drawing -----------------------------------------------------------------------------------
const put = (tag, cls, attributes) => {
  const e = document.createElementNS(SVG, tag);
  e.setAttribute("class", cls);
  for (const [k, v] of Object.entries(attributes)) e.setAttribute(k, typeof v === "number" ? v.toFixed(1) : v);
  layer.append(e);
};
const bottom = (b) => b.y + b.h * 0.79;
const roleOf = (m) => (m.of === "figures" && m.role !== "recipient" ? "figure" : m.role);
const draw = () => {
  layer.replaceChildren();
  const base = body.getBoundingClientRect();
  const selected = shown && !shown.hidden ? marksOf(shown) : [];
  layer.classList.toggle("selecting", selected.length > 0);
  stack(resting(), base, "rest");
  stops(stack(selected, base, ""));
};
const stack = (wanted, base, cls) => {
  const drawn = [];
  for (const m of [...wanted].sort((a, b) => b.end - b.start - (a.end - a.start))) {
    const lane = drawn.filter((d) => d.start < m.end && m.start < d.end).reduce((n, d) => Math.max(n, d.lane + 1), 0);
    const found = boxes(m.start, m.end, base);
    drawn.push({ ...m, lane, boxes: found });
    for (const b of found) {
      put("rect", `fill r-${roleOf(m)} ${cls}`, { x: b.x - 1, y: b.y + b.h * 0.14, width: b.w + 2, height: b.h * 0.65, rx: 3 });
      put("path", `line r-${roleOf(m)} ${cls}`, { d: `M${b.x.toFixed(1)} ${(bottom(b) + lane * 3.8).toFixed(1)}h${b.w.toFixed(1)}` });
    }
  }
  return drawn;
};
const stops = (drawn) => {
  // The chain as a path over the text: from the word that tells it to each voice, the innermost first.
  const order = shown && !shown.hidden ? marksOf(shown).filter((m) => m.role === "trigger" || m.role === "source") : [];
  const at = order
    .map((m) => drawn.find((d) => d.role === m.role && d.start === m.start && d.end === m.end))
    .filter((d) => d && d.boxes.length)
    .map(({ boxes: [b] }) => ({ x: b.x + b.w / 2, y: b.y + b.h * 0.12 }));
  at.slice(1).forEach((to, k) => {
    const from = at[k];
    const lift = Math.min(from.y, to.y) - 14 - Math.abs(from.x - to.x) * 0.03;
    const d = [from.x, from.y, from.x, lift, to.x, lift, to.x, to.y].map((v) => v.toFixed(1));
    put("path", "path", { d: `M${d[0]} ${d[1]}C${d.slice(2).join(" ")}` });
    put("circle", "path-end", { cx: to.x, cy: to.y, r: 3.5 });
  });
};
const whole = (range) => {
  const text = range.startContainer.data;
  const a = range.startOffset;
  if (a > 0 && text[a - 1] === "ل" && "اأإآ".includes(text[a])) range.setStart(range.startContainer, a - 1);
  return range;
};
const print = () => {
  // Paper has other line breaks than the screen: there the browser paints the marks itself, and only there,
  // because a painted range that begins inside a lam-alef takes the ligature apart.
  if (!window.Highlight || !CSS.highlights) return;
  CSS.highlights.clear();
  const byRole = {};
  for (const m of [...resting(), ...(pinned ? marksOf(pinned) : [])]) (byRole[roleOf(m)] ||= []).push(...ranges(m.start, m.end).map(whole));
  for (const [role, list] of Object.entries(byRole)) CSS.highlights.set(`isnad-${role}`, new Highlight(...list));
};
addEventListener("beforeprint", print);
addEventListener("afterprint", () => CSS.highlights?.clear());

// -- selecting ---------------------------------------------------------------------------------
const show = (card) => {
  if (card === shown) return;
  shown?.classList.remove("on");
  shown = card;
  shown?.classList.add("on");
  draw();
};
const reveal = (card) => {
  const trigger = marksOf(card).find((m) => m.role === "trigger");
  const [range] = trigger ? ranges(trigger.start, trigger.end) : [];
  const scrolls = paper.scrollHeight > paper.clientHeight + 4 && getComputedStyle(paper).overflowY !== "visible";
  if (!range || !scrolls) return;
  const at = range.getBoundingClientRect();
  const frame = paper.getBoundingClientRect();
  if (at.top < frame.top + 40 || at.bottom > frame.bottom - 20) paper.scrollTop += at.top - frame.top - frame.height / 3;
};
const address = (hash) => history.replaceState(null, "", location.pathname + location.search + hash);
const pin = (card, focus = true) => {
  pinned?.classList.remove("pinned");
  pinned?.removeAttribute("aria-current");
  pinned = card;
  show(card);
  if (!card) return address("");
  card.classList.add("pinned");
  card.setAttribute("aria-current", "true");
  if (focus) card.focus({ preventScroll: true });
  card.scrollIntoView({ block: "nearest" });
  reveal(card);
  address(`#${card.id}`);
};
const visible = () => cards.filter((c) => !c.hidden);
const step = (by) => {
  const all = visible();
  if (all.length) pin(all[(all.indexOf(pinned) + by + all.length + (pinned || by > 0 ? 0 : 1)) % all.length]);
};
for (const card of cards) {
  card.addEventListener("pointerenter", () => show(card));
  card.addEventListener("pointerleave", () => show(pinned));
  card.addEventListener("focus", () => show(card));
  card.addEventListener("click", (e) => { if (!e.target.closest("details, a, button")) pin(card); });
  card.addEventListener("keydown", (e) => {
    if (e.target === card && (e.key === "Enter" || e.key === " ")) { e.preventDefault(); pin(card); }
  });
}
body.addEventListener("click", (e) => {
  const at = document.caretPositionFromPoint?.(e.clientX, e.clientY);
  const range = at ? null : document.caretRangeFromPoint?.(e.clientX, e.clientY);
  const line = lines.find((l) => l.node === (at ? at.offsetNode : range?.startContainer));
  if (!line || !getSelection().isCollapsed) return;
  const offset = line.start + (at ? at.offset : range.startOffset);
  const hits = [];
  for (const card of visible()) {
    for (const m of marksOf(card)) if (m.start <= offset && offset <= m.end) hits.push([m.role === "trigger" ? 0 : 1, m.end - m.start, card]);
  }
  hits.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const found = [...new Set(hits.map((h) => h[2]))];
  pin(found.length ? found[(found.indexOf(pinned) + 1) % found.length] : null);
});

// -- switches and keys -------------------------------------------------------------------------
const remember = () => {
  const off = switches.filter((s) => !s.checked);
  const url = new URL(location.href);
  if (off.length) url.searchParams.set("layers", [...on()].join(",") || "none");
  else url.searchParams.delete("layers");
  history.replaceState(null, "", url);
  for (const a of $$("a[data-keep-layers]")) {
    const to = new URL(a.href);
    if (off.length) to.searchParams.set("layers", [...on()].join(",") || "none");
    else to.searchParams.delete("layers");
    a.href = to;
  }
};
for (const one of switches) one.addEventListener("change", () => { remember(); draw(); });
const kinds = $$(".kinds button", reader);
for (const button of kinds) button.addEventListener("click", () => {
  kinds.forEach((b) => b.setAttribute("aria-pressed", String(b === button)));
  for (const c of cards) c.hidden = button.value !== "" && c.dataset.kind !== button.value;
  if (pinned?.hidden) pin(null);
  draw();
});
const follow = (rel) => $(`a[rel~="${rel}"]`, reader)?.click();
const keys = {
  j: () => step(1), k: () => step(-1),
  n: () => follow("next"), p: () => follow("prev"),
  o: () => { const d = pinned && $("details.others", pinned); if (d) d.open = !d.open; },
  w: () => { const d = pinned && $("details.why", pinned); if (d) d.open = !d.open; },
  Escape: () => pin(null),
  "?": () => help?.showModal(),
};
switches.forEach((one, k) => { keys[String(k + 1)] = () => { one.checked = !one.checked; remember(); draw(); }; });
addEventListener("keydown", (e) => {
  if (e.ctrlKey || e.metaKey || e.altKey || help?.open) return;
  if (e.target.closest?.("select, textarea, dialog, [contenteditable], input:not([type=checkbox])")) return;
  const act = keys[e.key];
  if (act) { act(); e.preventDefault(); }
});
$("#reader-help")?.addEventListener("click", () => help.showModal());
help?.addEventListener("click", () => help.close());

const start = () => {
  const card = location.hash.length > 1 ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
  if (card?.matches(".card")) pin(card, false);
  else draw();
};
addEventListener("hashchange", start);
new ResizeObserver(draw).observe(body);
document.fonts?.ready.then(draw);
reader.classList.add("js");
remember();
start();
