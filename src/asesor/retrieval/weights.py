"""Every number that ranks, with its reason. Set on the development halves; see docs/benchmarks.md (ablation)."""

# Fiches ------------------------------------------------------------------------------------------------
FICHE_FIELDS = {"text": 1.0, "names": 0.3, "grams": 0.5}
"""Stems of everything about a fiche lead; names count again; 4-grams carry the typos (measurements 2)."""
EXTRA_WORD = 0.35
"""A word added by a synonym or need weighs a third of a typed one: it guesses."""
LEXICAL = 1.0
READER = 0.5
"""Lexical score over its maximum and reader share add up best at equal weight (measurements 6)."""
ENCODER = 1.5
"""Best claim's cosine; at 1 paraphrases gain and ordinary questions lose nothing (docs/benchmarks.md, ablation)."""
NAMED = 0.2
"""A nickname or alias that names the fiche; shared by the fiches that it names."""
TOPIC = 4.0
"""The fiche the conversation is about, for a question that follows up and uses only words of that fiche."""
TOPIC_FADES = 3.0
"""Rarity of foreign words at which it has fallen to a third; "fecha" weighs .3, "pedimento" 3."""
UNTRAINED_OURS = 0.7
"""Benefit of the doubt for a fiche or document that the reader was not trained on; agreement must carry the rest."""
DOCUMENTS_SEARCHED = 5
COVERS = 4.0
"""What a document gains for each share of the question that it covers and the best fiche does not."""
FOLDER = 0.8
"""Other people's documents rank below fiches that say as much."""
CLOSE = 0.85
"""A second fiche that scores this share of the first may lend its claims: two fiches can be about one question."""
FICHES_SEARCHED = 20
FICHES_KEPT = 5

# Claims of a fiche ---------------------------------------------------------------------------------------
CLAIM_FIELDS = {"text": 1.0, "asked": 0.5, "grams": 0.2}
"""A claim is found by its own words and by the questions written for it."""
CLAIM_LEXICAL = 1.0
CLAIM_ENCODER = 0.8
CLAIM_SECTION = 0.2
"""Weight of the trained reader's share for the claim's section ("cuánto cuesta" -> Costo)."""
CLAIM_SECTION_ASKED = 0.2
"""The same for a section that a phrase of the lexicon asks for."""
CLAIM_PERSON = 0.4
"""A claim for just the kind of person who asks (física, moral)."""
CLAIM_ORDER = 0.15
"""The first claim of a section: where a question says little, the editor's order decides."""
CLAIM_RERANKER = 0.5
"""A configured cross-encoder's opinion; off by default and not tuned."""
RERANKED = 20
CLAIMS_SEARCHED = 400
