"""Takes the pictures of the docs anew, from a demo that it starts for itself."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def main() -> None:
    """Start a demo, walk through it, and keep a picture of each station."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = tempfile.mkdtemp()
    base = f"http://127.0.0.1:{port}"
    env = os.environ | {"CME_DATA": folder, "PORT": str(port), "CME_DEMO": "1", "BASE_URL": base}
    server = subprocess.Popen([sys.executable, "-m", "cme.base.ops.serve"], env=env, cwd=HERE.parent)
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{base}/healthz", timeout=1)
                break
            except OSError:
                time.sleep(0.1)
        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
            _walk(browser.new_page(viewport={"width": 1100, "height": 760}, color_scheme="light"), base)
            browser.close()
    finally:
        server.terminate()
        server.wait(40)
        shutil.rmtree(folder, ignore_errors=True)


def _walk(page, base) -> None:
    def keep(name):
        page.wait_for_timeout(300)
        page.screenshot(path=HERE / "pictures" / f"{name}.png")

    page.goto(f"{base}/sign-in")
    page.fill("#f-email", "physician@example.org")
    page.fill("#f-password", "demo-demo-demo")
    page.click("main form button:has-text('Sign in')")
    keep("dashboard")
    page.goto(f"{base}/search")
    page.type("#q", "heart")
    page.wait_for_selector("#suggestions [role=option]")
    page.keyboard.press("ArrowDown")
    keep("suggestions")
    page.goto(f"{base}/cme/review")
    page.click("a[id^=review-]")
    page.wait_for_selector("dialog[open]")
    keep("review")
    page.goto(f"{base}/cme/claim")
    page.check("#claim-all")
    keep("claim")
    page.click("[data-claim-button]")
    keep("preview")
    page.goto(f"{base}/cme/claimed")
    keep("claimed")
    page.goto(f"{base}/requirements")
    keep("requirements")
    page.goto(f"{base}/year")
    keep("year")
    page.wait_for_timeout(15_000)  # the demo's history is reported, and the sandbox takes its time
    page.goto(f"{base}/cme/claimed")
    page.click("details.tagged summary:has-text('Rejected')")
    page.click("a:has-text('Mend it')")
    keep("rejected")
    page.click("button:has-text('Sign out')")
    page.goto(f"{base}/sign-in")
    page.fill("#f-email", "coordinator@example.org")
    page.fill("#f-password", "demo-demo-demo")
    page.click("main form button:has-text('Sign in')")
    page.goto(f"{base}/office/reports?group=all")
    keep("desk")


if __name__ == "__main__":
    main()
