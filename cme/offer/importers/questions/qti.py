"""QTI 2.x and 3: items with one choiceInteraction and one right choice.

Source: the 1EdTech specifications of QTI 2.1, 2.2 and 3.0. Names of 3.0 (qti-simple-choice) are read as those of 2.x.
"""

from __future__ import annotations

import html
import re

from defusedxml import DefusedXmlException, DTDForbidden, EntitiesForbidden
from defusedxml import ElementTree as Guarded

from cme.base import text as clean
from cme.offer.importers.questions.item import Answer, Fault, Item, Words

DEEP = 100
OTHERS = {
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
_SHOWN = {
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


def looks_so(head: str) -> bool:
    """Whether a text begins with an element of QTI, or of an XML that is refused by name."""
    return bool(re.match(r"<(?:\w+:)?(?:qti-)?(?:assessment|questestinterop|quiz\b|manifest\b)", head, re.IGNORECASE))


def read(data: bytes) -> tuple[list[Item], list[Fault]]:
    """Read an XML file of one item (or of several below one root): items, and a fault for each that is refused."""
    try:
        root = _safe(data)
    except ValueError as fault:
        return [], [Fault("the file", str(fault))]
    name = _name(root)
    if name == "quiz":
        return [], [Fault("the file", "this is Moodle XML, which is not read: export the questions as GIFT")]
    if name == "questestinterop":
        return [], [Fault("the file", "this is QTI 1.2, which is not read: export it as QTI 2.1 or later")]
    found = [each for each in root.iter() if _name(each) == "assessmentItem"]
    if not found:
        return [], [Fault("the file", f"there is no assessmentItem in it (its root is {name[:60]})")]
    items, faults = [], []
    for each in found:
        where = f"item {_line(each.get('identifier') or '?', 120)}"
        try:
            item = _item(each)
            if sentence := item.faults():
                raise ValueError(sentence)
        except ValueError as fault:
            faults.append(Fault(where, str(fault)))
        else:
            item.where = where
            items.append(item)
    return items, faults


def _safe(data):
    try:
        root = Guarded.fromstring(data.lstrip(), forbid_dtd=False, forbid_entities=True, forbid_external=True)
    except EntitiesForbidden:
        raise ValueError("it declares XML entities, which are not read") from None
    except (DTDForbidden, DefusedXmlException):
        raise ValueError("it refers to something outside, which is not read") from None
    except (Guarded.ParseError, ValueError, LookupError) as fault:
        position = getattr(fault, "position", None)
        at = f" (line {position[0]})" if position else ""
        raise ValueError(f"this is not well-formed XML{at}") from None
    stack = [(root, 1)]
    while stack:
        element, depth = stack.pop()
        if depth > DEEP:
            raise ValueError("it is nested too deeply")
        stack += [(child, depth + 1) for child in element]
    return root


def _name(element) -> str:
    """The name of an element without namespace, in the way of QTI 2: qti-simple-choice is simpleChoice."""
    said = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
    if not said.startswith("qti-"):
        return said
    first, *rest = said[4:].split("-")
    return first + "".join(part.capitalize() for part in rest)


def _said(element, name) -> str:
    dashed = re.sub(r"([A-Z])", lambda found: "-" + found.group(1).lower(), name)
    return (element.get(name) or element.get(dashed) or "").strip()


def _all(element, name):
    return [each for each in element.iter() if _name(each) == name]


def _item(item) -> Item:
    body = next((each for each in item if _name(each) == "itemBody"), None)
    if body is None:
        raise ValueError("there is no itemBody")
    interaction = _one_interaction(body)
    if _all(item, "templateDeclaration") or _all(body, "printedVariable"):
        raise ValueError("its text is worked out anew each time (a template), which is not read")
    if _all(item, "assessmentStimulusRef"):
        raise ValueError("it belongs to a text that stands in another file (assessmentStimulusRef), which is not read")
    choices = [each for each in interaction if _name(each) == "simpleChoice"]
    ids = [_said(each, "identifier") for each in choices]
    right = _right(item, interaction, ids)
    told, general = _feedback(item, body, ids, ids[right])
    prompt = next((each for each in interaction if _name(each) == "prompt"), None)
    stem = _markup(body, leave=(interaction,)) + (_markup(prompt) if prompt is not None else "")
    answers = [
        Answer(Words(_markup(each), "html"), Words(told.get(name) or _inline_feedback(each, name), "html"))
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


def _one_interaction(body):
    found = [each for each in body.iter() if _name(each).endswith("Interaction")]
    others = [each for each in found if _name(each) != "choiceInteraction"]
    if others:
        what = OTHERS.get(_name(others[0]), _name(others[0]).removesuffix("Interaction"))
        raise ValueError(f"this is a question of the type {what} ({_name(others[0])}), which has no one best answer")
    if len(found) != 1:
        raise ValueError(f"it has {len(found)} questions in one item" if found else "it has no question (interaction)")
    return found[0]


def _right(item, interaction, ids) -> int:
    wanted = _said(interaction, "responseIdentifier")
    declared = next((d for d in _all(item, "responseDeclaration") if _said(d, "identifier") == wanted), None)
    if declared is None:
        raise ValueError("its right answer is not declared (responseDeclaration)")
    values = [(each.text or "").strip() for part in _all(declared, "correctResponse") for each in _all(part, "value")]
    if not values:
        values = [_said(each, "mapKey") for each in _all(declared, "mapEntry") if _positive(_said(each, "mappedValue"))]
    if len(values) > 1 or (
        _said(declared, "cardinality") not in ("single", "") and _said(interaction, "maxChoices") != "1"
    ):
        raise ValueError("this is a multiple-answer question (multiple response), which has no one best answer")
    if not values:
        raise ValueError("no answer is marked as right (correctResponse)")
    if ids.count(values[0]) != 1:
        raise ValueError(f"the right answer {values[0][:60]!r} is none of the choices")
    return ids.index(values[0])


def _positive(said) -> bool:
    try:
        return float(said) > 0
    except ValueError:
        return False


def _feedback(item, body, ids, right) -> tuple[dict[str, str], str]:
    """Sort feedback into what is said to each choice, and what is said to everybody."""
    told, general = {}, []
    for each in [*_all(item, "modalFeedback"), *_all(body, "feedbackBlock")]:
        name = _said(each, "identifier")
        words = _markup(each)
        if name in ids:
            told[name] = told.get(name, "") + words
        elif words and re.search(r"solution|general|explan|rationale|all|feedback", name, re.IGNORECASE):
            general.append(words)
        elif words and re.fullmatch(r"(?:is_?|feedback_?)?(?:correct|right|true|ok)", name, re.IGNORECASE):
            told[right] = told.get(right, "") + words
        elif words:
            general.append(words)
    return told, "".join(dict.fromkeys(general))


def _inline_feedback(choice, name) -> str:
    return "".join(_markup(each) for each in _all(choice, "feedbackInline") if _said(each, "identifier") in (name, ""))


def _markup(element, leave=()) -> str:
    """Write what stands in an element as HTML, without interactions, feedback and what is for others' eyes."""
    made = [html.escape(element.text or "", quote=False)]
    for child in element:
        name = _name(child)
        skip = child in leave or name in (
            "feedbackInline",
            "feedbackBlock",
            "modalFeedback",
            "rubricBlock",
            "stylesheet",
            "prompt",
        )
        if not skip and name:
            inner = _markup(child, leave)
            made.append(
                f"<{name}>{inner}</{name}>" if name in _SHOWN and name != "br" else "<br>" if name == "br" else inner
            )
        made.append(html.escape(child.tail or "", quote=False))
    return "".join(made).strip()


def _line(said: str, limit: int) -> str:
    return clean.line(said, 100_000_000)[:limit].strip()
