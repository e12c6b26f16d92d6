"""Typical mistakes of chapter 1, part c, and what a student who made one is told."""

import math
from decimal import Decimal
from itertools import pairwise

import numpy as np

from chainrule.grading import chaff


@chaff(
    exercise="activation_functions",
    fails=[
        "test_step_and_straight_pieces",
        "test_arrays_of_ints",
        "test_numbers_give_floats",
        "test_argument_is_unchanged",
    ],
    en=(
        "H(0) = 0",
        (
            "Your step is right everywhere but in one point. Which value does the definition "
            "choose there?"
        ),
    ),
    fr=(
        "H(0) = 0",
        (
            "Votre marche est juste partout sauf en un point. Quelle valeur la définition y "
            "choisit-elle ?"
        ),
    ),
    see="2.1",
)
def heaviside(x):
    return np.where(np.asarray(x) > 0, 1.0, 0.0)[()]


@chaff(
    exercise="activation_functions",
    fails=[
        "test_smooth_functions",
        "test_far_from_zero",
        "test_numbers_give_floats",
        "test_arrays_of_ints",
        "test_argument_is_unchanged",
    ],
    en=(
        "Minus forgotten in the sigmoid",
        (
            "Your curve has the right shape, but it falls. What is the sign of the exponent in "
            "the definition?"
        ),
    ),
    fr=(
        "Moins oublié dans la sigmoïde",
        (
            "Votre courbe a la bonne forme, mais elle descend. Quel est le signe de l'exposant "
            "dans la définition ?"
        ),
    ),
    see="2.3",
)
def sigmoid(x):
    return np.exp(-np.maximum(x, 0.0)) / (1 + np.exp(-np.abs(x)))


@chaff(
    exercise="activation_functions",
    fails=["test_far_from_zero"],
    en=(
        "An exponential that overflows",
        (
            "Near 0 the sigmoid is right. How large is exp(-x) for x = -1000, and which equal "
            "form of the fraction avoids it?"
        ),
    ),
    fr=(
        "Une exponentielle qui déborde",
        (
            "Près de 0, la sigmoïde est juste. Combien vaut exp(-x) pour x = -1000, et quelle "
            "forme égale de la fraction l'évite ?"
        ),
    ),
)
def sigmoid(x):  # noqa: F811
    return 1 / (1 + np.exp(-1.0 * x))


@chaff(
    exercise="activation_functions",
    fails=["test_far_from_zero"],
    en=(
        "A quotient of two infinities",
        (
            "Near 0 the hyperbolic tangent is right. What are numerator and denominator of your "
            "quotient for x = 1000?"
        ),
    ),
    fr=(
        "Un quotient de deux infinis",
        (
            "Près de 0, la tangente hyperbolique est juste. Que valent le numérateur et le "
            "dénominateur de votre quotient pour x = 1000 ?"
        ),
    ),
)
def tanh(x):
    return (np.exp(1.0 * x) - np.exp(-1.0 * x)) / (np.exp(1.0 * x) + np.exp(-1.0 * x))


@chaff(
    exercise="activation_functions",
    fails=[
        "test_smooth_functions",
        "test_far_from_zero",
        "test_numbers_give_floats",
        "test_arrays_of_ints",
        "test_argument_is_unchanged",
    ],
    en=(
        "2 s(x) - 1",
        (
            "Your function goes from -1 to 1 and is 0 at 0, as it must. Is its slope at 0 that of "
            "the hyperbolic tangent, which is 1?"
        ),
    ),
    fr=(
        "2 s(x) - 1",
        (
            "Votre fonction va de -1 à 1 et vaut 0 en 0, comme il se doit. Sa pente en 0 est-elle "
            "celle de la tangente hyperbolique, qui vaut 1 ?"
        ),
    ),
    see="2.3",
)
def tanh(x):  # noqa: F811
    return 2 * sigmoid(x) - 1


@chaff(
    exercise="activation_functions",
    fails=[
        "test_smooth_functions",
        "test_far_from_zero",
        "test_numbers_give_floats",
        "test_arrays_of_ints",
        "test_argument_is_unchanged",
    ],
    en=(
        "s (1 + s) as the derivative",
        (
            "The idea of using the value of the sigmoid again is right. Which sign stands in the "
            "formula, so that the slope tends to 0 on the right?"
        ),
    ),
    fr=(
        "s (1 + s) comme dérivée",
        (
            "Réutiliser la valeur de la sigmoïde est la bonne idée. Quel signe figure dans la "
            "formule, pour que la pente tende vers 0 à droite ?"
        ),
    ),
    see="2.3",
)
def sigmoid_derivative(x):
    s = sigmoid(x)
    return s * (1 + s)


@chaff(
    exercise="activation_functions",
    fails=[
        "test_smooth_functions",
        "test_far_from_zero",
        "test_numbers_give_floats",
        "test_arrays_of_ints",
        "test_argument_is_unchanged",
    ],
    en=(
        "t (1 - t) as the derivative of tanh",
        ("That is the rule of the sigmoid. What does the chain rule give for 2 s(2x) - 1?"),
    ),
    fr=(
        "t (1 - t) comme dérivée de tanh",
        ("C'est la règle de la sigmoïde. Que donne la dérivée d'une composée pour 2 s(2x) - 1 ?"),
    ),
    see="2.3",
)
def tanh_derivative(x):
    t = tanh(x)
    return t * (1 - t)


@chaff(
    exercise="activation_functions",
    fails=[
        "test_smooth_functions",
        "test_far_from_zero",
        "test_numbers_give_floats",
        "test_arrays_of_ints",
        "test_argument_is_unchanged",
    ],
    en=(
        "A difference quotient in place of the formula",
        (
            "Your slopes have nine right digits. How many does the docstring ask for, and which "
            "product gives them all?"
        ),
    ),
    fr=(
        "Un taux d'accroissement à la place de la formule",
        (
            "Vos pentes ont neuf chiffres justes. Combien l'énoncé de la fonction en "
            "demande-t-il, et quel produit les donne tous ?"
        ),
    ),
    see="2.3",
)
def sigmoid_derivative(x):  # noqa: F811
    return (sigmoid(x + 1e-4) - sigmoid(x - 1e-4)) / 2e-4


@chaff(
    exercise="activation_functions",
    fails=["test_numbers_give_floats"],
    en=(
        "An array without dimension",
        (
            "All values are right. What does np.where return for a single number: a float, or an "
            "array without dimension?"
        ),
    ),
    fr=(
        "Un tableau sans dimension",
        (
            "Toutes les valeurs sont justes. Que renvoie np.where pour un nombre seul : un float, "
            "ou un tableau sans dimension ?"
        ),
    ),
)
def heaviside(x):  # noqa: F811
    return np.where(np.asarray(x) >= 0, 1.0, 0.0)


@chaff(
    exercise="activation_functions",
    fails=["test_arrays_of_ints"],
    en=(
        "An array of ints stays one",
        ("Numbers and float arrays are right. Of which dtype is a copy of an array of ints?"),
    ),
    fr=(
        "Un tableau d'entiers le reste",
        (
            "Les nombres et les tableaux de flottants sont justes. De quel dtype est la copie "
            "d'un tableau d'entiers ?"
        ),
    ),
)
def relu(x):
    if np.ndim(x) == 0:
        return float(max(x, 0))
    y = x.copy()
    y[y < 0] = 0
    return y


