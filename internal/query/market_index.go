package query

import (
	"cmp"
	"slices"
	"sort"
	"strings"
	"sync"
	"time"

	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/views"
)

// A textDoc is a published entry with its words.
type textDoc struct {
	views.Listed
	record string   // reference of the record of its organisation
	called string   // its organisation
	said   []string // words of its own
	words  []string // these and those of the name of its organisation, sorted
}

// named is the entry with another name of its organisation.
func (d textDoc) named(name string) *textDoc {
	d.words = append(slices.Clone(d.said), wordsOf(name)...)
	slices.Sort(d.words)
	d.words = slices.Compact(d.words)
	return &d
}

// has tells whether a word of the entry begins with a word.
func (d *textDoc) has(word string) bool {
	i := sort.SearchStrings(d.words, word)
	return i < len(d.words) && begins(d.words[i], word)
}

// newer is the order in which entries are found: the newest first.
func newer(a, b *textDoc) int {
	return cmp.Or(b.PublishedAt.Compare(a.PublishedAt), cmp.Compare(b.Stream, a.Stream))
}

// textIndex is where the words of published entries stand.
type textIndex struct {
	reading sync.Mutex // one reads what is new, for all who wait
	began   time.Time  // when what was read last began to be read
	since   uint64     // the oldest transaction that the next question asks about; 0: all
	looked  time.Time  // when it was looked at what organisations are called

	mu         sync.RWMutex
	turns      int64                 // goes up with each erasure
	whole      int64                 // the turn in which all was read
	docs       map[string]*textDoc   // by stream
	at         map[string][]*textDoc // by word, the newest first
	vocabulary []string              // the words, sorted
	change     int64                 // goes up with each change of these

	counting sync.Mutex
	counts   map[countedSearch]foundTally
	joined   map[string]joinedDocs // by beginning
}

// joinedDocs are the entries with one of several words, of which state of the index.
type joinedDocs struct {
	change int64
	docs   []*textDoc
}

func newTextIndex() *textIndex {
	return &textIndex{whole: -1, docs: map[string]*textDoc{}, at: map[string][]*textDoc{}, counts: map[countedSearch]foundTally{}, joined: map[string]joinedDocs{}}
}

// forget takes out what was erased, and what is being read now is read again.
func (x *textIndex) forget(streams []string) {
	if x == nil {
		return
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	x.turns++
	x.change++
	for _, stream := range streams {
		for _, d := range []string{stream, strings.TrimSuffix(stream, life.InboxSuffix)} { // what is written stands in the inbox
			if was := x.docs[d]; was != nil {
				x.takeOut(was)
			}
		}
	}
	x.counting.Lock()
	defer x.counting.Unlock()
	clear(x.joined)
}

// turn is that of now, and whether all was read in it.
func (x *textIndex) turn() (now int64, whole bool) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.turns, x.turns == x.whole
}

// put takes the place of what an entry said before; one that is no longer shown is taken out.
func (x *textIndex) put(turn int64, list ...*textDoc) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.turns != turn || len(list) == 0 {
		return
	}
	x.change++
	for _, d := range list {
		if was := x.docs[d.Stream]; was != nil {
			x.takeOut(was)
		}
		if !d.Shown {
			continue
		}
		x.docs[d.Stream] = d
		for _, word := range d.words {
			if _, known := x.at[word]; !known {
				i, _ := slices.BinarySearch(x.vocabulary, word)
				x.vocabulary = slices.Insert(x.vocabulary, i, word)
			}
			docs := x.at[word]
			i, _ := slices.BinarySearchFunc(docs, d, newer)
			x.at[word] = slices.Insert(docs, i, d)
		}
	}
}

func (x *textIndex) takeOut(d *textDoc) {
	delete(x.docs, d.Stream)
	for _, word := range d.words {
		docs := x.at[word]
		if i, is := slices.BinarySearchFunc(docs, d, newer); is {
			docs = slices.Delete(docs, i, i+1)
		}
		if x.at[word] = docs; len(docs) == 0 {
			delete(x.at, word)
			if i, is := slices.BinarySearch(x.vocabulary, word); is {
				x.vocabulary = slices.Delete(x.vocabulary, i, i+1)
			}
		}
	}
}

