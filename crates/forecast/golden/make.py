"""Figures for the tests of the occurrence models and of the count models, by other means.

    python -m venv venv && venv/bin/pip install numpy==2.4.6 scipy==1.17.1
    venv/bin/python make.py > occurrence.json

Each figure comes from a general method of SciPy or from enumeration, not from
the formulas of the crate: integrals by quadrature, fits by a general optimiser,
hidden states by summing over every path.
"""

import itertools
import json

import numpy as np
from scipy import integrate, optimize, stats

# Event days of a made series of 700 days.
EVENTS = [40, 41, 60, 150, 151, 153, 170, 320, 322, 323, 330, 331, 333, 500, 612, 613, 640, 655]
DAYS = 700

x = np.zeros(DAYS)
x[EVENTS] = 1
rate = (x.sum() + 0.5) / (DAYS + 1)


def renewal(days):
    """Posterior predictive by quadrature over the log-shape grid and the scale."""
    gaps = np.diff(EVENTS).astype(float)
    age = float(DAYS - 1 - EVENTS[-1])
    weights, survivals = [], []
    for log_shape in 0.15 * np.arange(-8, 7):
        k = np.exp(log_shape)
        prior = stats.gamma(0.5, scale=1.0 / (0.5 * rate**-k))
        # Integrate over u = ln(theta).
        def integrand(u, more):
            theta = np.exp(u)
            log = len(gaps) * (np.log(k) + u) + (k - 1) * np.log(gaps).sum()
            log += -theta * ((gaps**k).sum() + age**k + more) + prior.logpdf(theta) + u
            return np.exp(log + shift)
        shift = 0.0
        peak = max(np.log(1e-300 + integrand(u, 0.0)) for u in np.linspace(-25, 5, 600))
        shift = -peak
        low = integrate.quad(integrand, -25, 5, args=(0.0,), limit=2000, points=[np.log(0.02)])[0]
        high = integrate.quad(integrand, -25, 5, args=((age + days) ** k - age**k,), limit=2000,
                              points=[np.log(0.02)])[0]
        weights.append((peak + np.log(low)) + stats.norm.logpdf(log_shape, 0, 0.5))
        survivals.append(high / low)
    weights = np.exp(np.array(weights) - max(weights))
    return 1 - float((weights * survivals).sum() / weights.sum())


def excitation(days):
    """Penalised maximum likelihood by L-BFGS over the logarithms."""
    half_lives = [5.0, 30.0, 180.0, 1000.0]
    keep = 0.5 ** (1 / np.array(half_lives))
    kernels, state = np.zeros((DAYS, 4)), np.zeros(4)
    for day in range(DAYS):
        kernels[day] = (1 - keep) * state
        state = keep * state + x[day]
    def negative(z):
        p = np.exp(z)
        intensity = p[0] + kernels @ p[1:]
        fit = (x * np.log(intensity)).sum() - intensity.sum()
        prior = 0.5 * z[0] - p[0] + (0.2 * z[1:] - 2.0 * p[1:]).sum()
        return -(fit + prior)
    best = min((optimize.minimize(negative, start, method="L-BFGS-B",
                                  options={"maxiter": 5000, "ftol": 1e-15, "gtol": 1e-10})
                for start in [np.log([0.01, 0.1, 0.1, 0.1, 0.1]), np.log([0.02, 0.4, 0.01, 0.1, 0.3])]),
               key=lambda r: r.fun)
    p = np.exp(best.x)
    n = x.sum() + 1
    expected = p[0] * days + (p[1:] * state * (1 - keep**days)).sum()
    return {"background": float(p[0]), "branching": p[1:].tolist(),
            "probability": float(1 - (1 + expected / n) ** -n)}


def states(days):
    """Sum over every path of three states over eight weeks and the window."""
    rates = np.array([0.002, 0.02, 0.12])
    moves = np.array([[0.95, 0.04, 0.01], [0.05, 0.9, 0.05], [0.02, 0.08, 0.9]])
    weeks = [0, 0, 1, 3, 0, 2, 0, 1]
    ahead = []
    left = days
    while left > 0:
        ahead.append(min(left, 7))
        left -= 7
    start = np.full(3, 1 / 3)
    seen = none = 0.0
    for path in itertools.product(range(3), repeat=len(weeks)):
        p = (start @ moves)[path[0]]
        for before, now in zip(path, path[1:]):
            p *= moves[before, now]
        for state, count in zip(path, weeks):
            p *= stats.poisson.pmf(count, 7 * rates[state])
        seen += p
        # The window from the last state.
        masses = np.eye(3)[path[-1]] * p
        for d in ahead:
            masses = (masses @ moves) * np.exp(-rates * d)
        none += masses.sum()
    return {"rates": rates.tolist(), "transitions": moves.tolist(), "weeks": weeks,
            "probability": float(1 - none / seen)}


def negative_binomial():
    """Log-probabilities by SciPy, with the term that the crate leaves out added."""
    from scipy.special import gammaln
    rows = []
    for count in [0, 1, 7, 250, 30000]:
        for mean in [0.01, 1.0, 40.0, 5000.0]:
            for size in [0.05, 0.7, 20.0]:
                log = stats.nbinom.logpmf(count, size, size / (size + mean)) + gammaln(count + 1)
                rows.append([count, mean, size, float(log)])
    return rows


print(json.dumps({
    "events": EVENTS,
    "days": DAYS,
    "renewal": {str(d): renewal(d) for d in (7, 30, 90)},
    "excitation": {str(d): excitation(d) for d in (7, 30, 90)},
    "states": {str(d): states(d) for d in (7, 30, 90)},
    "negative_binomial": negative_binomial(),
}, indent=1))
