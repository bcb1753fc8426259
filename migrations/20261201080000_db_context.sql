-- The signed context that every policy reads, and the keys that seal values.
--
-- app.ctx = 'territory|actor|clock|pid|issued|mac', set by the server at the head of each transaction.
-- A forged, borrowed or stale context raises 28000; without one every accessor is null, and null sees nothing.

revoke all on schema public from public;
create extension if not exists btree_gist;

create schema sec;
create table sec.context_key (
    single boolean not null default true,
    ipad   bytea   not null,
    opad   bytea   not null,
    constraint context_key_pkey primary key (single),
    constraint context_key_is_single check (single)
);
alter table sec.context_key enable row level security;
alter table sec.context_key force row level security;
create policy owner on sec.context_key to maillage_own using (true) with check (true);
comment on table sec.context_key is 'The padded blocks of the HMAC key; no other role enters this schema.';

create schema db;
grant usage on schema db to maillage_app, maillage_seq, maillage_ind;

create function db.open_ctx() returns text[]
    language plpgsql stable parallel safe security definer set search_path = ''
as $$
declare
    raw   text := nullif(current_setting('app.ctx', true), '');
    parts text[];
    key   sec.context_key;
begin
    if raw is null then
        return null;
    end if;
    parts := string_to_array(raw, '|');
    select * into key from sec.context_key;
    if coalesce(array_length(parts, 1), 0) <> 6
       or encode(sha256(key.opad || sha256(key.ipad || convert_to(left(raw, length(raw) - length(parts[6]) - 1), 'UTF8'))), 'hex')
          is distinct from parts[6] then
        raise exception 'context is not signed' using errcode = '28000';
    end if;
    if parts[4]::integer <> pg_backend_pid() then
        raise exception 'context belongs to another connection' using errcode = '28000';
    end if;
    if abs(extract(epoch from now()) - parts[5]::numeric / 1000) > 10 then
        raise exception 'context has expired' using errcode = '28000';
    end if;
    return parts;
end
$$;

-- Each accessor verifies for itself: a policy that trusted an earlier check could be fooled inside one statement.
create function db.territory() returns uuid language sql stable as
    $$ select nullif((db.open_ctx())[1], '')::uuid $$;
create function db.actor() returns uuid language sql stable as
    $$ select nullif(nullif((db.open_ctx())[2], ''), 'system')::uuid $$;
create function db.is_system() returns boolean language sql stable as
    $$ select coalesce((db.open_ctx())[2] = 'system', false) $$;
create function db.clock() returns timestamptz language sql stable as
    $$ select (db.open_ctx())[3]::timestamptz $$;

create table db.sealing_key (
    owner_id     uuid  not null,
    territory_id uuid  not null,
    wrapped      bytea not null,
    constraint sealing_key_pkey primary key (owner_id)
);
create index sealing_key_territory on db.sealing_key (territory_id);
alter table db.sealing_key enable row level security;
alter table db.sealing_key force row level security;
create policy owner on db.sealing_key to maillage_own using (true) with check (true);
create policy of_territory on db.sealing_key to maillage_app
    using (territory_id = (select db.territory())) with check (territory_id = (select db.territory()));
grant select, insert, delete on db.sealing_key to maillage_app;
comment on table db.sealing_key is
    'The key of a territory or of a patient, wrapped by the master key. Deleting a row shreds what it sealed.';
