-- Fails with every number that differs from the official one, or cannot be compared with it, without saying why.
select game_id, player_id as entity_id, stat
from {{ ref("qa_scorer_comparison") }}
where is_equal is distinct from true and reason is null

union all

select game_id, team_id as entity_id, 'goals' as stat
from {{ ref("qa_goal_accuracy") }}
where is_equal is distinct from true and reason is null
