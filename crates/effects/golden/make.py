"""Segmented Poisson regression and Newey-West errors by statsmodels.

Versions: Python 3, numpy and statsmodels as printed into segmented.json.
Run in a virtual environment with statsmodels: python make.py > segmented.json
"""

import json
import sys

import numpy
import scipy
import statsmodels
import statsmodels.api as sm

random = numpy.random.default_rng(20240916)
cases = []
for days, rate, effect, trend, season in [
    (400, 0.2, 1.0, False, False),
    (800, 0.3, 2.0, True, False),
    (1200, 0.25, 0.5, True, True),
]:
    t = numpy.arange(days)
    exposed = numpy.zeros(days)
    for start in range(60, days - 40, 170):
        exposed[start : start + 30] = 1
    mean = rate * effect**exposed * random.gamma(0.8, 1 / 0.8, days)
    counts = random.poisson(mean)
    columns = [numpy.ones(days)]
    if trend:
        columns.append(2 * t / (days - 1) - 1)
    if season:
        turn = 2 * numpy.pi * t / 365.25
        columns += [numpy.sin(turn), numpy.cos(turn)]
    columns.append(exposed)
    design = numpy.column_stack(columns)
    reach = int(numpy.ceil(1.3 * numpy.sqrt(days)))
    family = sm.families.Poisson()
    plain = sm.GLM(counts, design, family=family).fit(tol=1e-12, maxiter=200)
    robust = sm.GLM(counts, design, family=family).fit(
        tol=1e-12,
        maxiter=200,
        cov_type="HAC",
        cov_kwds={"maxlags": reach, "use_correction": False},
    )
    cases.append(
        {
            "counts": counts.tolist(),
            "exposed": exposed.astype(int).tolist(),
            "trend": trend,
            "season": season,
            "reach": reach,
            "coefficients": plain.params.tolist(),
            "poisson_error": float(plain.bse[-1]),
            "newey_west_error": float(robust.bse[-1]),
        }
    )

json.dump(
    {
        "versions": {
            "numpy": numpy.__version__,
            "scipy": scipy.__version__,
            "statsmodels": statsmodels.__version__,
        },
        "cases": cases,
    },
    sys.stdout,
)
