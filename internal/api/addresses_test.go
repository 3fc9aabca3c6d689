package api_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/lifetest"
)

// Addresses of questions stand in logs of proxies: somebody stands there by their id, and by nothing else.
func TestAQuestionTakesNoNameAndNoAddressOfAPersonInItsAddress(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.play(lifetest.Year(), "2019-06-20")
	is, err := d.Door.People.Find(t.Context(), calltest.Ada)
	require.NoError(t, err)
	for _, question := range []string{"/api/v1/calls/DHE-2019/could?person=", "/api/v1/calls/DHE-2019/letters/awarded/preview?to="} {
		require.Equal(t, http.StatusOK, d.ask("GET", question+is.ID, calltest.Officer).status, question)
		for _, named := range []string{is.Alias, is.Email, strings.ToUpper(is.Email), "nobody-here"} {
			if named == is.ID {
				continue
			}
			a := d.ask("GET", question+url.QueryEscape(named), calltest.Officer)
			require.Contains(t, []int{http.StatusBadRequest, http.StatusNotFound}, a.status, "%s%s: %s", question, named, a.body)
			require.Equal(t, http.StatusForbidden, d.ask("GET", question+url.QueryEscape(named), calltest.Stranger).status, "who may not ask is not told who is there")
		}
	}
	said := d.ask("GET", "/api/v1/calls/DHE-2019/could?person=nobody-here", calltest.Officer, "Accept-Language", "fr")
	require.Contains(t, said.body, "l’identifiant d’une personne")
}
