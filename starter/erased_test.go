package main

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/ledger/ledgertest"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/web"
)

// Whoever is erased is nobody with the next request once the desks have forgotten, whichever desk it reaches by whichever way: their sessions, their
// tokens and those of their programs end, open pages end, and the files that they added do not open any more, for anybody.
func TestWhoIsErasedIsNobodyByEveryWayAndTheirFilesDoNotOpen(t *testing.T) {
	w := newSealedWorld(t)
	const erased, beside = "mask-contact", "mask-signatory"
	id, tender, tokens := w.idOf(erased), w.refs["$TENDER"], web.NewTokens(w.pool())
	free := []string{freeAddress(t), freeAddress(t)}
	w.desks(free...)
	one, other := "http://"+free[0], "http://"+free[1]
	token := func(alias string) string {
		_, secret, err := tokens.Make(t.Context(), w.idOf(alias), "files", []string{web.ScopeRead, web.ScopeSend}, time.Hour)
		require.NoError(t, err)
		return secret
	}
	hers, theirs := token(erased), token(beside)
	adds := func(secret, name string) string {
		status, text := w.bearing(secret, http.MethodPost, one+"/api/v1/tenders/"+tender+"/evidence?wait=30&for=document-tender-form&name="+name, "%PDF-1.7\n% "+name+"\n")
		require.Equal(t, http.StatusOK, status, text)
		var added struct{ File string }
		require.NoError(t, json.Unmarshal([]byte(text), &added))
		return added.File
	}
	file, kept := adds(hers, "hers.pdf"), adds(theirs, "theirs.pdf")
	opens := func(desk, file string) int {
		status, _ := w.bearing(theirs, http.MethodGet, desk+"/api/v1/evidence/"+file+"/content", "")
		return status
	}
	ways := w.ways(one, other, erased, "")
	nobody, told := map[string]string{}, 0
	for _, way := range ways {
		nobody[way.name] = way.ask("")
		if nobody[way.name] != way.ask(erased) {
			told++
		}
	}
	require.Greater(t, told, 10, "they are somebody yet")
	for _, desk := range []string{one, other} {
		require.Equal(t, http.StatusOK, opens(desk, file))
		require.Equal(t, http.StatusOK, opens(desk, kept))
	}
	streams := []<-chan string{w.live(one, erased, "/tenders/"+tender), w.live(other, erased, "/tenders/"+tender)}

	ledgertest.Erase(t, people.Stream(id))
	require.Eventually(t, func() bool {
		return strings.HasPrefix(ways[0].ask(erased), nobody[ways[0].name][:4]) && strings.HasPrefix(ways[len(ways)/2].ask(erased), nobody[ways[len(ways)/2].name][:4])
	}, time.Minute, 50*time.Millisecond, "the desks forget")
	for _, way := range ways {
		switch got := way.ask(erased); {
		case strings.Contains(way.name, "by token"):
			require.True(t, strings.HasPrefix(got, "401 "), "%s: %s", way.name, got)
		case strings.Contains(way.name, "command line"):
			require.True(t, strings.HasPrefix(got, "4 "), "%s: %s", way.name, got)
		default:
			require.Equal(t, nobody[way.name], got, way.name)
		}
	}
	for _, ended := range streams {
		select {
		case <-ended:
		case <-time.After(time.Minute):
			require.Fail(t, "an open page goes on")
		}
	}
	left, err := tokens.Of(t.Context(), id)
	require.NoError(t, err)
	require.Empty(t, left)
	for _, desk := range []string{one, other} {
		require.Equal(t, http.StatusGone, opens(desk, file))
		require.Equal(t, http.StatusOK, opens(desk, kept), "the files of others are what they were")
	}
	require.Contains(t, w.must(0, "verify"), "verified")
}
