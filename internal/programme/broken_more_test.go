package programme

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/money"
)

// additions are what a rule book may say besides what the shipped one does, each
// behind a piece of that. Whatever is a value is written with a mark somewhere.
var additions = []struct{ behind, text string }{
	{"grace: {value: 0s, sample: true, why: no source speaks of a grace period}\n", `  opening_session:
    date: {value: 2019-08-08, sample: true, why: a test}
    at: {value: 10:00, source: a test}
`},
	{"    value: [{id: tender-form, name: Tender form", ", max_bytes: {value: 5000000, sample: true, why: a test}"},
	{"    why: the list of tender documents stands only in the call text\n", `  parties_in: {value: [EU, {value: NO, source: a test}, CH], sample: true, why: a test}
  adopter_region: {value: true, sample: true, why: a test}
`},
	{"- {id: implementation, name: Quality of the plan and of the budget, weight: 30, max: 5", ", threshold: {value: 2.5, sample: true, why: a test}"},
	{"no source its value\"}\n", `  aggregate: {value: median, sample: true, why: a test}
  arbitration: {share: {value: 30, source: "eea.rec.org"}}
  briefing: {value: true, sample: true, why: a test}
  consensus: {value: false, sample: true, why: a test}
  panel: {value: true, sample: true, why: a test}
  conflicts:
    sample: true
    why: a test
    value: {same_country: true, within: {value: 2 years, source: a test}}
`},
	{"notify_within: {value: 15 days, sample: true, why: \"the call summary has decision and notification on one day; 15 days are EuropeAid's (PRAG 6.5.10.1)\"}\n", `  envelopes:
    - {id: small, types: [knowledge-exchange, adaptation], budget: {value: EUR 200000.00, sample: true, why: a test}}
    - {id: large, types: {value: [full-adoption], source: a test}, budget: EUR 700000.00}
  letters:
    - {verdict: awarded}
    - {verdict: {value: reserve, source: a test}, after: 1 day}
    - {verdict: rejected, after: {value: 1 week, sample: true, why: a test}}
`},
	{"small_up_to: {value: EUR 60000.00, sample: true, source: \"Regulation (EU, Euratom) 2024/2509 art. 133, as a pattern\", why: the regulation is later than the call}\n", `
complaints:
  within: {value: 1 month, sample: true, why: a test}
  review_within: {value: 45 days, source: a test}
  standstill: {value: 10 days, sample: true, why: a test}

follows: {call: {value: DHE-2018, sample: true, why: a test}, amount: {value: EUR 932000.00, source: a test}}

invitations: {valid_for: {value: 3 weeks, sample: true, why: a test}, most_a_day: 5}

sign_in:
  sign: {max_age: {value: 15m, sample: true, why: a test}, acr: "urn:example:two"}
  pay: {max_age: 5m}
`},
	{"        rungs:\n          - {name: reminder, days: -5, to: [owner], letter: reminder}\n          - {name: overdue, days: 1, to: [owner], letter: overdue}\n          - {name: escalation, days: 7, to: [head], letter: escalation}\n", `      complaint-review:
        what: answer to a complaint
        lapse: The complaint waits.
        rungs: [{name: overdue, days: 1, to: [owner], letter: overdue}]
`},
}

// said is what the shipped rule book says of this itself: tests say it in other words.
var said = []string{
	"  open_within:", "  arbitration:", "  conflicts:", "  letters:", "complaints:",
	"      opening:", "      arbitration:", "      complaint-window:", "      complaint-review:", "      standstill:", "      reevaluation:",
}

// barer is the shipped rule book without what every rule book may leave out.
func barer(t *testing.T) string {
	t.Helper()
	lines := strings.SplitAfter(string(shipped(t, "dhe-2019.yaml")), "\n")
	for _, field := range said {
		from := slices.IndexFunc(lines, func(l string) bool { return strings.HasPrefix(l, field) })
		require.GreaterOrEqual(t, from, 0, field)
		deeper := strings.Repeat(" ", len(field)-len(strings.TrimLeft(field, " "))+1)
		to := from + 1
		for to < len(lines) && strings.HasPrefix(lines[to], deeper) {
			to++
		}
		lines = slices.Delete(lines, from, to)
	}
	return strings.Join(lines, "")
}

