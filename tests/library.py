"""A few articles for the tests, written to a folder and imported the way any folder is."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

from cme.offer import records
from cme.offer.importers import articles

ARTICLES = {
    "acute-myocardial-infarction": ("Acute myocardial infarction", "Cardiology", ["heart attack", "MI"], True),
    "atrial-fibrillation": ("Atrial fibrillation", "Cardiology", ["afib", "AF"], True),
    "hypertension": ("Hypertension in adults", "Cardiology", ["high blood pressure"], True),
    "diabetes": ("Type 2 diabetes: first line", "Endocrinology", ["sugar disease", "high blood sugar"], True),
    "gout": ("Acute gout", "Rheumatology", ["gout attack"], False),
}
BODY = """## In short

{title} is written here for a test. It has a second paragraph about treatment and diagnosis.

- First, look.
- Then, act.

| Drug | Dose |
| --- | --- |
| Alpha | 5 mg |
"""


def write(
    folder: Path, slug: str, title: str, specialty: str, keywords: list[str], cme: bool, body: str = BODY
) -> Path:
    """Write an article as Hugo expects it."""
    file = folder / f"{slug}.md"
    words = ", ".join(f'"{word}"' for word in keywords)
    file.write_text(
        f'---\ntitle: "{title}"\nslug: {slug}\ndate: 2025-01-10\nlastmod: 2026-02-10\n'
        f'description: "About {title.lower()}."\ncategories: ["{specialty}"]\nkeywords: [{words}]\n'
        f'params:\n  cme: {str(cme).lower()}\n  references:\n    - "A reference, 2025."\n---\n\n'
        + body.replace("{title}", title),
        encoding="utf-8",
    )
    return file


def fill() -> None:
    """Import the articles, eligible since 2020."""
    with tempfile.TemporaryDirectory() as folder:
        for slug, values in ARTICLES.items():
            write(Path(folder), slug, *values)
        articles.import_folder(Path(folder), by="test")
    for slug, (_, _, _, cme) in ARTICLES.items():
        if cme:
            row = records.Article.get(records.Article.slug == slug)
            records.mark_eligible(row, date(2020, 1, 1), None, "test")
