package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"twinning.example/engine/internal/state"
)

// A viewCheck is what `views check` and `views rebuild` report.
type viewCheck struct {
	View     string    `json:"view"`
	OK       bool      `json:"ok"`
	Size     int64     `json:"size"` // of the ledger
	Rows     int       `json:"rows"`
	Hash     string    `json:"hash"`          // of the table
	Rebuilt  string    `json:"hash_rebuilt"`  // of a fresh rebuild
	Blind    int       `json:"lives_skipped"` // which could not be read
	Findings []viewBad `json:"findings"`
}

type viewBad struct {
	Stream string `json:"stream"`
	What   string `json:"what"`
}

func (a *app) viewCommands() *cobra.Command {
	check := &cobra.Command{
		Use: "check", Short: "Compare the table of where lives stand with the ledger",
		Long: `Compare the table of where lives stand with a fresh rebuild from the ledger: the
hash of each over the same position, and every row that differs. A row that is
being written is looked at again a second later. The exit code is 4 where a row
differs: ` + "`twinning views rebuild`" + ` makes the table again.`,
		Example: "  twinning views check -o json", Args: takes,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.checkViews(cmd.Context(), false) },
	}
	rebuild := &cobra.Command{
		Use: "rebuild", Short: "Make the table of where lives stand again from the ledger, beside the old one",
		Long: `Make the table of where lives stand again from the ledger, beside the old one, and
switch to it in one transaction. Readers go on with the old table until then, and
nothing that a worker writes meanwhile is lost. The key file is needed: a life
that cannot be read keeps its row. Then compare, as ` + "`twinning views check`" + ` does.`,
		Example: "  twinning views rebuild", Args: takes,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.checkViews(cmd.Context(), true) },
	}
	return group("views", "Check the tables that people read, and make them again", "  twinning views check", check, rebuild)
}

func (a *app) checkViews(ctx context.Context, rebuild bool) error {
	l, err := a.open(ctx)
	if err != nil {
		return err
	}
	store, err := a.views(ctx)
	if err != nil {
		return err
	}
	if rebuild {
		if err := state.RenewLives(ctx, l, store); err != nil {
			return err
		}
	}
	found, err := state.CheckLives(ctx, l, store.Rows)
	if err != nil {
		return err
	}
	v := viewCheck{View: "lives", OK: found.Hash == found.Rebuilt, Size: found.Size, Rows: found.Rows, Hash: found.Hash, Rebuilt: found.Rebuilt, Blind: found.Blind, Findings: []viewBad{}}
	for _, m := range found.Wrong {
		v.Findings = append(v.Findings, viewBad(m))
	}
	if err := a.print(v, func(w io.Writer) { a.viewText(w, v, rebuild) }); err != nil || v.OK {
		return err
	}
	f := failed(exitRefused, "the table of where lives stand is not what the ledger gives: %s", counted(len(v.Findings), "difference", "differences"))
	f.next = "`twinning views rebuild` makes it again"
	return f
}

func (a *app) viewText(w io.Writer, v viewCheck, rebuilt bool) {
	where := func(is string, in color) {
		printf(w, "%s where lives stand, at %s\n", a.paint(in, label(teller(w), is)), counted(int(v.Size), "event", "events"))
	}
	switch {
	case !v.OK:
		where("differs:", red)
	case rebuilt:
		where("rebuilt:", green)
	default:
		where("as the ledger gives it:", green)
	}
	fields(w, "rows", fmt.Sprint(v.Rows), "hash", v.Hash)
	if !v.OK {
		fields(w, "rebuilt hash", v.Rebuilt)
	}
	if v.Blind > 0 {
		fields(w, "skipped", phrased("%s could not be read: a body was erased, or the key file is not here", counted(v.Blind, "life", "lives")))
	}
	for _, f := range v.Findings {
		fields(w, verbatim(f.Stream), f.What)
	}
}
