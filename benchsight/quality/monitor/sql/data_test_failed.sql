-- Tests of the data that do not hold for games that are still there.
select
    test as subject_key,
    coalesce(sentence, replace(test, '_', ' ')) || ': ' || message || ' in '
    || case cardinality(games)
        when 1 then ops.game_words(games[1])
        when 2 then ops.game_words(games[1]) || ' and ' || ops.game_words(games[2])
        else cast(cardinality(games) as text) || ' games, the first ' || ops.game_words(games[1])
    end
    || coalesce('; such as ' || row_words, '') as message,
    jsonb_build_object('games', games, 'rows', rows, 'failed_at', failed_at) as details
from ops.data_test_failures as failures
where exists (select from ops.game_builds as builds where builds.game_id = any(failures.games))
order by test
