# ruff: noqa: E501 - samples of files have long lines
"""QTI 2 and 3, alone and in a ZIP: choice items, other interactions refused by name, nothing dangerous (issue 5)."""

from __future__ import annotations

import io
import zipfile

import pytest

from cme.offer.importers.questions import qti, read

ITEM = """<?xml version="1.0"?>
<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="q1" title="Chest pain" adaptive="false" timeDependent="false">
<responseDeclaration identifier="RESPONSE" cardinality="single" baseType="identifier"><correctResponse><value>B</value></correctResponse></responseDeclaration>
<outcomeDeclaration identifier="FEEDBACK" cardinality="single" baseType="identifier"/>
<itemBody><p>A man has <em>chest</em> pain, SpO<sub>2</sub> &lt; 90 %.</p>
<choiceInteraction responseIdentifier="RESPONSE" shuffle="true" maxChoices="1"><prompt>What next?</prompt>
<simpleChoice identifier="A">Wait<feedbackInline outcomeIdentifier="FEEDBACK" identifier="A" showHide="show">Too slow.</feedbackInline></simpleChoice>
<simpleChoice identifier="B"><p>An ECG</p></simpleChoice></choiceInteraction></itemBody>
<responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct"/>
<modalFeedback outcomeIdentifier="FEEDBACK" identifier="B" showHide="show">Well done.</modalFeedback>
<modalFeedback outcomeIdentifier="SOLUTION" identifier="solution" showHide="show"><p>It is quick.</p></modalFeedback>
</assessmentItem>"""
THREE = """<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="q3" title="Three" time-dependent="false">
<qti-response-declaration identifier="RESPONSE" cardinality="single" base-type="identifier"><qti-correct-response><qti-value>y</qti-value></qti-correct-response></qti-response-declaration>
<qti-item-body><qti-choice-interaction response-identifier="RESPONSE" max-choices="1"><qti-prompt>Is it so?</qti-prompt>
<qti-simple-choice identifier="n">No</qti-simple-choice><qti-simple-choice identifier="y">Yes</qti-simple-choice></qti-choice-interaction></qti-item-body>
<qti-modal-feedback outcome-identifier="FEEDBACK" identifier="y" show-hide="show"><qti-content-body>Right.</qti-content-body></qti-modal-feedback>
</qti-assessment-item>"""
MANIFEST = """<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"><resources>%s</resources></manifest>"""
RESOURCE = '<resource identifier="r" type="imsqti_item_xmlv2p1" href="%s"><file href="%s"/></resource>'


def refusals(data):
    items, problems = read(data if isinstance(data, bytes) else data.encode())
    assert not items
    return [str(error) for error in problems]


def zipped(**files) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return buffer.getvalue()


def test_an_item_of_version_2():
    (item,), problems = read(ITEM.encode())
    assert not problems
    assert (item.id, item.title, item.right) == ("q1", "Chest pain", 1)
    assert "A man has chest pain, SpO2 < 90 %." in item.stem.plain and item.stem.plain.endswith("What next?")
    assert "<sub>2</sub>" in item.stem.html
    assert [answer.words.line for answer in item.answers] == ["Wait", "An ECG"]
    assert [answer.feedback.plain for answer in item.answers] == ["Too slow.", "Well done."]
    assert item.explanation.plain == "It is quick."


def test_an_item_of_version_3():
    (item,), problems = read(THREE.encode())
    assert not problems
    assert (item.id, item.stem.plain, item.right) == ("q3", "Is it so?", 1)
    assert [answer.feedback.plain for answer in item.answers] == ["", "Right."]


def test_a_mapping_with_one_that_scores_is_a_key_too():
    mapped = ITEM.replace(
        "<correctResponse><value>B</value></correctResponse>",
        '<mapping><mapEntry mapKey="A" mappedValue="0"/><mapEntry mapKey="B" mappedValue="1"/></mapping>',
    )
    assert read(mapped.encode())[0][0].right == 1


@pytest.mark.parametrize(("name", "kind"), sorted(qti.OTHER_INTERACTIONS.items()))
def test_other_interactions_are_refused_by_name(name, kind):
    other = ITEM.replace("choiceInteraction", name)
    assert refusals(other) == [f"item q1: this is a question of the type {kind} ({name}), which has no one best answer"]


CHANGED = {
    (
        'cardinality="single" baseType="identifier"><correct',
        'cardinality="multiple" baseType="identifier"><correct',
    ): "",
    ('maxChoices="1"', 'maxChoices="0"'): "",
    (
        "<value>B</value>",
        "<value>A</value><value>B</value>",
    ): "item q1: this is a multiple-answer question (multiple response), which has no one best answer",
    ("<value>B</value>", ""): "item q1: no answer is marked as right (correctResponse)",
    ("<value>B</value>", "<value>Z</value>"): "item q1: the right answer 'Z' is none of the choices",
    (
        'identifier="RESPONSE" cardinality',
        'identifier="OTHER" cardinality',
    ): "item q1: its right answer is not declared (responseDeclaration)",
    (
        "<p>A man",
        '<p><img src="ecg.png" alt="ECG"/>A man',
    ): "item q1: it shows a picture, sound or video, which does not come along",
    ("<p>A man", "<p><math><mi>x</mi></math>A man"): "item q1: it has a formula in MathML, which cannot be shown",
    (
        "<itemBody>",
        "<templateDeclaration identifier='T'/><itemBody>",
    ): "item q1: its text is worked out anew each time (a template), which is not read",
    (
        "<itemBody>",
        "<assessmentStimulusRef identifier='S'/><itemBody>",
    ): "item q1: it belongs to a text that stands in another file (assessmentStimulusRef), which is not read",
    ("</assessmentItem>", ""): "the file: this is not well-formed XML (line 12)",
}


