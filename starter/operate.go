package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/local"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/views"
)

func (a *app) migrate() *cobra.Command {
	var tolerance time.Duration
	var clock string
	var register []string
	cmd := &cobra.Command{
		Use: "migrate", Short: "Bring a database to the tables of this version",
		Long: `Bring a database to the tables of this version, one process at a time. It connects
by MIGRATE_DATABASE_URL or TWINNING_OWNER_URL, else by DATABASE_URL, else to the
stack on this machine: as the role twinning_owner, or as a superuser where roles
have yet to be made. New roles get the passwords in TWINNING_OWNER_PASSWORD,
TWINNING_APP_PASSWORD, TWINNING_DOOR_PASSWORD and TWINNING_ERASE_PASSWORD.

A new ledger begins with the key of an operator (--sign-key, or
TWINNING_OPERATOR_KEY), which signs what it is set to. Public keys of workers and
doors are registered with it: those named by --register, else worker.pub and
door.pub beside it.`,
		Example: "  MIGRATE_DATABASE_URL=postgres://postgres@localhost/twinning twinning migrate", Args: takes,
		RunE: func(cmd *cobra.Command, _ []string) error {
			dsn := env("MIGRATE_DATABASE_URL", env("TWINNING_OWNER_URL", os.Getenv("DATABASE_URL")))
			if dsn == "" {
				s, err := a.settings()
				if err != nil {
					return err
				}
				dsn = s.OwnerURL
			}
			o := ledger.MigrateOptions{
				Tolerance:     tolerance,
				OwnerPassword: os.Getenv("TWINNING_OWNER_PASSWORD"), AppPassword: os.Getenv("TWINNING_APP_PASSWORD"),
				DoorPassword: os.Getenv("TWINNING_DOOR_PASSWORD"), ErasePassword: os.Getenv("TWINNING_ERASE_PASSWORD"),
				SignKey: a.operatorKey(), Register: register, SealedKinds: state.SealedKinds(),
			}
			if len(register) == 0 {
				o.Register = beside(o.SignKey)
			}
			if clock != "" {
				p, err := local.ParseProgramme(clock)
				if err != nil {
					return err
				}
				o.Simulated = &ledger.Simulated{Start: p.Start, Rate: p.Rate, Running: p.Rate > 0}
			}
			if err := ledger.Migrate(cmd.Context(), dsn, o); err != nil {
				return away(dsn, err)
			}
			return a.print(map[string]bool{"migrated": true}, func(w io.Writer) { printf(w, "the tables are those of this version\n") })
		},
	}
	cmd.Flags().DurationVar(&tolerance, "tolerance", 0, "how old a receipt may be when it is appended; 0 keeps what is set, or 2s")
	cmd.Flags().StringArrayVar(&register, "register", nil, "register the public key in `FILE`; may be given again")
	cmd.Flags().StringVar(&clock, "programme-time", "", "give a new ledger a programme clock, for good: `START[,RATE]`; never in production")
	return cmd
}

func isMissing(path string) bool {
	_, err := os.Stat(path)
	return errors.Is(err, os.ErrNotExist)
}

func (a *app) lives() *cobra.Command {
	var wait time.Duration
	var onlyParked bool
	restore := &cobra.Command{
		Use: "restore", Short: "Start every life again, after Temporal's own database was lost",
		Example: "  twinning lives restore", Args: takes,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.request(cmd.Context(), views.Restore, wait, "") },
	}
	restore.Flags().DurationVar(&wait, "wait", 30*time.Second, "how long to wait for the worker; 0s does not wait")
	list := &cobra.Command{
		Use: "list", Short: "List where each life stands, and what it waits for",
		Example: "  twinning lives list -o json", Args: takes,
		RunE: func(cmd *cobra.Command, _ []string) error {
			store, err := a.views(cmd.Context())
			if err != nil {
				return err
			}
			failing, err := store.AllParked(cmd.Context())
			if err != nil {
				return err
			}
			why := map[string]string{}
			for _, p := range failing {
				why[p.Stream] = p.Error
			}
			if onlyParked {
				lines := make([]table.Row, len(failing))
				for i, p := range failing {
					lines[i] = table.Row{p.Stream, calendar.Instant(p.Since), p.Attempts, worded("parked-by", p.By), worded("parked", p.Code), p.Error}
				}
				return printAll(a, failing, func(w io.Writer) {
					columns(w, table.Row{"LIFE", "SINCE", "FAILURES", "MET BY", "CODE", "WHY"}, lines)
				})
			}
			all, err := store.All(cmd.Context(), "")
			if err != nil {
				return err
			}
			all = slices.DeleteFunc(all, func(s views.Standing) bool { // all that it was sent was refused: it never began
				return s.Stage == "" && s.Letters == 0 && why[s.Stream] == ""
			})
			lines := make([]table.Row, len(all))
			for i, s := range all {
				next := "-"
				if s.NextAt != nil {
					next = calendar.Instant(*s.NextAt)
				}
				lines[i] = table.Row{s.Stream, worded(lives.StageWords(s.Stream), s.Stage), s.Version, next, s.Letters, dash(why[s.Stream])}
			}
			return printAll(a, all, func(w io.Writer) {
				columns(w, table.Row{"LIFE", "STAGE", "VERSION", "NEXT MOMENT", "LETTERS WAITING", "PARKED"}, lines)
			})
		},
	}
	list.Flags().BoolVar(&onlyParked, "parked", false, "those that are left alone because they failed again and again")
	return group("lives", "List lives, and start them again", "  twinning lives list", list, restore)
}

