"""What each screen reads: indexed rows, scoped by the actor; never the runtime."""

from engine.queries.absence import Absence, Falling, Share, absence
from engine.queries.case_file import (
    CaseHead,
    FactRow,
    NoteRow,
    case_head,
    facts_of,
    forms_of,
    notes_of,
    open_tasks_of,
)
from engine.queries.case_history import HistoryRow, history_of
from engine.queries.case_waits import (
    DeadlineRow,
    IncidentOfCase,
    TermChange,
    Wait,
    deadlines_of,
    incidents_of,
    task_places,
    waits_of,
)
from engine.queries.cases import CaseRow, my_cases, search
from engine.queries.counts import (
    CAP,
    InboxCounts,
    SupervisionCounts,
    inbox_counts,
    supervision_counts,
)
from engine.queries.due_list import DueChoice, DueRow, due_list
from engine.queries.forecast import WEEKS, Load, forecast, mondays
from engine.queries.inbox import InboxFilter, inbox
from engine.queries.mails import Mail, mail, mails
from engine.queries.page import Cursor, Page
from engine.queries.preferences import Preferences, preferences
from engine.queries.stuck import StuckRow, stuck
from engine.queries.supervision import IncidentRow, escalated, incidents, overdue
from engine.queries.task_file import Draft, TaskFile, facts_for, task_file, task_version
from engine.queries.task_rows import TaskRow
from engine.queries.term_file import TermFile, term_file
from engine.queries.trajectories import LiveTrajectory, live_trajectories
from engine.queries.workload import Colleague, Workload, colleagues, workload

__all__ = [
    "CAP",
    "WEEKS",
    "Absence",
    "CaseHead",
    "CaseRow",
    "Colleague",
    "Cursor",
    "DeadlineRow",
    "Draft",
    "DueChoice",
    "DueRow",
    "FactRow",
    "Falling",
    "HistoryRow",
    "InboxCounts",
    "InboxFilter",
    "IncidentOfCase",
    "IncidentRow",
    "LiveTrajectory",
    "Load",
    "Mail",
    "NoteRow",
    "Page",
    "Preferences",
    "Share",
    "StuckRow",
    "SupervisionCounts",
    "TaskFile",
    "TaskRow",
    "TermChange",
    "TermFile",
    "Wait",
    "Workload",
    "absence",
    "case_head",
    "colleagues",
    "deadlines_of",
    "due_list",
    "escalated",
    "facts_for",
    "facts_of",
    "forecast",
    "forms_of",
    "history_of",
    "inbox",
    "inbox_counts",
    "incidents",
    "incidents_of",
    "live_trajectories",
    "mail",
    "mails",
    "mondays",
    "my_cases",
    "notes_of",
    "open_tasks_of",
    "overdue",
    "preferences",
    "search",
    "stuck",
    "supervision_counts",
    "task_file",
    "task_places",
    "task_version",
    "term_file",
    "waits_of",
    "workload",
]
