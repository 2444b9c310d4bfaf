"""form-js files: what is read, and what is said of what cannot be."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import Finding, InvalidDefinitionError
from engine.forms import Display, Field, Option, read_form
from engine.text import Text
from tests.support.form_files import form, form_file, question, values


def findings(*components: dict[str, Any], **document: Any) -> list[Finding]:
    with pytest.raises(InvalidDefinitionError) as wrong:
        read_form(form_file(*components, **document), file="forms/intake.json")
    found = list(wrong.value.findings)
    assert all(one.message.nl and one.message.en for one in found)
    assert all(one.remedy.nl and one.remedy.en for one in found)
    assert all(one.file == "forms/intake.json" for one in found)
    return found


def rules(*components: dict[str, Any]) -> list[str]:
    return [finding.rule for finding in findings(*components)]


class TestWhatIsRead:
    @pytest.mark.parametrize(
        ("component", "kind", "answer_type"),
        [
            (question("textfield", "a"), "textfield", "string"),
            (question("textarea", "a"), "textarea", "string"),
            (question("number", "a"), "number", "number"),
            (question("checkbox", "a"), "checkbox", "boolean"),
            (question("radio", "a", values=values("x")), "radio", "string"),
            (question("radio", "a", values=values(True, False)), "radio", "boolean"),
            (
                question("select", "a", values=values(1), properties={"type": "number"}),
                "select",
                "number",
            ),
            (question("checklist", "a", values=values("x")), "checklist", "list"),
            (question("taglist", "a", valuesExpression="=xs"), "taglist", "list"),
            (question("datetime", "a", subtype="date"), "date", "date"),
            (question("datetime", "a", subtype="time"), "time", "time"),
            (question("datetime", "a", subtype="datetime"), "datetime", "date and time"),
        ],
    )
    def test_every_kind_of_question_has_its_type(
        self, component: dict[str, Any], kind: str, answer_type: str
    ) -> None:
        (asked,) = form(component).fields
        assert (asked.kind, asked.type) == (kind, answer_type)

    def test_a_field_has_both_languages_and_its_fact(self) -> None:
        asked = form(
            question(
                "select",
                "language_of_contact",
                label="Contacttaal",
                description="Taal van de gesprekken",
                validate={"required": True},
                values=[
                    {"label": "Frans", "value": "fr"},
                    {"label": "Ander", "value": "x"},
                ],
                appearance={"suffixAdorner": "taal"},
                properties={
                    "label_en": "Language of contact",
                    "description_en": "Language of the talks",
                    "option_en:fr": "French",
                    "fact": "contact_language",
                    "sensitivity": "role-only",
                    "roles": "team_lead, counsellor",
                },
            )
        ).field("language_of_contact")
        assert asked.fact == "contact_language"
        assert asked.label == Text("Contacttaal", "Language of contact")
        assert asked.description == Text("Taal van de gesprekken", "Language of the talks")
        assert asked.options == (
            Option(value="fr", label=Text("Frans", "French"), answer="fr"),
            Option(value="x", label=Text("Ander", "Ander"), answer="x"),
        )
        assert asked.required
        assert asked.sensitivity == "role-only"
        assert asked.roles == {"team_lead", "counsellor"}
        assert asked.suffix.nl == "taal"
        # "{" is line 1, "components" line 5, its "{" line 6.
        assert asked.line == 6

    def test_groups_are_taken_apart_and_hand_down_their_condition(self) -> None:
        read = form(
            question("checkbox", "a"),
            {
                "type": "group",
                "label": "Opvang",
                "conditional": {"hide": "=a != true"},
                "properties": {"label_en": "Care"},
                "components": [
                    question("textfield", "b", conditional={"hide": "=c = null"}),
                    {"type": "group", "components": [question("textfield", "d")]},
                ],
            },
        )
        assert [asked.key for asked in read.fields] == ["a", "b", "d"]
        sources = [[one.source for one in asked.conditions] for asked in read.fields]
        assert sources == [[], ["a != true", "c = null"], ["a != true"]]
        heading = read.parts[1]
        assert isinstance(heading, Display)
        assert heading.pieces == (("Opvang",), ("Care",))
        assert read.names == {"c"}

    def test_texts_lines_and_rows_are_kept_for_the_page(self) -> None:
        read = form(
            {"type": "text", "text": "# Dag {{ name }}!"},
            question("textfield", "a", layout={"row": "Row_1", "columns": 8}),
            question("number", "b", layout={"row": "Row_1", "columns": None}),
            {"type": "separator"},
            {"type": "spacer", "height": 30},
            {"type": "button", "label": "Verzenden", "action": "submit"},
            question("textfield", "c", layout={"row": "Row_2"}),
        )
        kinds = [
            [part.key if isinstance(part, Field) else part.kind for part in row]
            for row in read.rows
        ]
        assert kinds == [["text"], ["a", "b"], ["separator"], ["spacer"], ["c"]]
        assert read.field("a").placement.columns == 8
        assert read.names == {"name"}

    def test_an_empty_form_asks_nothing(self) -> None:
        assert form().fields == ()

    def test_a_field_of_no_interest_to_others_is_normal(self) -> None:
        assert form(question("textfield", "a")).field("a").sensitivity == "normal"


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        "kind",
        [
            "script",
            "iframe",
            "html",
            "image",
            "filepicker",
            "documentPreview",
            "expression",
            "dynamiclist",
            "table",
            "hologram",
            "date",
            "default",
            "",
        ],
    )
    def test_a_component_that_cannot_be_handled_is_named(self, kind: str) -> None:
        (finding,) = findings(question("textfield", "a"), {"type": kind, "id": "It"})
        assert finding.rule == "form-component"
        assert finding.element == "It"
        assert finding.line == 13
        assert f"'{kind}'" in finding.message.nl

    def test_a_datetime_of_another_subtype_is_a_finding(self) -> None:
        assert rules(question("datetime", "a", subtype="era")) == ["form-component"]

    @pytest.mark.parametrize("component", [3, "textfield", None, {"id": "It"}, {"type": 3}])
    def test_a_component_without_a_type_is_a_finding(self, component: Any) -> None:
        assert rules(component) == ["form-component"]

    @pytest.mark.parametrize("key", ["", "a b", "1a", "a.b", "é", "a" * 101, 3, None])
    def test_a_key_is_a_name(self, key: Any) -> None:
        assert rules({"type": "textfield", "key": key, "label": "A"}) == ["form-key"]

    def test_two_fields_may_not_fill_in_one_fact(self) -> None:
        assert (
            rules(question("textfield", "a"), question("number", "a")) == ["form-key"] * 2
        )
        other = question("textfield", "b", properties={"fact": "a"})
        assert rules(question("textfield", "a"), other) == ["form-key"] * 2

    def test_a_group_with_a_path_is_refused(self) -> None:
        group = {"type": "group", "path": "address", "components": []}
        assert rules(group) == ["form-key"]

    @pytest.mark.parametrize("label", ["", None, "=name", 3, "x" * 2001])
    def test_a_question_has_a_plain_label(self, label: Any) -> None:
        assert rules({"type": "textfield", "key": "a", "label": label}) == ["form-label"]

    @pytest.mark.parametrize(
        "offered",
        [
            {},
            {"values": []},
            {"values": "x"},
            {"values": ["x"]},
            {"values": [{"label": "X"}]},
            {"values": values("x", "x")},
            {"values": values("x"), "defaultValue": "y"},
            {"values": values("maybe"), "properties": {"type": "boolean"}},
            {"values": values("x"), "properties": {"type": "number"}},
            {"values": values(*range(1001))},
        ],
    )
    def test_a_choice_offers_answers(self, offered: dict[str, Any]) -> None:
        assert rules(question("select", "a", **offered)) == ["form-options"]

    @pytest.mark.parametrize(
        "more",
        [
            {"properties": {"sensitivity": "secret"}},
            {"properties": {"type": "number"}},
            {"properties": {"x": 3}},
        ],
    )
    def test_properties_have_known_values(self, more: dict[str, Any]) -> None:
        assert rules(question("textfield", "a", **more)) == ["form-property"]

    @pytest.mark.parametrize(
        ("kind", "more"),
        [
            ("number", {"validate": {"min": "many"}}),
            ("number", {"decimalDigits": -1}),
            ("number", {"decimalDigits": "two"}),
            ("number", {"increment": 0}),
            ("number", {"defaultValue": "x"}),
            ("textfield", {"validate": {"maxLength": 10**9}}),
            ("textfield", {"validate": {"minLength": "=n"}}),
            ("textfield", {"validate": {"pattern": "(("}}),
            ("textfield", {"validate": {"pattern": "a" * 501}}),
            ("textfield", {"validate": {"pattern": 3}}),
            ("textfield", {"validate": {"validationType": "iban"}}),
            ("textfield", {"properties": {"format": "iban"}}),
        ],
    )
    def test_limits_can_be_used(self, kind: str, more: dict[str, Any]) -> None:
        assert rules(question(kind, "a", **more)) == ["form-validation"]

    @pytest.mark.parametrize(
        ("kind", "more"),
        [
            ("textfield", {"conditional": {"hide": "=a +"}}),
            ("textfield", {"conditional": {"hide": "="}}),
            ("textfield", {"conditional": {"hide": 3}}),
            ("textfield", {"readonly": "=if"}),
            ("number", {"validate": {"max": "=)"}}),
            ("select", {"valuesExpression": "=for"}),
        ],
    )
    def test_expressions_are_feel(self, kind: str, more: dict[str, Any]) -> None:
        assert rules(question(kind, "a", **more)) == ["form-expression"]

    @pytest.mark.parametrize("text", ["{{ 1 + }}", "=1 +", "{{#if a}}x{{/if}}"])
    def test_placeholders_are_feel(self, text: str) -> None:
        assert set(rules({"type": "text", "text": text})) == {"form-expression"}

    def test_conditions_in_a_circle_are_named(self) -> None:
        (finding,) = findings(
            question("textfield", "a", conditional={"hide": "=b = null"}),
            question("textfield", "b", conditional={"hide": "=a = null"}),
        )
        assert finding.rule == "form-expression"
        assert "a" in finding.message.nl
        assert "b" in finding.message.nl
        itself = question("textfield", "a", conditional={"hide": "=a = null"})
        assert rules(itself) == ["form-expression"]

    def test_everything_is_told_at_once(self) -> None:
        found = findings(
            {"type": "iframe", "id": "Frame"},
            question("textfield", "a b"),
            question("select", "c"),
        )
        assert [(one.rule, one.element) for one in found] == [
            ("form-component", "Frame"),
            ("form-key", "a b"),
            ("form-options", "c"),
        ]

    @pytest.mark.parametrize(
        "document",
        [
            {"type": "login"},
            {"components": {}},
            {"components": None},
            {"schemaVersion": "x"},
            {"schemaVersion": 0},
            {"schemaVersion": 100},
        ],
    )
    def test_another_document_is_no_form(self, document: dict[str, Any]) -> None:
        assert [one.rule for one in findings(**document)] == ["form-schema"]

    @pytest.mark.parametrize("raw", [b"[]", b'"x"', b"3"])
    def test_other_json_is_no_form(self, raw: bytes) -> None:
        with pytest.raises(InvalidDefinitionError) as wrong:
            read_form(raw, file="x.json")
        assert [one.rule for one in wrong.value.findings] == ["form-schema"]

    def test_no_json_is_told_with_its_line(self) -> None:
        with pytest.raises(InvalidDefinitionError) as wrong:
            read_form(b'{\n"type": default}', file="x.json")
        (finding,) = wrong.value.findings
        assert (finding.rule, finding.line) == ("form-unreadable", 2)

    def test_a_form_has_at_most_three_hundred_fields(self) -> None:
        many = [question("checkbox", f"a{n}") for n in range(301)]
        assert rules(*many) == ["form-schema"]

    def test_groups_within_groups_have_an_end(self) -> None:
        nested: dict[str, Any] = question("textfield", "a")
        for _ in range(40):
            nested = {"type": "group", "components": [nested]}
        assert [one.rule for one in findings(nested)] == ["form-unreadable"]


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.just("=x +"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["hide", "row", "columns", "required", "min", "label", "value"]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=5,
)
keys = st.sampled_from(
    [
        "key",
        "label",
        "description",
        "validate",
        "values",
        "valuesExpression",
        "valuesKey",
        "properties",
        "conditional",
        "readonly",
        "layout",
        "appearance",
        "defaultValue",
        "decimalDigits",
        "increment",
        "subtype",
        "dateLabel",
        "text",
        "path",
        "components",
    ]
)
kinds = st.sampled_from(
    ["textfield", "number", "select", "checklist", "datetime", "group", "text"]
)


@given(kind=kinds, more=st.dictionaries(keys, anything, max_size=6))
def test_whatever_stands_in_a_component_is_read_or_told(
    kind: str, more: dict[str, Any]
) -> None:
    raw = form_file({**question(kind, "a"), **more})
    try:
        read = read_form(raw, file="forms/intake.json")
    except InvalidDefinitionError as error:
        assert all(one.rule.startswith("form-") for one in error.findings)  # noqa: PT017
    else:
        assert isinstance(read.initial({}), dict)
