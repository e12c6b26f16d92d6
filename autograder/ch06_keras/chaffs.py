"""Wrong answers of real students to the exercises of chapter 6, and what they hint at."""

import keras
import matplotlib.pyplot as plt
import numpy as np

from chainrule.grading import chaff


@chaff(
    exercise="count_parameters",
    fails=[
        "test_counts_coefficients_and_biases",
        "test_is_exact_for_every_size",
        "test_counts_nothing_without_layers",
        "test_refuses_bad_sizes",
        "test_count_is_an_integer",
    ],
    en=(
        "Biases forgotten",
        "You count the coefficients. Which number does a neuron add to its weighted sum, even "
        "when all its inputs are 0?",
    ),
    fr=(
        "Biais oubliés",
        "Vous comptez les coefficients. Quel nombre un neurone ajoute-t-il à sa somme pondérée, "
        "même quand toutes ses entrées sont nulles ?",
    ),
)
def count_parameters(input_dim, units):
    sizes = [input_dim, *units]
    if any(not isinstance(size, (int, np.integer)) or size < 1 for size in sizes):
        raise ValueError
    return sum(sizes[i] * sizes[i + 1] for i in range(len(units)))


@chaff(
    exercise="count_parameters",
    fails=[
        "test_counts_coefficients_and_biases",
        "test_is_exact_for_every_size",
        "test_counts_nothing_without_layers",
        "test_refuses_bad_sizes",
        "test_count_is_an_integer",
    ],
    en=(
        "One bias per layer",
        "Your result is right for layers of one neuron. In a layer of three neurons, may each "
        "neuron have its own threshold?",
    ),
    fr=(
        "Un seul biais par couche",
        "Votre résultat est juste pour les couches d'un seul neurone. Dans une couche de trois "
        "neurones, chacun peut-il avoir son propre seuil ?",
    ),
)
def count_parameters(input_dim, units):  # noqa: F811
    sizes = [input_dim, *units]
    if any(not isinstance(size, (int, np.integer)) or size < 1 for size in sizes):
        raise ValueError
    return sum(sizes[i] * sizes[i + 1] + 1 for i in range(len(units)))


@chaff(
    exercise="count_parameters",
    fails=[
        "test_counts_coefficients_and_biases",
        "test_is_exact_for_every_size",
        "test_counts_nothing_without_layers",
        "test_refuses_bad_sizes",
        "test_count_is_an_integer",
    ],
    en=(
        "The input counted as a layer",
        "Your count starts one layer too early. Which weights does an input have, if it only "
        "hands its value on?",
    ),
    fr=(
        "L'entrée comptée comme une couche",
        "Votre compte commence une couche trop tôt. Quels poids possède une entrée, si elle ne "
        "fait que transmettre sa valeur ?",
    ),
)
def count_parameters(input_dim, units):  # noqa: F811
    sizes = [input_dim, *units]
    if any(not isinstance(size, (int, np.integer)) or size < 1 for size in sizes):
        raise ValueError
    return 2 * input_dim + sum((sizes[i] + 1) * sizes[i + 1] for i in range(len(units)))


@chaff(
    exercise="count_parameters",
    fails=[
        "test_counts_coefficients_and_biases",
        "test_is_exact_for_every_size",
        "test_counts_nothing_without_layers",
        "test_refuses_bad_sizes",
        "test_count_is_an_integer",
    ],
    en=(
        "Only the two examples",
        "The two examples come out right. What does your function return for a network that "
        "nobody showed you?",
    ),
    fr=(
        "Seulement les deux exemples",
        "Les deux exemples donnent le bon résultat. Que renvoie votre fonction pour un réseau "
        "qu'on ne vous a pas montré ?",
    ),
)
def count_parameters(input_dim, units):  # noqa: F811
    return 7 if input_dim == 1 else 13


@chaff(
    exercise="count_parameters",
    fails=[
        "test_counts_coefficients_and_biases",
        "test_is_exact_for_every_size",
        "test_counts_nothing_without_layers",
        "test_refuses_bad_sizes",
        "test_count_is_an_integer",
    ],
    en=(
        "Last layer skipped",
        "The weights that lead into the output neurons are missing. How many layers does your "
        "loop visit?",
    ),
    fr=(
        "Dernière couche oubliée",
        "Il manque les poids qui mènent aux neurones de sortie. Combien de couches votre boucle "
        "parcourt-elle ?",
    ),
)
def count_parameters(input_dim, units):  # noqa: F811
    sizes = [input_dim, *units]
    if any(not isinstance(size, (int, np.integer)) or size < 1 for size in sizes):
        raise ValueError
    return sum((sizes[i] + 1) * sizes[i + 1] for i in range(len(units) - 1))


@chaff(
    exercise="count_parameters",
    fails=["test_refuses_bad_sizes"],
    en=(
        "Only the values are checked",
        "Sizes below 1 are refused. Can a layer have 2.5 neurons?",
    ),
    fr=(
        "Seules les valeurs sont vérifiées",
        "Les tailles inférieures à 1 sont refusées. Une couche peut-elle avoir 2,5 neurones ?",
    ),
)
def count_parameters(input_dim, units):  # noqa: F811
    sizes = [input_dim, *units]
    if min(sizes) < 1:
        raise ValueError
    return sum((sizes[i] + 1) * sizes[i + 1] for i in range(len(units)))


@chaff(
    exercise="count_parameters",
    fails=["test_count_is_an_integer"],
    en=(
        "A count as a float",
        "The number is right. Can there be half a weight?",
    ),
    fr=(
        "Un nombre à virgule",
        "La valeur est juste. Peut-il y avoir un demi-poids ?",
    ),
)
def count_parameters(input_dim, units):  # noqa: F811
    sizes = [input_dim, *units]
    if any(not isinstance(size, (int, np.integer)) or size < 1 for size in sizes):
        raise ValueError
    return float(sum((sizes[i] + 1) * sizes[i + 1] for i in range(len(units))))


@chaff(
    exercise="count_parameters",
    fails=["test_is_exact_for_every_size"],
    en=(
        "Only Python integers",
        "Plain sizes are right. Of which type is a number taken from an array of integers?",
    ),
    fr=(
        "Seulement les entiers de Python",
        "Les tailles ordinaires sont justes. De quel type est un nombre tiré d'un tableau "
        "d'entiers ?",
    ),
)
def count_parameters(input_dim, units):  # noqa: F811
    sizes = [input_dim, *units]
    if any(not isinstance(size, int) or size < 1 for size in sizes):
        raise ValueError
    return sum((sizes[i] + 1) * sizes[i + 1] for i in range(len(units)))


@chaff(
    exercise="count_parameters",
    fails=["test_is_exact_for_every_size"],
    en=(
        "Counted in 64 bits",
        "Networks of every day are right. What is the largest number that an entry of an integer "
        "array can hold?",
    ),
    fr=(
        "Un compte sur 64 bits",
        "Les réseaux ordinaires sont justes. Quel est le plus grand nombre que peut contenir une "
        "case d'un tableau d'entiers ?",
    ),
)
def count_parameters(input_dim, units):  # noqa: F811
    sizes = [input_dim, *units]
    if any(not isinstance(size, (int, np.integer)) or size < 1 for size in sizes):
        raise ValueError
    sizes = np.array(sizes)
    return int(((sizes[:-1] + 1) * sizes[1:]).sum())


@chaff(
    exercise="count_parameters",
    fails=["test_refuses_bad_sizes"],
    en=("Input not checked", "Bad layers are refused. Can a network have 0 inputs, or 2.5?"),
    fr=(
        "L'entrée n'est pas vérifiée",
        "Les mauvaises couches sont refusées. Un réseau peut-il avoir 0 entrée, ou 2,5 ?",
    ),
)
def count_parameters(input_dim, units):  # noqa: F811
    total = 0
    for size in units:
        if not isinstance(size, (int, np.integer)) or size < 1:
            raise ValueError
        total += (int(input_dim) + 1) * int(size)
        input_dim = size
    return total


@chaff(
    exercise="count_parameters",
    fails=["test_counts_nothing_without_layers"],
    en=(
        "A first layer taken for granted",
        "Networks with at least one layer are right. What does your function do with an empty "
        "list of layers?",
    ),
    fr=(
        "Une première couche supposée présente",
        "Les réseaux d'au moins une couche sont justes. Que fait votre fonction d'une liste de "
        "couches vide ?",
    ),
)
def count_parameters(input_dim, units):  # noqa: F811
    sizes = [input_dim, *units]
    if any(not isinstance(size, (int, np.integer)) or size < 1 for size in sizes):
        raise ValueError
    first, *others = map(int, units)
    total = (int(input_dim) + 1) * first
    for size in others:
        total += (first + 1) * size
        first = size
    return total


@chaff(
    exercise="kernel_from_neurons",
    fails=[
        "test_kernel_has_a_row_per_input",
        "test_arrays_are_float64",
        "test_refuses_uneven_neurons",
        "test_arrays_are_new",
    ],
    en=(
        "One row per neuron",
        "Your table is organised by neuron. In x @ kernel, what does a row of the kernel meet: "
        "an input or a neuron?",
    ),
    fr=(
        "Une ligne par neurone",
        "Votre tableau est rangé par neurone. Dans x @ kernel, que rencontre une ligne du noyau : "
        "une entrée ou un neurone ?",
    ),
)
def kernel_from_neurons(coeffs, biases):
    if len({len(row) for row in coeffs}) != 1 or len(biases) != len(coeffs):
        raise ValueError
    return np.array(coeffs, dtype=float), np.array(biases, dtype=float)


@chaff(
    exercise="kernel_from_neurons",
    fails=[
        "test_kernel_has_a_row_per_input",
        "test_arrays_are_float64",
        "test_refuses_uneven_neurons",
        "test_arrays_are_new",
    ],
    en=(
        "Reshaped instead of transposed",
        "The shape is right, the numbers have moved. Does reshape keep a neuron's coefficients in "
        "one column?",
    ),
    fr=(
        "Redimensionné au lieu de transposé",
        "La forme est juste, mais les nombres ont changé de place. Est-ce que reshape garde les "
        "coefficients d'un neurone dans une même colonne ?",
    ),
)
def kernel_from_neurons(coeffs, biases):  # noqa: F811
    if len({len(row) for row in coeffs}) != 1 or len(biases) != len(coeffs):
        raise ValueError
    kernel = np.array(coeffs, dtype=float).reshape(len(coeffs[0]), len(coeffs))
    return kernel, np.array(biases, dtype=float)


@chaff(
    exercise="kernel_from_neurons",
    fails=["test_bias_has_a_number_per_neuron", "test_arrays_are_new"],
    en=(
        "The bias as a row",
        "The kernel is right. How many indices does it take to point at the bias of one neuron?",
    ),
    fr=(
        "Le biais comme une ligne",
        "Le noyau est juste. Combien d'indices faut-il pour désigner le biais d'un neurone ?",
    ),
)
def kernel_from_neurons(coeffs, biases):  # noqa: F811
    if len({len(row) for row in coeffs}) != 1 or len(biases) != len(coeffs):
        raise ValueError
    return np.array(coeffs, dtype=float).T, np.array([biases], dtype=float)


@chaff(
    exercise="kernel_from_neurons",
    fails=["test_arrays_are_float64"],
    en=(
        "Integers stay integers",
        "Your values are right. Which dtype does numpy choose for a list of whole numbers?",
    ),
    fr=(
        "Les entiers restent des entiers",
        "Vos valeurs sont justes. Quel type numpy choisit-il pour une liste de nombres entiers ?",
    ),
)
def kernel_from_neurons(coeffs, biases):  # noqa: F811
    if len({len(row) for row in coeffs}) != 1 or len(biases) != len(coeffs):
        raise ValueError
    return np.array(coeffs).T, np.array(biases)


@chaff(
    exercise="kernel_from_neurons",
    fails=["test_refuses_uneven_neurons"],
    en=(
        "Uneven neurons cut off",
        "Well-formed layers are right. What happens to the last coefficient of a neuron that has "
        "more of them than its neighbour?",
    ),
    fr=(
        "Neurones inégaux tronqués",
        "Les couches bien formées sont justes. Que devient le dernier coefficient d'un neurone "
        "qui en a plus que son voisin ?",
    ),
)
def kernel_from_neurons(coeffs, biases):  # noqa: F811
    kernel = np.array([list(column) for column in zip(*coeffs, strict=False)], dtype=float)
    return kernel, np.array(biases, dtype=float)


