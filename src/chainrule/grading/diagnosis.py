"""Which misconception a wrong answer shows: it does in the hidden tests just what a chaff does.

Precision matters more than recall: a wrong name sends a student the wrong way, silence does not.
"""

from __future__ import annotations

import contextlib
import math
import re
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, islice
from types import ModuleType

import numpy as np

from chainrule.course.chapter import ChapterSources
from chainrule.course.text import ChapterText, Directive, Prose
from chainrule.grading.answers import Answers, OutOfTime
from chainrule.grading.cells import ReferenceCells, names_bound
from chainrule.grading.chaffs import Chaff, load_chaffs
from chainrule.grading.kept import KeptTranscripts
from chainrule.grading.record import Diagnosis, DiagnosisKind, ExerciseResult
from chainrule.grading.relations import relation_of
from chainrule.grading.stand_ins import can_stand_in, standing_in
from chainrule.grading.suite import Suite
from chainrule.grading.transcript import TestTranscript, Transcript, same, transcript_of
from chainrule.grading.uses import Uses
from chainrule.grading.words import say
from chainrule.submission import SourceCell
from chainrule.wall import AnswerFailure, ForkServer

_HEADING = re.compile(r"^#{2,6}\s+(\d+(?:\.\d+)*)\.?\s+(.+)$", re.MULTILINE)

#: Chaffs that behave alike are told apart by nothing: more names than this help nobody.
_MOST_NAMES = 2

#: A whole number that nobody gives by chance.
_LARGE = 100

#: Helpers that are lent one by one, to find those that are wrong.
_MOST_HELPERS = 4

#: Pairs of chaffs that are tried together on one answer.
_MOST_PAIRS = 6

#: A chaff whose process dies is run so often in all.
_TRIES = 3


@dataclass(frozen=True)
class Match:
    """The chaffs that a wrong answer behaves like, and how sure that is."""

    kind: DiagnosisKind
    chaffs: tuple[Chaff, ...]


@dataclass(frozen=True)
class _Helper:
    """A function or class that an answer uses, of the exercise with this number, which is wrong."""

    name: str
    number: str
    #: Whether the answer finds it by its name; a method is found in its class.
    can_be_lent: bool
    #: Other names that the code gives it.
    aliases: tuple[str, ...]


@dataclass(frozen=True)
class _Lent:
    """What an answer does when right functions stand in for its helpers."""

    transcript: Transcript
    helpers: tuple[_Helper, ...]


#: A chaff and what it does.
_Known = tuple[Chaff, Transcript]


