"""What can go wrong, sorted by what a caller does about it.

::

    EngineError                 .code is stable and kebab-case; .text is Dutch and English
      NotFoundError      404    no such case, task, person, definition (or not yours to see)
      ConflictError      409    somebody was first: claimed, completed, changed, closed
      NotAllowedError    403    the actor may not do this
      InvalidDataError   422    .fields says per field what is wrong
      UnavailableError   503    the database is away or too busy; nothing was saved
      InvalidDefinitionError 422  .findings says per element what is wrong
      StepFailedError    500    a diagram could not go on: becomes an incident
      ConfigurationError exit 2 settings missing or wrong, all in one message
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from engine.text import Text


class EngineError(Exception):
    """Something went wrong that a person can be told about."""

    code = "error"

    def __init__(self, text: Text, *, code: str | None = None) -> None:
        super().__init__(text.en)
        self.text = text
        if code is not None:
            self.code = code


class NotFoundError(EngineError):
    """There is no such thing, or the actor may not know of it."""

    code = "not-found"


class ConflictError(EngineError):
    """Somebody else was first, or it is too late."""

    code = "conflict"


class NotAllowedError(EngineError):
    """The actor has no right to do this."""

    code = "not-allowed"
    #: Whether the access log has it already.
    is_recorded = False


class UnavailableError(EngineError):
    """The database is away or too busy; nothing was saved, and trying again may do."""

    code = "unavailable"


class InvalidDataError(EngineError):
    """Values are wrong; ``fields`` maps each field's key to its messages."""

    code = "invalid-data"

    def __init__(
        self, text: Text, fields: Mapping[str, Sequence[Text]] | None = None
    ) -> None:
        super().__init__(text)
        self.fields: dict[str, list[Text]] = {
            key: list(messages) for key, messages in (fields or {}).items()
        }


class StepFailedError(EngineError):
    """The case could not go on at an element; nothing of the step may be saved."""

    code = "step-failed"

    def __init__(self, text: Text, *, scope: str = "", element: str = "") -> None:
        super().__init__(text)
        self.scope = scope
        self.element = element


class ConfigurationError(EngineError):
    """Settings are missing or wrong; the program does not start."""

    code = "configuration"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong with a diagram, table, form or trajectory file."""

    #: Path of the file as given or relative to the trajectory folder.
    file: str
    #: Line of the element in the file, counted from 1; None where a file has no lines.
    line: int | None
    #: Id of the element, field or table; empty where the whole file is meant.
    element: str
    #: Name of the rule, also the name of its page in docs/rules.
    rule: str
    message: Text
    #: What to do next.
    remedy: Text
    severity: Literal["error", "warning"] = "error"


class InvalidDefinitionError(EngineError):
    """A definition cannot be used; ``findings`` has at least one error."""

    code = "invalid-definition"

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        first = self.findings[0]
        super().__init__(
            Text(
                f"{first.file}: {first.message.nl} {first.remedy.nl}",
                f"{first.file}: {first.message.en} {first.remedy.en}",
            )
        )
