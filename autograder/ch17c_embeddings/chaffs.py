"""Wrong answers of real students to the exercises of chapter 17c, and what they hint at."""

import keras
import numpy as np

from chainrule.grading import chaff


def same_length(x, y):
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    if x.shape != y.shape:
        raise ValueError
    return x, y


def with_direction(x, y):
    x, y = same_length(x, y)
    if not x.any() or not y.any():
        raise ValueError
    return x, y


@chaff(
    exercise="distance_and_cosine",
    fails=[
        "test_cosine_divides_by_both_norms",
        "test_cosine_of_parallel_vectors_stays_in_the_interval",
        "test_angle_in_degrees",
        "test_refuses_different_lengths",
        "test_refuses_the_zero_vector",
        "test_vectors_are_unchanged",
    ],
    en=(
        "A bare dot product",
        "You multiply and add the right numbers. Does a vector of twice the length form another "
        "angle?",
    ),
    fr=(
        "Le produit scalaire seul",
        "Vous multipliez et additionnez les bons nombres. Un vecteur deux fois plus long "
        "forme-t-il un autre angle ?",
    ),
)
def cosine_similarity(x, y):
    return float(np.clip(np.dot(*with_direction(x, y)), -1, 1))


@chaff(
    exercise="distance_and_cosine",
    fails=[
        "test_cosine_divides_by_both_norms",
        "test_cosine_of_parallel_vectors_stays_in_the_interval",
        "test_refuses_different_lengths",
        "test_refuses_the_zero_vector",
        "test_vectors_are_unchanged",
    ],
    en=(
        "Only one norm",
        "One of the two lengths has no influence left. What about the other one?",
    ),
    fr=(
        "Une seule norme",
        "L'une des deux longueurs n'a plus d'influence. Et l'autre ?",
    ),
)
def cosine_similarity(x, y):  # noqa: F811
    x, y = with_direction(x, y)
    return float(np.clip(x @ y / np.linalg.norm(x), -1, 1))


@chaff(
    exercise="distance_and_cosine",
    fails=[
        "test_cosine_divides_by_both_norms",
        "test_cosine_of_parallel_vectors_stays_in_the_interval",
        "test_angle_in_degrees",
        "test_refuses_different_lengths",
        "test_refuses_the_zero_vector",
        "test_vectors_are_unchanged",
    ],
    en=(
        "Squared norms",
        "Both lengths are divided out. For vectors of length 2, by which number do you divide?",
    ),
    fr=(
        "Les carrés des normes",
        "Vous divisez par les deux longueurs. Pour des vecteurs de norme 2, par quel nombre "
        "divisez-vous ?",
    ),
)
def cosine_similarity(x, y):  # noqa: F811
    x, y = with_direction(x, y)
    return float(np.clip(x @ y / ((x @ x) * (y @ y)), -1, 1))


@chaff(
    exercise="distance_and_cosine",
    fails=[
        "test_cosine_divides_by_both_norms",
        "test_cosine_of_parallel_vectors_stays_in_the_interval",
        "test_angle_in_degrees",
        "test_refuses_different_lengths",
        "test_refuses_the_zero_vector",
        "test_vectors_are_unchanged",
    ],
    en=(
        "The sign is lost",
        "Your result is right for acute angles. Which sign has the cosine of an obtuse one?",
    ),
    fr=(
        "Le signe est perdu",
        "Votre résultat est juste pour les angles aigus. Quel est le signe du cosinus d'un angle "
        "obtus ?",
    ),
)
def cosine_similarity(x, y):  # noqa: F811
    x, y = with_direction(x, y)
    return float(min(abs(x @ y) / np.linalg.norm(x) / np.linalg.norm(y), 1))


@chaff(
    exercise="distance_and_cosine",
    fails=[
        "test_cosine_divides_by_both_norms",
        "test_angle_in_degrees",
        "test_refuses_different_lengths",
        "test_refuses_the_zero_vector",
        "test_vectors_are_unchanged",
    ],
    en=(
        "A correlation",
        "You divide by both lengths. From where do the two vectors start, from 0 or from their "
        "mean?",
    ),
    fr=(
        "Une corrélation",
        "Vous divisez par les deux longueurs. D'où partent les deux vecteurs, de 0 ou de leur "
        "moyenne ?",
    ),
)
def cosine_similarity(x, y):  # noqa: F811
    x, y = with_direction(x, y)
    if x.size > 1:
        x, y = x - x.mean(), y - y.mean()
    return float(np.clip(x @ y / np.linalg.norm(x) / np.linalg.norm(y), -1, 1))


@chaff(
    exercise="distance_and_cosine",
    fails=[
        "test_cosine_divides_by_both_norms",
        "test_cosine_of_parallel_vectors_stays_in_the_interval",
        "test_angle_in_degrees",
        "test_refuses_different_lengths",
        "test_refuses_the_zero_vector",
        "test_vectors_are_unchanged",
    ],
    en=(
        "One minus the cosine",
        "The right quotient is in it. Is your result large or small for equal directions?",
    ),
    fr=(
        "Un moins le cosinus",
        "Le bon quotient s'y trouve. Pour des directions égales, votre résultat est-il grand ou "
        "petit ?",
    ),
)
def cosine_similarity(x, y):  # noqa: F811
    x, y = with_direction(x, y)
    return float(1 - np.clip(x @ y / np.linalg.norm(x) / np.linalg.norm(y), -1, 1))


@chaff(
    exercise="distance_and_cosine",
    fails=["test_cosine_of_parallel_vectors_stays_in_the_interval"],
    en=(
        "A cosine beyond 1",
        "The formula is right. With rounded numbers, can the quotient of a vector and itself be a "
        "little more than 1?",
    ),
    fr=(
        "Un cosinus au-delà de 1",
        "La formule est juste. Avec des nombres arrondis, le quotient d'un vecteur et de lui-même "
        "peut-il dépasser un peu 1 ?",
    ),
)
def cosine_similarity(x, y):  # noqa: F811
    x, y = with_direction(x, y)
    return float(x @ y / (np.linalg.norm(x) * np.linalg.norm(y)))


@chaff(
    exercise="distance_and_cosine",
    fails=["test_refuses_the_zero_vector"],
    en=(
        "A quotient 0 / 0",
        "All other vectors are right. What should a vector without direction give?",
    ),
    fr=(
        "Un quotient 0 / 0",
        "Tous les autres vecteurs donnent le bon résultat. Que doit donner un vecteur sans "
        "direction ?",
    ),
)
def cosine_similarity(x, y):  # noqa: F811
    x, y = same_length(x, y)
    with np.errstate(invalid="ignore"):
        return float(np.clip(x @ y / np.linalg.norm(x) / np.linalg.norm(y), -1, 1))


@chaff(
    exercise="distance_and_cosine",
    fails=["test_vectors_are_unchanged"],
    en=(
        "Vectors scaled in place",
        "The value is right. Which length does the vector of your caller have afterwards?",
    ),
    fr=(
        "Des vecteurs réduits sur place",
        "La valeur est juste. Quelle norme a ensuite le vecteur de celui qui appelle ?",
    ),
)
def cosine_similarity(x, y):  # noqa: F811
    x, y = with_direction(x, y)
    x /= np.linalg.norm(x)
    y /= np.linalg.norm(y)
    return float(np.clip(x @ y, -1, 1))


@chaff(
    exercise="distance_and_cosine",
    fails=[
        "test_cosine_divides_by_both_norms",
        "test_refuses_different_lengths",
        "test_refuses_the_zero_vector",
        "test_vectors_are_unchanged",
    ],
    en=(
        "Arrays only",
        "Arrays are right. What else is array-like?",
    ),
    fr=(
        "Seulement des tableaux",
        "Avec des tableaux, c'est juste. Qu'est-ce qui peut encore tenir lieu de tableau ?",
    ),
)
def cosine_similarity(x, y):  # noqa: F811
    if x.shape != y.shape or not x.any() or not y.any():
        raise ValueError
    return float(np.clip(x @ y / np.linalg.norm(x) / np.linalg.norm(y), -1, 1))


@chaff(
    exercise="distance_and_cosine",
    fails=[
        "test_angle_in_degrees",
        "test_refuses_different_lengths",
        "test_refuses_the_zero_vector",
        "test_vectors_are_unchanged",
    ],
    en=("An angle in radians", "The angle is right, in which unit?"),
    fr=("Un angle en radians", "L'angle est juste, mais dans quelle unité ?"),
)
def angle_degrees(x, y):
    return float(np.arccos(cosine_similarity(x, y)))


@chaff(
    exercise="distance_and_cosine",
    fails=[
        "test_angle_in_degrees",
        "test_refuses_different_lengths",
        "test_refuses_the_zero_vector",
        "test_vectors_are_unchanged",
    ],
    en=(
        "The angle of two lines",
        "Acute angles are right. Do a vector and its opposite point the same way?",
    ),
    fr=(
        "L'angle de deux droites",
        "Les angles aigus sont justes. Un vecteur et son opposé ont-ils le même sens ?",
    ),
)
def angle_degrees(x, y):  # noqa: F811
    return float(np.degrees(np.arccos(abs(cosine_similarity(x, y)))))


