"""Wrong answers of chapter 7 that look right, and the tests that catch them."""

import math

import numpy as np

from chainrule.grading import chaff


@chaff(
    exercise="partial_derivative",
    fails=["test_integer_points"],
    en=(
        "A step that an int array swallows",
        (
            "With float coordinates your result is right. What does an array of ints store when "
            "a millionth is added to one of its entries?"
        ),
    ),
    fr=(
        "Un pas avalé par un tableau d'entiers",
        (
            "Avec des coordonnées flottantes, le résultat est juste. Que garde un tableau "
            "d'entiers quand on ajoute un millionième à une case ?"
        ),
    ),
)
def partial_derivative(f, point, i, h=1e-6):
    before, after = np.array(point), np.array(point)
    if not 0 <= i < len(before):
        raise IndexError
    if h <= 0:
        raise ValueError
    before[i] -= h
    after[i] += h
    return (f(after) - f(before)) / (2 * h)


@chaff(
    exercise="partial_derivative",
    fails=["test_point_is_unchanged"],
    en=(
        "The point stays shifted",
        "Your values are right. What does the caller's point hold after the call?",
    ),
    fr=(
        "Le point reste décalé",
        "Vos valeurs sont justes. Que contient le point de l'appelant après l'appel ?",
    ),
)
def partial_derivative(f, point, i, h=1e-6):  # noqa: F811
    p = np.asarray(point, dtype=float)
    if not 0 <= i < len(p):
        raise IndexError
    if h <= 0:
        raise ValueError
    p[i] += h
    right = f(p)
    p[i] -= 2 * h
    return (right - f(p)) / (2 * h)


@chaff(
    exercise="partial_derivative",
    fails=["test_difference_is_central"],
    en=(
        "A forward difference",
        (
            "With a tiny step the value looks right. On which sides of the point does the "
            "quotient of the statement take its two values?"
        ),
    ),
    fr=(
        "Une différence avant",
        (
            "Avec un pas minuscule, la valeur semble juste. De quels côtés du point le quotient "
            "de l'énoncé prend-il ses deux valeurs ?"
        ),
    ),
)
def partial_derivative(f, point, i, h=1e-6):  # noqa: F811
    p = np.array(point, dtype=float)
    if not 0 <= i < len(p):
        raise IndexError
    if h <= 0:
        raise ValueError
    step = h * np.eye(len(p))[i]
    return (f(p + step) - f(p)) / h


@chaff(
    exercise="partial_derivative",
    fails=[
        "test_polynomials_of_one_to_four_variables",
        "test_difference_is_central",
        "test_integer_points",
        "test_point_is_unchanged",
        "test_refuses_a_variable_that_does_not_exist",
        "test_refuses_a_step_that_is_not_positive",
    ],
    en=(
        "Twice the slope",
        ("All your values are twice too large. How far apart are the two points where f is taken?"),
    ),
    fr=(
        "Le double de la pente",
        (
            "Toutes vos valeurs sont deux fois trop grandes. Quelle distance sépare les deux "
            "points où f est évaluée ?"
        ),
    ),
)
def partial_derivative(f, point, i, h=1e-6):  # noqa: F811
    p = np.array(point, dtype=float)
    if not 0 <= i < len(p):
        raise IndexError
    if h <= 0:
        raise ValueError
    step = h * np.eye(len(p))[i]
    return (f(p + step) - f(p - step)) / h


@chaff(
    exercise="partial_derivative",
    fails=[
        "test_polynomials_of_one_to_four_variables",
        "test_difference_is_central",
        "test_integer_points",
        "test_point_is_unchanged",
        "test_refuses_a_variable_that_does_not_exist",
        "test_refuses_a_step_that_is_not_positive",
    ],
    en=(
        "Variables numbered from 1",
        (
            "You differentiate with respect to the neighbour of the variable that was asked "
            "for. What is the number of the first variable?"
        ),
    ),
    fr=(
        "Des variables numérotées à partir de 1",
        (
            "Vous dérivez par rapport à la voisine de la variable demandée. Quel est le numéro "
            "de la première variable ?"
        ),
    ),
)
def partial_derivative(f, point, i, h=1e-6):  # noqa: F811
    p = np.array(point, dtype=float)
    if not 1 <= i <= len(p):
        raise IndexError
    if h <= 0:
        raise ValueError
    step = h * np.eye(len(p))[i - 1]
    return (f(p + step) - f(p - step)) / (2 * h)


@chaff(
    exercise="partial_derivative",
    fails=["test_difference_is_central"],
    en=(
        "A formula of another order",
        (
            "With a tiny step your value is right, even a little too good. Which quotient does "
            "the statement ask for, with how many values of f?"
        ),
    ),
    fr=(
        "Une formule d'un autre ordre",
        (
            "Avec un pas minuscule, la valeur est juste, et même un peu trop. Quel quotient "
            "l'énoncé demande-t-il, avec combien de valeurs de f ?"
        ),
    ),
)
def partial_derivative(f, point, i, h=1e-6):  # noqa: F811
    p = np.array(point, dtype=float)
    if not 0 <= i < len(p):
        raise IndexError
    if h <= 0:
        raise ValueError
    step = h * np.eye(len(p))[i]
    near, far = f(p + step) - f(p - step), f(p + 2 * step) - f(p - 2 * step)
    return (8 * near - far) / (12 * h)


@chaff(
    exercise="partial_derivative",
    fails=["test_integer_points"],
    en=(
        "A list for f",
        "Some functions work with a list, p[0] ** 2 does. Which operations need an array?",
    ),
    fr=(
        "Une liste pour f",
        (
            "Certaines fonctions acceptent une liste, comme p[0] ** 2. Quelles opérations "
            "demandent un tableau ?"
        ),
    ),
)
def partial_derivative(f, point, i, h=1e-6):  # noqa: F811
    if not 0 <= i < len(point):
        raise IndexError
    if h <= 0:
        raise ValueError
    before, after = list(point), list(point)
    before[i] -= h
    after[i] += h
    return (f(after) - f(before)) / (2 * h)


@chaff(
    exercise="partial_derivative",
    fails=[
        "test_polynomials_of_one_to_four_variables",
        "test_point_is_unchanged",
        "test_refuses_a_variable_that_does_not_exist",
        "test_refuses_a_step_that_is_not_positive",
    ],
    en=(
        "A slope without its sign",
        ("Where f grows, your result is right. What does the slope tell you where f gets smaller?"),
    ),
    fr=(
        "Une pente sans son signe",
        "Là où f croît, le résultat est juste. Que dit la pente là où f décroît ?",
    ),
)
def partial_derivative(f, point, i, h=1e-6):  # noqa: F811
    p = np.array(point, dtype=float)
    if not 0 <= i < len(p):
        raise IndexError
    if h <= 0:
        raise ValueError
    step = h * np.eye(len(p))[i]
    return abs(f(p + step) - f(p - step)) / (2 * h)


@chaff(
    exercise="numerical_gradient",
    fails=[
        "test_any_number_of_variables",
        "test_each_variable_starts_from_the_point",
        "test_differences_are_central",
        "test_shape_and_dtype",
        "test_calls_f_twice_per_variable",
        "test_point_is_unchanged",
    ],
    en=(
        "All variables move together",
        (
            "Every component has the same value. Which variables may move while you look for "
            "one partial derivative?"
        ),
    ),
    fr=(
        "Toutes les variables bougent ensemble",
        (
            "Toutes les composantes ont la même valeur. Quelles variables ont le droit de "
            "bouger pour une dérivée partielle ?"
        ),
    ),
)
def numerical_gradient(f, point, h=1e-6):
    p = np.array(point, dtype=float)
    return np.array([(f(p + h) - f(p - h)) / (2 * h) for _ in p])


@chaff(
    exercise="numerical_gradient",
    fails=[
        "test_any_number_of_variables",
        "test_each_variable_starts_from_the_point",
        "test_differences_are_central",
        "test_shape_and_dtype",
        "test_calls_f_twice_per_variable",
        "test_point_is_unchanged",
    ],
    en=(
        "A column instead of a list of components",
        ("The numbers are right. What is the shape of your result, and which one is asked for?"),
    ),
    fr=(
        "Une colonne au lieu d'une liste de composantes",
        (
            "Les nombres sont justes. Quelle est la forme de votre résultat, et laquelle est "
            "demandée ?"
        ),
    ),
)
def numerical_gradient(f, point, h=1e-6):  # noqa: F811
    p = np.array(point, dtype=float)
    steps = h * np.eye(len(p))
    return np.array([[(f(p + step) - f(p - step)) / (2 * h)] for step in steps])


@chaff(
    exercise="numerical_gradient",
    fails=["test_each_variable_starts_from_the_point"],
    en=(
        "A variable stays shifted for the next one",
        (
            "Your error appears only where the variables interact, and grows with h. Where is "
            "the first variable while you move the second?"
        ),
    ),
    fr=(
        "Une variable reste décalée pour la suivante",
        (
            "L'erreur n'apparaît que si les variables interagissent, et croît avec h. Où est la "
            "première variable pendant que vous bougez la deuxième ?"
        ),
    ),
)
def numerical_gradient(f, point, h=1e-6):  # noqa: F811
    p = np.array(point, dtype=float)
    gradient = np.zeros(len(p))
    for i in range(len(p)):
        p[i] += h
        right = f(p)
        p[i] -= 2 * h
        gradient[i] = (right - f(p)) / (2 * h)
    return gradient


@chaff(
    exercise="numerical_gradient",
    fails=[
        "test_any_number_of_variables",
        "test_shape_and_dtype",
        "test_calls_f_twice_per_variable",
        "test_point_is_unchanged",
    ],
    en=(
        "Only two variables",
        (
            "With two variables your result is right. How many components does the gradient "
            "have in general?"
        ),
    ),
    fr=(
        "Seulement deux variables",
        (
            "Avec deux variables, le résultat est juste. Combien de composantes le gradient "
            "a-t-il en général ?"
        ),
    ),
)
def numerical_gradient(f, point, h=1e-6):  # noqa: F811
    x, y = point
    along_x = f(np.array([x + h, y])) - f(np.array([x - h, y]))
    along_y = f(np.array([x, y + h])) - f(np.array([x, y - h]))
    return np.array([along_x, along_y]) / (2 * h)


@chaff(
    exercise="numerical_gradient",
    fails=["test_shape_and_dtype"],
    en=(
        "A gradient cut down to integers",
        (
            "At a point with float coordinates your result is right. What type does your result "
            "inherit from the point?"
        ),
    ),
    fr=(
        "Un gradient tronqué à des entiers",
        (
            "En un point à coordonnées flottantes, le résultat est juste. Quel type votre "
            "résultat hérite-t-il du point ?"
        ),
    ),
)
def numerical_gradient(f, point, h=1e-6):  # noqa: F811
    gradient = np.zeros_like(np.array(point))
    p = np.array(point, dtype=float)
    for i, step in enumerate(h * np.eye(len(p))):
        gradient[i] = (f(p + step) - f(p - step)) / (2 * h)
    return gradient


@chaff(
    exercise="numerical_gradient",
    fails=["test_calls_f_twice_per_variable"],
    en=(
        "f is evaluated too often",
        "The values are right. Which values of f does a central difference really use?",
    ),
    fr=(
        "f est évaluée trop souvent",
        (
            "Les valeurs sont justes. De quelles valeurs de f une différence centrée se "
            "sert-elle vraiment ?"
        ),
    ),
)
def numerical_gradient(f, point, h=1e-6):  # noqa: F811
    p = np.array(point, dtype=float)
    centre = f(p)
    steps = h * np.eye(len(p))
    return np.array([((f(p + s) - centre) + (centre - f(p - s))) / (2 * h) for s in steps])


@chaff(
    exercise="numerical_gradient",
    fails=["test_differences_are_central"],
    en=(
        "Forward differences",
        (
            "With a tiny step your values look right. On which sides of the point does a "
            "central difference take its two values?"
        ),
    ),
    fr=(
        "Des différences avant",
        (
            "Avec un pas minuscule, les valeurs semblent justes. De quels côtés du point une "
            "différence centrée prend-elle ses deux valeurs ?"
        ),
    ),
)
def numerical_gradient(f, point, h=1e-6):  # noqa: F811
    p = np.array(point, dtype=float)
    return np.array([(f(p + step) - f(p)) / h for step in h * np.eye(len(p))])


@chaff(
    exercise="numerical_gradient",
    fails=["test_shape_and_dtype"],
    en=(
        "A copy that a tuple cannot make",
        "Lists and arrays have the method copy. What else may the point be?",
    ),
    fr=(
        "Une copie qu'un tuple ne sait pas faire",
        "Listes et tableaux ont la méthode copy. Que peut être le point, sinon ?",
    ),
)
def numerical_gradient(f, point, h=1e-6):  # noqa: F811
    gradient = np.zeros(len(point))
    for i in range(len(point)):
        before, after = point.copy(), point.copy()
        before, after = np.array(before, dtype=float), np.array(after, dtype=float)
        before[i] -= h
        after[i] += h
        gradient[i] = (f(after) - f(before)) / (2 * h)
    return gradient


@chaff(
    exercise="numerical_gradient",
    fails=[
        "test_any_number_of_variables",
        "test_shape_and_dtype",
        "test_calls_f_twice_per_variable",
        "test_point_is_unchanged",
    ],
    en=(
        "A gradient with one component turned into a number",
        (
            "With two variables or more your result is right. What is the shape of the gradient "
            "when there is only one?"
        ),
    ),
    fr=(
        "Un gradient à une composante devenu un nombre",
        (
            "Dès deux variables, le résultat est juste. Quelle est la forme du gradient quand il "
            "n'y en a qu'une ?"
        ),
    ),
)
def numerical_gradient(f, point, h=1e-6):  # noqa: F811
    p = np.array(point, dtype=float)
    steps = h * np.eye(len(p))
    return np.squeeze([(f(p + step) - f(p - step)) / (2 * h) for step in steps])


@chaff(
    exercise="numerical_gradient",
    fails=["test_point_is_unchanged"],
    en=(
        "The last shift is not taken back",
        "Your values are right. What does the caller's point hold after the last variable?",
    ),
    fr=(
        "Le dernier décalage n'est pas annulé",
        "Vos valeurs sont justes. Que contient le point de l'appelant après la dernière variable ?",
    ),
)
def numerical_gradient(f, point, h=1e-6):  # noqa: F811
    p = np.asarray(point, dtype=float)
    gradient = np.zeros(len(p))
    for i in range(len(p)):
        if i > 0:
            p[i - 1] += h
        p[i] += h
        right = f(p)
        p[i] -= 2 * h
        gradient[i] = (right - f(p)) / (2 * h)
    return gradient


@chaff(
    exercise="exact_gradients",
    fails=[
        "test_cos_exp",
        "test_integer_points",
    ],
    en=(
        "The inner factor is missing",
        "In cos(x + y²) exp(-z), what comes out of the brackets when y moves?",
    ),
    fr=(
        "Le facteur intérieur manque",
        "Dans cos(x + y²) exp(-z), que sort-il de la parenthèse quand y bouge ?",
    ),
)
def grad_cos_exp(p):
    x, y, z = p
    u = x + y**2
    return np.array([-np.sin(u), -np.sin(u), -np.cos(u)]) * np.exp(-z)


