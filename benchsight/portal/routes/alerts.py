"""Alerts of the monitor, its rules, and questions that a person can answer."""

import psycopg
from fastapi import Request
from fastapi.responses import Response

from benchsight.api.keys import Scope
from benchsight.inputs.merge_players import merge_players
from benchsight.portal.answers import Answer, give_answer, read_questions
from benchsight.portal.forms import AdminForm, LoadForm, done, refused
from benchsight.portal.pages import show_portal
from benchsight.quality.monitor import run_monitor
from benchsight.quality.monitor.alerts import SEVERITIES, acknowledge, monitored_at, read_alerts
from benchsight.quality.monitor.rule_settings import read_rules, set_rule
from benchsight.web.pages import Page
from benchsight.web.reader import PageReader
from benchsight.web.routing import portal_router

router = portal_router(Scope.LOAD)

PATH = "/admin/alerts"
# players of one name who are in no game together: perhaps one person
NAMESAKES = """
    select
        one.player_id, one.player_name, other.player_id as other_id,
        (
            select count(distinct r.game_id) from public.staging_game_rosters as r where r.player_id = one.player_id
        ) as games,
        (
            select count(distinct r.game_id) from public.staging_game_rosters as r where r.player_id = other.player_id
        ) as other_games
    from public.staging_players as one
    inner join public.staging_players as other
        on lower(trim(one.player_name)) = lower(trim(other.player_name)) and one.player_id < other.player_id
    where not exists (
        select from public.staging_game_rosters as a
        inner join public.staging_game_rosters as b on a.game_id = b.game_id
        where a.player_id = one.player_id and b.player_id = other.player_id
    )
    order by one.player_name, one.player_id, other.player_id
    limit 100
"""


@router.get(PATH)
async def show_alerts(request: Request) -> Response:
    """Return what is wrong and what is doubtful; `?all=yes`: with what is resolved."""
    resolved = request.query_params.get("all") == "yes"

    def read(reader: PageReader) -> Page:
        alerts = read_alerts(reader.connection, resolved=resolved)
        groups: dict[str, list[object]] = {}
        for alert in alerts:
            groups.setdefault(alert.rule, []).append(alert)
        context = {
            "groups": groups, "monitored_at": monitored_at(reader.connection), "resolved": resolved,
            "rules": read_rules(reader.connection), "severities": SEVERITIES, "questions": read_questions(reader),
            "namesakes": reader.rows(NAMESAKES),
        }  # fmt: skip
        return Page("portal/alerts.html", "Alerts", context)

    return await show_portal(request, read)


@router.post(f"{PATH}/check")
async def check(form: LoadForm) -> Response:
    """Run the monitor now."""
    await form.services.database.run(run_monitor)
    return done(PATH, "Checked just now.")


@router.post(f"{PATH}/{{alert_id}}/acknowledge")
async def acknowledge_alert(alert_id: int, form: LoadForm) -> Response:
    """Note that somebody knows of an alert."""
    await form.services.database.run(lambda connection: acknowledge(connection, alert_id, form.caller.name))
    return done(PATH, "The alert stays open until its reason is gone, and no longer counts.")


@router.post(f"{PATH}/rules/{{rule}}")
async def change_rule(rule: str, form: AdminForm) -> Response:
    """Change a rule of the monitor."""

    def change(connection: psycopg.Connection) -> None:
        with connection.transaction():
            set_rule(connection, rule, f"enabled={'on' if form.text('enabled') else 'off'}")
            set_rule(connection, rule, f"severity={form.text('severity')}")
            for field in form.fields:
                if field.startswith("threshold."):
                    set_rule(connection, rule, f"{field.removeprefix('threshold.')}={form.text(field)}")

    await form.services.database.run(change)
    return done(PATH, f"The rule {rule.replace('_', ' ')} is changed.")


@router.post(f"{PATH}/merge")
async def merge(form: LoadForm) -> Response:
    """Make two ids of one person one."""
    keep, other = form.text("keep"), form.text("other")
    if form.text("confirm") != other:
        raise refused(f"type {other} to give all that is staged of this player to {keep}")
    merged = await form.services.database.run(
        lambda connection: merge_players(connection, keep, other, form.caller.name)
    )
    return done(
        PATH, f"Player {other} is player {keep} now; {len(merged.games)} games are due. Mend the id in your files too."
    )


@router.post(f"{PATH}/answers")
async def answer(form: LoadForm) -> Response:
    """Record who wore a number, as a row of the game's roster."""
    player_id = form.text("player_id")
    venue = form.text("venue")
    if venue not in ("home", "away") or not player_id:
        raise refused("choose who wore the number")
    given = Answer(form.number("game_id", "a game"), venue, form.number("player_number", "a number"), player_id)
    name = await form.services.database.run(lambda connection: give_answer(connection, given, form.caller.name))
    return done(
        PATH, f"{name} wore {given.player_number} in game {given.game_id}: it is on the roster, and the game is due."
    )
