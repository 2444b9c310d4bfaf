"""The statements of one completed task, as they go to the database."""

from typing import Any

from sqlalchemy import event

from engine.scenarios.office import Office
from tests.bench.common_case import Work


def statements_of_one_step(office: Office) -> list[str]:
    """Complete a task and give each statement on one line, shortened."""
    work = Work(office)
    work.prepare()
    heard: list[str] = []

    def hear(*arguments: Any) -> None:
        heard.append(" ".join(arguments[2].split()))

    engine = office.leidraad.database.engine()
    event.listen(engine, "before_cursor_execute", hear)
    work.complete()
    event.remove(engine, "before_cursor_execute", hear)
    return [one if len(one) <= 160 else f"{one[:157]}..." for one in heard]
