package pages

import (
	"slices"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/query"
)

// A queue is what one may do to several at once in a call.
type queue struct {
	Reference string
	Actions   []button
}

// queues are those of the calls that somebody works for. What is sent once something waits for it is shown where that stands on the page,
// and where part shows only a part of what waits.
func (r *request) queues(calls []query.CallRow, rows []query.WaitRow, part bool) []queue {
	var list []queue
	for _, c := range calls {
		if len(c.Yours) == 0 {
			continue
		}
		p := query.CallPage{CallRow: c, Roles: map[law.Role][]string{}}
		for _, role := range c.Yours {
			p.Roles[role] = []string{r.viewer.Person}
		}
		waits := func(k bulkKind) bool {
			return k.settles == nil || part || slices.ContainsFunc(rows, func(w query.WaitRow) bool {
				return law.CallOf(law.Reference(w.Stream)) == c.Reference && k.settles(w)
			})
		}
		if actions := r.bulkButtons(p, waits); len(actions) > 0 {
			list = append(list, queue{c.Reference, actions})
		}
	}
	return list
}
