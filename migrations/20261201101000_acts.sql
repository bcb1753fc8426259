-- The thread of an act, from the need to the evaluation: one row for the act, tables for who takes part, the hours of the
-- call, consents, the draft, the report in its versions, its readers, the two questions after.
--
-- Two doors in: the circle of care of the patient, and part in this act alone. Words of people are sealed by the
-- patient's key. What must never happen is a named constraint: two drafts, a gap between versions, a report of an act
-- that was not closed, an outcome that changes under a report.

create schema acts;
grant usage on schema acts to maillage_app;

create table acts.act (
    territory_id      uuid        not null,
    id                uuid        not null,
    patient_id        uuid        not null,
    kind              text        not null,
    modality          text        not null,
    origin            text        not null default 'here',
    reason_id         uuid,
    reason_words      bytea,
    requested_at      timestamptz not null,
    requested_by      uuid,
    requested_from    text        not null,
    asked_by          text        not null,
    requester_id      uuid,
    relation          text        not null,
    relation_why      text,
    professional_id   uuid        not null,
    site_id           uuid,
    appointment_id    uuid,
    replaces          uuid,
    opened_at         timestamptz,
    closed_at         timestamptz,
    outcome           text,
    outcome_why       bytea,
    without_it        text,
    without_transport text,
    minutes           integer,
    km                integer,
    constraint act_pkey primary key (id),
    constraint act_key unique (territory_id, id),
    constraint act_outcome_key unique (id, outcome),
    constraint act_is_for_a_patient foreign key (territory_id, patient_id) references patients.patient (territory_id, id),
    constraint act_is_held_by_a_professional foreign key (professional_id) references directory.professional,
    constraint act_was_asked_by_a_professional foreign key (requester_id) references directory.professional,
    constraint act_is_at_a_site foreign key (territory_id, site_id) references territory.site (territory_id, id),
    constraint act_has_an_appointment_of_here foreign key (territory_id, appointment_id)
        references agenda.appointment (territory_id, id),
    constraint act_is_alone_on_its_appointment unique (appointment_id),
    constraint act_replaces_one_of_here foreign key (territory_id, replaces) references acts.act (territory_id, id),
    constraint act_is_replaced_once unique (replaces),
    constraint act_kind_is_known check (kind in ('consultation', 'teleconsultation', 'tele_expertise', 'telemonitoring',
                                                 'teleassistance', 'regulation', 'telestaff')),
    constraint act_modality_is_known check (modality in ('on_site', 'telephone', 'video', 'asynchronous')),
    constraint act_kind_fits_its_modality check
        ((kind <> 'teleconsultation' or modality = 'video') and (kind <> 'consultation' or modality in ('on_site', 'telephone'))),
    constraint act_origin_is_known check (origin in ('here', 'declared', 'imported')),
    constraint act_requested_from_is_known check (requested_from in ('desk', 'portal', 'professional', 'sas', 'elsewhere')),
    constraint act_asked_by_is_known check
        (asked_by in ('self', 'daughter_or_son', 'parent', 'spouse', 'relative', 'neighbour', 'professional')),
    constraint act_relation_is_known check (relation in ('own_gp', 'sas', 'other')),
    constraint act_relation_why_is_known check
        (relation_why in ('own_gp_is_away', 'no_own_gp', 'unplanned', 'specialist', 'same_team', 'on_duty')),
    constraint act_with_another_says_why check ((relation = 'other') = (relation_why is not null)),
    constraint act_opens_after_it_is_asked check (opened_at >= requested_at),
    constraint act_ends_after_it_opens check (closed_at >= coalesce(opened_at, requested_at)),
    constraint act_outcome_is_known check (outcome in ('closed', 'absent', 'converted', 'interrupted',
                                                       'cancelled_by_patient', 'cancelled_by_us')),
    constraint act_that_ended_has_an_outcome check ((closed_at is null) = (outcome is null)),
    constraint act_that_was_held_was_opened check (outcome not in ('closed', 'interrupted') or opened_at is not null),
    constraint act_without_it_is_known check
        (without_it in ('office', 'emergency', 'transport', 'no_care', 'unknown', 'skipped')),
    constraint act_without_it_is_of_remote_acts check (without_it is null or modality <> 'on_site'),
    constraint act_remote_and_closed_says_without_it check
        (outcome <> 'closed' or modality = 'on_site' or without_it is not null),
    constraint act_transport_is_known check (without_transport in ('own_car', 'relative', 'taxi', 'vsl', 'ambulance')),
    constraint act_minutes_are_of_a_day check (minutes between 0 and 1440),
    constraint act_km_are_sensible check (km between 0 and 2000)
);
create index act_patient on acts.act (territory_id, patient_id, requested_at);
create index act_professional on acts.act (territory_id, professional_id, requested_at);
comment on table acts.act is 'The thread of one need: who asked, who holds it, how, and how it ended.';
comment on column acts.act.reason_id is 'The reason chosen, at its version.';
comment on column acts.act.reason_words is 'What the patient wrote or said: sealed by the patient''s key.';
comment on column acts.act.outcome_why is 'Why it was interrupted, converted or cancelled: sealed by the patient''s key.';
comment on column acts.act.without_it is
    'What would have happened without this act, said at closing, before the outcome is known; unknown and skipped are answers.';
