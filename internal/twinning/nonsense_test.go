package twinning_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/calendar"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/twinning"
)

var long = strings.Repeat("é", law.TextLimit+1)

func TestNoTenderOfNonsenseIsRecorded(t *testing.T) {
	t.Parallel()
	with := submitting
	var rows []Wrong
	add := func(name, says string, change func(o *twinning.Tender)) {
		rows = append(rows, No(name, with(change), says))
	}
	add("no title", "title is missing", func(o *twinning.Tender) { o.Title = "\t" })
	add("a title with NUL", "U+0000", func(o *twinning.Tender) { o.Title = "a\x00b" })
	add("a title with a carriage return", "U+000D", func(o *twinning.Tender) { o.Title = "a\r\nb" })
	add("a title that is no UTF-8", "not valid UTF-8", func(o *twinning.Tender) { o.Title = "\xff" })
	add("no solution", "solution is missing", func(o *twinning.Tender) { o.Solution = "" })
	add("a plan that is a novel", "20000 are allowed", func(o *twinning.Tender) { o.Plan = long })
	add("a description with an escape", "U+001B", func(o *twinning.Tender) { o.Description = "\x1b[31m" })
	add("no type", "type is missing", func(o *twinning.Tender) { o.Type = "" })
	add("a topic in Greek", "printable", func(o *twinning.Tender) { o.Topic = "υγεία" })
	add("no contact", "contact is missing", func(o *twinning.Tender) { o.Contact = "" })
	add("no signatory", "signatory is missing", func(o *twinning.Tender) { o.Signatory = "" })
	add("a contact without end", "120 are allowed", func(o *twinning.Tender) { o.Contact = strings.Repeat("p", 121) })
	add("no months", "months is 0", func(o *twinning.Tender) { o.Months = 0 })
	add("months before the first", "months is -1", func(o *twinning.Tender) { o.Months = -1 })
	add("too many months", "months is 61", func(o *twinning.Tender) { o.Months = 61 })
	add("two organisations with one id", "there twice", func(o *twinning.Tender) { o.Organisations[1].ID = "alpha" })
	add("an organisation without a name", "name is missing", func(o *twinning.Tender) { o.Organisations[0].Name = "" })
	add("a country that is none", "no country code", func(o *twinning.Tender) { o.Organisations[0].Country = "JJ" })
	add("a country in small letters", "no country code", func(o *twinning.Tender) { o.Organisations[0].Country = "be" })
	add("a country that is a space", "no country code", func(o *twinning.Tender) { o.Organisations[0].Country = "E " })
	add("no originator", "originators is missing", func(o *twinning.Tender) { o.Originators = nil })
	add("no adopter", "adopters is missing", func(o *twinning.Tender) { o.Adopters = nil })
	add("an adopter from nowhere", "not the id", func(o *twinning.Tender) { o.Adopters = []string{"gamma"} })
	add("an adopter twice", "twice", func(o *twinning.Tender) { o.Adopters = []string{"beta", "beta"} })
	add("a facilitator from nowhere", "not the id", func(o *twinning.Tender) { o.Facilitators = []string{"gamma"} })
	add("no tenderer", "tenderer", func(o *twinning.Tender) { o.Tenderer = "" })
	add("a contractor from nowhere", "contractor", func(o *twinning.Tender) { o.Contractor = "gamma" })
	add("no cost kind", "costs.direct is missing", func(o *twinning.Tender) { o.Costs.Direct = money.Amount{} })
	add("costs below zero", "may not be negative", func(o *twinning.Tender) { o.Costs.Direct = EUR("-0.01") })
	add("costs in two currencies", "one currency", func(o *twinning.Tender) { o.Costs.Direct = dollars().Direct })
	add("costs of nothing", "ask for nothing", func(o *twinning.Tender) { o.Costs = Costing(A, "0").Costs })
	add("a document twice", "there twice", func(o *twinning.Tender) { o.Documents = append(o.Documents, o.Documents[0]) })
	add("a document without a hash", "64 hexadecimal", func(o *twinning.Tender) { o.Documents[0].SHA256 = "" })
	add("a document of less than nothing", "may not be negative", func(o *twinning.Tender) { o.Documents[0].Size = -1 })
	add("a document without a name", "name is missing", func(o *twinning.Tender) { o.Documents[0].Name = "" })
	add("too many documents", "100 are allowed", func(o *twinning.Tender) { o.Documents = make([]twinning.Document, 101) })
	add("too many organisations", "200 are allowed", func(o *twinning.Tender) { o.Organisations = make([]twinning.Organisation, 201) })
	add("a source with NUL", "U+0000", func(o *twinning.Tender) { o.Sources = []string{"\x00"} })
	add("sources without end", "500 are allowed", func(o *twinning.Tender) { o.Sources = make([]string, 501) })
	Nonsense(t, rows...)
	for name, tender := range real() {
		require.NoError(t, tender.Check(), name)
	}
}

