package main

import (
	"cmp"
	"context"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/invitation"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/query"
)

func (a *app) invitationCommands() *cobra.Command {
	return group("invitation", "Invite people by their address to a role, or to take part in a survey, a body, an initiative, a masterclass or a marketplace", "  twinning invitation list DHE-2019",
		a.invitationSend(), a.invitationList(), a.invitationShow(), a.invitationAccept(), a.invitationWithdraw())
}

func (a *app) invitationSend() *cobra.Command {
	var w commandFlags
	var name, why, language string
	cmd := &cobra.Command{
		Use: "send CALL|TENDER|KIND/LIFE ROLE ADDRESS", Short: "Invite whoever has an e-mail address to a role",
		Long: `Invite whoever has an e-mail address to a role. A letter goes to them with a link that
can be used once; when they have signed in with that address and accepted, they have
the role, as if you gave it then, by the same rules. Whoever gives a role of a call
invites to it, and officers invite evaluators; heads of a programme and administrators
invite to its roles; a party invites the contact or the
signatory of its tender; whoever will tender invites the signatory and colleagues of a
tender that is to come, who are known then and can be named by it. So does the staff of
a survey, a body, an initiative or a masterclass, as in survey/EHN-2021 colleague: who
accepts can be named as respondent, member, delegate or contact there. The rule book of
the call says how long an invitation holds; one to anything else holds 14 days. It ends
before that when it is withdrawn, what it is to is over, or the tender has got somebody
else for the role.
Nobody is told whether an address is known.`,
		Example: `  twinning invitation send DHE-2019 payer paul@example.org --name "Paul Payer" --why "the second payer of the unit" --as officer
  twinning invitation send DHE-2019 evaluator eva@example.org --why "she knows the field" --as officer
  twinning invitation send programme/DigitalHealthEurope auditor aud@example.org --why "an audit is due" --as head
  twinning invitation send survey/EHN-2021 colleague ana@example.org --why "you answer for Portugal" --as officer
  twinning invitation send DHE-2019-K7Q2MD signatory dir@example.org --why "a new director" --as contact`,
		Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			c := invitation.Invite{Role: law.Role(args[1]), Address: law.Text(args[2]), Name: law.Text(name), Why: law.Text(why), Language: language}
			stream, err := invitedTo(args[0])
			if err != nil {
				return err
			}
			home := stream
			if strings.HasPrefix(stream, law.TenderFamily) {
				c.Tender = law.Reference(stream)
				home = law.CallStream(law.CallOf(c.Tender))
			}
			if err := w.prepare(); err != nil {
				return asUsage(err)
			}
			if err := c.Check(); err != nil {
				return asUsage(err)
			}
			q, err := a.query(cmd.Context())
			if err != nil {
				return err
			}
			v, err := a.viewer(cmd.Context(), w.as)
			if err != nil {
				return err
			}
			if err := q.MayBeInvitedTo(cmd.Context(), v, stream); err != nil {
				return err
			}
			ids, err := a.ids(cmd.Context(), []string{w.as})
			if err != nil {
				return err
			}
			a.sayInvited(cmd.Context(), q, v, home, c)
			at, _ := invitation.Stream(invitation.NewReferenceIn(home, w.id, ids[0]))
			return a.submit(cmd.Context(), &w, door.Request{Stream: at, Command: c, Begins: true})
		},
	}
	cmd.Flags().StringVar(&name, "name", "", "the name of whom you invite, for the letter")
	cmd.Flags().StringVar(&why, "why", "", "the reason, which is told in the letter")
	cmd.Flags().StringVar(&language, "language", "", "their `LANGUAGE`, as in fr")
	return mutating(cmd, &w)
}

// sayInvited says that the same address is invited to the same role already, to whoever sees that invitation. Another one is sent all the same: the
// first letter may be lost.
func (a *app) sayInvited(ctx context.Context, q *query.Queries, v access.Viewer, home string, c invitation.Invite) {
	rows, err := q.InvitationsTo(ctx, v, home)
	if err != nil {
		return // they may not see who is invited
	}
	for _, r := range rows {
		if r.Stage == invitation.Open && r.Ended == nil && r.Role == c.Role && r.Tender == c.Tender && strings.EqualFold(string(r.Address), string(c.Address)) {
			a.say("this address is invited to this role already, by %s, until %s; it is invited once more", r.Reference, r.Until)
			return
		}
	}
}

// invitedTo is the stream of what somebody is invited to: a call or a tender by its reference; a programme, a survey, a body, an initiative, a
// masterclass or a marketplace with its kind before it.
func invitedTo(text string) (string, error) {
	for _, family := range append([]string{governance.ProgrammeFamily}, invitation.Families()...) {
		if to, is := strings.CutPrefix(text, family); is {
			of, err := query.CallRef(to)
			return family + of, err
		}
	}
	of, err := query.Ref(text, "call", "tender", "twinning")
	if err != nil {
		return "", err
	}
	if law.CallOf(of) != "" {
		return law.TwinningStream(of), nil
	}
	return law.CallStream(of), nil
}

