-- What is known of a patient: documents, measures, allergies, treatments. All of it is care: the circle, and nobody else.
--
-- Texts and files are sealed by the patient's key. Numbers are not: they mean nothing without a name, and names are
-- sealed elsewhere.

create schema record;
grant usage on schema record to maillage_app;

-- Owner's rights on purpose, as with the view that it reads.
create view record.my_patients as
    select c.patient_id from patients.my_circle c
     where c.basis in ('self', 'carer') or (select territory.works_here());
grant select on record.my_patients to maillage_app;
comment on view record.my_patients is
    'Published, the floor of care: those in whose circle the actor is and works here, or is the patient or a carer.';

create table record.document (
    territory_id uuid        not null,
    id           uuid        not null,
    patient_id   uuid        not null,
    kind         text        not null,
    title        bytea       not null,
    origin       bytea       not null,
    media_type   text        not null,
    bytes        integer     not null,
    sha256       bytea       not null,
    content      bytea       not null,
    dated_on     date        not null,
    added_at     timestamptz not null,
    added_by     uuid,
    constraint document_pkey primary key (id),
    constraint document_key unique (territory_id, id),
    constraint document_is_of_a_patient foreign key (territory_id, patient_id) references patients.patient (territory_id, id),
    constraint document_kind_is_known check (kind in ('prescription', 'photo', 'report', 'result', 'letter')),
    constraint document_media_type_is_known check (media_type in ('application/pdf', 'image/jpeg', 'image/png')),
    constraint document_is_not_empty check (bytes > 0),
    constraint document_sha256_is_a_hash check (octet_length(sha256) = 32)
);
create index document_patient on record.document (territory_id, patient_id, dated_on);
-- ciphertext does not compress
alter table record.document alter column content set storage external;
alter table record.document enable row level security;
alter table record.document force row level security;
create policy owner on record.document to maillage_own using (true) with check (true);
create policy of_circle on record.document for select to maillage_app
    using (territory_id = (select db.territory())
           and ((select db.is_system())
                or exists (select from record.my_patients m where m.patient_id = document.patient_id)));
create policy added on record.document for insert to maillage_app
    with check (territory_id = (select db.territory())
           and ((select db.is_system())
                or exists (select from record.my_patients m where m.patient_id = document.patient_id)));
grant select, insert on record.document to maillage_app;
comment on table record.document is
    'A file of a patient: its title, where it comes from and its bytes are sealed by the patient''s key.';

create table record.measure (
    territory_id uuid        not null,
    id           uuid        not null,
    patient_id   uuid        not null,
    kind         text        not null,
    value        integer     not null,
    second       integer,
    posture      text,
    said_by      text        not null,
    measured_at  timestamptz not null,
    noted_at     timestamptz not null,
    noted_by     uuid,
    constraint measure_pkey primary key (id),
    constraint measure_is_of_a_patient foreign key (territory_id, patient_id) references patients.patient (territory_id, id),
    constraint measure_kind_is_known check
        (kind in ('blood_pressure', 'heart_rate', 'weight', 'temperature', 'oxygen', 'glucose', 'filtration')),
    constraint measure_second_is_of_pressure check ((kind = 'blood_pressure') = (second is not null)),
    constraint measure_posture_is_known check (posture in ('sitting', 'standing', 'lying')),
    constraint measure_said_by_is_known check (said_by in ('patient', 'professional', 'device', 'laboratory')),
    constraint measure_is_not_of_the_future check (measured_at <= noted_at)
);
create index measure_patient on record.measure (territory_id, patient_id, kind, measured_at);
alter table record.measure enable row level security;
alter table record.measure force row level security;
create policy owner on record.measure to maillage_own using (true) with check (true);
create policy of_circle on record.measure for select to maillage_app
    using (territory_id = (select db.territory())
           and ((select db.is_system())
                or exists (select from record.my_patients m where m.patient_id = measure.patient_id)));
create policy noted on record.measure for insert to maillage_app
    with check (territory_id = (select db.territory())
           and ((select db.is_system())
                or exists (select from record.my_patients m where m.patient_id = measure.patient_id)));
grant select, insert on record.measure to maillage_app;
comment on table record.measure is
    'One measure in the smallest unit of its kind (grams, tenths of a degree); second is the diastolic pressure.';

create table record.allergy (
    territory_id uuid        not null,
    id           uuid        not null,
    patient_id   uuid        not null,
    words        bytea       not null,
    noted_at     timestamptz not null,
    noted_by     uuid,
    ended_at     timestamptz,
    constraint allergy_pkey primary key (id),
    constraint allergy_is_of_a_patient foreign key (territory_id, patient_id) references patients.patient (territory_id, id),
    constraint allergy_ends_after_it_was_noted check (ended_at >= noted_at)
);
create index allergy_patient on record.allergy (territory_id, patient_id);
alter table record.allergy enable row level security;
alter table record.allergy force row level security;
create policy owner on record.allergy to maillage_own using (true) with check (true);
create policy of_circle on record.allergy for select to maillage_app
    using (territory_id = (select db.territory())
           and ((select db.is_system())
                or exists (select from record.my_patients m where m.patient_id = allergy.patient_id)));
create policy noted on record.allergy for insert to maillage_app
    with check (territory_id = (select db.territory())
           and ((select db.is_system())
                or exists (select from record.my_patients m where m.patient_id = allergy.patient_id)));
create policy ended on record.allergy for update to maillage_app
    using (territory_id = (select db.territory())
           and ((select db.is_system())
                or exists (select from record.my_patients m where m.patient_id = allergy.patient_id)))
    with check (territory_id = (select db.territory()));
grant select, insert on record.allergy to maillage_app;
grant update (ended_at) on record.allergy to maillage_app;
comment on table record.allergy is 'Substance and reaction: JSON sealed by the patient''s key.';

create table record.treatment (
    territory_id uuid        not null,
    id           uuid        not null,
    patient_id   uuid        not null,
    words        bytea       not null,
    since        date        not null,
    until        date,
    noted_at     timestamptz not null,
    noted_by     uuid,
    constraint treatment_pkey primary key (id),
    constraint treatment_is_of_a_patient foreign key (territory_id, patient_id) references patients.patient (territory_id, id),
    constraint treatment_ends_after_it_begins check (until >= since)
);
create index treatment_patient on record.treatment (territory_id, patient_id);
alter table record.treatment enable row level security;
alter table record.treatment force row level security;
create policy owner on record.treatment to maillage_own using (true) with check (true);
create policy of_circle on record.treatment for select to maillage_app
    using (territory_id = (select db.territory())
           and ((select db.is_system())
                or exists (select from record.my_patients m where m.patient_id = treatment.patient_id)));
create policy noted on record.treatment for insert to maillage_app
    with check (territory_id = (select db.territory())
           and ((select db.is_system())
                or exists (select from record.my_patients m where m.patient_id = treatment.patient_id)));
create policy ended on record.treatment for update to maillage_app
    using (territory_id = (select db.territory())
           and ((select db.is_system())
                or exists (select from record.my_patients m where m.patient_id = treatment.patient_id)))
    with check (territory_id = (select db.territory()));
grant select, insert on record.treatment to maillage_app;
grant update (until) on record.treatment to maillage_app;
comment on table record.treatment is
    'A current treatment as it was told, never a prescription: name, dose and remark are JSON sealed by the patient''s key.';
