# ruff: noqa: E501 - samples of files have long lines
"""Importing questions: nothing twice, a reworded one is the same, keys that were corrected stay so (issue 5: Import)."""

from __future__ import annotations

import pytest

from cme.offer.questions import records
from cme.offer.questions.records import Category, KeyCorrection, Question, QuestionVersion
from tests.conftest import counts

GIFT = "$CATEGORY: {category}\n\n// [id:{id}]\n::{title}::{stem}{{\n={right}\n~{wrong}\n~Neither\n}}\n"


def gift(id="q1", stem="What next?", category="Cardiology", title="T", right="ECG", wrong="Rest"):
    return GIFT.format(**locals()).replace("// [id:]\n", "")


@pytest.fixture
def run(app, tmp_path):
    """Write files and import them: run({"a.gift": text}, "--dry-run") gives the lines."""

    def doing(files, *options, code=0):
        paths = []
        for name, body in files.items():
            path = tmp_path / name
            path.write_bytes(body if isinstance(body, bytes) else body.encode())
            paths.append(str(path))
        done = app.test_cli_runner().invoke(args=["offer", "import-questions", *paths, *options])
        assert done.exit_code == code, done.output
        return done.output.splitlines()

    return doing


def texts():
    return [row.stem for row in records.newest([q.id for q in Question.select()]).values()]


def test_a_file_is_imported_once(run):
    both = gift("q1", "First?") + "\n" + gift("q2", "Second?")
    assert run({"a.gift": both})[-1] == "2 imported, 0 unchanged, 0 refused"
    assert run({"a.gift": both})[-1] == "0 imported, 2 unchanged, 0 refused"
    assert run({"other.gift": both})[-1] == "0 imported, 2 unchanged, 0 refused"
    assert (Question.select().count(), QuestionVersion.select().count()) == (2, 2)


def test_a_reworded_question_is_the_same_question_in_a_new_version(run):
    run({"a.gift": gift(stem="Old?")})
    assert run({"a.gift": gift(stem="New?")})[-1] == "1 imported, 0 unchanged, 0 refused"
    (question,) = Question.select()
    assert [row.stem for row in question.versions.order_by(QuestionVersion.id)] == ["<p>Old?</p>", "<p>New?</p>"]
    assert texts() == ["<p>New?</p>"]


def test_without_an_id_the_content_decides(run):
    aiken = "What next?\nA. ECG\nB. Rest\nANSWER: A\n"
    assert run({"a.txt": aiken + "\n" + aiken})[-1] == "1 imported, 1 unchanged, 0 refused"
    turned = "what  next?\nA. rest\nB. ecg\nANSWER: B\n"  # the same answers in another order
    run({"b.txt": turned})
    csv = "id,stem,a,b,answer\nq7,What next?,ECG,Rest,a\n"  # and now it has an id
    run({"c.csv": csv})
    (question,) = Question.select()
    assert question.key == "id:q7"
    assert run({"c.csv": csv})[-1] == "0 imported, 1 unchanged, 0 refused"
    assert run({"d.csv": csv.replace("q7", "q8")})[0] == "refused    d.csv, line 2: it asks the same as the question q7"


def test_an_id_is_one_questions_in_a_run(run):
    lines = run({"a.gift": gift("q1", "First?"), "b.gift": gift("q1", "Second?")})
    assert lines == [
        "refused    b.gift, line 4: the id q1 is already that of line 4",
        "1 imported, 0 unchanged, 1 refused",
    ]


def test_good_ones_come_in_and_problems_are_reported_by_line(run):
    lines = run({"a.gift": gift() + "\nWhy?{}\n\nHow many?{#5}\n", "b.txt": "Dear colleagues"})
    assert lines == [
        "refused    a.gift, line 10: this is an essay question, which has no one best answer",
        "refused    a.gift, line 12: this is a numeric question, which has no answers to choose from",
        "refused    b.txt, the file: this is none of GIFT, Aiken, CSV and QTI",
        "1 imported, 0 unchanged, 3 refused",
    ]


def test_a_dry_run_says_the_same_and_changes_nothing(run):
    files = {
        "a.gift": gift("q1", "First?") + gift("q1", "Again?") + "\nWhy?{}\n",
        "b.txt": "Q?\nA. 1\nB. 2\nANSWER: A\n" * 2,
    }
    dry = run(files, "--dry-run")
    assert Question.select().count() == Category.select().count() == 0
    wet = run(files)
    assert dry == [*wet[:-1], "This was a dry run: nothing was changed.", wet[-1]]
    assert wet[-1] == "2 imported, 1 unchanged, 2 refused"


