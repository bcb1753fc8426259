-- Opening rules, appointments, blocked time; and busy time, which belongs to people and not to territories.

create schema agenda;
grant usage on schema agenda to maillage_app;

create table agenda.opening_rule (
    territory_id    uuid not null,
    id              uuid not null,
    professional_id uuid not null,
    site_id         uuid not null,
    weekday         smallint not null,
    starts          time not null,
    ends            time not null,
    slot_minutes    smallint not null,
    modalities      text[] not null,
    audience        text not null,
    valid_from      date not null,
    valid_until     date,
    constraint opening_rule_pkey primary key (id),
    constraint opening_rule_is_of_a_professional foreign key (professional_id) references directory.professional,
    constraint opening_rule_is_at_a_site foreign key (territory_id, site_id) references territory.site (territory_id, id),
    constraint opening_rule_weekday_is_iso check (weekday between 1 and 7),
    constraint opening_rule_is_not_empty check (starts < ends),
    constraint opening_rule_slot_is_sensible check (slot_minutes between 5 and 240),
    constraint opening_rule_modality_is_known check (modalities <@ array ['on_site', 'telephone', 'video'] and modalities <> '{}'),
    constraint opening_rule_audience_is_known check (audience in ('own_patients', 'territory', 'sas'))
);
create index opening_rule_professional on agenda.opening_rule (territory_id, professional_id, weekday);
alter table agenda.opening_rule enable row level security;
alter table agenda.opening_rule force row level security;
create policy owner on agenda.opening_rule to maillage_own using (true) with check (true);
create policy of_territory on agenda.opening_rule to maillage_app
    using (territory_id = (select db.territory())) with check (territory_id = (select db.territory()));
grant select, insert on agenda.opening_rule to maillage_app;
grant update (valid_until) on agenda.opening_rule to maillage_app;
comment on table agenda.opening_rule is 'When a professional receives: civil hours of the territory, for whom, and how.';

create table agenda.appointment (
    territory_id    uuid        not null,
    id              uuid        not null,
    patient_id      uuid        not null,
    professional_id uuid        not null,
    site_id         uuid        not null,
    modality        text        not null,
    starts_local    timestamp   not null,
    zone            text        not null,
    minutes         smallint    not null,
    starts_at       timestamptz not null,
    ends_at         timestamptz not null,
    booked_at       timestamptz not null,
    booked_by       uuid,
    asked_by        text        not null,
    note            bytea,
    overbook_reason text,
    walked_in_at    timestamptz,
    arrived_at      timestamptz,
    absent_at       timestamptz,
    cancelled_at    timestamptz,
    cancelled_by    text,
    replaces        uuid,
    sequence        integer     not null default 0,
    calendar_uid    uuid        not null,
    reminded_at     timestamptz,
    constraint appointment_pkey primary key (id),
    constraint appointment_key unique (territory_id, id),
    constraint appointment_is_for_a_patient foreign key (territory_id, patient_id) references patients.patient (territory_id, id),
    constraint appointment_is_with_a_professional foreign key (professional_id) references directory.professional,
    constraint appointment_is_at_a_site foreign key (territory_id, site_id) references territory.site (territory_id, id),
    constraint appointment_replaces_one_of_here foreign key (territory_id, replaces) references agenda.appointment (territory_id, id),
    constraint appointment_is_replaced_once unique (replaces),
    constraint appointment_modality_is_known check (modality in ('on_site', 'telephone', 'video')),
    constraint appointment_asked_by_is_known check
        (asked_by in ('self', 'daughter_or_son', 'parent', 'spouse', 'relative', 'neighbour', 'professional')),
    constraint appointment_is_not_empty check (starts_at < ends_at),
    constraint appointment_cancelled_by_someone check ((cancelled_at is null) = (cancelled_by is null)),
    constraint appointment_cancelled_by_is_known check (cancelled_by in ('patient', 'us', 'moved')),
    constraint appointment_is_arrived_or_absent check (num_nonnulls(arrived_at, absent_at) <= 1)
);
create index appointment_professional on agenda.appointment (professional_id, starts_at);
create index appointment_territory on agenda.appointment (territory_id, starts_at);
create index appointment_patient on agenda.appointment (territory_id, patient_id, starts_at);
comment on table agenda.appointment is
    'A rendez-vous. Its plan is civil (starts_local, zone, minutes); starts_at and ends_at are computed from it when it is written.';
