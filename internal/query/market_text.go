package query

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"sort"
	"strings"
	"sync"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/market"
	"twinning.example/engine/internal/organisation"
	"twinning.example/engine/internal/texts"
	"twinning.example/engine/internal/views"
)

// What published entries say is found by words: of the title, the description, the region and the name of the organisation. No table holds what
// people wrote: a process that answers many reads it once and keeps where each word stands, as long as nothing is erased; one that answers once
// reads it for the question.

// wordsOf are the words of a text, each once, in small letters without accents.
func wordsOf(parts ...string) (words []string) {
	for _, text := range parts {
		for word := range strings.FieldsFuncSeq(folded(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
			words = append(words, word)
		}
	}
	slices.Sort(words)
	return slices.Compact(words)
}

var plainLetters = strings.NewReplacer("ß", "ss", "ø", "o", "ł", "l", "đ", "d", "æ", "ae", "œ", "oe", "ı", "i")

// folded is a text in small letters without accents.
func folded(text string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(text) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return plainLetters.Replace(b.String())
}

// mostWords is of how many words of a search account is taken.
const mostWords = 10

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
	return i < len(d.words) && strings.HasPrefix(d.words[i], word)
}

// newer is the order in which entries are found: the newest first.
func newer(a, b *textDoc) int {
	return cmp.Or(b.PublishedAt.Compare(a.PublishedAt), cmp.Compare(b.Stream, a.Stream))
}

// textIndex is where the words of published entries stand.
type textIndex struct {
	reading sync.Mutex // one reads what is new, for all who wait
	began   time.Time  // when what was read last began to be read
	since   string     // "": nothing was read
	looked  time.Time  // when it was looked at what organisations are called

	mu         sync.RWMutex
	turns      int64
	docs       map[string]*textDoc   // by stream
	names      map[string]string     // of organisations, by the references of their records
	at         map[string][]*textDoc // by word, the newest first
	vocabulary []string              // the words, sorted
	change     int64                 // goes up with each change of these

	counting sync.Mutex
	counts   map[countedSearch]foundTally
}

func newTextIndex() *textIndex {
	return &textIndex{docs: map[string]*textDoc{}, names: map[string]string{}, at: map[string][]*textDoc{}, counts: map[countedSearch]foundTally{}}
}

