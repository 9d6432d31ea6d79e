-- Fails with every stint and side that has more than six skaters or more than one goalie on the ice. Six skaters and a
-- goalie are seen in good data too, for the seconds of a change; qa_data_completeness looks at their length.
select
    shift_key,
    venue
from {{ ref("fact_shifts_player") }}
where {{ in_scope() }}
group by shift_key, venue
having
    count(*) filter (where not is_goalie) > 6
    or count(*) filter (where is_goalie) > 1
