-- People who receive care in a territory: sealed identity, search tokens, care circle.
--
-- Two floors. Who exists: whoever books or cares in the territory. What is known: the circle.
-- Nobody lists a population: names are ciphertext, tokens cannot be read, and patients.find gives 20 rows at most.

create schema patients;
grant usage on schema patients to maillage_app;

create table patients.patient (
    territory_id    uuid        not null,
    id              uuid        not null,
    identity        bytea       not null,
    status          text        not null,
    own_gp_id       uuid,
    to_know         bytea,
    provisional_for uuid,
    joined_into     uuid,
    deceased_on     date,
    created_at      timestamptz not null,
    constraint patient_pkey primary key (id),
    constraint patient_key unique (territory_id, id),
    constraint patient_is_of_a_territory foreign key (territory_id) references territory.territory,
    constraint patient_own_gp_is_known foreign key (own_gp_id) references directory.professional,
    constraint patient_joined_is_here foreign key (territory_id, joined_into) references patients.patient (territory_id, id),
    constraint patient_status_is_known check (status in ('PROV', 'RECUP', 'VALI', 'QUAL'))
);
create index patient_own_gp on patients.patient (territory_id, own_gp_id);
comment on column patients.patient.identity is 'Traits, numbers, address and means of contact: JSON sealed by the territory key.';
comment on column patients.patient.to_know is '« À savoir », never care: sealed by the territory key.';
comment on column patients.patient.provisional_for is 'The appointment that a person on the portal typed these traits for.';

create table patients.token (
    territory_id uuid  not null,
    token        bytea not null,
    patient_id   uuid  not null,
    constraint token_pkey primary key (territory_id, token, patient_id),
    constraint token_is_of_a_patient foreign key (territory_id, patient_id) references patients.patient (territory_id, id)
);
create index token_patient on patients.token (territory_id, patient_id);
comment on table patients.token is 'Keyed hashes of pairs (birth date and letters, full name and first name) or of INS or phone alone.';

create table patients.circle (
    territory_id uuid        not null,
    patient_id   uuid        not null,
    account_id   uuid        not null,
    basis        text        not null,
    reason       text,
    since        timestamptz not null,
    until        timestamptz not null,
    constraint circle_pkey primary key (patient_id, account_id, basis),
    constraint circle_is_of_a_patient foreign key (territory_id, patient_id) references patients.patient (territory_id, id),
    constraint circle_is_of_an_account foreign key (account_id) references identity.account,
    constraint circle_basis_is_known check (basis in ('gp', 'care', 'self', 'carer', 'break_glass')),
    constraint circle_breaks_glass_with_a_reason check (basis <> 'break_glass' or length(reason) >= 3)
);
create index circle_account on patients.circle (account_id, patient_id);
comment on table patients.circle is 'Who may see care, on what basis, until when.';

alter table patients.patient enable row level security;
alter table patients.patient force row level security;
alter table patients.token enable row level security;
alter table patients.token force row level security;
alter table patients.circle enable row level security;
alter table patients.circle force row level security;
create policy owner on patients.patient to maillage_own using (true) with check (true);
create policy owner on patients.token to maillage_own using (true) with check (true);
create policy owner on patients.circle to maillage_own using (true) with check (true);

create policy mine on patients.circle for select to maillage_app using (account_id = (select db.actor()));

-- Owner's rights on purpose: the policies below read it, and the circle's own policy would recurse.
create view patients.my_circle as
    select patient_id, territory_id, basis, until from patients.circle
     where account_id = (select db.actor()) and since <= (select db.clock()) and until > (select db.clock());
grant select on patients.my_circle to maillage_app;
comment on view patients.my_circle is 'Published: other contexts'' policies ask it who is in whose circle.';

create policy identity on patients.patient for select to maillage_app
    using (territory_id = (select db.territory())
           and ((select db.is_system()) or (select territory.works_here())
                or exists (select from patients.my_circle c where c.patient_id = patient.id)));
create policy registered on patients.patient for insert to maillage_app
    with check (territory_id = (select db.territory())
                and ((select db.is_system()) or (select territory.works_here())));
create policy corrected on patients.patient for update to maillage_app
    using (territory_id = (select db.territory()) and ((select db.is_system()) or (select territory.works_here())))
    with check (territory_id = (select db.territory()));
grant select, insert on patients.patient to maillage_app;
grant update (identity, status, own_gp_id, to_know, joined_into, deceased_on) on patients.patient to maillage_app;

create policy joined on patients.circle for insert to maillage_app
    with check (territory_id = (select db.territory()) and basis in ('gp', 'care', 'self', 'carer')
                and ((select db.is_system()) or (select territory.works_here())));
