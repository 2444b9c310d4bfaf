"""Opening another case for the same person, because a diagram asks for it.

A send or service task with the topic ``open-case`` and the input ``trajectory`` does this,
in the transaction that records its delivery: the case is opened once, or not at all.
"""

from typing import Any

from engine.errors import NotFoundError, StepFailedError
from engine.operations.leidraad import Leidraad
from engine.operations.open_case import Opening, PersonDetails, open_in
from engine.people import SYSTEM
from engine.store import Connection, cases, persons
from engine.store.deliveries import Delivery
from engine.text import Text

#: The topic of a task that opens another case.
OPEN_CASE = "open-case"


def hand_over(leidraad: Leidraad, connection: Connection, delivery: Delivery) -> None:
    """Open the case that an outbox entry asks for, unless the person has it already.

    The start facts of the other trajectory are taken from this case; what the task maps
    in goes along.

    Raises:
        StepFailedError: The task names no trajectory, the trajectory has no live version,
            or the other case cannot start.
    """
    trajectory = delivery.payload.get("trajectory")
    if not isinstance(trajectory, str):
        raise StepFailedError(
            Text(
                "De taak zegt niet welk traject te openen is (invoer ‘trajectory’).",
                "The task does not say which trajectory to open (input ‘trajectory’).",
            ),
            scope=delivery.place.scope,
            element=delivery.place.element,
        )
    row = cases.lock(connection, delivery.case_id, running=False)
    if trajectory in cases.running_trajectories(connection, row.person_id):
        return
    try:
        declared = leidraad.published.live(connection, trajectory).definition.writers
    except NotFoundError as error:
        raise StepFailedError(
            error.text, scope=delivery.place.scope, element=delivery.place.element
        ) from error
    start = {fact.name for fact in declared if fact.origin == "start"}
    known = {fact.name for fact in declared}
    facts: dict[str, Any] = {
        name: value
        for name, value in cases.top_facts(
            cases.facts_of(connection, delivery.case_id)
        ).items()
        if name in start
    }
    facts |= {name: value for name, value in delivery.payload.items() if name in known}
    opening = Opening(
        trajectory=trajectory,
        agency=row.agency_id,
        person=PersonDetails(**persons.details_of(connection, row.person_id)),
        person_id=row.person_id,
        facts=facts,
        reason={"handed_over_from": row.number},
    )
    open_in(leidraad, connection, SYSTEM, opening)
