package api

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
)

func TestARefusalIsToldInTheLanguageOfItsReaderAndNamesNobodyWhomTheyDidNotName(t *testing.T) {
	t.Parallel()
	told := func(language, person string) *Problem {
		r := httptest.NewRequest(http.MethodPost, "/", nil)
		r.Header.Set("Accept-Language", language)
		r = r.WithContext(context.WithValue(r.Context(), viewerKey{}, access.Viewer{Person: "p-mine"}))
		return (&server{}).refused(r, &law.Refusal{Rule: "roles", Code: "not-the-sender", With: []law.Param{law.Who("person", person), law.Ref("tender", "T")}},
			call.AppointEvaluator{Evaluator: "p-named"})
	}
	for language, as := range map[string]string{"": "another person", "fr-BE, en;q=0.5": "une autre personne", "de": "eine andere Person", "xx": "another person", ";;;": "another person"} {
		p := told(language, "p-other")
		require.Contains(t, p.Detail, as)
		require.NotContains(t, p.Detail, "p-other")
		require.Empty(t, p.With[0].Value)
	}
	for _, own := range []string{"p-mine", "p-named"} {
		require.Contains(t, told("", own).Detail, own)
		require.Equal(t, own, told("", own).With[0].Value)
	}
	require.Equal(t, http.StatusConflict, told("", "p-other").Status)
}
