"""Wrong answers of the training part that look right, and the tests that catch them."""

import math

import numpy as np

from chainrule.grading import chaff


@chaff(
    exercise="dense_layer",
    fails=[
        "test_backward_of_one_sample",
        "test_backward_of_a_batch",
        "test_refuses_shapes_that_do_not_fit",
        "test_arguments_are_unchanged",
    ],
    en=(
        "Transposed gradient of W",
        "The products are the right ones. Which shape must the gradient of W have, to be "
        "subtracted from W?",
    ),
    fr=(
        "Gradient de W transposé",
        "Les produits sont les bons. Quelle forme doit avoir le gradient de W pour être "
        "retranché de W ?",
    ),
)
def dense_backward(W, a_prev, dz):
    if a_prev.ndim != dz.ndim:
        raise ValueError("shapes")
    columns = dz.reshape(len(dz), -1)
    dW = a_prev.reshape(len(a_prev), -1) @ columns.T
    return dW, columns.sum(axis=1), W.T @ dz


@chaff(
    exercise="dense_layer",
    fails=[
        "test_backward_of_one_sample",
        "test_backward_of_a_batch",
        "test_refuses_shapes_that_do_not_fit",
        "test_arguments_are_unchanged",
    ],
    en=(
        "W in place of its transpose",
        "The gradients of W and b are right. Weight (i, j) takes input j to output i: from where"
        " to where must it carry the gradient?",
    ),
    fr=(
        "W au lieu de sa transposée",
        "Les gradients de W et de b sont justes. Le poids (i, j) mène de l'entrée j à la sortie "
        "i : d'où à où doit-il ramener le gradient ?",
    ),
)
def dense_backward(W, a_prev, dz):  # noqa: F811
    if a_prev.ndim != dz.ndim:
        raise ValueError("shapes")
    columns = dz.reshape(len(dz), -1)
    dW = columns @ a_prev.reshape(len(a_prev), -1).T
    return dW, columns.sum(axis=1), W @ dz


@chaff(
    exercise="dense_layer",
    fails=[
        "test_backward_of_a_batch",
        "test_refuses_shapes_that_do_not_fit",
        "test_arguments_are_unchanged",
    ],
    en=(
        "Gradient of b not summed",
        "For one sample all is right. How many numbers has b, and how many has what you return "
        "for it in a batch?",
    ),
    fr=(
        "Gradient de b non sommé",
        "Pour un exemple, tout est juste. Combien de nombres contient b, et combien en renvoyez-"
        "vous pour un lot ?",
    ),
)
def dense_backward(W, a_prev, dz):  # noqa: F811
    if a_prev.ndim != dz.ndim:
        raise ValueError("shapes")
    columns = dz.reshape(len(dz), -1)
    return columns @ a_prev.reshape(len(a_prev), -1).T, dz, W.T @ dz


@chaff(
    exercise="dense_layer",
    fails=[
        "test_backward_of_a_batch",
        "test_refuses_shapes_that_do_not_fit",
        "test_arguments_are_unchanged",
    ],
    en=(
        "Gradient of b as a column",
        "The numbers are right. Which shape has b, and which shape has what you return for it in "
        "a batch?",
    ),
    fr=(
        "Gradient de b en colonne",
        "Les nombres sont justes. Quelle est la forme de b, et celle de ce que vous renvoyez pour "
        "lui dans un lot ?",
    ),
)
def dense_backward(W, a_prev, dz):  # noqa: F811
    if a_prev.ndim != dz.ndim:
        raise ValueError("shapes")
    columns = dz.reshape(len(dz), -1)
    db = dz if dz.ndim == 1 else dz.sum(axis=1, keepdims=True)
    return columns @ a_prev.reshape(len(a_prev), -1).T, db, W.T @ dz


@chaff(
    exercise="dense_layer",
    fails=[
        "test_backward_of_a_batch",
        "test_refuses_shapes_that_do_not_fit",
        "test_arguments_are_unchanged",
    ],
    en=(
        "Mean instead of sum over the batch",
        "For one sample all is right. Does the text ask for the mean of the gradients of the "
        "samples?",
    ),
    fr=(
        "Moyenne au lieu de la somme sur le lot",
        "Pour un exemple, tout est juste. Le texte demande-t-il la moyenne des gradients des "
        "exemples ?",
    ),
)
def dense_backward(W, a_prev, dz):  # noqa: F811
    if a_prev.ndim != dz.ndim:
        raise ValueError("shapes")
    columns = dz.reshape(len(dz), -1)
    dW = columns @ a_prev.reshape(len(a_prev), -1).T / columns.shape[1]
    return dW, columns.mean(axis=1), W.T @ dz


@chaff(
    exercise="dense_layer",
    fails=["test_forward", "test_refuses_shapes_that_do_not_fit", "test_arguments_are_unchanged"],
    en=(
        "Bias added along the wrong axis",
        "For one sample it is right. In a batch, which axis of z belongs to the outputs, and "
        "along which one does numpy add a vector?",
    ),
    fr=(
        "Biais ajouté selon le mauvais axe",
        "Pour un exemple, c'est juste. Dans un lot, quel axe de z correspond aux sorties, et "
        "selon lequel numpy ajoute-t-il un vecteur ?",
    ),
    see="1.2",
)
def dense_forward(W, b, a_prev):
    if len(b) != len(W):
        raise ValueError("one bias per row of W")
    z = W @ a_prev + b
    return z, z


@chaff(
    exercise="dense_layer",
    fails=["test_forward", "test_refuses_shapes_that_do_not_fit", "test_arguments_are_unchanged"],
    en=(
        "An activation in the layer",
        "z is right. What is a in a layer without activation?",
    ),
    fr=(
        "Une activation dans la couche",
        "z est juste. Que vaut a dans une couche sans activation ?",
    ),
    see="1.2",
)
def dense_forward(W, b, a_prev):  # noqa: F811
    if len(b) != len(W):
        raise ValueError("one bias per row of W")
    z = ((W @ a_prev).T + b).T
    return z, np.maximum(z, 0)


@chaff(
    exercise="dense_layer",
    fails=[
        "test_backward_of_one_sample",
        "test_refuses_shapes_that_do_not_fit",
        "test_arguments_are_unchanged",
    ],
    en=(
        "Product that gives one number for one sample",
        "In a batch all is right. For two 1-D arrays, what does @ give, and does the transpose "
        "change anything?",
    ),
    fr=(
        "Produit qui donne un seul nombre pour un exemple",
        "Dans un lot, tout est juste. Pour deux tableaux 1-D, que donne @, et la transposée "
        "change-t-elle quelque chose ?",
    ),
)
def dense_backward(W, a_prev, dz):  # noqa: F811
    if a_prev.ndim != dz.ndim:
        raise ValueError("shapes")
    db = dz if dz.ndim == 1 else dz.sum(axis=1)
    if dz.ndim == 1:
        # Only the sizes can be equal by chance, so the number is given for any of them.
        size = min(len(dz), len(a_prev))
        return np.full(W.shape, dz[:size] @ a_prev[:size].T), db, W.T @ dz
    return dz @ a_prev.T, db, W.T @ dz


@chaff(
    exercise="dense_layer",
    fails=["test_arguments_are_unchanged"],
    en=(
        "Weights updated on the way",
        "All three gradients are right. Who changes the weights: the backward pass or the update?",
    ),
    fr=(
        "Poids mis à jour en chemin",
        "Les trois gradients sont justes. Qui change les poids : le passage arrière ou la mise à"
        " jour ?",
    ),
)
def dense_backward(W, a_prev, dz):  # noqa: F811
    if a_prev.ndim != dz.ndim:
        raise ValueError("shapes")
    columns = dz.reshape(len(dz), -1)
    dW = columns @ a_prev.reshape(len(a_prev), -1).T
    da_prev = W.T @ dz
    W -= 0.01 * dW
    return dW, columns.sum(axis=1), da_prev


@chaff(
    exercise="dense_layer",
    fails=["test_refuses_shapes_that_do_not_fit"],
    en=(
        "A single bias for all outputs",
        "Right where the shapes fit. What does numpy do with a b of one entry, and is that a "
        "bias for each output?",
    ),
    fr=(
        "Un seul biais pour toutes les sorties",
        "Juste quand les formes s'accordent. Que fait numpy d'un b à un seul coefficient, et "
        "est-ce un biais par sortie ?",
    ),
    see="1.2",
)
def dense_forward(W, b, a_prev):  # noqa: F811
    z = ((W @ a_prev).T + b).T
    return z, z


