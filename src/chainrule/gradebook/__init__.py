"""nbgrader's side: course folder, gradebook, autograded notebooks, feedback and export."""

from chainrule.imports import IRI_GRAMMAR, absent

with absent(IRI_GRAMMAR):
    # nbgrader loads it, too, and finds it loaded.
    import jsonschema  # type: ignore[import-untyped]  # noqa: F401
