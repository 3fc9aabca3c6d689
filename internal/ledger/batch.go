package ledger

import (
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// batch is one commit: the positions [first, size), the tree before size, and who signed it.
type batch struct {
	size, first int64
	frontier    []byte
	root        []byte
	recorded    time.Time // on the programme clock
	at          time.Time // the same instant on PostgreSQL's clock
	signer      string    // id of a signing key
	signature   []byte
}

// text is what is signed. It holds first, so that no batch can take over the events of the one before it.
func (b batch) text(roles []KeyRole) []byte {
	return fmt.Appendf(nil, "twinning-batch v1\nfirst %d\nsize %d\nroot %s\nrecorded %s\nat %s\nroles %s\nkey %s\n", b.first, b.size,
		base64.StdEncoding.EncodeToString(b.root), b.recorded.UTC().Format(instantLayout), b.at.UTC().Format(instantLayout), joinRoles(roles), b.signer)
}

func (k *SigningKey) sign(b batch) batch {
	b.signer = k.ID
	b.signature = ed25519.Sign(k.private, b.text(k.Roles))
	return b
}

func (k PublicKey) signed(b batch) bool {
	return len(b.signature) == ed25519.SignatureSize && ed25519.Verify(k.Public, b.text(k.Roles), b.signature)
}

// Whoever owns the database can take constraints away: what is no instant or no value is read as another one, which nobody has signed.
const (
	recordedColumn = `CASE WHEN isfinite(recorded_at) THEN recorded_at ELSE 'epoch' END`
	atColumn       = `CASE WHEN isfinite(at) THEN at ELSE 'epoch' END`
	batchColumns   = `size, coalesce(first, -1), frontier, root, ` + recordedColumn + `, ` + atColumn + `, coalesce(signer, ''), signature`
)

func scanBatch(row pgx.Row) (b batch, err error) {
	err = row.Scan(&b.size, &b.first, &b.frontier, &b.root, &b.recorded, &b.at, &b.signer, &b.signature)
	b.recorded, b.at = b.recorded.UTC(), b.at.UTC()
	return b, err
}

// errNoSigningKey: a process without a key appends nothing.
var errNoSigningKey = errors.New("nothing can be appended without a signing key: name its file (TWINNING_SIGN_KEY)")