class Diagnostics:
    """A chapter's misconceptions; what each of them does is found out once, when it is needed."""

    def __init__(
        self,
        sources: ChapterSources,
        suite: Suite,
        server: ForkServer,
        reference: ModuleType,
        version: str,
    ) -> None:
        self._sources = sources
        self._suite = suite
        self._server = server
        self._reference = reference
        self._folder = sources.course.autograder(sources.chapter)
        chapter = sources.chapter
        folder = sources.course.generated / "transcripts" / chapter.slug
        self._kept = KeptTranscripts(folder, version, chapter.imports)
        # By exercise and titles of the chaffs, which the reference has none of.
        self._transcripts: dict[tuple[str, ...], Transcript | None] = {}
        self._deadline = math.inf

    def diagnose(
        self, results: Sequence[ExerciseResult], answers: Answers, lang: str
    ) -> tuple[ExerciseResult, ...]:
        """The results with a diagnosis wherever there is something to say.

        Parameters
        ----------
        results
            What the hidden tests found; no score is changed.
        answers
            The student's code. It runs once more, in the time that is left.
        lang
            The student's language.
        """
        wrong = [result for result in results if _has_run(result)]
        if not wrong:
            return tuple(results)
        uses = Uses(answers.cells)
        helpers = {result.id: self._wrong_helpers(result, results, uses) for result in wrong}
        # All of them before the first chaff runs: the student's time is not for that.
        transcripts = {
            result.id: self._transcript(answers, result.id)
            for result in wrong
            if _gave_something(result)
        }
        lent = {exercise: self._lend(answers, exercise, used) for exercise, used in helpers.items()}
        answers.close()
        # So that whoever waits for the record need not wait for ever; the next one finds it done.
        self._deadline = time.monotonic() + self._sources.course.manifest.limits.submission_seconds
        found: dict[str, Diagnosis | None] = {}
        for result in wrong:
            own, with_right_ones = transcripts.get(result.id), lent[result.id]
            makes_no_difference = (
                own and with_right_ones and _equal(own, with_right_ones.transcript)
            )
            used = () if makes_no_difference else helpers[result.id]
            with contextlib.suppress(OutOfTime):
                if used:
                    found[result.id] = self._builds_on(result, used, own, with_right_ones, lang)
                elif own:
                    found[result.id] = self._diagnosis(result, own, lang)
        return tuple(
            result.model_copy(update={"diagnosis": found.get(result.id)}) for result in results
        )

    def _diagnosis(
        self, result: ExerciseResult, transcript: Transcript, lang: str
    ) -> Diagnosis | None:
        if match := self.match(result.id, transcript):
            return self._told(match, result, lang)
        if self._sources.course.manifest.feedback.disclosure == "words":
            return None
        comparisons = [each for test in transcript.tests.values() for each in test.failed]
        relation = relation_of(comparisons)
        if relation is None:
            return None
        return Diagnosis(kind="relation", sentences=(relation.sentence(lang),))

    def match(self, exercise: str, transcript: Transcript) -> Match | None:
        """The chaffs that did the same in the hidden tests.

        Parameters
        ----------
        exercise
            Its id.
        transcript
            What an answer did.

        Raises
        ------
        OutOfTime
            When what the chaffs do could not be found out in time.
        """
        if not transcript.failed or not _says_something(transcript):
            return None
        reference = self._known(exercise)
        if reference is None:
            return None
        # To run a chaff takes long the first time. One that does the same fails the same tests, so
        # these come first, and mostly no other is needed.
        likeliest = [c for c in self._chaffs.get(exercise, ()) if c.fails == transcript.failed]
        exact = self._exact(self._close(exercise, likeliest, transcript, reference), transcript)
        if exact is None:
            possible = self._chaffs.get(exercise, ())
            meant = [c for c in possible if not c.fails.isdisjoint(transcript.failed)]
            close = self._close(exercise, meant, transcript, reference)
            exact = self._exact(close, transcript)
        if exact is None:
            both = self._both(exercise, transcript, close)
            return both or _likely(transcript, reference, close)
        if len(exact) == 1:
            return Match("misconception", exact)
        return Match("several", exact) if 1 < len(exact) <= _MOST_NAMES else None

    def _close(
        self,
        exercise: str,
        chaffs: Iterable[Chaff],
        transcript: Transcript,
        reference: Transcript,
    ) -> list[_Known]:
        """The chaffs that an answer does something like, and what they do."""
        known = ((chaff, self._known(exercise, chaff)) for chaff in chaffs)
        return [
            (chaff, does)
            for chaff, does in known
            if does and _is_close(does, transcript, reference)
        ]

    @staticmethod
    def _exact(close: Sequence[_Known], transcript: Transcript) -> tuple[Chaff, ...] | None:
        """The chaffs that do the same; None if there are none, empty if they ask other things."""
        exact = [(chaff, known) for chaff, known in close if _equal(known, transcript)]
        if not exact:
            return None
        if len(exact) > 1 and any(_asks(known) for _, known in exact):
            exact = [each for each in exact if _asks_alike(each[1], transcript)]
        return tuple(chaff for chaff, _ in exact)

    def _both(self, exercise: str, transcript: Transcript, close: list[_Known]) -> Match | None:
        """Two chaffs at once, in different functions of the exercise, that do the same together."""
        asked = set(self._sources.names[exercise])
        for (one, _), (two, _) in islice(combinations(close, 2), _MOST_PAIRS):
            bound = [names_bound(chaff.source) & asked for chaff in (one, two)]
            if bound[0].isdisjoint(bound[1]):
                together = self._known(exercise, one, two)
                if together is not None and _equal(together, transcript):
                    return Match("both", (one, two))
        return None

    @cached_property
    def _chaffs(self) -> dict[str, list[Chaff]]:
        found: dict[str, list[Chaff]] = {}
        for chaff in load_chaffs(self._folder / "chaffs.py", self._sources.course.languages):
            found.setdefault(chaff.exercise, []).append(chaff)
        return found

    @cached_property
    def _cells(self) -> ReferenceCells:
        text = self._sources.texts[self._sources.course.languages[0]]
        return ReferenceCells.of(self._sources.solution, text)

    def _known(self, exercise: str, *chaffs: Chaff) -> Transcript | None:
        """What chaffs do, or the reference; other exercises' names come from the reference."""
        key = exercise, *(chaff.title for chaff in chaffs)
        if key not in self._transcripts and (kept := self._kept.read(key)):
            self._transcripts[key] = kept
        if key not in self._transcripts:
            source = "\n\n".join(chaff.source for chaff in chaffs)
            transcript = self._made(exercise, self._cells.for_exercise(exercise, source))
            self._transcripts[key] = transcript
            if transcript is not None:
                self._kept.write(key, transcript)
        return self._transcripts[key]

    def _made(self, exercise: str, cells: Sequence[SourceCell]) -> Transcript | None:
        """What our own code does; tried again if its process died, which may be no fault of it."""
        for _ in range(_TRIES):
            deaths = self._server.deaths
            with Answers(self._server, cells, self._deadline - time.monotonic()) as answers:
                transcript = self._transcript(answers, exercise)
                answers.check_time()
            if transcript is not None or self._server.deaths == deaths:
                break
        return transcript

    def _transcript(self, answers: Answers, exercise: str) -> Transcript | None:
        tests = self._suite.tests[exercise]
        return transcript_of(answers, self._suite, tests, self._reference, self._folder)

    def _told(self, match: Match, result: ExerciseResult, lang: str) -> Diagnosis:
        titles = say("between_titles", lang).join(chaff.texts[lang][0] for chaff in match.chaffs)
        sentences = [say(match.kind, lang, titles=titles)]
        if match.kind != "several":
            sentences += [chaff.texts[lang][1] for chaff in match.chaffs]
        sentences += dict.fromkeys(self._where(chaff, result, lang) for chaff in match.chaffs)
        return Diagnosis(
            kind=match.kind,
            sentences=tuple(sentences),
            misconceptions=tuple(chaff.title for chaff in match.chaffs),
        )

    def _where(self, chaff: Chaff, result: ExerciseResult, lang: str) -> str:
        text = self._sources.texts[lang]
        number = chaff.see or section_of(text, result.id)
        title = sections_of(text).get(number)
        if title is None:
            return say("look_at_statement", lang, number=result.number)
        return say("look_at_section", lang, number=number, title=title)

    def _wrong_helpers(
        self, result: ExerciseResult, results: Sequence[ExerciseResult], uses: Uses
    ) -> tuple[_Helper, ...]:
        """What an answer uses of answers to other exercises that are wrong themselves."""
        own = self._sources.names[result.id]
        used = uses.of(own) - {*own}
        return tuple(
            _Helper(name, other.number, f".{name}" not in used, uses.aliases(name))
            for other in results
            if other.id != result.id and other.kind == "code" and other.score != other.points
            for name in self._sources.names[other.id]
            if name in used
        )

    def _lend(self, answers: Answers, exercise: str, helpers: Sequence[_Helper]) -> _Lent | None:
        """What an answer does with right helpers; None when they cannot be lent, or it is lost."""
        if not helpers or not all(
            helper.can_be_lent and can_stand_in(self._reference, helper.name) for helper in helpers
        ):
            return None
        transcript = self._transcript_with(answers, exercise, helpers)
        if transcript is None or transcript.failed:
            return None if transcript is None else _Lent(transcript, tuple(helpers))
        # One of them may be enough: the others are right, in a wrong exercise.
        for helper in helpers if 1 < len(helpers) <= _MOST_HELPERS else ():
            alone = self._transcript_with(answers, exercise, [helper])
            if alone is not None and not alone.failed:
                return _Lent(alone, (helper,))
        return _Lent(transcript, tuple(helpers))

    def _transcript_with(
        self, answers: Answers, exercise: str, helpers: Sequence[_Helper]
    ) -> Transcript | None:
        """What an answer does while the reference stands in for its helpers."""
        names = {name: each.name for each in helpers for name in (each.name, *each.aliases)}
        try:
            worker = answers.worker
            with standing_in(worker, self._reference, names):
                transcript = self._transcript(answers, exercise)
            # In a process that was started meanwhile, nothing stood in for anything.
            return transcript if answers.worker is worker else None
        except (AnswerFailure, OutOfTime):
            answers.close()
            return None

    def _builds_on(
        self,
        result: ExerciseResult,
        helpers: Sequence[_Helper],
        own: Transcript | None,
        lent: _Lent | None,
        lang: str,
    ) -> Diagnosis | None:
        """Sends a student to wrong helpers; names a mistake of the answer itself if there is one.

        With right helpers a mistake shows as it is. Where they cannot be lent, the answer has to
        do all that a chaff does although its helpers are wrong.
        """
        if lent is not None and not lent.transcript.failed:
            sentence = say("only_builds_on", lang, helpers=_listed(lent.helpers, lang))
            return Diagnosis(kind="builds_on", sentences=(sentence,))
        seen = own if lent is None else lent.transcript
        match = None
        with contextlib.suppress(OutOfTime):
            match = seen and self.match(result.id, seen)
        if match and (lent or match.kind in ("misconception", "both")):
            told = self._told(match, result, lang)
            besides = say("also_builds_on", lang, helpers=_listed(helpers, lang))
            return told.model_copy(update={"sentences": (*told.sentences, besides)})
        if own is None:
            return None
        sentence = say("builds_on", lang, helpers=_listed(helpers, lang))
        return Diagnosis(kind="builds_on", sentences=(sentence,))


