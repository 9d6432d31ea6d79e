-- Built games of whose comparable numbers less than a share agrees with the official result.
select
    cast(game_id as text) as subject_key,
    cast(equal_count as text) || ' of ' || cast(compared_count as text) || ' numbers agree with the official result ('
    || cast(floor(1000.0 * equal_count / compared_count) / 10 as numeric(4, 1)) || ' %%)' as message,
    jsonb_build_object('equal', equal_count, 'compared', compared_count) as details
from ops.game_agreements
where compared_count > 0 and compared_count >= %(values)s and 1.0 * equal_count / compared_count < %(share)s