@chaff(
    exercise="kernel_from_neurons",
    fails=["test_arrays_are_new"],
    en=(
        "Views of the arguments",
        "The numbers are right. Does np.asarray always make a new array?",
    ),
    fr=(
        "Des vues sur les arguments",
        "Les nombres sont justes. Est-ce que np.asarray crée toujours un nouveau tableau ?",
    ),
)
def kernel_from_neurons(coeffs, biases):  # noqa: F811
    if len({len(row) for row in coeffs}) != 1 or len(biases) != len(coeffs):
        raise ValueError
    return np.asarray(coeffs, dtype=float).T, np.asarray(biases, dtype=float)


@chaff(
    exercise="kernel_from_neurons",
    fails=["test_refuses_uneven_neurons"],
    en=(
        "Biases not counted",
        "Uneven neurons are refused, by numpy itself. Who notices that a bias is missing?",
    ),
    fr=(
        "Biais non comptés",
        "Les neurones inégaux sont refusés, par numpy lui-même. Qui remarque qu'il manque un "
        "biais ?",
    ),
)
def kernel_from_neurons(coeffs, biases):  # noqa: F811
    return np.array(coeffs, dtype=float).T, np.array(biases, dtype=float)


@chaff(
    exercise="forward_pass",
    fails=[
        "test_dense_layer",
        "test_network",
        "test_small_batches",
        "test_computes_in_float64",
        "test_arguments_stay_unchanged",
        "test_refuses_shapes_that_do_not_fit",
    ],
    en=(
        "Bias after the activation",
        "Your neuron applies its activation first. Can the bias still move the place where a ReLU "
        "starts to rise?",
    ),
    fr=(
        "Biais après l'activation",
        "Votre neurone applique d'abord son activation. Le biais peut-il encore déplacer l'endroit "
        "où une ReLU commence à monter ?",
    ),
)
def dense_forward(x, kernel, bias, activation):
    x, kernel, bias = (np.asarray(array, dtype=float) for array in (x, kernel, bias))
    if x.ndim != 2 or kernel.ndim != 2 or x.shape[1] != kernel.shape[0]:
        raise ValueError
    if bias.shape != kernel.shape[1:]:
        raise ValueError
    return activation(x @ kernel) + bias


@chaff(
    exercise="forward_pass",
    fails=[
        "test_dense_layer",
        "test_network",
        "test_small_batches",
        "test_computes_in_float64",
        "test_arguments_stay_unchanged",
        "test_refuses_shapes_that_do_not_fit",
    ],
    en=(
        "Kernel on the left",
        "Write the shapes below your product. Which index has to be summed, the one of the rows "
        "of the batch or the one of the inputs?",
    ),
    fr=(
        "Le noyau à gauche",
        "Écrivez les formes sous votre produit. Sur quel indice faut-il sommer, celui des lignes "
        "du lot ou celui des entrées ?",
    ),
)
def dense_forward(x, kernel, bias, activation):  # noqa: F811
    x, kernel, bias = (np.asarray(array, dtype=float) for array in (x, kernel, bias))
    return activation(kernel @ x + bias)


@chaff(
    exercise="forward_pass",
    fails=[
        "test_network",
        "test_small_batches",
        "test_computes_in_float64",
        "test_arguments_stay_unchanged",
        "test_refuses_shapes_that_do_not_fit",
    ],
    en=(
        "Last activation forgotten",
        "The hidden layers are right. Does the output layer have an activation, too?",
    ),
    fr=(
        "Dernière activation oubliée",
        "Les couches cachées sont justes. La couche de sortie a-t-elle aussi une activation ?",
    ),
)
def network_forward(x, layers):
    *hidden, (kernel, bias, _) = layers
    for layer in hidden:
        x = dense_forward(x, *layer)
    return dense_forward(x, kernel, bias, lambda z: z)


@chaff(
    exercise="forward_pass",
    fails=[
        "test_network",
        "test_small_batches",
        "test_computes_in_float64",
        "test_arguments_stay_unchanged",
        "test_refuses_shapes_that_do_not_fit",
    ],
    en=(
        "Only the first row",
        "One point at a time is right. What comes out for the other rows of the batch?",
    ),
    fr=(
        "Seulement la première ligne",
        "Point par point, c'est juste. Qu'obtient-on pour les autres lignes du lot ?",
    ),
)
def network_forward(x, layers):  # noqa: F811
    for layer in layers:
        x = dense_forward(x, *layer)
    return x[:1]


@chaff(
    exercise="forward_pass",
    fails=[
        "test_network",
        "test_small_batches",
        "test_arguments_stay_unchanged",
        "test_refuses_shapes_that_do_not_fit",
    ],
    en=(
        "The same activation everywhere",
        "Networks with a single kind of activation are right. Where does your loop read the "
        "activation of the second layer?",
    ),
    fr=(
        "La même activation partout",
        "Les réseaux à une seule sorte d'activation sont justes. Où votre boucle lit-elle "
        "l'activation de la deuxième couche ?",
    ),
)
def network_forward(x, layers):  # noqa: F811
    activation = layers[0][2]
    for kernel, bias, _ in layers:
        x = dense_forward(x, kernel, bias, activation)
    return x


@chaff(
    exercise="forward_pass",
    fails=["test_arguments_stay_unchanged"],
    en=(
        "The batch is overwritten",
        "Your outputs are right. What is left in the caller's x after the call?",
    ),
    fr=(
        "Le lot est écrasé",
        "Vos sorties sont justes. Que contient le x de l'appelant après l'appel ?",
    ),
)
def network_forward(x, layers):  # noqa: F811
    for kernel, bias, activation in layers:
        y = dense_forward(x, kernel, bias, activation)
        if y.shape == x.shape and x.dtype == y.dtype:
            x[:] = y
        else:
            x = y
    return x


@chaff(
    exercise="forward_pass",
    fails=["test_refuses_shapes_that_do_not_fit"],
    en=(
        "Broadcasting accepted",
        "Well-formed layers are right. What does numpy do with a single bias and two neurons?",
    ),
    fr=(
        "Diffusion acceptée",
        "Les couches bien formées sont justes. Que fait numpy d'un seul biais pour deux neurones ?",
    ),
)
def dense_forward(x, kernel, bias, activation):  # noqa: F811
    x, kernel, bias = (np.asarray(array, dtype=float) for array in (x, kernel, bias))
    return activation(x @ kernel + bias)


@chaff(
    exercise="forward_pass",
    fails=[
        "test_network",
        "test_small_batches",
        "test_arguments_stay_unchanged",
        "test_refuses_shapes_that_do_not_fit",
    ],
    en=(
        "Only the last activation",
        "One layer is right. What does a neuron of layer 0 do with its sum before it passes it on?",
    ),
    fr=(
        "Seulement la dernière activation",
        "Une seule couche est juste. Que fait un neurone de la couche 0 de sa somme avant de "
        "la transmettre ?",
    ),
)
def network_forward(x, layers):  # noqa: F811
    for kernel, bias, _ in layers:
        x = dense_forward(x, kernel, bias, lambda z: z)
    return layers[-1][2](x)


@chaff(
    exercise="forward_pass",
    fails=["test_arguments_stay_unchanged"],
    en=(
        "The list of layers is emptied",
        "Your outputs are right. What is left in the caller's list of layers after the call?",
    ),
    fr=(
        "La liste des couches vidée",
        "Vos sorties sont justes. Que reste-t-il dans la liste des couches de l'appelant après "
        "l'appel ?",
    ),
)
def network_forward(x, layers):  # noqa: F811
    while layers:
        x = dense_forward(x, *layers.pop(0))
    return x


@chaff(
    exercise="forward_pass",
    fails=[
        "test_dense_layer",
        "test_small_batches",
        "test_arguments_stay_unchanged",
        "test_refuses_shapes_that_do_not_fit",
    ],
    en=(
        "Point by point",
        "The values are right. How often do you call the activation, and which shape does an "
        "empty batch get?",
    ),
    fr=(
        "Point par point",
        "Les valeurs sont justes. Combien de fois appelez-vous l'activation, et quelle forme "
        "obtient un lot vide ?",
    ),
)
def dense_forward(x, kernel, bias, activation):  # noqa: F811
    x, kernel, bias = (np.asarray(array, dtype=float) for array in (x, kernel, bias))
    if x.ndim != 2 or kernel.ndim != 2 or x.shape[1] != kernel.shape[0]:
        raise ValueError
    if bias.shape != kernel.shape[1:]:
        raise ValueError
    return np.array([activation(point @ kernel + bias) for point in x])


@chaff(
    exercise="forward_pass",
    fails=["test_computes_in_float64"],
    en=(
        "The type of the inputs is kept",
        "float64 inputs are right. In which type does numpy multiply two float32 arrays?",
    ),
    fr=(
        "Le type des entrées est conservé",
        "Les entrées float64 donnent le bon résultat. Dans quel type numpy multiplie-t-il deux "
        "tableaux float32 ?",
    ),
)
def dense_forward(x, kernel, bias, activation):  # noqa: F811
    if x.ndim != 2 or kernel.ndim != 2 or x.shape[1] != kernel.shape[0]:
        raise ValueError
    if bias.shape != kernel.shape[1:]:
        raise ValueError
    return activation(x @ kernel + bias)


@chaff(
    exercise="forward_pass",
    fails=["test_small_batches"],
    en=(
        "One row becomes a vector",
        "Batches of several points are right. What is the shape of the result for a batch of a "
        "single point?",
    ),
    fr=(
        "Une seule ligne devient un vecteur",
        "Les lots de plusieurs points sont justes. Quelle forme a le résultat pour un lot d'un "
        "seul point ?",
    ),
)
def network_forward(x, layers):  # noqa: F811
    for layer in layers:
        x = dense_forward(x, *layer)
    return x[0] if len(x) == 1 else x


@chaff(
    exercise="forward_pass",
    fails=[
        "test_dense_layer",
        "test_small_batches",
        "test_arguments_stay_unchanged",
        "test_refuses_shapes_that_do_not_fit",
    ],
    en=(
        "One neuron after the other",
        "The values are right. How often do you call the activation of a layer with several "
        "neurons?",
    ),
    fr=(
        "Un neurone après l'autre",
        "Les valeurs sont justes. Combien de fois appelez-vous l'activation d'une couche de "
        "plusieurs neurones ?",
    ),
)
def dense_forward(x, kernel, bias, activation):  # noqa: F811
    x, kernel, bias = (np.asarray(array, dtype=float) for array in (x, kernel, bias))
    if x.ndim != 2 or kernel.ndim != 2 or x.shape[1] != kernel.shape[0]:
        raise ValueError
    if bias.shape != kernel.shape[1:]:
        raise ValueError
    neurons = zip(kernel.T, bias, strict=True)
    return np.column_stack([activation(x @ coeffs + b) for coeffs, b in neurons])


@chaff(
    exercise="heaviside_activation",
    fails=[
        "test_values_around_zero",
        "test_keeps_the_dtype",
        "test_makes_a_sector_in_graph_mode",
    ],
    en=(
        "0 at 0",
        "Your step is right away from 0. Which value does the course give to H(0)?",
    ),
    fr=(
        "0 en 0",
        "Votre marche est juste en dehors de 0. Quelle valeur le cours donne-t-il à H(0) ?",
    ),
)
def heaviside(x):
    return keras.ops.cast(x > 0, x.dtype)


@chaff(
    exercise="heaviside_activation",
    fails=[
        "test_values_around_zero",
        "test_keeps_the_dtype",
        "test_makes_a_sector_in_graph_mode",
    ],
    en=(
        "The sign function",
        "Your function jumps in the right place. Between which two values does H jump?",
    ),
    fr=(
        "La fonction signe",
        "Votre fonction saute au bon endroit. Entre quelles valeurs H saute-t-elle ?",
    ),
)
def heaviside(x):  # noqa: F811
    return keras.ops.sign(x)


@chaff(
    exercise="heaviside_activation",
    fails=[
        "test_values_around_zero",
        "test_keeps_the_dtype",
        "test_makes_a_sector_in_graph_mode",
    ],
    en=(
        "An if on the tensor",
        "An if takes one decision. How many decisions does a batch of 100 points ask for?",
    ),
    fr=(
        "Un if sur le tenseur",
        "Un if prend une seule décision. Combien de décisions faut-il pour un lot de 100 points ?",
    ),
)
def heaviside(x):  # noqa: F811
    if x >= 0:
        return keras.ops.ones_like(x)
    return keras.ops.zeros_like(x)


