package ledgertest

import (
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/format"
)

// SignKey is the file of a signing key that this test's ledger knows: door, worker, operator, or every, which has all roles.
func SignKey(t testing.TB, role string) string {
	t.Helper()
	return filepath.Join(filepath.Dir(of(t).keyFile), role)
}

// Trust is the file of the operator's public key.
func Trust(t testing.TB) string { return SignKey(t, "operator.pub") }

// signing are the files of the keys that this test process signs with, by name.
var signing = sync.OnceValues(func() (files map[string][]byte, err error) {
	dir, err := os.MkdirTemp("", "twinning-signing-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	files = map[string][]byte{}
	for name, roles := range map[string][]ledger.KeyRole{
		"door": {ledger.KeyDoor}, "worker": {ledger.KeyWorker}, "operator": {ledger.KeyOperator},
		"every": {ledger.KeyDoor, ledger.KeyWorker, ledger.KeyOperator},
	} {
		if err := format.CreateSigningKey(filepath.Join(dir, name), roles...); err != nil {
			return nil, err
		}
		for _, file := range []string{name, name + ".pub"} {
			if files[file], err = os.ReadFile(filepath.Join(dir, file)); err != nil {
				return nil, err
			}
		}
	}
	return files, nil
})

// Signing puts the signing keys into a folder, and says how a ledger is made that knows them: for a server that a test has made itself.
func Signing(t testing.TB, dir string) ledger.MigrateOptions {
	t.Helper()
	if err := writeSigning(dir); err != nil {
		t.Fatal(err)
	}
	return signed(dir, ledger.MigrateOptions{})
}

// writeSigning puts those files into a folder.
func writeSigning(dir string) error {
	files, err := signing()
	if err != nil {
		return err
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// signed fills in what a new ledger is signed with.
func signed(dir string, o ledger.MigrateOptions) ledger.MigrateOptions {
	if o.SignKey == "" {
		o.SignKey = filepath.Join(dir, "operator")
		for _, name := range []string{"every", "door", "worker"} {
			o.Register = append(o.Register, filepath.Join(dir, name+".pub"))
		}
	}
	return o
}
