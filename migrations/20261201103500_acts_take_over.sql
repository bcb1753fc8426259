-- When a provisional identity turns out to be somebody known, the acts that were asked for under it follow. The desk sees
-- no care: this function moves acts that nobody has opened, and says whether one was opened, in which case none moves.

create function acts.take_over(provisional uuid, person uuid) returns boolean
    language plpgsql volatile security definer set search_path = ''
as $$
begin
    if not ((select db.is_system()) or (select territory.works_here())) then
        raise exception 'only who works here joins identities' using errcode = '42501';
    end if;
    if exists (select from acts.act a
                where a.territory_id = (select db.territory()) and a.patient_id = provisional
                  and (a.opened_at is not null or a.reason_words is not null)) then
        return false;
    end if;
    update acts.act a set patient_id = person
     where a.territory_id = (select db.territory()) and a.patient_id = provisional
       and exists (select from patients.patient p where p.id = provisional and p.joined_into = person);
    return true;
end
$$;
revoke all on function acts.take_over(uuid, uuid) from public;
grant execute on function acts.take_over(uuid, uuid) to maillage_app;
