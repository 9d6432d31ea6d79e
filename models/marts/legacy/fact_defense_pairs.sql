select * from {{ ref("fact_line_combos") }} where line_type = 'defense_pair'
