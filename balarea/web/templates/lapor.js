{% load static %}// Keeps the report form readable without a connection: the newest page that was seen, and what it is made of.
"use strict";
const KEPT = "balarea-lapor-1";
const FORM = "{% url 'report' %}";
const PARTS = ["{% static 'balarea/tokens.css' %}", "{% static 'balarea/balarea.css' %}", "{% static 'balarea/files.css' %}", "{% static 'balarea/uploads.js' %}", "{% static 'balarea/theme.js' %}", "{% static 'balarea/balarea.js' %}", "{% static 'balarea/mark.svg' %}"];

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(KEPT).then((kept) => kept.addAll([FORM, ...PARTS])).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => {
  const old = (names) => Promise.all(names.filter((name) => name.startsWith("balarea-lapor") && name !== KEPT).map((name) => caches.delete(name)));
  event.waitUntil(caches.keys().then(old).then(() => self.clients.claim()));
});

const fresh = async (request) => {
  const kept = await caches.open(KEPT);
  try {
    const answer = await fetch(request);
    if (answer.ok) await kept.put(request.url, answer.clone());
    return answer;
  } catch (error) {
    const found = await kept.match(request.url);
    if (found) return found;
    throw error;
  }
};
self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== location.origin) return;
  if (address.pathname === FORM || PARTS.includes(address.pathname)) event.respondWith(fresh(event.request));
});
