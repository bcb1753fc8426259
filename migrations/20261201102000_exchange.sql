-- Reports on their way to their readers: what was to leave, each attempt, what mail servers said of it.
--
-- A state only moves forward: the server's role cannot write it, exchange.advance can, and only upward. Attempts,
-- outcomes and notices are added, never changed. The bytes of a message are sealed by the patient's key, made once,
-- and read by the server and by whoever has just recorded that they print it.

create schema exchange;
grant usage on schema exchange to maillage_app;

create table exchange.dispatch (
    territory_id uuid        not null,
    report_id    uuid        not null,
    act_id       uuid        not null,
    patient_id   uuid        not null,
    version      smallint    not null,
    author_id    uuid        not null,
    signed_by    uuid        not null,
    signed_at    timestamptz not null,
    readers      smallint    not null,
    replaced_by  uuid,
    replaced_at  timestamptz,
    constraint dispatch_is_once_a_report primary key (report_id),
    constraint dispatch_key unique (territory_id, report_id),
    constraint dispatch_is_of_a_report foreign key (territory_id, report_id) references acts.report (territory_id, id),
    constraint dispatch_is_of_an_act foreign key (territory_id, act_id) references acts.act (territory_id, id),
    constraint dispatch_is_about_a_patient foreign key (territory_id, patient_id) references patients.patient (territory_id, id),
    constraint dispatch_is_by_a_professional foreign key (author_id) references directory.professional,
    constraint dispatch_was_signed_by_an_account foreign key (signed_by) references identity.account,
    constraint dispatch_is_replaced_by_a_report foreign key (territory_id, replaced_by) references acts.report (territory_id, id),
    constraint dispatch_versions_differ unique (act_id, version),
    constraint dispatch_replaced_says_when check ((replaced_by is null) = (replaced_at is null)),
    constraint dispatch_readers_are_counted check (readers >= 0)
);
create index dispatch_signer on exchange.dispatch (territory_id, signed_by, signed_at);
comment on table exchange.dispatch is 'One signed report to be handed over. readers counts those other than its author: 0 is « sans destinataire ».';

create table exchange.delivery (
    territory_id    uuid        not null,
    id              uuid        not null,
    report_id       uuid        not null,
    carries         text        not null,
    professional_id uuid,
    recipient       text        not null,
    address         text        not null,
    why             text        not null,
    to_author       boolean     not null,
    state           text        not null default 'queued',
    queued_at       timestamptz not null,
    state_at        timestamptz not null,
    notified        boolean,
    said            text,
    said_at         timestamptz,
    failure         text,
    resumes         uuid,
    resumed         text,
    resumed_at      timestamptz,
    constraint delivery_pkey primary key (id),
    constraint delivery_key unique (territory_id, id),
    constraint delivery_is_of_a_dispatch foreign key (territory_id, report_id)
        references exchange.dispatch (territory_id, report_id),
    constraint delivery_is_to_a_professional foreign key (professional_id) references directory.professional,
    constraint delivery_carries_is_known check (carries in ('report', 'replacement')),
    constraint delivery_why_is_known check (why in ('own_gp', 'requester', 'other')),
    constraint delivery_address_names_no_patient check (address not like '%@patient.mssante.%'),
    constraint delivery_state_is_known check
        (state in ('queued', 'unknown', 'sent', 'failed', 'acknowledged', 'replaced')),
    constraint delivery_said_is_known check (said in ('relayed', 'expanded', 'delayed')),
    constraint delivery_that_failed_says_why check (state <> 'failed' or failure is not null),
    constraint delivery_failure_is_known check
        (failure in ('address', 'full', 'too_large', 'not_secure', 'no_answer', 'policy', 'other')),
    constraint delivery_resumed_is_known check (resumed in ('again', 'other_address', 'printed')),
    constraint delivery_resumed_says_when check ((resumed is null) = (resumed_at is null)),
    constraint delivery_resumes_one_of_here foreign key (territory_id, resumes) references exchange.delivery (territory_id, id),
    constraint delivery_is_resumed_once unique (resumes)
);
create index delivery_report on exchange.delivery (report_id, queued_at);
create index delivery_open on exchange.delivery (territory_id, queued_at)
    where state in ('queued', 'unknown') or (state = 'failed' and resumed is null);
