-- Fails with every team whose shots on goal are not what the other side's goalies saved and let in, goals into an empty net or
-- past an unknown goalie, saves by an unknown goalie, and shots noted without their save. A goal without a shot is no shot.
select * from {{ ref("qa_shots_on_goal") }}
where
    {{ in_scope() }}
    and sog <> coalesce(saves, 0)
    + coalesce(goals_against, 0)
    + empty_net_goals
    + at_unknown_goalie
    + without_save
    - goals_without_shot
