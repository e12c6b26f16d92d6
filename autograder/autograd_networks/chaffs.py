"""Wrong answers of the networks part that look right, and the tests that catch them."""

import math

import numpy as np

from chainrule.grading import chaff


def allowed(name, alpha):
    if name not in ("identity", "sigmoid", "tanh", "relu", "leaky_relu", "elu", "gelu"):
        raise ValueError("name")
    if name in ("leaky_relu", "elu") and alpha < 0:
        raise ValueError("alpha")


def bell(x):
    """Distribution function and density of the normal law."""
    cdf = (1 + np.vectorize(math.erf, otypes=[float])(x / math.sqrt(2))) / 2
    return cdf, np.exp(-x * x / 2) / math.sqrt(2 * math.pi)


def right_value(x, name, alpha):
    """The activations, so that a wrong answer can differ in one of them."""
    allowed(name, alpha)
    x = np.array(x, dtype=float)
    below = np.exp(np.minimum(x, 0))
    return {
        "identity": x,
        "sigmoid": (1 + np.tanh(x / 2)) / 2,
        "tanh": np.tanh(x),
        "relu": np.where(x > 0, x, 0),
        "leaky_relu": np.where(x > 0, x, alpha * x),
        "elu": np.where(x > 0, x, alpha * (below - 1)),
        "gelu": x * bell(x)[0],
    }[name]


def right_slope(x, name, alpha):
    """Their derivatives."""
    allowed(name, alpha)
    x = np.array(x, dtype=float)
    below = np.exp(np.minimum(x, 0))
    return {
        "identity": np.ones(x.shape),
        "sigmoid": (1 - np.tanh(x / 2) ** 2) / 4,
        "tanh": 1 - np.tanh(x) ** 2,
        "relu": np.where(x > 0, 1.0, 0.0),
        "leaky_relu": np.where(x > 0, 1.0, alpha),
        "elu": np.where(x >= 0, 1.0, alpha * below),
        "gelu": bell(x)[0] + x * bell(x)[1],
    }[name]


def listed(names, weights):
    return names if isinstance(names, list) else [names] * len(weights)


@chaff(
    exercise="activations",
    fails=["test_alpha_above_one"],
    en=(
        "The larger of the two lines",
        "For alpha up to 1 all is right. Which of alpha x and x is the larger one when alpha is "
        "above 1, and which one is asked for?",
    ),
    fr=(
        "La plus grande des deux droites",
        "Jusqu'à alpha = 1, tout est juste. Laquelle de alpha x et x est la plus grande quand "
        "alpha dépasse 1, et laquelle est demandée ?",
    ),
    see="1.2",
)
def activation(x, name, alpha=0.01):
    if name != "leaky_relu":
        return right_value(x, name, alpha)
    allowed(name, alpha)
    return np.maximum(alpha * np.array(x, dtype=float), x)


@chaff(
    exercise="activations",
    fails=["test_alpha_above_one"],
    en=(
        "The larger of the two branches of ELU",
        "For alpha up to 1 all is right. Which branch of elu is the larger one just below 0 when "
        "alpha is above 1, and which one is asked for?",
    ),
    fr=(
        "La plus grande des deux branches de ELU",
        "Jusqu'à alpha = 1, tout est juste. Quelle branche de elu est la plus grande juste en "
        "dessous de 0 quand alpha dépasse 1, et laquelle est demandée ?",
    ),
    see="1.2",
)
def activation(x, name, alpha=0.01):  # noqa: F811
    if name != "elu":
        return right_value(x, name, alpha)
    allowed(name, alpha)
    x = np.array(x, dtype=float)
    return np.maximum(x, alpha * (np.exp(np.minimum(x, 0)) - 1))


@chaff(
    exercise="activations",
    fails=[
        "test_alpha_above_one",
        "test_values",
        "test_ints_and_matrices",
        "test_refuses_what_is_none",
        "test_argument_is_unchanged",
        "test_large_numbers",
    ],
    en=(
        "ELU without the minus one",
        "The positive side is right. What should elu be just below 0, for a curve without a jump?",
    ),
    fr=(
        "ELU sans le moins un",
        "Le côté positif est juste. Que doit valoir elu juste en dessous de 0 pour que la courbe "
        "ne saute pas ?",
    ),
    see="1.2",
)
def activation(x, name, alpha=0.01):  # noqa: F811
    if name != "elu":
        return right_value(x, name, alpha)
    allowed(name, alpha)
    x = np.array(x, dtype=float)
    return np.where(x >= 0, x, alpha * np.exp(np.minimum(x, 0)))


@chaff(
    exercise="activations",
    fails=[
        "test_values",
        "test_ints_and_matrices",
        "test_refuses_what_is_none",
        "test_argument_is_unchanged",
        "test_large_numbers",
    ],
    en=(
        "Only the bell in GELU",
        "The distribution function is right. By what is it multiplied in GELU?",
    ),
    fr=(
        "Seulement la cloche dans GELU",
        "La fonction de répartition est juste. Par quoi est-elle multipliée dans GELU ?",
    ),
    see="1.2",
)
def activation(x, name, alpha=0.01):  # noqa: F811
    if name != "gelu":
        return right_value(x, name, alpha)
    return bell(np.array(x, dtype=float))[0]


@chaff(
    exercise="activations",
    fails=[
        "test_values",
        "test_ints_and_matrices",
        "test_refuses_what_is_none",
        "test_argument_is_unchanged",
    ],
    en=(
        "GELU by its approximation with tanh",
        "You are near. Is the distribution function asked for exactly, or by a formula that fits "
        "its curve?",
    ),
    fr=(
        "GELU par son approximation avec tanh",
        "Vous êtes tout près. La fonction de répartition est-elle demandée exactement, ou par "
        "une formule qui suit sa courbe ?",
    ),
    see="1.2",
)
def activation(x, name, alpha=0.01):  # noqa: F811
    if name != "gelu":
        return right_value(x, name, alpha)
    x = np.array(x, dtype=float)
    return x * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3))) / 2


@chaff(
    exercise="activations",
    fails=[
        "test_derivatives",
        "test_derivatives_at_zero",
        "test_ints_and_matrices",
        "test_refuses_what_is_none",
        "test_argument_is_unchanged",
        "test_large_numbers",
    ],
    en=(
        "Sigmoid: derivative at the activated value",
        "The formula s (1 - s) is right. Is s the number that you receive, or what the sigmoid "
        "makes of it?",
    ),
    fr=(
        "Sigmoïde : dérivée en la valeur activée",
        "La formule s (1 - s) est juste. s est-il le nombre reçu, ou ce que la sigmoïde en fait ?",
    ),
    see="1.1",
)
def activation_derivative(x, name, alpha=0.01):
    x = np.array(x, dtype=float)
    if name == "sigmoid":
        return x * (1 - x)
    return right_slope(x, name, alpha)


@chaff(
    exercise="activations",
    fails=[
        "test_derivatives",
        "test_ints_and_matrices",
        "test_refuses_what_is_none",
        "test_argument_is_unchanged",
        "test_large_numbers",
    ],
    en=(
        "tanh: derivative at the activated value",
        "The formula 1 - t² is right. Is t the number that you receive, or what tanh makes of it?",
    ),
    fr=(
        "tanh : dérivée en la valeur activée",
        "La formule 1 - t² est juste. t est-il le nombre reçu, ou ce que tanh en fait ?",
    ),
    see="1.1",
)
def activation_derivative(x, name, alpha=0.01):  # noqa: F811
    x = np.array(x, dtype=float)
    if name == "tanh":
        return 1 - x**2
    return right_slope(x, name, alpha)


@chaff(
    exercise="activations",
    fails=[
        "test_alpha_above_one",
        "test_values",
        "test_ints_and_matrices",
        "test_refuses_what_is_none",
        "test_argument_is_unchanged",
        "test_large_numbers",
    ],
    en=(
        "ELU with the factor on the exponential only",
        "For alpha = 1 elu is right. What does alpha multiply: the exponential, or the whole "
        "difference?",
    ),
    fr=(
        "ELU : le facteur sur l'exponentielle seulement",
        "Pour alpha = 1, elu est juste. Que multiplie alpha : l'exponentielle, ou toute la "
        "différence ?",
    ),
    see="1.2",
)
def activation(x, name, alpha=0.01):  # noqa: F811
    if name != "elu":
        return right_value(x, name, alpha)
    allowed(name, alpha)
    x = np.array(x, dtype=float)
    return np.where(x >= 0, x, alpha * np.exp(np.minimum(x, 0)) - 1)


@chaff(
    exercise="activations",
    fails=[
        "test_derivatives",
        "test_ints_and_matrices",
        "test_refuses_what_is_none",
        "test_argument_is_unchanged",
    ],
    en=(
        "A product without its second term",
        "The value of GELU is right. How many terms has the derivative of a product?",
    ),
    fr=(
        "Un produit sans son second terme",
        "La valeur de GELU est juste. Combien de termes a la dérivée d'un produit ?",
    ),
    see="1.2",
)
def activation_derivative(x, name, alpha=0.01):  # noqa: F811
    if name == "gelu":
        return bell(np.array(x, dtype=float))[0]
    return right_slope(x, name, alpha)


@chaff(
    exercise="activations",
    fails=["test_derivatives_at_zero"],
    en=(
        "Slope of ELU at 0",
        "Both sides of elu are right. What about 0 itself, if each side has a strict inequality?",
    ),
    fr=(
        "Pente de ELU en 0",
        "Les deux côtés de elu sont justes. Et 0 lui-même, si chaque côté a une inégalité "
        "stricte ?",
    ),
    see="1.2",
)
def activation_derivative(x, name, alpha=0.01):  # noqa: F811
    if name == "elu":
        allowed(name, alpha)
        x = np.array(x, dtype=float)
        return (x > 0) + (x < 0) * alpha * np.exp(np.minimum(x, 0))
    return right_slope(x, name, alpha)