comment on column acts.act.minutes is 'From the hours of the call, else from opening to closing.';
comment on column acts.act.km is 'There and back, that nobody had to travel.';

create table acts.participant (
    territory_id    uuid        not null,
    act_id          uuid        not null,
    account_id      uuid        not null,
    role            text        not null,
    since           timestamptz not null,
    until           timestamptz,
    constraint participant_pkey primary key (act_id, account_id),
    constraint participant_is_in_an_act foreign key (territory_id, act_id) references acts.act (territory_id, id),
    constraint participant_is_an_account foreign key (account_id) references identity.account,
    constraint participant_role_is_known check (role in ('holder', 'assistant', 'requester', 'intervenant')),
    constraint participant_leaves_after_joining check (until > since)
);
create index participant_account on acts.participant (account_id, act_id);
create unique index participant_holds_alone on acts.participant (act_id) where role = 'holder' and until is null;
comment on table acts.participant is
    'Who takes part in an act, from this territory or another: a person''s part, whatever the circle.';

-- Owner's rights on purpose: policies read it, and those of its tables would recurse.
create view acts.my_part as
    select p.territory_id, p.act_id, a.patient_id, a.appointment_id, p.role
      from acts.participant p
      join acts.act a on a.id = p.act_id
     where p.account_id = (select db.actor()) and p.since <= (select db.clock())
       and (p.until is null or p.until > (select db.clock()));
grant select on acts.my_part to maillage_app;
comment on view acts.my_part is 'Published: other contexts'' policies ask it who takes part in which act.';

alter table acts.act enable row level security;
alter table acts.act force row level security;
alter table acts.participant enable row level security;
alter table acts.participant force row level security;
create policy owner on acts.act to maillage_own using (true) with check (true);
create policy owner on acts.participant to maillage_own using (true) with check (true);

create policy seen on acts.act for select to maillage_app
    using (territory_id = (select db.territory())
           and ((select db.is_system()) or exists (select from record.my_patients m where m.patient_id = act.patient_id)
                or exists (select from acts.my_part m where m.act_id = act.id)));
create policy asked on acts.act for insert to maillage_app
    with check (territory_id = (select db.territory())
                and ((select db.is_system()) or (select territory.works_here())
                     or exists (select from record.my_patients m where m.patient_id = act.patient_id)));
create policy held on acts.act for update to maillage_app
    using (territory_id = (select db.territory())
           and ((select db.is_system()) or exists (select from acts.my_part m where m.act_id = act.id)))
    with check (territory_id = (select db.territory()));
grant select, insert on acts.act to maillage_app;
grant update (professional_id, site_id, appointment_id, opened_at, closed_at, outcome, outcome_why, without_it,
              without_transport, minutes, km) on acts.act to maillage_app;

create policy mine on acts.participant for select to maillage_app
    using (account_id = (select db.actor())
           or (territory_id = (select db.territory()) and exists (select from acts.act a where a.id = participant.act_id)));
