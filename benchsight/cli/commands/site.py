"""`benchsight site`: the league's pages as files."""

from dataclasses import asdict
from pathlib import Path

import click

from benchsight.errors import require_extra
from benchsight.terminal.console import json_option, print_json, progress


@click.command()
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder of the files; made if needed.")
@click.option("--demo", is_flag=True, help="The league of the last `benchsight demo`.")
@json_option
def command(out: Path, demo: bool, as_json: bool) -> None:
    """Write the league's pages as files, for any web space: sort, search and CSV work without a server.

    Pages show names as BENCHSIGHT_SITE_NAMES says. Another call updates the files that changed, and removes those of
    pages that are gone; files that are not ours stay. Only a new or an empty folder is taken at first.
    """
    require_extra("api", "fastapi", "the pages need fastapi")
    from benchsight.api.settings import load_api_settings
    from benchsight.db.connections import database_url
    from benchsight.db.settings import load_settings
    from benchsight.demo.database import demo_database_url
    from benchsight.static_site.make import make_site
    from benchsight.terminal.text import count, terminal
    from benchsight.web.settings import load_web_settings

    settings = load_settings()
    url = demo_database_url(settings) if demo else database_url()
    with progress() as bar:
        task = bar.add_task("reading pages", total=None)
        made = make_site(
            url, load_api_settings(settings.project_root), load_web_settings(), out,
            lambda done, known: bar.update(task, completed=done, total=known),
        )  # fmt: skip
    if as_json:
        print_json({"page": made.page, "files": made.files, **asdict(made.changes)})
        return
    changes = made.changes
    terminal().say(
        f"{count(made.files, 'file')} in {out}: {changes.written} written, {changes.unchanged} unchanged, "
        f"{changes.removed} removed"
    )
    for file in changes.kept:
        terminal().say(f"{out / file} is left: it belongs to no page any more, but was edited since")
    terminal().next(f"open {made.page}", "or copy the folder to a web space")
