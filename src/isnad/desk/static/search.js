/* Keys: / to the words, j and k through the rows; long tables come a hundred rows at a time. All works without it. */
const $ = (query, from = document) => from.querySelector(query);
const page = $(".search");
page.classList.add("js");

// Empty fields make no parameters: addresses stay short and can be read.
for (const form of document.querySelectorAll("form.asked")) form.addEventListener("submit", () => {
  for (const field of form.elements) if (field.name && !field.value) field.disabled = true;
  setTimeout(() => { for (const field of form.elements) field.disabled = false; });
});

// Rows beyond the first hundred are shown when the browser has time, a hundred at a time.
const idle = window.requestIdleCallback || ((f) => setTimeout(f, 60));
const more = () => {
  const next = $("tbody.later");
  if (!next) return;
  next.classList.remove("later");
  idle(more);
};
idle(more);

const rows = [...document.querySelectorAll("table.rows tbody tr")];
const link = (row) => $(".c-evidence a, .c-title > a", row);
addEventListener("keydown", (e) => {
  if (e.ctrlKey || e.metaKey || e.altKey || e.target.closest?.("input, select, textarea, dialog")) return;
  if (e.key === "/") { $("#f-text")?.focus(); e.preventDefault(); return; }
  const by = { j: 1, k: -1 }[e.key];
  if (!by || !rows.length) return;
  const at = rows.findIndex((r) => r.contains(document.activeElement));
  const next = rows[Math.min(Math.max(at + by, 0), rows.length - 1)];
  next.parentElement.classList.remove("later");
  link(next)?.focus();
  e.preventDefault();
});
