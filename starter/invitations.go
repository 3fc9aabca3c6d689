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
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/query"
)

func (a *app) invitationCommands() *cobra.Command {
	return group("invitation", "Invite people by their address to a role of a call, of a programme or of a tender", "  twinning invitation list DHE-2019",
		a.invitationSend(), a.invitationList(), a.invitationShow(), a.invitationAccept(), a.invitationWithdraw())
}

func (a *app) invitationSend() *cobra.Command {
	var w commandFlags
	var name, why, language string
	cmd := &cobra.Command{
		Use: "send CALL|TENDER|programme/PROGRAMME ROLE ADDRESS", Short: "Invite whoever has an e-mail address to a role",
		Long: `Invite whoever has an e-mail address to a role. A letter goes to them with a link that
can be used once; when they have signed in with that address and accepted, they have
the role, as if you gave it then, by the same rules. Whoever gives a role of a call
invites to it, and officers invite evaluators; heads of a programme and administrators
invite to its roles; a party invites the contact or the
signatory of its tender; whoever will tender invites the signatory and colleagues of a
tender that is to come, who are known then and can be named by it. The rule book of
the call says how long an invitation holds; one to a programme holds 14 days. It ends before that when it is withdrawn,
the call or the tender is over, or the tender has got somebody else for the role.
Nobody is told whether an address is known.`,
		Example: `  twinning invitation send DHE-2019 payer paul@example.org --name "Paul Payer" --why "the second payer of the unit" --as officer
  twinning invitation send DHE-2019 evaluator eva@example.org --why "she knows the field" --as officer
  twinning invitation send programme/DigitalHealthEurope auditor aud@example.org --why "an audit is due" --as head
  twinning invitation send DHE-2019-K7Q2MD signatory dir@example.org --why "a new director" --as contact`,
		Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			c := invitation.Invite{Role: law.Role(args[1]), Address: law.Text(args[2]), Name: law.Text(name), Why: law.Text(why), Language: language}
			to, programme := strings.CutPrefix(args[0], governance.ProgrammeFamily)
			of, err := query.Ref(to, "call", "tender", "twinning")
			if err != nil {
				return err
			}
			stream, refer := law.CallStream(of), invitation.NewReference
			if to := law.CallOf(of); programme {
				stream, refer = governance.ProgrammeFamily+of, invitation.NewProgrammeReference
			} else if to != "" {
				c.Tender, stream, of = of, law.TwinningStream(of), to
			}
			if err := w.prepare(); err != nil {
				return asUsage(err)
			}
			if err := c.Check(); err != nil {
				return asUsage(err)
			}
			if err := a.mustBegin(cmd.Context(), stream); err != nil {
				return err
			}
			ids, err := a.ids(cmd.Context(), []string{w.as})
			if err != nil {
				return err
			}
			at, _ := invitation.Stream(refer(of, w.id, ids[0]))
			return a.submit(cmd.Context(), &w, door.Request{Stream: at, Command: c, Begins: true})
		},
	}
	cmd.Flags().StringVar(&name, "name", "", "the name of whom you invite, for the letter")
	cmd.Flags().StringVar(&why, "why", "", "the reason, which is told in the letter")
	cmd.Flags().StringVar(&language, "language", "", "their `LANGUAGE`, as in fr")
	return mutating(cmd, &w)
}

// invitationStream is the stream of an invitation that is named.
func invitationStream(text string) (string, error) {
	of, err := query.Ref(text, "invitation")
	if err != nil {
		return "", err
	}
	stream, ok := invitation.Stream(of)
	if !ok {
		return "", usage("%q is not the reference of an invitation: one is its call's, a hyphen and ten of A-Z and 2-7, or its programme's, a hyphen and twelve", query.Cut(text))
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
		Use: "list [CALL|programme/PROGRAMME]", Short: "List the invitations that you sent, could have sent, or were sent",
		Example: "  twinning invitation list DHE-2019 --as officer", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			of, programme := "", false
			if len(args) > 0 {
				var err error
				of, programme = strings.CutPrefix(args[0], governance.ProgrammeFamily)
				if of, err = query.CallRef(of); err != nil {
					return err
				}
			}
			rows, n, err := ask(cmd.Context(), a, as, func(q *query.Queries, v access.Viewer) ([]query.InvitationRow, error) {
				if programme {
					return q.ProgrammeInvitations(cmd.Context(), v, of)
				}
				return q.Invitations(cmd.Context(), v, of)
			})
			if err != nil {
				return err
			}
			return printAll(a, rows, func(w io.Writer) {
				if len(rows) == 0 {
					io.WriteString(w, "there is no invitation; `twinning invitation send` sends one\n")
					return
				}
				lines := make([]table.Row, len(rows))
				for i, r := range rows {
					lines[i] = table.Row{r.Reference, r.Role.Words(), toOf(r), string(r.Address), n.Of(r.By), stands(r), r.Until, dash(n.Of(r.Person))}
				}
				columns(w, table.Row{"INVITATION", "ROLE", "OF", "SENT TO", "BY", "STANDS", "UNTIL (UTC)", "ACCEPTED BY"}, lines)
			})
		},
	}
	return reading(cmd, &as)
}

// toOf is what an invitation is to.
func toOf(r query.InvitationRow) string {
	return cmp.Or(r.Tender, r.Call, r.Programme)
}

// stands is the stage of an invitation; one that is open and holds no longer has ended.
func stands(r query.InvitationRow) string {
	if r.Stage == invitation.Open && r.Ended != nil {
		return "ended"
	}
	return r.Stage
}

func (a *app) invitationShow() *cobra.Command {
	return showing(a, &cobra.Command{
		Use: "show INVITATION", Short: "Show an invitation, and why it holds no longer where it does not",
		Example: "  twinning invitation show DHE-2019-K7Q2MDAAAA --as officer",
	}, invitationStream, func(ctx context.Context, q *query.Queries, v access.Viewer, stream string, _ []string) (query.InvitationRow, error) {
		return q.Invitation(ctx, v, law.Reference(stream))
	}, func(_ context.Context, w io.Writer, row query.InvitationRow, n query.Names) {
		fields(w, "invitation", row.Reference, "role", row.Role.Words()+" of "+toOf(row), "sent to", string(row.Address), "name", dash(string(row.Name)),
			"by", n.Of(row.By), "because", string(row.Why), "made at", row.MadeAt, "until", row.Until, "stands", stands(row), "accepted by", dash(n.Of(row.Person)))
		if row.Ended != nil {
			fields(w, "why", n.In(narrate.English().Refusal(*row.Ended)))
		}
	})
}
