package pages

import (
	"context"
	"strings"

	"twinning.example/engine/internal/people"
)

// knownAs finds somebody by alias or id. Who has which address is nobody's to try: by an address nobody is found, whoever asks, and whoever
// has one is invited.
func (d *desk) knownAs(ctx context.Context, who string) (people.Person, error) {
	if who = strings.TrimSpace(who); people.ByAddress(who) {
		return people.Person{}, people.ErrUnknown
	}
	return d.People.Find(ctx, who)
}

// unknown says that nobody is found: of an address always the same, whether somebody has it or not.
func (r *request) unknown(who string) string {
	if people.ByAddress(who) {
		return r.say("form.address", who)
	}
	return r.say("form.unknown", who)
}

// unknownHere is unknown where nobody is invited: by an address nobody is found either.
func (r *request) unknownHere(who string) string {
	if people.ByAddress(who) {
		return r.say("survey.person.address")
	}
	return r.say("survey.person.unknown", who)
}
