"""What the results of an exercise's cases come to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from chainrule.course.manifest import Exercise
from chainrule.grading.chaffs import Chaff
from chainrule.proof.cases import USUAL, Kind
from chainrule.proof.mutants import Mutant
from chainrule.proof.prover import Result, Run
from chainrule.proof.statements import Equivalent, Reasons, states
from chainrule.proof.tolerances import Place

LEAST_WHEATS = 2
LEAST_CHAFFS = 5
#: Of all mutants of a chapter.
LEAST_KILLED = 0.95
#: In tolerances: what right answers may be apart from the reference, and wrong ones must be.
WIDEST_SPREAD = 0.01
NEAREST_CHAFF = 10.0


@dataclass(frozen=True)
class Evidence:
    """All that one exercise is judged by."""

    exercise: Exercise
    tests: tuple[str, ...]
    chaffs: Sequence[Chaff]
    mutants: Sequence[Mutant]
    results: Sequence[Result]
    equivalent: Sequence[Equivalent] = ()
    redundant: Mapping[str, str] = field(default_factory=dict)
    tolerances: Reasons = field(default_factory=dict)

    def of(self, kind: Kind) -> list[Result]:
        """The results of one kind of case, in the order of their numbers."""
        found = [result for result in self.results if result.case.kind == kind]
        return sorted(found, key=lambda r: (r.case.environment.hash_seed, r.case.number))


@dataclass
class Verdict:
    """What the proof found for one exercise."""

    evidence: Evidence
    runs: int = 0
    flaky: int = 0
    wheats: int = 0
    chaffs: int = 0
    mutants: int = 0
    killed: int = 0
    equivalent: int = 0
    survivors: list[Mutant] = field(default_factory=list)
    margins: dict[Place, Margin] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)

    @property
    def exercise(self) -> Exercise:
        return self.evidence.exercise


@dataclass
class Margin:
    """How far from the reference right answers are at a comparison, and the nearest chaff."""

    spread: float = 0.0
    widest: str = ""
    nearest: float | None = None
    chaff: str = ""


def judge(evidence: Evidence) -> Verdict:
    """Hold the results of one exercise against every rule of a proof."""
    verdict = Verdict(evidence)
    _reference(verdict)
    verdict.failures += _junk(evidence)
    _wheats(verdict)
    _chaffs(verdict)
    _mutants(verdict)
    verdict.failures += _idle_tests(evidence)
    _margins(verdict)
    return verdict


def _failing(run: Run) -> dict[str, str]:
    return {name: test.why for name, test in run.tests.items() if test.outcome != "passed"}


def _where(result: Result, run: Run) -> str:
    place = "" if result.case.environment == USUAL else f", {result.case.environment}"
    return f"seed {run.seed}{place}"


class _Gathered:
    """Failures that several runs show, each to be told once."""

    def __init__(self) -> None:
        self._found: dict[str, list[tuple[str, str]]] = {}

    def add(self, what: str, result: Result, run: Run, why: str = "") -> None:
        self._found.setdefault(what, []).append((_where(result, run), why))

    def lines(self) -> Iterator[str]:
        for what, found in self._found.items():
            where, why = found[0]
            more = f" and {len(found) - 1} more runs" if len(found) > 1 else ""
            yield f"{what} ({where}{more})" + (f": {why}" if why else "")


def _reference(verdict: Verdict) -> None:
    gathered = _Gathered()
    for result in verdict.evidence.of("reference"):
        verdict.failures += [f"the reference's cells fail: {each}" for each in result.cells]
        right, count = result.examples
        if right != count:
            verdict.failures.append(f"the reference gives {right} of {count} examples")
        for run in result.runs:
            failing = _failing(run)
            verdict.runs += 1
            verdict.flaky += bool(failing)
            for name, why in failing.items():
                gathered.add(f"{result.case.title} fails {name}", result, run, why)
    verdict.failures += gathered.lines()


def _junk(evidence: Evidence) -> Iterator[str]:
    for result in evidence.of("junk"):
        [run] = result.runs
        if run.score:
            passed = [name for name, test in run.tests.items() if test.counted == "passed"]
            yield f"junk that {result.case.title} gets {run.score:g}: {', '.join(passed)}"


def _wheats(verdict: Verdict) -> None:
    gathered = _Gathered()
    titles = set()
    for result in verdict.evidence.of("wheat"):
        titles.add(result.case.title)
        for run in result.runs:
            for name, why in _failing(run).items():
                gathered.add(f"wheat {result.case.title!r} fails {name}", result, run, why)
    verdict.failures += gathered.lines()
    verdict.wheats = len(titles)
    if len(titles) < LEAST_WHEATS:
        what = (
            f"{len(titles)} of at least {LEAST_WHEATS} wheats: write {LEAST_WHEATS - len(titles)}"
        )
        verdict.failures.append(f"{what} more in wheats.py")


def _chaffs(verdict: Verdict) -> None:
    evidence = verdict.evidence
    verdict.chaffs = len(evidence.chaffs)
    if verdict.chaffs < LEAST_CHAFFS:
        what = f"{verdict.chaffs} of at least {LEAST_CHAFFS} chaffs"
        what += f": write {LEAST_CHAFFS - verdict.chaffs} more in chaffs.py"
        verdict.failures.append(what)
    for chaff, result in zip(evidence.chaffs, evidence.of("chaff"), strict=True):
        name = f"chaff {chaff.title!r} (line {chaff.line})"
        verdict.failures += [
            f"{name} has no title or no text in {lang!r}"
            for lang, texts in chaff.texts.items()
            if not all(texts)
        ]
        if unknown := sorted(chaff.fails - set(evidence.tests)):
            verdict.failures.append(f"{name} names unknown tests: {', '.join(unknown)}")
        gathered = _Gathered()
        for run in result.runs:
            failed = {n for n, test in run.tests.items() if test.counted != "passed"}
            if not failed:
                gathered.add(f"{name} gets full marks", result, run)
                continue
            if more := sorted(failed - chaff.fails):
                gathered.add(f"{name} fails also {', '.join(more)}", result, run)
            if fewer := sorted(chaff.fails & set(evidence.tests) - failed):
                gathered.add(f"{name} does not fail {', '.join(fewer)}", result, run)
        verdict.failures += gathered.lines()


def _mutants(verdict: Verdict) -> None:
    evidence = verdict.evidence
    stated = set()
    for mutant, result in zip(evidence.mutants, evidence.of("mutant"), strict=True):
        verdict.mutants += 1
        if _failing(result.runs[0]):
            verdict.killed += 1
            continue
        verdict.survivors.append(mutant)
        entries = [n for n, entry in enumerate(evidence.equivalent) if states(entry, mutant)]
        stated.update(entries)
        if entries:
            verdict.equivalent += 1
        else:
            change = f"{_joined(mutant.old)} -> {_joined(mutant.new)}"
            what = f"a mutant of {mutant.function} survives (line {mutant.line}): {change}"
            verdict.failures.append(what)
    for n, entry in enumerate(evidence.equivalent):
        if n not in stated:
            change = f"{_joined(entry.old)} -> {_joined(entry.new)}"
            what = f"proof.yml: no surviving mutant of {entry.function} is {change}"
            verdict.failures.append(f"{what}: take the entry out")


def _joined(lines: str) -> str:
    return " ".join(line.strip() for line in lines.splitlines())


def _idle_tests(evidence: Evidence) -> Iterator[str]:
    caught = [
        set(_failing(result.runs[0]))
        for result in evidence.results
        if result.case.kind in ("chaff", "mutant")
    ]
    for test in evidence.tests:
        alone = {test} in caught
        if not alone and test not in evidence.redundant:
            yield f"no chaff or mutant is caught by {test} alone"
        elif alone and test in evidence.redundant:
            yield f"proof.yml: {test} is not redundant, it alone catches something: take it out"
    for test in sorted(set(evidence.redundant) - set(evidence.tests)):
        yield f"proof.yml: there is no test {test}: take it out of redundant"


def _margins(verdict: Verdict) -> None:
    evidence = verdict.evidence
    for result in (*evidence.of("reference"), *evidence.of("wheat")):
        for run in result.runs:
            for place, gap in run.gaps.items():
                margin = verdict.margins.setdefault(place, Margin())
                if gap > margin.spread:
                    margin.spread = gap
                    margin.widest = f"{result.case.title}, {_where(result, run)}"
    for result in evidence.of("chaff"):
        for run in result.runs:
            for place, gap in (t.nearest for t in run.tests.values() if t.nearest):
                margin = verdict.margins.setdefault(place, Margin())
                if margin.nearest is None or gap < margin.nearest:
                    margin.nearest, margin.chaff = (
                        gap,
                        f"{result.case.title}, {_where(result, run)}",
                    )
    for place, margin in verdict.margins.items():
        if place.test in evidence.tolerances:
            continue
        at = f"{place.test} ({place.line})"
        if margin.spread > WIDEST_SPREAD:
            what = f"{at}: right answers are {margin.spread:.2g} tolerances from the reference"
            what += f" ({margin.widest}): widen the tolerance, or say why not in proof.yml"
            verdict.failures.append(what)
        if margin.nearest is not None and margin.nearest < NEAREST_CHAFF:
            what = f"{at}: a chaff is only {margin.nearest:.2g} tolerances from the reference"
            what += f" ({margin.chaff}): narrow the tolerance, or say why not in proof.yml"
            verdict.failures.append(what)
    compared = {place.test for place in verdict.margins}
    for test in sorted(set(evidence.tolerances) - compared):
        verdict.failures.append(f"proof.yml: {test} compares no floats: take it out of tolerances")
