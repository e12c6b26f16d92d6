"""Hidden tests of next_token_loss."""

import numpy as np
from support import FLOAT32, look, random_weights, softmax, two_tokens, two_tokens_logits

from chainrule.grading import check_close, check_true, exercise, feedback, needs, weight

pytestmark = exercise("next_token_loss")


def expected_loss(weights, inputs, targets):
    """The mean of -ln p(target), and p, over all tokens of all texts."""
    logits = np.array([two_tokens_logits(weights, text) for text in inputs])
    right = np.take_along_axis(logits, targets[..., None], axis=2)[..., 0]
    top = logits.max(axis=2)
    return float(np.mean(top - right + np.log(np.exp(logits - top[..., None]).sum(axis=2))))


@weight(2)
@feedback(
    en="The loss is the mean, over all tokens of all texts, of minus the natural logarithm of the "
    "probability of the target that stands at the same place.",
    fr="La perte est la moyenne, sur tous les tokens de tous les textes, de l'opposé du "
    "logarithme naturel de la probabilité de la cible qui est à la même place.",
)
def test_mean_loss(student, remote, rng):
    for batch in (1, 3):
        weights = random_weights(rng, 5, 4)
        inputs, targets = rng.integers(5, size=(2, batch, 4))
        model = two_tokens(remote, weights)
        got = look(remote, "evaluate")(student.next_token_loss, model, inputs, targets)
        check_close(got, expected_loss(weights, inputs, targets), **FLOAT32)


@needs("test_mean_loss")
@feedback(
    en="With large logits a probability may be 0 in the computer; its logarithm can still be "
    "computed, from the logits.",
    fr="Avec de grands logits, une probabilité peut être nulle en machine ; son logarithme se "
    "calcule pourtant, à partir des logits.",
)
def test_large_logits(student, remote, rng):
    # Whole numbers, which float32 holds.
    weights = [np.round(3000 * w) for w in random_weights(rng, 5, 4, scale=0.3)]
    inputs, targets = rng.integers(5, size=(2, 2, 4))
    model = two_tokens(remote, weights)
    got = look(remote, "evaluate")(student.next_token_loss, model, inputs, targets)
    check_close(got, expected_loss(weights, inputs, targets), **FLOAT32)


@needs("test_mean_loss")
@feedback(
    en="The result is a tensor that a GradientTape can follow back to the variables of the model.",
    fr="Le résultat est un tenseur qu'un GradientTape peut suivre jusqu'aux variables du modèle.",
)
def test_gradient_flows(student, remote, rng):
    weights = random_weights(rng, 5, 4)
    inputs, targets = rng.integers(5, size=(2, 3, 4))
    model = two_tokens(remote, weights)
    loss = student.next_token_loss
    found = look(remote, "gradients")(model.variables, loss, model, inputs, targets)
    check_true(
        found[2] is not None,
        en="No gradient comes back to the variables of the model.",
        fr="Aucun gradient ne revient aux variables du modèle.",
    )
    # The gradient of the square of the loss with respect to the logits of each place.
    logits = np.array([two_tokens_logits(weights, text) for text in inputs])
    away = (softmax(logits) - np.eye(5)[targets]).sum(axis=0) / targets.size
    check_close(found[2], 2 * expected_loss(weights, inputs, targets) * away, **FLOAT32)
