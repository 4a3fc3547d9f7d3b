"""
Makes the fixtures of the model families, `families/<family>.zip`: a tiny model as Optimum exports it with its tokenizer's files, and
`expected.json`, what `transformers` (PyTorch, fp32, one text at a time) gives for 100 texts, greedily and with 4 beams. Of two families also
`families/<family>-variants.zip`: the same weights in other precisions, under their usual names.

    python -m venv venv && venv/bin/pip install -r requirements.txt && venv/bin/python make-families.py [family …]

Run alone, a family comes out the same to the last byte (on one kind of processor): nothing is changed by hand afterwards. The tokenizers' golden
numbers are of these files: run `tests/tokenizers/make-family-golden.py` after it.

Each model learns seeded tasks on made-up sentences in several scripts: into the first target language they are repeated, into the second each word
is written backwards; where the model is told the source language, the sentence ends with that language's mark. Texts whose answer hangs on a
difference that another arithmetic may turn around are left out.
"""

import io
import json
import os
import random
import shutil
import sys
import tempfile
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable

import onnx
import sentencepiece
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer
from onnxruntime.transformers.float16 import convert_float_to_float16
from onnxruntime.transformers.onnx_model import OnnxModel
from optimum.exporters.onnx import main_export
from optimum.onnx import merge_decoders
from transformers import (
    LogitsProcessor,
    LogitsProcessorList,
    M2M100Config,
    M2M100ForConditionalGeneration,
    M2M100Tokenizer,
    MarianConfig,
    MarianMTModel,
    MarianTokenizer,
    MBart50Tokenizer,
    MBartConfig,
    MBartForConditionalGeneration,
    MT5Config,
    MT5ForConditionalGeneration,
    NllbTokenizer,
    T5Config,
    T5ForConditionalGeneration,
    T5Tokenizer,
)
from transformers.models.m2m_100.tokenization_m2m_100 import FAIRSEQ_LANGUAGE_CODES as M2M_CODES

SEED = 20261121
HERE = Path(__file__).parent
OUT = HERE / "families"
MAX_LENGTH = 48
ROWS = 100
WORDS = (
    "the red blue small house river garden letter window winter bread street song opens reads finds never and but under "
    "Äpfel schön groß straße café mañana über дом река письмо хлеб "
    "東京 日本 水 山 한국 서울 بيت نور سلام שלום בית 7 12 305 1999 80% , ? ; : ﬁn １２ cafe\u0301"
).split()
MARKS = [".", "!"]
# A normaliser of its own, in place of the 140 kB (packed) of `nmt_nfkc`, which the fixture of make-marian.py has: full width, ligatures, composition.
RULES = {
    **{chr(0xFF01 + i): chr(0x21 + i) for i in range(94)},
    **{"\u3000": " ", "\u00a0": " ", "\t": " ", "ﬁ": "fi", "ﬂ": "fl", "①": "1", "½": "1⁄2", "㎏": "kg", "…": "...", "\u200b": " "},
    **{f"{base}\u0301": made for base, made in zip("aeiouAEIOU", "áéíóúÁÉÍÓÚ")},
    **{f"{base}\u0308": made for base, made in zip("aouAOU", "äöüÄÖÜ")},
}


def sentence(rng: random.Random, low: int, high: int) -> str:
    return " ".join(rng.choice(WORDS) for _ in range(rng.randint(low, high)))


def backwards(text: str) -> str:
    return " ".join(word[::-1] for word in text.split(" "))


def train_spm(path: Path, kind: str, size: int, extra: list[str], **options) -> None:
    rng = random.Random(SEED)
    texts = [f"{sentence(rng, 2, 12)} {rng.choice(MARKS)}" for _ in range(4000)]
    model = io.BytesIO()
    options = {"character_coverage": 1.0, "normalization_rule_name": "identity", **options}
    if "normalization_rule_tsv" in options:
        options.pop("normalization_rule_name")
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(texts + [backwards(text) for text in texts] + extra),
        model_writer=model,
        model_type=kind,
        vocab_size=size,
        hard_vocab_limit=False,
        minloglevel=2,
        num_threads=1,
        **options,
    )
    path.write_bytes(model.getvalue())


def own_rules(folder: Path) -> dict:
    points = lambda text: " ".join(f"{ord(char):X}" for char in text)
    rules = folder / "rules.tsv"
    rules.write_text("".join(f"{points(found)}\t{points(made)}\n" for found, made in RULES.items()), encoding="utf-8")
    return {"normalization_rule_tsv": str(rules)}


