// Package lives is the one table of kinds of life. A new kind is one row here,
// a law, and its sentences: door, worker, ledger, views and every command that
// takes a reference read this table.
package lives

import (
	"slices"
	"strings"

	"twinning.example/engine/internal/body"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/capacity"
	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/invitation"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/market"
	"twinning.example/engine/internal/masterclass"
	"twinning.example/engine/internal/organisation"
	"twinning.example/engine/internal/survey"
	"twinning.example/engine/internal/twinning"
)

// A Kind is one kind of life.
type Kind struct {
	Noun     string   // what people call one: "tender"
	Form     string   // what its references look like, for who writes one that is none: "as in DHE-2019"
	Also     []string // other words for it before a reference: "twinning"
	Root     string   // what the names of its streams begin with, and of no other: "twinning/"
	Workflow string   // Temporal's workflow type; final, histories carry it
	Law      law.Law
	Begins   []string // the kinds of commands with which one may begin under a reference that its sender chooses
	// Prefixed says that its references are always written with its noun before
	// them, as in programme/DHE: without it they name lives of other kinds.
	Prefixed bool
	// Stages is the closed set of which its stages are; "" is "stage", that of calls and tenders.
	Stages string

	// Stream is the stream of a reference, false where it is none of this kind.
	// Nil is Root and the reference.
	Stream func(reference string) (string, bool)
	// Home is the life by whose roles, zone and rule book this one is steered:
	// the call of a tender, the administration of a programme. It stands before
	// this one in the table. Nil is itself.
	Home func(stream string) string
	// Members begin the streams of the lives that this one steers: the tenders of a call. Nil is none.
	Members func(stream string) string
}

var kinds = []Kind{
	{
		Noun: "call", Form: "letters, digits and single hyphens, as in DHE-2019", Root: "call/", Workflow: life.Call, Law: call.Law, Begins: []string{call.OpenCall{}.Kind()},
		Members: func(stream string) string { return call.TenderPrefix(law.Reference(stream)) },
	},
	{
		Noun: "tender", Also: []string{"twinning"}, Form: "its call's, a hyphen and six of A-Z and 2-7, as in DHE-2019-K7Q2MD", Root: law.TenderFamily, Workflow: life.Twinning, Law: twinning.Law,
		Stream: func(reference string) (string, bool) {
			return law.TwinningStream(reference), law.CallOf(reference) != ""
		},
		Home: func(stream string) string { return law.CallStream(law.CallOf(law.Reference(stream))) },
	},
	{
		Noun: "administration", Form: "ADMINISTRATORS: there is one", Root: "administration/", Workflow: life.Administration, Law: governance.AdministrationLaw, Prefixed: true,
		Stream: func(reference string) (string, bool) {
			return governance.AdministrationStream, reference == governance.Administrators
		},
		Members: func(string) string { return governance.ProgrammeFamily },
	},
	{
		Noun: "programme", Form: "letters, digits and single hyphens, as in DigitalHealthEurope", Root: governance.ProgrammeFamily, Workflow: life.Programme, Law: governance.ProgrammeLaw,
		Begins: []string{governance.OpenProgramme{}.Kind()}, Prefixed: true,
		Stream: func(reference string) (string, bool) {
			stream := governance.ProgrammeStream(reference)
			return stream, stream != ""
		},
		Home: func(string) string { return governance.AdministrationStream },
	},
	{
		Noun: "invitation", Form: "its call's, a hyphen and ten of A-Z and 2-7, as in DHE-2019-K7Q2MDAAAA, or its programme's, a hyphen and twelve; 14 to 18 after that of a survey, a body, an initiative, a masterclass or a marketplace", Root: invitation.Root, Workflow: life.Invitation, Law: invitation.Law,
		Stream: invitation.Stream, Begins: []string{invitation.Invite{}.Kind()},
		Home: func(stream string) string { return invitation.Home(law.Reference(stream)) },
	},
	{
		Noun: "organisation", Form: "ten of A-Z and 2-7, as in K7Q2MDAAAA", Root: organisation.Root, Workflow: life.Organisation, Law: organisation.Law, Prefixed: true,
		Stream: organisation.Stream, Begins: []string{organisation.Record{}.Kind()},
	},
	{
		Noun: "market", Form: "letters, digits and single hyphens, as in HEALTH", Root: market.Root, Workflow: life.Market, Law: market.Law, Prefixed: true, Stages: "market-stage",
		Stream: market.MarketStream, Begins: []string{market.OpenMarket{}.Kind()},
	},
	{
		Noun: "entry", Form: "its market's, a hyphen and twelve of A-Z and 2-7, as in HEALTH-K7Q2MDAAAAAA", Root: market.EntryRoot, Workflow: life.Entry, Law: market.EntryLaw, Prefixed: true, Stages: "market-stage",
		Stream: market.EntryStream, Begins: []string{market.DraftEntry{}.Kind()},
		Home: func(stream string) string { return market.Root + market.Of(law.Reference(stream)) },
	},
	{
		Noun: "interest", Form: "its market's, a hyphen and twelve of A-Z and 2-7, as in HEALTH-K7Q2MDAAAAAA", Root: market.InterestRoot, Workflow: life.Interest, Law: market.InterestLaw, Prefixed: true, Stages: "market-stage",
		Stream: market.InterestStream, Begins: []string{market.ExpressInterest{}.Kind()},
		Home: func(stream string) string { return market.Root + market.Of(law.Reference(stream)) },
	},
	{
		Noun: "survey", Form: "letters, digits and single hyphens, as in EHN-2021", Root: survey.Root, Workflow: life.Survey, Law: survey.Law, Prefixed: true, Stages: "survey-stage",
		Stream: survey.StreamOf, Begins: []string{survey.OpenSurvey{}.Kind()},
	},
	{
		Noun: "masterclass", Form: "letters, digits and single hyphens, as in TRIESTE-2024", Root: masterclass.Root, Workflow: life.Masterclass, Law: masterclass.Law, Prefixed: true, Stages: "masterclass-stage",
		Stream: masterclass.StreamOf, Begins: []string{masterclass.OpenMasterclass{}.Kind()},
	},
	{
		Noun: "initiative", Form: "letters, digits and single hyphens, as in CAPACITYHD", Root: capacity.Root, Workflow: life.Initiative, Law: capacity.Law, Prefixed: true, Stages: "initiative-stage",
		Stream: capacity.StreamOf, Begins: []string{capacity.OpenInitiative{}.Kind()},
	},
	{
		Noun: "body", Form: "letters, digits and single hyphens, as in EHN", Root: body.Root, Workflow: life.Body, Law: body.Law, Prefixed: true, Stages: "body-stage",
		Stream: body.StreamOf, Begins: []string{body.OpenBody{}.Kind()},
	},
}