create policy joined on acts.participant for insert to maillage_app
    with check (territory_id = (select db.territory())
                and ((select db.is_system()) or exists (select from acts.my_part m where m.act_id = participant.act_id)));
grant select, insert on acts.participant to maillage_app;

-- Gives an act to the professional that its row names. Whoever asks for an act needs it, without seeing care.
create function acts.seat_holder(act uuid) returns void
    language sql volatile security definer set search_path = ''
as $$
    insert into acts.participant (territory_id, act_id, account_id, role, since)
        select a.territory_id, a.id, p.account_id, 'holder', (select db.clock())
          from acts.act a
          join directory.professional p on p.id = a.professional_id
         where a.id = seat_holder.act and a.territory_id = (select db.territory()) and p.account_id is not null
    on conflict do nothing
$$;
revoke all on function acts.seat_holder(uuid) from public;
grant execute on function acts.seat_holder(uuid) to maillage_app;

-- The act of an appointment or of one that it replaces, for whoever books: its id and nothing more.
create function acts.of_appointment(appointment uuid) returns uuid
    language sql stable security definer set search_path = ''
as $$
    with recursive line (id, replaces) as (
        select a.id, a.replaces from agenda.appointment a
         where a.id = of_appointment.appointment and a.territory_id = (select db.territory())
        union
        select a.id, a.replaces from line l
          join agenda.appointment a on a.id = l.replaces and a.territory_id = (select db.territory()))
    select t.id from acts.act t join line l on l.id = t.appointment_id
     where (select db.is_system()) or (select territory.works_here())
     limit 1
$$;
revoke all on function acts.of_appointment(uuid) from public;
grant execute on function acts.of_appointment(uuid) to maillage_app;

-- Whom an act is about, for somebody who works here and may break the glass: identity is not care.
create function acts.patient_of(act uuid) returns uuid
    language sql stable security definer set search_path = ''
as $$
    select a.patient_id from acts.act a
     where a.id = patient_of.act and a.territory_id = (select db.territory()) and (select territory.works_here())
$$;
revoke all on function acts.patient_of(uuid) from public;
grant execute on function acts.patient_of(uuid) to maillage_app;

-- The act follows its appointment when that one is moved, and ends or waits again with it. The desk sees no care: it
-- says what happened to the appointment, and this function writes it, only on acts that nobody has opened.
create function acts.follow_appointment(act uuid, appointment uuid, ending text) returns boolean
    language sql volatile security definer set search_path = ''
as $$
    with followed as (
        update acts.act a
           set appointment_id = follow_appointment.appointment, outcome = follow_appointment.ending,
               closed_at = case when follow_appointment.ending is null then null else (select db.clock()) end
         where a.id = follow_appointment.act and a.territory_id = (select db.territory()) and a.opened_at is null
           and (a.outcome is null or a.outcome in ('absent', 'cancelled_by_patient', 'cancelled_by_us'))
           and coalesce(follow_appointment.ending, 'absent') in ('absent', 'cancelled_by_patient', 'cancelled_by_us')
           and ((select db.is_system()) or (select territory.works_here()))
        returning 1)
    select exists (select from followed)
$$;
revoke all on function acts.follow_appointment(uuid, uuid, text) from public;
grant execute on function acts.follow_appointment(uuid, uuid, text) to maillage_app;

-- Part in an act shows who it is about and when it is planned, to somebody from another territory too.
create policy of_my_acts on patients.patient for select to maillage_app
    using (territory_id = (select db.territory()) and exists (select from acts.my_part m where m.patient_id = patient.id));
create policy of_my_acts on agenda.appointment for select to maillage_app
    using (territory_id = (select db.territory())
           and exists (select from acts.my_part m where m.appointment_id = appointment.id));

create table acts.stamp (
    territory_id uuid        not null,
    id           uuid        not null,
    act_id       uuid        not null,
    what         text        not null,
    at           timestamptz not null,
    by_account   uuid,
    constraint stamp_pkey primary key (id),
    constraint stamp_is_of_an_act foreign key (territory_id, act_id) references acts.act (territory_id, id),
    constraint stamp_is_known check (what in ('no_answer', 'answers', 'ends', 'identity_said'))
);
create index stamp_act on acts.stamp (act_id, at);
comment on table acts.stamp is 'The hours of a call: nobody answers, somebody does, it ends; written once.';