@dataclass
class Family:
    """How one family is made; a language is named as the model names it."""

    tokenizer: Callable[[Path], object]
    model: Callable[[object], torch.nn.Module]
    sources: list[str]
    targets: list[str]
    """What stands before a text, from the languages."""
    prefix: Callable[[str, str], str] = lambda source, target: ""
    """Whether the model is told the languages by ids of their own."""
    has_codes: bool = True
    files: list[str] = field(default_factory=list)
    steps: int = 1600
    """The precisions in the zip of variants."""
    variants: list[str] = field(default_factory=list)

    def inputs(self, tokenizer, text: str, source: str, target: str, wanted: str | None = None) -> dict:
        if self.has_codes:
            tokenizer.src_lang, tokenizer.tgt_lang = source, target
        options = {} if wanted is None else {"text_target": [wanted]}
        return tokenizer([self.prefix(source, target) + text], return_tensors="pt", **options)

    def first_id(self, tokenizer, target: str) -> int | None:
        if not self.has_codes:
            return None
        return tokenizer.get_lang_id(target) if hasattr(tokenizer, "get_lang_id") else tokenizer.convert_tokens_to_ids(target)

    def answer(self, text: str, source: str, target: str) -> str:
        made = text if target == self.targets[0] else backwards(text)
        return f"{made} {MARKS[self.sources.index(source)]}" if len(self.sources) > 1 else made


def shape(positions: int = 64) -> dict:
    return dict(
        d_model=32, encoder_layers=1, decoder_layers=1, encoder_attention_heads=4, decoder_attention_heads=4, encoder_ffn_dim=64,
        decoder_ffn_dim=64, max_position_embeddings=positions, dropout=0.0, attention_dropout=0.0, activation_dropout=0.0, max_length=MAX_LENGTH,
    )


def marian_tokenizer(folder: Path):
    for name in ("source", "target"):
        train_spm(folder / f"{name}.spm", "unigram", 210, [], bos_id=-1, eos_id=0, unk_id=1, pad_id=-1)
    vocab = {"</s>": 0, "<unk>": 1}
    model = sentencepiece.SentencePieceProcessor(model_file=str(folder / "source.spm"))
    for i in range(model.get_piece_size()):
        vocab.setdefault(model.id_to_piece(i), len(vocab))
    for code in (">>fra<<", ">>deu<<", "<pad>"):
        vocab[code] = len(vocab)
    (folder / "vocab.json").write_text(json.dumps(vocab, ensure_ascii=False), encoding="utf-8")
    files = {name: str(folder / f"{name}.spm") for name in ("source", "target")}
    return MarianTokenizer(source_spm=files["source"], target_spm=files["target"], vocab=str(folder / "vocab.json"), source_lang="eng", target_lang="mul", model_max_length=64)


def marian_model(tokenizer):
    pad = len(tokenizer.get_vocab()) - 1
    return MarianMTModel(MarianConfig(
        **shape(160), vocab_size=pad + 1, activation_function="swish", static_position_embeddings=True, scale_embedding=True,
        share_encoder_decoder_embeddings=True, tie_word_embeddings=True, pad_token_id=pad, eos_token_id=0, decoder_start_token_id=pad,
        forced_eos_token_id=0, bad_words_ids=[[pad]], num_beams=6,
    ))


def m2m_tokenizer(folder: Path):
    train_spm(folder / "sentencepiece.bpe.model", "bpe", 240, [], bos_id=1, eos_id=2, unk_id=0, pad_id=-1)
    model = sentencepiece.SentencePieceProcessor(model_file=str(folder / "sentencepiece.bpe.model"))
    vocab = {"<s>": 0, "<pad>": 1, "</s>": 2, "<unk>": 3}
    for i in range(3, model.get_piece_size()):
        vocab.setdefault(model.id_to_piece(i), len(vocab))
    (folder / "vocab.json").write_text(json.dumps(vocab, ensure_ascii=False), encoding="utf-8")
    return M2M100Tokenizer(vocab_file=str(folder / "vocab.json"), spm_file=str(folder / "sentencepiece.bpe.model"), src_lang="en", tgt_lang="fr", model_max_length=64)


def m2m_model(size: int, **more):
    return M2M100ForConditionalGeneration(M2M100Config(
        **shape(), vocab_size=size, activation_function="relu", scale_embedding=True, encoder_layerdrop=0.0, decoder_layerdrop=0.0,
        pad_token_id=1, bos_token_id=0, eos_token_id=2, decoder_start_token_id=2, **more,
    ))


