package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"go.temporal.io/server/common/log"
	"go.temporal.io/server/tools/common/schema"
	sqltool "go.temporal.io/server/tools/sql"
)

// prepare brings both databases to the schema this server wants, making them if missing, and forgets dead members.
// The caller has claimed them.
func (p Postgres) prepare(ctx context.Context, admin *pgx.Conn, logger log.Logger) error {
	for _, db := range p.databases() {
		if err := p.bring(ctx, admin, db, logger); err != nil {
			return fmt.Errorf("prepare database %s: %w", db.name, err)
		}
	}
	return p.forgetMembers(ctx)
}

// bring makes db if missing. It is filled under another name and renamed when done, because Temporal's schema files
// cannot be run twice: a kill half way leaves an unfinished database, which the next start throws away.
func (p Postgres) bring(ctx context.Context, admin *pgx.Conn, db database, logger log.Logger) error {
	var exists bool
	if err := admin.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)`, db.name).Scan(&exists); err != nil {
		return err
	}
	if exists {
		if err := closed(ctx, admin, db.name); err != nil {
			return err
		}
		return p.migrate(ctx, db.name, db, logger)
	}
	unfinished := db.name + "_unfinished"
	quoted := pgx.Identifier{unfinished}.Sanitize()
	if _, err := admin.Exec(ctx, `DROP DATABASE IF EXISTS `+quoted+` WITH (FORCE)`); err != nil {
		return err
	}
	if _, err := admin.Exec(ctx, `CREATE DATABASE `+quoted+` TEMPLATE template0`); err != nil {
		return err
	}
	if err := closed(ctx, admin, unfinished); err != nil {
		return err
	}
	if err := p.migrate(ctx, unfinished, db, logger); err != nil {
		return err
	}
	_, err := admin.Exec(ctx, `ALTER DATABASE `+quoted+` RENAME TO `+pgx.Identifier{db.name}.Sanitize())
	return err
}

// closed lets nobody connect to a database but its owner and superusers, whatever other roles the cluster has.
func closed(ctx context.Context, admin *pgx.Conn, name string) error {
	if _, err := admin.Exec(ctx, `REVOKE ALL ON DATABASE `+pgx.Identifier{name}.Sanitize()+` FROM PUBLIC`); err != nil {
		return fmt.Errorf("close it to others: %w", err)
	}
	return nil
}

// migrate runs the schema files that the database now called at has not had. Having had all is the usual case.
func (p Postgres) migrate(ctx context.Context, at string, db database, logger log.Logger) error {
	conn, err := p.connect(ctx, at)
	if err != nil {
		return err
	}
	defer conn.Close(context.Background())
	had, err := version(ctx, conn)
	if err != nil || had == db.version {
		return err
	}
	if err := p.runFiles(at, db.schema, had == "", logger); err != nil {
		return err
	}
	// Temporal looks its version up under the database's name.
	_, err = conn.Exec(ctx, `UPDATE schema_version SET db_name = $1`, db.name)
	return err
}

// version is the schema version of a database, empty when it never had any.
func version(ctx context.Context, conn *pgx.Conn) (string, error) {
	var versioned bool
	if err := conn.QueryRow(ctx, `SELECT to_regclass('schema_version') IS NOT NULL`).Scan(&versioned); err != nil || !versioned {
		return "", err
	}
	var had string
	err := conn.QueryRow(ctx, `SELECT curr_version FROM schema_version`).Scan(&had)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", nil
	}
	return had, err
}

// runFiles lets Temporal's own tool run the files of a schema, from the very first when the database is empty.
func (p Postgres) runFiles(at, files string, empty bool, logger log.Logger) error {
	store := p.store(at, 1)
	// The renaming that ends a first filling, or the update of the version, makes all before it durable.
	store.ConnectAttributes = map[string]string{"synchronous_commit": "off"}
	conn, err := sqltool.NewConnection(store, logger)
	if err != nil {
		return err
	}
	defer conn.Close()
	if empty {
		setup := &schema.SetupConfig{InitialVersion: "0.0"}
		if err := schema.NewSetupSchemaTask(conn, setup, logger).Run(); err != nil {
			return err
		}
	}
	return schema.NewUpdateSchemaTask(conn, &schema.UpdateConfig{SchemaName: files}, logger).Run()
}

// forgetMembers empties Temporal's list of members. Whoever is on it is dead, since the databases are claimed, yet a
// server that finds them there spends most of a minute asking for them before it serves.
func (p Postgres) forgetMembers(ctx context.Context) error {
	conn, err := p.connect(ctx, p.Main)
	if err != nil {
		return err
	}
	defer conn.Close(context.Background())
	if _, err := conn.Exec(ctx, `DELETE FROM cluster_membership`); err != nil {
		return fmt.Errorf("forget the members of a former start: %w", err)
	}
	return nil
}
