"""Search finds the right article first, whatever is typed, on SQLite and (where a server can be started) PostgreSQL."""

import os
import random
import time
from pathlib import Path

import pytest
import yaml
from peewee import PostgresqlDatabase, SqliteDatabase
from playhouse.migrations import Runner

from cme.base.store.schema import FOLDER
from cme.offer import search
from cme.offer.search import spelling, words
from tests import postgres

DEMO = Path(__file__).parents[2] / "cme" / "offer" / "demo" / "articles"

TEXTS = {
    1: (
        "Acute myocardial infarction",
        ["STEMI", "troponin"],
        "Cardiology",
        "Give aspirin at once. Reopen the artery within two hours. Chest pain radiates to the arm.",
    ),
    2: (
        "Atrial fibrillation",
        ["anticoagulation", "stroke prevention"],
        "Cardiology",
        "Control the rate. Weigh the risk of stroke against bleeding. Ask about palpitations.",
    ),
    3: (
        "Hypertension in adults",
        ["blood pressure"],
        "Cardiology",
        "Measure twice. Start with an ACE inhibitor, a thiazide or a calcium channel blocker.",
    ),
    4: (
        "Type 2 diabetes: first treatment",
        ["metformin"],
        "Endocrinology",
        "Metformin first. Diabetic eyes are examined every year. Blood pressure matters as well.",
    ),
    5: (
        "Acute pancreatitis",
        ["lipase"],
        "Gastroenterology",
        "Fluids, pain relief, early feeding. Gallstones and alcohol are the usual causes. No antibiotics.",
    ),
    6: (
        "Acute heart failure",
        ["pulmonary oedema"],
        "Cardiology",
        "Congestion is treated with loop diuretics; peripheral oedema and weight follow. Think of a heart attack.",
    ),
    7: (
        "Iron deficiency anaemia",
        ["ferritin"],
        "Haematology",
        "Look for bleeding in the bowel. Tumours of the colon are found so. Fibre does no harm. " + "Iron. " * 40,
    ),
    8: (
        "Sjögren's disease",
        ["sicca"],
        "Rheumatology",
        "Dry eyes & a dry mouth <script>alert('x')</script> with β-blockers out of the question.",
    ),
}

HOSTILE = [
    '"',
    "'",
    '"heart',
    "heart AND",
    "heart OR OR attack",
    "NEAR(heart attack)",
    "title_stems:heart",
    "heart*",
    "^heart",
    "-heart",
    "(((",
    "heart); DROP TABLE search_article; --",
    "%s %d {} {0}",
    "a\0b heart",
    "heart\ud800attack",
    "😀😀😀",
    "x" * 100_000,
    "heart " * 20_000,
    "\\",
    "'':*&|!<->",
    "{heart}",
    "मधुमेह 王伟 محمد",
    "the of and",
    " \t\r\n",
    "_ __ '",
    "\U0010ffff\u202e",
    "heart\\' | 'attack",
    "?" * 500,
    "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15",
    "",
]


DATABASES = ["sqlite", pytest.param("postgres", marks=pytest.mark.full)]


def _migrated(request, tmp_path_factory, name):
    """Make a database with the tables that the migrations make, and our own synonyms in it."""
    if request.param == "sqlite":
        path = tmp_path_factory.mktemp(name) / "search.db"
        database = SqliteDatabase(str(path), pragmas={"journal_mode": "wal", "foreign_keys": 1})
    elif postgres.available():
        database = PostgresqlDatabase(request.getfixturevalue("pg_server").create(name))
    else:
        pytest.skip("no PostgreSQL server is installed here")
    make_tables(database)
    search.load_lay_terms(database)
    return database


def make_tables(database) -> None:
    """Run the migrations, as the application does."""
    Runner(database, str(FOLDER)).up()


@pytest.fixture(scope="module", params=DATABASES)
def database(request, tmp_path_factory):
    database = _migrated(request, tmp_path_factory, "search")
    yield database
    database.close()


