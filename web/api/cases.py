"""Cases for programs: read one, as far as the account's agency may see it."""

from typing import Any

import orjson

from engine import feel, queries
from engine.operations.record_access import record_access
from web.api.blueprint import VersionedBlueprint
from web.api.schemas import CaseOut
from web.case_facts import FactLine, case_facts
from web.guard import CASEWORKERS, allow
from web.visit import visit

blueprint = VersionedBlueprint(
    "api_cases", __name__, url_prefix="/api/cases", description="Cases."
)


@blueprint.get("/<int:case_id>")
@allow(*CASEWORKERS)
@blueprint.etag
@blueprint.response(200, CaseOut)
def case(case_id: int) -> dict[str, Any]:
    """Read a case with its open tasks, terms and facts."""
    now = visit()
    with now.reading() as connection:
        head = queries.case_head(connection, now.actor, case_id)
        version = now.leidraad.published.version(connection, head.definition_id)
        tasks = queries.open_tasks_of(connection, now.actor, head, today=now.today)
        terms = queries.deadlines_of(connection, head, today=now.today)
        facts = case_facts(connection, now.actor, head, version.definition)
    record_access(now.leidraad, now.actor, "read_case", case_id=case_id)
    return {
        "case_id": case_id,
        "number": head.case.number,
        "trajectory": head.case.trajectory,
        "agency": head.case.agency,
        "status": head.case.status,
        "outcome": head.case.outcome,
        "person": head.case.person,
        "version": head.version,
        "tasks": tasks,
        "deadlines": terms,
        "facts": [_fact(line) for line in facts],
    }


def _fact(line: FactLine) -> dict[str, Any]:
    return {
        "name": line.name,
        "title": line.title,
        "scope": line.scope,
        "sensitivity": line.sensitivity,
        "value": orjson.loads(feel.dump(line.value)),
    }
