-- How far the acts of a day are, for whoever books: begun, over, and nothing of what is in them. Without it a waiting
-- room that is not the reader's own would say that somebody waits who has left.

create function acts.progress(appointments uuid[])
    returns table (appointment_id uuid, opened_at timestamptz, ended_at timestamptz)
    language sql stable security definer set search_path = ''
as $$
    select a.appointment_id, a.opened_at, a.closed_at from acts.act a
     where a.appointment_id = any (progress.appointments) and a.territory_id = (select db.territory())
       and ((select db.is_system()) or (select territory.works_here()))
$$;
revoke all on function acts.progress(uuid[]) from public;
grant execute on function acts.progress(uuid[]) to maillage_app;