@chaff(
    exercise="activation_functions",
    fails=["test_argument_is_unchanged"],
    en=(
        "The negative entries are erased in place",
        ("What you return is right. What does the caller's array hold afterwards?"),
    ),
    fr=(
        "Les négatifs effacés sur place",
        ("Ce que vous renvoyez est juste. Que contient ensuite le tableau de l'appelant ?"),
    ),
)
def relu(x):  # noqa: F811
    if np.ndim(x) == 0:
        return float(max(x, 0))
    x[x < 0] = 0
    return x.astype(float)


@chaff(
    exercise="activation_functions",
    fails=[
        "test_step_and_straight_pieces",
        "test_arrays_of_ints",
        "test_numbers_give_floats",
        "test_argument_is_unchanged",
    ],
    en=(
        "The two slopes exchanged",
        ("Both pieces are there. Which slope holds for negative x?"),
    ),
    fr=(
        "Les deux pentes échangées",
        ("Les deux morceaux y sont. Quelle pente vaut pour les x négatifs ?"),
    ),
    see="2.2",
)
def piecewise_linear(x, a, b):
    return b * np.minimum(x, 0.0) + a * np.maximum(x, 0.0)


@chaff(
    exercise="activation_functions",
    fails=[
        "test_step_and_straight_pieces",
        "test_arrays_of_ints",
        "test_numbers_give_floats",
        "test_argument_is_unchanged",
    ],
    en=(
        "The larger of two lines",
        (
            "With a small slope on the left and a larger one on the right it is right. What "
            "becomes of it when a > b?"
        ),
    ),
    fr=(
        "La plus haute de deux droites",
        (
            "Avec une petite pente à gauche et une plus grande à droite, c'est juste. Que se "
            "passe-t-il si a > b ?"
        ),
    ),
    see="2.2",
)
def piecewise_linear(x, a, b):  # noqa: F811
    return np.maximum(a * np.asarray(x, dtype=float), b * np.asarray(x, dtype=float))


@chaff(
    exercise="activation_functions",
    fails=["test_composes_affine_functions"],
    en=(
        "The wrong function first",
        (
            "Your slope is right, since a product does not care about order. Which function is "
            "applied to x first?"
        ),
    ),
    fr=(
        "La mauvaise fonction en premier",
        (
            "Votre pente est juste, car un produit ne dépend pas de l'ordre. Quelle fonction "
            "s'applique à x en premier ?"
        ),
    ),
    see="2.2",
)
def compose_affine(a, b, c, d):
    return a * c, a * d + b


@chaff(
    exercise="activation_functions",
    fails=["test_composes_affine_functions"],
    en=(
        "The intercepts added up",
        ("The slope is right. What does g do to the intercept b of f before it adds d?"),
    ),
    fr=(
        "Les ordonnées à l'origine additionnées",
        ("La pente est juste. Que fait g de l'ordonnée à l'origine b de f avant d'ajouter d ?"),
    ),
    see="2.2",
)
def compose_affine(a, b, c, d):  # noqa: F811
    return a * c, b + d


@chaff(
    exercise="activation_functions",
    fails=[
        "test_step_and_straight_pieces",
        "test_arrays_of_ints",
        "test_numbers_give_floats",
        "test_argument_is_unchanged",
    ],
    en=(
        "One question for a whole array",
        (
            "For a single number your step is right. What should Python answer when a whole array "
            "is asked whether it is >= 0?"
        ),
    ),
    fr=(
        "Une seule question pour tout un tableau",
        (
            "Pour un nombre seul, votre marche est juste. Que doit répondre Python si l'on "
            "demande à tout un tableau s'il est >= 0 ?"
        ),
    ),
)
def heaviside(x):  # noqa: F811
    return 1.0 if x >= 0 else 0.0


@chaff(
    exercise="activation_functions",
    fails=[
        "test_step_and_straight_pieces",
        "test_arrays_of_ints",
        "test_numbers_give_floats",
        "test_argument_is_unchanged",
    ],
    en=(
        "Python's max for a whole array",
        (
            "For single numbers your ReLU has the right values. Which function compares entry by "
            "entry, max or one of numpy's, and of which type is max(3, 0)?"
        ),
    ),
    fr=(
        "Le max de Python pour tout un tableau",
        (
            "Pour des nombres seuls, votre ReLU a les bonnes valeurs. Quelle fonction compare "
            "élément par élément, max ou une de numpy, et de quel type est max(3, 0) ?"
        ),
    ),
)
def relu(x):  # noqa: F811
    return max(x, 0)


@chaff(
    exercise="diagonal_fit",
    fails=[
        "test_sum_of_squared_distances",
        "test_refuses_other_shapes",
        "test_points_are_unchanged",
    ],
    en=(
        "Only the first coordinates",
        ("Your squares are expanded rightly. Does the distance to a point only depend on its x?"),
    ),
    fr=(
        "Seulement les premières coordonnées",
        ("Vos carrés sont bien développés. La distance à un point ne dépend-elle que de son x ?"),
    ),
)
def diagonal_error_coefficients(points):
    p = np.asarray(points, dtype=float)
    if p.shape[1:] != (2,) or p.size == 0:
        raise ValueError
    x = p[:, 0]
    return float(len(x)), -2 * float(x.sum()), float((x**2).sum())


@chaff(
    exercise="diagonal_fit",
    fails=[
        "test_sum_of_squared_distances",
        "test_refuses_other_shapes",
        "test_points_are_unchanged",
    ],
    en=(
        "A plus in the middle",
        (
            "The first and the last coefficient are right. What sign does the middle term of (x - "
            "u)² have?"
        ),
    ),
    fr=(
        "Un plus au milieu",
        (
            "Le premier et le dernier coefficient sont justes. Quel est le signe du terme du "
            "milieu de (x - u)² ?"
        ),
    ),
)
def diagonal_error_coefficients(points):  # noqa: F811
    p = np.asarray(points, dtype=float)
    if p.shape[1:] != (2,) or p.size == 0:
        raise ValueError
    return float(p.size), 2 * float(p.sum()), float((p**2).sum())


@chaff(
    exercise="diagonal_fit",
    fails=[
        "test_sum_of_squared_distances",
        "test_refuses_other_shapes",
        "test_points_are_unchanged",
    ],
    en=(
        "One square per point",
        (
            "The second and the third coefficient are right. How many squares (x - ...)² does one "
            "point contribute?"
        ),
    ),
    fr=(
        "Un carré par point",
        (
            "Le deuxième et le troisième coefficient sont justes. Combien de carrés (x - ...)² un "
            "point apporte-t-il ?"
        ),
    ),
)
def diagonal_error_coefficients(points):  # noqa: F811
    p = np.asarray(points, dtype=float)
    if p.shape[1:] != (2,) or p.size == 0:
        raise ValueError
    return float(len(p)), -2 * float(p.sum()), float((p**2).sum())


