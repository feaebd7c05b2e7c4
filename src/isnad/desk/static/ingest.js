// Files dropped on the box; the list of uploads is loaded anew while one is under way.
const drop = document.querySelector(".drop");
if (drop) {
  const input = drop.querySelector("input");
  for (const name of ["dragover", "dragleave", "drop"])
    drop.addEventListener(name, (event) => {
      event.preventDefault();
      drop.classList.toggle("over", name === "dragover");
      if (name === "drop" && event.dataTransfer.files.length) input.files = event.dataTransfer.files;
    });
}
const lang = document.documentElement.lang;
const busy = () => document.querySelector('[data-state="waiting"], [data-state="running"], [data-state="stories"]');
async function look() {
  const answer = await fetch(`/ingest?lang=${lang}`);
  if (answer.ok) {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("ol.jobs");
    const old = document.querySelector("ol.jobs");
    if (fresh && old) old.replaceWith(document.adoptNode(fresh));
  }
  if (busy()) setTimeout(look, 1000);
}
if (busy()) setTimeout(look, 700);
