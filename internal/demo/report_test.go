package demo

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/body"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/capacity"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/local"
	"twinning.example/engine/internal/market"
	"twinning.example/engine/internal/masterclass"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/obligation"
	"twinning.example/engine/internal/twinning"
)

// reported is the part of a report that can be made on paper, and what is wrong with it.
func reported(a *account) (Report, []string) {
	r := Report{Tenders: a.tenders(), Budget: a.budget(), Letters: a.letters(), Obligations: a.obligations()}
	i := &inspection{account: a}
	i.submission(r)
	i.sealing()
	i.judging()
	i.selection()
	i.contesting()
	i.running()
	i.ending(r)
	i.books(r)
	i.story()
	var wrong []string
	for _, e := range i.list {
		if !e.OK {
			wrong = append(wrong, e.Name)
		}
	}
	return r, wrong
}

func TestTheReportFindsWhatIsWrong(t *testing.T) {
	t.Parallel()
	c, err := NewCast(5, smallTenders, smallBudget)
	require.NoError(t, err)
	p := playOnPaper(t, c)
	r, wrong := reported(p.account())
	require.Empty(t, wrong)
	require.Len(t, r.Tenders, smallTenders)
	var text bytes.Buffer
	r.Show(&text)
	require.Contains(t, text.String(), "freed: the contract was declined")

	for name, change := range map[string]func(*account){
		"a cent more is left": func(a *account) { a.call.Left = a.call.Left.Add(cents(1)) },
		"a cent more is committed": func(a *account) {
			a.call.Committed = map[string]money.Amount{"DHE-2019-AAAAAA": cents(1)}
		},
		"a payment is forgotten": func(a *account) {
			s := a.cast.contracted()[0].stream()
			for n, e := range a.events[s] {
				if x, ok := e.says.(twinning.ExpenseApproved); ok && x.Step == twinning.Pay {
					a.events[s] = append(a.events[s][:n:n], a.events[s][n+1:]...)
					return
				}
			}
		},
		"a letter has no fate": func(a *account) {
			for s := range a.fates {
				a.fates[s] = a.fates[s][:len(a.fates[s])-1]
				return
			}
		},
		"two hands in one payment": func(a *account) {
			x := a.cast.contracted()[0].ref
			a.twinnings[x].Expenses[0].Approvals[twinning.Pay] = a.twinnings[x].Expenses[0].Approvals[twinning.Verify]
		},
		"an instalment is forgotten": func(a *account) {
			ref := a.cast.story.advanced.tender.ref
			is, p := a.second.twinnings[ref], *a.second.twinnings[ref].Payments
			p.Instalments = slices.Clone(p.Instalments)[:len(p.Instalments)-1]
			is.Payments = &p
			a.second.twinnings[ref] = is
		},
		"a country's ballot is forgotten": func(a *account) {
			b := a.around["body/"+storyBody].(body.Body)
			b.Decisions = slices.Clone(b.Decisions)
			b.Decisions[0].Ballots = b.Decisions[0].Ballots[1:]
			a.around["body/"+storyBody] = b
		},
		"two people have one place": func(a *account) {
			m := a.around[a.cast.masterclass()].(masterclass.Masterclass)
			m.Registrations = slices.Clone(m.Registrations)
			m.Registrations[2].Place = m.Registrations[0].Place
			a.around[a.cast.masterclass()] = m
		},
		"a topic took another branch": func(a *account) {
			i := a.around["initiative/"+storyInitiative].(capacity.Initiative)
			i.Topics = slices.Clone(i.Topics)
			i.Topics[0].Branch = capacity.Masterclass
			a.around["initiative/"+storyInitiative] = i
		},
		"the tender names no match": func(a *account) {
			t := a.twinnings[a.cast.story.tender.ref]
			t.Tender.Match = ""
			a.twinnings[t.Reference] = t
		},
		"an entry is still published": func(a *account) {
			e := a.around[entryStream(a.cast.marketEntry(0))].(market.Entry)
			e.Stage = market.Published
			a.around[entryStream(a.cast.marketEntry(0))] = e
		},
		"a tender is missing": func(a *account) {
			e := a.cast.parts[resubmits]
			delete(a.twinnings, e.ref)
			delete(a.events, e.stream())
		},
		"the late one has no hash": func(a *account) {
			s := a.cast.parts[late].stream()
			a.events[s] = []told{{says: twinning.TenderRefusedLate{}}}
		},
		"the admission was used twice": func(a *account) {
			s := a.cast.parts[admitted].stream()
			for _, e := range a.events[s] {
				if x, ok := e.says.(twinning.TenderSubmitted); ok {
					a.events[s] = append(a.events[s], told{at: e.at, says: x})
					return
				}
			}
		},
		"one person overrode a rule": func(a *account) {
			says(a, a.cast.parts[overridden], func(x twinning.EligibilityDecided) law.Event {
				o := *x.Override
				o.SignedBy = o.By
				x.Override = &o
				return x
			})
		},
		"another draw than the seed's": func(a *account) {
			a.cast.parts[resubmits].reports[0].evaluator, a.cast.parts[resubmits].reports[1].evaluator = officer, head
		},
		"two scores far apart, and no third": func(a *account) {
			e := a.cast.parts[arbitrated]
			t := a.twinnings[e.ref]
			t.Reviews = t.Reviews[:2]
			a.twinnings[e.ref] = t
		},
		"a conflict that comes to light changes nothing": func(a *account) {
			e := a.cast.parts[struck]
			says(a, e, func(x twinning.TenderEvaluated) law.Event {
				x.Counted = []string{a.cast.id(e.void.evaluator)}
				return x
			})
		},
		"a contract signed before the standstill is over": func(a *account) {
			s := a.cast.contracted()[0].stream()
			for n, e := range a.events[s] {
				if _, ok := e.says.(twinning.ContractSigned); ok {
					a.events[s][n].at.Received = a.call.ReleasedAt
					return
				}
			}
		},
		"the same evaluators judge twice": func(a *account) {
			e := a.cast.parts[complains]
			t := a.twinnings[e.ref]
			t.Reviews = t.Rounds[0].Reviews
			a.twinnings[e.ref] = t
		},
		"an award is taken away": func(a *account) {
			e := a.cast.with(call.Awarded)[0]
			a.events[e.stream()] = append(a.events[e.stream()], told{says: twinning.OutcomeNoted{Outcome: call.Outcome{Verdict: call.Rejected}}})
		},
		"another amount is reopened": func(a *account) {
			a.call.Reopened = map[string]money.Amount{secondCall: cents(1)}
		},
		"somebody still owes": func(a *account) {
			list := a.twinnings[a.cast.contracted()[0].ref].Obligations
			i := slices.IndexFunc(list, func(o obligation.Obligation) bool { return o.ID == "final-report" })
			list[i].Met = time.Time{}
		},
	} {
		c, err := NewCast(5, smallTenders, smallBudget)
		require.NoError(t, err)
		p := playOnPaper(t, c)
		a := p.account()
		change(a)
		_, wrong := reported(a)
		require.NotEmpty(t, wrong, name)
		t.Log(name, wrong)
	}
}

