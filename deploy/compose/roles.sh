#!/bin/bash
# docker-compose.yaml's PostgreSQL runs this once, when its cluster is made: the roles, our database and Temporal's two, as internal/local and
# tools/temporaldev make them: nobody but its own roles connects to any of them.
# Everything but this and the healthcheck goes on as one of these roles.
set -eu
psql --set ON_ERROR_STOP=1 --username postgres --dbname postgres \
	--set owner="$OWNER_PASSWORD" --set app="$APP_PASSWORD" --set door="$DOOR_PASSWORD" --set erase="$ERASE_PASSWORD" --set temporal="$TEMPORAL_PASSWORD" <<'SQL'
CREATE ROLE twinning_owner LOGIN PASSWORD :'owner';
CREATE ROLE twinning_app LOGIN PASSWORD :'app';
CREATE ROLE twinning_door LOGIN PASSWORD :'door';
CREATE ROLE twinning_erase LOGIN PASSWORD :'erase';
CREATE ROLE temporal LOGIN CREATEDB PASSWORD :'temporal';
CREATE DATABASE twinning OWNER twinning_owner;
ALTER DATABASE twinning SET twinning.local = 'on'; -- of one machine: a command here may act as anybody (--as). Not in production
REVOKE CONNECT ON DATABASE twinning FROM PUBLIC;
GRANT CONNECT ON DATABASE twinning TO twinning_app, twinning_door, twinning_erase;
CREATE DATABASE temporal OWNER temporal;
CREATE DATABASE temporal_visibility OWNER temporal;
REVOKE ALL ON DATABASE temporal, temporal_visibility FROM PUBLIC;
SQL
