-- Reasons for asking, in patients' words, versioned: what a doctor of the territory has validated never changes.

create table territory.reason (
    territory_id uuid        not null,
    id           uuid        not null,
    slug         text        not null,
    version      integer     not null,
    words        text        not null,
    detail       text        not null,
    delay_hours  integer     not null,
    minutes      smallint    not null,
    modalities   text[]      not null,
    red_flags    text[]      not null,
    unsuitable   text        not null,
    speciality   text,
    author_id    uuid,
    written_at   timestamptz not null,
    reviewed_by  uuid,
    reviewed_at  timestamptz,
    since        timestamptz,
    until        timestamptz,
    constraint reason_pkey primary key (id),
    constraint reason_key unique (territory_id, id),
    constraint reason_version_is_once unique (territory_id, slug, version),
    constraint reason_is_of_a_territory foreign key (territory_id) references territory.territory,
    constraint reason_is_written_by_an_account foreign key (author_id) references identity.account,
    constraint reason_is_reviewed_by_an_account foreign key (reviewed_by) references identity.account,
    constraint reason_slug_is_plain check (slug ~ '^[a-z0-9-]{2,40}$'),
    constraint reason_version_starts_at_1 check (version >= 1),
    constraint reason_says_something check (length(words) between 3 and 120),
    constraint reason_delay_is_sensible check (delay_hours between 1 and 2160),
    constraint reason_minutes_are_sensible check (minutes between 5 and 240),
    constraint reason_modality_is_known check (modalities <@ array ['on_site', 'telephone', 'video'] and modalities <> '{}'),
    constraint reason_warns check (cardinality(red_flags) > 0 and array_position(red_flags, null) is null),
    constraint reason_is_reviewed_as_a_whole check (num_nulls(reviewed_by, reviewed_at, since) in (0, 3)),
    constraint reason_ends_after_it_begins check (until >= since)
);
create unique index reason_once_in_use on territory.reason (territory_id, slug) where since is not null and until is null;
create index reason_author on territory.reason (author_id);
create index reason_reviewer on territory.reason (reviewed_by);
comment on table territory.reason is
    'Why care is asked for. A version is in use from since, when a doctor validates it, to until, when the next one is.';
comment on column territory.reason.speciality is 'Who receives, when it is not general practice.';
comment on column territory.reason.author_id is 'Null: an example that came with the product.';

-- Whether the actor is a doctor of the territory of the transaction, at its moment.
create function territory.is_doctor_here() returns boolean
    language sql stable security definer set search_path = ''
as $$
    select exists (
        select from territory.membership m
         where m.account_id = (select db.actor())
           and m.territory_id = (select db.territory())
           and m.role = 'doctor'
           and m.since <= (select db.clock())
           and (m.until is null or m.until > (select db.clock())))
$$;
revoke all on function territory.is_doctor_here() from public;
grant execute on function territory.is_doctor_here() to maillage_app;

alter table territory.reason enable row level security;
alter table territory.reason force row level security;
create policy owner on territory.reason to maillage_own using (true) with check (true);
create policy shown on territory.reason for select to maillage_app using (territory_id = (select db.territory()));
create policy written on territory.reason for insert to maillage_app
    with check (territory_id = (select db.territory()) and reviewed_at is null
                and author_id is not distinct from (select db.actor())
                and ((select db.is_system()) or (select territory.works_here())));
create policy reviewed on territory.reason for update to maillage_app
    using (territory_id = (select db.territory()) and (select territory.is_doctor_here()))
    with check (territory_id = (select db.territory()));
grant select, insert on territory.reason to maillage_app;
grant update (reviewed_by, reviewed_at, since, until) on territory.reason to maillage_app;
