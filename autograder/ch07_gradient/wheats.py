"""Right answers of chapter 7 that look different from the reference."""

import math

import numpy as np

from chainrule.grading import wheat


@wheat(exercise="partial_derivative", title="New lists of numbers instead of a copied array")
def partial_derivative(f, point, i, h=1e-6):
    if h <= 0:
        raise ValueError("h must be positive")
    if i < 0 or i >= len(point):
        raise IndexError(f"there is no variable number {i}")
    above = [x + h if j == i else x for j, x in enumerate(point)]
    below = [x - h if j == i else x for j, x in enumerate(point)]
    return (f(np.array(above, dtype=float)) - f(np.array(below, dtype=float))) / (
        above[i] - below[i]
    )


@wheat(exercise="partial_derivative", title="A slice, a function of one variable")
def partial_derivative(f, point, i, h=1e-6):  # noqa: F811
    def along(t):
        p = np.array(point, dtype=np.float64)
        p[i] = t
        return f(p)

    if not h > 0:
        raise ValueError
    if i not in range(len(point)):
        raise IndexError
    return np.array((along(point[i] + h) - along(point[i] - h)) / h / 2)


@wheat(
    exercise="partial_derivative", title="A row of the identity matrix; the range is checked last"
)
def partial_derivative(f, point, i, h=1e-6):  # noqa: F811
    p = np.asarray(point, dtype=float)
    step = h * np.eye(p.size)[i]
    if i < 0:
        raise IndexError
    if h <= 0:
        raise ValueError
    return 0.5 / h * (f(p + step) - f(p - step))


@wheat(exercise="partial_derivative", title="One copy, moved and put back")
def partial_derivative(f, point, i, h=1e-6):  # noqa: F811
    if h <= 0:
        raise ValueError
    p = np.array(point, dtype=float)
    if i < 0 or i > len(p) - 1:
        raise IndexError
    kept = p[i]
    p[i] = kept + h
    right = f(p)
    p[i] = kept - h
    left = f(p)
    p[i] = kept
    return (right - left) / (2 * h)


@wheat(exercise="partial_derivative", title="The mean of the forward and the backward quotient")
def partial_derivative(f, point, i, h=1e-6):  # noqa: F811
    p = np.array(point, dtype=float)
    if h <= 0:
        raise ValueError
    if not 0 <= i <= p.size - 1:
        raise IndexError
    step = np.zeros_like(p)
    step[i] = h
    forward = (f(p + step) - f(p)) / h
    backward = (f(p) - f(p - step)) / h
    return (forward + backward) / 2


@wheat(exercise="partial_derivative", title="numpy's own gradient of three values")
def partial_derivative(f, point, i, h=1e-6):  # noqa: F811
    if h <= 0:
        raise ValueError
    if not 0 <= i < len(point):
        raise IndexError
    unit = np.arange(len(point)) == i
    return np.gradient([f(point + k * h * unit) for k in (-1.0, 0.0, 1.0)], h)[1]


@wheat(exercise="numerical_gradient", title="The previous exercise, n times")
def numerical_gradient(f, point, h=1e-6):
    return np.array([partial_derivative(f, point, i, h) for i in range(len(point))], dtype=float)


@wheat(exercise="numerical_gradient", title="All points in one matrix, all values below first")
def numerical_gradient(f, point, h=1e-6):  # noqa: F811
    steps = h * np.identity(len(point))
    below = [f(row) for row in point - steps]
    above = [f(row) for row in point + steps]
    return np.subtract(above, below) / (2 * h)


@wheat(exercise="numerical_gradient", title="apply_along_axis over the shifted points")
def numerical_gradient(f, point, h=1e-6):  # noqa: F811
    n = len(point)
    shifts = np.vstack([np.eye(n), -np.eye(n)]) * h
    values = np.apply_along_axis(f, 1, np.asarray(point, float) + shifts)
    return np.diff(values.reshape(2, n)[::-1], axis=0)[0] / (2 * h)


@wheat(exercise="numerical_gradient", title="nditer over a copy that is moved and put back")
def numerical_gradient(f, point, h=1e-6):  # noqa: F811
    p = np.array(point, dtype=float)
    slopes = np.zeros_like(p)
    places = np.nditer(p, flags=["multi_index"], op_flags=["readwrite"])
    while not places.finished:
        place = places.multi_index
        kept = p[place]
        p[place] = kept + h
        above = f(p)
        p[place] = kept - h
        slopes[place] = (above - f(p)) / (2 * h)
        p[place] = kept
        places.iternext()
    return slopes


@wheat(exercise="numerical_gradient", title="A generator into fromiter")
def numerical_gradient(f, point, h=1e-6):  # noqa: F811
    point = tuple(map(float, point))

    def moved(i, d):
        return np.array([*point[:i], point[i] + d, *point[i + 1 :]])

    return np.fromiter(
        ((f(moved(i, h)) - f(moved(i, -h))) / (2 * h) for i in range(len(point))), dtype=float
    )


@wheat(exercise="exact_gradients", title="math instead of numpy")
def grad_x2_exp3y(p):
    x, y = p
    return np.array([2 * x * math.exp(3 * y), 3 * x**2 * math.exp(3 * y)])


@wheat(exercise="exact_gradients", title="math instead of numpy")
def grad_cos_exp(p):
    x, y, z = map(float, p)
    s = math.sin(x + y * y) / math.exp(z)
    return np.array([-s, -2 * y * s, -math.cos(x + y * y) / math.exp(z)])


@wheat(exercise="exact_gradients", title="math instead of numpy")
def grad_sum_of_squares(p):
    return np.array([2.0 * x for x in p])


@wheat(exercise="exact_gradients", title="math instead of numpy")
def grad_x2y3(p):
    x, y = float(p[0]), float(p[1])
    return np.array([2 * x * math.pow(y, 3), 3 * math.pow(x * y, 2)])


@wheat(exercise="exact_gradients", title="math instead of numpy")
def grad_x2_sin_yz(p):
    x, y, z = p
    c = x * x * math.cos(y * z)
    return np.array([2 * x * math.sin(y * z), z * c, y * c])


@wheat(exercise="exact_gradients", title="A common factor times an array")
def grad_x2_exp3y(p):  # noqa: F811
    p = np.asarray(p, dtype=float)
    return p[0] * np.exp(3 * p[1]) * np.array([2, 3 * p[0]])


