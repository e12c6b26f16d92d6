"""Wrong answers of chapter 18, part c, that look right, and the tests that catch them."""

import math

import numpy as np

from chainrule.grading import chaff


def erf(x):
    return np.vectorize(math.erf, otypes=[float])(x)


def density(x):
    return np.exp(-np.square(x) / 2) / math.sqrt(2 * math.pi)


def head_output(x, W_Q, W_K, W_V, W_O, causal, scale=None):
    scores = (W_Q @ x).T @ (W_K @ x) / math.sqrt(scale or len(W_Q))
    if causal:
        scores = np.where(np.tri(len(scores), dtype=bool), scores, -np.inf)
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    return W_O @ (W_V @ x) @ (weights / weights.sum(axis=1, keepdims=True)).T


def attention_block(x, heads, causal=True):
    return x + sum(head_output(x, *head, causal) for head in heads)


def check_mlp(x, W1, b1, W2, b2):
    n, m = len(x), len(W1)
    if [W1.shape, b1.shape, W2.shape, b2.shape] != [(m, n), (m,), (n, m), (n,)]:
        raise ValueError


def check_ids(params, ids):
    if not 1 <= len(ids) <= params["K"] or any(not 0 <= i < len(params["B"]) for i in ids):
        raise ValueError


def positions(K, n, p, start=0):
    angles = np.outer(p ** (-2 * np.arange(n // 2) / n), start + np.arange(K))
    w = np.empty((n, K))
    w[0::2], w[1::2] = np.cos(angles), np.sin(angles)
    return w


def embedded(params, ids):
    return params["A"][:, list(ids)] + positions(len(ids), len(params["A"]), params["p"])


def softmax(logits):
    powers = np.exp(logits - np.max(logits))
    return powers / np.sum(powers)


def check_numbers(temperature, num_new):
    if temperature <= 0 or num_new < 0:
        raise ValueError


def draw(logits, temperature, top_k, rng):
    kept = np.argsort(-logits, kind="stable")[:top_k]
    return int(rng.choice(kept, p=softmax(logits[kept] / temperature)))


@chaff(
    exercise="gelu",
    fails=["test_gelu_values", "test_every_shape", "test_x_is_unchanged"],
    en=(
        "ReLU",
        "Far on the right it is right. What is Phi(-1), and what does GELU make of it?",
    ),
    fr=(
        "ReLU",
        "Loin à droite, c'est juste. Que vaut Phi(-1), et qu'en fait GELU ?",
    ),
    see="1.2",
)
def gelu(x):
    return np.maximum(x, 0)


@chaff(
    exercise="gelu",
    fails=["test_gelu_values", "test_every_shape", "test_x_is_unchanged"],
    en=(
        "Phi alone",
        "The shape is that of Phi. By what is it multiplied in GELU?",
    ),
    fr=(
        "Phi seule",
        "C'est bien l'allure de Phi. Par quoi est-elle multipliée dans GELU ?",
    ),
    see="1.2",
)
def gelu(x):  # noqa: F811
    return normal_cdf(x)


@chaff(
    exercise="gelu",
    fails=["test_gelu_values", "test_every_shape", "test_x_is_unchanged"],
    en=(
        "The density instead of Phi",
        "The Gaussian law is there. Which of its two functions tends to 1 on the right?",
    ),
    fr=(
        "La densité au lieu de Phi",
        "La loi de Gauss est là. Laquelle de ses deux fonctions tend vers 1 à droite ?",
    ),
    see="1.2",
)
def gelu(x):  # noqa: F811
    return np.asarray(x) * density(x)


@chaff(
    exercise="gelu",
    fails=[
        "test_gaussian_law",
        "test_gelu_values",
        "test_slope_of_gelu",
        "test_every_shape",
        "test_x_is_unchanged",
    ],
    en=(
        "erf of x itself",
        "The values at 0 and far away are right. By what is x divided inside erf?",
    ),
    fr=(
        "erf de x tel quel",
        "En 0 et très loin, c'est juste. Par quoi x est-il divisé dans erf ?",
    ),
    see="1.2",
)
def normal_cdf(x):
    return (1 + erf(x)) / 2


@chaff(
    exercise="gelu",
    fails=["test_gelu_values", "test_every_shape", "test_x_is_unchanged"],
    en=(
        "The tanh form in place of GELU",
        "Three digits agree. Which formula with erf is exact?",
    ),
    fr=(
        "La forme tanh au lieu de GELU",
        "Trois décimales sont bonnes. Quelle formule, avec erf, est exacte ?",
    ),
    see="1.2",
)
def gelu(x):  # noqa: F811
    return gelu_tanh(x)


@chaff(
    exercise="gelu",
    fails=["test_gelu_values", "test_every_shape", "test_x_is_unchanged"],
    en=(
        "x times the sigmoid of x",
        "It looks much the same. Which function takes the place of the sigmoid in GELU?",
    ),
    fr=(
        "x fois la sigmoïde de x",
        "L'allure est la même. Quelle fonction prend la place de la sigmoïde dans GELU ?",
    ),
    see="1.2",
)
def gelu(x):  # noqa: F811
    x = np.asarray(x)
    return x * (1 + np.tanh(x / 2)) / 2


@chaff(
    exercise="gelu",
    fails=["test_slope_of_gelu", "test_every_shape"],
    en=(
        "Phi as derivative",
        "One term of the product rule is right. Which one is missing?",
    ),
    fr=(
        "Phi comme dérivée",
        "Un terme de la dérivée du produit est juste. Lequel manque ?",
    ),
)
def gelu_derivative(x):
    return normal_cdf(x)


@chaff(
    exercise="gelu",
    fails=["test_slope_of_gelu", "test_every_shape"],
    en=(
        "The density without x",
        "Both terms of the product rule are there. By what is the density multiplied?",
    ),
    fr=(
        "La densité sans x",
        "Les deux termes de la dérivée du produit sont là. Par quoi la densité est-elle"
        " multipliée ?",
    ),
)
def gelu_derivative(x):  # noqa: F811
    return normal_cdf(x) + density(x)


@chaff(
    exercise="gelu",
    fails=["test_gaussian_law", "test_every_shape"],
    en=(
        "The area on the right",
        "GELU and its slope are right. On which side of x is the area Phi(x)?",
    ),
    fr=(
        "L'aire à droite",
        "GELU et sa pente sont justes. De quel côté de x est l'aire Phi(x) ?",
    ),
    see="1.1",
)
def normal_cdf(x):  # noqa: F811
    return (1 - erf(np.asarray(x) / math.sqrt(2))) / 2


@chaff(
    exercise="gelu",
    fails=["test_gaussian_law", "test_every_shape"],
    en=(
        "The area on the right",
        "GELU and its slope are right. On which side of x is the area Phi(x)?",
    ),
    fr=(
        "L'aire à droite",
        "GELU et sa pente sont justes. De quel côté de x est l'aire Phi(x) ?",
    ),
    see="1.1",
)
def gelu(x):  # noqa: F811
    return np.asarray(x) * normal_cdf(-np.asarray(x))


@chaff(
    exercise="gelu",
    fails=["test_gaussian_law", "test_every_shape"],
    en=(
        "The area on the right",
        "GELU and its slope are right. On which side of x is the area Phi(x)?",
    ),
    fr=(
        "L'aire à droite",
        "GELU et sa pente sont justes. De quel côté de x est l'aire Phi(x) ?",
    ),
    see="1.1",
)
def gelu_derivative(x):  # noqa: F811
    return normal_cdf(-np.asarray(x)) + np.asarray(x) * density(x)


@chaff(
    exercise="gelu",
    fails=["test_every_shape"],
    en=(
        "One loop for lists only",
        "A list of numbers gives the right values. And a table, or a single number?",
    ),
    fr=(
        "Une boucle pour les listes seulement",
        "Une liste de nombres donne les bonnes valeurs. Et un tableau à deux "
        "dimensions, ou un nombre seul ?",
    ),
)
def gelu(x):  # noqa: F811
    return np.array([float(t) * (1 + math.erf(t / math.sqrt(2))) / 2 for t in x])


@chaff(
    exercise="gelu",
    fails=["test_every_shape"],
    en=(
        "Decimals cut off for ints",
        "Floats give the right values. Which type does an array like an array of ints have?",
    ),
    fr=(
        "Des décimales perdues pour les entiers",
        "Les flottants donnent les bonnes valeurs. Quel est le type d'un tableau copié "
        "sur un tableau d'entiers ?",
    ),
)
def gelu(x):  # noqa: F811
    result = np.array(x)
    result[...] = normal_cdf(x) * result
    return result


@chaff(
    exercise="gelu",
    fails=["test_x_is_unchanged"],
    en=(
        "GELU written into its argument",
        "The values are right. Where do they end up?",
    ),
    fr=(
        "GELU écrite dans son argument",
        "Les valeurs sont justes. Où finissent-elles ?",
    ),
)
def gelu(x):  # noqa: F811
    if isinstance(x, np.ndarray) and x.dtype == float:
        x *= normal_cdf(x)
        return x
    return np.asarray(x) * normal_cdf(x)


@chaff(
    exercise="gelu",
    fails=["test_slope_of_gelu", "test_every_shape"],
    en=(
        "A difference quotient",
        "Six digits are right. Which formula gives the derivative without losing the others?",
    ),
    fr=(
        "Un taux d'accroissement",
        "Six décimales sont bonnes. Quelle formule donne la dérivée sans perdre les autres ?",
    ),
    see="1.3",
)
def gelu_derivative(x):  # noqa: F811
    x, h = np.asarray(x), 1e-6
    return (gelu(x + h) - gelu(x)) / h


@chaff(
    exercise="gelu_approximations",
    fails=["test_tanh_form", "test_every_shape"],
    en=(
        "The formula as it is printed in the book",
        "Test your formula at x = 0.5: what multiplies the cube, and where is x itself?",
    ),
    fr=(
        "La formule telle que le livre l'imprime",
        "Essayez votre formule en x = 0.5 : qu'est-ce qui multiplie le cube, et où est "
        "x lui-même ?",
    ),
)
def gelu_tanh(x):
    x = np.asarray(x)
    return x / 2 * (1 + np.tanh(math.sqrt(2 / math.pi) + 0.44715 * x**3))


@chaff(
    exercise="gelu_approximations",
    fails=["test_tanh_form", "test_every_shape"],
    en=(
        "A decimal point one place too far right",
        "The form is right. Compare the factor of the cube with that of the text: how "
        "large should it be?",
    ),
    fr=(
        "Une virgule décalée d'un rang",
        "La forme est juste. Comparez le facteur du cube avec celui du texte : de "
        "quelle taille est-il ?",
    ),
)
def gelu_tanh(x):  # noqa: F811
    x = np.asarray(x)
    return x / 2 * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.44715 * x**3)))


