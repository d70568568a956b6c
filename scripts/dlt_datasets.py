#!/usr/bin/env python3
"""Lets dlt load steps of oracle cases (fixtures/oracle/cases), for tests of datasets that dlt and connectors share.

    dlt_datasets.py record [CASE...]     writes the dataset after the first step to fixtures/dlt-datasets/CASE/step-1.sql
    dlt_datasets.py step CASEDIR STEP DATABASE PIPELINES BASEURL
                                         one step, into a DuckDB file that a connector may have loaded into before

Needs Python with dlt[duckdb]==1.31.0, and Node on the path:  python -m venv v && v/bin/pip install 'dlt[duckdb]==1.31.0'
"""
import copy
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import urllib.request

PROJECT = pathlib.Path(__file__).resolve().parent.parent
CASES = PROJECT / "fixtures" / "oracle" / "cases"
DATASETS = PROJECT / "fixtures" / "dlt-datasets"
PLACEHOLDER = "http://api.test"
DATASET = "data"


def read_json(path, default):
    return json.loads(path.read_text("utf-8")) if path.exists() else default


def fill_in(value, base_url, secrets):
    """Puts the address of the mock API and the secrets into a config."""
    if isinstance(value, dict):
        if set(value) == {"$secret"}:
            return secrets[value["$secret"]]
        return {key: fill_in(member, base_url, secrets) for key, member in value.items()}
    if isinstance(value, list):
        return [fill_in(element, base_url, secrets) for element in value]
    return value.replace(PLACEHOLDER, base_url) if isinstance(value, str) else value


def load_step(case, database, pipelines, base_url):
    """Runs dlt as a script would that is started anew for each step."""
    import dlt
    from dlt.sources.rest_api import rest_api_source

    config = read_json(case / "config.json", None)
    secrets = read_json(case / "secrets.json", {})
    pipeline = dlt.pipeline(
        pipeline_name="oracle",
        destination=dlt.destinations.duckdb(str(database)),
        dataset_name=DATASET,
        pipelines_dir=str(pipelines),
    )
    pipeline.run(rest_api_source(fill_in(copy.deepcopy(config), base_url, secrets)))


def literal(value):
    if value is None:
        return "NULL"
    if isinstance(value, bool) or isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, bytes):
        return "from_hex('" + value.hex() + "')"
    return "'" + str(value).replace("'", "''") + "'"


def dump(database):
    """The dataset as SQL: its tables in their order, each row as it is."""
    import duckdb

    lines = [f"CREATE SCHEMA {DATASET};"]
    with duckdb.connect(str(database), read_only=True) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        tables = connection.execute(
            "SELECT table_name, sql FROM duckdb_tables() WHERE schema_name = ? ORDER BY table_oid", [DATASET]
        ).fetchall()
        for table, sql in tables:
            lines.append(sql)
            types = connection.execute(
                "SELECT column_name, data_type FROM duckdb_columns() WHERE schema_name = ? AND table_name = ?"
                " ORDER BY column_index",
                [DATASET, table],
            ).fetchall()
            shown = ", ".join(
                f'"{name}"' if kind in ("BLOB", "BOOLEAN", "BIGINT", "VARCHAR") else f'"{name}"::VARCHAR'
                for name, kind in types
            )
            for row in connection.execute(f'SELECT {shown} FROM {DATASET}."{table}"').fetchall():
                lines.append(f'INSERT INTO {DATASET}."{table}" VALUES ({", ".join(map(literal, row))});')
    return "\n".join(lines) + "\n"


class MockApi:
    def __init__(self, case):
        self.process = subprocess.Popen(
            ["node", str(PROJECT / "fixtures" / "oracle" / "mock-api.mjs"), str(case)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.base_url = json.loads(self.process.stdout.readline())["base_url"]

    def set_step(self, step):
        request = urllib.request.Request(f"{self.base_url}/__control/step/{step}", method="POST")
        urllib.request.urlopen(request).close()

    def close(self):
        self.process.stdin.close()
        self.process.wait(10)


def record(name):
    case = CASES / name
    target = DATASETS / name
    target.mkdir(parents=True, exist_ok=True)
    api = MockApi(case)
    try:
        with tempfile.TemporaryDirectory() as folder:
            place = pathlib.Path(folder)
            os.chdir(place)
            api.set_step(1)
            load_step(case, place / "out.duckdb", place / "pipelines", api.base_url)
            text = dump(place / "out.duckdb").replace(api.base_url, PLACEHOLDER)
            (target / "step-1.sql").write_text(text, "utf-8")
            os.chdir(PROJECT)
    finally:
        api.close()
    print(name)


def main(arguments):
    os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"
    os.environ.setdefault("RUNTIME__LOG_LEVEL", "CRITICAL")
    os.environ["RUNTIME__REQUEST_BACKOFF_FACTOR"] = "0"
    with tempfile.TemporaryDirectory() as home:
        os.environ["DLT_DATA_DIR"] = home
        if arguments[:1] == ["record"]:
            for name in arguments[1:] or sorted(folder.name for folder in DATASETS.iterdir()):
                record(name)
        elif arguments[:1] == ["step"] and len(arguments) == 6:
            case, step, database, pipelines, base_url = arguments[1:]
            load_step(pathlib.Path(case), database, pipelines, base_url)
        else:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