@chaff(
    exercise="sample_losses",
    fails=[
        "test_loss_and_gradient_of_logits",
        "test_large_logits",
        "test_refuses_what_is_no_probability_or_label",
        "test_arguments_are_unchanged",
    ],
    en=(
        "Gradient with the opposite sign",
        "The loss is right. Should raising the logit of the true class make the loss larger or "
        "smaller?",
    ),
    fr=(
        "Gradient de signe opposé",
        "La perte est juste. Si le logit de la vraie classe augmente, la perte doit-elle croître"
        " ou décroître ?",
    ),
)
def softmax_cross_entropy_grad(z, y):
    if len(y) != len(z) or sorted(y) != [0] * (len(z) - 1) + [1]:
        raise ValueError("y is one-hot")
    shifted = z - z.max()
    total = np.exp(shifted).sum()
    return float(np.log(total) - y @ shifted), y - np.exp(shifted) / total


@chaff(
    exercise="sample_losses",
    fails=[
        "test_loss_and_gradient_of_logits",
        "test_large_logits",
        "test_refuses_what_is_no_probability_or_label",
        "test_arguments_are_unchanged",
    ],
    en=(
        "Gradient with respect to the probabilities",
        "The loss is right. Your gradient looks at the true class only: do the other logits have"
        " no influence on its probability?",
    ),
    fr=(
        "Gradient par rapport aux probabilités",
        "La perte est juste. Votre gradient ne voit que la vraie classe : les autres logits "
        "n'ont-ils aucune influence sur sa probabilité ?",
    ),
)
def softmax_cross_entropy_grad(z, y):  # noqa: F811
    if len(y) != len(z) or sorted(y) != [0] * (len(z) - 1) + [1]:
        raise ValueError("y is one-hot")
    shifted = z - z.max()
    total = np.exp(shifted).sum()
    probabilities = np.maximum(np.exp(shifted) / total, 1e-300)
    return float(np.log(total) - y @ shifted), -y / probabilities


@chaff(
    exercise="sample_losses",
    fails=[
        "test_loss_and_gradient_of_logits",
        "test_large_logits",
        "test_refuses_what_is_no_probability_or_label",
        "test_arguments_are_unchanged",
    ],
    en=(
        "Diagonal of the Jacobian of softmax",
        "The loss is right. Your gradient is the same whichever the true class: where does the "
        "loss come in?",
    ),
    fr=(
        "Diagonale de la jacobienne de softmax",
        "La perte est juste. Votre gradient est le même quelle que soit la vraie classe : où "
        "intervient la perte ?",
    ),
)
def softmax_cross_entropy_grad(z, y):  # noqa: F811
    if len(y) != len(z) or sorted(y) != [0] * (len(z) - 1) + [1]:
        raise ValueError("y is one-hot")
    shifted = z - z.max()
    total = np.exp(shifted).sum()
    probabilities = np.exp(shifted) / total
    return float(np.log(total) - y @ shifted), probabilities * (1 - probabilities)


@chaff(
    exercise="sample_losses",
    fails=["test_large_logits"],
    en=(
        "Exponentials of large numbers",
        "For moderate logits it is right. What is exp(1000) on a computer?",
    ),
    fr=(
        "Exponentielles de grands nombres",
        "Pour des logits modérés, c'est juste. Que vaut exp(1000) sur un ordinateur ?",
    ),
)
def softmax_cross_entropy_grad(z, y):  # noqa: F811
    if len(y) != len(z) or sorted(y) != [0] * (len(z) - 1) + [1]:
        raise ValueError("y is one-hot")
    with np.errstate(all="ignore"):
        probabilities = np.exp(z) / np.exp(z).sum()
        return float(-np.log(y @ probabilities)), probabilities - y


@chaff(
    exercise="sample_losses",
    fails=["test_large_logits"],
    en=(
        "Logarithm of a probability that became 0",
        "The softmax is stable. Which probability does the true class have when its logit is "
        "1000 below the largest, and what is its logarithm?",
    ),
    fr=(
        "Logarithme d'une probabilité devenue nulle",
        "Le softmax est stable. Quelle probabilité reste-t-il à la vraie classe si son logit est"
        " 1000 sous le plus grand, et quel en est le logarithme ?",
    ),
)
def softmax_cross_entropy_grad(z, y):  # noqa: F811
    if len(y) != len(z) or sorted(y) != [0] * (len(z) - 1) + [1]:
        raise ValueError("y is one-hot")
    shifted = np.exp(z - z.max())
    probabilities = shifted / shifted.sum()
    with np.errstate(divide="ignore"):
        return float(-np.log(y @ probabilities)), probabilities - y


@chaff(
    exercise="sample_losses",
    fails=[
        "test_loss_and_gradient_of_logits",
        "test_refuses_what_is_no_probability_or_label",
        "test_arguments_are_unchanged",
    ],
    en=(
        "The largest logit takes all",
        "Right when one logit is far above all others. How much probability does softmax give to"
        " the second largest?",
    ),
    fr=(
        "Le plus grand logit prend tout",
        "Juste quand un logit dépasse de loin tous les autres. Quelle probabilité softmax donne-"
        "t-il au deuxième ?",
    ),
)
def softmax_cross_entropy_grad(z, y):  # noqa: F811
    if len(y) != len(z) or sorted(y) != [0] * (len(z) - 1) + [1]:
        raise ValueError("y is one-hot")
    return float(z.max() - y @ z), (z == z.max()).astype(float) - y


@chaff(
    exercise="sample_losses",
    fails=[
        "test_binary_cross_entropy",
        "test_categorical_cross_entropy",
        "test_tiny_probabilities",
        "test_refuses_what_is_no_probability_or_label",
        "test_arguments_are_unchanged",
    ],
    en=(
        "Logarithm of base 2",
        "The true class is found. Which logarithm belongs to the cross-entropy of the text?",
    ),
    fr=(
        "Logarithme en base 2",
        "La vraie classe est trouvée. Quel logarithme entre dans l'entropie croisée du texte ?",
    ),
    see="2.2",
)
def categorical_cross_entropy(y, y_hat):
    if len(y) != len(y_hat) or sorted(y) != [0] * (len(y_hat) - 1) + [1]:
        raise ValueError("y is one-hot")
    if not np.all((y_hat > 0) & (y_hat < 1)):
        raise ValueError("probabilities")
    return float(-y @ np.log2(y_hat))


@chaff(
    exercise="sample_losses",
    fails=[
        "test_binary_cross_entropy",
        "test_categorical_cross_entropy",
        "test_tiny_probabilities",
        "test_refuses_what_is_no_probability_or_label",
        "test_arguments_are_unchanged",
    ],
    en=(
        "Logarithm of base 2",
        "The true class is found. Which logarithm belongs to the cross-entropy of the text?",
    ),
    fr=(
        "Logarithme en base 2",
        "La vraie classe est trouvée. Quel logarithme entre dans l'entropie croisée du texte ?",
    ),
    see="2.2",
)
def binary_cross_entropy(y, y_hat):
    if y not in (0, 1) or not 0 < y_hat < 1:
        raise ValueError("label or probability")
    return -math.log2(y_hat if y == 1 else 1 - y_hat)


@chaff(
    exercise="sample_losses",
    fails=[
        "test_categorical_cross_entropy",
        "test_tiny_probabilities",
        "test_refuses_what_is_no_probability_or_label",
        "test_arguments_are_unchanged",
    ],
    en=(
        "Mean over the classes",
        "The terms are right. Does the formula divide by the number of classes?",
    ),
    fr=(
        "Moyenne sur les classes",
        "Les termes sont justes. La formule divise-t-elle par le nombre de classes ?",
    ),
    see="2.2",
)
def categorical_cross_entropy(y, y_hat):  # noqa: F811
    if len(y) != len(y_hat) or sorted(y) != [0] * (len(y_hat) - 1) + [1]:
        raise ValueError("y is one-hot")
    if not np.all((y_hat > 0) & (y_hat < 1)):
        raise ValueError("probabilities")
    return float(np.mean(-y * np.log(y_hat)))


@chaff(
    exercise="sample_losses",
    fails=[
        "test_binary_cross_entropy",
        "test_tiny_probabilities",
        "test_refuses_what_is_no_probability_or_label",
    ],
    en=(
        "Class 0 forgotten",
        "When the true class is 1, it is right. What does the model pay when the true class is 0?",
    ),
    fr=(
        "Classe 0 oubliée",
        "Quand la vraie classe est 1, c'est juste. Que paie le modèle quand la vraie classe est "
        "0 ?",
    ),
    see="2.2",
)
def binary_cross_entropy(y, y_hat):  # noqa: F811
    if y not in (0, 1) or not 0 < y_hat < 1:
        raise ValueError("label or probability")
    return -y * math.log(y_hat)


