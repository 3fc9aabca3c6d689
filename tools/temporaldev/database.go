package main

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"go.temporal.io/server/common/config"
	"go.temporal.io/server/common/persistence/sql/sqlplugin/postgresql"
	v12 "go.temporal.io/server/schema/postgresql/v12"
)

// database is one of the two: what it is called, which of Temporal's schemas it has, and up to which version.
type database struct {
	name    string
	schema  string
	version string
}

func (p Postgres) databases() [2]database {
	return [2]database{
		{p.Main, "postgresql/v12/temporal", v12.Version},
		{p.Visibility, "postgresql/v12/visibility", v12.VisibilityVersion},
	}
}

// connect opens one connection, named so that pg_stat_activity tells whose it is.
func (p Postgres) connect(ctx context.Context, db string) (*pgx.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	u := url.URL{
		Scheme:   "postgres",
		User:     url.UserPassword(p.User, p.Password),
		Host:     net.JoinHostPort(p.Host, strconv.Itoa(p.Port)),
		Path:     "/" + db,
		RawQuery: "sslmode=disable&application_name=temporaldev",
	}
	return pgx.Connect(ctx, u.String())
}

// store is the same connection as Temporal wants it told, with at most conns of them in each of its pools.
func (p Postgres) store(db string, conns int) *config.SQL {
	return &config.SQL{
		PluginName:      postgresql.PluginNamePGX,
		ConnectProtocol: "tcp",
		ConnectAddr:     net.JoinHostPort(p.Host, strconv.Itoa(p.Port)),
		User:            p.User,
		Password:        p.Password,
		DatabaseName:    db,
		MaxConns:        conns,
		MaxIdleConns:    conns,
		MaxConnLifetime: time.Hour,
	}
}

// claim makes this process the only temporaldev on these databases for as long as the connection it returns lives. A
// killed one lets go as soon as PostgreSQL is done with what it was asked last, so that it is tried for three seconds.
func (p Postgres) claim(ctx context.Context) (*pgx.Conn, error) {
	admin, err := p.connect(ctx, "postgres")
	if err != nil {
		return nil, fmt.Errorf("reach PostgreSQL: %w", err)
	}
	for range 60 {
		var mine bool
		if err := admin.QueryRow(ctx, `SELECT pg_try_advisory_lock(hashtext('temporaldev'), hashtext($1))`, p.Main).Scan(&mine); err != nil {
			return nil, fmt.Errorf("claim database %s: %w", p.Main, err)
		}
		if mine {
			return admin, nil
		}
		if err := pause(ctx, 50*time.Millisecond); err != nil {
			return nil, err
		}
	}
	return nil, fmt.Errorf("another temporaldev is at work on database %s; stop it or give other --databases", p.Main)
}
