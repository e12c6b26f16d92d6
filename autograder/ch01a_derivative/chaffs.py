"""Wrong answers of chapter 1, part a, that look right, and the tests that catch them."""

import math

import matplotlib.pyplot as plt
import numpy as np

from chainrule.grading import chaff
from solutions.ch01a_derivative import Differentiable


def _usual(**changed):
    """The usual functions that need no exponent, some of them changed."""
    return {
        "inverse": Differentiable(lambda x: 1 / x, lambda x: -1 / x**2),
        "sqrt": Differentiable(math.sqrt, lambda x: 0.5 / math.sqrt(x)),
        "exp": Differentiable(math.exp, math.exp),
        "ln": Differentiable(math.log, lambda x: 1 / math.exp(math.log(x))),
        "cos": Differentiable(math.cos, lambda x: -math.sin(x)),
        "sin": Differentiable(math.sin, math.cos),
        "tan": Differentiable(math.tan, lambda x: 1 + math.tan(x) ** 2),
        **changed,
    }


def _constant_or_power(a):
    if a == 0:
        return Differentiable(lambda x: 1.0, lambda x: 0.0)
    return Differentiable(lambda x: x**a, lambda x: a * x ** (a - 1))


@chaff(
    exercise="difference_quotient",
    fails=["test_slope_of_a_secant", "test_refuses_a_zero_step"],
    en=(
        "A change of f divided by x",
        "The numerator is right. By which change of x was this change of f caused?",
    ),
    fr=(
        "Une variation de f divisée par x",
        "Le numérateur est juste. Quelle variation de x a produit cette variation de f ?",
    ),
)
def difference_quotient(f, x0, h):
    if h == 0:
        raise ValueError
    return (f(x0 + h) - f(x0)) / (x0 + h)


@chaff(
    exercise="difference_quotient",
    fails=["test_slope_of_a_secant", "test_refuses_a_zero_step"],
    en=(
        "The change taken the other way round",
        "The size of your quotient is right. Which value comes first when f grows?",
    ),
    fr=(
        "La variation prise dans l'autre sens",
        "La taille de votre quotient est juste. Quelle valeur vient en premier si f croît ?",
    ),
)
def difference_quotient(f, x0, h):  # noqa: F811
    if h == 0:
        raise ValueError
    return (f(x0) - f(x0 + h)) / h


@chaff(
    exercise="difference_quotient",
    fails=["test_slope_of_a_secant", "test_refuses_a_zero_step"],
    en=(
        "A step without its sign",
        "To the right your quotient is right. What becomes of its sign when h is negative?",
    ),
    fr=(
        "Un pas sans son signe",
        "Vers la droite, votre quotient est juste. Que devient son signe si h est négatif ?",
    ),
)
def difference_quotient(f, x0, h):  # noqa: F811
    if h == 0:
        raise ValueError
    return (f(x0 + h) - f(x0)) / abs(h)


@chaff(
    exercise="difference_quotient",
    fails=["test_slope_of_a_secant", "test_refuses_a_zero_step"],
    en=(
        "A small step taken for zero",
        "For steps of usual size you are right. From which size on is a step 0?",
    ),
    fr=(
        "Un petit pas pris pour zéro",
        "Pour les pas courants, c'est juste. À partir de quelle taille un pas est-il nul ?",
    ),
)
def difference_quotient(f, x0, h):  # noqa: F811
    if abs(h) < 1e-12:
        raise ValueError
    return (f(x0 + h) - f(x0)) / h


@chaff(
    exercise="difference_quotient",
    fails=["test_refuses_a_zero_step"],
    en=(
        "Infinity for a step of 0",
        "Your quotients are right. Does one point alone have an infinite slope, or none?",
    ),
    fr=(
        "L'infini pour un pas nul",
        "Vos quotients sont justes. Un point seul a-t-il une pente infinie, ou aucune ?",
    ),
)
def difference_quotient(f, x0, h):  # noqa: F811
    if h == 0:
        return math.inf
    return (f(x0 + h) - f(x0)) / h


