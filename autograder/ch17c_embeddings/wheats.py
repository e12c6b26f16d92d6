"""Right answers of chapter 17c that look different from the reference."""

import math

import keras
import numpy as np

from chainrule.grading import wheat


@wheat(exercise="distance_and_cosine", title="Sums over lists, with the math module")
def euclidean_distance(x, y):
    if len(x) != len(y):
        raise ValueError
    return math.sqrt(sum((a - b) ** 2 for a, b in zip(x, y, strict=True)))


@wheat(exercise="distance_and_cosine", title="Sums over lists, with the math module")
def cosine_similarity(x, y):
    if len(x) != len(y):
        raise ValueError
    norms = math.hypot(*x) * math.hypot(*y)
    if norms == 0:
        raise ValueError
    return max(-1.0, min(1.0, sum(a * b for a, b in zip(x, y, strict=True)) / norms))


@wheat(exercise="distance_and_cosine", title="Sums over lists, with the math module")
def angle_degrees(x, y):
    return math.degrees(math.acos(cosine_similarity(x, y)))


@wheat(exercise="distance_and_cosine", title="Numpy scalars; the angle by its half tangent")
def euclidean_distance(x, y):  # noqa: F811
    if np.size(x) != np.size(y):
        raise ValueError("different lengths")
    return np.sum(np.subtract(x, y, dtype=float) ** 2) ** 0.5


@wheat(exercise="distance_and_cosine", title="Numpy scalars; the angle by its half tangent")
def cosine_similarity(x, y):  # noqa: F811
    x, y = np.array(x), np.array(y)
    if x.shape != y.shape or not x.any() or not y.any():
        raise ValueError("no angle")
    cosine = x @ y / np.sqrt(x @ x) / np.sqrt(y @ y)
    return np.sign(cosine) if abs(cosine) > 1 else cosine


@wheat(exercise="distance_and_cosine", title="Numpy scalars; the angle by its half tangent")
def angle_degrees(x, y):  # noqa: F811
    cosine_similarity(x, y)
    u, v = (np.array(w) / np.linalg.norm(w) for w in (x, y))
    return np.rad2deg(2 * np.arctan2(np.linalg.norm(u - v), np.linalg.norm(u + v)))


@wheat(exercise="category_vectors", title="A running sum; the candidates sorted")
def category_vector(words, lexicon):
    total = 0.0
    found = False
    for word in words:
        if word in lexicon:
            total = total + np.array(lexicon[word], dtype=float)
            found = True
    if not found:
        raise ValueError("nothing known")
    return total


@wheat(exercise="category_vectors", title="A running sum; the candidates sorted")
def best_match(vector, candidates):
    return sorted(candidates, key=lambda name: -cosine_similarity(candidates[name], vector))[0]


@wheat(exercise="category_vectors", title="Numbers of occurrences times vectors; argmax")
def category_vector(words, lexicon):  # noqa: F811
    counts = {word: list(words).count(word) for word in lexicon}
    if not any(counts.values()):
        raise ValueError
    columns = np.array([lexicon[word] for word in counts], dtype=float).T
    return columns @ np.array(list(counts.values()))


@wheat(exercise="category_vectors", title="Numbers of occurrences times vectors; argmax")
def best_match(vector, candidates):  # noqa: F811
    names = list(candidates)
    rows = [candidates[name] / np.linalg.norm(candidates[name]) for name in names]
    return names[int(np.argmax([np.dot(row, vector) for row in rows]))]


@wheat(exercise="neighbours_and_analogies", title="A loop over the columns and sorted pairs")
def nearest_tokens(v, embeddings, k, exclude=()):
    pairs = [
        (i, cosine_similarity(v, embeddings[:, i]))
        for i in range(embeddings.shape[1])
        if i not in exclude
    ]
    if k > len(pairs):
        raise ValueError("not enough tokens")
    return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))[:k]


@wheat(exercise="neighbours_and_analogies", title="A loop over the columns and sorted pairs")
def analogy(embeddings, vocab, a, b, c, k=1, exclude_inputs=True):
    column = {word: embeddings[:, i] for i, word in enumerate(vocab)}
    v = column[a] - column[b] + column[c]
    allowed = [w for w in vocab if not (exclude_inputs and w in {a, b, c})]
    if len(allowed) < k:
        raise ValueError
    return sorted(allowed, key=lambda w: cosine_similarity(v, column[w]), reverse=True)[:k]


