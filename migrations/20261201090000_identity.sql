-- Accounts, sessions and keys: a person, across territories.
--
-- Sign-in happens before anybody is known, so it goes through definer functions that take a secret and give one row.

create schema identity;
grant usage on schema identity to maillage_app;

create table identity.account (
    id           uuid        not null,
    kind         text        not null,
    display_name text,
    disabled_at  timestamptz,
    created_at   timestamptz not null,
    constraint account_pkey primary key (id),
    constraint account_kind_is_known check (kind in ('professional', 'patient')),
    constraint account_of_a_patient_is_nameless check (kind <> 'patient' or display_name is null)
);
alter table identity.account enable row level security;
alter table identity.account force row level security;
create policy owner on identity.account to maillage_own using (true) with check (true);
create policy known on identity.account for select to maillage_app using (true);
create policy invited on identity.account for insert to maillage_app
    with check ((select db.is_system()) or (select db.actor()) is not null);
create policy disabled on identity.account for update to maillage_app
    using ((select db.is_system())) with check ((select db.is_system()));
grant select, insert on identity.account to maillage_app;
grant update (disabled_at) on identity.account to maillage_app;
comment on table identity.account is
    'Who can sign in. Names of professionals are public (national directory); a patient''s name is never here.';

create table identity.session (
    id           uuid        not null,
    account_id   uuid        not null,
    token_hash   bytea       not null,
    territory_id uuid,
    method       text        not null,
    signed_in_at timestamptz not null,
    seen_at      timestamptz not null,
    expires_at   timestamptz not null,
    ended_at     timestamptz,
    constraint session_pkey primary key (id),
    constraint session_token_is_unique unique (token_hash),
    constraint session_is_of_an_account foreign key (account_id) references identity.account,
    constraint session_method_is_known check (method in ('passkey', 'recovery', 'mail_code', 'demo'))
);
create index session_account on identity.session (account_id);
alter table identity.session enable row level security;
alter table identity.session force row level security;
create policy owner on identity.session to maillage_own using (true) with check (true);
create policy mine on identity.session for select to maillage_app using (account_id = (select db.actor()));
create policy opened on identity.session for insert to maillage_app
    with check (account_id = (select db.actor()) or (select db.is_system()));
create policy ended on identity.session for update to maillage_app
    using (account_id = (select db.actor())) with check (account_id = (select db.actor()));
grant select, insert on identity.session to maillage_app;
grant update (ended_at, seen_at, territory_id) on identity.session to maillage_app;
comment on table identity.session is 'One signed-in browser; only the SHA-256 of its cookie is kept.';

-- The live session of a cookie, if its account still may sign in.
create function identity.session_of(token_hash bytea)
    returns table (id uuid, account_id uuid, territory_id uuid, method text, signed_in_at timestamptz, seen_at timestamptz)
    language sql stable security definer set search_path = ''
as $$
    select s.id, s.account_id, s.territory_id, s.method, s.signed_in_at, s.seen_at
      from identity.session s
      join identity.account a on a.id = s.account_id
     where s.token_hash = session_of.token_hash
       and s.ended_at is null
       and s.expires_at > (select db.clock())
       and a.disabled_at is null
$$;
revoke all on function identity.session_of(bytea) from public;
grant execute on function identity.session_of(bytea) to maillage_app;

create table identity.passkey (
    credential_id bytea       not null,
    account_id    uuid        not null,
    key           text        not null,
    label         text        not null,
    created_at    timestamptz not null,
    used_at       timestamptz,
    constraint passkey_pkey primary key (credential_id),
    constraint passkey_is_of_an_account foreign key (account_id) references identity.account
);
create index passkey_account on identity.passkey (account_id);
alter table identity.passkey enable row level security;
alter table identity.passkey force row level security;
create policy owner on identity.passkey to maillage_own using (true) with check (true);
create policy mine on identity.passkey to maillage_app
    using (account_id = (select db.actor())) with check (account_id = (select db.actor()));
grant select, insert, delete on identity.passkey to maillage_app;
grant update (key, used_at) on identity.passkey to maillage_app;
comment on table identity.passkey is 'Public keys of passkeys, as webauthn-rs writes them.';

create table identity.challenge (
    id         uuid        not null,
    account_id uuid,
    purpose    text        not null,
    state      text        not null,
    expires_at timestamptz not null,
    used_at    timestamptz,
    constraint challenge_pkey primary key (id),
    constraint challenge_purpose_is_known check (purpose in ('register', 'sign_in', 'confirm'))
);
alter table identity.challenge enable row level security;
alter table identity.challenge force row level security;
create policy owner on identity.challenge to maillage_own using (true) with check (true);
create policy asked on identity.challenge to maillage_app
    using (account_id is not distinct from (select db.actor())) with check (account_id is not distinct from (select db.actor()));
grant select, insert on identity.challenge to maillage_app;
grant update (used_at) on identity.challenge to maillage_app;
comment on table identity.challenge is 'The server''s half of a passkey ceremony: used once, within five minutes.';
