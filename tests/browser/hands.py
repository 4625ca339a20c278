"""Actions of a person that take more than one call: download a file, drop one, use the keyboard alone."""

from __future__ import annotations

import base64
import re
from pathlib import Path

PDF_TIMEOUT = 90_000  # milliseconds, on a busy machine
DROP = """([name, type, bytes]) => {
  const zone = document.querySelector(".drop"), files = new DataTransfer();
  files.items.add(new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], name, { type }));
  for (const kind of ["dragenter", "dragover", "drop"])
    zone.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: files }));
}"""


def drop(page, name: str, body: bytes, kind: str = "application/pdf") -> None:
    """Drop a file where the page takes one."""
    page.evaluate(DROP, [name, kind, base64.b64encode(body).decode()])


def download(page, start, start_from_progress=None):
    """Call `start`, which leads to a PDF, wait through a page of its progress, if any, and return the download."""
    arrived = []
    page.on("download", lambda file: arrived.append(file))
    with page.expect_response(lambda response: response.url.endswith(".pdf") and response.status != 303) as answered:
        start()
    if answered.value.status == 202 and page.watch.js:  # without scripts the page goes on by itself
        offer = page.locator("#making-download")
        offer.wait_for(timeout=PDF_TIMEOUT)
        (start_from_progress or offer.click)()
    return arrived[0] if arrived else page.wait_for_event("download", timeout=PDF_TIMEOUT)


def fetch(page, link: str = "Download PDF") -> bytes:
    """Click for the PDF and return its bytes."""
    return Path(download(page, page.get_by_role("link", name=link).first.click).path()).read_bytes()


class Keys:
    """A person who uses the keyboard alone."""

    def __init__(self, page):
        self.page, self.keyboard, self.presses = page, page.keyboard, 0

    def press(self, *keys):
        for key in keys:
            self.presses += 1
            self.keyboard.press(key)

    def focused(self) -> str:
        """Return the words of the label of the element in focus, or its own."""
        return self.page.evaluate("""() => {
          const it = document.activeElement;
          if (!it || it === document.body) return "";
          const label = it.labels && it.labels[0];
          return ((label || it).innerText || it.ariaLabel || "").trim().replace(/\\s+/g, " ");
        }""")

    def to(self, words, limit=60):
        """Press Tab until an element whose words match has the focus, and assert that its focus is visible."""
        for _ in range(limit):
            if re.match(words, self.focused()):
                ring = self.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
                assert ring != "none", f"no ring around {self.focused()}"
                return self
            self.press("Tab")
        raise AssertionError(f"Tab does not lead to {words!r}; the focus is on {self.focused()!r}")

    def enter(self):
        """Press Enter and wait for the page."""
        self.press("Enter")
        self.page.wait_for_load_state()
