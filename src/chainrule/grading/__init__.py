"""What an author of hidden tests imports."""

from chainrule.grading.checks import (
    check_array,
    check_close,
    check_equal,
    check_raises,
    check_true,
    check_unchanged,
)
from chainrule.grading.markers import chaff, exercise, feedback, needs, weight, wheat

__all__ = [
    "chaff",
    "check_array",
    "check_close",
    "check_equal",
    "check_raises",
    "check_true",
    "check_unchanged",
    "exercise",
    "feedback",
    "needs",
    "weight",
    "wheat",
]
