package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/masterclass"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/survey"
)

func givingWhy(why *string) func(*cobra.Command) {
	return func(cmd *cobra.Command) {
		cmd.Flags().StringVar(why, "why", "", "the reason, which is recorded and told")
	}
}

func (a *app) masterclassRemove() *cobra.Command {
	var why string
	return a.masterclassDo("remove MASTERCLASS PERSON", "End somebody's registration, with a reason that they are told", `  twinning masterclass remove TRIESTE-2024 mask-contact --why "not of a target group" --as officer`, givingWhy(&why),
		func(cmd *cobra.Command, args []string) (law.Command, error) {
			ids, err := a.ids(cmd.Context(), args[:1])
			if err != nil {
				return nil, err
			}
			return masterclass.EndRegistration{Person: ids[0], Why: law.Text(why)}, nil
		})
}

func (a *app) masterclassPeople() *cobra.Command {
	return showing(a, &cobra.Command{
		Use: "people MASTERCLASS", Short: "Show who registered, who waits and who was present; for its staff", Example: "  twinning masterclass people TRIESTE-2024 --as officer",
	}, masterclassStream, func(ctx context.Context, q *query.Queries, v access.Viewer, stream string, _ []string) (query.MasterclassPeopleRow, error) {
		return q.MasterclassPeople(ctx, v, law.Reference(stream))
	}, func(ctx context.Context, w io.Writer, r query.MasterclassPeopleRow, n query.Names) {
		lang := narrate.LanguageOf(ctx)
		if len(r.Registrations) == 0 {
			printf(w, "nobody has registered\n")
			return
		}
		lines := make([]table.Row, len(r.Registrations))
		for i, x := range r.Registrations {
			lines[i] = table.Row{x.Number, n.Of(x.Person), registrationStands(x), termsOf(r.Groups, lang, []string{x.Group}), landOf(lang, x.Country), string(x.Organisation), dash(string(x.Needs)), dash(strings.Join(x.Present, ", ")), yes(x.Certificate != nil)}
		}
		columns(w, table.Row{"NUMBER", "PERSON", "STANDS", "GROUP", "COUNTRY", "ORGANISATION", "NEEDS", "PRESENT", "CERTIFICATE"}, lines)
	})
}

func (a *app) masterclassPlaces() *cobra.Command {
	var why string
	return a.masterclassDo("places MASTERCLASS NUMBER", "Say how many places there are; who waits moves up", `  twinning masterclass places TRIESTE-2024 50 --why "a larger room" --as officer`, givingWhy(&why),
		func(_ *cobra.Command, args []string) (law.Command, error) {
			var n int
			if _, err := fmt.Sscan(args[0], &n); err != nil {
				return nil, usage("%q is not a whole number", query.Cut(args[0]))
			}
			return masterclass.SetCapacity{Capacity: n, Why: law.Text(why)}, nil
		})
}

func (a *app) masterclassMove() *cobra.Command {
	var why, place string
	return a.masterclassDo("move MASTERCLASS SESSION STARTS ENDS", "Give a session another time and place, by the clocks of its zone; all who have a place are told",
		`  twinning masterclass move TRIESTE-2024 day 2024-06-05T10:00 2024-06-05T18:00 --place "Trieste, Italy" --why "the room is free later" --as officer`,
		func(cmd *cobra.Command) {
			givingWhy(&why)(cmd)
			cmd.Flags().StringVar(&place, "place", "", "where it is held")
		},
		func(_ *cobra.Command, args []string) (law.Command, error) {
			from, err := calendar.ParseWallClock(args[1])
			if err != nil {
				return nil, asUsage(err)
			}
			to, err := calendar.ParseWallClock(args[2])
			if err != nil {
				return nil, asUsage(err)
			}
			return masterclass.MoveSession{Session: args[0], Starts: from, Ends: to, Place: masterclass.Words{EN: place}, Why: law.Text(why)}, nil
		})
}

