package twinning

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"twinning.example/engine/internal/law"
)

// A File is a file of evidence that was added to a tender, for one purpose. What
// it is called, its type and the SHA-256 of its content stand, sealed, in the
// receipt; all that is in the clear says nothing of what is in it.
type File struct {
	File         string    `json:"file"`          // opaque name in the store
	For          string    `json:"for"`           // see ParseTarget
	SealedSHA256 string    `json:"sealed_sha256"` // SHA-256 of the ciphertext
	SealedSize   int64     `json:"sealed_size"`   // bytes of the ciphertext
	Title        law.Text  `json:"name"`          // what whoever added it calls it
	Type         law.Text  `json:"type"`          // media type
	SHA256       law.Text  `json:"sha256"`        // of the content
	By           string    `json:"by"`
	At           time.Time `json:"at"`
}

// AddEvidence adds a file that is in the store.
type AddEvidence struct {
	File         string   `json:"file"`
	For          string   `json:"for"`
	SealedSHA256 string   `json:"sealed_sha256"`
	SealedSize   int64    `json:"sealed_size"`
	Title        law.Text `json:"name"`
	Type         law.Text `json:"type"`
	SHA256       law.Text `json:"sha256"`
}

// WithdrawEvidence takes a file back before it counts.
type WithdrawEvidence struct {
	File   string   `json:"file"`
	For    string   `json:"for"`
	Reason law.Text `json:"reason,omitempty"`
}

func (AddEvidence) Kind() string      { return "add-evidence" }
func (WithdrawEvidence) Kind() string { return "withdraw-evidence" }

func (AddEvidence) command()      {}
func (WithdrawEvidence) command() {}

// Both may be about a tender that is sealed.
func (AddEvidence) Sealed() bool      { return true }
func (WithdrawEvidence) Sealed() bool { return true }

// EvidenceAdded says that a file belongs to a tender. It is in the clear.
type EvidenceAdded struct {
	File         string   `json:"file"`
	For          string   `json:"for"`
	SealedSHA256 string   `json:"sealed_sha256"`
	SealedSize   int64    `json:"sealed_size"`
	Title        law.Text `json:"name"`
	Type         law.Text `json:"type"`
	SHA256       law.Text `json:"sha256"`
}

// EvidenceWithdrawn says that a file was taken back before it counted.
type EvidenceWithdrawn struct {
	File   string   `json:"file"`
	For    string   `json:"for"`
	Reason law.Text `json:"reason,omitempty"`
}

func (EvidenceAdded) Kind() string     { return "evidence-added.v1" }
func (EvidenceWithdrawn) Kind() string { return "evidence-withdrawn.v1" }

func (EvidenceAdded) event()     {}
func (EvidenceWithdrawn) event() {}

func (EvidenceAdded) review()     {}
func (EvidenceWithdrawn) review() {}

// Purposes of a file.
const (
	ForLog           = "log"           // the log of a month: log-03
	ForExpense       = "expense"       // an expense by its id: expense-hotel
	ForReport        = "report"        // report-interim, report-final
	ForDeliverable   = "deliverable"   // a deliverable by its id: deliverable-roadmap
	ForMeeting       = "meeting"       // a meeting by its code: meeting-kick-off
	ForDocument      = "document"      // a document that the rule book asks for: document-budget
	ForClarification = "clarification" // the answer to a clarification that is asked for
)

// A Target is what a file is for.
type Target struct {
	Purpose string // one of the purposes
	ID      string // of the expense, report or document
	Month   int    // of the log
}

// Targets says how a target is written.
const Targets = "log-MONTH, expense-ID, report-interim, report-final, deliverable-ID, meeting-ID, document-ID or clarification"

// targets are the same, one by one.
var targets = []string{"log-MONTH", "expense-ID", "report-interim", "report-final", "deliverable-ID", "meeting-ID", "document-ID", "clarification"}

// ParseTarget reads what a file is for.
func ParseTarget(text string) (Target, error) {
	purpose, id, _ := strings.Cut(text, "-")
	t := Target{Purpose: purpose, ID: id}
	ok := false
	switch purpose {
	case ForClarification:
		ok = text == ForClarification
	case ForLog:
		month, err := strconv.Atoi(id)
		t.ID, t.Month, ok = "", month, err == nil && month >= 1 && month <= 60 && text == Target{Purpose: ForLog, Month: month}.String()
	case ForReport:
		ok = id == Interim || id == Final
	case ForExpense, ForDocument, ForDeliverable, ForMeeting:
		ok = law.CheckCode("id", id) == nil
	}
	if !ok {
		return Target{}, law.Nonsensef(law.WrongValue("for", targets...), "for is %q; allowed are %s", text, Targets)
	}
	return t, nil
}

// String writes a target as ParseTarget reads it.
func (t Target) String() string {
	switch t.Purpose {
	case ForLog:
		return fmt.Sprintf("%s-%02d", ForLog, t.Month)
	case ForClarification:
		return ForClarification
	}
	return t.Purpose + "-" + t.ID
}

// Check refuses what the store would never have given.
func (o AddEvidence) Check() error {
	if _, err := ParseTarget(o.For); err != nil {
		return err
	}
	return o.stored().Check()
}

func (o AddEvidence) stored() law.StoredFile {
	return law.StoredFile{File: o.File, SealedSHA256: o.SealedSHA256, SealedSize: o.SealedSize, Title: o.Title, Type: o.Type, SHA256: o.SHA256}
}

// Filed is the file that is added.
func (o AddEvidence) Filed() []law.StoredFile { return o.stored().Filed() }

// Filed are the files that stand for documents. A clarification changes none of them.
func (o SubmitTender) Filed() (files []law.StoredFile) {
	for _, d := range o.Tender.Documents {
		if d.File != "" {
			files = append(files, law.StoredFile{File: d.File})
		}
	}
	return files
}

// Check refuses what names no file.
func (o WithdrawEvidence) Check() error {
	if err := law.CheckStored("file", o.File); err != nil {
		return err
	}
	if _, err := ParseTarget(o.For); err != nil {
		return err
	}
	return law.CheckText("reason", o.Reason)
}

// FileFor returns the file of that name that was added for a purpose.
func (t Twinning) FileFor(name, target string) (File, bool) {
	i := slices.IndexFunc(t.Files, func(f File) bool { return f.File == name && f.For == target })
	if i < 0 {
		return File{}, false
	}
	return t.Files[i], true
}

// addFile is the twinning with one more file.
func (t Twinning) addFile(e EvidenceAdded, at law.Recorded) Twinning {
	t.Files = append(slices.Clip(t.Files), File{
		File: e.File, For: e.For, SealedSHA256: e.SealedSHA256, SealedSize: e.SealedSize, Title: e.Title, Type: e.Type, SHA256: e.SHA256, By: at.Actor, At: at.At(),
	})
	return t
}

func (t Twinning) withdrawFile(e EvidenceWithdrawn) Twinning {
	t.Files = slices.DeleteFunc(slices.Clone(t.Files), func(f File) bool { return f.File == e.File && f.For == e.For })
	return t
}
