"""nbgrader's side: course folder, gradebook, autograded notebooks, feedback and export."""

from chainrule.imports import UNUSED_FORMATS, absent

with absent(*UNUSED_FORMATS):
    # nbgrader loads it, too, and finds it loaded.
    import jsonschema  # type: ignore[import-untyped]  # noqa: F401
