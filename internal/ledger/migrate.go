package ledger

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed migrations/*.sql
var migrations embed.FS

// MigrateOptions are decided once, when a ledger is made; Tolerance may be changed by migrating again.
type MigrateOptions struct {
	Simulated     *Simulated    // nil: the clock of a new ledger is the identity, for ever
	Tolerance     time.Duration // 0: as it is; 2 s for a new ledger
	SignKey       string        // the file of an operator's key; needed by a new ledger, whose first key it is, and where something changes
	Register      []string      // files of public keys that the ledger should know
	SealedKinds   []string      // kinds of events whose bodies must be sealed
	OwnerPassword string        // of roles that have to be created; "": none
	AppPassword   string
	DoorPassword  string
	ErasePassword string
}

// Simulated is the first setting of a programme clock that is not the identity.
type Simulated struct {
	Start   time.Time
	Rate    float64 // programme seconds a real second, up to a million; 0: 1
	Running bool
}

const defaultTolerance = 2 * time.Second

// Migrate brings a database to the ledger's tables of today, one process at a time, and settles its clock and tolerance. dsn is the
// role twinning_owner's, or a superuser's where roles or schemas have yet to be made.
func Migrate(ctx context.Context, dsn string, o MigrateOptions) error {
	config, err := pgx.ParseConfig(dsn)
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	config.RuntimeParams["application_name"] = "twinning-migrate"
	if err := prepareDatabase(ctx, config, o); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	becomeOwner(config)
	if err := migrateTables(ctx, config); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	if err := settleSealedKinds(ctx, config, o.SealedKinds); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	if err := settle(ctx, config, o); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}

func settleSealedKinds(ctx context.Context, config *pgx.ConnConfig, kinds []string) (err error) {
	if len(kinds) == 0 {
		return nil
	}
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close(context.WithoutCancel(ctx))) }()
	if _, err := conn.Exec(ctx, `INSERT INTO ledger.sealed_kinds (kind) SELECT unnest($1::text[]) ON CONFLICT DO NOTHING`, kinds); err != nil {
		return fmt.Errorf("record which kinds are sealed: %w", err)
	}
	return nil
}

// Migrated says whether a database has the ledger's tables of today; it changes nothing.
func Migrated(ctx context.Context, dsn string) (bool, error) {
	config, err := pgx.ParseConfig(dsn)
	if err != nil {
		return false, fmt.Errorf("look at migrations: %w", err)
	}
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return false, fmt.Errorf("look at migrations: %w", err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	var done bool
	if err := conn.QueryRow(ctx, sqlMigrated).Scan(&done); err != nil || !done {
		return false, err
	}
	tolerance, _, err := scanSettings(conn.QueryRow(ctx, sqlSettings))
	return tolerance > 0, err
}

const sqlMigrated = `SELECT coalesce(has_table_privilege(to_regclass('ledger.settings'), 'SELECT')
	AND has_table_privilege(to_regclass('drafts.tenders'), 'SELECT')
	AND has_table_privilege(to_regclass('ledger.histories'), 'SELECT')
	AND has_table_privilege(to_regclass('web.sessions'), 'SELECT')
	AND has_table_privilege(to_regclass('evidence.files'), 'SELECT')
	AND has_table_privilege(to_regclass('drafts.files'), 'SELECT')
	AND has_table_privilege(to_regclass('drafts.sheets'), 'SELECT')
	AND has_table_privilege(to_regclass('drafts.books'), 'SELECT')
	AND has_table_privilege(to_regclass('drafts.forms'), 'SELECT')
	AND has_table_privilege(to_regclass('web.exports'), 'SELECT')
	AND EXISTS (SELECT FROM pg_proc WHERE oid = to_regprocedure('ledger.erase(bigint)') AND prosrc LIKE '%bodies-expired.v1%'), false)`

func migrateTables(ctx context.Context, config *pgx.ConnConfig) (err error) {
	db := stdlib.OpenDB(*config)
	defer func() { err = errors.Join(err, db.Close()) }()
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 300))
	if err != nil {
		return err
	}
	provider, err := goose.NewProvider(goose.DialectPostgres, db, files, goose.WithTableName("ledger.migrations"),
		goose.WithSessionLocker(locker), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	for range tries {
		if _, err = provider.Up(ctx); !numberIsTaken(err) {
			break
		}
	}
	return err
}

// tries are more than there are migrations: each takes one number.
const tries = 100

// numberIsTaken tells whether a migration could not be recorded for its number alone. It was
// seen once, after PostgreSQL had been killed between two migrations: the rows were there, and
// the sequence that numbers them stood before them. A number that was refused is not given again.
func numberIsTaken(err error) bool {
	var refused *pgconn.PgError
	return errors.As(err, &refused) && refused.Code == "23505" && refused.ConstraintName == "migrations_pkey"
}
