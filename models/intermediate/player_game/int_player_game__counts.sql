-- One row per game and player who dressed or was tracked: all counted columns. What the game has no input for is NULL, else 0.
with

game_players as (

    select * from {{ ref("int_game_players") }} where {{ in_scope() }}

),

inputs as (

    select * from {{ ref("int_game_inputs") }} where {{ in_scope() }}

),

{% set families = player_game_families() -%}
{% for family in families %}
{{ family }} as (

    select * from {{ ref("int_player_game__" ~ family) }}

),
{% endfor %}

final as (

    select
        game_players.game_id,
        game_players.player_id,
        {{ family_counts(families) }}
        inputs.has_ice_events
    from game_players
    inner join inputs on game_players.game_id = inputs.game_id
    {% for family in families %}
    left join {{ family }} on game_players.game_id = {{ family }}.game_id and game_players.player_id = {{ family }}.player_id
    {% endfor %}

)

select * from final