// invitationStream is the stream of an invitation that is named.
func invitationStream(text string) (string, error) {
	of, err := query.Ref(text, "invitation")
	if err != nil {
		return "", err
	}
	stream, ok := invitation.Stream(of)
	if !ok {
		return "", usage("%q is not the reference of an invitation: one is that of what it is to, as of a call, a hyphen and ten to seventeen of A-Z and 2-7", query.Cut(text))
	}
	return stream, nil
}

func (a *app) invitationAccept() *cobra.Command {
	var w commandFlags
	return mutating(&cobra.Command{
		Use: "accept INVITATION SECRET", Short: "Accept an invitation with the secret of its letter",
		Long: `Accept an invitation with the secret of its letter, once. It is for whoever has the
address that the letter went to. An evaluator is appointed with the organisation and
the country that they are known with.`,
		Example: "  twinning invitation accept DHE-2019-K7Q2MDAAAA 0123456789abcdef0123456789abcdef --as eva", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			stream, err := invitationStream(args[0])
			if err != nil {
				return err
			}
			if err := w.prepare(); err != nil {
				return asUsage(err)
			}
			p, err := a.person(cmd.Context(), w.as)
			if err != nil {
				return err
			}
			return a.mutate(cmd.Context(), &w, stream, invitation.Accept{Secret: args[1], Organisation: p.Organisation, Country: p.Country})
		},
	}, &w)
}

func (a *app) invitationWithdraw() *cobra.Command {
	var w commandFlags
	var why string
	cmd := &cobra.Command{
		Use: "withdraw INVITATION", Short: "End an invitation that nobody has accepted",
		Example: `  twinning invitation withdraw DHE-2019-K7Q2MDAAAA --why "it went to the wrong address" --as officer`, Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			stream, err := invitationStream(args[0])
			if err != nil {
				return err
			}
			return a.mutate(cmd.Context(), &w, stream, invitation.Withdraw{Why: law.Text(why)})
		},
	}
	cmd.Flags().StringVar(&why, "why", "", "the reason, which is recorded, sealed")
	return mutating(cmd, &w)
}

func (a *app) invitationList() *cobra.Command {
	var as string
	cmd := &cobra.Command{
		Use: "list [CALL|KIND/LIFE]", Short: "List the invitations that you sent, could have sent, or were sent",
		Example: "  twinning invitation list DHE-2019 --as officer", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			to := ""
			if len(args) > 0 {
				var err error
				if to, err = invitedTo(args[0]); err != nil {
					return err
				}
				if strings.HasPrefix(to, law.TenderFamily) {
					to = law.CallStream(law.CallOf(law.Reference(to)))
				}
			}
			rows, n, err := ask(cmd.Context(), a, as, func(q *query.Queries, v access.Viewer) ([]query.InvitationRow, error) {
				return q.InvitationsTo(cmd.Context(), v, to)
			})
			if err != nil {
				return err
			}
			return printAll(a, rows, func(w io.Writer) {
				if len(rows) == 0 {
					printf(w, "there is no invitation; `twinning invitation send` sends one\n")
					return
				}
				lines := make([]table.Row, len(rows))
				for i, r := range rows {
					lines[i] = table.Row{r.Reference, worded("role", r.Role), toOf(r), string(r.Address), n.Of(r.By), stands(r), r.Until, dash(n.Of(r.Person))}
				}
				columns(w, table.Row{"INVITATION", "ROLE", "OF", "SENT TO", "BY", "STANDS", "UNTIL (UTC)", "ACCEPTED BY"}, lines)
			})
		},
	}
	return reading(cmd, &as)
}

// toOf is what an invitation is to.
func toOf(r query.InvitationRow) string {
	return cmp.Or(r.Tender, r.Call, r.Programme, law.Reference(r.Life))
}

// stands is the stage of an invitation; one that is open and holds no longer has ended.
func stands(r query.InvitationRow) code {
	if r.Stage == invitation.Open && r.Ended != nil {
		return "ended"
	}
	return coded(r.Stage)
}

func (a *app) invitationShow() *cobra.Command {
	return showing(a, &cobra.Command{
		Use: "show INVITATION", Short: "Show an invitation, and why it holds no longer where it does not",
		Example: "  twinning invitation show DHE-2019-K7Q2MDAAAA --as officer",
	}, invitationStream, func(ctx context.Context, q *query.Queries, v access.Viewer, stream string, _ []string) (query.InvitationRow, error) {
		return q.Invitation(ctx, v, law.Reference(stream))
	}, func(ctx context.Context, w io.Writer, row query.InvitationRow, n query.Names) {
		fields(w, "invitation", row.Reference, "role", phrased("%s: role of %s", toOf(row), worded("role", row.Role)), "sent to", string(row.Address), "name", dash(string(row.Name)),
			"by", n.Of(row.By), "because", string(row.Why), "made at", row.MadeAt, "until", row.Until, "stands", stands(row), "accepted by", dash(n.Of(row.Person)))
		if row.Ended != nil {
			fields(w, "why", n.In(a.tell(ctx).Refusal(*row.Ended)))
		}
	})
}