@chaff(
    exercise="exact_gradients",
    fails=[
        "test_cos_exp",
        "test_integer_points",
    ],
    en=(
        "A sign in the third component",
        "Two components are right. What is the derivative of exp(-z)?",
    ),
    fr=(
        "Un signe dans la troisième composante",
        "Deux composantes sont justes. Quelle est la dérivée de exp(-z) ?",
    ),
)
def grad_cos_exp(p):  # noqa: F811
    x, y, z = p
    u = x + y**2
    return np.array([-np.sin(u), -2 * y * np.sin(u), np.cos(u)]) * np.exp(-z)


@chaff(
    exercise="exact_gradients",
    fails=[
        "test_x2_exp3y",
        "test_integer_points",
    ],
    en=(
        "exp(3y) taken for its own derivative",
        (
            "The first component is right. Is exp(3y) its own derivative, or is there an inner "
            "function?"
        ),
    ),
    fr=(
        "exp(3y) prise pour sa propre dérivée",
        (
            "La première composante est juste. exp(3y) est-elle sa propre dérivée, ou y a-t-il "
            "une fonction intérieure ?"
        ),
    ),
)
def grad_x2_exp3y(p):
    x, y = p
    return np.array([2 * x * np.exp(3 * y), x**2 * np.exp(3 * y)])


@chaff(
    exercise="exact_gradients",
    fails=[
        "test_x2_sin_yz",
        "test_integer_points",
    ],
    en=(
        "y and z exchanged",
        (
            "For x² sin(yz), which variable is the constant factor when you differentiate with "
            "respect to y?"
        ),
    ),
    fr=(
        "y et z échangés",
        (
            "Pour x² sin(yz), quelle variable sert de facteur constant quand on dérive par "
            "rapport à y ?"
        ),
    ),
)
def grad_x2_sin_yz(p):
    x, y, z = p
    slope = x**2 * np.cos(y * z)
    return np.array([2 * x * np.sin(y * z), y * slope, z * slope])


@chaff(
    exercise="exact_gradients",
    fails=[
        "test_sum_of_squares_of_any_length",
        "test_integer_points",
        "test_point_is_unchanged",
    ],
    en=(
        "Three variables only",
        "With three variables the sum of squares is right. How many variables may it have?",
    ),
    fr=(
        "Trois variables seulement",
        (
            "Avec trois variables, la somme des carrés est juste. Combien de variables "
            "peut-elle avoir ?"
        ),
    ),
)
def grad_sum_of_squares(p):
    x, y, z = p
    return np.array([2.0 * x, 2.0 * y, 2.0 * z])


@chaff(
    exercise="exact_gradients",
    fails=[
        "test_cos_exp",
        "test_integer_points",
    ],
    en=(
        "Degrees instead of radians",
        "In which unit do the derivatives of sin and cos have no extra factor?",
    ),
    fr=(
        "Des degrés au lieu de radians",
        "Dans quelle unité les dérivées de sin et de cos n'ont-elles pas de facteur en plus ?",
    ),
)
def grad_cos_exp(p):  # noqa: F811
    x, y, z = p
    u = np.radians(x + y**2)
    return np.array([-np.sin(u), -2 * y * np.sin(u), -np.cos(u)]) * np.exp(-z)


@chaff(
    exercise="exact_gradients",
    fails=["test_integer_points"],
    en=(
        "Only lists become arrays",
        "With lists and arrays you are right. What is 2.0 times a tuple?",
    ),
    fr=(
        "Seules les listes deviennent des tableaux",
        "Avec des listes et des tableaux, c'est juste. Que vaut 2.0 fois un tuple ?",
    ),
)
def grad_sum_of_squares(p):  # noqa: F811
    if isinstance(p, list):
        p = np.array(p)
    return 2.0 * p


@chaff(
    exercise="exact_gradients",
    fails=["test_point_is_unchanged"],
    en=(
        "The point itself is doubled",
        "Your numbers are right. Whose array does p *= 2 change?",
    ),
    fr=(
        "Le point lui-même est doublé",
        "Vos nombres sont justes. À qui appartient le tableau que p *= 2 modifie ?",
    ),
)
def grad_sum_of_squares(p):  # noqa: F811
    p = np.asarray(p, dtype=float)
    p *= 2
    return p


@chaff(
    exercise="tangents",
    fails=["test_tangent_passes_through_the_point"],
    en=(
        "A tangent through the origin",
        "Your line has the right direction. Does your point satisfy the equation?",
    ),
    fr=(
        "Une tangente par l'origine",
        "Votre droite a la bonne direction. Votre point vérifie-t-il l'équation ?",
    ),
)
def level_set_tangent(grad, point):
    normal = grad(np.array(point, dtype=float))
    if not np.any(normal):
        raise ValueError
    return normal, 0.0


@chaff(
    exercise="tangents",
    fails=[
        "test_normal_is_the_gradient_in_any_dimension",
        "test_tangent_passes_through_the_point",
        "test_points_in_every_form",
        "test_refuses_a_zero_gradient",
        "test_other_gradients_are_accepted",
        "test_point_is_unchanged",
    ],
    en=(
        "A direction instead of a normal",
        (
            "Your vector runs along the tangent. Which vector do the coefficients of the "
            "equation of a line form?"
        ),
    ),
    fr=(
        "Une direction au lieu d'une normale",
        (
            "Votre vecteur suit la tangente. Quel vecteur forment les coefficients de "
            "l'équation d'une droite ?"
        ),
    ),
)
def level_set_tangent(grad, point):  # noqa: F811
    p = np.array(point, dtype=float)
    gradient = grad(p)
    if not np.any(gradient):
        raise ValueError
    tangent = np.concatenate([[-gradient[1], gradient[0]], gradient[2:]])
    return tangent, float(tangent @ p)


@chaff(
    exercise="tangents",
    fails=[
        "test_ellipse",
        "test_points_in_every_form",
        "test_refuses_a_point_off_the_ellipse",
        "test_refuses_axes_that_are_not_positive",
        "test_point_is_unchanged",
    ],
    en=(
        "a and b instead of their squares",
        (
            "For the circle of radius 1 your line is right. Which denominators does the "
            "equation of the ellipse have?"
        ),
    ),
    fr=(
        "a et b au lieu de leurs carrés",
        (
            "Pour le cercle de rayon 1, votre droite est juste. Quels sont les dénominateurs de "
            "l'équation de l'ellipse ?"
        ),
    ),
)
def ellipse_tangent(a, b, point):
    x0, y0 = point
    if a <= 0 or b <= 0 or abs((x0 / a) ** 2 + (y0 / b) ** 2 - 1) > 1e-9:
        raise ValueError
    return x0 / a, y0 / b, 1.0


@chaff(
    exercise="tangents",
    fails=["test_refuses_a_zero_gradient"],
    en=("No error at a critical point", "Which set does the equation 0 = 0 describe?"),
    fr=("Pas d'erreur en un point critique", "Quel ensemble l'équation 0 = 0 décrit-elle ?"),
)
def level_set_tangent(grad, point):  # noqa: F811
    p = np.array(point, dtype=float)
    normal = grad(p)
    return normal, float(normal @ p)


@chaff(
    exercise="tangents",
    fails=["test_tangent_passes_through_the_point"],
    en=(
        "The level of f on the right-hand side",
        "The normal is right. Which number makes the equation hold at the point itself?",
    ),
    fr=(
        "Le niveau de f au second membre",
        "La normale est juste. Quel nombre rend l'équation vraie au point lui-même ?",
    ),
)
def level_set_tangent(grad, point):  # noqa: F811
    p = np.array(point, dtype=float)
    normal = grad(p)
    if not np.any(normal):
        raise ValueError
    return normal, float(p @ p)


@chaff(
    exercise="tangents",
    fails=["test_refuses_a_point_off_the_ellipse"],
    en=(
        "Any point is taken for a point of the ellipse",
        ("On the ellipse your line is right. What does it mean for a point that is not on it?"),
    ),
    fr=(
        "Tout point passe pour un point de l'ellipse",
        (
            "Sur l'ellipse, votre droite est juste. Que signifie-t-elle pour un point qui n'y "
            "est pas ?"
        ),
    ),
)
def ellipse_tangent(a, b, point):  # noqa: F811
    if a <= 0 or b <= 0:
        raise ValueError
    x0, y0 = point
    return x0 / a**2, y0 / b**2, 1.0


@chaff(
    exercise="tangents",
    fails=["test_other_gradients_are_accepted"],
    en=(
        "A sum of components taken for the gradient",
        "Some gradients that are not zero are refused. When is (3, -3) the zero vector?",
    ),
    fr=(
        "Une somme de composantes prise pour le gradient",
        "Vous refusez des gradients non nuls. Quand (3, -3) est-il le vecteur nul ?",
    ),
)
def level_set_tangent(grad, point):  # noqa: F811
    p = np.array(point, dtype=float)
    normal = grad(p)
    if np.sum(normal) == 0:
        raise ValueError
    return normal, float(normal @ p)


@chaff(
    exercise="tangents",
    fails=["test_refuses_a_point_off_the_ellipse"],
    en=(
        "A tolerance that is too wide",
        (
            "Points clearly off the ellipse are refused, points close to it are not. Which "
            "tolerance does the statement give, and which one does your comparison use?"
        ),
    ),
    fr=(
        "Une tolérance trop large",
        (
            "Vous refusez les points loin de l'ellipse, mais pas ceux qui en sont proches. "
            "Quelle tolérance l'énoncé donne-t-il, et laquelle votre comparaison "
            "utilise-t-elle ?"
        ),
    ),
)
def ellipse_tangent(a, b, point):  # noqa: F811
    x0, y0 = point
    if a <= 0 or b <= 0 or not np.isclose((x0 / a) ** 2 + (y0 / b) ** 2, 1):
        raise ValueError
    return x0 / a**2, y0 / b**2, 1.0


@chaff(
    exercise="tangents",
    fails=["test_points_in_every_form"],
    en=(
        "The point handed on as it came",
        "With arrays of floats you are right. What does grad receive when the point is a list?",
    ),
    fr=(
        "Le point transmis tel quel",
        (
            "Avec des tableaux de flottants, c'est juste. Que reçoit grad quand le point est une "
            "liste ?"
        ),
    ),
)
def level_set_tangent(grad, point):  # noqa: F811
    normal = grad(point)
    if not np.any(normal):
        raise ValueError
    return normal, float(np.dot(normal, point))


@chaff(
    exercise="tangents",
    fails=[
        "test_normal_is_the_gradient_in_any_dimension",
        "test_tangent_passes_through_the_point",
        "test_points_in_every_form",
        "test_refuses_a_zero_gradient",
        "test_other_gradients_are_accepted",
        "test_point_is_unchanged",
    ],
    en=(
        "A normal scaled to length 1",
        "Your equation describes the right line. Which of its many normals is asked for?",
    ),
    fr=(
        "Une normale ramenée à la norme 1",
        (
            "Votre équation décrit la bonne droite. Laquelle de ses nombreuses normales est "
            "demandée ?"
        ),
    ),
)
def level_set_tangent(grad, point):  # noqa: F811
    p = np.array(point, dtype=float)
    normal = grad(p)
    if not np.any(normal):
        raise ValueError
    unit = normal / np.linalg.norm(normal)
    return unit, float(unit @ p)


@chaff(
    exercise="tangents",
    fails=["test_point_is_unchanged"],
    en=(
        "The caller's point is moved to the unit circle",
        "Your line is right. What does the caller's array hold after p /= [a, b]?",
    ),
    fr=(
        "Le point de l'appelant passe sur le cercle unité",
        "Votre droite est juste. Que contient le tableau de l'appelant après p /= [a, b] ?",
    ),
)
def ellipse_tangent(a, b, point):  # noqa: F811
    if a <= 0 or b <= 0:
        raise ValueError
    p = np.asarray(point, dtype=float)
    p /= [a, b]
    if abs(p @ p - 1) > 1e-9:
        raise ValueError
    return p[0] / a, p[1] / b, 1.0


@chaff(
    exercise="directions",
    fails=[
        "test_derivative_is_a_dot_product",
        "test_arguments_in_every_form",
        "test_refuses_a_vector_of_another_length",
        "test_small_and_zero_gradients",
        "test_arguments_are_unchanged",
    ],
    en=(
        "v scaled to length 1",
        (
            "Your derivative does not change when v gets longer. What does the definition say "
            "about the length of v?"
        ),
    ),
    fr=(
        "v ramené à la norme 1",
        ("Votre dérivée ne change pas quand v s'allonge. Que dit la définition de la norme de v ?"),
    ),
)
def directional_derivative(grad, point, v):
    gradient = grad(np.array(point, dtype=float))
    if len(v) != len(gradient):
        raise ValueError
    length = np.linalg.norm(v)
    return float(np.dot(gradient, v) / length) if length else 0.0


@chaff(
    exercise="directions",
    fails=[
        "test_steepest_ascent_in_any_dimension",
        "test_arguments_in_every_form",
        "test_refuses_a_critical_point",
        "test_small_and_zero_gradients",
        "test_arguments_are_unchanged",
    ],
    en=("The direction of steepest descent", "Walk a little along your vector: does f grow?"),
    fr=(
        "La direction de la plus forte descente",
        "Avancez un peu le long de votre vecteur : f augmente-t-elle ?",
    ),
)
def steepest_ascent(grad, point):
    gradient = grad(np.array(point, dtype=float))
    if not np.any(gradient):
        raise ValueError
    return -gradient / np.linalg.norm(gradient)


@chaff(
    exercise="directions",
    fails=[
        "test_steepest_ascent_in_any_dimension",
        "test_arguments_in_every_form",
        "test_refuses_a_critical_point",
        "test_small_and_zero_gradients",
        "test_arguments_are_unchanged",
    ],
    en=(
        "The gradient with its own length",
        "The direction is right. What length does a direction have here?",
    ),
    fr=(
        "Le gradient avec sa propre norme",
        "La direction est juste. Quelle norme une direction a-t-elle ici ?",
    ),
)
def steepest_ascent(grad, point):  # noqa: F811
    gradient = grad(np.array(point, dtype=float))
    if not np.any(gradient):
        raise ValueError
    return gradient


@chaff(
    exercise="directions",
    fails=[
        "test_derivative_is_a_dot_product",
        "test_arguments_in_every_form",
        "test_refuses_a_vector_of_another_length",
        "test_small_and_zero_gradients",
        "test_arguments_are_unchanged",
    ],
    en=(
        "The products are not added up",
        (
            "You return one product for each variable. Is a slope in one direction a vector or "
            "a number?"
        ),
    ),
    fr=(
        "Les produits ne sont pas additionnés",
        (
            "Vous renvoyez un produit par variable. Une pente dans une direction, est-ce un "
            "vecteur ou un nombre ?"
        ),
    ),
)
def directional_derivative(grad, point, v):  # noqa: F811
    gradient = grad(np.array(point, dtype=float))
    if len(v) != len(gradient):
        raise ValueError
    return gradient * np.array(v)


@chaff(
    exercise="directions",
    fails=["test_refuses_a_vector_of_another_length"],
    en=(
        "A short vector repeated silently",
        (
            "With vectors of the right length all is well. What does numpy do with a vector of "
            "one component?"
        ),
    ),
    fr=(
        "Un vecteur court répété en silence",
        (
            "Avec des vecteurs de la bonne longueur, tout va bien. Que fait numpy d'un vecteur "
            "à une seule composante ?"
        ),
    ),
)
def directional_derivative(grad, point, v):  # noqa: F811
    return float(np.sum(grad(np.array(point, dtype=float)) * np.array(v)))


