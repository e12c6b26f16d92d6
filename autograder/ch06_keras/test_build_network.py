import numpy as np
from support import ACTIVATIONS, KERAS, random_layers, random_points, set_weights

from chainrule.grading import (
    check_close,
    check_equal,
    check_raises,
    check_true,
    exercise,
    feedback,
    needs,
    weight,
)

pytestmark = exercise("build_network")


def shapes(model):
    return [array.shape for array in model.get_weights()]


@weight(3)
@feedback(
    en="One Dense layer with biases per pair, in the order of the list. The weights exist as soon "
    "as the model is built: tell it the size of its input.",
    fr="Une couche Dense avec biais par couple, dans l'ordre de la liste. Les poids existent dès "
    "que le modèle est construit : donnez-lui la taille de son entrée.",
)
def test_layers_have_their_sizes(student, remote, rng):
    n_in, n_hidden, n_out = (int(size) for size in rng.permutation([2, 3, 4]))
    model = student.build_dense_network(n_in, [(n_hidden, "relu"), (n_out, "linear")])
    check_equal(shapes(model), [(n_in, n_hidden), (n_hidden,), (n_hidden, n_out), (n_out,)])
    check_equal(len(model.layers), 2)
    keras = remote.module("keras")
    check_true(
        remote.module("builtins").isinstance(model, keras.Sequential),
        en="The model is no keras.Sequential.",
        fr="Le modèle n'est pas un keras.Sequential.",
    )


@weight(3)
@feedback(
    en="Each layer has the activation of its own pair, a name or a function.",
    fr="Chaque couche a l'activation de son propre couple, un nom ou une fonction.",
)
def test_each_layer_has_its_activation(student, remote, reference, rng):
    negative = remote.module("keras").ops.negative
    orders = [
        ["relu", "sigmoid", "linear"],
        ["linear", "negative", "relu"],
        ["negative", "sigmoid"],
    ]
    for order in orders:
        sizes = rng.integers(2, 6, size=len(order) + 1).tolist()
        layers = random_layers(rng, sizes, order)
        model = student.build_dense_network(
            sizes[0],
            [
                (units, negative if name == "negative" else name)
                for units, name in zip(sizes[1:], order, strict=True)
            ],
        )
        set_weights(model, layers)
        x = random_points(rng, (10, sizes[0]))
        numpy_activations = {**ACTIVATIONS, "negative": np.negative}
        triples = [(kernel, bias, numpy_activations[name]) for kernel, bias, name in layers]
        expected = reference.network_forward(x, triples)
        check_close(model(x, training=False).numpy(), expected, **KERAS)


_BUILDS_TWICE = """
def builds_twice(build, input_dim, layers):
    return build(input_dim, layers), build(input_dim, layers)
"""


@feedback(
    en="Each call returns a model of its own and leaves the list as it was: the same list can "
    "describe a second model, and setting the weights of one changes no other.",
    fr="Chaque appel renvoie un modèle à part et laisse la liste intacte : la même liste peut "
    "décrire un second modèle, et fixer les poids de l'un ne change pas les autres.",
)
def test_models_are_independent(student, remote, rng):
    builds_twice = remote.define(_BUILDS_TWICE, "builds_twice")
    description = [(2, "relu"), (1, "linear")]
    first, second = builds_twice(student.build_dense_network, 3, description)
    before = second.get_weights()
    set_weights(first, random_layers(rng, [3, 2, 1], ["relu", "linear"]))
    check_equal(second.get_weights(), before)
    check_equal(len(second.layers), len(first.layers))


@feedback(
    en="The model is not compiled: nothing is trained in this chapter.",
    fr="Le modèle n'est pas compilé : on n'entraîne rien dans ce chapitre.",
)
def test_model_is_not_compiled(student):
    model = student.build_dense_network(2, [(1, "sigmoid")])
    check_true(
        model.compiled is False,
        en="model.compiled is not False.",
        fr="model.compiled n'est pas False.",
    )


@needs("test_layers_have_their_sizes")
@feedback(
    en="An empty list of layers, or a size below 1, the number of inputs too, is a ValueError.",
    fr="Une liste de couches vide, ou une taille inférieure à 1, y compris le nombre d'entrées, "
    "donne une ValueError.",
)
def test_refuses_empty_networks(student):
    check_raises(ValueError, student.build_dense_network, 2, [])
    for size in (0, -1):
        check_raises(ValueError, student.build_dense_network, size, [(2, "relu")])
        check_raises(ValueError, student.build_dense_network, 2, [(size, "relu"), (1, "relu")])
        check_raises(ValueError, student.build_dense_network, 2, [(1, "relu"), (size, "relu")])
