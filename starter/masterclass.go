package main

import (
	"context"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/masterclass"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/programme"
	"twinning.example/engine/internal/query"
)

func (a *app) masterclassCommands() *cobra.Command {
	return group("masterclass", "Hold masterclasses: register, wait, confirm, take part and take a certificate", "  twinning masterclass show TRIESTE-2024",
		a.likeNew("masterclass", "masterclass open", "on", "the day of its first session", "  twinning masterclass new --like programmes/masterclasses/trieste-2024.yaml --day \"12 weeks\" --to my-masterclass.yaml"), a.masterclassOpen(), a.masterclassList(), a.masterclassShow(), a.masterclassMine(), a.masterclassRegister(), a.masterclassConfirm(), a.masterclassWithdraw(), a.masterclassRemove(),
		a.masterclassPeople(), a.masterclassPlaces(), a.masterclassMove(), a.masterclassMaterial(), a.masterclassPresent(), a.masterclassEvaluate(), a.masterclassEvaluations(),
		a.masterclassCertificate(), a.masterclassCancel(),
		a.lifeStaff("MASTERCLASS", "masterclass staff TRIESTE-2024 --comes head --gone officer --why \"another post\" --as officer", masterclassStream, func(c governance.StaffChange) law.Command { return masterclass.ChangeMasterclassStaff{StaffChange: c} }))
}

// masterclassStream is the stream of a masterclass that is named with or without its noun.
func masterclassStream(text string) (string, error) {
	stream, ok := masterclass.StreamOf(strings.TrimPrefix(text, masterclass.Root))
	if !ok {
		return "", usage("%q is not the reference of a masterclass: letters, digits and single hyphens, as in TRIESTE-2024", query.Cut(text))
	}
	return stream, nil
}

// masterclassDo is a command to the masterclass that is its first argument.
func (a *app) masterclassDo(use, short, example string, flags func(*cobra.Command), c func(cmd *cobra.Command, args []string) (law.Command, error)) *cobra.Command {
	return a.toLife(masterclassStream, use, short, example, flags, c)
}

func (a *app) masterclassOpen() *cobra.Command {
	var w commandFlags
	cmd := &cobra.Command{
		Use: "open MASTERCLASS FILE", Short: "Open registration with a rule book: programme, sessions, places and evaluation form",
		Long: `Open registration for a masterclass with its rule book, a file in YAML: objectives, modules,
expert team, sessions with their time and place, target groups, places, evaluation form and
reminders. From the first administrator on, administrators do, and heads and officers of the
programme that the rule book names; what a topic of an initiative became is opened by the
officers of the initiative. Officers and experts are named by their aliases in the file.

The last day to register must lie ahead: "twinning masterclass new" writes a rule book like the
example with later dates, and "twinning programme check FILE" says what is wrong with one.`,
		Example: "  twinning masterclass open TRIESTE-2024 programmes/masterclasses/trieste-2024.yaml --as officer", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			stream, err := masterclassStream(args[0])
			if err != nil {
				return err
			}
			rules, err := readFile(a, args[1], programme.ParseMasterclass)
			if err != nil {
				return asUsage(err)
			}
			if rules.Officers, err = a.ids(cmd.Context(), rules.Officers); err != nil {
				return err
			}
			for i, x := range rules.Experts {
				ids, err := a.ids(cmd.Context(), []string{x.Person})
				if err != nil {
					return err
				}
				rules.Experts[i].Person = ids[0]
			}
			return a.submit(cmd.Context(), &w, door.Request{Stream: stream, Command: masterclass.OpenMasterclass{Rules: rules}, Begins: true})
		},
	}
	return mutating(cmd, &w)
}

func (a *app) masterclassList() *cobra.Command {
	return listingAll(a, &cobra.Command{
		Use: "list", Short: "List the masterclasses that you may see", Example: "  twinning masterclass list",
	}, (*query.Queries).Masterclasses, func(ctx context.Context, w io.Writer, rows []query.MasterclassRow, _ query.Names) {
		if len(rows) == 0 {
			printf(w, "there is no masterclass that you may see\n")
			return
		}
		lines := make([]table.Row, len(rows))
		for i, r := range rows {
			first := ""
			if len(r.Sessions) > 0 {
				first = r.Sessions[0].Starts.String()
			}
			lines[i] = table.Row{r.Reference, worded("masterclass-stage", r.Stage), r.Rules.Title.In(narrate.LanguageOf(ctx)), dash(first), phrased("%d of %d", r.Free, r.Places)}
		}
		columns(w, table.Row{"MASTERCLASS", "STANDS", "TITLE", "STARTS", "FREE"}, lines)
	})
}

