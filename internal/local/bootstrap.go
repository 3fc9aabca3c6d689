package local

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"twinning.example/engine/internal/ledger"
)

// bootstrap is all that is done as a superuser: the roles, each with its password, and our database. What is there is left alone.
// PostgreSQL logs no statements, so no password either (cluster.launch).
func (c *cluster) bootstrap(ctx context.Context) (err error) {
	conn, err := pgx.Connect(ctx, c.dsn("postgres", "postgres"))
	if err != nil {
		return fmt.Errorf("make roles: %w", err)
	}
	defer func() { err = errors.Join(err, conn.Close(context.WithoutCancel(ctx))) }()
	for _, role := range roles[1:] {
		exists, err := one(ctx, conn, `SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)`, role)
		if err != nil {
			return fmt.Errorf("look for role %s: %w", role, err)
		}
		if exists {
			continue
		}
		may := "NOCREATEDB"
		if role == "temporal" {
			may = "CREATEDB" // it makes its two databases
		}
		// Our passwords are letters and digits, so that nothing needs quoting.
		if _, err := conn.Exec(ctx, fmt.Sprintf(`CREATE ROLE %s LOGIN %s PASSWORD '%s'`, role, may, c.passwords[role])); err != nil {
			return fmt.Errorf("make role %s: %w", role, err)
		}
	}
	exists, err := one(ctx, conn, `SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)`, "twinning")
	if err != nil {
		return fmt.Errorf("look for database twinning: %w", err)
	}
	if !exists {
		if _, err := conn.Exec(ctx, `CREATE DATABASE twinning OWNER twinning_owner`); err != nil {
			return fmt.Errorf("make database twinning: %w", err)
		}
	}
	// who reaches this database may act as anybody: the command line asks it
	if _, err := conn.Exec(ctx, `ALTER DATABASE twinning SET `+ledger.LocalSetting); err != nil {
		return fmt.Errorf("say that database twinning is of this machine: %w", err)
	}
	_, err = conn.Exec(ctx, `REVOKE CONNECT ON DATABASE twinning FROM PUBLIC; GRANT CONNECT ON DATABASE twinning TO twinning_app, twinning_door, twinning_erase`)
	if err != nil {
		return fmt.Errorf("close database twinning to others: %w", err)
	}
	return nil
}

func one(ctx context.Context, conn *pgx.Conn, sql, name string) (exists bool, err error) {
	err = conn.QueryRow(ctx, sql, name).Scan(&exists)
	return exists, err
}
