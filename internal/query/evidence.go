package query

import (
	"context"
	"errors"
	"strings"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/evidence"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/market"
	"twinning.example/engine/internal/reads"
	"twinning.example/engine/internal/twinning"
)

// An EvidenceRow is a file of a tender, or of another life that has files, in a list.
type EvidenceRow struct {
	File   string `json:"file"` // opaque name in the store
	Name   string `json:"name"` // what whoever added it calls it
	For    string `json:"for"`
	Type   string `json:"type"`
	Size   int64  `json:"size"`   // bytes
	SHA256 string `json:"sha256"` // of the content
	State  string `json:"state"`  // of the scanner, or erased
	By     string `json:"by,omitempty"`
	At     string `json:"at,omitempty"`
}

// Evidence lists the files of a tender, or of another life that has files, that a viewer may see, in the order in
// which they were added. Without a word of others: who may see none gets an
// empty list, as where there is none.
func (q *Queries) Evidence(ctx context.Context, v access.Viewer, from *evidence.Store, stream string) ([]EvidenceRow, error) {
	if strings.HasPrefix(stream, law.TenderFamily) {
		if _, _, err := q.tender(ctx, law.Reference(stream)); err != nil {
			return nil, err
		}
	} else if _, err := q.Known(ctx, v, stream); err != nil {
		return nil, err
	}
	list, err := q.filesThen(from).List(ctx, v, stream)
	if err != nil {
		return nil, err
	}
	rows := make([]EvidenceRow, len(list))
	for i, e := range list {
		rows[i] = NewEvidenceRow(e)
	}
	return rows, nil
}

// filesThen is a store of files as they stood then, where it is asked how they did.
func (q *Queries) filesThen(from *evidence.Store) *evidence.Store {
	if q.then == nil {
		return from
	}
	return from.AsOf(func(ctx context.Context, stream string) (law.State, law.State, error) {
		is, err := q.fold(ctx, stream)
		if err != nil {
			return nil, nil, err
		}
		home, err := q.home(ctx, is)
		return is.State, home, err
	})
}

// EvidenceFile is a file by its name in the store. What a viewer may not see is an
// Absent, as what is not there.
func (q *Queries) EvidenceFile(ctx context.Context, v access.Viewer, from *evidence.Store, name string) (EvidenceRow, error) {
	e, _, err := q.filesThen(from).Find(ctx, v, name)
	if errors.Is(err, evidence.ErrNotFound) {
		return EvidenceRow{}, &Absent{Noun: "file"}
	}
	return NewEvidenceRow(e), err
}

// AbsentFile is the name of the first of these files that is not in the store for a life, "" where all are: as evidence.Absent.
func (q *Queries) AbsentFile(ctx context.Context, stream string, files []law.StoredFile) (string, error) {
	store, err := q.views(ctx)
	if err != nil {
		return "", err
	}
	return evidence.Absent(ctx, store.Pool(), stream, files)
}

// File opens a file for a viewer, by its name in the store, from an offset of its content.
// It is recorded who opens it. The caller closes it. Errors are those of
// evidence.Store.Open.
func (q *Queries) File(ctx context.Context, v access.Viewer, from *evidence.Store, name string, offset int64) (*evidence.Content, error) {
	content, err := q.filesThen(from).Open(ctx, v, name, offset)
	if err != nil {
		return nil, err
	}
	if err := q.readFile(ctx, v, content.Stream, "file "+name); err != nil {
		content.Close()
		return nil, err
	}
	return content, nil
}

// readFile records that a viewer reads a file of a life. Of an entry that is published, of a masterclass and of a body it is not recorded: who sees
// what they belong to sees them.
func (q *Queries) readFile(ctx context.Context, v access.Viewer, stream, what string) error {
	switch {
	case strings.HasPrefix(stream, law.TenderFamily):
		_, c, err := q.tender(ctx, law.Reference(stream))
		if err != nil {
			return err
		}
		return q.readOf(ctx, v, c, stream, what)
	case strings.HasPrefix(stream, market.EntryRoot):
		is, err := q.fold(ctx, stream)
		if err != nil {
			return err
		}
		if e, _ := is.State.(market.Entry); q.reads != nil && !e.Public() && e.By != v.Person && !v.Operator {
			return q.reads.Record(ctx, reads.Read{Person: v.Person, Stream: stream, What: what, Rule: "staff"})
		}
	}
	return nil
}

// NewEvidenceRow is a file in a list.
func NewEvidenceRow(e evidence.Entry) EvidenceRow {
	return EvidenceRow{
		File: e.File.File, Name: string(e.Title), For: e.For, Type: string(e.Type), Size: e.Size, SHA256: string(e.SHA256),
		State: e.State, By: e.By, At: optional(calendar.Instant(e.At), e.At.IsZero()),
	}
}

// EvidenceLimit is the most bytes that a file for a purpose may have, by the rule
// book of the call; 0 where it says nothing: then evidence.Limit holds.
func (q *Queries) EvidenceLimit(ctx context.Context, stream, purpose string) (int64, error) {
	_, c, err := q.tender(ctx, law.Reference(stream))
	if err != nil {
		return 0, err
	}
	target, err := twinning.ParseTarget(purpose)
	if err != nil {
		return 0, err
	}
	d, asked := c.Rules.Document(target.ID)
	if !asked || target.Purpose != twinning.ForDocument {
		return 0, nil
	}
	return d.MaxBytes, nil
}