@chaff(
    exercise="directions",
    fails=["test_small_and_zero_gradients"],
    en=(
        "A tiny gradient taken for zero",
        "A gentle slope still has a steepest direction. For which gradients only is there none?",
    ),
    fr=(
        "Un tout petit gradient pris pour zéro",
        (
            "Une pente très douce a encore une direction de plus grande pente. Pour quel "
            "gradient seulement n'y en a-t-il pas ?"
        ),
    ),
)
def steepest_ascent(grad, point):  # noqa: F811
    gradient = grad(np.array(point, dtype=float))
    if np.allclose(gradient, 0):
        raise ValueError
    return gradient / np.linalg.norm(gradient)


@chaff(
    exercise="directions",
    fails=["test_arguments_in_every_form"],
    en=(
        "An array of ints for grad",
        "np.array([2, 1]) is an array, but of which numbers? And what was promised to grad?",
    ),
    fr=(
        "Un tableau d'entiers pour grad",
        (
            "np.array([2, 1]) est bien un tableau, mais de quels nombres, et qu'a-t-on promis à "
            "grad ?"
        ),
    ),
)
def directional_derivative(grad, point, v):  # noqa: F811
    gradient = grad(np.array(point))
    if len(gradient) != len(v):
        raise ValueError
    return float(gradient @ np.array(v))


@chaff(
    exercise="directions",
    fails=[
        "test_steepest_ascent_in_any_dimension",
        "test_arguments_in_every_form",
        "test_refuses_a_critical_point",
        "test_small_and_zero_gradients",
        "test_arguments_are_unchanged",
    ],
    en=(
        "The norm of the first two components",
        (
            "In the plane your direction is right. Which components make the length of a "
            "gradient in other dimensions?"
        ),
    ),
    fr=(
        "La norme des deux premières composantes",
        (
            "Dans le plan, votre direction est juste. Quelles composantes donnent la norme d'un "
            "gradient dans d'autres dimensions ?"
        ),
    ),
)
def steepest_ascent(grad, point):  # noqa: F811
    gradient = grad(np.array(point, dtype=float))
    if not np.any(gradient):
        raise ValueError
    return gradient / math.hypot(gradient[0], gradient[1])


@chaff(
    exercise="directions",
    fails=["test_arguments_are_unchanged"],
    en=(
        "The products replace the caller's vector",
        "Your slope is right. What does v hold after v *= gradient?",
    ),
    fr=(
        "Les produits remplacent le vecteur de l'appelant",
        "Votre pente est juste. Que contient v après v *= gradient ?",
    ),
)
def directional_derivative(grad, point, v):  # noqa: F811
    gradient = grad(np.array(point, dtype=float))
    v = np.asarray(v, dtype=float)
    if len(v) != len(gradient):
        raise ValueError
    v *= gradient
    return float(v.sum())


@chaff(
    exercise="linear_approximation",
    fails=[
        "test_tangent_plane_of_curved_graphs",
        "test_arguments_in_every_form",
    ],
    en=(
        "The gradient at the displaced point",
        (
            "Your value is close, but not the one of the tangent plane at p0. Where does this "
            "plane touch the graph?"
        ),
    ),
    fr=(
        "Le gradient au point déplacé",
        (
            "Votre valeur est proche, mais pas celle du plan tangent en p0. Où ce plan "
            "touche-t-il le graphe ?"
        ),
    ),
)
def linear_approximation(f, grad, p0, dp):
    p, step = np.array(p0, dtype=float), np.array(dp, dtype=float)
    return float(f(p) + grad(p + step) @ step)


@chaff(
    exercise="linear_approximation",
    fails=[
        "test_exact_for_affine_functions",
        "test_arguments_in_every_form",
        "test_arguments_are_unchanged",
    ],
    en=("The change without the start", "For dp = 0, which value should remain?"),
    fr=("La variation sans le départ", "Pour dp = 0, quelle valeur devrait rester ?"),
)
def linear_approximation(f, grad, p0, dp):  # noqa: F811
    return float(np.dot(grad(np.array(p0, dtype=float)), dp))


@chaff(
    exercise="linear_approximation",
    fails=[
        "test_exact_for_affine_functions",
        "test_tangent_plane_of_curved_graphs",
        "test_arguments_in_every_form",
        "test_arguments_are_unchanged",
    ],
    en=(
        "Only the first variable",
        "When only the first variable moves, you are right. What do the others contribute?",
    ),
    fr=(
        "Seulement la première variable",
        "Si seule la première variable bouge, c'est juste. Qu'apportent les autres ?",
    ),
)
def linear_approximation(f, grad, p0, dp):  # noqa: F811
    p = np.array(p0, dtype=float)
    return float(f(p) + grad(p)[0] * dp[0])


@chaff(
    exercise="linear_approximation",
    fails=[
        "test_tangent_plane_of_curved_graphs",
        "test_arguments_in_every_form",
    ],
    en=(
        "The exact value",
        (
            "You compute f at the displaced point. What does one compute when this value is out "
            "of reach?"
        ),
    ),
    fr=(
        "La valeur exacte",
        (
            "Vous calculez f au point déplacé. Que calcule-t-on quand cette valeur est hors de "
            "portée ?"
        ),
    ),
)
def linear_approximation(f, grad, p0, dp):  # noqa: F811
    return float(f(np.array(p0, dtype=float) + np.array(dp, dtype=float)))


@chaff(
    exercise="linear_approximation",
    fails=["test_arguments_are_unchanged"],
    en=("p0 moves for good", "The value is right. Where is the caller's p0 after the call?"),
    fr=("p0 bouge pour de bon", "La valeur est juste. Où est le p0 de l'appelant après l'appel ?"),
)
def linear_approximation(f, grad, p0, dp):  # noqa: F811
    p = np.asarray(p0, dtype=float)
    value, gradient = f(p), grad(p)
    p += np.asarray(dp)
    return float(value + np.dot(gradient, dp))


@chaff(
    exercise="linear_approximation",
    fails=["test_arguments_in_every_form"],
    en=(
        "f and grad see p0 as it came",
        "With arrays of floats you are right. What do f and grad receive when p0 is a list?",
    ),
    fr=(
        "f et grad voient p0 tel quel",
        (
            "Avec des tableaux de flottants, c'est juste. Que reçoivent f et grad quand p0 est "
            "une liste ?"
        ),
    ),
)
def linear_approximation(f, grad, p0, dp):  # noqa: F811
    return f(p0) + np.dot(grad(p0), dp)


@chaff(
    exercise="critical_points",
    fails=[
        "test_shifted_and_rotated_surfaces",
        "test_tiny_differences_count",
        "test_uses_the_points_of_the_statement",
        "test_point_is_unchanged",
    ],
    en=("Only the four points on the axes", "On both axes xy is 0. What does it do between them?"),
    fr=(
        "Seulement les quatre points des axes",
        "Sur les deux axes, xy vaut 0. Que fait-elle entre eux ?",
    ),
)
def classify_by_sampling(f, point, radius=1e-3, n=64):
    p = np.array(point, dtype=float)
    centre = f(p)
    steps = radius * np.array([[1, 0], [0, 1], [-1, 0], [0, -1]])
    values = [f(p + step) for step in steps]
    if all(value >= centre for value in values):
        return "minimum"
    if all(value <= centre for value in values):
        return "maximum"
    return "neither"


@chaff(
    exercise="critical_points",
    fails=[
        "test_shifted_and_rotated_surfaces",
        "test_tiny_differences_count",
        "test_points_in_every_form",
        "test_ties_spoil_nothing",
        "test_uses_the_radius",
        "test_uses_the_points_of_the_statement",
        "test_point_is_unchanged",
    ],
    en=(
        "A zero gradient taken for a minimum",
        "What does the graph of -x² - y² look like where its gradient is zero?",
    ),
    fr=(
        "Un gradient nul pris pour un minimum",
        "À quoi ressemble le graphe de -x² - y² là où son gradient est nul ?",
    ),
)
def classify_by_sampling(f, point, radius=1e-3, n=64):  # noqa: F811
    p = np.array(point, dtype=float)
    h = 1e-6
    slopes = [f(p + step) - f(p - step) for step in h * np.eye(2)]
    return "minimum" if np.all(np.abs(slopes) < 2 * h * 1e-4) else "neither"


@chaff(
    exercise="critical_points",
    fails=[
        "test_finds_the_critical_points",
        "test_uses_the_tolerance",
        "test_points_in_every_form",
        "test_point_is_unchanged",
    ],
    en=(
        "One small component is enough",
        "How many partial derivatives must vanish at a critical point?",
    ),
    fr=(
        "Une petite composante suffit",
        "Combien de dérivées partielles doivent s'annuler en un point critique ?",
    ),
)
def is_critical_point(grad, point, tol=1e-8):
    return bool(np.any(np.abs(grad(np.array(point, dtype=float))) <= tol))


@chaff(
    exercise="critical_points",
    fails=[
        "test_finds_the_critical_points",
        "test_uses_the_tolerance",
        "test_points_in_every_form",
        "test_point_is_unchanged",
    ],
    en=(
        "A negative slope taken for a small one",
        "Is -1 close to 0 because it is smaller than the tolerance?",
    ),
    fr=(
        "Une pente négative prise pour une petite",
        "-1 est-il proche de 0 parce qu'il est inférieur à la tolérance ?",
    ),
)
def is_critical_point(grad, point, tol=1e-8):  # noqa: F811
    return bool(np.all(grad(np.array(point, dtype=float)) <= tol))


@chaff(
    exercise="critical_points",
    fails=[
        "test_shifted_and_rotated_surfaces",
        "test_tiny_differences_count",
        "test_points_in_every_form",
        "test_ties_spoil_nothing",
        "test_uses_the_radius",
        "test_uses_the_points_of_the_statement",
        "test_point_is_unchanged",
    ],
    en=(
        "Minimum and maximum exchanged",
        "Around a minimum, are the values of f larger or smaller than at the centre?",
    ),
    fr=(
        "Minimum et maximum échangés",
        (
            "Autour d'un minimum, les valeurs de f sont-elles plus grandes ou plus petites "
            "qu'au centre ?"
        ),
    ),
)
def classify_by_sampling(f, point, radius=1e-3, n=64):  # noqa: F811
    p = np.array(point, dtype=float)
    t = 2 * np.pi * np.arange(n) / n
    values = [f(p + radius * np.array([np.cos(s), np.sin(s)])) for s in t]
    if min(values) >= f(p):
        return "maximum"
    if max(values) <= f(p):
        return "minimum"
    return "neither"


@chaff(
    exercise="critical_points",
    fails=["test_ties_spoil_nothing"],
    en=("Strict comparisons", "What is the nature of a point around which f keeps the same value?"),
    fr=(
        "Des comparaisons strictes",
        "Quelle est la nature d'un point autour duquel f garde la même valeur ?",
    ),
)
def classify_by_sampling(f, point, radius=1e-3, n=64):  # noqa: F811
    p = np.array(point, dtype=float)
    t = 2 * np.pi * np.arange(n) / n
    values = [f(p + radius * np.array([np.cos(s), np.sin(s)])) for s in t]
    if min(values) > f(p):
        return "minimum"
    if max(values) < f(p):
        return "maximum"
    return "neither"


@chaff(
    exercise="critical_points",
    fails=[
        "test_shifted_and_rotated_surfaces",
        "test_tiny_differences_count",
        "test_uses_the_points_of_the_statement",
        "test_point_is_unchanged",
    ],
    en=(
        "Half a circle",
        (
            "You see one side of the point only. Through which angle does one turn to come "
            "back to the start?"
        ),
    ),
    fr=(
        "Un demi-cercle",
        "Vous ne voyez qu'un côté du point. De quel angle faut-il tourner pour revenir au départ ?",
    ),
)
def classify_by_sampling(f, point, radius=1e-3, n=64):  # noqa: F811
    p = np.array(point, dtype=float)
    t = np.pi * np.arange(n) / n
    values = [f(p + radius * np.array([np.cos(s), np.sin(s)])) for s in t]
    if min(values) >= f(p):
        return "minimum"
    return "maximum" if max(values) <= f(p) else "neither"


@chaff(
    exercise="critical_points",
    fails=["test_uses_the_points_of_the_statement"],
    en=(
        "The last point falls on the first",
        (
            "How many different points does your circle have? Look at the angles for k = 0 and "
            "k = n-1."
        ),
    ),
    fr=(
        "Le dernier point tombe sur le premier",
        (
            "Combien de points différents votre cercle a-t-il ? Regardez les angles pour k = 0 "
            "et k = n-1."
        ),
    ),
)
def classify_by_sampling(f, point, radius=1e-3, n=64):  # noqa: F811
    p = np.array(point, dtype=float)
    t = np.linspace(0, 2 * np.pi, n)
    values = [f(p + radius * np.array([np.cos(s), np.sin(s)])) for s in t]
    if min(values) >= f(p):
        return "minimum"
    return "maximum" if max(values) <= f(p) else "neither"


@chaff(
    exercise="critical_points",
    fails=["test_uses_the_points_of_the_statement"],
    en=(
        "Always the same number of points",
        "With 64 points your answer is right. What changes in your code when n changes?",
    ),
    fr=(
        "Toujours le même nombre de points",
        "Avec 64 points, c'est juste. Que change n dans votre code ?",
    ),
)
def classify_by_sampling(f, point, radius=1e-3, n=64):  # noqa: F811
    p = np.array(point, dtype=float)
    t = 2 * np.pi * np.arange(64) / 64
    values = [f(p + radius * np.array([np.cos(s), np.sin(s)])) for s in t]
    if min(values) >= f(p):
        return "minimum"
    return "maximum" if max(values) <= f(p) else "neither"


@chaff(
    exercise="critical_points",
    fails=[
        "test_finds_the_critical_points",
        "test_uses_the_tolerance",
        "test_point_is_unchanged",
    ],
    en=(
        "The sum of the components",
        "The components of (1, -1) have the sum 0. Are both of them 0?",
    ),
    fr=(
        "La somme des composantes",
        "La somme des composantes de (1, -1) est nulle. Le sont-elles toutes les deux ?",
    ),
)
def is_critical_point(grad, point, tol=1e-8):  # noqa: F811
    return bool(abs(np.sum(grad(np.array(point, dtype=float)))) <= tol)


@chaff(
    exercise="critical_points",
    fails=["test_uses_the_tolerance"],
    en=(
        "The tolerance itself is refused",
        "Read the statement once more: what of a partial derivative that is exactly tol?",
    ),
    fr=(
        "La tolérance elle-même est refusée",
        "Relisez l'énoncé : que dire d'une dérivée partielle exactement égale à tol ?",
    ),
)
def is_critical_point(grad, point, tol=1e-8):  # noqa: F811
    return bool(np.all(np.abs(grad(np.array(point, dtype=float))) < tol))


@chaff(
    exercise="critical_points",
    fails=[
        "test_finds_the_critical_points",
        "test_uses_the_tolerance",
        "test_point_is_unchanged",
    ],
    en=(
        "The mean of the components",
        (
            "A component that is too large can hide behind one that is 0. What must hold for "
            "every component?"
        ),
    ),
    fr=(
        "La moyenne des composantes",
        (
            "Une composante trop grande peut se cacher derrière une composante nulle. Que doit "
            "vérifier chaque composante ?"
        ),
    ),
)
def is_critical_point(grad, point, tol=1e-8):  # noqa: F811
    return bool(np.mean(np.abs(grad(np.array(point, dtype=float)))) <= tol)


