"""Does a text look like patient data? The identifiers of HIPAA's safe harbor that a pattern can see (V2).

It warns and never blocks, so it prefers a false alarm now and then to silence. How often it is right is
measured on labelled sentences in tests/base/domain/test_patient_data.py.
"""

from __future__ import annotations

import re

_UP, _LOW = "A-Z\u00c0-\u00d6\u00d8-\u00de\u0410-\u042f", "a-z\u00df-\u00f6\u00f8-\u024f\u0430-\u044f\u1e00-\u1eff"
_PART = rf"[{_UP}\u0100-\u017f](?:['\u2019][{_UP}])?[{_LOW}]+(?:[{_UP}][{_LOW}]+)?"
_NAME = rf"{_PART}(?:[ -]{_PART})?"
_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|"
    "oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_YEAR = r"(?:19|20)\d{2}"
_MONTH_DAY = rf"(?:{_MONTHS})\.? \d{{1,2}}(?:st|nd|rd|th)?"
_DATE = (
    rf"(?<![\d.,/-])(?:\d{{1,2}}/\d{{1,2}}/(?:{_YEAR}|\d{{2}})|\d{{1,2}}\.\d{{1,2}}\.(?:{_YEAR}|\d{{2}})|"
    rf"\d{{1,2}}-\d{{1,2}}-{_YEAR}|\d{{2}}-\d{{2}}-\d{{2}}|{_YEAR}([-/.])\d{{1,2}}\1\d{{1,2}}|"
    rf"{_MONTH_DAY},? {_YEAR}|\d{{1,2}}(?:\.|st|nd|rd|th)?(?: of)?[ -](?:{_MONTHS})\.?,?[ -]{_YEAR})(?![\d/]|[.-]\d)"
)
_PLAIN_DATE = _DATE.replace(r"([-/.])", "[-/.]").replace(r"\1", "[-/.]")  # for use beside other groups
_NO = r"(?:no\b\.?|nr\b\.?|num\b\.?|number|id|#)"
_MEASURE = (
    r"(?!\d|[.,]\d|[ -]?(?:mg|mcg|µg|g|kg|ml|l|units?|iu|mmol|meq|cases|patients|pts|people|h|hrs?|hours?|days?|%)\b)"
)
_RECORDS = "mrn|charts?|records?|cases?|acct|accounts?|pt|patients?|file|hospital|nhs|insurance|policy|member|medicaid|medicare"
_STREETS = "Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Boulevard|Blvd|Court|Terrace|Crescent|Close"

