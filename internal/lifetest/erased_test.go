package lifetest_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/explain"
	"twinning.example/engine/internal/freetext"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/format"
	"twinning.example/engine/internal/ledger/ledgertest"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/pgbin"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/twinning"
)

// wrote is in every text that a person writes in these stories.
const wrote = "Quetzalcoatl"

// stories are what people ask for in the stories of the law, with the canary in
// every text, one list a story.
func stories(t *testing.T) [][]lifetest.Step {
	t.Helper()
	var all [][]lifetest.Step
	for _, s := range calltest.Scenes(t, "") {
		if s.Receipt.Actor == law.Engine {
			continue
		}
		l, ok := lives.Law(s.Stream)
		require.True(t, ok)
		c, err := l.Command(s.Kind, s.Body)
		require.NoError(t, err)
		if len(all) == 0 || s.Kind == (call.OpenCall{}).Kind() {
			all = append(all, nil)
		}
		n := len(all) - 1
		all[n] = append(all[n], lifetest.Step{At: s.Receipt.ReceivedAt, Stream: s.Stream, By: s.Receipt.Actor, Command: written(c)})
	}
	return all
}

// written is a command with the canary in every text.
func written(c law.Command) law.Command {
	return freetext.Map(c, func(field string, t freetext.Text) freetext.Text {
		if strings.HasSuffix(field, "/iban") {
			return t // a number, and no other text
		}
		return t + " " + wrote
	})
}

