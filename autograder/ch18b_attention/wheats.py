"""Right answers of chapter 18, part b, that look different from the reference."""

import numpy as np

from chainrule.grading import wheat


@wheat(exercise="tensor_action", title="Einstein's sums; a loop over both indices")
def tensor_action(A, B, M):
    if B.shape != (len(M), len(M)) or A.shape != (len(M.T), len(M.T)):
        raise ValueError
    return np.einsum("ij,ab,bj->ai", A, B, M)


@wheat(exercise="tensor_action", title="Einstein's sums; a loop over both indices")
def tensor_action_columns(A, B, M):
    n, p = M.shape
    if A.shape != (p, p):
        raise ValueError
    if B.shape != (n, n):
        raise ValueError
    result = np.zeros((n, p))
    for j in range(p):
        for i in range(p):
            result[:, j] += A[j, i] * (B @ M[:, i])
    return result


@wheat(exercise="tensor_action", title="Kronecker's matrix; one outer product for each column")
def tensor_action(A, B, M):  # noqa: F811
    n, p = M.shape
    if (A.shape, B.shape) != ((p, p), (n, n)):
        raise ValueError("sizes do not fit")
    return (np.kron(A, B) @ M.flatten(order="F")).reshape(n, p, order="F")


@wheat(exercise="tensor_action", title="Kronecker's matrix; one outer product for each column")
def tensor_action_columns(A, B, M):  # noqa: F811
    n, p = M.shape
    if (A.shape, B.shape) != ((p, p), (n, n)):
        raise ValueError("sizes do not fit")
    return sum(np.outer(B @ M[:, i], A[:, i]) for i in range(p))


@wheat(exercise="kronecker", title="Loops over entries")
def vec(M):
    return np.array([M[i, j] for j in range(M.shape[1]) for i in range(M.shape[0])])


