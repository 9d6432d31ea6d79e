{#
    The games of the var game_ids at a dbt prompt: a list of numbers; none for every game. Takes one number, a list, or
    either as a text (`--vars '{game_ids: "5, 6"}'`). Raises a compiler error for what is no number, or a game nobody knows.
#}
{% macro wanted_games() %}
    {% set given = var("game_ids") %}
    {% if given is string %}
        {% set items = given.strip().strip("[]").split(",") %}
    {% else %}
        {% set items = [given] if given is not iterable or given is mapping else given %}
    {% endif %}
    {% set games = [] %}
    {% for item in items %}
        {% set digits = item is string and modules.re.fullmatch("\\s*[0-9]{1,9}\\s*", item) %}
        {% if not digits and (item is not integer or item < 0 or item > 2147483647) %}
            {{ exceptions.raise_compiler_error(
                "game_ids takes game numbers, one or a list, as in --vars '{game_ids: 18969}' or"
                ~ " --vars '{game_ids: [18969, 18977]}'; " ~ tojson(item, item) ~ " is none"
                ~ (" (leave game_ids out for every game)" if not item else "")
            ) }}
        {% endif %}
        {% do games.append(item | int) %}
    {% endfor %}
    {% if games %}
        {% set unknown %}
            select wanted.game_id
            from unnest(cast('{ {{- games | join(", ") -}} }' as integer[])) as wanted (game_id)
            where
                not exists (select 1 from ops.game_inputs as inputs where inputs.game_id = wanted.game_id)
                and not exists (select 1 from ops.game_builds as builds where builds.game_id = wanted.game_id)
            order by wanted.game_id
        {% endset %}
        {% set strangers = run_query(unknown).columns[0].values() | map("string") | join(", ") %}
        {% if strangers %}
            {{ exceptions.raise_compiler_error(
                "game_ids: nothing is staged for game " ~ strangers ~ ", and it was never built: load its export first,"
                ~ " or correct the number (select game_id from ops.game_inputs lists those that are known)"
            ) }}
        {% endif %}
        {% set aside = "select game_id from ops.excluded_games where game_id in (" ~ games | join(", ") ~ ") order by game_id" %}
        {% set left_out = run_query(aside).columns[0].values() | map("string") | join(", ") %}
        {% if left_out %}
            {{ exceptions.raise_compiler_error(
                "game_ids: game " ~ left_out ~ " is left out of builds: `benchsight include` brings it back"
            ) }}
        {% endif %}
    {% endif %}
    {{ return(games) }}
{% endmacro %}
