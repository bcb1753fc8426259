-- The tenant: communes, structures, sites, memberships and roles with dates.

create schema territory;
grant usage on schema territory to maillage_app;

create table territory.territory (
    id         uuid        not null,
    slug       text        not null,
    name       text        not null,
    zone       text        not null,
    phone      text        not null,
    created_at timestamptz not null,
    constraint territory_pkey primary key (id),
    constraint territory_slug_is_unique unique (slug),
    constraint territory_slug_is_plain check (slug ~ '^[a-z0-9-]{2,40}$')
);
alter table territory.territory enable row level security;
alter table territory.territory force row level security;
create policy owner on territory.territory to maillage_own using (true) with check (true);
create policy known on territory.territory for select to maillage_app using (true);
create policy founded on territory.territory for insert to maillage_app with check ((select db.is_system()));
grant select, insert on territory.territory to maillage_app;
comment on table territory.territory is 'A CPTS. phone is the number that patients call.';

create table territory.commune (
    territory_id uuid not null,
    cog          text not null,
    name         text not null,
    since        date not null,
    until        date,
    constraint commune_pkey primary key (territory_id, cog, since),
    constraint commune_is_of_a_territory foreign key (territory_id) references territory.territory,
    constraint commune_ends_after_it_begins check (until > since),
    constraint commune_once_at_a_time exclude using gist
        (territory_id with =, cog with =, daterange(since, until) with &&)
);
alter table territory.commune enable row level security;
alter table territory.commune force row level security;
create policy owner on territory.commune to maillage_own using (true) with check (true);
create policy of_territory on territory.commune to maillage_app
    using (territory_id = (select db.territory())) with check (territory_id = (select db.territory()));
grant select, insert on territory.commune to maillage_app;
grant update (until) on territory.commune to maillage_app;
comment on table territory.commune is 'The perimeter, with dates: figures of the past keep the perimeter of the past.';

create table territory.structure (
    territory_id uuid not null,
    id           uuid not null,
    kind         text not null,
    name         text not null,
    finess       text,
    phone        text not null,
    constraint structure_pkey primary key (id),
    constraint structure_key unique (territory_id, id),
    constraint structure_is_of_a_territory foreign key (territory_id) references territory.territory,
    constraint structure_kind_is_known check
        (kind in ('cabinet', 'msp', 'centre_de_sante', 'ehpad', 'pharmacie', 'mairie', 'hopital', 'cpts', 'unite_mobile', 'pool'))
);
alter table territory.structure enable row level security;
alter table territory.structure force row level security;
create policy owner on territory.structure to maillage_own using (true) with check (true);
create policy of_territory on territory.structure to maillage_app
    using (territory_id = (select db.territory())) with check (territory_id = (select db.territory()));
grant select, insert on territory.structure to maillage_app;

create table territory.site (
    territory_id uuid not null,
    id           uuid not null,
    structure_id uuid not null,
    name         text not null,
    address      text not null,
    commune_cog  text not null,
    phone        text not null,
    constraint site_pkey primary key (id),
    constraint site_key unique (territory_id, id),
    constraint site_is_of_a_structure foreign key (territory_id, structure_id)
        references territory.structure (territory_id, id)
);
create index site_structure on territory.site (territory_id, structure_id);
alter table territory.site enable row level security;
alter table territory.site force row level security;
create policy owner on territory.site to maillage_own using (true) with check (true);
create policy of_territory on territory.site to maillage_app
    using (territory_id = (select db.territory())) with check (territory_id = (select db.territory()));
grant select, insert on territory.site to maillage_app;

create table territory.membership (
    id           uuid        not null,
    territory_id uuid        not null,
    account_id   uuid        not null,
    role         text        not null,
    title        text        not null,
    site_id      uuid,
    since        timestamptz not null,
    until        timestamptz,
    constraint membership_pkey primary key (id),
    constraint membership_is_of_a_territory foreign key (territory_id) references territory.territory,
    constraint membership_is_of_an_account foreign key (account_id) references identity.account,
    constraint membership_is_at_a_site foreign key (territory_id, site_id) references territory.site (territory_id, id),
    constraint membership_role_is_known check
        (role in ('doctor', 'nurse', 'pharmacist', 'secretary', 'coordinator', 'evaluator')),
    constraint membership_ends_after_it_begins check (until > since)
);
create index membership_account on territory.membership (account_id, territory_id);
create index membership_territory on territory.membership (territory_id, role);
alter table territory.membership enable row level security;
alter table territory.membership force row level security;
create policy owner on territory.membership to maillage_own using (true) with check (true);
create policy mine on territory.membership for select to maillage_app
    using (account_id = (select db.actor()) or territory_id = (select db.territory()));
create policy given on territory.membership for insert to maillage_app
    with check (territory_id = (select db.territory()));
create policy ended on territory.membership for update to maillage_app
    using (territory_id = (select db.territory())) with check (territory_id = (select db.territory()));
grant select, insert on territory.membership to maillage_app;
grant update (until) on territory.membership to maillage_app;
comment on table territory.membership is 'What a person does in a territory, from when to when.';

create table territory.delegation (
    territory_id uuid        not null,
    delegate_id  uuid        not null,
    for_id       uuid        not null,
    since        timestamptz not null,
    until        timestamptz,
    constraint delegation_pkey primary key (territory_id, delegate_id, for_id, since),
    constraint delegation_is_to_an_account foreign key (delegate_id) references identity.account,
    constraint delegation_is_for_an_account foreign key (for_id) references identity.account,
    constraint delegation_is_of_a_territory foreign key (territory_id) references territory.territory
);
alter table territory.delegation enable row level security;
alter table territory.delegation force row level security;
create policy owner on territory.delegation to maillage_own using (true) with check (true);
create policy of_territory on territory.delegation to maillage_app
    using (territory_id = (select db.territory())) with check (territory_id = (select db.territory()));
grant select, insert on territory.delegation to maillage_app;
grant update (until) on territory.delegation to maillage_app;
comment on table territory.delegation is 'A secretary acts for named professionals, not for the territory.';

-- Whether the actor books or cares in the territory of the transaction, at its moment.
create function territory.works_here() returns boolean
    language sql stable security definer set search_path = ''
as $$
    select exists (
        select from territory.membership m
         where m.account_id = (select db.actor())
           and m.territory_id = (select db.territory())
           and m.role in ('doctor', 'nurse', 'pharmacist', 'secretary')
           and m.since <= (select db.clock())
           and (m.until is null or m.until > (select db.clock())))
$$;
revoke all on function territory.works_here() from public;
grant execute on function territory.works_here() to maillage_app;
