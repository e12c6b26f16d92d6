"""Wrong answers of chapter 18, part a, that look right, and the tests that catch them."""

import numpy as np

from chainrule.grading import chaff


@chaff(
    exercise="token_probabilities",
    fails=["test_logits_of_any_size"],
    en=(
        "Exponentials of the logits as they are",
        "Small logits give the right result. What is the exponential of 3000, and of -2000?",
    ),
    fr=(
        "Les exponentielles des logits tels quels",
        "Pour de petits logits, c'est juste. Que vaut l'exponentielle de 3000, et de -2000 ?",
    ),
)
def token_probabilities(logits):
    x = np.asarray(logits, dtype=float)
    if x.ndim != 1 or len(x) == 0:
        raise ValueError
    return np.exp(x) / np.sum(np.exp(x))


@chaff(
    exercise="token_probabilities",
    fails=["test_logits_of_any_size"],
    en=(
        "The exponents are clipped",
        "Small logits give the right result. Which differences between large logits are lost?",
    ),
    fr=(
        "Des exposants écrêtés",
        "Pour de petits logits, c'est juste. Quels écarts entre grands logits sont perdus ?",
    ),
)
def token_probabilities(logits):  # noqa: F811
    x = np.asarray(logits, dtype=float)
    if x.ndim != 1 or len(x) == 0:
        raise ValueError
    powers = np.exp(np.clip(x, -700, 700))
    return powers / np.sum(powers)


@chaff(
    exercise="token_probabilities",
    fails=[
        "test_softmax",
        "test_logits_of_any_size",
        "test_best_tokens",
        "test_ties",
        "test_refuses_what_is_no_vector",
        "test_refuses_k_out_of_range",
        "test_logits_are_unchanged",
    ],
    en=(
        "Logits divided by their sum",
        "The results add up to 1. Can a negative logit give a probability this way?",
    ),
    fr=(
        "Les logits divisés par leur somme",
        "Le total vaut 1. Un logit négatif donne-t-il ainsi une probabilité ?",
    ),
)
def token_probabilities(logits):  # noqa: F811
    x = np.asarray(logits, dtype=float)
    if x.ndim != 1 or len(x) == 0:
        raise ValueError
    return x / np.sum(x)


@chaff(
    exercise="token_probabilities",
    fails=[
        "test_best_tokens",
        "test_ties",
        "test_refuses_what_is_no_vector",
        "test_refuses_k_out_of_range",
        "test_logits_are_unchanged",
    ],
    en=(
        "The least probable tokens",
        "The probabilities are right. At which end of the sorted list do the best tokens stand?",
    ),
    fr=(
        "Les tokens les moins probables",
        "Les probabilités sont justes. À quel bout de la liste triée sont les meilleurs tokens ?",
    ),
)
def top_k_tokens(logits, k):
    p = token_probabilities(logits)
    if not 1 <= k <= len(p):
        raise ValueError
    return [(int(i), float(p[i])) for i in np.argsort(p, kind="stable")[:k]]


@chaff(
    exercise="token_probabilities",
    fails=[
        "test_best_tokens",
        "test_ties",
        "test_refuses_what_is_no_vector",
        "test_refuses_k_out_of_range",
        "test_logits_are_unchanged",
    ],
    en=(
        "Probabilities among the best only",
        "The ids and their order are right. Among how many tokens is each probability meant?",
    ),
    fr=(
        "Des probabilités parmi les meilleurs seulement",
        "Les numéros et leur ordre sont justes. Parmi combien de tokens chaque probabilité "
        "s'entend-elle ?",
    ),
)
def top_k_tokens(logits, k):  # noqa: F811
    p = token_probabilities(logits)
    if not 1 <= k <= len(p):
        raise ValueError
    best = np.argsort(-p, kind="stable")[:k]
    return [(int(i), float(p[i] / np.sum(p[best]))) for i in best]


@chaff(
    exercise="token_probabilities",
    fails=[
        "test_best_tokens",
        "test_ties",
        "test_refuses_what_is_no_vector",
        "test_refuses_k_out_of_range",
        "test_logits_are_unchanged",
    ],
    en=(
        "Logits in place of probabilities",
        "The ids and their order are right. What does the second number of each pair stand for?",
    ),
    fr=(
        "Des logits au lieu de probabilités",
        "Les numéros et leur ordre sont justes. Que désigne le second nombre de chaque couple ?",
    ),
)
def top_k_tokens(logits, k):  # noqa: F811
    p = token_probabilities(logits)
    if not 1 <= k <= len(p):
        raise ValueError
    return [(int(i), float(logits[i])) for i in np.argsort(-p, kind="stable")[:k]]


@chaff(
    exercise="token_probabilities",
    fails=["test_ties"],
    en=(
        "A reversed sort",
        "With different logits all is right. In which order does a reversed list leave two equal "
        "ones?",
    ),
    fr=(
        "Un tri renversé",
        "Avec des logits différents, tout est juste. Dans quel ordre une liste renversée "
        "laisse-t-elle deux logits égaux ?",
    ),
)
def top_k_tokens(logits, k):  # noqa: F811
    p = token_probabilities(logits)
    if not 1 <= k <= len(p):
        raise ValueError
    return [(int(i), float(p[i])) for i in np.argsort(p, kind="stable")[::-1][:k]]


@chaff(
    exercise="token_probabilities",
    fails=["test_logits_are_unchanged"],
    en=(
        "The maximum subtracted in place",
        "Your values are right. What does the caller's array hold after the call?",
    ),
    fr=(
        "Le maximum retranché sur place",
        "Vos valeurs sont justes. Que contient le tableau de l'appelant après l'appel ?",
    ),
)
def token_probabilities(logits):  # noqa: F811
    x = np.asarray(logits)
    if x.ndim != 1 or len(x) == 0:
        raise ValueError
    x -= max(x)
    return np.exp(x) / np.sum(np.exp(x))


@chaff(
    exercise="token_probabilities",
    fails=["test_refuses_what_is_no_vector"],
    en=(
        "One softmax for a whole matrix",
        "For vectors all is right. What should happen to logits in two dimensions, or without any?",
    ),
    fr=(
        "Un seul softmax pour toute une matrice",
        "Pour les vecteurs, tout est juste. Que faire de logits à deux dimensions, ou absents ?",
    ),
)
def token_probabilities(logits):  # noqa: F811
    x = np.asarray(logits, dtype=float).ravel()
    powers = np.exp(x - x.max(initial=-np.inf))
    return powers / np.sum(powers)


@chaff(
    exercise="token_probabilities",
    fails=["test_refuses_k_out_of_range"],
    en=(
        "A slice that accepts every k",
        "For the k that exist all is right. What does a slice do when its end lies beyond the "
        "list?",
    ),
    fr=(
        "Une tranche qui accepte tout k",
        "Pour les k permis, tout est juste. Que fait une tranche dont la fin dépasse la liste ?",
    ),
)
def top_k_tokens(logits, k):  # noqa: F811
    p = token_probabilities(logits)
    return [(int(i), float(p[i])) for i in np.argsort(-p, kind="stable")[:k]]


@chaff(
    exercise="token_probabilities",
    fails=[
        "test_softmax",
        "test_logits_of_any_size",
        "test_refuses_what_is_no_vector",
        "test_logits_are_unchanged",
    ],
    en=(
        "A list that is not turned into an array",
        "With arrays all is right. What does Python say to a list minus a number?",
    ),
    fr=(
        "Une liste qui ne devient pas un tableau",
        "Avec des tableaux, tout est juste. Que dit Python d'une liste moins un nombre ?",
    ),
)
def token_probabilities(logits):  # noqa: F811
    if np.ndim(logits) != 1 or len(logits) == 0:
        raise ValueError
    powers = np.exp(logits - max(logits))
    return powers / np.sum(powers)


