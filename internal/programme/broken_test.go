package programme

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Each row is the good rule book with one thing changed, and the one problem
// that must be found: the problem's line is that of the text in line, or else
// of the changed text.
var brokenBooks = []struct {
	name, old, new string
	line           string
	path           string
	what, allowed  string // pieces of the message
}{
	// forms
	{"unknown field", "programme: {", "program: {}\nprogramme: {", "program: {}", "/program", "no such field", "reference, title, programme, zone"},
	{"unknown field in a list", "id: relevance,", "id: relevance, wieght: 30,", "", "/evaluation/criteria/0/wieght", "no such field", "id, name, weight, max"},
	{"field missing", "  publication: {value: 2019-06-11, source: \"call summary, empirica.com\"}\n", "", "\ndates:", "/dates/publication", "missing", "as in 2019-08-07"},
	{"field twice", "  policy: {", "  policy: skip\n  policy: {", "  policy: {", "/award/policy", "twice", "once"},
	{"text where a number is", "per_tender: {value: 2,", "per_tender: {value: '2',", "", "/evaluation/per_tender", `"2" is text`, "from 1 to 20"},
	{"number where text is", "title: {value: Call for Twinning Tenders,", "title: {value: 2019,", "", "/title", "2019 is a number", "one line"},
	{"yes where true is", "adopter_abroad: {value: true,", "adopter_abroad: {value: yes,", "", "/eligibility/adopter_abroad", `"yes" is text`, "true or false"},
	{"list where fields are", "- {name: Webinar 1 for tenderers, date: 2019-06-14}", "- [Webinar 1]", "", "/dates/webinars/0", "is a list", "name, date"},
	{"empty value", "reference: {value: DHE-2019,", "reference: {value: ,", "", "/reference", "is empty", "capitals"},
	{"part of a number", "months: {value: 12,", "months: {value: 12.5,", "", "/running/months", "is a number", "from 1 to 60"},
	{"number in hexadecimal", "weight: 40", "weight: 0x28", "", "/evaluation/criteria/1/weight", "unusual", "digits"},
	{"number with an exponent", "weight: 40", "weight: 4e1", "", "/evaluation/criteria/1/weight", "unusual", "digits"},
	{"impossible date", "award: {value: 2019-09-16,", "award: {value: 2019-09-31,", "", "/dates/award", "September 2019 has 30 days", "day of the calendar"},
	{"date the other way round", "award: {value: 2019-09-16,", "award: {value: 16.09.2019,", "", "/dates/award", "not a date", "year-month-day"},
	{"negative money", "value: EUR 9500.00", "value: EUR -9500.00", "", "/types/1/ceiling", "below zero", "not negative"},
	{"over-precise money", "value: EUR 17000.00", "value: EUR 1.005", "", "/types/2/ceiling", "EUR 1.005 has more than 2 decimals", "as in EUR 5000.00"},
	{"money without a currency", "value: EUR 17000.00", "value: 17000", "", "/types/2/ceiling", "is a number", "as in EUR 5000.00"},
	{"money with separators", "value: EUR 17000.00", "value: 'EUR 17,000.00'", "", "/types/2/ceiling", "separator", "as in EUR 5000.00"},
	{"unknown currency", "value: EUR 17000.00", "value: EUX 17000.00", "", "/types/2/ceiling", "EUX is not a currency", "currency code"},
	{"length of nothing", "sign_within: {value: 28 days,", "sign_within: {value: 0 days,", "", "/contract/sign_within", "0 days", "above zero"},
	{"length below zero", "sign_within: {value: 28 days,", "sign_within: {value: -28 days,", "", "/contract/sign_within", "-28 days", "above zero"},
	{"length in moons", "log_within: {value: 10 days,", "log_within: {value: 1 moon,", "", "/running/log_within", "1 moon", "1 month"},
	{"hour of reminders", "at: {value: 08:00,", "at: {value: 8 o'clock,", "", "/reminders/at", "not an hour", "08:00"},
	{"hour of the deadline", "at: {value: 17:00,", "at: {value: 25:00,", "", "/dates/deadline/at", "not an hour", "17:00"},
	{"session before the deadline", "  award: {value: 2019-09-16,", "  opening_session: {date: 2019-08-07, at: '17:00'}\n  award: {value: 2019-09-16,", "  opening_session", "/dates/opening_session", "tenders could be in time still", "a moment after"},
	{"session without an hour", "  award: {value: 2019-09-16,", "  opening_session: {date: 2019-08-08}\n  award: {value: 2019-09-16,", "  opening_session", "/dates/opening_session/at", "missing", "an hour"},
	{"window and session", "  award: {value: 2019-09-16,", "  opening_session: {date: 2019-08-08, at: '10:00'}\n  open_within: 3 days\n  award: {value: 2019-09-16,", "  open_within", "/dates/open_within", "nobody has a time to open them", "no such field"},
	{"window of nothing", "  award: {value: 2019-09-16,", "  open_within: 0 days\n  award: {value: 2019-09-16,", "  open_within", "/dates/open_within", "0 days", "above zero"},
	{"grace below zero", "grace: {value: 0s,", "grace: {value: -30m,", "", "/dates/deadline/grace", "-30m", "0s for none"},
	{"grace without end", "grace: {value: 0s,", "grace: {value: 25h,", "", "/dates/deadline/grace", "24 hours", "0s to 24h"},
	{"small letters in the reference", "reference: {value: DHE-2019,", "reference: {value: dhe-2019,", "", "/reference", "dhe-2019", "capitals"},
	{"long reference", "reference: {value: DHE-2019,", "reference: {value: " + strings.Repeat("A", 41) + ",", "", "/reference", "41 characters", "at most 40"},
	{"oversized text", "value: DigitalHealthEurope,", "value: " + strings.Repeat("x", 301) + ",", "", "/programme", "301 characters", "1 to 300"},
	{"escaped control character", "value: DigitalHealthEurope,", `value: "Digital\x07Health",`, "", "/programme", "U+0007", "without control characters"},
	{"escaped direction", "value: DigitalHealthEurope,", `value: "Digital\u202eHealth",`, "", "/programme", "changes the direction of writing (U+202E) in the text", "that cannot be seen"},
	{"zero width space", "value: DigitalHealthEurope,", "value: \"Digital\u200BHealth\",", "", "/programme", "an invisible character (U+200B) in the text", "that cannot be seen"},
	{"escaped NUL", "value: DigitalHealthEurope,", `value: "Digital\0Health",`, "", "/programme", "U+0000", "without control characters"},
	{"months beyond", "months: {value: 12,", "months: {value: 61,", "", "/running/months", "61 is too large", "from 1 to 60"},
	{"threshold beyond", "threshold: {value: 60,", "threshold: {value: 100.5,", "", "/evaluation/threshold", "100.5 is too large", "from 0 to 100"},
	{"threshold too precise", "threshold: {value: 60,", "threshold: {value: 60.125,", "", "/evaluation/threshold", "too many decimals", "two decimals"},
	{"policy", "policy: {value: stop,", "policy: {value: halt,", "", "/award/policy", `"halt" is not known`, "stop"},
	{"letter", "days: -14, to: [owner], letter: reminder", "days: -14, to: [owner], letter: nudge", "", "/reminders/ladders/final-report/rungs/0/letter", `"nudge"`, "overdue"},
	{"addressee", "days: -14, to: [owner],", "days: -14, to: [boss],", "", "/reminders/ladders/final-report/rungs/0/to/0", `"boss"`, "owner, or a role: officer, head, contact"},
	{"nobody to write to", "days: -14, to: [owner],", "days: -14, to: [],", "", "/reminders/ladders/final-report/rungs/0/to", "0 entries", "1 to 9"},

	// marks
	{"sample without why", "threshold: {value: 60, sample: true, why: \"the DHE FAQ says that there is a threshold, and no source its value\"}", "threshold: {value: 60, sample: true}", "", "/evaluation/threshold/why", "missing", "a mark"},
	{"mark that says nothing", "publication: {value: 2019-06-11, source: \"call summary, empirica.com\"}", "publication: {value: 2019-06-11}", "", "/dates/publication/source", "missing", "a mark"},
	{"empty why", "why: no source gives a rule for ties", "why: ''", "", "/award/ties/why", "is empty", "1 to 1000"},
	{"unknown field in a mark", "months: {value: 12, source:", "months: {value: 12, src: x, source:", "", "/running/months/src", "no such field", "a mark"},
	{"mark within a mark", "months: {value: 12,", "months: {value: {value: 12, source: x},", "", "/running/months", "mark within a mark", "a mark"},
	{"sample that is none", "notify_within: {value: 15 days, sample: true,", "notify_within: {value: 15 days, sample: false,", "", "/award/notify_within/sample", "false is not known", "true"},

	// YAML
	{"anchor", "months: {value: 12,", "months: {value: &a 12,", "", "/running/months", "anchor", "itself"},
	{"tag", "months: {value: 12,", "months: {value: !!int 12,", "", "/running/months", "tag", "without"},

	// the law
	{"opening before publication", "opening: {value: 2019-06-11,", "opening: {value: 2019-06-10,", "", "/dates/opening", "before dates/publication, 2019-06-11", "2019-06-11 or a later day"},
	{"award on the deadline", "award: {value: 2019-09-16,", "award: {value: 2019-08-07,", "", "/dates/award", "not after dates/deadline/date, 2019-08-07", "a day after 2019-08-07"},
	{"start before the award", "start: {value: 2019-10-14,", "start: {value: 2019-09-15,", "", "/dates/start", "before dates/award, 2019-09-16", "2019-09-16 or a later day"},
	{"latest start before the start", "latest_start: {value: 2020-01-13,", "latest_start: {value: 2019-10-13,", "", "/contract/latest_start", "before dates/start", "2019-10-14 or"},
	{"webinar after the deadline", "date: 2019-06-25", "date: 2019-08-08", "", "/dates/webinars/1/date", "after dates/deadline/date", "up to 2019-08-07"},
	{"unknown zone", "zone: {value: Europe/Brussels,", "zone: {value: Europe/Bruxelles,", "", "/zone", "Bruxelles", "Europe/Brussels"},
	{"abbreviated zone", "zone: {value: Europe/Brussels,", "zone: {value: CET,", "", "/zone", "CET", "Europe/Brussels"},
	{"ceiling above the budget", "value: EUR 43000.00", "value: EUR 932000.01", "", "/types/3/ceiling", "more than the budget", "at most the budget, EUR 932000.00"},
	{"ceiling of nothing", "value: EUR 43000.00", "value: EUR 0", "", "/types/3/ceiling", "not above zero", "above zero"},
	{"ceiling in another currency", "value: EUR 43000.00", "value: HUF 43000.00", "", "/types/3/ceiling", "not in the currency of the budget", "in EUR"},
	{"small amounts in another currency", "value: EUR 60000.00", "value: USD 60000.00", "", "/retention/small_up_to", "currency of the budget", "in EUR"},
	{"type twice", "id: {value: adaptation,", "id: {value: knowledge-exchange,", "id: {value: knowledge-exchange, sample: true, why: our own code}\n    name: {value: Adaptation", "/types/1/id", "entry 1", "of its own"},
	{"priority twice", "- id: priority-3", "- id: priority-2", "\n    - id: priority-2\n      name: Digital", "/priorities/2/id", "entry 2", "of its own"},
	{"topic twice", "id: genomics-strategy", "id: infrastructures", "id: infrastructures, name: National", "/priorities/1/topics/1/id", "entry 1", "of its own"},
	{"evidence twice", "id: licence-basis", "id: infrastructure", "id: infrastructure, name: \"On what", "/types/3/closure/1/id", "entry 1", "of its own"},
	{"criterion twice", "id: implementation,", "id: relevance,", "id: relevance, name: Quality", "/evaluation/criteria/2/id", "entry 1", "of its own"},
	{"field that may be clarified twice", "[title, description, organisations,", "[title, title, organisations,", "", "/eligibility/clarified_fields/1", "entry 1", "of its own"},
	{"weights", "weight: 40", "weight: 50", "\n  criteria:", "/evaluation/criteria", "add up to 110", "100"},
	{"tie rule", "lower-amount, earlier", "lower-price, earlier", "", "/award/ties/1", "lower-price", "lower-amount, earlier-receipt, reference"},
	{"tie rule of no criterion", "criterion:impact", "criterion:beauty", "", "/award/ties/0", "criterion:beauty", "criterion:implementation"},
	{"tie rule twice", "lower-amount, earlier-receipt", "earlier-receipt, earlier-receipt", "", "/award/ties/2", "twice", "once"},
	{"ties that stay undecided", "earlier-receipt, reference]", "earlier-receipt]", "", "/award/ties", "last tie rule", "reference"},
	{"interim month", "interim_month: {value: 6,", "interim_month: {value: 13,", "", "/running/interim_month", "13 is not one of the 12 months", "1 to 12"},
	{"retention of small amounts", "small_years: {value: 3,", "small_years: {value: 6,", "", "/retention/small_years", "6 years", "at most 5"},
	{"ladder missing", "      log-review:\n        what: review of the monthly log\n        lapse: Nothing is accepted by itself; the log waits.\n        rungs:\n          - {name: reminder, days: -3, to: [owner], letter: reminder}\n          - {name: overdue, days: 1, to: [owner], letter: overdue}\n          - {name: escalation, days: 7, to: [head], letter: escalation}\n", "", "\n    value:\n      eligibility:", "/reminders/ladders/log-review", "missing", "award-decision"},
	{"ladder of no obligation", "      closure:\n", "      clousure: {what: x, lapse: y, rungs: []}\n      closure:\n", "clousure", "/reminders/ladders/clousure", "no obligation", "closure"},
	{"rung twice", "{name: overdue, days: 1, to: [owner, officer], letter: overdue}\n          - {name: escalation, days: 14", "{name: overdue, days: 1, to: [owner, officer], letter: overdue}\n          - {name: overdue, days: 14", "{name: overdue, days: 14", "/reminders/ladders/interim-report/rungs/2/name", "entry 2", "of its own"},
	{"holiday twice", "date: 2019-04-22", "date: 2019-01-01", "date: 2019-01-01, name: Easter", "/holidays/1/date", "entry 1", "of its own"},
}

