"""Chapter 18, part b: tensor product and attention. Reference solutions."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def _check_action(A: np.ndarray, B: np.ndarray, M: np.ndarray) -> None:
    """Refuse matrices whose sizes do not fit B M A^T and give back the size of M."""
    n, p = M.shape
    if A.shape != (p, p) or B.shape != (n, n):
        raise ValueError(f"A must be {p} x {p} and B must be {n} x {n}")


# %% tensor_action
def tensor_action(A: np.ndarray, B: np.ndarray, M: np.ndarray) -> np.ndarray:
    """Action of the tensor product of A and B on M, by its definition: B M A^T.

    Parameters
    ----------
    A
        Matrix of shape (p, p), which mixes the columns of M.
    B
        Matrix of shape (n, n), which acts on each column of M.
    M
        Matrix of shape (n, p).

    Returns
    -------
    An array of shape (n, p).

    Raises
    ------
    ValueError
        When A is not p x p or B is not n x n, for M of shape (n, p).

    Examples
    --------
    >>> A, B = np.array([[1, 2], [3, 4]]), np.array([[2, -1], [1, 0]])
    >>> tensor_action(A, B, np.array([[1, 2], [0, 1]]))
    array([[8, 18], [5, 11]])
    """
    _check_action(A, B, M)
    return B @ M @ A.T


# %% tensor_action
def tensor_action_columns(A: np.ndarray, B: np.ndarray, M: np.ndarray) -> np.ndarray:
    """The same action, column by column: column j is the sum over i of a_ji B C_i.

    Write it with a loop over i. A person may read the loop; no test looks at it.

    Parameters
    ----------
    A
        Matrix of shape (p, p), which mixes the columns of M.
    B
        Matrix of shape (n, n), which acts on each column of M.
    M
        Matrix of shape (n, p), with columns C_0, ..., C_{p-1}.

    Returns
    -------
    An array of shape (n, p).

    Raises
    ------
    ValueError
        When A is not p x p or B is not n x n, for M of shape (n, p).

    Examples
    --------
    >>> A, B = np.array([[1, 2], [3, 4]]), np.array([[2, -1], [1, 0]])
    >>> tensor_action_columns(A, B, np.array([[1, 2], [0, 1]]))
    array([[8, 18], [5, 11]])
    """
    _check_action(A, B, M)
    p = len(A)
    columns = [sum(A[j, i] * (B @ M[:, i]) for i in range(p)) for j in range(p)]
    return np.stack(columns, axis=1)


# %% kronecker
def vec(M: np.ndarray) -> np.ndarray:
    """The columns of M, stacked into one long vector.

    Parameters
    ----------
    M
        Matrix of shape (n, p).

    Returns
    -------
    A 1-D array of shape (n p,): first column, second column, and so on.

    Examples
    --------
    >>> vec(np.array([[1, 2], [0, 1]]))
    array([1, 0, 2, 1])
    """
    return M.T.flatten()


# %% kronecker
def unvec(v: np.ndarray, n: int) -> np.ndarray:
    """The matrix with n rows whose stacked columns are v.

    Parameters
    ----------
    v
        Vector of shape (L,).
    n
        Number of rows, at least 1.

    Returns
    -------
    An array of shape (n, L / n); for M with n rows, unvec(vec(M), n) is M.

    Raises
    ------
    ValueError
        When L is not a multiple of n.

    Examples
    --------
    >>> unvec(np.array([8, 5, 18, 11]), 2)
    array([[8, 18], [5, 11]])
    """
    # reshape itself raises the ValueError.
    return v.reshape(len(v) // n, n).T


# %% kronecker
def kronecker(A: np.ndarray, B: np.ndarray) -> np.ndarray:
    """Kronecker product: the block matrix whose block (i, j) is a_ij B.

    `numpy.kron` is switched off in the hidden tests of this exercise. Entries are kept as
    they are, fractions too.

    Parameters
    ----------
    A
        Matrix of shape (p, p).
    B
        Matrix of shape (n, n).

    Returns
    -------
    An array of shape (p n, p n).

    Examples
    --------
    >>> kronecker(np.array([[1, 2], [3, 4]]), np.array([[2, -1], [1, 0]]))
    array([[2, -1, 4, -2], [1, 0, 2, 0], [6, -3, 8, -4], [3, 0, 4, 0]])
    """
    return np.block([[a * B for a in row] for row in A])


# %% skip_trigrams
def skip_trigram_counts(tokens: Sequence[str]) -> dict[tuple[str, str], dict[str, int]]:
    """How often each word follows each pair (context, last) in a text.

    Each position j that has a successor and each earlier position i < j count once: the pair
    (tokens[i], tokens[j]) was completed by tokens[j + 1]. The context may be anywhere before,
    also directly before, and it may be the same word as the last one.

    Parameters
    ----------
    tokens
        The text, a list or a tuple of words.

    Returns
    -------
    A dict; its keys are the pairs (context, last), its values are dicts from a completion to
    the number of times that it occurs. Plain dicts with exactly the pairs and completions
    that occur; fewer than three tokens give {}.

    Examples
    --------
    >>> skip_trigram_counts(["a", "b", "c", "d"])
    {('a', 'b'): {'c': 1}, ('a', 'c'): {'d': 1}, ('b', 'c'): {'d': 1}}
    """
    counts: dict[tuple[str, str], dict[str, int]] = {}
    for j in range(len(tokens) - 1):
        for context in tokens[:j]:
            completions = counts.setdefault((context, tokens[j]), {})
            completions[tokens[j + 1]] = completions.get(tokens[j + 1], 0) + 1
    return counts


# %% skip_trigrams
def complete_skip_trigram(
    counts: dict[tuple[str, str], dict[str, int]], context: str, last: str
) -> list[tuple[str, int]]:
    """The completions of a pair, the most frequent first.

    Parameters
    ----------
    counts
        What `skip_trigram_counts` returns.
    context
        A word that stands somewhere before.
    last
        The last word.

    Returns
    -------
    The list of the tuples (word, count) of the pair (context, last): largest count first,
    equal counts in the order of Python strings.

    Raises
    ------
    ValueError
        When the pair is not in counts.

    Examples
    --------
    >>> counts = {("Picasso", "sign"): {"the painting": 1, "the canvas": 3, "the work": 1}}
    >>> complete_skip_trigram(counts, "Picasso", "sign")
    [('the canvas', 3), ('the painting', 1), ('the work', 1)]
    """
    if (context, last) not in counts:
        raise ValueError(f"({context}, {last}) does not occur")
    return sorted(counts[context, last].items(), key=lambda item: (-item[1], item[0]))


# %% attention_scores
def attention_scores(
    x: np.ndarray, W_Q: np.ndarray, W_K: np.ndarray, scale: bool = True
) -> np.ndarray:
    """Scores of all pairs of tokens: the dot product of each query with each key.

    Parameters
    ----------
    x
        Matrix of shape (n, K); its columns are the token vectors.
    W_Q
        Query weights, shape (r, n).
    W_K
        Key weights, shape (r, n).
    scale
        Whether to divide the scores by the square root of r, the number of rows of W_Q.

    Returns
    -------
    An array of shape (K, K): row i, column j holds the score of query i and key j.

    Raises
    ------
    ValueError
        When W_Q and W_K differ in shape, or do not have n columns: nothing is stretched to
        make sizes fit.

    Examples
    --------
    Castle and princess (section 4.1), without and with the scale:

    >>> x = np.eye(2)
    >>> W_Q = np.array([[2, 0], [1, 0], [4, 0], [3, 0]])
    >>> W_K = np.array([[-2, -1], [0, 3], [2, 0], [2, 2]])
    >>> attention_scores(x, W_Q, W_K, scale=False)
    array([[10, 7], [0, 0]])
    >>> attention_scores(x, W_Q, W_K)
    array([[5, 3.5], [0, 0]])
    """
    # A product of matrices refuses sizes that do not fit with a ValueError.
    scores = (W_Q @ x).T @ (W_K @ x)
    return scores / np.sqrt(len(W_Q)) if scale else scores


def _softmax_rows(scores: np.ndarray) -> np.ndarray:
    """Softmax of each row; without its maximum the largest exponential is 1."""
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    return weights / weights.sum(axis=1, keepdims=True)


# %% attention_matrix
def causal_mask(num_tokens: int) -> np.ndarray:
    """What each token may look at: itself and the tokens before it.

    Parameters
    ----------
    num_tokens
        The number K of tokens, at least 1.

    Returns
    -------
    A new array of shape (K, K) and dtype bool, True in row i and column j when j <= i. No
    later call gives the same array again.

    Examples
    --------
    >>> causal_mask(3)
    array([[True, False, False], [True, True, False], [True, True, True]])
    """
    return np.tri(num_tokens, dtype=bool)


# %% attention_matrix
def attention_matrix(
    x: np.ndarray, W_Q: np.ndarray, W_K: np.ndarray, causal: bool = True
) -> np.ndarray:
    """Attention matrix: the softmax of each row of the scores, divided by the root of r.

    Parameters
    ----------
    x
        Matrix of shape (n, K); its columns are the token vectors.
    W_Q
        Query weights, shape (r, n).
    W_K
        Key weights, shape (r, n).
    causal
        Whether token i looks only at the tokens j <= i (softmax over these), or at all tokens.

    Returns
    -------
    An array of shape (K, K); row i holds the weights with which token i looks at the tokens.
    Nothing is rounded: each row sums to 1. With causal, entries above the diagonal are
    exactly 0. It is right for scores up to 1e6 in absolute value, also when a masked score
    is by far the largest of its row and when rows are of very different size.

    Examples
    --------
    >>> x = np.eye(2)
    >>> W_Q = np.array([[2, 0], [1, 0], [4, 0], [3, 0]])
    >>> W_K = np.array([[-2, -1], [0, 3], [2, 0], [2, 2]])
    >>> attention_matrix(x, W_Q, W_K, causal=False)
    array([[0.817574..., 0.182425...], [0.5, 0.5]])

    Three tokens, a mask, and the identity in place of both weights:

    >>> attention_matrix(np.array([[1, 0, 1], [0, 1, 1]]), np.eye(2), np.eye(2))
    array([[1, 0, 0], [0.330238..., 0.669761..., 0], [0.248255..., 0.248255..., 0.503489...]])
    """
    scores = attention_scores(x, W_Q, W_K)
    if causal:
        scores = np.where(causal_mask(len(scores)), scores, -np.inf)
    return _softmax_rows(scores)


# %% attention_head
def combine(A: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Combine the values with the weights of an attention matrix.

    Parameters
    ----------
    A
        Attention matrix of shape (K, K); row i holds the weights of token i.
    values
        Matrix of shape (r, K); its columns are the values of the tokens.

    Returns
    -------
    An array of shape (r, K): column i is the sum over j of a_ij times column j of values.

    Examples
    --------
    >>> combine(np.array([[0.2, 0.8], [0.5, 0.5]]), np.array([[1, 0], [0, 10]]))
    array([[0.2, 0.5], [8, 5]])
    """
    return values @ A.T


