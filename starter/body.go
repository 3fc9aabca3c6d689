package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"twinning.example/engine/internal/body"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/programme"
	"twinning.example/engine/internal/query"
)

func (a *app) bodyCommands() *cobra.Command {
	return group("body", "Expert bodies: mandate, members, meetings, decisions, and what follows from them", "  twinning body show EHN",
		a.likeNew("body", "body open", "begins", "the first day of its mandate", "  twinning body new --like programmes/bodies/ehealth-network.yaml --day \"4 weeks\" --to my-body.yaml"), a.bodyOpen(), a.bodyList(), a.bodyShow(), a.bodyMeeting(), a.bodyDecision(), a.bodyApplications(),
		a.bodyExtend(), a.bodyDissolve(), a.bodyCall(), a.bodyApply(), a.bodyWithdraw(), a.bodySelect(), a.bodyAppoint(), a.bodyRenew(), a.bodyLeave(), a.bodyDelegates(), a.bodyInterests(), a.bodyChair(),
		a.bodyConvene(), a.bodyChange(), a.bodyCancel(), a.bodyDocument(), a.bodyPresence(), a.bodyConflict(), a.bodyMinutes(), a.bodyComment(), a.bodyApprove(), a.bodyPublish(),
		a.bodyPut(), a.bodyVote(), a.bodyCount(),
		a.lifeStaff("BODY", "body staff EHN --comes head --gone officer --why \"another post\" --as officer", bodyStream, func(c governance.StaffChange) law.Command { return body.ChangeBodyStaff{StaffChange: c} }), a.bodyAdvise(), a.bodyFollow(), a.bodyCommit(), a.bodyReport(), a.bodyOffer(), a.bodyLink())
}

// bodyStream is the stream of a body that is named with or without its noun.
func bodyStream(text string) (string, error) {
	stream, ok := body.StreamOf(strings.TrimPrefix(text, body.Root))
	if !ok {
		return "", usage("%q is not the reference of a body: letters, digits and single hyphens, as in EHN", query.Cut(text))
	}
	return stream, nil
}

// bodyDo is a command to a body, whose first argument it is.
func (a *app) bodyDo(use, short, example string, make func(ctx context.Context, args []string) (law.Command, error)) *cobra.Command {
	return a.toLife(bodyStream, use, short, "  twinning body "+example, nil, func(cmd *cobra.Command, args []string) (law.Command, error) { return make(cmd.Context(), args) })
}

func whyFlag(cmd *cobra.Command, why *string) *cobra.Command {
	cmd.Flags().StringVar(why, "why", "", "the reason, which is recorded and told")
	return cmd
}

func textFlag(cmd *cobra.Command, text *string, what string) *cobra.Command {
	cmd.Flags().StringVar(text, "text", "", what)
	return cmd
}

func (a *app) bodyOpen() *cobra.Command {
	var w commandFlags
	cmd := &cobra.Command{
		Use: "open BODY FILE", Short: "Open a body with its rule book: mandate, seats and rules of procedure",
		Long: `Open a body with its rule book, a file in YAML: the mandate, the categories of members,
how meetings are held, how it decides, what is published, and reminders. From the first
administrator on, administrators do, and heads and officers of the programme that the rule
book names. Its officers, by the aliases of the file, are its secretariat.`,
		Example: "  twinning body open EHN programmes/bodies/ehealth-network.yaml --as officer", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			stream, err := bodyStream(args[0])
			if err != nil {
				return err
			}
			rules, err := readFile(a, args[1], programme.ParseBody)
			if err != nil {
				return asUsage(err)
			}
			if rules.Officers, err = a.ids(cmd.Context(), rules.Officers); err != nil {
				return err
			}
			return a.submit(cmd.Context(), &w, door.Request{Stream: stream, Command: body.OpenBody{Rules: rules}, Begins: true})
		},
	}
	return mutating(cmd, &w)
}

func (a *app) bodyExtend() *cobra.Command {
	var why string
	return whyFlag(a.bodyDo("extend BODY DATE", "Give the mandate a later last day", `extend ESG 2024-02-29 --why "the work goes on" --as officer`, func(_ context.Context, args []string) (law.Command, error) {
		on, err := calendar.ParseDate(args[0])
		return body.ExtendBody{Ends: on, Why: law.Text(why)}, badFile(err)
	}), &why)
}

func (a *app) bodyDissolve() *cobra.Command {
	var why string
	return whyFlag(a.bodyDo("dissolve BODY", "Dissolve a body; what it gave is still followed up", `dissolve ETF --why "its report is given" --as officer`, func(context.Context, []string) (law.Command, error) {
		return body.DissolveBody{Why: law.Text(why)}, nil
	}), &why)
}

func (a *app) bodyCall() *cobra.Command {
	var text string
	return textFlag(a.bodyDo("call BODY CALL DATE SEATS", "Call for members until the end of a day; SEATS are parted by commas", `call ESG 2019 2019-09-27 industry,patients --text "Umbrella organisations may apply." --as officer`, func(_ context.Context, args []string) (law.Command, error) {
		on, err := calendar.ParseDate(args[1])
		return body.CallForMembers{Call: args[0], Closes: on, Seats: strings.Split(args[2], ","), Text: law.Text(text)}, badFile(err)
	}), &text, "what is asked for, which is public")
}

