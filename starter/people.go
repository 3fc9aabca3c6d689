package main

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/programme"
	"twinning.example/engine/internal/twinning"
)

func (a *app) peopleCommands() *cobra.Command {
	return group("people", "Load and list the people whom commands name", "  twinning people list", a.peopleLoad(), a.peopleList())
}

func (a *app) peopleLoad() *cobra.Command {
	var as, id string
	cmd := &cobra.Command{
		Use: "load FILE", Short: "Record the people of a file, sealed, and give new ones an id",
		Long: `Record the people of a file, sealed, and give new ones an id. Who is known
already, by alias, keeps it; loading the same file again records nothing.`,
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
			if ids, err = a.people.Load(ctx, id, actor, persons(file.People)); err != nil {
				return err
			}
			return a.listPeople(ctx, ids)
		},
	}
	cmd.Flags().StringVar(&as, "as", "", "who loads them: alias or id of a `PERSON`")
	cmd.Flags().StringVar(&id, "command-id", "", "the command's own `ID`; drawn if left out")
	return cmd
}

func (a *app) peopleList() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List ids and aliases, and who has which role where",
		Example: "  twinning people list\n  twinning people list -o json", Args: takes,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.listPeople(cmd.Context(), nil) },
	}
}

// A personRow is what is shown of a person: neither name nor address.
type personRow struct {
	ID     string   `json:"id"`
	Alias  string   `json:"alias,omitempty"`
	Erased bool     `json:"erased,omitempty"`
	Roles  []string `json:"roles"`
}

func (a *app) listPeople(ctx context.Context, only map[string]string) error {
	if _, err := a.open(ctx); err != nil {
		return err
	}
	all, err := a.people.All(ctx)
	if err != nil {
		return err
	}
	roles, err := a.rolesOfAll(ctx)
	if err != nil {
		return err
	}
	var rows []personRow
	var lines []table.Row
	for _, p := range all {
		if only != nil && only[p.Alias] != p.ID {
			continue
		}
		row := personRow{ID: p.ID, Alias: p.Alias, Erased: p.Erased, Roles: roles[p.ID]}
		if row.Roles == nil {
			row.Roles = []string{}
		}
		rows = append(rows, row)
		alias := p.Alias
		if !known(p) {
			alias = "(erased)"
		}
		lines = append(lines, table.Row{p.ID, alias, dash(strings.Join(row.Roles, "; "))})
	}
	return printAll(a, rows, func(w io.Writer) { columns(w, table.Row{"ID", "ALIAS", "ROLES"}, lines) })
}

// rolesOfAll are the roles of everybody, in words: officer of DHE-2019.
func (a *app) rolesOfAll(ctx context.Context) (map[string][]string, error) {
	roles := map[string][]string{}
	add := func(id, what string) {
		if id != "" && !slices.Contains(roles[id], what) {
			roles[id] = append(roles[id], what)
		}
	}
	calls, err := a.foldAll(ctx, "call/")
	if err != nil {
		return nil, err
	}
	for _, stream := range sorted(calls) {
		c := calls[stream].State.(call.Call)
		for _, role := range law.StaffRoles() {
			for _, id := range c.Roles[role] {
				add(id, role.Words()+" of "+c.Reference)
			}
		}
		for _, e := range c.Evaluators {
			add(e.Person, law.Evaluator.Words()+" of "+c.Reference)
		}
	}
	tenders, err := a.foldAll(ctx, "twinning/")
	if err != nil {
		return nil, err
	}
	for _, stream := range sorted(tenders) {
		t := tenders[stream].State.(twinning.Twinning)
		if c, _ := calls[law.CallStream(law.CallOf(t.Reference))].State.(call.Call); !unsealed(c) {
			continue
		}
		add(t.Tender.Contact, "contact of "+t.Reference)
		add(t.Tender.Signatory, "signatory of "+t.Reference)
	}
	return roles, nil
}

// expected are the ids that people of a file have, or will be given, by alias.
func (a *app) expected(ctx context.Context, command string, list []programme.Person) (map[string]string, error) {
	ids := make(map[string]string, len(list))
	for _, p := range list {
		was, err := a.people.Find(ctx, p.Alias)
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