// others are commands that no story gives: they are refused, and received all the same.
func others(last lifetest.Step) []lifetest.Step {
	why := law.Text("because")
	commands := map[string][]law.Command{
		calltest.Stream: {
			call.AdmitLate{Tender: calltest.C, To: calltest.Wall("2031-01-01T10:00"), Why: why},
			call.BriefEvaluators{Evaluators: []string{calltest.Ada}, Material: why},
			call.DecidePanel{Present: []string{calltest.Ada}, Minutes: calltest.SHA("m"), Scores: []call.PanelDecision{{Tender: calltest.A, Why: why}}},
			call.ImportRates{Source: "ECB", Rates: []call.Rate{{Currency: "SEK", On: calltest.Date("2019-10-01"), Rate: calltest.Number("10.8")}}, Why: why},
			call.SetPayingAccount{Holder: why, IBAN: "BE68539007547034", Town: "Gent", Country: "BE"},
			call.RemovePaymentLine{Run: 1, Line: 1, Reason: why},
			call.WithdrawPaymentRun{Run: 1, Reason: why},
			call.ReopenLeftover{To: "DHE-2020", Amount: calltest.EUR("1.00"), Why: why},
			call.FundAmendment{Tender: calltest.A, Amount: calltest.EUR("1.00"), Why: why},
			call.CancelCall{Why: why},
			call.ShortenDeadline{To: calltest.Wall("2031-01-01T10:00"), Why: why},
			call.ExtendDeadline{To: calltest.Wall("2031-01-01T10:00"), Why: why},
			call.AssignEvaluators{Tender: calltest.A, Evaluators: []string{calltest.Ada}, Why: why},
			calltest.Change(calltest.Book(), "because"),
			call.GiveRole{Role: law.Officer, Person: calltest.Ada, Why: why},
			call.WithdrawRole{Role: law.Officer, Person: calltest.SecondHand, Why: why},
			call.ReplaceRole{Role: law.Head, Person: calltest.Head, By: calltest.SecondHand, Why: why},
		},
		calltest.Tendering(calltest.A): {
			twinning.WithdrawTender{Reason: why},
			twinning.ChangeContact{Person: calltest.Ada, Why: why},
			twinning.ChangeSignatory{Person: calltest.Ada, Why: why},
			twinning.UndoWithdrawal{Reason: why},
			twinning.RequestClarification{Fields: []string{"title"}, Question: why},
			twinning.ClarifyTender{Answer: why, Tender: calltest.Tender(calltest.A)},
			twinning.DecideEligibility{Reason: why},
			twinning.VerifyAttribute{Organisation: "kyomed", Attribute: "reference-site", Why: why},
			twinning.DeclareConflict{Why: why},
			twinning.RecordConflict{Evaluator: calltest.Ada, Why: why},
			twinning.DeclineContract{Reason: why},
			twinning.ReturnLog{Month: 1, Reason: why},
			twinning.ReturnExpense{Expense: "X", Reason: why},
			twinning.CorrectExpense{Claim: calltest.Claim("X", twinning.Direct, "1.00"), Reason: why},
			twinning.ReturnReport{Report: twinning.Final, Reason: why},
			twinning.ApproveExpense{Expense: "X", Step: twinning.Verify, Accepted: new(calltest.EUR("1.00")), Reason: why},
			twinning.ClaimExpenses{Expenses: []twinning.Claim{calltest.Claim("Z", twinning.Direct, "1.00")}},
			twinning.WithdrawExpense{Expense: "X", Reason: why},
			twinning.RejectExpense{Expense: "X", Reason: why},
			twinning.ParkExpense{Expense: "X", Reason: why},
			twinning.CorrectLog{Month: 1, Nothing: why, Reason: why},
			twinning.PlaceHold{Authority: why, Reason: why},
			twinning.LiftHold{Reason: why},
			twinning.SettleUnreached{Number: 1, How: twinning.ReachedOtherwise, Note: why},
			twinning.PrepareContract{Start: calltest.Date("2019-12-01"), Why: why},
			twinning.SignContract{Start: calltest.Date("2019-12-01"), Why: why},
			twinning.IntendRecovery{Of: twinning.OfFinding, Amount: calltest.EUR("1.00"), Reason: why},
			twinning.ObserveRecovery{Number: 1, Text: why},
			twinning.DecideRecovery{Number: 1, Verdict: twinning.RecoveryDrop, Reason: why},
			twinning.RedateDeliverable{Deliverable: "x", Due: calltest.Date("2020-01-01"), Reason: why},
			twinning.SubmitDeliverable{Deliverable: "x", What: why, WhyLate: why},
			twinning.PlanTwinningMeeting{Meeting: "x", Title: why, Starts: calltest.Wall("2020-01-01T09:00"), Ends: calltest.Wall("2020-01-01T10:00"), Place: why},
			twinning.MoveTwinningMeeting{Meeting: "x", Starts: calltest.Wall("2020-01-01T09:00"), Ends: calltest.Wall("2020-01-01T10:00"), Place: why, Why: why},
			twinning.CancelTwinningMeeting{Meeting: "x", Why: why},
			twinning.RecordTwinningMeeting{Meeting: "x", Participants: []twinning.MeetingParticipants{{Organisation: "x", Persons: 1}}, Outcome: why},
			twinning.ReturnDeliverable{Deliverable: "x", Reason: why},
			twinning.WaiveRecovery{Number: 1, Reason: why},
			twinning.SuspendPayment{Instalment: "x", Ground: "x", Reason: why},
			twinning.SetAccount{Holder: why, IBAN: "BE68539007547034", Town: "Gent", Country: "BE"},
			twinning.ConfirmAccount{Number: 1, Payee: twinning.PayeeClose, Reason: why},
			twinning.AskSuspension{Reason: why},
			twinning.PrepareAmendment{Changes: twinning.Changes{Months: 13, Activity: why}, Reason: why},
			twinning.IntendTermination{Reason: why},
			twinning.ObserveTermination{Text: why},
			twinning.DropTermination{Reason: why},
			twinning.RefuseAmendment{Reason: why},
			twinning.WithdrawAmendment{Reason: why},
			twinning.RefuseSuspension{Reason: why},
			twinning.CloseTwinning{Despite: why},
			twinning.SuspendTwinning{Reason: why},
			twinning.TerminateTwinning{Reason: why},
			twinning.LodgeComplaint{Grounds: twinning.GroundsFacts, Text: why},
			twinning.ReviewComplaint{Finding: twinning.GroundsNone, Reason: why},
			twinning.OrderReevaluation{Reason: why},
			calltest.Scores("5"), twinning.ProposeConsensus(calltest.Scores("5")), calltest.FinalReport(), calltest.Log(1),
		},
	}
	var steps []lifetest.Step
	for _, stream := range []string{calltest.Stream, calltest.Tendering(calltest.A)} {
		for _, c := range commands[stream] {
			steps = append(steps, lifetest.Step{At: last.At, Stream: stream, By: calltest.Officer, Command: written(c)})
		}
	}
	// The type and the hash of a file are texts of a form of their own.
	file := "f-" + strings.Repeat("a", 26)
	for _, c := range []law.Command{
		twinning.AddEvidence{
			File: file, For: "document-tender-form", SealedSHA256: calltest.SHA("sealed"), SealedSize: 1,
			Title: law.Text(wrote + ".txt"), Type: "text/plain", SHA256: law.Text(calltest.SHA("content")),
		},
		twinning.WithdrawEvidence{File: file, For: "document-tender-form", Reason: why + " " + wrote},
	} {
		steps = append(steps, lifetest.Step{At: last.At, Stream: calltest.Tendering(calltest.A), By: calltest.Officer, Command: c})
	}
	return steps
}

