package twinning_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

// everyRule is a rule book that asks everything that can be asked of a tender.
func everyRule(binding ...string) call.RuleBook {
	b := Book()
	asked := call.Parties{Originators: &call.Number{Least: 4}, Adopters: &call.Number{Least: 4}, Facilitators: &call.Number{Least: 4}, Organisations: &call.Number{Least: 4}}
	b.Eligibility.Parties = &asked
	for i := range b.Types {
		of := asked
		b.Types[i].Parties = &of
	}
	sites(&b)
	b.Eligibility.AdopterAbroad, b.Eligibility.ContractorIn, b.Eligibility.PartiesIn, b.Eligibility.AdopterRegion = true, call.Union, []string{"FR"}, true
	b.Eligibility.Shares, b.Eligibility.Documents = true, []call.RequiredDocument{{ID: "letter", Name: "Letter", Upload: true}}
	b.Eligibility.Binding = binding
	return b
}

// against is a tender that meets nothing.
func against(o *twinning.Tender) {
	o.Topic, o.Months, o.Exclusion, o.Costs.Direct = "own-data", 13, false, EUR("90000.00")
	for i := range o.Organisations {
		o.Organisations[i].Country, o.Organisations[i].Region = "XK", ""
	}
}

// Every rule of eligibility can be binding, whatever it is about: the list is that of the law.
func TestEveryRuleOfEligibilityCanBeBinding(t *testing.T) {
	t.Parallel()
	tendered := func(book call.RuleBook, change func(o *twinning.Tender)) *World {
		w := New(t).Opened(book).Published().Submitted(A)
		w.Do(Tendering(A), Contact(A), submitting(change))
		return w
	}
	merger := func(o *twinning.Tender) { against(o); o.Type = "merger" }
	w, other := tendered(everyRule(), against), tendered(everyRule(), merger)
	failed := map[string]func(o *twinning.Tender){call.RuleClarification: nil}
	for _, f := range w.Twinning(A).Found(w.Call()) {
		if !f.OK {
			failed[f.Rule] = against
		}
	}
	for _, f := range other.Twinning(A).Found(other.Call()) {
		if !f.OK && failed[f.Rule] == nil {
			failed[f.Rule] = merger
		}
	}
	rules := everyRule().EligibilityRules()
	require.Len(t, failed, len(rules), "%v", failed)
	for _, rule := range rules {
		t.Run(rule, func(t *testing.T) {
			t.Parallel()
			require.Contains(t, failed, rule)
			w := New(t).Opened(everyRule(rule)).Published().Submitted(A)
			if change := failed[rule]; change != nil {
				w.Do(Tendering(A), Contact(A), submitting(change))
				w.Shut()
			} else {
				asked(w)
				w.At("2019-08-16T00:00")
			}
			_, err := w.Send(Tendering(A), Officer, allTheSame)
			no, _ := law.Refused(err)
			require.True(t, strings.HasPrefix(RuleAndCode(no), "eligibility/binding:"), "%v", err)
		})
	}
}

// A rule that joins the law joins the list: each has a name there, and the law writes no other.
func TestTheLawFindsByNoRuleThatCannotBeBinding(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	var used []string
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		require.NotRegexp(t, `Finding\{Rule: "|\badd\("`, string(text), "%s: a rule without a name in the list", file)
		for _, m := range regexp.MustCompile(`call\.(Rule[A-Z]\w+)\b`).FindAllStringSubmatch(string(text), -1) {
			if m[1] != "RuleBook" {
				used = append(used, m[1])
			}
		}
	}
	text, err := os.ReadFile("../call/eligibility_rules.go")
	require.NoError(t, err)
	names, list, is := strings.Cut(string(text), "func (b RuleBook) EligibilityRules")
	require.True(t, is)
	one := regexp.MustCompile(`\bRule[A-Z]\w+\b`)
	for _, of := range []string{names, list} {
		known := one.FindAllString(of, -1)
		known = slices.DeleteFunc(known, func(s string) bool { return s == "RuleBook" })
		slices.Sort(known)
		slices.Sort(used)
		require.Equal(t, slices.Compact(used), slices.Compact(known))
	}
}
