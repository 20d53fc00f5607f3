"""Makes the golden figures of the daily models.

Run in this folder: python daily.py
Needs numpy and scipy. Every mean is summed from its definition, day by day and
delay by delay, but for the single kind, where it follows the recursion of an
integer-valued GARCH model (Ferland, Latour and Oraichi 2006; Fokianos, Rahbek and
Tjostheim 2009):

    m(d) = mu (1 - q) + alpha (1 - q) y(d-1) + q m(d-1), m(0) = mu.

Likelihoods are those of scipy.stats; estimates those of scipy.optimize, which
knows nothing of the gradient.
"""

import json
import platform

import numpy as np
import scipy
from scipy.optimize import minimize
from scipy.stats import nbinom, poisson

random = np.random.default_rng(2027)


def log_probability(count, mean, excess):
    if excess == 0:
        return poisson.logpmf(count, mean)
    return nbinom.logpmf(count, mean / excess, 1 / (1 + excess))


def draw(mean, excess):
    return random.poisson(mean) if excess == 0 else random.negative_binomial(mean / excess, 1 / (1 + excess))


def geometric(half_life, longest):
    q = 2.0 ** (-1 / half_life)
    return (1 - q) * q ** np.arange(longest)


def power_law(offset, exponent, longest):
    shares = (np.arange(1, longest + 1) + offset) ** -(1 + exponent)
    return shares / shares.sum()


def means(background, weights, shares, counts):
    """weights[excited][exciting][component], shares[component][delay - 1]."""
    kinds, days = counts.shape
    result = np.zeros((kinds, days))
    for day in range(days):
        for excited in range(kinds):
            total = background[excited]
            for exciting in range(kinds):
                for component, share in enumerate(shares):
                    for delay in range(1, min(day, len(share)) + 1):
                        total += weights[excited][exciting][component] * share[delay - 1] * counts[exciting][day - delay]
            result[excited][day] = total
    return result


def garch(mu, alpha, half_life, counts):
    q = 2.0 ** (-1 / half_life)
    result = np.empty(len(counts))
    result[0] = mu
    for day in range(1, len(counts)):
        result[day] = mu * (1 - q) + alpha * (1 - q) * counts[day - 1] + q * result[day - 1]
    return result


def simulate(background, weights, shares, excesses, days):
    kinds = len(background)
    counts = np.zeros((kinds, days), dtype=int)
    for day in range(days):
        past = means(background, weights, shares, counts[:, : day + 1])[:, day]
        for kind in range(kinds):
            counts[kind][day] = draw(past[kind], excesses[kind])
    return counts


def log_likelihood(mean, counts, excesses):
    return float(sum(log_probability(counts[k], mean[k], excesses[k]).sum() for k in range(len(counts))))


def maximise(function, start):
    best = None
    for _ in range(6):
        run = minimize(lambda x: -function(x), start, method="Nelder-Mead",
                       options={"xatol": 1e-9, "fatol": 1e-11, "maxiter": 40_000, "maxfev": 40_000, "adaptive": True})
        start = run.x
        if best is not None and best.fun - run.fun < 1e-10:
            break
        best = run
    return run.x, -run.fun


cases = []

# One kind, Poisson and negative binomial: the recursion.
for name, excess in [("poisson", 0.0), ("negative-binomial", 0.6)]:
    days = 600
    counts = simulate([0.4], [[[0.5]]], [geometric(4.0, days)], [excess], days)

    def at(mu, alpha, half_life, excess):
        return float(log_probability(counts[0], garch(mu, alpha, half_life, counts[0]), excess).sum())

    def free(x):
        if np.abs(x).max() > 8:
            return -1e10
        return at(np.exp(x[0]), np.exp(x[1]), np.exp(x[2]), np.exp(x[3]) if excess else 0.0)

    x, top = maximise(free, np.log([0.4, 0.5, 4.0] + ([excess] if excess else [])))
    cases.append({
        "name": f"one kind, {name}", "kernel": "geometric", "dispersed": bool(excess), "counts": counts.tolist(),
        "background": [0.3], "weights": [[[0.45]]], "half_life": 6.0, "excesses": [excess],
        "log_likelihood": at(0.3, 0.45, 6.0, excess),
        "maximum": {"log_likelihood": top, "background": [float(np.exp(x[0]))], "weights": [[[float(np.exp(x[1]))]]],
                    "half_life": float(np.exp(x[2])), "excesses": [float(np.exp(x[3]))] if excess else [0.0]},
    })

# Two kinds, from the definition.
days = 300
truth = dict(background=[0.3, 0.2], weights=[[[0.3], [0.2]], [[0.25], [0.3]]], excesses=[0.5, 0.3])
counts = simulate(truth["background"], truth["weights"], [geometric(5.0, days)], truth["excesses"], days)
cases.append({
    "name": "two kinds", "kernel": "geometric", "dispersed": True, "counts": counts.tolist(), **truth, "half_life": 5.0,
    "log_likelihood": log_likelihood(means(truth["background"], truth["weights"], [geometric(5.0, days)], counts), counts, truth["excesses"]),
})
sums = dict(background=[0.3, 0.2], weights=[[[0.2, 0.1], [0.1, 0.1]], [[0.05, 0.2], [0.3, 0.0]]], excesses=[0.5, 0.3])
shares = [geometric(2.0, days), geometric(20.0, days)]
cases.append({
    "name": "two half-lives", "kernel": "sum", "half_lives": [2.0, 20.0], "dispersed": True, "counts": counts.tolist(), **sums,
    "log_likelihood": log_likelihood(means(sums["background"], sums["weights"], shares, counts), counts, sums["excesses"]),
})
law = dict(background=[0.3, 0.2], weights=[[[0.3], [0.2]], [[0.25], [0.3]]], excesses=[0.5, 0.3])
cases.append({
    "name": "power law", "kernel": "power-law", "offset": 1.5, "exponent": 0.8, "longest": 60, "dispersed": True, "counts": counts.tolist(), **law,
    "log_likelihood": log_likelihood(means(law["background"], law["weights"], [power_law(1.5, 0.8, 60)], counts), counts, law["excesses"]),
})

with open("daily.json", "w") as file:
    json.dump({"versions": {"python": platform.python_version(), "numpy": np.__version__, "scipy": scipy.__version__}, "cases": cases}, file)
    file.write("\n")
