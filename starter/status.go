package main

import (
	_ "embed"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	wrap "github.com/jedib0t/go-pretty/v6/text"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/health"
	"twinning.example/engine/internal/sayings"
)

// exitBad is the exit code of a status in which something is bad.
const exitBad = exitRefused

func (a *app) status() *cobra.Command {
	return &cobra.Command{
		Use: "status", Short: "Say on one page whether everything is well, and else what to do",
		Long: `Say on one page whether everything is well: database, disk, appends, clock,
workers, Temporal, receipts without an answer, parked lives, letters, the last verification and the
last checkpoint, versions. Each line is ok, look or bad, and says what to do.

The exit code is 0 where nothing is bad, 4 where something is, 5 where the
database cannot be reached.`,
		Example: "  twinning status\n  twinning status -o json", Args: takes,
		RunE: func(cmd *cobra.Command, _ []string) error {
			store, err := a.views(cmd.Context())
			if err != nil {
				return err
			}
			answers := health.Check(cmd.Context(), store.Pool())
			if s, err := a.settings(); err == nil && s.Data != "" { // PostgreSQL is on this machine
				answers = append(answers[:1:1], append([]health.Answer{health.Disk(s.Data)}, answers[1:]...)...)
			}
			bad := 0
			rows := make([]table.Row, len(answers))
			for i, x := range answers {
				rows[i] = table.Row{coded(x.Check), a.paint(levelColor(x.Level), a.inWords(string(x.Level))), statusText(a.language, x)}
				if x.Level == health.Bad {
					bad++
				}
			}
			err = printAll(a, answers, func(w io.Writer) { columns(w, table.Row{"", "", ""}, rows) })
			if err != nil || bad == 0 {
				return err
			}
			return failedAs(exitBad, counted(bad, "thing is not well", "things are not well"))
		},
	}
}

//go:embed health.json
var healthJSON []byte

// healthWords are what is said of a running system, in the languages of the command line.
var healthWords = sayings.Of(healthJSON)

// statusWidth leaves a line of the status, with what stands before it, within 100 columns.
const statusWidth = 74

// statusText is what is known about a question and, below it, what to do.
func statusText(language string, x health.Answer) string {
	says := strings.Split(x.Says, "; ")
	for i, part := range says {
		says[i] = healthWords.Tell(language, part)
	}
	lines := wrap.WrapSoft(strings.Join(says, narrator(language).Semicolon()), statusWidth)
	if x.Do != "" {
		lines += "\n" + wrap.WrapSoft("-> "+advice.Tell(language, healthWords.Tell(language, x.Do)), statusWidth)
	}
	return lines
}

func levelColor(l health.Level) color {
	return map[health.Level]color{health.OK: green, health.Look: yellow, health.Bad: red}[l]
}
