"""Hidden tests of next_token_probabilities and generate (18.X25)."""

import numpy as np
from support import check_values, random_model

from chainrule.grading import (
    check_close,
    check_equal,
    check_raises,
    check_true,
    check_unchanged,
    exercise,
    feedback,
    needs,
    weight,
)

pytestmark = exercise("generate")


#: One token of context and no embedding: tokens are drawn independently of one another, with
#: the logits 2, 0, 0, 1.
DICE = {
    "A": np.zeros((2, 4)),
    "B": np.array([[2.0, 0.0], [0.0, 2.0], [0.0, 0.0], [1.0, 1.0]]),
    "p": 100,
    "K": 1,
    "layers": [],
}


#: Which tokens come, not how often: it is the same for every way of drawing.
_DIFFERENT = """
import numpy as np

def different(generate, model, top_k, seed):
    rng = np.random.default_rng(seed)
    text = generate(model, [0], 200, temperature=4, top_k=top_k, rng=rng)
    return sorted(set(map(int, text[1:])))
"""


def sample(student, remote, seed, num_new=200, **options):
    """The tokens that a generator with this seed gives for the dice."""
    generator = remote.module("numpy.random").default_rng(seed)
    text = student.generate(DICE, [0], num_new, rng=generator, **options)
    return as_tokens(text, num_new + 1)[1:]


def as_tokens(text, length):
    """A text of the student's as plain ints, once it is known to be a list of numbers."""
    check_close(text, [0] * length, atol=1e6)
    return [int(token) for token in text]


@weight(3)
@feedback(
    en="The probabilities are the softmax of the last column of the logits, for logits of any "
    "size; a text of more than K tokens is a ValueError.",
    fr="Les probabilités sont le softmax de la dernière colonne des logits, quelle que soit leur "
    "taille ; un texte de plus de K tokens donne ValueError.",
)
def test_probabilities(student, reference, rng):
    params = random_model(rng, (2, 2), N=7, K=8, depth=1)
    for B in (params["B"], params["B"][:5], 5000 * params["B"]):
        model = params | {"A": params["A"][:, : len(B)], "B": B}
        for length in (1, 3, len(B)):
            ids = rng.integers(len(B), size=length).tolist()
            expected = reference.next_token_probabilities(model, ids)
            check_values(student.next_token_probabilities(model, ids), expected)
    check_raises(ValueError, student.next_token_probabilities, params, [1] * 9)


@weight(2)
@feedback(
    en="With top_k = 1 or a temperature near 0 the most probable token comes each time, seen from "
    "the whole text so far; the result begins with the prompt.",
    fr="Avec top_k = 1 ou une température proche de 0, c'est à chaque fois le token le plus "
    "probable, vu tout le texte ; le résultat commence par l'amorce.",
)
def test_greedy_limit(student, remote, reference, rng):
    generator = remote.module("numpy.random").default_rng(int(rng.integers(1000)))
    found = 0
    while found < 4:
        params = random_model(rng, (2, 2), N=5, K=8, depth=1)
        prompt = rng.integers(5, size=3).tolist()
        text = reference.generate(params, prompt, 5, top_k=1)
        steps = (reference.tiny_gpt_logits(params, text[:i])[:, -1] for i in range(3, 8))
        # Two logits that are nearly equal would leave the choice to the rounding.
        if min(np.diff(np.sort(logits)[-2:])[0] for logits in steps) < 0.05:
            continue
        found += 1
        check_equal(student.generate(params, prompt, 5, temperature=1e-4, rng=generator), text)
        check_equal(student.generate(params, prompt, 5, rng.uniform(0.5, 3), 1), text)


@weight(3)
@feedback(
    en="Divide the logits by the temperature, keep the top_k largest, and draw with the softmax of "
    "what is kept.",
    fr="Divisez les logits par la température, gardez les top_k plus grands, puis tirez avec le "
    "softmax de ceux qui restent.",
)
def test_frequencies(student, remote, rng):
    weights = np.exp([0.5, 0, 0, 0.25])
    for kept, top_k in ((weights, None), (weights * [1, 0, 0, 1], 2)):
        seeds = rng.integers(2**30, size=2).tolist()
        draws = [sample(student, remote, seed, temperature=4, top_k=top_k) for seed in seeds]
        found = np.bincount(np.concatenate(draws).clip(0, 4), minlength=5)[:4] / 400
        # Five standard deviations: once in a million draws at most.
        q = kept / kept.sum()
        check_true(
            bool(np.all(np.abs(found - q) <= 5 * np.sqrt(q * (1 - q) / 400))),
            en="The tokens do not come with the right frequencies.",
            fr="Les tokens n'ont pas les bonnes fréquences.",
        )