@chaff(
    exercise="token_probabilities",
    fails=[
        "test_softmax",
        "test_logits_of_any_size",
        "test_refuses_what_is_no_vector",
        "test_logits_are_unchanged",
    ],
    en=(
        "A list that is not turned into an array",
        "With arrays all is right. What does Python say to a list minus a number?",
    ),
    fr=(
        "Une liste qui ne devient pas un tableau",
        "Avec des tableaux, tout est juste. Que dit Python d'une liste moins un nombre ?",
    ),
)
def top_k_tokens(logits, k):  # noqa: F811
    p = token_probabilities(np.asarray(logits, dtype=float))
    if not 1 <= k <= len(p):
        raise ValueError
    return [(int(i), float(p[i])) for i in np.argsort(-p, kind="stable")[:k]]


@chaff(
    exercise="token_probabilities",
    fails=["test_logits_of_any_size"],
    en=(
        "The mean subtracted",
        "Logits that are all alike come out right, thousands too. What is left of one that lies "
        "far above the mean?",
    ),
    fr=(
        "La moyenne retranchée",
        "Des logits voisins, même de l'ordre du millier, donnent le bon résultat. Que reste-t-il "
        "d'un logit bien au-dessus de la moyenne ?",
    ),
)
def token_probabilities(logits):  # noqa: F811
    x = np.asarray(logits, dtype=float)
    if x.ndim != 1 or len(x) == 0:
        raise ValueError
    powers = np.exp(x - np.mean(x))
    return powers / np.sum(powers)


@chaff(
    exercise="token_probabilities",
    fails=[
        "test_softmax",
        "test_logits_of_any_size",
        "test_refuses_what_is_no_vector",
        "test_logits_are_unchanged",
    ],
    en=(
        "Zeros taken for no logits",
        "Most logits come out right. Are logits that are all 0 the same as none at all?",
    ),
    fr=(
        "Des zéros pris pour une absence",
        "La plupart des logits donnent le bon résultat. Des logits tous nuls, est-ce la même chose "
        "qu'aucun logit ?",
    ),
)
def token_probabilities(logits):  # noqa: F811
    x = np.asarray(logits, dtype=float)
    if x.ndim != 1 or not x.any():
        raise ValueError
    powers = np.exp(x - np.max(x))
    return powers / np.sum(powers)


@chaff(
    exercise="token_probabilities",
    fails=[
        "test_best_tokens",
        "test_ties",
        "test_refuses_what_is_no_vector",
        "test_refuses_k_out_of_range",
        "test_logits_are_unchanged",
    ],
    en=(
        "The probability before the id",
        "The right tokens with the right probabilities. Which of the two comes first in a pair?",
    ),
    fr=(
        "La probabilité avant le numéro",
        "Les bons tokens avec les bonnes probabilités. Lequel des deux vient d'abord dans un "
        "couple ?",
    ),
)
def top_k_tokens(logits, k):  # noqa: F811
    p = token_probabilities(logits)
    if not 1 <= k <= len(p):
        raise ValueError
    return [(float(p[i]), int(i)) for i in np.argsort(-p, kind="stable")[:k]]


@chaff(
    exercise="least_norm",
    fails=[
        "test_unembedding",
        "test_solution",
        "test_tiny_matrix",
        "test_without_pinv_and_lstsq",
        "test_refuses_a_rank_below_n",
        "test_refuses_more_rows_than_columns",
    ],
    en=(
        "The formula of the over-determined case",
        "It is a least squares formula. Which of the two products of A and its transpose is "
        "invertible here?",
    ),
    fr=(
        "La formule du cas sur-dimensionné",
        "C'est bien une formule de moindres carrés. Lequel des deux produits de A et de sa "
        "transposée est inversible ici ?",
    ),
)
def least_squares_unembedding(A):
    if np.linalg.matrix_rank(A) < len(A):
        raise ValueError
    gram = A.T @ A
    return np.linalg.inv(gram + 1e-12 * np.trace(gram) * np.eye(len(gram))) @ A.T


@chaff(
    exercise="least_norm",
    fails=[
        "test_unembedding",
        "test_solution",
        "test_tiny_matrix",
        "test_without_pinv_and_lstsq",
        "test_refuses_a_rank_below_n",
        "test_refuses_more_rows_than_columns",
    ],
    en=(
        "The transpose alone",
        "The shape is right. Does A times your matrix give back every y?",
    ),
    fr=(
        "La transposée seule",
        "La forme est juste. Le produit de A par votre matrice redonne-t-il chaque y ?",
    ),
)
def least_squares_unembedding(A):  # noqa: F811
    if np.linalg.matrix_rank(A) < len(A):
        raise ValueError
    return A.T.copy()


@chaff(
    exercise="least_norm",
    fails=[
        "test_unembedding",
        "test_solution",
        "test_tiny_matrix",
        "test_without_pinv_and_lstsq",
        "test_refuses_a_rank_below_n",
        "test_refuses_more_rows_than_columns",
    ],
    en=(
        "The first n columns and zeros",
        "Your x does solve the system. Is there a shorter solution?",
    ),
    fr=(
        "Les n premières colonnes et des zéros",
        "Votre x est bien une solution. En existe-t-il une plus courte ?",
    ),
)
def least_squares_unembedding(A):  # noqa: F811
    if np.linalg.matrix_rank(A) < len(A):
        raise ValueError
    n, N = A.shape
    return np.vstack([np.linalg.inv(A[:, :n]), np.zeros((N - n, n))])


@chaff(
    exercise="least_norm",
    fails=[
        "test_unembedding",
        "test_solution",
        "test_tiny_matrix",
        "test_without_pinv_and_lstsq",
        "test_refuses_a_rank_below_n",
        "test_refuses_more_rows_than_columns",
    ],
    en=(
        "The result transposed",
        "The numbers are right. Which of n and N is the number of rows of B?",
    ),
    fr=(
        "Le résultat transposé",
        "Les nombres sont justes. Lequel de n et N est le nombre de lignes de B ?",
    ),
)
def least_squares_unembedding(A):  # noqa: F811
    if np.linalg.matrix_rank(A) < len(A):
        raise ValueError
    return np.linalg.inv(A @ A.T) @ A


@chaff(
    exercise="least_norm",
    fails=[
        "test_without_pinv_and_lstsq",
        "test_refuses_a_rank_below_n",
        "test_refuses_more_rows_than_columns",
    ],
    en=(
        "A pseudo-inverse of every matrix",
        "For matrices of rank n all is right. Does your matrix still solve Ax = y for every y when "
        "the rank is smaller?",
    ),
    fr=(
        "Une pseudo-inverse de toute matrice",
        "Pour les matrices de rang n, tout est juste. Votre matrice résout-elle encore Ax = y pour "
        "tout y quand le rang est plus petit ?",
    ),
)
def least_squares_unembedding(A):  # noqa: F811
    return np.linalg.pinv(A)


@chaff(
    exercise="least_norm",
    fails=["test_without_pinv_and_lstsq"],
    en=(
        "numpy's pseudo-inverse",
        "The matrix is right. Can you find it with the formula of Proposition 1?",
    ),
    fr=(
        "La pseudo-inverse de numpy",
        "La matrice est juste. Savez-vous la trouver avec la formule de la proposition 1 ?",
    ),
)
def least_squares_unembedding(A):  # noqa: F811
    if np.linalg.matrix_rank(A) < len(A):
        raise ValueError
    return np.linalg.pinv(A)


@chaff(
    exercise="least_norm",
    fails=["test_tiny_matrix"],
    en=(
        "A determinant compared with a fixed number",
        "For entries near 1 all is right. What becomes of a determinant when every entry is "
        "divided by 1000?",
    ),
    fr=(
        "Un déterminant comparé à un nombre fixe",
        "Pour des coefficients proches de 1, tout est juste. Que devient un déterminant quand on "
        "divise tous les coefficients par 1000 ?",
    ),
)
def least_squares_unembedding(A):  # noqa: F811
    if A.shape[0] > A.shape[1] or abs(np.linalg.det(A @ A.T)) < 1e-6:
        raise ValueError
    return A.T @ np.linalg.inv(A @ A.T)


