"""
Writes `search.json`: what `transformers`' greedy and beam search give for made-up scores under every rule that Stet knows.

    venv/bin/python tests/inference/golden/make-search.py

The "model" is a hash of the tokens so far, which the test computes too, so that no weights are needed and no tie is left to arithmetic. Run on
`tests/models/requirements.txt`.
"""

import json
import math
import random
from pathlib import Path

import torch
import transformers
from transformers import MarianConfig, MarianMTModel
from transformers.modeling_outputs import Seq2SeqLMOutput

CASES = 240
MASK = 0xFFFFFFFF


def mixed(value: int) -> int:
    value = ((value ^ (value >> 15)) * 2246822519) & MASK
    value = ((value ^ (value >> 13)) * 3266489917) & MASK
    return value ^ (value >> 16)


def logit(state: int, token: int, length: int, end_ids: list[int]) -> float:
    value = (mixed(state ^ ((token * 2654435761) & MASK)) % 100003) / 12500
    return value + (length / 2 - 2 if token in end_ids else 0)


class Scripted(MarianMTModel):
    """Scores that depend on all tokens so far and nothing else."""

    noise = 0.0

    def forward(self, decoder_input_ids=None, encoder_outputs=None, **_):
        rows = []
        for ids in decoder_input_ids.tolist():
            state = self.seed
            for token in ids:
                state = mixed(state ^ token)
            row = [logit(state, token, len(ids), self.end_ids) for token in range(self.config.vocab_size)]
            rows.append([[value + self.noise * (mixed(state + token) % 7 - 3) for token, value in enumerate(row)]])
        return Seq2SeqLMOutput(logits=torch.tensor(rows, dtype=torch.float32))


def case(rng: random.Random) -> dict:
    size = rng.randint(14, 40)
    start = size - 1
    ids = lambda low, high: [rng.randrange(3, size - 1) for _ in range(rng.randint(low, high))]
    options = {
        "num_beams": rng.choice([1, 2, 3, 4, 4, 5, 6]),
        "max_length": rng.randint(4, 18),
        "length_penalty": rng.choice([-1.0, 0.0, 0.6, 1.0, 1.0, 2.0]),
        "early_stopping": rng.choice([False, True, "never"]),
        "eos_token_id": rng.choice([0, 0, [0, 2]]),
        "pad_token_id": start,
        "decoder_start_token_id": start,
        "bad_words_ids": [[start], *([] if rng.random() < 0.6 else [ids(1, 1), ids(2, 3), [0]])],
    }
    extra = {
        "repetition_penalty": lambda: rng.choice([0.8, 1.3, 2.0]),
        "encoder_repetition_penalty": lambda: rng.choice([0.7, 1.5]),
        "no_repeat_ngram_size": lambda: rng.choice([1, 2, 3]),
        "encoder_no_repeat_ngram_size": lambda: rng.choice([1, 2]),
        "min_length": lambda: rng.randint(2, 6),
        "min_new_tokens": lambda: rng.randint(2, 5),
        "forced_bos_token_id": lambda: rng.randrange(3, size - 1),
        "forced_eos_token_id": lambda: 0,
        "suppress_tokens": lambda: ids(1, 4),
        "begin_suppress_tokens": lambda: ids(1, 4),
        "sequence_bias": lambda: [[ids(1, 2), rng.choice([-3.0, 2.5])], [ids(2, 3), 4.0]],
        "exponential_decay_length_penalty": lambda: [rng.randint(1, 4), rng.choice([1.1, 1.6])],
        "renormalize_logits": lambda: True,
    }
    for name, make in extra.items():
        if rng.random() < 0.18:
            options[name] = make()
    if {"min_length", "min_new_tokens", "no_repeat_ngram_size", "encoder_no_repeat_ngram_size"} & set(options):
        options.pop("exponential_decay_length_penalty", None)  # of a banned end 4.53 makes NaN, which then counts as the best
    if options["num_beams"] > 1:
        options.pop("encoder_repetition_penalty", None)  # 4.53 applies it to the first beam alone, against its own description
    return {"size": size, "seed": rng.getrandbits(32), "sourceIds": ids(3, 7) + [0], "options": options}


@torch.no_grad()
def search(one: dict, noise: float) -> tuple[list[int], float | None]:
    options = dict(one["options"])
    size = one["size"]
    tiny = dict(d_model=8, encoder_layers=1, decoder_layers=1, encoder_attention_heads=1, decoder_attention_heads=1, encoder_ffn_dim=8, decoder_ffn_dim=8)
    model = Scripted(MarianConfig(vocab_size=size, pad_token_id=size - 1, **tiny)).eval()
    model.generation_config = transformers.GenerationConfig()
    end_ids = options["eos_token_id"]
    model.seed, model.end_ids, model.noise = one["seed"], end_ids if isinstance(end_ids, list) else [end_ids], noise
    made = model.generate(
        input_ids=torch.tensor([one["sourceIds"]]), do_sample=False, use_cache=False, return_dict_in_generate=True, output_scores=True, **options
    )
    score = float(made.sequences_scores[0]) if options["num_beams"] > 1 else None
    return made.sequences[0, 1:].tolist(), score


def main() -> None:
    transformers.logging.set_verbosity_error()
    rng = random.Random(20261121)
    cases = []
    while len(cases) < CASES:
        one = case(rng)
        ids, score = search(one, 0)
        if score is not None and not math.isfinite(score):
            continue  # every token was ruled out
        if any(search(one, noise)[0] != ids for noise in (1e-5, -1e-5)):
            continue  # a tie that arithmetic would decide
        cases.append({**one, "ids": ids, **({} if score is None else {"score": round(score, 5)})})
    path = Path(__file__).parent / "search.json"
    lines = ",\n".join(json.dumps(one, separators=(",", ":")) for one in cases)
    path.write_text(f'{{"madeWith":{{"transformers":"{transformers.__version__}","torch":"{torch.__version__}"}},"cases":[\n{lines}\n]}}\n', encoding="utf-8")
    ended = sum(len(one["ids"]) < one["options"]["max_length"] - 1 for one in cases)
    print(f"{len(cases)} cases, {ended} ended before their limit, {path.stat().st_size} bytes")


main()
