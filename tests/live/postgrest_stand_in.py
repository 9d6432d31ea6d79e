"""A stand-in for PostgREST in tests: an HTTP server that runs supabase-js's requests as the role of their key.

Scope, as PostgREST 12 does it:
- role from the JWT (HS256, exp; without a token anon), one transaction a request with ``set local role`` and
  ``request.jwt.claims``; rights and row level security are thus PostgreSQL's own
- GET with ``select`` of columns, aliases and related tables (embedding); filters eq, neq, gt, gte, lt, lte, in, is;
  order, limit, offset; one object
- POST: one row or many, ``columns``, ``on_conflict``, Prefer resolution, missing, return; PATCH and DELETE with filters
- POST to rpc/ with named arguments
- error bodies (code, message, details, hint) and status codes
Not there: casts in select, or/and/not, ranges, counts, schemas, CSV, OpenAPI.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from .embedding import CannotEmbed, selected
from .keys import InvalidKey, claims_of

OPERATORS = {"eq": "=", "neq": "<>", "gt": ">", "gte": ">=", "lt": "<", "lte": "<="}
IS = {"null": "null", "true": "true", "false": "false"}
RESERVED = {"select", "order", "limit", "offset", "columns", "on_conflict"}


class Refused(Exception):
    """An answer that is an error of the request itself."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"code": code, "details": None, "hint": None, "message": message}


def status_of(error: psycopg.Error, role: str) -> int:
    """The HTTP status that PostgREST gives an error of the database."""
    code = error.sqlstate or "08006"
    if code == "42501":
        return 401 if role == "anon" else 403
    if code.startswith("PT"):  # a function asks for a status
        return int(code[2:])
    exact = {"23503": 409, "23505": 409, "25006": 405, "42883": 404, "42P01": 404, "42P17": 500, "P0001": 400}
    classes = {"08": 503, "53": 503, "09": 500, "25": 500, "38": 500, "40": 500, "54": 500, "57": 500, "XX": 500}
    return exact.get(code, classes.get(code[:2], 400))


