"""Bills of materials that lead back to themselves."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from opsim.scenario.sense import circles

names = st.sampled_from("abcdefg")
graphs = st.dictionaries(names, st.lists(names, unique=True, max_size=3))


def test_a_circle_is_named_from_its_first_product() -> None:
    assert list(circles({"leg": ["bolt"], "chair": ["leg", "seat"], "seat": ["board", "chair"]})) == [["chair", "seat"]]


def test_a_product_made_of_itself_is_a_circle() -> None:
    assert list(circles({"chair": ["chair"]})) == [["chair"]]


def reaches_itself(parts: dict[str, list[str]], start: str) -> bool:
    seen: set[str] = set()
    ahead = list(parts.get(start, []))
    while ahead:
        part = ahead.pop()
        if part not in seen:
            seen.add(part)
            ahead += parts.get(part, [])
    return start in seen


@given(graphs)
def test_there_are_circles_exactly_where_a_product_reaches_itself(parts: dict[str, list[str]]) -> None:
    found = list(circles(parts))
    assert bool(found) == any(reaches_itself(parts, name) for name in parts)
    for circle in found:
        assert all(after in parts[before] for before, after in zip(circle, [*circle[1:], circle[0]], strict=True))
