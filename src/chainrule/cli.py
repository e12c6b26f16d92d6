"""The command ``chainrule``."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import click
from rich.console import Console

from chainrule import __version__
from chainrule.box.enclosure import TIERS, Tier
from chainrule.course.manifest import Chapter, Course
from chainrule.course.words import WORDS
from chainrule.errors import Problem, UserError

#: Exit status for bad input, as for click's own usage errors.
USAGE = 2
INTERRUPTED = 130


def main() -> None:
    """Run the command; bad input ends in one line per problem and status 2."""
    # A course is graded by code that is not the student's and not in the current folder.
    sys.path[:] = [entry for entry in sys.path if entry]
    try:
        cli(standalone_mode=False)
    except UserError as error:
        for problem in error.problems:
            click.echo(str(problem), err=True)
        sys.exit(USAGE)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo(
            "Interrupted. What was finished is kept; run the command again to go on.", err=True
        )
        sys.exit(INTERRUPTED)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
@click.option(
    "--course",
    "root",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    default=Path("."),
    help="The course folder, where course.yml lies (default: here).",
)
@click.pass_context
def cli(context: click.Context, root: Path) -> None:
    """Build, grade and prove an auto-graded course."""
    context.obj = root.resolve()


def _chapters(course: Course, name: str | None) -> list[Chapter]:
    return list(course.manifest.chapters) if name is None else [course.chapter(name)]


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1


@cli.command()
@click.argument("chapter", required=False)
@click.pass_obj
def build(root: Path, chapter: str | None) -> None:
    """Make nbgrader's source notebooks and the release of CHAPTER, or of all chapters."""
    from chainrule.gradebook.nbgrader_course import NbgraderCourse

    course = Course.load(root)
    nbgrader = NbgraderCourse(course)
    for each in _chapters(course, chapter):
        for assignment in nbgrader.build(each):
            path = nbgrader.layout.released_notebook(assignment)
            click.echo(f"{assignment.name}: {_shown(path)}")


@cli.command()
@click.argument("chapter", required=False)
@click.pass_obj
def validate(root: Path, chapter: str | None) -> None:
    """Check course.yml against texts, solutions and translations."""
    from chainrule.course.chapter import ChapterSources

    course = Course.load(root)
    problems: list[Problem] = []
    for each in _chapters(course, chapter):
        try:
            ChapterSources.load(course, each)
        except UserError as error:
            problems += error.problems
    if problems:
        raise UserError(problems)
    click.echo("The course is consistent.")


@cli.command()
def doctor() -> None:
    """Say which wall this machine can put around students' code, and what would raise it."""
    from chainrule.box.doctor import lines

    for line in lines():
        click.echo(line)


@cli.command()
@click.argument("chapter")
@click.option("--student", help="Grade this student only.")
@click.option(
    "--jobs",
    type=click.IntRange(1),
    default=_processors,
    help="Grader processes at a time (default: one per processor).",
)
@click.option("--regrade", is_flag=True, help="Grade unchanged submissions again, too.")
@click.option(
    "--cluster",
    metavar="ADDRESS",
    help="Grade on a dask cluster: tls://HOST:PORT of its scheduler, tcp:// on this machine, or "
    "'local' for one that is started for this run, with --jobs workers.",
)
@click.option(
    "--require-tier",
    type=click.Choice(TIERS),
    help="Grade behind this tier of the wall or a stronger one, or not at all; see: doctor.",
)
@click.pass_obj
def grade(
    root: Path,
    chapter: str,
    student: str | None,
    jobs: int,
    regrade: bool,
    cluster: str | None,
    require_tier: Tier | None,
) -> None:
    """Grade the submissions of CHAPTER and write them into the gradebook."""
    from chainrule.gradebook.report import grade_with_progress
    from chainrule.gradebook.run import Grading

    course = Course.load(root)
    grading = Grading(
        course, course.chapter(chapter), jobs, student, regrade, cluster, require_tier
    )
    for _ in grade_with_progress(grading, Console()):
        pass


@cli.command()
@click.argument("chapter", required=False)
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The CSV file (default: standard output).",
)
@click.pass_obj
def export(root: Path, chapter: str | None, output: Path | None) -> None:
    """Write a CSV file with the points of every exercise."""
    from chainrule.gradebook.export import export_csv
    from chainrule.gradebook.nbgrader_course import NbgraderCourse

    course = Course.load(root)
    with NbgraderCourse(course).gradebook() as gradebook:
        text = export_csv(gradebook, course, _chapters(course, chapter))
    if output is None:
        click.echo(text, nl=False)
    else:
        output.write_text(text, encoding="utf-8", newline="")
        click.echo(f"written: {_shown(output)}")


@cli.command()
@click.argument("chapter", required=False)
@click.pass_obj
def translate(root: Path, chapter: str | None) -> None:
    """Bring the catalogues up to date with the docstrings; says what lacks a translation."""
    from chainrule.course.catalogue import Translations
    from chainrule.course.solution import Solution

    course = Course.load(root)
    for each in _chapters(course, chapter):
        solution = Solution.load(course.solution(each))
        for lang in course.languages[1:]:
            catalogue = Translations.load(course.catalogue(each, lang), lang)
            missing = catalogue.update(solution.prose())
            click.echo(f"{_shown(course.catalogue(each, lang))}: {missing} without translation")