@chaff(
    exercise="diagonal_fit",
    fails=[
        "test_sum_of_squared_distances",
        "test_refuses_other_shapes",
        "test_points_are_unchanged",
    ],
    en=(
        "Repeated points dropped",
        (
            "For points that are all different the sum is right. How often does a point count "
            "that occurs twice?"
        ),
    ),
    fr=(
        "Points répétés supprimés",
        (
            "Si tous les points sont différents, la somme est juste. Combien de fois compte un "
            "point qui figure deux fois ?"
        ),
    ),
)
def diagonal_error_coefficients(points):  # noqa: F811
    p = np.asarray(points, dtype=float)
    if p.shape[1:] != (2,) or p.size == 0:
        raise ValueError
    p = np.unique(p, axis=0)
    return float(p.size), -2 * float(p.sum()), float((p**2).sum())


@chaff(
    exercise="diagonal_fit",
    fails=["test_vertex_of_a_parabola", "test_refuses_what_has_no_minimum"],
    en=(
        "x0 = -b / a",
        ("The sign is right. Where is 2 a x + b equal to 0?"),
    ),
    fr=(
        "x0 = -b / a",
        ("Le signe est juste. Où 2 a x + b s'annule-t-il ?"),
    ),
)
def parabola_minimum(a, b, c):
    if a <= 0:
        raise ValueError
    x0 = -b / a
    return x0, a * x0**2 + b * x0 + c


@chaff(
    exercise="diagonal_fit",
    fails=["test_vertex_of_a_parabola", "test_refuses_what_has_no_minimum"],
    en=(
        "x0 = b / 2a",
        ("The size is right. On which side of 0 is the vertex of x² - 2x?"),
    ),
    fr=(
        "x0 = b / 2a",
        ("La taille est juste. De quel côté de 0 se trouve le sommet de x² - 2x ?"),
    ),
)
def parabola_minimum(a, b, c):  # noqa: F811
    if a <= 0:
        raise ValueError
    x0 = b / (2 * a)
    return x0, a * x0**2 + b * x0 + c


@chaff(
    exercise="diagonal_fit",
    fails=["test_vertex_of_a_parabola", "test_refuses_what_has_no_minimum"],
    en=(
        "c as the lowest value",
        ("The place is right. Is c the value there, or the value at 0?"),
    ),
    fr=(
        "c comme plus petite valeur",
        ("L'abscisse est juste. c est-il la valeur en ce point, ou la valeur en 0 ?"),
    ),
)
def parabola_minimum(a, b, c):  # noqa: F811
    if a <= 0:
        raise ValueError
    return -b / (2 * a), c


@chaff(
    exercise="diagonal_fit",
    fails=["test_vertex_of_a_parabola", "test_refuses_what_has_no_minimum"],
    en=(
        "A small a taken for 0",
        ("For a of usual size the result is right. From which size on is a number positive?"),
    ),
    fr=(
        "Un petit a pris pour 0",
        (
            "Pour un a de taille courante, le résultat est juste. À partir de quelle taille un "
            "nombre est-il positif ?"
        ),
    ),
)
def parabola_minimum(a, b, c):  # noqa: F811
    if a < 1e-9:
        raise ValueError
    x0 = -b / (2 * a)
    return x0, a * x0**2 + b * x0 + c


@chaff(
    exercise="diagonal_fit",
    fails=["test_refuses_what_has_no_minimum"],
    en=(
        "The vertex of every parabola",
        (
            "For a > 0 the result is right. Which way does the parabola open when a < 0, and what "
            "is it when a = 0?"
        ),
    ),
    fr=(
        "Le sommet de toute parabole",
        (
            "Pour a > 0, le résultat est juste. De quel côté la parabole s'ouvre-t-elle si a < 0, "
            "et qu'est-elle si a = 0 ?"
        ),
    ),
)
def parabola_minimum(a, b, c):  # noqa: F811
    if a == 0:
        raise ValueError
    x0 = -b / (2 * a)
    return x0, a * x0**2 + b * x0 + c


@chaff(
    exercise="diagonal_fit",
    fails=["test_refuses_other_shapes"],
    en=(
        "Two numbers taken for one point",
        (
            "For lists of pairs the sum is right. What is the shape of a single point, as in [1, "
            "2], and is it (N, 2)?"
        ),
    ),
    fr=(
        "Deux nombres pris pour un point",
        (
            "Pour des listes de couples, la somme est juste. Quelle est la forme d'un seul point, "
            "comme [1, 2], et est-ce (N, 2) ?"
        ),
    ),
)
def diagonal_error_coefficients(points):  # noqa: F811
    p = np.asarray(points, dtype=float)
    if p.shape[-1] != 2 or p.size == 0:
        raise ValueError
    return float(p.size), -2 * float(p.sum()), float((p**2).sum())


@chaff(
    exercise="diagonal_fit",
    fails=["test_points_are_unchanged"],
    en=(
        "Squared in place",
        (
            "The coefficients are right. What do the caller's points look like after your "
            "function has squared them?"
        ),
    ),
    fr=(
        "Au carré sur place",
        (
            "Les coefficients sont justes. À quoi ressemblent les points de l'appelant une fois "
            "que votre fonction les a élevés au carré ?"
        ),
    ),
)
def diagonal_error_coefficients(points):  # noqa: F811
    p = points if isinstance(points, np.ndarray) else np.array(points, dtype=float)
    if p.shape[1:] != (2,) or p.size == 0:
        raise ValueError
    b = -2 * float(p.sum())
    p *= p
    return float(p.size), b, float(p.sum())


def _table(df, ends):
    return [((u, v), int(np.sign(df((u + v) / 2)))) for u, v in pairwise(ends)]


@chaff(
    exercise="local_extrema",
    fails=[
        "test_table_of_variations",
        "test_refuses_what_cannot_be",
        "test_lists_keep_their_order",
    ],
    en=(
        "Signs that alternate",
        (
            "The intervals and the first sign are right. Must the derivative change its sign at "
            "every zero? Think of 3x² at 0."
        ),
    ),
    fr=(
        "Des signes qui alternent",
        (
            "Les intervalles et le premier signe sont justes. La dérivée change-t-elle de signe à "
            "chaque zéro ? Pensez à 3x² en 0."
        ),
    ),
    see="1.1",
)
def variations(df, critical_points, a, b):
    if not all(a < c < b for c in critical_points):
        raise ValueError

    ends = [a, *sorted(critical_points), b]
    sign = int(np.sign(df((ends[0] + ends[1]) / 2)))
    return [((ends[i], ends[i + 1]), sign * (-1) ** i) for i in range(len(ends) - 1)]


@chaff(
    exercise="local_extrema",
    fails=[
        "test_table_of_variations",
        "test_refuses_what_cannot_be",
        "test_lists_keep_their_order",
    ],
    en=(
        "Points taken as they come",
        (
            "With sorted critical points your table is right. Which intervals arise when the list "
            "is not sorted?"
        ),
    ),
    fr=(
        "Points pris dans l'ordre donné",
        (
            "Si les points critiques sont rangés, votre tableau est juste. Quels intervalles "
            "apparaissent si la liste ne l'est pas ?"
        ),
    ),
    see="1.1",
)
def variations(df, critical_points, a, b):  # noqa: F811
    if not all(a < c < b for c in critical_points):
        raise ValueError

    return _table(df, [a, *critical_points, b])


