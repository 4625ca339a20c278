"""Advice on where else a certificate may count (T7), by the country and role of its holder; never a promise.

Sources: Royal College, MOC framework (self-learning); UEMS-EACCME, agreements on the recognition of credit.
"""

from __future__ import annotations

# The countries whose associations take part in the European system (UEMS members and associates).
EUROPE = frozenset(
    "AT BE BG CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IS IT LT LU LV MT NL NO PL PT RO RS SE SI SK TR".split()
)
PHYSICIANS = ("physician", "resident")
ASK = "Ask your professional board whether it takes this certificate, and in which category."


def advice(country: str, role: str, kinds: set[str]) -> list[str]:
    """Return advice, in sentences, for the holder of certificates of these kinds of activities ("point-of-care" …)."""
    physician = role in PHYSICIANS
    if country == "US" and physician:
        return []
    advice = []
    if physician and country == "CA" and "point-of-care" in kinds:
        advice.append(
            "Fellows of the Royal College may be able to record point-of-care learning under Section 2 (self-learning) "
            "of the MOC program. Keep the certificate as proof."
        )
    if physician and country in EUROPE:
        advice.append(
            "Where your country allows it, AMA PRA Category 1 Credit™ counts 1:1 as European CME credit (ECMEC®). "
            "Your national accreditation authority decides."
        )
    if country == "US":
        advice.append("Many boards of other professions take it in part, or with a limit for each cycle.")
    return [*advice, ASK]
