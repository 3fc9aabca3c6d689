package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/market"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/programme"
	"twinning.example/engine/internal/query"

	"twinning.example/engine/internal/door"
)

func (a *app) marketCommands() *cobra.Command {
	return group("market", "Open a marketplace, search it, check its entries, and see what came of it", "  twinning market search HEALTH --topic own-data",
		a.marketNew(), a.marketOpen(), a.marketChange(), a.marketClose(), a.marketList(), a.marketShow(), a.marketSearch(), a.marketQueue(), a.marketFigure(),
		a.lifeStaff("MARKET", "market staff HEALTH --comes head --gone officer --why \"another post\" --as officer", marketStream, func(c governance.StaffChange) law.Command { return market.ChangeMarketStaff{StaffChange: c} }))
}

// marketStream is the stream of a marketplace that is named with or without its noun.
func marketStream(text string) (string, error) {
	stream, ok := market.MarketStream(strings.TrimPrefix(text, market.Root))
	if !ok {
		return "", usage("%q is not the reference of a market: letters, digits and single hyphens, as in HEALTH", query.Cut(text))
	}
	return stream, nil
}

// rules are those of a file, with its officers by their ids.
func (a *app) marketRules(cmd *cobra.Command, file string) (market.Rules, error) {
	rules, err := readFile(a, file, programme.ParseMarket)
	if err != nil {
		return rules, asUsage(err)
	}
	rules.Officers, err = a.ids(cmd.Context(), rules.Officers)
	return rules, err
}

func (a *app) marketOpen() *cobra.Command {
	var w commandFlags
	cmd := &cobra.Command{
		Use: "open MARKET FILE", Short: "Open a marketplace with its rule book",
		Long: `Open a marketplace with its rule book, a file in YAML: vocabulary, readiness
questionnaire, periods, reminders, limits and weights. From the first administrator on,
administrators do, and heads and officers of the programme that the rule book names.
Its officers, by the aliases of the file, check the entries.`,
		Example: "  twinning market open HEALTH programmes/markets/health.yaml --as officer", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			stream, err := marketStream(args[0])
			if err != nil {
				return err
			}
			rules, err := a.marketRules(cmd, args[1])
			if err != nil {
				return err
			}
			return a.submit(cmd.Context(), &w, door.Request{Stream: stream, Command: market.OpenMarket{Rules: rules}, Begins: true})
		},
	}
	return mutating(cmd, &w)
}

func (a *app) marketChange() *cobra.Command {
	cmd := &cobra.Command{
		Use: "change MARKET FILE", Short: "Put another rule book in force; what is published stays until its date",
		Example: `  twinning market change HEALTH programmes/markets/health.yaml --why "another topic" --as officer`,
	}
	why := cmd.Flags().String("why", "", "the reason, which is recorded")
	return a.sends(cmd, marketStream, func(_ context.Context, args []string) (law.Command, error) {
		rules, err := a.marketRules(cmd, args[0])
		if err != nil {
			return nil, err
		}
		return market.ChangeMarket{Rules: rules, Why: law.Text(*why)}, nil
	})
}

func (a *app) marketClose() *cobra.Command {
	return a.sendsWhy(&cobra.Command{
		Use: "close MARKET", Short: "Close a marketplace: nothing begins any more",
		Example: `  twinning market close HEALTH --why "the project ends" --as officer`,
	}, marketStream, "the reason, which is recorded", func(why law.Text) law.Command { return market.CloseMarket{Why: why} })
}

func (a *app) marketList() *cobra.Command {
	return listingAll(a, &cobra.Command{
		Use: "list", Short: "List the marketplaces", Example: "  twinning market list",
	}, (*query.Queries).Markets, func(ctx context.Context, w io.Writer, rows []query.MarketRow, _ query.Names) {
		if len(rows) == 0 {
			printf(w, "there is no market; `twinning market open` opens one\n")
			return
		}
		lines := make([]table.Row, len(rows))
		for i, r := range rows {
			lines[i] = table.Row{r.Reference, worded("market-stage", r.Stage), r.Rules.Title.In(narrate.LanguageOf(ctx)), r.Since}
		}
		columns(w, table.Row{"MARKET", "STANDS", "TITLE", "RULES SINCE"}, lines)
	})
}

