package local

import (
	"bufio"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// folder is where a stack keeps everything; it is ours alone while we hold its lock.
type folder struct {
	path string
	lock *os.File
}

// lockPatience covers a process that only looks whether a stack is up, and one that is just ending.
const lockPatience = 500 * time.Millisecond

// claim makes the folder when it is missing, and refuses when another process has its stack up.
func claim(path string) (*folder, error) {
	// As root we must let the user that PostgreSQL runs as pass through; what others must not read is 0600 or 0700 itself.
	mode := fs.FileMode(0o700)
	if os.Geteuid() == 0 {
		mode = 0o711
	}
	if err := os.MkdirAll(path, mode); err != nil {
		return nil, fmt.Errorf("make the data folder: %w", err)
	}
	if err := oursOrEmpty(path); err != nil {
		return nil, err
	}
	lock, err := os.OpenFile(filepath.Join(path, "lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock the data folder: %w", err)
	}
	for began := time.Now(); ; time.Sleep(20 * time.Millisecond) {
		err = syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			break
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, errors.Join(fmt.Errorf("lock the data folder: %w", err), lock.Close())
		}
		if time.Since(began) > lockPatience {
			return nil, errors.Join(busy(path, lock), lock.Close())
		}
	}
	f := &folder{path: path, lock: lock}
	if err := f.sign(); err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	for _, name := range []string{"logs", "mail"} {
		if err := os.MkdirAll(f.file(name), 0o700); err != nil {
			return nil, errors.Join(fmt.Errorf("make the data folder: %w", err), lock.Close())
		}
	}
	return f, nil
}

// madeBefore are what may lie in a folder before its first stack: the lock of one that was killed at once, what `make build` and tests put
// into .local, and the marker and the key of a demo.
var madeBefore = []string{"lock", "logs", "mail", "clock", "bin", "test", "screenshots", "demo", "note-key"}

// oursOrEmpty refuses a folder that holds what no stack made. A stack's own has its lock and its passwords, whatever else lies there.
func oursOrEmpty(path string) error {
	entries, err := os.ReadDir(path)
	if err != nil {
		return fmt.Errorf("look into the data folder: %w", err)
	}
	has, foreign := map[string]bool{}, ""
	for _, e := range entries {
		has[e.Name()] = true
		before := slices.ContainsFunc(madeBefore, func(name string) bool { return e.Name() == name || strings.HasPrefix(e.Name(), name+".") })
		if _, err := os.Stat(filepath.Join(path, e.Name(), "lock")); !before && err != nil && foreign == "" { // nor another stack
			foreign = e.Name()
		}
	}
	if foreign == "" || has["lock"] && has["passwords"] {
		return nil
	}
	return fmt.Errorf("%s is not empty and no stack made it (it holds %s): nothing was written; give a new folder: %w", path, foreign, ErrUsage)
}

// sign leaves our process id in the lock, for whom it keeps out to read.
func (f *folder) sign() error {
	if err := f.lock.Truncate(0); err != nil {
		return fmt.Errorf("lock the data folder: %w", err)
	}
	if _, err := f.lock.WriteAt(fmt.Appendf(nil, "%d\n", os.Getpid()), 0); err != nil {
		return fmt.Errorf("lock the data folder: %w", err)
	}
	return nil
}

func busy(path string, lock *os.File) error {
	line, err := bufio.NewReader(lock).ReadString('\n')
	if err != nil {
		line = "unknown"
	}
	return fmt.Errorf("a stack is up in %s already (process %s): use that one, stop it, or give another data folder", path, strings.TrimSpace(line))
}

// isUp says whether some process has a stack up in a folder. It takes nothing away from it.
func isUp(path string) bool {
	lock, err := os.Open(filepath.Join(path, "lock"))
	if err != nil {
		return false
	}
	defer lock.Close()
	err = syscall.Flock(int(lock.Fd()), syscall.LOCK_SH|syscall.LOCK_NB)
	return errors.Is(err, syscall.EWOULDBLOCK)
}

func (f *folder) file(name string) string { return filepath.Join(f.path, name) }

// release lets the next process have the folder.
func (f *folder) release() error {
	if err := f.lock.Close(); err != nil {
		return fmt.Errorf("unlock the data folder: %w", err)
	}
	return nil
}

// pairs reads a file of lines "name value".
func (f *folder) pairs(name string) (map[string]string, error) {
	text, err := os.ReadFile(f.file(name))
	if err != nil {
		return nil, err
	}
	m := map[string]string{}
	for line := range strings.Lines(string(text)) {
		key, value, found := strings.Cut(strings.TrimSpace(line), " ")
		if !found {
			return nil, fmt.Errorf("read %s: %q is not a name and a value", f.file(name), line)
		}
		m[key] = value
	}
	return m, nil
}

// write replaces a file that only we can read, whole or not at all.
func (f *folder) write(name string, text []byte) (err error) {
	next, err := os.CreateTemp(f.path, name+".next-*") // made with 0600
	if err != nil {
		return fmt.Errorf("write %s: %w", f.file(name), err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("write %s: %w", f.file(name), err), os.Remove(next.Name()))
		}
	}()
	if _, err = next.Write(text); err == nil {
		err = next.Sync()
	}
	if err = errors.Join(err, next.Close()); err != nil {
		return err
	}
	return os.Rename(next.Name(), f.file(name))
}

// remove takes a file away if it is there.
func (f *folder) remove(name string) error {
	if err := os.Remove(f.file(name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove %s: %w", f.file(name), err)
	}
	return nil
}

// The roles that log in. Temporal has one of its own and sees nothing of ours.
var roles = []string{"postgres", "twinning_owner", "twinning_app", "twinning_door", "twinning_erase", "temporal"}

// passwords are drawn once: letters and digits, which every connection string bears.
func (f *folder) passwords() (map[string]string, error) {
	m, err := f.pairs("passwords")
	if !errors.Is(err, fs.ErrNotExist) {
		return m, err
	}
	m = map[string]string{}
	var text strings.Builder
	for _, role := range roles {
		m[role] = rand.Text()
		fmt.Fprintf(&text, "%s %s\n", role, m[role])
	}
	return m, f.write("passwords", []byte(text.String()))
}