@pytest.fixture(params=DATABASES)
def own_database(request, tmp_path_factory):
    """A database for a test that cannot roll back what it puts in."""
    database = _migrated(request, tmp_path_factory, "search_of_many")
    yield database
    database.close()


@pytest.fixture
def empty(database):
    # Making the tables anew for each test would cost most of the time: what a test puts in is rolled back.
    with database.atomic() as transaction:
        yield database
        transaction.rollback()


@pytest.fixture
def library(empty):
    for key, (title, keywords, specialty, body) in TEXTS.items():
        put(empty, key, title, keywords, specialty, body)
    return empty


def put(database, key, title, keywords=(), specialty="", body="", description=""):
    search.put(
        database,
        key,
        slug=f"article-{key}",
        title=title,
        keywords=list(keywords),
        specialty=specialty,
        description=description,
        body_text=body,
    )


def ids(result):
    return [hit.article_id for hit in result.hits]


def first(database, query, **options):
    found = ids(search.find(database, query, **options))
    return found[0] if found else None


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ("heart attack", 1),
        ("heart attacks", 1),
        ("MI", 1),
        ("afib", 2),
        ("AF", 2),
        ("high blood pressure", 3),
        ("HTN", 3),
        ("sugar disease", 4),
        ("diabetic", 4),
        ("pancreat", 5),
        ("acute panc", 5),
        ("Sjogren", 8),
        ("sjögren’s", 8),
        ("anemia", 7),
        ("anaemia", 7),
        ("what is the treatment of diabetes?", 4),
        ("tumors colon", 7),
        ("fiber", 7),
        ("beta blocker", 8),
        ("HEART FAILURE", 6),
        ("edema", 6),
        ("oedema", 6),
        ("pulmonary-edema", 6),
    ],
)
def test_the_right_article_is_first(library, query, key):
    assert first(library, query) == key


@pytest.mark.parametrize(
    ("typed", "meant", "key"),
    [
        ("myocardal infraction", "myocardial infarction", 1),
        ("diabtes", "diabetes", 4),
        ("hart attack", "heart attack", 1),
        ("pancraetitis treatment", "pancreatitis treatment", 5),
        ("atrial fibrilation", "atrial fibrillation", 2),
        ("hpyertension", "hypertension", 3),
        ("heartattack", "heart attack", 1),
        ("odema", "edema", 6),
    ],
)
def test_typing_errors_are_corrected_and_reported(library, typed, meant, key):
    result = search.find(library, typed)
    assert (result.corrected, result.hits[0].article_id) == (meant, key)


def test_known_words_are_not_corrected_and_short_ones_neither(library):
    assert search.find(library, "heart failure").corrected is None
    assert search.find(library, "xqz").corrected is None
    assert search.find(library, "xqz").hits == []


def test_synonyms_are_reported_and_limited(library):
    expanded = search.find(library, "heart attack").expanded
    assert "myocardial infarction" in expanded
    assert "heart attack" not in expanded
    assert len(search.find(library, "diabetes hypertension stroke heart failure MI afib").expanded) <= 12


def test_all_terms_are_wanted_before_any(library):
    assert ids(search.find(library, "bleeding stroke")) == [2]
    either = search.find(library, "lipase ferritin")
    assert set(ids(either)) == {5, 7}
    assert first(library, "zzzzqqq gallstones alcohol") == 5


def test_specialty_filters(library):
    everywhere, cardiology = search.find(library, "acute"), search.find(library, "acute", specialty="Cardiology")
    assert everywhere.total == 3
    assert set(ids(cardiology)) == {1, 6}
    assert search.find(library, "acute", specialty="No such").total == 0


def test_pages_follow_each_other(empty):
    for key in range(1, 61):
        put(empty, key, f"Asthma case {key}", body="Wheezing.")
    pages = [search.find(empty, "asthma", limit=7, offset=offset) for offset in range(0, 63, 7)]
    assert sorted(key for page in pages for key in ids(page)) == list(range(1, 61))
    assert {page.total for page in pages} == {60}
    assert search.find(empty, "asthma", offset=10_000).hits == []


