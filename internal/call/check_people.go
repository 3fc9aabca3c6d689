package call

import (
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
)

// The ages that a sign-in may be asked to have at most (our choice): below a minute nobody could fill in a form.
const (
	leastAge = time.Minute
	mostAge  = 24 * time.Hour
)

// people checks what is asked of people: their invitations and their sign-in.
func (c *check) people(b RuleBook) {
	if i := b.Invitations; i != nil {
		_, err := calendar.ParseLength(i.ValidFor.String())
		c.unless(err == nil, "/invitations/valid_for", aLength, nil, "%q is not a length above zero", i.ValidFor)
		c.within(i.MostADay, 1, 1000, "/invitations/most_a_day")
	}
	if b.SignIn == nil {
		return
	}
	for _, f := range []struct {
		path string
		is   *Fresh
	}{{"/sign_in/sign", b.SignIn.Sign}, {"/sign_in/release", b.SignIn.Release}, {"/sign_in/pay", b.SignIn.Pay}} {
		if f.is == nil {
			continue
		}
		age, err := time.ParseDuration(f.is.MaxAge)
		c.unless(err == nil && age >= leastAge && age <= mostAge && age%time.Second == 0, f.path+"/max_age", "a duration in whole seconds from 1m to 24h, as in 15m", nil, "%q is not one", f.is.MaxAge)
		if f.is.ACR != "" {
			c.refused(law.CheckCode("it", f.is.ACR), f.path+"/acr", "one word, as the provider of sign-in names the class")
		}
	}
}
