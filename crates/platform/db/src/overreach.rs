//! What the server's role must not be able to do, looked up in the catalogue.

use sqlx::PgConnection;

/// The rights that the role of this connection has and should not have, in plain words; empty when all is well.
pub async fn overreach(connection: &mut PgConnection) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar(
        "select 'it is a superuser or bypasses row-level security'
           from pg_roles where rolname = current_user and (rolsuper or rolbypassrls)
         union all
         select 'it owns ' || c.oid::regclass::text from pg_class c join pg_roles r on r.oid = c.relowner
          where r.rolname = current_user
         union all
         select 'it may make temporary tables' where has_database_privilege(current_database(), 'temp')
         union all
         select 'it may create in the schema ' || nspname from pg_namespace
          where has_schema_privilege(oid, 'create') and nspname !~ '^pg_'
         union all
         select 'it reaches the partition ' || c.oid::regclass::text || ' directly' from pg_class c
          where c.relispartition and has_table_privilege(c.oid, 'select, insert, update, delete')
         union all
         select 'no row-level security on ' || c.oid::regclass::text from pg_class c
           join pg_namespace n on n.oid = c.relnamespace
          where c.relkind in ('r', 'p') and n.nspname !~ '^(pg_|information_schema)' and c.relname <> '_sqlx_migrations'
            and not (c.relrowsecurity and c.relforcerowsecurity)",
    )
    .fetch_all(connection)
    .await
}