@chaff(
    exercise="distance_and_cosine",
    fails=["test_distance_is_the_norm_of_the_difference", "test_refuses_different_lengths"],
    en=(
        "No square root",
        "You add the right squares. What is the distance of (0, 0) and (3, 4)?",
    ),
    fr=(
        "Sans racine carrée",
        "Vous additionnez les bons carrés. Quelle est la distance de (0, 0) à (3, 4) ?",
    ),
)
def euclidean_distance(x, y):
    x, y = same_length(x, y)
    return float(np.sum((x - y) ** 2))


@chaff(
    exercise="distance_and_cosine",
    fails=["test_distance_is_the_norm_of_the_difference", "test_refuses_different_lengths"],
    en=(
        "Steps along the axes",
        "You add up how far the components are apart. Is that the way along a straight line?",
    ),
    fr=(
        "Des pas le long des axes",
        "Vous additionnez les écarts des composantes. Est-ce le chemin en ligne droite ?",
    ),
)
def euclidean_distance(x, y):  # noqa: F811
    x, y = same_length(x, y)
    return float(np.sum(np.abs(x - y)))


@chaff(
    exercise="distance_and_cosine",
    fails=["test_distance_is_the_norm_of_the_difference", "test_refuses_different_lengths"],
    en=(
        "A difference of large squares",
        "The formula is right on paper. Which digits remain when two large, nearly equal numbers "
        "are subtracted?",
    ),
    fr=(
        "Une différence de grands carrés",
        "La formule est juste sur le papier. Quels chiffres reste-t-il quand on soustrait deux "
        "grands nombres presque égaux ?",
    ),
)
def euclidean_distance(x, y):  # noqa: F811
    x, y = same_length(x, y)
    return float(np.sqrt(max(x @ x + y @ y - 2 * (x @ y), 0)))


@chaff(
    exercise="distance_and_cosine",
    fails=["test_refuses_different_lengths"],
    en=(
        "One component repeated",
        "For equal lengths it is right. What does numpy make of a vector with one component?",
    ),
    fr=(
        "Une composante répétée",
        "Pour des longueurs égales, c'est juste. Que fait numpy d'un vecteur à une composante ?",
    ),
)
def euclidean_distance(x, y):  # noqa: F811
    return float(np.linalg.norm(np.subtract(x, y)))


@chaff(
    exercise="category_vectors",
    fails=[
        "test_every_occurrence_adds_its_vector",
        "test_unknown_words_are_ignored",
        "test_refuses_a_text_without_known_words",
        "test_vectors_of_ints_give_floats",
        "test_arguments_are_unchanged",
    ],
    en=(
        "Each word once",
        "The right words take part. What should a second occurrence of a word change?",
    ),
    fr=(
        "Chaque mot une seule fois",
        "Les bons mots participent. Que doit changer une seconde occurrence d'un mot ?",
    ),
)
def category_vector(words, lexicon):
    known = [np.array(lexicon[word], dtype=float) for word in lexicon if word in words]
    if not known:
        raise ValueError
    return sum(known)


@chaff(
    exercise="category_vectors",
    fails=[
        "test_every_occurrence_adds_its_vector",
        "test_unknown_words_are_ignored",
        "test_refuses_a_text_without_known_words",
        "test_vectors_of_ints_give_floats",
        "test_arguments_are_unchanged",
    ],
    en=(
        "The mean instead of the sum",
        "The direction is right. Should a longer text give a longer vector?",
    ),
    fr=(
        "La moyenne au lieu de la somme",
        "La direction est juste. Un texte plus long doit-il donner un vecteur plus long ?",
    ),
)
def category_vector(words, lexicon):  # noqa: F811
    known = [lexicon[word] for word in words if word in lexicon]
    if not known:
        raise ValueError
    return np.mean(np.array(known, dtype=float), axis=0)


@chaff(
    exercise="category_vectors",
    fails=["test_unknown_words_are_ignored"],
    en=(
        "Every word looked up",
        "Texts of known words are right. What does the dict say about another word?",
    ),
    fr=(
        "Tous les mots cherchés",
        "Les textes de mots connus donnent le bon résultat. Que répond le dictionnaire pour un "
        "autre mot ?",
    ),
)
def category_vector(words, lexicon):  # noqa: F811
    if not set(words) & set(lexicon):
        raise ValueError
    return np.sum([np.array(lexicon[word], dtype=float) for word in words], axis=0)


@chaff(
    exercise="category_vectors",
    fails=["test_vectors_of_ints_give_floats"],
    en=(
        "A sum of ints",
        "The values are right. Of which dtype should an array be that you return?",
    ),
    fr=(
        "Une somme d'entiers",
        "Les valeurs sont justes. De quel type doit être le tableau renvoyé ?",
    ),
)
def category_vector(words, lexicon):  # noqa: F811
    known = [lexicon[word] for word in words if word in lexicon]
    if not known:
        raise ValueError
    return np.sum(known, axis=0)


@chaff(
    exercise="category_vectors",
    fails=["test_refuses_a_text_without_known_words"],
    en=(
        "A zero vector for no words",
        "Texts with known words are right. Which direction has the vector of the others?",
    ),
    fr=(
        "Un vecteur nul sans aucun mot",
        "Les textes contenant des mots connus donnent le bon résultat. Quelle direction a le "
        "vecteur des autres ?",
    ),
)
def category_vector(words, lexicon):  # noqa: F811
    total = np.zeros(len(next(iter(lexicon.values()))))
    for word in words:
        if word in lexicon:
            total += lexicon[word]
    return total


@chaff(
    exercise="category_vectors",
    fails=["test_arguments_are_unchanged"],
    en=(
        "Candidates scaled in place",
        "The choice is right. Which lengths do the candidates of your caller have afterwards?",
    ),
    fr=(
        "Des candidats réduits sur place",
        "Le choix est juste. Quelles normes ont ensuite les candidats de celui qui appelle ?",
    ),
)
def best_match(vector, candidates):
    for name in candidates:
        candidates[name] = candidates[name] / np.linalg.norm(candidates[name])
    return max(candidates, key=lambda name: cosine_similarity(vector, candidates[name]))


@chaff(
    exercise="category_vectors",
    fails=[
        "test_best_match_has_the_nearest_direction",
        "test_all_cosines_may_be_negative",
        "test_first_key_wins_a_tie",
        "test_arguments_are_unchanged",
    ],
    en=(
        "The nearest candidate",
        "The distance is computed well. Is a short text about kings near a long one?",
    ),
    fr=(
        "Le candidat le plus proche",
        "La distance est bien calculée. Un texte court sur les rois est-il proche d'un long ?",
    ),
)
def best_match(vector, candidates):  # noqa: F811
    return min(candidates, key=lambda name: np.linalg.norm(np.subtract(vector, candidates[name])))


@chaff(
    exercise="category_vectors",
    fails=[
        "test_best_match_has_the_nearest_direction",
        "test_all_cosines_may_be_negative",
        "test_first_key_wins_a_tie",
        "test_arguments_are_unchanged",
    ],
    en=(
        "The largest dot product",
        "Directions do count. Which candidate gains when it is made ten times as long?",
    ),
    fr=(
        "Le plus grand produit scalaire",
        "Les directions comptent bien. Quel candidat gagne à être rallongé dix fois ?",
    ),
)
def best_match(vector, candidates):  # noqa: F811
    return max(candidates, key=lambda name: np.dot(vector, candidates[name]))


@chaff(
    exercise="category_vectors",
    fails=[
        "test_best_match_has_the_nearest_direction",
        "test_all_cosines_may_be_negative",
        "test_first_key_wins_a_tie",
        "test_arguments_are_unchanged",
    ],
    en=(
        "The opposite counts as near",
        "Lengths have no influence. Is a cosine of -1 a good one?",
    ),
    fr=(
        "L'opposé compte comme proche",
        "Les longueurs n'ont pas d'influence. Un cosinus de -1 est-il bon ?",
    ),
)
def best_match(vector, candidates):  # noqa: F811
    return max(candidates, key=lambda name: abs(cosine_similarity(vector, candidates[name])))


@chaff(
    exercise="category_vectors",
    fails=["test_all_cosines_may_be_negative"],
    en=(
        "A search that starts at 0",
        "The comparison is right. Which candidate beats your starting value if all cosines are "
        "below it?",
    ),
    fr=(
        "Une recherche qui part de 0",
        "La comparaison est juste. Quel candidat bat votre valeur de départ si tous les cosinus "
        "sont au-dessous ?",
    ),
)
def best_match(vector, candidates):  # noqa: F811
    best, best_cosine = None, 0.0
    for name in candidates:
        cosine = cosine_similarity(vector, candidates[name])
        if cosine > best_cosine:
            best, best_cosine = name, cosine
    return best


@chaff(
    exercise="category_vectors",
    fails=["test_first_key_wins_a_tie"],
    en=(
        "The last of the best",
        "The largest cosine is found. Of several equal ones, which candidate do you keep?",
    ),
    fr=(
        "Le dernier des meilleurs",
        "Le plus grand cosinus est trouvé. Parmi plusieurs égaux, quel candidat gardez-vous ?",
    ),
)
def best_match(vector, candidates):  # noqa: F811
    best, best_cosine = None, -1.0
    for name in candidates:
        cosine = cosine_similarity(vector, candidates[name])
        if cosine >= best_cosine:
            best, best_cosine = name, cosine
    return best


