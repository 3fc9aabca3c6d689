package call

import "slices"

// The rules of eligibility that the law judges a tender by. Those that end in a hyphen stand for several: one for each role, attribute or document.
const (
	RuleType                  = "type"
	RuleTopic                 = "topic"
	RuleCeiling               = "ceiling"
	RuleMonths                = "months"
	RuleAdopterAbroad         = "adopter-abroad"
	RuleContractorEstablished = "contractor-established"
	RulePartiesIn             = "parties-in"
	RuleCountries             = "countries"
	RuleAdopterRegion         = "adopter-region"
	RuleNumberOf              = "number-of-"      // of organisations in a role
	RuleTypeNumberOf          = "type-number-of-" // the same, as the type of the tender asks
	RuleAttribute             = "attribute-"
	RuleShares                = "shares"
	RuleDocument              = "document-"
	RuleExclusion             = "exclusion"
	RuleClarification         = "clarification-unanswered"
)

// EligibilityRules are the rules that the law may find about a tender of the call, in the order in which it judges them. Each of them can be
// binding: against it nobody finds a tender eligible.
func (b RuleBook) EligibilityRules() []string {
	rules := []string{
		RuleType, RuleTopic, RuleCeiling, RuleMonths, RuleAdopterAbroad, RuleContractorEstablished, RulePartiesIn, RuleCountries, RuleAdopterRegion,
	}
	for _, of := range []string{RuleNumberOf, RuleTypeNumberOf} {
		for _, role := range CountedRoles() {
			rules = append(rules, of+string(role))
		}
	}
	for _, a := range b.Eligibility.Attributes {
		rules = append(rules, RuleAttribute+a.ID)
	}
	rules = append(rules, RuleShares)
	for _, d := range b.Eligibility.Documents {
		rules = append(rules, RuleDocument+d.ID)
	}
	return slices.Clip(append(rules, RuleExclusion, RuleClarification))
}
