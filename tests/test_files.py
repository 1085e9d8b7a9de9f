"""Saving: the old file or the new one, whole; and names that stay where they belong."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from opsim.errors import InputError
from opsim.files import inside, write_atomically

linux = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")


def test_the_new_content_replaces_the_old(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_bytes(b"old")
    file.chmod(0o640)
    write_atomically(file, b"new")
    assert (file.read_bytes(), file.stat().st_mode & 0o777) == (b"new", 0o640)
    assert [file.name for file in tmp_path.iterdir()] == ["a.yaml"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.yaml").write_bytes(b"old")
    (tmp_path / "link.yaml").symlink_to("real.yaml")
    write_atomically(tmp_path / "link.yaml", b"new")
    assert (tmp_path / "link.yaml").is_symlink()
    assert (tmp_path / "real.yaml").read_bytes() == b"new"


@pytest.mark.parametrize("name", ["nowhere/a.yaml", "a\0b.yaml", "x" * 300 + ".yaml", "."])
def test_a_file_that_cannot_be_is_an_input_error(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match=r"; (save under|choose) another name"):
        write_atomically(tmp_path / name, b"new")
    assert not any(tmp_path.iterdir())


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_leaves_the_old_file(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_bytes(b"old")
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(InputError, match="cannot be saved"):
            write_atomically(file, b"new")
    finally:
        tmp_path.chmod(0o700)
    assert file.read_bytes() == b"old"


@linux
def test_a_full_disk_leaves_the_old_file(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_bytes(b"old")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4_096, limits[1]))
    try:
        with pytest.raises(InputError, match="cannot be saved"):
            write_atomically(file, b"x" * 100_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert file.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == ["a.yaml"]


KILLED_AT = """
import os, sys
from opsim.files import write_atomically
calls, stop = [0], int(sys.argv[2])
def counted(name):
    real = getattr(os, name)
    def call(*args, **more):
        calls[0] += 1
        if calls[0] == stop:
            os.kill(os.getpid(), 9)
        return real(*args, **more)
    setattr(os, name, call)
for name in ("open", "fsync", "replace", "close", "chmod", "fdopen"):
    counted(name)
write_atomically(sys.argv[1], b"new" * 1000)
"""


@linux
def test_a_kill_at_any_step_leaves_the_old_or_the_new_file(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    seen = set()
    for stop in range(1, 20):
        file.write_bytes(b"old")
        done = subprocess.run([sys.executable, "-c", KILLED_AT, str(file), str(stop)], check=False, timeout=30)
        seen.add(file.read_bytes())
        if done.returncode == 0:
            break
    assert done.returncode == 0, "never ran to its end"
    assert seen == {b"old", b"new" * 1000}


def test_a_name_inside_the_folder_is_found(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    assert inside(tmp_path, "customers.csv") == tmp_path.resolve() / "customers.csv"
    assert inside(tmp_path, "data/nachfrage in Köln.csv") == tmp_path.resolve() / "data" / "nachfrage in Köln.csv"


DEVICES = ["CON", "prn", "AUX.txt", "nul.csv", "com1", "LPT9.log", "COM¹", "CONIN$"]
ABSOLUTE = ["/etc/passwd", "//server/share/x", "\\\\server\\share\\x", "C:\\x", "C:x", "c:/x", "~/x", "~root/x", "/"]
UPWARDS = ["..", "../x", "a/../../x", "a/../x", "./x", ".", "a//x", "a/./x", "a/", "．．/x", "..／x", "..\\x", "․․/x"]
ODD = ["", " ", "x\0y", "x\ny", "x\ty", "a\x1b[0m", "x.", "x ", " x", "a /x", "x:stream", "x*", "x?", "<x>", "a|b",
       '"x"', "x" * 2_000, "\u202ex", "x\u2028y", "\ud800"]  # fmt: skip
HOSTILE = [prefix + name for prefix in ("", "data/", "a/b/c/") for name in (*DEVICES, *UPWARDS, *ODD)] + ABSOLUTE


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_that_could_lead_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="; name a file"):
        inside(tmp_path, name)


def test_a_link_that_leads_out_is_refused(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "secret.csv").write_text("1")
    (tmp_path / "home" / "a.csv").symlink_to("../secret.csv")
    (tmp_path / "home" / "up").symlink_to("..")
    (tmp_path / "home" / "loop").symlink_to("loop")
    for name in ("a.csv", "up/secret.csv"):
        with pytest.raises(InputError, match="leads out"):
            inside(tmp_path / "home", name)


def test_a_pipe_is_refused_and_stays_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(InputError, match="not an ordinary file"):
        write_atomically(pipe, b"new")
    assert pipe.is_fifo()
