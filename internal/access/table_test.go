package access_test

import (
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

// standing is a call and a tender in one of the states of docs/access.md.
func standing(state rune) (call.Call, twinning.Twinning) {
	opened := time.Date(2019, 8, 7, 15, 0, 0, 0, time.UTC)
	c := call.Call{
		Reference: "DHE-2019", Stage: call.Evaluating, OpenedAt: opened,
		Roles: map[law.Role][]string{
			law.Officer: {"officer"}, law.Head: {"head"}, law.Auditor: {"auditor"}, law.ProcurerSignatory: {"procurer"},
			law.Verifier: {"verifier"}, law.Authoriser: {"authoriser"}, law.Payer: {"payer"},
		},
		Evaluators: []call.Evaluator{{Person: "ada"}, {Person: "ben"}, {Person: "cas"}},
	}
	t := twinning.Twinning{
		Reference: "DHE-2019-AAAAAA", Stage: twinning.Eligible, Versions: []twinning.Version{{Number: 1, By: "contact"}},
		Tender: twinning.Tender{Title: "title", Contact: "contact", Signatory: "signatory"}, Assigned: []string{"ada", "ben"},
		Conflicts: []twinning.Tie{{Evaluator: "ben", Why: "a colleague"}},
	}
	told := func(stage twinning.Stage, verdict call.Verdict) {
		t.Stage, t.Outcome = stage, &call.Outcome{Verdict: verdict}
		c.Stage, c.Released = call.Running, &call.AwardDecision{}
	}
	switch state {
	case 'S':
		c.Stage, c.OpenedAt, t.Stage, t.Assigned, t.Conflicts = call.Open, time.Time{}, twinning.Submitted, nil, nil
	case 'E':
		t.Stage = twinning.Evaluated
	case 'A':
		told(twinning.Awarded, call.Awarded)
	case 'R':
		told(twinning.Active, call.Awarded)
		t.Contract = &twinning.Contract{Months: 10}
	case 'N':
		told(twinning.Rejected, call.Rejected)
	case 'W':
		t.Stage, t.EndedAt, t.Assigned, t.Conflicts = twinning.Withdrawn, opened.Add(-time.Hour), nil, nil
	case 'C':
		c.Stage, c.OpenedAt, t.Stage, t.Assigned, t.Conflicts = call.Cancelled, time.Time{}, twinning.Cancelled, nil, nil
	}
	return c, t
}

// viewers are the rows of the table.
var viewers = map[string][]access.Viewer{
	"the public": {{}},
	"a stranger, or a party to another tender": {access.As("stranger")},
	"a party":                          {access.As("contact"), access.As("signatory")},
	"an evaluator of the tender":       {access.As("ada")},
	"an evaluator in conflict with it": {access.As("ben")},
	"another evaluator of the call":    {access.As("cas")},
	"an officer":                       {access.As("officer")},
	"the head":                         {access.As("head")},
	"an auditor":                       {access.As("auditor")},
	"the procurer's signatory":         {access.As("procurer")},
	"verifier, authoriser, payer":      {access.As("verifier"), access.As("authoriser"), access.As("payer")},
	"the operator":                     {access.Operator},
}

const states = "SOEARNWC"

func TestWhoSeesWhatIsWhatTheTableSays(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/access.md")
	require.NoError(t, err)
	_, table, ok := strings.Cut(string(text), "| viewer |")
	require.True(t, ok)
	rows := strings.Split(table, "\n")
	names := cells(rows[0])
	require.Len(t, names, len(access.Aspects()))
	checked := 0
	for _, row := range rows[2:] {
		if !strings.HasPrefix(row, "|") {
			break
		}
		all := cells(row)
		require.Contains(t, viewers, all[0])
		for _, v := range viewers[all[0]] {
			for i, name := range names {
				aspect := access.Aspect(name)
				require.Contains(t, access.Aspects(), aspect)
				want := map[string]string{"all": states, "-": ""}[all[i+1]]
				if want == "" && all[i+1] != "-" {
					want = all[i+1]
				}
				got := ""
				for _, s := range states {
					c, tender := standing(s)
					if access.Of(v, c, tender).Sees(aspect) {
						got += string(s)
					}
				}
				require.Equal(t, want, got, "%s, %s (%s)", all[0], aspect, v.Person)
				checked++
			}
		}
	}
	require.Equal(t, 15*len(access.Aspects()), checked, "every viewer and every aspect")
}

func cells(row string) []string {
	var out []string
	for _, c := range strings.Split(strings.Trim(row, "| "), "|") {
		out = append(out, strings.TrimSpace(c))
	}
	return out
}

// What a viewer does not see is not in the state that they are given, whatever it is.
func TestAStateHoldsNothingThatItsViewerDoesNotSee(t *testing.T) {
	t.Parallel()
	for _, s := range states {
		c, tender := standing(s)
		tender.Reviews = []twinning.Review{{Evaluator: "ada"}, {Evaluator: "ben"}}
		tender.Counted = []string{"ada"}
		tender.Rounds = []twinning.Round{{Stage: twinning.Rejected, Reviews: tender.Reviews, Counted: []string{"ada"}, Outcome: &call.Outcome{Verdict: call.Rejected}}}
		tender.Complaints = []twinning.Complaint{{Number: 1, Text: "it is unfair"}}
		tender.Logs = map[int]twinning.Log{1: {Number: 1}}
		tender.Findings = []twinning.Finding{{}}
		for name, list := range viewers {
			for _, v := range list {
				sight := access.Of(v, c, tender)
				seen, withheld := sight.Tender(tender)
				require.Equal(t, sight.Sees(access.Content), seen.Tender.Contact != "", "%s in %c", name, s)
				require.Equal(t, sight.Sees(access.Findings), len(seen.Findings) > 0, "%s in %c", name, s)
				require.Equal(t, sight.Sees(access.Running), len(seen.Logs) > 0, "%s in %c", name, s)
				require.Equal(t, sight.Sees(access.Complaints), len(seen.Complaints) > 0 && seen.Complaints[0].Text != "", "%s in %c", name, s)
				if !sight.Sees(access.Listed) {
					require.Equal(t, []twinning.Version(nil), seen.Versions)
				}
				for _, r := range append(slices.Clone(seen.Reviews), rounds(seen)...) {
					require.True(t, sight.Sees(access.Reports) || r.Evaluator == v.Person || sight.Party() && strings.Contains(r.Evaluator, "valuator"), "%s in %c reads the report of %s", name, s, r.Evaluator)
				}
				withheld = slices.DeleteFunc(withheld, func(a access.Aspect) bool { return a == access.Complaints })
				require.Equal(t, len(withheld) == 0, sight.All(), "%s in %c: %v", name, s, withheld)
			}
		}
		require.Equal(t, "title", tender.Tender.Title, "what was given is not changed")
		require.Equal(t, "ada", tender.Reviews[0].Evaluator)
	}
}

// Whatever a twinning holds of its running year, it is told to those alone who see the year; what a fold adds to a twinning later is
// told to the public only once somebody has put it on this list.
func TestAStateHoldsNothingOfItsYearButForWhoSeesIt(t *testing.T) {
	t.Parallel()
	c, tender := standing('R')
	tender.Payments = &twinning.Payments{Instalments: []twinning.Instalment{{ID: "balance", Ref: "bank-1", By: "payer"}}, Account: &twinning.Account{By: "contact"}}
	tender.Recoveries = []twinning.Recovery{{Number: 1, Reason: "a finding", Waiving: "officer", WaiveWhy: "it is little"}}
	tender.Asked, tender.AskedOpen = &twinning.AskedSuspension{Reason: "somebody is ill"}, true
	tender.Pauses, tender.PausedDays, tender.SuspendedAt, tender.ResumedAt = []twinning.Pause{{}}, 3, time.Unix(1, 0), time.Unix(2, 0)
	tender.Unreached = []twinning.Unreached{{Number: 1, To: "evaluator"}}
	tender.Hold, tender.HoldLifted = &twinning.Hold{Authority: "an inquiry"}, time.Unix(3, 0)
	for name, list := range viewers {
		for _, v := range list {
			sight := access.Of(v, c, tender)
			seen, _ := sight.Tender(tender)
			require.Equal(t, sight.Sees(access.Running), seen.Payments != nil && len(seen.Recoveries) > 0 && seen.Asked != nil && seen.AskedOpen && len(seen.Pauses) > 0, "%s", name)
			require.Equal(t, sight.Sees(access.Running), seen.Payments != nil || len(seen.Recoveries) > 0 || seen.Asked != nil || seen.AskedOpen || len(seen.Pauses) > 0 ||
				seen.PausedDays > 0 || !seen.SuspendedAt.IsZero() || !seen.ResumedAt.IsZero(), "%s", name)
			for _, r := range seen.Recoveries {
				require.Equal(t, sight.Full(), r.Waiving != "" || r.WaiveWhy != "", "%s is told who would waive", name)
			}
			require.Equal(t, sight.Full(), seen.Hold != nil || !seen.HoldLifted.IsZero(), "%s is told of a hold", name)
			require.Equal(t, sight.Full(), len(seen.Unreached) > 0, "%s is told whom letters do not reach", name)
		}
	}
	require.Equal(t, "officer", tender.Recoveries[0].Waiving, "what was given is not changed")

	var told []string
	full := reflect.New(reflect.TypeFor[twinning.Twinning]()).Elem()
	fill(full)
	all := full.Interface().(twinning.Twinning)
	all.Stage, all.Tender, all.Files, all.Former, all.Rounds = twinning.Active, tender.Tender, nil, nil, nil
	all.Outcome = &call.Outcome{Verdict: call.Awarded}
	seen, _ := access.Of(access.As("stranger"), c, all).Tender(all)
	for i, v := 0, reflect.ValueOf(seen); i < v.NumField(); i++ {
		if f := v.Field(i); !f.IsZero() && (f.Kind() != reflect.Slice && f.Kind() != reflect.Map || f.Len() > 0) {
			told = append(told, v.Type().Field(i).Name)
		}
	}
	require.Equal(t, []string{"Reference", "Stage", "Tender", "Assigned", "Outcome", "Counted", "Complaints", "SettledAt", "EndedAt", "RetainTil"}, told)
}

// fill makes a value of which no field is zero, as deep as structs go.
func fill(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem())
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			v.Set(reflect.ValueOf(time.Unix(1, 0)))
			return
		}
		for i := range v.NumField() {
			if v.Field(i).CanSet() {
				fill(v.Field(i))
			}
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem())
	case reflect.String:
		v.SetString("x")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int32, reflect.Int64:
		v.SetInt(1)
	}
}

