package capacity

import (
	"slices"
	"strconv"
	"time"
)

// An Awaited is a topic for which a pairing is to be proposed.
type Awaited struct {
	Topic string
	Since time.Time
}

// Awaits are the topics that are to be paired, and of which no pairing is proposed or runs: they wait for a person of the staff, where something
// is suggested.
func (i Initiative) Awaits(person string) (list []Awaited) {
	if !i.Staff(person) {
		return nil
	}
	for _, t := range i.Topics {
		if t.Branch != Pairing || len(i.Suggest(t.ID)) == 0 {
			continue
		}
		if !slices.ContainsFunc(i.Pairings, func(p Paired) bool { return p.Topic == t.ID && (p.Stage == Proposed || p.Stage == Accepted) }) {
			list = append(list, Awaited{t.ID, t.DecidedAt})
		}
	}
	return list
}

// About are the members of the command that settles what is owed under an id, as far as they are known.
func (i Initiative) About(id string) map[string]string {
	id = periodOf(id)
	for _, c := range i.Countries {
		if statementOf(c.Code) == id {
			return map[string]string{"country": c.Code}
		}
		for _, p := range i.Pairings {
			if answerOf(p.Number, c.Code) == id {
				return map[string]string{"pairing": strconv.Itoa(p.Number), "country": c.Code}
			}
		}
		for _, t := range i.Twinnings {
			for n := range t.Months {
				if reportOf(t.Number, n+1, c.Code) == id {
					return map[string]string{"twinning": strconv.Itoa(t.Number), "period": strconv.Itoa(n + 1)}
				}
			}
		}
	}
	for _, t := range i.Twinnings {
		if closureOf(t.Number) == id {
			return map[string]string{"twinning": strconv.Itoa(t.Number)}
		}
	}
	return nil
}