// forget forgets everything, also what is being read now.
func (x *textIndex) forget() {
	if x == nil {
		return
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	x.turns++
	x.change++
	clear(x.docs)
	clear(x.names)
	clear(x.at)
	x.vocabulary = nil
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
		x.docs[d.Stream], x.names[d.record] = d, d.called
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
// 1,000 or more may be some seconds old.
func (x *textIndex) find(f views.Found, words []string) (streams []string, total int) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	var among []*textDoc
	base := 0
	for n, word := range words {
		if docs := x.beginning(word); n == 0 || len(docs) < len(among) {
			among, base = docs, n
		}
	}
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
	return streams, x.count(f, words, among, fits)
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

// beginning are the entries with a word that begins with a word, the newest first.
func (x *textIndex) beginning(word string) (docs []*textDoc) {
	from, _ := slices.BinarySearch(x.vocabulary, word)
	several := 0
	for _, is := range x.vocabulary[from:] {
		if !strings.HasPrefix(is, word) {
			break
		}
		if several++; several == 1 {
			docs = x.at[is]
			continue
		}
		docs = append(slices.Clip(docs), x.at[is]...)
	}
	if several > 1 {
		slices.SortFunc(docs, newer)
		docs = slices.Compact(docs)
	}
	return docs
}

// readAtOnce is how many entries are read at once.
const readAtOnce = 1_000

// read takes in what was published, revised or ended since the last question. Where it is broken off, what was read stays.
func (x *textIndex) read(ctx context.Context, q *Queries, store *views.Store) error {
	arrived := time.Now()
	x.reading.Lock()
	defer x.reading.Unlock()
	if x.began.After(arrived) { // somebody else has read it meanwhile
		return nil
	}
	began := time.Now()
	x.mu.RLock()
	turn, empty := x.turns, len(x.docs) == 0
	x.mu.RUnlock()
	if x.since == "" || empty {
		x.since = "0"
	}
	rows, next, err := store.Listed(ctx, x.since)
	if err != nil {
		return err
	}
	var gone []*textDoc
	var fresh []views.Listed
	x.mu.RLock()
	for _, l := range rows {
		switch was := x.docs[l.Stream]; {
		case !l.Shown && was != nil:
			gone = append(gone, &textDoc{Listed: l})
		case l.Shown && (was == nil || was.Version != l.Version):
			fresh = append(fresh, l)
		}
	}
	x.mu.RUnlock()
	x.put(turn, gone...)
	for part := range slices.Chunk(fresh, readAtOnce) {
		docs, err := q.textDocs(ctx, part)
		if err != nil {
			return err
		}
		x.put(turn, docs...)
	}
	x.since, x.began = next, began
	if time.Since(x.looked) < recently {
		return nil
	}
	x.looked = began
	return x.rename(ctx, q, turn)
}

// rename takes in what organisations are called now: their records change, and are joined, beside their entries.
func (x *textIndex) rename(ctx context.Context, q *Queries, turn int64) error {
	x.mu.RLock()
	was := maps.Clone(x.names)
	x.mu.RUnlock()
	names, err := q.recordNames(ctx, sorted(was))
	if err != nil {
		return err
	}
	var again []*textDoc
	x.mu.RLock()
	for _, d := range x.docs {
		if name := names[d.record]; name != was[d.record] {
			is := d.named(name)
			is.called = name
			again = append(again, is)
		}
	}
	x.mu.RUnlock()
	x.put(turn, again...)
	return nil
}

// recordNames are what organisations are called, by the references of their records.
func (q *Queries) recordNames(ctx context.Context, records []string) (names map[string]string, err error) {
	err = q.ledger.Snapshot(ctx, func(ctx context.Context, from ledger.Snapshot) error {
		streams := make([]string, len(records))
		for i, r := range records {
			streams[i] = organisation.Root + r
		}
		all, err := q.folder.FoldEach(ctx, from, streams)
		if err != nil {
			return err
		}
		names, err = q.organisationsOf(ctx, from, all)
		return err
	})
	return names, err
}

// textDocs are the words of some published entries.
func (q *Queries) textDocs(ctx context.Context, list []views.Listed) ([]*textDoc, error) {
	streams := make([]string, len(list))
	for i, l := range list {
		streams[i] = l.Stream
	}
	rows, versions, err := q.folded(ctx, access.Viewer{Operator: true}, streams) // with the records of their organisations, which nobody is told
	if err != nil {
		return nil, err
	}
	if rows, err = texts.Told(ctx, texts.New(q.ledger), rows); err != nil {
		return nil, err
	}
	said := map[string]EntryRow{}
	for _, row := range rows {
		said[market.EntryRoot+row.Reference] = row
	}
	docs := make([]*textDoc, 0, len(list))
	for _, l := range list {
		row, is := said[l.Stream]
		if !is || row.Stage != market.Published { // the table is a moment behind
			continue
		}
		l.Version = versions[row.Reference]
		d := textDoc{Listed: l, record: row.Standing.Record, called: row.Organisation, said: wordsOf(string(row.Title), string(row.Description), string(row.Region))}
		docs = append(docs, d.named(row.Organisation))
	}
	return docs, nil
}

// withWords are the streams of a page of the published entries that fit and have all of the words, and how many there are in all.
func (q *Queries) withWords(ctx context.Context, store *views.Store, f views.Found, words string) ([]string, int, error) {
	asked := wordsOf(words)
	if len(asked) == 0 { // nothing but signs
		return nil, 0, nil
	}
	index := q.words
	if index == nil {
		index = newTextIndex()
	}
	if err := index.read(ctx, q, store); err != nil {
		return nil, 0, err
	}
	streams, total := index.find(f, asked[:min(len(asked), mostWords)])
	return streams, total, nil
}
