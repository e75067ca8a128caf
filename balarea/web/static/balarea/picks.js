// The list of the desk: tick all of this page, and how many cases are ticked.
(() => {
  "use strict";
  const picks = () => [...document.querySelectorAll(".case-pick")];
  const all = () => picks().every((pick) => pick.checked);
  const show = () => {
    const number = picks().reduce((sum, pick) => sum + (pick.checked ? Number(pick.dataset.cases) || 1 : 0), 0);
    document.querySelectorAll("[data-picked]").forEach((place) => {
      place.textContent = number ? place.dataset.words.replace("{n}", number) : "";
    });
    document.querySelectorAll("[data-pick-all]").forEach((link) => {
      link.textContent = all() ? link.dataset.none : link.dataset.all;
    });
  };
  document.addEventListener("change", (event) => { if (event.target.matches?.(".case-pick")) show(); });
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("[data-pick-all]")) return;
    event.preventDefault(); // without scripts the link asks for the page with all of them ticked
    const tick = !all();
    picks().forEach((pick) => { pick.checked = tick; });
    show();
  });
  document.addEventListener("DOMContentLoaded", show);
  document.addEventListener("htmx:load", show);
  window.addEventListener("pageshow", show); // ticks that the browser kept
})();
