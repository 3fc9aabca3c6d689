package explain_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/explain"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/lifetest"
)

// replacing changes a text in the bodies of events, as nobody may, with the triggers off.
func replacing(t *testing.T) func(stream, kind, old, new string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), ledgertest.Superuser(t))
	require.NoError(t, err)
	t.Cleanup(func() { conn.Close(context.Background()) })
	_, err = conn.Exec(t.Context(), "SET session_replication_role = replica")
	require.NoError(t, err)
	return func(stream, kind, old, new string) {
		tag, err := conn.Exec(t.Context(), `UPDATE ledger.events SET body = convert_to(replace(convert_from(body, 'UTF8'), $3, $4), 'UTF8') WHERE stream = $1 AND kind = $2 AND key_id IS NULL`, stream, kind, old, new)
		require.NoError(t, err)
		require.NotZero(t, tag.RowsAffected())
	}
}

func TestADecisionThatWasChangedDoesNotComeOutTheSame(t *testing.T) {
	t.Parallel()
	h := contest(t)
	replace := replacing(t)
	for name, r := range map[string]struct{ stream, kind, old, new, says string }{
		"a score": {
			lifetest.Stream, "tender-evaluated.v1", `"score":"80"`, `"score":"81"`,
			`/score is recorded as "81", and the law says "80"`,
		},
		"an award": {
			calltest.Stream, "award-prepared.v1", `"budget":"EUR 50000.00"`, `"budget":"EUR 50000.01"`,
			`/award/budget is recorded as "EUR 50000.01", and the law says "EUR 50000.00"`,
		},
		"a refusal": {
			calltest.Stream, "command-refused.v1", `"code":"preparer"`, `"code":"moved"`,
			`/code is recorded as "moved", and the law says "preparer"`,
		},
		"a moment": {
			calltest.Stream, "submission-shut.v1", `2019-06-14T16:00:00Z`, `2019-06-14T15:00:00Z`,
			`/at is recorded as "2019-06-14T15:00:00Z", and the law says "2019-06-14T16:00:00Z"`,
		},
		"what an award means for a tender": {
			calltest.Stream, "award-released.v1", `"body":{"verdict":"awarded"`, `"body":{"verdict":"rejected"`,
			`/messages/0/body/verdict is recorded as "rejected", and the law says "awarded"`,
		},
		"a copy of what the call decided": {
			lifetest.Stream + life.InboxSuffix, "command-received.v1", `"verdict":"awarded"`, `"verdict":"rejected"`,
			`the command note-outcome does not follow from the fact at position`,
		},
		"what was asked": {
			calltest.Stream + life.InboxSuffix, "command-received.v1", `"kind":"prepare-award"`, `"kind":"sing"`,
			`the law says command-unjudged.v1, and award-prepared.v1 is recorded`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			replace(r.stream, r.kind, r.old, r.new)
			defer replace(r.stream, r.kind, r.new, r.old)
			var found []explain.Derivation
			for _, s := range []string{lifetest.Stream, calltest.Stream} {
				all, err := explained(t, h, explain.Reader{Viewer: access.Operator}, ofStream(s))
				require.NoError(t, err)
				for _, d := range all {
					if !d.Recomputed.Same {
						found = append(found, d)
					}
				}
			}
			require.NotEmpty(t, found)
			require.Contains(t, found[0].Recomputed.Difference.Text, r.says)
		})
	}
}

func TestWhereADifferenceIsIsForTheStaff(t *testing.T) {
	t.Parallel()
	h := contest(t)
	replace := replacing(t)
	replace(lifetest.Stream, "eligibility-decided.v1", `"eligible":true`, `"eligible":true,"x":true`) // an unknown field
	_, err := explained(t, h, explain.Reader{Viewer: access.Operator}, ofStream(lifetest.Stream))
	require.ErrorIs(t, err, explain.ErrFold)
	replace(lifetest.Stream, "eligibility-decided.v1", `,"x":true`, "")
	replace(lifetest.Stream, "tender-evaluated.v1", `"score":"80"`, `"score":"81"`)
	all, err := explained(t, h, explain.Reader{Viewer: access.As(calltest.Contact(lifetest.Tender))}, func(ctx context.Context, x *explain.Explainer) ([]explain.Derivation, error) {
		return x.Newest(ctx, lifetest.Stream, "tender-evaluated.v1")
	})
	require.NoError(t, err)
	require.Equal(t, "what the law says today is not what is recorded; tell an auditor", all[0].Recomputed.Difference.Text)
}

