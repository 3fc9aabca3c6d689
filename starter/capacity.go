package main

import (
	"cmp"
	"context"
	"io"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/capacity"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/programme"
	"twinning.example/engine/internal/query"
)

func (a *app) capacityCommands() *cobra.Command {
	return group("capacity", "Initiatives: topics that countries offer and seek, pairings and country twinnings", "  twinning capacity show CAPACITYHD",
		a.likeNew("initiative", "capacity open", "closes", "the closing date", "  twinning capacity new --like programmes/initiatives/capacityhd.yaml --day \"12 weeks\" --to my-initiative.yaml"), a.capacityOpen(), a.capacityList(), a.capacityShow(), a.capacityBoard(), a.capacityName(), a.capacityRemove(), a.capacityState(), a.capacityDecide(), a.capacityPair(), a.capacityAnswer(),
		a.capacityWithdraw(), a.capacityReport(), a.capacityJoint(), a.capacityAgree(), a.capacityStop(),
		a.capacityTwinning(), a.capacityReturn(), a.capacityExtend(), a.capacityLeave(), a.capacityFollowUp(),
		a.lifeStaff("INITIATIVE", "capacity staff CAPACITYHD --comes head --gone officer --why \"another post\" --as officer", initiativeStream, func(c governance.StaffChange) law.Command { return capacity.ChangeInitiativeStaff{StaffChange: c} }))
}

// initiativeStream is the stream of an initiative that is named with or without its noun.
func initiativeStream(text string) (string, error) {
	stream, ok := capacity.StreamOf(strings.TrimPrefix(text, capacity.Root))
	if !ok {
		return "", usage("%q is not the reference of an initiative: letters, digits and single hyphens, as in CAPACITYHD", query.Cut(text))
	}
	return stream, nil
}

// capacityDo is a command to the initiative that is its first argument.
func (a *app) capacityDo(use, short, example string, flags func(*cobra.Command), c func(cmd *cobra.Command, args []string) (law.Command, error)) *cobra.Command {
	return a.toLife(initiativeStream, use, short, example, flags, c)
}

func (a *app) capacityOpen() *cobra.Command {
	var w commandFlags
	cmd := &cobra.Command{
		Use: "open INITIATIVE FILE", Short: "Open an initiative with its rule book: topics, countries, closing date and what follows",
		Long: `Open an initiative with its rule book, a file in YAML: topics, the countries that are asked,
the closing date, what follows from interest on one side only, and the rule book of the country
twinnings. From the first administrator on, administrators do, and heads and officers of the
programme that the rule book names. Its officers, by the aliases of the file, steer it.

The closing date must lie ahead: "twinning capacity new" writes a rule book like the example
with later dates, and "twinning programme check FILE" says what is wrong with one.`,
		Example: "  twinning capacity open CAPACITYHD programmes/initiatives/capacityhd.yaml --as officer", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			stream, err := initiativeStream(args[0])
			if err != nil {
				return err
			}
			rules, err := readFile(a, args[1], programme.ParseInitiative)
			if err != nil {
				return asUsage(err)
			}
			if rules.Officers, err = a.ids(cmd.Context(), rules.Officers); err != nil {
				return err
			}
			return a.submit(cmd.Context(), &w, door.Request{Stream: stream, Command: capacity.OpenInitiative{Rules: rules}, Begins: true})
		},
	}
	return mutating(cmd, &w)
}

func (a *app) capacityList() *cobra.Command {
	return listingAll(a, &cobra.Command{
		Use: "list", Short: "List the initiatives", Example: "  twinning capacity list",
	}, (*query.Queries).Initiatives, func(ctx context.Context, w io.Writer, rows []query.InitiativeRow, _ query.Names) {
		if len(rows) == 0 {
			printf(w, "there is no initiative\n")
			return
		}
		lines := make([]table.Row, len(rows))
		for i, r := range rows {
			lines[i] = table.Row{r.Reference, worded("initiative-stage", r.Stage), r.Rules.Title.In(narrate.LanguageOf(ctx)), r.Rules.Closes.String(), len(r.Topics)}
		}
		columns(w, table.Row{"INITIATIVE", "STANDS", "TITLE", "CLOSES", "TOPICS"}, lines)
	})
}

