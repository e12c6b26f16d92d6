"""What grading says to a student, in every language."""

from __future__ import annotations

_WORDS: dict[str, dict[str, str]] = {
    "raised": {
        "en": "Your code raised {error}{place}.",
        "fr": "Votre code a levé {error}{place}.",
    },
    "own_error": {"en": "an error of its own", "fr": "une erreur qui lui est propre"},
    "source": {"en": " in `{line}`", "fr": " dans `{line}`"},
    "place": {
        "en": " in cell {cell}, line {line}: {source}",
        "fr": " dans la cellule {cell}, ligne {line} : {source}",
    },
    "undefined": {
        "en": "Nothing named {name} was defined when your notebook had run.",
        "fr": "Rien ne s'appelle {name} après l'exécution de votre notebook.",
    },
    "not_written": {
        "en": "This function is not written yet.",
        "fr": "Cette fonction n'est pas encore écrite.",
    },
    "timeout": {
        "en": "Your code was still running after {seconds} s and was stopped.",
        "fr": "Votre code tournait encore après {seconds} s et a été arrêté.",
    },
    "crashed": {
        "en": "Your code ended the Python process.",
        "fr": "Votre code a mis fin au processus Python.",
    },
    "protocol": {
        "en": "Your code sent something that is not a value.",
        "fr": "Votre code a envoyé quelque chose qui n'est pas une valeur.",
    },
    "not_a_value": {
        "en": "What your code returned could not be used in this test.",
        "fr": "Ce que votre code renvoie n'a pas pu être utilisé dans ce test.",
    },
    "needs": {
        "en": "Counts once the values are right.",
        "fr": "Compte dès que les valeurs sont justes.",
    },
    "stopped": {
        "en": "Not run: two tests of this exercise did not end.",
        "fr": "Non exécuté : deux tests de cet exercice n'ont pas abouti.",
    },
    "out_of_time": {
        "en": "Not run: the time for this notebook was used up.",
        "fr": "Non exécuté : le temps accordé à ce notebook est épuisé.",
    },
    "cell_failed": {
        "en": "Cell {cell}, line {line}: {error}{source}. What depends on it was not available.",
        "fr": "Cellule {cell}, ligne {line} : {error}{source}. Ce qui en dépend n'était pas "
        "disponible.",
    },
    "cell_timeout": {
        "en": "Cell {cell}, line {line} did not end within {seconds} s and was left out.",
        "fr": "Cellule {cell}, ligne {line} : pas terminée après {seconds} s, elle a été omise.",
    },
    "cell_crashed": {
        "en": "Cell {cell} ended the Python process; that statement was left out.",
        "fr": "La cellule {cell} a mis fin au processus Python ; cette instruction a été omise.",
    },
    "relation.times_length": {
        "en": "Your result is too large by a factor n, the length of `{name}`. Is a division by "
        "n missing?",
        "fr": "Votre résultat est trop grand d'un facteur n, la longueur de `{name}`. "
        "Manque-t-il une division par n ?",
    },
    "relation.over_length": {
        "en": "Your result is too small by a factor n, the length of `{name}`. Is a division by "
        "n too many?",
        "fr": "Votre résultat est trop petit d'un facteur n, la longueur de `{name}`. "
        "Y a-t-il une division par n de trop ?",
    },
    "relation.times_argument": {
        "en": "Your result is right up to a factor `{name}`, which is too many in it.",
        "fr": "Votre résultat est juste à un facteur `{name}` près, qui est de trop.",
    },
    "relation.over_argument": {
        "en": "Your result is right up to a factor `{name}`, which is missing in it.",
        "fr": "Votre résultat est juste à un facteur `{name}` près, qui manque.",
    },
    "relation.dtype": {
        "en": "Your numbers are right: only the dtype of the array is another one.",
        "fr": "Vos nombres sont justes : seul le dtype du tableau est différent.",
    },
    "relation.shape": {
        "en": "Your numbers are right: only the shape of the array is another one.",
        "fr": "Vos nombres sont justes : seule la forme du tableau est différente.",
    },
    "relation.not_an_array": {
        "en": "Your numbers are right: only they should stand in a numpy array.",
        "fr": "Vos nombres sont justes : ils devraient seulement être dans un tableau numpy.",
    },
    "relation.one_missing": {
        "en": "Your numbers are right, but one is missing at an end.",
        "fr": "Vos nombres sont justes, mais il en manque un à une extrémité.",
    },
    "relation.one_too_many": {
        "en": "Your numbers are right, but there is one too many at an end.",
        "fr": "Vos nombres sont justes, mais il y en a un de trop à une extrémité.",
    },
    "relation.quotients_agree": {
        "en": "Difference quotients give your numbers to about four digits, but more are asked "
        "for: is your derivative exact?",
        "fr": "Les taux d'accroissement redonnent vos nombres à quatre chiffres environ, mais il "
        "en faut davantage : votre dérivée est-elle exacte ?",
    },
    "relation.quotients_of_another": {
        "en": "Your gradient fits your own function, as its difference quotients show: the "
        "function itself is another one than the one asked for.",
        "fr": "Votre gradient est bien celui de votre fonction, ses taux d'accroissement le "
        "montrent : c'est la fonction elle-même qui n'est pas celle demandée.",
    },
    "relation.quotients_differ": {
        "en": "Not all of your numbers are slopes of the function: compare each with a difference "
        "quotient, (f(x + h) - f(x - h)) / 2h in that variable alone.",
        "fr": "Vos nombres ne sont pas tous des pentes de la fonction : comparez chacun à un taux "
        "d'accroissement, (f(x + h) - f(x - h)) / 2h selon cette seule variable.",
    },
    "relation.axis": {
        "en": "Your result is what `{name}` gives along another axis: along which one is it asked "
        "for?",
        "fr": "Votre résultat est celui que donne `{name}` le long d'un autre axe : lequel est "
        "demandé ?",
    },
    "between_titles": {"en": "; ", "fr": " ; "},
    "misconception": {
        "en": "Your answer does just what this known mistake does: {titles}.",
        "fr": "Votre réponse fait exactement ce que fait cette erreur connue : {titles}.",
    },
    "likely": {
        "en": "It may be this: {titles}. Wrong results of yours are those of this mistake, but not "
        "everything fits.",
        "fr": "C'est peut-être ceci : {titles}. Des résultats faux sont ceux de cette erreur, mais "
        "tout ne concorde pas.",
    },
    "several": {
        "en": "It may be one of these, which your results do not tell apart: {titles}.",
        "fr": "C'est peut-être l'une de ces erreurs, que vos résultats ne distinguent pas : "
        "{titles}.",
    },
    "both": {
        "en": "Your answer does just what these two known mistakes do together: {titles}.",
        "fr": "Votre réponse fait exactement ce que font ensemble ces deux erreurs connues : "
        "{titles}.",
    },
    "helpers": {
        "en": "{names} of exercise {number}",
        "fr": "{names} de l'exercice {number}",
    },
    "builds_on": {
        "en": "What your code uses is not right yet: {helpers}. Begin there.",
        "fr": "Ce que votre code utilise n'est pas encore juste : {helpers}. Commencez par là.",
    },
    "only_builds_on": {
        "en": "Nothing is wrong here: your code passes all tests as soon as what it uses is right. "
        "Begin there: {helpers}.",
        "fr": "Ici, rien n'est faux : votre code réussit tous les tests dès que ce qu'il utilise "
        "est juste. Commencez par là : {helpers}.",
    },
    "also_builds_on": {
        "en": "Besides, what your code uses is not right yet: {helpers}.",
        "fr": "De plus, ce que votre code utilise n'est pas encore juste : {helpers}.",
    },
    "look_at_section": {
        "en": "Where to look: section {number}, “{title}”.",
        "fr": "À relire : la section {number}, « {title} ».",
    },
    "look_at_statement": {
        "en": "Where to look: the statement of exercise {number}.",
        "fr": "À relire : l'énoncé de l'exercice {number}.",
    },
    "no_notebook": {
        "en": "No notebook was found in the submission.",
        "fr": "Aucun notebook n'a été trouvé dans le rendu.",
    },
    "renamed": {
        "en": "The notebook is called {name}; it was taken as {expected}.",
        "fr": "Le notebook s'appelle {name} ; il a été pris pour {expected}.",
    },
}


def say(key: str, lang: str, **facts: object) -> str:
    """The sentence for ``key`` in ``lang``.

    >>> say("crashed", "en")
    'Your code ended the Python process.'
    """
    return _WORDS[key][lang].format(**facts)


def keys() -> tuple[str, ...]:
    return tuple(_WORDS)


def languages(key: str) -> frozenset[str]:
    return frozenset(_WORDS[key])
