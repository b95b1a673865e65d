"""`bnproof verify`: re-check the evidence of a report, in a process of its own."""

from __future__ import annotations

import argparse
import subprocess
import sys


def run(options: argparse.Namespace) -> int:
    extra = [str(p) for p in options.checks]
    command = [sys.executable, "-m", "bnproof.verify", options.folder, *extra]
    return subprocess.run(command, check=False).returncode
