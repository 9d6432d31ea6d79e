{#
    Situation of a stint from one side's view. A skater who came on for the goalie is no man advantage:
    6 v 5 with a pulled goalie is even with an empty net, 6 v 4 is a power play.
#}
{% macro situation(venue, stint) -%}
    {%- set other = "away" if venue == "home" else "home" -%}
    case
        when {{ effective_skaters(venue, stint) }} > {{ effective_skaters(other, stint) }} then 'power_play'
        when {{ effective_skaters(venue, stint) }} < {{ effective_skaters(other, stint) }} then 'short_handed'
        when {{ stint }}.is_{{ other }}_net_empty then 'empty_net_for'
        when {{ stint }}.is_{{ venue }}_net_empty then 'empty_net_against'
        else 'even'
    end
{%- endmacro %}

{#
    Skaters of a side without the one who replaces the goalie. A sixth beside the goalie is one too many, and no advantage.
    NULL, not the limit, where there is no stint, which `least` would not give.
#}
{% macro effective_skaters(venue, stint) -%}
    {%- set skaters = stint ~ "." ~ venue ~ "_skaters - case when " ~ stint ~ ".is_" ~ venue ~ "_net_empty then 1 else 0 end" -%}
    (case when {{ skaters }} > 5 then 5 else {{ skaters }} end)
{%- endmacro %}

{# Players of a side on the ice, its goalie counted; a seventh is one too many. #}
{% macro players_on_ice(venue, stint) -%}
    {%- set players = stint ~ "." ~ venue ~ "_skaters + case when " ~ stint ~ ".is_" ~ venue ~ "_net_empty then 0 else 1 end" -%}
    (case when {{ players }} > 6 then 6 else {{ players }} end)
{%- endmacro %}

{# Situation of a side, by its venue in SQL, where nobody has a man advantage any more. #}
{% macro situation_without_advantage(venue, stint) -%}
    case
        when case {{ venue }} when 'home' then {{ stint }}.is_away_net_empty else {{ stint }}.is_home_net_empty end
            then 'empty_net_for'
        when case {{ venue }} when 'home' then {{ stint }}.is_home_net_empty else {{ stint }}.is_away_net_empty end
            then 'empty_net_against'
        else 'even'
    end
{%- endmacro %}

{# A situation as the other side sees it. #}
{% macro mirrored_situation(situation) -%}
    case {{ situation }}
        when 'power_play' then 'short_handed'
        when 'short_handed' then 'power_play'
        when 'empty_net_for' then 'empty_net_against'
        when 'empty_net_against' then 'empty_net_for'
        else {{ situation }}
    end
{%- endmacro %}
