-- The two append-only streams (what happened, who looked), the one log that orders them, and the tree over it.
--
-- `event` and `access` are written by the server inside its business transactions and never changed. The sequencer
-- gives each committed row its place in `log`, adds its leaf to the Merkle tree (`tile`) and signs `head`.
-- Columns repeat what `body` says, for indexes and policies; `maillage audit verify` checks that they agree.

create schema audit;
grant usage on schema audit to maillage_app, maillage_seq, maillage_ind;

-- Only orders the rows of one transaction; never a position to read from, since transactions commit out of order.
create sequence audit.nth;
grant usage on sequence audit.nth to maillage_app;

create table audit.event (
    at           timestamptz not null,
    id           uuid        not null,
    xid          xid8        not null default pg_current_xact_id(),
    nth          bigint      not null default nextval('audit.nth'),
    territory_id uuid,
    actor        uuid,
    kind         text        not null,
    subject      uuid,
    body         bytea       not null,
    salt         bytea       not null,
    leaf         bytea       not null,
    constraint event_pkey primary key (at, id),
    constraint event_kind_is_a_code check (kind ~ '^[a-z][a-z0-9_-]*/[a-z][a-z0-9_-]*$'),
    constraint event_salt_has_16_bytes check (octet_length(salt) = 16),
    constraint event_leaf_matches_its_body check (leaf = sha256('\x00'::bytea || salt || body))
) partition by range (at);
create index event_by_transaction on audit.event (xid, nth);
comment on table audit.event is 'What happened: one row for each write, in the words of its context.';

create table audit.access (
    at           timestamptz not null,
    id           uuid        not null,
    xid          xid8        not null default pg_current_xact_id(),
    nth          bigint      not null default nextval('audit.nth'),
    territory_id uuid        not null,
    actor        uuid,
    page         text        not null,
    patients     uuid[]      not null,
    basis        text        not null,
    body         bytea       not null,
    salt         bytea       not null,
    leaf         bytea       not null,
    constraint access_pkey primary key (at, id),
    constraint access_page_is_a_code check (page ~ '^[a-z][a-z0-9_-]*(/[a-z][a-z0-9_-]*)*$'),
    constraint access_basis_is_a_code check (basis ~ '^[a-z][a-z0-9_-]*$'),
    constraint access_shows_someone check (cardinality(patients) > 0 and array_position(patients, null) is null),
    constraint access_salt_has_16_bytes check (octet_length(salt) = 16),
    constraint access_leaf_matches_its_body check (leaf = sha256('\x00'::bytea || salt || body))
) partition by range (at);
create index access_by_transaction on audit.access (xid, nth);
create index access_by_actor on audit.access (actor, at);
create index access_by_patient on audit.access using gin (patients);
comment on table audit.access is 'Who looked: one row for each view of a page about patients.';

create table audit.log (
    seq    bigint      not null,
    at     timestamptz not null,
    id     uuid        not null,
    stream text        not null,
    constraint log_pkey primary key (at, id),
    constraint log_seq_starts_at_1 check (seq > 0),
    constraint log_stream_is_known check (stream in ('event', 'access'))
) partition by range (at);
create index log_by_seq on audit.log (seq);
create index log_events_by_seq on audit.log (seq) where stream = 'event';
comment on table audit.log is 'The place of each committed row in the one order that the tree proves; the first is 1.';

create table audit.mark (
    single  boolean not null default true,
    seq     bigint  not null default 0,
    xid     xid8    not null default '0',
    cluster bigint  not null,
    constraint mark_pkey primary key (single),
    constraint mark_is_single check (single)
);
comment on table audit.mark is
    'How far the sequencer is: the last seq, the oldest transaction that may still commit, the cluster it numbers.';

create table audit.tile (
    level  smallint not null,
    index  bigint   not null,
    hashes bytea    not null,
    root   bytea    not null,
    constraint tile_pkey primary key (level, index),
    constraint tile_level_is_below_8 check (level between 0 and 7),
    constraint tile_index_is_a_place check (index >= 0),
    constraint tile_holds_256_hashes check (octet_length(hashes) = 8192),
    constraint tile_root_is_a_hash check (octet_length(root) = 32)
);
-- hashes do not compress
alter table audit.tile alter column hashes set storage external;
comment on table audit.tile is 'Full tiles of the Merkle tree (C2SP tlog-tiles): 256 hashes of one level.';

create table audit.head (
    size bigint      not null,
    root bytea       not null,
    note text        not null,
    at   timestamptz not null default clock_timestamp(),
    constraint head_pkey primary key (size),
    constraint head_covers_something check (size > 0),
    constraint head_root_is_a_hash check (octet_length(root) = 32)
);
comment on table audit.head is 'Signed heads of the log: size, root, and the note that proves who signed them.';

do $$
declare
    relation text;
begin
    foreach relation in array array['event', 'access', 'log', 'mark', 'tile', 'head'] loop
        execute format('alter table audit.%I enable row level security', relation);
        execute format('alter table audit.%I force row level security', relation);
        execute format('create policy owner on audit.%I to maillage_own using (true) with check (true)', relation);
    end loop;
end
$$;

insert into audit.mark (cluster) select system_identifier from pg_control_system();

-- The server writes its own rows, in the name of whoever its context says, and reads none. It cannot choose xid and
-- nth: an old xid would hide a row from the sequencer.
grant insert (at, id, territory_id, actor, kind, subject, body, salt, leaf) on audit.event to maillage_app;
grant insert (at, id, territory_id, actor, page, patients, basis, body, salt, leaf) on audit.access to maillage_app;
create policy writes_what_happened on audit.event for insert to maillage_app with check (
    territory_id is not distinct from (select db.territory()) and actor is not distinct from (select db.actor()));