create table acts.notice (
    version smallint not null,
    since   date     not null,
    words   text     not null,
    constraint notice_pkey primary key (version),
    constraint notice_says_something check (length(words) > 20)
);
comment on table acts.notice is 'What a patient is told before an act at a distance, in plain words, at each version.';
alter table acts.notice enable row level security;
alter table acts.notice force row level security;
create policy owner on acts.notice to maillage_own using (true) with check (true);
create policy public on acts.notice for select to maillage_app using (true);
grant select on acts.notice to maillage_app;
insert into acts.notice (version, since, words) values (1, '2026-01-01',
    'Cet acte se fait à distance. Il ne permet pas de vous examiner comme au cabinet : si c’est nécessaire, un '
    'rendez-vous sur place vous sera proposé. Un compte rendu sera écrit ; vous et les soignants que vous acceptez '
    'pourront le lire. Vous pouvez dire non, ou arrêter à tout moment : vous serez soigné sur place.');

create table acts.consent (
    territory_id   uuid        not null,
    id             uuid        not null,
    act_id         uuid        not null,
    answer         text        not null,
    how            text        not null,
    given_by       text        not null,
    notice_version smallint    not null,
    collected_at   timestamptz not null,
    collected_by   uuid        not null,
    constraint consent_pkey primary key (id),
    constraint consent_is_of_an_act foreign key (territory_id, act_id) references acts.act (territory_id, id),
    constraint consent_is_to_a_notice foreign key (notice_version) references acts.notice,
    constraint consent_was_collected_by_an_account foreign key (collected_by) references identity.account,
    constraint consent_answer_is_known check (answer in ('given', 'refused')),
    constraint consent_how_is_known check (how in ('oral', 'written', 'electronic')),
    constraint consent_given_by_is_known check (given_by in ('patient', 'carer', 'guardian'))
);
create index consent_act on acts.consent (act_id, collected_at);
comment on table acts.consent is
    'Told what the notice says at its version, the patient agrees to this act or refuses it. Here and not with the '
    'patient: it is asked in the act, by who holds it, for it alone, and stands in its trail.';

-- One dated row a rule of law: how an act must be held to be paid for.
create table acts.paid_modality (
    kind     text not null,
    modality text not null,
    since    date not null,
    until    date,
    source   text not null,
    constraint paid_modality_pkey primary key (kind, modality, since),
    constraint paid_modality_ends_after_it_begins check (until > since)
);
comment on table acts.paid_modality is 'Modalities in which a kind of act is reimbursed, from when to when, by which text.';
alter table acts.paid_modality enable row level security;
alter table acts.paid_modality force row level security;
create policy owner on acts.paid_modality to maillage_own using (true) with check (true);
create policy public on acts.paid_modality for select to maillage_app using (true);
grant select on acts.paid_modality to maillage_app;
insert into acts.paid_modality (kind, modality, since, source) values
    ('consultation', 'on_site', '2018-09-15', 'convention médicale'),
    ('teleconsultation', 'video', '2018-09-15', 'convention médicale de 2016, avenant 6');

create table acts.draft (
    territory_id uuid        not null,
    act_id       uuid        not null,
    for_version  smallint    not null,
    version      integer     not null,
    writer       text        not null,
    content      bytea       not null,
    saved_at     timestamptz not null,
    saved_by     uuid        not null,
    constraint draft_is_alone_on_its_act primary key (act_id),
    constraint draft_is_of_an_act foreign key (territory_id, act_id) references acts.act (territory_id, id),
    constraint draft_is_for_a_version check (for_version >= 1),
    constraint draft_version_counts check (version >= 1),
    constraint draft_writer_is_short check (length(writer) <= 40)
);
comment on table acts.draft is
    'What is being written: JSON sealed by the patient''s key. version and writer keep two open pages from overwriting each other.';

