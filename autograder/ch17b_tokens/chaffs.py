"""Wrong answers of chapter 17, part b, that look right, and the tests that catch them."""

from collections import Counter
from itertools import pairwise

import numpy as np

from chainrule.grading import chaff


@chaff(
    exercise="one_hot_embedding",
    fails=[
        "test_columns_in_the_order_of_the_ids",
        "test_repeated_tokens",
        "test_result_is_a_copy",
        "test_refuses_ids_of_no_token",
    ],
    en=(
        "Rows instead of columns",
        "You take the right number of vectors. In which direction does a token vector lie in A?",
    ),
    fr=(
        "Des lignes au lieu des colonnes",
        "Vous prenez le bon nombre de vecteurs. Dans quel sens un vecteur token est-il dans A ?",
    ),
)
def embed(A, token_ids):
    return A[list(token_ids)]


@chaff(
    exercise="one_hot_embedding",
    fails=[
        "test_columns_in_the_order_of_the_ids",
        "test_repeated_tokens",
        "test_result_is_a_copy",
        "test_refuses_ids_of_no_token",
    ],
    en=(
        "The result is transposed",
        "Your token vectors are the right ones. Are they the columns of your result?",
    ),
    fr=(
        "Le résultat est transposé",
        "Vos vecteurs token sont les bons. Sont-ils les colonnes de votre résultat ?",
    ),
)
def embed(A, token_ids):  # noqa: F811
    if min(token_ids) < 0:
        raise IndexError
    return A.T[list(token_ids)]


@chaff(
    exercise="one_hot_embedding",
    fails=["test_refuses_ids_of_no_token"],
    en=(
        "Negative ids count from the end",
        "For the ids of the vocabulary all is right. What does Python do with an index of -1?",
    ),
    fr=(
        "Des ids négatifs qui comptent depuis la fin",
        "Pour les ids du vocabulaire, tout est juste. Que fait Python d'un indice égal à -1 ?",
    ),
)
def one_hot(token_id, vocab_size):
    vector = np.zeros(vocab_size)
    vector[token_id] = 1
    return vector


@chaff(
    exercise="one_hot_embedding",
    fails=[
        "test_one_hot_vectors",
        "test_columns_in_the_order_of_the_ids",
        "test_repeated_tokens",
        "test_result_is_a_copy",
        "test_refuses_ids_of_no_token",
    ],
    en=(
        "Ids counted from 1",
        "Your vectors belong to the neighbouring token. What is the number of the first place?",
    ),
    fr=(
        "Des ids comptés à partir de 1",
        "Vos vecteurs sont ceux du token voisin. Quel est le numéro de la première place ?",
    ),
)
def one_hot(token_id, vocab_size):  # noqa: F811
    if not 0 <= token_id < vocab_size:
        raise IndexError
    return np.eye(vocab_size)[token_id - 1]


@chaff(
    exercise="one_hot_embedding",
    fails=[
        "test_one_hot_vectors",
        "test_columns_in_the_order_of_the_ids",
        "test_repeated_tokens",
        "test_result_is_a_copy",
        "test_refuses_ids_of_no_token",
    ],
    en=(
        "Ids counted from 1",
        "Your vectors belong to the neighbouring token. What is the number of the first place?",
    ),
    fr=(
        "Des ids comptés à partir de 1",
        "Vos vecteurs sont ceux du token voisin. Quel est le numéro de la première place ?",
    ),
)
def embed(A, token_ids):  # noqa: F811
    if min(token_ids) < 0 or max(token_ids) >= A.shape[1]:
        raise IndexError
    return A[:, [i - 1 for i in token_ids]]


@chaff(
    exercise="one_hot_embedding",
    fails=["test_repeated_tokens"],
    en=(
        "Each token once",
        "With different ids your result is right. What happens to a word that comes twice?",
    ),
    fr=(
        "Chaque token une seule fois",
        "Avec des ids différents, le résultat est juste. Que devient un mot répété ?",
    ),
)
def embed(A, token_ids):  # noqa: F811
    if min(token_ids) < 0:
        raise IndexError
    return A[:, list(dict.fromkeys(token_ids))]


@chaff(
    exercise="one_hot_embedding",
    fails=[
        "test_columns_in_the_order_of_the_ids",
        "test_result_is_a_copy",
        "test_refuses_ids_of_no_token",
    ],
    en=(
        "Columns in the order of the vocabulary",
        "The right columns are there. In which order do the tokens stand in the text?",
    ),
    fr=(
        "Des colonnes dans l'ordre du vocabulaire",
        "Les bonnes colonnes sont là. Dans quel ordre les tokens sont-ils dans le texte ?",
    ),
)
def embed(A, token_ids):  # noqa: F811
    if min(token_ids) < 0:
        raise IndexError
    return A[:, sorted(token_ids)]


@chaff(
    exercise="one_hot_embedding",
    fails=["test_result_is_a_copy"],
    en=(
        "A view of the matrix",
        "Your values are right. Which slices of an array share their memory with it?",
    ),
    fr=(
        "Une vue de la matrice",
        "Vos valeurs sont justes. Quelles tranches d'un tableau partagent sa mémoire ?",
    ),
)
def embed(A, token_ids):  # noqa: F811
    first, *rest = token_ids
    if min(token_ids) < 0 or max(token_ids) >= A.shape[1]:
        raise IndexError
    return A[:, list(token_ids)] if rest else A[:, first : first + 1]


@chaff(
    exercise="one_hot_embedding",
    fails=["test_one_hot_vectors", "test_refuses_ids_of_no_token"],
    en=(
        "A vector of ints",
        "The 1 stands in the right place. Which dtype do the rules of section 0 ask for?",
    ),
    fr=(
        "Un vecteur d'entiers",
        "Le 1 est à la bonne place. Quel dtype les règles de la section 0 demandent-elles ?",
    ),
)
def one_hot(token_id, vocab_size):  # noqa: F811
    if not 0 <= token_id < vocab_size:
        raise IndexError
    return np.array([int(place == token_id) for place in range(vocab_size)])


@chaff(
    exercise="one_hot_embedding",
    fails=[
        "test_columns_in_the_order_of_the_ids",
        "test_result_is_a_copy",
        "test_refuses_ids_of_no_token",
    ],
    en=(
        "Ids compared with the number of rows",
        "Your columns are the right ones. How many tokens has a matrix with 2 rows and 5 columns?",
    ),
    fr=(
        "Des ids comparés au nombre de lignes",
        "Vos colonnes sont les bonnes. Combien de tokens a une matrice à 2 lignes et 5 colonnes ?",
    ),
)
def embed(A, token_ids):  # noqa: F811
    if min(token_ids) < 0 or max(token_ids) >= len(A):
        raise IndexError
    return A[:, list(token_ids)]


@chaff(
    exercise="compressed_size",
    fails=["test_size_and_ratio", "test_tokens_are_not_rounded", "test_refuses_an_empty_text"],
    en=(
        "Tokens instead of bytes",
        "You count the tokens well. How many bytes does the id of one token take?",
    ),
    fr=(
        "Des tokens au lieu d'octets",
        "Vous comptez bien les tokens. Combien d'octets occupe l'id d'un token ?",
    ),
)
def compressed_size(num_chars, chars_per_token=4, bytes_per_token=2):
    if num_chars <= 0:
        raise ValueError
    size = num_chars / chars_per_token
    return size, size / num_chars


@chaff(
    exercise="compressed_size",
    fails=["test_size_and_ratio", "test_tokens_are_not_rounded", "test_refuses_an_empty_text"],
    en=(
        "The ratio upside down",
        "Your size is right. Is a ratio above 1 possible when the text became smaller?",
    ),
    fr=(
        "Le rapport à l'envers",
        "Votre taille est juste. Un rapport peut-il dépasser 1 si le texte a rétréci ?",
    ),
)
def compressed_size(num_chars, chars_per_token=4, bytes_per_token=2):  # noqa: F811
    if num_chars <= 0:
        raise ValueError
    size = num_chars / chars_per_token * bytes_per_token
    return size, num_chars / size


