package main

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/programme"
	"twinning.example/engine/internal/query"
)

func (a *app) peopleCommands() *cobra.Command {
	return group("people", "Load, list and join the people whom commands name", "  twinning people list", a.peopleLoad(), a.peopleList(), a.peopleJoin(), a.askErasure())
}

func (a *app) peopleLoad() *cobra.Command {
	var as, id string
	cmd := &cobra.Command{
		Use: "load FILE", Short: "Record the people of a file, sealed, and give new ones an id",
		Long: `Record the people of a file, sealed, and give new ones an id. Who is known
already, by alias, keeps it; what changed about them is recorded and said, and
holds for every letter from then on. Loading the same file again records nothing.
Roles in the file are given by no loading: those of staff are given when the call is
opened, evaluators are appointed.`,
		Example: "  twinning people load programmes/dhe-2019.people.yaml", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			file, err := readFile(a, args[0], programme.ParsePeople)
			if err != nil {
				return err
			}
			if id == "" {
				id = door.NewID()
			}
			if err := law.CheckCode("--command-id", id); err != nil {
				return asUsage(err)
			}
			if _, err := a.open(ctx); err != nil {
				return err
			}
			ids, err := a.expected(ctx, id, file.People)
			if err != nil {
				return err
			}
			actor := ids[as]
			if as != "" && actor == "" {
				p, err := a.person(ctx, as)
				if err != nil {
					return err
				}
				actor = p.ID
			}
			loaded, err := a.people.Record(ctx, id, actor, persons(file.People))
			if err != nil {
				return err
			}
			if err := a.listPeople(ctx, loaded); err != nil {
				return err
			}
			a.sayRoles(file)
			return nil
		},
	}
	cmd.Flags().StringVar(&as, "as", "", "who loads them: alias or id of a `PERSON`")
	cmd.Flags().Var((*commandID)(&id), "command-id", "the command's own `ID`; drawn if left out")
	return cmd
}

func (a *app) peopleList() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List ids and aliases, and who has which role where",
		Example: "  twinning people list\n  twinning people list -o json", Args: takes,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.listPeople(cmd.Context(), nil) },
	}
}

// A personRow is somebody and, after loading, what it recorded.
type personRow struct {
	query.PersonRow
	Loaded  string   `json:"loaded,omitempty"` // new, changed or unchanged
	Changed []string `json:"changed,omitempty"`
}

// listPeople lists everybody or, after loading, those who were loaded.
func (a *app) listPeople(ctx context.Context, only []people.Loaded) error {
	var ids []string
	if only != nil {
		ids = make([]string, len(only))
		for i, l := range only {
			ids[i] = l.ID
		}
	}
	all, _, err := ask(ctx, a, "", func(q *query.Queries, v access.Viewer) ([]query.PersonRow, error) { return q.People(ctx, v, ids) })
	if err != nil {
		return err
	}
	var rows []personRow
	var lines []table.Row
	for _, p := range all {
		row := personRow{PersonRow: p}
		if only != nil {
			i := slices.IndexFunc(only, func(l people.Loaded) bool { return l.ID == p.ID })
			if i < 0 {
				continue
			}
			row.Loaded, row.Changed = what(only[i]), only[i].Changed
		}
		rows = append(rows, row)
		alias := p.Alias
		if p.Erased || p.Alias == "" {
			alias = a.inWords("(erased)")
		}
		line := table.Row{p.ID, alias, held(a, row.Holds)}
		if only != nil {
			loaded := phrased("%s", coded(row.Loaded))
			if len(row.Changed) > 0 {
				loaded = phrased("%s: %s", coded(row.Loaded), fieldsInWords(row.Changed))
			}
			line = append(line, loaded)
		}
		lines = append(lines, line)
	}
	header := table.Row{"ID", "ALIAS", "ROLES"}
	if only != nil {
		header = append(header, "LOADED")
	}
	return printAll(a, rows, func(w io.Writer) { columns(w, header, lines) })
}

// held are the roles of somebody in words.
func held(a *app, list []query.Holding) string {
	tell := narrator(a.language)
	roles := make([]string, len(list))
	for i, h := range list {
		roles[i] = phrased("%s (%s)", worded("role", h.Role), h.In).in(tell)
	}
	return dash(strings.Join(roles, tell.Semicolon()))
}

// what says what loading recorded of somebody.
func what(l people.Loaded) string {
	switch {
	case l.New:
		return "new"
	case len(l.Changed) > 0:
		return "changed"
	}
	return "unchanged"
}

func fieldsInWords(names []string) series {
	list := make(series, len(names))
	for i, name := range names {
		if list[i] = coded(name); name == "email" {
			list[i] = phrased("e-mail address")
		}
	}
	return list
}

// sayChanged says what loading changed about people who were known.
func (a *app) sayChanged(loaded []people.Loaded) {
	for _, l := range loaded {
		if len(l.Changed) > 0 {
			a.say("%s changed: %s", l.Alias, fieldsInWords(l.Changed))
		}
	}
}

// sayRoles says how the roles in a people file are given: loading gives none.
func (a *app) sayRoles(file programme.People) {
	staff := 0
	for _, role := range law.StaffRoles() {
		staff += len(file.Roles[role])
	}
	if staff > 0 {
		a.say("loading gives no role; those of staff are given by `twinning call open --people FILE`, when a call is opened")
	}
	a.sayEvaluators(file)
}

// sayEvaluators says that no file makes anybody an evaluator.
func (a *app) sayEvaluators(file programme.People) {
	if list := file.Roles[law.Evaluator]; len(list) > 0 {
		a.say("a file makes nobody an evaluator: appoint them with `twinning evaluator appoint CALL %s`", strings.Join(list, " "))
	}
}

// expected are the ids that people of a file have, or will be given, by alias.
func (a *app) expected(ctx context.Context, command string, list []programme.Person) (map[string]string, error) {
	ids := make(map[string]string, len(list))
	for _, p := range list {
		was, err := a.people.Known(ctx, p.Alias, p.Email)
		switch {
		case err == nil:
			ids[p.Alias] = was.ID
		case errors.Is(err, people.ErrUnknown):
			ids[p.Alias] = people.ID(command, p.Alias)
		default:
			return nil, err
		}
	}
	return ids, nil
}

func persons(list []programme.Person) []people.Person {
	out := make([]people.Person, len(list))
	for i, p := range list {
		out[i] = people.Person{Alias: p.Alias, Name: p.Name, Email: p.Email, Organisation: p.Organisation, Country: p.Country, Language: p.Language}
	}
	return out
}