def test_titles_and_keywords_outrank_bodies(empty):
    put(empty, 1, "Something else", body="Gout " * 60)
    put(empty, 2, "Gout", body="Colchicine.")
    put(empty, 3, "Crystal arthropathy", ["gout"], body="Colchicine.")
    assert ids(search.find(empty, "gout")) == [2, 3, 1]


def test_words_that_stand_together_outrank_words_that_stand_apart(empty):
    put(empty, 1, "Liver disease", body="Iron overload is treated by phlebotomy. " + "Other words follow here. " * 4)
    put(empty, 2, "Weak pumps", body="Intravenous iron helps. Volume overload is treated by diuretics. Iron again.")
    assert ids(search.find(empty, "iron overload")) == [1, 2]
    assert ids(search.find(empty, "overload iron"))[0] == 2, "the order is what was typed"


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("iron overload", "Hemochromatosis"),
        ("sugar in pregnancy", "Gestational diabetes"),
        ("blue baby", "Tetralogy of Fallot"),
        ("infected heart valve", "Endocarditis"),
        ("farmer's lung", "Hypersensitivity pneumonitis"),
        ("can't sleep", "Insomnia"),
        ("fish poisoning", "Marine toxins"),
        ("bent penis", "Peyronie's disease"),
        ("liver scarring", "Cirrhosis"),
        ("heart birth defect", "Something else with a heart birth defect"),
    ],
)
def test_lay_words_find_what_they_mean(empty, query, title):
    put(empty, 1, title, body="Text.")
    put(
        empty, 2, "Another", body=f"Much about other things, and {' and '.join(query.split())}, which stand apart. " * 5
    )
    assert first(empty, query) == 1


def test_snippets_are_short_escaped_and_marked(library):
    (hit,) = search.find(library, "dry mouth").hits
    assert "<mark>dry</mark> <mark>mouth</mark> &lt;script&gt;" in hit.snippet_html
    assert "Dry</mark> eyes &amp; a" in hit.snippet_html
    assert "<script" not in hit.snippet_html
    late = search.find(library, "colon").hits[0].snippet_html
    assert "<mark>colon</mark>" in late
    assert len(words.tokens(late)) < 45
    assert "peripheral <mark>oedema</mark>" in search.find(library, "edema").hits[0].snippet_html


def test_snippet_finds_a_hit_far_inside(empty):
    put(empty, 1, "Long", body="word " * 5_000 + "here stands vasculitis at last. " + "more " * 500)
    snippet = search.find(empty, "vasculitis").hits[0].snippet_html
    assert "stands <mark>vasculitis</mark> at last" in snippet
    assert snippet.startswith("… ") and snippet.endswith(" …")


@pytest.mark.parametrize("query", HOSTILE, ids=range(len(HOSTILE)))
def test_any_query_is_safe(library, query):
    result = search.find(library, query)
    assert result.total >= len(result.hits)
    assert len(search.suggest(library, query)) <= 8
    assert first(library, "heart attack") == 1


def test_any_article_is_safe(empty):
    nasty = "\0'\"\\ <b>&amp; \ud800 \U0001f600 مرحبا " + "y" * 5_000 + " " + "w’s" * 3
    put(empty, 1, nasty, [nasty, ""], nasty, nasty * 3, nasty)
    put(empty, 2, "", [], "", "", "")
    put(empty, 3, "Gout", [], "", "tophus " * 40_000)
    assert first(empty, "tophus") == 3
    assert "<b>" not in "".join(s.title_html for s in search.suggest(empty, "amp"))
    search.remove(empty, 1)


def test_indexing_again_replaces(library):
    put(library, 1, "Gouty arthritis", ["colchicine"], "Rheumatology", "Crystals in a joint.")
    assert first(library, "troponin") is None
    assert first(library, "colchicine") == 1
    assert first(library, "colchicine", specialty="Cardiology") is None
    assert "troponin" not in spelling.known(library, ["troponin", "colchicine"])
    assert [s.article_id for s in search.suggest(library, "gout")] == [1]


