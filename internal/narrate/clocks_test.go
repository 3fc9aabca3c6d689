package narrate_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
)

// An instant that has no zone of its own is told on the clocks of a life, and which clocks these are is said.
func TestAnInstantIsToldOnTheClocksOfItsLife(t *testing.T) {
	t.Parallel()
	at := time.Date(2019, 10, 23, 7, 30, 0, 0, time.UTC)
	for lang, says := range map[string]string{"en": "2019-10-23 09:30 in Europe/Brussels", "fr": "23/10/2019", "de": "23.10.2019"} {
		n, err := narrate.New(lang, nil, "")
		require.NoError(t, err)
		require.Contains(t, n.Reason(law.Why("entry-expired", law.At("at", at, ""))), "7:30", lang)
		told := n.OnClocks("Europe/Brussels").Reason(law.Why("entry-expired", law.At("at", at, "")))
		require.Contains(t, told, says, lang)
		require.Contains(t, told, "9:30", lang)
		require.Contains(t, told, "Europe/Brussels", lang)
		athens := n.OnClocks("Europe/Brussels").Refusal(*law.Refuse("bodies", "not-begun", law.Ref("meeting", "15"), law.At("starts", at, "Europe/Athens")).(*law.Refusal))
		require.Contains(t, athens, "10:30", "%s: its own zone stands first", lang)
		require.Contains(t, athens, "Europe/Athens", lang)
	}
}
