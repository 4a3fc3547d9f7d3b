"""
Makes the benchmark's model: Marian in the shapes of opus-mt-base (D512 L6 H8 FFN2048 V58101), seeded weights, in the folder layout that Stet and
Transformers.js both read, 8 bits and fp32:

    python make-opus-shapes.py OUT_FOLDER          (packages: ../../models/requirements.txt)

Speed does not depend on what the weights say, but it does on when a row ends. So the exported graph holds a schedule: past a length that the
source's own length gives (0.6 to 1.5 times it), the end token's logit is raised; before it, lowered. Everything else is an ordinary Optimum export.
A word of the made-up language is one token: `words.json` holds them.
"""

import functools
import inspect
import json
import random
import shutil
import sys
import tempfile
from pathlib import Path

import sentencepiece.sentencepiece_model_pb2 as spm
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from optimum.exporters.onnx import main_export
from transformers import MarianConfig, MarianMTModel, MarianTokenizer

SEED = 20260914
VOCABULARY = 58101
END, UNKNOWN, PAD = 0, 1, VOCABULARY - 1
SYLLABLES = [a + b for a in "bcdfghjklmnprstvz" for b in "aeiou"]


def words() -> list[str]:
    rng = random.Random(SEED)
    found: dict[str, None] = {}
    while len(found) < VOCABULARY - 3:
        found["".join(rng.choice(SYLLABLES) for _ in range(rng.randint(1, 4)))] = None
    return list(found)


def write_tokenizers(folder: Path, vocabulary: list[str]) -> None:
    """The same tokenizer three ways: SentencePiece files, vocab.json, and the merged tokenizer.json that Transformers.js's converter makes."""
    pieces = ["</s>", "<unk>", *(f"\u2581{word}" for word in vocabulary)]
    scores = [0.0, 0.0, *(-2.0 - rank / len(vocabulary) for rank in range(len(vocabulary)))]
    model = spm.ModelProto()
    for piece, score in zip(pieces, scores):
        kind = {"</s>": spm.ModelProto.SentencePiece.CONTROL, "<unk>": spm.ModelProto.SentencePiece.UNKNOWN}.get(piece)
        model.pieces.add(piece=piece, score=score, type=kind or spm.ModelProto.SentencePiece.NORMAL)
    model.trainer_spec.model_type = spm.TrainerSpec.UNIGRAM
    model.trainer_spec.vocab_size = len(pieces)
    model.trainer_spec.bos_id, model.trainer_spec.eos_id, model.trainer_spec.unk_id, model.trainer_spec.pad_id = -1, END, UNKNOWN, -1
    model.normalizer_spec.name = "identity"
    for name in ("source.spm", "target.spm"):
        (folder / name).write_bytes(model.SerializeToString())
    (folder / "vocab.json").write_text(json.dumps({piece: i for i, piece in enumerate([*pieces, "<pad>"])}, ensure_ascii=False), encoding="utf-8")
    special = [(END, "</s>"), (UNKNOWN, "<unk>"), (PAD, "<pad>")]
    metaspace = {"type": "Metaspace", "replacement": "\u2581", "add_prefix_space": True}
    tokenizer = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [
            {"id": i, "content": text, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
            for i, text in special
        ],
        "normalizer": {"type": "Precompiled", "precompiled_charsmap": None},
        "pre_tokenizer": {"type": "Sequence", "pretokenizers": [{"type": "WhitespaceSplit"}, metaspace]},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [{"Sequence": {"id": "A", "type_id": 0}}, {"SpecialToken": {"id": "</s>", "type_id": 0}}],
            "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"SpecialToken": {"id": "</s>", "type_id": 0}}],
            "special_tokens": {"</s>": {"id": "</s>", "ids": [END], "tokens": ["</s>"]}},
        },
        "decoder": metaspace,
        "model": {"type": "Unigram", "unk_id": UNKNOWN, "vocab": [*map(list, zip(pieces, scores)), ["<pad>", 0.0]]},
    }
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer, ensure_ascii=False), encoding="utf-8")


