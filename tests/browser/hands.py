"""What a person does at a page that takes more than one call: fetch a file, drop one, use keys alone."""

from __future__ import annotations

import base64
import re
from pathlib import Path

MADE_WITHIN = 90_000  # milliseconds that a PDF may take on a machine that does other things too
DROP = """([name, type, bytes]) => {
  const zone = document.querySelector(".drop"), files = new DataTransfer();
  files.items.add(new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], name, { type }));
  for (const kind of ["dragenter", "dragover", "drop"])
    zone.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: files }));
}"""


def drop(page, name: str, body: bytes, kind: str = "application/pdf") -> None:
    """Drop a file where the page takes one."""
    page.evaluate(DROP, [name, kind, base64.b64encode(body).decode()])


def download(page, press, press_again=None):
    """Press what leads to a PDF, and where a page shows its progress first what that page offers; gives the download."""
    arrived = []
    page.on("download", lambda file: arrived.append(file))
    with page.expect_response(lambda response: response.url.endswith(".pdf") and response.status != 303) as answered:
        press()
    if answered.value.status == 202 and page.watch.js:  # without scripts the page goes on by itself
        offer = page.locator("#making-download")
        offer.wait_for(timeout=MADE_WITHIN)
        (press_again or offer.click)()
    return arrived[0] if arrived else page.wait_for_event("download", timeout=MADE_WITHIN)


def fetch(page, link: str = "Download PDF") -> bytes:
    """Click for the PDF, wait through the progress where there is one; gives the bytes."""
    return Path(download(page, page.get_by_role("link", name=link).first.click).path()).read_bytes()


class Keys:
    """Somebody who has a keyboard and nothing else."""

    def __init__(self, page):
        self.page, self.keyboard, self.presses = page, page.keyboard, 0

    def press(self, *keys):
        for key in keys:
            self.presses += 1
            self.keyboard.press(key)

    def named(self) -> str:
        """What has the focus, in the words of its label or its own."""
        return self.page.evaluate("""() => {
          const it = document.activeElement;
          if (!it || it === document.body) return "";
          const label = it.labels && it.labels[0];
          return ((label || it).innerText || it.ariaLabel || "").trim().replace(/\\s+/g, " ");
        }""")

    def to(self, words, limit=60):
        """Press Tab until something has the focus that begins with these words, and it can be seen."""
        for _ in range(limit):
            if re.match(words, self.named()):
                ring = self.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
                assert ring != "none", f"no ring around {self.named()}"
                return self
            self.press("Tab")
        raise AssertionError(f"Tab does not lead to {words!r}; it stands on {self.named()!r}")

    def enter(self):
        """Press Enter and wait for what comes."""
        self.press("Enter")
        self.page.wait_for_load_state()
