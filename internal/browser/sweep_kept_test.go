package browser_test

import (
	"encoding/json"
	"errors"
	"io/fs"
	"maps"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

// swept is the file in which a sweep keeps what it held, and the days on which it found nothing: the next one holds what was not held yet, and
// that on whose page something was found, on the other days. A file of an earlier build tells nothing of pages that were changed since.
var swept = os.Getenv("SWEPT")

// kept is what a sweep has seen on the days that it is done with.
type kept struct {
	Days       []string
	Held, Axed map[string]bool
	Reached    map[string]int
	Seen       map[string]map[string]bool
}

// goesOn begins with what is kept of earlier days.
func (s *sweep) goesOn(t *testing.T) (k kept) {
	t.Helper()
	if swept == "" {
		return k
	}
	text, err := os.ReadFile(swept)
	if errors.Is(err, fs.ErrNotExist) {
		return k
	}
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &k))
	maps.Copy(s.held, k.Held)
	maps.Copy(s.axed, k.Axed)
	maps.Copy(s.reached, k.Reached)
	maps.Copy(s.seen, k.Seen)
	t.Logf("swept before: %v", k.Days)
	return k
}

// keeps writes down what was seen up to now.
func (s *sweep) keeps(t *testing.T, done []string) {
	t.Helper()
	if swept == "" {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	held := maps.Clone(s.held)
	maps.DeleteFunc(held, func(part string, _ bool) bool { return s.unclean[part] })
	text, err := json.Marshal(kept{done, held, s.axed, s.reached, s.seen})
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(swept+".new", text, 0o600))
	require.NoError(t, os.Rename(swept+".new", swept))
}
