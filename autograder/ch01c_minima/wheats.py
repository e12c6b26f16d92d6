"""Right answers of chapter 1, part c, that look different from the reference."""

import math
from decimal import Decimal, localcontext

import numpy as np

from chainrule.grading import wheat


@wheat(exercise="activation_functions", title="Masks on a float copy; e^x on the left only")
def heaviside(x):
    if np.ndim(x) == 0:
        return float(x >= 0)
    y = np.zeros(x.shape)
    y[x >= 0] = 1
    return y


@wheat(exercise="activation_functions", title="Masks on a float copy; e^x on the left only")
def affine(x, a, b):
    return float(a * x + b) if np.ndim(x) == 0 else (a * x + b).astype(float)


@wheat(exercise="activation_functions", title="Masks on a float copy; e^x on the left only")
def piecewise_linear(x, a, b):
    if np.ndim(x) == 0:
        return float(a * x) if x < 0 else float(b * x)
    y = x.astype(float)
    y[x < 0] *= a
    y[x >= 0] *= b
    return y


@wheat(exercise="activation_functions", title="Masks on a float copy; e^x on the left only")
def relu(x):
    return piecewise_linear(x, 0, 1)


@wheat(exercise="activation_functions", title="Masks on a float copy; e^x on the left only")
def compose_affine(a, b, c, d):
    intercept = c * (a * 0 + b) + d
    return [c * (a * 1 + b) + d - intercept, intercept]


@wheat(exercise="activation_functions", title="Masks on a float copy; e^x on the left only")
def sigmoid(x):
    if np.ndim(x) == 0:
        return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))
    y = x.astype(float)
    left = x < 0
    y[left] = np.exp(y[left]) / (1 + np.exp(y[left]))
    y[~left] = 1 / (1 + np.exp(-y[~left]))
    return y


@wheat(exercise="activation_functions", title="Masks on a float copy; e^x on the left only")
def sigmoid_derivative(x):
    t = np.exp(-abs(x))
    return t / (1 + t) ** 2


@wheat(exercise="activation_functions", title="Masks on a float copy; e^x on the left only")
def tanh(x):
    t = np.exp(-2.0 * abs(x))
    return np.sign(x) * (1 - t) / (1 + t)


@wheat(exercise="activation_functions", title="Masks on a float copy; e^x on the left only")
def tanh_derivative(x):
    return 4 * sigmoid_derivative(2 * x)


@wheat(exercise="activation_functions", title="What numpy has; large arguments are clipped")
def heaviside(x):  # noqa: F811
    return np.heaviside(x, 1)


@wheat(exercise="activation_functions", title="What numpy has; large arguments are clipped")
def piecewise_linear(x, a, b):  # noqa: F811
    x = np.asarray(x, dtype=float)
    return np.where(x < 0, a * x, b * x)[()]


@wheat(exercise="activation_functions", title="What numpy has; large arguments are clipped")
def relu(x):  # noqa: F811
    return 0.5 * (x + np.abs(x))


@wheat(exercise="activation_functions", title="What numpy has; large arguments are clipped")
def sigmoid(x):  # noqa: F811
    return 1 / (1 + np.exp(-np.clip(x, -700, 700)))


@wheat(exercise="activation_functions", title="What numpy has; large arguments are clipped")
def tanh(x):  # noqa: F811
    return np.tanh(x)


@wheat(exercise="activation_functions", title="One number at a time")
def sigmoid(x):  # noqa: F811
    def of_number(u):
        if u < 0:
            return 1 - of_number(-u)
        return 1 / (1 + math.exp(-u))

    if isinstance(x, np.ndarray):
        return np.vectorize(of_number, otypes=[float])(x)
    return of_number(x)


@wheat(exercise="activation_functions", title="One number at a time")
def tanh(x):  # noqa: F811
    if isinstance(x, np.ndarray):
        return np.array([math.tanh(u) for u in x.ravel()]).reshape(x.shape)
    return math.tanh(x)


@wheat(exercise="diagonal_fit", title="Three sums in a loop; completing the square")
def diagonal_error_coefficients(points):
    if np.ndim(points) != 2 or len(points) < 1 or len(points[0]) != 2:
        raise ValueError("a list of pairs, please")
    a = b = c = 0
    for x, y in points:
        a += 2
        b -= 2 * (x + y)
        c += x * x + y * y
    return a, b, c


@wheat(exercise="diagonal_fit", title="Three sums in a loop; completing the square")
def parabola_minimum(a, b, c):
    if not a > 0:
        raise ValueError
    p = b / a / 2
    return [-p, c - a * p * p]


@wheat(exercise="diagonal_fit", title="Interpolation through three values")
def diagonal_error_coefficients(points):  # noqa: F811
    points = np.array(points, dtype=float)
    if points.ndim != 2 or points.shape[0] == 0 or points.shape[1] != 2:
        raise ValueError
    low, c, high = (np.sum((x - points) ** 2) for x in (-1, 0, 1))
    return (low + high) / 2 - c, (high - low) / 2, c


@wheat(exercise="diagonal_fit", title="Interpolation through three values")
def parabola_minimum(a, b, c):  # noqa: F811
    if a <= 0:
        raise ValueError
    return np.float64(-0.5 * b / a), np.array(c - b**2 / (4 * a))