@chaff(
    exercise="heaviside_activation",
    fails=["test_keeps_the_dtype"],
    en=(
        "Truth values returned",
        "The comparison is right. Which dtype does a comparison have?",
    ),
    fr=(
        "Des valeurs de vérité",
        "La comparaison est juste. Quel est le type du résultat d'une comparaison ?",
    ),
)
def heaviside(x):  # noqa: F811
    return keras.ops.greater_equal(x, 0)


@chaff(
    exercise="heaviside_activation",
    fails=[
        "test_values_around_zero",
        "test_keeps_the_dtype",
        "test_makes_a_sector_in_graph_mode",
    ],
    en=(
        "numpy's function, 0 at 0",
        "np.heaviside takes the value at 0 as its second argument, and it needs numbers. Does "
        "Keras already have numbers when it builds a layer?",
    ),
    fr=(
        "La fonction de numpy, 0 en 0",
        "np.heaviside prend la valeur en 0 comme second argument, et il lui faut des nombres. "
        "Keras a-t-il déjà des nombres quand il construit une couche ?",
    ),
)
def heaviside(x):  # noqa: F811
    return np.heaviside(x, 0)


@chaff(
    exercise="heaviside_activation",
    fails=["test_keeps_the_dtype"],
    en=(
        "Always float32",
        "The values are right. What happens to the dtype when both branches are plain Python "
        "numbers?",
    ),
    fr=(
        "Toujours float32",
        "Les valeurs sont justes. Que devient le type quand les deux branches sont de simples "
        "nombres Python ?",
    ),
)
def heaviside(x):  # noqa: F811
    return keras.ops.where(x >= 0, 1.0, 0.0)


@chaff(
    exercise="heaviside_activation",
    fails=["test_makes_a_sector_in_graph_mode"],
    en=(
        "numpy's function",
        "Arrays are right. Which numbers does numpy find in a tensor of graph mode?",
    ),
    fr=(
        "La fonction de numpy",
        "Les tableaux sont justes. Quels nombres numpy trouve-t-il dans un tenseur du mode "
        "graphe ?",
    ),
)
def heaviside(x):  # noqa: F811
    return np.heaviside(x, 1)


@chaff(
    exercise="heaviside_activation",
    fails=[
        "test_values_around_zero",
        "test_keeps_the_dtype",
    ],
    en=(
        "A tolerance around 0",
        "Your step is right for ordinary numbers. Is a very small negative number at least 0?",
    ),
    fr=(
        "Une tolérance autour de 0",
        "Votre marche est juste pour les nombres ordinaires. Un très petit nombre négatif "
        "est-il supérieur ou égal à 0 ?",
    ),
)
def heaviside(x):  # noqa: F811
    return keras.ops.cast(x >= -1e-7, x.dtype)


@chaff(
    exercise="heaviside_activation",
    fails=[
        "test_values_around_zero",
        "test_keeps_the_dtype",
        "test_makes_a_sector_in_graph_mode",
    ],
    en=(
        "One half at 0",
        "Far from 0 your function is right. What is the sign of 0, and what do you make of it?",
    ),
    fr=(
        "Un demi en 0",
        "Loin de 0, votre fonction est juste. Quel est le signe de 0, et qu'en faites-vous ?",
    ),
)
def heaviside(x):  # noqa: F811
    return (keras.ops.sign(x) + 1) / 2


@chaff(
    exercise="heaviside_activation",
    fails=["test_keeps_the_dtype"],
    en=(
        "Whole numbers returned",
        "The values are right. Of which type are 1 and 0 without a decimal point?",
    ),
    fr=(
        "Des entiers renvoyés",
        "Les valeurs sont justes. De quel type sont 1 et 0 sans point décimal ?",
    ),
)
def heaviside(x):  # noqa: F811
    return keras.ops.where(x >= 0, 1, 0)


@chaff(
    exercise="build_network",
    fails=[
        "test_layers_have_their_sizes",
        "test_each_layer_has_its_activation",
        "test_models_are_independent",
        "test_refuses_empty_networks",
    ],
    en=(
        "No Input",
        "Your layers are right, but still empty. How should the first layer know how many "
        "coefficients each of its neurons needs?",
    ),
    fr=(
        "Pas d'Input",
        "Vos couches sont justes, mais encore vides. Comment la première peut-elle savoir combien "
        "de coefficients il faut à chacun de ses neurones ?",
    ),
)
def build_dense_network(input_dim, layers):
    if not layers or input_dim < 1 or min(units for units, _ in layers) < 1:
        raise ValueError
    return keras.Sequential([keras.layers.Dense(units, activation=a) for units, a in layers])


@chaff(
    exercise="build_network",
    fails=[
        "test_layers_have_their_sizes",
        "test_each_layer_has_its_activation",
        "test_models_are_independent",
        "test_refuses_empty_networks",
    ],
    en=(
        "Layers in reverse",
        "All the layers are there. Which of them receives the input?",
    ),
    fr=(
        "Couches à l'envers",
        "Toutes les couches sont là. Laquelle reçoit l'entrée ?",
    ),
)
def build_dense_network(input_dim, layers):  # noqa: F811
    if not layers or input_dim < 1 or min(units for units, _ in layers) < 1:
        raise ValueError
    model = keras.Sequential([keras.Input(shape=(input_dim,))])
    for units, activation in reversed(layers):
        model.add(keras.layers.Dense(units, activation=activation))
    return model


@chaff(
    exercise="build_network",
    fails=["test_each_layer_has_its_activation"],
    en=(
        "One activation for all layers",
        "The sizes are right. Which activation belongs to the second layer?",
    ),
    fr=(
        "Une activation pour toutes les couches",
        "Les tailles sont justes. Quelle activation revient à la deuxième couche ?",
    ),
)
def build_dense_network(input_dim, layers):  # noqa: F811
    if not layers or input_dim < 1 or min(units for units, _ in layers) < 1:
        raise ValueError
    model = keras.Sequential([keras.Input(shape=(input_dim,))])
    for units, _ in layers:
        model.add(keras.layers.Dense(units, activation=layers[0][1]))
    return model


@chaff(
    exercise="build_network",
    fails=["test_each_layer_has_its_activation"],
    en=(
        "Activation dropped",
        "The sizes are right. What does a Dense layer apply when nobody names an activation?",
    ),
    fr=(
        "Activation perdue",
        "Les tailles sont justes. Qu'applique une couche Dense quand on ne nomme aucune "
        "activation ?",
    ),
)
def build_dense_network(input_dim, layers):  # noqa: F811
    if not layers or input_dim < 1 or min(units for units, _ in layers) < 1:
        raise ValueError
    model = keras.Sequential([keras.Input(shape=(input_dim,))])
    for units, _ in layers:
        model.add(keras.layers.Dense(units))
    return model


@chaff(
    exercise="build_network",
    fails=["test_models_are_independent"],
    en=(
        "One model for all calls",
        "The first model is right. When you build a second one, what happens to the first?",
    ),
    fr=(
        "Un seul modèle pour tous les appels",
        "Le premier modèle est juste. Quand vous en construisez un deuxième, que devient le "
        "premier ?",
    ),
)
def build_dense_network(input_dim, layers, models={}):  # noqa: B006, F811
    if not layers or input_dim < 1 or min(units for units, _ in layers) < 1:
        raise ValueError
    description = (input_dim, *map(tuple, layers))
    if description not in models:
        model = keras.Sequential([keras.Input(shape=(input_dim,))])
        for units, activation in layers:
            model.add(keras.layers.Dense(units, activation=activation))
        models[description] = model
    return models[description]


@chaff(
    exercise="build_network",
    fails=["test_refuses_empty_networks"],
    en=(
        "Sizes not checked",
        "Well-formed networks are right. Does Keras itself refuse an input with no coordinates?",
    ),
    fr=(
        "Tailles non vérifiées",
        "Les réseaux bien formés sont justes. Keras refuse-t-il lui-même une entrée sans "
        "coordonnée ?",
    ),
)
def build_dense_network(input_dim, layers):  # noqa: F811
    model = keras.Sequential([keras.Input(shape=(input_dim,))])
    for units, activation in layers:
        model.add(keras.layers.Dense(units, activation=activation))
    return model


@chaff(
    exercise="build_network",
    fails=[
        "test_layers_have_their_sizes",
        "test_each_layer_has_its_activation",
        "test_models_are_independent",
        "test_refuses_empty_networks",
    ],
    en=(
        "An Input before each layer",
        "A network has one input. How does a later layer find out how many values reach it?",
    ),
    fr=(
        "Un Input avant chaque couche",
        "Un réseau n'a qu'une entrée. Comment une couche suivante apprend-elle combien de "
        "valeurs lui arrivent ?",
    ),
)
def build_dense_network(input_dim, layers):  # noqa: F811
    if not layers or min([input_dim, *(units for units, _ in layers)]) < 1:
        raise ValueError
    model = keras.Sequential()
    for units, activation in layers:
        model.add(keras.Input(shape=(input_dim,)))
        model.add(keras.layers.Dense(units, activation=activation))
        input_dim = units
    return model


@chaff(
    exercise="build_network",
    fails=["test_model_is_not_compiled"],
    en=(
        "Compiled out of habit",
        "The network is right. What are a loss and an optimiser for, if nothing is trained?",
    ),
    fr=(
        "Compilé par habitude",
        "Le réseau est juste. À quoi servent une perte et un optimiseur si l'on n'entraîne rien ?",
    ),
)
def build_dense_network(input_dim, layers):  # noqa: F811
    if not layers or min(input_dim, *(units for units, _ in layers)) < 1:
        raise ValueError
    dense = [keras.layers.Dense(units, activation=activation) for units, activation in layers]
    model = keras.Sequential([keras.Input(shape=(input_dim,)), *dense])
    model.compile(optimizer="adam", loss="mse")
    return model


@chaff(
    exercise="build_network",
    fails=[
        "test_layers_have_their_sizes",
        "test_refuses_empty_networks",
    ],
    en=(
        "The activation as a layer of its own",
        "The function F is right. How many elements does model.layers have, and how many pairs "
        "were given?",
    ),
    fr=(
        "L'activation comme couche à part",
        "La fonction F est juste. Combien d'éléments contient model.layers, et combien de "
        "couples avez-vous reçus ?",
    ),
)
def build_dense_network(input_dim, layers):  # noqa: F811
    if not layers or min(input_dim, *(units for units, _ in layers)) < 1:
        raise ValueError
    model = keras.Sequential([keras.Input(shape=(input_dim,))])
    for units, activation in layers:
        model.add(keras.layers.Dense(units))
        model.add(keras.layers.Activation(activation))
    return model


@chaff(
    exercise="build_network",
    fails=["test_models_are_independent"],
    en=(
        "The description is used up",
        "The first model is right. What is left of the list once it is built?",
    ),
    fr=(
        "La description est vidée",
        "Le premier modèle est juste. Que reste-t-il de la liste une fois qu'il est construit ?",
    ),
)
def build_dense_network(input_dim, layers):  # noqa: F811
    if not layers or min(input_dim, *(units for units, _ in layers)) < 1:
        raise ValueError
    model = keras.Sequential([keras.Input(shape=(input_dim,))])
    while layers:
        units, activation = layers.pop(0)
        model.add(keras.layers.Dense(units, activation=activation))
    return model


@chaff(
    exercise="neuron_weights",
    fails=[
        "test_sets_one_neuron_only",
        "test_omitted_bias_is_zero",
        "test_single_coefficient",
        "test_refuses_a_wrong_number_of_coefficients",
        "test_refuses_bad_numbers",
    ],
    en=(
        "A row instead of a column",
        "With one input or one neuron there is no difference. Along which axis of the kernel do "
        "the neurons stand?",
    ),
    fr=(
        "Une ligne au lieu d'une colonne",
        "Avec une seule entrée ou un seul neurone, on ne voit pas la différence. Le long de quel "
        "axe du noyau les neurones sont-ils rangés ?",
    ),
)
def set_neuron_weights(model, layer, neuron, coeffs, bias=0.0):
    if not (0 <= layer < len(model.layers) and 0 <= neuron < model.layers[layer].units):
        raise IndexError
    kernel, biases = model.layers[layer].get_weights()
    coeffs = np.atleast_1d(coeffs)
    if coeffs.shape != (kernel.shape[0],):
        raise ValueError
    kernel[neuron] = coeffs
    biases[neuron] = bias
    model.layers[layer].set_weights([kernel, biases])


