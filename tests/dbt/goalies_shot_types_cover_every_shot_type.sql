-- Fails with every shot type of the vocabulary that is not exactly one of the kinds that goalies' shots are counted by.
with

shot_types as (

    select method as shot_type from {{ ref("event_details_2") }} where event_type in ('Shot', 'Goal') and method is not null
    union
    select shot_type from {{ ref("play_details") }} where shot_type is not null

)

select shot_type
from shot_types
where
    {% for condition in goalie_shot_types().values() %}
    case when {{ condition }} then 1 else 0 end {{ "+" if not loop.last }}
    {% endfor %}
    <> 1
