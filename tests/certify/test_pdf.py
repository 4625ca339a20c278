"""The certificate on paper: what it prints, in every script, and that the same words give the same bytes."""

import io
import os
import re
import shutil
import subprocess
import sys
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cme.certify.pdf import PdfError, font_fallback, fonts, printable, render, sign
from tests.certify import signatures

ISSUED = datetime(2026, 11, 22, 12, tzinfo=UTC)
AMA = "*AMA PRA Category 1 Credits*™"
ROOT = Path(__file__).resolve().parents[2]


def tool(name):
    return pytest.mark.skipif(shutil.which(name) is None, reason=f"{name} is not installed")


def run(*command, data=None):
    return subprocess.run(command, input=data, capture_output=True, check=True, timeout=60).stdout


def certificate(**changes):
    words = {
        "template": "2026-1",
        "paper": "letter",
        "kind": "awarded",
        "sample": False,
        "number": "C26-7K3F-9Q2M",
        "code": "9X3K2-7TQ4M-1B8ZC-5VN0H-PRW6E-J",
        "verify_url": "https://cme.example.org/verify/9X3K27TQ4M1B8ZC5VN0HPRW6EJ",
        "heading": "Certificate of Credit",
        "holder": {"name": "Ana Nguyễn", "latin": "", "credentials": "MD"},
        "sentence": f"has been awarded 2.5 {AMA} for the Internet point-of-care activity titled",
        "provider": {"name": "Harbour Teaching Hospital", "address": "12 Quay Street, Port Alma"},
        "activity": {"title": "Learning in the clinical library", "format": "Internet point-of-care activity"},
        "completed": "3 January 2026 to 12 September 2026",
        "credit": {"amount": "2.5", "unit": AMA, "label": "Credits claimed"},
        "statements": [f"The Harbour Teaching Hospital designates this activity for a maximum of 20 {AMA}."],
        "sample_text": "Sample, not accredited",
        "list": {
            "heading": "Searches completed",
            "columns": ["Completed", "Articles", "Credits"],
            "rows": [["12 Sep 2026", "Acute heart failure; Sepsis: the first hour", "0.5"]],
            "note": "",
        },
        "issued": "22 November 2026",
        "log_head": "",
    }
    for key, value in changes.items():
        words[key] = {**words[key], **value} if isinstance(value, dict) else value
    return words


@pytest.fixture(scope="session")
def folder(_fonts):
    fonts.prepare(_fonts)
    return _fonts


@pytest.fixture(scope="session")
def printed(folder):
    def printed(*certificates):
        return render.pdf({"certificates": list(certificates)}, folder, ISSUED)

    return printed


def text_of(data, *options):
    return run("pdftotext", *options, "-", "-", data=data).decode()


@tool("pdftotext")
def test_says_everything_that_it_must(printed):
    text = text_of(printed(certificate()), "-layout")
    for expected in (
        "Certificate of Credit",
        "Ana Nguyễn, MD",
        "has been awarded 2.5 AMA PRA Category 1 Credits™ for the Internet",
        "Learning in the clinical library",
        "Harbour Teaching Hospital",
        "12 Quay Street, Port Alma",
        "2.5",
        "Completed 3 January 2026 to 12 September 2026",
        "for a maximum of 20 AMA PRA Category 1 Credits™.",
        "C26-7K3F-9Q2M",
        "9X3K2-7TQ4M-1B8ZC-5VN0H-PRW6E-J",
        "Verify at cme.example.org/verify/",
        "page 1 of 1",
        "Issued 22 November 2026",
        "Searches completed",
        "Acute heart failure; Sepsis: the first hour",
    ):
        assert expected in text
    assert "*" not in text