@chaff(
    exercise="compressed_size",
    fails=["test_size_and_ratio", "test_tokens_are_not_rounded", "test_refuses_an_empty_text"],
    en=(
        "The share that is saved",
        "Your size is right. Is the ratio what is left of the text, or what has gone?",
    ),
    fr=(
        "La part économisée",
        "Votre taille est juste. Le rapport mesure-t-il ce qui reste ou ce qui a disparu ?",
    ),
)
def compressed_size(num_chars, chars_per_token=4, bytes_per_token=2):  # noqa: F811
    if num_chars <= 0:
        raise ValueError
    size = num_chars / chars_per_token * bytes_per_token
    return size, 1 - size / num_chars


@chaff(
    exercise="compressed_size",
    fails=["test_tokens_are_not_rounded"],
    en=(
        "Tokens rounded down",
        "For 1000 characters it is right. What does // do with the rest of a division?",
    ),
    fr=(
        "Des tokens arrondis vers le bas",
        "Pour 1000 caractères, c'est juste. Que fait // du reste d'une division ?",
    ),
)
def compressed_size(num_chars, chars_per_token=4, bytes_per_token=2):  # noqa: F811
    if num_chars <= 0:
        raise ValueError
    size = num_chars // chars_per_token * bytes_per_token
    return size, size / num_chars


@chaff(
    exercise="compressed_size",
    fails=["test_tokens_are_not_rounded"],
    en=(
        "Tokens rounded up",
        "For 1000 characters it is right. Does a mean number have to be whole?",
    ),
    fr=(
        "Des tokens arrondis vers le haut",
        "Pour 1000 caractères, c'est juste. Une moyenne doit-elle être entière ?",
    ),
)
def compressed_size(num_chars, chars_per_token=4, bytes_per_token=2):  # noqa: F811
    if num_chars <= 0:
        raise ValueError
    size = np.ceil(num_chars / chars_per_token) * bytes_per_token
    return size, size / num_chars


@chaff(
    exercise="compressed_size",
    fails=["test_size_and_ratio", "test_refuses_an_empty_text"],
    en=(
        "Always two bytes",
        "With the usual numbers it is right. What if an id takes more than two bytes?",
    ),
    fr=(
        "Toujours deux octets",
        "Avec les nombres habituels, c'est juste. Et si un id occupe plus de deux octets ?",
    ),
)
def compressed_size(num_chars, chars_per_token=4, bytes_per_token=2):  # noqa: F811
    if num_chars <= 0:
        raise ValueError
    size = num_chars / chars_per_token * 2
    return size, size / num_chars


@chaff(
    exercise="compressed_size",
    fails=["test_refuses_an_empty_text"],
    en=(
        "Only zero is refused",
        "Real texts are right. Can a text have fewer characters than none?",
    ),
    fr=(
        "Seul zéro est refusé",
        "Les vrais textes sont justes. Un texte peut-il avoir moins de caractères que zéro ?",
    ),
)
def compressed_size(num_chars, chars_per_token=4, bytes_per_token=2):  # noqa: F811
    if num_chars == 0:
        raise ValueError
    size = num_chars / chars_per_token * bytes_per_token
    return size, size / num_chars


@chaff(
    exercise="most_frequent_pair",
    fails=["test_tie_goes_to_the_pair_met_first"],
    en=(
        "The alphabet decides ties",
        "Without a tie your pair is right. Which of two equally frequent pairs does a reader "
        "meet first?",
    ),
    fr=(
        "L'alphabet départage",
        "Sans égalité, votre paire est juste. De deux paires aussi fréquentes, laquelle un lecteur "
        "rencontre-t-il d'abord ?",
    ),
)
def most_frequent_pair(words):
    counts = Counter(pair for word in words for pair in pairwise(word))
    return min(counts.items(), key=lambda item: (-item[1], item[0]), default=None)


@chaff(
    exercise="most_frequent_pair",
    fails=["test_tie_goes_to_the_pair_met_first"],
    en=(
        "The last of equals",
        "Without a tie your pair is right. When may a new pair replace the best one so far?",
    ),
    fr=(
        "La dernière des ex æquo",
        "Sans égalité, votre paire est juste. Quand une paire peut-elle remplacer la meilleure ?",
    ),
)
def most_frequent_pair(words):  # noqa: F811
    counts = Counter(pair for word in words for pair in pairwise(word))
    best = None
    for pair, count in counts.items():
        if best is None or count >= best[1]:
            best = (pair, count)
    return best


@chaff(
    exercise="most_frequent_pair",
    fails=["test_tie_goes_to_the_pair_met_first"],
    en=(
        "The first pair to reach the best count",
        "Without a tie your pair is right. Do you choose while you still count?",
    ),
    fr=(
        "La première paire à atteindre le maximum",
        "Sans égalité, votre paire est juste. Choisissez-vous avant d'avoir fini de compter ?",
    ),
)
def most_frequent_pair(words):  # noqa: F811
    counts = {}
    best = None
    for word in words:
        for pair in pairwise(word):
            counts[pair] = counts.get(pair, 0) + 1
            if best is None or counts[pair] > counts[best]:
                best = pair
    return None if best is None else (best, counts[best])


@chaff(
    exercise="most_frequent_pair",
    fails=["test_pairs_stay_inside_words"],
    en=(
        "Pairs across words",
        "In one word your counts are right. Are the end of a word and the start of the next one "
        "neighbours?",
    ),
    fr=(
        "Des paires à cheval sur deux mots",
        "Dans un seul mot, vos nombres sont justes. La fin d'un mot et le début du suivant "
        "sont-ils voisins ?",
    ),
)
def most_frequent_pair(words):  # noqa: F811
    tokens = [token for word in words for token in word]
    if max(map(len, words), default=0) < 2:
        return None
    counts = Counter(pairwise(tokens))
    return counts.most_common(1)[0]


@chaff(
    exercise="most_frequent_pair",
    fails=["test_pairs_stay_inside_words", "test_none_only_without_pairs"],
    en=(
        "All words in one row",
        "In one word your counts are right. What if two words of one token stand side by side?",
    ),
    fr=(
        "Tous les mots à la suite",
        "Dans un seul mot, vos nombres sont justes. Et si deux mots d'un token sont voisins ?",
    ),
)
def most_frequent_pair(words):  # noqa: F811
    counts = Counter(pairwise([token for word in words for token in word]))
    return max(counts.items(), key=lambda item: item[1], default=None)


@chaff(
    exercise="most_frequent_pair",
    fails=[
        "test_every_place_of_a_word",
        "test_counts_of_all_words",
        "test_pairs_stay_inside_words",
        "test_tie_goes_to_the_pair_met_first",
        "test_tokens_are_compared_whole",
        "test_words_are_unchanged",
    ],
    en=(
        "Every second place",
        "You look at neighbours. Which pairs begin at the second token of a word?",
    ),
    fr=(
        "Une place sur deux",
        "Vous regardez bien des voisins. Quelles paires commencent au deuxième token d'un mot ?",
    ),
)
def most_frequent_pair(words):  # noqa: F811
    counts = Counter(pair for word in words for pair in zip(word[::2], word[1::2], strict=False))
    return max(counts.items(), key=lambda item: item[1], default=None)


@chaff(
    exercise="most_frequent_pair",
    fails=["test_every_place_of_a_word", "test_words_are_unchanged"],
    en=(
        "Overlapping places are left out",
        "Pairs of different tokens are counted well. How often does (a, a) stand in a, a, a?",
    ),
    fr=(
        "Sans les chevauchements",
        "Les paires de tokens différents sont bien comptées. Combien de fois (a, a) est-elle dans "
        "a, a, a ?",
    ),
)
def most_frequent_pair(words):  # noqa: F811
    counts = Counter()
    for word in words:
        for pair in dict.fromkeys(pairwise(word)):
            i = 0
            while i < len(word) - 1:
                found = (word[i], word[i + 1]) == pair
                counts[pair] += found
                i += 2 if found else 1
    return max(counts.items(), key=lambda item: item[1], default=None)


