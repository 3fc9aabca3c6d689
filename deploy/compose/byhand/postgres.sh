#!/bin/sh
# What the image of PostgreSQL does before it runs its command, for the test that runs docker-compose.yaml without Docker: a cluster, and once, while it is
# reached by nobody else, the scripts of /docker-entrypoint-initdb.d.
set -eu
PGDATA=/var/lib/postgresql/data
PGHOST=/var/run/postgresql
export PGDATA PGHOST
as() { setpriv --reuid=postgres --regid=postgres --init-groups "$@"; }
chown postgres:postgres "$PGDATA" "$PGHOST"
chmod 700 "$PGDATA"
if [ ! -s "$PGDATA/PG_VERSION" ]; then
	printf '%s' "$POSTGRES_PASSWORD" >/tmp/pw
	chown postgres /tmp/pw
	# shellcheck disable=SC2086
	as initdb --pgdata="$PGDATA" --username=postgres --pwfile=/tmp/pw $POSTGRES_INITDB_ARGS >/dev/null
	rm /tmp/pw
	printf "listen_addresses = '*'\nunix_socket_directories = '%s'\n" "$PGHOST" >>"$PGDATA/postgresql.conf"
	echo 'host all all all scram-sha-256' >>"$PGDATA/pg_hba.conf"
	as pg_ctl --wait --options="-c listen_addresses=''" --log=/tmp/first.log start >/dev/null
	export PGPASSWORD="$POSTGRES_PASSWORD"
	as bash /docker-entrypoint-initdb.d/roles.sh
	unset PGPASSWORD
	as pg_ctl --wait --mode=fast stop >/dev/null
fi
exec setpriv --reuid=postgres --regid=postgres --init-groups "$@"