@chaff(
    exercise="least_norm",
    fails=["test_refuses_a_rank_below_n"],
    en=(
        "The rank is not looked at",
        "With independent rows all is right. How would you notice that one row is a combination "
        "of the others?",
    ),
    fr=(
        "Le rang n'est pas examiné",
        "Avec des lignes indépendantes, tout est juste. Comment voir qu'une ligne est combinaison "
        "des autres ?",
    ),
)
def least_squares_unembedding(A):  # noqa: F811
    if A.shape[0] > A.shape[1]:
        raise ValueError
    return A.T @ np.linalg.inv(A @ A.T)


@chaff(
    exercise="least_norm",
    fails=["test_refuses_more_rows_than_columns"],
    en=(
        "The largest rank that the shape allows",
        "For wide matrices all is right. What rank can a matrix with fewer columns than rows have?",
    ),
    fr=(
        "Le plus grand rang que la forme permet",
        "Pour les matrices larges, tout est juste. Quel rang peut avoir une matrice qui a moins "
        "de colonnes que de lignes ?",
    ),
)
def least_squares_unembedding(A):  # noqa: F811
    if np.linalg.matrix_rank(A) < min(A.shape):
        raise ValueError
    return A.T @ np.linalg.inv(A @ A.T)


@chaff(
    exercise="least_norm",
    fails=[
        "test_unembedding",
        "test_tiny_matrix",
        "test_without_pinv_and_lstsq",
        "test_refuses_a_rank_below_n",
        "test_refuses_more_rows_than_columns",
    ],
    en=(
        "A square matrix refused",
        "Wide matrices are right. What is the rank of an invertible matrix?",
    ),
    fr=(
        "Une matrice carrée refusée",
        "Pour les matrices larges, tout est juste. Quel est le rang d'une matrice inversible ?",
    ),
)
def least_squares_unembedding(A):  # noqa: F811
    if np.linalg.matrix_rank(A) < len(A) or A.shape[0] >= A.shape[1]:
        raise ValueError
    return A.T @ np.linalg.inv(A @ A.T)


@chaff(
    exercise="least_norm",
    fails=[
        "test_solution",
        "test_without_pinv_and_lstsq",
        "test_refuses_a_rank_below_n",
        "test_refuses_more_rows_than_columns",
    ],
    en=(
        "Decimals cut off",
        "The matrix B is right. What does an array of ints keep of a fraction?",
    ),
    fr=(
        "Des décimales coupées",
        "La matrice B est juste. Que garde un tableau d'entiers d'une fraction ?",
    ),
)
def min_norm_solution(A, y):
    B = least_squares_unembedding(A)
    x = np.zeros(len(B), dtype=y.dtype)
    for i, row in enumerate(B):
        x[i] = row @ y
    return x


@chaff(
    exercise="bigram_logits",
    fails=["test_logits", "test_refuses_unknown_ids"],
    en=(
        "The embedding used twice",
        "The embedding is right. Which matrix takes a vector back to R^N here?",
    ),
    fr=(
        "Le plongement utilisé deux fois",
        "Le plongement est juste. Quelle matrice ramène ici un vecteur dans R^N ?",
    ),
)
def bigram_logits(A, B, token_ids):
    if min(token_ids) < 0 or max(token_ids) >= A.shape[1]:
        raise ValueError
    return A.T @ A[:, list(token_ids)]


@chaff(
    exercise="bigram_logits",
    fails=["test_logits", "test_refuses_unknown_ids"],
    en=(
        "One row for each id",
        "The numbers are right. Are token vectors rows or columns in this chapter?",
    ),
    fr=(
        "Une ligne par numéro",
        "Les nombres sont justes. Dans ce chapitre, les vecteurs tokens sont-ils des lignes ou "
        "des colonnes ?",
    ),
)
def bigram_logits(A, B, token_ids):  # noqa: F811
    if min(token_ids) < 0 or max(token_ids) >= A.shape[1]:
        raise ValueError
    return np.array([B @ A[:, t] for t in token_ids])


@chaff(
    exercise="bigram_logits",
    fails=["test_logits", "test_refuses_unknown_ids"],
    en=(
        "Probabilities instead of logits",
        "These are the probabilities that belong to the logits. What is asked for?",
    ),
    fr=(
        "Des probabilités au lieu de logits",
        "Ce sont les probabilités qui vont avec les logits. Que demande l'énoncé ?",
    ),
)
def bigram_logits(A, B, token_ids):  # noqa: F811
    if min(token_ids) < 0 or max(token_ids) >= A.shape[1]:
        raise ValueError
    powers = np.exp(B @ A[:, list(token_ids)])
    return powers / powers.sum(axis=0)


@chaff(
    exercise="bigram_logits",
    fails=["test_logits", "test_refuses_unknown_ids"],
    en=(
        "Each id once, in increasing order",
        "The columns themselves are right. How many times does a token occur in a text, and where?",
    ),
    fr=(
        "Chaque numéro une fois, dans l'ordre croissant",
        "Les colonnes elles-mêmes sont justes. Combien de fois un token figure-t-il dans un "
        "texte, et à quelle place ?",
    ),
)
def bigram_logits(A, B, token_ids):  # noqa: F811
    ids = sorted(set(token_ids))
    if ids[0] < 0 or ids[-1] >= A.shape[1]:
        raise ValueError
    return B @ A[:, ids]


@chaff(
    exercise="bigram_logits",
    fails=["test_refuses_unknown_ids"],
    en=(
        "An id counted from the end",
        "For the ids of the vocabulary all is right. What does numpy take for column -1?",
    ),
    fr=(
        "Un numéro compté à partir de la fin",
        "Pour les numéros du vocabulaire, tout est juste. Que prend numpy pour la colonne -1 ?",
    ),
)
def bigram_logits(A, B, token_ids):  # noqa: F811
    if max(token_ids) >= A.shape[1]:
        raise ValueError
    return B @ A[:, list(token_ids)]


@chaff(
    exercise="bigram_logits",
    fails=["test_row_convention"],
    en=(
        "The two matrices exchanged",
        "Both matrices are there. Which of the two has one row for each token?",
    ),
    fr=(
        "Les deux matrices échangées",
        "Les deux matrices y sont. Laquelle a une ligne par token ?",
    ),
)
def row_convention(A, B):
    return B.T, A.T


@chaff(
    exercise="bigram_logits",
    fails=["test_row_convention"],
    en=(
        "Another shape, the same order of numbers",
        "The shapes are right. Does reshaping bring the column of a token into a row?",
    ),
    fr=(
        "Une autre forme, les nombres dans le même ordre",
        "Les formes sont justes. Un simple changement de forme amène-t-il la colonne d'un token "
        "en ligne ?",
    ),
)
def row_convention(A, B):  # noqa: F811
    return A.reshape(A.shape[::-1]), B.reshape(B.shape[::-1])


@chaff(
    exercise="bigram_logits",
    fails=["test_row_convention"],
    en=(
        "The unembedding left as it is",
        "The embedding is right. What must stand on the right of a row to make logits of it?",
    ),
    fr=(
        "La retranscription laissée telle quelle",
        "Le plongement est juste. Que faut-il écrire à droite d'une ligne pour en faire des "
        "logits ?",
    ),
)
def row_convention(A, B):  # noqa: F811
    return A.T, B


@chaff(
    exercise="residual_stream",
    fails=[
        "test_step",
        "test_block_sees_the_whole_matrix_once",
        "test_stack",
        "test_arguments_are_unchanged",
        "test_refuses_other_shapes",
    ],
    en=(
        "The stream replaced by the block's output",
        "What the block writes is right. What is left of the stream afterwards?",
    ),
    fr=(
        "Le flux remplacé par la sortie du bloc",
        "Ce qu'écrit le bloc est juste. Que reste-t-il du flux ensuite ?",
    ),
)
def residual_step(x, W_in, block, W_out):
    if W_out.shape != (len(x), len(W_in)) or W_in.shape[1] != len(x):
        raise ValueError
    return W_out @ block(W_in @ x)