func rounds(t twinning.Twinning) (all []twinning.Review) {
	for _, r := range t.Rounds {
		all = append(all, r.Reviews...)
	}
	return all
}

// What was done is public once a log is accepted; who came, from where and what came of it stays with those who see the year.
func TestOfAnAwardWhatIsTransferredAndWhatWasDoneIsPublishedWhereTheRuleBookSaysSo(t *testing.T) {
	t.Parallel()
	c, tender := standing('R')
	c.Rules.Publish = call.Publishable()
	tender.Tender.Solution, tender.Tender.Plan = "solution", "plan"
	done := twinning.Activity{What: "a workshop", Where: "Ghent", Kind: "workshop", Online: true, Participants: 12, Organisations: []string{"a"}, Outcome: "a plan", Files: []string{"f"}}
	tender.Logs = map[int]twinning.Log{
		1: {Number: 1, Status: twinning.StatusAccepted, Late: true, Activities: []twinning.Activity{done}, Corrected: []twinning.LogCorrection{{}}},
		2: {Status: twinning.StatusSubmitted, Activities: []twinning.Activity{done}}, 3: {Status: twinning.StatusAccepted, Nothing: "it was August"},
	}
	seen, _ := access.Of(access.Viewer{}, c, tender).Tender(tender)
	require.Equal(t, "solution", seen.Tender.Solution)
	require.Empty(t, seen.Tender.Plan)
	require.Equal(t, map[int]twinning.Log{1: {Status: twinning.StatusAccepted, Activities: []twinning.Activity{{What: "a workshop", Where: "Ghent", Kind: "workshop", Online: true}}}}, seen.Logs)
	require.Equal(t, 12, tender.Logs[1].Activities[0].Participants, "what was given is not changed")
	c.Rules.Publish = nil // as in every rule book from before
	seen, _ = access.Of(access.Viewer{}, c, tender).Tender(tender)
	require.Empty(t, seen.Tender.Solution)
	require.Empty(t, seen.Logs)
	require.Equal(t, "title", seen.Tender.Title)
	c, tender = standing('N')
	c.Rules.Publish = call.Publishable()
	tender.Tender.Solution, tender.Logs = "solution", map[int]twinning.Log{1: {Status: twinning.StatusAccepted, Activities: []twinning.Activity{done}}}
	seen, _ = access.Of(access.Viewer{}, c, tender).Tender(tender)
	require.Empty(t, seen.Tender.Solution)
	require.Empty(t, seen.Logs)
}