def _listed(helpers: Iterable[_Helper], lang: str) -> str:
    names: dict[str, list[str]] = {}
    for helper in helpers:
        names.setdefault(helper.number, []).append(f"`{helper.name}`")
    return ", ".join(
        say("helpers", lang, names=", ".join(each), number=number) for number, each in names.items()
    )


def _has_run(result: ExerciseResult) -> bool:
    """Whether some tests failed, and none was cut short."""
    outcomes = {test.outcome for test in result.tests}
    cut_short = {"timeout", "crashed", "not_run"}
    return bool(outcomes & {"failed", "error"}) and outcomes.isdisjoint(cut_short)


def _gave_something(result: ExerciseResult) -> bool:
    """Whether not all tests ended in an error, which explains itself."""
    return any(test.outcome != "error" for test in result.tests)


def _says_something(transcript: Transcript) -> bool:
    """Whether the answer gave more than one and the same thing, or a number with thought in it."""
    seen: list[object] = []
    for value in transcript.values():
        if _is_rich(value):
            return True
        if not any(same(value, other) for other in seen):
            seen.append(value)
        if len(seen) > 2:
            return True
    return False


def _is_rich(value: object) -> bool:
    if isinstance(value, list | tuple):
        return any(map(_is_rich, value))
    if isinstance(value, dict):
        return any(map(_is_rich, value.values()))
    if isinstance(value, np.ndarray):
        return bool(value.size) and len(np.unique(value)) > 1
    if isinstance(value, float):
        return not value.is_integer() and math.isfinite(value)
    # Small numbers are counts and places, which anybody gives by chance.
    return type(value) is int and abs(value) >= _LARGE


