"""Countries, time zones and authorities to choose from, as lists."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from cme.base import clock

ABMS = (
    "Allergy and Immunology",
    "Anesthesiology",
    "Colon and Rectal Surgery",
    "Dermatology",
    "Emergency Medicine",
    "Family Medicine",
    "Internal Medicine",
    "Medical Genetics and Genomics",
    "Neurological Surgery",
    "Nuclear Medicine",
    "Obstetrics and Gynecology",
    "Ophthalmology",
    "Orthopaedic Surgery",
    "Otolaryngology – Head and Neck Surgery",
    "Pathology",
    "Pediatrics",
    "Physical Medicine and Rehabilitation",
    "Plastic Surgery",
    "Preventive Medicine",
    "Psychiatry and Neurology",
    "Radiology",
    "Surgery",
    "Thoracic Surgery",
    "Urology",
)
STATES = (
    "Alabama",
    "Alaska",
    "Arizona",
    "Arkansas",
    "California",
    "Colorado",
    "Connecticut",
    "Delaware",
    "District of Columbia",
    "Florida",
    "Georgia",
    "Guam",
    "Hawaii",
    "Idaho",
    "Illinois",
    "Indiana",
    "Iowa",
    "Kansas",
    "Kentucky",
    "Louisiana",
    "Maine",
    "Maryland",
    "Massachusetts",
    "Michigan",
    "Minnesota",
    "Mississippi",
    "Missouri",
    "Montana",
    "Nebraska",
    "Nevada",
    "New Hampshire",
    "New Jersey",
    "New Mexico",
    "New York",
    "North Carolina",
    "North Dakota",
    "Ohio",
    "Oklahoma",
    "Oregon",
    "Pennsylvania",
    "Puerto Rico",
    "Rhode Island",
    "South Carolina",
    "South Dakota",
    "Tennessee",
    "Texas",
    "Utah",
    "Vermont",
    "Virgin Islands",
    "Virginia",
    "Washington",
    "West Virginia",
    "Wisconsin",
    "Wyoming",
)


@cache
def countries() -> dict[str, str]:
    """Map the two letters of each country to its name (ISO 3166, as the time zone database has it)."""
    lines = files("tzdata.zoneinfo").joinpath("iso3166.tab").read_text("utf-8").splitlines()
    pairs = (line.split("\t")[:2] for line in lines if line and not line.startswith("#"))
    full_names = {"GB": "United Kingdom", "VI": "Virgin Islands (US)", "VG": "Virgin Islands (UK)"}
    return {code: full_names.get(code, name) for code, name in pairs}


@cache
def zones_by_area() -> list[tuple[str, list[tuple[str, str]]]]:
    """Group the time zones by area, as pairs of zone and city."""
    areas: dict[str, list[tuple[str, str]]] = {}
    for zone in clock.zones():
        area, _, city = zone.partition("/")
        areas.setdefault(area if city else "Other", []).append((zone, city.replace("_", " ") or zone))
    return list(areas.items())


@cache
def known_authorities() -> list[str]:
    """List names to suggest for a license or board that is tracked only."""
    return [f"American Board of {field}" for field in ABMS] + [f"{state} medical license" for state in STATES]
