/* A folded copy unfolds when an address or a disc of the drawing points at it; j and k go through the reports. */
const reveal = () => {
  const target = location.hash.length > 1 ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
  if (!target) return;
  const folded = target.closest("details");
  if (folded) folded.open = true;
  target.scrollIntoView({ block: "center" });
  target.focus({ preventScroll: true });
};
addEventListener("hashchange", reveal);
reveal();

const reports = [...document.querySelectorAll(".told > .report")];
addEventListener("keydown", (e) => {
  if (e.ctrlKey || e.metaKey || e.altKey || e.target.closest?.("input, select, textarea, dialog")) return;
  const by = { j: 1, k: -1 }[e.key];
  if (!by || !reports.length) return;
  const at = reports.findIndex((r) => r.contains(document.activeElement));
  const next = reports[Math.min(Math.max(at + by, 0), reports.length - 1)];
  history.replaceState(null, "", `#${next.id}`);
  reveal();
  e.preventDefault();
});
