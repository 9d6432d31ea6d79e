"""Tables for the screen and as CSV."""

from benchsight.web.tables import Column, Table


def test_a_cell_links_where_all_keys_are_known() -> None:
    """The address is quoted; without a key of it there is no link."""
    column = Column("team_name", "Team", link="/teams/{team_id}")
    assert column.href({"team_id": "A/B"}) == "/teams/A%2FB"
    assert column.href({"team_id": None}) is None
    assert Column("gp", "GP", "0").href({"gp": 1}) is None


def test_csv_has_raw_values_and_no_formulas() -> None:
    """NULL is empty, percents keep their digits, and a name cannot be run as a formula."""
    columns = (Column("player_name", "Player"), Column("cf_pct", "CF%", "0.0%", more=True))
    table = Table("skaters", "Skaters", columns, [{"player_name": "=1+1", "cf_pct": 51.234}, {"cf_pct": None}])
    assert table.to_csv() == "player_name,cf_pct\r\n'=1+1,51.234\r\n,\r\n"
    assert table.more


def test_cells_are_escaped_and_say_why_a_value_is_unknown() -> None:
    """Text of users is never markup; a number has its raw value where its text differs; a row has its own reason."""
    columns = (
        Column("player_name", "Player", link="/players/{player_id}"),
        Column("cf_pct", "CF%", "0.0%", more=True),
        Column("xg", "xG", "0.00", note="why"),
        Column("goals", "Goals", "0"),
    )
    table = Table("skaters", "Skaters", columns, [], sorted_by="cf_pct", unknown="no shifts")
    row = {"player_name": "<b>", "player_id": '"7', "cf_pct": 51.25, "xg": None, "why": "no positions", "goals": 3}
    assert table.cells(row) == (
        '<th scope="row"><a href="/players/%227">&lt;b&gt;</a></th>\n'
        '<td class="number more sorted" data-value="51.25">51.3</td>\n'
        '<td class="number" data-value="" title="no positions">\N{EN DASH}</td>\n'
        '<td class="number">3</td>\n'
    )
    assert 'title="no shifts"' in table.cells({**row, "why": None})
