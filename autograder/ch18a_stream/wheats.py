"""Right answers of chapter 18, part a, that look different from the reference."""

import math

import numpy as np

from chainrule.grading import wheat


@wheat(exercise="token_probabilities", title="Loops over plain numbers")
def token_probabilities(logits):
    if np.ndim(logits) != 1 or len(logits) == 0:
        raise ValueError("one vector, please")
    largest = max(logits)
    powers = [math.exp(logit - largest) for logit in logits]
    total = sum(powers)
    return np.array([power / total for power in powers])


@wheat(exercise="token_probabilities", title="Loops over plain numbers")
def top_k_tokens(logits, k):
    probabilities = token_probabilities(logits).tolist()
    if k < 1 or k > len(probabilities):
        raise ValueError("k is out of range")
    pairs = sorted(enumerate(probabilities), key=lambda pair: (-pair[1], pair[0]))
    return pairs[:k]


@wheat(
    exercise="token_probabilities", title="Through the log of the sum; numpy scalars in the pairs"
)
def token_probabilities(logits):  # noqa: F811
    x = np.asarray(logits, dtype=float)
    if x.shape == () or x.ndim > 1 or x.shape[0] < 1:
        raise ValueError
    return np.exp(x - np.logaddexp.reduce(x))


@wheat(
    exercise="token_probabilities", title="Through the log of the sum; numpy scalars in the pairs"
)
def top_k_tokens(logits, k):  # noqa: F811
    p = token_probabilities(logits)
    if k not in range(1, len(p) + 1):
        raise ValueError
    best = np.lexsort((np.arange(len(p)), -p))[:k]
    return list(zip(best, p[best], strict=True))


@wheat(exercise="token_probabilities", title="The best one is taken out, k times")
def top_k_tokens(logits, k):  # noqa: F811
    p = token_probabilities(logits)
    if k <= 0 or k > p.size:
        raise ValueError
    left, best = p.copy(), []
    for _ in range(k):
        token = np.argmax(left)
        best.append([int(token), p[token]])
        left[token] = -1
    return best


@wheat(exercise="least_norm", title="A linear system instead of an inverse")
def least_squares_unembedding(A):
    n, N = A.shape
    if n > N or np.linalg.matrix_rank(A) != n:
        raise ValueError("the rank is too small")
    return np.linalg.solve(A @ A.T, A).T


@wheat(exercise="least_norm", title="A linear system instead of an inverse")
def min_norm_solution(A, y):
    least_squares_unembedding(A)
    return A.T @ np.linalg.solve(A @ A.T, y)


@wheat(exercise="least_norm", title="Singular values")
def least_squares_unembedding(A):  # noqa: F811
    U, s, Vt = np.linalg.svd(A, full_matrices=False)
    if len(A) > A.shape[1] or s[-1] < 1e-10 * s[0]:
        raise ValueError
    return Vt.T / s @ U.T


@wheat(exercise="least_norm", title="Singular values")
def min_norm_solution(A, y):  # noqa: F811
    return np.sum(least_squares_unembedding(A) * y, axis=1)


@wheat(exercise="least_norm", title="A QR factorisation of the transpose")
def least_squares_unembedding(A):  # noqa: F811
    if np.linalg.matrix_rank(A.T) < A.shape[0]:
        raise ValueError
    Q, R = np.linalg.qr(A.T)
    return Q @ np.linalg.inv(R).T


@wheat(exercise="bigram_logits", title="One token after the other")
def bigram_logits(A, B, token_ids):
    N = A.shape[1]
    columns = []
    for token in token_ids:
        if not 0 <= token < N:
            raise ValueError(f"no token {token}")
        columns.append(B.dot(A[:, token]))
    return np.column_stack(columns)


@wheat(exercise="bigram_logits", title="One token after the other")
def row_convention(A, B):
    return [np.array(A.T), np.array(B.T)]


@wheat(exercise="bigram_logits", title="One-hot columns; loops instead of a transpose")
def bigram_logits(A, B, token_ids):  # noqa: F811
    N = len(B)
    if any(token not in range(N) for token in token_ids):
        raise ValueError
    one_hot = np.zeros((N, len(token_ids)))
    one_hot[token_ids, range(len(token_ids))] = 1
    return B @ (A @ one_hot)


@wheat(exercise="bigram_logits", title="One-hot columns; loops instead of a transpose")
def row_convention(A, B):  # noqa: F811
    n, N = A.shape
    E = np.array([[A[i, t] for i in range(n)] for t in range(N)])
    return E, np.swapaxes(B, 0, 1).copy()


@wheat(exercise="bigram_logits", title="The rows of the other convention")
def bigram_logits(A, B, token_ids):  # noqa: F811
    E, U = row_convention(A, B)
    ids = np.array(token_ids)
    if (ids < 0).any() or (ids > len(E) - 1).any():
        raise ValueError
    return (E[ids] @ U).T