@chaff(
    exercise="difference_quotient",
    fails=[
        "test_central_scheme",
        "test_default_step_and_method",
        "test_refuses_bad_steps_and_methods",
    ],
    en=(
        "A central difference divided by h",
        "The two values of f are the right ones. How far apart are the points where you take them?",
    ),
    fr=(
        "Une différence centrée divisée par h",
        "Les deux valeurs de f sont les bonnes. Quelle distance sépare les points où vous les "
        "prenez ?",
    ),
)
def numerical_derivative(f, x0, h=1e-5, method="central"):
    if h <= 0 or method not in ("central", "forward"):
        raise ValueError
    if method == "forward":
        return (f(x0 + h) - f(x0)) / h
    return (f(x0 + h) - f(x0 - h)) / h


@chaff(
    exercise="difference_quotient",
    fails=[
        "test_central_scheme",
        "test_default_step_and_method",
        "test_refuses_bad_steps_and_methods",
    ],
    en=(
        "The forward scheme for every method",
        "The forward scheme is right. What does the other one do on the left of the point?",
    ),
    fr=(
        "Le schéma avant dans tous les cas",
        "Le schéma avant est juste. Que fait l'autre à gauche du point ?",
    ),
)
def numerical_derivative(f, x0, h=1e-5, method="central"):  # noqa: F811
    if h <= 0 or method not in ("central", "forward"):
        raise ValueError
    return (f(x0 + h) - f(x0)) / h


@chaff(
    exercise="difference_quotient",
    fails=["test_forward_scheme", "test_refuses_bad_steps_and_methods"],
    en=(
        "A step backward in the forward scheme",
        "The central scheme is right. On which side of the point does a step forward lead?",
    ),
    fr=(
        "Un pas en arrière dans le schéma avant",
        "Le schéma centré est juste. De quel côté du point mène un pas en avant ?",
    ),
)
def numerical_derivative(f, x0, h=1e-5, method="central"):  # noqa: F811
    if h <= 0 or method not in ("central", "forward"):
        raise ValueError
    if method == "forward":
        return (f(x0) - f(x0 - h)) / h
    return (f(x0 + h) - f(x0 - h)) / (2 * h)


@chaff(
    exercise="difference_quotient",
    fails=["test_central_scheme", "test_refuses_bad_steps_and_methods"],
    en=(
        "A central step that does not listen",
        "With the default step all is right. Does the central scheme use the h that it is given?",
    ),
    fr=(
        "Un pas centré qui n'écoute pas",
        "Avec le pas par défaut, tout est juste. Le schéma centré utilise-t-il le h qu'on lui "
        "donne ?",
    ),
)
def numerical_derivative(f, x0, h=1e-5, method="central"):  # noqa: F811
    if h <= 0 or method not in ("central", "forward"):
        raise ValueError
    if method == "forward":
        return (f(x0 + h) - f(x0)) / h
    return (f(x0 + 1e-5) - f(x0 - 1e-5)) / 2e-5


@chaff(
    exercise="difference_quotient",
    fails=["test_default_step_and_method"],
    en=(
        "A default step that is too small",
        "Given a step, both schemes are right. What is left of a difference of two nearly equal "
        "floats?",
    ),
    fr=(
        "Un pas par défaut trop petit",
        "Avec un pas donné, les deux schémas sont justes. Que reste-t-il d'une différence de deux "
        "flottants presque égaux ?",
    ),
)
def numerical_derivative(f, x0, h=1e-12, method="central"):  # noqa: F811
    if h <= 0 or method not in ("central", "forward"):
        raise ValueError
    if method == "forward":
        return (f(x0 + h) - f(x0)) / h
    return (f(x0 + h) - f(x0 - h)) / (2 * h)


