"""Single sampling plans: inspect n units of a lot, accept it with at most c defective (Montgomery, chapter 15)."""

from __future__ import annotations

from dataclasses import dataclass

from opsim.theory.numerics import golden_section_minimum, require
from opsim.theory.probability import binomial_cdf, hypergeometric_cdf


@dataclass(frozen=True, slots=True)
class SamplingPlan:
    """Take `sample` units; accept the lot when no more than `acceptance_number` are defective."""

    sample: int
    acceptance_number: int

    def p_accept(self, defect_rate: float) -> float:
        """Return the probability of accepting lots from a process of this defect rate (binomial OC curve, type B)."""
        return binomial_cdf(self.acceptance_number, self.sample, defect_rate)

    def p_accept_lot(self, defective: int, lot: int) -> float:
        """Return the probability of accepting one lot with this many defective units (hypergeometric, type A)."""
        return hypergeometric_cdf(self.acceptance_number, self.sample, defective, lot)

    def outgoing_quality(self, defect_rate: float, lot: int) -> float:
        """Return the defect rate after rectifying inspection: AOQ = Pa p (N - n) / N; defectives found are replaced."""
        return self.p_accept(defect_rate) * defect_rate * (lot - self.sample) / lot

    def total_inspection(self, defect_rate: float, lot: int) -> float:
        """Return the units inspected per lot when rejected lots are screened: ATI = n + (1 - Pa) (N - n)."""
        return self.sample + (1.0 - self.p_accept(defect_rate)) * (lot - self.sample)


@dataclass(frozen=True, slots=True)
class WorstOutgoing:
    """The worst average outgoing quality, and where it occurs."""

    defect_rate: float
    outgoing_quality: float


def outgoing_quality_limit(plan: SamplingPlan, lot: int) -> WorstOutgoing:
    """Return the AOQL, the greatest AOQ over all defect rates; the curve has one peak."""
    # The peak lies where few defectives are expected: np is a small multiple of c + 1.
    high = min(1.0, 4.0 * (plan.acceptance_number + 1.0) / plan.sample)
    worst = golden_section_minimum(lambda p: -plan.outgoing_quality(p, lot), 0.0, high)
    return WorstOutgoing(worst, plan.outgoing_quality(worst, lot))


def acceptance_number(sample: int, aql: float, producer_risk: float = 0.05) -> int:
    """Return the least c with which a sample of this size accepts lots of the acceptable quality level often enough.

    Pa(AQL) >= 1 - alpha, binomial.
    """
    return next(c for c in range(sample + 1) if binomial_cdf(c, sample, aql) >= 1.0 - producer_risk)


def sampling_plan(aql: float, producer_risk: float, rejectable: float, consumer_risk: float) -> SamplingPlan:
    """Return the smallest plan that meets both risks: Pa(AQL) >= 1 - alpha and Pa(rejectable) <= beta.

    For each acceptance number the least sample for the consumer is found; the first that suits the producer is taken.
    This two-point method stands in for the tables of ISO 2859-1, which fix sample sizes by letter instead.
    """
    require(0.0 < aql < rejectable < 1.0, "the acceptable quality level must lie below the rejectable one, in (0, 1)")
    sample = 1
    for accept in range(10_000):
        sample = max(sample, accept + 1)
        while binomial_cdf(accept, sample, rejectable) > consumer_risk:
            sample += 1
        if binomial_cdf(accept, sample, aql) >= 1.0 - producer_risk:
            break
    return SamplingPlan(sample, accept)