func (a *app) masterclassShow() *cobra.Command {
	return showing(a, &cobra.Command{
		Use: "show MASTERCLASS", Short: "Show a masterclass: its programme, sessions, places, and your registration", Example: "  twinning masterclass show TRIESTE-2024 --as mask-contact",
	}, masterclassStream, func(ctx context.Context, q *query.Queries, v access.Viewer, stream string, _ []string) (query.MasterclassRow, error) {
		return q.Masterclass(ctx, v, law.Reference(stream))
	}, func(ctx context.Context, w io.Writer, m query.MasterclassRow, n query.Names) {
		a.masterclass(ctx, w, m, n)
	})
}

func (a *app) masterclass(ctx context.Context, w io.Writer, m query.MasterclassRow, n query.Names) {
	lang := narrate.LanguageOf(ctx)
	if m.Plan != nil && !m.HasRules() {
		fields(w, "masterclass", m.Reference, "title", m.Plan.Title.In(lang), "stands", worded("masterclass-stage", m.Stage), "initiative", m.Plan.Initiative, "topic", m.Plan.Topic)
		return
	}
	places := phrased("%d of %d free", m.Free, m.Places)
	if m.Steers {
		places = phrased("%d of %d free, %d waiting", m.Free, m.Places, m.Waiting)
	}
	fields(w, "masterclass", m.Reference, "title", m.Rules.Title.In(lang), "stands", worded("masterclass-stage", m.Stage), "places", places, "registrations until", m.Rules.RegisterBy.String(), "evaluations until", m.Rules.EvaluateBy.String(), "rule book", m.SHA256)
	if m.Why != "" {
		fields(w, "cancelled because", string(m.Why))
	}
	for _, o := range m.Rules.Objectives {
		fields(w, "objective", o.In(lang))
	}
	var lines []table.Row
	for _, s := range m.Sessions {
		lines = append(lines, table.Row{s.ID, s.Starts.String(), s.Ends.String(), s.In, s.Place.In(lang), s.Title.In(lang)})
	}
	columns(w, table.Row{"SESSION", "STARTS", "ENDS", "ZONE", "VENUE", "TITLE"}, lines)
	lines = nil
	for _, x := range m.Rules.Experts {
		lines = append(lines, table.Row{n.Of(x.Person), yes(x.Tutor), dash(strings.Join(x.Modules, ", "))})
	}
	if len(lines) > 0 {
		columns(w, table.Row{"EXPERT", "TUTOR", "MODULES"}, lines)
	}
	lines = nil
	for _, g := range m.Rules.Groups {
		lines = append(lines, table.Row{g.ID, g.Title.In(lang)})
	}
	columns(w, table.Row{"GROUP", "WHO"}, lines)
	if len(m.Materials) > 0 {
		lines = nil
		for _, x := range m.Materials {
			lines = append(lines, table.Row{x.ID, string(x.Title), x.Link, dash(x.SHA256)})
		}
		columns(w, table.Row{"MATERIAL", "TITLE", "WHERE", "SHA-256"}, lines)
	}
	if r := m.Registration; r != nil {
		fields(w, "your registration", registrationStands(*r), "at", r.At, "confirm by", dash(r.ConfirmBy), "present at", dash(strings.Join(r.Present, ", ")))
	}
}

// registrationStands is how a registration stands, in few words.
func registrationStands(r query.RegistrationRow) any {
	switch {
	case r.Ended != "":
		return coded(r.Ended)
	case r.Place == 0:
		return phrased("waiting, after %d", r.Ahead)
	case r.ConfirmedAt != "":
		return phrased("place %d, confirmed", r.Place)
	}
	return phrased("place %d", r.Place)
}

func (a *app) masterclassMine() *cobra.Command {
	return listingAll(a, &cobra.Command{
		Use: "mine", Short: "Show your own registrations", Example: "  twinning masterclass mine --as mask-contact",
	}, (*query.Queries).Registrations, func(ctx context.Context, w io.Writer, rows []query.RegistrationRow, _ query.Names) {
		if len(rows) == 0 {
			printf(w, "you have registered for no masterclass\n")
			return
		}
		lines := make([]table.Row, len(rows))
		for i, r := range rows {
			certificate := ""
			if r.Certificate != nil {
				certificate = r.Certificate.Command
			}
			lines[i] = table.Row{r.Masterclass, worded("masterclass-stage", r.Stage), r.Title.In(narrate.LanguageOf(ctx)), registrationStands(r), dash(r.ConfirmBy), dash(certificate)}
		}
		columns(w, table.Row{"MASTERCLASS", "STANDS", "TITLE", "REGISTRATION", "CONFIRM BY", "CERTIFICATE"}, lines)
	})
}