func TestBrokenRuleBooks(t *testing.T) {
	t.Parallel()
	good := barer(t)
	for _, row := range brokenBooks {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			require.Contains(t, good, row.old)
			text := strings.Replace(good, row.old, row.new, 1)
			if row.line == "" {
				row.line = row.new
			}
			_, err := Parse("dhe-2019.yaml", []byte(text))
			p := find(t, err, row.path)
			require.Equal(t, lineOf(t, text, row.line), p.Line, p)
			require.Positive(t, p.Column)
			require.Contains(t, p.What, row.what)
			require.Contains(t, p.Allowed, row.allowed)
			require.NotContains(t, p.String(), "\n")
			require.Len(t, problems(t, err), 1, "one thing is wrong")
		})
	}
}

func problems(t *testing.T, err error) Problems {
	t.Helper()
	var ps Problems
	require.True(t, errors.As(err, &ps), "%v", err)
	return ps
}

func find(t *testing.T, err error, path string) Problem {
	t.Helper()
	for _, p := range problems(t, err) {
		if p.Path == path {
			return p
		}
	}
	t.Fatalf("no problem at %s in:\n%v", path, err)
	return Problem{}
}

// lineOf is the line on which a piece of text begins, or goes on after a break
// at its very beginning.
func lineOf(t *testing.T, text, piece string) int {
	t.Helper()
	before, _, found := strings.Cut(text, piece)
	require.True(t, found, piece)
	line := 1 + strings.Count(before, "\n")
	for strings.HasPrefix(piece, "\n") {
		line, piece = line+1, piece[1:]
	}
	return line
}
