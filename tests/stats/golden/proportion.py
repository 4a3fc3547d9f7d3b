"""Writes proportion.json: python3 -m pip install scipy==1.17.1 statsmodels==0.15.0 && python3 proportion.py > proportion.json"""
import json
from scipy.stats import hypergeom
from statsmodels.stats.proportion import proportion_confint

shares = [(0, 1), (1, 1), (0, 40), (3, 40), (1, 5), (20, 40), (39, 40), (40, 40), (7, 80), (13, 200), (250, 1000), (999, 1000), (2, 950)]
populations = [(0, 40, 950), (3, 40, 950), (40, 40, 950), (1, 5, 6), (0, 5, 6), (3, 12, 12), (0, 1, 2), (7, 80, 529), (13, 200, 8435),
               (250, 1000, 100000), (1, 20, 24), (19, 20, 24)]


def in_population(hits, sampled, population):
    """Every number of hits in the population that neither tail refuses at 2.5 %, one by one."""
    kept = [k for k in range(hits, population - (sampled - hits) + 1)
            if hypergeom.sf(hits - 1, population, k, sampled) > 0.025 and hypergeom.cdf(hits, population, k, sampled) > 0.025]
    return [min(kept), max(kept)]


print(json.dumps({
    "shares": [{"hits": h, "trials": n,
                "wilson": proportion_confint(h, n, method="wilson"),
                "clopperPearson": proportion_confint(h, n, method="beta")} for h, n in shares],
    "populations": [{"hits": h, "sampled": n, "population": N, "bounds": in_population(h, n, N)} for h, n, N in populations],
}, indent=1, default=float))
