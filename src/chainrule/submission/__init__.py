"""A student's notebook: read whatever its state, repaired by starting from the released one."""

from chainrule.submission.filling import fill
from chainrule.submission.notes import Note
from chainrule.submission.reading import RawCell, RawNotebook, UnreadableNotebook, read_notebook
from chainrule.submission.released import Release
from chainrule.submission.repairing import Repaired, SourceCell, repair

__all__ = [
    "Note",
    "RawCell",
    "RawNotebook",
    "Release",
    "Repaired",
    "SourceCell",
    "UnreadableNotebook",
    "fill",
    "read_notebook",
    "repair",
]