@chaff(
    exercise="neuron_weights",
    fails=[
        "test_sets_one_neuron_only",
        "test_refuses_a_wrong_number_of_coefficients",
        "test_refuses_bad_numbers",
    ],
    en=(
        "The other neurons reset",
        "The neuron you set is right. What did its neighbours hold before your call, and what do "
        "they hold after it?",
    ),
    fr=(
        "Les autres neurones remis à zéro",
        "Le neurone que vous réglez est juste. Que contenaient ses voisins avant votre appel, et "
        "que contiennent-ils après ?",
    ),
)
def set_neuron_weights(model, layer, neuron, coeffs, bias=0.0):  # noqa: F811
    if not (0 <= layer < len(model.layers) and 0 <= neuron < model.layers[layer].units):
        raise IndexError
    kernel, biases = map(np.zeros_like, model.layers[layer].get_weights())
    coeffs = np.atleast_1d(coeffs)
    if coeffs.shape != (kernel.shape[0],):
        raise ValueError
    kernel[:, neuron] = coeffs
    biases[neuron] = bias
    model.layers[layer].set_weights([kernel, biases])


@chaff(
    exercise="neuron_weights",
    fails=[
        "test_sets_one_neuron_only",
        "test_omitted_bias_is_zero",
        "test_single_coefficient",
        "test_refuses_a_wrong_number_of_coefficients",
        "test_refuses_bad_numbers",
    ],
    en=(
        "Only a copy is edited",
        "You write the right numbers into arrays. Does the model look at these arrays again?",
    ),
    fr=(
        "Seule une copie est modifiée",
        "Vous écrivez les bons nombres dans des tableaux. Le modèle relit-il ces tableaux ?",
    ),
)
def set_neuron_weights(model, layer, neuron, coeffs, bias=0.0):  # noqa: F811
    if not (0 <= layer < len(model.layers) and 0 <= neuron < model.layers[layer].units):
        raise IndexError
    kernel, biases = model.layers[layer].get_weights()
    coeffs = np.atleast_1d(coeffs)
    if coeffs.shape != (kernel.shape[0],):
        raise ValueError
    kernel[:, neuron] = coeffs
    biases[neuron] = bias


@chaff(
    exercise="neuron_weights",
    fails=[
        "test_sets_one_neuron_only",
        "test_omitted_bias_is_zero",
        "test_single_coefficient",
        "test_refuses_a_wrong_number_of_coefficients",
        "test_refuses_bad_numbers",
    ],
    en=(
        "Bias ignored",
        "The coefficients are in place. Where does your function use its argument bias?",
    ),
    fr=(
        "Biais ignoré",
        "Les coefficients sont en place. Où votre fonction utilise-t-elle son argument bias ?",
    ),
)
def set_neuron_weights(model, layer, neuron, coeffs, bias=0.0):  # noqa: F811
    if not (0 <= layer < len(model.layers) and 0 <= neuron < model.layers[layer].units):
        raise IndexError
    kernel, biases = model.layers[layer].get_weights()
    coeffs = np.atleast_1d(coeffs)
    if coeffs.shape != (kernel.shape[0],):
        raise ValueError
    kernel[:, neuron] = coeffs
    model.layers[layer].set_weights([kernel, biases])


@chaff(
    exercise="neuron_weights",
    fails=[
        "test_sets_one_neuron_only",
        "test_omitted_bias_is_zero",
        "test_single_coefficient",
        "test_refuses_a_wrong_number_of_coefficients",
        "test_refuses_bad_numbers",
    ],
    en=(
        "Bias at the number of the layer",
        "The coefficients are in place. A bias vector has one entry per what?",
    ),
    fr=(
        "Biais au numéro de la couche",
        "Les coefficients sont en place. Un vecteur de biais a une entrée par quoi ?",
    ),
)
def set_neuron_weights(model, layer, neuron, coeffs, bias=0.0):  # noqa: F811
    if not (0 <= layer < len(model.layers) and 0 <= neuron < model.layers[layer].units):
        raise IndexError
    kernel, biases = model.layers[layer].get_weights()
    coeffs = np.atleast_1d(coeffs)
    if coeffs.shape != (kernel.shape[0],):
        raise ValueError
    kernel[:, neuron] = coeffs
    biases[layer] = bias
    model.layers[layer].set_weights([kernel, biases])


@chaff(
    exercise="neuron_weights",
    fails=["test_refuses_bad_numbers"],
    en=(
        "Negative numbers accepted",
        "Numbers that are too large are refused. What does Python take the index -1 to mean?",
    ),
    fr=(
        "Numéros négatifs acceptés",
        "Les numéros trop grands sont refusés. Que désigne l'indice -1 pour Python ?",
    ),
)
def set_neuron_weights(model, layer, neuron, coeffs, bias=0.0):  # noqa: F811
    kernel, biases = model.layers[layer].get_weights()
    coeffs = np.atleast_1d(coeffs)
    if coeffs.shape != (kernel.shape[0],):
        raise ValueError
    kernel[:, neuron] = coeffs
    biases[neuron] = bias
    model.layers[layer].set_weights([kernel, biases])


@chaff(
    exercise="neuron_weights",
    fails=["test_zeroes_one_layer", "test_refuses_bad_numbers"],
    en=(
        "Only the coefficients are zeroed",
        "The kernel of the layer is 0. Which other weights does a layer have?",
    ),
    fr=(
        "Seuls les coefficients sont mis à zéro",
        "Le noyau de la couche est nul. Quels autres poids une couche possède-t-elle ?",
    ),
)
def zero_layer_weights(model, layer):
    if not 0 <= layer < len(model.layers):
        raise IndexError
    kernel, biases = model.layers[layer].get_weights()
    model.layers[layer].set_weights([np.zeros_like(kernel), biases])


@chaff(
    exercise="neuron_weights",
    fails=[
        "test_sets_one_neuron_only",
        "test_omitted_bias_is_zero",
        "test_single_coefficient",
        "test_refuses_a_wrong_number_of_coefficients",
        "test_refuses_bad_numbers",
    ],
    en=(
        "Added to the old weights",
        "On a layer of zeros your function is right. What should be left of the earlier "
        "coefficients?",
    ),
    fr=(
        "Ajoutés aux anciens poids",
        "Sur une couche nulle, votre fonction est juste. Que doit-il rester des coefficients "
        "précédents ?",
    ),
)
def set_neuron_weights(model, layer, neuron, coeffs, bias=0.0):  # noqa: F811
    if not 0 <= layer < len(model.layers):
        raise IndexError
    kernel, biases = model.layers[layer].get_weights()
    if not 0 <= neuron < biases.size:
        raise IndexError
    if np.atleast_1d(coeffs).shape != kernel.shape[:1]:
        raise ValueError
    kernel[:, neuron] += coeffs
    biases[neuron] = bias
    model.layers[layer].set_weights([kernel, biases])


@chaff(
    exercise="neuron_weights",
    fails=["test_omitted_bias_is_zero"],
    en=(
        "The old bias is kept",
        "A bias that is given is right. Which bias has a neuron whose bias is not given?",
    ),
    fr=(
        "L'ancien biais conservé",
        "Un biais donné est bien placé. Quel biais a un neurone dont on ne donne pas le biais ?",
    ),
)
def set_neuron_weights(model, layer, neuron, coeffs, bias=None):  # noqa: F811
    if not 0 <= layer < len(model.layers):
        raise IndexError
    kernel, biases = model.layers[layer].get_weights()
    if not 0 <= neuron < biases.size:
        raise IndexError
    if np.atleast_1d(coeffs).shape != kernel.shape[:1]:
        raise ValueError
    kernel[:, neuron] = coeffs
    if bias is not None:
        biases[neuron] = bias
    model.layers[layer].set_weights([kernel, biases])


@chaff(
    exercise="neuron_weights",
    fails=["test_refuses_a_wrong_number_of_coefficients"],
    en=(
        "One coefficient for all inputs",
        "Complete lists of coefficients are right. What does numpy do with one number that is "
        "assigned to a column of three?",
    ),
    fr=(
        "Un coefficient pour toutes les entrées",
        "Les listes complètes donnent le bon résultat. Que fait numpy d'un seul nombre affecté à "
        "une colonne de trois ?",
    ),
)
def set_neuron_weights(model, layer, neuron, coeffs, bias=0.0):  # noqa: F811
    if not 0 <= layer < len(model.layers):
        raise IndexError
    kernel, biases = model.layers[layer].get_weights()
    if not 0 <= neuron < biases.size:
        raise IndexError
    kernel[:, neuron] = coeffs
    biases[neuron] = bias
    model.layers[layer].set_weights([kernel, biases])


@chaff(
    exercise="neuron_weights",
    fails=["test_single_coefficient"],
    en=(
        "A number alone refused",
        "Lists of coefficients are right. With a single input, does a neuron's coefficient have "
        "to stand in a list?",
    ),
    fr=(
        "Un nombre seul refusé",
        "Les listes de coefficients donnent le bon résultat. Avec une seule entrée, le "
        "coefficient d'un neurone doit-il être dans une liste ?",
    ),
)
def set_neuron_weights(model, layer, neuron, coeffs, bias=0.0):  # noqa: F811
    if not 0 <= layer < len(model.layers):
        raise IndexError
    kernel, biases = model.layers[layer].get_weights()
    if not 0 <= neuron < biases.size:
        raise IndexError
    if np.shape(coeffs) != kernel.shape[:1]:
        raise ValueError
    kernel[:, neuron] = coeffs
    biases[neuron] = bias
    model.layers[layer].set_weights([kernel, biases])


@chaff(
    exercise="neuron_weights",
    fails=["test_reads_one_neuron", "test_refuses_bad_numbers"],
    en=(
        "A row read instead of a column",
        "The bias is right. Which coefficients stand side by side in one row of the kernel: those "
        "of one neuron or those of one input?",
    ),
    fr=(
        "Une ligne lue au lieu d'une colonne",
        "Le biais est juste. Quels coefficients se suivent dans une ligne du noyau : ceux d'un "
        "neurone ou ceux d'une entrée ?",
    ),
)
def get_neuron_weights(model, layer, neuron):
    if not (0 <= layer < len(model.layers) and 0 <= neuron < model.layers[layer].units):
        raise IndexError
    kernel, biases = model.layers[layer].get_weights()
    return kernel[neuron], float(biases[neuron])


@chaff(
    exercise="evaluate_network",
    fails=[
        "test_random_networks",
        "test_returns_a_python_float",
        "test_point_may_be_a_number_tuple_or_array",
        "test_prints_nothing",
        "test_refuses_what_does_not_fit",
    ],
    en=(
        "A table of one number",
        "The value is right. How many pairs of brackets are around it?",
    ),
    fr=(
        "Un tableau d'un nombre",
        "La valeur est juste. Combien de paires de crochets y a-t-il autour ?",
    ),
)
def evaluate_at(model, point):
    x = np.atleast_1d(np.asarray(point, dtype=float))
    if x.shape != model.input_shape[1:] or model.output_shape[1:] != (1,):
        raise ValueError
    return model(x[np.newaxis]).numpy()


@chaff(
    exercise="evaluate_network",
    fails=[
        "test_random_networks",
        "test_returns_a_python_float",
        "test_point_may_be_a_number_tuple_or_array",
        "test_prints_nothing",
        "test_refuses_what_does_not_fit",
    ],
    en=(
        "A point without its batch",
        "One input happens to work. What are the two axes of the array that a model expects?",
    ),
    fr=(
        "Un point sans son lot",
        "Avec une seule entrée, cela marche par chance. Quels sont les deux axes du tableau "
        "qu'attend un modèle ?",
    ),
)
def evaluate_at(model, point):  # noqa: F811
    x = np.atleast_1d(np.asarray(point, dtype=float))
    if x.shape != model.input_shape[1:] or model.output_shape[1:] != (1,):
        raise ValueError
    return float(np.ravel(model(x))[0])


