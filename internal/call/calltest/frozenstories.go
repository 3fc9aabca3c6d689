package calltest

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/law"
)

// A frozen event is one line of a frozen story.
type frozenEvent struct {
	Kind string          `json:"kind"`
	At   law.Recorded    `json:"at"`
	Body json.RawMessage `json:"body"`
}

// FrozenStates folds the recorded events of whole stories, as they were stored
// once, and compares the hash of the state after them with the one that was
// recorded for the number of the fold. So a fold that adds the same events up to
// another state and keeps its number fails. With UPDATE=1 a story, and the hashes
// of a new fold number, are recorded; what is recorded is never written again.
// dir holds the stories of the lives whose streams have a prefix.
func FrozenStates(t *testing.T, dir, prefix string, l law.Law) {
	t.Helper()
	update := os.Getenv("UPDATE") == "1"
	stories := map[string]func(*World){"year": (*World).year, "disputes": (*World).disputes, "changes": (*World).changes, "roles": (*World).roles}
	if update {
		require.NoError(t, os.MkdirAll(dir, 0o750))
		for name, tell := range stories {
			freeze(t, dir, prefix, name, tell)
		}
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.jsonl"))
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(files), len(stories), "the stories are not recorded: UPDATE=1 records them")
	sums := filepath.Join(dir, fmt.Sprintf("fold-%d.sha256", l.Fold()))
	var now strings.Builder
	for _, file := range files {
		fmt.Fprintf(&now, "%s  %s\n", hashOf(t, l, file), filepath.Base(file))
	}
	was, err := os.ReadFile(sums) //nolint:gosec // a name of ours
	if os.IsNotExist(err) && update {
		was, err = []byte(now.String()), os.WriteFile(sums, []byte(now.String()), 0o600)
	}
	require.NoError(t, err, "fold %d of the law of a %s has no recorded states: UPDATE=1 records them", l.Fold(), l.Name())
	require.Equal(t, string(was), now.String(), "fold %d adds the same events up to other states than it did: give it a new number", l.Fold())
}

// freeze records a story that is not recorded yet.
func freeze(t *testing.T, dir, prefix, name string, tell func(*World)) {
	t.Helper()
	w := New(t)
	tell(w)
	for _, stream := range w.Streams(prefix) {
		file := filepath.Join(dir, name+"-"+law.Reference(stream)+".jsonl")
		if _, err := os.Stat(file); err == nil {
			continue
		}
		var lines bytes.Buffer
		for _, f := range w.History(stream) {
			body, err := json.Marshal(f.Event)
			require.NoError(t, err)
			line, err := json.Marshal(frozenEvent{f.Event.Kind(), f.At, body})
			require.NoError(t, err)
			lines.Write(append(line, '\n'))
		}
		require.NoError(t, os.WriteFile(file, lines.Bytes(), 0o600))
	}
}

// hashOf is the hash of the state after the events of a file.
func hashOf(t *testing.T, l law.Law, file string) string {
	t.Helper()
	text, err := os.ReadFile(file) //nolint:gosec // a name of ours
	require.NoError(t, err)
	_, reference, _ := strings.Cut(strings.TrimSuffix(filepath.Base(file), ".jsonl"), "-")
	stream := law.CallStream(reference)
	if law.CallOf(reference) != "" {
		stream = law.TwinningStream(reference)
	}
	is := l.Zero(stream)
	for _, line := range slices.DeleteFunc(bytes.Split(text, []byte{'\n'}), func(b []byte) bool { return len(b) == 0 }) {
		var e frozenEvent
		require.NoError(t, json.Unmarshal(line, &e))
		if _, engine := law.EngineEvents.Zero(e.Kind); engine {
			continue
		}
		v, err := l.Event(e.Kind, e.Body)
		require.NoError(t, err, "what was stored can no longer be read: %s", line)
		is = l.Evolve(is, v, e.At)
	}
	sum, err := law.Hash(is)
	require.NoError(t, err)
	return hex.EncodeToString(sum[:])
}