@chaff(
    exercise="activations",
    fails=["test_derivatives_at_zero"],
    en=(
        "Slope of ReLU at 0",
        "Away from 0 all is right. Which slope does the text fix for the corner?",
    ),
    fr=(
        "Pente de ReLU en 0",
        "Hors de 0, tout est juste. Quelle pente le texte fixe-t-il au coin ?",
    ),
    see="1.2",
)
def activation_derivative(x, name, alpha=0.01):  # noqa: F811
    if name == "relu":
        return np.where(np.array(x) >= 0, 1.0, 0.0)
    return right_slope(x, name, alpha)


@chaff(
    exercise="activations",
    fails=["test_large_numbers"],
    en=(
        "tanh as a quotient of exponentials",
        "For moderate numbers it is right. What is the quotient when both exponentials are "
        "infinite?",
    ),
    fr=(
        "tanh comme quotient d'exponentielles",
        "Pour des nombres modérés, c'est juste. Que vaut le quotient quand les deux "
        "exponentielles sont infinies ?",
    ),
)
def activation(x, name, alpha=0.01):  # noqa: F811
    if name != "tanh":
        return right_value(x, name, alpha)
    x = np.array(x, dtype=float)
    return (np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))


@chaff(
    exercise="activations",
    fails=["test_large_numbers"],
    en=(
        "An exponential that overflows",
        "All values are right. Which exponential becomes too large for a float, in a branch or a "
        "formula that hides it?",
    ),
    fr=(
        "Une exponentielle qui déborde",
        "Toutes les valeurs sont justes. Quelle exponentielle devient trop grande pour un "
        "flottant, dans une branche ou une formule qui la cache ?",
    ),
)
def activation(x, name, alpha=0.01):  # noqa: F811
    if name != "sigmoid":
        return right_value(x, name, alpha)
    return 1 / (1 + np.exp(-np.array(x, dtype=float)))


@chaff(
    exercise="activations",
    fails=["test_large_numbers"],
    en=(
        "math.exp for a single number",
        "Arrays are right. For which single numbers is math.exp too large for a float?",
    ),
    fr=(
        "math.exp pour un nombre seul",
        "Les tableaux sont justes. Pour quels nombres seuls math.exp est-elle trop grande pour un "
        "flottant ?",
    ),
)
def activation(x, name, alpha=0.01):  # noqa: F811
    if name != "sigmoid" or isinstance(x, np.ndarray):
        return right_value(x, name, alpha)
    return 1 / (1 + math.exp(-x))


@chaff(
    exercise="activations",
    fails=["test_ints_and_matrices"],
    en=(
        "Results in an array of ints",
        "For floats all is right. Of which type is an array that is made like an array of ints, "
        "and what becomes of 0.3 in it?",
    ),
    fr=(
        "Résultats dans un tableau d'entiers",
        "Pour des flottants, tout est juste. De quel type est un tableau fait à l'image d'un "
        "tableau d'entiers, et qu'y devient 0.3 ?",
    ),
    see="0",
)
def activation_derivative(x, name, alpha=0.01):  # noqa: F811
    x = np.array(x)
    slopes = np.zeros_like(x)
    slopes[...] = right_slope(x, name, alpha)
    return slopes if x.ndim else float(right_slope(x, name, alpha))


@chaff(
    exercise="activations",
    fails=["test_refuses_what_is_none"],
    en=(
        "Unknown names are the identity",
        "The seven functions are right. What happens to a name that is mistyped?",
    ),
    fr=(
        "Les noms inconnus sont l'identité",
        "Les sept fonctions sont justes. Que se passe-t-il avec un nom mal tapé ?",
    ),
    see="1.1",
)
def activation(x, name, alpha=0.01):  # noqa: F811
    names = ("identity", "sigmoid", "tanh", "relu", "leaky_relu", "elu", "gelu")
    return right_value(x, name if name in names else "identity", alpha)


@chaff(
    exercise="activations",
    fails=["test_refuses_what_is_none"],
    en=(
        "Capital letters accepted",
        "The seven functions are right. Is a name in other letters one of the seven?",
    ),
    fr=(
        "Des majuscules acceptées",
        "Les sept fonctions sont justes. Un nom écrit avec d'autres lettres est-il l'un des sept ?",
    ),
    see="1.1",
)
def activation(x, name, alpha=0.01):  # noqa: F811
    return right_value(x, name.lower(), alpha)


@chaff(
    exercise="activations",
    fails=["test_refuses_what_is_none"],
    en=(
        "A negative alpha refused everywhere",
        "The seven functions are right. For which of them does alpha matter?",
    ),
    fr=(
        "Un alpha négatif refusé partout",
        "Les sept fonctions sont justes. Pour lesquelles alpha compte-t-il ?",
    ),
    see="1.2",
)
def activation(x, name, alpha=0.01):  # noqa: F811
    if alpha < 0:
        raise ValueError("alpha")
    return right_value(x, name, alpha)


@chaff(
    exercise="activations",
    fails=["test_argument_is_unchanged"],
    en=(
        "ReLU written into the array received",
        "The values are right. What does the caller find in the array afterwards?",
    ),
    fr=(
        "ReLU écrite dans le tableau reçu",
        "Les valeurs sont justes. Que trouve ensuite l'appelant dans son tableau ?",
    ),
    see="0",
)
def activation(x, name, alpha=0.01):  # noqa: F811
    if name == "relu" and isinstance(x, np.ndarray) and x.dtype == float:
        x[x < 0] = 0
    return right_value(x, name, alpha)


@chaff(
    exercise="network_forward",
    fails=[
        "test_output",
        "test_what_is_kept",
        "test_list_of_names",
        "test_arguments_are_unchanged",
    ],
    en=(
        "Bias added along the wrong axis",
        "With one unit per layer it is right. Which axis of z belongs to the units, and which to "
        "the points?",
    ),
    fr=(
        "Biais ajouté selon le mauvais axe",
        "Avec une unité par couche, c'est juste. Quel axe de z correspond aux unités, et lequel "
        "aux points ?",
    ),
)
def mlp_forward(X, weights, biases, names):
    names = listed(names, weights)
    zs, hs = [], [X]
    for k, W in enumerate(weights):
        zs.append(W @ hs[k] + biases[k])
        hs.append(activation(zs[k], names[k]))
    return hs[-1], zs, hs


@chaff(
    exercise="network_forward",
    fails=["test_what_is_kept"],
    en=(
        "z taken after the activation",
        "The output is right. At which number will the backward pass take the derivative of the "
        "activation?",
    ),
    fr=(
        "z pris après l'activation",
        "La sortie est juste. En quel nombre le passage arrière prendra-t-il la dérivée de "
        "l'activation ?",
    ),
)
def mlp_forward(X, weights, biases, names):  # noqa: F811
    names = listed(names, weights)
    zs, hs = [], [X]
    for k, W in enumerate(weights):
        zs.append(W @ hs[k] + biases[k][:, None])
        hs.append(activation(zs[k], names[k]))
    return hs[-1], hs[1:], hs


@chaff(
    exercise="network_forward",
    fails=["test_what_is_kept"],
    en=(
        "z overwritten by ReLU",
        "The output is right. Which numbers are left in z_l once ReLU has worked in place?",
    ),
    fr=(
        "z écrasé par ReLU",
        "La sortie est juste. Quels nombres restent dans z_l, une fois que ReLU a travaillé sur "
        "place ?",
    ),
)
def mlp_forward(X, weights, biases, names):  # noqa: F811
    names = listed(names, weights)
    zs, hs = [], [X]
    for k, W in enumerate(weights):
        zs.append(W @ hs[k] + biases[k][:, None])
        h = activation(zs[k], names[k])
        if names[k] == "relu":
            zs[k] = h
        hs.append(h)
    return hs[-1], zs, hs


@chaff(
    exercise="network_forward",
    fails=["test_what_is_kept"],
    en=(
        "X left out of the list",
        "The output and the z are right. What does the first layer receive, that its gradient "
        "will need?",
    ),
    fr=(
        "X absent de la liste",
        "La sortie et les z sont justes. Que reçoit la première couche, dont son gradient aura "
        "besoin ?",
    ),
)
def mlp_forward(X, weights, biases, names):  # noqa: F811
    names = listed(names, weights)
    zs, hs = [], [X]
    for k, W in enumerate(weights):
        zs.append(W @ hs[k] + biases[k][:, None])
        hs.append(activation(zs[k], names[k]))
    return hs[-1], zs, hs[1:]


@chaff(
    exercise="network_forward",
    fails=[
        "test_output",
        "test_what_is_kept",
        "test_list_of_names",
        "test_arguments_are_unchanged",
    ],
    en=(
        "Every layer receives X",
        "With one layer it is right. What goes into the second one?",
    ),
    fr=(
        "Chaque couche reçoit X",
        "Avec une seule couche, c'est juste. Qu'est-ce qui entre dans la deuxième ?",
    ),
)
def mlp_forward(X, weights, biases, names):  # noqa: F811
    names = listed(names, weights)
    zs, hs = [], [X]
    for k, W in enumerate(weights):
        zs.append(W @ X + biases[k][:, None])
        hs.append(activation(zs[k], names[k]))
    return hs[-1], zs, hs


