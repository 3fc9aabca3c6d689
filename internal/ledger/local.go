package ledger

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"strings"

	"github.com/jackc/pgx/v5"
)

// LocalSetting is what a database says that is of one machine, where whoever reaches it may act as anybody: ALTER DATABASE ... SET. Nobody but a
// superuser can say it or take it back: PostgreSQL lets nobody else set what no part of it knows.
const LocalSetting = "twinning.local = 'on'"

// SQLLocal asks whether the database says so of itself; what a role has set for itself counts for nothing.
const SQLLocal = `EXISTS (SELECT FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase
	WHERE d.datname = current_database() AND s.setrole = 0 AND 'twinning.local=on' = ANY (s.setconfig))`

// Local tells whether the database is of a stack of one machine.
func (l *Ledger) Local(ctx context.Context) (is bool, err error) {
	_, is, err = l.local(ctx)
	return is, err
}

func (l *Ledger) local(ctx context.Context) (database string, is bool, err error) {
	if err := l.pool.QueryRow(ctx, `SELECT current_database(), `+SQLLocal).Scan(&database, &is); err != nil {
		return "", false, fmt.Errorf("ask whether the database is of one machine: %w", err)
	}
	return database, is, nil
}

// A MarkedLocalError says that a database is said to be of one machine, and used by a process whose people come from elsewhere.
type MarkedLocalError struct{ Database, Variable, Address string }

// Sentence is what is the matter.
func (e *MarkedLocalError) Sentence() string {
	return fmt.Sprintf("the database %s says that it is of one machine, where whoever reaches it acts as anybody, and %s %s is elsewhere", e.Database, e.Variable, e.Address)
}

// Remedy is what to do.
func (e *MarkedLocalError) Remedy() string {
	return "take the mark away as a superuser of PostgreSQL: ALTER DATABASE " + pgx.Identifier{e.Database}.Sanitize() + " RESET twinning.local"
}

func (e *MarkedLocalError) Error() string { return e.Sentence() + ": " + e.Remedy() }

// ServesElsewhere is a [MarkedLocalError] where the address that a variable gives is of another machine, and the database is said to be of one.
func (l *Ledger) ServesElsewhere(ctx context.Context, variable, address string) error {
	if onThisMachine(address) {
		return nil
	}
	database, is, err := l.local(ctx)
	if err != nil || !is {
		return err
	}
	return &MarkedLocalError{Database: database, Variable: variable, Address: address}
}

// onThisMachine tells whether an address is none, or one that leads nowhere else: of the loopback, or of a name under localhost (RFC 6761).
func onThisMachine(address string) bool {
	at, err := url.Parse(address)
	if address == "" || err != nil {
		return address == ""
	}
	host := strings.TrimSuffix(strings.ToLower(at.Hostname()), ".") // "" where the address has no scheme
	ip := net.ParseIP(host)
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || ip != nil && ip.IsLoopback()
}
