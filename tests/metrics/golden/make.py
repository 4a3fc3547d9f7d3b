"""Makes sacrebleu.json beside this file: small texts of our own, scored by sacreBLEU.

python3 -m venv venv && venv/bin/pip install sacrebleu==2.6.0 regex==2022.10.31
venv/bin/python tests/metrics/golden/make.py
"""

import json
import pathlib
import random

import sacrebleu
from sacrebleu.metrics import BLEU, CHRF

# Hypothesis, then references; None is a missing one.
TEXTS = {
    'German': [
        ('Die Lampe wird mit 2,5 V betrieben.', 'Die Leuchte läuft mit 2,5 V.', 'Die Lampe wird mit 2,5 Volt betrieben.'),
        ('Bitte drücken Sie "Start" (2x)...', 'Drücken Sie bitte zweimal auf „Start“.', 'Bitte zweimal "Start" drücken!'),
        ('Am 3.-5. Mai 2024 geschlossen.', 'Vom 3. bis 5. Mai 2024 geschlossen.', None),
        ('Ein kurzer Satz', 'Ein kurzer Satz', 'Noch ein Satz'),
        ('', 'Dieser Satz wurde nicht übersetzt.', 'Dieser Satz fehlt.'),
    ],
    'Arabic': [
        ('اضغط على الزر الأحمر، ثم انتظر ٣ ثوانٍ.', 'اضغط على الزر الأحمر ثم انتظر ثلاث ثوانٍ.', 'اضغط الزر الأحمر، وانتظر ٣ ثوانٍ.'),
        ('هل تريد المتابعة؟', 'هل ترغب في المتابعة؟', None),
    ],
    'Hebrew': [('לחצו על "התחל" כדי להמשיך.', 'יש ללחוץ על „התחל” כדי להמשיך.', 'לחצו על התחל להמשך.')],
    'Chinese': [
        ('请先关闭电源,再打开盖子。', '请先关掉电源，然后打开盖子。', '打开盖子之前请先关闭电源。'),
        ('价格为12.50元——“限时”优惠…', '价格是12.50元，限时优惠。', None),
        ('𠀀字和①②③', '𠀀字与①②③', '汉字和数字'),
    ],
    'Japanese': [
        ('電池を0℃以下で充電しないでください。', '0℃未満では電池を充電しないでください。', 'バッテリーは０度以下で充電しないこと。'),
        ('ｶﾀｶﾅと「かな」。', 'カタカナと「かな」。', None),
    ],
    'Thai': [('กรุณาอย่าชาร์จแบตเตอรี่ต่ำกว่า 0 องศา', 'โปรดอย่าชาร์จแบตเตอรี่ที่อุณหภูมิต่ำกว่า 0 องศา', None)],
    'Hindi': [('कृपया बैटरी को 0 °C से नीचे चार्ज न करें।', 'बैटरी को 0 °C से नीचे चार्ज न करें।', None)],
    'signs': [
        ('👩‍👩‍👧 costs €5.99 & 20% less <b>now</b>', '👩‍👩‍👧 is €5.99 &amp; 20% less &lt;b&gt;now', 'now 20% less: €5.99!'),
        ('e\u0301clair\u00a0\u200b— “naïve”', 'éclair — "naive"', None),
        ('a..b,,c .5 5. 5.5, 1,000.-', 'a . . b , c .5 5. 5,5 1.000,-', 'a...b 5-5 --5 x-5'),
        ('\u3000 İstanbul ΟΔΟΣ\u0085 \ufeffend', 'i̇stanbul οδος end', None),
        ('constructor __proto__ $& $1', '__proto__ constructor $1 $&', None),
    ],
}
ALPHABET = 'ab1290.,,..-\'"& ;<>%$€“”…字か\u00a0\u001c\u0301🙂𝟙Ⅷ²،٫)(-'


def rows():
    found = [{'script': script, 'hypothesis': row[0], 'references': list(row[1:])} for script, texts in TEXTS.items() for row in texts]
    draw = random.Random(2026)
    for _ in range(60):
        made = [''.join(draw.choice(ALPHABET) for _ in range(draw.randint(4, 40))) for _ in range(3)]
        found.append({'script': 'random', 'hypothesis': made[0], 'references': made[1:]})
    return found


def configs():
    for tokenize in ('13a', 'intl', 'zh', 'char', 'none'):
        for effective in (False, True):
            yield {'metric': 'bleu', 'tokenize': tokenize, 'smooth_method': 'exp', 'smooth_value': None, 'lowercase': False,
                   'effective_order': effective, 'max_ngram_order': 4}
    for method, value in (('floor', None), ('floor', 0.5), ('add-k', None), ('add-k', 2), ('none', None)):
        yield {'metric': 'bleu', 'tokenize': '13a', 'smooth_method': method, 'smooth_value': value, 'lowercase': True,
               'effective_order': True, 'max_ngram_order': 4}
    for char, word, beta, lowercase, whitespace, eps in ((6, 0, 2, False, False, False), (6, 2, 2, False, False, False), (6, 1, 3, True, False, False),
                                                         (4, 2, 1, False, True, True)):
        yield {'metric': 'chrf', 'char_order': char, 'word_order': word, 'beta': beta, 'lowercase': lowercase, 'whitespace': whitespace,
               'eps_smoothing': eps}


def main():
    texts = rows()
    hypotheses = [row['hypothesis'] for row in texts]
    streams = [[row['references'][i] for row in texts] for i in range(2)]
    results = []
    for options in configs():
        arguments = {key: value for key, value in options.items() if key != 'metric'}
        metric = (BLEU if options['metric'] == 'bleu' else CHRF)(**arguments)
        corpus = metric.corpus_score(hypotheses, streams).score
        signature = str(metric.get_signature())
        sentence = [metric.sentence_score(row['hypothesis'], [text for text in row['references'] if text is not None]).score for row in texts]
        results.append({'options': options, 'signature': signature, 'corpus': corpus, 'sentence': sentence})
    tokens = {}
    for tokenize in ('13a', 'intl', 'zh', 'char', 'none'):
        tokenizer = BLEU(tokenize=tokenize).tokenizer
        tokens[tokenize] = [tokenizer(hypothesis.rstrip()).split() for hypothesis in hypotheses]
    out = {'sacrebleu': sacrebleu.__version__, 'texts': texts, 'tokens': tokens, 'results': results}
    path = pathlib.Path(__file__).with_name('sacrebleu.json')
    path.write_text(json.dumps(out, ensure_ascii=True, separators=(',', ':')) + '\n', encoding='ascii')


main()
