package explain

import (
	"cmp"
	"context"
	"maps"
	"regexp"
	"slices"
	"strings"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

// A Reader is who is told. Staff and auditors are told all but what is sealed;
// whoever works at the machine of the programme and names nobody is told the
// same, but for the reports on a tender that is not evaluated yet. A party is
// told what was decided about its own tender, without the names of evaluators
// and without other tenders; scores only once it knows its outcome. An evaluator is told of their own appointment, assignments and
// reports. Those who verify, authorise and pay are told of logs and expenses.
type Reader struct {
	ID string // person id; "" for whoever works at the machine of the programme
	// Sealed tells that the tenders of a call may not be read now; nil is never.
	Sealed func(c call.Call) bool
	// Name says who an id is; nil shows ids.
	Name func(id string) string
}

// A standing is what a reader is in one life.
type standing struct {
	judging   bool // its evaluators have not all reported yet
	reader    Reader
	stream    string
	full      bool // staff or auditor
	party     bool
	parties   []string // of the tender
	evaluator bool
	hand      bool   // verifier, authoriser or payer
	sealed    bool   // what the tender says stays hidden from this reader
	sealing   string // "is sealed", and until when or why
	teller    Teller
	masks     map[string]string // by person id, for readers who may not know them
	masked    *strings.Replacer
	other     *regexp.Regexp  // references of tenders of the call
	own       map[string]bool // those that the reader may know
}

// standing is what the reader is in a life, as the call and the tender stand now.
func (x *Explainer) standing(ctx context.Context, l *line) (standing, error) {
	if s, ok := x.standings[l.stream]; ok {
		return s, nil
	}
	c, err := x.now(ctx, l)
	if err != nil {
		return standing{}, err
	}
	s := standing{reader: x.reader, stream: l.stream, masks: map[string]string{}}
	id := x.reader.ID
	t, isTender := l.last().(twinning.Twinning)
	s.full = id == "" || c.Has(id, law.Officer, law.Head, law.Auditor) || c.Released != nil && c.Has(id, law.ProcurerSignatory)
	s.judging = isTender && isJudged(t.Stage)
	s.parties = slices.DeleteFunc(t.TenderFact().Parties, func(p string) bool { return p == "" })
	s.party = slices.Contains(s.parties, id)
	s.evaluator = id != "" && c.Has(id, law.Evaluator)
	s.hand = id != "" && c.Has(id, law.Verifier, law.Authoriser, law.Payer)
	s.sealed = isTender && !s.party && x.reader.Sealed != nil && x.reader.Sealed(c)
	if s.sealing = "is sealed until the tenders of the call are opened"; c.Stage == call.Cancelled {
		s.sealing = "is sealed, as the call was cancelled before its tenders were opened"
	}
	if !s.full {
		s.mask(c, t)
	}
	s.teller = Teller{Sealed: s.sealed, Name: s.name}
	x.standings[l.stream] = s
	return s, nil
}

// mask hides evaluators from a reader who is not of the staff.
func (s *standing) mask(c call.Call, t twinning.Twinning) {
	hide := func(id, as string) {
		if _, known := s.masks[id]; id != s.reader.ID && !known {
			s.masks[id] = as
		}
	}
	for i, id := range t.Assigned {
		if s.evaluator {
			hide(id, "another evaluator")
		} else {
			hide(id, "evaluator "+string(rune('A'+i%26)))
		}
	}
	for _, e := range c.Evaluators {
		hide(e.Person, "an evaluator")
	}
	for _, v := range t.Reviews {
		hide(v.Evaluator, "an evaluator")
	}
	for _, k := range t.Conflicts {
		hide(k.Evaluator, "an evaluator")
	}
	all := slices.SortedFunc(maps.Keys(s.masks), func(a, b string) int { return cmp.Or(len(b)-len(a), cmp.Compare(a, b)) })
	pairs := make([]string, 0, 2*len(all))
	for _, id := range all {
		pairs = append(pairs, id, s.masks[id])
	}
	s.masked = strings.NewReplacer(pairs...)
	s.own = map[string]bool{law.Reference(s.stream): true}
	for tender, evaluators := range c.Assignments {
		if slices.Contains(evaluators, s.reader.ID) {
			s.own[tender] = true
		}
	}
	s.other = tendersOf(c.Reference)
}

// tendersOf matches the tenders of a call, by their references and as their streams name them.
func tendersOf(call string) *regexp.Regexp {
	return regexp.MustCompile(regexp.QuoteMeta(call) + `[-/][A-Z2-7]{6}\b`)
}

// name is what somebody is called before this reader.
func (s standing) name(id string) string {
	if as, hidden := s.masks[id]; hidden {
		return as
	}
	if s.reader.Name == nil {
		return id
	}
	return s.reader.Name(id)
}

// text puts names in the place of ids.
func (s standing) text(text string) string {
	return ids.ReplaceAllStringFunc(s.covered(text), s.name)
}

// covered hides what this reader may not know, whatever sentence it stands in.
func (s standing) covered(text string) string {
	if s.full {
		return text
	}
	return s.other.ReplaceAllStringFunc(s.masked.Replace(text), func(ref string) string {
		if s.own[strings.Replace(ref, "/", "-", 1)] {
			return ref
		}
		return "another tender"
	})
}

// scrub goes over a finished derivation once more: whatever a law or a sentence
// came to say, a name or a tender that is not the reader's business is not in it.
func (s standing) scrub(d Derivation) Derivation {
	if s.sealed && d.Recomputed.Difference != "" {
		d.Recomputed.Difference = "what the law says today is not what is recorded; where " + s.sealing
	}
	if s.full {
		return d
	}
	if d.Recomputed.Difference != "" {
		d.Recomputed.Difference = "what the law says today is not what is recorded; tell an auditor"
	}
	d.Decision, d.Outcome = s.covered(d.Decision), s.covered(d.Outcome)
	for i := range d.Arithmetic {
		d.Arithmetic[i] = s.covered(d.Arithmetic[i])
	}
	for i := range d.Facts {
		d.Facts[i].What, d.Facts[i].Stream = s.covered(d.Facts[i].What), s.covered(d.Facts[i].Stream)
	}
	if d.Table != nil {
		for _, row := range d.Table.Rows {
			for i := range row {
				row[i] = s.covered(row[i])
			}
		}
	}
	if d.Command != nil {
		c := *d.Command
		if _, hidden := s.masks[c.Actor]; hidden {
			c.Actor, c.ID = "", ""
		}
		c.For = s.covered(c.For)
		d.Command = &c
	}
	if d.Moment != nil {
		k := *d.Moment
		k.Key = s.covered(k.Key)
		d.Moment = &k
	}
	return d
}
