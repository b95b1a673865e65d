"""What the command line understands."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

PROFILES = {"quick": 100, "default": 400, "thorough": 4000}  # draws of a search
MAX_SECONDS = 1_000_000


def parser() -> argparse.ArgumentParser:
    """Sets `command` to the name of one."""
    main = argparse.ArgumentParser(
        prog="bnproof",
        description="Published theory, each claim stated once, proved in every dimension or refuted.",
    )
    shared, running = (argparse.ArgumentParser(add_help=False) for _ in range(2))
    shared.add_argument(
        "--checks", metavar="PATH", type=Path, action="append", default=[], help="a further folder of claims"
    )
    running.add_argument(
        "--jobs",
        type=_number(0),
        metavar="N",
        default=1,
        help="claims checked at once (1; 0: one a processor)",
    )
    running.add_argument("--time-limit", type=_seconds, metavar="SECONDS", default=120, help="for each claim (120)")
    running.add_argument("--no-cache", action="store_true", help="compute everything anew, and keep nothing")
    commands = main.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, text: str, runs: bool = False) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=text, description=text, parents=[shared, running] if runs else [shared])
        made.set_defaults(command=name, draws=None, profile="default", seed=0)
        return made

    c = command("check", "prove or refute claims", runs=True)
    c.add_argument("names", nargs="*", default=["all"], metavar="all | SOURCE | ID", help="what to check")
    c.add_argument("--strict", action="store_true", help="fail on any claim that does not hold, expected or not")
    c.add_argument("--accept", action="store_true", help="write the verdicts found as the expected ones")
    c.add_argument("--json", action="store_true", help="the report as JSON on stdout")
    told = ", ".join(f"{name}: {draws}" for name, draws in PROFILES.items())
    c.add_argument("--profile", choices=PROFILES, help=f"how many instances a search may draw ({told})")
    c.add_argument("--draws", type=_number(1), metavar="N", help="the same, as a number")
    c.add_argument("--seed", type=_number(0), metavar="S", help="where the draws begin (0)")
    command("list", "list the claims")
    c = command("show", "the card of a claim: print, reading, verdict, proof or witness", runs=True)
    c.add_argument("id")
    c = command("search", "look for counterexamples to a claim, also to what is proved", runs=True)
    c.add_argument("id")
    c.add_argument("--variant", metavar="NAME", help="attack this one, of any role, and no other")
    c.add_argument(
        "--draws",
        type=_number(1),
        metavar="N",
        default=1000,
        help="exact draws (1000); 40 times as many in floats, a 30th as many questions to z3 (39 at most)",
    )
    c.add_argument("--seed", type=_number(0), metavar="S", help="where the draws begin (0)")
    c.add_argument("--json", action="store_true", help="what was found as JSON on stdout")
    c = command("verify", "re-check every proof and witness of a report, in a process without SymPy")
    c.add_argument("folder", nargs="?", default="reports")
    c = command("report", "check everything and write reports/", runs=True)
    c.add_argument("--to", type=Path, default=Path("reports"), metavar="FOLDER", help="where (reports)")
    c.add_argument("--check", action="store_true", help="write nothing; fail if the folder is stale")
    c = command("mutate", "derive wrong forms of claims that hold; each must be refuted", runs=True)
    c.add_argument("names", nargs="*", default=["all"], metavar="all | SOURCE | ID", help="what to mutate")
    c.add_argument("--draws", type=_number(1), metavar="N", default=400, help="exact draws a mutant (400)")
    c.add_argument("--seed", type=_number(0), metavar="S", help="where the draws begin (0)")
    c.add_argument("--limit", type=_number(0), metavar="N", default=40, help="mutants of a variant (40; 0: all)")
    c.add_argument("--json", action="store_true", help="what was found as JSON on stdout")
    c.add_argument("--write", action="store_true", help="write mutation.json")
    c.add_argument("--check", action="store_true", help="mutate nothing; re-check the witnesses in mutation.json")
    c.add_argument("--to", type=Path, default=Path("reports"), metavar="FOLDER", help="where (reports)")
    c = command("coverage", "inventory entries without a claim")
    c.add_argument("--inventory", type=Path, metavar="PATH", help="a foreign inventory: source.toml, or a JSON list")
    return main


def _number(least: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            raise argparse.ArgumentTypeError(f"{text:.40} is no integer") from None
        if value < least:
            raise argparse.ArgumentTypeError(f"must be at least {least}")
        return value

    return number


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text:.40} is no number") from None
    if not 0 < value <= MAX_SECONDS:
        raise argparse.ArgumentTypeError(f"must be more than 0 and at most {MAX_SECONDS}")
    return value
