// The officer's page: every form goes into the queue first, and from there to the server when there is a connection.
(() => {
  "use strict";
  const root = document.getElementById("field"), queue = window.balareaQueue;
  if (!root || !queue || !window.indexedDB) return; // plain forms do
  const text = root.dataset, box = document.getElementById("queue"), list = box.querySelector("ul");
  const LONGEST = 2048, EARTH = 6371008.8, RETRY = 30000;
  const made = () => (crypto.randomUUID ? crypto.randomUUID() : [...crypto.getRandomValues(new Uint32Array(4))].join("-"));
  const element = (name, words, values = {}) => Object.assign(document.createElement(name), { textContent: words, ...values });

  const shrunk = async (file) => {
    try {
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
      const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
      const canvas = Object.assign(document.createElement("canvas"), { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) });
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      return (await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85))) || file;
    } catch { return file; } // what cannot be drawn goes as it is
  };
  const place = () => new Promise((done) => {
    if (!navigator.geolocation) return done(null);
    return navigator.geolocation.getCurrentPosition((found) => done(found.coords), () => done(null), { timeout: 10000, maximumAge: 60000, enableHighAccuracy: true });
  });

  let shown = 0;
  const mine = async () => (await queue.all()).filter((item) => item.officer === text.officer);
  const line = (item) => {
    const row = element("li", "");
    row.append(element("strong", `${item.reference} · ${item.name}`));
    if (item.fields.text) row.append(element("p", item.fields.text));
    if (!item.problem) return row;
    row.dataset.tone = "bad";
    row.append(element("p", `${text.refused}: ${item.problem}`, { className: "error" }));
    const buttons = element("div", "", { className: "row" });
    const again = element("button", text.again, { type: "button", className: "button button-quiet button-small" });
    again.addEventListener("click", async () => { await queue.change(item.id, { problem: "" }); await send(); });
    const away = element("button", text.drop, { type: "button", className: "button button-quiet button-small" });
    away.addEventListener("click", async () => { await queue.drop(item.id); await show(""); });
    buttons.append(again, away);
    row.append(buttons);
    return row;
  };
  const show = async (why) => {
    const items = await mine(), waiting = items.filter((item) => !item.problem).length;
    shown = items.length;
    box.hidden = !items.length;
    const parts = [waiting ? `${waiting} ${text.waiting}` : "", items.length > waiting ? `${items.length - waiting} ${text.refused}` : ""];
    const head = document.getElementById("queue-head"), words = parts.filter(Boolean).join(" · ");
    if (head.textContent !== words) head.textContent = words;
    document.getElementById("queue-why").textContent = text[why] || "";
    document.getElementById("queue-send").hidden = !waiting;
    list.replaceChildren(...items.map(line));
    for (const task of root.querySelectorAll("[data-task]")) {
      const own = items.filter((item) => item.task === task.dataset.task), told = task.querySelector(".waiting");
      told.hidden = !own.length;
      const waits = new Set(own.filter((item) => !item.problem && !item.photo).map((item) => item.path));
      for (const form of task.querySelectorAll("form:not(.photo)")) form.querySelector("button").disabled = waits.has(form.getAttribute("action")); // once is enough
      told.replaceChildren(...own.map((item) => { const badge = element("span", `${item.name}: ${item.problem ? text.refused : text.waiting}`, { className: "badge" }); badge.dataset.tone = item.problem ? "bad" : "warn"; return badge; }));
    }
  };
  // What is being written stays on the page: the fresh list waits until nothing is.
  const writing = () => [...root.querySelectorAll("textarea")].some((each) => each.value !== each.defaultValue);
  let timer = 0;
  const send = async () => {
    clearTimeout(timer);
    const before = shown;
    const why = await queue.flush(text.state);
    await show(why);
    if (shown < before && !writing()) location.reload();
    if (why === "trouble") timer = setTimeout(send, RETRY);
  };

  const keep = async (form) => {
    const task = form.closest("[data-task]"), data = new FormData(form), file = data.get("photo");
    const fields = Object.fromEntries([...data].filter(([name]) => name !== "photo" && name !== "csrfmiddlewaretoken"));
    fields.key = made(); // a page that was kept shows the same key twice
    const item = { officer: text.officer, task: task.dataset.task, reference: task.querySelector(".ref").textContent, name: form.dataset.name, path: form.getAttribute("action"), fields };
    if (file instanceof File) {
      fields.taken = `${new Date().toISOString()};;`;
      Object.assign(item, { photo: await shrunk(file), placing: Date.now() });
    }
    const id = await queue.put(item);
    form.reset();
    const open = form.closest("details");
    if (open) open.open = false;
    await show("");
    if (item.photo) {
      const found = await place();
      const taken = found ? fields.taken.replace(";;", `;${found.latitude};${found.longitude}`) : fields.taken;
      await queue.change(id, { placing: 0, fields: { ...fields, taken } });
    }
    navigator.serviceWorker?.getRegistration(text.page).then((found) => found?.sync?.register("lapangan")).catch(() => {});
    await send();
  };
  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    event.preventDefault();
    keep(form).catch(() => form.submit()); // no room on the phone, or a private window: straight to the server
  });
  root.addEventListener("change", (event) => { if (event.target.type === "file" && event.target.files.length) event.target.form.requestSubmit(); });

  // Distances are reckoned on the phone: its place goes nowhere.
  const metres = (one, other) => {
    const turn = Math.PI / 180, half = Math.sin((other.lat - one.lat) * turn / 2) ** 2 + Math.cos(one.lat * turn) * Math.cos(other.lat * turn) * Math.sin((other.lon - one.lon) * turn / 2) ** 2;
    return 2 * EARTH * Math.asin(Math.min(1, Math.sqrt(half)));
  };
  const near = document.getElementById("near"), rank = { emergency: 0, urgent: 1 };
  near?.addEventListener("click", async () => {
    const said = document.getElementById("near-said"), told = (words) => { said.hidden = !words; said.textContent = words; };
    if (!root.querySelector("[data-lat]")) return told(text.unplaced);
    near.setAttribute("aria-busy", "true");
    const here = await place();
    near.removeAttribute("aria-busy");
    told(here ? "" : text.nowhere);
    if (here) for (const tasks of root.querySelectorAll(".tasks")) sort(tasks, here);
  });
  const order = (row) => rank[row.dataset.urgency] ?? 2;
  const sort = (tasks, here) => {
    const rows = [...tasks.children];
    const far = new Map(rows.map((row) => [row, row.dataset.lat ? metres({ lat: here.latitude, lon: here.longitude }, { lat: Number(row.dataset.lat), lon: Number(row.dataset.lon) }) : Infinity]));
    for (const [row, away] of far) {
      const told = row.querySelector(".away");
      told.hidden = away === Infinity;
      told.textContent = away < 1000 ? `${Math.round(away / 10) * 10} m ${text.away}` : `${(away / 1000).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 })} km ${text.away}`;
    }
    tasks.append(...rows.sort((one, other) => order(one) - order(other) || (far.get(one) < far.get(other) ? -1 : far.get(one) > far.get(other) ? 1 : 0)));
  };
  if (near) near.hidden = false;

  root.dataset.enhanced = "yes";
  document.getElementById("queue-send").addEventListener("click", send);
  addEventListener("online", send);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) send(); });
  navigator.serviceWorker?.register(text.worker).catch(() => {});
  show("").then(send);
})();
