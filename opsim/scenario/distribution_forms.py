"""The other ways to give a distribution: by mean and sd where it has parameters of its own, and the other way round."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from opsim.scenario.distributions import weibull_cv
from opsim.theory.numerics import bisected_root
from opsim.units import UnitError

#: Smallest and largest shape of a Weibull distribution that OpSim reckons with.
WEIBULL_SHAPES: Final = (0.1, 100.0)
#: Digits of a shape that is found by search, few enough that every machine finds the same one.
_DIGITS: Final = 12


@dataclass(frozen=True)
class Form:
    """One way to write a distribution: the names of its parameters, and the kind and parameters that it stands for.

    `convert` raises `UnitError` (fault; remedy) where there is no such distribution.
    """

    names: tuple[str, ...]
    kind: str
    convert: Callable[..., tuple[float, ...]]


def _as_given(*values: float) -> tuple[float, ...]:
    """Return the parameters as they are."""
    return values


def _symmetric(reach: float) -> Callable[[float, float], tuple[float, float]]:
    """Return mean, sd -> ends at `reach` standard deviations on either side."""

    def ends(mean: float, sd: float) -> tuple[float, float]:
        if reach * sd > mean:
            raise UnitError(f"it would begin below 0; give an sd of at most {mean / reach:.4g}")
        return mean - reach * sd, mean + reach * sd

    return ends


def _triangle(mean: float, sd: float) -> tuple[float, ...]:
    """Return the symmetric triangle: ends at sqrt(6) standard deviations."""
    low, high = _symmetric(math.sqrt(6.0))(mean, sd)
    return low, mean, high


def _erlang(mean: float, sd: float) -> tuple[float, ...]:
    """Return k = (mean / sd)^2 phases, which must be a whole number."""
    k = (mean / sd) ** 2
    if not math.isclose(k, round(k), rel_tol=1e-6):
        raise UnitError(f"(mean / sd)^2 is {k:.4g}, and an Erlang time has a whole number of phases; use gamma")
    return float(round(k)), mean


def _weibull(mean: float, sd: float) -> tuple[float, ...]:
    """Return the shape whose coefficient of variation is sd / mean; it falls with the shape."""
    cv, (flat, steep) = sd / mean, WEIBULL_SHAPES
    if not weibull_cv(steep) <= cv <= weibull_cv(flat):
        raise UnitError(f"sd / mean is {cv:.4g}; a Weibull time has {weibull_cv(steep):.2g} to {weibull_cv(flat):.4g}")
    shape = bisected_root(lambda k: weibull_cv(k) - cv, flat, steep)
    return float(f"{shape:.{_DIGITS}g}"), mean


def _balanced(mean: float, sd: float) -> tuple[float, ...]:
    """Return two exponentials that each carry half the load: p = (1 + sqrt((c2 - 1) / (c2 + 1))) / 2 (Tijms 1994)."""
    scv = (sd / mean) ** 2
    if scv < 1.0:
        raise UnitError("sd is below the mean, which no mixture of exponentials has; use gamma or erlang")
    p = (1.0 + math.sqrt((scv - 1.0) / (scv + 1.0))) / 2.0
    return p, mean / (2.0 * p), mean / (2.0 * (1.0 - p))


#: Kind -> how else it may be written. Parameters without names always mean the form in `KINDS`.
OTHER_FORMS: Final[dict[str, tuple[Form, ...]]] = {
    "exponential": (Form(("rate",), "exponential", lambda rate: (1.0 / rate,)),),
    "triangular": (Form(("mean", "sd"), "triangular", _triangle),),
    "normal": (Form(("mu", "sigma"), "normal", _as_given),),
    "lognormal": (Form(("mu", "sigma"), "lognormal(mu, sigma)", _as_given),),
    "gamma": (Form(("shape", "scale"), "gamma(shape, scale)", _as_given),),
    "erlang": (
        Form(("k", "rate"), "erlang", lambda k, rate: (k, k / rate)),
        Form(("mean", "sd"), "erlang", _erlang),
    ),
    "weibull": (
        Form(("shape", "scale"), "weibull(shape, scale)", _as_given),
        Form(("mean", "sd"), "weibull", _weibull),
    ),
    "uniform": (Form(("mean", "sd"), "uniform", _symmetric(math.sqrt(3.0))),),
    "hyperexponential": (Form(("mean", "sd"), "hyperexponential", _balanced),),
    "geometric": (Form(("p",), "geometric", lambda p: (1.0 / p,)),),
}


def forms_of(kind: str, names: tuple[str, ...]) -> tuple[Form, ...]:
    """Return every way to write `kind`; first that of `KINDS`, with its `names`."""
    return (Form(names, kind, _as_given), *OTHER_FORMS.get(kind, ()))


def form_meant(forms: tuple[Form, ...], named: Iterable[str], count: int) -> Form:
    """Return the form that has all the names given and as many parameters, or else the nearest to it."""
    given = set(named)
    if not given:
        return forms[0]
    fitting = [form for form in forms if given <= set(form.names)]
    exact = [form for form in fitting if len(form.names) == count]
    return (exact or fitting or list(forms))[0]


def written_as(kind: str, forms: tuple[Form, ...]) -> str:
    """Return how `kind` is written, for a remedy: `gamma(mean, sd) or gamma(shape=, scale=)`."""
    first, *others = forms
    ways = [f"{kind}({', '.join(first.names)})"]
    ways += [f"{kind}({', '.join(f'{name}=' for name in form.names)})" for form in others]
    return " or ".join(ways)
