"""What the rules say now about a version that is kept."""

from engine.errors import Finding
from engine.operations.check import check_definition
from engine.operations.leidraad import Leidraad
from engine.store import Connection


def version_findings(
    leidraad: Leidraad, connection: Connection, definition_id: int
) -> tuple[Finding, ...]:
    """Give the findings of a version under the law in force, errors first.

    They are kept in memory: a version never changes, and a new law is a new key.

    Raises:
        NotFoundError: There is no such version.
    """
    law, _ = leidraad.published.law(connection)

    def check() -> tuple[Finding, ...]:
        definition = leidraad.published.definition(connection, definition_id)
        found = check_definition(definition)
        return tuple(
            sorted(
                found,
                key=lambda each: (each.severity != "error", each.file, each.line or 0),
            )
        )

    findings: tuple[Finding, ...] = leidraad.published.once(
        ("findings", definition_id, law), check
    )
    return findings
