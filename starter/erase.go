package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/people"
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
		Use: "erase PERSON", Short: "Erase every body that concerns a person: name, address, what they wrote",
		Long: `Erase every sealed body that concerns a person (alias or id), with its salt and its
key, and the drafts that they saved. First an event says what is erased, why and
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
			return a.erasePerson(cmd.Context(), args[0], ledger.BodiesErased{Article: article, Reason: reason, Signer: signer}, wait)
		},
	}
	cmd.Flags().StringVar(&article, "article", "", "the legal ground, as in '19(1)(a)'")
	cmd.Flags().StringVar(&reason, "reason", "", strings.Join(ledger.ErasureReasons, ", "))
	cmd.Flags().StringVar(&signer, "as", "", "who decided: alias or id")
	cmd.Flags().BoolVar(&yes, "yes", false, "it is meant")
	cmd.Flags().DurationVar(&wait, "wait", 30*time.Second, "how long to wait until every running process has forgotten")
	for _, name := range []string{"article", "reason", "as"} {
		if err := cmd.MarkFlagRequired(name); err != nil {
			panic(err)
		}
	}
	return cmd
}

func (a *app) erasePerson(ctx context.Context, who string, e ledger.BodiesErased, wait time.Duration) error {
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
	if err != nil {
		return err
	}
	signer, err := a.people.Find(ctx, e.Signer)
	if err != nil {
		return err
	}
	e.Subjects, e.Signer = []string{people.Stream(person.ID)}, signer.ID
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
			next: "end the processes named, or run the command again to wait once more",
		}
	}
	done := erasure{Subjects: e.Subjects, Article: e.Article, Reason: e.Reason, Position: position, Removed: removed}
	return a.print(done, func(w io.Writer) {
		fields(w, "erased", person.ID, "bodies", fmt.Sprint(removed), "recorded at", fmt.Sprint(position), "article", e.Article, "reason", e.Reason,
			"forgotten by", "every running process")
		if s.OwnerURL == "" {
			fmt.Fprintln(w, "PostgreSQL keeps the old rows until it vacuums: run VACUUM ledger.events, ledger.keys, ledger.key_subjects as their owner to be sure")
		}
	})
}
