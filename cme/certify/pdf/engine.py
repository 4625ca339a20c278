"""xhtml2pdf, closed: no network, no file but our fonts, no default font, no clock, no silent failure."""

import functools
import io
import logging
import os
import re
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from cme.certify.pdf import PdfError

LOCK = threading.Lock()  # SOURCE_DATE_EPOCH and reportlab's settings belong to the process
DEFAULT_CSS = (  # xhtml2pdf parses its own 300 lines for every document: that is most of its parsing
    "html{font-family:csans;font-size:9pt;line-height:12.5pt;color:#16241f;margin:0;padding:0;border:1px none;"
    "display:inline;width:auto;height:auto;white-space:normal}body,div,h1,p,table,tr,td{display:block}"
)
log = logging.getLogger(__name__)


class _LoggedWarnings(logging.Handler):
    """Collect what xhtml2pdf only logs: some of its failures count neither as error nor as warning."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.messages = []

    def emit(self, record):
        message = record.getMessage()
        if "was fitted with -pdf-keep-in-frame-mode: shrink" not in message:  # a long address, set smaller
            self.messages.append(message)


@functools.cache
def _policy(home):
    from xhtml2pdf.config.resources import ResourceAccessPolicy

    return ResourceAccessPolicy.server(
        home,
        allow_remote=False,
        max_document_bytes=20_000_000,
        max_render_seconds=60,
        max_local_bytes=2_000_000,
        max_image_pixels=4_000_000,
    )


def _page_counting_document(on_page):
    """Return a document class of xhtml2pdf that calls `on_page` with the number of each page that is set."""
    from xhtml2pdf.xhtml2pdf_reportlab import PmlBaseDoc

    class Document(PmlBaseDoc):
        def afterPage(self):
            on_page(self.page)

    return Document if on_page else PmlBaseDoc


def pdf(page: str, meta: dict, home: Path, issued: datetime, on_page: Callable[[int], None] | None = None) -> bytes:
    """Return the PDF of an HTML document, with nothing in it that depends on when or where it is rendered.

    `on_page(page)` is called for each page that is set. Raises PdfError where xhtml2pdf fails, warns, or leaves
    a font out.
    """
    from reportlab import rl_config
    from reportlab.graphics.shapes import STATE_DEFAULTS
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus.tables import CellStyle
    from xhtml2pdf import document, pisa

    out, warnings = io.BytesIO(), _LoggedWarnings()
    logger = logging.getLogger("xhtml2pdf")
    with LOCK:
        if "CmeBase" not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont("CmeBase", str(home / "sans.ttf")))
        # Otherwise every page, cell of a table and drawing names a Helvetica that is not embedded.
        rl_config.canvas_basefontname = CellStyle.fontname = STATE_DEFAULTS["fontName"] = "CmeBase"
        rl_config.useA85 = 0
        before, plain = os.environ.get("SOURCE_DATE_EPOCH"), document.PmlBaseDoc
        document.PmlBaseDoc = _page_counting_document(on_page)
        os.environ["SOURCE_DATE_EPOCH"] = str(int(issued.timestamp()))
        logger.addHandler(warnings)
        try:
            status = pisa.pisaDocument(
                page,
                dest=out,
                encoding="utf-8",
                resource_policy=_policy(home),
                default_css=DEFAULT_CSS,
                context_meta=meta,
            )
        except Exception as error:
            raise PdfError("The certificate could not be laid out.") from error
        finally:
            logger.removeHandler(warnings)
            document.PmlBaseDoc = plain
            if before is None:
                del os.environ["SOURCE_DATE_EPOCH"]
            else:
                os.environ["SOURCE_DATE_EPOCH"] = before
    if status.err or status.warn or warnings.messages:
        log.error("xhtml2pdf: %s", "; ".join(warnings.messages)[:2000])
        reason = warnings.messages[0].splitlines()[0][:200] if warnings.messages else "unknown"
        raise PdfError(f"The certificate could not be printed as it should be: {reason}")
    _check_fonts(out.getvalue())
    return out.getvalue()


def _check_fonts(data):
    """Raise PdfError unless each font that the PDF names is in it."""
    named, inside = len(re.findall(rb"/Type /Font\b", data)), len(re.findall(rb"/FontFile2", data))
    if named != inside:
        raise PdfError(f"{named - inside} of {named} fonts would not be embedded.")
