"""Hidden tests of train."""

import numpy as np
from support import (
    FLOAT32,
    generator,
    look,
    random_weights,
    softmax,
    two_tokens,
    two_tokens_logits,
)

from chainrule.grading import (
    check_array,
    check_close,
    check_equal,
    check_true,
    exercise,
    feedback,
    needs,
    weight,
)

pytestmark = exercise("train")


def text_loss(weights, ids):
    """The mean loss of a text of at most max_tokens + 1 ids, and its gradient."""
    inputs, targets = ids[:-1], ids[1:]
    p = softmax(two_tokens_logits(weights, inputs))
    loss = float(-np.mean(np.log(p[np.arange(len(targets)), targets])))
    slope = (p - np.eye(p.shape[1])[targets]) / len(targets)
    gradient = [np.zeros_like(one) for one in weights]
    np.add.at(gradient[0], inputs, slope)
    np.add.at(gradient[1], inputs[:-1], slope[1:])
    gradient[2][: len(inputs)] = slope
    return loss, gradient


def adam(weights, ids, steps, learning_rate):
    """Losses and final weights of some steps of Adam, with the settings of Keras."""
    mean = [np.zeros_like(one) for one in weights]
    square = [np.zeros_like(one) for one in weights]
    losses = []
    for step in range(1, steps + 1):
        loss, gradient = text_loss(weights, ids)
        losses.append(loss)
        mean = [0.9 * m + 0.1 * g for m, g in zip(mean, gradient, strict=True)]
        square = [0.999 * s + 0.001 * g**2 for s, g in zip(square, gradient, strict=True)]
        rate = learning_rate * (1 - 0.999**step) ** 0.5 / (1 - 0.9**step)
        weights = [
            w - rate * m / (s**0.5 + 1e-7) for w, m, s in zip(weights, mean, square, strict=True)
        ]
    return losses, weights


@weight(3)
@feedback(
    en="Each step: loss of the batch, its gradient with respect to all variables, one step of a "
    "fresh Adam with this learning rate; the list holds the losses before the updates.",
    fr="À chaque pas : perte du lot, gradient par rapport à toutes les variables, un pas d'un Adam "
    "neuf à ce taux d'apprentissage ; la liste contient les pertes avant les mises à jour.",
)
def test_follows_adam(student, remote, rng):
    # A text with one place for the window: every batch is the same.
    ids = rng.integers(4, size=6)
    weights = random_weights(rng, 4, 5)
    model = two_tokens(remote, weights)
    for steps, learning_rate in ((3, 0.2), (2, 0.05), (0, 0.05)):
        expected, weights = adam(weights, ids, steps, learning_rate)
        got = student.train(model, ids, steps, 2, learning_rate, generator(remote, 0))
        check_close(got, expected, **FLOAT32)
        check_close(look(remote, "arrays")(model), weights, **FLOAT32)


@needs("test_follows_adam")
@feedback(
    en="A batch has batch_size windows of model.max_tokens tokens.",
    fr="Un lot a batch_size fenêtres de model.max_tokens tokens.",
)
def test_shape_of_the_batches(student, remote, rng):
    model = two_tokens(remote, random_weights(rng, 3, 4))
    student.train(model, rng.integers(3, size=30).tolist(), 2, 7, 0.1, generator(remote, 0))
    check_equal(sorted(set(model.shapes)), [(7, 4)])


@needs("test_follows_adam")
@feedback(
    en="Every step takes new windows. In the end the model knows the whole text, much better than "
    "one that knows only the frequencies of the tokens.",
    fr="Chaque pas prend de nouvelles fenêtres. À la fin, le modèle connaît tout le texte, bien "
    "mieux que s'il ne connaissait que les fréquences des tokens.",
)
def test_learns_the_whole_text(student, remote, rng):
    ids = np.tile(rng.permutation(6)[[0, 1, 2, 0, 3, 4, 0, 5]], 4)
    weights = [np.zeros((6, 6)), np.zeros((6, 6)), np.zeros((3, 6))]
    model = two_tokens(remote, weights)
    student.train(model, ids, 16, 2, 0.3, generator(remote, int(rng.integers(1000))))
    got = look(remote, "arrays")(model)
    trained = [check_array(got[i], shape=weights[i].shape, dtype=None) for i in range(3)]
    loss = np.mean([text_loss(trained, ids[start : start + 4])[0] for start in range(8)])
    # The frequencies alone give 1.667; the last two tokens decide the next one.
    check_true(
        float(loss) < 1.0,
        en="After 16 steps the loss of the text is still near that of its frequencies.",
        fr="Après 16 pas, la perte du texte est encore proche de celle de ses fréquences.",
    )


@needs("test_follows_adam")
@feedback(
    en="All chance comes from rng: the same seed gives the same losses, another seed other ones.",
    fr="Tout le hasard vient de rng : la même graine donne les mêmes pertes, une autre d'autres.",
)
def test_chance_comes_from_rng(student, remote, rng):
    ids, weights = rng.integers(4, size=200), random_weights(rng, 4, 3)
    seed = int(rng.integers(1000))
    first, again, other = (
        student.train(two_tokens(remote, weights), ids, 2, 2, 0.1, generator(remote, s))
        for s in (seed, seed, seed + 1)
    )
    check_close(again, first, **FLOAT32)
    check_true(
        abs(float(other[0]) - float(first[0])) > 1e-4,
        en="Two seeds gave the same losses.",
        fr="Deux graines ont donné les mêmes pertes.",
    )