@chaff(
    exercise="category_vectors",
    fails=["test_first_key_wins_a_tie"],
    en=(
        "The alphabet decides a tie",
        "The largest cosine is found. Of several equal ones, which name stands first in the dict?",
    ),
    fr=(
        "L'alphabet départage",
        "Le plus grand cosinus est trouvé. Parmi plusieurs égaux, quel nom vient en premier dans "
        "le dictionnaire ?",
    ),
)
def best_match(vector, candidates):  # noqa: F811
    return max(sorted(candidates), key=lambda name: cosine_similarity(vector, candidates[name]))


@chaff(
    exercise="category_vectors",
    fails=["test_refuses_a_text_without_known_words"],
    en=(
        "A sum of 0 taken for no words",
        "Other texts are right. May the vectors of two known words cancel each other?",
    ),
    fr=(
        "Une somme nulle prise pour un texte sans mot",
        "Les autres textes donnent le bon résultat. Les vecteurs de deux mots connus peuvent-ils "
        "se compenser ?",
    ),
)
def category_vector(words, lexicon):  # noqa: F811
    total = np.zeros(len(next(iter(lexicon.values()))))
    for word in words:
        if word in lexicon:
            total += lexicon[word]
    if not total.any():
        raise ValueError
    return total


@chaff(
    exercise="neighbours_and_analogies",
    fails=[
        "test_largest_cosine_first",
        "test_exclusion_comes_before_the_choice",
        "test_smaller_id_wins_a_tie",
        "test_analogy_without_its_inputs",
        "test_analogy_with_its_inputs",
        "test_refuses_too_large_a_k",
        "test_arguments_are_unchanged",
    ],
    en=(
        "Ranked by dot product",
        "All columns take part. Does a long column stand higher than it should?",
    ),
    fr=(
        "Classement par produit scalaire",
        "Toutes les colonnes participent. Une colonne longue est-elle trop bien classée ?",
    ),
)
def nearest_tokens(v, embeddings, k, exclude=()):
    products = np.asarray(v, dtype=float) @ embeddings
    ids = [int(i) for i in np.argsort(-products, kind="stable") if i not in exclude]
    if len(ids) < k:
        raise ValueError
    return [(i, float(products[i])) for i in ids[:k]]


@chaff(
    exercise="neighbours_and_analogies",
    fails=[
        "test_largest_cosine_first",
        "test_exclusion_comes_before_the_choice",
        "test_smaller_id_wins_a_tie",
        "test_analogy_without_its_inputs",
        "test_analogy_with_its_inputs",
        "test_refuses_too_large_a_k",
        "test_arguments_are_unchanged",
    ],
    en=(
        "Ranked by distance",
        "The cosines are right. Is the column at the smallest distance always the one with the "
        "nearest direction?",
    ),
    fr=(
        "Classement par distance",
        "Les cosinus sont justes. La colonne la moins éloignée a-t-elle toujours la direction la "
        "plus proche ?",
    ),
)
def nearest_tokens(v, embeddings, k, exclude=()):  # noqa: F811
    distances = np.linalg.norm(embeddings - np.asarray(v, dtype=float)[:, None], axis=0)
    ids = [int(i) for i in np.argsort(distances, kind="stable") if i not in exclude]
    if len(ids) < k:
        raise ValueError
    return [(i, cosine_similarity(v, embeddings[:, i])) for i in ids[:k]]


@chaff(
    exercise="neighbours_and_analogies",
    fails=[
        "test_largest_cosine_first",
        "test_exclusion_comes_before_the_choice",
        "test_smaller_id_wins_a_tie",
        "test_analogy_without_its_inputs",
        "test_analogy_with_its_inputs",
        "test_refuses_too_large_a_k",
        "test_arguments_are_unchanged",
    ],
    en=(
        "The smallest cosine first",
        "The cosines are right. Which end of the sorted list holds the most similar tokens?",
    ),
    fr=(
        "Le plus petit cosinus d'abord",
        "Les cosinus sont justes. À quel bout de la liste triée sont les tokens les plus "
        "semblables ?",
    ),
)
def nearest_tokens(v, embeddings, k, exclude=()):  # noqa: F811
    cosines = [cosine_similarity(v, column) for column in embeddings.T]
    ids = [int(i) for i in np.argsort(cosines, kind="stable") if i not in exclude]
    if len(ids) < k:
        raise ValueError
    return [(i, cosines[i]) for i in ids[:k]]


@chaff(
    exercise="neighbours_and_analogies",
    fails=[
        "test_exclusion_comes_before_the_choice",
        "test_analogy_without_its_inputs",
        "test_analogy_with_its_inputs",
        "test_refuses_too_large_a_k",
        "test_arguments_are_unchanged",
    ],
    en=(
        "Excluded after the cut",
        "Without exclusions it is right. How many tokens are left when an excluded one is among "
        "the k best?",
    ),
    fr=(
        "Exclusion après la coupe",
        "Sans exclusion, c'est juste. Combien de tokens reste-t-il si un exclu est parmi les k "
        "meilleurs ?",
    ),
)
def nearest_tokens(v, embeddings, k, exclude=()):  # noqa: F811
    cosines = [cosine_similarity(v, column) for column in embeddings.T]
    if len(set(range(len(cosines))) - set(exclude)) < k:
        raise ValueError
    ids = [int(i) for i in np.argsort(-np.array(cosines), kind="stable")[:k]]
    return [(i, cosines[i]) for i in ids if i not in exclude]


@chaff(
    exercise="neighbours_and_analogies",
    fails=[
        "test_exclusion_comes_before_the_choice",
        "test_analogy_without_its_inputs",
        "test_analogy_with_its_inputs",
        "test_refuses_too_large_a_k",
        "test_arguments_are_unchanged",
    ],
    en=(
        "Columns numbered anew",
        "The right columns are left. Which number has a column once another one before it has "
        "been deleted?",
    ),
    fr=(
        "Des colonnes renumérotées",
        "Les bonnes colonnes restent. Quel numéro porte une colonne quand on en a supprimé une "
        "avant elle ?",
    ),
)
def nearest_tokens(v, embeddings, k, exclude=()):  # noqa: F811
    rest = np.delete(embeddings, list(exclude), axis=1)
    cosines = [cosine_similarity(v, column) for column in rest.T]
    if len(cosines) < k:
        raise ValueError
    return [(int(i), cosines[i]) for i in np.argsort(-np.array(cosines), kind="stable")[:k]]


@chaff(
    exercise="neighbours_and_analogies",
    fails=["test_refuses_too_large_a_k"],
    en=(
        "A shorter list in silence",
        "What is returned is right. What should happen when fewer than k tokens remain?",
    ),
    fr=(
        "Une liste plus courte en silence",
        "Ce qui est renvoyé est juste. Que doit-il se passer s'il reste moins de k tokens ?",
    ),
)
def nearest_tokens(v, embeddings, k, exclude=()):  # noqa: F811
    cosines = [cosine_similarity(v, column) for column in embeddings.T]
    ids = [int(i) for i in np.argsort(-np.array(cosines), kind="stable") if i not in exclude]
    return [(i, cosines[i]) for i in ids[:k]]


@chaff(
    exercise="neighbours_and_analogies",
    fails=[
        "test_largest_cosine_first",
        "test_exclusion_comes_before_the_choice",
        "test_smaller_id_wins_a_tie",
        "test_refuses_too_large_a_k",
        "test_arguments_are_unchanged",
    ],
    en=(
        "The norm of v forgotten",
        "The order is right. Can a cosine be larger than 1?",
    ),
    fr=(
        "La norme de v oubliée",
        "L'ordre est juste. Un cosinus peut-il dépasser 1 ?",
    ),
)
def nearest_tokens(v, embeddings, k, exclude=()):  # noqa: F811
    scores = np.array(v) @ embeddings / np.linalg.norm(embeddings, axis=0)
    ids = [int(i) for i in np.argsort(-scores, kind="stable") if i not in exclude]
    if len(ids) < k:
        raise ValueError
    return [(i, float(scores[i])) for i in ids[:k]]


@chaff(
    exercise="neighbours_and_analogies",
    fails=["test_exclusion_comes_before_the_choice"],
    en=(
        "A list of exclusions only",
        "Lists are right. What do a tuple and a set of ids mean as an index of an array?",
    ),
    fr=(
        "Seulement une liste d'exclusions",
        "Les listes donnent le bon résultat. Que signifient un tuple et un ensemble de numéros "
        "comme indice d'un tableau ?",
    ),
)
def nearest_tokens(v, embeddings, k, exclude=()):  # noqa: F811
    cosines = np.array([cosine_similarity(v, column) for column in embeddings.T])
    ranked = cosines.copy()
    if exclude:
        ranked[exclude] = -np.inf
    if np.sum(ranked > -np.inf) < k:
        raise ValueError
    return [(int(i), cosines[i]) for i in np.argsort(-ranked, kind="stable")[:k]]


@chaff(
    exercise="neighbours_and_analogies",
    fails=["test_smaller_id_wins_a_tie"],
    en=(
        "A sorted list read backwards",
        "Different cosines are in the right order. In which order do equal ones come?",
    ),
    fr=(
        "Une liste triée lue à l'envers",
        "Les cosinus différents sont dans le bon ordre. Dans quel ordre viennent les égaux ?",
    ),
)
def nearest_tokens(v, embeddings, k, exclude=()):  # noqa: F811
    cosines = [cosine_similarity(v, column) for column in embeddings.T]
    ids = [int(i) for i in np.argsort(cosines, kind="stable")[::-1] if i not in exclude]
    if len(ids) < k:
        raise ValueError
    return [(i, cosines[i]) for i in ids[:k]]


