"""What strangers' files do: cut, flipped, huge, deep, full of tricks. The answer is always a fault with its place."""

from __future__ import annotations

import random
import re
import time
from pathlib import Path

import pytest

from opsim.errors import Fault, InputError, ScenarioError
from opsim.scenario import load, read
from opsim.scenario.library import bundled
from opsim.scenario.reading import text_of


def read_or_refuse(content: bytes) -> bool:
    """Tell whether the content is a sound scenario; any error but `ScenarioError` fails the test."""
    faults: list[Fault] = []
    try:
        read(text_of(content, "hostile.yaml"), "hostile.yaml")
    except ScenarioError as error:
        faults = error.faults or [Fault("", "no fault given")]
    assert all(fault.line >= 1 and fault.column >= 1 and fault.remedy for fault in faults), faults
    return not faults


@pytest.mark.parametrize("file", bundled(), ids=lambda file: file.stem)
def test_a_file_cut_anywhere_is_read_or_refused(file: Path) -> None:
    content = file.read_bytes()
    for end in random.Random(file.stem).sample(range(len(content)), 60):
        read_or_refuse(content[:end])


@pytest.mark.slow
def test_a_file_cut_at_every_byte_is_read_or_refused(joinery_file: Path) -> None:
    content = joinery_file.read_bytes()
    assert sum(read_or_refuse(content[:end]) for end in range(len(content))) < 400


@pytest.mark.parametrize("seed", range(60))
def test_a_file_with_flipped_bytes_is_read_or_refused(joinery_file: Path, seed: int) -> None:
    dice = random.Random(seed)
    content = bytearray(joinery_file.read_bytes())
    for _ in range(dice.choice([1, 1, 2, 8])):
        content[dice.randrange(len(content))] = dice.choice([dice.randrange(256), *b"[]{}:,-#&*!|>'\"%@`?\n\t 0.~"])
    read_or_refuse(bytes(content))


@pytest.mark.parametrize("number", [".nan", "-.inf", ".inf", "1e999", "-1e999", "9" * 5_000, "0x10", "1__0", "1_00"])
def test_no_numeric_field_takes_what_is_no_number(text: str, number: str) -> None:
    for field in ("horizon", "price", "machines", "count", "target", "chair", "sigma", "r", "amplitude", "tax"):
        edited = re.sub(rf"(\b{field}: )[0-9][^,}}\n]*", rf"\g<1>{number}", text, count=1)
        assert edited != text
        assert not read_or_refuse(edited.encode()), field


BIG = {
    "deep lists": b"a: " + b"[" * 10_000,
    "deep sections": b"a: " + b"{a: " * 10_000,
    "deep dashes": b"- " * 10_000,
    "deep lines": b"\n".join(b" " * depth + b"a:" for depth in range(1_000)),
    "many values": b"a: [" + b"1," * 400_000 + b"]",
    "many keys": b"\n".join(b"k%d: 1" % number for number in range(120_000)),
    "one long text": b"a: '" + b"x" * 999_000 + b"'",
    "a bomb": b"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]",
    "not text": bytes(range(256)) * 3_000,
    "utf-16": "opsim: 1".encode("utf-16"),
    "nothing but NUL": b"\0" * 900_000,
}


@pytest.mark.parametrize("content", BIG.values(), ids=BIG.keys())
def test_a_monstrous_file_is_refused_within_a_second(content: bytes) -> None:
    start = time.process_time()
    assert not read_or_refuse(content)
    assert time.process_time() - start < 1


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    file = tmp_path / "huge.yaml"
    with file.open("wb") as stream:
        stream.truncate(100_000_000)
    start = time.process_time()
    with pytest.raises(ScenarioError, match="larger than 1,000,000 bytes"):
        load(file)
    assert time.process_time() - start < 1


def test_no_code_runs_from_a_file(tmp_path: Path, text: str) -> None:
    marker = tmp_path / "marker"
    for trick in (
        f"!!python/object/apply:os.system ['touch {marker}']",
        f"!!python/name:os.system ''\nx-b: !!python/object/new:subprocess.Popen [['touch', '{marker}']]",
        f"\"__import__('os').system('touch {marker}')\"",
    ):
        for old in ("currency: EUR", "time: 13 min"):
            assert not read_or_refuse(text.replace(old, old.split(":")[0] + ": " + trick, 1).encode())
    assert not marker.exists()


def test_words_and_clock_times_stay_text(text: str) -> None:
    scenario = read(text.replace("title: Saws", "title: no").replace("title: Sanders", "title: 12:30"))
    assert [scenario.production.stations[name].title for name in ("saw", "sand")] == ["no", "12:30"]


def test_numbers_do_not_depend_on_the_language(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for language in ("de_DE.UTF-8", "fr_FR.UTF-8", "ar_EG.UTF-8", "tr_TR.UTF-8", "C"):
        monkeypatch.setenv("LC_ALL", language)
        assert read(text).products["chair"].price == 12_950


def test_a_byte_that_is_not_utf8_has_a_place(tmp_path: Path, text: str) -> None:
    file = tmp_path / "latin.yaml"
    file.write_bytes(text.replace("Oak board", "Bücherbord").encode("latin-1"))
    with pytest.raises(ScenarioError, match=r"latin\.yaml:20:19 file: byte 0xfc is not UTF-8; save as UTF-8"):
        load(file)


def test_a_byte_order_mark_does_no_harm(text: str) -> None:
    assert read_or_refuse(b"\xef\xbb\xbf" + text.encode())


def test_a_missing_file_is_an_input_error(tmp_path: Path) -> None:
    for name in ("nothing.yaml", "a\0.yaml", "x" * 300 + ".yaml"):
        with pytest.raises(InputError):
            load(tmp_path / name)
