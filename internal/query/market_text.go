package query

import (
	"context"
	"slices"
	"time"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/market"
	"twinning.example/engine/internal/organisation"
	"twinning.example/engine/internal/texts"
	"twinning.example/engine/internal/views"
)

// What published entries say is found by words: of the title, the description, the region and the name of the organisation. No table holds what
// people wrote: a process that answers many reads it once and keeps where each word stands, until it is erased; one that answers once reads it for
// the question.

// readAtOnce is how many entries are read at once.
var readAtOnce = 1_000

// read takes in what was published, revised or ended since the last question; after an erasure it looks at all again. Where it is broken off,
// what was read stays, and the next one begins where this one did.
func (x *textIndex) read(ctx context.Context, q *Queries, store *views.Store) error {
	arrived := time.Now()
	x.reading.Lock()
	defer x.reading.Unlock()
	turn, whole := x.turn()
	if whole && x.began.After(arrived) { // somebody else has read it meanwhile
		return nil
	}
	began, since := time.Now(), x.since
	if !whole {
		since = 0
	}
	rows, next, err := store.Listed(ctx, since)
	if err == nil && next < since { // PostgreSQL was restored from before
		since = 0
		rows, next, err = store.Listed(ctx, since)
	}
	if err != nil {
		return err
	}
	gone, fresh := x.changed(rows, since == 0)
	x.put(turn, gone...)
	for part := range slices.Chunk(fresh, readAtOnce) {
		docs, err := q.textDocs(ctx, part)
		if err != nil {
			return err
		}
		x.put(turn, docs...)
	}
	x.mu.Lock()
	x.whole = turn
	x.mu.Unlock()
	x.since, x.began = next, began
	if time.Since(x.looked) < recently {
		return nil
	}
	if err := x.rename(ctx, q, turn); err != nil {
		return err
	}
	x.looked = began
	return nil
}

// changed are the entries that are no longer shown, and those that say something new. Of all that are shown, those that are not among them are gone.
func (x *textIndex) changed(rows []views.Listed, all bool) (gone []*textDoc, fresh []views.Listed) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	listed := make(map[string]bool, len(rows))
	for _, l := range rows {
		listed[l.Stream] = true
		switch was := x.docs[l.Stream]; {
		case !l.Shown && was != nil:
			gone = append(gone, &textDoc{Listed: l})
		case l.Shown && (was == nil || was.Version != l.Version):
			fresh = append(fresh, l)
		}
	}
	for stream := range x.docs {
		if all && !listed[stream] {
			gone = append(gone, &textDoc{Listed: views.Listed{Stream: stream}})
		}
	}
	return gone, fresh
}

// rename takes in what organisations are called now: their records change, and are joined, beside their entries.
func (x *textIndex) rename(ctx context.Context, q *Queries, turn int64) error {
	x.mu.RLock()
	records := map[string]bool{}
	for _, d := range x.docs {
		records[d.record] = true
	}
	x.mu.RUnlock()
	names, err := q.recordNames(ctx, sorted(records))
	if err != nil {
		return err
	}
	var again []*textDoc
	x.mu.RLock()
	for _, d := range x.docs {
		if name, is := names[d.record]; is && name != d.called {
			as := d.named(name)
			as.called = name
			again = append(again, as)
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
	asked, err := askedWords(words)
	if err != nil || len(asked) == 0 { // nothing but signs
		return nil, 0, err
	}
	index := q.words
	if index == nil {
		index = newTextIndex()
	}
	for {
		if err := index.read(ctx, q, store); err != nil {
			return nil, 0, err
		}
		if streams, total, whole := index.find(f, asked); whole {
			return streams, total, nil
		}
	}
}