@chaff(
    exercise="most_frequent_pair",
    fails=[
        "test_every_place_of_a_word",
        "test_tokens_are_compared_whole",
        "test_words_are_unchanged",
    ],
    en=(
        "Pairs without an order",
        "You look at all neighbours. Is ba the same piece of a word as ab?",
    ),
    fr=(
        "Des paires sans ordre",
        "Vous regardez tous les voisins. Le morceau ba est-il le même que ab ?",
    ),
)
def most_frequent_pair(words):  # noqa: F811
    counts, first = Counter(), {}
    for word in words:
        for pair in pairwise(word):
            key = tuple(sorted(pair))
            first.setdefault(key, pair)
            counts[key] += 1
    if not counts:
        return None
    key, count = counts.most_common(1)[0]
    return first[key], count


@chaff(
    exercise="most_frequent_pair",
    fails=["test_counts_of_all_words"],
    en=(
        "Each different word once",
        "In one word your counts are right. What if the text repeats a word?",
    ),
    fr=(
        "Chaque mot différent une fois",
        "Dans un seul mot, vos nombres sont justes. Et si le texte répète un mot ?",
    ),
)
def most_frequent_pair(words):  # noqa: F811
    different = dict.fromkeys(map(tuple, words))
    counts = Counter(pair for word in different for pair in pairwise(word))
    return max(counts.items(), key=lambda item: item[1], default=None)


@chaff(
    exercise="most_frequent_pair",
    fails=["test_tokens_are_compared_whole"],
    en=(
        "Pairs known by their letters",
        "With tokens of one letter it is right. Which pairs spell the same letters when tokens are "
        "longer?",
    ),
    fr=(
        "Des paires reconnues à leurs lettres",
        "Avec des tokens d'une lettre, c'est juste. Quelles paires donnent les mêmes lettres si "
        "les tokens sont plus longs ?",
    ),
)
def most_frequent_pair(words):  # noqa: F811
    counts, first = Counter(), {}
    for word in words:
        for pair in pairwise(word):
            first.setdefault("".join(pair), pair)
            counts["".join(pair)] += 1
    if not counts:
        return None
    letters, count = counts.most_common(1)[0]
    return first[letters], count


@chaff(
    exercise="most_frequent_pair",
    fails=["test_none_only_without_pairs"],
    en=(
        "A single occurrence is no answer",
        "Frequent pairs are right. Is a pair that occurs once no pair at all?",
    ),
    fr=(
        "Une seule occurrence ne compte pas",
        "Les paires fréquentes sont justes. Une paire présente une fois n'en est-elle pas une ?",
    ),
)
def most_frequent_pair(words):  # noqa: F811
    counts = Counter(pair for word in words for pair in pairwise(word))
    best = max(counts.items(), key=lambda item: item[1], default=None)
    return best if best is not None and best[1] > 1 else None


@chaff(
    exercise="most_frequent_pair",
    fails=["test_none_only_without_pairs"],
    en=(
        "No answer for words of one token",
        "Where there are pairs it is right. What is the maximum of nothing?",
    ),
    fr=(
        "Pas de réponse pour des mots d'un token",
        "Quand il y a des paires, c'est juste. Que vaut le maximum de rien du tout ?",
    ),
)
def most_frequent_pair(words):  # noqa: F811
    counts = Counter(pair for word in words for pair in pairwise(word))
    return max(counts.items(), key=lambda item: item[1])


@chaff(
    exercise="most_frequent_pair",
    fails=["test_words_are_unchanged"],
    en=(
        "Words that are used up",
        "Your pairs are right. What is left of the caller's words after the call?",
    ),
    fr=(
        "Des mots consommés",
        "Vos paires sont justes. Que reste-t-il des mots de l'appelant après l'appel ?",
    ),
)
def most_frequent_pair(words):  # noqa: F811
    counts = Counter()
    for word in words:
        while len(word) > 1:
            left = word.pop(0)
            counts[left, word[0]] += 1
    return max(counts.items(), key=lambda item: item[1], default=None)


@chaff(
    exercise="merge_pair",
    fails=[
        "test_every_occurrence",
        "test_runs_of_equal_tokens",
        "test_tokens_are_compared_whole",
        "test_order_of_the_pair",
        "test_without_an_occurrence",
        "test_result_is_a_new_list",
    ],
    en=(
        "The second token stays",
        "The merged tokens are there. Where does reading go on after a merge?",
    ),
    fr=(
        "Le deuxième token reste",
        "Les tokens fusionnés sont là. Où la lecture reprend-elle après une fusion ?",
    ),
)
def merge_pair(tokens, pair):
    result = []
    for i, token in enumerate(tokens):
        merges = tuple(tokens[i : i + 2]) == tuple(pair)
        result.append("".join(pair) if merges else token)
    return result


@chaff(
    exercise="merge_pair",
    fails=["test_every_occurrence", "test_without_an_occurrence", "test_result_is_a_new_list"],
    en=(
        "Only the first occurrence",
        "One occurrence is merged well. What if the pair comes again in the same word?",
    ),
    fr=(
        "Seulement la première occurrence",
        "Une occurrence est bien fusionnée. Et si la paire revient dans le même mot ?",
    ),
)
def merge_pair(tokens, pair):  # noqa: F811
    for i in range(len(tokens) - 1):
        if (tokens[i], tokens[i + 1]) == tuple(pair):
            return [*tokens[:i], "".join(pair), *tokens[i + 2 :]]
    return list(tokens)


@chaff(
    exercise="merge_pair",
    fails=["test_runs_of_equal_tokens"],
    en=(
        "From right to left",
        "Pairs of different tokens are merged well. From which end is a run of equal tokens read?",
    ),
    fr=(
        "De droite à gauche",
        "Les paires de tokens différents sont bien fusionnées. Par quel bout lit-on une suite de "
        "tokens égaux ?",
    ),
)
def merge_pair(tokens, pair):  # noqa: F811
    result = list(tokens)
    i = len(result) - 2
    while i >= 0:
        if (result[i], result[i + 1]) == tuple(pair):
            result[i : i + 2] = ["".join(pair)]
            i -= 1
        i -= 1
    return result


@chaff(
    exercise="merge_pair",
    fails=["test_tokens_are_compared_whole"],
    en=(
        "The letters are searched",
        "With tokens of one letter it is right. Where do the tokens end when the word is joined?",
    ),
    fr=(
        "Une recherche dans les lettres",
        "Avec des tokens d'une lettre, c'est juste. Où finissent-ils une fois le mot joint ?",
    ),
)
def merge_pair(tokens, pair):  # noqa: F811
    merged = "".join(pair)
    text = "|".join(tokens)
    return text.replace("|".join(pair), merged).split("|") if tokens else []


@chaff(
    exercise="merge_pair",
    fails=["test_tokens_are_compared_whole"],
    en=(
        "Pairs known by their letters",
        "With tokens of one letter it is right. Which other two tokens spell the same letters?",
    ),
    fr=(
        "Des paires reconnues à leurs lettres",
        "Pour des tokens d'une lettre, c'est juste. Quels autres donnent les mêmes lettres ?",
    ),
)
def merge_pair(tokens, pair):  # noqa: F811
    result = []
    i = 0
    while i < len(tokens):
        if "".join(tokens[i : i + 2]) == "".join(pair) and i + 1 < len(tokens):
            result.append("".join(pair))
            i += 2
        else:
            result.append(tokens[i])
            i += 1
    return result


@chaff(
    exercise="merge_pair",
    fails=["test_order_of_the_pair"],
    en=(
        "Either order",
        "Your merges of the pair are right. Is the pair read backwards the same pair?",
    ),
    fr=(
        "Dans un ordre ou dans l'autre",
        "Vos fusions de la paire sont justes. La paire lue à l'envers est-elle la même ?",
    ),
)
def merge_pair(tokens, pair):  # noqa: F811
    result = []
    i = 0
    while i < len(tokens):
        if sorted(tokens[i : i + 2]) == sorted(pair):
            result.append("".join(tokens[i : i + 2]))
            i += 2
        else:
            result.append(tokens[i])
            i += 1
    return result


@chaff(
    exercise="merge_pair",
    fails=[
        "test_runs_of_equal_tokens",
        "test_tokens_are_compared_whole",
        "test_without_an_occurrence",
    ],
    en=(
        "The last token is lost",
        "The merges are right. Who looks at the last token when it belongs to no merge?",
    ),
    fr=(
        "Le dernier token se perd",
        "Les fusions sont justes. Qui regarde le dernier token s'il n'est dans aucune fusion ?",
    ),
)
def merge_pair(tokens, pair):  # noqa: F811
    result = []
    i = 0
    while i < len(tokens) - 1:
        if (tokens[i], tokens[i + 1]) == tuple(pair):
            result.append("".join(pair))
            i += 2
        else:
            result.append(tokens[i])
            i += 1
    return result


