"""Hidden tests of gpt2_parameter_count (18.X23)."""

from chainrule.grading import (
    check_close,
    check_equal,
    check_true,
    exercise,
    feedback,
    needs,
    weight,
)

pytestmark = exercise("gpt2_parameter_count")

PARTS = ("token_embedding", "position_embedding", "per_layer", "final_norm")


def number(count):
    """A count of the student's, once it is known to be a plain number."""
    check_close(count, 0, atol=1e12)
    return count


def parts(counts):
    """The counts without the total."""
    return {key: counts[key] for key in PARTS}


@weight(3)
@feedback(
    en="The total is both embeddings, L times one layer and the last normalisation; the "
    "unembedding costs nothing.",
    fr="Le total réunit les deux plongements, L fois une couche et la dernière normalisation ; la "
    "retranscription ne coûte rien.",
)
def test_total(student, reference, rng):
    random_sizes = [int(size) for size in rng.integers(2, 40, size=4)]
    for sizes in (
        (),
        (50257, 1024, 1024, 24),
        (50257, 1280, 1024, 36),
        (50257, 1600, 1024, 48),
        (11, 4, 5, 2),
        random_sizes,
    ):
        expected = reference.gpt2_parameter_count(*sizes)["total"]
        check_equal(student.gpt2_parameter_count(*sizes)["total"], expected)


@weight(3)
@feedback(
    en="One layer: two normalisations, four square matrices with their biases, two dense layers "
    "with theirs. Count each part once.",
    fr="Une couche : deux normalisations, quatre matrices carrées avec leurs biais, deux couches "
    "denses avec les leurs. Comptez chaque part une fois.",
)
def test_parts(student, reference, rng):
    for sizes in ((), [int(size) for size in rng.integers(2, 40, size=4)]):
        expected = reference.gpt2_parameter_count(*sizes)
        check_equal(parts(student.gpt2_parameter_count(*sizes)), parts(expected))


@weight(2)
@needs("test_total", "test_parts")
@feedback(
    en="With another f, how much does one layer change, with its f n hidden neurons? And the "
    "total, with L layers?",
    fr="Avec un autre f, de combien change une couche, avec ses f n neurones cachés ? Et le total, "
    "avec L couches ?",
)
def test_other_dense_blocks(student, rng):
    for factor in (1, 2, int(rng.integers(5, 9))):
        vocab, n, max_tokens, num_layers = (int(size) for size in rng.integers(2, 40, size=4))
        sizes = (vocab, n, max_tokens, num_layers)
        got, usual = (student.gpt2_parameter_count(*sizes, mlp_factor=f) for f in (factor, 4))
        # Of each hidden neuron there are n + n weights and one bias.
        change = (factor - 4) * (2 * n * n + n)
        check_equal(got["per_layer"], number(usual["per_layer"]) + change)
        check_equal(got["total"], number(usual["total"]) + num_layers * change)


@needs("test_total", "test_parts")
@feedback(
    en="The dict has the five keys that are named, and no other.",
    fr="Le dictionnaire a les cinq clés nommées, et aucune autre.",
)
def test_exactly_five_keys(student):
    got = student.gpt2_parameter_count(11, 4, 5, 2)
    check_true(
        len(got) == 5,
        en="The dict has further keys.",
        fr="Le dictionnaire a d'autres clés.",
    )
