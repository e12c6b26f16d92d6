"""Chapter 17, part c: embeddings. Reference solutions."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import keras
import numpy as np
from numpy.typing import ArrayLike


# %% distance_and_cosine
def euclidean_distance(x: ArrayLike, y: ArrayLike) -> float:
    """Euclidean distance of two vectors.

    Parameters
    ----------
    x, y
        Vectors of shape (n,), n >= 1; zero vectors are allowed.

    Returns
    -------
    The norm of x - y, a float. It is computed from the differences of the components, so it
    keeps its digits for large vectors that are close to each other.

    Raises
    ------
    ValueError
        When x and y have different lengths; a vector of length 1 is not repeated.

    Examples
    --------
    The vectors of section 1.3:

    >>> euclidean_distance([2, 3], [4, 4])
    2.2360679...
    """
    if np.shape(x) != np.shape(y):
        raise ValueError("the vectors have different lengths")
    return float(np.linalg.norm(np.subtract(x, y)))


# %% distance_and_cosine
def _unit(x: ArrayLike) -> np.ndarray:
    """The vector of length 1 in the direction of x."""
    norm = np.linalg.norm(x)
    if norm == 0:
        raise ValueError("the zero vector has no direction")
    return np.divide(x, norm)


def cosine_similarity(x: ArrayLike, y: ArrayLike) -> float:
    """Cosine of the angle between two vectors.

    Parameters
    ----------
    x, y
        Vectors of shape (n,), n >= 1.

    Returns
    -------
    The cosine, a float in [-1, 1]: rounding never takes it out of this interval.

    Raises
    ------
    ValueError
        When x and y have different lengths, or when one of them is the zero vector.

    Examples
    --------
    >>> cosine_similarity([2, 3], [4, 4])
    0.9805806...
    >>> cosine_similarity([1, 0], [0, 5])
    0.0
    """
    return float(np.clip(np.dot(_unit(x), _unit(y)), -1, 1))


# %% distance_and_cosine
def angle_degrees(x: ArrayLike, y: ArrayLike) -> float:
    """Angle between two vectors, in degrees.

    Parameters
    ----------
    x, y
        Vectors of shape (n,), n >= 1.

    Returns
    -------
    The angle, a float in [0, 180]. Three right decimals are enough for angles near 0 and
    near 180, where the inverse cosine loses half of the digits.

    Raises
    ------
    ValueError
        When x and y have different lengths, or when one of them is the zero vector.

    Examples
    --------
    >>> angle_degrees([2, 3], [4, 4])
    11.30993...
    >>> angle_degrees([1, 0], [-2, 0])
    180.0
    """
    return float(np.degrees(np.arccos(cosine_similarity(x, y))))


# %% category_vectors
def category_vector(words: Sequence[str], lexicon: dict[str, ArrayLike]) -> np.ndarray:
    """One vector for a whole text: the sum of the vectors of its words.

    Parameters
    ----------
    words
        The words of the text, in order; a word may occur several times.
    lexicon
        The vector of each known word; all vectors have the same length d.

    Returns
    -------
    An array of shape (d,): the sum over all occurrences of known words, not the mean. Words
    that are not in the lexicon are ignored.

    Raises
    ------
    ValueError
        When no word of the text is in the lexicon; an empty text is such a text.

    Examples
    --------
    The text of section 2.1:

    >>> lexicon = {"man": [1, 0, 0, 0], "crown": [0, 0, 0, 1], "castle": [0, 0, 0, 1]}
    >>> category_vector(["man", "man", "man", "crown", "castle"], lexicon)
    array([3., 0., 0., 2.])
    """
    known = [lexicon[word] for word in words if word in lexicon]
    if not known:
        raise ValueError("no word of the text is in the lexicon")
    return np.sum(np.array(known, dtype=float), axis=0)


# %% category_vectors
def best_match(vector: ArrayLike, candidates: dict[str, ArrayLike]) -> str:
    """The candidate whose direction is nearest to that of a vector.

    Parameters
    ----------
    vector
        A vector of shape (d,), not zero.
    candidates
        One or more named vectors of shape (d,), none of them zero.

    Returns
    -------
    The name of the candidate with the largest cosine similarity to the vector. Cosines have
    a sign: -0.9 is less than 0.1. Of several equal cosines, the first name in the order of
    the dict wins.

    Examples
    --------
    >>> tales = {"king": [1, 0, 0, 1], "queen": [0, 1, 0, 1], "princess": [0, 1, 1, 1]}
    >>> best_match([3, 0, 0, 2], tales)
    'king'
    """
    return max(candidates, key=lambda name: cosine_similarity(vector, candidates[name]))


# %% neighbours_and_analogies
def nearest_tokens(
    v: ArrayLike, embeddings: np.ndarray, k: int, exclude: Collection[int] = ()
) -> list[tuple[int, float]]:
    """The k tokens whose vectors are most similar to a vector, by cosine.

    Parameters
    ----------
    v
        A vector of shape (n,), not zero.
    embeddings
        Array of shape (n, N); column i is the vector of token i, and no column is zero.
    k
        Number of tokens that are asked for, k >= 1.
    exclude
        Ids that are left out before the k best are chosen, a list, a tuple or a set.

    Returns
    -------
    A list of k pairs (id, cosine), the largest cosine first, equal cosines by increasing id.
    The id is the number of the column in embeddings, from 0, whatever was left out.

    Raises
    ------
    ValueError
        When fewer than k tokens remain.

    Examples
    --------
    The tokens king, man, woman, queen and apple of section 2.3:

    >>> E = np.array([[3, 2, 1, 0, 0], [0, 0, 2, 2, 0], [4, 0, 0, 3, 1], [1, 1, 1, 0, 5]])
    >>> nearest_tokens([2, 2, 4, 1], E, 2)
    [(0, 0.902134...), (3, 0.887520...)]
    >>> nearest_tokens([2, 2, 4, 1], E, 2, exclude=[0, 1])
    [(3, 0.887520...), (2, 0.571547...)]
    """
    cosines = _unit(v) @ embeddings / np.linalg.norm(embeddings, axis=0)
    # sorted keeps the order of equal cosines.
    ranking = sorted(range(cosines.size), key=lambda i: -cosines[i])
    ids = [i for i in ranking if i not in exclude]
    if len(ids) < k:
        raise ValueError("fewer than k tokens remain")
    return [(i, float(cosines[i])) for i in ids[:k]]


# %% neighbours_and_analogies
def analogy(
    embeddings: np.ndarray,
    vocab: list[str],
    a: str,
    b: str,
    c: str,
    k: int = 1,
    exclude_inputs: bool = True,
) -> list[str]:
    """The words that complete "a without b, plus c".

    Parameters
    ----------
    embeddings
        Array of shape (n, N); column i is the vector of the word vocab[i].
    vocab
        N different words.
    a, b, c
        Words of vocab; the vector v_a - v_b + v_c is not zero.
    k
        Number of words that are asked for, k >= 1.
    exclude_inputs
        Whether a, b and c are left out of the answers.

    Returns
    -------
    A list of k words, those whose vectors have the largest cosines with v_a - v_b + v_c, the
    best first.

    Raises
    ------
    ValueError
        When fewer than k words remain.

    Examples
    --------
    >>> E = np.array([[3, 2, 1, 0, 0], [0, 0, 2, 2, 0], [4, 0, 0, 3, 1], [1, 1, 1, 0, 5]])
    >>> vocab = ["king", "man", "woman", "queen", "apple"]
    >>> analogy(E, vocab, "king", "man", "woman")
    ['queen']
    >>> analogy(E, vocab, "king", "man", "woman", k=2, exclude_inputs=False)
    ['king', 'queen']
    """
    ids = [vocab.index(word) for word in (a, b, c)]
    v_a, v_b, v_c = embeddings[:, ids].T
    nearest = nearest_tokens(v_a - v_b + v_c, embeddings, k, ids if exclude_inputs else ())
    return [vocab[i] for i, _ in nearest]


# %% distance_statistics
def pairwise_distance_stats(
    num_points: int, dim: int, rng: np.random.Generator
) -> dict[str, float]:
    """Statistics of the distances between random points of a cube.

    Parameters
    ----------
    num_points
        Number of points, at least 2.
    dim
        Dimension of the cube [0, 1]^dim, at least 1.
    rng
        Source of the points: they are the rows of rng.random((num_points, dim)), and nothing
        else is drawn.

    Returns
    -------
    A dict with the keys "mean", "std", "min" and "max": mean, standard deviation, minimum
    and maximum of the Euclidean distances of all pairs of two different points, each pair
    counted once. The variance is the mean of the squared deviations: it is divided by the
    number of pairs.

    Examples
    --------
    >>> stats = pairwise_distance_stats(200, 768, np.random.default_rng(0))
    >>> stats["mean"], stats["std"]
    (11.291..., 0.2405...)
    """
    points = rng.random((num_points, dim))
    distances = np.concatenate(
        [np.linalg.norm(points[i + 1 :] - points[i], axis=1) for i in range(num_points)]
    )
    return {
        "mean": float(distances.mean()),
        "std": float(distances.std()),
        "min": float(distances.min()),
        "max": float(distances.max()),
    }


# %% projections
def project_on_line(x: ArrayLike, u: ArrayLike) -> np.ndarray:
    """Orthogonal projection of a vector on the line through 0 with a given direction.

    Parameters
    ----------
    x
        A vector of shape (n,); the zero vector is allowed.
    u
        A vector of shape (n,) along the line, of any length but 0.

    Returns
    -------
    The projection, an array of shape (n,).

    Raises
    ------
    ValueError
        When u is the zero vector.

    Examples
    --------
    >>> project_on_line([3, 4], [1, 0])
    array([3., 0.])
    >>> project_on_line([3, 4], [2, 2])
    array([3.5, 3.5])
    """
    direction = _unit(u)
    return np.dot(direction, x) * direction


# %% projections
def project_coordinates(X: np.ndarray, basis: np.ndarray) -> np.ndarray:
    """Coordinates of vectors projected on a plane, a space, ... with an orthonormal basis.

    Parameters
    ----------
    X
        Array of shape (n, m), one vector per column.
    basis
        Array of shape (n, d) with orthonormal columns.

    Returns
    -------
    An array of shape (d, m): entry (r, i) is the dot product of column r of the basis and
    column i of X.

    Raises
    ------
    ValueError
        When the columns of the basis are not orthonormal: an entry of basis^T basis differs
        from the same entry of the identity matrix by more than 1e-8; tests stay far from
        this bound.

    Examples
    --------
    Two vectors of R^3 on the plane of the first and the third coordinate:

    >>> project_coordinates(np.array([[1, 2], [3, 4], [5, 6]]), np.eye(3)[:, [0, 2]])
    array([[1., 2.],
           [5., 6.]])
    """
    if np.max(np.abs(basis.T @ basis - np.eye(basis.shape[1]))) > 1e-8:
        raise ValueError("the columns of the basis are not orthonormal")
    return np.matmul(basis.T, X, dtype=float)


# %% projections
def contrast_scores(V: np.ndarray, v_plus: ArrayLike, v_minus: ArrayLike) -> np.ndarray:
    """Scores of vectors on the line that leads from one vector to another.

    Parameters
    ----------
    V
        Array of shape (n, m), one vector per column.
    v_plus, v_minus
        Two different vectors of shape (n,).

    Returns
    -------
    An array of shape (m,): entry i is the dot product of column i of V and the vector of
    length 1 that points from v_minus to v_plus.

    Examples
    --------
    The columns (3, 1), (1, 2) and (-2, 5), along the first coordinate:

    >>> contrast_scores(np.array([[3, 1, -2], [1, 2, 5]]), [4, 0], [0, 0])
    array([ 3.,  1., -2.])
    """
    return _unit(np.subtract(v_plus, v_minus)) @ V


# %% principal_components
def pca(X: np.ndarray, k: int = 2) -> np.ndarray:
    """Projection of a cloud of points on its k principal axes.

    Parameters
    ----------
    X
        Array of shape (m, n), one vector per row. It is centred here and otherwise used as
        it is: no column is rescaled.
    k
        Number of axes.

    Returns
    -------
    An array of shape (m, k): the coordinates of the centred rows along the k principal axes,
    the axis of largest variance first. The sign of each column is free.

    Raises
    ------
    ValueError
        When there is only one row, or when k < 1 or k > n.

    Examples
    --------
    Three points on a line (here without the sign, which is free):

    >>> abs(pca(np.array([[1, 1], [2, 2], [3, 3]])))
    array([[1.41421..., 0.00000...],
           [0.00000..., 0.00000...],
           [1.41421..., 0.00000...]])
    """
    m, n = X.shape
    if m < 2 or not 1 <= k <= n:
        raise ValueError("at least two rows and from 1 to n axes are needed")
    centred = X - X.mean(axis=0)
    # The factor 1 / (m - 1) of the covariance matrix does not move its eigenvectors.
    _, axes = np.linalg.eigh(centred.T @ centred)
    return centred @ axes[:, ::-1][:, :k]


# %% bigram_embedding
def bigram_loss_and_grads(
    A: np.ndarray, B: np.ndarray, P: np.ndarray
) -> tuple[float, np.ndarray, np.ndarray]:
    """Cross-entropy of the network softmax(B A) with the next-word probabilities.

    Parameters
    ----------
    A
        Embedding matrix of shape (n, N).
    B
        Matrix of the output layer, of shape (N, n).
    P
        Probabilities of shape (N, N), column i for the words that follow word i; no entry is
        negative and every column has the sum 1.

    Returns
    -------
    The triple (loss, dA, dB): the loss, a float with natural logarithms, and its partial
    derivatives with respect to A, shape (n, N), and to B, shape (N, n). A term with a
    probability 0 in P counts 0; scores of size 1000 in B A still give a finite loss and
    finite derivatives.

    Examples
    --------
    With zero matrices all four words are equally likely, and the loss is ln 4:

    >>> P = np.array([[0, 2/3, .1, 0], [0, 0, .8, 1], [.6, 2/15, 0, 0], [.4, .2, .1, 0]])
    >>> loss, dA, dB = bigram_loss_and_grads(np.zeros((2, 4)), np.zeros((4, 2)), P)
    >>> loss
    1.386294...
    """
    N = P.shape[1]
    Z = B @ A
    # The largest score of a column becomes 0: no exponential can overflow.
    Z = Z - Z.max(axis=0)
    log_S = Z - np.log(np.exp(Z).sum(axis=0))
    dZ = (np.exp(log_S) - P) / N
    return float(-np.sum(P * log_S) / N), B.T @ dZ, dZ @ A.T


# %% bigram_embedding
def train_bigram_embedding(
    P: np.ndarray, dim: int, lr: float, epochs: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, list[float]]:
    """Learn an embedding of N words by gradient descent on the bigram loss.

    Parameters
    ----------
    P
        Next-word probabilities of shape (N, N), as in bigram_loss_and_grads.
    dim
        Dimension of the embedding, at least 1.
    lr
        Learning rate, positive.
    epochs
        Number of descent steps, 0 or more; with 0 the starting matrices are returned.
    rng
        Source of the starting matrices.

    Returns
    -------
    The triple (A, B, history): A of shape (dim, N) and B of shape (N, dim) after all steps,
    and the list of `epochs` losses, history[t] being the loss just before step number t, from
    0. All entries of A and B start as random numbers drawn with rng, centred at 0, with a
    standard deviation between 0.05 and 1 (rng.normal(0, 0.5, shape) will do); the start
    depends on rng, N and dim only. One step replaces A by A - lr dA and B by B - lr dB, both
    derivatives taken at the same (A, B).

    Examples
    --------
    Four dimensions are enough to come near the entropy bound 0.543224 of section 4.3:

    >>> P = np.array([[0, 2/3, .1, 0], [0, 0, .8, 1], [.6, 2/15, 0, 0], [.4, .2, .1, 0]])
    >>> A, B, history = train_bigram_embedding(P, 4, 0.5, 3000, np.random.default_rng(0))
    >>> A.shape, B.shape, len(history)
    ((4, 4), (4, 4), 3000)
    >>> 0 < history[-1] - 0.543223 < 0.001
    True
    """
    N = P.shape[1]
    A, B = rng.normal(0, 0.5, (dim, N)), rng.normal(0, 0.5, (N, dim))
    history = []
    for _ in range(epochs):
        loss, dA, dB = bigram_loss_and_grads(A, B, P)
        history.append(loss)
        A, B = A - lr * dA, B - lr * dB
    return A, B, history


# %% keras_embedding
def build_embedding_model(vocab_size: int, dim: int) -> keras.Model:
    """Keras network that predicts the next word through an embedding.

    Parameters
    ----------
    vocab_size
        Number N of words: a word enters as a one-hot row of length N.
    dim
        Dimension n of the embedding.

    Returns
    -------
    A model (Sequential or functional) with inputs of shape (batch, N) and outputs of shape
    (batch, N) and exactly two Dense layers. The first one is the embedding: dim neurons, no
    bias, no activation. The second one has N neurons with the activation softmax; its bias
    is free. Both kernels start with Keras's default initialiser. The model is built: it can
    be called at once. Compiling it is free, the tests compile it again.

    Examples
    --------
    >>> model = build_embedding_model(5, 2)
    >>> model.output_shape
    (None, 5)
    """
    return keras.Sequential(
        [
            keras.Input(shape=(vocab_size,)),
            keras.layers.Dense(dim, use_bias=False),
            keras.layers.Dense(vocab_size, activation="softmax"),
        ]
    )


# %% keras_embedding
def extract_embedding(model: keras.Model) -> np.ndarray:
    """Embedding matrix of a model of build_embedding_model.

    Parameters
    ----------
    model
        A model that build_embedding_model returned, before or after its training.

    Returns
    -------
    A numpy array A of shape (dim, vocab_size), float32 or float64: column i is the output of
    the first Dense layer for the i-th vector of the canonical basis.

    Examples
    --------
    >>> extract_embedding(build_embedding_model(5, 2)).shape
    (2, 5)
    """
    return model.get_weights()[0].T
