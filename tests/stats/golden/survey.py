"""Writes survey.json: python3 -m pip install numpy==2.4.6 scipy==1.17.1 && python3 tests/stats/golden/survey.py > tests/stats/golden/survey.json

Cochran 1977 for estimates and variances, Korn & Graubard 1998 for intervals of strata, Gaffke 2005 for those of whole documents; hypergeometric bounds by a search through every number.
"""
import json
import numpy as np
from scipy.stats import beta, hypergeom, t

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


def clustered(clusters, documents, units):
    """Gaffke's interval for a ratio, by four million Dirichlet weights; Clopper-Pearson of documents where that is what it comes to."""
    k = np.array([c[0] for c in clusters], float)
    h = np.array([c[1] for c in clusters], float)
    m, n = len(k), k.sum()
    p = h.sum() / n
    if m >= documents:
        return {"share": p, "low": p, "high": p}
    if m < 2:
        return None
    largest = max(k.max(), (units - n) / (documents - m))
    if (k == largest).all() and (h * (k - h) == 0).all():
        x = (h > 0).sum()
        low, high = (0 if x == 0 else beta.ppf(0.025, x, m - x + 1)), (1 if x == m else beta.ppf(0.975, x + 1, m - x))
    else:
        rng = np.random.default_rng(7)
        lows, highs = [], []
        for _ in range(40):
            e = rng.exponential(size=(100_000, m + 1))
            ks, hs, added = e[:, :m] @ k, e[:, :m] @ h, e[:, m] * largest
            lows.append(hs / (ks + added))
            highs.append((hs + added) / (ks + added))
        low, high = np.quantile(np.concatenate(lows), 0.025), np.quantile(np.concatenate(highs), 0.975)
    root = ((documents - m) / (documents - 1)) ** 0.5
    low, high = p + root * (low - p), p + root * (high - p)
    return {"share": p, "low": min(p, max(low, h.sum() / units)), "high": max(p, min(high, 1 - (n - h.sum()) / units))}


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
    [[[10, 1], [12, 0], [8, 3]], 40, 400],
    [[[10, 0], [12, 0], [8, 0]], 40, 410],
    [[[10, 10], [12, 12]], 9, 70],
    [[[10, 1], [12, 0], [8, 3]], 3, 30],
    [[[10, 1]], 3, 33],
    [[[30, 2], [25, 1], [41, 9], [5, 0], [18, 2], [22, 0]], 213, 6900],
    [[[30, 0]] * 9 + [[30, 30]], 100, 3000],
    [[[30, 0]] * 12, 100, 3000],
    [[[20, i % 4] for i in range(40)], 60, 1300],
]
BOUNDS = [(0, 40, 950), (3, 40, 950), (2, 4, 25), (0, 5, 25), (5, 5, 25), (7, 80, 529), (12, 12, 12), (3, 125, 1200), (250, 1000, 20000)]

print(json.dumps({
    "stratified": [{"strata": s, **stratified(s)} for s in STRATA],
    "clustered": [{"clusters": c, "documents": d, "units": u, "expected": clustered(c, d, u)} for c, d, u in CLUSTERS],
    "bounds": [{"hits": h, "sampled": n, "population": N, "bounds": one_sided(h, n, N)} for h, n, N in BOUNDS],
}, indent=1, default=float))
