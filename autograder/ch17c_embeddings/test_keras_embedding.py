"""Hidden tests of build_embedding_model and extract_embedding (17.X26)."""

import numpy as np
from support import probabilities

from chainrule.grading import (
    check_array,
    check_close,
    check_equal,
    check_true,
    exercise,
    feedback,
    weight,
)

pytestmark = exercise("keras_embedding")

#: A hundred times what float32 loses in networks of this size, far below any mistake.
KERAS = {"rtol": 5e-5, "atol": 5e-5, "any_float": True}

_LOOK = """
import keras
import numpy as np

def dense_layers(model):
    return [layer for layer in model.layers if isinstance(layer, keras.layers.Dense)]

def kernels(model):
    return [tuple(layer.kernel.shape) for layer in dense_layers(model)]

def evaluate(model, rows):
    return np.asarray(model(np.asarray(rows, "float32"), training=False))

def embed(model, rows):
    return np.asarray(dense_layers(model)[0](np.asarray(rows, "float32")))

def train(model, P, steps):
    # To trace a graph pays only for many steps.
    model.compile(keras.optimizers.Adam(0.05), "categorical_crossentropy", run_eagerly=steps < 10)
    rows, targets = np.eye(len(P), dtype="float32"), P.T.astype("float32")
    for _ in range(steps):
        model.train_on_batch(rows, targets)
"""


def trained(student, remote, rng, steps):
    """A model after some steps of training, and the probabilities that it learns."""
    P = probabilities(rng, 4)
    model = student.build_embedding_model(4, 3)
    remote.define(_LOOK, "train")(model, P, steps)
    return model, P


@weight(2)
@feedback(
    en="Two Dense layers: the embedding, from N one-hot inputs to dim neurons, then the output, "
    "one neuron per word.",
    fr="Deux couches Dense : le plongement, des N entrées one-hot vers dim neurones, puis la "
    "sortie, un neurone par mot.",
)
def test_two_dense_layers(student, remote, rng):
    N, dim = 5 + int(rng.integers(3)), 2 + int(rng.integers(2))
    model = student.build_embedding_model(N, dim)
    check_equal(remote.define(_LOOK, "kernels")(model), [(N, dim), (dim, N)])
    check_array(remote.define(_LOOK, "evaluate")(model, np.eye(N)), shape=(N, N), dtype=None)


@weight(2)
@feedback(
    en="The output for a word is a list of probabilities: softmax makes them positive with the "
    "sum 1.",
    fr="La sortie pour un mot est une liste de probabilités : softmax les rend positives et de "
    "somme 1.",
)
def test_outputs_are_probabilities(student, remote, rng):
    model = student.build_embedding_model(6, 2)
    rows = 3 * rng.normal(size=(10, 6))
    got = remote.define(_LOOK, "evaluate")(model, rows)
    check_close(check_array(got, dtype=None).sum(axis=1), np.ones(10), **KERAS)
    check_true(
        float(np.min(got)) >= 0,
        en="An output is negative.",
        fr="Une sortie est négative.",
    )


@weight(3)
@feedback(
    en="Column i of A is what the first Dense layer gives for e_i, before and after training; a "
    "linear layer without bias is then the matrix A itself.",
    fr="La colonne i de A est ce que donne la première couche Dense pour e_i, avant et après "
    "l'entraînement ; une couche linéaire sans biais est alors la matrice A elle-même.",
)
def test_embedding_is_the_first_layer(student, remote, rng):
    embed = remote.define(_LOOK, "embed")
    rows = rng.normal(size=(5, 4))
    for steps in (0, 2):
        model, _ = trained(student, remote, rng, steps)
        A = check_array(student.extract_embedding(model), shape=(3, 4), dtype=None)
        check_close(A.T, embed(model, np.eye(4)), **KERAS)
        check_close(embed(model, rows), rows @ A.T, **KERAS)


@feedback(
    en="Training brings the outputs to the probabilities of the next word; from zero kernels, or "
    "with a layer in between that stops gradients, it cannot.",
    fr="L'entraînement amène les sorties aux probabilités du mot suivant ; avec des noyaux nuls "
    "au départ, il ne le peut pas.",
)
def test_training_learns_the_probabilities(student, remote, rng):
    model, P = trained(student, remote, rng, 120)
    got = remote.define(_LOOK, "evaluate")(model, np.eye(4))
    # Training stops a little away from P; a network that does not learn is 0.2 away or more.
    gap = np.max(np.abs(check_array(got, shape=(4, 4), dtype=None).T - P))
    check_true(
        float(gap) < 0.05,
        en="After 120 steps the outputs are still far from the probabilities.",
        fr="Après 120 pas, les sorties sont encore loin des probabilités.",
    )
