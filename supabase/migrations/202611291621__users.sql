-- People who sign in to the portal, and their sessions.

create table ops.api_users (
    user_id bigint generated always as identity primary key,
    name text not null check (name ~ '^[[:alnum:]][[:alnum:] ._@-]{0,79}$'),
    password_hash text not null,
    scopes text[] not null check (
        cardinality(scopes) > 0 and scopes <@ array['read', 'track', 'load', 'admin']
    ),
    created_at timestamptz not null default clock_timestamp(),
    created_by text not null,
    password_changed_at timestamptz not null default clock_timestamp(),
    signed_in_at timestamptz,
    revoked_at timestamptz
);
comment on table ops.api_users is 'One row per person who may sign in; `benchsight users` creates, lists and revokes them.';
comment on column ops.api_users.password_hash is 'Argon2id, with its parameters and salt.';
comment on column ops.api_users.signed_in_at is 'Last sign-in.';
create unique index api_users_name on ops.api_users (lower(name)) where revoked_at is null;

create table ops.api_sessions (
    session_id bigint generated always as identity primary key,
    user_id bigint not null references ops.api_users (user_id) on delete cascade,
    token_hash bytea not null unique check (octet_length(token_hash) = 32),
    created_at timestamptz not null default clock_timestamp(),
    expires_at timestamptz not null,
    last_used_at timestamptz not null default clock_timestamp(),
    ended_at timestamptz
);
comment on table ops.api_sessions is 'One row per sign-in; ended ones are deleted after a month.';
comment on column ops.api_sessions.token_hash is 'SHA-256 of the cookie, which is random: 256 bits.';
comment on column ops.api_sessions.last_used_at is 'Exact to a minute; a session that is idle for too long has ended.';
create index api_sessions_user on ops.api_sessions (user_id);
