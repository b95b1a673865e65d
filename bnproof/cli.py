"""The command line. Heavy modules are imported by the commands that need them.

Exit codes: 2 usage, ERROR, CONFLICT; 1 an unexpected VIOLATED, NOT_REPRODUCED, MALFORMED or DEPENDS
(`--strict`: any); 3 weaker than expected, VACUOUS or stopped; 0 otherwise. The first of these that applies.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bnproof.registry import Registry, UsageError, read_source

if TYPE_CHECKING:
    from bnproof.model import Claim
    from bnproof.result import ClaimResult

PROFILES = {"quick": 100, "default": 400, "thorough": 4000}  # draws of a search
MAX_SECONDS = 1_000_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command and returns its exit code."""
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        code: int = options.run(options)
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


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
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
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: object, text: str, runs: bool = False) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=text, description=text, parents=[shared, running] if runs else [shared])
        made.set_defaults(run=run, draws=None, profile="default", seed=0)
        return made

    c = command("check", _check, "prove or refute claims", runs=True)
    c.add_argument("names", nargs="*", default=["all"], metavar="all | SOURCE | ID", help="what to check")
    c.add_argument("--strict", action="store_true", help="fail on any claim that does not hold, expected or not")
    c.add_argument("--accept", action="store_true", help="write the verdicts found as the expected ones")
    c.add_argument("--json", action="store_true", help="the report as JSON on stdout")
    told = ", ".join(f"{name}: {draws}" for name, draws in PROFILES.items())
    c.add_argument("--profile", choices=PROFILES, help=f"how many instances a search may draw ({told})")
    c.add_argument("--draws", type=_number(1), metavar="N", help="the same, as a number")
    c.add_argument("--seed", type=_number(0), metavar="S", help="where the draws begin (0)")
    command("list", _list, "list the claims")
    c = command("show", _show, "the card of a claim: print, reading, verdict, proof or witness", runs=True)
    c.add_argument("id")
    c = command("search", _search, "look for counterexamples to a claim, also to what is proved", runs=True)
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
    c = command("verify", _verify, "re-check every proof and witness of a report, in a process without SymPy")
    c.add_argument("folder", nargs="?", default="reports")
    c = command("report", _report, "check everything and write reports/", runs=True)
    c.add_argument("--to", type=Path, default=Path("reports"), metavar="FOLDER", help="where (reports)")
    c.add_argument("--check", action="store_true", help="write nothing; fail if the folder is stale")
    c = command("mutate", _mutate, "derive wrong forms of claims that hold; each must be refuted", runs=True)
    c.add_argument("names", nargs="*", default=["all"], metavar="all | SOURCE | ID", help="what to mutate")
    c.add_argument("--draws", type=_number(1), metavar="N", default=400, help="exact draws a mutant (400)")
    c.add_argument("--seed", type=_number(0), metavar="S", help="where the draws begin (0)")
    c.add_argument("--limit", type=_number(0), metavar="N", default=40, help="mutants of a variant (40; 0: all)")
    c.add_argument("--json", action="store_true", help="what was found as JSON on stdout")
    c.add_argument("--write", action="store_true", help="write mutation.json")
    c.add_argument("--check", action="store_true", help="mutate nothing; re-check the witnesses in mutation.json")
    c.add_argument("--to", type=Path, default=Path("reports"), metavar="FOLDER", help="where (reports)")
    c = command("coverage", _coverage, "inventory entries without a claim")
    c.add_argument("--inventory", type=Path, metavar="PATH", help="a foreign inventory: source.toml, or a JSON list")
    return parser


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


def _run_checks(registry: Registry, names: Sequence[str], options: argparse.Namespace) -> list[ClaimResult]:
    """In worker processes, with a bar on a terminal. Raises `Interrupted`."""
    from bnproof.cache import Cache, default_folder
    from bnproof.establish import Settings
    from bnproof.pool import Pool
    from bnproof.progress import watched
    from bnproof.run import check
    from bnproof.search.refute import Budget

    settings = Settings(Budget(draws=options.draws or PROFILES[options.profile]), options.seed)
    cache = None if options.no_cache else default_folder()
    jobs = options.jobs or os.cpu_count() or 1
    folders = [s.folder for s in registry.sources]
    with Pool(folders, settings, jobs, options.time_limit, cache) as pool:
        chosen = registry.select(names)
        with watched(pool.find, len(chosen)) as find:
            results = check(registry, chosen, find=find)
    if cache:
        Cache(cache).prune()
    return results


