package demo

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/format"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/state"
)

// A Report is what came of a demo, read from the ledger.
type Report struct {
	Seed         uint64        `json:"seed"`
	Call         string        `json:"call"`
	From         time.Time     `json:"from"` // programme instants
	To           time.Time     `json:"to"`
	Tenders      []Tender      `json:"tenders"`
	ByType       []Outcomes    `json:"by_type"`
	ByCountry    []Outcomes    `json:"by_country"` // of the contractor
	Budget       Budget        `json:"budget"`
	SecondLooks  []SecondLook  `json:"second_looks"`
	WhatIfs      []Question    `json:"what_ifs"`
	Drafts       Drafts        `json:"drafts"`
	Letters      []Letters     `json:"letters"`
	Obligations  []Obligations `json:"obligations"`
	Refusals     []Refusal     `json:"refusals"`
	Ledger       Ledger        `json:"ledger"`
	Around       []LifeAround  `json:"around"`          // before and around the call
	Files        *Files        `json:"files,omitempty"` // nil where nobody could upload any
	Cost         *Cost         `json:"cost,omitempty"`  // of a year
	Explained    Explained     `json:"explained"`
	Expectations []Expectation `json:"expectations"`
	Consistent   bool          `json:"consistent"` // every expectation was met
	Timings      Timings       `json:"timings"`
}

// A Tender is one tender and what became of it.
type Tender struct {
	Reference string       `json:"reference"`
	Title     string       `json:"title"`
	Synthetic bool         `json:"synthetic"`
	Type      string       `json:"type"`
	Country   string       `json:"country"`
	Outcome   Outcome      `json:"outcome"`
	Place     int          `json:"place,omitempty"`
	Score     string       `json:"score,omitempty"`
	Contract  money.Amount `json:"contract,omitzero"`
	Paid      Paid         `json:"paid,omitzero"`
	Freed     money.Amount `json:"freed,omitzero"` // of the contract
}

// Paid is what was paid by cost kind.
type Paid struct {
	Personnel      money.Amount `json:"personnel"`
	Direct         money.Amount `json:"direct"`
	Subcontracting money.Amount `json:"subcontracting"`
	Total          money.Amount `json:"total"`
}

// An Outcome is how a tender ended, or how far it came.
type Outcome string

// The outcomes.
const (
	Late       Outcome = "late"
	Withdrawn  Outcome = "withdrawn"
	Ineligible Outcome = "ineligible"
	Below      Outcome = "below"    // the threshold
	NotReached Outcome = "reserve"  // not reached
	Declined   Outcome = "declined" // its contract
	Terminated Outcome = "terminated"
	Closed     Outcome = "closed"
	Unfinished Outcome = "unfinished"
)

// outcomes lists them in the order of the tables.
func outcomes() []Outcome {
	return []Outcome{Late, Withdrawn, Ineligible, Below, NotReached, Declined, Terminated, Closed, Unfinished}
}

// Outcomes are the tenders of a type or of a country by outcome.
type Outcomes struct {
	Of       string          `json:"of"`
	Tendered int             `json:"tendered"`
	By       map[Outcome]int `json:"by"`
	Paid     money.Amount    `json:"paid"`
}

// Letters are the letters of one template by fate.
type Letters struct {
	Template   string `json:"template"`
	Promised   int    `json:"promised"`
	Sent       int    `json:"sent"`
	Refused    int    `json:"refused"`
	Suppressed int    `json:"suppressed"`
	Attempts   int    `json:"attempts"` // more than sent where some were deferred or in doubt
	Without    int    `json:"without_fate"`
}

// Obligations are those of one kind by how they stand at the end.
type Obligations struct {
	What   string `json:"what"`
	Ladder string `json:"ladder"`
	Met    int    `json:"met"`
	Late   int    `json:"met_late"`
	Missed int    `json:"missed"`
	Void   int    `json:"void"`
	Open   int    `json:"open"`
}

// A Refusal is a rule that refused commands, with one of them.
type Refusal struct {
	Rule     string `json:"rule"`
	Count    int    `json:"count"`
	Kind     string `json:"kind"`
	Sentence string `json:"sentence"`
}

// Ledger is the ledger verified.
type Ledger struct {
	Size       int64    `json:"size"`
	Root       string   `json:"root"` // hexadecimal; the checkpoint has it in base64
	Streams    int      `json:"streams"`
	Batches    int64    `json:"batches"`
	Answers    int64    `json:"answers"`
	Compared   int64    `json:"compared"` // of them, whose state was folded again and is the one that stood there
	Blind      int64    `json:"blind"`    // of them, whose state could not be
	Findings   []string `json:"findings"`
	Checkpoint string   `json:"checkpoint"` // the signed note
	Verifier   string   `json:"verifier_key"`
}