func TestAnAwardThatWasGivenUpIsNotPublished(t *testing.T) {
	t.Parallel()
	c, tender := standing('A')
	require.True(t, access.Of(access.Viewer{}, c, tender).Sees(access.Published))
	for _, stage := range []twinning.Stage{twinning.Withdrawn, twinning.Rejected, twinning.Retained, twinning.Over} {
		tender.Stage, tender.EndedAt = stage, c.OpenedAt.Add(time.Hour)
		for _, p := range access.Aspects() {
			require.False(t, access.Of(access.Viewer{}, c, tender).Sees(p), "%s, %s", stage, p)
		}
	}
}

func TestWhatRanUnderAContractStaysPublishedWhileItIsRetained(t *testing.T) {
	t.Parallel()
	c, tender := standing('R')
	for _, stage := range []twinning.Stage{twinning.Active, twinning.Terminated, twinning.Closed, twinning.Retained, twinning.Over} {
		tender.Stage, tender.EndedAt = stage, c.OpenedAt.Add(time.Hour)
		require.True(t, access.Of(access.Viewer{}, c, tender).Sees(access.Published), stage)
	}
}

func TestWhatWasWithdrawnWhileItWasSealedStaysSealedWhileItIsRetainedAndAfter(t *testing.T) {
	t.Parallel()
	c, tender := standing('W')
	c.Stage, c.Released = call.Finished, &call.AwardDecision{}
	for _, stage := range []twinning.Stage{twinning.Withdrawn, twinning.Retained, twinning.Over} {
		tender.Stage = stage
		for name, all := range viewers {
			for _, v := range all {
				sight := access.Of(v, c, tender)
				require.Equal(t, name == "a party", sight.Sees(access.Content), "%s, %s", name, stage)
				require.Equal(t, name != "a party", sight.Sealed(), "%s, %s", name, stage)
			}
		}
	}
}

func TestWhoEvaluatedATenderBeforeKeepsTheirOwnReportAndNothingElse(t *testing.T) {
	t.Parallel()
	c, tender := standing('E')
	tender.Rounds = []twinning.Round{{Stage: twinning.Rejected, Reviews: []twinning.Review{{Evaluator: "cas"}, {Evaluator: "ada"}}, Outcome: &call.Outcome{Verdict: call.Rejected}}}
	tender.Reviews = []twinning.Review{{Evaluator: "ada"}}
	sight := access.Of(access.As("cas"), c, tender)
	for _, p := range access.Aspects() {
		require.Equal(t, p == access.Listed, sight.Sees(p), p)
	}
	seen, _ := sight.Tender(tender)
	require.Empty(t, seen.Reviews)
	require.Equal(t, []twinning.Review{{Evaluator: "cas"}}, seen.Rounds[0].Reviews)
	require.Nil(t, seen.Rounds[0].Outcome)
	require.Empty(t, seen.Tender.Title)
}
