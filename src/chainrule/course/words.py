"""The words that the build writes into notebooks, in every language."""

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "todo": "Write your code here.",
        "hint": "Hint {number}",
        "facts": "Difficulty {stars} · {points} · about {minutes} min",
        "point": "1 point",
        "points": "{points} points",
        "graded": "{number}: {points}. Hidden tests grade this exercise after you submit.",
        "written": "*Write your answer here.*",
        "by_hand": "graded by a person",
        "exercise": "Exercise",
        "question": "Question",
        "plot": "Plot",
        "hard": "difficulty {level} of 3",
    },
    "fr": {
        "todo": "Écrivez votre code ici.",
        "hint": "Indice {number}",
        "facts": "Difficulté {stars} · {points} · environ {minutes} min",
        "point": "1 point",
        "points": "{points} points",
        "graded": "{number} : {points}. Des tests cachés notent cet exercice après le rendu.",
        "written": "*Écrivez votre réponse ici.*",
        "by_hand": "corrigé par une personne",
        "exercise": "Exercice",
        "question": "Question",
        "plot": "Graphique",
        "hard": "difficulté {level} sur 3",
    },
}
