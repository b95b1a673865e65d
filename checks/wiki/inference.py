"""Population statistics for inference, from the statistics of mini-batches."""

from __future__ import annotations

from bnproof import basis, claim, dim, eq, le, lt, norm2, num, ones


def draws(S, one, mean, both, spread):
    """E_B[sigma_B^2] of m draws x_i = X e_i with E[x_i] = mean, E[x_i x_j] = both, and E[x_i^2] larger by the spread.

    Random variables are vectors of L2 and E[f h] their inner product; `one` is the constant 1. The E[x_i x_j] are the
    entries of X^T X. No more matters of the law of a batch.
    """
    X, z, m = S.map("X", "m", "L2"), S.vector("z", "m"), ones("m")
    moments = S.for_all(z, eq(X.T @ (X @ z), spread * z + both * (m @ z) * m))
    S.assume(eq(X.T @ one, mean * m), moments)
    batch_mean = X @ m / dim("m")
    deviations = S.over("m", lambda i: norm2(X @ basis("m", i) - batch_mean))
    S.let(moments=moments, spread=spread, deviations=deviations)
    return deviations / dim("m")


def independent(S):
    """Each draw has the law of x, and any two are uncorrelated."""
    x, one = S.vector("x", "L2"), S.vector("one", "L2", "unit")
    mean = one @ x
    variance = norm2(x - mean * one)
    return variance, draws(S, one, mean, mean**2, variance)


def without_replacement(S):
    """A random subset of the N numbers x: with equal chances, any two draws have the correlation -1/(N - 1)."""
    x, one, N = S.vector("x", "N"), S.vector("one", "L2", "unit"), dim("N")
    S.assume(lt(1, N), le(dim("m"), N))
    mean = (ones("N") @ x) / N
    variance = norm2(x - mean * ones("N")) / N
    covariance = -variance / (N - 1)
    return variance, draws(S, one, mean, mean**2 + covariance, variance - covariance)


def finite_population(S):
    """Draws are never twice the same number, which makes E_B[sigma_B^2] larger by N/(N - 1)."""
    variance, of_batches = without_replacement(S)
    return variance, (dim("N") - 1) / dim("N") * of_batches


def parts(S):
    """The k rows of X are the batches, all its entries are the training set."""
    X, one = S.map("X", "m", "k"), ones("m")
    size = dim("m") * dim("k")
    mean = (ones("k") @ (X @ one)) / size

    def average(centre):
        def deviations(b):
            row = X.T @ basis("k", b)
            return norm2(row - centre(row) * one)

        return S.over("k", deviations) / size

    return average(lambda row: mean), average(lambda row: (one @ row) / dim("m"))


@claim("wiki-pop-var")
def population_variance(S, *, batches=independent, factor=lambda m: m / (m - 1)):
    """For m >= 2: at m = 1 the factor is undefined. sigma_B^2 is the mean of squares, as the page defines it.

    The page leaves open how batches are drawn, and over which of them E_B is the mean.
    """
    m = dim("m")
    S.assume(lt(1, m))
    variance, of_batches = batches(S)
    return eq(variance, factor(m) * of_batches)


@population_variance.proof("independent draws", "finite population")
def _(p, o):
    """E[(x_i - mu_B)^2] = (1 - 1/m) (E[x_i^2] - E[x_i x_j]) for each i."""
    one, m = ones("m"), dim("m")
    same = eq(o.deviations, p.over("m", lambda i: (1 - 1 / m) * o.spread))

    def each(q):
        e = basis("m", q.termwise())
        at_e, at_one = (q.instantiate(o.moments, v) for v in (e, one))
        q.ring((e, at_e), (one / m**2 - 2 / m * e, at_one))

    p.have(same, each)
    p.rewrite(same)
    p.ring()


population_variance.reading("independent draws", "of one law, or with replacement")
population_variance.reading(
    "draws without replacement", "a batch is a random subset of the training set", batches=without_replacement
)
population_variance.reading("parts of the training set", "$E_B$ is the mean over one epoch", batches=parts)
population_variance.corrected("finite population", "times $(N-1)/N$", batches=finite_population)
population_variance.mutant("without the factor", factor=lambda m: num(1))
population_variance.mutant("(m + 1)/m", factor=lambda m: (m + 1) / m)
THREE = ((1, 1, 1), (2, 0, 0), (0, 2, 0), (0, 0, 2))
population_variance.example({"m": 2, "L2": 3}, one=(1, 0, 0), x=(1, 2, 0), X=((1, 1), (2, 0), (0, 2)))
population_variance.example({"m": 3, "L2": 4}, one=(1, 0, 0, 0), x=(1, 0, 0, 2), X=THREE)
population_variance.example({"m": 1, "N": 2, "L2": 2}, one=(1, 0), x=(1, -1), X=((0,), (1,)))
PAIRS = ((2, 2), (1, 0), (-1, 1), (0, -1))
population_variance.example({"m": 2, "N": 2, "L2": 2}, one=(1, 0), x=(1, -1), X=((0, 0), (1, -1)))
population_variance.example({"m": 2, "N": 3, "L2": 4}, one=(1, 0, 0, 0), x=(3, 3, 0), X=PAIRS)
