package main

import (
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/door/receipt"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

// commandFlags are the flags of every command that changes something.
type commandFlags struct {
	as, onBehalf, id string
	wait             time.Duration
}

// A commandID is the flag of that name. A script whose variable is not set would
// send another command each time, so empty is not the same as left out.
type commandID string

func (c *commandID) String() string { return string(*c) }

// Type is what pflag calls it in the help.
func (*commandID) Type() string { return "string" }

// Set takes an id, and refuses none.
func (c *commandID) Set(id string) error {
	if id == "" {
		return errors.New("it is empty: name an id, or leave --command-id out and one is drawn")
	}
	*c = commandID(id)
	return nil
}

// mutating gives a command the flags of those that change something.
func mutating(cmd *cobra.Command, w *commandFlags) *cobra.Command {
	f := cmd.Flags()
	f.StringVar(&w.as, "as", os.Getenv("TWINNING_AS"), "who acts: alias or id of a `PERSON` (TWINNING_AS), until there is sign-in")
	f.StringVar(&w.onBehalf, "on-behalf", "", "on whose behalf: alias or id of a `PERSON`")
	f.Var((*commandID)(&w.id), "command-id", "the command's own `ID`, one for the life that it is for: sent there again with it, it is done once; drawn if left out")
	f.DurationVar(&w.wait, "wait", door.Patience, "how long to wait for the answer, and for what follows from it in other lives; 0s does not wait")
	return cmd
}

// prepare refuses flags that nobody can carry out, and draws an id. Asked
// again it changes nothing.
func (w *commandFlags) prepare() error {
	if w.as == "" {
		return &failure{code: exitUsage, what: "nobody is said to act", next: "say who with --as PERSON (alias or id), or set TWINNING_AS; `twinning people list` shows who is"}
	}
	return w.identify()
}

// identify gives the command its identity, if its flags name none.
func (w *commandFlags) identify() error {
	if w.wait < 0 {
		return usage("--wait %s is less than nothing", w.wait)
	}
	if w.id == "" {
		w.id = door.NewID()
	}
	return law.CheckCode("--command-id", w.id)
}

// mutate brings a command to the life of a stream that has begun.
func (a *app) mutate(ctx context.Context, w *commandFlags, stream string, c law.Command) error {
	return a.submit(ctx, w, door.Request{Stream: stream, Command: c})
}

// submit brings a request through the door, prints the receipt and says by the
// exit code what became of it.
func (a *app) submit(ctx context.Context, w *commandFlags, r door.Request) error {
	if err := w.prepare(); err != nil {
		return asUsage(err)
	}
	if err := r.Command.Check(); err != nil {
		return asUsage(a.located(err))
	}
	d, err := a.door(ctx)
	if err != nil {
		return err
	}
	if err := a.mustAddress(ctx, w.as, r); err != nil {
		return err
	}
	if w.onBehalf != "" {
		p, err := a.person(ctx, w.onBehalf)
		if err != nil {
			return err
		}
		r.For = p.ID
	}
	r.As, r.ID, r.Wait = w.as, w.id, w.wait
	if w.wait == 0 {
		r.Wait = -1
	}
	receipt, err := send(ctx, d, r)
	switch {
	case ctx.Err() != nil && receipt.Status == door.Pending:
		a.say("interrupted: command %s was received all the same, and will be judged by its receipt instant", r.ID)
		return err
	case errors.Is(err, door.ErrNotReceived):
		code, next := advise(err)
		again := "send it again with --command-id " + r.ID + ": it is done at most once"
		if next != "" {
			again = next + "; then " + again
		}
		return &failure{code: code, what: err.Error(), next: again}
	case err != nil:
		return err
	}
	return a.hand(ctx, receipt)
}

// send tries again where nothing was recorded because the machine was too slow
// between stamp and append, or because of a trouble that passes. What lasts, as a
// full disk or a clock that was set back, is said at once.
func send(ctx context.Context, d *door.Door, r door.Request) (door.Receipt, error) {
	limit, cancel := context.WithTimeout(ctx, max(r.Wait, 0)+20*time.Second)
	defer cancel()
	for tries := 0; ; tries++ {
		receipt, err := tryAgain(limit, func() (door.Receipt, error) { return d.Submit(limit, r) })
		if none := (*door.NoLifeError)(nil); errors.As(err, &none) { // in the words of one that its sender may not know of
			return receipt, query.NoLife(r.Stream)
		}
		trouble := ledger.TroubleOf(err)
		if tries >= 20 || trouble != "" && trouble != ledger.Unreachable || !errors.Is(err, ledger.ErrStale) && !errors.Is(err, ledger.ErrUnknown) {
			return receipt, err
		}
		select {
		case <-time.After(time.Duration(min(tries, 10)) * 50 * time.Millisecond): // a machine that is too slow is seldom so for long
		case <-limit.Done():
			return receipt, err
		}
	}
}

func asUsage(err error) error {
	var f *failure
	if errors.As(err, &f) {
		return err
	}
	code, next := advise(err)
	if code != exitUsage {
		next = ""
	}
	return &failure{code: exitUsage, what: err.Error(), next: next, cause: err}
}

// hand gives a receipt to whoever asked.
func (a *app) hand(ctx context.Context, r door.Receipt) error {
	names := a.names(ctx)
	if err := a.print(r, func(w io.Writer) { a.receipt(w, a.tell(ctx), r, names) }); err != nil {
		return err
	}
	switch r.Status {
	case door.Pending:
		a.say("pending: it is received and kept, and will be judged by its receipt instant; ask again with `twinning receipt show %s %s`", r.Reference, r.CommandID)
	case door.Done:
		if len(r.UnderWay) > 0 {
			a.say("done; what follows from it is not there yet in %s: `twinning receipt show %s %s` says when it is", a.few(a.lifeNames(r.UnderWay)), r.Reference, r.CommandID)
		}
		if slices.ContainsFunc(r.Events, func(e receipt.Recorded) bool { return call.Proposes(e.Kind) }) {
			a.say("proposed, and nothing else yet: it holds once another person has signed it with `twinning call sign %s --proposal NUMBER`; `twinning call show %s` gives the number and who must sign", r.Reference, r.Reference)
		}
	case door.Refused:
		f := &failure{code: exitRefused, what: a.inWords("refused"), said: isTerminal(a.out) && isTerminal(a.talk)}
		if r.Refusal != nil {
			f.what = a.inWords("refused: %s", names.In(a.whyRefused(a.tell(ctx), r)))
			f.next = again(r)
		}
		return f
	}
	return nil
}

// whyRefused is a refusal as a sentence. Its parameters are not there where they
// are sealed to the reader, or were erased.
func (a *app) whyRefused(tell *narrate.Narrator, r door.Receipt) string {
	open := slices.ContainsFunc(r.NotProven, func(n receipt.NotProven) bool { return strings.HasPrefix(n.Field, "refusal") })
	if open && len(r.Refusal.With) == 0 {
		return a.inWords("why it was refused is sealed, or was erased; who sent it reads it with --as")
	}
	return tell.Refusal(*r.Refusal)
}

// again says how a tender that was refused is sent again.
func again(r door.Receipt) string {
	for _, e := range r.Events {
		switch e.Kind {
		case twinning.TenderRefusedLate{}.Kind():
			return "the attempt is kept; where more time is given, send it again with --tender " + r.Reference
		case twinning.TenderRefused{}.Kind():
			if r.Refusal.Code == "not-a-party" || r.Refusal.Code == "not-the-sender" {
				return ""
			}
			return "the attempt is kept by its HMAC; put it right and send it again with --tender " + r.Reference
		}
	}
	return ""
}

// receipt is a receipt in words.
func (a *app) receipt(w io.Writer, tell *narrate.Narrator, r door.Receipt, names query.Names) {
	hue := map[string]color{door.Done: green, door.Pending: yellow}[r.Status]
	if r.Status == door.Refused {
		hue = red
	}
	printf(w, "%s %s\n", a.paint(hue, label(tell, r.Status)), r.Reference)
	received := r.ReceivedAt
	if at, err := r.ReceivedInstant(); err == nil && r.Deadline != nil {
		received = at.UTC().Format("2006-01-02 15:04:05.000000 UTC")
	}
	say := a.inWords
	fields(w, say("command"), r.CommandID, say("received"), say("%s, at position %d", received, r.Received.Position))
	if r.Verdict != "" {
		fields(w, say("verdict"), coded(r.Verdict))
	}
	if r.Deadline != nil {
		fields(w, say("why"), tell.Reason(r.Deadline.Why))
	}
	if r.Refusal != nil && (r.Deadline == nil || r.Refusal.Code != "late") {
		fields(w, say("refused"), names.In(a.whyRefused(tell, r)), say("rule"), r.Refusal.Rule+" ("+r.Refusal.Code+")")
	}
	if r.Nonce != "" {
		fields(w, say("nonce"), say("%s (keep it to yourself: it proves what was sent)", r.Nonce))
	}
	for i, e := range r.Events {
		name := say("recorded")
		if i > 0 {
			name = " "
		}
		fields(w, name, say("%s, version %d, at position %d, %s", e.Kind, e.Version, e.Position, e.RecordedAt))
	}
	if n := len(r.UnderWay); n > 0 {
		fields(w, "on its way", phrased("what follows from it, to %s", a.few(a.lifeNames(r.UnderWay))))
	}
}

// lifeNames are lives as a reader names them; one that nobody may be told of has no name.
func (a *app) lifeNames(references []string) []string {
	names := slices.Clone(references)
	for i, is := range names {
		if is == receipt.Unnamed {
			names[i] = a.inWords("a life that is not named")
		}
	}
	return names
}

// few names the first of many.
func (a *app) few(references []string) string {
	const named = 5
	if more := len(references) - named; more > 0 {
		return a.inWords("%s and %d more", strings.Join(references[:named], ", "), more)
	}
	return strings.Join(references, ", ")
}
