package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/programme"
	"twinning.example/engine/internal/query"
)

func (a *app) call() *cobra.Command {
	return group("call", "Write a rule book, open, publish, list and show calls, move their deadline, open their tenders, cancel them", "  twinning call list",
		a.callNew(), a.callOpen(), a.callPublish(), a.callList(), a.callShow(), a.callBook(), a.callExtend(), a.callShorten(), a.callDates(), a.callRevise(), a.callCancel(), a.callSign(),
		a.callAdmitLate(), a.callAttempts(), a.callOpenTenders())
}

func (a *app) callOpen() *cobra.Command {
	var w commandFlags
	var file string
	var roles []string
	var under bool
	cmd := &cobra.Command{
		Use: "open FILE", Short: "Open a call from its rule book",
		Long: `Open a call from its rule book, which is recorded whole with its SHA-256.

Who has which role stands in a people file beside it; the people are given ids,
and only ids are recorded. Where everybody is known already, roles can be given
with --role instead. Roles with which the call could never come to its end are
refused: the answer names the steps, and what nobody is left to do in them.

Once there are administrators (twinning admin list), the programme that the file names
must be open, and it takes one of its heads or officers. --defaults adds the programme's
default parts to the file, and what is recorded is the whole.`,
		Example: `  twinning call open programmes/dhe-2019.yaml --people programmes/dhe-2019.people.yaml --as officer
  twinning call open next.yaml --role officer=officer --role head=head --role procurer-signatory=procurer \
    --role verifier=verifier --role authoriser=authoriser --role payer=payer --as officer`,
		Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := w.prepare(); err != nil {
				return asUsage(err)
			}
			book, err := a.bookWithDefaults(cmd.Context(), args[0], under)
			if err != nil {
				return err
			}
			given, err := parseRoles(roles)
			if err != nil {
				return err
			}
			var people programme.People
			if file != "" {
				if people, err = readFile(a, file, programme.ParsePeople); err != nil {
					return err
				}
			}
			for role, who := range people.Roles {
				given[role] = append(given[role], who...)
			}
			delete(given, law.Evaluator) // evaluators are appointed, one by one
			return a.openCall(cmd.Context(), &w, book, people, given)
		},
	}
	cmd.Flags().BoolVar(&under, "defaults", false, "add the default parts of its programme that the file does not have")
	cmd.Flags().StringVar(&file, "people", "", "`FILE` of the people and their roles")
	cmd.Flags().StringArrayVar(&roles, "role", nil, "`ROLE=PERSON,...` gives a role to people who are known")
	return mutating(cmd, &w)
}

// openCall records the people that the file brings and then opens the call, so
// that it names nobody who is not known.
func (a *app) openCall(ctx context.Context, w *commandFlags, book programme.Book, file programme.People, roles map[law.Role][]string) error {
	if _, err := a.open(ctx); err != nil {
		return err
	}
	if err := a.sayOver(ctx, book); err != nil {
		return err
	}
	ids, err := a.expected(ctx, w.id, file.People)
	if err != nil {
		return err
	}
	id := func(who string) (string, error) {
		if id, ok := ids[who]; ok {
			return id, nil
		}
		p, err := a.person(ctx, who)
		return p.ID, err
	}
	actor, err := id(w.as)
	if err != nil {
		return err
	}
	open := call.OpenCall{Rules: book.RuleBook, SHA256: book.SHA256, File: string(book.Source), Roles: map[law.Role][]string{}}
	for role, list := range roles {
		for _, who := range list {
			p, err := id(who)
			if err != nil {
				return fmt.Errorf("role %s: %w", role, err)
			}
			open.Roles[role] = append(open.Roles[role], p)
		}
	}
	if err := open.Check(); err != nil {
		return asUsage(err)
	}
	if len(file.People) > 0 {
		if a.served != nil {
			return &failure{code: exitRefused, what: "people are not recorded with --people from elsewhere: they register at their first sign-in", next: "leave --people out, and name with --role who is known"}
		}
		loaded, err := a.people.Record(ctx, w.id, actor, persons(file.People))
		if err != nil {
			return err
		}
		a.sayChanged(loaded)
		a.sayEvaluators(file)
	}
	return a.submit(ctx, w, door.Request{Stream: law.CallStream(book.Reference), Command: open, Begins: true})
}

// sayOver warns of a deadline that lies behind, before anything of the call is recorded: the law opens such a call, and does not publish it.
func (a *app) sayOver(ctx context.Context, book programme.Book) error {
	today, err := a.todayIn(ctx, book.Zone)
	if err != nil {
		return err
	}
	if on := book.Dates.Deadline.On; !on.IsZero() && on.Before(today) {
		a.say("warning: the deadline, %s, is over already: the call can be opened, and not be published; `twinning call new` writes a rule book with all dates moved", on)
	}
	return nil
}

