"""
Makes the Marian fixture of the tests: `marian/` (a model as Optimum exports it, with its tokenizer), `marian-expected.json` (what it must give)
and `marian-variants.zip` (the same weights as decoder without and with past, and in 8 bits).

    python -m venv venv && venv/bin/pip install -r requirements.txt && venv/bin/python make-marian.py

The model learns two seeded tasks on made-up sentences: after `>>fra<<` repeat them, after `>>deu<<` write each word backwards.
The expected ids and log-probabilities come from `transformers` (PyTorch, fp32, greedy, one sentence at a time).
"""

import io
import json
import random
import shutil
import tempfile
import zipfile
from pathlib import Path

import numpy
import onnx
import onnxruntime
import sentencepiece
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from optimum.exporters.onnx import main_export
from transformers import MarianConfig, MarianMTModel, MarianTokenizer

SEED = 20240607
HERE = Path(__file__).parent
OUT = HERE / "marian"
WORDS = (
    "the a red blue small old house river garden letter window morning winter teacher neighbour bread market street bridge song "
    "opens closes reads writes finds loses brings takes sees hears quickly slowly never always and but with without under over "
    "Äpfel Übung schön groß straße Öl café naïve mañana über "
    "дом река письмо утро хлеб мост "
    "7 12 305 1999 2.5 80% , . ! ? ; :"
).split()
MAX_LENGTH = 40
CAPPED_LENGTH = 6


def sentence(rng: random.Random, low: int, high: int) -> str:
    return " ".join(rng.choice(WORDS) for _ in range(rng.randint(low, high)))


def backwards(text: str) -> str:
    return " ".join(word[::-1] for word in text.split(" "))


def pair(rng: random.Random, low: int, high: int) -> tuple[str, str]:
    text = sentence(rng, low, high)
    return (f">>fra<< {text}", text) if rng.random() < 0.5 else (f">>deu<< {text}", backwards(text))


def train_spm(name: str, lines: list[str], size: int, normalization: str, folder: Path) -> None:
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(lines),
        model_writer=model,
        model_type="unigram",
        vocab_size=size,
        character_coverage=1.0,
        bos_id=-1,
        eos_id=0,
        unk_id=1,
        pad_id=-1,
        normalization_rule_name=normalization,
        minloglevel=2,
        num_threads=1,
    )
    (folder / f"{name}.spm").write_bytes(model.getvalue())


def make_tokenizer(folder: Path) -> MarianTokenizer:
    rng = random.Random(SEED)
    texts = [sentence(rng, 2, 12) for _ in range(4000)]
    train_spm("source", texts, 130, "nmt_nfkc", folder)
    train_spm("target", texts + [backwards(text) for text in texts], 190, "identity", folder)
    vocab = {"</s>": 0, "<unk>": 1}
    for name in ("source", "target"):
        model = sentencepiece.SentencePieceProcessor(model_file=str(folder / f"{name}.spm"))
        for i in range(model.get_piece_size()):
            vocab.setdefault(model.id_to_piece(i), len(vocab))
    for code in (">>fra<<", ">>deu<<", "<pad>"):
        vocab[code] = len(vocab)
    (folder / "vocab.json").write_text(json.dumps(vocab, ensure_ascii=False), encoding="utf-8")
    return MarianTokenizer(
        source_spm=str(folder / "source.spm"),
        target_spm=str(folder / "target.spm"),
        vocab=str(folder / "vocab.json"),
        source_lang="eng",
        target_lang="mul",
        model_max_length=64,
    )


def make_model(tokenizer: MarianTokenizer) -> MarianMTModel:
    size = len(tokenizer.get_vocab())
    config = MarianConfig(
        vocab_size=size,
        d_model=32,
        encoder_layers=1,
        decoder_layers=1,
        encoder_attention_heads=4,
        decoder_attention_heads=4,
        encoder_ffn_dim=64,
        decoder_ffn_dim=64,
        max_position_embeddings=64,
        activation_function="swish",
        static_position_embeddings=True,
        scale_embedding=True,
        share_encoder_decoder_embeddings=True,
        tie_word_embeddings=True,
        dropout=0.0,
        attention_dropout=0.0,
        activation_dropout=0.0,
        pad_token_id=size - 1,
        eos_token_id=0,
        decoder_start_token_id=size - 1,
        forced_eos_token_id=0,
        bad_words_ids=[[size - 1]],
        num_beams=4,
        max_length=MAX_LENGTH,
    )
    torch.manual_seed(SEED)
    return MarianMTModel(config)


def train(model: MarianMTModel, tokenizer: MarianTokenizer, steps: int) -> None:
    rng = random.Random(SEED + 1)
    optimizer = torch.optim.AdamW(model.parameters(), lr=4e-3, betas=(0.9, 0.98), weight_decay=0.0)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 4e-3, total_steps=steps, pct_start=0.1)
    pad = tokenizer.pad_token_id
    model.train()
    for step in range(steps):
        pairs = [pair(rng, 1, 10) for _ in range(64)]
        batch = tokenizer([s for s, _ in pairs], text_target=[t for _, t in pairs], padding=True, truncation=True, return_tensors="pt")
        labels = batch["labels"].masked_fill(batch["labels"] == pad, -100)
        loss = model(input_ids=batch["input_ids"], attention_mask=batch["attention_mask"], labels=labels).loss
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        if step % 200 == 199:
            print(f"step {step + 1}: loss {loss.item():.4f}", flush=True)
    model.eval()


