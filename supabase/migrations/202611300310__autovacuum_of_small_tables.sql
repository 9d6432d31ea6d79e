-- Autovacuum comes to a table when 50 rows and a fifth of it have changed: in a small league to all tables after every game.
-- Each time the server drops the plans that read the table, and a game that ends meanwhile waits until a worker has planned
-- again. Until 50,000 rows have changed, a table is as fast without autovacuum. Macro analyze_new_table sets the same for
-- tables that builds make later. Seeds change with the project only. What somebody has set is left.

do $$
declare
    small_tables constant text := 'autovacuum_vacuum_threshold = 50000, autovacuum_vacuum_insert_threshold = 50000,'
        ' autovacuum_analyze_threshold = 50000';
    relation text;
begin
    for relation in
        select format('%I.%I', pg_namespace.nspname, pg_class.relname)
        from pg_class
        inner join pg_namespace on pg_class.relnamespace = pg_namespace.oid
        where pg_class.relkind = 'r'
            and pg_class.reloptions is null
            and (
                (pg_namespace.nspname = 'ops' and pg_class.relname in ('game_inputs', 'game_builds'))
                or (pg_namespace.nspname = 'public' and pg_class.relname in (
                    'fitted_metrics', 'staging_event_players', 'staging_events', 'staging_game_rosters', 'staging_games',
                    'staging_league_settings', 'staging_official_player_games', 'staging_player_positions',
                    'staging_players', 'staging_puck_positions', 'staging_schedule', 'staging_seasons', 'staging_shifts',
                    'staging_teams', 'staging_video_times'
                ))
                or exists (
                    select from ops.project_relations
                    where project_relations.is_table
                        and project_relations.relation_name ~ '^(int|dim|fact|qa)_|^metrics$'
                        and project_relations.schema_name = pg_namespace.nspname
                        and project_relations.relation_name = pg_class.relname
                )
            )
    loop
        execute format('alter table %s set (%s)', relation, small_tables);
    end loop;
end
$$;

-- Every plan of a build reads the scope, a row a game. What is dead in it is pruned when it is read.
alter table ops.build_scope set (
    autovacuum_vacuum_threshold = 2147483647, autovacuum_vacuum_insert_threshold = 2147483647
);
