"""What several try to write at the same moment is written once, and all of them get the same row."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from peewee import IntegrityError

from cme.base.once import once, unless_exists
from cme.base.store.db import db, is_postgres, scope
from cme.people.records import Person

PATIENCE = 300  # seconds: other processes use this machine too


@pytest.fixture(autouse=True)
def table(app):
    """A table with a unique word, and a number that must be positive."""
    db.execute_sql("CREATE TABLE slip (word varchar(20) UNIQUE, number integer CHECK (number > 0))")


def find(word):
    return db.execute_sql(f"SELECT word, number FROM slip WHERE word = {db.param}", (word,)).fetchone()


def insert(word, number):
    db.execute_sql(f"INSERT INTO slip VALUES ({db.param}, {db.param})", (word, number))
    return word, number


def count():
    return db.execute_sql("SELECT count(*) FROM slip").fetchone()[0]


def in_threads(app, functions):
    """Run functions at the same moment, each in a thread with a connection of its own; gives what they return."""
    ready = threading.Barrier(len(functions))

    def run(function):
        with app.app_context(), scope():
            try:
                ready.wait(PATIENCE)
                return function()
            finally:
                if not is_postgres():
                    db.close()  # SQLite keeps one for each thread, and this one is over

    with ThreadPoolExecutor(len(functions)) as pool:
        return [each.result(PATIENCE) for each in [pool.submit(run, function) for function in functions]]


def test_what_is_not_there_is_written_and_what_is_there_is_read():
    assert once(lambda: find("one"), lambda: insert("one", 1)) == ("one", 1)
    assert once(lambda: find("one"), lambda: insert("one", 2)) == ("one", 1)
    assert count() == 1


@pytest.mark.parametrize("locked", [False, True], ids=["no lock", "a row locked"])
def test_two_threads_at_once_write_once_and_return_the_same(app, cast, locked):
    lock = Person.get_by_id(cast.physician.id) if locked else None
    for n in range(10):
        word = f"word {n}"
        first, second = in_threads(
            app, [lambda m=m, w=word: once(lambda: find(w), lambda: insert(w, m), lock=lock) for m in (1, 2)]
        )
        assert first == second == find(word)
    assert count() == 10


@pytest.mark.database("postgresql")
def test_both_write_after_both_found_nothing(app):
    """Deterministic: each has looked before either writes, so that one of them meets the other's row."""
    looked = threading.Barrier(2)

    def look():
        found = find("word")
        if found is None:
            looked.wait(PATIENCE)
        return found

    first, second = in_threads(app, [lambda n=n: once(look, lambda: insert("word", n)) for n in (1, 2)])
    assert first == second == find("word")


@pytest.mark.parametrize("outer", [False, True], ids=["by itself", "inside a transaction"])
def test_who_comes_second_gets_what_the_first_wrote(outer):
    insert("word", 1)
    looks = iter([lambda: None])  # the first look was before the other server wrote

    def read():
        return next(looks, lambda: find("word"))()

    if not outer:
        assert once(read, lambda: insert("word", 2)) == ("word", 1)
        return
    with db.atomic():
        insert("before", 3)
        assert once(read, lambda: insert("word", 2)) == ("word", 1)
        insert("after", 4)  # PostgreSQL would refuse it if the transaction had failed
    assert count() == 3


def test_everything_that_failed_is_rolled_back_before_the_second_try():
    insert("word", 1)
    tries = []

    def write():
        tries.append("try")
        insert(f"beside {len(tries)}", 5)
        return insert("word" if len(tries) == 1 else "other word", 2)

    assert once(lambda: None, write) == ("other word", 2)
    assert len(tries) == 2 and find("beside 1") is None and find("beside 2") == ("beside 2", 5)


def test_an_error_that_is_not_about_uniqueness_is_raised():
    with pytest.raises(IntegrityError):
        once(lambda: find("word"), lambda: insert("word", -1))
    assert count() == 0


def test_any_other_exception_is_raised_at_once_and_nothing_is_left():
    tries = []

    def write():
        tries.append(insert("word", 1))
        raise LookupError("no such thing")

    with pytest.raises(LookupError):
        once(lambda: find("word"), write)
    assert len(tries) == 1 and count() == 0


def test_unless_exists_writes_or_returns_none_and_leaves_the_transaction_usable():
    assert unless_exists(lambda: insert("word", 1)) == ("word", 1)
    with db.atomic():
        assert unless_exists(lambda: (insert("beside", 2), insert("word", 2))) is None
        insert("after", 3)
    assert count() == 2 and find("beside") is None