@chaff(
    exercise="residual_stream",
    fails=[
        "test_step",
        "test_block_sees_the_whole_matrix_once",
        "test_stack",
        "test_arguments_are_unchanged",
        "test_refuses_other_shapes",
    ],
    en=(
        "The block before W_in",
        "All parts are there. Does the block see the stream itself, or what W_in reads in it?",
    ),
    fr=(
        "Le bloc avant W_in",
        "Tout y est. Le bloc voit-il le flux lui-même, ou ce que W_in y lit ?",
    ),
)
def residual_step(x, W_in, block, W_out):  # noqa: F811
    if W_out.shape != (len(x), len(W_in)) or W_in.shape[1] != len(x):
        raise ValueError
    return x + W_out @ (W_in @ block(x))


@chaff(
    exercise="residual_stream",
    fails=[
        "test_step",
        "test_block_sees_the_whole_matrix_once",
        "test_stack",
        "test_arguments_are_unchanged",
        "test_refuses_other_shapes",
    ],
    en=(
        "The message added before W_out",
        "The block is called as it should be. Is W_out applied to the old stream, too?",
    ),
    fr=(
        "Le message ajouté avant W_out",
        "Le bloc est appelé comme il faut. W_out s'applique-t-elle aussi à l'ancien flux ?",
    ),
)
def residual_step(x, W_in, block, W_out):  # noqa: F811
    if W_out.shape != (len(x), len(W_in)) or W_in.shape[1] != len(x):
        raise ValueError
    read = W_in @ x
    return x + W_out @ (read + block(read))


@chaff(
    exercise="residual_stream",
    fails=[
        "test_step",
        "test_block_sees_the_whole_matrix_once",
        "test_stack",
        "test_arguments_are_unchanged",
        "test_refuses_other_shapes",
    ],
    en=(
        "One column at a time",
        "Blocks that treat each column alone come out right. What of a block that mixes columns?",
    ),
    fr=(
        "Une colonne à la fois",
        "Les blocs qui traitent chaque colonne à part donnent le bon résultat. Et un bloc qui "
        "mélange les colonnes ?",
    ),
)
def residual_step(x, W_in, block, W_out):  # noqa: F811
    if W_out.shape != (len(x), len(W_in)) or W_in.shape[1] != len(x):
        raise ValueError
    columns = [block(W_in @ x[:, [j]]) for j in range(x.shape[1])]
    return x + W_out @ np.hstack(columns)


@chaff(
    exercise="residual_stream",
    fails=["test_block_sees_the_whole_matrix_once"],
    en=(
        "The block called twice",
        "Your values are right. How often does the block work for one step?",
    ),
    fr=(
        "Le bloc appelé deux fois",
        "Vos valeurs sont justes. Combien de fois le bloc travaille-t-il pour une étape ?",
    ),
)
def residual_step(x, W_in, block, W_out):  # noqa: F811
    if W_in.shape[1] != len(x) or W_out.shape != (len(x), block(W_in @ x).shape[0]):
        raise ValueError
    return x + W_out @ block(W_in @ x)


@chaff(
    exercise="residual_stream",
    fails=["test_stack", "test_arguments_are_unchanged"],
    en=(
        "Every block reads the first stream",
        "One block is right. From which stream does the second block read?",
    ),
    fr=(
        "Chaque bloc lit le premier flux",
        "Un seul bloc, c'est juste. Dans quel flux le deuxième bloc lit-il ?",
    ),
)
def residual_stack(x, layers):
    return x + sum(residual_step(x, *layer) - x for layer in layers)


@chaff(
    exercise="residual_stream",
    fails=["test_stack", "test_arguments_are_unchanged"],
    en=(
        "The last layer first",
        "One block is right. Which triple of the list is applied first?",
    ),
    fr=(
        "La dernière couche d'abord",
        "Un seul bloc, c'est juste. Quel triplet de la liste s'applique en premier ?",
    ),
)
def residual_stack(x, layers):  # noqa: F811
    for layer in reversed(layers):
        x = residual_step(x, *layer)
    return x


@chaff(
    exercise="residual_stream",
    fails=["test_arguments_are_unchanged"],
    en=(
        "The stream overwritten",
        "Your values are right. What does the caller's stream hold after the call?",
    ),
    fr=(
        "Le flux écrasé",
        "Vos valeurs sont justes. Que contient le flux de l'appelant après l'appel ?",
    ),
)
def residual_step(x, W_in, block, W_out):  # noqa: F811
    if W_out.shape != (len(x), len(W_in)):
        raise ValueError
    y = W_out @ block(W_in @ x)
    if x.dtype == y.dtype:
        x += y
        return x
    return x + y


@chaff(
    exercise="residual_stream",
    fails=["test_arguments_are_unchanged"],
    en=(
        "The stream overwritten",
        "Your values are right. What does the caller's stream hold after the call?",
    ),
    fr=(
        "Le flux écrasé",
        "Vos valeurs sont justes. Que contient le flux de l'appelant après l'appel ?",
    ),
)
def residual_stack(x, layers):  # noqa: F811
    x = x.copy()
    for layer in layers:
        x = residual_step(x, *layer)
    return x


@chaff(
    exercise="residual_stream",
    fails=["test_refuses_other_shapes"],
    en=(
        "A row that is added everywhere",
        "Where the shapes fit all is right. What does numpy do when it adds a single row to a "
        "matrix?",
    ),
    fr=(
        "Une ligne ajoutée partout",
        "Quand les formes conviennent, tout est juste. Que fait numpy quand il ajoute une seule "
        "ligne à une matrice ?",
    ),
)
def residual_step(x, W_in, block, W_out):  # noqa: F811
    return x + W_out @ block(W_in @ x)


@chaff(
    exercise="residual_stream",
    fails=[
        "test_step",
        "test_block_sees_the_whole_matrix_once",
        "test_arguments_are_unchanged",
        "test_refuses_other_shapes",
    ],
    en=(
        "The new stream in an array of the old type",
        "With streams of floats all is right. What does an array of ints keep of a fraction?",
    ),
    fr=(
        "Le nouveau flux dans un tableau du type de l'ancien",
        "Avec des flux de flottants, tout est juste. Que garde un tableau d'entiers d'une "
        "fraction ?",
    ),
)
def residual_step(x, W_in, block, W_out):  # noqa: F811
    if W_out.shape != (len(x), len(W_in)):
        raise ValueError
    stream = np.empty_like(x)
    stream[:] = x + W_out @ block(W_in @ x)
    return stream


@chaff(
    exercise="subspace_messages",
    fails=["test_stream", "test_arguments_are_unchanged"],
    en=(
        "Only what block 1 sent",
        "Your result is what block 1 adds. What was in the stream before, and is still there?",
    ),
    fr=(
        "Seulement l'envoi du bloc 1",
        "Votre résultat est ce qu'ajoute le bloc 1. Qu'y avait-il déjà dans le flux, et qui y est "
        "toujours ?",
    ),
)
def stream_after_blocks(u, matrices, blocks):
    p = len(u)
    x = np.zeros(len(matrices["W_in_1"]))
    x[:p] = u
    z = blocks[0](matrices["W_in_1"] @ x)
    return matrices["W_in_3"][:p, :p] @ matrices["W_out_1"][:p, :p] @ z[:p]


@chaff(
    exercise="subspace_messages",
    fails=["test_stream", "test_arguments_are_unchanged"],
    en=(
        "Each block replaces the stream",
        "Reading and writing are right. What does a block do with the stream that it finds?",
    ),
    fr=(
        "Chaque bloc remplace le flux",
        "La lecture et l'écriture sont justes. Que fait un bloc du flux qu'il trouve ?",
    ),
)
def stream_after_blocks(u, matrices, blocks):  # noqa: F811
    x = np.zeros(len(matrices["W_in_1"]))
    x[: len(u)] = u
    for i, block in enumerate(blocks, start=1):
        x = matrices[f"W_out_{i}"] @ block(matrices[f"W_in_{i}"] @ x)
    return (matrices["W_in_3"] @ x)[: len(u)]


