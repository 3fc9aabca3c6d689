package main

import (
	"context"

	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/query"
)

// ofThePast are the questions that can be asked of an earlier time, beside show, which has flags of its own.
var ofThePast = []string{
	"account show", "admin erasures", "admin list", "amendment show", "award announcements", "award preview", "award show", "award what-ifs",
	"body applications", "body decision", "body list", "body meeting", "body show", "call attempts", "call book", "call dates", "call list", "call show",
	"capacity board", "capacity list", "capacity show", "capacity twinning", "closure show", "complaint list", "contract show", "entry list", "entry show", "entry suggest",
	"evaluation export", "evaluation list", "evaluation show", "evaluator conflicts", "evidence list", "expense list", "expense queue", "explain", "export",
	"history", "interest list", "interest parties", "interest show", "invitation list", "invitation show", "letter list", "letter preview", "letters",
	"log show", "market figure", "market list", "market queue", "market search", "market show", "masterclass evaluations", "masterclass list",
	"masterclass mine", "masterclass people", "masterclass show", "meeting list", "obligations", "organisation list", "organisation show", "payment run export",
	"payment run list", "payment run show", "people list", "programme list", "programme show", "rates list", "receipt show", "recovery show", "reserve list",
	"role list", "survey answers", "survey list", "survey result", "survey show", "tender list", "tender show", "today",
}

// withPast gives them --at and --recorded.
func (a *app) withPast(root *cobra.Command) {
	by := map[string]*cobra.Command{}
	byPath(root, "", by)
	for _, path := range ofThePast {
		cmd := by[path]
		if cmd == nil {
			panic("there is no command " + path)
		}
		f := cmd.Flags()
		f.StringVar(&a.flags.then.At, "at", "", "as it stood at an `INSTANT`: RFC 3339, or a date or wall-clock time in the zone of the call (of all calls: in UTC)")
		f.BoolVar(&a.flags.then.Recorded, "recorded", false, "by what had been recorded at that instant, not by what had happened")
	}
}

// byPath notes the commands under one, by the words with which they are typed.
func byPath(cmd *cobra.Command, typed string, by map[string]*cobra.Command) {
	for _, c := range cmd.Commands() {
		path := typed + c.Name()
		by[path] = c
		byPath(c, path+" ", by)
	}
}

// notePast remembers the life that a command names, by its first argument or by --call, in whose zone --at is.
func (a *app) notePast(cmd *cobra.Command, args []string) error {
	if f := cmd.Flags().Lookup("recorded"); a.flags.then.Recorded && a.flags.then.At == "" && f != nil && f.Changed {
		return usage("--recorded says how to read --at, which is missing")
	}
	if a.about = ""; len(args) > 0 {
		a.about = args[0]
	} else if f := cmd.Flags().Lookup("call"); f != nil {
		a.about = f.Value.String()
	}
	return nil
}

// asOf is a question of the instant that --at names, if it does.
func (a *app) asOf(ctx context.Context, q *query.Queries, v access.Viewer) (*query.Queries, access.Viewer, error) {
	if a.flags.then.At == "" {
		return q, v, nil
	}
	stream := ""
	if a.about != "" {
		if found, err := q.Find(ctx, v, a.about); err == nil { // else the question says what is wrong with it
			stream = found
		}
	}
	return q.AsOf(ctx, v, a.flags.then, stream)
}
