// The switch between dark and light; it is remembered in a cookie, so that the next page comes in the right colours.
const root = document.documentElement;
root.classList.add("js");
const button = document.querySelector("button.theme");
if (button) {
  button.hidden = false;
  const dark = () => (root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches);
  button.setAttribute("aria-pressed", String(dark()));
  button.addEventListener("click", () => {
    root.dataset.theme = dark() ? "light" : "dark";
    button.setAttribute("aria-pressed", String(dark()));
    document.cookie = `theme=${root.dataset.theme};path=/;max-age=31536000;samesite=strict`;
  });
}
