"""A refusal carries every reason, each about a field, a row or the whole."""

from __future__ import annotations

import pytest

from cme.base.domain.refusal import Reason, Refused, by_field, refuse_if


def test_a_refusal_reads_as_the_sentences_of_its_reasons():
    refused = Refused([Reason("until", "It ends too early."), Reason(None, "Nothing was granted.")])
    assert str(refused) == "It ends too early.; Nothing was granted."
    assert by_field(refused.reasons) == {"until": "It ends too early.", "_form": "Nothing was granted."}


def test_a_sentence_alone_is_about_the_whole():
    assert Refused("The file is empty.").reasons == [Reason(None, "The file is empty.")]


def test_nothing_is_refused_without_a_reason():
    refuse_if([])
    with pytest.raises(Refused, match="^This claim has been undone.$"):
        refuse_if([Reason(None, "This claim has been undone.")])