func (a *app) capacityShow() *cobra.Command {
	return showing(a, &cobra.Command{
		Use: "show INITIATIVE", Short: "Show an initiative: its topics, what became of each, and what your country states", Example: "  twinning capacity show CAPACITYHD --as mask-contact",
	}, initiativeStream, func(ctx context.Context, q *query.Queries, v access.Viewer, stream string, _ []string) (query.InitiativeRow, error) {
		return q.Initiative(ctx, v, law.Reference(stream))
	}, func(ctx context.Context, w io.Writer, r query.InitiativeRow, _ query.Names) {
		lang := narrate.LanguageOf(ctx)
		fields(w, "initiative", r.Reference, "title", r.Rules.Title.In(lang), "stands", worded("initiative-stage", r.Stage), "statements until", r.Rules.Closes.String(), "rule book", r.SHA256)
		var lines []table.Row
		for _, t := range r.Topics {
			topic, _ := r.Rules.Topic(t.ID)
			lines = append(lines, table.Row{t.ID, topic.Title.In(lang), worded("capacity-branch", t.Branch), dash(t.Masterclass), yes(t.Takes)})
		}
		columns(w, table.Row{"TOPIC", "TITLE", "WHAT BECAME OF IT", "MASTERCLASS", "STATEMENTS TAKEN"}, lines)
		printStatements(w, r.Yours, func(id string) string {
			t, _ := r.Rules.Topic(id)
			return cmp.Or(t.Title.In(lang), id)
		}, r.Rules.Activities, lang)
	})
}

// landOf is a country by its name, with the code by which commands name it.
func landOf(lang, code string) string {
	if name := narrate.Country(lang, code); name != code {
		return name + " (" + code + ")"
	}
	return code
}

func lands(lang string, codes []string) string {
	list := make([]string, len(codes))
	for i, c := range codes {
		list[i] = landOf(lang, c)
	}
	return strings.Join(list, ", ")
}

// termsOf are the titles of codes of a rule book.
func termsOf(terms []capacity.Term, lang string, codes []string) string {
	list := slices.Clone(codes)
	for i, c := range codes {
		for _, t := range terms {
			if t.ID == c {
				list[i] = t.Title.In(lang)
			}
		}
	}
	return strings.Join(list, ", ")
}

func tongues(lang string, codes []string) string {
	list := make([]string, len(codes))
	for i, c := range codes {
		list[i] = narrate.Tongue(lang, c)
	}
	return strings.Join(list, ", ")
}

// topicIn is the title of a topic of an initiative; its id where it has none.
func topicIn(rows []query.InitiativeReasonRow, lang, id string) string {
	for _, t := range rows {
		if t.Topic == id {
			return cmp.Or(t.Title.In(lang), id)
		}
	}
	return id
}

func printStatements(w io.Writer, rows []query.InitiativeStatementRow, topic func(id string) string, activities []capacity.Term, lang string) {
	if len(rows) == 0 {
		return
	}
	var lines []table.Row
	for _, s := range rows {
		lines = append(lines, table.Row{landOf(lang, s.Country), topic(s.Topic), yes(s.Offers), yes(s.Seeks), dash(termsOf(activities, lang, s.Activities)), dash(tongues(lang, s.Languages)), dash(strings.Join(strings.Fields(string(s.Remarks)), " "))})
	}
	columns(w, table.Row{"COUNTRY", "TOPIC", "OFFERS", "SEEKS", "ACTIVITIES", "LANGUAGES", "REMARKS"}, lines)
}

