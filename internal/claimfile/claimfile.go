// Package claimfile reads claims from files: a table of a month, CSV or XLSX, or
// invoices as EN 16931 has them, UBL or CII. Of everything that is wrong it says in
// which file, on which line and in which column it stands; then there are no claims at all.
package claimfile

import (
	"bytes"
	"fmt"
	"strings"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/twinning"
)

// Files is how many files are read at once, at most.
const Files = 50

// A File is one file as somebody sent it. What it is says its content, and no name.
type File struct {
	Name    string // what it is called; "" where it is the only one
	Content []byte
}

// Given is what an invoice does not say of the claim for it.
type Given struct {
	Kind       twinning.CostKind // direct where it is left out
	Category   string
	PaidOn     calendar.Date
	Deductible bool // the claimant can deduct the VAT: the amount without it is claimed
}

// A Read is one claim, and where it was read.
type Read struct {
	File  string
	Line  int // 0 of an invoice
	Claim twinning.Claim
}

// A Problem is what is wrong, and where.
type Problem struct {
	File   string
	Line   int    // from 1, in a table the line of the names of the columns; 0 for the whole file
	Column string // by its name, of an invoice by the term of EN 16931; "" for the whole line
	Why    law.Reason
}

func (p Problem) Error() string { return p.Told(narrate.English()) }

// Told is the problem in a reader's language, without its place.
func (p Problem) Told(n *narrate.Narrator) string {
	at := []string{}
	if p.File != "" {
		at = append(at, p.File)
	}
	if p.Line > 0 {
		at = append(at, fmt.Sprintf("line %d", p.Line))
	}
	if p.Column != "" {
		at = append(at, "column "+p.Column)
	}
	if len(at) == 0 {
		return n.Reason(p.Why)
	}
	return strings.Join(at, ", ") + ": " + n.Reason(p.Why)
}

// most is how many problems are told.
const most = 100

// Parse reads files. Where anything is wrong in one of them, there are no claims.
func Parse(files []File, given Given) ([]Read, []Problem) {
	if given.Kind == "" {
		given.Kind = twinning.Direct
	}
	if len(files) > Files {
		return nil, []Problem{{Why: law.Why("file-files", law.Count("most", Files))}}
	}
	var list []Read
	var invoices []invoice
	var wrong []Problem
	for _, f := range files {
		var read []Read
		var bad []Problem
		switch {
		case len(f.Content) > Limit:
			bad = []Problem{{Why: law.Why("file-large", law.Count("most", Limit))}}
		case isXML(f.Content):
			var one *invoice
			if one, bad = invoiceOf(f.Content); one != nil {
				one.file = f.Name
				invoices = append(invoices, *one)
			}
		default:
			read, bad = tableOf(f.Content)
		}
		for _, p := range bad {
			p.File = f.Name
			wrong = append(wrong, p)
		}
		for _, r := range read {
			r.File = f.Name
			list = append(list, r)
		}
		if len(wrong) >= most {
			return nil, wrong[:most]
		}
	}
	claims, bad := settle(invoices, given)
	list, wrong = append(list, claims...), append(wrong, bad...)
	if len(wrong) == 0 && len(list) > Rows {
		wrong = append(wrong, Problem{Why: law.Why("file-many", law.Count("most", Rows))})
	}
	if len(wrong) == 0 {
		wrong = twice(list)
	}
	if len(wrong) > 0 {
		return nil, wrong
	}
	return list, nil
}

// twice are the ids that stand in more than one file.
func twice(list []Read) (wrong []Problem) {
	first := map[string]Read{}
	for _, r := range list {
		if was, there := first[r.Claim.ID]; there {
			wrong = append(wrong, Problem{File: r.File, Line: r.Line, Column: "id", Why: law.Why("claim-twice", narrate.Verbatim("text", cut(r.Claim.ID)), narrate.Verbatim("file", was.File))})
		}
		first[r.Claim.ID] = r
	}
	return wrong
}

// Claims are the claims alone.
func Claims(list []Read) []twinning.Claim {
	claims := make([]twinning.Claim, len(list))
	for i, r := range list {
		claims[i] = r.Claim
	}
	return claims
}

// isXML tells whether a file begins as XML does, and no CSV.
func isXML(file []byte) bool {
	return bytes.HasPrefix(bytes.TrimLeft(bytes.TrimPrefix(file, []byte("\ufeff")), " \t\r\n"), []byte("<"))
}
