"""Pictures of every page of the demo league, light, dark and on a phone, to look at; and those of the README.

    python -m bench.screenshots            # .benchsight/screenshots; needs `benchsight demo` and Chromium
    python -m bench.screenshots --readme   # also writes docs/images/{league,game,portal}.png
    python -m bench.screenshots --out /tmp/pictures --only "^/teams"

Says which page scrolls sideways or reports an error.
"""

import re
import sys
from pathlib import Path

import click
import psycopg

from bench.api import HOST, serving
from benchsight.db.settings import load_settings
from benchsight.demo.database import demo_database_url
from benchsight.demo.league import game_to_show
from benchsight.errors import ConfigurationError
from tests.browser import Browser, opened_browser

LOOKS = {"light": (1280, False), "dark": (1280, True), "phone": (360, False)}
LEAGUE = ("/", "/standings", "/schedule", "/leaders", "/teams", "/players", "/goalies", "/all-time", "/compare")
TABS = ("", "/plays", "/shots", "/shifts", "/h2h", "/lines", "/check")
PORTAL = ("", "/upload", "/load", "/games", "/queue", "/operations", "/alerts", "/rejects", "/people")
OF_README = {"league": "/", "game": "/games/{game}/shots", "portal": "/admin"}
PEOPLE = """
    (
        select player_id from public.fact_player_game_stats where game_id = %(game)s and not is_goalie
        order by points desc limit 1
    )
    union all
    (select player_id from public.fact_goalie_game_stats where game_id = %(game)s limit 1)
"""


@click.command()
@click.option("--readme", is_flag=True, help="Also write the pictures of the README.")
@click.option(
    "--out", type=click.Path(path_type=Path), help="Folder of the pictures; .benchsight/screenshots by default."
)
@click.option("--only", default="", help="Expression that the paths of the pages match.")
def main(readme: bool, out: Path | None, only: str) -> None:
    """Take pictures of every page."""
    settings = load_settings()
    try:
        url, folder = demo_database_url(settings), out or settings.home / "screenshots"
    except ConfigurationError as error:
        raise click.ClickException(str(error)) from None
    folder.mkdir(parents=True, exist_ok=True)
    with psycopg.connect(url) as connection:
        game = game_to_show(connection)
        people = [row[0] for row in connection.execute(PEOPLE, {"game": game})]
        [(team,)] = connection.execute("select min(team_id) from public.dim_team").fetchall()
    paths = [*LEAGUE, *(f"/games/{game}{tab}" for tab in TABS), *(f"/players/{player}" for player in people)]
    paths += [f"/teams/{team}{tab}" for tab in ("", "/schedule", "/style", "/lines")]
    paths += ["/search?q=an", "/live", "/sign-in", "/nowhere", *(f"/admin{tab}" for tab in PORTAL)]
    paths = [path for path in paths if re.search(only, path)]
    with serving(url, BENCHSIGHT_API_KEYS="auto") as (port, _), opened_browser() as browser:
        problems = [each for path in paths for each in _take(browser, f"http://{HOST}:{port}", path, folder)]
        if readme:
            for name, path in OF_README.items():
                with browser.page(1280, 800) as page:
                    page.go(f"http://{HOST}:{port}{path.format(game=game)}")
                    page.screenshot(settings.project_root / "docs" / "images" / f"{name}.png", whole=False)
    click.echo(f"{len(paths) * len(LOOKS)} pictures in {folder}")
    for problem in problems:
        click.echo(problem, err=True)
    sys.exit(bool(problems))


def _take(browser: Browser, root: str, path: str, folder: Path) -> list[str]:
    """Take the pictures of a page; return what is wrong with it."""
    found = []
    for look, (width, dark) in LOOKS.items():
        with browser.page(width, 900, dark) as page:
            page.go(root + path)
            page.screenshot(folder / f"{re.sub('[^A-Za-z0-9]+', '-', path).strip('-') or 'home'}.{look}.png")
            if page.is_too_wide:
                found.append(f"{path} scrolls sideways: {look}")
            found += [f"{path}, {look}: {each}" for each in page.problems if path != "/nowhere"]
    return found


if __name__ == "__main__":
    main()