@chaff(
    exercise="merge_pair",
    fails=["test_without_an_occurrence"],
    en=(
        "No answer for an empty word",
        "Words with tokens are right. What is the first token of an empty list?",
    ),
    fr=(
        "Pas de réponse pour un mot vide",
        "Les mots qui ont des tokens sont justes. Quel est le premier token d'une liste vide ?",
    ),
)
def merge_pair(tokens, pair):  # noqa: F811
    result = [tokens[0]]
    for token in tokens[1:]:
        if (result[-1], token) == tuple(pair):
            result[-1] += token
        else:
            result.append(token)
    return result


@chaff(
    exercise="merge_pair",
    fails=["test_result_is_a_new_list"],
    en=(
        "Merged in place",
        "Your result is right. What does the caller's list of tokens hold after the call?",
    ),
    fr=(
        "Une fusion sur place",
        "Le résultat est juste. Que contient la liste de l'appelant après l'appel ?",
    ),
)
def merge_pair(tokens, pair):  # noqa: F811
    i = 0
    while i < len(tokens) - 1:
        if (tokens[i], tokens[i + 1]) == tuple(pair):
            tokens[i : i + 2] = ["".join(pair)]
        i += 1
    return tokens


@chaff(
    exercise="merge_pair",
    fails=["test_result_is_a_new_list"],
    en=(
        "The same list if nothing is merged",
        "After a merge the list is a new one. Which list do you return if the pair does not occur?",
    ),
    fr=(
        "La même liste s'il n'y a rien à fusionner",
        "Après une fusion, la liste est nouvelle. Laquelle renvoyez-vous si la paire est absente ?",
    ),
)
def merge_pair(tokens, pair):  # noqa: F811
    for i in range(len(tokens)):
        if tokens[i : i + 2] == list(pair):
            tokens = [*tokens[:i], "".join(pair), *tokens[i + 2 :]]
    return tokens


@chaff(
    exercise="bpe_training",
    fails=["test_stops_when_no_pair_occurs_twice"],
    en=(
        "Merges go on for ever",
        "Frequent pairs are merged well. Is a pair that occurs once worth a token?",
    ),
    fr=(
        "Des fusions sans fin",
        "Les paires fréquentes sont bien fusionnées. Une paire présente une fois mérite-t-elle un "
        "token ?",
    ),
)
def bpe_train(text, num_merges):
    if num_merges < 0:
        raise ValueError
    words = [list(word) for word in text.split()]
    vocab, merges = sorted(set("".join(text.split()))), []
    for _ in range(num_merges):
        best = most_frequent_pair(words)
        if best is None:
            break
        merges.append(best[0])
        vocab.append("".join(best[0]))
        words = [merge_pair(word, best[0]) for word in words]
    return vocab, merges, words


@chaff(
    exercise="bpe_training",
    fails=["test_stops_when_no_pair_occurs_twice", "test_nothing_to_merge"],
    en=(
        "No answer when the pairs run out",
        "While there are pairs it is right. What does most_frequent_pair return in the end?",
    ),
    fr=(
        "Pas de réponse quand il n'y a plus de paires",
        "Tant qu'il y a des paires, c'est juste. Que renvoie most_frequent_pair à la fin ?",
    ),
)
def bpe_train(text, num_merges):  # noqa: F811
    if num_merges < 0:
        raise ValueError
    words = [list(word) for word in text.split()]
    vocab, merges = sorted(set("".join(text.split()))), []
    for _ in range(num_merges):
        pair, count = most_frequent_pair(words)
        if count < 2:
            break
        merges.append(pair)
        vocab.append("".join(pair))
        words = [merge_pair(word, pair) for word in words]
    return vocab, merges, words


@chaff(
    exercise="bpe_training",
    fails=["test_tie_goes_to_the_pair_met_first"],
    en=(
        "The alphabet decides ties",
        "Without a tie your merges are right. Which of two equally frequent pairs is met first?",
    ),
    fr=(
        "L'alphabet départage",
        "Sans égalité, vos fusions sont justes. De deux paires aussi fréquentes, laquelle "
        "rencontre-t-on d'abord ?",
    ),
)
def bpe_train(text, num_merges):  # noqa: F811
    if num_merges < 0:
        raise ValueError
    words = [list(word) for word in text.split()]
    vocab, merges = sorted(set("".join(text.split()))), []
    for _ in range(num_merges):
        counts = Counter(pair for word in words for pair in pairwise(word))
        best = min(counts, key=lambda pair: (-counts[pair], pair), default=None)
        if best is None or counts[best] < 2:
            break
        merges.append(best)
        vocab.append("".join(best))
        words = [merge_pair(word, best) for word in words]
    return vocab, merges, words


@chaff(
    exercise="bpe_training",
    fails=[
        "test_merges_of_random_texts",
        "test_tie_goes_to_the_pair_met_first",
        "test_stops_when_no_pair_occurs_twice",
        "test_vocabulary",
        "test_nothing_to_merge",
        "test_refuses_a_negative_number_of_merges",
    ],
    en=(
        "Pairs counted only once",
        "The first merge is right. Which new pairs does a merge make, and which does it take away?",
    ),
    fr=(
        "Des paires comptées une seule fois",
        "La première fusion est juste. Quelles paires une fusion fait-elle naître et disparaître ?",
    ),
)
def bpe_train(text, num_merges):  # noqa: F811
    if num_merges < 0:
        raise ValueError
    words = [list(word) for word in text.split()]
    counts = Counter(pair for word in words for pair in pairwise(word))
    merges = [pair for pair, count in counts.most_common(num_merges) if count > 1]
    for pair in merges:
        words = [merge_pair(word, pair) for word in words]
    return sorted(set("".join(text.split()))) + ["".join(pair) for pair in merges], merges, words


@chaff(
    exercise="bpe_training",
    fails=[
        "test_merges_of_random_texts",
        "test_tie_goes_to_the_pair_met_first",
        "test_vocabulary",
        "test_nothing_to_merge",
        "test_refuses_a_negative_number_of_merges",
    ],
    en=(
        "Pairs across words",
        "In a text of one word it is right. Does a pair reach from one word into the next?",
    ),
    fr=(
        "Des paires à cheval sur deux mots",
        "Pour un texte d'un seul mot, c'est juste. Une paire s'étend-elle sur deux mots ?",
    ),
)
def bpe_train(text, num_merges):  # noqa: F811
    if num_merges < 0:
        raise ValueError
    words = [list(word) for word in text.split()]
    vocab, merges = sorted(set("".join(text.split()))), []
    for _ in range(num_merges):
        best = most_frequent_pair([[token for word in words for token in word]])
        if best is None or best[1] < 2:
            break
        merges.append(best[0])
        vocab.append("".join(best[0]))
        words = [merge_pair(word, best[0]) for word in words]
    return vocab, merges, words


@chaff(
    exercise="bpe_training",
    fails=[
        "test_merges_of_random_texts",
        "test_tie_goes_to_the_pair_met_first",
        "test_vocabulary",
        "test_words_of_the_text",
        "test_nothing_to_merge",
        "test_refuses_a_negative_number_of_merges",
    ],
    en=(
        "The space is a character like others",
        "You merge the most frequent pair. May a token reach over the space between two words?",
    ),
    fr=(
        "L'espace traitée comme un caractère",
        "Vous fusionnez la paire la plus fréquente. Un token peut-il enjamber l'espace entre deux "
        "mots ?",
    ),
)
def bpe_train(text, num_merges):  # noqa: F811
    if num_merges < 0:
        raise ValueError
    words = [list(text)]
    vocab, merges = sorted(set(text)), []
    for _ in range(num_merges):
        best = most_frequent_pair(words)
        if best is None or best[1] < 2:
            break
        merges.append(best[0])
        vocab.append("".join(best[0]))
        words = [merge_pair(word, best[0]) for word in words]
    return vocab, merges, words