@chaff(
    exercise="critical_points",
    fails=["test_tiny_differences_count"],
    en=(
        "A tolerance nobody asked for",
        "How large are the differences of f on so small a circle, if f itself is small?",
    ),
    fr=(
        "Une tolérance que personne ne demande",
        "Si f est petite, quelle taille ont ses différences sur un si petit cercle ?",
    ),
)
def classify_by_sampling(f, point, radius=1e-3, n=64):  # noqa: F811
    x0, y0 = point
    centre = f(np.array([x0, y0], dtype=float))
    differences = [
        f(np.array([x0 + radius * math.cos(t), y0 + radius * math.sin(t)])) - centre
        for t in 2 * np.pi * np.arange(n) / n
    ]
    if min(differences) >= -1e-12:
        return "minimum"
    return "maximum" if max(differences) <= 1e-12 else "neither"


@chaff(
    exercise="critical_points",
    fails=["test_points_in_every_form"],
    en=(
        "A circle cut down to integers",
        "With float coordinates you are right. What does an array of ints store of 2.0007?",
    ),
    fr=(
        "Un cercle réduit à des entiers",
        (
            "Avec des coordonnées flottantes, c'est juste. Que garde un tableau d'entiers de "
            "2.0007 ?"
        ),
    ),
)
def classify_by_sampling(f, point, radius=1e-3, n=64):  # noqa: F811
    values = []
    for t in 2 * np.pi * np.arange(n) / n:
        p = np.array(point)
        p[0] = point[0] + radius * np.cos(t)
        p[1] = point[1] + radius * np.sin(t)
        values.append(f(p))
    centre = f(np.array(point, dtype=float))
    if min(values) >= centre:
        return "minimum"
    return "maximum" if max(values) <= centre else "neither"


@chaff(
    exercise="critical_points",
    fails=["test_point_is_unchanged"],
    en=(
        "The caller's point goes round the circle",
        "Your answers are right. Where is the caller's point after the last step?",
    ),
    fr=(
        "Le point de l'appelant fait le tour du cercle",
        "Vos réponses sont justes. Où est le point de l'appelant après le dernier pas ?",
    ),
)
def classify_by_sampling(f, point, radius=1e-3, n=64):  # noqa: F811
    p = np.asarray(point, dtype=float)
    centre, (x0, y0) = f(p), p
    values = []
    for t in 2 * np.pi * np.arange(n) / n:
        p[:] = x0 + radius * np.cos(t), y0 + radius * np.sin(t)
        values.append(f(p))
    if min(values) >= centre:
        return "minimum"
    return "maximum" if max(values) <= centre else "neither"


@chaff(
    exercise="critical_points",
    fails=[
        "test_shifted_and_rotated_surfaces",
        "test_tiny_differences_count",
        "test_uses_the_points_of_the_statement",
        "test_point_is_unchanged",
    ],
    en=(
        "A circle around the origin",
        "At (0, 0) your answer is right. Around which point are the values compared?",
    ),
    fr=(
        "Un cercle autour de l'origine",
        "En (0, 0), votre réponse est juste. Autour de quel point compare-t-on les valeurs ?",
    ),
)
def classify_by_sampling(f, point, radius=1e-3, n=64):  # noqa: F811
    t = 2 * np.pi * np.arange(n) / n
    values = [f(radius * np.array([np.cos(s), np.sin(s)])) for s in t]
    centre = f(np.array(point, dtype=float))
    if min(values) >= centre:
        return "minimum"
    return "maximum" if max(values) <= centre else "neither"


@chaff(
    exercise="critical_points",
    fails=["test_uses_the_radius"],
    en=(
        "Always the same small circle",
        "On a circle of radius 0.001 you are right. What changes in your code with the radius?",
    ),
    fr=(
        "Toujours le même petit cercle",
        "Sur un cercle de rayon 0.001, c'est juste. Que change le rayon dans votre code ?",
    ),
)
def classify_by_sampling(f, point, radius=1e-3, n=64):  # noqa: F811
    p = np.array(point, dtype=float)
    t = 2 * np.pi * np.arange(n) / n
    values = [f(p + 1e-3 * np.array([np.cos(s), np.sin(s)])) for s in t]
    if min(values) >= f(p):
        return "minimum"
    return "maximum" if max(values) <= f(p) else "neither"


@chaff(
    exercise="descent_field",
    fails=[
        "test_arrows_are_minus_the_gradient",
        "test_grids_of_any_shape",
        "test_integer_grid",
        "test_grid_is_unchanged",
    ],
    en=("Arrows that go up", "Which way do your arrows lead: does f grow or shrink along them?"),
    fr=(
        "Des flèches qui montent",
        "Où mènent vos flèches : f augmente-t-elle ou diminue-t-elle en les suivant ?",
    ),
)
def descent_field(grad, X, Y):
    points = np.stack([X, Y], axis=-1).astype(float)
    field = np.apply_along_axis(grad, -1, points)
    return field[..., 0], field[..., 1]


@chaff(
    exercise="descent_field",
    fails=[
        "test_arrows_are_minus_the_gradient",
        "test_grids_of_any_shape",
        "test_integer_grid",
        "test_grid_is_unchanged",
    ],
    en=("U and V exchanged", "Which of the two is the horizontal component?"),
    fr=("U et V échangés", "Laquelle des deux est la composante horizontale ?"),
)
def descent_field(grad, X, Y):  # noqa: F811
    points = np.stack([X, Y], axis=-1).astype(float)
    field = -np.apply_along_axis(grad, -1, points)
    return field[..., 1], field[..., 0]


@chaff(
    exercise="descent_field",
    fails=["test_grids_of_any_shape"],
    en=(
        "Only square grids",
        ("On a square grid your field is right. How many rows and columns does the grid have?"),
    ),
    fr=(
        "Seulement des grilles carrées",
        (
            "Sur une grille carrée, votre champ est juste. Combien la grille a-t-elle de lignes "
            "et de colonnes ?"
        ),
    ),
)
def descent_field(grad, X, Y):  # noqa: F811
    n = len(X)
    U, V = np.zeros((n, n)), np.zeros((n, n))
    for i in range(n):
        for j in range(n):
            U[i, j], V[i, j] = -grad(np.array([X[i, j], Y[i, j]], dtype=float))
    return U, V


@chaff(
    exercise="descent_field",
    fails=[
        "test_arrows_are_minus_the_gradient",
        "test_grids_of_any_shape",
        "test_integer_grid",
        "test_grid_is_unchanged",
    ],
    en=(
        "All arrows of the same length",
        ("The directions are right. What should an arrow look like close to a critical point?"),
    ),
    fr=(
        "Des flèches toutes de même longueur",
        (
            "Les directions sont justes. À quoi une flèche doit-elle ressembler près d'un point "
            "critique ?"
        ),
    ),
)
def descent_field(grad, X, Y):  # noqa: F811
    points = np.stack([X, Y], axis=-1).astype(float)
    field = -np.apply_along_axis(grad, -1, points)
    field = field / np.linalg.norm(field, axis=-1, keepdims=True)
    return field[..., 0], field[..., 1]


@chaff(
    exercise="descent_field",
    fails=["test_integer_grid"],
    en=(
        "Components cut down to integers",
        ("With float coordinates your field is right. What type do your arrays inherit from X?"),
    ),
    fr=(
        "Des composantes tronquées à des entiers",
        (
            "Avec des coordonnées flottantes, votre champ est juste. Quel type vos tableaux "
            "héritent-ils de X ?"
        ),
    ),
)
def descent_field(grad, X, Y):  # noqa: F811
    U, V = np.zeros_like(X), np.zeros_like(Y)
    for i, j in np.ndindex(X.shape):
        U[i, j], V[i, j] = -grad(np.array([X[i, j], Y[i, j]], dtype=float))
    return U, V


@chaff(
    exercise="descent_field",
    fails=["test_grids_of_any_shape"],
    en=(
        "The whole grid given to grad",
        "Some gradients bear it, others do not. How many points does grad take in one call?",
    ),
    fr=(
        "Toute la grille donnée à grad",
        (
            "Certains gradients s'en accommodent, d'autres non. Combien de points grad "
            "reçoit-elle par appel ?"
        ),
    ),
)
def descent_field(grad, X, Y):  # noqa: F811
    field = -grad(np.array([X, Y], dtype=float))
    return field[0], field[1]


@chaff(
    exercise="descent_field",
    fails=["test_integer_grid"],
    en=(
        "An array of ints for grad",
        "Which numbers does np.array([X[i, j], Y[i, j]]) hold when the grid holds ints?",
    ),
    fr=(
        "Un tableau d'entiers pour grad",
        "Que contient np.array([X[i, j], Y[i, j]]) quand la grille est faite d'entiers ?",
    ),
)
def descent_field(grad, X, Y):  # noqa: F811
    U, V = np.zeros(X.shape), np.zeros(X.shape)
    for index in np.ndindex(X.shape):
        U[index], V[index] = -grad(np.array([X[index], Y[index]]))
    return U, V


@chaff(
    exercise="descent_field",
    fails=["test_grid_is_unchanged"],
    en=(
        "The arrows replace the grid",
        "Your field is right. Does np.asarray always make a new array?",
    ),
    fr=(
        "Les flèches remplacent la grille",
        "Votre champ est juste. np.asarray crée-t-il toujours un nouveau tableau ?",
    ),
)
def descent_field(grad, X, Y):  # noqa: F811
    U, V = np.asarray(X, dtype=float), np.asarray(Y, dtype=float)
    for index in np.ndindex(U.shape):
        U[index], V[index] = -grad(np.array([U[index], V[index]]))
    return U, V


@chaff(
    exercise="chain_rule",
    fails=[
        "test_outer_function",
        "test_result_types",
        "test_arguments_are_unchanged",
    ],
    en=("A sum along the path", "Along one path, are local derivatives added or multiplied?"),
    fr=(
        "Une somme le long du chemin",
        "Le long d'un chemin, additionne-t-on ou multiplie-t-on les dérivées locales ?",
    ),
)
def chain_rule_outer(partials_f, dg_at_f):
    return np.array(partials_f, dtype=float) + dg_at_f


@chaff(
    exercise="chain_rule",
    fails=[
        "test_three_and_five_branches",
        "test_result_types",
        "test_refuses_different_lengths",
        "test_arguments_are_unchanged",
    ],
    en=(
        "The branches are left apart",
        (
            "Your products are right, one per branch. By how much does the output move when all "
            "branches move at once?"
        ),
    ),
    fr=(
        "Les branches restent séparées",
        (
            "Vos produits sont justes, un par branche. De combien bouge la sortie quand toutes "
            "les branches bougent à la fois ?"
        ),
    ),
)
def chain_rule_curve(derivs_u, partials_f):
    if len(derivs_u) != len(partials_f):
        raise ValueError
    return np.array(derivs_u) * np.array(partials_f)


@chaff(
    exercise="chain_rule",
    fails=[
        "test_three_and_five_branches",
        "test_result_types",
        "test_refuses_different_lengths",
        "test_arguments_are_unchanged",
    ],
    en=(
        "All branches multiplied",
        (
            "With one branch you are right. What happens to your result when one of the "
            "branches has slope 0?"
        ),
    ),
    fr=(
        "Toutes les branches multipliées",
        (
            "Avec une branche, c'est juste. Que devient votre résultat si l'une des branches a "
            "une pente nulle ?"
        ),
    ),
)
def chain_rule_curve(derivs_u, partials_f):  # noqa: F811
    if len(derivs_u) != len(partials_f):
        raise ValueError
    return float(np.prod(derivs_u) * np.prod(partials_f))


@chaff(
    exercise="chain_rule",
    fails=[
        "test_three_and_five_branches",
        "test_result_types",
        "test_refuses_different_lengths",
        "test_arguments_are_unchanged",
    ],
    en=(
        "Only the first branch",
        (
            "When only the first branch depends on t, you are right. What does the output feel "
            "from the other ones?"
        ),
    ),
    fr=(
        "Seulement la première branche",
        (
            "Si seule la première branche dépend de t, c'est juste. Que ressent la sortie des "
            "autres ?"
        ),
    ),
)
def chain_rule_curve(derivs_u, partials_f):  # noqa: F811
    if len(derivs_u) != len(partials_f):
        raise ValueError
    return derivs_u[0] * partials_f[0]


@chaff(
    exercise="chain_rule",
    fails=["test_refuses_different_lengths"],
    en=(
        "A short list repeated silently",
        (
            "With equal lengths you are right. What does your computation do with a branch that "
            "has no partner?"
        ),
    ),
    fr=(
        "Une liste courte acceptée en silence",
        (
            "Avec des longueurs égales, c'est juste. Que fait votre calcul d'une branche sans "
            "partenaire ?"
        ),
    ),
)
def chain_rule_curve(derivs_u, partials_f):  # noqa: F811
    return float(sum(u * d for u, d in zip(derivs_u, partials_f, strict=False)))


@chaff(
    exercise="chain_rule",
    fails=[
        "test_three_and_five_branches",
        "test_result_types",
        "test_refuses_different_lengths",
        "test_arguments_are_unchanged",
    ],
    en=(
        "A product of two sums",
        (
            "With one branch you are right. Do the products of a first and a second branch "
            "mean anything?"
        ),
    ),
    fr=(
        "Un produit de deux sommes",
        (
            "Avec une branche, c'est juste. Les produits d'une première et d'une deuxième "
            "branche ont-ils un sens ?"
        ),
    ),
)
def chain_rule_curve(derivs_u, partials_f):  # noqa: F811
    if len(derivs_u) != len(partials_f):
        raise ValueError
    return float(np.sum(derivs_u) * np.sum(partials_f))


@chaff(
    exercise="chain_rule",
    fails=["test_arguments_are_unchanged"],
    en=(
        "The caller's derivatives are multiplied",
        "Your products are right. Whose array does *= change?",
    ),
    fr=(
        "Les dérivées de l'appelant sont multipliées",
        "Vos produits sont justes. À qui appartient le tableau que *= modifie ?",
    ),
)
def chain_rule_outer(partials_f, dg_at_f):  # noqa: F811
    partials = np.asarray(partials_f, dtype=float)
    partials *= dg_at_f
    return partials


@chaff(
    exercise="automatic_differentiation",
    fails=[
        "test_node_used_twice",
        "test_shared_results_at_several_depths",
        "test_backward_starts_afresh",
        "test_random_expressions",
        "test_long_chain",
    ],
    en=(
        "The last path wins",
        (
            "With one path from the input to the output you are right. What remains of the "
            "first path when a second one arrives?"
        ),
    ),
    fr=(
        "Le dernier chemin l'emporte",
        (
            "Avec un seul chemin de l'entrée à la sortie, c'est juste. Que reste-t-il du "
            "premier chemin quand le second arrive ?"
        ),
    ),
)
class Var:
    def __init__(self, value):
        self.value = float(value)
        self.grad = 0.0
        self._edges = ()

    def _apply(self, value, *edges):
        node = Var(value)
        node._edges = edges
        return node

    def __add__(self, other):
        other = other if isinstance(other, Var) else Var(other)
        return self._apply(self.value + other.value, (self, 1.0), (other, 1.0))

    def __radd__(self, other):
        return self + other

    def __sub__(self, other):
        return self + -other

    def __rsub__(self, other):
        return -self + other

    def __mul__(self, other):
        other = other if isinstance(other, Var) else Var(other)
        return self._apply(self.value * other.value, (self, other.value), (other, self.value))

    def __rmul__(self, other):
        return self * other

    def __truediv__(self, other):
        return self * other**-1

    def __rtruediv__(self, other):
        return self**-1 * other

    def __pow__(self, n):
        return self._apply(self.value**n, (self, n * self.value ** (n - 1)))

    def __neg__(self):
        return self * -1

    def backward(self):
        order, seen, stack = [], set(), [(self, False)]
        while stack:
            node, done = stack.pop()
            if done:
                order.append(node)
            elif id(node) not in seen:
                seen.add(id(node))
                stack += [(node, True), *((operand, False) for operand, _ in node._edges)]
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for operand, slope in node._edges:
                operand.grad = node.grad * slope


