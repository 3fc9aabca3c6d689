package api_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/reads"
)

// A tender that somebody may not know of and one that is not there are answered alike, and recorded alike.
func TestACommandThatIsAnsweredAsIfThereWereNoSuchTenderIsRecordedBesideWhoReadWhat(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.play(lifetest.Year(), "2019-06-20")
	pool, err := reads.Connect(t.Context(), ledgertest.DSN(t, ledger.RoleApp), 1)
	require.NoError(t, err)
	defer pool.Close()
	for _, tender := range []string{d.tenders[lifetest.Tender], calltest.Reference + "-AAAAAA"} {
		for path, kind := range map[string]string{"/withdraw-tender": "withdraw-tender", "/evidence?for=clarification&name=x.pdf": "add-evidence"} {
			a := d.send("POST", "/api/v1/tenders/"+tender+path, calltest.Stranger, []byte(`{"reason":"not mine"}`))
			require.Equal(t, http.StatusNotFound, a.status, a.body)
			log, err := reads.New(pool).Log(t.Context(), reads.Filter{Stream: law.TwinningStream(tender), Person: calltest.Stranger})
			require.NoError(t, err)
			require.NotEmpty(t, log, tender)
			require.Equal(t, "denied: "+kind, log[0].What)
		}
	}
}