@wheat(exercise="neighbours_and_analogies", title="The best column, k times")
def nearest_tokens(v, embeddings, k, exclude=()):  # noqa: F811
    lengths = np.sqrt((embeddings**2).sum(axis=0))
    cosines = np.array(v) @ (embeddings / lengths) / np.linalg.norm(v)
    cosines[list(exclude)] = -np.inf
    if np.isfinite(cosines).sum() < k:
        raise ValueError
    best = []
    for _ in range(k):
        i = np.argmax(cosines)
        best.append((i, cosines[i]))
        cosines[i] = -np.inf
    return best


@wheat(exercise="neighbours_and_analogies", title="The best column, k times")
def analogy(embeddings, vocab, a, b, c, k=1, exclude_inputs=True):  # noqa: F811
    signs = np.zeros(len(vocab))
    for word, sign in ((a, 1), (b, -1), (c, 1)):
        signs[vocab.index(word)] += sign
    inputs = {vocab.index(word) for word in (a, b, c)} if exclude_inputs else []
    return [vocab[i] for i, _ in nearest_tokens(embeddings @ signs, embeddings, k, inputs)]


@wheat(exercise="distance_statistics", title="A double loop with the math module")
def pairwise_distance_stats(num_points, dim, rng):
    points = [rng.random(dim).tolist() for _ in range(num_points)]
    distances = [math.dist(points[i], points[j]) for i in range(num_points) for j in range(i)]
    mean = sum(distances) / len(distances)
    variance = sum((d - mean) ** 2 for d in distances) / len(distances)
    return {
        "min": min(distances),
        "max": max(distances),
        "mean": mean,
        "std": math.sqrt(variance),
    }


@wheat(exercise="distance_statistics", title="Squared distances from one matrix product")
def pairwise_distance_stats(num_points, dim, rng):  # noqa: F811
    X = rng.random((num_points, dim))
    squares = np.sum(X**2, axis=1)
    squared = squares[:, None] + squares[None, :] - 2 * X @ X.T
    d = np.sqrt(np.maximum(squared[np.triu_indices(num_points, 1)], 0))
    return {"mean": np.mean(d), "std": np.std(d), "min": np.min(d), "max": np.max(d)}


@wheat(exercise="distance_statistics", title="Each pair twice, in an array of all differences")
def pairwise_distance_stats(num_points, dim, rng):  # noqa: F811
    points = rng.random((num_points, dim))
    table = np.linalg.norm(points[:, None, :] - points[None, :, :], axis=2)
    d = table[~np.eye(num_points, dtype=bool)]
    return {"mean": d.mean(), "std": d.std(), "min": d.min(), "max": d.max()}


@wheat(exercise="projections", title="Quotients of dot products; loops over columns")
def project_on_line(x, u):
    x, u = np.array(x, dtype=float), np.array(u, dtype=float)
    square = np.dot(u, u)
    if square == 0:
        raise ValueError("no line")
    return u * np.dot(x, u) / square


@wheat(exercise="projections", title="Quotients of dot products; loops over columns")
def project_coordinates(X, basis):
    d = basis.shape[1]
    for r in range(d):
        for s in range(d):
            if abs(basis[:, r] @ basis[:, s] - (r == s)) > 1e-8:
                raise ValueError("not orthonormal")
    rows = [[float(basis[:, r] @ column) for column in X.T] for r in range(d)]
    return np.array(rows, dtype=float)


@wheat(exercise="projections", title="Quotients of dot products; loops over columns")
def contrast_scores(V, v_plus, v_minus):
    u = np.array(v_plus) - np.array(v_minus)
    return np.array([(u @ v) / math.sqrt(u @ u) for v in V.T])


@wheat(exercise="projections", title="The matrix u u^T; einsum")
def project_on_line(x, u):  # noqa: F811
    if not np.any(u):
        raise ValueError
    u = np.asarray(u) / np.linalg.norm(u)
    return np.outer(u, u) @ x


@wheat(exercise="projections", title="The matrix u u^T; einsum")
def project_coordinates(X, basis):  # noqa: F811
    gram = np.einsum("ir,is->rs", basis, basis)
    if not np.allclose(gram, np.identity(len(gram)), rtol=0, atol=1e-8):
        raise ValueError
    return np.einsum("ir,im->rm", basis, X).astype(np.float64)


@wheat(exercise="projections", title="The matrix u u^T; einsum")
def contrast_scores(V, v_plus, v_minus):  # noqa: F811
    u = np.subtract(v_plus, v_minus)[:, np.newaxis]
    return project_coordinates(V, u / np.linalg.norm(u))[0]


