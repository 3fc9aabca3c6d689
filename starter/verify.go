package main

import (
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/jedib0t/go-pretty/v6/progress"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/audit"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/views"
)

// A verification is what `verify` reports.
type verification struct {
	OK            bool      `json:"ok"`
	FirstBad      *int64    `json:"first_bad_position"` // null where there is none
	Size          int64     `json:"size"`
	Root          string    `json:"root"`
	Batches       int64     `json:"batches"`
	Streams       int       `json:"streams"`
	Removed       int       `json:"removed"`
	Answers       int64     `json:"answers"`
	StatesChecked int64     `json:"states_compared"`
	StatesBlind   int64     `json:"states_not_compared"`
	Keys          int64     `json:"keys"`
	Checkpoint    string    `json:"checkpoint,omitempty"`
	Took          string    `json:"took"`
	Findings      []finding `json:"findings"`
}

type finding struct {
	Position int64  `json:"position"` // -1 where nothing says where
	What     string `json:"what"`
}

func (a *app) verify() *cobra.Command {
	var path, verifier string
	cmd := &cobra.Command{
		Use: "verify", Short: "Recompute the whole record, and fold every state again",
		Long: `Recompute the whole record from its stored rows: headers, hashes, the tree's root
after every batch, versions, answers, keys and erasures; and fold every state
again to compare it with the one that stood with each answer. A checkpoint that
was kept outside finds an end that was cut or rebuilt.

The exit code is 4 where anything is not as it was recorded; the first bad
position is named first.`,
		Example: "  twinning verify\n  twinning verify --checkpoint checkpoint.txt -o json", Args: takes,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.verifyAll(cmd.Context(), path, verifier) },
	}
	cmd.Flags().StringVar(&path, "checkpoint", "", "a checkpoint `FILE` that was kept outside")
	cmd.Flags().StringVar(&verifier, "verifier-key", "", verifierHelp)
	return cmd
}

func (a *app) verifyAll(ctx context.Context, path, verifier string) error {
	o := ledger.VerifyOptions{}
	if path != "" {
		c, err := a.readCheckpoint(path, verifier)
		if err != nil {
			return err
		}
		o.Checkpoint = &c
	}
	l, err := a.open(ctx)
	if err != nil {
		return err
	}
	recount := audit.NewRecount(ctx, l)
	o.StateHash = recount.StateHash
	stop := a.progress(&o)
	report, err := l.Verify(ctx, o)
	stop()
	if err != nil {
		return err
	}
	v := verification{
		OK: len(report.Findings) == 0, Size: report.Size, Root: hex.EncodeToString(report.Root[:]), Batches: report.Batches, Streams: report.Streams,
		Removed: report.Removed, Answers: report.Answers, StatesChecked: recount.Compared, StatesBlind: recount.Blind, Keys: report.Keys,
		Took: report.Took.Round(time.Millisecond).String(), Findings: []finding{},
	}
	if o.Checkpoint != nil {
		v.Checkpoint = fmt.Sprintf("%s, %d events", o.Checkpoint.Origin, o.Checkpoint.Size)
	}
	for _, f := range report.Findings {
		v.Findings = append(v.Findings, finding(f))
	}
	if !v.OK {
		v.FirstBad = &v.Findings[0].Position
	}
	a.keepRun(ctx, views.Verification, v.Size, v.OK)
	if err := a.print(v, func(w io.Writer) { a.verifyText(w, v) }); err != nil || v.OK {
		return err
	}
	return &failure{code: exitRefused, what: fmt.Sprintf("verification failed: the first bad position is %d: %s", v.Findings[0].Position, v.Findings[0].What)}
}

func (a *app) verifyText(w io.Writer, v verification) {
	if v.OK {
		fmt.Fprintln(w, a.paint(green, "verified:"), "every row says what it said when it was recorded")
	} else {
		fmt.Fprintln(w, a.paint(red, "NOT verified:"), count(len(v.Findings), "thing is", "things are"), "not as it was recorded; the first bad position is", *v.FirstBad)
	}
	states := fmt.Sprintf("%d folded again and compared", v.StatesChecked)
	if v.StatesBlind > 0 {
		states += fmt.Sprintf(", %d could not be: a body before them was erased or cannot be opened, or an older fold computed them", v.StatesBlind)
	}
	fields(w, "events", fmt.Sprintf("%d in %d streams and %d batches, %d erased", v.Size, v.Streams, v.Batches, v.Removed),
		"root", v.Root, "answers", fmt.Sprint(v.Answers), "states", states, "keys", fmt.Sprintf("%d opened", v.Keys), "checkpoint", v.Checkpoint, "took", v.Took)
	for _, f := range v.Findings {
		fields(w, fmt.Sprintf("at %d", f.Position), f.What)
	}
}

// progress shows how far a verification has come, on a terminal only.
func (a *app) progress(o *ledger.VerifyOptions) (stop func()) {
	if a.told.quiet || !isTerminal(a.talk) {
		return func() {}
	}
	w := progress.NewWriter()
	w.SetOutputWriter(a.talk)
	w.SetAutoStop(false)
	w.SetUpdateFrequency(100 * time.Millisecond)
	w.SetTrackerLength(30)
	tracker := &progress.Tracker{Message: "verifying events"}
	w.AppendTracker(tracker)
	o.Progress = func(done, total int64) {
		tracker.UpdateTotal(total)
		tracker.SetValue(done)
	}
	ended := make(chan struct{})
	go func() { w.Render(); close(ended) }()
	return func() {
		tracker.MarkAsDone()
		w.Stop()
		<-ended
	}
}

const verifierHelp = "`FILE` of verifier keys; if left out: beside the checkpoint (.pub, or note-key.pub), else in --data (TWINNING_VERIFIER_KEY)"

// readCheckpoint reads a checkpoint that one of the keys has signed.
func (a *app) readCheckpoint(path, verifier string) (ledger.Checkpoint, error) {
	f, err := os.Open(path)
	if err != nil {
		return ledger.Checkpoint{}, err
	}
	defer f.Close()
	keys, err := a.verifierKeys(path, verifier)
	if err != nil {
		return ledger.Checkpoint{}, err
	}
	c, err := ledger.ReadCheckpoint(f, keys...)
	if err != nil {
		return c, &failure{code: exitRefused, what: path + ": " + err.Error(), next: "it is not a checkpoint, was changed, or was signed by another key than the one given"}
	}
	return c, nil
}

func (a *app) verifierKeys(checkpoint, said string) ([]string, error) {
	if said == "" {
		said = os.Getenv("TWINNING_VERIFIER_KEY")
	}
	if said != "" {
		return ledger.ReadVerifierKeys(said)
	}
	for _, path := range []string{
		checkpoint + ".pub", filepath.Join(filepath.Dir(checkpoint), "note-key.pub"), filepath.Join(a.told.data, "note-key.pub"),
	} {
		if _, err := os.Stat(path); err == nil {
			return ledger.ReadVerifierKeys(path)
		}
	}
	return nil, &failure{
		code: exitNotFound, what: "no verifier key was found to check the checkpoint with",
		next: "give the file with --verifier-key, or put it beside the checkpoint as " + filepath.Base(checkpoint) + ".pub",
	}
}
