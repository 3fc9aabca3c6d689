package main

import (
	"context"
	"fmt"
	"io"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/ledger/format"
)

// A repair is what `repair` reports.
type repair struct {
	Removed bool            `json:"removed"`
	From    int64           `json:"from"` // the first position of the unsigned end; the size of the ledger without it
	Size    int64           `json:"size"` // of the ledger with it
	Batches []unsignedBatch `json:"batches"`
	Events  []unsignedEvent `json:"events"`
}

type unsignedBatch struct {
	First  int64  `json:"first"`
	Size   int64  `json:"size"`
	Signer string `json:"signer"`
	Why    string `json:"why"`
}

type unsignedEvent struct {
	Position int64  `json:"position"`
	Stream   string `json:"stream"`
	Kind     string `json:"kind"`
	Command  string `json:"command,omitempty"`
}

func (a *app) repair() *cobra.Command {
	var yes bool
	var checkpoint, verifier string
	cmd := &cobra.Command{
		Use: "repair", Short: "Remove the end of the ledger that no registered key has signed",
		Long: `Remove what stands behind the last batch that a registered key has signed. Nothing
is appended behind such an end until it is gone. None of it was trusted: nobody has
decided on it. Without --yes it is only shown.

It comes from whoever has a role that appends and no registered key, or from a
process whose key nobody had registered: commands that it received are then among
what is removed, and have to be given again. Find out which before you say --yes:
copy the database first. What a registered key signed is never removed, even where
that key was revoked. --checkpoint refuses where the checkpoint covers more than
what would be left: then signed batches were changed, and a backup has what was.

It connects by MIGRATE_DATABASE_URL or TWINNING_OWNER_URL, else to the stack on this
machine, as the role twinning_owner or as a superuser. Afterwards run verify, end
every worker and door and start them again, and find out who has that role's password.`,
		Example: "  twinning repair\n  twinning repair --checkpoint yesterday.txt --yes", Args: takes,
		RunE: func(cmd *cobra.Command, _ []string) error {
			var held *format.Checkpoint
			if checkpoint != "" {
				c, err := a.readCheckpoint(checkpoint, verifier)
				if err != nil {
					return err
				}
				held = &c
			}
			return a.removeUnsigned(cmd.Context(), held, yes)
		},
	}
	cmd.Flags().BoolVar(&yes, "yes", false, "it is meant")
	cmd.Flags().StringVar(&checkpoint, "checkpoint", "", "a checkpoint `FILE` that was kept outside: what it covers is not removed")
	cmd.Flags().StringVar(&verifier, "verifier-key", "", verifierHelp)
	return cmd
}

func (a *app) removeUnsigned(ctx context.Context, held *format.Checkpoint, yes bool) error {
	s, err := a.settings()
	if err != nil {
		return err
	}
	owner := env("MIGRATE_DATABASE_URL", env("TWINNING_OWNER_URL", s.OwnerURL))
	if owner == "" {
		return usage("the role that owns the tables is not named: set TWINNING_OWNER_URL")
	}
	l, err := a.open(ctx)
	if err != nil {
		return err
	}
	tail, err := l.UnsignedTail(ctx)
	if err != nil {
		return err
	}
	if held != nil && held.Size > tail.From {
		return &failure{
			code: exitRefused, what: fmt.Sprintf("nothing was removed: the checkpoint covers %d events, and a registered key has signed only those before position %d", held.Size, tail.From),
			next: "`twinning verify --checkpoint FILE` says what was changed; restore it from a backup",
		}
	}
	found := tail.From < tail.To
	if found && yes {
		if err := l.RemoveUnsignedTail(ctx, owner, tail); err != nil {
			return err
		}
	}
	out := repair{Removed: found && yes, From: tail.From, Size: tail.To, Batches: []unsignedBatch{}, Events: []unsignedEvent{}}
	for _, b := range tail.Batches {
		out.Batches = append(out.Batches, unsignedBatch(b))
	}
	for _, e := range tail.Events {
		out.Events = append(out.Events, unsignedEvent(e))
	}
	if err := a.print(out, func(w io.Writer) { repairText(w, out) }); err != nil || out.Removed || !found {
		return err
	}
	return usage("nothing was removed: say --yes to remove %s from position %d on", counted(len(out.Events), "event", "events"), out.From)
}

func repairText(w io.Writer, r repair) {
	if r.From == r.Size {
		printf(w, "nothing to remove: a registered key has signed everything before position %d\n", r.Size)
		return
	}
	for _, b := range r.Batches {
		fields(w, phrased("batch of %d to %d", b.First, b.Size-1), b.Why)
	}
	rows := make([]table.Row, len(r.Events))
	for i, e := range r.Events {
		rows[i] = table.Row{e.Position, e.Stream, e.Kind, dash(e.Command)}
	}
	columns(w, table.Row{"POSITION", "STREAM", "KIND", "COMMAND"}, rows)
	if r.Removed {
		printf(w, "%s; the ledger ends before position %d, with the last batch that a registered key has signed\n",
			counted(len(r.Events), "event is removed", "events are removed"), r.From)
	}
}
