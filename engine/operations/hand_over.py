"""Opening another case for the same person, because a diagram asks for it.

A send or service task with the topic ``open-case`` and the input ``trajectory`` does this,
in the transaction that records its delivery: the case is opened once, or not at all.
"""

from typing import Any

from engine.definitions.definition import Definition
from engine.errors import EngineError, StepFailedError
from engine.operations.fact_values import read_values
from engine.operations.leidraad import Leidraad
from engine.operations.open_case import Opening, PersonDetails, open_in
from engine.people import SYSTEM
from engine.store import Connection, cases, persons
from engine.store.cases import CaseRow
from engine.store.deliveries import Delivery
from engine.text import Text

#: The topic of a task that opens another case.
OPEN_CASE = "open-case"


def hand_over(
    leidraad: Leidraad, connection: Connection, row: CaseRow, delivery: Delivery
) -> None:
    """Open the case that an outbox entry asks for, unless the person has it already.

    The start facts of the other trajectory are taken from this case; what the task maps
    in goes along.

    Args:
        leidraad: The running Leidraad.
        connection: The transaction that records the delivery.
        row: The case that asks, under lock.
        delivery: The outbox entry.

    Raises:
        StepFailedError: The task names no trajectory, the trajectory has no live version,
            what goes along does not suit it, or the other case cannot start.
    """
    trajectory = delivery.payload.get("trajectory")
    if not isinstance(trajectory, str):
        raise _failed(
            delivery,
            Text(
                "De taak zegt niet welk traject te openen is (invoer ‘trajectory’).",
                "The task does not say which trajectory to open (input ‘trajectory’).",
            ),
        )
    # Two cases of one person may ask for the same third one at once.
    persons.lock(connection, row.person_id)
    if trajectory in cases.running_trajectories(connection, row.person_id):
        return
    try:
        definition = leidraad.published.live(connection, trajectory).definition
        opening = Opening(
            trajectory=trajectory,
            agency=row.agency_id,
            person=PersonDetails(**persons.details_of(connection, row.person_id)),
            person_id=row.person_id,
            facts=_facts(connection, delivery, definition),
            reason={"handed_over_from": row.number},
        )
        open_in(leidraad, connection, SYSTEM, opening)
    except StepFailedError:
        raise
    except EngineError as error:
        raise _failed(delivery, error.text) from error


def _facts(
    connection: Connection, delivery: Delivery, definition: Definition
) -> dict[str, Any]:
    known = cases.top_facts(cases.facts_of(connection, delivery.of_case))
    asked = {fact.name for fact in definition.writers if fact.origin == "start"}
    facts = {name: one for name, one in known.items() if name in asked}
    facts |= {
        name: one for name, one in delivery.payload.items() if name in definition.facts
    }
    return read_values(definition.facts, facts)


def _failed(delivery: Delivery, why: Text) -> StepFailedError:
    place = delivery.place
    return StepFailedError(why, scope=place.scope, element=place.element)
