#!/usr/bin/env python3
"""Start OpSim from a fresh checkout; nothing but Python is needed beforehand.

    python3 run.py                    open the app (without a display: run the default scenario and print its figures)
    python3 run.py test [ARGUMENT]... run the tests; the arguments go to pytest
    python3 run.py ARGUMENT...        hand on to OpSim's command line, for example `python3 run.py list`

The first start makes `.venv` beside this file and installs OpSim into it; later ones only look at a stamp. This file
is read by whatever `python3` a machine has, so it keeps to the standard library and to the syntax of Python 3.6.
"""

import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

OLDEST_PYTHON = (3, 11)
NEWER_PYTHONS = ("python3.13", "python3.12", "python3.11", "python3.14", "python3")

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = "opsim-installed"  # written last: what has been installed, and from which pyproject.toml
UNFINISHED = "opsim-unfinished"  # written first, removed last: a .venv that still has it was interrupted

APP = ("app",)
APP_AND_TESTS = ("app", "dev")

DEFAULT_SCENARIO = "chair-factory"
PLOTS_FOLDER = "opsim-plots"

# What Qt's wheels link to but do not bring along: (soname, Debian package, Fedora package).
ANY_WINDOW = (
    ("libGL.so.1", "libgl1", "libglvnd-glx"),
    ("libEGL.so.1", "libegl1", "libglvnd-egl"),
    ("libglib-2.0.so.0", "libglib2.0-0", "glib2"),
    ("libgthread-2.0.so.0", "libglib2.0-0", "glib2"),
    ("libfontconfig.so.1", "libfontconfig1", "fontconfig"),
    ("libfreetype.so.6", "libfreetype6", "freetype"),
    ("libdbus-1.so.3", "libdbus-1-3", "dbus-libs"),
    ("libxkbcommon.so.0", "libxkbcommon0", "libxkbcommon"),
    ("libX11.so.6", "libx11-6", "libX11"),
)
X11_WINDOW = (
    ("libxcb-cursor.so.0", "libxcb-cursor0", "xcb-util-cursor"),
    ("libxkbcommon-x11.so.0", "libxkbcommon-x11-0", "libxkbcommon-x11"),
    ("libxcb-icccm.so.4", "libxcb-icccm4", "xcb-util-wm"),
    ("libxcb-keysyms.so.1", "libxcb-keysyms1", "xcb-util-keysyms"),
    ("libxcb-image.so.0", "libxcb-image0", "xcb-util-image"),
    ("libxcb-render-util.so.0", "libxcb-render-util0", "xcb-util-renderutil"),
    ("libxcb-util.so.1", "libxcb-util1", "xcb-util"),
    ("libxcb-shape.so.0", "libxcb-shape0", "libxcb"),
    ("libxcb-randr.so.0", "libxcb-randr0", "libxcb"),
    ("libxcb-render.so.0", "libxcb-render0", "libxcb"),
    ("libxcb-shm.so.0", "libxcb-shm0", "libxcb"),
    ("libxcb-sync.so.1", "libxcb-sync1", "libxcb"),
    ("libxcb-xfixes.so.0", "libxcb-xfixes0", "libxcb"),
    ("libxcb-xkb.so.1", "libxcb-xkb1", "libxcb"),
    ("libxcb-glx.so.0", "libxcb-glx0", "libxcb"),
    ("libX11-xcb.so.1", "libx11-xcb1", "libX11-xcb"),
)
WAYLAND_WINDOW = (
    ("libwayland-client.so.0", "libwayland-client0", "libwayland-client"),
    ("libwayland-cursor.so.0", "libwayland-cursor0", "libwayland-cursor"),
)


class Trouble(Exception):
    """Something that the person at the keyboard has to know or do; its text is the whole message."""


def say(message):
    """Tell the person how it goes, on standard error: standard output belongs to OpSim."""
    sys.stderr.write("{}\n".format(message))
    sys.stderr.flush()


# --- A Python that is new enough -------------------------------------------------------------------------------------


def python_version(python):
    """Return (major, minor) of the interpreter `python`, or None when it does not run."""
    command = [str(python), "-c", "import sys; print(*sys.version_info[:2])"]
    try:
        answer = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=60)
        major, minor = answer.stdout.split()
        return int(major), int(minor)
    except (OSError, ValueError, subprocess.SubprocessError):
        return None


def newer_python(search_path):
    """Return the first interpreter on `search_path` that is new enough, or None."""
    for name in NEWER_PYTHONS:
        for folder in search_path:
            found = shutil.which(name, path=folder)
            version = python_version(found) if found else None
            if version and version >= OLDEST_PYTHON:
                return found
    return None


