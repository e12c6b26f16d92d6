"""What grading says to a student, in every language."""

from __future__ import annotations

_WORDS: dict[str, dict[str, str]] = {
    "raised": {
        "en": "Your code raised {error}{place}.",
        "fr": "Votre code a levé {error}{place}.",
    },
    "own_error": {"en": "an error of its own", "fr": "une erreur qui lui est propre"},
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
        "en": "Cell {cell}, line {line}: {error}. What depends on it was not available.",
        "fr": "Cellule {cell}, ligne {line} : {error}. Ce qui en dépend n'était pas disponible.",
    },
    "cell_timeout": {
        "en": "Cell {cell}, line {line} did not end within {seconds} s and was left out.",
        "fr": "Cellule {cell}, ligne {line} : pas terminée après {seconds} s, elle a été omise.",
    },
    "cell_crashed": {
        "en": "Cell {cell} ended the Python process; that statement was left out.",
        "fr": "La cellule {cell} a mis fin au processus Python ; cette instruction a été omise.",
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