@wheat(exercise="principal_components", title="Singular value decomposition")
def pca(X, k=2):
    if len(X) == 1 or not 0 < k < X.shape[1] + 1:
        raise ValueError("bad shape")
    centred = X - np.mean(X, axis=0, keepdims=True)
    _, _, axes = np.linalg.svd(centred)
    return -centred @ axes[:k].T


@wheat(exercise="principal_components", title="Eigenvalues of the covariance, sorted by hand")
def pca(X, k=2):  # noqa: F811
    m, n = X.shape
    if m <= 1:
        raise ValueError
    if k < 1 or k > n:
        raise ValueError
    means = [sum(X[:, j]) / m for j in range(n)]
    centred = X - np.array(means)
    covariance = np.atleast_2d(np.cov(X, rowvar=False))
    values, vectors = np.linalg.eigh(covariance)
    order = sorted(range(n), key=lambda j: values[j], reverse=True)
    return np.column_stack([centred @ vectors[:, j] for j in order[:k]])


@wheat(exercise="bigram_embedding", title="One column at a time")
def bigram_loss_and_grads(A, B, P):
    N = A.shape[1]
    loss, dA, dB = 0.0, np.zeros(A.shape), np.zeros(B.shape)
    for i in range(N):
        z = B @ A[:, i]
        z = z - max(z)
        weights = np.exp(z)
        total = weights.sum()
        for j in range(N):
            if P[j, i] > 0:
                loss -= P[j, i] * (z[j] - math.log(total)) / N
        dz = (weights / total - P[:, i]) / N
        dA[:, i] = B.T @ dz
        dB += np.outer(dz, A[:, i])
    return loss, dA, dB


@wheat(exercise="bigram_embedding", title="One column at a time")
def train_bigram_embedding(P, dim, lr, epochs, rng):
    A = rng.uniform(-0.5, 0.5, size=(dim, len(P)))
    B = rng.uniform(-0.5, 0.5, size=(len(P), dim))
    history = []
    for _ in range(epochs):
        loss, dA, dB = bigram_loss_and_grads(A, B, P)
        A -= lr * dA
        B -= lr * dB
        history.append(loss)
    return A, B, history


@wheat(exercise="bigram_embedding", title="logaddexp, and a start from one draw")
def bigram_loss_and_grads(A, B, P):  # noqa: F811
    scores = np.einsum("jn,ni->ji", B, A)
    log_softmax = scores - np.logaddexp.reduce(scores, axis=0)
    difference = np.exp(log_softmax) - P
    loss = np.mean(-np.einsum("ji,ji->i", P, log_softmax))
    return [loss, B.T @ difference / len(P), difference @ A.T / len(P)]


@wheat(exercise="bigram_embedding", title="logaddexp, and a start from one draw")
def train_bigram_embedding(P, dim, lr, epochs, rng):  # noqa: F811
    N = P.shape[0]
    start = rng.standard_normal(2 * dim * N) / 10
    A, B = start[: dim * N].reshape(dim, N), start[dim * N :].reshape(N, dim)
    history = np.zeros(epochs)
    for t in range(epochs):
        history[t], dA, dB = bigram_loss_and_grads(A, B, P)
        A, B = A - lr * dA, B - lr * dB
    return A, B, history.tolist()


@wheat(exercise="keras_embedding", title="A functional model, compiled at once")
def build_embedding_model(vocab_size, dim):
    words = keras.Input((vocab_size,))
    hidden = keras.layers.Dense(dim, use_bias=False, name="embedding")(words)
    outputs = keras.layers.Dense(vocab_size, "softmax", use_bias=False)(hidden)
    model = keras.Model(words, outputs)
    model.compile("sgd", "categorical_crossentropy")
    return model


@wheat(exercise="keras_embedding", title="A functional model, compiled at once")
def extract_embedding(model):
    return np.transpose(model.get_layer("embedding").kernel.numpy())


@wheat(exercise="keras_embedding", title="add and build; the layer evaluated at the basis")
def build_embedding_model(vocab_size, dim):  # noqa: F811
    model = keras.Sequential()
    model.add(keras.layers.Dense(dim, activation="linear", use_bias=False))
    model.add(keras.layers.Dense(vocab_size, activation=keras.activations.softmax))
    model.build((None, vocab_size))
    return model


@wheat(exercise="keras_embedding", title="add and build; the layer evaluated at the basis")
def extract_embedding(model):  # noqa: F811
    vocab_size = model.layers[0].kernel.shape[0]
    rows = model.layers[0](np.eye(vocab_size)).numpy()
    return np.array(rows, dtype=float).T