func TestNoOtherNonsenseIsRecordedEither(t *testing.T) {
	t.Parallel()
	log := func(change func(o *twinning.SubmitLog)) twinning.SubmitLog {
		o := Log(1, Claim("X", twinning.Direct, "1.00"))
		change(&o)
		return o
	}
	claim := func(change func(c *twinning.Claim)) twinning.SubmitLog {
		return log(func(o *twinning.SubmitLog) { change(&o.Expenses[0]) })
	}
	scores := func(change func(o *twinning.Score)) twinning.RecordEvaluation {
		o := Scores("4")
		change(&o.Scores[0])
		return o
	}
	Nonsense(t,
		No("a reason with NUL", twinning.WithdrawTender{Reason: "\x00"}, "U+0000"),
		No("a second thought with NUL", twinning.UndoWithdrawal{Reason: "\x00"}, "U+0000"),
		No("a question about nothing", twinning.RequestClarification{Question: "?"}, "fields is missing"),
		No("a question without words", twinning.RequestClarification{Fields: []string{"title"}}, "question is missing"),
		No("a question about one field twice", twinning.RequestClarification{Fields: []string{"title", "title"}, Question: "?"}, "twice"),
		No("a question about no field", twinning.RequestClarification{Fields: []string{""}, Question: "?"}, "fields is missing"),
		No("an answer without words", twinning.ClarifyTender{Tender: Tender(A)}, "answer is missing"),
		No("an answer without a tender", twinning.ClarifyTender{Answer: "so"}, "title is missing"),
		No("ineligible without a reason", twinning.DecideEligibility{}, "reason is missing"),
		No("eligible with a novel", twinning.DecideEligibility{Eligible: true, Reason: law.Text(long)}, "20000"),
		No("a conflict without a reason", twinning.DeclareConflict{}, "why is missing"),
		No("an assignment of nobody", twinning.NoteAssignment{}, "evaluators is missing"),
		No("no scores", twinning.RecordEvaluation{}, "scores is missing"),
		No("a criterion twice", scores(func(o *twinning.Score) { o.Criterion = "impact" }), "there twice"),
		No("no criterion", scores(func(o *twinning.Score) { o.Criterion = "" }), "criterion is missing"),
		No("points below zero", scores(func(o *twinning.Score) { o.Points = Number("-0.1") }), "one decimal"),
		No("points of two decimals", scores(func(o *twinning.Score) { o.Points = Number("4.25") }), "one decimal"),
		No("points without end", scores(func(o *twinning.Score) { o.Points = Number("1e9999") }), "20 digits"),
		No("points of almost nothing", scores(func(o *twinning.Score) { o.Points = Number("1e-9999") }), "20 digits"),
		No("points without a comment", scores(func(o *twinning.Score) { o.Comment = "" }), "comment is missing"),
		No("declined without a reason", twinning.DeclineContract{}, "reason is missing"),
		No("a log of no month", log(func(o *twinning.SubmitLog) { o.Month = 0 }), "month is 0"),
		No("a log of a month that never comes", log(func(o *twinning.SubmitLog) { o.Month = 61 }), "month is 61"),
		No("a log of nothing", log(func(o *twinning.SubmitLog) { o.Activities = nil }), "activities is missing"),
		No("too many activities", log(func(o *twinning.SubmitLog) { o.Activities = make([]twinning.Activity, 501) }), "at most 500"),
		No("an activity without a day", log(func(o *twinning.SubmitLog) { o.Activities[0].On = calendar.Date{} }), "date is missing"),
		No("an activity without words", log(func(o *twinning.SubmitLog) { o.Activities[0].What = "" }), "what is missing"),
		No("an activity at NUL", log(func(o *twinning.SubmitLog) { o.Activities[0].Where = "\x00" }), "U+0000"),
		No("fewer than nobody", log(func(o *twinning.SubmitLog) { o.Activities[0].Participants = -1 }), "may not be negative"),
		No("a claim twice", log(func(o *twinning.SubmitLog) { o.Expenses = append(o.Expenses, o.Expenses[0]) }), "there twice"),
		No("a claim without an id", claim(func(c *twinning.Claim) { c.ID = "" }), "id is missing"),
		No("a claim of no kind", claim(func(c *twinning.Claim) { c.Kind = "bribe" }), "not a cost kind"),
		No("a claim of nothing", claim(func(c *twinning.Claim) { c.Amount = EUR("0.00") }), "above zero"),
		No("a claim below nothing", claim(func(c *twinning.Claim) { c.Amount = EUR("-1.00") }), "above zero"),
		No("a claim without an amount", claim(func(c *twinning.Claim) { c.Amount = money.Amount{} }), "above zero"),
		No("a claim without a day", claim(func(c *twinning.Claim) { c.On = calendar.Date{} }), "date is missing"),
		No("a claim for nobody", claim(func(c *twinning.Claim) { c.Payee = "p a" }), "no spaces"),
		No("a claim without words", claim(func(c *twinning.Claim) { c.What = "" }), "what is missing"),
		No("a claim with evidence of nothing", claim(func(c *twinning.Claim) { c.Evidence = []twinning.Attachment{{ID: "i", Name: "n"}} }), "64 hexadecimal"),
		No("month zero accepted", twinning.AcceptLog{}, "month is 0"),
		No("month zero returned", twinning.ReturnLog{Reason: "?"}, "month is 0"),
		No("a log returned without a reason", twinning.ReturnLog{Month: 1}, "reason is missing"),
		No("an approval of nothing", twinning.ApproveExpense{}, "expense is missing"),
		No("an approval that does not say which", twinning.ApproveExpense{Expense: "X"}, "step is missing"),
		No("a step that does not exist", twinning.ApproveExpense{Expense: "X", Step: "bless"}, "does not exist"),
		No("the step of the claimant", twinning.ApproveExpense{Expense: "X", Step: "claim"}, "does not exist"),
		No("a return of nothing", twinning.ReturnExpense{Reason: "?"}, "expense is missing"),
		No("a return without a reason", twinning.ReturnExpense{Expense: "X"}, "reason is missing"),
		No("a correction without a reason", twinning.CorrectExpense{Claim: Claim("X", twinning.Direct, "1.00")}, "reason is missing"),
		No("a correction without a claim", twinning.CorrectExpense{Reason: "?"}, "claim.id is missing"),
		No("a report that does not exist", twinning.SubmitReport{Report: "weekly", Summary: "?"}, "does not exist"),
		No("a report without words", twinning.SubmitReport{Report: twinning.Final}, "summary is missing"),
		No("evidence of nothing", twinning.SubmitReport{Report: twinning.Final, Summary: "?", Evidence: []twinning.Evidence{{ID: "x"}}}, "what is missing"),
		No("evidence without an id", twinning.SubmitReport{Report: twinning.Final, Summary: "?", Evidence: []twinning.Evidence{{What: "x"}}}, "id is missing"),
		No("evidence without end", twinning.SubmitReport{Report: twinning.Final, Summary: "?", Evidence: make([]twinning.Evidence, 101)}, "100 are allowed"),
		No("no report accepted", twinning.AcceptReport{}, "does not exist"),
		No("no report returned", twinning.ReturnReport{Reason: "?"}, "does not exist"),
		No("a report returned without a reason", twinning.ReturnReport{Report: twinning.Final}, "reason is missing"),
		No("suspended without a reason", twinning.SuspendTwinning{}, "reason is missing"),
		No("terminated without a reason", twinning.TerminateTwinning{}, "reason is missing"),
	)
	for _, c := range []law.Command{twinning.SignContract{}, twinning.ResumeTwinning{}, twinning.CloseTwinning{}, twinning.WithdrawTender{}, twinning.UndoWithdrawal{}, Scores("5"), Log(1)} {
		require.NoError(t, c.Check(), c.Kind())
	}
}

func TestWhatCannotBeReadIsNoCommandOfATender(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct{ kind, body, says string }{
		"an unknown kind":               {"burn-tender", `{}`, "unknown kind"},
		"a field that it does not have": {"submit-tender", `{"tender":{"bribe":1}}`, "unknown field"},
		"over-precise money":            {"correct-expense", `{"claim":{"amount":"EUR 1.001"}}`, "more than 2 decimals"},
		"a month that is no number":     {"accept-log", `{"month":"first"}`, "month"},
		"half a month":                  {"accept-log", `{"month":1.5}`, "month"},
		"an impossible day":             {"sign-contract", `{"start":"2019-13-01"}`, "no month 13"},
	} {
		_, err := twinning.Law.Command(row.kind, []byte(row.body))
		require.ErrorContains(t, err, row.says, name)
	}
}