def test_removing_forgets(library):
    for key in TEXTS:
        search.remove(library, key)
    search.remove(library, 999)
    assert search.find(library, "heart attack").total == 0
    assert search.suggest(library, "hea") == []
    assert library.execute_sql("SELECT count(*) FROM search_word WHERE articles <> 0 OR heads <> 0").fetchone() == (0,)


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("hea", 6),
        ("heart att", 1),
        ("heart attack", 1),
        ("att", 1),
        ("afi", 2),
        ("acute hea", 6),
        ("tropo", 1),
        ("pancreat", 5),
        ("sugar", 4),
        ("pancraet", 5),
        ("fibrilat", 2),
        ("SJO", 8),
        ("h", 3),
    ],
)
def test_suggestions(library, typed, key):
    assert key in [suggestion.article_id for suggestion in search.suggest(library, typed)]


def test_suggestions_mark_what_was_typed_and_say_why(library):
    by_title = search.suggest(library, "pancr")[0]
    assert by_title.title_html == "Acute <mark>pancr</mark>eatitis"
    by_synonym = search.suggest(library, "heart att")[0]
    assert (by_synonym.article_id, by_synonym.via) == (1, "heart attack")
    put(library, 20, "<i>Zoster</i> & pain", body="Shingles.")
    assert search.suggest(library, "zos")[0].title_html == "&lt;i&gt;<mark>Zos</mark>ter&lt;/i&gt; &amp; pain"
    assert search.suggest(library, "acute", limit=2) and len(search.suggest(library, "acute", limit=2)) == 2


def test_mesh_adds_synonyms_and_is_replaced(library, tmp_path):
    mesh = tmp_path / "mesh.tsv"
    mesh.write_text(
        "D010195\tPancreatitis\tPancreatic Parenchymal Inflammation|Inflammation, Pancreas Gland\tC06.689\n"
        "bad line\n\nD000000\t\t\t\n",
        encoding="utf-8",
    )
    assert first(library, "pancreas gland inflammation") != 5
    assert search.load_mesh(library, mesh) == 1
    assert search.load_mesh(library, mesh) == 1
    assert first(library, "pancreas gland inflammation") == 5
    assert [s.article_id for s in search.suggest(library, "pancreas gl")] == [5]
    mesh.write_text("", encoding="utf-8")
    assert search.load_mesh(library, mesh) == 0
    assert first(library, "pancreas gland inflammation") != 5
    assert first(library, "heart attack") == 1


def test_lay_terms_are_well_formed(empty):
    count = "SELECT count(*) FROM search_synonym"
    before = empty.execute_sql(count).fetchone()
    families = search.load_lay_terms(empty)
    assert empty.execute_sql(count).fetchone() == before
    assert families >= 150
    lone = "SELECT family FROM search_synonym GROUP BY family HAVING count(*) < 2"
    assert empty.execute_sql(lone).fetchall() == []


def test_reading_waits_for_no_writer(tmp_path):
    path = str(tmp_path / "busy.db")
    writer = SqliteDatabase(path, pragmas={"journal_mode": "wal"}, timeout=0)
    reader = SqliteDatabase(path, timeout=0)
    make_tables(writer)
    put(writer, 1, "Gout")
    with writer.atomic("IMMEDIATE"):
        put(writer, 2, "Gout again")
        assert search.find(reader, "gout").total == 1
        assert len(search.suggest(reader, "gou")) == 1
    assert search.find(reader, "gout").total == 2
    writer.close(), reader.close()


def test_a_transaction_that_fails_takes_the_index_back(library):
    with pytest.raises(ZeroDivisionError), library.atomic():
        put(library, 1, "Gout", body="Colchicine.")
        raise ZeroDivisionError
    assert first(library, "troponin") == 1
    assert first(library, "colchicine") is None


