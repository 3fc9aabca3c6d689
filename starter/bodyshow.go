package main

import (
	"context"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/query"
)

func oneLine(t law.Text) string { return strings.Join(strings.Fields(string(t)), " ") }

func (a *app) bodyList() *cobra.Command {
	return listingAll(a, &cobra.Command{
		Use: "list", Short: "List the bodies", Example: "  twinning body list",
	}, (*query.Queries).Bodies, func(ctx context.Context, w io.Writer, rows []query.BodyCard, _ query.Names) {
		if len(rows) == 0 {
			printf(w, "there is no body\n")
			return
		}
		lines := make([]table.Row, len(rows))
		for i, r := range rows {
			lines[i] = table.Row{r.Reference, worded("body-stage", r.Stands), r.Title.In(narrate.LanguageOf(ctx)), r.Begins, dash(r.Ends)}
		}
		columns(w, table.Row{"BODY", "STANDS", "TITLE", "BEGINS", "ENDS"}, lines)
	})
}

func (a *app) bodyShow() *cobra.Command {
	return showing(a, &cobra.Command{
		Use: "show BODY", Short: "Show a body: mandate, members, meetings, decisions, adopted texts and actions, as far as you may see them", Example: "  twinning body show EHN --as officer",
	}, bodyStream, func(ctx context.Context, q *query.Queries, v access.Viewer, stream string, _ []string) (query.BodyRow, error) {
		return q.Body(ctx, v, law.Reference(stream))
	}, func(ctx context.Context, w io.Writer, b query.BodyRow, n query.Names) {
		bodyText(w, b, n, narrate.LanguageOf(ctx))
	})
}

// bodyText prints a body.
func bodyText(w io.Writer, b query.BodyRow, n query.Names, lang string) {
	var acts []string
	for _, act := range b.Rules.Mandate.Acts {
		acts = append(acts, act.In(lang))
	}
	fields(w, "body", b.Reference, "title", b.Title.In(lang), "stands", worded("body-stage", b.Stands), "acts", strings.Join(acts, "; "), "reports to", b.Rules.Mandate.ReportsTo.In(lang), "begins", b.Begins, "ends", b.Ends,
		"funds", b.Rules.Mandate.Funds, "reason", oneLine(b.Why), "rule book", b.SHA256)
	lines := []table.Row{}
	show := func(header table.Row) {
		if len(lines) > 0 {
			io.WriteString(w, "\n")
			columns(w, header, lines)
		}
		lines = nil
	}
	for _, c := range b.Calls {
		lines = append(lines, table.Row{c.Call, strings.Join(c.Seats, ", "), c.Closes, yes(c.Closed), yes(c.Decided)})
	}
	show(table.Row{"CALL", "SEATS", "CLOSES", "CLOSED", "DECIDED"})
	for _, c := range b.Chairs {
		lines = append(lines, table.Row{c.Chair, who(n, c.Person), onClock(c.Since, b.Rules.Zone), dash(onClock(c.Until, b.Rules.Zone))})
	}
	show(table.Row{"CHAIR", "PERSON", "SINCE", "UNTIL"})
	for _, m := range b.Members {
		name := oneLine(m.Name)
		if name == "" && m.Country != "" {
			name = narrate.Country(lang, m.Country)
		}
		lines = append(lines, table.Row{m.Member, m.Seat, dash(name), who(n, m.Person), dash(n.All(m.Alternates)), yes(m.Votes), m.From, dash(m.Until), worded("membership-cause", m.Cause)})
	}
	show(table.Row{"MEMBER", "SEAT", "NAME", "REPRESENTED BY", "ALTERNATES", "VOTES", "FROM", "UNTIL", "ENDED"})
	for _, m := range b.Meetings {
		lines = append(lines, table.Row{m.Meeting, oneLine(m.Title), onClock(m.Starts, b.Rules.Zone), worded("meeting", m.Stands), yes(m.Short), dash(onClock(m.PublishedAt, b.Rules.Zone))})
	}
	show(table.Row{"MEETING", "TITLE", "STARTS", "STANDS", "SHORT NOTICE", "MINUTES PUBLISHED"})
	for _, d := range b.Decisions {
		lines = append(lines, table.Row{d.Decision, oneLine(d.Question), dash(d.Meeting), worded("decision", d.Stands), len(d.Counts), dash(d.Until)})
	}
	show(table.Row{"DECISION", "QUESTION", "MEETING", "STANDS", "STEPS", "UNTIL"})
	for _, x := range b.Advice {
		for _, r := range x.Recommendations {
			lines = append(lines, table.Row{x.Advice, termsOf(b.Rules.Advice, lang, []string{x.AdviceKind}), oneLine(x.Title), r.ID, oneLine(r.Text), worded("follow-up", r.Status), oneLine(r.Said)})
		}
		if len(x.Recommendations) == 0 {
			lines = append(lines, table.Row{x.Advice, termsOf(b.Rules.Advice, lang, []string{x.AdviceKind}), oneLine(x.Title), "-", "-", "-", "-"})
		}
	}
	show(table.Row{"ADVICE", "KIND", "TITLE", "NO", "RECOMMENDATION", "STATUS", "SAID"})
	for _, x := range b.Actions {
		lines = append(lines, table.Row{x.Action, x.Member, oneLine(x.Text), x.Due, phrased("%d %%", x.Percent), dash(oneLine(x.Said))})
	}
	show(table.Row{"ACTION", "MEMBER", "TEXT", "DUE", "DONE", "SAID"})
	for _, l := range b.Links {
		lines = append(lines, table.Row{l.From, l.To})
	}
	show(table.Row{"FROM", "FOLLOWS"})
}

