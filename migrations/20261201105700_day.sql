-- The day of a professional: one walk-in at a time, an act that stays true to its appointment, and who can only be called.

-- Two taps on « Il est là » in the same minute are one arrival.
create unique index appointment_walks_in_once on agenda.appointment (professional_id, patient_id, starts_at)
    where walked_in_at is not null and cancelled_at is null;

alter table patients.patient add column out_of_reach boolean;
comment on column patients.patient.out_of_reach is
    'Neither mail nor mobile: only a call or a letter reaches them. Null when nothing was written since this is noted.';
grant update (out_of_reach) on patients.patient to maillage_app;

-- Whether the act of an appointment was opened: nothing said of the appointment changes under it.
create function acts.is_begun(appointment uuid) returns boolean
    language sql stable security definer set search_path = ''
as $$
    select exists (select from acts.act a
                    where a.appointment_id = is_begun.appointment and a.territory_id = (select db.territory())
                      and a.opened_at is not null)
$$;
revoke all on function acts.is_begun(uuid) from public;
grant execute on function acts.is_begun(uuid) to maillage_app;

-- An appointment moved to another professional, another site or another way of meeting takes its act along, as long as
-- nobody has opened it. Whoever books sees no care: they get back what the act is now, and only when it changed.
create function acts.suit_appointment(act uuid)
    returns table (kind text, modality text, professional_id uuid, site_id uuid, relation text, relation_why text)
    language plpgsql volatile security definer set search_path = ''
as $$
#variable_conflict use_column
declare
    suited acts.act;
begin
    if not ((select db.is_system()) or (select territory.works_here())) then
        return;
    end if;
    update acts.act a
       set modality = p.modality,
           kind = case when p.modality = 'video' then 'teleconsultation' else 'consultation' end,
           professional_id = p.professional_id, site_id = p.site_id,
           relation = case when a.relation = 'sas' then 'sas'
                           when p.own_gp_id = p.professional_id then 'own_gp' else 'other' end,
           relation_why = case when a.relation = 'sas' or p.own_gp_id = p.professional_id then null
                               else coalesce(a.relation_why, case when p.own_gp_id is null then 'no_own_gp' else 'unplanned' end)
                          end
      from (select b.id, b.modality, b.professional_id, b.site_id, h.own_gp_id
              from agenda.appointment b
              join patients.patient h on h.id = b.patient_id) p
     where a.id = suit_appointment.act and a.territory_id = (select db.territory()) and p.id = a.appointment_id
       and a.opened_at is null and a.kind in ('consultation', 'teleconsultation')
       and (a.modality, a.professional_id, a.site_id) is distinct from (p.modality, p.professional_id, p.site_id)
    returning a.* into suited;
    if suited.id is null then
        return;
    end if;
    delete from acts.participant t
     using directory.professional p
     where t.act_id = suited.id and t.role = 'holder' and p.id = suited.professional_id
       and t.account_id is distinct from p.account_id;
    insert into acts.participant (territory_id, act_id, account_id, role, since)
        select suited.territory_id, suited.id, p.account_id, 'holder', (select db.clock())
          from directory.professional p
         where p.id = suited.professional_id and p.account_id is not null
    on conflict on constraint participant_pkey do nothing;
    return query select suited.kind, suited.modality, suited.professional_id, suited.site_id, suited.relation,
                        suited.relation_why;
end
$$;
revoke all on function acts.suit_appointment(uuid) from public;
grant execute on function acts.suit_appointment(uuid) to maillage_app;
comment on function acts.suit_appointment(uuid) is
    'A holder who never opened the act had no part in it: their seat is given away; the event keeps the history.';
