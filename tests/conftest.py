"""What all tests share: where the project is, and what may not be skipped."""

import gc
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent

settings.register_profile("paperround", deadline=None, derandomize=bool(os.environ.get("CI")), print_blob=True)
settings.load_profile("paperround")


def required(part: str) -> bool:
    """Must this part of a test machine be there? Then a test may not be skipped for want of it."""
    return part in os.environ.get("PAPERROUND_REQUIRE", "").split(",")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Use cases are tried on a store in memory and on PostgreSQL, whose difference matters to them; on a file only with
    the slow tests. The store's own tests are spared nothing.
    """
    for item in items:
        given = getattr(item, "callspec", None)
        kinds = (given.params.get("url"), given.params.get("store")) if given else ()
        if "sqlite" in kinds and ROOT / "tests" / "bot" in item.path.parents:
            item.add_marker(pytest.mark.slow)


def pytest_collection_finish() -> None:
    """What was collected stays: the garbage collector need not look through it thousands of times."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _redact_nothing_of_other_tests() -> Iterator[None]:
    """A command redacts the process's logs for good; here the next test is another process's."""
    yield
    common = sys.modules.get("bot.cli.common")
    while common is not None and common._REDACTING:  # noqa: SLF001 - as a new process would have it
        common._REDACTING.pop()()  # noqa: SLF001 - likewise
