package invitation

import (
	"slices"
	"strings"
	"time"

	"twinning.example/engine/internal/body"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/capacity"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/market"
	"twinning.example/engine/internal/masterclass"
	"twinning.example/engine/internal/survey"
)

// Families are the lives with no roles to give whose staff invites people to take part: respondents of a survey, members of a body, contacts of an
// initiative, whoever works on a masterclass, whoever checks the entries of a marketplace. Whoever has accepted is known, and can be named there.
// How long what ends the reference is tells the families apart.
func Families() []string {
	list := make([]string, len(takingPart))
	for i, k := range takingPart {
		list[i] = k.family
	}
	return list
}

// TakesPart tells whether a stream, or what a family of streams begins with, is of a life that people are invited to take part in.
func TakesPart(stream string) bool {
	return slices.ContainsFunc(takingPart, func(k kindOfPart) bool { return strings.HasPrefix(stream, k.family) })
}

type kindOfPart struct {
	family string
	length int
}

var takingPart = []kindOfPart{{survey.Root, 14}, {body.Root, 15}, {capacity.Root, 16}, {masterclass.Root, 17}, {market.Root, 18}}

// LifeOf is the stream of the survey, body, initiative, masterclass or marketplace that the invitation of a reference is to, as in
// survey/EHN-2021; "" where it is to none.
func LifeOf(reference string) string {
	for _, k := range takingPart {
		if of := of(reference, k.length); of != "" {
			return k.family + of
		}
	}
	return ""
}

// A host is the life that somebody is invited to take part in, as it stands.
type host struct {
	begun, over bool
	zone        string
	staff       []string
}

func (i Invitation) host(f law.Facts) host {
	switch s := f.State(i.Life).(type) {
	case survey.Survey:
		return host{s.Stage != "", s.Over(), s.Rules.Zone, survey.Law.Staff(s, f)}
	case body.Body:
		return host{s.Stage != "", s.Over(), s.Rules.Zone, body.Law.Staff(s, f)}
	case capacity.Initiative:
		return host{s.Stage != "", s.Over(), s.Rules.Zone, capacity.Law.Staff(s, f)}
	case masterclass.Masterclass:
		return host{s.Stage != "", s.Over(), s.Rules.Zone, masterclass.Law.Staff(s, f)}
	case market.Market:
		return host{s.Stage != "", s.Stage == market.Shut, s.Rules.Zone, market.Law.Staff(s, f)}
	}
	return host{}
}

// location is the zone of the life; UTC where it has none that is known.
func (h host) location() *time.Location {
	if zone, err := calendar.Zone(h.zone); err == nil {
		return zone
	}
	return time.UTC
}

// mayTakePart refuses an invitation of whoever is not of the staff of the life, one to more than to take part, and one to a life that is over.
func (i Invitation) mayTakePart(f law.Facts, r law.Receipt, notYours error) error {
	h := i.host(f)
	switch {
	case i.Tender != "", i.Role != law.Colleague, !h.begun, !slices.Contains(h.staff, r.Actor):
		return notYours
	case h.over:
		return i.lifeOver()
	}
	return nil
}

func (i Invitation) lifeOver() error {
	return law.Refuse("invitations", "life-over", law.Ref("life", law.Reference(i.Life)))
}

// family is of which kind the life is, as in survey.
func (i Invitation) family() string {
	family, _, _ := strings.Cut(i.Life, "/")
	return family
}
