"""Forms: form-js JSON read into questions, and answers read into facts."""

from engine.forms.form import Form
from engine.forms.model import Display, Field, Kind, Option, Part, Sensitivity, Validation
from engine.forms.reading import read_form
from engine.forms.sheet import Sheet

__all__ = [
    "Display",
    "Field",
    "Form",
    "Kind",
    "Option",
    "Part",
    "Sensitivity",
    "Sheet",
    "Validation",
    "read_form",
]
