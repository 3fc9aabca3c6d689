package ledger

import (
	"errors"

	"github.com/jackc/pgx/v5"
	"twinning.example/engine/internal/ledger/format"
)

// Whoever owns the database can take constraints away: what is no instant or no value is read as another one, which nobody has signed.
const (
	recordedColumn = `CASE WHEN isfinite(recorded_at) THEN recorded_at ELSE 'epoch' END`
	atColumn       = `CASE WHEN isfinite(at) THEN at ELSE 'epoch' END`
	batchColumns   = `size, coalesce(first, -1), frontier, root, ` + recordedColumn + `, ` + atColumn + `, coalesce(signer, ''), signature`
)

func scanBatch(row pgx.Row) (b format.Batch, err error) {
	err = row.Scan(&b.Size, &b.First, &b.Frontier, &b.Root, &b.Recorded, &b.At, &b.Signer, &b.Signature)
	b.Recorded, b.At = b.Recorded.UTC(), b.At.UTC()
	return b, err
}

// errNoSigningKey: a process without a key appends nothing.
var errNoSigningKey = errors.New("nothing can be appended without a signing key: name its file (TWINNING_SIGN_KEY)")
