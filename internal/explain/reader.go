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
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/twinning"
)

// A Reader is who is told: package access says what they may see.
type Reader struct {
	access.Viewer
	// Name says who an id is; nil shows ids.
	Name func(id string) string
	// Language is that of the sentences: en, fr or de; "" is en.
	Language string
}

// A readerView is what a reader is in one life.
type readerView struct {
	access.Sight
	reader  Reader
	sealed  bool       // what the tender says stays hidden from this reader
	sealing law.Reason // until when something is sealed, or why
	about   describer
	tell    *narrate.Narrator
	masks   map[string]string // by person id, for readers who may not know them
	masked  *strings.Replacer
	another string          // what another tender is called
	other   *regexp.Regexp  // references of tenders of the call
	own     map[string]bool // those that the reader may know
	apart   bool            // the life is neither a call nor a tender: who else acted in it is for those alone who see all of it
}

// readerView is what the reader is in a life, as the call and the tender stand now.
func (x *Explainer) readerView(ctx context.Context, l *timeline) (readerView, error) {
	if s, ok := x.views[l.stream]; ok {
		return s, nil
	}
	c, err := x.now(ctx, l)
	if err != nil {
		return readerView{}, err
	}
	s := readerView{reader: x.reader, masks: map[string]string{}}
	switch now := l.last().(type) {
	case twinning.Twinning:
		s.Sight = access.Of(x.reader.Viewer, c, now)
		s.sealed = s.Sealed()
	case call.Call:
		s.Sight = access.OfCall(x.reader.Viewer, c)
	default:
		of, err := x.callTimeline(ctx, l)
		if err != nil {
			return readerView{}, err
		}
		s.apart = true
		s.Sight = access.OfLife(x.reader.Viewer, l.stream, now, of.last(), l.law.Staff(now, state.Beside(l.stream, now, of.last())))
	}
	if s.sealing = law.Why("sealed-until-opening"); c.Stage == call.Cancelled {
		s.sealing = law.Why("sealed-as-cancelled")
	}
	if t, ok := l.last().(twinning.Twinning); ok && access.WithdrawnSealed(c, t) {
		s.sealing = law.Why("sealed-as-withdrawn")
	}
	if !s.Full() {
		if err := s.mask(c, law.Reference(l.stream)); err != nil {
			return readerView{}, err
		}
	}
	s.about = describer{sealed: s.sealed}
	if s.tell, err = narrate.New(s.reader.Language, s.named, ""); err != nil {
		return readerView{}, err
	}
	clocks, err := x.clocks(ctx, l)
	if err != nil {
		return readerView{}, err
	}
	terms, err := x.terms(ctx, l, s.reader.Language)
	if err != nil {
		return readerView{}, err
	}
	if terms == nil {
		terms = c.Rules.Terms(s.reader.Language)
	}
	s.tell = s.tell.OnClocks(clocks).Calling(terms)
	x.views[l.stream] = s
	return s, nil
}

// clocks is the zone of the rule book by which a life is steered.
func (x *Explainer) clocks(ctx context.Context, l *timeline) (string, error) {
	of, err := x.steering(ctx, l)
	if err != nil {
		return "", err
	}
	return lives.Zone(of.last()), nil
}

// steering is the life whose rule book a life is steered by.
func (x *Explainer) steering(ctx context.Context, l *timeline) (*timeline, error) {
	if at := lives.ClocksOf(l.stream); at != l.stream {
		return x.timeline(ctx, at)
	}
	return l, nil
}

// terms tell the codes that the rule book of a life names, or of the one by which it is steered; nil where neither names any.
func (x *Explainer) terms(ctx context.Context, l *timeline, lang string) (func(set, code string) string, error) {
	of, err := x.steering(ctx, l)
	if err != nil {
		return nil, err
	}
	for _, is := range []law.State{l.last(), of.last()} {
		if named, ok := is.(interface {
			Terms(lang string) func(set, code string) string
		}); ok {
			return named.Terms(lang), nil
		}
	}
	return nil, nil //nolint:nilnil // those of the call
}

