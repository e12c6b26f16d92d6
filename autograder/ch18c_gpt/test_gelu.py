"""Hidden tests of normal_pdf, normal_cdf, gelu and gelu_derivative (18.X19)."""

import numpy as np
from support import check_every_shape, check_values

from chainrule.grading import check_unchanged, exercise, feedback, needs, weight

pytestmark = exercise("gelu")


@weight(2)
@feedback(
    en="The density is exp(-x²/2) over the root of 2 pi; Phi(x) is the area under it on the left "
    "of x.",
    fr="La densité est exp(-x²/2) divisé par la racine de 2 pi ; Phi(x) est l'aire sous la courbe "
    "à gauche de x.",
)
def test_gaussian_law(student, reference, rng):
    x = np.append(rng.uniform(-4, 4, size=8), 0.0)
    check_values(student.normal_pdf(x), reference.normal_pdf(x))
    check_values(student.normal_cdf(x), reference.normal_cdf(x))


@weight(3)
@feedback(
    en="GELU(x) is x times the exact Phi(x): slightly negative on the left, almost x on the right.",
    fr="GELU(x) est x multiplié par Phi(x), exactement : un peu négative à gauche, presque x à "
    "droite.",
)
def test_gelu_values(student, reference, rng):
    x = np.concatenate([rng.uniform(-6, 6, size=8), [-100.0, -10.0, -0.75, 0.0, 10.0, 100.0]])
    check_values(student.gelu(x), reference.gelu(x))


@weight(2)
@feedback(
    en="Differentiate a product: the derivative of Phi is the density. Far from 0 the formula "
    "is right, too.",
    fr="Dérivez un produit : la dérivée de Phi est la densité. La formule reste juste loin de 0.",
)
def test_slope_of_gelu(student, reference, rng):
    x = np.concatenate(
        [rng.uniform(-5, 5, size=4), [-100.0, 0.0, 100.0], rng.uniform(-5, 5, size=4)]
    )
    check_values(student.gelu_derivative(x), reference.gelu_derivative(x))


@needs("test_gaussian_law", "test_gelu_values", "test_slope_of_gelu")
@feedback(
    en="Numbers, lists and tables work too, element by element, and ints as well as floats.",
    fr="Les nombres, les listes et les tableaux de toute forme conviennent aussi, élément par "
    "élément, entiers ou flottants.",
)
def test_every_shape(student, rng):
    for name in ("normal_pdf", "normal_cdf", "gelu", "gelu_derivative"):
        check_every_shape(getattr(student, name), rng)


@needs("test_gelu_values")
@feedback(
    en="The array that you are given stays as it is.",
    fr="Le tableau reçu doit rester tel quel.",
)
def test_x_is_unchanged(student, rng):
    for name in ("normal_pdf", "normal_cdf", "gelu", "gelu_derivative"):
        check_unchanged(getattr(student, name), rng.normal(size=5))
