package sink

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
)

const (
	suffix  = ".eml"
	halfway = ".arriving-"
)

// A box keeps messages as numbered files. A file that has its number is whole.
type box struct {
	dir string

	mu   sync.Mutex
	last int // the number given last
}

// openBox goes on after the messages that are there, and clears away what had
// not arrived whole when it was last closed.
func openBox(dir string) (*box, error) {
	if dir == "" {
		return nil, errors.New("it needs a folder to keep mail in")
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	b := &box{dir: dir}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), halfway) {
			if err := os.Remove(filepath.Join(dir, e.Name())); err != nil {
				return nil, err
			}
		}
		if number, is := strings.CutSuffix(e.Name(), suffix); is {
			if n, err := strconv.Atoi(number); err == nil {
				b.last = max(b.last, n)
			}
		}
	}
	return b, nil
}

// keep writes a message and returns its name. It is durable once keep returns.
func (b *box) keep(message io.Reader) (name string, err error) {
	f, err := os.CreateTemp(b.dir, halfway+"*")
	if err != nil {
		return "", err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	_, err = io.Copy(f, message)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return "", err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	name = fmt.Sprintf("%06d%s", b.last+1, suffix)
	if err := os.Rename(f.Name(), filepath.Join(b.dir, name)); err != nil {
		return "", err
	}
	b.last++
	return name, syncDir(b.dir)
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
