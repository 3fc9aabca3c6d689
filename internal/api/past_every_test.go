package api_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/lifetest"
)

// No operation leaves out of account that it is asked of an earlier time, or that this is written wrongly: what names no instant of the past is
// refused by each, and so is any by those to which no past is known.
func TestNoOperationIgnoresOfWhichTimeItIsAsked(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.play(lifetest.Year(), "2019-06-14")
	tender := d.tenders[lifetest.Tender]
	paths, not := d.askedOfThePast(tender)
	asked := append(slices.Clone(paths), not...)
	for _, own := range []string{"/state", "/could", "/reads"} {
		asked = append(asked, "/api/v1/calls/DHE-2019"+own, "/api/v1/tenders/"+tender+own)
	}
	asked = append(asked, "/api/v1/events", "/api/v1/exports", "/api/v1/calls/DHE-2019/exports/dates?format=csv", "/api/v1/tenders/"+tender+"/exports/obligations?format=csv")
	var answered, hidden int
	for i, path := range asked {
		if testing.Short() && i%5 != 0 {
			continue
		}
		as := calltest.Officer
		if d.ask("GET", path, as).status != http.StatusOK {
			as = calltest.Contact(lifetest.Tender)
		}
		live := d.ask("GET", path, as)
		with := "?"
		if strings.Contains(path, "?") {
			with = "&"
		}
		for _, wrong := range []string{"at=soon", "recorded=soon", "at=2999-01-01", "recorded=2999-01-01T00:00:00Z", "at=2019-06-12&recorded=2019-06-12"} {
			a := d.ask("GET", path+with+wrong, as)
			if live.status == http.StatusOK {
				require.Equal(t, http.StatusBadRequest, a.status, "%s%s%s: %s", path, with, wrong, a.body)
				answered++
				continue
			}
			require.GreaterOrEqual(t, a.status, 400, "%s%s%s: %s", path, with, wrong, a.body)
			hidden++
		}
	}
	t.Log(answered, "answers compared,", hidden, "of what is not there")
	if !testing.Short() {
		require.Greater(t, answered, 250)
	}

	// what is sent is sent now
	a := d.send("POST", "/api/v1/calls/DHE-2019/extend-deadline?at=2019-06-12", calltest.Officer, []byte(`{"to":"2019-09-07T17:00","why":"x"}`))
	require.Equal(t, http.StatusBadRequest, a.status, a.body)
	a = d.send("POST", "/api/v1/calls/DHE-2019/extend-deadline?dry-run=true&recorded=2019-06-12", calltest.Officer, []byte(`{"to":"2019-09-07T17:00","why":"x"}`))
	require.Equal(t, http.StatusBadRequest, a.status, a.body)
}

// A receipt is the one that there was: none before the command was received, one that waits before it was judged. The feed ends where the record
// ended then.
func TestAReceiptAndTheFeedAreThoseThatThereWere(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.play(lifetest.Year(), "2019-06-12")
	officer := calltest.Officer
	d.settled()
	before := d.now()
	d.living.Away.Store(true) // nobody judges
	a := d.send("POST", "/api/v1/calls/DHE-2019/appoint-evaluator", officer, []byte(`{"evaluator":"`+calltest.Cleo+`"}`), "Prefer", "wait=0", "Idempotency-Key", "later")
	require.Equal(t, http.StatusAccepted, a.status, a.body)
	waits := d.now()
	d.living.Away.Store(false)
	path := "/api/v1/calls/DHE-2019/receipts/later"
	require.Eventually(t, func() bool { return d.ask("GET", path, officer).json(t)["status"] != "pending" }, timeout, 100*time.Millisecond)
	d.settled()
	judged := d.ask("GET", path, officer)
	of := func(at time.Time) string { return "?recorded=" + url.QueryEscape(at.Format(time.RFC3339Nano)) }
	require.Equal(t, http.StatusNotFound, d.ask("GET", path+of(before), officer).status)
	pending := d.ask("GET", path+of(waits), officer)
	require.Equal(t, http.StatusOK, pending.status, pending.body)
	require.Equal(t, "pending", pending.json(t)["status"])
	require.Equal(t, judged.json(t)["nonce"], pending.json(t)["nonce"])
	require.Equal(t, judged.body, d.ask("GET", path+of(d.now()), officer).body)

	all, then := d.ask("GET", "/api/v1/events?from=0", officer), d.ask("GET", "/api/v1/events"+of(before)+"&from=0", officer)
	require.Equal(t, http.StatusOK, then.status, then.body)
	require.True(t, strings.HasPrefix(all.body, then.body))
	require.Greater(t, strings.Count(all.body, "\n"), strings.Count(then.body, "\n"))
	require.Contains(t, then.header.Get("Link"), "recorded=")
}
