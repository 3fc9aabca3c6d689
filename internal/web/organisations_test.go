package web_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/oauth2-proxy/mockoidc"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/invitation"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/organisation"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/views"
	"twinning.example/engine/internal/web"
	"twinning.example/engine/internal/web/webtest"
)

func TestWhoRegistersNamesTheRecordOfTheirOrganisationOrMakesOneAndALikeOneIsSuggestedAndNeverMerged(t *testing.T) {
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
	const record, reference = "ABCDEFGHIJ", "DHE-2019-ABCDEFGHIJ"
	at := steps[len(steps)-1].At
	details := organisation.Details{Name: "Region of Sample", Address: "1 Street, Lund", Country: "SE", PIC: "999999999"}
	h.Play([]lifetest.Step{{At: at, Stream: organisation.Root + record, By: calltest.Officer, Command: organisation.Record{Details: details}}})
	_, err = h.Door.People.Belongs(t.Context(), calltest.Officer, record, details.Name)
	require.NoError(t, err)
	h.Play([]lifetest.Step{{At: at, Stream: invitation.Root + reference, By: calltest.Officer, Command: invitation.Invite{Role: law.Payer, Address: "gu@example.org", Why: "another pair of hands"}}})
	h.Live()

	pool, err := pgxpool.New(t.Context(), ledgertest.DSN(t, ledger.RoleDoor))
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	on := webtest.Listen(t)
	home := "http://" + on.Addr().String()
	q := query.Over(h.Ledger, h.Door.People, func(context.Context) (*views.Store, error) { return h.Store, nil })
	s, err := web.New(web.Options{
		URL: home, People: h.Door.People, Pool: pool, SignIn: web.Provider{Issuer: m.Issuer(), ID: m.ClientID, Secret: m.ClientSecret}, SignInRate: 1000,
		Records: &web.Records{Queries: q, Door: h.Door}, Log: slog.New(slog.NewTextHandler(t.Output(), nil)),
	})
	require.NoError(t, err)
	pages := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte("[" + web.Asker(r).Person.Name + "]"))
	})
	handler, err := s.Handler(pages, pages)
	require.NoError(t, err)
	server := &http.Server{Handler: handler, ReadHeaderTimeout: time.Second}
	go func() { _ = server.Serve(on) }() // until it is closed
	t.Cleanup(func() { server.Close() })

	n := 0
	comes := func(address, from string) (webtest.Browser, string) {
		n++
		m.QueueUser(&mockoidc.MockUser{Subject: address, Email: address, EmailVerified: true})
		b := webtest.NewBrowser(t)
		_, text, _ := b.See(home + "/sign-in?back=" + url.QueryEscape(from))
		return b, text
	}
	works := func(address string) (reference, name string) {
		p, err := h.Door.People.Find(t.Context(), address)
		require.NoError(t, err)
		return p.Works, p.Organisation
	}

	b, text := comes("one@example.org", "/")
	require.NotContains(t, text, details.Name, "who comes by themselves is told of no organisation")
	status, text, _ := b.Send(home+"/register", url.Values{"name": {"One"}, "record": {"ZZZZZZZZZZ"}})
	require.Equal(t, http.StatusUnprocessableEntity, status)
	require.Contains(t, text, "There is no organisation with this reference")
	require.Contains(t, text, `value="ZZZZZZZZZZ"`, "what was typed is there again")
	_, text, _ = b.Send(home+"/register", url.Values{"name": {"One"}, "record": {"abcdefghij"}})
	require.Contains(t, text, "[One]")
	has, name := works("one@example.org")
	require.Equal(t, record, has)
	require.Equal(t, details.Name, name)

	b, _ = comes("two@example.org", "/")
	typed := url.Values{"name": {"Two"}, "country": {"se"}, "organisation": {details.Name}, "address": {"1 Street, Lund"}, "pic": {"12"}}
	status, text, _ = b.Send(home+"/register", typed)
	require.Equal(t, http.StatusUnprocessableEntity, status)
	require.Contains(t, text, "has not the shape of a PIC")
	typed.Set("pic", details.PIC)
	status, text, _ = b.Send(home+"/register", typed)
	require.Equal(t, http.StatusOK, status, text)
	require.Contains(t, text, "[Two]", "nobody is told that there is one like it")
	second, _ := works("two@example.org")
	require.Regexp(t, regexp.MustCompile(`^[A-Z2-7]{10}$`), second)
	require.NotEqual(t, record, second, "it is not merged")
	require.Eventually(t, func() bool {
		row, err := q.Organisation(t.Context(), access.As(calltest.Officer), record)
		return err == nil && len(row.Alike) == 1 && row.Alike[0].Reference == second
	}, 20*time.Second, 50*time.Millisecond, "the staff are shown that the two may be one")

	invited := "/invitations/" + reference + "?secret=x"
	_, text = comes("other@example.org", invited)
	require.NotContains(t, text, details.Name, "another address than that of the letter is told nothing")
	b, text = comes("gu@example.org", invited)
	require.Contains(t, text, details.Name, "the organisation of whoever invited them is suggested")
	typed = url.Values{"name": {"Gu"}, "country": {"SE"}, "organisation": {"REGION OF SAMPLE"}, "address": {"2 Street"}}
	status, text, _ = b.Send(home+"/register", typed)
	require.Equal(t, http.StatusUnprocessableEntity, status)
	require.Contains(t, text, "This may be the same organisation as "+details.Name)
	typed.Set("anew", "yes")
	_, text, _ = b.Send(home+"/register", typed)
	require.Contains(t, text, "[Gu]")
	third, _ := works("gu@example.org")
	require.NotContains(t, []string{record, second, ""}, third)

	b, _ = comes("alone@example.org", "/")
	_, text, _ = b.Send(home+"/register", url.Values{"name": {"Alone"}})
	require.Contains(t, text, "[Alone]")
	none, _ := works("alone@example.org")
	require.Empty(t, none)
}
