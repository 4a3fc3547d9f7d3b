"""
Trains one translation model that ships, and puts it into `models/<name>/` as Optimum lays it out.

    python -m venv venv && venv/bin/pip install -r requirements.txt
    venv/bin/python translation.py en-de --data deu-eng.zip [--work folder] [--threads 1]

`--data` is the English-German archive of manythings.org/anki (Tatoeba, CC BY 2.0 FR), state of 2018-05-13. Everything is seeded. Training saves
itself in the work folder and goes on from there when it is started again.
"""

import argparse
import copy
import io
import json
import math
import random
import time
from dataclasses import dataclass
from pathlib import Path

import numpy
import sentencepiece
import torch
from torch.nn import functional
from transformers import MarianConfig, MarianMTModel, MarianTokenizer

import corpus
from export import export


@dataclass(frozen=True)
class Recipe:
    source: str
    target: str
    pieces: int
    width: int
    heads: int
    encoder_layers: int
    decoder_layers: int
    steps: int
    precisions: tuple[str, ...] = ("quantized",)
    peak_rate: float = 2e-3
    batch_tokens: int = 4096
    dropout: float = 0.05
    seed: int = 20180513


RECIPES = {
    "en-de": Recipe("en", "de", pieces=8000, width=192, heads=6, encoder_layers=3, decoder_layers=1, steps=6_500),
    "de-en": Recipe("de", "en", pieces=8000, width=192, heads=6, encoder_layers=3, decoder_layers=1, steps=3_200),
    "en-de-small": Recipe("en", "de", pieces=4000, width=96, heads=4, encoder_layers=2, decoder_layers=1, steps=3_000, precisions=("quantized", "")),
}
WARM_UP = 800
SAVE_EVERY = 250
AVERAGED = 8
SMOOTHING = 0.1
MAX_PIECES = 128
LONGEST = 200  # where a translation is cut; what it was trained on is shorter


def make_tokenizer(recipe: Recipe, data: corpus.Corpus, folder: Path) -> MarianTokenizer:
    """One SentencePiece model for both sides, under the two names that Marian folders have; ids in vocab.json as Marian orders them."""
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "vocab.json").exists():
        rng = random.Random(recipe.seed)
        lines = [side for pair in data.train for side in corpus.varied(pair, data.train, rng)]
        model = io.BytesIO()
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(lines), model_writer=model, model_type="unigram", vocab_size=recipe.pieces - 1, character_coverage=0.9999,
            bos_id=-1, eos_id=0, unk_id=1, pad_id=-1, normalization_rule_name="nmt_nfkc", split_digits=True, minloglevel=2, num_threads=1,
        )  # fmt: skip
        for name in ("source.spm", "target.spm"):
            (folder / name).write_bytes(model.getvalue())
        pieces = sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())
        vocabulary = {pieces.id_to_piece(i): i for i in range(pieces.get_piece_size())}
        vocabulary["<pad>"] = len(vocabulary)
        (folder / "vocab.json").write_text(json.dumps(vocabulary, ensure_ascii=False), encoding="utf-8")
    return MarianTokenizer(
        source_spm=str(folder / "source.spm"), target_spm=str(folder / "target.spm"), vocab=str(folder / "vocab.json"),
        source_lang=recipe.source, target_lang=recipe.target, model_max_length=512,
    )  # fmt: skip


def make_model(recipe: Recipe, tokenizer: MarianTokenizer) -> MarianMTModel:
    size, pad = len(tokenizer.get_vocab()), tokenizer.pad_token_id
    torch.manual_seed(recipe.seed)
    config = MarianConfig(
        vocab_size=size, d_model=recipe.width, encoder_layers=recipe.encoder_layers, decoder_layers=recipe.decoder_layers,
        encoder_attention_heads=recipe.heads, decoder_attention_heads=recipe.heads,
        encoder_ffn_dim=4 * recipe.width, decoder_ffn_dim=4 * recipe.width, max_position_embeddings=512,
        activation_function="swish", static_position_embeddings=True, scale_embedding=True, normalize_embedding=False,
        share_encoder_decoder_embeddings=True, tie_word_embeddings=True, dropout=recipe.dropout, attention_dropout=0.0, activation_dropout=0.0,
        init_std=0.02, pad_token_id=pad, eos_token_id=0, bos_token_id=0, decoder_start_token_id=pad, forced_eos_token_id=0,
        bad_words_ids=[[pad]], num_beams=1, max_length=LONGEST,
    )  # fmt: skip
    config._attn_implementation = "eager"  # PyTorch's fused attention goes backward several times more slowly on a CPU
    return MarianMTModel(config)