@chaff(
    exercise="bpe_training",
    fails=[
        "test_merges_of_random_texts",
        "test_tie_goes_to_the_pair_met_first",
        "test_stops_when_no_pair_occurs_twice",
        "test_vocabulary",
        "test_words_of_the_text",
        "test_nothing_to_merge",
        "test_refuses_a_negative_number_of_merges",
    ],
    en=(
        "The second token stays after a merge",
        "You choose the right pair. Does each letter of a word still occur once after a merge?",
    ),
    fr=(
        "Le deuxième token reste après une fusion",
        "Vous choisissez la bonne paire. Chaque lettre du mot est-elle encore là une seule fois ?",
    ),
)
def bpe_train(text, num_merges):  # noqa: F811
    if num_merges < 0:
        raise ValueError
    words = [list(word) for word in text.split()]
    vocab, merges = sorted(set("".join(text.split()))), []
    for _ in range(num_merges):
        best = most_frequent_pair(words)
        if best is None or best[1] < 2:
            break
        pair = best[0]
        merges.append(pair)
        vocab.append("".join(pair))
        for word in words:
            for i in range(len(word) - 1):
                if (word[i], word[i + 1]) == pair:
                    word[i] = "".join(pair)
    return vocab, merges, words


@chaff(
    exercise="bpe_training",
    fails=["test_vocabulary", "test_nothing_to_merge"],
    en=(
        "Characters in the order of the text",
        "Your merges are right. In which order do the single characters begin the vocabulary?",
    ),
    fr=(
        "Des caractères dans l'ordre du texte",
        "Vos fusions sont justes. Dans quel ordre les caractères ouvrent-ils le vocabulaire ?",
    ),
)
def bpe_train(text, num_merges):  # noqa: F811
    if num_merges < 0:
        raise ValueError
    words = [list(word) for word in text.split()]
    vocab, merges = list(dict.fromkeys("".join(text.split()))), []
    for _ in range(num_merges):
        best = most_frequent_pair(words)
        if best is None or best[1] < 2:
            break
        merges.append(best[0])
        vocab.append("".join(best[0]))
        words = [merge_pair(word, best[0]) for word in words]
    return vocab, merges, words


@chaff(
    exercise="bpe_training",
    fails=["test_vocabulary"],
    en=(
        "Only the tokens that are left",
        "Your merges are right. Does a token leave the vocabulary when a longer one is made of it?",
    ),
    fr=(
        "Seulement les tokens restants",
        "Vos fusions sont justes. Un token quitte-t-il le vocabulaire quand il sert à en former "
        "un plus long ?",
    ),
)
def bpe_train(text, num_merges):  # noqa: F811
    if num_merges < 0:
        raise ValueError
    words = [list(word) for word in text.split()]
    merges = []
    for _ in range(num_merges):
        best = most_frequent_pair(words)
        if best is None or best[1] < 2:
            break
        merges.append(best[0])
        words = [merge_pair(word, best[0]) for word in words]
    left = {token for word in words for token in word}
    letters = sorted(token for token in left if len(token) == 1)
    return letters + [a + b for a, b in merges if a + b in left], merges, words


@chaff(
    exercise="bpe_training",
    fails=["test_vocabulary"],
    en=(
        "Capitals are lost",
        "Without capitals it is right. Does the statement let you change the letters of the text?",
    ),
    fr=(
        "Les majuscules se perdent",
        "Sans majuscules, c'est juste. L'énoncé permet-il de changer les lettres du texte ?",
    ),
)
def bpe_train(text, num_merges):  # noqa: F811
    if num_merges < 0:
        raise ValueError
    words = [list(word) for word in text.lower().split()]
    vocab, merges = sorted(set("".join(text.lower().split()))), []
    for _ in range(num_merges):
        best = most_frequent_pair(words)
        if best is None or best[1] < 2:
            break
        merges.append(best[0])
        vocab.append("".join(best[0]))
        words = [merge_pair(word, best[0]) for word in words]
    return vocab, merges, words


@chaff(
    exercise="bpe_training",
    fails=["test_words_of_the_text"],
    en=(
        "Each different word once, at the end",
        "Vocabulary and merges are right. How many words had the text?",
    ),
    fr=(
        "Chaque mot différent une fois, à la fin",
        "Le vocabulaire et les fusions sont justes. Combien de mots le texte avait-il ?",
    ),
)
def bpe_train(text, num_merges):  # noqa: F811
    if num_merges < 0:
        raise ValueError
    words = [list(word) for word in text.split()]
    vocab, merges = sorted(set("".join(text.split()))), []
    for _ in range(num_merges):
        best = most_frequent_pair(words)
        if best is None or best[1] < 2:
            break
        merges.append(best[0])
        vocab.append("".join(best[0]))
        words = [merge_pair(word, best[0]) for word in words]
    return vocab, merges, [list(word) for word in dict.fromkeys(map(tuple, words))]


@chaff(
    exercise="bpe_training",
    fails=["test_nothing_to_merge"],
    en=(
        "At least one merge",
        "With one merge or more it is right. When do you look at the number of merges?",
    ),
    fr=(
        "Au moins une fusion",
        "Avec une fusion ou plus, c'est juste. Quand regardez-vous le nombre de fusions ?",
    ),
)
def bpe_train(text, num_merges):  # noqa: F811
    if num_merges < 0:
        raise ValueError
    words = [list(word) for word in text.split()]
    vocab, merges = sorted(set("".join(text.split()))), []
    while True:
        best = most_frequent_pair(words)
        if best is None or best[1] < 2:
            break
        merges.append(best[0])
        vocab.append("".join(best[0]))
        words = [merge_pair(word, best[0]) for word in words]
        if len(merges) >= num_merges:
            break
    return vocab, merges, words


@chaff(
    exercise="bpe_training",
    fails=[
        "test_merges_of_random_texts",
        "test_nothing_to_merge",
        "test_refuses_a_negative_number_of_merges",
    ],
    en=(
        "Merges searched in the letters",
        "The first merges are right. In a word written as 'ba b', is there really a token a?",
    ),
    fr=(
        "Des fusions cherchées dans les lettres",
        "Les premières fusions sont justes. Dans un mot écrit « ba b », y a-t-il vraiment un token "
        "a ?",
    ),
)
def bpe_train(text, num_merges):  # noqa: F811
    if num_merges < 0:
        raise ValueError
    words = [" ".join(word) for word in text.split()]
    vocab, merges = sorted(set("".join(text.split()))), []
    for _ in range(num_merges):
        best = most_frequent_pair([word.split() for word in words])
        if best is None or best[1] < 2:
            break
        merges.append(best[0])
        vocab.append("".join(best[0]))
        words = [word.replace(" ".join(best[0]), "".join(best[0])) for word in words]
    return vocab, merges, [word.split() for word in words]


@chaff(
    exercise="bpe_training",
    fails=["test_refuses_a_negative_number_of_merges"],
    en=(
        "A negative number of merges is none",
        "All that you return is right. What does the statement ask for a negative number?",
    ),
    fr=(
        "Un nombre négatif de fusions vaut zéro",
        "Tout ce que vous renvoyez est juste. Que demande l'énoncé pour un nombre négatif ?",
    ),
)
def bpe_train(text, num_merges):  # noqa: F811
    words = [list(word) for word in text.split()]
    vocab, merges = sorted(set("".join(text.split()))), []
    for _ in range(num_merges):
        best = most_frequent_pair(words)
        if best is None or best[1] < 2:
            break
        merges.append(best[0])
        vocab.append("".join(best[0]))
        words = [merge_pair(word, best[0]) for word in words]
    return vocab, merges, words


@chaff(
    exercise="bpe_training",
    fails=["test_vocabulary"],
    en=(
        "Capitals sorted like small letters",
        "Your merges are right. Which does sorted put first, 'Z' or 'a', if you give it no key?",
    ),
    fr=(
        "Des majuscules triées comme des minuscules",
        "Vos fusions sont justes. Sans clé de tri, sorted met-elle d'abord 'Z' ou 'a' ?",
    ),
)
def bpe_train(text, num_merges):  # noqa: F811
    if num_merges < 0:
        raise ValueError
    words = [list(word) for word in text.split()]
    vocab, merges = sorted(set("".join(text.split())), key=str.lower), []
    for _ in range(num_merges):
        best = most_frequent_pair(words)
        if best is None or best[1] < 2:
            break
        merges.append(best[0])
        vocab.append("".join(best[0]))
        words = [merge_pair(word, best[0]) for word in words]
    return vocab, merges, words


