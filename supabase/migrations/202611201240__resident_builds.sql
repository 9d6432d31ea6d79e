-- A resident build keeps the plans of its statements; new statistics of the table they all read would void every one.

alter table ops.build_scope set (autovacuum_analyze_threshold = 2147483647, autovacuum_analyze_scale_factor = 100);
