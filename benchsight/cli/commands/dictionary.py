"""`benchsight dictionary`: the data dictionary, as the page in docs and as an HTML page to search."""

from pathlib import Path

import click

from benchsight.errors import require_extra


@click.command()
@click.option("--check", is_flag=True, help="Write nothing; fail when a committed page is out of date.")
@click.option(
    "--html", type=click.Path(file_okay=False, path_type=Path), metavar="FOLDER", help="Write the HTML page there."
)
@click.option(
    "--source-url", metavar="URL", help="Where the HTML page finds the files of the project; default: this checkout."
)
def command(check: bool, html: Path | None, source_url: str | None) -> None:
    """Write the data dictionary: every published column, what it is, and where it comes from.

    The pages are docs/reference/data_dictionary.md and those of its folder, made from the statistics catalogue, the dbt
    project and docs/concepts/definitions.md, without a database. --html writes one HTML page instead,
    FOLDER/data_dictionary.html, which needs no network and has a filter.

    Needs sqlglot (pip install 'benchsight[docs]').
    """
    require_extra("docs", "sqlglot", "the dictionary needs sqlglot")
    from benchsight.catalog.dictionary.compiled import compile_project
    from benchsight.catalog.dictionary.entries import make_dictionary
    from benchsight.catalog.dictionary.html_page import FILE, html_page
    from benchsight.catalog.dictionary.markdown import FOLDER, INDEX, markdown_pages, stale_pages, write_pages
    from benchsight.db.settings import load_settings
    from benchsight.terminal.text import terminal

    root = load_settings().project_root
    dictionary = make_dictionary(compile_project(root))
    pages = markdown_pages(dictionary)
    if check and (stale := stale_pages(root, pages)):
        raise click.ClickException(f"{stale[0]} is not what the project yields: run `benchsight dictionary`")
    if html is not None:
        html.mkdir(parents=True, exist_ok=True)
        base = source_url or root.as_uri()
        (html / FILE).write_text(html_page(dictionary, base), encoding="utf-8")
        terminal().say(f"made {html / FILE}")
    elif not check:
        write_pages(root, pages)
        terminal().say(f"made {INDEX} and {len(pages) - 1} pages in {FOLDER}")
