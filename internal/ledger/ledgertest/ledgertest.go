// Package ledgertest gives a test a ledger of its own in a real PostgreSQL: one cluster a test process, one database a test.
//
// Where TWINNING_TEST_POSTGRES names a server (a superuser's connection string), that one is used.
package ledgertest

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/format"
)

// Tolerance is what NewSimulated's ledgers tolerate, as the stack on one machine does.
const Tolerance = 250 * time.Millisecond

// New is a ledger with a database of its own and the clock of production, opened as twinning_app, with key file and note key, and with a
// signing key that has every role.
func New(t testing.TB) *ledger.Ledger {
	t.Helper()
	return Open(t, ledger.Options{})
}

// NewSimulated is New with a programme clock that stands at start (SetClock lets it run) and tolerates 250 ms.
func NewSimulated(t testing.TB, start time.Time) *ledger.Ledger {
	t.Helper()
	return NewWith(t, ledger.MigrateOptions{Simulated: &ledger.Simulated{Start: start}, Tolerance: Tolerance})
}

// NewWith is New with a ledger that was made so. It must come before anything else asks for this test's database.
func NewWith(t testing.TB, o ledger.MigrateOptions) *ledger.Ledger {
	t.Helper()
	if _, ok := databases.Load(t.Name()); ok {
		t.Fatal("this test has its database already")
	}
	create(t, &o)
	return Open(t, ledger.Options{})
}

// Open opens this test's ledger once more, as another process would. DSN, KeyFile, NoteKey and SignKey are filled in where they are empty.
func Open(t testing.TB, o ledger.Options) *ledger.Ledger {
	t.Helper()
	d := of(t)
	if o.DSN == "" {
		o.DSN = DSN(t, ledger.RoleApp)
	}
	if o.KeyFile == "" {
		o.KeyFile = d.keyFile
	}
	if o.NoteKey == "" {
		o.NoteKey = d.noteKey
	}
	if o.SignKey == "" {
		o.SignKey = SignKey(t, "every")
	}
	if o.Trust == "" {
		o.Trust = Trust(t)
	}
	l, err := ledger.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.Close)
	return l
}

// DSN is the connection string to this test's database in that role: twinning_app, twinning_owner, twinning_erase.
func DSN(t testing.TB, role string) string {
	t.Helper()
	return of(t).dsn(role)
}

// Superuser is the connection string to this test's database as superuser.
func Superuser(t testing.TB) string {
	t.Helper()
	return of(t).dsn("")
}

// KeyFile and NoteKey are the files of this test's ledger; the verifier key is in NoteKey + ".pub".
func KeyFile(t testing.TB) string { return of(t).keyFile }

// NoteKey: see KeyFile.
func NoteKey(t testing.TB) string { return of(t).noteKey }

type database struct {
	name             string
	dsn              func(role string) string // "" is the superuser
	keyFile, noteKey string
}

var databases sync.Map // by the name of the test

func of(t testing.TB) *database {
	t.Helper()
	if d, ok := databases.Load(t.Name()); ok {
		return d.(*database)
	}
	return create(t, nil)
}

func create(t testing.TB, o *ledger.MigrateOptions) *database {
	t.Helper()
	d, err := build(t.Context(), t.TempDir(), o)
	if err != nil {
		t.Fatal(err)
	}
	isOf(t, d)
	return d
}

// isOf gives a test its database, until it ends.
func isOf(t testing.TB, d *database) {
	databases.Store(t.Name(), d)
	t.Cleanup(func() {
		databases.Delete(t.Name())
		if m, is := t.(*maker); is && m.keeps {
			return
		}
		if err := admin(context.Background(), `DROP DATABASE IF EXISTS `+d.name+` WITH (FORCE)`); err != nil {
			t.Error(err)
		}
	})
}

func build(ctx context.Context, dir string, o *ledger.MigrateOptions) (*database, error) {
	d := &database{name: "t_" + strings.ToLower(rand.Text()), keyFile: filepath.Join(dir, "keys"), noteKey: filepath.Join(dir, "note")}
	if err := format.CreateKeyFile(d.keyFile); err != nil {
		return nil, err
	}
	if err := format.CreateNoteKey(d.noteKey, "ledger.test"); err != nil {
		return nil, err
	}
	if err := writeSigning(dir); err != nil {
		return nil, err
	}
	var err error
	if d.dsn, err = connections(d.name); err != nil {
		return nil, err
	}
	if o == nil {
		o = &ledger.MigrateOptions{}
	}
	if os.Getenv("TWINNING_TEST_POSTGRES") != "" { // nothing may stay behind on a server that is not ours
		if err := admin(ctx, `CREATE DATABASE `+d.name); err != nil {
			return nil, err
		}
		if err := admin(ctx, `ALTER DATABASE `+d.name+` SET `+ledger.LocalSetting); err != nil {
			return nil, err
		}
		return d, ledger.Migrate(ctx, d.dsn(""), signed(dir, *o))
	}
	template, err := template(ctx, *o)
	if err != nil {
		return nil, err
	}
	if err := copyOf(ctx, d.name, template); err != nil {
		return nil, err
	}
	if o.Simulated == nil || !o.Simulated.Running {
		return d, nil
	}
	return d, execute(ctx, d.dsn(ledger.RoleApp), `SELECT ledger.clock_set(NULL, NULL, true)`)
}

