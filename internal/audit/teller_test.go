package audit

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

func TestEveryKindHasASentenceOfItsOwn(t *testing.T) {
	t.Parallel()
	said := map[string]string{}
	teller := Teller{Name: func(id string) string { return id }}
	at := law.Recorded{Actor: "p-aaaaaaaaaa", RecordedAt: time.Unix(0, 0)}
	check := func(e law.Event, ok bool) {
		require.True(t, ok)
		s := teller.Sentence(e, at)
		require.NotContains(t, s, "Something of the kind", e.Kind())
		require.NotContains(t, s, "%!", e.Kind())
		if e.Kind() != (call.RungPassed{}).Kind() {
			require.NotContains(t, said, s, "%s and %s sound alike", e.Kind(), said[s])
		}
		said[s] = e.Kind()
	}
	for _, k := range call.Events.Kinds() {
		e, ok := call.Events.Zero(k)
		check(e, ok)
	}
	for _, k := range twinning.Events.Kinds() {
		e, ok := twinning.Events.Zero(k)
		check(e, ok)
	}
	for _, k := range law.EngineEvents.Kinds() {
		e, ok := law.EngineEvents.Zero(k)
		check(e, ok)
	}
	for _, k := range law.Fates.Kinds() {
		e, ok := law.Fates.Zero(k)
		check(e, ok)
	}
}

func TestASealedTellerKeepsContentToItself(t *testing.T) {
	t.Parallel()
	at := law.Recorded{Actor: "p-aaaaaaaaaa"}
	for _, e := range []law.Event{
		twinning.TenderSubmitted{Number: 1, Tender: twinning.Tender{Title: "secret"}},
		twinning.ClarificationRequested{Fields: []string{"secret"}, Question: "is it secret?"},
		twinning.ClarificationGiven{Answer: "secret", Tender: twinning.Tender{Title: "secret"}},
		twinning.EligibilityDecided{Reason: "secret"},
		twinning.TenderWithdrawn{Reason: "secret"},
		twinning.TenderRefused{Sentence: "secret"},
		twinning.WithdrawalUndone{Reason: "secret"},
		law.CommandRefused{Refusal: law.Refusal{Sentence: "secret"}},
		law.CommandUnjudged{Why: "secret"},
	} {
		require.NotContains(t, Teller{Sealed: true}.Sentence(e, at), "secret", e.Kind())
	}
}

func TestNamesStandInThePlaceOfIDs(t *testing.T) {
	t.Parallel()
	teller := Teller{Name: func(id string) string { return "officer" }}
	s := teller.Sentence(law.CommandRefused{Name: "prepare-award", Refusal: law.Refusal{Rule: "roles", Sentence: "p-aaaaaaaaaa may not do this"}}, law.Recorded{Actor: "p-aaaaaaaaaa"})
	require.Equal(t, "officer asked: prepare award. It was refused by the rule on roles: officer may not do this.", s)
}
