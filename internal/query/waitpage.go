package query

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/views"
)

// Key is the place of a row among all that waits for a viewer: by the last day, then since when, then where. What parts
// them sorts before whatever they hold.
func (r WaitRow) Key() string {
	return strings.Join([]string{cmp.Or(r.Due, views.Undated), r.Since, r.Stream, r.Code, fmt.Sprint(r.About)}, " ")
}

// place is where the table of what is owed has a row of a tender; of what waits since an instant, after all of them.
func (r WaitRow) place() views.Place {
	if r.Since != "" {
		return views.Place{Due: views.Undated, Stream: "~"}
	}
	return views.Place{Due: cmp.Or(r.Due, views.Undated), Stream: r.Stream}
}

// placeOf is the place of the row with a key; false for what is no key.
func placeOf(key string) (views.Place, bool) {
	parts := strings.SplitN(key, " ", 5)
	if len(parts) < 5 {
		return views.Place{}, false
	}
	if _, err := calendar.ParseDate(parts[0]); err != nil && parts[0] != views.Undated {
		return views.Place{}, false
	}
	return WaitRow{Due: strings.TrimSuffix(parts[0], views.Undated), Since: parts[1], Stream: parts[2]}.place(), true
}

// WaitingPage is a page of Waiting: at most limit rows after the key of one. It costs what its rows cost, and what the lives cost that are no
// tenders. A limit of 0 is DefaultLimit.
func (q *Queries) WaitingPage(ctx context.Context, v access.Viewer, after string, limit int) (Page[WaitRow], error) {
	if limit <= 0 {
		limit = DefaultLimit
	}
	limit = min(limit, MaxLimit)
	from, is := placeOf(after)
	if after != "" && !is || q.then != nil { // it is the key of nothing, or it is asked about a moment of which no table tells
		rows, err := q.Waiting(ctx, v)
		return Paged(rows, WaitRow.Key, after, limit), err
	}
	page := Page[WaitRow]{Items: []WaitRow{}}
	w, err := q.waitsOf(ctx, v)
	if err != nil {
		return page, err
	}
	err = q.atOneMoment(ctx, func(ctx context.Context) error {
		if err := q.gather(ctx, w); err != nil {
			return err
		}
		return q.awaitingFrom(ctx, w, from, after, limit)
	})
	if err != nil {
		return page, err
	}
	page.Items = slices.DeleteFunc(w.sorted(), func(r WaitRow) bool { return r.Key() <= after })
	if len(page.Items) > limit {
		page.Items = page.Items[:limit]
		page.Next = page.Items[limit-1].Key()
	}
	return page, nil
}

// awaitingFrom adds what waits in tenders from a place on, until more rows follow a key than are asked for, or there are no more: then what comes
// after the last place is left out. What else waits has been added.
func (q *Queries) awaitingFrom(ctx context.Context, w *waits, from views.Place, after string, limit int) error {
	store, among, roles, err := q.awaited(ctx, w.v)
	if err != nil {
		return err
	}
	loose, err := store.Loose(ctx, among)
	if err != nil {
		return err
	}
	all, err := q.foldEach(ctx, slices.Clone(loose))
	if err != nil {
		return err
	}
	w.add(all)
	among.Limit = limit + 1
	looked := map[string]bool{}
	for _, s := range loose {
		looked[s] = true
	}
	for {
		places, err := store.Awaiting(ctx, among, roles, from)
		if err != nil {
			return err
		}
		var known []views.Known
		for _, p := range places {
			if !looked[p.Stream] {
				looked[p.Stream], known = true, append(known, views.Known{Stream: p.Stream, Version: p.Version})
			}
		}
		if all, err = q.foldKnown(ctx, known); err != nil {
			return err
		}
		w.add(all)
		if len(places) < among.Limit {
			return nil
		}
		from = places[len(places)-1]
		here := 0
		for _, r := range w.rows {
			if r.place().Compare(from) <= 0 && r.Key() > after {
				here++
			}
		}
		if here > limit {
			w.rows = slices.DeleteFunc(w.rows, func(r WaitRow) bool { return r.place().Compare(from) > 0 })
			return nil
		}
	}
}

// awaited are the tables of where lives stand, the tenders in which something may wait for a viewer, and their roles in calls.
func (q *Queries) awaited(ctx context.Context, v access.Viewer) (*views.Store, views.Among, []string, error) {
	calls, err := q.foldAll(ctx, callRoot)
	if err != nil {
		return nil, views.Among{}, nil, err
	}
	store, err := q.views(ctx)
	if err != nil {
		return nil, views.Among{}, nil, err
	}
	return store, views.Among{Prefix: law.TenderFamily, Person: v.Person, Calls: wholeCalls(v, calls, access.HasRole)}, rolesIn(calls, v), nil
}

// rolesIn are the roles that somebody has in some call.
func rolesIn(calls map[string]state.Folded, v access.Viewer) []string {
	roles := []string{}
	for _, r := range law.StaffRoles() {
		if slices.ContainsFunc(sorted(calls), func(s string) bool {
			c, is := calls[s].State.(call.Call)
			return is && v.Person != "" && c.Has(v.Person, r)
		}) {
			roles = append(roles, string(r))
		}
	}
	return roles
}
