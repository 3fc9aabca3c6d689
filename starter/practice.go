package main

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/body"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/market"
	"twinning.example/engine/internal/query"
)

// draftEntry drafts an entry of a marketplace that something else becomes. id is that of the nth attempt: what was refused is asked anew, and what
// was received and is pending or done is not sent twice.
func draftEntry(ctx context.Context, d *door.Door, w *commandFlags, by, to string, c market.DraftEntry, id func(nth int) string) (stream string, got door.Receipt, err error) {
	draft := func(nth int) door.Request {
		entry := market.EntryRoot + market.NewReference(strings.TrimPrefix(to, market.Root), id(nth), by)
		return door.Request{Stream: entry, Command: c, As: by, ID: id(nth), Begins: true, Wait: w.wait}
	}
	sent, got, err := d.Anew(ctx, draft, func(q door.Request) (door.Receipt, error) { return send(ctx, d, q) })
	return sent.Stream, got, err
}

func (a *app) bodyOffer() *cobra.Command {
	var w commandFlags
	var to, organisation, topic string
	cmd := &cobra.Command{
		Use: "offer BODY ACTION", Short: "Offer an action that is done to others, in one step",
		Long: `Offer an action that is done to others: it becomes the draft of an offer in a marketplace,
and the offer is noted beside the action. The draft is yours: you may revise it before you
submit it. Done again, it makes none twice.`,
		Example: "  twinning body offer HIN ee-registry --market HEALTH --organisation K7Q2MDAAAA --as mask-contact", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			stream, err := bodyStream(args[0])
			if err != nil {
				return err
			}
			if err := w.prepare(); err != nil {
				return asUsage(err)
			}
			ids, err := a.ids(ctx, []string{w.as})
			if err != nil {
				return err
			}
			b, _, err := ask(ctx, a, w.as, func(q *query.Queries, v access.Viewer) (query.BodyRow, error) {
				return q.Body(ctx, v, law.Reference(stream))
			})
			if err != nil {
				return err
			}
			i := slices.IndexFunc(b.Actions, func(x query.BodyActionRow) bool { return x.Action == args[1] && x.Offer != nil })
			if i < 0 {
				return usage("%s is no action of yours that is done and not offered yet", query.Cut(args[1]))
			}
			offer := *b.Actions[i].Offer
			offer.Organisation = strings.TrimPrefix(organisation, "organisation/")
			if topic != "" {
				offer.Priority, offer.Topic, _ = strings.Cut(topic, "/")
			}
			c := market.DraftEntry{Content: offer}
			if err := c.Check(); err != nil {
				return asUsage(err)
			}
			d, err := a.door(ctx)
			if err != nil {
				return err
			}
			entry, got, err := draftEntry(ctx, d, &w, ids[0], to, c, func(nth int) string { return body.PracticeCommand(b.Reference, args[1], offer, nth) })
			if err != nil {
				return err
			}
			if got.Status == door.Pending { // nothing can be noted of an entry that is not there
				a.say("the draft is not judged yet, and is not noted beside the action: give the same command again once it is; no draft is made twice")
			}
			if got.Status != door.Done {
				return a.hand(ctx, got)
			}
			return a.mutate(ctx, &w, stream, body.LinkBody{From: "action/" + args[1], To: entry})
		},
	}
	f := cmd.Flags()
	f.StringVar(&to, "market", "", "reference of the `MARKET`")
	f.StringVar(&organisation, "organisation", "", "reference of the record of your `ORGANISATION`")
	f.StringVar(&topic, "topic", "", "`PRIORITY/TOPIC` of the marketplace, instead of the one that the rule book of the body names")
	return mutating(cmd, &w)
}
