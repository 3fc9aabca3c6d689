package market_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	. "twinning.example/engine/internal/market"
)

func aFile(n int) AddEntryFile {
	return AddEntryFile{law.StoredFile{
		File: "f-" + strings.Repeat("a", 25) + string(rune('a'+n)), SealedSHA256: SHA(fmt.Sprint("sealed", n)), SealedSize: 17, Title: "audit.pdf", Type: "application/pdf", SHA256: law.Text(SHA(fmt.Sprint(n))),
	}}
}

// What is public was checked: files are added to a draft alone.
func TestFilesThatShowReadinessAreAddedToADraft(t *testing.T) {
	t.Parallel()
	s := entryStream(seller, "1")
	drafted := func(w *World) { w.Do(s, seller, DraftEntry{offer()}) }
	added := func(w *World) { drafted(w); w.Do(s, seller, aFile(0)) }
	public := func(w *World) {
		added(w)
		w.Do(s, seller, SubmitEntry{})
		w.Do(s, staff, PublishEntry{})
	}
	full := func(w *World) {
		drafted(w)
		for n := range MostFiles {
			w.Do(s, seller, aFile(n))
		}
	}
	none := WithdrawEntryFile{File: aFile(3).File}
	Run(t, opened(t),
		Row{Name: "added", Given: drafted, To: s, By: seller, When: aFile(0), Then: []string{"entry-file-added.v1"}},
		Row{Name: "by whoever made the entry", Given: drafted, To: s, By: seeker, When: aFile(0), Refused: "entries/not-yours"},
		Row{Name: "once", Given: added, To: s, By: seller, When: aFile(0), Refused: "entries/file-known"},
		Row{Name: "at most so many", Given: full, To: s, By: seller, When: aFile(MostFiles), Refused: "entries/too-many-files"},
		Row{Name: "not when it is public", Given: public, To: s, By: seller, When: aFile(1), Refused: "entries/stage"},
		Row{Name: "withdrawn", Given: added, To: s, By: seller, When: WithdrawEntryFile{File: aFile(0).File}, Then: []string{"entry-file-withdrawn.v1"}},
		Row{Name: "not by another", Given: added, To: s, By: seeker, When: WithdrawEntryFile{File: aFile(0).File}, Refused: "entries/not-yours"},
		Row{Name: "not when it is public, either", Given: public, To: s, By: seller, When: WithdrawEntryFile{File: aFile(0).File}, Refused: "entries/stage"},
		Row{Name: "that is there", Given: added, To: s, By: seller, When: none, Refused: "entries/file-unknown"},
	)
	w := opened(t)
	public(w)
	require.Len(t, entry(w, s).Files, 1)
	w.Do(s, seller, ReviseEntry{offer()})
	require.Len(t, entry(w, s).Files, 1, "what it says was revised, and not its files")
	w.Do(s, seller, WithdrawEntryFile{File: aFile(0).File})
	require.Empty(t, entry(w, s).Files)
}
