package query

import (
	"context"
	"maps"
	"slices"
	"strings"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/twinning"
)

// A PersonRow is what is shown of a person: neither name nor address.
type PersonRow struct {
	ID     string    `json:"id"`
	Alias  string    `json:"alias,omitempty"`
	Erased bool      `json:"erased,omitempty"`
	Roles  []string  `json:"roles"`
	Holds  []Holding `json:"-"` // the same
}

// A Holding is a role that somebody has in a call or a tender.
type Holding struct {
	Role law.Role
	In   string
}

func (h Holding) words() string { return h.Role.Words() + " of " + h.In }

// roles are the roles of everybody. Those in tenders, of which there may be many,
// are left out where they are not asked for.
func (q *Queries) roles(ctx context.Context, inTenders bool) (map[string][]Holding, error) {
	roles := map[string][]Holding{}
	add := func(id string, role law.Role, in string) {
		if is := (Holding{role, in}); id != "" && !slices.Contains(roles[id], is) {
			roles[id] = append(roles[id], is)
		}
	}
	calls, err := q.foldAll(ctx, "call/")
	if err != nil {
		return nil, err
	}
	for _, stream := range sorted(calls) {
		c := calls[stream].State.(call.Call)
		for _, role := range law.StaffRoles() {
			for _, id := range c.People(role) {
				add(id, role, c.Reference)
			}
		}
		for _, e := range c.Evaluators {
			add(e.Person, law.Evaluator, c.Reference)
		}
	}
	if !inTenders {
		return roles, nil
	}
	tenders, err := q.foldAll(ctx, "twinning/")
	if err != nil {
		return nil, err
	}
	for _, stream := range sorted(tenders) {
		t := tenders[stream].State.(twinning.Twinning)
		if c, _ := calls[law.CallStream(law.CallOf(t.Reference))].State.(call.Call); !access.Opened(c) {
			continue
		}
		add(t.Tender.Contact, law.Contact, t.Reference)
		add(t.Tender.Signatory, law.Signatory, t.Reference)
	}
	return roles, nil
}

// People lists everybody by alias, with their roles. With ids it lists those alone,
// with their roles in calls.
func (q *Queries) People(ctx context.Context, v access.Viewer, ids []string) ([]PersonRow, error) {
	if !v.Operator {
		return nil, withheld(law.Why("people-for-operator"))
	}
	var all []people.Person
	var err error
	switch {
	case q.then != nil:
		all, err = q.peopleThen(ctx, ids)
	case ids == nil:
		all, err = q.people.All(ctx)
	default:
		var named map[string]people.Person
		named, err = q.people.Named(ctx, ids)
		all = slices.SortedFunc(maps.Values(named), func(x, y people.Person) int { return strings.Compare(x.Alias+x.ID, y.Alias+y.ID) })
	}
	if err != nil {
		return nil, err
	}
	roles, err := q.roles(ctx, ids == nil)
	if err != nil {
		return nil, err
	}
	rows := make([]PersonRow, len(all))
	for i, p := range all {
		rows[i] = PersonRow{ID: p.ID, Alias: p.Alias, Erased: p.Erased, Roles: []string{}, Holds: roles[p.ID]}
		for _, h := range rows[i].Holds {
			rows[i].Roles = append(rows[i].Roles, h.words())
		}
	}
	return rows, nil
}

// peopleThen are those who were recorded then, all of them where ids is nil, as they were recorded. Who was erased since is told as such.
func (q *Queries) peopleThen(ctx context.Context, ids []string) ([]people.Person, error) {
	recorded, err := q.events(ctx, ledger.Query{Prefix: people.Stream(""), Trusted: true})
	if err != nil {
		return nil, err
	}
	all, err := q.people.Of(ctx, recorded)
	return slices.DeleteFunc(all, func(p people.Person) bool { return ids != nil && !slices.Contains(ids, p.ID) }), err
}
