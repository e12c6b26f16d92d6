"""Hidden tests of the class AttentionHead, which goes with 18.X15."""

from support import check_matrix, weights_of_head

from chainrule.grading import check_equal, check_true, exercise, feedback, needs, weight

pytestmark = exercise("attention_head_class")


@weight(2)
@feedback(
    en="Calling a head gives what attention_head gives for its weights, for each x anew, with or "
    "without mask, whatever other heads there are.",
    fr="Appeler une tête donne ce que donne attention_head avec ses poids, à nouveau pour chaque "
    "x, avec ou sans masque, quelles que soient les autres têtes.",
)
def test_output(student, reference, rng):
    arguments = [(*weights_of_head(rng, 4, 2), causal) for causal in (True, False)]
    # Both heads are there before either is called.
    heads = [student.AttentionHead(*of_head) for of_head in arguments]
    for head, of_head in zip(heads, arguments, strict=True):
        for K in (5, 3, 3):
            x = rng.normal(size=(4, K))
            check_matrix(head(x), reference.attention_head(x, *of_head))


@weight(2)
@feedback(
    en="After each call, the attribute weights is the attention matrix of this call: a square of "
    "the size of the number of tokens.",
    fr="Après chaque appel, l'attribut weights est la matrice d'attention de cet appel : carrée, "
    "de la taille du nombre de tokens.",
)
def test_weights_of_the_last_call(student, reference, rng):
    for causal in (True, False):
        weights = weights_of_head(rng, 4, 2)
        head = student.AttentionHead(*weights, causal=causal)
        for K in (5, 3, 3):
            x = rng.normal(size=(4, K))
            head(x)
            check_matrix(head.weights, reference.attention_matrix(x, *weights[:2], causal))


@needs("test_weights_of_the_last_call")
@feedback(
    en="A head that was never called has looked nowhere: its weights are None, whatever other "
    "heads did.",
    fr="Une tête jamais appelée n'a rien regardé : son attribut weights vaut None, quoi qu'aient "
    "fait les autres têtes.",
)
def test_no_weights_before_the_first_call(student, rng):
    weights = weights_of_head(rng, 4, 2)
    student.AttentionHead(*weights)(rng.normal(size=(4, 3)))
    check_true(
        student.AttentionHead(*weights).weights is None,
        en="The attribute weights of a new head is not None.",
        fr="L'attribut weights d'une nouvelle tête n'est pas None.",
    )


@feedback(
    en="What is learned are the entries of four matrices; the attention matrix is computed.",
    fr="Ce qui s'apprend, ce sont les coefficients de quatre matrices ; la matrice d'attention, "
    "elle, se calcule.",
)
def test_parameter_count(student, rng):
    r = int(rng.integers(2, 4))
    n = r * int(rng.integers(2, 5))
    head = student.AttentionHead(*weights_of_head(rng, n, r))
    check_equal(head.parameter_count(), 4 * r * n)
    head(rng.normal(size=(n, 3)))
    check_equal(head.parameter_count(), 4 * r * n)
