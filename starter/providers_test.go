package main

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/oauth2-proxy/mockoidc"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/browser"
	"twinning.example/engine/internal/web"
)

// The stack's own provider is written on a certified library; mockoidc shares no code with it. The tests of pages that update
// sign in with the first one in Chromium.
func TestSomebodySignsInAndOutInChromiumWithASecondProvider(t *testing.T) {
	w := newSealedWorld(t)
	m, err := mockoidc.Run()
	require.NoError(t, err)
	t.Cleanup(func() { _ = m.Shutdown() })
	addr := freeAddress(t)
	w.desksOf(web.Provider{Issuer: m.Issuer(), ID: m.ClientID, Secret: m.ClientSecret}, addr)
	contact, err := w.directory.Find(t.Context(), "mask-contact")
	require.NoError(t, err)
	user := &mockoidc.MockUser{Subject: "at-the-second-provider", Email: contact.Email, EmailVerified: true}

	tab := browser.New(t).Tab(t, "http://"+addr, browser.Look{})
	page := "/tenders/" + w.refs["$TENDER"]
	v := tab.Open(page)
	require.Equal(t, http.StatusNotFound, v.Status, "nobody is signed in: there is no such tender")
	m.QueueUser(user)
	v = tab.Follow(`document.querySelector("a[href^='/sign-in']").click()`)
	require.Equal(t, page, v.Path, "and the way leads back to where it began")
	require.Equal(t, http.StatusOK, v.Status)
	require.Contains(t, tab.Text("main"), "Zyxtitle", "a party reads its own")
	require.Contains(t, tab.Text("header"), contact.Alias)
	require.Empty(t, browser.Eval[string](tab, "document.cookie"), "no script reads the session")

	for began := time.Now(); ; { // a page that is just being drawn again takes the place of what was clicked
		tab.Follow(`document.querySelector("header form[method=post] button").click()`)
		if tab.Open(page).Status == http.StatusNotFound {
			break
		}
		require.Less(t, time.Since(began), 2*time.Minute, "signed out, it is as before")
	}

	m.QueueUser(&mockoidc.MockUser{Subject: "somebody-else", Email: contact.Email, EmailVerified: false})
	tab.Open("/sign-in?back=" + page)
	require.False(t, strings.Contains(tab.Text("body"), "Zyxtitle"), "an address that the provider has not verified is nobody's")
	v = tab.Open(page)
	require.Equal(t, http.StatusNotFound, v.Status)
}