@chaff(
    exercise="local_extrema",
    fails=[
        "test_table_of_variations",
        "test_refuses_what_cannot_be",
        "test_lists_keep_their_order",
    ],
    en=(
        "The opposite signs",
        (
            "The intervals are right. Does the function rise or fall where its derivative is "
            "positive?"
        ),
    ),
    fr=(
        "Les signes opposés",
        (
            "Les intervalles sont justes. La fonction monte-t-elle ou descend-elle là où sa "
            "dérivée est positive ?"
        ),
    ),
    see="1.1",
)
def variations(df, critical_points, a, b):  # noqa: F811
    if not all(a < c < b for c in critical_points):
        raise ValueError

    return _table(lambda x: -df(x), [a, *sorted(critical_points), b])


@chaff(
    exercise="local_extrema",
    fails=[
        "test_table_of_variations",
        "test_refuses_what_cannot_be",
        "test_lists_keep_their_order",
    ],
    en=(
        "The sign at the left end",
        (
            "The intervals are right. What is the derivative exactly at a critical point, and "
            "where inside the interval can you ask for its sign?"
        ),
    ),
    fr=(
        "Le signe au bord gauche",
        (
            "Les intervalles sont justes. Que vaut la dérivée exactement en un point critique, et "
            "où, dans l'intervalle, peut-on lire son signe ?"
        ),
    ),
    see="1.1",
)
def variations(df, critical_points, a, b):  # noqa: F811
    if not all(a < c < b for c in critical_points):
        raise ValueError

    ends = [a, *sorted(critical_points), b]
    return [((u, v), int(np.sign(df(u)))) for u, v in pairwise(ends)]


@chaff(
    exercise="local_extrema",
    fails=[
        "test_table_of_variations",
        "test_refuses_what_cannot_be",
        "test_lists_keep_their_order",
    ],
    en=(
        "A small slope taken for 0",
        (
            "Where the slope is of usual size you are right. For which slopes does the statement "
            "ask for the sign 0?"
        ),
    ),
    fr=(
        "Une petite pente prise pour 0",
        (
            "Là où la pente est de taille courante, c'est juste. Pour quelles pentes l'énoncé "
            "demande-t-il le signe 0 ?"
        ),
    ),
    see="1.1",
)
def variations(df, critical_points, a, b):  # noqa: F811
    if not all(a < c < b for c in critical_points):
        raise ValueError

    return _table(lambda x: round(df(x), 9), [a, *sorted(critical_points), b])


@chaff(
    exercise="local_extrema",
    fails=["test_lists_keep_their_order"],
    en=(
        "Sorted in place",
        ("The table is right. In which order is the caller's list afterwards?"),
    ),
    fr=(
        "Trié sur place",
        ("Le tableau est juste. Dans quel ordre est ensuite la liste de l'appelant ?"),
    ),
    see="1.1",
)
def variations(df, critical_points, a, b):  # noqa: F811
    if isinstance(critical_points, list):
        critical_points.sort()
    if not all(a < c < b for c in critical_points):
        raise ValueError

    return _table(df, [a, *sorted(critical_points), b])


@chaff(
    exercise="local_extrema",
    fails=["test_refuses_what_cannot_be"],
    en=(
        "Ends of the interval accepted",
        (
            "Points beyond the interval are refused, rightly. Does a point that is an end of the "
            "interval lie inside it?"
        ),
    ),
    fr=(
        "Bords de l'intervalle acceptés",
        (
            "Les points hors de l'intervalle sont refusés, à juste titre. Un bord de l'intervalle "
            "est-il à l'intérieur ?"
        ),
    ),
    see="1.1",
)
def variations(df, critical_points, a, b):  # noqa: F811
    if not all(a <= c <= b for c in critical_points):
        raise ValueError
    return _table(df, [a, *sorted(critical_points), b])


@chaff(
    exercise="local_extrema",
    fails=["test_second_derivative"],
    en=(
        "Divided by h",
        (
            "The numerator is right. It is about h² times the second derivative: by what must it "
            "be divided?"
        ),
    ),
    fr=(
        "Divisé par h",
        (
            "Le numérateur est juste. Il vaut environ h² fois la dérivée seconde : par quoi "
            "faut-il le diviser ?"
        ),
    ),
    see="4.1",
)
def second_derivative(f, x0, h=1e-3):
    return (f(x0 + h) - 2 * f(x0) + f(x0 - h)) / h


@chaff(
    exercise="local_extrema",
    fails=["test_second_derivative"],
    en=(
        "A step that is too small",
        (
            "The formula is right. How many figures are left when numbers that agree in 16 of "
            "them are subtracted and divided by 1e-16?"
        ),
    ),
    fr=(
        "Un pas trop petit",
        (
            "La formule est juste. Combien de chiffres restent quand on soustrait des nombres qui "
            "en partagent 16, puis qu'on divise par 1e-16 ?"
        ),
    ),
    see="4.1",
)
def second_derivative(f, x0, h=1e-8):  # noqa: F811
    h = 1e-8
    return (f(x0 + h) - 2 * f(x0) + f(x0 - h)) / h**2


@chaff(
    exercise="local_extrema",
    fails=["test_second_derivative"],
    en=(
        "The first derivative",
        (
            "A symmetric quotient is a good idea. Which derivative does (f(x0+h) - f(x0-h)) / 2h "
            "approach?"
        ),
    ),
    fr=(
        "La dérivée première",
        (
            "Un quotient symétrique est une bonne idée. De quelle dérivée (f(x0+h) - f(x0-h)) / "
            "2h s'approche-t-il ?"
        ),
    ),
    see="4.1",
)
def second_derivative(f, x0, h=1e-3):  # noqa: F811
    return (f(x0 + h) - f(x0 - h)) / (2 * h)


@chaff(
    exercise="local_extrema",
    fails=["test_classification", "test_critical_up_to_tol"],
    en=(
        "Zero taken for a minimum",
        ("Where f'' is not 0 you are right. What do x³ and -x⁴ do at 0?"),
    ),
    fr=(
        "Zéro pris pour un minimum",
        ("Là où f'' n'est pas nul, vous avez raison. Que font x³ et -x⁴ en 0 ?"),
    ),
)
def classify_critical_point(df, d2f, x0, tol=1e-8):
    if abs(df(x0)) > tol:
        raise ValueError

    return "local minimum" if d2f(x0) >= 0 else "local maximum"


@chaff(
    exercise="local_extrema",
    fails=["test_classification", "test_critical_up_to_tol"],
    en=(
        "Minimum and maximum exchanged",
        ("Inconclusive cases are right. Which shape has a graph with f'' > 0, a cup or a cap?"),
    ),
    fr=(
        "Minimum et maximum échangés",
        ("Les cas indécis sont justes. Quelle forme a un graphe où f'' > 0, un bol ou un dôme ?"),
    ),
)
def classify_critical_point(df, d2f, x0, tol=1e-8):  # noqa: F811
    if abs(df(x0)) > tol:
        raise ValueError

    if d2f(x0) == 0:
        return "inconclusive"
    return "local minimum" if d2f(x0) < 0 else "local maximum"