def _is_close(known: Transcript, answer: Transcript, reference: Transcript) -> bool:
    """Whether an answer does what a chaff does in some test that shows more than chance could."""
    same_tests = [name for name in known.failed if known.tests[name].equals(answer.tests[name])]
    if not known.failed <= answer.failed or not same_tests:
        return False
    if any(_is_told_by_numbers(known, reference, name) for name in same_tests):
        return True
    # A word or a small number may be the same by chance: then all of it has to be the same, and
    # what the functions of the test are asked for.
    if len(same_tests) < len(known.failed):
        return False
    if _asks(known):
        return _asks_alike(known, answer)
    return any(_gives_other(one, reference.tests[name]) for name, one in _failures(known))


def _likely(transcript: Transcript, reference: Transcript, close: list[_Known]) -> Match | None:
    """The one chaff whose numbers an answer gives, although not everything is the same."""
    likely: list[tuple[Chaff, frozenset[str]]] = []
    for chaff, known in close:
        shared = _shared(known, transcript, reference)
        # Either all that the chaff does wrong is done wrong alike, beside other mistakes, or the
        # same tests fail and most of them alike.
        most = known.failed == transcript.failed and 2 * len(shared) > len(known.failed)
        if shared and (shared == known.failed or most):
            likely.append((chaff, shared))
    largest = [chaff for chaff, mine in likely if not any(mine < other for _, other in likely)]
    return Match("likely", (largest[0],)) if len(largest) == 1 else None


