"""Right answers that look different from the references of chapter 18d."""

import keras
import numpy as np
import tensorflow as tf

from chainrule.grading import wheat


@wheat(exercise="char_tokenizer", title="Places looked up in the list")
class CharTokenizer:
    def __init__(self, text):
        self.vocab = []
        for char in text:
            if char not in self.vocab:
                self.vocab.append(char)
        self.vocab.sort()

    def encode(self, text):
        # list.index raises ValueError for a character that is missing.
        return [self.vocab.index(char) for char in text]

    def decode(self, ids):
        text = ""
        for i in ids:
            if i not in range(len(self.vocab)):
                raise ValueError(f"{i} is no id")
            text += self.vocab[i]
        return text


@wheat(exercise="char_tokenizer", title="Two dictionaries, ids as a numpy array")
class CharTokenizer:  # noqa: F811
    def __init__(self, text):
        self.vocab = sorted(dict.fromkeys(text))
        self.char_of = dict(enumerate(self.vocab))
        self.id_of = {char: i for i, char in self.char_of.items()}

    def encode(self, text):
        try:
            return list(map(self.id_of.__getitem__, text))
        except KeyError:
            raise ValueError("unknown character") from None

    def decode(self, ids):
        try:
            return "".join(self.char_of[int(i)] for i in ids)
        except KeyError:
            raise ValueError("unknown id") from None


@wheat(exercise="training_batch", title="One window after the other")
def training_batch(ids, length, batch_size, rng):
    last = len(ids) - length - 1
    if last < 0:
        raise ValueError("too short")
    inputs, targets = [], []
    for _ in range(batch_size):
        start = int(rng.integers(0, last, endpoint=True))
        inputs.append(list(ids[start : start + length]))
        targets.append(list(ids[start + 1 : start + length + 1]))
    return np.array(inputs), np.array(targets)


@wheat(exercise="training_batch", title="Sliding windows, places from random()")
def training_batch(ids, length, batch_size, rng):  # noqa: F811
    windows = np.lib.stride_tricks.sliding_window_view(np.array(ids), length + 1)
    rows = windows[(rng.random(batch_size) * len(windows)).astype(int)].astype(np.int32)
    return [rows[:, :-1], rows[:, 1:]]


@wheat(exercise="causal_attention", title="A loop over the heads, concatenated")
def causal_attention(x, W_Q, W_K, W_V, W_O, num_heads):
    n = int(W_Q.shape[0])
    r = n // num_heads
    if r * num_heads != n:
        raise ValueError("heads of different sizes")
    past = tf.linalg.band_part(tf.ones((x.shape[1], x.shape[1])), -1, 0)
    outputs = []
    for h in range(num_heads):
        W = [tf.convert_to_tensor(M)[:, h * r : (h + 1) * r] for M in (W_Q, W_K, W_V)]
        q, k, v = (tf.matmul(x, M) for M in W)
        scores = tf.matmul(q, k, transpose_b=True) / tf.sqrt(float(r))
        outputs.append(tf.matmul(tf.nn.softmax(scores - 1e9 * (1 - past), axis=-1), v))
    return tf.matmul(tf.concat(outputs, axis=-1), W_O)


@wheat(exercise="causal_attention", title="einsum, with the sum over the heads")
def causal_attention(x, W_Q, W_K, W_V, W_O, num_heads):  # noqa: F811
    n, K = x.shape[-1], x.shape[1]
    if n % num_heads != 0:
        raise ValueError("num_heads must divide n")
    r = n // num_heads
    q, k, v = (
        tf.einsum("bin,nhr->bhir", x, tf.reshape(W, (n, num_heads, r))) for W in (W_Q, W_K, W_V)
    )
    scores = tf.einsum("bhir,bhjr->bhij", q, k) * r**-0.5
    scores = tf.where(np.arange(K)[:, None] >= np.arange(K), scores, scores.dtype.min)
    e = tf.exp(scores - tf.reduce_max(scores, axis=-1, keepdims=True))
    A = e / tf.reduce_sum(e, axis=-1, keepdims=True)
    return tf.einsum("bhij,bhjr,hrn->bin", A, v, tf.reshape(W_O, (num_heads, r, n)))


@wheat(exercise="tiny_gpt", title="Flat list of variables, initialisers of Keras")
class TinyGPT:
    def __init__(self, vocab_size, dim, num_heads, num_layers, max_tokens, seed):
        if dim % num_heads != 0:
            raise ValueError("heads")
        n = dim
        layer = [(n, n)] * 4 + [(n, 4 * n), (4 * n,), (4 * n, n), (n,)]
        self.variables = []
        for i, shape in enumerate([(vocab_size, n), (max_tokens, n)] + layer * num_layers):
            self.variables.append(self.start(shape, 10007 * seed + i))
        self.variables.append(self.start((n, vocab_size), 10007 * seed - 1))
        self.num_heads, self.max_tokens = num_heads, max_tokens

    def start(self, shape, seed):
        if len(shape) == 1:
            return tf.Variable(np.zeros(shape, dtype="float32"))
        return tf.Variable(keras.initializers.RandomNormal(stddev=0.1, seed=seed)(shape))

    def __call__(self, ids):
        K = len(ids[0])
        if self.max_tokens < K:
            raise ValueError("too long")
        A, w, *rest, B = self.variables
        x = tf.one_hot(ids, A.shape[0]) @ A + w[None, :K]
        for i in range(0, len(rest), 8):
            W_Q, W_K, W_V, W_O, W_1, b_1, W_2, b_2 = rest[i : i + 8]
            y = x + causal_attention(x, W_Q, W_K, W_V, W_O, self.num_heads)
            x = y + tf.matmul(tf.nn.gelu(tf.matmul(y, W_1) + b_1, approximate=True), W_2) + b_2
        return tf.matmul(x, B)