@tool("pdftotext")
@pytest.mark.parametrize("name", ["Nguyễn Thị Ánh", "Łukasz Żółć", "محمد بن سلمان", "Ἀλέξανδρος", "Владимир Ђорђевић"])
def test_a_name_that_is_set_as_text_can_be_read_back(printed, name):
    text = unicodedata.normalize("NFKC", text_of(printed(certificate(holder={"name": name}))))
    text = re.sub("[\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", text)
    assert unicodedata.normalize("NFKC", name) in text


def drawn_name(data, tmp_path):
    """Return the ink of the name's line at 288 dpi."""
    from PIL import Image, ImageOps

    (tmp_path / "n.pdf").write_bytes(data)
    box = ("-x", "272", "-y", "500", "-W", "1920", "-H", "264")
    run("pdftoppm", "-r", "288", "-gray", "-singlefile", *box, tmp_path / "n.pdf", tmp_path / "n")
    image = ImageOps.invert(Image.open(tmp_path / "n.pgm"))
    return image.crop(image.getbbox())


def reference(name, engine):
    """Return the ink of the name as another program shapes it, from the same font."""
    from PIL import Image, ImageDraw, ImageFont

    path, index = font_fallback.face_for(printable.clusters(name)[0])
    font = ImageFont.truetype(str(path), 124, index=index, layout_engine=engine)
    image = Image.new("L", (2000, 500))
    ImageDraw.Draw(image).text((60, 120), name, font=font, fill=255)
    return image.crop(image.getbbox())


def likeness(one, other):
    """Return how much of the ink of two pictures, laid on each other, is common: 0 to 1."""
    if max(abs(one.width - other.width), abs(one.height - other.height)) > 8:
        return 0.0
    other = other.resize(one.size)
    a, b = (bytes(x > 100 for x in image.tobytes()) for image in (one, other))
    both, either = sum(x & y for x, y in zip(a, b, strict=True)), sum(x | y for x, y in zip(a, b, strict=True))
    return both / either


SHAPED = ["王伟", "김민준", "राजेश शर्मा", "ஸ்ரீ", "ปู่ย่ำ", "דוד כהן", "ភាសាខ្មែរ", "প্রিয়া"]


@tool("pdftoppm")
@pytest.mark.parametrize("name", SHAPED)
def test_a_name_that_needs_shaping_looks_as_it_must(printed, folder, name, tmp_path):
    from PIL import ImageFont, features

    if not features.check("raqm"):
        pytest.skip("Pillow came without raqm, which shapes the picture to compare with")
    if printable.unprintable(name, folder):
        pytest.skip("no font for this script is installed")
    data = printed(certificate(holder={"name": name, "credentials": ""}))
    picture = drawn_name(data, tmp_path)
    assert likeness(picture, reference(name, ImageFont.Layout.RAQM)) > 0.8
    if name in ("राजेश शर्मा", "ஸ்ரீ"):  # the measure has power: unshaped, it is another picture
        assert likeness(picture, reference(name, ImageFont.Layout.BASIC)) < 0.6
    from pypdf import PdfReader

    assert name in PdfReader(io.BytesIO(data)).metadata.title


def test_every_script_prints_in_every_place(printed, folder):
    some = [*SHAPED[:: 1 if os.environ.get("FULL") == "1" else 3], "محمد بن سلمان", "Dr. 王伟 (Wang) ≤ 5"]
    names = [name for name in some if not printable.unprintable(name, folder)]
    table = {"heading": "Searches", "columns": ["Completed", "Articles", "Credits"], "note": names[0]}
    printed(
        *(
            certificate(
                holder={"name": name, "latin": "Latin Form", "credentials": name},
                provider={"name": name, "address": name},
                activity={"title": f"{name} and {name}"},
                statements=[f"{name} *{name}* {name}"],
                list={**table, "rows": [["1 Jan 2026", f"{name}; {name * 3}", "0.5"]] * (2 + 4 * (i % 2))},
            )
            for i, name in enumerate(names)
        )
    )


