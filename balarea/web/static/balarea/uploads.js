// Files of a form go up as soon as they are chosen, in pieces (tus 1.0), and go on where a connection broke off.
// A form with data-draft is also kept on this device until it has arrived: words in localStorage, photos in IndexedDB.
(() => {
  "use strict";
  const PIECE = 256 * 1024, LONGEST = 2048, WAIT = [1, 2, 4, 8, 15, 30], LATEST = 120000;
  const TUS = { "Tus-Resumable": "1.0.0" };
  // A connection that is there and brings nothing counts as broken, in the end.
  const call = (address, options = {}) => fetch(address, { signal: AbortSignal.timeout?.(LATEST), ...options });
  const coded = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
  const pause = (seconds) => new Promise((done) => {
    const timer = setTimeout(done, seconds * 1000);
    addEventListener("online", () => { clearTimeout(timer); done(); }, { once: true });
  });

  // A photo of a phone, smaller: what cannot be drawn goes up as it is.
  const shrunk = async (file) => {
    if (!file.type.startsWith("image/") || file.type === "image/gif") return file;
    try {
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
      const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
      if (scale === 1 && file.size < 1e6 && /jpeg|png|webp/.test(file.type)) return file;
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * scale);
      canvas.height = Math.round(picture.height * scale);
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      return (await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85))) || file;
    } catch { return file; }
  };

  // Where photos of a draft lie: [id, {part, blob, url}]; a form without draft keeps them in memory.
  const memory = () => { const held = new Map(); return { all: async () => [...held], put: async (id, value) => { held.set(id, value); }, drop: async (id) => { held.delete(id); } }; };
  const database = (name) => {
    const open = new Promise((done, failed) => {
      const request = indexedDB.open(`balarea-${name}`, 1);
      request.onupgradeneeded = () => request.result.createObjectStore("photos");
      request.onsuccess = () => done(request.result);
      request.onerror = () => failed(request.error);
    });
    const act = async (mode, work) => {
      const store = (await open).transaction("photos", mode).objectStore("photos");
      return new Promise((done, failed) => { const request = work(store); request.onsuccess = () => done(request.result); request.onerror = () => failed(request.error); });
    };
    return {
      all: async () => { const [ids, values] = await Promise.all([act("readonly", (store) => store.getAllKeys()), act("readonly", (store) => store.getAll())]); return ids.map((id, place) => [id, values[place]]); },
      put: (id, value) => act("readwrite", (store) => store.put(value, id)),
      drop: (id) => act("readwrite", (store) => store.delete(id)),
    };
  };

  class Refused extends Error { constructor(status, text) { super(text); this.status = status; } }

  const enhance = async (form) => {
    if (form.dataset.enhanced) return;
    form.dataset.enhanced = "yes";
    const text = form.querySelector(".upload-texts").dataset;
    const draft = form.dataset.draft && `balarea-draft-${form.dataset.draft}`;
    let store = memory();
    if (draft) try { const kept = database(form.dataset.draft); await kept.all(); store = kept; } catch { /* a private window: in memory */ }
    const going = new Map();
    const note = form.querySelector(".draft-note");
    const say = (words) => { if (note) { note.hidden = !words; note.textContent = words; } };
    const wipe = form.querySelector(".draft-wipe");
    const field = (name) => form.elements.namedItem(name);
    for (const written of form.querySelectorAll("textarea[data-most]")) {
      const most = Number(written.dataset.most), left = document.createElement("span");
      left.className = "help";
      left.setAttribute("role", "status");
      written.after(left);
      const count = () => { const over = [...written.value].length - most; left.textContent = over > 0 ? `${text.over} ${over}` : ""; left.classList.toggle("error", over > 0); };
      for (const kind of ["input", "change"]) written.addEventListener(kind, count);
      count();
    }

    // A page that was kept may be older than the session: a fresh one gives what the server asks for.
    const refresh = async (basket) => {
      const page = new DOMParser().parseFromString(await (await call(form.action || location.href)).text(), "text/html");
      for (const name of ["csrfmiddlewaretoken", ...(basket ? ["basket"] : [])]) {
        const found = page.querySelector(`form[data-uploads] [name="${name}"]`);
        if (found) field(name).value = found.value;
      }
    };

    const begin = async (id, photo) => {
      const about = { basket: field("basket").value, part: photo.part, taken: photo.taken || "" };
      const metadata = Object.entries(about).map(([name, value]) => `${name} ${coded(value)}`).join(",");
      const answer = await call(form.dataset.uploads, { method: "POST", headers: { ...TUS, "Upload-Length": photo.blob.size, "Upload-Metadata": metadata } });
      if (!answer.ok) throw new Refused(answer.status, await answer.text());
      photo.url = answer.headers.get("Location");
      await store.put(id, photo);
    };
    const reached = async (photo) => {
      if (!photo.url) return null;
      const answer = await call(photo.url, { method: "HEAD", headers: TUS });
      return answer.ok ? Number(answer.headers.get("Upload-Offset")) : null;
    };
    const send = async (id, photo, row) => {
      for (let failed = 0; going.has(id);) {
        try {
          let offset = await reached(photo);
          if (offset === null) { await begin(id, photo); offset = 0; }
          while (offset < photo.blob.size && going.has(id)) {
            row.progress(offset / photo.blob.size);
            const answer = await call(photo.url, { method: "PATCH", body: photo.blob.slice(offset, offset + PIECE), headers: { ...TUS, "Content-Type": "application/offset+octet-stream", "Upload-Offset": offset } });
            if (!answer.ok && answer.status !== 409) throw new Refused(answer.status, await answer.text());
            const next = Number(answer.headers.get("Upload-Offset"));
            offset = answer.ok ? next : await reached(photo);
            failed = 0;
          }
          row.done();
          return true;
        } catch (error) {
          if (error instanceof Refused && error.status === 403 && !photo.again) { photo.again = true; await refresh(true).catch(() => {}); continue; }
          if (error instanceof Refused && error.status < 500) { row.refused(error.message); await store.drop(id); return false; }
          row.waiting();
          await pause(WAIT[Math.min(failed++, WAIT.length - 1)]);
        }
      }
      return false;
    };

    const show = (id, photo, input) => {
      const around = input.closest(".picks") || input.parentElement;
      let list = around.querySelector(".uploads");
      if (!list) { list = document.createElement("ul"); list.className = "uploads"; if (around === input.parentElement) input.after(list); else around.append(list); }
      const item = document.createElement("li"), picture = document.createElement("img"), middle = document.createElement("div");
      const words = document.createElement("span"), bar = document.createElement("progress"), remove = document.createElement("button");
      if (photo.blob.type.startsWith("image/")) picture.src = URL.createObjectURL(photo.blob);
      picture.alt = "";
      words.setAttribute("role", "status");
      bar.setAttribute("aria-label", text.going);
      bar.max = 1;
      Object.assign(remove, { type: "button", className: "button button-quiet button-small", textContent: text.remove });
      remove.addEventListener("click", async () => {
        going.delete(id); item.remove(); await store.drop(id);
        if (photo.url) fetch(photo.url, { method: "DELETE", headers: TUS }).catch(() => {});
      });
      middle.append(words, bar);
      item.append(picture, middle, remove);
      list.append(item);
      return {
        progress: (share) => { bar.value = share; words.textContent = text.going; },
        waiting: () => { words.textContent = text.waiting; },
        done: () => { bar.remove(); words.textContent = text.done; item.dataset.done = "yes"; },
        refused: (why) => { bar.remove(); words.textContent = why; item.dataset.tone = "bad"; going.delete(id); },
      };
    };
    const start = (id, photo, input) => { const row = show(id, photo, input); going.set(id, null); going.set(id, send(id, photo, row)); };

    for (const input of form.querySelectorAll("input[type=file]")) {
      input.addEventListener("change", async () => {
        const files = [...input.files], most = Number(input.dataset.most || 10);
        input.value = ""; // it goes up in pieces, and not once more with the form
        const room = most - ((input.closest(".picks") || input.parentElement).querySelectorAll(".uploads li:not([data-tone='bad'])").length);
        if (files.length > room) say(`${text.most} ${most}`);
        for (const file of files.slice(0, Math.max(0, room))) {
          const id = crypto.randomUUID ? crypto.randomUUID() : `${Date.now()}-${Math.random()}`;
          const photo = { part: input.name, blob: await shrunk(file), taken: await where(form) };
          await store.put(id, photo).catch(() => { store = memory(); return store.put(id, photo); }); // the device is full
          start(id, photo, input);
        }
      });
    }
    for (const [id, photo] of await store.all()) {
      const input = form.querySelector(`input[type=file][name="${photo.part}"]`);
      if (input) start(id, photo, input);
    }

    if (!draft) {
      form.addEventListener("submit", async (event) => {
        if (form.dataset.ready || !going.size) return;
        event.preventDefault();
        if ((await Promise.all(going.values())).every(Boolean) || form.querySelectorAll(".uploads [data-done]").length) { form.dataset.ready = "yes"; form.submit(); }
      });
      return;
    }

    // The draft: words as they are typed; contact only once the form was sent, because it cannot be sent otherwise.
    const KEPT = ["text", "address", "point", "regency", "service", "basket"], LATER = ["email", "phone", "unlisted"];
    const value = (name) => { const found = field(name); return found.type === "checkbox" ? (found.checked ? "on" : "") : found.value; };
    const save = (waiting) => {
      const names = waiting ? [...KEPT, ...LATER] : KEPT;
      try { localStorage.setItem(draft, JSON.stringify({ waiting, ...Object.fromEntries(names.map((name) => [name, value(name)])) })); say(waiting ? text.kept : text.draft); wipe.hidden = waiting; }
      catch { /* no room or a private window: the form works as ever */ }
    };
    const forget = async () => { localStorage.removeItem(draft); for (const [id] of await store.all()) await store.drop(id); };
    const restore = () => {
      let held = null;
      try { held = JSON.parse(localStorage.getItem(draft)); } catch { return false; }
      if (!held || field("text").value) return false;
      for (const name of [...KEPT, ...LATER]) if (name in held) { const found = field(name); if (found.type === "checkbox") found.checked = Boolean(held[name]); else found.value = held[name]; found.dispatchEvent(new Event("change")); }
      if (held.text || held.address) { say(held.waiting ? text.kept : text.draft); wipe.hidden = Boolean(held.waiting); }
      return Boolean(held.waiting);
    };
    let sending = false;
    const deliver = async () => {
      if (sending) return;
      sending = true;
      try {
        for (let failed = 0; ; failed++) {
          await Promise.all(going.values());
          say(text.sending);
          try {
            const body = new FormData(form);
            for (const input of form.querySelectorAll("input[type=file]")) body.delete(input.name);
            let answer = await call(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
            if (answer.status === 403) { await refresh(false); body.set("csrfmiddlewaretoken", field("csrfmiddlewaretoken").value); answer = await call(form.action, { method: "POST", body, headers: { Accept: "application/json" } }); }
            if (answer.ok && (answer.headers.get("Content-Type") || "").startsWith("application/json")) { const { next } = await answer.json(); await forget(); location.assign(next); return; }
            if (answer.status < 500) { save(false); form.submit(); return; } // something is wrong with what was typed: the page says what
          } catch { /* no connection */ }
          save(true);
          await pause(WAIT[Math.min(failed, WAIT.length - 1)]);
        }
      } finally { sending = false; }
    };
    // A phone is passed around: what was begun on it can be taken away.
    wipe.addEventListener("click", async () => {
      for (const [, photo] of await store.all()) if (photo.url) fetch(photo.url, { method: "DELETE", headers: TUS }).catch(() => {});
      going.clear();
      await forget();
      form.reset();
      location.replace(form.action);
    });
    form.addEventListener("input", () => save(false));
    form.addEventListener("submit", (event) => { event.preventDefault(); save(true); deliver(); });
    addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); }); // a form that went off has a basket that is used
    if (restore()) deliver();
    if (form.dataset.worker && "serviceWorker" in navigator) navigator.serviceWorker.register(form.dataset.worker).catch(() => {});
  };

  // Time and place of an officer's photo, as the device says; citizens are never asked.
  const where = async (form) => {
    if (!("place" in form.dataset)) return "";
    const at = new Date().toISOString();
    const found = await new Promise((done) => navigator.geolocation ? navigator.geolocation.getCurrentPosition(done, () => done(null), { timeout: 10000, enableHighAccuracy: true }) : done(null));
    return found ? `${at};${found.coords.latitude};${found.coords.longitude}` : `${at};;`;
  };

  document.querySelectorAll("form[data-uploads]").forEach(enhance);
  document.addEventListener("htmx:load", (event) => event.target.querySelectorAll?.("form[data-uploads]").forEach(enhance));
})();
