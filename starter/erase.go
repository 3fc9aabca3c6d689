package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"twinning.example/engine/internal/drafts"
	"twinning.example/engine/internal/export/jobs"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/format"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/twinning"
	"twinning.example/engine/internal/views"
)

// An erasure is what `erase` reports.
type erasure struct {
	Subjects []string `json:"subjects"`
	Article  string   `json:"article"`
	Reason   string   `json:"reason"`
	Position int64    `json:"position"` // of the event that says so
	Removed  int64    `json:"removed"`  // bodies, with their salts and keys
}

func (a *app) erase() *cobra.Command {
	var article, reason, signer string
	var yes bool
	var wait time.Duration
	cmd := &cobra.Command{
		Use: "erase PERSON|ADDRESS|TENDER", Short: "Erase every body that concerns a person: name, address, what they wrote",
		Long: `Erase every sealed body that concerns a person (alias or id), with its salt and its
key, and the drafts that they saved: who they are, and what they wrote in their own
words (reasons, comments, reports). Whoever was invited and never registered is erased by
their e-mail address: the invitations that went to it hold it sealed. Of a tender whose
years of retention are over all that is sealed for it is erased, its files too. Codes, amounts, dates and points stay. First an event says what is erased, why and
by whom, signed with an operator's key; then it is removed; then every running
process forgets it. What is left proves as before: every hash, every sum. It cannot
be undone, but from a backup, which verify would find.

It needs the operator's key (--sign-key, or TWINNING_OPERATOR_KEY) and the role
twinning_erase (TWINNING_ERASE_URL). Reasons: ` + strings.Join(ledger.ErasureReasons, ", ") + `
(Regulation (EU) 2018/1725, art. 19(1)).`,
		Example: "  twinning erase p-abcdefghij --article '19(1)(b)' --reason consent-withdrawn --as officer --yes", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			if !yes {
				return usage("what is erased cannot be brought back: say --yes")
			}
			return a.erasePerson(cmd.Context(), args[0], format.BodiesErased{Article: article, Reason: reason, Signer: signer}, wait)
		},
	}
	cmd.Flags().StringVar(&article, "article", "", "the legal ground, as in '19(1)(a)'")
	cmd.Flags().StringVar(&reason, "reason", "", strings.Join(ledger.ErasureReasons, ", "))
	cmd.Flags().StringVar(&signer, "as", "", "who decided: alias or id")
	cmd.Flags().BoolVar(&yes, "yes", false, "it is meant")
	cmd.Flags().DurationVar(&wait, "wait", 30*time.Second, "how long to wait until every running process has forgotten")
	needs(cmd, "article", "reason", "as")
	return cmd
}

// dropDraftsThatName removes the drafts of others in which somebody erased is named, and exports that may hold what was erased: that stands sealed,
// so that the erasure itself does not find it. A worker or a desk does the same, but later.
func dropDraftsThatName(ctx context.Context, l *ledger.Ledger, p *people.Directory, dsn string) error {
	store, err := views.Open(ctx, dsn, 2)
	if err != nil {
		return away(dsn, err)
	}
	defer store.Close()
	_, err = drafts.New(l, p, store.Pool()).Sweep(ctx)
	_, also := jobs.Sweep(ctx, store.Pool())
	return errors.Join(err, also)
}

// messagesPassed waits until what facts mean for other lives has been sent: it stands in their bodies, and would be erased with them.
func messagesPassed(ctx context.Context, l *ledger.Ledger, dsn string, wait time.Duration) error {
	store, err := views.Open(ctx, dsn, 2)
	if err != nil {
		return away(dsn, err)
	}
	defer store.Close()
	size, err := l.Size(ctx)
	if err != nil {
		return err
	}
	for began := time.Now(); ; time.Sleep(50 * time.Millisecond) {
		place, err := store.Place(ctx, views.RelayPlace)
		if err != nil {
			return err
		}
		unsent, err := store.Unsent(ctx, "")
		if err != nil {
			return err
		}
		switch {
		case len(unsent) > 0:
			f := failed(exitFailed, "nothing was erased: %s between lives cannot be sent and would be lost", counted(len(unsent), "message", "messages"))
			f.next = "`twinning lives list --parked` says why, `twinning nudge` sends them again"
			return f
		case place >= size:
			return nil
		case time.Since(began) > wait || ctx.Err() != nil:
			return &failure{
				code: exitAway, what: fmt.Sprintf("nothing was erased: the workers have passed on what was recorded before position %d, and the ledger holds %d events", place, size),
				next: "start a worker and try again",
			}
		}
	}
}

