"""What a certificate says: to whom what is awarded, which titles it lists, and what it never says (C1, C2, C4, C8)."""

from __future__ import annotations

import json

import pytest

from cme.base import provider
from cme.base.domain import credit_types
from cme.base.domain.credit_types import CREDIT_TYPES, ROLES, CreditType
from cme.certify import records, wording
from cme.claim import records as claims
from cme.earn import records as earn
from cme.evaluate import records as evaluate
from cme.offer import records as offer

AMA = {"physician", "resident"}


@pytest.fixture
def words_of(app):
    """The words of the certificates of a claim."""

    def words_of(claim):
        return [each.words for each in records.issue(claim, by="test")]

    return words_of


def claimed_as(cast, role, n=0):
    person = cast.person(f"{role}{n}@example.org", name="Robin Roe", role=role, country="US", zone="UTC")
    return cast.claimed(person)


@pytest.mark.parametrize("role", [role for role, _ in ROLES])
def test_the_role_decides_what_is_awarded(cast, visitor, words_of, role):
    claim = claimed_as(cast, role)
    (words,) = words_of(claim)
    page = visitor(claim.person).get(f"/claims/{claim.id}/certificate")
    if role in AMA:
        assert (words["kind"], words["heading"]) == ("awarded", "Certificate of Credit")
        assert words["sentence"].startswith("has been awarded 0.5 *AMA PRA Category 1 Credits*™ for the ")
        page.has("Test Medical Society designates this", "for a maximum of 0.5 AMA PRA Category 1 Credit(s) ™")
    else:
        assert (words["kind"], words["heading"]) == ("participation", "Certificate of Participation")
        assert "award" not in json.dumps(words).lower() and "award" not in page.page.lower()
        page.has("has participated in the", "This activity was designated for 0.5 AMA PRA Category 1 Credits ™")


def test_every_role_meets_every_type_in_the_table():
    table = {(role, kind): credit_types.awarded(role, kind) for role, _ in ROLES for kind in CREDIT_TYPES}
    assert {role for (role, kind), is_ in table.items() if kind == "ama-pra-1" and is_} == AMA


def test_another_type_is_awarded_to_its_own_roles(cast, words_of, monkeypatch):
    other = CreditType(
        "aapa-1",
        "AAPA",
        "AAPA",
        "AAPA Category 1 CME credit",
        "AAPA Category 1 CME credits",
        25,
        ("physician-assistant",),
    )
    monkeypatch.setitem(CREDIT_TYPES, "aapa-1", other)
    _, current = offer.point_of_care()
    fields = {name: getattr(current, name) for name in current._meta.fields if name not in ("id", "activity", "since")}
    offer.offer_activity("point-of-care", "point-of-care", **fields | {"credit_type": "aapa-1"}, by="test")
    for role, kind in (("physician-assistant", "awarded"), ("physician", "participation"), ("nurse", "participation")):
        person = cast.person(f"{role}@example.org", name="R", role=role, country="US", zone="UTC")
        claim = claims.claim(person, "a key of sixteen", "aapa-1", [(cast.reviewed(person).id, None)], by="test")
        (words,) = words_of(claim)
        assert words["kind"] == kind and words["credit"]["unit"] == "AAPA Category 1 CME credits"


def test_one_credit_is_written_in_the_singular(cast, words_of):
    (words,) = words_of(cast.claimed(cast.physician, 2))
    assert words["credit"]["unit"] == "*AMA PRA Category 1 Credit*™"
    assert words["sentence"].startswith("has been awarded 1 *AMA PRA Category 1 Credit*™")


def test_it_lists_the_relevant_eligible_articles_and_neither_terms_nor_answers(cast, words_of):
    term, answer = "what my own search was", "what I typed as an answer"
    entry = cast.entry(cast.physician, term, "acute-myocardial-infarction", "hypertension", "gout", "diabetes")
    by_slug = {each.version.article.slug: each.id for each in entry.search.openings}
    evaluate.add(
        entry,
        goal="other",
        goal_words=answer,
        result="change",
        result_words=answer,
        warned=False,
        relevant={by_slug["hypertension"], by_slug["gout"], by_slug["diabetes"]},
    )
    (words,) = words_of(claims.claim(cast.physician, "a key of sixteen", "ama-pra-1", [(entry.id, None)], by="test"))
    assert words["list"]["rows"] == [["22 Nov 2026", "Hypertension in adults; Type 2 diabetes: first line", "0.5"]]
    assert term not in json.dumps(words) and answer not in json.dumps(words)


def test_where_none_was_relevant_it_lists_what_was_read(cast, words_of):
    entry = cast.entry(cast.physician, "pain", "acute-myocardial-infarction", "gout")
    evaluate.add(entry, goal="treat", goal_words="", result="no", result_words="", warned=False, relevant=set())
    (words,) = words_of(claims.claim(cast.physician, "a key of sixteen", "ama-pra-1", [(entry.id, None)], by="test"))
    assert words["list"]["rows"][0][1] == "Acute myocardial infarction"