// Add adds a kind. It is for programs that are built with a kind of their own,
// and is called before anything reads the table.
func Add(k Kind) { kinds = append(kinds, k) }

// All lists the kinds, in the order in which people are told of them.
func All() []Kind { return slices.Clone(kinds) }

// Of is the kind of a life by the name of its own stream; false for every other
// stream, as those of its inbox and its letters.
func Of(stream string) (Kind, bool) {
	if strings.HasSuffix(stream, life.InboxSuffix) || strings.HasSuffix(stream, life.LettersSuffix) {
		return Kind{}, false
	}
	for _, k := range kinds {
		if rest, ok := strings.CutPrefix(stream, k.Root); ok && rest != "" {
			return k, true
		}
	}
	return Kind{}, false
}

// Is tells whether a stream is a life's own.
func Is(stream string) bool {
	_, ok := Of(stream)
	return ok
}

// Law is the law of a life by its stream.
func Law(stream string) (law.Law, bool) {
	k, ok := Of(stream)
	return k.Law, ok
}

// StageWords is the closed set of which the stages of a life are, by its stream.
func StageWords(stream string) string {
	if k, ok := Of(stream); ok && k.Stages != "" {
		return k.Stages
	}
	return "stage"
}

// Workflow is the workflow type of a life, "" where the stream has none.
func Workflow(stream string) string {
	k, _ := Of(stream)
	return k.Workflow
}

// At is the life that a stream belongs to: the life of its inbox and of its
// letters, itself for a life's own; "" for none.
func At(stream string) string {
	stream = strings.TrimSuffix(strings.TrimSuffix(stream, life.InboxSuffix), life.LettersSuffix)
	if !Is(stream) {
		return ""
	}
	return stream
}

// Home is the life by which a life is steered: the call of a tender, itself for others.
func Home(stream string) string {
	if k, ok := Of(stream); ok && k.Home != nil {
		return k.Home(stream)
	}
	return stream
}

// Members are what the streams of the lives that a life steers begin with: those
// of the tenders of a call; "" for none.
func Members(stream string) string {
	if k, ok := Of(stream); ok && k.Members != nil {
		return k.Members(stream)
	}
	return ""
}

// StreamOf is the stream of a reference as a life of this kind, false where it is none.
func (k Kind) StreamOf(reference string) (string, bool) {
	if k.Stream != nil {
		return k.Stream(reference)
	}
	return k.Root + reference, reference != ""
}

// Plural is what lives of this kind are called together, as in paths: tenders, entries, masterclasses.
func (k Kind) Plural() string {
	if base, y := strings.CutSuffix(k.Noun, "y"); y && !strings.HasSuffix(base, "e") {
		return base + "ies"
	}
	if strings.HasSuffix(k.Noun, "s") {
		return k.Noun + "es"
	}
	return k.Noun + "s"
}

// Called tells whether a word before a reference names this kind: tender/, twinning/.
func (k Kind) Called(word string) bool { return word == k.Noun || slices.Contains(k.Also, word) }