// retentionOver refuses a tender that must be kept still.
func retentionOver(ctx context.Context, l *ledger.Ledger, reference string) error {
	var t twinning.Twinning
	err := l.Snapshot(ctx, func(ctx context.Context, from ledger.Snapshot) error {
		is, err := state.NewFolder(l, 0).Fold(ctx, from, law.TwinningStream(reference))
		if err == nil {
			t, _ = is.State.(twinning.Twinning)
		}
		return err
	})
	switch {
	case err != nil:
		return err
	case t.Stage == twinning.None:
		return notFound("there is no tender %s", query.Cut(reference))
	case t.Stage == twinning.Over:
		return nil
	}
	until := phrased("its retention has not begun")
	if !t.RetainTil.IsZero() {
		until = phrased("it is kept until the end of %s", t.RetainTil)
	}
	return failed(exitRefused, "nothing was erased: %s must be kept still; %s", reference, until)
}

func (a *app) erasePerson(ctx context.Context, who string, e format.BodiesErased, wait time.Duration) error {
	s, err := a.settings()
	if err != nil {
		return err
	}
	if s.EraseURL == "" {
		return usage("the role that erases is not named: set TWINNING_ERASE_URL")
	}
	l, err := a.openWith(ctx, asOperator)
	if err != nil {
		return err
	}
	person, err := a.people.Find(ctx, who)
	tender := errors.Is(err, people.ErrUnknown) && law.CallOf(who) != ""
	invited := errors.Is(err, people.ErrUnknown) && strings.Contains(who, "@")
	if err != nil && !invited && !tender {
		return err
	}
	signer, err := a.people.Find(ctx, e.Signer)
	if err != nil {
		return err
	}
	switch {
	case tender:
		person.ID, e.Subjects = who, []string{law.TwinningStream(who)}
		err = retentionOver(ctx, l, who)
	case invited:
		person.ID = "the address"
		e.Subjects, err = a.people.ConcernsAddress(ctx, who)
	default:
		e.Subjects, err = a.people.Concerns(ctx, person.ID)
	}
	if err != nil {
		return err
	}
	if len(e.Subjects) == 0 {
		return notFound("nobody has this address, and no invitation that holds it went to it")
	}
	e.Signer = signer.ID
	again := person.ID
	if invited {
		again = "ADDRESS"
	}
	if err := messagesPassed(ctx, l, s.DatabaseURL, wait); err != nil {
		return err
	}
	removed, position, err := l.Erase(ctx, s.EraseURL, e)
	if err != nil {
		return err
	}
	if s.OwnerURL != "" {
		if err := ledger.Scrub(ctx, s.OwnerURL); err != nil {
			return err
		}
	}
	forgetting, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	if err := l.Forgotten(forgetting, position); err != nil {
		return &failure{
			code: exitFailed, what: fmt.Sprintf("%d bodies are erased (position %d), and not every running process has forgotten them yet: %s", removed, position, err),
			next: fmt.Sprintf("end the processes named, or run `twinning erase %s` with the same flags again to wait once more: the alias is erased, too", again),
		}
	}
	if err := dropDraftsThatName(ctx, l, a.people, s.DatabaseURL); err != nil {
		return err
	}
	if s.Evidence != "" {
		if err := a.sweepFiles(ctx); err != nil {
			return err
		}
	}
	done := erasure{Subjects: e.Subjects, Article: e.Article, Reason: e.Reason, Position: position, Removed: removed}
	return a.print(done, func(w io.Writer) {
		fields(w, "erased", person.ID, "bodies", fmt.Sprint(removed), "recorded at", fmt.Sprint(position), "article", e.Article, "reason", e.Reason,
			"forgotten by", "every running process")
		if s.OwnerURL == "" {
			printf(w, "PostgreSQL keeps the old rows until it vacuums: run VACUUM ledger.events, ledger.keys, ledger.key_subjects as their owner to be sure\n")
		}
	})
}
