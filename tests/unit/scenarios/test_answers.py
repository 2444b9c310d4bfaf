"""Answers that are made up from a form are answers that the form accepts."""

from datetime import UTC, date, datetime
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from engine.definitions.load import load
from engine.forms import Form, Option
from engine.scenarios.answers import UnanswerableError, another_value, fill_in
from engine.text import Text
from tests.support.form_files import form as form_of
from tests.support.form_files import question
from tests.support.played import trajectories

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SEEDS = range(20)
ASKED = {"required": True}


def filled_in(form: Form, seed: int, **facts: Any) -> dict[str, Any]:
    """Fill a form in and let it be the judge."""
    answers = fill_in(form, facts, now=NOW, random=Random(seed))
    return form.parse(answers, facts=facts, now=NOW)


@pytest.fixture(scope="module")
def forms() -> list[Form]:
    """Every form of every trajectory that comes along."""
    return [form for bundle in trajectories() for form in load(bundle).forms.values()]


@pytest.mark.parametrize("seed", SEEDS)
def test_every_form_that_comes_along_accepts_what_is_made_up(
    forms: list[Form], seed: int
) -> None:
    for form in forms:
        filled_in(form, seed)


@pytest.mark.parametrize("seed", SEEDS)
def test_limits_hold_also_those_that_another_answer_sets(seed: int) -> None:
    between = {"min": "=born_on", "max": "=today()"}
    form = form_of(
        question("number", "most", validate={**ASKED, "max": "=least"}),
        question("number", "least", validate={**ASKED, "min": 3, "max": 9}),
        question("datetime", "seen_on", subtype="date", validate=ASKED, properties=between),
    )

    values = filled_in(form, seed, born_on=date(2026, 2, 27))

    assert Decimal(3) <= values["least"] <= Decimal(9)
    assert values["most"] <= values["least"]
    assert date(2026, 2, 27) <= values["seen_on"] <= date(2026, 3, 2)


@pytest.mark.parametrize("seed", SEEDS)
def test_texts_have_the_form_that_is_asked(seed: int) -> None:
    postcode = {**ASKED, "pattern": "^[1-9][0-9]{3}$"}
    form = form_of(
        *(
            question("textfield", kind, validate=ASKED, properties={"format": kind})
            for kind in ("email", "phone", "insz")
        ),
        question("textfield", "postcode", validate=postcode),
        question("textarea", "story", validate={**ASKED, "minLength": 200}),
        question("textfield", "word", validate={**ASKED, "maxLength": 3}),
    )

    assert None not in filled_in(form, seed).values()


def test_what_is_hidden_is_not_answered_and_what_is_fixed_not_changed() -> None:
    hidden = {"hide": "=ill = true"}
    form = form_of(
        question("checkbox", "ill", validate=ASKED),
        question("textfield", "well", conditional=hidden, validate=ASKED),
        question("textfield", "name", readonly=True),
    )

    answers = fill_in(form, {"name": "Testa"}, now=NOW, random=Random(1))

    assert answers == {"ill": "true"}


def test_a_question_without_an_answer_is_named() -> None:
    form = form_of(question("select", "place", valuesExpression="=places", validate=ASKED))

    with pytest.raises(UnanswerableError, match="place: nothing to choose"):
        filled_in(form, 1, places=[])


def test_another_value_is_of_the_same_type_and_another_one() -> None:
    options = tuple(
        Option(value=one, label=Text(one, one), answer=one) for one in ("a", "b")
    )

    def another(kind: str, known: Any, *offered: Option) -> Any:
        return another_value(kind, known, offered, today=NOW.date(), random=Random(3))

    assert another("string", "a", *options) == "b"
    assert another("boolean", True) is False
    assert another("date", date(2026, 1, 1)) != date(2026, 1, 1)
    assert another("string", "a") is None


def test_the_same_seed_gives_the_same_answers(forms: list[Form]) -> None:
    (intake,) = (form for form in forms if form.file.endswith("/intake.json"))

    assert filled_in(intake, 7) == filled_in(intake, 7)
    assert len({str(filled_in(intake, seed)) for seed in SEEDS}) > 10