def epoch_batches(recipe: Recipe, data: corpus.Corpus, tokens: sentencepiece.SentencePieceProcessor, epoch: int):
    """Batches of pairs of about the same length, in seeded order: (source ids, target ids), each ended by `</s>`."""
    rng = random.Random(f"{recipe.seed}/{epoch}")
    english = recipe.source == "en"
    pairs = [corpus.varied(pair, data.train, rng) for pair in data.train]
    sides = [tokens.encode([pair[side] for pair in pairs]) for side in ((0, 1) if english else (1, 0))]
    rows = [(source + [0], target + [0]) for source, target in zip(*sides) if len(source) < MAX_PIECES and len(target) < MAX_PIECES]
    rows.sort(key=lambda row: (len(row[1]) + rng.random() * 2, len(row[0])))
    batches, batch, longest = [], [], 0
    for row in rows:
        longest_now = max(longest, len(row[0]), len(row[1]))
        if batch and longest_now * (len(batch) + 1) > recipe.batch_tokens:
            batches.append(batch)
            batch, longest_now = [], max(len(row[0]), len(row[1]))
        batch.append(row)
        longest = longest_now
    batches.append(batch)
    rng.shuffle(batches)
    return batches


def padded(rows: list[list[int]], filler: int) -> torch.Tensor:
    width = max(map(len, rows))
    return torch.tensor([row + [filler] * (width - len(row)) for row in rows])


class SmoothedCrossEntropy(torch.autograd.Function):
    """Label-smoothed cross entropy whose gradient is made on the way forward: one pass over the vocabulary where autograd needs five."""

    @staticmethod
    def forward(ctx, logits, target, smoothing):
        size = logits.shape[1]
        log_probs = torch.log_softmax(logits, 1, dtype=torch.float32)
        rows = torch.arange(len(target))
        loss = -((1 - smoothing) * log_probs[rows, target].mean() + smoothing * log_probs.mean())
        gradient = log_probs.exp_().sub_(smoothing / size)
        gradient[rows, target] -= 1 - smoothing
        ctx.save_for_backward(gradient.div_(len(target)).to(logits.dtype))
        return loss

    @staticmethod
    def backward(ctx, above):
        return ctx.saved_tensors[0] * above, None, None


def fast_dropout(states: torch.Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> torch.Tensor:
    """Dropout by random bytes of a seeded generator: PyTorch's own draws one number after another on a CPU."""
    if not training or p == 0:
        return states
    kept = torch.frombuffer(bytearray(MASKS.bytes(states.numel())), dtype=torch.uint8) >= round(p * 256)
    return states * kept.view(states.shape).to(states.dtype).mul_(256 / (256 - round(p * 256)))


MASKS = numpy.random.Generator(numpy.random.SFC64(0))
functional.dropout = fast_dropout


def loss_of(model: MarianMTModel, batch, pad: int, smoothing: float) -> torch.Tensor:
    source, target = padded([row[0] for row in batch], pad), padded([row[1] for row in batch], -100)
    start = torch.full((target.shape[0], 1), pad)
    before = torch.cat([start, target[:, :-1].masked_fill(target[:, :-1] == -100, pad)], dim=1)
    states = model.model(input_ids=source, attention_mask=(source != pad).long(), decoder_input_ids=before, use_cache=False)[0]
    kept = target != -100  # no product with the vocabulary for what is only padding
    return SmoothedCrossEntropy.apply(functional.linear(states[kept], model.lm_head.weight), target[kept], smoothing)


def rate(recipe: Recipe, step: int) -> float:
    if step < WARM_UP:
        return recipe.peak_rate * (step + 1) / WARM_UP
    through = (step - WARM_UP) / max(1, recipe.steps - WARM_UP)
    return recipe.peak_rate * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * through)))


