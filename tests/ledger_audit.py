"""What must always hold of the ledger, claims and files, whatever was clicked, raced, undone or killed."""

from __future__ import annotations

import hashlib
from collections import Counter

from cme.base import audit_log
from cme.certify.records import Certificate, Contained, Document, Supersession, Withdrawal
from cme.claim.records import Claim, Hold, Line, Outcome
from cme.earn.records import Entry, Move
from tests import report_audit


def assert_ledger_balances(person=None) -> None:
    """Assert that the ledger, the claims and the files of one person, or of all, agree with each other."""
    entries = list(Entry.select().where(Entry.person == person) if person else Entry.select())
    claims = list(Claim.select().where(Claim.person == person) if person else Claim.select())
    moves = _by_entry([entry.id for entry in entries])
    for entry in entries:
        _assert_ledger(entry, moves.get(entry.id, []))
    ids = [claim.id for claim in claims] or [0]
    outcomes = {row.claim_id: row.kind for row in Outcome.select().where(Outcome.claim.in_(ids))}
    held = {row.claim_id for row in Hold.select().where(Hold.claim.in_(ids))}
    lines: dict[int, list[Line]] = {}
    for line in Line.select(Line, Move).join(Move).where(Line.claim.in_(ids)):
        lines.setdefault(line.claim_id, []).append(line)
    claimed: dict[int, int] = {}
    undone: dict[int, Counter] = {}
    for claim in claims:
        _assert_claim(claim, lines.get(claim.id, []), moves, outcomes.get(claim.id), claim.id in held)
        for line in lines[claim.id]:
            if outcomes.get(claim.id) == "undone":
                undone.setdefault(line.entry_id, Counter())[line.amount] += 1
            else:
                claimed[line.entry_id] = claimed.get(line.entry_id, 0) + line.amount
    for entry in entries:
        returned = Counter(move.amount for move in moves[entry.id] if move.kind == "undone")
        assert returned == undone.get(entry.id, Counter()), f"entry {entry.id}: {returned} came back"
        amount = claimed.get(entry.id, 0)
        assert amount <= entry.amount, f"entry {entry.id}: {amount} of {entry.amount} is claimed"
        balance = moves[entry.id][-1].balance
        assert amount + balance == entry.amount, f"entry {entry.id}: {amount} claimed, {balance} left of {entry.amount}"
    _assert_certificates(ids)
    _assert_files(ids)
    if person is None:
        assert audit_log.errors() == []
    report_audit.assert_reports(claims, outcomes)


def _by_entry(ids) -> dict[int, list[Move]]:
    found: dict[int, list[Move]] = {}
    for move in Move.select().where(Move.entry.in_(ids or [0])).order_by(Move.entry, Move.sequence):
        found.setdefault(move.entry_id, []).append(move)
    return found


def _assert_ledger(entry, moves) -> None:
    assert moves, f"entry {entry.id} has no moves"
    assert (moves[0].kind, moves[0].amount) == ("earned", entry.amount)
    balance = 0
    for expected, move in enumerate(moves, start=1):
        balance += move.amount
        assert move.sequence == expected, f"entry {entry.id}: move {expected} is missing"
        assert move.balance == balance >= 0, f"entry {entry.id}: {move.balance} after move {expected}, not {balance}"
        assert (move.kind == "claimed") == (move.amount < 0)


def _assert_claim(claim, lines, moves, outcome, is_held) -> None:
    assert lines, f"claim {claim.id} is empty"
    assert claim.total == sum(line.amount for line in lines) == -sum(line.move.amount for line in lines)
    assert all(line.move.entry_id == line.entry_id and line.move.kind == "claimed" for line in lines)
    assert all(line.entry_id in moves for line in lines), f"claim {claim.id} holds an entry of somebody else"
    # the wait ends once: the row that undoing and releasing compete for is there until then
    assert is_held == (outcome is None), f"claim {claim.id}: outcome {outcome}, held {is_held}"
    if outcome == "undone":
        for line in lines:  # not always at once: another part of a topic may have been claimed meanwhile
            later = [move for move in moves[line.entry_id] if move.sequence > line.move.sequence]
            assert any((move.kind, move.amount) == ("undone", line.amount) for move in later), (
                f"claim {claim.id}, entry {line.entry_id}: undone, but nothing came back"
            )


def _assert_certificates(claim_ids) -> None:
    """Assert that a certificate is valid, withdrawn, or superseded by a newer one of the same claim."""
    rows = {row.id: row for row in Certificate.select().where(Certificate.claim.in_(claim_ids))}
    withdrawn = {row.certificate_id for row in Withdrawal.select().where(Withdrawal.certificate.in_(list(rows) or [0]))}
    for row in Supersession.select().where(Supersession.old.in_(list(rows) or [0])):
        assert row.old_id not in withdrawn, f"certificate {row.old_id} is withdrawn and superseded"
        assert row.old_id < row.new_id, f"certificate {row.old_id} is superseded by an older one"
        assert rows[row.new_id].claim_id == rows[row.old_id].claim_id, f"certificate {row.new_id} is of another claim"
    for row in Contained.select(Contained, Document).join(Document).where(Document.claim.in_(claim_ids)):
        assert rows[row.certificate_id].claim_id == row.document.claim_id, f"file {row.document_id} is of another claim"


def _assert_files(claim_ids) -> None:
    for document in Document.select().where(Document.claim.in_(claim_ids)):
        erased = (
            document.claim.holder["name"] == "" and bytes(document.body) == b""
        )  # of an account that was deleted (C7)
        assert erased or document.sha256 == hashlib.sha256(bytes(document.body)).hexdigest()
        assert document.contained_set.exists()
