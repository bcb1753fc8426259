-- The portal: links handed to patients, codes that open them, mails on their way. Nothing is written before a booking.

create schema orientation;
grant usage on schema orientation to maillage_app;

-- A provisional identity is tied to its appointment, then joined or kept; its appointments follow.
grant update (provisional_for) on patients.patient to maillage_app;
grant update (patient_id) on agenda.appointment to maillage_app;
create index appointment_calendar on agenda.appointment (calendar_uid, sequence);

create table orientation.link (
    territory_id uuid        not null,
    id           uuid        not null,
    token_hash   bytea       not null,
    calendar_uid uuid        not null,
    reason_id    uuid        not null,
    mail         bytea,
    contacts     bytea[]     not null,
    made_at      timestamptz not null,
    expires_at   timestamptz not null,
    closed_at    timestamptz,
    unreached_at timestamptz,
    constraint link_pkey primary key (id),
    constraint link_key unique (territory_id, id),
    constraint link_token_is_unique unique (token_hash),
    constraint link_is_once_an_appointment unique (calendar_uid),
    constraint link_is_of_a_territory foreign key (territory_id) references territory.territory,
    constraint link_has_a_reason foreign key (territory_id, reason_id) references territory.reason (territory_id, id),
    constraint link_has_a_contact check (cardinality(contacts) > 0),
    constraint link_expires_later check (expires_at > made_at)
);
create index link_made on orientation.link (territory_id, made_at);
create index link_reason on orientation.link (territory_id, reason_id);
comment on table orientation.link is
    'What a patient was handed: 128 random bits, of which the hash is kept. It shows day, hour and place; a code opens the rest.';
comment on column orientation.link.calendar_uid is 'The appointment, through its moves.';
comment on column orientation.link.mail is 'Where codes go: sealed by the territory key.';
comment on column orientation.link.contacts is 'Keyed hashes of the telephone and mail that booked: they bound how much one contact books.';
comment on column orientation.link.unreached_at is 'The mail was refused for good: the page says so.';

create table orientation.code (
    territory_id uuid        not null,
    id           uuid        not null,
    link_id      uuid        not null,
    code_hash    bytea       not null,
    made_at      timestamptz not null,
    expires_at   timestamptz not null,
    tries        smallint    not null default 0,
    used_at      timestamptz,
    constraint code_pkey primary key (id),
    constraint code_opens_a_link foreign key (territory_id, link_id) references orientation.link (territory_id, id),
    constraint code_has_five_tries check (tries between 0 and 5)
);
create index code_link on orientation.code (territory_id, link_id, made_at);
comment on table orientation.code is 'Six digits sent by mail: ten minutes, five tries, a keyed hash kept.';

create table orientation.mail (
    territory_id uuid        not null,
    id           uuid        not null,
    link_id      uuid        not null,
    letter       bytea       not null,
    made_at      timestamptz not null,
    constraint mail_pkey primary key (id),
    constraint mail_is_about_a_link foreign key (territory_id, link_id) references orientation.link (territory_id, id)
);
create index mail_link on orientation.mail (territory_id, link_id);
comment on table orientation.mail is 'A mail that has not left yet, sealed by the territory key; the row goes when it has.';

alter table orientation.link enable row level security;
alter table orientation.link force row level security;
create policy owner on orientation.link to maillage_own using (true) with check (true);
alter table orientation.code enable row level security;
alter table orientation.code force row level security;
create policy owner on orientation.code to maillage_own using (true) with check (true);
alter table orientation.mail enable row level security;
alter table orientation.mail force row level security;
create policy owner on orientation.mail to maillage_own using (true) with check (true);
-- patients have no account: the server acts for whoever holds the link
create policy of_the_server on orientation.link to maillage_app
    using (territory_id = (select db.territory()) and (select db.is_system()))
    with check (territory_id = (select db.territory()) and (select db.is_system()));
create policy of_the_server on orientation.code to maillage_app
    using (territory_id = (select db.territory()) and (select db.is_system()))
    with check (territory_id = (select db.territory()) and (select db.is_system()));
create policy of_the_server on orientation.mail to maillage_app
    using (territory_id = (select db.territory()) and (select db.is_system()))
    with check (territory_id = (select db.territory()) and (select db.is_system()));
-- whoever joins an identity on arrival says whether its link stays
create policy of_the_desk on orientation.link to maillage_app
    using (territory_id = (select db.territory()) and (select territory.works_here()))
    with check (territory_id = (select db.territory()));
grant select, insert on orientation.link, orientation.code to maillage_app;
grant select, insert, delete on orientation.mail to maillage_app;
grant update (closed_at, unreached_at) on orientation.link to maillage_app;
grant update (tries, used_at) on orientation.code to maillage_app;

-- The way in, before any territory is known: one exact hash, nothing else.
create function orientation.link_of(token_hash bytea)
    returns table (id uuid, territory_id uuid, calendar_uid uuid, reason_id uuid, made_at timestamptz)
    language sql stable security definer set search_path = ''
as $$
    select l.id, l.territory_id, l.calendar_uid, l.reason_id, l.made_at
      from orientation.link l
     where l.token_hash = link_of.token_hash
       and l.closed_at is null
       and l.expires_at > (select db.clock())
$$;
revoke all on function orientation.link_of(bytea) from public;
grant execute on function orientation.link_of(bytea) to maillage_app;