def _check(options: argparse.Namespace) -> int:
    from bnproof import expect
    from bnproof.judge import exit_code, stronger
    from bnproof.run import Interrupted

    registry = Registry.load(options.checks)
    for source in registry.sources:
        expect.read(source.folder)  # a broken one is told before the work
    complete = True
    try:
        results = _run_checks(registry, options.names or ["all"], options)
    except Interrupted as stop:
        results, complete = stop.results, False
    if options.accept and complete:
        for path in expect.accept(r for r in results if not r.stopped):
            print(f"wrote {path}", file=sys.stderr)
    if options.json:
        from bnproof.report.data import report_json

        report = report_json(registry, results) | ({} if complete else {"complete": False})
        print(json.dumps(report, indent=1, sort_keys=True))
    else:
        _print_results(results)
    stopped = {f"{r.id}/{v.name}" for r in results for v in r.variants if v.stopped}
    stopped |= {r.id for r in results if r.stopped and r.verdict == "UNDECIDED"}
    rows = [(key, row) for key, row in expect.compared(results) if key not in stopped]
    for key, row in rows:
        if stronger(row):
            print(f"notice: {key} is {row.verdict}, expected {row.expected}", file=sys.stderr)
        elif exit_code([row], options.strict):
            print(f"{key} is {row.verdict}, expected {row.expected or 'to hold'}", file=sys.stderr)
    code = exit_code((row for _, row in rows), options.strict)
    for r in (r for r in results if r.stopped):
        print(f"{r.id} was stopped: {next(v.reason for v in r.variants if v.stopped)}", file=sys.stderr)
    if not complete:
        print(f"bnproof: stopped; {len(results)} claims were finished", file=sys.stderr)
    return code or (3 if stopped or not complete else 0)


def _print_results(results: Sequence[ClaimResult]) -> None:
    from rich.console import Console
    from rich.markup import escape

    console = Console(highlight=False, soft_wrap=True)
    for r in results:
        where = escape(r.source.entry(r.claim).where)
        console.print(f"[{_colour(r.verdict)}]{r.verdict:12}[/] {r.id:24} {where}")
        for v in r.variants:
            alive = v.role == "mutant" and v.verdict != "VIOLATED"
            if v.role not in ("printed", "mutant") or alive or v.reason:
                reason = f" ({v.reason})" if v.reason and v.role != "mutant" else ""
                form = f"{v.role}: {escape(v.name + reason)}"
                console.print(f"             [{_colour(v.verdict)}]{v.verdict:10}[/] {form}")
    kinds = Counter(str(r.verdict) for r in results)
    mutants = [v for r in results for v in r.variants if v.role == "mutant"]
    killed = sum(v.verdict == "VIOLATED" for v in mutants)
    counted = ", ".join(f"{n} {kind}" for kind, n in sorted(kinds.items()))
    console.print(f"{len(results)} claims: {counted}; {killed} of {len(mutants)} wrong variants refuted")


def _colour(verdict: str) -> str:
    from bnproof.judge import HOLDS

    if verdict in HOLDS:
        return "green"
    return "red" if verdict in ("VIOLATED", "MALFORMED", "CONFLICT", "ERROR") else "yellow"


def _list(options: argparse.Namespace) -> int:
    for source in Registry.load(options.checks).sources:
        print(f"{source.id}: {source.title} ({source.venue})")
        for c in source.claims:
            print(f"  {c.id:28} {source.entry(c).where}")
    return 0


def _show(options: argparse.Namespace) -> int:
    from bnproof.report.markdown import card

    registry = Registry.load(options.checks)
    _claim(registry, options.id)
    results = _run_checks(registry, [options.id], options)
    print(card(registry, next(r for r in results if r.id == options.id)))
    return 0


def _search(options: argparse.Namespace) -> int:
    from bnproof.attack import attacked, data, exit_code, told
    from bnproof.establish import Settings
    from bnproof.search.refute import Budget

    registry = Registry.load(options.checks)
    claim = _claim(registry, options.id)
    names = [v.name for v in claim.variants]
    if options.variant not in (None, *names):
        raise UsageError(f"{claim.id} has no variant {options.variant!r}; it has {', '.join(names)}")
    usual = argparse.Namespace(**{**vars(options), "draws": None, "seed": 0})
    results = _run_checks(registry, [claim.id], usual)
    variants = next(r for r in results if r.id == claim.id).variants
    settings = Settings(Budget(draws=options.draws), options.seed)
    attacks = attacked(claim, variants, options.variant, settings)
    if options.json:
        print(json.dumps(data(claim, attacks, settings), indent=1, sort_keys=True))
    else:
        print("\n".join(line for a in attacks for line in told(a)))
    for a in (a for a in attacks if a.conflict):
        name, verdict = f"{claim.id}/{a.variant.name}", a.variant.verdict
        print(f"bnproof: CONFLICT: {name} is {verdict} and has a witness", file=sys.stderr)
    return exit_code(attacks)


