"""Answers that look for the solution, know the examples by heart, or play with state."""

from __future__ import annotations

import base64
from typing import Final

import pytest

from attacks.course import (
    GRADIENT,
    KERAS,
    PLAIN,
    Cheat,
    Marks,
    coded,
    example_table,
    marks_of,
    names_of,
    sources_of,
)
from attacks.kit import ROOT
from chainrule.box.enclosure import Tier
from chainrule.course.chapter import ChapterSources

#: Looks for a function of the same name that somebody else wrote, wherever Python can look.
THIEF: Final = f"""
import builtins, gc, importlib, os, sys, types

def loot(name, args):
    for folder in ("", "solutions", "autograder/ch07_gradient", "src", "build"):
        sys.path.append(os.path.join({str(ROOT)!r}, folder))
    for module in ("ch07_gradient", "solutions.ch07_gradient", "reference", "solution", "support",
                   "chaffs", "chainrule.grading", "chainrule.grading.reference", "_solution"):
        try: yield getattr(importlib.import_module(module), name)
        except BaseException: pass
    for path in ("solutions/ch07_gradient.py", "autograder/ch07_gradient/chaffs.py",
                 "build/submitted/ada/ch07_gradient-en/ch07_gradient.ipynb"):
        try:
            space = {{}}
            exec(open(os.path.join({str(ROOT)!r}, path)).read(), space)
            yield space[name]
        except BaseException: pass
    for module in list(sys.modules.values()):
        yield getattr(module, "__dict__", {{}}).get(name)
    frame = sys._getframe()
    while frame:
        for space in (frame.f_locals, frame.f_globals):
            yield space.get(name)
            yield getattr(space.get("reference"), name, None)
        frame = frame.f_back
    todo = list(args)
    for _ in range(300):
        if not todo: break
        each = todo.pop(0)
        yield getattr(getattr(each, "__globals__", {{}}).get("reference"), name, None)
        todo += gc.get_referents(each)[:20]
    if name not in searched:
        searched.add(name)
        for each in gc.get_objects():
            if isinstance(each, types.FunctionType) and each.__name__ == name: yield each

searched = set()
def thief(name):
    def answer(*args, **kwargs):
        for found in loot(name, args):
            if not callable(found) or getattr(found, "mine", False): continue
            try: return found(*args, **kwargs)
            except BaseException: continue
    answer.mine = True
    return answer
"""

#: Right while an example is looked at, wrong while it is tested.
DETECTIVE: Final = """
import sys
def detective(right):
    def answer(*args, **kwargs):
        frame, graded = sys._getframe(), True
        while frame:
            graded = graded and frame.f_code.co_filename != "<example>"
            frame = frame.f_back
        return None if graded else right(*args, **kwargs)
    return answer
"""

#: Changes its arguments so that whoever computes with them later gets the same nothing.
MUTATOR: Final = """
import numpy as np
def nothing(value):
    if isinstance(value, dict): return {key: nothing(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)): return type(value)(map(nothing, value))
    if isinstance(value, np.ndarray): return np.zeros_like(value)
    return 0.0 if isinstance(value, (int, float)) else None
def empty(value):
    if isinstance(value, np.ndarray): value[...] = 0
    elif isinstance(value, dict):
        for item in value.values(): empty(item)
    elif isinstance(value, list):
        for place, item in enumerate(value):
            empty(item)
            if isinstance(item, (int, float)): value[place] = 0.0
def mutator(right):
    def answer(*args, **kwargs):
        try: result = nothing(right(*args, **kwargs))
        except Exception: result = None
        for value in (*args, *kwargs.values()):
            try: empty(value)
            except Exception: pass
        return result
    return answer
"""

#: Name of the maker: text of a function that makes the wrong answer from the right one.
STATEFUL: Final = {
    "counter": """
calls = [0]
def counter(right):
    def answer(*args, **kwargs):
        calls[0] += 1
        return float(calls[0])
    return answer
""",
    "previous_result": """
last = {}
def previous_result(right):
    def answer(*args, **kwargs):
        before = last.get(right)
        try: last[right] = right(*args, **kwargs)
        except Exception: last[right] = None
        return before
    return answer
""",
    "first_result": """
first = {}
def first_result(right):
    def answer(*args, **kwargs):
        if right not in first: first[right] = 0.0
        return first[right]
    return answer
""",
    "hoarder": """
# Keeps every function that the grader ever passed, and answers with what they say.
hoard = []
def hoarder(right):
    def answer(*args, **kwargs):
        hoard.extend(each for each in (*args, *kwargs.values()) if callable(each))
        for function in reversed(hoard[-5:]):
            try: return function(*[each for each in args if not callable(each)])
            except BaseException: continue
    return answer
""",
}

