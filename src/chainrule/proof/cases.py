"""The answers that prove an exercise's tests: the reference, junk, wheats, chaffs, mutants."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from chainrule.course.chapter import ChapterSources
from chainrule.grading.cells import ReferenceCells, cell
from chainrule.grading.chaffs import Chaff
from chainrule.grading.samples import Sample
from chainrule.proof.junk import junk
from chainrule.proof.mutants import Mutant
from chainrule.submission import SourceCell

Kind = Literal["reference", "junk", "wheat", "chaff", "mutant"]

#: So many seeds for the reference where graders run, and elsewhere.
SEEDS = 20
SEEDS_ELSEWHERE = 5
#: For wheats and chaffs: what a test finds by luck it does not find in each of them.
SAMPLE_SEEDS = 3


@dataclass(frozen=True)
class Environment:
    """What may differ from one machine to the next, for the grader and for its workers."""

    hash_seed: int
    threads: int

    def __str__(self) -> str:
        threads = f"{self.threads} thread{'s' if self.threads > 1 else ''}"
        return f"hash seed {self.hash_seed}, {threads}"


#: As workers have it wherever they run.
USUAL = Environment(hash_seed=0, threads=1)
ELSEWHERE = (Environment(hash_seed=1, threads=2), Environment(hash_seed=2, threads=1))


@dataclass(frozen=True)
class Case:
    """One answer to one exercise, and what its tests' inputs are drawn from."""

    exercise: str
    kind: Kind
    number: int
    title: str
    cells: tuple[SourceCell, ...]
    seeds: tuple[int, ...] = (0,)
    environment: Environment = USUAL
    examples: bool = False


class Cases:
    """Makes the cases of a chapter."""

    def __init__(self, sources: ChapterSources) -> None:
        self.sources = sources
        text = sources.texts[sources.course.languages[0]]
        self.reference = ReferenceCells.of(sources.solution, text)

    def usual(
        self,
        exercise: str,
        wheats: Iterable[Sample],
        chaffs: Iterable[Chaff],
        mutants: Iterable[Mutant],
    ) -> Iterator[Case]:
        """What is tried where graders run."""
        yield Case(
            exercise,
            "reference",
            0,
            "the reference",
            self.reference.whole(),
            tuple(range(SEEDS)),
            examples=True,
        )
        # What the other answers come after. Were a name missing, they would fail for nothing.
        alone = self.reference.for_exercise(exercise)
        yield Case(exercise, "reference", 1, "the reference by itself", alone)
        for number, (title, code) in enumerate(junk(self.sources, exercise)):
            yield self._answer("junk", exercise, number, title, code, (0,))
        seeds = tuple(range(SAMPLE_SEEDS))
        for number, wheat in enumerate(wheats):
            yield self._answer("wheat", exercise, number, wheat.title, wheat.source, seeds)
        for number, chaff in enumerate(chaffs):
            yield self._answer("chaff", exercise, number, chaff.title, chaff.source, seeds)
        for number, mutant in enumerate(mutants):
            changed = (mutant.piece, mutant.source)
            cells = self.reference.for_exercise(exercise, changed=changed)
            yield Case(exercise, "mutant", number, mutant.function, cells)

    def elsewhere(
        self, exercise: str, wheats: Iterable[Sample], environment: Environment
    ) -> Iterator[Case]:
        """What is tried with other hash seeds and numbers of threads."""
        seeds = tuple(range(SEEDS_ELSEWHERE))
        cells = self.reference.for_exercise(exercise)
        yield Case(exercise, "reference", 2, "the reference", cells, seeds, environment)
        for number, wheat in enumerate(wheats):
            cells = self.reference.for_exercise(exercise, wheat.source)
            yield Case(exercise, "wheat", number, wheat.title, cells, (0,), environment)

    def _answer(
        self, kind: Kind, exercise: str, number: int, title: str, code: str, seeds: tuple[int, ...]
    ) -> Case:
        cells = self.reference.for_exercise(exercise, code)
        return Case(exercise, kind, number, title, cells, seeds)


#: Names of OpenBLAS's function in numpy's own wheels and in builds of distributions.
_SET_THREADS = ("scipy_openblas_set_num_threads64_", "openblas_set_num_threads")

_THREADS = """
import ctypes
import sys
import numpy

library = ctypes.CDLL(numpy._core._multiarray_umath.__file__)
for name in {names}:
    if hasattr(library, name):
        getattr(library, name)({threads})
if "tensorflow" in sys.modules:
    threading = sys.modules["tensorflow"].config.threading
    threading.set_intra_op_parallelism_threads({threads})
    del threading
del ctypes, sys, numpy, library, name
"""


def threads_cell(threads: int) -> SourceCell:
    """A first cell that gives the libraries of a worker so many threads.

    Its environment cannot: the fork server must have one thread, and behind the wall there is no
    list of loaded libraries for threadpoolctl to read. numpy's other libraries than OpenBLAS
    keep their threads.
    """
    return cell(_THREADS.format(names=_SET_THREADS, threads=threads))
