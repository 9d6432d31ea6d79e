{#
    Names of persons, compared as ingest/parsing/names.py compares them: case, accents, punctuation and blanks do not count, and
    "Lastname, Firstname" is "Firstname Lastname".
#}
{# A name with the given name first. #}
{% macro given_name_first(name) -%}
    btrim(regexp_replace({{ name }}, '^([^,]*),(.*)$', '\2 \1'))
{%- endmacro %}

{# Letters and digits of a text, in lower case, without accents: what makes two spellings of a name the same. #}
{% macro folded_text(text) -%}
    translate(
        replace(replace(
            lower(regexp_replace(
                normalize({{ text }}, nfkd), '[\s\u0300-\u036f\u2010-\u2015\u2018\u2019.,''`´"()*#_/-]', '', 'g'
            )), 'ß', 'ss'
        ), 'æ', 'ae'),
        'øłđðıœ', 'olddio'
    )
{%- endmacro %}

{# A whole name, folded. #}
{% macro folded_name(name) -%} {{ folded_text(given_name_first(name)) }} {%- endmacro %}

{# A name as initial and the rest, folded: "F. Lastname" and "Firstname Lastname" have the same. #}
{% macro short_name(name) -%}
    left({{ folded_name(name) }}, 1) || '.'
    || coalesce({{ folded_text("substring(" ~ given_name_first(name) ~ " from '^[^[:space:].]+[[:space:].]+(.*)$')") }}, '')
{%- endmacro %}

{# The given name of a name is only its initial. #}
{% macro has_initial_only(name) -%} {{ given_name_first(name) }} ~ '^[^\s.]([\s.]|$)' {%- endmacro %}

{# Two names may be one person's: folded the same, or one has only the initial of the other. Needs columns folded, short, initial. #}
{% macro names_fit(one, other) -%}
    (
        {{ one }}.folded = {{ other }}.folded
        or ({{ one }}.is_initial or {{ other }}.is_initial) and {{ one }}.short = {{ other }}.short
    )
{%- endmacro %}

{# The three columns that names_fit compares. #}
{% macro name_keys(name) -%}
    {{ folded_name(name) }} as folded,
    {{ short_name(name) }} as short,
    {{ has_initial_only(name) }} as is_initial
{%- endmacro %}