@chaff(
    exercise="neighbours_and_analogies",
    fails=["test_arguments_are_unchanged"],
    en=(
        "Columns scaled in place",
        "The ranking is right. Which lengths do the columns of your caller have afterwards?",
    ),
    fr=(
        "Des colonnes réduites sur place",
        "Le classement est juste. Quelles normes ont ensuite les colonnes de celui qui appelle ?",
    ),
)
def nearest_tokens(v, embeddings, k, exclude=()):  # noqa: F811
    embeddings /= np.linalg.norm(embeddings, axis=0)
    cosines = np.array(v) @ embeddings / np.linalg.norm(v)
    ids = [int(i) for i in np.argsort(-cosines, kind="stable") if i not in exclude]
    if len(ids) < k:
        raise ValueError
    return [(i, float(cosines[i])) for i in ids[:k]]


@chaff(
    exercise="neighbours_and_analogies",
    fails=[
        "test_analogy_without_its_inputs",
        "test_analogy_with_its_inputs",
        "test_refuses_too_large_a_k",
        "test_arguments_are_unchanged",
    ],
    en=(
        "Signs exchanged",
        "The right words are combined. Which one is taken away, and which one added?",
    ),
    fr=(
        "Des signes échangés",
        "Les bons mots sont combinés. Lequel est retiré, lequel est ajouté ?",
    ),
)
def analogy(embeddings, vocab, a, b, c, k=1, exclude_inputs=True):
    ids = [vocab.index(word) for word in (a, b, c)]
    v_a, v_b, v_c = embeddings[:, ids].T
    nearest = nearest_tokens(v_a + v_b - v_c, embeddings, k, ids if exclude_inputs else ())
    return [vocab[i] for i, _ in nearest]


@chaff(
    exercise="neighbours_and_analogies",
    fails=[
        "test_analogy_without_its_inputs",
        "test_analogy_with_its_inputs",
        "test_refuses_too_large_a_k",
        "test_arguments_are_unchanged",
    ],
    en=(
        "The inputs may win",
        "The vector is right. Which words are always near it?",
    ),
    fr=(
        "Les mots de départ peuvent gagner",
        "Le vecteur est juste. Quels mots en sont toujours proches ?",
    ),
)
def analogy(embeddings, vocab, a, b, c, k=1, exclude_inputs=True):  # noqa: F811
    v_a, v_b, v_c = embeddings[:, [vocab.index(word) for word in (a, b, c)]].T
    return [vocab[i] for i, _ in nearest_tokens(v_a - v_b + v_c, embeddings, k)]


@chaff(
    exercise="neighbours_and_analogies",
    fails=[
        "test_analogy_without_its_inputs",
        "test_analogy_with_its_inputs",
        "test_refuses_too_large_a_k",
        "test_arguments_are_unchanged",
    ],
    en=(
        "The added word may win",
        "Two of the words are left out. Is the answer ever the word that was just added?",
    ),
    fr=(
        "Le mot ajouté peut gagner",
        "Deux des mots sont exclus. La réponse peut-elle être le mot qu'on vient d'ajouter ?",
    ),
)
def analogy(embeddings, vocab, a, b, c, k=1, exclude_inputs=True):  # noqa: F811
    ids = [vocab.index(word) for word in (a, b, c)]
    v_a, v_b, v_c = embeddings[:, ids].T
    nearest = nearest_tokens(v_a - v_b + v_c, embeddings, k, ids[:2] if exclude_inputs else ())
    return [vocab[i] for i, _ in nearest]


@chaff(
    exercise="neighbours_and_analogies",
    fails=["test_analogy_with_its_inputs"],
    en=(
        "The inputs never answer",
        "With the default it is right. What does the last argument change?",
    ),
    fr=(
        "Les mots de départ toujours exclus",
        "Avec la valeur par défaut, c'est juste. Que change le dernier argument ?",
    ),
)
def analogy(embeddings, vocab, a, b, c, k=1, exclude_inputs=True):  # noqa: F811
    ids = [vocab.index(word) for word in (a, b, c)]
    v_a, v_b, v_c = embeddings[:, ids].T
    return [vocab[i] for i, _ in nearest_tokens(v_a - v_b + v_c, embeddings, k, ids)]


@chaff(
    exercise="neighbours_and_analogies",
    fails=["test_refuses_too_large_a_k"],
    en=(
        "An id excluded twice counts twice",
        "What is returned is right. How many tokens leave when an id stands twice in exclude?",
    ),
    fr=(
        "Un identifiant exclu deux fois compte double",
        "Ce qui est renvoyé est juste. Combien de tokens partent si un identifiant est deux fois "
        "dans exclude ?",
    ),
)
def nearest_tokens(v, embeddings, k, exclude=()):  # noqa: F811
    cosines = [cosine_similarity(v, column) for column in embeddings.T]
    if len(cosines) - len(exclude) < k:
        raise ValueError
    ids = [int(i) for i in np.argsort(-np.array(cosines), kind="stable") if i not in exclude]
    return [(i, cosines[i]) for i in ids[:k]]


def summary(distances):
    return {
        "mean": float(np.mean(distances)),
        "std": float(np.std(distances)),
        "min": float(np.min(distances)),
        "max": float(np.max(distances)),
    }


@chaff(
    exercise="distance_statistics",
    fails=[
        "test_mean_over_all_pairs",
        "test_standard_deviation_of_all_pairs",
        "test_extremes_of_all_pairs",
    ],
    en=(
        "Points paired with themselves",
        "All pairs are there. How far is a point from itself, and does that pair belong to the "
        "statistics?",
    ),
    fr=(
        "Des points appariés à eux-mêmes",
        "Toutes les paires sont là. Quelle est la distance d'un point à lui-même, et cette paire "
        "fait-elle partie des statistiques ?",
    ),
)
def pairwise_distance_stats(num_points, dim, rng):
    points = rng.random((num_points, dim))
    return summary(np.linalg.norm(points[:, None] - points, axis=2))


@chaff(
    exercise="distance_statistics",
    fails=[
        "test_mean_over_all_pairs",
        "test_standard_deviation_of_all_pairs",
        "test_extremes_of_all_pairs",
    ],
    en=(
        "Squared distances",
        "The pairs are right. Which operation is missing after the sum of the squares?",
    ),
    fr=(
        "Des distances au carré",
        "Les paires sont les bonnes. Quelle opération manque après la somme des carrés ?",
    ),
)
def pairwise_distance_stats(num_points, dim, rng):  # noqa: F811
    points = rng.random((num_points, dim))
    i, j = np.triu_indices(num_points, 1)
    return summary(np.sum((points[i] - points[j]) ** 2, axis=1))


@chaff(
    exercise="distance_statistics",
    fails=[
        "test_mean_over_all_pairs",
        "test_standard_deviation_of_all_pairs",
        "test_extremes_of_all_pairs",
    ],
    en=(
        "Distances to the origin",
        "You measure one length per point. Between which two points is a distance?",
    ),
    fr=(
        "Des distances à l'origine",
        "Vous mesurez une longueur par point. Entre quels deux points est une distance ?",
    ),
)
def pairwise_distance_stats(num_points, dim, rng):  # noqa: F811
    return summary(np.linalg.norm(rng.random((num_points, dim)), axis=1))


@chaff(
    exercise="distance_statistics",
    fails=[
        "test_mean_over_all_pairs",
        "test_standard_deviation_of_all_pairs",
        "test_extremes_of_all_pairs",
    ],
    en=(
        "Neighbours in the list only",
        "The distances are right. How many pairs do four points have?",
    ),
    fr=(
        "Seulement les voisins dans la liste",
        "Les distances sont justes. Combien de paires y a-t-il avec quatre points ?",
    ),
)
def pairwise_distance_stats(num_points, dim, rng):  # noqa: F811
    points = rng.random((num_points, dim))
    return summary(np.linalg.norm(points[1:] - points[:-1], axis=1))


@chaff(
    exercise="distance_statistics",
    fails=[
        "test_mean_over_all_pairs",
        "test_standard_deviation_of_all_pairs",
        "test_extremes_of_all_pairs",
    ],
    en=(
        "A generator of its own",
        "The statistics are computed well. Which generator draws the points?",
    ),
    fr=(
        "Un générateur à part",
        "Les statistiques sont bien calculées. Quel générateur tire les points ?",
    ),
)
def pairwise_distance_stats(num_points, dim, rng):  # noqa: F811
    points = np.random.default_rng(0).random((num_points, dim))
    i, j = np.triu_indices(num_points, 1)
    return summary(np.linalg.norm(points[i] - points[j], axis=1))


@chaff(
    exercise="distance_statistics",
    fails=["test_mean_over_all_pairs"],
    en=(
        "Divided by the square of the number of points",
        "The sum is right. How many pairs of two different points did you add?",
    ),
    fr=(
        "Une division par le carré du nombre de points",
        "La somme est juste. Combien de paires de points distincts avez-vous additionnées ?",
    ),
)
def pairwise_distance_stats(num_points, dim, rng):  # noqa: F811
    points = rng.random((num_points, dim))
    i, j = np.triu_indices(num_points, 1)
    distances = np.linalg.norm(points[i] - points[j], axis=1)
    return summary(distances) | {"mean": float(2 * distances.sum() / num_points**2)}