@chaff(
    exercise="subspace_messages",
    fails=["test_stream", "test_arguments_are_unchanged"],
    en=(
        "Block 3 reads with W_in_2",
        "The stream itself is right. Which matrix belongs to block 3?",
    ),
    fr=(
        "Le bloc 3 lit avec W_in_2",
        "Le flux lui-même est juste. Quelle matrice appartient au bloc 3 ?",
    ),
)
def stream_after_blocks(u, matrices, blocks):  # noqa: F811
    x = np.zeros(len(matrices["W_in_1"]))
    x[: len(u)] = u
    for i, block in enumerate(blocks, start=1):
        x = x + matrices[f"W_out_{i}"] @ block(matrices[f"W_in_{i}"] @ x)
    return (matrices["W_in_2"] @ x)[: len(u)]


@chaff(
    exercise="subspace_messages",
    fails=["test_stream", "test_arguments_are_unchanged"],
    en=(
        "Block 2 left out",
        "With the matrices of the other function all is right. Does block 2 write nothing for "
        "every choice of matrices?",
    ),
    fr=(
        "Le bloc 2 oublié",
        "Avec les matrices de l'autre fonction, tout est juste. Le bloc 2 n'écrit-il rien, quelles "
        "que soient les matrices ?",
    ),
)
def stream_after_blocks(u, matrices, blocks):  # noqa: F811
    x = np.zeros(len(matrices["W_in_1"]))
    x[: len(u)] = u
    x = x + matrices["W_out_1"] @ blocks[0](matrices["W_in_1"] @ x)
    return (matrices["W_in_3"] @ x)[: len(u)]


@chaff(
    exercise="subspace_messages",
    fails=["test_stream", "test_arguments_are_unchanged"],
    en=(
        "The stream itself instead of what is read",
        "The stream is right. With what does block 3 multiply it?",
    ),
    fr=(
        "Le flux lui-même au lieu de ce qui est lu",
        "Le flux est juste. Par quoi le bloc 3 le multiplie-t-il ?",
    ),
)
def stream_after_blocks(u, matrices, blocks):  # noqa: F811
    x = np.zeros(len(matrices["W_in_1"]))
    x[: len(u)] = u
    for i, block in enumerate(blocks, start=1):
        x = x + matrices[f"W_out_{i}"] @ block(matrices[f"W_in_{i}"] @ x)
    return x[: len(u)]


@chaff(
    exercise="subspace_messages",
    fails=["test_blocks_of_the_matrices", "test_random_blocks"],
    en=(
        "Random numbers off the diagonal",
        "The given blocks are right. Which blocks would mix the message with the rest?",
    ),
    fr=(
        "Des nombres aléatoires hors de la diagonale",
        "Les blocs donnés sont justes. Quels blocs mélangeraient le message avec le reste ?",
    ),
)
def subspace_matrices(X, Z, p, n, rng):
    matrices = {key: rng.normal(size=(n, n)) for key in ("W_out_1", "W_in_2", "W_out_2", "W_in_3")}
    matrices["W_out_1"][:p, :p] = X
    matrices["W_out_2"][:p, :p] = 0
    matrices["W_in_3"][:p, :p] = Z
    return {"W_in_1": np.eye(n), **matrices}


@chaff(
    exercise="subspace_messages",
    fails=["test_blocks_of_the_matrices", "test_random_blocks"],
    en=(
        "The message in the last coordinates",
        "The blocks are right. In which corner of the matrices does the message stand?",
    ),
    fr=(
        "Le message dans les dernières coordonnées",
        "Les blocs sont justes. Dans quel coin des matrices se trouve le message ?",
    ),
)
def subspace_matrices(X, Z, p, n, rng):  # noqa: F811
    def framed(corner):
        matrix = np.zeros((n, n))
        matrix[: n - p, : n - p] = rng.normal(size=(n - p, n - p))
        matrix[n - p :, n - p :] = corner
        return matrix

    return {
        "W_in_1": np.eye(n),
        "W_out_1": framed(X),
        "W_in_2": rng.normal(size=(n, n)),
        "W_out_2": framed(0),
        "W_in_3": framed(Z),
    }


@chaff(
    exercise="subspace_messages",
    fails=["test_random_blocks"],
    en=(
        "One block R for all matrices",
        "The given blocks and the zeros are right. How many random blocks are drawn?",
    ),
    fr=(
        "Un même bloc R dans toutes les matrices",
        "Les blocs donnés et les zéros sont justes. Combien de blocs aléatoires faut-il tirer ?",
    ),
)
def subspace_matrices(X, Z, p, n, rng):  # noqa: F811
    R = rng.normal(size=(n - p, n - p))

    def framed(corner):
        matrix = np.zeros((n, n))
        matrix[:p, :p] = corner
        matrix[p:, p:] = R
        return matrix

    return {
        "W_in_1": np.eye(n),
        "W_out_1": framed(X),
        "W_in_2": rng.normal(size=(n, n)),
        "W_out_2": framed(0),
        "W_in_3": framed(Z),
    }


@chaff(
    exercise="subspace_messages",
    fails=["test_random_blocks"],
    en=(
        "A generator of one's own",
        "The blocks are right. What should two calls with generators of the same seed give?",
    ),
    fr=(
        "Un générateur à soi",
        "Les blocs sont justes. Que doivent donner deux appels avec des générateurs de même "
        "graine ?",
    ),
)
def subspace_matrices(X, Z, p, n, rng):  # noqa: F811
    own = np.random.default_rng()

    def framed(corner):
        matrix = np.zeros((n, n))
        matrix[:p, :p] = corner
        matrix[p:, p:] = own.normal(size=(n - p, n - p))
        return matrix

    return {
        "W_in_1": np.eye(n),
        "W_out_1": framed(X),
        "W_in_2": own.normal(size=(n, n)),
        "W_out_2": framed(0),
        "W_in_3": framed(Z),
    }


@chaff(
    exercise="subspace_messages",
    fails=["test_arguments_are_unchanged"],
    en=(
        "The matrices taken out of the dict",
        "Your values are right. What is left in the caller's dict after the call?",
    ),
    fr=(
        "Les matrices retirées du dictionnaire",
        "Vos valeurs sont justes. Que reste-t-il dans le dictionnaire de l'appelant ?",
    ),
)
def stream_after_blocks(u, matrices, blocks):  # noqa: F811
    x = np.zeros(len(matrices["W_in_1"]))
    x[: len(u)] = u
    for i, block in enumerate(blocks, start=1):
        x = x + matrices.pop(f"W_out_{i}") @ block(matrices.pop(f"W_in_{i}") @ x)
    return (matrices["W_in_3"] @ x)[: len(u)]


@chaff(
    exercise="subspace_messages",
    fails=["test_random_blocks"],
    en=(
        "Decimals cut off for ints",
        "With floats in X and Z all is right. What does an array of ints keep of a random number?",
    ),
    fr=(
        "Des décimales coupées pour les entiers",
        "Avec des flottants dans X et Z, tout est juste. Que garde un tableau d'entiers d'un "
        "nombre aléatoire ?",
    ),
)
def subspace_matrices(X, Z, p, n, rng):  # noqa: F811
    def framed(corner):
        matrix = np.zeros((n, n), dtype=corner.dtype)
        matrix[:p, :p] = corner
        matrix[p:, p:] = rng.normal(size=(n - p, n - p))
        return matrix

    return {
        "W_in_1": np.eye(n),
        "W_out_1": framed(X),
        "W_in_2": rng.normal(size=(n, n)),
        "W_out_2": framed(np.zeros((p, p))),
        "W_in_3": framed(Z),
    }


