{% load static %}// Keeps the officer's list readable without a connection: the newest that was seen, and what the page is made of.
"use strict";
importScripts("{% static 'balarea/field-queue.js' %}");
const KEPT = "balarea-lapangan-1", PAGE = "{% url 'field' %}", STATE = "{% url 'field_state' %}";
const PARTS = ["{% static 'balarea/tokens.css' %}", "{% static 'balarea/balarea.css' %}", "{% static 'balarea/files.css' %}", "{% static 'balarea/field.css' %}", "{% static 'balarea/field-queue.js' %}", "{% static 'balarea/field.js' %}", "{% static 'balarea/theme.js' %}", "{% static 'balarea/balarea.js' %}", "{% static 'balarea/mark.svg' %}"];

// The list itself is fetched anew: it is kept only when this very person may still see it.
const list = async (kept, request) => {
  const answer = await fetch(request);
  if (answer.ok && !answer.redirected) await kept.put(PAGE, answer.clone());
  else if (answer.status < 500) await kept.delete(PAGE); // signed out, or somebody else now
  return answer;
};
self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(KEPT).then((kept) => Promise.all([kept.addAll(PARTS), list(kept, PAGE)])).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => {
  const tidy = async () => {
    for (const name of await caches.keys()) if (name.startsWith("balarea-lapangan") && name !== KEPT) await caches.delete(name);
    const kept = await caches.open(KEPT);
    for (const request of await kept.keys()) if (![PAGE, ...PARTS].includes(new URL(request.url).pathname)) await kept.delete(request);
    await self.clients.claim();
  };
  event.waitUntil(tidy());
});
const found = async (event, path) => {
  const kept = await caches.open(KEPT);
  if (path !== PAGE) return (await kept.match(path)) || fetch(event.request);
  try { return await list(kept, event.request); }
  catch (error) {
    const held = await kept.match(PAGE);
    if (held) return held;
    throw error;
  }
};
self.addEventListener("fetch", (event) => {
  const { method, url, mode } = event.request, address = new URL(url);
  if (method !== "GET" || address.origin !== location.origin) return;
  if ((address.pathname === PAGE && mode === "navigate") || PARTS.includes(address.pathname)) event.respondWith(found(event, address.pathname));
});
self.addEventListener("sync", (event) => {
  if (event.tag === "lapangan") event.waitUntil(self.balareaQueue.flush(STATE).then((why) => { if (why === "offline") throw new Error(why); }));
});