def check_python(version, arguments):
    """Go on when this Python is new enough; otherwise start again with one that is, or say what is needed."""
    if version >= OLDEST_PYTHON:
        return
    newer = newer_python(os.get_exec_path())
    if newer is None:
        raise Trouble(
            "OpSim needs Python {}.{} or newer; this is Python {}.{}, and there is no newer one on the PATH. "
            "Install one (your system's packages or https://www.python.org/downloads/) and start again.".format(
                *(OLDEST_PYTHON + tuple(version[:2]))
            )
        )
    hand_over([newer, str(ROOT / "run.py")] + arguments, dict(os.environ))


# --- The environment in .venv ----------------------------------------------------------------------------------------


def venv_python(venv):
    """Return where the interpreter of `venv` stands, or would stand."""
    return venv / "Scripts" / "python.exe" if os.name == "nt" else venv / "bin" / "python"


def fingerprint(root, version):
    """Return what the installed packages depend on: pyproject.toml, the Python version and where the checkout lies."""
    parts = [(root / "pyproject.toml").read_bytes(), repr(tuple(version)).encode(), str(root).encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def installed_groups(venv, root):
    """Return the groups that the stamp in `venv` vouches for; none when it is missing or out of date."""
    try:
        mark, groups = (venv / STAMP).read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return set()
    version = python_version(venv_python(venv))
    return set(groups.split()) if version and mark == fingerprint(root, version) else set()


def write_stamp(venv, root, groups):
    """Record that `groups` are installed. The replacement is atomic: a stamp is whole or not there."""
    mark = fingerprint(root, python_version(venv_python(venv)))
    fresh = venv / (STAMP + ".new")
    fresh.write_text("{}\n{}\n".format(mark, " ".join(sorted(groups))), encoding="utf-8")
    fresh.replace(venv / STAMP)


def is_half_made(venv):
    """Tell whether `venv` was interrupted, is broken, or has too old a Python; a person's own is none of these."""
    if (venv / UNFINISHED).exists():
        return True
    version = python_version(venv_python(venv))
    if version is None or version < OLDEST_PYTHON:
        return True
    pip = [str(venv_python(venv)), "-m", "pip", "--version"]
    return subprocess.call(pip, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) != 0


def remove(path):
    """Remove `path`, be it a folder, a file or a link; a link's target stays."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(str(path))
    else:
        path.unlink()


def make_venv(venv):
    """Make `venv` with the Python that runs this file, marked as unfinished until everything is installed."""
    python = getattr(sys, "_base_executable", None) or sys.executable
    need_ensurepip(python)
    venv.mkdir()
    (venv / UNFINISHED).touch()
    if subprocess.call([python, "-m", "venv", str(venv)]) != 0:
        raise Trouble("Python could not make {} (its message stands above).".format(venv))


def need_ensurepip(python):
    """Make sure that `python` can make environments: Debian and Ubuntu ship that part as a package of its own."""
    probe = [python, "-c", "import ensurepip, venv"]
    if subprocess.call(probe, stderr=subprocess.DEVNULL) == 0:
        return
    version = python_version(python) or sys.version_info
    get_packages([("python{}.{}-venv".format(*version[:2]), "python3-pip")], "to make its environment")


def install(venv, root, groups):
    """Install OpSim, editable, with `groups` into `venv`."""
    say("Preparing OpSim in {} (this happens once and takes a minute or two) ...".format(venv))
    what = "{}[{}]".format(root, ",".join(sorted(groups)))
    pip = [str(venv_python(venv)), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if subprocess.call(pip + ["--editable", what], cwd=str(root)) != 0:
        raise Trouble(
            "OpSim's packages could not be installed (pip's message stands above). "
            "Is this machine online? Start again to try once more."
        )


def prepare(groups, venv=VENV, root=ROOT):
    """Return the Python of `venv` with OpSim and `groups` installed, making and mending what is needed."""
    wanted = set(groups)
    if wanted <= installed_groups(venv, root):
        return venv_python(venv)
    with only_one(root / ".venv.lock"):
        present = installed_groups(venv, root)  # another start may have done the work while this one waited
        if not wanted <= present:
            if os.path.lexists(str(venv)) and is_half_made(venv):
                say("Removing an unfinished or unusable {} ...".format(venv))
                remove(venv)
                present = set()
            if not venv.exists():
                make_venv(venv)
            install(venv, root, wanted | present)
            write_stamp(venv, root, wanted | present)
            if (venv / UNFINISHED).exists():
                (venv / UNFINISHED).unlink()
    return venv_python(venv)


@contextmanager
def only_one(lock_file):
    """Let one start at a time pass; the system frees the lock even when its holder is killed."""
    with lock_file.open("a") as handle:
        told = False
        while not try_lock(handle):
            if not told:
                say("Another start is preparing OpSim; waiting for it ...")
                told = True
            time.sleep(0.2)
        yield


def try_lock(handle):
    """Take the lock on an open file if it is free; return whether it was."""
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


# --- What the system must have for a window --------------------------------------------------------------------------


def has_display(environ, platform=sys.platform):
    """Tell whether a window can open: on Linux with X11, Wayland or a chosen Qt platform; elsewhere always."""
    if not platform.startswith("linux"):
        return True
    return any(environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def libraries_for(environ):
    """Return the rows of the tables above that Qt will need; where X11 is at hand, Qt can do without Wayland."""
    chosen = environ.get("QT_QPA_PLATFORM", "")
    rows = list(ANY_WINDOW)
    if "xcb" in chosen or (not chosen and environ.get("DISPLAY")):
        rows += X11_WINDOW
    elif "wayland" in chosen or (not chosen and environ.get("WAYLAND_DISPLAY")):
        rows += WAYLAND_WINDOW
    return rows


def loads(soname):
    """Tell whether the system's loader finds the shared library `soname`."""
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def missing_packages(rows, loads=loads):
    """Return (Debian package, Fedora package) of each library in `rows` that does not load, each pair once."""
    pairs = [(debian, fedora) for soname, debian, fedora in rows if not loads(soname)]
    return sorted(set(pairs), key=pairs.index)


def check_libraries(environ, platform=sys.platform):
    """Make sure that Qt finds its shared libraries, installing or naming those that are missing."""
    if not platform.startswith("linux"):
        return
    rows = libraries_for(environ)
    missing = missing_packages(rows)
    if missing:
        get_packages(missing, "to open a window")


def paste_line(missing, which=shutil.which):
    """Return the command that installs the `missing` packages; both flavours when the system's own is not known."""
    lines = [
        (tool, "sudo {} install -y {}".format(tool, " ".join(sorted({pair[column] for pair in missing}))))
        for column, tool in enumerate(("apt-get", "dnf"))
    ]
    return next((line for tool, line in lines if which(tool)), "  or  ".join(line for _tool, line in lines))


def is_root():
    """Tell whether this process may install system packages."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def get_packages(missing, purpose):
    """Install the `missing` (Debian, Fedora) packages when root has apt-get; otherwise give the line that does."""
    line = paste_line(missing)
    if not (is_root() and shutil.which("apt-get")):
        raise Trouble("OpSim needs some system packages {}. Install them and start again:\n  {}".format(purpose, line))
    names = sorted({debian for debian, _fedora in missing})
    say("Installing system packages {}: {} ...".format(purpose, " ".join(names)))
    apt = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300"]
    quiet = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    for step in (["update"], ["install", "-y", "--no-install-recommends"] + names):
        # Standard output stays clean for OpSim; an update that fails may still leave usable lists.
        code = subprocess.call(apt + step, env=quiet, stdin=subprocess.DEVNULL, stdout=sys.stderr.fileno())
    if code != 0:
        raise Trouble("apt-get could not install them (its message stands above). To try by hand:\n  {}".format(line))


# --- Starting --------------------------------------------------------------------------------------------------------


def hand_over(command, environ):
    """Become `command`, so that signals and the exit code are its own; Windows can only run it and copy the code."""
    if os.name == "nt":
        sys.exit(subprocess.call(command, env=environ))
    os.execve(command[0], command, environ)


def run_tests(arguments):
    """Run pytest on the project with `arguments`, off the screen unless the person chose a Qt platform."""
    environ = dict(os.environ)
    environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    python = prepare(APP_AND_TESTS)
    check_libraries(environ)
    os.chdir(str(ROOT))
    hand_over([str(python), "-m", "pytest"] + arguments, environ)


def open_app(arguments):
    """Open the app with `arguments` (none, or `app FILE`)."""
    python = prepare(APP)
    check_libraries(os.environ)
    hand_over([str(python), "-m", "opsim"] + arguments, dict(os.environ))


def run_headless():
    """Run the default scenario without a window; return its exit code."""
    say("There is no display here, so the scenario {} runs without a window.".format(DEFAULT_SCENARIO))
    command = [str(prepare(APP)), "-m", "opsim", "run", DEFAULT_SCENARIO, "--plots", PLOTS_FOLDER]
    code = subprocess.call(command)
    if code == 0:
        print("Plots: {}".format(Path.cwd() / PLOTS_FOLDER))
    return code


def start(arguments):
    """Do what `arguments` ask for; return an exit code, unless another program has taken over."""
    check_python(sys.version_info[:2], arguments)
    if arguments[:1] == ["test"]:
        return run_tests(arguments[1:])
    if arguments[:1] == ["app"]:
        return open_app(arguments)
    if arguments:
        return hand_over([str(prepare(APP)), "-m", "opsim"] + arguments, dict(os.environ))
    return open_app([]) if has_display(os.environ) else run_headless()


def main(arguments):
    """Start, and turn every expected trouble into one message; return the exit code."""
    try:
        return start(arguments)
    except Trouble as trouble:
        say(trouble)
    except OSError as error:
        say("OpSim could not be prepared in {}: {}".format(ROOT, error))
    except KeyboardInterrupt:
        say("Cancelled.")
        return 130
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
