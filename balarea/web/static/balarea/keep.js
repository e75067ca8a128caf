// The reporter's link is shown for half an hour: buttons to copy it, or to hand it to another app of the phone.
(() => {
  "use strict";
  const address = (name) => document.getElementById(name).textContent;
  for (const button of document.querySelectorAll("[data-copy]")) {
    if (!navigator.clipboard) continue; // not over plain http: the link can be pressed long, as any other
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(address(button.dataset.copy));
      document.getElementById("copied").textContent = button.dataset.done;
    });
  }
  for (const button of document.querySelectorAll("[data-share]")) {
    if (!navigator.share) continue;
    button.hidden = false;
    button.addEventListener("click", () => navigator.share({ title: button.dataset.title, url: address(button.dataset.share) }).catch(() => {})); // closed without choosing
  }
})();
