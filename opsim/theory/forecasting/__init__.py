"""Forecasting: methods that learn online, and measures of how well they did."""

from opsim.theory.forecasting.accuracy import bias, errors, mae, mape, mase, rmse, smape, tracking_signal
from opsim.theory.forecasting.intermittent import Croston, Tsb
from opsim.theory.forecasting.methods import (
    Drift,
    Forecaster,
    Holt,
    MovingAverage,
    Naive,
    SeasonalNaive,
    SimpleExponentialSmoothing,
    SmoothingFit,
    fitted_smoothing,
    one_step_forecasts,
)
from opsim.theory.forecasting.seasonal import (
    HoltWinters,
    SeasonalStart,
    start_from_decomposition,
    start_from_seasons,
)

__all__ = [
    "Croston",
    "Drift",
    "Forecaster",
    "Holt",
    "HoltWinters",
    "MovingAverage",
    "Naive",
    "SeasonalNaive",
    "SeasonalStart",
    "SimpleExponentialSmoothing",
    "SmoothingFit",
    "Tsb",
    "bias",
    "errors",
    "fitted_smoothing",
    "mae",
    "mape",
    "mase",
    "one_step_forecasts",
    "rmse",
    "smape",
    "start_from_decomposition",
    "start_from_seasons",
    "tracking_signal",
]