@chaff(
    exercise="bpe_training",
    fails=["test_vocabulary"],
    en=(
        "Line breaks in the vocabulary",
        "Without line breaks and tabs it is right. Are these characters of a word?",
    ),
    fr=(
        "Des sauts de ligne dans le vocabulaire",
        "Sans saut de ligne ni tabulation, c'est juste. Ces signes font-ils partie d'un mot ?",
    ),
)
def bpe_train(text, num_merges):  # noqa: F811
    if num_merges < 0:
        raise ValueError
    words = [list(word) for word in text.split()]
    vocab, merges = sorted(set(text) - {" "}), []
    for _ in range(num_merges):
        best = most_frequent_pair(words)
        if best is None or best[1] < 2:
            break
        merges.append(best[0])
        vocab.append("".join(best[0]))
        words = [merge_pair(word, best[0]) for word in words]
    return vocab, merges, words


@chaff(
    exercise="bpe_coding",
    fails=["test_merges_in_their_order", "test_refuses_what_is_unknown"],
    en=(
        "The longest token first",
        "On the training text your ids are right. Which merge was learnt first, and what does it "
        "do to the word?",
    ),
    fr=(
        "Le token le plus long d'abord",
        "Sur le texte d'apprentissage, vos ids sont justes. Quelle fusion a été apprise d'abord, "
        "et que fait-elle du mot ?",
    ),
)
def bpe_encode(text, vocab, merges, first_id=1):
    coded = []
    for word in text.split():
        ids = []
        while word:
            starts = [token for token in vocab if word.startswith(token)]
            if not starts:
                raise ValueError
            token = max(starts, key=len)
            ids.append(first_id + vocab.index(token))
            word = word[len(token) :]
        coded.append(ids)
    return coded


@chaff(
    exercise="bpe_coding",
    fails=["test_merges_in_their_order", "test_refuses_what_is_unknown"],
    en=(
        "The leftmost merge first",
        "On the training text your ids are right. Does the place of a pair decide, or its rank?",
    ),
    fr=(
        "La fusion la plus à gauche d'abord",
        "Sur le texte d'apprentissage, vos ids sont justes. Est-ce la place d'une paire qui "
        "décide, ou son rang ?",
    ),
)
def bpe_encode(text, vocab, merges, first_id=1):  # noqa: F811
    coded = []
    for word in text.split():
        if not set(word) <= set(vocab):
            raise ValueError
        tokens = list(word)
        i = 0
        while i < len(tokens) - 1:
            if (tokens[i], tokens[i + 1]) in merges:
                tokens[i : i + 2] = [tokens[i] + tokens[i + 1]]
                i = 0
            else:
                i += 1
        coded.append([first_id + vocab.index(token) for token in tokens])
    return coded


@chaff(
    exercise="bpe_coding",
    fails=[
        "test_merges_in_their_order",
        "test_merge_in_all_places",
        "test_refuses_what_is_unknown",
    ],
    en=(
        "The last merge first",
        "Short words are right. In which order did training make the merges?",
    ),
    fr=(
        "La dernière fusion d'abord",
        "Les mots courts sont justes. Dans quel ordre l'apprentissage a-t-il fait les fusions ?",
    ),
)
def bpe_encode(text, vocab, merges, first_id=1):  # noqa: F811
    coded = []
    for word in text.split():
        if not set(word) <= set(vocab):
            raise ValueError
        tokens = list(word)
        for pair in reversed(merges):
            tokens = merge_pair(tokens, pair)
        coded.append([first_id + vocab.index(token) for token in tokens])
    return coded


@chaff(
    exercise="bpe_coding",
    fails=["test_merge_in_all_places"],
    en=(
        "One place for each merge",
        "On the training text your ids are right. What if a pair stands twice in a word?",
    ),
    fr=(
        "Une seule place par fusion",
        "Sur le texte d'apprentissage, vos ids sont justes. Et si une paire est deux fois dans un "
        "mot ?",
    ),
)
def bpe_encode(text, vocab, merges, first_id=1):  # noqa: F811
    coded = []
    for word in text.split():
        if not set(word) <= set(vocab):
            raise ValueError
        tokens = list(word)
        for pair in merges:
            for i in range(len(tokens) - 1):
                if (tokens[i], tokens[i + 1]) == tuple(pair):
                    tokens[i : i + 2] = ["".join(pair)]
                    break
        coded.append([first_id + vocab.index(token) for token in tokens])
    return coded


@chaff(
    exercise="bpe_coding",
    fails=["test_refuses_what_is_unknown"],
    en=(
        "Unknown characters are skipped",
        "Known words are right. Could the text be found again if a letter is left out?",
    ),
    fr=(
        "Les caractères inconnus sont sautés",
        "Les mots connus sont justes. Retrouverait-on le texte si une lettre est oubliée ?",
    ),
)
def bpe_encode(text, vocab, merges, first_id=1):  # noqa: F811
    coded = []
    for word in text.split():
        tokens = list(word)
        for pair in merges:
            tokens = merge_pair(tokens, pair)
        coded.append([first_id + vocab.index(token) for token in tokens if token in vocab])
    return coded


@chaff(
    exercise="bpe_coding",
    fails=[
        "test_merges_in_their_order",
        "test_merge_in_all_places",
        "test_white_space",
        "test_first_id",
        "test_refuses_what_is_unknown",
    ],
    en=(
        "Ids counted from 0",
        "You find the right tokens. Which id has the first token of the vocabulary?",
    ),
    fr=(
        "Des ids comptés à partir de 0",
        "Vous trouvez les bons tokens. Quel est l'id du premier token du vocabulaire ?",
    ),
)
def bpe_encode(text, vocab, merges, first_id=1):  # noqa: F811
    coded = []
    for word in text.split():
        if not set(word) <= set(vocab):
            raise ValueError
        tokens = list(word)
        for pair in merges:
            tokens = merge_pair(tokens, pair)
        coded.append([vocab.index(token) for token in tokens])
    return coded


@chaff(
    exercise="bpe_coding",
    fails=["test_first_id"],
    en=(
        "first_id is not used by bpe_encode",
        "With the ids of the example it is right. What if they begin elsewhere?",
    ),
    fr=(
        "bpe_encode n'utilise pas first_id",
        "Avec les ids de l'exemple, c'est juste. Et s'ils commencent ailleurs ?",
    ),
)
def bpe_encode(text, vocab, merges, first_id=1):  # noqa: F811
    coded = []
    for word in text.split():
        if not set(word) <= set(vocab):
            raise ValueError
        tokens = list(word)
        for pair in merges:
            tokens = merge_pair(tokens, pair)
        coded.append([1 + vocab.index(token) for token in tokens])
    return coded


@chaff(
    exercise="bpe_coding",
    fails=["test_white_space"],
    en=(
        "Two spaces make an empty word",
        "With single spaces it is right. What does a text with two spaces in a row become?",
    ),
    fr=(
        "Deux espaces font un mot vide",
        "Avec des espaces simples, c'est juste. Que devient un texte avec deux espaces de suite ?",
    ),
)
def bpe_encode(text, vocab, merges, first_id=1):  # noqa: F811
    coded = []
    for word in text.strip().split(" "):
        if not set(word) <= set(vocab):
            raise ValueError
        tokens = list(word)
        for pair in merges:
            tokens = merge_pair(tokens, pair)
        coded.append([first_id + vocab.index(token) for token in tokens])
    return coded


@chaff(
    exercise="bpe_coding",
    fails=["test_decoded_text", "test_refuses_what_is_unknown"],
    en=(
        "Words without a space between them",
        "The tokens are right. Where does a word end in the text that you give back?",
    ),
    fr=(
        "Des mots sans espace entre eux",
        "Les tokens sont justes. Où un mot finit-il dans le texte que vous rendez ?",
    ),
)
def bpe_decode(ids, vocab, first_id=1):
    if not all(first_id <= i < first_id + len(vocab) for word in ids for i in word):
        raise ValueError
    return "".join(vocab[i - first_id] for word in ids for i in word)