create index delivery_day on exchange.delivery (territory_id, queued_at);
comment on table exchange.delivery is
    'One report on its way to one reader. Sending again makes a new one: what happened to the first stays told.';
comment on column exchange.delivery.carries is 'The report, or only the news that a version is replaced, for a reader who gets no other.';
comment on column exchange.delivery.said is 'What a report said short of an acknowledgement: relayed, expanded, delayed.';
comment on column exchange.delivery.notified is 'Whether our operator took the request for a notification; null before it was asked.';

create table exchange.message (
    territory_id uuid        not null,
    delivery_id  uuid        not null,
    bytes        bytea       not null,
    sha256       bytea       not null,
    length       integer     not null,
    made_at      timestamptz not null,
    constraint message_is_made_once primary key (delivery_id),
    constraint message_is_of_a_delivery foreign key (territory_id, delivery_id) references exchange.delivery (territory_id, id),
    constraint message_sha256_is_a_hash check (octet_length(sha256) = 32)
);
alter table exchange.message alter column bytes set storage external;
comment on table exchange.message is 'The bytes of the message, sealed by the patient''s key: every attempt sends the same.';

create table exchange.attempt (
    territory_id uuid        not null,
    id           uuid        not null,
    delivery_id  uuid        not null,
    envelope     bytea       not null,
    begun_at     timestamptz not null,
    constraint attempt_pkey primary key (id),
    constraint attempt_envelope_is_unique unique (envelope),
    constraint attempt_envelope_is_a_hash check (octet_length(envelope) = 32),
    constraint attempt_is_of_a_delivery foreign key (territory_id, delivery_id) references exchange.delivery (territory_id, id)
);
create index attempt_delivery on exchange.attempt (delivery_id, begun_at);
comment on table exchange.attempt is 'Written before anything is sent. Without an outcome nobody knows whether the message left.';
comment on column exchange.attempt.envelope is 'SHA-256 of the envelope identifier, which itself is known to mail servers only.';

create table exchange.outcome (
    territory_id uuid        not null,
    attempt_id   uuid        not null,
    outcome      text        not null,
    code         smallint,
    enhanced     text,
    notified     boolean     not null,
    ended_at     timestamptz not null,
    constraint outcome_is_once_an_attempt primary key (attempt_id),
    constraint outcome_is_of_an_attempt foreign key (attempt_id) references exchange.attempt (id),
    constraint outcome_is_known check (outcome in ('sent', 'refused', 'later', 'unknown')),
    constraint outcome_code_is_of_smtp check (code between 200 and 599),
    constraint outcome_enhanced_is_a_status check (enhanced ~ '^[245]\.[0-9]{1,3}\.[0-9]{1,3}$')
);
comment on table exchange.outcome is 'How an attempt ended. Codes only: the words of servers hold addresses.';

create table exchange.notice (
    territory_id uuid        not null,
    id           uuid        not null,
    attempt_id   uuid        not null,
    action       text        not null,
    status       text,
    reporter     text,
    fingerprint  bytea       not null,
    validity     bigint      not null,
    received_at  timestamptz not null,
    constraint notice_pkey primary key (id),
    constraint notice_is_about_an_attempt foreign key (attempt_id) references exchange.attempt (id),
    constraint notice_action_is_known check (action in ('delivered', 'relayed', 'expanded', 'delayed', 'failed')),
    constraint notice_status_is_a_status check (status ~ '^[245]\.[0-9]{1,3}\.[0-9]{1,3}$'),
    constraint notice_reporter_is_a_host check (reporter ~ '^[a-z0-9.-]{1,253}$'),
    constraint notice_is_kept_once unique (fingerprint)
);
create index notice_attempt on exchange.notice (attempt_id, received_at);
comment on table exchange.notice is 'A report that was believed: it returned the envelope identifier of the attempt.';