def nllb_tokenizer(folder: Path):
    train_spm(folder / "sentencepiece.bpe.model", "bpe", 240, [], **own_rules(folder), bos_id=1, eos_id=2, unk_id=0, pad_id=-1)
    return NllbTokenizer(vocab_file=str(folder / "sentencepiece.bpe.model"), src_lang="eng_Latn", tgt_lang="fra_Latn", model_max_length=64)


def mbart_tokenizer(folder: Path):
    train_spm(folder / "sentencepiece.bpe.model", "unigram", 210, [], bos_id=1, eos_id=2, unk_id=0, pad_id=-1)
    return MBart50Tokenizer(vocab_file=str(folder / "sentencepiece.bpe.model"), src_lang="en_XX", tgt_lang="fr_XX", model_max_length=64)


def mbart_model(tokenizer):
    return MBartForConditionalGeneration(MBartConfig(
        **shape(160), vocab_size=len(tokenizer), activation_function="gelu", scale_embedding=True, encoder_layerdrop=0.0, decoder_layerdrop=0.0,
        pad_token_id=1, bos_token_id=0, eos_token_id=2, decoder_start_token_id=2, forced_eos_token_id=2, num_beams=5, early_stopping=True,
    ))


NAMES = {"en": "English", "fr": "French", "de": "German"}


def t5_prefix(source: str, target: str) -> str:
    return f"translate {NAMES[source]} to {NAMES[target]}: "


def t5_tokenizer(folder: Path, legacy: bool, **options):
    prefixes = [t5_prefix("en", target).strip() for target in ("fr", "de")] * 400
    train_spm(folder / "spiece.model", "unigram", options.pop("size"), prefixes, **own_rules(folder), bos_id=-1, eos_id=1, unk_id=2, pad_id=0, **options)
    return T5Tokenizer(vocab_file=str(folder / "spiece.model"), extra_ids=20, legacy=legacy, model_max_length=64)


def t5_shape(size: int, width: int = 32) -> dict:
    tasks = {
        f"translation_en_to_{target}": {"early_stopping": True, "max_length": MAX_LENGTH, "num_beams": 4, "prefix": t5_prefix("en", target)}
        for target in ("de", "fr")
    }
    return dict(
        vocab_size=size, d_model=width, d_kv=12, d_ff=64, num_layers=1, num_decoder_layers=1, num_heads=4, dropout_rate=0.0, pad_token_id=0,
        eos_token_id=1, decoder_start_token_id=0, n_positions=128, max_length=MAX_LENGTH, task_specific_params=tasks,
    )


FAMILIES = {
    "marian": Family(
        marian_tokenizer, marian_model, ["en"], [">>fra<<", ">>deu<<"], prefix=lambda source, target: f"{target} ", has_codes=False,
        files=["source.spm", "target.spm", "vocab.json"], steps=2200,
    ),
    "m2m100": Family(
        m2m_tokenizer, lambda tokenizer: m2m_model(len(tokenizer.encoder) + len(M2M_CODES["m2m100"]) + 8, num_beams=5, early_stopping=True),
        ["en", "ru"], ["fr", "de"], files=["vocab.json", "sentencepiece.bpe.model"], variants=["q8", "q4"],
    ),
    "nllb": Family(
        nllb_tokenizer, lambda tokenizer: m2m_model(len(tokenizer), tie_word_embeddings=True), ["eng_Latn", "zho_Hans"], ["fra_Latn", "deu_Latn"],
        files=["sentencepiece.bpe.model"],
    ),
    "mbart50": Family(
        mbart_tokenizer, mbart_model, ["en_XX", "ru_RU"], ["fr_XX", "de_DE"], files=["sentencepiece.bpe.model"], variants=["fp16", "q4f16"],
    ),
    "t5": Family(
        lambda folder: t5_tokenizer(folder, True, size=270), lambda tokenizer: T5ForConditionalGeneration(T5Config(**t5_shape(320), feed_forward_proj="relu")),
        ["en"], ["fr", "de"], prefix=t5_prefix, has_codes=False, files=["spiece.model"], steps=2400,
    ),
    "mt5": Family(
        lambda folder: t5_tokenizer(folder, False, size=490, byte_fallback=True, character_coverage=0.997),
        lambda tokenizer: MT5ForConditionalGeneration(MT5Config(**t5_shape(512, 28), feed_forward_proj="gated-gelu", tie_word_embeddings=False)),
        ["en"], ["fr", "de"], prefix=t5_prefix, has_codes=False, files=["spiece.model"], steps=2400,
    ),
}


