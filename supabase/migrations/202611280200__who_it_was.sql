-- One player may stand in a roster under two sweater numbers, and his id in rosters of other games tells whose it is.
comment on column public.staging_game_rosters.roster_key is
'R{game_id}{h|a}{league|tracker}:{player_id, or # and the jersey}; a player''s second sweater adds #{jersey}, another player of a sweater without ids :{his folded name}.';
comment on column public.staging_game_rosters.player_number is
'Sweater number; 0 stands for 0 and 00. Several rows of one player_id are his sweaters.';
create index staging_game_rosters_player on public.staging_game_rosters (player_id);

insert into ops.published_tables (table_name, category, load_order, kind)
values ('qa_player_identity', 'analytics_facts', 4, 'game');