create policy writes_who_looked on audit.access for insert to maillage_app with check (
    territory_id = (select db.territory()) and actor is not distinct from (select db.actor()));

-- The sequencer sees leaves, never bodies.
grant select (at, id, xid, nth, leaf) on audit.event, audit.access to maillage_seq;
grant select, insert on audit.log, audit.tile, audit.head to maillage_seq;
grant select, update (seq, xid) on audit.mark to maillage_seq;
create policy orders_them on audit.event for select to maillage_seq using (true);
create policy orders_them on audit.access for select to maillage_seq using (true);
create policy orders_them on audit.log to maillage_seq using (true) with check (true);
create policy keeps_its_mark on audit.mark to maillage_seq using (true) with check (true);
create policy grows_the_tree on audit.tile to maillage_seq using (true) with check (true);
create policy signs_heads on audit.head to maillage_seq using (true) with check (true);

-- Indicators fold events of all territories in order; views are none of their business.
grant select on audit.event, audit.log to maillage_ind;
create policy folds_them on audit.event for select to maillage_ind using (true);
create policy folds_them on audit.log for select to maillage_ind using (true);

-- Makes the missing monthly partitions (UTC) of the three tables, from the month of `since` to that of `until`, and
-- returns how many months it made. LIKE then ATTACH passes beside running inserts, where PARTITION OF would wait.
create function audit.ensure_partitions(since timestamptz, until timestamptz) returns integer
    language plpgsql security definer set search_path = '' set lock_timeout = '2s'
as $$
declare
    month    timestamp;
    relation text;
    part     text;
    made     integer := 0;
begin
    if until > since + interval '40 years' then
        raise exception 'no log spans forty years' using errcode = '22023';
    end if;
    perform pg_advisory_xact_lock(hashtextextended('audit.ensure_partitions', 0));
    for month in select generate_series(date_trunc('month', since at time zone 'UTC'),
                                        until at time zone 'UTC', interval '1 month') loop
        if to_regclass(format('audit.log_%s', to_char(month, 'YYYY_MM'))) is not null then
            continue;
        end if;
        foreach relation in array array['event', 'access', 'log'] loop
            part := format('%s_%s', relation, to_char(month, 'YYYY_MM'));
            execute format('create table audit.%I (like audit.%I including all)', part, relation);
            execute format('alter table audit.%I enable row level security', part);
            execute format('alter table audit.%I force row level security', part);
            execute format('alter table audit.%I attach partition audit.%I for values from (%L) to (%L)',
                           relation, part, to_char(month, 'YYYY-MM-DD 00:00:00+00'),
                           to_char(month + interval '1 month', 'YYYY-MM-DD 00:00:00+00'));
        end loop;
        made := made + 1;
    end loop;
    return made;
end
$$;
revoke all on function audit.ensure_partitions(timestamptz, timestamptz) from public;
grant execute on function audit.ensure_partitions(timestamptz, timestamptz) to maillage_app, maillage_seq;

-- Whether the person of this transaction was shown all these patients on this page, on this ground, in the last 15
-- minutes: then showing them again writes nothing. Tells nothing about anybody else's views.
create function audit.was_shown(shown_page text, shown_basis text, shown uuid[]) returns boolean
    language sql stable security definer set search_path = ''
as $$
    select not exists (
        select unnest(shown)
        except
        select unnest(a.patients)
          from audit.access a
         where a.actor = (select db.actor())
           and a.at > (select db.clock()) - interval '15 minutes'
           and a.at <= (select db.clock())
           and a.territory_id = (select db.territory())
           and a.page = shown_page
           and a.basis = shown_basis)
$$;
revoke all on function audit.was_shown(text, text, uuid[]) from public;
grant execute on function audit.was_shown(text, text, uuid[]) to maillage_app;

-- « Qui a regardé » : the views of one patient in the territory of this transaction, latest first. Who may ask is
-- decided by the caller.
create function audit.who_looked(patient uuid, since timestamptz, before timestamptz, at_most integer)
    returns table (at timestamptz, actor uuid, page text, basis text)
    language sql stable security definer set search_path = ''
as $$
    select a.at, a.actor, a.page, a.basis
      from audit.access a
     where a.patients @> array[patient]
       and a.territory_id = (select db.territory())
       and a.at >= since
       and a.at < before
     order by a.at desc, a.id desc
     limit least(at_most, 500)
$$;
revoke all on function audit.who_looked(uuid, timestamptz, timestamptz, integer) from public;
grant execute on function audit.who_looked(uuid, timestamptz, timestamptz, integer) to maillage_app;

-- After a dump is restored into a new cluster, transaction numbers begin again: rows that carry larger ones would be
-- read anew at each step, and new rows below the mark would be skipped. xid is the cluster's book-keeping, no part
-- of what a leaf proves, so it is set to the oldest there is. Returns whether the cluster was another.
create function audit.adopt_cluster() returns boolean
    language plpgsql security definer set search_path = ''
as $$
declare
    here bigint := (select system_identifier from pg_control_system());
begin
    perform from audit.mark m where m.cluster = here for update;
    if found then
        return false;
    end if;
    update audit.event set xid = '3' where xid >= pg_current_xact_id();
    update audit.access set xid = '3' where xid >= pg_current_xact_id();
    update audit.mark set xid = '0', cluster = here;
    return true;
end
$$;
revoke all on function audit.adopt_cluster() from public;
grant execute on function audit.adopt_cluster() to maillage_seq;
