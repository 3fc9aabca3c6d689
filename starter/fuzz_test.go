package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/lives"
)

// What people write as a reference names one life, or is refused in a short sentence.
func FuzzReferencesNameOneLifeOrAreRefused(f *testing.F) {
	for _, seed := range []string{"DHE-2019", "call/DHE-2019", "twinning/DHE-2019/K7Q2MD", "DHE-2019-K7Q2MD", "tender/call/X", "twinning/tender/X", "DHE-2019/in", "-", "", "a--b", "DHE*", strings.Repeat("A", 101), "ÄB"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, read := range []func(string) (string, error){callStream, tenderStream} {
			stream, err := read(text)
			if err != nil {
				require.Less(t, len(err.Error()), 600)
				continue
			}
			_, ok := lives.Law(stream)
			require.True(t, ok, stream)
			again, err := read(law.Reference(stream))
			require.NoError(t, err)
			require.Equal(t, stream, again)
			require.NoError(t, law.CheckCode("stream", stream))
			require.Equal(t, map[bool]int{true: 2, false: 1}[strings.HasPrefix(stream, law.TenderFamily)], strings.Count(stream, "/"), stream)
			require.NotContains(t, stream, "*")
		}
		if roles, err := parseRoles([]string{text}); err == nil {
			require.Len(t, roles, 1)
		}
	})
}