# %% attention_head
def attention_head(
    x: np.ndarray,
    W_Q: np.ndarray,
    W_K: np.ndarray,
    W_V: np.ndarray,
    W_O: np.ndarray,
    causal: bool = True,
) -> np.ndarray:
    """What one attention head writes into the residual stream, without the stream itself.

    Parameters
    ----------
    x
        Matrix of shape (n, K); its columns are the token vectors.
    W_Q
        Query weights, shape (r, n).
    W_K
        Key weights, shape (r, n).
    W_V
        Value weights, shape (r, n).
    W_O
        Output weights, shape (n, r).
    causal
        Whether token i looks only at the tokens j <= i.

    Returns
    -------
    The matrix W_O (W_V x) A^T, an array of shape (n, K), where A is the attention matrix of
    x, W_Q and W_K, scaled by the square root of r.

    Examples
    --------
    >>> I, x = np.eye(2), np.array([[1, 0, 1], [0, 1, 1]])
    >>> attention_head(x, I, I, I, I)
    array([[1, 0.330238..., 0.751744...], [0, 0.669761..., 0.751744...]])
    """
    return W_O @ combine(attention_matrix(x, W_Q, W_K, causal), W_V @ x)


# %% attention_head_class
class AttentionHead:
    """An attention head that keeps its weights, and remembers where it looked.

    The attribute (or property) `weights` is None until the head is called; after each call it
    is the attention matrix of this call, of shape (K, K) if x has K columns. Each head has
    its own. Further attributes are free.

    Parameters
    ----------
    W_Q
        Query weights, shape (r, n).
    W_K
        Key weights, shape (r, n).
    W_V
        Value weights, shape (r, n).
    W_O
        Output weights, shape (n, r).
    causal
        Whether token i looks only at the tokens j <= i.

    Examples
    --------
    >>> head = AttentionHead(np.eye(2), np.eye(2), np.eye(2), np.eye(2))
    >>> head.weights is None
    True
    >>> head(np.array([[1, 0, 1], [0, 1, 1]]))
    array([[1, 0.330238..., 0.751744...], [0, 0.669761..., 0.751744...]])
    >>> head.weights
    array([[1, 0, 0], [0.330238..., 0.669761..., 0], [0.248255..., 0.248255..., 0.503489...]])
    >>> head.parameter_count()
    16
    """

    def __init__(
        self,
        W_Q: np.ndarray,
        W_K: np.ndarray,
        W_V: np.ndarray,
        W_O: np.ndarray,
        causal: bool = True,
    ) -> None:
        self.W_Q, self.W_K, self.W_V, self.W_O = W_Q, W_K, W_V, W_O
        self.causal = causal
        self.weights: np.ndarray | None = None

    def __call__(self, x: np.ndarray) -> np.ndarray:
        """Output for x of shape (n, K): what `attention_head` gives, of the same shape."""
        self.weights = attention_matrix(x, self.W_Q, self.W_K, self.causal)
        return self.W_O @ combine(self.weights, self.W_V @ x)

    def parameter_count(self) -> int:
        """Number of learned weights of the head, the entries of its four matrices."""
        return sum(W.size for W in (self.W_Q, self.W_K, self.W_V, self.W_O))


