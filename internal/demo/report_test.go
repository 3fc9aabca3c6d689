package demo

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/local"
	"twinning.example/engine/internal/money"
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
		"a tender is missing": func(a *account) {
			e := a.cast.parts[resubmits]
			delete(a.twinnings, e.ref)
			delete(a.events, e.stream())
		},
		"the late one has no hash": func(a *account) {
			s := a.cast.parts[late].stream()
			a.events[s] = []told{{says: twinning.TenderRefusedLate{}}}
		},
		"somebody still owes": func(a *account) {
			list := a.twinnings[a.cast.contracted()[0].ref].Obligations
			list[len(list)-1].Met = time.Time{}
		},
	} {
		p := playOnPaper(t, c)
		a := p.account()
		change(a)
		_, wrong := reported(a)
		require.NotEmpty(t, wrong, name)
		t.Log(name, wrong)
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
