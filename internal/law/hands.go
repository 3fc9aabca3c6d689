package law

import "slices"

// A Hand is one part in a step that takes people of a call.
type Hand struct {
	Does  Part
	Roles []Role // one person who has any of these does it
}

// A Part is what one person does in a step.
type Part string

// The parts that take a person of a call.
const (
	Opens          Part = "open-the-call"
	Publishes      Part = "publish-it"
	SignsFirst     Part = "sign-first"
	SignsSecond    Part = "sign-second"
	GivesTime      Part = "give-more-time"
	Assigns        Part = "assign-evaluators"
	Prepares       Part = "prepare-the-award"
	Releases       Part = "release-the-award"
	DecidesOn      Part = "decide-on-eligibility"
	Reviews        Part = "review-a-complaint"
	OrdersAgain    Part = "order-another-evaluation"
	SignsContracts Part = "sign-contracts-for-the-procurer"
	Stops          Part = "suspend-resume-or-terminate-a-twinning"
	Closes         Part = "close-a-twinning"
	Verifies       Part = "verify"
	Authorises     Part = "authorise"
	Pays           Part = "pay"
)

// forbidden are the pairs of parts that one person may not have in one step
// (Reg. 718/2007 Annex: the double check of every step of a transaction).
var forbidden = [][2]Part{
	{SignsFirst, SignsSecond},
	{Prepares, Releases},
	{Prepares, Reviews},
	{Verifies, Authorises},
	{Verifies, Pays},
	{Authorises, Pays},
}

// Apart tells whether two parts of a step take two people.
func Apart(a, b Part) bool {
	return slices.Contains(forbidden, [2]Part{a, b}) || slices.Contains(forbidden, [2]Part{b, a})
}

// Lacking lists the hands of a step for which nobody is left, with people in as
// many of the others as these roles allow: none where the step can be done.
func Lacking(hands []Hand, roles map[Role][]string) []Hand {
	best := append([]Hand(nil), hands...)
	var try func(i int, taken []string, lacking []Hand)
	try = func(i int, taken []string, lacking []Hand) {
		if len(best) == 0 || len(lacking) >= len(best) && i < len(hands) {
			return // no better than what was found
		}
		if i == len(hands) {
			if len(lacking) < len(best) {
				best = lacking
			}
			return
		}
		for _, p := range able(hands[i], roles) {
			alone := true
			for j, other := range taken {
				alone = alone && (other != p || !Apart(hands[j].Does, hands[i].Does))
			}
			if alone {
				try(i+1, append(slices.Clone(taken), p), lacking)
			}
		}
		try(i+1, append(slices.Clone(taken), ""), append(slices.Clone(lacking), hands[i]))
	}
	try(0, nil, nil)
	return best
}

// able are the people who have any of a hand's roles. No more of them are tried
// than a step can have hands.
func able(h Hand, roles map[Role][]string) []string {
	const most = 8
	var people []string
	for _, r := range h.Roles {
		for _, p := range roles[r] {
			if !slices.Contains(people, p) && len(people) < most {
				people = append(people, p)
			}
		}
	}
	return people
}
