"""One name, two types: an expression that reads it works for half of the cases."""

from collections.abc import Iterable

from engine.definitions.definition import Definition
from engine.definitions.facts import ANY, Fact
from engine.errors import Finding
from engine.text import Text

NAME = "fact-two-types"


def check(definition: Definition) -> Iterable[Finding]:
    """Refuse a writer whose type differs from the first one that says a type."""
    first: dict[str, Fact] = {}
    for fact in definition.writers:
        if fact.type == ANY:
            continue
        earlier = first.setdefault(fact.name, fact)
        if earlier.type == fact.type:
            continue
        yield Finding(
            file=fact.file,
            line=fact.line,
            element=fact.element,
            rule=NAME,
            message=Text(
                f"Feit '{fact.name}' is hier {fact.type}, maar {earlier.type} in "
                f"{earlier.file} ({earlier.element}).",
                f"Fact '{fact.name}' is {fact.type} here, but {earlier.type} in "
                f"{earlier.file} ({earlier.element}).",
            ),
            remedy=Text(
                "Geef beide hetzelfde type, of een van beide een andere naam.",
                "Give both the same type, or one of them another name.",
            ),
        )