@wheat(exercise="tiny_gpt", title="A random generator of TensorFlow, GELU by its formula")
class TinyGPT:  # noqa: F811
    def __init__(self, vocab_size, dim, num_heads, num_layers, max_tokens, seed):
        if dim % num_heads:
            raise ValueError("heads")
        chance = tf.random.Generator.from_seed(seed)

        def draw(rows, columns):
            return tf.Variable(chance.normal((rows, columns), stddev=0.1))

        self.heads, self.max_tokens = num_heads, max_tokens
        self.variables = [draw(vocab_size, dim), draw(max_tokens, dim)]
        self.layers = []
        for _ in range(num_layers):
            attention = [draw(dim, dim) for _ in range(4)]
            W_1, b_1 = draw(dim, 4 * dim), tf.Variable(tf.zeros((4 * dim,)))
            W_2, b_2 = draw(4 * dim, dim), tf.Variable(tf.zeros((dim,)))
            self.layers.append((attention, W_1, b_1, W_2, b_2))
            self.variables += [*attention, W_1, b_1, W_2, b_2]
        self.variables.append(draw(dim, vocab_size))

    def __call__(self, ids):
        ids = tf.convert_to_tensor(ids)
        if ids.shape[1] > self.max_tokens:
            raise ValueError("too many tokens")
        places = tf.range(ids.shape[1])
        x = tf.nn.embedding_lookup(self.variables[0], ids) + tf.gather(self.variables[1], places)
        for attention, W_1, b_1, W_2, b_2 in self.layers:
            x = x + causal_attention(x, *attention, self.heads)
            z = x @ W_1 + b_1
            h = 0.5 * z * (1 + tf.tanh((2 / np.pi) ** 0.5 * (z + 0.044715 * z**3)))
            x = x + h @ W_2 + b_2
        return x @ self.variables[-1]


@wheat(exercise="next_token_loss", title="The loss of Keras, from logits")
def next_token_loss(model, inputs, targets):
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    return loss(targets, model(inputs))


@wheat(exercise="next_token_loss", title="log_softmax and one-hot targets")
def next_token_loss(model, inputs, targets):  # noqa: F811
    logits = model(inputs)
    one_hot = tf.one_hot(targets, logits.shape[-1])
    return -tf.reduce_sum(one_hot * tf.nn.log_softmax(logits)) / np.size(targets)


@wheat(exercise="train", title="apply_gradients, losses fetched at the end")
def train(model, ids, steps, batch_size, learning_rate, rng):
    adam = keras.optimizers.Adam(learning_rate=learning_rate)
    losses = []
    while len(losses) < steps:
        with tf.GradientTape() as tape:
            loss = next_token_loss(model, *training_batch(ids, model.max_tokens, batch_size, rng))
        gradients = tape.gradient(loss, model.variables)
        adam.apply_gradients(zip(gradients, model.variables, strict=True))
        losses.append(loss)
    return [loss.numpy() for loss in losses]


@wheat(exercise="train", title="Adam written out")
def train(model, ids, steps, batch_size, learning_rate, rng):  # noqa: F811
    means = [tf.zeros_like(v) for v in model.variables]
    squares = [tf.zeros_like(v) for v in model.variables]
    losses = []
    for t in range(1, steps + 1):
        batch = training_batch(ids, model.max_tokens, batch_size, rng)
        with tf.GradientTape() as tape:
            loss = next_token_loss(model, *batch)
        gradients = tape.gradient(loss, model.variables)
        for i, (v, g) in enumerate(zip(model.variables, gradients, strict=True)):
            means[i] = 0.9 * means[i] + 0.1 * g
            squares[i] = 0.999 * squares[i] + 0.001 * g**2
            rate = learning_rate * (1 - 0.999**t) ** 0.5 / (1 - 0.9**t)
            v.assign_sub(rate * means[i] / (squares[i] ** 0.5 + 1e-7))
        losses.append(float(loss))
    return losses


@wheat(exercise="generate", title="numpy softmax, the place found in the cumulated sums")
def generate(model, tokenizer, prompt, num_new, temperature, rng):
    if not temperature > 0:
        raise ValueError("temperature")
    text = prompt
    for _ in range(num_new):
        context = tokenizer.encode(text[-model.max_tokens :])
        logits = np.asarray(model(np.array([context])), dtype=float)[0, -1] / temperature
        sums = np.cumsum(np.exp(logits - logits.max()))
        text += tokenizer.decode([int(np.searchsorted(sums, rng.random() * sums[-1], "right"))])
    return text


@wheat(exercise="generate", title="The largest logit plus Gumbel noise")
def generate(model, tokenizer, prompt, num_new, temperature, rng):  # noqa: F811
    if temperature <= 0:
        raise ValueError("temperature")
    new = []
    start = tokenizer.encode(prompt)
    for _ in range(num_new):
        context = (list(start) + new)[-model.max_tokens :]
        logits = model(tf.constant([context]))[:, -1].numpy()[0].astype(float)
        new.append(int(np.argmax(logits / temperature + rng.gumbel(size=len(logits)))))
    return prompt + tokenizer.decode(new)
