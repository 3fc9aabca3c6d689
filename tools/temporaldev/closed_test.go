package main

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"
)

func TestNobodyElseConnectsToItsDatabases(t *testing.T) {
	s := newSite(t)
	admin := postgres.Postgres
	admin.User = "postgres"
	conn, err := admin.connect(t.Context(), "postgres")
	require.NoError(t, err)
	defer conn.Close(context.Background())
	_, err = conn.Exec(t.Context(), `CREATE ROLE another LOGIN PASSWORD '`+postgres.Password+`'`)
	require.NoError(t, err)
	another := postgres.Postgres
	another.User = "another"
	closed := func() {
		for _, db := range strings.Split(s.databases, ",") {
			_, err := another.connect(t.Context(), db)
			var refused *pgconn.PgError
			require.True(t, errors.As(err, &refused), "%s: %v", db, err)
			require.Equal(t, "42501", refused.Code, db)
		}
	}
	p := s.start(t)
	closed()
	p.stop(t)
	for _, db := range strings.Split(s.databases, ",") { // as they were made before
		_, err = conn.Exec(t.Context(), `GRANT CONNECT ON DATABASE `+db+` TO PUBLIC`)
		require.NoError(t, err)
	}
	s.start(t)
	closed()
}