func (a *app) marketShow() *cobra.Command {
	return showing(a, &cobra.Command{
		Use: "show MARKET", Short: "Show a marketplace: vocabulary, periods, limits and weights", Example: "  twinning market show HEALTH",
	}, marketStream, func(ctx context.Context, q *query.Queries, v access.Viewer, stream string, _ []string) (query.MarketRow, error) {
		return q.Market(ctx, v, law.Reference(stream))
	}, marketText)
}

func marketText(ctx context.Context, w io.Writer, m query.MarketRow, n query.Names) {
	r, lang := m.Rules, narrate.LanguageOf(ctx)
	fields(w, "market", m.Reference, "title", r.Title.In(lang), "stands", worded("market-stage", m.Stage), "rule book", m.SHA256, "since", m.Since, "staff", dash(n.All(r.Officers)),
		"valid for", r.ValidFor.String(), "check within", r.CheckWithin.String(), "answer within", r.AnswerWithin.String(),
		"a day and person", phrased("%d entries, %d interests", r.EntriesADay, r.InterestsADay), "another country", yes(r.OtherCountry),
		"weights", phrased("%s; suggested from %d on", weightsText(r.Weights), r.Least), "languages", strings.Join(r.Languages, " "))
	var lines []table.Row
	for _, p := range r.Priorities {
		for _, t := range p.Topics {
			lines = append(lines, table.Row{p.ID, t.ID, t.Title.In(lang)})
		}
	}
	for _, t := range r.Kinds {
		lines = append(lines, table.Row{phrased("kind"), t.ID, t.Title.In(lang)})
	}
	for _, t := range r.Types {
		lines = append(lines, table.Row{phrased("type"), t.ID, t.Title.In(lang)})
	}
	columns(w, table.Row{"OF", "CODE", "TITLE"}, lines)
}

// weightsText says what each agreement counts for in a suggestion.
func weightsText(w market.Weights) phrase {
	return phrased("priority %d, topic %d, kind %d, each type %d, a language in common %d, another country %d, readiness %d",
		w.Priority, w.Topic, w.Kind, w.Type, w.Language, w.OtherCountry, w.Ready)
}

// bookTerms are the rule books of marketplaces, whose words the codes of entries stand for.
type bookTerms map[string]market.Rules

func readTerms(ctx context.Context, q *query.Queries, v access.Viewer) (bookTerms, error) {
	rows, err := q.Markets(ctx, v)
	words := bookTerms{}
	for _, m := range rows {
		words[m.Reference] = m.Rules
	}
	return words, err
}

// entriesTable lists entries.
func entriesTable(w io.Writer, lang string, words bookTerms, rows []query.EntryRow, none string) {
	if len(rows) == 0 {
		printf(w, none)
		return
	}
	lines := make([]table.Row, len(rows))
	for i, r := range rows {
		lines[i] = table.Row{r.Reference, worded("side", r.Side), worded("market-stage", r.Stage), string(r.Title), r.Organisation, landOf(lang, r.Country), query.Term(words[r.Market], lang, "topic", r.Topic), tongues(lang, r.Languages), dash(r.Until)}
	}
	columns(w, table.Row{"ENTRY", "SIDE", "STANDS", "TITLE", "ORGANISATION", "COUNTRY", "TOPIC", "LANGUAGES", "UNTIL"}, lines)
}