def _check_heads(x: np.ndarray, heads: Sequence[tuple[np.ndarray, ...]]) -> None:
    """Refuse heads whose spaces together are smaller or larger than that of the tokens."""
    total = sum(len(W_Q) for W_Q, *_ in heads)
    if total != len(x):
        raise ValueError(f"the heads have {total} dimensions together, the tokens {len(x)}")


# %% multi_head_attention
def multi_head_attention(
    x: np.ndarray, heads: Sequence[tuple[np.ndarray, ...]], causal: bool = True
) -> np.ndarray:
    """One attention layer: the residual stream plus what its heads write, head by head.

    All heads read the same x, and x itself is contained in the result once. Head h is scaled
    by the square root of its own r_h; the r_h may differ.

    Parameters
    ----------
    x
        Residual stream, shape (n, K).
    heads
        List of tuples (W_Q, W_K, W_V, W_O), at least one; the shapes in head h are (r_h, n)
        three times, then (n, r_h).
    causal
        Whether token i looks only at the tokens j <= i.

    Returns
    -------
    The new residual stream, an array of shape (n, K).

    Raises
    ------
    ValueError
        When the sum of the r_h is not n.

    Examples
    --------
    Two heads of one row each; the second writes nothing:

    >>> x = np.array([[1.0, 0.0], [0.0, 1.0]])
    >>> row, column = np.array([[1.0, 0.0]]), np.array([[0.0], [1.0]])
    >>> multi_head_attention(x, [(row, row, row, column), (row, row, row, 0 * column)])
    array([[1, 0], [1, 1.5]])
    """
    _check_heads(x, heads)
    return x + sum(attention_head(x, W_Q, W_K, W_V, W_O, causal) for W_Q, W_K, W_V, W_O in heads)