func TestWhatRestsOnAnErasedBodyIsExplainedButNotComputedAgain(t *testing.T) {
	t.Parallel()
	h := contest(t)
	ledgertest.Erase(t, lifetest.Stream)
	all, err := explained(t, h, explain.Reader{Viewer: access.Operator}, ofStream(lifetest.Stream))
	require.NoError(t, err)
	require.Contains(t, all[0].Decision.Text, "has been erased")
	for _, d := range all {
		require.False(t, d.Recomputed.Same, d.Kind)
		require.Contains(t, d.Recomputed.Blind.Text, "erased", d.Kind)
		text, err := json.Marshal(d)
		require.NoError(t, err)
		require.NotContains(t, string(text), canary)
	}
	all, err = explained(t, h, explain.Reader{Viewer: access.Operator}, ofStream(calltest.Stream))
	require.NoError(t, err)
	for _, d := range all {
		if d.Kind == (call.AwardPrepared{}).Kind() {
			require.Contains(t, d.Recomputed.Blind.Text, "erased", "it rests on the tender")
		}
		if d.Kind == (call.CallOpened{}).Kind() {
			require.True(t, d.Recomputed.Same)
		}
	}
}

func TestACommandThatCannotBeJudgedIsExplainedToo(t *testing.T) {
	t.Parallel()
	h := lifetest.New(t, lifetest.Options{})
	h.Play(lifetest.Paths()["refused-only"][:1])
	body, err := json.Marshal(law.CommandReceived{Name: "sing", Command: json.RawMessage(`{}`)})
	require.NoError(t, err)
	require.NoError(t, h.Stamped(func(clock ledger.Clock) error {
		_, err := h.Ledger.Append(t.Context(), ledger.Request{
			Stream: life.Inbox(calltest.Stream), Expect: ledger.Any, Command: "c", Stamp: clock.DatabaseNow, Seen: -1,
			Drafts: []ledger.Draft{{Kind: law.CommandReceived{}.Kind(), Body: body, Received: clock.Now(), Actor: calltest.Officer, Command: "c"}},
		})
		return err
	}))
	h.Judge(calltest.Stream)
	d := newest(t, h, calltest.Stream, "")
	require.Equal(t, (law.CommandUnjudged{}).Kind(), d.Kind)
	require.True(t, d.Recomputed.Same, d.Recomputed.Difference)
	require.Contains(t, lines(d), "there is no such command")
}

func TestAPositionIsExplainedByWhatItIs(t *testing.T) {
	t.Parallel()
	h := contest(t)
	position := func(p int64) ([]explain.Derivation, error) {
		return explained(t, h, explain.Reader{Viewer: access.Operator}, func(ctx context.Context, x *explain.Explainer) ([]explain.Derivation, error) {
			return x.Position(ctx, p)
		})
	}
	evaluated := newest(t, h, lifetest.Stream, "tender-evaluated.v1")
	one, err := position(evaluated.Position)
	require.NoError(t, err)
	require.Equal(t, []explain.Derivation{evaluated}, one)
	answer, err := position(evaluated.Command.Position)
	require.NoError(t, err)
	require.Len(t, answer, 2, "a receipt stands for the whole answer")
	require.Equal(t, evaluated, answer[1])

	size, err := h.Ledger.Size(t.Context())
	require.NoError(t, err)
	var plain *explain.Plain
	_, err = position(size)
	require.ErrorAs(t, err, &plain)
	require.ErrorContains(t, err, "is not in the ledger")
	_, err = position(0)
	require.ErrorAs(t, err, &plain)
	require.ErrorContains(t, err, "nothing is decided there")

	h.Receive(lifetest.Step{Stream: calltest.Stream, By: calltest.Head, Command: call.ActivateReserve{}})
	_, err = position(size)
	require.ErrorAs(t, err, &plain)
	require.ErrorContains(t, err, "was received and has not been judged yet")

	body, err := json.Marshal(law.LetterSent{Letter: "1/0"})
	require.NoError(t, err)
	_, err = h.Ledger.Append(t.Context(), ledger.Request{
		Stream: life.Letters(lifetest.Stream), Expect: ledger.Any, Seen: -1, Drafts: []ledger.Draft{{Kind: law.LetterSent{}.Kind(), Body: body, Actor: law.Engine}},
	})
	require.NoError(t, err)
	_, err = position(size + 1)
	require.True(t, errors.As(err, &plain))
	require.Contains(t, err.Error(), "is the fate of a letter that tender-submitted.v1 at position")
	require.Equal(t, plain.From, newest(t, h, lifetest.Stream, "tender-submitted.v1").Position)
}
