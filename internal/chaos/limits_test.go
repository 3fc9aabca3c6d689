package chaos

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

func TestABudgetOrACeilingIsNeverExceededHoweverManyTryAtOnce(t *testing.T) {
	inFull(t)
	h := inProgrammeTime(t)
	c := h.opens(t, h.now(t).Truncate(time.Minute).Add(10*time.Minute), func(b *call.RuleBook) { b.Budget = calltest.EUR("60000.00") })
	c.evaluated(t, "40000.00", "30000.00", "15000.00") // the first is funded; the second cannot be, and ends the walk

	t.Run("an award is released once", func(t *testing.T) {
		h.eventually(t, c.stream, "officer", call.PrepareAward{})
		both := h.race(t, 30*time.Second, wish{c.stream, "head", call.ReleaseAward{}}, wish{c.stream, "second", call.ReleaseAward{}},
			wish{c.stream, "head", call.ReleaseAward{}}, wish{c.stream, "second", call.ReleaseAward{}})
		require.Equal(t, 1, count(both, "done"), codes(both))
		require.Equal(t, map[string]int{"wrong-stage": 3}, codes(both))
	})
	t.Run("the reserve is activated once for the money that is free", func(t *testing.T) {
		many := make([]wish, 20)
		for i := range many {
			many[i] = wish{c.stream, "head", call.ActivateReserve{}}
		}
		none := h.race(t, 30*time.Second, many...)
		require.Equal(t, map[string]int{"budget": len(many)}, codes(none), "20,000 are free, and the next costs 30,000")
		first, stream := c.tender(0)
		h.eventually(t, stream, "contact-0", twinning.WithdrawTender{})
		require.Eventually(t, func() bool { return h.freed(t, c.stream) == 1 }, 20*time.Second, 20*time.Millisecond, first)
		once := h.race(t, 30*time.Second, many...)
		require.Equal(t, 2, count(once, "done"), codes(once)) // 60,000 fund both, 30,000 and 15,000; and no third is there
		require.Equal(t, map[string]int{"empty": len(many) - 2}, codes(once))
	})
	t.Run("no cost kind is claimed or authorised beyond its ceiling", func(t *testing.T) { h.claimsAtOnce(t, c) })
	t.Run("of a hundred claims and a hundred authorisations at once exactly what fits passes", func(t *testing.T) { h.exactlyWhatFits(t, c) })
	h.keptItsPromises(t)
}

func (h *house) freed(t *testing.T, stream string) (n int) {
	require.NoError(t, h.sql.QueryRow(t.Context(), `SELECT count(*) FROM ledger.events WHERE stream = $1 AND kind = 'budget-freed.v1'`, stream).Scan(&n))
	return n
}

// claimsAtOnce lets fifty people claim, verify and authorise at once what only
// some of them can have.
func (h *house) claimsAtOnce(t *testing.T, c *tendering) {
	_, stream := c.tender(1)
	h.eventually(t, stream, "signatory", twinning.SignContract{})
	h.do(t, stream, "procurer", twinning.SignContract{})
	_, third := c.tender(2)
	h.eventually(t, third, "signatory", twinning.SignContract{})
	h.do(t, third, "procurer", twinning.SignContract{})
	h.moveTo(t, c.deadline.AddDate(0, 6, 15), 0) // in its seventh month
	time.Sleep(300 * time.Millisecond)           // time itself: the tolerance
	today := h.now(t).In(brussels(t))
	m1 := calltest.Date(c.deadline.In(brussels(t)).AddDate(0, 0, 1).Format(time.DateOnly))

	log := func(month int, ids ...string) twinning.SubmitLog {
		on := calltest.Date(time.Date(m1.Year, m1.Month, m1.Day, 0, 0, 0, 0, time.UTC).AddDate(0, month-1, 1).Format(time.DateOnly))
		l := twinning.SubmitLog{Month: month, Activities: []twinning.Activity{{On: on, What: "A workshop"}}}
		for _, id := range ids {
			l.Expenses = append(l.Expenses, twinning.Claim{ID: id, Kind: twinning.Direct, Amount: calltest.EUR("7000.00"), On: on, What: law.Text("Travel " + today.Format(time.DateOnly))})
		}
		return l
	}
	// EUR 30,000 are in the contract: four claims of 7,000, and a fifth never.
	var wishes []wish
	for n := range 50 {
		wishes = append(wishes, wish{stream, "contact-1", log(1+n%7, fmt.Sprintf("x-%d", n%7))})
	}
	claimed := h.race(t, 30*time.Second, wishes...)
	require.Positive(t, codes(claimed)["cost-kind-claimed"])
	wishes = nil
	for n := range 60 {
		hand := []wish{{as: "verifier"}, {as: "second-verifier"}, {as: "authoriser"}, {as: "second-authoriser"}, {as: "payer"}}[n%5]
		step := []twinning.Step{twinning.Verify, twinning.Verify, twinning.Authorise, twinning.Authorise, twinning.Pay}[n%5]
		hand.stream, hand.command = stream, twinning.ApproveExpense{Expense: fmt.Sprintf("x-%d", n%7), Step: step}
		if n%6 == 5 {
			hand = wish{stream, "contact-1", log(1+n%7, fmt.Sprintf("x-%d", n%7), fmt.Sprintf("y-%d", n))}
		}
		wishes = append(wishes, hand)
	}
	for range 2 { // verified in the first round, perhaps authorised in the second
		approved := h.race(t, 30*time.Second, wishes...)
		t.Logf("%d of %d done; refused: %v", count(approved, "done"), len(approved), codes(approved))
	}
}

// exactlyWhatFits claims EUR 300 a hundred times at once where EUR 15,000 are in the
// contract, and has two people authorise each of the fifty that fit, all at once.
func (h *house) exactlyWhatFits(t *testing.T, c *tendering) {
	_, stream := c.tender(2)
	on := calltest.Date(c.deadline.In(brussels(t)).AddDate(0, 0, 2).Format(time.DateOnly))
	id := func(n int) string { return fmt.Sprintf("z-%d", n) }
	var claims []wish
	for n := range 100 {
		claims = append(claims, wish{stream, "contact-2", twinning.ClaimExpenses{Expenses: []twinning.Claim{{ID: id(n), Kind: twinning.Direct, Amount: calltest.EUR("300.00"), On: on, What: "Travel"}}}})
	}
	claimed := h.race(t, 30*time.Second, claims...)
	require.Equal(t, 50, count(claimed, "done"), codes(claimed))
	require.Equal(t, map[string]int{"cost-kind-claimed": 50}, codes(claimed))
	var verify, authorise []wish
	for n, r := range claimed {
		if r.Status != "done" {
			continue
		}
		verify = append(verify, wish{stream, "verifier", twinning.ApproveExpense{Expense: id(n), Step: twinning.Verify}})
		for _, who := range []string{"authoriser", "second-authoriser"} {
			authorise = append(authorise, wish{stream, who, twinning.ApproveExpense{Expense: id(n), Step: twinning.Authorise}})
		}
	}
	verified := h.race(t, 30*time.Second, verify...)
	require.Equal(t, 50, count(verified, "done"), codes(verified))
	require.Len(t, authorise, 100)
	authorised := h.race(t, 30*time.Second, authorise...)
	require.Equal(t, 50, count(authorised, "done"), codes(authorised))
	require.Equal(t, map[string]int{"step": 50}, codes(authorised), "each once, and EUR 15,000.00 in all")
}