def test_what_cannot_be_printed_is_named(folder):
    assert printable.unprintable("Ana Nguyễn", folder) == []
    assert printable.unprintable("Ana 👩‍⚕️ and 👩‍⚕️", folder) == ["👩‍⚕️"]
    for bad in ("\u202e", "\x00", "\x1b", "\n", "\ud800", "\u200b", "\u2066", "\ue000", "\ufeff"):
        assert printable.unprintable(f"a{bad}b", folder) == [bad]
    assert printable.unprintable("نیم\u200cفاصله", folder) == []
    assert printable.tidy("Sepsis \u202e👩‍⚕️ now\n\x00", folder) == "Sepsis now"


def test_an_unprintable_character_is_refused_with_a_sentence(printed):
    with pytest.raises(PdfError, match="“👩‍⚕️” cannot be printed"):
        printed(certificate(holder={"name": "Ana 👩‍⚕️"}))
    with pytest.raises(PdfError, match="U\\+202E cannot be printed"):
        printed(certificate(activity={"title": "x\u202ey"}))


@tool("pdffonts")
def test_every_font_is_embedded_as_a_subset(printed):
    data = printed(certificate(holder={"name": "محمد"}), certificate(holder={"name": "王伟"}, sample=True))
    rows = run("pdffonts", "-", data=data).decode().splitlines()[2:]
    assert len(rows) >= 6
    assert all(re.search(r" yes yes yes +\d+ +0$", row) and re.match("[A-Z]{6}\\+", row) for row in rows)


def test_the_same_words_give_the_same_bytes_anywhere(printed, folder, tmp_path):
    once = printed(certificate(holder={"name": "王伟"}))
    assert printed(certificate(holder={"name": "王伟"})) == once
    later = render.pdf({"certificates": [certificate(holder={"name": "王伟"})]}, folder, ISSUED.replace(year=2027))
    assert later != once
    script = (
        "import sys; sys.path[:0] = sys.argv[1:3]; from test_pdf import *\n"
        "words = {'certificates': [certificate(holder={'name': '王伟'})]}\n"
        "sys.stdout.buffer.write(render.pdf(words, Path(sys.argv[3]), ISSUED))"
    )
    there = {**os.environ, "TZ": "Asia/Kathmandu", "PYTHONHASHSEED": "7", "LC_ALL": "C", "PYTHONUTF8": "1"}
    command = [sys.executable, "-c", script, ROOT, Path(__file__).parent, folder]
    done = subprocess.run(command, capture_output=True, env=there, cwd=tmp_path, check=True, timeout=60)
    assert done.stdout == once


@tool("pdftotext")
def test_a_long_list_flows_with_its_heading_and_number_on_every_page(printed):
    titles = [f"Article {i}: " + "a fairly long title " * (1 + i % 7) for i in range(250)]
    rows = [[f"{i % 28 + 1} Jan 2026", title, "0.5"] for i, title in enumerate(titles)]
    pages = text_of(printed(certificate(list={"rows": rows})), "-layout").rstrip("\f").split("\f")
    assert len(pages) > 8
    for number, page in enumerate(pages, 1):
        assert "C26-7K3F-9Q2M" in page
        assert f"page {number} of {len(pages)}" in page
    for page in pages[1:]:
        assert re.search(r"Completed +Articles +Credits", page)
    found = re.findall(r"Jan 2026 +Article (\d+):.* 0\.5$", "\n".join(pages), re.MULTILINE)
    assert [int(n) for n in found] == list(range(250))


@tool("pdftotext")
def test_statements_too_long_for_the_page_go_on_and_nothing_is_lost(printed):
    statements = [f"Statement {i}: " + "The provider has something to say about it. " * 6 for i in range(12)]
    pages = text_of(printed(certificate(statements=statements)), "-layout").rstrip("\f").split("\f")
    assert [f"page {i} of {len(pages)}" in page for i, page in enumerate(pages, 1)] == [True] * len(pages)
    text = "\n".join(pages)
    assert all(f"Statement {i}:" in text for i in range(12))
    assert text.count("Acute heart failure") == 1


