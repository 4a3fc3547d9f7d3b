"""
Writes `golden/families.json`: what the tokenizers of `transformers` make of the texts of `golden/tokenizers.json`, with the tokenizers of the fixtures in
`tests/models/families`, and what the SentencePiece library makes of them with the BPE model among those.

    venv/bin/python tests/tokenizers/make-family-golden.py

Texts that hold a special token are left out: to Stet such a token inside a text is text. Run on `tests/models/requirements.txt`.
"""

import json
import tempfile
import zipfile
from pathlib import Path

import sentencepiece
from transformers import M2M100Tokenizer, MBart50Tokenizer, NllbTokenizer, T5Tokenizer

HERE = Path(__file__).parent
FAMILIES = HERE.parent / "models" / "families"
SPECIAL = ("<unk>", "<s>", "</s>", "<pad>")
texts = [row["text"] for row in json.loads((HERE / "golden" / "tokenizers.json").read_text(encoding="utf-8"))["spm"]["source"]]
texts = [text for text in texts if not any(token in text for token in SPECIAL)]
CASES = [
    ("m2m100", "m2m100", M2M100Tokenizer, {}, "ru", "de"),
    ("nllb", "nllb", NllbTokenizer, {}, "zho_Hans", "deu_Latn"),
    ("nllb-legacy", "nllb", NllbTokenizer, {"legacy_behaviour": True}, "zho_Hans", "deu_Latn"),
    ("mbart50", "mbart50", MBart50Tokenizer, {}, "ru_RU", "de_DE"),
    ("t5", "t5", T5Tokenizer, {"legacy": True}, "en", "de"),
    ("t5-new", "t5", T5Tokenizer, {"legacy": False}, "en", "de"),
    ("mt5", "mt5", T5Tokenizer, {"legacy": False}, "en", "de"),
]
golden: dict = {"families": {}, "bpe": []}
with tempfile.TemporaryDirectory() as place:
    for name, fixture, kind, options, source, target in CASES:
        path = FAMILIES / f"{fixture}.zip"
        folder = Path(place) / fixture
        zipfile.ZipFile(path).extractall(folder)
        tokenizer = kind.from_pretrained(folder, **options)
        has_codes = kind is not T5Tokenizer
        if has_codes:
            tokenizer.src_lang, tokenizer.tgt_lang = source, target
        code = tokenizer.convert_tokens_to_ids(f"__{target}__" if fixture == "m2m100" else target)
        rows = []
        for text in texts:
            wanted = tokenizer(text_target=[text])["input_ids"][0]
            decoded = tokenizer.decode([i for i in wanted if i != code or not has_codes], skip_special_tokens=True, clean_up_tokenization_spaces=False)
            rows.append({"text": text, "source": tokenizer([text])["input_ids"][0], "target": wanted, "decoded": decoded})
        golden["families"][name] = {"fixture": fixture, "options": options, "from": source, "to": target, "rows": rows}
    model = sentencepiece.SentencePieceProcessor(model_file=str(Path(place) / "nllb" / "sentencepiece.bpe.model"))
    for text in texts:
        pieces = model.encode(text, out_type=str)
        golden["bpe"].append({"text": text, "ids": model.encode(text), "pieces": pieces, "decoded": model.decode_pieces(pieces)})
(HERE / "golden" / "families.json").write_text(json.dumps(golden, ensure_ascii=True, separators=(",", ":")).replace("},{", "},\n{") + "\n", encoding="utf-8")
