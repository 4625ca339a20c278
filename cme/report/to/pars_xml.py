"""The tree as XML: the "value" of an object becomes text and the rest attributes; lists become repeated elements."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

from defusedxml import DefusedXmlException
from defusedxml import ElementTree as SafeTree

from cme.report.to import Unreadable

CONTENT_TYPE = "application/xml; charset=utf-8"
LISTS = {"ActivityReport", "CreditCertificate", "UniqueID", "LearnerStatus"}
NUMBERS = {"numberOfCredits"}
DEEPEST = 40


def write(tree: dict[str, Any]) -> bytes:
    """Return a tree with one root as XML."""
    ((name, value),) = tree.items()
    return ElementTree.tostring(_element(name, value), encoding="utf-8", xml_declaration=True)


def _element(name: str, value: Any) -> ElementTree.Element:
    element = ElementTree.Element(name)
    if not isinstance(value, dict):
        element.text = _text(value)
    elif "value" in value:
        element.text = _text(value["value"])
        element.attrib |= {key: _text(other) for key, other in value.items() if key != "value"}
    else:
        for key, child in value.items():
            element.extend(_element(key, one) for one in (child if isinstance(child, list) else [child]))
    return element


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def read(body: bytes) -> dict[str, Any]:
    """Parse XML into the same tree; Unreadable for anything else, also for a document type or an entity."""
    try:
        root = SafeTree.fromstring(body, forbid_dtd=True)
    except (DefusedXmlException, ElementTree.ParseError, ValueError, LookupError) as error:
        raise Unreadable("The answer is not XML that is safe to read.") from error
    return {_name(root): _value(root, 0)}


def _value(element: ElementTree.Element, depth: int) -> Any:
    if depth > DEEPEST:
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


def _number(text: str) -> int | float | str:
    try:
        return int(text) if text.isdecimal() else float(text)
    except ValueError:
        return text


def _name(element: ElementTree.Element | str) -> str:
    return (element if isinstance(element, str) else element.tag).rpartition("}")[2]
