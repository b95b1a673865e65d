"""The scaling audit: dimensional analysis of statements.

Every symbol gets an unknown weight under a rescaling by c > 0: w becomes c^k w, a function F becomes c^k
F(x/c^m), one of several vectors c^k F(x/c^m, y/c^n). Numbers, integers, unit, basis and all-ones vectors
stay. The weight of a term is a linear form in the unknowns; sums, comparisons and logarithms restrict them.
What a rescaling that keeps the hypotheses does to one side of a true equation it does to the other: sides
that scale differently show a formula that is wrong.

A finding is no refutation. An equation whose sides are 0 everywhere, or whose summands of a wrong degree
cancel by other laws, scales badly and is true; so is an inequality between a left side <= 0 and a right side
>= 0.
"""
