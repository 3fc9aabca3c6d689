package ledgertest

import (
	"context"
	"crypto/rand"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// A kept is a database that a test has filled, of which other tests of the process have copies.
type kept struct {
	making sync.Mutex
	made   atomic.Bool
	name   string            // of the database
	files  map[string][]byte // of its keys, by name
	told   any               // what make has said of it
}

var keptAs sync.Map // *kept, by the name under which it is asked for

// Like makes this test's database a copy of the one of this name, which the first test that asks for it makes: what make opens through
// its argument is closed when it returns, and what it returns is told to each test. It must come before anything else asks for
// this test's database.
func Like[T any](t testing.TB, name string, make func(t testing.TB) T) T {
	t.Helper()
	if os.Getenv("TWINNING_TEST_POSTGRES") != "" { // nothing may stay behind on a server that is not ours
		return make(t)
	}
	if _, ok := databases.Load(t.Name()); ok {
		t.Fatal("this test has its database already")
	}
	found, _ := keptAs.LoadOrStore(name, &kept{})
	k := found.(*kept)
	k.make(t, name, func(t testing.TB) any { return make(t) })
	if err := k.copy(t); err != nil {
		t.Fatal(err)
	}
	return k.told.(T)
}

// IsKept tells whether Like would copy what is there already.
func IsKept(name string) bool {
	k, ok := keptAs.Load(name)
	return ok && k.(*kept).made.Load()
}

// make makes the database, unless it is there.
func (k *kept) make(t testing.TB, name string, fill func(testing.TB) any) {
	t.Helper()
	k.making.Lock()
	defer k.making.Unlock()
	if k.made.Load() {
		return
	}
	m := &maker{TB: t, name: "kept/" + name}
	defer m.end()
	k.told = fill(m)
	found, ok := databases.Load(m.name)
	if !ok {
		t.Fatal("nothing asked for the database that is to be kept")
	}
	d := found.(*database)
	files, err := os.ReadDir(filepath.Dir(d.keyFile))
	if err != nil {
		t.Fatal(err)
	}
	k.name, k.files = d.name, map[string][]byte{}
	for _, f := range files {
		if k.files[f.Name()], err = os.ReadFile(filepath.Join(filepath.Dir(d.keyFile), f.Name())); err != nil {
			t.Fatal(err)
		}
	}
	m.keeps = true
	m.end() // now, since nothing may be connected to what is copied
	k.made.Store(true)
}

// copy makes this test's database.
func (k *kept) copy(t testing.TB) error {
	dir := t.TempDir()
	d := &database{name: "t_" + strings.ToLower(rand.Text()), keyFile: filepath.Join(dir, "keys"), noteKey: filepath.Join(dir, "note")}
	for name, text := range k.files {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
			return err
		}
	}
	var err error
	if d.dsn, err = connections(d.name); err != nil {
		return err
	}
	if err := copyOf(t.Context(), d.name, k.name); err != nil {
		return err
	}
	isOf(t, d)
	return nil
}

// A maker is the test for whom something is made that outlives it: what the test would do at its end is done by end.
type maker struct {
	testing.TB
	name  string
	keeps bool // its database stays
	dirs  []string
	last  []func()
}

func (m *maker) Name() string     { return m.name }
func (m *maker) Cleanup(f func()) { m.last = append(m.last, f) }

func (m *maker) TempDir() string {
	dir, err := os.MkdirTemp("", "twinning-kept-")
	if err != nil {
		m.Fatal(err)
	}
	m.dirs = append(m.dirs, dir)
	return dir
}

// Context is one that does not end before what is made has been closed.
func (m *maker) Context() context.Context { return context.WithoutCancel(m.TB.Context()) }

func (m *maker) end() {
	for len(m.last) > 0 {
		f := m.last[len(m.last)-1]
		m.last = m.last[:len(m.last)-1]
		f()
	}
	for _, dir := range m.dirs {
		if err := os.RemoveAll(dir); err != nil {
			m.Error(err)
		}
	}
	m.dirs = nil
}
