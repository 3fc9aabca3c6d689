package explain

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/twinning"
)

// generic are the decisions in which nothing is computed: who may do it, in
// which stage, is all there is to derive. A new kind stands here or in derivations.
var generic = []string{
	"call-published.v1", "evaluator-appointed.v1", "impartiality-declared.v1", "contract-noted.v1",
	"assignment-noted.v1", "log-accepted.v1", "log-returned.v1", "expense-returned.v1", "report-returned.v1", "twinning-suspended.v1",
	"complaint-noted.v1",
	"evidence-added.v1", "evidence-withdrawn.v1", "organisation-linked.v1", "attribute-verified.v1",
	"expense-withdrawn.v1", "expense-rejected.v1", "expense-parked.v1", "expense-taken-up.v1", "expenses-awaited.v1",
	"log-corrected.v1", "hold-placed.v1", "hold-lifted.v1", "suspension-asked.v1", "suspension-refused.v1", "letter-unreached.v1", "unreached-settled.v1", "letter-bounced.v1", "letters-sent-again.v1",
	"termination-intended.v1", "termination-observed.v1", "termination-dropped.v1",
	"contract-prepared.v1", "amendment-signed.v1", "amendment-refused.v1", "amendment-withdrawn.v1",
	"rates-imported.v1",
	"report-signed.v1", "twinning-completed.v1",
	"deliverables-planned.v1", "deliverable-redated.v1", "deliverable-submitted.v1", "deliverable-accepted.v1", "deliverable-returned.v1",
	"twinning-meetings-owed.v1", "twinning-meeting-planned.v1", "twinning-meeting-moved.v1", "twinning-meeting-cancelled.v1", "twinning-meeting-held.v1",
	"recovery-observed.v1", "recovery-decided.v1", "recovery-ordered.v1", "waiver-proposed.v1", "recovery-waived.v1",
	"instalment-paid.v1", "payment-suspended.v1", "payment-resumed.v1", "account-set.v1", "payment-return-noted.v1", "paying-account-set.v1", "payment-line-removed.v1", "payment-run-withdrawn.v1", "payment-executed.v1", "payment-returned.v1", "account-confirmed.v1", "account-refused.v1",
}

func TestEveryKindOfDecisionHasADerivationOrNeedsNone(t *testing.T) {
	t.Parallel()
	check := func(v law.Event, ok bool) {
		require.True(t, ok)
		_, own := derivations[reflect.TypeOf(v)]
		require.NotEqual(t, own, slices.Contains(generic, v.Kind()), "%s needs a row in derivations or a place among the generic ones, and not both", v.Kind())
	}
	known := map[string]bool{}
	for _, k := range call.Events.Kinds() {
		known[k] = true
		check(call.Events.Zero(k))
	}
	for _, k := range twinning.Events.Kinds() {
		known[k] = true
		check(twinning.Events.Zero(k))
	}
	for _, k := range []law.Event{law.CommandRefused{}, law.CommandUnjudged{}} {
		check(k, true)
	}
	for _, k := range generic {
		require.True(t, known[k], "%s is no kind any more", k)
	}
	require.False(t, decides(law.HistoryKept{}.Kind()))
	require.False(t, decides(law.LifeParked{}.Kind()))
}

func TestTheFirstDifferenceOfTwoTextsIsNamedByItsPath(t *testing.T) {
	t.Parallel()
	for _, r := range []struct{ was, is, says string }{
		{`{"a":{"b":[1,2]}}`, `{"a":{"b":[1,3]}}`, `/a/b/1 is recorded as 2, and the law says 3`},
		{`{"a":1}`, `{}`, `/a is recorded as 1, and the law says null`},
		{`{}`, `{"z":"x"}`, `/z is recorded as null, and the law says "x"`},
		{`{"a":[1]}`, `{"a":[1,2]}`, `/a/ is recorded as [1], and the law says [1,2]`},
		{`{"a":{}}`, `{"a":[]}`, `/a/ is recorded as {}, and the law says []`},
		{`{"a":1}`, `{ "a":1}`, `the same values are written in another way`},
		{`{`, `{}`, `what is recorded cannot be read`},
	} {
		require.Equal(t, r.says, narrate.English().Reason(firstDifference([]byte(r.was), []byte(r.is))))
	}
}

func TestWhereAValueComesFromIsSaidByTheInnermostMark(t *testing.T) {
	t.Parallel()
	b := &ruleDoc{rules: call.RuleBook{Marks: []call.Mark{
		{Path: "/award", Source: "the FAQ"},
		{Path: "/award/ties", Sample: true, Why: "none is known"},
		{Path: "/types/0/id", Source: "us"},
		{Path: "/types/1/id", Sample: true, Why: "invented"},
	}}}
	for path, origin := range map[string]string{
		"/award/policy": "the FAQ", "/award/ties/0": "sample: none is known", "/awarded": "the rule book does not say where it comes from",
		"/types": "sample: 1 of its 2 values are samples; /types/1/id: invented", "/types/0": "us",
	} {
		from, sample := b.origin(path)
		require.Equal(t, origin, narrate.English().Reason(from), path)
		require.Equal(t, strings.HasPrefix(origin, "sample"), sample)
	}
}