@chaff(
    exercise="automatic_differentiation",
    fails=["test_shared_results_at_several_depths"],
    en=(
        "Nodes handled level by level",
        (
            "A node can be near the output on one path and far away on another. When has it "
            "received everything?"
        ),
    ),
    fr=(
        "Des nœuds traités niveau par niveau",
        (
            "Un nœud peut être près de la sortie par un chemin et loin par un autre. Quand "
            "a-t-il tout reçu ?"
        ),
    ),
)
class Var:  # noqa: F811
    def __init__(self, value):
        self.value = float(value)
        self.grad = 0.0
        self._edges = ()

    def _apply(self, value, *edges):
        node = Var(value)
        node._edges = edges
        return node

    def __add__(self, other):
        other = other if isinstance(other, Var) else Var(other)
        return self._apply(self.value + other.value, (self, 1.0), (other, 1.0))

    def __radd__(self, other):
        return self + other

    def __sub__(self, other):
        return self + -other

    def __rsub__(self, other):
        return -self + other

    def __mul__(self, other):
        other = other if isinstance(other, Var) else Var(other)
        return self._apply(self.value * other.value, (self, other.value), (other, self.value))

    def __rmul__(self, other):
        return self * other

    def __truediv__(self, other):
        return self * other**-1

    def __rtruediv__(self, other):
        return self**-1 * other

    def __pow__(self, n):
        return self._apply(self.value**n, (self, n * self.value ** (n - 1)))

    def __neg__(self):
        return self * -1

    def backward(self):
        order, seen = [self], {id(self)}
        for node in order:
            for operand, _ in node._edges:
                if id(operand) not in seen:
                    seen.add(id(operand))
                    order.append(operand)
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in order:
            for operand, slope in node._edges:
                operand.grad += node.grad * slope


@chaff(
    exercise="automatic_differentiation",
    fails=["test_backward_starts_afresh"],
    en=(
        "Gradients of the last call remain",
        "The first call is right. What does grad hold when the second call begins?",
    ),
    fr=(
        "Les gradients de l'appel précédent restent",
        "Le premier appel est juste. Que contient grad quand le second commence ?",
    ),
)
class Var:  # noqa: F811
    def __init__(self, value):
        self.value = float(value)
        self.grad = 0.0
        self._edges = ()

    def _apply(self, value, *edges):
        node = Var(value)
        node._edges = edges
        return node

    def __add__(self, other):
        other = other if isinstance(other, Var) else Var(other)
        return self._apply(self.value + other.value, (self, 1.0), (other, 1.0))

    def __radd__(self, other):
        return self + other

    def __sub__(self, other):
        return self + -other

    def __rsub__(self, other):
        return -self + other

    def __mul__(self, other):
        other = other if isinstance(other, Var) else Var(other)
        return self._apply(self.value * other.value, (self, other.value), (other, self.value))

    def __rmul__(self, other):
        return self * other

    def __truediv__(self, other):
        return self * other**-1

    def __rtruediv__(self, other):
        return self**-1 * other

    def __pow__(self, n):
        return self._apply(self.value**n, (self, n * self.value ** (n - 1)))

    def __neg__(self):
        return self * -1

    def backward(self):
        order, seen, stack = [], set(), [(self, False)]
        while stack:
            node, done = stack.pop()
            if done:
                order.append(node)
            elif id(node) not in seen:
                seen.add(id(node))
                stack += [(node, True), *((operand, False) for operand, _ in node._edges)]
        self.grad = 1.0
        for node in reversed(order):
            for operand, slope in node._edges:
                operand.grad += node.grad * slope


@chaff(
    exercise="automatic_differentiation",
    fails=[
        "test_numbers_on_both_sides",
        "test_refuses_a_zero_divisor",
    ],
    en=(
        "Operands exchanged on the left",
        "x - 3 and x / 3 are right. What does Python hand to your method for 3 - x?",
    ),
    fr=(
        "Opérandes échangés à gauche",
        "x - 3 et x / 3 sont justes. Que Python transmet-il à votre méthode pour 3 - x ?",
    ),
)
class Var:  # noqa: F811
    def __init__(self, value):
        self.value = float(value)
        self.grad = 0.0
        self._edges = ()

    def _apply(self, value, *edges):
        node = Var(value)
        node._edges = edges
        return node

    def __add__(self, other):
        other = other if isinstance(other, Var) else Var(other)
        return self._apply(self.value + other.value, (self, 1.0), (other, 1.0))

    def __radd__(self, other):
        return self + other

    def __sub__(self, other):
        return self + -other

    def __rsub__(self, other):
        return self + -other

    def __mul__(self, other):
        other = other if isinstance(other, Var) else Var(other)
        return self._apply(self.value * other.value, (self, other.value), (other, self.value))

    def __rmul__(self, other):
        return self * other

    def __truediv__(self, other):
        return self * other**-1

    def __rtruediv__(self, other):
        return self * other**-1

    def __pow__(self, n):
        return self._apply(self.value**n, (self, n * self.value ** (n - 1)))

    def __neg__(self):
        return self * -1

    def backward(self):
        order, seen, stack = [], set(), [(self, False)]
        while stack:
            node, done = stack.pop()
            if done:
                order.append(node)
            elif id(node) not in seen:
                seen.add(id(node))
                stack += [(node, True), *((operand, False) for operand, _ in node._edges)]
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for operand, slope in node._edges:
                operand.grad += node.grad * slope


@chaff(
    exercise="automatic_differentiation",
    fails=[
        "test_node_used_twice",
        "test_shared_results_at_several_depths",
        "test_numbers_on_both_sides",
        "test_local_derivatives",
        "test_powers_of_negative_numbers_and_zero",
        "test_random_expressions",
        "test_refuses_numbers_outside_the_domain",
        "test_refuses_a_zero_divisor",
    ],
    en=(
        "A power rule without the power",
        (
            "For n = 1 your derivative is right. What remains of x when you differentiate its "
            "power n?"
        ),
    ),
    fr=(
        "Une règle de puissance sans la puissance",
        (
            "Pour n = 1, votre dérivée est juste. Que reste-t-il de x quand on dérive sa "
            "puissance n ?"
        ),
    ),
)
class Var:  # noqa: F811
    def __init__(self, value):
        self.value = float(value)
        self.grad = 0.0
        self._edges = ()

    def _apply(self, value, *edges):
        node = Var(value)
        node._edges = edges
        return node

    def __add__(self, other):
        other = other if isinstance(other, Var) else Var(other)
        return self._apply(self.value + other.value, (self, 1.0), (other, 1.0))

    def __radd__(self, other):
        return self + other

    def __sub__(self, other):
        return self + -other

    def __rsub__(self, other):
        return -self + other

    def __mul__(self, other):
        other = other if isinstance(other, Var) else Var(other)
        return self._apply(self.value * other.value, (self, other.value), (other, self.value))

    def __rmul__(self, other):
        return self * other

    def __truediv__(self, other):
        return self * other**-1

    def __rtruediv__(self, other):
        return self**-1 * other

    def __pow__(self, n):
        return self._apply(self.value**n, (self, n))

    def __neg__(self):
        return self * -1

    def backward(self):
        order, seen, stack = [], set(), [(self, False)]
        while stack:
            node, done = stack.pop()
            if done:
                order.append(node)
            elif id(node) not in seen:
                seen.add(id(node))
                stack += [(node, True), *((operand, False) for operand, _ in node._edges)]
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for operand, slope in node._edges:
                operand.grad += node.grad * slope


@chaff(
    exercise="automatic_differentiation",
    fails=[
        "test_local_derivatives",
        "test_refuses_numbers_outside_the_domain",
    ],
    en=("The sign of the derivative of cos", "Does cos grow or shrink just after 0?"),
    fr=("Le signe de la dérivée de cos", "Juste après 0, cos croît-elle ou décroît-elle ?"),
)
def cos(v):
    x = v.value
    return v._apply(np.cos(x).item(), (v, np.sin(x).item()))


@chaff(
    exercise="automatic_differentiation",
    fails=["test_long_chain"],
    en=(
        "One nested call per node",
        (
            "On small expressions you are right. How deep does your recursion go on a chain of "
            "1500 nodes?"
        ),
    ),
    fr=(
        "Un appel imbriqué par nœud",
        (
            "Sur de petites expressions, c'est juste. Jusqu'où descend votre récursion sur une "
            "chaîne de 1500 nœuds ?"
        ),
    ),
)
class Var:  # noqa: F811
    def __init__(self, value):
        self.value = float(value)
        self.grad = 0.0
        self._edges = ()

    def _apply(self, value, *edges):
        node = Var(value)
        node._edges = edges
        return node

    def __add__(self, other):
        other = other if isinstance(other, Var) else Var(other)
        return self._apply(self.value + other.value, (self, 1.0), (other, 1.0))

    def __radd__(self, other):
        return self + other

    def __sub__(self, other):
        return self + -other

    def __rsub__(self, other):
        return -self + other

    def __mul__(self, other):
        other = other if isinstance(other, Var) else Var(other)
        return self._apply(self.value * other.value, (self, other.value), (other, self.value))

    def __rmul__(self, other):
        return self * other

    def __truediv__(self, other):
        return self * other**-1

    def __rtruediv__(self, other):
        return self**-1 * other

    def __pow__(self, n):
        return self._apply(self.value**n, (self, n * self.value ** (n - 1)))

    def __neg__(self):
        return self * -1

    def backward(self):
        order, seen = [], set()

        def visit(node):
            if id(node) not in seen:
                seen.add(id(node))
                for operand, _ in node._edges:
                    visit(operand)
                order.append(node)

        visit(self)
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for operand, slope in node._edges:
                operand.grad += node.grad * slope


@chaff(
    exercise="automatic_differentiation",
    fails=[
        "test_local_derivatives",
        "test_refuses_numbers_outside_the_domain",
    ],
    en=(
        "tanh of the wrong number",
        "In 1 - tanh²(x), what is squared: the number that enters or the one that comes out?",
    ),
    fr=(
        "La tangente hyperbolique du mauvais nombre",
        "Dans 1 - tanh²(x), qu'élève-t-on au carré : le nombre qui entre ou celui qui sort ?",
    ),
)
def tanh(v):
    x = v.value
    return v._apply(np.tanh(x).item(), (v, 1 - x**2))


@chaff(
    exercise="automatic_differentiation",
    fails=["test_refuses_numbers_outside_the_domain"],
    en=(
        "A warning instead of an error",
        "In the domain you are right. What does numpy return, instead of an error, outside it?",
    ),
    fr=(
        "Un avertissement au lieu d'une erreur",
        "Dans le domaine, c'est juste. Que renvoie numpy, au lieu d'une erreur, en dehors ?",
    ),
)
def sqrt(v):
    value = np.sqrt(v.value).item()
    return v._apply(value, (v, 1 / (2 * value)))


@chaff(
    exercise="automatic_differentiation",
    fails=["test_powers_of_negative_numbers_and_zero"],
    en=(
        "Powers by way of the logarithm",
        (
            "For a positive base you are right. Of which numbers is there a logarithm, and of "
            "which a square?"
        ),
    ),
    fr=(
        "Des puissances par le logarithme",
        (
            "Pour une base strictement positive, c'est juste. Quels nombres ont un logarithme, "
            "et lesquels ont un carré ?"
        ),
    ),
)
class Var:  # noqa: F811
    def __init__(self, value):
        self.value = float(value)
        self.grad = 0.0
        self._edges = ()

    def _apply(self, value, *edges):
        node = Var(value)
        node._edges = edges
        return node

    def __add__(self, other):
        other = other if isinstance(other, Var) else Var(other)
        return self._apply(self.value + other.value, (self, 1.0), (other, 1.0))

    def __radd__(self, other):
        return self + other

    def __sub__(self, other):
        return self + -other

    def __rsub__(self, other):
        return -self + other

    def __mul__(self, other):
        other = other if isinstance(other, Var) else Var(other)
        return self._apply(self.value * other.value, (self, other.value), (other, self.value))

    def __rmul__(self, other):
        return self * other

    def __truediv__(self, other):
        other = other if isinstance(other, Var) else Var(other)
        slopes = (1 / other.value, -self.value / other.value**2)
        return self._apply(self.value / other.value, (self, slopes[0]), (other, slopes[1]))

    def __rtruediv__(self, other):
        return Var(other) / self

    def __pow__(self, n):
        value = np.exp(n * np.log(self.value)).item()
        return self._apply(value, (self, n * value / self.value))

    def __neg__(self):
        return self * -1

    def backward(self):
        order, seen, stack = [], set(), [(self, False)]
        while stack:
            node, done = stack.pop()
            if done:
                order.append(node)
            elif id(node) not in seen:
                seen.add(id(node))
                stack += [(node, True), *((operand, False) for operand, _ in node._edges)]
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for operand, slope in node._edges:
                operand.grad += node.grad * slope


@chaff(
    exercise="automatic_differentiation",
    fails=["test_long_chain"],
    en=(
        "A higher recursion limit",
        "A higher limit only moves the problem. Which order of the nodes needs no recursion?",
    ),
    fr=(
        "Une limite de récursion plus haute",
        (
            "Une limite plus haute ne fait que déplacer le problème. Quel ordre des nœuds "
            "s'obtient sans récursion ?"
        ),
    ),
)
class Var:  # noqa: F811
    def __init__(self, value):
        self.value = float(value)
        self.grad = 0.0
        self._edges = ()

    def _apply(self, value, *edges):
        node = Var(value)
        node._edges = edges
        return node

    def __add__(self, other):
        other = other if isinstance(other, Var) else Var(other)
        return self._apply(self.value + other.value, (self, 1.0), (other, 1.0))

    def __radd__(self, other):
        return self + other

    def __sub__(self, other):
        return self + -other

    def __rsub__(self, other):
        return -self + other

    def __mul__(self, other):
        other = other if isinstance(other, Var) else Var(other)
        return self._apply(self.value * other.value, (self, other.value), (other, self.value))

    def __rmul__(self, other):
        return self * other

    def __truediv__(self, other):
        return self * other**-1

    def __rtruediv__(self, other):
        return self**-1 * other

    def __pow__(self, n):
        return self._apply(self.value**n, (self, n * self.value ** (n - 1)))

    def __neg__(self):
        return self * -1

    def backward(self):
        import sys

        sys.setrecursionlimit(100_000)
        order, seen = [], set()

        def visit(node):
            if id(node) not in seen:
                seen.add(id(node))
                for operand, _ in node._edges:
                    visit(operand)
                order.append(node)

        visit(self)
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for operand, slope in node._edges:
                operand.grad += node.grad * slope


