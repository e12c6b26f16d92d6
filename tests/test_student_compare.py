"""The one comparison of a result with what is expected."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from chainrule.student.compare import Difference, difference, error_difference
from chainrule.student.examples import expected_value
from chainrule.student.words import LANGUAGES


def kind(expected: object, got: object, **options: Any) -> str | None:
    found = difference(expected, got, **options)
    return None if found is None else found.kind


@pytest.mark.parametrize(
    "got",
    [2, 2.0, np.float64(2), np.float32(2), np.int8(2), np.longdouble(2), np.array(2), 2 + 1e-10],
)
@pytest.mark.parametrize("expected", [2, 2.0, np.float64(2), np.array(2.0)])
def test_a_number_accepts_any_real_number(expected: object, got: object) -> None:
    assert difference(expected, got) is None


@pytest.mark.parametrize(
    ("got", "expected_kind"),
    [
        (True, "type"),
        (np.True_, "type"),
        (np.array(True), "type"),
        ("2", "type"),
        (None, "type"),
        ([2], "type"),
        (2j, "type"),
        (np.array([2.0]), "shape"),
        (np.array([[2.0]]), "shape"),
        (2.1, "value"),
        (math.nan, "nan"),
        (math.inf, "value"),
        pytest.param(10**5000, "value", id="huge"),
    ],
)
def test_a_number_refuses_everything_else(got: object, expected_kind: str) -> None:
    assert kind(2.0, got) == expected_kind


def test_the_tolerance_is_absolute_plus_relative() -> None:
    assert difference(1e6, 1e6 + 5e-4) is None
    assert kind(1e6, 1e6 + 2e-3) == "value"
    assert difference(0.0, 9e-10) is None
    assert kind(0.0, 2e-9) == "value"
    assert difference(1.0, 1.4, rtol=0, atol=0.5) is None


def test_without_tolerance_large_integers_are_exact() -> None:
    assert kind(2**60, 2**60 + 1, rtol=0, atol=0) == "value"
    assert kind(np.array([2**60]), np.array([2**60 + 1]), rtol=0, atol=0) == "value"
    assert difference(10**400, 10**400, rtol=0, atol=0) is None


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_nan_and_infinities_agree_with_themselves_only(value: float) -> None:
    assert difference(value, value) is None
    assert difference(np.array([value]), np.array([value])) is None
    assert kind(value, 0.0) in ("nan", "value")
    assert kind(np.array([value]), np.array([0.0])) in ("nan", "value")
    assert kind(math.inf, -math.inf) == "value"
    assert kind(np.array([math.inf]), np.array([-math.inf])) == "value"


def test_an_approximate_number_accepts_less_than_one_unit() -> None:
    expected = expected_value("17.926756...")
    assert difference(expected, 17.9267569) is None
    assert difference(expected, np.float32(17.926756)) is None
    assert kind(expected, 17.926758) == "value"
    assert kind(expected, math.nan) == "nan"
    assert kind(expected, True) == "type"


def test_a_truth_value_is_one() -> None:
    assert difference(True, True) is None
    assert difference(True, np.True_) is None
    assert difference(np.True_, True) is None
    assert kind(True, False) == "value"
    assert kind(True, 1) == "type"
    assert kind(False, None) == "type"


def test_strings_and_none_are_exact() -> None:
    assert difference("ab", "ab") is None
    assert difference("ab", np.str_("ab")) is None
    assert kind("ab", "ab ") == "text"
    assert kind("ab", b"ab") == "type"
    assert difference(None, None) is None
    assert kind(None, 0) == "type"


def test_an_array_is_an_array_of_this_shape_and_dtype() -> None:
    expected = np.array([[1.0, 2.0], [3.0, 4.0]])
    assert difference(expected, expected + 1e-10) is None
    assert kind(expected, expected.tolist()) == "type"
    assert kind(expected, expected.reshape(4)) == "shape"
    assert kind(expected, expected.astype(int)) == "dtype"
    assert kind(expected, expected.astype(np.float32)) == "dtype"
    assert kind(expected, expected + np.eye(2)) == "value"
    assert kind(expected, expected * math.nan) == "nan"
    assert kind(expected, 1.0) == "type"


def test_any_float_accepts_float32_and_not_integers() -> None:
    expected = np.array([1.0, 2.0])
    assert difference(expected, expected.astype(np.float32), any_float=True) is None
    assert kind(expected, expected.astype(int), any_float=True) == "dtype"


def test_whole_numbers_of_an_example_may_be_floats() -> None:
    expected = expected_value("array([6, 8])")
    assert difference(expected, np.array([6, 8])) is None
    assert difference(expected, np.array([6.0, 8.0])) is None
    assert kind(expected, np.array([6, 9])) == "value"
    assert kind(expected, np.array([6, 8], dtype=np.float32)) == "dtype"
    stated = expected_value("array([6, 8], dtype=uint8)")
    assert kind(stated, np.array([6.0, 8.0])) == "dtype"


def test_approximate_entries_ask_for_float64_and_each_has_its_unit() -> None:
    expected = expected_value("array([4.00000..., 12.0, 7.1...])")
    assert difference(expected, np.array([4.000009, 12.0, 7.19])) is None
    assert kind(expected, np.array([4.00002, 12.0, 7.1])) == "value"
    assert kind(expected, np.array([4.0, 12.00001, 7.1])) == "value"
    assert kind(expected, np.array([4, 12, 7])) == "dtype"


def test_arrays_of_truth_values_and_strings_are_exact() -> None:
    assert difference(np.array([True]), np.array([True])) is None
    assert kind(np.array([True]), np.array([1])) == "dtype"
    assert kind(np.array([True]), np.array([False])) == "value"
    assert difference(np.array(["a"]), np.array(["a", "longer"])[:1]) is None
    assert kind(np.array(["a"]), np.array(["b"])) == "value"


def test_empty_arrays_and_complex_numbers_compare() -> None:
    assert difference(np.zeros((0, 3)), np.zeros((0, 3))) is None
    assert kind(np.zeros((0, 3)), np.zeros((3, 0))) == "shape"
    assert difference(1 + 2j, np.complex128(1 + 2j)) is None
    assert difference(np.array([1j]), np.array([1j])) is None
    assert kind(np.array([1j]), np.array([2j])) == "value"


def test_a_list_agrees_with_a_tuple_element_by_element() -> None:
    assert difference([1, (2, 3)], (1.0, [2, 3])) is None
    assert kind([1, 2], [1, 2, 3]) == "length"
    assert kind([1, 2], np.array([1, 2])) == "type"
    assert kind([1, 2], range(1, 3)) == "type"
    found = difference((1, [2, np.zeros(2)]), (1, [2, np.ones(2)]))
    assert found is not None
    assert found.path == "[1][1]"


def test_a_dictionary_needs_the_expected_keys_only() -> None:
    assert difference({"a": 1}, {"a": 1.0, "b": object()}) is None
    assert kind({"a": 1}, {"b": 1}) == "missing_key"
    assert kind({"a": 1}, [("a", 1)]) == "type"
    found = difference({"weights": [1, 2]}, {"weights": [1, 3]})
    assert found is not None
    assert found.path == "['weights'][1]"


def test_a_set_is_exact() -> None:
    assert difference({1, 2}, {2, 1}) is None
    assert kind({1, 2}, {1, 2, 3}) == "value"
    assert kind({1, 2}, frozenset({1, 2})) == "type"
    assert kind({1, 2}, [1, 2]) == "type"


class Liar:
    """Claims to be everything and equal to everything, and must never be asked."""

    __class__ = float  # type: ignore[assignment]

    def _refuse(self, *args: object) -> Any:
        raise AssertionError("code of the object ran")

    __eq__ = __ne__ = __float__ = __bool__ = __len__ = __iter__ = __getitem__ = _refuse
    __array__ = __index__ = __sub__ = __rsub__ = __abs__ = __repr__ = __str__ = _refuse

    def __hash__(self) -> int:
        return hash("a")


class LyingFloat(float):
    __eq__ = __ne__ = __lt__ = __le__ = __float__ = Liar._refuse
    __hash__ = None  # type: ignore[assignment]


class LyingList(list[Any]):
    __eq__ = __len__ = __iter__ = Liar._refuse
    __hash__ = None


class LyingArray(np.ndarray[Any, Any]):
    __array_ufunc__ = __getitem__ = __eq__ = Liar._refuse  # type: ignore[assignment]
    __array_function__ = Liar._refuse  # type: ignore[assignment]


class LyingMeta(type):
    def __getattribute__(cls, name: str) -> Any:
        raise AssertionError("code of the metaclass ran")


class OfLyingType(metaclass=LyingMeta):
    pass


@pytest.mark.parametrize(
    "expected", [2.0, True, "a", None, np.zeros(2), [1.0], {"a": 1}, {1, 2}, 1j]
)
@pytest.mark.parametrize(
    "liar",
    [Liar(), LyingFloat(2), LyingList([1.0]), np.zeros(2).view(LyingArray), OfLyingType()],
    ids=["object", "float", "list", "ndarray", "metaclass"],
)
def test_foreign_objects_are_a_difference_of_type_and_never_run(
    expected: object, liar: object
) -> None:
    found = difference(expected, liar)
    assert found is not None
    assert found.kind == "type"
    assert found.got_type == type.__dict__["__name__"].__get__(type(liar))
    for lang in LANGUAGES:
        assert found.sentence(lang)


def test_foreign_objects_inside_containers_never_run() -> None:
    liar = Liar()
    assert kind([1.0], [liar]) == "type"
    assert kind({"a": 1}, {liar: 1}) == "missing_key"
    assert kind({"a"}, {liar}) == "type"
    assert kind({(1, "a")}, {(1, liar)}) == "type"
    # np.array([liar]) would ask it already.
    holding = np.frompyfunc(lambda _: liar, 1, 1)(np.zeros(1))
    assert kind(np.zeros(1), holding) == "dtype"
    assert kind(np.array([None], dtype=object), holding) == "type"


def test_a_list_that_holds_itself_ends() -> None:
    endless: list[Any] = []
    endless.append(endless)
    assert kind([[[1]]], endless) == "type"


def test_an_expected_value_of_a_foreign_type_is_the_authors_mistake() -> None:
    with pytest.raises(TypeError, match="Liar"):
        difference(Liar(), 1)


def test_form_is_told_before_values() -> None:
    found = difference((1.0, np.zeros(2)), (2.0, [0, 0]))
    assert found is not None
    assert (found.kind, found.path) == ("type", "[1]")


def test_the_facts_of_an_array_are_those_of_its_largest_difference() -> None:
    found = difference(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[1.0, 2.5], [3.0, 9.0]]))
    assert found is not None
    assert (found.differing, found.size, found.index) == (2, 4, (1, 1))
    assert (found.expected, found.got, found.gap) == (4.0, 9.0, 5.0)


def test_an_opposite_and_a_transpose_are_recognised() -> None:
    matrix = np.array([[1.0, 2.0], [3.0, 4.0]])
    for expected, got, relation in [
        (2.0, -2.0, "opposite"),
        (matrix, -matrix, "opposite"),
        (matrix, matrix.T, "transposed"),
        (np.ones((2, 3)), np.ones((3, 2)), "transposed"),
        (matrix, matrix + 1, None),
        (np.ones((2, 3)), np.zeros((3, 2)), None),
        (np.array([1, 2], np.uint8), np.array([255, 254], np.uint8), None),
    ]:
        found = difference(expected, got)
        assert found is not None
        assert found.relation == relation


def test_errors_are_compared_by_class_and_a_subclass_is_right() -> None:
    raised = ("ZeroDivisionError", "ArithmeticError", "Exception", "BaseException", "object")
    assert error_difference(None, ()) is None
    assert error_difference("ZeroDivisionError", raised) is None
    assert error_difference("ArithmeticError", raised) is None
    for expected, seen, want in [("ValueError", raised, "error"), (None, raised, "error")]:
        found = error_difference(expected, seen)
        assert found is not None
        assert (found.kind, found.got_type) == (want, "ZeroDivisionError")
    found = error_difference("ValueError", ())
    assert found is not None
    assert found.kind == "no_error"


EVERY_KIND: list[Difference | None] = [
    difference(2.0, [2.0]),
    difference(2.0, None),
    difference([2.0], Liar()),
    difference(2.0, np.array([2.0])),
    difference(np.zeros((7, 2)), np.zeros(3)),
    difference(np.zeros(2), np.zeros(2, int)),
    difference(7654.0, 2.0),
    difference(7654.0, -7654.0),
    difference(True, False),
    difference(np.array([7654.0, 1.0]), np.array([7654.5, 1.0])),
    difference(np.array([7654.0, 1.0]), np.array([7654.5, 2.0])),
    difference(np.array([7654.0, 1.0]), np.array([math.nan, 1.0])),
    difference(np.array([math.nan, 1.0]), np.array([7.0, 1.0])),
    difference(7654.0, math.nan),
    difference(math.nan, 5.0),
    difference([1] * 7654, [1]),
    difference({"k7654": 1}, {}),
    difference({"k7654": [1]}, {"k7654": (2,)}),
    difference({"k7654": 1}, {"k7654": "text"}),
    difference({7654: 1}, {7654: "text"}),
    difference("k7654", "k76"),
    difference({7654}, {1}),
    difference(expected_value("7654.25..."), 1.0),
    error_difference("ValueError", ("KeyError",)),
    error_difference(None, ("KeyError",)),
    error_difference("ValueError", ()),
]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("found", EVERY_KIND)
def test_every_difference_has_a_sentence(found: Difference | None, lang: str) -> None:
    assert found is not None
    text = found.sentence(lang)
    assert text[0].isupper()
    assert text.endswith((".", "?"))
    assert "{" not in text.replace("{7654}", "").replace("{1}", "")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("found", EVERY_KIND)
def test_without_values_nothing_of_the_expected_value_is_told(
    found: Difference | None, lang: str
) -> None:
    assert found is not None
    text = found.sentence(lang, values=False)
    assert "7654" not in text
    assert "0.5" not in text
    if found.relation is not None:
        assert text == difference(1.0, 2.0).sentence(lang, values=False)  # type: ignore[union-attr]


def test_without_values_wrong_values_all_read_the_same() -> None:
    wrong = [difference(1.0, 2.0), difference([1, 2], [1, 3]), difference("a", "b")]
    wrong += [difference(math.nan, 1.0), difference(np.zeros(3), np.array([0.0, 0, 1]))]
    texts = {found.sentence("en", values=False) for found in wrong if found is not None}
    assert texts == {"The result has the right form, but not the right value yet."}


def test_sentences_read_like_a_teacher() -> None:
    found = difference(0.4, -0.4)
    assert found is not None
    assert found.sentence("en") == (
        "The result should be 0.4; yours is -0.4, off by 0.8. "
        "Your result is exactly the opposite: look at the signs."
    )
    assert found.sentence("fr").replace("\N{NO-BREAK SPACE}", " ") == (
        "Le résultat devrait valoir 0.4 ; le vôtre vaut -0.4, soit un écart de 0.8. "
        "Votre résultat est exactement l'opposé : regardez les signes."
    )
