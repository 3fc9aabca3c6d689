package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/local"
	"twinning.example/engine/internal/query"
)

// A place is where things are in a stack that is up. It holds no password.
type place struct {
	Desk     string `json:"desk,omitempty"`
	SignIns  string `json:"sign_ins,omitempty"` // a file
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
			o := local.Options{Data: a.flags.data, TemporalBinary: temporal, WorkerBinary: worker, DeskBinary: self(), Out: a.talk}
			if a.flags.quiet {
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
	who, err := a.signIns(ctx, s)
	if err != nil {
		return err
	}
	clock, err := a.clockText(ctx)
	if err != nil {
		return err
	}
	p := place{
		Desk: s.DeskURL, SignIns: s.SignIns,
		Data: s.Data, Postgres: at(s.DatabaseURL), Temporal: s.TemporalAddress, Page: s.PageURL, Mail: s.MailDir, SMTP: s.SMTPAddr,
		Worker: "http://" + s.WorkerAdmin + "/readyz", Clock: s.Clock,
	}
	if err := a.print(p, func(w io.Writer) {
		printf(w, "%s until Ctrl-C; in another terminal: %s call list\n", a.paint(green, a.inWords("up")), a.program())
		fields(w, "the desk", a.paint(bold, p.Desk), "sign in as", who, "PostgreSQL", p.Postgres, "Temporal", p.Temporal, "its page", p.Page, "letters", p.Mail, "mail sink", p.SMTP, "worker", p.Worker, "clock", clock, "kept in", p.Data)
	}); err != nil {
		return err
	}
	return stack.Wait()
}

// clockText says where the programme clock of the stack stands, and how it goes on: of a folder that a demo has left it is not as it was begun.
func (a *app) clockText(ctx context.Context) (phrase, error) {
	l, err := a.open(ctx)
	if err != nil {
		return phrase{}, err
	}
	clock, err := l.Clock(ctx)
	if err != nil {
		return phrase{}, err
	}
	at := clock.Now().UTC().Format(time.RFC3339)
	switch {
	case clock.Identity:
		return phrased("real time"), nil
	case !clock.Running || clock.Rate == 0:
		return phrased("%s in the programme, standing still until it is moved", at), nil
	}
	return phrased("%s in the programme, going on at %v s a second", at, clock.Rate), nil
}

// signIns writes who can sign in to this machine's desk, and says how those do whom a
// call gave a role; their passwords are printed here once, and stand in the file.
func (a *app) signIns(ctx context.Context, s local.Settings) (string, error) {
	if s.DeskURL == "" {
		return "", nil
	}
	l, err := a.open(ctx)
	if err != nil {
		return "", err
	}
	list, err := local.WriteSignIns(ctx, s, a.people)
	if err != nil {
		return "", err
	}
	if len(list) == 0 {
		return "nobody yet; when a call is opened: " + a.program() + " sign-ins", nil
	}
	ids := make([]string, len(list))
	for i, in := range list {
		ids[i] = in.ID
	}
	rows, err := query.Over(l, a.people, a.views).People(ctx, access.Operator, ids)
	if err != nil {
		return "", err
	}
	return signInText(list, rows, s.SignIns), nil
}

// self is this program.
func self() string {
	path, err := os.Executable()
	if err != nil {
		return ""
	}
	return path
}

// shown is how many sign-ins are printed; the file has all.
const shown = 8

// signInText says how those sign in who have a role in a call, or else anybody.
func signInText(list []local.SignIn, people []query.PersonRow, file string) string {
	roles := map[string]string{}
	for _, p := range people {
		roles[p.Alias] = strings.Join(p.Roles, "; ")
	}
	slices.SortStableFunc(list, func(x, y local.SignIn) int {
		return cmp.Compare(boolean(roles[x.Alias] == ""), boolean(roles[y.Alias] == ""))
	})
	list = oneOfEach(list, roles)
	var lines []string
	for i, in := range list {
		if i == shown {
			break
		}
		role := roles[in.Alias]
		if role != "" {
			role = ", " + role
		}
		lines = append(lines, in.Alias+" with "+in.Password+role)
	}
	if more := len(list) - len(lines); more > 0 {
		lines = append(lines, fmt.Sprintf("%d more: %s", more, file))
	}
	return strings.Join(lines, "\n")
}

// shownFirst are the roles of which one each comes first: whoever is new sees the desk as each of them.
var shownFirst = []string{"officer", "head", "verifier", "authoriser", "payer", "evaluator", "auditor"}

// oneOfEach has the first person of each role first, then the others as they were.
func oneOfEach(list []local.SignIn, roles map[string]string) []local.SignIn {
	var first []local.SignIn
	for _, role := range shownFirst {
		i := slices.IndexFunc(list, func(in local.SignIn) bool {
			return strings.HasPrefix(roles[in.Alias], role+" of") && !slices.ContainsFunc(first, func(x local.SignIn) bool { return x.ID == in.ID })
		})
		if i >= 0 {
			first = append(first, list[i])
		}
	}
	rest := slices.DeleteFunc(slices.Clone(list), func(in local.SignIn) bool {
		return slices.ContainsFunc(first, func(x local.SignIn) bool { return x.ID == in.ID })
	})
	return append(first, rest...)
}

func boolean(b bool) int {
	if b {
		return 1
	}
	return 0
}