// copyOf makes a database as another one is, to which nobody is connected.
func copyOf(ctx context.Context, name, template string) error {
	copied := `CREATE DATABASE ` + name + ` TEMPLATE ` + template
	if testing.Short() {
		copied += ` STRATEGY file_copy` // where no disk is waited for, the faster one
	}
	return admin(ctx, copied, `ALTER DATABASE `+name+` SET `+ledger.LocalSetting)
}

var templates = struct {
	sync.Mutex
	of map[string]string // the names of the databases, by what they were made with
}{of: map[string]string{}}

// template is the name of a database that was migrated so, which others are copies of. Its clock stands still.
func template(ctx context.Context, o ledger.MigrateOptions) (string, error) {
	if o.Simulated != nil {
		standing := *o.Simulated
		standing.Running = false
		o.Simulated = &standing
	}
	templates.Lock()
	defer templates.Unlock()
	key, err := json.Marshal(o)
	if err != nil {
		return "", err
	}
	if name, ok := templates.of[string(key)]; ok {
		return name, nil
	}
	name := "t_template_" + strings.ToLower(rand.Text())
	if err := admin(ctx, `CREATE DATABASE `+name); err != nil {
		return "", err
	}
	dsn, err := connections(name)
	if err != nil {
		return "", err
	}
	dir, err := os.MkdirTemp("", "twinning-template-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(dir)
	if err := writeSigning(dir); err != nil {
		return "", err
	}
	if err := ledger.Migrate(ctx, dsn(""), signed(dir, o)); err != nil {
		return "", err
	}
	// Who connects first after the last change of the schema writes down what the catalogues say, for whoever comes after, in each copy too.
	if err := execute(ctx, dsn(""), `SELECT 1`); err != nil {
		return "", err
	}
	templates.of[string(key)] = name
	return name, nil
}

// connections gives the connection strings to a database.
func connections(name string) (func(role string) string, error) {
	if given := os.Getenv("TWINNING_TEST_POSTGRES"); given != "" {
		return elsewhere(given, name)
	}
	server, err := shared()
	if err != nil {
		return nil, err
	}
	return func(role string) string {
		if role == "" {
			role = "postgres"
		}
		return server.DSN(role, name)
	}, nil
}

// elsewhere keeps the superuser's string but for user and database; the roles must be able to connect without a password.
func elsewhere(given, name string) (func(role string) string, error) {
	u, err := url.Parse(given)
	if err != nil || u.Scheme == "" {
		return nil, fmt.Errorf("TWINNING_TEST_POSTGRES is not a URL: postgres://user:password@host:port/database")
	}
	return func(role string) string {
		to := *u
		if to.Path = "/" + name; role != "" {
			to.User = url.User(role)
		}
		return to.String()
	}, nil
}

// administration is the connection by which databases are made and dropped: a template cannot be copied twice at once.
var administration struct {
	sync.Mutex
	conn *pgx.Conn
}

func admin(ctx context.Context, statements ...string) error {
	administration.Lock()
	defer administration.Unlock()
	if administration.conn == nil || administration.conn.IsClosed() {
		dsn, err := connections("postgres")
		if err != nil {
			return err
		}
		if administration.conn, err = pgx.Connect(ctx, dsn("")); err != nil {
			return err
		}
	}
	for _, statement := range statements {
		if _, err := administration.conn.Exec(ctx, statement); err != nil {
			return fmt.Errorf("%s: %w", statement, err)
		}
	}
	return nil
}

func execute(ctx context.Context, dsn, statement string) error {
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, statement); err != nil {
		return fmt.Errorf("%s: %w", statement, err)
	}
	return nil
}

// Erase erases whatever concerns a subject, as an operator would, and says how many bodies are gone.
func Erase(t testing.TB, subject string) int64 {
	t.Helper()
	removed, _, err := Open(t, ledger.Options{}).Erase(t.Context(), DSN(t, ledger.RoleErase), format.BodiesErased{
		Subjects: []string{subject}, Article: "19(1)(b)", Reason: "consent-withdrawn", Signer: "p-operators2",
	})
	if err != nil {
		t.Fatal(err)
	}
	return removed
}
