package ledger

import (
	"context"
	"fmt"
)

// LocalSetting is what a database says that is of one machine, where whoever reaches it may act as anybody: ALTER DATABASE ... SET. Nobody but its
// owner can say it.
const LocalSetting = "twinning.local = 'on'"

const sqlLocal = `SELECT EXISTS (SELECT FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase
	WHERE d.datname = current_database() AND s.setrole = 0 AND 'twinning.local=on' = ANY (s.setconfig))`

// Local tells whether the database is of a stack of one machine.
func (l *Ledger) Local(ctx context.Context) (is bool, err error) {
	if err := l.pool.QueryRow(ctx, sqlLocal).Scan(&is); err != nil {
		return false, fmt.Errorf("ask whether the database is of one machine: %w", err)
	}
	return is, nil
}
