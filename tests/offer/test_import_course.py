"""A course from a folder: whole or not at all, each problem with file and line, nothing twice (O2, E6)."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin

from cme.base import clock as base_clock
from cme.offer.courses import images, records
from cme.offer.importers import zips
from cme.offer.importers.courses import import_course
from tests import courses

DEMO = Path(__file__).parents[2] / "cme/offer/demo/courses"


def png(width=8, height=6, colour="red", **info) -> bytes:
    out, metadata = io.BytesIO(), PngImagePlugin.PngInfo()
    for name, value in info.items():
        metadata.add_text(name, value)
    Image.new("RGB", (width, height), colour).save(out, "PNG", pnginfo=metadata)
    return out.getvalue()


def refused(folder) -> list[str]:
    """Import a folder that must be refused; return the problems."""
    before = records.CourseVersion.select().count(), records.TopicVersion.select().count()
    report = import_course(folder, by="test")
    assert report.refused == 1 and report.imported == 0
    assert (records.CourseVersion.select().count(), records.TopicVersion.select().count()) == before, (
        "a part of it came in"
    )
    return [line.removeprefix("refused    ") for line in report.lines]


def edit(file: Path, old: str, new: str) -> int:
    """Replace words in a file; return their line."""
    content = file.read_text("utf-8")
    assert old in content, old
    file.write_text(content.replace(old, new, 1), encoding="utf-8")
    return content[: content.index(old)].count("\n") + 1


def test_a_course_comes_in_with_what_it_says(app, tmp_path):
    folder = courses.write(
        tmp_path, credits={"ama-pra-1": 1.25, "acep-1": 1}, pass_mark=70, attempts=3, evaluation_required=True
    )
    report = import_course(folder, by="test")
    assert report.summary() == "3 imported, 0 unchanged, 0 refused"
    found = records.find("short-course")
    assert (found.settings.pass_mark, found.settings.attempts, found.settings.evaluation_required) == (70, 3, True)
    assert [(row.credit_type, row.maximum) for row in found.designations] == [("ama-pra-1", 250), ("acep-1", 200)]
    assert "for a maximum of {maximum} *AMA PRA Category 1 Credit(s)*™" in found.designations[0].words
    assert found.version.window == "anniversary+3" and found.version.valid_until == date(2028, 12, 31)
    first, second = records.topics(found.version.id)
    assert (first.topic.slug, second.title) == ("topic-1", "Topic 2 of short-course")
    assert [(row.credit_type, row.amount) for row in records.topic_credits(first.id)] == [
        ("ama-pra-1", 125),
        ("acep-1", 100),
    ]
    assert first.about["sections"] == [["s-in-short", "In short"], ["s-what-to-do", "What to do"]]
    item = records.items(first.id)[0]
    assert item.options[item.right] == "Answer 1 of short-course-1-1" and item.reference == "A reference, 2025."
    assert "<em>short-course-1-1</em>" in item.explanation


def test_the_demo_courses_come_in_and_hold_what_the_issue_asks_for(app):
    types, topics = [], 0
    for folder in sorted(DEMO.iterdir()):
        report = import_course(folder, by="test")
        assert not report.refused, report.lines
        found = records.find(folder.name)
        types.append({row.credit_type for row in found.designations})
        topics += len(records.topics(found.version.id))
        assert all(len(records.items(each.id)) == 5 for each in records.topics(found.version.id))
        assert found.settings.demo
    assert {"ama-pra-1", "acep-1"} in types and {"ancc", "aapa-1"} in types and {"abp-moc-2"} in types
    assert topics >= 14


def test_the_same_again_changes_nothing_and_a_changed_topic_is_a_new_version(app, tmp_path):
    folder = courses.write(tmp_path)
    import_course(folder, by="test")
    before = records.find("short-course")
    assert import_course(folder, by="test").summary() == "0 imported, 3 unchanged, 0 refused"
    assert records.find("short-course").version == before.version
    edit(folder / "2.md", "Then, act.", "Then, act at once.")
    assert import_course(folder, by="test").summary() == "2 imported, 1 unchanged, 0 refused"
    after = records.find("short-course")
    assert after.version != before.version
    old, new = records.topics(before.version.id), records.topics(after.version.id)
    assert old[0].id == new[0].id and old[1].id != new[1].id and old[1].topic_id == new[1].topic_id
    edit(folder / "2.md", "Then, act at once.", "Then, act.")
    import_course(folder, by="test")
    assert records.topics(records.find("short-course").version.id)[1].id == old[1].id, (
        "what was there before is found again"
    )


def test_a_changed_question_or_value_is_a_new_version_of_its_topic(app, tmp_path):
    folder = courses.write(tmp_path)
    import_course(folder, by="test")
    before = records.topics(records.find("short-course").version.id)
    edit(folder / "1.gift", "=Answer 1", "=Reworded 1")
    edit(folder / "course.yaml", "ama-pra-1: 1.25", "ama-pra-1: 1.5")
    import_course(folder, by="test")
    after = records.find("short-course")
    changed = records.topics(after.version.id)
    assert changed[0].id != before[0].id and changed[1].id == before[1].id
    assert after.designations[0].maximum == 275 and after.version.maximum == "2.75"


PROBLEMS = [
    ("course.yaml", "pass_mark: 80", "pass_mark: 180", "pass_mark is not a whole number from 1 to 100"),
    ("course.yaml", "pass_mark: 80", "pas_mark: 80", "pas_mark is not known here"),
    ("course.yaml", "valid_until: '2028-12-31'", "valid_until: '2020-12-31'", "valid_until lies before valid_from"),
    ("course.yaml", "valid_from: '2024-01-01'", "valid_from: soon", "'soon' is not a date such as 2026-03-31"),
    ("course.yaml", "- ama-pra-1", "- ama", "ama is no credit type"),
    (
        "course.yaml",
        "ama-pra-1: 1.25",
        "ama-pra-1: 1.2",
        "1.2 is not a multiple of 0.25, the step of AMA PRA Category 1 Credit™",
    ),
    ("course.yaml", "ama-pra-1: 1.25", "ancc: 1.25", "ancc is not among the credits of the course"),
    ("course.yaml", "ama-pra-1: 1.25", "ama-pra-1: -1", "-1 is not an amount such as 0.75"),
    ("course.yaml", "slug: topic-2", "slug: topic-1", "the slug topic-1 is already that of another topic"),
    ("course.yaml", "file: 1.md", "file: 9.md", "there is no file 9.md in the folder"),
    ("course.yaml", "file: 1.md", "file: ../../etc/passwd", "../../etc/passwd leads out of the folder"),
    ("course.yaml", "file: 1.md", "file: /etc/passwd", "/etc/passwd leads out of the folder"),
    ("course.yaml", "title: The short course", "title: The short course\ntitle: Twice", "'title' stands twice"),
    ("1.md", "lastmod: 2026-02-10", "lastmod: lately", "'lately' is not a date such as 2026-03-31"),
    ("1.md", '---\ntitle: "Topic 1', 'title: "Topic 1', "there is no front matter"),
    ("1.gift", "=Answer 1", "~Answer 1", "no answer is marked"),
    ("2.gift", "[id:short-course-2-1]", "[id:short-course-1-1]", "the question short-course-1-1 stands in 1.gift"),
]


@pytest.mark.parametrize(("file", "old", "new", "says"), PROBLEMS)
def test_a_problem_is_named_with_its_file_and_line(app, tmp_path, file, old, new, says):
    folder = courses.write(tmp_path)
    line = edit(folder / file, old, new)
    problems = refused(folder)
    assert any(problem.startswith(f"{file}, line ") and says in problem for problem in problems), problems
    # a question is named by the line on which it begins, a name that stands twice by its second
    exact = next(problem for problem in problems if says in problem)
    near = range(line - 4, line + 2) if file.endswith(".gift") else (line, line + 1)
    assert any(f"line {number}:" in exact for number in near), (line, exact)


def test_every_problem_of_every_file_is_named_at_once(app, tmp_path):
    folder = courses.write(tmp_path, pass_mark=0)
    edit(folder / "1.gift", "=Answer 1", "~Answer 1")
    edit(folder / "2.md", "## In short", "![An x-ray](missing.png)\n\n## In short")
    problems = refused(folder)
    assert [problem.split(",")[0] for problem in problems] == ["course.yaml", "1.gift", "2.md"], problems


def test_no_course_yaml_no_yaml_and_a_deep_one_are_refused(app, tmp_path):
    assert refused(tmp_path) == ["there is no course.yaml in the folder"]
    for source, says in (
        ("- a", "this is not a list of names and values"),
        ("a: [", "this is not YAML"),
        ("a: *b", "aliases"),
        ("[" * 5000, "nested"),
        ("a: 2026-99-99", "not what it seems"),
    ):
        (tmp_path / "course.yaml").write_text(source)
        assert says in refused(tmp_path)[0], source


def test_an_image_is_judged_by_its_content_made_anew_and_served_by_ourselves(app, tmp_path, visitor, cast):
    folder = courses.write(tmp_path)
    (folder / "pictures").mkdir()
    (folder / "pictures/x ray.png").write_bytes(png(Comment="taken at 52.5, 13.4") + b"<script>")
    edit(folder / "1.md", "## In short", "![A chest x-ray](pictures/x%20ray.png)\n\n## In short")
    assert not import_course(folder, by="test").refused
    (image,) = records.Image.select()
    assert image.mime == "image/png" and b"52.5" not in bytes(image.body) and b"<script>" not in bytes(image.body)
    seen = visitor(cast.physician).get("/courses/short-course/topics/topic-1")
    assert f'<img src="/course-images/{image.sha256}" alt="A chest x-ray" width="8" height="6">' in seen.page
    answer = seen.get(f"/course-images/{image.sha256}").answer
    assert answer.status_code == 200 and answer.mimetype == "image/png" and answer.data == bytes(image.body)


@pytest.mark.parametrize(
    ("address", "body", "says"),
    [
        ("a.png", None, "there is no image a.png in the folder"),
        ("../../a.png", None, "the image ../../a.png leads out of the folder"),
        ("/etc/a.png", None, "leads out of the folder"),
        ("https://example.org/a.png", None, "is not in the folder; nothing is fetched from elsewhere"),
        ("//example.org/a.png", None, "nothing is fetched from elsewhere"),
        ("data:image/png;base64,AAAA", None, "nothing is fetched from elsewhere"),
        ("a.png", b"<svg onload=alert(1)>", "this is not a PNG, JPEG, GIF or WebP image"),
        ("a.png", b"\x89PNG\r\n\x1a\nnonsense", "the image is damaged"),
        ("a.png", png()[:45], "the image is damaged"),
        ("a.png", b"\0" * 50_000_000, "the image is larger than 2,000,000 bytes"),
        ("a.png", png(4001, 1), "the image is 4001 × 1 pixels; at most 4000 a side fit"),
    ],
)
def test_a_bad_image_is_refused_with_a_sentence(app, tmp_path, address, body, says):
    folder = courses.write(tmp_path)
    if body:
        (folder / "a.png").write_bytes(body)
    line = edit(folder / "1.md", "## In short", f"![An x-ray]({address})\n\n## In short")
    (problem,) = refused(folder)
    assert problem.startswith(f"1.md, line {line}: ") and says in problem


def test_a_bomb_of_pixels_is_not_unpacked(monkeypatch):
    out = io.BytesIO()
    Image.new("1", (10_000, 10_000)).save(out, "PNG", compress_level=1)
    unpacked = []
    monkeypatch.setattr(PngImagePlugin.PngImageFile, "load", lambda image: unpacked.append(image.size))
    with pytest.raises(ValueError, match="10000 × 10000 pixels|damaged"):
        images.sanitize(out.getvalue())
    assert not unpacked


def test_links_are_not_followed(app, tmp_path):
    folder = courses.write(tmp_path / "a")
    secret = tmp_path / "secret.md"
    secret.write_text((folder / "1.md").read_text())
    (folder / "1.md").unlink()
    (folder / "1.md").symlink_to(secret)
    assert "there is no file 1.md in the folder" in refused(folder)[0]


def zipped(folder: Path, to: Path) -> Path:
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as file:
        for path in sorted(folder.rglob("*")):
            file.write(path, f"{folder.name}/{path.relative_to(folder)}")
    return to


def test_a_zip_of_a_course_is_read_like_its_folder(app, tmp_path):
    assert (
        import_course(zipped(courses.write(tmp_path), tmp_path / "course.zip"), by="test").summary()
        == "3 imported, 0 unchanged, 0 refused"
    )


def test_a_zip_bomb_is_refused(app, tmp_path, monkeypatch):
    monkeypatch.setattr(zips, "MAX_FILE_BYTES", 1_000_000)
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("course.yaml", b"\0" * 20_000_000)
    assert "becomes too large" in refused(tmp_path / "bomb.zip")[0]
    many = tmp_path / "many.zip"
    with zipfile.ZipFile(many, "w") as file:
        for n in range(zips.MAX_FILES + 1):
            file.writestr(f"{n}", b"")
    assert "at most 2,000 are read" in refused(many)[0]


@pytest.mark.parametrize(
    "name", ["../course.yaml", "/course.yaml", "a/../../course.yaml", "..\\course.yaml", "C:\\course.yaml"]
)
def test_a_path_out_of_the_zip_is_refused(app, tmp_path, name):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as file:
        file.writestr(name, b"title: x")
    assert "leads out of the folder" in refused(tmp_path / "a.zip")[0]
    assert not list(tmp_path.parent.glob("course.yaml"))


def test_a_link_in_a_zip_and_a_file_that_is_no_zip_are_refused(app, tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as file:
        link = zipfile.ZipInfo("course.yaml")
        link.external_attr = 0o120777 << 16
        file.writestr(link, "/etc/passwd")
    assert "is a link or no file" in refused(tmp_path / "a.zip")[0]
    (tmp_path / "b.zip").write_bytes(b"PK\x03\x04 nonsense")
    assert "neither a folder nor a ZIP file" in refused(tmp_path / "b.zip")[0]


def test_a_zip_that_is_damaged_inside_is_refused(app, tmp_path):
    whole = zipped(courses.write(tmp_path), tmp_path / "a.zip").read_bytes()
    for at in range(60, 300, 7):  # in what the first file was packed to
        (tmp_path / "b.zip").write_bytes(whole[:at] + b"\xff\xff\xff" + whole[at + 3 :])
        assert "the ZIP file cannot be read" in refused(tmp_path / "b.zip")[0], at


def test_a_slug_of_another_activity_is_refused(app, tmp_path):
    assert "the slug point-of-care is that of another activity" in refused(courses.write(tmp_path, "point-of-care"))[0]


def test_state_required_cme_says_hours_and_topic_of_each_state(app, tmp_path):
    credits = {
        "state": {"FL": {"hours": 2, "topic": "Prevention of medical errors"}, "TX": {"hours": 1, "topic": "Ethics"}}
    }
    import_course(courses.write(tmp_path, credits=credits, topics=1), by="test")
    (topic,) = records.topics(records.find("short-course").version.id)
    assert [(row.state, row.state_topic, row.amount) for row in records.topic_credits(topic.id)] == [
        ("FL", "Prevention of medical errors", 200),
        ("TX", "Ethics", 100),
    ]
    for bad, says in (
        ({"ZZ": {"hours": 1, "topic": "x"}}, "ZZ is not the two letters"),
        ({"FL": {"hours": 1}}, "there is no topic"),
        ({"FL": 2}, "say hours and topic"),
        (1, "state needs states"),
    ):
        assert any(says in line for line in refused(courses.write(tmp_path, "b", credits={"state": bad}, topics=1)))


def test_the_shell_imports_and_names_problems(app, tmp_path):
    folder = courses.write(tmp_path)
    run = app.test_cli_runner().invoke
    done = run(args=["offer", "import-course", str(folder)])
    assert done.exit_code == 0 and done.output.endswith("3 imported, 0 unchanged, 0 refused\n")
    edit(folder / "course.yaml", "pass_mark: 80", "pass_mark: x")
    done = run(args=["offer", "import-course", str(folder)])
    assert done.exit_code == 1 and "course.yaml, line" in done.output


def test_a_course_is_offered_from_now_on_unless_dated_back(app, tmp_path):
    import_course(courses.write(tmp_path), by="test")
    assert records.find("short-course").version.since == base_clock.now()