// who is a person's name; - where whoever asks is not told.
func who(n query.Names, person string) string {
	if person == "" {
		return "-"
	}
	return n.Of(person)
}

func (a *app) bodyMeeting() *cobra.Command {
	var as string
	var ical bool
	cmd := &cobra.Command{
		Use: "meeting BODY MEETING", Short: "Show a meeting: agenda, documents, decisions and minutes, or write its entry for a calendar", Example: "  twinning body meeting EHN 20 --ical", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			stream, err := bodyStream(args[0])
			if err != nil {
				return err
			}
			m, n, err := ask(ctx, a, as, func(q *query.Queries, v access.Viewer) (query.BodyMeetingRow, error) {
				return q.BodyMeeting(ctx, v, law.Reference(stream), args[1])
			})
			if err != nil {
				return err
			}
			if ical {
				_, err := io.WriteString(cmd.OutOrStdout(), m.Calendar())
				return err
			}
			return a.print(m, func(w io.Writer) {
				var quorum any = ""
				if m.Quorum.Of > 0 {
					quorum = phrased("%d of %d, %d needed", m.Quorum.Present, m.Quorum.Of, m.Quorum.Needed)
				}
				fields(w, "meeting", m.Meeting, "title", oneLine(m.Title), "starts", onClock(m.Starts, m.Zone), "ends", onClock(m.Ends, m.Zone), "place", oneLine(m.Place), "stands", worded("meeting", m.Stands), "short notice", yes(m.Short), "quorum", quorum, "comments until", m.Until, "minutes approved", onClock(m.Approved, m.Zone),
					"minutes published", onClock(m.PublishedAt, m.Zone), "reason", oneLine(m.Why))
				var lines []table.Row
				for _, i := range m.Agenda {
					lines = append(lines, table.Row{i.ID, oneLine(i.Title), i.For})
				}
				columns(w, table.Row{"ITEM", "TITLE", "FOR"}, lines)
				lines = nil
				for _, d := range m.Documents {
					where := oneLine(d.Where)
					if d.Stored != nil {
						where = "in the store: " + d.Stored.File
					}
					lines = append(lines, table.Row{d.Item, oneLine(d.Title), dash(d.SHA256), dash(where)})
				}
				if len(lines) > 0 {
					columns(w, table.Row{"ITEM", "DOCUMENT", "SHA-256", "WHERE"}, lines)
				}
				lines = nil
				for _, p := range m.Present {
					lines = append(lines, table.Row{p.Member, n.Of(p.Person)})
				}
				if len(lines) > 0 {
					columns(w, table.Row{"MEMBER", "PRESENT"}, lines)
				}
				for _, d := range m.Decisions {
					decisionText(w, d)
				}
				if m.Minutes != "" {
					printf(w, "\n%s\n", m.Minutes)
				}
				for _, c := range m.Comments {
					printf(w, "\n%s, %s, draft %d%s:\n%s\n", n.Of(c.By), c.At, c.Draft, map[bool]phrase{true: phrased(", objects")}[c.Objects], c.Text)
				}
			})
		},
	}
	cmd.Flags().BoolVar(&ical, "ical", false, "write an entry for a calendar, in iCalendar")
	return reading(cmd, &as)
}

