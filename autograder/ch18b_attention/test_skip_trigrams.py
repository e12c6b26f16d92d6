"""Hidden tests of skip_trigram_counts and complete_skip_trigram (18.X12)."""

from chainrule.grading import (
    check_equal,
    check_raises,
    check_true,
    check_unchanged,
    exercise,
    feedback,
    needs,
    weight,
)

pytestmark = exercise("skip_trigrams")


_AFTER_A_REFUSAL = """
def after_a_refusal(complete, table, context, last):
    try:
        complete(table, context, last)
    except ValueError:
        return table
"""


def size(counts):
    """How many pairs and completions there are: a comparison of dicts ignores further keys."""
    return len(counts) + sum(len(completions) for completions in counts.values())


def check_counts(student, reference, tokens):
    got, expected = student.skip_trigram_counts(tokens), reference.skip_trigram_counts(tokens)
    check_equal(got, expected)
    check_true(
        size(got) == size(expected),
        en="There are pairs or completions that do not occur in the text.",
        fr="Il y a des paires ou des complétions qui n'apparaissent pas dans le texte.",
    )


@weight(2)
@feedback(
    en="Every word before the last one is a context, however far away; only the word directly "
    "after the last one completes. Short texts have no pair.",
    fr="Tout mot situé avant le dernier est un contexte, aussi loin soit-il ; seul le mot qui "
    "suit juste le dernier complète. Un texte trop court n'a aucune paire.",
)
def test_all_distances(student, reference, rng):
    for length in (7, 3, 2, 1, 0):
        check_counts(student, reference, rng.permutation(list("abcdefghij"))[:length].tolist())


@weight(2)
@feedback(
    en="Positions are counted, not words: a context that occurs twice before counts twice, and "
    "context and last word may be equal. Every text starts from zero.",
    fr="On compte des positions, pas des mots : un contexte présent deux fois avant compte deux "
    "fois, et le contexte peut être égal au dernier mot. Chaque texte repart de zéro.",
)
def test_repeated_words(student, reference, rng):
    for _ in range(3):
        check_counts(student, reference, rng.choice(list("abc"), size=12).tolist())


@feedback(
    en="The most frequent completion comes first; among equal counts, the order of Python strings "
    "decides. The table stays as it was.",
    fr="La complétion la plus fréquente vient en premier ; à égalité, c'est l'ordre des chaînes de "
    "Python qui décide. La table reste telle quelle.",
)
def test_order_of_completions(student, rng):
    words, low = rng.permutation(list("mektawz")).tolist(), int(rng.integers(2, 5))
    counts = dict(zip(words, (low, low + 7, low, low, low + 7, low + 1, low), strict=True))
    other = {("u", "u"): {"x": 1}, ("v", "u"): {"x": 1}}
    for completions in (counts, {"ant": 2, "a": 2, "Zoo": 2, "bee": 3}):
        expected = sorted(sorted(completions.items()), key=lambda item: item[1], reverse=True)
        table = {("u", "v"): completions, **other}
        check_equal(student.complete_skip_trigram(table, "u", "v"), expected)
        check_unchanged(student.complete_skip_trigram, table, "u", "v")


@needs("test_order_of_completions")
@feedback(
    en="A pair that never occurred has no completion: raise ValueError, and leave the table as it "
    "was.",
    fr="Une paire jamais rencontrée n'a pas de complétion : levez ValueError, et laissez la table "
    "telle quelle.",
)
def test_refuses_an_unknown_pair(student, remote):
    after_a_refusal = remote.define(_AFTER_A_REFUSAL, "after_a_refusal")
    table = {("u", "v"): {"x": 1}}
    for context, last in (("v", "u"), ("u", "u"), ("w", "v")):
        check_raises(ValueError, student.complete_skip_trigram, table, context, last)
        after = after_a_refusal(student.complete_skip_trigram, table, context, last)
        check_equal(after, table)
        check_true(
            size(after) == size(table),
            en="The unknown pair is in the table after the call.",
            fr="La paire inconnue se trouve dans la table après l'appel.",
        )