func TestWithEverybodyErasedNoWordThatTheyWroteIsLeftAndEverySumIsAsItWas(t *testing.T) {
	t.Parallel()
	all := stories(t)
	sent := map[string]bool{}
	for i, steps := range all {
		if i == 0 {
			steps = append(steps, others(steps[len(steps)-1])...)
		}
		for _, s := range steps {
			sent[s.Command.Kind()] = sent[s.Command.Kind()] || freetext.HasText(s.Command)
		}
		t.Run([]string{"a year", "disputes", "changes", "roles"}[i], func(t *testing.T) {
			t.Parallel()
			erasesAll(t, steps)
		})
	}
	for _, kind := range slices.Concat(call.Commands.Kinds(), twinning.Commands.Kinds()) {
		c, _ := zero(kind)
		if strings.HasPrefix(kind, "note-") || !holdsText(c) {
			continue
		}
		require.True(t, sent[kind], "%s with a text is sent in no story", kind)
	}
}

func erasesAll(t *testing.T, steps []lifetest.Step) {
	h := lifetest.New(t, lifetest.Options{})
	var authors []string
	for _, s := range steps {
		if !slices.Contains(authors, s.By) {
			authors = append(authors, s.By)
		}
	}
	h.Know(slices.DeleteFunc(slices.Clone(authors), func(id string) bool { return slices.Contains(lifetest.People(), id) })...)
	for _, s := range steps {
		h.PlayAll([]lifetest.Step{s})
	}
	before := hashes(t, h)
	require.NotEmpty(t, before)
	require.Positive(t, readable(t, h), "the texts are in the ledger")
	require.Empty(t, found(t), "and nobody reads them without a key")
	derived := derivations(t, h, before)
	for _, d := range derived {
		require.True(t, d.Recomputed.Same, "%s at position %d: %s%s", d.Kind, d.Position, d.Recomputed.Difference, d.Recomputed.Blind)
	}

	operator := ledgertest.Open(t, ledger.Options{})
	var subjects []string
	for _, id := range authors {
		subjects = append(subjects, people.Stream(id))
	}
	removed, _, err := operator.Erase(t.Context(), ledgertest.DSN(t, ledger.RoleErase), format.BodiesErased{
		Subjects: subjects, Article: "19(1)(b)", Reason: "consent-withdrawn", Signer: "p-operators2",
	})
	require.NoError(t, err)
	require.Positive(t, removed)
	t.Logf("%d commands, %d decisions, %d bodies erased", len(steps), len(derived), removed)
	require.Zero(t, readable(t, h), "with any key")
	require.Empty(t, found(t))
	require.Equal(t, before, hashes(t, h), "every state, and so every sum and every score, is as it was")
	recount := state.NewRecount(t.Context(), h.Ledger)
	report, err := h.Ledger.Verify(t.Context(), ledger.VerifyOptions{MustSeal: state.MustSeal, StateHash: recount.StateHash, Guards: true})
	require.NoError(t, err)
	require.Empty(t, report.Findings)
	require.Zero(t, recount.Blind, "each state that stands with an answer is computed again")
	again := derivations(t, h, before)
	require.Len(t, again, len(derived))
	told := 0
	for i, d := range again {
		require.Empty(t, d.Recomputed.Difference.Code, "%s at position %d", d.Kind, d.Position)
		require.Equal(t, d.Recomputed.Blind.Code == "", d.Recomputed.Same)
		text, err := json.Marshal(d)
		require.NoError(t, err)
		require.NotContains(t, string(text), wrote)
		require.NotContains(t, string(text), `\u001a`, "no reference is left in a sentence")
		if was, err := json.Marshal(derived[i]); err == nil && strings.Contains(string(was), wrote) {
			require.Contains(t, string(text), "(erased)")
			told++
		}
	}
	require.Positive(t, told, "some decisions quote what people wrote")
}

