package call_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
)

// must is an amount of dollars that is as high as one of euros.
func must(a money.Amount) money.Amount {
	usd, err := money.ParseSigned(strings.Replace(a.String(), "EUR", "USD", 1))
	if err != nil {
		panic(err)
	}
	return usd
}

func TestNonsenseIsNeverRecorded(t *testing.T) {
	t.Parallel()
	opening := func(change func(o *call.OpenCall)) call.OpenCall {
		o := Opening(Book())
		change(&o)
		return o
	}
	changing := func(change func(o *call.ChangeRules)) call.ChangeRules {
		o := Change(Book(), "v2")
		change(&o)
		return o
	}
	to := Wall("2019-08-14T17:00")
	Nonsense(t,
		No("an opening without a reference", opening(func(o *call.OpenCall) { o.Rules.Reference = "" }), "reference is missing"),
		No("a reference with a space", opening(func(o *call.OpenCall) { o.Rules.Reference = "DHE 2019" }), "no spaces"),
		No("a hash that is none", opening(func(o *call.OpenCall) { o.SHA256 = "abc" }), "64 hexadecimal digits"),
		No("a hash in capitals", opening(func(o *call.OpenCall) { o.SHA256 = strings.ToUpper(o.SHA256) }), "lower case"),
		No("a role that a call does not give", opening(func(o *call.OpenCall) { o.Roles = map[law.Role][]string{law.Evaluator: {Ada}} }), "roles.evaluator"),
		No("a role of nobody", opening(func(o *call.OpenCall) { o.Roles = map[law.Role][]string{law.Head: {""}} }), "roles.head is missing"),
		No("a change without a hash", changing(func(o *call.ChangeRules) { o.SHA256 = "" }), "64 hexadecimal digits"),
		No("a change without a reason", changing(func(o *call.ChangeRules) { o.Why = " \n" }), "why is missing"),
		No("a reason with NUL", changing(func(o *call.ChangeRules) { o.Why = "a\x00" }), "U+0000"),
		No("an extension to no time", call.ExtendDeadline{Why: "storm"}, "to is missing"),
		No("an extension without a reason", call.ExtendDeadline{To: to}, "why is missing"),
		No("an extension with a novel", call.ExtendDeadline{To: to, Why: law.Text(strings.Repeat("ä", law.TextLimit+1))}, "20000 are allowed"),
		No("an extension for nobody", call.ExtendDeadline{To: to, Why: "storm", Covers: []string{""}}, "covers[0] is missing"),
		No("an extension for one twice", call.ExtendDeadline{To: to, Why: "storm", Covers: []string{A, A}}, "twice"),
		No("an extension with a grace that is none", call.ExtendDeadline{To: to, Why: "storm", Grace: "-5m"}, "is not a grace"),
		No("a grace without a unit", call.ExtendDeadline{To: to, Why: "storm", Grace: "10"}, "as in 10m"),
		No("an admission of nobody", call.AdmitLate{To: to, Why: "storm"}, "tender is missing"),
		No("an admission without an end", call.AdmitLate{Tender: A, Why: "storm"}, "to is missing"),
		No("an admission without a reason", call.AdmitLate{Tender: A, To: to, Why: " "}, "why is missing"),
		No("an appointment of nobody", call.AppointEvaluator{}, "evaluator is missing"),
		No("an organisation that rings a bell", call.AppointEvaluator{Evaluator: Ada, Organisation: "\a"}, "U+0007"),
		No("a country with NUL", call.AppointEvaluator{Evaluator: Ada, Country: "\x00"}, "U+0000"),
		No("an assignment of no tender", call.AssignEvaluators{Evaluators: []string{Ada}}, "tender is missing"),
		No("an assignment of nobody", call.AssignEvaluators{Tender: A}, "name at least one"),
		No("an assignment of one twice", call.AssignEvaluators{Tender: A, Evaluators: []string{Ada, Ada}}, "twice"),
		No("an assignment of the empty person", call.AssignEvaluators{Tender: A, Evaluators: []string{""}}, "evaluators[0] is missing"),
		No("an assignment with a reason that rings a bell", call.AssignEvaluators{Tender: A, Evaluators: []string{Ada}, Why: "\a"}, "U+0007"),
		No("a briefing of nobody", call.BriefEvaluators{Material: "x"}, "evaluators is missing"),
		No("a briefing of one twice", call.BriefEvaluators{Evaluators: []string{Ada, Ada}, Material: "x"}, "twice"),
		No("a briefing about nothing", call.BriefEvaluators{Evaluators: []string{Ada}, Material: " "}, "material is missing"),
		No("a draw without a seed", call.DrawAssignments{}, "seed is missing"),
		No("a draw with a seed that nobody can type", call.DrawAssignments{Seed: "a b"}, "printable"),
		No("a draw of a tender twice", call.DrawAssignments{Seed: "s", Tenders: []string{A, A}}, "tenders names "+A+" twice"),
		No("a tie to nothing", call.DeclareImpartiality{Former: []call.FormerTie{{Until: Date("2018-05-31")}}}, "former[0].organisation is missing"),
		No("a tie without an end", call.DeclareImpartiality{Former: []call.FormerTie{{Organisation: "Beta"}}}, "former[0].until is missing"),
		No("a tie told twice", call.DeclareImpartiality{Former: []call.FormerTie{{Organisation: "Beta", Until: Date("2018-05-31")}, {Organisation: "Beta", Until: Date("2018-05-31")}}}, "twice"),
		No("more ties than anybody has", call.DeclareImpartiality{Former: make([]call.FormerTie, 51)}, "50 are allowed"),
		No("a panel of nobody", call.DecidePanel{Minutes: SHA("m")}, "present is missing"),
		No("a panel without minutes", call.DecidePanel{Present: []string{Ada}}, "minutes must be the SHA-256"),
		No("a panel's score of no tender", panel(call.PanelDecision{Score: Number("1"), Why: "x"}), "scores[0].tender is missing"),
		No("a panel's score below zero", panel(call.PanelDecision{Tender: A, Score: Number("-0.1"), Why: "x"}), "from 0 to 100"),
		No("a panel's score above the scale", panel(call.PanelDecision{Tender: A, Score: Number("100.0001"), Why: "x"}), "from 0 to 100"),
		No("a panel's score that is too fine", panel(call.PanelDecision{Tender: A, Score: Number("1.00001"), Why: "x"}), "at most 4 decimals"),
		No("a panel's score of a page of digits", panel(call.PanelDecision{Tender: A, Score: Number("1e99"), Why: "x"}), "scores[0].score"),
		No("a panel's score without a reason", panel(call.PanelDecision{Tender: A, Score: Number("1")}), "scores[0].why is missing"),
		No("a panel's score twice", panel(call.PanelDecision{Tender: A, Score: Number("1"), Why: "x"}, call.PanelDecision{Tender: A, Score: Number("2"), Why: "x"}), "there twice"),
		No("a panel's score by who was not there", panel(call.PanelDecision{Tender: A, Score: Number("1"), Why: "x", Absent: []string{Cleo}}), "not among those present"),
		No("a panel's score by nobody", panel(call.PanelDecision{Tender: A, Score: Number("1"), Why: "x", Absent: []string{Ada, Ben}}), "nobody is left to decide"),
		No("a panel's score by one who left twice", panel(call.PanelDecision{Tender: A, Score: Number("1"), Why: "x", Absent: []string{Ada, Ada}}), "twice"),
		No("a reserve with a line feed", call.ActivateReserve{Tender: "A\n"}, "printable"),
		No("a freed amount below zero", call.FreeBudget{Tender: A, Amount: EUR("-1.00")}, "zero or more"),
		No("a freed amount of nothing", call.FreeBudget{Tender: A}, "zero or more"),
		No("a freed amount of nobody", call.FreeBudget{Amount: EUR("1.00")}, "tender is missing"),
		No("a contract of nobody", call.NoteContract{}, "tender is missing"),
		No("an end of nobody", call.NoteEnd{}, "tender is missing"),
		No("an end with NUL", call.NoteEnd{Tender: A, How: "\x00"}, "U+0000"),
	)
	for _, c := range []law.Command{call.PublishCall{}, call.OpenTenders{}, call.DeclareImpartiality{}, call.PrepareAward{}, call.ReleaseAward{}, call.ActivateReserve{}, panel(), call.DrawAssignments{Seed: "s"}, Opening(Book()), Change(Book(), "v2")} {
		require.NoError(t, c.Check(), c.Kind())
	}
}

