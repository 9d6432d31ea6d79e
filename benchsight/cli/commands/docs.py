"""`benchsight docs`: the documentation as a site, with dbt's catalogue."""

import click

from benchsight.terminal.console import json_option, note, print_json
from benchsight.terminal.text import terminal

PORT = 8088


@click.command()
@click.option("--serve/--no-serve", default=True, help="Serve it until interrupted, or only make it.")
@click.option("--port", default=PORT, show_default=True, type=click.IntRange(0, 65535), help="0: any free port.")
@json_option
def command(serve: bool, port: int, as_json: bool) -> None:
    """Make the documentation as a site, with dbt's catalogue of every table, and serve it on 127.0.0.1.

    Needs mkdocs-material (pip install 'benchsight[docs]'). The site and its search need no network.
    """
    from benchsight.catalog.docs_site import docs_server, make_docs

    page = make_docs()
    if as_json:
        print_json({"page": page})
    else:
        terminal().say(f"made {page}")
    if not serve:
        if not as_json:
            terminal().next("benchsight docs", "serves it")
        return
    with docs_server(page, port) as server:
        note(f"http://127.0.0.1:{server.server_port} (Ctrl-C ends)")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            note("ended")