def train(family: Family, model, tokenizer, steps: int) -> None:
    rng = random.Random(SEED + 1)
    optimizer = torch.optim.AdamW(model.parameters(), lr=4e-3, betas=(0.9, 0.98), weight_decay=0.0)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 4e-3, total_steps=steps, pct_start=0.1)
    pad = tokenizer.pad_token_id
    model.train()
    for step in range(steps):
        rows = []
        for _ in range(40):
            text, source, target = sentence(rng, 1, 9), rng.choice(family.sources), rng.choice(family.targets)
            made = family.inputs(tokenizer, text, source, target, family.answer(text, source, target))
            rows.append((made["input_ids"][0], made["labels"][0]))
        filled = lambda ids, value: torch.nn.utils.rnn.pad_sequence(ids, batch_first=True, padding_value=value)
        ids = filled([row[0] for row in rows], pad)
        labels = filled([row[1] for row in rows], -100)
        loss = model(input_ids=ids, attention_mask=(ids != pad).long(), labels=labels).loss
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        if step % 250 == 249:
            print(f"step {step + 1}: loss {loss.item():.4f}", flush=True)
    model.eval()


class Shaken(LogitsProcessor):
    """Scores moved a little, as another arithmetic might."""

    def __init__(self, seed: int):
        self.random = torch.Generator().manual_seed(seed)

    def __call__(self, input_ids, scores):
        return scores + 4e-4 * (torch.rand(scores.shape, generator=self.random) - 0.5)


@torch.no_grad()
def generate(family: Family, model, tokenizer, row: dict, beams: int, seed: int | None = None) -> tuple[list[int], float]:
    """Ids after the start token, and what ranks them; of greedy search the smallest lead of a chosen token over the next best."""
    first = family.first_id(tokenizer, row["to"])
    made = model.generate(
        **family.inputs(tokenizer, row["source"], row["from"], row["to"]), num_beams=beams, do_sample=False, max_length=MAX_LENGTH,
        return_dict_in_generate=True, output_scores=True, logits_processor=LogitsProcessorList([] if seed is None else [Shaken(seed)]),
        **({} if first is None else {"forced_bos_token_id": first}),
    )
    if beams > 1:
        return made.sequences[0, 1:].tolist(), float(made.sequences_scores[0])
    leads = [float(two[0] - two[1]) for two in (scores[0].topk(2).values for scores in made.scores) if torch.isfinite(two[1])]
    return made.sequences[0, 1:].tolist(), min(leads)


@torch.no_grad()
def forced(family: Family, model, tokenizer, row: dict, target: str) -> dict:
    batch = family.inputs(tokenizer, row["source"], row["from"], row["to"], target)
    logits = model(input_ids=batch["input_ids"], attention_mask=batch["attention_mask"], labels=batch["labels"]).logits[0].double()
    ids = batch["labels"][0].tolist()
    logs = [round(float(torch.log_softmax(scores, -1)[i]), 5) for scores, i in zip(logits, ids)]
    return {"source": row["source"], "from": row["from"], "to": row["to"], "target": target, "ids": ids, "logProbs": logs}


def expected(family: Family, model, tokenizer) -> dict:
    rng = random.Random(SEED + 2)
    # M2M100Tokenizer does not count its language codes among the special tokens.
    words = lambda ids: tokenizer.decode([i for i in ids if i != first], skip_special_tokens=True, clean_up_tokenization_spaces=False)
    rows = []
    while len(rows) < ROWS:
        low, high = (20, 24) if len(rows) % 25 == 24 else (1, 11)
        row = {"source": sentence(rng, low, high), "from": rng.choice(family.sources), "to": rng.choice(family.targets)}
        first = family.first_id(tokenizer, row["to"])
        source_ids = family.inputs(tokenizer, row["source"], row["from"], row["to"])["input_ids"][0].tolist()
        if len(source_ids) > (getattr(model.config, "max_position_embeddings", None) or model.config.n_positions):
            continue  # the app cuts it
        ids, lead = generate(family, model, tokenizer, row, 1)
        if lead < 1e-3:
            continue
        beam, score = generate(family, model, tokenizer, row, 4)
        if generate(family, model, tokenizer, row, 4, len(rows))[0] != beam:
            continue
        rows.append({**row, "sourceIds": source_ids, "ids": ids, "text": words(ids), "beamIds": beam, "beamScore": round(score, 5)})
    pairs = [forced(family, model, tokenizer, row, family.answer(row["source"], row["from"], row["to"])) for row in rows[:6]]
    pairs += [forced(family, model, tokenizer, row, sentence(rng, 2, 6)) for row in rows[6:10]]
    return {"maxLength": MAX_LENGTH, "rows": rows, "forced": pairs}