@chaff(
    exercise="distance_statistics",
    fails=["test_standard_deviation_of_all_pairs"],
    en=(
        "One pair less in the variance",
        "The deviations are right. By which number is their sum divided, for a single pair too?",
    ),
    fr=(
        "Une paire de moins dans la variance",
        "Les écarts sont justes. Par quel nombre divise-t-on leur somme, même pour une seule "
        "paire ?",
    ),
)
def pairwise_distance_stats(num_points, dim, rng):  # noqa: F811
    points = rng.random((num_points, dim))
    i, j = np.triu_indices(num_points, 1)
    distances = np.linalg.norm(points[i] - points[j], axis=1)
    deviations = distances - distances.mean()
    variance = np.sum(deviations**2) / max(len(distances) - 1, 1)
    return summary(distances) | {"std": float(np.sqrt(variance))}


@chaff(
    exercise="distance_statistics",
    fails=["test_standard_deviation_of_all_pairs"],
    en=(
        "The variance for the deviation",
        "The squares and their mean are right. In which unit is your result?",
    ),
    fr=(
        "La variance pour l'écart type",
        "Les carrés et leur moyenne sont justes. Dans quelle unité est votre résultat ?",
    ),
)
def pairwise_distance_stats(num_points, dim, rng):  # noqa: F811
    points = rng.random((num_points, dim))
    i, j = np.triu_indices(num_points, 1)
    distances = np.linalg.norm(points[i] - points[j], axis=1)
    return summary(distances) | {"std": float(np.var(distances))}


@chaff(
    exercise="distance_statistics",
    fails=["test_extremes_of_all_pairs"],
    en=(
        "A minimum of 0",
        "Mean and deviation are right. Which entries of your table are no pair?",
    ),
    fr=(
        "Un minimum nul",
        "Moyenne et écart type sont justes. Quelles cases de votre tableau ne sont pas des "
        "paires ?",
    ),
)
def pairwise_distance_stats(num_points, dim, rng):  # noqa: F811
    points = rng.random((num_points, dim))
    table = np.linalg.norm(points[:, None] - points, axis=2)
    return summary(table[np.triu_indices(num_points, 1)]) | {"min": float(table.min())}


def checked(basis):
    if np.max(np.abs(basis.T @ basis - np.eye(basis.shape[1]))) > 1e-8:
        raise ValueError
    return basis


@chaff(
    exercise="projections",
    fails=[
        "test_projection_on_a_line",
        "test_refuses_a_line_without_direction",
        "test_arguments_are_unchanged",
    ],
    en=(
        "u taken as it is",
        "For a vector of length 1 it is right. How many times does the length of u enter your "
        "result?",
    ),
    fr=(
        "u pris tel quel",
        "Pour un vecteur de norme 1, c'est juste. Combien de fois la norme de u entre-t-elle dans "
        "votre résultat ?",
    ),
)
def project_on_line(x, u):
    if not np.any(u):
        raise ValueError
    return np.dot(x, u) * np.array(u, dtype=float)


@chaff(
    exercise="projections",
    fails=[
        "test_projection_on_a_line",
        "test_refuses_a_line_without_direction",
        "test_arguments_are_unchanged",
    ],
    en=(
        "Divided by the norm once",
        "The direction is right. How often does u occur in the formula, and how often is it "
        "scaled?",
    ),
    fr=(
        "Une seule division par la norme",
        "La direction est juste. Combien de fois u figure-t-il dans la formule, et combien de "
        "fois est-il réduit ?",
    ),
)
def project_on_line(x, u):  # noqa: F811
    if not np.any(u):
        raise ValueError
    return np.dot(x, u) / np.linalg.norm(u) * np.array(u, dtype=float)


@chaff(
    exercise="projections",
    fails=[
        "test_projection_on_a_line",
        "test_refuses_a_line_without_direction",
        "test_arguments_are_unchanged",
    ],
    en=(
        "A number instead of a vector",
        "This is where on the line the projection lies. Which vector is that?",
    ),
    fr=(
        "Un nombre au lieu d'un vecteur",
        "C'est l'abscisse du projeté sur la droite. Quel est le vecteur correspondant ?",
    ),
)
def project_on_line(x, u):  # noqa: F811
    if not np.any(u):
        raise ValueError
    return float(np.dot(x, u) / np.linalg.norm(u))


@chaff(
    exercise="projections",
    fails=[
        "test_projection_on_a_line",
        "test_refuses_a_line_without_direction",
        "test_arguments_are_unchanged",
    ],
    en=(
        "u projected on x",
        "It is a projection. On which of the two lines does your result lie?",
    ),
    fr=(
        "u projeté sur x",
        "C'est bien un projeté. Sur laquelle des deux droites se trouve-t-il ?",
    ),
)
def project_on_line(x, u):  # noqa: F811
    if not np.any(u):
        raise ValueError
    x = np.array(x, dtype=float)
    return x if not x.any() else np.dot(x, u) / np.dot(x, x) * x


@chaff(
    exercise="projections",
    fails=[
        "test_projection_on_a_line",
        "test_refuses_a_line_without_direction",
        "test_arguments_are_unchanged",
    ],
    en=(
        "What is left of x",
        "Your vector is orthogonal to u. What do you get when you take it away from x?",
    ),
    fr=(
        "Ce qui reste de x",
        "Votre vecteur est orthogonal à u. Qu'obtient-on en le retranchant de x ?",
    ),
)
def project_on_line(x, u):  # noqa: F811
    x, u = np.array(x, dtype=float), np.array(u, dtype=float)
    if not u.any():
        raise ValueError
    return x - np.dot(x, u) / np.dot(u, u) * u


@chaff(
    exercise="projections",
    fails=["test_refuses_a_line_without_direction"],
    en=(
        "A division by zero",
        "All lines are right. Which line has the direction of the zero vector?",
    ),
    fr=(
        "Une division par zéro",
        "Toutes les droites sont justes. Quelle droite est dirigée par le vecteur nul ?",
    ),
)
def project_on_line(x, u):  # noqa: F811
    u = np.array(u, dtype=float)
    with np.errstate(invalid="ignore"):
        return np.dot(x, u) / np.dot(u, u) * u


@chaff(
    exercise="projections",
    fails=["test_arguments_are_unchanged"],
    en=(
        "u scaled in place",
        "The projection is right. Which length does the vector of your caller have afterwards?",
    ),
    fr=(
        "u réduit sur place",
        "Le projeté est juste. Quelle norme a ensuite le vecteur de celui qui appelle ?",
    ),
)
def project_on_line(x, u):  # noqa: F811
    u = np.asarray(u, dtype=float)
    if not u.any():
        raise ValueError
    u /= np.linalg.norm(u)
    return np.dot(x, u) * u


@chaff(
    exercise="projections",
    fails=[
        "test_coordinates_in_an_orthonormal_basis",
        "test_refuses_a_basis_that_is_not_orthonormal",
        "test_arguments_are_unchanged",
    ],
    en=(
        "Rows and columns exchanged",
        "The numbers are right. Which row of the result belongs to which basis vector?",
    ),
    fr=(
        "Lignes et colonnes échangées",
        "Les nombres sont justes. Quelle ligne du résultat correspond à quel vecteur de base ?",
    ),
)
def project_coordinates(X, basis):
    return X.T.astype(float) @ checked(basis)


@chaff(
    exercise="projections",
    fails=[
        "test_coordinates_in_an_orthonormal_basis",
        "test_refuses_a_basis_that_is_not_orthonormal",
        "test_arguments_are_unchanged",
    ],
    en=(
        "Projected vectors instead of coordinates",
        "You project on the right plane. How many numbers fix a point of this plane?",
    ),
    fr=(
        "Des vecteurs projetés au lieu de coordonnées",
        "Vous projetez sur le bon plan. Combien de nombres fixent un point de ce plan ?",
    ),
)
def project_coordinates(X, basis):  # noqa: F811
    return checked(basis) @ (basis.T @ X.astype(float))


@chaff(
    exercise="projections",
    fails=["test_refuses_a_basis_that_is_not_orthonormal"],
    en=(
        "Only the lengths are checked",
        "Long and short vectors are refused. What about two of length 1 that are not "
        "perpendicular?",
    ),
    fr=(
        "Seules les normes sont vérifiées",
        "Les vecteurs trop longs ou trop courts sont refusés. Et deux vecteurs de norme 1 qui ne "
        "sont pas orthogonaux ?",
    ),
)
def project_coordinates(X, basis):  # noqa: F811
    if np.max(np.abs(np.sum(basis**2, axis=0) - 1)) > 1e-8:
        raise ValueError
    return basis.T @ X.astype(float)


@chaff(
    exercise="projections",
    fails=["test_contrast_scores", "test_arguments_are_unchanged"],
    en=(
        "Scores of a long vector",
        "The order of the scores is right. What do they become when both given vectors are ten "
        "times as far apart?",
    ),
    fr=(
        "Les scores d'un vecteur long",
        "L'ordre des scores est juste. Que deviennent-ils si les deux vecteurs donnés sont dix "
        "fois plus éloignés ?",
    ),
)
def contrast_scores(V, v_plus, v_minus):
    return np.subtract(v_plus, v_minus) @ V