@wheat(exercise="exact_gradients", title="A common factor times an array")
def grad_cos_exp(p):  # noqa: F811
    x, y, z = p
    u = x + y**2
    return -np.exp(-float(z)) * np.array([np.sin(u), 2 * y * np.sin(u), np.cos(u)])


@wheat(exercise="exact_gradients", title="A common factor times an array")
def grad_sum_of_squares(p):  # noqa: F811
    return np.add(p, p, dtype=float)


@wheat(exercise="exact_gradients", title="A common factor times an array")
def grad_x2y3(p):  # noqa: F811
    x, y = p
    return (x * y**2) * np.array([2.0 * y, 3.0 * x])


@wheat(exercise="exact_gradients", title="A common factor times an array")
def grad_x2_sin_yz(p):  # noqa: F811
    x, y, z = np.array(p, dtype=np.float64)
    return x * np.array([2 * np.sin(y * z), *(x * np.cos(y * z) * np.array([z, y]))])


@wheat(exercise="exact_gradients", title="Component by component, with complex exponentials")
def grad_x2_exp3y(p):  # noqa: F811
    g = np.empty(2)
    g[0] = 2 * p[0] * np.e ** (3 * p[1])
    g[1] = 1.5 * p[0] * g[0]
    return g


@wheat(exercise="exact_gradients", title="Component by component, with complex exponentials")
def grad_cos_exp(p):  # noqa: F811
    wave = np.exp(1j * (p[0] + p[1] ** 2) - p[2])
    g = np.zeros(3)
    g[0] = -wave.imag
    g[1] = -2 * p[1] * wave.imag
    g[2] = -wave.real
    return g


@wheat(exercise="exact_gradients", title="Component by component, with complex exponentials")
def grad_sum_of_squares(p):  # noqa: F811
    g = np.zeros(len(p))
    for i, x in enumerate(p):
        g[i] += 2 * x
    return g


@wheat(exercise="exact_gradients", title="Component by component, with complex exponentials")
def grad_x2y3(p):  # noqa: F811
    g = np.ones(2)
    g[0] *= 2 * p[0] * p[1] ** 3
    g[1] *= 3 * p[0] ** 2 * p[1] ** 2
    return g


@wheat(exercise="exact_gradients", title="Component by component, with complex exponentials")
def grad_x2_sin_yz(p):  # noqa: F811
    wave = p[0] * np.exp(1j * p[1] * p[2])
    g = np.zeros(3)
    g[0] = 2 * wave.imag
    g[1:] = np.multiply(p[:0:-1], p[0] * wave.real)
    return g


@wheat(exercise="tangents", title="Lists instead of tuples, numpy scalars")
def level_set_tangent(grad, point):
    q = np.array(point, dtype=float)
    normal = grad(q)
    if not np.any(normal):
        raise ValueError("the gradient is zero")
    return [normal, np.inner(normal, q)]


@wheat(exercise="tangents", title="Lists instead of tuples, numpy scalars")
def ellipse_tangent(a, b, point):
    halves = np.array([a, b], dtype=float)
    if (halves <= 0).any():
        raise ValueError("the half-lengths are positive")
    line = np.asarray(point) / halves**2
    if np.abs(np.dot(line, point) - 1) > 1e-9:
        raise ValueError("not a point of the ellipse")
    return [line[0], line[1], np.float64(1)]


@wheat(exercise="tangents", title="Loops and math")
def level_set_tangent(grad, point):  # noqa: F811
    normal = grad(np.asarray(point, dtype=float))
    if all(component == 0 for component in normal):
        raise ValueError
    c = 0
    for i in range(len(point)):
        c += normal[i] * point[i]
    return normal, c


@wheat(exercise="tangents", title="Loops and math")
def ellipse_tangent(a, b, point):  # noqa: F811
    if min(a, b) <= 0:
        raise ValueError
    if not math.isclose(math.hypot(point[0] / a, point[1] / b) ** 2, 1, rel_tol=0, abs_tol=1e-9):
        raise ValueError
    return point[0] / a / a, point[1] / b / b, 1


@wheat(exercise="tangents", title="The ellipse as a level curve")
def level_set_tangent(grad, point):  # noqa: F811
    p = np.array(point, dtype=float)
    g = np.array(grad(p))
    if np.count_nonzero(g) == 0:
        raise ValueError
    return g, np.einsum("i,i->", g, p)


@wheat(exercise="tangents", title="The ellipse as a level curve")
def ellipse_tangent(a, b, point):  # noqa: F811
    def height(p):
        return p[0] ** 2 / a**2 + p[1] ** 2 / b**2

    if a <= 0:
        raise ValueError
    if b <= 0:
        raise ValueError
    if abs(height(point) - 1) > 1e-9:
        raise ValueError
    normal, _ = level_set_tangent(lambda p: 2 * p / np.array([a, b]) ** 2, point)
    return (*(normal / 2), 1.0)


@wheat(exercise="directions", title="Loops; zip compares the lengths")
def directional_derivative(grad, point, v):
    g = grad(np.array(point, dtype=float))
    return sum(slope * speed for slope, speed in zip(g, v, strict=True))


@wheat(exercise="directions", title="Loops; zip compares the lengths")
def steepest_ascent(grad, point):
    g = grad(np.array(point, dtype=float))
    length = math.hypot(*g)
    if length == 0:
        raise ValueError
    return np.array([slope / length for slope in g])


@wheat(exercise="directions", title="numpy's own error when lengths differ")
def directional_derivative(grad, point, v):  # noqa: F811
    return np.dot(v, grad(np.asarray(point, dtype=float)))


@wheat(exercise="directions", title="numpy's own error when lengths differ")
def steepest_ascent(grad, point):  # noqa: F811
    g = grad(np.asarray(point, dtype=float))
    if (g == 0).all():
        raise ValueError
    return g / np.sqrt(g @ g)


@wheat(exercise="directions", title="The check before the gradient is asked")
def directional_derivative(grad, point, v):  # noqa: F811
    if len(v) != len(point):
        raise ValueError
    return np.asarray(np.einsum("i,i", grad(np.array(point, float)), v))


@wheat(exercise="directions", title="The check before the gradient is asked")
def steepest_ascent(grad, point):  # noqa: F811
    g = grad(np.array(point, float))
    if not np.any(g):
        raise ValueError
    g = g / np.abs(g).max()
    return g * (g**2).sum() ** -0.5


