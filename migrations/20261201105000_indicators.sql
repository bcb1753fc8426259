-- Figures, folded from the trail. One row for each act and each delivery, as the events tell them and nothing else told.
--
-- Only maillage_ind writes, from events in their order; it reads no table of care. Whoever steers a territory reads the
-- rows of that territory. No patient is here, not even their id.

create schema indicators;
grant usage on schema indicators to maillage_app, maillage_ind;

create table indicators.progress (
    single  boolean     not null default true,
    shape   integer     not null,
    seq     bigint      not null,
    at      timestamptz,
    constraint progress_pkey primary key (single),
    constraint progress_is_single check (single),
    constraint progress_goes_forward check (seq >= 0)
);
alter table indicators.progress enable row level security;
alter table indicators.progress force row level security;
create policy owner on indicators.progress to maillage_own using (true) with check (true);
create policy folds on indicators.progress to maillage_ind using (true) with check (true);
create policy known on indicators.progress for select to maillage_app using (true);
grant select, insert, update on indicators.progress to maillage_ind;
grant select on indicators.progress to maillage_app;
comment on table indicators.progress is 'How far the log was folded: the last seq, the latest moment that an event tells.';
comment on column indicators.progress.shape is 'Of the fold that made these tables: another shape folds the log again from its first row.';

create table indicators.act (
    act_id          uuid     not null,
    territory_id    uuid     not null,
    kind            text,
    modality        text,
    professional_id uuid,
    site_id         uuid,
    commune_cog     text,
    requested_from  text,
    requested_at    timestamptz,
    outcome         text,
    ended_at        timestamptz,
    followed_at     timestamptz,
    without_it      text,
    signed_at       timestamptz,
    version         integer  not null default 0,
    report_id       uuid,
    readers         integer  not null default 0,
    acknowledged_at timestamptz,
    reach           text,
    solved          text,
    again           integer,
    evaluated_at    timestamptz,
    constraint indicators_act_pkey primary key (act_id),
    constraint indicators_act_reach_is_known check (reach in ('unsigned', 'without_reader', 'waiting', 'sent', 'mute',
                                                              'relayed', 'failed', 'posted', 'acknowledged')),
    constraint indicators_act_answer_is_on_a_scale check (again between 0 and 10)
);
create index indicators_act_by_end on indicators.act (territory_id, ended_at);
alter table indicators.act enable row level security;
alter table indicators.act force row level security;
comment on table indicators.act is 'One act as events tell it. What no event told yet is null.';
comment on column indicators.act.readers is 'Of its last signed version, other than the author.';
comment on column indicators.act.acknowledged_at is 'When a first reader other than the author had it, says the server that put it there.';
comment on column indicators.act.reach is 'How far the report of a closed act went; the first word from the left that is true of its readers.';

create table indicators.delivery (
    delivery_id     uuid    not null,
    act_id          uuid    not null,
    territory_id    uuid    not null,
    report_id       uuid,
    carries         text,
    to_author       boolean,
    state           text    not null,
    notified        boolean,
    said            text,
    cause           text,
    resumed         text,
    acknowledged_at timestamptz,
    constraint indicators_delivery_pkey primary key (delivery_id)
);
create index indicators_delivery_of_act on indicators.delivery (act_id);
alter table indicators.delivery enable row level security;
alter table indicators.delivery force row level security;
comment on table indicators.delivery is 'One report on its way to one reader, as events tell it: nobody''s name or address.';

-- Whether the actor steers the territory of the transaction, at its moment.
create function territory.steers_here() returns boolean
    language sql stable security definer set search_path = ''
as $$
    select exists (
        select from territory.membership m
         where m.account_id = (select db.actor())
           and m.territory_id = (select db.territory())
           and m.role in ('coordinator', 'evaluator')
           and m.since <= (select db.clock())
           and (m.until is null or m.until > (select db.clock())))
$$;
revoke all on function territory.steers_here() from public;
grant execute on function territory.steers_here() to maillage_app;

