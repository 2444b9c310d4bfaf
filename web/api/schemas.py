"""What the API takes and gives, as it is described and checked."""

from marshmallow import Schema, fields, validate

from web.api.term_schemas import TermOut
from web.api.words import Words

_LONGEST = 100


class InboxQuery(Schema):
    """Which tasks to list."""

    view = fields.String(
        load_default="mine", validate=validate.OneOf(["mine", "team", "unclaimed"])
    )
    trajectory = fields.String(
        load_default=None, allow_none=True, validate=validate.Length(max=_LONGEST)
    )
    due = fields.String(
        load_default=None, allow_none=True, validate=validate.OneOf(["overdue", "week"])
    )
    text = fields.String(load_default="", validate=validate.Length(max=_LONGEST))
    after = fields.String(load_default="", validate=validate.Length(max=200))
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))


class TaskOut(Schema):
    """An open task in a list."""

    task_id = fields.Integer()
    version = fields.Integer()
    element = fields.String()
    title = fields.Nested(Words)
    due_on = fields.Date(allow_none=True)
    is_overdue = fields.Boolean()
    role = fields.String()
    agency = fields.String()
    team = fields.String()
    assignee = fields.String(allow_none=True)
    is_mine = fields.Boolean()
    case_id = fields.Integer()
    case_number = fields.String()
    trajectory = fields.String()
    person = fields.String()


class InboxOut(Schema):
    """A page of tasks; ``next`` is the cursor of the page after it."""

    tasks = fields.List(fields.Nested(TaskOut))
    next = fields.String(allow_none=True)


class Answers(Schema):
    """The answers of a form, by key of the field: text, or typed JSON values."""

    answers = fields.Dict(keys=fields.String(), load_default=dict)


class TaskState(Schema):
    """A task after a change."""

    task_id = fields.Integer()
    case_id = fields.Integer()
    version = fields.Integer()
    status = fields.String()
    assignee = fields.String(allow_none=True)
    form = fields.String(allow_none=True)
    title = fields.Nested(Words)
    due_on = fields.Date(allow_none=True)


class FactOut(Schema):
    """A fact of a case; its value as FEEL writes it in JSON."""

    name = fields.String()
    title = fields.Nested(Words)
    scope = fields.String()
    sensitivity = fields.String()
    value = fields.Raw(allow_none=True)


class CaseOut(Schema):
    """A case, as far as the account's agency may see it."""

    case_id = fields.Integer()
    number = fields.String()
    trajectory = fields.String()
    agency = fields.String()
    status = fields.String()
    outcome = fields.String(allow_none=True)
    person = fields.String()
    version = fields.Integer()
    tasks = fields.List(fields.Nested(TaskOut))
    deadlines = fields.List(fields.Nested(TermOut))
    facts = fields.List(fields.Nested(FactOut))