@chaff(
    exercise="network_forward",
    fails=[
        "test_output",
        "test_what_is_kept",
        "test_list_of_names",
        "test_arguments_are_unchanged",
    ],
    en=(
        "Activation before the bias",
        "The products are right. Is b added inside the activation, or outside?",
    ),
    fr=(
        "Activation avant le biais",
        "Les produits sont justes. b s'ajoute-t-il à l'intérieur de l'activation, ou à "
        "l'extérieur ?",
    ),
)
def mlp_forward(X, weights, biases, names):  # noqa: F811
    names = listed(names, weights)
    zs, hs = [], [X]
    for k, W in enumerate(weights):
        zs.append(W @ hs[k])
        hs.append(activation(zs[k], names[k]) + biases[k][:, None])
    return hs[-1], zs, hs


@chaff(
    exercise="network_forward",
    fails=["test_output", "test_what_is_kept", "test_arguments_are_unchanged"],
    en=(
        "Last layer without activation",
        "The hidden layers are right. To which layers does a single name belong?",
    ),
    fr=(
        "Dernière couche sans activation",
        "Les couches cachées sont justes. À quelles couches s'applique un nom unique ?",
    ),
)
def mlp_forward(X, weights, biases, names):  # noqa: F811
    if isinstance(names, str):
        names = [names] * (len(weights) - 1) + ["identity"]
    zs, hs = [], [X]
    for k, W in enumerate(weights):
        zs.append(W @ hs[k] + biases[k][:, None])
        hs.append(activation(zs[k], names[k]))
    return hs[-1], zs, hs


@chaff(
    exercise="network_forward",
    fails=["test_output", "test_arguments_are_unchanged"],
    en=(
        "z in place of the output",
        "The lists are right. Which of the two, z_L or h_L, is the output of the network?",
    ),
    fr=(
        "z au lieu de la sortie",
        "Les listes sont justes. Lequel des deux, z_L ou h_L, est la sortie du réseau ?",
    ),
)
def mlp_forward(X, weights, biases, names):  # noqa: F811
    names = listed(names, weights)
    zs, hs = [], [X]
    for k, W in enumerate(weights):
        zs.append(W @ hs[k] + biases[k][:, None])
        hs.append(activation(zs[k], names[k]))
    return zs[-1], zs, hs


@chaff(
    exercise="network_forward",
    fails=["test_list_of_names"],
    en=(
        "First name for every layer",
        "With a single name all is right. Which name of the list belongs to layer l?",
    ),
    fr=(
        "Premier nom pour toutes les couches",
        "Avec un nom unique, tout est juste. Quel nom de la liste correspond à la couche l ?",
    ),
)
def mlp_forward(X, weights, biases, names):  # noqa: F811
    names = listed(names, weights)
    zs, hs = [], [X]
    for k, W in enumerate(weights):
        zs.append(W @ hs[k] + biases[k][:, None])
        hs.append(activation(zs[k], names[0]))
    return hs[-1], zs, hs


@chaff(
    exercise="network_forward",
    fails=["test_arguments_are_unchanged"],
    en=(
        "Weights taken out of the list",
        "The result is right. What is left in the list for the next call?",
    ),
    fr=(
        "Poids retirés de la liste",
        "Le résultat est juste. Que reste-t-il dans la liste pour l'appel suivant ?",
    ),
)
def mlp_forward(X, weights, biases, names):  # noqa: F811
    names = list(listed(names, weights))
    zs, hs = [], [X]
    while weights:
        zs.append(weights.pop(0) @ hs[-1] + biases.pop(0)[:, None])
        hs.append(activation(zs[-1], names.pop(0)))
    return hs[-1], zs, hs


@chaff(
    exercise="network_backward",
    fails=[
        "test_gradients_of_the_weights",
        "test_gradients_of_the_biases",
        "test_list_of_names",
        "test_arguments_are_unchanged",
    ],
    en=(
        "W in place of its transpose",
        "The last layer is right. Weight (i, j) takes unit j to unit i: from where to where must "
        "it carry delta?",
    ),
    fr=(
        "W au lieu de sa transposée",
        "La dernière couche est juste. Le poids (i, j) mène de l'unité j à l'unité i : d'où à où "
        "doit-il ramener delta ?",
    ),
)
def mlp_backward(X, Y, weights, biases, names):
    output, zs, hs = mlp_forward(X, weights, biases, names)
    names = listed(names, weights)
    delta = (output - Y) * activation_derivative(zs[-1], names[-1])
    dW, db = [], []
    for k in range(len(weights) - 1, -1, -1):
        dW.insert(0, delta @ hs[k].T)
        db.insert(0, delta.sum(axis=1))
        if k:
            delta = (weights[k] @ delta) * activation_derivative(zs[k - 1], names[k - 1])
    return dW, db


@chaff(
    exercise="network_backward",
    fails=[
        "test_gradients_of_the_weights",
        "test_gradients_of_the_biases",
        "test_list_of_names",
        "test_arguments_are_unchanged",
    ],
    en=(
        "Derivative at the activated value",
        "The chain is right. Is the derivative of the activation taken at z, which goes in, or "
        "at h, which has come out?",
    ),
    fr=(
        "Dérivée en la valeur activée",
        "La chaîne est juste. La dérivée de l'activation est-elle prise en z, qui entre, ou en "
        "h, qui est sorti ?",
    ),
)
def mlp_backward(X, Y, weights, biases, names):  # noqa: F811
    output, _zs, hs = mlp_forward(X, weights, biases, names)
    names = listed(names, weights)
    delta = (output - Y) * activation_derivative(hs[-1], names[-1])
    dW, db = [], []
    for k in range(len(weights) - 1, -1, -1):
        dW.insert(0, delta @ hs[k].T)
        db.insert(0, delta.sum(axis=1))
        if k:
            delta = (weights[k].T @ delta) * activation_derivative(hs[k], names[k - 1])
    return dW, db


@chaff(
    exercise="network_backward",
    fails=["test_gradients_of_the_weights", "test_arguments_are_unchanged"],
    en=(
        "Output of the layer in place of its input",
        "The gradients of the biases are right. By which number was the weight (i, j) multiplied "
        "on the way forward?",
    ),
    fr=(
        "Sortie de la couche au lieu de son entrée",
        "Les gradients des biais sont justes. Par quel nombre le poids (i, j) était-il multiplié "
        "à l'aller ?",
    ),
)
def mlp_backward(X, Y, weights, biases, names):  # noqa: F811
    output, zs, hs = mlp_forward(X, weights, biases, names)
    names = listed(names, weights)
    delta = (output - Y) * activation_derivative(zs[-1], names[-1])
    dW, db = [], []
    for k in range(len(weights) - 1, -1, -1):
        dW.insert(0, delta @ hs[k + 1].T)
        db.insert(0, delta.sum(axis=1))
        if k:
            delta = (weights[k].T @ delta) * activation_derivative(zs[k - 1], names[k - 1])
    return dW, db


@chaff(
    exercise="network_backward",
    fails=[
        "test_gradients_of_the_weights",
        "test_gradients_of_the_biases",
        "test_list_of_names",
        "test_arguments_are_unchanged",
    ],
    en=(
        "No derivative at the output",
        "For a last layer with the identity all is right. What lies between the error and z_L "
        "otherwise?",
    ),
    fr=(
        "Pas de dérivée à la sortie",
        "Pour une dernière couche avec l'identité, tout est juste. Sinon, qu'y a-t-il entre "
        "l'erreur et z_L ?",
    ),
)
def mlp_backward(X, Y, weights, biases, names):  # noqa: F811
    output, zs, hs = mlp_forward(X, weights, biases, names)
    names = listed(names, weights)
    delta = output - Y
    dW, db = [], []
    for k in range(len(weights) - 1, -1, -1):
        dW.insert(0, delta @ hs[k].T)
        db.insert(0, delta.sum(axis=1))
        if k:
            delta = (weights[k].T @ delta) * activation_derivative(zs[k - 1], names[k - 1])
    return dW, db


@chaff(
    exercise="network_backward",
    fails=[
        "test_gradients_of_the_weights",
        "test_gradients_of_the_biases",
        "test_list_of_names",
        "test_arguments_are_unchanged",
    ],
    en=(
        "No derivative of the activations",
        "For the identity all is right. What does each activation contribute to the chain rule?",
    ),
    fr=(
        "Pas de dérivée des activations",
        "Pour l'identité, tout est juste. Qu'apporte chaque activation à la règle de la chaîne ?",
    ),
)
def mlp_backward(X, Y, weights, biases, names):  # noqa: F811
    output, _zs, hs = mlp_forward(X, weights, biases, names)
    names = listed(names, weights)
    delta = output - Y
    dW, db = [], []
    for k in range(len(weights) - 1, -1, -1):
        dW.insert(0, delta @ hs[k].T)
        db.insert(0, delta.sum(axis=1))
        if k:
            delta = weights[k].T @ delta
    return dW, db


@chaff(
    exercise="network_backward",
    fails=["test_gradients_of_the_biases", "test_arguments_are_unchanged"],
    en=(
        "Mean in the gradients of the biases",
        "The gradients of the weights are right. Is the loss a sum or a mean over the points?",
    ),
    fr=(
        "Moyenne dans les gradients des biais",
        "Les gradients des poids sont justes. La perte est-elle une somme ou une moyenne sur les "
        "points ?",
    ),
)
def mlp_backward(X, Y, weights, biases, names):  # noqa: F811
    output, zs, hs = mlp_forward(X, weights, biases, names)
    names = listed(names, weights)
    delta = (output - Y) * activation_derivative(zs[-1], names[-1])
    dW, db = [], []
    for k in range(len(weights) - 1, -1, -1):
        dW.insert(0, delta @ hs[k].T)
        db.insert(0, delta.mean(axis=1))
        if k:
            delta = (weights[k].T @ delta) * activation_derivative(zs[k - 1], names[k - 1])
    return dW, db


