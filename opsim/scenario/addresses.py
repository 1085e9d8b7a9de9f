"""One dotted address for every parameter, and how a change reaches it.

Addresses run over the scenario as plain data, as it would stand in a file with nothing left out. A part is a key, the
number of an entry in a list (from 0), or `*` for every entry.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from opsim.errors import Fault, ScenarioError
from opsim.scenario.declared import Form, declared_in
from opsim.scenario.nearest import did_you_mean
from opsim.scenario.parameter import Spec
from opsim.scenario.reading import tree_of
from opsim.scenario.references import KEYS
from opsim.scenario.scalars import plain_scalar
from opsim.scenario.tree import below
from opsim.units import quoted

Path_ = tuple[str | int, ...]


class AddressError(ScenarioError):
    """There is no such address."""

    def __init__(self, address: str, message: str, remedy: str) -> None:
        """Say what is wrong with `address`."""
        super().__init__([Fault(address, message, remedy)])


def form_at(root: type[Spec], path: Path_) -> Form:
    """Return the form of the place at `path`, which must exist in the models."""
    form = Form(section=root)
    for part in path:
        form = _form_below(form, part)
    return form


def _form_below(form: Form, part: str | int) -> Form:
    """Return the form of the entry `part`."""
    if isinstance(part, int) and form.section is not None:
        return form  # one of several sections, where a single one may stand as well
    if form.section is not None:
        return declared_in(form.section)[str(part)][1].form
    return form.entries or form


def is_timed(root: type[Spec], path: Path_) -> bool:
    """Tell whether what stands at `path` may change while the firm runs."""
    form, timed = Form(section=root), True
    for part in path:
        if form.section is not None and isinstance(part, str):
            timed = declared_in(form.section)[part][1].timed
        form = _form_below(form, part)
    return timed


def places(root: type[Spec], data: Any, address: str) -> list[Path_]:
    """Return the paths in `data` that `address` means: one, or with wildcards every one that matches.

    A mapping's entry that is not there yet counts when all of it could be left out (a lot size, a maintenance policy).
    """
    found = list(_matches(root, data, address.split("."), (), address))
    if not found:
        raise AddressError(address, "stands for nothing in this scenario", "there is nothing where the * is")
    return found


def _matches(root: type[Spec], data: Any, parts: list[str], path: Path_, address: str) -> Iterator[Path_]:
    """Yield the paths below `path` that `parts` mean."""
    if not parts:
        yield path
        return
    part, rest = parts[0], parts[1:]
    if part == "*" and isinstance(data, dict | list):
        entries = data.items() if isinstance(data, dict) else enumerate(data)
        for key, inner in entries:
            yield from _matches(root, inner, rest, (*path, key), address)
        return
    key = _key(root, data, part, path, address)
    inner = data.get(key) if isinstance(data, dict) else data[key]
    if inner is None and rest:
        inner = _blank(root, (*path, key), address)
    yield from _matches(root, inner, rest, (*path, key), address)


def _key(root: type[Spec], data: Any, part: str, path: Path_, address: str) -> Any:
    """Return the key that `part` means in `data`."""
    above = ".".join(map(str, path)) or "the scenario"
    if isinstance(data, dict):
        if part in data or _may_be_added(path, form_at(root, path)):
            return part
        raise AddressError(address, f"there is no {quoted(part)} in {above}", did_you_mean(part, data))
    if isinstance(data, list):
        if part.isascii() and part.isdigit() and int(part[:9]) < len(data):
            return int(part)
        raise AddressError(address, f"there is no entry {quoted(part)} in {above}", f"count from 0 to {len(data) - 1}")
    raise AddressError(address, f"{above} is a single value", f"write {above} alone")


def _may_be_added(path: Path_, form: Form) -> bool:
    """Tell whether an entry of the mapping at `path` can come into being by setting one value in it.

    That is so where the keys are names of things given elsewhere (a product's lot size, a station's maintenance).
    """
    entry = form.entries
    named_elsewhere = any(_fits(pattern, path) for pattern, _ in KEYS)
    return entry is not None and named_elsewhere and (entry.is_leaf or entry.entries is not None or _all_default(entry))


def _fits(pattern: str, path: Path_) -> bool:
    """Tell whether `path` is one that `pattern` (with `*`) means."""
    parts = pattern.split(".")
    return len(parts) == len(path) and all(part in ("*", own) for part, own in zip(parts, path, strict=True))


def _all_default(form: Form) -> bool:
    """Tell whether a section needs nothing to be given."""
    return form.section is not None and all(
        not info.is_required() for info in form.section.model_fields.values()
    )


def _blank(root: type[Spec], path: Path_, address: str) -> dict[str, Any]:
    """Return an empty section, for a value inside one that is left out so far."""
    form = form_at(root, path)
    if form.section is None or not _all_default(form):
        above = ".".join(map(str, path))
        raise AddressError(address, f"{above} is left out in this scenario", f"set the whole of {above}")
    return dict.fromkeys(declared_in(form.section))


def changed(root: type[Spec], data: dict[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return plain data with `changes` applied; `data` itself stays as it is."""
    for address, value in changes.items():
        for path in places(root, data, address):
            data = _with(data, path, as_in_file(root, path, value))
    return data


def _with(data: Any, path: Path_, value: Any) -> Any:
    """Return `data` with one value replaced; only the sections on the way are copied."""
    if not path:
        return value
    copy: Any = dict(data) if isinstance(data, dict) else list(data) if isinstance(data, list) else {}
    inner = copy.get(path[0]) if isinstance(copy, dict) else copy[path[0]]
    copy[path[0]] = _with(inner, path[1:], value)
    return copy


def as_in_file(root: type[Spec], path: Path_, value: Any) -> Any:
    """Return `value` as it would stand in a file: NumPy's numbers as plain ones, typed-in text as what it spells."""
    form = form_at(root, path)
    if hasattr(value, "item") and not isinstance(value, str):
        return value.item()
    if not isinstance(value, str):
        return value
    if not form.is_leaf or form.quantity.kind == "list":
        return tree_of(value, "").data
    typed_in = form.quantity.kind in _TYPED_IN or (form.optional and value.strip() in _NOTHING)
    return plain_scalar(value.strip()) if typed_in else value


#: Kinds of plain values that a person may type in as text.
_TYPED_IN = frozenset({"integer", "number", "flag"})
#: How a person says that an optional value is left out.
_NOTHING = frozenset({"", "null", "~"})


def written(root: type[Spec], data: dict[str, Any], wanted: Iterable[str]) -> dict[str, Any]:
    """Return the plain values at these addresses; a wildcard becomes the addresses that it stands for."""
    found: dict[str, Any] = {}
    for address in wanted:
        for path in places(root, data, address):
            value: Any = data
            for part in path:
                value = value[part]
            found[".".join(map(str, path))] = value
    return found


def value_at(root: Spec, address: str) -> Any:
    """Return the value at `address` as the models keep it (milliseconds, cents, fractions, sections), or None."""
    value: Any = root
    for part in places(type(root), root.plain, address)[0]:  # type: ignore[attr-defined]
        value = _below(value, part)
    return value


def _below(value: Any, part: str | int) -> Any:
    """Return the entry `part` of a section, mapping or list."""
    if isinstance(value, Spec):
        return getattr(value, declared_in(type(value))[str(part)][0])
    return below(value, part)