@chaff(
    exercise="difference_quotient",
    fails=["test_refuses_bad_steps_and_methods"],
    en=(
        "Any other word means central",
        "Both schemes are right. What should happen when the name of the method is misspelt?",
    ),
    fr=(
        "Tout autre mot vaut « central »",
        "Les deux schémas sont justes. Que doit-il se passer si le nom du schéma est mal écrit ?",
    ),
)
def numerical_derivative(f, x0, h=1e-5, method="central"):  # noqa: F811
    if h <= 0:
        raise ValueError
    if method == "forward":
        return (f(x0 + h) - f(x0)) / h
    return (f(x0 + h) - f(x0 - h)) / (2 * h)


@chaff(
    exercise="tangent",
    fails=["test_value_on_the_tangent", "test_arrays_of_steps"],
    en=(
        "Only the change",
        "The change h f'(x0) is right. To which value is it added?",
    ),
    fr=(
        "Seulement la variation",
        "La variation h f'(x0) est juste. À quelle valeur s'ajoute-t-elle ?",
    ),
)
def linear_approximation(f, df, x0, h):
    return h * df(x0)


@chaff(
    exercise="tangent",
    fails=["test_value_on_the_tangent", "test_arrays_of_steps"],
    en=(
        "The slope of the wrong place",
        "The shape of the formula is right. At which point is the slope of the tangent known?",
    ),
    fr=(
        "La pente au mauvais endroit",
        "La forme de la formule est juste. En quel point connaît-on la pente de la tangente ?",
    ),
)
def linear_approximation(f, df, x0, h):  # noqa: F811
    if isinstance(h, np.ndarray):
        slopes = [df(x0 + step) for step in h.ravel()]
        return f(x0) + h * np.array(slopes).reshape(h.shape)
    return f(x0) + h * df(x0 + h)


@chaff(
    exercise="tangent",
    fails=["test_value_on_the_tangent", "test_arrays_of_steps"],
    en=(
        "The value of the function itself",
        "You return f(x0 + h), which is what we want to avoid computing. What does the tangent "
        "say there?",
    ),
    fr=(
        "La valeur de la fonction elle-même",
        "Vous renvoyez f(x0 + h), que l'on veut justement éviter de calculer. Que dit la tangente "
        "à cet endroit ?",
    ),
)
def linear_approximation(f, df, x0, h):  # noqa: F811
    if isinstance(h, np.ndarray):
        return np.array([f(x0 + step) for step in h.ravel()]).reshape(h.shape)
    return f(x0 + h)


@chaff(
    exercise="tangent",
    fails=["test_arrays_of_steps"],
    en=(
        "The steps are overwritten",
        "The values are right. What is left in the caller's array of steps?",
    ),
    fr=(
        "Les pas sont écrasés",
        "Les valeurs sont justes. Que reste-t-il dans le tableau de pas de l'appelant ?",
    ),
)
def linear_approximation(f, df, x0, h):  # noqa: F811
    h *= df(x0)
    h += f(x0)
    return h


@chaff(
    exercise="tangent",
    fails=["test_slope_and_intercept"],
    en=(
        "The height at x0 as intercept",
        "The slope is right. At which x is the intercept the height of the line?",
    ),
    fr=(
        "La hauteur en x0 comme ordonnée à l'origine",
        "La pente est juste. Pour quel x l'ordonnée à l'origine est-elle la hauteur de la droite ?",
    ),
)
def tangent_line(f, df, x0):
    return df(x0), f(x0)


@chaff(
    exercise="tangent",
    fails=["test_slope_and_intercept"],
    en=(
        "Away from the origin instead of towards it",
        "The slope is right. From x0 to 0, do you walk by +x0 or by -x0?",
    ),
    fr=(
        "On s'éloigne de l'origine au lieu d'y revenir",
        "La pente est juste. De x0 à 0, avance-t-on de +x0 ou de -x0 ?",
    ),
)
def tangent_line(f, df, x0):  # noqa: F811
    return df(x0), f(x0) + x0 * df(x0)


@chaff(
    exercise="tangent",
    fails=["test_slope_and_intercept"],
    en=(
        "The tangent of the example",
        "For sqrt at 1 it is right. What changes with another function or another point?",
    ),
    fr=(
        "La tangente de l'exemple",
        "Pour la racine en 1, c'est juste. Que change une autre fonction, un autre point ?",
    ),
)
def tangent_line(f, df, x0):  # noqa: F811
    return 0.5, 0.5


