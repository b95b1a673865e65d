"""Running: several claims at once, limits that stop one claim alone, Ctrl-C, progress."""

import json
import os
import pty
import signal
import subprocess
import sys
import threading

import pytest
from conftest import ROOT

from bnproof.cli import main
from bnproof.establish import Settings
from bnproof.pool import Pool
from bnproof.registry import Registry, UsageError
from bnproof.run import Interrupted, check, here

SQUARE = """
@claim("toy-{0}")
def claim_{0}(S, *, relation=le):
    return relation(0, S.real("x") ** 2)

claim_{0}.mutant("strict", relation=lt)
"""
OPEN = '@claim("toy-open")\ndef open(S):\n    x, y = S.real("x"), S.real("y")\n'
OPEN += "    return le(2 * x * y, x**2 + y**2)\n"
SCRIPT = '@claim("toy-run")\ndef run(S):\n    return le(0, S.real("x") ** 2)\n@run.proof()\ndef _(p, o):\n'
RUNAWAY = {
    "claim function": '@claim("toy-run")\ndef run(S):\n    while True:\n        pass\n',
    "script": SCRIPT + "    while True:\n        pass\n",
    "one long call in C": SCRIPT + "    from flint import fmpz\n    fmpz(3) ** (10**10) % 7\n",
    "deaf to signals": SCRIPT
    + "    import signal, time\n    signal.signal(signal.SIGTERM, signal.SIG_IGN)\n    time.sleep(1000)\n",
}
READINGS = """
@claim("toy-run")
def run(S, *, slow=False):
    while slow:
        pass
    return le(0, S.real("x") ** 2)

run.reading("fast")
run.reading("slow", slow=True)
"""