def _mutate(options: argparse.Namespace) -> int:
    from bnproof.mutate.report import data, told
    from bnproof.mutate.run import holding, rows
    from bnproof.search.refute import Budget

    if options.check:
        return _mutation_check(options)
    if options.write:
        _writable(options.to)
    registry = Registry.load(options.checks)
    names = options.names or ["all"]
    chosen = {claim.id for _, claim in registry.select(names)}
    usual = argparse.Namespace(**{**vars(options), "draws": None, "seed": 0})
    results = [r for r in _run_checks(registry, names, usual) if r.id in chosen]
    budget, limit, jobs = Budget(draws=options.draws, shrinks=0), options.limit or None, options.jobs or os.cpu_count()
    found = []
    for row in rows(registry, holding(results), budget, options.seed, limit, jobs or 1):
        found.append(row)
        done = f"{row['counts']['killed']} killed, {row['counts']['survived']} survived"
        print(f"{row['claim']}/{row['variant']}: {done}", file=sys.stderr)
    made = data(found, budget, options.seed, limit)
    if options.json:
        print(json.dumps(made, indent=1, sort_keys=True))
    else:
        print("\n".join(told(found)))
    if options.write:
        from bnproof.files import write_whole
        from bnproof.report.write import json_text

        options.to.mkdir(parents=True, exist_ok=True)
        write_whole(options.to / "mutation.json", json_text(made))
        print(f"wrote {options.to / 'mutation.json'}", file=sys.stderr)
    return 1 if made["unkilled"] else 0


def _mutation_check(options: argparse.Namespace) -> int:
    from bnproof.mutate.recheck import admissions, wrong
    from bnproof.report.mutation import FILE, read

    made = read(options.to)
    if made is None:
        raise UsageError(f"{options.to / FILE} is missing: bnproof mutate all --write")
    registry = Registry.load(options.checks)
    found = list(wrong(made, registry.statement, admissions(registry)))
    for line in found:
        print(line, file=sys.stderr)
    counts = made["counts"]
    print(f"{counts['killed'] + counts['ill-posed']} witnesses, {len(found)} complaints")
    return 1 if found else 0


def _claim(registry: Registry, id: str) -> Claim:
    """Raises `UsageError` with the nearest name."""
    if id not in registry.claims:
        registry.select([id])
        raise UsageError(f"{id} is a source, not a claim")
    return registry.claims[id][1]


def _verify(options: argparse.Namespace) -> int:
    extra = [str(p) for p in options.checks]
    command = [sys.executable, "-m", "bnproof.verify", options.folder, *extra]
    return subprocess.run(command, check=False).returncode


def _report(options: argparse.Namespace) -> int:
    from bnproof.judge import FATAL
    from bnproof.report.mutation import read
    from bnproof.report.write import differences, environment_file, files, write

    if not options.check:
        _writable(options.to)
    registry = Registry.load(options.checks)
    results = _run_checks(registry, ["all"], options)
    if any(r.stopped for r in results):
        for r in (r for r in results if r.stopped):
            print(f"{r.id} was stopped: {next(v.reason for v in r.variants if v.stopped)}", file=sys.stderr)
        print("bnproof: no report of what was stopped", file=sys.stderr)
        return 3
    if broken := [r.id for r in results if r.verdict in FATAL]:
        print(f"bnproof: no report of what failed: {', '.join(broken)}", file=sys.stderr)
        return 2
    made = files(registry, results, read(options.to))
    if options.check:
        stale = differences(options.to, made)
        for name in stale:
            print(f"stale: {options.to / name}", file=sys.stderr)
        return 1 if stale else 0
    write(options.to, {**made, **environment_file(results)})
    print(f"wrote {len(made)} files to {options.to}")
    return 0


def _writable(folder: Path) -> None:
    """Raises `UsageError`: better before the work than after."""
    there = next(p for p in (folder, *folder.absolute().parents) if p.exists())
    if not there.is_dir():
        raise UsageError(f"--to {folder}: {there} is no folder")
    if not os.access(there, os.W_OK | os.X_OK):
        raise UsageError(f"--to {folder}: {there} cannot be written")


def _coverage(options: argparse.Namespace) -> int:
    registry = Registry.load(options.checks)
    if options.inventory:
        inventories = {str(options.inventory): _foreign(options.inventory)}
    else:
        inventories = {s.id: [e.id for e in s.entries] for s in registry.sources}
    outside = {e.id: e.out_of_scope for s in registry.sources for e in s.entries if e.out_of_scope}
    for name, ids in inventories.items():
        missing = [i for i in ids if i not in registry.claims and i not in outside]
        apart = [i for i in ids if i in outside]
        told = f", {len(apart)} are out of scope" if apart else ""
        print(f"{name}: {len(ids) - len(missing) - len(apart)} of {len(ids)} entries have a claim{told}")
        for i in apart:
            print(f"  out of scope {i}: {outside[i]}")
        for i in missing:
            print(f"  missing {i}")
    return 0


def _foreign(path: Path) -> list[str]:
    """Ids of an inventory: a `source.toml`, or a JSON list of objects with an `id`. Raises `UsageError`."""
    if path.suffix == ".toml":
        return [e.id for e in read_source(path.parent, path.name).entries]
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return [str(entry["id"]) for entry in data]
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from None
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise UsageError(f"{path}: no list of entries with an id ({error})") from None