@chaff(
    exercise="projections",
    fails=["test_contrast_scores", "test_arguments_are_unchanged"],
    en=(
        "Plus and minus exchanged",
        "The line is right. Towards which of the two vectors should the scores grow?",
    ),
    fr=(
        "Plus et moins échangés",
        "La droite est la bonne. Vers lequel des deux vecteurs les scores doivent-ils croître ?",
    ),
)
def contrast_scores(V, v_plus, v_minus):  # noqa: F811
    u = np.subtract(v_minus, v_plus)
    return u @ V / np.linalg.norm(u)


@chaff(
    exercise="projections",
    fails=["test_contrast_scores", "test_arguments_are_unchanged"],
    en=(
        "Cosines instead of scores",
        "The direction is right. Should the length of a vector in V count in its score?",
    ),
    fr=(
        "Des cosinus au lieu de scores",
        "La direction est juste. La norme d'un vecteur de V doit-elle compter dans son score ?",
    ),
)
def contrast_scores(V, v_plus, v_minus):  # noqa: F811
    u = np.subtract(v_plus, v_minus)
    return u @ V / np.linalg.norm(u) / np.linalg.norm(V, axis=0)


def refuse_bad_numbers(X, k):
    if len(X) < 2 or not 1 <= k <= X.shape[1]:
        raise ValueError


@chaff(
    exercise="principal_components",
    fails=["test_position_of_the_cloud_does_not_matter"],
    en=(
        "No centring",
        "For a cloud around 0 it is right. What changes when the cloud is moved away?",
    ),
    fr=(
        "Pas de centrage",
        "Pour un nuage centré en 0, c'est juste. Que change un déplacement du nuage ?",
    ),
)
def pca(X, k=2):
    refuse_bad_numbers(X, k)
    _, axes = np.linalg.eigh(X.T @ X)
    return X @ axes[:, ::-1][:, :k]


@chaff(
    exercise="principal_components",
    fails=["test_position_of_the_cloud_does_not_matter"],
    en=(
        "The rows projected uncentred",
        "The axes are right. Which rows do you project on them, the given or the centred ones?",
    ),
    fr=(
        "Des lignes projetées sans centrage",
        "Les axes sont justes. Quelles lignes projetez-vous, celles de départ ou les lignes "
        "centrées ?",
    ),
)
def pca(X, k=2):  # noqa: F811
    refuse_bad_numbers(X, k)
    centred = X - X.mean(axis=0)
    _, axes = np.linalg.eigh(centred.T @ centred)
    return X @ axes[:, ::-1][:, :k]


@chaff(
    exercise="principal_components",
    fails=["test_position_of_the_cloud_does_not_matter"],
    en=(
        "One mean for all columns",
        "Something is subtracted. Does each coordinate have its own mean?",
    ),
    fr=(
        "Une seule moyenne pour toutes les colonnes",
        "Vous retranchez bien une moyenne. Chaque coordonnée a-t-elle la sienne ?",
    ),
)
def pca(X, k=2):  # noqa: F811
    refuse_bad_numbers(X, k)
    centred = X - X.mean()
    _, axes = np.linalg.eigh(centred.T @ centred)
    return centred @ axes[:, ::-1][:, :k]


@chaff(
    exercise="principal_components",
    fails=[
        "test_coordinates_on_the_largest_axes",
        "test_as_many_axes_as_coordinates",
        "test_refuses_bad_numbers",
        "test_points_are_unchanged",
    ],
    en=(
        "The smallest eigenvalues kept",
        "The eigenvectors are right. In which order does eigh give them?",
    ),
    fr=(
        "Les plus petites valeurs propres gardées",
        "Les vecteurs propres sont justes. Dans quel ordre eigh les donne-t-elle ?",
    ),
)
def pca(X, k=2):  # noqa: F811
    refuse_bad_numbers(X, k)
    centred = X - X.mean(axis=0)
    _, axes = np.linalg.eigh(centred.T @ centred)
    return centred @ axes[:, :k]


@chaff(
    exercise="principal_components",
    fails=[
        "test_coordinates_on_the_largest_axes",
        "test_as_many_axes_as_coordinates",
        "test_refuses_bad_numbers",
        "test_points_are_unchanged",
    ],
    en=(
        "Columns by increasing variance",
        "The right axes are kept. Which of them comes first?",
    ),
    fr=(
        "Des colonnes par variance croissante",
        "Les bons axes sont gardés. Lequel vient en premier ?",
    ),
)
def pca(X, k=2):  # noqa: F811
    refuse_bad_numbers(X, k)
    centred = X - X.mean(axis=0)
    _, axes = np.linalg.eigh(centred.T @ centred)
    return centred @ axes[:, -k:]


@chaff(
    exercise="principal_components",
    fails=[
        "test_coordinates_on_the_largest_axes",
        "test_as_many_axes_as_coordinates",
        "test_refuses_bad_numbers",
        "test_points_are_unchanged",
    ],
    en=(
        "Axes read from the rows",
        "The matrix of eigenvectors is right. Are its eigenvectors the rows or the columns?",
    ),
    fr=(
        "Des axes lus dans les lignes",
        "La matrice des vecteurs propres est juste. Ces vecteurs en sont-ils les lignes ou les "
        "colonnes ?",
    ),
)
def pca(X, k=2):  # noqa: F811
    refuse_bad_numbers(X, k)
    centred = X - X.mean(axis=0)
    _, axes = np.linalg.eigh(centred.T @ centred)
    return centred @ axes[::-1][:k].T


@chaff(
    exercise="principal_components",
    fails=[
        "test_coordinates_on_the_largest_axes",
        "test_position_of_the_cloud_does_not_matter",
        "test_as_many_axes_as_coordinates",
        "test_refuses_bad_numbers",
        "test_points_are_unchanged",
    ],
    en=(
        "Columns scaled to variance 1",
        "The columns are centred. Should a coordinate that hardly varies weigh as much as the "
        "others?",
    ),
    fr=(
        "Des colonnes réduites à la variance 1",
        "Les colonnes sont centrées. Une coordonnée qui varie à peine doit-elle peser autant que "
        "les autres ?",
    ),
)
def pca(X, k=2):  # noqa: F811
    refuse_bad_numbers(X, k)
    centred = X - X.mean(axis=0)
    centred = centred / centred.std(axis=0)
    _, axes = np.linalg.eigh(centred.T @ centred)
    return centred @ axes[:, ::-1][:, :k]


@chaff(
    exercise="principal_components",
    fails=["test_as_many_axes_as_coordinates"],
    en=(
        "Fewer axes than asked for",
        "Large clouds are right. How many columns do you return for three points with five "
        "coordinates?",
    ),
    fr=(
        "Moins d'axes que demandé",
        "Les grands nuages sont justes. Combien de colonnes renvoyez-vous pour trois points à "
        "cinq coordonnées ?",
    ),
)
def pca(X, k=2):  # noqa: F811
    refuse_bad_numbers(X, k)
    centred = X - X.mean(axis=0)
    _, _, axes = np.linalg.svd(centred, full_matrices=False)
    return centred @ axes[:k].T


@chaff(
    exercise="principal_components",
    fails=["test_refuses_bad_numbers"],
    en=(
        "Too many axes in silence",
        "For k from 1 to n it is right. How many columns do you return for a larger k?",
    ),
    fr=(
        "Trop d'axes en silence",
        "Pour k de 1 à n, c'est juste. Combien de colonnes renvoyez-vous pour un k plus grand ?",
    ),
)
def pca(X, k=2):  # noqa: F811
    if len(X) < 2 or k < 1:
        raise ValueError
    centred = X - X.mean(axis=0)
    _, axes = np.linalg.eigh(centred.T @ centred)
    return centred @ axes[:, ::-1][:, :k]


@chaff(
    exercise="principal_components",
    fails=["test_points_are_unchanged"],
    en=(
        "Centred in place",
        "The coordinates are right. Where are the points of your caller afterwards?",
    ),
    fr=(
        "Un centrage sur place",
        "Les coordonnées sont justes. Où sont ensuite les points de celui qui appelle ?",
    ),
)
def pca(X, k=2):  # noqa: F811
    refuse_bad_numbers(X, k)
    X -= X.mean(axis=0)
    _, axes = np.linalg.eigh(X.T @ X)
    return X @ axes[:, ::-1][:, :k]


@chaff(
    exercise="principal_components",
    fails=[
        "test_coordinates_on_the_largest_axes",
        "test_as_many_axes_as_coordinates",
        "test_refuses_bad_numbers",
        "test_points_are_unchanged",
    ],
    en=(
        "The eigenvectors as eig gives them",
        "The eigenvectors are right. Does eig promise anything about their order?",
    ),
    fr=(
        "Les vecteurs propres dans l'ordre de eig",
        "Les vecteurs propres sont justes. La fonction eig promet-elle un ordre ?",
    ),
)
def pca(X, k=2):  # noqa: F811
    refuse_bad_numbers(X, k)
    centred = X - X.mean(axis=0)
    _, axes = np.linalg.eig(centred.T @ centred)
    return centred @ axes[:, :k]


def log_softmax(Z, axis=0):
    Z = Z - Z.max(axis=axis, keepdims=True)
    return Z - np.log(np.exp(Z).sum(axis=axis, keepdims=True))


def descend(P, dim, lr, epochs, A, B, step):
    history = []
    for _ in range(epochs):
        A, B, loss = step(A, B)
        history.append(loss)
    return A, B, history


def start(P, dim, rng):
    N = len(P)
    return rng.normal(0, 0.5, (dim, N)), rng.normal(0, 0.5, (N, dim))