@chaff(
    exercise="gelu_approximations",
    fails=["test_tanh_form", "test_every_shape"],
    en=(
        "The cube outside the bracket",
        "Near 0 it is right. Does the root multiply the cube as well?",
    ),
    fr=(
        "Le cube hors de la parenthèse",
        "Près de 0, c'est juste. La racine multiplie-t-elle aussi le cube ?",
    ),
)
def gelu_tanh(x):  # noqa: F811
    x = np.asarray(x)
    return x / 2 * (1 + np.tanh(math.sqrt(2 / math.pi) * x + 0.044715 * x**3))


@chaff(
    exercise="gelu_approximations",
    fails=["test_tanh_form", "test_every_shape"],
    en=(
        "The exact GELU in place of its approximation",
        "These values are GELU itself. Which formula was asked for?",
    ),
    fr=(
        "GELU exacte au lieu de son approximation",
        "Ces valeurs sont GELU elle-même. Quelle formule est demandée ?",
    ),
)
def gelu_tanh(x):  # noqa: F811
    return gelu(x)


@chaff(
    exercise="gelu_approximations",
    fails=["test_sigmoid_form", "test_every_shape"],
    en=(
        "The sigmoid without 1.702",
        "The form is right. By which number is x stretched before the sigmoid?",
    ),
    fr=(
        "La sigmoïde sans 1.702",
        "La forme est juste. Par quel nombre x est-il multiplié avant la sigmoïde ?",
    ),
)
def gelu_sigmoid(x):
    x = np.asarray(x)
    return x * (1 + np.tanh(x / 2)) / 2


@chaff(
    exercise="gelu_approximations",
    fails=["test_sigmoid_form", "test_every_shape"],
    en=(
        "Exponentials that overflow",
        "Near 0 it is right. What is infinity divided by infinity?",
    ),
    fr=(
        "Des exponentielles qui débordent",
        "Près de 0, c'est juste. Que vaut l'infini divisé par l'infini ?",
    ),
)
def gelu_sigmoid(x):  # noqa: F811
    power = np.exp(1.702 * np.asarray(x))
    return x * power / (1 + power)


@chaff(
    exercise="gelu_approximations",
    fails=["test_tanh_form", "test_every_shape"],
    en=(
        "tanh by hand",
        "Near 0 it is right. What becomes of the quotient when both exponentials are infinite?",
    ),
    fr=(
        "tanh à la main",
        "Près de 0, c'est juste. Que devient le quotient si les deux exponentielles "
        "sont infinies ?",
    ),
)
def gelu_tanh(x):  # noqa: F811
    x = np.asarray(x)
    z = np.exp(2 * math.sqrt(2 / math.pi) * (x + 0.044715 * x**3))
    return x / 2 * (1 + (z - 1) / (z + 1))


@chaff(
    exercise="gelu_approximations",
    fails=["test_largest_error"],
    en=(
        "The difference with its sign",
        "When f is above g it is right. How large is an error below?",
    ),
    fr=(
        "La différence avec son signe",
        "Quand f est au-dessus de g, c'est juste. Que vaut une erreur par en dessous ?",
    ),
)
def max_abs_error(f, g, lo=-6.0, hi=6.0, num=2401):
    grid = np.linspace(lo, hi, num)
    difference = f(grid) - g(grid)
    return difference.max(), grid[difference.argmax()]


@chaff(
    exercise="gelu_approximations",
    fails=["test_largest_error"],
    en=(
        "The number of the point",
        "The largest error is right. Where on the axis is this point?",
    ),
    fr=(
        "Le numéro du point",
        "La plus grande erreur est juste. Où ce point se trouve-t-il sur l'axe ?",
    ),
)
def max_abs_error(f, g, lo=-6.0, hi=6.0, num=2401):  # noqa: F811
    grid = np.linspace(lo, hi, num)
    errors = abs(f(grid) - g(grid))
    return errors.max(), int(errors.argmax())


@chaff(
    exercise="gelu_approximations",
    fails=["test_largest_error"],
    en=(
        "The mean error",
        "The point is right. Which error is asked for, the mean or the largest?",
    ),
    fr=(
        "L'erreur moyenne",
        "Le point est juste. Quelle erreur demande-t-on, la moyenne ou la plus grande ?",
    ),
)
def max_abs_error(f, g, lo=-6.0, hi=6.0, num=2401):  # noqa: F811
    grid = np.linspace(lo, hi, num)
    errors = abs(f(grid) - g(grid))
    return errors.mean(), grid[errors.argmax()]


@chaff(
    exercise="gelu_approximations",
    fails=["test_largest_error"],
    en=(
        "A grid without its last point",
        "The grid begins well. Does np.linspace(lo, hi, num) stop before hi?",
    ),
    fr=(
        "Une grille sans son dernier point",
        "La grille commence bien. np.linspace(lo, hi, num) s'arrête-t-elle avant hi ?",
    ),
)
def max_abs_error(f, g, lo=-6.0, hi=6.0, num=2401):  # noqa: F811
    grid = np.linspace(lo, hi, num, endpoint=False)
    errors = abs(f(grid) - g(grid))
    return errors.max(), grid[errors.argmax()]


@chaff(
    exercise="gelu_approximations",
    fails=["test_every_shape"],
    en=(
        "Arrays of floats only",
        "An array of floats gives the right values. And a list?",
    ),
    fr=(
        "Des tableaux de flottants seulement",
        "Un tableau de flottants donne les bonnes valeurs. Et une liste ?",
    ),
)
def gelu_sigmoid(x):  # noqa: F811
    return x / 2 * (1 + np.tanh(0.851 * x))


@chaff(
    exercise="gelu_approximations",
    fails=["test_largest_error"],
    en=(
        "No point when the error is 0",
        "Different functions are right. Which point do you return when f and g are equal?",
    ),
    fr=(
        "Aucun point quand l'erreur est nulle",
        "Pour des fonctions différentes, c'est juste. Quel point renvoyez-vous si f et g sont "
        "égales ?",
    ),
)
def max_abs_error(f, g, lo=-6.0, hi=6.0, num=2401):  # noqa: F811
    e, t = 0.0, None
    for x in np.linspace(lo, hi, num):
        if abs(f(x) - g(x)) > e:
            e, t = abs(f(x) - g(x)), x
    return e, t


@chaff(
    exercise="mlp_block",
    fails=[
        "test_two_layers",
        "test_integers",
        "test_refuses_other_shapes",
        "test_arguments_are_unchanged",
    ],
    en=(
        "The bias along the tokens",
        "The weights are right. Does a bias belong to a neuron or to a token?",
    ),
    fr=(
        "Le biais le long des tokens",
        "Les poids sont justes. Un biais appartient-il à un neurone ou à un token ?",
    ),
)
def mlp_block(x, W1, b1, W2, b2):
    check_mlp(x, W1, b1, W2, b2)
    hidden = W1 @ x
    hidden = hidden + (b1 if hidden.shape[1] == len(b1) else b1[:, None])
    out = W2 @ gelu_tanh(hidden)
    return out + (b2 if out.shape[1] == len(b2) else b2[:, None])