func (a *app) capacityBoard() *cobra.Command {
	return showing(a, &cobra.Command{
		Use: "board INITIATIVE", Short: "Show which country offers and seeks what, why each topic took its branch, suggestions, pairings and country twinnings", Example: "  twinning capacity board CAPACITYHD --as officer",
	}, initiativeStream, func(ctx context.Context, q *query.Queries, v access.Viewer, stream string, _ []string) (query.InitiativeBoardRow, error) {
		return q.InitiativeBoard(ctx, v, law.Reference(stream))
	}, func(ctx context.Context, w io.Writer, r query.InitiativeBoardRow, _ query.Names) {
		lang := narrate.LanguageOf(ctx)
		land := func(code string) string { return landOf(lang, code) }
		topic := func(id string) string { return topicIn(r.Topics, lang, id) }
		printStatements(w, r.Statements, topic, r.Activities, lang)
		var lines []table.Row
		for _, t := range r.Topics {
			lines = append(lines, table.Row{t.Topic, t.Title.In(lang), dash(t.Because), dash(string(t.Why))})
		}
		columns(w, table.Row{"TOPIC", "TITLE", "BECAUSE", "THE STAFF"}, lines)
		lines = nil
		for _, s := range r.Suggestions {
			lines = append(lines, table.Row{topic(s.Topic), land(s.Offers), land(s.Seeks), s.Score, strings.Join(s.Reasons, "; ")})
		}
		if len(lines) > 0 {
			columns(w, table.Row{"SUGGESTED", "OFFERS", "SEEKS", "SCORE", "REASONS"}, lines)
		}
		lines = nil
		for _, p := range r.Pairings {
			lines = append(lines, table.Row{p.Number, topic(p.Topic), land(p.Offers), land(p.Seeks), coded(p.Stage), p.Until, dash(lands(lang, p.Accepted))})
		}
		if len(lines) > 0 {
			columns(w, table.Row{"PAIRING", "TOPIC", "OFFERS", "SEEKS", "STANDS", "ANSWERS UNTIL", "ACCEPTED"}, lines)
		}
		lines = nil
		for _, t := range r.Twinnings {
			lines = append(lines, table.Row{t.Number, topic(t.Topic), land(t.Offers), land(t.Seeks), coded(t.Stage), t.Begins, t.Months, phrased("%d of %d", len(t.Reports), 2*len(t.Periods)), yes(t.FollowUp)})
		}
		if len(lines) > 0 {
			columns(w, table.Row{"TWINNING", "TOPIC", "OFFERS", "SEEKS", "STANDS", "BEGINS", "MONTHS", "REPORTS", "FOLLOW-UP"}, lines)
		}
	})
}

func (a *app) capacityName() *cobra.Command {
	return a.capacityDo("name INITIATIVE COUNTRY PERSON", "Name who speaks for a country; a letter tells them", "  twinning capacity name CAPACITYHD SE mask-contact --as officer", nil,
		func(cmd *cobra.Command, args []string) (law.Command, error) {
			ids, err := a.ids(cmd.Context(), args[1:2])
			if err != nil {
				return nil, err
			}
			return capacity.NameCountryContact{Country: strings.ToUpper(args[0]), Person: ids[0]}, nil
		})
}

func (a *app) capacityRemove() *cobra.Command {
	return a.capacityDo("remove INITIATIVE COUNTRY PERSON", "Say who speaks for a country no longer", "  twinning capacity remove CAPACITYHD SE mask-contact --as officer", nil,
		func(cmd *cobra.Command, args []string) (law.Command, error) {
			ids, err := a.ids(cmd.Context(), args[1:2])
			if err != nil {
				return nil, err
			}
			return capacity.RemoveCountryContact{Country: strings.ToUpper(args[0]), Person: ids[0]}, nil
		})
}

func (a *app) capacityState() *cobra.Command {
	var offers, seeks bool
	var activities, languages []string
	var remarks string
	return a.capacityDo("state INITIATIVE COUNTRY TOPIC", "State whether a country offers expertise on a topic, seeks it, or both; with neither the statement is taken back",
		"  twinning capacity state CAPACITYHD SE strategies --offers --activities experts,seminars --languages en --as mask-contact",
		func(cmd *cobra.Command) {
			f := cmd.Flags()
			f.BoolVar(&offers, "offers", false, "the country offers expertise")
			f.BoolVar(&seeks, "seeks", false, "the country seeks expertise")
			f.StringSliceVar(&activities, "activities", nil, "`ACTIVITIES` of the rule book")
			f.StringSliceVar(&languages, "languages", nil, "`LANGUAGES` of the rule book, as in en")
			f.StringVar(&remarks, "remarks", "", "for the staff, in your own words")
		},
		func(_ *cobra.Command, args []string) (law.Command, error) {
			return capacity.StateTopicInterest{Country: strings.ToUpper(args[0]), Topic: args[1], Offers: offers, Seeks: seeks, Activities: activities, Languages: languages, Remarks: law.Text(remarks)}, nil
		})
}

func (a *app) capacityDecide() *cobra.Command {
	var why string
	return a.capacityDo("decide INITIATIVE TOPIC BRANCH", "Decide that a topic becomes a masterclass, or is dropped", `  twinning capacity decide CAPACITYHD strategies masterclass --why "the pairing was declined" --as officer`, givingWhy(&why),
		func(_ *cobra.Command, args []string) (law.Command, error) {
			return capacity.DecideTopic{Topic: args[0], Branch: capacity.Branch(args[1]), Why: law.Text(why)}, nil
		})
}
