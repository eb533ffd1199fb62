-- Run once, by a superuser, in the database that Pikir is to use:
--
--   sudo -u postgres createdb pikir
--   sudo -u postgres psql -d pikir -f db/postgres/set-up.sql
--   sudo -u postgres psql -c '\password pikir'
--
-- It may be run again, and later. It makes the roles, each with the least that its part needs (the rights on the tables are in
-- rights.sql), and a login `pikir`, which has no right of its own: each process takes the role of its part when it connects.
-- Who wants a wall instead of a habit gives each process a login of its own that is a member of one role alone.

DO $$
DECLARE
  name TEXT;
BEGIN
  FOREACH name IN ARRAY ARRAY['pikir_migrate', 'pikir_app', 'pikir_mixer', 'pikir_operator', 'pikir_read', 'pikir_backup'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN', name);
    END IF;
  END LOOP;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'pikir') THEN
    CREATE ROLE pikir LOGIN NOINHERIT;
  END IF;
END
$$;

-- The commands do what the server and the mixer do.
GRANT pikir_app, pikir_mixer TO pikir_operator;
GRANT pikir_migrate, pikir_app, pikir_mixer, pikir_operator, pikir_read, pikir_backup TO pikir;

-- Whoever lays tables anew also empties the write-ahead log, which keeps what the tables have forgotten.
GRANT pg_checkpoint TO pikir_mixer;
GRANT EXECUTE ON FUNCTION pg_switch_wal(), pg_ls_waldir() TO pikir_mixer;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO pikir_app, pikir_mixer, pikir_read, pikir_backup;
GRANT USAGE, CREATE ON SCHEMA public TO pikir_migrate;

DO $$
DECLARE
  existing TEXT;
BEGIN
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format(
    'GRANT CONNECT ON DATABASE %I TO pikir, pikir_migrate, pikir_app, pikir_mixer, pikir_read, pikir_backup', current_database());
  -- Only what lays tables anew needs temporary ones.
  EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO pikir_mixer, pikir_migrate', current_database());
  -- What was there before the set-up.
  FOR existing IN
    SELECT format('TABLE %s', oid::regclass) FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
    UNION ALL
    SELECT format('FUNCTION %s', oid::regprocedure) FROM pg_proc
    WHERE oid IN (to_regprocedure('public.refuse()'), to_regprocedure('public.lay_participations_anew()'))
  LOOP
    EXECUTE format('ALTER %s OWNER TO pikir_migrate', existing);
  END LOOP;
  -- Roles that an older set-up did not make get their rights on the tables at the next start.
  IF to_regclass('public.migration') IS NOT NULL THEN
    DELETE FROM public.migration WHERE migration.name = 'rights.sql';
  END IF;
  -- The log tells when something happened, so it must not tell whose row it was: no values, keys or rows in it.
  EXECUTE format('ALTER DATABASE %I SET log_error_verbosity = terse', current_database());
  EXECUTE format('ALTER DATABASE %I SET log_min_error_statement = panic', current_database());
  EXECUTE format('ALTER DATABASE %I SET log_statement = none', current_database());
  EXECUTE format('ALTER DATABASE %I SET log_duration = off', current_database());
  EXECUTE format('ALTER DATABASE %I SET log_min_duration_statement = -1', current_database());
  EXECUTE format('ALTER DATABASE %I SET log_parameter_max_length = 0', current_database());
  EXECUTE format('ALTER DATABASE %I SET log_parameter_max_length_on_error = 0', current_database());
END
$$;
