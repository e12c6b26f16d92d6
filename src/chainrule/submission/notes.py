"""What a repair tells the student and the instructor, one sentence per finding."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Note:
    """One finding about a submitted notebook.

    Parameters
    ----------
    code
        Which finding, a key of `SENTENCES`.
    cell
        Position of the cell in the submitted notebook, from 1; None when the whole file is meant.
    exercise
        Exercise that the finding touches, or None.
    facts
        What else the sentence names, as pairs of name and text. No text of a student is ever among them.

    Examples
    --------
    >>> Note("deleted", None, "smile_formula").sentence("en")
    'The answer cell of “smile_formula” is missing; the exercise counts as not yet answered.'
    """

    code: str
    cell: int | None = None
    exercise: str | None = None
    facts: tuple[tuple[str, str], ...] = ()

    def sentence(self, lang: str) -> str:
        """Return the sentence in `lang`, in English when there is no such translation."""
        facts = dict(self.facts)
        texts = SENTENCES[self.code]
        singular, plural = texts.get(lang, texts["en"])
        text = singular if facts.get("count") == "1" else plural
        return text.format(cell=self.cell, exercise=self.exercise, **facts)


def _same(en: str, fr: str) -> dict[str, tuple[str, str]]:
    return {"en": (en, en), "fr": (fr, fr)}


# For each language the sentence for a count of one, then the sentence for any other count.
SENTENCES: dict[str, dict[str, tuple[str, str]]] = {
    "empty_file": _same(
        "The file is empty; please save the notebook and hand it in again.",
        "Le fichier est vide ; enregistrez le notebook puis rendez-le de nouveau.",
    ),
    "cannot_open": _same(
        "The file cannot be opened.",
        "Impossible d'ouvrir le fichier.",
    ),
    "linked_file": _same(
        "The file is a link to another file; please hand in the notebook itself.",
        "Le fichier n'est qu'un lien vers un autre ; rendez le notebook lui-même.",
    ),
    "file_too_large": _same(
        "The file is larger than {limit} MB; clear the outputs, save and hand it in again.",
        "Le fichier dépasse {limit} Mo ; effacez les sorties, enregistrez et rendez-le de nouveau.",
    ),
    "zip_file": _same(
        "The file is a zip archive; please hand in the .ipynb file that it contains.",
        "Le fichier est une archive zip ; rendez le fichier .ipynb qu'elle contient.",
    ),
    "web_page": _same(
        "The file is a web page; please hand in the .ipynb file instead.",
        "Le fichier est une page web ; rendez plutôt le fichier .ipynb.",
    ),
    "not_a_notebook": _same(
        "The file is not a Jupyter notebook; please hand in the .ipynb file.",
        "Le fichier n'est pas un notebook Jupyter ; rendez le fichier .ipynb.",
    ),
    "nothing_left": _same(
        "The file is damaged and no cell can be read; please save the notebook and hand it in again.",
        "Le fichier est abîmé et aucune cellule n'est lisible ; enregistrez le notebook puis "
        "rendez-le de nouveau.",
    ),
    "too_deep": _same(
        "The file nests brackets too deeply to be a notebook.",
        "Le fichier imbrique trop de crochets pour être un notebook.",
    ),
    "too_many_brackets": _same(
        "The file holds far too many lists for a notebook; clear the outputs, save and hand it in "
        "again.",
        "Le fichier contient beaucoup trop de listes pour un notebook ; effacez les sorties, "
        "enregistrez et rendez-le de nouveau.",
    ),
    "encoding": _same(
        "The file is not in UTF-8; it was read as {encoding}.",
        "Le fichier n'est pas en UTF-8 ; il a été lu en {encoding}.",
    ),
    "damaged_file": {
        "en": (
            "The file is cut off or damaged; only one cell could still be read.",
            "The file is cut off or damaged; {count} cells could still be read.",
        ),
        "fr": (
            "Le fichier est tronqué ou abîmé ; une seule cellule a pu être relue.",
            "Le fichier est tronqué ou abîmé ; {count} cellules ont pu être relues.",
        ),
    },
    "trailing_text": _same(
        "The file goes on after the end of the notebook; what follows was left out.",
        "Le fichier continue après la fin du notebook ; la suite a été laissée de côté.",
    ),
    "old_format": _same(
        "The file is in the old notebook format {version}; it was read all the same.",
        "Le fichier est dans l'ancien format de notebook {version} ; il a tout de même été lu.",
    ),
    "plain_python": _same(
        "The file is a Python script instead of a notebook; it was taken as one code cell.",
        "Le fichier est un script Python et non un notebook ; "
        "il compte comme une seule cellule de code.",
    ),
    "no_cells": _same(
        "The notebook has no cells.",
        "Le notebook ne contient aucune cellule.",
    ),
    "too_many_cells": _same(
        "The notebook has {count} cells; only the first {limit} were read.",
        "Le notebook a {count} cellules ; seules les {limit} premières ont été lues.",
    ),
    "cell_too_long": _same(
        "Cell {cell} is too long to be read and was left out.",
        "La cellule {cell} est trop longue pour être lue et a été laissée de côté.",
    ),
    "bad_characters": _same(
        "Cell {cell} holds characters that no text can hold; they were replaced by �.",
        "La cellule {cell} contient des caractères interdits dans un texte ; "
        "ils ont été remplacés par �.",
    ),
    "deleted": _same(
        "The answer cell of “{exercise}” is missing; the exercise counts as not yet answered.",
        "La cellule de réponse de « {exercise} » a disparu ; "
        "l'exercice compte comme pas encore traité.",
    ),
    "emptied": _same(
        "Cell {cell}, the answer to “{exercise}”, is empty; it counts as not yet answered.",
        "La cellule {cell}, réponse à « {exercise} », est vide ; elle compte comme pas encore traitée.",
    ),
    "moved": _same(
        "The answer to “{exercise}” was found in cell {cell} instead of its own cell; it counts.",
        "La réponse à « {exercise} » a été trouvée dans la cellule {cell} au lieu de la sienne ; "
        "elle compte.",
    ),
    "copied": _same(
        "Cell {cell} also belongs to “{exercise}”; the cells run in order, and the last "
        "definition counts.",
        "La cellule {cell} appartient aussi à « {exercise} » ; les cellules s'exécutent dans "
        "l'ordre et la dernière définition compte.",
    ),
    "copy_dropped": _same(
        "Cell {cell} is an unused copy of the answer cell of “{exercise}”; it was left out.",
        "La cellule {cell} est une copie inutilisée de la cellule de réponse de « {exercise} » ; "
        "elle a été laissée de côté.",
    ),
    "glued": _same(
        "Cell {cell} was cut into {count} pieces that do not run alone; they were put together again.",
        "La cellule {cell} était coupée en {count} morceaux qui ne s'exécutent pas seuls ; "
        "ils ont été réunis.",
    ),
    "retyped": _same(
        "Cell {cell}, the answer to “{exercise}”, had changed its type; its text was taken all the same.",
        "La cellule {cell}, réponse à « {exercise} », avait changé de type ; "
        "son texte a tout de même été pris.",
    ),
    "swapped": _same(
        "Cell {cell} carries the mark of another cell, but its code answers “{exercise}”; "
        "the code decides.",
        "La cellule {cell} porte la marque d'une autre, mais son code répond à « {exercise} » ; "
        "c'est le code qui compte.",
    ),
    "marks": {
        "en": (
            "One cell had lost its mark and was recognised by what is left.",
            "{count} cells had lost their marks and were recognised by what is left.",
        ),
        "fr": (
            "Une cellule avait perdu sa marque ; ce qui en reste a permis de la reconnaître.",
            (
                "{count} cellules avaient perdu leur marque ; "
                "ce qui en reste a permis de les reconnaître."
            ),
        ),
    },
    "old_schema": {
        "en": (
            "One cell carries nbgrader's marks of another version; this changes nothing.",
            "{count} cells carry nbgrader's marks of another version; this changes nothing.",
        ),
        "fr": (
            "Une cellule porte des marques d'une autre version de nbgrader ; cela ne change rien.",
            (
                "{count} cellules portent des marques d'une autre version de nbgrader ; "
                "cela ne change rien."
            ),
        ),
    },
    "reordered": _same(
        "Cell {cell}, which belongs to “{exercise}”, was moved; "
        "the cells run in the order of your notebook.",
        "La cellule {cell}, qui appartient à « {exercise} », a été déplacée ; "
        "les cellules s'exécutent dans l'ordre de votre notebook.",
    ),
    "metadata_changed": _same(
        "The grading settings of cell {cell} were changed; those of the released notebook apply.",
        "Les réglages de notation de la cellule {cell} ont été modifiés ; "
        "ceux du notebook d'origine s'appliquent.",
    ),
    "locked_edited": _same(
        "Cell {cell}, which carries the points of “{exercise}”, was edited; "
        "the released text was restored.",
        "La cellule {cell}, qui porte les points de « {exercise} », a été modifiée ; "
        "le texte d'origine a été rétabli.",
    ),
    "restored": {
        "en": (
            "One cell of the released notebook was missing and was put back.",
            "{count} cells of the released notebook were missing and were put back.",
        ),
        "fr": (
            "Une cellule du notebook d'origine manquait et a été remise.",
            "{count} cellules du notebook d'origine manquaient et ont été remises.",
        ),
    },
    "setup_changed": _same(
        "Cell {cell} sets up the notebook and was edited; the released version runs first, "
        "then yours.",
        "La cellule {cell} prépare le notebook et a été modifiée ; "
        "la version d'origine s'exécute d'abord, puis la vôtre.",
    ),
    "foreign": {
        "en": (
            "One cell comes from another assignment; it was kept as a cell that you added.",
            "{count} cells come from another assignment; they were kept as cells that you added.",
        ),
        "fr": (
            (
                "Une cellule vient d'un autre devoir ; "
                "elle est gardée comme une cellule que vous avez ajoutée."
            ),
            (
                "{count} cellules viennent d'un autre devoir ; "
                "elles sont gardées comme des cellules que vous avez ajoutées."
            ),
        ),
    },
    "found_by_place": _same(
        "The answer cell of “{exercise}” had lost its mark; cell {cell} stands in its place "
        "and was taken.",
        "La cellule de réponse de « {exercise} » avait perdu sa marque ; "
        "la cellule {cell}, à la même place, a été prise.",
    ),
    "written_joined": _same(
        "Cell {cell} stands next to the written answer to “{exercise}” and was read as part of it.",
        "La cellule {cell}, voisine de la réponse rédigée à « {exercise} », a été lue avec elle.",
    ),
    "written_in_statement": _same(
        "The answer to “{exercise}” stands in cell {cell}, below the text of the question; "
        "it was read from there.",
        "La réponse à « {exercise} » se trouve dans la cellule {cell}, sous l'énoncé ; "
        "elle y a été lue.",
    ),
    "statement_edited": _same(
        "The question “{exercise}” has no answer, but cell {cell} with its text was edited; "
        "if the answer stands there, please move it to the answer cell.",
        "La question « {exercise} » est sans réponse, mais la cellule {cell} de l'énoncé a été "
        "modifiée ; si la réponse s'y trouve, déplacez-la dans la cellule de réponse.",
    ),
    "magic_skipped": _same(
        "Line {line} of cell {cell} is a notebook command ({name}); it is skipped during grading.",
        "La ligne {line} de la cellule {cell} est une commande de notebook ({name}) ; "
        "elle est ignorée pendant la notation.",
    ),
    "magic_removed": _same(
        "Line {line} of cell {cell} holds the notebook command {name}; "
        "your code runs without it during grading.",
        "La ligne {line} de la cellule {cell} contient la commande de notebook {name} ; "
        "votre code s'exécute sans elle pendant la notation.",
    ),
    "cell_skipped": _same(
        "Cell {cell} begins with {name} and is not Python; it is skipped during grading.",
        "La cellule {cell} commence par {name} et n'est pas du Python ; "
        "elle est ignorée pendant la notation.",
    ),
    "tabs": _same(
        "Cell {cell} mixes tabs and spaces at the start of lines; the tabs were turned into spaces.",
        "La cellule {cell} mélange tabulations et espaces en début de ligne ; "
        "les tabulations ont été converties en espaces.",
    ),
}
