package ledger

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// ErrNotOwner is the cause where somebody connects as another role than the owner of the ledger's tables.
var ErrNotOwner = errors.New("this is not the owner of the ledger")

// Owns proves that whoever has this connection string holds the owner's role of this ledger's database: its tables belong to a role whose
// rights the connection has, and its first event is the ledger's. Otherwise the cause is ErrNotOwner.
func (l *Ledger) Owns(ctx context.Context, dsn string) (err error) {
	config, err := pgx.ParseConfig(dsn)
	if err != nil {
		return errors.New("the owner's connection string cannot be read")
	}
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return fmt.Errorf("connect as the owner: %w", err)
	}
	defer func() { err = errors.Join(err, conn.Close(context.WithoutCancel(ctx))) }()
	var owner bool
	if err := conn.QueryRow(ctx, `SELECT coalesce((SELECT pg_has_role(current_user, relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass('ledger.events')), false)`).Scan(&owner); err != nil {
		return fmt.Errorf("ask whose the ledger is: %w", err)
	}
	if !owner {
		return ErrNotOwner
	}
	first, err := l.Read(ctx, Query{From: 0, To: 1})
	if err != nil {
		return err
	}
	var same bool
	if len(first) == 1 {
		err = conn.QueryRow(ctx, `SELECT EXISTS (SELECT FROM ledger.events WHERE position = 0 AND leaf = $1)`, first[0].Leaf[:]).Scan(&same)
	}
	if err != nil {
		return fmt.Errorf("compare the two ledgers: %w", err)
	}
	if !same {
		return ErrNotOwner
	}
	return nil
}
