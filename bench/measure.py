"""Measurements: keep-alive requests, alternating rounds, medians and spread."""

from __future__ import annotations

import http.client
import statistics
import threading
import time
from dataclasses import asdict, dataclass
from urllib.parse import urlencode


@dataclass
class Result:
    """A line of the table: the ratio to the floor (or a plain figure), its spread, and the bound."""

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
        """Send a request; return status, body as it was sent, and headers."""
        headers = {"Accept-Encoding": "gzip", "Cookie": self.cookie, "Sec-Fetch-Site": "same-origin", **more}
        body = None
        if form is not None:
            body = urlencode(form, doseq=True)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            response = self._send(method, path, body, headers)
        except ConnectionError:  # it was idle for so long that the server closed it
            self.connection.close()
            response = self._send(method, path, body, headers)
        return response.status, response.read(), {name.lower(): value for name, value in response.getheaders()}

    def _send(self, method, path, body, headers):
        self.connection.request(method, path, body, headers)
        return self.connection.getresponse()

    def time(self, path: str, **headers) -> float:
        """Return the seconds of a GET; raise RuntimeError for any status but 200."""
        start = time.perf_counter()
        status, _, _ = self.ask("GET", path, **headers)
        took = time.perf_counter() - start
        if status != 200:
            raise RuntimeError(f"{path} answered {status}")
        return took


def side_by_side(subject, floor, rounds: int = 9, each: int = 12) -> tuple[float, float, float, float]:
    """Time two functions in turns; return the median ratio of the rounds, its lowest and highest, the subject's median."""
    for _ in range(5):
        subject(), floor()
    ratios, medians = [], []
    for _ in range(rounds):
        subject_times, floor_times = [], []
        for _ in range(each):
            floor_times.append(floor())
            subject_times.append(subject())
        ratios.append(statistics.median(subject_times) / statistics.median(floor_times))
        medians.append(statistics.median(subject_times))
    return statistics.median(ratios), min(ratios), max(ratios), statistics.median(medians)


def timed(function) -> float:
    """Return the seconds of a call."""
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def per_second(work: list, at_once: int) -> float:
    """Call functions with so many threads; return the calls per second."""
    queue, lock, errors = list(work), threading.Lock(), []

    def worker():
        while True:
            with lock:
                if not queue:
                    return
                piece = queue.pop()
            try:
                piece()
            except Exception as error:
                errors.append(error)
                return

    threads = [threading.Thread(target=worker) for _ in range(at_once)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return len(work) / (time.perf_counter() - start)
