"""sacreBLEU's side of score.bench.js: reads texts as JSON from its input, writes seconds, scores and p-values as JSON.

Needs sacrebleu==2.6.0. Caches are off the clock: every figure begins with objects of its own.
"""

import json
import sys
import time

import sacrebleu
from sacrebleu.metrics import BLEU, CHRF, TER
from sacrebleu.significance import Result, _paired_bs_test

given = json.load(sys.stdin)
references, systems = given['references'], given['systems']
SAMPLES = given['samples']
KINDS = {'BLEU': BLEU, 'chrF2': CHRF, 'TER': TER}


def clear():
    for module in list(sys.modules.values()):
        if not getattr(module, '__name__', '').startswith('sacrebleu'):
            continue
        for value in list(vars(module).values()):
            if isinstance(value, type):
                for member in vars(value).values():
                    if hasattr(member, 'cache_clear'):
                        member.cache_clear()
            elif hasattr(value, 'cache_clear'):
                value.cache_clear()


def corpus():
    clear()
    start = time.perf_counter()
    scores = []
    for kind in KINDS.values():
        metric = kind(references=[references])
        scores.append([metric.corpus_score(system, None).score for system in systems])
    return time.perf_counter() - start, scores


def count():
    """Metrics whose statistics are there already, and how long counting them took."""
    clear()
    start = time.perf_counter()
    metrics, stats = {}, {}
    for name, kind in KINDS.items():
        metrics[name] = kind(references=[references])
        stats[name] = [metrics[name]._extract_corpus_statistics(system, None) for system in systems]
    seconds = time.perf_counter() - start
    for name, metric in metrics.items():
        by_text = {id(system): rows for system, rows in zip(systems, stats[name])}
        metric._extract_corpus_statistics = lambda hypotheses, _, by_text=by_text: by_text[id(hypotheses)]
    return seconds, metrics, stats


def bootstrap(metrics, stats):
    """The tool's own test over statistics that are there already."""
    start = time.perf_counter()
    baseline = {}
    for name, metric in metrics.items():
        baseline[name] = (stats[name][0], Result(metric._aggregate_and_compute(stats[name][0]).score))
    found = [_paired_bs_test(baseline, str(i), system, None, metrics, SAMPLES, -1, 12345)[1] for i, system in enumerate(systems) if i > 0]
    return time.perf_counter() - start, [[result[name].p_value for result in found] for name in KINDS]


def least(runs):
    return min(runs, key=lambda run: run[0])


scored = least([corpus() for _ in range(given['rounds'])])
counted, metrics, stats = count()
tested = least([bootstrap(metrics, stats) for _ in range(given['resamplingRounds'])])
json.dump(
    {
        'version': sacrebleu.__version__,
        'corpus': scored[0],
        'scores': scored[1],
        'bootstrap': tested[0],
        'ps': tested[1],
        'whole': counted + tested[0],
    },
    sys.stdout,
)
