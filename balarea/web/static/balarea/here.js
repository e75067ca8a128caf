// The point of what is reported: read when the reporter taps, to some ten metres, and taken away by a second tap.
(() => {
  "use strict";
  const box = document.querySelector(".here");
  if (!box || !navigator.geolocation) return;
  const button = box.querySelector("button"), name = button.querySelector("span"), said = box.querySelector("[role=status]");
  const point = box.closest("form").elements.namedItem("point"), ask = name.textContent;
  const show = (words) => { name.textContent = point.value ? box.dataset.drop : ask; said.textContent = words; };
  const set = (value, words) => { point.value = value; show(words); point.dispatchEvent(new Event("input", { bubbles: true })); };
  button.addEventListener("click", () => {
    if (point.value) return set("", "");
    button.setAttribute("aria-busy", "true");
    const done = (value, words) => { button.removeAttribute("aria-busy"); set(value, words); };
    return navigator.geolocation.getCurrentPosition(
      ({ coords }) => done(`${coords.latitude.toFixed(4)};${coords.longitude.toFixed(4)}`, `${box.dataset.found} ${Math.max(10, Math.round(coords.accuracy))}`),
      () => done("", box.dataset.denied),
      { timeout: 20000, maximumAge: 60000, enableHighAccuracy: true },
    );
  });
  point.addEventListener("change", () => show("")); // a draft brought it back
  box.hidden = false;
  show("");
})();
