// Charts, toasts and keys. Everything else is HTML and htmx.
(() => {
  "use strict";
  const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

  // The same config as charts.config() in Python, from the tokens the page shows now.
  const config = () => {
    const size = parseFloat(getComputedStyle(document.documentElement).fontSize) * 0.75; // larger on a wall display
    const words = { labelColor: token("muted"), titleColor: token("muted"), labelFontSize: size };
    const line = token("line");
    return {
      background: "transparent",
      view: { stroke: null },
      font: "system-ui, sans-serif",
      axis: { ...words, gridColor: line, domainColor: line, tickColor: line },
      legend: { ...words, orient: "top", title: null, symbolType: "square" },
      range: { category: ["negative", "neutral", "positive", "unsure"].map((mood) => token(`chart-${mood}`)) },
      bar: { color: token("chart") },
      text: { color: token("muted"), fontSize: size },
      style: { negative: { fill: token("chart-negative") } },
    };
  };
  const NUMBERS = { decimal: ",", thousands: ".", grouping: [3], currency: ["Rp", ""] };
  const TIMES = {
    dateTime: "%A, %e %B %Y %X", date: "%d/%m/%Y", time: "%H.%M.%S", periods: ["AM", "PM"],
    days: ["Minggu", "Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu"],
    shortDays: ["Min", "Sen", "Sel", "Rab", "Kam", "Jum", "Sab"],
    months: ["Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember"],
    shortMonths: ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"],
  };

  // A link inside the chart inherits hx-boost and hx-target from around it, so a click filters like any other link.
  // It stays there until the answer is in: htmx reads from its surroundings then, too, what part of the answer to take.
  const go = (chart, href) => {
    const link = chart.querySelector("a[data-go]") || document.createElement("a");
    link.dataset.go = "";
    link.href = href;
    link.hidden = true;
    chart.append(link);
    if (window.htmx) htmx.process(link);
    link.click();
  };

  const drawn = new Map();
  const draw = async (chart) => {
    const source = document.getElementById(chart.dataset.specId);
    if (!source || !window.vegaEmbed) return;
    drawn.get(chart)?.finalize();
    const indonesian = /^(id|su)\b/.test(document.documentElement.lang);
    const options = {
      actions: false, renderer: "svg", ast: true, config: config(),
      ...(indonesian && { formatLocale: NUMBERS, timeFormatLocale: TIMES }),
    };
    try {
      const result = await vegaEmbed(chart, JSON.parse(source.textContent), options);
      drawn.set(chart, result);
      chart.dataset.drawn = "yes";
      result.view.addEventListener("click", (event, item) => item?.datum?.href && go(chart, item.datum.href));
    } catch (error) {
      chart.dataset.drawn = "failed";
      chart.textContent = chart.dataset.failed || "";
      console.error(error);
    }
  };
  const forget = () => drawn.forEach((result, chart) => {
    if (!chart.isConnected) { result.finalize(); drawn.delete(chart); }
  });
  const drawAll = (within) => {
    forget();
    within.querySelectorAll(".chart[data-spec-id]").forEach((chart) => { if (!chart.dataset.drawn) draw(chart); });
  };
  const again = () => document.querySelectorAll(".chart[data-spec-id]").forEach(draw);
  document.addEventListener("balarea:theme", again);
  document.addEventListener("htmx:historyRestore", again); // the snapshot has the picture, not what listens to it

  const dismiss = (toast) => toast.remove();
  const toasts = (within) => within.querySelectorAll(".toast:not([data-tone='bad'], [data-timed])").forEach((toast) => {
    toast.dataset.timed = "yes";
    setTimeout(dismiss, 6000, toast);
  });
  const fail = () => {
    const template = document.getElementById("toast-failed");
    const place = document.getElementById("toasts");
    if (template && place && !place.querySelector("[data-failed]")) place.append(template.content.cloneNode(true));
  };

  document.addEventListener("DOMContentLoaded", () => { drawAll(document); toasts(document); });
  document.addEventListener("htmx:load", (event) => { drawAll(document); toasts(event.target); });
  document.addEventListener("htmx:sendError", fail);
  document.addEventListener("htmx:timeout", fail);
  document.addEventListener("htmx:responseError", (event) => { if (event.detail.xhr.status !== 401) fail(); });

  document.addEventListener("click", (event) => {
    const close = event.target.closest("[data-dismiss]");
    if (close) dismiss(close.closest(".toast"));
    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });

  // Keys: / search, j and k through a list, r reply, x ticks, a ticks all (picks.js), g opens the incident, Esc closes a menu or leaves a field.
  const typing = (element) => element.matches("input, textarea, select, [contenteditable]");
  const step = (list, by) => {
    const items = [...list.querySelectorAll("a[data-item]")];
    const here = items.findIndex((item) => item === document.activeElement || item.hasAttribute("aria-current"));
    const focused = items.indexOf(document.activeElement);
    items[Math.max(0, Math.min(items.length - 1, (focused < 0 ? here : focused) + by))]?.focus();
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") {
      document.querySelectorAll("details.menu[open]").forEach((menu) => { menu.open = false; });
      if (typing(event.target)) event.target.blur();
      return;
    }
    if (typing(event.target)) return;
    const field = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    const list = document.querySelector("[data-keys='list']");
    if (field) { event.preventDefault(); field.matches("a, button") ? field.click() : field.focus(); }
    else if (list && event.key === "j") step(list, 1);
    else if (list && event.key === "k") step(list, -1);
    else if (list && event.key === "x") document.activeElement.closest("li")?.querySelector(".case-pick")?.click();
    else if (list && event.key === "g") document.activeElement.closest("[data-group]")?.querySelector(".case-group")?.click();
  });

  // The list of the desk stands where it stood, also after an answer or a step back; the open case is in sight.
  const place = () => {
    const list = document.querySelector(".desk-list");
    if (!list || !list.offsetParent) return null;
    const query = new URLSearchParams(location.search);
    if (query.get("page") === "1") query.delete("page");
    query.sort();
    return { key: `meja?${query}`, box: matchMedia("(min-width: 60rem)").matches ? list : document.scrollingElement, list };
  };
  addEventListener("pagehide", () => {
    const tab = document.querySelector(".desk-tabs [aria-current]"); // on a phone the tabs stand in one line, which slides
  if (tab) tab.parentElement.scrollLeft = tab.offsetLeft - tab.parentElement.offsetLeft - 16;
  const here = place();
    if (here) sessionStorage.setItem(here.key, here.box.scrollTop);
  });
  const tab = document.querySelector(".desk-tabs [aria-current]"); // on a phone the tabs stand in one line, which slides
  if (tab) tab.parentElement.scrollLeft = tab.offsetLeft - tab.parentElement.offsetLeft - 16;
  const here = place();
  if (here) {
    here.box.scrollTop = Number(sessionStorage.getItem(here.key)) || 0;
    const open = here.list.querySelector("a[aria-current]");
    if (open && here.box === here.list) open.scrollIntoView({ block: "nearest" });
  }

  // A link to a field in something folded opens it.
  document.addEventListener("click", (event) => {
    const field = event.target.closest(".case-acts a") && document.querySelector(event.target.closest("a").hash);
    if (!field) return;
    event.preventDefault();
    for (let up = field.closest("details"); up; up = up.parentElement.closest("details")) up.open = true;
    field.focus({ preventScroll: true });
    field.scrollIntoView({ block: "center" });
  });

  // Who signs out leaves no list of tasks on this device. What was not sent yet stays, under his name.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!window.caches || form.dataset.cleared || !(form.getAttribute("action") || "").endsWith("/logout/")) return;
    event.preventDefault();
    form.dataset.cleared = "yes";
    const gone = (names) => Promise.all(names.filter((name) => name.startsWith("balarea-lapangan")).map((name) => caches.delete(name)));
    caches.keys().then(gone).finally(() => form.submit());
  });
})();