@torch.no_grad()
def greedy(model: MarianMTModel, tokenizer: MarianTokenizer, text: str, max_length: int = MAX_LENGTH) -> tuple[list[int], list[float], float]:
    """Ids after the start token, their log-probabilities, and the smallest lead of a chosen token over the next best."""
    batch = tokenizer([text], return_tensors="pt")
    made = model.generate(**batch, num_beams=1, do_sample=False, max_length=max_length, return_dict_in_generate=True, output_scores=True, output_logits=True)
    ids = made.sequences[0, 1:].tolist()
    logs = [torch.log_softmax(logits[0].double(), -1) for logits in made.logits]
    lead = min(float(two[0] - two[1]) for two in (scores[0].topk(2).values for scores in made.scores) if torch.isfinite(two[1]))
    return ids, [float(log[i]) for log, i in zip(logs, ids)], lead


@torch.no_grad()
def forced(model: MarianMTModel, tokenizer: MarianTokenizer, source: str, target: str) -> dict:
    batch = tokenizer([source], text_target=[target], return_tensors="pt")
    logits = model(input_ids=batch["input_ids"], attention_mask=batch["attention_mask"], labels=batch["labels"]).logits[0].double()
    ids = batch["labels"][0].tolist()
    return {"source": source, "target": target, "ids": ids, "logProbs": [float(torch.log_softmax(row, -1)[i]) for row, i in zip(logits, ids)]}


def expected(model: MarianMTModel, tokenizer: MarianTokenizer) -> dict:
    rng = random.Random(SEED + 2)
    rows = []
    while len(rows) < 50:
        source, _ = pair(rng, 28, 30) if len(rows) in (20, 41) else pair(rng, 1, 11)
        ids, logs, lead = greedy(model, tokenizer, source)
        if lead < 1e-3:
            continue  # too near a tie to ask equality of another arithmetic
        rows.append({
            "source": source,
            "sourceIds": tokenizer([source])["input_ids"][0],
            "ids": ids,
            "logProbs": [round(log, 6) for log in logs],
            "text": tokenizer.decode(ids, skip_special_tokens=True, clean_up_tokenization_spaces=False),
        })
    pairs = [forced(model, tokenizer, *pair(rng, 1, 9)) for _ in range(6)]
    pairs += [forced(model, tokenizer, pair(rng, 2, 6)[0], sentence(rng, 2, 6)) for _ in range(4)]
    for row in pairs:
        row["logProbs"] = [round(log, 6) for log in row["logProbs"]]
    capped = [{"source": row["source"], "ids": greedy(model, tokenizer, row["source"], CAPPED_LENGTH)[0]} for row in rows[:10]]
    return {"rows": rows, "forced": pairs, "cappedLength": CAPPED_LENGTH, "capped": capped}


def export(model: MarianMTModel, tokenizer: MarianTokenizer, folder: Path) -> None:
    trained = folder / "trained"
    model.save_pretrained(trained)
    tokenizer.save_pretrained(trained)
    made = folder / "made"
    main_export(str(trained), output=made, task="text2text-generation-with-past", do_validation=False, no_post_process=False)
    OUT.mkdir(exist_ok=True)
    for name in ("config.json", "generation_config.json", "tokenizer_config.json", "special_tokens_map.json", "vocab.json", "source.spm", "target.spm"):
        shutil.copy(made / name, OUT / name)
    for name in ("encoder_model", "decoder_model_merged"):
        shutil.copy(made / f"{name}.onnx", OUT / f"{name}.onnx")
        quantize_dynamic(
            made / f"{name}.onnx",
            made / f"{name}_quantized.onnx",
            weight_type=QuantType.QInt8,
            extra_options={"EnableSubgraph": True, "MatMulConstBOnly": True},
        )
    with zipfile.ZipFile(HERE / "marian-variants.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as variants:
        for name in ("decoder_model", "decoder_with_past_model", "encoder_model_quantized", "decoder_model_merged_quantized"):
            member = zipfile.ZipInfo(f"{name}.onnx", (2024, 1, 1, 0, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            variants.writestr(member, (made / f"{name}.onnx").read_bytes())
    (OUT / "README.md").write_text(
        "---\nlicense: apache-2.0\nlanguage:\n- en\n- mul\n---\nA test fixture made by `tests/models/make-marian.py`.\n", encoding="utf-8"
    )


def main() -> None:
    random.seed(SEED)
    numpy.random.seed(SEED)
    torch.set_num_threads(1)
    shutil.rmtree(OUT, ignore_errors=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        tokenizer = make_tokenizer(folder)
        model = make_model(tokenizer)
        train(model, tokenizer, 3000)
        export(model, tokenizer, folder)
        wanted = expected(model, tokenizer)
    versions = {m.__name__: m.__version__ for m in (torch, onnx, onnxruntime, sentencepiece)}
    (HERE / "marian-expected.json").write_text(json.dumps({"madeWith": versions, **wanted}, ensure_ascii=False, indent=1), encoding="utf-8")
    rows = wanted["rows"]
    right = sum(row["text"] == (row["source"][8:] if row["source"].startswith(">>fra") else backwards(row["source"][8:])) for row in rows)
    print(f"{len(rows)} rows, {right} right, {len({tuple(row['ids']) for row in rows})} distinct, {sum(row['ids'][-1] == 0 for row in rows)} ended")
    for path in [*sorted(OUT.iterdir()), HERE / "marian-variants.zip", HERE / "marian-expected.json"]:
        print(path.relative_to(HERE), path.stat().st_size)


main()