func (a *app) bodyApply() *cobra.Command {
	var c body.ApplyForSeat
	var name, motivation, interests string
	cmd := a.bodyDo("apply BODY CALL SEAT", "Apply for a seat, with a declaration of interests", `apply ESG 2019 industry --name "An association" --motivation "We know the field." --interests "None." --as mask-contact`, func(_ context.Context, args []string) (law.Command, error) {
		c.Call, c.Seat, c.Country = args[0], args[1], strings.ToUpper(c.Country)
		c.Name, c.Motivation, c.Interests = law.Text(name), law.Text(motivation), law.Text(interests)
		return c, nil
	})
	f := cmd.Flags()
	f.StringVar(&name, "name", "", "the name of the organisation, or of the person in a personal capacity")
	f.StringVar(&c.Country, "country", "", "two letters, as in SE")
	f.StringVar(&motivation, "motivation", "", "why you apply")
	f.StringVar(&interests, "interests", "", "your interests; who has none writes that")
	return cmd
}

func (a *app) bodyWithdraw() *cobra.Command {
	return a.bodyDo("withdraw BODY APPLICATION", "Withdraw your application for a seat", "withdraw ESG a1 --as mask-contact", func(_ context.Context, args []string) (law.Command, error) {
		return body.WithdrawApplication{Application: args[0]}, nil
	})
}

func (a *app) bodySelect() *cobra.Command {
	return a.bodyDo("select BODY CALL FILE", "Decide all applications of a call that has closed; FILE holds verdicts with reasons", "select ESG 2019 verdicts.yaml --as officer", func(_ context.Context, args []string) (law.Command, error) {
		is, err := readFile(a, args[1], programme.ParseContent[struct {
			Verdicts []body.ApplicationVerdict `json:"verdicts"`
		}])
		return body.SelectMembers{Call: args[0], Verdicts: is.Verdicts}, badFile(err)
	})
}

func (a *app) bodyAppoint() *cobra.Command {
	var c body.AppointMember
	var name, from string
	cmd := a.bodyDo("appoint BODY MEMBER SEAT PERSON", "Give a seat; MEMBER is a code that you choose", "appoint EHN EE authorities mask-contact --country EE --from 2021-10-04 --as officer", func(ctx context.Context, args []string) (law.Command, error) {
		ids, err := a.ids(ctx, append([]string{args[2]}, c.Alternates...))
		if err != nil {
			return nil, err
		}
		c.Member, c.Seat, c.Person, c.Alternates, c.Country, c.Name = args[0], args[1], ids[0], ids[1:], strings.ToUpper(c.Country), law.Text(name)
		c.From, err = neededDay("from", from)
		return c, err
	})
	f := cmd.Flags()
	f.StringVar(&c.Country, "country", "", "two letters, as in SE")
	f.StringVar(&name, "name", "", "the name of the organisation, or of the person in a personal capacity")
	f.StringArrayVar(&c.Alternates, "alternate", nil, "alias or id of a `PERSON`; may be given again")
	f.StringVar(&from, "from", "", "first `DAY` of the appointment, as in 2021-10-04; it is needed")
	f.StringVar(&c.Application, "application", "", "code of the `APPLICATION` that was selected")
	return cmd
}

func (a *app) bodyRenew() *cobra.Command {
	return a.bodyDo("renew BODY MEMBER", "Renew a membership for another term", "renew ESG COCIR --as officer", func(_ context.Context, args []string) (law.Command, error) {
		return body.RenewMember{Member: args[0]}, nil
	})
}

func (a *app) bodyLeave() *cobra.Command {
	var why string
	return whyFlag(a.bodyDo("leave BODY MEMBER", "End a membership: who represents the member resigns, the secretariat excludes", `leave ESG COCIR --why "another post" --as mask-contact`, func(_ context.Context, args []string) (law.Command, error) {
		return body.EndMembership{Member: args[0], Why: law.Text(why)}, nil
	}), &why)
}

func (a *app) bodyDelegates() *cobra.Command {
	var alternates []string
	cmd := a.bodyDo("delegates BODY MEMBER PERSON", "Say who speaks for a member from now on", "delegates EHN EE mask-contact --alternate kwido-contact --as officer", func(ctx context.Context, args []string) (law.Command, error) {
		ids, err := a.ids(ctx, append([]string{args[1]}, alternates...))
		if err != nil {
			return nil, err
		}
		return body.NameDelegates{Member: args[0], Person: ids[0], Alternates: ids[1:]}, nil
	})
	cmd.Flags().StringArrayVar(&alternates, "alternate", nil, "alias or id of a `PERSON`; may be given again")
	return cmd
}

func (a *app) bodyInterests() *cobra.Command {
	var text string
	return textFlag(a.bodyDo("interests BODY", "Declare your interests; the secretariat reads them", `interests EHN --text "None." --as mask-contact`, func(context.Context, []string) (law.Command, error) {
		return body.DeclareInterests{Text: law.Text(text)}, nil
	}), &text, "your interests; who has none writes that")
}

func (a *app) bodyChair() *cobra.Command {
	return a.bodyDo("chair BODY CHAIR PERSON", "Say who presides from now on", "chair EHN member mask-contact --as officer", func(ctx context.Context, args []string) (law.Command, error) {
		ids, err := a.ids(ctx, args[1:2])
		if err != nil {
			return nil, err
		}
		return body.NameChair{Chair: args[0], Person: ids[0]}, nil
	})
}

// badFile is what is wrong with what the user wrote; nil where nothing is.
func badFile(err error) error {
	if err == nil {
		return nil
	}
	return asUsage(err)
}
