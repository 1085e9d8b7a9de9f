"""Starting from a fresh checkout: `run.py`, and finding the files that travel with OpSim.

No test here touches the real `.venv`, the network or the system's packages.
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import threading
from pathlib import Path
from types import ModuleType

import pytest

from opsim.errors import InputError
from opsim.scenario import library

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def run() -> ModuleType:
    spec = importlib.util.spec_from_file_location("run_py", ROOT / "run.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def checkout(tmp_path):
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'opsim'\n")
    return tmp_path


@pytest.fixture
def calls(run, monkeypatch):
    """The programs that run.py starts; each succeeds without doing anything."""
    seen: list[list[str]] = []

    def call(command, **_options):
        seen.append([str(word) for word in command])
        return 0

    monkeypatch.setattr(run.subprocess, "call", call)
    return seen


@pytest.fixture
def taken_over(run, monkeypatch):
    """What run.py hands over to, in place of doing it."""
    seen: list[tuple[list[str], dict[str, str]]] = []
    monkeypatch.setattr(run, "hand_over", lambda command, environ: seen.append((command, environ)))
    return seen


@pytest.fixture
def prepared(run, monkeypatch):
    """An environment that is ready."""
    groups: list[tuple[str, ...]] = []

    def prepare(wanted):
        groups.append(wanted)
        return Path("/venv/python")

    monkeypatch.setattr(run, "prepare", prepare)
    monkeypatch.setattr(run, "check_libraries", lambda environ: None)
    return groups


def executable(path: Path, answer: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{answer}\n")
    path.chmod(0o755)
    return path


posix_only = pytest.mark.skipif(sys.platform == "win32", reason="a shell script stands for the interpreter")


class TestPythonVersion:
    def test_a_new_enough_python_goes_on(self, run, taken_over):
        run.check_python((3, 11), [])
        run.check_python((3, 14), [])
        assert taken_over == []

    def test_an_old_python_starts_again_with_a_newer_one(self, run, taken_over, monkeypatch):
        monkeypatch.setattr(run, "newer_python", lambda search_path: "/opt/python3.12")
        run.check_python((3, 8), ["test", "--slow"])
        assert taken_over[0][0] == ["/opt/python3.12", str(ROOT / "run.py"), "test", "--slow"]

    def test_without_a_newer_one_the_message_says_what_is_needed(self, run, monkeypatch, capsys):
        monkeypatch.setattr(run, "newer_python", lambda search_path: None)
        monkeypatch.setattr(run.sys, "version_info", (3, 8, 18))
        assert run.main([]) == 1
        assert "needs Python 3.11 or newer; this is Python 3.8" in capsys.readouterr().err

    @posix_only
    def test_a_python_on_the_path_that_does_not_run_is_passed_over(self, run, tmp_path):
        executable(tmp_path / "a" / "python3.12", "exit 127")
        works = executable(tmp_path / "b" / "python3.12", "echo 3 12")
        assert run.newer_python([str(tmp_path / "a"), str(tmp_path / "b")]) == str(works)

    @posix_only
    def test_an_old_python3_is_not_taken_for_a_newer_one(self, run, tmp_path):
        executable(tmp_path / "python3", "echo 3 9")
        assert run.newer_python([str(tmp_path)]) is None

    def test_run_py_keeps_to_the_syntax_of_python_3_6(self):
        import ast

        ast.parse((ROOT / "run.py").read_text(encoding="utf-8"), feature_version=(3, 6))


@posix_only
class TestEnvironment:
    @pytest.fixture
    def venv(self, checkout, run):
        """An environment whose Python answers 3.12 to every question."""
        executable(run.venv_python(checkout / ".venv"), "echo 3 12")
        return checkout / ".venv"

    @pytest.fixture
    def work(self, run, monkeypatch):
        """What `prepare` does, without doing it."""
        done: list[str] = []

        def make(venv):
            done.append("make")
            executable(run.venv_python(venv), "echo 3 12")

        monkeypatch.setattr(run, "make_venv", make)
        monkeypatch.setattr(run, "install", lambda venv, root, groups: done.append(" ".join(sorted(groups))))
        return done

    def test_the_first_start_makes_and_installs_and_the_second_does_nothing(self, run, checkout, work):
        for _start in range(2):
            run.prepare(("app",), checkout / ".venv", checkout)
        assert work == ["make", "app"]

    def test_the_tests_add_their_group_to_what_is_there(self, run, checkout, work):
        run.prepare(("app",), checkout / ".venv", checkout)
        run.prepare(("app", "dev"), checkout / ".venv", checkout)
        run.prepare(("app",), checkout / ".venv", checkout)
        assert work == ["make", "app", "app dev"]

    def test_a_changed_pyproject_installs_again(self, run, checkout, work):
        run.prepare(("app",), checkout / ".venv", checkout)
        (checkout / "pyproject.toml").write_text("[project]\nname = 'opsim'\nversion = '2'\n")
        run.prepare(("app",), checkout / ".venv", checkout)
        assert work == ["make", "app", "app"]

    def test_an_interrupted_one_is_removed_and_made_again(self, run, checkout, venv, work):
        (venv / run.UNFINISHED).touch()
        (venv / "half").touch()
        run.prepare(("app",), venv, checkout)
        assert work == ["make", "app"]
        assert not (venv / "half").exists()

    def test_one_without_a_python_is_removed_and_made_again(self, run, checkout, work):
        (checkout / ".venv").mkdir()
        run.prepare(("app",), checkout / ".venv", checkout)
        assert work == ["make", "app"]

    @pytest.mark.parametrize("answer", ["echo 3 8", "exit 1", "echo nonsense"])
    def test_one_with_an_old_or_broken_python_is_half_made(self, run, venv, answer):
        executable(run.venv_python(venv), answer)
        assert run.is_half_made(venv)

    def test_one_that_a_person_made_is_kept_and_used(self, run, checkout, venv, work):
        (venv / "mine").touch()
        run.prepare(("app",), venv, checkout)
        assert work == ["app"]
        assert (venv / "mine").exists()

    def test_a_file_or_a_dangling_link_in_its_place_is_replaced(self, run, checkout, work):
        (checkout / ".venv").symlink_to(checkout / "nowhere")
        run.prepare(("app",), checkout / ".venv", checkout)
        assert work == ["make", "app"]

    def test_a_link_is_removed_without_its_target(self, run, tmp_path):
        (tmp_path / "target").mkdir()
        (tmp_path / "link").symlink_to(tmp_path / "target")
        run.remove(tmp_path / "link")
        assert sorted(path.name for path in tmp_path.iterdir()) == ["target"]

    def test_a_failed_installation_leaves_no_stamp_and_one_message(self, run, checkout, venv, monkeypatch, capsys):
        monkeypatch.setattr(run.subprocess, "call", lambda command, **_options: "install" in command)
        with pytest.raises(run.Trouble, match="could not be installed"):
            run.prepare(("app",), venv, checkout)
        assert run.installed_groups(venv, checkout) == set()

    def test_a_torn_stamp_counts_as_none(self, run, checkout, venv):
        run.write_stamp(venv, checkout, {"app"})
        assert run.installed_groups(venv, checkout) == {"app"}
        stamp = venv / run.STAMP
        stamp.write_text(stamp.read_text()[:40])
        assert run.installed_groups(venv, checkout) == set()

    def test_the_stamp_is_over_pyproject_version_and_place(self, run, checkout, tmp_path_factory):
        elsewhere = tmp_path_factory.mktemp("elsewhere")
        (elsewhere / "pyproject.toml").write_bytes((checkout / "pyproject.toml").read_bytes())
        states = [(checkout, (3, 11)), (checkout, (3, 12)), (elsewhere, (3, 11))]
        assert len({run.fingerprint(root, version) for root, version in states}) == 3

    def test_two_starts_at_once_install_once(self, run, checkout, work, monkeypatch):
        waiting = threading.Event()
        monkeypatch.setattr(run, "say", lambda message: waiting.set())
        with run.only_one(checkout / ".venv.lock"):
            second = threading.Thread(target=run.prepare, args=(("app",), checkout / ".venv", checkout))
            second.start()
            assert waiting.wait(10)
            run.make_venv(checkout / ".venv")
            run.write_stamp(checkout / ".venv", checkout, {"app"})
        second.join(10)
        assert work == ["make"]

    def test_pip_installs_the_checkout_editable_with_its_groups(self, run, checkout, calls):
        run.install(checkout / ".venv", checkout, {"dev", "app"})
        assert calls[0][-2:] == ["--editable", f"{checkout}[app,dev]"]


class TestLibraries:
    def test_what_loads_is_not_missing_and_a_package_is_named_once(self, run):
        rows = [("a.so", "liba", "A"), ("b.so", "libb", "B"), ("b2.so", "libb", "B"), ("c.so", "libc", "C")]
        assert run.missing_packages(rows, loads=lambda soname: soname == "a.so") == [("libb", "B"), ("libc", "C")]

    def test_a_minimal_debian_lacks_these_for_x11(self, run):
        rows = run.libraries_for({"DISPLAY": ":0"})
        packages = {debian for debian, _fedora in run.missing_packages(rows, loads=lambda soname: False)}
        assert packages >= {"libgl1", "libegl1", "libglib2.0-0", "libfontconfig1", "libdbus-1-3", "libxkbcommon0"}
        assert packages >= {"libxcb-cursor0", "libxkbcommon-x11-0", "libxcb-icccm4", "libxcb-keysyms1", "libxcb-shape0"}

    def test_a_window_on_no_screen_needs_no_x11_plugin(self, run):
        sonames = {row[0] for row in run.libraries_for({"QT_QPA_PLATFORM": "offscreen", "DISPLAY": ":0"})}
        assert "libGL.so.1" in sonames
        assert "libxcb-cursor.so.0" not in sonames

    def test_wayland_alone_needs_its_own_but_beside_x11_nobody_is_held_up_by_it(self, run):
        alone = {row[0] for row in run.libraries_for({"WAYLAND_DISPLAY": "wayland-0"})}
        both = {row[0] for row in run.libraries_for({"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"})}
        assert "libwayland-cursor.so.0" in alone - both
        assert "libxcb-cursor.so.0" in both - alone

    def test_a_library_that_no_machine_has_does_not_load(self, run):
        assert not run.loads("libopsim-is-not-a-library.so.99")

    def test_other_systems_are_not_asked(self, run, monkeypatch):
        monkeypatch.setattr(run, "loads", lambda soname: pytest.fail("asked"))
        run.check_libraries({}, platform="darwin")

    @pytest.mark.parametrize(
        ("tool", "line"),
        [("apt-get", "sudo apt-get install -y libgl1 libx11-6"), ("dnf", "sudo dnf install -y libX11 libglvnd-glx")],
    )
    def test_the_line_to_paste_is_for_this_system(self, run, tool, line):
        missing = [("libx11-6", "libX11"), ("libgl1", "libglvnd-glx")]
        assert run.paste_line(missing, which=lambda name: name == tool) == line

    def test_on_an_unknown_system_both_lines_are_given(self, run):
        line = run.paste_line([("libgl1", "libglvnd-glx")], which=lambda name: None)
        assert "apt-get install -y libgl1" in line
        assert "dnf install -y libglvnd-glx" in line

    def test_somebody_who_is_not_root_gets_the_line_and_nothing_is_installed(self, run, monkeypatch, calls):
        monkeypatch.setattr(run, "is_root", lambda: False)
        monkeypatch.setattr(run.shutil, "which", lambda name, path=None: name if name == "apt-get" else None)
        with pytest.raises(run.Trouble, match="sudo apt-get install -y libgl1"):
            run.get_packages([("libgl1", "libglvnd-glx")], "to open a window")
        assert calls == []

    def test_root_with_apt_updates_and_installs(self, run, monkeypatch, calls):
        monkeypatch.setattr(run, "is_root", lambda: True)
        monkeypatch.setattr(run.shutil, "which", lambda name, path=None: name if name == "apt-get" else None)
        run.get_packages([("libgl1", "libglvnd-glx"), ("libegl1", "libglvnd-egl")], "to open a window")
        assert [call[-1] for call in calls] == ["update", "libgl1"]
        assert calls[1][-2:] == ["libegl1", "libgl1"]

    def test_when_apt_fails_the_line_is_given(self, run, monkeypatch):
        monkeypatch.setattr(run, "is_root", lambda: True)
        monkeypatch.setattr(run.shutil, "which", lambda name, path=None: name)
        monkeypatch.setattr(run.subprocess, "call", lambda command, **_options: 100)
        with pytest.raises(run.Trouble, match="sudo apt-get install -y libgl1"):
            run.get_packages([("libgl1", "libglvnd-glx")], "to open a window")

    def test_a_python_without_ensurepip_asks_for_the_package_of_its_version(self, run, monkeypatch):
        asked = []
        monkeypatch.setattr(run.subprocess, "call", lambda command, **_options: 1)
        monkeypatch.setattr(run, "python_version", lambda python: (3, 11))
        monkeypatch.setattr(run, "get_packages", lambda missing, purpose: asked.extend(missing))
        run.need_ensurepip("python3")
        assert asked[0][0] == "python3.11-venv"


class TestWhatIsStarted:
    @pytest.fixture(autouse=True)
    def nowhere(self, monkeypatch, tmp_path):
        monkeypatch.chdir(tmp_path)
        for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
            monkeypatch.delenv(name, raising=False)

    def test_with_a_display_the_app_opens(self, run, prepared, taken_over, monkeypatch):
        monkeypatch.setenv("DISPLAY", ":0")
        run.start([])
        assert taken_over[0][0][1:] == ["-m", "opsim"]
        assert prepared == [("app",)]

    def test_without_a_display_the_default_scenario_runs(self, run, prepared, calls, capsys, monkeypatch):
        monkeypatch.setattr(run, "has_display", lambda environ: False)
        assert run.start([]) == 0
        assert calls[0][1:] == ["-m", "opsim", "run", "chair-factory", "--plots", "opsim-plots"]
        assert capsys.readouterr().out == f"Plots: {Path.cwd() / 'opsim-plots'}\n"

    def test_tests_run_off_the_screen(self, run, prepared, taken_over, monkeypatch):
        monkeypatch.setenv("DISPLAY", ":0")
        run.start(["test", "--slow", "-k", "bootstrap"])
        command, environ = taken_over[0]
        assert command[1:] == ["-m", "pytest", "--slow", "-k", "bootstrap"]
        assert environ["QT_QPA_PLATFORM"] == "offscreen"
        assert prepared == [("app", "dev")]
        assert Path.cwd() == ROOT

    def test_anything_else_goes_to_the_command_line(self, run, prepared, taken_over):
        run.start(["run", "chair-factory", "--seed", "7"])
        assert taken_over[0][0][1:] == ["-m", "opsim", "run", "chair-factory", "--seed", "7"]

    @pytest.mark.parametrize(
        ("environ", "platform", "answer"),
        [
            ({}, "linux", False),
            ({"DISPLAY": ""}, "linux", False),
            ({"DISPLAY": ":0"}, "linux", True),
            ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
            ({"QT_QPA_PLATFORM": "offscreen"}, "linux", True),
            ({}, "darwin", True),
            ({}, "win32", True),
        ],
    )
    def test_where_a_window_can_open(self, run, environ, platform, answer):
        assert run.has_display(environ, platform) is answer

    @pytest.mark.parametrize(
        ("error", "code"), [(KeyboardInterrupt(), 130), (PermissionError(13, "Permission denied", ".venv"), 1)]
    )
    def test_an_expected_trouble_is_one_line(self, run, monkeypatch, capsys, error, code):
        def fail(arguments):
            raise error

        monkeypatch.setattr(run, "start", fail)
        assert run.main([]) == code
        assert len(capsys.readouterr().err.splitlines()) == 1


class TestWhatIsShipped:
    @pytest.fixture
    def shipped(self, tmp_path, monkeypatch):
        """A checkout with two scenarios."""
        for name in ("chair-factory", "first-shop"):
            (tmp_path / "scenarios").mkdir(exist_ok=True)
            (tmp_path / "scenarios" / f"{name}.yaml").touch()
        monkeypatch.setattr(library, "PACKAGE", tmp_path / "opsim")
        monkeypatch.chdir(tmp_path)
        return tmp_path

    def test_this_checkout_has_its_scenarios_and_its_icon(self):
        assert library.scenarios_folder().is_dir()
        assert (library.assets_folder() / "opsim.svg").is_file()

    def test_a_wheel_carries_them_inside_the_package(self, shipped):
        inside = shipped / "opsim" / "_shipped" / "scenarios"
        inside.mkdir(parents=True)
        assert library.scenarios_folder() == inside

    def test_a_broken_installation_says_so(self, shipped):
        with pytest.raises(InputError, match="install OpSim again"):
            library.assets_folder()

    def test_bundled_scenarios_come_by_id(self, shipped):
        assert [file.stem for file in library.bundled()] == ["chair-factory", "first-shop"]

    def test_an_id_means_the_bundled_file_and_a_path_the_file(self, shipped):
        (shipped / "chair-factory").touch()
        (shipped / "mine.yaml").touch()
        assert library.resolve("chair-factory") == shipped / "scenarios" / "chair-factory.yaml"
        assert library.resolve("mine.yaml") == Path("mine.yaml")
        assert library.resolve(str(shipped / "chair-factory")) == shipped / "chair-factory"

    @pytest.mark.parametrize(
        ("given", "remedy"),
        [
            ("chair-factry", "did you mean 'chair-factory'?"),
            ("Chair-Factory", "did you mean 'chair-factory'?"),
            ("scenarios/first-shp.yaml", "did you mean 'scenarios/first-shop.yaml'?"),
            ("zzz", "bundled scenarios: chair-factory, first-shop"),
            ("", "this is no name; bundled scenarios: chair-factory, first-shop"),
            ("scenarios", "'scenarios': this is a folder, not a file; bundled scenarios: chair-factory, first-shop"),
            ("a\0b.yaml", "bundled scenarios: chair-factory, first-shop"),
            ("nowhere/\nx.yaml", "bundled scenarios: chair-factory, first-shop"),
            ("x" * 5000, "bundled scenarios: chair-factory, first-shop"),
        ],
    )
    def test_an_unknown_name_is_told_in_one_line_with_a_remedy(self, shipped, given, remedy):
        with pytest.raises(InputError) as caught:
            library.resolve(given)
        message = str(caught.value)
        assert message.endswith(remedy.replace("/", str(Path("/"))))
        assert len(message.splitlines()) == 1
        assert len(message) < 400


def test_a_folder_with_the_name_of_a_scenario_is_not_what_was_meant(tmp_path):
    (tmp_path / "shop.yaml").mkdir()
    with pytest.raises(InputError, match="this is a folder, not a file; bundled scenarios: "):
        library.resolve(str(tmp_path / "shop.yaml"))


def test_run_py_imports_nothing_but_the_standard_library():
    load = f"import runpy; runpy.run_path({str(ROOT / 'run.py')!r}, run_name='x')"
    assert subprocess.run([sys.executable, "-I", "-S", "-c", load], check=False).returncode == 0
