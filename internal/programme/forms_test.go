package programme

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/twinning"
)

const goodLog = `
month: 3
activities:
  - {date: 2019-12-16, what: Second workshop, where: Odense, participants: 14}
  - {date: 2020-01-08, what: Online meeting on the database}
expenses:
  - id: travel-1
    kind: direct
    amount: EUR 123.45
    date: 2019-12-16
    what: Two return tickets
    payee: cce-contact
    evidence:
      - {id: invoice, name: Invoice 17, sha256: 6ba6b40bb3cd9300a1367f2fb717079363bd945deabf274767b06b4fd671ce36, size: 20480}
`

func TestAMonthlyLogIsRead(t *testing.T) {
	t.Parallel()
	var log twinning.SubmitLog
	require.NoError(t, Decode("log.yaml", []byte(goodLog), LogSchema, &log))
	require.Equal(t, 3, log.Month)
	require.Len(t, log.Activities, 2)
	require.Equal(t, "EUR 123.45", log.Expenses[0].Amount.String())
	require.Equal(t, int64(20480), log.Expenses[0].Evidence[0].Size)
}

func TestReportsAndEvaluationsAreRead(t *testing.T) {
	t.Parallel()
	var report struct {
		Kind     string
		Summary  string
		Evidence []twinning.Evidence
	}
	text := "kind: final\nsummary: |\n  It runs.\n  In two regions.\nevidence:\n  - {id: infrastructure, what: On the hospital's own servers}\n"
	require.NoError(t, Decode("report.yaml", []byte(text), ReportSchema, &report))
	require.Equal(t, "It runs.\nIn two regions.\n", report.Summary)
	require.Equal(t, "infrastructure", report.Evidence[0].ID)

	var evaluation twinning.RecordEvaluation
	text = "scores:\n  - {criterion: impact, points: 4.5, comment: Good.}\n  - {criterion: relevance, points: \"3\", comment: Fair.}\n"
	require.NoError(t, Decode("evaluation.yaml", []byte(text), EvaluationSchema, &evaluation))
	require.Equal(t, "4.5", evaluation.Scores[0].Points.String())
	require.Equal(t, "3", evaluation.Scores[1].Points.String())
}

func TestJSONIsReadToo(t *testing.T) {
	t.Parallel()
	var log twinning.SubmitLog
	require.NoError(t, Decode("log.json", []byte(`{"month": 1, "activities": [{"date": "2019-10-14", "what": "Kick-off"}]}`), LogSchema, &log))
	require.EqualValues(t, "Kick-off", log.Activities[0].What)
}

func TestBrokenForms(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name          string
		schema        Schema
		text          string
		old, new      string
		path          string
		what, allowed string
	}{
		{"month", LogSchema, goodLog, "month: 3", "month: 0", "/month", "0 is too small", "from 1 to 60"},
		{"month in words", LogSchema, goodLog, "month: 3", "month: three", "/month", `"three" is text`, "whole number"},
		{"kind", LogSchema, goodLog, "kind: direct", "kind: indirect", "/expenses/0/kind", `"indirect"`, "personnel, direct or subcontracting"},
		{"amount", LogSchema, goodLog, "EUR 123.45", "EUR 123.456", "/expenses/0/amount", "more than 2 decimals", "EUR 5000.00"},
		{"amount below zero", LogSchema, goodLog, "EUR 123.45", "EUR -1", "/expenses/0/amount", "below zero", "not negative"},
		{"day", LogSchema, goodLog, "date: 2020-01-08", "date: 2020-02-30", "/activities/1/date", "29 days", "day of the calendar"},
		{"participants", LogSchema, goodLog, "participants: 14", "participants: -1", "/activities/0/participants", "too small", "from 0"},
		{"hash", LogSchema, goodLog, "sha256: 6ba6", "sha256: 6BA6", "/expenses/0/evidence/0/sha256", "not written as it should be", "64 hexadecimal"},
		{"payee with spaces", LogSchema, goodLog, "payee: cce-contact", "payee: Jane Doe", "/expenses/0/payee", "Jane Doe", "without spaces"},
		{"what is missing", LogSchema, goodLog, "what: Second workshop, ", "", "/activities/0/what", "missing", "text of 1 to 20000"},
		{"text too long", LogSchema, goodLog, "Second workshop", strings.Repeat("w", 20_001), "/activities/0/what", "20001 characters", "20000"},
		{"points below zero", EvaluationSchema, "scores: [{criterion: a, points: 1, comment: c}]", "points: 1", "points: -1", "/scores/0/points", "below zero", "one decimal"},
		{"points too precise", EvaluationSchema, "scores: [{criterion: a, points: 1, comment: c}]", "points: 1", "points: '1.25'", "/scores/0/points", "one decimal", "4.5"},
		{"no scores", EvaluationSchema, "scores: [1]", "[1]", "[]", "/scores", "0 entries", "1 to 50"},
		{"nobody present", PanelSchema, "present: [eva-1]", "eva-1", "", "/present", "0 entries", "1 to 50"},
		{"a panel's score too high", PanelSchema, "present: [eva-1]\nscores: [{tender: X-1, score: 72.5, why: so}]", "72.5", "101", "/scores/0/score", "too large", "0 to 100"},
		{"minutes that are no hash", PanelSchema, "present: [eva-1]\nminutes: abc", "abc", "xyz", "/minutes", "not written as it should be", "64 hexadecimal"},
		{"kind of report", ReportSchema, "kind: final\nsummary: s", "final", "last", "/kind", `"last"`, "interim or final"},
		{"no such form", Schema("letter.schema.json"), "a: b", "b", "c", "", "no schema", ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			require.Contains(t, row.text, row.old)
			var v any
			err := Decode("form.yaml", []byte(strings.Replace(row.text, row.old, row.new, 1)), row.schema, &v)
			p := find(t, err, row.path)
			require.Contains(t, p.What, row.what)
			require.Contains(t, p.Allowed, row.allowed)
			require.Len(t, problems(t, err), 1)
		})
	}
}