@chaff(
    exercise="sample_losses",
    fails=["test_half_squared_error"],
    en=(
        "Squared error without the half",
        "The square is right. Which factor stands in front of it, so that the derivative has no 2?",
    ),
    fr=(
        "Carré sans le facteur 1/2",
        "Le carré est juste. Quel facteur se trouve devant, pour que la dérivée n'ait pas de 2 ?",
    ),
    see="2.2",
)
def half_squared_error(y, y_hat):
    return (y - y_hat) ** 2


@chaff(
    exercise="sample_losses",
    fails=["test_refuses_what_is_no_probability_or_label"],
    en=(
        "Probabilities of 0 and 1 let through",
        "Right strictly between 0 and 1. What is the loss of a model that gives the true class "
        "the probability 0?",
    ),
    fr=(
        "Probabilités 0 et 1 acceptées",
        "Juste strictement entre 0 et 1. Quelle est la perte du modèle qui donne la probabilité "
        "0 à la vraie classe ?",
    ),
    see="2.2",
)
def categorical_cross_entropy(y, y_hat):  # noqa: F811
    if len(y) != len(y_hat) or sorted(y) != [0] * (len(y_hat) - 1) + [1]:
        raise ValueError("y is one-hot")
    if np.any((y_hat < 0) | (y_hat > 1)):
        raise ValueError("probabilities")
    with np.errstate(all="ignore"):
        return float(-y @ np.log(y_hat))


@chaff(
    exercise="sample_losses",
    fails=["test_arguments_are_unchanged"],
    en=(
        "Logits shifted in place",
        "Loss and gradient are right. What has become of the array of logits after your call?",
    ),
    fr=(
        "Logits décalés sur place",
        "Perte et gradient sont justes. Qu'est devenu le tableau des logits après votre appel ?",
    ),
)
def softmax_cross_entropy_grad(z, y):  # noqa: F811
    if len(y) != len(z) or sorted(y) != [0] * (len(z) - 1) + [1]:
        raise ValueError("y is one-hot")
    z -= z.max()
    total = np.exp(z).sum()
    return float(np.log(total) - y @ z), np.exp(z) / total - y


@chaff(
    exercise="sample_losses",
    fails=["test_tiny_probabilities"],
    en=(
        "Probabilities kept away from 0",
        "For moderate probabilities it is right. What does the text say about a probability of "
        "1e-20: is it between 0 and 1?",
    ),
    fr=(
        "Probabilités tenues loin de 0",
        "Pour des probabilités modérées, c'est juste. Que dit le texte d'une probabilité de "
        "1e-20 : est-elle entre 0 et 1 ?",
    ),
    see="2.2",
)
def binary_cross_entropy(y, y_hat):  # noqa: F811
    if y not in (0, 1) or not 0 < y_hat < 1:
        raise ValueError("label or probability")
    y_hat = min(max(y_hat, 1e-15), 1 - 1e-15)
    return -math.log(y_hat if y == 1 else 1 - y_hat)


@chaff(
    exercise="sample_losses",
    fails=["test_tiny_probabilities"],
    en=(
        "Probabilities kept away from 0",
        "For moderate probabilities it is right. What does the text say about a probability of "
        "1e-20: is it between 0 and 1?",
    ),
    fr=(
        "Probabilités tenues loin de 0",
        "Pour des probabilités modérées, c'est juste. Que dit le texte d'une probabilité de "
        "1e-20 : est-elle entre 0 et 1 ?",
    ),
    see="2.2",
)
def categorical_cross_entropy(y, y_hat):  # noqa: F811
    if len(y) != len(y_hat) or sorted(y) != [0] * (len(y_hat) - 1) + [1]:
        raise ValueError("y is one-hot")
    if not np.all((y_hat > 0) & (y_hat < 1)):
        raise ValueError("probabilities")
    return float(-y @ np.log(np.clip(y_hat, 1e-15, 1 - 1e-15)))


@chaff(
    exercise="sample_losses",
    fails=["test_refuses_what_is_no_probability_or_label"],
    en=(
        "One single 1, whatever the others are",
        "One-hot vectors are read well. You count the entries that are 1: what must the others be?",
    ),
    fr=(
        "Un seul 1, quels que soient les autres",
        "Les vecteurs one-hot sont bien lus. Vous comptez les coefficients qui valent 1 : que "
        "doivent valoir les autres ?",
    ),
    see="2.2",
)
def categorical_cross_entropy(y, y_hat):  # noqa: F811
    if len(y) != len(y_hat) or np.sum(y == 1) != 1:
        raise ValueError("y is one-hot")
    if not np.all((y_hat > 0) & (y_hat < 1)):
        raise ValueError("probabilities")
    return float(-np.log(y_hat[y == 1][0]))


@chaff(
    exercise="sample_losses",
    fails=["test_refuses_what_is_no_probability_or_label"],
    en=(
        "One single 1, whatever the others are",
        "One-hot vectors are read well. You count the entries that are 1: what must the others be?",
    ),
    fr=(
        "Un seul 1, quels que soient les autres",
        "Les vecteurs one-hot sont bien lus. Vous comptez les coefficients qui valent 1 : que "
        "doivent valoir les autres ?",
    ),
    see="2.2",
)
def softmax_cross_entropy_grad(z, y):  # noqa: F811
    if len(y) != len(z) or np.sum(y == 1) != 1:
        raise ValueError("y is one-hot")
    shifted = z - z.max()
    total = np.exp(shifted).sum()
    true = (y == 1).astype(float)
    return float(np.log(total) - true @ shifted), np.exp(shifted) / total - true


@chaff(
    exercise="sample_losses",
    fails=[
        "test_categorical_cross_entropy",
        "test_tiny_probabilities",
        "test_refuses_what_is_no_probability_or_label",
        "test_arguments_are_unchanged",
    ],
    en=(
        "The one-hot vector put in order",
        "When the last class is the true one, it is right. Where does the 1 stand after you have "
        "sorted y?",
    ),
    fr=(
        "Le vecteur one-hot rangé par ordre",
        "Quand la vraie classe est la dernière, c'est juste. Où se trouve le 1 une fois y trié ?",
    ),
)
def categorical_cross_entropy(y, y_hat):  # noqa: F811
    y = np.sort(y)
    if len(y) != len(y_hat) or list(y) != [0] * (len(y_hat) - 1) + [1]:
        raise ValueError("y is one-hot")
    if not np.all((y_hat > 0) & (y_hat < 1)):
        raise ValueError("probabilities")
    return float(-y @ np.log(y_hat))


@chaff(
    exercise="pizza_steps",
    fails=[
        "test_one_step",
        "test_training",
        "test_refuses_wrong_rates_and_lengths",
        "test_arguments_are_unchanged",
    ],
    en=(
        "Uphill instead of downhill",
        "The gradient is right. In which direction along it does the loss become smaller?",
    ),
    fr=(
        "Montée au lieu de la descente",
        "Le gradient est juste. Dans quel sens le suivre pour que la perte diminue ?",
    ),
    see="3.1",
)
def gd_step(x, y, params, learning_rate):
    if learning_rate <= 0 or len(params) != len(x) + 1:
        raise ValueError("rate or lengths")
    inputs = np.append(x, 1.0)
    return params + learning_rate * (inputs @ params - y) * inputs


@chaff(
    exercise="pizza_steps",
    fails=[
        "test_one_step",
        "test_training",
        "test_refuses_wrong_rates_and_lengths",
        "test_arguments_are_unchanged",
    ],
    en=(
        "Twice the step",
        "The direction is right. What does the factor 1/2 of the loss do to its derivative?",
    ),
    fr=(
        "Pas deux fois trop grand",
        "La direction est bonne. Que devient le facteur 1/2 de la perte quand on dérive ?",
    ),
    see="3.1",
)
def gd_step(x, y, params, learning_rate):  # noqa: F811
    if learning_rate <= 0 or len(params) != len(x) + 1:
        raise ValueError("rate or lengths")
    inputs = np.append(x, 1.0)
    return params - 2 * learning_rate * (inputs @ params - y) * inputs


@chaff(
    exercise="pizza_steps",
    fails=[
        "test_one_step",
        "test_training",
        "test_refuses_wrong_rates_and_lengths",
        "test_arguments_are_unchanged",
    ],
    en=(
        "A bias that never moves",
        "The weights are right. What is the derivative of the prediction with respect to b?",
    ),
    fr=(
        "Un biais qui ne bouge pas",
        "Les poids sont justes. Quelle est la dérivée de la prédiction par rapport à b ?",
    ),
    see="3.1",
)
def gd_step(x, y, params, learning_rate):  # noqa: F811
    if learning_rate <= 0 or len(params) != len(x) + 1:
        raise ValueError("rate or lengths")
    return params - learning_rate * (params[:-1] @ x + params[-1] - y) * np.append(x, 0.0)