// An Expectation is something that the script had to lead to.
type Expectation struct {
	Name string `json:"name"`
	OK   bool   `json:"ok"`
	Why  string `json:"why"`
}

// Timings are of the machine that the demo ran on. In JSON they are seconds.
type Timings struct {
	Start  time.Duration // of the stack
	Play   time.Duration
	Report time.Duration
	Stops  int // instants at which the clock was held

	Files     int           // of evidence that were uploaded
	SignIns   int           // people who signed in at the desk; 0 without one
	SigningIn time.Duration // all of that, one after the other
}

// MarshalJSON writes seconds.
func (t Timings) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string]float64{
		"start": t.Start.Seconds(), "play": t.Play.Seconds(), "report": t.Report.Seconds(), "total": t.Total().Seconds(), "stops": float64(t.Stops),
		"files": float64(t.Files), "sign_ins": float64(t.SignIns), "signing_in": t.SigningIn.Seconds(),
	})
}

// Total is how long it took.
func (t Timings) Total() time.Duration { return t.Start + t.Play + t.Report }

// report reads the ledger and makes the report.
func (d *Demo) report(ctx context.Context) (Report, error) {
	began := time.Now()
	clock, err := d.ledger.Clock(ctx)
	if err != nil {
		return Report{}, fmt.Errorf("read the programme clock: %w", err)
	}
	a, err := d.account(ctx, clock.Now())
	if err != nil {
		return Report{}, err
	}
	r := Report{
		Seed: d.cast.seed, Call: d.cast.book.Reference, From: d.cast.start(), To: clock.Now(),
		Tenders: a.tenders(), Budget: a.budget(), SecondLooks: a.secondLooks(), Drafts: d.drafted, Letters: a.letters(), Obligations: a.obligations(), Refusals: d.observer.refusals(d.cast), Around: a.livesAround(),
	}
	r.ByType = group(r.Tenders, func(t Tender) string { return t.Type })
	r.ByCountry = group(r.Tenders, func(t Tender) string { return t.Country })
	proof, err := d.verify(ctx, &r)
	if err != nil {
		return Report{}, err
	}
	if r.WhatIfs, err = d.asked(ctx); err != nil {
		return Report{}, err
	}
	if r.Explained, err = d.explain(ctx); err != nil {
		return Report{}, err
	}
	if r.Cost, err = d.cost(ctx); err != nil {
		return Report{}, err
	}
	if r.Files, err = d.verifyFiles(ctx); err != nil {
		return Report{}, err
	}
	mail, err := readMail(d.stack.Settings.MailDir)
	if err != nil {
		return Report{}, err
	}
	r.Expectations = d.expect(a, r, proof, mail)
	r.Consistent = true
	for _, e := range r.Expectations {
		r.Consistent = r.Consistent && e.OK
	}
	d.timings.Report, d.timings.Stops = time.Since(began), d.stops
	r.Timings = d.timings
	return r, nil
}

// verify recomputes every row, signs a checkpoint, and proves the first receipt
// by it.
func (d *Demo) verify(ctx context.Context, r *Report) (proof error, err error) {
	checkpoint, err := d.ledger.Checkpoint(ctx)
	if err != nil {
		return nil, err
	}
	recount := state.NewRecount(ctx, d.ledger)
	v, err := d.ledger.Verify(ctx, ledger.VerifyOptions{Checkpoint: &checkpoint, StateHash: recount.StateHash, MustSeal: state.MustSeal, Guards: true})
	if err != nil {
		return nil, err
	}
	r.Ledger = Ledger{
		Size: v.Size, Root: hex.EncodeToString(v.Root[:]), Streams: v.Streams, Batches: v.Batches, Answers: v.Answers, Compared: recount.Compared, Blind: recount.Blind,
		Findings: []string{}, Checkpoint: string(checkpoint.Note), Verifier: d.stack.Settings.VerifierKey,
	}
	for _, f := range v.Findings {
		r.Ledger.Findings = append(r.Ledger.Findings, fmt.Sprintf("position %d: %s", f.Position, f.What))
	}
	first, err := d.ledger.Read(ctx, ledger.Query{Kinds: []string{receivedKind}, Limit: 1})
	if err != nil || len(first) == 0 {
		return nil, err
	}
	return format.CheckReceipt(first[0].Receipt(), checkpoint), nil
}
