package call_test

import (
	"io/fs"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/obligation"
	"twinning.example/engine/internal/programme"
	"twinning.example/engine/programmes"
)

// The law checks a rule book however it was read: here without file or schema,
// which refuse most of this before the law sees it.
func TestTheLawChecksARuleBookByItself(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		path  string
		spoil func(b *call.RuleBook)
	}{
		{"/reference", func(b *call.RuleBook) { b.Reference = "DHE--2019" }},
		{"/reference", func(b *call.RuleBook) { b.Reference = "" }},
		{"/title", func(b *call.RuleBook) { b.Title = "\x00" }},
		{"/programme", func(b *call.RuleBook) { b.Programme = " " }},
		{"/zone", func(b *call.RuleBook) { b.Zone = "Local" }},
		{"/types/0/ceiling", func(b *call.RuleBook) { b.Budget = money.Amount{} }}, // a ceiling of nothing
		{"/budget", func(b *call.RuleBook) { b.Budget = b.Budget.Neg() }},
		{"/types", func(b *call.RuleBook) { b.Types = nil }},
		{"/types/0/ceiling", func(b *call.RuleBook) { b.Types[0].Ceiling = money.Zero("EUR") }},
		{"/types/0/id", func(b *call.RuleBook) { b.Types[0].ID = "" }},
		{"/priorities", func(b *call.RuleBook) { b.Priorities = nil }},
		{"/priorities/0/topics", func(b *call.RuleBook) { b.Priorities[0].Topics = nil }},
		{"/dates/award", func(b *call.RuleBook) { b.Dates.Award = calendar.Date{} }},
		{"/dates/deadline/at", func(b *call.RuleBook) { b.Dates.Deadline.At = "5 pm" }},
		{"/dates/deadline/grace", func(b *call.RuleBook) { b.Dates.Deadline.Grace = "-1s" }},
		{"/dates/webinars/0/date", func(b *call.RuleBook) { b.Dates.Webinars[0].On = calendar.Date{} }},
		{"/eligibility/contractor_in", func(b *call.RuleBook) { b.Eligibility.ContractorIn = "EFTA" }},
		{"/evaluation/per_tender", func(b *call.RuleBook) { b.Evaluation.PerTender = 0 }},
		{"/evaluation/criteria/0/max", func(b *call.RuleBook) { b.Evaluation.Criteria[0].Max = 0 }},
		{"/evaluation/threshold", func(b *call.RuleBook) { b.Evaluation.Threshold = decimal.NewFromInt(-1) }},
		{"/award/policy", func(b *call.RuleBook) { b.Award.Policy = "halt" }},
		{"/award/ties", func(b *call.RuleBook) { b.Award.Ties = nil }},
		{"/contract/sign_within", func(b *call.RuleBook) { b.Contract.SignWithin = calendar.Length{} }},
		{"/running/log_within", func(b *call.RuleBook) { b.Running.LogWithin.N = -1 }},
		{"/running/months", func(b *call.RuleBook) { b.Running.Months = 61 }},
		{"/retention/years", func(b *call.RuleBook) { b.Retention.Years = 0; b.Retention.SmallYears = 0 }},
		{"/retention/small_up_to", func(b *call.RuleBook) { b.Retention.SmallUpTo = money.Amount{} }},
		{"/reminders/at", func(b *call.RuleBook) { b.Reminders.At = "24:00" }},
		{"/reminders/ladders/log", func(b *call.RuleBook) { delete(b.Reminders.Ladders, "log") }},
		{"/reminders/ladders/a~1b", func(b *call.RuleBook) { b.Reminders.Ladders["a/b"] = b.Reminders.Ladders["log"] }},
		{"/reminders/ladders/log/lapse", func(b *call.RuleBook) { b.Reminders.Ladders["log"] = obligation.Ladder{What: "log"} }},
		{"/reminders/ladders/log/rungs/0/to", func(b *call.RuleBook) { b.Reminders.Ladders["log"].Rungs[0].To = nil }},
		{"/reminders/ladders/log/rungs/0/days", func(b *call.RuleBook) { b.Reminders.Ladders["log"].Rungs[0].Days = 1e6 }},
		{"/holidays/0/date", func(b *call.RuleBook) { b.Holidays[0].On = calendar.Date{} }},
		{"/budget", func(b *call.RuleBook) { b.Marks = []call.Mark{{Path: "/budget", Sample: true}} }},
		{"/budget", func(b *call.RuleBook) { b.Marks = []call.Mark{{Path: "/budget"}} }},
		{"/dates/opening_session/date", func(b *call.RuleBook) { b.Dates.OpeningSession = &call.Session{At: "10:00"} }},
		{"/dates/opening_session/at", func(b *call.RuleBook) {
			b.Dates.OpeningSession = &call.Session{On: b.Dates.Deadline.On.AddDays(1), At: "10"}
		}},
		{"/dates/open_within", func(b *call.RuleBook) { b.Dates.OpenWithin.N = -1 }},
		{"/eligibility/parties_in/0", func(b *call.RuleBook) { b.Eligibility.PartiesIn = []string{"eu"} }},
		{"/eligibility/documents/0/max_bytes", func(b *call.RuleBook) { b.Eligibility.Documents[0].MaxBytes = -1 }},
		{"/evaluation/aggregate", func(b *call.RuleBook) { b.Evaluation.Aggregate = "Mean" }},
		{"/evaluation/arbitration/share", func(b *call.RuleBook) { b.Evaluation.Arbitration = &call.Arbitration{} }},
		{"/evaluation/arbitration/share", func(b *call.RuleBook) {
			b.Evaluation.Arbitration = &call.Arbitration{Share: decimal.RequireFromString("33.333")}
		}},
		{"/evaluation/arbitration/share", func(b *call.RuleBook) {
			b.Evaluation.Arbitration = &call.Arbitration{Share: decimal.New(1, 90)}
		}},
		{"/evaluation/conflicts/within", func(b *call.RuleBook) {
			b.Evaluation.Conflicts = &call.ConflictRules{Within: calendar.Length{N: 1, Unit: "moons"}}
		}},
		{"/evaluation/criteria/0/threshold", func(b *call.RuleBook) {
			less := decimal.NewFromInt(-1)
			b.Evaluation.Criteria[0].Threshold = &less
		}},
		{"/evaluation/criteria/0/threshold", func(b *call.RuleBook) {
			fine := decimal.RequireFromString("1.25")
			b.Evaluation.Criteria[0].Threshold = &fine
		}},
		{"/award/envelopes/0/types", func(b *call.RuleBook) { b.Award.Envelopes = []call.Envelope{{ID: "a", Budget: b.Budget}} }},
		{"/award/envelopes/0/id", func(b *call.RuleBook) {
			b.Award.Envelopes = []call.Envelope{{Types: []string{b.Types[0].ID}, Budget: b.Budget}}
		}},
		{"/award/envelopes/0/budget", func(b *call.RuleBook) {
			b.Award.Envelopes = []call.Envelope{{ID: "a", Types: []string{b.Types[0].ID}}}
		}},
		{"/award/letters/0/verdict", func(b *call.RuleBook) {
			b.Award.Letters = []call.Round{{Verdict: "told"}, {Verdict: call.Reserve}, {Verdict: call.Rejected}}
		}},
		{"/award/letters/0/after", func(b *call.RuleBook) {
			b.Award.Letters = []call.Round{{Verdict: call.Awarded, After: calendar.Length{N: -1, Unit: calendar.Days}}, {Verdict: call.Reserve}, {Verdict: call.Rejected}}
		}},
		{"/complaints/within", func(b *call.RuleBook) { b.Complaints = &call.Complaints{} }},
		{"/complaints/review_within", func(b *call.RuleBook) { b.Complaints = &call.Complaints{Within: b.Retention.After} }},
		{"/complaints/standstill", func(b *call.RuleBook) {
			b.Complaints = &call.Complaints{Within: b.Retention.After, ReviewWithin: b.Retention.After, Standstill: calendar.Length{N: 1}}
		}},
		{"/publish/0", func(b *call.RuleBook) { b.Publish = []string{"plan"} }},
		{"/publish/1", func(b *call.RuleBook) { b.Publish = []string{"solution", "solution"} }},
		{"/invitations/valid_for", func(b *call.RuleBook) { b.Invitations = &call.Inviting{MostADay: 5} }},
		{"/invitations/most_a_day", func(b *call.RuleBook) { b.Invitations = &call.Inviting{ValidFor: b.Retention.After} }},
		{"/sign_in/sign/max_age", func(b *call.RuleBook) { b.SignIn = &call.SignIn{Sign: &call.Fresh{MaxAge: "59s"}} }},
		{"/sign_in/release/max_age", func(b *call.RuleBook) { b.SignIn = &call.SignIn{Release: &call.Fresh{MaxAge: "a while"}} }},
		{"/sign_in/pay/acr", func(b *call.RuleBook) { b.SignIn = &call.SignIn{Pay: &call.Fresh{MaxAge: "5m", ACR: "two factors"}} }},
		{"/follows/call", func(b *call.RuleBook) { b.Follows = &call.Follows{Amount: b.Budget} }},
		{"/follows/amount", func(b *call.RuleBook) { b.Follows = &call.Follows{Call: "DHE-2018"} }},
	} {
		b := goodBook(t)
		row.spoil(&b)
		paths := map[string]call.Problem{}
		for _, p := range b.Check() {
			paths[p.Path] = p
		}
		require.Contains(t, paths, row.path)
		require.NotEmpty(t, paths[row.path].What)
		require.NotEmpty(t, paths[row.path].Allowed)
	}
	require.Empty(t, goodBook(t).Check())
	require.NotEmpty(t, call.RuleBook{}.Check(), "nothing is no rule book, and no panic")
}

func goodBook(t *testing.T) call.RuleBook {
	t.Helper()
	data, err := fs.ReadFile(programmes.FS, "dhe-2019.yaml")
	require.NoError(t, err)
	b, err := programme.Parse("dhe-2019.yaml", data)
	require.NoError(t, err)
	return b.RuleBook
}