func fuller(t *testing.T) string {
	t.Helper()
	text := barer(t)
	for _, a := range additions {
		require.Equal(t, 1, strings.Count(text, a.behind), "%q", a.behind)
		text = strings.Replace(text, a.behind, a.behind+a.text, 1)
	}
	return text
}

func TestARuleBookMaySayMore(t *testing.T) {
	t.Parallel()
	b, err := Parse("dhe-2019.yaml", []byte(fuller(t)))
	require.NoError(t, err)
	require.Equal(t, "2019-08-08", b.Dates.OpeningSession.On.String())
	require.Equal(t, "10:00", b.Dates.OpeningSession.At)
	require.Equal(t, []string{"EU", "NO", "CH"}, b.Eligibility.PartiesIn)
	require.True(t, b.Eligibility.AdopterRegion)
	require.Equal(t, int64(5_000_000), b.Eligibility.Documents[0].MaxBytes)
	require.Equal(t, "2.5", b.Evaluation.Criteria[2].Threshold.String())
	require.Equal(t, call.Median, b.Evaluation.Aggregate)
	require.True(t, decimal.NewFromInt(30).Equal(b.Evaluation.Arbitration.Share))
	require.Equal(t, []bool{true, false, true}, []bool{b.Evaluation.Briefing, b.Evaluation.Consensus, b.Evaluation.Panel})
	require.True(t, b.Evaluation.Conflicts.SameCountry)
	require.Equal(t, "2 years", b.Evaluation.Conflicts.Within.String())
	require.Equal(t, []string{"full-adoption"}, b.Award.Envelopes[1].Types)
	require.Equal(t, "EUR 200000.00", b.Award.Envelopes[0].Budget.String())
	require.Equal(t, call.Rejected, b.Award.Letters[2].Verdict)
	require.Equal(t, "1 week", b.Award.Letters[2].After.String())
	require.True(t, b.Award.Letters[0].After.IsZero())
	require.Equal(t, "1 month", b.Complaints.Within.String())
	require.Equal(t, "45 days", b.Complaints.ReviewWithin.String())
	require.Equal(t, "10 days", b.Complaints.Standstill.String())
	require.Equal(t, call.Inviting{ValidFor: calendar.Length{N: 3, Unit: calendar.Weeks}, MostADay: 5}, b.Inviting())
	require.Equal(t, 15*time.Minute, b.SignIn.Sign.Age())
	require.Equal(t, "urn:example:two", b.SignIn.Sign.ACR)
	require.Nil(t, b.SignIn.Release)
	require.Equal(t, "DHE-2018", b.Follows.Call)
	require.Equal(t, 0, mustMoney(t, "EUR 932000.00").Cmp(b.Follows.Amount))
	require.Equal(t, "The complaint waits.", b.Reminders.Ladders["complaint-review"].Lapse)
	marks := map[string]call.Mark{}
	for _, m := range b.Marks {
		marks[m.Path] = m
	}
	require.Equal(t, call.Mark{Path: "/award/letters/2/after", Sample: true, Why: "a test"}, marks["/award/letters/2/after"])
	require.Equal(t, call.Mark{Path: "/evaluation/arbitration/share", Source: "eea.rec.org"}, marks["/evaluation/arbitration/share"])
	require.Equal(t, call.Mark{Path: "/eligibility/parties_in/1", Source: "a test"}, marks["/eligibility/parties_in/1"])

	// Two people have a time to open the tenders where there is no session.
	text := strings.Replace(fuller(t), additions[0].text, "  open_within: {value: 3 working days, sample: true, why: a test}\n", 1)
	b, err = Parse("dhe-2019.yaml", []byte(text))
	require.NoError(t, err)
	require.Nil(t, b.Dates.OpeningSession)
	require.Equal(t, "3 working days", b.Dates.OpenWithin.String())
}