plain_forward = MarianMTModel.forward


@functools.wraps(plain_forward)  # the exporter reads the signature
def scheduled_forward(self: MarianMTModel, *args, **options):
    """Marian's step, whose end token comes when the source's length says so."""
    given = inspect.signature(plain_forward).bind(self, *args, **options).arguments
    made = plain_forward(**given)
    past = given.get("past_key_values")
    before = 0 if past is None else past[0][0].shape[2]
    source = given["attention_mask"].sum(-1)
    wanted = torch.clamp((source * (6 + (source * 7) % 10)) // 10, min=2)
    place = before + 1 + torch.arange(made.logits.shape[1])
    is_over = place.unsqueeze(0) >= wanted.unsqueeze(1)
    push = torch.where(is_over, 1.0e4, -1.0e4).to(made.logits.dtype).unsqueeze(-1)
    made.logits = torch.cat([made.logits[..., :1] + push, made.logits[..., 1:]], dim=-1)
    return made


def make_model() -> MarianMTModel:
    torch.manual_seed(SEED)
    model = MarianMTModel(
        MarianConfig(
            vocab_size=VOCABULARY,
            d_model=512,
            encoder_layers=6,
            decoder_layers=6,
            encoder_attention_heads=8,
            decoder_attention_heads=8,
            encoder_ffn_dim=2048,
            decoder_ffn_dim=2048,
            max_position_embeddings=512,
            activation_function="swish",
            static_position_embeddings=True,
            scale_embedding=True,
            share_encoder_decoder_embeddings=True,
            tie_word_embeddings=True,
            pad_token_id=PAD,
            eos_token_id=END,
            decoder_start_token_id=PAD,
            forced_eos_token_id=END,
            bad_words_ids=[[PAD]],
            num_beams=4,
            max_length=512,
        )
    ).eval()
    with torch.no_grad():  # such that a token depends on its source and place, not only on the token before it
        for name, weight in model.named_parameters():
            if weight.dim() != 2:
                continue
            is_query = "q_proj" in name or "k_proj" in name
            weight.normal_(0, 0.04 if "shared" in name else 0.03 if "proj" in name and not is_query else 0.1)
    return model


def main() -> None:
    out = Path(sys.argv[1])
    shutil.rmtree(out, ignore_errors=True)
    (out / "onnx").mkdir(parents=True)
    torch.set_num_threads(2)
    vocabulary = words()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        trained, made = folder / "trained", folder / "made"
        trained.mkdir()
        write_tokenizers(trained, vocabulary)
        tokenizer = MarianTokenizer(
            source_spm=str(trained / "source.spm"),
            target_spm=str(trained / "target.spm"),
            vocab=str(trained / "vocab.json"),
            source_lang="eng",
            target_lang="deu",
            model_max_length=512,
        )
        model = make_model()
        model.save_pretrained(trained)
        tokenizer.save_pretrained(trained)
        MarianMTModel.forward = scheduled_forward  # what the exporter traces
        main_export(str(trained), output=made, task="text2text-generation-with-past", do_validation=False)
        for file in ("config.json", "generation_config.json", "tokenizer_config.json"):
            shutil.copy(made / file, out / file)
        for part in ("encoder_model", "decoder_model_merged"):
            shutil.copy(made / f"{part}.onnx", out / "onnx" / f"{part}.onnx")
            quantize_dynamic(
                made / f"{part}.onnx",
                out / "onnx" / f"{part}_quantized.onnx",
                weight_type=QuantType.QInt8,
                extra_options={"EnableSubgraph": True, "MatMulConstBOnly": True},
            )
    write_tokenizers(out, vocabulary)
    (out / "words.json").write_text(json.dumps(vocabulary), encoding="utf-8")


main()