@chaff(
    exercise="tangent",
    fails=["test_draws_the_tangent", "test_draws_nowhere_else"],
    en=(
        "A secant instead of the tangent",
        "The graph and the point are right. How many points of the graph does a tangent need?",
    ),
    fr=(
        "Une sécante au lieu de la tangente",
        "Le graphe et le point sont justes. De combien de points du graphe la tangente a-t-elle "
        "besoin ?",
    ),
)
def plot_tangent(ax, f, df, x0, xmin, xmax, num=100):
    x = np.linspace(xmin, xmax, num)
    slope = (f(xmax) - f(x0)) / (xmax - x0)
    ax.plot(x, [f(t) for t in x])
    ax.plot(x, f(x0) + slope * (x - x0))
    ax.plot(x0, f(x0), "o")


@chaff(
    exercise="tangent",
    fails=["test_value_on_the_tangent"],
    en=(
        "An array for a single number",
        "For arrays you are right. What should come back when one number goes in?",
    ),
    fr=(
        "Un tableau pour un seul nombre",
        "Pour les tableaux, c'est juste. Que doit-il revenir quand un seul nombre entre ?",
    ),
)
def linear_approximation(f, df, x0, h):  # noqa: F811
    return f(x0) + np.atleast_1d(h) * df(x0)


@chaff(
    exercise="tangent",
    fails=["test_marks_the_point"],
    en=(
        "A point that cannot be seen",
        "Both lines are right. What does ax.plot draw between one point and the next, if there is "
        "only one?",
    ),
    fr=(
        "Un point invisible",
        "Les deux lignes sont justes. Que dessine ax.plot entre un point et le suivant, s'il n'y "
        "en a qu'un ?",
    ),
)
def plot_tangent(ax, f, df, x0, xmin, xmax, num=100):  # noqa: F811
    x = np.linspace(xmin, xmax, num)
    ax.plot(x, [f(t) for t in x])
    ax.plot(x, f(x0) + df(x0) * (x - x0))
    ax.plot(x0, f(x0))


@chaff(
    exercise="tangent",
    fails=["test_marks_the_point"],
    en=(
        "The point at the height of the slope",
        "Both lines are right. Which value is the height of the point where they touch?",
    ),
    fr=(
        "Le point à la hauteur de la pente",
        "Les deux lignes sont justes. Quelle valeur donne la hauteur du point de contact ?",
    ),
)
def plot_tangent(ax, f, df, x0, xmin, xmax, num=100):  # noqa: F811
    x = np.linspace(xmin, xmax, num)
    ax.plot(x, [f(t) for t in x])
    ax.plot(x, f(x0) + df(x0) * (x - x0))
    ax.plot(x0, df(x0), "o")


@chaff(
    exercise="tangent",
    fails=[
        "test_draws_the_graph",
        "test_draws_the_tangent",
        "test_marks_the_point",
        "test_draws_nowhere_else",
    ],
    en=(
        "On pyplot's current axes",
        "What you draw is right. Whose axes does it land on?",
    ),
    fr=(
        "Dans le repère courant de pyplot",
        "Ce que vous dessinez est juste. Dans quel repère cela arrive-t-il ?",
    ),
)
def plot_tangent(ax, f, df, x0, xmin, xmax, num=100):  # noqa: F811
    x = np.linspace(xmin, xmax, num)
    plt.plot(x, [f(t) for t in x])
    plt.plot(x, f(x0) + df(x0) * (x - x0))
    plt.plot(x0, f(x0), "o")


