// Package uploads adds files of evidence to tenders for whoever sends them, over the
// command line, the API and the pages: the law is asked first, then the file is sealed
// into the store, then the command add-evidence is sent.
package uploads

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/evidence"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/query"
)

// Uploads adds files. It is safe for any number of goroutines.
type Uploads struct {
	Store   *evidence.Store
	Queries *query.Queries
	// Submit brings a command to the ledger, as door.Door does.
	Submit func(context.Context, door.Request) (door.Receipt, error)
}

// A File is one file that somebody sends.
type File struct {
	Stream  string // of the life, as in twinning/DHE-2019/K7Q2MD
	For     string // as CheckTarget has it
	Name    string // what its sender calls it, without a folder
	Title   string // of a material or a document; "" takes its name
	Content io.Reader
	ID      string        // of the command; "" draws one
	As      string        // id or alias of the person who sends it
	OnFor   string        // id of the person on whose behalf; "" for none
	Wait    time.Duration // for the answer: as door.Request has it
}

// Added is a file that was added, or whose command was refused: the receipt says which.
type Added struct {
	File    string       `json:"file"` // opaque name in the store
	For     string       `json:"for"`
	Type    string       `json:"type"`
	Size    int64        `json:"size"`   // bytes
	SHA256  string       `json:"sha256"` // of the content
	State   string       `json:"state"`  // of the scanner
	Receipt door.Receipt `json:"receipt"`
}

// Refused says that the law would not take a file, before any of it was stored. Nothing is recorded.
type Refused struct{ Run query.DryRun }

func (e *Refused) Error() string { return "the file is not taken now: " + e.Run.Refusal.Code }

// Add asks the law about a file, stores it, and adds it to its tender. v is who sends
// it, who may know of the tender: the caller has checked that. The same file with the same id is added
// once, and answered as the first time. *Refused and evidence.ErrRefused say why it is
// not taken: then nothing of it stays.
func (u *Uploads) Add(ctx context.Context, v access.Viewer, f File) (Added, error) {
	if f.ID == "" {
		f.ID = door.NewID()
	}
	if err := law.CheckCode("command id", f.ID); err != nil {
		return Added{}, fmt.Errorf("%w: %w", door.ErrNonsense, err)
	}
	limit, err := u.ask(ctx, v, f)
	if err != nil {
		return Added{}, err
	}
	stored, err := u.Store.Put(ctx, evidence.Upload{Stream: f.Stream, By: v.Person, Content: f.Content, MaxBytes: limit})
	if err != nil {
		return Added{}, err
	}
	c := command(f, law.StoredFile{File: stored.Name, SealedSHA256: stored.Sealed, SealedSize: stored.SealedSize, Type: law.Text(stored.Type), SHA256: law.Text(stored.SHA256)})
	receipt, err := u.Submit(ctx, door.Request{Stream: f.Stream, Command: c, As: f.As, For: f.OnFor, ID: f.ID, Wait: f.Wait})
	return Added{File: stored.Name, For: f.For, Type: stored.Type, Size: stored.Size, SHA256: stored.SHA256, State: stored.State, Receipt: receipt}, err
}

// ask asks the law before anything is stored, so that nobody fills the store with what
// would be refused, and gives the most bytes that the file may have; 0: as the store has it.
func (u *Uploads) ask(ctx context.Context, v access.Viewer, f File) (int64, error) {
	if err := CheckTarget(f.Stream, f.For); err != nil {
		return 0, query.AsInvalid(err)
	}
	var limit int64
	if strings.HasPrefix(f.Stream, law.TenderFamily) {
		var err error
		if limit, err = u.Queries.EvidenceLimit(ctx, f.Stream, f.For); err != nil {
			return 0, query.AsInvalid(err)
		}
	}
	probe := command(f, law.StoredFile{
		File: "f-" + strings.Repeat("a", 26), SealedSHA256: strings.Repeat("0", 64), SealedSize: 17, Type: "application/pdf", SHA256: law.Text(strings.Repeat("0", 64)),
	})
	if err := probe.Check(); err != nil {
		return 0, query.AsInvalid(err)
	}
	run, err := u.Queries.Dry(ctx, v, f.Stream, f.OnFor, probe)
	if err != nil || run.Status != door.Refused {
		return limit, err
	}
	_, err = u.Queries.Receipt(ctx, v, f.Stream, f.ID, false)
	switch {
	case errors.Is(err, door.ErrNotFound):
		return 0, &Refused{Run: run}
	case err != nil:
		return 0, fmt.Errorf("look whether the file was sent before: %w", err)
	}
	return limit, nil // it was sent before: the door answers as the first time
}