@wheat(exercise="residual_stream", title="Every shape is checked first; a recursive stack")
def residual_step(x, W_in, block, W_out):
    n, m = x.shape[0], W_in.shape[0]
    if W_in.shape != (m, n):
        raise ValueError("W_in does not fit")
    if W_out.shape != (n, m):
        raise ValueError("W_out does not fit")
    stream = np.array(x, dtype=float)
    stream += np.dot(W_out, block(np.dot(W_in, x)))
    return stream


@wheat(exercise="residual_stream", title="Every shape is checked first; a recursive stack")
def residual_stack(x, layers):
    if not layers:
        return x.copy()
    return residual_stack(residual_step(x, *layers[0]), layers[1:])


@wheat(exercise="residual_stream", title="Sums of products by einsum; the result is checked")
def residual_step(x, W_in, block, W_out):  # noqa: F811
    if W_in.shape[1] != x.shape[0] or W_out.shape[1] != W_in.shape[0]:
        raise ValueError
    written = np.einsum("im,mk->ik", W_out, block(np.einsum("mi,ik->mk", W_in, x)))
    if written.shape != x.shape:
        raise ValueError
    return np.add(written, x)


@wheat(exercise="residual_stream", title="Sums of products by einsum; the result is checked")
def residual_stack(x, layers):  # noqa: F811
    streams = [x]
    for layer in layers:
        streams.append(residual_step(streams[-1], layer[0], layer[1], layer[2]))
    return streams[-1]


@wheat(exercise="subspace_messages", title="Blocks put together by np.block, uniform numbers")
def subspace_matrices(X, Z, p, n, rng):
    def lower():
        return rng.uniform(-1, 1, size=(n - p, n - p))

    above, below = np.zeros((p, n - p)), np.zeros((n - p, p))
    return {
        "W_in_3": np.block([[Z, above], [below, lower()]]),
        "W_out_2": np.block([[np.zeros((p, p)), above], [below, lower()]]),
        "W_in_2": rng.uniform(0.5, 1, size=(n, n)),
        "W_out_1": np.block([[X, above], [below, lower()]]),
        "W_in_1": np.identity(n, dtype=int),
    }


@wheat(exercise="subspace_messages", title="Blocks put together by np.block, uniform numbers")
def stream_after_blocks(u, matrices, blocks):
    n = matrices["W_out_1"].shape[0]
    x1 = np.concatenate([u, np.zeros(n - len(u))])
    x2 = x1 + matrices["W_out_1"] @ blocks[0](matrices["W_in_1"] @ x1)
    x3 = x2 + matrices["W_out_2"] @ blocks[1](matrices["W_in_2"] @ x2)
    return (matrices["W_in_3"] @ x3)[: u.size]


@wheat(exercise="subspace_messages", title="Masks of the blocks; columns instead of vectors")
def subspace_matrices(X, Z, p, n, rng):  # noqa: F811
    last = np.arange(n) >= p
    mask = np.outer(last, last)

    def framed(corner):
        matrix = np.where(mask, rng.standard_normal((n, n)), 0.0)
        matrix[:p, :p] += corner
        return matrix

    return {
        "W_in_1": np.diag(np.ones(n)),
        "W_out_1": framed(X),
        "W_in_2": rng.exponential(size=(n, n)),
        "W_out_2": framed(0),
        "W_in_3": framed(Z),
    }


@wheat(exercise="subspace_messages", title="Masks of the blocks; columns instead of vectors")
def stream_after_blocks(u, matrices, blocks):  # noqa: F811
    p, n = len(u), len(matrices["W_in_1"])
    x = np.zeros((n, 1))
    x[:p, 0] = u
    for i in (1, 2):
        read = (matrices[f"W_in_{i}"] @ x)[:, 0]
        x = x + matrices[f"W_out_{i}"] @ blocks[i - 1](read)[:, None]
    return (matrices["W_in_3"][:p] @ x).ravel()


@wheat(exercise="readout", title="One column after the other")
def readout(x, C=None):
    n, K = x.shape
    if C is None:
        return np.array([x[i, K - 1] for i in range(n)])
    if C.size != K:
        raise ValueError(f"{K} coefficients are needed")
    w = np.zeros(n)
    for j, c in enumerate(C.flat):
        w += c * x[:, j]
    return w


@wheat(exercise="readout", title="The last unit vector as default, a product of matrices")
def readout(x, C=None):  # noqa: F811
    K = x.shape[1]
    if C is None:
        C = np.eye(K)[K - 1]
    if len(C) != K:
        raise ValueError
    return (x @ C.reshape(K, 1))[:, 0]