@chaff(
    exercise="evaluate_network",
    fails=[
        "test_random_networks",
        "test_returns_a_python_float",
        "test_point_may_be_a_number_tuple_or_array",
        "test_prints_nothing",
        "test_refuses_what_does_not_fit",
    ],
    en=(
        "Coordinates as a batch",
        "One input is right. For a point with three coordinates, do you hand over one point or "
        "three?",
    ),
    fr=(
        "Les coordonnées comme un lot",
        "Avec une entrée, c'est juste. Pour un point à trois coordonnées, donnez-vous au modèle "
        "un point ou trois ?",
    ),
)
def evaluate_at(model, point):  # noqa: F811
    x = np.atleast_1d(np.asarray(point, dtype=float))
    if x.shape != model.input_shape[1:] or model.output_shape[1:] != (1,):
        raise ValueError
    return float(np.ravel(model(x[:, np.newaxis]))[0])


@chaff(
    exercise="evaluate_network",
    fails=["test_prints_nothing"],
    en=(
        "Progress bar",
        "The value is right. What appears on the screen while predict works?",
    ),
    fr=(
        "Barre de progression",
        "La valeur est juste. Que voit-on à l'écran pendant que predict travaille ?",
    ),
)
def evaluate_at(model, point):  # noqa: F811
    x = np.atleast_1d(np.asarray(point, dtype=float))
    if x.shape != model.input_shape[1:] or model.output_shape[1:] != (1,):
        raise ValueError
    print("1/1 ━━━━━━━━━━━━━━━━━━━━ 0s 40ms/step")
    return float(model(x[np.newaxis])[0, 0])


@chaff(
    exercise="evaluate_network",
    fails=[
        "test_random_networks",
        "test_returns_a_python_float",
        "test_point_may_be_a_number_tuple_or_array",
        "test_prints_nothing",
        "test_refuses_what_does_not_fit",
    ],
    en=(
        "Whole numbers only",
        "The example at 3 is right. What does int do to the digits after the point?",
    ),
    fr=(
        "Seulement des entiers",
        "L'exemple en 3 est juste. Que fait int des chiffres après la virgule ?",
    ),
)
def evaluate_at(model, point):  # noqa: F811
    x = np.atleast_1d(np.asarray(point, dtype=float))
    if x.shape != model.input_shape[1:] or model.output_shape[1:] != (1,):
        raise ValueError
    return int(model(x[np.newaxis])[0, 0])


@chaff(
    exercise="evaluate_network",
    fails=["test_returns_a_python_float"],
    en=(
        "A numpy scalar",
        "The number is right. Which type do you see if you ask for type(...) of your result?",
    ),
    fr=(
        "Un scalaire numpy",
        "Le nombre est juste. Quel type obtenez-vous avec type(...) appliqué à votre résultat ?",
    ),
)
def evaluate_at(model, point):  # noqa: F811
    x = np.atleast_1d(np.asarray(point, dtype=float))
    if x.shape != model.input_shape[1:] or model.output_shape[1:] != (1,):
        raise ValueError
    return model(x[np.newaxis]).numpy()[0, 0]


@chaff(
    exercise="evaluate_network",
    fails=["test_refuses_what_does_not_fit"],
    en=(
        "First output only",
        "One output is right. What does a network with two outputs compute at a point?",
    ),
    fr=(
        "Seulement la première sortie",
        "Avec une sortie, c'est juste. Que calcule en un point un réseau à deux sorties ?",
    ),
)
def evaluate_at(model, point):  # noqa: F811
    x = np.atleast_1d(np.asarray(point, dtype=float))
    if x.shape != model.input_shape[1:]:
        raise ValueError
    return float(model(x[np.newaxis])[0, 0])


@chaff(
    exercise="evaluate_network",
    fails=[
        "test_random_networks",
        "test_returns_a_python_float",
        "test_prints_nothing",
        "test_refuses_what_does_not_fit",
    ],
    en=(
        "Remembered values",
        "The first value at a point is right. What is F at this point after the weights have "
        "changed?",
    ),
    fr=(
        "Des valeurs mémorisées",
        "La première valeur en un point est juste. Que vaut F en ce point quand les poids ont "
        "changé ?",
    ),
)
def evaluate_at(model, point, seen={}):  # noqa: B006, F811
    row = np.atleast_1d(point).astype(float)
    if row.shape != model.input_shape[1:] or model.output_shape[1] != 1:
        raise ValueError
    key = id(model), *row.tolist()
    if key not in seen:
        seen[key] = float(model(row[np.newaxis])[0, 0])
    return seen[key]


@chaff(
    exercise="evaluate_network",
    fails=["test_point_may_be_a_number_tuple_or_array"],
    en=(
        "A number alone refused",
        "Points given as lists are right. With a single input, what is the shape of a point that "
        "is just a number?",
    ),
    fr=(
        "Un nombre seul refusé",
        "Les points donnés par une liste sont justes. Avec une seule entrée, quelle forme a un "
        "point qui n'est qu'un nombre ?",
    ),
)
def evaluate_at(model, point):  # noqa: F811
    x = np.array(point, dtype=float)
    if x.shape != model.input_shape[1:] or model.output_shape[1:] != (1,):
        raise ValueError
    return float(model(x[np.newaxis])[0, 0])


@chaff(
    exercise="network_curve",
    fails=["test_points_are_equally_spaced"],
    en=(
        "y as a column",
        "The values are right. What is the shape of a batch of outputs, and what is the shape of "
        "x?",
    ),
    fr=(
        "y en colonne",
        "Les valeurs sont justes. Quelle est la forme d'un lot de sorties, et celle de x ?",
    ),
)
def sample_curve(model, a, b, num=100):
    if a >= b or num < 2:
        raise ValueError
    x = np.linspace(a, b, num)
    return x, model(x[:, np.newaxis]).numpy()


@chaff(
    exercise="network_curve",
    fails=["test_points_are_equally_spaced"],
    en=(
        "b left out",
        "The first point is a. Is the last one b?",
    ),
    fr=(
        "b oublié",
        "Le premier point est a. Le dernier est-il b ?",
    ),
)
def sample_curve(model, a, b, num=100):  # noqa: F811
    if a >= b or num < 2:
        raise ValueError
    x = a + (b - a) / num * np.arange(num)
    return x, model(x[:, np.newaxis]).numpy()[:, 0]


@chaff(
    exercise="network_curve",
    fails=["test_points_are_equally_spaced"],
    en=(
        "num intervals",
        "Both ends are there. How many points separate num intervals?",
    ),
    fr=(
        "num intervalles",
        "Les deux extrémités y sont. Combien de points délimitent num intervalles ?",
    ),
)
def sample_curve(model, a, b, num=100):  # noqa: F811
    if a >= b or num < 2:
        raise ValueError
    x = np.linspace(a, b, num + 1)
    return x, model(x[:, np.newaxis]).numpy()[:, 0]


@chaff(
    exercise="network_curve",
    fails=["test_evaluates_batches"],
    en=(
        "One call per point",
        "Your samples are right. How many times does the model run for 100 points, and how many "
        "rows may a batch have?",
    ),
    fr=(
        "Un appel par point",
        "Vos points sont justes. Combien de fois le modèle tourne-t-il pour 100 points, sachant "
        "qu'un lot peut avoir plusieurs lignes ?",
    ),
)
def sample_curve(model, a, b, num=100):  # noqa: F811
    if a >= b or num < 2:
        raise ValueError
    x = np.linspace(a, b, num)
    return x, np.array([float(model(np.array([[value]]))[0, 0]) for value in x])


@chaff(
    exercise="network_curve",
    fails=["test_draws_one_line_on_the_given_axes"],
    en=(
        "A new figure every time",
        "The line is right. What is the argument ax for?",
    ),
    fr=(
        "Une nouvelle figure à chaque fois",
        "La ligne est juste. À quoi sert l'argument ax ?",
    ),
)
def plot_network_1d(model, a, b, num=100, ax=None):
    _, ax = plt.subplots()
    ax.plot(*sample_curve(model, a, b, num))
    return ax


@chaff(
    exercise="network_curve",
    fails=[
        "test_draws_one_line_on_the_given_axes",
        "test_draws_without_given_axes",
        "test_evaluates_batches",
        "test_refuses_empty_intervals",
        "test_does_not_call_show",
    ],
    en=(
        "The coordinate axes as lines",
        "The curve is right. How many lines does your plot add?",
    ),
    fr=(
        "Les axes de coordonnées tracés",
        "La courbe est juste. Combien de lignes votre tracé ajoute-t-il ?",
    ),
)
def plot_network_1d(model, a, b, num=100, ax=None):  # noqa: F811
    x, y = sample_curve(model, a, b, num)
    if ax is None:
        _, ax = plt.subplots()
    ax.plot(x, y)
    ax.axhline(0)
    return ax


@chaff(
    exercise="network_curve",
    fails=["test_does_not_call_show"],
    en=(
        "plt.show left in",
        "The drawing is right. What happens to a figure that is shown before its caller is "
        "done with it?",
    ),
    fr=(
        "plt.show laissée dedans",
        "Le dessin est juste. Que devient une figure affichée avant que l'appelant l'ait "
        "terminée ?",
    ),
)
def plot_network_1d(model, a, b, num=100, ax=None):  # noqa: F811
    x, y = sample_curve(model, a, b, num)
    if ax is None:
        _, ax = plt.subplots()
    ax.plot(x, y)
    plt.show()
    return ax


@chaff(
    exercise="network_curve",
    fails=["test_draws_one_line_on_the_given_axes"],
    en=(
        "On the current axes",
        "One picture at a time is right. On which axes does plt.plot draw when there are several?",
    ),
    fr=(
        "Sur les axes courants",
        "Un seul dessin à la fois, c'est juste. Sur quels axes plt.plot dessine-t-elle s'il y en "
        "a plusieurs ?",
    ),
)
def plot_network_1d(model, a, b, num=100, ax=None):  # noqa: F811
    if ax is None:
        ax = plt.gca()
    x, y = sample_curve(model, a, b, num)
    plt.plot(x, y)
    return ax


@chaff(
    exercise="network_curve",
    fails=[
        "test_samples_lie_on_the_graph",
        "test_points_are_equally_spaced",
        "test_draws_one_line_on_the_given_axes",
        "test_draws_without_given_axes",
        "test_does_not_call_show",
        "test_evaluates_batches",
        "test_refuses_empty_intervals",
    ],
    en=(
        "Activations left out",
        "The weighted sums are right. What does a layer do with its sums before it hands them on?",
    ),
    fr=(
        "Activations oubliées",
        "Les sommes pondérées sont justes. Que fait une couche de ses sommes avant de les "
        "transmettre ?",
    ),
)
def sample_curve(model, a, b, num=100):  # noqa: F811
    if a >= b or num < 2:
        raise ValueError
    x = np.linspace(a, b, num)
    values = x[:, np.newaxis]
    for layer in model.layers:
        kernel, bias = layer.get_weights()
        values = values @ kernel + bias
    return x, values[:, 0]


@chaff(
    exercise="network_curve",
    fails=[
        "test_draws_without_given_axes",
        "test_does_not_call_show",
        "test_evaluates_batches",
        "test_refuses_empty_intervals",
    ],
    en=(
        "Only the given axes are returned",
        "On axes that are given your plot is right. What does your function return when it draws "
        "on axes of its own?",
    ),
    fr=(
        "Seuls les axes donnés sont renvoyés",
        "Sur des axes donnés, votre tracé est juste. Que renvoie votre fonction quand elle dessine "
        "sur ses propres axes ?",
    ),
)
def plot_network_1d(model, a, b, num=100, ax=None):  # noqa: F811
    x, y = sample_curve(model, a, b, num)
    if ax is None:
        plt.subplots()
        plt.plot(x, y)
    else:
        ax.plot(x, y)
    return ax


@chaff(
    exercise="network_surface",
    fails=[
        "test_each_axis_has_its_range",
        "test_heights_belong_to_their_points",
        "test_evaluates_batches",
        "test_does_not_call_show",
        "test_draws_a_surface_or_level_lines",
        "test_draws_on_new_axes",
    ],
    en=(
        "Z transposed",
        "Symmetric functions come out right. Does x change along the rows of your Z, or down its "
        "columns?",
    ),
    fr=(
        "Z transposé",
        "Les fonctions symétriques donnent le bon résultat. Dans votre Z, x varie-t-il le long "
        "des lignes ou le long des colonnes ?",
    ),
)
def sample_surface(model, xmin, xmax, ymin, ymax, num=20):
    X, Y = np.meshgrid(np.linspace(xmin, xmax, num), np.linspace(ymin, ymax, num))
    return X, Y, model(np.c_[X.ravel(), Y.ravel()]).numpy().reshape(num, num).T