def test_two_versions_of_an_article_are_one_title(cast, words_of):
    opened = cast.search(cast.physician, "pain", "hypertension")
    article, version = offer.find_article("hypertension")
    fields = {
        name: getattr(version, name) for name in version._meta.fields if name not in ("id", "article", "imported")
    }
    fresh, _ = offer.put_article("hypertension", index={"body_text": "new"}, **fields | {"source_hash": "0" * 64})
    earn.Opening.create(search=opened.search, version=fresh, opened=earn.clock.now(), eligible=True)
    evaluate.add(
        opened.entry,
        goal="treat",
        goal_words="",
        result="no",
        result_words="",
        warned=False,
        relevant={row.id for row in opened.search.openings},
    )
    (words,) = words_of(
        claims.claim(cast.physician, "a key of sixteen", "ama-pra-1", [(opened.entry.id, None)], by="test")
    )
    assert words["list"]["rows"][0][1] == "Hypertension in adults"


def test_it_says_when_from_the_first_to_the_last_completion(cast, words_of, clock):
    entries = []
    for day in ("2026-03-01", "2026-01-05", "2026-02-02"):
        clock.set(f"{day} 12:00-05:00")
        entries.append(cast.reviewed(cast.physician, day).id)
    clock.set("2026-04-01 12:00-04:00")
    claim = claims.claim(cast.physician, "a key of sixteen", "ama-pra-1", [(each, None) for each in entries], by="test")
    (words,) = words_of(claim)
    assert (words["completed"], words["issued"]) == ("5 January 2026 to 1 March 2026", "1 April 2026")
    assert [row[0] for row in words["list"]["rows"]] == ["5 Jan 2026", "2 Feb 2026", "1 Mar 2026"]


def test_until_the_provider_is_accredited_everything_is_a_sample(cast, alice, visitor, words_of):
    claim = cast.claimed(cast.physician)
    (words,) = words_of(claim)
    assert words["sample"] and "accredited by the Accreditation Council" not in json.dumps(words)
    assert "Sample, not accredited." in words["statements"]
    alice.get(f"/claims/{claim.id}/certificate").has("Sample, not accredited")
    assert "certificate--sample" in alice.page
    visitor().get(alice.links(r"/verify/\w+")[0]).has("Sample, not accredited")


def test_accredited_later_changes_only_what_comes_after(cast, alice, visitor, words_of):
    old = cast.claimed(cast.physician)
    unseen = cast.claimed(cast.physician)  # its certificate was not asked for yet
    before = words_of(old)
    provider.change(accredited_number="0001234", by="test")
    new = cast.claimed(cast.physician)
    assert words_of(old) == before and words_of(unseen)[0]["sample"]
    (words,) = words_of(new)
    assert not words["sample"]
    assert words["statements"][1].startswith("Test Medical Society is accredited by the Accreditation Council")
    alice.get(f"/claims/{new.id}/certificate").hasnt("Sample")
    visitor().get(alice.links(r"/verify/\w+")[0]).hasnt("Sample")


def test_the_preview_is_the_certificate(app, cast, words_of):
    entries = [cast.reviewed(cast.physician, f"question {n}", "hypertension", "gout").id for n in range(3)]
    today = claims.clock.today(cast.physician.zone)
    waiting = claims.to_claim(cast.physician, today)
    holder = claims.holder_of(cast.physician.profile_row)
    shown = wording.preview(holder, "ama-pra-1", provider.current(), waiting, today)
    printed = words_of(
        claims.claim(cast.physician, "a key of sixteen", "ama-pra-1", [(each, None) for each in entries], by="test")
    )
    own = ("number", "code", "verify_url", "log_head")
    assert [{k: v for k, v in each.items() if k not in own} for each in printed] == [
        {k: v for k, v in each.items() if k not in own} for each in shown
    ]
    assert all(each["number"] and each["code"] for each in printed) and not any(each["number"] for each in shown)


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "{{ 7*7 }}", 'O\'Brien & Sons "x"', "{amount} *x* {title}"]
)
def test_a_name_is_only_ever_a_name(cast, visitor, words_of, name):
    person = cast.person("odd@example.org", name=name, role="physician", country="US", zone="UTC")
    claim = cast.claimed(person)
    assert words_of(claim)[0]["holder"]["name"] == name
    page = visitor(person).get(f"/claims/{claim.id}/certificate")
    assert name in page.text and "<script>alert" not in page.page
    assert "49" not in page.text.split(name)[1][:5]


def test_the_latin_form_stands_below_a_name_in_another_script(cast, visitor):
    person = cast.person(
        "w@example.org", name="王伟", latin_name="Wang Wei", role="physician", country="CN", zone="Asia/Shanghai"
    )
    claim = cast.claimed(person)
    visitor(person).get(f"/claims/{claim.id}/certificate").has("王伟 Wang Wei")
