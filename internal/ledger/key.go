package ledger

import (
	"fmt"

	"twinning.example/engine/internal/ledger/format"
)

// NewKey draws a key. ErrNoKey where the ledger was opened without a key file.
func (l *Ledger) NewKey() (format.Key, error) {
	if l.keys == nil {
		return format.Key{}, fmt.Errorf("draw a key: no key file was given: %w", ErrNoKey)
	}
	return l.keys.NewKey()
}

// OpenKey unwraps a key that was stored. ErrNoKey where the key file does not hold what wrapped it, ErrCorrupt where it was changed.
func (l *Ledger) OpenKey(id, wrappedBy string, wrapped []byte) (format.Key, error) {
	return l.keys.OpenKey(id, wrappedBy, wrapped)
}