@wheat(exercise="local_extrema", title="Loops and comparisons only")
def variations(df, critical_points, a, b):
    rest, left, table = list(critical_points), a, []
    while rest:
        right = min(rest)
        if right <= a or max(rest) >= b:
            raise ValueError
        rest.remove(right)
        slope = df(left + (right - left) / 2)
        table.append([(left, right), (slope > 0) - (slope < 0)])
        left = right
    slope = df((left + b) / 2)
    return [*table, [(left, b), (slope > 0) - (slope < 0)]]


@wheat(exercise="local_extrema", title="Loops and comparisons only")
def second_derivative(f, x0, h=1e-3):
    return ((f(x0 + h) - f(x0)) / h - (f(x0) - f(x0 - h)) / h) / h


@wheat(exercise="local_extrema", title="Loops and comparisons only")
def classify_critical_point(df, d2f, x0, tol=1e-8):
    if not -tol <= df(x0) <= tol:
        raise ValueError
    if d2f(x0) > 0:
        return "local minimum"
    if d2f(x0) < 0:
        return "local maximum"
    return "inconclusive"


@wheat(exercise="local_extrema", title="Loops and comparisons only")
def best_candidate(f, candidates):
    if len(candidates) == 0:
        raise ValueError("no candidates")
    best = candidates[0]
    for x in candidates[1:]:
        if f(x) < f(best):
            best = x
    return [best, f(best)]


@wheat(exercise="local_extrema", title="numpy arrays and argmin")
def variations(df, critical_points, a, b):  # noqa: F811
    inside = np.sort(np.array(critical_points, dtype=float))
    if np.any(inside <= a) or np.any(inside >= b):
        raise ValueError
    ends = np.concatenate([[a], inside, [b]])
    middles = (ends[:-1] + ends[1:]) / 2
    signs = [float(np.sign(df(float(m)))) for m in middles]
    return [((ends[i], ends[i + 1]), signs[i]) for i in range(len(signs))]


@wheat(exercise="local_extrema", title="numpy arrays and argmin")
def best_candidate(f, candidates):  # noqa: F811
    values = np.array([f(x) for x in candidates])
    i = np.argmin(values)
    return candidates[i], values[i]


@wheat(exercise="newton_method", title="Written out with a loop for each function")
def newton_step(f, df, x):
    if not df(x):
        raise ZeroDivisionError
    return -f(x) / df(x) + x


@wheat(exercise="newton_method", title="Written out with a loop for each function")
def newton_sequence(f, df, x0, n):
    if n < 0:
        raise ValueError
    points = np.zeros(n + 1)
    points[0] = x0
    for i in range(n):
        x = float(points[i])
        points[i + 1] = x - f(x) / df(x)
    return points


@wheat(exercise="newton_method", title="Written out with a loop for each function")
def newton(f, df, x0, n):
    if n < 0:
        raise ValueError
    x = x0
    for _ in range(n):
        x = x - f(x) / df(x)
    return x


@wheat(exercise="newton_method", title="Written out with a loop for each function")
def nth_root(value, k, x0, n):
    if n < 0:
        raise ValueError
    x = x0
    for _ in range(n):
        x = ((k - 1) * x + value / x ** (k - 1)) / k
    return x


@wheat(exercise="newton_method", title="Recursion; the value at the last point is computed, too")
def newton_sequence(f, df, x0, n):  # noqa: F811
    if n < 0:
        raise ValueError
    value = f(x0)
    if n == 0:
        return np.array([x0], dtype=float)
    slope = df(x0)
    if slope == 0:
        raise ZeroDivisionError
    rest = newton_sequence(f, df, x0 - value / slope, n - 1)
    return np.concatenate([[float(x0)], rest])


@wheat(exercise="newton_minimum", title="A loop of its own")
def newton_minimum(g, dg, d2g, x0, n):
    x = x0
    while n > 0:
        x -= dg(x) / d2g(x)
        n -= 1
    return [x, g(x)]


@wheat(exercise="newton_minimum", title="The last entry of the sequence")
def newton_minimum(g, dg, d2g, x0, n):  # noqa: F811
    x = newton_sequence(dg, d2g, x0, n)[-1]
    return np.array(x), np.float64(g(float(x)))


@wheat(exercise="cube_root_digits", title="Decimal with spare figures, then a check in integers")
def cube_root_digits(value, digits):
    if value < 1 or digits < 0:
        raise ValueError
    with localcontext() as context:
        context.prec = digits + len(str(value)) + 20
        a = Decimal(value)
        x = Decimal(10) ** (len(str(value)) // 3 + 1)
        previous = None
        for _ in range(10000):
            previous, x = x, x - (x * x * x - a) / (3 * x * x)
            if abs(previous - x) * Decimal(10) ** (digits + 5) < 1:
                break
        n = int(x.scaleb(digits))
    while n**3 > value * 10 ** (3 * digits):
        n -= 1
    while (n + 1) ** 3 <= value * 10 ** (3 * digits):
        n += 1
    text = str(n)
    return text if digits == 0 else text[:-digits] + "." + text[-digits:]


@wheat(exercise="cube_root_digits", title="Bisection in integers")
def cube_root_digits(value, digits):  # noqa: F811
    if value <= 0:
        raise ValueError
    if digits < 0:
        raise ValueError
    target = value * 10 ** (3 * digits)
    low, high = 0, 1
    while high**3 <= target:
        high *= 2
    while high - low > 1:
        middle = (low + high) // 2
        if middle**3 <= target:
            low = middle
        else:
            high = middle
    text = str(low)
    if not digits:
        return text
    return f"{text[: len(text) - digits]}.{text[len(text) - digits :]}"
