"""Wrong answers of students, and what to tell them: chapter 18d."""

import keras
import numpy as np
import tensorflow as tf

from chainrule.grading import chaff


@chaff(
    exercise="char_tokenizer",
    fails=[
        "test_vocabulary",
        "test_encode_and_decode",
        "test_unknown_characters",
        "test_unknown_ids",
    ],
    en=(
        "Order of first appearance",
        "Every character is there once. In which order does the vocabulary stand?",
    ),
    fr=(
        "Ordre de première apparition",
        "Chaque caractère y est une fois. Dans quel ordre le vocabulaire est-il rangé ?",
    ),
)
class CharTokenizer:
    def __init__(self, text):
        self.vocab = list(dict.fromkeys(text))
        self._ids = {char: i for i, char in enumerate(self.vocab)}

    def encode(self, text):
        if not set(text) <= set(self.vocab):
            raise ValueError("a character is not in the vocabulary")
        return [self._ids[char] for char in text]

    def decode(self, ids):
        if not all(0 <= i < len(self.vocab) for i in ids):
            raise ValueError("an id is not in the vocabulary")
        return "".join(self.vocab[i] for i in ids)


@chaff(
    exercise="char_tokenizer",
    fails=[
        "test_vocabulary",
        "test_encode_and_decode",
        "test_unknown_characters",
        "test_unknown_ids",
    ],
    en=(
        "Capital letters made small",
        "Small letters are right. Are A and a the same character?",
    ),
    fr=(
        "Majuscules mises en minuscules",
        "Les minuscules sont justes. A et a sont-ils le même caractère ?",
    ),
)
class CharTokenizer:  # noqa: F811
    def __init__(self, text):
        self.vocab = sorted(set(text.lower()))
        self._ids = {char: i for i, char in enumerate(self.vocab)}

    def encode(self, text):
        if not set(text.lower()) <= set(self.vocab):
            raise ValueError("a character is not in the vocabulary")
        return [self._ids[char] for char in text.lower()]

    def decode(self, ids):
        if not all(0 <= i < len(self.vocab) for i in ids):
            raise ValueError("an id is not in the vocabulary")
        return "".join(self.vocab[i] for i in ids)


@chaff(
    exercise="char_tokenizer",
    fails=["test_encode_and_decode", "test_unknown_characters", "test_unknown_ids"],
    en=(
        "Ids from 1",
        "Vocabulary and order are right. What is the id of its first character?",
    ),
    fr=(
        "Identifiants à partir de 1",
        "Vocabulaire et ordre sont justes. Quel est l'identifiant de son premier caractère ?",
    ),
)
class CharTokenizer:  # noqa: F811
    def __init__(self, text):
        self.vocab = sorted(set(text))
        self._ids = {char: i for i, char in enumerate(self.vocab, 1)}

    def encode(self, text):
        if not set(text) <= set(self.vocab):
            raise ValueError("a character is not in the vocabulary")
        return [self._ids[char] for char in text]

    def decode(self, ids):
        if not all(0 <= i < len(self.vocab) for i in ids):
            raise ValueError("an id is not in the vocabulary")
        return "".join(self.vocab[i] for i in ids)


@chaff(
    exercise="char_tokenizer",
    fails=["test_unknown_characters"],
    en=(
        "Unknown characters left out",
        "Known characters are right. How should one learn that another one got lost?",
    ),
    fr=(
        "Caractères inconnus sautés",
        "Les caractères connus sont justes. Comment savoir qu'un autre s'est perdu ?",
    ),
)
class CharTokenizer:  # noqa: F811
    def __init__(self, text):
        self.vocab = sorted(set(text))
        self._ids = {char: i for i, char in enumerate(self.vocab)}

    def encode(self, text):
        return [self._ids[char] for char in text if char in self._ids]

    def decode(self, ids):
        if not all(0 <= i < len(self.vocab) for i in ids):
            raise ValueError("an id is not in the vocabulary")
        return "".join(self.vocab[i] for i in ids)


@chaff(
    exercise="char_tokenizer",
    fails=["test_unknown_characters"],
    en=(
        "The error of the dictionary",
        "It does refuse unknown characters. With which error?",
    ),
    fr=(
        "L'erreur du dictionnaire",
        "Les caractères inconnus sont bien refusés. Par quelle erreur ?",
    ),
)
class CharTokenizer:  # noqa: F811
    def __init__(self, text):
        self.vocab = sorted(set(text))
        self._ids = {char: i for i, char in enumerate(self.vocab)}

    def encode(self, text):
        return [self._ids[char] for char in text]

    def decode(self, ids):
        if not all(0 <= i < len(self.vocab) for i in ids):
            raise ValueError("an id is not in the vocabulary")
        return "".join(self.vocab[i] for i in ids)


@chaff(
    exercise="char_tokenizer",
    fails=["test_unknown_ids"],
    en=(
        "Negative ids from the end",
        "Ids that are too large are refused. What does a list give at the place -1?",
    ),
    fr=(
        "Identifiants négatifs, depuis la fin",
        "Les identifiants trop grands sont refusés. Que donne une liste au rang -1 ?",
    ),
)
class CharTokenizer:  # noqa: F811
    def __init__(self, text):
        self.vocab = sorted(set(text))
        self._ids = {char: i for i, char in enumerate(self.vocab)}

    def encode(self, text):
        if not set(text) <= set(self.vocab):
            raise ValueError("a character is not in the vocabulary")
        return [self._ids[char] for char in text]

    def decode(self, ids):
        if not all(i < len(self.vocab) for i in ids):
            raise ValueError("an id is not in the vocabulary")
        return "".join(self.vocab[i] for i in ids)


@chaff(
    exercise="char_tokenizer",
    fails=["test_encode_and_decode", "test_unknown_characters", "test_unknown_ids"],
    en=(
        "A list of characters",
        "The characters are right. Of which type is a text?",
    ),
    fr=(
        "Une liste de caractères",
        "Les caractères sont justes. De quel type est un texte ?",
    ),
)
class CharTokenizer:  # noqa: F811
    def __init__(self, text):
        self.vocab = sorted(set(text))
        self._ids = {char: i for i, char in enumerate(self.vocab)}

    def encode(self, text):
        if not set(text) <= set(self.vocab):
            raise ValueError("a character is not in the vocabulary")
        return [self._ids[char] for char in text]

    def decode(self, ids):
        if not all(0 <= i < len(self.vocab) for i in ids):
            raise ValueError("an id is not in the vocabulary")
        return [self.vocab[i] for i in ids]


@chaff(
    exercise="char_tokenizer",
    fails=["test_vocabulary"],
    en=(
        "The vocabulary as one string",
        "Encoding and decoding are right. Of which type is vocab to be?",
    ),
    fr=(
        "Le vocabulaire en une seule chaîne",
        "Encodage et décodage sont justes. De quel type doit être vocab ?",
    ),
)
class CharTokenizer:  # noqa: F811
    def __init__(self, text):
        self.vocab = "".join(sorted(set(text)))
        self._ids = {char: i for i, char in enumerate(self.vocab)}

    def encode(self, text):
        if not set(text) <= set(self.vocab):
            raise ValueError("a character is not in the vocabulary")
        return [self._ids[char] for char in text]

    def decode(self, ids):
        if not all(0 <= i < len(self.vocab) for i in ids):
            raise ValueError("an id is not in the vocabulary")
        return "".join(self.vocab[i] for i in ids)


@chaff(
    exercise="training_batch",
    fails=[
        "test_targets_are_the_next_tokens",
        "test_chance_comes_from_rng",
        "test_refuses_a_short_text",
    ],
    en=(
        "Targets equal to the inputs",
        "The windows are right. Which token should be predicted from the first one?",
    ),
    fr=(
        "Cibles égales aux entrées",
        "Les fenêtres sont justes. Quel token faut-il prédire à partir du premier ?",
    ),
)
def training_batch(ids, length, batch_size, rng):
    if len(ids) < length + 1:
        raise ValueError("the text is shorter than a window and its targets")
    starts = rng.integers(len(ids) - length, size=batch_size)
    windows = np.asarray(ids)[starts[:, None] + np.arange(length + 1)]
    return (windows[:, :-1], windows[:, :-1])


@chaff(
    exercise="training_batch",
    fails=[
        "test_targets_are_the_next_tokens",
        "test_places_are_equally_likely",
        "test_windows_are_independent",
        "test_chance_comes_from_rng",
        "test_refuses_a_short_text",
    ],
    en=(
        "The past as target",
        "The shift by one is there. In which direction does a text go on?",
    ),
    fr=(
        "Le passé pour cible",
        "Le décalage d'un rang y est. Dans quel sens un texte continue-t-il ?",
    ),
)
def training_batch(ids, length, batch_size, rng):  # noqa: F811
    if len(ids) < length + 1:
        raise ValueError("the text is shorter than a window and its targets")
    starts = rng.integers(len(ids) - length, size=batch_size)
    windows = np.asarray(ids)[starts[:, None] + np.arange(length + 1)]
    return (windows[:, 1:], windows[:, :-1])


@chaff(
    exercise="training_batch",
    fails=["test_places_are_equally_likely", "test_windows_are_independent"],
    en=(
        "The last place never drawn",
        "Each window is right. Can one of them end with the last token of the text?",
    ),
    fr=(
        "La dernière place jamais tirée",
        "Chaque fenêtre est juste. L'une d'elles peut-elle finir par le dernier token du texte ?",
    ),
)
def training_batch(ids, length, batch_size, rng):  # noqa: F811
    if len(ids) < length + 1:
        raise ValueError("the text is shorter than a window and its targets")
    starts = rng.integers(max(len(ids) - length - 1, 1), size=batch_size)
    windows = np.asarray(ids)[starts[:, None] + np.arange(length + 1)]
    return (windows[:, :-1], windows[:, 1:])


@chaff(
    exercise="training_batch",
    fails=["test_windows_are_independent"],
    en=(
        "Neighbouring windows",
        "Each window is right. Does its place tell anything about that of the next one?",
    ),
    fr=(
        "Fenêtres voisines",
        "Chaque fenêtre est juste. Sa place dit-elle quelque chose de celle de la suivante ?",
    ),
)
def training_batch(ids, length, batch_size, rng):  # noqa: F811
    if len(ids) < length + 1:
        raise ValueError("the text is shorter than a window and its targets")
    starts = (rng.integers(len(ids) - length) + np.arange(batch_size)) % (len(ids) - length)
    windows = np.asarray(ids)[starts[:, None] + np.arange(length + 1)]
    return (windows[:, :-1], windows[:, 1:])


@chaff(
    exercise="training_batch",
    fails=["test_chance_comes_from_rng"],
    en=(
        "A generator of its own",
        "Everything else is right. Which argument is the source of chance?",
    ),
    fr=(
        "Un générateur à soi",
        "Tout le reste est juste. Quel argument est la source du hasard ?",
    ),
)
def training_batch(ids, length, batch_size, rng):  # noqa: F811
    if len(ids) < length + 1:
        raise ValueError("the text is shorter than a window and its targets")
    starts = np.random.default_rng().integers(len(ids) - length, size=batch_size)
    windows = np.asarray(ids)[starts[:, None] + np.arange(length + 1)]
    return (windows[:, :-1], windows[:, 1:])


