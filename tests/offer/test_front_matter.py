"""Front matter in Hugo's three ways, and the line of what is wrong with it."""

from __future__ import annotations

from datetime import date

import pytest

from cme.offer.importers.front_matter import FileError, as_date, as_items, as_list, line_of, split

YAML = "---\ntitle: Gout\ndate: 2026-03-31\nparams:\n  cme: true\n---\nText.\n"
TOML = '+++\ntitle = "Gout"\ndate = 2026-03-31\n[params]\ncme = true\n+++\nText.\n'
JSON = '{\n"title": "Gout",\n"date": "2026-03-31",\n"params": {"cme": true}\n}\nText.\n'


@pytest.mark.parametrize(
    "source", [YAML, TOML, JSON, "\ufeff" + YAML, YAML.replace("\n", "\r\n"), YAML.replace("---\n", "---  \n")]
)
def test_yaml_toml_and_json_say_the_same(source):
    head, body, _ = split(source)
    assert (head["title"], as_date(head["date"]), head["params"]) == ("Gout", date(2026, 3, 31), {"cme": True})
    assert body.strip() == "Text."


@pytest.mark.parametrize(("source", "line"), [(YAML, 7), (TOML, 7), (JSON, 5)])
def test_the_body_begins_where_it_begins(source, line):
    assert split(source)[2] == line


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("no front matter\n", 1),
        ("", 1),
        ("---\ntitle: Gout\n", 1),
        ("+++\ntitle = 'Gout'\n---\n", 1),
        ("---\ntitle: Gout\nkeywords: [a, b\n---\nText\n", 4),  # where YAML notices
        ("---\ntitle: Gout\n  date: x: y\n---\nText\n", 3),
        ("---\ntitle: Gout\n\tdate: 2026-01-01\n---\nText\n", 3),
        ("---\ntitle: Gout\ndate: 2026-02-30\n---\nText\n", 3),
        ("---\ntitle: Gout\nparams:\n  cme: true\n  review_due: 2026-13-01\n---\nText\n", 5),
        ("---\ntitle: Gout\nparams: !!python/object/apply:os.system [id]\n---\nText\n", 3),
        ("---\nbase: &a [x]\ntitle: *a\n---\nText\n", 3),
        ("---\n- a\n- list\n---\nText\n", 2),
        ("---\njust words\n---\nText\n", 2),
        ('---\ntitle: Gout\nnumber: !!int "x"\n---\nText\n', 3),
        ("---\n" + "[" * 3_000 + "\n---\nText\n", 2),
        ("---\nn: " + "9" * 5000 + "\n---\nText\n", 2),
        ('---\ntitle: "a\x07b"\n---\nText\n', 2),
        ('+++\ntitle = "Gout"\ndate = tomorrow\n+++\nText\n', 3),
        ('+++\ntitle = "Gout\n+++\nText\n', 2),
        ("+++\na = " + "[" * 3_000 + "\n+++\nText\n", 2),
        ("+++\na = " + "9" * 5000 + "\n+++\nText\n", 2),
        ('{"title": "Gout",\n"date": }\nText\n', 2),
        ('{"a": ' + "[" * 100_000, 1),
        ('{"a": ' + "9" * 5000 + "}", 1),
        ("---\n" + "a: b\n" * 30_000 + "---\nText\n", 1),
    ],
)
def test_what_is_wrong_is_said_with_its_line(source, line):
    with pytest.raises(FileError) as error:
        split(source)
    assert (error.value.line, str(error.value).startswith(f"line {line}: ")) == (line, True), str(error.value)


def test_a_bomb_of_aliases_is_refused_at_once():
    bomb = (
        "---\na0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 40)) + "---\nText\n"
    )
    with pytest.raises(FileError, match=r"line 3: aliases"):
        split(bomb)


def test_an_empty_front_matter_is_one_without_names():
    assert split("---\n---\nText\n")[0] == {}


@pytest.mark.parametrize(
    ("value", "day"),
    [
        (None, None),
        ("", None),
        ("2026-03-31", date(2026, 3, 31)),
        (date(2026, 3, 31), date(2026, 3, 31)),
        ("2026-03-31T23:30:00-05:00", date(2026, 3, 31)),
        ("2026-03-31T10:00:00Z", date(2026, 3, 31)),
        ("2024-02-29", date(2024, 2, 29)),
    ],
)
def test_dates_are_read(value, day):
    assert as_date(value) == day


@pytest.mark.parametrize(
    "value", ["2026-02-29", "31.3.2026", "2026-03-31 or so", "soon", 2026, True, ["2026-03-31"], "2026-3-1"]
)
def test_what_is_no_date_is_none(value):
    with pytest.raises(ValueError, match="."):
        as_date(value)


def test_lists_are_read_however_they_are_written():
    assert as_list("a, b,,c ") == as_list(["a", " b", "c", ""]) == ["a", "b", "c"]
    assert (as_list(None), as_list(7)) == ([], ["7"])
    assert as_items("Smith, J. A title, 2025.") == ["Smith, J. A title, 2025."]
    assert as_items([{"name": "Ann Lee", "title": "MD"}, "Bo"]) == ["Ann Lee, MD", "Bo"]


def test_a_line_is_found_by_its_name():
    assert line_of(YAML, "cme") == 5
    assert line_of(TOML, "cme") == 5
    assert line_of(JSON, "date") == 3
    assert line_of("---\ntitle: a\u2028b\ndate: x\n", "date") == 3
    assert line_of(YAML, "slug") == 1