func (a *app) masterclassRegister() *cobra.Command {
	var group, country, organisation, needs string
	cmd := a.masterclassDo("register MASTERCLASS", "Register; where all places are taken you stand on the waiting list",
		`  twinning masterclass register TRIESTE-2024 --group administration --country SE --organisation "Region Skåne" --as mask-contact`,
		func(cmd *cobra.Command) {
			f := cmd.Flags()
			f.StringVar(&group, "group", "", "target `GROUP` that you belong to, as masterclass show lists them")
			f.StringVar(&country, "country", "", "`COUNTRY` that you work in, as in SE")
			f.StringVar(&organisation, "organisation", "", "`ORGANISATION` that you work for")
			f.StringVar(&needs, "needs", "", "what you need so as to take part; the staff read it")
		},
		func(*cobra.Command, []string) (law.Command, error) {
			return masterclass.RegisterForMasterclass{Group: group, Country: strings.ToUpper(country), Organisation: law.Text(organisation), Needs: law.Text(needs)}, nil
		})
	register := cmd.RunE
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := register(cmd, args); err != nil {
			return err
		}
		return a.placeSaid(cmd.Context(), cmd.Flags().Lookup("as").Value.String(), strings.TrimPrefix(args[0], masterclass.Root))
	}
	return cmd
}

// placeSaid says whether a registration that was just made has a place or waits.
func (a *app) placeSaid(ctx context.Context, as, reference string) error {
	m, _, err := ask(ctx, a, as, func(q *query.Queries, v access.Viewer) (query.MasterclassRow, error) {
		return q.Masterclass(ctx, v, reference)
	})
	if err != nil || m.Registration == nil { // it is not judged yet
		return err
	}
	a.say("%s", placeOf(*m.Registration))
	return nil
}

// placeOf is whether a registration has a place or waits, and what is to be done.
func placeOf(r query.RegistrationRow) phrase {
	switch {
	case r.Place == 0 && r.Ahead == 0:
		return phrased("you stand on the waiting list, as the first")
	case r.Place == 0:
		return phrased("you stand on the waiting list, after %d", r.Ahead)
	case r.ConfirmBy != "":
		return phrased("you have place %d: confirm it by %s with `twinning masterclass confirm %s`", r.Place, r.ConfirmBy, r.Masterclass)
	}
	return phrased("you have place %d", r.Place)
}

func (a *app) masterclassConfirm() *cobra.Command {
	return a.masterclassDo("confirm MASTERCLASS", "Confirm that you come", "  twinning masterclass confirm TRIESTE-2024 --as mask-contact", nil,
		func(*cobra.Command, []string) (law.Command, error) { return masterclass.ConfirmPlace{}, nil })
}

func (a *app) masterclassWithdraw() *cobra.Command {
	return a.masterclassDo("withdraw MASTERCLASS", "Give your place back; it goes to whoever has waited longest", "  twinning masterclass withdraw TRIESTE-2024 --as mask-contact", nil,
		func(*cobra.Command, []string) (law.Command, error) { return masterclass.EndRegistration{}, nil })
}

func (a *app) masterclassEvaluate() *cobra.Command {
	return a.masterclassDo("evaluate MASTERCLASS FILE", "Fill in the evaluation form with a file in YAML: answers, a list of parts", "  twinning masterclass evaluate TRIESTE-2024 form.yaml --as mask-contact", nil,
		func(_ *cobra.Command, args []string) (law.Command, error) {
			answers, err := readFile(a, args[0], programme.ParseAnswer)
			if err != nil {
				return nil, asUsage(err)
			}
			return masterclass.EvaluateMasterclass{Answers: answers}, nil
		})
}

func (a *app) masterclassCertificate() *cobra.Command {
	return a.masterclassDo("certificate MASTERCLASS", "Take your certificate of attendance; the receipt of this command proves it", "  twinning masterclass certificate TRIESTE-2024 --as mask-contact", nil,
		func(*cobra.Command, []string) (law.Command, error) { return masterclass.TakeCertificate{}, nil })
}