func panel(scores ...call.PanelDecision) call.DecidePanel {
	return call.DecidePanel{Present: []string{Ada, Ben}, Minutes: SHA("m"), Scores: scores}
}

func TestWhatCannotBeReadIsNoCommand(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct{ kind, body, says string }{
		"an unknown kind":               {"close-call", `{}`, "unknown kind"},
		"a field that it does not have": {"activate-reserve", `{"tenders":"x"}`, "unknown field"},
		"more than one value":           {"publish-call", `{} {}`, "something after its end"},
		"an impossible day":             {"extend-deadline", `{"to":"2019-02-29T17:00","inclusive":true,"why":"x"}`, "29"},
		"an hour that no clock shows":   {"extend-deadline", `{"to":"2019-08-07T24:00","inclusive":true,"why":"x"}`, "24:00"},
		"over-precise money":            {"free-budget", `{"tender":"A","amount":"EUR 1.001","why":""}`, "more than 2 decimals"},
		"money as a number":             {"free-budget", `{"tender":"A","amount":1.5,"why":""}`, "amount"},
		"a currency that is none":       {"free-budget", `{"tender":"A","amount":"XXX 1","why":""}`, "XXX"},
		"half of it":                    {"free-budget", `{"tender":`, "unexpected EOF"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := call.Law.Command(row.kind, []byte(row.body))
			require.ErrorContains(t, err, row.says)
		})
	}
}