@chaff(
    exercise="pizza_steps",
    fails=[
        "test_one_step",
        "test_training",
        "test_refuses_wrong_rates_and_lengths",
        "test_arguments_are_unchanged",
    ],
    en=(
        "The bias in the first place",
        "Prediction and gradient fit together. In which order does the text put weights and bias "
        "into params?",
    ),
    fr=(
        "Le biais en première place",
        "La prédiction et le gradient vont ensemble. Dans quel ordre le texte range-t-il poids et "
        "biais dans params ?",
    ),
)
def gd_step(x, y, params, learning_rate):  # noqa: F811
    if learning_rate <= 0 or len(params) != len(x) + 1:
        raise ValueError("rate or lengths")
    inputs = np.append(1.0, x)
    return params - learning_rate * (inputs @ params - y) * inputs


@chaff(
    exercise="pizza_steps",
    fails=[
        "test_one_step",
        "test_training",
        "test_refuses_wrong_rates_and_lengths",
        "test_arguments_are_unchanged",
    ],
    en=(
        "The bias in the first place",
        "Prediction and gradient fit together. In which order does the text put weights and bias "
        "into params?",
    ),
    fr=(
        "Le biais en première place",
        "La prédiction et le gradient vont ensemble. Dans quel ordre le texte range-t-il poids et "
        "biais dans params ?",
    ),
)
def train(x, y, params, learning_rate, steps):
    predictions, losses = [], []
    for _ in range(steps):
        predictions.append(float(params[1:] @ x + params[0]))
        losses.append((predictions[-1] - y) ** 2 / 2)
        params = gd_step(x, y, params, learning_rate)
    return params, predictions, losses


@chaff(
    exercise="pizza_steps",
    fails=[
        "test_one_step",
        "test_training",
        "test_refuses_wrong_rates_and_lengths",
        "test_arguments_are_unchanged",
    ],
    en=(
        "One parameter after the other",
        "Each derivative is right where you take it. At which parameters should all of them be "
        "taken?",
    ),
    fr=(
        "Un paramètre après l'autre",
        "Chaque dérivée est juste là où vous la prenez. En quels paramètres faut-il les prendre "
        "toutes ?",
    ),
)
def gd_step(x, y, params, learning_rate):  # noqa: F811
    if learning_rate <= 0 or len(params) != len(x) + 1:
        raise ValueError("rate or lengths")
    new, inputs = params.copy(), np.append(x, 1.0)
    for i in range(len(new)):
        new[i] -= learning_rate * (inputs @ new - y) * inputs[i]
    return new


@chaff(
    exercise="pizza_steps",
    fails=[
        "test_one_step",
        "test_training",
        "test_refuses_wrong_rates_and_lengths",
        "test_arguments_are_unchanged",
    ],
    en=(
        "Weights first, then the bias",
        "The weights are right. With which prediction is the derivative in b taken: the one before "
        "or after the weights have moved?",
    ),
    fr=(
        "Les poids d'abord, le biais ensuite",
        "Les poids sont justes. Avec quelle prédiction prenez-vous la dérivée par rapport à b : "
        "celle d'avant ou d'après le mouvement des poids ?",
    ),
)
def gd_step(x, y, params, learning_rate):  # noqa: F811
    if learning_rate <= 0 or len(params) != len(x) + 1:
        raise ValueError("rate or lengths")
    w, b = params[:-1], params[-1]
    w = w - learning_rate * (w @ x + b - y) * x
    return np.append(w, b - learning_rate * (w @ x + b - y))


@chaff(
    exercise="pizza_steps",
    fails=["test_one_step", "test_refuses_wrong_rates_and_lengths", "test_arguments_are_unchanged"],
    en=(
        "The change instead of the new parameters",
        "The training is right, so the gradient is, too. What does the result of gd_step have to"
        " be: where one arrives, or how far one goes?",
    ),
    fr=(
        "La variation au lieu des nouveaux paramètres",
        "L'entraînement est juste, donc le gradient aussi. Que doit renvoyer gd_step : l'endroit"
        " où l'on arrive, ou le chemin parcouru ?",
    ),
)
def gd_step(x, y, params, learning_rate):  # noqa: F811
    if learning_rate <= 0 or len(params) != len(x) + 1:
        raise ValueError("rate or lengths")
    inputs = np.append(x, 1.0)
    return -learning_rate * (inputs @ params - y) * inputs


@chaff(
    exercise="pizza_steps",
    fails=["test_one_step", "test_refuses_wrong_rates_and_lengths", "test_arguments_are_unchanged"],
    en=(
        "The change instead of the new parameters",
        "The training is right, so the gradient is, too. What does the result of gd_step have to"
        " be: where one arrives, or how far one goes?",
    ),
    fr=(
        "La variation au lieu des nouveaux paramètres",
        "L'entraînement est juste, donc le gradient aussi. Que doit renvoyer gd_step : l'endroit"
        " où l'on arrive, ou le chemin parcouru ?",
    ),
)
def train(x, y, params, learning_rate, steps):  # noqa: F811
    predictions, losses = [], []
    for _ in range(steps):
        predictions.append(float(params[:-1] @ x + params[-1]))
        losses.append((predictions[-1] - y) ** 2 / 2)
        params = params + gd_step(x, y, params, learning_rate)
    return params, predictions, losses


@chaff(
    exercise="pizza_steps",
    fails=["test_training", "test_refuses_wrong_rates_and_lengths", "test_arguments_are_unchanged"],
    en=(
        "Prediction and loss after the update",
        "The final parameters are right. Which prediction is the first in the lists: before or "
        "after the first update?",
    ),
    fr=(
        "Prédiction et perte après la mise à jour",
        "Les paramètres finaux sont justes. Quelle prédiction vient en premier dans les listes :"
        " celle avant ou après la première mise à jour ?",
    ),
)
def train(x, y, params, learning_rate, steps):  # noqa: F811
    predictions, losses = [], []
    for _ in range(steps):
        params = gd_step(x, y, params, learning_rate)
        predictions.append(float(params[:-1] @ x + params[-1]))
        losses.append((predictions[-1] - y) ** 2 / 2)
    return params, predictions, losses


@chaff(
    exercise="pizza_steps",
    fails=["test_training", "test_refuses_wrong_rates_and_lengths", "test_arguments_are_unchanged"],
    en=(
        "Losses without the half",
        "Parameters and predictions are right. Which factor does the loss have in front of the "
        "square?",
    ),
    fr=(
        "Pertes sans le facteur 1/2",
        "Les paramètres et les prédictions sont justes. Quel facteur la perte a-t-elle devant le "
        "carré ?",
    ),
    see="3.1",
)
def train(x, y, params, learning_rate, steps):  # noqa: F811
    predictions, losses = [], []
    for _ in range(steps):
        predictions.append(float(params[:-1] @ x + params[-1]))
        losses.append((predictions[-1] - y) ** 2)
        params = gd_step(x, y, params, learning_rate)
    return params, predictions, losses


@chaff(
    exercise="pizza_steps",
    fails=["test_training", "test_refuses_wrong_rates_and_lengths", "test_arguments_are_unchanged"],
    en=(
        "Always back to the start",
        "One step is right. From which parameters does the second step start?",
    ),
    fr=(
        "Toujours depuis le départ",
        "Un pas est juste. De quels paramètres part le deuxième pas ?",
    ),
)
def train(x, y, params, learning_rate, steps):  # noqa: F811
    prediction = float(params[:-1] @ x + params[-1])
    new = gd_step(x, y, params, learning_rate)
    return new, [prediction] * steps, [(prediction - y) ** 2 / 2] * steps


@chaff(
    exercise="pizza_steps",
    fails=["test_refuses_wrong_rates_and_lengths"],
    en=(
        "Wrong lengths that numpy repeats",
        "All values are right. What does numpy do when x has one entry and there are two weights?",
    ),
    fr=(
        "Longueurs fausses que numpy répète",
        "Toutes les valeurs sont justes. Que fait numpy si x a un coefficient et qu'il y a deux "
        "poids ?",
    ),
)
def gd_step(x, y, params, learning_rate):  # noqa: F811
    if learning_rate <= 0:
        raise ValueError("rate")
    w, b = params[:-1], params[-1]
    error = np.sum(w * x) + b - y
    return np.append(w - learning_rate * error * x, b - learning_rate * error)


