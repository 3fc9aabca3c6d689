package market

import (
	"slices"
	"time"

	"twinning.example/engine/internal/law"
)

// ForReadiness is what a file of an entry is for.
const ForReadiness = "readiness"

// MostFiles is how many files an entry may have (our choice).
const MostFiles = 20

// An EntryFile is a file that shows how ready a solution is. Whoever sees what the entry says sees it.
type EntryFile struct {
	law.StoredFile
	At time.Time `json:"at"`
}

// AddEntryFile adds a file that is in the store.
type AddEntryFile struct {
	law.StoredFile
}

// WithdrawEntryFile takes a file back.
type WithdrawEntryFile struct {
	File string `json:"file"` // opaque name in the store
}

// EntryFileAdded says that a file belongs to an entry. It is in the clear.
type EntryFileAdded struct {
	law.StoredFile
}

// EntryFileWithdrawn says that a file was taken back. It is in the clear.
type EntryFileWithdrawn struct {
	File string `json:"file"`
}

// Kind is the kind's name.
func (AddEntryFile) Kind() string { return "add-entry-file" }

// Kind is the kind's name.
func (WithdrawEntryFile) Kind() string { return "withdraw-entry-file" }

// Kind is the kind's name.
func (EntryFileAdded) Kind() string { return "entry-file-added.v1" }

// Kind is the kind's name.
func (EntryFileWithdrawn) Kind() string { return "entry-file-withdrawn.v1" }

func (EntryFileAdded) entry()     {}
func (EntryFileWithdrawn) entry() {}

// Sealed: a draft is for whoever made it.
func (AddEntryFile) Sealed() bool { return true }

// Sealed: a draft is for whoever made it.
func (WithdrawEntryFile) Sealed() bool { return true }

// Check refuses what the store would never have given.
func (c AddEntryFile) Check() error { return c.StoredFile.Check() }

// Check refuses what names no file.
func (c WithdrawEntryFile) Check() error { return law.CheckStored("file", c.File) }

// Tell is its sentence.
func (e EntryFileAdded) Tell() law.Reason {
	return law.Why("entry-file-added", law.Quote("name", e.Title))
}

// Tell is its sentence.
func (e EntryFileWithdrawn) Tell() law.Reason {
	return law.Why("entry-file-withdrawn", law.Ref("file", e.File))
}

// has tells whether a file belongs to the entry.
func (e Entry) has(file string) bool {
	return slices.ContainsFunc(e.Files, func(f EntryFile) bool { return f.File == file })
}

// decide takes a file while the entry is not given to the staff, and not public: what is public was checked.
func (c AddEntryFile) decide(e Entry, _ law.Facts, r law.Receipt) ([]EntryEvent, error) {
	if err := e.mine(r); err != nil {
		return nil, err
	}
	if err := e.in(Drafted, Returned, Lapsed); err != nil {
		return nil, err
	}
	switch {
	case e.has(c.File):
		return nil, law.Refuse("entries", "file-known", law.Ref("file", c.File))
	case len(e.Files) >= MostFiles:
		return nil, law.Refuse("entries", "too-many-files", law.Ref("entry", e.Reference), law.Count("most", MostFiles))
	}
	return []EntryEvent{EntryFileAdded(c)}, nil
}

func (c WithdrawEntryFile) decide(e Entry, _ law.Facts, r law.Receipt) ([]EntryEvent, error) {
	if err := e.mine(r); err != nil {
		return nil, err
	}
	if err := e.in(Drafted, Returned, Lapsed); err != nil {
		return nil, err
	}
	if !e.has(c.File) {
		return nil, law.Refuse("entries", "file-unknown", law.Ref("file", c.File))
	}
	return []EntryEvent{EntryFileWithdrawn(c)}, nil
}
