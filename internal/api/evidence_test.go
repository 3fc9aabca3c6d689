package api_test

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/reads"
)

func TestAFileIsSentAsItIsAndReadWholeOrInPartByItsPartyAlone(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.play(lifetest.Year(), "2019-06-13")
	ref := d.tenders[lifetest.Tender]
	content := "%PDF-1.7\nall that we plan to do"
	path := "/api/v1/tenders/" + ref + "/evidence?for=document-tender-form&name=plan.pdf"
	keyed := func(key, as, path, content string) answer {
		return d.send("POST", path, as, []byte(content), "Content-Type", "application/octet-stream", "Idempotency-Key", key)
	}
	put := func(as, path, content string) answer { return keyed("file-1", as, path, content) }

	a := put(contact, path, content)
	require.Equal(t, http.StatusOK, a.status, a.body)
	added := a.json(t)
	name, _ := added["file"].(string)
	at := "/api/v1/evidence/" + name
	require.Equal(t, at, a.header.Get("Location"))
	require.Equal(t, "done", added["receipt"].(map[string]any)["status"])
	require.Equal(t, name, put(contact, path, content).json(t)["file"], "sent again it is one file")
	require.Equal(t, http.StatusUnprocessableEntity, put(contact, path, content+" and more").status, "other content under the same identity")

	whole := d.ask("GET", at+"/content", contact)
	require.Equal(t, http.StatusOK, whole.status)
	require.Equal(t, content, whole.body)
	require.Equal(t, `attachment; filename=plan.pdf`, whole.header.Get("Content-Disposition"))
	require.Contains(t, whole.header.Get("Content-Security-Policy"), "sandbox")
	sum := sha256.Sum256([]byte(content))
	require.Equal(t, "sha-256=:"+base64.StdEncoding.EncodeToString(sum[:])+":", whole.header.Get("Repr-Digest"))
	for asked, want := range map[string]string{"bytes=9-": content[9:], "bytes=0-3": content[:4], "bytes=-4": content[len(content)-4:], "bytes=5-99999": content[5:]} {
		part := d.ask("GET", at+"/content", contact, "Range", asked)
		require.Equal(t, http.StatusPartialContent, part.status, asked)
		require.Equal(t, want, part.body, asked)
	}
	for _, odd := range []string{"bytes=0-1,4-5", "lines=1-2", "bytes=x-", "bytes=9-3"} {
		require.Equal(t, content, d.ask("GET", at+"/content", contact, "Range", odd).body, "%s is not known, and answered whole", odd)
	}
	require.Equal(t, http.StatusRequestedRangeNotSatisfiable, d.ask("GET", at+"/content", contact, "Range", "bytes=99999-").status)

	require.Equal(t, http.StatusConflict, keyed("file-2", contact, "/api/v1/tenders/"+ref+"/evidence?for=log-01&name=log.pdf", content).status, "the year does not run yet")
	require.Equal(t, http.StatusUnprocessableEntity, keyed("\xc0\xae", contact, "/api/v1/tenders/"+ref+"/evidence?for=log-01&name=log.pdf", content).status, "an identity that is no text")
	require.Equal(t, http.StatusUnprocessableEntity, put(contact, path, "MZ\x90\x00").status, "it is of no type that is taken")
	require.Equal(t, http.StatusBadRequest, put(contact, "/api/v1/tenders/"+ref+"/evidence?for=everything&name=x", content).status)
	for _, other := range []string{"", calltest.Stranger, calltest.Officer} {
		require.Contains(t, []int{http.StatusUnauthorized, http.StatusNotFound}, d.ask("GET", at, other).status, other)
		require.Contains(t, []int{http.StatusUnauthorized, http.StatusNotFound}, d.ask("GET", at+"/content", other).status, other)
	}
	require.Equal(t, http.StatusUnauthorized, put("", path, content).status)
	require.Equal(t, http.StatusNotFound, put(calltest.Stranger, path, content).status)

	later := slices.DeleteFunc(lifetest.Year(), func(s lifetest.Step) bool { return s.At.Format(time.DateOnly) < "2019-06-13" })
	d.play(later, "2019-06-24") // the tenders are open: who reads is recorded
	require.Equal(t, content, d.ask("GET", at+"/content", calltest.Officer).body)
	seen, err := reads.New(d.Store.Pool()).Log(t.Context(), reads.Filter{Person: calltest.Officer})
	require.NoError(t, err)
	require.Contains(t, whats(seen), "file "+name)
}

func whats(list []reads.Read) (all []string) {
	for _, r := range list {
		all = append(all, r.What)
	}
	return all
}
