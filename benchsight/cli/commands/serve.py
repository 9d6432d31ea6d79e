"""`benchsight serve`: the pages of the league, the portal and the HTTP API."""

import os

import click

from benchsight.errors import require_extra
from benchsight.terminal.console import note


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@click.option("--demo", is_flag=True, help="Serve the league of the last `benchsight demo`.")
@click.option("--with-worker", is_flag=True, help="Also run a worker, which builds queued games and monitors.")
def command(host: str, port: int, demo: bool, with_worker: bool) -> None:
    """Serve the league's pages, the portal and the HTTP API until Ctrl-C or SIGTERM.

    / is the league, /admin the portal, /api/docs describes the API.

    A loopback address needs no API key. A public address is refused until there is a key (`benchsight keys create`) or
    a user (`benchsight users create`). CORS_ORIGINS lists the allowed web origins; ENVIRONMENT=production requires keys
    on every address.
    """
    require_extra("api", "fastapi", "the HTTP API needs fastapi")
    from benchsight.api.settings import load_api_settings
    from benchsight.db.connections import database_url
    from benchsight.db.settings import load_settings
    from benchsight.demo.database import demo_database_url
    from benchsight.server import serve
    from benchsight.web.settings import load_web_settings

    settings = load_settings()
    if demo:
        os.environ["BENCHSIGHT_DATABASE_URL"] = demo_database_url(settings)
    url = database_url()
    note(f"the league: http://{host}:{port}/   the portal: http://{host}:{port}/admin")
    serve(url, load_api_settings(settings.project_root, host), load_web_settings(), host, port, with_worker)
