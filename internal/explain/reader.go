package explain

import (
	"cmp"
	"context"
	"maps"
	"regexp"
	"slices"
	"strings"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/twinning"
)

// A Reader is who is told: package access says what they may see.
type Reader struct {
	access.Viewer
	// Name says who an id is; nil shows ids.
	Name func(id string) string
}

// A standing is what a reader is in one life.
type standing struct {
	access.Sight
	reader  Reader
	sealed  bool   // what the tender says stays hidden from this reader
	sealing string // "is sealed", and until when or why
	teller  Teller
	masks   map[string]string // by person id, for readers who may not know them
	masked  *strings.Replacer
	other   *regexp.Regexp  // references of tenders of the call
	own     map[string]bool // those that the reader may know
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
	s := standing{reader: x.reader, masks: map[string]string{}}
	switch now := l.last().(type) {
	case twinning.Twinning:
		s.Sight = access.Of(x.reader.Viewer, c, now)
		s.sealed = s.Sealed()
	case call.Call:
		s.Sight = access.OfCall(x.reader.Viewer, c)
	default:
		of, err := x.callLine(ctx, l)
		if err != nil {
			return standing{}, err
		}
		s.Sight = access.OfAnother(x.reader.Viewer, l.stream, l.law.Staff(now, state.Beside(l.stream, now, of.last())))
	}
	if s.sealing = "is sealed until the tenders of the call are opened"; c.Stage == call.Cancelled {
		s.sealing = "is sealed, as the call was cancelled before its tenders were opened"
	}
	if t, ok := l.last().(twinning.Twinning); ok && access.WithdrawnSealed(c, t) {
		s.sealing = "is sealed, as the tender was withdrawn before the opening"
	}
	if !s.Full() {
		s.mask(c, law.Reference(l.stream))
	}
	s.teller = Teller{Sealed: s.sealed, Name: s.name}
	x.standings[l.stream] = s
	return s, nil
}

// mask hides evaluators, and other tenders, from a reader who is not of the staff.
func (s *standing) mask(c call.Call, reference string) {
	s.masks = s.Masks()
	all := slices.SortedFunc(maps.Keys(s.masks), func(a, b string) int { return cmp.Or(len(b)-len(a), cmp.Compare(a, b)) })
	pairs := make([]string, 0, 2*len(all))
	for _, id := range all {
		pairs = append(pairs, id, s.masks[id])
	}
	s.masked = strings.NewReplacer(pairs...)
	s.own = map[string]bool{reference: true}
	for tender, evaluators := range c.Assignments {
		if slices.Contains(evaluators, s.reader.Person) {
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
	if s.Full() {
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
	if s.Full() {
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
