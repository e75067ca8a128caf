"""People at the desk while it floods: a browser that logs in and opens pages, and officers who answer."""

import random
import re
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

import httpx

from balarea.ops.flood.product import PASSWORD, PEOPLE

READS_A_SECOND = 4.0
READERS = 2
ANSWER_SECONDS = 2.0  # between two answers of all officers together
BATCH_SECONDS = 15.0
PATIENCE = 20.0  # seconds after which a person gives a page up
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_CASE = re.compile(r'href="/meja/(JB-[0-9A-Z]{4}-[0-9A-Z]{4})/')
_GROUP = re.compile(r'value="(kejadian-\d+)"')
_UNDO = re.compile(r'action="(/meja/tindakan/\d+/batal/)"')
FILTERS = (
    "state=open", "state=triage", "state=answered", "due=today", "due=late", "topic=water_flood", "topic=energy", "q=banjir",
    "q=jembatan", "page=2",
)  # fmt: skip


@dataclass
class Seen:
    """What the people saw: milliseconds of each page by kind, and how often a page did not come."""

    pages: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    failed: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    answers: dict[str, bool] = field(default_factory=dict)  # text of an answer: whether the desk said that it was taken

    def all(self) -> list[float]:
        return [each for some in self.pages.values() for each in some]


class Browser:
    """One person's browser, logged in as soon as the product lets him."""

    def __init__(self, address: str, username: str, seen: Seen) -> None:
        self.client = httpx.Client(base_url=address, timeout=PATIENCE)
        self.username, self.seen, self.inside = username, seen, False

    def get(self, kind: str, path: str) -> str:
        """A page's text, timed; empty when it did not come."""
        return self._timed(kind, lambda: self.client.get(path)) if self._enter() else ""

    def post(self, kind: str, path: str, form: dict[str, str | list[str]], page: str) -> bool:
        """Send a form of a page; whether the answer was the redirect that follows a success."""
        found = _TOKEN.search(page)
        if not found:
            return False
        data = form | {"csrfmiddlewaretoken": found[1]}
        return self._timed(kind, lambda: self.client.post(path, data=data)) == "303"

    def _timed(self, kind: str, call: Callable[[], httpx.Response]) -> str:
        start = time.perf_counter()
        try:
            answer = call()
        except httpx.HTTPError:
            self.seen.failed[kind] += 1
            return ""
        if answer.is_redirect and "login" in answer.headers.get("location", ""):
            self.inside = False
        elif answer.status_code < 400:
            self.seen.pages[kind].append(1000 * (time.perf_counter() - start))
            return "303" if answer.is_redirect else answer.text
        self.seen.failed[kind] += 1
        return ""

    def _enter(self) -> bool:
        if self.inside:
            return True
        try:
            page = self.client.get("/accounts/login/")
            token = _TOKEN.search(page.text)
            if token:
                form = {"login": self.username, "password": PASSWORD, "csrfmiddlewaretoken": token[1]}
                self.inside = self.client.post("/accounts/login/", data=form).is_redirect
        except httpx.HTTPError:
            self.inside = False
        return self.inside


class People(threading.Thread):
    """One thread of people who do something at a rate until told to stop."""

    def __init__(self, act: Callable[[int], None], seconds: float, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.act, self.seconds, self.halt = act, seconds, stop

    def run(self) -> None:
        turn, start = 0, time.monotonic()
        while not self.halt.wait(max(start + turn * self.seconds - time.monotonic(), 0)):
            self.act(turn)
            turn = max(turn + 1, int((time.monotonic() - start) / self.seconds))


def at_work(address: str, seed: int, stop: threading.Event) -> tuple[Seen, list[People]]:
    """Readers, and officers who answer; started, and what they see."""
    seen = Seen()
    people = [
        People(Reading(Browser(address, name, seen), seed + number), READERS / READS_A_SECOND, stop)
        for number, name in enumerate(("admin", PEOPLE[1])[:READERS])
    ]
    desks = [Browser(address, name, seen) for name in PEOPLE[1:]]
    people.append(People(Answering(desks, seed), ANSWER_SECONDS, stop))
    people.append(People(Many(Browser(address, PEOPLE[2], seen), seed), BATCH_SECONDS, stop))
    for each in people:
        each.start()
    return seen, people


class Reading:
    """Somebody who goes through the desk: the list, filters, a case, a group, and what is no complaint."""

    def __init__(self, browser: Browser, seed: int) -> None:
        self.browser, self.dice, self.page = browser, random.Random(seed), ""

    def __call__(self, turn: int) -> None:
        cases, groups = _CASE.findall(self.page), _GROUP.findall(self.page)
        lot = self.dice.random()
        if lot < 0.45 and cases:
            self.browser.get("case", f"/meja/{self.dice.choice(cases)}/")
        elif lot < 0.55 and groups:
            self.browser.get("incident", f"/meja/kejadian/{self.dice.choice(groups).rpartition('-')[2]}/")
        elif lot < 0.8:
            self.page = self.browser.get("filtered list", f"/meja/?{self.dice.choice(FILTERS)}") or self.page
        elif lot < 0.85:
            self.browser.get("no complaint", "/meja/bukan-aduan/")
        else:
            self.page = self.browser.get("list", "/meja/") or self.page


class Answering:
    """Officers who, one after the other, answer the most urgent case of their desk that is open."""

    def __init__(self, desks: list[Browser], seed: int) -> None:
        self.desks, self.seed, self.done = desks, seed, set[str]()

    def __call__(self, turn: int) -> None:
        desk = self.desks[turn % len(self.desks)]
        cases = [each for each in _CASE.findall(desk.get("list", "/meja/?state=open")) if each not in self.done]
        if not cases:
            return
        text = f"Terima kasih laporannya, petugas kami menuju lokasi. Nomor tugas {self.seed}-{turn}."
        page = desk.get("case", f"/meja/{cases[0]}/")
        if not page:
            return
        self.done.add(cases[0])
        self.desks[0].seen.answers[text] = desk.post("answer", f"/meja/{cases[0]}/jawab/", {"text": text}, page)


class Many:
    """An officer who answers everybody in an incident at once, else marks two cases as no complaint and undoes it."""

    def __init__(self, browser: Browser, seed: int) -> None:
        self.browser, self.seed, self.done = browser, seed, set[str]()

    def __call__(self, turn: int) -> None:
        page = self.browser.get("list", "/meja/?state=open")
        groups = [each for each in _GROUP.findall(page) if each not in self.done]
        if groups and turn % 2 == 0:
            self.done.add(groups[0])
            text = f"Untuk semua pelapor: tim sudah di lapangan. Nomor tugas {self.seed}-m{turn}."
            form: dict[str, str | list[str]] = {"act": "answer", "pick": groups[0], "text": text}
            self.browser.seen.answers[text] = self.browser.post("batch", "/meja/tindakan/", form, page)
            return
        cases = _CASE.findall(page)[-2:]
        if cases and self.browser.post("batch", "/meja/tindakan/", {"act": "dismiss", "pick": cases}, page):
            page = self.browser.get("list", "/meja/")
            if undo := _UNDO.search(page):
                self.browser.post("batch", undo[1], {}, page)
