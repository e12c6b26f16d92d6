"""proof.yml: what an author says about survivors, idle tests and tight tolerances."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from chainrule.course.manifest import Chapter, parsed_yaml
from chainrule.errors import Problem, UserError, read_text
from chainrule.proof.mutants import Mutant

Reason = Annotated[str, Field(min_length=3)]
Reasons = dict[str, Reason]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Equivalent(_Entry):
    """A mutant that no test can tell from the reference, and why."""

    function: str
    old: str
    new: str
    reason: Reason


class _File(_Entry):
    equivalent: dict[str, tuple[Equivalent, ...]] = {}
    redundant: dict[str, Reasons] = {}
    tolerances: dict[str, Reasons] = {}


@dataclass(frozen=True)
class Statements:
    """A chapter's proof.yml, each part by exercise; one that is not there says nothing.

    Attributes
    ----------
    equivalent
        Mutants that survive because they do what the reference does.
    redundant
        Tests that stay although nothing is caught by them alone, with the reason.
    tolerances
        Tests whose tolerances are wider or narrower than the rule, with the reason.
    """

    equivalent: dict[str, tuple[Equivalent, ...]]
    redundant: dict[str, Reasons]
    tolerances: dict[str, Reasons]

    @classmethod
    def load(cls, path: Path, chapter: Chapter) -> Statements:
        """Read ``autograder/<slug>/proof.yml``.

        Raises
        ------
        UserError
            With one line for each thing that is wrong.
        """
        if not path.exists():
            return cls({}, {}, {})
        data, lines = parsed_yaml(read_text(path), path)
        problems = list(lines.doubled_keys())
        try:
            file = _File.model_validate(data or {})
        except ValidationError as error:
            for found in error.errors():
                name = ".".join(str(part) for part in found["loc"])
                what, line = f"{name}: {found['msg'].lower()}", lines.line(found["loc"])
                problems.append(Problem(what, path, line, "see docs/proof.md"))
            raise UserError(problems) from None
        known = {exercise.id for exercise in chapter.coded}
        for part in type(file).model_fields:
            for exercise in getattr(file, part):
                if exercise not in known:
                    what, line = f"unknown exercise {exercise}", lines.line((part, exercise))
                    problems.append(Problem(what, path, line, "correct the id"))
        if problems:
            raise UserError(problems)
        return cls(file.equivalent, file.redundant, file.tolerances)


def states(entry: Equivalent, mutant: Mutant) -> bool:
    """Whether an entry is about this mutant."""
    return (entry.function, entry.old.strip("\n"), entry.new.strip("\n")) == (
        mutant.function,
        mutant.old,
        mutant.new,
    )


def to_paste(mutants: list[Mutant]) -> str:
    """Survivors as entries for proof.yml, with the reasons left to the author."""
    found: dict[str, list[dict[str, str]]] = {}
    for mutant in mutants:
        entry = {"function": mutant.function, "old": mutant.old, "new": mutant.new, "reason": ""}
        found.setdefault(mutant.exercise, []).append(entry)
    return yaml.dump(
        {"equivalent": found}, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100
    )


class _Dumper(yaml.SafeDumper):
    """Writes texts of several lines as blocks."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)