// says changes every event of one type of a tender.
func says[E law.Event](a *account, e *entry, change func(E) law.Event) {
	for n, t := range a.events[e.stream()] {
		if x, ok := t.says.(E); ok {
			a.events[e.stream()][n].says = change(x)
		}
	}
}

func TestADemoWipesNoFolderButItsOwn(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	mine := filepath.Join(dir, "thesis.txt")
	require.NoError(t, os.WriteFile(mine, []byte("years of work"), 0o600))
	_, err := Up(t.Context(), Options{Data: dir})
	require.ErrorIs(t, err, local.ErrUsage)
	require.FileExists(t, mine)
}

func TestTheBarNamesTheDateAndWhatHappens(t *testing.T) {
	t.Parallel()
	c, err := NewCast(1, smallTenders, smallBudget)
	require.NoError(t, err)
	s, err := NewScript(c)
	require.NoError(t, err)
	var plain, moving bytes.Buffer
	lines, line := newBar(&plain, 0, s), newBar(&moving, 100, s)
	for n, a := range s.acts {
		lines.act(n, a)
		line.act(n, a)
	}
	require.Contains(t, plain.String(), "2019-09-16 10:00  the head releases the award")
	require.Equal(t, len(s.acts), bytes.Count(plain.Bytes(), []byte("\n")))
	require.Contains(t, moving.String(), "\r[")
	require.NotContains(t, moving.String(), "\n")
}
