package main

import (
	"bytes"
	"context"
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/api"
	"twinning.example/engine/internal/evidence"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/views"
)

// served is a command line that somebody typed elsewhere, and sent to the desk. It is run
// as them, over what the desk holds; nothing of the desk's machine is read or written.
type served struct {
	who     string // id of the person
	id      string // of the command that is sent, where its arguments name none
	queries *query.Queries
	kept    *evidence.Store // files of evidence; nil where the desk keeps none
	files   []api.TypedFile
	needs   string // the first file that is missing
}

// onlyOnOneMachine refuses to act as whomever somebody names, but on a stack of one machine, which is for trying: else people sign in.
var onlyOnOneMachine = &failure{code: exitRefused, what: "--as is for a stack of one machine, and this database is of none", next: "sign in at the desk: set TWINNING_URL, and run `twinning login`"}

// onlyHere refuses what concerns the programme's machine.
var onlyHere = &failure{code: exitRefused, what: "this is for whoever works at the programme's own machine", next: "there, it is run without TWINNING_URL"}

// file is a file that was sent. One that was not is asked for.
func (s *served) file(path string) ([]byte, error) {
	for _, f := range s.files {
		if f.Path == path && f.Absent {
			return nil, noFile(path, fs.ErrNotExist)
		}
		if f.Path == path {
			return f.Content, nil
		}
	}
	if s.needs == "" {
		s.needs = path
	}
	return nil, &failure{code: exitUsage, what: path + " was not sent"}
}

// notServed are the flags that name what is on the programme's machine, or who acts there.
var notServed = []string{"data", "key-file", "sign-key", "trust", "note-key", "as"}

// longestWait is how long a command that was typed elsewhere may wait for its answer (our choice).
const longestWait = time.Minute

// prepare sets up a command that was typed elsewhere, and refuses what is not for there.
func (s *served) prepare(cmd *cobra.Command) error {
	if whereOf(cmd) != onServer {
		return onlyHere
	}
	for _, name := range notServed {
		if f := cmd.Flags().Lookup(name); f != nil && f.Changed {
			if name == "as" {
				return &failure{code: exitUsage, what: "--as is for the programme's own machine: here you act as who you are", next: "`twinning login` says who that is"}
			}
			return &failure{code: exitUsage, what: "--" + name + " names what is on the programme's own machine", next: "leave it out"}
		}
	}
	if f := cmd.Flags().Lookup("as"); f != nil {
		if err := f.Value.Set(s.who); err != nil {
			return err
		}
	}
	if wait, err := cmd.Flags().GetDuration("wait"); err == nil && wait > longestWait {
		return usage("--wait is at most %s from elsewhere: a command that is received is judged all the same", longestWait)
	}
	if f := cmd.Flags().Lookup("command-id"); f != nil && !f.Changed && s.id != "" {
		return f.Value.Set(s.id)
	}
	return nil
}

// A lineRunner runs command lines over what the desk holds.
func lineRunner(l *ledger.Ledger, directory *people.Directory, store *views.Store, readers *pgxpool.Pool, queries *query.Queries, kept *evidence.Store) api.Runner {
	return func(ctx context.Context, v access.Viewer, line api.CommandLine) api.CommandLineAnswer {
		var out, talk bytes.Buffer
		a := newApp(bytes.NewReader(line.Stdin), &out, &talk)
		a.ledger, a.people, a.store, a.readers = l, directory, store, readers
		a.served = &served{who: v.Person, id: line.ID, queries: queries, kept: kept, files: line.Files}
		args := line.Args
		if line.Colors && !slices.ContainsFunc(args, func(s string) bool { return s == "--color" || strings.HasPrefix(s, "--color=") }) {
			args = append([]string{"--color=always"}, args...)
		}
		root := a.root()
		root.SetArgs(args)
		code := a.end(ctx, root.ExecuteContext(ctx), args)
		if a.served.needs != "" {
			return api.CommandLineAnswer{Needs: a.served.needs}
		}
		return api.CommandLineAnswer{Out: out.String(), Err: talk.String(), Code: code}
	}
}
