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

	"twinning.example/engine/internal/evidence"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/format"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/views"
)

// A verification is what `verify` reports.
type verification struct {
	OK            bool                   `json:"ok"`
	FirstBad      *int64                 `json:"first_bad_position"` // null where there is none
	From          int64                  `json:"from"`               // the first position that was read; 0: all were
	Size          int64                  `json:"size"`
	Root          string                 `json:"root"`
	Batches       int64                  `json:"batches"`
	Signed        int64                  `json:"batches_signed"` // by keys that the ledger knows
	Streams       int                    `json:"streams"`
	Removed       int                    `json:"erased"`                // bodies, each by an event that says so
	Expired       int                    `json:"erased_with_retention"` // of them, with the end of a retention
	ExpiredLives  int                    `json:"retentions_ended"`      // lives in which those stood
	Answers       int64                  `json:"answers"`
	StatesChecked int64                  `json:"states_compared"`
	StatesBlind   int64                  `json:"states_not_compared"`
	Opened        int64                  `json:"bodies_opened"`     // sealed ones
	Unopened      int64                  `json:"bodies_not_opened"` // sealed ones, for want of the key file
	Checkpoint    string                 `json:"checkpoint,omitempty"`
	Standings     int                    `json:"standings_compared"` // rows of where lives stand
	OneMachine    bool                   `json:"one_machine"`        // the database says that whoever reaches it acts as whom they name
	Took          string                 `json:"took"`
	Files         *evidence.Verification `json:"files,omitempty"`     // with --files
	Decisions     *recounted             `json:"decisions,omitempty"` // with --decisions
	Findings      []finding              `json:"findings"`
}

type finding struct {
	Position int64  `json:"position"` // -1 where nothing says where
	What     string `json:"what"`
}

func (a *app) verify() *cobra.Command {
	var path, since, verifier string
	var quick, files, decisions bool
	cmd := &cobra.Command{
		Use: "verify", Short: "Recompute the whole record, and fold every state again",
		Long: `Recompute the whole record from its stored rows: headers, hashes, the tree's root
and the signature of every batch, what its key may append, versions, answers,
receipts, keys and erasures; open every sealed body, where the key file is given;
and fold every state again to compare it with the one that stood with each
answer. It believes nothing but the operators' public keys (--trust), so nobody
who has the database alone can have changed or added anything. A checkpoint that
was kept outside finds an end that was cut.

--quick --since CHECKPOINT reads only what came after that checkpoint: for every
day, beside the whole of it now and then.

--files also reads every file of evidence, whole, and compares the hash of its
ciphertext with the ledger: it names what is missing, altered or too many.

--decisions also asks the law for every decision once more, in every kind of life: awards,
counts of votes, branches of topics, places, suggestions, and all others.

The exit code is 4 where anything is not as it was recorded; the first bad
position is named first.`,
		Example: "  twinning verify\n  twinning verify --checkpoint checkpoint.txt -o json\n  twinning verify --quick --since yesterday.txt", Args: takes,
		RunE: func(cmd *cobra.Command, _ []string) error {
			switch {
			case quick && since == "":
				return usage("--quick needs --since CHECKPOINT: what came before it is taken as verified")
			case since != "" && !quick:
				return usage("--since reads only a part: say --quick, too")
			}
			return a.verifyAll(cmd.Context(), path, since, verifier, files, decisions)
		},
	}
	cmd.Flags().BoolVar(&quick, "quick", false, "read only what came after the checkpoint in --since")
	cmd.Flags().BoolVar(&decisions, "decisions", false, "compute every decision once more, too")
	cmd.Flags().BoolVar(&files, "files", false, "read every file of evidence, too")
	cmd.Flags().StringVar(&since, "since", "", "a checkpoint `FILE` that an earlier verification ended with")
	cmd.Flags().StringVar(&path, "checkpoint", "", "a checkpoint `FILE` that was kept outside")
	cmd.Flags().StringVar(&verifier, "verifier-key", "", verifierHelp)
	return cmd
}

