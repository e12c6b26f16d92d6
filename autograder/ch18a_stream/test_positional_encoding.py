"""Hidden tests of position_frequencies, positional_encoding and add_positions (18.X7)."""

from support import check_values, integers

from chainrule.grading import (
    check_array,
    check_raises,
    check_unchanged,
    exercise,
    feedback,
    needs,
    weight,
)

pytestmark = exercise("positional_encoding")


def own_vectors(student, K, n, p):
    """The student's own position vectors: what is made of them is looked at by itself."""
    return check_array(student.positional_encoding(K, n, p), shape=(n, K), dtype=None)


@weight(2)
@feedback(
    en="One frequency for each pair of components: p to the power -2i/n, the first one is 1.",
    fr="Une fréquence par paire de composantes : p à la puissance -2i/n ; la première vaut 1.",
)
def test_frequencies(student, reference, rng):
    for n, p in ((2, 50), (12, rng.uniform(20, 200)), (6, 0.5), (10, 10000)):
        check_values(student.position_frequencies(n, p), reference.position_frequencies(n, p))


@weight(4)
@feedback(
    en="Column k holds, for each frequency in turn, the cosine and then the sine of k times this "
    "frequency.",
    fr="La colonne k contient, pour chaque fréquence à son tour, le cosinus puis le sinus de k "
    "fois cette fréquence.",
)
def test_position_vectors(student, reference, rng):
    for K, n, p in ((5, 8, rng.uniform(20, 200)), (4, 4, 300), (7, 2, 10)):
        check_values(student.positional_encoding(K, n, p), reference.positional_encoding(K, n, p))
    check_values(student.positional_encoding(3, 6), reference.positional_encoding(3, 6))


@needs("test_position_vectors")
@feedback(
    en="With another start there are still num_positions columns, of the positions that follow.",
    fr="Avec un autre départ, il y a toujours num_positions colonnes, celles des positions qui "
    "suivent.",
)
def test_another_start(student, rng):
    for K, start in ((4, 2), (3, int(rng.integers(5, 50)))):
        got = student.positional_encoding(K, 6, 100, start)
        check_values(got, own_vectors(student, start + K, 6, 100)[:, start:])


@weight(2)
@needs("test_position_vectors")
@feedback(
    en="To the token vector in column k the position vector w_k is added, in each component.",
    fr="Au vecteur token de la colonne k s'ajoute le vecteur position w_k, composante par "
    "composante.",
)
def test_positions_are_added(student, rng):
    for n, K in ((4, 7), (8, 3), (2, 1)):
        V, p = integers(rng, n, K), rng.uniform(20, 200)
        check_values(student.add_positions(V, p), V + own_vectors(student, K, n, p))
    V = rng.normal(size=(4, 5))
    check_values(student.add_positions(V), V + own_vectors(student, 5, 4, 10000))


@needs("test_frequencies", "test_position_vectors", "test_positions_are_added")
@feedback(
    en="The components go in pairs: an odd n, 0 or a negative one, is a ValueError in each "
    "function.",
    fr="Les composantes vont par paires : n impair, nul ou négatif donne ValueError dans chaque "
    "fonction.",
)
def test_refuses_other_dimensions(student, rng):
    for n in (5, 1, 0, -2):
        check_raises(ValueError, student.position_frequencies, n, 100)
        check_raises(ValueError, student.positional_encoding, 4, n, 100)
    check_raises(ValueError, student.add_positions, rng.normal(size=(3, 4)), 100)


@needs("test_frequencies", "test_position_vectors", "test_positions_are_added")
@feedback(
    en="The number p is positive and positions start at 0 or later: raise ValueError otherwise.",
    fr="Le nombre p est strictement positif et les positions commencent à 0 au plus tôt : levez "
    "ValueError sinon.",
)
def test_refuses_other_p_and_start(student, rng):
    for p in (0, -3):
        check_raises(ValueError, student.position_frequencies, 6, p)
        check_raises(ValueError, student.positional_encoding, 4, 6, p)
        check_raises(ValueError, student.add_positions, rng.normal(size=(4, 3)), p)
    check_raises(ValueError, student.positional_encoding, 4, 6, 100, -1)


@needs("test_positions_are_added")
@feedback(
    en="The token vectors that you are given stay as they are.",
    fr="Les vecteurs tokens reçus doivent rester tels quels.",
)
def test_token_vectors_are_unchanged(student, rng):
    check_unchanged(student.add_positions, rng.normal(size=(4, 3)))
