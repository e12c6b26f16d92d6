"""Hidden tests of TinyGPT."""

import numpy as np
from support import gpt_logits, gpt_shapes, look

from chainrule.grading import (
    check_array,
    check_close,
    check_equal,
    check_raises,
    check_true,
    exercise,
    feedback,
    needs,
    weight,
)

pytestmark = exercise("tiny_gpt")


def arrays(remote, model, shapes):
    """The values of the variables, as arrays of these shapes."""
    got = look(remote, "arrays")(model)
    check_equal(len(got), len(shapes))
    return [check_array(a, shape=shape, dtype=None) for a, shape in zip(got, shapes, strict=True)]


@feedback(
    en="The variables are tf.Variable objects in the order of the table in section 5.2, with "
    "these shapes; each layer has its own eight.",
    fr="Les variables sont des tf.Variable, dans l'ordre du tableau de la section 5.2 et de ces "
    "dimensions ; chaque couche a ses huit variables à elle.",
)
def test_variables(student, remote, rng):
    N = 5 + int(rng.integers(3))
    model = student.TinyGPT(N, 6, 3, 2, 7, seed=int(rng.integers(1000)))
    shapes = gpt_shapes(N, 6, 2, 7)
    arrays(remote, model, shapes)
    check_equal(look(remote, "are_variables")(model), [True] * len(shapes))
    check_equal(model.max_tokens, 7)


@weight(2)
@feedback(
    en="At the start, matrices are normal with mean 0 and standard deviation 0.1, biases are 0, "
    "and the loss of a text is near ln N.",
    fr="Au départ, les matrices sont normales de moyenne 0 et d'écart type 0.1, les biais sont "
    "nuls, et la perte d'un texte est proche de ln N.",
)
def test_values_at_the_start(student, remote, rng):
    N, n, max_tokens = 40, 16, 30
    model = student.TinyGPT(N, n, 2, 1, max_tokens, seed=int(rng.integers(1000)))
    weights = arrays(remote, model, gpt_shapes(N, n, 1, max_tokens))
    for one in weights:
        if one.ndim == 1:
            check_close(one, np.zeros(one.shape), any_float=True)
        else:
            # Five standard deviations of the mean, and of the standard deviation.
            check_true(
                abs(one.mean()) < 0.5 / one.size**0.5
                and abs(one.std() - 0.1) < 0.36 / one.size**0.5,
                en="A matrix does not look normal with mean 0 and standard deviation 0.1.",
                fr="Une matrice n'a pas l'air normale de moyenne 0 et d'écart type 0.1.",
            )
    ids, targets = rng.integers(N, size=(2, 1, max_tokens))
    got = check_array(look(remote, "evaluate")(model, ids), shape=(1, 30, N), dtype=None)
    shifted = got[0] - got[0].max(axis=1, keepdims=True)
    losses = np.log(np.exp(shifted).sum(axis=1)) - shifted[np.arange(max_tokens), targets[0]]
    check_true(
        abs(losses.mean() - np.log(N)) < 0.3,
        en="The loss before any training is not near ln N.",
        fr="La perte avant tout entraînement n'est pas proche de ln N.",
    )


@needs("test_values_at_the_start")
@feedback(
    en="The same seed gives the same variables, another seed other ones, and no two matrices of "
    "a model may begin with the same numbers.",
    fr="La même graine donne les mêmes variables, une autre graine d'autres, et deux matrices "
    "d'un modèle ne doivent pas commencer par les mêmes nombres.",
)
def test_seeds(student, remote, rng):
    seed = int(rng.integers(1000))
    shapes = gpt_shapes(5, 4, 2, 3)
    first, again, other = (
        arrays(remote, student.TinyGPT(5, 4, 2, 2, 3, seed=s), shapes)
        for s in (seed, seed, seed + 1)
    )
    check_close(again, first, any_float=True)
    corners = [float(one[0, 0]) for one in first + other if one.ndim == 2]
    check_equal(len(set(corners)), len(corners))


@weight(4)
@feedback(
    en="Follow the residual stream of section 5.1: embedding and position once, then in each "
    "layer attention, then GELU, both added to what was there; unembedding last, no softmax.",
    fr="Suivez le flux résiduel de la section 5.1 : plongement et position une fois, puis dans "
    "chaque couche l'attention, puis GELU, ajoutés à ce qui était là ; retranscription à la fin, "
    "sans softmax.",
)
def test_logits(student, remote, rng):
    # One layer, then two; as many tokens as allowed, then fewer.
    for layers, length in ((1, 5), (2, 3)):
        model = student.TinyGPT(7, 6, 2, layers, 5, seed=0)
        weights = [rng.normal(0, 0.4, shape) for shape in gpt_shapes(7, 6, layers, 5)]
        weights[0] *= 2
        look(remote, "assign")(model, weights)
        ids = rng.integers(7, size=(3, length))
        expected = np.array([gpt_logits(weights, text, 2) for text in ids])
        # Near enough to tell the two forms of GELU apart.
        got = look(remote, "evaluate")(model, ids)
        check_close(got, expected, rtol=2e-5, atol=2e-5, any_float=True)


@needs("test_logits")
@feedback(
    en="A gradient must reach every variable: the variables themselves, not copies of their "
    "values, take part in the computation.",
    fr="Un gradient doit atteindre chaque variable : ce sont les variables elles-mêmes, pas des "
    "copies de leurs valeurs, qui entrent dans le calcul.",
)
def test_gradients_reach_every_variable(student, remote, rng):
    model = student.TinyGPT(5, 4, 2, 2, 4, seed=int(rng.integers(1000)))
    ids = rng.integers(5, size=(2, 4))
    for gradient in look(remote, "gradients")(model.variables, model, ids):
        check_true(
            gradient is not None and np.any(check_array(gradient, dtype=None)),
            en="No gradient reaches one of the variables.",
            fr="Aucun gradient n'atteint l'une des variables.",
        )


@needs("test_logits")
@feedback(
    en="Two calls are refused with ValueError: heads that do not divide dim, a text of more than "
    "max_tokens tokens.",
    fr="Deux appels sont refusés par ValueError : des têtes qui ne divisent pas dim, un texte de "
    "plus de max_tokens tokens.",
)
def test_refused_arguments(student):
    check_raises(ValueError, student.TinyGPT, 5, 4, 3, 1, 3, seed=0)
    model = student.TinyGPT(5, 4, 2, 1, 3, seed=0)
    check_raises(ValueError, model, np.zeros((1, 4), dtype=int))
