"""
Measures a model that ships on the 2,000 held-out Tatoeba pairs, and on WMT22 where its files are given.

    venv/bin/python evaluate.py en-de --data deu-eng.zip --work work --out held-out [--wmt source references …]

Writes `test.<language>` and, a model, `<model>.torch.<language>` (PyTorch, fp32), `<model>.ort-q8.<language>` and, where it ships, `.ort-fp32.`
(Python onnxruntime on the files of `models/<model>/onnx`), greedy, one sentence at a time, then prints BLEU and chrF as sacreBLEU counts them and
keeps them in `<model>.figures.json`, from which `card.py` writes the model's card and facts.
`npm run bench -- shipped` holds the browser's translations against these files.
"""

import argparse
import json
from pathlib import Path

import numpy
import onnxruntime
import sacrebleu
import torch
from tokenizers import Tokenizer
from transformers import MarianMTModel, MarianTokenizer

import corpus

SHIPPED = Path(__file__).parent.parent


def tokenizer_of(folder: Path) -> MarianTokenizer:
    return MarianTokenizer.from_pretrained(str(folder))


def by_torch(folder: Path, tokenizer: MarianTokenizer, lines: list[str]) -> list[str]:
    """`generate`, greedy, fp32, in batches of equal length so that no padding changes a sum."""
    model = MarianMTModel.from_pretrained(str(folder)).eval()
    ids = tokenizer(lines)["input_ids"]
    made = [""] * len(lines)
    order = sorted(range(len(lines)), key=lambda i: len(ids[i]))
    while order:
        batch = [i for i in order if len(ids[i]) == len(ids[order[0]])][:64]
        order = order[len(batch) :] if order[: len(batch)] == batch else [i for i in order if i not in set(batch)]
        with torch.no_grad():
            out = model.generate(torch.tensor([ids[i] for i in batch]), num_beams=1, do_sample=False)
        for i, row in zip(batch, out.tolist()):
            made[i] = tokenizer.decode(row, skip_special_tokens=True, clean_up_tokenization_spaces=False)
    return made


class Runtime:
    """Greedy search over the encoder and the merged decoder with Python onnxruntime."""

    def __init__(self, folder: Path, suffix: str, tokenizer: MarianTokenizer):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.encoder = onnxruntime.InferenceSession(folder / "onnx" / f"encoder_model{suffix}.onnx", options)
        self.decoder = onnxruntime.InferenceSession(folder / "onnx" / f"decoder_model_merged{suffix}.onnx", options)
        self.tokenizer = tokenizer
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        self.start, self.end, self.pad = config["decoder_start_token_id"], config["eos_token_id"], config["pad_token_id"]
        self.longest = json.loads((folder / "generation_config.json").read_text(encoding="utf-8"))["max_length"]
        self.past = [i for i in self.decoder.get_inputs() if i.name.startswith("past_key_values")]
        self.present = [o.name for o in self.decoder.get_outputs()[1:]]

    def translate(self, line: str) -> str:
        ids = numpy.array([self.tokenizer(line)["input_ids"]], dtype=numpy.int64)
        mask = numpy.ones_like(ids)
        states = self.encoder.run(None, {"input_ids": ids, "attention_mask": mask})[0]
        past = {i.name: numpy.zeros((1, i.shape[1], 0, i.shape[3]), dtype=numpy.float32) for i in self.past}
        made = [self.start]
        while len(made) < self.longest:
            given = {"input_ids": numpy.array([[made[-1]]], dtype=numpy.int64), "encoder_hidden_states": states, "encoder_attention_mask": mask}
            logits, *present = self.decoder.run(None, {**given, **past, "use_cache_branch": numpy.array([len(made) > 1])})
            for name, value in zip(self.present, present):
                if len(made) == 1 or ".decoder." in name:
                    past[name.replace("present", "past_key_values")] = value
            scores = logits[0, -1]
            scores[self.pad] = -numpy.inf
            made.append(int(scores.argmax()))
            if made[-1] == self.end:
                break
        return self.tokenizer.decode(made, skip_special_tokens=True, clean_up_tokenization_spaces=False)


def scores(made: list[str], references: list[list[str]]) -> tuple[float, float]:
    """BLEU and chrF2, two decimals."""
    return round(sacrebleu.corpus_bleu(made, references).score, 2), round(sacrebleu.corpus_chrf(made, references).score, 2)


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("model")
    arguments.add_argument("--data", type=Path, required=True)
    arguments.add_argument("--work", type=Path, default=Path("work"))
    arguments.add_argument("--out", type=Path, default=Path("held-out"))
    arguments.add_argument("--wmt", type=Path, nargs="*", default=[])
    chosen = arguments.parse_args()
    torch.set_num_threads(1)
    chosen.out.mkdir(parents=True, exist_ok=True)
    folder = SHIPPED / chosen.model
    source, target = chosen.model.split("-")[:2]
    sides = {"en": 0, "de": 1}
    test = corpus.read(chosen.data).test
    for language, side in sides.items():
        (chosen.out / f"test.{language}").write_text("".join(pair[side] + "\n" for pair in test), encoding="utf-8")
    sets = {"tatoeba.": ([pair[sides[source]] for pair in test], [[pair[sides[target]] for pair in test]])}
    if chosen.wmt:
        lines, *references = [path.read_text(encoding="utf-8").splitlines() for path in chosen.wmt]
        sets["wmt22."] = (lines, references)

    tokenizer = tokenizer_of(folder)
    figures: dict[str, dict[str, tuple[float, float]]] = {}
    fast = Tokenizer.from_file(str(folder / "tokenizer.json"))
    for name, (lines, references) in sets.items():
        ids = tokenizer(lines)["input_ids"]
        print(f"{name}tokenizer.json: {sum(fast.encode(line).ids == row for line, row in zip(lines, ids))} of {len(lines)} lines have equal ids")
        ways = {"torch": lambda: by_torch(chosen.work / chosen.model / "trained", tokenizer, lines)}
        for label, suffix in (("ort-q8", "_quantized"), ("ort-fp32", "")):
            if (folder / "onnx" / f"encoder_model{suffix}.onnx").exists():
                ways[label] = lambda suffix=suffix: [*map(Runtime(folder, suffix, tokenizer).translate, lines)]
        for label, way in ways.items():
            made = way()
            stem = "" if name == "tatoeba." else name
            (chosen.out / f"{chosen.model}.{stem}{label}.{target}").write_text("".join(line + "\n" for line in made), encoding="utf-8")
            figures.setdefault(name[:-1], {})[label] = bleu, chrf = scores(made, references)
            print(f"{chosen.model} {name}{label}: BLEU {bleu} chrF2 {chrf}", flush=True)
    (chosen.out / f"{chosen.model}.figures.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


main()
