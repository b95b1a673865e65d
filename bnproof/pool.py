"""Checks claims in worker processes: several at once, and each only for so long.

A worker that overruns is killed, in whatever code it is, and its claim reported; a new one takes its place.
Threads of a `concurrent.futures` executor wait for the answers.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, NamedTuple

from bnproof.establish import MEMORY_LIMIT, Settings
from bnproof.judge import Findings, Verdict
from bnproof.model import Claim, Variant
from bnproof.registry import Source, UsageError
from bnproof.result import ClaimResult, VariantResult, blank, result_of

TIME_LIMIT = "time limit"
ALARM = -14  # the worker's own clock, which is slower
OUT_OF_MEMORY = (-6, -9)  # the signals by which libraries and the system end a process that has none left


class Worker:
    """One child process."""

    def __init__(self, head: str) -> None:
        # in a session of its own: Ctrl-C is for the parent, who then decides
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bnproof.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            start_new_session=True,
        )
        self._ready = False
        self._tell(head)

    def ready(self) -> bool:
        """Waits until it has loaded the claims; False if it could not."""
        self._ready = self._ready or bool(self._answers(1))
        return self._ready

    def ask(self, claim: str, count: int) -> list[Any]:
        """So many answers; fewer if it ends before."""
        self._tell(json.dumps(claim))
        return self._answers(count)

    def _answers(self, count: int) -> list[Any]:
        assert self._process.stdout is not None
        found: list[Any] = []
        while len(found) < count and (line := self._process.stdout.readline()).endswith("\n"):
            found.append(json.loads(line))
        return found

    def _tell(self, line: str) -> None:
        assert self._process.stdin is not None
        with suppress(OSError):  # it has ended, and will not answer
            print(line, file=self._process.stdin, flush=True)

    def kill(self) -> None:
        self._process.kill()

    def ended(self) -> int:
        """Its exit code, once it has answered its last."""
        try:
            code = self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            code = self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                stream.close()  # type: ignore[union-attr]
        return code


class Answer(NamedTuple):
    """What came back for a claim: a row for each variant until it was stopped, and why it was."""

    rows: list[Any]
    stopped: str  # by which limit, if by one
    error: str
    seconds: float


class Pool:
    """`jobs` workers, started when needed. Use it in a `with` statement."""

    def __init__(
        self,
        folders: Iterable[Path],
        settings: Settings,
        jobs: int = 1,
        seconds: float = 120,
        cache: Path | None = None,
    ) -> None:
        self._seconds = seconds
        self._head = json.dumps(
            {
                "folders": [str(f.resolve()) for f in folders],
                "budget": asdict(settings.budget),
                "seed": settings.seed,
                "cache": str(cache.resolve()) if cache else None,
                "seconds": seconds,
            }
        )
        self._executor = ThreadPoolExecutor(jobs)
        self._lock = threading.Lock()
        self._closed = False
        self._workers: set[Worker] = set()
        self._idle: list[Worker] = []
        self._idle.append(self._started())  # it loads while the caller goes on

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *exception: object) -> None:
        with self._lock:
            self._closed = True
            for worker in tuple(self._workers):
                worker.kill()
        self._executor.shutdown(cancel_futures=True)
        for worker in tuple(self._workers):
            worker.ended()

    def find(self, chosen: Iterable[tuple[Source, Claim]]) -> Iterator[ClaimResult]:
        """The results, not judged, as they come."""
        asked = {self._executor.submit(self._ask, c.id, len(c.variants)): (s, c) for s, c in chosen}
        todo = dict(asked)
        try:
            for future in as_completed(asked):
                yield _result(*asked[future], future.result())
                del todo[future]
        except KeyboardInterrupt:  # what was finished by then counts, even if nobody had looked at it yet
            yield from [_result(*todo[f], f.result()) for f in todo if f.done() and not f.exception()]
            raise

    # ---- in the threads ------------------------------------------------------------------------------------
    def _ask(self, claim: str, count: int) -> Answer:
        with self._lock:
            worker = self._idle.pop() if self._idle else None
        worker = worker or self._started()
        if not worker.ready():
            raise UsageError("a worker process did not start")
        start, overran = time.perf_counter(), threading.Event()

        def stop() -> None:
            overran.set()
            worker.kill()

        timer = threading.Timer(self._seconds, stop)
        timer.start()
        rows = worker.ask(claim, count)
        timer.cancel()
        timer.join()
        seconds = time.perf_counter() - start
        if len(rows) == count and not overran.is_set():
            self._idle.append(worker)
            return Answer(rows, "", "", seconds)
        code = worker.ended()
        self._workers.discard(worker)
        if overran.is_set() or code == ALARM:
            return Answer(rows, TIME_LIMIT, "", seconds)
        if code in OUT_OF_MEMORY:
            return Answer(rows, f"{MEMORY_LIMIT} (ended by signal {-code})", "", seconds)
        return Answer(rows, "", f"its process ended with code {code}", seconds)

    def _started(self) -> Worker:
        with self._lock:
            if self._closed:
                raise RuntimeError("the pool is closed")
            worker = Worker(self._head)
            self._workers.add(worker)
            return worker


def _result(source: Source, claim: Claim, answer: Answer) -> ClaimResult:
    known = [result_of(v, row) for v, row in zip(claim.variants, answer.rows, strict=False)]
    missing = [_missing(v, answer) for v in claim.variants[len(known) :]]
    return ClaimResult(source, claim, Verdict.UNDECIDED, (*known, *missing), answer.seconds)


def _missing(variant: Variant, answer: Answer) -> VariantResult:
    reason = answer.stopped or answer.error
    return blank(variant, reason=reason, stopped=bool(answer.stopped), findings=Findings(error=answer.error))