class Exchange:
    """One request, carried out in a transaction of its own."""

    def __init__(self, connection: psycopg.Connection, method: str, url: str, headers: dict[str, str], body: Any):
        parts = urlsplit(url)
        self.connection, self.method, self.body = connection, method, body
        self.path = unquote(parts.path).removeprefix("/rest/v1/")
        self.query = parse_qsl(parts.query, keep_blank_values=True)
        self.parameters = dict(self.query)
        self.prefer = dict(
            item.strip().partition("=")[::2] for item in headers.get("prefer", "").split(",") if item.strip()
        )
        self.wants_one = "vnd.pgrst.object" in headers.get("accept", "")

    def answer(self) -> tuple[int, Any]:
        """Status and body; no body is None. Raises Refused and psycopg.Error."""
        if self.path.startswith("rpc/"):
            return 200, self._call(self.path.removeprefix("rpc/"))
        self.types = self._columns()
        table = sql.Identifier("public", self.path)
        if self.method == "GET":
            try:
                columns = selected(self.connection, self.path, self.parameters.get("select", "*"))
            except CannotEmbed as error:
                raise Refused(error.status, error.code, str(error)) from error
            statement = sql.SQL("select {} from {} as t0{}{}").format(columns, table, self._where(), self._window())
            return self._rows(200, statement)
        if self.method == "POST":
            return self._changed(201, self._insert(table))
        if self.method == "PATCH":
            return self._changed(200, self._update(table))
        return self._changed(200, sql.SQL("delete from {}{}").format(table, self._where()))

    def _columns(self) -> dict[str, str]:
        rows = self.connection.execute(
            "select attname, format_type(atttypid, atttypmod) from pg_catalog.pg_attribute"
            " where attrelid = to_regclass(format('public.%%I', %s::text)) and attnum > 0 and not attisdropped",
            (self.path,),
        ).fetchall()
        if not rows:
            message = f"Could not find the table 'public.{self.path}' in the schema cache"
            raise Refused(404, "PGRST205", message)
        return dict(rows)

    def _known(self, name: str) -> sql.Identifier:
        if name not in self.types:
            message = f"Could not find the '{name}' column of '{self.path}' in the schema cache"
            raise Refused(400, "PGRST204", message)
        return sql.Identifier(name)

    def _selected(self) -> sql.Composable:
        wanted = self.parameters.get("select", "*")
        return sql.SQL("*") if wanted == "*" else sql.SQL(", ").join(map(sql.Identifier, wanted.split(",")))

    def _where(self) -> sql.Composable:
        conditions = [self._condition(name, value) for name, value in self.query if name not in RESERVED]
        return sql.SQL(" where ") + sql.SQL(" and ").join(conditions) if conditions else sql.SQL("")

    def _condition(self, name: str, value: str) -> sql.Composable:
        operator, _, operand = value.partition(".")
        column = sql.Identifier(name)
        if operator in OPERATORS:
            return sql.SQL("{} {} {}").format(column, sql.SQL(OPERATORS[operator]), sql.Literal(operand))
        if operator == "is" and operand in IS:
            return sql.SQL("{} is {}").format(column, sql.SQL(IS[operand]))
        if operator == "in":
            items = [sql.Literal(item.strip('"')) for item in operand.removeprefix("(").removesuffix(")").split(",")]
            return sql.SQL("{} in ({})").format(column, sql.SQL(", ").join(items))
        raise Refused(400, "PGRST100", f'"failed to parse filter ({value})"')

    def _window(self) -> sql.Composable:
        clauses: list[sql.Composable] = []
        if order := self.parameters.get("order"):
            terms = [term.split(".") for term in order.split(",")]
            clauses.append(
                sql.SQL(" order by ")
                + sql.SQL(", ").join(
                    sql.Identifier(name) + sql.SQL(" desc" if "desc" in how else " asc") for name, *how in terms
                )
            )
        for word in ("limit", "offset"):
            if word in self.parameters:
                clauses.append(sql.SQL(f" {word} ") + sql.Literal(int(self.parameters[word])))
        return sql.SQL("").join(clauses)

    def _insert(self, table: sql.Identifier) -> sql.Composed:
        rows = self.body if isinstance(self.body, list) else [self.body]
        named = self.parameters.get("columns")
        names = [name.strip('"') for name in named.split(",")] if named else list(rows[0])
        if not named and any(set(row) != set(names) for row in rows):
            raise Refused(400, "PGRST102", "All object keys must match")
        columns = sql.SQL(", ").join(self._known(name) for name in names)
        if self.prefer.get("missing") == "default" and any(set(row) != set(names) for row in rows):
            raise Refused(501, "STAND_IN", "missing=default for rows of different columns is not in this stand-in")
        statement = sql.SQL("insert into {} ({}) select {} from json_populate_recordset(null::{}, {})").format(
            table, columns, columns, table, sql.Literal(json.dumps(rows))
        )
        if resolution := self.prefer.get("resolution"):
            statement += self._on_conflict(names, resolution)
        return statement

    def _on_conflict(self, names: list[str], resolution: str) -> sql.Composed:
        target = sql.SQL(", ").join(self._known(name) for name in self.parameters["on_conflict"].split(","))
        if resolution == "ignore-duplicates":
            return sql.SQL(" on conflict ({}) do nothing").format(target)
        changes = [sql.SQL("{0} = excluded.{0}").format(sql.Identifier(name)) for name in names]
        return sql.SQL(" on conflict ({}) do update set {}").format(target, sql.SQL(", ").join(changes))

    def _update(self, table: sql.Identifier) -> sql.Composed:
        changes = [sql.SQL("{0} = given.{0}").format(self._known(name)) for name in self.body]
        return sql.SQL("update {0} set {1} from json_populate_record(null::{0}, {2}) as given{3}").format(
            table, sql.SQL(", ").join(changes), sql.Literal(json.dumps(self.body)), self._where_in(table)
        )

    def _where_in(self, table: sql.Identifier) -> sql.Composable:
        """The filters as a subquery, in which a column name cannot be that of what is given."""
        return sql.SQL(" where {0}.ctid = any(array(select ctid from {0}{1}))").format(table, self._where())

    def _changed(self, status: int, statement: sql.Composed) -> tuple[int, Any]:
        if self.prefer.get("return") != "representation":
            self.connection.execute(statement)
            return (201 if status == 201 else 204), None
        selected = self._selected() if self.method != "PATCH" else self._selected_of_target()
        return self._rows(status, statement + sql.SQL(" returning ") + selected)

    def _selected_of_target(self) -> sql.Composable:
        wanted = self.parameters.get("select", "*")
        if wanted == "*":
            return sql.SQL("{}.*").format(sql.Identifier(self.path))
        return sql.SQL(", ").join(sql.Identifier(self.path, name) for name in wanted.split(","))

    def _rows(self, status: int, statement: sql.Composed) -> tuple[int, Any]:
        rows = self.connection.execute(
            sql.SQL("with answer as ({}) select coalesce(json_agg(answer), '[]') from answer").format(statement)
        ).fetchall()[0][0]
        if not self.wants_one:
            return status, rows
        if len(rows) != 1:
            raise Refused(406, "PGRST116", "JSON object requested, multiple (or no) rows returned")
        return status, rows[0]

    def _call(self, name: str) -> Any:
        exists = self.connection.execute(
            "select from pg_catalog.pg_proc where proname = %s and pronamespace = 'public'::regnamespace", (name,)
        ).fetchone()
        if exists is None:
            raise Refused(404, "PGRST202", f"Could not find the function public.{name} in the schema cache")
        arguments = [
            sql.SQL("{} => {}").format(
                sql.Identifier(key), sql.Literal(Jsonb(value) if isinstance(value, dict) else value)
            )
            for key, value in (self.body or {}).items()
        ]
        call = sql.SQL("select {}({})").format(sql.Identifier("public", name), sql.SQL(", ").join(arguments))
        return self.connection.execute(call).fetchall()[0][0]