// find are the streams of a page of the entries that fit and have all of the words, the newest first, and how many there are in all. A number of
// 1,000 or more may be some seconds old. It is false where something has been erased since all was read.
func (x *textIndex) find(f views.Found, words []string) (streams []string, total int, whole bool) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	base, fewest := 0, -1
	for n, word := range words {
		if many := x.many(word); fewest < 0 || many < fewest {
			base, fewest = n, many
		}
	}
	among := x.beginning(words[base])
	others := slices.Delete(slices.Clone(words), base, base+1) // all among these have that word
	fits := func(d *textDoc) bool {
		return f.Fits(d.Listed) && !slices.ContainsFunc(others, func(word string) bool { return !d.has(word) })
	}
	from := 0
	if f.After != "" {
		at, is := slices.BinarySearchFunc(among, &textDoc{Listed: views.Listed{Stream: f.After, PublishedAt: f.Before}}, newer)
		if from = at; is {
			from++
		}
	}
	for _, d := range among[from:] {
		if f.Limit > 0 && len(streams) == f.Limit {
			break
		}
		if fits(d) {
			streams = append(streams, d.Stream)
		}
	}
	return streams, x.count(f, words, among, fits), x.turns == x.whole
}

// A foundTally is how many entries were found, of which state of the index, and when.
type foundTally struct {
	change int64
	tally
}

// mostCounted is of how many searches it is kept how many entries they find.
const mostCounted = 1_000

// count is how many entries a search finds.
func (x *textIndex) count(f views.Found, words []string, among []*textDoc, fits func(*textDoc) bool) (n int) {
	f.Before, f.After, f.Limit = time.Time{}, "", 0
	key := countedSearch{f, strings.Join(words, " ")}
	x.counting.Lock()
	is, known := x.counts[key]
	x.counting.Unlock()
	if known && (is.change == x.change || is.n >= exactly && time.Since(is.at) < recently) {
		return is.n
	}
	for _, d := range among {
		if fits(d) {
			n++
		}
	}
	x.counting.Lock()
	defer x.counting.Unlock()
	if len(x.counts) >= mostCounted {
		clear(x.counts)
	}
	x.counts[key] = foundTally{x.change, tally{n: n, at: time.Now()}}
	return n
}

type countedSearch struct {
	of    views.Found
	words string
}

// those are the words of the vocabulary that are what is looked for.
func (x *textIndex) those(word string) []string {
	from, _ := slices.BinarySearch(x.vocabulary, word)
	to := from
	for to < len(x.vocabulary) && begins(x.vocabulary[to], word) {
		to++
	}
	return x.vocabulary[from:to]
}

// many is at most how many entries have a word.
func (x *textIndex) many(word string) (n int) {
	for _, is := range x.those(word) {
		n += len(x.at[is])
	}
	return n
}

// mostJoined bounds for how many beginnings the entries are kept.
const mostJoined = 50

// beginning are the entries with a word that begins with a word, the newest first.
func (x *textIndex) beginning(word string) []*textDoc {
	those := x.those(word)
	switch len(those) {
	case 0:
		return nil
	case 1:
		return x.at[those[0]]
	}
	x.counting.Lock()
	kept, known := x.joined[word]
	x.counting.Unlock()
	if known && kept.change == x.change {
		return kept.docs
	}
	var docs []*textDoc
	for _, is := range those {
		docs = append(docs, x.at[is]...)
	}
	slices.SortFunc(docs, newer)
	docs = slices.Compact(docs)
	x.counting.Lock()
	defer x.counting.Unlock()
	if len(x.joined) >= mostJoined {
		clear(x.joined)
	}
	x.joined[word] = joinedDocs{x.change, docs}
	return docs
}
