r"""Terms, sentences and statements as LaTeX, in the subset that KaTeX and MathJax share, without macros.

Exact up to laws that hold always: brackets of sums and products, signs of products, a summand 0, a factor 1,
<H v, v> for <v, H v>. Norms are `\lVert v \rVert`, without `\|`, `|`, `\,`, `\{`: Markdown would alter these.
"""