create table exchange.stray_notice (
    id           uuid        not null,
    territory_id uuid,
    delivery_id  uuid,
    why          text        not null,
    action       text,
    reporter     text,
    fingerprint  bytea       not null,
    validity     bigint      not null,
    uid          bigint      not null,
    received_at  timestamptz not null,
    constraint stray_notice_pkey primary key (id),
    constraint stray_notice_is_read_once unique (validity, uid),
    constraint stray_notice_why_is_known check (why in ('unknown_message', 'other_envelope', 'no_envelope', 'other_message',
        'other_recipient', 'duplicate', 'receipt', 'ordinary', 'too_large')),
    constraint stray_notice_action_is_known check (action in ('delivered', 'relayed', 'expanded', 'delayed', 'failed')),
    constraint stray_notice_reporter_is_a_host check (reporter ~ '^[a-z0-9.-]{1,253}$'),
    constraint stray_notice_is_about_a_delivery foreign key (territory_id, delivery_id)
        references exchange.delivery (territory_id, id)
);
create index stray_notice_territory on exchange.stray_notice (territory_id, received_at);
create index stray_notice_fingerprint on exchange.stray_notice (fingerprint);
comment on table exchange.stray_notice is
    '« Avis sans envoi » : forged, foreign or doubled. It changed nothing. Without a territory when it names nothing of ours.';

create table exchange.mailbox_place (
    mailbox  text        not null,
    validity bigint      not null,
    last_uid bigint      not null,
    read_at  timestamptz not null,
    constraint mailbox_place_pkey primary key (mailbox),
    constraint mailbox_place_is_a_place check (validity > 0 and last_uid >= 0)
);
comment on table exchange.mailbox_place is
    'How far the application mailbox was read (UIDVALIDITY, UID): moves in the transaction of what was read.';

create table exchange.operator (
    domain text not null,
    proves text not null,
    since  date not null,
    until  date,
    source text not null,
    constraint operator_pkey primary key (domain, since),
    constraint operator_domain_is_lower_case check (domain = lower(domain)),
    constraint operator_proves_is_known check (proves in ('delivery', 'handover', 'nothing')),
    constraint operator_ends_after_it_begins check (until > since)
);
comment on table exchange.operator is
    'What the operator of a domain can prove, from when to when: that a message is in the mailbox, only that it has it, or nothing.';

create table exchange.printing (
    territory_id uuid        not null,
    id           uuid        not null,
    delivery_id  uuid        not null,
    printed_by   uuid        not null,
    printed_at   timestamptz not null,
    constraint printing_pkey primary key (id),
    constraint printing_is_of_a_delivery foreign key (territory_id, delivery_id) references exchange.delivery (territory_id, id),
    constraint printing_was_made_by_an_account foreign key (printed_by) references identity.account
);
create index printing_delivery on exchange.printing (delivery_id, printed_by);
comment on table exchange.printing is 'Who had a message on paper, and when: written before its bytes can be read.';

-- Those for whom the actor acts here, now: themself, and who delegated to them. Owner's rights on purpose: policies read it.
create view exchange.my_principals as
    select (select db.actor()) as account_id
    union all
    select d.for_id from territory.delegation d
     where d.territory_id = (select db.territory()) and d.delegate_id = (select db.actor())
       and d.since <= (select db.clock()) and (d.until is null or d.until > (select db.clock()));
grant select on exchange.my_principals to maillage_app;

-- Moves a delivery forward, never back; says whether it moved. Only the server, for what mail servers answered.
create function exchange.rank(state text) returns integer
    language sql immutable parallel safe
as $$ select array_position(array['queued', 'unknown', 'sent', 'failed', 'acknowledged'], state) $$;
revoke all on function exchange.rank(text) from public;
grant execute on function exchange.rank(text) to maillage_app;

create function exchange.advance(delivery uuid, reached text, why_failed text, asked boolean, heard text) returns boolean
    language sql volatile security definer set search_path = ''
as $$
    with moved as (
        update exchange.delivery d
           set state = case when exchange.rank(reached) > exchange.rank(d.state) then reached else d.state end,
               state_at = case when exchange.rank(reached) > exchange.rank(d.state) then (select db.clock()) else d.state_at end,
               failure = case when reached = 'failed' then coalesce(d.failure, why_failed) else d.failure end,
               notified = coalesce(asked, d.notified),
               said = coalesce(heard, d.said),
               said_at = case when heard is null then d.said_at else (select db.clock()) end
         where d.id = advance.delivery and d.territory_id = (select db.territory()) and d.state <> 'replaced'
           and (select db.is_system())
           and (exchange.rank(reached) > exchange.rank(d.state) or heard is not null or asked is not null)
        returning 1)
    select exists (select from moved)
