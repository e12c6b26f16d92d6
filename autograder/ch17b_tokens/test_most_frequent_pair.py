"""Hidden tests of most_frequent_pair (17.X14)."""

from support import renamed

from chainrule.grading import check_equal, check_unchanged, exercise, feedback, needs, weight

pytestmark = exercise("most_frequent_pair")


def check_pair(student, rng, words, pair, count):
    words, pair = renamed(rng, (words, pair))
    check_equal(student.most_frequent_pair(words), (pair, count))


@weight(2)
@feedback(
    en="Every place counts: n tokens have n - 1 pairs of neighbours, each in its order, and they "
    "may overlap.",
    fr="Chaque place compte : n tokens forment n - 1 paires de voisins, chacune dans son ordre ; "
    "elles peuvent se chevaucher.",
)
def test_every_place_of_a_word(student, rng):
    check_pair(student, rng, [list("abababcab")], ("a", "b"), 4)
    check_pair(student, rng, [list("babcdbca")], ("b", "c"), 2)
    check_pair(student, rng, [list("baaaac")], ("a", "a"), 3)


@feedback(
    en="The counts of all words are added, also of a word that comes again.",
    fr="Les nombres de tous les mots s'ajoutent, même pour un mot qui revient.",
)
def test_counts_of_all_words(student, rng):
    words = [list("ab"), list("cd"), list("ab"), list("cab"), list("dc")]
    check_pair(student, rng, words, ("a", "b"), 3)


@feedback(
    en="The end of a word and the beginning of the next one are no pair.",
    fr="La fin d'un mot et le début du suivant ne forment pas une paire.",
)
def test_pairs_stay_inside_words(student, rng):
    words = [["a"], ["b"], ["a"], ["b"], ["a"], ["b"], ["c", "d"], ["e", "c", "d"]]
    check_pair(student, rng, words, ("c", "d"), 2)


@weight(2)
@feedback(
    en="Of equally frequent pairs, take the one that is met first in reading order.",
    fr="Entre des paires aussi fréquentes, prenez la première rencontrée dans l'ordre de lecture.",
)
def test_tie_goes_to_the_pair_met_first(student, rng):
    for text in (
        "cdg abg efg efh abh cdh",
        "cdg abg efg abh efh cdh",
        "cdg efg abg abh efh cdh",
    ):
        check_pair(student, rng, [list(word) for word in text.split()], ("c", "d"), 2)
    check_pair(student, rng, [list("dbac"), list("bacde"), ["ab"], ["ab", "c"]], ("b", "a"), 2)


@feedback(
    en="Compare whole tokens: (ab, c) and (a, bc) are different pairs, although both spell abc.",
    fr="Comparez des tokens entiers : (ab, c) et (a, bc) sont deux paires, même si toutes deux "
    "donnent abc.",
)
def test_tokens_are_compared_whole(student, rng):
    words = [["ab", "c"], ["a", "bc"], ["abc", "a"], ["de", "f"], ["f", "de", "f"]]
    check_pair(student, rng, words, ("de", "f"), 2)


@feedback(
    en="A pair that occurs once is an answer; None is for words that hold no pair at all.",
    fr="Une paire présente une seule fois est une réponse ; None est pour des mots sans paire.",
)
def test_none_only_without_pairs(student, rng):
    check_pair(student, rng, [["d", "c"], ["a"]], ("d", "c"), 1)
    for words in ([], [["a"], ["bcd"], ["a"]]):
        check_equal(student.most_frequent_pair(renamed(rng, words)), None)


@needs("test_every_place_of_a_word")
@feedback(
    en="The words that you are given stay as they are: read them, do not consume them.",
    fr="Les mots reçus doivent rester tels quels : lisez-les sans les consommer.",
)
def test_words_are_unchanged(student, rng):
    check_unchanged(student.most_frequent_pair, renamed(rng, [list("abcab"), ["d"], list("ab")]))
