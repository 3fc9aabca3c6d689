package calltest

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/law"
)

// Frozen checks the stored form of every kind of a catalogue against its file in
// a folder, byte for byte, and the files against the list of their hashes. A new
// kind gets its file with UPDATE=1; a file that is there is never written again,
// since what is stored never changes: a new shape is a new kind.
func Frozen[M interface{ Kind() string }](t *testing.T, dir string, c law.Catalogue[M]) {
	t.Helper()
	update := os.Getenv("UPDATE") == "1"
	if update {
		require.NoError(t, os.MkdirAll(dir, 0o750))
	}
	sums := &strings.Builder{}
	files := []string{"SHA256SUMS"}
	kinds := slices.Sorted(slices.Values(c.Kinds()))
	for _, kind := range kinds {
		zero, _ := c.Zero(kind)
		filled, newest := Filled(t, zero), []byte(nil)
		for generation := 1; ; generation++ {
			name := example(kind, generation)
			body, err := os.ReadFile(filepath.Join(dir, name)) //nolint:gosec // a name of ours
			if os.IsNotExist(err) {
				if generation > 1 && sameJSON(t, newest, filled) || !update {
					break
				}
				body, err = filled, os.WriteFile(filepath.Join(dir, name), filled, 0o600)
			}
			require.NoError(t, err)
			newest, files = body, append(files, name)
			fmt.Fprintf(sums, "%s  %s\n", SHA(string(body)), name)
			read, err := c.Decode(kind, body)
			require.NoError(t, err, "what was stored as %s can no longer be read", kind)
			again, err := json.Marshal(read)
			require.NoError(t, err)
			require.Equal(t, string(body), string(again), "%s is stored in another form than it was", kind)
			own, err := law.WithoutEnvelope(body)
			require.NoError(t, err, "%s", kind)
			require.Equal(t, string(body), string(own), "%s has a field of its own where the envelope of an event is stored", kind)
		}
		require.NotNil(t, newest, "%s has no frozen example; record it with UPDATE=1", kind)
		require.JSONEq(t, string(filled), string(newest), "%s has other fields than its newest frozen example; record another with UPDATE=1", kind)
	}
	list := filepath.Join(dir, "SHA256SUMS")
	if update {
		require.NoError(t, os.WriteFile(list, []byte(sums.String()), 0o600))
	}
	was, err := os.ReadFile(list) //nolint:gosec // a name of ours
	require.NoError(t, err)
	require.Equal(t, string(was), sums.String(), "a frozen example has been changed")
	there, err := os.ReadDir(dir)
	require.NoError(t, err)
	for _, f := range there {
		require.Contains(t, files, f.Name(), "a file of no kind")
	}
}

// example names the file of a frozen example. A kind to which an optional field
// was added has another generation beside the first, which stays as it is.
func example(kind string, generation int) string {
	if generation == 1 {
		return kind + ".json"
	}
	return fmt.Sprintf("%s.%d.json", kind, generation)
}

func sameJSON(t *testing.T, a, b []byte) bool {
	t.Helper()
	var x, y any
	require.NoError(t, json.Unmarshal(a, &x))
	require.NoError(t, json.Unmarshal(b, &y))
	return reflect.DeepEqual(x, y)
}
