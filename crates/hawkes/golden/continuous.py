"""Makes the golden figures of the models in continuous time.

Run in this folder: python continuous.py
Needs numpy, scipy and intensify. Catalogues are simulated here, by clusters, and
their times rounded so that both sides read the same numbers.
"""

import json
import platform
from importlib.metadata import version

import numpy as np
from intensify.core.inference.mle import MLEInference
from intensify.core.kernels.exponential import ExponentialKernel
from intensify.core.kernels.power_law import PowerLawKernel
from intensify.core.kernels.sum_exponential import SumExponentialKernel
from intensify.core.processes.hawkes import MultivariateHawkes, UnivariateHawkes

random = np.random.default_rng(2026)


def simulate(mu, alpha, beta, end):
    """Ascending times by kind; rows of alpha are excited kinds."""
    kinds = len(mu)
    generation = [(t, k) for k in range(kinds) for t in random.uniform(0, end, random.poisson(mu[k] * end))]
    events = []
    while generation:
        events += generation
        children = []
        for t, parent in generation:
            for k in range(kinds):
                for delay in random.exponential(1 / beta[k][parent], random.poisson(alpha[k][parent])):
                    if t + delay < end:
                        children.append((t + delay, k))
        generation = children
    lists = [[] for _ in range(kinds)]
    for t, k in events:
        lists[k].append(round(float(t), 6))
    return [sorted(times) for times in lists]


def process(mu, alpha, beta):
    kinds = len(mu)
    kernels = [[ExponentialKernel(alpha=float(alpha[i][j]), beta=float(beta[i][j])) for j in range(kinds)] for i in range(kinds)]
    # An array of one entry is refused for a single kind.
    rates = float(mu[0]) if kinds == 1 else np.array(mu, dtype=float)
    return MultivariateHawkes(kinds, rates, kernels)


def fitted(result):
    kernels = result.params["kernel_matrix"]
    return {
        "log_likelihood": float(result.log_likelihood),
        "background": [float(m) for m in result.params["mu"]],
        "excitation": [float(k.alpha) for row in kernels for k in row],
        "decays": [float(k.beta) for row in kernels for k in row],
    }


def fit(mu, alpha, beta, events, end, fit_decay):
    engine = MLEInference(tol=1e-15, max_iter=100_000)
    # The line search stops early now and then: begun anew until nothing moves.
    best = None
    for _ in range(12):
        result = engine.fit(process(mu, alpha, beta), [np.array(e) for e in events], end, fit_decay=fit_decay)
        now = fitted(result)
        if best is not None and now["log_likelihood"] <= best["log_likelihood"] + 1e-9:
            break
        best = now
        kinds = len(mu)
        mu = now["background"]
        alpha = np.array(now["excitation"]).reshape(kinds, kinds)
        beta = np.array(now["decays"]).reshape(kinds, kinds)
    return best


cases = []


def case(name, mu, alpha, beta, end, fit_decay):
    events = simulate(mu, alpha, beta, end)
    cases.append(
        {
            "name": name,
            "end": end,
            "events": events,
            "decay": None if fit_decay else beta[0][0],
            "at_truth": {
                "background": mu,
                "excitation": np.ravel(alpha).tolist(),
                "decays": np.ravel(beta).tolist(),
                "log_likelihood": float(process(mu, alpha, beta).log_likelihood([np.array(e) for e in events], end)),
            },
            "fitted": fit(mu, alpha, beta, events, end, fit_decay),
        }
    )


one = [[1.2]]
case("one kind, decay given", [0.4], [[0.5]], one, 250.0, False)
case("one kind, decay fitted", [0.4], [[0.5]], one, 500.0, True)
two = np.full((2, 2), 0.8)
case("two kinds, decay given", [0.5, 0.2], [[0.3, 0.2], [0.1, 0.4]], two.tolist(), 400.0, False)
case("three kinds, no excitation of the third", [0.4, 0.3, 0.5], [[0.3, 0.2, 0.1], [0.2, 0.2, 0.2], [0.0001, 0.0001, 0.0001]], np.full((3, 3), 1.5).tolist(), 300.0, False)
case("two kinds, decays fitted by pair", [0.4, 0.4], [[0.4, 0.3], [0.3, 0.4]], [[1.0, 3.0], [0.5, 2.0]], 900.0, True)

single = simulate([0.4], [[0.5]], [[1.0]], 300.0)[0]
times = np.array(single)
# phi(t) = a (t + c)^-(1 + b): the same law with p = 1 + b and a weight of a c^-b / b.
others = {
    "end": 300.0,
    "events": single,
    "sum_of_exponentials": {
        "background": 0.4,
        "weights": [0.3, 0.2],
        "decays": [0.3, 3.0],
        "log_likelihood": float(UnivariateHawkes(0.4, SumExponentialKernel([0.3, 0.2], [0.3, 3.0])).log_likelihood(times, 300.0)),
    },
    "power_law": {
        "background": 0.4,
        "amplitude": 0.2,
        "tail": 0.7,
        "offset": 0.5,
        "log_likelihood": float(UnivariateHawkes(0.4, PowerLawKernel(alpha=0.2, beta=0.7, c=0.5)).log_likelihood(times, 300.0)),
    },
}

with open("continuous.json", "w") as file:
    json.dump(
        {
            "made_with": {"python": platform.python_version(), **{p: version(p) for p in ("intensify", "numpy", "scipy")}},
            "cases": cases,
            "likelihoods": others,
        },
        file,
        indent=1,
    )
    file.write("\n")
