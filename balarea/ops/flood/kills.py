"""Random deaths: SIGKILL to a part of the product at moments drawn by a seed."""

import random
import threading
import time
from collections import Counter

from balarea.ops.flood.product import Product


class Kills(threading.Thread):
    """So many kills at random moments of so many seconds; each hits a worker, the web server or PostgreSQL. A part that is
    not running at its moment (it has not come back yet) is killed as soon as it is."""

    def __init__(self, product: Product, count: int, seconds: float, seed: int, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        dice = random.Random(seed)
        moments = sorted(dice.uniform(0, seconds) for _ in range(count))
        parts = product.parts()
        self.orders = [(moment, dice.choice(parts)) for moment in moments]
        self.product, self.halt, self.done = product, stop, Counter[str]()

    def run(self) -> None:
        start = time.monotonic()
        for moment, part in self.orders:
            if self.halt.wait(max(start + moment - time.monotonic(), 0)):
                return
            while not self.product.kill(part):
                if self.halt.wait(0.1):
                    return
            self.done[part] += 1