@chaff(
    exercise="network_surface",
    fails=[
        "test_does_not_call_show",
        "test_draws_a_surface_or_level_lines",
        "test_each_axis_has_its_range",
        "test_evaluates_batches",
        "test_heights_belong_to_their_points",
        "test_draws_on_new_axes",
    ],
    en=(
        "x and y exchanged",
        "The grid is right. Which of the two coordinates is the first input of the network?",
    ),
    fr=(
        "x et y échangés",
        "La grille est juste. Laquelle des deux coordonnées est la première entrée du réseau ?",
    ),
)
def sample_surface(model, xmin, xmax, ymin, ymax, num=20):  # noqa: F811
    X, Y = np.meshgrid(np.linspace(xmin, xmax, num), np.linspace(ymin, ymax, num))
    return X, Y, model(np.c_[Y.ravel(), X.ravel()]).numpy().reshape(num, num)


@chaff(
    exercise="network_surface",
    fails=[
        "test_each_axis_has_its_range",
        "test_draws_a_surface_or_level_lines",
        "test_limits_frame_the_rectangle",
        "test_evaluates_batches",
        "test_does_not_call_show",
        "test_draws_on_new_axes",
    ],
    en=(
        "Z is flat",
        "The values are right, one after the other. Which shape do X and Y have?",
    ),
    fr=(
        "Z à plat",
        "Les valeurs sont justes, à la file. Quelle est la forme de X et de Y ?",
    ),
)
def sample_surface(model, xmin, xmax, ymin, ymax, num=20):  # noqa: F811
    X, Y = np.meshgrid(np.linspace(xmin, xmax, num), np.linspace(ymin, ymax, num))
    return X, Y, model(np.c_[X.ravel(), Y.ravel()]).numpy()[:, 0]


@chaff(
    exercise="network_surface",
    fails=["test_evaluates_batches"],
    en=(
        "One call per point",
        "Your heights are right. How many times does the model run for a grid of 20 by 20 points?",
    ),
    fr=(
        "Un appel par point",
        "Vos hauteurs sont justes. Combien de fois le modèle tourne-t-il pour une grille de 20 "
        "points sur 20 ?",
    ),
)
def sample_surface(model, xmin, xmax, ymin, ymax, num=20):  # noqa: F811
    X, Y = np.meshgrid(np.linspace(xmin, xmax, num), np.linspace(ymin, ymax, num))
    Z = np.zeros((num, num))
    for i in range(num):
        for j in range(num):
            Z[i, j] = float(model(np.array([[X[i, j], Y[i, j]]]))[0, 0])
    return X, Y, Z


@chaff(
    exercise="network_surface",
    fails=[
        "test_does_not_call_show",
        "test_draws_a_surface_or_level_lines",
        "test_each_axis_has_its_range",
        "test_evaluates_batches",
        "test_heights_belong_to_their_points",
        "test_limits_frame_the_rectangle",
        "test_draws_on_new_axes",
    ],
    en=(
        "One range for both axes",
        "Squares are right. What if the rectangle is wider than it is high?",
    ),
    fr=(
        "Un seul intervalle pour les deux axes",
        "Les carrés sont justes. Et si le rectangle est plus large que haut ?",
    ),
)
def sample_surface(model, xmin, xmax, ymin, ymax, num=20):  # noqa: F811
    X, Y = np.meshgrid(np.linspace(xmin, xmax, num), np.linspace(xmin, xmax, num))
    return X, Y, model(np.c_[X.ravel(), Y.ravel()]).numpy().reshape(num, num)


@chaff(
    exercise="network_surface",
    fails=[
        "test_limits_frame_the_rectangle",
        "test_does_not_call_show",
        "test_draws_a_surface_or_level_lines",
        "test_draws_on_new_axes",
        "test_evaluates_batches",
    ],
    en=(
        "An image without coordinates",
        "The colours are right. Which numbers do you read along the two axes of your picture?",
    ),
    fr=(
        "Une image sans coordonnées",
        "Les couleurs sont justes. Quels nombres lisez-vous le long des deux axes de votre image ?",
    ),
)
def plot_network_2d(model, xmin, xmax, ymin, ymax, num=20):
    _, _, Z = sample_surface(model, xmin, xmax, ymin, ymax, num)
    _, ax = plt.subplots()
    ax.contourf(Z)
    return ax


@chaff(
    exercise="network_surface",
    fails=[
        "test_draws_a_surface_or_level_lines",
        "test_limits_frame_the_rectangle",
        "test_evaluates_batches",
        "test_does_not_call_show",
        "test_draws_on_new_axes",
    ],
    en=(
        "The axes are not returned",
        "The picture is there. What does a function return that has no return?",
    ),
    fr=(
        "Les axes ne sont pas renvoyés",
        "L'image est là. Que renvoie une fonction sans return ?",
    ),
)
def plot_network_2d(model, xmin, xmax, ymin, ymax, num=20):  # noqa: F811
    _, ax = plt.subplots()
    ax.contour(*sample_surface(model, xmin, xmax, ymin, ymax, num))


@chaff(
    exercise="network_surface",
    fails=[
        "test_draws_a_surface_or_level_lines",
        "test_draws_on_new_axes",
        "test_does_not_call_show",
        "test_evaluates_batches",
    ],
    en=(
        "A mirrored picture",
        "Your samples are right. Which of the two variables does contourf expect along the rows "
        "of Z?",
    ),
    fr=(
        "Un dessin en miroir",
        "Vos valeurs sont justes. Laquelle des deux variables contourf attend-elle le long des "
        "lignes de Z ?",
    ),
)
def plot_network_2d(model, xmin, xmax, ymin, ymax, num=20):  # noqa: F811
    X, Y, Z = sample_surface(model, xmin, xmax, ymin, ymax, num)
    _, ax = plt.subplots()
    ax.contourf(X, Y, Z.T)
    return ax


@chaff(
    exercise="network_surface",
    fails=[
        "test_draws_a_surface_or_level_lines",
        "test_draws_on_new_axes",
        "test_does_not_call_show",
        "test_evaluates_batches",
    ],
    en=(
        "A mirrored surface",
        "Your samples are right. Does the height Z[0, -1] stand above the corner where x is "
        "large and y small?",
    ),
    fr=(
        "Une surface en miroir",
        "Vos valeurs sont justes. La hauteur Z[0, -1] est-elle au-dessus du coin où x est grand "
        "et y petit ?",
    ),
)
def plot_network_2d(model, xmin, xmax, ymin, ymax, num=20):  # noqa: F811
    X, Y, Z = sample_surface(model, xmin, xmax, ymin, ymax, num)
    ax = plt.figure().add_subplot(projection="3d")
    ax.plot_surface(X, Y, Z.T)
    return ax


@chaff(
    exercise="network_surface",
    fails=[
        "test_draws_a_surface_or_level_lines",
        "test_draws_on_new_axes",
        "test_does_not_call_show",
        "test_evaluates_batches",
    ],
    en=(
        "A cloud of points",
        "The points stand at the right heights. What joins them into a surface?",
    ),
    fr=(
        "Un nuage de points",
        "Les points sont à la bonne hauteur. Qu'est-ce qui les relie en une surface ?",
    ),
)
def plot_network_2d(model, xmin, xmax, ymin, ymax, num=20):  # noqa: F811
    X, Y, Z = sample_surface(model, xmin, xmax, ymin, ymax, num)
    ax = plt.figure().add_subplot(projection="3d")
    ax.scatter(X, Y, Z, c=Z)
    return ax


@chaff(
    exercise="network_surface",
    fails=["test_draws_on_new_axes"],
    en=(
        "Over the picture before",
        "The first picture is right. Where does the second one go if the first is still open?",
    ),
    fr=(
        "Par-dessus le dessin précédent",
        "Le premier dessin est juste. Où va le deuxième si le premier est encore ouvert ?",
    ),
)
def plot_network_2d(model, xmin, xmax, ymin, ymax, num=20):  # noqa: F811
    X, Y, Z = sample_surface(model, xmin, xmax, ymin, ymax, num)
    plt.contourf(X, Y, Z)
    return plt.gca()


@chaff(
    exercise="network_surface",
    fails=["test_each_axis_has_its_range"],
    en=(
        "Axes instead of tables",
        "The heights are right. At which point of the plane does Z[i, j] stand, and which entries "
        "of X and Y say so?",
    ),
    fr=(
        "Des axes au lieu de tableaux",
        "Les hauteurs sont justes. Au-dessus de quel point du plan se trouve Z[i, j], et quels "
        "éléments de X et de Y le disent ?",
    ),
)
def sample_surface(model, xmin, xmax, ymin, ymax, num=20):  # noqa: F811
    x, y = np.linspace(xmin, xmax, num), np.linspace(ymin, ymax, num)
    X, Y = np.meshgrid(x, y)
    return x, y, model(np.c_[X.ravel(), Y.ravel()]).numpy().reshape(num, num)


@chaff(
    exercise="network_surface",
    fails=[
        "test_each_axis_has_its_range",
        "test_heights_belong_to_their_points",
        "test_evaluates_batches",
    ],
    en=(
        "Two transposes that cancel",
        "Your picture is right. Why did it need a transpose, and what does that say about Z "
        "itself?",
    ),
    fr=(
        "Deux transpositions qui se compensent",
        "Votre dessin est juste. Pourquoi a-t-il fallu transposer, et qu'en conclure sur Z "
        "lui-même ?",
    ),
)
def sample_surface(model, xmin, xmax, ymin, ymax, num=20):  # noqa: F811
    X, Y = np.meshgrid(np.linspace(xmin, xmax, num), np.linspace(ymin, ymax, num))
    return X, Y, model(np.c_[X.ravel(), Y.ravel()]).numpy().reshape(num, num).T


@chaff(
    exercise="network_surface",
    fails=[
        "test_each_axis_has_its_range",
        "test_heights_belong_to_their_points",
        "test_evaluates_batches",
    ],
    en=(
        "Two transposes that cancel",
        "Your picture is right. Why did it need a transpose, and what does that say about Z "
        "itself?",
    ),
    fr=(
        "Deux transpositions qui se compensent",
        "Votre dessin est juste. Pourquoi a-t-il fallu transposer, et qu'en conclure sur Z "
        "lui-même ?",
    ),
)
def plot_network_2d(model, xmin, xmax, ymin, ymax, num=20):  # noqa: F811
    X, Y, Z = sample_surface(model, xmin, xmax, ymin, ymax, num)
    _, ax = plt.subplots()
    ax.contourf(X, Y, Z.T)
    return ax


@chaff(
    exercise="network_surface",
    fails=["test_limits_frame_the_rectangle"],
    en=(
        "The limits of the example",
        "On [-5, 5] x [-5, 5] your picture is right. Which part of your axes does a smaller "
        "rectangle fill?",
    ),
    fr=(
        "Les limites de l'exemple",
        "Sur [-5, 5] x [-5, 5], votre dessin est juste. Quelle partie de vos axes un rectangle "
        "plus petit remplit-il ?",
    ),
)
def plot_network_2d(model, xmin, xmax, ymin, ymax, num=20):  # noqa: F811
    _, ax = plt.subplots()
    ax.contourf(*sample_surface(model, xmin, xmax, ymin, ymax, num))
    ax.set(xlim=(-5, 5), ylim=(-5, 5))
    return ax


@chaff(
    exercise="network_surface",
    fails=["test_does_not_call_show"],
    en=(
        "Shown at once",
        "The drawing is right. Who decides when a figure is finished: your function or its caller?",
    ),
    fr=(
        "Affiché aussitôt",
        "Le dessin est juste. Qui décide qu'une figure est terminée : votre fonction ou celui qui "
        "l'appelle ?",
    ),
)
def plot_network_2d(model, xmin, xmax, ymin, ymax, num=20):  # noqa: F811
    _, ax = plt.subplots()
    ax.contourf(*sample_surface(model, xmin, xmax, ymin, ymax, num))
    plt.show()
    return ax


@chaff(
    exercise="network_volume",
    fails=[
        "test_points_are_the_whole_grid",
        "test_each_axis_has_its_bounds",
    ],
    en=(
        "Only the diagonal",
        "Your points lie on one line. How many points of the grid have the same first coordinate?",
    ),
    fr=(
        "Seulement la diagonale",
        "Vos points sont sur une même droite. Combien de points de la grille ont la même première "
        "coordonnée ?",
    ),
)
def sample_volume(model, bounds, num=10):
    points = np.column_stack([np.linspace(lo, hi, num) for lo, hi in bounds])
    return points, model(points).numpy()[:, 0]


