// Linked views: evidence opens beside the plot without loading the page again; arrow keys go from mark to mark;
// neighbours of an actor are lit. Without this script every mark is a link that does the same.
const panel = document.getElementById("evidence");
const plot = document.querySelector(".plot-frame .plot");

async function open(href, focus) {
  panel.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(href, { headers: { Accept: "text/html" }, credentials: "same-origin" });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("evidence");
    if (!fresh) throw new Error("panel");
    panel.replaceChildren(...fresh.childNodes);
    history.replaceState(null, "", href);
    const mark = new URL(href, location.href).searchParams.get("mark");
    for (const one of document.querySelectorAll("[data-mark]")) {
      if (one.dataset.mark === mark) one.setAttribute("aria-current", "true");
      else one.removeAttribute("aria-current");
    }
    panel.scrollTop = 0;
    if (focus) panel.focus({ preventScroll: innerWidth > 992 });
  } catch {
    location.assign(href);
  } finally {
    panel.removeAttribute("aria-busy");
  }
}

document.addEventListener("click", (event) => {
  if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = event.target.closest("a.mark, .as-table a[href*='#evidence'], .spots a, .panel a.turn-page, .panel a.close");
  if (!link || !panel) return;
  event.preventDefault();
  open(link.href?.baseVal ?? link.href, !link.classList.contains("close"));
});

const marks = plot ? [...plot.querySelectorAll("a.mark")] : [];
if (marks.length) {
  const first = marks.find((m) => m.hasAttribute("aria-current")) ?? marks[0];
  for (const mark of marks) mark.setAttribute("tabindex", mark === first ? "0" : "-1");
  const centre = (m) => { const b = m.getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2]; };
  const nearest = (from, dx, dy) => {
    const [x, y] = centre(from);
    let best = null, least = Infinity;
    for (const m of marks) {
      if (m === from) continue;
      const [mx, my] = centre(m), along = (mx - x) * dx + (my - y) * dy;
      if (along <= 1) continue;
      const aside = Math.abs((mx - x) * dy) + Math.abs((my - y) * dx), far = along + 2.5 * aside;
      if (far < least) [best, least] = [m, far];
    }
    return best;
  };
  const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  plot.addEventListener("keydown", (event) => {
    const from = event.target.closest("a.mark"), way = ways[event.key];
    if (!from) return;
    const to = way ? nearest(from, ...way) : event.key === "Home" ? marks[0] : event.key === "End" ? marks.at(-1) : null;
    if (!to) return;
    event.preventDefault();
    from.setAttribute("tabindex", "-1");
    to.setAttribute("tabindex", "0");
    to.focus();
  });
}

if (plot?.classList.contains("net")) {
  const light = (event) => {
    const mark = event.target.closest("a.mark");
    const [sort, value] = mark ? [mark.dataset.mark.split(":", 1)[0], mark.dataset.mark.slice(mark.dataset.mark.indexOf(":") + 1)] : [];
    plot.classList.toggle("lit", Boolean(mark));
    if (!mark) return;
    const near = new Set(sort === "actor" ? [value] : value.split("|"));
    const keys = new Set(near);
    for (const m of marks) {
      if (!m.dataset.mark.startsWith("tie:")) continue;
      const ends = m.dataset.mark.slice(4).split("|"), touches = sort === "actor" ? ends.includes(value) : m === mark;
      m.classList.toggle("near", touches);
      if (touches) ends.forEach((e) => keys.add(e));
    }
    for (const m of marks) if (m.dataset.mark.startsWith("actor:")) m.classList.toggle("near", keys.has(m.dataset.mark.slice(6)));
  };
  plot.addEventListener("pointerover", light);
  plot.addEventListener("focusin", light);
  plot.addEventListener("pointerleave", () => plot.classList.remove("lit"));
  plot.addEventListener("focusout", () => plot.classList.remove("lit"));
}
