"""The worlds a store lives in: an SQLite file, memory, PostgreSQL. Every test has one of its own."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg.sql import SQL, Identifier
from sqlalchemy.engine import make_url

from store.sql import SqlStore, open_store
from store.sql.tables import metadata, version
from tests.conftest import required
from tests.store.emptied import MEMORY, emptied

POSTGRES = os.environ.get("PAPERROUND_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/test")


@pytest.fixture(scope="session")
def postgres() -> Iterator[psycopg.Connection]:
    """A connection to the test server, or a skipped test."""
    try:
        connection = psycopg.connect(POSTGRES, connect_timeout=2, autocommit=True)
    except psycopg.OperationalError as error:
        if required("postgres"):
            raise
        pytest.skip(f"no PostgreSQL at PAPERROUND_TEST_POSTGRES: {error}")
    with connection:
        yield connection


@contextmanager
def fresh_schema(postgres: psycopg.Connection) -> Iterator[str]:
    """The address of a throw-away schema on the test server."""
    name = f"paperround_{uuid4().hex}"
    postgres.execute(f'CREATE SCHEMA "{name}"')
    # Nobody pulls this server's plug: a commit need not wait for its disk. (A space would be written as a plus.)
    url = make_url(POSTGRES).update_query_dict({"options": f"-csynchronous_commit=off\t-csearch_path={name}"})
    yield url.render_as_string(hide_password=False)
    postgres.execute("SET client_min_messages = error")
    postgres.execute(f'DROP SCHEMA "{name}" CASCADE')


@pytest.fixture
def postgres_url(postgres: psycopg.Connection) -> Iterator[str]:
    """A throw-away schema on the test server."""
    with fresh_schema(postgres) as url:
        yield url


@pytest.fixture(scope="module")
def module_postgres_url(postgres: psycopg.Connection) -> Iterator[str]:
    """A throw-away schema for all tests of a module."""
    with fresh_schema(postgres) as url:
        yield url


@pytest.fixture
def file_url(tmp_path: Path) -> str:
    """A file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'catalog.db'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def lasting_url(request: pytest.FixtureRequest) -> str:
    """An empty database that several processes can share."""
    name = "file_url" if request.param == "sqlite" else "postgres_url"
    return str(request.getfixturevalue(name))


@pytest.fixture
def other_url(lasting_url: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """A second empty database of the same kind."""
    if lasting_url.startswith("sqlite"):
        return f"sqlite:///{tmp_path / 'other.db'}"
    context = fresh_schema(request.getfixturevalue("postgres"))
    url = context.__enter__()
    request.addfinalizer(lambda: context.__exit__(None, None, None))  # noqa: PT021 - only on this branch
    return url


@pytest.fixture(scope="session")
def made_schema(postgres: psycopg.Connection) -> Iterator[str]:
    """A schema with all its tables, which takes longer to make than most tests do to run."""
    with fresh_schema(postgres) as url:
        open_store(url).close()
        yield url


@pytest.fixture
def emptied_url(made_schema: str) -> str:
    """The same without a row in it."""
    with psycopg.connect(made_schema) as connection:
        for table in reversed(metadata.sorted_tables):
            if table is not version:
                connection.execute(SQL("DELETE FROM {}").format(Identifier(table.name)))
    return made_schema


@pytest.fixture(params=["sqlite", "memory", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """An empty database of every kind."""
    names = {"sqlite": "file_url", "postgresql": "emptied_url"}
    return str(request.getfixturevalue(names[request.param])) if request.param in names else "sqlite://"


@pytest.fixture(params=["sqlite", "memory", "postgresql"])
def store(request: pytest.FixtureRequest) -> Iterator[SqlStore]:
    """An open, empty store of every kind."""
    urls = {"sqlite": "file_url", "postgresql": "made_schema"}
    url = str(request.getfixturevalue(urls[request.param])) if request.param in urls else MEMORY
    with closing(open_store(url)) if request.param == "sqlite" else emptied(url) as opened:
        yield opened