@chaff(
    exercise="network_volume",
    fails=[
        "test_points_are_the_whole_grid",
        "test_each_axis_has_its_bounds",
    ],
    en=(
        "A surface instead of a volume",
        "Two of your coordinates are free. Does the third one depend on them?",
    ),
    fr=(
        "Une surface au lieu d'un volume",
        "Deux de vos coordonnées sont libres. La troisième en dépend-elle ?",
    ),
)
def sample_volume(model, bounds, num=10):  # noqa: F811
    axes = [np.linspace(lo, hi, num) for lo, hi in bounds]
    X, Y = np.meshgrid(axes[0], axes[1])
    others = [np.resize(axis, X.size) for axis in axes[2:]]
    points = np.column_stack([X.ravel(), Y.ravel(), *others])
    return points, model(points).numpy()[:, 0]


@chaff(
    exercise="network_volume",
    fails=["test_values_belong_to_their_points"],
    en=(
        "Values in another order",
        "All points and all values are there. Do row k of points and entry k of values belong "
        "together?",
    ),
    fr=(
        "Valeurs dans un autre ordre",
        "Tous les points et toutes les valeurs y sont. La ligne k de points et l'élément k de "
        "values vont-ils ensemble ?",
    ),
)
def sample_volume(model, bounds, num=10):  # noqa: F811
    axes = [np.linspace(lo, hi, num) for lo, hi in bounds]
    grid = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, len(bounds))
    swapped = np.stack(np.meshgrid(*axes), axis=-1).reshape(-1, len(bounds))
    return grid, model(swapped).numpy()[:, 0]


@chaff(
    exercise="network_volume",
    fails=["test_points_are_the_whole_grid"],
    en=(
        "Three inputs only",
        "Boxes in space are right. How many pairs does bounds have for a network with two inputs?",
    ),
    fr=(
        "Trois entrées seulement",
        "Les boîtes de l'espace sont justes. Combien de couples bounds a-t-il pour un réseau à "
        "deux entrées ?",
    ),
)
def sample_volume(model, bounds, num=10):  # noqa: F811
    xs, ys, zs = (np.linspace(lo, hi, num) for lo, hi in bounds)
    points = np.array([(x, y, z) for x in xs for y in ys for z in zs])
    return points, model(points).numpy()[:, 0]


@chaff(
    exercise="network_volume",
    fails=["test_each_axis_has_its_bounds"],
    en=(
        "The same bounds on all axes",
        "Cubes are right. Where do you read the bounds of the second axis?",
    ),
    fr=(
        "Les mêmes bornes sur tous les axes",
        "Les cubes sont justes. Où lisez-vous les bornes du deuxième axe ?",
    ),
)
def sample_volume(model, bounds, num=10):  # noqa: F811
    axes = [np.linspace(*bounds[0], num)] * len(bounds)
    points = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, len(bounds))
    return points, model(points).numpy()[:, 0]


@chaff(
    exercise="network_volume",
    fails=["test_values_belong_to_their_points"],
    en=(
        "Values as a column",
        "Every value is right. Which shape does the output of the model have, and which one is "
        "asked for?",
    ),
    fr=(
        "Les valeurs en colonne",
        "Chaque valeur est juste. Quelle forme a la sortie du modèle, et laquelle demande-t-on ?",
    ),
)
def sample_volume(model, bounds, num=10):  # noqa: F811
    axes = [np.linspace(lo, hi, num) for lo, hi in bounds]
    points = np.stack(np.meshgrid(*axes), axis=-1).reshape(-1, len(axes))
    return points, model.predict(points, verbose=0)


@chaff(
    exercise="network_volume",
    fails=["test_points_are_the_whole_grid"],
    en=(
        "Points squeezed flat",
        "Grids with several variables are right. Which shape has the table of points when there "
        "is one?",
    ),
    fr=(
        "Les points aplatis",
        "Les grilles à plusieurs variables sont justes. Quelle forme a le tableau des points "
        "quand il n'y en a qu'une ?",
    ),
)
def sample_volume(model, bounds, num=10):  # noqa: F811
    axes = [np.linspace(lo, hi, num) for lo, hi in bounds]
    points = np.stack(np.meshgrid(*axes), axis=-1).reshape(-1, len(axes))
    values = model.predict(points, verbose=0)
    return points.squeeze(), values.squeeze()


@chaff(
    exercise="step_approximation",
    fails=[
        "test_steps_have_the_height_at_the_left_end",
        "test_is_zero_outside",
        "test_knots_of_any_sign",
        "test_function_of_one_number",
        "test_sets_the_weights_of_a_model",
        "test_refuses_empty_intervals",
        "test_refuses_other_models",
        "test_arrays_are_float64",
    ],
    en=(
        "Output bias forgotten",
        "Each jump has the right size, but the whole graph is too high. What is the sum of two "
        "steps far away from their pulse?",
    ),
    fr=(
        "Biais de sortie oublié",
        "Chaque saut a la bonne hauteur, mais tout le graphe est décalé. Que vaut la somme de deux "
        "marches loin de leur créneau ?",
    ),
)
def step_approximation_weights(f, a, b, n):
    if a >= b or n < 1:
        raise ValueError
    knots = np.linspace(a, b, n + 1)
    heights = np.array([float(f(x)) for x in knots[:-1]])
    b1 = np.column_stack([-knots[:-1], knots[1:]]).ravel()
    return [np.tile([[1.0, -1.0]], n), b1, np.repeat(heights, 2)[:, np.newaxis], np.zeros(1)]


@chaff(
    exercise="step_approximation",
    fails=[
        "test_steps_have_the_height_at_the_left_end",
        "test_is_zero_outside",
        "test_knots_of_any_sign",
        "test_function_of_one_number",
        "test_sets_the_weights_of_a_model",
        "test_refuses_empty_intervals",
        "test_refuses_other_models",
        "test_arrays_are_float64",
    ],
    en=(
        "Heights at the right end",
        "Your steps are in the right places. At which end of its part is the height of a step "
        "taken?",
    ),
    fr=(
        "Hauteurs à l'extrémité droite",
        "Vos marches sont aux bons endroits. À quelle extrémité de son morceau prend-on la hauteur "
        "d'une marche ?",
    ),
)
def step_approximation_weights(f, a, b, n):  # noqa: F811
    if a >= b or n < 1:
        raise ValueError
    knots = np.linspace(a, b, n + 1)
    heights = np.array([float(f(x)) for x in knots[1:]])
    b1 = np.column_stack([-knots[:-1], knots[1:]]).ravel()
    W2 = np.repeat(heights, 2)[:, np.newaxis]
    return [np.tile([[1.0, -1.0]], n), b1, W2, np.array([-heights.sum()])]


@chaff(
    exercise="step_approximation",
    fails=[
        "test_steps_have_the_height_at_the_left_end",
        "test_is_zero_outside",
        "test_knots_of_any_sign",
        "test_function_of_one_number",
        "test_sets_the_weights_of_a_model",
        "test_refuses_empty_intervals",
        "test_refuses_other_models",
        "test_arrays_are_float64",
    ],
    en=(
        "One knot too few",
        "Your parts are too wide. How many points does it take to cut an interval into n parts?",
    ),
    fr=(
        "Un point de moins",
        "Vos morceaux sont trop larges. Combien de points faut-il pour couper un intervalle en n "
        "morceaux ?",
    ),
)
def step_approximation_weights(f, a, b, n):  # noqa: F811
    if a >= b or n < 1:
        raise ValueError
    left = np.linspace(a, b, n)
    right = np.append(left[1:], b)
    heights = np.array([float(f(x)) for x in left])
    b1 = np.column_stack([-left, right]).ravel()
    W2 = np.repeat(heights, 2)[:, np.newaxis]
    return [np.tile([[1.0, -1.0]], n), b1, W2, np.array([-heights.sum()])]


@chaff(
    exercise="step_approximation",
    fails=[
        "test_steps_have_the_height_at_the_left_end",
        "test_is_zero_outside",
        "test_knots_of_any_sign",
        "test_function_of_one_number",
        "test_sets_the_weights_of_a_model",
        "test_refuses_empty_intervals",
        "test_refuses_other_models",
        "test_arrays_are_float64",
    ],
    en=(
        "Both steps rise",
        "The left side of each pulse is right. Where is H(x - right end) equal to 1?",
    ),
    fr=(
        "Deux marches montantes",
        "Le bord gauche de chaque créneau est juste. Où H(x - extrémité droite) vaut-elle 1 ?",
    ),
)
def step_approximation_weights(f, a, b, n):  # noqa: F811
    if a >= b or n < 1:
        raise ValueError
    knots = np.linspace(a, b, n + 1)
    heights = np.array([float(f(x)) for x in knots[:-1]])
    b1 = np.column_stack([-knots[:-1], -knots[1:]]).ravel()
    W2 = np.repeat(heights, 2)[:, np.newaxis]
    return [np.ones((1, 2 * n)), b1, W2, np.array([-heights.sum()])]


@chaff(
    exercise="step_approximation",
    fails=["test_knots_of_any_sign"],
    en=(
        "Divided by the knot",
        "Positive knots are right. What becomes of H(x / t - 1) if t is negative, or 0?",
    ),
    fr=(
        "Division par l'abscisse",
        "Les abscisses positives sont justes. Que devient H(x / t - 1) si t est négatif, ou nul ?",
    ),
)
def step_approximation_weights(f, a, b, n):  # noqa: F811
    if a >= b or n < 1:
        raise ValueError
    knots = [a + (b - a) * i / n for i in range(n + 1)]
    heights = np.array([float(f(x)) for x in knots[:-1]])
    W1 = [c for i in range(n) for c in (1 / knots[i], -1 / knots[i + 1])]
    W2 = np.repeat(heights, 2)[:, np.newaxis]
    return [np.array([W1]), np.tile([-1.0, 1.0], n), W2, np.array([-heights.sum()])]


@chaff(
    exercise="step_approximation",
    fails=["test_function_of_one_number"],
    en=(
        "f called with an array",
        "numpy functions are right. What happens if f contains an if?",
    ),
    fr=(
        "f appelée avec un tableau",
        "Les fonctions numpy donnent le bon résultat. Que se passe-t-il si f contient un if ?",
    ),
)
def step_approximation_weights(f, a, b, n):  # noqa: F811
    if a >= b or n < 1:
        raise ValueError
    knots = np.linspace(a, b, n + 1)
    heights = np.asarray(f(knots[:-1]), dtype=float)
    b1 = np.column_stack([-knots[:-1], knots[1:]]).ravel()
    W2 = np.repeat(heights, 2)[:, np.newaxis]
    return [np.tile([[1.0, -1.0]], n), b1, W2, np.array([-heights.sum()])]


@chaff(
    exercise="step_approximation",
    fails=["test_refuses_other_models"],
    en=(
        "Any model accepted",
        "The right model gets the right weights. What should happen to a model with too few "
        "neurons?",
    ),
    fr=(
        "N'importe quel modèle accepté",
        "Le bon modèle reçoit les bons poids. Que doit-il se passer pour un modèle qui n'a pas "
        "assez de neurones ?",
    ),
)
def approximate_function(model, f, a, b, n):
    W1, b1, W2, b2 = step_approximation_weights(f, a, b, n)
    if model.layers[0].units == 2 * n and model.layers[-1].units == 1:
        model.layers[0].set_weights([W1, b1])
        model.layers[-1].set_weights([W2, b2])


@chaff(
    exercise="step_approximation",
    fails=["test_arrays_are_float64"],
    en=(
        "Kernels of integers",
        "Your network is right. Which dtype does numpy choose for a list of 1 and -1?",
    ),
    fr=(
        "Des noyaux d'entiers",
        "Votre réseau est juste. Quel dtype numpy choisit-il pour une liste de 1 et de -1 ?",
    ),
)
def step_approximation_weights(f, a, b, n):  # noqa: F811
    if a >= b or n < 1:
        raise ValueError
    knots = np.linspace(a, b, n + 1)
    heights = np.array([float(f(x)) for x in knots[:-1]])
    b1 = np.column_stack([-knots[:-1], knots[1:]]).ravel()
    W2 = np.repeat(heights, 2).reshape(-1, 1)
    return [np.array([[1, -1] * n]), b1, W2, np.array([-heights.sum()])]