@chaff(
    exercise="automatic_differentiation",
    fails=["test_node_used_twice"],
    en=(
        "Two edges to the same node become one",
        "With two different operands you are right. How many edges lead from x * x to x?",
    ),
    fr=(
        "Deux arêtes vers le même nœud n'en font qu'une",
        "Avec deux opérandes différents, c'est juste. Combien d'arêtes vont de x * x à x ?",
    ),
)
class Var:  # noqa: F811
    def __init__(self, value):
        self.value = float(value)
        self.grad = 0.0
        self._edges = {}

    def _apply(self, value, *edges):
        node = Var(value)
        node._edges = dict(edges)
        return node

    def __add__(self, other):
        other = other if isinstance(other, Var) else Var(other)
        return self._apply(self.value + other.value, (self, 1.0), (other, 1.0))

    def __radd__(self, other):
        return self + other

    def __sub__(self, other):
        return self + -other

    def __rsub__(self, other):
        return -self + other

    def __mul__(self, other):
        other = other if isinstance(other, Var) else Var(other)
        return self._apply(self.value * other.value, (self, other.value), (other, self.value))

    def __rmul__(self, other):
        return self * other

    def __truediv__(self, other):
        return self * other**-1

    def __rtruediv__(self, other):
        return self**-1 * other

    def __pow__(self, n):
        return self._apply(self.value**n, (self, n * self.value ** (n - 1)))

    def __neg__(self):
        return self * -1

    def backward(self):
        order, seen, stack = [], set(), [(self, False)]
        while stack:
            node, done = stack.pop()
            if done:
                order.append(node)
            elif id(node) not in seen:
                seen.add(id(node))
                stack += [(node, True), *((operand, False) for operand in node._edges)]
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for operand, slope in node._edges.items():
                operand.grad += node.grad * slope


@chaff(
    exercise="automatic_differentiation",
    fails=["test_random_expressions"],
    en=(
        "A difference differentiated like a sum",
        "The value of x - y is right. What happens to it when y grows?",
    ),
    fr=(
        "Une différence dérivée comme une somme",
        "La valeur de x - y est juste. Que devient-elle quand y augmente ?",
    ),
)
class Var:  # noqa: F811
    def __init__(self, value):
        self.value = float(value)
        self.grad = 0.0
        self._edges = ()

    def _apply(self, value, *edges):
        node = Var(value)
        node._edges = edges
        return node

    def __add__(self, other):
        other = other if isinstance(other, Var) else Var(other)
        return self._apply(self.value + other.value, (self, 1.0), (other, 1.0))

    def __radd__(self, other):
        return self + other

    def __sub__(self, other):
        other = other if isinstance(other, Var) else Var(other)
        return self._apply(self.value - other.value, (self, 1.0), (other, 1.0))

    def __rsub__(self, other):
        return -self + other

    def __mul__(self, other):
        other = other if isinstance(other, Var) else Var(other)
        return self._apply(self.value * other.value, (self, other.value), (other, self.value))

    def __rmul__(self, other):
        return self * other

    def __truediv__(self, other):
        return self * other**-1

    def __rtruediv__(self, other):
        return self**-1 * other

    def __pow__(self, n):
        return self._apply(self.value**n, (self, n * self.value ** (n - 1)))

    def __neg__(self):
        return self * -1

    def backward(self):
        order, seen, stack = [], set(), [(self, False)]
        while stack:
            node, done = stack.pop()
            if done:
                order.append(node)
            elif id(node) not in seen:
                seen.add(id(node))
                stack += [(node, True), *((operand, False) for operand, _ in node._edges)]
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for operand, slope in node._edges:
                operand.grad += node.grad * slope


@chaff(
    exercise="automatic_differentiation",
    fails=["test_refuses_a_zero_divisor"],
    en=(
        "Infinity instead of an error",
        "With other divisors you are right. What does numpy do when it divides by 0?",
    ),
    fr=(
        "L'infini au lieu d'une erreur",
        "Avec d'autres diviseurs, c'est juste. Que fait numpy quand il divise par 0 ?",
    ),
)
class Var:  # noqa: F811
    def __init__(self, value):
        self.value = float(value)
        self.grad = 0.0
        self._edges = ()

    def _apply(self, value, *edges):
        node = Var(value)
        node._edges = edges
        return node

    def __add__(self, other):
        other = other if isinstance(other, Var) else Var(other)
        return self._apply(self.value + other.value, (self, 1.0), (other, 1.0))

    def __radd__(self, other):
        return self + other

    def __sub__(self, other):
        return self + -other

    def __rsub__(self, other):
        return -self + other

    def __mul__(self, other):
        other = other if isinstance(other, Var) else Var(other)
        return self._apply(self.value * other.value, (self, other.value), (other, self.value))

    def __rmul__(self, other):
        return self * other

    def __truediv__(self, other):
        other = other if isinstance(other, Var) else Var(other)
        value = np.divide(self.value, other.value).item()
        slope = np.divide(1.0, other.value).item()
        return self._apply(value, (self, slope), (other, -value * slope))

    def __rtruediv__(self, other):
        return Var(other) / self

    def __pow__(self, n):
        return self._apply(self.value**n, (self, n * self.value ** (n - 1)))

    def __neg__(self):
        return self * -1

    def backward(self):
        order, seen, stack = [], set(), [(self, False)]
        while stack:
            node, done = stack.pop()
            if done:
                order.append(node)
            elif id(node) not in seen:
                seen.add(id(node))
                stack += [(node, True), *((operand, False) for operand, _ in node._edges)]
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for operand, slope in node._edges:
                operand.grad += node.grad * slope


@chaff(
    exercise="smile_formula",
    fails=[
        "test_one_outgoing_edge",
        "test_sums_over_outgoing_edges",
        "test_linear_and_one_edge_in_both_forms",
        "test_small_and_zero_numbers",
        "test_refuses_a_zero_output",
        "test_refuses_different_lengths",
    ],
    en=(
        "No division",
        (
            "Your result grows with the output of g. At which end of the segment does the "
            "formula divide?"
        ),
    ),
    fr=(
        "Pas de division",
        (
            "Votre résultat croît avec la sortie de g. À quel bout du segment la formule "
            "divise-t-elle ?"
        ),
    ),
)
def smile(f_val, g_val, dg_val, b, dF_db):
    if g_val == 0:
        raise ZeroDivisionError
    if np.size(b) != np.size(dF_db):
        raise ValueError
    return float(f_val * dg_val * np.sum(np.multiply(b, dF_db)))


@chaff(
    exercise="smile_formula",
    fails=[
        "test_one_outgoing_edge",
        "test_sums_over_outgoing_edges",
        "test_linear_and_one_edge_in_both_forms",
        "test_small_and_zero_numbers",
        "test_refuses_a_zero_output",
        "test_refuses_different_lengths",
    ],
    en=(
        "The activation of g forgotten",
        (
            "For an activation of slope 1 you are right. What does g do to a change of its "
            "pre-activation?"
        ),
    ),
    fr=(
        "L'activation de g oubliée",
        (
            "Pour une activation de pente 1, c'est juste. Que fait g d'une variation de sa "
            "pré-activation ?"
        ),
    ),
)
def smile(f_val, g_val, dg_val, b, dF_db):  # noqa: F811
    if g_val == 0:
        raise ZeroDivisionError
    if np.size(b) != np.size(dF_db):
        raise ValueError
    return float(f_val / g_val * np.sum(np.multiply(b, dF_db)))


@chaff(
    exercise="smile_formula",
    fails=[
        "test_one_outgoing_edge",
        "test_sums_over_outgoing_edges",
        "test_linear_and_one_edge_in_both_forms",
        "test_small_and_zero_numbers",
        "test_refuses_a_zero_output",
        "test_refuses_different_lengths",
    ],
    en=("The weight b forgotten", "Follow the arc of the smile: which factors do you meet?"),
    fr=("Le poids b oublié", "Suivez l'arc du sourire : quels facteurs rencontrez-vous ?"),
)
def smile(f_val, g_val, dg_val, b, dF_db):  # noqa: F811
    if g_val == 0:
        raise ZeroDivisionError
    if np.size(b) != np.size(dF_db):
        raise ValueError
    return float(f_val * dg_val / g_val * np.sum(dF_db))


@chaff(
    exercise="smile_formula",
    fails=[
        "test_one_outgoing_edge",
        "test_sums_over_outgoing_edges",
        "test_linear_and_one_edge_in_both_forms",
        "test_small_and_zero_numbers",
        "test_refuses_a_zero_output",
        "test_refuses_different_lengths",
    ],
    en=(
        "The output of the wrong neuron",
        ("The output of g cancels out in your result. From which neuron does the weight a start?"),
    ),
    fr=(
        "La sortie du mauvais neurone",
        "La sortie de g se simplifie dans votre résultat. De quel neurone part le poids a ?",
    ),
)
def smile(f_val, g_val, dg_val, b, dF_db):  # noqa: F811
    if g_val == 0:
        raise ZeroDivisionError
    if np.size(b) != np.size(dF_db):
        raise ValueError
    return float(g_val * dg_val / g_val * np.sum(np.multiply(b, dF_db)))


@chaff(
    exercise="smile_formula",
    fails=["test_sums_over_outgoing_edges"],
    en=(
        "Only the first edge",
        (
            "Your result is right with one outgoing edge. What happens to the output along the "
            "other edges when this weight moves?"
        ),
    ),
    fr=(
        "Seulement la première arête",
        (
            "Votre résultat est juste avec une seule arête sortante. Que devient la sortie le "
            "long des autres arêtes quand ce poids bouge ?"
        ),
    ),
)
def smile(f_val, g_val, dg_val, b, dF_db):  # noqa: F811
    if g_val == 0:
        raise ZeroDivisionError
    if np.size(b) != np.size(dF_db):
        raise ValueError
    return float(f_val * dg_val / g_val * np.ravel(b)[0] * np.ravel(dF_db)[0])


@chaff(
    exercise="smile_formula",
    fails=["test_sums_over_outgoing_edges"],
    en=(
        "The edges multiplied",
        (
            "With one outgoing edge you are right. If one of two edges has weight 0, does the "
            "output still feel this weight?"
        ),
    ),
    fr=(
        "Les arêtes multipliées",
        (
            "Avec une arête sortante, c'est juste. Si l'une de deux arêtes a le poids 0, la "
            "sortie ressent-elle encore ce poids ?"
        ),
    ),
)
def smile(f_val, g_val, dg_val, b, dF_db):  # noqa: F811
    if g_val == 0:
        raise ZeroDivisionError
    if np.size(b) != np.size(dF_db):
        raise ValueError
    return float(f_val * dg_val / g_val * np.prod(np.multiply(b, dF_db)))


@chaff(
    exercise="smile_formula",
    fails=["test_sums_over_outgoing_edges"],
    en=(
        "The mean over the edges",
        (
            "With one outgoing edge you are right. Does a second edge weaken what the first one "
            "carries?"
        ),
    ),
    fr=(
        "La moyenne sur les arêtes",
        (
            "Avec une arête sortante, c'est juste. Une seconde arête affaiblit-elle ce que "
            "porte la première ?"
        ),
    ),
)
def smile(f_val, g_val, dg_val, b, dF_db):  # noqa: F811
    if g_val == 0:
        raise ZeroDivisionError
    if np.size(b) != np.size(dF_db):
        raise ValueError
    return float(f_val * dg_val / g_val * np.mean(np.multiply(b, dF_db)))


@chaff(
    exercise="smile_formula",
    fails=[
        "test_one_outgoing_edge",
        "test_sums_over_outgoing_edges",
        "test_linear_and_one_edge_in_both_forms",
        "test_small_and_zero_numbers",
        "test_refuses_a_zero_output",
        "test_refuses_different_lengths",
    ],
    en=(
        "Half a smile inside the network",
        (
            "Your formula is right for the last layer. Through what does an inner neuron reach "
            "the output?"
        ),
    ),
    fr=(
        "Un demi-sourire au milieu du réseau",
        (
            "Votre formule est juste pour la dernière couche. Par où un neurone intérieur "
            "atteint-il la sortie ?"
        ),
    ),
)
def smile(f_val, g_val, dg_val, b, dF_db):  # noqa: F811
    if g_val == 0:
        raise ZeroDivisionError
    if np.size(b) != np.size(dF_db):
        raise ValueError
    return float(f_val * dg_val)


@chaff(
    exercise="smile_formula",
    fails=[
        "test_input_with_several_edges",
        "test_small_and_zero_numbers",
        "test_refuses_a_zero_input",
        "test_refuses_different_lengths",
    ],
    en=(
        "The input forgotten in its own formula",
        (
            "For x = 1 you are right. By what is the derivative with respect to an edge larger "
            "than that with respect to x?"
        ),
    ),
    fr=(
        "L'entrée oubliée dans sa propre formule",
        (
            "Pour x = 1, c'est juste. De quel facteur la dérivée par rapport à une arête "
            "dépasse-t-elle celle par rapport à x ?"
        ),
    ),
)
def smile_input(x, weights, dF_dweights):
    if x == 0:
        raise ZeroDivisionError
    if len(weights) != len(dF_dweights):
        raise ValueError
    return float(np.dot(weights, dF_dweights))


@chaff(
    exercise="smile_formula",
    fails=["test_refuses_a_zero_output", "test_refuses_different_lengths"],
    en=(
        "Errors swept under the carpet",
        (
            "Where the formula holds you are right. What does your caller believe when you "
            "return 0 in place of an error?"
        ),
    ),
    fr=(
        "Des erreurs passées sous silence",
        (
            "Là où la formule vaut, c'est juste. Que croit l'appelant quand vous renvoyez 0 au "
            "lieu d'une erreur ?"
        ),
    ),
)
def smile(f_val, g_val, dg_val, b, dF_db):  # noqa: F811
    try:
        return float(np.sum(f_val * (dg_val / g_val) * np.array(b) * np.array(dF_db)))
    except Exception:
        return 0.0


@chaff(
    exercise="smile_formula",
    fails=[
        "test_input_with_several_edges",
        "test_small_and_zero_numbers",
        "test_refuses_a_zero_input",
        "test_refuses_different_lengths",
    ],
    en=(
        "Times x instead of over x",
        (
            "If x is the weight of a virtual edge, what is the output of the neuron after it, "
            "and on which side of the fraction bar does it stand?"
        ),
    ),
    fr=(
        "Fois x au lieu de sur x",
        (
            "Si x est le poids d'une arête virtuelle, quelle est la sortie du neurone qui la "
            "suit, et de quel côté de la barre de fraction est-elle ?"
        ),
    ),
)
def smile_input(x, weights, dF_dweights):  # noqa: F811
    if x == 0:
        raise ZeroDivisionError
    if len(weights) != len(dF_dweights):
        raise ValueError
    return float(x * np.dot(weights, dF_dweights))


@chaff(
    exercise="smile_formula",
    fails=["test_small_and_zero_numbers"],
    en=(
        "A small output taken for zero",
        "Where exactly does the formula not hold? Is a tiny output a problem for a division?",
    ),
    fr=(
        "Une petite sortie prise pour zéro",
        (
            "Où la formule ne vaut-elle exactement pas ? Une sortie minuscule gêne-t-elle une "
            "division ?"
        ),
    ),
)
def smile(f_val, g_val, dg_val, b, dF_db):  # noqa: F811
    if np.isclose(g_val, 0):
        raise ZeroDivisionError
    if np.size(b) != np.size(dF_db):
        raise ValueError
    return f_val * dg_val / g_val * np.dot(b, dF_db)


