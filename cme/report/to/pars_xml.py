"""The tree as XML: a value with others beside it becomes text with attributes, a list becomes repeated elements."""

from __future__ import annotations

from xml.etree import ElementTree as Plain

from defusedxml import DefusedXmlException
from defusedxml import ElementTree as Guarded

from cme.report.to import Unreadable

CONTENT_TYPE = "application/xml; charset=utf-8"
LISTS = {"ActivityReport", "CreditCertificate", "UniqueID", "LearnerStatus"}
NUMBERS = {"numberOfCredits"}
DEEP = 40


def write(tree: dict) -> bytes:
    """Write a tree with one root as XML."""
    ((name, value),) = tree.items()
    return Plain.tostring(_element(name, value), encoding="utf-8", xml_declaration=True)


def _element(name, value) -> Plain.Element:
    element = Plain.Element(name)
    if not isinstance(value, dict):
        element.text = _written(value)
    elif "value" in value:
        element.text = _written(value["value"])
        element.attrib |= {key: _written(other) for key, other in value.items() if key != "value"}
    else:
        for key, child in value.items():
            element.extend(_element(key, one) for one in (child if isinstance(child, list) else [child]))
    return element


def _written(value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def read(body: bytes) -> dict:
    """Read XML into the same tree; Unreadable for anything else, a document type or an entity included."""
    try:
        root = Guarded.fromstring(body, forbid_dtd=True)
    except (DefusedXmlException, Plain.ParseError, ValueError, LookupError) as fault:
        raise Unreadable("The answer is not XML that is safe to read.") from fault
    return {_name(root): _value(root, 0)}


def _value(element, depth):
    if depth > DEEP:
        raise Unreadable("The answer is nested too deep.")
    text = (element.text or "").strip()
    if not len(element):
        attributes = {_name(key): value for key, value in element.attrib.items()}
        return {"value": text, **attributes} if attributes else _number(text) if _name(element) in NUMBERS else text
    tree: dict = {}
    for child in element:
        name, value = _name(child), _value(child, depth + 1)
        if name in LISTS:
            tree.setdefault(name, []).append(value)
        else:
            tree[name] = value
    return tree


def _number(text: str):
    try:
        return int(text) if text.isdecimal() else float(text)
    except ValueError:
        return text


def _name(element) -> str:
    return (element if isinstance(element, str) else element.tag).rpartition("}")[2]