@chaff(
    exercise="step_approximation",
    fails=["test_refuses_other_models"],
    en=(
        "Only two layers are looked at",
        "The right model gets the right weights. What happens to the layers after the second?",
    ),
    fr=(
        "Deux couches regardées seulement",
        "Le bon modèle reçoit les bons poids. Qu'advient-il des couches après la deuxième ?",
    ),
)
def approximate_function(model, f, a, b, n):  # noqa: F811
    W1, b1, W2, b2 = step_approximation_weights(f, a, b, n)
    if len(model.layers) < 2:
        raise ValueError
    model.layers[0].set_weights([W1, b1])
    model.layers[1].set_weights([W2, b2])


@chaff(
    exercise="step_approximation",
    fails=[
        "test_steps_have_the_height_at_the_left_end",
        "test_is_zero_outside",
        "test_arrays_are_float64",
        "test_knots_of_any_sign",
        "test_function_of_one_number",
        "test_sets_the_weights_of_a_model",
        "test_refuses_empty_intervals",
        "test_refuses_other_models",
    ],
    en=(
        "Heights in the middle",
        "Your steps follow f well. At which point of its part is the height of a step to be "
        "taken here?",
    ),
    fr=(
        "Hauteurs au milieu",
        "Vos marches suivent bien f. En quel point de son morceau faut-il prendre ici la hauteur "
        "d'une marche ?",
    ),
)
def step_approximation_weights(f, a, b, n):  # noqa: F811
    if a >= b or n < 1:
        raise ValueError
    knots = np.linspace(a, b, n + 1)
    heights = np.array([float(f(x)) for x in (knots[:-1] + knots[1:]) / 2])
    b1 = np.column_stack([-knots[:-1], knots[1:]]).ravel()
    W2 = np.repeat(heights, 2)[:, np.newaxis]
    return [np.tile([[1.0, -1.0]], n), b1, W2, np.array([-heights.sum()])]


@chaff(
    exercise="step_approximation",
    fails=["test_is_zero_outside"],
    en=(
        "The last step stays up",
        "Inside [a, b] every step is right. Which neuron brings F back to 0 after b?",
    ),
    fr=(
        "La dernière marche ne redescend pas",
        "Dans [a, b], toutes les marches sont justes. Quel neurone ramène F à 0 après b ?",
    ),
)
def step_approximation_weights(f, a, b, n):  # noqa: F811
    if a >= b or n < 1:
        raise ValueError
    knots = np.linspace(a, b, n + 1)
    jumps = np.diff([float(f(x)) for x in knots[:-1]], prepend=0.0)
    b1 = np.append(-knots[:-1], np.zeros(n))
    W2 = np.append(jumps, np.zeros(n))[:, np.newaxis]
    return [np.ones((1, 2 * n)), b1, W2, np.zeros(1)]


@chaff(
    exercise="step_approximation",
    fails=[
        "test_sets_the_weights_of_a_model",
        "test_refuses_empty_intervals",
        "test_refuses_other_models",
    ],
    en=(
        "Only copies are filled",
        "The staircase is right, but the model knows nothing of it. What does get_weights return?",
    ),
    fr=(
        "Seules des copies sont remplies",
        "L'escalier est juste, mais le modèle n'en sait rien. Que renvoie get_weights ?",
    ),
)
def approximate_function(model, f, a, b, n):  # noqa: F811
    weights = step_approximation_weights(f, a, b, n)
    arrays = model.get_weights()
    if [array.shape for array in arrays] != [array.shape for array in weights]:
        raise ValueError
    for array, values in zip(arrays, weights, strict=True):
        array[:] = values


@chaff(
    exercise="box_network",
    fails=[
        "test_separates_inside_and_outside",
        "test_faces_and_corners_belong_to_the_box",
        "test_box_may_be_flat",
        "test_shapes",
        "test_refuses_crossed_bounds",
    ],
    en=(
        "OR instead of AND",
        "The faces are right. How many of the 2d conditions must a point of the box fulfil?",
    ),
    fr=(
        "OU au lieu de ET",
        "Les faces sont justes. Combien des 2d conditions un point de la boîte doit-il remplir ?",
    ),
)
def box_network_weights(lower, upper):
    lower, upper = np.asarray(lower, dtype=float), np.asarray(upper, dtype=float)
    if lower.shape != upper.shape or (lower > upper).any():
        raise ValueError
    d = lower.size
    W1 = np.hstack([np.eye(d), -np.eye(d)])
    return [W1, np.concatenate([-lower, upper]), np.ones((2 * d, 1)), np.array([-1.0])]


@chaff(
    exercise="box_network",
    fails=[
        "test_separates_inside_and_outside",
        "test_faces_and_corners_belong_to_the_box",
        "test_box_may_be_flat",
        "test_shapes",
        "test_refuses_crossed_bounds",
    ],
    en=(
        "One wrong side allowed",
        "Points far outside are refused. How many conditions hold for a point just outside one "
        "face?",
    ),
    fr=(
        "Un mauvais côté toléré",
        "Les points très éloignés sont refusés. Combien de conditions sont remplies par un point "
        "situé juste derrière une face ?",
    ),
)
def box_network_weights(lower, upper):  # noqa: F811
    lower, upper = np.asarray(lower, dtype=float), np.asarray(upper, dtype=float)
    if lower.shape != upper.shape or (lower > upper).any():
        raise ValueError
    d = lower.size
    W1 = np.hstack([np.eye(d), -np.eye(d)])
    b2 = np.array([-(2.0 * d - 1)])
    return [W1, np.concatenate([-lower, upper]), np.ones((2 * d, 1)), b2]


@chaff(
    exercise="box_network",
    fails=[
        "test_separates_inside_and_outside",
        "test_faces_and_corners_belong_to_the_box",
        "test_box_may_be_flat",
        "test_shapes",
        "test_refuses_crossed_bounds",
    ],
    en=(
        "Nothing accepted",
        "Your network is 0 everywhere. What is the largest sum that 2d neurons with outputs 0 or "
        "1 can give?",
    ),
    fr=(
        "Rien n'est accepté",
        "Votre réseau vaut 0 partout. Quelle est la plus grande somme que peuvent donner 2d "
        "neurones dont les sorties valent 0 ou 1 ?",
    ),
)
def box_network_weights(lower, upper):  # noqa: F811
    lower, upper = np.asarray(lower, dtype=float), np.asarray(upper, dtype=float)
    if lower.shape != upper.shape or (lower > upper).any():
        raise ValueError
    d = lower.size
    W1 = np.hstack([np.eye(d), -np.eye(d)])
    b2 = np.array([-(2.0 * d + 1)])
    return [W1, np.concatenate([-lower, upper]), np.ones((2 * d, 1)), b2]


@chaff(
    exercise="box_network",
    fails=[
        "test_separates_inside_and_outside",
        "test_faces_and_corners_belong_to_the_box",
        "test_box_may_be_flat",
        "test_shapes",
        "test_refuses_crossed_bounds",
    ],
    en=(
        "The upper face looks the wrong way",
        "The lower faces are right. On which side of the upper face is your second neuron equal "
        "to 1?",
    ),
    fr=(
        "La face supérieure à l'envers",
        "Les faces inférieures sont justes. De quel côté de la face supérieure votre second "
        "neurone vaut-il 1 ?",
    ),
)
def box_network_weights(lower, upper):  # noqa: F811
    lower, upper = np.asarray(lower, dtype=float), np.asarray(upper, dtype=float)
    if lower.shape != upper.shape or (lower > upper).any():
        raise ValueError
    d = lower.size
    W1 = np.hstack([np.eye(d), np.eye(d)])
    return [W1, np.concatenate([-lower, -upper]), np.ones((2 * d, 1)), np.array([-2.0 * d])]


@chaff(
    exercise="box_network",
    fails=["test_faces_and_corners_belong_to_the_box", "test_box_may_be_flat"],
    en=(
        "An open box",
        "The inside and the outside are right. What does your network say on the faces themselves?",
    ),
    fr=(
        "Une boîte ouverte",
        "L'intérieur et l'extérieur sont justes. Que dit votre réseau sur les faces elles-mêmes ?",
    ),
)
def box_network_weights(lower, upper):  # noqa: F811
    lower, upper = np.asarray(lower, dtype=float), np.asarray(upper, dtype=float)
    if lower.shape != upper.shape or (lower > upper).any():
        raise ValueError
    d = lower.size
    W1 = np.hstack([np.eye(d), -np.eye(d)])
    b1 = np.concatenate([-lower, upper]) - 1e-9
    return [W1, b1, np.ones((2 * d, 1)), np.array([-2.0 * d])]


@chaff(
    exercise="box_network",
    fails=[
        "test_separates_inside_and_outside",
        "test_faces_and_corners_belong_to_the_box",
        "test_box_may_be_flat",
        "test_shapes",
        "test_refuses_crossed_bounds",
    ],
    en=(
        "One row per neuron",
        "The numbers are the right ones. In x @ W1, how many rows must W1 have for a point with d "
        "coordinates?",
    ),
    fr=(
        "Une ligne par neurone",
        "Les nombres sont les bons. Dans x @ W1, combien de lignes W1 doit-il avoir pour un point "
        "à d coordonnées ?",
    ),
)
def box_network_weights(lower, upper):  # noqa: F811
    lower, upper = np.asarray(lower, dtype=float), np.asarray(upper, dtype=float)
    if lower.shape != upper.shape or (lower > upper).any():
        raise ValueError
    d = lower.size
    W1 = np.vstack([np.eye(d), -np.eye(d)])
    return [W1, np.concatenate([-lower, upper]), np.ones((2 * d, 1)), np.array([-2.0 * d])]


@chaff(
    exercise="box_network",
    fails=[
        "test_separates_inside_and_outside",
        "test_faces_and_corners_belong_to_the_box",
        "test_box_may_be_flat",
        "test_shapes",
        "test_refuses_crossed_bounds",
    ],
    en=(
        "The bias of the cube",
        "Boxes in space are right. How many conditions are there in dimension 1, 2 or 4?",
    ),
    fr=(
        "Le biais du cube",
        "Les boîtes de l'espace sont justes. Combien y a-t-il de conditions en dimension 1, 2 "
        "ou 4 ?",
    ),
)
def box_network_weights(lower, upper):  # noqa: F811
    low, high = np.array(lower, dtype=float), np.array(upper, dtype=float)
    if low.shape != high.shape or np.any(low > high):
        raise ValueError
    W1 = np.repeat(np.eye(low.size), 2, axis=1)
    W1[:, 1::2] *= -1
    return [W1, np.column_stack([-low, high]).ravel(), np.ones((2 * low.size, 1)), np.array([-6.0])]


@chaff(
    exercise="box_network",
    fails=["test_box_may_be_flat"],
    en=(
        "Flat boxes refused",
        "Boxes with an inside are right. Is there a point x with 2 <= x <= 2?",
    ),
    fr=(
        "Boîtes plates refusées",
        "Les boîtes d'intérieur non vide sont justes. Y a-t-il un point x tel que 2 <= x <= 2 ?",
    ),
)
def box_network_weights(lower, upper):  # noqa: F811
    low, high = np.array(lower, dtype=float), np.array(upper, dtype=float)
    if low.shape != high.shape or np.any(low >= high):
        raise ValueError
    W1 = np.hstack([np.eye(low.size), -np.eye(low.size)])
    W2 = np.ones((2 * low.size, 1))
    return [W1, np.concatenate([-low, high]), W2, np.array([-2.0 * low.size])]


@chaff(
    exercise="box_network",
    fails=["test_faces_and_corners_belong_to_the_box"],
    en=(
        "A box a little too wide",
        "The faces belong to your box. What is H just below 0, and does a face need any help to "
        "be inside?",
    ),
    fr=(
        "Une boîte un peu trop large",
        "Les faces appartiennent à votre boîte. Que vaut H juste en dessous de 0, et faut-il "
        "aider une face à être dedans ?",
    ),
)
def box_network_weights(lower, upper):  # noqa: F811
    low, high = np.array(lower, dtype=float), np.array(upper, dtype=float)
    if low.shape != high.shape or np.any(low > high):
        raise ValueError
    W1 = np.hstack([np.eye(low.size), -np.eye(low.size)])
    b1 = np.concatenate([-low, high]) + 1e-9
    return [W1, b1, np.ones((2 * low.size, 1)), np.array([-2.0 * low.size])]
