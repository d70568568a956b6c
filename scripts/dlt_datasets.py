#!/usr/bin/env python3
"""Lets dlt load steps of oracle cases (fixtures/oracle/cases), for tests of datasets that dlt and connectors share.

    dlt_datasets.py record [CASE...]     writes the dataset after the first step to fixtures/dlt-datasets/CASE/step-1.sql
    dlt_datasets.py record-postgres URL [CASE...]
                                         the same from Postgres, to step-1.postgres.sql; drops the schemas data and
                                         data_staging of the database that the URL names
    dlt_datasets.py step CASEDIR STEP DATABASE PIPELINES BASEURL
                                         one step, into a DuckDB file or the Postgres database of a URL that a connector
                                         may have loaded into before

Needs Node on the path and Python with dlt:  python -m venv v && v/bin/pip install 'dlt[duckdb,postgres]==1.31.0'
"""
import copy
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import urllib.parse
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


def is_postgres(database):
    return str(database).startswith("postgres://")


def destination_of(database):
    import dlt

    if is_postgres(database):
        parts = urllib.parse.urlsplit(str(database))
        # dlt insists on a password, also where the server does not.
        return dlt.destinations.postgres(parts._replace(netloc=parts.netloc.replace("@", ":none@")).geturl())
    if not pathlib.Path(database).exists():
        import duckdb

        # DuckDB 2 writes files that the versions of connectors do not read, unless it is asked for older ones.
        duckdb.connect(str(database), config={"storage_compatibility_version": "v1.4.0"}).close()
    return dlt.destinations.duckdb(str(database))


def load_step(case, database, pipelines, base_url):
    """Runs dlt as a script would that is started anew for each step."""
    import dlt
    from dlt.sources.rest_api import rest_api_source

    config = read_json(case / "config.json", None)
    secrets = read_json(case / "secrets.json", {})
    pipeline = dlt.pipeline(
        pipeline_name="oracle",
        destination=destination_of(database),
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


COLUMNS = """
SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
  EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = c.oid AND i.indisunique AND i.indkey[0] = a.attnum)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
WHERE n.nspname = %s AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped ORDER BY c.oid, a.attnum"""


def dump_postgres(url):
    """The same of Postgres: values as texts, which it reads again."""
    import psycopg2

    lines = [f"CREATE SCHEMA {DATASET};"]
    tables = {}
    connection = psycopg2.connect(url)
    with connection.cursor() as cursor:
        cursor.execute("SET TimeZone = 'UTC'")
        cursor.execute(COLUMNS, [DATASET])
        for table, column, kind, is_required, is_unique in cursor.fetchall():
            suffix = " NOT NULL" * is_required + " UNIQUE" * is_unique
            tables.setdefault(table, []).append((column, f'"{column}" {kind}{suffix}'))
        for table, columns in tables.items():
            lines.append(f'CREATE TABLE {DATASET}."{table}" ({", ".join(definition for _, definition in columns)});')
            shown = ", ".join(f'CAST("{name}" AS text)' for name, _ in columns)
            cursor.execute(f'SELECT {shown} FROM {DATASET}."{table}"')
            for row in cursor.fetchall():
                lines.append(f'INSERT INTO {DATASET}."{table}" VALUES ({", ".join(map(literal, row))});')
    connection.close()
    return "\n".join(lines) + "\n"


def empty_postgres(url):
    import psycopg2

    connection = psycopg2.connect(url)
    with connection, connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {DATASET}, {DATASET}_staging CASCADE")
    connection.close()


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


def record(name, postgres=None):
    case = CASES / name
    target = DATASETS / name
    target.mkdir(parents=True, exist_ok=True)
    api = MockApi(case)
    try:
        with tempfile.TemporaryDirectory() as folder:
            place = pathlib.Path(folder)
            os.chdir(place)
            api.set_step(1)
            if postgres:
                empty_postgres(postgres)
            load_step(case, postgres or place / "out.duckdb", place / "pipelines", api.base_url)
            text = dump_postgres(postgres) if postgres else dump(place / "out.duckdb")
            file = "step-1.postgres.sql" if postgres else "step-1.sql"
            (target / file).write_text(text.replace(api.base_url, PLACEHOLDER), "utf-8")
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
        all_names = sorted(folder.name for folder in DATASETS.iterdir())
        if arguments[:1] == ["record"]:
            for name in arguments[1:] or all_names:
                record(name)
        elif arguments[:1] == ["record-postgres"] and len(arguments) > 1:
            for name in arguments[2:] or all_names:
                record(name, postgres=arguments[1])
        elif arguments[:1] == ["step"] and len(arguments) == 6:
            case, step, database, pipelines, base_url = arguments[1:]
            load_step(pathlib.Path(case), database, pipelines, base_url)
        else:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