@chaff(
    exercise="mlp_block",
    fails=[
        "test_two_layers",
        "test_integers",
        "test_refuses_other_shapes",
        "test_arguments_are_unchanged",
    ],
    en=(
        "GELU after both layers",
        "The hidden layer is right. Does the output layer have an activation?",
    ),
    fr=(
        "GELU après les deux couches",
        "La couche cachée est juste. La couche de sortie a-t-elle une activation ?",
    ),
)
def mlp_block(x, W1, b1, W2, b2):  # noqa: F811
    check_mlp(x, W1, b1, W2, b2)
    return gelu_tanh(W2 @ gelu_tanh(W1 @ x + b1[:, None]) + b2[:, None])


@chaff(
    exercise="mlp_block",
    fails=[
        "test_two_layers",
        "test_integers",
        "test_refuses_other_shapes",
        "test_arguments_are_unchanged",
    ],
    en=(
        "No activation",
        "Both layers are right. What stands between them?",
    ),
    fr=(
        "Aucune activation",
        "Les deux couches sont justes. Qu'y a-t-il entre elles ?",
    ),
)
def mlp_block(x, W1, b1, W2, b2):  # noqa: F811
    check_mlp(x, W1, b1, W2, b2)
    return W2 @ (W1 @ x + b1[:, None]) + b2[:, None]


@chaff(
    exercise="mlp_block",
    fails=[
        "test_two_layers",
        "test_integers",
        "test_refuses_other_shapes",
        "test_arguments_are_unchanged",
    ],
    en=(
        "ReLU between the layers",
        "Both layers are right. Which activation has negative values too?",
    ),
    fr=(
        "ReLU entre les couches",
        "Les deux couches sont justes. Quelle activation prend aussi des valeurs négatives ?",
    ),
)
def mlp_block(x, W1, b1, W2, b2):  # noqa: F811
    check_mlp(x, W1, b1, W2, b2)
    return W2 @ np.maximum(W1 @ x + b1[:, None], 0) + b2[:, None]


@chaff(
    exercise="mlp_block",
    fails=[
        "test_two_layers",
        "test_integers",
        "test_refuses_other_shapes",
        "test_arguments_are_unchanged",
    ],
    en=(
        "The exact GELU between the layers",
        "Three digits agree. Which form of GELU does the text prescribe here?",
    ),
    fr=(
        "GELU exacte entre les couches",
        "Trois décimales sont bonnes. Quelle forme de GELU le texte prescrit-il ici ?",
    ),
)
def mlp_block(x, W1, b1, W2, b2):  # noqa: F811
    check_mlp(x, W1, b1, W2, b2)
    return W2 @ gelu(W1 @ x + b1[:, None]) + b2[:, None]


@chaff(
    exercise="mlp_block",
    fails=[
        "test_two_layers",
        "test_integers",
        "test_refuses_other_shapes",
        "test_arguments_are_unchanged",
    ],
    en=(
        "The stream added already",
        "Both layers are right. Who adds the result to the stream, and when?",
    ),
    fr=(
        "Le flux déjà ajouté",
        "Les deux couches sont justes. Qui ajoute le résultat au flux, et quand ?",
    ),
)
def mlp_block(x, W1, b1, W2, b2):  # noqa: F811
    check_mlp(x, W1, b1, W2, b2)
    return x + W2 @ gelu_tanh(W1 @ x + b1[:, None]) + b2[:, None]


@chaff(
    exercise="mlp_block",
    fails=[
        "test_two_layers",
        "test_integers",
        "test_refuses_other_shapes",
        "test_arguments_are_unchanged",
    ],
    en=(
        "No bias at the output",
        "The hidden layer is right. What does the output layer add after W2?",
    ),
    fr=(
        "Sans biais en sortie",
        "La couche cachée est juste. Qu'ajoute la couche de sortie après W2 ?",
    ),
)
def mlp_block(x, W1, b1, W2, b2):  # noqa: F811
    check_mlp(x, W1, b1, W2, b2)
    return W2 @ gelu_tanh(W1 @ x + b1[:, None])


@chaff(
    exercise="mlp_block",
    fails=["test_refuses_other_shapes"],
    en=(
        "Shapes left to numpy",
        "Where all fits, the values are right. What does numpy do with a bias of length 1?",
    ),
    fr=(
        "Les formes laissées à numpy",
        "Quand tout convient, les valeurs sont justes. Que fait numpy d'un biais de longueur 1 ?",
    ),
)
def mlp_block(x, W1, b1, W2, b2):  # noqa: F811
    return W2 @ gelu_tanh(W1 @ x + b1.reshape(-1, 1)) + b2.reshape(-1, 1)


@chaff(
    exercise="mlp_block",
    fails=["test_integers"],
    en=(
        "A result in the type of x",
        "Floats give the right values. What happens to decimals in an array of ints?",
    ),
    fr=(
        "Un résultat du type de x",
        "Avec des flottants, c'est juste. Que deviennent les décimales dans un tableau d'entiers ?",
    ),
)
def mlp_block(x, W1, b1, W2, b2):  # noqa: F811
    check_mlp(x, W1, b1, W2, b2)
    result = np.zeros_like(x)
    for j in range(x.shape[1]):
        result[:, j] = W2 @ gelu_tanh(W1 @ x[:, j] + b1) + b2
    return result


@chaff(
    exercise="mlp_block",
    fails=["test_arguments_are_unchanged"],
    en=(
        "Biases turned into columns for good",
        "The values are right. Which shape do the biases have afterwards?",
    ),
    fr=(
        "Des biais changés en colonnes pour de bon",
        "Les valeurs sont justes. Quelle forme les biais ont-ils après coup ?",
    ),
)
def mlp_block(x, W1, b1, W2, b2):  # noqa: F811
    check_mlp(x, W1, b1, W2, b2)
    b1.shape = (len(b1), 1)
    b2.shape = (len(b2), 1)
    return W2 @ gelu_tanh(W1 @ x + b1) + b2


@chaff(
    exercise="transformer_layer",
    fails=[
        "test_attention_then_dense_block",
        "test_integers",
        "test_mask_is_the_default",
        "test_large_scores",
        "test_arguments_are_unchanged",
    ],
    en=(
        "The dense block first",
        "Both blocks are right. Which one reads the stream first?",
    ),
    fr=(
        "Le bloc dense d'abord",
        "Les deux blocs sont justes. Lequel lit le flux en premier ?",
    ),
)
def transformer_layer(x, heads, W1, b1, W2, b2, causal=True):
    return attention_block(x + mlp_block(x, W1, b1, W2, b2), heads, causal)


@chaff(
    exercise="transformer_layer",
    fails=[
        "test_attention_then_dense_block",
        "test_integers",
        "test_mask_is_the_default",
        "test_large_scores",
        "test_arguments_are_unchanged",
    ],
    en=(
        "Both blocks read x",
        "Both blocks are right. Which stream does the dense block read?",
    ),
    fr=(
        "Les deux blocs lisent x",
        "Les deux blocs sont justes. Quel flux le bloc dense lit-il ?",
    ),
)
def transformer_layer(x, heads, W1, b1, W2, b2, causal=True):  # noqa: F811
    return attention_block(x, heads, causal) + mlp_block(x, W1, b1, W2, b2)


@chaff(
    exercise="transformer_layer",
    fails=[
        "test_attention_then_dense_block",
        "test_integers",
        "test_mask_is_the_default",
        "test_large_scores",
        "test_arguments_are_unchanged",
    ],
    en=(
        "The dense block replaces the stream",
        "The attention block is right. What does a residual stream do with the output of a block?",
    ),
    fr=(
        "Le bloc dense remplace le flux",
        "Le bloc d'attention est juste. Que fait un flux résiduel de la sortie d'un bloc ?",
    ),
)
def transformer_layer(x, heads, W1, b1, W2, b2, causal=True):  # noqa: F811
    return mlp_block(attention_block(x, heads, causal), W1, b1, W2, b2)


@chaff(
    exercise="transformer_layer",
    fails=[
        "test_attention_then_dense_block",
        "test_integers",
        "test_mask_is_the_default",
        "test_large_scores",
        "test_arguments_are_unchanged",
    ],
    en=(
        "The attention block replaces the stream",
        "The dense block is right. What happens to x when the heads have written?",
    ),
    fr=(
        "Le bloc d'attention remplace le flux",
        "Le bloc dense est juste. Que devient x quand les têtes ont écrit ?",
    ),
)
def transformer_layer(x, heads, W1, b1, W2, b2, causal=True):  # noqa: F811
    y = attention_block(x, heads, causal) - x
    return y + mlp_block(y, W1, b1, W2, b2)