create policy breaks_glass on patients.circle for insert to maillage_app
    with check (territory_id = (select db.territory()) and basis = 'break_glass'
                and account_id = (select db.actor()) and (select territory.works_here())
                and since = (select db.clock()) and until <= (select db.clock()) + interval '4 hours'
                and exists (select from patients.patient p where p.id = patient_id));
create policy breaks_glass_again on patients.circle for update to maillage_app
    using (account_id = (select db.actor()) and basis = 'break_glass' and territory_id = (select db.territory()))
    with check (territory_id = (select db.territory()) and basis = 'break_glass'
                and account_id = (select db.actor()) and (select territory.works_here())
                and since = (select db.clock()) and until <= (select db.clock()) + interval '4 hours');
grant select, insert on patients.circle to maillage_app;
grant update (reason, since, until) on patients.circle to maillage_app;

-- Puts somebody in a patient's circle, or keeps them there longer; a basis never ends earlier by being given again.
create function patients.extend_circle(patient uuid, account uuid, on_basis text, until_at timestamptz) returns void
    language plpgsql volatile security definer set search_path = ''
as $$
begin
    if not ((select db.is_system()) or (select territory.works_here())) or on_basis not in ('gp', 'care', 'self', 'carer') then
        raise exception 'only who works here extends a circle' using errcode = '42501';
    end if;
    insert into patients.circle as c (territory_id, patient_id, account_id, basis, since, until)
        select p.territory_id, p.id, account, on_basis, (select db.clock()), until_at
          from patients.patient p where p.id = patient and p.territory_id = (select db.territory())
    on conflict (patient_id, account_id, basis) do update set until = greatest(c.until, excluded.until);
end
$$;
revoke all on function patients.extend_circle(uuid, uuid, text, timestamptz) from public;
grant execute on function patients.extend_circle(uuid, uuid, text, timestamptz) to maillage_app;

-- The circle of one patient, for the patient and for whoever is in it.
create function patients.circle_of(patient uuid)
    returns table (account_id uuid, basis text, reason text, since timestamptz, until timestamptz)
    language sql stable security definer set search_path = ''
as $$
    select c.account_id, c.basis, c.reason, c.since, c.until
      from patients.circle c
     where c.patient_id = patient
       and c.territory_id = (select db.territory())
       and exists (select from patients.circle me
                    where me.patient_id = patient and me.account_id = (select db.actor())
                      and me.since <= (select db.clock()) and me.until > (select db.clock()))
$$;
revoke all on function patients.circle_of(uuid) from public;
grant execute on function patients.circle_of(uuid) to maillage_app;

-- The way in: people of this territory who carry every token, at most 21 (the 21st says « précisez »).
-- The rarest token comes first (birth date, else the longest prefix): measured, it is read alone.
create function patients.find(tokens bytea[]) returns setof uuid
    language plpgsql stable security definer set search_path = ''
as $$
begin
    if not ((select db.is_system()) or (select territory.works_here())) or coalesce(array_length(tokens, 1), 0) = 0 then
        return;
    end if;
    return query
        with rarest as materialized (
            select t.patient_id from patients.token t
             where t.territory_id = (select db.territory()) and t.token = tokens[1])
        select r.patient_id from rarest r
         where not exists (
            select from unnest(tokens[2:]) as wanted (token)
             where not exists (
                select from patients.token k
                 where k.territory_id = (select db.territory()) and k.token = wanted.token and k.patient_id = r.patient_id
                offset 0))
         limit 21;
end
$$;
revoke all on function patients.find(bytea[]) from public;
grant execute on function patients.find(bytea[]) to maillage_app;

-- Tokens are written, never read: the server's role has no SELECT on them.
create function patients.write_tokens(patient uuid, tokens bytea[]) returns void
    language plpgsql volatile security definer set search_path = ''
as $$
begin
    if not exists (select from patients.patient p where p.id = patient and p.territory_id = (select db.territory()))
       or not ((select db.is_system()) or (select territory.works_here())) then
        raise exception 'only who works here writes tokens' using errcode = '42501';
    end if;
    delete from patients.token t where t.territory_id = (select db.territory()) and t.patient_id = patient;
    insert into patients.token (territory_id, token, patient_id)
        select distinct (select db.territory()), token, patient from unnest(tokens) as given (token);
end
$$;
revoke all on function patients.write_tokens(uuid, bytea[]) from public;
grant execute on function patients.write_tokens(uuid, bytea[]) to maillage_app;
