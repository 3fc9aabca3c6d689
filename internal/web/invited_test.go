package web_test

import (
	"log/slog"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/oauth2-proxy/mockoidc"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/invitation"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/web"
	"twinning.example/engine/internal/web/webtest"
)

func TestWhoComesFromAnInvitationRegistersWithWhatIsKnownOfThemAndNobodyElseLearnsIt(t *testing.T) {
	t.Parallel()
	m, err := mockoidc.Run()
	require.NoError(t, err)
	t.Cleanup(func() { _ = m.Shutdown() })
	h := lifetest.New(t, lifetest.Options{})
	var steps []lifetest.Step
	for _, s := range lifetest.Year() {
		if s.At.Before(time.Date(2019, 6, 20, 0, 0, 0, 0, time.UTC)) {
			steps = append(steps, s)
		}
	}
	h.PlayAll(steps)
	const reference = "DHE-2019-ABCDEFGHIJ"
	stream, ok := invitation.Stream(reference)
	require.True(t, ok)
	h.Play([]lifetest.Step{{At: steps[len(steps)-1].At, Stream: stream, By: calltest.Officer, Command: invitation.Invite{
		Role: law.Payer, Address: "gu@example.org", Name: "Guillemette Est", Language: "fr", Why: "another pair of hands",
	}}})

	pool, err := pgxpool.New(t.Context(), ledgertest.DSN(t, ledger.RoleDoor))
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	on := webtest.Listen(t)
	home := "http://" + on.Addr().String()
	s, err := web.New(web.Options{URL: home, People: h.Door.People, Pool: pool, SignIn: web.Provider{Issuer: m.Issuer(), ID: m.ClientID, Secret: m.ClientSecret}, Log: slog.New(slog.DiscardHandler)})
	require.NoError(t, err)
	pages := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte(r.URL.RequestURI() + " [" + web.Asker(r).Person.Name + "]"))
	})
	handler, err := s.Handler(pages, pages)
	require.NoError(t, err)
	server := &http.Server{Handler: handler, ReadHeaderTimeout: time.Second}
	go func() { _ = server.Serve(on) }() // until it is closed
	t.Cleanup(func() { server.Close() })

	from := home + "/sign-in?back=" + url.QueryEscape("/invitations/"+reference+"?secret=x")
	m.QueueUser(&mockoidc.MockUser{Subject: "1", Email: "other@example.org", EmailVerified: true})
	_, text, at := webtest.NewBrowser(t).See(from)
	require.Equal(t, "/register", at.Path)
	require.NotContains(t, text, "Guillemette", "another address is told nothing")

	m.QueueUser(&mockoidc.MockUser{Subject: "2", Email: "Gu@Example.org", EmailVerified: true})
	b := webtest.NewBrowser(t)
	_, text, _ = b.See(from)
	require.Contains(t, text, `value="Guillemette Est"`)
	require.Contains(t, text, `<option value="fr" selected>`)
	_, text, _ = b.Send(home+"/register", url.Values{"name": {"Guillemette Est"}, "language": {"fr"}})
	require.Equal(t, "/invitations/"+reference+"?secret=x [Guillemette Est]", text, "and is led back to the invitation")
}
