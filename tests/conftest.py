"""What all tests share: where the project is, and what may not be skipped."""

import os
from pathlib import Path

from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent

settings.register_profile("paperround", deadline=None, derandomize=bool(os.environ.get("CI")), print_blob=True)
settings.load_profile("paperround")


def required(part: str) -> bool:
    """Must this part of a test machine be there? Then a test may not be skipped for want of it."""
    return part in os.environ.get("PAPERROUND_REQUIRE", "").split(",")
