package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"twinning.example/engine/internal/local"
)

// A place is where things are in a stack that is up. It holds no password.
type place struct {
	Data     string `json:"data"`
	Postgres string `json:"postgres"`
	Temporal string `json:"temporal"`
	Page     string `json:"temporal_page"`
	Mail     string `json:"mail"`
	SMTP     string `json:"smtp"`
	Worker   string `json:"worker"`
	Clock    string `json:"clock"`
}

func (a *app) up() *cobra.Command {
	var clock, temporal, worker string
	cmd := &cobra.Command{
		Use: "up", Short: "Start everything on this machine, and stay until Ctrl-C",
		Long: `Start PostgreSQL, Temporal with its page, the worker and a mail sink on this
machine, all in the folder --data, and stay until Ctrl-C. Everything is kept, and
goes on when it is started again.

--programme-time gives a new folder a programme clock: it stood at START, an
instant or a date, when the stack was first ready, and goes RATE times as fast as
real time; 0 stands still. A folder that is there already keeps the clock that it
has.`,
		Example: "  twinning up\n  twinning up --data .local/demo\n  twinning up --data .demo --programme-time 2019-06-11T08:00:00+02:00,3600", Args: takes,
		RunE: func(cmd *cobra.Command, _ []string) error {
			o := local.Options{Data: a.told.data, TemporalBinary: temporal, WorkerBinary: worker, Out: a.talk}
			if a.told.quiet {
				o.Out = nil
			}
			if clock != "" {
				p, err := local.ParseProgramme(clock)
				if err != nil {
					return err
				}
				o.Programme = p
			}
			return a.stay(cmd.Context(), o)
		},
	}
	f := cmd.Flags()
	f.StringVar(&clock, "programme-time", "", "the programme clock of a new folder: `START[,RATE]`")
	f.StringVar(&temporal, "temporal", "", "the `PROGRAM` of the Temporal server; found if left out")
	f.StringVar(&worker, "worker", "", "the `PROGRAM` of the worker; found if left out")
	return cmd
}

// stay brings the stack up and returns when it is down again.
func (a *app) stay(ctx context.Context, o local.Options) (err error) {
	stack, err := local.Up(ctx, o)
	if err != nil {
		return err
	}
	defer func() {
		closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
		defer cancel()
		err = errors.Join(err, stack.Close(closing))
		if err == nil && ctx.Err() != nil {
			return // Ctrl-C is how it is meant to end
		}
	}()
	s := stack.Settings
	p := place{
		Data: s.Data, Postgres: at(s.DatabaseURL)[len(" at "):], Temporal: s.TemporalAddress, Page: s.PageURL, Mail: s.MailDir, SMTP: s.SMTPAddr,
		Worker: "http://" + s.WorkerAdmin + "/readyz", Clock: s.Clock,
	}
	if err := a.print(p, func(w io.Writer) {
		fmt.Fprintln(w, a.paint(green, "up"), "until Ctrl-C; in another terminal: twinning call list")
		fields(w, "PostgreSQL", p.Postgres, "Temporal", p.Temporal, "its page", p.Page, "letters", p.Mail, "mail sink", p.SMTP, "worker", p.Worker, "clock", p.Clock, "kept in", p.Data)
	}); err != nil {
		return err
	}
	return stack.Wait()
}
