"""Wrong answers of chapter 18, part b, that look right, and the tests that catch them."""

import numpy as np

from chainrule.grading import chaff


@chaff(
    exercise="tensor_action",
    fails=["test_definition", "test_refuses_other_shapes"],
    en=(
        "A without its transpose",
        "B is where it belongs. Which numbers of A weigh the columns that make new column j: "
        "those of row j, or those of column j?",
    ),
    fr=(
        "A sans transposition",
        "B est à sa place. Quels coefficients de A pondèrent les colonnes qui forment la nouvelle "
        "colonne j : ceux de la ligne j ou ceux de la colonne j ?",
    ),
)
def tensor_action(A, B, M):
    n, p = M.shape
    if A.shape != (p, p) or B.shape != (n, n):
        raise ValueError
    return B @ M @ A


@chaff(
    exercise="tensor_action",
    fails=["test_definition", "test_whole_numbers_and_fractions", "test_refuses_other_shapes"],
    en=(
        "A and B exchanged",
        "You have three factors, and one transpose. Which of the two matrices has the size of a "
        "column of M?",
    ),
    fr=(
        "A et B échangées",
        "Vous avez trois facteurs et une transposée. Laquelle des deux matrices a la taille d'une "
        "colonne de M ?",
    ),
)
def tensor_action(A, B, M):  # noqa: F811
    n, p = M.shape
    if A.shape != (p, p) or B.shape != (n, n):
        raise ValueError
    return A @ M @ B.T


@chaff(
    exercise="tensor_action",
    fails=["test_definition", "test_refuses_other_shapes"],
    en=(
        "Both matrices transposed",
        "A is transposed, as it must be. What does B do to one column of M?",
    ),
    fr=(
        "Les deux matrices transposées",
        "A est transposée, comme il se doit. Que fait B à une colonne de M ?",
    ),
)
def tensor_action(A, B, M):  # noqa: F811
    n, p = M.shape
    if A.shape != (p, p) or B.shape != (n, n):
        raise ValueError
    return B.T @ M @ A.T


@chaff(
    exercise="tensor_action",
    fails=["test_sum_of_columns", "test_refuses_other_shapes"],
    en=(
        "Weights read along a column of A",
        "You sum over all columns of M. In the formula, which index of a is the number of the "
        "new column?",
    ),
    fr=(
        "Des poids lus dans une colonne de A",
        "Vous sommez sur toutes les colonnes de M. Dans la formule, quel indice de a est le "
        "numéro de la nouvelle colonne ?",
    ),
)
def tensor_action_columns(A, B, M):
    n, p = M.shape
    if A.shape != (p, p) or B.shape != (n, n):
        raise ValueError
    return np.stack([sum(A[i, j] * (B @ M[:, i]) for i in range(p)) for j in range(p)], axis=1)


@chaff(
    exercise="tensor_action",
    fails=["test_sum_of_columns", "test_whole_numbers_and_fractions", "test_refuses_other_shapes"],
    en=(
        "Columns that B never meets",
        "The columns are mixed as they should be. What happens to each of them besides?",
    ),
    fr=(
        "Des colonnes que B ne rencontre jamais",
        "Les colonnes sont bien mélangées. Que devient en plus chacune d'elles ?",
    ),
)
def tensor_action_columns(A, B, M):  # noqa: F811
    n, p = M.shape
    if A.shape != (p, p) or B.shape != (n, n):
        raise ValueError
    return np.stack([sum(A[j, i] * M[:, i] for i in range(p)) for j in range(p)], axis=1)


@chaff(
    exercise="tensor_action",
    fails=["test_whole_numbers_and_fractions"],
    en=(
        "A result of whole numbers",
        "With fractions in M all is right. What can an array like M store when M holds ints?",
    ),
    fr=(
        "Un résultat en nombres entiers",
        "Si M contient des décimales, tout est juste. Que peut contenir un tableau semblable à M "
        "quand M est fait d'entiers ?",
    ),
)
def tensor_action_columns(A, B, M):  # noqa: F811
    n, p = M.shape
    if A.shape != (p, p) or B.shape != (n, n):
        raise ValueError
    result = np.zeros_like(M)
    for j in range(p):
        result[:, j] = sum(A[j, i] * (B @ M[:, i]) for i in range(p))
    return result


@chaff(
    exercise="tensor_action",
    fails=["test_refuses_other_shapes"],
    en=(
        "Any sizes that can be multiplied",
        "For matrices that fit, all is right. What does your function give when A has one row "
        "too many?",
    ),
    fr=(
        "Toutes les tailles que l'on peut multiplier",
        "Avec des matrices de bonne taille, tout est juste. Que donne votre fonction si A a une "
        "ligne de trop ?",
    ),
)
def tensor_action(A, B, M):  # noqa: F811
    return B @ M @ A.T


@chaff(
    exercise="kronecker",
    fails=["test_vec_stacks_columns"],
    en=(
        "Rows in place of columns",
        "All entries are there. In which order does numpy read a matrix when it is flattened?",
    ),
    fr=(
        "Les lignes à la place des colonnes",
        "Tous les coefficients y sont. Dans quel ordre numpy lit-il une matrice qu'il aplatit ?",
    ),
)
def vec(M):
    return M.flatten()


@chaff(
    exercise="kronecker",
    fails=["test_vec_stacks_columns"],
    en=(
        "A matrix of one column",
        "The order is right. How many axes does the result have, and how many should it have?",
    ),
    fr=(
        "Une matrice d'une seule colonne",
        "L'ordre est juste. Combien d'axes le résultat a-t-il, et combien devrait-il en avoir ?",
    ),
)
def vec(M):  # noqa: F811
    return M.T.reshape(-1, 1)


@chaff(
    exercise="kronecker",
    fails=["test_unvec_undoes_vec", "test_refuses_an_incomplete_column"],
    en=(
        "The vector laid out in rows",
        "The shape is right. Where do the first n entries of the vector go?",
    ),
    fr=(
        "Le vecteur rangé en lignes",
        "La forme est juste. Où vont les n premiers coefficients du vecteur ?",
    ),
)
def unvec(v, n):
    return v.reshape(n, -1)


