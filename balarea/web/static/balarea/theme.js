// Runs before the first paint: the reader's stored theme, else the system's.
(() => {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const stored = () => { try { return localStorage.getItem("theme"); } catch { return null; } };
  const show = () => {
    const chosen = stored();
    if (chosen) root.dataset.theme = chosen; else delete root.dataset.theme;
    root.dataset.themeNow = chosen || (system.matches ? "dark" : "light");
    document.dispatchEvent(new CustomEvent("balarea:theme"));
  };
  system.addEventListener("change", show);
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-theme-toggle]")) return;
    try { localStorage.setItem("theme", root.dataset.themeNow === "dark" ? "light" : "dark"); } catch { return; }
    show();
  });
  show();
})();
