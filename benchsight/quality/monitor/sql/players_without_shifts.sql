-- Built games in which rostered skaters take part in play without being in any shift.
select
    cast(game_id as text) as subject_key,
    cast(players_without_shifts as text)
    || case players_without_shifts when 1 then ' skater takes part' else ' skaters take part' end
    || ' in events and in no shift' as message,
    jsonb_build_object('players_without_shifts', players_without_shifts) as details
from public.qa_data_completeness
where players_without_shifts > 0 and players_without_shifts >= %(players)s