@wheat(exercise="directions", title="Polarisation identity; an angle in the plane")
def directional_derivative(grad, point, v):  # noqa: F811
    g, v = grad(np.array(point, dtype=float)), np.array(v, dtype=float)
    if g.shape != v.shape:
        raise ValueError
    return (np.linalg.norm(g + v) ** 2 - np.linalg.norm(g - v) ** 2) / 4


@wheat(exercise="directions", title="Polarisation identity; an angle in the plane")
def steepest_ascent(grad, point):  # noqa: F811
    g = grad(np.array(point, dtype=float))
    if not g.any():
        raise ValueError
    if len(g) == 2:
        angle = np.angle(complex(*g))
        return np.array([np.cos(angle), np.sin(angle)])
    return np.divide(g, np.linalg.norm(g))


@wheat(exercise="linear_approximation", title="A loop over the coordinates")
def linear_approximation(f, grad, p0, dp):
    p0 = np.array(p0, dtype=float)
    slopes = grad(p0)
    z = f(p0)
    for i in range(len(dp)):
        z += slopes[i] * dp[i]
    return z


@wheat(exercise="linear_approximation", title="The directional derivative of an earlier exercise")
def linear_approximation(f, grad, p0, dp):  # noqa: F811
    return f(np.asarray(p0, dtype=float)) + directional_derivative(grad, p0, dp)


@wheat(
    exercise="linear_approximation",
    title="The equation of the tangent plane, height at the new point",
)
def linear_approximation(f, grad, p0, dp):  # noqa: F811
    p = np.asarray(p0, dtype=float)
    normal = grad(p)
    height = f(p) - np.inner(normal, p)
    q = p + dp
    return height + np.inner(normal, q)


@wheat(exercise="linear_approximation", title="One dot product, with the value as component 0")
def linear_approximation(f, grad, p0, dp):  # noqa: F811
    p = np.array(list(p0), dtype=float)
    return np.array(np.append(f(p), grad(p)) @ np.append(1, dp))


@wheat(exercise="critical_points", title="Loops with early exit")
def is_critical_point(grad, point, tol=1e-8):
    return not any(abs(slope) > tol for slope in grad(np.array(point, dtype=float)))


@wheat(exercise="critical_points", title="Loops with early exit")
def classify_by_sampling(f, point, radius=1e-3, n=64):
    x0, y0 = point
    centre = f(np.array([x0, y0], dtype=float))
    higher = lower = False
    for k in range(n):
        t = 2 * math.pi * k / n
        value = f(np.array([x0 + radius * math.cos(t), y0 + radius * math.sin(t)]))
        higher = higher or value > centre
        lower = lower or value < centre
        if higher and lower:
            return "neither"
    return "maximum" if lower else "minimum"


@wheat(exercise="critical_points", title="The largest component; minimum and maximum of the values")
def is_critical_point(grad, point, tol=1e-8):  # noqa: F811
    return np.linalg.norm(grad(np.asarray(point, dtype=float)), ord=np.inf) <= tol


@wheat(exercise="critical_points", title="The largest component; minimum and maximum of the values")
def classify_by_sampling(f, point, radius=1e-3, n=64):  # noqa: F811
    p = np.array(point, dtype=float)
    t = np.linspace(0, 2 * np.pi, n, endpoint=False)
    circle = p + radius * np.column_stack([np.cos(t), np.sin(t)])
    values = np.array([f(q) for q in circle])
    if values.min() >= f(p):
        return "minimum"
    if values.max() <= f(p):
        return "maximum"
    return "neither"


@wheat(exercise="critical_points", title="allclose; the circle in complex numbers, walked twice")
def is_critical_point(grad, point, tol=1e-8):  # noqa: F811
    return np.allclose(grad(np.array(point, dtype=float)), 0, rtol=0, atol=tol)


@wheat(exercise="critical_points", title="allclose; the circle in complex numbers, walked twice")
def classify_by_sampling(f, point, radius=1e-3, n=64):  # noqa: F811
    def rise(k):
        z = complex(*point) + radius * np.exp(2j * np.pi * k / n)
        return f(np.array([z.real, z.imag])) - f(np.array(point, dtype=float))

    if all(rise(k) >= 0 for k in range(n)):
        return "minimum"
    if all(rise(k) <= 0 for k in range(n)):
        return "maximum"
    return "neither"


@wheat(exercise="critical_points", title="The set of signs of the differences")
def is_critical_point(grad, point, tol=1e-8):  # noqa: F811
    g = grad(np.array(point, dtype=float))
    return bool(((-tol <= g) & (g <= tol)).all())


@wheat(exercise="critical_points", title="The set of signs of the differences")
def classify_by_sampling(f, point, radius=1e-3, n=64):  # noqa: F811
    middle = f(np.array(point, dtype=float))
    signs = set()
    for angle in math.tau / n * np.arange(n):
        direction = np.array([np.cos(angle), np.sin(angle)])
        signs.add(int(np.sign(f(point + radius * direction) - middle)))
    return np.where(-1 not in signs, "minimum", np.where(1 in signs, "neither", "maximum")).item()


@wheat(exercise="descent_field", title="Two loops over rows and columns, a list of two arrays")
def descent_field(grad, X, Y):
    rows, columns = X.shape
    U, V = np.zeros((rows, columns)), np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            g = grad(np.array([X[i, j], Y[i, j]], dtype=float))
            U[i, j] = -g[0]
            V[i, j] = -g[1]
    return [U, V]


@wheat(
    exercise="descent_field", title="apply_along_axis on the stacked grid; the results are views"
)
def descent_field(grad, X, Y):  # noqa: F811
    grid = np.stack([X, Y], axis=-1).astype(float)
    field = -np.apply_along_axis(grad, -1, grid)
    return field[..., 0], field[..., 1]


@wheat(exercise="descent_field", title="Flat lists, reshaped at the end")
def descent_field(grad, X, Y):  # noqa: F811
    points = np.array([X.ravel(), Y.ravel()], dtype=float).T
    G = np.array([grad(p) for p in points])
    U, V = (-column.reshape(X.shape) for column in G.T)
    return U, V


@wheat(exercise="descent_field", title="numpy's vectorize with a signature")
def descent_field(grad, X, Y):  # noqa: F811
    def components(x, y):
        return tuple(-grad(np.array([x, y], dtype=float)))

    return np.vectorize(components, otypes=[float, float])(X, Y)


