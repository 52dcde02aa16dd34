"""The ways to compute scores in bulk, by name."""

from bot.core.matching.reverse.numpy_kernel import numpy_kernel
from bot.core.matching.reverse.problem import Kernel


def kernel_called(name: str) -> Kernel:
    """How scores are computed.

    :param name: ``numpy`` or ``numba``.
    :raises ValueError: there is no such kernel.
    :raises ModuleNotFoundError: numba is not installed.
    """
    if name == "numpy":
        return numpy_kernel
    if name == "numba":
        from bot.core.matching.reverse.numba_kernel import numba_kernel  # noqa: PLC0415 - an extra

        return numba_kernel
    raise ValueError(f"There is no kernel {name!r}; choose numpy or numba.")