@tool("pdftotext")
@pytest.mark.parametrize("paper", ["letter", "a4"])
def test_a_sample_says_so_on_every_page(printed, paper):
    rows = [["1 Jan 2026", f"Article {i}", "0.5"] for i in range(40)]
    data = printed(certificate(sample=True, paper=paper, list={"rows": rows}))
    pages = text_of(data).rstrip("\f").split("\f")
    assert len(pages) == 3
    assert all("Sample, not accredited" in page for page in pages)
    assert all(b"SAMPLE" not in page.encode() for page in pages)  # across the page it is drawn, not read aloud
    assert "Sample" not in text_of(printed(certificate(paper=paper)))


@tool("pdftocairo")
@pytest.mark.parametrize("program", ["pdftoppm", "pdftocairo"])
@pytest.mark.parametrize("paper", ["letter", "a4"])
def test_the_border_is_whole_in_each_renderer(printed, program, paper, tmp_path):
    """Some give up on glyphs as large or as rich as a page: the border is made so that these do not."""
    from PIL import Image, ImageOps

    (tmp_path / "b.pdf").write_bytes(printed(certificate(paper=paper)))
    run(program, "-r", "144", "-gray", "-png", "-singlefile", tmp_path / "b.pdf", tmp_path / "b")
    image = ImageOps.invert(Image.open(tmp_path / "b.png").convert("L"))
    (left, top, right, bottom), (width, height) = image.getbbox(), image.size
    assert all(abs(margin - 46) <= 2 for margin in (left, top, width - right, height - bottom))
    for band in ((60, 60, width - 60, 86), (60, height - 86, width - 60, height - 60), (60, 60, 86, height - 60)):
        waves = image.crop(band)
        assert sum(pixel > 40 for pixel in waves.tobytes()) > 0.2 * waves.width * waves.height


@tool("pdftotext")
def test_many_certificates_each_begin_a_page(printed):
    data = printed(*(certificate(number=f"C26-000{i}", holder={"name": f"Person {i}"}) for i in range(5)))
    pages = text_of(data).rstrip("\f").split("\f")
    assert [re.findall(r"C26-\d+", page) for page in pages] == [[f"C26-000{i}"] for i in range(5)]
    assert "page 3 of 5" in pages[2]


@tool("pdftotext")
@pytest.mark.parametrize("paper", ["letter", "a4"])
def test_long_words_stay_inside_the_border(printed, paper):
    long = certificate(
        paper=paper,
        heading="Certificate of Participation",
        holder={"name": "Maria-Magdalena von der Hohenstaufen-Wittelsbach y Fernández de la Vega Olmos"},
        activity={"title": "Perioperative management of anticoagulation " * 4 + "W" * 120},
        credit={"amount": "112.25"},
        list={"rows": [["1 Jan 2026", "Article" * 40, "0.5"]]},
        statements=["X" * 150],
        provider={"name": "The Very Long Named Association of Hospitals and Clinics " * 2, "address": "Street " * 40},
    )
    boxes = text_of(printed(long), "-bbox")
    width, height = (float(n) for n in re.search(r'<page width="([\d.]+)" height="([\d.]+)"', boxes).groups())
    words = re.findall(r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">([^<]*)<', boxes)
    inside = [w for w in words if not re.search("[\ufe00-\ufe0f]", w[4])]
    assert len(inside) > 60
    assert min(float(w[0]) for w in inside) > 50 and max(float(w[2]) for w in inside) < width - 50
    assert min(float(w[1]) for w in inside) > 45 and max(float(w[3]) for w in inside) < height - 45


@pytest.mark.full
def test_fonts_are_made_once_and_by_anyone(tmp_path):
    def make(_):
        code = f"from pathlib import Path; from cme.certify.pdf import fonts; fonts.prepare(Path({str(tmp_path)!r}))"
        subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, timeout=60)

    with ThreadPoolExecutor(2) as two:
        list(two.map(make, range(2)))
    assert [p.name for p in tmp_path.iterdir()] == [fonts.stamp()]
    before = {p.name: p.stat().st_mtime_ns for p in (tmp_path / fonts.stamp()).iterdir()}
    fonts.prepare(tmp_path)
    assert {p.name: p.stat().st_mtime_ns for p in (tmp_path / fonts.stamp()).iterdir()} == before
    assert set(before) == {*fonts.FACES, fonts.ORNAMENT}


