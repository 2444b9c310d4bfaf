"""Branches of the odd trajectory in which terms run."""

from tests.support.odd_nodes import (
    Branch,
    due,
    end,
    fork,
    message,
    script,
    term,
    timer,
    user,
)

TERM_WAYS: dict[str, Branch] = {
    # A task with a term, and a timer at its end that takes the task away.
    "term": Branch(
        {
            "term_task": user("term_task", more=due("reply")),
            "term_late": timer("term_late", "timeDate", term("reply"), host="term_task"),
            "term_over": user("term_over"),
            "term_end": end("term_end"),
        },
        (
            "term_task",
            "term_task>term_end",
            "term_late>term_over",
            "term_over>term_end",
        ),
    ),
    # The same, but the task stays when its term is over.
    "calm": Branch(
        {
            "calm_task": user("calm_task", more=due("reply")),
            "calm_late": timer(
                "calm_late", "timeDate", term("reply"), host="calm_task", calm=True
            ),
            "calm_look": user("calm_look"),
            "calm_end": end("calm_end"),
        },
        (
            "calm_task",
            "calm_task>calm_end",
            "calm_late>calm_look",
            "calm_look>calm_end",
        ),
    ),
    # The case waits for the end of a term, and then for a task with a term of the law.
    "cooling": Branch(
        {
            "cooling": timer("cooling", "timeDate", term("cooling")),
            "cooling_after": user("cooling_after", more=due("legal")),
            "cooling_end": end("cooling_end"),
        },
        ("cooling", "cooling>cooling_after", "cooling_after>cooling_end"),
    ),
    # A message or the end of a term, whichever comes first.
    "either": Branch(
        {
            "either": '<bpmn:eventBasedGateway id="either" name="either" />',
            "either_told": message("either_told"),
            "either_late": timer("either_late", "timeDate", term("answer")),
            "either_after": user("either_after"),
            "either_end": end("either_end"),
        },
        (
            "either",
            "either>either_told",
            "either>either_late",
            "either_told>either_end",
            "either_late>either_after",
            "either_after>either_end",
        ),
    ),
    # A last day that is read from the ledger while the term runs.
    "ledger": Branch(
        {
            "ledger_fork": fork("ledger_fork"),
            "ledger_task": user("ledger_task", more=due("reply")),
            "ledger_ask": user("ledger_ask"),
            "ledger_read": script("ledger_read", "deadline(&quot;reply&quot;)", "seen"),
            "ledger_end": end("ledger_end"),
        },
        (
            "ledger_fork",
            "ledger_fork>ledger_task",
            "ledger_fork>ledger_ask",
            "ledger_task>ledger_end",
            "ledger_ask>ledger_read",
            "ledger_read>ledger_end",
        ),
    ),
    # What comes after the term fails where there is no span.
    "brittle": Branch(
        {
            "brittle": timer("brittle", "timeDate", term("cooling")),
            "brittle_pause": timer("brittle_pause", "timeDuration", "=duration(span)"),
            "brittle_end": end("brittle_end"),
        },
        ("brittle", "brittle>brittle_pause", "brittle_pause>brittle_end"),
    ),
    # A task that counts its term from a copy of the fact.
    "copied": Branch(
        {
            "copied": user(
                "copied",
                more=(
                    '<zeebe:ioMapping><zeebe:input source="=registered_on" '
                    'target="registered_on" /></zeebe:ioMapping>' + due("reply")
                ),
            ),
            "copied_end": end("copied_end"),
        },
        ("copied", "copied>copied_end"),
    ),
}
