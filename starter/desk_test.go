package main

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
	"twinning.example/engine/internal/web"
	"twinning.example/engine/internal/web/webtest"
)

// desks are two servers over one ledger, as `twinning serve` runs them.
func (w *sealedWorld) desks(addresses ...string) (stop []func()) {
	return w.desksOf(webtest.Provider(w.t, "http://"+addresses[0], w.directory), addresses...)
}

// desksOf are desks at which people sign in with a provider.
func (w *sealedWorld) desksOf(provider web.Provider, addresses ...string) (stop []func()) {
	secret := ""
	if provider.Secret != "" {
		secret = w.file("secret", provider.Secret)
	}
	for _, addr := range addresses {
		s := deskSettings{
			DatabaseURL: ledgertest.DSN(w.t, ledger.RoleDoor), KeyFile: ledgertest.KeyFile(w.t), SignKey: ledgertest.SignKey(w.t, "door"),
			URL: "http://" + addresses[0], Addr: addr, Admin: "127.0.0.1:0", Issuer: provider.Issuer, ClientID: provider.ID, ClientSecret: secret, Evidence: filepath.Join(w.dir, "evidence"),
		}
		ctx, end := context.WithCancel(context.Background())
		done := make(chan error, 1)
		go func() { done <- serveDesk(ctx, s, slog.New(slog.DiscardHandler)) }()
		stop = append(stop, func() { end(); require.NoError(w.t, <-done); done <- nil })
		require.Eventually(w.t, func() bool {
			r, err := http.Get("http://" + addr + "/api/v1/calls")
			return err == nil && r.Body.Close() == nil && r.StatusCode == http.StatusOK
		}, 30*time.Second, 20*time.Millisecond)
	}
	w.t.Cleanup(func() {
		for _, s := range stop {
			s()
		}
	})
	return stop
}

func TestTheDeskServesPagesAndProgramsForWhoeverSignsIn(t *testing.T) {
	w := newSealedWorld(t)
	free := func() string {
		on := webtest.Listen(t)
		defer on.Close()
		return on.Addr().String()
	}
	one, other := free(), free()
	stop := w.desks(one, other)
	id := func(alias string) string {
		p, err := w.directory.Find(t.Context(), alias)
		require.NoError(t, err)
		return p.ID
	}

	public := webtest.NewBrowser(t)
	status, text, _ := public.See("http://" + one + "/calls/DHE-2019")
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, text, "Call for Twinning Tenders")
	require.NotContains(t, text, w.refs["$TENDER"])

	b := webtest.NewBrowser(t)
	status, text, at := b.SignIn("http://"+one, "mask-contact", id("mask-contact"), "/tenders/"+w.refs["$TENDER"])
	require.Equal(t, http.StatusOK, status, text)
	require.Equal(t, "/tenders/"+w.refs["$TENDER"], at.Path)
	require.Contains(t, text, "Zyxtitle", "a party reads its own")

	staff := webtest.NewBrowser(t)
	status, text, _ = staff.SignIn("http://"+one, "officer", id("officer"), "/tenders/"+w.refs["$TENDER"])
	require.Equal(t, http.StatusOK, status)
	require.NotContains(t, strings.ToLower(text), "zyx", "it is sealed")

	// One is closed; the other knows the same sessions.
	jar := b.Jar
	stop[0]()
	require.NotNil(t, jar)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+other+"/api/v1/tenders/"+w.refs["$TENDER"]+"/withdraw-tender", bytes.NewBufferString(`{"reason":"our partner left"}`))
	require.NoError(t, err)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Idempotency-Key", "withdrawn-by-api")
	for _, c := range jar.Cookies(at) {
		r.AddCookie(c)
	}
	answer, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	status, text, _ = b.Read(answer)
	require.Equal(t, http.StatusOK, status, text)
	var receipt struct {
		Status string `json:"status"`
		Events []struct {
			Kind string `json:"kind"`
		} `json:"events"`
	}
	require.NoError(t, json.Unmarshal([]byte(text), &receipt))
	require.Equal(t, "done", receipt.Status)
	require.Regexp(t, regexp.MustCompile(`withdrawn`), receipt.Events[0].Kind)
	require.Contains(t, w.must(0, "tender show "+w.refs["$TENDER"]+" --as mask-contact"), "withdrawn", "and the command line says so, too")
	require.NotContains(t, w.must(0, "access log "+w.refs["$TENDER"]), "officer", "what is sealed was not read")
}
