-- Built games with rostered players who were on the ice and are not in the official result.
select
    cast(game_id as text) as subject_key,
    'ice time, and not in the official result: ' || array_to_string(players_without_result, ', ') as message,
    jsonb_build_object('players_without_result', players_without_result) as details
from ops.game_agreements
where cardinality(players_without_result) > 0 and cardinality(players_without_result) >= %(players)s