func (a *app) marketSearch() *cobra.Command {
	var as string
	var f query.EntryFilter
	cmd := &cobra.Command{
		Use: "search [MARKET]", Short: "Search the published entries, the newest first",
		Example: "  twinning market search HEALTH --side offer --topic own-data --country SE", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				stream, err := marketStream(args[0])
				if err != nil {
					return err
				}
				f.Market = law.Reference(stream)
			}
			var words bookTerms
			page, _, err := ask(cmd.Context(), a, as, func(q *query.Queries, v access.Viewer) (page query.EntryPage, err error) {
				if words, err = readTerms(cmd.Context(), q, v); err != nil {
					return page, err
				}
				return q.Entries(cmd.Context(), v, f)
			})
			if err != nil {
				return err
			}
			return a.print(page, func(w io.Writer) {
				entriesTable(w, narrate.LanguageOf(cmd.Context()), words, page.Items, "no published entry is so\n")
				if page.Next != "" {
					printf(w, "%d of %d; more with --after %s\n", len(page.Items), page.Total, page.Next)
				}
			})
		},
	}
	fl := cmd.Flags()
	fl.StringVar(&f.Side, "side", "", "offer or requirement")
	fl.StringVar(&f.Priority, "priority", "", "code of a priority")
	fl.StringVar(&f.Topic, "topic", "", "code of a topic")
	fl.StringVar(&f.Kind, "kind", "", "code of a kind of solution")
	fl.StringVar(&f.Type, "type", "", "code of a type of twinning")
	fl.StringVar(&f.Language, "in", "", "two small letters: a language in which they can work")
	fl.StringVar(&f.Country, "country", "", "two letters, as in SE")
	fl.StringVar(&f.Words, "words", "", "`WORDS`, or beginnings of words, that the entry has all of: in its title, its description, its region or the name of its organisation")
	fl.StringVar(&f.After, "after", "", "where the page before ended")
	fl.IntVar(&f.Limit, "limit", 0, fmt.Sprintf("how many at most; %d where it is left out", query.DefaultLimit))
	return reading(cmd, &as)
}

func (a *app) marketQueue() *cobra.Command {
	var words bookTerms
	lang := ""
	return showingAll(a, &cobra.Command{
		Use: "queue MARKET", Short: "List the entries that wait for their quality check; for its staff",
		Example: "  twinning market queue HEALTH --as officer",
	}, marketStream, func(ctx context.Context, q *query.Queries, v access.Viewer, stream string, _ []string) (rows []query.EntryRow, err error) {
		if words, err = readTerms(ctx, q, v); err != nil {
			return nil, err
		}
		lang = narrate.LanguageOf(ctx)
		return q.ToCheck(ctx, v, law.Reference(stream))
	}, func(w io.Writer, rows []query.EntryRow) {
		entriesTable(w, lang, words, rows, "no entry waits for its check\n")
	})
}

func (a *app) marketFigure() *cobra.Command {
	return showing(a, &cobra.Command{
		Use: "figure MARKET", Short: "Show what came of a marketplace, for every call, down to each twinning; for its staff",
		Example: "  twinning market figure HEALTH --as officer",
	}, marketStream, func(ctx context.Context, q *query.Queries, v access.Viewer, stream string, _ []string) (query.MarketFigure, error) {
		return q.MarketFigure(ctx, v, law.Reference(stream))
	}, figureText)
}

func figureText(_ context.Context, w io.Writer, f query.MarketFigure, _ query.Names) {
	count := func(list []query.StageCount) any {
		if len(list) == 0 {
			return "-"
		}
		parts := make(series, len(list))
		for i, c := range list {
			parts[i] = phrased("%d %s", c.Count, worded("market-stage", c.Stage))
		}
		return parts
	}
	fields(w, "market", f.Market, "entries", count(f.Entries), "interests", count(f.Interests), "matches", fmt.Sprint(f.Matches))
	var lines, below []table.Row
	for _, c := range f.Calls {
		lines = append(lines, table.Row{c.Call, c.Entries, c.Interests, c.Matches, c.Tenders, c.Awards, c.Closures})
		for _, t := range c.Twinnings {
			below = append(below, table.Row{t.Tender, t.Title, t.Match, dash(t.Offer), dash(t.Sought), worded("stage", t.Stage)})
		}
	}
	columns(w, table.Row{"CALL", "ENTRIES", "INTERESTS", "MATCHES", "TENDERS", "AWARDS", "CLOSURES"}, lines)
	if len(below) > 0 {
		columns(w, table.Row{"TWINNING", "TITLE", "MATCH", "OFFER", "REQUIREMENT", "STANDS"}, below)
	}
}
