"""Right answers of chapter 18, part c, that look different from the reference."""

import math

import numpy as np

from chainrule.grading import wheat


@wheat(exercise="gelu", title="The module math, number by number")
def normal_pdf(x):
    return np.vectorize(lambda t: math.exp(-t * t / 2) / math.sqrt(2 * math.pi), otypes=[float])(x)


@wheat(exercise="gelu", title="The module math, number by number")
def normal_cdf(x):
    return np.vectorize(lambda t: math.erfc(-t / math.sqrt(2)) / 2, otypes=[float])(x)


@wheat(exercise="gelu", title="The module math, number by number")
def gelu(x):
    return np.vectorize(lambda t: t * (1 + math.erf(t / math.sqrt(2))) / 2, otypes=[float])(x)


@wheat(exercise="gelu", title="The module math, number by number")
def gelu_derivative(x):
    return np.array(x) * normal_pdf(x) + normal_cdf(x)


@wheat(exercise="gelu", title="A recursion over lists, a float for a number")
def each(function, x):
    if np.ndim(x) == 0:
        return function(float(x))
    return np.array([each(function, item) for item in x])


@wheat(exercise="gelu", title="A recursion over lists, a float for a number")
def normal_pdf(x):  # noqa: F811
    return each(lambda t: (2 * math.pi) ** -0.5 * math.e ** (-0.5 * t**2), x)


@wheat(exercise="gelu", title="A recursion over lists, a float for a number")
def normal_cdf(x):  # noqa: F811
    return each(lambda t: 0.5 + 0.5 * math.erf(t * 0.5**0.5), x)


@wheat(exercise="gelu", title="A recursion over lists, a float for a number")
def gelu(x):  # noqa: F811
    return each(lambda t: t - t * normal_cdf(-t), x)


@wheat(exercise="gelu", title="A recursion over lists, a float for a number")
def gelu_derivative(x):  # noqa: F811
    return each(lambda t: normal_cdf(t) + t * normal_pdf(t), x)


@wheat(exercise="gelu_approximations", title="Bounded exponentials, the grid point by point")
def gelu_tanh(x):
    x = np.array(x, dtype=float)
    z = 2 * np.sqrt(2 / np.pi) * (x + 0.044715 * x * x * x)
    return x / (1 + np.exp(np.minimum(-z, 700)))


@wheat(exercise="gelu_approximations", title="Bounded exponentials, the grid point by point")
def gelu_sigmoid(x):
    x = np.array(x, dtype=float)
    return x / (1 + np.exp(np.minimum(-1.702 * x, 700)))


@wheat(exercise="gelu_approximations", title="Bounded exponentials, the grid point by point")
def max_abs_error(f, g, lo=-6.0, hi=6.0, num=2401):
    best, where = -1.0, lo
    for t in np.linspace(lo, hi, num):
        error = abs(f(t) - g(t))
        if error > best:
            best, where = error, t
    return best, where


@wheat(exercise="gelu_approximations", title="An overflow that does no harm, pairs that are sorted")
def gelu_sigmoid(x):  # noqa: F811
    x = np.asarray(x)
    return x * (1 / (1 + np.exp(-1.702 * x)))


@wheat(exercise="gelu_approximations", title="An overflow that does no harm, pairs that are sorted")
def max_abs_error(f, g, lo=-6.0, hi=6.0, num=2401):  # noqa: F811
    grid = np.linspace(lo, hi, num)
    difference = f(grid) - g(grid)
    errors = np.maximum(difference, -difference)
    return max(zip(errors.tolist(), grid.tolist(), strict=True))


@wheat(exercise="mlp_block", title="One column after the other")
def mlp_block(x, W1, b1, W2, b2):
    n, K = x.shape
    m = W1.shape[0]
    if W1.shape != (m, n) or b1.shape != (m,):
        raise ValueError("the hidden layer does not fit")
    if W2.shape != (n, m) or b2.shape != (n,):
        raise ValueError("the output layer does not fit")
    columns = [W2 @ gelu_tanh(W1 @ x[:, j] + b1) + b2 for j in range(K)]
    return np.column_stack(columns)


@wheat(exercise="mlp_block", title="Rows instead of columns")
def mlp_block(x, W1, b1, W2, b2):  # noqa: F811
    n, m = x.shape[0], W1.shape[0]
    for array, shape in ((W1, (m, n)), (b1, (m,)), (W2, (n, m)), (b2, (n,))):
        if array.shape != shape:
            raise ValueError(f"expected {shape}")
    z = x.T @ W1.T + b1
    h = 0.5 * z * (1 + np.tanh(math.sqrt(2 / math.pi) * z * (1 + 0.044715 * z**2)))
    return (h @ W2.T + b2).T


@wheat(exercise="transformer_layer", title="One query after the other")
def transformer_layer(x, heads, W1, b1, W2, b2, causal=True):
    K = x.shape[1]
    y = np.array(x, dtype=float)
    for W_Q, W_K, W_V, W_O in heads:
        queries, keys, values = W_Q @ x, W_K @ x, W_V @ x
        for i in range(K):
            seen = i + 1 if causal else K
            scores = [queries[:, i] @ keys[:, j] / math.sqrt(len(W_Q)) for j in range(seen)]
            powers = [math.exp(score - max(scores)) for score in scores]
            mean = sum(power * values[:, j] for j, power in enumerate(powers)) / sum(powers)
            y[:, i] += W_O @ mean
    return mlp_block(y, W1, b1, W2, b2) + y


