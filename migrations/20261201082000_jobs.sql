-- Queued work. A row exists only while there is something to do.

create schema jobs;
grant usage on schema jobs to maillage_app;

create table jobs.job (
    id            uuid        not null,
    territory_id  uuid        not null,
    kind          text        not null,
    subject       uuid        not null,
    run_at        timestamptz not null,
    made_at       timestamptz not null,
    attempts      integer     not null default 0,
    claimed_until timestamptz,
    constraint job_pkey primary key (id),
    constraint job_once_a_subject unique (kind, subject)
);
create index job_due on jobs.job (kind, run_at);
alter table jobs.job enable row level security;
alter table jobs.job force row level security;
create policy owner on jobs.job to maillage_own using (true) with check (true);
create policy of_territory on jobs.job to maillage_app
    using ((select db.is_system()) or territory_id = (select db.territory()))
    with check ((select db.is_system()) or territory_id = (select db.territory()));
grant select, insert, update, delete on jobs.job to maillage_app;
comment on table jobs.job is 'What remains to be done, about which row; never a name, a number or a text.';
