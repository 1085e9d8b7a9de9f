from __future__ import annotations

import math

import pytest

from opsim.errors import InputError
from opsim.theory import forecasting as f


def series(p):
    return [float(line) for line in p["lines"]]


def squared_error(actual, forecast):
    return len(actual) * f.rmse(actual, forecast) ** 2


def smoothing(p):
    oil = series(p)
    method = f.SimpleExponentialSmoothing(p["alpha"], level=oil[0])
    fitted = f.one_step_forecasts(method, oil)
    return {
        "next_forecast": method.forecast(),
        "fitted": fitted,
        "mae_from_2": f.mae(oil[1:], fitted[1:]),
        "rmse_from_2": f.rmse(oil[1:], fitted[1:]),
    }


def fitted_smoothing(p):
    oil = series(p)
    fit = f.fitted_smoothing(oil)
    method = f.SimpleExponentialSmoothing(fit.alpha, fit.initial_level)
    f.one_step_forecasts(method, oil)
    return {
        "alpha": fit.alpha,
        "l0": fit.initial_level,
        "sse": fit.squared_error,
        "next_forecast": method.forecast(),
    }


def holt(p):
    method = f.Holt(p["alpha"], p["beta_star"])
    fitted = f.one_step_forecasts(method, series(p))
    ahead = [method.forecast(steps) for steps in range(1, 6)]
    return {"forecast_1_5": ahead, "last_fitted": fitted[-1], "level": method.level, "trend": method.trend}


def year_ahead(method):
    return [method.forecast(steps) for steps in range(1, 13)]


def winters_as_in_r(p):
    air, season = series(p), p["m"]
    start = f.start_from_decomposition(air, season, "multiplicative")
    shares = p["alpha"], p["beta"], p["gamma"]
    method = f.HoltWinters(season, *shares, kind="multiplicative", season_update="after", start=start)
    fitted = f.one_step_forecasts(method, air[season:])
    return {
        "sse": squared_error(air[season:], fitted),
        "level": method.level,
        "trend": method.trend,
        "seasonals": method.seasonals,
        "forecast_1_12": year_ahead(method),
    }


def winters(p, kind):
    air = series(p)
    start = f.start_from_seasons(air, p["m"], kind)
    method = f.HoltWinters(p["m"], p["alpha"], p["beta_star"], p["gamma"], kind=kind, start=start)
    fitted = f.one_step_forecasts(method, air)
    online = f.HoltWinters(p["m"], p["alpha"], p["beta_star"], p["gamma"], kind=kind)
    f.one_step_forecasts(online, air)
    assert year_ahead(online) == year_ahead(method)
    return {
        "forecast": year_ahead(method),
        "level": method.level,
        "trend": method.trend,
        "seasonals": method.seasonals,
        "sse": squared_error(air, fitted),
    }


def accuracy(p):
    air = series(p)
    past, held_out = air[: -p["test"]], air[-p["test"] :]

    def row(method):
        f.one_step_forecasts(method, past)
        ahead = [method.forecast(steps) for steps in range(1, len(held_out) + 1)]
        return {
            "MAE": f.mae(held_out, ahead),
            "RMSE": f.rmse(held_out, ahead),
            "MAPE": f.mape(held_out, ahead),
            "sMAPE": f.smape(held_out, ahead),
            "MASE_m12": f.mase(held_out, ahead, past, season=12),
            "MASE_m1": f.mase(held_out, ahead, past),
        }

    return {"naive": row(f.Naive()), "seasonal_naive": row(f.SeasonalNaive(12)), "drift": row(f.Drift())}


def croston(p):
    plain, corrected = f.Croston(p["alpha"]), f.Croston(p["alpha"], bias_corrected=True)
    tsb = f.Tsb(p["alpha_demand"], p["alpha_prob"])
    for method in (plain, corrected, tsb):
        f.one_step_forecasts(method, p["y"])
    return {
        "croston": {"z": plain.size, "p": plain.interval, "forecast": plain.forecast()},
        "sba": corrected.forecast(),
        "tsb": tsb.forecast(),
        "mean_demand_per_period": sum(p["y"]) / len(p["y"]),
    }


COMPUTED = {
    "F-ses-oil-0.2": smoothing,
    "F-ses-oil-opt": fitted_smoothing,
    "F-holt-ausair": holt,
    "F-hw-airpassengers-mult": winters_as_in_r,
    "F-hw-airpassengers-mul-fixed": lambda p: winters(p, "multiplicative"),
    "F-hw-airpassengers-add-fixed": lambda p: winters(p, "additive"),
    "F-accuracy-air": accuracy,
    "F-croston-pmorgan": croston,
}


@pytest.mark.parametrize("case_id", COMPUTED)
def test_reference_case(case_id, check_case):
    check_case(case_id, COMPUTED[case_id])


