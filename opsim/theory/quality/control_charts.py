"""Control charts: their limits, and how many samples pass before they signal (average run length, ARL).

Shifts are in standard deviations of the plotted sample statistic unless said otherwise; parameters are taken as known.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from opsim.theory.numerics import gauss_legendre, require, solved_linear
from opsim.theory.probability import binomial_pmf, normal_cdf, normal_density, normal_tail


@dataclass(frozen=True, slots=True)
class RunLength:
    """How long a chart runs until it signals."""

    p_miss: float
    """Probability that one sample gives no signal (beta)."""
    mean: float
    """Average run length, in samples."""
    deviation: float
    """Standard deviation of the run length."""


def run_length(p_signal: float) -> RunLength:
    """Return the run length of a chart whose samples signal independently: geometric, ARL = 1 / p."""
    return RunLength(1.0 - p_signal, 1.0 / p_signal, math.sqrt(1.0 - p_signal) / p_signal)


def shewhart_run_length(shift: float, sample_size: int = 1, limit_deviations: float = 3.0) -> RunLength:
    """Return the run length of an x-bar chart after the mean moved by `shift` process standard deviations.

    beta = P(Z <= k - d sqrt(n)) - P(Z <= -k - d sqrt(n)) (Montgomery, chapter 6).
    """
    moved = shift * math.sqrt(sample_size)
    return run_length(normal_tail(limit_deviations - moved) + normal_tail(limit_deviations + moved))


@dataclass(frozen=True, slots=True)
class ControlLimits:
    """Lower limit, centre line and upper limit."""

    lower: float
    centre: float
    upper: float


def p_chart_limits(mean_fraction: float, sample_size: int, limit_deviations: float = 3.0) -> ControlLimits:
    """Return p +- k sqrt(p (1 - p) / n), the lower limit not below 0 (Montgomery, chapter 7)."""
    reach = limit_deviations * math.sqrt(mean_fraction * (1.0 - mean_fraction) / sample_size)
    return ControlLimits(max(0.0, mean_fraction - reach), mean_fraction, min(1.0, mean_fraction + reach))


def p_chart_run_length(limits: ControlLimits, sample_size: int, fraction: float) -> RunLength:
    """Return the exact run length of a p-chart that signals strictly outside its limits (binomial)."""
    signals = [k for k in range(sample_size + 1) if not limits.lower <= k / sample_size <= limits.upper]
    return run_length(math.fsum(binomial_pmf(k, sample_size, fraction) for k in signals))


def cusum_one_sided_arl(shift: float, reference: float, decision: float, head_start: float = 0.0) -> float:
    """Return the ARL of C = max(0, C + z - k), which signals when C exceeds h, started at `head_start`.

    Page's integral equation by Gauss-Legendre quadrature: L(u) = 1 + L(0) P(z <= k - u) + integral of L(y)
    phi(y + k - u) over 0..h, z normal with mean `shift` (Goel & Wu 1971).
    """
    count = max(32, 8 * math.ceil(decision) + 16)
    nodes = [(0.5 * decision * (1.0 + x), 0.5 * decision * weight) for x, weight in gauss_legendre(count)]
    starts = [0.0, *(y for y, _ in nodes)]

    def weights(start: float) -> list[float]:
        moved = reference - start - shift
        return [normal_cdf(moved), *(w * normal_density(y + moved) for y, w in nodes)]

    matrix = [[(1.0 if i == j else 0.0) - w for j, w in enumerate(weights(u))] for i, u in enumerate(starts)]
    lengths = solved_linear(matrix, [1.0] * len(starts))
    return 1.0 + math.fsum(w * length for w, length in zip(weights(head_start), lengths, strict=True))


def cusum_arl(shift: float, reference: float, decision: float, head_start: float = 0.0) -> float:
    """Return the ARL of a two-sided tabular CUSUM, both sides started at `head_start`.

    From zero, 1 / ARL = 1 / ARL+ + 1 / ARL- (van Dobben de Bruyn 1968); with a head start s,
    (ARL+(s) ARL- + ARL-(s) ARL+ - ARL+ ARL-) / (ARL+ + ARL-) (Lucas & Crosier 1982).
    """
    upper = cusum_one_sided_arl(shift, reference, decision)
    lower = cusum_one_sided_arl(-shift, reference, decision)
    if head_start == 0.0:
        return upper * lower / (upper + lower)
    upper_ahead = cusum_one_sided_arl(shift, reference, decision, head_start)
    lower_ahead = cusum_one_sided_arl(-shift, reference, decision, head_start)
    return (upper_ahead * lower + lower_ahead * upper - upper * lower) / (upper + lower)


def ewma_limit(smoothing: float, limit_deviations: float) -> float:
    """Return the steady control limit of an EWMA chart, L sqrt(lambda / (2 - lambda)), in standard deviations."""
    return limit_deviations * math.sqrt(smoothing / (2.0 - smoothing))


def ewma_arl(shift: float, smoothing: float, limit_deviations: float) -> float:
    """Return the ARL of an EWMA chart with steady limits, started at the target (Crowder 1987; Lucas & Saccucci 1990).

    L(u) = 1 + integral over -h..h of L(y) phi((y - (1 - lambda) u) / lambda - shift) / lambda, by quadrature.
    """
    require(0.0 < smoothing <= 1.0, f"smoothing {smoothing:g} must lie in (0, 1]")
    limit = ewma_limit(smoothing, limit_deviations)
    # The kernel is lambda wide: small lambdas need more nodes across the limits.
    count = min(160, 40 + math.ceil(8.0 * limit / smoothing))
    nodes = [(limit * x, limit * weight) for x, weight in gauss_legendre(count)]

    def weights(start: float) -> list[float]:
        kept = (1.0 - smoothing) * start
        return [w * normal_density((y - kept) / smoothing - shift) / smoothing for y, w in nodes]

    matrix = [[(1.0 if i == j else 0.0) - w for j, w in enumerate(weights(u))] for i, (u, _) in enumerate(nodes)]
    lengths = solved_linear(matrix, [1.0] * len(nodes))
    return 1.0 + math.fsum(w * length for w, length in zip(weights(0.0), lengths, strict=True))
