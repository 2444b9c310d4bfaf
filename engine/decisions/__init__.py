"""DMN: reads decision models and evaluates them. Pure; a model may be shared by threads.

>>> model = read_decisions(raw, file="law/target_group.dmn")
>>> evaluate(model, "target_group", {"age": Decimal(19)}, now=now).value
"""

from engine.decisions.evaluation import evaluate
from engine.decisions.model import Decision, DecisionModel, InputData
from engine.decisions.reader import read_decisions
from engine.decisions.result import DecisionError, DecisionResult, MatchedRow
from engine.decisions.table_findings import table_findings

__all__ = [
    "Decision",
    "DecisionError",
    "DecisionModel",
    "DecisionResult",
    "InputData",
    "MatchedRow",
    "evaluate",
    "read_decisions",
    "table_findings",
]