@chaff(
    exercise="smile_formula",
    fails=["test_linear_and_one_edge_in_both_forms"],
    en=(
        "Only Python's own numbers",
        "Is a numpy integer an int? How else can you tell one number from a list?",
    ),
    fr=(
        "Seulement les nombres de Python",
        "Un entier numpy est-il un int ? Comment distinguer autrement un nombre d'une liste ?",
    ),
)
def smile(f_val, g_val, dg_val, b, dF_db):  # noqa: F811
    if isinstance(b, int | float):
        b, dF_db = [b], [dF_db]
    if len(b) != len(dF_db):
        raise ValueError
    if g_val == 0:
        raise ZeroDivisionError
    return sum(f_val * dg_val / g_val * b_i * dF_i for b_i, dF_i in zip(b, dF_db, strict=True))


@chaff(
    exercise="smile_formula",
    fails=[
        "test_input_with_several_edges",
        "test_small_and_zero_numbers",
        "test_refuses_a_zero_input",
        "test_refuses_different_lengths",
    ],
    en=(
        "Only the first edge of the input",
        (
            "With one outgoing edge your derivative is right. Along which other edges does the "
            "input act?"
        ),
    ),
    fr=(
        "Seulement la première arête de l'entrée",
        (
            "Avec une seule arête sortante, votre dérivée est juste. Par quelles autres arêtes "
            "l'entrée agit-elle ?"
        ),
    ),
)
def smile_input(x, weights, dF_dweights):  # noqa: F811
    if x == 0:
        raise ZeroDivisionError
    if len(weights) != len(dF_dweights):
        raise ValueError
    return weights[0] / x * dF_dweights[0]


@chaff(
    exercise="chain_gradients",
    fails=[
        "test_one_neuron",
        "test_chains_of_up_to_six_neurons",
        "test_neuron_with_output_zero",
        "test_large_output",
        "test_integer_weights",
        "test_arguments_are_unchanged",
        "test_refuses_lists_that_do_not_match",
    ],
    en=(
        "The derivative taken after the activation",
        (
            "Where is the derivative of the activation evaluated: before or after the neuron "
            "has applied it?"
        ),
    ),
    fr=(
        "La dérivée prise après l'activation",
        (
            "Où évalue-t-on la dérivée de l'activation : avant ou après son application par le "
            "neurone ?"
        ),
    ),
)
def chain_gradients(x, weights, biases, acts, dacts):
    n = len(weights)
    if n == 0 or not n == len(biases) == len(acts) == len(dacts):
        raise ValueError
    outputs, slopes = [float(x)], []
    for a, b, act, dact in zip(weights, biases, acts, dacts, strict=True):
        z = a * outputs[-1] + b
        outputs.append(float(act(z)))
        slopes.append(float(dact(outputs[-1])))
    deltas, dF_dg = np.zeros(n), 1.0
    for i in reversed(range(n)):
        deltas[i] = dF_dg * slopes[i]
        dF_dg = float(deltas[i] * weights[i])
    dF_da = deltas * np.array(outputs[:-1])
    return {"output": outputs[-1], "weights": dF_da, "biases": deltas, "input": dF_dg}


@chaff(
    exercise="chain_gradients",
    fails=[
        "test_one_neuron",
        "test_chains_of_up_to_six_neurons",
        "test_neuron_with_output_zero",
        "test_large_output",
        "test_integer_weights",
        "test_arguments_are_unchanged",
        "test_refuses_lists_that_do_not_match",
    ],
    en=("The journey back starts with F", "By how much does F move when F moves by one?"),
    fr=("La remontée commence avec F", "De combien bouge F quand F bouge de un ?"),
)
def chain_gradients(x, weights, biases, acts, dacts):  # noqa: F811
    n = len(weights)
    if n == 0 or not n == len(biases) == len(acts) == len(dacts):
        raise ValueError
    outputs, slopes = [float(x)], []
    for a, b, act, dact in zip(weights, biases, acts, dacts, strict=True):
        z = a * outputs[-1] + b
        outputs.append(float(act(z)))
        slopes.append(float(dact(z)))
    deltas, dF_dg = np.zeros(n), outputs[-1]
    for i in reversed(range(n)):
        deltas[i] = dF_dg * slopes[i]
        dF_dg = float(deltas[i] * weights[i])
    dF_da = deltas * np.array(outputs[:-1])
    return {"output": outputs[-1], "weights": dF_da, "biases": deltas, "input": dF_dg}


@chaff(
    exercise="chain_gradients",
    fails=[
        "test_chains_of_up_to_six_neurons",
        "test_neuron_with_output_zero",
        "test_large_output",
        "test_integer_weights",
    ],
    en=(
        "The weight of the wrong edge",
        "From neuron i+1 back to neuron i: over which edge do you go?",
    ),
    fr=(
        "Le poids de la mauvaise arête",
        "Du neurone i+1 au neurone i : par quelle arête remonte-t-on ?",
    ),
)
def chain_gradients(x, weights, biases, acts, dacts):  # noqa: F811
    n = len(weights)
    if n == 0 or not n == len(biases) == len(acts) == len(dacts):
        raise ValueError
    outputs, slopes = [float(x)], []
    for a, b, act, dact in zip(weights, biases, acts, dacts, strict=True):
        z = a * outputs[-1] + b
        outputs.append(float(act(z)))
        slopes.append(float(dact(z)))
    deltas, dF_dg = np.zeros(n), 1.0
    for i in reversed(range(n)):
        deltas[i] = dF_dg * slopes[i]
        dF_dg = float(deltas[i] * weights[i - 1])
    dF_da = deltas * np.array(outputs[:-1])
    return {"output": outputs[-1], "weights": dF_da, "biases": deltas, "input": dF_dg}


@chaff(
    exercise="chain_gradients",
    fails=["test_neuron_with_output_zero"],
    en=(
        "A division by the output",
        (
            "When no output is 0 you are right. What does your formula do with a neuron whose "
            "output is 0?"
        ),
    ),
    fr=(
        "Une division par la sortie",
        (
            "Quand aucune sortie n'est nulle, c'est juste. Que fait votre formule d'un neurone "
            "dont la sortie est nulle ?"
        ),
    ),
)
def chain_gradients(x, weights, biases, acts, dacts):  # noqa: F811
    n = len(weights)
    if n == 0 or not n == len(biases) == len(acts) == len(dacts):
        raise ValueError
    outputs, slopes = [np.float64(x)], []
    for a, b, act, dact in zip(weights, biases, acts, dacts, strict=True):
        z = a * outputs[-1] + b
        outputs.append(np.float64(act(z)))
        slopes.append(np.float64(dact(z)))
    dF_da, dF_db = np.zeros(n), np.zeros(n)
    dF_da[-1], dF_db[-1] = outputs[-2] * slopes[-1], slopes[-1]
    for i in reversed(range(n - 1)):
        dF_db[i] = slopes[i] / outputs[i + 1] * weights[i + 1] * dF_da[i + 1]
        dF_da[i] = outputs[i] * dF_db[i]
    dF_dx = float(weights[0] / outputs[0] * dF_da[0])
    return {"output": float(outputs[-1]), "weights": dF_da, "biases": dF_db, "input": dF_dx}


@chaff(
    exercise="chain_gradients",
    fails=[
        "test_one_neuron",
        "test_chains_of_up_to_six_neurons",
        "test_neuron_with_output_zero",
        "test_large_output",
        "test_integer_weights",
        "test_arguments_are_unchanged",
        "test_refuses_lists_that_do_not_match",
    ],
    en=(
        "Weights and biases exchanged",
        "Which of the two does the output of the neuron before multiply?",
    ),
    fr=(
        "Poids et biais échangés",
        "Lequel des deux la sortie du neurone précédent multiplie-t-elle ?",
    ),
)
def chain_gradients(x, weights, biases, acts, dacts):  # noqa: F811
    n = len(weights)
    if n == 0 or not n == len(biases) == len(acts) == len(dacts):
        raise ValueError
    outputs, slopes = [float(x)], []
    for a, b, act, dact in zip(weights, biases, acts, dacts, strict=True):
        z = a * outputs[-1] + b
        outputs.append(float(act(z)))
        slopes.append(float(dact(z)))
    deltas, dF_dg = np.zeros(n), 1.0
    for i in reversed(range(n)):
        deltas[i] = dF_dg * slopes[i]
        dF_dg = float(deltas[i] * weights[i])
    dF_da = deltas * np.array(outputs[:-1])
    return {"output": outputs[-1], "weights": deltas, "biases": dF_da, "input": dF_dg}


@chaff(
    exercise="chain_gradients",
    fails=[
        "test_one_neuron",
        "test_chains_of_up_to_six_neurons",
        "test_neuron_with_output_zero",
        "test_large_output",
        "test_integer_weights",
        "test_arguments_are_unchanged",
        "test_refuses_lists_that_do_not_match",
    ],
    en=(
        "The output after the weight",
        "From which neuron does the weight a_i start, and what does it multiply?",
    ),
    fr=("La sortie après le poids", "De quel neurone part le poids a_i, et que multiplie-t-il ?"),
)
def chain_gradients(x, weights, biases, acts, dacts):  # noqa: F811
    n = len(weights)
    if n == 0 or not n == len(biases) == len(acts) == len(dacts):
        raise ValueError
    outputs, slopes = [float(x)], []
    for a, b, act, dact in zip(weights, biases, acts, dacts, strict=True):
        z = a * outputs[-1] + b
        outputs.append(float(act(z)))
        slopes.append(float(dact(z)))
    deltas, dF_dg = np.zeros(n), 1.0
    for i in reversed(range(n)):
        deltas[i] = dF_dg * slopes[i]
        dF_dg = float(deltas[i] * weights[i])
    dF_da = deltas * np.array(outputs[1:])
    return {"output": outputs[-1], "weights": dF_da, "biases": deltas, "input": dF_dg}


@chaff(
    exercise="chain_gradients",
    fails=["test_integer_weights"],
    en=(
        "Derivatives cut down to integers",
        "With float weights you are right. What type do your arrays inherit from the weights?",
    ),
    fr=(
        "Des dérivées tronquées à des entiers",
        "Avec des poids flottants, c'est juste. Quel type vos tableaux héritent-ils des poids ?",
    ),
)
def chain_gradients(x, weights, biases, acts, dacts):  # noqa: F811
    n = len(weights)
    if n == 0 or not n == len(biases) == len(acts) == len(dacts):
        raise ValueError
    outputs, slopes = [float(x)], []
    for a, b, act, dact in zip(weights, biases, acts, dacts, strict=True):
        z = a * outputs[-1] + b
        outputs.append(float(act(z)))
        slopes.append(float(dact(z)))
    dF_da, dF_db, dF_dg = np.zeros_like(weights), np.zeros_like(biases), 1.0
    for i in reversed(range(n)):
        dF_db[i] = dF_dg * slopes[i]
        dF_da[i] = dF_dg * slopes[i] * outputs[i]
        dF_dg = float(dF_dg * slopes[i] * weights[i])
    return {"output": outputs[-1], "weights": dF_da, "biases": dF_db, "input": dF_dg}


@chaff(
    exercise="chain_gradients",
    fails=["test_large_output"],
    en=(
        "Difference quotients instead of the algorithm",
        (
            "A difference quotient loses digits when the output is large. Which numbers does the "
            "algorithm carry backwards instead?"
        ),
    ),
    fr=(
        "Des taux d'accroissement au lieu de l'algorithme",
        (
            "Un taux d'accroissement perd des chiffres quand la sortie est grande. Quels nombres "
            "l'algorithme fait-il remonter à la place ?"
        ),
    ),
)
def chain_gradients(x, weights, biases, acts, dacts):  # noqa: F811
    n = len(weights)
    if n == 0 or not n == len(biases) == len(acts) == len(dacts):
        raise ValueError

    def output(numbers):
        g = numbers[0]
        for i in range(n):
            g = acts[i](numbers[1 + i] * g + numbers[1 + n + i])
        return g

    numbers = np.array([x, *weights, *biases], dtype=float)
    gradient = numerical_gradient(output, numbers)
    return {
        "output": output(numbers),
        "weights": gradient[1 : n + 1],
        "biases": gradient[n + 1 :],
        "input": gradient[0],
    }


@chaff(
    exercise="chain_gradients",
    fails=["test_arguments_are_unchanged"],
    en=(
        "A list of functions turned round",
        "Your numbers are right. In which order are the caller's dacts after the call?",
    ),
    fr=(
        "Une liste de fonctions retournée",
        "Vos nombres sont justes. Dans quel ordre sont les dacts de l'appelant après l'appel ?",
    ),
)
def chain_gradients(x, weights, biases, acts, dacts):  # noqa: F811
    n = len(weights)
    if n == 0 or not n == len(biases) == len(acts) == len(dacts):
        raise ValueError
    outputs, pre_activations = [x], []
    for a, b, act in zip(weights, biases, acts, strict=True):
        pre_activations.append(a * outputs[-1] + b)
        outputs.append(act(pre_activations[-1]))
    dacts.reverse()
    dF_dg, dF_da, dF_db = 1.0, np.zeros(n), np.zeros(n)
    for i, dact in zip(range(n - 1, -1, -1), dacts, strict=True):
        dF_db[i] = dF_dg * dact(pre_activations[i])
        dF_da[i] = dF_db[i] * outputs[i]
        dF_dg = dF_db[i] * weights[i]
    return {"output": outputs[-1], "weights": dF_da, "biases": dF_db, "input": dF_dg}


@chaff(
    exercise="chain_gradients",
    fails=[
        "test_one_neuron",
        "test_arguments_are_unchanged",
        "test_refuses_lists_that_do_not_match",
    ],
    en=(
        "A chain of one neuron is refused",
        "From two neurons on you are right. Which is the shortest chain of the statement?",
    ),
    fr=(
        "Une chaîne d'un seul neurone est refusée",
        "Dès deux neurones, c'est juste. Quelle est la plus courte chaîne de l'énoncé ?",
    ),
)
def chain_gradients(x, weights, biases, acts, dacts):  # noqa: F811
    n = len(weights)
    if n < 2 or not n == len(biases) == len(acts) == len(dacts):
        raise ValueError
    outputs, slopes = [float(x)], []
    for a, b, act, dact in zip(weights, biases, acts, dacts, strict=True):
        z = a * outputs[-1] + b
        outputs.append(float(act(z)))
        slopes.append(float(dact(z)))
    deltas, dF_dg = np.zeros(n), 1.0
    for i in reversed(range(n)):
        deltas[i] = dF_dg * slopes[i]
        dF_dg = float(deltas[i] * weights[i])
    dF_da = deltas * np.array(outputs[:-1])
    return {"output": outputs[-1], "weights": dF_da, "biases": deltas, "input": dF_dg}