@chaff(
    exercise="network_backward",
    fails=[
        "test_gradients_of_the_weights",
        "test_gradients_of_the_biases",
        "test_arguments_are_unchanged",
    ],
    en=(
        "Mean over the batch",
        "For a single point all is right. Is the loss a sum or a mean over the points?",
    ),
    fr=(
        "Moyenne sur le lot",
        "Pour un seul point, tout est juste. La perte est-elle une somme ou une moyenne sur les "
        "points ?",
    ),
)
def mlp_backward(X, Y, weights, biases, names):  # noqa: F811
    output, zs, hs = mlp_forward(X, weights, biases, names)
    names = listed(names, weights)
    delta = (output - Y) * activation_derivative(zs[-1], names[-1])
    dW, db = [], []
    for k in range(len(weights) - 1, -1, -1):
        dW.insert(0, delta @ hs[k].T / X.shape[1])
        db.insert(0, delta.mean(axis=1))
        if k:
            delta = (weights[k].T @ delta) * activation_derivative(zs[k - 1], names[k - 1])
    return dW, db


@chaff(
    exercise="network_backward",
    fails=[
        "test_gradients_of_the_weights",
        "test_gradients_of_the_biases",
        "test_list_of_names",
        "test_arguments_are_unchanged",
    ],
    en=(
        "Target minus prediction",
        "The sizes are right. With which sign does h_L stand in the loss, once the square is "
        "differentiated?",
    ),
    fr=(
        "Cible moins prédiction",
        "Les grandeurs sont justes. Avec quel signe h_L figure-t-il dans la perte, une fois le "
        "carré dérivé ?",
    ),
)
def mlp_backward(X, Y, weights, biases, names):  # noqa: F811
    output, zs, hs = mlp_forward(X, weights, biases, names)
    names = listed(names, weights)
    delta = (Y - output) * activation_derivative(zs[-1], names[-1])
    dW, db = [], []
    for k in range(len(weights) - 1, -1, -1):
        dW.insert(0, delta @ hs[k].T)
        db.insert(0, delta.sum(axis=1))
        if k:
            delta = (weights[k].T @ delta) * activation_derivative(zs[k - 1], names[k - 1])
    return dW, db


@chaff(
    exercise="network_backward",
    fails=[
        "test_gradients_of_the_weights",
        "test_gradients_of_the_biases",
        "test_list_of_names",
        "test_arguments_are_unchanged",
    ],
    en=(
        "The factor of the square",
        "All is right but for one factor. What does the one half in the loss do when the square "
        "is differentiated?",
    ),
    fr=(
        "Le facteur du carré",
        "Tout est juste à un facteur près. Que fait le un demi de la perte quand on dérive le "
        "carré ?",
    ),
)
def mlp_backward(X, Y, weights, biases, names):  # noqa: F811
    output, zs, hs = mlp_forward(X, weights, biases, names)
    names = listed(names, weights)
    delta = 2 * (output - Y) * activation_derivative(zs[-1], names[-1])
    dW, db = [], []
    for k in range(len(weights) - 1, -1, -1):
        dW.insert(0, delta @ hs[k].T)
        db.insert(0, delta.sum(axis=1))
        if k:
            delta = (weights[k].T @ delta) * activation_derivative(zs[k - 1], names[k - 1])
    return dW, db


@chaff(
    exercise="network_backward",
    fails=["test_list_of_names"],
    en=(
        "First name for every derivative",
        "With a single name all is right. Whose derivative stands in delta_l when the layers "
        "differ?",
    ),
    fr=(
        "Premier nom pour toutes les dérivées",
        "Avec un nom unique, tout est juste. De quelle activation la dérivée figure-t-elle dans "
        "delta_l, quand les couches diffèrent ?",
    ),
)
def mlp_backward(X, Y, weights, biases, names):  # noqa: F811
    output, zs, hs = mlp_forward(X, weights, biases, names)
    names = listed(names, weights)
    delta = (output - Y) * activation_derivative(zs[-1], names[0])
    dW, db = [], []
    for k in range(len(weights) - 1, -1, -1):
        dW.insert(0, delta @ hs[k].T)
        db.insert(0, delta.sum(axis=1))
        if k:
            delta = (weights[k].T @ delta) * activation_derivative(zs[k - 1], names[0])
    return dW, db


@chaff(
    exercise="network_backward",
    fails=[
        "test_gradients_of_the_weights",
        "test_gradients_of_the_biases",
        "test_list_of_names",
        "test_arguments_are_unchanged",
    ],
    en=(
        "Weights moved before delta has passed",
        "The last layer is right. With which weights was the forward pass made, through which "
        "delta now goes back?",
    ),
    fr=(
        "Poids déplacés avant le passage de delta",
        "La dernière couche est juste. Avec quels poids le passage avant a-t-il été fait, que "
        "delta remonte maintenant ?",
    ),
)
def mlp_backward(X, Y, weights, biases, names):  # noqa: F811
    output, zs, hs = mlp_forward(X, weights, biases, names)
    weights = list(weights)
    names = listed(names, weights)
    delta = (output - Y) * activation_derivative(zs[-1], names[-1])
    dW, db = [], []
    for k in range(len(weights) - 1, -1, -1):
        dW.insert(0, delta @ hs[k].T)
        weights[k] = weights[k] - 0.1 * dW[0]
        db.insert(0, delta.sum(axis=1))
        if k:
            delta = (weights[k].T @ delta) * activation_derivative(zs[k - 1], names[k - 1])
    return dW, db


@chaff(
    exercise="network_backward",
    fails=["test_arguments_are_unchanged"],
    en=(
        "An update along the way",
        "The gradients are right. Who asked for new weights?",
    ),
    fr=(
        "Une mise à jour au passage",
        "Les gradients sont justes. Qui a demandé de nouveaux poids ?",
    ),
)
def mlp_backward(X, Y, weights, biases, names):  # noqa: F811
    output, zs, hs = mlp_forward(X, weights, biases, names)
    names = listed(names, weights)
    delta = (output - Y) * activation_derivative(zs[-1], names[-1])
    dW, db = [], []
    for k in range(len(weights) - 1, -1, -1):
        dW.insert(0, delta @ hs[k].T)
        db.insert(0, delta.sum(axis=1))
        if k:
            delta = (weights[k].T @ delta) * activation_derivative(zs[k - 1], names[k - 1])
    for k, W in enumerate(weights):
        W -= 0.1 * dW[k]
        biases[k] -= 0.1 * db[k]
    return dW, db


@chaff(
    exercise="network_training",
    fails=[
        "test_update",
        "test_training",
        "test_nothing_else_is_drawn",
        "test_arguments_are_unchanged",
    ],
    en=(
        "Up instead of down",
        "The step has the right length. Which way does the loss fall: along the gradient, or "
        "against it?",
    ),
    fr=(
        "Vers le haut au lieu du bas",
        "Le pas a la bonne longueur. Dans quel sens la perte diminue-t-elle : celui du gradient, "
        "ou le sens opposé ?",
    ),
)
def apply_update(params, grads, learning_rate):
    return [p + learning_rate * grads[k] for k, p in enumerate(params)]


@chaff(
    exercise="network_training",
    fails=["test_update", "test_arguments_are_unchanged"],
    en=(
        "Up instead of down, but not in the training",
        "The training is right. Which way does the loss fall in apply_update: along the "
        "gradient, or against it?",
    ),
    fr=(
        "Vers le haut au lieu du bas, sauf dans l'entraînement",
        "L'entraînement est juste. Dans quel sens la perte diminue-t-elle dans apply_update : "
        "celui du gradient, ou le sens opposé ?",
    ),
)
def apply_update(params, grads, learning_rate):  # noqa: F811
    return [p + learning_rate * grads[k] for k, p in enumerate(params)]


@chaff(
    exercise="network_training",
    fails=["test_update", "test_arguments_are_unchanged"],
    en=(
        "Up instead of down, but not in the training",
        "The training is right. Which way does the loss fall in apply_update: along the "
        "gradient, or against it?",
    ),
    fr=(
        "Vers le haut au lieu du bas, sauf dans l'entraînement",
        "L'entraînement est juste. Dans quel sens la perte diminue-t-elle dans apply_update : "
        "celui du gradient, ou le sens opposé ?",
    ),
)
def train_mlp(X, Y, sizes, names, learning_rate, epochs, rng):
    weights = [rng.uniform(-1, 1, size=(sizes[k + 1], sizes[k])) for k in range(len(sizes) - 1)]
    biases = [np.zeros(size) for size in sizes[1:]]
    losses = []
    for _ in range(epochs):
        losses.append(np.sum((mlp_forward(X, weights, biases, names)[0] - Y) ** 2) / 2)
        dW, db = mlp_backward(X, Y, weights, biases, names)
        weights = apply_update(weights, dW, -learning_rate)
        biases = apply_update(biases, db, -learning_rate)
    return losses


@chaff(
    exercise="network_training",
    fails=["test_training", "test_nothing_else_is_drawn", "test_arguments_are_unchanged"],
    en=(
        "A training uphill",
        "The update is right, and so is the first loss. Does the loss fall from one epoch to the "
        "next?",
    ),
    fr=(
        "Un entraînement qui monte",
        "La mise à jour est juste, la première perte aussi. La perte diminue-t-elle d'une époque "
        "à l'autre ?",
    ),
)
def train_mlp(X, Y, sizes, names, learning_rate, epochs, rng):  # noqa: F811
    weights = [rng.uniform(-1, 1, size=(sizes[k + 1], sizes[k])) for k in range(len(sizes) - 1)]
    biases = [np.zeros(size) for size in sizes[1:]]
    losses = []
    for _ in range(epochs):
        output = mlp_forward(X, weights, biases, names)[0]
        losses.append(np.sum((output - Y) ** 2) / 2)
        dW, db = mlp_backward(X, Y, weights, biases, names)
        weights = [W + learning_rate * dW[k] for k, W in enumerate(weights)]
        biases = [b + learning_rate * db[k] for k, b in enumerate(biases)]
    return losses


