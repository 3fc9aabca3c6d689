package twinning_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/twinning"
)

// found is a finding of tender A under a rule book, received on a day at noon.
func found(t *testing.T, rule, received string, rules func(b *call.RuleBook), change func(o *twinning.Tender)) twinning.Finding {
	t.Helper()
	day := Date(received)
	b := in(day.AddDays(-20).String(), day.AddDays(20).String())
	rules(&b)
	w := New(t)
	w.Now = w.Clock(day.AddDays(-40).String() + "T09:00")
	w.Opened(b)
	w.Do(Stream, Officer, call.PublishCall{})
	w.At(received + "T12:00")
	w.Do(Tendering(A), Contact(A), submitting(change))
	w.At(day.AddDays(21).String() + "T09:00").Shut()
	if _, err := w.Send(Tendering(A), Officer, yes); err != nil {
		w.Do(Tendering(A), Officer, no)
	}
	for _, f := range w.Twinning(A).Findings {
		if f.Rule == rule {
			return f
		}
	}
	return twinning.Finding{}
}

func TestEveryPartyMustBeWhereTheRuleBookSays(t *testing.T) {
	t.Parallel()
	countries := func(codes ...string) func(o *twinning.Tender) {
		return func(o *twinning.Tender) {
			for i, code := range codes {
				if i == len(o.Organisations) {
					o.Organisations = append(o.Organisations, party("gamma", code))
				}
				o.Organisations[i].Country = code
			}
		}
	}
	for name, row := range map[string]struct {
		in       []string
		received string
		parties  func(o *twinning.Tender)
		ok       bool
		why      string
	}{
		"all in the union":                            {[]string{"EU"}, "2019-07-01", countries("BE", "PT"), true, "every party was in the EU on 2019-07-01"},
		"one outside":                                 {[]string{"EU"}, "2019-07-01", countries("BE", "NO"), false, "outside of the EU on 2019-07-01: beta is in Norway"},
		"a party without a role counts, too":          {[]string{"EU"}, "2019-07-01", countries("BE", "PT", "CH"), false, "outside of the EU on 2019-07-01: gamma is in Switzerland"},
		"two outside are both named":                  {[]string{"EU"}, "2019-07-01", countries("BE", "NO", "CH"), false, "outside of the EU on 2019-07-01: beta is in Norway; gamma is in Switzerland"},
		"a country beside the union":                  {[]string{"EU", "NO", "IS"}, "2019-07-01", countries("BE", "NO", "IS"), true, "every party was in the EU, NO or IS on 2019-07-01"},
		"the United Kingdom on its last day":          {[]string{"EU"}, "2020-01-31", countries("BE", "UK"), true, "every party was in the EU on 2020-01-31"},
		"the United Kingdom on the day after":         {[]string{"EU"}, "2020-02-01", countries("BE", "GB"), false, "outside of the EU on 2020-02-01: beta is in United Kingdom"},
		"the United Kingdom after it, by its name":    {[]string{"EU", "UK"}, "2020-02-01", countries("BE", "GB"), true, "every party was in the EU or UK on 2020-02-01"},
		"Greece as the rule book does not write it":   {[]string{"GR", "BE"}, "2019-07-01", countries("BE", "EL"), true, "every party was in GR or BE on 2019-07-01"},
		"a country of the union, where it is no rule": {[]string{"BE", "NO"}, "2019-07-01", countries("BE", "PT"), false, "outside of BE or NO on 2019-07-01: beta is in Portugal"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := found(t, "parties-in", row.received, func(b *call.RuleBook) { b.Eligibility.PartiesIn = row.in }, row.parties)
			require.Equal(t, []any{"parties-in", row.ok, row.why}, []any{f.Rule, f.OK, narrate.English().Reason(f.Why)})
		})
	}
	require.Zero(t, found(t, "parties-in", "2019-07-01", func(*call.RuleBook) {}, same), "no rule, no finding")
}

func TestAnAdopterNamesItsRegion(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		change func(o *twinning.Tender)
		ok     bool
		why    string
	}{
		"one does":                    {func(o *twinning.Tender) { o.Organisations[1].Region = "Attica" }, true, "the adopter beta names its region"},
		"none does":                   {same, false, "no adopter names its region"},
		"with blanks":                 {func(o *twinning.Tender) { o.Organisations[1].Region = "  " }, false, "no adopter names its region"},
		"the originator's is no help": {func(o *twinning.Tender) { o.Organisations[0].Region = "Flanders" }, false, "no adopter names its region"},
		"one of several is enough": {func(o *twinning.Tender) {
			o.Organisations[0].Region, o.Adopters = "Flanders", []string{"beta", "alpha"}
		}, true, "the adopter alpha names its region"},
		"what is in both roles counts": {func(o *twinning.Tender) {
			o.Organisations[1].Region, o.Originators = "Attica", []string{"alpha", "beta"}
		}, true, "the adopter beta names its region"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := found(t, "adopter-region", "2019-07-01", func(b *call.RuleBook) { b.Eligibility.AdopterRegion = true }, row.change)
			require.Equal(t, []any{"adopter-region", row.ok, row.why}, []any{f.Rule, f.OK, narrate.English().Reason(f.Why)})
		})
	}
	require.Zero(t, found(t, "adopter-region", "2019-07-01", func(*call.RuleBook) {}, same), "no rule, no finding")
}

func TestADocumentIsNamedWithItsHashAndASizeThatIsAllowed(t *testing.T) {
	t.Parallel()
	limited := func(b *call.RuleBook) { b.Eligibility.Documents[0].MaxBytes = 1000 }
	unlimited := func(*call.RuleBook) {}
	size := func(n int64) func(o *twinning.Tender) {
		return func(o *twinning.Tender) { o.Documents[0].Size = n }
	}
	named := "tender-form is named with the SHA-256 " + SHA(A) + " and "
	for name, row := range map[string]struct {
		rules  func(b *call.RuleBook)
		change func(o *twinning.Tender)
		ok     bool
		why    string
	}{
		"at the limit":      {limited, size(1000), true, named + "1,000 bytes"},
		"a byte above it":   {limited, size(1001), false, named + "1,001 bytes: the most allowed is 1,000 bytes"},
		"a byte":            {limited, size(1), true, named + "1 byte"},
		"of nothing":        {limited, size(0), false, named + "0 bytes: it is empty"},
		"of nothing at all": {unlimited, size(0), false, named + "0 bytes: it is empty"},
		"without a limit":   {unlimited, size(1e12), true, named + "1,000,000,000,000 bytes"},
		"missing":           {limited, func(o *twinning.Tender) { o.Documents = nil }, false, "tender-form is missing"},
		"another is none":   {limited, func(o *twinning.Tender) { o.Documents[0].ID = "annex" }, false, "tender-form is missing"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := found(t, "document-tender-form", "2019-07-01", row.rules, row.change)
			require.Equal(t, []any{"document-tender-form", row.ok, row.why}, []any{f.Rule, f.OK, narrate.English().Reason(f.Why)})
		})
	}
}
