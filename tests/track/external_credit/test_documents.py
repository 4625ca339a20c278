"""Documents are judged by what is in them, never by their name; images get an upright preview (T2)."""

from __future__ import annotations

import hashlib
import io
import struct
import zlib

import pytest
from PIL import Image

from cme.base.domain.refusal import Refused
from cme.track.external_credit import documents
from tests.track.external_credits import add_external_credit, image, pdf


@pytest.mark.parametrize(
    ("name", "body", "kind"),
    [
        ("certificate.pdf", pdf(), "pdf"),
        ("a photo named.pdf", image("JPEG"), "jpeg"),
        ("x.exe", image("PNG"), "png"),
        ("IMG_0001.HEIC", image("HEIF"), "heic"),
    ],
)
def test_a_file_is_what_is_in_it(name, body, kind):
    assert documents.read(name, body).kind == kind


@pytest.mark.parametrize(
    "body",
    [
        b"MZ this is a program",
        b"<html><script>alert(1)</script>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a....",
        b"PK\x03\x04 a zip",
        b"%!PS",
        b"RIFF....WEBP",
    ],
)
def test_anything_else_is_refused_whatever_its_name_says(body):
    with pytest.raises(Refused, match=r"“certificate.pdf” is no PDF, JPEG, PNG or HEIC"):
        documents.read("certificate.pdf", body)


@pytest.mark.parametrize("body", [b"%PDF-1.7\nthis is none", b"%PDF-1.4\n%%EOF", pdf()[:300]])
def test_a_pdf_that_is_none_is_refused(body):
    with pytest.raises(Refused, match="PDF"):
        documents.read("letter.pdf", body)


def test_empty_and_larger_than_ten_megabytes_are_refused():
    with pytest.raises(Refused, match="is empty"):
        documents.read("a.pdf", b"")
    with pytest.raises(Refused, match="at most 10 MB fit"):
        documents.read("a.pdf", b"%PDF-" + b"0" * documents.MAX_BYTES)


def _png(width, height) -> bytes:
    """Write the head of a PNG of a size, and hardly anything behind it."""

    def part(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(b"\0" * 1000)) + part(b"IEND", b"")


@pytest.mark.parametrize("size", [(20_000, 10_000), (60_000, 60_000)])
def test_an_image_of_two_hundred_megapixels_is_refused_before_it_is_decoded(size, monkeypatch):
    def decoded(*_):
        raise AssertionError("it was decoded")

    monkeypatch.setattr(Image.Image, "load", decoded)
    with pytest.raises(Refused, match="too many pixels; at most 60 million fit"):
        documents.read("poster.png", _png(*size))


def test_a_damaged_image_is_refused():
    with pytest.raises(Refused, match="is damaged"):
        documents.read("photo.jpg", image("JPEG", (600, 400))[:400])


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
@pytest.mark.parametrize(("orientation", "corner"), [(1, (5, 20)), (6, (20, 5)), (3, (55, 20)), (8, (20, 55))])
def test_the_preview_is_upright(kind, orientation, corner):
    """The red half is at the left of what the camera stored; held upright it is where the orientation says."""
    file = documents.read("photo", image(kind, orientation=orientation))
    with Image.open(io.BytesIO(file.preview)) as seen:
        assert seen.size == ((60, 40) if orientation in (1, 3) else (40, 60))
        red, green, _ = seen.convert("RGB").getpixel(corner)
        assert red > 200 > 60 > green
        assert not seen.getexif()


def test_a_preview_is_small_and_holds_nothing_that_the_camera_added():
    file = documents.read("photo.jpg", image("JPEG", (4000, 3000)))
    with Image.open(io.BytesIO(file.preview)) as seen:
        assert max(seen.size) == documents.PREVIEW_SIZE and seen.format == "JPEG"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("C:\\Users\\me\\scan.pdf", "scan.pdf"),
        ("../../etc/passwd", "passwd"),
        ("a\x00b\n.pdf", "a b .pdf"),
        ("", "document"),
        ("...", "document"),
        ("x" * 300 + ".pdf", "x" * 110 + "…" + "xxxxx.pdf"),
    ],
)
def test_names_are_shown_without_folders_and_controls(name, shown):
    assert documents.shown_name(name) == shown


def test_the_bytes_are_kept_as_they_came_once_with_their_hash(cast):
    external_credit, body = add_external_credit(cast.physician), image("JPEG")
    assert documents.add(external_credit, [documents.read("a.jpg", body), documents.read("b.jpg", body)]) == 1
    assert documents.add(external_credit, [documents.read("c.jpg", body)]) == 0
    (row,) = documents.by_credit([external_credit.id])[external_credit.id]
    assert (row.sha256, row.size, row.has_preview) == (hashlib.sha256(body).hexdigest(), len(body), True)
    assert bytes(documents.Document.get_by_id(row.id).body) == body


def test_more_than_twenty_with_one_credit_do_not_fit(cast):
    external_credit = add_external_credit(cast.physician)
    files = [documents.File(f"{n}.pdf", "pdf", b"%d" % n, None) for n in range(21)]
    with pytest.raises(Refused, match="At most 20 files"):
        documents.add(external_credit, files)
    assert documents.add(external_credit, files[:20]) == 20
