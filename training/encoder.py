"""Train the static Spanish encoder with sentence-transformers and write models/encoder.

Pairs: question <-> claim that answers it, two questions of one claim, alias <-> title, heading <-> claim,
sentence <-> its section. Run with the `neural` extra: `python training/encoder.py`. Some minutes on two cores.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import sys
import tempfile
from itertools import groupby, pairwise
from pathlib import Path

import torch
from datasets import Dataset
from sentence_transformers import (
    SentenceTransformer,
    SentenceTransformerTrainer,
    SentenceTransformerTrainingArguments,
)
from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss
from sentence_transformers.sentence_transformer.modules import StaticEmbedding
from sentence_transformers.sentence_transformer.training_args import BatchSamplers
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

from asesor.corpus import reading
from asesor.corpus.sections import SECTIONS
from asesor.domain import Corpus
from asesor.retrieval.normalising import normalised
from asesor.settings import Settings

SEED = 20261121
VOCABULARY = 12_000
DIMENSION = 256
EPOCHS = 6
BATCH = 512
LEARNING_RATE = 0.05


def pairs(corpus: Corpus, rng: random.Random) -> list[tuple[str, str]]:
    """Texts that should lie near each other."""
    by_anchor = {(f.id, c.anchor): c for f in corpus.fiches for c in f.claims}
    fiches = {f.id: f for f in corpus.fiches}
    out: list[tuple[str, str]] = []
    same_claim: dict[tuple[str, str], list[str]] = {}
    for asked in corpus.asked:
        if not asked.fiche:
            continue
        for anchor in asked.anchors[:3]:
            out.append((asked.text, by_anchor[asked.fiche, anchor].text))
        if asked.anchors:
            same_claim.setdefault((asked.fiche, asked.anchors[0]), []).append(asked.text)
        out.append((asked.text, f"{fiches[asked.fiche].title}. {rng.choice(fiches[asked.fiche].aliases or (fiches[asked.fiche].title,))}"))
    for texts in same_claim.values():
        rng.shuffle(texts)
        out += list(pairwise(texts))
    for fiche in corpus.fiches:
        out += [(alias, fiche.title) for alias in fiche.aliases]
        for section, group in groupby(fiche.claims, key=lambda c: c.section):
            claims = list(group)
            out += [(f"{fiche.title}: {SECTIONS[section]}", c.text) for c in claims]
            out += [(a.text, b.text) for a, b in pairwise(claims)]
    rng.shuffle(out)
    return out


def tokenizer(texts: list[str]) -> Tokenizer:
    """WordPiece over folded words, learnt from the corpus itself."""
    made = Tokenizer(models.WordPiece(unk_token="[UNK]", max_input_chars_per_word=40))
    made.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.NFD(), normalizers.StripAccents(), normalizers.Lowercase()])
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    made.decoder = decoders.WordPiece()
    made.train_from_iterator(texts, trainers.WordPieceTrainer(vocab_size=VOCABULARY, min_frequency=2, special_tokens=["[UNK]", "[PAD]"]))
    return made


def main() -> None:
    """Train and write."""
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    rng = random.Random(SEED)
    torch.manual_seed(SEED)
    settings = Settings.from_env()
    corpus = reading.load(settings.corpus, settings.clock())
    normalise = normalised(settings.corpus / "lexico.toml")
    made = [(normalise(a), normalise(b)) for a, b in pairs(corpus, rng)]
    print(f"{len(made)} pares", file=sys.stderr)
    module = StaticEmbedding(tokenizer([t for pair in made for t in pair]), embedding_dim=DIMENSION)
    with torch.no_grad():
        module.embedding.weight.normal_(0.0, 0.1)
    model = SentenceTransformer(modules=[module], device="cpu")
    with tempfile.TemporaryDirectory() as work:
        arguments = SentenceTransformerTrainingArguments(
            output_dir=work, num_train_epochs=EPOCHS, per_device_train_batch_size=BATCH, learning_rate=LEARNING_RATE,
            warmup_steps=0.1, batch_sampler=BatchSamplers.NO_DUPLICATES, seed=SEED, report_to="none", save_strategy="no",
            logging_steps=50, use_cpu=True, disable_tqdm=True,
        )
        data = Dataset.from_dict({"anchor": [a for a, _ in made], "positive": [b for _, b in made]})
        SentenceTransformerTrainer(model=model, args=arguments, train_dataset=data, loss=MultipleNegativesRankingLoss(model)).train()
    out = settings.models / "encoder"
    out.mkdir(parents=True, exist_ok=True)
    module.save(str(out))
    digest = hashlib.sha256((out / "model.safetensors").read_bytes() + (out / "tokenizer.json").read_bytes()).hexdigest()[:16]
    (out / "card.json").write_text(json.dumps({"digest": digest, "pairs": len(made), "dimension": DIMENSION}), "utf-8")
    print({p.name: round(p.stat().st_size / 1e6, 2) for p in Path(out).iterdir()}, file=sys.stderr)


if __name__ == "__main__":
    main()