create table acts.report (
    territory_id   uuid        not null,
    id             uuid        not null,
    act_id         uuid        not null,
    act_outcome    text        not null default 'closed',
    version        smallint    not null,
    replaces       smallint,
    content        bytea       not null,
    content_sha256 bytea       not null,
    author_id      uuid        not null,
    signed_at      timestamptz not null,
    signed_by      uuid        not null,
    signed_with    text        not null,
    proved_at      timestamptz not null,
    constraint report_pkey primary key (id),
    constraint report_key unique (territory_id, id),
    constraint report_is_of_an_act foreign key (territory_id, act_id) references acts.act (territory_id, id),
    constraint report_is_of_a_closed_act foreign key (act_id, act_outcome) references acts.act (id, outcome),
    constraint report_outcome_is_closed check (act_outcome = 'closed'),
    constraint report_versions_differ unique (act_id, version),
    constraint report_replaces_the_one_before foreign key (act_id, replaces) references acts.report (act_id, version),
    constraint report_versions_are_contiguous check (version >= 1 and replaces is not distinct from nullif(version - 1, 0)),
    constraint report_is_by_a_professional foreign key (author_id) references directory.professional,
    constraint report_was_signed_by_an_account foreign key (signed_by) references identity.account,
    constraint report_method_is_known check (signed_with in ('passkey', 'recovery', 'demo')),
    constraint report_proof_is_fresh check (signed_at - proved_at between interval '0' and interval '5 minutes 1 second'),
    constraint report_sha256_is_a_hash check (octet_length(content_sha256) = 32)
);
comment on table acts.report is
    'What was signed: the canonical bytes, sealed by the patient''s key, and their hash. Never updated: a correction is the next version.';

create table acts.rendering (
    territory_id     uuid        not null,
    report_id        uuid        not null,
    template_version smallint    not null,
    pdf              bytea       not null,
    pdf_sha256       bytea       not null,
    made_at          timestamptz not null,
    constraint rendering_pkey primary key (report_id),
    constraint rendering_is_of_a_report foreign key (territory_id, report_id) references acts.report (territory_id, id),
    constraint rendering_sha256_is_a_hash check (octet_length(pdf_sha256) = 32)
);
alter table acts.rendering alter column pdf set storage external;
comment on table acts.rendering is
    'The sheet of a report as it was first made: its bytes, sealed by the patient''s key, and their hash.';

create table acts.reader (
    territory_id    uuid     not null,
    report_id       uuid     not null,
    rank            smallint not null,
    professional_id uuid,
    address         text     not null,
    why             text     not null,
    constraint reader_pkey primary key (report_id, rank),
    constraint reader_reads_once unique (report_id, address),
    constraint reader_is_of_a_report foreign key (territory_id, report_id) references acts.report (territory_id, id),
    constraint reader_is_a_professional foreign key (professional_id) references directory.professional,
    constraint reader_why_is_known check (why in ('own_gp', 'requester', 'other')),
    constraint reader_address_names_no_patient check (address not like '%@patient.mssante.%')
);
comment on table acts.reader is 'Who a report is for, at which secure address, and why.';

create table acts.attachment (
    territory_id uuid        not null,
    act_id       uuid        not null,
    document_id  uuid        not null,
    attached_at  timestamptz not null,
    attached_by  uuid        not null,
    removed_at   timestamptz,
    constraint attachment_pkey primary key (act_id, document_id),
    constraint attachment_is_of_an_act foreign key (territory_id, act_id) references acts.act (territory_id, id),
    constraint attachment_is_a_document foreign key (territory_id, document_id) references record.document (territory_id, id),
    constraint attachment_was_made_by_an_account foreign key (attached_by) references identity.account,
    constraint attachment_is_removed_after_it_was_attached check (removed_at >= attached_at)
);
create index attachment_document on acts.attachment (document_id);
comment on table acts.attachment is 'A document of the record that leaves with the report: a prescription, a photo of it.';