@wheat(exercise="descent_field", title="Nested list comprehensions over the rows")
def descent_field(grad, X, Y):  # noqa: F811
    field = [
        [np.negative(grad(np.array(p, dtype=float))) for p in zip(xs, ys, strict=True)]
        for xs, ys in zip(X, Y, strict=True)
    ]
    return tuple(np.moveaxis(np.array(field), 2, 0))


@wheat(exercise="chain_rule", title="Loops; zip compares the lengths")
def chain_rule_outer(partials_f, dg_at_f):
    result = []
    for partial in partials_f:
        result.append(float(partial * dg_at_f))
    return np.array(result)


@wheat(exercise="chain_rule", title="Loops; zip compares the lengths")
def chain_rule_curve(derivs_u, partials_f):
    return sum(du * df for du, df in zip(derivs_u, partials_f, strict=True))


@wheat(exercise="chain_rule", title="Matrix products; numpy compares the lengths")
def chain_rule_outer(partials_f, dg_at_f):  # noqa: F811
    return np.outer(partials_f, float(dg_at_f)).ravel()


@wheat(exercise="chain_rule", title="Matrix products; numpy compares the lengths")
def chain_rule_curve(derivs_u, partials_f):  # noqa: F811
    return np.dot(derivs_u, partials_f)


@wheat(exercise="chain_rule", title="Recursion, one branch at a time")
def chain_rule_outer(partials_f, dg_at_f):  # noqa: F811
    if len(partials_f) == 0:
        return np.zeros(0)
    return np.append(partials_f[0] * dg_at_f, chain_rule_outer(partials_f[1:], dg_at_f)).astype(
        float
    )


@wheat(exercise="chain_rule", title="Recursion, one branch at a time")
def chain_rule_curve(derivs_u, partials_f):  # noqa: F811
    if len(derivs_u) != len(partials_f):
        raise ValueError
    if len(derivs_u) == 0:
        return 0
    return derivs_u[0] * partials_f[0] + chain_rule_curve(derivs_u[1:], partials_f[1:])


@wheat(exercise="chain_rule", title="einsum, and a 0-d array")
def chain_rule_outer(partials_f, dg_at_f):  # noqa: F811
    return np.einsum("i,->i", np.asarray(partials_f, dtype=float), dg_at_f)


@wheat(exercise="chain_rule", title="einsum, and a 0-d array")
def chain_rule_curve(derivs_u, partials_f):  # noqa: F811
    u, p = np.asarray(derivs_u, dtype=float), np.asarray(partials_f, dtype=float)
    if u.shape != p.shape:
        raise ValueError
    return np.asarray(np.einsum("i,i->", u, p))


@wheat(exercise="automatic_differentiation", title="A closure per node, in depth-first order")
class Var:
    def __init__(self, value, operands=()):
        self.value = value
        self.grad = 0.0
        self.operands = operands
        self.send = None

    def unary(self, value, local):
        out = Var(value, (self,))

        def send():
            self.grad += local() * out.grad

        out.send = send
        return out

    def __add__(self, other):
        other = other if isinstance(other, Var) else Var(other)
        out = Var(self.value + other.value, (self, other))

        def send():
            self.grad += out.grad
            other.grad += out.grad

        out.send = send
        return out

    def __mul__(self, other):
        other = other if isinstance(other, Var) else Var(other)
        out = Var(self.value * other.value, (self, other))

        def send():
            self.grad += other.value * out.grad
            other.grad += self.value * out.grad

        out.send = send
        return out

    def __pow__(self, n):
        return self.unary(self.value**n, lambda: n * self.value ** (n - 1))

    __radd__ = __add__
    __rmul__ = __mul__

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + -other

    def __rsub__(self, other):
        return -self + other

    def __truediv__(self, other):
        return self * (other**-1 if isinstance(other, Var) else 1 / other)

    def __rtruediv__(self, other):
        return other * self**-1

    def __repr__(self):
        return f"Var({self.value}, grad={self.grad})"

    def backward(self):
        order, seen, stack = [], set(), [(self, False)]
        while stack:
            node, complete = stack.pop()
            if complete:
                order.append(node)
            elif node not in seen:
                seen.add(node)
                stack.append((node, True))
                stack.extend((operand, False) for operand in node.operands)
        for node in order:
            node.grad = 0
        self.grad = 1
        for node in reversed(order):
            if node.send:
                node.send()


@wheat(exercise="automatic_differentiation", title="A closure per node, in depth-first order")
def exp(v):
    return v.unary(math.exp(v.value), lambda: math.exp(v.value))


@wheat(exercise="automatic_differentiation", title="A closure per node, in depth-first order")
def log(v):
    return v.unary(math.log(v.value), lambda: 1 / v.value)


@wheat(exercise="automatic_differentiation", title="A closure per node, in depth-first order")
def sin(v):
    return v.unary(math.sin(v.value), lambda: math.cos(v.value))


@wheat(exercise="automatic_differentiation", title="A closure per node, in depth-first order")
def cos(v):
    return v.unary(math.cos(v.value), lambda: -math.sin(v.value))


@wheat(exercise="automatic_differentiation", title="A closure per node, in depth-first order")
def sqrt(v):
    return v.unary(math.sqrt(v.value), lambda: 0.5 / math.sqrt(v.value))


@wheat(exercise="automatic_differentiation", title="A closure per node, in depth-first order")
def tanh(v):
    return v.unary(math.tanh(v.value), lambda: 1 - math.tanh(v.value) ** 2)


@wheat(exercise="automatic_differentiation", title="A closure per node, in depth-first order")
def sigmoid(v):
    s = 1 / (1 + math.exp(-v.value))
    return v.unary(s, lambda: s * (1 - s))


