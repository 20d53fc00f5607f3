"""Makes the golden figures of the scores.

Run in this folder: python make.py
Needs numpy, scipy, properscoring, scoringrules, scikit-learn, statsmodels and
mpmath. The versions used stand in scores.json.
"""

import json
from importlib.metadata import version

import mpmath
import numpy as np
import properscoring
import scoringrules
import statsmodels.api
from scipy import signal, stats
from sklearn import isotonic, metrics

random = np.random.default_rng(20240916)
PACKAGES = (
    "numpy",
    "scipy",
    "properscoring",
    "scoringrules",
    "scikit-learn",
    "statsmodels",
    "mpmath",
)


def number(x):
    return float(x)


def samples():
    cases = []
    for name, draws in {
        "one": np.array([3.0]),
        "two": np.array([0.0, 5.0]),
        "counts": random.negative_binomial(0.4, 0.05, 40).astype(float),
        "zeros": np.zeros(12),
        "normal": np.round(random.normal(1000.0, 0.5, 101), 4),
        "heavy": np.round(np.exp(random.normal(2.0, 2.5, 200)), 3),
    }.items():
        for observed in (0.0, 2.5, float(np.median(draws)), float(draws.max() + 7)):
            n = len(draws)
            cases.append(
                {
                    "name": name,
                    "draws": draws.tolist(),
                    "observed": observed,
                    "crps": number(properscoring.crps_ensemble(observed, draws)),
                    "crps_fair": number(
                        scoringrules.crps_ensemble(observed, draws, estimator="fair")
                    )
                    if n > 1
                    else None,
                    "interval_90": number(
                        scoringrules.interval_score(
                            observed, np.quantile(draws, 0.05), np.quantile(draws, 0.95), 0.1
                        )
                    ),
                    "quantile_30": number(np.quantile(draws, 0.3)),
                    "dawid_sebastiani": number(
                        2 * np.log(np.std(draws, ddof=1))
                        + ((observed - draws.mean()) / np.std(draws, ddof=1)) ** 2
                    )
                    if n > 1 and np.std(draws) > 0
                    else None,
                }
            )
    return cases


def weighted():
    draws = np.round(random.gamma(0.5, 20.0, 25), 3)
    weights = np.round(random.random(25), 3)
    return [
        {
            "draws": draws.tolist(),
            "weights": weights.tolist(),
            "observed": y,
            "crps": number(properscoring.crps_ensemble(y, draws, weights=weights)),
        }
        for y in (0.0, 5.0, 80.0)
    ]


def quantiles():
    levels = np.array([0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975])
    values = np.array([0.0, 1.0, 4.0, 9.0, 20.0, 45.0, 120.0])
    cases = []
    for y in (0.0, 3.0, 9.0, 60.0, 500.0):
        alphas = 2 * levels[:3]
        wis = scoringrules.weighted_interval_score(
            y, values[3], values[:3][None, :], values[:3:-1][None, :], alphas
        )
        # The quantile function through the points, constant beyond them.
        grid = np.linspace(0, 1, 2_000_001)
        middle = (grid[1:] + grid[:-1]) / 2
        q = np.interp(middle, levels, values)
        crps = 2 * np.mean(np.where(y < q, (1 - middle) * (q - y), middle * (y - q)))
        cases.append(
            {
                "observed": y,
                "wis": number(np.squeeze(wis)),
                "pinball": [
                    number(scoringrules.quantile_score(y, v, a)) for a, v in zip(levels, values)
                ],
                "crps_by_integration": number(crps),
            }
        )
    return {"levels": levels.tolist(), "values": values.tolist(), "cases": cases}