def _shared(known: Transcript, answer: Transcript, reference: Transcript) -> frozenset[str]:
    """The tests that an answer fails as a chaff does; none if only chance could be at work."""
    names = frozenset(n for n in known.failed if known.tests[n].equals(answer.tests[n]))
    if any(_is_told_by_numbers(known, reference, name) for name in names):
        return names
    # The same tests fail in the same way, what passes is right in another way.
    return names if names == answer.failed else frozenset()


def _failures(known: Transcript) -> list[tuple[str, TestTranscript]]:
    return [(name, known.tests[name]) for name in sorted(known.failed)]


def _is_told_by_numbers(known: Transcript, reference: Transcript, name: str) -> bool:
    """Whether a chaff gives numbers in a test that nobody gives by chance."""
    one = known.tests[name]
    return _gives_other(one, reference.tests[name]) and any(map(_is_rich, one.events))


def _gives_other(one: TestTranscript, reference: TestTranscript) -> bool:
    """Whether something else is given or raised than by the reference, as far as the test came."""
    events = reference.events[: len(one.events)]
    return not same(one.events, events) or _types(one.events) != _types(events)


def _types(value: object) -> object:
    """The types of the numbers in nested values, which are equal across types otherwise."""
    if isinstance(value, list | tuple):
        return [_types(item) for item in value]
    return type(value).__name__


def _asks(known: Transcript) -> bool:
    """Whether a chaff calls functions of the tests that it fails."""
    return any(known.tests[name].asked for name in known.failed)


def _asks_alike(known: Transcript, answer: Transcript) -> bool:
    """Whether an answer calls the functions of those tests with the same."""
    return all(known.tests[name].asks_like(answer.tests[name]) for name in known.failed)


def _equal(one: Transcript, other: Transcript) -> bool:
    return all(test.equals(other.tests[name]) for name, test in one.tests.items())


def sections_of(text: ChapterText) -> dict[str, str]:
    """The titles of a text's numbered sections, by number.

    >>> from pathlib import Path
    >>> sections_of(ChapterText(Path("en.md"), (Prose("## 2. Slopes\\n### 2.1 Of a line"),)))
    {'2': 'Slopes', '2.1': 'Of a line'}
    """
    prose = [piece.text for piece in text.pieces if isinstance(piece, Prose)]
    return {number: title.strip() for each in prose for number, title in _HEADING.findall(each)}


def section_of(text: ChapterText, exercise: str) -> str:
    """The number of the section in which an exercise stands; empty if none comes before it."""
    number = ""
    for piece in text.pieces:
        if isinstance(piece, Prose):
            number = ([number, *(found for found, _ in _HEADING.findall(piece.text))])[-1]
        elif isinstance(piece, Directive) and piece.exercise == exercise:
            break
    return number