@chaff(
    exercise="local_extrema",
    fails=["test_classification", "test_critical_up_to_tol"],
    en=(
        "tol used for f'' as well",
        ("Clear minima and maxima are right. Does the statement allow a small f'' to count as 0?"),
    ),
    fr=(
        "tol appliqué aussi à f''",
        (
            "Les minimums et maximums nets sont justes. L'énoncé permet-il qu'un petit f'' compte "
            "comme nul ?"
        ),
    ),
)
def classify_critical_point(df, d2f, x0, tol=1e-8):  # noqa: F811
    if abs(df(x0)) > tol:
        raise ValueError

    if abs(d2f(x0)) <= tol:
        return "inconclusive"
    return "local minimum" if d2f(x0) > 0 else "local maximum"


@chaff(
    exercise="local_extrema",
    fails=["test_critical_up_to_tol"],
    en=(
        "Not asked whether the point is critical",
        (
            "At critical points you are right. What does f'' say about a point where the curve is "
            "not flat?"
        ),
    ),
    fr=(
        "Sans demander si le point est critique",
        (
            "Aux points critiques, vous avez raison. Que dit f'' d'un point où la courbe n'est "
            "pas plate ?"
        ),
    ),
)
def classify_critical_point(df, d2f, x0, tol=1e-8):  # noqa: F811
    if d2f(x0) == 0:
        return "inconclusive"
    return "local minimum" if d2f(x0) > 0 else "local maximum"


@chaff(
    exercise="local_extrema",
    fails=["test_critical_up_to_tol"],
    en=(
        "A slope that only counts upwards",
        ("Rising points are refused, rightly. Is a point critical where the curve falls steeply?"),
    ),
    fr=(
        "Une pente qui ne compte qu'en montée",
        (
            "Les points où la courbe monte sont refusés, à juste titre. Un point où elle descend "
            "fortement est-il critique ?"
        ),
    ),
)
def classify_critical_point(df, d2f, x0, tol=1e-8):  # noqa: F811
    if df(x0) > tol:
        raise ValueError
    if d2f(x0) == 0:
        return "inconclusive"
    return "local minimum" if d2f(x0) > 0 else "local maximum"


@chaff(
    exercise="local_extrema",
    fails=["test_best_candidate", "test_refuses_what_cannot_be", "test_lists_keep_their_order"],
    en=(
        "The first candidate that is lower than the next",
        ("You found a local minimum of the list. Did you look at all that come after it?"),
    ),
    fr=(
        "Le premier candidat plus bas que le suivant",
        (
            "Vous avez trouvé un minimum local de la liste. Avez-vous regardé tous ceux qui "
            "suivent ?"
        ),
    ),
    see="3.3",
)
def best_candidate(f, candidates):
    if not candidates:
        raise ValueError
    best = candidates[0]
    for x in candidates[1:]:
        if f(x) >= f(best):
            break
        best = x
    return best, f(best)


@chaff(
    exercise="local_extrema",
    fails=["test_best_candidate", "test_refuses_what_cannot_be", "test_lists_keep_their_order"],
    en=(
        "The value nearest to 0",
        ("For positive values you are right. Which of -50 and -49 is the smaller one?"),
    ),
    fr=(
        "La valeur la plus proche de 0",
        ("Pour des valeurs positives, vous avez raison. Lequel de -50 et -49 est le plus petit ?"),
    ),
    see="3.3",
)
def best_candidate(f, candidates):  # noqa: F811
    if not candidates:
        raise ValueError
    x = min(candidates, key=lambda x: abs(f(x)))
    return x, f(x)


@chaff(
    exercise="local_extrema",
    fails=["test_best_candidate", "test_refuses_what_cannot_be", "test_lists_keep_their_order"],
    en=(
        "The last of equal values",
        ("The least value is right. Which candidate does the statement choose when two have it?"),
    ),
    fr=(
        "La dernière de valeurs égales",
        (
            "La plus petite valeur est juste. Quel candidat l'énoncé choisit-il si deux "
            "l'atteignent ?"
        ),
    ),
    see="3.3",
)
def best_candidate(f, candidates):  # noqa: F811
    if not candidates:
        raise ValueError
    x = min(reversed(candidates), key=f)
    return x, f(x)


@chaff(
    exercise="newton_method",
    fails=[
        "test_one_step",
        "test_sequence_and_last_point",
        "test_roots",
        "test_horizontal_tangents",
        "test_refuses_negative_numbers_of_steps",
        "test_integer_starts",
        "test_one_value_of_f_for_each_step",
    ],
    en=(
        "Plus instead of minus",
        (
            "The quotient is right. A curve that is positive and rises: on which side of x does "
            "its tangent meet the axis?"
        ),
    ),
    fr=(
        "Plus au lieu de moins",
        (
            "Le quotient est juste. Une courbe positive qui monte : de quel côté de x sa tangente "
            "coupe-t-elle l'axe ?"
        ),
    ),
    see="5.2",
)
def newton_step(f, df, x):
    if df(x) == 0:
        raise ZeroDivisionError
    return x + f(x) / df(x)


@chaff(
    exercise="newton_method",
    fails=[
        "test_one_step",
        "test_sequence_and_last_point",
        "test_roots",
        "test_horizontal_tangents",
        "test_refuses_negative_numbers_of_steps",
        "test_integer_starts",
        "test_one_value_of_f_for_each_step",
    ],
    en=(
        "Slope divided by height",
        ("The minus is right. Solve f(x0) + (x - x0) f'(x0) = 0 for x: what is divided by what?"),
    ),
    fr=(
        "La pente divisée par la hauteur",
        (
            "Le moins est juste. Résolvez f(x0) + (x - x0) f'(x0) = 0 en x : que divise-t-on par "
            "quoi ?"
        ),
    ),
    see="5.2",
)
def newton_step(f, df, x):  # noqa: F811
    if df(x) == 0:
        raise ZeroDivisionError
    return x - df(x) / f(x) if f(x) else x


@chaff(
    exercise="newton_method",
    fails=[
        "test_one_step",
        "test_sequence_and_last_point",
        "test_roots",
        "test_horizontal_tangents",
        "test_refuses_negative_numbers_of_steps",
        "test_integer_starts",
        "test_one_value_of_f_for_each_step",
    ],
    en=(
        "No division by the slope",
        (
            "Your step goes to the right side. How long must it be to end where the tangent meets "
            "the axis?"
        ),
    ),
    fr=(
        "Sans division par la pente",
        (
            "Votre pas va du bon côté. Quelle doit être sa longueur pour finir là où la tangente "
            "coupe l'axe ?"
        ),
    ),
    see="5.2",
)
def newton_step(f, df, x):  # noqa: F811
    if df(x) == 0:
        raise ZeroDivisionError
    return x - f(x)


@chaff(
    exercise="newton_method",
    fails=["test_one_step", "test_horizontal_tangents"],
    en=(
        "A small slope taken for 0",
        ("Steep tangents are right. Does a tangent with slope 10^-20 meet the axis?"),
    ),
    fr=(
        "Une petite pente prise pour 0",
        ("Les tangentes raides sont justes. Une tangente de pente 10^-20 coupe-t-elle l'axe ?"),
    ),
)
def newton_step(f, df, x):  # noqa: F811
    if abs(df(x)) < 1e-12:
        raise ZeroDivisionError
    return x - f(x) / df(x)