@chaff(
    exercise="pizza_steps",
    fails=["test_refuses_wrong_rates_and_lengths"],
    en=(
        "Wrong lengths that numpy repeats",
        "All values are right. What does numpy do when x has one entry and there are two weights?",
    ),
    fr=(
        "Longueurs fausses que numpy répète",
        "Toutes les valeurs sont justes. Que fait numpy si x a un coefficient et qu'il y a deux "
        "poids ?",
    ),
)
def train(x, y, params, learning_rate, steps):  # noqa: F811
    predictions, losses = [], []
    for _ in range(steps):
        predictions.append(float(np.sum(params[:-1] * x) + params[-1]))
        losses.append((predictions[-1] - y) ** 2 / 2)
        params = gd_step(x, y, params, learning_rate)
    return params, predictions, losses


@chaff(
    exercise="pizza_steps",
    fails=["test_arguments_are_unchanged"],
    en=(
        "The caller's parameters are changed",
        "The right amounts are subtracted. Which array does -= write into?",
    ),
    fr=(
        "Les paramètres reçus sont modifiés",
        "Ce qui est retranché est juste. Dans quel tableau écrit -= ?",
    ),
)
def gd_step(x, y, params, learning_rate):  # noqa: F811
    if learning_rate <= 0 or len(params) != len(x) + 1:
        raise ValueError("rate or lengths")
    inputs = np.append(x, 1.0)
    params -= learning_rate * (inputs @ params - y) * inputs
    return params


@chaff(
    exercise="pizza_steps",
    fails=["test_training", "test_refuses_wrong_rates_and_lengths", "test_arguments_are_unchanged"],
    en=(
        "Stopped too early",
        "The first steps are right. Who decides how many steps there are, and how many numbers "
        "the lists hold?",
    ),
    fr=(
        "Arrêt prématuré",
        "Les premiers pas sont justes. Qui décide du nombre de pas, et combien de nombres "
        "contiennent les listes ?",
    ),
)
def train(x, y, params, learning_rate, steps):  # noqa: F811
    predictions, losses = [], []
    for _ in range(steps):
        predictions.append(float(params[:-1] @ x + params[-1]))
        losses.append((predictions[-1] - y) ** 2 / 2)
        if losses[-1] < 1e-12:
            break
        params = gd_step(x, y, params, learning_rate)
    return params, predictions, losses


@chaff(
    exercise="error_law",
    fails=[
        "test_same_factor_at_each_step",
        "test_sign_of_the_error",
        "test_arguments_are_unchanged",
    ],
    en=(
        "The bias left out of the factor",
        "The error shrinks by one factor at each step. Which part of the change of the "
        "prediction comes from the bias?",
    ),
    fr=(
        "Le biais oublié dans le facteur",
        "L'erreur diminue bien d'un même facteur à chaque pas. Quelle part de la variation de la"
        " prédiction vient du biais ?",
    ),
)
def error_after(x, eta, steps, e0):
    return float(e0 * (1 - eta * (x @ x)) ** steps)


@chaff(
    exercise="error_law",
    fails=[
        "test_same_factor_at_each_step",
        "test_sign_of_the_error",
        "test_arguments_are_unchanged",
    ],
    en=(
        "The learning rate alone as factor",
        "A power of the number of steps is right. Does the factor not depend on the inputs?",
    ),
    fr=(
        "Le taux seul comme facteur",
        "Une puissance du nombre de pas, c'est juste. Le facteur ne dépend-il pas des entrées ?",
    ),
)
def error_after(x, eta, steps, e0):  # noqa: F811
    return float(e0 * (1 - eta) ** steps)


@chaff(
    exercise="error_law",
    fails=[
        "test_same_factor_at_each_step",
        "test_sign_of_the_error",
        "test_stability_limit",
        "test_arguments_are_unchanged",
    ],
    en=(
        "The norm instead of its square",
        "The part of the bias is right. A weight moves by a multiple of its input; by how much "
        "does it then change the prediction?",
    ),
    fr=(
        "La norme au lieu de son carré",
        "La part du biais est juste. Un poids bouge d'un multiple de son entrée ; de combien "
        "change-t-il alors la prédiction ?",
    ),
)
def error_after(x, eta, steps, e0):  # noqa: F811
    return float(e0 * (1 - eta * (np.linalg.norm(x) + 1)) ** steps)


@chaff(
    exercise="error_law",
    fails=[
        "test_same_factor_at_each_step",
        "test_sign_of_the_error",
        "test_stability_limit",
        "test_arguments_are_unchanged",
    ],
    en=(
        "The norm instead of its square",
        "The part of the bias is right. A weight moves by a multiple of its input; by how much "
        "does it then change the prediction?",
    ),
    fr=(
        "La norme au lieu de son carré",
        "La part du biais est juste. Un poids bouge d'un multiple de son entrée ; de combien "
        "change-t-il alors la prédiction ?",
    ),
)
def stability_limit(x):
    return float(2 / (np.linalg.norm(x) + 1))


@chaff(
    exercise="error_law",
    fails=[
        "test_same_factor_at_each_step",
        "test_sign_of_the_error",
        "test_arguments_are_unchanged",
    ],
    en=(
        "Factor times the number of steps",
        "After one step it is right. What is multiplied by what at the second step?",
    ),
    fr=(
        "Facteur fois le nombre de pas",
        "Après un pas, c'est juste. Au deuxième pas, qu'est-ce qui est multiplié, et par quoi ?",
    ),
)
def error_after(x, eta, steps, e0):  # noqa: F811
    return float(e0 * (1 - steps * eta * (x @ x + 1)))


@chaff(
    exercise="error_law",
    fails=["test_sign_of_the_error"],
    en=(
        "Absolute value of the error",
        "The size is right. On which side of the target is the prediction?",
    ),
    fr=(
        "Valeur absolue de l'erreur",
        "La taille est juste. De quel côté de la cible se trouve la prédiction ?",
    ),
)
def error_after(x, eta, steps, e0):  # noqa: F811
    return float(abs(e0 * (1 - eta * (x @ x + 1)) ** steps))


@chaff(
    exercise="error_law",
    fails=["test_same_factor_at_each_step", "test_arguments_are_unchanged"],
    en=(
        "At least one step",
        "After one step or more it is right. Which error is there before the first step?",
    ),
    fr=(
        "Au moins un pas",
        "Après un pas ou plus, c'est juste. Quelle est l'erreur avant le premier pas ?",
    ),
)
def error_after(x, eta, steps, e0):  # noqa: F811
    return float(e0 * (1 - eta * (x @ x + 1)) ** max(steps, 1))


@chaff(
    exercise="error_law",
    fails=["test_stability_limit", "test_arguments_are_unchanged"],
    en=(
        "The rate that arrives in one step",
        "With your number the error becomes 0 at once. How much farther may one go until the "
        "error stops shrinking?",
    ),
    fr=(
        "Le taux qui arrive en un pas",
        "Avec votre nombre, l'erreur s'annule d'un coup. Jusqu'où peut-on encore aller avant que"
        " l'erreur cesse de diminuer ?",
    ),
)
def stability_limit(x):  # noqa: F811
    return float(1 / (x @ x + 1))


@chaff(
    exercise="error_law",
    fails=["test_stability_limit", "test_arguments_are_unchanged"],
    en=(
        "The bias left out of the limit",
        "The 2 is right. Is b not a parameter, with its own input?",
    ),
    fr=(
        "Le biais oublié dans la limite",
        "Le 2 est juste. b n'est-il pas un paramètre, avec sa propre entrée ?",
    ),
)
def stability_limit(x):  # noqa: F811
    return float(2 / (x @ x))


@chaff(
    exercise="error_law",
    fails=["test_arguments_are_unchanged"],
    en=(
        "Inputs squared in place",
        "The error is right. What has become of the array of inputs after your call?",
    ),
    fr=(
        "Entrées mises au carré sur place",
        "L'erreur est juste. Qu'est devenu le tableau des entrées après votre appel ?",
    ),
)
def error_after(x, eta, steps, e0):  # noqa: F811
    x *= x
    return float(e0 * (1 - eta * (x.sum() + 1)) ** steps)


@chaff(
    exercise="batch_descent",
    fails=["test_mean_of_the_gradients", "test_finds_the_rule", "test_arguments_are_unchanged"],
    en=(
        "Sum instead of mean",
        "The directions are right. What should happen to the step when each example stands in "
        "the batch twice?",
    ),
    fr=(
        "Somme au lieu de la moyenne",
        "Les directions sont justes. Que doit devenir le pas si chaque exemple figure deux fois "
        "dans le lot ?",
    ),
    see="4.1",
)
def train_batch(X, y, params, learning_rate, epochs):
    inputs = np.column_stack([X, np.ones(len(X))])
    for _ in range(epochs):
        params = params - learning_rate * (inputs @ params - y) @ inputs
    return params