# %% multi_head_attention
def multi_head_concatenated(
    x: np.ndarray, heads: Sequence[tuple[np.ndarray, ...]], causal: bool = True
) -> np.ndarray:
    """The same layer with one product at the end, as large programs compute it.

    The results of the heads in their small spaces, before W_O, are stacked one below the
    other; the matrices W_O, side by side, multiply the stack; x is added.

    Parameters
    ----------
    x
        Residual stream, shape (n, K).
    heads
        List of tuples (W_Q, W_K, W_V, W_O), at least one; the shapes in head h are (r_h, n)
        three times, then (n, r_h).
    causal
        Whether token i looks only at the tokens j <= i.

    Returns
    -------
    The new residual stream, an array of shape (n, K).

    Raises
    ------
    ValueError
        When the sum of the r_h is not n.

    Examples
    --------
    >>> x = np.array([[1.0, 0.0], [0.0, 1.0]])
    >>> row, column = np.array([[1.0, 0.0]]), np.array([[0.0], [1.0]])
    >>> multi_head_concatenated(x, [(row, row, row, column), (row, row, row, 0 * column)])
    array([[1, 0], [1, 1.5]])
    """
    _check_heads(x, heads)
    parts = [combine(attention_matrix(x, W_Q, W_K, causal), W_V @ x) for W_Q, W_K, W_V, _ in heads]
    return x + np.hstack([W_O for *_, W_O in heads]) @ np.vstack(parts)


