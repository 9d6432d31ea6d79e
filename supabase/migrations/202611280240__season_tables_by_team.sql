-- The season tables by player and team are published.
insert into ops.published_tables (table_name, category, load_order, kind)
values
    ('fact_goalie_team_season_stats', 'stats_facts', 3, 'view'),
    ('fact_player_team_season_stats', 'stats_facts', 3, 'view');
