"""Distributions in the words of the field: probabilities, tails and expected shortages."""

from __future__ import annotations

import math
from statistics import NormalDist

from opsim.theory.numerics import bisected_root, require

STANDARD_NORMAL = NormalDist()


def normal_tail(z: float) -> float:
    """Return P(Z > z) for a standard normal Z, accurate far out in the tail."""
    return 0.5 * math.erfc(z / math.sqrt(2.0))


def normal_cdf(z: float) -> float:
    """Return P(Z <= z) for a standard normal Z."""
    return normal_tail(-z)


def normal_density(z: float) -> float:
    """Return the standard normal density at z."""
    return math.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi)


def normal_quantile(probability: float) -> float:
    """Return z with P(Z <= z) = probability."""
    require(0.0 < probability < 1.0, f"probability {probability:g} must lie strictly between 0 and 1")
    return STANDARD_NORMAL.inv_cdf(probability)


def normal_loss(z: float) -> float:
    """Return E[(Z - z)+], the standard normal loss function L(z) = phi(z) - z P(Z > z)."""
    return normal_density(z) - z * normal_tail(z)


def normal_second_loss(z: float) -> float:
    """Return E[((Z - z)+)^2] / 2 = ((z^2 + 1) P(Z > z) - z phi(z)) / 2, the integral of the loss function above z."""
    return 0.5 * ((z * z + 1.0) * normal_tail(z) - z * normal_density(z))


def poisson_pmf(count: int, mean: float) -> float:
    """Return P(N = count) for a Poisson N."""
    if count < 0:
        return 0.0
    if mean == 0.0:
        return 1.0 if count == 0 else 0.0
    return math.exp(count * math.log(mean) - mean - math.lgamma(count + 1))


def poisson_cdf(count: int, mean: float) -> float:
    """Return P(N <= count) for a Poisson N."""
    return math.fsum(poisson_pmf(k, mean) for k in range(count + 1))


def poisson_loss(level: int, mean: float) -> float:
    """Return E[(N - level)+] for a Poisson N: mean P(N >= level) - level P(N > level)."""
    if level <= 0:
        return mean - level
    excess = poisson_surplus(level, mean) + mean - level
    return max(0.0, excess)


def poisson_surplus(level: int, mean: float) -> float:
    """Return E[(level - N)+] for a Poisson N."""
    return math.fsum((level - k) * poisson_pmf(k, mean) for k in range(max(level, 0)))


def binomial_pmf(count: int, trials: int, probability: float) -> float:
    """Return P(X = count) for `trials` independent trials, each a success with `probability`."""
    if not 0 <= count <= trials:
        return 0.0
    if probability in (0.0, 1.0):
        return 1.0 if count == (trials if probability == 1.0 else 0) else 0.0
    log_ways = math.lgamma(trials + 1) - math.lgamma(count + 1) - math.lgamma(trials - count + 1)
    return math.exp(log_ways + count * math.log(probability) + (trials - count) * math.log1p(-probability))


def binomial_cdf(count: int, trials: int, probability: float) -> float:
    """Return P(X <= count) for a binomial X."""
    return math.fsum(binomial_pmf(k, trials, probability) for k in range(min(count, trials) + 1))


def hypergeometric_cdf(count: int, sample: int, marked: int, lot: int) -> float:
    """Return P(at most `count` marked units in a sample drawn without replacement from a lot that holds `marked`)."""
    ways = sum(math.comb(marked, k) * math.comb(lot - marked, sample - k) for k in range(min(count, sample) + 1))
    return ways / math.comb(lot, sample)


def gamma_cdf(x: float, shape: float, scale: float = 1.0) -> float:
    """Return P(X <= x) for a gamma X, the regularised incomplete gamma function.

    A series below the shape, a continued fraction (Lentz) above it: Abramowitz & Stegun 6.5.29 and 6.5.31.
    """
    z = x / scale
    if z <= 0.0:
        return 0.0
    front = math.exp(shape * math.log(z) - z - math.lgamma(shape))
    if z < shape + 1.0:
        term = total = 1.0 / shape
        n = shape
        while term > 1e-17 * total:
            n += 1.0
            term *= z / n
            total += term
        return front * total
    return 1.0 - front * _upper_gamma_fraction(z, shape)


def _upper_gamma_fraction(z: float, shape: float) -> float:
    """Return the continued fraction of the upper incomplete gamma function, without its front factor."""
    b = z + 1.0 - shape
    c, d = 1e300, 1.0 / b
    fraction = d
    for n in range(1, 10_000):
        a = -n * (n - shape)
        b += 2.0
        d = 1.0 / (a * d + b)
        c = b + a / c
        fraction *= c * d
        if abs(c * d - 1.0) < 1e-16:
            break
    return fraction


def chi_square_quantile(probability: float, freedom: float) -> float:
    """Return x with P(X <= x) = probability for a chi-square X with `freedom` degrees of freedom."""
    require(0.0 < probability < 1.0, f"probability {probability:g} must lie strictly between 0 and 1")
    high = freedom
    while gamma_cdf(high, freedom / 2.0, 2.0) < probability:
        high *= 2.0
    return bisected_root(lambda x: gamma_cdf(x, freedom / 2.0, 2.0) - probability, 0.0, high)
