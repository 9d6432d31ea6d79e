-- Tests of the data that do not hold for games that are still there.
select
    test as subject_key,
    coalesce(sentence, replace(test, '_', ' ')) || ': ' || message || ' in '
    || case when cardinality(games) = 1 then 'game ' || cast(games[1] as text)
        else cast(cardinality(games) as text) || ' games' end as message,
    jsonb_build_object('games', games, 'failed_at', failed_at) as details
from ops.data_test_failures as failures
where exists (select from ops.game_builds as builds where builds.game_id = any(failures.games))
order by test