def exact_count_crps(mean, size, y):
    """The CRPS of a negative binomial (Poisson where the size is None) in 40
    digits, by the closed forms with hypergeometric and Bessel functions."""
    mpmath.mp.dps = 40
    mean = mpmath.mpf(mean)
    if size is None:
        cdf = lambda k: mpmath.gammainc(k + 1, mean, regularized=True) if k >= 0 else 0
        spread = mean * mpmath.exp(-2 * mean)
        spread *= mpmath.besseli(0, 2 * mean) + mpmath.besseli(1, 2 * mean)
        return y * (2 * cdf(y) - 1) - mean * (2 * cdf(y - 1) - 1) - spread
    size = mpmath.mpf(size)
    p = size / (size + mean)
    cdf = lambda n, k: mpmath.betainc(n, k + 1, 0, p, regularized=True) if k >= 0 else 0
    spread = size * (1 - p) / p**2 * mpmath.hyp2f1(size + 1, 0.5, 2, -4 * (1 - p) / p**2)
    return y * (2 * cdf(size, y) - 1) - mean * (2 * cdf(size + 1, y - 1) - 1) - spread


def distributions():
    cases = {"poisson": [], "negative_binomial": [], "normal": [], "log_normal": [], "mixture": []}
    for mean in (0.01, 0.5, 3.0, 40.0, 2000.0):
        for y in (0, 1, 7, 45, 2100):
            cases["poisson"].append(
                {
                    "mean": mean,
                    "observed": y,
                    "crps": number(exact_count_crps(mean, None, y)),
                    "log_score": number(-stats.poisson.logpmf(y, mean)),
                    "distribution_function": number(stats.poisson.cdf(y, mean)),
                }
            )
    for mean, size in ((0.02, 0.01), (0.5, 3.0), (12.0, 0.1), (150.0, 0.02), (40.0, 5e3), (3e3, 0.7)):
        for y in (0, 1, 30, 4000):
            cases["negative_binomial"].append(
                {
                    "mean": mean,
                    "size": size,
                    "observed": y,
                    "crps": number(exact_count_crps(mean, size, y)),
                    "log_score": number(-stats.nbinom.logpmf(y, size, size / (size + mean))),
                    "distribution_function": number(stats.nbinom.cdf(y, size, size / (size + mean))),
                }
            )
    for mean, sd in ((0.0, 1.0), (-3.0, 0.2), (100.0, 30.0)):
        for y in (-4.0, 0.0, 90.0):
            cases["normal"].append(
                {
                    "mean": mean,
                    "deviation": sd,
                    "observed": y,
                    "crps": number(scoringrules.crps_normal(y, mean, sd)),
                    "log_score": number(-stats.norm.logpdf(y, mean, sd)),
                }
            )
    for mean, sd in ((0.0, 1.0), (2.0, 0.3), (3.0, 2.0)):
        for y in (0.1, 1.0, 30.0, 900.0):
            cases["log_normal"].append(
                {
                    "mean": mean,
                    "deviation": sd,
                    "observed": y,
                    "crps": number(scoringrules.crps_lognormal(y, mean, sd)),
                    "log_score": number(-stats.lognorm.logpdf(y, sd, scale=np.exp(mean))),
                }
            )
    means, sds, weights = np.array([0.0, 10.0, 12.0]), np.array([1.0, 4.0, 0.5]), np.array([0.6, 0.3, 0.1])
    for y in (-1.0, 4.0, 12.0, 30.0):
        cases["mixture"].append(
            {
                "means": means.tolist(),
                "deviations": sds.tolist(),
                "weights": weights.tolist(),
                "observed": y,
                "crps": number(scoringrules.crps_mixnorm(y, means, sds, weights)),
                "log_score": number(-np.log(np.sum(weights * stats.norm.pdf(y, means, sds)))),
            }
        )
    return cases


