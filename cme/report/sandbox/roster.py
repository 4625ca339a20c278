"""The roster of the sandbox's boards: the demo's physician and invented people, some with a problem."""

from __future__ import annotations

from typing import Any

HOUR = 3600.0


def _learner(
    given: str,
    family: str,
    birth: str,
    npi: str = "",
    inactive: dict[str, str] | None = None,
    delay: float | None = None,
    **numbers: str,
) -> dict[str, Any]:
    learner: dict[str, Any] = {
        "given": given,
        "family": family,
        "birth": birth,
        "npi": npi,
        "numbers": numbers,
        "inactive": inactive or {},
    }
    return learner if delay is None else learner | {"delay": delay}


LEARNERS = [
    _learner("Ana", "Nguyễn", "04-17", npi="1234567893", ABIM="123456", MD="D0012345"),
    # without a problem
    _learner("Marcus", "Bell", "09-02", ABIM="234561", CA="A123457"),
    _learner("Priya", "Raman", "11-30", ABA="1234-5678", NJ="25MA00000101"),
    _learner("Tomás", "Herrera", "02-29", ABP="512347", MD="D0034567"),
    _learner("Siobhán", "O'Rourke", "06-15", ABP="512348"),
    _learner("Noor", "Aziz", "01-08", npi="1000000004"),  # with an NPI only
    # two of the same name
    _learner("Wei", "Chen", "03-21", ABIM="345612"),
    _learner("Wei", "Chen", "08-05", ABS="456123"),
    # a name that is different at the board since a wedding
    _learner("Leila", "Haddad-Moreau", "07-19", ABIM="567123", OR="MD100234"),
    # licenses and certificates that are not active
    _learner("Oskar", "Lindqvist", "12-03", inactive={"MD": "it expired on 30 September 2025"}, MD="D0045671"),
    _learner("Dana", "Whitfield", "05-27", inactive={"NC": "it was surrendered"}, NC="200300456", ABOS="678123"),
    _learner("Rafael", "Costa", "10-10", inactive={"ABPATH": "the certificate lapsed"}, ABPATH="7123456"),
    # bodies that take long, or for ever
    _learner("Ingrid", "Solheim", "04-01", delay=HOUR, ABTS="789123"),
    _learner("Pavel", "Novák", "09-09", delay=24 * 365 * HOUR, ABOHNS="891234"),
]