@chaff(
    exercise="newton_method",
    fails=["test_horizontal_tangents"],
    en=(
        "numpy's division by 0",
        (
            "The points are right. What does numpy answer where Python raises ZeroDivisionError, "
            "and whose numbers does your array hold?"
        ),
    ),
    fr=(
        "La division par 0 de numpy",
        (
            "Les points sont justes. Que répond numpy là où Python lève ZeroDivisionError, et de "
            "qui sont les nombres de votre tableau ?"
        ),
    ),
)
def newton_sequence(f, df, x0, n):
    if n < 0:
        raise ValueError
    points = np.zeros(n + 1)
    points[0] = x0
    for i in range(n):
        points[i + 1] = points[i] - f(points[i]) / np.float64(df(points[i]))
    return points


@chaff(
    exercise="newton_method",
    fails=["test_horizontal_tangents"],
    en=(
        "Staying where the tangent is horizontal",
        (
            "All other steps are right. Is a point with a horizontal tangent a solution, so that "
            "one may stay there?"
        ),
    ),
    fr=(
        "Rester sur place si la tangente est horizontale",
        (
            "Tous les autres pas sont justes. Un point à tangente horizontale est-il une "
            "solution, où l'on puisse rester ?"
        ),
    ),
)
def newton_step(f, df, x):  # noqa: F811
    return x - f(x) / df(x) if df(x) else x


@chaff(
    exercise="newton_method",
    fails=[
        "test_sequence_and_last_point",
        "test_roots",
        "test_horizontal_tangents",
        "test_refuses_negative_numbers_of_steps",
        "test_integer_starts",
        "test_one_value_of_f_for_each_step",
    ],
    en=(
        "The slope of the start for all steps",
        ("The first step is right. Which tangent does the second step follow?"),
    ),
    fr=(
        "La pente du départ à chaque pas",
        ("Le premier pas est juste. Quelle tangente le deuxième pas suit-il ?"),
    ),
    see="5.2",
)
def newton_sequence(f, df, x0, n):  # noqa: F811
    if n < 0:
        raise ValueError
    points = [x0]
    for _ in range(n):
        points.append(newton_step(f, lambda x: df(x0), points[-1]))
    return np.array(points, dtype=float)


@chaff(
    exercise="newton_method",
    fails=[
        "test_sequence_and_last_point",
        "test_roots",
        "test_horizontal_tangents",
        "test_refuses_negative_numbers_of_steps",
        "test_integer_starts",
        "test_one_value_of_f_for_each_step",
    ],
    en=(
        "One step too few",
        (
            "Your points are right, but the last one is missing. How many points do n steps make, "
            "with the start?"
        ),
    ),
    fr=(
        "Un pas de moins",
        (
            "Vos points sont justes, mais il manque le dernier. Combien de points font n pas, "
            "avec le départ ?"
        ),
    ),
    see="5.2",
)
def newton_sequence(f, df, x0, n):  # noqa: F811
    if n < 0:
        raise ValueError
    points = [x0]
    for _ in range(n - 1):
        points.append(newton_step(f, df, points[-1]))
    return np.array(points, dtype=float)


@chaff(
    exercise="newton_method",
    fails=[
        "test_sequence_and_last_point",
        "test_horizontal_tangents",
        "test_refuses_negative_numbers_of_steps",
        "test_integer_starts",
        "test_one_value_of_f_for_each_step",
    ],
    en=(
        "Stops when the points settle",
        (
            "Your points are right. The statement asks for exactly n steps: what belongs into the "
            "sequence when nothing moves any more?"
        ),
    ),
    fr=(
        "S'arrête quand les points se stabilisent",
        (
            "Vos points sont justes. L'énoncé demande exactement n pas : que contient la suite "
            "quand plus rien ne bouge ?"
        ),
    ),
    see="5.2",
)
def newton_sequence(f, df, x0, n):  # noqa: F811
    if n < 0:
        raise ValueError
    points = [x0]
    for _ in range(n):
        points.append(newton_step(f, df, points[-1]))
        if abs(points[-1] - points[-2]) < 1e-12:
            break
    return np.array(points, dtype=float)


@chaff(
    exercise="newton_method",
    fails=["test_refuses_negative_numbers_of_steps"],
    en=(
        "No step for a negative number of steps",
        (
            "For n >= 0 all is right. What does range do with a negative number, and what does "
            "the statement ask for?"
        ),
    ),
    fr=(
        "Aucun pas pour un nombre de pas négatif",
        (
            "Pour n >= 0, tout est juste. Que fait range d'un nombre négatif, et que demande "
            "l'énoncé ?"
        ),
    ),
)
def newton_sequence(f, df, x0, n):  # noqa: F811
    points = [x0]
    for _ in range(n):
        points.append(newton_step(f, df, points[-1]))
    return np.array(points, dtype=float)


@chaff(
    exercise="newton_method",
    fails=["test_integer_starts"],
    en=(
        "Decimals cut off after an integer start",
        ("From 10.0 your sequence is right. Which dtype has an array filled with the int 10?"),
    ),
    fr=(
        "Décimales perdues après un départ entier",
        (
            "À partir de 10.0, votre suite est juste. Quel dtype a un tableau rempli de l'entier "
            "10 ?"
        ),
    ),
)
def newton_sequence(f, df, x0, n):  # noqa: F811
    if n < 0:
        raise ValueError
    points = np.full(n + 1, x0)
    for i in range(n):
        points[i + 1] = newton_step(f, df, points[i].item())
    return points


@chaff(
    exercise="newton_method",
    fails=["test_one_value_of_f_for_each_step"],
    en=(
        "Too many values of f",
        (
            "All points are right. How many values of f does one step take, and how many does your "
            "sequence take for n = 20?"
        ),
    ),
    fr=(
        "Trop de valeurs de f",
        (
            "Tous les points sont justes. Combien de valeurs de f un pas demande-t-il, et combien "
            "votre suite en demande-t-elle pour n = 20 ?"
        ),
    ),
    see="5.2",
)
def newton_sequence(f, df, x0, n):  # noqa: F811
    if n < 0:
        raise ValueError

    def point(i):
        x = x0
        for _ in range(i):
            x = newton_step(f, df, x)
        return x

    return np.array([point(i) for i in range(n + 1)], dtype=float)


@chaff(
    exercise="newton_method",
    fails=[
        "test_sequence_and_last_point",
        "test_roots",
        "test_horizontal_tangents",
        "test_refuses_negative_numbers_of_steps",
        "test_integer_starts",
        "test_one_value_of_f_for_each_step",
    ],
    en=(
        "All points instead of the last",
        (
            "The sequence is right. What should newton return: all points, or the one after the "
            "last step?"
        ),
    ),
    fr=(
        "Tous les points au lieu du dernier",
        (
            "La suite est juste. Que doit renvoyer newton : tous les points, ou celui qui suit le "
            "dernier pas ?"
        ),
    ),
    see="5.2",
)
def newton(f, df, x0, n):
    return newton_sequence(f, df, x0, n)


@chaff(
    exercise="newton_method",
    fails=["test_roots", "test_refuses_negative_numbers_of_steps"],
    en=(
        "The power kept in the derivative",
        ("The method is right. What is the derivative of x^k?"),
    ),
    fr=(
        "La puissance gardée dans la dérivée",
        ("La méthode est juste. Quelle est la dérivée de x^k ?"),
    ),
    see="5.2",
)
def nth_root(value, k, x0, n):
    return newton(lambda x: x**k - value, lambda x: k * x**k, x0, n)


