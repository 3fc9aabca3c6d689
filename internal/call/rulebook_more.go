package call

import (
	"time"

	"github.com/shopspring/decimal"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/money"
)

// A Session is the moment at which tenders are opened, in the zone of the rule
// book. However it is written, it never comes before the last limit plus grace
// of any version of the deadline rule.
type Session struct {
	On calendar.Date `json:"date"`
	At string        `json:"at"` // wall clock, 10:00 or 10:00:00
	// Offset is from UTC, +02:00, where clocks show At twice on that day.
	Offset string `json:"offset,omitempty"`
}

func (s Session) wall() (calendar.WallClock, error) {
	return calendar.ParseWallClock(s.On.String() + "T" + s.At + s.Offset)
}

// Instant is what the session means on clocks in a zone.
func (s Session) Instant(zone string) (time.Time, error) {
	wall, err := s.wall()
	if err != nil {
		return time.Time{}, err
	}
	return wall.Resolve(zone)
}

// Follows names the call whose leftover this call spends again.
type Follows struct {
	Call   string       `json:"call"`
	Amount money.Amount `json:"amount"` // of this call's budget, as the first call gave it
}

// How the reports of several evaluators become one score, by name.
const (
	Mean   = "mean"
	Median = "median"
)

// Arbitration says when scores are so far apart that one more evaluator is
// asked: strictly more than a share of the higher (domain.md 6: 30 %).
type Arbitration struct {
	Share decimal.Decimal `json:"share"` // percent of the higher score
}

// ConflictRules say what is a conflict of an evaluator besides being a party
// to the tender or of the same organisation, which always is one.
type ConflictRules struct {
	SameCountry bool            `json:"same_country,omitempty"` // as any organisation of the tender
	Within      calendar.Length `json:"within,omitzero"`        // a former organisation counts for so long after it was left
}

// An Envelope is a part of the budget that is kept for some types.
type Envelope struct {
	ID     string       `json:"id"`
	Types  []string     `json:"types"` // a type is in at most one envelope
	Budget money.Amount `json:"budget"`
}

// A Round is one of the rounds in which tenders are told what became of them,
// in the order of the rule book (PRAG 6.5.10.1: those who failed after those
// who succeeded).
type Round struct {
	Verdict Verdict         `json:"verdict"`
	After   calendar.Length `json:"after,omitzero"` // from the release; none is at once
}

// Complaints say how long a decision may be contested, and how long contracts
// wait for it.
type Complaints struct {
	Within       calendar.Length `json:"within"`              // from the notification, to lodge one
	ReviewWithin calendar.Length `json:"review_within"`       // from its receipt, to review it
	Standstill   calendar.Length `json:"standstill,omitzero"` // from the last round of letters, without a contract
}

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
