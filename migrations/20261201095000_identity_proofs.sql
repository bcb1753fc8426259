-- Proofs of who one is: confirming within a session, passkeys, recovery codes, invitations, codes by mail.
--
-- Secrets are spent by definer functions, in one statement that takes a row lock: a second spender finds nothing.

alter table identity.session
    add column confirmed_at timestamptz,
    add column confirmed_by text,
    add column device text,
    add constraint session_confirmation_is_whole check ((confirmed_at is null) = (confirmed_by is null)),
    add constraint session_confirmation_is_known check (confirmed_by in ('passkey', 'recovery', 'demo'));
grant update (token_hash, confirmed_at, confirmed_by) on identity.session to maillage_app;
comment on column identity.session.confirmed_at is 'The last time this person proved again who they are.';
comment on column identity.session.device is 'Browser and system in a few words, for the list of open sessions.';

drop function identity.session_of(bytea);
create function identity.session_of(token_hash bytea)
    returns table (id uuid, account_id uuid, territory_id uuid, method text, signed_in_at timestamptz,
                   confirmed_at timestamptz, confirmed_by text)
    language sql stable security definer set search_path = ''
as $$
    select s.id, s.account_id, s.territory_id, s.method, s.signed_in_at, s.confirmed_at, s.confirmed_by
      from identity.session s
      join identity.account a on a.id = s.account_id
     where s.token_hash = session_of.token_hash
       and s.ended_at is null
       and s.expires_at > (select db.clock())
       and a.disabled_at is null
$$;
revoke all on function identity.session_of(bytea) from public;
grant execute on function identity.session_of(bytea) to maillage_app;
comment on function identity.session_of(bytea) is 'The live session of a cookie, if its account still may sign in.';

-- The key that signs in, before anybody is known.
create function identity.passkey_of(credential_id bytea)
    returns table (account_id uuid, key text)
    language sql stable security definer set search_path = ''
as $$
    select p.account_id, p.key
      from identity.passkey p
      join identity.account a on a.id = p.account_id
     where p.credential_id = passkey_of.credential_id
       and a.disabled_at is null
$$;
revoke all on function identity.passkey_of(bytea) from public;
grant execute on function identity.passkey_of(bytea) to maillage_app;

-- A challenge is found by the secret that its browser holds, and given back once.
delete from identity.challenge;
alter table identity.challenge
    add column token_hash bytea not null,
    add column session_id uuid,
    add constraint challenge_token_is_unique unique (token_hash),
    add constraint challenge_confirms_a_session check ((purpose = 'confirm') = (session_id is not null)),
    add constraint challenge_is_of_a_session foreign key (session_id) references identity.session;
create index challenge_expiry on identity.challenge (expires_at);
create index challenge_session on identity.challenge (session_id);
drop policy asked on identity.challenge;
create policy asked on identity.challenge for insert to maillage_app
    with check (account_id is not distinct from (select db.actor()));
revoke all on identity.challenge from maillage_app;
grant insert on identity.challenge to maillage_app;

create function identity.take_challenge(token_hash bytea, purpose text, session_id uuid) returns text
    language sql volatile security definer set search_path = ''
as $$
    update identity.challenge c
       set used_at = (select db.clock())
     where c.token_hash = take_challenge.token_hash
       and c.purpose = take_challenge.purpose
       and c.session_id is not distinct from take_challenge.session_id
       and c.account_id is not distinct from (select db.actor())
       and c.used_at is null
       and c.expires_at > (select db.clock())
    returning c.state
$$;
revoke all on function identity.take_challenge(bytea, text, uuid) from public;
grant execute on function identity.take_challenge(bytea, text, uuid) to maillage_app;

-- Anybody may ask for a challenge without being known: what expired is swept as others come, an hour later, so that a
-- clock that runs ahead never sweeps what still lives.
create function identity.sweep_challenges() returns void
    language sql volatile security definer set search_path = ''
as $$
    delete from identity.challenge c
     using (select o.id from identity.challenge o where o.expires_at < (select db.clock()) - interval '1 hour'
             order by o.expires_at limit 20 for update skip locked) old
     where c.id = old.id
$$;
revoke all on function identity.sweep_challenges() from public;
grant execute on function identity.sweep_challenges() to maillage_app;

