"""
Writes the card (`models/<model>/README.md`) and the facts (`facts/<model>.json`, for manifest.js) of a translation model from what was measured.

    venv/bin/python card.py en-de --work work --out held-out
"""

import argparse
import json
from pathlib import Path

import torch

SHIPPED = Path(__file__).parent.parent
LANGUAGES = {"en": "English", "de": "German"}
BLEU = "nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:2.5.1"
CHRF = "nrefs:1|case:mixed|eff:yes|nc:6|nw:0|space:no|version:2.5.1"
DATA = "Sentence pairs from Tatoeba (tatoeba.org), prepared by manythings.org/anki, CC BY 2.0 FR."
HELD_OUT, WMT = "2,000 held-out Tatoeba pairs", "WMT22 English-German, 2,037 segments, reference A"
WAYS = {"torch": "PyTorch, fp32", "ort-fp32": "onnxruntime, fp32 files", "ort-q8": "onnxruntime, q8 files"}
SUMMARIES = {
    "en-de": "Translates short everyday sentences from English into German.",
    "de-en": "Translates short everyday sentences from German into English: for back-translation and for demonstrations in that direction.",
    "en-de-small": "Translates English into German, clearly worse than Stet en-de: there to be compared with it, and for WebGPU, which can run its fp32 files.",
}


def weaknesses(model: str, source: str, target: str, figures: dict) -> list[str]:
    said = []
    if "wmt22" in figures:
        said.append(f"News, law, medicine and long sentences: on the WMT22 news test it reaches only {figures['wmt22']['ort-q8'][0] + 1e-9:.1f} BLEU.")
    else:
        said.append("News, law, medicine and long sentences: it has seen only short everyday ones.")
    said.append("Rare names and terms: it spells its way through them and may drop, double or invent.")
    said.append("Repeats: now and then it stutters a syllable or a word until it is cut off.")
    said.append(
        "Forms of address: it picks du, ihr or Sie without regard to the sentences around."
        if target == "de"
        else "Context: it picks pronouns and tenses without regard to the sentences around."
    )
    said.append("Emoji and scripts other than Latin: its vocabulary has none, so they are lost.")
    if model.endswith("small"):
        said.append("All of this more often than Stet en-de, for it has about a fifth of its size and of its training.")
    return said


def facts_of(model: str, config: dict, figures: dict, parameters: int) -> dict:
    source, target = model.split("-")[:2]
    precisions = [("q8", "_quantized")] + ([("fp32", "")] if (SHIPPED / model / "onnx" / "encoder_model.onnx").exists() else [])
    files = lambda suffix: sorted([
        "config.json", "generation_config.json", "source.spm", "target.spm", "tokenizer_config.json", "vocab.json",
        f"onnx/decoder_model_merged{suffix}.onnx", f"onnx/encoder_model{suffix}.onnx",
    ])  # fmt: skip
    shown = []
    for test, on in (("tatoeba", HELD_OUT), ("wmt22", WMT)):
        for precision, _ in precisions:
            for metric, value, signature in zip(("BLEU", "chrF2"), figures.get(test, {}).get(f"ort-{precision}", ()), (BLEU, CHRF)):
                shown.append({"metric": metric, "value": value, "on": on, "signature": signature, "precision": precision})
    return {
        "kind": "translator", "name": f"Stet {model.replace('-small', ' small')}", "runtime": "onnx", "architecture": "marian",
        "sourceLang": source, "targetLang": target, "license": "CC-BY-2.0", "attribution": DATA,
        "summary": SUMMARIES[model], "weaknesses": weaknesses(model, source, target, figures), "parameters": parameters, "figures": shown,
        "precisions": [{"precision": precision, "files": files(suffix)} for precision, suffix in precisions], "card": "README.md",
    }  # fmt: skip


def card(model: str, facts: dict, config: dict, figures: dict, minutes: float) -> str:
    rows = [
        f"| {on}; {WAYS[way]} | {bleu:.2f} | {chrf:.2f} |"
        for test, on in (("tatoeba", HELD_OUT), ("wmt22", WMT))
        for way, (bleu, chrf) in figures.get(test, {}).items()
    ]
    shape = f"{config['encoder_layers']} encoder and {config['decoder_layers']} decoder layer{'s' if config['decoder_layers'] > 1 else ''}, width {config['d_model']}"
    return f"""---
license: cc-by-2.0
language:
- {facts["sourceLang"]}
- {facts["targetLang"]}
pipeline_tag: translation
---

# {facts["name"]}

{facts["summary"]}

A Marian model of {shape}, with {config["vocab_size"]:,} SentencePiece pieces for both languages: {facts["parameters"]:,} parameters. It was trained on two processor cores, without a graphics card, so
that a page can show real machine translation at once and offline. Take it as a demonstration: nothing that it writes should be published unread.

## What it is bad at

{chr(10).join(f"- {line}" for line in facts["weaknesses"])}

## How good it is

Greedy search, one sentence at a time; scores as sacreBLEU 2.5.1 counts them (`{BLEU}`, `{CHRF}`).

| measured on | BLEU | chrF2 |
| --- | --: | --: |
{chr(10).join(rows)}

## What it is made of

{DATA} 164,185 pairs were learned from. 2,000 pairs for development and 2,000 for the test were taken out before, and with them every pair that shares its English or its German side with one of these. Names, numbers,
capitals and sentences in a row were varied by rule. Training took {minutes:.0f} minutes of one core. How to make it again: `models/README.md` in Stet's source.
"""


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("model", choices=SUMMARIES)
    arguments.add_argument("--work", type=Path, default=Path("work"))
    arguments.add_argument("--out", type=Path, default=Path("held-out"))
    chosen = arguments.parse_args()
    figures = json.loads((chosen.out / f"{chosen.model}.figures.json").read_text(encoding="utf-8"))
    config = json.loads((SHIPPED / chosen.model / "config.json").read_text(encoding="utf-8"))
    saved = torch.load(chosen.work / chosen.model / "latest.pt", weights_only=True)
    learned = {key: value for key, value in saved["model"].items() if "embed_positions" not in key and "embed_tokens" not in key and key != "lm_head.weight"}
    parameters = sum(value.numel() for value in learned.values())
    facts = facts_of(chosen.model, config, figures, parameters)
    folder = Path(__file__).parent / "facts"
    folder.mkdir(exist_ok=True)
    (folder / f"{chosen.model}.json").write_text(json.dumps(facts, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    (SHIPPED / chosen.model / "README.md").write_text(card(chosen.model, facts, config, figures, saved["seconds"] / 60), encoding="utf-8")


main()
