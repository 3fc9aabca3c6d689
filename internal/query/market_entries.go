package query

import (
	"context"
	"strings"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/market"
	"twinning.example/engine/internal/organisation"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/texts"
)

// entries are those of some streams, in their order, as a viewer sees them.
func (q *Queries) entries(ctx context.Context, v access.Viewer, streams []string) ([]EntryRow, error) {
	rows, _, err := q.folded(ctx, v, streams)
	if err != nil {
		return nil, err
	}
	return texts.Told(ctx, texts.New(q.ledger), rows)
}

// published are the published ones of some streams, in their order, without what became of them. What they
// say is remembered as long as nothing more is recorded of them, and nothing is erased.
func (q *Queries) published(ctx context.Context, v access.Viewer, streams []string) ([]EntryRow, error) {
	turn := q.texts.turn()
	all, versions, err := q.folded(ctx, v, streams)
	if err != nil {
		return nil, err
	}
	rows, unknown := []EntryRow{}, []EntryRow(nil)
	var places []int // of the unknown, among the rows
	for _, row := range all {
		if row.Stage != market.Published { // the table may be a moment behind
			continue
		}
		row.Standing, row.Files = nil, []StoredRow{}
		if is, known := q.texts.of(row.Reference, versions[row.Reference]); known {
			row.Title, row.Description, row.Region = is.title, is.description, is.region
		} else {
			unknown, places = append(unknown, row), append(places, len(rows))
		}
		rows = append(rows, row)
	}
	if len(unknown) == 0 {
		return rows, nil
	}
	told := texts.New(q.ledger)
	if unknown, err = texts.Told(ctx, told, unknown); err != nil {
		return nil, err
	}
	for n, row := range unknown {
		rows[places[n]] = row
		if !told.Missed() {
			q.texts.keep(turn, row.Reference, said{version: versions[row.Reference], title: row.Title, description: row.Description, region: row.Region})
		}
	}
	return rows, nil
}

// folded are entries as a viewer sees them, what people wrote as references, with the versions of their streams by reference.
func (q *Queries) folded(ctx context.Context, v access.Viewer, streams []string) (rows []EntryRow, versions map[string]int64, err error) {
	rows, versions = []EntryRow{}, make(map[string]int64, len(streams))
	var all map[string]state.Folded
	var names map[string]string
	err = q.snapshot(ctx, func(ctx context.Context, from ledger.Snapshot) (err error) {
		needs := make(map[string]bool, 2*len(streams))
		for _, stream := range streams {
			needs[stream], needs[lives.Home(stream)] = true, true
			is, _ := q.folder.Recall(stream, 1) // of which organisation it was, so that all are read at once
			if e, _ := is.State.(market.Entry); e.Content.Organisation != "" {
				needs[organisation.Root+e.Content.Organisation] = true
			}
		}
		if all, err = q.folder.FoldEach(ctx, from, sorted(needs)); err != nil {
			return err
		}
		names, err = q.organisationsOf(ctx, from, all)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	q.lookedAt(streams)
	for _, stream := range streams { // outside of the snapshot: what is seen of the past is asked of the present
		e, _ := all[stream].State.(market.Entry)
		m, _ := all[market.Root+e.Market].State.(market.Market)
		if row, seen := entryRow(v, m, e, names[e.Content.Organisation]); seen {
			rows = append(rows, row)
			versions[row.Reference] = all[stream].Version
		}
	}
	return rows, versions, nil
}

// organisationsOf are the names of the organisations, and of those of the entries, among some lives, by the references of
// their records: one that was joined is called as the record that holds. Records among the lives are not read again.
func (q *Queries) organisationsOf(ctx context.Context, from ledger.Snapshot, among map[string]state.Folded) (map[string]string, error) {
	records, next := map[string]state.Folded{}, map[string]bool{}
	take := func(some map[string]state.Folded) {
		for stream, is := range some {
			o, recorded := is.State.(organisation.Organisation)
			if !recorded {
				continue
			}
			records[stream] = is
			delete(next, stream)
			if o.Into != "" {
				next[organisation.Root+o.Into] = true
			}
		}
		for stream := range next {
			if _, known := records[stream]; known {
				delete(next, stream)
			}
		}
	}
	for _, is := range among {
		if e, _ := is.State.(market.Entry); e.Content.Organisation != "" {
			next[organisation.Root+e.Content.Organisation] = true
		}
	}
	take(among)
	for n := 0; len(next) > 0 && n < mostJoins; n++ {
		some, err := q.folder.FoldEach(ctx, from, sorted(next))
		if err != nil {
			return nil, err
		}
		take(some)
	}
	names := map[string]string{}
	for stream, is := range among {
		if e, _ := is.State.(market.Entry); e.Content.Organisation != "" {
			names[e.Content.Organisation] = holding(e.Content.Organisation, records).Details.Name
		}
		if reference, recorded := strings.CutPrefix(stream, organisation.Root); recorded {
			names[reference] = holding(reference, records).Details.Name
		}
	}
	return names, nil
}
