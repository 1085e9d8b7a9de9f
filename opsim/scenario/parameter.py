"""How a parameter is declared: once, on the field, with everything that a person or a program needs to know."""

from __future__ import annotations

from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict
from pydantic_core import PydanticCustomError

#: The functions of the firm, in the order in which every table and plot shows them.
FUNCTIONS: Final = (
    "market",
    "planning",
    "inventory",
    "purchasing",
    "production",
    "scheduling",
    "maintenance",
    "quality",
    "teams",
    "delivery",
    "finance",
    "overheads",
)


class Spec(BaseModel):
    """A frozen part of a scenario; a change is a checked copy (`Scenario.revised`), never an assignment."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", allow_inf_nan=False, validate_default=True)


def parameter(
    default: Any = ...,
    *,
    title: str,
    help: str,  # the word the person sees
    unit: str = "",
    function: str = "",
    ge: float | None = None,
    le: float | None = None,
    timed: bool = True,
    **more: Any,
) -> Any:
    """Declare one parameter of a `Spec`.

    `unit` is what stands behind the number on screen ("" for a plain name or a quantity that carries its own unit);
    `function` names the function of the firm (see `FUNCTIONS`) that owns it, and may be left out where the section
    has one owner; `timed` says whether it may change while the firm runs (a decision or a shock).
    """
    extra: JsonDict = {"unit": unit, "function": function, "timed": timed}
    if "default_factory" in more:
        return Field(title=title, description=help, ge=ge, le=le, json_schema_extra=extra, **more)
    return Field(default, title=title, description=help, ge=ge, le=le, json_schema_extra=extra, **more)


def disagree(key: str, fault: str, remedy: str) -> PydanticCustomError:
    """Return the error to raise when the values of one section contradict each other; `key` is where to say so."""
    return PydanticCustomError("sense", "{message}", {"message": f"{fault}; {remedy}", "field": key})
