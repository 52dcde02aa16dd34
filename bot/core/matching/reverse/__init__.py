"""Reverse search: one day's papers against all profiles at once, with the numbers of the readable scorer.

``features`` what all profiles look for, each once; ``clues`` what of it can be seen without looking closely; ``day``
the papers of one day as columns; ``rows`` how well each paper answers each feature; ``numpy_kernel`` and
``numba_kernel`` from there to scores; ``index`` puts them together.
"""
