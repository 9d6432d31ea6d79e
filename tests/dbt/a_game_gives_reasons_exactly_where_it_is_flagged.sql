-- Fails with every game that is flagged without a reason, or has a reason and no flag.
select
    game_id,
    is_complete,
    toi_reliable,
    reasons
from {{ ref("qa_data_completeness") }}
where (is_complete and toi_reliable) <> (reasons is null)
