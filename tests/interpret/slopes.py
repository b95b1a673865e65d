"""Random derivatives, by a real variable or by a vector."""

from interpret.trees import Trees
from proving import slope, sym

from bnproof.statement.nodes import Node


def random_slope(seed: int) -> tuple[Trees, Node]:
    """The derivative, by a number for odd seeds; and the source of more terms at the same symbols."""
    trees = Trees(seed)
    trees.roots = 3
    symbol, point = (sym("s#5"), trees.real(1)) if seed % 2 else (sym("s#5", "vec[d]"), trees.vector("d", 1))
    return trees, slope(symbol, trees._under(symbol, trees.real, 3), point)
