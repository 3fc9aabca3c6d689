package main

import (
	"context"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/market"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/programme"
	"twinning.example/engine/internal/query"
)

func (a *app) entryCommands() *cobra.Command {
	simple := func(use, short, example string, c law.Command) *cobra.Command {
		return a.sendsThis(&cobra.Command{Use: use, Short: short, Example: example}, entryStream, c)
	}
	reason := func(use, short, example string, c func(law.Text) law.Command) *cobra.Command {
		return a.sendsWhy(&cobra.Command{Use: use, Short: short, Example: example}, entryStream, "the reason, which is recorded", c)
	}
	return group("entry", "Draft, submit, publish, renew and end entries of a marketplace: offers and requirements", "  twinning entry list --as mask-contact",
		a.entryDraft(), a.entryRevise(),
		simple("submit ENTRY", "Submit an entry to the staff to check", "  twinning entry submit HEALTH-K7Q2MDAAAAAA --as mask-contact", market.SubmitEntry{}),
		reason("return ENTRY", "Return an entry with reasons, after the check", `  twinning entry return HEALTH-K7Q2MDAAAAAA --why "say in which country" --as officer`, func(why law.Text) law.Command { return market.ReturnEntry{Why: why} }),
		simple("publish ENTRY", "Publish an entry, after the check", "  twinning entry publish HEALTH-K7Q2MDAAAAAA --as officer", market.PublishEntry{}),
		simple("renew ENTRY", "Renew a published entry: its time is counted from today", "  twinning entry renew HEALTH-K7Q2MDAAAAAA --as mask-contact", market.RenewEntry{}),
		reason("withdraw ENTRY", "Withdraw an entry", "  twinning entry withdraw HEALTH-K7Q2MDAAAAAA --as mask-contact", func(why law.Text) law.Command { return market.WithdrawEntry{Why: why} }),
		reason("close ENTRY", "Close an entry with reasons, as the staff", `  twinning entry close HEALTH-K7Q2MDAAAAAA --why "advertising" --as officer`, func(why law.Text) law.Command { return market.ShutEntry{Why: why} }),
		a.entryWithdrawFile(), a.entryMatch(), a.entryList(), a.entryShow(), a.entrySuggest())
}

// entryStream is the stream of an entry that is named with or without its noun.
func entryStream(text string) (string, error) {
	stream, ok := market.EntryStream(strings.TrimPrefix(text, market.EntryRoot))
	if !ok {
		return "", usage("%q is not the reference of an entry: one is its market's, a hyphen and twelve of A-Z and 2-7", query.Cut(text))
	}
	return stream, nil
}

func (a *app) entryDraft() *cobra.Command {
	var w commandFlags
	cmd := &cobra.Command{
		Use: "draft MARKET FILE", Short: "Draft an entry, for yourself alone",
		Long: `Draft an entry of a marketplace from a file in YAML: side (offer or requirement), title,
description, kind, priority, topic, types, organisation (reference of its record), country,
region, languages, readiness (question and option). The record is made by
"twinning organisation record", which prints its reference. Nobody but you sees it before you submit
it, and the public sees it when the staff have published it.

` + exampleFile("entry.yaml"),
		Example: "  twinning entry draft HEALTH entry.yaml --as mask-contact", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			stream, err := marketStream(args[0])
			if err != nil {
				return err
			}
			content, err := readFile(a, args[1], programme.ParseEntry)
			if err != nil {
				return asUsage(err)
			}
			return a.begins(cmd, &w, stream, func(reference string) (string, law.Command) {
				return market.EntryRoot + reference, market.DraftEntry{Content: content}
			})
		},
	}
	return mutating(cmd, &w)
}

// begins begins an entry or an interest under the reference that its sender has.
func (a *app) begins(cmd *cobra.Command, w *commandFlags, of string, what func(reference string) (string, law.Command)) error {
	if err := w.prepare(); err != nil {
		return asUsage(err)
	}
	ids, err := a.ids(cmd.Context(), []string{w.as})
	if err != nil {
		return err
	}
	stream, c := what(market.NewReference(law.Reference(of), w.id, ids[0]))
	return a.submit(cmd.Context(), w, door.Request{Stream: stream, Command: c, Begins: true})
}

func (a *app) entryRevise() *cobra.Command {
	return a.sends(&cobra.Command{
		Use: "revise ENTRY FILE", Short: "Replace what an entry says: it is a draft again, and not public",
		Example: "  twinning entry revise HEALTH-K7Q2MDAAAAAA entry.yaml --as mask-contact",
	}, entryStream, func(_ context.Context, args []string) (law.Command, error) {
		content, err := readFile(a, args[0], programme.ParseEntry)
		if err != nil {
			return nil, asUsage(err)
		}
		return market.ReviseEntry{Content: content}, nil
	})
}

func (a *app) entryWithdrawFile() *cobra.Command {
	return a.sends(&cobra.Command{
		Use: "withdraw-file ENTRY FILE", Short: "Take a file of a draft back, by its name in the store",
		Example: "  twinning entry withdraw-file HEALTH-K7Q2MDAAAAAA f-k7q2mdaaaaaaaaaaaaaaaaaaaa --as mask-contact",
	}, entryStream, func(_ context.Context, args []string) (law.Command, error) {
		return market.WithdrawEntryFile{File: args[0]}, nil
	})
}