@chaff(
    exercise="network_training",
    fails=["test_training", "test_nothing_else_is_drawn", "test_arguments_are_unchanged"],
    en=(
        "Biases that never move",
        "The update is right, and so is the first loss. Which parameters does a training change?",
    ),
    fr=(
        "Des biais qui ne bougent jamais",
        "La mise à jour est juste, la première perte aussi. Quels paramètres un entraînement "
        "change-t-il ?",
    ),
)
def train_mlp(X, Y, sizes, names, learning_rate, epochs, rng):  # noqa: F811
    weights = [rng.uniform(-1, 1, size=(sizes[k + 1], sizes[k])) for k in range(len(sizes) - 1)]
    biases = [np.zeros(size) for size in sizes[1:]]
    losses = []
    for _ in range(epochs):
        output = mlp_forward(X, weights, biases, names)[0]
        losses.append(np.sum((output - Y) ** 2) / 2)
        dW, _db = mlp_backward(X, Y, weights, biases, names)
        weights = [W - learning_rate * dW[k] for k, W in enumerate(weights)]
    return losses


@chaff(
    exercise="network_training",
    fails=["test_training", "test_nothing_else_is_drawn", "test_arguments_are_unchanged"],
    en=(
        "The learning rate twice",
        "The first loss is right. How often does the learning rate stand before a gradient?",
    ),
    fr=(
        "Le taux d'apprentissage deux fois",
        "La première perte est juste. Combien de fois le taux d'apprentissage figure-t-il devant "
        "un gradient ?",
    ),
)
def train_mlp(X, Y, sizes, names, learning_rate, epochs, rng):  # noqa: F811
    weights = [rng.uniform(-1, 1, size=(sizes[k + 1], sizes[k])) for k in range(len(sizes) - 1)]
    biases = [np.zeros(size) for size in sizes[1:]]
    losses = []
    for _ in range(epochs):
        output = mlp_forward(X, weights, biases, names)[0]
        losses.append(np.sum((output - Y) ** 2) / 2)
        dW, db = mlp_backward(X, Y, weights, biases, names)
        weights = [W - learning_rate**2 * dW[k] for k, W in enumerate(weights)]
        biases = [b - learning_rate**2 * db[k] for k, b in enumerate(biases)]
    return losses


@chaff(
    exercise="network_training",
    fails=["test_training", "test_nothing_else_is_drawn", "test_arguments_are_unchanged"],
    en=(
        "Gradients that pile up",
        "The first two losses are right. Which gradients belong to an update: those of this "
        "epoch, or those of all epochs so far?",
    ),
    fr=(
        "Des gradients qui s'accumulent",
        "Les deux premières pertes sont justes. Quels gradients servent à une mise à jour : ceux "
        "de cette époque, ou ceux de toutes les précédentes aussi ?",
    ),
)
def train_mlp(X, Y, sizes, names, learning_rate, epochs, rng):  # noqa: F811
    weights = [rng.uniform(-1, 1, size=(sizes[k + 1], sizes[k])) for k in range(len(sizes) - 1)]
    biases = [np.zeros(size) for size in sizes[1:]]
    losses, dW, db = [], [0] * len(weights), [0] * len(weights)
    for _ in range(epochs):
        output = mlp_forward(X, weights, biases, names)[0]
        losses.append(np.sum((output - Y) ** 2) / 2)
        new = mlp_backward(X, Y, weights, biases, names)
        dW = [dW[k] + g for k, g in enumerate(new[0])]
        db = [db[k] + g for k, g in enumerate(new[1])]
        weights = [W - learning_rate * dW[k] for k, W in enumerate(weights)]
        biases = [b - learning_rate * db[k] for k, b in enumerate(biases)]
    return losses


@chaff(
    exercise="network_training",
    fails=["test_training", "test_nothing_else_is_drawn", "test_arguments_are_unchanged"],
    en=(
        "Biases from a second backward pass",
        "The first loss is right. With which weights are the gradients of the biases computed, "
        "and when do the weights move?",
    ),
    fr=(
        "Biais d'un second passage arrière",
        "La première perte est juste. Avec quels poids les gradients des biais sont-ils "
        "calculés, et quand les poids avancent-ils ?",
    ),
)
def train_mlp(X, Y, sizes, names, learning_rate, epochs, rng):  # noqa: F811
    weights = [rng.uniform(-1, 1, size=(sizes[k + 1], sizes[k])) for k in range(len(sizes) - 1)]
    biases = [np.zeros(size) for size in sizes[1:]]
    losses = []
    for _ in range(epochs):
        output = mlp_forward(X, weights, biases, names)[0]
        losses.append(np.sum((output - Y) ** 2) / 2)
        dW, db = mlp_backward(X, Y, weights, biases, names)
        weights = [W - learning_rate * dW[k] for k, W in enumerate(weights)]
        db = mlp_backward(X, Y, weights, biases, names)[1]
        biases = [b - learning_rate * db[k] for k, b in enumerate(biases)]
    return losses


@chaff(
    exercise="network_training",
    fails=[
        "test_untrained_network",
        "test_training",
        "test_nothing_else_is_drawn",
        "test_arguments_are_unchanged",
    ],
    en=(
        "Loss after the update",
        "The training is right. Of which network is the first loss in the list?",
    ),
    fr=(
        "Perte après la mise à jour",
        "L'entraînement est juste. De quel réseau la première perte de la liste est-elle la "
        "perte ?",
    ),
)
def train_mlp(X, Y, sizes, names, learning_rate, epochs, rng):  # noqa: F811
    weights = [rng.uniform(-1, 1, size=(sizes[k + 1], sizes[k])) for k in range(len(sizes) - 1)]
    biases = [np.zeros(size) for size in sizes[1:]]
    losses = []
    for _ in range(epochs):
        dW, db = mlp_backward(X, Y, weights, biases, names)
        weights = [W - learning_rate * dW[k] for k, W in enumerate(weights)]
        biases = [b - learning_rate * db[k] for k, b in enumerate(biases)]
        losses.append(np.sum((mlp_forward(X, weights, biases, names)[0] - Y) ** 2) / 2)
    return losses


@chaff(
    exercise="network_training",
    fails=[
        "test_untrained_network",
        "test_training",
        "test_nothing_else_is_drawn",
        "test_arguments_are_unchanged",
    ],
    en=(
        "Mean squared error",
        "The training is right. Is the loss a mean of squares, or half of their sum?",
    ),
    fr=(
        "Erreur quadratique moyenne",
        "L'entraînement est juste. La perte est-elle une moyenne de carrés, ou la moitié de leur "
        "somme ?",
    ),
)
def train_mlp(X, Y, sizes, names, learning_rate, epochs, rng):  # noqa: F811
    weights = [rng.uniform(-1, 1, size=(sizes[k + 1], sizes[k])) for k in range(len(sizes) - 1)]
    biases = [np.zeros(size) for size in sizes[1:]]
    losses = []
    for _ in range(epochs):
        output = mlp_forward(X, weights, biases, names)[0]
        losses.append(np.mean((output - Y) ** 2))
        dW, db = mlp_backward(X, Y, weights, biases, names)
        weights = [W - learning_rate * dW[k] for k, W in enumerate(weights)]
        biases = [b - learning_rate * db[k] for k, b in enumerate(biases)]
    return losses


@chaff(
    exercise="network_training",
    fails=[
        "test_untrained_network",
        "test_training",
        "test_nothing_else_is_drawn",
        "test_arguments_are_unchanged",
    ],
    en=(
        "One loss more",
        "All numbers are right. How many updates are there, and how many losses are taken before "
        "one?",
    ),
    fr=(
        "Une perte de plus",
        "Tous les nombres sont justes. Combien y a-t-il de mises à jour, et combien de pertes en "
        "précèdent une ?",
    ),
)
def train_mlp(X, Y, sizes, names, learning_rate, epochs, rng):  # noqa: F811
    weights = [rng.uniform(-1, 1, size=(sizes[k + 1], sizes[k])) for k in range(len(sizes) - 1)]
    biases = [np.zeros(size) for size in sizes[1:]]
    losses = []
    for _ in range(epochs + 1):
        output = mlp_forward(X, weights, biases, names)[0]
        losses.append(np.sum((output - Y) ** 2) / 2)
        dW, db = mlp_backward(X, Y, weights, biases, names)
        weights = [W - learning_rate * dW[k] for k, W in enumerate(weights)]
        biases = [b - learning_rate * db[k] for k, b in enumerate(biases)]
    return losses


@chaff(
    exercise="network_training",
    fails=[
        "test_untrained_network",
        "test_training",
        "test_nothing_else_is_drawn",
        "test_arguments_are_unchanged",
    ],
    en=(
        "Biases drawn at random",
        "The weights are drawn as stated. What are the biases at the start?",
    ),
    fr=(
        "Biais tirés au hasard",
        "Les poids sont tirés comme indiqué. Que valent les biais au départ ?",
    ),
)
def train_mlp(X, Y, sizes, names, learning_rate, epochs, rng):  # noqa: F811
    weights = [rng.uniform(-1, 1, size=(sizes[k + 1], sizes[k])) for k in range(len(sizes) - 1)]
    biases = [rng.uniform(-1, 1, size=size) for size in sizes[1:]]
    losses = []
    for _ in range(epochs):
        output = mlp_forward(X, weights, biases, names)[0]
        losses.append(np.sum((output - Y) ** 2) / 2)
        dW, db = mlp_backward(X, Y, weights, biases, names)
        weights = [W - learning_rate * dW[k] for k, W in enumerate(weights)]
        biases = [b - learning_rate * db[k] for k, b in enumerate(biases)]
    return losses


