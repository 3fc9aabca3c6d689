package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/reads"
)

func TestThePurposeThatAnAuditorGivesStandsInTheLogOfReads(t *testing.T) {
	d := newDesk(t)
	d.play(lifetest.Year(), "2019-06-20")
	path := "/api/v1/calls/" + calltest.Reference + "/history"
	require.Equal(t, http.StatusOK, d.ask("GET", path, calltest.Auditor, "Read-Purpose", "Annual audit, § 3").status)
	require.Equal(t, http.StatusOK, d.ask("GET", path, calltest.Auditor).status)
	rows, err := reads.New(d.Store.Pool()).Log(t.Context(), reads.Filter{Person: calltest.Auditor})
	require.NoError(t, err)
	require.Len(t, rows, 2)
	require.Empty(t, rows[0].Purpose, "the newest comes first")
	require.Equal(t, "Annual audit, § 3", rows[1].Purpose)
	for _, wrong := range []string{strings.Repeat("x", 201), "two\tlines"} {
		require.Equal(t, http.StatusBadRequest, d.ask("GET", path, calltest.Auditor, "Read-Purpose", wrong).status, wrong)
	}
}