func mustMoney(t *testing.T, s string) money.Amount {
	t.Helper()
	a, err := money.Parse(s)
	require.NoError(t, err)
	return a
}

const (
	aLength  = "a length above zero, as in 10 days, 5 working days or 1 month"
	aPlace   = "EU, for a Member State by the dated table of members, two capitals of ISO 3166-1, as in NO, or a code of eligibility/countries"
	aShare   = "a number above 0 and below 100 with at most two decimals, as in 30"
	aDecimal = "points from 0 on with at most one decimal, as in 4.5"
)

// Each row is the fuller rule book with one thing changed, and the one sentence
// that says so.
var brokenMore = []struct{ name, old, new, path, what, allowed string }{
	{"session on no day", "date: {value: 2019-08-08,", "date: {value: 2019-08-32,", "/dates/opening_session/date", "2019-08-32 is not a date: August 2019 has 31 days", "a day of the calendar as year-month-day, as in 2019-08-07"},
	{"session before the deadline", "date: {value: 2019-08-08,", "date: {value: 2019-08-07,", "/dates/opening_session", "at 2019-08-07 10:00 tenders could be in time still: the deadline, grace included, has not passed", "a moment after 2019-08-07 17:00"},
	{"session within the grace", "grace: {value: 0s, sample: true, why: no source speaks of a grace period}\n  opening_session:\n    date: {value: 2019-08-08,", "grace: {value: 17h30s, sample: true, why: no source speaks of a grace period}\n  opening_session:\n    date: {value: 2019-08-08,", "/dates/opening_session", "at 2019-08-08 10:00 tenders could be in time still: the deadline, grace included, has not passed", "a moment after 2019-08-08 10:00:30"},
	{"session on the day of the award", "date: {value: 2019-08-08,", "date: {value: 2019-09-16,", "/dates/opening_session/date", "2019-09-16 is not before dates/award, 2019-09-16", "a day before 2019-09-16"},
	{"session at no hour", "at: {value: 10:00,", "at: {value: 10 am,", "/dates/opening_session/at", `"10 am" is not an hour`, "an hour, as in 17:00 or 17:00:30"},
	{"session without an hour", "    at: {value: 10:00, source: a test}\n", "", "/dates/opening_session/at", "is missing", "an hour, as in 17:00 or 17:00:30"},
	{"session and a time for two people", "  award: {value: 2019-09-16,", "  open_within: 3 days\n  award: {value: 2019-09-16,", "/dates/open_within", "tenders are opened by themselves at dates/opening_session; nobody has a time to open them", "no such field where there is an opening_session"},
	{"a time for two people beyond the award", additions[0].text, "  open_within: {value: 40 days, source: a test}\n", "/dates/open_within", "40 days from the deadline end on 2019-09-16, which is not before dates/award, 2019-09-16", "a length that ends before 2019-09-16"},
	{"no time for two people", additions[0].text, "  open_within: {value: 0 days, source: a test}\n", "/dates/open_within", `"0 days" is not a length of time: write a number and days, working days, weeks, months or years, as in 10 days or 1 month`, aLength},

	{"no such country", "[EU, {value: NO, source: a test}, CH]", "[EU, {value: XX, source: a test}, CH]", "/eligibility/parties_in/1", `"XX" is no country code`, aPlace},
	{"a country in words", "[EU, {value: NO, source: a test}, CH]", "[EU, Norway, CH]", "/eligibility/parties_in/1", `"Norway" is not written as it should be`, aPlace},
	{"a country twice", "[EU, {value: NO, source: a test}, CH]", "[EU, NO, EU]", "/eligibility/parties_in/2", `"EU" is there twice: it is also entry 1`, "each place once"},
	{"Greece under both codes", "[EU, {value: NO, source: a test}, CH]", "[EL, NO, GR]", "/eligibility/parties_in/2", `"GR" is there twice: it is also entry 1`, "each place once"},
	{"parties from nowhere", "[EU, {value: NO, source: a test}, CH]", "[]", "/eligibility/parties_in", "has 0 entries", "a list of 1 to 250 places: EU or country codes"},
	{"a region in words", "adopter_region: {value: true,", "adopter_region: {value: Andalusia,", "/eligibility/adopter_region", `"Andalusia" is text`, "true or false"},
	{"documents of no size", "max_bytes: {value: 5000000,", "max_bytes: {value: 0,", "/eligibility/documents/0/max_bytes", "0 is too small", "a whole number of bytes from 1 on"},
	{"documents of half a byte", "max_bytes: {value: 5000000,", "max_bytes: {value: 0.5,", "/eligibility/documents/0/max_bytes", "0.5 is a number; text that looks like one stands in quotes", "a whole number of bytes from 1 on"},

	{"aggregate", "aggregate: {value: median,", "aggregate: {value: mode,", "/evaluation/aggregate", `"mode" is not known here`, "mean or median of the evaluators' scores"},
	{"share of nothing", "share: {value: 30,", "share: {value: 0,", "/evaluation/arbitration/share", "0 is too small", aShare},
	{"share of all", "share: {value: 30,", "share: {value: 100,", "/evaluation/arbitration/share", "100 is too large", aShare},
	{"share too precise", "share: {value: 30,", "share: {value: 33.333,", "/evaluation/arbitration/share", "33.333 has too many decimals", aShare},
	{"arbitration without a share", "arbitration: {share: {value: 30, source: \"eea.rec.org\"}}", "arbitration: {}", "/evaluation/arbitration/share", "is missing", aShare},
	{"panel", "panel: {value: true,", "panel: {value: 3,", "/evaluation/panel", "3 is a number; text that looks like one stands in quotes", "true or false"},
	{"consensus", "consensus: {value: false,", "consensus: {value: maybe,", "/evaluation/consensus", `"maybe" is text`, "true or false"},
	{"briefing", "briefing: {value: true,", "briefing: {value: 'true',", "/evaluation/briefing", `"true" is text`, "true or false"},
	{"conflicts of no time", "within: {value: 2 years,", "within: {value: -2 years,", "/evaluation/conflicts/within", `"-2 years" is not a length of time: write a number and days, working days, weeks, months or years, as in 10 days or 1 month`, aLength},
	{"conflicts of another kind", "{same_country: true,", "{same_town: true,", "/evaluation/conflicts/same_town", "there is no such field", "the fields same_country, within"},
	{"individual threshold above the points", "threshold: {value: 2.5,", "threshold: {value: 5.1,", "/evaluation/criteria/2/threshold", "5.1 is not between 0 and 5", "points from 0 to 5 with at most one decimal"},
	{"individual threshold below zero", "threshold: {value: 2.5,", "threshold: {value: -1,", "/evaluation/criteria/2/threshold", `"-1" is below zero or has more than one decimal`, aDecimal},
	{"individual threshold too precise", "threshold: {value: 2.5,", "threshold: {value: 2.55,", "/evaluation/criteria/2/threshold", `"2.55" is below zero or has more than one decimal`, aDecimal},

	{"envelope twice", "id: large, types", "id: small, types", "/award/envelopes/1/id", `"small" is there twice: it is also entry 1`, "a name of its own"},
	{"an envelope with the name of the rest", "id: large, types", "id: rest, types", "/award/envelopes/1/id", `"rest" is what the envelopes leave of the budget`, "a name of its own"},
	{"envelope of no type", "types: {value: [full-adoption],", "types: {value: [merger],", "/award/envelopes/1/types/0", `"merger" is not a type of this call`, "knowledge-exchange, adaptation, partial-adoption, full-adoption"},
	{"a type in two envelopes", "types: {value: [full-adoption],", "types: {value: [adaptation],", "/award/envelopes/1/types/0", `"adaptation" is in the envelope small already`, "each type in one envelope at most"},
	{"a type twice in one envelope", "types: {value: [full-adoption],", "types: {value: [full-adoption, full-adoption],", "/award/envelopes/1/types/1", `"full-adoption" is in the envelope large already`, "each type in one envelope at most"},
	{"an envelope for nothing", "types: {value: [full-adoption],", "types: {value: [],", "/award/envelopes/1/types", "has 0 entries", "a list of 1 to 50 ids of types"},
	{"envelopes beyond the budget", "budget: EUR 700000.00", "budget: EUR 732000.01", "/award/envelopes", "the envelopes add up to EUR 932000.01, which is more than the budget, EUR 932000.00", "envelopes of at most the budget, EUR 932000.00"},
	{"an envelope beyond the budget", "budget: EUR 700000.00", "budget: EUR 932000.01", "/award/envelopes/1/budget", "EUR 932000.01 is more than the budget, EUR 932000.00", "at most the budget, EUR 932000.00"},
	{"an empty envelope", "budget: EUR 700000.00", "budget: EUR 0", "/award/envelopes/1/budget", "EUR 0.00 is not above zero", "an amount above zero"},
	{"an envelope in another currency", "budget: EUR 700000.00", "budget: NOK 700000.00", "/award/envelopes/1/budget", "NOK 700000.00 is not in the currency of the budget, EUR", "an amount in EUR"},

	{"verdict", "verdict: rejected, after", "verdict: refused, after", "/award/letters/2/verdict", `"refused" is not known here`, "awarded, reserve or rejected"},
	{"verdict twice", "verdict: rejected, after", "verdict: awarded, after", "/award/letters/2/verdict", `"awarded" is there twice: it is also entry 1`, "each verdict once"},
	{"who is never told", "    - {verdict: {value: reserve, source: a test}, after: 1 day}\n", "", "/award/letters", "has no entry for reserve, who would never be told", "one entry for each of awarded, reserve, rejected"},
	{"letters before the ones above", "after: 1 day}", "after: 10 days}", "/award/letters/2/after", "from the award, 2019-09-16, it ends on 2019-09-23, before the entry above it, 2019-09-26", "a length that ends on 2019-09-26 or later"},
	{"letters at once after those that wait", "- {verdict: awarded}", "- {verdict: awarded, after: 2 days}", "/award/letters/1/after", "from the award, 2019-09-16, it ends on 2019-09-17, before the entry above it, 2019-09-18", "a length that ends on 2019-09-18 or later"},
	{"letters after a while", "after: 1 day}", "after: a while}", "/award/letters/1/after", `"a while" is not a length of time: write a number and days, working days, weeks, months or years, as in 10 days or 1 month`, aLength},

	{"an invitation that never holds", "valid_for: {value: 3 weeks,", "valid_for: {value: never,", "/invitations/valid_for", `"never" is not a length of time: write a number and days, working days, weeks, months or years, as in 10 days or 1 month`, aLength},
	{"a sign-in that nobody can be in time for", "max_age: 5m", "max_age: 5s", "/sign_in/pay/max_age", `"5s" is not one`, "a duration in whole seconds from 1m to 24h, as in 15m"},

	{"no time for complaints", "  within: {value: 1 month, sample: true, why: a test}\n", "", "/complaints/within", "is missing", aLength},
	{"no time to review", "  review_within: {value: 45 days, source: a test}\n", "", "/complaints/review_within", "is missing", aLength},
	{"record kept for less than complaints may come", "\n  within: {value: 1 month,", "\n  within: {value: 10 weeks,", "/retention/after", "2 months end before the time for complaints, 10 weeks", "a length not shorter than complaints/within, 10 weeks"},
	{"standstill beyond the latest start", "standstill: {value: 10 days,", "standstill: {value: 16 weeks,", "/complaints/standstill", "16 weeks from the last letters end on 2020-01-13: no contract could begin by contract/latest_start, 2020-01-13", "a length that ends before contract/latest_start, 2020-01-13"},
	{"standstill of nothing", "standstill: {value: 10 days,", "standstill: {value: none,", "/complaints/standstill", `"none" is not a length of time: write a number and days, working days, weeks, months or years, as in 10 days or 1 month`, aLength},

	{"a call that follows itself", "call: {value: DHE-2018,", "call: {value: DHE-2019,", "/follows/call", "DHE-2019 would follow itself", "the reference of another call"},
	{"a call that follows none", "call: {value: DHE-2018,", "call: {value: dhe 2018,", "/follows/call", `"dhe 2018" is not written as it should be`, "capitals, digits and single hyphens, at most 40, beginning with a capital, as in DHE-2019"},
	{"a leftover of nothing", "amount: {value: EUR 932000.00,", "amount: {value: EUR 0.00,", "/follows/amount", "EUR 0.00 is not above zero", "an amount above zero"},
	{"a leftover beyond the budget", "amount: {value: EUR 932000.00,", "amount: {value: EUR 932000.01,", "/follows/amount", "EUR 932000.01 is more than the budget, EUR 932000.00", "at most the budget, EUR 932000.00"},
	{"a leftover in another currency", "amount: {value: EUR 932000.00,", "amount: {value: SEK 932000.00,", "/follows/amount", "SEK 932000.00 is not in the currency of the budget, EUR", "an amount in EUR"},
	{"ladder of no obligation", "complaint-review:", "complaint-window-2:", "/reminders/ladders/complaint-window-2", `"complaint-window-2" is no obligation`, "eligibility, clarification, evaluation, award-decision, contract, log, log-review, expense-payment, interim-report, final-report, closure, opening, arbitration, consensus, complaint-window, complaint-review, standstill, reevaluation, suspension, amendment, observations, termination, final-claim, settlement, instalment, account, recovery-observations, recovery-decision, recovery, co-signature, deliverable, meeting, contract-signature, start, verification, authorisation, retention, unreached, payment-run-release, payment-run-execution"},
}