@chaff(
    exercise="network_training",
    fails=["test_nothing_else_is_drawn"],
    en=(
        "Points shuffled in each epoch",
        "The losses are right. Does the order of the points matter for a sum over all of them, "
        "and what may be drawn from the generator?",
    ),
    fr=(
        "Points mélangés à chaque époque",
        "Les pertes sont justes. L'ordre des points compte-t-il dans une somme sur tous, et que "
        "peut-on tirer du générateur ?",
    ),
)
def train_mlp(X, Y, sizes, names, learning_rate, epochs, rng):  # noqa: F811
    weights = [rng.uniform(-1, 1, size=(sizes[k + 1], sizes[k])) for k in range(len(sizes) - 1)]
    biases = [np.zeros(size) for size in sizes[1:]]
    losses = []
    for _ in range(epochs):
        order = rng.permutation(X.shape[1])
        X, Y = X[:, order], Y[:, order]
        output = mlp_forward(X, weights, biases, names)[0]
        losses.append(np.sum((output - Y) ** 2) / 2)
        dW, db = mlp_backward(X, Y, weights, biases, names)
        weights = [W - learning_rate * dW[k] for k, W in enumerate(weights)]
        biases = [b - learning_rate * db[k] for k, b in enumerate(biases)]
    return losses


@chaff(
    exercise="network_training",
    fails=["test_arguments_are_unchanged"],
    en=(
        "Layer sizes used up",
        "The losses are right. What is left of the list of the sizes?",
    ),
    fr=(
        "Tailles des couches consommées",
        "Les pertes sont justes. Que reste-t-il de la liste des tailles ?",
    ),
)
def train_mlp(X, Y, sizes, names, learning_rate, epochs, rng):  # noqa: F811
    weights, biases = [], []
    while len(sizes) > 1:
        n_in = sizes.pop(0)
        weights.append(rng.uniform(-1, 1, size=(sizes[0], n_in)))
        biases.append(np.zeros(sizes[0]))
    losses = []
    for _ in range(epochs):
        output = mlp_forward(X, weights, biases, names)[0]
        losses.append(np.sum((output - Y) ** 2) / 2)
        dW, db = mlp_backward(X, Y, weights, biases, names)
        weights = [W - learning_rate * dW[k] for k, W in enumerate(weights)]
        biases = [b - learning_rate * db[k] for k, b in enumerate(biases)]
    return losses


@chaff(
    exercise="network_training",
    fails=["test_arguments_are_unchanged"],
    en=(
        "Parameters moved in place",
        "The numbers are right. What becomes of the arrays that belong to the caller?",
    ),
    fr=(
        "Paramètres déplacés sur place",
        "Les nombres sont justes. Que deviennent les tableaux de l'appelant ?",
    ),
)
def apply_update(params, grads, learning_rate):  # noqa: F811
    for k, g in enumerate(grads):
        params[k] -= learning_rate * g
    return params


@chaff(
    exercise="vanishing_gradients",
    fails=["test_norms", "test_list_of_names", "test_arguments_are_unchanged"],
    en=(
        "Derivatives without the weights",
        "One layer is right. Through what does delta pass on its way from one layer to the one "
        "before, besides the activation?",
    ),
    fr=(
        "Les dérivées sans les poids",
        "Une seule couche, c'est juste. Par quoi delta passe-t-il d'une couche à la précédente, "
        "en plus de l'activation ?",
    ),
)
def delta_norms(weights, X, names):
    names = listed(names, weights)
    _, zs, _hs = mlp_forward(X, weights, [np.zeros(len(W)) for W in weights], names)
    delta = activation_derivative(zs[-1], names[-1])
    norms = [np.linalg.norm(delta)]
    for k in range(len(weights) - 1, 0, -1):
        delta = np.tile(delta.sum(axis=0), (len(zs[k - 1]), 1)) * activation_derivative(
            zs[k - 1], names[k - 1]
        )
        norms.insert(0, np.linalg.norm(delta))
    return norms


@chaff(
    exercise="vanishing_gradients",
    fails=["test_norms", "test_list_of_names", "test_arguments_are_unchanged"],
    en=(
        "From the output to the input",
        "The norms are right. Which layer comes first in the list?",
    ),
    fr=(
        "De la sortie vers l'entrée",
        "Les normes sont justes. Quelle couche vient en premier dans la liste ?",
    ),
)
def delta_norms(weights, X, names):  # noqa: F811
    names = listed(names, weights)
    _, zs, _hs = mlp_forward(X, weights, [np.zeros(len(W)) for W in weights], names)
    delta = activation_derivative(zs[-1], names[-1])
    norms = [np.linalg.norm(delta)]
    for k in range(len(weights) - 1, 0, -1):
        delta = (weights[k].T @ delta) * activation_derivative(zs[k - 1], names[k - 1])
        norms.append(np.linalg.norm(delta))
    return norms


@chaff(
    exercise="vanishing_gradients",
    fails=["test_norms", "test_list_of_names", "test_arguments_are_unchanged"],
    en=(
        "Norm of the gradients of the weights",
        "The deltas are right. Is the norm of delta_l asked for, or that of its product with the "
        "input of the layer?",
    ),
    fr=(
        "Norme des gradients des poids",
        "Les delta sont justes. Demande-t-on la norme de delta_l, ou celle de son produit avec "
        "l'entrée de la couche ?",
    ),
)
def delta_norms(weights, X, names):  # noqa: F811
    names = listed(names, weights)
    _, zs, hs = mlp_forward(X, weights, [np.zeros(len(W)) for W in weights], names)
    delta = activation_derivative(zs[-1], names[-1])
    norms = [np.linalg.norm(delta @ hs[-2].T)]
    for k in range(len(weights) - 1, 0, -1):
        delta = (weights[k].T @ delta) * activation_derivative(zs[k - 1], names[k - 1])
        norms.insert(0, np.linalg.norm(delta @ hs[k - 1].T))
    return norms


@chaff(
    exercise="vanishing_gradients",
    fails=["test_norms", "test_list_of_names", "test_arguments_are_unchanged"],
    en=(
        "Root of the mean square",
        "With one unit and one point it is right. Are the squares added, or averaged?",
    ),
    fr=(
        "Racine de la moyenne des carrés",
        "Avec une unité et un point, c'est juste. Les carrés sont-ils ajoutés, ou moyennés ?",
    ),
)
def delta_norms(weights, X, names):  # noqa: F811
    names = listed(names, weights)
    _, zs, _hs = mlp_forward(X, weights, [np.zeros(len(W)) for W in weights], names)
    delta = activation_derivative(zs[-1], names[-1])
    norms = [np.sqrt(np.mean(delta**2))]
    for k in range(len(weights) - 1, 0, -1):
        delta = (weights[k].T @ delta) * activation_derivative(zs[k - 1], names[k - 1])
        norms.insert(0, np.sqrt(np.mean(delta**2)))
    return norms


@chaff(
    exercise="vanishing_gradients",
    fails=["test_norms", "test_arguments_are_unchanged"],
    en=(
        "Spectral norm",
        "For a single point it is right. Which norm of a matrix is the root of the sum of the "
        "squares of all its entries?",
    ),
    fr=(
        "Norme spectrale",
        "Pour un seul point, c'est juste. Quelle norme d'une matrice est la racine de la somme "
        "des carrés de tous ses coefficients ?",
    ),
)
def delta_norms(weights, X, names):  # noqa: F811
    names = listed(names, weights)
    _, zs, _hs = mlp_forward(X, weights, [np.zeros(len(W)) for W in weights], names)
    delta = activation_derivative(zs[-1], names[-1])
    norms = [np.linalg.norm(delta, 2)]
    for k in range(len(weights) - 1, 0, -1):
        delta = (weights[k].T @ delta) * activation_derivative(zs[k - 1], names[k - 1])
        norms.insert(0, np.linalg.norm(delta, 2))
    return norms


@chaff(
    exercise="vanishing_gradients",
    fails=["test_norms", "test_list_of_names", "test_arguments_are_unchanged"],
    en=(
        "No derivative at the output",
        "For a last layer with the identity all is right. The gradient with respect to h_L holds "
        "ones; what is it with respect to z_L?",
    ),
    fr=(
        "Pas de dérivée à la sortie",
        "Pour une dernière couche avec l'identité, tout est juste. Le gradient par rapport à h_L "
        "est fait de uns ; quel est-il par rapport à z_L ?",
    ),
)
def delta_norms(weights, X, names):  # noqa: F811
    names = listed(names, weights)
    _, zs, _hs = mlp_forward(X, weights, [np.zeros(len(W)) for W in weights], names)
    delta = np.ones(zs[-1].shape)
    norms = [np.linalg.norm(delta)]
    for k in range(len(weights) - 1, 0, -1):
        delta = (weights[k].T @ delta) * activation_derivative(zs[k - 1], names[k - 1])
        norms.insert(0, np.linalg.norm(delta))
    return norms


@chaff(
    exercise="vanishing_gradients",
    fails=["test_list_of_names"],
    en=(
        "First name for every derivative",
        "With a single name all is right. Whose derivative stands in delta_l when the layers "
        "differ?",
    ),
    fr=(
        "Premier nom pour toutes les dérivées",
        "Avec un nom unique, tout est juste. De quelle activation la dérivée figure-t-elle dans "
        "delta_l, quand les couches diffèrent ?",
    ),
)
def delta_norms(weights, X, names):  # noqa: F811
    names = listed(names, weights)
    _, zs, _hs = mlp_forward(X, weights, [np.zeros(len(W)) for W in weights], names)
    delta = activation_derivative(zs[-1], names[0])
    norms = [np.linalg.norm(delta)]
    for k in range(len(weights) - 1, 0, -1):
        delta = (weights[k].T @ delta) * activation_derivative(zs[k - 1], names[0])
        norms.insert(0, np.linalg.norm(delta))
    return norms


