"""The command line. A command is a module, loaded when it is asked for.

Exit codes: 2 usage, ERROR, CONFLICT; 1 an unexpected VIOLATED, NOT_REPRODUCED, MALFORMED or DEPENDS
(`--strict`: any); 3 weaker than expected, VACUOUS or stopped; 0 otherwise. The first of these that applies.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Sequence
from importlib import import_module

from bnproof.commands.parser import parser
from bnproof.registry import UsageError


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command and returns its exit code."""
    options = parser().parse_args(arguments)
    try:
        code: int = import_module(f"bnproof.commands.{options.command}").run(options)
        return code
    except UsageError as error:
        print(f"bnproof: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except KeyboardInterrupt:
        print("bnproof: stopped", file=sys.stderr)
        return 3
    except OSError as error:
        named = f"{error.filename}: " if error.filename else ""
        print(f"bnproof: {named}{error.strerror or error}", file=sys.stderr)
        return 2
    except Exception:  # a bug of bnproof, which must not exit like a claim that fails
        traceback.print_exc()
        return 2