func (a *app) entryMatch() *cobra.Command {
	return a.sends(&cobra.Command{
		Use: "match ENTRY INTEREST", Short: "Say that you have found a partner by an introduction: the entry ends",
		Example: "  twinning entry match HEALTH-K7Q2MDAAAAAA HEALTH-4KX2PAAAAAAA --as mask-contact",
	}, entryStream, func(_ context.Context, args []string) (law.Command, error) {
		return market.MatchEntry{Interest: strings.TrimPrefix(args[0], market.InterestRoot)}, nil
	})
}

func (a *app) entryList() *cobra.Command {
	var words bookTerms
	return listingAll(a, &cobra.Command{
		Use: "list", Short: "List your entries, the newest first", Example: "  twinning entry list --as mask-contact",
	}, func(q *query.Queries, ctx context.Context, v access.Viewer) (rows []query.EntryRow, err error) {
		if words, err = readTerms(ctx, q, v); err != nil {
			return nil, err
		}
		return q.MyEntries(ctx, v)
	}, func(ctx context.Context, w io.Writer, rows []query.EntryRow, _ query.Names) {
		entriesTable(w, narrate.LanguageOf(ctx), words, rows, "you have no entry; `twinning entry draft` drafts one\n")
	})
}

func (a *app) entryShow() *cobra.Command {
	return showing(a, &cobra.Command{
		Use: "show ENTRY", Short: "Show an entry: what it says, and to whoever made it and the staff what became of it",
		Example: "  twinning entry show HEALTH-K7Q2MDAAAAAA",
	}, entryStream, func(ctx context.Context, q *query.Queries, v access.Viewer, stream string, _ []string) (entryShown, error) {
		row, err := q.Entry(ctx, v, law.Reference(stream))
		if err != nil {
			return entryShown{}, err
		}
		m, err := q.Market(ctx, v, row.Market)
		return entryShown{row, m.Rules}, err
	}, entryText)
}

// An entryShown is an entry with the vocabulary in which it is told.
type entryShown struct {
	query.EntryRow
	rules market.Rules
}

func entryText(ctx context.Context, w io.Writer, r entryShown, _ query.Names) {
	lang := narrate.LanguageOf(ctx)
	term := func(set, code string) string { return query.Term(r.rules, lang, set, code) }
	terms := func(set string, codes []string) string {
		list := make([]string, len(codes))
		for i, c := range codes {
			list[i] = term(set, c)
		}
		return strings.Join(list, ", ")
	}
	fields(w, "entry", r.Reference, "side", worded("side", r.Side), "stands", worded("market-stage", r.Stage), "title", string(r.Title), "description", strings.Join(strings.Fields(string(r.Description)), " "),
		"kind", term("kind-of-solution", r.Kind), "priority", term("priority", r.Priority), "topic", term("topic", r.Topic), "types", terms("type", r.Types), "organisation", r.Organisation, "country", landOf(lang, r.Country), "region", dash(string(r.Region)),
		"languages", terms("language", r.Languages), "ready", phrased("%d %%", r.Ready), "published", dash(r.PublishedAt), "until", dash(r.Until))
	for _, q := range r.Readiness {
		fields(w, verbatim("  "+term("question", q.Question)), phrased("%s: %d of %d", dash(r.rules.Option(q.Question, q.Option, lang)), q.Points, q.Most))
	}
	for _, f := range r.Files {
		fields(w, "file", phrased("%s (%s)", string(f.Name), f.File))
	}
	if s := r.Standing; s != nil {
		fields(w, "record", s.Record, "drafted", s.DraftedAt, "submitted", dash(s.SubmittedAt), "check by", dash(s.CheckBy), "ended", dash(s.EndedAt), "why", dash(string(s.Why)), "introductions", dash(strings.Join(s.Matches, ", ")))
	}
}

func (a *app) entrySuggest() *cobra.Command {
	var as string
	most := 20
	cmd := &cobra.Command{
		Use: "suggest ENTRY", Short: "Show suggested counterparts of an entry, each with its reasons",
		Long: `Show the counterparts of a published entry that are suggested, the likeliest first. They
are computed from what is recorded and the weights of the rule book alone: asked again,
the answer is the same for everybody.`,
		Example: "  twinning entry suggest HEALTH-K7Q2MDAAAAAA", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			stream, err := entryStream(args[0])
			if err != nil {
				return err
			}
			ctx := narrate.WithLanguage(cmd.Context(), narrate.LanguageOf(cmd.Context()))
			rows, _, err := ask(ctx, a, as, func(q *query.Queries, v access.Viewer) ([]query.SuggestionRow, error) {
				return q.Suggestions(ctx, v, law.Reference(stream), most)
			})
			if err != nil {
				return err
			}
			return printAll(a, rows, func(w io.Writer) {
				if len(rows) == 0 {
					printf(w, "no counterpart is suggested\n")
					return
				}
				lines := make([]table.Row, len(rows))
				for i, r := range rows {
					lines[i] = table.Row{r.Entry.Reference, r.Sum, string(r.Entry.Title), r.Entry.Organisation, strings.Join(r.Say, "; ")}
				}
				columns(w, table.Row{"ENTRY", "SUM", "TITLE", "ORGANISATION", "WHY"}, lines)
			})
		},
	}
	cmd.Flags().IntVar(&most, "most", 20, "how many at most")
	return reading(cmd, &as)
}
