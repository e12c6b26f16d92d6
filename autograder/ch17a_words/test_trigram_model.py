"""Hidden tests of trigram_model and generate_trigram (17.X12)."""

from support import (
    check_counts,
    check_followers,
    generator,
    repeat,
    running_text,
    shuffled,
    vocabulary,
)

from chainrule.grading import (
    check_equal,
    check_raises,
    check_true,
    check_unchanged,
    exercise,
    feedback,
    needs,
    weight,
)

pytestmark = exercise("trigram_model")


def without_ties(rng, vocab):
    """A model of four words: each pair is followed by the three that are not its second one."""
    return {
        (first, second): dict(
            zip(shuffled(rng, [word for word in vocab if word != second]), (1, 2, 4), strict=True)
        )
        for first in vocab
        for second in vocab
    }


@weight(3)
@feedback(
    en="trigram_model: each three words in a row, overlaps included, count once: the first two are "
    "the key, the third is counted there.",
    fr="trigram_model : chaque suite de trois mots, chevauchements compris, compte une fois : les "
    "deux premiers sont la clé, le troisième y est compté.",
)
def test_model_of_a_text(student, reference, rng):
    words = running_text(rng, vocabulary(rng, 4), 80)
    for form in (list, tuple):
        got = student.trigram_model(form(words))
        wanted = reference.trigram_model(words)
        check_counts(got, wanted)
        for pair, followers in wanted.items():
            check_counts(got[pair], followers)


@needs("test_model_of_a_text")
@feedback(
    en="trigram_model: fewer than three words hold no trigram, three hold one.",
    fr="trigram_model : moins de trois mots ne contiennent aucun trigramme, trois en ont un.",
)
def test_model_of_a_short_text(student, rng):
    a, b, c = vocabulary(rng, 3)
    check_counts(student.trigram_model([a, b, c]), {(a, b): {c: 1}})
    check_counts(student.trigram_model([a, b]), {})
    check_counts(student.trigram_model([]), {})


@weight(2)
@feedback(
    en="generate_trigram: near the temperature 0 the most frequent successor of the last two words "
    "follows; the two first words are part of the text.",
    fr="generate_trigram : près de la température 0, le successeur le plus fréquent des deux "
    "derniers mots suit ; les deux premiers mots font partie du texte.",
)
def test_text_at_a_low_temperature(student, remote, reference, rng):
    vocab = vocabulary(rng, 4)
    model = without_ties(rng, vocab)
    for length in (2, 3, 15):
        start = (vocab[0], vocab[int(rng.integers(4))])
        wanted = list(start)
        while len(wanted) < length:
            followers = model[wanted[-2], wanted[-1]]
            wanted.append(max(followers, key=followers.get))
        got = student.generate_trigram(
            model, start, length, 20, 1e-3, generator(remote, rng.integers(2**32))
        )
        check_equal(got, wanted)


@weight(2)
@feedback(
    en="generate_trigram: the two words before decide which k words can follow, at high "
    "temperatures all of them do.",
    fr="generate_trigram : les deux mots qui précèdent décident des k mots possibles ; à haute "
    "température, tous apparaissent.",
)
def test_only_the_k_most_frequent_successors(student, remote, rng):
    vocab = vocabulary(rng, 4)
    model = without_ties(rng, vocab)
    for k, least in ((2, 2), (9, 1)):
        texts = repeat(
            remote,
            16,
            student.generate_trigram,
            model,
            (vocab[0], vocab[1]),
            100,
            k,
            100,
            generator(remote, rng.integers(2**32)),
        )
        check_equal([len(text) for text in texts], [100] * 16)
        check_followers(
            texts,
            {
                pair: {word for word, count in words.items() if count >= least}
                for pair, words in model.items()
            },
        )


@weight(2)
@feedback(
    en="generate_trigram: the counts of the kept successors, over their sum, are the frequencies "
    "that softmax with the temperature receives, as in sample_next.",
    fr="generate_trigram : les effectifs des successeurs gardés, divisés par leur somme, sont les "
    "fréquences que reçoit softmax avec la température, comme dans sample_next.",
)
def test_frequencies_of_successors(student, remote, reference, rng):
    a, b, c, d, e, f = vocabulary(rng, 6)
    texts = repeat(
        remote,
        1200,
        student.generate_trigram,
        {(a, b): {c: 9, e: 6, d: 5, f: 5, b: 4, a: 4}},
        (a, b),
        3,
        2,
        0.1,
        generator(remote, rng.integers(2**32)),
    )
    wanted = reference.softmax_temperature([9 / 15, 6 / 15], 0.1)[0]
    share = sum(list(text) == [a, b, c] for text in texts) / 1200
    # The standard error is 0.0094.
    check_true(
        bool(abs(share - wanted) < 0.075),
        en="In many texts, the successors of a pair come with other frequencies.",
        fr="Sur de nombreux textes, les successeurs d'une paire ont d'autres fréquences.",
    )


@feedback(
    en="generate_trigram: the text ends, without error, when its last two words are not in the "
    "model.",
    fr="generate_trigram : le texte s'arrête, sans erreur, quand ses deux derniers mots ne sont "
    "pas dans le modèle.",
)
def test_stops_when_no_successor_is_known(student, remote, rng):
    words = vocabulary(rng, 6)
    model = {(words[i], words[i + 1]): {words[i + 2]: i + 1} for i in range(4)}
    got = student.generate_trigram(
        model, (words[1], words[2]), 20, 3, 1.0, generator(remote, rng.integers(2**32))
    )
    check_equal(got, words[1:])


@needs("test_stops_when_no_successor_is_known")
@feedback(
    en="generate_trigram: the model that you are given stays as it is, it gets no new key either.",
    fr="generate_trigram : le modèle reçu doit rester tel quel, sans clé nouvelle non plus.",
)
def test_model_is_unchanged(student, remote, rng):
    a, b, c = vocabulary(rng, 3)
    model = {(a, b): {c: 1}}
    check_unchanged(student.generate_trigram, model, (a, b), 9, 3, 1.0, generator(remote, 1))


@needs("test_text_at_a_low_temperature")
@feedback(
    en="generate_trigram: a start that is not in the model is a ValueError.",
    fr="generate_trigram : un début qui n'est pas dans le modèle lève ValueError.",
)
def test_refuses_an_unknown_start(student, remote, rng):
    a, b, c = vocabulary(rng, 3)
    for start, length in (((b, a), 5), ((b, c), 5), ((b, a), 2)):
        check_raises(
            ValueError,
            student.generate_trigram,
            {(a, b): {c: 1}},
            start,
            length,
            3,
            1.0,
            generator(remote, 1),
        )


@needs("test_text_at_a_low_temperature")
@feedback(
    en="generate_trigram: all chance comes from the generator that is given: the same seed, the "
    "same text.",
    fr="generate_trigram : tout le hasard vient du générateur reçu : même graine, même texte.",
)
def test_same_seed_same_text(student, remote, rng):
    vocab = vocabulary(rng, 4)
    model = without_ties(rng, vocab)
    seed = rng.integers(2**32)
    first, second = (
        student.generate_trigram(model, (vocab[0], vocab[1]), 60, 3, 5, generator(remote, seed))
        for _ in range(2)
    )
    check_equal(first, second)
