"""Makes the golden figures of the trend tests.

Run in this folder: python make.py
Needs numpy, scipy and pymannkendall.
"""

import json
from importlib.metadata import version

import numpy as np
import pymannkendall
from scipy.stats import theilslopes

random = np.random.default_rng(11)


def autoregression(n, correlation, slope=0.0):
    noise = random.normal(size=n)
    values = np.zeros(n)
    for i in range(1, n):
        values[i] = correlation * values[i - 1] + noise[i]
    return np.round(values + slope * np.arange(n), 4)


series = {
    "independent": autoregression(40, 0.0),
    "rising": autoregression(60, 0.0, 0.05),
    "autocorrelated": autoregression(120, 0.6),
    "autocorrelated_falling": autoregression(120, 0.5, -0.03),
    "alternating": autoregression(60, -0.6),
    "ties": random.poisson(2.0, 80).astype(float),
    "short": autoregression(8, 0.0, 0.3),
}
cases = []
for name, values in series.items():
    plain = pymannkendall.original_test(values)
    corrected = pymannkendall.hamed_rao_modification_test(values)
    for confidence in (0.8, 0.95):
        slope = theilslopes(values, alpha=confidence)
        cases.append(
            {
                "name": name,
                "confidence": confidence,
                "values": values.tolist(),
                "score": float(plain.s),
                "variance": float(plain.var_s),
                "z": float(plain.z),
                "p_value": float(plain.p),
                "corrected_variance": float(corrected.var_s),
                "corrected_z": None if np.isnan(corrected.z) else float(corrected.z),
                "slope": float(slope.slope),
                "slope_lower": float(slope.low_slope),
                "slope_upper": float(slope.high_slope),
            }
        )
irregular = []
for n in (15, 50):
    times = np.round(np.cumsum(random.exponential(5.0, n)), 3)
    values = np.round(0.02 * times + random.normal(size=n), 4)
    slope = theilslopes(values, times, alpha=0.95)
    irregular.append(
        {
            "times": times.tolist(),
            "values": values.tolist(),
            "confidence": 0.95,
            "slope": float(slope.slope),
            "slope_lower": float(slope.low_slope),
            "slope_upper": float(slope.high_slope),
        }
    )
made_by = ", ".join(f"{name} {version(name)}" for name in ("numpy", "scipy", "pymannkendall"))
with open("trends.json", "w") as file:
    json.dump({"made_by": made_by, "cases": cases, "irregular": irregular}, file, indent=0)
    file.write("\n")
