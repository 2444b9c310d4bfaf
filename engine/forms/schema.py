"""The marshmallow schema of a form, made once; it judges each answer by itself."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields

from engine.forms import limits
from engine.forms.answer_error import AnswerError
from engine.forms.answers import read_answer
from engine.forms.model import Field
from engine.text import Text

#: Messages are not told of more fields than this.
MAX_MESSAGES = 50


class AnswerField(fields.Field[Any]):
    """A marshmallow field that reads an answer as its question asks."""

    def __init__(self, asked: Field) -> None:
        super().__init__(
            allow_none=True,
            required=False,
            validate=[partial(_judge, asked, rule) for rule in limits.rules_for(asked)],
            metadata={"title": asked.label.nl, "description": asked.description.nl},
        )
        self.asked = asked

    def deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        """Read null like any blank answer: it makes an unticked box False."""
        return super().deserialize("" if value is None else value, *args, **kwargs)

    def _deserialize(self, value: Any, *_args: Any, **_kwargs: Any) -> Any:
        try:
            return read_answer(self.asked, value)
        except AnswerError as error:
            raise ValidationError([error.text]) from error


def schema_of(asked: Sequence[Field]) -> Schema:
    """Make the schema of these questions, by key."""
    made = Schema.from_dict({one.key: AnswerField(one) for one in asked})
    return made(unknown=EXCLUDE)


def load(
    schema: Schema, raw: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, list[Text]]]:
    """Read the answers; give those that are right by key, and the errors of the others."""
    try:
        return dict(schema.load(raw)), {}
    except ValidationError as error:
        right = error.valid_data if isinstance(error.valid_data, dict) else {}
        return right, {
            str(key): [text for text in listed if isinstance(text, Text)]
            for key, listed in dict(error.messages_dict).items()
        }


def _judge(asked: Field, rule: Callable[[Field, Any], None], value: Any) -> None:
    if value is None or value == []:
        return
    try:
        rule(asked, value)
    except AnswerError as error:
        raise ValidationError([error.text]) from error
