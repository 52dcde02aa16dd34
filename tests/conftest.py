"""What all tests share: where the dumps and the captures are, and small builders."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent

settings.register_profile("paperround", deadline=None, derandomize=bool(os.environ.get("CI")), print_blob=True)
settings.load_profile("paperround")


@pytest.fixture(scope="session")
def seeds() -> Path:
    """The folder with the five page dumps."""
    return ROOT / "seeds"


def required(part: str) -> bool:
    """Must this part of a test machine be there? Then a test may not be skipped for want of it."""
    return part in os.environ.get("PAPERROUND_REQUIRE", "").split(",")