$$;
revoke all on function exchange.advance(uuid, text, text, boolean, text) from public;
grant execute on function exchange.advance(uuid, text, text, boolean, text) to maillage_app;

-- Marks the versions before a report as replaced and keeps back what has not begun to leave. For who signed it.
create function exchange.replace_before(report uuid) returns void
    language plpgsql volatile security definer set search_path = ''
as $$
declare
    newer exchange.dispatch;
begin
    select * into newer from exchange.dispatch n
     where n.report_id = report and n.territory_id = (select db.territory())
       and ((select db.is_system()) or n.signed_by = (select db.actor()));
    if newer.report_id is null then
        raise exception 'only its author replaces a report' using errcode = '42501';
    end if;
    update exchange.dispatch o set replaced_by = newer.report_id, replaced_at = (select db.clock())
     where o.act_id = newer.act_id and o.version < newer.version and o.replaced_by is null;
    update exchange.delivery d set state = 'replaced', state_at = (select db.clock())
      from exchange.dispatch o
     where d.report_id = o.report_id and o.act_id = newer.act_id and o.version < newer.version and d.state = 'queued'
       and not exists (select from exchange.attempt a
                        where a.delivery_id = d.id
                          and not exists (select from exchange.outcome e where e.attempt_id = a.id and e.outcome = 'later'));
end
$$;
revoke all on function exchange.replace_before(uuid) from public;
grant execute on function exchange.replace_before(uuid) to maillage_app;

alter table exchange.dispatch enable row level security;
alter table exchange.dispatch force row level security;
create policy owner on exchange.dispatch to maillage_own using (true) with check (true);
-- Who sees the act, and who acts for its author: a secretary sees to whom and how far, never the report.
create policy seen on exchange.dispatch for select to maillage_app
    using (territory_id = (select db.territory())
           and ((select db.is_system()) or signed_by in (select p.account_id from exchange.my_principals p)
                or exists (select from acts.act a where a.id = dispatch.act_id)));
create policy signed on exchange.dispatch for insert to maillage_app
    with check (territory_id = (select db.territory())
                and ((select db.is_system())
                     or (signed_by = (select db.actor()) and exists (select from acts.my_part m where m.act_id = dispatch.act_id))));
grant select, insert on exchange.dispatch to maillage_app;

alter table exchange.delivery enable row level security;
alter table exchange.delivery force row level security;
create policy owner on exchange.delivery to maillage_own using (true) with check (true);
create policy with_its_dispatch on exchange.delivery for select to maillage_app
    using (territory_id = (select db.territory())
           and exists (select from exchange.dispatch s where s.report_id = delivery.report_id));
create policy sent_for on exchange.delivery for insert to maillage_app
    with check (territory_id = (select db.territory()) and (state = 'queued' or (select db.is_system()))
                and exists (select from exchange.dispatch s
                             where s.report_id = delivery.report_id
                               and ((select db.is_system()) or s.signed_by in (select p.account_id from exchange.my_principals p))));
create policy resumed_for on exchange.delivery for update to maillage_app
    using (territory_id = (select db.territory())
           and exists (select from exchange.dispatch s
                        where s.report_id = delivery.report_id
                          and ((select db.is_system()) or s.signed_by in (select p.account_id from exchange.my_principals p))))
    with check (territory_id = (select db.territory()));
grant select, insert on exchange.delivery to maillage_app;
grant update (resumed, resumed_at) on exchange.delivery to maillage_app;

