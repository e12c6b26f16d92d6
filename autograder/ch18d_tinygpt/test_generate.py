"""Hidden tests of generate."""

import numpy as np
from support import (
    check_frequencies,
    constant,
    generator,
    random_weights,
    softmax,
    two_tokens,
    two_tokens_logits,
)

from chainrule.grading import (
    check_equal,
    check_raises,
    check_true,
    exercise,
    feedback,
    needs,
    weight,
)

pytestmark = exercise("generate")

_TOKENIZER = """
class Letters:
    def __init__(self, letters):
        self.letters = letters

    def encode(self, text):
        return [self.letters.index(char) for char in text]

    def decode(self, ids):
        return "".join(self.letters[i] for i in ids)
"""


def letters(remote, rng, count):
    """So many letters in random order, and a tokenizer with this vocabulary."""
    found = "".join(rng.permutation(list("abcdefgh"))[:count])
    return found, remote.define(_TOKENIZER, "Letters")(found)


@weight(2)
@feedback(
    en="Near temperature 0 the likeliest token follows each time, and nothing overflows. The model "
    "reads the last max_tokens tokens, new ones included; the result begins with the prompt.",
    fr="À température presque nulle, c'est chaque fois le token le plus probable, et rien ne "
    "déborde. Le modèle lit les max_tokens derniers tokens, nouveaux compris ; le résultat "
    "commence par le prompt.",
)
def test_likeliest_continuation(student, remote, rng):
    N = 5
    for max_tokens, prompt_length, num_new in (
        (4, 2, 6),
        (3, 7, 6),
        (2, 5, 6),
        (3, 6, 6),
        (4, 3, 0),
    ):
        weights = random_weights(rng, N, max_tokens)
        names, tokenizer = letters(remote, rng, N)
        ids = [int(i) for i in rng.integers(N, size=prompt_length)]
        prompt = "".join(names[i] for i in ids)
        gaps = []
        for _ in range(num_new):
            logits = two_tokens_logits(weights, ids[-max_tokens:])[-1]
            gaps.append(np.diff(np.sort(logits))[-1])
            ids.append(int(np.argmax(logits)))
        # Two equal logits would leave a choice.
        if not all(gaps):
            continue
        model = two_tokens(remote, weights)
        got = student.generate(model, tokenizer, prompt, num_new, 1e-3, generator(remote, 0))
        check_equal(got, "".join(names[i] for i in ids))


@weight(2)
@feedback(
    en="A new token is drawn with the probabilities softmax(logits / temperature).",
    fr="Un nouveau token est tiré selon les probabilités softmax(logits / température).",
)
def test_distribution(student, remote, rng):
    names, tokenizer = letters(remote, rng, 4)
    draws = 150
    for temperature in (3.0, 1 / 3):
        logits = rng.permutation([2.0, 1.0, 0.0, -1.0])
        model = constant(remote, logits)
        chance = generator(remote, int(rng.integers(1000)))
        got = student.generate(model, tokenizer, names[0], draws, temperature, chance)
        check_equal(len(got), draws + 1)
        found = [list(str(got)[1:]).count(name) / draws for name in names]
        check_frequencies(found, softmax(logits / temperature), draws)


@needs("test_likeliest_continuation")
@feedback(
    en="All chance comes from rng: the same seed gives the same text, another seed another one.",
    fr="Tout le hasard vient de rng : la même graine donne le même texte, une autre un autre.",
)
def test_chance_comes_from_rng(student, remote, rng):
    names, tokenizer = letters(remote, rng, 4)
    model = constant(remote, [0, 0, 0, 0])
    seed = int(rng.integers(1000))
    first, again, other = (
        student.generate(model, tokenizer, names[0], 20, 1.0, generator(remote, s))
        for s in (seed, seed, seed + 1)
    )
    check_true(
        str(again) == str(first),
        en="The same seed gave two texts.",
        fr="La même graine a donné deux textes.",
    )
    check_true(
        str(other) != str(first),
        en="Two seeds gave the same text.",
        fr="Deux graines ont donné le même texte.",
    )


@needs("test_likeliest_continuation")
@feedback(
    en="A temperature of 0 or below is refused with ValueError.",
    fr="Une température nulle ou négative est refusée par ValueError.",
)
def test_refuses_bad_temperatures(student, remote, rng):
    names, tokenizer = letters(remote, rng, 2)
    model = constant(remote, [0, 0])
    for num_new, temperature in ((0, 0.0), (2, -1.0)):
        chance = generator(remote, 0)
        arguments = (model, tokenizer, names, num_new, temperature, chance)
        check_raises(ValueError, student.generate, *arguments)
