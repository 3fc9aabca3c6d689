package main

import (
	"context"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/market"
	"twinning.example/engine/internal/query"
)

func (a *app) interestCommands() *cobra.Command {
	simple := func(use, short, example string, c law.Command) *cobra.Command {
		return a.sendsThis(&cobra.Command{Use: use, Short: short, Example: example}, interestStream, c)
	}
	reason := func(use, short, example string, c func(law.Text) law.Command) *cobra.Command {
		return a.sendsWhy(&cobra.Command{Use: use, Short: short, Example: example}, interestStream, "a reason, which the other side is told; none need be given", c)
	}
	return group("interest", "Write to whoever made an entry of a marketplace, and answer; once both agree, one letter introduces both", "  twinning interest list --as mask-contact",
		a.interestExpress(),
		simple("accept INTEREST", "Accept an interest, and agree that your name, organisation and address are told to the other side", "  twinning interest accept HEALTH-4KX2PAAAAAAA --as mask-contact", market.AcceptInterest{}),
		simple("consent INTEREST", "Agree that your name, organisation and address are told to the other side, who has accepted", "  twinning interest consent HEALTH-4KX2PAAAAAAA --as kwido-contact", market.GiveConsent{}),
		reason("decline INTEREST", "Decline an interest; no reason need be given", "  twinning interest decline HEALTH-4KX2PAAAAAAA --as mask-contact", func(why law.Text) law.Command { return market.DeclineInterest{Why: why} }),
		reason("withdraw INTEREST", "Withdraw an interest that you expressed", "  twinning interest withdraw HEALTH-4KX2PAAAAAAA --as kwido-contact", func(why law.Text) law.Command { return market.WithdrawInterest{Why: why} }),
		a.interestList(), a.interestShow(), a.interestParties())
}

// interestStream is the stream of an interest that is named with or without its noun.
func interestStream(text string) (string, error) {
	stream, ok := market.InterestStream(strings.TrimPrefix(text, market.InterestRoot))
	if !ok {
		return "", usage("%q is not the reference of an interest: one is its market's, a hyphen and twelve of A-Z and 2-7", query.Cut(text))
	}
	return stream, nil
}

func (a *app) interestExpress() *cobra.Command {
	var w commandFlags
	var c market.ExpressInterest
	var message string
	cmd := &cobra.Command{
		Use: "express ENTRY", Short: "Write to whoever made a published entry",
		Long: `Write to whoever made a published entry, through the system: neither side is told who the
other is, or their address, before both agree. With --consent you agree now; else you are
asked when the other side has accepted.`,
		Example: `  twinning interest express HEALTH-K7Q2MDAAAAAA --from HEALTH-4KX2PAAAAAAA --message "We would like to see it." --consent --as kwido-contact`, Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			entry, err := entryStream(args[0])
			if err != nil {
				return err
			}
			c.Entry, c.Message, c.From = law.Reference(entry), law.Text(message), strings.TrimPrefix(c.From, market.EntryRoot)
			return a.begins(cmd, &w, market.Root+market.Of(c.Entry), func(reference string) (string, law.Command) { return market.InterestRoot + reference, c })
		},
	}
	f := cmd.Flags()
	f.StringVar(&message, "message", "", "what you write to them")
	f.StringVar(&c.From, "from", "", "your own published `ENTRY` of the other side, where you have one")
	f.BoolVar(&c.Consent, "consent", false, "your name, organisation and address are told to them as soon as they accept")
	return mutating(cmd, &w)
}

func (a *app) interestList() *cobra.Command {
	return listingAll(a, &cobra.Command{
		Use: "list", Short: "List the interests that you expressed, or that are to you, the newest first", Example: "  twinning interest list --as mask-contact",
	}, (*query.Queries).Interests, func(_ context.Context, w io.Writer, rows []query.InterestRow, _ query.Names) {
		if len(rows) == 0 {
			printf(w, "there is no interest of yours, or to you\n")
			return
		}
		lines := make([]table.Row, len(rows))
		for i, r := range rows {
			way := phrased("to you")
			if r.Yours {
				way = phrased("from you")
			}
			lines[i] = table.Row{r.Reference, way, worded("market-stage", r.Stage), r.Entry, string(r.Title), dash(r.From), r.Until}
		}
		columns(w, table.Row{"INTEREST", "WAY", "STANDS", "ENTRY", "TITLE", "FROM", "UNTIL"}, lines)
	})
}

func (a *app) interestShow() *cobra.Command {
	return showing(a, &cobra.Command{
		Use: "show INTEREST", Short: "Show an interest, and once both agreed how the other side is reached", Example: "  twinning interest show HEALTH-4KX2PAAAAAAA --as mask-contact",
	}, interestStream, func(ctx context.Context, q *query.Queries, v access.Viewer, stream string, _ []string) (query.InterestRow, error) {
		return q.Interest(ctx, v, law.Reference(stream))
	}, interestText)
}

func interestText(_ context.Context, w io.Writer, r query.InterestRow, _ query.Names) {
	fields(w, "interest", r.Reference, "stands", worded("market-stage", r.Stage), "entry", r.Entry, "title", string(r.Title), "organisation", dash(r.Organisation), "from", dash(r.From), "their organisation", dash(r.FromName),
		"message", strings.Join(strings.Fields(string(r.Message)), " "), "expressed", r.ExpressedAt, "until", r.Until, "answered", dash(r.AnsweredAt), "ended", dash(r.EndedAt), "why", dash(string(r.Why)))
	if r.Contact != nil {
		fields(w, "the other side", r.Contact.Name, "of", dash(r.Contact.Organisation), "address", r.Contact.Email)
	}
}

func (a *app) interestParties() *cobra.Command {
	return showing(a, &cobra.Command{
		Use: "parties MATCH", Short: "Show what a tender may begin with that names a match: the organisations of both entries",
		Example: "  twinning interest parties HEALTH-4KX2PAAAAAAA --as mask-contact -o json",
	}, interestStream, func(ctx context.Context, q *query.Queries, v access.Viewer, stream string, _ []string) (query.MatchParties, error) {
		return q.MatchParties(ctx, v, law.Reference(stream))
	}, partiesText)
}

func partiesText(_ context.Context, w io.Writer, p query.MatchParties, _ query.Names) {
	fields(w, "match", p.Match, "title", string(p.Title), "priority", p.Priority, "topic", p.Topic)
	for _, o := range p.Organisations {
		fields(w, "  "+o.ID, strings.TrimSpace(o.Name+", "+o.Country+" "+o.Region))
	}
}