@pytest.mark.skipif(len(list(DEMO.glob("*.md"))) < 40, reason="the demo articles are not there")
def test_the_demo_library(empty):
    titles = {}
    for key, path in enumerate(sorted(DEMO.glob("*.md")), 1):
        _, front, body = path.read_text(encoding="utf-8").split("---", 2)
        about = yaml.safe_load(front)
        titles[key] = about["title"].lower()
        put(empty, key, about["title"], about.get("keywords") or [], "", body, about.get("description") or "")
    for query, word in (
        ("heart attack", "myocardial infarction"),
        ("afib", "atrial fibrillation"),
        ("high blood pressure", "hypertension"),
        ("sugar disease", "diabetes"),
        ("diabtes", "diabetes"),
        ("pancreat", "pancreatitis"),
    ):
        assert word in titles[first(empty, query)], query


def test_words():
    same = [
        ("diabetes", "diabetic"),
        ("infarct", "infarctions"),
        ("oedema", "edema"),
        ("haemorrhage", "hemorrhages"),
        ("tumour", "tumors"),
        ("hospitalised", "hospitalized"),
        ("metastases", "metastasis"),
        ("biopsies", "biopsy"),
        ("Alzheimer's", "alzheimer"),
        ("foetal", "fetal"),
        ("diarrhoea", "diarrhea"),
        ("Ménière", "meniere"),
    ]
    for one, other in same:
        assert words.stems(one) == words.stems(other), (one, other)
    assert words.stems("aids") != words.stems("aid")
    assert words.plain("exercise") == "exercise"


@pytest.mark.parametrize(
    ("one", "other", "most", "apart"),
    [
        ("abc", "abc", 1, 0),
        ("abc", "acb", 1, 1),
        ("abc", "abcd", 1, 1),
        ("abc", "xbc", 1, 1),
        ("abc", "cba", 1, 2),
        ("infraction", "infarction", 2, 1),
        ("myocardal", "myocardial", 2, 1),
        ("hpyertention", "hypertension", 2, 2),
        ("abcdef", "xyzuvw", 2, 3),
        ("ab", "abcde", 2, 3),
        ("", "ab", 2, 2),
    ],
)
def test_distance(one, other, most, apart):
    assert spelling.distance(one, other, most) == apart


def _processor_seconds(database) -> float:
    """Tell how long the processor worked for us, here and in the server: by the clock other processes count too."""
    spent = time.thread_time()
    if isinstance(database, PostgresqlDatabase):
        pid = database.execute_sql("SELECT pg_backend_pid()").fetchone()[0]
        user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
        spent += (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
    return spent


@pytest.mark.full
def test_searching_many_articles_of_600_words_is_fast(own_database):
    database = own_database
    dice = random.Random(11)
    syllables = ["ka", "lo", "mi", "ter", "phos", "gen", "ra", "vi", "dex", "cor", "pul", "neu", "sis", "tha"]
    invented = ["".join(dice.choices(syllables, k=4)) for _ in range(6_000)]
    common = ["patient", "treatment", "disease", "heart", "attack", "blood", "acute", "infection", "pain"]
    vocabulary = common + invented
    weights = [1 / (rank + 8) for rank in range(len(vocabulary))]
    server = isinstance(database, PostgresqlDatabase)
    # Indexing on PostgreSQL takes about 15 ms an article, on SQLite 4: fewer there.
    count = 400 if server else 2_000
    with database.atomic():
        for key in range(1, count + 1):
            body, title = dice.choices(vocabulary, weights, k=600), dice.choices(vocabulary, weights, k=4)
            keywords = dice.choices(vocabulary, weights, k=4)
            put(database, key, " ".join(title), keywords, f"S{key % 12}", " ".join(body))
    if server:
        database.execute_sql("VACUUM ANALYZE")
    queries = [
        "heart attack",
        "acute infection pain",
        invented[3_000],
        invented[4_000][:6],
        invented[500] + " " + invented[900],
        "patient",
    ]
    prefixes = ["h", "hea", "heart att", invented[2_000][:5], "inf", "acute p"]
    for name, run, cases in (("find", search.find, queries), ("suggest", search.suggest, prefixes)):
        start = _processor_seconds(database)
        for case in cases * 5:
            run(database, case)
        took = 1_000 * (_processor_seconds(database) - start) / (5 * len(cases))
        print(f"{type(database).__name__}, {count} articles, {name}: {took:.2f} ms")
        assert took < (60 if server else 25)