func TestBrokenRuleBooksThatSayMore(t *testing.T) {
	t.Parallel()
	good := fuller(t)
	for _, row := range brokenMore {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			require.Contains(t, good, row.old)
			_, err := Parse("dhe-2019.yaml", []byte(strings.Replace(good, row.old, row.new, 1)))
			p := find(t, err, row.path)
			require.Equal(t, row.what, p.What)
			require.Equal(t, row.allowed, p.Allowed)
			require.Positive(t, p.Line)
			require.Len(t, problems(t, err), 1, "one thing is wrong: %v", err)
		})
	}
}

func TestASessionIsOneMomentInItsZone(t *testing.T) {
	t.Parallel()
	const autumn = "    date: {value: 2019-10-27, sample: true, why: a test}\n    at: {value: 02:30"
	good := strings.NewReplacer(
		"award: {value: 2019-09-16,", "award: {value: 2019-11-04,", "start: {value: 2019-10-14,", "start: {value: 2019-12-02,",
		"    date: {value: 2019-08-08, sample: true, why: a test}\n    at: {value: 10:00", autumn,
	).Replace(fuller(t))
	_, err := Parse("dhe-2019.yaml", []byte(good))
	p := find(t, err, "/dates/opening_session/at")
	require.Equal(t, "02:30 on 2019-10-27 exists twice in Europe/Brussels, because the clocks go back: write +02:00 or +01:00", p.What)
	require.Contains(t, p.Allowed, "offset: +02:00")
	_, err = Parse("dhe-2019.yaml", []byte(strings.Replace(good, autumn, strings.Replace(autumn, "    at:", "    offset: +01:00\n    at:", 1), 1)))
	require.NoError(t, err)

	spring := strings.NewReplacer("2019-10-27", "2020-03-29", "award: {value: 2019-11-04,", "award: {value: 2020-04-06,",
		"start: {value: 2019-12-02,", "start: {value: 2020-05-04,", "latest_start: {value: 2020-01-13,", "latest_start: {value: 2020-07-06,").Replace(good)
	_, err = Parse("dhe-2019.yaml", []byte(spring))
	require.Contains(t, find(t, err, "/dates/opening_session/at").What, "02:30 on 2020-03-29 does not exist in Europe/Brussels, because the clocks go forward")
}