create table acts.evaluation (
    territory_id uuid        not null,
    act_id       uuid        not null,
    solved       text        not null,
    again        smallint    not null,
    answered_by  text        not null,
    answered_at  timestamptz not null,
    constraint evaluation_is_once_an_act primary key (act_id),
    constraint evaluation_is_of_an_act foreign key (territory_id, act_id) references acts.act (territory_id, id),
    constraint evaluation_again_is_zero_to_ten check (again between 0 and 10),
    constraint evaluation_solved_is_known check (solved in ('yes', 'partly', 'no')),
    constraint evaluation_answered_by_is_known check (answered_by in ('patient', 'carer', 'on_paper'))
);
comment on table acts.evaluation is 'The two questions after an act: was the request answered, would you do the same again (from 0 to 10).';

-- What hangs on an act is seen with it; what is written on it is written by who takes part, or by the server.
do $$
declare
    relation text;
begin
    foreach relation in array array['stamp', 'consent', 'draft', 'report', 'attachment', 'evaluation'] loop
        execute format('alter table acts.%I enable row level security', relation);
        execute format('alter table acts.%I force row level security', relation);
        execute format('create policy owner on acts.%I to maillage_own using (true) with check (true)', relation);
        execute format($policy$
            create policy written on acts.%1$I for insert to maillage_app
                with check (territory_id = (select db.territory())
                            and ((select db.is_system())
                                 or exists (select from acts.my_part m where m.act_id = %1$I.act_id)))$policy$, relation);
        if relation <> 'draft' then
            execute format($policy$
                create policy seen on acts.%1$I for select to maillage_app
                    using (territory_id = (select db.territory())
                           and exists (select from acts.act a where a.id = %1$I.act_id))$policy$, relation);
        end if;
    end loop;
    foreach relation in array array['rendering', 'reader'] loop
        execute format('alter table acts.%I enable row level security', relation);
        execute format('alter table acts.%I force row level security', relation);
        execute format('create policy owner on acts.%I to maillage_own using (true) with check (true)', relation);
        execute format($policy$
            create policy with_its_report on acts.%1$I to maillage_app
                using (territory_id = (select db.territory())
                       and exists (select from acts.report r where r.id = %1$I.report_id))
                with check (territory_id = (select db.territory())
                            and exists (select from acts.report r where r.id = %1$I.report_id))$policy$, relation);
    end loop;
end
$$;
-- A draft is its writers' alone until it is signed.
create policy theirs on acts.draft for select to maillage_app
    using (territory_id = (select db.territory())
           and ((select db.is_system()) or exists (select from acts.my_part m where m.act_id = draft.act_id)));
create policy rewritten on acts.draft for update to maillage_app
    using (territory_id = (select db.territory())
           and ((select db.is_system()) or exists (select from acts.my_part m where m.act_id = draft.act_id)))
    with check (territory_id = (select db.territory()));
create policy signed on acts.draft for delete to maillage_app
    using (territory_id = (select db.territory())
           and ((select db.is_system()) or exists (select from acts.my_part m where m.act_id = draft.act_id)));
create policy removed on acts.attachment for update to maillage_app
    using (territory_id = (select db.territory())
           and ((select db.is_system()) or exists (select from acts.my_part m where m.act_id = attachment.act_id)))
    with check (territory_id = (select db.territory()));
create policy answered on acts.evaluation for insert to maillage_app
    with check (territory_id = (select db.territory())
                and exists (select from acts.act a
                              join patients.my_circle c on c.patient_id = a.patient_id
                             where a.id = evaluation.act_id and c.basis in ('self', 'carer')));
grant select, insert on acts.stamp, acts.consent, acts.report, acts.rendering, acts.reader, acts.attachment, acts.evaluation
    to maillage_app;
grant select, insert, delete on acts.draft to maillage_app;
grant update (version, writer, content, saved_at, saved_by) on acts.draft to maillage_app;
grant update (removed_at) on acts.attachment to maillage_app;

-- Who takes part in an act reads what was joined to it, and may join something.
create policy of_my_acts on record.document for select to maillage_app
    using (territory_id = (select db.territory())
           and exists (select from acts.attachment t join acts.my_part m on m.act_id = t.act_id
                        where t.document_id = document.id));
create policy joined_to_my_acts on record.document for insert to maillage_app
    with check (territory_id = (select db.territory())
                and exists (select from acts.my_part m where m.patient_id = document.patient_id));
