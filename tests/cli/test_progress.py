"""Progress on the terminal, and Ctrl-C."""

from __future__ import annotations

import os
import signal
import sys

import pytest

from opsim.cli.progress import progress_of


def test_a_pipe_gets_no_progress(capsys):
    with progress_of("shop") as progress:
        progress.show(0.5)
    assert capsys.readouterr() == ("", "")


def test_a_terminal_gets_one_line_that_is_wiped_at_the_end(capsys, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with progress_of("shop") as progress:
        progress.show(0.5)
    out, err = capsys.readouterr()
    assert out == ""
    assert err == "\rshop:  50% \r\x1b[K"


@pytest.mark.skipif(os.name == "nt", reason="os.kill ends the process there")
def test_ctrl_c_is_a_wish_and_twice_is_an_order():
    before = signal.getsignal(signal.SIGINT)
    with progress_of("shop") as progress:
        assert not progress.is_cancelled()
        os.kill(os.getpid(), signal.SIGINT)
        assert progress.is_cancelled()
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before
