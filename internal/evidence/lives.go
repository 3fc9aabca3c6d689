package evidence

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/body"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/market"
	"twinning.example/engine/internal/masterclass"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/texts"
	"twinning.example/engine/internal/twinning"
)

// What files are for, beside those of tenders (twinning.Targets) and of entries (market.ForReadiness).
const (
	ForMaterial = "material-" // of a masterclass, by its id
	ForMeeting  = "meeting-"  // of a body: MEETING/ITEM
)

// addedSQL is that an event says that a file was added, and takenSQL that one was taken back.
const (
	addedSQL = `kind IN ('evidence-added.v1', 'entry-file-added.v1', 'material-added.v1', 'meeting-document-added.v1')`
	takenSQL = `kind IN ('evidence-withdrawn.v1', 'entry-file-withdrawn.v1')`
)

// goneSQL are the subjects whose files are destroyed: whom an erasure names, and lives whose retention has ended. An event that says so of a life
// that is kept destroys nothing.
const goneSQL = `ARRAY(SELECT jsonb_array_elements_text(convert_from(g.body, 'UTF8')::jsonb -> 'subjects') FROM ledger.events g
        WHERE g.stream = 'ledger/erasures' AND g.kind = 'bodies-erased.v1'
    UNION SELECT ledger.expired_life(g.position) FROM ledger.events g WHERE g.stream = 'ledger/erasures' AND g.kind = 'bodies-expired.v1')`

// hasFiles tells whether a life may have files.
func hasFiles(stream string) bool {
	return slices.ContainsFunc([]string{law.TenderFamily, market.EntryRoot, masterclass.Root, body.Root}, func(family string) bool { return strings.HasPrefix(stream, family) })
}

// files are the files of a life, with what they are called, and which of them a viewer may see: those that belong to what they may see.
func (s *Store) files(ctx context.Context, v access.Viewer, stream string) ([]twinning.File, func(twinning.File) bool, error) {
	if s.stood != nil {
		is, home, err := s.stood(ctx, stream)
		if err != nil {
			return nil, nil, fmt.Errorf("read the files of %s: %w", law.Reference(stream), err)
		}
		files, sees := filesOf(v, is, home)
		return files, sees, nil
	}
	var is, home law.State
	err := s.Ledger.Snapshot(ctx, func(ctx context.Context, from ledger.Snapshot) error {
		folded, err := state.FoldAt(ctx, s.Ledger, from, stream, 0)
		if err != nil {
			return err
		}
		of, err := state.FoldAt(ctx, s.Ledger, from, lives.Home(stream), 0)
		is, home = folded.State, of.State
		return err
	})
	if err != nil {
		return nil, nil, fmt.Errorf("read the files of %s: %w", law.Reference(stream), err)
	}
	files, sees := filesOf(v, is, home)
	files, err = texts.Told(ctx, texts.New(s.Ledger), files)
	return files, sees, err
}

func filesOf(v access.Viewer, is, home law.State) (files []twinning.File, sees func(twinning.File) bool) {
	stored := func(of law.StoredFile, target string) {
		files = append(files, twinning.File{File: of.File, For: target, SealedSHA256: of.SealedSHA256, SealedSize: of.SealedSize, Title: of.Title, Type: of.Type, SHA256: of.SHA256})
	}
	all := func(may bool) func(twinning.File) bool { return func(twinning.File) bool { return may } }
	switch is := is.(type) {
	case twinning.Twinning:
		c, _ := home.(call.Call)
		sight := access.Of(v, c, is)
		return is.Files, func(f twinning.File) bool { return sight.SeesEvidence(f.For) }
	case market.Entry:
		m, _ := home.(market.Market)
		for _, f := range is.Files {
			stored(f.StoredFile, market.ForReadiness)
			files[len(files)-1].By, files[len(files)-1].At = is.By, f.At
		}
		sight := access.OfEntry(v, m, is)
		if !sight.Standing() { // nobody is told who made an entry
			for n := range files {
				files[n].By = ""
			}
		}
		return files, all(sight.Reads())
	case masterclass.Masterclass:
		for _, x := range is.Materials {
			if x.Stored != nil {
				stored(*x.Stored, ForMaterial+x.ID)
			}
		}
		return files, all(access.OfMasterclass(v, is).Own())
	case body.Body:
		for _, m := range is.Meetings {
			for _, d := range m.Documents {
				if d.Stored != nil {
					stored(*d.Stored, ForMeeting+m.ID+"/"+d.Item)
					files[len(files)-1].By, files[len(files)-1].At = d.By, d.At
				}
			}
		}
		sight := access.OfBody(v, is, "")
		return files, all(sight.Meetings() && sight.Documents())
	}
	return nil, all(false)
}
