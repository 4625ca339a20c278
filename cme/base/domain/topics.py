"""What credit can be about, as far as licensing bodies ask for it: the codes by which mandatory topics are counted.

Articles and courses carry codes of this list (`topics` in their source, or by their tags), a clinician can set them
on a credit of their own, and each mandatory topic of a rule names the codes that it takes.
"""

from __future__ import annotations

from collections.abc import Iterable

TOPICS = {
    "adult-abuse": "Abuse of dependent adults",
    "antibiotics": "Use of antibiotics",
    "arboviruses": "Dengue, Zika and other arboviruses",
    "autism": "Autism",
    "behavioral-health": "Behavioral health",
    "cardiovascular": "Cardiovascular disease",
    "child-abuse": "Child abuse and neglect",
    "controlled-substances": "Prescribing of controlled substances",
    "cultural-competency": "Cultural competency",
    "dementia": "Dementia and cognitive impairment",
    "diabetes": "Diabetes",
    "domestic-violence": "Domestic violence",
    "duty-to-report": "Duty to report",
    "ehr": "Electronic health records",
    "emergency-medicine": "Emergency medicine",
    "end-of-life": "End-of-life and palliative care",
    "ethics": "Medical ethics",
    "geriatrics": "Care of older adults",
    "health-equity": "Health equity",
    "hiv": "HIV and AIDS",
    "human-trafficking": "Human trafficking",
    "implicit-bias": "Implicit bias",
    "infection-control": "Infection control",
    "infectious-diseases": "Infectious diseases",
    "lgbtq": "Care of LGBTQ patients",
    "maternal-health": "Maternal health",
    "nutrition": "Nutrition",
    "obesity": "Obesity",
    "opioids": "Opioids",
    "orientation": "Orientation by the board",
    "pain": "Pain management",
    "patient-safety": "Patient safety and medical errors",
    "pdmp": "Prescription monitoring program",
    "pharmacology": "Pharmacology",
    "prescribing": "Prescribing",
    "professional-boundaries": "Professional boundaries",
    "provider-rights": "Rights of providers",
    "public-health": "Public health priorities",
    "risk-management": "Risk management",
    "sbirt": "Screening, brief intervention and referral (SBIRT)",
    "self-assessment": "Self-assessment",
    "sexual-assault": "Sexual assault",
    "sexual-harassment": "Sexual harassment",
    "sexual-misconduct": "Sexual misconduct",
    "specialty": "One's own specialty",
    "substance-use": "Substance use disorders",
    "suicide": "Suicide prevention",
    "vaccination": "Vaccination",
}
# Tags and keywords of articles and courses that say the same as a code.
SAME = {
    "addiction": "substance-use",
    "aids": "hiv",
    "antimicrobial-stewardship": "antibiotics",
    "cardiology": "cardiovascular",
    "cardiovascular-risk": "cardiovascular",
    "controlled-substance": "controlled-substances",
    "drug-safety": "patient-safety",
    "emergency": "emergency-medicine",
    "hiv-aids": "hiv",
    "immunization": "vaccination",
    "infection": "infectious-diseases",
    "medical-errors": "patient-safety",
    "medication-safety": "patient-safety",
    "mental-health": "behavioral-health",
    "older-adults": "geriatrics",
    "opioid": "opioids",
    "opioid-use-disorder": "substance-use",
    "pain-management": "pain",
    "palliative-care": "end-of-life",
    "prevention-of-medical-errors": "patient-safety",
    "respiratory-infection": "infectious-diseases",
    "substance-use-disorder": "substance-use",
    "suicidal-thoughts": "suicide",
    "suicide-prevention": "suicide",
}
CHOICES = tuple(sorted(TOPICS.items(), key=lambda pair: pair[1].lower()))


def known(words: Iterable[str]) -> tuple[str, ...]:
    """List the codes that tags or keywords say, in order, each once; other words say nothing."""
    found = []
    for word in words or ():
        plain = "-".join(str(word).lower().split())
        code = plain if plain in TOPICS else SAME.get(plain, "")
        if code and code not in found:
            found.append(code)
    return tuple(sorted(found))


def unknown(codes: Iterable[str]) -> list[str]:
    """List what is no code, as it was written."""
    return [str(code) for code in codes or () if str(code) not in TOPICS]


def names(codes: Iterable[str]) -> str:
    """Say codes in words: "Opioids, Pain management"."""
    return ", ".join(TOPICS.get(code, code) for code in codes)