@wheat(exercise="automatic_differentiation", title="One tape for all nodes")
class Var:  # noqa: F811
    tape = []  # noqa: RUF012

    def __init__(self, value, *messages):
        self.value = float(value)
        self.grad = 0.0
        self.messages = messages
        self.place = len(Var.tape)
        Var.tape.append(self)

    def __add__(self, other):
        other = _node(other)
        return Var(self.value + other.value, (self, 1), (other, 1))

    def __radd__(self, other):
        return _node(other) + self

    def __sub__(self, other):
        other = _node(other)
        return Var(self.value - other.value, (self, 1), (other, -1))

    def __rsub__(self, other):
        return _node(other) - self

    def __mul__(self, other):
        other = _node(other)
        return Var(self.value * other.value, (self, other.value), (other, self.value))

    def __rmul__(self, other):
        return _node(other) * self

    def __truediv__(self, other):
        other = _node(other)
        quotient = self.value / other.value
        return Var(quotient, (self, 1 / other.value), (other, -quotient / other.value))

    def __rtruediv__(self, other):
        return _node(other) / self

    def __pow__(self, n):
        return Var(self.value**n, (self, n * self.value ** (n - 1)))

    def __neg__(self):
        return Var(-self.value, (self, -1))

    def backward(self):
        for node in Var.tape:
            node.grad = 0.0
        self.grad = 1.0
        for node in Var.tape[self.place :: -1]:
            for operand, local in node.messages:
                operand.grad += node.grad * local


@wheat(exercise="automatic_differentiation", title="One tape for all nodes")
def _node(x):
    return x if isinstance(x, Var) else Var(x)


@wheat(exercise="automatic_differentiation", title="One tape for all nodes")
def exp(v):  # noqa: F811
    e = math.exp(v.value)
    return Var(e, (v, e))


@wheat(exercise="automatic_differentiation", title="One tape for all nodes")
def log(v):  # noqa: F811
    if v.value <= 0:
        raise ValueError("the logarithm needs a positive number")
    return Var(math.log(v.value), (v, 1 / v.value))


@wheat(exercise="automatic_differentiation", title="One tape for all nodes")
def sin(v):  # noqa: F811
    return Var(math.sin(v.value), (v, math.cos(v.value)))


@wheat(exercise="automatic_differentiation", title="One tape for all nodes")
def cos(v):  # noqa: F811
    return Var(math.cos(v.value), (v, -math.sin(v.value)))


@wheat(exercise="automatic_differentiation", title="One tape for all nodes")
def sqrt(v):  # noqa: F811
    root = math.sqrt(v.value)
    return Var(root, (v, 0.5 / root if root else math.inf))


@wheat(exercise="automatic_differentiation", title="One tape for all nodes")
def tanh(v):  # noqa: F811
    return Var(math.tanh(v.value), (v, 1 / math.cosh(v.value) ** 2))


@wheat(exercise="automatic_differentiation", title="One tape for all nodes")
def sigmoid(v):  # noqa: F811
    s = 0.5 * (1 + math.tanh(v.value / 2))
    return Var(s, (v, s - s * s))


@wheat(
    exercise="automatic_differentiation", title="Derivatives carried forward; few basic operations"
)
class Var:  # noqa: F811
    def __init__(self, value, operands=()):
        self.value = value
        self.grad = 0.0
        self.slopes = {self: 1.0}
        for operand, local in operands:
            for node, slope in operand.slopes.items():
                self.slopes[node] = self.slopes.get(node, 0.0) + local * slope

    def __add__(self, other):
        if not isinstance(other, Var):
            return Var(self.value + other, [(self, 1)])
        return Var(self.value + other.value, [(self, 1), (other, 1)])

    def __mul__(self, other):
        if not isinstance(other, Var):
            return Var(self.value * other, [(self, other)])
        return Var(self.value * other.value, [(self, other.value), (other, self.value)])

    def __pow__(self, n):
        return Var(self.value**n, [(self, n * self.value ** (n - 1))])

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __neg__(self):
        return 0 - self

    def __sub__(self, other):
        return self + -1 * other

    def __rsub__(self, other):
        return -1 * self + other

    def __truediv__(self, other):
        if not isinstance(other, Var):
            other = Var(other)
        return self * other**-1

    def __rtruediv__(self, other):
        return self**-1 * other

    def backward(self):
        for node, slope in self.slopes.items():
            node.grad = slope


@wheat(
    exercise="automatic_differentiation", title="Derivatives carried forward; few basic operations"
)
def exp(v):  # noqa: F811
    return Var(math.exp(v.value), [(v, math.exp(v.value))])


@wheat(
    exercise="automatic_differentiation", title="Derivatives carried forward; few basic operations"
)
def log(v):  # noqa: F811
    return Var(math.log(v.value), [(v, 1 / v.value)])


@wheat(
    exercise="automatic_differentiation", title="Derivatives carried forward; few basic operations"
)
def sin(v):  # noqa: F811
    return Var(math.sin(v.value), [(v, math.cos(v.value))])


@wheat(
    exercise="automatic_differentiation", title="Derivatives carried forward; few basic operations"
)
def cos(v):  # noqa: F811
    return sin(v + math.pi / 2)


@wheat(
    exercise="automatic_differentiation", title="Derivatives carried forward; few basic operations"
)
def sqrt(v):  # noqa: F811
    if v.value < 0:
        raise ValueError
    return v**0.5


@wheat(
    exercise="automatic_differentiation", title="Derivatives carried forward; few basic operations"
)
def tanh(v):  # noqa: F811
    return 2 * sigmoid(2 * v) - 1


@wheat(
    exercise="automatic_differentiation", title="Derivatives carried forward; few basic operations"
)
def sigmoid(v):  # noqa: F811
    return 1 / (1 + exp(-v))


@wheat(exercise="automatic_differentiation", title="A subclass per operation; users are counted")
class Var:  # noqa: F811
    operands = ()

    def __init__(self, value):
        self.value = value
        self.grad = 0.0

    def __add__(self, other):
        return _Sum(self, other)

    def __radd__(self, other):
        return _Sum(other, self)

    def __sub__(self, other):
        return _Sum(self, _Product(other, -1))

    def __rsub__(self, other):
        return _Sum(other, _Product(self, -1))

    def __mul__(self, other):
        return _Product(self, other)

    def __rmul__(self, other):
        return _Product(other, self)

    def __truediv__(self, other):
        return _Quotient(self, other)

    def __rtruediv__(self, other):
        return _Quotient(other, self)

    def __pow__(self, n):
        return _Function(self, lambda x: x**n, lambda x, y: n * x ** (n - 1))

    def __neg__(self):
        return _Product(self, -1)

    def backward(self):
        users = {self: 0}
        found = [self]
        for node in found:
            for operand in node.operands:
                if operand not in users:
                    users[operand] = 0
                    found.append(operand)
                users[operand] += 1
        for node in found:
            node.grad = 0.0
        self.grad = 1.0
        ready = [self]
        while ready:
            node = ready.pop()
            for operand, local in zip(node.operands, node.locals(), strict=True):
                operand.grad += node.grad * local
                users[operand] -= 1
                if users[operand] == 0:
                    ready.append(operand)

    def locals(self):
        return ()