@chaff(
    exercise="transformer_layer",
    fails=[
        "test_attention_then_dense_block",
        "test_integers",
        "test_mask_is_the_default",
        "test_large_scores",
        "test_arguments_are_unchanged",
    ],
    en=(
        "x added once for each head",
        "With one head it is right. How many times does the stream get x?",
    ),
    fr=(
        "x ajouté pour chaque tête",
        "Avec une tête, c'est juste. Combien de fois le flux reçoit-il x ?",
    ),
)
def transformer_layer(x, heads, W1, b1, W2, b2, causal=True):  # noqa: F811
    y = sum(x + head_output(x, *head, causal) for head in heads)
    return y + mlp_block(y, W1, b1, W2, b2)


@chaff(
    exercise="transformer_layer",
    fails=[
        "test_attention_then_dense_block",
        "test_integers",
        "test_mask_is_the_default",
        "test_large_scores",
        "test_arguments_are_unchanged",
    ],
    en=(
        "Heads one after the other",
        "With one head it is right. Which stream does the second head read?",
    ),
    fr=(
        "Des têtes l'une après l'autre",
        "Avec une tête, c'est juste. Quel flux la deuxième tête lit-elle ?",
    ),
    see="3.1",
)
def transformer_layer(x, heads, W1, b1, W2, b2, causal=True):  # noqa: F811
    y = x
    for head in heads:
        y = y + head_output(y, *head, causal)
    return y + mlp_block(y, W1, b1, W2, b2)


@chaff(
    exercise="transformer_layer",
    fails=[
        "test_attention_then_dense_block",
        "test_integers",
        "test_mask_is_the_default",
        "test_large_scores",
        "test_arguments_are_unchanged",
    ],
    en=(
        "Columns normalised before each block",
        "The order of the blocks is right. Does the layer of this notebook normalise?",
    ),
    fr=(
        "Des colonnes normalisées avant chaque bloc",
        "L'ordre des blocs est juste. La couche de ce notebook normalise-t-elle ?",
    ),
)
def transformer_layer(x, heads, W1, b1, W2, b2, causal=True):  # noqa: F811
    def normalised(x):
        return (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + 1e-5)

    y = x + sum(head_output(normalised(x), *head, causal) for head in heads)
    return y + mlp_block(normalised(y), W1, b1, W2, b2)


@chaff(
    exercise="transformer_layer",
    fails=[
        "test_attention_then_dense_block",
        "test_integers",
        "test_mask_is_the_default",
        "test_large_scores",
        "test_arguments_are_unchanged",
    ],
    en=(
        "Rows cut after the softmax",
        "The weights on later tokens are 0. What is now the sum of a row?",
    ),
    fr=(
        "Des lignes coupées après le softmax",
        "Les poids des tokens ultérieurs valent 0. Quelle est maintenant la somme d'une ligne ?",
    ),
    see="3.1",
)
def transformer_layer(x, heads, W1, b1, W2, b2, causal=True):  # noqa: F811
    y = x
    for W_Q, W_K, W_V, W_O in heads:
        scores = (W_Q @ x).T @ (W_K @ x) / math.sqrt(len(W_Q))
        weights = np.exp(scores - scores.max(axis=1, keepdims=True))
        weights = weights / weights.sum(axis=1, keepdims=True)
        y = y + W_O @ (W_V @ x) @ (np.tril(weights) if causal else weights).T
    return y + mlp_block(y, W1, b1, W2, b2)


@chaff(
    exercise="transformer_layer",
    fails=[
        "test_attention_then_dense_block",
        "test_integers",
        "test_mask_is_the_default",
        "test_large_scores",
        "test_arguments_are_unchanged",
    ],
    en=(
        "Scores divided by the root of n",
        "With one head it is right. How many numbers does a query of a small head have?",
    ),
    fr=(
        "Des scores divisés par la racine de n",
        "Avec une tête, c'est juste. Combien de nombres compte une requête d'une petite tête ?",
    ),
    see="3.1",
)
def transformer_layer(x, heads, W1, b1, W2, b2, causal=True):  # noqa: F811
    y = x + sum(head_output(x, *head, causal, scale=len(x)) for head in heads)
    return y + mlp_block(y, W1, b1, W2, b2)


@chaff(
    exercise="transformer_layer",
    fails=[
        "test_attention_then_dense_block",
        "test_integers",
        "test_mask_is_the_default",
        "test_large_scores",
        "test_arguments_are_unchanged",
    ],
    en=(
        "A mask at all times",
        "With the mask it is right. What changes when causal is False?",
    ),
    fr=(
        "Un masque en toute circonstance",
        "Avec le masque, c'est juste. Que change causal=False ?",
    ),
    see="3.1",
)
def transformer_layer(x, heads, W1, b1, W2, b2, causal=True):  # noqa: F811
    y = attention_block(x, heads)
    return y + mlp_block(y, W1, b1, W2, b2)


@chaff(
    exercise="transformer_layer",
    fails=["test_mask_is_the_default"],
    en=(
        "No mask unless it is asked for",
        "When causal is given, it is right. What does the signature say if it is not?",
    ),
    fr=(
        "Pas de masque sauf demande",
        "Quand causal est donné, c'est juste. Que dit la signature s'il ne l'est pas ?",
    ),
)
def transformer_layer(x, heads, W1, b1, W2, b2, causal=False):  # noqa: F811
    y = attention_block(x, heads, causal)
    return y + mlp_block(y, W1, b1, W2, b2)


@chaff(
    exercise="transformer_layer",
    fails=["test_large_scores"],
    en=(
        "The mask after the softmax",
        "Small scores give the right result. What is left of a row whose largest score is masked?",
    ),
    fr=(
        "Le masque après le softmax",
        "De petits scores donnent le bon résultat. Que reste-t-il d'une ligne dont le "
        "plus grand score est masqué ?",
    ),
    see="3.1",
)
def transformer_layer(x, heads, W1, b1, W2, b2, causal=True):  # noqa: F811
    y = x
    for W_Q, W_K, W_V, W_O in heads:
        scores = (W_Q @ x).T @ (W_K @ x) / math.sqrt(len(W_Q))
        weights = np.exp(scores - scores.max(axis=1, keepdims=True))
        if causal:
            weights = np.tril(weights)
        weights = weights / weights.sum(axis=1, keepdims=True)
        y = y + W_O @ (W_V @ x) @ weights.T
    return y + mlp_block(y, W1, b1, W2, b2)


@chaff(
    exercise="transformer_layer",
    fails=["test_arguments_are_unchanged"],
    en=(
        "The stream changed in place",
        "The values are right. What has become of the x that you were given?",
    ),
    fr=(
        "Le flux modifié sur place",
        "Les valeurs sont justes. Qu'est devenu le x que vous avez reçu ?",
    ),
)
def transformer_layer(x, heads, W1, b1, W2, b2, causal=True):  # noqa: F811
    y = np.asarray(x, dtype=float)
    y += attention_block(y, heads, causal) - y
    y += mlp_block(y, W1, b1, W2, b2)
    return y


@chaff(
    exercise="transformer_layer",
    fails=[
        "test_attention_then_dense_block",
        "test_integers",
        "test_mask_is_the_default",
        "test_large_scores",
        "test_arguments_are_unchanged",
    ],
    en=(
        "Zero scores taken for masked ones",
        "Most scores are treated well. Can the score of a token that may be seen be exactly 0?",
    ),
    fr=(
        "Des scores nuls pris pour des scores masqués",
        "La plupart des scores sont bien traités. Le score d'un token visible peut-il valoir "
        "exactement 0 ?",
    ),
    see="3.1",
)
def transformer_layer(x, heads, W1, b1, W2, b2, causal=True):  # noqa: F811
    y = x
    for W_Q, W_K, W_V, W_O in heads:
        scores = (W_Q @ x).T @ (W_K @ x) / math.sqrt(len(W_Q))
        if causal:
            scores = np.tril(scores)
            scores[scores == 0] = -np.inf
        weights = np.exp(scores - scores.max(axis=1, keepdims=True))
        y = y + W_O @ (W_V @ x) @ (weights / weights.sum(axis=1, keepdims=True)).T
    return y + mlp_block(y, W1, b1, W2, b2)


