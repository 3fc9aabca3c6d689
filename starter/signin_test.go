package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/web"
)

// At the machine of the programme nobody signs in; at a desk the rule book's word holds.
func TestACommandFromElsewhereAsksForAFreshSignInWhereTheRuleBookDoes(t *testing.T) {
	w := newAskedWorld(t, summer)
	text, err := os.ReadFile(filepath.Join("..", "programmes", "dhe-2019.yaml"))
	require.NoError(t, err)
	book := w.file("book.yaml", string(text)+"\nsign_in:\n  sign: {max_age: {value: 15m, sample: true, why: a test}}\n")
	w.must(0, "call open "+book+" --people ../programmes/dhe-2019.people.yaml --as officer")
	w.must(0, "call publish DHE-2019 --as officer")
	w.must(0, "call cancel DHE-2019 --as officer --why", "no budget")
	at := w.aDesk()
	sign := func(signed access.SignIn) (int, string) {
		_, secret, err := web.NewTokens(w.pool()).Make(access.WithSignIn(t.Context(), signed), w.idOf("head"), "a test", []string{web.ScopeRead, web.ScopeSend}, time.Hour)
		require.NoError(t, err)
		t.Setenv("TWINNING_TOKEN", secret)
		code, out, talk := w.elsewhere(at, "", "call", "sign", "DHE-2019", "--proposal", "1")
		return code, out + talk
	}
	for _, stale := range []access.SignIn{{}, {At: time.Now().Add(-16 * time.Minute)}} {
		code, said := sign(stale)
		require.Equal(t, exitRefused, code, said)
		require.Contains(t, said, "sign-proposal asks for a sign-in of the last 15 min: sign in again")
		require.Contains(t, said, "`twinning login`")
	}
	code, said := sign(access.SignIn{At: time.Now().Add(-time.Minute)})
	require.Equal(t, 0, code, said)
}
