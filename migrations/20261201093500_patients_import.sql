-- Tokens of many people at once: the way of an import, which runs as the server itself.

create function patients.import_tokens(tokens bytea[], owners uuid[]) returns void
    language plpgsql volatile security definer set search_path = ''
as $$
begin
    if not (select db.is_system()) then
        raise exception 'only the server imports tokens' using errcode = '42501';
    end if;
    insert into patients.token (territory_id, token, patient_id)
        select distinct (select db.territory()), token, owner from unnest(tokens, owners) as given (token, owner);
end
$$;
revoke all on function patients.import_tokens(bytea[], uuid[]) from public;
grant execute on function patients.import_tokens(bytea[], uuid[]) to maillage_app;
