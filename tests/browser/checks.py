"""What every page must pass: the rules of axe, and nothing wider than the window."""

from __future__ import annotations

from functools import cache

WIDTHS = (320, 390, 640, 1280)  # 640 is a desk's 1280 at a zoom of 200 %
WIDER = """() => {
  const limit = document.documentElement.clientWidth, root = document.documentElement;
  const dialog = document.querySelector("dialog[open]");
  if (root.scrollWidth <= limit && !(dialog && dialog.scrollWidth > dialog.clientWidth)) return [];
  return [...document.body.querySelectorAll("*")].filter((each) => each.checkVisibility()
    && each.getBoundingClientRect().right > limit + 1 && !each.closest(".scroll > *, .tabs > *, svg *"))
    .map((each) => each.outerHTML.slice(0, 90)).slice(0, 6).concat(`${root.scrollWidth} of ${limit}`);
}"""


ASK = """() => axe.run({ resultTypes: ["violations"], rules: { "target-size": { enabled: true } } })
  .then((result) => result.violations.flatMap((rule) => rule.nodes.map((node) =>
    `${rule.id}: ${node.html.slice(0, 160)} (${node.failureSummary.trim().split("\\n").pop().trim().slice(0, 200)})`)))"""


@cache
def _axe() -> str:
    from axe_playwright_python.sync_playwright import Axe

    return Axe().axe_script


# While an animation runs, colors and places are not yet the final ones.
STILL = """() => Promise.all(document.getAnimations()
  .filter((each) => each.effect.getComputedTiming().endTime < Infinity)
  .map((each) => each.finished.catch(() => {})))"""


def wait_until_still(page) -> None:
    """Wait until nothing on the page moves or changes its color."""
    page.evaluate(STILL)


def violations(page) -> list[str]:
    """Run axe with all rules but the experimental ones; return a line for each violation."""
    wait_until_still(page)
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(_axe())
    return page.evaluate(ASK)


def too_wide(page, widths=WIDTHS) -> list[str]:
    """Show the page at each width, and with text of twice the size; list the elements that make it scroll sideways."""
    found = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 800})
        found += [f"at {width} px: {each}" for each in page.evaluate(WIDER)]
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    found += [f"text of 200 %: {each}" for each in page.evaluate(WIDER)]
    page.evaluate("document.documentElement.style.fontSize = ''")
    return found


def problems(page, themes) -> list[str]:
    """List what a page fails of all this, in one theme after the other."""
    found = []
    for theme in themes:
        page.emulate_media(color_scheme=theme)
        found += [f"{theme}: {each}" for each in violations(page) + page.evaluate(WIDER)]
    return found + too_wide(page)