create policy owner on indicators.act to maillage_own using (true) with check (true);
create policy folds on indicators.act to maillage_ind using (true) with check (true);
create policy steered on indicators.act for select to maillage_app
    using (territory_id = (select db.territory()) and (select territory.steers_here()));
grant select, insert, delete on indicators.act to maillage_ind;
grant select on indicators.act to maillage_app;

create policy owner on indicators.delivery to maillage_own using (true) with check (true);
create policy folds on indicators.delivery to maillage_ind using (true) with check (true);
grant select, insert, delete on indicators.delivery to maillage_ind;

-- A commune leaves the territory, or comes in, from a date: who steers it says so; nobody rewrites the past.
create function territory.is_coordinated() returns boolean
    language sql stable security definer set search_path = ''
as $$
    select (select db.is_system()) or exists (
        select from territory.membership m
         where m.account_id = (select db.actor())
           and m.territory_id = (select db.territory())
           and m.role = 'coordinator'
           and m.since <= (select db.clock())
           and (m.until is null or m.until > (select db.clock())))
$$;
revoke all on function territory.is_coordinated() from public;
grant execute on function territory.is_coordinated() to maillage_app;

drop policy of_territory on territory.commune;
create policy of_territory on territory.commune for select to maillage_app
    using (territory_id = (select db.territory()));
create policy added on territory.commune for insert to maillage_app
    with check (territory_id = (select db.territory()) and (select territory.is_coordinated()));
create policy ended on territory.commune for update to maillage_app
    using (territory_id = (select db.territory()) and (select territory.is_coordinated()))
    with check (territory_id = (select db.territory()));

-- Acts that were held, with the dimensions that figures are counted by: said once, so that a figure and its list never
-- differ. It runs with its caller's rights. `cogs`, `sinces` and `untils` are the perimeter with its dates; a residence is
-- looked at on the day of the act. A window is null for an act that it does not concern.
create function indicators.held(zone text, cogs text[], sinces date[], untils date[])
    returns table (act_id uuid, territory_id uuid, ended_at timestamptz, day date, genre text, remote boolean, site_id uuid,
                   professional_id uuid, commune_cog text, residence text, without_it text, reach text, day_state text,
                   week_state text, acknowledged_at timestamptz, solved text, again integer)
    language sql stable
as $$
    select a.act_id, a.territory_id, a.ended_at, (a.ended_at at time zone zone)::date,
           case when a.kind = 'consultation' then a.modality else a.kind end,
           a.modality <> 'on_site', a.site_id, a.professional_id, a.commune_cog,
           case when a.commune_cog is null then 'unknown' when p.cog is null then 'outside' else 'inside' end,
           a.without_it, a.reach,
           case when a.modality = 'on_site' or (a.acknowledged_at is null and a.readers = 0) then null
                when a.acknowledged_at <= a.ended_at + interval '24 hours' then 'in_time'
                when a.acknowledged_at is not null then 'late'
                when f.at < a.ended_at + interval '24 hours' then 'open'
                else 'missing' end,
           case when a.modality = 'on_site' or (a.acknowledged_at is null and a.readers = 0) then null
                when a.acknowledged_at <= a.ended_at + interval '168 hours' then 'in_time'
                when a.acknowledged_at is not null then 'late'
                when f.at < a.ended_at + interval '168 hours' then 'open'
                else 'missing' end,
           a.acknowledged_at, a.solved, a.again
      from indicators.act a
      join indicators.progress f on true
      left join unnest(cogs, sinces, untils) as p (cog, since, until)
             on p.cog = a.commune_cog and p.since <= (a.ended_at at time zone zone)::date
                and (p.until is null or p.until > (a.ended_at at time zone zone)::date)
     where a.outcome = 'closed' and a.kind is not null and a.modality is not null
$$;
revoke all on function indicators.held(text, text[], date[], date[]) from public;
grant execute on function indicators.held(text, text[], date[], date[]) to maillage_app;
