"""Whom the sandbox's boards know: the demo's physician and invented people, some with something amiss."""

from __future__ import annotations

HOUR = 3600.0


def _one(given, family, birth, npi="", inactive=None, delay=None, **numbers) -> dict:
    said = {
        "given": given,
        "family": family,
        "birth": birth,
        "npi": npi,
        "numbers": numbers,
        "inactive": inactive or {},
    }
    return said if delay is None else said | {"delay": delay}


LEARNERS = [
    _one("Ana", "Nguyễn", "04-17", npi="1234567893", ABIM="123456", MD="D0012345"),
    # nothing amiss
    _one("Marcus", "Bell", "09-02", ABIM="234561", CA="A123457"),
    _one("Priya", "Raman", "11-30", ABA="1234-5678", NJ="25MA00000101"),
    _one("Tomás", "Herrera", "02-29", ABP="512347", MD="D0034567"),
    _one("Siobhán", "O'Rourke", "06-15", ABP="512348"),
    _one("Noor", "Aziz", "01-08", npi="1000000004"),  # known by the NPI alone
    # two of the same name
    _one("Wei", "Chen", "03-21", ABIM="345612"),
    _one("Wei", "Chen", "08-05", ABS="456123"),
    # a name that the board has differently since a wedding
    _one("Leila", "Haddad-Moreau", "07-19", ABIM="567123", OR="MD100234"),
    # licenses and certificates that are not active
    _one("Oskar", "Lindqvist", "12-03", inactive={"MD": "it expired on 30 September 2025"}, MD="D0045671"),
    _one("Dana", "Whitfield", "05-27", inactive={"NC": "it was surrendered"}, NC="200300456", ABOS="678123"),
    _one("Rafael", "Costa", "10-10", inactive={"ABPATH": "the certificate lapsed"}, ABPATH="7123456"),
    # bodies that take their time, or for ever
    _one("Ingrid", "Solheim", "04-01", delay=HOUR, ABTS="789123"),
    _one("Pavel", "Novák", "09-09", delay=24 * 365 * HOUR, ABOHNS="891234"),
]