def test_categories_are_those_of_the_file_or_the_one_that_is_said(run):
    run({"a.gift": gift("q1", "One?", "Cardiology") + gift("q2", "Two?", " cardiology  ") + gift("q3", "Three?", "")})
    assert [(row.name, count) for row, count in records.categories()] == [("Cardiology", 2), ("General", 1)]
    run({"b.txt": "Q?\nA. 1\nB. 2\nANSWER: A\n"}, "--category", "Nephrology")
    run({"a.gift": gift("q1", "One?", "Cardiology")}, "--category", "Nephrology")
    assert [(row.name, count) for row, count in records.categories()] == [
        ("Cardiology", 1),
        ("General", 1),
        ("Nephrology", 2),
    ]


def test_what_is_stored_is_clean(run):
    run(
        {
            "a.gift": '[html]<p onclick\\="x">Is it <b>so</b>?<script>alert(1)</script></p>{=<a href\\="javascript\\:x">yes</a> ~no}'
        }
    )
    (version,) = QuestionVersion.select()
    shown = version.stem + str(version.answers)
    assert not [bad for bad in ("script", "onclick", "javascript", "alert") if bad in shown]
    assert version.answers[0]["words"] == "yes"


def test_a_corrected_key_is_a_new_version_and_an_old_file_does_not_bring_the_wrong_one_back(app, run):
    run({"a.gift": gift()})
    done = app.test_cli_runner().invoke(args=["offer", "mend-key", "q1", "b"])
    assert done.output.splitlines() == [
        "T: the right answer is B (Rest)",
        "0 people are credited whom the old key had cost it",
    ]
    (correction,) = KeyCorrection.select()
    assert (correction.old_version.right_words, correction.new_version.right_words, correction.by) == (
        "ECG",
        "Rest",
        "shell",
    )
    assert run({"a.gift": gift()})[-1] == "0 imported, 1 unchanged, 0 refused"
    assert "its right answer was mended on 2026-11-22" in run({"a.gift": gift(title="Other")})[0]
    assert records.newest([correction.question_id])[correction.question_id].right_words == "Rest"
    corrected_file = gift(right="Rest", wrong="ECG")
    assert run({"a.gift": corrected_file})[-1] == "1 imported, 0 unchanged, 0 refused"
    assert KeyCorrection.select().count() == 1


def test_a_file_with_another_right_answer_mends_the_key(run):
    run({"a.gift": gift()})
    run({"a.gift": gift(right="Rest", wrong="ECG")})
    (correction,) = KeyCorrection.select()
    assert (correction.old_version.right_words, correction.new_version.right_words) == ("ECG", "Rest")
    run({"a.gift": gift(right="Another", wrong="Third")})  # a rewording, not a mending
    assert KeyCorrection.select().count() == 1


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (("none", "a"), "There is no question none."),
        (("q1", "z"), "z is not a letter from A to H."),
        (("q1", "ab"), "ab is not a letter from A to H."),
        (("q1", "A"), "Nothing was changed: that is its right answer already."),
        (("q1", "H"), "Nothing was changed: it has 3 answers."),
    ],
)
def test_what_cannot_be_corrected_is_refused_with_a_sentence(app, run, args, sentence):
    run({"a.gift": gift()})
    done = app.test_cli_runner().invoke(args=["offer", "mend-key", *args])
    assert (done.exit_code, done.output) == (1, f"Error: {sentence}\n")
    assert QuestionVersion.select().count() == 1


def test_an_interrupted_import_is_repeated(app, run, monkeypatch, database_url):
    """Killed in the middle, what was imported stays, and the same command imports the rest."""
    count = counts(1_500, 250, database_url, heavy=10_000)
    file = "\n".join(gift(f"q{n}", f"Question {n}?") for n in range(count))
    real, seen = records.put, []

    def stops(item, **options):
        seen.append(item)
        if len(seen) > 130:
            raise KeyboardInterrupt
        return real(item, **options)

    with monkeypatch.context() as broken:
        broken.setattr(records, "put", stops)
        run({"a.gift": file}, code=1)
    assert Question.select().count() == 100
    assert run({"a.gift": file})[-1] == f"{count - 100} imported, 100 unchanged, 0 refused"
