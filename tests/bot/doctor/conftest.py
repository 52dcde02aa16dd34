"""A service that is well."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bot.channels.smtp_sink import SmtpSink
from tests.bot.doctor.doctor_world import World, make_catalog
from tests.scrapers.hostile_site import HostileSite


@pytest.fixture(scope="session")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The catalog of a service that is well."""
    path = tmp_path_factory.mktemp("doctor") / "paperround.db"
    make_catalog(path)
    return path


@pytest.fixture
def world(tmp_path: Path, catalog: Path) -> Iterator[World]:
    """Nothing is wrong with it yet."""
    shutil.copy(catalog, tmp_path)
    with HostileSite() as site, SmtpSink() as sink:
        yield World(tmp_path, site, sink)