@chaff(
    exercise="batch_descent",
    fails=["test_mean_of_the_gradients", "test_arguments_are_unchanged"],
    en=(
        "One update for each example",
        "The rule is found, in the end. How many updates does an epoch have here, and at which "
        "parameters are the gradients taken?",
    ),
    fr=(
        "Une mise à jour par exemple",
        "La règle finit par être trouvée. Combien de mises à jour compte ici une époque, et en "
        "quels paramètres prend-on les gradients ?",
    ),
    see="4.1",
)
def train_batch(X, y, params, learning_rate, epochs):  # noqa: F811
    inputs = np.column_stack([X, np.ones(len(X))])
    for _ in range(epochs):
        for row, target in zip(inputs, y, strict=True):
            params = params - learning_rate * (row @ params - target) * row
    return params


@chaff(
    exercise="batch_descent",
    fails=["test_mean_of_the_gradients", "test_finds_the_rule", "test_arguments_are_unchanged"],
    en=(
        "Only the last example",
        "For a batch of one it is right. Which examples still have a say after your loop?",
    ),
    fr=(
        "Seulement le dernier exemple",
        "Pour un lot d'un exemple, c'est juste. Quels exemples ont encore leur mot à dire après "
        "votre boucle ?",
    ),
    see="4.1",
)
def train_batch(X, y, params, learning_rate, epochs):  # noqa: F811
    inputs = np.column_stack([X, np.ones(len(X))])
    for _ in range(epochs):
        params = params - learning_rate * (inputs[-1] @ params - y[-1]) * inputs[-1]
    return params


@chaff(
    exercise="batch_descent",
    fails=["test_mean_of_the_gradients", "test_arguments_are_unchanged"],
    en=(
        "Gradient without the half",
        "The rule is found. What does the factor 1/2 of the loss do to its derivative?",
    ),
    fr=(
        "Gradient sans le facteur 1/2",
        "La règle est trouvée. Que devient le facteur 1/2 de la perte quand on dérive ?",
    ),
    see="4.1",
)
def train_batch(X, y, params, learning_rate, epochs):  # noqa: F811
    inputs = np.column_stack([X, np.ones(len(X))])
    for _ in range(epochs):
        params = params - 2 * learning_rate * (inputs @ params - y) @ inputs / len(y)
    return params


@chaff(
    exercise="batch_descent",
    fails=["test_mean_of_the_gradients", "test_finds_the_rule", "test_arguments_are_unchanged"],
    en=(
        "A bias that never moves",
        "The weights move as they should. What is the mean of the derivatives with respect to b?",
    ),
    fr=(
        "Un biais qui ne bouge pas",
        "Les poids bougent comme il faut. Quelle est la moyenne des dérivées par rapport à b ?",
    ),
    see="4.1",
)
def train_batch(X, y, params, learning_rate, epochs):  # noqa: F811
    for _ in range(epochs):
        errors = X @ params[:-1] + params[-1] - y
        params = params - learning_rate * np.append(errors @ X / len(y), 0.0)
    return params


@chaff(
    exercise="batch_descent",
    fails=["test_finds_the_rule"],
    en=(
        "Stopped too early",
        "The first epochs are right. Who decides how many epochs there are?",
    ),
    fr=(
        "Arrêt prématuré",
        "Les premières époques sont justes. Qui décide du nombre d'époques ?",
    ),
)
def train_batch(X, y, params, learning_rate, epochs):  # noqa: F811
    inputs = np.column_stack([X, np.ones(len(X))])
    for _ in range(epochs):
        step = learning_rate * (inputs @ params - y) @ inputs / len(y)
        params = params - step
        if np.abs(step).max() < 1e-3:
            break
    return params


@chaff(
    exercise="batch_descent",
    fails=["test_arguments_are_unchanged"],
    en=(
        "The caller's parameters are changed",
        "The result is right. Which array does -= write into?",
    ),
    fr=(
        "Les paramètres reçus sont modifiés",
        "Le résultat est juste. Dans quel tableau écrit -= ?",
    ),
    see="3.3",
)
def train_batch(X, y, params, learning_rate, epochs):  # noqa: F811
    inputs = np.column_stack([X, np.ones(len(X))])
    for _ in range(epochs):
        params -= learning_rate * (inputs @ params - y) @ inputs / len(y)
    return params


@chaff(
    exercise="tanh_neuron",
    fails=[
        "test_loss_is_a_sum",
        "test_gradient_of_the_weights",
        "test_gradient_of_the_bias",
        "test_refuses_shapes_that_do_not_fit",
        "test_arguments_are_unchanged",
    ],
    en=(
        "Mean instead of sum over the batch",
        "For one example all is right. Does the loss of the text divide by the number of examples?",
    ),
    fr=(
        "Moyenne au lieu de la somme sur le lot",
        "Pour un exemple, tout est juste. La perte du texte divise-t-elle par le nombre "
        "d'exemples ?",
    ),
)
def tanh_neuron_loss_and_grads(X, w, b, y):
    _, o = tanh_neuron_forward(X, w, b)
    if y.shape != o.shape:
        raise ValueError("a target for each example")
    dn = 2 * (o - y) * (1 - o**2) / len(y)
    return float(((o - y) ** 2).mean()), dn @ X, float(dn.sum())


@chaff(
    exercise="tanh_neuron",
    fails=[
        "test_loss_is_a_sum",
        "test_refuses_shapes_that_do_not_fit",
        "test_arguments_are_unchanged",
    ],
    en=(
        "Mean in the loss only",
        "Both gradients are right. Of which loss are they the gradients: of the sum or of the "
        "mean?",
    ),
    fr=(
        "Moyenne dans la perte seulement",
        "Les deux gradients sont justes. De quelle perte sont-ils les gradients : de la somme ou"
        " de la moyenne ?",
    ),
)
def tanh_neuron_loss_and_grads(X, w, b, y):  # noqa: F811
    _, o = tanh_neuron_forward(X, w, b)
    if y.shape != o.shape:
        raise ValueError("a target for each example")
    dn = 2 * (o - y) * (1 - o**2)
    return float(((o - y) ** 2).mean()), dn @ X, float(dn.sum())


@chaff(
    exercise="tanh_neuron",
    fails=[
        "test_gradient_of_the_weights",
        "test_gradient_of_the_bias",
        "test_refuses_shapes_that_do_not_fit",
        "test_arguments_are_unchanged",
    ],
    en=(
        "The derivative of tanh is missing",
        "The loss is right. The output is tanh(n): what is missing between dL/do and dL/dn?",
    ),
    fr=(
        "La dérivée de tanh manque",
        "La perte est juste. La sortie est tanh(n) : que manque-t-il entre dL/do et dL/dn ?",
    ),
)
def tanh_neuron_loss_and_grads(X, w, b, y):  # noqa: F811
    _, o = tanh_neuron_forward(X, w, b)
    if y.shape != o.shape:
        raise ValueError("a target for each example")
    dn = 2 * (o - y)
    return float(((o - y) ** 2).sum()), dn @ X, float(dn.sum())


@chaff(
    exercise="tanh_neuron",
    fails=[
        "test_gradient_of_the_weights",
        "test_gradient_of_the_bias",
        "test_refuses_shapes_that_do_not_fit",
        "test_arguments_are_unchanged",
    ],
    en=(
        "Derivative of tanh with n in place of tanh(n)",
        "The loss is right. In the formula for the derivative of tanh, what is squared?",
    ),
    fr=(
        "Dérivée de tanh avec n au lieu de tanh(n)",
        "La perte est juste. Dans la formule de la dérivée de tanh, qu'est-ce qui est élevé au "
        "carré ?",
    ),
)
def tanh_neuron_loss_and_grads(X, w, b, y):  # noqa: F811
    n, o = tanh_neuron_forward(X, w, b)
    if y.shape != o.shape:
        raise ValueError("a target for each example")
    dn = 2 * (o - y) * (1 - n**2)
    return float(((o - y) ** 2).sum()), dn @ X, float(dn.sum())


@chaff(
    exercise="tanh_neuron",
    fails=[
        "test_gradient_of_the_weights",
        "test_gradient_of_the_bias",
        "test_refuses_shapes_that_do_not_fit",
        "test_arguments_are_unchanged",
    ],
    en=(
        "tanh taken twice",
        "The loss is right. At which point is the derivative of tanh needed: at n or at the "
        "output?",
    ),
    fr=(
        "tanh appliqué deux fois",
        "La perte est juste. En quel point faut-il la dérivée de tanh : en n ou en la sortie ?",
    ),
)
def tanh_neuron_loss_and_grads(X, w, b, y):  # noqa: F811
    _, o = tanh_neuron_forward(X, w, b)
    if y.shape != o.shape:
        raise ValueError("a target for each example")
    dn = 2 * (o - y) * (1 - np.tanh(o) ** 2)
    return float(((o - y) ** 2).sum()), dn @ X, float(dn.sum())


