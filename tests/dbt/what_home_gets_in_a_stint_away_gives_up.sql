-- Fails with every stint in which a count for one team is not the count against the other.
select shift_key
from {{ ref("fact_shifts") }}
where
    {{ in_scope() }}
    and (
        {% for a, b in [("gf", "ga"), ("cf", "ca"), ("ff", "fa"), ("sf", "sa"), ("xgf", "xga")] %}
        {{ "or " if not loop.first }}home_{{ a }} <> away_{{ b }}
        or home_{{ b }} <> away_{{ a }}
        {% endfor %}
    )
