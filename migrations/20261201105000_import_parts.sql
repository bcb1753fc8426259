-- Whoever asks for somebody follows the thread of what was asked, and an import says who printed what.

create or replace function acts.seat_holder(act uuid) returns void
    language sql volatile security definer set search_path = ''
as $$
    insert into acts.participant (territory_id, act_id, account_id, role, since)
        select a.territory_id, a.id, p.account_id, 'holder', (select db.clock())
          from acts.act a
          join directory.professional p on p.id = a.professional_id
         where a.id = seat_holder.act and a.territory_id = (select db.territory()) and p.account_id is not null
    on conflict do nothing;
    insert into acts.participant (territory_id, act_id, account_id, role, since)
        select a.territory_id, a.id, p.account_id, 'requester', (select db.clock())
          from acts.act a
          join directory.professional p on p.id = a.requester_id
         where a.id = seat_holder.act and a.territory_id = (select db.territory()) and p.account_id is not null
    on conflict do nothing;
$$;

create policy imported on exchange.printing for insert to maillage_app
    with check (territory_id = (select db.territory()) and (select db.is_system()));