@cli.command()
@click.argument("chapter", required=False)
@click.option(
    "--jobs",
    type=click.IntRange(1),
    default=_processors,
    help="Processes at a time (default: one per processor); the result is the same.",
)
@click.option(
    "--json",
    "report",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write everything that was found to this file, each mutant with each test's outcome.",
)
@click.option("--exercise", help="Prove this exercise only.")
@click.pass_obj
def verify(
    root: Path, chapter: str | None, jobs: int, report: Path | None, exercise: str | None
) -> None:
    """Prove the graders of CHAPTER, or of all: reference and wheats get full marks, stubs and
    junk none, chaffs and mutants fail, no test is idle, no tolerance tight.

    Ends with status 1 when something is not proved.
    """
    from chainrule.proof.report import as_json, verify_chapter

    course = Course.load(root)
    proofs = [
        verify_chapter(course, each, Console(), jobs, exercise)
        for each in _chapters(course, chapter)
    ]
    if report is not None:
        found = {"chapters": [as_json(proof) for proof in proofs]}
        report.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    if any(proof.failures for proof in proofs):
        sys.exit(1)


@cli.group()
def new() -> None:
    """Add a chapter or an exercise: a small example, proved as it is, to be changed."""


def _titles(command: Callable[..., None]) -> Callable[..., None]:
    for lang in reversed(WORDS):
        command = click.option(f"--title-{lang}", help=f"The title in {lang!r}.")(command)
    return command


@new.command("chapter")
@click.argument("slug")
@click.option("--number", type=click.IntRange(0), help="Default: the one after the highest.")
@_titles
@click.pass_obj
def new_chapter(root: Path, /, slug: str, number: int | None, **titles: str | None) -> None:
    """Add chapter SLUG to course.yml, with all its files: one exercise, one question, one plot.

    A title that is not given is made of SLUG. Nothing is overwritten.
    """
    from chainrule.course import scaffold

    given = {
        option.removeprefix("title_"): title
        for option, title in titles.items()
        if title is not None
    }
    made = scaffold.new_chapter(Course.load(root), slug, number, given)
    _tell(root, made, (f"validate {slug}", f"build {slug}", f"verify {slug}"))


@new.command("exercise")
@click.argument("chapter")
@click.argument("name")
@click.option(
    "--after", metavar="OTHER", help="The exercise before it (default: the last with code)."
)
@click.pass_obj
def new_exercise(root: Path, chapter: str, name: str, after: str | None) -> None:
    """Add exercise NAME, which asks for one function of that name, to CHAPTER.

    Nothing is overwritten.
    """
    from chainrule.course import scaffold

    course = Course.load(root)
    slug = course.chapter(chapter).slug
    made = scaffold.new_exercise(course, course.chapter(chapter), name, after)
    _tell(root, made, (f"validate {slug}", f"verify {slug} --exercise {name}"))


def _tell(root: Path, written: Iterable[Path], following: Iterable[str]) -> None:
    for path in written:
        click.echo(f"written: {_shown(path)}")
    where = "" if root == Path.cwd() else f"--course {_shown(root)} "
    for command in following:
        click.echo(f"next: chainrule {where}{command}")


@cli.command()
@click.pass_obj
def coverage(root: Path) -> None:
    """Write docs/coverage.md: every item of the sources and where the course treats it.

    Ends with status 1 when an item is treated nowhere.
    """
    from chainrule.course.coverage import coverage_page, uncovered

    course = Course.load(root)
    path = root / "docs" / "coverage.md"
    path.write_text(coverage_page(course), encoding="utf-8")
    click.echo(f"written: {_shown(path)}")
    missing = {
        f"{chapter.slug} in {lang}": items
        for chapter in course.manifest.chapters
        for lang in course.languages
        if (items := uncovered(course, chapter, lang))
    }
    for where, items in missing.items():
        click.echo(f"not covered by {where}: {', '.join(items)}", err=True)
    if missing:
        sys.exit(1)


@cli.command()
@click.argument("chapter", required=False)
@click.option("--keep", type=click.Path(path_type=Path), help="Work in this folder (new or empty).")
@click.option("--jobs", type=click.IntRange(1), default=2, help="Grader processes at a time.")
@click.pass_obj
def demo(root: Path, chapter: str | None, keep: Path | None, jobs: int) -> None:
    """Take a class of 24 through CHAPTER: release, submit, collect, grade, feedback.

    Without CHAPTER it is the first one that needs no further package.
    """
    from chainrule.demo.course import run_demo

    course = Course.load(root)
    light = [each for each in course.manifest.chapters if not each.requires]
    chosen = (light or course.manifest.chapters)[0] if chapter is None else course.chapter(chapter)
    if run_demo(course, chosen, keep, jobs, Console()):
        sys.exit(1)


def _shown(path: Path) -> Path:
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


if __name__ == "__main__":
    main()
