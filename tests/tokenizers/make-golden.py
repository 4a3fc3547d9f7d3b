"""
Writes `golden/tokenizers.json`: what the SentencePiece library and `transformers` make of texts, for the tokenizer tests.

    venv/bin/python tests/tokenizers/make-golden.py [folder of shared files]

`cases` holds texts of our own with their pieces and ids. `shared` holds, for models and texts that stand beside the checkout, only a SHA-256
over the id lists of all lines (one line of JSON a text), so that no foreign text is kept here. Run on `tests/models/requirements.txt`.
"""

import gzip
import hashlib
import json
import sys
from pathlib import Path

import sentencepiece
from transformers import MarianTokenizer

HERE = Path(__file__).parent
MARIAN = HERE.parent / "models" / "marian"
SHARED = Path(sys.argv[1]) if len(sys.argv) > 1 else None

TEXTS = [
    "",
    " ",
    "   ",
    "The red house opens slowly.",
    "  two  spaces   and a trailing one ",
    "tab\tnew\nline\r\nreturn",
    "\u00a0no-break\u00a0space\u2003em space\u3000ideographic",
    "zero\u200bwidth\ufeffmark soft\u00adhyphen",
    "Ｆｕｌｌｗｉｄｔｈ １２３ ﾊﾝｶｸ ㌔ ℡ ① ½ ﬁ ﬄ ™ …",
    "e\u0301 a\u0308 o\u0302\u0323 n\u0303 c\u0327",
    "\u1e9b\u0323 \u0344 \u0958 \uac00\u11a8",
    "Ünïcödé straße Æther Œuvre İstanbul ı",
    "дом у реки, письмо утром; ёлка Й",
    "שָׁלוֹם עולם مرحبا بالعالم ﷺ ﻻ",
    "日本語のテキストです。漢字、ひらがな、カタカナ。",
    "हिन्दी में पाठ क्षत्रिय ภาษาไทย เก้า",
    "👍🏽 👩‍👩‍👧‍👦 🇩🇪 ❤️ 🏳️‍🌈 \U0001f9d1\U0001f3fb\u200d\U0001f680",
    "1,234.56 € 99% 10⁻³ x² H₂O №5 3:45",
    "\u2581underline \u2581\u2581two",
    "<unk> <s> </s> <pad> <0x41> >>deu<<",
    "a_b-c/d\\e|f{g}h[i]j(k)l<m>n~o`p^q",
    "'single' \"double\" “curly” ‘curly’ „low“ «guillemets» —–-",
    "https://example.org/a?b=c&d=e#f user@example.org C:\\Windows",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
    "\x01\x02\x1f\x7f\x80\x9f control",
    "\U00010348\U0001d11e\U0002070e rare planes \U0001d54f \U0001f16f",
    "__source__ (phrasefix) (#0) user-defined",
    "ﾞ ﾟ か\u3099 ハ\u309a ㍿ ㎏ ㈱",
    "\u202eright to left\u202c \u2066isolate\u2069 \u200f\u200e",
    "word" * 60,
    "x" + " y" * 120,
]


def model_cases(path: Path) -> list[dict]:
    model = sentencepiece.SentencePieceProcessor(model_file=str(path))
    rows = []
    for text in TEXTS:
        pieces = model.encode(text, out_type=str)
        ids = model.encode(text)
        rows.append({"text": text, "ids": ids, "pieces": pieces, "decoded": model.decode_pieces(pieces)})
    return rows


def digest(rows) -> dict:
    sha = hashlib.sha256()
    count = 0
    for row in rows:
        sha.update(json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
        count += 1
    return {"lines": count, "sha256": sha.hexdigest()}


def marian_cases() -> list[dict]:
    tokenizer = MarianTokenizer.from_pretrained(MARIAN)
    texts = [text for text in TEXTS if "</s>" not in text] + [">>deu<< the red house", ">>fra<<house", ">>deu<<   two  words", "the >>deu<<"]
    rows = []
    for text in texts:
        source = tokenizer([text])["input_ids"][0]
        target = tokenizer(text_target=[text])["input_ids"][0]
        rows.append({"text": text, "source": source, "target": target, "decoded": tokenizer.decode(target, skip_special_tokens=True)})
    return rows


def lines_of(name: str) -> list[str]:
    data = gzip.decompress((SHARED / "data/parallel" / name).read_bytes())
    return data.decode("utf-8").split("\n")


def shared_cases() -> list[dict]:
    texts = ["generaltest2022.en-de.src.en.gz", "generaltest2022.en-de.ref.A.de.gz", "generaltest2023.he-en.src.he.gz", "sap.dev.enth.th.gz"]
    found = []
    for model_path in ("spm/mozilla.vocab.spm", "spm/test_model.model", "tokenizers/marian-nmt/vocab.joint.spm"):
        model = sentencepiece.SentencePieceProcessor(model_file=str(SHARED / "models-samples" / model_path))
        own = digest([model.encode(text), model.decode_pieces(model.encode(text, out_type=str))] for text in TEXTS)
        found.append({"model": model_path, **own})
        for name in texts:
            encoded = [(model.encode(line), model.encode(line, out_type=str)) for line in lines_of(name)]
            found.append({"model": model_path, "texts": name, **digest([ids, model.decode_pieces(pieces)] for ids, pieces in encoded)})
    return found


golden = {
    "madeWith": {"sentencepiece": sentencepiece.__version__},
    "spm": {name: model_cases(MARIAN / f"{name}.spm") for name in ("source", "target")},
    "marian": marian_cases(),
    "shared": shared_cases() if SHARED else json.loads((HERE / "golden" / "tokenizers.json").read_text(encoding="utf-8"))["shared"],
}
(HERE / "golden" / "tokenizers.json").write_text(json.dumps(golden, ensure_ascii=True, separators=(",", ":")).replace("},{", "},\n{"), encoding="utf-8")