@wheat(exercise="automatic_differentiation", title="A subclass per operation; users are counted")
class _Binary(Var):
    def __init__(self, left, right):
        self.operands = tuple(v if isinstance(v, Var) else Var(v) for v in (left, right))
        super().__init__(self.combine(*(v.value for v in self.operands)))


@wheat(exercise="automatic_differentiation", title="A subclass per operation; users are counted")
class _Sum(_Binary):
    def combine(self, a, b):
        return a + b

    def locals(self):
        return 1, 1


@wheat(exercise="automatic_differentiation", title="A subclass per operation; users are counted")
class _Product(_Binary):
    def combine(self, a, b):
        return a * b

    def locals(self):
        return self.operands[1].value, self.operands[0].value


@wheat(exercise="automatic_differentiation", title="A subclass per operation; users are counted")
class _Quotient(_Binary):
    def combine(self, a, b):
        return a / b

    def locals(self):
        a, b = (v.value for v in self.operands)
        return 1 / b, -a / b**2


@wheat(exercise="automatic_differentiation", title="A subclass per operation; users are counted")
class _Function(Var):
    def __init__(self, operand, function, derivative):
        super().__init__(function(operand.value))
        self.operands = (operand,)
        self.derivative = derivative

    def locals(self):
        return (self.derivative(self.operands[0].value, self.value),)


@wheat(exercise="automatic_differentiation", title="A subclass per operation; users are counted")
def exp(v):  # noqa: F811
    return _Function(v, math.exp, lambda x, y: y)


@wheat(exercise="automatic_differentiation", title="A subclass per operation; users are counted")
def log(v):  # noqa: F811
    return _Function(v, math.log, lambda x, y: 1 / x)


@wheat(exercise="automatic_differentiation", title="A subclass per operation; users are counted")
def sin(v):  # noqa: F811
    return _Function(v, math.sin, lambda x, y: math.cos(x))


@wheat(exercise="automatic_differentiation", title="A subclass per operation; users are counted")
def cos(v):  # noqa: F811
    return _Function(v, math.cos, lambda x, y: -math.sin(x))


@wheat(exercise="automatic_differentiation", title="A subclass per operation; users are counted")
def sqrt(v):  # noqa: F811
    return _Function(v, math.sqrt, lambda x, y: 1 / (2 * y))


@wheat(exercise="automatic_differentiation", title="A subclass per operation; users are counted")
def tanh(v):  # noqa: F811
    return _Function(v, math.tanh, lambda x, y: 1 - y**2)


@wheat(exercise="automatic_differentiation", title="A subclass per operation; users are counted")
def sigmoid(v):  # noqa: F811
    return _Function(v, lambda x: 1 / (1 + math.exp(-x)), lambda x, y: y * (1 - y))


@wheat(
    exercise="automatic_differentiation", title="numpy values and slots; a heap of the newest nodes"
)
class Var:
    __slots__ = ("age", "grad", "parents", "slopes", "value")

    born = 0

    def __init__(self, value, parents=(), slopes=()):
        Var.born += 1
        self.age = Var.born
        self.value = np.float64(value)
        self.grad = np.float64(0)
        self.parents = parents
        self.slopes = slopes

    def __add__(self, other):
        o = _lift(other)
        return Var(self.value + o.value, [self, o], np.ones(2))

    def __sub__(self, other):
        o = _lift(other)
        return Var(self.value - o.value, [self, o], np.array([1.0, -1.0]))

    def __mul__(self, other):
        o = _lift(other)
        return Var(self.value * o.value, [self, o], np.array([o.value, self.value]))

    def __truediv__(self, other):
        o = _lift(other)
        if o.value == 0:
            raise ZeroDivisionError
        slopes = np.array([o.value, -self.value]) / o.value**2
        return Var(self.value / o.value, [self, o], slopes)

    def __radd__(self, other):
        return Var(other) + self

    def __rsub__(self, other):
        return Var(other) - self

    def __rmul__(self, other):
        return Var(other) * self

    def __rtruediv__(self, other):
        return Var(other) / self

    def __pow__(self, n):
        return Var(self.value**n, [self], [n * self.value ** (n - 1)])

    def __neg__(self):
        return Var(-self.value, [self], [-1.0])

    def backward(self):
        import heapq

        grads = {self: np.float64(1)}
        waiting = [(-self.age, self)]
        while waiting:
            _, node = heapq.heappop(waiting)
            node.grad = grads[node]
            for parent, slope in zip(node.parents, node.slopes, strict=True):
                if parent not in grads:
                    grads[parent] = np.float64(0)
                    heapq.heappush(waiting, (-parent.age, parent))
                grads[parent] += slope * node.grad


@wheat(
    exercise="automatic_differentiation", title="numpy values and slots; a heap of the newest nodes"
)
def _lift(x):
    return x if type(x) is Var else Var(x)


@wheat(
    exercise="automatic_differentiation", title="numpy values and slots; a heap of the newest nodes"
)
def exp(v):  # noqa: F811
    return Var(np.exp(v.value), (v,), (np.exp(v.value),))


@wheat(
    exercise="automatic_differentiation", title="numpy values and slots; a heap of the newest nodes"
)
def log(v):  # noqa: F811
    if not v.value > 0:
        raise ValueError
    return Var(np.log(v.value), (v,), (1 / v.value,))


@wheat(
    exercise="automatic_differentiation", title="numpy values and slots; a heap of the newest nodes"
)
def sin(v):  # noqa: F811
    return Var(np.sin(v.value), (v,), (np.cos(v.value),))


@wheat(
    exercise="automatic_differentiation", title="numpy values and slots; a heap of the newest nodes"
)
def cos(v):  # noqa: F811
    return Var(np.cos(v.value), (v,), (-np.sin(v.value),))


@wheat(
    exercise="automatic_differentiation", title="numpy values and slots; a heap of the newest nodes"
)
def sqrt(v):  # noqa: F811
    if v.value < 0:
        raise ValueError
    return Var(np.sqrt(v.value), (v,), (0.5 * v.value**-0.5,))


@wheat(
    exercise="automatic_differentiation", title="numpy values and slots; a heap of the newest nodes"
)
def tanh(v):  # noqa: F811
    return Var(np.tanh(v.value), (v,), (1 - np.tanh(v.value) ** 2,))