create table identity.recovery_code (
    account_id uuid        not null,
    place      smallint    not null,
    code_hash  bytea       not null,
    made_at    timestamptz not null,
    used_at    timestamptz,
    constraint recovery_code_pkey primary key (account_id, place),
    constraint recovery_code_is_unique unique (code_hash),
    constraint recovery_code_is_of_an_account foreign key (account_id) references identity.account,
    constraint recovery_code_is_one_of_ten check (place between 1 and 10)
);
alter table identity.recovery_code enable row level security;
alter table identity.recovery_code force row level security;
create policy owner on identity.recovery_code to maillage_own using (true) with check (true);
create policy mine on identity.recovery_code to maillage_app
    using (account_id = (select db.actor())) with check (account_id = (select db.actor()));
grant select, insert on identity.recovery_code to maillage_app;
grant update (code_hash, made_at, used_at) on identity.recovery_code to maillage_app;
comment on table identity.recovery_code is
    'Ten codes printed once, for the day when no key is at hand; only a keyed hash is kept. New ones replace the old.';

-- Signs in the account of a code and spends the code.
create function identity.use_recovery_code(code_hash bytea) returns uuid
    language sql volatile security definer set search_path = ''
as $$
    update identity.recovery_code c
       set used_at = (select db.clock())
     where c.code_hash = use_recovery_code.code_hash
       and c.used_at is null
       and exists (select from identity.account a where a.id = c.account_id and a.disabled_at is null)
    returning c.account_id
$$;
revoke all on function identity.use_recovery_code(bytea) from public;
grant execute on function identity.use_recovery_code(bytea) to maillage_app;

-- Whether nobody ever entered with this account. Inviting anyone else would hand their account to the inviter.
create function identity.is_newcomer(account_id uuid) returns boolean
    language sql stable security definer set search_path = ''
as $$
    select exists (select from identity.account a
                    where a.id = is_newcomer.account_id and a.kind = 'professional' and a.disabled_at is null)
       and not exists (select from identity.passkey p where p.account_id = is_newcomer.account_id)
       and not exists (select from identity.session s where s.account_id = is_newcomer.account_id)
$$;
revoke all on function identity.is_newcomer(uuid) from public;
grant execute on function identity.is_newcomer(uuid) to maillage_app;

create table identity.invitation (
    account_id   uuid        not null,
    territory_id uuid        not null,
    token_hash   bytea       not null,
    made_by      uuid,
    made_at      timestamptz not null,
    expires_at   timestamptz not null,
    used_at      timestamptz,
    constraint invitation_pkey primary key (account_id),
    constraint invitation_token_is_unique unique (token_hash),
    constraint invitation_is_of_an_account foreign key (account_id) references identity.account,
    constraint invitation_is_made_by_an_account foreign key (made_by) references identity.account
);
create index invitation_territory on identity.invitation (territory_id);
create index invitation_maker on identity.invitation (made_by);
alter table identity.invitation enable row level security;
alter table identity.invitation force row level security;
create policy owner on identity.invitation to maillage_own using (true) with check (true);
create policy of_territory on identity.invitation for select to maillage_app
    using (territory_id = (select db.territory()));
create policy made on identity.invitation for insert to maillage_app
    with check (territory_id = (select db.territory()) and made_by is not distinct from (select db.actor())
                and (select identity.is_newcomer(account_id)));
create policy made_again on identity.invitation for update to maillage_app
    using (territory_id = (select db.territory()))
    with check (territory_id = (select db.territory()) and made_by is not distinct from (select db.actor())
                and (select identity.is_newcomer(account_id)));
grant select, insert on identity.invitation to maillage_app;
grant update (token_hash, made_by, made_at, expires_at) on identity.invitation to maillage_app;
comment on table identity.invitation is
    'The link that lets a newcomer make a first key: once, within 72 hours. One an account; a new one replaces the last.';

create function identity.invitation_of(token_hash bytea)
    returns table (account_id uuid, display_name text, is_used boolean, is_expired boolean)
    language sql stable security definer set search_path = ''
as $$
    select i.account_id, a.display_name, i.used_at is not null, i.expires_at <= (select db.clock())
      from identity.invitation i
      join identity.account a on a.id = i.account_id
     where i.token_hash = invitation_of.token_hash
       and a.disabled_at is null