@pytest.mark.parametrize("change", [change for change, sentence in CHANGED.items() if sentence])
def test_problems_name_the_item(change):
    assert change[0] in ITEM
    assert refusals(ITEM.replace(*change, 1)) == [CHANGED[change]]


def test_other_kinds_of_xml_are_named():
    assert refusals("<quiz><question type='multichoice'/></quiz>") == [
        "the file: this is Moodle XML, which is not read: export the questions as GIFT"
    ]
    assert refusals("<questestinterop><assessment/></questestinterop>") == [
        "the file: this is QTI 1.2, which is not read: export it as QTI 2.1 or later"
    ]


BOMB = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "' + "x" * 100 + '"><!ENTITY c "&b;&b;&b;&b;">]>'
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("head", [BOMB, OUTSIDE])
def test_entities_are_refused_with_a_sentence(head):
    data = ITEM.replace('<?xml version="1.0"?>', head).replace("An ECG", "&b;&c;" if head is BOMB else "&b;")
    assert refusals(data) == ["the file: it declares XML entities, which are not read"]
    assert refusals(zipped(**{"imsmanifest.xml": head + "<manifest>&b;</manifest>", "q.xml": ITEM})) == [
        "the file: imsmanifest.xml declares XML entities, which are not read"
    ]


def test_what_is_nested_too_deeply_is_refused():
    deep = ITEM.replace("<p>A man", "<div>" * 200 + "<p>A man").replace("90 %.</p>", "90 %.</p>" + "</div>" * 200)
    assert refusals(deep) == ["the file: it is nested too deeply"]


def test_a_zip_with_a_manifest_gives_its_items_and_names_the_file_of_a_problem():
    data = zipped(
        **{
            "x/imsmanifest.xml": MANIFEST
            % (
                RESOURCE % ("one.xml", "")
                + RESOURCE % ("sub%20folder/two.xml", "")
                + RESOURCE % ("gone.xml", "")
                + RESOURCE % ("../../etc/passwd", "")
            ),
            "x/one.xml": ITEM,
            "x/sub folder/two.xml": THREE.replace("choice-interaction", "order-interaction"),
            "x/not-listed.xml": ITEM,
        }
    )
    items, problems = read(data)
    assert [(item.id, item.location) for item in items] == [("q1", "x/one.xml, item q1")]
    assert [str(error) for error in problems] == [
        "imsmanifest.xml: gone.xml is not in the ZIP",
        "imsmanifest.xml: ../../etc/passwd leads out of the folder",
        "x/sub folder/two.xml, item q3: this is a question of the type ordering (orderInteraction), which has no one best answer",
    ]


def test_a_zip_of_other_files_is_read_file_by_file():
    items, problems = read(
        zipped(
            **{
                "a.gift": "Q?{=yes ~no}\n\nR?{}",
                "b.xml": THREE,
                "c/d.csv": "stem,a,b,answer\nS?,1,2,a\n",
                "__MACOSX/a.gift": "x",
                "readme.pdf": "%PDF",
            }
        )
    )
    assert [item.stem.plain for item in items] == ["Q?", "Is it so?", "S?"]
    assert [str(error) for error in problems] == [
        "a.gift, line 3: this is an essay question, which has no one best answer"
    ]


@pytest.mark.parametrize("name", ["../out.xml", "/etc/out.xml", "a/../../out.xml", "..\\out.xml", "C:/out.xml"])
def test_a_path_out_of_the_folder_refuses_the_zip(name):
    sentences = refusals(zipped(**{"good.xml": ITEM, name: ITEM}))
    assert sentences == [f"the file: the name {name} leads out of its folder"]


def test_a_bomb_is_refused_by_what_it_says_and_by_what_it_is(monkeypatch):
    assert refusals(zipped(**{"a.xml": b"0" * 30_000_000})) == ["the file: a.xml is larger than 20 MB when unpacked"]
    many = zipped(**{f"{n}.xml": b"0" * 19_000_000 for n in range(11)})
    assert refusals(many) == ["the file: it is larger than 200 MB when unpacked"]
    lying = zipped(**{"a.xml": b"0" * 30_000_000}).replace(
        (30_000_000).to_bytes(4, "little"), (1000).to_bytes(4, "little")
    )
    assert refusals(lying)[0] in (
        "the file: this ZIP is damaged or of a kind that is not read",
        "the file: a.xml is larger than it says when unpacked",
    )


def test_a_damaged_an_encrypted_and_an_empty_zip():
    assert refusals(b"PK\x03\x04 not a zip") == ["the file: this ZIP is damaged or of a kind that is not read"]
    assert refusals(zipped(**{"readme.pdf": "x"})) == ["the file: there is no file of questions in it"]
    good = zipped(**{"q.xml": ITEM})
    assert refusals(good[: len(good) // 2]) == ["the file: this ZIP is damaged or of a kind that is not read"]
    assert refusals(zipped(**{"in.gift": good})) == ["in.gift, the file: a ZIP within a ZIP is not read"]


def test_a_file_of_nothing_known_and_one_too_large():
    assert refusals("Dear colleagues") == ["the file: this is none of GIFT, Aiken, CSV and QTI"]
    assert refusals("") == ["the file: this is none of GIFT, Aiken, CSV and QTI"]
    assert refusals(b"a" * 50_000_001) == ["the file: it is larger than 50 MB"]
    assert refusals(b"Q?{=a ~b}\n\n\0") == ["line 3: there is a null byte"]
