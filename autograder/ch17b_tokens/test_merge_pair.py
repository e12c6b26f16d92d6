"""Hidden tests of merge_pair (17.X15)."""

from support import renamed

from chainrule.grading import (
    check_equal,
    check_true,
    check_unchanged,
    exercise,
    feedback,
    needs,
    weight,
)

pytestmark = exercise("merge_pair")

_EXTEND = """
def extend(merge_pair, tokens, pair):
    merged = merge_pair(tokens, pair)
    if isinstance(merged, list):
        merged.append("")
    return tokens
"""


def check_merged(student, rng, tokens, pair, merged):
    tokens, pair, merged = renamed(rng, (tokens, pair, merged))
    check_equal(student.merge_pair(tokens, pair), merged)


@weight(2)
@feedback(
    en="Merge every occurrence of the pair; all other tokens stay, in their order.",
    fr="Fusionnez toutes les occurrences de la paire ; les autres tokens restent, dans l'ordre.",
)
def test_every_occurrence(student, rng):
    check_merged(student, rng, list("abcab"), ("a", "b"), ["ab", "c", "ab"])
    check_merged(student, rng, list("cdabababeab"), ("a", "b"), [*"cd", *["ab"] * 3, "e", "ab"])
    check_merged(student, rng, ["ab"] * 4, ("ab", "ab"), ["abab", "abab"])


@weight(2)
@feedback(
    en="In a run of equal tokens, merge from the left, and go on behind the merged token.",
    fr="Dans une suite de tokens égaux, fusionnez à partir de la gauche, puis continuez après le "
    "token fusionné.",
)
def test_runs_of_equal_tokens(student, rng):
    check_merged(student, rng, list("aaa"), ("a", "a"), ["aa", "a"])
    check_merged(student, rng, list("baaaca"), ("a", "a"), ["b", "aa", "a", "c", "a"])


@weight(2)
@feedback(
    en="Compare whole tokens: what counts is where a token ends, not which letters follow.",
    fr="Comparez des tokens entiers : ce qui compte est la fin de chaque token, pas la suite des "
    "lettres.",
)
def test_tokens_are_compared_whole(student, rng):
    tokens, merged = ["ba", "b", "c", "cb", "c"], ["ba", "bc", "cb", "c"]
    check_merged(student, rng, tokens, ("b", "c"), merged)
    check_merged(student, rng, ["a", "bc", "ab", "c"], ("ab", "c"), ["a", "bc", "abc"])


@feedback(
    en="The first token of the pair stands first: (b, a) is another pair than (a, b).",
    fr="Le premier token de la paire est à gauche : (b, a) n'est pas la paire (a, b).",
)
def test_order_of_the_pair(student, rng):
    check_merged(student, rng, list("bacab"), ("a", "b"), ["b", "a", "c", "ab"])


@needs("test_every_occurrence")
@feedback(
    en="Where the pair does not occur, nothing is lost: also for one token, and for none.",
    fr="Sans occurrence de la paire, rien ne se perd : même avec un seul token, ou aucun.",
)
def test_without_an_occurrence(student, rng):
    for tokens in ([], ["a"], ["c", "d"], ["a", "c", "b"]):
        check_merged(student, rng, tokens, ("a", "b"), tokens)


@needs("test_every_occurrence")
@feedback(
    en="Return a new list, also if nothing was merged; the list of tokens stays as it is.",
    fr="Renvoyez une nouvelle liste, même sans fusion ; la liste des tokens ne change pas.",
)
def test_result_is_a_new_list(student, remote, rng):
    extend = remote.define(_EXTEND, "extend")
    for text in ("abcab", "bcd"):
        tokens, pair = renamed(rng, (list(text), ("a", "b")))
        check_unchanged(student.merge_pair, tokens, pair)
        check_true(
            extend(student.merge_pair, tokens, pair) == tokens,
            en="What is written into your result appears in the list of tokens, too.",
            fr="Ce que l'on écrit dans votre résultat apparaît aussi dans la liste des tokens.",
        )