@pytest.fixture(autouse=True)
def environment(monkeypatch, tmp_path):
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("BNPROOF_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def cli(capfd, make_source):
    """Checks a claim file given by its text; returns exit code, output and errors."""

    def run(text, *options):
        folder = text if not isinstance(text, str) else make_source(text)
        code = main(["check", "toy", "--checks", str(folder), *map(str, options)])
        return code, *capfd.readouterr()

    return run


def verdicts(out):
    return {c["id"]: c["verdict"] for c in json.loads(out)["claims"]}


def reasons(out):
    return {c["id"]: [v["reason"] for v in c["variants"]] for c in json.loads(out)["claims"]}


# ---- several at once ----
def test_the_number_of_jobs_changes_no_byte(cli, make_source):
    folder = make_source("".join(SQUARE.format(k) for k in range(6)) + OPEN)
    outputs = [cli(folder, "--json", "--no-cache", "--jobs", n) for n in (1, 2, 8, 0)]
    assert all(made == outputs[0] for made in outputs)
    assert list(verdicts(outputs[0][1])) == [*(f"toy-{k}" for k in range(6)), "toy-open"]


def test_workers_find_what_this_process_finds(registry, results):
    """Evidence and all, on the shipped claims."""
    chosen = registry.select(["wiki", "kohler-eq13"])
    folders = [s.folder for s in registry.sources]
    with Pool(folders, Settings(), jobs=2) as pool:
        found = check(registry, chosen, find=pool.find)
    assert [r.id for r in found] == [id for id in registry.claims if id in {r.id for r in found}]
    for r in found:
        assert (r.verdict, r.variants) == (results[r.id].verdict, results[r.id].variants)


def test_what_a_proof_uses_is_checked_in_the_workers_too(registry):
    with Pool([s.folder for s in registry.sources], Settings()) as pool:
        found = check(registry, registry.select(["kohler-thm1-eq14"]), find=pool.find)
    assert len(found) > 1
    assert {str(r.verdict) for r in found} == {"PROVED"}


def test_a_worker_that_cannot_start_is_told(registry, tmp_path, capfd):
    with Pool([tmp_path / "nowhere"], Settings()) as pool, pytest.raises(UsageError, match="did not start"):
        check(registry, registry.select(["cai-eq4"]), find=pool.find)
    assert "source.toml: No such file" in capfd.readouterr().err


def test_what_claim_files_print_is_not_taken_for_an_answer(cli):
    text = SQUARE.format(1).replace("    return", '    print("{")\n    return')
    code, out, _ = cli(text, "--json")
    assert (code, verdicts(out)) == (0, {"toy-1": "PROVED"})


# ---- limits ----
@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("how", RUNAWAY)
def test_a_runaway_is_stopped_alone(cli, tmp_path, how, jobs):
    code, out, err = cli(
        SQUARE.format(1) + RUNAWAY[how] + SQUARE.format(2), "--json", "--time-limit", 1, "--jobs", jobs
    )
    assert verdicts(out) == {"toy-1": "PROVED", "toy-run": "UNDECIDED", "toy-2": "PROVED"}
    assert reasons(out)["toy-run"] == ["time limit"]
    assert (code, err) == (3, "toy-run was stopped: time limit\n")
    kept = [json.loads(p.read_text()) for p in (tmp_path / "cache").iterdir()]
    assert len(kept) == 4
    assert "toy-run" not in json.dumps(kept)


def test_what_was_answered_before_the_limit_stays(cli):
    code, out, _ = cli(READINGS, "--json", "--time-limit", 1)
    (claim,) = json.loads(out)["claims"]
    assert [v["verdict"] for v in claim["variants"]] == ["PROVED", "UNDECIDED"]
    assert (code, claim["verdict"]) == (3, "UNDECIDED")  # not DEPENDS: nothing is known to disagree


@pytest.mark.parametrize("expected", ["VIOLATED", "UNDECIDED", "PROVED"])
def test_what_is_stopped_exits_3_whatever_was_expected(cli, make_source, expected):
    folder = make_source(RUNAWAY["script"])
    (folder / "expected.json").write_text(json.dumps({"toy-run": expected, "toy-run/printed": expected}))
    assert cli(folder, "--time-limit", 1)[0] == 3


def test_what_is_stopped_is_not_accepted(cli, make_source):
    folder = make_source(RUNAWAY["script"] + '@claim("toy-f")\ndef f(S):\n    return lt(0, S.real("x") ** 2)\n')
    before = {"toy-run": "SURVIVED", "toy-run/printed": "SURVIVED"}
    (folder / "expected.json").write_text(json.dumps(before))
    assert cli(folder, "--time-limit", 1, "--accept")[0] == 3
    after = json.loads((folder / "expected.json").read_text())
    assert after == before | {"toy-f": "VIOLATED", "toy-f/printed": "VIOLATED"}


def test_no_report_is_written_of_what_was_stopped(make_source, tmp_path, capfd):
    folder = make_source(RUNAWAY["script"])
    arguments = ["report", "--to", str(tmp_path / "to"), "--checks", str(folder), "--time-limit", "5"]
    assert main([*arguments, "--jobs", "0"]) == 3
    *stopped, last = capfd.readouterr().err.splitlines()
    assert "toy-run was stopped: time limit" in stopped  # where the machine is busy, others too
    assert last == "bnproof: no report of what was stopped"
    assert not (tmp_path / "to").exists()


@pytest.mark.parametrize(
    ("line", "verdict", "reason", "code"),
    [
        ("raise MemoryError", "UNDECIDED", "memory limit", 3),
        (
            "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
            "UNDECIDED",
            "memory limit (ended by signal 9)",
            3,
        ),
        ("import os; os._exit(7)", "ERROR", "its process ended with code 7", 2),
        ("raise SystemExit(0)", "ERROR", "SystemExit: 0 (claims.py, line 7)", 2),
        ("raise RecursionError", "ERROR", "RecursionError: (claims.py, line 7)", 2),
    ],
)
def test_a_process_that_dies_takes_no_other_claim_along(cli, line, verdict, reason, code):
    got, out, _ = cli(SCRIPT + f"    {line}\n" + SQUARE.format(1), "--json")
    assert (got, verdicts(out)) == (code, {"toy-run": verdict, "toy-1": "PROVED"})
    assert reasons(out)["toy-run"] == [reason]


# ---- Ctrl-C ----
ANNOUNCED = """
@claim("toy-{0}")
def {0}(S):
    import sys
    print("running", file=sys.stderr, flush=True)
    while True:
        pass
"""


def _hears_ctrl_c():
    """Also where these tests run in the background of a shell, which has its jobs ignore it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.parametrize("options", [["--jobs", "1"], ["--jobs", "2"], ["--jobs", "2", "--accept"]])
def test_ctrl_c_leaves_what_was_finished(make_source, options):
    """Each worker checks a claim, then says that it has come to one without end."""
    jobs = int(options[1])
    text = SQUARE.format(1) + ANNOUNCED.format("run") + SQUARE.format(2) + ANNOUNCED.format("again")
    folder = make_source(text)
    command = [sys.executable, "-m", "bnproof", "check", "toy", "--checks", str(folder), "--json", *options]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=_hears_ctrl_c
    )
    for _ in range(jobs):
        assert process.stderr.readline() == "running\n"
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    report = json.loads(out)
    assert (process.returncode, report["complete"]) == (3, False)
    assert [c["id"] for c in report["claims"]] == ["toy-1", "toy-2"][:jobs]
    assert {c["verdict"] for c in report["claims"]} == {"PROVED"}
    assert "Traceback" not in err
    assert not (folder / "expected.json").exists()


def test_a_complete_report_does_not_say_otherwise(cli):
    assert "complete" not in json.loads(cli(SQUARE.format(1), "--json")[1])


def test_an_interrupted_check_carries_its_results(toy):
    registry = toy(SQUARE.format(1) + SQUARE.format(2))

    def find(chosen):
        first, *_ = here(registry, Settings())(chosen)
        yield first
        raise KeyboardInterrupt

    with pytest.raises(Interrupted) as stopped:
        check(registry, registry.select(["all"]), find=find)
    assert [(r.id, r.verdict) for r in stopped.value.results] == [("toy-1", "PROVED")]


def test_no_worker_outlives_its_pool(make_source):
    with Pool([make_source(RUNAWAY["script"])], Settings()) as pool:
        busy = pool._executor.submit(pool._ask, "toy-run", 1)
        (worker,) = pool._workers
        threading.Event().wait(0.5)
        assert not busy.done()
    assert worker._process.poll() is not None


# ---- progress ----
def on_terminal(*arguments):
    """What a command writes to a stderr that is a terminal."""
    main_end, other_end = pty.openpty()
    command = [sys.executable, "-m", "bnproof", *map(str, arguments)]
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "100"}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=other_end, env=environment)
    os.close(other_end)
    seen = b""
    try:
        while chunk := os.read(main_end, 65536):
            seen += chunk
    except OSError:  # the other end is closed
        pass
    out, _ = process.communicate(timeout=20)
    os.close(main_end)
    return process.returncode, out.decode(), seen.decode()


def test_progress_is_shown_on_a_terminal_and_nowhere_else(cli, make_source):
    folder = make_source(SQUARE.format(1) + SQUARE.format(2))
    code, out, seen = on_terminal("check", "toy", "--checks", folder)
    assert (code, "2/2" in seen) == (0, True)
    assert cli(folder) == (0, out, "")


# ---- how much is searched ----
@pytest.mark.parametrize(
    ("options", "draws"),
    [
        ([], 400),
        (["--profile", "quick"], 100),
        (["--profile", "default"], 400),
        (["--profile", "thorough"], 4000),
        (["--profile", "thorough", "--draws", 7], 7),
        (["--draws", 7, "--profile", "quick"], 7),
    ],
)
def test_profiles_set_the_draws_and_draws_override(cli, options, draws):
    (claim,) = json.loads(cli(OPEN, "--json", *options)[1])["claims"]
    assert [v["draws"] for v in claim["variants"]] == [draws]


def test_the_seed_decides_the_draws(cli, make_source):
    vectors = '    v, u = S.vector("v", "d"), S.vector("u", "d")\n'
    rare = "    return lt((v @ u) ** 2, 9 * norm2(v) * norm2(u) / 10 + 1)\n"
    folder = make_source('@claim("toy-f")\ndef f(S):\n' + vectors + rare)
    found = [json.loads(cli(folder, "--json", "--no-cache", "--seed", s)[1])["claims"] for s in (*range(6), 0)]
    assert found[0] == found[-1]
    assert len({json.dumps(claims) for claims in found}) > 1


def test_registry_of_a_pool_is_read_from_the_same_folders(make_source):
    folder = make_source(SQUARE.format(1))
    registry = Registry.load([folder])
    with Pool([s.folder for s in registry.sources], Settings()) as pool:
        assert [r.id for r in check(registry, registry.select(["toy"]), find=pool.find)] == ["toy-1"]