@chaff(
    exercise="bigram_embedding",
    fails=[
        "test_loss_is_the_mean_cross_entropy",
        "test_gradients_of_the_loss",
        "test_large_scores",
        "test_steps_of_gradient_descent",
        "test_history_holds_the_loss_before_each_step",
        "test_start_is_random_small_and_centred",
        "test_matrices_are_unchanged",
    ],
    en=(
        "Softmax along the rows",
        "The scores are right. Which entries of S are the probabilities after word i, a row or a "
        "column?",
    ),
    fr=(
        "Softmax le long des lignes",
        "Les scores sont justes. Quels coefficients de S sont les probabilités après le mot i, "
        "une ligne ou une colonne ?",
    ),
)
def bigram_loss_and_grads(A, B, P):
    log_S = log_softmax(B @ A, axis=1)
    dZ = (np.exp(log_S) - P) / len(P)
    return float(-np.sum(P * log_S) / len(P)), B.T @ dZ, dZ @ A.T


@chaff(
    exercise="bigram_embedding",
    fails=[
        "test_loss_is_the_mean_cross_entropy",
        "test_gradients_of_the_loss",
        "test_large_scores",
        "test_steps_of_gradient_descent",
        "test_history_holds_the_loss_before_each_step",
        "test_start_is_random_small_and_centred",
        "test_matrices_are_unchanged",
    ],
    en=(
        "P transposed",
        "The softmax is right. Is word i, the one that is read, the row or the column of P?",
    ),
    fr=(
        "P transposée",
        "Le softmax est juste. Le mot i, celui qu'on lit, est-il la ligne ou la colonne de P ?",
    ),
)
def bigram_loss_and_grads(A, B, P):  # noqa: F811
    log_S = log_softmax(B @ A)
    dZ = (np.exp(log_S) - P.T) / len(P)
    return float(-np.sum(P.T * log_S) / len(P)), B.T @ dZ, dZ @ A.T


@chaff(
    exercise="bigram_embedding",
    fails=[
        "test_loss_is_the_mean_cross_entropy",
        "test_large_scores",
        "test_history_holds_the_loss_before_each_step",
    ],
    en=(
        "The sum of the losses",
        "Every column is right. How many columns are there, and is the loss a sum or a mean?",
    ),
    fr=(
        "La somme des pertes",
        "Chaque colonne est juste. Combien y en a-t-il, et la perte est-elle une somme ou une "
        "moyenne ?",
    ),
)
def bigram_loss_and_grads(A, B, P):  # noqa: F811
    log_S = log_softmax(B @ A)
    dZ = (np.exp(log_S) - P) / len(P)
    return float(-np.sum(P * log_S)), B.T @ dZ, dZ @ A.T


@chaff(
    exercise="bigram_embedding",
    fails=["test_loss_is_the_mean_cross_entropy", "test_large_scores"],
    en=(
        "A loss divided by the dimension",
        "With as many dimensions as words the loss is right. Over what is the mean taken?",
    ),
    fr=(
        "Une perte divisée par la dimension",
        "Avec autant de dimensions que de mots, la perte est juste. Sur quoi porte la moyenne ?",
    ),
)
def bigram_loss_and_grads(A, B, P):  # noqa: F811
    log_S = log_softmax(B @ A)
    dZ = (np.exp(log_S) - P) / len(P)
    return float(-np.sum(P * log_S) / len(A)), B.T @ dZ, dZ @ A.T


@chaff(
    exercise="bigram_embedding",
    fails=[
        "test_gradients_of_the_loss",
        "test_steps_of_gradient_descent",
        "test_history_holds_the_loss_before_each_step",
        "test_start_is_random_small_and_centred",
        "test_matrices_are_unchanged",
    ],
    en=(
        "Gradients divided by the dimension",
        "The loss is right, and so are the gradients with as many dimensions as words. By which "
        "number is the loss divided?",
    ),
    fr=(
        "Des gradients divisés par la dimension",
        "La perte est juste, et les gradients aussi s'il y a autant de dimensions que de mots. "
        "Par quel nombre la perte est-elle divisée ?",
    ),
)
def bigram_loss_and_grads(A, B, P):  # noqa: F811
    log_S = log_softmax(B @ A)
    dZ = (np.exp(log_S) - P) / len(A)
    return float(-np.sum(P * log_S) / len(P)), B.T @ dZ, dZ @ A.T


@chaff(
    exercise="bigram_embedding",
    fails=[
        "test_gradients_of_the_loss",
        "test_large_scores",
        "test_steps_of_gradient_descent",
        "test_history_holds_the_loss_before_each_step",
        "test_start_is_random_small_and_centred",
        "test_matrices_are_unchanged",
    ],
    en=(
        "Gradients of the sum",
        "The loss is right. Which factor of the loss is missing in its derivatives?",
    ),
    fr=(
        "Les gradients de la somme",
        "La perte est juste. Quel facteur de la perte manque dans ses dérivées ?",
    ),
)
def bigram_loss_and_grads(A, B, P):  # noqa: F811
    log_S = log_softmax(B @ A)
    dZ = np.exp(log_S) - P
    return float(-np.sum(P * log_S) / len(P)), B.T @ dZ, dZ @ A.T


@chaff(
    exercise="bigram_embedding",
    fails=[
        "test_gradients_of_the_loss",
        "test_large_scores",
        "test_steps_of_gradient_descent",
        "test_history_holds_the_loss_before_each_step",
        "test_start_is_random_small_and_centred",
        "test_matrices_are_unchanged",
    ],
    en=(
        "Uphill gradients",
        "The loss is right. Does a score that is too large have a positive or a negative "
        "derivative?",
    ),
    fr=(
        "Des gradients qui montent",
        "La perte est juste. Un score trop grand a-t-il une dérivée positive ou négative ?",
    ),
)
def bigram_loss_and_grads(A, B, P):  # noqa: F811
    log_S = log_softmax(B @ A)
    dZ = (P - np.exp(log_S)) / len(P)
    return float(-np.sum(P * log_S) / len(P)), B.T @ dZ, dZ @ A.T


@chaff(
    exercise="bigram_embedding",
    fails=[
        "test_gradients_of_the_loss",
        "test_large_scores",
        "test_steps_of_gradient_descent",
        "test_history_holds_the_loss_before_each_step",
        "test_start_is_random_small_and_centred",
        "test_matrices_are_unchanged",
    ],
    en=(
        "The two gradients exchanged",
        "Both matrices are right. Which of them has the shape of A?",
    ),
    fr=(
        "Les deux gradients échangés",
        "Les deux matrices sont justes. Laquelle a la forme de A ?",
    ),
)
def bigram_loss_and_grads(A, B, P):  # noqa: F811
    log_S = log_softmax(B @ A)
    dZ = (np.exp(log_S) - P) / len(P)
    return float(-np.sum(P * log_S) / len(P)), dZ @ A.T, B.T @ dZ


@chaff(
    exercise="bigram_embedding",
    fails=["test_large_scores"],
    en=(
        "The logarithm of a rounded zero",
        "Moderate scores are right. What is the softmax of a score that is 1000 below the "
        "largest one, and its logarithm?",
    ),
    fr=(
        "Le logarithme d'un zéro arrondi",
        "Les scores modérés sont justes. Que vaut le softmax d'un score inférieur de 1000 au plus "
        "grand, et son logarithme ?",
    ),
)
def bigram_loss_and_grads(A, B, P):  # noqa: F811
    Z = B @ A
    powers = np.exp(Z - Z.max(axis=0))
    S = powers / powers.sum(axis=0)
    dZ = (S - P) / len(P)
    with np.errstate(all="ignore"):
        return float(-np.sum(P * np.log(S)) / len(P)), B.T @ dZ, dZ @ A.T


@chaff(
    exercise="bigram_embedding",
    fails=["test_matrices_are_unchanged"],
    en=(
        "Probabilities overwritten",
        "Loss and gradients are right. What does the caller find in P afterwards?",
    ),
    fr=(
        "Des probabilités écrasées",
        "La perte et les gradients sont justes. Que trouve ensuite dans P celui qui appelle ?",
    ),
)
def bigram_loss_and_grads(A, B, P):  # noqa: F811
    log_S = log_softmax(B @ A)
    loss = float(-np.sum(P * log_S) / len(P))
    P -= np.exp(log_S)
    P /= -len(P)
    return loss, B.T @ P, P @ A.T


@chaff(
    exercise="bigram_embedding",
    fails=["test_matrices_are_unchanged"],
    en=(
        "Probabilities overwritten",
        "Loss and gradients are right. What does the caller find in P afterwards?",
    ),
    fr=(
        "Des probabilités écrasées",
        "La perte et les gradients sont justes. Que trouve ensuite dans P celui qui appelle ?",
    ),
)
def train_bigram_embedding(P, dim, lr, epochs, rng):
    def step(A, B):
        loss, dA, dB = bigram_loss_and_grads(A, B, P.copy())
        return A - lr * dA, B - lr * dB, loss

    return descend(P, dim, lr, epochs, *start(P, dim, rng), step)