_TYPED = [  # as they are typed, whatever the case
    ("an e-mail address", r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+"),
    ("a web address", r"\bhttps?://\S{0,200}(?:patient|portal|chart|record|mrn)\S{0,200}"),
    ("a social security number", r"\b\d{3}-\d{2}-\d{4}\b|\bssn\W{0,3}\d{9}\b"),
    ("a record number", rf"\b(?:{_RECORDS})\W{{0,3}}{_NO}\W{{0,3}}[a-z]{{0,3}}\d[\d-]{{3,}}{_MEASURE}"),
    ("a record number", rf"\b(?:mrn|chart|pt|patient)\W{{0,3}}[a-z]{{0,3}}\d[\d-]{{3,}}{_MEASURE}"),
    (
        "a record number",
        rf"\b(?:nhs|medicare|medicaid|insurance|policy)(?: {_NO})?\W{{0,3}}[a-z]{{0,3}}\d[\d -]{{5,}}\d",
    ),
    ("a phone number", r"(?<![\d.])(?:\+?\d{1,3}[ .-]?)?(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}(?!\d)"),
    ("a phone number", r"(?<!\w)\+\d{1,3}(?:[ .-]?\(?\d{1,4}\)?){3,6}(?!\d)"),
    ("a phone number", r"\b(?:tel|phone|mobile|cell|fax|call(?: \w+){0,2} (?:at|on))\W{0,3}\d[\d ().-]{5,}\d"),
    ("a date of birth", rf"\b(?:dob|d\.o\.b\.?|born(?: on)?|birth ?date|date of birth)\W{{0,3}}{_PLAIN_DATE}"),
    ("a full date", _DATE),
    ("a date", rf"\b(?:admitted|discharged|seen|died|delivered|born)\b(?: \w+){{0,2}} {_MONTH_DAY}\b"),
    ("an age over 89", r"\b(?:9\d|1[01]\d)[ -]?(?:y\.?/?o\.?\b|yrs?[ -]?old|years?[ -]old)|\baged (?:9\d|1[01]\d)\b"),
    (
        "a room or bed",
        r"\b(?:room|bed|rm)\W{0,2}#?\d{1,4}[a-z]?\b(?![ -]?(?:h|hrs?|hours?|min|minutes|days?|weeks?|%)\b)",
    ),
    ("a postal code", r"\b\d{5}-\d{4}\b"),
    ("a device or serial number", rf"\b(?:serial|device)\W{{0,2}}{_NO}\W{{0,2}}(?=[\w-]*\d)[\w-]{{4,}}"),
]
_NAMED = [  # only where capital letters show a name
    ("a name", rf"\b(?:Mr|Mrs|Ms|Miss|Mister|Herr|Frau|Se\u00f1ora?|Sra?|Mme|Monsieur|Madame)\.? {_NAME}"),
    ("a name", rf"\b(?:[Pp]atient|[Pp]t|[Cc]lient)(?:'s name)?(?: named| called| name)?(?: is|:|,)? {_NAME}"),
    ("a name", rf"\b(?:son|daughter|wife|husband|brother|sister|mother|father),? (?:named |is |called )?{_NAME}"),
    ("a name", rf"\b[Nn]ame(?: is|:) {_NAME}"),
    ("a name with a date", rf"\b{_PART},? {_PART}\b(?=.{{0,25}}{_PLAIN_DATE})"),
    ("an address", rf"\b\d{{1,5}} (?:[{_UP}][{_LOW}]+ ){{1,3}}(?:{_STREETS})\b"),
]
# Words after "patient" and its like that begin with a capital and are no names.
_NO_NAMES = set(
    "Activity Activation Administration Advocacy Age Aged Already And Angiography Are Asked Assessment At Blood Came Can "
    "Care Centered Complains Controlled Data Decision Declined Denied Denies Did Does Education Experience Family For "
    "From Global Guide Had Handout Has Have Health He Health-Related History How In Information Instructions Is It "
    "Journey Leaflet Management May Measures Must Needs No Not Now On Or Outcome Outcomes Population Portal Presented "
    "Presents Protection Questionnaire Received Refused Registry Reported Reports Rights Safety Satisfaction Self "
    "Selection She Should Specific Summary Support Survey Takes The They This To Transfer Version Was Wants Were What "
    "When Which Who Will With Would".split()
)


def patient_data(text: str) -> list[tuple[str, str]]:
    """Find what looks like patient data in a text: pairs of what it may be and the words meant, at most 8."""
    text = text[:20_000]
    found: list[tuple[int, int, str]] = []
    for what, pattern in _NAMED:
        for hit in re.finditer(pattern, text):
            if _first_name(hit.group()) not in _NO_NAMES:
                found.append((hit.start(), hit.end(), what))
    for what, pattern in _TYPED:
        for hit in re.finditer(pattern, text, re.IGNORECASE):
            found.append((hit.start(), hit.end(), what))
    matches: list[tuple[int, int, str]] = []
    for start, end, what in sorted(found, key=lambda f: (f[0], f[0] - f[1])):
        if not matches or start >= matches[-1][1]:
            matches.append((start, end, what))
    return [(what, text[start:end].strip()) for start, end, what in matches][:8]


def _first_name(hit: str) -> str:
    """Return the first word of the name in a hit: after "Mr", "patient named", "daughter"."""
    capitals = [word for word in re.split(r"[ ,:]+", hit)[1:] if word[:1].isupper()]
    return capitals[0] if capitals else ""


def seen(warnings: list[tuple[str, str]], confirmed: str | None) -> bool:
    """Return whether somebody says of each of these words that they are no patient's; `confirmed` has a line for each."""
    lines = (confirmed or "").splitlines()
    return all(" ".join(words.split()) in lines for _, words in warnings)