@chaff(
    exercise="training_batch",
    fails=["test_chance_comes_from_rng"],
    en=(
        "Always the same seed",
        "The windows look random. What happens in the next step of the training?",
    ),
    fr=(
        "Toujours la même graine",
        "Les fenêtres ont l'air au hasard. Que se passe-t-il au pas suivant de l'entraînement ?",
    ),
)
def training_batch(ids, length, batch_size, rng):  # noqa: F811
    if len(ids) < length + 1:
        raise ValueError("the text is shorter than a window and its targets")
    starts = np.random.default_rng(0).integers(len(ids) - length, size=batch_size)
    windows = np.asarray(ids)[starts[:, None] + np.arange(length + 1)]
    return (windows[:, :-1], windows[:, 1:])


@chaff(
    exercise="training_batch",
    fails=["test_refuses_a_short_text"],
    en=(
        "Short texts closed to a ring",
        "Long texts are right. Is the first token of a text really the successor of the last one?",
    ),
    fr=(
        "Textes courts refermés en anneau",
        "Les textes longs sont justes. Le premier token d'un texte suit-il vraiment le dernier ?",
    ),
)
def training_batch(ids, length, batch_size, rng):  # noqa: F811
    starts = rng.integers(max(len(ids) - length, 1), size=batch_size)
    windows = np.asarray(ids)[(starts[:, None] + np.arange(length + 1)) % len(ids)]
    return (windows[:, :-1], windows[:, 1:])


