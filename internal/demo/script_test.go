package demo

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/twinning"
)

// The small demo is for tests: fewer tenders, and less money for them.
const (
	smallTenders = 20
	smallBudget  = "EUR 350000.00"
)

// seeds is how many seeds are played on paper, one with -short.
func seeds(many uint64) uint64 {
	if testing.Short() {
		return 1
	}
	return many
}

func TestAnySeedCanBePlayedByTheLaw(t *testing.T) {
	t.Parallel()
	for seed := range seeds(2) {
		c, err := NewCast(seed, 0, "")
		require.NoError(t, err)
		require.Len(t, c.entries, 45)
		p := playOnPaper(t, c)
		is := p.states["call/"+c.book.Reference].(call.Call)
		require.Equal(t, call.Finished, is.Stage)
		require.True(t, is.Released.Equal(c.forecast))
		one, _ := p.states[c.parts[byUnits].stream()].(twinning.Twinning)
		require.True(t, slices.ContainsFunc(one.Expenses, func(x twinning.Expense) bool { return x.Quantity != nil && x.Status == twinning.Paid }), "a unit cost is claimed and paid")
	}
}

func TestTheSmallDemoCanBePlayedByTheLaw(t *testing.T) {
	t.Parallel()
	for seed := range seeds(4) {
		c, err := NewCast(seed, smallTenders, smallBudget)
		require.NoError(t, err)
		p := playOnPaper(t, c)
		require.Equal(t, call.Finished, p.states["call/"+c.book.Reference].(call.Call).Stage)
	}
}

func TestManySeedsHaveEveryPart(t *testing.T) {
	t.Parallel()
	seeds := uint64(60)
	if testing.Short() {
		seeds = 10
	}
	for seed := range seeds {
		c, err := NewCast(seed, 0, "")
		require.NoError(t, err)
		for _, p := range []part{
			late, withdraws, ineligible, clarifies, resubmits, conflicted, tardy, toTheMicrosecond, declines, activated, signsLate, suspended, terminated, logsLate, expenseReturned, byUnits,
			admitted, drafted, overridden, formerlyTied, arbitrated, differs, struck, complains, declinesLater,
		} {
			require.NotNil(t, c.parts[p], p)
		}
	}
}

func TestOneSeedGivesOneScript(t *testing.T) {
	t.Parallel()
	require.Equal(t, scriptOf(t, 7), scriptOf(t, 7))
	require.NotEqual(t, scriptOf(t, 7), scriptOf(t, 8))
}

func scriptOf(t *testing.T, seed uint64) string {
	t.Helper()
	c, err := NewCast(seed, 0, "")
	require.NoError(t, err)
	s, err := NewScript(c)
	require.NoError(t, err)
	var b strings.Builder
	for _, a := range s.acts {
		b.WriteString(a.at.String() + strings.Join(a.what, "; ") + "\n")
		for _, o := range a.orders() {
			text, err := json.Marshal(o.command)
			require.NoError(t, err)
			b.WriteString(o.id + " " + o.stream + " " + o.as + " " + string(text) + " " + o.want + "\n")
		}
	}
	return b.String()
}

func TestEachCommandOfAScriptHasItsOwnName(t *testing.T) {
	t.Parallel()
	c, err := NewCast(1, 0, "")
	require.NoError(t, err)
	s, err := NewScript(c)
	require.NoError(t, err)
	seen := map[string]bool{}
	for n, a := range s.acts {
		require.True(t, n == 0 || s.acts[n-1].at.Before(a.at), a.at)
		for _, o := range a.orders() {
			require.False(t, seen[o.id], o.id)
			seen[o.id] = true
			require.True(t, slices.ContainsFunc(c.people, func(p people.Person) bool { return p.Alias == o.as }), o.as)
		}
	}
}

func TestWhatIsKnownSaysWhereItComesFrom(t *testing.T) {
	t.Parallel()
	f, err := readFiles("")
	require.NoError(t, err)
	require.Len(t, f.tenders, known)
	for _, tender := range f.tenders {
		require.Empty(t, unsourced(tender), tender.Title)
	}
}
