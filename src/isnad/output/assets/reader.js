"use strict";
/* Marks are drawn on an SVG behind the text from the rectangles of ranges. The text itself stays one
   unbroken node per paragraph: no element ever stands inside an Arabic word, so its letters keep joining. */
(() => {
  const $ = (q, from = document) => from.querySelector(q);
  const $$ = (q, from = document) => [...from.querySelectorAll(q)];
  const root = document.documentElement;
  const SVG = "http://www.w3.org/2000/svg";
  const items = $$(".item");
  let item = null, pinned = null, shown = null;
  root.classList.add("js");

  // -- ranges ---------------------------------------------------------------------------------
  const paragraphs = new WeakMap();
  const lines = (it) => {
    if (!paragraphs.has(it)) {
      const found = $$(".body p", it);
      found.forEach((p) => p.normalize());
      paragraphs.set(it, found.map((p) => ({ start: +p.dataset.o, node: p.firstChild, length: p.textContent.length })));
    }
    return paragraphs.get(it);
  };
  const ranges = (it, start, end) => {
    const made = [];
    for (const line of lines(it)) {
      const a = Math.max(start - line.start, 0), b = Math.min(end - line.start, line.length);
      if (a >= b) continue;
      const range = document.createRange();
      range.setStart(line.node, a);
      range.setEnd(line.node, b);
      made.push(range);
    }
    return made;
  };
  const boxes = (it, start, end) => {
    const base = $(".body", it).getBoundingClientRect();
    const made = [];
    for (const range of ranges(it, start, end)) {
      for (const r of range.getClientRects()) {
        if (r.width < 0.5) continue;
        const last = made[made.length - 1];
        const box = { x: r.left - base.left, y: r.top - base.top, w: r.width, h: r.height };
        if (last && Math.abs(last.y - box.y) < 2 && box.x <= last.x + last.w + 1 && last.x <= box.x + box.w + 1) {
          const right = Math.max(last.x + last.w, box.x + box.w);
          last.x = Math.min(last.x, box.x);
          last.w = right - last.x;
        } else made.push(box);
      }
    }
    return made;
  };
  const spans = (card) => card.spans || (card.spans = JSON.parse(card.dataset.spans));

  // -- drawing --------------------------------------------------------------------------------
  const put = (layer, tag, cls, attributes) => {
    const e = document.createElementNS(SVG, tag);
    e.setAttribute("class", cls);
    for (const [k, v] of Object.entries(attributes)) e.setAttribute(k, typeof v === "number" ? v.toFixed(1) : v);
    layer.append(e);
    return e;
  };
  const bottom = (b) => b.y + b.h * 0.79;
  const draw = () => {
    if (!item) return;
    const layer = $(".body > svg", item);
    layer.replaceChildren();
    for (const card of $$(".card:not([hidden])", item)) {
      const [, s, e] = spans(card).find(([r]) => r === "trigger");
      for (const b of boxes(item, s, e)) put(layer, "path", "rest", { d: `M${b.x} ${bottom(b)}h${b.w}` });
    }
    if (shown && !shown.hidden) marks(layer, spans(shown));
  };
  const marks = (layer, wanted) => {
    const drawn = [];
    const longest = [...wanted].sort((a, b) => (b[2] - b[1]) - (a[2] - a[1]));
    for (const [role, start, end] of longest) {
      const lane = drawn.filter((d) => d.start < end && start < d.end).reduce((n, d) => Math.max(n, d.lane + 1), 0);
      const found = boxes(item, start, end);
      drawn.push({ role, start, end, lane, boxes: found });
      for (const b of found) {
        put(layer, "rect", `fill r-${role}`, { x: b.x - 1, y: b.y + b.h * 0.14, width: b.w + 2, height: b.h * 0.65, rx: 3 });
        put(layer, "path", `line r-${role}`, { d: `M${b.x} ${bottom(b) + lane * 4.2}h${b.w}` });
      }
    }
    const of = (role) => wanted.filter(([r]) => r === role).map(([, s]) => drawn.find((d) => d.role === role && d.start === s));
    const stops = [...of("trigger"), ...of("source")].filter((d) => d && d.boxes.length).map(({ boxes: [b] }) => ({ x: b.x + b.w / 2, y: b.y + b.h * 0.12 }));
    stops.slice(1).forEach((to, k) => {
      const from = stops[k], lift = Math.min(from.y, to.y) - 14 - Math.abs(from.x - to.x) * 0.03;
      put(layer, "path", "path", { d: `M${from.x} ${from.y}C${from.x} ${lift} ${to.x} ${lift} ${to.x} ${to.y}` });
      put(layer, "circle", "path-end", { cx: to.x, cy: to.y, r: 3.5 });
    });
  };
  const whole = (range) => {
    const text = range.startContainer.data, a = range.startOffset;
    if (a > 0 && text[a - 1] === "ل" && "اأإآ".includes(text[a])) range.setStart(range.startContainer, a - 1);
    return range;
  };
  const print = () => {
    // Paper has other line breaks than the screen: there the browser paints the marks itself, and only there,
    // because a painted range that begins inside a lam-alef takes the ligature apart.
    if (!window.Highlight || !CSS.highlights) return;
    CSS.highlights.clear();
    const byRole = {};
    for (const it of items) for (const card of $$(".card", it)) for (const [role, s, e] of spans(card)) {
      if (role === "trigger" || card === pinned) (byRole[role] ||= []).push(...ranges(it, s, e).map(whole));
    }
    for (const [role, list] of Object.entries(byRole)) CSS.highlights.set(`isnad-${role}`, new Highlight(...list));
  };

  addEventListener("beforeprint", print);
  addEventListener("afterprint", () => CSS.highlights?.clear());

  // -- selecting ------------------------------------------------------------------------------
  const show = (card) => {
    if (card === shown) return;
    shown?.classList.remove("on");
    shown = card;
    shown?.classList.add("on");
    draw();
  };
  const seen = (box, frame) => box.top >= frame.top + 40 && box.bottom <= frame.bottom - 20;
  const reveal = (card) => {
    const trigger = spans(card).find(([r]) => r === "trigger");
    const [range] = ranges(item, trigger[1], trigger[2]);
    const paper = $(".paper", item);
    const scrolls = paper.scrollHeight > paper.clientHeight + 4 && getComputedStyle(paper).overflowY !== "visible";
    if (!range || !scrolls) return;
    const at = range.getBoundingClientRect(), frame = paper.getBoundingClientRect();
    if (!seen(at, frame)) paper.scrollTop += at.top - frame.top - frame.height / 3;
  };
  const pin = (card, focus = true) => {
    pinned?.classList.remove("pinned");
    pinned = card;
    show(card);
    if (!card) return;
    card.classList.add("pinned");
    if (focus) card.focus({ preventScroll: true });
    card.scrollIntoView({ block: "nearest" });
    reveal(card);
    history.replaceState(null, "", `#${card.id}`);
  };
  const open = (it, statement) => {
    if (!it) return;
    item = it;
    items.forEach((i) => i.classList.toggle("on", i === it));
    $$(".index a").forEach((a) => (a.hash === `#${it.id}` ? a.setAttribute("aria-current", "true") : a.removeAttribute("aria-current")));
    pin(null);
    shown = null;
    if (statement) pin(statement, false);
    else draw();
  };
  const step = (by) => {
    const cards = $$(".card:not([hidden])", item);
    if (cards.length) pin(cards[(cards.indexOf(pinned) + by + cards.length + (pinned || by > 0 ? 0 : 1)) % cards.length]);
  };
  const turn = (by) => {
    open(items[(items.indexOf(item) + by + items.length) % items.length]);
    scrollTo(0, 0);
    history.replaceState(null, "", `#${item.id}`);
  };

  for (const card of $$(".card")) {
    card.addEventListener("pointerenter", () => show(card));
    card.addEventListener("pointerleave", () => show(pinned));
    card.addEventListener("focus", () => show(card));
    card.addEventListener("click", (e) => { if (!e.target.closest("details, a")) pin(card); });
    card.addEventListener("keydown", (e) => { if (e.target === card && (e.key === "Enter" || e.key === " ")) { e.preventDefault(); pin(card); } });
  }
  for (const body of $$(".body")) body.addEventListener("click", (e) => {
    const at = document.caretPositionFromPoint?.(e.clientX, e.clientY);
    const range = at ? null : document.caretRangeFromPoint?.(e.clientX, e.clientY);
    const node = at ? at.offsetNode : range?.startContainer;
    const line = lines(item).find((l) => l.node === node);
    if (!line || !getSelection().isCollapsed) return;
    const offset = line.start + (at ? at.offset : range.startOffset);
    const hits = [];
    for (const card of $$(".card:not([hidden])", item)) for (const [role, s, e2] of spans(card)) {
      if (s <= offset && offset <= e2) hits.push([role === "trigger" ? 0 : 1, e2 - s, card]);
    }
    hits.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    const found = hits.map((h) => h[2]).filter((c, k, all) => all.indexOf(c) === k);
    pin(found.length ? found[(found.indexOf(pinned) + 1) % found.length] : null);
  });
  for (const filters of $$(".filters")) filters.addEventListener("click", (e) => {
    const button = e.target.closest("button");
    if (!button) return;
    $$("button", filters).forEach((b) => b.setAttribute("aria-pressed", String(b === button)));
    $$(".card", item).forEach((c) => { c.hidden = button.dataset.kind !== "" && c.dataset.kind !== button.dataset.kind; });
    if (pinned?.hidden) pin(null);
    draw();
  });
  for (const a of $$(".index a")) a.addEventListener("click", (e) => {
    e.preventDefault();
    history.replaceState(null, "", a.hash);
    open($(a.hash));
  });

  // -- language, theme, keys --------------------------------------------------------------------
  const remember = (k, v) => { try { localStorage.setItem(`isnad-${k}`, v); } catch { /* private window */ } };
  const recall = (k) => { try { return localStorage.getItem(`isnad-${k}`); } catch { return null; } };
  const language = (to) => { root.lang = to; root.dir = to === "ar" ? "rtl" : "ltr"; document.title = root.dataset[to]; draw(); };
  const theme = (to) => { root.dataset.theme = to; };
  const toggleLanguage = () => { const to = root.lang === "ar" ? "en" : "ar"; language(to); remember("lang", to); };
  const toggleTheme = () => { const to = root.dataset.theme === "dark" ? "light" : "dark"; theme(to); remember("theme", to); };
  theme(recall("theme") || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"));
  if (recall("lang")) language(recall("lang"));
  const help = $("dialog");
  $("#language").addEventListener("click", toggleLanguage);
  $("#theme").addEventListener("click", toggleTheme);
  $("#help").addEventListener("click", () => help.showModal());
  help.addEventListener("click", () => help.close());
  const keys = {
    j: () => step(1), ArrowDown: () => step(1), k: () => step(-1), ArrowUp: () => step(-1),
    n: () => turn(1), p: () => turn(-1), Escape: () => pin(null), l: toggleLanguage, d: toggleTheme, "?": () => help.showModal(),
  };
  addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || help.open) return;
    const act = keys[e.key];
    if (act) { act(); e.preventDefault(); }
  });

  const start = () => {
    const target = location.hash.length > 1 ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
    open(target?.closest(".item") || items[0], target?.matches(".card") ? target : null);
  };
  addEventListener("hashchange", start);
  new ResizeObserver(draw).observe(document.body);
  document.fonts?.ready.then(draw);
  start();
})();
