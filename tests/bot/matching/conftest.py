"""Both ways of computing scores in bulk."""

import importlib.util

import pytest

from tests.conftest import required


@pytest.fixture(params=["numpy", "numba"])
def kernel(request: pytest.FixtureRequest) -> str:
    """A kernel of the index; the compiled one only where it is installed."""
    if request.param == "numba" and importlib.util.find_spec("numba") is None:
        assert not required("numba"), "PAPERROUND_REQUIRE names numba, but it is not installed"
        pytest.skip("numba is not installed; it comes with the extra 'scale'")
    return str(request.param)