@chaff(
    exercise="bigram_embedding",
    fails=[
        "test_steps_of_gradient_descent",
        "test_history_holds_the_loss_before_each_step",
        "test_start_is_random_small_and_centred",
        "test_matrices_are_unchanged",
    ],
    en=(
        "A moves before B looks",
        "A takes the right step. At which A is the derivative with respect to B computed?",
    ),
    fr=(
        "A bouge avant que B ne regarde",
        "A fait le bon pas. Pour quelle matrice A la dérivée par rapport à B est-elle calculée ?",
    ),
)
def train_bigram_embedding(P, dim, lr, epochs, rng):  # noqa: F811
    def step(A, B):
        loss, dA, _ = bigram_loss_and_grads(A, B, P)
        A = A - lr * dA
        _, _, dB = bigram_loss_and_grads(A, B, P)
        return A, B - lr * dB, loss

    return descend(P, dim, lr, epochs, *start(P, dim, rng), step)


@chaff(
    exercise="bigram_embedding",
    fails=[
        "test_steps_of_gradient_descent",
        "test_history_holds_the_loss_before_each_step",
        "test_start_is_random_small_and_centred",
        "test_matrices_are_unchanged",
    ],
    en=(
        "Only the embedding learns",
        "A takes the right step. Which other matrix has weights?",
    ),
    fr=(
        "Seul le plongement apprend",
        "A fait le bon pas. Quelle autre matrice contient des poids ?",
    ),
)
def train_bigram_embedding(P, dim, lr, epochs, rng):  # noqa: F811
    def step(A, B):
        loss, dA, _ = bigram_loss_and_grads(A, B, P)
        return A - lr * dA, B, loss

    return descend(P, dim, lr, epochs, *start(P, dim, rng), step)


@chaff(
    exercise="bigram_embedding",
    fails=["test_history_holds_the_loss_before_each_step"],
    en=(
        "The loss after the step",
        "Steps and matrices are right. Which loss comes first in the history?",
    ),
    fr=(
        "La perte après le pas",
        "Les pas et les matrices sont justes. Quelle perte vient en premier dans l'historique ?",
    ),
)
def train_bigram_embedding(P, dim, lr, epochs, rng):  # noqa: F811
    def step(A, B):
        _, dA, dB = bigram_loss_and_grads(A, B, P)
        A, B = A - lr * dA, B - lr * dB
        return A, B, bigram_loss_and_grads(A, B, P)[0]

    return descend(P, dim, lr, epochs, *start(P, dim, rng), step)


@chaff(
    exercise="bigram_embedding",
    fails=["test_start_is_random_small_and_centred"],
    en=(
        "A start at zero",
        "The steps are right. What are the two gradients when A and B are zero?",
    ),
    fr=(
        "Un départ à zéro",
        "Les pas sont justes. Que valent les deux gradients quand A et B sont nulles ?",
    ),
)
def train_bigram_embedding(P, dim, lr, epochs, rng):  # noqa: F811
    def step(A, B):
        loss, dA, dB = bigram_loss_and_grads(A, B, P)
        return A - lr * dA, B - lr * dB, loss

    A, B = np.zeros((dim, len(P))), np.zeros((len(P), dim))
    return descend(P, dim, lr, epochs, A, B, step)


@chaff(
    exercise="bigram_embedding",
    fails=["test_start_is_random_small_and_centred"],
    en=(
        "A start with positive numbers only",
        "The steps are right. What is the mean of the numbers that rng.random gives?",
    ),
    fr=(
        "Un départ avec des nombres positifs seulement",
        "Les pas sont justes. Quelle est la moyenne des nombres que donne rng.random ?",
    ),
)
def train_bigram_embedding(P, dim, lr, epochs, rng):  # noqa: F811
    def step(A, B):
        loss, dA, dB = bigram_loss_and_grads(A, B, P)
        return A - lr * dA, B - lr * dB, loss

    A, B = rng.random((dim, len(P))), rng.random((len(P), dim))
    return descend(P, dim, lr, epochs, A, B, step)


@chaff(
    exercise="bigram_embedding",
    fails=["test_start_is_random_small_and_centred"],
    en=(
        "A generator of its own",
        "The steps are right. Which generator draws the start?",
    ),
    fr=(
        "Un générateur à part",
        "Les pas sont justes. Quel générateur tire le départ ?",
    ),
)
def train_bigram_embedding(P, dim, lr, epochs, rng):  # noqa: F811
    def step(A, B):
        loss, dA, dB = bigram_loss_and_grads(A, B, P)
        return A - lr * dA, B - lr * dB, loss

    return descend(P, dim, lr, epochs, *start(P, dim, np.random.default_rng(0)), step)


@chaff(
    exercise="keras_embedding",
    fails=["test_embedding_is_the_first_layer"],
    en=(
        "The kernel as Keras stores it",
        "The numbers are right. Is the vector of a word a row or a column of your array?",
    ),
    fr=(
        "Le noyau tel que Keras le range",
        "Les nombres sont justes. Le vecteur d'un mot est-il une ligne ou une colonne de votre "
        "tableau ?",
    ),
)
def extract_embedding(model):
    return model.get_weights()[0]


@chaff(
    exercise="keras_embedding",
    fails=["test_embedding_is_the_first_layer"],
    en=(
        "The output layer",
        "The shape is right. Which layer does a word meet first?",
    ),
    fr=(
        "La couche de sortie",
        "La forme est juste. Quelle couche un mot rencontre-t-il d'abord ?",
    ),
)
def extract_embedding(model):  # noqa: F811
    return model.layers[-1].get_weights()[0]


@chaff(
    exercise="keras_embedding",
    fails=["test_embedding_is_the_first_layer"],
    en=(
        "An embedding layer with biases",
        "Before training it is right. What does a dense layer add, and does your matrix contain "
        "it?",
    ),
    fr=(
        "Un plongement avec des biais",
        "Avant l'entraînement, c'est juste. Qu'ajoute une couche dense, et votre matrice le "
        "contient-elle ?",
    ),
)
def build_embedding_model(vocab_size, dim):
    return keras.Sequential(
        [
            keras.Input(shape=(vocab_size,)),
            keras.layers.Dense(dim),
            keras.layers.Dense(vocab_size, activation="softmax"),
        ]
    )


@chaff(
    exercise="keras_embedding",
    fails=["test_embedding_is_the_first_layer"],
    en=(
        "An activation in the embedding",
        "The shapes are right. Is the map from words to vectors still linear?",
    ),
    fr=(
        "Une activation dans le plongement",
        "Les formes sont justes. L'application des mots vers les vecteurs est-elle encore "
        "linéaire ?",
    ),
)
def build_embedding_model(vocab_size, dim):  # noqa: F811
    return keras.Sequential(
        [
            keras.Input(shape=(vocab_size,)),
            keras.layers.Dense(dim, activation="tanh", use_bias=False),
            keras.layers.Dense(vocab_size, activation="softmax"),
        ]
    )


@chaff(
    exercise="keras_embedding",
    fails=["test_outputs_are_probabilities", "test_training_learns_the_probabilities"],
    en=(
        "Scores instead of probabilities",
        "The layers have the right sizes. What is the sum of the outputs for one word?",
    ),
    fr=(
        "Des scores au lieu de probabilités",
        "Les couches ont les bonnes tailles. Quelle est la somme des sorties pour un mot ?",
    ),
)
def build_embedding_model(vocab_size, dim):  # noqa: F811
    return keras.Sequential(
        [
            keras.Input(shape=(vocab_size,)),
            keras.layers.Dense(dim, use_bias=False),
            keras.layers.Dense(vocab_size),
        ]
    )


@chaff(
    exercise="keras_embedding",
    fails=["test_outputs_are_probabilities", "test_training_learns_the_probabilities"],
    en=(
        "One sigmoid per word",
        "Each output lies between 0 and 1. What is their sum?",
    ),
    fr=(
        "Une sigmoïde par mot",
        "Chaque sortie est comprise entre 0 et 1. Quelle est leur somme ?",
    ),
)
def build_embedding_model(vocab_size, dim):  # noqa: F811
    return keras.Sequential(
        [
            keras.Input(shape=(vocab_size,)),
            keras.layers.Dense(dim, use_bias=False),
            keras.layers.Dense(vocab_size, activation="sigmoid"),
        ]
    )


@chaff(
    exercise="keras_embedding",
    fails=["test_two_dense_layers"],
    en=(
        "A layer too many",
        "The outputs are probabilities. How many dense layers lie between a word and them?",
    ),
    fr=(
        "Une couche de trop",
        "Les sorties sont des probabilités. Combien de couches denses les séparent du mot ?",
    ),
)
def build_embedding_model(vocab_size, dim):  # noqa: F811
    return keras.Sequential(
        [
            keras.Input(shape=(vocab_size,)),
            keras.layers.Dense(dim, use_bias=False),
            keras.layers.Dense(vocab_size),
            keras.layers.Dense(vocab_size, activation="softmax"),
        ]
    )


@chaff(
    exercise="keras_embedding",
    fails=["test_training_learns_the_probabilities"],
    en=(
        "Kernels that start at zero",
        "The layers are right. What is the gradient of each kernel while the other one is zero?",
    ),
    fr=(
        "Des noyaux nuls au départ",
        "Les couches sont les bonnes. Quel est le gradient de chaque noyau tant que l'autre est "
        "nul ?",
    ),
)
def build_embedding_model(vocab_size, dim):  # noqa: F811
    return keras.Sequential(
        [
            keras.Input(shape=(vocab_size,)),
            keras.layers.Dense(dim, use_bias=False, kernel_initializer="zeros"),
            keras.layers.Dense(vocab_size, activation="softmax", kernel_initializer="zeros"),
        ]
    )
