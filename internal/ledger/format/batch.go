package format

import (
	"crypto/ed25519"
	"encoding/base64"
	"fmt"
	"time"
)

// Batch is one commit: the positions [first, size), the tree before size, and who signed it.
type Batch struct {
	Size, First int64
	Frontier    []byte
	Root        []byte
	Recorded    time.Time // on the programme clock
	At          time.Time // the same instant on PostgreSQL's clock
	Signer      string    // id of a signing key
	Signature   []byte
}

// text is what is signed. It holds first, so that no batch can take over the events of the one before it.
func (b Batch) text(roles []KeyRole) []byte {
	return fmt.Appendf(nil, "twinning-batch v1\nfirst %d\nsize %d\nroot %s\nrecorded %s\nat %s\nroles %s\nkey %s\n", b.First, b.Size,
		base64.StdEncoding.EncodeToString(b.Root), b.Recorded.UTC().Format(InstantLayout), b.At.UTC().Format(InstantLayout), joinRoles(roles), b.Signer)
}

func (k *SigningKey) Sign(b Batch) Batch {
	b.Signer = k.ID
	b.Signature = ed25519.Sign(k.private, b.text(k.Roles))
	return b
}

func (k PublicKey) Signed(b Batch) bool {
	return len(b.Signature) == ed25519.SignatureSize && ed25519.Verify(k.Public, b.text(k.Roles), b.Signature)
}
