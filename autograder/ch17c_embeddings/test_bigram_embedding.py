"""Hidden tests of bigram_loss_and_grads and train_bigram_embedding (17.X25)."""

import numpy as np
from support import generator, probabilities

from chainrule.grading import (
    check_array,
    check_close,
    check_true,
    check_unchanged,
    exercise,
    feedback,
    needs,
    weight,
)

pytestmark = exercise("bigram_embedding")


def matrices(rng, n, N):
    return rng.normal(size=(n, N)), rng.normal(size=(N, n)), probabilities(rng, N)


@weight(3)
@feedback(
    en="The loss: softmax of each column of B A, its natural logarithms weighted by the same "
    "column of P, and the mean over the columns, with a minus.",
    fr="La perte : softmax de chaque colonne de B A, ses logarithmes népériens pondérés par la "
    "même colonne de P, puis la moyenne sur les colonnes, avec un signe moins.",
)
def test_loss_is_the_mean_cross_entropy(student, reference, rng):
    for n, N in ((2, 5), (3, 3), (4, 2)):
        A, B, P = matrices(rng, n, N)
        expected, _, _ = reference.bigram_loss_and_grads(A, B, P)
        got, _, _ = student.bigram_loss_and_grads(A, B, P)
        check_close(got, expected)


@weight(3)
@feedback(
    en="Both gradients come from dZ, the difference of the two arrays of probabilities divided by "
    "the number of columns; one product of matrices with the right shape remains for each.",
    fr="Les deux gradients viennent de dZ, la différence des deux tableaux de probabilités divisée "
    "par le nombre de colonnes ; il reste pour chacun un produit de matrices de la bonne forme.",
)
def test_gradients_of_the_loss(student, reference, rng):
    for n, N in ((2, 5), (3, 3)):
        A, B, P = matrices(rng, n, N)
        _, dA, dB = reference.bigram_loss_and_grads(A, B, P)
        _, got_dA, got_dB = student.bigram_loss_and_grads(A, B, P)
        check_close(got_dA, dA)
        check_close(got_dB, dB)


@needs("test_loss_is_the_mean_cross_entropy")
@feedback(
    en="Scores of size 1000 overflow an exponential, and the logarithm of 0 is infinite: compute "
    "the logarithm of the softmax directly.",
    fr="Des scores de l'ordre de 1000 dépassent la capacité de l'exponentielle, et le logarithme "
    "de 0 est infini : calculez directement le logarithme du softmax.",
)
def test_large_scores(student, rng):
    N = 4
    A, B = 1000 * np.eye(N), np.eye(N)
    # The same probabilities, from scores far below those of the other columns.
    A[:, -1] -= 3000
    shift = np.roll(np.eye(N), int(rng.integers(1, N)), axis=0)
    for P, expected in ((np.eye(N), 0.0), (shift, 1000.0)):
        loss, dA, dB = student.bigram_loss_and_grads(A, B, P)
        check_close(loss, expected)
        dZ = (np.eye(N) - P) / N
        check_close(dA, dZ)
        check_close(dB, dZ @ A.T)


@weight(2)
@needs("test_gradients_of_the_loss")
@feedback(
    en="One step subtracts lr times each gradient, both taken at the same pair (A, B); the next "
    "step starts from its result.",
    fr="Un pas retranche lr fois chaque gradient, les deux étant pris au même couple (A, B) ; le "
    "pas suivant part de son résultat.",
)
def test_steps_of_gradient_descent(student, reference, remote, rng):
    P, dim, lr = probabilities(rng, 4), 4, float(rng.uniform(0.3, 0.9))
    seed = int(rng.integers(2**31))
    A, B, _ = student.train_bigram_embedding(P, dim, lr, 0, generator(remote, seed))
    check_array(A, shape=(dim, 4))
    check_array(B, shape=(4, dim))
    for epochs in (1, 2, 3):
        _, dA, dB = reference.bigram_loss_and_grads(A, B, P)
        A, B = A - lr * dA, B - lr * dB
        got = student.train_bigram_embedding(P, dim, lr, epochs, generator(remote, seed))
        check_close(got[:2], (A, B))


@needs("test_steps_of_gradient_descent")
@feedback(
    en="The history has one loss per step: the loss before that step.",
    fr="L'historique contient une perte par pas : la perte avant ce pas.",
)
def test_history_holds_the_loss_before_each_step(student, reference, remote, rng):
    P, dim, lr = probabilities(rng, 4), 4, 0.5
    seed = int(rng.integers(2**31))
    expected = []
    for epochs in range(4):
        A, B, history = student.train_bigram_embedding(P, dim, lr, epochs, generator(remote, seed))
        check_close(history, expected)
        check_array(A, shape=(dim, 4))
        check_array(B, shape=(4, dim))
        expected.append(reference.bigram_loss_and_grads(A, B, P)[0])


@needs("test_steps_of_gradient_descent")
@feedback(
    en="The entries start as random numbers drawn with rng, centred at 0 and with a standard "
    "deviation between 0.05 and 1: another generator gives another start.",
    fr="Les coefficients partent de nombres aléatoires tirés avec rng, centrés en 0 et d'écart "
    "type compris entre 0.05 et 1 : un autre générateur donne un autre départ.",
)
def test_start_is_random_small_and_centred(student, remote, rng):
    N, dim = 40, 20
    P = probabilities(rng, N)
    starts = [
        student.train_bigram_embedding(P, dim, 0.5, 0, generator(remote, seed))[:2]
        for seed in rng.integers(2**31, size=2).tolist()
    ]
    for matrix, shape in zip(starts[0] + starts[1], 2 * [(dim, N), (N, dim)], strict=True):
        numbers = check_array(matrix, shape=shape)
        # With 800 entries the deviation is known to 2.5 %, the mean to a 28th of it.
        deviation = float(np.std(numbers))
        check_true(
            0.05 / 1.15 < deviation < 1.15,
            en="The standard deviation of a starting matrix is not between 0.05 and 1.",
            fr="L'écart type d'une matrice de départ n'est pas compris entre 0.05 et 1.",
        )
        check_true(
            abs(float(np.mean(numbers))) < deviation / 5,
            en="The entries of a starting matrix are not centred at 0.",
            fr="Les coefficients d'une matrice de départ ne sont pas centrés en 0.",
        )
    check_true(
        all(not np.array_equal(one, other) for one, other in zip(*starts, strict=True)),
        en="Two different generators give the same start.",
        fr="Deux générateurs différents donnent le même départ.",
    )


@needs("test_gradients_of_the_loss", "test_steps_of_gradient_descent")
@feedback(
    en="The matrices that you are given stay as they are.",
    fr="Les matrices reçues doivent rester telles quelles.",
)
def test_matrices_are_unchanged(student, remote, rng):
    A, B, P = matrices(rng, 2, 4)
    check_unchanged(student.bigram_loss_and_grads, A, B, P)
    check_unchanged(student.train_bigram_embedding, P, 2, 0.5, 2, generator(remote, 1))