@chaff(
    exercise="transformer_layer",
    fails=["test_large_scores"],
    en=(
        "A mask that is not small enough",
        "Small scores give the right result. Can a score be smaller than the number in your mask?",
    ),
    fr=(
        "Un masque pas assez petit",
        "De petits scores donnent le bon résultat. Un score peut-il être plus petit que le nombre "
        "de votre masque ?",
    ),
    see="3.1",
)
def transformer_layer(x, heads, W1, b1, W2, b2, causal=True):  # noqa: F811
    y = x
    for W_Q, W_K, W_V, W_O in heads:
        scores = (W_Q @ x).T @ (W_K @ x) / math.sqrt(len(W_Q))
        if causal:
            scores = np.where(np.tri(len(scores)) > 0, scores, -1e4)
        weights = np.exp(scores - scores.max(axis=1, keepdims=True))
        y = y + W_O @ (W_V @ x) @ (weights / weights.sum(axis=1, keepdims=True)).T
    return y + mlp_block(y, W1, b1, W2, b2)


@chaff(
    exercise="transformer_layer",
    fails=["test_integers"],
    en=(
        "Decimals cut off for ints",
        "A stream of floats is right. What does an array of ints keep of what a head writes?",
    ),
    fr=(
        "Des décimales coupées pour les entiers",
        "Un flux de flottants donne le bon résultat. Que garde un tableau d'entiers de ce "
        "qu'écrit une tête ?",
    ),
)
def transformer_layer(x, heads, W1, b1, W2, b2, causal=True):  # noqa: F811
    y = x.copy()
    for head in heads:
        y[...] = y + head_output(x, *head, causal)
    return y + mlp_block(y, W1, b1, W2, b2)


@chaff(
    exercise="gpt2_parameter_count",
    fails=["test_total", "test_other_dense_blocks", "test_exactly_five_keys"],
    en=(
        "An unembedding of its own",
        "Every part is right. Which weights does GPT-2 use twice?",
    ),
    fr=(
        "Une retranscription à part",
        "Chaque part est juste. Quels poids GPT-2 utilise-t-il deux fois ?",
    ),
)
def gpt2_parameter_count(vocab=50257, n=768, max_tokens=1024, num_layers=12, mlp_factor=4):
    per_layer = (4 + 2 * mlp_factor) * n**2 + (9 + mlp_factor) * n
    total = (2 * vocab + max_tokens + 2) * n + num_layers * per_layer
    return {
        "token_embedding": vocab * n,
        "position_embedding": max_tokens * n,
        "per_layer": per_layer,
        "final_norm": 2 * n,
        "total": total,
    }


@chaff(
    exercise="gpt2_parameter_count",
    fails=["test_total", "test_other_dense_blocks", "test_exactly_five_keys"],
    en=(
        "Positions that are not counted",
        "Every part is right. Which of them is missing in the total?",
    ),
    fr=(
        "Des positions oubliées",
        "Chaque part est juste. Laquelle manque dans le total ?",
    ),
)
def gpt2_parameter_count(vocab=50257, n=768, max_tokens=1024, num_layers=12, mlp_factor=4):  # noqa: F811
    per_layer = (4 + 2 * mlp_factor) * n**2 + (9 + mlp_factor) * n
    total = (vocab + 2) * n + num_layers * per_layer
    return {
        "token_embedding": vocab * n,
        "position_embedding": max_tokens * n,
        "per_layer": per_layer,
        "final_norm": 2 * n,
        "total": total,
    }


@chaff(
    exercise="gpt2_parameter_count",
    fails=["test_total", "test_parts", "test_other_dense_blocks", "test_exactly_five_keys"],
    en=(
        "No biases",
        "The matrices are right. How many biases does a layer with its six matrices have?",
    ),
    fr=(
        "Sans biais",
        "Les matrices sont justes. Combien de biais une couche compte-t-elle, avec ses "
        "six matrices ?",
    ),
)
def gpt2_parameter_count(vocab=50257, n=768, max_tokens=1024, num_layers=12, mlp_factor=4):  # noqa: F811
    per_layer = (4 + 2 * mlp_factor) * n**2 + 4 * n
    total = (vocab + max_tokens + 2) * n + num_layers * per_layer
    return {
        "token_embedding": vocab * n,
        "position_embedding": max_tokens * n,
        "per_layer": per_layer,
        "final_norm": 2 * n,
        "total": total,
    }


@chaff(
    exercise="gpt2_parameter_count",
    fails=["test_total", "test_parts", "test_other_dense_blocks", "test_exactly_five_keys"],
    en=(
        "No normalisations",
        "The two blocks are right. What stands before each of them, and at the very end?",
    ),
    fr=(
        "Sans normalisation",
        "Les deux blocs sont justes. Que trouve-t-on devant chacun d'eux, et tout à la fin ?",
    ),
)
def gpt2_parameter_count(vocab=50257, n=768, max_tokens=1024, num_layers=12, mlp_factor=4):  # noqa: F811
    per_layer = (4 + 2 * mlp_factor) * n**2 + (5 + mlp_factor) * n
    total = (vocab + max_tokens) * n + num_layers * per_layer
    return {
        "token_embedding": vocab * n,
        "position_embedding": max_tokens * n,
        "per_layer": per_layer,
        "final_norm": 0,
        "total": total,
    }


@chaff(
    exercise="gpt2_parameter_count",
    fails=["test_total", "test_other_dense_blocks", "test_exactly_five_keys"],
    en=(
        "The last normalisation left out",
        "Every part is right. What comes after the last layer?",
    ),
    fr=(
        "La dernière normalisation oubliée",
        "Chaque part est juste. Qu'y a-t-il après la dernière couche ?",
    ),
)
def gpt2_parameter_count(vocab=50257, n=768, max_tokens=1024, num_layers=12, mlp_factor=4):  # noqa: F811
    per_layer = (4 + 2 * mlp_factor) * n**2 + (9 + mlp_factor) * n
    total = (vocab + max_tokens) * n + num_layers * per_layer
    return {
        "token_embedding": vocab * n,
        "position_embedding": max_tokens * n,
        "per_layer": per_layer,
        "final_norm": 2 * n,
        "total": total,
    }


@chaff(
    exercise="gpt2_parameter_count",
    fails=["test_total", "test_parts", "test_other_dense_blocks", "test_exactly_five_keys"],
    en=(
        "Attention without its output matrix",
        "Queries, keys and values are right. Which fourth matrix writes into the stream?",
    ),
    fr=(
        "L'attention sans matrice de sortie",
        "Requêtes, clés et valeurs sont justes. Quelle quatrième matrice écrit dans le flux ?",
    ),
)
def gpt2_parameter_count(vocab=50257, n=768, max_tokens=1024, num_layers=12, mlp_factor=4):  # noqa: F811
    per_layer = (3 + 2 * mlp_factor) * n**2 + (8 + mlp_factor) * n
    total = (vocab + max_tokens + 2) * n + num_layers * per_layer
    return {
        "token_embedding": vocab * n,
        "position_embedding": max_tokens * n,
        "per_layer": per_layer,
        "final_norm": 2 * n,
        "total": total,
    }


@chaff(
    exercise="gpt2_parameter_count",
    fails=["test_total", "test_parts", "test_other_dense_blocks", "test_exactly_five_keys"],
    en=(
        "Four matrices for each of twelve heads",
        "The parts of one head are right for r = n. What do all heads together have?",
    ),
    fr=(
        "Quatre matrices pour chacune des douze têtes",
        "Le compte serait juste avec une tête et r = n. Combien toutes les têtes "
        "réunies ont-elles de poids ?",
    ),
)
def gpt2_parameter_count(vocab=50257, n=768, max_tokens=1024, num_layers=12, mlp_factor=4):  # noqa: F811
    per_layer = (48 + 2 * mlp_factor) * n**2 + (9 + mlp_factor) * n
    total = (vocab + max_tokens + 2) * n + num_layers * per_layer
    return {
        "token_embedding": vocab * n,
        "position_embedding": max_tokens * n,
        "per_layer": per_layer,
        "final_norm": 2 * n,
        "total": total,
    }


@chaff(
    exercise="gpt2_parameter_count",
    fails=["test_parts", "test_other_dense_blocks", "test_exactly_five_keys"],
    en=(
        "All layers under per_layer",
        "The total is right. How many layers does per_layer speak of?",
    ),
    fr=(
        "Toutes les couches sous per_layer",
        "Le total est juste. De combien de couches parle per_layer ?",
    ),
)
def gpt2_parameter_count(vocab=50257, n=768, max_tokens=1024, num_layers=12, mlp_factor=4):  # noqa: F811
    per_layer = num_layers * ((4 + 2 * mlp_factor) * n**2 + (9 + mlp_factor) * n)
    total = (vocab + max_tokens + 2) * n + per_layer
    return {
        "token_embedding": vocab * n,
        "position_embedding": max_tokens * n,
        "per_layer": per_layer,
        "final_norm": 2 * n,
        "total": total,
    }


