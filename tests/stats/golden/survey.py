"""Writes survey.json: python3 -m pip install scipy==1.17.1 && python3 tests/stats/golden/survey.py > tests/stats/golden/survey.json

Cochran 1977 for estimates and variances, Korn & Graubard 1998 for intervals; hypergeometric bounds by a search through every number.
"""
import json
from scipy.stats import beta, hypergeom, t

LIKENESS = 0.12


def interval(share, unit, sampled, freedom):
    if unit <= 0:
        return [share, share]
    correction = 1 if sampled < 2 else t.ppf(0.975, sampled - 1) / t.ppf(0.975, max(1, freedom))
    n = correction ** 2 / unit
    x = n * share
    return [0 if share == 0 else beta.ppf(0.025, x, n - x + 1), 1 if share == 1 else beta.ppf(0.975, x + 1, n - x)]


def stratified(strata):
    N = sum(s[0] for s in strata)
    n = sum(s[1] for s in strata)
    hits = sum(s[2] for s in strata)
    p = sum(Nh / N * h / nh for Nh, nh, h in strata)
    even = sum((Nh / N) ** 2 * (1 - nh / Nh) / nh for Nh, nh, h in strata)
    variance = 0
    for Nh, nh, h in strata:
        spread = (h / nh) * (1 - h / nh) / (nh - 1) if nh > 1 else p * (1 - p)
        variance += (Nh / N) ** 2 * (1 - nh / Nh) * spread
    unit = max(variance / (p * (1 - p)), (1 - n / N) / n) if variance > 0 else even
    several = sum(1 for s in strata if s[1] > 1)
    low, high = interval(p, unit, n, n - several - (1 if several < len(strata) else 0))
    return {"share": p, "low": max(low, hits / N), "high": min(high, 1 - (n - hits) / N)}


def clustered(clusters, documents):
    m = len(clusters)
    n = sum(c[0] for c in clusters)
    p = sum(c[1] for c in clusters) / n
    if m >= documents:
        return {"share": p, "low": p, "high": p}
    if m < 2:
        return None
    open_ = 1 - m / documents
    variance = open_ * m / (m - 1) * sum((h - p * k) ** 2 for k, h in clusters) / n ** 2
    least = open_ * (1 + (n / m - 1) * LIKENESS) / n
    unit = max(variance / (p * (1 - p)), least) if variance > 0 else least
    low, high = interval(p, unit, n, m - 1)
    return {"share": p, "low": low, "high": high}


def one_sided(hits, sampled, population):
    kept = range(hits, population - (sampled - hits) + 1)
    least = min(k for k in kept if hypergeom.sf(hits - 1, population, k, sampled) > 0.05)
    most = max(k for k in kept if hypergeom.cdf(hits, population, k, sampled) > 0.05)
    return [least, most]


STRATA = [
    [[500, 20, 1], [300, 12, 2], [150, 6, 0], [50, 2, 1]],
    [[500, 10, 0], [300, 10, 0], [150, 10, 0], [50, 10, 0]],
    [[500, 10, 1], [300, 10, 0], [150, 10, 2], [50, 10, 9]],
    [[30, 30, 2], [20, 5, 1], [10, 3, 0]],
    [[30, 30, 2], [20, 20, 1]],
    [[40, 1, 0], [40, 1, 1], [40, 1, 0], [40, 3, 1]],
    [[40, 4, 4], [60, 6, 6]],
    [[25, 14, 1], [25, 13, 0], [25, 13, 2]],
]
CLUSTERS = [
    [[[10, 1], [12, 0], [8, 3]], 40],
    [[[10, 0], [12, 0], [8, 0]], 40],
    [[[10, 10], [12, 12]], 9],
    [[[10, 1], [12, 0], [8, 3]], 3],
    [[[10, 1]], 3],
    [[[30, 2], [25, 1], [41, 9], [5, 0], [18, 2], [22, 0]], 213],
]
BOUNDS = [(0, 40, 950), (3, 40, 950), (2, 4, 25), (0, 5, 25), (5, 5, 25), (7, 80, 529), (12, 12, 12), (3, 125, 1200), (250, 1000, 20000)]

print(json.dumps({
    "stratified": [{"strata": s, **stratified(s)} for s in STRATA],
    "clustered": [{"clusters": c, "documents": d, "expected": clustered(c, d)} for c, d in CLUSTERS],
    "bounds": [{"hits": h, "sampled": n, "population": N, "bounds": one_sided(h, n, N)} for h, n, N in BOUNDS],
}, indent=1, default=float))