alter table exchange.message enable row level security;
alter table exchange.message force row level security;
create policy owner on exchange.message to maillage_own using (true) with check (true);
alter table exchange.attempt enable row level security;
alter table exchange.attempt force row level security;
create policy owner on exchange.attempt to maillage_own using (true) with check (true);
alter table exchange.outcome enable row level security;
alter table exchange.outcome force row level security;
create policy owner on exchange.outcome to maillage_own using (true) with check (true);
alter table exchange.notice enable row level security;
alter table exchange.notice force row level security;
create policy owner on exchange.notice to maillage_own using (true) with check (true);
alter table exchange.printing enable row level security;
alter table exchange.printing force row level security;
create policy owner on exchange.printing to maillage_own using (true) with check (true);
alter table exchange.stray_notice enable row level security;
alter table exchange.stray_notice force row level security;
create policy owner on exchange.stray_notice to maillage_own using (true) with check (true);
alter table exchange.mailbox_place enable row level security;
alter table exchange.mailbox_place force row level security;
create policy owner on exchange.mailbox_place to maillage_own using (true) with check (true);

-- The server tells what happened; who sees the delivery reads it.
create policy told on exchange.message for insert to maillage_app
    with check (territory_id = (select db.territory()) and (select db.is_system()));
create policy told on exchange.attempt for insert to maillage_app
    with check (territory_id = (select db.territory()) and (select db.is_system()));
create policy told on exchange.outcome for insert to maillage_app
    with check (territory_id = (select db.territory()) and (select db.is_system()));
create policy told on exchange.notice for insert to maillage_app
    with check (territory_id = (select db.territory()) and (select db.is_system()));

-- Reports come for every territory into one mailbox: the server finds the attempt they name before it enters its territory.
create policy seen on exchange.attempt for select to maillage_app
    using ((select db.is_system())
           or (territory_id = (select db.territory())
               and exists (select from exchange.delivery d where d.id = attempt.delivery_id)));
create policy seen on exchange.outcome for select to maillage_app
    using ((select db.is_system())
           or (territory_id = (select db.territory())
               and exists (select from exchange.attempt a where a.id = outcome.attempt_id)));
create policy seen on exchange.notice for select to maillage_app
    using ((select db.is_system())
           or (territory_id = (select db.territory())
               and exists (select from exchange.attempt a where a.id = notice.attempt_id)));
grant select, insert on exchange.message, exchange.attempt, exchange.outcome, exchange.notice to maillage_app;

create policy seen on exchange.printing for select to maillage_app
    using (territory_id = (select db.territory())
           and exists (select from exchange.delivery d where d.id = printing.delivery_id));
create policy printed on exchange.printing for insert to maillage_app
    with check (territory_id = (select db.territory()) and printed_by = (select db.actor())
                and printed_at = (select db.clock())
                and exists (select from exchange.delivery d join exchange.dispatch s on s.report_id = d.report_id
                             where d.id = printing.delivery_id
                               and (s.signed_by in (select p.account_id from exchange.my_principals p)
                                    or exists (select from acts.act a where a.id = s.act_id))));
grant select, insert on exchange.printing to maillage_app;
create policy sent_or_printed on exchange.message for select to maillage_app
    using (territory_id = (select db.territory())
           and ((select db.is_system())
                or exists (select from exchange.printing p
                            where p.delivery_id = message.delivery_id and p.printed_by = (select db.actor())
                              and p.printed_at = (select db.clock()))));

-- A stray names no patient: whoever works here sees those of here and those of nobody.
create policy seen on exchange.stray_notice for select to maillage_app
    using ((select db.is_system())
           or ((territory_id is null or territory_id = (select db.territory())) and (select territory.works_here())));
create policy told on exchange.stray_notice for insert to maillage_app with check ((select db.is_system()));
grant select, insert on exchange.stray_notice to maillage_app;
create policy server on exchange.mailbox_place to maillage_app
    using ((select db.is_system()) or (select territory.works_here())) with check ((select db.is_system()));
grant select, insert on exchange.mailbox_place to maillage_app;
grant update (validity, last_uid, read_at) on exchange.mailbox_place to maillage_app;

alter table exchange.operator enable row level security;
alter table exchange.operator force row level security;
create policy owner on exchange.operator to maillage_own using (true) with check (true);
create policy public on exchange.operator for select to maillage_app using (true);
create policy imported on exchange.operator for insert to maillage_app with check ((select db.is_system()));
grant select, insert on exchange.operator to maillage_app;
