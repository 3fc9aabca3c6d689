package explain_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/explain"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/twinning"
)

// told is everything that a reader gets of a life, as one text, and the kinds.
func told(t *testing.T, h *lifetest.House, id, stream string, sealed bool) (text string, kinds map[string]int) {
	t.Helper()
	all, err := explained(t, h, explain.Reader{Viewer: access.As(id)}, func(ctx context.Context, x *explain.Explainer) ([]explain.Derivation, error) {
		if sealed {
			x.Reseal()
		}
		return x.Stream(ctx, stream)
	})
	if hidden := (*explain.Hidden)(nil); err != nil {
		require.ErrorAs(t, err, &hidden)
		return "", nil
	}
	kinds = map[string]int{}
	for _, d := range all {
		kinds[d.Kind]++
	}
	body, err := json.Marshal(all)
	require.NoError(t, err)
	return string(body), kinds
}

func evaluators() []string { return []string{calltest.Ada, calltest.Ben, calltest.SecondHand} }

func TestEachReaderIsToldWhatIsTheirsAndNothingElse(t *testing.T) {
	t.Parallel()
	h := contest(t)
	first, second := law.TwinningStream(lifetest.Tender), law.TwinningStream(other)
	t.Run("a party is told of its own tender, without evaluators and other tenders", func(t *testing.T) {
		for _, who := range []string{calltest.Contact(lifetest.Tender), calltest.Signatory(lifetest.Tender)} {
			text, kinds := told(t, h, who, first, false)
			for _, kind := range []string{"tender-submitted.v1", "eligibility-decided.v1", "evaluation-recorded.v1", "tender-evaluated.v1", "outcome-noted.v1", "contract-signed.v1"} {
				require.NotZero(t, kinds[kind], kind)
			}
			require.Zero(t, kinds["conflict-declared.v1"]+kinds["assignment-noted.v1"]+kinds["command-refused.v1"])
			require.Contains(t, text, "evaluator A: 78, which does not count: a conflict")
			require.NotContains(t, text, "sister")
			require.NotContains(t, text, other)
			require.NotContains(t, text, calltest.Contact(other))
			for _, e := range evaluators() {
				require.NotContains(t, text, e)
			}
		}
		for _, stream := range []string{second, calltest.Stream} {
			_, kinds := told(t, h, calltest.Contact(lifetest.Tender), stream, false)
			require.Nil(t, kinds)
		}
	})
	t.Run("an evaluator is told of their own assignments and reports", func(t *testing.T) {
		text, kinds := told(t, h, calltest.Ada, first, false)
		require.Equal(t, map[string]int{"assignment-noted.v1": 1, "evaluation-recorded.v1": 1, "conflict-declared.v1": 1}, kinds)
		onCall, kinds := told(t, h, calltest.Ada, calltest.Stream, false)
		require.Equal(t, map[string]int{"evaluator-appointed.v1": 1, "impartiality-declared.v1": 1, "evaluators-assigned.v1": 2}, kinds)
		for _, secret := range []string{calltest.Ben, calltest.SecondHand, canary, `"86`, "80 of 100"} {
			require.NotContains(t, text, secret)
			require.NotContains(t, onCall, secret)
		}
	})
	t.Run("staff and auditors are told all", func(t *testing.T) {
		for _, who := range []string{"", calltest.Officer, calltest.Head, calltest.Procurer, calltest.Auditor} {
			text, kinds := told(t, h, who, first, false)
			require.NotZero(t, kinds["conflict-declared.v1"])
			require.Contains(t, text, "sister")
		}
	})
	t.Run("those who pay are told of logs and expenses", func(t *testing.T) {
		_, kinds := told(t, h, calltest.Payer, first, false)
		require.Nil(t, kinds, "there is no contract yet")
	})
	t.Run("nobody else is told anything", func(t *testing.T) {
		for _, who := range []string{calltest.Contact(other), calltest.Stranger} {
			_, kinds := told(t, h, who, first, false)
			require.Nil(t, kinds)
		}
	})
}

func TestOneWhoMayNotSeeLearnsNotEvenWhetherThereIsSomething(t *testing.T) {
	t.Parallel()
	h := contest(t)
	first := law.TwinningStream(lifetest.Tender)
	r := explain.Reader{Viewer: access.As(calltest.Contact(other))}
	ask := func(f func(context.Context, *explain.Explainer) ([]explain.Derivation, error)) string {
		all, err := explained(t, h, r, f)
		require.Empty(t, all)
		require.Error(t, err)
		return err.Error()
	}
	none := ask(ofStream(first))
	for _, kind := range []string{"tender-evaluated.v1", "twinning-closed.v1", "tender-submitted.v1", ""} {
		require.Equal(t, none, ask(func(ctx context.Context, x *explain.Explainer) ([]explain.Derivation, error) {
			return x.Newest(ctx, first, kind)
		}), kind)
		require.Equal(t, none, ask(func(ctx context.Context, x *explain.Explainer) ([]explain.Derivation, error) {
			return x.Kind(ctx, first, kind)
		}), kind)
	}
	size, err := h.Ledger.Size(t.Context())
	require.NoError(t, err)
	for position := range size {
		events, err := h.Ledger.Read(t.Context(), ledger.Query{From: position, To: position + 1})
		require.NoError(t, err)
		if strings.HasPrefix(events[0].Stream, law.TwinningStream(other)) {
			continue
		}
		says := ask(func(ctx context.Context, x *explain.Explainer) ([]explain.Derivation, error) {
			return x.Position(ctx, position)
		})
		require.Regexp(t, `^what stands at position \d+ is not yours to see$`, says)
	}
}

func TestBeforeTheOpeningNobodyButThePartyIsToldWhatATenderSays(t *testing.T) {
	t.Parallel()
	h := contest(t) // as if its call were sealed still: whatever is there must keep to itself
	first := law.TwinningStream(lifetest.Tender)
	for _, who := range []string{"", calltest.Officer, calltest.Head, calltest.Auditor, calltest.Ada, calltest.Payer, calltest.Contact(other)} {
		text, kinds := told(t, h, who, first, true)
		for _, secret := range []string{canary, "40000", "40,000", "43000", "full-adoption", "mhealth", "Alpha", "sister", "not-a-party", "does not speak", `BE was`, "in GR", "points x weight"} {
			require.NotContains(t, text, secret, who)
		}
		if who == calltest.Officer {
			require.NotZero(t, kinds["tender-submitted.v1"])
			require.Contains(t, text, "in time is what is zero or below: yes", "the verdict on the deadline is no secret")
		}
	}
	text, _ := told(t, h, calltest.Contact(lifetest.Tender), first, true)
	require.Contains(t, text, "EUR 40,000.00 is within the ceiling of EUR 43,000.00")
}

func TestWhoWasLateIsToldWhy(t *testing.T) {
	t.Parallel()
	h := lifetest.New(t, lifetest.Options{})
	h.Play(lifetest.Paths()["refused-only"])
	_, kinds := told(t, h, calltest.Contact(lifetest.Tender), lifetest.Stream, true)
	require.Equal(t, map[string]int{(twinning.TenderRefusedLate{}).Kind(): 1}, kinds)
	_, kinds = told(t, h, calltest.Contact(other), lifetest.Stream, true)
	require.Nil(t, kinds)
}