@chaff(
    exercise="readout",
    fails=[
        "test_combination",
        "test_column_of_coefficients",
        "test_refuses_another_number_of_coefficients",
    ],
    en=(
        "The mean of the columns",
        "The shape is right. What are the coefficients for?",
    ),
    fr=(
        "La moyenne des colonnes",
        "La forme est juste. À quoi servent les coefficients ?",
    ),
)
def readout(x, C=None):
    if C is None:
        return x[:, -1]
    if C.size != x.shape[1]:
        raise ValueError
    return x.mean(axis=1)


@chaff(
    exercise="readout",
    fails=["test_last_column", "test_refuses_another_number_of_coefficients"],
    en=(
        "The first column by default",
        "With coefficients all is right. Which token's vector is read to continue the sentence?",
    ),
    fr=(
        "La première colonne par défaut",
        "Avec des coefficients, tout est juste. Le vecteur de quel token lit-on pour continuer la "
        "phrase ?",
    ),
)
def readout(x, C=None):  # noqa: F811
    if C is None:
        return x[:, 0]
    return x @ C.ravel()


@chaff(
    exercise="readout",
    fails=["test_last_column", "test_refuses_another_number_of_coefficients"],
    en=(
        "The last row by default",
        "With coefficients all is right. Are token vectors the rows or the columns of the stream?",
    ),
    fr=(
        "La dernière ligne par défaut",
        "Avec des coefficients, tout est juste. Les vecteurs tokens sont-ils les lignes ou les "
        "colonnes du flux ?",
    ),
)
def readout(x, C=None):  # noqa: F811
    if C is None:
        return x[-1]
    return x @ C.ravel()


@chaff(
    exercise="readout",
    fails=["test_column_of_coefficients"],
    en=(
        "A result with two axes",
        "The numbers are right. Which shape has one vector of the stream?",
    ),
    fr=(
        "Un résultat à deux axes",
        "Les nombres sont justes. Quelle est la forme d'un seul vecteur du flux ?",
    ),
)
def readout(x, C=None):  # noqa: F811
    return x[:, -1] if C is None else x @ C


@chaff(
    exercise="readout",
    fails=[
        "test_combination",
        "test_column_of_coefficients",
        "test_refuses_another_number_of_coefficients",
    ],
    en=(
        "Zero coefficients taken for none",
        "Most coefficients come out right. Are coefficients that are all 0 the same as None?",
    ),
    fr=(
        "Des coefficients nuls pris pour une absence",
        "La plupart des coefficients donnent le bon résultat. Des coefficients tous nuls, est-ce "
        "la même chose que None ?",
    ),
)
def readout(x, C=None):  # noqa: F811
    if C is None or not C.any():
        return x[:, -1]
    return x @ C.ravel()


@chaff(
    exercise="readout",
    fails=["test_refuses_another_number_of_coefficients"],
    en=(
        "Coefficients and columns paired as long as there are both",
        "With K coefficients all is right. What if there are fewer of them, or more?",
    ),
    fr=(
        "Coefficients et colonnes associés tant qu'il y en a",
        "Avec K coefficients, tout est juste. Et s'il y en a moins, ou davantage ?",
    ),
)
def readout(x, C=None):  # noqa: F811
    if C is None:
        return x[:, -1]
    return sum(c * column for c, column in zip(C.ravel(), x.T, strict=False))


@chaff(
    exercise="readout",
    fails=[
        "test_combination",
        "test_column_of_coefficients",
        "test_refuses_another_number_of_coefficients",
    ],
    en=(
        "Decimals cut off",
        "A stream of floats is right. What does an array of ints keep of a fraction?",
    ),
    fr=(
        "Des décimales coupées",
        "Un flux de flottants donne le bon résultat. Que garde un tableau d'entiers d'une "
        "fraction ?",
    ),
)
def readout(x, C=None):  # noqa: F811
    if C is None:
        return x[:, -1]
    w = np.zeros_like(x[:, 0])
    w[:] = x @ C.ravel()
    return w


@chaff(
    exercise="positional_encoding",
    fails=[
        "test_position_vectors",
        "test_another_start",
        "test_positions_are_added",
        "test_refuses_other_dimensions",
        "test_refuses_other_p_and_start",
        "test_token_vectors_are_unchanged",
    ],
    en=(
        "The sine before the cosine",
        "Angles and pairs are right. Which of the two comes first in this chapter?",
    ),
    fr=(
        "Le sinus avant le cosinus",
        "Les angles et les paires sont justes. Lequel des deux vient d'abord dans ce chapitre ?",
    ),
)
def positional_encoding(num_positions, n, p=10000.0, start=0):
    if start < 0:
        raise ValueError
    angles = np.outer(position_frequencies(n, p), start + np.arange(num_positions))
    return np.stack([np.sin(angles), np.cos(angles)], axis=1).reshape(n, num_positions)


@chaff(
    exercise="positional_encoding",
    fails=[
        "test_position_vectors",
        "test_another_start",
        "test_positions_are_added",
        "test_refuses_other_dimensions",
        "test_refuses_other_p_and_start",
        "test_token_vectors_are_unchanged",
    ],
    en=(
        "All cosines, then all sines",
        "All the numbers are there. Which number follows the first cosine?",
    ),
    fr=(
        "Tous les cosinus, puis tous les sinus",
        "Tous les nombres y sont. Quel nombre suit le premier cosinus ?",
    ),
)
def positional_encoding(num_positions, n, p=10000.0, start=0):  # noqa: F811
    if start < 0:
        raise ValueError
    angles = np.outer(position_frequencies(n, p), start + np.arange(num_positions))
    return np.vstack([np.cos(angles), np.sin(angles)])


@chaff(
    exercise="positional_encoding",
    fails=[
        "test_position_vectors",
        "test_another_start",
        "test_positions_are_added",
        "test_refuses_other_dimensions",
        "test_refuses_other_p_and_start",
        "test_token_vectors_are_unchanged",
    ],
    en=(
        "Positions counted from 1",
        "The components are in order. Which position does the first column stand for?",
    ),
    fr=(
        "Des positions comptées à partir de 1",
        "Les composantes sont bien rangées. À quelle position correspond la première colonne ?",
    ),
)
def positional_encoding(num_positions, n, p=10000.0, start=0):  # noqa: F811
    if start < 0:
        raise ValueError
    angles = np.outer(position_frequencies(n, p), start + 1 + np.arange(num_positions))
    return np.stack([np.cos(angles), np.sin(angles)], axis=1).reshape(n, num_positions)


@chaff(
    exercise="positional_encoding",
    fails=[
        "test_position_vectors",
        "test_another_start",
        "test_positions_are_added",
        "test_refuses_other_dimensions",
        "test_refuses_other_p_and_start",
        "test_token_vectors_are_unchanged",
    ],
    en=(
        "Angles in degrees",
        "The components are in order. In which unit do numpy's cosine and sine take an angle?",
    ),
    fr=(
        "Des angles en degrés",
        "Les composantes sont bien rangées. Dans quelle unité le cosinus et le sinus de numpy "
        "prennent-ils un angle ?",
    ),
)
def positional_encoding(num_positions, n, p=10000.0, start=0):  # noqa: F811
    if start < 0:
        raise ValueError
    angles = np.outer(position_frequencies(n, p), start + np.arange(num_positions))
    angles = np.radians(angles)
    return np.stack([np.cos(angles), np.sin(angles)], axis=1).reshape(n, num_positions)