$$;
revoke all on function identity.invitation_of(bytea) from public;
grant execute on function identity.invitation_of(bytea) to maillage_app;

create function identity.use_invitation(token_hash bytea) returns uuid
    language sql volatile security definer set search_path = ''
as $$
    update identity.invitation i
       set used_at = (select db.clock())
     where i.token_hash = use_invitation.token_hash
       and i.account_id = (select db.actor())
       and i.used_at is null
       and i.expires_at > (select db.clock())
    returning i.account_id
$$;
revoke all on function identity.use_invitation(bytea) from public;
grant execute on function identity.use_invitation(bytea) to maillage_app;

create table identity.mail_code (
    ticket_hash  bytea       not null,
    address_hash bytea       not null,
    account_id   uuid,
    code_hash    bytea       not null,
    asked_at     timestamptz not null,
    expires_at   timestamptz not null,
    tries        smallint    not null default 0,
    used_at      timestamptz,
    constraint mail_code_pkey primary key (ticket_hash),
    constraint mail_code_is_of_an_account foreign key (account_id) references identity.account,
    constraint mail_code_is_tried_five_times check (tries between 0 and 5)
);
create index mail_code_address on identity.mail_code (address_hash, asked_at);
create index mail_code_asked on identity.mail_code (asked_at);
create index mail_code_account on identity.mail_code (account_id);
alter table identity.mail_code enable row level security;
alter table identity.mail_code force row level security;
create policy owner on identity.mail_code to maillage_own using (true) with check (true);
comment on table identity.mail_code is
    'Six digits sent by mail, kept as a keyed hash. An address that nobody has gets a row without account: asking tells nothing.';

-- Keeps a new code, unless this address asked for five within the hour or ten within the day. True when it is kept.
create function identity.ask_mail_code(
    ticket_hash bytea, address_hash bytea, account_id uuid, code_hash bytea, expires_at timestamptz) returns boolean
    language plpgsql volatile security definer set search_path = ''
as $$
declare
    moment    timestamptz := (select db.clock());
    this_hour bigint;
    this_day  bigint;
begin
    -- one at a time for an address, or as many as come at once would all find the count low
    perform pg_advisory_xact_lock(hashtextextended('identity.mail_code ' || encode(address_hash, 'hex'), 0));
    delete from identity.mail_code c
     using (select o.ticket_hash from identity.mail_code o where o.asked_at < moment - interval '2 days'
             order by o.asked_at limit 20 for update skip locked) old
     where c.ticket_hash = old.ticket_hash;
    select count(*) filter (where c.asked_at > moment - interval '1 hour'), count(*)
      into this_hour, this_day
      from identity.mail_code c
     where c.address_hash = ask_mail_code.address_hash and c.asked_at > moment - interval '1 day';
    if this_hour >= 5 or this_day >= 10 then
        return false;
    end if;
    insert into identity.mail_code (ticket_hash, address_hash, account_id, code_hash, asked_at, expires_at)
    values (ask_mail_code.ticket_hash, ask_mail_code.address_hash, ask_mail_code.account_id,
            ask_mail_code.code_hash, moment, ask_mail_code.expires_at);
    return true;
end
$$;
revoke all on function identity.ask_mail_code(bytea, bytea, uuid, bytea, timestamptz) from public;
grant execute on function identity.ask_mail_code(bytea, bytea, uuid, bytea, timestamptz) to maillage_app;

-- Counts one try and tells the account if the code is right; no row: the code is used, expired, unknown or tried out.
create function identity.try_mail_code(ticket_hash bytea, code_hash bytea)
    returns table (account_id uuid, tries_left integer)
    language sql volatile security definer set search_path = ''
as $$
    update identity.mail_code c
       set tries = c.tries + 1,
           used_at = case when c.code_hash = try_mail_code.code_hash then (select db.clock()) end
     where c.ticket_hash = try_mail_code.ticket_hash
       and c.used_at is null
       and c.tries < 5
       and c.expires_at > (select db.clock())
    returning
        case when c.code_hash = try_mail_code.code_hash then
            (select a.id from identity.account a where a.id = c.account_id and a.disabled_at is null) end,
        5 - c.tries
$$;
revoke all on function identity.try_mail_code(bytea, bytea) from public;
grant execute on function identity.try_mail_code(bytea, bytea) to maillage_app;
