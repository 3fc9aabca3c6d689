package chaos

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/twinning"
)

func TestNoErasureIsReportedAsDoneWhileALetterToWhomItErasesIsOnItsWay(t *testing.T) {
	h := attacked(t)
	m := h.mails(t)
	c := h.opens(t, h.now(t).Add(24*time.Hour))
	directory := people.NewDirectory(h.ledger)
	ids, err := directory.Load(t.Context(), door.NewID(), "", []people.Person{{Alias: "canary", Name: canary, Email: strings.ToLower(canary) + "@programme.example", Language: "en"}})
	require.NoError(t, err)
	w := c.submits(0, "40000.00")
	tender := w.command.(twinning.SubmitTender)
	tender.Tender.Contact = ids["canary"]
	held := m.hold(atItsBegin)
	_, err = (&door.Door{Ledger: h.ledger, People: directory}).Submit(t.Context(), door.Request{Stream: w.stream, Command: tender, As: "canary", Begins: true, Wait: 20 * time.Second})
	require.NoError(t, err)
	held.reached(t)
	flags := []string{"--article", "19(1)(b)", "--reason", "consent-withdrawn", "--as", "officer", "--yes", "--wait"}
	said, code := h.twinning(t, append([]string{"erase", "canary"}, append(flags, "12s")...)...) // longer than a silent process is waited for
	require.NotZero(t, code, said)
	held.goOn <- true
	said, code = h.twinning(t, append([]string{"erase", ids["canary"]}, append(flags, "30s")...)...)
	require.Zero(t, code, said)
	done := time.Now()
	h.do(t, w.stream, "signatory", twinning.WithdrawTender{})
	h.rests(t, 3*time.Minute)
	require.Zero(t, h.lettersTo(t, done), "letters after it was done")
}