@chaff(
    exercise="gpt2_parameter_count",
    fails=["test_total", "test_other_dense_blocks", "test_exactly_five_keys"],
    en=(
        "One layer in the total",
        "Every part is right. How many layers does the network have?",
    ),
    fr=(
        "Une seule couche dans le total",
        "Chaque part est juste. Combien de couches le réseau a-t-il ?",
    ),
)
def gpt2_parameter_count(vocab=50257, n=768, max_tokens=1024, num_layers=12, mlp_factor=4):  # noqa: F811
    per_layer = (4 + 2 * mlp_factor) * n**2 + (9 + mlp_factor) * n
    total = (vocab + max_tokens + 2) * n + per_layer
    return {
        "token_embedding": vocab * n,
        "position_embedding": max_tokens * n,
        "per_layer": per_layer,
        "final_norm": 2 * n,
        "total": total,
    }


@chaff(
    exercise="gpt2_parameter_count",
    fails=["test_other_dense_blocks"],
    en=(
        "Always four times n hidden neurons",
        "GPT-2 itself is right. What if the hidden layer has another size?",
    ),
    fr=(
        "Toujours quatre fois n neurones cachés",
        "Pour GPT-2, c'est juste. Et si la couche cachée a une autre taille ?",
    ),
)
def gpt2_parameter_count(vocab=50257, n=768, max_tokens=1024, num_layers=12, mlp_factor=4):  # noqa: F811
    per_layer = 12 * n**2 + 13 * n
    total = (vocab + max_tokens + 2) * n + num_layers * per_layer
    return {
        "token_embedding": vocab * n,
        "position_embedding": max_tokens * n,
        "per_layer": per_layer,
        "final_norm": 2 * n,
        "total": total,
    }


@chaff(
    exercise="gpt2_parameter_count",
    fails=["test_parts", "test_other_dense_blocks", "test_exactly_five_keys"],
    en=(
        "Tokens and positions exchanged",
        "The total is right. Which of the two embeddings has one vector for each token "
        "of the vocabulary?",
    ),
    fr=(
        "Tokens et positions échangés",
        "Le total est juste. Lequel des deux plongements a un vecteur par token du vocabulaire ?",
    ),
)
def gpt2_parameter_count(vocab=50257, n=768, max_tokens=1024, num_layers=12, mlp_factor=4):  # noqa: F811
    per_layer = (4 + 2 * mlp_factor) * n**2 + (9 + mlp_factor) * n
    return {
        "token_embedding": max_tokens * n,
        "position_embedding": vocab * n,
        "per_layer": per_layer,
        "final_norm": 2 * n,
        "total": (vocab + max_tokens + 2) * n + num_layers * per_layer,
    }


@chaff(
    exercise="gpt2_parameter_count",
    fails=["test_exactly_five_keys"],
    en=(
        "A sixth key",
        "The five counts are right. Which keys does the dict have besides?",
    ),
    fr=(
        "Une sixième clé",
        "Les cinq nombres sont justes. Quelles autres clés le dictionnaire a-t-il ?",
    ),
)
def gpt2_parameter_count(vocab=50257, n=768, max_tokens=1024, num_layers=12, mlp_factor=4):  # noqa: F811
    per_layer = (4 + 2 * mlp_factor) * n**2 + (9 + mlp_factor) * n
    return {
        "token_embedding": vocab * n,
        "position_embedding": max_tokens * n,
        "per_layer": per_layer,
        "layers": num_layers * per_layer,
        "final_norm": 2 * n,
        "total": (vocab + max_tokens + 2) * n + num_layers * per_layer,
    }


@chaff(
    exercise="gpt2_parameter_count",
    fails=["test_total", "test_other_dense_blocks", "test_exactly_five_keys"],
    en=(
        "The number of the announcement",
        "Counting is more reliable than quoting. Which choices of the network change the number?",
    ),
    fr=(
        "Le nombre de l'annonce",
        "Compter est plus sûr que citer. Quels choix du réseau changent ce nombre ?",
    ),
)
def gpt2_parameter_count(vocab=50257, n=768, max_tokens=1024, num_layers=12, mlp_factor=4):  # noqa: F811
    per_layer = (4 + 2 * mlp_factor) * n**2 + (9 + mlp_factor) * n
    return {
        "token_embedding": vocab * n,
        "position_embedding": max_tokens * n,
        "per_layer": per_layer,
        "final_norm": 2 * n,
        "total": 117_000_000,
    }


@chaff(
    exercise="tiny_gpt_logits",
    fails=[
        "test_embedding_positions_unembedding",
        "test_layers",
        "test_refuses_other_ids",
        "test_longest_text",
        "test_arguments_are_unchanged",
    ],
    en=(
        "No positions",
        "Token vectors and layers are right. How does the network know the order of the tokens?",
    ),
    fr=(
        "Sans positions",
        "Les vecteurs tokens et les couches sont justes. Comment le réseau connaît-il "
        "l'ordre des tokens ?",
    ),
)
def tiny_gpt_logits(params, token_ids):
    check_ids(params, token_ids)
    x = params["A"][:, list(token_ids)]
    for layer in params["layers"]:
        x = transformer_layer(x, **layer)
    return params["B"] @ x


@chaff(
    exercise="tiny_gpt_logits",
    fails=[
        "test_embedding_positions_unembedding",
        "test_layers",
        "test_refuses_other_ids",
        "test_longest_text",
        "test_arguments_are_unchanged",
    ],
    en=(
        "Positions from 1",
        "The vectors are right. At which number do the positions start here?",
    ),
    fr=(
        "Des positions à partir de 1",
        "Les vecteurs sont justes. À quel nombre les positions commencent-elles ici ?",
    ),
)
def tiny_gpt_logits(params, token_ids):  # noqa: F811
    check_ids(params, token_ids)
    A = params["A"]
    x = A[:, list(token_ids)] + positions(len(token_ids), len(A), params["p"], start=1)
    for layer in params["layers"]:
        x = transformer_layer(x, **layer)
    return params["B"] @ x


@chaff(
    exercise="tiny_gpt_logits",
    fails=[
        "test_embedding_positions_unembedding",
        "test_layers",
        "test_refuses_other_ids",
        "test_longest_text",
        "test_arguments_are_unchanged",
    ],
    en=(
        "Sine before cosine",
        "The angles are right. What is the first entry of the vector of position 0?",
    ),
    fr=(
        "Le sinus avant le cosinus",
        "Les angles sont justes. Quel est le premier coefficient du vecteur de la position 0 ?",
    ),
)
def tiny_gpt_logits(params, token_ids):  # noqa: F811
    check_ids(params, token_ids)
    x = params["A"][:, list(token_ids)]
    w = positions(len(token_ids), len(x), params["p"])
    x = x + w.reshape(-1, 2, len(token_ids))[:, ::-1].reshape(x.shape)
    for layer in params["layers"]:
        x = transformer_layer(x, **layer)
    return params["B"] @ x


@chaff(
    exercise="tiny_gpt_logits",
    fails=[
        "test_layers",
        "test_refuses_other_ids",
        "test_longest_text",
        "test_arguments_are_unchanged",
    ],
    en=(
        "Positions at every layer",
        "With one layer it is right. When are the positions added?",
    ),
    fr=(
        "Des positions à chaque couche",
        "Avec une couche, c'est juste. Quand les positions s'ajoutent-elles ?",
    ),
)
def tiny_gpt_logits(params, token_ids):  # noqa: F811
    check_ids(params, token_ids)
    x = params["A"][:, list(token_ids)]
    w = positions(len(token_ids), len(x), params["p"])
    for layer in params["layers"]:
        x = transformer_layer(x + w, **layer)
    return params["B"] @ (x if params["layers"] else x + w)


@chaff(
    exercise="tiny_gpt_logits",
    fails=[
        "test_embedding_positions_unembedding",
        "test_refuses_other_ids",
        "test_longest_text",
        "test_arguments_are_unchanged",
    ],
    en=(
        "Everything starts with the first layer",
        "With layers it is right. What happens in a network without any?",
    ),
    fr=(
        "Tout commence à la première couche",
        "Avec des couches, c'est juste. Que se passe-t-il dans un réseau qui n'en a aucune ?",
    ),
)
def tiny_gpt_logits(params, token_ids):  # noqa: F811
    check_ids(params, token_ids)
    for i, layer in enumerate(params["layers"]):
        if i == 0:
            x = embedded(params, token_ids)
        x = transformer_layer(x, **layer)
    return params["B"] @ x


@chaff(
    exercise="tiny_gpt_logits",
    fails=[
        "test_embedding_positions_unembedding",
        "test_layers",
        "test_refuses_other_ids",
        "test_longest_text",
        "test_arguments_are_unchanged",
    ],
    en=(
        "The transpose of A as unembedding",
        "The stream is right. Which matrix of the model turns it into logits?",
    ),
    fr=(
        "La transposée de A comme retranscription",
        "Le flux est juste. Quelle matrice du modèle le change en logits ?",
    ),
)
def tiny_gpt_logits(params, token_ids):  # noqa: F811
    check_ids(params, token_ids)
    x = embedded(params, token_ids)
    for layer in params["layers"]:
        x = transformer_layer(x, **layer)
    return params["A"].T @ x