func (a *app) masterclassMaterial() *cobra.Command {
	var title, module, sha string
	return a.masterclassDo("material MASTERCLASS ID LINK", "Add a material for those who registered: where it is, and with --sha256 which file",
		`  twinning masterclass material TRIESTE-2024 slides https://academy.example/slides.pdf --title "Slides" --as officer`,
		func(cmd *cobra.Command) {
			f := cmd.Flags()
			f.StringVar(&title, "title", "", "what it is called")
			f.StringVar(&module, "module", "", "`MODULE` that it belongs to")
			f.StringVar(&sha, "sha256", "", "SHA-256 of the file, in hexadecimal")
		},
		func(_ *cobra.Command, args []string) (law.Command, error) {
			return masterclass.AddMaterial{ID: args[0], Title: law.Text(title), Module: module, Link: args[1], SHA256: sha}, nil
		})
}

func (a *app) masterclassPresent() *cobra.Command {
	return a.masterclassDo("present MASTERCLASS SESSION PERSON...", "Record who was present at a session; it takes the place of what was recorded before", "  twinning masterclass present TRIESTE-2024 day mask-contact kwido-contact --as officer", nil,
		func(cmd *cobra.Command, args []string) (law.Command, error) {
			ids, err := a.ids(cmd.Context(), args[1:])
			if err != nil {
				return nil, err
			}
			return masterclass.RecordAttendance{Session: args[0], Present: ids}, nil
		})
}

func (a *app) masterclassEvaluations() *cobra.Command {
	return showing(a, &cobra.Command{
		Use: "evaluations MASTERCLASS", Short: "Show what the evaluation forms add up to; for its staff", Example: "  twinning masterclass evaluations TRIESTE-2024 --as officer",
	}, masterclassStream, func(ctx context.Context, q *query.Queries, v access.Viewer, stream string, _ []string) (query.MasterclassEvaluationRow, error) {
		return q.MasterclassEvaluations(ctx, v, law.Reference(stream))
	}, func(ctx context.Context, w io.Writer, r query.MasterclassEvaluationRow, _ query.Names) {
		fields(w, "masterclass", r.Masterclass, "forms", fmt.Sprint(r.Forms))
		var lines []table.Row
		lang := narrate.LanguageOf(ctx)
		for _, p := range r.Parts {
			_, part, _ := r.Rules.Part(p.Part)
			title, options := cmp.Or(part.Title.In(lang), p.Part), r.Rules.Vocabulary(part.Of)
			for _, o := range p.Options {
				lines = append(lines, table.Row{title, termsOf(options, lang, []string{o.Option}), o.Count})
			}
			for _, c := range p.Cells {
				lines = append(lines, table.Row{title, termsOf(options, lang, []string{c.Row}) + " / " + columnOf(part, lang, c.Column), c.Count})
			}
			for _, x := range p.Numbers {
				lines = append(lines, table.Row{title, x, 1})
			}
			for _, t := range p.Texts {
				lines = append(lines, table.Row{title, strings.Join(strings.Fields(string(t)), " "), 1})
			}
		}
		columns(w, table.Row{"PART", "ANSWER", "FORMS"}, lines)
	})
}

// columnOf is the title of a column of a grid.
func columnOf(p survey.SurveyPart, lang, id string) string {
	for _, c := range p.Columns {
		if c.ID == id {
			return c.Title.In(lang)
		}
	}
	return id
}

func (a *app) masterclassCancel() *cobra.Command {
	var why string
	return a.masterclassDo("cancel MASTERCLASS", "Say that a masterclass does not take place; all who registered are told", `  twinning masterclass cancel TRIESTE-2024 --why "the tutors are ill" --as officer`, givingWhy(&why),
		func(*cobra.Command, []string) (law.Command, error) {
			return masterclass.CancelMasterclass{Why: law.Text(why)}, nil
		})
}