#: Spoils what all exercises of the notebook use, once the first function is called.
SABOTAGE: Final = """
import numpy as np
kept = network_gradients
def spoil(*args, **kwargs):
    for name in ("dot", "exp", "zeros", "array", "asarray", "sum", "zeros_like", "ones"):
        setattr(np, name, lambda *a, **k: None)
    return kept(*args, **kwargs)
partial_derivative = spoil
"""


def copying(table: bytes, names: list[str]) -> str:
    """An answer by heart: the example's result for the example's arguments, else the last one."""
    return f"""{PLAIN}
import base64
known = pickle.loads(base64.b64decode({base64.b64encode(table).decode()!r}))
def by_heart(name):
    def answer(*args, **kwargs):
        called = plain([*args, *sorted(kwargs.items())])
        rows = known.get(name, [])
        for arguments, result in [*rows, *rows[-1:]]:
            if result and (arguments == called or (arguments, result) == rows[-1]):
                return pickle.loads(result)[0]
        raise ValueError
    return answer
""" + "\n".join(f"{name} = by_heart({name!r})" for name in names)


def wrapping(maker: str, text: str, names: list[str]) -> str:
    return text + "\n" + "\n".join(f"{name} = {maker}({name})" for name in names)


def all_names(sources: ChapterSources) -> list[str]:
    return [name for exercise in coded(sources) for name in names_of(sources, exercise)]


@pytest.fixture(scope="session")
def gradient() -> ChapterSources:
    return sources_of(GRADIENT)


@pytest.fixture(scope="session")
def marks(tier: Tier, gradient: ChapterSources) -> Marks:
    names, every = all_names(gradient), coded(gradient)
    thieves = "\n".join(f"{name} = thief({name!r})" for name in names)
    table = example_table(gradient, tier)
    wrappers = {"detective": DETECTIVE, "mutator": MUTATOR, **STATEFUL}
    cheats = {
        "thief": Cheat(f"{THIEF}\n{thieves}", every),
        "by_heart": Cheat(copying(table, names), every, with_examples=True),
        **{
            maker: Cheat(
                wrapping(maker, text, names), every, True, with_examples=maker == "detective"
            )
            for maker, text in wrappers.items()
        },
        "sabotage": Cheat(SABOTAGE, every, beside=True),
        # The last one: what the others did must not be seen any more.
        "honest": Cheat("", every, beside=True, with_examples=True),
    }
    return marks_of(gradient, tier, cheats)


@pytest.mark.parametrize("name", ["thief", "by_heart", "detective", "mutator", *STATEFUL])
def test_a_cheat_gains_nothing(marks: Marks, name: str) -> None:
    gained = {exercise: mark.passed for exercise, mark in marks[name].items() if mark.score}
    assert gained == {}


@pytest.mark.parametrize("name", ["thief", "by_heart", "detective", "mutator", *STATEFUL])
def test_the_report_says_why(marks: Marks, name: str) -> None:
    for mark in marks[name].values():
        assert all(result.feedback for result in mark.results)
        assert not any(str(ROOT) in result.detail for result in mark.results)


@pytest.mark.parametrize("name", ["by_heart", "detective"])
def test_what_is_known_by_heart_is_right_in_the_examples_alone(marks: Marks, name: str) -> None:
    """Shows that the cheat works: without hidden tests it would have been believed."""
    right = sum(mark.examples[0] for mark in marks[name].values())
    count = sum(mark.examples[1] for mark in marks[name].values())
    assert right > count / 2


def test_the_honest_answer_after_all_of_them_has_full_marks(
    marks: Marks, gradient: ChapterSources
) -> None:
    for exercise, mark in marks["honest"].items():
        assert mark.score == gradient.chapter.exercise(exercise).points
        assert mark.examples[0] == mark.examples[1]


def test_sabotage_costs_only_ones_own(marks: Marks) -> None:
    gained = [e for e, mark in marks["sabotage"].items() if mark.score > marks["honest"][e].score]
    lost = [e for e, mark in marks["sabotage"].items() if mark.score < marks["honest"][e].score]
    assert gained == []
    assert lost != []


@pytest.mark.tensorflow
def test_examples_known_by_heart_gain_nothing_with_keras(tier: Tier) -> None:
    pytest.importorskip("tensorflow", reason="TensorFlow is not installed")
    sources = sources_of(KERAS)
    table = example_table(sources, tier)
    cheat = Cheat(copying(table, all_names(sources)), coded(sources), with_examples=True)
    marks = marks_of(sources, tier, {"by_heart": cheat})["by_heart"]
    assert {exercise: mark.passed for exercise, mark in marks.items() if mark.score} == {}
    assert sum(mark.examples[0] for mark in marks.values()) > 5