@wheat(exercise="positional_encoding", title="Loops and the module math")
def position_frequencies(n, p):
    if n % 2 != 0 or n < 1 or p <= 0:
        raise ValueError("a positive even n and a positive p, please")
    return np.array([1 / p ** (2 * i / n) for i in range(n // 2)])


@wheat(exercise="positional_encoding", title="Loops and the module math")
def positional_encoding(num_positions, n, p=10000.0, start=0):
    omega = position_frequencies(n, p)
    if start < 0:
        raise ValueError("start is negative")
    columns = []
    for k in range(start, start + num_positions):
        column = []
        for w in omega:
            column += [math.cos(k * w), math.sin(k * w)]
        columns.append(column)
    return np.array(columns).T


@wheat(exercise="positional_encoding", title="Loops and the module math")
def add_positions(V, p=10000.0):
    n, K = V.shape
    W = positional_encoding(K, n, p)
    return np.array([[V[i, k] + W[i, k] for k in range(K)] for i in range(n)])


@wheat(exercise="positional_encoding", title="Powers of one ratio; complex exponentials")
def position_frequencies(n, p):  # noqa: F811
    if n <= 0 or n % 2 == 1 or not p > 0:
        raise ValueError
    return np.exp(-np.log(p) * np.arange(0, n, 2) / n)


@wheat(exercise="positional_encoding", title="Powers of one ratio; complex exponentials")
def positional_encoding(num_positions, n, p=10000.0, start=0):  # noqa: F811
    if start < 0:
        raise ValueError
    k = start + np.arange(num_positions)
    circle = np.exp(1j * position_frequencies(n, p)[:, None] * k)
    return np.stack([circle.real, circle.imag], axis=1).reshape(n, num_positions)


@wheat(exercise="positional_encoding", title="Powers of one ratio; complex exponentials")
def add_positions(V, p=10000.0):  # noqa: F811
    return positional_encoding(V.shape[1], V.shape[0], p) + V


@wheat(exercise="positional_encoding", title="Repeated frequencies, the sine as a shifted cosine")
def positional_encoding(num_positions, n, p=10000.0, start=0):  # noqa: F811
    if start <= -1:
        raise ValueError
    omega = np.repeat(position_frequencies(n, p), 2)[:, np.newaxis]
    phase = np.tile([0, np.pi / 2], n // 2)[:, np.newaxis]
    return np.cos(omega * np.arange(start, start + num_positions) - phase)


@wheat(exercise="digits_in_base", title="divmod, the quotient is what is left")
def digits_in_base(k, b, length):
    if k < 0 or b < 2:
        raise ValueError("k >= 0 and b >= 2, please")
    digits = []
    for _ in range(length):
        k, digit = divmod(k, b)
        digits.append(digit)
    if k > 0:
        raise ValueError("too many digits")
    return digits


@wheat(exercise="digits_in_base", title="From the largest power down")
def digits_in_base(k, b, length):  # noqa: F811
    if b <= 1 or k <= -1 or k > b**length - 1:
        raise ValueError
    digits = []
    for i in reversed(range(length)):
        digits.insert(0, k // b**i)
        k -= digits[0] * b**i
    return digits


@wheat(exercise="digits_in_base", title="Zeros added to the digits that there are")
def digits_in_base(k, b, length):  # noqa: F811
    if k < 0 or b < 2:
        raise ValueError
    digits = []
    while k:
        digits.append(k % b)
        k //= b
    if len(digits) > length:
        raise ValueError
    return (*digits, *[0] * (length - len(digits)))


@wheat(exercise="relative_positions", title="The entries of the matrix, one pair after the other")
def rotation(omega):
    return np.array([[math.cos(omega), -math.sin(omega)], [math.sin(omega), math.cos(omega)]])


@wheat(exercise="relative_positions", title="The entries of the matrix, one pair after the other")
def shift_matrix(n, p, offset):
    if n % 2 == 1:
        raise ValueError("n is odd")
    R = np.zeros((n, n))
    for i in range(0, n, 2):
        angle = offset * p ** (-i / n)
        R[i, i] = R[i + 1, i + 1] = math.cos(angle)
        R[i + 1, i] = math.sin(angle)
        R[i, i + 1] = -math.sin(angle)
    return R


@wheat(exercise="relative_positions", title="A power of the matrix of one step")
def rotation(omega):  # noqa: F811
    quarter_turn = np.array([[0, -1], [1, 0]])
    return np.cos(omega) * np.eye(2) + np.sin(omega) * quarter_turn


@wheat(exercise="relative_positions", title="A power of the matrix of one step")
def shift_matrix(n, p, offset):  # noqa: F811
    omega = position_frequencies(n, p)
    one_step = np.zeros((n, n))
    for i in range(n // 2):
        one_step[2 * i : 2 * (i + 1), 2 * i : 2 * (i + 1)] = rotation(omega[i])
    return np.linalg.matrix_power(one_step, offset)


@wheat(exercise="relative_positions", title="From the columns w_offset and their quarter turns")
def shift_matrix(n, p, offset):  # noqa: F811
    angles = offset * np.repeat(position_frequencies(n, p), 2)
    above = np.where(np.arange(n) % 2 == 0, np.sin(angles), 0)[:-1]
    return np.diag(np.cos(angles)) + np.diag(above, -1) - np.diag(above, 1)