class PostgrestStandIn:
    """The server; ``requests`` are method and path of what it has answered. It can be stopped and started again.

    ``lose_answers``: so many requests are carried out and then cut off. ``refuse``: so many get 503.
    """

    def __init__(self, database_url: str) -> None:
        self.database_url = database_url
        self.requests: list[str] = []
        self.lose_answers = self.refuse = 0
        self._lock = threading.Lock()
        self._port = 0
        self._server: ThreadingHTTPServer | None = None

    @property
    def url(self) -> str:
        """What createClient takes."""
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        """Listen, on the same port each time."""
        self._server = ThreadingHTTPServer(("127.0.0.1", self._port), type("Bound", (_Handler,), {"stand_in": self}))
        self._port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def stop(self) -> None:
        """Refuse connections."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
        self._server = None

    @contextmanager
    def running(self) -> Iterator["PostgrestStandIn"]:
        """Started, and stopped in the end."""
        self.start()
        try:
            yield self
        finally:
            self.stop()

    def carry_out(self, method: str, url: str, headers: dict[str, str], body: Any) -> tuple[int, Any]:
        """Status and body of the answer."""
        role = "anon"
        try:
            token = headers.get("authorization", "").removeprefix("Bearer ")
            claims = claims_of(token) if token else {"role": "anon"}
            role = claims["role"]
            with psycopg.connect(self.database_url) as connection:
                connection.execute("select set_config('request.jwt.claims', %s, true)", (json.dumps(claims),))
                connection.execute(sql.SQL("set local role {}").format(sql.Identifier(role)))
                return Exchange(connection, method, url, headers, body).answer()
        except InvalidKey as error:
            return 401, Refused(401, "PGRST301", str(error)).body
        except Refused as refused:
            return refused.status, refused.body
        except psycopg.Error as error:
            diag = error.diag
            return status_of(error, role), {
                "code": error.sqlstate,
                "details": diag.message_detail,
                "hint": diag.message_hint,
                "message": diag.message_primary,
            }

    def takes(self, fault: str) -> bool:
        """Whether the next of so many faults is due."""
        with self._lock:
            left: int = getattr(self, fault)
            setattr(self, fault, max(0, left - 1))
        return left > 0


class _Handler(BaseHTTPRequestHandler):
    stand_in: PostgrestStandIn

    def _answer(self) -> None:
        length = int(self.headers.get("content-length") or 0)
        body = json.loads(self.rfile.read(length)) if length else None
        headers = {name.lower(): value for name, value in self.headers.items()}
        stand_in = self.stand_in
        if stand_in.takes("refuse"):
            status, answer = 503, {"code": "PGRST000", "message": "no database", "details": None, "hint": None}
        else:
            status, answer = stand_in.carry_out(self.command, self.path, headers, body)
            stand_in.requests.append(f"{self.command} {self.path.partition('?')[0].removeprefix('/rest/v1/')}")
        self.close_connection = True
        if stand_in.takes("lose_answers"):
            return
        content = b"" if answer is None else json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Connection", "close")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_PATCH = do_DELETE = _answer

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: tests look at ``requests``."""