comment on column agenda.appointment.note is 'Said by the caller for the desk, never care: sealed by the territory key.';
alter table agenda.appointment enable row level security;
alter table agenda.appointment force row level security;
create policy owner on agenda.appointment to maillage_own using (true) with check (true);
create policy seen on agenda.appointment for select to maillage_app
    using (territory_id = (select db.territory())
           and ((select db.is_system()) or (select territory.works_here())
                or exists (select from patients.my_circle c where c.patient_id = appointment.patient_id)));
create policy booked on agenda.appointment for insert to maillage_app
    with check (territory_id = (select db.territory())
                and ((select db.is_system()) or (select territory.works_here())
                     or exists (select from patients.my_circle c where c.patient_id = appointment.patient_id)));
create policy changed on agenda.appointment for update to maillage_app
    using (territory_id = (select db.territory())
           and ((select db.is_system()) or (select territory.works_here())
                or exists (select from patients.my_circle c where c.patient_id = appointment.patient_id)))
    with check (territory_id = (select db.territory()));
grant select, insert on agenda.appointment to maillage_app;
grant update (arrived_at, absent_at, cancelled_at, cancelled_by, reminded_at) on agenda.appointment to maillage_app;

create table agenda.block (
    territory_id    uuid        not null,
    id              uuid        not null,
    professional_id uuid        not null,
    starts_local    timestamp   not null,
    zone            text        not null,
    minutes         smallint    not null,
    starts_at       timestamptz not null,
    ends_at         timestamptz not null,
    label           text        not null,
    made_at         timestamptz not null,
    made_by         uuid,
    removed_at      timestamptz,
    constraint block_pkey primary key (id),
    constraint block_is_of_a_professional foreign key (professional_id) references directory.professional,
    constraint block_is_of_a_territory foreign key (territory_id) references territory.territory,
    constraint block_is_not_empty check (starts_at < ends_at)
);
create index block_professional on agenda.block (professional_id, starts_at);
alter table agenda.block enable row level security;
alter table agenda.block force row level security;
create policy owner on agenda.block to maillage_own using (true) with check (true);
create policy of_territory on agenda.block to maillage_app
    using (territory_id = (select db.territory())) with check (territory_id = (select db.territory()));
grant select, insert on agenda.block to maillage_app;
grant update (removed_at) on agenda.block to maillage_app;
comment on table agenda.block is 'Time that a professional keeps: a meeting, rounds at an EHPAD, a pause.';

-- People's time is theirs, whatever the territory: no territory and no patient here, and the only exclusion.
create table agenda.busy (
    appointment_id uuid,
    block_id       uuid,
    resource_id    uuid        not null,
    starts_at      timestamptz not null,
    during         tstzrange   not null,
    firm           boolean     not null default true,
    constraint busy_is_of_an_appointment foreign key (appointment_id) references agenda.appointment on delete cascade,
    constraint busy_is_of_a_block foreign key (block_id) references agenda.block on delete cascade,
    constraint busy_is_of_one check (num_nonnulls(appointment_id, block_id) = 1),
    constraint busy_is_not_empty check (not isempty(during) and lower_inc(during) and not upper_inc(during)),
    constraint busy_starts_when_it_starts check (lower(during) = starts_at),
    constraint busy_no_overlap exclude using gist (resource_id with =, during with &&) where (firm)
);
create unique index busy_appointment on agenda.busy (appointment_id, resource_id);
create unique index busy_block on agenda.busy (block_id, resource_id);
-- by hour and resource, because && is not leakproof and cannot use an index under a policy with a barrier
create index busy_resource on agenda.busy (resource_id, starts_at);
alter table agenda.busy enable row level security;
alter table agenda.busy force row level security;
create policy owner on agenda.busy to maillage_own using (true) with check (true);
create policy seen on agenda.busy for select to maillage_app using (true);
create policy taken on agenda.busy for insert to maillage_app
    with check (exists (select from agenda.appointment a where a.id = appointment_id)
                or exists (select from agenda.block b where b.id = block_id));
create policy freed on agenda.busy for delete to maillage_app
    using (exists (select from agenda.appointment a where a.id = appointment_id)
           or exists (select from agenda.block b where b.id = block_id));
grant select, insert, delete on agenda.busy to maillage_app;
comment on table agenda.busy is 'Who is taken when. A resource is a professional today, a room or a kit tomorrow.';
