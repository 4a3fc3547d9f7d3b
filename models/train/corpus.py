"""
The Tatoeba pairs that the translation models learn from: read, cleaned, split, and varied.

The split is made once for both directions. Pairs are grouped by their English side (letters and digits only, without case, so that `Help!` and
`Help.` are one), groups are shuffled with a seed, and 2,000 go to the development set and 2,000 to the test set, one pair each. A training pair that
shares its English or its German side with a held-out one is left out.
"""

import random
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import Path

SPLIT_SEED = 20180513
HELD_OUT = 2000

Pair = tuple[str, str]


@dataclass(frozen=True)
class Corpus:
    """English-German pairs."""

    train: list[Pair]
    dev: list[Pair]
    test: list[Pair]


def clean(text: str) -> str:
    """NFC, plain quotes and hyphens where the set mixes both, single spaces."""
    text = unicodedata.normalize("NFC", text).replace("\u00a0", " ").replace("\u202f", " ").replace("\u2019", "'").replace("\u2018", "'")
    return " ".join(text.split())


def key(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def read(archive: Path) -> Corpus:
    with zipfile.ZipFile(archive) as files:
        rows = files.read("deu.txt").decode("utf-8").splitlines()
    groups: dict[str, list[Pair]] = {}
    for row in rows:
        english, german = (clean(side) for side in row.split("\t")[:2])
        if key(english) and key(german) and (english, german) not in groups.setdefault(key(english), []):
            groups[key(english)].append((english, german))
    names = sorted(group for group, pairs in groups.items() if pairs)
    rng = random.Random(SPLIT_SEED)
    rng.shuffle(names)
    held = [rng.choice(groups[name]) for name in names[: 2 * HELD_OUT]]
    german_held = {key(german) for _, german in held}
    train = [pair for name in names[2 * HELD_OUT :] for pair in groups[name] if key(pair[1]) not in german_held]
    return Corpus(train, held[:HELD_OUT], held[HELD_OUT:])


# Names that mean the same person or place on both sides, so that any may stand for any: what the model is to learn is to copy.
GIVEN = (
    "Tom Mary John Alice Bill Jane Jim Anna Peter Laura Felix Nora Paul Emma Lukas Sofia Omar Leila Ivan Olga Kenji Yuki Mateo Lucía Chloé Zoë "
    "Amir Priya Arjun Mei Wei Tariq Fatima Kofi Ama Lars Ingrid Björn Åsa Jakub Zofia Elif Mehmet Noah Mia Ben Hanna Oskar Clara Theo Ida Samuel "
    "Naomi Ruth David Esther Miriam Viktor Irina Dimitri Eleni Nikos Giulia Marco Paolo Chiara Pierre Amélie Hugo Manon Ahmed Yusuf Aisha Thabo Zanele"
).split()
FAMILY = (
    "Jackson Smith Miller Brown Taylor Okafor Nguyen Kim Park Tanaka Sato Suzuki Novak Kowalski Popescu Horvat Jansen Bakker Larsen Hansen Virtanen "
    "Rossi Ferrari Moreau Dubois Garcia Torres Silva Costa Haddad Rahman Singh Patel Mensah Adeyemi Weber Wagner Becker Schulz Keller Brandt Lorenz"
).split()
SYLLABLES = "ka lo mi ran tel vor sen dal bri gos hal nim ter zu pel kor ash wyn dor lin mar que sta ver rin".split()

NAME = re.compile(r"\b(Tom|Mary|Maria|John|Johannes)\b")
NUMBER = re.compile(r"\d+")


def invented(rng: random.Random) -> str:
    return "".join(rng.choice(SYLLABLES) for _ in range(rng.randint(2, 3))).capitalize()


def some_name(rng: random.Random) -> str:
    kind = rng.random()
    if kind < 0.5:
        return rng.choice(GIVEN)
    if kind < 0.65:
        return f"{rng.choice(GIVEN)} {rng.choice(FAMILY)}"
    if kind < 0.8:
        return rng.choice(FAMILY)
    return invented(rng)


def with_names(pair: Pair, rng: random.Random) -> Pair:
    english, german = pair
    for before, after in (("Tom", "Tom"), ("Mary", "Maria"), ("John", "Johannes"), ("John", "John"), ("Mary", "Mary")):
        inside = (re.findall(rf"\b{before}\b", english), re.findall(rf"\b{after}\b", german))
        if len(inside[0]) == len(inside[1]) == 1:
            name = some_name(rng)
            english, german = re.sub(rf"\b{before}\b", name, english), re.sub(rf"\b{after}\b", name, german)
    return english, german


def with_numbers(pair: Pair, rng: random.Random) -> Pair:
    """Whole numbers that stand once on both sides become others of about their length; what has a letter or a mark inside stays."""
    english, german = pair
    for number in NUMBER.findall(english):
        alone = re.compile(rf"(?<![\w.,:/-]){number}(?![\w:/-]|[.,]\d)")
        if len(alone.findall(english)) == 1 == len(alone.findall(german)):
            digits = max(1, len(number) + rng.choice((-1, 0, 0, 0, 1)))
            other = str(rng.randint(2 if digits == 1 else 10 ** (digits - 1), 10**digits - 1))
            english, german = alone.sub(other, english), alone.sub(other, german)
    return english, german


def joined(pairs: list[Pair]) -> Pair:
    return " ".join(english for english, _ in pairs), " ".join(german for _, german in pairs)


def varied(pair: Pair, others: list[Pair], rng: random.Random) -> Pair:
    """
    A pair as one epoch shows it: mostly as it stands; some with other names or numbers, in capitals, without the final mark, or as two or three
    sentences in a row (whole documents are what people translate, and Tatoeba has only short sentences).
    """
    if rng.random() < 0.35:
        pair = with_names(pair, rng)
    if rng.random() < 0.5:
        pair = with_numbers(pair, rng)
    kind = rng.random()
    if kind < 0.12:
        return joined([pair, *(rng.choice(others) for _ in range(rng.choice((1, 1, 2))))])
    if kind < 0.135:
        return pair[0].upper(), pair[1].replace("ß", "SS").upper()
    if kind < 0.16 and pair[0][-1] == pair[1][-1] and pair[0][-1] in ".!?":
        return pair[0][:-1].rstrip(), pair[1][:-1].rstrip()
    return pair