@chaff(
    exercise="vanishing_gradients",
    fails=["test_arguments_are_unchanged"],
    en=(
        "Weights taken out of the list",
        "The norms are right. What is left in the list for the next call?",
    ),
    fr=(
        "Poids retirés de la liste",
        "Les normes sont justes. Que reste-t-il dans la liste pour l'appel suivant ?",
    ),
)
def delta_norms(weights, X, names):  # noqa: F811
    names = listed(names, weights)
    _, zs, _hs = mlp_forward(X, weights, [np.zeros(len(W)) for W in weights], names)
    delta = activation_derivative(zs[-1], names[-1])
    norms = [np.linalg.norm(delta)]
    for k in range(len(weights) - 1, 0, -1):
        delta = (weights.pop().T @ delta) * activation_derivative(zs[k - 1], names[k - 1])
        norms.insert(0, np.linalg.norm(delta))
    return norms


@chaff(
    exercise="gradient_clipping",
    fails=[
        "test_long_gradients",
        "test_refuses_a_limit_that_is_not_positive",
        "test_arguments_are_unchanged",
    ],
    en=(
        "Each array clipped alone",
        "With one array it is right. Does the direction of the whole gradient stay, if each "
        "array has a factor of its own?",
    ),
    fr=(
        "Chaque tableau écrêté seul",
        "Avec un seul tableau, c'est juste. La direction du gradient entier reste-t-elle, si "
        "chaque tableau a son propre facteur ?",
    ),
)
def clip_by_global_norm(grads, max_norm):
    if max_norm <= 0:
        raise ValueError("max_norm")
    total = math.sqrt(sum(float(np.sum(g * g)) for g in grads))
    return [g * min(1.0, max_norm / max(np.linalg.norm(g), max_norm)) for g in grads], total


@chaff(
    exercise="gradient_clipping",
    fails=[
        "test_short_gradients",
        "test_refuses_a_limit_that_is_not_positive",
        "test_arguments_are_unchanged",
    ],
    en=(
        "Always scaled",
        "Long gradients are right. What should happen to one that is shorter than the limit?",
    ),
    fr=(
        "Toujours mis à l'échelle",
        "Les gradients longs sont justes. Que doit devenir un gradient plus court que la limite ?",
    ),
)
def clip_by_global_norm(grads, max_norm):  # noqa: F811
    if max_norm <= 0:
        raise ValueError("max_norm")
    total = math.sqrt(sum(float(np.sum(g * g)) for g in grads))
    scale = max_norm / total if total else 1.0
    return [g * scale for g in grads], total


@chaff(
    exercise="gradient_clipping",
    fails=[
        "test_long_gradients",
        "test_refuses_a_limit_that_is_not_positive",
        "test_arguments_are_unchanged",
    ],
    en=(
        "Values cut instead of a common factor",
        "The norm is right. Is the new gradient a multiple of the old one?",
    ),
    fr=(
        "Valeurs coupées au lieu d'un facteur commun",
        "La norme est juste. Le nouveau gradient est-il un multiple de l'ancien ?",
    ),
)
def clip_by_global_norm(grads, max_norm):  # noqa: F811
    if max_norm <= 0:
        raise ValueError("max_norm")
    total = math.sqrt(sum(float(np.sum(g * g)) for g in grads))
    if total <= max_norm:
        return grads, total
    return [np.clip(g, -max_norm, max_norm) for g in grads], total


@chaff(
    exercise="gradient_clipping",
    fails=[
        "test_long_gradients",
        "test_short_gradients",
        "test_refuses_a_limit_that_is_not_positive",
        "test_arguments_are_unchanged",
    ],
    en=(
        "Sum of absolute values",
        "The factor is formed rightly. Which norm is the root of a sum of squares?",
    ),
    fr=(
        "Somme des valeurs absolues",
        "Le facteur est bien formé. Quelle norme est la racine d'une somme de carrés ?",
    ),
)
def clip_by_global_norm(grads, max_norm):  # noqa: F811
    if max_norm <= 0:
        raise ValueError("max_norm")
    total = sum(float(np.sum(np.abs(g))) for g in grads)
    scale = max_norm / total if total > max_norm else 1.0
    return [g * scale for g in grads], total


@chaff(
    exercise="gradient_clipping",
    fails=[
        "test_long_gradients",
        "test_short_gradients",
        "test_refuses_a_limit_that_is_not_positive",
        "test_arguments_are_unchanged",
        "test_zero_gradients",
    ],
    en=(
        "The square of the norm",
        "The sum of the squares is right. What is still missing, to make a length of it?",
    ),
    fr=(
        "Le carré de la norme",
        "La somme des carrés est juste. Que manque-t-il encore pour en faire une longueur ?",
    ),
)
def clip_by_global_norm(grads, max_norm):  # noqa: F811
    if max_norm <= 0:
        raise ValueError("max_norm")
    total = sum(float(np.sum(g * g)) for g in grads)
    scale = max_norm / total if total > max_norm else 1.0
    return [g * scale for g in grads], total


@chaff(
    exercise="gradient_clipping",
    fails=[
        "test_long_gradients",
        "test_refuses_a_limit_that_is_not_positive",
        "test_arguments_are_unchanged",
    ],
    en=(
        "The norm afterwards",
        "The new gradients are right. Which norm is to be returned with them: before or after?",
    ),
    fr=(
        "La norme d'après",
        "Les nouveaux gradients sont justes. Quelle norme faut-il renvoyer : celle d'avant ou "
        "celle d'après ?",
    ),
)
def clip_by_global_norm(grads, max_norm):  # noqa: F811
    if max_norm <= 0:
        raise ValueError("max_norm")
    total = math.sqrt(sum(float(np.sum(g * g)) for g in grads))
    scale = max_norm / total if total > max_norm else 1.0
    return [g * scale for g in grads], total * scale


@chaff(
    exercise="gradient_clipping",
    fails=[
        "test_long_gradients",
        "test_refuses_a_limit_that_is_not_positive",
        "test_arguments_are_unchanged",
    ],
    en=(
        "A small number added to the norm",
        "You are very near. Which factor is asked for exactly, and who protects it from a "
        "division by 0?",
    ),
    fr=(
        "Un petit nombre ajouté à la norme",
        "Vous êtes tout près. Quel facteur est demandé exactement, et qui le protège d'une "
        "division par 0 ?",
    ),
)
def clip_by_global_norm(grads, max_norm):  # noqa: F811
    if max_norm <= 0:
        raise ValueError("max_norm")
    total = math.sqrt(sum(float(np.sum(g * g)) for g in grads))
    scale = max_norm / (total + 1e-6) if total > max_norm else 1.0
    return [g * scale for g in grads], total


@chaff(
    exercise="gradient_clipping",
    fails=["test_zero_gradients"],
    en=(
        "Division by the norm 0",
        "All other gradients are right. What does your factor look like when every gradient is 0?",
    ),
    fr=(
        "Division par la norme 0",
        "Tous les autres gradients sont justes. À quoi ressemble votre facteur quand tous les "
        "gradients sont nuls ?",
    ),
)
def clip_by_global_norm(grads, max_norm):  # noqa: F811
    if max_norm <= 0:
        raise ValueError("max_norm")
    total = math.sqrt(sum(float(np.sum(g * g)) for g in grads))
    scale = np.minimum(np.float64(max_norm) / np.float64(total), total / total)
    return [g * scale for g in grads], total


@chaff(
    exercise="gradient_clipping",
    fails=[
        "test_each_entry",
        "test_refuses_a_limit_that_is_not_positive",
        "test_arguments_are_unchanged",
    ],
    en=(
        "Only cut from above",
        "Large positive entries are right. What about those far below 0?",
    ),
    fr=(
        "Coupé par le haut seulement",
        "Les grands coefficients positifs sont justes. Et ceux qui sont loin en dessous de 0 ?",
    ),
)
def clip_by_value(grads, limit):
    return [np.minimum(g, limit) for g in grads]


@chaff(
    exercise="gradient_clipping",
    fails=[
        "test_each_entry",
        "test_refuses_a_limit_that_is_not_positive",
        "test_arguments_are_unchanged",
    ],
    en=(
        "Large entries set to 0",
        "Small entries are right. What becomes of one that is too large: is it taken away, or "
        "brought to the border?",
    ),
    fr=(
        "Grands coefficients mis à 0",
        "Les petits coefficients sont justes. Que devient un coefficient trop grand : est-il "
        "supprimé, ou ramené au bord ?",
    ),
)
def clip_by_value(grads, limit):  # noqa: F811
    return [np.where(np.abs(g) > limit, 0, g) for g in grads]


@chaff(
    exercise="gradient_clipping",
    fails=[
        "test_each_entry",
        "test_refuses_a_limit_that_is_not_positive",
        "test_arguments_are_unchanged",
    ],
    en=(
        "The sign lost",
        "Large positive entries are right. To which of the two borders is a large negative one "
        "the nearer?",
    ),
    fr=(
        "Le signe perdu",
        "Les grands coefficients positifs sont justes. De laquelle des deux bornes un grand "
        "coefficient négatif est-il le plus proche ?",
    ),
)
def clip_by_value(grads, limit):  # noqa: F811
    return [np.where(np.abs(g) > limit, limit, g) for g in grads]


@chaff(
    exercise="gradient_clipping",
    fails=["test_refuses_a_limit_that_is_not_positive"],
    en=(
        "A limit of 0 accepted",
        "Negative limits are refused. What about 0?",
    ),
    fr=(
        "Une limite nulle acceptée",
        "Les limites négatives sont refusées. Et 0 ?",
    ),
)
def clip_by_global_norm(grads, max_norm):  # noqa: F811
    if max_norm < 0:
        raise ValueError("max_norm")
    total = math.sqrt(sum(float(np.sum(g * g)) for g in grads))
    scale = max_norm / total if total > max_norm else 1.0
    return [g * scale for g in grads], total


