"""Every text that a student's notebook shows, in every language."""

from __future__ import annotations

import re

LANGUAGES = ("en", "fr")

TEXTS: dict[str, dict[str, str]] = {
    # The subject of the sentences below.
    "result": {"en": "the result", "fr": "le résultat"},
    "element": {"en": "element {path} of the result", "fr": "l'élément {path} du résultat"},
    # Nouns for types.
    "type.number": {"en": "a number", "fr": "un nombre"},
    "type.complex": {"en": "a complex number", "fr": "un nombre complexe"},
    "type.bool": {
        "en": "a truth value (True or False)",
        "fr": "une valeur de vérité (True ou False)",
    },
    "type.text": {"en": "a string", "fr": "une chaîne de caractères"},
    "type.bytes": {"en": "a bytes object", "fr": "un objet bytes"},
    "type.none": {"en": "None", "fr": "None"},
    "type.list": {"en": "a list", "fr": "une liste"},
    "type.tuple": {"en": "a tuple", "fr": "un tuple"},
    "type.sequence": {"en": "a list or a tuple", "fr": "une liste ou un tuple"},
    "type.dict": {"en": "a dictionary", "fr": "un dictionnaire"},
    "type.set": {"en": "a set", "fr": "un ensemble (set)"},
    "type.array": {"en": "a numpy array", "fr": "un tableau numpy"},
    "type.function": {"en": "a function", "fr": "une fonction"},
    "type.other": {"en": "an object of type {name}", "fr": "un objet de type {name}"},
    # What differs.
    "differs.type": {
        "en": "{subject} should be {expected}; yours is {got}.",
        "fr": "{subject} devrait être {expected} ; le vôtre est {got}.",
    },
    "differs.returns_none": {
        "en": "{subject} is None. Is a return missing?",
        "fr": "{subject} est None. Manque-t-il un return ?",
    },
    "differs.shape": {
        "en": "{subject} should have shape {expected}; yours has shape {got}.",
        "fr": "{subject} devrait être de forme {expected} ; le vôtre est de forme {got}.",
    },
    "differs.shape_of_number": {
        "en": "{subject} should be a single number; yours is an array of shape {got}.",
        "fr": "{subject} devrait être un seul nombre ; le vôtre est un tableau de forme {got}.",
    },
    "differs.dtype": {
        "en": "{subject} should have dtype {expected}; yours has {got}.",
        "fr": "{subject} devrait être de dtype {expected} ; le vôtre est de dtype {got}.",
    },
    "differs.number": {
        "en": "{subject} should be {expected}; yours is {got}, off by {gap}.",
        "fr": "{subject} devrait valoir {expected} ; le vôtre vaut {got}, soit un écart de {gap}.",
    },
    "differs.plain": {
        "en": "{subject} should be {expected}; yours is {got}.",
        "fr": "{subject} devrait être {expected} ; le vôtre est {got}.",
    },
    "differs.one_entry": {
        "en": "{subject} has one wrong entry out of {size}, at {index}: "
        "it should be {expected}, yours is {got}.",
        "fr": "{subject} a un coefficient faux sur {size}, en {index} : "
        "on attend {expected}, le vôtre est {got}.",
    },
    "differs.entries": {
        "en": "{subject} has {count} wrong entries out of {size}. The largest difference is at "
        "{index}: it should be {expected}, yours is {got}.",
        "fr": "{subject} a {count} coefficients faux sur {size}. Le plus grand écart est en "
        "{index} : on attend {expected}, le vôtre est {got}.",
    },
    "differs.value_hidden": {
        "en": "{subject} has the right form, but not the right value yet.",
        "fr": "{subject} a la bonne forme, mais pas encore la bonne valeur.",
    },
    "differs.nan": {
        "en": "{subject} should be {expected}; yours is nan (not a number).",
        "fr": "{subject} devrait valoir {expected} ; le vôtre est nan (not a number).",
    },
    "differs.nan_entry": {
        "en": "{subject} holds nan (not a number) at {index}; it should be {expected}.",
        "fr": "{subject} contient nan (not a number) en {index} ; on attend {expected}.",
    },
    "differs.nan_hidden": {
        "en": "{subject} holds nan (not a number).",
        "fr": "{subject} contient nan (not a number).",
    },
    "differs.nan_wanted": {
        "en": "{subject} should be nan; yours is {got}.",
        "fr": "{subject} devrait être nan ; le vôtre est {got}.",
    },
    "differs.nan_wanted_entry": {
        "en": "{subject} should be nan at {index}; yours is {got}.",
        "fr": "{subject} devrait être nan en {index} ; le vôtre est {got}.",
    },
    "differs.length": {
        "en": "{subject} should have length {expected}; yours has length {got}.",
        "fr": "{subject} devrait être de longueur {expected} ; le vôtre est de longueur {got}.",
    },
    "differs.length_hidden": {
        "en": "{subject} has length {got}, which is not the right length.",
        "fr": "{subject} est de longueur {got}, ce n'est pas la bonne longueur.",
    },
    "differs.missing_key": {
        "en": "{subject} should have the key {key}.",
        "fr": "{subject} devrait avoir la clé {key}.",
    },
    "differs.missing_key_hidden": {
        "en": "{subject} lacks a key.",
        "fr": "Il manque une clé : {subject} est incomplet.",
    },
    "differs.text": {
        "en": "{subject} should be {expected}; yours is {got}. "
        "The first difference is at position {position}.",
        "fr": "{subject} devrait être {expected} ; le vôtre est {got}. "
        "La première différence est à la position {position}.",
    },
    "differs.error": {
        "en": "The error should be {expected}; your code raises {got}.",
        "fr": "L'erreur devrait être {expected} ; votre code lève {got}.",
    },
    "differs.unexpected_error": {
        "en": "Your code raises {got}.",
        "fr": "Votre code lève {got}.",
    },
    "differs.no_error": {
        "en": "Your code should raise {expected}; it returned a value.",
        "fr": "Votre code devrait lever {expected} ; il a renvoyé une valeur.",
    },
    "relation.opposite": {
        "en": "Your result is exactly the opposite: look at the signs.",
        "fr": "Votre résultat est exactement l'opposé : regardez les signes.",
    },
    "relation.transposed": {
        "en": "Your result is exactly the transpose: rows and columns are swapped.",
        "fr": "Votre résultat est exactement la transposée : lignes et colonnes sont échangées.",
    },
    "relation.double": {
        "en": "Your result is exactly twice what it should be.",
        "fr": "Votre résultat est exactement le double de ce qu'il devrait être.",
    },
    "relation.half": {
        "en": "Your result is exactly half of what it should be.",
        "fr": "Votre résultat est exactement la moitié de ce qu'il devrait être.",
    },
    "relation.times_size": {
        "en": "Your result is too large by a factor n, the number of its entries. Is a division "
        "by n missing?",
        "fr": "Votre résultat est trop grand d'un facteur n, le nombre de ses coefficients. "
        "Manque-t-il une division par n ?",
    },
    "relation.over_size": {
        "en": "Your result is too small by a factor n, the number of its entries. Is a division "
        "by n too many?",
        "fr": "Votre résultat est trop petit d'un facteur n, le nombre de ses coefficients. "
        "Y a-t-il une division par n de trop ?",
    },
    "relation.factor": {
        "en": "Your result is right up to a constant factor.",
        "fr": "Votre résultat est juste à un facteur constant près.",
    },
    "relation.reversed": {
        "en": "Your numbers are right, but in reverse order.",
        "fr": "Vos nombres sont justes, mais dans l'ordre inverse.",
    },
    "relation.shifted": {
        "en": "Your numbers are right, but shifted by one place. Where does the counting start?",
        "fr": "Vos nombres sont justes, mais décalés d'une place. Où commence la numérotation ?",
    },
    "relation.border": {
        "en": "Your numbers are right except at the border: look at the first and the last ones.",
        "fr": "Vos nombres sont justes sauf au bord : regardez les premiers et les derniers.",
    },
    "relation.permuted": {
        "en": "Your numbers are right, but in another order.",
        "fr": "Vos nombres sont justes, mais dans un autre ordre.",
    },
    # The card.
    "card.label": {
        "en": "Check of exercise {number}: {title}",
        "fr": "Vérification de l'exercice {number} : {title}",
    },
    "card.heading": {"en": "Exercise {number}: {title}", "fr": "Exercice {number} : {title}"},
    "card.problem": {"en": "The check could not run", "fr": "La vérification n'a pas pu se faire"},
    "card.score": {
        "en": "{right} of {total} examples right.",
        "fr": "Exemples justes : {right} sur {total}.",
    },
    "card.none_written": {
        "en": "Nothing to check yet: replace raise NotImplementedError by your own code, run that "
        "cell, then run this one again.",
        "fr": "Rien à vérifier pour l'instant : remplacez raise NotImplementedError par votre "
        "code, exécutez cette cellule, puis de nouveau celle-ci.",
    },
    "card.all_right": {
        "en": "More tests run after you submit: right examples are necessary, not sufficient.",
        "fr": "D'autres tests ont lieu après la remise : des exemples justes sont nécessaires, "
        "mais ne suffisent pas.",
    },
    "card.no_examples": {
        "en": "This exercise has no examples to run here. Its tests run after you submit.",
        "fr": "Cet exercice n'a pas d'exemples à exécuter ici. Ses tests ont lieu après la remise.",
    },
    "card.examples": {"en": "Examples", "fr": "Exemples"},
    "card.expected": {"en": "Expected", "fr": "Attendu"},
    "card.expected_error": {"en": "the error {error}", "fr": "l'erreur {error}"},
    "card.got": {"en": "Yours", "fr": "Obtenu"},
    "card.difference": {"en": "Look at", "fr": "À revoir"},
    "card.error": {"en": "Error", "fr": "Erreur"},
    "card.line": {"en": "Line {line} of the cell", "fr": "Ligne {line} de la cellule"},
    "card.line_of_cell": {"en": "{cell}, line {line}", "fr": "{cell}, ligne {line}"},
    "card.fact": {"en": "{label}:", "fr": "{label} :"},
    "card.output": {"en": "Printed", "fr": "Affiché"},
    "card.more_lines": {"en": "... ({count} more lines)", "fr": "... (encore {count} lignes)"},
    "card.cut": {"en": "... (cut here)", "fr": "... (coupé ici)"},
    # States of an example.
    "state.right": {"en": "right", "fr": "juste"},
    "state.wrong": {"en": "differs", "fr": "diffère"},
    "state.error": {"en": "error", "fr": "erreur"},
    "state.todo": {"en": "not written yet", "fr": "pas encore écrit"},
    "state.timeout": {
        "en": "still running after {seconds} s",
        "fr": "toujours en cours après {seconds} s",
    },
    "state.not_run": {"en": "not run", "fr": "pas exécuté"},
    # Why the check could not run.
    "problem.not_a_name": {
        "en": 'Write the name of the exercise in quotes, as in check("{name}").',
        "fr": 'Écrivez le nom de l\'exercice entre guillemets, comme dans check("{name}").',
    },
    "problem.no_file": {
        "en": "There is no file *.examples.json in {folder} or in the two folders above it. Open "
        "the notebook in the folder that you received, or copy that file next to it.",
        "fr": "Il n'y a pas de fichier *.examples.json dans {folder} ni dans les deux dossiers "
        "au-dessus. Ouvrez le notebook dans le dossier que vous avez reçu, ou copiez ce fichier "
        "à côté de lui.",
    },
    "problem.broken_file": {
        "en": "The file {file} is damaged ({reason}). Fetch the assignment again and put the new "
        "file in its place; your notebook stays as it is.",
        "fr": "Le fichier {file} est abîmé ({reason}). Récupérez de nouveau le devoir et "
        "remplacez ce fichier par le nouveau ; votre notebook reste tel quel.",
    },
    "problem.not_json": {
        "en": "line {line} is not JSON",
        "fr": "la ligne {line} n'est pas du JSON",
    },
    "problem.unreadable": {"en": "it cannot be read", "fr": "il est illisible"},
    "problem.incomplete": {"en": "something is missing in it", "fr": "il y manque quelque chose"},
    "problem.other_version": {
        "en": "The file {file} was made for another version of chainrule than the one installed "
        "here ({version}). Install the one that came with the assignment.",
        "fr": "Le fichier {file} a été fait pour une autre version de chainrule que celle "
        "installée ici ({version}). Installez celle qui accompagne le devoir.",
    },
    "problem.unknown_exercise": {
        "en": 'There is no exercise named "{name}" here.',
        "fr": "Il n'y a pas ici d'exercice nommé « {name} ».",
    },
    "problem.did_you_mean": {
        "en": 'Did you mean check("{name}")?',
        "fr": 'Vouliez-vous dire check("{name}") ?',
    },
}


def say(key: str, lang: str, /, **facts: object) -> str:
    """The text for a key, with its facts filled in.

    >>> say("card.line", "fr", line=3)
    'Ligne 3 de la cellule'

    Raises
    ------
    KeyError
        When the key, the language or a fact that the text needs is missing.
    """
    template = TEXTS[key][lang]
    if lang == "fr":
        template = re.sub(r"(?<=«) | (?=[:;?!»])", "\N{NO-BREAK SPACE}", template)
    return template.format_map(facts)
