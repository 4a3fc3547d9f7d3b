"""
Writes `golden/tokenizer-json.json`: what the library `tokenizers` makes of texts with tokenizer.json files, added tokens among them.

    venv/bin/python tests/tokenizers/make-json-golden.py [folder of shared files]

`own` are small files of our own, kept whole beside their rows. `shared` are files of the shared folder, of which only rows are kept. The file
`added-tokens` there has `merges: {}`, which the library refuses: it is given `[]`; and since the library counts ids of added tokens on from the
vocabulary's size, where the file was cut down, its vocabulary is filled up with pieces that no text can become. Run on `tests/models/requirements.txt`.
"""

import json
import sys
from pathlib import Path

from tokenizers import Tokenizer

HERE = Path(__file__).parent
SHARED = Path(sys.argv[1]) if len(sys.argv) > 1 else None
FLAGS = ("single_word", "lstrip", "rstrip", "normalized", "special")
TEXTS = [
    "",
    " ",
    "Hello{0}world",
    "{0}",
    "{0}{1}{0}",
    "  {0}  {1} x",
    "The red {0} house,{1} it opens.\n",
    "line one\n\n{1}line two",
    "дом {0}у реки{1}, письмо",
    "日本語の{0}テキスト{1}です。",
    "שָׁלוֹם {0}عالم{1} हिन्दी",
    "👩‍👩‍👧‍👦{0}🇩🇪 {1}🏳️‍🌈",
    "a{0}b {0} c{0} {1}d",
    "é{1}ẛ̣ Ｆｕｌｌ {0}ﬁ",
    "▁{0}▁▁two{1}▁",
    "<|us{0}er|> </s{1}> <s >",
    "café_{0}_x {1}9 -{0}-",
    "\u00a0{0}\u3000{1}\u2003z",
]


def token(id: int, content: str, *flags: str) -> dict:
    return {"id": id, "content": content, **{flag: flag in flags for flag in FLAGS}}


def own_bpe() -> dict:
    letters = list("▁abcdefghilnorstuwxyzé,.дому日本é")
    pairs = [("▁", "t"), ("h", "e"), ("▁t", "he"), ("o", "r"), ("w", "or"), ("l", "d"), ("wor", "ld"), ("l", "l"), ("he", "ll"), ("д", "о"), ("до", "м"), ("日", "本")]
    pieces = ["<unk>", "<s>", "</s>", "<0x0A>", *dict.fromkeys(letters), *(a + b for a, b in pairs)]
    tokens = [(1, "<s>", "special"), (2, "</s>", "special"), (0, "<unk>", "special")]
    added = ["<|left|>", "<|right|>", "<|word|>", "<|norm|>", "<|norm|>x", "word"]
    flags = [("special", "lstrip"), ("rstrip",), ("single_word", "special"), ("normalized",), ("special",), ("single_word", "lstrip", "rstrip")]
    tokens += [(len(pieces) + i, content, *flags[i]) for i, content in enumerate(added)]
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [token(*one) for one in sorted(tokens)],
        "normalizer": {
            "type": "Sequence",
            "normalizers": [{"type": "Prepend", "prepend": "▁"}, {"type": "Replace", "pattern": {"String": " "}, "content": "▁"}],
        },
        "pre_tokenizer": None,
        "post_processor": None,
        "decoder": {
            "type": "Sequence",
            "decoders": [
                {"type": "Replace", "pattern": {"String": "▁"}, "content": " "},
                {"type": "ByteFallback"},
                {"type": "Fuse"},
                {"type": "Strip", "content": " ", "start": 1, "stop": 0},
            ],
        },
        "model": {
            "type": "BPE",
            "dropout": None,
            "unk_token": "<unk>",
            "continuing_subword_prefix": None,
            "end_of_word_suffix": None,
            "fuse_unk": True,
            "byte_fallback": True,
            "vocab": {piece: i for i, piece in enumerate(pieces)},
            "merges": [list(pair) for pair in pairs],
        },
    }


def own_unigram(scheme: str) -> dict:
    letters = list("▁abcdefghilnorstuwxyzé,.дому日本")
    pieces = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), *((letter, -6.0 - i / 10) for i, letter in enumerate(letters))]
    pieces += [("▁the", -3.0), ("▁red", -3.5), ("world", -4.0), ("▁дом", -3.0), ("日本", -4.0), ("ll", -5.0)]
    added = [("<|left|>", "special", "lstrip"), ("<|right|>", "rstrip"), ("<|word|>", "single_word"), ("<|norm|>", "normalized"), ("x y", "normalized", "lstrip")]
    tokens = [token(i, pieces[i][0], "special") for i in range(3)]
    tokens += [token(len(pieces) + i, *one) for i, one in enumerate(added)]
    space = {"type": "Metaspace", "replacement": "▁", "prepend_scheme": scheme, "split": True}
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": tokens,
        "normalizer": {
            "type": "Sequence",
            "normalizers": [
                {"type": "Strip", "strip_left": False, "strip_right": True},
                {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": "▁"},
            ],
        },
        "pre_tokenizer": space,
        "post_processor": None,
        "decoder": space,
        "model": {"type": "Unigram", "unk_id": 2, "vocab": [list(piece) for piece in pieces], "byte_fallback": False},
    }


def rows(given: dict, names: list[tuple[str, str]]) -> list[dict]:
    tokenizer = Tokenizer.from_str(json.dumps(given))
    found = []
    for first, second in names:
        for text in dict.fromkeys(text.replace("{0}", first).replace("{1}", second) for text in TEXTS):
            ids = tokenizer.encode(text, add_special_tokens=False).ids
            found.append({"text": text, "ids": ids, "decoded": tokenizer.decode(ids, skip_special_tokens=False)})
    return found


def filled(given: dict) -> dict:
    vocab = given["model"]["vocab"]
    used = set(vocab.values())
    first = min(one["id"] for one in given["added_tokens"] if one["content"] not in vocab)
    vocab |= {f"<filler {i}>": i for i in range(first) if i not in used}
    given["model"]["merges"] = []
    return given


golden: dict = {"own": {}, "shared": {}}
NAMES = [("<|left|>", "<|right|>"), ("<|word|>", "<|norm|>"), ("word", "x y"), ("</s>", "<|norm|>x")]
for name, made in (("bpe", own_bpe()), ("unigram", own_unigram("always")), ("unigram-first", own_unigram("first"))):
    golden["own"][name] = {"json": made, "rows": rows(made, NAMES)}
if SHARED:
    folder = SHARED / "models-samples" / "tokenizers"
    sample = json.loads((folder / "added-tokens" / "tokenizer.json").read_text(encoding="utf-8"))
    names = [one["content"] for one in sample["added_tokens"]]
    golden["shared"]["added-tokens"] = rows(filled(sample), list(zip(names, names[1:] + names[:1])))
    marian = json.loads((folder / "marian-nmt" / "tokenizer.json").read_text(encoding="utf-8"))
    golden["shared"]["marian-nmt"] = rows(marian, [("(phrasefix)", "</s>"), ("__BT__", "(#0)")])
    del marian
text = json.dumps(golden, ensure_ascii=True, separators=(",", ":")).replace("},{", "},\n{")
(HERE / "golden" / "tokenizer-json.json").write_text(text + "\n", encoding="utf-8")
