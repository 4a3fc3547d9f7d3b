"""Writes agreement.json: python3 -m pip install numpy==1.26.4 scipy==1.13.1 statsmodels==0.14.4 scikit-learn==1.5.2 krippendorff==0.8.1
python3 tests/stats/golden/agreement.py > tests/stats/golden/agreement.json

Made-up judgements and differences; krippendorff runs as a black box.
"""
import json
import random
import krippendorff
import numpy as np
from scipy import stats
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import aggregate_raters, cohens_kappa, fleiss_kappa, to_table
from statsmodels.stats.multitest import multipletests

rng = random.Random(20241121)
LEVELS = ["nominal", "ordinal", "interval", "ratio"]


def judgements(raters, items, values, noise, missing):
    """Rows are items: a hidden value, given back by each rater or replaced by a random one."""
    rows = []
    for _ in range(items):
        truth = rng.choice(values)
        rows.append([None if rng.random() < missing else rng.choice(values) if rng.random() < noise else truth for _ in range(raters)])
    return rows


def alpha(rows, level):
    data = np.array([[np.nan if v is None else v for v in row] for row in rows], dtype=float).T
    return krippendorff.alpha(reliability_data=data, level_of_measurement=level)


def kappa(rows):
    pairs = [(a, b) for a, b, *_ in rows if a is not None and b is not None]
    a, b = zip(*pairs)
    labels = sorted(set(a) | set(b))
    table = to_table(np.array([[labels.index(x), labels.index(y)] for x, y in pairs]), bins=len(labels))[0]
    plain = cohens_kappa(table)
    quadratic = cohens_kappa(table, wt="quadratic")
    return {"none": cohen_kappa_score(a, b), "linear": cohen_kappa_score(a, b, weights="linear"), "quadratic": cohen_kappa_score(a, b, weights="quadratic"),
            "standardError": plain.std_kappa, "low": plain.kappa_low, "high": plain.kappa_upp, "quadraticError": quadratic.std_kappa}


tables = []
for raters, items, values, noise, missing in [(2, 30, [0, 1], 0.3, 0), (2, 40, [1, 2, 3, 4], 0.4, 0), (3, 25, [0, 1, 5, 25], 0.5, 0.2),
                                              (4, 60, [0, 33, 66, 100], 0.6, 0.3), (5, 30, list(range(0, 101, 5)), 0.5, 0.1), (3, 20, [1, 2, 3], 1, 0)]:
    rows = judgements(raters, items, values, noise, missing)
    entry = {"rows": rows, "alpha": {level: alpha(rows, level) for level in LEVELS}, "kappa": kappa(rows)}
    if missing == 0:
        entry["fleiss"] = fleiss_kappa(aggregate_raters(np.array(rows))[0])
    tables.append(entry)

correlations = []
for size, spread, step in [(3, 1, None), (9, 0.5, None), (20, 1, 1), (33, 2, None), (45, 1, None), (60, 1, 0.5)]:
    x = [rng.gauss(0, 1) for _ in range(size)]
    y = [a + rng.gauss(0, spread) for a in x]
    if step:
        x, y = [round(v / step) * step for v in x], [round(v / step) * step for v in y]
    pearson, spearman = stats.pearsonr(x, y), stats.spearmanr(x, y)
    ci = pearson.confidence_interval(0.95)
    kendall = {v: list(stats.kendalltau(x, y, variant=v)) for v in ["b", "c"]}
    correlations.append({"x": x, "y": y, "pearson": [pearson.statistic, pearson.pvalue], "interval": [ci.low, ci.high],
                         "spearman": [spearman.statistic, spearman.pvalue], "kendall": kendall})

wilcoxon = []
for size, shift, step, method in [(5, 0.5, None, "exact"), (12, 0, None, "exact"), (50, 0.3, None, "exact"), (51, 0.3, None, "approx"), (30, 0.4, 0.5, "approx"),
                                  (200, 0.1, 0.5, "approx")]:
    d = [rng.gauss(shift, 1) for _ in range(size)]
    if step:
        d = [round(v / step) * step for v in d]
    wilcoxon.append({"differences": d, "p": stats.wilcoxon(d, method=method).pvalue, "pAbove": stats.wilcoxon(d, method=method, alternative="greater").pvalue})

pvalues = [0.001, 0.2, 0.03, 0.03, 0.9, 0.0004, 0.049]
print(json.dumps({
    "tables": tables,
    "correlations": correlations,
    "wilcoxon": wilcoxon,
    "corrections": {"p": pvalues, **{name: list(multipletests(pvalues, method=method)[1]) for name, method in
                                    [("bonferroni", "bonferroni"), ("holm", "holm"), ("benjamini-hochberg", "fdr_bh")]}},
    "normal": [[z, stats.norm.sf(z)] for z in [0, 0.3, 1, 1.7, 1.96, 3, 6, 12, 30]],
    "quantiles": [[q, stats.norm.ppf(q)] for q in [1e-12, 1e-4, 0.025, 0.2, 0.5, 0.8, 0.975, 0.9999]],
    "student": [[t, f, 2 * stats.t.sf(t, f)] for t, f in [(0, 3), (0.5, 1), (1, 2.5), (2, 5), (3, 30), (12, 7), (1.5, 2000), (8, 400)]],
}, indent=1, default=float))
