select * from {{ ref("qa_data_completeness") }}