# %% head_parameter_count
def head_parameter_count(n: int, r: int) -> dict[str, int]:
    """Count the weights of one attention head.

    Parameters
    ----------
    n
        Dimension of the token vectors.
    r
        Dimension of the head, at least 1, a divisor of n.

    Returns
    -------
    A dict of six ints: 'rn' (entries of one of the four matrices), 'two_rn' (W_O and W_V),
    'four_rn' (the whole head), 'n_squared' (entries of the product W_OV, written out),
    'heads' (heads of this size in one layer) and 'max_rank_OV' (largest rank that W_OV can
    have).

    Examples
    --------
    >>> sizes = head_parameter_count(768, 64)
    >>> sizes["rn"], sizes["two_rn"], sizes["four_rn"], sizes["n_squared"]
    (49152, 98304, 196608, 589824)
    >>> sizes["heads"], sizes["max_rank_OV"]
    (12, 64)
    """
    rn = r * n
    return {
        "rn": rn,
        "two_rn": 2 * rn,
        "four_rn": 4 * rn,
        "n_squared": n**2,
        "heads": n // r,
        "max_rank_OV": r,
    }


# %% previous_token_head
def previous_token_head(num_positions: int, n: int, p: float, beta: float) -> np.ndarray:
    """Attention matrix of a head that is built to look at the previous token.

    The tokens are the position vectors w_0, ..., w_{K-1} of dimension n with base p (section
    8), where K = num_positions. W_Q is beta times the rotation R_{-1}, which takes w_k to
    w_{k-1}; W_K is the identity of size n. The head is causal, and as in `attention_matrix`
    the scores are divided by the square root of the number of rows of W_Q, here n.

    Parameters
    ----------
    num_positions
        Number K of positions, at least 1.
    n
        Dimension of the position vectors, even.
    p
        Base of the frequencies, positive.
    beta
        Sharpness, any number >= 0; 0 gives equal weights on the past, large ones are allowed.

    Returns
    -------
    An array of shape (K, K).

    Examples
    --------
    >>> previous_token_head(4, 6, 100, 40).round(2)
    array([[1, 0, 0, 0], [1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]])
    >>> previous_token_head(3, 6, 100, 1)
    array([[1, 0, 0], [0.549227..., 0.450772..., 0], [0.310712..., 0.378575..., 0.310712...]])
    """
    omega = p ** (-np.arange(0, n, 2) / n)
    angles = np.outer(omega, np.arange(num_positions))
    x = np.stack([np.cos(angles), np.sin(angles)], axis=1).reshape(n, num_positions)
    W_Q = np.zeros((n, n))
    for m, w in enumerate(omega):
        pair = slice(2 * m, 2 * m + 2)
        W_Q[pair, pair] = beta * np.array([[np.cos(w), np.sin(w)], [-np.sin(w), np.cos(w)]])
    return attention_matrix(x, W_Q, np.eye(n))


# %% attention_rows
def scaled_dot_product_attention_rows(
    Q: np.ndarray, K: np.ndarray, V: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Attention as most libraries write it: each token is a row, and there is no mask.

    Parameters
    ----------
    Q
        Queries, one in each row, shape (n_q, d_k).
    K
        Keys, one in each row, shape (n_k, d_k).
    V
        Values, one in each row, shape (n_k, d_v).

    Returns
    -------
    The tuple (weights, output): the softmax of each row of Q K^T, divided by the square root
    of d_k, shape (n_q, n_k), and the product of weights and V, shape (n_q, d_v). They are
    right for scores up to 1e6 in absolute value, also when rows are of very different size.

    Examples
    --------
    >>> X = np.array([[1, 0], [0, 1], [1, 1]])
    >>> weights, output = scaled_dot_product_attention_rows(X, X, X)
    >>> weights[0]
    array([0.401112..., 0.197775..., 0.401112...])
    >>> output
    array([[0.802224..., 0.598887...], [0.598887..., 0.802224...], [0.751744..., 0.751744...]])
    """
    weights = _softmax_rows(Q @ K.T / np.sqrt(Q.shape[1]))
    return weights, weights @ V
