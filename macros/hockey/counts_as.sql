{# An event counts as a goal of the game: a Goal event whose detail says that it scored, the shootout apart. #}
{% macro is_goal(event) -%}
    {{ event }}.event_type = 'Goal' and {{ event }}.is_goal_detail and not {{ event }}.is_shootout
{%- endmacro %}

{# A shot or goal is noted as something, in the second detail or a play detail: EmptyNet, OwnGoal, AwardedGoal, DisallowedGoal. #}
{% macro is_noted_as(event, mark) -%}
    coalesce(
            {{ event }}.event_type in ('Shot', 'Goal')
            and (
                {{ event }}.event_detail_2 = '{{ mark }}'
                or {{ event }}.play_detail1 = '{{ mark }}'
                or {{ event }}.play_detail2 = '{{ mark }}'
            ), false
        )
{%- endmacro %}

{# A goal, or the shot it came from, is noted as into an empty net. #}
{% macro is_empty_net_noted(event, twin) -%}
    (coalesce({{ event }}.is_empty_net_noted, false) or coalesce({{ twin }}.is_empty_net_noted, false))
{%- endmacro %}

{# Minutes of a penalty: as noted, else those of the game or its league; `game` and `rule` (seed penalty_minutes) are its rows. #}
{% macro charged_minutes(penalty, game, rule) -%}
    case
        -- the five minutes of a match penalty are only the part that is served
        when {{ rule }}.minutes_from = 'match' then greatest({{ penalty }}.penalty_minutes, {{ rule }}.default_minutes)
        when {{ penalty }}.penalty_minutes is not null then {{ penalty }}.penalty_minutes
        when {{ rule }}.minutes_from = 'double_minor' then 2 * {{ game }}.minor_penalty_minutes
        when {{ rule }}.minutes_from = 'major' then {{ game }}.major_penalty_minutes
        when {{ rule }}.minutes_from = 'misconduct' then {{ game }}.misconduct_penalty_minutes
        when {{ rule }}.minutes_from = 'none' then 0
        else {{ game }}.minor_penalty_minutes
    end
{%- endmacro %}

{# A penalty that a player serves: any but one that is punished by a penalty shot. #}
{% macro is_served_penalty(rule) -%} coalesce({{ rule }}.minutes_from, 'minor') <> 'none' {%- endmacro %}