@wheat(
    exercise="automatic_differentiation", title="numpy values and slots; a heap of the newest nodes"
)
def sigmoid(v):  # noqa: F811
    e = np.exp(-v.value)
    return Var(1 / (1 + e), (v,), (e / (1 + e) ** 2,))


@wheat(exercise="smile_formula", title="numpy's dot for numbers and lists")
def half_smile(f_val, dg_val):
    return np.multiply(f_val, dg_val)


@wheat(exercise="smile_formula", title="numpy's dot for numbers and lists")
def smile(f_val, g_val, dg_val, b, dF_db):
    if g_val == 0:
        raise ZeroDivisionError("g_val is zero")
    return f_val * dg_val / g_val * np.dot(b, dF_db)


@wheat(exercise="smile_formula", title="numpy's dot for numbers and lists")
def smile_input(x, weights, dF_dweights):
    if x == 0:
        raise ZeroDivisionError("x is zero")
    return np.dot(weights, dF_dweights) / x


@wheat(exercise="smile_formula", title="Loops; zip compares the lengths, the division is Python's")
def half_smile(f_val, dg_val):  # noqa: F811
    return float(f_val) * float(dg_val)


@wheat(exercise="smile_formula", title="Loops; zip compares the lengths, the division is Python's")
def smile(f_val, g_val, dg_val, b, dF_db):  # noqa: F811
    try:
        edges = list(zip(b, dF_db, strict=True))
    except TypeError:
        edges = [(b, dF_db)]
    total = 0.0
    for weight, partial in edges:
        total += f_val * (float(dg_val) / float(g_val)) * weight * partial
    return total


@wheat(exercise="smile_formula", title="Loops; zip compares the lengths, the division is Python's")
def smile_input(x, weights, dF_dweights):  # noqa: F811
    x = float(x)
    return sum(float(w) / x * d for w, d in zip(weights, dF_dweights, strict=True))


@wheat(exercise="smile_formula", title="The input as a virtual edge")
def half_smile(f_val, dg_val):  # noqa: F811
    return dg_val * f_val


@wheat(exercise="smile_formula", title="The input as a virtual edge")
def smile(f_val, g_val, dg_val, b, dF_db):  # noqa: F811
    if np.size(b) != np.size(dF_db):
        raise ValueError
    if g_val == 0.0:
        raise ZeroDivisionError
    return np.sum(half_smile(f_val, dg_val) / g_val * np.multiply(b, dF_db))


@wheat(exercise="smile_formula", title="The input as a virtual edge")
def smile_input(x, weights, dF_dweights):  # noqa: F811
    return smile(f_val=1, g_val=x, dg_val=1, b=weights, dF_db=dF_dweights)


@wheat(exercise="smile_formula", title="One edge at a time, recursively, and 0-d arrays")
def half_smile(f_val, dg_val):  # noqa: F811
    return np.array(f_val * dg_val)


@wheat(exercise="smile_formula", title="One edge at a time, recursively, and 0-d arrays")
def smile(f_val, g_val, dg_val, b, dF_db):  # noqa: F811
    if np.isscalar(b):
        if not g_val:
            raise ZeroDivisionError
        return np.array(f_val * (dg_val / g_val) * b * dF_db)
    if len(b) != len(dF_db):
        raise ValueError
    first = smile(f_val, g_val, dg_val, b[0], dF_db[0])
    if len(b) == 1:
        return first
    return first + smile(f_val, g_val, dg_val, b[1:], dF_db[1:])


@wheat(exercise="smile_formula", title="One edge at a time, recursively, and 0-d arrays")
def smile_input(x, weights, dF_dweights):  # noqa: F811
    if len(weights) != len(dF_dweights):
        raise ValueError
    if abs(x) == 0:
        raise ZeroDivisionError
    ratios = np.asarray(weights, dtype=float) / x
    return np.asarray(np.einsum("k,k", ratios, dF_dweights))


@wheat(exercise="chain_gradients", title="Recursion: each neuron asks the next one")
def chain_gradients(x, weights, biases, acts, dacts):
    lengths = {len(weights), len(biases), len(acts), len(dacts)}
    if len(lengths) > 1 or 0 in lengths:
        raise ValueError
    by_weight, by_bias = [0.0] * len(weights), [0.0] * len(weights)

    def visit(i, g):
        if i == len(weights):
            return g, 1
        z = weights[i] * g + biases[i]
        output, slope = visit(i + 1, acts[i](z))
        delta = slope * dacts[i](z)
        by_bias[i] = delta
        by_weight[i] = g * delta
        return output, weights[i] * delta

    output, by_input = visit(0, x)
    return {
        "input": by_input,
        "output": output,
        "weights": np.array(by_weight, dtype=float),
        "biases": np.array(by_bias, dtype=float),
    }


@wheat(exercise="chain_gradients", title="Products of all local derivatives behind a neuron")
def chain_gradients(x, weights, biases, acts, dacts):  # noqa: F811
    n = len(weights)
    if n == 0 or not n == len(biases) == len(acts) == len(dacts):
        raise ValueError
    g, slopes = [float(x)], []
    for a, b, act, dact in zip(weights, biases, acts, dacts, strict=True):
        z = a * g[-1] + b
        g.append(act(z))
        slopes.append(dact(z))
    steps = np.array(weights, dtype=float) * slopes
    behind = np.append(np.cumprod(steps[:0:-1])[::-1], 1.0)
    deltas = behind * slopes
    return {
        "output": g[-1],
        "weights": deltas * g[:-1],
        "biases": deltas,
        "input": np.prod(steps),
        "values": g,
    }


@wheat(exercise="chain_gradients", title="Forwards, all partial derivatives at once")
def chain_gradients(x, weights, biases, acts, dacts):  # noqa: F811
    if len(set(map(len, [weights, biases, acts, dacts]))) != 1:
        raise ValueError
    n = len(acts)
    if n < 1:
        raise ValueError
    g = np.float64(x)
    partials = np.zeros(2 * n + 1)
    partials[-1] = 1
    for i in range(n):
        z = weights[i] * g + biases[i]
        partials *= weights[i]
        partials[i] += g
        partials[n + i] += 1
        partials *= dacts[i](z)
        g = acts[i](z)
    by_weight, by_bias, by_input = np.split(partials, [n, 2 * n])
    return {"output": np.array(g), "weights": by_weight, "biases": by_bias, "input": by_input[0]}


