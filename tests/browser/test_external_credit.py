"""Credit from elsewhere in a real browser: a photo dropped and seen, files too large told at once, an import without scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.hands import download, drop
from tests.track.external_credits import image


def fill(page, **more):
    fields = {"Title of the activity": "Grand rounds", "Who gave the credit": "City Hospital", "Credits": "1.5"} | more
    for label, value in fields.items():
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_label("Completed on").fill("2026-03-04")
    page.get_by_label("Type of credit").select_option("ama-pra-1")
    page.get_by_label("Format").select_option("live")


@pytest.mark.full
def test_a_photo_is_dropped_kept_and_seen_upright(cast, visitor):
    page = visitor(cast.physician)
    page.goto("/transcript/elsewhere/new")
    fill(page)
    drop(page, "photo.jpg", image(size=(600, 400), orientation=6), "image/jpeg")
    expect(page.locator(".drop-text")).to_have_text("photo.jpg")
    page.get_by_role("button", name="Add to my transcript").click()
    expect(page.get_by_text("“Grand rounds” is on your transcript.")).to_be_visible()
    page.get_by_role("link", name="Grand rounds", exact=True).click()
    preview = page.get_by_alt_text("Preview of photo.jpg")
    expect(preview).to_be_visible()
    expect(preview).to_have_js_property("complete", True)
    assert preview.evaluate("(seen) => [seen.naturalWidth, seen.naturalHeight]") == [400, 600]


def test_a_file_that_is_too_large_is_told_before_it_is_sent(cast, visitor, tmp_path):
    page = visitor(cast.physician)
    page.goto("/transcript/elsewhere/new")
    fill(page)
    field = page.locator("#f-files")
    for sizes, sentence in (((11,), "has 11.0 MB; at most 10 MB fit"), ((7, 7), "have 14.0 MB together")):
        files = [tmp_path / f"{n}-{size}.pdf" for n, size in enumerate(sizes)]
        for file, size in zip(files, sizes, strict=True):
            file.write_bytes(b"%PDF" + b"0" * (size * 1024 * 1024 - 4))
        field.set_input_files(files)
        expect(page.locator("[data-too-large]")).to_contain_text(sentence)
        assert field.evaluate("(input) => input.files.length") == 0
    assert page.get_by_label("Title of the activity").input_value() == "Grand rounds"


def test_another_type_is_named_where_it_is_chosen(cast, visitor):
    page = visitor(cast.physician)
    page.goto("/transcript/elsewhere/new")
    words = page.get_by_label("Which type")
    expect(words).to_be_hidden()
    page.get_by_label("Type of credit").select_option("other")
    expect(words).to_be_visible()
    page.get_by_label("Type of credit").select_option("ama-pra-1")
    expect(words).to_be_hidden()


def test_a_phone_offers_its_camera(cast, visitor):
    page = visitor(cast.physician, width=390)
    page.goto("/transcript/elsewhere/new")
    camera = page.get_by_label("Or photograph it")
    expect(camera).to_be_visible()
    assert camera.get_attribute("capture") == "environment"


def test_a_table_is_imported_and_undone_without_scripts(cast, visitor):
    page = visitor(cast.physician, js=False, width=390)
    page.goto("/transcript")
    page.get_by_role("link", name="Import a table").click()
    table = "Was;Wann;Wie viel\nKongress;3.4.2026;6\nFalsch;31.2.2026;6\n"
    page.get_by_label("Table").set_input_files({"name": "liste.csv", "mimeType": "text/csv", "buffer": table.encode()})
    page.get_by_role("button", name="Look at it").click()
    for label, column in (("Title", "0"), ("Completed on", "1"), ("Credits", "2")):
        page.get_by_label(label, exact=True).select_option(column)
    page.get_by_label("Who gave the credit").fill("Kammer")
    page.locator("#f-credit_type").select_option("ecmec")
    page.get_by_role("button", name="Look again").click()
    expect(page.get_by_text("There is no such day as 31.2.2026.")).to_be_visible()
    page.get_by_role("button", name="Import 1 credit").click()
    expect(page.get_by_role("link", name="Kongress", exact=True)).to_be_visible()
    page.get_by_role("link", name="Undo the import of liste.csv").click()
    page.get_by_role("button", name="Undo the import").click()
    expect(page.get_by_text("1 credit is off your transcript.")).to_be_visible()
    expect(page.get_by_role("link", name="Kongress", exact=True)).to_have_count(0)


@pytest.mark.full
def test_a_signed_transcript_can_be_had_again_without_going_away(cast, visitor):
    page = visitor(cast.physician)
    page.goto("/transcript/elsewhere/new")
    fill(page)
    page.get_by_role("button", name="Add to my transcript").click()
    sign = page.get_by_role("button", name="Signed PDF")
    first = download(page, sign.click)
    if not sign.count():  # while a worker still made it, the button led to the page that waits
        page.goto("/transcript")
    expect(sign).to_be_enabled(timeout=10_000)
    with page.expect_download() as second:
        sign.click()
    assert first.suggested_filename == second.value.suggested_filename