@chaff(
    exercise="tangent",
    fails=["test_draws_nowhere_else"],
    en=(
        "A new figure that nobody asked for",
        "The drawing is right. What does pyplot have open after your function, and what before?",
    ),
    fr=(
        "Une nouvelle figure que personne n'a demandée",
        "Le dessin est juste. Qu'est-ce que pyplot a d'ouvert après votre fonction, et avant ?",
    ),
)
def plot_tangent(ax, f, df, x0, xmin, xmax, num=100):  # noqa: F811
    plt.figure()
    x = np.linspace(xmin, xmax, num)
    ax.plot(x, [f(t) for t in x])
    ax.plot(x, f(x0) + df(x0) * (x - x0))
    ax.plot(x0, f(x0), "o")


@chaff(
    exercise="tangent",
    fails=["test_draws_the_graph", "test_draws_the_tangent", "test_draws_nowhere_else"],
    en=(
        "num intervals instead of num points",
        "The lines have the right shape. How many points bound that many intervals?",
    ),
    fr=(
        "num intervalles au lieu de num points",
        "Les lignes ont la bonne allure. Combien de points délimitent autant d'intervalles ?",
    ),
)
def plot_tangent(ax, f, df, x0, xmin, xmax, num=100):  # noqa: F811
    x = np.linspace(xmin, xmax, num + 1)
    ax.plot(x, [f(t) for t in x])
    ax.plot(x, f(x0) + df(x0) * (x - x0))
    ax.plot(x0, f(x0), "o")


@chaff(
    exercise="differentiation_rules",
    fails=["test_products"],
    en=(
        "The product of the derivatives",
        "Sums behave like that, products do not: what is the derivative of x times x?",
    ),
    fr=(
        "Le produit des dérivées",
        "C'est ainsi pour les sommes, pas pour les produits : quelle est la dérivée de x fois x ?",
    ),
)
def multiply(u, v):
    return Differentiable(lambda x: u.f(x) * v.f(x), lambda x: u.df(x) * v.df(x))


@chaff(
    exercise="differentiation_rules",
    fails=["test_quotients", "test_outside_the_domain"],
    en=(
        "A plus in the rule of the quotient",
        "The two terms and the denominator are right. When v grows, does u / v grow?",
    ),
    fr=(
        "Un plus dans la règle du quotient",
        "Les deux termes et le dénominateur sont justes. Quand v croît, u / v croît-il ?",
    ),
)
def divide(u, v):
    return Differentiable(
        lambda x: u.f(x) / v.f(x),
        lambda x: (u.df(x) * v.f(x) + u.f(x) * v.df(x)) / v.f(x) ** 2,
    )


@chaff(
    exercise="differentiation_rules",
    fails=["test_quotients", "test_outside_the_domain"],
    en=(
        "The terms of the quotient exchanged",
        "The size of the derivative is right. Which term comes first, the one with u' or the one "
        "with v'?",
    ),
    fr=(
        "Les termes du quotient échangés",
        "La taille de la dérivée est juste. Quel terme vient en premier, celui avec u' ou celui "
        "avec v' ?",
    ),
)
def divide(u, v):  # noqa: F811
    return Differentiable(
        lambda x: u.f(x) / v.f(x),
        lambda x: (u.f(x) * v.df(x) - u.df(x) * v.f(x)) / v.f(x) ** 2,
    )


@chaff(
    exercise="differentiation_rules",
    fails=["test_quotients", "test_outside_the_domain"],
    en=(
        "A denominator that is not squared",
        "The numerator is right. Which power of v does the rule divide by?",
    ),
    fr=(
        "Un dénominateur sans carré",
        "Le numérateur est juste. Par quelle puissance de v la règle divise-t-elle ?",
    ),
)
def divide(u, v):  # noqa: F811
    return Differentiable(
        lambda x: u.f(x) / v.f(x),
        lambda x: (u.df(x) * v.f(x) - u.f(x) * v.df(x)) / v.f(x),
    )