def train(name: str, recipe: Recipe, data: corpus.Corpus, tokenizer: MarianTokenizer, work: Path) -> MarianMTModel:
    """Arithmetic in bfloat16, weights kept in fp32: `exact` is the model that is learned, `model` its rounded copy that does the work."""
    global MASKS
    exact = make_model(recipe, tokenizer)
    model = copy.deepcopy(exact).to(torch.bfloat16)
    pad = tokenizer.pad_token_id
    tokens = sentencepiece.SentencePieceProcessor(model_file=str(work / "tokenizer" / "source.spm"))
    english = recipe.source == "en"
    dev = [(tokens.encode(pair[0 if english else 1]) + [0], tokens.encode(pair[1 if english else 0]) + [0]) for pair in data.dev]
    optimizer = torch.optim.AdamW(exact.parameters(), lr=recipe.peak_rate, betas=(0.9, 0.98), eps=1e-9, weight_decay=0.01)
    step, seconds = 0, 0.0
    latest = work / "latest.pt"
    if latest.exists():
        saved = torch.load(latest, weights_only=True)
        exact.load_state_dict(saved["model"])
        optimizer.load_state_dict(saved["optimizer"])
        step, seconds = saved["step"], saved["seconds"]
    began, batches, epoch, done_before = time.process_time(), [], -1, 0
    model.train()
    while step < recipe.steps:
        while step >= done_before + len(batches):  # resuming walks past the epochs that are done
            done_before += len(batches)
            epoch += 1
            batches = epoch_batches(recipe, data, tokens, epoch)
        MASKS = numpy.random.Generator(numpy.random.SFC64([recipe.seed, step]))
        for group in optimizer.param_groups:
            group["lr"] = rate(recipe, step)
        with torch.no_grad():
            for rounded, weight in zip(model.parameters(), exact.parameters()):
                rounded.copy_(weight)
        loss = loss_of(model, batches[step - done_before], pad, SMOOTHING)
        model.zero_grad(set_to_none=True)
        loss.backward()
        for rounded, weight in zip(model.parameters(), exact.parameters()):
            weight.grad = None if rounded.grad is None else rounded.grad.float()
        torch.nn.utils.clip_grad_norm_(exact.parameters(), 1.0)
        optimizer.step()
        step += 1
        if step % SAVE_EVERY == 0 or step == recipe.steps:
            spent = seconds + time.process_time() - began
            torch.save({"model": exact.state_dict(), "optimizer": optimizer.state_dict(), "step": step, "seconds": spent}, work / "part.pt")
            (work / "part.pt").rename(latest)
            if step > recipe.steps - AVERAGED * SAVE_EVERY:
                torch.save(exact.state_dict(), work / f"step-{step}.pt")
            model.eval()
            with torch.no_grad():
                held = sum(loss_of(model, dev[i : i + 100], pad, 0.0).item() for i in range(0, 1000, 100)) / 10
            model.train()
            print(f"{name} step {step} epoch {epoch} loss {loss.item():.3f} dev {held:.3f} cpu {spent / 60:.1f} min", flush=True)
    states = [torch.load(path, weights_only=True) for path in sorted(work.glob("step-*.pt"))]
    exact.load_state_dict({key: sum(state[key] for state in states) / len(states) for key in states[0]})
    exact.eval()
    return exact


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("model", choices=RECIPES)
    arguments.add_argument("--data", type=Path, required=True)
    arguments.add_argument("--work", type=Path, default=Path("work"))
    arguments.add_argument("--threads", type=int, default=1)
    chosen = arguments.parse_args()
    recipe = RECIPES[chosen.model]
    random.seed(recipe.seed)
    numpy.random.seed(recipe.seed)
    torch.set_num_threads(chosen.threads)
    work = chosen.work / chosen.model
    work.mkdir(parents=True, exist_ok=True)
    data = corpus.read(chosen.data)
    tokenizer = make_tokenizer(recipe, data, work / "tokenizer")
    model = train(chosen.model, recipe, data, tokenizer, work)
    export(model, tokenizer, work, Path(__file__).parent.parent / chosen.model, recipe.precisions)


main()
