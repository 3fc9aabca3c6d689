package local

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/format"
)

// signingKeys are the files of the keys that sign what is appended: one for each kind of process.
var signingKeys = map[string]ledger.KeyRole{"operator": ledger.KeyOperator, "worker": ledger.KeyWorker, "door": ledger.KeyDoor}

// makeKeys makes what must be outside PostgreSQL, once, and returns the line that verifies checkpoints.
func (f *folder) makeKeys() (verifier string, err error) {
	keys, note := f.file("keys"), f.file("note-key")
	if missing(keys) {
		if err := replace(keys, format.CreateKeyFile); err != nil {
			return "", err
		}
	}
	if missing(note) || missing(note+".pub") {
		make := func(path string) error { return format.CreateNoteKey(path, origin()) }
		if err := replace(note, make, ".pub"); err != nil {
			return "", err
		}
	}
	for name, role := range signingKeys {
		if path := f.file(name); missing(path) || missing(path+".pub") {
			make := func(path string) error { return format.CreateSigningKey(path, role) }
			if err := replace(path, make, ".pub"); err != nil {
				return "", err
			}
		}
	}
	lines, err := format.ReadVerifierKeys(note + ".pub")
	if err != nil {
		return "", err
	}
	if len(lines) != 1 {
		return "", fmt.Errorf("%s.pub must hold one verifier key", note)
	}
	return lines[0], nil
}

// replace makes a file, and what stands beside it, whole: a kill leaves all of it, or nothing that is missed. The file itself comes last.
func replace(path string, make func(path string) error, beside ...string) error {
	next := path + ".next"
	all := append(beside, "")
	for _, suffix := range all {
		if err := os.Remove(next + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("make %s: %w", path, err)
		}
	}
	if err := make(next); err != nil {
		return err
	}
	for _, suffix := range all {
		if err := os.Rename(next+suffix, path+suffix); err != nil {
			return fmt.Errorf("make %s: %w", path, err)
		}
	}
	return nil
}

// origin names one folder's ledger: a checkpoint of another is not mistaken for one of this.
func origin() string { return "local.twinning.example/" + strings.ToLower(rand.Text()[:8]) }

// originOf is the name in a verifier key.
func originOf(verifier string) string {
	name, _, _ := strings.Cut(verifier, "+")
	return name
}

func missing(path string) bool {
	_, err := os.Stat(path)
	return errors.Is(err, fs.ErrNotExist)
}