func TestBrokenPeople(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ name, old, new, path, what, allowed string }{
		{"alias twice", "alias: eva-2", "alias: eva-1", "/people/8/alias", "entry 8", "of their own"},
		{"address twice", "eva-2@experts.example", "Eva-1@experts.example", "/people/8/email", "entry 8", "of their own"},
		{"no address", "eva-2@experts.example", "eva-2", "/people/8/email", "it has no @", "as in officer@programme.example"},
		{"quoted address", "eva-2@experts.example", `'"eva 2"@experts.example'`, "/people/8/email", "in quotation marks", "as in officer@programme.example"},
		{"address of a machine", "eva-2@experts.example", "'eva-2@[127.0.0.1]'", "/people/8/email", "in brackets", "as in officer@programme.example"},
		{"domain without a dot", "eva-2@experts.example", "eva-2@experts", "/people/8/email", "has no dot", "as in officer@programme.example"},
		{"long part before the @", "eva-2@experts.example", strings.Repeat("e", 65) + "@experts.example", "/people/8/email", "more than 64 bytes", "as in officer@programme.example"},
		{"country", "country: IE", "country: JJ", "/people/8/country", `"JJ" is no country`, "as in BE"},
		{"language", "language: en}", "language: english}", "/people/0/language", "english", "as in fr"},
		{"role of nobody", "head: [head]", "head: []", "/roles/head", "0 entries", "1 to 1000"},
		{"role of a stranger", "head: [head]", "head: [chief]", "/roles/head/0", `"chief" is none of the people`, "one of the people"},
		{"role twice", "head: [head]", "head: [head, head]", "/roles/head/1", "twice", "once"},
		{"unknown role", "  head: [head]", "  head: [head]\n  king: [head]", "/roles/king", "no such field", "authoriser"},
		{"missing role", "  payer: [payer]\n", "", "/roles/payer", "missing", "aliases"},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			good := string(shipped(t, "dhe-2019.people.yaml"))
			require.Contains(t, good, row.old)
			text := strings.Replace(good, row.old, row.new, 1)
			_, err := ParsePeople("people.yaml", []byte(text))
			p := find(t, err, row.path)
			require.Contains(t, p.What, row.what)
			require.Contains(t, p.Allowed, row.allowed)
			if row.name == "alias twice" {
				require.Equal(t, lineOf(t, text, "alias: eva-1, name: Eva Sample Two"), p.Line)
			}
		})
	}
}

func TestAnAddressInAnyAlphabetIsTakenAsItIsWritten(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"eva-2@région.example", "éva@experts.example", "ева@пример.example"} {
		text := strings.Replace(string(shipped(t, "dhe-2019.people.yaml")), "eva-2@experts.example", address, 1)
		people, err := ParsePeople("people.yaml", []byte(text))
		require.NoError(t, err)
		p, ok := people.Person("eva-2")
		require.True(t, ok)
		require.Equal(t, address, p.Email)
	}
}

func TestBrokenTenders(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ name, old, new, path, what string }{
		{"months", "months: {value: 12,", "months: {value: 61,", "/months", "too large"},
		{"country", "country: DK", "country: DN", "/organisations/0/country", `"DN"`},
		{"organisation twice", "{id: dhi,", "{id: ouh,", "/organisations/1/id", "twice"},
		{"adopter that is none", "[dhi, nhs-highland]", "[dhi, nhs]", "/adopters", `"nhs"`},
		{"contractor that is none", "contractor: {value: ouh,", "contractor: {value: oh,", "/contractor", `"oh"`},
		{"costs of nothing", "{personnel: EUR 21000.00, direct: EUR 9000.00, subcontracting: EUR 12500.00}", "{personnel: EUR 0, direct: EUR 0, subcontracting: EUR 0}", "/costs", "ask for nothing"},
		{"two currencies", "direct: EUR 9000.00", "direct: DKK 9000.00", "/costs/direct", "DKK"},
		{"no such field", "exclusion:", "exclusions: x\nexclusion:", "/exclusions", "no such field"},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			good := string(shipped(t, "tenders/cce-research-infrastructure.yaml"))
			require.Contains(t, good, row.old)
			_, err := ParseTender("cce.yaml", []byte(strings.Replace(good, row.old, row.new, 1)))
			require.Contains(t, find(t, err, row.path).What, row.what)
			require.Len(t, problems(t, err), 1)
		})
	}
}