@pytest.fixture(scope="session")
def keys(tmp_path_factory):
    folder = tmp_path_factory.mktemp("keys")
    sign.make_key(folder, "Harbour Teaching Hospital")
    return folder


@pytest.fixture(scope="session")
def signed(printed, keys):
    return sign.sign(printed(certificate()), sign.load(keys), "Harbour Teaching Hospital", "CME certificate")


def test_the_key_is_made_once_and_is_private(keys):
    before = {p.name: p.read_bytes() for p in keys.glob("*.*")}
    sign.make_key(keys, "Another Name")
    assert {p.name: p.read_bytes() for p in keys.glob("*.*")} == before
    assert {oct(p.stat().st_mode & 0o777) for p in keys.glob("*.*")} <= {"0o600", "0o644"}
    assert (keys / sign.KEY).stat().st_mode & 0o777 == 0o600


@tool("pdfsig")
def test_the_signature_holds_and_covers_the_whole_file(signed, printed, keys, tmp_path):
    assert signatures.valid(signed, (keys / sign.ROOT).read_bytes())
    assert signed.startswith(printed(certificate()))
    (tmp_path / "s.pdf").write_bytes(signed)
    output = run("pdfsig", tmp_path / "s.pdf").decode()
    assert "Signature is Valid" in output and "Total document signed" in output
    assert "ETSI.CAdES.detached" in output


@tool("qpdf")
def test_the_file_is_sound(signed, tmp_path):
    (tmp_path / "s.pdf").write_bytes(signed)
    assert b"No syntax or stream encoding errors" in run("qpdf", "--check", tmp_path / "s.pdf")


def test_a_changed_file_is_refused(signed, keys, tmp_path):
    root = (keys / sign.ROOT).read_bytes()
    for position in range(200, len(signed) - 8000, len(signed) // 12):
        changed = bytearray(signed)
        changed[position] ^= 1
        assert not signatures.valid(bytes(changed), root)
    from pypdf import PdfReader, PdfWriter

    added = PdfWriter(io.BytesIO(signed), incremental=True)
    added.pages[0].rotate(180)
    out = io.BytesIO()
    added.write(out)
    assert PdfReader(out).pages[0].rotation == 180
    assert not signatures.valid(out.getvalue(), root)
    sign.make_key(tmp_path, "Somebody Else")
    assert not signatures.valid(signed, (tmp_path / sign.ROOT).read_bytes())


def test_the_providers_own_pkcs12_signs_too(printed, keys, tmp_path):
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, load_pem_private_key, pkcs12

    key = load_pem_private_key((keys / sign.KEY).read_bytes(), None)
    leaf, root = (x509.load_pem_x509_certificate((keys / name).read_bytes()) for name in (sign.LEAF, sign.ROOT))
    own = tmp_path / "own.p12"
    lock = BestAvailableEncryption(b"secret")
    own.write_bytes(pkcs12.serialize_key_and_certificates(b"own", key, leaf, [root], lock))
    done = sign.sign(printed(certificate()), sign.load(keys, own, "secret"), "Harbour", "CME certificate")
    assert signatures.valid(done, (keys / sign.ROOT).read_bytes())
    with pytest.raises(ValueError, match=r"own\.p12 cannot sign"):
        sign.load(keys, own, "wrong")
