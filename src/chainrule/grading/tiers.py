"""Which wall grading goes on behind, and when it does not."""

from __future__ import annotations

from chainrule.box.enclosure import Tier
from chainrule.box.probe import at_least, best_tier
from chainrule.course.manifest import MANIFEST, Course
from chainrule.errors import fail


def tier_here(course: Course, required: Tier | None = None) -> Tier:
    """The strongest tier of the wall that this machine has.

    Raises
    ------
    UserError
        When it is weaker than the required one, or than the one that course.yml requires.
    """
    tier = best_tier()
    for floor in (required, course.manifest.limits.require_tier):
        if floor is not None and not at_least(tier, floor):
            what = f"tier {floor} of the wall is required, and this machine has tier {tier}"
            raise fail(what, course.root / MANIFEST, "see what would raise it: chainrule doctor")
    return tier