func (a *app) verifyAll(ctx context.Context, path, since, verifier string, files, decisions bool) error {
	o := ledger.VerifyOptions{MustSeal: state.MustSeal, Guards: true}
	for file, of := range map[string]**format.Checkpoint{path: &o.Checkpoint, since: &o.Since} {
		if file == "" {
			continue
		}
		c, err := a.readCheckpoint(file, verifier)
		if err != nil {
			return err
		}
		*of = &c
	}
	l, err := a.open(ctx)
	if err != nil {
		return err
	}
	recount := state.NewRecount(ctx, l)
	o.StateHash = recount.StateHash
	var standings state.Standings
	o.Beside = append(o.Beside, func(ctx context.Context) ([]ledger.Finding, error) { return a.compareStandings(ctx, l, &standings) })
	stop := a.progress(&o)
	report, err := l.Verify(ctx, o)
	stop()
	if err != nil {
		return err
	}
	v := verification{
		OK: len(report.Findings) == 0, From: report.From, Size: report.Size, Root: hex.EncodeToString(report.Root[:]),
		Batches: report.Batches, Signed: report.Signed, Streams: report.Streams, Removed: report.Removed, Expired: report.Expired, ExpiredLives: report.ExpiredLives, Answers: report.Answers,
		StatesChecked: recount.Compared, StatesBlind: recount.Blind, Opened: report.Opened, Unopened: report.Unopened, Standings: standings.Compared,
		Took: report.Took.Round(time.Millisecond).String(), Findings: []finding{},
	}
	if v.OneMachine, err = l.Local(ctx); err != nil {
		return err
	}
	if o.Checkpoint != nil {
		v.Checkpoint = fmt.Sprintf("%s, %d events", o.Checkpoint.Origin, o.Checkpoint.Size)
	}
	for _, f := range report.Findings {
		v.Findings = append(v.Findings, finding(f))
	}
	if files {
		if v.Files, err = a.verifyFiles(ctx); err != nil {
			return err
		}
		for _, f := range v.Files.Findings {
			v.Findings = append(v.Findings, finding{f.Position, fmt.Sprintf("the file %s is %s: %s", f.Name, f.What, f.Why)})
		}
		v.OK = len(v.Findings) == 0
	}
	if decisions {
		r, different, err := recountDecisions(ctx, l)
		if err != nil {
			return err
		}
		v.Decisions, v.Findings = &r, append(v.Findings, different...)
		v.OK = len(v.Findings) == 0
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
	tell := teller(w)
	switch {
	case v.OK && v.Removed > 0:
		what := counted(v.Removed, "body is erased", "bodies are erased")
		printf(w, "%s each by an event that says when, by whom and why; every other row says what it said when it was recorded\n",
			a.paint(green, phrased("verified, but %s:", what).in(tell)))
	case v.OK:
		printf(w, "%s every row says what it said when it was recorded\n", a.paint(green, phrased("verified:").in(tell)))
	default:
		what := counted(len(v.Findings), "thing is not as it was recorded", "things are not as they were recorded")
		printf(w, "%s %s; the first bad position is %d\n", a.paint(red, phrased("NOT verified:").in(tell)), what, *v.FirstBad)
	}
	states := phrased("%d folded again and compared", v.StatesChecked)
	if v.StatesBlind > 0 {
		states = phrased("%s, %d could not be: a body before them was erased or cannot be opened, or an older fold computed them", states, v.StatesBlind)
	}
	sealed := phrased("%d opened", v.Opened)
	if v.Unopened > 0 {
		sealed = phrased("%s, %d could not be: give the key file that they were sealed with", sealed, v.Unopened)
	}
	events := phrased("%d in %d streams and %d batches", v.Size, v.Streams, v.Batches)
	switch {
	case v.From > 0 && v.From == v.Size:
		events = phrased("none came after the checkpoint; the %d before it were not read", v.Size)
	case v.From > 0:
		events = phrased("%d to %d in %d batches; those before were not read", v.From, v.Size-1, v.Batches)
	}
	fields(w, "events", events, "root", v.Root, "signatures", phrased("%d of %d batches signed by keys that the ledger knows", v.Signed, v.Batches),
		"erased", erasedText(v), "answers", fmt.Sprint(v.Answers), "states", states, "sealed bodies", sealed, "lives", phrased("%d stand where the table says", v.Standings), "decisions", decisionsText(v.Decisions), "files", filesText(v.Files), "checkpoint", v.Checkpoint, "who acts", actsText(v), "took", v.Took)
	for _, f := range v.Findings {
		fields(w, phrased("at %d", f.Position), f.What)
	}
}

// actsText says that the database bears the mark of one machine, which is for its operator to judge: no part of the record shows who made it.
func actsText(v verification) any {
	if !v.OneMachine {
		return ""
	}
	return phrased("the database says that it is of one machine: whoever reaches it acts as whom they name (--as)")
}

// erasedText says what can no longer be read, and why.
func erasedText(v verification) any {
	if v.Removed == 0 {
		return ""
	}
	asked := v.Removed - v.Expired
	text := phrased("%d by an operator's erasure", asked)
	if v.Expired > 0 {
		text = phrased("%d when the retention of %s ended, %s", v.Expired, counted(v.ExpiredLives, "twinning", "twinnings"), text)
	}
	return phrased("%s; their words can be read by nobody any more, their hashes prove as before", text)
}

// compareStandings looks whether the table of where lives stand says what the ledger says. It is no record: lives restore makes it again.
func (a *app) compareStandings(ctx context.Context, l *ledger.Ledger, into *state.Standings) ([]ledger.Finding, error) {
	s, err := a.settings()
	if err != nil {
		return nil, err
	}
	store, err := views.Open(ctx, s.DatabaseURL, 2)
	if err != nil {
		return nil, away(s.DatabaseURL, err)
	}
	*into, err = state.CompareStandings(ctx, l, func(ctx context.Context) ([]views.Standing, error) { return store.All(ctx, "") })
	if err != nil {
		return nil, err
	}
	var found []ledger.Finding
	for _, m := range into.Wrong {
		found = append(found, ledger.Finding{Position: -1, What: m.Stream + ": " + m.What})
	}
	return found, nil
}

// progress shows how far a verification has come, on a terminal only.
func (a *app) progress(o *ledger.VerifyOptions) (stop func()) {
	if a.flags.quiet || !isTerminal(a.talk) {
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
func (a *app) readCheckpoint(path, verifier string) (format.Checkpoint, error) {
	f, err := a.openFile(path)
	if err != nil {
		return format.Checkpoint{}, err
	}
	defer f.Close()
	keys, err := a.verifierKeys(path, verifier)
	if err != nil {
		return format.Checkpoint{}, err
	}
	c, err := format.ReadCheckpoint(f, keys...)
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
		return format.ReadVerifierKeys(said)
	}
	for _, path := range []string{
		checkpoint + ".pub", filepath.Join(filepath.Dir(checkpoint), "note-key.pub"), filepath.Join(a.flags.data, "note-key.pub"),
	} {
		if _, err := os.Stat(path); err == nil {
			return format.ReadVerifierKeys(path)
		}
	}
	return nil, &failure{
		code: exitNotFound, what: "no verifier key was found to check the checkpoint with",
		next: "give the file with --verifier-key, or put it beside the checkpoint as " + filepath.Base(checkpoint) + ".pub",
	}
}