@wheat(exercise="kronecker", title="Loops over entries")
def unvec(v, n):
    if len(v) % n != 0:
        raise ValueError("the last column is incomplete")
    return np.array([[v[j * n + i] for j in range(len(v) // n)] for i in range(n)])


@wheat(exercise="kronecker", title="Loops over entries")
def kronecker(A, B):
    p, n = len(A), len(B)
    K = np.zeros((p * n, p * n))
    for i in range(p):
        for j in range(p):
            K[i * n : (i + 1) * n, j * n : (j + 1) * n] = A[i, j] * B
    return K


@wheat(exercise="kronecker", title="Fortran order and four axes")
def vec(M):  # noqa: F811
    return M.ravel(order="F")


@wheat(exercise="kronecker", title="Fortran order and four axes")
def unvec(v, n):  # noqa: F811
    return np.reshape(v, (n, -1), order="F")


@wheat(exercise="kronecker", title="Fortran order and four axes")
def kronecker(A, B):  # noqa: F811
    size = len(A) * len(B)
    return (A[:, None, :, None] * B[None, :, None, :]).reshape(size, size)


@wheat(exercise="skip_trigrams", title="All positions, sorted twice")
def skip_trigram_counts(tokens):
    table = {}
    for i in range(len(tokens)):
        for j in range(i + 1, len(tokens) - 1):
            pair = (tokens[i], tokens[j])
            if pair not in table:
                table[pair] = {}
            inner = table[pair]
            inner[tokens[j + 1]] = inner[tokens[j + 1]] + 1 if tokens[j + 1] in inner else 1
    return table


@wheat(exercise="skip_trigrams", title="All positions, sorted twice")
def complete_skip_trigram(counts, context, last):
    try:
        found = sorted(counts[(context, last)].items())
    except KeyError:
        raise ValueError("unknown pair") from None
    return sorted(found, key=lambda item: item[1], reverse=True)


@wheat(exercise="skip_trigrams", title="Words as they come; the best one, again and again")
def skip_trigram_counts(tokens):  # noqa: F811
    seen, table = [], {}
    for j, last in enumerate(tokens[:-1]):
        for context in seen:
            table.setdefault((context, last), []).append(tokens[j + 1])
        seen.append(last)
    return {pair: {word: found.count(word) for word in found} for pair, found in table.items()}


@wheat(exercise="skip_trigrams", title="Words as they come; the best one, again and again")
def complete_skip_trigram(counts, context, last):  # noqa: F811
    left = dict(counts.get((context, last), {}))
    if not left:
        raise ValueError
    ordered = []
    while left:
        most = max(left.values())
        word = min(w for w in left if left[w] == most)
        ordered.append((word, left.pop(word)))
    return ordered


@wheat(exercise="attention_scores", title="One dot product for each pair")
def attention_scores(x, W_Q, W_K, scale=True):
    if W_Q.shape != W_K.shape or W_Q.shape[1] != x.shape[0]:
        raise ValueError("sizes do not fit")
    factor = len(W_Q) ** -0.5 if scale else 1
    tokens = list(x.T)
    return np.array([[factor * np.dot(W_Q @ v, W_K @ w) for w in tokens] for v in tokens])


@wheat(exercise="attention_scores", title="The scale goes into the weights")
def attention_scores(x, W_Q, W_K, scale=True):  # noqa: F811
    r, n = W_Q.shape
    if W_K.shape != (r, n) or len(x) != n:
        raise ValueError
    form = W_Q.T @ W_K
    if scale:
        form = form / r**0.5
    return x.T @ form @ x


@wheat(exercise="attention_matrix", title="A softmax of each past, row by row")
def causal_mask(num_tokens):
    return np.array([[j <= i for j in range(num_tokens)] for i in range(num_tokens)])


@wheat(exercise="attention_matrix", title="A softmax of each past, row by row")
def attention_matrix(x, W_Q, W_K, causal=True):
    num_tokens = x.shape[1]
    A = np.zeros((num_tokens, num_tokens))
    for i in range(num_tokens):
        seen = i + 1 if causal else num_tokens
        scores = [(W_Q @ x[:, i]) @ (W_K @ x[:, j]) / np.sqrt(len(W_Q)) for j in range(seen)]
        weights = np.exp(np.array(scores) - max(scores))
        A[i, :seen] = weights / weights.sum()
    return A


@wheat(exercise="attention_matrix", title="A huge penalty on later tokens, softmax of columns")
def causal_mask(num_tokens):  # noqa: F811
    i = np.arange(num_tokens)
    return i[:, None] >= i


@wheat(exercise="attention_matrix", title="A huge penalty on later tokens, softmax of columns")
def attention_matrix(x, W_Q, W_K, causal=True):  # noqa: F811
    scores = ((W_K @ x).T @ (W_Q @ x)) / len(W_Q) ** 0.5
    if causal:
        scores = scores - 1e12 * ~causal_mask(x.shape[1]).T
    shifted = scores - np.max(scores, axis=0)
    return (np.exp(shifted) / np.exp(shifted).sum(axis=0)).T


@wheat(exercise="attention_head", title="One column after the other")
def combine(A, values):
    columns = [sum(a * v for a, v in zip(row, values.T, strict=True)) for row in A]
    return np.array(columns).T


@wheat(exercise="attention_head", title="One column after the other")
def attention_head(x, W_Q, W_K, W_V, W_O, causal=True):
    A = attention_matrix(x, W_Q, W_K, causal=causal)
    written = W_O @ (W_V @ x)
    out = np.zeros(x.shape)
    for i in range(x.shape[1]):
        for j in range(x.shape[1]):
            out[:, i] += A[i, j] * written[:, j]
    return out


@wheat(exercise="attention_head", title="A tensor product of two matrices")
def combine(A, values):  # noqa: F811
    return (A @ values.T).T


@wheat(exercise="attention_head", title="A tensor product of two matrices")
def attention_head(x, W_Q, W_K, W_V, W_O, causal=True):  # noqa: F811
    return tensor_action(attention_matrix(x, W_Q, W_K, causal), W_O @ W_V, x)


@wheat(exercise="attention_head_class", title="A property, and copies of the matrices")
class AttentionHead:
    def __init__(self, W_Q, W_K, W_V, W_O, causal=True):
        self._matrices = [np.array(W, dtype=float) for W in (W_Q, W_K, W_V, W_O)]
        self._causal = causal
        self._last = None

    @property
    def weights(self):
        return None if self._last is None else self._last.copy()

    def __call__(self, x):
        W_Q, W_K, W_V, W_O = self._matrices
        self._last = attention_matrix(x, W_Q, W_K, causal=self._causal)
        return (W_O @ W_V) @ x @ self._last.T

    def parameter_count(self):
        return int(sum(np.prod(W.shape) for W in self._matrices))


@wheat(exercise="attention_head_class", title="It calls attention_head, and counts 4 r n")
class AttentionHead:  # noqa: F811
    weights = None

    def __init__(self, W_Q, W_K, W_V, W_O, causal=True):
        self.head = (W_Q, W_K, W_V, W_O)
        self.causal = causal

    def __call__(self, x):
        self.weights = attention_matrix(x, *self.head[:2], self.causal)
        return attention_head(x, *self.head, self.causal)

    def parameter_count(self):
        r, n = self.head[0].shape
        return 4 * r * n


@wheat(exercise="multi_head_attention", title="A copy that grows; the head of blocks")
def multi_head_attention(x, heads, causal=True):
    if sum(head[0].shape[0] for head in heads) != x.shape[0]:
        raise ValueError
    stream = np.array(x, dtype=float)
    for W_Q, W_K, W_V, W_O in heads:
        stream += W_O @ W_V @ x @ attention_matrix(x, W_Q, W_K, causal).T
    return stream


@wheat(exercise="multi_head_attention", title="A copy that grows; the head of blocks")
def multi_head_concatenated(x, heads, causal=True):
    if sum(head[3].shape[1] for head in heads) != x.shape[0]:
        raise ValueError
    values = np.concatenate([head[2] for head in heads]) @ x
    start = 0
    for W_Q, W_K, _, _ in heads:
        rows = slice(start, start + len(W_Q))
        values[rows] = combine(attention_matrix(x, W_Q, W_K, causal), values[rows])
        start += len(W_Q)
    return x + np.concatenate([head[3] for head in heads], axis=1) @ values


@wheat(exercise="multi_head_attention", title="Both by the same function")
def multi_head_attention(x, heads, causal=True):  # noqa: F811
    if sum(len(W_Q) for W_Q, _, _, _ in heads) != len(x):
        raise ValueError("the heads must share the dimensions")
    written = [attention_head(x, *head, causal=causal) for head in reversed(heads)]
    return np.sum([x, *written], axis=0)


@wheat(exercise="multi_head_attention", title="Both by the same function")
def multi_head_concatenated(x, heads, causal=True):  # noqa: F811
    return multi_head_attention(x, heads, causal)


@wheat(exercise="head_parameter_count", title="Sizes of arrays")
def head_parameter_count(n, r):
    W_V, W_O = np.zeros((r, n)), np.zeros((n, r))
    return {
        "rn": W_V.size,
        "two_rn": W_V.size + W_O.size,
        "four_rn": 3 * W_V.size + W_O.size,
        "n_squared": (W_O @ W_V).size,
        "heads": n // r,
        "max_rank_OV": min(W_V.shape),
    }


@wheat(exercise="head_parameter_count", title="numpy integers, further keys")
def head_parameter_count(n, r):  # noqa: F811
    rn = np.int64(n) * r
    counts = {"rn": rn, "two_rn": rn + rn, "four_rn": rn * 4, "n_squared": np.int64(n) ** 2}
    return {**counts, "heads": np.int64(n) // r, "max_rank_OV": r, "saved": n * n - 2 * rn}


@wheat(exercise="previous_token_head", title="Positions that start at 1, powers of a rotation")
def previous_token_head(num_positions, n, p, beta):
    R = np.zeros((n, n))
    for m in range(n // 2):
        omega = 1 / p ** (2 * m / n)
        R[2 * m, 2 * m] = R[2 * m + 1, 2 * m + 1] = np.cos(omega)
        R[2 * m, 2 * m + 1], R[2 * m + 1, 2 * m] = -np.sin(omega), np.sin(omega)
    columns = [R @ np.tile([1.0, 0.0], n // 2)]
    while len(columns) < num_positions:
        columns.append(R @ columns[-1])
    return attention_matrix(np.array(columns).T, beta * R.T, np.eye(n))


@wheat(exercise="previous_token_head", title="Scores by a sum of cosines, no matrices")
def previous_token_head(num_positions, n, p, beta):  # noqa: F811
    k = np.arange(num_positions)
    steps = (k[:, None] - 1 - k)[:, :, None]
    scores = beta * np.cos(steps * float(p) ** (-np.arange(0, n, 2) / n)).sum(axis=2) / n**0.5
    A = np.zeros((num_positions, num_positions))
    for i in k:
        past = np.exp(scores[i, : i + 1] - scores[i, : i + 1].max())
        A[i, : i + 1] = past / past.sum()
    return A


@wheat(exercise="attention_rows", title="One query after the other; the pair is a list")
def scaled_dot_product_attention_rows(Q, K, V):
    weights, output = [], []
    for q in Q:
        scores = np.array([np.dot(q, k) for k in K]) / Q.shape[1] ** 0.5
        row = np.exp(scores - np.max(scores))
        weights.append(row / row.sum())
        output.append(sum(w * v for w, v in zip(weights[-1], V, strict=True)))
    return [np.array(weights), np.array(output)]


@wheat(exercise="attention_rows", title="Token vectors as columns, then transposed")
def scaled_dot_product_attention_rows(Q, K, V):  # noqa: F811
    scores = (K / np.sqrt(K.shape[1])) @ Q.T
    scores = scores - scores.max(axis=0)
    weights = (np.exp(scores) / np.exp(scores).sum(axis=0)).T
    return weights, (V.T @ weights.T).T