// mask hides evaluators, and other tenders, from a reader who is not of the staff.
func (s *readerView) mask(c call.Call, reference string) error {
	tell, err := narrate.New(s.reader.Language, nil, "")
	if err != nil {
		return err
	}
	for id, as := range s.Masks() {
		s.masks[id] = tell.Reason(as)
	}
	s.another = tell.Word("people", "another-tender")
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
	return nil
}

// tendersOf matches the tenders of a call, by their references and as their streams name them.
func tendersOf(call string) *regexp.Regexp {
	return regexp.MustCompile(regexp.QuoteMeta(call) + `[-/][A-Z2-7]{6}\b`)
}

// name is what somebody is called before this reader.
func (s readerView) name(id string) string {
	if as, hidden := s.masks[id]; hidden {
		return as
	}
	if s.reader.Name == nil {
		return id
	}
	return s.reader.Name(id)
}

var ids = regexp.MustCompile(`\bp-[a-z2-7]{10}\b`)

// named is name for a narrator. Where the name has the id in it, the id stands until
// text puts the name in its place: it is to be put there once.
func (s readerView) named(id string) string {
	name := s.name(id)
	if ids.MatchString(id) && strings.Contains(name, id) {
		return id
	}
	return name
}

// text puts names in the place of ids.
func (s readerView) text(text string) string {
	return ids.ReplaceAllStringFunc(s.covered(text), s.name)
}

// covered hides what this reader may not know, whatever sentence it stands in.
func (s readerView) covered(text string) string {
	if s.Full() {
		return text
	}
	return s.other.ReplaceAllStringFunc(s.masked.Replace(text), func(ref string) string {
		if s.own[strings.Replace(ref, "/", "-", 1)] {
			return ref
		}
		return s.another
	})
}

// sentence tells what was found or what happened, in the reader's language.
func (s readerView) sentence(r law.Reason) Sentence { return s.told(s.tell, r) }

// toTheSecond is sentence without microseconds.
func (s readerView) toTheSecond(r law.Reason) Sentence { return s.told(s.tell.ToTheSecond(), r) }

func (s readerView) told(by *narrate.Narrator, r law.Reason) Sentence {
	return Sentence{Code: r.Code, With: s.shown(r.With), Text: s.text(by.Reason(r))}
}

// shown are parameters without what this reader may not know.
func (s readerView) shown(with []law.Param) []law.Param {
	if s.Full() {
		return with
	}
	with = slices.Clone(with)
	for i, p := range with {
		if p.Value != s.covered(p.Value) {
			with[i].Value = ""
		}
		with[i].List, with[i].With = s.shown(p.List), s.shown(p.With)
	}
	return with
}

// foreign tells whether somebody acted of whom the reader is not told.
func (s readerView) foreign(actor string) bool {
	return s.counted() && actor != "" && actor != s.reader.Person
}

// counted tells whether how many facts a life has would tell this reader of others in it.
func (s readerView) counted() bool { return s.apart && !s.Full() }

// scrub goes over a finished derivation once more: whatever a law or a sentence
// came to say, a name or a tender that is not the reader's business is not in it.
func (s readerView) scrub(d Derivation) Derivation {
	if s.sealed && d.Recomputed.Difference.Code != "" {
		d.Recomputed.Difference = s.sentence(law.Why("differs-where-sealed", law.Because("sealing", s.sealing)))
	}
	if s.Full() {
		return d
	}
	if d.Recomputed.Difference.Code != "" {
		d.Recomputed.Difference = s.sentence(law.Why("differs"))
	}
	for _, text := range d.sentences() {
		*text = s.covered(*text)
	}
	for i := range d.Facts {
		d.Facts[i].Stream = s.covered(d.Facts[i].Stream)
	}
	d.Version = 0 // how many facts there are tells of those that are not told
	if s.counted() {
		d.Seen = 0
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
