"""Writes decisions.json: python3 -m pip install numpy==1.26.4 scipy==1.13.1 statsmodels==0.14.4
python3 tests/stats/golden/decisions.py > tests/stats/golden/decisions.json
"""
import json
import numpy as np
import statsmodels.api as sm
from scipy import stats
from statsmodels.stats.power import NormalIndPower

power = NormalIndPower(ddof=0)
powers = [{"effect": e, "units": n, "alpha": a, "power": power.power(e, n, a, ratio=0)}
          for e, n, a in [(0.2, 50, 0.05), (0.5, 30, 0.05), (0.1, 1000, 0.01), (-0.3, 80, 0.05), (0.01, 10, 0.05)]]
sizes = [{"effect": e, "alpha": a, "power": p, "units": int(np.ceil(power.solve_power(e, None, a, p, ratio=0)))}
         for e, a, p in [(0.2, 0.05, 0.8), (0.5, 0.05, 0.9), (0.05, 0.01, 0.8), (-0.3, 0.05, 0.95)]]

wins = np.array([[0, 7, 9, 4], [3, 0, 6.5, 5], [1, 3.5, 0, 2], [4, 5, 8, 0]])
k = len(wins)
rows, y, w = [], [], []
for i in range(k):
    for j in range(i + 1, k):
        x = np.zeros(k)
        x[i], x[j] = 1, -1
        for first, count in ((1, wins[i, j]), (0, wins[j, i])):
            rows.append(x)
            y.append(first)
            w.append(count)
fit = sm.GLM(np.array(y), np.array(rows)[:, 1:], family=sm.families.Binomial(), freq_weights=np.array(w)).fit(tol=1e-14, maxiter=200)
full = np.concatenate([[0], fit.params])
cov = np.zeros((k, k))
cov[1:, 1:] = fit.cov_params()
centre = np.eye(k) - 1 / k
strengths = [{"value": v, "standardError": s} for v, s in zip(centre @ full, np.sqrt(np.diag(centre @ cov @ centre.T)))]

detect = [{"population": N, "faulty": f, "sampled": n, "chance": stats.hypergeom.sf(0, N, f, n)}
          for N, f, n in [(100, 5, 20), (1000, 10, 59), (50, 1, 10), (20, 20, 1), (300, 3, 299)]]
print(json.dumps({"powers": powers, "sizes": sizes, "wins": wins.tolist(), "strengths": strengths, "detect": detect}, indent=1, default=float))
