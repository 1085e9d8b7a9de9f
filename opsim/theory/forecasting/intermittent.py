"""Forecasts for demand that is often zero, such as spare parts: the rate per period, not the next demand."""

from __future__ import annotations

from dataclasses import dataclass, field

from opsim.theory.numerics import require


@dataclass(slots=True)
class Croston:
    """Size of a demand over the interval between demands, each smoothed at a demand (Croston 1972).

    It starts from the first demand and from the periods up to it. `bias_corrected` multiplies by 1 - alpha / 2 (SBA,
    Syntetos & Boylan 2005).
    """

    alpha: float
    bias_corrected: bool = False
    size: float = field(default=0.0, init=False)
    interval: float = field(default=0.0, init=False)
    """Smoothed periods between demands; 0 until the first demand."""
    waited: int = field(default=0, init=False)
    """Periods since the last demand."""

    def __post_init__(self) -> None:
        """Check the smoothing constant."""
        require(0.0 <= self.alpha <= 1.0, f"alpha {self.alpha:g} must lie between 0 and 1")

    def update(self, observation: float) -> None:
        """Count the period; at a demand, smooth its size and the interval it ends."""
        self.waited += 1
        if observation == 0.0:
            return
        if self.interval == 0.0:
            self.size, self.interval = observation, float(self.waited)
        else:
            self.size += self.alpha * (observation - self.size)
            self.interval += self.alpha * (self.waited - self.interval)
        self.waited = 0

    def forecast(self, steps: int = 1) -> float:  # noqa: ARG002 - the same for every step
        """Return the demand per period, however far ahead."""
        if self.interval == 0.0:
            return 0.0
        rate = self.size / self.interval
        return rate * (1.0 - self.alpha / 2.0) if self.bias_corrected else rate


@dataclass(slots=True)
class Tsb:
    """Size of a demand times its probability, the latter smoothed every period (Teunter, Syntetos & Babai 2011).

    Unlike Croston's, the forecast of an item that is no longer wanted falls towards zero. The probability starts at 1
    or 0 by whether the first period has a demand, the size at the first demand.
    """

    alpha_size: float
    alpha_probability: float
    size: float = field(default=0.0, init=False)
    probability: float = field(default=0.0, init=False)
    periods: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        """Check the smoothing constants."""
        for name, alpha in (("alpha_size", self.alpha_size), ("alpha_probability", self.alpha_probability)):
            require(0.0 <= alpha <= 1.0, f"{name} {alpha:g} must lie between 0 and 1")

    def update(self, observation: float) -> None:
        """Smooth the probability; at a demand, its size."""
        demanded = 0.0 if observation == 0.0 else 1.0
        if self.periods == 0:
            self.probability = demanded
        else:
            self.probability += self.alpha_probability * (demanded - self.probability)
        if demanded:
            self.size = self.size + self.alpha_size * (observation - self.size) if self.size else observation
        self.periods += 1

    def forecast(self, steps: int = 1) -> float:  # noqa: ARG002 - the same for every step
        """Return the demand per period, however far ahead."""
        return self.probability * self.size
