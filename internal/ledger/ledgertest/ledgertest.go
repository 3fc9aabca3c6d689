// Package ledgertest gives a test a ledger of its own in a real PostgreSQL.
package ledgertest

import (
	"testing"
	"time"

	"twinning.example/engine/internal/ledger"
)

// Role names whose connection string a test may ask for.
const (
	Owner  = "twinning_owner"
	App    = "twinning_app"
	Eraser = "twinning_erase"
)

// New is a ledger with a database of its own and the clock of production, opened as twinning_app.
func New(t testing.TB) *ledger.Ledger { panic("not built yet") }

// NewSimulated is New with a programme clock that stands at start and tolerates 250 ms.
func NewSimulated(t testing.TB, start time.Time) *ledger.Ledger { panic("not built yet") }

// DSN is the connection string to this test's database in that role.
func DSN(t testing.TB, role string) string { panic("not built yet") }

// Superuser is the connection string to this test's database as superuser.
func Superuser(t testing.TB) string { panic("not built yet") }
