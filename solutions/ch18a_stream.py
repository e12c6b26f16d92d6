"""Chapter 18, part a: unembedding, residual stream, positions. Reference solutions."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike


# %% token_probabilities
def token_probabilities(logits: ArrayLike) -> np.ndarray:
    """Probability of each token: the softmax of the logits.

    Parameters
    ----------
    logits
        Vector of N numbers, one for each token: a list, a tuple or a 1-D array, of ints or
        floats, finite, of any size and sign (thousands too).

    Returns
    -------
    The probabilities, an array of shape (N,). They are right for all finite logits: no
    overflow, no division of 0 by 0.

    Raises
    ------
    ValueError
        When the logits are not one-dimensional, or when there are none.

    Examples
    --------
    >>> token_probabilities([2.2, -1.1, 3.3, 0.44])
    array([0.237355..., 0.008754..., 0.713054..., 0.040835...])
    """
    x = np.asarray(logits)
    if x.ndim != 1:
        raise ValueError("the logits must be a vector")
    # np.max refuses an empty vector.
    powers = np.exp(x - np.max(x))
    return powers / np.sum(powers)


# %% token_probabilities
def top_k_tokens(logits: ArrayLike, k: int) -> list[tuple[int, float]]:
    """The k most probable tokens with their probabilities.

    Parameters
    ----------
    logits
        As for token_probabilities.
    k
        How many tokens are wanted.

    Returns
    -------
    A list of k pairs (id, probability), the most probable token first; of two tokens with
    exactly equal logits, the one with the smaller id comes first. The probabilities are
    those among all N tokens: those of the list need not add up to 1.

    Raises
    ------
    ValueError
        When the logits are not one-dimensional, when there are none, or when k is not one of
        1, ..., N.

    Examples
    --------
    >>> top_k_tokens([2.2, -1.1, 3.3, 0.44], 2)
    [(2, 0.713054...), (0, 0.237355...)]
    """
    probabilities = token_probabilities(logits)
    if not 1 <= k <= len(probabilities):
        raise ValueError(f"k must be one of 1, ..., {len(probabilities)}")
    # Python's sort is stable: tokens of equal probability stay in the order of their ids.
    best = sorted(range(len(probabilities)), key=lambda token: -probabilities[token])[:k]
    return [(token, float(probabilities[token])) for token in best]


# %% least_norm
def least_squares_unembedding(A: np.ndarray) -> np.ndarray:
    """The matrix B that sends y to the solution of A x = y with the smallest norm.

    Parameters
    ----------
    A
        Embedding matrix of shape (n, N).

    Returns
    -------
    The matrix of Proposition 1, an array of shape (N, n). One hidden test disables
    np.linalg.pinv and np.linalg.lstsq; the rest of numpy is always there.

    Raises
    ------
    ValueError
        When the rank of A is not n (so also when n > N). The rank is the numerical one, as
        np.linalg.matrix_rank finds it: relative to the size of A, so that A / 1000 has the
        rank of A.

    Examples
    --------
    Three times the matrix B of section 2.2:

    >>> 3 * least_squares_unembedding(np.array([[1, 2, 0, -1], [1, 1, -1, 0]]))
    array([[0, 1], [1, 0], [1, -2], [-1, 1]])
    """
    if np.linalg.matrix_rank(A) < len(A):
        raise ValueError("the columns of A must span all of R^n")
    return A.T @ np.linalg.inv(A @ A.T)


# %% least_norm
def min_norm_solution(A: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The solution of A x = y with the smallest norm.

    Parameters
    ----------
    A
        Embedding matrix of shape (n, N).
    y
        Vector of shape (n,).

    Returns
    -------
    The vector x, an array of shape (N,). Here, too, pinv and lstsq are disabled in one test.

    Raises
    ------
    ValueError
        When the rank of A is not n, as for least_squares_unembedding.

    Examples
    --------
    >>> 3 * min_norm_solution(np.array([[1, 2, 0, -1], [1, 1, -1, 0]]), np.array([2, -1]))
    array([-1, 2, 4, -3])
    """
    return least_squares_unembedding(A) @ y


