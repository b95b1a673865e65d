"""A bar on stderr while claims are checked, where stderr is a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from bnproof.model import Claim
from bnproof.registry import Source
from bnproof.result import ClaimResult
from bnproof.run import Find


@contextmanager
def watched(find: Find, total: int) -> Iterator[Find]:
    """`find`, with results that move the bar. `total`: how many are asked for; what they use comes on top."""
    if not sys.stderr.isatty():
        yield find
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task("", total=total)

        def found(chosen: Iterable[tuple[Source, Claim]]) -> Iterator[ClaimResult]:
            todo = list(chosen)
            finished = int(progress.tasks[0].completed)
            progress.update(bar, total=finished + len(todo))
            for result in find(todo):
                progress.update(bar, advance=1, description=result.id)
                yield result

        yield found
