package export_test

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/export"
)

// Each export is a PDF that a screen reader can read: tagged, with headings, tables and lists as such, a language, a title that is shown and an
// outline; nothing of it runs. It is made by the Chromium of this machine.
func TestEveryExportIsATaggedPDFWithALanguageATitleAndAnOutline(t *testing.T) {
	t.Parallel()
	p := export.NewPrinter(os.Getenv("TWINNING_CHROMIUM"), 1)
	if !p.CanPrint() {
		t.Skip("no Chromium is installed: no PDF can be made")
	}
	w := newWorld(t, "2019-11-20")
	kinds, languages := export.Kinds(), []string{"en", "de", "fr"}
	if testing.Short() {
		kinds = []string{export.Ranking, export.Dossier}
	}
	for i, what := range kinds {
		ask := w.ask(what, "pdf")
		ask.Language = languages[i%len(languages)]
		if what == export.Receipt {
			ask.Command = w.first()
		}
		d, err := w.maker.Make(t.Context(), as(calltest.Officer), ask)
		require.NoError(t, err, what)
		content, err := p.Print(t.Context(), d, nil)
		require.NoError(t, err, what)
		readable(t, what, ask.Language, content)
	}
}

// readable holds a PDF to what can be seen in it of PDF/UA.
func readable(t *testing.T, what, language string, content []byte) {
	t.Helper()
	require.True(t, bytes.HasPrefix(content, []byte("%PDF-1.")), what)
	text := unpacked(content)
	for _, x := range []struct{ pattern, why string }{
		{`/MarkInfo\s*<<[^>]*/Marked true`, "it is tagged"},
		{fmt.Sprintf(`/Lang\s*\(%s(-[A-Z]+)?\)`, language), "it has a language"},
		{`/StructTreeRoot`, "it has a structure"},
		{`/S\s*/H1\b`, "it has a heading"},
		{`/S\s*/Document\b`, "all of it stands in the structure"},
		{`/Outlines`, "it has an outline"},
		{`/Tabs\s*/S\b`, "the keyboard goes in the order of the structure"},
		{`/Title\s*[(<]`, "it has a title"},
		{`/DisplayDocTitle\s+true`, "its title is shown, not the name of its file"},
	} {
		if !regexp.MustCompile(x.pattern).MatchString(text) {
			require.Fail(t, what+": "+x.why, x.pattern)
		}
	}
	require.False(t, regexp.MustCompile(`/JavaScript|/JS\b|/Launch\b`).MatchString(text), "%s: nothing runs", what)
	if strings.Contains(text, "/S /Table") {
		require.True(t, strings.Contains(text, "/S /TH"), "%s: tables have headings", what)
		require.True(t, strings.Contains(text, "/Scope /Column"), "%s: that say what they are of", what)
	}
	file := filepath.Join(t.TempDir(), "export.pdf")
	require.NoError(t, os.WriteFile(file, content, 0o600))
	if out, err := exec.CommandContext(t.Context(), "qpdf", "--check", file).CombinedOutput(); err != nil && !errors.Is(err, exec.ErrNotFound) {
		require.NoError(t, err, "%s", out)
	}
}

var streams = regexp.MustCompile(`(?s)stream\r?\n(.*?)\r?\nendstream`)

// unpacked is a PDF with what its streams hold, as far as they are compressed in the usual way.
func unpacked(content []byte) string {
	var all strings.Builder
	all.Write(content)
	for _, s := range streams.FindAllSubmatch(content, -1) {
		r, err := zlib.NewReader(bytes.NewReader(s[1]))
		if err != nil {
			continue // a font or a picture
		}
		all.WriteByte('\n')
		_, _ = io.Copy(&all, io.LimitReader(r, 8<<20)) // what is cut short is looked at as far as it goes
	}
	return all.String()
}
