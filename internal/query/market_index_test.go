package query

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/views"
)

func doc(stream, topic string, day int, text ...string) *textDoc {
	d := textDoc{Listed: views.Listed{Stream: stream, Version: 1, Shown: true, Market: "HEALTH", Topic: topic, PublishedAt: time.Date(2019, 6, day, 9, 0, 0, 0, time.UTC)}, said: wordsOf(text...)}
	return d.named("")
}

func TestEntriesAreFoundByWordsAndBeginningsWithoutAccents(t *testing.T) {
	t.Parallel()
	require.Equal(t, []string{"des", "donnees", "fur", "gesundheit", "skane", "strasse", "ω3"}, wordsOf("Données des Skåne", "für Straße; GESUNDHEIT (ω3)"))
	require.Empty(t, wordsOf("!? — …"))
	x := newTextIndex()
	x.whole = 0
	x.put(0, doc("entry/a", "portal", 3, "A portal for citizens", "They read their own record in Skåne."), doc("entry/b", "mhealth", 2, "A portable monitor"), doc("entry/c", "portal", 1, "Citizens' records"))
	find := func(words string, f views.Found) []string {
		streams, total, whole := x.find(f, wordsOf(words))
		require.True(t, whole)
		if f.Limit == 0 && f.After == "" {
			require.Len(t, streams, total)
		}
		return streams
	}
	require.Equal(t, []string{"entry/a", "entry/b"}, find("porta", views.Found{}), "beginnings, the newest first")
	require.Equal(t, []string{"entry/a"}, find("citizen SKANE", views.Found{}), "all of the words")
	require.Equal(t, []string{"entry/a", "entry/c"}, find("record", views.Found{Topic: "portal"}))
	require.Empty(t, find("record", views.Found{Topic: "mhealth"}))
	require.Empty(t, find("ecord", views.Found{}))
	require.Equal(t, []string{"entry/a"}, find("record", views.Found{Limit: 1}))
	require.Equal(t, []string{"entry/c"}, find("record", views.Found{After: "entry/a", Before: time.Date(2019, 6, 3, 9, 0, 0, 0, time.UTC)}), "the page after")

	x.put(0, doc("entry/a", "portal", 4, "A ward round")) // it says something else now
	require.Empty(t, find("citizen skane", views.Found{}))
	require.Equal(t, []string{"entry/a"}, find("ward", views.Found{}))
	x.put(0, &textDoc{Listed: views.Listed{Stream: "entry/a"}}) // withdrawn
	require.Empty(t, find("ward", views.Found{}))
	require.Equal(t, len(x.vocabulary), len(x.at), "no word is left of which there is no entry")
	for _, word := range x.vocabulary {
		require.NotEmpty(t, x.at[word], word)
	}
	x.put(0, doc("entry/e", "portal", 1, "A"), doc("entry/f", "portal", 5, "A"))
	n := 0
	for page := (views.Found{Limit: 1}); ; n++ { // page by page as at once
		streams, total, _ := x.find(page, wordsOf("a"))
		require.Equal(t, 3, total, "one letter is a word, and no beginning")
		if len(streams) == 0 {
			break
		}
		page.After, page.Before = streams[0], x.docs[streams[0]].PublishedAt
	}
	require.Equal(t, 3, n)
	x.forget([]string{"entry/b/in", "person/p-a"})
	streams, _, whole := x.find(views.Found{}, []string{"portable"})
	require.Empty(t, streams)
	require.False(t, whole, "whoever asks meanwhile reads again, and is not told that there is nothing")
	streams, _, _ = x.find(views.Found{}, []string{"citizens"})
	require.Equal(t, []string{"entry/c"}, streams, "what was not erased stays")
	x.put(0, doc("entry/d", "portal", 1, "Read before the erasure"))
	streams, _, _ = x.find(views.Found{}, []string{"erasure"})
	require.Empty(t, streams)
	gone, fresh := x.changed([]views.Listed{{Stream: "entry/c", Version: 1, Shown: true}, {Stream: "entry/b", Version: 1, Shown: true}}, true)
	require.Equal(t, []views.Listed{{Stream: "entry/b", Version: 1, Shown: true}}, fresh)
	require.Len(t, gone, 2, "of all that are shown, those that are not among them are gone")
}

func TestWhatIsFoundByWordsIsTheSameInWhateverOrderEntriesArePublished(t *testing.T) {
	t.Parallel()
	one, other := newTextIndex(), newTextIndex()
	for n := range 200 {
		m := 199 - n
		one.put(0, doc(fmt.Sprintf("entry/%03d", n), "t", 1+n%28, fmt.Sprintf("word%d common w%d", n%7, n)))
		other.put(0, doc(fmt.Sprintf("entry/%03d", m), "t", 1+m%28, fmt.Sprintf("word%d common w%d", m%7, m)))
	}
	for _, words := range []string{"common", "word", "word3", "w1", "word3 common"} {
		a, n, _ := one.find(views.Found{}, wordsOf(words))
		b, m, _ := other.find(views.Found{}, wordsOf(words))
		require.Equal(t, a, b, words)
		require.Equal(t, n, m)
		require.NotEmpty(t, a)
	}
}