@chaff(
    exercise="kronecker",
    fails=["test_refuses_an_incomplete_column"],
    en=(
        "An incomplete column thrown away",
        "Full vectors are right. What becomes of the entries that fill no column?",
    ),
    fr=(
        "Une colonne incomplète jetée",
        "Avec un vecteur complet, c'est juste. Que deviennent les coefficients qui ne remplissent "
        "pas une colonne ?",
    ),
)
def unvec(v, n):  # noqa: F811
    return v[: len(v) // n * n].reshape(len(v) // n, n).T


@chaff(
    exercise="kronecker",
    fails=["test_blocks_of_kronecker"],
    en=(
        "The product of B and A",
        "You have the right numbers in blocks. Of which matrix is each block a multiple?",
    ),
    fr=(
        "Le produit de B et A",
        "Vous avez les bons nombres, en blocs. De quelle matrice chaque bloc est-il un multiple ?",
    ),
)
def kronecker(A, B):
    return np.block([[b * A for b in row] for row in B])


@chaff(
    exercise="kronecker",
    fails=["test_blocks_of_kronecker"],
    en=(
        "Blocks mirrored at the diagonal",
        "Each block is a multiple of B. Which entry of A belongs to the block in row i, column j?",
    ),
    fr=(
        "Des blocs en miroir par rapport à la diagonale",
        "Chaque bloc est un multiple de B. Quel coefficient de A correspond au bloc de la ligne "
        "i, colonne j ?",
    ),
)
def kronecker(A, B):  # noqa: F811
    return np.block([[a * B for a in column] for column in A.T])


@chaff(
    exercise="kronecker",
    fails=["test_blocks_of_kronecker"],
    en=(
        "All products, in the order of an outer product",
        "Every product of two entries is there. Which row of the big matrix holds the second row "
        "of the first block?",
    ),
    fr=(
        "Tous les produits, dans l'ordre d'un produit extérieur",
        "Tous les produits de deux coefficients y sont. Quelle ligne de la grande matrice "
        "contient la deuxième ligne du premier bloc ?",
    ),
)
def kronecker(A, B):  # noqa: F811
    size = len(A) * len(B)
    return np.outer(A, B).reshape(size, size)


@chaff(
    exercise="kronecker",
    fails=["test_blocks_of_kronecker"],
    en=(
        "The function of numpy",
        "The values are right. Can you build the blocks yourself, without numpy.kron?",
    ),
    fr=(
        "La fonction de numpy",
        "Les valeurs sont justes. Sauriez-vous former les blocs vous-même, sans numpy.kron ?",
    ),
)
def kronecker(A, B):  # noqa: F811
    return np.kron(A, B)


@chaff(
    exercise="kronecker",
    fails=["test_blocks_of_kronecker"],
    en=(
        "Room for the numbers of B only",
        "Each block is where it belongs. If B holds ints and A fractions, what can an array with "
        "the dtype of B store?",
    ),
    fr=(
        "De la place seulement pour les nombres de B",
        "Chaque bloc est à sa place. Si B contient des entiers et A des décimales, que peut "
        "contenir un tableau qui a le dtype de B ?",
    ),
)
def kronecker(A, B):  # noqa: F811
    p, n = len(A), len(B)
    result = np.zeros((p * n, p * n), dtype=B.dtype)
    for i in range(p):
        for j in range(p):
            result[i * n : (i + 1) * n, j * n : (j + 1) * n] = A[i, j] * B
    return result


@chaff(
    exercise="skip_trigrams",
    fails=["test_all_distances", "test_repeated_words"],
    en=(
        "Only the word directly before",
        "Neighbouring words are counted well. How far back may the context lie?",
    ),
    fr=(
        "Seulement le mot juste avant",
        "Les mots voisins sont bien comptés. Jusqu'où le contexte peut-il se trouver en arrière ?",
    ),
)
def skip_trigram_counts(tokens):
    counts = {}
    for j in range(1, len(tokens) - 1):
        inner = counts.setdefault((tokens[j - 1], tokens[j]), {})
        inner[tokens[j + 1]] = inner.get(tokens[j + 1], 0) + 1
    return counts


@chaff(
    exercise="skip_trigrams",
    fails=["test_all_distances", "test_repeated_words"],
    en=(
        "A context that comes later",
        "Completions are found at the right place. On which side of the last word does the "
        "context stand?",
    ),
    fr=(
        "Un contexte situé après",
        "Les complétions sont prises au bon endroit. De quel côté du dernier mot se trouve le "
        "contexte ?",
    ),
)
def skip_trigram_counts(tokens):  # noqa: F811
    counts = {}
    for j in range(len(tokens) - 1):
        for context in tokens[j + 1 :]:
            inner = counts.setdefault((context, tokens[j]), {})
            inner[tokens[j + 1]] = inner.get(tokens[j + 1], 0) + 1
    return counts


@chaff(
    exercise="skip_trigrams",
    fails=["test_all_distances", "test_repeated_words"],
    en=(
        "A word as its own context",
        "All earlier words are counted. Is the last word, at its own position, earlier than "
        "itself?",
    ),
    fr=(
        "Un mot qui est son propre contexte",
        "Tous les mots précédents sont comptés. Le dernier mot, à sa propre position, se "
        "précède-t-il lui-même ?",
    ),
)
def skip_trigram_counts(tokens):  # noqa: F811
    counts = {}
    for j in range(len(tokens) - 1):
        for context in tokens[: j + 1]:
            inner = counts.setdefault((context, tokens[j]), {})
            inner[tokens[j + 1]] = inner.get(tokens[j + 1], 0) + 1
    return counts


@chaff(
    exercise="skip_trigrams",
    fails=["test_all_distances", "test_repeated_words"],
    en=(
        "A completion anywhere after",
        "Contexts are right. The last word ends the text that is to be completed: which single "
        "word comes next?",
    ),
    fr=(
        "Une complétion n'importe où après",
        "Les contextes sont justes. Le dernier mot termine le texte à compléter : quel est le "
        "seul mot qui vient ensuite ?",
    ),
)
def skip_trigram_counts(tokens):  # noqa: F811
    counts = {}
    for j in range(1, len(tokens) - 1):
        for context in tokens[:j]:
            inner = counts.setdefault((context, tokens[j]), {})
            for word in tokens[j + 1 :]:
                inner[word] = inner.get(word, 0) + 1
    return counts


@chaff(
    exercise="skip_trigrams",
    fails=["test_repeated_words"],
    en=(
        "Each context word counted once",
        "Texts of different words are right. What if a word stands at two positions before?",
    ),
    fr=(
        "Chaque mot de contexte compté une fois",
        "Si tous les mots sont différents, c'est juste. Et si un mot occupe deux positions avant ?",
    ),
)
def skip_trigram_counts(tokens):  # noqa: F811
    counts = {}
    for j in range(1, len(tokens) - 1):
        for context in set(tokens[:j]):
            inner = counts.setdefault((context, tokens[j]), {})
            inner[tokens[j + 1]] = inner.get(tokens[j + 1], 0) + 1
    return counts


@chaff(
    exercise="skip_trigrams",
    fails=["test_all_distances", "test_repeated_words"],
    en=(
        "Counts that outlive the call",
        "The first text is right. What does the dict hold when the second call begins?",
    ),
    fr=(
        "Des comptes qui survivent à l'appel",
        "Le premier texte est juste. Que contient le dictionnaire au début du second appel ?",
    ),
)
def skip_trigram_counts(tokens, counts={}):  # noqa: B006, F811
    for j in range(1, len(tokens) - 1):
        for context in tokens[:j]:
            inner = counts.setdefault((context, tokens[j]), {})
            inner[tokens[j + 1]] = inner.get(tokens[j + 1], 0) + 1
    return counts


@chaff(
    exercise="skip_trigrams",
    fails=["test_all_distances"],
    en=(
        "An error for a short text",
        "Long texts are right. How many skip-trigrams has a text of two words, and is that an "
        "error?",
    ),
    fr=(
        "Une erreur pour un texte court",
        "Les textes longs sont justes. Combien de tri-grammes à trou a un texte de deux mots, et "
        "est-ce une erreur ?",
    ),
)
def skip_trigram_counts(tokens):  # noqa: F811
    if len(tokens) < 3:
        raise ValueError("too short")
    counts = {}
    for j in range(1, len(tokens) - 1):
        for context in tokens[:j]:
            inner = counts.setdefault((context, tokens[j]), {})
            inner[tokens[j + 1]] = inner.get(tokens[j + 1], 0) + 1
    return counts


@chaff(
    exercise="skip_trigrams",
    fails=["test_order_of_completions", "test_refuses_an_unknown_pair"],
    en=(
        "Equal counts in the order of the dict",
        "The most frequent ones come first. What decides between two words of the same count?",
    ),
    fr=(
        "Les égalités dans l'ordre du dictionnaire",
        "Les plus fréquents viennent en premier. Qu'est-ce qui départage deux mots de même "
        "compte ?",
    ),
)
def complete_skip_trigram(counts, context, last):
    if (context, last) not in counts:
        raise ValueError
    return sorted(counts[context, last].items(), key=lambda item: -item[1])


@chaff(
    exercise="skip_trigrams",
    fails=["test_order_of_completions", "test_refuses_an_unknown_pair"],
    en=(
        "The alphabet backwards",
        "Counts are in the right order. In which direction do the words of equal count run?",
    ),
    fr=(
        "L'alphabet à l'envers",
        "Les comptes sont dans le bon ordre. Dans quel sens se suivent les mots de même compte ?",
    ),
)
def complete_skip_trigram(counts, context, last):  # noqa: F811
    if (context, last) not in counts:
        raise ValueError
    return sorted(counts[context, last].items(), key=lambda item: (item[1], item[0]), reverse=True)


@chaff(
    exercise="skip_trigrams",
    fails=["test_refuses_an_unknown_pair"],
    en=(
        "An empty list for an unknown pair",
        "Known pairs are right. How does the caller learn that a pair never occurred?",
    ),
    fr=(
        "Une liste vide pour une paire inconnue",
        "Les paires connues sont justes. Comment l'appelant apprend-il qu'une paire n'est jamais "
        "apparue ?",
    ),
)
def complete_skip_trigram(counts, context, last):  # noqa: F811
    found = counts.get((context, last), {})
    return sorted(found.items(), key=lambda item: (-item[1], item[0]))


@chaff(
    exercise="skip_trigrams",
    fails=["test_order_of_completions", "test_refuses_an_unknown_pair"],
    en=(
        "Capitals and small letters mixed",
        "Counts are in the right order. Which of the strings 'Z' and 'a' comes first for Python?",
    ),
    fr=(
        "Majuscules et minuscules mélangées",
        "Les comptes sont dans le bon ordre. Laquelle des chaînes 'Z' et 'a' vient en premier pour "
        "Python ?",
    ),
)
def complete_skip_trigram(counts, context, last):  # noqa: F811
    if (context, last) not in counts:
        raise ValueError
    return sorted(counts[context, last].items(), key=lambda item: (-item[1], item[0].lower()))


@chaff(
    exercise="skip_trigrams",
    fails=["test_order_of_completions", "test_refuses_an_unknown_pair"],
    en=(
        "A pair taken out of the table",
        "The list is right. Can the caller ask for the same pair a second time?",
    ),
    fr=(
        "Une paire retirée de la table",
        "La liste est juste. L'appelant peut-il demander la même paire une seconde fois ?",
    ),
)
def complete_skip_trigram(counts, context, last):  # noqa: F811
    if (context, last) not in counts:
        raise ValueError
    found = counts.pop((context, last))
    return sorted(found.items(), key=lambda item: (-item[1], item[0]))


@chaff(
    exercise="skip_trigrams",
    fails=["test_refuses_an_unknown_pair"],
    en=(
        "A pair that comes into being when it is asked for",
        "The list and the error are right. What does the caller's table hold after the error?",
    ),
    fr=(
        "Une paire qui naît de la question",
        "La liste et l'erreur sont justes. Que contient la table de l'appelant après l'erreur ?",
    ),
)
def complete_skip_trigram(counts, context, last):  # noqa: F811
    found = counts.setdefault((context, last), {})
    if not found:
        raise ValueError
    return sorted(found.items(), key=lambda item: (-item[1], item[0]))


@chaff(
    exercise="attention_scores",
    fails=["test_scale"],
    en=(
        "No scale at all",
        "The dot products are right. By what are they divided when nothing is said?",
    ),
    fr=(
        "Aucun facteur d'échelle",
        "Les produits scalaires sont justes. Par quoi les divise-t-on si rien n'est précisé ?",
    ),
)
def attention_scores(x, W_Q, W_K, scale=True):
    return (W_Q @ x).T @ (W_K @ x)


@chaff(
    exercise="attention_scores",
    fails=["test_scale"],
    en=(
        "The root of the dimension of the tokens",
        "A root is right. How many terms does the dot product of a query and a key have?",
    ),
    fr=(
        "La racine de la dimension des tokens",
        "Une racine, c'est juste. Combien de termes compte le produit scalaire d'une requête et "
        "d'une clé ?",
    ),
)
def attention_scores(x, W_Q, W_K, scale=True):  # noqa: F811
    scores = (W_Q @ x).T @ (W_K @ x)
    return scores / np.sqrt(len(x)) if scale else scores


@chaff(
    exercise="attention_scores",
    fails=["test_scale"],
    en=(
        "Division by r",
        "The number r is the right one. Is it the variance of a score that is divided out, or its "
        "standard deviation?",
    ),
    fr=(
        "Division par r",
        "Le nombre r est le bon. Divise-t-on un score par sa variance ou par son écart-type ?",
    ),
)
def attention_scores(x, W_Q, W_K, scale=True):  # noqa: F811
    scores = (W_Q @ x).T @ (W_K @ x)
    return scores / len(W_Q) if scale else scores


@chaff(
    exercise="attention_scores",
    fails=["test_dot_products", "test_scale", "test_refuses_other_shapes"],
    en=(
        "Keys in the rows",
        "Every score is there. Which of the two, query or key, has the number of the row?",
    ),
    fr=(
        "Les clés en lignes",
        "Tous les scores y sont. Laquelle des deux, requête ou clé, porte le numéro de la ligne ?",
    ),
)
def attention_scores(x, W_Q, W_K, scale=True):  # noqa: F811
    scores = (W_K @ x).T @ (W_Q @ x)
    return scores / np.sqrt(len(W_Q)) if scale else scores


@chaff(
    exercise="attention_scores",
    fails=["test_dot_products", "test_refuses_other_shapes"],
    en=(
        "A scale that cannot be switched off",
        "The scaled scores are right. What is the argument scale for?",
    ),
    fr=(
        "Un facteur d'échelle toujours présent",
        "Avec le facteur d'échelle, c'est juste. À quoi sert l'argument scale ?",
    ),
)
def attention_scores(x, W_Q, W_K, scale=True):  # noqa: F811
    return (W_Q @ x).T @ (W_K @ x) / np.sqrt(len(W_Q))


@chaff(
    exercise="attention_scores",
    fails=["test_refuses_other_shapes"],
    en=(
        "A single row stretched to fit",
        "Matrices that fit give the right scores. What do `*` and einsum do with a key of one "
        "entry and a query of two?",
    ),
    fr=(
        "Une ligne unique étirée",
        "Avec des matrices de bonne taille, les scores sont justes. Que font `*` et einsum d'une "
        "clé à une composante et d'une requête à deux ?",
    ),
)
def attention_scores(x, W_Q, W_K, scale=True):  # noqa: F811
    scores = np.einsum("ri,rj->ij", W_Q @ x, W_K @ x)
    return scores / np.sqrt(len(W_Q)) if scale else scores


@chaff(
    exercise="attention_scores",
    fails=["test_scale"],
    en=(
        "Whole numbers divided in place",
        "With fractions all is right. If all arguments hold ints, of which type are the scores, "
        "and can `/=` put fractions into them?",
    ),
    fr=(
        "Des entiers divisés sur place",
        "Avec des décimales, tout est juste. Si tous les arguments contiennent des entiers, de "
        "quel type sont les scores, et `/=` peut-il y mettre des décimales ?",
    ),
)
def attention_scores(x, W_Q, W_K, scale=True):  # noqa: F811
    scores = (W_Q @ x).T @ (W_K @ x)
    if scale:
        scores /= np.sqrt(len(W_Q))
    return scores


@chaff(
    exercise="attention_scores",
    fails=["test_scale"],
    en=(
        "The caller's weights divided",
        "The scores are right. What does the caller's W_Q hold after the call?",
    ),
    fr=(
        "Les poids de l'appelant divisés",
        "Les scores sont justes. Que contient la matrice W_Q de l'appelant après l'appel ?",
    ),
)
def attention_scores(x, W_Q, W_K, scale=True):  # noqa: F811
    if W_Q.shape != W_K.shape:
        raise ValueError
    if scale:
        W_Q /= np.sqrt(len(W_Q))
    return (W_Q @ x).T @ (W_K @ x)


@chaff(
    exercise="attention_matrix",
    fails=[
        "test_without_mask",
        "test_with_mask",
        "test_exact_zeros_above_the_diagonal",
    ],
    en=(
        "A softmax of scores without scale",
        "Rows sum to 1 and the past is respected. What happens to a score before the softmax?",
    ),
    fr=(
        "Un softmax de scores sans facteur d'échelle",
        "Chaque ligne a pour somme 1 et le passé est respecté. Que subit un score avant le "
        "softmax ?",
    ),
)
def attention_matrix(x, W_Q, W_K, causal=True):
    scores = attention_scores(x, W_Q, W_K, scale=False)
    if causal:
        scores = np.where(causal_mask(len(scores)), scores, -np.inf)
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    return weights / weights.sum(axis=1, keepdims=True)


@chaff(
    exercise="attention_matrix",
    fails=[
        "test_without_mask",
        "test_with_mask",
        "test_exact_zeros_above_the_diagonal",
        "test_large_scores",
    ],
    en=(
        "A softmax along the columns",
        "Scores and mask are right. Whose weights must sum to 1: those that a query gives, or "
        "those that a key receives?",
    ),
    fr=(
        "Un softmax le long des colonnes",
        "Scores et masque sont justes. Quels poids ont pour somme 1 : ceux qu'une requête donne "
        "ou ceux qu'une clé reçoit ?",
    ),
    see="5.1",
)
def attention_matrix(x, W_Q, W_K, causal=True):  # noqa: F811
    scores = attention_scores(x, W_Q, W_K)
    if causal:
        scores = np.where(causal_mask(len(scores)), scores, -np.inf)
    weights = np.exp(scores - scores.max(axis=0))
    return weights / weights.sum(axis=0)


@chaff(
    exercise="attention_matrix",
    fails=["test_with_mask", "test_exact_zeros_above_the_diagonal", "test_large_scores"],
    en=(
        "A mask after the softmax",
        "The weights on later tokens are 0. What is now the sum of a row?",
    ),
    fr=(
        "Un masque après le softmax",
        "Les poids des tokens ultérieurs valent 0. Quelle est maintenant la somme d'une ligne ?",
    ),
    see="5.2",
)
def attention_matrix(x, W_Q, W_K, causal=True):  # noqa: F811
    scores = attention_scores(x, W_Q, W_K)
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    weights = weights / weights.sum(axis=1, keepdims=True)
    return weights * causal_mask(len(scores)) if causal else weights


@chaff(
    exercise="attention_matrix",
    fails=["test_with_mask", "test_exact_zeros_above_the_diagonal", "test_large_scores"],
    en=(
        "Masked scores set to 0",
        "Without mask all is right. What is the exponential of a score of 0?",
    ),
    fr=(
        "Des scores masqués mis à 0",
        "Sans masque, tout est juste. Que vaut l'exponentielle d'un score nul ?",
    ),
    see="5.2",
)
def attention_matrix(x, W_Q, W_K, causal=True):  # noqa: F811
    scores = attention_scores(x, W_Q, W_K)
    if causal:
        scores = scores * causal_mask(len(scores))
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    return weights / weights.sum(axis=1, keepdims=True)


@chaff(
    exercise="attention_matrix",
    fails=["test_exact_zeros_above_the_diagonal"],
    en=(
        "A penalty that is not infinite",
        "To nine decimals all is right. How much of a masked token is left when 30 is taken off "
        "its score?",
    ),
    fr=(
        "Une pénalité finie",
        "À neuf décimales près, tout est juste. Que reste-t-il d'un token masqué si l'on retire "
        "30 à son score ?",
    ),
    see="5.2",
)
def attention_matrix(x, W_Q, W_K, causal=True):  # noqa: F811
    scores = attention_scores(x, W_Q, W_K)
    if causal:
        scores = np.where(causal_mask(len(scores)), scores, scores.min() - 30)
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    return weights / weights.sum(axis=1, keepdims=True)


@chaff(
    exercise="attention_matrix",
    fails=["test_large_scores"],
    en=(
        "A penalty that is too small",
        "Ordinary scores are right. What if a masked score exceeds the others of its row by more "
        "than what you take off?",
    ),
    fr=(
        "Une pénalité trop petite",
        "Avec des scores ordinaires, c'est juste. Et si un score masqué dépasse les autres de sa "
        "ligne de plus que ce que vous retirez ?",
    ),
    see="5.2",
)
def attention_matrix(x, W_Q, W_K, causal=True):  # noqa: F811
    scores = attention_scores(x, W_Q, W_K)
    if causal:
        scores = scores - 1e6 * ~causal_mask(len(scores))
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    return weights / weights.sum(axis=1, keepdims=True)


@chaff(
    exercise="attention_matrix",
    fails=["test_with_mask", "test_exact_zeros_above_the_diagonal", "test_large_scores"],
    en=(
        "Zero times infinity",
        "Without mask all is right. What is 0 times minus infinity, at the places that are not "
        "masked?",
    ),
    fr=(
        "Zéro fois l'infini",
        "Sans masque, tout est juste. Que vaut 0 fois moins l'infini, aux places qui ne sont pas "
        "masquées ?",
    ),
    see="5.2",
)
def attention_matrix(x, W_Q, W_K, causal=True):  # noqa: F811
    scores = attention_scores(x, W_Q, W_K)
    if causal:
        scores = scores + (1 - np.tri(len(scores))) * -np.inf
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    return weights / weights.sum(axis=1, keepdims=True)


@chaff(
    exercise="attention_matrix",
    fails=["test_large_scores"],
    en=(
        "Exponentials that overflow",
        "Ordinary scores are right. How large is the exponential of 1000 for your computer?",
    ),
    fr=(
        "Des exponentielles qui débordent",
        "Avec des scores ordinaires, c'est juste. Que vaut l'exponentielle de 1000 pour votre "
        "ordinateur ?",
    ),
)
def attention_matrix(x, W_Q, W_K, causal=True):  # noqa: F811
    scores = attention_scores(x, W_Q, W_K)
    if causal:
        scores = np.where(causal_mask(len(scores)), scores, -np.inf)
    weights = np.exp(scores)
    return weights / weights.sum(axis=1, keepdims=True)


@chaff(
    exercise="attention_matrix",
    fails=["test_large_scores"],
    en=(
        "One maximum for the whole matrix",
        "Nothing overflows. What is left of a row whose scores all lie far below the largest one "
        "of the matrix?",
    ),
    fr=(
        "Un seul maximum pour toute la matrice",
        "Rien ne déborde. Que reste-t-il d'une ligne dont tous les scores sont loin sous le "
        "maximum de la matrice ?",
    ),
)
def attention_matrix(x, W_Q, W_K, causal=True):  # noqa: F811
    scores = attention_scores(x, W_Q, W_K)
    if causal:
        scores = np.where(causal_mask(len(scores)), scores, -np.inf)
    weights = np.exp(scores - scores.max())
    return weights / weights.sum(axis=1, keepdims=True)


@chaff(
    exercise="attention_matrix",
    fails=["test_large_scores"],
    en=(
        "Rows put right after the mask",
        "In exact arithmetic this is right. If a masked token takes all the weight of its row, "
        "what is left to divide by?",
    ),
    fr=(
        "Des lignes réparées après le masque",
        "En calcul exact, c'est juste. Si un token masqué prend tout le poids de sa ligne, par "
        "quoi divise-t-on ?",
    ),
)
def attention_matrix(x, W_Q, W_K, causal=True):  # noqa: F811
    scores = attention_scores(x, W_Q, W_K)
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    if causal:
        weights = weights * causal_mask(len(scores))
    return weights / weights.sum(axis=1, keepdims=True)


@chaff(
    exercise="attention_matrix",
    fails=[
        "test_with_mask",
        "test_exact_zeros_above_the_diagonal",
        "test_large_scores",
    ],
    en=(
        "A mask that is forgotten",
        "Without mask all is right. What does causal change, and what is its default?",
    ),
    fr=(
        "Un masque oublié",
        "Sans masque, tout est juste. Que change causal, et que vaut-il par défaut ?",
    ),
    see="5.2",
)
def attention_matrix(x, W_Q, W_K, causal=True):  # noqa: F811
    scores = attention_scores(x, W_Q, W_K)
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    return weights / weights.sum(axis=1, keepdims=True)


@chaff(
    exercise="attention_matrix",
    fails=["test_without_mask", "test_large_scores"],
    en=(
        "A mask that is always there",
        "With the mask all is right. What does a token see with causal=False?",
    ),
    fr=(
        "Un masque toujours présent",
        "Avec le masque, tout est juste. Que voit un token avec causal=False ?",
    ),
    see="5.2",
)
def attention_matrix(x, W_Q, W_K, causal=True):  # noqa: F811
    scores = attention_scores(x, W_Q, W_K)
    scores = np.where(causal_mask(len(scores)), scores, -np.inf)
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    return weights / weights.sum(axis=1, keepdims=True)


@chaff(
    exercise="attention_matrix",
    fails=["test_with_mask", "test_exact_zeros_above_the_diagonal"],
    en=(
        "A scale that the masked branch forgets",
        "Without mask all is right. Are the masked scores divided by the same number?",
    ),
    fr=(
        "Un facteur d'échelle oublié dans la branche masquée",
        "Sans masque, tout est juste. Divise-t-on les scores masqués par le même nombre ?",
    ),
)
def attention_matrix(x, W_Q, W_K, causal=True):  # noqa: F811
    scores = (W_Q @ x).T @ (W_K @ x)
    if causal:
        scores = np.where(causal_mask(len(scores)), scores, -np.inf)
    else:
        scores = scores / np.sqrt(len(W_Q))
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    return weights / weights.sum(axis=1, keepdims=True)


@chaff(
    exercise="attention_matrix",
    fails=["test_without_mask"],
    en=(
        "A scale that belongs to the mask",
        "With the mask all is right. What is left of the scale with causal=False?",
    ),
    fr=(
        "Un facteur d'échelle lié au masque",
        "Avec le masque, tout est juste. Que reste-t-il du facteur d'échelle avec causal=False ?",
    ),
)
def attention_matrix(x, W_Q, W_K, causal=True):  # noqa: F811
    scores = (W_Q @ x).T @ (W_K @ x)
    if causal:
        scores = np.where(causal_mask(len(scores)), scores / np.sqrt(len(W_Q)), -np.inf)
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    return weights / weights.sum(axis=1, keepdims=True)


@chaff(
    exercise="attention_matrix",
    fails=[
        "test_causal_mask",
        "test_with_mask",
        "test_exact_zeros_above_the_diagonal",
        "test_large_scores",
    ],
    en=(
        "The future in place of the past",
        "A triangle it is. May the first token see all the others, or only itself?",
    ),
    fr=(
        "L'avenir à la place du passé",
        "C'est bien un triangle. Le premier token voit-il tous les autres ou seulement lui-même ?",
    ),
    see="5.2",
)
def causal_mask(num_tokens):
    return np.tri(num_tokens, dtype=bool).T


@chaff(
    exercise="attention_matrix",
    fails=["test_causal_mask"],
    en=(
        "A mask that is kept",
        "The mask is right the first time. Who else holds the same array?",
    ),
    fr=(
        "Un masque conservé",
        "Le masque est juste la première fois. Qui d'autre possède le même tableau ?",
    ),
)
def causal_mask(num_tokens, kept={}):  # noqa: B006, F811
    return kept.setdefault(num_tokens, np.tri(num_tokens, dtype=bool))


@chaff(
    exercise="attention_matrix",
    fails=["test_causal_mask"],
    en=(
        "Ones and zeros in place of True and False",
        "The triangle is right. Of which type are its entries?",
    ),
    fr=(
        "Des 1 et des 0 à la place de True et False",
        "Le triangle est juste. De quel type sont ses coefficients ?",
    ),
)
def causal_mask(num_tokens):  # noqa: F811
    return np.tri(num_tokens)


@chaff(
    exercise="attention_matrix",
    fails=["test_with_mask", "test_exact_zeros_above_the_diagonal"],
    en=(
        "Zero scores taken for masked ones",
        "Scores other than 0 are right. May a token that is not masked have a score of exactly 0, "
        "and what is the exponential of 0?",
    ),
    fr=(
        "Des scores nuls pris pour des scores masqués",
        "Avec des scores non nuls, c'est juste. Un token visible peut-il avoir un score exactement "
        "nul, et que vaut l'exponentielle de 0 ?",
    ),
    see="5.2",
)
def attention_matrix(x, W_Q, W_K, causal=True):  # noqa: F811
    scores = attention_scores(x, W_Q, W_K)
    if causal:
        scores = np.tril(scores)
        scores[scores == 0] = -np.inf
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    return weights / weights.sum(axis=1, keepdims=True)


@chaff(
    exercise="attention_matrix",
    fails=["test_with_mask", "test_exact_zeros_above_the_diagonal"],
    en=(
        "Whole numbers divided in place",
        "With fractions all is right. If all arguments hold ints, of which type are the scores, "
        "and can `/=` put fractions into them?",
    ),
    fr=(
        "Des entiers divisés sur place",
        "Avec des décimales, tout est juste. Si tous les arguments contiennent des entiers, de "
        "quel type sont les scores, et `/=` peut-il y mettre des décimales ?",
    ),
)
def attention_matrix(x, W_Q, W_K, causal=True):  # noqa: F811
    scores = (W_Q @ x).T @ (W_K @ x)
    scores /= np.sqrt(len(W_Q))
    if causal:
        scores = np.where(causal_mask(len(scores)), scores, -np.inf)
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    return weights / weights.sum(axis=1, keepdims=True)


@chaff(
    exercise="attention_head",
    fails=["test_combine", "test_read_attend_write", "test_without_mask"],
    en=(
        "Weights read along a column",
        "Values are combined. The weights with which token i looks: are they in a row of A, or in "
        "a column?",
    ),
    fr=(
        "Des poids lus dans une colonne",
        "Les valeurs sont bien combinées. Les poids avec lesquels le token i regarde sont-ils "
        "dans une ligne de A ou dans une colonne ?",
    ),
)
def combine(A, values):
    return values @ A


@chaff(
    exercise="attention_head",
    fails=["test_combine"],
    en=(
        "New tokens in rows",
        "The head as a whole is right. Of which shape is the result of combine: (r, K) or (K, r)?",
    ),
    fr=(
        "Les nouveaux tokens en lignes",
        "La tête entière est juste. De quelle forme est le résultat de combine : (r, K) ou "
        "(K, r) ?",
    ),
)
def combine(A, values):  # noqa: F811
    return A @ values.T


@chaff(
    exercise="attention_head",
    fails=["test_combine"],
    en=(
        "New tokens in rows",
        "The head as a whole is right. Of which shape is the result of combine: (r, K) or (K, r)?",
    ),
    fr=(
        "Les nouveaux tokens en lignes",
        "La tête entière est juste. De quelle forme est le résultat de combine : (r, K) ou "
        "(K, r) ?",
    ),
)
def attention_head(x, W_Q, W_K, W_V, W_O, causal=True):
    return W_O @ combine(attention_matrix(x, W_Q, W_K, causal), W_V @ x).T


@chaff(
    exercise="attention_head",
    fails=["test_read_attend_write", "test_without_mask"],
    en=(
        "An attention matrix without its transpose",
        "You read and write with the right matrices. Token i looks with the weights of row i: "
        "where do these stand when you multiply from the right?",
    ),
    fr=(
        "Une matrice d'attention sans transposition",
        "Vous lisez et écrivez avec les bonnes matrices. Le token i regarde avec les poids de la "
        "ligne i : où sont-ils quand on multiplie à droite ?",
    ),
)
def attention_head(x, W_Q, W_K, W_V, W_O, causal=True):  # noqa: F811
    return W_O @ W_V @ x @ attention_matrix(x, W_Q, W_K, causal)


@chaff(
    exercise="attention_head",
    fails=["test_read_attend_write", "test_without_mask"],
    en=(
        "Queries in place of values",
        "The attention is right. Which of the three readings of a token is handed on?",
    ),
    fr=(
        "Des requêtes à la place des valeurs",
        "L'attention est juste. Laquelle des trois lectures d'un token est transmise ?",
    ),
)
def attention_head(x, W_Q, W_K, W_V, W_O, causal=True):  # noqa: F811
    return W_O @ combine(attention_matrix(x, W_Q, W_K, causal), W_Q @ x)


@chaff(
    exercise="attention_head",
    fails=["test_read_attend_write", "test_without_mask"],
    en=(
        "The residual stream added by the head",
        "What the head computes is right. Who adds it to the stream, one head or the whole layer?",
    ),
    fr=(
        "Le flux résiduel ajouté par la tête",
        "Ce que la tête calcule est juste. Qui l'ajoute au flux : une tête ou la couche entière ?",
    ),
)
def attention_head(x, W_Q, W_K, W_V, W_O, causal=True):  # noqa: F811
    return x + W_O @ combine(attention_matrix(x, W_Q, W_K, causal), W_V @ x)


@chaff(
    exercise="attention_head",
    fails=["test_read_attend_write", "test_without_mask"],
    en=(
        "The reading matrix used for writing",
        "Reading and attention are right. With which matrix does the head go back to n dimensions?",
    ),
    fr=(
        "La matrice de lecture utilisée pour écrire",
        "Lecture et attention sont justes. Avec quelle matrice la tête revient-elle en dimension "
        "n ?",
    ),
)
def attention_head(x, W_Q, W_K, W_V, W_O, causal=True):  # noqa: F811
    return W_V.T @ combine(attention_matrix(x, W_Q, W_K, causal), W_V @ x)


@chaff(
    exercise="attention_head",
    fails=["test_without_mask"],
    en=(
        "A head that always wears its mask",
        "With the mask all is right. Does the argument causal reach the attention matrix?",
    ),
    fr=(
        "Une tête toujours masquée",
        "Avec le masque, tout est juste. L'argument causal arrive-t-il jusqu'à la matrice "
        "d'attention ?",
    ),
)
def attention_head(x, W_Q, W_K, W_V, W_O, causal=True):  # noqa: F811
    return W_O @ combine(attention_matrix(x, W_Q, W_K), W_V @ x)


@chaff(
    exercise="attention_head",
    fails=["test_read_attend_write"],
    en=(
        "A head that never wears its mask",
        "Without mask all is right. What does a token see when nothing is said about causal?",
    ),
    fr=(
        "Une tête jamais masquée",
        "Sans masque, tout est juste. Que voit un token quand causal n'est pas précisé ?",
    ),
)
def attention_head(x, W_Q, W_K, W_V, W_O, causal=True):  # noqa: F811
    return W_O @ combine(attention_matrix(x, W_Q, W_K, causal=False), W_V @ x)


@chaff(
    exercise="attention_head",
    fails=["test_combine"],
    en=(
        "Weights read along a column, in combine alone",
        "The head as a whole is right. The weights with which token i looks: does combine find "
        "them in a row of A, or in a column?",
    ),
    fr=(
        "Des poids lus dans une colonne, dans combine seulement",
        "La tête entière est juste. Les poids avec lesquels le token i regarde : combine les "
        "prend-elle dans une ligne de A ou dans une colonne ?",
    ),
)
def combine(A, values):  # noqa: F811
    return values @ A


@chaff(
    exercise="attention_head",
    fails=["test_combine"],
    en=(
        "Weights read along a column, in combine alone",
        "The head as a whole is right. The weights with which token i looks: does combine find "
        "them in a row of A, or in a column?",
    ),
    fr=(
        "Des poids lus dans une colonne, dans combine seulement",
        "La tête entière est juste. Les poids avec lesquels le token i regarde : combine les "
        "prend-elle dans une ligne de A ou dans une colonne ?",
    ),
)
def attention_head(x, W_Q, W_K, W_V, W_O, causal=True):  # noqa: F811
    return W_O @ W_V @ x @ attention_matrix(x, W_Q, W_K, causal).T


@chaff(
    exercise="attention_head",
    fails=["test_combine", "test_read_attend_write"],
    en=(
        "Combinations cut to whole numbers",
        "With fractions all is right. What can an array like values store when values holds ints?",
    ),
    fr=(
        "Des combinaisons réduites à des entiers",
        "Avec des décimales, tout est juste. Que peut contenir un tableau semblable à values quand "
        "values est fait d'entiers ?",
    ),
)
def combine(A, values):  # noqa: F811
    result = np.zeros_like(values)
    for i, row in enumerate(A):
        result[:, i] = values @ row
    return result


@chaff(
    exercise="attention_head",
    fails=["test_read_attend_write"],
    en=(
        "A result with the dtype of x",
        "With fractions all is right. What can an array like x store when x holds ints?",
    ),
    fr=(
        "Un résultat avec le dtype de x",
        "Avec des décimales, tout est juste. Que peut contenir un tableau semblable à x quand x "
        "est fait d'entiers ?",
    ),
)
def attention_head(x, W_Q, W_K, W_V, W_O, causal=True):  # noqa: F811
    result = np.empty_like(x)
    result[...] = W_O @ combine(attention_matrix(x, W_Q, W_K, causal), W_V @ x)
    return result


@chaff(
    exercise="attention_head_class",
    fails=["test_output"],
    en=(
        "A head that adds the stream",
        "The attention matrix is right. Does a head return what it writes, or the stream after it?",
    ),
    fr=(
        "Une tête qui ajoute le flux",
        "La matrice d'attention est juste. Une tête renvoie-t-elle ce qu'elle écrit ou le flux "
        "d'après ?",
    ),
)
class AttentionHead:
    def __init__(self, W_Q, W_K, W_V, W_O, causal=True):
        self.head, self.causal, self.weights = (W_Q, W_K, W_V, W_O), causal, None

    def __call__(self, x):
        self.weights = attention_matrix(x, *self.head[:2], self.causal)
        return x + attention_head(x, *self.head, self.causal)

    def parameter_count(self):
        return sum(W.size for W in self.head)


@chaff(
    exercise="attention_head_class",
    fails=["test_weights_of_the_last_call", "test_no_weights_before_the_first_call"],
    en=(
        "Scores kept in place of weights",
        "The output is right. Do the rows of what you keep sum to 1?",
    ),
    fr=(
        "Des scores conservés à la place des poids",
        "La sortie est juste. Les lignes de ce que vous conservez ont-elles pour somme 1 ?",
    ),
)
class AttentionHead:  # noqa: F811
    def __init__(self, W_Q, W_K, W_V, W_O, causal=True):
        self.head, self.causal, self.weights = (W_Q, W_K, W_V, W_O), causal, None

    def __call__(self, x):
        self.weights = attention_scores(x, *self.head[:2])
        return attention_head(x, *self.head, self.causal)

    def parameter_count(self):
        return sum(W.size for W in self.head)


@chaff(
    exercise="attention_head_class",
    fails=["test_weights_of_the_last_call", "test_no_weights_before_the_first_call"],
    en=(
        "The weights of the first call",
        "After one call all is right. What do the weights show after a second text?",
    ),
    fr=(
        "Les poids du premier appel",
        "Après un appel, tout est juste. Que montrent les poids après un second texte ?",
    ),
)
class AttentionHead:  # noqa: F811
    def __init__(self, W_Q, W_K, W_V, W_O, causal=True):
        self.head, self.causal, self.weights = (W_Q, W_K, W_V, W_O), causal, None

    def __call__(self, x):
        if self.weights is None:
            self.weights = attention_matrix(x, *self.head[:2], self.causal)
        return attention_head(x, *self.head, self.causal)

    def parameter_count(self):
        return sum(W.size for W in self.head)


@chaff(
    exercise="attention_head_class",
    fails=["test_no_weights_before_the_first_call"],
    en=(
        "Weights shared by all heads",
        "One head alone is right. Where is the attribute stored: in the head, or in the class?",
    ),
    fr=(
        "Des poids communs à toutes les têtes",
        "Une tête seule est juste. Où l'attribut est-il rangé : dans la tête ou dans la classe ?",
    ),
)
class AttentionHead:  # noqa: F811
    weights = None

    def __init__(self, W_Q, W_K, W_V, W_O, causal=True):
        self.head, self.causal = (W_Q, W_K, W_V, W_O), causal

    def __call__(self, x):
        AttentionHead.weights = attention_matrix(x, *self.head[:2], self.causal)
        return attention_head(x, *self.head, self.causal)

    def parameter_count(self):
        return sum(W.size for W in self.head)


@chaff(
    exercise="attention_head_class",
    fails=["test_no_weights_before_the_first_call"],
    en=(
        "No attribute before the first call",
        "After a call all is right. What does someone find who asks a new head for its weights?",
    ),
    fr=(
        "Pas d'attribut avant le premier appel",
        "Après un appel, tout est juste. Que trouve-t-on si l'on demande ses poids à une nouvelle "
        "tête ?",
    ),
)
class AttentionHead:  # noqa: F811
    def __init__(self, W_Q, W_K, W_V, W_O, causal=True):
        self.head, self.causal = (W_Q, W_K, W_V, W_O), causal

    def __call__(self, x):
        self.weights = attention_matrix(x, *self.head[:2], self.causal)
        return attention_head(x, *self.head, self.causal)

    def parameter_count(self):
        return sum(W.size for W in self.head)


@chaff(
    exercise="attention_head_class",
    fails=["test_parameter_count"],
    en=(
        "Three matrices counted",
        "Queries, keys and values are counted. How does the head get back to n dimensions?",
    ),
    fr=(
        "Trois matrices comptées",
        "Requêtes, clés et valeurs sont comptées. Comment la tête revient-elle en dimension n ?",
    ),
)
class AttentionHead:  # noqa: F811
    def __init__(self, W_Q, W_K, W_V, W_O, causal=True):
        self.head, self.causal, self.weights = (W_Q, W_K, W_V, W_O), causal, None

    def __call__(self, x):
        self.weights = attention_matrix(x, *self.head[:2], self.causal)
        return attention_head(x, *self.head, self.causal)

    def parameter_count(self):
        return 3 * self.head[0].size


@chaff(
    exercise="attention_head_class",
    fails=["test_parameter_count"],
    en=(
        "The attention matrix counted as learned",
        "The four matrices are counted. Does the attention matrix change from text to text?",
    ),
    fr=(
        "La matrice d'attention comptée comme apprise",
        "Les quatre matrices sont comptées. La matrice d'attention change-t-elle d'un texte à "
        "l'autre ?",
    ),
)
class AttentionHead:  # noqa: F811
    def __init__(self, W_Q, W_K, W_V, W_O, causal=True):
        self.head, self.causal, self.weights = (W_Q, W_K, W_V, W_O), causal, None

    def __call__(self, x):
        self.weights = attention_matrix(x, *self.head[:2], self.causal)
        return attention_head(x, *self.head, self.causal)

    def parameter_count(self):
        attention = 0 if self.weights is None else self.weights.size
        return sum(W.size for W in self.head) + attention


@chaff(
    exercise="attention_head_class",
    fails=["test_output"],
    en=(
        "Matrices shared by all heads",
        "One head alone is right. With two heads, whose matrices does the first one use after the "
        "second was made?",
    ),
    fr=(
        "Des matrices communes à toutes les têtes",
        "Une tête seule est juste. Avec deux têtes, quelles matrices la première utilise-t-elle "
        "une fois la seconde créée ?",
    ),
)
class AttentionHead:  # noqa: F811
    def __init__(self, W_Q, W_K, W_V, W_O, causal=True):
        AttentionHead.head = (W_Q, W_K, W_V, W_O)
        self.causal, self.weights = causal, None

    def __call__(self, x):
        self.weights = attention_matrix(x, *self.head[:2], self.causal)
        return attention_head(x, *self.head, self.causal)

    def parameter_count(self):
        return sum(W.size for W in self.head)


@chaff(
    exercise="multi_head_attention",
    fails=[
        "test_sum_of_heads",
        "test_heads_of_different_sizes",
        "test_x_and_heads_are_unchanged",
        "test_refuses_a_wrong_total",
    ],
    en=(
        "Heads one after the other",
        "Each head is right. Which stream does the second head read: the one that the layer "
        "received, or the one that the first head has changed?",
    ),
    fr=(
        "Des têtes l'une après l'autre",
        "Chaque tête est juste. Quel flux la deuxième tête lit-elle : celui que la couche a reçu "
        "ou celui que la première a modifié ?",
    ),
)
def multi_head_attention(x, heads, causal=True):
    if sum(len(W_Q) for W_Q, *_ in heads) != len(x):
        raise ValueError
    for head in heads:
        x = x + attention_head(x, *head, causal)
    return x


@chaff(
    exercise="multi_head_attention",
    fails=[
        "test_sum_of_heads",
        "test_heads_of_different_sizes",
        "test_whole_numbers_in_x",
        "test_x_and_heads_are_unchanged",
        "test_refuses_a_wrong_total",
    ],
    en=(
        "A layer without residual stream",
        "The sum of the heads is right. What became of x?",
    ),
    fr=(
        "Une couche sans flux résiduel",
        "La somme des têtes est juste. Qu'est devenu x ?",
    ),
)
def multi_head_attention(x, heads, causal=True):  # noqa: F811
    if sum(len(W_Q) for W_Q, *_ in heads) != len(x):
        raise ValueError
    return sum(attention_head(x, *head, causal) for head in heads)


@chaff(
    exercise="multi_head_attention",
    fails=[
        "test_sum_of_heads",
        "test_heads_of_different_sizes",
        "test_x_and_heads_are_unchanged",
        "test_refuses_a_wrong_total",
    ],
    en=(
        "The mean of the heads",
        "x is there once. Do the heads write their sum or their mean?",
    ),
    fr=(
        "La moyenne des têtes",
        "x y est une fois. Les têtes écrivent-elles leur somme ou leur moyenne ?",
    ),
)
def multi_head_attention(x, heads, causal=True):  # noqa: F811
    if sum(len(W_Q) for W_Q, *_ in heads) != len(x):
        raise ValueError
    return x + np.mean([attention_head(x, *head, causal) for head in heads], axis=0)


@chaff(
    exercise="multi_head_attention",
    fails=[
        "test_sum_of_heads",
        "test_heads_of_different_sizes",
        "test_x_and_heads_are_unchanged",
        "test_refuses_a_wrong_total",
    ],
    en=(
        "x once for each head",
        "One head alone is right. With two heads, how often is x in your sum?",
    ),
    fr=(
        "x une fois par tête",
        "Une tête seule est juste. Avec deux têtes, combien de fois x est-il dans votre somme ?",
    ),
)
def multi_head_attention(x, heads, causal=True):  # noqa: F811
    if sum(len(W_Q) for W_Q, *_ in heads) != len(x):
        raise ValueError
    return sum(x + attention_head(x, *head, causal) for head in heads)


@chaff(
    exercise="multi_head_attention",
    fails=[
        "test_one_product",
        "test_heads_of_different_sizes",
        "test_x_and_heads_are_unchanged",
        "test_refuses_a_wrong_total",
    ],
    en=(
        "Heads stacked in another order than their outputs",
        "One head alone is right. Which rows of the stack does the first matrix W_O meet?",
    ),
    fr=(
        "Des têtes empilées dans un autre ordre que leurs sorties",
        "Une tête seule est juste. Quelles lignes de la pile la première matrice W_O "
        "rencontre-t-elle ?",
    ),
)
def multi_head_concatenated(x, heads, causal=True):
    if sum(len(W_Q) for W_Q, *_ in heads) != len(x):
        raise ValueError
    parts = [combine(attention_matrix(x, *h[:2], causal), h[2] @ x) for h in reversed(heads)]
    return x + np.hstack([W_O for *_, W_O in heads]) @ np.vstack(parts)


@chaff(
    exercise="multi_head_attention",
    fails=[
        "test_one_product",
        "test_heads_of_different_sizes",
        "test_whole_numbers_in_x",
        "test_x_and_heads_are_unchanged",
        "test_refuses_a_wrong_total",
    ],
    en=(
        "A product without residual stream",
        "What the heads write is right. What became of x?",
    ),
    fr=(
        "Un produit sans flux résiduel",
        "Ce qu'écrivent les têtes est juste. Qu'est devenu x ?",
    ),
)
def multi_head_concatenated(x, heads, causal=True):  # noqa: F811
    if sum(len(W_Q) for W_Q, *_ in heads) != len(x):
        raise ValueError
    parts = [combine(attention_matrix(x, *h[:2], causal), h[2] @ x) for h in heads]
    return np.hstack([W_O for *_, W_O in heads]) @ np.vstack(parts)


@chaff(
    exercise="multi_head_attention",
    fails=["test_heads_of_different_sizes"],
    en=(
        "One scale for all heads",
        "Heads of one size are right. How long are the queries of a head of another size?",
    ),
    fr=(
        "Un seul facteur d'échelle pour toutes les têtes",
        "Des têtes de même taille sont justes. Quelle est la longueur des requêtes d'une tête "
        "d'une autre taille ?",
    ),
)
def multi_head_concatenated(x, heads, causal=True):  # noqa: F811
    if sum(len(W_Q) for W_Q, *_ in heads) != len(x):
        raise ValueError
    r = len(heads[0][0])
    parts = []
    for W_Q, W_K, W_V, _ in heads:
        A = attention_matrix(x, W_Q * np.sqrt(len(W_Q) / r), W_K, causal)
        parts.append(combine(A, W_V @ x))
    return x + np.hstack([W_O for *_, W_O in heads]) @ np.vstack(parts)


@chaff(
    exercise="multi_head_attention",
    fails=["test_whole_numbers_in_x", "test_x_and_heads_are_unchanged"],
    en=(
        "A stream changed in place",
        "The result is right. What does the caller's x hold after the call?",
    ),
    fr=(
        "Un flux modifié sur place",
        "Le résultat est juste. Que contient le x de l'appelant après l'appel ?",
    ),
)
def multi_head_attention(x, heads, causal=True):  # noqa: F811
    if sum(len(W_Q) for W_Q, *_ in heads) != len(x):
        raise ValueError
    x += sum(attention_head(x, *head, causal) for head in heads)
    return x


@chaff(
    exercise="multi_head_attention",
    fails=["test_refuses_a_wrong_total"],
    en=(
        "Any number of dimensions",
        "With the right total all is right. What if the heads need more or fewer dimensions than "
        "the tokens have?",
    ),
    fr=(
        "Un nombre quelconque de dimensions",
        "Avec le bon total, tout est juste. Et si les têtes ont plus ou moins de dimensions que "
        "les tokens ?",
    ),
)
def multi_head_attention(x, heads, causal=True):  # noqa: F811
    return x + sum(attention_head(x, *head, causal) for head in heads)


@chaff(
    exercise="multi_head_attention",
    fails=["test_whole_numbers_in_x"],
    en=(
        "A sum in a copy of x",
        "With fractions all is right. Of which type is a copy of x when x holds ints, and what can "
        "be added to it in place?",
    ),
    fr=(
        "Une somme dans une copie de x",
        "Avec des décimales, tout est juste. De quel type est une copie de x quand x est fait "
        "d'entiers, et que peut-on y ajouter sur place ?",
    ),
)
def multi_head_attention(x, heads, causal=True):  # noqa: F811
    if sum(len(W_Q) for W_Q, *_ in heads) != len(x):
        raise ValueError
    stream = x.copy()
    for head in heads:
        stream += attention_head(x, *head, causal)
    return stream


@chaff(
    exercise="multi_head_attention",
    fails=["test_whole_numbers_in_x"],
    en=(
        "A stack with the dtype of x",
        "With fractions all is right. What can an array like x store when x holds ints?",
    ),
    fr=(
        "Une pile avec le dtype de x",
        "Avec des décimales, tout est juste. Que peut contenir un tableau semblable à x quand x "
        "est fait d'entiers ?",
    ),
)
def multi_head_concatenated(x, heads, causal=True):  # noqa: F811
    if sum(len(W_Q) for W_Q, *_ in heads) != len(x):
        raise ValueError
    stack, start = np.zeros_like(x), 0
    for W_Q, W_K, W_V, _ in heads:
        part = combine(attention_matrix(x, W_Q, W_K, causal), W_V @ x)
        stack[start : start + len(part)] = part
        start += len(part)
    return x + np.hstack([W_O for *_, W_O in heads]) @ stack


@chaff(
    exercise="multi_head_attention",
    fails=["test_x_and_heads_are_unchanged"],
    en=(
        "A list of heads that gets shorter",
        "The result is right. How many heads are in the caller's list after the call?",
    ),
    fr=(
        "Une liste de têtes qui raccourcit",
        "Le résultat est juste. Combien de têtes y a-t-il dans la liste de l'appelant après "
        "l'appel ?",
    ),
)
def multi_head_attention(x, heads, causal=True):  # noqa: F811
    if sum(len(W_Q) for W_Q, *_ in heads) != len(x):
        raise ValueError
    written = attention_head(x, *heads.pop(0), causal)
    for head in heads:
        written = written + attention_head(x, *head, causal)
    return x + written


@chaff(
    exercise="head_parameter_count",
    fails=["test_numbers_of_weights"],
    en=(
        "Square matrices",
        "Heads and rank are right. Which two sizes does W_Q have?",
    ),
    fr=(
        "Des matrices carrées",
        "Le nombre de têtes et le rang sont justes. Quelles sont les deux dimensions de W_Q ?",
    ),
)
def head_parameter_count(n, r):
    counts = {"rn": n * n, "two_rn": 2 * n * n, "four_rn": 4 * n * n, "n_squared": n * n}
    return {**counts, "heads": n // r, "max_rank_OV": r}


@chaff(
    exercise="head_parameter_count",
    fails=["test_numbers_of_weights"],
    en=(
        "A head of three matrices",
        "Each matrix is counted well. Which four letters name the matrices of a head?",
    ),
    fr=(
        "Une tête de trois matrices",
        "Chaque matrice est bien comptée. Quelles quatre lettres désignent les matrices d'une "
        "tête ?",
    ),
)
def head_parameter_count(n, r):  # noqa: F811
    counts = {"rn": r * n, "two_rn": 2 * r * n, "four_rn": 3 * r * n, "n_squared": n * n}
    return {**counts, "heads": n // r, "max_rank_OV": r}


@chaff(
    exercise="head_parameter_count",
    fails=["test_numbers_of_weights"],
    en=(
        "W_OV as an r by r matrix",
        "The four matrices are counted well. Between which spaces does W_O W_V go?",
    ),
    fr=(
        "W_OV comme une matrice r par r",
        "Les quatre matrices sont bien comptées. Entre quels espaces W_O W_V va-t-elle ?",
    ),
)
def head_parameter_count(n, r):  # noqa: F811
    counts = {"rn": r * n, "two_rn": 2 * r * n, "four_rn": 4 * r * n, "n_squared": r * r}
    return {**counts, "heads": n // r, "max_rank_OV": r}


@chaff(
    exercise="head_parameter_count",
    fails=["test_heads_and_rank"],
    en=(
        "Full rank for W_OV",
        "The numbers of weights are right. Through how many dimensions does every token pass on "
        "its way through W_O W_V?",
    ),
    fr=(
        "Un rang maximal pour W_OV",
        "Les nombres de poids sont justes. Par combien de dimensions chaque token passe-t-il en "
        "traversant W_O W_V ?",
    ),
)
def head_parameter_count(n, r):  # noqa: F811
    counts = {"rn": r * n, "two_rn": 2 * r * n, "four_rn": 4 * r * n, "n_squared": n * n}
    return {**counts, "heads": n // r, "max_rank_OV": n}


@chaff(
    exercise="head_parameter_count",
    fails=["test_heads_and_rank"],
    en=(
        "As many heads as dimensions",
        "The numbers of weights are right. How many pieces of size r make n?",
    ),
    fr=(
        "Autant de têtes que de dimensions",
        "Les nombres de poids sont justes. Combien de morceaux de taille r font n ?",
    ),
)
def head_parameter_count(n, r):  # noqa: F811
    counts = {"rn": r * n, "two_rn": 2 * r * n, "four_rn": 4 * r * n, "n_squared": n * n}
    return {**counts, "heads": n, "max_rank_OV": r}


@chaff(
    exercise="head_parameter_count",
    fails=["test_heads_and_rank"],
    en=(
        "A number of heads with a decimal point",
        "All values are right. Of which type is the quotient of two ints in Python?",
    ),
    fr=(
        "Un nombre de têtes avec un point décimal",
        "Toutes les valeurs sont justes. De quel type est le quotient de deux entiers en Python ?",
    ),
)
def head_parameter_count(n, r):  # noqa: F811
    counts = {"rn": r * n, "two_rn": 2 * r * n, "four_rn": 4 * r * n, "n_squared": n * n}
    return {**counts, "heads": n / r, "max_rank_OV": r}


@chaff(
    exercise="previous_token_head",
    fails=["test_follows_the_rule", "test_sharp_look"],
    en=(
        "A rotation in the wrong direction",
        "The vectors are turned by one step. Which key is then most like the query of token k, "
        "and may the token see it?",
    ),
    fr=(
        "Une rotation dans le mauvais sens",
        "Les vecteurs tournent bien d'un pas. Quelle clé ressemble alors le plus à la requête du "
        "token k, et le token la voit-il ?",
    ),
)
def previous_token_head(num_positions, n, p, beta):
    omega = float(p) ** (-np.arange(0, n, 2) / n)
    k = np.arange(num_positions)
    x = np.array([f(w * k) for w in omega for f in (np.cos, np.sin)])
    R = np.zeros((n, n))
    for m, w in enumerate(omega):
        R[2 * m : 2 * m + 2, 2 * m : 2 * m + 2] = [[np.cos(w), -np.sin(w)], [np.sin(w), np.cos(w)]]
    return attention_matrix(x, beta * R, np.eye(n))


@chaff(
    exercise="previous_token_head",
    fails=["test_follows_the_rule"],
    en=(
        "A head that sees the future",
        "At large beta every token finds the previous one. Which weights may be above the "
        "diagonal?",
    ),
    fr=(
        "Une tête qui voit l'avenir",
        "Pour un grand beta, chaque token trouve le précédent. Quels poids peut-il y avoir "
        "au-dessus de la diagonale ?",
    ),
)
def previous_token_head(num_positions, n, p, beta):  # noqa: F811
    omega = float(p) ** (-np.arange(0, n, 2) / n)
    k = np.arange(num_positions)
    x = np.array([f(w * k) for w in omega for f in (np.cos, np.sin)])
    R = np.zeros((n, n))
    for m, w in enumerate(omega):
        R[2 * m : 2 * m + 2, 2 * m : 2 * m + 2] = [[np.cos(w), np.sin(w)], [-np.sin(w), np.cos(w)]]
    return attention_matrix(x, beta * R, np.eye(n), causal=False)


@chaff(
    exercise="previous_token_head",
    fails=["test_follows_the_rule", "test_sharp_look"],
    en=(
        "A rotation without beta",
        "The head leans towards the previous token. What makes it look there and nowhere else?",
    ),
    fr=(
        "Une rotation sans beta",
        "La tête penche vers le token précédent. Qu'est-ce qui la fait regarder là et nulle part "
        "ailleurs ?",
    ),
)
def previous_token_head(num_positions, n, p, beta):  # noqa: F811
    omega = float(p) ** (-np.arange(0, n, 2) / n)
    k = np.arange(num_positions)
    x = np.array([f(w * k) for w in omega for f in (np.cos, np.sin)])
    R = np.zeros((n, n))
    for m, w in enumerate(omega):
        R[2 * m : 2 * m + 2, 2 * m : 2 * m + 2] = [[np.cos(w), np.sin(w)], [-np.sin(w), np.cos(w)]]
    return attention_matrix(x, R, np.eye(n))


@chaff(
    exercise="previous_token_head",
    fails=["test_follows_the_rule"],
    en=(
        "A beta on both sides",
        "At large beta every token finds the previous one. On which of the two matrices does beta "
        "stand?",
    ),
    fr=(
        "Un beta de chaque côté",
        "Pour un grand beta, chaque token trouve le précédent. Sur laquelle des deux matrices "
        "beta se trouve-t-il ?",
    ),
)
def previous_token_head(num_positions, n, p, beta):  # noqa: F811
    omega = float(p) ** (-np.arange(0, n, 2) / n)
    k = np.arange(num_positions)
    x = np.array([f(w * k) for w in omega for f in (np.cos, np.sin)])
    R = np.zeros((n, n))
    for m, w in enumerate(omega):
        R[2 * m : 2 * m + 2, 2 * m : 2 * m + 2] = [[np.cos(w), np.sin(w)], [-np.sin(w), np.cos(w)]]
    return attention_matrix(x, beta * R, beta * np.eye(n))


@chaff(
    exercise="previous_token_head",
    fails=["test_follows_the_rule"],
    en=(
        "Scores without the scale",
        "At large beta every token finds the previous one. What does the attention matrix divide "
        "the scores by?",
    ),
    fr=(
        "Des scores sans facteur d'échelle",
        "Pour un grand beta, chaque token trouve le précédent. Par quoi la matrice d'attention "
        "divise-t-elle les scores ?",
    ),
)
def previous_token_head(num_positions, n, p, beta):  # noqa: F811
    omega = float(p) ** (-np.arange(0, n, 2) / n)
    k = np.arange(num_positions)
    x = np.array([f(w * k) for w in omega for f in (np.cos, np.sin)])
    R = np.zeros((n, n))
    for m, w in enumerate(omega):
        R[2 * m : 2 * m + 2, 2 * m : 2 * m + 2] = [[np.cos(w), np.sin(w)], [-np.sin(w), np.cos(w)]]
    return attention_matrix(x, beta * np.sqrt(n) * R, np.eye(n))


@chaff(
    exercise="previous_token_head",
    fails=["test_follows_the_rule"],
    en=(
        "Frequencies that fall half as fast",
        "At large beta every token finds the previous one. With which exponent do the frequencies "
        "fall?",
    ),
    fr=(
        "Des fréquences deux fois moins rapides à décroître",
        "Pour un grand beta, chaque token trouve le précédent. Avec quel exposant les fréquences "
        "décroissent-elles ?",
    ),
)
def previous_token_head(num_positions, n, p, beta):  # noqa: F811
    omega = float(p) ** (-np.arange(n // 2) / n)
    k = np.arange(num_positions)
    x = np.array([f(w * k) for w in omega for f in (np.cos, np.sin)])
    R = np.zeros((n, n))
    for m, w in enumerate(omega):
        R[2 * m : 2 * m + 2, 2 * m : 2 * m + 2] = [[np.cos(w), np.sin(w)], [-np.sin(w), np.cos(w)]]
    return attention_matrix(x, beta * R, np.eye(n))


@chaff(
    exercise="previous_token_head",
    fails=["test_sharp_look"],
    en=(
        "Scores that overflow at large beta",
        "For moderate beta all is right. What does exp give for a score of many thousands?",
    ),
    fr=(
        "Des scores qui débordent pour un grand beta",
        "Pour un beta modéré, tout est juste. Que donne exp pour un score de plusieurs milliers ?",
    ),
)
def previous_token_head(num_positions, n, p, beta):  # noqa: F811
    k = np.arange(num_positions)
    steps = (k[:, None] - 1 - k)[:, :, None]
    scores = beta * np.cos(steps * float(p) ** (-np.arange(0, n, 2) / n)).sum(axis=2) / n**0.5
    weights = np.exp(scores) * np.tri(num_positions)
    return weights / weights.sum(axis=1, keepdims=True)


@chaff(
    exercise="attention_rows",
    fails=["test_weights", "test_output"],
    en=(
        "No scale by the square root",
        "Shapes and sums are right. By what are the dot products divided?",
    ),
    fr=(
        "Pas de division par la racine",
        "Les formes et les sommes sont justes. Par quoi divise-t-on les produits scalaires ?",
    ),
)
def scaled_dot_product_attention_rows(Q, K, V):
    scores = Q @ K.T
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    weights = weights / weights.sum(axis=1, keepdims=True)
    return weights, weights @ V


@chaff(
    exercise="attention_rows",
    fails=["test_weights", "test_output", "test_large_scores"],
    en=(
        "A softmax over the queries",
        "The scores are right. Along which axis do the weights of one query run?",
    ),
    fr=(
        "Un softmax sur les requêtes",
        "Les scores sont justes. Le long de quel axe se suivent les poids d'une même requête ?",
    ),
)
def scaled_dot_product_attention_rows(Q, K, V):  # noqa: F811
    scores = Q @ K.T / np.sqrt(Q.shape[1])
    weights = np.exp(scores - scores.max(axis=0))
    weights = weights / weights.sum(axis=0)
    return weights, weights @ V


@chaff(
    exercise="attention_rows",
    fails=["test_weights", "test_output", "test_large_scores"],
    en=(
        "The output first",
        "Both arrays are right. In which order does the statement ask for them?",
    ),
    fr=(
        "La sortie en premier",
        "Les deux tableaux sont justes. Dans quel ordre l'énoncé les demande-t-il ?",
    ),
)
def scaled_dot_product_attention_rows(Q, K, V):  # noqa: F811
    scores = Q @ K.T / np.sqrt(Q.shape[1])
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    weights = weights / weights.sum(axis=1, keepdims=True)
    return weights @ V, weights


@chaff(
    exercise="attention_rows",
    fails=["test_weights", "test_output"],
    en=(
        "Division by d_k itself",
        "The number d_k is the right one. Is the divisor this number or its square root?",
    ),
    fr=(
        "Division par d_k lui-même",
        "Le nombre d_k est le bon. Le diviseur est-il ce nombre ou sa racine carrée ?",
    ),
)
def scaled_dot_product_attention_rows(Q, K, V):  # noqa: F811
    scores = Q @ K.T / Q.shape[1]
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    weights = weights / weights.sum(axis=1, keepdims=True)
    return weights, weights @ V


@chaff(
    exercise="attention_rows",
    fails=["test_weights", "test_output", "test_large_scores"],
    en=(
        "The root of the number of keys",
        "A root is right. How many terms does each dot product have?",
    ),
    fr=(
        "La racine du nombre de clés",
        "Une racine, c'est juste. Combien de termes chaque produit scalaire compte-t-il ?",
    ),
)
def scaled_dot_product_attention_rows(Q, K, V):  # noqa: F811
    scores = Q @ K.T / np.sqrt(len(K))
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    weights = weights / weights.sum(axis=1, keepdims=True)
    return weights, weights @ V


@chaff(
    exercise="attention_rows",
    fails=["test_output"],
    en=(
        "Keys combined in place of values",
        "The weights are right. What does each token hand on, its key or its value?",
    ),
    fr=(
        "Des clés combinées à la place des valeurs",
        "Les poids sont justes. Que transmet chaque token : sa clé ou sa valeur ?",
    ),
)
def scaled_dot_product_attention_rows(Q, K, V):  # noqa: F811
    scores = Q @ K.T / np.sqrt(Q.shape[1])
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    weights = weights / weights.sum(axis=1, keepdims=True)
    return weights, weights @ K


@chaff(
    exercise="attention_rows",
    fails=["test_large_scores"],
    en=(
        "Exponentials of huge scores",
        "Ordinary scores are right. What does exp give for a score of 1000?",
    ),
    fr=(
        "Des exponentielles de scores énormes",
        "Avec des scores ordinaires, c'est juste. Que donne exp pour un score de 1000 ?",
    ),
)
def scaled_dot_product_attention_rows(Q, K, V):  # noqa: F811
    weights = np.exp(Q @ K.T / np.sqrt(Q.shape[1]))
    weights = weights / weights.sum(axis=1, keepdims=True)
    return weights, weights @ V


@chaff(
    exercise="attention_rows",
    fails=["test_large_scores"],
    en=(
        "One maximum for all rows",
        "Nothing overflows. What is left of a row of small scores when the maximum of a huge row "
        "is taken off?",
    ),
    fr=(
        "Un seul maximum pour toutes les lignes",
        "Rien ne déborde. Que reste-t-il d'une ligne de petits scores si l'on retire le maximum "
        "d'une ligne énorme ?",
    ),
)
def scaled_dot_product_attention_rows(Q, K, V):  # noqa: F811
    scores = Q @ K.T / np.sqrt(Q.shape[1])
    weights = np.exp(scores - scores.max())
    weights = weights / weights.sum(axis=1, keepdims=True)
    return weights, weights @ V


@chaff(
    exercise="attention_rows",
    fails=["test_weights", "test_output"],
    en=(
        "Whole numbers divided in place",
        "With fractions all is right. If Q and K hold ints, of which type are the scores, and can "
        "`/=` put fractions into them?",
    ),
    fr=(
        "Des entiers divisés sur place",
        "Avec des décimales, tout est juste. Si Q et K contiennent des entiers, de quel type sont "
        "les scores, et `/=` peut-il y mettre des décimales ?",
    ),
)
def scaled_dot_product_attention_rows(Q, K, V):  # noqa: F811
    scores = Q @ K.T
    scores /= np.sqrt(Q.shape[1])
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    weights = weights / weights.sum(axis=1, keepdims=True)
    return weights, weights @ V


@chaff(
    exercise="attention_rows",
    fails=["test_weights", "test_output"],
    en=(
        "The caller's queries divided",
        "Weights and output are right. What does the caller's Q hold after the call?",
    ),
    fr=(
        "Les requêtes de l'appelant divisées",
        "Les poids et la sortie sont justes. Que contient la matrice Q de l'appelant après "
        "l'appel ?",
    ),
)
def scaled_dot_product_attention_rows(Q, K, V):  # noqa: F811
    Q /= np.sqrt(Q.shape[1])
    scores = Q @ K.T
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    weights = weights / weights.sum(axis=1, keepdims=True)
    return weights, weights @ V
