"""`python -m opsim`: the command line. Kept lean: the window is to appear at once."""

from __future__ import annotations

import sys

from opsim.cli import main

if __name__ == "__main__":
    sys.exit(main())
