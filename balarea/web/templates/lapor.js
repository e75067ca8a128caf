{% load static %}// Keeps the report form readable without a connection: the newest page that was seen, and what it is made of.
"use strict";
const KEPT = "balarea-lapor-2";
const FORM = "{% url 'report' %}";
const PARTS = ["{% static 'balarea/tokens.css' %}", "{% static 'balarea/balarea.css' %}", "{% static 'balarea/files.css' %}", "{% static 'balarea/here.js' %}", "{% static 'balarea/uploads.js' %}", "{% static 'balarea/theme.js' %}", "{% static 'balarea/mark.svg' %}"];

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(KEPT).then((kept) => kept.addAll([FORM, ...PARTS])).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => {
  const old = (names) => Promise.all(names.filter((name) => name.startsWith("balarea-lapor") && name !== KEPT).map((name) => caches.delete(name)));
  event.waitUntil(caches.keys().then(old).then(() => self.clients.claim()));
});

const PATIENCE = 4000; // ms that a connection which is there, but brings nothing, is waited for
const kept = (request) => caches.open(KEPT).then((all) => all.match(request.url));
const fetched = async (request) => {
  const answer = await fetch(request);
  if (answer.ok) await (await caches.open(KEPT)).put(request.url, answer.clone());
  return answer;
};
// What the page is made of comes from the device at once; the form itself is fetched anew, as long as that takes no longer.
const given = async (event, wait) => {
  const held = await kept(event.request), coming = fetched(event.request);
  event.waitUntil(coming.catch(() => {}));
  if (!held) return coming;
  const late = new Promise((done) => { setTimeout(() => done(held), wait); });
  return Promise.race([coming.catch(() => held), late]);
};
self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== location.origin) return;
  if (address.pathname === FORM) event.respondWith(given(event, PATIENCE));
  else if (PARTS.includes(address.pathname)) event.respondWith(given(event, 0));
});