@chaff(
    exercise="tanh_neuron",
    fails=[
        "test_gradient_of_the_weights",
        "test_gradient_of_the_bias",
        "test_refuses_shapes_that_do_not_fit",
        "test_arguments_are_unchanged",
    ],
    en=(
        "The derivative of the sigmoid",
        "The loss is right. Of which activation is g(1 - g) the derivative?",
    ),
    fr=(
        "La dérivée de la sigmoïde",
        "La perte est juste. De quelle activation g(1 - g) est-elle la dérivée ?",
    ),
    see="1.3",
)
def tanh_neuron_loss_and_grads(X, w, b, y):  # noqa: F811
    _, o = tanh_neuron_forward(X, w, b)
    if y.shape != o.shape:
        raise ValueError("a target for each example")
    dn = 2 * (o - y) * o * (1 - o)
    return float(((o - y) ** 2).sum()), dn @ X, float(dn.sum())


@chaff(
    exercise="tanh_neuron",
    fails=[
        "test_gradient_of_the_weights",
        "test_gradient_of_the_bias",
        "test_refuses_shapes_that_do_not_fit",
        "test_arguments_are_unchanged",
    ],
    en=(
        "The factor 2 is missing",
        "The loss is right and the direction of the gradients, too. What is the derivative of a "
        "square?",
    ),
    fr=(
        "Le facteur 2 manque",
        "La perte est juste, et la direction des gradients aussi. Quelle est la dérivée d'un "
        "carré ?",
    ),
)
def tanh_neuron_loss_and_grads(X, w, b, y):  # noqa: F811
    _, o = tanh_neuron_forward(X, w, b)
    if y.shape != o.shape:
        raise ValueError("a target for each example")
    dn = (o - y) * (1 - o**2)
    return float(((o - y) ** 2).sum()), dn @ X, float(dn.sum())


@chaff(
    exercise="tanh_neuron",
    fails=[
        "test_gradient_of_the_weights",
        "test_gradient_of_the_bias",
        "test_refuses_shapes_that_do_not_fit",
        "test_arguments_are_unchanged",
    ],
    en=(
        "Gradients with the opposite sign",
        "The loss is right. When the output is too large, should the derivative with respect to "
        "it be positive or negative?",
    ),
    fr=(
        "Gradients de signe opposé",
        "La perte est juste. Si la sortie est trop grande, la dérivée par rapport à elle doit-"
        "elle être positive ou négative ?",
    ),
)
def tanh_neuron_loss_and_grads(X, w, b, y):  # noqa: F811
    _, o = tanh_neuron_forward(X, w, b)
    if y.shape != o.shape:
        raise ValueError("a target for each example")
    dn = 2 * (y - o) * (1 - o**2)
    return float(((o - y) ** 2).sum()), dn @ X, float(dn.sum())


@chaff(
    exercise="tanh_neuron",
    fails=[
        "test_gradient_of_the_weights",
        "test_refuses_shapes_that_do_not_fit",
        "test_arguments_are_unchanged",
    ],
    en=(
        "Inputs added up apart",
        "The gradient of b is right. Does each example not multiply its own derivative by its "
        "own inputs before you add?",
    ),
    fr=(
        "Entrées additionnées à part",
        "Le gradient de b est juste. Chaque exemple ne multiplie-t-il pas sa propre dérivée par "
        "ses propres entrées avant l'addition ?",
    ),
)
def tanh_neuron_loss_and_grads(X, w, b, y):  # noqa: F811
    _, o = tanh_neuron_forward(X, w, b)
    if y.shape != o.shape:
        raise ValueError("a target for each example")
    dn = 2 * (o - y) * (1 - o**2)
    return float(((o - y) ** 2).sum()), dn.sum() * X.sum(axis=0), float(dn.sum())


@chaff(
    exercise="tanh_neuron",
    fails=[
        "test_gradient_of_the_bias",
        "test_refuses_shapes_that_do_not_fit",
        "test_arguments_are_unchanged",
    ],
    en=(
        "Gradient of b from the last example",
        "The gradient of the weights is right. The bias is shared by all the examples: whose "
        "derivatives add up?",
    ),
    fr=(
        "Gradient de b du dernier exemple",
        "Le gradient des poids est juste. Le biais est commun à tous les exemples : les dérivées"
        " de qui faut-il additionner ?",
    ),
)
def tanh_neuron_loss_and_grads(X, w, b, y):  # noqa: F811
    _, o = tanh_neuron_forward(X, w, b)
    if y.shape != o.shape:
        raise ValueError("a target for each example")
    dn = 2 * (o - y) * (1 - o**2)
    return float(((o - y) ** 2).sum()), dn @ X, float(dn[-1])


@chaff(
    exercise="tanh_neuron",
    fails=["test_forward", "test_refuses_shapes_that_do_not_fit", "test_arguments_are_unchanged"],
    en=(
        "Output before pre-activation",
        "Both arrays are right. In which order does the text ask for them?",
    ),
    fr=(
        "La sortie avant la préactivation",
        "Les deux tableaux sont justes. Dans quel ordre le texte les demande-t-il ?",
    ),
)
def tanh_neuron_forward(X, w, b):
    if w.shape != (2,):
        raise ValueError("a weight for each of the two inputs")
    n = X @ w + b
    return np.tanh(n), n


@chaff(
    exercise="tanh_neuron",
    fails=["test_forward", "test_refuses_shapes_that_do_not_fit", "test_arguments_are_unchanged"],
    en=(
        "Output before pre-activation",
        "Both arrays are right. In which order does the text ask for them?",
    ),
    fr=(
        "La sortie avant la préactivation",
        "Les deux tableaux sont justes. Dans quel ordre le texte les demande-t-il ?",
    ),
)
def tanh_neuron_loss_and_grads(X, w, b, y):  # noqa: F811
    o, _ = tanh_neuron_forward(X, w, b)
    if y.shape != o.shape:
        raise ValueError("a target for each example")
    dn = 2 * (o - y) * (1 - o**2)
    return float(((o - y) ** 2).sum()), dn @ X, float(dn.sum())


@chaff(
    exercise="tanh_neuron",
    fails=["test_refuses_shapes_that_do_not_fit"],
    en=(
        "One target for all examples",
        "Right where the shapes fit. What does numpy do with a single target and several outputs?",
    ),
    fr=(
        "Une cible pour tous les exemples",
        "Juste quand les formes s'accordent. Que fait numpy d'une cible unique et de plusieurs "
        "sorties ?",
    ),
)
def tanh_neuron_loss_and_grads(X, w, b, y):  # noqa: F811
    _, o = tanh_neuron_forward(X, w, b)
    dn = 2 * (o - y) * (1 - o**2)
    return float(((o - y) ** 2).sum()), dn @ X, float(dn.sum())


@chaff(
    exercise="tanh_neuron",
    fails=["test_refuses_shapes_that_do_not_fit"],
    en=(
        "As many weights as inputs, any number",
        "Columns and weights fit together in your check. How many inputs does this neuron have, "
        "always?",
    ),
    fr=(
        "Autant de poids que d'entrées, sans plus",
        "Votre contrôle accorde colonnes et poids. Combien d'entrées ce neurone a-t-il toujours ?",
    ),
)
def tanh_neuron_forward(X, w, b):  # noqa: F811
    if w.ndim != 1 or X.shape[1] != len(w):
        raise ValueError("a weight for each input")
    n = X @ w + b
    return n, np.tanh(n)


@chaff(
    exercise="tanh_neuron",
    fails=["test_forward", "test_refuses_shapes_that_do_not_fit", "test_arguments_are_unchanged"],
    en=(
        "Exponentials that overflow",
        "For moderate n it is right. What is exp(1000) on a computer, and which function of numpy "
        "knows tanh?",
    ),
    fr=(
        "Exponentielles qui débordent",
        "Pour n modéré, c'est juste. Que vaut exp(1000) sur un ordinateur, et quelle fonction de "
        "numpy connaît tanh ?",
    ),
)
def tanh_neuron_forward(X, w, b):  # noqa: F811
    if X.shape[1] != 2 or w.shape != (2,):
        raise ValueError("two inputs, two weights")
    n = X @ w + b
    with np.errstate(all="ignore"):
        return n, (np.exp(n) - np.exp(-n)) / (np.exp(n) + np.exp(-n))


@chaff(
    exercise="tanh_neuron",
    fails=["test_arguments_are_unchanged"],
    en=(
        "Targets turned into errors in place",
        "Loss and gradients are right. What has become of the array of targets after your call?",
    ),
    fr=(
        "Cibles changées en erreurs sur place",
        "Perte et gradients sont justes. Qu'est devenu le tableau des cibles après votre appel ?",
    ),
)
def tanh_neuron_loss_and_grads(X, w, b, y):  # noqa: F811
    _, o = tanh_neuron_forward(X, w, b)
    if y.shape != o.shape:
        raise ValueError("a target for each example")
    y -= o
    dn = -2 * y * (1 - o**2)
    return float((y**2).sum()), dn @ X, float(dn.sum())


