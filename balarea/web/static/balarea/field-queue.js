// What an officer did without a connection, in order, each under a key that is made once: the server does it once, however
// often it comes. Read by the page and by its service worker, which never send at the same time.
(() => {
  "use strict";
  const open = () => new Promise((done, failed) => {
    const request = indexedDB.open("balarea-lapangan", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("queue", { keyPath: "id", autoIncrement: true });
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
  // Done when it is on the disk, not when it was asked for.
  const act = async (mode, work) => {
    const base = await open();
    try {
      return await new Promise((done, failed) => {
        const transaction = base.transaction("queue", mode);
        const request = work(transaction.objectStore("queue"));
        transaction.oncomplete = () => done(request.result);
        transaction.onabort = transaction.onerror = () => failed(transaction.error || request.error);
      });
    } finally { base.close(); }
  };
  const all = () => act("readonly", (store) => store.getAll());
  const put = (item) => act("readwrite", (store) => store.put(item));
  const drop = (id) => act("readwrite", (store) => store.delete(id));
  // A change to what is still there: what was sent meanwhile does not come back.
  const change = (id, values) => act("readwrite", (store) => {
    const request = store.get(id);
    request.onsuccess = () => { if (request.result) store.put({ ...request.result, ...values }); };
    return request;
  });

  const PLACING = 20000; // ms that a photo waits for its place
  const spoken = (answer) => !answer.redirected && (answer.headers.get("Content-Type") || "").startsWith("application/json");
  const post = (item, token) => {
    const body = new FormData();
    for (const [name, value] of Object.entries(item.fields)) body.set(name, value);
    body.set("csrfmiddlewaretoken", token);
    if (item.photo) body.set("photo", item.photo, "foto");
    return fetch(item.path, { method: "POST", body, headers: { Accept: "application/json" } });
  };
  const deliver = async (state) => {
    const waiting = (await all()).filter((item) => !item.problem);
    if (!waiting.length) return "";
    try {
      const known = await fetch(state, { headers: { Accept: "application/json" }, cache: "no-store" });
      if (known.status >= 500) return "trouble";
      if (!known.ok || !spoken(known)) return "login";
      const { officer, token } = await known.json();
      for (const item of waiting.filter((each) => each.officer === officer)) {
        if (item.placing && Date.now() - item.placing < PLACING) return "";
        const answer = await post(item, token);
        if (answer.status >= 500 || answer.status === 429) return "trouble";
        if (!spoken(answer)) return "login";
        if (answer.ok) await drop(item.id);
        else await change(item.id, { problem: (await answer.json()).problem });
      }
    } catch (error) {
      if (error instanceof TypeError) return "offline"; // how fetch says that there is no connection
      throw error;
    }
    return "";
  };
  // Why something still waits: "" (nothing does, or it needs a person), "offline", "login" or "trouble".
  const flush = (state) => navigator.locks ? navigator.locks.request("balarea-lapangan", () => deliver(state)) : deliver(state);
  self.balareaQueue = { all, put, drop, change, flush };
})();
