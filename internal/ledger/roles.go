package ledger

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// The roles in PostgreSQL. Everything but migration and erasure runs as the application, or as the door.
const (
	RoleOwner = "twinning_owner" // owns the tables; migrates
	RoleApp   = "twinning_app"   // reads and inserts
	RoleDoor  = "twinning_door"  // a process that faces the web: reads, and appends receipts, people and questions
	RoleErase = "twinning_erase" // may run the erasure function, and nothing else
)

// Not the appender's lock, but the number after it.
const sqlMigrateLock = `SELECT pg_advisory_lock(8392292353647930984)`

// prepareDatabase makes what a migration cannot: roles, and the schemas that belong to the owner.
func prepareDatabase(ctx context.Context, config *pgx.ConnConfig, o MigrateOptions) (err error) {
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close(context.WithoutCancel(ctx))) }()
	if _, err := conn.Exec(ctx, sqlMigrateLock); err != nil { // to the end of this connection
		return fmt.Errorf("wait for another migration: %w", err)
	}
	roles := []string{RoleOwner, RoleApp, RoleDoor, RoleErase}
	passwords := map[string]string{RoleOwner: o.OwnerPassword, RoleApp: o.AppPassword, RoleDoor: o.DoorPassword, RoleErase: o.ErasePassword}
	rows, err := conn.Query(ctx, `SELECT rolname::text FROM pg_roles WHERE rolname = ANY ($1)`, roles)
	if err != nil {
		return fmt.Errorf("look for roles: %w", err)
	}
	have, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return fmt.Errorf("look for roles: %w", err)
	}
	for _, role := range roles {
		if slices.Contains(have, role) {
			continue
		}
		if err := createRole(ctx, conn, role, passwords[role]); err != nil {
			return err
		}
	}
	for _, schema := range []string{"ledger", "views", "drafts", "web", "evidence"} {
		var exists bool
		if err := conn.QueryRow(ctx, `SELECT to_regnamespace($1) IS NOT NULL`, schema).Scan(&exists); err != nil {
			return fmt.Errorf("look for schema %s: %w", schema, err)
		}
		if exists {
			continue
		}
		if _, err := conn.Exec(ctx, `CREATE SCHEMA IF NOT EXISTS `+schema+` AUTHORIZATION `+RoleOwner); err != nil {
			return fmt.Errorf("create schema %s as %s (its database must let %s create schemas: `GRANT CREATE ON DATABASE %s TO %s`, or migrate as a superuser): %w",
				schema, config.User, RoleOwner, config.Database, RoleOwner, err)
		}
	}
	return nil
}

func createRole(ctx context.Context, conn *pgx.Conn, role, password string) error {
	var statement string
	err := conn.QueryRow(ctx, `SELECT format('CREATE ROLE %I LOGIN', $1::text) || CASE WHEN $2::text <> '' THEN format(' PASSWORD %L', $2::text) ELSE '' END`,
		role, password).Scan(&statement)
	if err != nil {
		return fmt.Errorf("create role %s: %w", role, err)
	}
	_, err = conn.Exec(ctx, statement)
	var refused *pgconn.PgError
	switch {
	case errors.As(err, &refused) && (refused.Code == "42710" || refused.Code == "23505"):
		return nil // another process has just made it
	case errors.As(err, &refused) && refused.Code == "42501":
		return fmt.Errorf("role %s does not exist and %s may not create roles: migrate once as a superuser, or `CREATE ROLE %s LOGIN`: %w",
			role, conn.Config().User, role, err)
	case err != nil:
		return fmt.Errorf("create role %s: %w", role, err)
	}
	return nil
}

// becomeOwner makes every connection of this configuration act as the owner, whoever it came as, and resolve no name by accident.
func becomeOwner(config *pgx.ConnConfig) {
	config.AfterConnect = func(ctx context.Context, conn *pgconn.PgConn) error {
		if err := conn.Exec(ctx, `SET ROLE `+RoleOwner+`; SET search_path = ''`).Close(); err != nil {
			return fmt.Errorf("act as %s (a superuser or a member of that role may): %w", RoleOwner, err)
		}
		return nil
	}
}

// Scrub frees what erased rows left behind in the tables' files; dsn is the role twinning_owner's, or a superuser's.
func Scrub(ctx context.Context, dsn string) (err error) {
	config, err := pgx.ParseConfig(dsn)
	if err != nil {
		return fmt.Errorf("scrub: %w", err)
	}
	becomeOwner(config)
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return fmt.Errorf("scrub: %w", err)
	}
	defer func() { err = errors.Join(err, conn.Close(context.WithoutCancel(ctx))) }()
	if _, err := conn.Exec(ctx, `VACUUM ledger.events, ledger.keys, ledger.key_subjects, drafts.tenders, evidence.files`); err != nil {
		return fmt.Errorf("scrub: %w", err)
	}
	return nil
}
