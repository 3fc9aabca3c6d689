package pages

import (
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/query"
)

// A queue is what one may do to several at once in a call.
type queue struct {
	Reference string
	Actions   []button
}

// queues are those of the calls that somebody works for.
func (r *request) queues(calls []query.CallRow) []queue {
	var list []queue
	for _, c := range calls {
		if len(c.Yours) == 0 {
			continue
		}
		p := query.CallPage{CallRow: c, Roles: map[law.Role][]string{}}
		for _, role := range c.Yours {
			p.Roles[role] = []string{r.viewer.Person}
		}
		if actions := r.bulkButtons(p); len(actions) > 0 {
			list = append(list, queue{c.Reference, actions})
		}
	}
	return list
}
