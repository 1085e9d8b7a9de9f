"""`python -m opsim`: the command line. Kept lean: every worker process of a study imports this file again."""

from __future__ import annotations

import sys

from opsim.cli import main

if __name__ == "__main__":
    sys.exit(main())
