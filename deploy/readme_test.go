package deploy_test

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var setting = regexp.MustCompile("`((?:TWINNING|TEMPORAL|MIGRATE|DATABASE)_[A-Z_]+)`")

// needed is the README's table of what production needs.
func needed(t *testing.T) string {
	t.Helper()
	_, rest, ok := strings.Cut(string(read(t, "../README.md")), "## What it needs in production\n\n")
	require.True(t, ok)
	table, _, ok := strings.Cut(rest, "\n\n")
	require.True(t, ok)
	return table
}

// Every variable of a worker and of a desk, and those of an operator, stand in the table;
// and it names none that no program reads.
func TestTheTableOfProductionNamesEveryVariable(t *testing.T) {
	t.Parallel()
	names := known(t)
	tagged := regexp.MustCompile("env:\"([A-Z_]+)")
	want := map[string]bool{}
	for _, path := range []string{"../worker/config.go", "../starter/serve.go"} {
		found := tagged.FindAllStringSubmatch(string(read(t, path)), -1)
		require.Greater(t, len(found), 10, path)
		for _, m := range found {
			want[m[1]] = true
		}
	}
	for _, name := range []string{ // of commands that operators run
		"MIGRATE_DATABASE_URL", "TWINNING_OWNER_URL", "TWINNING_ERASE_URL", "TWINNING_OPERATOR_KEY", "TWINNING_NOTE_KEY", "TWINNING_VERIFIER_KEY",
		"TWINNING_OWNER_PASSWORD", "TWINNING_APP_PASSWORD", "TWINNING_DOOR_PASSWORD", "TWINNING_ERASE_PASSWORD", "TEMPORAL_ADDRESS", "TEMPORAL_NAMESPACE",
	} {
		require.True(t, names[name], "no program reads %s", name)
		want[name] = true
	}
	table := needed(t)
	has := map[string]bool{}
	for _, m := range setting.FindAllStringSubmatch(table, -1) {
		has[m[1]] = true
	}
	for _, name := range slices.Sorted(maps.Keys(want)) {
		require.Contains(t, table, name, "the table does not name %s", name)
	}
	for name := range has {
		require.True(t, want[name] || strings.HasPrefix(name, "TEMPORAL_"), "%s is in the table, and no program reads it", name)
	}
}

// What a worker or a desk cannot do without is set by docker-compose.yaml, whose errors name it.
func TestDockerComposeSetsWhatWorkersAndDesksCannotDoWithout(t *testing.T) {
	t.Parallel()
	required := regexp.MustCompile("env:\"([A-Z_]+),required")
	for path, service := range map[string]string{"../worker/config.go": "worker", "../starter/serve.go": "desk"} {
		found := required.FindAllStringSubmatch(string(read(t, path)), -1)
		require.NotEmpty(t, found, path)
		for _, m := range found {
			require.Contains(t, services(t)[service].Environment, m[1], service)
		}
	}
}