@wheat(exercise="transformer_layer", title="Stacked heads, a mask of minus infinity that is added")
def transformer_layer(x, heads, W1, b1, W2, b2, causal=True):  # noqa: F811
    K = x.shape[1]
    mask = np.triu(np.full((K, K), -np.inf), 1) if causal else np.zeros((K, K))
    parts = []
    for W_Q, W_K, W_V, _ in heads:
        scores = x.T @ W_Q.T @ W_K @ x / W_Q.shape[0] ** 0.5 + mask
        weights = np.exp(scores - np.max(scores, axis=1)[:, None])
        parts.append(W_V @ x @ (weights / np.sum(weights, axis=1)[:, None]).T)
    y = x + np.hstack([head[3] for head in heads]) @ np.vstack(parts)
    return y + mlp_block(y, W1, b1, W2, b2)


@wheat(exercise="gpt2_parameter_count", title="Every array by itself, in a loop over the layers")
def gpt2_parameter_count(vocab=50257, n=768, max_tokens=1024, num_layers=12, mlp_factor=4):
    hidden = mlp_factor * n
    arrays = [(n,), (n,), (n, 3 * n), (3 * n,), (n, n), (n,), (n,), (n,)]
    arrays += [(n, hidden), (hidden,), (hidden, n), (n,)]
    per_layer = sum(math.prod(shape) for shape in arrays)
    total = 0
    for _ in range(num_layers):
        total += per_layer
    counts = {"token_embedding": n * vocab, "position_embedding": n * max_tokens}
    counts["per_layer"], counts["final_norm"] = per_layer, n + n
    counts["total"] = total + n * (vocab + max_tokens) + 2 * n
    return counts


@wheat(exercise="gpt2_parameter_count", title="The polynomial in n; numpy ints")
def gpt2_parameter_count(  # noqa: F811
    vocab=50257, n=768, max_tokens=1024, num_layers=12, mlp_factor=4
):
    n = np.int64(n)
    per_layer = (4 + 2 * mlp_factor) * n * n + (9 + mlp_factor) * n
    parts = {
        "token_embedding": vocab * n,
        "position_embedding": max_tokens * n,
        "per_layer": per_layer,
        "final_norm": 2 * n,
    }
    parts["total"] = sum(parts.values()) + (num_layers - 1) * per_layer
    return parts


@wheat(exercise="tiny_gpt_logits", title="One token after the other, a mask that does the rest")
def tiny_gpt_logits(params, token_ids):
    A, B, p = params["A"], params["B"], params["p"]
    n, N = A.shape
    if len(token_ids) == 0 or len(token_ids) > params["K"]:
        raise ValueError("too few or too many tokens")
    columns = []
    for k, token in enumerate(token_ids):
        if token not in range(N):
            raise ValueError(f"no token {token}")
        column = [float(a) for a in A[:, token]]
        for i in range(n // 2):
            angle = k / p ** (2 * i / n)
            column[2 * i] += math.cos(angle)
            column[2 * i + 1] += math.sin(angle)
        columns.append(column)
    x = np.array(columns).T
    for layer in params["layers"]:
        arrays = [layer[key] for key in ("W1", "b1", "W2", "b2")]
        x = transformer_layer(x, layer["heads"], *arrays, causal=True)
    return B @ x


@wheat(exercise="tiny_gpt_logits", title="One-hot columns and complex exponentials")
def tiny_gpt_logits(params, token_ids):  # noqa: F811
    n, N = np.shape(params["A"])
    ids = np.array(token_ids, dtype=int)
    if ids.size not in range(1, params["K"] + 1) or np.any((ids < 0) | (ids > N - 1)):
        raise ValueError
    circle = np.exp(1j * params["p"] ** (-2 * np.arange(n // 2) / n)[:, None] * np.arange(ids.size))
    x = params["A"] @ np.eye(N)[ids].T
    x[::2] += circle.real
    x[1::2] += circle.imag
    for layer in params["layers"]:
        x = transformer_layer(x, **layer)
    return params["B"].dot(x)


@wheat(exercise="generate", title="Cumulated probabilities and one uniform number")
def next_token_probabilities(params, token_ids):
    logits = tiny_gpt_logits(params, token_ids)[:, -1]
    return np.exp(logits - np.logaddexp.reduce(logits))


@wheat(exercise="generate", title="Cumulated probabilities and one uniform number")
def generate(params, token_ids, num_new, temperature=1.0, top_k=None, rng=None):
    if temperature <= 0:
        raise ValueError("the temperature must be positive")
    if num_new < 0:
        raise ValueError("num_new must not be negative")
    if rng is None:
        rng = np.random.default_rng()
    text = [int(token) for token in token_ids]
    while len(text) < len(token_ids) + num_new:
        logits = tiny_gpt_logits(params, text[-params["K"] :])[:, -1].tolist()
        order = sorted(range(len(logits)), key=lambda i: (-logits[i], i))[:top_k]
        powers = [math.exp((logits[i] - logits[order[0]]) / temperature) for i in order]
        u, j = rng.random() * sum(powers), 0
        while j < len(order) - 1 and u >= powers[j]:
            u -= powers[j]
            j += 1
        text.append(order[j])
    return text


@wheat(exercise="generate", title="The largest of noisy logits; numpy ints")
def generate(  # noqa: F811
    params, token_ids, num_new, temperature=1.0, top_k=None, rng=None
):
    if not (temperature > 0 and num_new >= 0):
        raise ValueError
    rng = rng or np.random.default_rng()
    new = []
    for _ in range(num_new):
        context = (list(token_ids) + new)[-params["K"] :]
        scaled = tiny_gpt_logits(params, context)[:, -1] / temperature
        if top_k is not None:
            rejected = np.lexsort((np.arange(len(scaled)), -scaled))[top_k:]
            scaled[rejected] = -np.inf
        # The largest of logits with independent Gumbel noise has the law of the softmax.
        new.append(np.argmax(scaled + rng.gumbel(size=len(scaled))))
    return list(token_ids) + new