# %% bigram_logits
def bigram_logits(A: np.ndarray, B: np.ndarray, token_ids: Sequence[int]) -> np.ndarray:
    """Logits of the next token after each token of a list: embedding, then unembedding.

    Parameters
    ----------
    A
        Embedding matrix of shape (n, N); column t is the token vector of token t.
    B
        Unembedding matrix of shape (N, n).
    token_ids
        List or tuple of K ids, K >= 1; the same id may occur several times.

    Returns
    -------
    The logits, an array of shape (N, K). Column j belongs to the j-th id.

    Raises
    ------
    ValueError
        When an id is not one of 0, ..., N-1; a negative id counts no position from the end.

    Examples
    --------
    >>> A = np.array([[1, 0, 0, 1], [0, 1, 0, 1]])
    >>> B = np.array([[2, 0], [0, 2], [0, 0], [1, 1]])
    >>> bigram_logits(A, B, [0, 2])
    array([[2, 0], [0, 0], [0, 0], [1, 0]])
    """
    if min(token_ids) < 0 or max(token_ids) >= A.shape[1]:
        raise ValueError(f"token ids are 0, ..., {A.shape[1] - 1}")
    return B @ A[:, list(token_ids)]


# %% bigram_logits
def row_convention(A: np.ndarray, B: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The embedding and unembedding matrices for token vectors that are rows.

    Parameters
    ----------
    A
        Embedding matrix of shape (n, N), for columns.
    B
        Unembedding matrix of shape (N, n), for columns.

    Returns
    -------
    The pair (E, U) of shapes (N, n) and (n, N) for which row t of E is the token vector of
    token t, and E[token_ids] @ U holds the same logits as bigram_logits(A, B, token_ids),
    with one row for each id.

    Examples
    --------
    >>> row_convention(np.array([[1, 0, 5]]), np.array([[2], [0], [4]]))
    (array([[1], [0], [5]]), array([[2, 0, 4]]))
    """
    return A.T, B.T


# %% residual_stream
def residual_step(
    x: np.ndarray,
    W_in: np.ndarray,
    block: Callable[[np.ndarray], np.ndarray],
    W_out: np.ndarray,
) -> np.ndarray:
    """The residual stream after one block has added its output.

    Parameters
    ----------
    x
        The stream, an array of shape (n, K).
    W_in
        Matrix with which the block reads, of shape (m, n).
    block
        Function of an array of shape (m, K) that returns one of shape (m, K), of ints or
        floats. It may mix columns. It is called exactly once, with the whole matrix that
        was read.
    W_out
        Matrix with which the block writes, of shape (n, m).

    Returns
    -------
    The new stream, an array of shape (n, K).

    Raises
    ------
    ValueError
        When the shape of W_in is not (m, n) or that of W_out is not (n, m), where n is the
        number of rows of x and m that of W_in: no broadcasting.

    Examples
    --------
    >>> x = np.array([[1, 0], [0, 1]])
    >>> residual_step(x, 2 * x, lambda z: z, 2 * x)
    array([[5, 0], [0, 5]])
    """
    if W_out.shape != (len(x), len(W_in)):
        raise ValueError("W_out must have as many rows as x, as many columns as W_in has rows")
    # A W_in that does not fit is refused by its product with x.
    return x + W_out @ block(W_in @ x)


# %% residual_stream
def residual_stack(
    x: np.ndarray,
    layers: Sequence[tuple[np.ndarray, Callable[[np.ndarray], np.ndarray], np.ndarray]],
) -> np.ndarray:
    """The residual stream after several blocks, one after the other.

    Parameters
    ----------
    x
        The stream before the first block, an array of shape (n, K).
    layers
        List of triples (W_in, block, W_out) as for residual_step; the first is applied
        first. Each block may have an m of its own.

    Returns
    -------
    The stream after the last block, an array of shape (n, K); x itself or a copy when the
    list is empty.

    Raises
    ------
    ValueError
        When a matrix does not fit, as for residual_step.

    Examples
    --------
    >>> x = np.array([[1, 0], [0, 1]])
    >>> residual_stack(x, [(2 * x, lambda z: z, 2 * x), (x, lambda z: z - 1, x)])
    array([[9, -1], [-1, 9]])
    """
    for W_in, block, W_out in layers:
        x = residual_step(x, W_in, block, W_out)
    return x


def _block_diagonal(corner: np.ndarray, n: int, rng: np.random.Generator) -> np.ndarray:
    """The matrix diag(corner, R) of shape (n, n), with random numbers R."""
    p = len(corner)
    matrix = np.zeros((n, n))
    matrix[:p, :p] = corner
    matrix[p:, p:] = rng.normal(size=(n - p, n - p))
    return matrix


# %% subspace_messages
def subspace_matrices(
    X: np.ndarray, Z: np.ndarray, p: int, n: int, rng: np.random.Generator
) -> dict[str, np.ndarray]:
    """Matrices with which block 1 sends p numbers to block 3, past block 2.

    Parameters
    ----------
    X
        What block 1 writes with, of shape (p, p).
    Z
        What block 3 reads with, of shape (p, p).
    p
        Size of the message, 1 <= p < n.
    n
        Dimension of the stream.
    rng
        Source of all random numbers. Every R below is full of random numbers of its own, of
        any continuous law, such as rng.normal; generators with the same seed give the same
        matrices, another seed gives others.

    Returns
    -------
    A dict of five arrays of shape (n, n): "W_in_1", the identity; "W_out_1", diag(X, R);
    "W_in_2", R; "W_out_2", diag(0, R); "W_in_3", diag(Z, R). The upper left blocks X, 0, Z
    have shape (p, p), and both blocks off the diagonal are exactly 0.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> matrices = subspace_matrices(np.array([[3]]), np.array([[2]]), 1, 2, rng)
    >>> matrices["W_in_1"]
    array([[1, 0], [0, 1]])
    >>> matrices["W_out_1"][0]
    array([3, 0])
    >>> matrices["W_out_2"][0]
    array([0, 0])
    """
    return {
        "W_in_1": np.eye(n),
        "W_out_1": _block_diagonal(X, n, rng),
        "W_in_2": rng.normal(size=(n, n)),
        "W_out_2": _block_diagonal(np.zeros((p, p)), n, rng),
        "W_in_3": _block_diagonal(Z, n, rng),
    }


# %% subspace_messages
def stream_after_blocks(
    u: np.ndarray,
    matrices: dict[str, np.ndarray],
    blocks: Sequence[Callable[[np.ndarray], np.ndarray]],
) -> np.ndarray:
    """What block 3 reads in the first p coordinates of the stream.

    The stream starts at (u, 0) in R^n; block 1, then block 2 add their outputs.

    Parameters
    ----------
    u
        Vector of shape (p,).
    matrices
        Five matrices of shape (n, n), n > p, with the keys of subspace_matrices; any
        entries, not only those that subspace_matrices gives.
    blocks
        List of two functions, block 1 and block 2: each takes an array of shape (n,) and
        returns one.

    Returns
    -------
    The first p components of the vector that W_in_3 reads, an array of shape (p,).

    Examples
    --------
    The stream becomes 1 + 3 = 4, which block 3 reads as 2 * 4:

    >>> rng = np.random.default_rng(0)
    >>> matrices = subspace_matrices(np.array([[3]]), np.array([[2]]), 1, 2, rng)
    >>> stream_after_blocks(np.array([1]), matrices, [lambda z: z, lambda z: z])
    array([8])
    """
    x = np.zeros(len(matrices["W_in_1"]))
    x[: len(u)] = u
    for i, block in enumerate(blocks, start=1):
        x = x + matrices[f"W_out_{i}"] @ block(matrices[f"W_in_{i}"] @ x)
    return (matrices["W_in_3"] @ x)[: len(u)]


# %% readout
def readout(x: np.ndarray, C: np.ndarray | None = None) -> np.ndarray:
    """One vector from the K columns of the final stream.

    Parameters
    ----------
    x
        The final stream, an array of shape (n, K).
    C
        The K coefficients of the combination of the columns, an array of shape (K,) or (K,
        1); coefficients that are all 0 are as good as any. None means: the last column.

    Returns
    -------
    The vector that is left for the unembedding, an array of shape (n,).

    Raises
    ------
    ValueError
        When the number of coefficients is not K.

    Examples
    --------
    >>> x = np.array([[5, 0], [1, 2]])
    >>> readout(x)
    array([0, 2])
    >>> readout(x, np.array([2, 3]))
    array([10, 8])
    """
    return x[:, -1] if C is None else x @ C.ravel()


# %% positional_encoding
def position_frequencies(n: int, p: float) -> np.ndarray:
    """The frequencies omega_0, ..., omega_{n/2-1} of the position vectors.

    Parameters
    ----------
    n
        Dimension of the position vectors.
    p
        The large number of section 4.2; any positive int or float will do.

    Returns
    -------
    The frequencies, an array of shape (n/2,).

    Raises
    ------
    ValueError
        When n is odd or not positive, or when p <= 0.

    Examples
    --------
    >>> position_frequencies(6, 100)
    array([1.0, 0.2154434..., 0.0464158...])
    """
    if n < 2 or n % 2:
        raise ValueError("n must be even and positive")
    if p <= 0:
        raise ValueError("p must be positive")
    return p ** (-np.arange(0, n, 2) / n)


# %% positional_encoding
def positional_encoding(
    num_positions: int, n: int, p: float = 10000.0, start: int = 0
) -> np.ndarray:
    """Position vectors w_start, w_{start+1}, ... as the columns of a matrix.

    Parameters
    ----------
    num_positions
        Number of columns, at least 1, whatever start is.
    n
        Dimension of the position vectors.
    p
        As for position_frequencies.
    start
        Position of the first column.

    Returns
    -------
    An array of shape (n, num_positions). In each column, each pair holds the cosine, then
    the sine, of the same angle (in radians).

    Raises
    ------
    ValueError
        When n is odd or not positive, when p <= 0, or when start < 0.

    Examples
    --------
    The vectors w_0 and w_1 of section 4.2:

    >>> positional_encoding(2, 6, 100).T
    array([[1, 0, 1, 0, 1, 0],
           [0.54030..., 0.84147..., 0.97688..., 0.21378..., 0.99892..., 0.04639...]])
    """
    if start < 0:
        raise ValueError("positions start at 0")
    angles = np.outer(position_frequencies(n, p), np.arange(start, start + num_positions))
    vectors = np.empty((n, num_positions))
    vectors[0::2] = np.cos(angles)
    vectors[1::2] = np.sin(angles)
    return vectors


# %% positional_encoding
def add_positions(V: np.ndarray, p: float = 10000.0) -> np.ndarray:
    """Token vectors with their positions added, the first column at position 0.

    Parameters
    ----------
    V
        Token vectors as columns, an array of shape (n, K), of ints or floats.
    p
        As for position_frequencies.

    Returns
    -------
    The matrix with the columns v(t_k) + w_k, an array of shape (n, K).

    Raises
    ------
    ValueError
        When n is odd, or when p <= 0.

    Examples
    --------
    >>> add_positions(np.array([[1, 10], [2, 20]]))
    array([[2, 10.54030...], [2, 20.84147...]])
    """
    n, num_tokens = V.shape
    return V + positional_encoding(num_tokens, n, p)


# %% digits_in_base
def digits_in_base(k: int, b: int, length: int) -> list[int]:
    """The digits of an integer in a base, units first.

    Parameters
    ----------
    k
        An int of any size: the digits are exact, with 20 digits too.
    b
        The base.
    length
        Number of digits wanted, at least 1.

    Returns
    -------
    A list of exactly length ints: the units first, zeros at the end where k has fewer
    digits.

    Raises
    ------
    ValueError
        When k < 0, when b < 2, or when k has more than length digits.

    Examples
    --------
    >>> digits_in_base(22, 2, 5)
    [0, 1, 1, 0, 1]
    >>> digits_in_base(7, 10, 3)
    [7, 0, 0]
    """
    if b < 2 or not 0 <= k < b**length:
        raise ValueError(f"{k} cannot be written with {length} digits in base {b}")
    return [k // b**i % b for i in range(length)]


# %% relative_positions
def rotation(omega: float) -> np.ndarray:
    """Matrix of the rotation of the plane by an angle.

    Parameters
    ----------
    omega
        The angle in radians, of any sign.

    Returns
    -------
    The matrix M(omega), an array of shape (2, 2).

    Examples
    --------
    >>> rotation(np.pi / 6)
    array([[0.866025..., -0.5], [0.5, 0.866025...]])
    """
    cos, sin = np.cos(omega), np.sin(omega)
    return np.array([[cos, -sin], [sin, cos]])


# %% relative_positions
def shift_matrix(n: int, p: float, offset: int) -> np.ndarray:
    """The matrix that moves every position vector by the same number of positions.

    Parameters
    ----------
    n
        Dimension of the position vectors.
    p
        As for position_frequencies.
    offset
        The number of positions, called l in section 4.4; it may be 0 or negative.

    Returns
    -------
    The matrix R_offset, an array of shape (n, n), with R_offset w_k = w_{k+offset} for the
    vectors of positional_encoding.

    Raises
    ------
    ValueError
        When n is odd.

    Examples
    --------
    From w_1 to w_2:

    >>> w_1 = [0.5403023059, 0.8414709848, 0.9768816852, 0.2137806661, 0.9989229760, 0.0463992235]
    >>> shift_matrix(6, 100, 1) @ w_1
    array([-0.416146..., 0.909297..., 0.908595..., 0.417676..., 0.995694..., 0.092698...])
    """
    matrix = np.zeros((n, n))
    for i, omega in enumerate(position_frequencies(n, p)):
        matrix[2 * i : 2 * i + 2, 2 * i : 2 * i + 2] = rotation(offset * omega)
    return matrix