// hashes are the states of all lives, by their SHA-256.
func hashes(t *testing.T, h *lifetest.House) map[string][32]byte {
	t.Helper()
	all := map[string][32]byte{}
	require.NoError(t, h.Ledger.Snapshot(t.Context(), func(ctx context.Context, from ledger.Snapshot) error {
		streams, err := from.Streams(ctx, "")
		if err != nil {
			return err
		}
		for _, s := range streams {
			if !lives.Is(s) || strings.HasSuffix(s, life.InboxSuffix) {
				continue
			}
			is, err := state.FoldAt(ctx, h.Ledger, from, s, 0)
			if err != nil {
				return err
			}
			if all[s], err = law.Hash(is.State); err != nil {
				return err
			}
		}
		return nil
	}))
	return all
}

// derivations explains every decision of some lives.
func derivations(t *testing.T, h *lifetest.House, lives map[string][32]byte) []explain.Derivation {
	t.Helper()
	var all []explain.Derivation
	require.NoError(t, h.Ledger.Snapshot(t.Context(), func(ctx context.Context, from ledger.Snapshot) error {
		x := explain.NewExplainer(h.Ledger, from, explain.Reader{Viewer: access.As(calltest.Auditor)})
		var streams []string
		for s := range lives {
			streams = append(streams, s)
		}
		slices.Sort(streams)
		for _, s := range streams {
			some, err := x.Stream(ctx, s)
			if err != nil {
				return err
			}
			all = append(all, some...)
		}
		return nil
	}))
	return all
}

// readable counts the events in which the canary is read with every key that is left.
func readable(t *testing.T, h *lifetest.House) int {
	t.Helper()
	events, err := h.Ledger.Read(t.Context(), ledger.Query{})
	require.NoError(t, err)
	bodies, err := h.Ledger.OpenBodies(t.Context(), events)
	require.NoError(t, err)
	n := 0
	for i, body := range bodies {
		if bytes.Contains(body, []byte(wrote)) {
			require.Equal(t, (law.CommandReceived{}).Kind(), events[i].Kind, "only a receipt holds a text")
			n++
		}
	}
	return n
}

// found are the lines of a dump of the database with the canary.
func found(t *testing.T) []string {
	t.Helper()
	bin, err := pgbin.Find()
	require.NoError(t, err)
	dump, err := exec.CommandContext(t.Context(), filepath.Join(bin, "pg_dump"), ledgertest.Superuser(t)).Output()
	require.NoError(t, err)
	require.Greater(t, len(dump), 100_000)
	var lines []string
	for _, form := range []string{wrote, hexOf(wrote)} {
		for line := range strings.SplitSeq(string(dump), "\n") {
			if strings.Contains(line, form) {
				lines = append(lines, line)
			}
		}
	}
	return lines
}

func hexOf(s string) string { return hex.EncodeToString([]byte(s)) }

func zero(kind string) (law.Command, bool) {
	if c, ok := call.Commands.Zero(kind); ok {
		return c, true
	}
	c, ok := twinning.Commands.Zero(kind)
	return c, ok
}

func holdsText(c law.Command) bool { return freetext.Holds(reflect.TypeOf(c)) }