@chaff(
    exercise="bpe_coding",
    fails=["test_decoded_text", "test_refuses_what_is_unknown"],
    en=(
        "A space between tokens",
        "The tokens are right. What stands between two tokens of the same word?",
    ),
    fr=(
        "Une espace entre les tokens",
        "Les tokens sont justes. Qu'y a-t-il entre deux tokens d'un même mot ?",
    ),
)
def bpe_decode(ids, vocab, first_id=1):  # noqa: F811
    if not all(first_id <= i < first_id + len(vocab) for word in ids for i in word):
        raise ValueError
    return " ".join(vocab[i - first_id] for word in ids for i in word)


@chaff(
    exercise="bpe_coding",
    fails=["test_refuses_what_is_unknown"],
    en=(
        "Ids below the first count from the end",
        "Right ids are decoded well. What does Python do with a negative index?",
    ),
    fr=(
        "Des ids trop petits qui comptent depuis la fin",
        "Les ids justes sont bien décodés. Que fait Python d'un indice négatif ?",
    ),
)
def bpe_decode(ids, vocab, first_id=1):  # noqa: F811
    if any(i >= first_id + len(vocab) for word in ids for i in word):
        raise ValueError
    return " ".join("".join(vocab[i - first_id] for i in word) for word in ids)


def _check_ids(ids, first_id, size):
    if not all(first_id <= i < first_id + size for i in ids):
        raise ValueError


def _ids_of(pieces, vocab, merges, first_id):
    ids = {token: i for i, token in enumerate(vocab, first_id)}
    found = []
    for piece in pieces:
        tokens = list(piece)
        if not set(tokens) <= set(vocab):
            raise ValueError
        for pair in merges:
            tokens = merge_pair(tokens, pair)
        found += [ids[token] for token in tokens]
    return found


def _merges_of(pieces, num_merges):
    if num_merges < 0:
        raise ValueError
    pieces, merges = [list(piece) for piece in pieces], []
    for _ in range(num_merges):
        best = most_frequent_pair(pieces)
        if best is None or best[1] < 2:
            break
        merges.append(best[0])
        pieces = [merge_pair(piece, best[0]) for piece in pieces]
    return merges


class _Base:
    """What the wrong answers of this exercise have right."""

    def __init__(self, merges, alphabet, first_id=0):
        self.vocab = [" ", *alphabet, *(a + b for a, b in merges)]
        self.merges = merges
        self.first_id = first_id

    @staticmethod
    def pieces(text):
        start, *rest = text.split(" ")
        return [start] + [" " + word for word in rest]

    @classmethod
    def train(cls, text, num_merges, first_id=0):
        return cls(_merges_of(cls.pieces(text), num_merges), sorted({*text} - {" "}), first_id)

    def encode(self, text):
        return _ids_of(self.pieces(text), self.vocab, self.merges, self.first_id)

    def decode(self, ids):
        _check_ids(ids, self.first_id, len(self.vocab))
        return "".join(self.vocab[i - self.first_id] for i in ids)


@chaff(
    exercise="tokenizer",
    fails=[
        "test_every_space_survives",
        "test_merges_stay_inside_pieces",
        "test_training",
        "test_refuses_what_is_unknown",
    ],
    en=(
        "Several spaces become one",
        "Between words with single spaces it is right. What does split() do with two spaces in a "
        "row, or with one at the end?",
    ),
    fr=(
        "Plusieurs espaces n'en font qu'une",
        "Avec des espaces simples entre les mots, c'est juste. Que fait split() de deux espaces "
        "de suite, ou d'une espace finale ?",
    ),
)
class Tokenizer(_Base):
    @staticmethod
    def pieces(text):
        start, *rest = text.split() or [""]
        return [start] + [" " + word for word in rest]


@chaff(
    exercise="tokenizer",
    fails=[
        "test_vocabulary_and_ids",
        "test_every_space_survives",
        "test_merges_stay_inside_pieces",
        "test_training",
        "test_first_id",
        "test_refuses_what_is_unknown",
        "test_tokenizers_share_nothing",
    ],
    en=(
        "The spaces are lost",
        "The letters are all there. What are your pieces, one after the other?",
    ),
    fr=(
        "Les espaces sont perdues",
        "Toutes les lettres y sont. Que donnent vos morceaux, mis bout à bout ?",
    ),
)
class Tokenizer(_Base):  # noqa: F811
    @staticmethod
    def pieces(text):
        return text.split(" ")


@chaff(
    exercise="tokenizer",
    fails=[
        "test_vocabulary_and_ids",
        "test_merges_stay_inside_pieces",
        "test_training",
        "test_first_id",
        "test_refuses_what_is_unknown",
        "test_tokenizers_share_nothing",
    ],
    en=(
        "The space ends the word before it",
        "Every space survives. To which word does a space belong: the one before it or the one "
        "behind it?",
    ),
    fr=(
        "L'espace termine le mot qui la précède",
        "Chaque espace est conservée. À quel mot appartient-elle : à celui d'avant ou à celui "
        "d'après ?",
    ),
)
class Tokenizer(_Base):  # noqa: F811
    @staticmethod
    def pieces(text):
        *rest, end = text.split(" ")
        return [word + " " for word in rest] + [end]


@chaff(
    exercise="tokenizer",
    fails=["test_merges_stay_inside_pieces", "test_training", "test_refuses_what_is_unknown"],
    en=(
        "The text is one piece",
        "Every space survives. May a merge reach over the end of a word?",
    ),
    fr=(
        "Le texte est un seul morceau",
        "Chaque espace est conservée. Une fusion peut-elle aller plus loin que la fin d'un mot ?",
    ),
)
class Tokenizer(_Base):  # noqa: F811
    @staticmethod
    def pieces(text):
        return [text]


@chaff(
    exercise="tokenizer",
    fails=[
        "test_vocabulary_and_ids",
        "test_merges_stay_inside_pieces",
        "test_training",
        "test_first_id",
        "test_refuses_what_is_unknown",
        "test_tokenizers_share_nothing",
    ],
    en=(
        "The space is always a token of its own",
        "Every space survives. May a merge join a space and the letters behind it?",
    ),
    fr=(
        "L'espace reste toujours un token à part",
        "Chaque espace est conservée. Une fusion peut-elle joindre une espace et les lettres qui "
        "la suivent ?",
    ),
)
class Tokenizer(_Base):  # noqa: F811
    @staticmethod
    def pieces(text):
        start, *rest = text.split(" ")
        return [start] + [piece for word in rest for piece in (" ", word)]


@chaff(
    exercise="tokenizer",
    fails=["test_merges_stay_inside_pieces"],
    en=(
        "Line breaks cut as well",
        "Spaces are treated well. Which characters begin a new piece, and which are like others?",
    ),
    fr=(
        "Les sauts de ligne coupent aussi",
        "Les espaces sont bien traitées. Quels caractères ouvrent un nouveau morceau ?",
    ),
)
class Tokenizer(_Base):  # noqa: F811
    @staticmethod
    def pieces(text):
        pieces = [""]
        for letter in text:
            if letter.isspace():
                pieces.append("")
            pieces[-1] += letter
        return pieces


@chaff(
    exercise="tokenizer",
    fails=[
        "test_vocabulary_and_ids",
        "test_merges_stay_inside_pieces",
        "test_decodes_any_ids",
        "test_training",
        "test_first_id",
        "test_refuses_what_is_unknown",
        "test_tokenizers_share_nothing",
    ],
    en=(
        "The space comes after the alphabet",
        "The pieces are right. Which token begins the vocabulary?",
    ),
    fr=(
        "L'espace vient après l'alphabet",
        "Les morceaux sont justes. Quel token ouvre le vocabulaire ?",
    ),
)
class Tokenizer(_Base):  # noqa: F811
    def __init__(self, merges, alphabet, first_id=0):
        super().__init__(merges, alphabet, first_id)
        self.vocab = [*alphabet, " ", *(a + b for a, b in merges)]