@chaff(
    exercise="gradient_clipping",
    fails=["test_refuses_a_limit_that_is_not_positive"],
    en=(
        "Negative limits accepted",
        "The values are right. Which numbers can be no limit of a norm?",
    ),
    fr=(
        "Des limites négatives acceptées",
        "Les valeurs sont justes. Quels nombres ne peuvent pas limiter une norme ?",
    ),
)
def clip_by_global_norm(grads, max_norm):  # noqa: F811
    total = math.sqrt(sum(float(np.sum(g * g)) for g in grads))
    scale = max_norm / total if total > max_norm else 1.0
    return [g * scale for g in grads], total


@chaff(
    exercise="gradient_clipping",
    fails=["test_refuses_a_limit_that_is_not_positive"],
    en=(
        "The limit looked at only for clipping",
        "For gradients other than 0 all is right. Is the limit 0 refused when nothing has to be "
        "clipped?",
    ),
    fr=(
        "La limite regardée seulement pour écrêter",
        "Pour des gradients non nuls, tout est juste. La limite 0 est-elle refusée quand il n'y a "
        "rien à écrêter ?",
    ),
)
def clip_by_global_norm(grads, max_norm):  # noqa: F811
    total = math.sqrt(sum(float(np.sum(g * g)) for g in grads))
    if total <= max_norm:
        return [g * 1.0 for g in grads], total
    if max_norm <= 0:
        raise ValueError("max_norm")
    return [g * (max_norm / total) for g in grads], total


@chaff(
    exercise="gradient_clipping",
    fails=["test_arguments_are_unchanged"],
    en=(
        "Scaled in place",
        "The values are right. What does the caller find in the arrays afterwards?",
    ),
    fr=(
        "Mis à l'échelle sur place",
        "Les valeurs sont justes. Que trouve ensuite l'appelant dans ses tableaux ?",
    ),
)
def clip_by_global_norm(grads, max_norm):  # noqa: F811
    if max_norm <= 0:
        raise ValueError("max_norm")
    total = math.sqrt(sum(float(np.sum(g * g)) for g in grads))
    scale = max_norm / total if total > max_norm else 1.0
    for g in grads:
        g *= scale
    return grads, total


@chaff(
    exercise="dead_units",
    fails=["test_share", "test_arguments_are_unchanged"],
    en=(
        "Zeros counted, not units",
        "With a single point it is right. Is a unit dead that is silent for one point and speaks "
        "for another?",
    ),
    fr=(
        "Des zéros comptés, pas des unités",
        "Avec un seul point, c'est juste. Une unité muette pour un point et active pour un autre "
        "est-elle morte ?",
    ),
)
def dead_relu_fraction(weights, biases, X):
    h, dead, units = X, 0, 0
    for k, W in enumerate(weights):
        z = W @ h + biases[k][:, None]
        h = np.where(z > 0, z, 0)
        dead += np.mean(h == 0) * len(W)
        units += len(W)
    return dead / units


@chaff(
    exercise="dead_units",
    fails=["test_share", "test_arguments_are_unchanged"],
    en=(
        "Silent for some point",
        "With a single point it is right. For how many points must a dead unit be silent?",
    ),
    fr=(
        "Muette pour un point",
        "Avec un seul point, c'est juste. Pour combien de points une unité morte doit-elle être "
        "muette ?",
    ),
)
def dead_relu_fraction(weights, biases, X):  # noqa: F811
    h, dead, units = X, 0, 0
    for k, W in enumerate(weights):
        z = W @ h + biases[k][:, None]
        h = np.where(z > 0, z, 0)
        dead += np.sum(np.any(h == 0, axis=1))
        units += len(W)
    return dead / units


@chaff(
    exercise="dead_units",
    fails=["test_share", "test_extreme_networks", "test_arguments_are_unchanged"],
    en=(
        "Share of the living",
        "The units are told apart rightly. Is the share of the dead asked for, or of the others?",
    ),
    fr=(
        "Part des vivantes",
        "Les unités sont bien distinguées. Demande-t-on la part des mortes, ou celle des autres ?",
    ),
)
def dead_relu_fraction(weights, biases, X):  # noqa: F811
    h, dead, units = X, 0, 0
    for k, W in enumerate(weights):
        z = W @ h + biases[k][:, None]
        h = np.where(z > 0, z, 0)
        dead += np.sum(np.any(h > 0, axis=1))
        units += len(W)
    return dead / units


@chaff(
    exercise="dead_units",
    fails=["test_share", "test_extreme_networks", "test_arguments_are_unchanged"],
    en=(
        "Mean of the shares of the layers",
        "Layers of equal size are right. Has a unit of a small layer the same weight as one of a "
        "large layer?",
    ),
    fr=(
        "Moyenne des parts des couches",
        "Des couches de même taille, c'est juste. Une unité d'une petite couche a-t-elle le même "
        "poids que celle d'une grande ?",
    ),
)
def dead_relu_fraction(weights, biases, X):  # noqa: F811
    h, dead, units = X, 0, 0
    for k, W in enumerate(weights):
        z = W @ h + biases[k][:, None]
        h = np.where(z > 0, z, 0)
        dead += np.mean(np.all(h == 0, axis=1))
        units += 1
    return dead / units


@chaff(
    exercise="dead_units",
    fails=["test_share", "test_extreme_networks", "test_arguments_are_unchanged"],
    en=(
        "Only the last layer",
        "One layer is right. Of which layers do the units count?",
    ),
    fr=(
        "Seulement la dernière couche",
        "Une seule couche, c'est juste. De quelles couches les unités comptent-elles ?",
    ),
)
def dead_relu_fraction(weights, biases, X):  # noqa: F811
    h = X
    for k, W in enumerate(weights):
        z = W @ h + biases[k][:, None]
        h = np.where(z > 0, z, 0)
    dead = np.sum(np.all(h == 0, axis=1))
    return dead / len(h)


@chaff(
    exercise="dead_units",
    fails=["test_share", "test_extreme_networks", "test_arguments_are_unchanged"],
    en=(
        "Pre-activations handed on",
        "The first layer is right. What does the next layer receive from a dead unit?",
    ),
    fr=(
        "Préactivations transmises",
        "La première couche est juste. Que reçoit la couche suivante d'une unité morte ?",
    ),
)
def dead_relu_fraction(weights, biases, X):  # noqa: F811
    h, dead, units = X, 0, 0
    for k, W in enumerate(weights):
        z = W @ h + biases[k][:, None]
        h = z
        dead += np.sum(np.all(z <= 0, axis=1))
        units += len(W)
    return dead / units


@chaff(
    exercise="dead_units",
    fails=["test_extreme_networks"],
    en=(
        "Nothing behind a dead layer",
        "Nearly all networks are right. What does a unit give that receives only zeros and has a "
        "positive bias?",
    ),
    fr=(
        "Rien derrière une couche morte",
        "Presque tous les réseaux sont justes. Que donne une unité qui ne reçoit que des zéros "
        "et dont le biais est positif ?",
    ),
)
def dead_relu_fraction(weights, biases, X):  # noqa: F811
    h, dead, units = X, 0, 0
    for k, W in enumerate(weights):
        z = W @ h + biases[k][:, None]
        h = np.where((z > 0) & h.any(), z, 0)
        dead += np.sum(np.all(h == 0, axis=1))
        units += len(W)
    return dead / units


@chaff(
    exercise="dead_units",
    fails=["test_pre_activation_zero"],
    en=(
        "Strictly negative",
        "Everything is right but for one case. What does ReLU give for a pre-activation of "
        "exactly 0?",
    ),
    fr=(
        "Strictement négatif",
        "Tout est juste sauf un cas. Que donne ReLU pour une préactivation exactement nulle ?",
    ),
)
def dead_relu_fraction(weights, biases, X):  # noqa: F811
    h, dead, units = X, 0, 0
    for k, W in enumerate(weights):
        z = W @ h + biases[k][:, None]
        h = np.where(z > 0, z, 0)
        dead += np.sum(np.all(z < 0, axis=1))
        units += len(W)
    return dead / units


@chaff(
    exercise="dead_units",
    fails=["test_pre_activation_zero"],
    en=(
        "Nearly 0 taken for 0",
        "Units that give 0 and units that give much are told apart. Is one dead that gives 1e-12?",
    ),
    fr=(
        "Presque 0 pris pour 0",
        "Les unités qui donnent 0 et celles qui donnent beaucoup sont bien distinguées. Celle qui "
        "donne 1e-12 est-elle morte ?",
    ),
)
def dead_relu_fraction(weights, biases, X):  # noqa: F811
    h, dead, units = X, 0, 0
    for k, W in enumerate(weights):
        z = W @ h + biases[k][:, None]
        h = np.where(z > 0, z, 0)
        dead += np.sum(np.all(np.isclose(h, 0), axis=1))
        units += len(W)
    return dead / units


@chaff(
    exercise="dead_units",
    fails=["test_arguments_are_unchanged"],
    en=(
        "Layers taken out of the lists",
        "The share is right. What is left in the lists for the next call?",
    ),
    fr=(
        "Couches retirées des listes",
        "La part est juste. Que reste-t-il dans les listes pour l'appel suivant ?",
    ),
)
def dead_relu_fraction(weights, biases, X):  # noqa: F811
    h, dead, units = X, 0, 0
    while weights:
        h = np.maximum(weights.pop(0) @ h + biases.pop(0)[:, None], 0)
        dead += np.sum(np.all(h == 0, axis=1))
        units += len(h)
    return dead / units