@chaff(
    exercise="differentiation_rules",
    fails=["test_quotients", "test_outside_the_domain"],
    en=(
        "A small denominator taken for zero",
        "Elsewhere your quotients are right. From which size on does a number count as 0?",
    ),
    fr=(
        "Un petit dénominateur pris pour zéro",
        "Ailleurs, vos quotients sont justes. À partir de quelle taille un nombre est-il nul ?",
    ),
)
def divide(u, v):  # noqa: F811
    def denominator(x):
        if abs(v.f(x)) < 1e-12:
            raise ZeroDivisionError
        return v.f(x)

    return Differentiable(
        lambda x: u.f(x) / denominator(x),
        lambda x: (u.df(x) * v.f(x) - u.f(x) * v.df(x)) / denominator(x) ** 2,
    )


@chaff(
    exercise="differentiation_rules",
    fails=["test_sums_and_multiples"],
    en=(
        "A constant factor lost in the derivative",
        "The values are right. If every height is tripled, what happens to the slopes?",
    ),
    fr=(
        "Un facteur constant perdu dans la dérivée",
        "Les valeurs sont justes. Si l'on triple toutes les hauteurs, que font les pentes ?",
    ),
)
def scale(lam, u):
    return Differentiable(lambda x: lam * u.f(x), lambda x: u.df(x))


@chaff(
    exercise="differentiation_rules",
    fails=["test_sums_and_multiples"],
    en=(
        "The slope of a sum measured",
        "Your slopes are nearly right. Which exact slopes do u and v bring with them?",
    ),
    fr=(
        "La pente d'une somme mesurée",
        "Vos pentes sont presque justes. Quelles pentes exactes u et v apportent-elles ?",
    ),
)
def add(u, v):
    def value(x):
        return u.f(x) + v.f(x)

    return Differentiable(value, lambda x: (value(x + 1e-5) - value(x - 1e-5)) / 2e-5)


@chaff(
    exercise="differentiation_rules",
    fails=["test_usual_functions", "test_outside_the_domain", "test_refuses_unknown_functions"],
    en=(
        "The minus of the cosine",
        "All functions but one are right. Does the cosine rise or fall just after 0?",
    ),
    fr=(
        "Le moins du cosinus",
        "Toutes les fonctions sont justes, sauf une. Juste après 0, le cosinus monte-t-il ou "
        "descend-il ?",
    ),
)
def elementary(name, exponent=None):
    if name == "power":
        if exponent is None:
            raise ValueError
        return _constant_or_power(exponent)
    if name not in _usual():
        raise ValueError
    return _usual(cos=Differentiable(math.cos, math.sin))[name]


@chaff(
    exercise="differentiation_rules",
    fails=[
        "test_usual_functions",
        "test_whole_powers_on_the_whole_line",
        "test_outside_the_domain",
        "test_refuses_unknown_functions",
    ],
    en=(
        "An exponent that is not lowered",
        "The factor in front is right. What is the derivative of x to the power 1?",
    ),
    fr=(
        "Un exposant qui ne descend pas",
        "Le facteur devant est juste. Quelle est la dérivée de x à la puissance 1 ?",
    ),
)
def elementary(name, exponent=None):  # noqa: F811
    if name == "power":
        if exponent is None:
            raise ValueError
        return Differentiable(lambda x: x**exponent, lambda x: exponent * x**exponent)
    if name not in _usual():
        raise ValueError
    return _usual()[name]


@chaff(
    exercise="differentiation_rules",
    fails=["test_whole_powers_on_the_whole_line"],
    en=(
        "The power 0 at 0",
        "For x > 0 all powers are right. What is the slope of the constant 1 at 0, and what does "
        "the formula compute there?",
    ),
    fr=(
        "La puissance 0 en 0",
        "Pour x > 0, toutes les puissances sont justes. Quelle est la pente de la constante 1 en "
        "0, et que calcule la formule à cet endroit ?",
    ),
)
def elementary(name, exponent=None):  # noqa: F811
    if name == "power":
        if exponent is None:
            raise ValueError
        return Differentiable(lambda x: x**exponent, lambda x: exponent * x ** (exponent - 1))
    if name not in _usual():
        raise ValueError
    return _usual()[name]