@chaff(
    exercise="tokenizer",
    fails=[
        "test_vocabulary_and_ids",
        "test_refuses_what_is_unknown",
        "test_tokenizers_share_nothing",
    ],
    en=(
        "The longest token first",
        "Every text comes back. Are the tokens those that the merges make, in their order?",
    ),
    fr=(
        "Le token le plus long d'abord",
        "Chaque texte est retrouvé. Les tokens sont-ils ceux que donnent les fusions, dans leur "
        "ordre ?",
    ),
)
class Tokenizer(_Base):  # noqa: F811
    def encode(self, text):
        ids = []
        for piece in self.pieces(text):
            while piece:
                starts = [token for token in self.vocab if piece.startswith(token)]
                if not starts:
                    raise ValueError
                token = max(starts, key=len)
                ids.append(self.first_id + self.vocab.index(token))
                piece = piece[len(token) :]
        return ids


@chaff(
    exercise="tokenizer",
    fails=["test_every_space_survives", "test_refuses_what_is_unknown"],
    en=(
        "Decoded text is trimmed",
        "Inside the text every space is right. May a text begin or end with a space?",
    ),
    fr=(
        "Un texte décodé sans ses bords",
        "À l'intérieur du texte, chaque espace est juste. Un texte peut-il commencer ou finir par "
        "une espace ?",
    ),
)
class Tokenizer(_Base):  # noqa: F811
    def decode(self, ids):
        return super().decode(ids).strip(" ")


@chaff(
    exercise="tokenizer",
    fails=["test_decodes_any_ids"],
    en=(
        "Decoding goes back through encoding",
        "What encode gives is decoded well. Does every list of ids come from encode?",
    ),
    fr=(
        "Un décodage qui suppose le codage",
        "Ce que donne encode est bien décodé. Toute liste d'ids vient-elle de encode ?",
    ),
)
class Tokenizer(_Base):  # noqa: F811
    def decode(self, ids):
        text = super().decode(ids)
        if self.encode(text) != list(ids):
            raise ValueError
        return text


@chaff(
    exercise="tokenizer",
    fails=["test_training", "test_first_id", "test_refuses_what_is_unknown"],
    en=(
        "Trained on words without their spaces",
        "A tokenizer with given merges works well. In which pieces does training count the pairs?",
    ),
    fr=(
        "Un apprentissage sur des mots sans espaces",
        "Un tokeniseur aux fusions données marche bien. Dans quels morceaux l'apprentissage "
        "compte-t-il les paires ?",
    ),
)
class Tokenizer(_Base):  # noqa: F811
    @classmethod
    def train(cls, text, num_merges, first_id=0):
        return cls(_merges_of(text.split(" "), num_merges), sorted({*text} - {" "}), first_id)


@chaff(
    exercise="tokenizer",
    fails=["test_training", "test_refuses_what_is_unknown"],
    en=(
        "The alphabet in the order of the text",
        "The merges that are learnt are right. How is the alphabet ordered?",
    ),
    fr=(
        "L'alphabet dans l'ordre du texte",
        "Les fusions apprises sont justes. Dans quel ordre l'alphabet est-il rangé ?",
    ),
)
class Tokenizer(_Base):  # noqa: F811
    @classmethod
    def train(cls, text, num_merges, first_id=0):
        alphabet = [letter for letter in dict.fromkeys(text) if letter != " "]
        return cls(_merges_of(cls.pieces(text), num_merges), alphabet, first_id)


@chaff(
    exercise="tokenizer",
    fails=["test_training", "test_first_id", "test_refuses_what_is_unknown"],
    en=(
        "The space is in the alphabet, too",
        "The merges that are learnt are right. How often does the space stand in your vocabulary?",
    ),
    fr=(
        "L'espace est aussi dans l'alphabet",
        "Les fusions apprises sont justes. Combien de fois l'espace est-elle dans le vocabulaire ?",
    ),
)
class Tokenizer(_Base):  # noqa: F811
    @classmethod
    def train(cls, text, num_merges, first_id=0):
        return cls(_merges_of(cls.pieces(text), num_merges), sorted({*text}), first_id)


@chaff(
    exercise="tokenizer",
    fails=["test_first_id"],
    en=(
        "Training forgets first_id",
        "A tokenizer that is made directly is right. With which id do those of a trained one "
        "begin?",
    ),
    fr=(
        "L'apprentissage oublie first_id",
        "Un tokeniseur construit directement est juste. Par quel id commencent ceux d'un "
        "tokeniseur entraîné ?",
    ),
)
class Tokenizer(_Base):  # noqa: F811
    @classmethod
    def train(cls, text, num_merges, first_id=0):
        return cls(_merges_of(cls.pieces(text), num_merges), sorted({*text} - {" "}))


@chaff(
    exercise="tokenizer",
    fails=["test_refuses_what_is_unknown"],
    en=(
        "Ids below the first count from the end",
        "Right ids are decoded well. What does Python do with a negative index?",
    ),
    fr=(
        "Des ids trop petits qui comptent depuis la fin",
        "Les ids justes sont bien décodés. Que fait Python d'un indice négatif ?",
    ),
)
class Tokenizer(_Base):  # noqa: F811
    def decode(self, ids):
        if any(i - self.first_id >= len(self.vocab) for i in ids):
            raise ValueError
        return "".join(self.vocab[i - self.first_id] for i in ids)


@chaff(
    exercise="tokenizer",
    fails=["test_refuses_what_is_unknown"],
    en=(
        "Unknown characters are skipped",
        "Texts over the alphabet are right. Could a text be found again if a letter is left out?",
    ),
    fr=(
        "Les caractères inconnus sont sautés",
        "Les textes sur l'alphabet sont justes. Retrouverait-on un texte si une lettre est "
        "oubliée ?",
    ),
)
class Tokenizer(_Base):  # noqa: F811
    def encode(self, text):
        return super().encode("".join(letter for letter in text if letter in self.vocab))


@chaff(
    exercise="tokenizer",
    fails=["test_tokenizers_share_nothing"],
    en=(
        "The caller's alphabet grows",
        "Your ids are right. What does the caller's list hold after the call?",
    ),
    fr=(
        "L'alphabet de l'appelant s'allonge",
        "Vos ids sont justes. Que contient la liste de l'appelant après l'appel ?",
    ),
)
class Tokenizer(_Base):  # noqa: F811
    def __init__(self, merges, alphabet, first_id=0):
        super().__init__(merges, alphabet, first_id)
        alphabet.insert(0, " ")
        alphabet.extend(a + b for a, b in merges)


@chaff(
    exercise="tokenizer",
    fails=["test_tokenizers_share_nothing"],
    en=(
        "One vocabulary for all tokenizers",
        "A single tokenizer is right. Where does Python keep a list that stands in the body of "
        "the class?",
    ),
    fr=(
        "Un seul vocabulaire pour tous",
        "Un tokeniseur seul est juste. Où Python garde-t-il une liste écrite dans le corps de la "
        "classe ?",
    ),
)
class Tokenizer(_Base):  # noqa: F811
    vocab = []  # noqa: RUF012

    def __init__(self, merges, alphabet, first_id=0):
        self.vocab[:] = [" ", *alphabet, *(a + b for a, b in merges)]
        self.merges = merges
        self.first_id = first_id


@chaff(
    exercise="tokenizer",
    fails=["test_tokenizers_share_nothing"],
    en=(
        "One dict of ids for all tokenizers",
        "A single tokenizer is right. Which numbers does its dict hold when another one was made?",
    ),
    fr=(
        "Un seul dictionnaire d'ids pour tous",
        "Un tokeniseur seul est juste. Que contient son dictionnaire quand on en a construit un "
        "autre ?",
    ),
)
class Tokenizer(_Base):  # noqa: F811
    ids = {}  # noqa: RUF012

    def __init__(self, merges, alphabet, first_id=0):
        super().__init__(merges, alphabet, first_id)
        self.ids.update((token, i) for i, token in enumerate(self.vocab, first_id))

    def encode(self, text):
        if not {*text} <= {*self.vocab}:
            raise ValueError
        found = []
        for piece in self.pieces(text):
            tokens = list(piece)
            for pair in self.merges:
                tokens = merge_pair(tokens, pair)
            found += [self.ids[token] for token in tokens]
        return found
