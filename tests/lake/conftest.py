"""A real PostgreSQL and a real S3 server, and a lake of its own for each test."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import boto3
import pg8000.dbapi
import pytest
from moto.server import ThreadedMotoServer

from soak import IS_SOAK
from stores import file_settings, on_postgres, postgres_address
from vigia.settings import Settings

PLACES = ("file", "folder", "s3") if IS_SOAK else ("s3",)
STORES = [pytest.param(place, marks=[pytest.mark.service] * (place != "file")) for place in PLACES]


@pytest.fixture(scope="session")
def database() -> Iterator[str]:
    """The address of a database of our own."""
    server, name = postgres_address("postgres"), f"vigia_test_{os.getpid()}"
    try:
        on_postgres(server, f"create database {name}")
    except (pg8000.dbapi.Error, OSError) as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"no PostgreSQL that lets us in: {error}")
    yield postgres_address(name)
    on_postgres(server, f"drop database {name} with (force)")


@pytest.fixture
def catalog(database: str) -> Iterator[str]:
    """That database, empty: to make one anew would take PostgreSQL seconds."""
    yield database
    on_postgres(
        database,
        "select pg_terminate_backend(pid) from pg_stat_activity "
        "where datname = current_database() and pid <> pg_backend_pid()",
    )
    on_postgres(database, "drop schema public cascade")
    on_postgres(database, "create schema public")


@pytest.fixture(scope="session")
def s3() -> Iterator[dict[str, str]]:
    """An S3 server with the bucket ``lake``, and the variables that lead to it."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    access = {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_REGION": "us-east-1",
    }
    client = boto3.client(
        "s3",
        endpoint_url=access["AWS_ENDPOINT_URL"],
        region_name="us-east-1",
        aws_access_key_id="key",
        aws_secret_access_key="secret",
    )
    client.create_bucket(Bucket="lake")
    yield access
    server.stop()


@pytest.fixture
def make_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Callable[[str], Settings]:
    """A function from a place to settings: nothing else tells one from another."""

    def make(place: str) -> Settings:
        of_file = file_settings(tmp_path / place)
        if place == "file":
            return of_file
        catalog = request.getfixturevalue("catalog")
        data = str(tmp_path / "lake")
        if place == "s3":
            for name, value in request.getfixturevalue("s3").items():
                monkeypatch.setenv(name, value)
            data = f"s3://lake/{tmp_path.name}"
        return Settings(**of_file.model_dump() | {"lake_catalog": catalog, "lake_data": data})

    return make


@pytest.fixture(params=STORES)
def store(make_store: Callable[[str], Settings], request: pytest.FixtureRequest) -> Settings:
    """Each place in turn."""
    return make_store(request.param)


@pytest.fixture
def folder_store(make_store: Callable[[str], Settings]) -> Settings:
    """The lake in a folder."""
    return make_store("folder")


@pytest.fixture
def s3_store(make_store: Callable[[str], Settings]) -> Settings:
    """The lake on S3."""
    return make_store("s3")
