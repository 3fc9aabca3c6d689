package call

import (
	"time"

	"twinning.example/engine/internal/calendar"
)

// Inviting says how long an invitation to a call or to a tender of it holds, and how
// many one person may send.
type Inviting struct {
	ValidFor calendar.Length `json:"valid_for"`  // to the end of the last day, in the zone of the rule book
	MostADay int             `json:"most_a_day"` // invitations of one person in this call within 24 hours
}

// Inviting is what the rule book says of invitations or, where it says nothing, 14 days and 30 a day (our choice).
func (b RuleBook) Inviting() Inviting {
	if b.Invitations != nil {
		return *b.Invitations
	}
	return Inviting{ValidFor: calendar.Length{N: 14, Unit: calendar.Days}, MostADay: 30}
}

// SignIn says for which acts somebody must have signed in anew, and how.
type SignIn struct {
	Sign    *Fresh `json:"sign,omitempty"`    // contracts, eligibility against a rule, and what takes two signatures
	Release *Fresh `json:"release,omitempty"` // the award, and what the reserve list gets
	Pay     *Fresh `json:"pay,omitempty"`     // verify, authorise and pay an expense
}

// Fresh is a sign-in that an act asks for.
type Fresh struct {
	MaxAge string `json:"max_age"`       // at most so long ago: a duration, as in 15m
	ACR    string `json:"acr,omitempty"` // the class of authentication that the provider must name (OpenID Connect Core, acr)
}

// Age is MaxAge, 0 where it is no duration.
func (f Fresh) Age() time.Duration {
	d, err := time.ParseDuration(f.MaxAge)
	if err != nil {
		return 0
	}
	return d
}
