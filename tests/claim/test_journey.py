"""The journey by form and link: search, read, review, claim, certificate, verification."""

from __future__ import annotations

import re


def test_a_physician_searches_reads_reviews_claims_and_holds_a_certificate_that_a_stranger_verifies(
    cast, visitor, work
):
    alice = visitor(cast.physician)
    alice.get("/search?q=heart+attack").has("Acute myocardial infarction", "CME library")
    alice.get(alice.links(r"/articles/acute-myocardial-infarction\?from=[^\"]+")[0]).has("On For review")
    alice.get("/cme/review").has("heart attack", "Review for 0.5 credits")
    alice.get(alice.links(r"/cme/review/\d+")[0])
    alice.post(alice.address, goal="treat", result="change", goal_words="When to give aspirin?").has(
        "is under To claim"
    )
    alice.get("/cme/claim?all=1").has("Claim 0.5 credits")
    entry = re.search(r'name="entry" value="(\d+)"', alice.page).group(1)
    alice.get(f"/cme/claim/preview?type=ama-pra-1&entry={entry}")
    alice.has("Certificate of Credit", "Alice Adams, MD", "has been awarded 0.5", "Sample, not accredited")
    key = alice.field("key")
    alice.post("/cme/claims", key=key, type="ama-pra-1", entry=entry).has("0.5 credits claimed")
    alice.get(alice.address.replace("/feedback", "")).has("Success!", "Download PDF")
    alice.get(alice.address + "/certificate").has("Alice Adams, MD", "Provisional until")
    code = alice.links(r"/verify/[0-9A-Z]+")[0]
    stranger = visitor()
    stranger.get(code).has("Provisional", "Alice Adams, MD", "0.5", "Internet point of care")
    stranger.hasnt("heart attack", "When to give aspirin?")
