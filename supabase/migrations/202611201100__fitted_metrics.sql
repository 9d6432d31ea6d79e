-- What models fitted outside the build say of players and teams, with how much data it rests on.

create table public.fitted_metrics (
    entity_type text not null check (entity_type in ('player', 'team')),
    entity_id text not null,
    metric_name text not null,
    season_id text not null,
    as_of date,
    value numeric(10, 4) not null,
    standard_error numeric(10, 4) not null check (standard_error > 0),
    n integer not null check (n > 0),
    games integer not null check (games > 0),
    toi_seconds integer not null check (toi_seconds >= 0),
    is_reliable boolean not null,
    model_version text not null,
    fitted_at timestamptz not null default now(),
    primary key (entity_type, entity_id, metric_name, season_id)
);
comment on table public.fitted_metrics is 'One row per entity, metric and season (all: every game there is) of a fitted model; a new fit replaces the rows of its metrics and season.';
comment on column public.fitted_metrics.as_of is 'Date of the last game that the fit saw; NULL where no game has a date.';
comment on column public.fitted_metrics.standard_error is 'Standard deviation of what the value may truly be, given the data and the model.';
comment on column public.fitted_metrics.n is 'Observations of the entity: for adjusted plus-minus, its stints.';
comment on column public.fitted_metrics.is_reliable is 'Whether the entity was observed for as long as the fit was told to ask for.';
comment on column public.fitted_metrics.model_version is 'Model, its version and its settings.';
create index fitted_metrics_metric on public.fitted_metrics (metric_name, season_id, value desc);
