"""A trained Marian model as the folder that Optimum would export and Transformers.js expects: configuration, tokenizer, `onnx/`."""

import json
import shutil
from pathlib import Path

import onnx
from onnxruntime.quantization import QuantType, quantize_dynamic
from optimum.exporters.onnx import main_export
from sentencepiece import sentencepiece_model_pb2
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
from transformers import MarianMTModel, MarianTokenizer

KEPT = ("config.json", "generation_config.json", "tokenizer_config.json", "special_tokens_map.json", "vocab.json", "source.spm", "target.spm")
GRAPHS = ("encoder_model", "decoder_model_merged")


def tokenizer_json(folder: Path) -> Tokenizer:
    """The source side as one file for libraries that read no SentencePiece: the same pieces, scores and normaliser, with the ids of vocab.json."""
    proto = sentencepiece_model_pb2.ModelProto()
    proto.ParseFromString((folder / "source.spm").read_bytes())
    vocabulary = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))
    scores = {piece.piece: piece.score for piece in proto.pieces}
    lowest = min(scores.values())
    pieces = [(piece, scores.get(piece, lowest)) for piece in sorted(vocabulary, key=vocabulary.get)]
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=vocabulary["<unk>"]))
    tokenizer.normalizer = normalizers.Sequence([
        normalizers.Precompiled(proto.normalizer_spec.precompiled_charsmap),
        normalizers.Replace(Regex(" {2,}"), " "),
    ])  # fmt: skip
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace("▁", "always")])
    tokenizer.post_processor = processors.TemplateProcessing(single="$A </s>", special_tokens=[("</s>", vocabulary["</s>"])])
    tokenizer.decoder = decoders.Metaspace("▁", "always")
    tokenizer.add_special_tokens(["</s>", "<unk>", "<pad>"])
    return tokenizer


def quantized(graph: Path, to: Path) -> None:
    """Weights in 8 bits (one scale a column), activations as they come, as `_quantized` files of the Hugging Face hub are made."""
    quantize_dynamic(graph, to, weight_type=QuantType.QInt8, per_channel=True, extra_options={"EnableSubgraph": True, "MatMulConstBOnly": True})


def export(model: MarianMTModel, tokenizer: MarianTokenizer, work: Path, to: Path, precisions: tuple[str, ...]) -> None:
    trained, made = work / "trained", work / "made"
    for folder in (trained, made, to / "onnx"):
        shutil.rmtree(folder, ignore_errors=True)
    model.save_pretrained(trained)
    tokenizer.save_pretrained(trained)
    main_export(str(trained), output=made, task="text2text-generation-with-past", do_validation=False, no_post_process=False)
    (to / "onnx").mkdir(parents=True)
    for name in KEPT:
        shutil.copy(made / name, to / name)
    for name in ("config.json", "generation_config.json"):
        settings = json.loads((to / name).read_text(encoding="utf-8"))
        settings.pop("_name_or_path", None)  # a folder of the machine that trained it
        (to / name).write_text(json.dumps(settings, indent=2) + "\n", encoding="utf-8")
    tokenizer_json(to).save(str(to / "tokenizer.json"), pretty=False)
    for name in GRAPHS:
        if "" in precisions:
            shutil.copy(made / f"{name}.onnx", to / "onnx" / f"{name}.onnx")
        if "quantized" in precisions:
            quantized(made / f"{name}.onnx", to / "onnx" / f"{name}_quantized.onnx")
        onnx.checker.check_model(str(to / "onnx" / f"{name}_quantized.onnx"))
    for path in sorted(to.rglob("*.*")):
        print(path.relative_to(to), path.stat().st_size)