func decisionText(w io.Writer, d query.BodyDecisionRow) {
	fields(w, "decision", d.Decision, "question", oneLine(d.Question), "stands", worded("decision", d.Stands), "step", d.Step, "until", d.Until)
	for _, c := range d.Counts {
		printf(w, "%s\ncounted again from the ballots: %s\n", c.Explained, map[bool]phrase{true: phrased("the same"), false: phrased("NOT THE SAME")}[c.Agrees])
	}
}

func (a *app) bodyDecision() *cobra.Command {
	return showing(a, &cobra.Command{
		Use: "decision BODY DECISION", Short: "Show a decision, how each of its steps was counted, and count it again", Example: "  twinning body decision EHN d1",
	}, bodyStream, func(ctx context.Context, q *query.Queries, v access.Viewer, stream string, args []string) (query.BodyDecisionRow, error) {
		return q.BodyDecision(ctx, v, law.Reference(stream), args[0])
	}, func(_ context.Context, w io.Writer, d query.BodyDecisionRow, _ query.Names) {
		decisionText(w, d)
		var lines []table.Row
		for _, b := range d.Ballots {
			lines = append(lines, table.Row{b.Step, b.Voter, worded("ballot", b.Vote), b.At})
		}
		if len(lines) > 0 {
			columns(w, table.Row{"STEP", "VOTER", "VOTE", "AT"}, lines)
		}
	})
}

func (a *app) bodyApplications() *cobra.Command {
	return showing(a, &cobra.Command{
		Use: "applications BODY", Short: "Show applications for seats and declared interests: all to the secretariat, to others their own", Example: "  twinning body applications ESG --as officer",
	}, bodyStream, func(ctx context.Context, q *query.Queries, v access.Viewer, stream string, _ []string) (query.BodyApplications, error) {
		return q.BodyApplications(ctx, v, law.Reference(stream))
	}, func(_ context.Context, w io.Writer, r query.BodyApplications, n query.Names) {
		var lines []table.Row
		for _, x := range r.Applications {
			lines = append(lines, table.Row{x.Application, x.Call, x.Seat, oneLine(x.Name), n.Of(x.By), worded("application", x.Stands), oneLine(x.Motivation), oneLine(x.Interests), dash(oneLine(x.Why))})
		}
		if len(lines) == 0 && len(r.Interests) == 0 {
			printf(w, "there is no application that you may see\n")
			return
		}
		if len(lines) > 0 {
			columns(w, table.Row{"APPLICATION", "CALL", "SEAT", "NAME", "BY", "STANDS", "MOTIVATION", "INTERESTS", "WHY"}, lines)
		}
		lines = nil
		for _, i := range r.Interests {
			lines = append(lines, table.Row{n.Of(i.Person), i.At, oneLine(i.Text)})
		}
		if len(lines) > 0 {
			columns(w, table.Row{"PERSON", "AT", "INTERESTS"}, lines)
		}
	})
}
