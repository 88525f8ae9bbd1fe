"""Every number that ranks, with its reason. Set on the development halves; see docs/benchmarks.md (ablation)."""

# Fiches ------------------------------------------------------------------------------------------------
FICHE_FIELDS = {"text": 1.0, "names": 0.6, "grams": 0.3}
"""Stems of everything about a fiche lead; names count again; 4-grams carry the typos (measurements 2)."""
EXTRA_WORD = 0.35
"""A word added by a synonym or need weighs a third of a typed one: it guesses."""
LEXICAL = 1.0
READER = 1.0
"""Lexical score over its maximum and reader share add up best at equal weight (measurements 6)."""
ENCODER = 0.3
NAMED = 0.35
"""A nickname or alias that names the fiche; shared by the fiches that it names."""
TOPIC = 0.6
"""The fiche the conversation is about, for a question that only makes sense after the last one."""
FICHES_SEARCHED = 20
FICHES_KEPT = 5

# Claims of a fiche ---------------------------------------------------------------------------------------
CLAIM_FIELDS = {"text": 1.0, "asked": 0.8, "grams": 0.25}
"""A claim is found by its own words and by the questions written for it."""
CLAIM_LEXICAL = 1.0
CLAIM_ENCODER = 0.6
CLAIM_SECTION = 0.35
"""A claim of a section that the question asks for ("cuánto cuesta" -> Costo)."""
CLAIMS_SEARCHED = 200