@needs("test_greedy_limit")
@feedback(
    en="Where equal logits compete for the last place, the token with the smaller id is kept.",
    fr="Quand des logits égaux se disputent la dernière place, le token de plus petit numéro est "
    "gardé.",
)
def test_ties(student, remote, rng):
    best = int(rng.integers(5, 15))
    logits = np.where(np.arange(50) < best, -1, rng.integers(-1, 1, size=50))
    logits[[best, 40]] = 0
    wide = DICE | {"A": np.zeros((2, 50)), "B": np.stack([logits, logits], axis=1)}
    different = remote.define(_DIFFERENT, "different")
    for model, top_k, kept in ((DICE, 3, [0, 1, 3]), (wide, 1, [best])):
        tokens = different(student.generate, model, top_k, int(rng.integers(2**30)))
        check_true(
            tokens == kept,
            en="The tokens that come are not those that should be kept.",
            fr="Les tokens obtenus ne sont pas ceux qu'il faut garder.",
        )


@weight(2)
@needs("test_greedy_limit")
@feedback(
    en="The network sees the last K tokens only, of prompt and new tokens together; the result "
    "still begins with the whole prompt.",
    fr="Le réseau ne voit que les K derniers tokens, amorce et nouveaux tokens réunis ; le "
    "résultat commence pourtant par toute l'amorce.",
)
def test_long_text(student, reference, rng):
    A = np.array([[0, -1, -1, -1], [1, 1, -1, -1]])
    B = np.array([[-1, 0], [-2, -1], [1, 1], [2, 1]])
    params = {"A": A, "B": B, "p": 100, "K": 3, "layers": []}
    for prompt in ([0, 1, 2, 3, 1], (0, 1), rng.integers(4, size=8).tolist()):
        text = reference.generate(params, prompt, 5, top_k=1)
        check_equal(student.generate(params, prompt, 5, top_k=1), text)


@needs("test_frequencies")
@feedback(
    en="All randomness comes from rng: the same seed gives the same text, another seed "
    "another one.",
    fr="Tout le hasard vient de rng : la même graine donne le même texte, une autre graine un "
    "autre texte.",
)
def test_same_seed_same_text(student, remote, rng):
    seed = int(rng.integers(1000))
    first, second, other = (sample(student, remote, s, 60) for s in (seed, seed, seed + 1))
    check_equal(second, first)
    check_true(
        other != first,
        en="Two seeds give the same text.",
        fr="Deux graines donnent le même texte.",
    )


@needs("test_greedy_limit")
@feedback(
    en="The prompt and the model stay as they are; with no new token the result is a copy of the "
    "prompt.",
    fr="L'amorce et le modèle doivent rester tels quels ; sans nouveau token, le résultat est une "
    "copie de l'amorce.",
)
def test_prompt_is_unchanged(student, rng):
    params = random_model(rng, (2,), N=5, K=4, depth=1)
    prompt = rng.integers(5, size=3).tolist()
    check_equal(check_unchanged(student.generate, params, prompt, 0), prompt)
    check_unchanged(student.generate, params, prompt, 2, top_k=1)


@needs("test_greedy_limit", "test_frequencies")
@feedback(
    en="A temperature of 0 or below, or a negative number of tokens, is a ValueError.",
    fr="Une température nulle ou négative, ou un nombre négatif de tokens, donne ValueError.",
)
def test_refuses_other_numbers(student):
    for temperature in (0, -1):
        check_raises(ValueError, student.generate, DICE, [0], 3, temperature)
    check_raises(ValueError, student.generate, DICE, [0], 0, 0)
    check_raises(ValueError, student.generate, DICE, [0], -1)