def events():
    p = np.round(random.beta(0.6, 1.5, 400), 2)
    o = random.random(400) < p**1.4
    tenths = np.minimum((p * 10).astype(int), 9)
    isotone = isotonic.IsotonicRegression(y_min=0, y_max=1).fit(p, o).predict(p)
    fpr, tpr, _ = metrics.roc_curve(o, p, drop_intermediate=False)
    reliability = sum(
        np.sum(p == v) * (v - o[p == v].mean()) ** 2 for v in np.unique(p)
    ) / len(p)
    resolution = sum(
        np.sum(p == v) * (o[p == v].mean() - o.mean()) ** 2 for v in np.unique(p)
    ) / len(p)
    return {
        "probabilities": p.tolist(),
        "outcomes": o.tolist(),
        "brier": number(metrics.brier_score_loss(o, p)),
        "clipped_log": number(metrics.log_loss(o, np.clip(p, 0.01, 0.99))),
        "roc_area": number(metrics.roc_auc_score(o, p)),
        "roc_points": len(fpr),
        "roc_hit_rates": tpr.tolist(),
        "average_precision": number(metrics.average_precision_score(o, p)),
        "reliability": number(reliability),
        "resolution": number(resolution),
        "uncertainty": number(o.mean() * (1 - o.mean())),
        "miscalibration": number(np.mean((p - o) ** 2) - np.mean((isotone - o) ** 2)),
        "discrimination": number(o.mean() * (1 - o.mean()) - np.mean((isotone - o) ** 2)),
        "bin_events": [int(o[tenths == b].sum()) for b in range(10)],
    }


def classes():
    p = np.array([0.1, 0.4, 0.3, 0.2])
    return {
        "probabilities": p.tolist(),
        "rps": [number(scoringrules.rps_score(k + 1, p)) for k in range(4)],
        "brier": [number(np.sum((p - np.eye(4)[k]) ** 2)) for k in range(4)],
    }


def uniformity():
    cases = []
    for values in (random.random(60), random.beta(0.8, 1.1, 300)):
        values = np.round(values, 6)
        counts = np.histogram(values, bins=10, range=(0, 1))[0]
        chi = stats.chisquare(counts)
        ks = stats.kstest(values, "uniform")
        cases.append(
            {
                "values": values.tolist(),
                "chi_squared": number(chi.statistic),
                "chi_squared_p": number(chi.pvalue),
                "kolmogorov_smirnov": number(ks.statistic),
                "kolmogorov_smirnov_p": number(ks.pvalue),
            }
        )
    return cases


def diebold_mariano():
    """Newey and West's variance by statsmodels, with the correction of Harvey,
    Leybourne and Newbold applied to it."""
    d = np.round(np.convolve(random.normal(0.15, 1.0, 64), np.ones(4) / 4, "valid"), 4)
    n = len(d)
    cases = []
    for h in (1, 4, 6):
        fit = statsmodels.api.OLS(d, np.ones(n)).fit(
            cov_type="HAC", cov_kwds={"maxlags": h - 1, "use_correction": False}
        )
        correction = np.sqrt((n + 1 - 2 * h + h * (h - 1) / n) / n)
        error = fit.bse[0] / correction
        statistic = d.mean() / error
        half = stats.t.ppf(0.95, n - 1) * error
        cases.append(
            {
                "horizon": h,
                "statistic": number(statistic),
                "p_value": number(2 * stats.t.sf(abs(statistic), n - 1)),
                "lower": number(d.mean() - half),
                "upper": number(d.mean() + half),
            }
        )
    return {"differences": d.tolist(), "cases": cases}


def fourier():
    cases = []
    for n, to in ((12, 1000), (7, 1000), (12, 25), (1, 5), (40, 12), (41, 12), (30, 13), (12, 12)):
        draws = random.negative_binomial(0.5, 0.05, n).astype(float)
        cases.append(
            {
                "draws": draws.tolist(),
                "count": to,
                "resampled": np.maximum(signal.resample(draws, to), 0.0).tolist(),
            }
        )
    return cases


golden = {
    "made_by": ", ".join(f"{name} {version(name)}" for name in PACKAGES),
    "samples": samples(),
    "weighted": weighted(),
    "quantiles": quantiles(),
    "distributions": distributions(),
    "events": events(),
    "classes": classes(),
    "uniformity": uniformity(),
    "diebold_mariano": diebold_mariano(),
    "fourier": fourier(),
}
with open("scores.json", "w") as file:
    json.dump(golden, file, indent=0)
    file.write("\n")