@chaff(
    exercise="differentiation_rules",
    fails=[
        "test_usual_functions",
        "test_whole_powers_on_the_whole_line",
        "test_outside_the_domain",
        "test_refuses_unknown_functions",
    ],
    en=(
        "The exponent 0 taken for none",
        "All other powers are right. Which exponents does Python take for false?",
    ),
    fr=(
        "L'exposant 0 pris pour une absence",
        "Toutes les autres puissances sont justes. Quels exposants sont faux aux yeux de Python ?",
    ),
)
def elementary(name, exponent=None):  # noqa: F811
    if name == "power":
        if not exponent:
            raise ValueError
        return Differentiable(lambda x: x**exponent, lambda x: exponent * x ** (exponent - 1))
    if name not in _usual():
        raise ValueError
    return _usual()[name]


@chaff(
    exercise="differentiation_rules",
    fails=["test_outside_the_domain"],
    en=(
        "A slope of ln where there is no ln",
        "For x > 0 all is right. 1/x exists for negative x, too: does ln have a graph there?",
    ),
    fr=(
        "Une pente de ln là où ln n'existe pas",
        "Pour x > 0, tout est juste. 1/x existe aussi pour x négatif : ln y a-t-il un graphe ?",
    ),
)
def elementary(name, exponent=None):  # noqa: F811
    if name == "power":
        if exponent is None:
            raise ValueError
        return _constant_or_power(exponent)
    if name not in _usual():
        raise ValueError
    return _usual(ln=Differentiable(math.log, lambda x: 1 / x))[name]


@chaff(
    exercise="differentiation_rules",
    fails=["test_refuses_unknown_functions"],
    en=(
        "Nothing for an unknown name",
        "The functions of the list are right. What does your function give for a name that is not "
        "in it?",
    ),
    fr=(
        "Rien pour un nom inconnu",
        "Les fonctions de la liste sont justes. Que donne la vôtre pour un nom qui n'y est pas ?",
    ),
)
def elementary(name, exponent=None):  # noqa: F811
    if name == "power" and exponent is not None:
        return _constant_or_power(exponent)
    return _usual().get(name)


@chaff(
    exercise="chain_rule",
    fails=[
        "test_slope_of_a_composition",
        "test_building_evaluates_nothing",
        "test_compositions_side_by_side",
    ],
    en=(
        "The inner derivative is forgotten",
        "The outer slope is taken at the right place. What happens to it when the inner function "
        "moves three times as fast as x?",
    ),
    fr=(
        "La dérivée intérieure oubliée",
        "La pente extérieure est prise au bon endroit. Que devient-elle si la fonction intérieure "
        "va trois fois plus vite que x ?",
    ),
)
def compose(g, f):
    return Differentiable(lambda x: g.f(f.f(x)), lambda x: g.df(f.f(x)))


@chaff(
    exercise="chain_rule",
    fails=[
        "test_slope_of_a_composition",
        "test_building_evaluates_nothing",
        "test_compositions_side_by_side",
    ],
    en=(
        "The outer slope at x",
        "There are two factors, as there should be. Which number enters the outer function?",
    ),
    fr=(
        "La pente extérieure en x",
        "Il y a deux facteurs, comme il se doit. Quel nombre entre dans la fonction extérieure ?",
    ),
)
def compose(g, f):  # noqa: F811
    return Differentiable(lambda x: g.f(f.f(x)), lambda x: g.df(x) * f.df(x))


@chaff(
    exercise="chain_rule",
    fails=[
        "test_inner_function_acts_first",
        "test_slope_of_a_composition",
        "test_building_evaluates_nothing",
        "test_compositions_side_by_side",
    ],
    en=(
        "Inner and outer exchanged",
        "Your rule is right, for another composition. Which of the two functions is next to the x?",
    ),
    fr=(
        "Intérieur et extérieur échangés",
        "Votre règle est juste, pour une autre composée. Laquelle des deux fonctions touche le x ?",
    ),
)
def compose(g, f):  # noqa: F811
    return Differentiable(lambda x: f.f(g.f(x)), lambda x: f.df(g.f(x)) * g.df(x))


