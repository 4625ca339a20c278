"""Whatever arrives as a document or a table is read or refused with a sentence; no damage is an error of ours."""

from __future__ import annotations

import io
import random
from contextlib import suppress

import pytest

from cme.base.domain.refusal import Refused
from cme.track.external_credit import documents, spreadsheet
from tests.conftest import FULL
from tests.track.external_credits import image, pdf

TIMES = 400 if FULL else 60


def workbook() -> bytes:
    from openpyxl import Workbook

    book, out = Workbook(), io.BytesIO()
    for row in (["Title", "Date"], ["Rounds", 1]):
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def damaged(body: bytes, chance: random.Random) -> bytes:
    """Change some bytes of a file, and now and then cut it off."""
    changed = bytearray(body)
    for _ in range(chance.choice((1, 3, 20))):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed[: chance.randrange(len(changed))] if chance.random() < 0.3 else changed)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    "make", [pdf, image, lambda: image("PNG"), lambda: image("HEIF")], ids=["pdf", "jpeg", "png", "heic"]
)
def test_a_damaged_document_is_read_or_refused(make):
    chance, body, refused = random.Random(5), make(), 0
    for _ in range(TIMES):
        try:
            documents.read("a file", damaged(body, chance))
        except Refused:
            refused += 1
    assert refused > TIMES / 10


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    "body",
    [workbook(), b"Title,Date\nRounds,1\n", "Title\tDate\nRund\u00fc\t1\n".encode("utf-16")],
    ids=["xlsx", "csv", "utf-16"],
)
def test_a_damaged_table_is_read_or_refused(body):
    chance, read = random.Random(5), 0
    for _ in range(TIMES):
        with suppress(Refused):
            read += bool(spreadsheet.read(damaged(body, chance)))
    assert read < TIMES
