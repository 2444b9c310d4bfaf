"""Foreign XML is read or refused with its line, and never harms."""

import pytest

from engine.errors import InvalidDefinitionError
from engine.xml import MAX_BYTES, MAX_DEPTH, MAX_ELEMENTS, line_of, local_name, parse_xml


def refusal(raw: bytes):
    with pytest.raises(InvalidDefinitionError) as caught:
        parse_xml(raw, file="some.bpmn")
    (finding,) = caught.value.findings
    assert finding.file == "some.bpmn"
    assert finding.message.nl
    assert finding.message.en
    assert finding.remedy.nl
    return finding


def test_an_element_knows_its_name_and_line():
    root = parse_xml(b'<a:b xmlns:a="urn:x">\n<!-- no -->\n<a:c/>\n</a:b>', file="f")
    assert local_name(root) == "b"
    assert [(local_name(child), line_of(child)) for child in root] == [("c", 3)]


def test_text_around_a_comment_stays_whole():
    assert parse_xml(b"<a>one <!-- x -->two</a>", file="f").text == "one two"


@pytest.mark.parametrize(
    ("raw", "line", "words"),
    [
        (b"", 1, "empty"),
        (b"not xml", 1, "well-formed"),
        (b"<a>\n<b>\n</a>", 3, "end tag"),
        (b"<a>\n<b", 2, "not closed"),
        (b"<a/>\n<b/>", 2, "follows"),
        (b"<a>\n<camunda:b/></a>", 2, "prefix"),
        (b"<a>\n&nbsp;</a>", 2, "entity"),
        (b'<a x="1"\n x="2"/>', 2, "twice"),
        (b'<?xml version="1.0" encoding="martian"?><a/>', 1, "encoding"),
        (b"<a>\x00</a>", 1, "well-formed"),
        (b"\xff\xfe\x00", 1, ""),
    ],
)
def test_what_is_not_well_formed_is_refused_at_its_line(raw, line, words):
    finding = refusal(raw)
    assert finding.rule == "xml-well-formed"
    assert finding.line == line
    assert words in finding.message.en


@pytest.mark.parametrize(
    "raw",
    [
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n<a>&x;</a>',
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "y">]><a b="&x;"/>',
        '<!DOCTYPE a SYSTEM "http://127.0.0.1/a.dtd"><a/>'.encode("utf-16"),
    ],
)
def test_a_doctype_is_refused_before_an_entity_is_read(raw):
    finding = refusal(raw)
    assert finding.rule == "xml-doctype"
    assert finding.line == 1


@pytest.mark.parametrize(
    "raw",
    [
        b"<a>" * (MAX_DEPTH + 1) + b"</a>" * (MAX_DEPTH + 1),
        b"<a>" + b"<b/>" * MAX_ELEMENTS + b"</a>",
        b"<a>" + b" " * MAX_BYTES + b"</a>",
    ],
    ids=["deep", "many", "large"],
)
def test_what_is_too_large_is_refused(raw):
    assert refusal(raw).rule == "xml-size"