@chaff(
    exercise="chain_rule",
    fails=[
        "test_slope_of_a_composition",
        "test_building_evaluates_nothing",
        "test_compositions_side_by_side",
    ],
    en=(
        "The two slopes added",
        "Both slopes are right. If y moves twice as fast as x and z three times as fast as y, how "
        "fast is z?",
    ),
    fr=(
        "Les deux pentes additionnées",
        "Les deux pentes sont justes. Si y va deux fois plus vite que x et z trois fois plus vite "
        "que y, à quelle vitesse va z ?",
    ),
)
def compose(g, f):  # noqa: F811
    return Differentiable(lambda x: g.f(f.f(x)), lambda x: g.df(f.f(x)) + f.df(x))


@chaff(
    exercise="chain_rule",
    fails=[
        "test_slope_of_a_composition",
        "test_building_evaluates_nothing",
        "test_compositions_side_by_side",
    ],
    en=(
        "The derivatives composed",
        "You compose the two derivatives. Does the outer function ever see the slope of the inner "
        "one?",
    ),
    fr=(
        "Les dérivées composées",
        "Vous composez les deux dérivées. La fonction extérieure voit-elle un jour la pente de "
        "l'autre ?",
    ),
)
def compose(g, f):  # noqa: F811
    return Differentiable(lambda x: g.f(f.f(x)), lambda x: g.df(f.df(x)))


@chaff(
    exercise="chain_rule",
    fails=[
        "test_slope_of_a_composition",
        "test_building_evaluates_nothing",
        "test_compositions_side_by_side",
    ],
    en=(
        "The rule of the product",
        "This is the derivative of g times f. What is done with f(x) in a composition?",
    ),
    fr=(
        "La règle du produit",
        "C'est la dérivée de g fois f. Que fait-on de f(x) dans une composée ?",
    ),
)
def compose(g, f):  # noqa: F811
    return Differentiable(lambda x: g.f(f.f(x)), lambda x: g.df(x) * f.f(x) + g.f(x) * f.df(x))


@chaff(
    exercise="chain_rule",
    fails=[
        "test_slope_of_a_composition",
        "test_building_evaluates_nothing",
        "test_compositions_side_by_side",
    ],
    en=(
        "A difference quotient",
        "Your slopes are nearly right. Which exact slopes do g and f bring with them?",
    ),
    fr=(
        "Un taux d'accroissement",
        "Vos pentes sont presque justes. Quelles pentes exactes g et f apportent-elles ?",
    ),
)
def compose(g, f):  # noqa: F811
    def value(x):
        return g.f(f.f(x))

    return Differentiable(value, lambda x: (value(x + 1e-5) - value(x - 1e-5)) / 2e-5)


@chaff(
    exercise="chain_rule",
    fails=["test_building_evaluates_nothing"],
    en=(
        "An evaluation too early",
        "Values and slopes are right. At which point do you call the functions before anybody has "
        "chosen one?",
    ),
    fr=(
        "Une évaluation trop tôt",
        "Valeurs et pentes sont justes. En quel point appelez-vous les fonctions avant que "
        "quiconque en ait choisi un ?",
    ),
)
def compose(g, f):  # noqa: F811
    start = f.f(0.0), g.f(f.f(0.0))
    assert all(isinstance(value, float) for value in start)
    return Differentiable(lambda x: g.f(f.f(x)), lambda x: g.df(f.f(x)) * f.df(x))


@chaff(
    exercise="chain_rule",
    fails=["test_compositions_side_by_side"],
    en=(
        "Every composition becomes the last one",
        "One composition alone is right. Where do your functions look up g and f when they are "
        "called?",
    ),
    fr=(
        "Chaque composée devient la dernière",
        "Une composée seule est juste. Où vos fonctions cherchent-elles g et f quand on les "
        "appelle ?",
    ),
)
def compose(g, f):  # noqa: F811
    compose.g, compose.f = g, f
    return Differentiable(
        lambda x: compose.g.f(compose.f.f(x)),
        lambda x: compose.g.df(compose.f.f(x)) * compose.f.df(x),
    )