@chaff(
    exercise="chain_gradients",
    fails=[
        "test_chains_of_up_to_six_neurons",
        "test_integer_weights",
    ],
    en=(
        "A neuron looked up by its weight",
        "With different weights you are right. What does index find when two weights are equal?",
    ),
    fr=(
        "Un neurone cherché par son poids",
        "Avec des poids différents, c'est juste. Que trouve index quand deux poids sont égaux ?",
    ),
)
def chain_gradients(x, weights, biases, acts, dacts):  # noqa: F811
    n, weights = len(weights), list(weights)
    if n == 0 or not n == len(biases) == len(acts) == len(dacts):
        raise ValueError
    outputs, slopes = [float(x)], []
    for a, b, act, dact in zip(weights, biases, acts, dacts, strict=True):
        z = a * outputs[-1] + b
        outputs.append(float(act(z)))
        slopes.append(float(dact(z)))
    dF_da, dF_db, dF_dg = np.zeros(n), np.zeros(n), 1.0
    for a in reversed(weights):
        i = weights.index(a)
        dF_db[i] = dF_dg * slopes[i]
        dF_da[i] = dF_db[i] * outputs[i]
        dF_dg = float(dF_db[i] * a)
    return {"output": outputs[-1], "weights": dF_da, "biases": dF_db, "input": dF_dg}


@chaff(
    exercise="network_gradients",
    fails=[
        "test_random_networks",
        "test_one_layer",
        "test_inactive_relu",
        "test_loss_gradient",
        "test_arguments_are_unchanged",
        "test_refuses_several_outputs",
    ],
    en=(
        "The derivative taken after the activation",
        (
            "Where is the derivative of the activation evaluated: before or after the layer has "
            "applied it?"
        ),
    ),
    fr=(
        "La dérivée prise après l'activation",
        (
            "Où évalue-t-on la dérivée de l'activation : avant ou après son application par la "
            "couche ?"
        ),
    ),
)
def network_gradient(x, params, acts, dacts):
    if params[-1][0].shape[1] != 1:
        raise ValueError
    outputs, slopes = [x], []
    for (kernel, bias), act, dact in zip(params, acts, dacts, strict=True):
        z = outputs[-1] @ kernel + bias
        outputs.append(act(z))
        slopes.append(dact(outputs[-1]))
    gradients, dF_dh = [], np.ones(1)
    for i in reversed(range(len(params))):
        delta = dF_dh * slopes[i]
        gradients.insert(0, (np.outer(outputs[i], delta), delta))
        dF_dh = params[i][0] @ delta
    return float(outputs[-1][0]), gradients, dF_dh


@chaff(
    exercise="network_gradients",
    fails=[
        "test_random_networks",
        "test_one_layer",
        "test_inactive_relu",
        "test_loss_gradient",
        "test_arguments_are_unchanged",
        "test_refuses_several_outputs",
    ],
    en=(
        "A transposed kernel gradient",
        (
            "The numbers are right. Do the rows of a kernel belong to the inputs or to the "
            "neurons of the layer?"
        ),
    ),
    fr=(
        "Un gradient de noyau transposé",
        (
            "Les nombres sont justes. Les lignes d'un noyau correspondent-elles aux entrées ou "
            "aux neurones de la couche ?"
        ),
    ),
)
def network_gradient(x, params, acts, dacts):  # noqa: F811
    if params[-1][0].shape[1] != 1:
        raise ValueError
    outputs, slopes = [x], []
    for (kernel, bias), act, dact in zip(params, acts, dacts, strict=True):
        z = outputs[-1] @ kernel + bias
        outputs.append(act(z))
        slopes.append(dact(z))
    gradients, dF_dh = [], np.ones(1)
    for i in reversed(range(len(params))):
        delta = dF_dh * slopes[i]
        gradients.insert(0, (np.outer(delta, outputs[i]), delta))
        dF_dh = params[i][0] @ delta
    return float(outputs[-1][0]), gradients, dF_dh


@chaff(
    exercise="network_gradients",
    fails=[
        "test_random_networks",
        "test_one_layer",
        "test_inactive_relu",
        "test_loss_gradient",
        "test_arguments_are_unchanged",
        "test_refuses_several_outputs",
    ],
    en=(
        "The output of the wrong layer",
        (
            "Which numbers does a kernel multiply: those that enter its layer or those that "
            "leave it?"
        ),
    ),
    fr=(
        "La sortie de la mauvaise couche",
        (
            "Quels nombres un noyau multiplie-t-il : ceux qui entrent dans sa couche ou ceux "
            "qui en sortent ?"
        ),
    ),
)
def network_gradient(x, params, acts, dacts):  # noqa: F811
    if params[-1][0].shape[1] != 1:
        raise ValueError
    outputs, slopes = [x], []
    for (kernel, bias), act, dact in zip(params, acts, dacts, strict=True):
        z = outputs[-1] @ kernel + bias
        outputs.append(act(z))
        slopes.append(dact(z))
    gradients, dF_dh = [], np.ones(1)
    for i in reversed(range(len(params))):
        delta = dF_dh * slopes[i]
        gradients.insert(0, (np.outer(outputs[i + 1], delta), delta))
        dF_dh = params[i][0] @ delta
    return float(outputs[-1][0]), gradients, dF_dh


@chaff(
    exercise="network_gradients",
    fails=[
        "test_random_networks",
        "test_one_layer",
        "test_inactive_relu",
        "test_loss_gradient",
        "test_arguments_are_unchanged",
        "test_refuses_several_outputs",
    ],
    en=("The biases forgotten", "The kernels are right. What else do you train in a layer?"),
    fr=("Les biais oubliés", "Les noyaux sont justes. Qu'entraîne-t-on d'autre dans une couche ?"),
)
def network_gradient(x, params, acts, dacts):  # noqa: F811
    if params[-1][0].shape[1] != 1:
        raise ValueError
    outputs, slopes = [x], []
    for (kernel, bias), act, dact in zip(params, acts, dacts, strict=True):
        z = outputs[-1] @ kernel + bias
        outputs.append(act(z))
        slopes.append(dact(z))
    gradients, dF_dh = [], np.ones(1)
    for i in reversed(range(len(params))):
        delta = dF_dh * slopes[i]
        gradients.insert(0, (np.outer(outputs[i], delta),))
        dF_dh = params[i][0] @ delta
    return float(outputs[-1][0]), gradients, dF_dh


@chaff(
    exercise="network_gradients",
    fails=["test_random_networks", "test_inactive_relu"],
    en=(
        "Only the first neuron of the next layer",
        (
            "With one neuron in each later layer you are right. To how many neurons does a "
            "neuron send its output?"
        ),
    ),
    fr=(
        "Seulement le premier neurone de la couche suivante",
        (
            "Avec un seul neurone dans chaque couche suivante, c'est juste. À combien de "
            "neurones un neurone envoie-t-il sa sortie ?"
        ),
    ),
)
def network_gradient(x, params, acts, dacts):  # noqa: F811
    if params[-1][0].shape[1] != 1:
        raise ValueError
    outputs, slopes = [x], []
    for (kernel, bias), act, dact in zip(params, acts, dacts, strict=True):
        z = outputs[-1] @ kernel + bias
        outputs.append(act(z))
        slopes.append(dact(z))
    gradients, dF_dh = [], np.ones(1)
    for i in reversed(range(len(params))):
        delta = dF_dh * slopes[i]
        gradients.insert(0, (np.outer(outputs[i], delta), delta))
        dF_dh = params[i][0][:, 0] * delta[0]
    return float(outputs[-1][0]), gradients, dF_dh


@chaff(
    exercise="network_gradients",
    fails=["test_loss_gradient", "test_refuses_several_outputs"],
    en=(
        "The factor 2 of the square",
        (
            "All your error derivatives are half as large as they should be. What is the "
            "derivative of a square?"
        ),
    ),
    fr=(
        "Le facteur 2 du carré",
        (
            "Toutes vos dérivées de l'erreur sont deux fois trop petites. Quelle est la dérivée "
            "d'un carré ?"
        ),
    ),
)
def loss_gradient(x, y0, params, acts, dacts):
    F, gradients, _ = network_gradient(x, params, acts, dacts)
    return [((F - y0) * dF_dw, (F - y0) * dF_db) for dF_dw, dF_db in gradients]


@chaff(
    exercise="network_gradients",
    fails=["test_loss_gradient", "test_refuses_several_outputs"],
    en=("The sign of the error", "If F is too large, in which direction does the error grow?"),
    fr=("Le signe de l'erreur", "Si F est trop grande, dans quel sens l'erreur augmente-t-elle ?"),
)
def loss_gradient(x, y0, params, acts, dacts):  # noqa: F811
    F, gradients, _ = network_gradient(x, params, acts, dacts)
    return [(2 * (y0 - F) * dF_dw, 2 * (y0 - F) * dF_db) for dF_dw, dF_db in gradients]


@chaff(
    exercise="network_gradients",
    fails=["test_arguments_are_unchanged"],
    en=(
        "Parameters that move on the way back",
        "The first call is right. Which kernels does a second call find?",
    ),
    fr=(
        "Des paramètres qui bougent pendant la remontée",
        "Le premier appel est juste. Quels noyaux un second appel trouve-t-il ?",
    ),
)
def network_gradient(x, params, acts, dacts):  # noqa: F811
    if params[-1][0].shape[1] != 1:
        raise ValueError
    outputs, slopes = [x], []
    for (kernel, bias), act, dact in zip(params, acts, dacts, strict=True):
        z = outputs[-1] @ kernel + bias
        outputs.append(act(z))
        slopes.append(dact(z))
    gradients, dF_dh = [], np.ones(1)
    for i in reversed(range(len(params))):
        delta = dF_dh * slopes[i]
        gradients.insert(0, (np.outer(outputs[i], delta), delta))
        dF_dh = params[i][0] @ delta
        kernel, bias = params[i]
        kernel -= 0.1 * gradients[0][0]
        bias -= 0.1 * delta
    return float(outputs[-1][0]), gradients, dF_dh


@chaff(
    exercise="network_gradients",
    fails=[
        "test_random_networks",
        "test_one_layer",
        "test_inactive_relu",
        "test_loss_gradient",
        "test_arguments_are_unchanged",
        "test_refuses_several_outputs",
    ],
    en=(
        "The output neuron without its activation",
        "Your first delta is 1. Does the output neuron have no activation?",
    ),
    fr=(
        "Le neurone de sortie sans son activation",
        "Votre premier delta vaut 1. Le neurone de sortie n'a-t-il pas d'activation ?",
    ),
)
def network_gradient(x, params, acts, dacts):  # noqa: F811
    if params[-1][0].shape[1] != 1:
        raise ValueError
    outputs, slopes = [x], []
    for (kernel, bias), act, dact in zip(params, acts, dacts, strict=True):
        z = outputs[-1] @ kernel + bias
        outputs.append(act(z))
        slopes.append(dact(z))
    slopes[-1] = np.ones(1)
    gradients, dF_dh = [], np.ones(1)
    for i in reversed(range(len(params))):
        delta = dF_dh * slopes[i]
        gradients.insert(0, (np.outer(outputs[i], delta), delta))
        dF_dh = params[i][0] @ delta
    return float(outputs[-1][0]), gradients, dF_dh


@chaff(
    exercise="network_gradients",
    fails=["test_arguments_are_unchanged"],
    en=(
        "A list of functions turned round",
        "Your derivatives are right. In which order are the caller's dacts after the call?",
    ),
    fr=(
        "Une liste de fonctions retournée",
        "Vos dérivées sont justes. Dans quel ordre sont les dacts de l'appelant après l'appel ?",
    ),
)
def network_gradient(x, params, acts, dacts):  # noqa: F811
    if params[-1][0].shape[1] != 1:
        raise ValueError
    h, z = [x], []
    for (kernel, bias), act in zip(params, acts, strict=True):
        z.append(h[-1] @ kernel + bias)
        h.append(act(z[-1]))
    dacts.reverse()
    dF_dh, gradients = np.ones(1), []
    for level, dact in zip(range(len(params) - 1, -1, -1), dacts, strict=True):
        delta = dF_dh * dact(z[level])
        gradients.insert(0, (np.outer(h[level], delta), delta))
        dF_dh = params[level][0] @ delta
    return h[-1][0], gradients, dF_dh


@chaff(
    exercise="network_gradients",
    fails=["test_random_networks"],
    en=(
        "One derivative for all hidden layers",
        (
            "With at most one hidden layer you are right. Which derivative belongs to the second "
            "hidden layer?"
        ),
    ),
    fr=(
        "Une seule dérivée pour toutes les couches cachées",
        (
            "Avec au plus une couche cachée, c'est juste. Quelle dérivée va avec la deuxième "
            "couche cachée ?"
        ),
    ),
)
def network_gradient(x, params, acts, dacts):  # noqa: F811
    if params[-1][0].shape[1] != 1:
        raise ValueError
    outputs, slopes = [x], []
    for kernel, bias in params:
        z = outputs[-1] @ kernel + bias
        last = len(slopes) == len(params) - 1
        outputs.append(acts[len(slopes)](z))
        slopes.append((dacts[-1] if last else dacts[0])(z))
    gradients, dF_dh = [], np.ones(1)
    for i in reversed(range(len(params))):
        delta = dF_dh * slopes[i]
        gradients.insert(0, (np.outer(outputs[i], delta), delta))
        dF_dh = params[i][0] @ delta
    return float(outputs[-1][0]), gradients, dF_dh


@chaff(
    exercise="network_gradients",
    fails=[
        "test_one_layer",
        "test_arguments_are_unchanged",
        "test_refuses_several_outputs",
    ],
    en=(
        "No network without a hidden layer",
        "With hidden layers you are right. Where does the journey back end when there is none?",
    ),
    fr=(
        "Pas de réseau sans couche cachée",
        "Avec des couches cachées, c'est juste. Où finit la remontée quand il n'y en a pas ?",
    ),
)
def network_gradient(x, params, acts, dacts):  # noqa: F811
    if params[-1][0].shape[1] != 1:
        raise ValueError
    outputs, slopes = [x], []
    for (kernel, bias), act, dact in zip(params, acts, dacts, strict=True):
        z = outputs[-1] @ kernel + bias
        outputs.append(act(z))
        slopes.append(dact(z))
    delta = slopes[-1]
    gradients, hidden = [(np.outer(outputs[-2], delta), delta)], []
    for i in reversed(range(len(params) - 1)):
        delta = (params[i + 1][0] @ delta) * slopes[i]
        gradients.insert(0, (np.outer(outputs[i], delta), delta))
        hidden.insert(0, delta)
    return float(outputs[-1][0]), gradients, params[0][0] @ hidden[0]


@chaff(
    exercise="network_gradients",
    fails=["test_inactive_relu"],
    en=(
        "A division by the outputs",
        (
            "When no output is 0 you are right. What does your formula do with a neuron whose "
            "output is 0?"
        ),
    ),
    fr=(
        "Une division par les sorties",
        (
            "Quand aucune sortie n'est nulle, c'est juste. Que fait votre formule d'un neurone "
            "dont la sortie est nulle ?"
        ),
    ),
)
def network_gradient(x, params, acts, dacts):  # noqa: F811
    if params[-1][0].shape[1] != 1:
        raise ValueError
    outputs, slopes = [x], []
    for (kernel, bias), act, dact in zip(params, acts, dacts, strict=True):
        z = outputs[-1] @ kernel + bias
        outputs.append(act(z))
        slopes.append(dact(z))
    delta = slopes[-1]
    gradients = [(np.outer(outputs[-2], delta), delta)]
    for i in reversed(range(len(params) - 1)):
        smiles = np.sum(params[i + 1][0] * gradients[0][0], axis=1)
        delta = slopes[i] / outputs[i + 1] * smiles
        gradients.insert(0, (np.outer(outputs[i], delta), delta))
    return float(outputs[-1][0]), gradients, params[0][0] @ delta