@chaff(
    exercise="newton_method",
    fails=["test_roots", "test_refuses_negative_numbers_of_steps"],
    en=(
        "A power instead of the method",
        (
            "With many steps nobody sees the difference. What should come out after one single "
            "step from x0?"
        ),
    ),
    fr=(
        "Une puissance au lieu de la méthode",
        (
            "Avec beaucoup de pas, personne ne voit la différence. Que doit-on obtenir après un "
            "seul pas depuis x0 ?"
        ),
    ),
    see="5.2",
)
def nth_root(value, k, x0, n):  # noqa: F811
    if n < 0:
        raise ValueError
    return math.copysign(abs(value) ** (1 / k), value)


@chaff(
    exercise="newton_method",
    fails=["test_roots", "test_refuses_negative_numbers_of_steps"],
    en=(
        "Always the square root",
        ("For k = 2 it is right. Which equation does the k-th root solve?"),
    ),
    fr=(
        "Toujours la racine carrée",
        ("Pour k = 2, c'est juste. Quelle équation la racine k-ième résout-elle ?"),
    ),
    see="5.2",
)
def nth_root(value, k, x0, n):  # noqa: F811
    return newton(lambda x: x**2 - value, lambda x: 2 * x, x0, n)


@chaff(
    exercise="newton_minimum",
    fails=["test_point_and_value_after_n_steps", "test_goes_uphill_as_well"],
    en=(
        "Newton's method on g itself",
        (
            "The method is right. Does it find where a function is smallest, or where it is 0? Of "
            "which function do you want a zero?"
        ),
    ),
    fr=(
        "La méthode de Newton sur g elle-même",
        (
            "La méthode est juste. Trouve-t-elle où une fonction est la plus petite, ou bien où "
            "elle s'annule ? De quelle fonction cherchez-vous un zéro ?"
        ),
    ),
)
def newton_minimum(g, dg, d2g, x0, n):
    x = newton(g, dg, x0, n)
    return x, g(x)


@chaff(
    exercise="newton_minimum",
    fails=["test_point_and_value_after_n_steps", "test_goes_uphill_as_well"],
    en=(
        "The slope in place of the value",
        ("The point is right. Which function tells how low the minimum is?"),
    ),
    fr=(
        "La pente à la place de la valeur",
        ("Le point est juste. Quelle fonction dit à quelle hauteur est le minimum ?"),
    ),
)
def newton_minimum(g, dg, d2g, x0, n):  # noqa: F811
    x = newton(dg, d2g, x0, n)
    return x, dg(x)


@chaff(
    exercise="newton_minimum",
    fails=["test_point_and_value_after_n_steps", "test_goes_uphill_as_well"],
    en=(
        "Steps of fixed proportion",
        (
            "You walk downhill. How far does Newton's method go where the slope changes slowly, "
            "and by what does it divide?"
        ),
    ),
    fr=(
        "Des pas de proportion fixe",
        (
            "Vous descendez bien la pente. Jusqu'où va la méthode de Newton là où la pente varie "
            "peu, et par quoi divise-t-elle ?"
        ),
    ),
)
def newton_minimum(g, dg, d2g, x0, n):  # noqa: F811
    x = x0
    for _ in range(n):
        x = x - 0.1 * dg(x)
    return x, g(x)


@chaff(
    exercise="newton_minimum",
    fails=["test_point_and_value_after_n_steps", "test_goes_uphill_as_well"],
    en=(
        "As many steps as it takes",
        ("In the end your point is right. After how many steps is the result asked for?"),
    ),
    fr=(
        "Autant de pas qu'il en faut",
        ("À la fin, votre point est juste. Après combien de pas le résultat est-il demandé ?"),
    ),
)
def newton_minimum(g, dg, d2g, x0, n):  # noqa: F811
    x = newton(dg, d2g, x0, 60)
    return x, g(x)


@chaff(
    exercise="newton_minimum",
    fails=["test_goes_uphill_as_well"],
    en=(
        "The lowest point of all",
        (
            "Where g only goes down, you are right. Which point does the statement ask for, the "
            "lowest or the last?"
        ),
    ),
    fr=(
        "Le plus bas de tous les points",
        (
            "Là où g ne fait que descendre, vous avez raison. Quel point l'énoncé demande-t-il, "
            "le plus bas ou le dernier ?"
        ),
    ),
)
def newton_minimum(g, dg, d2g, x0, n):  # noqa: F811
    points = newton_sequence(dg, d2g, x0, n).tolist()
    x = points[-1]
    if len(points) > 10:
        x = min(points, key=g)
    return x, g(x)


@chaff(
    exercise="newton_minimum",
    fails=["test_goes_uphill_as_well"],
    en=(
        "Always downhill",
        (
            "Where g'' is positive, your steps are right. What does the formula do with a "
            "negative g''?"
        ),
    ),
    fr=(
        "Toujours vers le bas",
        ("Là où g'' est positif, vos pas sont justes. Que fait la formule d'un g'' négatif ?"),
    ),
)
def newton_minimum(g, dg, d2g, x0, n):  # noqa: F811
    x = newton(dg, lambda x: abs(d2g(x)), x0, n)
    return x, g(x)


@chaff(
    exercise="newton_minimum",
    fails=["test_point_and_value_after_n_steps", "test_goes_uphill_as_well"],
    en=(
        "One step too few",
        ("Your steps are right. How many of them are made when n = 1?"),
    ),
    fr=(
        "Un pas de moins",
        ("Vos pas sont justes. Combien en faut-il si n = 1 ?"),
    ),
    see="5.2",
)
def newton_minimum(g, dg, d2g, x0, n):  # noqa: F811
    x = newton(dg, d2g, x0, max(n - 1, 0))
    return x, g(x)


