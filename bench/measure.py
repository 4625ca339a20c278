"""Measuring: keep-alive requests, rounds that take turns, medians and spread."""

from __future__ import annotations

import http.client
import statistics
import threading
import time
from dataclasses import asdict, dataclass
from urllib.parse import urlencode


@dataclass
class Result:
    """One line of the table: how many times the floor (or a plain figure), its spread, and the bound."""

    name: str
    ratio: float
    low: float
    high: float
    bound: float
    met: bool
    at_least: bool = False
    unit: str = "x"
    note: str = ""

    def as_dict(self):
        return asdict(self)


class Client:
    """A browser's connection: one socket kept open, its cookie, gzip."""

    def __init__(self, port: int, cookie: str = ""):
        self.port, self.cookie = port, cookie
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)

    def ask(self, method: str, path: str, form=None, **more) -> tuple[int, bytes, dict]:
        """Send one request; status, body as it was sent, headers."""
        headers = {"Accept-Encoding": "gzip", "Cookie": self.cookie, "Sec-Fetch-Site": "same-origin", **more}
        body = None
        if form is not None:
            body = urlencode(form, doseq=True)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            answer = self._answer(method, path, body, headers)
        except ConnectionError:  # it was idle for so long that the server hung up
            self.connection.close()
            answer = self._answer(method, path, body, headers)
        return answer.status, answer.read(), {name.lower(): value for name, value in answer.getheaders()}

    def _answer(self, method, path, body, headers):
        self.connection.request(method, path, body, headers)
        return self.connection.getresponse()

    def time(self, path: str, **headers) -> float:
        """Time one GET, in seconds; anything but 200 is an error."""
        start = time.perf_counter()
        status, _, _ = self.ask("GET", path, **headers)
        took = time.perf_counter() - start
        if status != 200:
            raise RuntimeError(f"{path} answered {status}")
        return took


def side_by_side(subject, floor, rounds: int = 9, each: int = 12) -> tuple[float, float, float, float]:
    """Time two things in turns; the median ratio of the rounds, its lowest and highest, the subject's median."""
    for _ in range(5):
        subject(), floor()
    ratios, medians = [], []
    for _ in range(rounds):
        mine, its = [], []
        for _ in range(each):
            its.append(floor())
            mine.append(subject())
        ratios.append(statistics.median(mine) / statistics.median(its))
        medians.append(statistics.median(mine))
    return statistics.median(ratios), min(ratios), max(ratios), statistics.median(medians)


def timed(function) -> float:
    """Time one call."""
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def per_second(work: list, at_once: int) -> float:
    """Do pieces of work with so many threads; pieces per second."""
    queue, lock, faults = list(work), threading.Lock(), []

    def worker():
        while True:
            with lock:
                if not queue:
                    return
                piece = queue.pop()
            try:
                piece()
            except Exception as fault:
                faults.append(fault)
                return

    threads = [threading.Thread(target=worker) for _ in range(at_once)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    return len(work) / (time.perf_counter() - start)
