-- Professionals, shared by all territories: what the national directory says of them, and their secure addresses.

create schema directory;
grant usage on schema directory to maillage_app;

create table directory.professional (
    id           uuid        not null,
    rpps         text,
    account_id   uuid,
    title        text        not null,
    first_name   text        not null,
    last_name    text        not null,
    profession   text        not null,
    speciality   text        not null,
    updated_at   timestamptz not null,
    constraint professional_pkey primary key (id),
    constraint professional_rpps_is_unique unique (rpps),
    constraint professional_account_is_unique unique (account_id),
    constraint professional_is_an_account foreign key (account_id) references identity.account,
    constraint professional_profession_is_known check
        (profession in ('medecin', 'infirmier', 'pharmacien', 'sage_femme', 'masseur_kinesitherapeute'))
);
alter table directory.professional enable row level security;
alter table directory.professional force row level security;
create policy owner on directory.professional to maillage_own using (true) with check (true);
create policy public on directory.professional for select to maillage_app using (true);
create policy imported on directory.professional for insert to maillage_app with check ((select db.is_system()));
grant select, insert on directory.professional to maillage_app;

create table directory.secure_address (
    address         text        not null,
    professional_id uuid        not null,
    operator        text        not null,
    checked_at      timestamptz,
    constraint secure_address_pkey primary key (address),
    constraint secure_address_is_of_a_professional foreign key (professional_id) references directory.professional
);
create index secure_address_professional on directory.secure_address (professional_id);
alter table directory.secure_address enable row level security;
alter table directory.secure_address force row level security;
create policy owner on directory.secure_address to maillage_own using (true) with check (true);
create policy public on directory.secure_address for select to maillage_app using (true);
create policy imported on directory.secure_address for insert to maillage_app with check ((select db.is_system()));
grant select, insert on directory.secure_address to maillage_app;
comment on table directory.secure_address is 'Mailboxes of the secure messaging space; lower case.';

create table directory.secure_domain (
    domain text not null,
    since  date not null,
    until  date,
    source text not null,
    constraint secure_domain_pkey primary key (domain, since),
    constraint secure_domain_is_lower_case check (domain = lower(domain))
);
alter table directory.secure_domain enable row level security;
alter table directory.secure_domain force row level security;
create policy owner on directory.secure_domain to maillage_own using (true) with check (true);
create policy public on directory.secure_domain for select to maillage_app using (true);
create policy imported on directory.secure_domain for insert to maillage_app with check ((select db.is_system()));
grant select, insert on directory.secure_domain to maillage_app;
comment on table directory.secure_domain is 'The list of secure domains, with dates; mail leaves for these only.';
