"""
Writes `families/tokenizer-json.zip`: for each fixture of `families` the tokenizer.json and tokenizer_config.json that a folder has which comes without
SentencePiece and vocabulary files. `transformers` makes them from those files; for M2M100 and Marian, of which it has no such tokenizer, its converter is
told their ids. `marian-merged` is the mixture of two SentencePiece models without their rules that Transformers.js's converter makes of a Marian model.

    venv/bin/python tests/models/make-tokenizer-json.py          (packages: requirements.txt)
"""

import json
import tempfile
import zipfile
from pathlib import Path

from tokenizers import AddedToken, Tokenizer
from tokenizers.models import Unigram
from transformers import M2M100Tokenizer, MBart50TokenizerFast, NllbTokenizerFast, T5TokenizerFast
from transformers.convert_slow_tokenizer import SpmConverter, import_protobuf
from transformers.models.m2m_100.tokenization_m2m_100 import FAIRSEQ_LANGUAGE_CODES

HERE = Path(__file__).parent
FAMILIES = HERE / "families"
FAST = {"nllb": NllbTokenizerFast, "mbart50": MBart50TokenizerFast, "t5": T5TokenizerFast, "mt5": T5TokenizerFast}


class Slow:
    """What the converter asks of a tokenizer."""

    def __init__(self, vocab_file: Path, ids: dict[str, int]):
        self.vocab_file, self.ids = str(vocab_file), ids


class OwnIds(SpmConverter):
    """The pieces of a SentencePiece file under the ids of a vocab.json."""

    handle_byte_fallback = False

    def vocab(self, proto):
        scores = {piece.piece: piece.score for piece in proto.pieces}
        own = self.original_tokenizer.ids
        return [(piece, scores.get(piece, 0.0)) for piece in sorted(own, key=own.get)]

    def unk_id(self, proto):
        return self.original_tokenizer.ids["<unk>"]

    def post_processor(self):
        return None


def special(tokenizer: Tokenizer, tokens: list[str]) -> dict:
    tokenizer.add_tokens([AddedToken(token, normalized=False, special=True) for token in tokens])
    return json.loads(tokenizer.to_str())


def merged(folder: Path, ids: dict[str, int]) -> dict:
    scores = {}
    for name in ("source.spm", "target.spm"):
        proto = import_protobuf().ModelProto()
        proto.ParseFromString((folder / name).read_bytes())
        for piece in proto.pieces:
            scores[piece.piece] = max(scores.get(piece.piece, piece.score), piece.score)
    made = special(Tokenizer(Unigram([(piece, scores.get(piece, 0.0)) for piece in sorted(ids, key=ids.get)], ids["<unk>"])), ["</s>", "<unk>", "<pad>"])
    metaspace = {"type": "Metaspace", "replacement": "\u2581", "add_prefix_space": True}
    made["normalizer"] = {"type": "Precompiled", "precompiled_charsmap": None}
    made["pre_tokenizer"] = {"type": "Sequence", "pretokenizers": [{"type": "WhitespaceSplit"}, metaspace]}
    made["decoder"] = metaspace
    return made


def put(archive: zipfile.ZipFile, path: str, text: str) -> None:
    archive.writestr(zipfile.ZipInfo(path, (2026, 1, 1, 0, 0, 0)), text, zipfile.ZIP_DEFLATED)


with tempfile.TemporaryDirectory() as place, zipfile.ZipFile(FAMILIES / "tokenizer-json.zip", "w") as archive:
    for name in ("marian", "m2m100", *FAST):
        folder = Path(place) / name
        zipfile.ZipFile(FAMILIES / f"{name}.zip").extractall(folder)
        config = (folder / "tokenizer_config.json").read_text(encoding="utf-8")
        if name in FAST:
            FAST[name].from_pretrained(folder).save_pretrained(folder / "fast")
            made = json.loads((folder / "fast" / "tokenizer.json").read_text(encoding="utf-8"))
            config = (folder / "fast" / "tokenizer_config.json").read_text(encoding="utf-8")
        else:
            ids = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))
            spm = folder / ("source.spm" if name == "marian" else "sentencepiece.bpe.model")
            tokens = ["</s>", "<unk>", "<pad>"] if name == "marian" else ["<s>", "<pad>", "</s>", "<unk>", *(f"__{code}__" for code in FAIRSEQ_LANGUAGE_CODES["m2m100"])]
            made = special(OwnIds(Slow(spm, ids)).converted(), tokens)
        if name == "m2m100":
            slow = M2M100Tokenizer.from_pretrained(folder)
            wrong = [token["content"] for token in made["added_tokens"] if slow.convert_tokens_to_ids(token["content"]) != token["id"]]
            assert not wrong, wrong
        if name == "marian":
            put(archive, "marian-merged/tokenizer.json", json.dumps(merged(folder, ids), ensure_ascii=False))
            put(archive, "marian-merged/tokenizer_config.json", config)
        put(archive, f"{name}/tokenizer.json", json.dumps(made, ensure_ascii=False))
        put(archive, f"{name}/tokenizer_config.json", config)