@wheat(exercise="chain_gradients", title="A network with one neuron in each layer")
def chain_gradients(x, weights, biases, acts, dacts):  # noqa: F811
    def on_arrays(functions):
        return [lambda z, function=function: np.array([function(z[0])]) for function in functions]

    if len(weights) == 0:
        raise ValueError
    params = [
        (np.array([[float(a)]]), np.array([float(b)])) for a, b in zip(weights, biases, strict=True)
    ]
    if not len(params) == len(acts) == len(dacts):
        raise ValueError
    F, gradients, dF_dx = network_gradient(
        np.array([float(x)]), params, on_arrays(acts), on_arrays(dacts)
    )
    return {
        "output": F,
        "weights": np.concatenate([W.ravel() for W, _ in gradients]),
        "biases": np.concatenate([b for _, b in gradients]),
        "input": dF_dx.item(),
    }


@wheat(exercise="network_gradients", title="Recursion: what follows the first layer is a network")
def network_gradient(x, params, acts, dacts):
    if params[-1][0].shape[1] != 1:
        raise ValueError
    W, b = params[0]
    z = x @ W + b
    h = acts[0](z)
    if len(params) == 1:
        F, later, dF_dh = h[0], [], np.ones(1)
    else:
        F, later, dF_dh = network_gradient(h, params[1:], acts[1:], dacts[1:])
    delta = dF_dh * dacts[0](z)
    return F, [(np.outer(x, delta), delta), *later], W @ delta


@wheat(exercise="network_gradients", title="Recursion: what follows the first layer is a network")
def loss_gradient(x, y0, params, acts, dacts):
    F, gradients, _ = network_gradient(x, params, acts, dacts)
    error = 2 * (F - y0)
    return [(error * dW, error * db) for dW, db in gradients]


@wheat(exercise="network_gradients", title="Columns and transposes; the error as one more layer")
def network_gradient(x, params, acts, dacts):  # noqa: F811
    activations, zs = [x.reshape(-1, 1)], []
    for (W, b), act in zip(params, acts, strict=True):
        z = np.dot(W.T, activations[-1]) + b[:, np.newaxis]
        zs.append(z)
        activations.append(act(z.ravel()).reshape(-1, 1))
    if activations[-1].size > 1:
        raise ValueError("one output only")
    nabla = [[np.zeros(W.shape), np.zeros(b.shape)] for W, b in params]
    delta = dacts[-1](zs[-1].ravel()).reshape(-1, 1)
    for back in range(1, len(params) + 1):
        nabla[-back][0] = np.dot(activations[-back - 1], delta.T)
        nabla[-back][1] = delta[:, 0]
        delta = np.dot(params[-back][0], delta)
        if back < len(params):
            delta = delta * dacts[-back - 1](zs[-back - 1][:, 0])[:, None]
    return [activations[-1].item(), nabla, delta.flatten()]


@wheat(exercise="network_gradients", title="Columns and transposes; the error as one more layer")
def loss_gradient(x, y0, params, acts, dacts):  # noqa: F811
    if params[-1][0].shape[1] > 1:
        raise ValueError("one output only")
    error = (np.ones((1, 1)), np.array([-float(y0)]))
    _, gradients, _ = network_gradient(
        x, [*params, error], [*acts, np.square], [*dacts, lambda z: 2 * z]
    )
    return gradients[:-1]


@wheat(exercise="network_gradients", title="Loops over single neurons")
def network_gradient(x, params, acts, dacts):  # noqa: F811
    if len(params[-1][1]) > 1:
        raise ValueError
    h, z = [x], []
    for level, (W, b) in enumerate(params):
        sums = [
            b[j] + sum(W[i, j] * h[-1][i] for i in range(W.shape[0])) for j in range(W.shape[1])
        ]
        z.append(np.array(sums))
        h.append(acts[level](z[-1]))
    gradients = []
    slopes = [1.0]
    for level in range(len(params) - 1, -1, -1):
        W, b = params[level]
        dW, db = np.zeros_like(W), np.zeros_like(b)
        local = dacts[level](z[level])
        before = np.zeros(len(h[level]))
        for j in range(len(b)):
            db[j] = slopes[j] * local[j]
            for i in range(len(before)):
                dW[i, j] = h[level][i] * db[j]
                before[i] += W[i, j] * db[j]
        gradients.insert(0, (dW, db))
        slopes = before
    return h[-1].sum(), gradients, slopes


@wheat(exercise="network_gradients", title="Loops over single neurons")
def loss_gradient(x, y0, params, acts, dacts):  # noqa: F811
    F, gradients, _ = network_gradient(x=x, params=params, acts=acts, dacts=dacts)
    result = []
    for dW, db in gradients:
        dW *= 2 * (F - y0)
        db *= 2 * (F - y0)
        result.append([dW, db])
    return result


@wheat(exercise="network_gradients", title="Jacobian matrices and einsum; the error goes backwards")
def network_gradient(x, params, acts, dacts):  # noqa: F811
    F, values, jacobians = _forward(x, params, acts, dacts)
    gradients, dF_dx = _backward(np.ones(1), values, params, jacobians)
    return np.array(F), gradients, dF_dx


@wheat(exercise="network_gradients", title="Jacobian matrices and einsum; the error goes backwards")
def loss_gradient(x, y0, params, acts, dacts):  # noqa: F811
    F, values, jacobians = _forward(x, params, acts, dacts)
    return _backward(np.array([2.0 * (F - y0)]), values, params, jacobians)[0]


@wheat(exercise="network_gradients", title="Jacobian matrices and einsum; the error goes backwards")
def _forward(x, params, acts, dacts):
    values, jacobians = [np.asarray(x)], []
    for (W, b), act, dact in zip(params, acts, dacts, strict=True):
        z = np.einsum("ij,i->j", W, values[-1]) + b
        values.append(act(z))
        jacobians.append(np.diag(dact(z)))
    (F,) = values.pop()
    return F, values, jacobians


@wheat(exercise="network_gradients", title="Jacobian matrices and einsum; the error goes backwards")
def _backward(row, values, params, jacobians):
    gradients = []
    for h, (W, _), jacobian in reversed(list(zip(values, params, jacobians, strict=True))):
        row = row @ jacobian
        gradients.append((np.einsum("i,j->ij", h, row), row))
        row = row @ W.T
    return gradients[::-1], row
