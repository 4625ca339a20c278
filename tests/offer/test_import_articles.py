"""Importing a folder of articles: what it takes, what it refuses with the line, nothing twice (issue: Library, O2)."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from cme.offer import records, search
from cme.offer.importers import articles

GOOD = "---\ntitle: {title}\ncategories: [Cardiology]\nparams:\n  cme: {cme}\n---\n\nText about {title}.\n"


def put(folder, name, text=None, title="A title", cme="true") -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes((text or GOOD).replace("{title}", title).replace("{cme}", cme).encode())
    return file


def run(app, *args):
    done = app.test_cli_runner().invoke(args=["offer", *map(str, args)])
    assert done.exit_code == 0, done.output
    return done.output.splitlines()


def the(slug):
    return records.find_article(slug)


def test_it_says_per_file_what_it_took_and_ends_with_the_count(app, tmp_path):
    put(tmp_path / "in", "b.md", title="Beta")
    put(tmp_path / "in", "a.md", title="Alpha", cme="false")
    put(tmp_path / "in", "c.md", "---\ntitle: Gamma\ndate: 2026-13-01\n---\nText\n")
    lines = run(app, "import-articles", tmp_path / "in")
    assert lines[:3] == [
        "imported   a.md: Alpha",
        "imported   b.md: Beta, eligible",
        "refused    c.md: line 3: '2026-13-01' is not what it seems (month must be in 1..12)",
    ]
    assert lines[-1] == "2 imported, 0 unchanged, 1 refused"


def test_nothing_is_imported_twice(app, tmp_path):
    put(tmp_path / "in", "a.md")
    assert run(app, "import-articles", tmp_path / "in")[-1] == "1 imported, 0 unchanged, 0 refused"
    second = run(app, "import-articles", tmp_path / "in")
    assert second == ["unchanged  a.md: A title, eligible", "0 imported, 1 unchanged, 0 refused"]
    article, _ = the("a")
    assert article.versions.count() == 1
    assert article.spans.count() == 1


def test_a_changed_file_is_a_new_version_and_the_former_stays(app, tmp_path):
    put(tmp_path / "in", "a.md", title="Old zebra")
    run(app, "import-articles", tmp_path / "in")
    article, old = the("a")
    put(tmp_path / "in", "a.md", title="New giraffe")
    assert run(app, "import-articles", tmp_path / "in")[0] == "imported   a.md: New giraffe, a new version, eligible"
    same, new = the("a")
    assert (same.id, new.title, records.ArticleVersion.get_by_id(old.id).title) == (
        article.id,
        "New giraffe",
        "Old zebra",
    )
    assert [hit.article_id for hit in search.find(records.db.obj, "giraffe").hits] == [article.id]
    assert search.find(records.db.obj, "zebra").hits == []
    put(tmp_path / "in", "a.md", title="Old zebra")
    assert run(app, "import-articles", tmp_path / "in")[-1] == "1 imported, 0 unchanged, 0 refused"
    assert article.versions.count() == 3


def test_a_moved_file_is_the_same_article(app, tmp_path):
    text = "---\ntitle: T\nslug: a\n---\nText\n"
    put(tmp_path / "in", "a.md", text)
    run(app, "import-articles", tmp_path / "in")
    (tmp_path / "in" / "a.md").rename(tmp_path / "in" / "other.md")
    assert run(app, "import-articles", tmp_path / "in")[-1] == "0 imported, 1 unchanged, 0 refused"


def test_bundles_sections_and_hidden_files(app, tmp_path):
    for name in (
        "bundle/index.md",
        "_index.md",
        "bundle/_index.md",
        ".hidden.md",
        ".git/x.md",
        "deep/er/Loose File.MD",
        "long.markdown",
        "notes.txt",
    ):
        put(tmp_path / "in", name, title=name)
    report = articles.import_folder(tmp_path / "in", by="test")
    assert report.summary() == "3 imported, 0 unchanged, 0 refused"
    assert all(the(slug) for slug in ("bundle", "loose-file", "long"))


def test_a_slug_is_one_articles_in_a_folder(app, tmp_path):
    put(tmp_path / "in", "a.md", "---\ntitle: First\nslug: same\n---\nText\n")
    put(tmp_path / "in", "b.md", "---\ntitle: Second\n\nslug: Same!\n---\nText\n")
    report = articles.import_folder(tmp_path / "in", by="test")
    assert report.lines[1] == "refused    b.md: line 4: the slug same is already that of a.md"
    assert the("same")[1].title == "First"


REFUSED = {
    "no-title.md": ("---\nslug: x\n---\nText\n", "line 1: there is no title"),
    "empty-title.md": ("---\nslug: x\ntitle: ''\n---\nText\n", "line 3: there is no title"),
    "list-title.md": ("---\ntitle: [a, b]\n---\nText\n", "line 2: this is not a line of text"),
    "long-title.md": (
        "---\ntitle: " + "x" * 301 + "\n---\nText\n",
        "line 2: This is 301 characters long; at most 300 fit.",
    ),
    "title-in-body.md": ("---\nslug: x\n---\n\ntitle: not this\n", "line 1: there is no title"),
    "draft.md": ("---\ntitle: T\ndraft: true\n---\nText\n", "line 3: this is a draft"),
    "expired.md": ("---\ntitle: T\nexpiryDate: 2026-11-21\n---\nText\n", "line 3: it expired on 2026-11-21"),
    "date.md": ("---\ntitle: T\ndate: soon\n---\nText\n", "line 3: 'soon' is not a date such as 2026-03-31"),
    "due.md": ("---\ntitle: T\nparams:\n  review_due: 1\n---\nText\n", "line 4: '1' is not a date such as 2026-03-31"),
    "cme.md": ("---\ntitle: T\nparams:\n  cme: maybe\n---\nText\n", "line 4: cme is neither true nor false"),
    "params.md": ("---\ntitle: T\nparams: [a]\n---\nText\n", "line 3: params is not a list of names and values"),
    "empty.md": ("---\ntitle: T\n---\n\n  \n", "line 4: there is no text below the front matter"),
    "only-pictures.md": (
        "---\ntitle: T\n---\n![](x.png)\n<!-- -->\n",
        "line 4: there is no text below the front matter",
    ),
    "nothing.md": ("", "line 1: there is no front matter (the file must begin with ---)"),
    "nul.md": ("---\ntitle: T\n---\nText\n\0\n", "line 5: there is a null byte"),
    "王伟.md": ("---\ntitle: T\n---\nText\n", "line 1: the slug has no letter from a to z and no digit: give it one"),
}


def test_what_is_wrong_refuses_its_file_alone_with_the_line(app, tmp_path):
    for name, (text, _) in REFUSED.items():
        put(tmp_path / "in", name, text or "\n")
    put(tmp_path / "in", "good.md")
    report = articles.import_folder(tmp_path / "in", by="test")
    sentences = dict(
        line.removeprefix("refused").strip().split(": ", 1) for line in report.lines if line.startswith("refused")
    )
    assert sentences == {name: sentence for name, (_, sentence) in REFUSED.items()}
    assert report.summary() == f"1 imported, 0 unchanged, {len(REFUSED)} refused"


def test_files_that_are_no_text_are_refused(app, tmp_path, monkeypatch):
    folder = tmp_path / "in"
    put(folder, "good.md")
    (folder / "latin.md").write_bytes(b"---\ntitle: caf\xe9\n---\nText\n")
    (folder / "utf16.md").write_bytes("---\ntitle: T\n---\nText\n".encode("utf-16"))
    (folder / "folder.md").mkdir()
    (folder / "link.md").symlink_to(folder / "good.md")
    (folder / "gone.md").symlink_to(folder / "nowhere")
    os.mkfifo(folder / "pipe.md")
    with (folder / "huge.md").open("wb") as file:
        file.truncate(5_000_000_000)
    (folder / os.fsdecode(b"name\xff\n.md")).write_text("---\ntitle: Odd name\nslug: odd\n---\nText\n")
    lines = run(app, "import-articles", folder)
    assert lines[-1] == "2 imported, 0 unchanged, 7 refused"
    output = "\n".join(lines)
    for sentence in (
        "latin.md: line 2: this is not UTF-8 text",
        "utf16.md: line 1: this is not UTF-8",
        "folder.md: line 1: this is no file",
        "link.md: line 1: links are not followed",
        "gone.md: line 1: links are not followed",
        "pipe.md: line 1: this is no file",
        "huge.md: line 1: the file is larger than 1,000,000 bytes",
    ):
        assert sentence in output
    assert "\x1b" not in output


def test_characters_that_no_database_takes_are_cleaned_everywhere(app, tmp_path):
    odd = r"a\0b\ud800c\e[31m\u202e"
    names = ("title", "slug", "description", "author")
    text = "---\n" + "".join(f'{name}: "{odd}"\n' for name in names)
    text += f'categories: ["{odd}"]\nkeywords: ["{odd}"]\ntags: ["{odd}"]\nparams:\n  cme: true\n'
    text += "".join(f'  {name}: "{odd}"\n' for name in ("source", "license", "url", "disclosures"))
    text += "".join(f'  {name}: ["{odd}"]\n' for name in ("authors", "references", "objectives")) + "---\nText\n"
    put(tmp_path / "in", "odd.md", text)
    assert articles.import_folder(tmp_path / "in", by="test").summary() == "1 imported, 0 unchanged, 0 refused"
    article, version = the("a-bc-31m")
    everything = repr([version.title, version.description, version.specialty, version.keywords, version.about])
    assert version.title == "a bc [31m"
    assert not any(code in everything for code in (r"\x00", r"\ud800", r"\x1b", r"\u202e"))


def test_long_lists_and_words_are_cut_not_refused(app, tmp_path):
    text = "---\ntitle: T\nkeywords: [" + ", ".join("k" * 200 for _ in range(100)) + "]\nparams:\n  references:\n"
    text += "    - " + "r" * 50_000 + "\n---\nText\n"
    put(tmp_path / "in", "long.md", text)
    assert articles.import_folder(tmp_path / "in", by="test").imported == 1
    _, version = the("long")
    assert (len(version.keywords), len(version.keywords[0]), len(version.about["references"][0])) == (60, 120, 2000)


def test_a_break_between_two_files_leaves_whole_articles(app, tmp_path, monkeypatch):
    for n in range(3):
        put(tmp_path / "in", f"{n}.md", title=f"Title {n}")

    def stop(line):
        if "1.md" in line:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        articles.import_folder(tmp_path / "in", progress=stop, by="test")
    assert the("1") and not the("2")
    assert articles.import_folder(tmp_path / "in", by="test").summary() == "1 imported, 2 unchanged, 0 refused"


def test_cme_true_makes_eligible_from_today_until_it_expires(app, tmp_path, clock):
    put(tmp_path / "in", "a.md")
    put(tmp_path / "in", "b.md", cme="false")
    put(tmp_path / "in", "c.md", GOOD.replace("params:", "expiryDate: 2027-06-30\nparams:"))
    put(tmp_path / "in", "d.md", "---\ntitle: T\n---\nText\n")
    articles.import_folder(tmp_path / "in", by="test")
    spans = {slug: records.spans(the(slug)[0]) for slug in "abcd"}
    today = date(2026, 11, 22)
    assert spans == {"a": [(today, None)], "b": [], "c": [(today, date(2027, 6, 30))], "d": []}


def test_a_coordinators_word_outlasts_a_corrected_comma(app, tmp_path, clock):
    put(tmp_path / "in", "a.md")
    articles.import_folder(tmp_path / "in", by="test")
    run(app, "unmark-eligible", "a")
    put(tmp_path / "in", "a.md", title="A title, corrected")
    articles.import_folder(tmp_path / "in", by="test")
    assert records.spans(the("a")[0]) == []


def test_a_file_that_begins_to_say_cme_makes_eligible(app, tmp_path, clock):
    put(tmp_path / "in", "a.md", cme="false")
    articles.import_folder(tmp_path / "in", by="test")
    put(tmp_path / "in", "a.md", cme="true")
    articles.import_folder(tmp_path / "in", by="test")
    assert records.spans(the("a")[0]) == [(date(2026, 11, 22), None)]


def test_a_folder_that_is_not_there_is_said(app, tmp_path):
    done = app.test_cli_runner().invoke(args=["offer", "import-articles", str(tmp_path / "nowhere")])
    assert done.exit_code == 2
    assert "does not exist" in done.output
    (tmp_path / "empty").mkdir()
    assert run(app, "import-articles", tmp_path / "empty") == ["0 imported, 0 unchanged, 0 refused"]