@chaff(
    exercise="tiny_gpt_logits",
    fails=[
        "test_layers",
        "test_refuses_other_ids",
        "test_longest_text",
        "test_arguments_are_unchanged",
    ],
    en=(
        "No mask",
        "Every other step is right. May a token look at those that follow?",
    ),
    fr=(
        "Sans masque",
        "Toutes les autres étapes sont justes. Un token peut-il regarder ceux qui suivent ?",
    ),
)
def tiny_gpt_logits(params, token_ids):  # noqa: F811
    check_ids(params, token_ids)
    x = embedded(params, token_ids)
    for layer in params["layers"]:
        x = transformer_layer(x, **layer, causal=False)
    return params["B"] @ x


@chaff(
    exercise="tiny_gpt_logits",
    fails=[
        "test_layers",
        "test_refuses_other_ids",
        "test_longest_text",
        "test_arguments_are_unchanged",
    ],
    en=(
        "The last layer only",
        "With one layer it is right. What does the second layer read?",
    ),
    fr=(
        "Seulement la dernière couche",
        "Avec une couche, c'est juste. Que lit la deuxième couche ?",
    ),
)
def tiny_gpt_logits(params, token_ids):  # noqa: F811
    check_ids(params, token_ids)
    x = y = embedded(params, token_ids)
    for layer in params["layers"]:
        y = transformer_layer(x, **layer)
    return params["B"] @ y


@chaff(
    exercise="tiny_gpt_logits",
    fails=[
        "test_layers",
        "test_refuses_other_ids",
        "test_longest_text",
        "test_arguments_are_unchanged",
    ],
    en=(
        "Attention blocks only",
        "The attention is right. Which other block does each layer have?",
    ),
    fr=(
        "Des blocs d'attention seulement",
        "L'attention est juste. Quel autre bloc chaque couche contient-elle ?",
    ),
)
def tiny_gpt_logits(params, token_ids):  # noqa: F811
    check_ids(params, token_ids)
    x = embedded(params, token_ids)
    for layer in params["layers"]:
        x = attention_block(x, layer["heads"])
    return params["B"] @ x


@chaff(
    exercise="tiny_gpt_logits",
    fails=["test_refuses_other_ids"],
    en=(
        "Ids counted from the end",
        "For ids that exist it is right. What does numpy make of the column -1?",
    ),
    fr=(
        "Des numéros comptés depuis la fin",
        "Pour les numéros existants, c'est juste. Que fait numpy de la colonne -1 ?",
    ),
)
def tiny_gpt_logits(params, token_ids):  # noqa: F811
    if not 1 <= len(token_ids) <= params["K"] or max(token_ids) >= len(params["B"]):
        raise ValueError
    x = embedded(params, token_ids)
    for layer in params["layers"]:
        x = transformer_layer(x, **layer)
    return params["B"] @ x


@chaff(
    exercise="tiny_gpt_logits",
    fails=["test_longest_text"],
    en=(
        "Texts of any length",
        "Shorter texts are right. What is the number K of the model for?",
    ),
    fr=(
        "Des textes de toute longueur",
        "Pour des textes courts, c'est juste. À quoi sert le nombre K du modèle ?",
    ),
)
def tiny_gpt_logits(params, token_ids):  # noqa: F811
    if len(token_ids) == 0 or any(not 0 <= i < len(params["B"]) for i in token_ids):
        raise ValueError
    x = embedded(params, token_ids)
    for layer in params["layers"]:
        x = transformer_layer(x, **layer)
    return params["B"] @ x


@chaff(
    exercise="tiny_gpt_logits",
    fails=["test_arguments_are_unchanged"],
    en=(
        "Positions added inside A",
        "The first call is right. What does a second call find in the embedding?",
    ),
    fr=(
        "Des positions ajoutées dans A",
        "Le premier appel est juste. Que trouve le suivant dans le plongement ?",
    ),
)
def tiny_gpt_logits(params, token_ids):  # noqa: F811
    check_ids(params, token_ids)
    x = embedded(params, token_ids)
    for k, token in enumerate(token_ids):
        params["A"] = params["A"].astype(float)
        params["A"][:, token] = x[:, k]
    for layer in params["layers"]:
        x = transformer_layer(x, **layer)
    return params["B"] @ x


@chaff(
    exercise="generate",
    fails=["test_probabilities"],
    en=(
        "The first column",
        "The softmax is right. Which column is about the token that comes next?",
    ),
    fr=(
        "La première colonne",
        "Le softmax est juste. Quelle colonne concerne le token qui vient ensuite ?",
    ),
    see="5.1",
)
def next_token_probabilities(params, token_ids):
    return softmax(tiny_gpt_logits(params, token_ids)[:, 0])


@chaff(
    exercise="generate",
    fails=["test_probabilities"],
    en=(
        "The mean of all columns",
        "With one token it is right. Which column alone is about the next token?",
    ),
    fr=(
        "La moyenne des colonnes",
        "Avec un seul token, c'est juste. Quelle colonne, seule, concerne le token suivant ?",
    ),
    see="5.1",
)
def next_token_probabilities(params, token_ids):  # noqa: F811
    return softmax(tiny_gpt_logits(params, token_ids).mean(axis=1))


@chaff(
    exercise="generate",
    fails=["test_probabilities"],
    en=(
        "A softmax over the positions",
        "The last column is used. What should add up to 1, tokens or positions?",
    ),
    fr=(
        "Un softmax sur les positions",
        "La dernière colonne est utilisée. La somme de quoi doit valoir 1, celle des "
        "tokens ou celle des positions ?",
    ),
    see="5.2",
)
def next_token_probabilities(params, token_ids):  # noqa: F811
    logits = tiny_gpt_logits(params, token_ids)
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return (powers / powers.sum(axis=1, keepdims=True))[:, -1]


@chaff(
    exercise="generate",
    fails=["test_probabilities"],
    en=(
        "A softmax of the whole matrix",
        "With one token it is right. What is the sum of the last column?",
    ),
    fr=(
        "Un softmax de toute la matrice",
        "Avec un seul token, c'est juste. Que vaut la somme de la dernière colonne ?",
    ),
    see="5.2",
)
def next_token_probabilities(params, token_ids):  # noqa: F811
    return softmax(tiny_gpt_logits(params, token_ids))[:, -1]


@chaff(
    exercise="generate",
    fails=["test_probabilities"],
    en=(
        "Exponentials that overflow in the probabilities",
        "Small logits give the right result. What is the exponential of 1000?",
    ),
    fr=(
        "Des exponentielles qui débordent dans les probabilités",
        "De petits logits donnent le bon résultat. Que vaut l'exponentielle de 1000 ?",
    ),
)
def next_token_probabilities(params, token_ids):  # noqa: F811
    powers = np.exp(tiny_gpt_logits(params, token_ids)[:, -1])
    return powers / powers.sum()


@chaff(
    exercise="generate",
    fails=[
        "test_greedy_limit",
        "test_ties",
        "test_long_text",
        "test_prompt_is_unchanged",
        "test_refuses_other_numbers",
    ],
    en=(
        "Exponentials that overflow in the text",
        "Ordinary temperatures work. How large are the logits after a division by 0.0001?",
    ),
    fr=(
        "Des exponentielles qui débordent dans le texte",
        "Aux températures ordinaires, c'est juste. De quelle taille sont les logits "
        "divisés par 0.0001 ?",
    ),
)
def generate(params, token_ids, num_new, temperature=1.0, top_k=None, rng=None):
    check_numbers(temperature, num_new)
    rng = np.random.default_rng(rng)
    text = list(token_ids)
    for _ in range(num_new):
        logits = tiny_gpt_logits(params, text[-params["K"] :])[:, -1]
        kept = np.argsort(-logits, kind="stable")[:top_k]
        powers = np.exp(logits[kept] / temperature)
        text.append(int(rng.choice(kept, p=powers / powers.sum())))
    return text


@chaff(
    exercise="generate",
    fails=[
        "test_greedy_limit",
        "test_frequencies",
        "test_ties",
        "test_long_text",
        "test_same_seed_same_text",
        "test_prompt_is_unchanged",
        "test_refuses_other_numbers",
    ],
    en=(
        "Only the new tokens",
        "The new tokens are right. What does the result begin with?",
    ),
    fr=(
        "Seulement les nouveaux tokens",
        "Les nouveaux tokens sont justes. Par quoi le résultat commence-t-il ?",
    ),
)
def generate(params, token_ids, num_new, temperature=1.0, top_k=None, rng=None):  # noqa: F811
    check_numbers(temperature, num_new)
    rng = np.random.default_rng(rng)
    text = list(token_ids)
    for _ in range(num_new):
        logits = tiny_gpt_logits(params, text[-params["K"] :])[:, -1]
        text.append(draw(logits, temperature, top_k, rng))
    return text[len(token_ids) :]


