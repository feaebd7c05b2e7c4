/* Saved searches, and keys: / to the words, j and k through the rows. The form and the table work without it. */
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

// -- saved searches, in this browser -----------------------------------------------------------
const box = $(".saved");
if (box) {
  const KEY = "isnad-searches";
  const list = $("#saved-list");
  const load = () => { try { return JSON.parse(localStorage.getItem(KEY)) || []; } catch { return []; } };
  const keep = (all) => { try { localStorage.setItem(KEY, JSON.stringify(all)); } catch { /* private window */ } };
  const draw = () => {
    const all = load();
    list.replaceChildren(...all.map(({ name, query }, k) => {
      const item = document.createElement("li");
      const a = document.createElement("a");
      const here = new URLSearchParams(query);
      here.set("lang", document.documentElement.lang);
      a.href = `/search?${here}`;
      a.textContent = name;
      a.dir = "auto";
      const remove = document.createElement("button");
      remove.type = "button";
      remove.textContent = "×";
      remove.setAttribute("aria-label", box.dataset.remove.replace("{name}", name));
      remove.addEventListener("click", () => { const now = load(); now.splice(k, 1); keep(now); draw(); });
      item.append(a, " ", remove);
      return item;
    }));
    if (!all.length) {
      const none = document.createElement("li");
      none.className = "none";
      none.textContent = box.dataset.none;
      list.append(none);
    }
  };
  $("#saved-form").addEventListener("submit", (e) => {
    e.preventDefault();
    const field = e.target.elements.name;
    const query = new URLSearchParams(location.search);
    for (const name of ["lang", "offset"]) query.delete(name);
    keep([...load().filter((s) => s.name !== field.value.trim()), { name: field.value.trim(), query: query.toString() }]);
    field.value = "";
    draw();
  });
  if (load().length) box.open = true;
  draw();
}