def _root(value, digits):
    target = value * 10 ** (3 * digits)
    x = 2 ** (target.bit_length() // 3 + 1)
    while x**3 > target:
        x = (2 * x + target // x**2) // 3
    return x


@chaff(
    exercise="cube_root_digits",
    fails=[
        "test_a_thousand_decimals",
        "test_cuts_off",
        "test_perfect_cubes",
        "test_layout",
        "test_refuses_other_arguments",
    ],
    en=(
        "A float's cube root",
        ("The first figures are right. How many figures does a float know?"),
    ),
    fr=(
        "La racine cubique d'un float",
        ("Les premiers chiffres sont justes. Combien de chiffres un float connaît-il ?"),
    ),
)
def cube_root_digits(value, digits):
    if value <= 0 or digits < 0:
        raise ValueError

    whole, _, decimals = f"{value ** (1 / 3):.{digits + 2}f}".partition(".")
    return f"{whole}.{decimals[:digits]}" if digits else whole


@chaff(
    exercise="cube_root_digits",
    fails=["test_a_thousand_decimals", "test_perfect_cubes"],
    en=(
        "The 28 figures of Decimal",
        (
            "Decimal is a good choice. With how many figures does it compute when nobody asks for "
            "more?"
        ),
    ),
    fr=(
        "Les 28 chiffres de Decimal",
        (
            "Decimal est un bon choix. Avec combien de chiffres calcule-t-il si l'on n'en demande "
            "pas plus ?"
        ),
    ),
)
def cube_root_digits(value, digits):  # noqa: F811
    if value <= 0 or digits < 0:
        raise ValueError

    x = Decimal(10) ** (len(str(value)) // 3 + 1)
    for _ in range(60):
        x = (2 * x + Decimal(value) / x**2) / 3
    whole, _, decimals = f"{x:f}".partition(".")
    return f"{whole}.{decimals[:digits].ljust(digits, '0')}" if digits else whole


@chaff(
    exercise="cube_root_digits",
    fails=["test_a_thousand_decimals"],
    en=(
        "A number of steps that is always the same",
        (
            "Short expansions are right. Each step doubles the number of right figures: how many "
            "steps do 1000 of them take?"
        ),
    ),
    fr=(
        "Un nombre de pas toujours égal",
        (
            "Les développements courts sont justes. Chaque pas double le nombre de chiffres "
            "exacts : combien de pas pour 1000 d'entre eux ?"
        ),
    ),
)
def cube_root_digits(value, digits):  # noqa: F811
    if value <= 0 or digits < 0:
        raise ValueError

    target = value * 10 ** (3 * digits)
    x = _root(value, 6) * 10**digits // 10**6 + 1
    for _ in range(4):
        x = (2 * x + target // x**2) // 3
    while digits < 100 and x**3 > target:
        x -= 1
    whole, decimals = divmod(x, 10**digits)
    return f"{whole}.{decimals:0{digits}}" if digits else str(whole)


@chaff(
    exercise="cube_root_digits",
    fails=["test_cuts_off", "test_layout", "test_refuses_other_arguments"],
    en=(
        "Rounded instead of cut off",
        (
            "Most expansions are right. Which figure comes last when the next one would be 7: "
            "must it be raised?"
        ),
    ),
    fr=(
        "Arrondi au lieu de tronqué",
        (
            "La plupart des développements sont justes. Quel est le dernier chiffre si le suivant "
            "était 7 : faut-il l'augmenter ?"
        ),
    ),
)
def cube_root_digits(value, digits):  # noqa: F811
    if value <= 0 or digits < 0:
        raise ValueError

    x = (_root(value, digits + 1) + 5) // 10 if digits else _root(value, 0)
    whole, decimals = divmod(x, 10**digits)
    return f"{whole}.{decimals:0{digits}}" if digits else str(whole)


@chaff(
    exercise="cube_root_digits",
    fails=["test_perfect_cubes"],
    en=(
        "A 1.999... that should be 2",
        (
            "Roots that do not come out even are right. How can you make sure that the cube root "
            "of 8 is not cut off just below 2?"
        ),
    ),
    fr=(
        "Un 1.999... qui devrait être 2",
        (
            "Les racines qui ne tombent pas juste sont justes. Comment vous assurer que la racine "
            "cubique de 8 n'est pas tronquée juste au-dessous de 2 ?"
        ),
    ),
)
def cube_root_digits(value, digits):  # noqa: F811
    if value <= 0 or digits < 0:
        raise ValueError

    x = _root(value, digits)
    if x**3 == value * 10 ** (3 * digits) and digits:
        x -= 1
    whole, decimals = divmod(x, 10**digits)
    return f"{whole}.{decimals:0{digits}}" if digits else str(whole)


@chaff(
    exercise="cube_root_digits",
    fails=["test_perfect_cubes"],
    en=(
        "A start that is too large for a float",
        ("Your steps are right. How large may an int be that Python can turn into a float?"),
    ),
    fr=(
        "Un départ trop grand pour un flottant",
        (
            "Vos pas sont justes. Jusqu'à quelle taille Python peut-il changer un entier en "
            "flottant ?"
        ),
    ),
)
def cube_root_digits(value, digits):  # noqa: F811
    if value <= 0 or digits < 0:
        raise ValueError

    target = value * 10 ** (3 * digits)
    x = (int(1.000001 * value ** (1 / 3)) + 1) * 10**digits
    while x**3 > target:
        x = (2 * x + target // x**2) // 3
    whole, decimals = divmod(x, 10**digits)
    return f"{whole}.{decimals:0{digits}}" if digits else str(whole)


@chaff(
    exercise="cube_root_digits",
    fails=["test_layout"],
    en=(
        "A point with nothing behind it",
        ("With decimals all is right. What does the statement ask for when there are none?"),
    ),
    fr=(
        "Un point suivi de rien",
        ("Avec des décimales, tout est juste. Que demande l'énoncé s'il n'y en a pas ?"),
    ),
)
def cube_root_digits(value, digits):  # noqa: F811
    if value <= 0 or digits < 0:
        raise ValueError

    text = str(_root(value, digits))
    return text[: len(text) - digits] + "." + text[len(text) - digits :]


@chaff(
    exercise="cube_root_digits",
    fails=["test_cuts_off", "test_perfect_cubes", "test_layout", "test_refuses_other_arguments"],
    en=(
        "Zeros after the point lost",
        (
            "The figures are right. How is 10.009 written if its decimals are the number 9 and "
            "you want three of them?"
        ),
    ),
    fr=(
        "Des zéros perdus après le point",
        (
            "Les chiffres sont justes. Comment s'écrit 10.009 si ses décimales sont le nombre 9 "
            "et qu'il en faut trois ?"
        ),
    ),
)
def cube_root_digits(value, digits):  # noqa: F811
    if value <= 0 or digits < 0:
        raise ValueError

    whole, decimals = divmod(_root(value, digits), 10**digits)
    return f"{whole}.{decimals}" if digits else str(whole)


@chaff(
    exercise="cube_root_digits",
    fails=["test_cuts_off", "test_perfect_cubes", "test_layout", "test_refuses_other_arguments"],
    en=(
        "Zeros at the end stripped",
        (
            "The figures are right. How many decimals does the statement ask for when the last "
            "ones are zeros?"
        ),
    ),
    fr=(
        "Les zéros de la fin supprimés",
        (
            "Les chiffres sont justes. Combien de décimales l'énoncé demande-t-il si les "
            "dernières sont des zéros ?"
        ),
    ),
)
def cube_root_digits(value, digits):  # noqa: F811
    if value <= 0 or digits < 0:
        raise ValueError

    whole, decimals = divmod(_root(value, digits), 10**digits)
    text = f"{decimals:0{digits}}".rstrip("0") if digits else ""
    return f"{whole}.{text}" if text else str(whole)


@chaff(
    exercise="cube_root_digits",
    fails=["test_refuses_other_arguments"],
    en=(
        "Only the value is checked",
        (
            "For numbers that have a cube root here the result is right. What is a negative "
            "number of decimals?"
        ),
    ),
    fr=(
        "Seule la valeur est vérifiée",
        (
            "Pour les nombres admis, le résultat est juste. Qu'est-ce qu'un nombre négatif de "
            "décimales ?"
        ),
    ),
)
def cube_root_digits(value, digits):  # noqa: F811
    if value <= 0:
        raise ValueError
    digits = abs(digits)
    whole, decimals = divmod(_root(value, digits), 10**digits)
    return f"{whole}.{decimals:0{digits}}" if digits else str(whole)
