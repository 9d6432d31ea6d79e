"""Adjusted plus-minus on the page of a skater: how sure it is comes with the number."""

from decimal import Decimal

import httpx
import psycopg

from benchsight.site.league_rows import LeagueRows, Shelf
from benchsight.site.people.person import read_person
from benchsight.site.people.skater import read_skater
from benchsight.web.reader import PageReader
from tests.benchsight.builds.league import LeagueSite
from tests.benchsight.site.people.test_player_pages import html_of, the_player

LANDED = """
    insert into fitted_metrics (
        entity_type, entity_id, metric_name, season_id, value, standard_error, n, games, toi_seconds, is_reliable,
        model_version
    )
    select 'player', %(player)s, metric, coalesce(season, %(season)s), value, error, 50, 4, 24000, reliable, 'test'
    from (
        values
        ('rapm_gf_total_5v5', 'all', -1.0, 0.2, false), ('rapm_cf_total_5v5', null, 1.0, 2.0, true),
        ('rapm_xg_total_5v5', null, 0.5, 0.1, true), ('rapm_xg_offence_5v5', null, 0.3, 0.1, true),
        ('rapm_xg_defence_5v5', null, 0.2, 0.1, true), ('rapm_xg_total_all', null, -0.5, 0.1, true)
    ) as fits (metric, season, value, error, reliable)
"""


def test_a_value_says_how_sure_it_is(site: LeagueSite) -> None:
    """The season comes before all seasons; what the fit saw too little of is pale, however large it is."""
    with psycopg.connect(site.url) as connection:
        reader = PageReader(connection)
        person = read_person(reader, the_player(site), None, None)
        connection.execute(LANDED, {"player": person.id, "season": person.season.id})
        page = read_skater(reader, LeagueRows(Shelf(), "1"), person)
        connection.rollback()
    rows = page.context["adjusted"].rows
    season = person.season.name
    assert [(row["what"], row["games_of"], row["total"], row["likely"], row["says"], row["grey"]) for row in rows] == [
        ("Expected goals, five on five", season, Decimal("0.5"), "+0.30 and +0.70", "above average", False),
        ("Shot attempts, five on five", season, 1, "-2.92 and +4.92", "not told from an average skater", False),
        ("Expected goals, all situations", season, Decimal("-0.5"), "-0.70 and -0.30", "below average", False),
        ("Goals, five on five", "all seasons", -1, "-1.39 and -0.61", "too little to say", True),
    ]
    assert (rows[0]["offence"], rows[0]["defence"], rows[1]["offence"]) == (Decimal("0.3"), Decimal("0.2"), None)
    html = html_of(page)
    assert 'class="grey"' in html and "What does this player add?" in html and "beside an average skater" in html


def test_without_a_fit_the_page_says_what_is_needed(pages: httpx.Client, site: LeagueSite) -> None:
    text = pages.get(f"/players/{the_player(site)}").text
    assert "Adjusted plus-minus is not fitted for these games." in text and "benchsight fit-rapm" in text
