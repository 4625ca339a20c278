"""QTI 2.x and 3: items with one choiceInteraction and one right choice.

Source: the 1EdTech specifications of QTI 2.1, 2.2 and 3.0. Names of 3.0 (qti-simple-choice) are read as those of 2.x.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection
from typing import Any

from defusedxml import DefusedXmlException, DTDForbidden, EntitiesForbidden
from defusedxml import ElementTree as SafeElementTree

from cme.base import text as clean
from cme.offer.importers.questions.item import Answer, Item, Problem, Words

Element = Any  # of xml.etree, which only defusedxml may import

MAX_DEPTH = 100
OTHER_INTERACTIONS = {
    "associateInteraction": "association",
    "drawingInteraction": "drawing",
    "endAttemptInteraction": "end of attempt",
    "extendedTextInteraction": "essay",
    "gapMatchInteraction": "gap match",
    "graphicAssociateInteraction": "graphic association",
    "graphicGapMatchInteraction": "graphic gap match",
    "graphicOrderInteraction": "graphic order",
    "hotspotInteraction": "hot spot",
    "hottextInteraction": "hot text",
    "inlineChoiceInteraction": "inline choice",
    "matchInteraction": "matching",
    "mediaInteraction": "media",
    "orderInteraction": "ordering",
    "positionObjectInteraction": "position object",
    "selectPointInteraction": "select point",
    "sliderInteraction": "slider",
    "textEntryInteraction": "text entry",
    "uploadInteraction": "upload",
    "customInteraction": "custom",
    "portableCustomInteraction": "custom",
}
_HTML_TAGS = {
    "p",
    "br",
    "ul",
    "ol",
    "li",
    "strong",
    "b",
    "em",
    "i",
    "sup",
    "sub",
    "code",
    "pre",
    "blockquote",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "div",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "img",
    "object",
    "video",
    "audio",
    "math",
    "svg",
}


def matches(head: str) -> bool:
    """Return whether a text begins with an element of QTI, or of another XML format that is refused by name."""
    return bool(re.match(r"<(?:\w+:)?(?:qti-)?(?:assessment|questestinterop|quiz\b|manifest\b)", head, re.IGNORECASE))


def read(data: bytes) -> tuple[list[Item], list[Problem]]:
    """Return the items of an XML file (one, or several below one root), and a problem for each that is refused."""
    try:
        root = _parse(data)
    except ValueError as error:
        return [], [Problem("the file", str(error))]
    name = _name(root)
    if name == "quiz":
        return [], [Problem("the file", "this is Moodle XML, which is not read: export the questions as GIFT")]
    if name == "questestinterop":
        return [], [Problem("the file", "this is QTI 1.2, which is not read: export it as QTI 2.1 or later")]
    elements = [element for element in root.iter() if _name(element) == "assessmentItem"]
    if not elements:
        return [], [Problem("the file", f"there is no assessmentItem in it (its root is {name[:60]})")]
    items: list[Item] = []
    problems: list[Problem] = []
    for element in elements:
        where = f"item {_line(element.get('identifier') or '?', 120)}"
        try:
            item = _item(element)
            if sentence := item.problem():
                raise ValueError(sentence)
        except ValueError as error:
            problems.append(Problem(where, str(error)))
        else:
            item.where = where
            items.append(item)
    return items, problems


def _parse(data: bytes) -> Element:
    try:
        root = SafeElementTree.fromstring(data.lstrip(), forbid_dtd=False, forbid_entities=True, forbid_external=True)
    except EntitiesForbidden:
        raise ValueError("it declares XML entities, which are not read") from None
    except (DTDForbidden, DefusedXmlException):
        raise ValueError("it refers to something outside, which is not read") from None
    except (SafeElementTree.ParseError, ValueError, LookupError) as error:
        position = getattr(error, "position", None)
        at = f" (line {position[0]})" if position else ""
        raise ValueError(f"this is not well-formed XML{at}") from None
    stack = [(root, 1)]
    while stack:
        element, depth = stack.pop()
        if depth > MAX_DEPTH:
            raise ValueError("it is nested too deeply")
        stack += [(child, depth + 1) for child in element]
    return root


def _name(element: Element) -> str:
    """Return the name of an element without namespace, as QTI 2 has it: qti-simple-choice is simpleChoice."""
    name = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
    if not name.startswith("qti-"):
        return name
    first, *rest = name[4:].split("-")
    return first + "".join(part.capitalize() for part in rest)


def _attribute(element: Element, name: str) -> str:
    dashed = re.sub(r"([A-Z])", lambda found: "-" + found.group(1).lower(), name)
    return (element.get(name) or element.get(dashed) or "").strip()


def _all(element: Element, name: str) -> list[Element]:
    return [child for child in element.iter() if _name(child) == name]


def _item(item: Element) -> Item:
    body = next((each for each in item if _name(each) == "itemBody"), None)
    if body is None:
        raise ValueError("there is no itemBody")
    interaction = _one_interaction(body)
    if _all(item, "templateDeclaration") or _all(body, "printedVariable"):
        raise ValueError("its text is worked out anew each time (a template), which is not read")
    if _all(item, "assessmentStimulusRef"):
        raise ValueError("it belongs to a text that stands in another file (assessmentStimulusRef), which is not read")
    choices = [each for each in interaction if _name(each) == "simpleChoice"]
    ids = [_attribute(each, "identifier") for each in choices]
    right = _right(item, interaction, ids)
    by_choice, general = _feedback(item, body, ids, ids[right])
    prompt = next((each for each in interaction if _name(each) == "prompt"), None)
    stem = _markup(body, exclude=(interaction,)) + (_markup(prompt) if prompt is not None else "")
    answers = [
        Answer(Words(_markup(each), "html"), Words(by_choice.get(name) or _inline_feedback(each, name), "html"))
        for each, name in zip(choices, ids, strict=True)
    ]
    return Item(
        stem=Words(stem, "html"),
        answers=answers,
        right=right,
        id=_line(item.get("identifier") or "", 120),
        title=_line(item.get("title") or "", 200),
        explanation=Words(general, "html"),
    )


def _one_interaction(body: Element) -> Element:
    found = [each for each in body.iter() if _name(each).endswith("Interaction")]
    others = [each for each in found if _name(each) != "choiceInteraction"]
    if others:
        kind = OTHER_INTERACTIONS.get(_name(others[0]), _name(others[0]).removesuffix("Interaction"))
        raise ValueError(f"this is a question of the type {kind} ({_name(others[0])}), which has no one best answer")
    if len(found) != 1:
        raise ValueError(f"it has {len(found)} questions in one item" if found else "it has no question (interaction)")
    return found[0]


def _right(item: Element, interaction: Element, ids: list[str]) -> int:
    wanted = _attribute(interaction, "responseIdentifier")
    declared = next((d for d in _all(item, "responseDeclaration") if _attribute(d, "identifier") == wanted), None)
    if declared is None:
        raise ValueError("its right answer is not declared (responseDeclaration)")
    values = [(each.text or "").strip() for part in _all(declared, "correctResponse") for each in _all(part, "value")]
    if not values:
        values = [
            _attribute(each, "mapKey")
            for each in _all(declared, "mapEntry")
            if _positive(_attribute(each, "mappedValue"))
        ]
    if len(values) > 1 or (
        _attribute(declared, "cardinality") not in ("single", "") and _attribute(interaction, "maxChoices") != "1"
    ):
        raise ValueError("this is a multiple-answer question (multiple response), which has no one best answer")
    if not values:
        raise ValueError("no answer is marked as right (correctResponse)")
    if ids.count(values[0]) != 1:
        raise ValueError(f"the right answer {values[0][:60]!r} is none of the choices")
    return ids.index(values[0])


def _positive(value: str) -> bool:
    try:
        return float(value) > 0
    except ValueError:
        return False


def _feedback(item: Element, body: Element, ids: list[str], right: str) -> tuple[dict[str, str], str]:
    """Return the feedback of each choice by its identifier, and the general feedback."""
    by_choice: dict[str, str] = {}
    general: list[str] = []
    for each in [*_all(item, "modalFeedback"), *_all(body, "feedbackBlock")]:
        name = _attribute(each, "identifier")
        words = _markup(each)
        if name in ids:
            by_choice[name] = by_choice.get(name, "") + words
        elif words and re.search(r"solution|general|explan|rationale|all|feedback", name, re.IGNORECASE):
            general.append(words)
        elif words and re.fullmatch(r"(?:is_?|feedback_?)?(?:correct|right|true|ok)", name, re.IGNORECASE):
            by_choice[right] = by_choice.get(right, "") + words
        elif words:
            general.append(words)
    return by_choice, "".join(dict.fromkeys(general))


def _inline_feedback(choice: Element, name: str) -> str:
    return "".join(
        _markup(each) for each in _all(choice, "feedbackInline") if _attribute(each, "identifier") in (name, "")
    )


def _markup(element: Element, exclude: Collection[Element] = ()) -> str:
    """Return the content of an element as HTML, without interactions, feedback and what is for graders only."""
    parts = [html.escape(element.text or "", quote=False)]
    for child in element:
        name = _name(child)
        skip = child in exclude or name in (
            "feedbackInline",
            "feedbackBlock",
            "modalFeedback",
            "rubricBlock",
            "stylesheet",
            "prompt",
        )
        if not skip and name:
            inner = _markup(child, exclude)
            parts.append(
                f"<{name}>{inner}</{name}>"
                if name in _HTML_TAGS and name != "br"
                else "<br>"
                if name == "br"
                else inner
            )
        parts.append(html.escape(child.tail or "", quote=False))
    return "".join(parts).strip()


def _line(text: str, limit: int) -> str:
    return clean.line(text, 100_000_000)[:limit].strip()
