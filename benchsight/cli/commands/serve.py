"""`benchsight serve`: the HTTP API."""

import click

from benchsight.errors import require_extra
from benchsight.terminal.console import note


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@click.option("--with-worker", is_flag=True, help="Also run a worker, which builds queued games and monitors.")
def command(host: str, port: int, with_worker: bool) -> None:
    """Serve the HTTP API until Ctrl-C or SIGTERM; /api/docs describes it.

    A loopback address needs no API key. A public address is refused until there is a key (`benchsight keys create`) or
    a user (`benchsight users create`). CORS_ORIGINS lists the allowed web origins; ENVIRONMENT=production requires keys
    on every address.
    """
    require_extra("api", "fastapi", "the HTTP API needs fastapi")
    from benchsight.api.server import serve
    from benchsight.api.settings import load_api_settings
    from benchsight.db.connections import database_url
    from benchsight.db.settings import load_settings

    settings = load_settings()
    url = database_url()
    note(f"http://{host}:{port}/api/docs describes the API")
    serve(url, load_api_settings(settings.project_root, host), host, port, with_worker)