func (a *app) callPublish() *cobra.Command {
	var w commandFlags
	return mutating(&cobra.Command{
		Use: "publish CALL", Short: "Make the documents of a call public",
		Example: "  twinning call publish DHE-2019 --as head", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			stream, err := callStream(args[0])
			if err != nil {
				return err
			}
			return a.mutate(cmd.Context(), &w, stream, call.PublishCall{})
		},
	}, &w)
}

func (a *app) callExtend() *cobra.Command {
	var w commandFlags
	var to, why, grace string
	var who []string
	var exclusive bool
	cmd := &cobra.Command{
		Use: "extend CALL", Short: "Give more time for tenders, to everyone or to some",
		Long: `Give more time for tenders: another version of the deadline rule, in force from the
instant at which it is recorded. It keeps the order of the dates of the rule book, and
may be taken back until somebody relies on it (call shorten). It may be given until
the tenders are opened, also after the limit; what was refused in between stays
refused and may be sent again. Those who speak for tenders are told by letter. The public grace of the rule book is a part of every
version, unless --grace says otherwise.`,
		Example: `  twinning call extend DHE-2019 --to 2019-08-12T17:00 --why "the portal was down" --as head
  twinning call extend DHE-2019 --to 2019-08-12T17:00 --for DHE-2019-K7Q2MD --why "a failed upload" --as head`,
		Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			stream, err := callStream(args[0])
			if err != nil {
				return err
			}
			wall, covers, err := a.limit(cmd, stream, to, who)
			if err != nil {
				return err
			}
			return a.mutate(cmd.Context(), &w, stream, call.ExtendDeadline{To: wall, Inclusive: !exclusive, Covers: covers, Why: law.Text(why), Grace: grace})
		},
	}
	limitFlags(cmd, &to, &why, &grace, &who, &exclusive)
	return mutating(cmd, &w)
}

// limit reads another deadline, and whom it is for.
func (a *app) limit(cmd *cobra.Command, stream, to string, who []string) (calendar.WallClock, []string, error) {
	if to == "" {
		return calendar.WallClock{}, nil, usage("--to is missing: the new deadline on clocks in the zone of the call, as in 2019-08-12T17:00")
	}
	wall, err := calendar.ParseWallClock(to)
	if err != nil {
		return wall, nil, usage("--to %s", err)
	}
	if cmd.Flags().Changed("for") && len(who) == 0 {
		return wall, nil, usage("--for names nobody: leave it out where it is for everyone")
	}
	covers, err := a.covered(cmd.Context(), law.Reference(stream), who)
	return wall, covers, err
}

func limitFlags(cmd *cobra.Command, to, why, grace *string, who *[]string, exclusive *bool) {
	f := cmd.Flags()
	f.StringVar(to, "to", "", "the new deadline, a `WALLCLOCK` in the zone of the call: 2019-08-12T17:00")
	f.StringVar(why, "why", "", "the reason, which is recorded")
	f.StringSliceVar(who, "for", nil, "only for these: a `TENDER`, or a person by alias or id; everyone if left out")
	f.StringVar(grace, "grace", "", "public grace, a `DURATION` as in 10m; 0s for none, the rule book's if left out")
	f.BoolVar(exclusive, "exclusive", false, "what is received at the very instant is late")
}

// covered are the tenders and people that an extension is for. A tender must
// exist; a person may still submit their first.
func (a *app) covered(ctx context.Context, of string, who []string) ([]string, error) {
	if len(who) == 0 {
		return nil, nil
	}
	q, err := a.query(ctx)
	if err != nil {
		return nil, err
	}
	var covers []string
	for _, text := range who {
		if stream, err := tenderStream(text); err == nil {
			ok, err := q.Begun(ctx, stream)
			if err != nil {
				return nil, err
			}
			if tender := law.Reference(stream); ok {
				if law.CallOf(tender) != of {
					return nil, usage("--for %s is a tender of %s, not of %s", tender, law.CallOf(tender), of)
				}
				covers = append(covers, tender)
				continue
			}
		}
		p, err := a.person(ctx, text)
		if err != nil {
			return nil, notFound("--for %q is no tender and no person that is known", query.Cut(text))
		}
		covers = append(covers, p.ID)
	}
	return covers, nil
}

func (a *app) callRevise() *cobra.Command {
	var w commandFlags
	var why string
	cmd := &cobra.Command{
		Use: "revise FILE", Short: "Propose a new version of a rule book, for tenders without a contract",
		Long: `Propose a new version of a rule book. It holds, for tenders without a contract, when
another person has signed its SHA-256 (call sign); those who speak for tenders are then
told by letter. Once the tenders are opened, nothing that an award depends on changes.`,
		Example: `  twinning call revise dhe-2019.yaml --why "the award is a week later" --as head`, Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			book, err := readFile(a, args[0], programme.Parse)
			if err != nil {
				return err
			}
			return a.mutate(cmd.Context(), &w, law.CallStream(book.Reference),
				call.ChangeRules{Rules: book.RuleBook, SHA256: book.SHA256, File: string(book.Source), Why: law.Text(why)})
		},
	}
	cmd.Flags().StringVar(&why, "why", "", "the reason, which is recorded")
	return mutating(cmd, &w)
}
