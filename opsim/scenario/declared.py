"""What is declared about each place of a scenario, read once from the models."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from pydantic import TypeAdapter
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from opsim.scenario.parameter import Spec
from opsim.scenario.quantities import CHOICE, DAY, FLAG, LIST, NUMBER, TEXT, WHOLE, Quantity

#: Stands for the default of a parameter that must be given.
REQUIRED: Final = object()


@dataclass(frozen=True)
class Form:
    """What may stand at a place: one value, a section, or a mapping or list of `entries`.

    A section that `is_list` may stand alone or several times in a list. The keys of a mapping that is `named` are short
    names; else they are free (addresses).
    """

    quantity: Quantity = TEXT
    section: type[Spec] | None = None
    entries: Form | None = None
    is_list: bool = False
    named: bool = False
    optional: bool = False
    choices: tuple[Any, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    annotation: Any = None

    @property
    def is_leaf(self) -> bool:
        """Tell whether one value stands here."""
        return self.section is None and self.entries is None

    def kept(self, value: Any, context: dict[str, Any] | None = None) -> Any:
        """Return a single value as the models keep it; raise pydantic's `ValidationError` if it may not stand here.

        `context` is what the scenario around it holds for its values (`recorded.context_of`).
        """
        return self._adapter.validate_python(value, strict=True, context=context)

    @cached_property
    def _adapter(self) -> TypeAdapter[Any]:
        """What pydantic makes of the annotation."""
        return TypeAdapter(self.annotation)


@dataclass(frozen=True)
class Declared:
    """One parameter (or section) as its model declares it; `function` may be empty where the section above owns it."""

    title: str
    help: str
    unit: str
    function: str
    timed: bool
    default: Any
    form: Form


@cache
def declared_in(section: type[Spec]) -> dict[str, tuple[str, Declared]]:
    """Return what a section declares: key in the file -> (name in the model, what is declared)."""
    owner = getattr(section, "function", "")
    return {
        info.alias or name: (name, _declared(info, owner)) for name, info in section.model_fields.items()
    }


def _declared(info: FieldInfo, owner: str) -> Declared:
    """Return what one field declares."""
    extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
    default = info.get_default(call_default_factory=True, validated_data={})
    return Declared(
        title=info.title or "",
        help=info.description or "",
        unit=str(extra.get("unit", "")),
        function=str(extra.get("function", "")) or owner,
        timed=bool(extra.get("timed", True)),
        default=REQUIRED if default is PydanticUndefined else default,
        form=form_of(info.annotation, *info.metadata),
    )


def form_of(annotation: Any, *metadata: Any) -> Form:
    """Return the form that a type annotation describes."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return form_of(arguments[0], *arguments[1:], *metadata)
    if origin in (Union, UnionType):
        return _form_of_union(arguments, metadata)
    if origin is Literal:
        return Form(CHOICE, choices=arguments, annotation=annotation)
    quantity = next((entry for entry in metadata if isinstance(entry, Quantity)), _PLAIN.get(annotation))
    return _form_of_value(quantity, annotation, metadata) if quantity else _form_of_several(annotation)


def _form_of_value(quantity: Quantity, annotation: Any, metadata: tuple[Any, ...]) -> Form:
    """Return the form of a single value."""
    minimum, maximum = _bounds(metadata)
    whole = Annotated[(annotation, *metadata)] if metadata else annotation
    return Form(quantity, minimum=minimum, maximum=maximum, annotation=whole)


def _form_of_several(annotation: Any) -> Form:
    """Return the form of a section, mapping or list."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is dict:
        return Form(entries=form_of(arguments[1]), named=arguments[0] is not str)
    if origin is list:
        entry = form_of(arguments[0])
        return Form(LIST, annotation=annotation) if entry.is_leaf else Form(entries=entry, is_list=True)
    return Form(section=annotation)


def _form_of_union(members: tuple[Any, ...], metadata: tuple[Any, ...]) -> Form:
    """Return the form of a type that may be left out, of a section or several of it, or of any plain value."""
    given = [member for member in members if member is not NoneType]
    forms = [form_of(member, *metadata) for member in given]
    if len(forms) == 1:
        form = forms[0]
    else:
        form = Form(TEXT, annotation=Any) if forms[0].is_leaf else replace(forms[0], is_list=True)
    return replace(form, optional=len(given) < len(members))


def _bounds(metadata: tuple[Any, ...]) -> tuple[float | None, float | None]:
    """Return the smallest and the largest value allowed by a field's metadata."""
    entries = [inner for entry in metadata for inner in (entry.metadata if isinstance(entry, FieldInfo) else (entry,))]
    lows = [entry.ge for entry in entries if getattr(entry, "ge", None) is not None]
    highs = [entry.le for entry in entries if getattr(entry, "le", None) is not None]
    return (max(lows, default=None), min(highs, default=None))


_PLAIN: Final[dict[Any, Quantity]] = {int: WHOLE, float: NUMBER, bool: FLAG, str: TEXT, date: DAY}


def leaves(
    section: Spec, path: tuple[str, ...] = (), function: str = ""
) -> Iterator[tuple[tuple[str, ...], Declared, Any]]:
    """Yield path, declaration and value of every single parameter in `section`, in the order of the models."""
    for key, (name, declared) in declared_in(type(section)).items():
        owned = replace(declared, function=declared.function or function)
        yield from _leaves_of(getattr(section, name), (*path, key), owned)


def _leaves_of(
    value: Any, path: tuple[str, ...], declared: Declared
) -> Iterator[tuple[tuple[str, ...], Declared, Any]]:
    """Yield the parameters at and below one place."""
    if isinstance(value, Spec):
        yield from leaves(value, path, declared.function)
    elif declared.form.is_leaf:
        yield path, declared, value
    elif isinstance(value, dict):
        entry = replace(declared, form=declared.form.entries or declared.form, default=REQUIRED)
        for key, inner in value.items():
            yield from _leaves_of(inner, (*path, key), entry)
    elif isinstance(value, list):
        entry = replace(declared, form=declared.form.entries or declared.form, default=REQUIRED)
        for index, inner in enumerate(value):
            yield from _leaves_of(inner, (*path, str(index)), entry)
