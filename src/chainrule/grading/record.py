"""The result record: one versioned JSON document per submission, from which all else is made."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from chainrule.box.enclosure import Tier
from chainrule.files import write_atomically

Outcome = Literal["passed", "failed", "error", "timeout", "crashed", "not_counted", "not_run"]
DiagnosisKind = Literal["misconception", "likely", "several", "both", "builds_on", "relation"]
Status = Literal["graded", "untouched", "by_hand", "no_answer"]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TestResult(Part):
    """One hidden test on one submission."""

    __test__ = False  # not a test class, whatever pytest thinks of the name

    name: str
    weight: float
    outcome: Outcome
    feedback: Annotated[str, Field(description="the author's words on what it is about")]
    detail: Annotated[str, Field(description="what differs, as disclosure permits")] = ""
    place: Annotated[str, Field(description="for instructors: the line of the test")] = ""


class Diagnosis(Part):
    """What a wrong answer looks like, in the student's language."""

    kind: DiagnosisKind
    sentences: Annotated[tuple[str, ...], Field(description="what was probably done")]
    misconceptions: Annotated[
        tuple[str, ...], Field(description="their titles in the course's first language")
    ] = ()


class ExerciseResult(Part):
    """One exercise of one submission."""

    id: str
    number: str
    title: str
    kind: Literal["code", "written", "plot"]
    status: Status
    score: Annotated[float | None, Field(description="None where a person has to grade")]
    points: float
    examples_right: int = 0
    examples: int = 0
    tests: tuple[TestResult, ...] = ()
    hints: tuple[str, ...] = ()
    diagnosis: Diagnosis | None = None


class Notice(Part):
    """Something about the submission that a person should know, in the student's language."""

    code: str
    sentence: str
    cell: int | None = None
    exercise: str | None = None
    attention: Annotated[bool, Field(description="for the instructor's table")] = False


class Record(Part):
    """Everything that grading one submission found; without times, so that it is reproducible."""

    schema_version: Literal[2] = 2
    course: str
    chapter: str
    title: Annotated[str, Field(description="the chapter's number and title")]
    lang: str
    assignment: str
    student: str
    submission: Annotated[str, Field(description="SHA-256 of the submitted file and its name")]
    answers: Annotated[str, Field(description="SHA-256 of the answer text taken from it")]
    grader: Annotated[str, Field(description="SHA-256 of tests, solutions, manifest and engine")]
    seed: int
    tier: Tier
    exercises: tuple[ExerciseResult, ...]
    notices: tuple[Notice, ...] = ()

    @property
    def score(self) -> float:
        """Points that the hidden tests gave."""
        return round(sum(e.score or 0.0 for e in self.exercises), 2)

    @property
    def points(self) -> float:
        """Points of the exercises that hidden tests grade."""
        return sum(e.points for e in self.exercises if e.kind == "code")

    @property
    def key(self) -> tuple[str, str]:
        """What the record is a function of: the seed follows from both."""
        return self.submission, self.grader

    def write(self, path: Path) -> None:
        """Write atomically: a reader sees the old record or the new one, never half of one.

        One that the machine loses by stopping in the middle is made again.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, self.model_dump_json(indent=1) + "\n")

    @classmethod
    def read(cls, path: Path) -> Record | None:
        """The record at ``path``; None when there is none that this version can read."""
        try:
            return cls.model_validate_json(path.read_bytes())
        except (FileNotFoundError, ValueError):
            return None