func (a *app) nudge() *cobra.Command {
	var wait time.Duration
	var all bool
	cmd := &cobra.Command{
		Use: "nudge [STREAM]", Short: "Have the worker look at a life, or at all, now",
		Long: `Have the worker look at a life, at a call with its tenders, or at all lives, now.
It changes nothing that would not happen by itself.`,
		Example: "  twinning nudge DHE-2019-K7Q2MD\n  twinning nudge --all", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			if all == (len(args) == 1) {
				return usage("name a call or a tender, or say --all")
			}
			prefixes := []string{""}
			if len(args) == 1 {
				q, err := a.query(cmd.Context())
				if err != nil {
					return err
				}
				stream, err := q.Find(cmd.Context(), access.Operator, args[0])
				if err != nil {
					return err
				}
				prefixes = []string{stream}
				if members := lives.Members(stream); members != "" {
					prefixes = append(prefixes, members)
				}
			}
			return a.request(cmd.Context(), views.Nudge, wait, prefixes...)
		},
	}
	cmd.Flags().BoolVar(&all, "all", false, "all lives")
	cmd.Flags().DurationVar(&wait, "wait", 30*time.Second, "how long to wait for the worker; 0s does not wait")
	return cmd
}

// views opens the tables that people read.
func (a *app) views(ctx context.Context) (*views.Store, error) {
	if a.store != nil {
		return a.store, nil
	}
	s, err := a.settings()
	if err != nil {
		return nil, err
	}
	store, err := tryAgain(ctx, func() (*views.Store, error) { return views.Open(ctx, s.DatabaseURL, 2) })
	if err != nil {
		return nil, away(s.DatabaseURL, err)
	}
	a.store = store
	return store, nil
}

// keepRun records when something was run that operators must run now and then.
// Where that cannot be recorded, what was run is still valid: it is said.
func (a *app) keepRun(ctx context.Context, name string, size int64, passed bool) {
	store, err := a.views(ctx)
	if err == nil {
		err = store.Ran(ctx, name, size, passed)
	}
	if err != nil {
		a.say("that this was run is not recorded for `twinning status`: %v", err)
	}
}

// request records what the worker is to do for the lives whose streams begin with
// one of the prefixes, since only the worker talks to Temporal, and waits until
// it is done.
func (a *app) request(ctx context.Context, kind string, wait time.Duration, prefixes ...string) error {
	store, err := a.views(ctx)
	if err != nil {
		return err
	}
	requests := make([]views.Request, len(prefixes))
	for i, prefix := range prefixes {
		id, err := store.Request(ctx, kind, prefix)
		if err != nil {
			return err
		}
		requests[i] = views.Request{ID: id, Kind: kind, Prefix: prefix}
	}
	patience, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	done, lives := true, 0
	for i, r := range requests {
		now, err := store.AwaitRequest(patience, r.ID)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.Is(err, context.DeadlineExceeded):
			done = false
			continue
		case err != nil:
			return err
		case now.Problem != nil:
			return &failure{code: exitFailed, what: "the worker could not do it: " + *now.Problem}
		}
		requests[i] = now
		if now.Lives != nil {
			lives += *now.Lives
		}
	}
	if !done {
		a.say("pending: the request is recorded, and a worker does it as soon as one is there")
	}
	return printAll(a, requests, func(out io.Writer) {
		if done {
			printf(out, "%s: %s\n", kind, counted(lives, "life", "lives"))
		}
	})
}

func (a *app) man() *cobra.Command {
	return &cobra.Command{
		Use: "man FOLDER", Short: "Write the manual pages into a folder", Example: "  twinning man /usr/local/share/man/man1", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := os.MkdirAll(args[0], 0o755); err != nil {
				return err
			}
			cmd.Root().DisableAutoGenTag = true
			if err := doc.GenManTree(cmd.Root(), &doc.GenManHeader{Title: "TWINNING", Section: "1", Source: "twinning", Manual: "twinning"}, args[0]); err != nil {
				return fmt.Errorf("write manual pages: %w", err)
			}
			pages, err := filepath.Glob(filepath.Join(args[0], "twinning*.1"))
			if err != nil {
				return err
			}
			return a.print(map[string]any{"folder": args[0], "pages": len(pages)}, func(w io.Writer) {
				printf(w, "%s in %s\n", counted(len(pages), "page", "pages"), args[0])
			})
		},
	}
}
