-- Built games with sweater numbers that no roster of their side has, or with a side without any roster.
select
    cast(game_id as text) as subject_key,
    concat_ws(
        '; ',
        case
            when home_rostered_players = 0 and away_rostered_players = 0 then 'no roster'
            when home_rostered_players = 0 then 'no roster of the home side'
            when away_rostered_players = 0 then 'no roster of the away side'
        end,
        'on no roster of their side: ' || unrostered_numbers
    ) as message,
    jsonb_build_object(
        'unrostered_players', unrostered_players,
        'players_on_other_roster', players_on_other_roster,
        'home_rostered_players', home_rostered_players,
        'away_rostered_players', away_rostered_players
    ) as details
from public.qa_data_completeness
where
    (unrostered_players > 0 and unrostered_players >= %(players)s)
    or (tracked_players > 0 and least(home_rostered_players, away_rostered_players) = 0)
