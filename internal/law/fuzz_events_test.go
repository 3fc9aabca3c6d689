package law_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/law"
)

// What the engine records of itself is read and written back in one form, or refused.
func FuzzTheEnginesOwnEventsAreReadOrRefused(f *testing.F) {
	for _, dir := range []string{"events", "fates"} {
		files, err := filepath.Glob("testdata/" + dir + "/*.json")
		require.NoError(f, err)
		require.NotEmpty(f, files)
		for _, file := range files {
			body, err := os.ReadFile(file)
			require.NoError(f, err)
			f.Add(strings.TrimSuffix(filepath.Base(file), ".json"), body)
		}
	}
	f.Fuzz(func(t *testing.T, kind string, body []byte) {
		for _, c := range []law.Catalogue[law.Event]{law.EngineEvents, law.Fates} {
			e, err := law.DecodeEvent(c, kind, body)
			if err != nil {
				continue
			}
			require.Equal(t, kind, e.Kind())
			law.Letters(e)
			written, err := json.Marshal(e)
			require.NoError(t, err)
			again, err := c.Decode(kind, written)
			require.NoError(t, err, string(written))
			twice, err := json.Marshal(again)
			require.NoError(t, err)
			require.Equal(t, string(written), string(twice))
		}
	})
}

// A stream, its reference and the call of a tender are parts of one another.
func FuzzReferencesArePartsOfTheirStreams(f *testing.F) {
	for _, seed := range []string{"call/DHE-2019", "twinning/DHE-2019/AAAAAA", "twinning/DHE-2019/AAAAAA/in", "DHE-2019-AAAAAA", "call/", "/", "", "-A", "A-"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		ref := law.Reference(s)
		require.True(t, strings.HasSuffix(strings.ReplaceAll(s, "/", "-"), strings.ReplaceAll(ref, "/", "-")))
		require.Equal(t, s, law.Reference(law.CallStream(s)))
		of := law.CallOf(s)
		if of == "" {
			return // no tender's reference
		}
		require.True(t, strings.HasPrefix(s, of+"-"))
		if !strings.Contains(of, "/") {
			require.Equal(t, s, law.Reference(law.TwinningStream(s)))
		}
	})
}

// A text that is taken shows every character that it has, and the place of one that is refused is in it.
func FuzzTextsAreTakenOrRefused(f *testing.F) {
	for _, seed := range []string{"so\n\tit is", "a\x00b", "\xff", "\u202e", "می\u200cخواهم", "a\u200db", "👩\u200d🚀", "\u2028", strings.Repeat("é", law.TextLimit+1)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		at, what := law.Invisible(s)
		require.True(t, what == "" && at == 0 || what != "" && at < len(s))
		if law.CheckText("it", s) == nil {
			require.Empty(t, what)
			require.LessOrEqual(t, len([]rune(s)), law.TextLimit)
		}
		if law.CheckCode("it", s) == nil {
			require.NoError(t, law.CheckText("it", s))
		}
		require.Equal(t, law.IsSHA256(s), law.IsSHA256(strings.ToLower(s)) && s == strings.ToLower(s))
	})
}
