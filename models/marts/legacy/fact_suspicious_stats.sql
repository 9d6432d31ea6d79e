select * from {{ ref("qa_suspicious_stats") }}
