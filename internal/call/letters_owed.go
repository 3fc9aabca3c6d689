package call

import (
	"maps"
	"slices"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/obligation"
)

// awaitedLetters are the letters about one kind of obligation alone, by its ladder.
var awaitedLetters = map[string]string{
	"contract-signature": "awaited-signature", "co-signature": "awaited-signature", "amendment": "awaited-signature",
	"start":        "awaited-start",
	"verification": "awaited-verification", "authorisation": "awaited-authorisation",
	"expense-payment": "awaited-payment", "instalment": "awaited-payment",
	"observations": "awaited-observations", "recovery-observations": "awaited-observations",
	"settlement": "awaited-settlement", "recovery": "awaited-repayment", "account": "awaited-account",
	"deliverable": "awaited-deliverable", "meeting": "awaited-meeting", "retention": "awaited-retention",
	"unreached": "awaited-address",
}

// generalLetters are about every obligation.
func generalLetters() []string { return []string{"reminder", "overdue", "escalation"} }

// Templates names the letters that a rung may send, and Addressees whom it may send them to.
func Templates() []string {
	own := slices.Sorted(maps.Values(awaitedLetters))
	return append(generalLetters(), slices.Compact(own)...)
}

// Addressees are all of them; not every ladder has each.
func Addressees() []string {
	return []string{
		obligation.Owner, string(law.Officer), string(law.Head),
		string(law.Contact), string(law.Signatory), string(law.Verifier), string(law.Authoriser), string(law.Payer), string(law.Auditor),
	}
}

// lettersOf names the letters that the rungs of a ladder may send.
func lettersOf(ladder string) []string {
	if own, has := awaitedLetters[ladder]; has {
		return append(generalLetters(), own)
	}
	return generalLetters()
}

// afterContract are the obligations of a twinning from its contract on. What is owed
// before it may name evaluators, and is told to its owners and the staff alone.
func afterContract() []string {
	return []string{
		"contract", "contract-signature", "start", "log", "log-review", "verification", "authorisation", "expense-payment", "interim-report", "final-report", "closure",
		"co-signature", "deliverable", "meeting", "suspension", "amendment", "observations", "termination", "final-claim", "settlement", "instalment", "account",
		"recovery-observations", "recovery-decision", "recovery", "retention",
	}
}

// addresseesOf names whom the rungs of a ladder may write to: of a payment run no party.
func addresseesOf(ladder string) []string {
	switch {
	case slices.Contains(afterContract(), ladder):
		return Addressees()
	case ladder == ladderRelease || ladder == ladderExecution:
		return slices.DeleteFunc(Addressees(), func(to string) bool { return to == string(law.Contact) || to == string(law.Signatory) })
	}
	return Addressees()[:3]
}

// SampleOfLetter is a ladder whose rungs may send a letter, and what one of its obligations is called.
func SampleOfLetter(template string) (ladder, obligation string) {
	for _, name := range slices.Sorted(maps.Keys(awaitedLetters)) {
		if awaitedLetters[name] == template {
			return name, name
		}
	}
	return "log", "log-03"
}