@chaff(
    exercise="training_batch",
    fails=["test_places_are_equally_likely", "test_windows_are_independent"],
    en=(
        "Windows side by side",
        "Each window is right. Can one start in the middle of another?",
    ),
    fr=(
        "Fenêtres bout à bout",
        "Chaque fenêtre est juste. L'une peut-elle commencer au milieu d'une autre ?",
    ),
)
def training_batch(ids, length, batch_size, rng):  # noqa: F811
    if len(ids) < length + 1:
        raise ValueError("the text is shorter than a window and its targets")
    starts = length * rng.integers((len(ids) - length - 1) // length + 1, size=batch_size)
    windows = np.asarray(ids)[starts[:, None] + np.arange(length + 1)]
    return (windows[:, :-1], windows[:, 1:])


@chaff(
    exercise="training_batch",
    fails=["test_places_are_equally_likely", "test_windows_are_independent"],
    en=(
        "Rounded places",
        "Every place can come, the last one too. How many random numbers are rounded to 0, "
        "how many to 1?",
    ),
    fr=(
        "Places arrondies",
        "Chaque place peut venir, la dernière aussi. Combien de nombres au hasard sont "
        "arrondis à 0, combien à 1 ?",
    ),
)
def training_batch(ids, length, batch_size, rng):  # noqa: F811
    if len(ids) < length + 1:
        raise ValueError("the text is shorter than a window and its targets")
    starts = np.rint((len(ids) - length - 1) * rng.random(batch_size)).astype(int)
    windows = np.asarray(ids)[starts[:, None] + np.arange(length + 1)]
    return (windows[:, :-1], windows[:, 1:])


@chaff(
    exercise="causal_attention",
    see="4.1",
    fails=[
        "test_one_head",
        "test_several_heads",
        "test_large_scores",
        "test_gradients_flow",
        "test_refuses_uneven_heads",
    ],
    en=(
        "No mask",
        "The shapes are right. Which tokens may the first one look at?",
    ),
    fr=(
        "Pas de masque",
        "Les dimensions sont justes. Quels tokens le premier peut-il regarder ?",
    ),
)
def causal_attention(x, W_Q, W_K, W_V, W_O, num_heads):
    batch, length, n = x.shape
    if n % num_heads:
        raise ValueError("num_heads does not divide n")

    def split(rows):
        return tf.transpose(tf.reshape(rows, (batch, length, num_heads, -1)), (0, 2, 1, 3))

    queries, keys, values = (split(x @ W_Q), split(x @ W_K), split(x @ W_V))
    scores = queries @ tf.linalg.matrix_transpose(keys) / (n / num_heads) ** 0.5
    heads = tf.nn.softmax(scores) @ values
    return tf.reshape(tf.transpose(heads, (0, 2, 1, 3)), (batch, length, n)) @ W_O


@chaff(
    exercise="causal_attention",
    see="4.1",
    fails=[
        "test_one_head",
        "test_several_heads",
        "test_large_scores",
        "test_gradients_flow",
        "test_refuses_uneven_heads",
    ],
    en=(
        "No scale",
        "With r = 1 it is right. What are the scores divided by?",
    ),
    fr=(
        "Pas d'échelle",
        "Avec r = 1, c'est juste. Par quoi les scores sont-ils divisés ?",
    ),
)
def causal_attention(x, W_Q, W_K, W_V, W_O, num_heads):  # noqa: F811
    batch, length, n = x.shape
    if n % num_heads:
        raise ValueError("num_heads does not divide n")

    def split(rows):
        return tf.transpose(tf.reshape(rows, (batch, length, num_heads, -1)), (0, 2, 1, 3))

    queries, keys, values = (split(x @ W_Q), split(x @ W_K), split(x @ W_V))
    scores = queries @ tf.linalg.matrix_transpose(keys)
    allowed = np.tri(length) > 0
    heads = tf.nn.softmax(tf.where(allowed, scores, -np.inf)) @ values
    return tf.reshape(tf.transpose(heads, (0, 2, 1, 3)), (batch, length, n)) @ W_O


@chaff(
    exercise="causal_attention",
    fails=["test_several_heads", "test_refuses_uneven_heads"],
    en=(
        "Scale with n",
        "One head is right. How long are queries and keys if there are several?",
    ),
    fr=(
        "Échelle avec n",
        "Une tête est juste. Quelle est la longueur des requêtes et des clés s'il y en a "
        "plusieurs ?",
    ),
)
def causal_attention(x, W_Q, W_K, W_V, W_O, num_heads):  # noqa: F811
    batch, length, n = x.shape
    if n % num_heads:
        raise ValueError("num_heads does not divide n")

    def split(rows):
        return tf.transpose(tf.reshape(rows, (batch, length, num_heads, -1)), (0, 2, 1, 3))

    queries, keys, values = (split(x @ W_Q), split(x @ W_K), split(x @ W_V))
    scores = queries @ tf.linalg.matrix_transpose(keys) / n**0.5
    allowed = np.tri(length) > 0
    heads = tf.nn.softmax(tf.where(allowed, scores, -np.inf)) @ values
    return tf.reshape(tf.transpose(heads, (0, 2, 1, 3)), (batch, length, n)) @ W_O


@chaff(
    exercise="causal_attention",
    fails=["test_several_heads", "test_refuses_uneven_heads"],
    en=(
        "Heads cut along the tokens",
        "One head is right. After reshape, which numbers stand next to each other, those of a "
        "token or those of a head?",
    ),
    fr=(
        "Têtes découpées le long des tokens",
        "Une tête est juste. Après reshape, quels nombres se suivent : ceux d'un token ou "
        "ceux d'une tête ?",
    ),
)
def causal_attention(x, W_Q, W_K, W_V, W_O, num_heads):  # noqa: F811
    batch, length, n = x.shape
    if n % num_heads:
        raise ValueError("num_heads does not divide n")

    def split(rows):
        return tf.reshape(rows, (batch, num_heads, length, -1))

    queries, keys, values = (split(x @ W_Q), split(x @ W_K), split(x @ W_V))
    scores = queries @ tf.linalg.matrix_transpose(keys) / (n / num_heads) ** 0.5
    allowed = np.tri(length) > 0
    heads = tf.nn.softmax(tf.where(allowed, scores, -np.inf)) @ values
    return tf.reshape(heads, (batch, length, n)) @ W_O


@chaff(
    exercise="causal_attention",
    fails=["test_several_heads", "test_refuses_uneven_heads"],
    en=(
        "Heads not put side by side again",
        "One head is right. In which order must the axes stand before the heads become one row?",
    ),
    fr=(
        "Têtes mal remises côte à côte",
        "Une tête est juste. Dans quel ordre doivent être les axes avant que les têtes ne "
        "deviennent une ligne ?",
    ),
)
def causal_attention(x, W_Q, W_K, W_V, W_O, num_heads):  # noqa: F811
    batch, length, n = x.shape
    if n % num_heads:
        raise ValueError("num_heads does not divide n")

    def split(rows):
        return tf.transpose(tf.reshape(rows, (batch, length, num_heads, -1)), (0, 2, 1, 3))

    queries, keys, values = (split(x @ W_Q), split(x @ W_K), split(x @ W_V))
    scores = queries @ tf.linalg.matrix_transpose(keys) / (n / num_heads) ** 0.5
    allowed = np.tri(length) > 0
    heads = tf.nn.softmax(tf.where(allowed, scores, -np.inf)) @ values
    return tf.reshape(heads, (batch, length, n)) @ W_O


@chaff(
    exercise="causal_attention",
    see="4.1",
    fails=[
        "test_one_head",
        "test_several_heads",
        "test_large_scores",
        "test_gradients_flow",
        "test_refuses_uneven_heads",
    ],
    en=(
        "The residual inside",
        "The heads are right. Who adds x, the heads or the layer?",
    ),
    fr=(
        "Le résidu à l'intérieur",
        "Les têtes sont justes. Qui ajoute x : les têtes ou la couche ?",
    ),
)
def causal_attention(x, W_Q, W_K, W_V, W_O, num_heads):  # noqa: F811
    batch, length, n = x.shape
    if n % num_heads:
        raise ValueError("num_heads does not divide n")

    def split(rows):
        return tf.transpose(tf.reshape(rows, (batch, length, num_heads, -1)), (0, 2, 1, 3))

    queries, keys, values = (split(x @ W_Q), split(x @ W_K), split(x @ W_V))
    scores = queries @ tf.linalg.matrix_transpose(keys) / (n / num_heads) ** 0.5
    allowed = np.tri(length) > 0
    heads = tf.nn.softmax(tf.where(allowed, scores, -np.inf)) @ values
    return x + tf.reshape(tf.transpose(heads, (0, 2, 1, 3)), (batch, length, n)) @ W_O


@chaff(
    exercise="causal_attention",
    see="4.1",
    fails=[
        "test_one_head",
        "test_several_heads",
        "test_large_scores",
        "test_gradients_flow",
        "test_refuses_uneven_heads",
    ],
    en=(
        "Softmax over the queries",
        "The mask is right. Which sums are to be 1: for one query, or for one key?",
    ),
    fr=(
        "Softmax sur les requêtes",
        "Le masque est juste. Quelles sommes doivent valoir 1 : pour une requête ou pour une clé ?",
    ),
)
def causal_attention(x, W_Q, W_K, W_V, W_O, num_heads):  # noqa: F811
    batch, length, n = x.shape
    if n % num_heads:
        raise ValueError("num_heads does not divide n")

    def split(rows):
        return tf.transpose(tf.reshape(rows, (batch, length, num_heads, -1)), (0, 2, 1, 3))

    queries, keys, values = (split(x @ W_Q), split(x @ W_K), split(x @ W_V))
    scores = queries @ tf.linalg.matrix_transpose(keys) / (n / num_heads) ** 0.5
    allowed = np.tri(length) > 0
    heads = tf.nn.softmax(tf.where(allowed, scores, -np.inf), axis=-2) @ values
    return tf.reshape(tf.transpose(heads, (0, 2, 1, 3)), (batch, length, n)) @ W_O


@chaff(
    exercise="causal_attention",
    see="4.1",
    fails=[
        "test_one_head",
        "test_several_heads",
        "test_large_scores",
        "test_gradients_flow",
        "test_refuses_uneven_heads",
    ],
    en=(
        "Masked after the softmax",
        "No token looks ahead. What is the sum of the weights of the first token?",
    ),
    fr=(
        "Masque après le softmax",
        "Aucun token ne regarde en avant. Quelle est la somme des poids du premier token ?",
    ),
)
def causal_attention(x, W_Q, W_K, W_V, W_O, num_heads):  # noqa: F811
    batch, length, n = x.shape
    if n % num_heads:
        raise ValueError("num_heads does not divide n")

    def split(rows):
        return tf.transpose(tf.reshape(rows, (batch, length, num_heads, -1)), (0, 2, 1, 3))

    queries, keys, values = (split(x @ W_Q), split(x @ W_K), split(x @ W_V))
    scores = queries @ tf.linalg.matrix_transpose(keys) / (n / num_heads) ** 0.5
    allowed = np.tri(length) > 0
    heads = tf.where(allowed, tf.nn.softmax(scores), 0.0) @ values
    return tf.reshape(tf.transpose(heads, (0, 2, 1, 3)), (batch, length, n)) @ W_O


@chaff(
    exercise="causal_attention",
    see="4.1",
    fails=[
        "test_one_head",
        "test_several_heads",
        "test_large_scores",
        "test_gradients_flow",
        "test_refuses_uneven_heads",
    ],
    en=(
        "The token itself masked",
        "No token looks ahead. May it look at itself?",
    ),
    fr=(
        "Le token lui-même masqué",
        "Aucun token ne regarde en avant. Peut-il se regarder lui-même ?",
    ),
)
def causal_attention(x, W_Q, W_K, W_V, W_O, num_heads):  # noqa: F811
    batch, length, n = x.shape
    if n % num_heads:
        raise ValueError("num_heads does not divide n")

    def split(rows):
        return tf.transpose(tf.reshape(rows, (batch, length, num_heads, -1)), (0, 2, 1, 3))

    queries, keys, values = (split(x @ W_Q), split(x @ W_K), split(x @ W_V))
    scores = queries @ tf.linalg.matrix_transpose(keys) / (n / num_heads) ** 0.5
    allowed = (np.tri(length, k=-1) > 0) | (np.arange(length) == 0)
    heads = tf.nn.softmax(tf.where(allowed, scores, -np.inf)) @ values
    return tf.reshape(tf.transpose(heads, (0, 2, 1, 3)), (batch, length, n)) @ W_O


@chaff(
    exercise="causal_attention",
    see="4.1",
    fails=[
        "test_one_head",
        "test_several_heads",
        "test_large_scores",
        "test_gradients_flow",
        "test_refuses_uneven_heads",
    ],
    en=(
        "Zero in place of minus infinity",
        "You change the scores before the softmax, and the right ones. Is the weight of a score 0 "
        "also 0?",
    ),
    fr=(
        "Zéro à la place de moins l'infini",
        "Vous changez les scores avant le softmax, et les bons. Le poids d'un score nul est-il nul "
        "aussi ?",
    ),
)
def causal_attention(x, W_Q, W_K, W_V, W_O, num_heads):  # noqa: F811
    batch, length, n = x.shape
    if n % num_heads:
        raise ValueError("num_heads does not divide n")

    def split(rows):
        return tf.transpose(tf.reshape(rows, (batch, length, num_heads, -1)), (0, 2, 1, 3))

    queries, keys, values = (split(x @ W_Q), split(x @ W_K), split(x @ W_V))
    scores = queries @ tf.linalg.matrix_transpose(keys) / (n / num_heads) ** 0.5
    allowed = np.tri(length) > 0
    heads = tf.nn.softmax(tf.where(allowed, scores, 0.0)) @ values
    return tf.reshape(tf.transpose(heads, (0, 2, 1, 3)), (batch, length, n)) @ W_O


@chaff(
    exercise="causal_attention",
    see="4.1",
    fails=["test_large_scores"],
    en=(
        "Too small a fine for the future",
        "Small scores are right. Which score can outweigh the number that you put in place of "
        "the masked ones?",
    ),
    fr=(
        "Pénalité trop faible pour l'avenir",
        "Les petits scores sont justes. Quel score peut l'emporter sur le nombre que vous "
        "mettez à la place des scores masqués ?",
    ),
)
def causal_attention(x, W_Q, W_K, W_V, W_O, num_heads):  # noqa: F811
    batch, length, n = x.shape
    if n % num_heads:
        raise ValueError("num_heads does not divide n")

    def split(rows):
        return tf.transpose(tf.reshape(rows, (batch, length, num_heads, -1)), (0, 2, 1, 3))

    queries, keys, values = (split(x @ W_Q), split(x @ W_K), split(x @ W_V))
    scores = queries @ tf.linalg.matrix_transpose(keys) / (n / num_heads) ** 0.5
    allowed = np.tri(length) > 0
    heads = tf.nn.softmax(tf.where(allowed, scores, -60.0)) @ values
    return tf.reshape(tf.transpose(heads, (0, 2, 1, 3)), (batch, length, n)) @ W_O


@chaff(
    exercise="causal_attention",
    fails=["test_large_scores"],
    en=(
        "exp of large scores",
        "Small scores are right. What is exp(1000) in the computer?",
    ),
    fr=(
        "exp de grands scores",
        "Les petits scores sont justes. Que vaut exp(1000) en machine ?",
    ),
)
def causal_attention(x, W_Q, W_K, W_V, W_O, num_heads):  # noqa: F811
    batch, length, n = x.shape
    if n % num_heads:
        raise ValueError("num_heads does not divide n")

    def split(rows):
        return tf.transpose(tf.reshape(rows, (batch, length, num_heads, -1)), (0, 2, 1, 3))

    queries, keys, values = (split(x @ W_Q), split(x @ W_K), split(x @ W_V))
    scores = queries @ tf.linalg.matrix_transpose(keys) / (n / num_heads) ** 0.5
    allowed = np.tri(length) > 0
    e = tf.exp(tf.where(allowed, scores, -np.inf))
    heads = e / tf.reduce_sum(e, axis=-1, keepdims=True) @ values
    return tf.reshape(tf.transpose(heads, (0, 2, 1, 3)), (batch, length, n)) @ W_O


@chaff(
    exercise="causal_attention",
    fails=["test_gradients_flow"],
    en=(
        "Weights through numpy",
        "The values are right. Can the tape see what numpy does?",
    ),
    fr=(
        "Des poids passés par numpy",
        "Les valeurs sont justes. Le ruban voit-il ce que fait numpy ?",
    ),
)
def causal_attention(x, W_Q, W_K, W_V, W_O, num_heads):  # noqa: F811
    batch, length, n = x.shape
    if n % num_heads:
        raise ValueError("num_heads does not divide n")

    def split(rows):
        return tf.transpose(tf.reshape(rows, (batch, length, num_heads, -1)), (0, 2, 1, 3))

    queries, keys, values = (split(x @ W_Q), split(x @ W_K), split(x @ W_V))
    scores = queries @ tf.linalg.matrix_transpose(keys) / (n / num_heads) ** 0.5
    allowed = np.tri(length) > 0
    A = np.array(tf.nn.softmax(tf.where(allowed, scores, -np.inf)))
    heads = A @ values
    return tf.reshape(tf.transpose(heads, (0, 2, 1, 3)), (batch, length, n)) @ W_O


@chaff(
    exercise="causal_attention",
    fails=["test_refuses_uneven_heads"],
    en=(
        "No check of the number of heads",
        "All heads are right. Which error comes if n cannot be shared out evenly?",
    ),
    fr=(
        "Nombre de têtes non vérifié",
        "Toutes les têtes sont justes. Quelle erreur vient si n ne se partage pas également ?",
    ),
)
def causal_attention(x, W_Q, W_K, W_V, W_O, num_heads):  # noqa: F811
    batch, length, n = x.shape

    def split(rows):
        return tf.transpose(tf.reshape(rows, (batch, length, num_heads, -1)), (0, 2, 1, 3))

    queries, keys, values = (split(x @ W_Q), split(x @ W_K), split(x @ W_V))
    scores = queries @ tf.linalg.matrix_transpose(keys) / (n / num_heads) ** 0.5
    allowed = np.tri(length) > 0
    heads = tf.nn.softmax(tf.where(allowed, scores, -np.inf)) @ values
    return tf.reshape(tf.transpose(heads, (0, 2, 1, 3)), (batch, length, n)) @ W_O


@chaff(
    exercise="tiny_gpt",
    see="5.1",
    fails=["test_logits", "test_gradients_reach_every_variable", "test_refused_arguments"],
    en=(
        "No positions",
        "The variables are right. How does the stream know the place of a token?",
    ),
    fr=(
        "Pas de positions",
        "Les variables sont justes. Comment le flux connaît-il la place d'un token ?",
    ),
)
class TinyGPT:
    def __init__(self, vocab_size, dim, num_heads, num_layers, max_tokens, seed):
        if dim % num_heads:
            raise ValueError("num_heads does not divide dim")
        rng = np.random.default_rng(seed)

        def matrix(*shape: int):
            return tf.Variable(rng.normal(0, 0.1, shape), dtype=tf.float32)

        self.num_heads = num_heads
        self.max_tokens = max_tokens
        self.tokens = matrix(vocab_size, dim)
        self.positions = matrix(max_tokens, dim)
        self.layers = [
            [
                *(matrix(dim, dim) for _ in range(4)),
                matrix(dim, 4 * dim),
                tf.Variable(tf.zeros(4 * dim)),
                matrix(4 * dim, dim),
                tf.Variable(tf.zeros(dim)),
            ]
            for _ in range(num_layers)
        ]
        self.unembedding = matrix(dim, vocab_size)
        self.variables = [
            self.tokens,
            self.positions,
            *(variable for layer in self.layers for variable in layer),
            self.unembedding,
        ]

    def __call__(self, ids):
        length = ids.shape[1]
        if length > self.max_tokens:
            raise ValueError("more than max_tokens tokens")
        x = tf.gather(self.tokens, ids)
        for W_Q, W_K, W_V, W_O, W_1, b_1, W_2, b_2 in self.layers:
            x = x + causal_attention(x, W_Q, W_K, W_V, W_O, self.num_heads)
            x = x + tf.nn.gelu(x @ W_1 + b_1, approximate=True) @ W_2 + b_2
        return x @ self.unembedding


@chaff(
    exercise="tiny_gpt",
    see="5.1",
    fails=["test_logits", "test_gradients_reach_every_variable", "test_refused_arguments"],
    en=(
        "Positions in every layer",
        "One layer is right. How often are the positions added?",
    ),
    fr=(
        "Positions dans chaque couche",
        "Avec une couche, c'est juste. Combien de fois ajoute-t-on les positions ?",
    ),
)
class TinyGPT:  # noqa: F811
    def __init__(self, vocab_size, dim, num_heads, num_layers, max_tokens, seed):
        if dim % num_heads:
            raise ValueError("num_heads does not divide dim")
        rng = np.random.default_rng(seed)

        def matrix(*shape: int):
            return tf.Variable(rng.normal(0, 0.1, shape), dtype=tf.float32)

        self.num_heads = num_heads
        self.max_tokens = max_tokens
        self.tokens = matrix(vocab_size, dim)
        self.positions = matrix(max_tokens, dim)
        self.layers = [
            [
                *(matrix(dim, dim) for _ in range(4)),
                matrix(dim, 4 * dim),
                tf.Variable(tf.zeros(4 * dim)),
                matrix(4 * dim, dim),
                tf.Variable(tf.zeros(dim)),
            ]
            for _ in range(num_layers)
        ]
        self.unembedding = matrix(dim, vocab_size)
        self.variables = [
            self.tokens,
            self.positions,
            *(variable for layer in self.layers for variable in layer),
            self.unembedding,
        ]

    def __call__(self, ids):
        length = ids.shape[1]
        if length > self.max_tokens:
            raise ValueError("more than max_tokens tokens")
        x = tf.gather(self.tokens, ids)
        for W_Q, W_K, W_V, W_O, W_1, b_1, W_2, b_2 in self.layers:
            x = x + self.positions[:length]
            x = x + causal_attention(x, W_Q, W_K, W_V, W_O, self.num_heads)
            x = x + tf.nn.gelu(x @ W_1 + b_1, approximate=True) @ W_2 + b_2
        return x @ self.unembedding


@chaff(
    exercise="tiny_gpt",
    see="5.1",
    fails=["test_logits", "test_gradients_reach_every_variable", "test_refused_arguments"],
    en=(
        "ReLU in place of GELU",
        "The stream is right. Which activation have the dense layers of this chapter?",
    ),
    fr=(
        "ReLU à la place de GELU",
        "Le flux est juste. Quelle activation ont les couches denses de ce chapitre ?",
    ),
)
class TinyGPT:  # noqa: F811
    def __init__(self, vocab_size, dim, num_heads, num_layers, max_tokens, seed):
        if dim % num_heads:
            raise ValueError("num_heads does not divide dim")
        rng = np.random.default_rng(seed)

        def matrix(*shape: int):
            return tf.Variable(rng.normal(0, 0.1, shape), dtype=tf.float32)

        self.num_heads = num_heads
        self.max_tokens = max_tokens
        self.tokens = matrix(vocab_size, dim)
        self.positions = matrix(max_tokens, dim)
        self.layers = [
            [
                *(matrix(dim, dim) for _ in range(4)),
                matrix(dim, 4 * dim),
                tf.Variable(tf.zeros(4 * dim)),
                matrix(4 * dim, dim),
                tf.Variable(tf.zeros(dim)),
            ]
            for _ in range(num_layers)
        ]
        self.unembedding = matrix(dim, vocab_size)
        self.variables = [
            self.tokens,
            self.positions,
            *(variable for layer in self.layers for variable in layer),
            self.unembedding,
        ]

    def __call__(self, ids):
        length = ids.shape[1]
        if length > self.max_tokens:
            raise ValueError("more than max_tokens tokens")
        x = tf.gather(self.tokens, ids) + self.positions[:length]
        for W_Q, W_K, W_V, W_O, W_1, b_1, W_2, b_2 in self.layers:
            x = x + causal_attention(x, W_Q, W_K, W_V, W_O, self.num_heads)
            x = x + tf.nn.relu(x @ W_1 + b_1) @ W_2 + b_2
        return x @ self.unembedding


@chaff(
    exercise="tiny_gpt",
    see="5.1",
    fails=["test_logits", "test_gradients_reach_every_variable", "test_refused_arguments"],
    en=(
        "The other form of GELU",
        "It is nearly right. Which of the two forms of GELU does this model use?",
    ),
    fr=(
        "L'autre forme de GELU",
        "C'est presque juste. Laquelle des deux formes de GELU ce modèle prend-il ?",
    ),
)
class TinyGPT:  # noqa: F811
    def __init__(self, vocab_size, dim, num_heads, num_layers, max_tokens, seed):
        if dim % num_heads:
            raise ValueError("num_heads does not divide dim")
        rng = np.random.default_rng(seed)

        def matrix(*shape: int):
            return tf.Variable(rng.normal(0, 0.1, shape), dtype=tf.float32)

        self.num_heads = num_heads
        self.max_tokens = max_tokens
        self.tokens = matrix(vocab_size, dim)
        self.positions = matrix(max_tokens, dim)
        self.layers = [
            [
                *(matrix(dim, dim) for _ in range(4)),
                matrix(dim, 4 * dim),
                tf.Variable(tf.zeros(4 * dim)),
                matrix(4 * dim, dim),
                tf.Variable(tf.zeros(dim)),
            ]
            for _ in range(num_layers)
        ]
        self.unembedding = matrix(dim, vocab_size)
        self.variables = [
            self.tokens,
            self.positions,
            *(variable for layer in self.layers for variable in layer),
            self.unembedding,
        ]

    def __call__(self, ids):
        length = ids.shape[1]
        if length > self.max_tokens:
            raise ValueError("more than max_tokens tokens")
        x = tf.gather(self.tokens, ids) + self.positions[:length]
        for W_Q, W_K, W_V, W_O, W_1, b_1, W_2, b_2 in self.layers:
            x = x + causal_attention(x, W_Q, W_K, W_V, W_O, self.num_heads)
            x = x + tf.nn.gelu(x @ W_1 + b_1) @ W_2 + b_2
        return x @ self.unembedding


@chaff(
    exercise="tiny_gpt",
    see="5.1",
    fails=["test_logits", "test_gradients_reach_every_variable", "test_refused_arguments"],
    en=(
        "Both branches from the same input",
        "Both branches are right. Which vectors do the dense layers read, those before the "
        "attention or after it?",
    ),
    fr=(
        "Les deux branches à partir de la même entrée",
        "Les deux branches sont justes. Quels vecteurs les couches denses lisent-elles, ceux "
        "d'avant l'attention ou d'après ?",
    ),
)
class TinyGPT:  # noqa: F811
    def __init__(self, vocab_size, dim, num_heads, num_layers, max_tokens, seed):
        if dim % num_heads:
            raise ValueError("num_heads does not divide dim")
        rng = np.random.default_rng(seed)

        def matrix(*shape: int):
            return tf.Variable(rng.normal(0, 0.1, shape), dtype=tf.float32)

        self.num_heads = num_heads
        self.max_tokens = max_tokens
        self.tokens = matrix(vocab_size, dim)
        self.positions = matrix(max_tokens, dim)
        self.layers = [
            [
                *(matrix(dim, dim) for _ in range(4)),
                matrix(dim, 4 * dim),
                tf.Variable(tf.zeros(4 * dim)),
                matrix(4 * dim, dim),
                tf.Variable(tf.zeros(dim)),
            ]
            for _ in range(num_layers)
        ]
        self.unembedding = matrix(dim, vocab_size)
        self.variables = [
            self.tokens,
            self.positions,
            *(variable for layer in self.layers for variable in layer),
            self.unembedding,
        ]

    def __call__(self, ids):
        length = ids.shape[1]
        if length > self.max_tokens:
            raise ValueError("more than max_tokens tokens")
        x = tf.gather(self.tokens, ids) + self.positions[:length]
        for W_Q, W_K, W_V, W_O, W_1, b_1, W_2, b_2 in self.layers:
            y = x + causal_attention(x, W_Q, W_K, W_V, W_O, self.num_heads)
            x = y + tf.nn.gelu(x @ W_1 + b_1, approximate=True) @ W_2 + b_2
        return x @ self.unembedding


@chaff(
    exercise="tiny_gpt",
    see="5.1",
    fails=["test_logits", "test_gradients_reach_every_variable", "test_refused_arguments"],
    en=(
        "The stream interrupted",
        "Each layer computes rightly. What happens to what stood in the stream before the "
        "dense layers?",
    ),
    fr=(
        "Le flux interrompu",
        "Chaque couche calcule bien. Que devient ce qui était dans le flux avant les couches "
        "denses ?",
    ),
)
class TinyGPT:  # noqa: F811
    def __init__(self, vocab_size, dim, num_heads, num_layers, max_tokens, seed):
        if dim % num_heads:
            raise ValueError("num_heads does not divide dim")
        rng = np.random.default_rng(seed)

        def matrix(*shape: int):
            return tf.Variable(rng.normal(0, 0.1, shape), dtype=tf.float32)

        self.num_heads = num_heads
        self.max_tokens = max_tokens
        self.tokens = matrix(vocab_size, dim)
        self.positions = matrix(max_tokens, dim)
        self.layers = [
            [
                *(matrix(dim, dim) for _ in range(4)),
                matrix(dim, 4 * dim),
                tf.Variable(tf.zeros(4 * dim)),
                matrix(4 * dim, dim),
                tf.Variable(tf.zeros(dim)),
            ]
            for _ in range(num_layers)
        ]
        self.unembedding = matrix(dim, vocab_size)
        self.variables = [
            self.tokens,
            self.positions,
            *(variable for layer in self.layers for variable in layer),
            self.unembedding,
        ]

    def __call__(self, ids):
        length = ids.shape[1]
        if length > self.max_tokens:
            raise ValueError("more than max_tokens tokens")
        x = tf.gather(self.tokens, ids) + self.positions[:length]
        for W_Q, W_K, W_V, W_O, W_1, b_1, W_2, b_2 in self.layers:
            x = x + causal_attention(x, W_Q, W_K, W_V, W_O, self.num_heads)
            x = tf.nn.gelu(x @ W_1 + b_1, approximate=True) @ W_2 + b_2
        return x @ self.unembedding


@chaff(
    exercise="tiny_gpt",
    see="5.1",
    fails=["test_logits", "test_gradients_reach_every_variable", "test_refused_arguments"],
    en=(
        "Dense layers first",
        "Both branches are right. Which one comes first?",
    ),
    fr=(
        "Couches denses d'abord",
        "Les deux branches sont justes. Laquelle vient en premier ?",
    ),
)
class TinyGPT:  # noqa: F811
    def __init__(self, vocab_size, dim, num_heads, num_layers, max_tokens, seed):
        if dim % num_heads:
            raise ValueError("num_heads does not divide dim")
        rng = np.random.default_rng(seed)

        def matrix(*shape: int):
            return tf.Variable(rng.normal(0, 0.1, shape), dtype=tf.float32)

        self.num_heads = num_heads
        self.max_tokens = max_tokens
        self.tokens = matrix(vocab_size, dim)
        self.positions = matrix(max_tokens, dim)
        self.layers = [
            [
                *(matrix(dim, dim) for _ in range(4)),
                matrix(dim, 4 * dim),
                tf.Variable(tf.zeros(4 * dim)),
                matrix(4 * dim, dim),
                tf.Variable(tf.zeros(dim)),
            ]
            for _ in range(num_layers)
        ]
        self.unembedding = matrix(dim, vocab_size)
        self.variables = [
            self.tokens,
            self.positions,
            *(variable for layer in self.layers for variable in layer),
            self.unembedding,
        ]

    def __call__(self, ids):
        length = ids.shape[1]
        if length > self.max_tokens:
            raise ValueError("more than max_tokens tokens")
        x = tf.gather(self.tokens, ids) + self.positions[:length]
        for W_Q, W_K, W_V, W_O, W_1, b_1, W_2, b_2 in self.layers:
            x = x + tf.nn.gelu(x @ W_1 + b_1, approximate=True) @ W_2 + b_2
            x = x + causal_attention(x, W_Q, W_K, W_V, W_O, self.num_heads)
        return x @ self.unembedding


@chaff(
    exercise="tiny_gpt",
    see="5.1",
    fails=["test_logits", "test_gradients_reach_every_variable", "test_refused_arguments"],
    en=(
        "Probabilities in place of logits",
        "The order of the tokens is right. Does a model of this chapter end with a softmax?",
    ),
    fr=(
        "Des probabilités à la place des logits",
        "L'ordre des tokens est juste. Un modèle de ce chapitre finit-il par un softmax ?",
    ),
)
class TinyGPT:  # noqa: F811
    def __init__(self, vocab_size, dim, num_heads, num_layers, max_tokens, seed):
        if dim % num_heads:
            raise ValueError("num_heads does not divide dim")
        rng = np.random.default_rng(seed)

        def matrix(*shape: int):
            return tf.Variable(rng.normal(0, 0.1, shape), dtype=tf.float32)

        self.num_heads = num_heads
        self.max_tokens = max_tokens
        self.tokens = matrix(vocab_size, dim)
        self.positions = matrix(max_tokens, dim)
        self.layers = [
            [
                *(matrix(dim, dim) for _ in range(4)),
                matrix(dim, 4 * dim),
                tf.Variable(tf.zeros(4 * dim)),
                matrix(4 * dim, dim),
                tf.Variable(tf.zeros(dim)),
            ]
            for _ in range(num_layers)
        ]
        self.unembedding = matrix(dim, vocab_size)
        self.variables = [
            self.tokens,
            self.positions,
            *(variable for layer in self.layers for variable in layer),
            self.unembedding,
        ]

    def __call__(self, ids):
        length = ids.shape[1]
        if length > self.max_tokens:
            raise ValueError("more than max_tokens tokens")
        x = tf.gather(self.tokens, ids) + self.positions[:length]
        for W_Q, W_K, W_V, W_O, W_1, b_1, W_2, b_2 in self.layers:
            x = x + causal_attention(x, W_Q, W_K, W_V, W_O, self.num_heads)
            x = x + tf.nn.gelu(x @ W_1 + b_1, approximate=True) @ W_2 + b_2
        return tf.nn.softmax(x @ self.unembedding)


@chaff(
    exercise="tiny_gpt",
    see="5.1",
    fails=[
        "test_variables",
        "test_values_at_the_start",
        "test_seeds",
        "test_logits",
        "test_gradients_reach_every_variable",
        "test_refused_arguments",
    ],
    en=(
        "The embedding used twice",
        "A model may be made like this, and GPT-2 is. What does this one write out with: the "
        "transposed embedding, or a matrix of its own?",
    ),
    fr=(
        "Le plongement utilisé deux fois",
        "On peut faire un modèle ainsi, et GPT-2 l'est. Celui-ci retranscrit-il par la "
        "transposée du plongement ou par sa propre matrice ?",
    ),
)
class TinyGPT:  # noqa: F811
    def __init__(self, vocab_size, dim, num_heads, num_layers, max_tokens, seed):
        if dim % num_heads:
            raise ValueError("num_heads does not divide dim")
        rng = np.random.default_rng(seed)

        def matrix(*shape: int):
            return tf.Variable(rng.normal(0, 0.1, shape), dtype=tf.float32)

        self.num_heads = num_heads
        self.max_tokens = max_tokens
        self.tokens = matrix(vocab_size, dim)
        self.positions = matrix(max_tokens, dim)
        self.layers = [
            [
                *(matrix(dim, dim) for _ in range(4)),
                matrix(dim, 4 * dim),
                tf.Variable(tf.zeros(4 * dim)),
                matrix(4 * dim, dim),
                tf.Variable(tf.zeros(dim)),
            ]
            for _ in range(num_layers)
        ]
        self.variables = [
            self.tokens,
            self.positions,
            *(variable for layer in self.layers for variable in layer),
        ]

    def __call__(self, ids):
        length = ids.shape[1]
        if length > self.max_tokens:
            raise ValueError("more than max_tokens tokens")
        x = tf.gather(self.tokens, ids) + self.positions[:length]
        for W_Q, W_K, W_V, W_O, W_1, b_1, W_2, b_2 in self.layers:
            x = x + causal_attention(x, W_Q, W_K, W_V, W_O, self.num_heads)
            x = x + tf.nn.gelu(x @ W_1 + b_1, approximate=True) @ W_2 + b_2
        return x @ tf.transpose(self.tokens)


@chaff(
    exercise="tiny_gpt",
    see="5.2",
    fails=[
        "test_variables",
        "test_seeds",
        "test_logits",
        "test_gradients_reach_every_variable",
        "test_refused_arguments",
    ],
    en=(
        "One layer used again and again",
        "With one layer it is right. Do two layers have the same weights?",
    ),
    fr=(
        "Une seule couche, reprise à chaque fois",
        "Avec une couche, c'est juste. Deux couches ont-elles les mêmes poids ?",
    ),
)
class TinyGPT:  # noqa: F811
    def __init__(self, vocab_size, dim, num_heads, num_layers, max_tokens, seed):
        if dim % num_heads:
            raise ValueError("num_heads does not divide dim")
        rng = np.random.default_rng(seed)

        def matrix(*shape: int):
            return tf.Variable(rng.normal(0, 0.1, shape), dtype=tf.float32)

        self.num_heads = num_heads
        self.max_tokens = max_tokens
        self.tokens = matrix(vocab_size, dim)
        self.positions = matrix(max_tokens, dim)
        self.layers = [
            [
                *(matrix(dim, dim) for _ in range(4)),
                matrix(dim, 4 * dim),
                tf.Variable(tf.zeros(4 * dim)),
                matrix(4 * dim, dim),
                tf.Variable(tf.zeros(dim)),
            ]
            for _ in range(1)
        ] * num_layers
        self.unembedding = matrix(dim, vocab_size)
        self.variables = [self.tokens, self.positions, *self.layers[0], self.unembedding]

    def __call__(self, ids):
        length = ids.shape[1]
        if length > self.max_tokens:
            raise ValueError("more than max_tokens tokens")
        x = tf.gather(self.tokens, ids) + self.positions[:length]
        for W_Q, W_K, W_V, W_O, W_1, b_1, W_2, b_2 in self.layers:
            x = x + causal_attention(x, W_Q, W_K, W_V, W_O, self.num_heads)
            x = x + tf.nn.gelu(x @ W_1 + b_1, approximate=True) @ W_2 + b_2
        return x @ self.unembedding


@chaff(
    exercise="tiny_gpt",
    fails=["test_seeds"],
    en=(
        "The same numbers in every matrix",
        "Each matrix is random. Would queries and keys differ at the start?",
    ),
    fr=(
        "Les mêmes nombres dans chaque matrice",
        "Chaque matrice est au hasard. Les requêtes et les clés diffèrent-elles au départ ?",
    ),
)
class TinyGPT:  # noqa: F811
    def __init__(self, vocab_size, dim, num_heads, num_layers, max_tokens, seed):
        if dim % num_heads:
            raise ValueError("num_heads does not divide dim")

        def matrix(*shape: int):
            return tf.Variable(np.random.default_rng(seed).normal(0, 0.1, shape), dtype=tf.float32)

        self.num_heads = num_heads
        self.max_tokens = max_tokens
        self.tokens = matrix(vocab_size, dim)
        self.positions = matrix(max_tokens, dim)
        self.layers = [
            [
                *(matrix(dim, dim) for _ in range(4)),
                matrix(dim, 4 * dim),
                tf.Variable(tf.zeros(4 * dim)),
                matrix(4 * dim, dim),
                tf.Variable(tf.zeros(dim)),
            ]
            for _ in range(num_layers)
        ]
        self.unembedding = matrix(dim, vocab_size)
        self.variables = [
            self.tokens,
            self.positions,
            *(variable for layer in self.layers for variable in layer),
            self.unembedding,
        ]

    def __call__(self, ids):
        length = ids.shape[1]
        if length > self.max_tokens:
            raise ValueError("more than max_tokens tokens")
        x = tf.gather(self.tokens, ids) + self.positions[:length]
        for W_Q, W_K, W_V, W_O, W_1, b_1, W_2, b_2 in self.layers:
            x = x + causal_attention(x, W_Q, W_K, W_V, W_O, self.num_heads)
            x = x + tf.nn.gelu(x @ W_1 + b_1, approximate=True) @ W_2 + b_2
        return x @ self.unembedding


@chaff(
    exercise="tiny_gpt",
    fails=["test_seeds"],
    en=(
        "The seed not used",
        "The start is random as it should be. Can somebody else repeat your training?",
    ),
    fr=(
        "La graine inutilisée",
        "Le départ est bien au hasard. Quelqu'un d'autre peut-il refaire votre entraînement ?",
    ),
)
class TinyGPT:  # noqa: F811
    def __init__(self, vocab_size, dim, num_heads, num_layers, max_tokens, seed):
        if dim % num_heads:
            raise ValueError("num_heads does not divide dim")
        rng = np.random.default_rng()

        def matrix(*shape: int):
            return tf.Variable(rng.normal(0, 0.1, shape), dtype=tf.float32)

        self.num_heads = num_heads
        self.max_tokens = max_tokens
        self.tokens = matrix(vocab_size, dim)
        self.positions = matrix(max_tokens, dim)
        self.layers = [
            [
                *(matrix(dim, dim) for _ in range(4)),
                matrix(dim, 4 * dim),
                tf.Variable(tf.zeros(4 * dim)),
                matrix(4 * dim, dim),
                tf.Variable(tf.zeros(dim)),
            ]
            for _ in range(num_layers)
        ]
        self.unembedding = matrix(dim, vocab_size)
        self.variables = [
            self.tokens,
            self.positions,
            *(variable for layer in self.layers for variable in layer),
            self.unembedding,
        ]

    def __call__(self, ids):
        length = ids.shape[1]
        if length > self.max_tokens:
            raise ValueError("more than max_tokens tokens")
        x = tf.gather(self.tokens, ids) + self.positions[:length]
        for W_Q, W_K, W_V, W_O, W_1, b_1, W_2, b_2 in self.layers:
            x = x + causal_attention(x, W_Q, W_K, W_V, W_O, self.num_heads)
            x = x + tf.nn.gelu(x @ W_1 + b_1, approximate=True) @ W_2 + b_2
        return x @ self.unembedding


@chaff(
    exercise="tiny_gpt",
    fails=["test_values_at_the_start", "test_seeds"],
    en=(
        "A start that is too large",
        "The computation is right. How sure of itself is a model that has learnt nothing yet?",
    ),
    fr=(
        "Un départ trop grand",
        "Le calcul est juste. De quoi un modèle qui n'a encore rien appris peut-il être sûr ?",
    ),
)
class TinyGPT:  # noqa: F811
    def __init__(self, vocab_size, dim, num_heads, num_layers, max_tokens, seed):
        if dim % num_heads:
            raise ValueError("num_heads does not divide dim")
        rng = np.random.default_rng(seed)

        def matrix(*shape: int):
            return tf.Variable(rng.normal(0, 1, shape), dtype=tf.float32)

        self.num_heads = num_heads
        self.max_tokens = max_tokens
        self.tokens = matrix(vocab_size, dim)
        self.positions = matrix(max_tokens, dim)
        self.layers = [
            [
                *(matrix(dim, dim) for _ in range(4)),
                matrix(dim, 4 * dim),
                tf.Variable(tf.zeros(4 * dim)),
                matrix(4 * dim, dim),
                tf.Variable(tf.zeros(dim)),
            ]
            for _ in range(num_layers)
        ]
        self.unembedding = matrix(dim, vocab_size)
        self.variables = [
            self.tokens,
            self.positions,
            *(variable for layer in self.layers for variable in layer),
            self.unembedding,
        ]

    def __call__(self, ids):
        length = ids.shape[1]
        if length > self.max_tokens:
            raise ValueError("more than max_tokens tokens")
        x = tf.gather(self.tokens, ids) + self.positions[:length]
        for W_Q, W_K, W_V, W_O, W_1, b_1, W_2, b_2 in self.layers:
            x = x + causal_attention(x, W_Q, W_K, W_V, W_O, self.num_heads)
            x = x + tf.nn.gelu(x @ W_1 + b_1, approximate=True) @ W_2 + b_2
        return x @ self.unembedding


@chaff(
    exercise="tiny_gpt",
    fails=["test_values_at_the_start", "test_seeds"],
    en=(
        "Numbers from 0 to 0.1",
        "The computation is right. Which mean and which deviation have the first numbers?",
    ),
    fr=(
        "Des nombres entre 0 et 0.1",
        "Le calcul est juste. Quelle moyenne et quel écart type ont les premiers nombres ?",
    ),
)
class TinyGPT:  # noqa: F811
    def __init__(self, vocab_size, dim, num_heads, num_layers, max_tokens, seed):
        if dim % num_heads:
            raise ValueError("num_heads does not divide dim")
        rng = np.random.default_rng(seed)

        def matrix(*shape: int):
            return tf.Variable(rng.uniform(0, 0.1, shape), dtype=tf.float32)

        self.num_heads = num_heads
        self.max_tokens = max_tokens
        self.tokens = matrix(vocab_size, dim)
        self.positions = matrix(max_tokens, dim)
        self.layers = [
            [
                *(matrix(dim, dim) for _ in range(4)),
                matrix(dim, 4 * dim),
                tf.Variable(tf.zeros(4 * dim)),
                matrix(4 * dim, dim),
                tf.Variable(tf.zeros(dim)),
            ]
            for _ in range(num_layers)
        ]
        self.unembedding = matrix(dim, vocab_size)
        self.variables = [
            self.tokens,
            self.positions,
            *(variable for layer in self.layers for variable in layer),
            self.unembedding,
        ]

    def __call__(self, ids):
        length = ids.shape[1]
        if length > self.max_tokens:
            raise ValueError("more than max_tokens tokens")
        x = tf.gather(self.tokens, ids) + self.positions[:length]
        for W_Q, W_K, W_V, W_O, W_1, b_1, W_2, b_2 in self.layers:
            x = x + causal_attention(x, W_Q, W_K, W_V, W_O, self.num_heads)
            x = x + tf.nn.gelu(x @ W_1 + b_1, approximate=True) @ W_2 + b_2
        return x @ self.unembedding


@chaff(
    exercise="tiny_gpt",
    see="3.3",
    fails=["test_gradients_reach_every_variable"],
    en=(
        "Copies of the values",
        "The logits are right. Through which object does the tape find the unembedding?",
    ),
    fr=(
        "Des copies des valeurs",
        "Les logits sont justes. Par quel objet le ruban retrouve-t-il la retranscription ?",
    ),
)
class TinyGPT:  # noqa: F811
    def __init__(self, vocab_size, dim, num_heads, num_layers, max_tokens, seed):
        if dim % num_heads:
            raise ValueError("num_heads does not divide dim")
        rng = np.random.default_rng(seed)

        def matrix(*shape: int):
            return tf.Variable(rng.normal(0, 0.1, shape), dtype=tf.float32)

        self.num_heads = num_heads
        self.max_tokens = max_tokens
        self.tokens = matrix(vocab_size, dim)
        self.positions = matrix(max_tokens, dim)
        self.layers = [
            [
                *(matrix(dim, dim) for _ in range(4)),
                matrix(dim, 4 * dim),
                tf.Variable(tf.zeros(4 * dim)),
                matrix(4 * dim, dim),
                tf.Variable(tf.zeros(dim)),
            ]
            for _ in range(num_layers)
        ]
        self.unembedding = matrix(dim, vocab_size)
        self.variables = [
            self.tokens,
            self.positions,
            *(variable for layer in self.layers for variable in layer),
            self.unembedding,
        ]

    def __call__(self, ids):
        length = ids.shape[1]
        if length > self.max_tokens:
            raise ValueError("more than max_tokens tokens")
        x = tf.gather(self.tokens, ids) + self.positions[:length]
        for W_Q, W_K, W_V, W_O, W_1, b_1, W_2, b_2 in self.layers:
            x = x + causal_attention(x, W_Q, W_K, W_V, W_O, self.num_heads)
            x = x + tf.nn.gelu(x @ W_1 + b_1, approximate=True) @ W_2 + b_2
        return x @ self.unembedding.numpy()


@chaff(
    exercise="tiny_gpt",
    fails=["test_refused_arguments"],
    en=(
        "No error of its own",
        "All logits are right. What happens with a text that is longer than the list of positions?",
    ),
    fr=(
        "Pas d'erreur à soi",
        "Tous les logits sont justes. Que se passe-t-il pour un texte plus long que la liste "
        "des positions ?",
    ),
)
class TinyGPT:  # noqa: F811
    def __init__(self, vocab_size, dim, num_heads, num_layers, max_tokens, seed):
        if dim % num_heads:
            raise ValueError("num_heads does not divide dim")
        rng = np.random.default_rng(seed)

        def matrix(*shape: int):
            return tf.Variable(rng.normal(0, 0.1, shape), dtype=tf.float32)

        self.num_heads = num_heads
        self.max_tokens = max_tokens
        self.tokens = matrix(vocab_size, dim)
        self.positions = matrix(max_tokens, dim)
        self.layers = [
            [
                *(matrix(dim, dim) for _ in range(4)),
                matrix(dim, 4 * dim),
                tf.Variable(tf.zeros(4 * dim)),
                matrix(4 * dim, dim),
                tf.Variable(tf.zeros(dim)),
            ]
            for _ in range(num_layers)
        ]
        self.unembedding = matrix(dim, vocab_size)
        self.variables = [
            self.tokens,
            self.positions,
            *(variable for layer in self.layers for variable in layer),
            self.unembedding,
        ]

    def __call__(self, ids):
        length = ids.shape[1]
        x = tf.gather(self.tokens, ids) + self.positions[:length]
        for W_Q, W_K, W_V, W_O, W_1, b_1, W_2, b_2 in self.layers:
            x = x + causal_attention(x, W_Q, W_K, W_V, W_O, self.num_heads)
            x = x + tf.nn.gelu(x @ W_1 + b_1, approximate=True) @ W_2 + b_2
        return x @ self.unembedding


@chaff(
    exercise="tiny_gpt",
    see="3.1",
    fails=["test_variables"],
    en=(
        "max_tokens not remembered",
        "The model computes rightly. Where will train and generate look up how long a text may be?",
    ),
    fr=(
        "max_tokens non retenu",
        "Le modèle calcule bien. Où train et generate liront-elles la longueur permise d'un "
        "texte ?",
    ),
)
class TinyGPT:  # noqa: F811
    def __init__(self, vocab_size, dim, num_heads, num_layers, max_tokens, seed):
        if dim % num_heads:
            raise ValueError("num_heads does not divide dim")
        rng = np.random.default_rng(seed)

        def matrix(*shape: int):
            return tf.Variable(rng.normal(0, 0.1, shape), dtype=tf.float32)

        self.num_heads = num_heads
        self.limit = max_tokens
        self.tokens = matrix(vocab_size, dim)
        self.positions = matrix(max_tokens, dim)
        self.layers = [
            [
                *(matrix(dim, dim) for _ in range(4)),
                matrix(dim, 4 * dim),
                tf.Variable(tf.zeros(4 * dim)),
                matrix(4 * dim, dim),
                tf.Variable(tf.zeros(dim)),
            ]
            for _ in range(num_layers)
        ]
        self.unembedding = matrix(dim, vocab_size)
        self.variables = [
            self.tokens,
            self.positions,
            *(variable for layer in self.layers for variable in layer),
            self.unembedding,
        ]

    def __call__(self, ids):
        length = ids.shape[1]
        if length > self.limit:
            raise ValueError("more than max_tokens tokens")
        x = tf.gather(self.tokens, ids) + self.positions[:length]
        for W_Q, W_K, W_V, W_O, W_1, b_1, W_2, b_2 in self.layers:
            x = x + causal_attention(x, W_Q, W_K, W_V, W_O, self.num_heads)
            x = x + tf.nn.gelu(x @ W_1 + b_1, approximate=True) @ W_2 + b_2
        return x @ self.unembedding


@chaff(
    exercise="next_token_loss",
    see="3.1",
    fails=["test_mean_loss", "test_large_logits", "test_gradient_flows"],
    en=(
        "The sum in place of the mean",
        "Each term is right. Does the loss grow when the batch grows?",
    ),
    fr=(
        "La somme à la place de la moyenne",
        "Chaque terme est juste. La perte croît-elle quand le lot grandit ?",
    ),
)
def next_token_loss(model, inputs, targets):
    losses = tf.nn.sparse_softmax_cross_entropy_with_logits(targets, model(inputs))
    return tf.reduce_sum(losses)


@chaff(
    exercise="next_token_loss",
    see="3.1",
    fails=["test_mean_loss", "test_large_logits", "test_gradient_flows"],
    en=(
        "Targets shifted a second time",
        "The logarithms are right. Who has done the shift by one already?",
    ),
    fr=(
        "Cibles décalées une seconde fois",
        "Les logarithmes sont justes. Qui a déjà fait le décalage d'un rang ?",
    ),
)
def next_token_loss(model, inputs, targets):  # noqa: F811
    losses = tf.nn.sparse_softmax_cross_entropy_with_logits(targets[:, 1:], model(inputs)[:, :-1])
    return tf.reduce_mean(losses)


@chaff(
    exercise="next_token_loss",
    see="3.1",
    fails=["test_mean_loss", "test_large_logits", "test_gradient_flows"],
    en=(
        "Only the last token",
        "The last term is right. How many predictions does one text give?",
    ),
    fr=(
        "Seulement le dernier token",
        "Le dernier terme est juste. Combien de prédictions un texte donne-t-il ?",
    ),
)
def next_token_loss(model, inputs, targets):  # noqa: F811
    losses = tf.nn.sparse_softmax_cross_entropy_with_logits(targets[:, -1], model(inputs)[:, -1])
    return tf.reduce_mean(losses)


@chaff(
    exercise="next_token_loss",
    see="3.1",
    fails=["test_mean_loss", "test_large_logits", "test_gradient_flows"],
    en=(
        "The wrong sign",
        "The size is right. Is a loss of likely tokens negative?",
    ),
    fr=(
        "Le mauvais signe",
        "La grandeur est juste. La perte de tokens probables est-elle négative ?",
    ),
)
def next_token_loss(model, inputs, targets):  # noqa: F811
    losses = tf.nn.sparse_softmax_cross_entropy_with_logits(targets, model(inputs))
    return -tf.reduce_mean(losses)


@chaff(
    exercise="next_token_loss",
    see="3.1",
    fails=["test_mean_loss", "test_large_logits", "test_gradient_flows"],
    en=(
        "Softmax twice",
        "The targets are right. What does the loss expect: logits or probabilities?",
    ),
    fr=(
        "Deux fois softmax",
        "Les cibles sont justes. Qu'attend la fonction de perte : des logits ou des probabilités ?",
    ),
)
def next_token_loss(model, inputs, targets):  # noqa: F811
    losses = tf.nn.sparse_softmax_cross_entropy_with_logits(targets, tf.nn.softmax(model(inputs)))
    return tf.reduce_mean(losses)


@chaff(
    exercise="next_token_loss",
    see="3.1",
    fails=["test_mean_loss", "test_large_logits", "test_gradient_flows"],
    en=(
        "Bits in place of nats",
        "Up to a constant factor it is right. Which logarithm does this chapter use?",
    ),
    fr=(
        "Des bits à la place des nats",
        "C'est juste à un facteur constant près. Quel logarithme ce chapitre emploie-t-il ?",
    ),
)
def next_token_loss(model, inputs, targets):  # noqa: F811
    losses = tf.nn.sparse_softmax_cross_entropy_with_logits(targets, model(inputs))
    return tf.reduce_mean(losses) / np.log(2)


@chaff(
    exercise="next_token_loss",
    fails=["test_large_logits"],
    en=(
        "The logarithm of a probability",
        "Small logits are right. What is the logarithm of a probability that has become 0?",
    ),
    fr=(
        "Le logarithme d'une probabilité",
        "Les petits logits sont justes. Quel est le logarithme d'une probabilité devenue nulle ?",
    ),
)
def next_token_loss(model, inputs, targets):  # noqa: F811
    p = tf.nn.softmax(model(inputs))
    losses = -tf.math.log(tf.gather(p, targets, batch_dims=2))
    return tf.reduce_mean(losses)


@chaff(
    exercise="next_token_loss",
    fails=["test_gradient_flows"],
    en=(
        "A plain number",
        "The value is right. Can the tape follow a float back to the variables?",
    ),
    fr=(
        "Un simple nombre",
        "La valeur est juste. Le ruban peut-il remonter d'un float aux variables ?",
    ),
)
def next_token_loss(model, inputs, targets):  # noqa: F811
    losses = tf.nn.sparse_softmax_cross_entropy_with_logits(targets, model(inputs))
    return float(tf.reduce_mean(losses))


@chaff(
    exercise="train",
    fails=[
        "test_follows_adam",
        "test_shape_of_the_batches",
        "test_learns_the_whole_text",
        "test_chance_comes_from_rng",
    ],
    en=(
        "Losses after the update",
        "The training is right. Which loss does the list show: before the step, or after it?",
    ),
    fr=(
        "Pertes après la mise à jour",
        "L'entraînement est juste. Quelle perte la liste montre-t-elle : avant le pas ou après ?",
    ),
)
def train(model, ids, steps, batch_size, learning_rate, rng):
    optimizer = keras.optimizers.Adam(learning_rate)
    losses = []
    for _ in range(steps):
        inputs, targets = training_batch(ids, model.max_tokens, batch_size, rng)
        with tf.GradientTape() as tape:
            loss = next_token_loss(model, inputs, targets)
        gradients = tape.gradient(loss, model.variables)
        optimizer.apply(gradients, model.variables)
        losses.append(float(next_token_loss(model, inputs, targets)))
    return losses


@chaff(
    exercise="train",
    fails=[
        "test_follows_adam",
        "test_shape_of_the_batches",
        "test_learns_the_whole_text",
        "test_chance_comes_from_rng",
    ],
    en=(
        "Uphill",
        "The size of the steps is right. Does the loss fall?",
    ),
    fr=(
        "En montant",
        "La grandeur des pas est juste. La perte diminue-t-elle ?",
    ),
)
def train(model, ids, steps, batch_size, learning_rate, rng):  # noqa: F811
    optimizer = keras.optimizers.Adam(learning_rate)
    losses = []
    for _ in range(steps):
        inputs, targets = training_batch(ids, model.max_tokens, batch_size, rng)
        with tf.GradientTape() as tape:
            loss = next_token_loss(model, inputs, targets)
            opposite = -loss
        gradients = tape.gradient(opposite, model.variables)
        optimizer.apply(gradients, model.variables)
        losses.append(float(loss))
    return losses


@chaff(
    exercise="train",
    see="3.3",
    fails=[
        "test_follows_adam",
        "test_shape_of_the_batches",
        "test_learns_the_whole_text",
        "test_chance_comes_from_rng",
    ],
    en=(
        "Plain gradient descent",
        "The gradients are right. Which method makes the step out of them?",
    ),
    fr=(
        "Descente de gradient simple",
        "Les gradients sont justes. Quelle méthode en fait un pas ?",
    ),
)
def train(model, ids, steps, batch_size, learning_rate, rng):  # noqa: F811
    optimizer = keras.optimizers.SGD(learning_rate)
    losses = []
    for _ in range(steps):
        inputs, targets = training_batch(ids, model.max_tokens, batch_size, rng)
        with tf.GradientTape() as tape:
            loss = next_token_loss(model, inputs, targets)
        gradients = tape.gradient(loss, model.variables)
        optimizer.apply(gradients, model.variables)
        losses.append(float(loss))
    return losses


@chaff(
    exercise="train",
    see="3.3",
    fails=[
        "test_follows_adam",
        "test_shape_of_the_batches",
        "test_learns_the_whole_text",
        "test_chance_comes_from_rng",
    ],
    en=(
        "A new Adam at every step",
        "The first step is right. What does Adam remember from one step to the next?",
    ),
    fr=(
        "Un nouvel Adam à chaque pas",
        "Le premier pas est juste. Que retient Adam d'un pas à l'autre ?",
    ),
)
def train(model, ids, steps, batch_size, learning_rate, rng):  # noqa: F811
    losses = []
    for _ in range(steps):
        inputs, targets = training_batch(ids, model.max_tokens, batch_size, rng)
        with tf.GradientTape() as tape:
            loss = next_token_loss(model, inputs, targets)
        gradients = tape.gradient(loss, model.variables)
        optimizer = keras.optimizers.Adam(learning_rate)
        optimizer.apply(gradients, model.variables)
        losses.append(float(loss))
    return losses


@chaff(
    exercise="train",
    fails=[
        "test_follows_adam",
        "test_shape_of_the_batches",
        "test_learns_the_whole_text",
        "test_chance_comes_from_rng",
    ],
    en=(
        "Learning rate of Adam's own",
        "The steps go in the right direction. Which argument says how long they are?",
    ),
    fr=(
        "Le taux d'apprentissage d'Adam",
        "Les pas vont dans la bonne direction. Quel argument dit leur longueur ?",
    ),
)
def train(model, ids, steps, batch_size, learning_rate, rng):  # noqa: F811
    optimizer = keras.optimizers.Adam()
    losses = []
    for _ in range(steps):
        inputs, targets = training_batch(ids, model.max_tokens, batch_size, rng)
        with tf.GradientTape() as tape:
            loss = next_token_loss(model, inputs, targets)
        gradients = tape.gradient(loss, model.variables)
        optimizer.apply(gradients, model.variables)
        losses.append(float(loss))
    return losses


@chaff(
    exercise="train",
    fails=[
        "test_follows_adam",
        "test_shape_of_the_batches",
        "test_learns_the_whole_text",
        "test_chance_comes_from_rng",
    ],
    en=(
        "Only one variable trained",
        "This variable is right. How many does the model have?",
    ),
    fr=(
        "Une seule variable entraînée",
        "Cette variable est juste. Combien le modèle en a-t-il ?",
    ),
)
def train(model, ids, steps, batch_size, learning_rate, rng):  # noqa: F811
    optimizer = keras.optimizers.Adam(learning_rate)
    losses = []
    for _ in range(steps):
        inputs, targets = training_batch(ids, model.max_tokens, batch_size, rng)
        with tf.GradientTape() as tape:
            loss = next_token_loss(model, inputs, targets)
        gradients = tape.gradient(loss, model.variables)
        optimizer.apply(gradients[:1], model.variables[:1])
        losses.append(float(loss))
    return losses


@chaff(
    exercise="train",
    see="2",
    fails=["test_learns_the_whole_text"],
    en=(
        "One batch for the whole training",
        "Adam is right. How much of the text does the model ever see?",
    ),
    fr=(
        "Un seul lot pour tout l'entraînement",
        "Adam est juste. Quelle part du texte le modèle voit-il jamais ?",
    ),
)
def train(model, ids, steps, batch_size, learning_rate, rng):  # noqa: F811
    optimizer = keras.optimizers.Adam(learning_rate)
    losses = []
    inputs, targets = training_batch(ids, model.max_tokens, batch_size, rng)
    for _ in range(steps):
        with tf.GradientTape() as tape:
            loss = next_token_loss(model, inputs, targets)
        gradients = tape.gradient(loss, model.variables)
        optimizer.apply(gradients, model.variables)
        losses.append(float(loss))
    return losses


@chaff(
    exercise="train",
    fails=["test_shape_of_the_batches"],
    en=(
        "One window per step",
        "The windows are right. How many of them make one step?",
    ),
    fr=(
        "Une fenêtre par pas",
        "Les fenêtres sont justes. Combien en faut-il pour un pas ?",
    ),
)
def train(model, ids, steps, batch_size, learning_rate, rng):  # noqa: F811
    optimizer = keras.optimizers.Adam(learning_rate)
    losses = []
    for _ in range(steps):
        inputs, targets = training_batch(ids, model.max_tokens, 1, rng)
        with tf.GradientTape() as tape:
            loss = next_token_loss(model, inputs, targets)
        gradients = tape.gradient(loss, model.variables)
        optimizer.apply(gradients, model.variables)
        losses.append(float(loss))
    return losses


@chaff(
    exercise="train",
    fails=["test_chance_comes_from_rng"],
    en=(
        "A generator of its own",
        "The training is right. Which argument is the source of chance?",
    ),
    fr=(
        "Un générateur à soi",
        "L'entraînement est juste. Quel argument est la source du hasard ?",
    ),
)
def train(model, ids, steps, batch_size, learning_rate, rng):  # noqa: F811
    optimizer = keras.optimizers.Adam(learning_rate)
    losses = []
    rng = np.random.default_rng()
    for _ in range(steps):
        inputs, targets = training_batch(ids, model.max_tokens, batch_size, rng)
        with tf.GradientTape() as tape:
            loss = next_token_loss(model, inputs, targets)
        gradients = tape.gradient(loss, model.variables)
        optimizer.apply(gradients, model.variables)
        losses.append(float(loss))
    return losses


@chaff(
    exercise="generate",
    fails=[
        "test_likeliest_continuation",
        "test_distribution",
        "test_chance_comes_from_rng",
        "test_refuses_bad_temperatures",
    ],
    en=(
        "Only the new tokens",
        "The new tokens are right. Where is the prompt?",
    ),
    fr=(
        "Seulement les nouveaux tokens",
        "Les nouveaux tokens sont justes. Où est le prompt ?",
    ),
)
def generate(model, tokenizer, prompt, num_new, temperature, rng):
    if temperature <= 0:
        raise ValueError("the temperature is not positive")
    ids = list(tokenizer.encode(prompt))
    for _ in range(num_new):
        logits = model(np.array([ids[-model.max_tokens :]]))[0, -1] / temperature
        p = tf.nn.softmax(tf.cast(logits, tf.float64)).numpy()
        ids.append(int(rng.choice(len(p), p=p)))
    return tokenizer.decode(ids)[len(prompt) :]


@chaff(
    exercise="generate",
    fails=[
        "test_likeliest_continuation",
        "test_chance_comes_from_rng",
        "test_refuses_bad_temperatures",
    ],
    en=(
        "The first max_tokens tokens",
        "Short texts are right. Which end of a long text decides what comes next?",
    ),
    fr=(
        "Les max_tokens premiers tokens",
        "Les textes courts sont justes. Quel bout d'un long texte décide de la suite ?",
    ),
)
def generate(model, tokenizer, prompt, num_new, temperature, rng):  # noqa: F811
    if temperature <= 0:
        raise ValueError("the temperature is not positive")
    ids = list(tokenizer.encode(prompt))
    for _ in range(num_new):
        logits = model(np.array([ids[: model.max_tokens]]))[0, -1] / temperature
        p = tf.nn.softmax(tf.cast(logits, tf.float64)).numpy()
        ids.append(int(rng.choice(len(p), p=p)))
    return tokenizer.decode(ids)


@chaff(
    exercise="generate",
    fails=[
        "test_likeliest_continuation",
        "test_chance_comes_from_rng",
        "test_refuses_bad_temperatures",
    ],
    en=(
        "Only the last token as context",
        "A new token is drawn and appended. How far back can the model look?",
    ),
    fr=(
        "Le dernier token pour seul contexte",
        "Un nouveau token est tiré et ajouté. Jusqu'où le modèle peut-il regarder en arrière ?",
    ),
)
def generate(model, tokenizer, prompt, num_new, temperature, rng):  # noqa: F811
    if temperature <= 0:
        raise ValueError("the temperature is not positive")
    ids = list(tokenizer.encode(prompt))
    for _ in range(num_new):
        logits = model(np.array([ids[-1:]]))[0, -1] / temperature
        p = tf.nn.softmax(tf.cast(logits, tf.float64)).numpy()
        ids.append(int(rng.choice(len(p), p=p)))
    return tokenizer.decode(ids)


@chaff(
    exercise="generate",
    fails=[
        "test_likeliest_continuation",
        "test_chance_comes_from_rng",
        "test_refuses_bad_temperatures",
    ],
    en=(
        "The prediction after the first token",
        "The context is right. At which place does the model say what follows the whole context?",
    ),
    fr=(
        "La prédiction après le premier token",
        "Le contexte est juste. À quelle place le modèle dit-il ce qui suit tout le contexte ?",
    ),
)
def generate(model, tokenizer, prompt, num_new, temperature, rng):  # noqa: F811
    if temperature <= 0:
        raise ValueError("the temperature is not positive")
    ids = list(tokenizer.encode(prompt))
    for _ in range(num_new):
        logits = model(np.array([ids[-model.max_tokens :]]))[0, 0] / temperature
        p = tf.nn.softmax(tf.cast(logits, tf.float64)).numpy()
        ids.append(int(rng.choice(len(p), p=p)))
    return tokenizer.decode(ids)


@chaff(
    exercise="generate",
    fails=[
        "test_likeliest_continuation",
        "test_distribution",
        "test_chance_comes_from_rng",
        "test_refuses_bad_temperatures",
    ],
    en=(
        "Temperature as a factor",
        "With temperature 1 it is right. Does a low temperature sharpen the probabilities, or "
        "flatten them?",
    ),
    fr=(
        "La température en facteur",
        "À la température 1, c'est juste. Une température basse accentue-t-elle les "
        "probabilités, ou les aplatit-elle ?",
    ),
)
def generate(model, tokenizer, prompt, num_new, temperature, rng):  # noqa: F811
    if temperature <= 0:
        raise ValueError("the temperature is not positive")
    ids = list(tokenizer.encode(prompt))
    for _ in range(num_new):
        logits = model(np.array([ids[-model.max_tokens :]]))[0, -1] * temperature
        p = tf.nn.softmax(tf.cast(logits, tf.float64)).numpy()
        ids.append(int(rng.choice(len(p), p=p)))
    return tokenizer.decode(ids)


@chaff(
    exercise="generate",
    fails=["test_distribution", "test_chance_comes_from_rng"],
    en=(
        "Always the likeliest token",
        "Near temperature 0 it is right. What does the temperature change in your answer?",
    ),
    fr=(
        "Toujours le token le plus probable",
        "À température presque nulle, c'est juste. Que change la température dans votre réponse ?",
    ),
)
def generate(model, tokenizer, prompt, num_new, temperature, rng):  # noqa: F811
    if temperature <= 0:
        raise ValueError("the temperature is not positive")
    ids = list(tokenizer.encode(prompt))
    for _ in range(num_new):
        logits = model(np.array([ids[-model.max_tokens :]]))[0, -1] / temperature
        p = tf.nn.softmax(tf.cast(logits, tf.float64)).numpy()
        ids.append(int(np.argmax(p)))
    return tokenizer.decode(ids)


@chaff(
    exercise="generate",
    fails=["test_distribution"],
    en=(
        "Only likely tokens",
        "The likeliest tokens are right. May an unlikely one never come?",
    ),
    fr=(
        "Seulement des tokens probables",
        "Les tokens les plus probables sont justes. Un token peu probable ne doit-il jamais "
        "venir ?",
    ),
)
def generate(model, tokenizer, prompt, num_new, temperature, rng):  # noqa: F811
    if temperature <= 0:
        raise ValueError("the temperature is not positive")
    ids = list(tokenizer.encode(prompt))
    for _ in range(num_new):
        logits = model(np.array([ids[-model.max_tokens :]]))[0, -1] / temperature
        p = tf.nn.softmax(tf.cast(logits, tf.float64)).numpy()
        p = np.where(p >= np.sort(p)[-2], p, 0)
        p /= p.sum()
        ids.append(int(rng.choice(len(p), p=p)))
    return tokenizer.decode(ids)


@chaff(
    exercise="generate",
    fails=[
        "test_likeliest_continuation",
        "test_chance_comes_from_rng",
        "test_refuses_bad_temperatures",
    ],
    en=(
        "exp of large logits",
        "Small logits are right. What is exp(10000) in the computer?",
    ),
    fr=(
        "exp de grands logits",
        "Les petits logits sont justes. Que vaut exp(10000) en machine ?",
    ),
)
def generate(model, tokenizer, prompt, num_new, temperature, rng):  # noqa: F811
    if temperature <= 0:
        raise ValueError("the temperature is not positive")
    ids = list(tokenizer.encode(prompt))
    for _ in range(num_new):
        logits = model(np.array([ids[-model.max_tokens :]]))[0, -1] / temperature
        e = np.exp(np.array(logits, dtype=float))
        p = e / e.sum()
        ids.append(int(rng.choice(len(p), p=p)))
    return tokenizer.decode(ids)


@chaff(
    exercise="generate",
    fails=["test_chance_comes_from_rng"],
    en=(
        "A generator of its own",
        "The probabilities are right. Which argument is the source of chance?",
    ),
    fr=(
        "Un générateur à soi",
        "Les probabilités sont justes. Quel argument est la source du hasard ?",
    ),
)
def generate(model, tokenizer, prompt, num_new, temperature, rng):  # noqa: F811
    if temperature <= 0:
        raise ValueError("the temperature is not positive")
    ids = list(tokenizer.encode(prompt))
    for _ in range(num_new):
        logits = model(np.array([ids[-model.max_tokens :]]))[0, -1] / temperature
        p = tf.nn.softmax(tf.cast(logits, tf.float64)).numpy()
        ids.append(int(np.random.default_rng().choice(len(p), p=p)))
    return tokenizer.decode(ids)


@chaff(
    exercise="generate",
    fails=["test_refuses_bad_temperatures"],
    en=(
        "No check of the temperature",
        "Positive temperatures are right. Which draws would a negative one give?",
    ),
    fr=(
        "Température non vérifiée",
        "Les températures positives sont justes. Que tirerait-on à une température négative ?",
    ),
)
def generate(model, tokenizer, prompt, num_new, temperature, rng):  # noqa: F811
    ids = list(tokenizer.encode(prompt))
    for _ in range(num_new):
        logits = model(np.array([ids[-model.max_tokens :]]))[0, -1] / temperature
        p = tf.nn.softmax(tf.cast(logits, tf.float64)).numpy()
        ids.append(int(rng.choice(len(p), p=p)))
    return tokenizer.decode(ids)