METHODS = {
    "naive": f.Naive,
    "seasonal naive": lambda: f.SeasonalNaive(4),
    "drift": f.Drift,
    "moving average": lambda: f.MovingAverage(3),
    "simple smoothing": lambda: f.SimpleExponentialSmoothing(0.3),
    "Holt": lambda: f.Holt(0.3, 0.1),
    "Holt-Winters": lambda: f.HoltWinters(4, 0.3, 0.1, 0.2),
    "Croston": lambda: f.Croston(0.1),
    "TSB": lambda: f.Tsb(0.1, 0.1),
}


@pytest.mark.parametrize("name", METHODS)
def test_before_any_observation_the_forecast_is_zero(name):
    assert METHODS[name]().forecast() == 0.0


@pytest.mark.parametrize("name", METHODS)
def test_constant_demand_is_forecast_exactly_from_its_first_observation(name):
    method = METHODS[name]()
    assert f.one_step_forecasts(method, [8.0] * 20)[1:] == [pytest.approx(8.0)] * 19
    assert method.forecast(steps=7) == pytest.approx(8.0)


def test_moving_average_forgets_what_is_older_than_its_window():
    assert f.one_step_forecasts(f.MovingAverage(2), [2.0, 4.0, 8.0, 0.0]) == [0.0, 2.0, 3.0, 6.0]


def test_smoothing_moves_a_fifth_of_the_way():
    assert f.one_step_forecasts(f.SimpleExponentialSmoothing(0.2), [10.0, 20.0, 20.0]) == [0.0, 10.0, 12.0]


def test_holt_follows_a_straight_line_whatever_its_constants():
    method = f.Holt(0.3, 0.7, level=1.0, trend=2.0)
    f.one_step_forecasts(method, [3.0, 5.0, 7.0, 9.0])
    assert [method.forecast(1), method.forecast(3)] == [pytest.approx(11.0), pytest.approx(15.0)]


def test_damped_trend_fades_out():
    method = f.Holt(0.5, 0.5, damping=0.5, level=10.0, trend=4.0)
    assert [method.forecast(1), method.forecast(2), method.forecast(60)] == [12.0, 13.0, pytest.approx(14.0)]


def test_seasonal_naive_and_winters_repeat_a_pure_season():
    season = [5.0, 9.0, 2.0, 4.0]
    for method in (
        f.SeasonalNaive(4),
        f.HoltWinters(4, 0.2, 0.1, 0.3),
        f.HoltWinters(4, 0.2, 0.1, 0.3, "multiplicative"),
    ):
        f.one_step_forecasts(method, season * 3)
        assert [method.forecast(steps) for steps in range(1, 5)] == pytest.approx(season)


def test_decomposition_finds_an_odd_season():
    start = f.start_from_decomposition([9.0, 12.0, 9.0] * 2, 3, "additive")
    assert (start.level, start.trend) == (pytest.approx(10.0), pytest.approx(0.0))
    assert start.seasonals == (pytest.approx(-1.0), pytest.approx(2.0), pytest.approx(-1.0))


def test_demand_every_second_period_is_half_per_period():
    method = f.Croston(0.3)
    f.one_step_forecasts(method, [0, 4, 0, 4, 0, 4])
    assert method.forecast() == pytest.approx(2.0)


def test_tsb_forgets_a_dead_item_and_croston_does_not():
    croston, tsb = f.Croston(0.3), f.Tsb(0.3, 0.3)
    for method in (croston, tsb):
        f.one_step_forecasts(method, [4.0] + [0.0] * 30)
    assert croston.forecast() == 4.0
    assert tsb.forecast() < 0.001


def test_accuracy_of_two_periods_by_hand():
    actual, forecast = [10.0, 20.0], [8.0, 24.0]
    assert (f.mae(actual, forecast), f.bias(actual, forecast), f.mape(actual, forecast)) == (
        3.0,
        -1.0,
        pytest.approx(20.0),
    )
    assert f.tracking_signal(actual, forecast) == pytest.approx(-2.0 / 3.0)
    assert f.rmse(actual, forecast) == pytest.approx(math.sqrt(10.0))
    assert f.mase(actual, forecast, history=[1.0, 3.0, 5.0]) == 1.5


def test_a_period_without_demand_is_left_out_of_the_percentage():
    assert f.mape([0.0, 10.0], [5.0, 9.0]) == pytest.approx(10.0)
    assert math.isnan(f.mape([0.0], [5.0]))
    assert f.smape([0.0], [0.0]) == 0.0


def test_a_smoothing_constant_above_one_is_refused():
    with pytest.raises(InputError, match="between 0 and 1"):
        f.SimpleExponentialSmoothing(1.5)