@chaff(
    exercise="positional_encoding",
    fails=[
        "test_frequencies",
        "test_position_vectors",
        "test_another_start",
        "test_positions_are_added",
        "test_refuses_other_dimensions",
        "test_refuses_other_p_and_start",
        "test_token_vectors_are_unchanged",
    ],
    en=(
        "The exponent -i/n",
        "The first frequency is right. How fast do the frequencies fall from one pair to the next?",
    ),
    fr=(
        "L'exposant -i/n",
        "La première fréquence est juste. À quelle vitesse les fréquences baissent-elles d'une "
        "paire à la suivante ?",
    ),
)
def position_frequencies(n, p):
    if n <= 0 or n % 2 or p <= 0:
        raise ValueError
    return p ** (-np.arange(n // 2) / n)


@chaff(
    exercise="positional_encoding",
    fails=[
        "test_frequencies",
        "test_position_vectors",
        "test_another_start",
        "test_positions_are_added",
        "test_refuses_other_dimensions",
        "test_refuses_other_p_and_start",
        "test_token_vectors_are_unchanged",
    ],
    en=(
        "An integer division in the exponent",
        "The first frequency is right. Is 2i/n an integer?",
    ),
    fr=(
        "Une division entière dans l'exposant",
        "La première fréquence est juste. Le nombre 2i/n est-il entier ?",
    ),
)
def position_frequencies(n, p):  # noqa: F811
    if n <= 0 or n % 2 or p <= 0:
        raise ValueError
    return float(p) ** (-2 * np.arange(n // 2) // n)


@chaff(
    exercise="positional_encoding",
    fails=["test_another_start"],
    en=(
        "num_positions taken for the last position",
        "From position 0 all is right. How many columns are there when the first position is not "
        "0?",
    ),
    fr=(
        "num_positions pris pour la dernière position",
        "À partir de la position 0, tout est juste. Combien y a-t-il de colonnes quand la première "
        "position n'est pas 0 ?",
    ),
)
def positional_encoding(num_positions, n, p=10000.0, start=0):  # noqa: F811
    if start < 0:
        raise ValueError
    angles = np.outer(position_frequencies(n, p), np.arange(start, num_positions))
    return np.stack([np.cos(angles), np.sin(angles)], axis=1).reshape(n, -1)


@chaff(
    exercise="positional_encoding",
    fails=[
        "test_positions_are_added",
        "test_refuses_other_dimensions",
        "test_refuses_other_p_and_start",
        "test_token_vectors_are_unchanged",
    ],
    en=(
        "p forgotten on the way",
        "With the usual p all is right. Which p does the caller of add_positions want?",
    ),
    fr=(
        "p oublié en route",
        "Avec le p habituel, tout est juste. Quel p veut celui qui appelle add_positions ?",
    ),
)
def add_positions(V, p=10000.0):
    if p <= 0:
        raise ValueError
    n, num_tokens = V.shape
    return V + positional_encoding(num_tokens, n)


@chaff(
    exercise="positional_encoding",
    fails=["test_token_vectors_are_unchanged"],
    en=(
        "The token vectors overwritten",
        "Your values are right. What do the caller's token vectors hold after the call?",
    ),
    fr=(
        "Les vecteurs tokens écrasés",
        "Vos valeurs sont justes. Que contiennent les vecteurs tokens de l'appelant ensuite ?",
    ),
)
def add_positions(V, p=10000.0):  # noqa: F811
    n, num_tokens = V.shape
    W = positional_encoding(num_tokens, n, p)
    if V.dtype == W.dtype:
        V += W
        return V
    return V + W


@chaff(
    exercise="positional_encoding",
    fails=["test_refuses_other_dimensions"],
    en=(
        "Any dimension accepted",
        "For even dimensions all is right. What happens to the last component when n is odd?",
    ),
    fr=(
        "Toute dimension acceptée",
        "Pour les dimensions paires, tout est juste. Que devient la dernière composante si n est "
        "impair ?",
    ),
)
def position_frequencies(n, p):  # noqa: F811
    if p <= 0:
        raise ValueError
    return p ** (-2 * np.arange(n // 2) / n)


@chaff(
    exercise="positional_encoding",
    fails=["test_refuses_other_dimensions"],
    en=(
        "Any dimension accepted",
        "For even dimensions all is right. What happens to the last component when n is odd?",
    ),
    fr=(
        "Toute dimension acceptée",
        "Pour les dimensions paires, tout est juste. Que devient la dernière composante si n est "
        "impair ?",
    ),
)
def positional_encoding(num_positions, n, p=10000.0, start=0):  # noqa: F811
    if start < 0:
        raise ValueError
    if p <= 0:
        raise ValueError
    components = []
    for i in range(n):
        angles = (start + np.arange(num_positions)) * p ** (-2 * (i // 2) / n)
        components.append(np.sin(angles) if i % 2 else np.cos(angles))
    return np.array(components)


@chaff(
    exercise="positional_encoding",
    fails=["test_refuses_other_p_and_start"],
    en=(
        "Negative positions accepted",
        "All the vectors are right. Is there a token before position 0?",
    ),
    fr=(
        "Des positions négatives acceptées",
        "Tous les vecteurs sont justes. Y a-t-il un token avant la position 0 ?",
    ),
)
def positional_encoding(num_positions, n, p=10000.0, start=0):  # noqa: F811
    angles = np.outer(position_frequencies(n, p), start + np.arange(num_positions))
    return np.stack([np.cos(angles), np.sin(angles)], axis=1).reshape(n, num_positions)


@chaff(
    exercise="digits_in_base",
    fails=[
        "test_digits",
        "test_large_integers",
        "test_refuses_too_many_digits",
        "test_refuses_negative_numbers_and_small_bases",
    ],
    en=(
        "The most significant digit first",
        "These are the right digits. With which one does the list begin?",
    ),
    fr=(
        "Le chiffre de plus fort poids d'abord",
        "Ce sont les bons chiffres. Par lequel la liste commence-t-elle ?",
    ),
)
def digits_in_base(k, b, length):
    if b < 2 or k < 0 or k >= b**length:
        raise ValueError
    return [k // b**i % b for i in reversed(range(length))]


@chaff(
    exercise="digits_in_base",
    fails=[
        "test_digits",
        "test_large_integers",
        "test_refuses_too_many_digits",
        "test_refuses_negative_numbers_and_small_bases",
    ],
    en=(
        "The remainder before the quotient",
        "The units are right. For the other digits, what comes first: the quotient or the "
        "remainder?",
    ),
    fr=(
        "Le reste avant le quotient",
        "Les unités sont justes. Pour les autres chiffres, qu'est-ce qui vient d'abord, le "
        "quotient ou le reste ?",
    ),
)
def digits_in_base(k, b, length):  # noqa: F811
    if b < 2 or k < 0 or k >= b**length:
        raise ValueError
    return [k % b // b**i for i in range(length)]


@chaff(
    exercise="digits_in_base",
    fails=[
        "test_digits",
        "test_large_integers",
        "test_refuses_too_many_digits",
        "test_refuses_negative_numbers_and_small_bases",
    ],
    en=(
        "A list that ends with the last digit of k",
        "Numbers with all their digits are right. How long is the list for a shorter number?",
    ),
    fr=(
        "Une liste qui s'arrête au dernier chiffre de k",
        "Les nombres qui ont tous leurs chiffres sont justes. Quelle est la longueur de la liste "
        "pour un nombre plus court ?",
    ),
)
def digits_in_base(k, b, length):  # noqa: F811
    if b < 2 or k < 0 or k >= b**length:
        raise ValueError
    digits = []
    while k > 0:
        digits.append(k % b)
        k //= b
    return digits


@chaff(
    exercise="digits_in_base",
    fails=["test_large_integers"],
    en=(
        "A quotient of floats",
        "Small numbers are right. How many digits does the quotient k / b**i keep?",
    ),
    fr=(
        "Un quotient de flottants",
        "Les petits nombres sont justes. Combien de chiffres le quotient k / b**i garde-t-il ?",
    ),
)
def digits_in_base(k, b, length):  # noqa: F811
    if b < 2 or k < 0 or k >= b**length:
        raise ValueError
    return [int(k / b**i) % b for i in range(length)]


@chaff(
    exercise="digits_in_base",
    fails=["test_refuses_too_many_digits"],
    en=(
        "Digits that are dropped in silence",
        "Numbers that are short enough are right. What is lost when k is longer?",
    ),
    fr=(
        "Des chiffres perdus en silence",
        "Les nombres assez courts sont justes. Que perd-on quand k est plus long ?",
    ),
)
def digits_in_base(k, b, length):  # noqa: F811
    if b < 2 or k < 0:
        raise ValueError
    return [k // b**i % b for i in range(length)]


@chaff(
    exercise="digits_in_base",
    fails=["test_refuses_too_many_digits"],
    en=(
        "One number too many",
        "Nearly all long numbers are refused. How many digits has the power of b with exponent "
        "length?",
    ),
    fr=(
        "Un nombre de trop",
        "Presque tous les nombres trop longs sont refusés. Combien de chiffres a la puissance de "
        "b d'exposant length ?",
    ),
)
def digits_in_base(k, b, length):  # noqa: F811
    if b < 2 or k < 0 or k > b**length:
        raise ValueError
    return [k // b**i % b for i in range(length)]


@chaff(
    exercise="digits_in_base",
    fails=["test_refuses_negative_numbers_and_small_bases"],
    en=(
        "Negative numbers and base 1 accepted",
        "Other numbers are right. Which digits would base 1 have?",
    ),
    fr=(
        "Nombres négatifs et base 1 acceptés",
        "Les autres nombres sont justes. Quels chiffres la base 1 aurait-elle ?",
    ),
)
def digits_in_base(k, b, length):  # noqa: F811
    if k >= b**length:
        raise ValueError
    return [k // b**i % b if b else k for i in range(length)]


@chaff(
    exercise="digits_in_base",
    fails=[
        "test_digits",
        "test_large_integers",
        "test_refuses_too_many_digits",
        "test_refuses_negative_numbers_and_small_bases",
    ],
    en=(
        "Only the digits 0 to 9",
        "Up to base 10 all is right. Which numbers can a digit be in a larger base?",
    ),
    fr=(
        "Seulement les chiffres de 0 à 9",
        "Jusqu'à la base 10, tout est juste. Quels nombres un chiffre peut-il être dans une base "
        "plus grande ?",
    ),
)
def digits_in_base(k, b, length):  # noqa: F811
    if b < 2 or k < 0 or k >= b**length:
        raise ValueError
    return [int(c) for c in np.base_repr(k, b).zfill(length)[::-1]]


@chaff(
    exercise="relative_positions",
    fails=[
        "test_rotation",
        "test_shift",
        "test_offsets_that_are_not_positive",
        "test_refuses_an_odd_dimension",
    ],
    en=(
        "The other sine has the minus sign",
        "Cosines and sines are in place. Where does the rotation send (1, 0)?",
    ),
    fr=(
        "Le signe moins à l'autre sinus",
        "Les cosinus et les sinus sont à leur place. Où la rotation envoie-t-elle (1, 0) ?",
    ),
)
def rotation(omega):
    return np.array([[np.cos(omega), np.sin(omega)], [-np.sin(omega), np.cos(omega)]])


@chaff(
    exercise="relative_positions",
    fails=["test_shift", "test_offsets_that_are_not_positive", "test_refuses_an_odd_dimension"],
    en=(
        "The matrix of one step, times the offset",
        "One step is right. What are two rotations in a row?",
    ),
    fr=(
        "La matrice d'un pas, fois le décalage",
        "Un seul pas, c'est juste. Que donnent deux rotations de suite ?",
    ),
)
def shift_matrix(n, p, offset):
    R = np.zeros((n, n))
    for i, omega in enumerate(position_frequencies(n, p)):
        R[2 * i : 2 * i + 2, 2 * i : 2 * i + 2] = rotation(omega)
    return offset * R


@chaff(
    exercise="relative_positions",
    fails=["test_shift", "test_offsets_that_are_not_positive", "test_refuses_an_odd_dimension"],
    en=(
        "Always one step",
        "One step is right. What changes when the offset is larger?",
    ),
    fr=(
        "Toujours un seul pas",
        "Un seul pas, c'est juste. Que change un décalage plus grand ?",
    ),
)
def shift_matrix(n, p, offset):  # noqa: F811
    R = np.zeros((n, n))
    for i, omega in enumerate(position_frequencies(n, p)):
        R[2 * i : 2 * i + 2, 2 * i : 2 * i + 2] = rotation(omega)
    return R


@chaff(
    exercise="relative_positions",
    fails=["test_shift", "test_offsets_that_are_not_positive", "test_refuses_an_odd_dimension"],
    en=(
        "The same angle for every pair",
        "The first pair is right. By which angle does the second pair turn?",
    ),
    fr=(
        "Le même angle pour chaque paire",
        "La première paire est juste. De quel angle tourne la deuxième ?",
    ),
)
def shift_matrix(n, p, offset):  # noqa: F811
    return np.kron(np.eye(len(position_frequencies(n, p))), rotation(offset))


@chaff(
    exercise="relative_positions",
    fails=["test_shift", "test_offsets_that_are_not_positive", "test_refuses_an_odd_dimension"],
    en=(
        "A power of each entry",
        "One step is right. Is the power of a matrix the same as the powers of its entries?",
    ),
    fr=(
        "Une puissance de chaque coefficient",
        "Un seul pas, c'est juste. La puissance d'une matrice est-elle celle de ses coefficients ?",
    ),
)
def shift_matrix(n, p, offset):  # noqa: F811
    R = np.zeros((n, n))
    for i, omega in enumerate(position_frequencies(n, p)):
        R[2 * i : 2 * i + 2, 2 * i : 2 * i + 2] = rotation(omega)
    return R**offset


@chaff(
    exercise="relative_positions",
    fails=["test_offsets_that_are_not_positive"],
    en=(
        "A loop that no negative offset enters",
        "Steps forward are right. How many times does a loop over range(offset) run when the "
        "offset is negative?",
    ),
    fr=(
        "Une boucle où un décalage négatif n'entre pas",
        "Les pas en avant sont justes. Combien de fois une boucle sur range(offset) tourne-t-elle "
        "si le décalage est négatif ?",
    ),
)
def shift_matrix(n, p, offset):  # noqa: F811
    R = np.zeros((n, n))
    for i, omega in enumerate(position_frequencies(n, p)):
        R[2 * i : 2 * i + 2, 2 * i : 2 * i + 2] = rotation(omega)
    power = np.eye(n)
    for _ in range(offset):
        power = R @ power
    return power


@chaff(
    exercise="relative_positions",
    fails=["test_refuses_an_odd_dimension"],
    en=(
        "An odd dimension accepted",
        "Even dimensions are right. Which partner has the last component when n is odd?",
    ),
    fr=(
        "Une dimension impaire acceptée",
        "Les dimensions paires sont justes. Avec quelle composante la dernière fait-elle la paire "
        "si n est impair ?",
    ),
)
def shift_matrix(n, p, offset):  # noqa: F811
    R = np.eye(n)
    for i in range(n // 2):
        R[2 * i : 2 * i + 2, 2 * i : 2 * i + 2] = rotation(offset * p ** (-2 * i / n))
    return R


@chaff(
    exercise="relative_positions",
    fails=["test_rotation"],
    en=(
        "Two mistakes that cancel",
        "The shift matrix is right. In which direction does your rotation turn for a positive "
        "angle?",
    ),
    fr=(
        "Deux erreurs qui se compensent",
        "La matrice de décalage est juste. Dans quel sens votre rotation tourne-t-elle pour un "
        "angle positif ?",
    ),
)
def rotation(omega):  # noqa: F811
    return np.array([[np.cos(omega), np.sin(omega)], [-np.sin(omega), np.cos(omega)]])


@chaff(
    exercise="relative_positions",
    fails=["test_rotation"],
    en=(
        "Two mistakes that cancel",
        "The shift matrix is right. In which direction does your rotation turn for a positive "
        "angle?",
    ),
    fr=(
        "Deux erreurs qui se compensent",
        "La matrice de décalage est juste. Dans quel sens votre rotation tourne-t-elle pour un "
        "angle positif ?",
    ),
)
def shift_matrix(n, p, offset):  # noqa: F811
    R = np.zeros((n, n))
    for i, omega in enumerate(position_frequencies(n, p)):
        R[2 * i : 2 * i + 2, 2 * i : 2 * i + 2] = rotation(-offset * omega)
    return R