@chaff(
    exercise="generate",
    fails=[
        "test_greedy_limit",
        "test_ties",
        "test_long_text",
        "test_prompt_is_unchanged",
        "test_refuses_other_numbers",
    ],
    en=(
        "Only the last token is read",
        "With K = 1 it is right. How much of the text does the network see?",
    ),
    fr=(
        "Seul le dernier token est lu",
        "Avec K = 1, c'est juste. Quelle part du texte le réseau voit-il ?",
    ),
)
def generate(params, token_ids, num_new, temperature=1.0, top_k=None, rng=None):  # noqa: F811
    check_numbers(temperature, num_new)
    rng = np.random.default_rng(rng)
    text = list(token_ids)
    for _ in range(num_new):
        logits = tiny_gpt_logits(params, text[-1:])[:, -1]
        text.append(draw(logits, temperature, top_k, rng))
    return text


@chaff(
    exercise="generate",
    fails=["test_long_text"],
    en=(
        "The first K tokens",
        "Short texts are right. Which K tokens of a long text count?",
    ),
    fr=(
        "Les K premiers tokens",
        "Pour des textes courts, c'est juste. Quels K tokens d'un long texte comptent ?",
    ),
)
def generate(params, token_ids, num_new, temperature=1.0, top_k=None, rng=None):  # noqa: F811
    check_numbers(temperature, num_new)
    rng = np.random.default_rng(rng)
    text = list(token_ids)
    for _ in range(num_new):
        logits = tiny_gpt_logits(params, text[: params["K"]])[:, -1]
        text.append(draw(logits, temperature, top_k, rng))
    return text


@chaff(
    exercise="generate",
    fails=["test_long_text"],
    en=(
        "The prompt is cut as well",
        "The new tokens are right. Does the result contain the whole prompt?",
    ),
    fr=(
        "L'amorce coupée aussi",
        "Les nouveaux tokens sont justes. Le résultat contient-il toute l'amorce ?",
    ),
)
def generate(params, token_ids, num_new, temperature=1.0, top_k=None, rng=None):  # noqa: F811
    check_numbers(temperature, num_new)
    rng = np.random.default_rng(rng)
    text = list(token_ids)[-params["K"] :]
    for _ in range(num_new):
        logits = tiny_gpt_logits(params, text[-params["K"] :])[:, -1]
        text.append(draw(logits, temperature, top_k, rng))
    return text


@chaff(
    exercise="generate",
    fails=[
        "test_greedy_limit",
        "test_frequencies",
        "test_ties",
        "test_long_text",
        "test_same_seed_same_text",
        "test_prompt_is_unchanged",
        "test_refuses_other_numbers",
    ],
    en=(
        "Logits times the temperature",
        "Temperature 1 is right. Does a high temperature sharpen or flatten?",
    ),
    fr=(
        "Des logits multipliés par la température",
        "À la température 1, c'est juste. Une température élevée rend-elle le choix "
        "plus net ou plus flou ?",
    ),
    see="5.2",
)
def generate(params, token_ids, num_new, temperature=1.0, top_k=None, rng=None):  # noqa: F811
    check_numbers(temperature, num_new)
    rng = np.random.default_rng(rng)
    text = list(token_ids)
    for _ in range(num_new):
        logits = tiny_gpt_logits(params, text[-params["K"] :])[:, -1]
        text.append(draw(logits, 1 / temperature, top_k, rng))
    return text


@chaff(
    exercise="generate",
    fails=["test_ties"],
    en=(
        "Ties in favour of the larger id",
        "The probabilities are right. Which of two equal logits is kept?",
    ),
    fr=(
        "L'égalité au profit du plus grand numéro",
        "Les probabilités sont justes. De deux logits égaux, lequel est gardé ?",
    ),
    see="5.2",
)
def generate(params, token_ids, num_new, temperature=1.0, top_k=None, rng=None):  # noqa: F811
    check_numbers(temperature, num_new)
    rng = np.random.default_rng(rng)
    text = list(token_ids)
    for _ in range(num_new):
        logits = tiny_gpt_logits(params, text[-params["K"] :])[:, -1]
        kept = np.argsort(logits, kind="stable")[::-1][:top_k]
        text.append(int(rng.choice(kept, p=softmax(logits[kept] / temperature))))
    return text


@chaff(
    exercise="generate",
    fails=["test_ties"],
    en=(
        "All equal logits are kept",
        "Without ties it is right. How many tokens are left if two share the last place?",
    ),
    fr=(
        "Tous les logits égaux sont gardés",
        "Sans égalité, c'est juste. Combien de tokens reste-t-il si deux se partagent la dernière "
        "place ?",
    ),
    see="5.2",
)
def generate(params, token_ids, num_new, temperature=1.0, top_k=None, rng=None):  # noqa: F811
    check_numbers(temperature, num_new)
    rng = np.random.default_rng(rng)
    text = list(token_ids)
    for _ in range(num_new):
        logits = tiny_gpt_logits(params, text[-params["K"] :])[:, -1] / temperature
        if top_k is not None:
            logits = np.where(logits < np.sort(logits)[-top_k], -np.inf, logits)
        text.append(int(rng.choice(len(logits), p=softmax(logits))))
    return text


@chaff(
    exercise="generate",
    fails=["test_frequencies", "test_same_seed_same_text", "test_refuses_other_numbers"],
    en=(
        "Probabilities cut after the softmax",
        "All tokens together are right. What is the sum of the probabilities that are kept?",
    ),
    fr=(
        "Des probabilités coupées après le softmax",
        "Pour l'ensemble des tokens, c'est juste. Que vaut la somme des probabilités gardées ?",
    ),
    see="5.2",
)
def generate(params, token_ids, num_new, temperature=1.0, top_k=None, rng=None):  # noqa: F811
    check_numbers(temperature, num_new)
    rng = np.random.default_rng(rng)
    text = list(token_ids)
    for _ in range(num_new):
        logits = tiny_gpt_logits(params, text[-params["K"] :])[:, -1]
        kept = np.argsort(-logits, kind="stable")[:top_k]
        p = softmax(logits / temperature)[kept]
        j = np.searchsorted(np.cumsum(p), rng.random())
        text.append(int(kept[min(j, len(kept) - 1)]))
    return text


@chaff(
    exercise="generate",
    fails=["test_same_seed_same_text"],
    en=(
        "A generator of its own",
        "The frequencies are right. Where does the randomness come from if rng is given?",
    ),
    fr=(
        "Un générateur à part",
        "Les fréquences sont justes. D'où vient le hasard quand rng est donné ?",
    ),
)
def generate(params, token_ids, num_new, temperature=1.0, top_k=None, rng=None):  # noqa: F811
    check_numbers(temperature, num_new)
    rng = np.random.default_rng()
    text = list(token_ids)
    for _ in range(num_new):
        logits = tiny_gpt_logits(params, text[-params["K"] :])[:, -1]
        text.append(draw(logits, temperature, top_k, rng))
    return text


@chaff(
    exercise="generate",
    fails=["test_prompt_is_unchanged"],
    en=(
        "The prompt grows",
        "The result is right. What has become of the list that you were given?",
    ),
    fr=(
        "L'amorce s'allonge",
        "Le résultat est juste. Qu'est devenue la liste que vous avez reçue ?",
    ),
)
def generate(params, token_ids, num_new, temperature=1.0, top_k=None, rng=None):  # noqa: F811
    check_numbers(temperature, num_new)
    rng = np.random.default_rng(rng)
    text = token_ids if isinstance(token_ids, list) else list(token_ids)
    for _ in range(num_new):
        logits = tiny_gpt_logits(params, text[-params["K"] :])[:, -1]
        text.append(draw(logits, temperature, top_k, rng))
    return text


@chaff(
    exercise="generate",
    fails=["test_refuses_other_numbers"],
    en=(
        "Any temperature is taken",
        "Positive temperatures are right. What would a negative one do to the order of the logits?",
    ),
    fr=(
        "Toute température est prise",
        "Aux températures positives, c'est juste. Que ferait une température négative à"
        " l'ordre des logits ?",
    ),
)
def generate(params, token_ids, num_new, temperature=1.0, top_k=None, rng=None):  # noqa: F811
    if num_new < 0:
        raise ValueError
    rng = np.random.default_rng(rng)
    text = list(token_ids)
    for _ in range(num_new):
        logits = tiny_gpt_logits(params, text[-params["K"] :])[:, -1]
        text.append(draw(logits, temperature, top_k, rng))
    return text