@chaff(
    exercise="neuron_training",
    fails=[
        "test_update_of_each_parameter",
        "test_training",
        "test_refuses_a_rate_that_is_not_positive",
        "test_arguments_are_unchanged",
    ],
    en=(
        "Uphill instead of downhill",
        "Names and shapes are right. In which direction along the gradient does the loss become "
        "smaller?",
    ),
    fr=(
        "Montée au lieu de la descente",
        "Noms et formes sont justes. Dans quel sens suivre le gradient pour que la perte diminue ?",
    ),
)
def sgd_update(params, grads, learning_rate):
    if learning_rate <= 0:
        raise ValueError("the learning rate is positive")
    return {name: params[name] + learning_rate * grads[name] for name in params}


@chaff(
    exercise="neuron_training",
    fails=[
        "test_update_of_each_parameter",
        "test_refuses_a_rate_that_is_not_positive",
        "test_arguments_are_unchanged",
    ],
    en=(
        "Only w and b",
        "With these two names it is right. Which other names may the parameters have?",
    ),
    fr=(
        "Seulement w et b",
        "Avec ces deux noms, c'est juste. Quels autres noms les paramètres peuvent-ils porter ?",
    ),
)
def sgd_update(params, grads, learning_rate):  # noqa: F811
    if learning_rate <= 0:
        raise ValueError("the learning rate is positive")
    return {name: params[name] - learning_rate * grads[name] for name in params if name in "wb"}


@chaff(
    exercise="neuron_training",
    fails=[
        "test_training",
        "test_refuses_a_rate_that_is_not_positive",
        "test_arguments_are_unchanged",
    ],
    en=(
        "One update for each row",
        "Each update is right for its row. How many updates has an epoch, and from the gradient "
        "of what?",
    ),
    fr=(
        "Une mise à jour par ligne",
        "Chaque mise à jour est juste pour sa ligne. Combien de mises à jour compte une époque, "
        "et avec quel gradient ?",
    ),
)
def train_tanh_neuron(X, y, w, b, learning_rate, epochs):
    if learning_rate <= 0:
        raise ValueError("the learning rate is positive")
    history = []
    for _ in range(epochs):
        history.append(float(((np.tanh(X @ w + b) - y) ** 2).sum()))
        for i in range(len(y)):
            _, dw, db = tanh_neuron_loss_and_grads(X[i : i + 1], w, b, y[i : i + 1])
            w, b = w - learning_rate * dw, float(b - learning_rate * db)
    return w, b, history


@chaff(
    exercise="neuron_training",
    fails=[
        "test_training",
        "test_refuses_a_rate_that_is_not_positive",
        "test_arguments_are_unchanged",
    ],
    en=(
        "A second gradient after half an update",
        "The weights of the first epoch are right. With which w is the gradient of b taken?",
    ),
    fr=(
        "Un second gradient au milieu de la mise à jour",
        "Les poids de la première époque sont justes. Avec quel w le gradient de b est-il pris ?",
    ),
)
def train_tanh_neuron(X, y, w, b, learning_rate, epochs):  # noqa: F811
    if learning_rate <= 0:
        raise ValueError("the learning rate is positive")
    history = []
    for _ in range(epochs):
        loss, dw, _ = tanh_neuron_loss_and_grads(X, w, b, y)
        history.append(loss)
        w = w - learning_rate * dw
        _, _, db = tanh_neuron_loss_and_grads(X, w, b, y)
        b = float(b - learning_rate * db)
    return w, b, history


@chaff(
    exercise="neuron_training",
    fails=[
        "test_training",
        "test_refuses_a_rate_that_is_not_positive",
        "test_arguments_are_unchanged",
    ],
    en=(
        "The loss after the update",
        "The final parameters are right. Which loss is the first of the history: that of the "
        "neuron before or after its first update?",
    ),
    fr=(
        "La perte après la mise à jour",
        "Les paramètres finaux sont justes. Quelle perte vient en premier dans l'historique : "
        "celle du neurone avant ou après sa première mise à jour ?",
    ),
)
def train_tanh_neuron(X, y, w, b, learning_rate, epochs):  # noqa: F811
    if learning_rate <= 0:
        raise ValueError("the learning rate is positive")
    history = []
    for _ in range(epochs):
        _, dw, db = tanh_neuron_loss_and_grads(X, w, b, y)
        w, b = w - learning_rate * dw, float(b - learning_rate * db)
        history.append(tanh_neuron_loss_and_grads(X, w, b, y)[0])
    return w, b, history


@chaff(
    exercise="neuron_training",
    fails=[
        "test_training",
        "test_refuses_a_rate_that_is_not_positive",
        "test_arguments_are_unchanged",
    ],
    en=(
        "The mean of the gradients",
        "The directions are right. Is the loss of this neuron a sum or a mean over the batch?",
    ),
    fr=(
        "La moyenne des gradients",
        "Les directions sont justes. La perte de ce neurone est-elle une somme ou une moyenne "
        "sur le lot ?",
    ),
    see="5.1",
)
def train_tanh_neuron(X, y, w, b, learning_rate, epochs):  # noqa: F811
    if learning_rate <= 0:
        raise ValueError("the learning rate is positive")
    history = []
    for _ in range(epochs):
        loss, dw, db = tanh_neuron_loss_and_grads(X, w, b, y)
        history.append(loss)
        w = w - learning_rate * dw / len(y)
        b = float(b - learning_rate * db / len(y))
    return w, b, history


@chaff(
    exercise="neuron_training",
    fails=["test_arguments_are_unchanged"],
    en=(
        "Parameters changed in place",
        "The values are right. Whose arrays does -= write into?",
    ),
    fr=(
        "Paramètres modifiés sur place",
        "Les valeurs sont justes. Dans les tableaux de qui écrit -= ?",
    ),
)
def sgd_update(params, grads, learning_rate):  # noqa: F811
    if learning_rate <= 0:
        raise ValueError("the learning rate is positive")
    for name in params:
        params[name] -= learning_rate * grads[name]
    return params


@chaff(
    exercise="neuron_training",
    fails=["test_refuses_a_rate_that_is_not_positive"],
    en=(
        "A learning rate of 0 accepted",
        "Negative rates are refused. Can a neuron learn with the rate 0?",
    ),
    fr=(
        "Un taux d'apprentissage nul accepté",
        "Les taux négatifs sont refusés. Un neurone peut-il apprendre avec le taux 0 ?",
    ),
)
def sgd_update(params, grads, learning_rate):  # noqa: F811
    if learning_rate < 0:
        raise ValueError("the learning rate is positive")
    return {name: params[name] - learning_rate * grads[name] for name in params}


@chaff(
    exercise="neuron_training",
    fails=[
        "test_update_of_each_parameter",
        "test_refuses_a_rate_that_is_not_positive",
        "test_arguments_are_unchanged",
    ],
    en=(
        "Gradients paired by position",
        "When both dicts have the same order, it is right. What says which gradient belongs to "
        "which parameter: its place or its name?",
    ),
    fr=(
        "Gradients associés par position",
        "Quand les deux dictionnaires ont le même ordre, c'est juste. Qu'est-ce qui dit quel "
        "gradient va avec quel paramètre : sa place ou son nom ?",
    ),
)
def sgd_update(params, grads, learning_rate):  # noqa: F811
    if learning_rate <= 0:
        raise ValueError("the learning rate is positive")
    pairs = zip(params.items(), grads.values(), strict=True)
    return {name: value - learning_rate * slope for (name, value), slope in pairs}


@chaff(
    exercise="neuron_training",
    fails=[
        "test_training",
        "test_refuses_a_rate_that_is_not_positive",
        "test_arguments_are_unchanged",
    ],
    en=(
        "Stopped too early",
        "The first epochs are right. Who decides how many epochs there are, and how many losses "
        "the history holds?",
    ),
    fr=(
        "Arrêt prématuré",
        "Les premières époques sont justes. Qui décide du nombre d'époques, et combien de pertes "
        "contient l'historique ?",
    ),
)
def train_tanh_neuron(X, y, w, b, learning_rate, epochs):  # noqa: F811
    if learning_rate <= 0:
        raise ValueError("the learning rate is positive")
    history = []
    for _ in range(epochs):
        loss, dw, db = tanh_neuron_loss_and_grads(X, w, b, y)
        history.append(loss)
        w, b = w - learning_rate * dw, float(b - learning_rate * db)
        if loss < 1e-8:
            break
    return w, b, history
