package calltest

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

// The people of the call.
const (
	Officer    = "p-officer"
	SecondHand = "p-second-officer"
	Head       = "p-head"
	Procurer   = "p-procurer"
	Verifier   = "p-verifier"
	Authoriser = "p-authoriser"
	Payer      = "p-payer"
	Auditor    = "p-auditor"
	Jack       = "p-jack" // verifier, authoriser and payer: of all trades
	Ada        = "p-ada"  // evaluators
	Ben        = "p-ben"
	Cleo       = "p-cleo"
	Dora       = "p-dora"
	Undeclared = "p-undeclared" // an evaluator who has not declared impartiality
	OfAlpha    = "p-of-alpha"   // an evaluator of the organisation Alpha
	Payee      = "p-payee"
	Stranger   = "p-stranger"
)

// Tenders of the fixtures, by letter.
const (
	A = Reference + "-AAAAAA"
	B = Reference + "-BBBBBB"
	C = Reference + "-CCCCCC"
	D = Reference + "-DDDDDD"
	E = Reference + "-EEEEEE"
)

// Contact and Signatory are the people of a tender.
func Contact(ref string) string   { return "p-contact-" + ref[len(ref)-1:] }
func Signatory(ref string) string { return "p-signatory-" + ref[len(ref)-1:] }

// Tendering is the stream of a tender.
func Tendering(ref string) string { return law.TwinningStream(ref) }

// Roles are those that the call gives when it is opened.
func Roles() map[law.Role][]string {
	return map[law.Role][]string{
		law.Officer: {Officer, SecondHand}, law.Head: {Head}, law.ProcurerSignatory: {Procurer},
		law.Verifier: {Verifier, Jack}, law.Authoriser: {Authoriser, Jack}, law.Payer: {Payer, Jack}, law.Auditor: {Auditor},
	}
}

// Opening opens the call from a rule book.
func Opening(book call.RuleBook) call.OpenCall {
	file := fmt.Sprintf("reference: %s\n", book.Reference)
	return call.OpenCall{Rules: book, SHA256: SHA(file), File: file, Roles: Roles()}
}

// Change is another version of the rule book.
func Change(book call.RuleBook, why string) call.ChangeRules {
	return call.ChangeRules{Rules: book, SHA256: SHA(why), File: why, Why: law.Text(why)}
}

// Revise has a version of the rule book proposed by the head and signed by an officer.
func (w *World) Revise(change call.ChangeRules) *World {
	w.Do(law.CallStream(change.Rules.Reference), Head, change)
	return w.Countersign(law.CallStream(change.Rules.Reference))
}

// Countersign has an officer sign the newest proposal of the head.
func (w *World) Countersign(stream string) *World {
	w.t.Helper()
	w.Do(stream, Officer, SignNewest(w.states[stream].(call.Call)))
	return w
}

// SignNewest signs the newest proposal of a call, the first of all where there is none.
func SignNewest(c call.Call) call.SignProposal {
	o := call.SignProposal{Number: 1}
	for _, p := range c.Waiting() {
		o.Number, o.SHA256 = p.Number, ""
		if p.Rules != nil {
			o.SHA256 = p.Rules.SHA256
		}
	}
	return o
}

// SHA is the SHA-256 of a text, in hexadecimal.
func SHA(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// Tender is a good tender: one originator, one adopter abroad, EUR 40,000.
func Tender(ref string) twinning.Tender {
	return twinning.Tender{
		Title: "Twinning " + ref, Type: "full-adoption", Priority: "priority-3", Topic: "mhealth",
		Solution: "An app that is in use.", Plan: "Four workshops.", Months: 12,
		Organisations: []twinning.Organisation{{ID: "alpha", Name: "Alpha", Country: "BE"}, {ID: "beta", Name: "Beta", Country: "EL"}},
		Originators:   []string{"alpha"}, Adopters: []string{"beta"}, Tenderer: "alpha", Contractor: "alpha",
		Contact: Contact(ref), Signatory: Signatory(ref),
		Costs:     twinning.Costs{Personnel: EUR("20000.00"), Direct: EUR("15000.00"), Subcontracting: EUR("5000.00")},
		Documents: []twinning.Document{{ID: "tender-form", Name: "Tender form", SHA256: SHA(ref), Size: 32}},
		Exclusion: true,
	}
}

// Costing is a good tender of another price, all of it direct costs.
func Costing(ref, amount string) twinning.Tender {
	t := Tender(ref)
	t.Costs = twinning.Costs{Personnel: EUR("0"), Direct: EUR(amount), Subcontracting: EUR("0")}
	return t
}

// Scores is a report with the same points for every criterion.
func Scores(points string) twinning.RecordEvaluation {
	return Points(points, points, points)
}

// Points is a report on relevance, impact and implementation.
func Points(relevance, impact, implementation string) twinning.RecordEvaluation {
	return twinning.RecordEvaluation{Scores: []twinning.Score{
		{Criterion: "relevance", Points: Number(relevance), Comment: "It fits."},
		{Criterion: "impact", Points: Number(impact), Comment: "It helps."},
		{Criterion: "implementation", Points: Number(implementation), Comment: "It can be done."},
	}}
}