def pack(name: str, members: dict[str, bytes]) -> None:
    OUT.mkdir(exist_ok=True)
    with zipfile.ZipFile(OUT / name, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for member, content in members.items():
            info = zipfile.ZipInfo(member, (2026, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)


def variants(family: Family, made: Path) -> dict[str, bytes]:
    """The exported graphs in other precisions, by the recipes of Transformers.js' conversion script."""
    halves = ("decoder_model", "decoder_with_past_model")
    members = {}

    def keep(graph: str, model: onnx.ModelProto) -> None:
        members[f"onnx/{graph}.onnx"] = model.SerializeToString(deterministic=True)

    def half(model: onnx.ModelProto, keeps_io: bool) -> onnx.ModelProto:
        converted = OnnxModel(convert_float_to_float16(model, keep_io_types=keeps_io))
        converted.topological_sort()
        return converted.model

    def in_four_bits(model: onnx.ModelProto) -> onnx.ModelProto:
        quantizer = MatMulNBitsQuantizer(model, block_size=32, is_symmetric=True, accuracy_level=4)
        quantizer.process()
        return quantizer.model.model

    recipes = {
        "q4": ("_q4", in_four_bits),
        "fp16": ("_fp16", lambda model: half(model, True)),
        "q4f16": ("_q4f16", lambda model: half(in_four_bits(model), False)),
    }
    for variant in family.variants:
        if variant == "q8":
            for graph in ("encoder_model", "decoder_model_merged"):
                path = made / f"{graph}_quantized.onnx"
                quantize_dynamic(made / f"{graph}.onnx", path, weight_type=QuantType.QInt8, extra_options={"EnableSubgraph": True, "MatMulConstBOnly": True})
                keep(path.stem, onnx.load(path))
        else:
            suffix, recipe = recipes[variant]
            keep(f"encoder_model{suffix}", recipe(onnx.load(made / "encoder_model.onnx")))
            # The merged file cannot be converted by these tools: its halves are, and merged then.
            first, following = (recipe(onnx.load(made / f"{graph}.onnx")) for graph in halves)
            merged = merge_decoders(first, following, save_path=made / "merged.onnx", strict=False)
            keep(f"decoder_model_merged{suffix}", merged)
    return members


def write(name: str, family: Family, model, tokenizer, wanted: dict, folder: Path) -> None:
    trained, made = folder / "trained", folder / "made"
    model.save_pretrained(trained)
    tokenizer.save_pretrained(trained)
    main_export(str(trained), output=made, task="text2text-generation-with-past", do_validation=False, no_post_process=False)
    kept = ["config.json", "generation_config.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json", *family.files]
    members = {}
    for file in kept:
        # The reference's own files, since Optimum loads and saves the tokenizer once more.
        path = next((place / file for place in (made, trained) if (place / file).exists()), None)
        if path is not None:
            members[file] = path.read_bytes()
    for graph in ("encoder_model", "decoder_model_merged"):
        members[f"onnx/{graph}.onnx"] = (made / f"{graph}.onnx").read_bytes()
    members["expected.json"] = json.dumps(wanted, ensure_ascii=False, separators=(",", ":")).encode()
    pack(f"{name}.zip", members)
    if family.variants:
        pack(f"{name}-variants.zip", variants(family, made))
    if "--keep" in sys.argv:
        shutil.copytree(folder, Path(sys.argv[sys.argv.index("--keep") + 1]) / name, dirs_exist_ok=True)


def main() -> None:
    torch.set_num_threads(1)
    chosen = [name for name in sys.argv[1:] if name in FAMILIES] or list(FAMILIES)
    for name in chosen:
        family = FAMILIES[name]
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place)
            tokenizer = family.tokenizer(folder)
            torch.manual_seed(SEED)
            model = family.model(tokenizer)
            train(family, model, tokenizer, family.steps)
            wanted = expected(family, model, tokenizer)
            write(name, family, model, tokenizer, wanted, folder)
        rows = wanted["rows"]
        right = sum(row["text"] == family.answer(row["source"], row["from"], row["to"]) for row in rows)
        other = sum(row["ids"] != row["beamIds"] for row in rows)
        print(f"{name}: {right} of {len(rows)} right, {other} where beams differ from greedy, {(OUT / f'{name}.zip').stat().st_size} bytes", flush=True)


if os.environ.get("PYTHONHASHSEED") != "0":
    # The order of sets of names would else be another each time, and with it that of the merged file's weights.
    os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, "PYTHONHASHSEED": "0"})
main()
