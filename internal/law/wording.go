package law

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A Wording is a letter as a rule book words it in one language. In both texts {name}
// is the place of a merge field, and {name, given, {text}} is a text that stands where
// an optional field has a value.
type Wording struct {
	Subject string `json:"subject"`
	Text    string `json:"text"` // paragraphs, with an empty line between them
}

// A LetterField is what a letter has a place for.
type LetterField struct {
	Name     string
	Optional bool // it may have no value, and a wording may leave it out
	Quoted   bool // what a person wrote, or a rule book: set off where it stands alone in its paragraph
	Date     bool
}

// Needed tells whether a wording must have a place for the field. What a letter is
// about stands in its reference, too.
func (f LetterField) Needed() bool {
	return !f.Optional && f.Name != "call" && f.Name != "tender"
}

// letterFields are the fields of each letter that a call may word: a name with ? is
// optional, with @ a date, with " quoted. A test compares them with the templates.
var letterFields = map[string]string{
	"absence":                    `call from@ roles until@`,
	"arbitration-opened":         `allowed difference due@ higher lower tender`,
	"assignments-drawn":          `call number`,
	"awaited-account":            `due@ item lapse"`,
	"awaited-address":            `due@ item lapse"`,
	"awaited-authorisation":      `due@ item lapse"`,
	"awaited-deliverable":        `due@ item lapse"`,
	"awaited-meeting":            `due@ item lapse"`,
	"awaited-observations":       `due@ item lapse"`,
	"awaited-payment":            `due@ item lapse"`,
	"awaited-repayment":          `due@ item lapse"`,
	"awaited-retention":          `due@ item lapse"`,
	"awaited-settlement":         `due@ item lapse"`,
	"awaited-signature":          `due@ item lapse"`,
	"awaited-start":              `due@ item lapse"`,
	"awaited-verification":       `due@ item lapse"`,
	"awarded":                    `amount? due@ place score tender why?"`,
	"budget-freed":               `amount call left tender why?"`,
	"amendment-in-force":         `changes from@ number reason" tender`,
	"amendment-funded":           `amount number tender why"`,
	"amendment-prepared":         `changes due@ number reason" tender`,
	"amendment-refused":          `number reason" tender`,
	"amendment-withdrawn":        `number reason" tender`,
	"call-cancelled":             `call why"`,
	"call-finished":              `call`,
	"clarification-requested":    `due@ question" tender`,
	"closed":                     `spent tender`,
	"complaint-lodged":           `against due@ grounds number tender`,
	"complaint-received":         `answer@ number tender`,
	"complaint-reviewed":         `finding number reason" result tender`,
	"conflict-declared":          `tender`,
	"conflict-recorded":          `tender`,
	"consensus-awaited":          `due@ tender`,
	"consensus-proposed":         `number tender total`,
	"contestable":                `tender until@`,
	"contract-declined":          `reason" tender`,
	"contract-held":              `tender until@`,
	"contract-in-force":          `amount? m1@ months tender`,
	"deadline-changed":           `call tender until why"`,
	"deputy-no-longer":           `call`,
	"deputy":                     `call from@ roles until@`,
	"eligibility-proposed":       `call reason" tender verdict`,
	"eligible":                   `reason?" tender`,
	"escalation":                 `due@ item lapse"`,
	"evaluator-appointed":        `call`,
	"evaluator-assigned":         `call tender`,
	"evaluator-briefed":          `call material"`,
	"evaluator-excluded":         `call`,
	"evaluator-replaced":         `call tender`,
	"evaluators-excluded":        `call number`,
	"expense-deducted":           `accepted amount deducted expense reason" tender`,
	"expense-parked":             `amount expense reason" tender`,
	"expense-rejected":           `amount expense reason" tender`,
	"expense-returned":           `amount expense reason" tender`,
	"ineligible-contestable":     `reason" tender until@`,
	"ineligible":                 `reason" tender`,
	"instalment-due":             `amount cleared due@ gross kind tender`,
	"instalment-paid":            `amount kind on@ tender`,
	"instalment-reduced":         `amount by tender`,
	"interest-accrued":           `amount base days due@ kind rate tender`,
	"payment-suspended":          `amount kind left reason" tender`,
	"payment-resumed":            `amount due@ kind tender`,
	"recovery-intended":          `amount due@ number reason" tender`,
	"recovery-observed":          `number tender text"`,
	"recovery-decided":           `amount number reason" tender`,
	"recovery-dropped":           `number reason" tender`,
	"recovery-ordered":           `amount due@ number reason" tender`,
	"recovery-deducted":          `amount left number paid tender`,
	"recovery-received":          `amount left number on@ tender`,
	"payment-run-prepared":       `call lines on@ run total`,
	"payment-returned":           `amount call code line on@ run tender`,
	"payment-came-back":          `amount code on@ tender`,
	"recovery-waived":            `amount number reason" tender`,
	"report-to-sign":             `due@ tender`,
	"completed":                  `tender`,
	"deliverable-redated":        `deliverable on@ reason" tender`,
	"deliverable-returned":       `deliverable due@ reason" tender`,
	"account-set":                `person tender`,
	"contract-prepared":          `person tender`,
	"account-confirmed":          `tender`,
	"account-refused":            `reason" tender`,
	"invitation-accepted":        `call person role`,
	"invitation-to-tender":       `link role tender until@ why"`,
	"invitation":                 `call link role until@ why"`,
	"late-admission":             `call tender until why"`,
	"log-returned":               `due@ month reason" tender`,
	"opening-signed":             `call`,
	"overdue":                    `due@ item lapse"`,
	"party-change-proposed":      `role tender why"`,
	"party-changed":              `role tender`,
	"payment-made":               `amount expense tender`,
	"proposal":                   `call what why"`,
	"reevaluation-ordered":       `tender`,
	"rejected":                   `place score tender why?"`,
	"reminder":                   `due@ item lapse"`,
	"report-returned":            `due@ reason" report tender`,
	"reserve-fundable":           `amount? call left? place tender`,
	"reserve":                    `amount? place score tender why?"`,
	"resumed":                    `days tender`,
	"role-given":                 `call from@ role why"`,
	"role-withdrawn":             `call from@ role why"`,
	"rules-changed":              `call rules tender why"`,
	"suspended":                  `reason" tender`,
	"tender-cancelled":           `call tender why"`,
	"tender-late":                `call tender verdict"`,
	"tender-received":            `call tender verdict"`,
	"tenders-opened":             `call`,
	"termination-decided":        `due@ effective@ reason" tender`,
	"termination-dropped":        `reason" tender`,
	"termination-intended":       `due@ reason" tender`,
	"termination-observed":       `tender text"`,
	"terminated":                 `reason" tender`,
	"withdrawal-undone":          `tender`,
	"withdrawn":                  `tender`,
	"twinning-meeting-planned":   `ends mode place?" starts tender title"`,
	"twinning-meeting-moved":     `ends mode place?" starts tender title" why"`,
	"twinning-meeting-cancelled": `starts tender title" why"`,
}

// WordedLetters names the letters that a rule book may word, in order.
func WordedLetters() []string { return slices.Sorted(maps.Keys(letterFields)) }

// LetterFields are the merge fields of a letter, by name; none for a letter that no rule
// book words. Each letter has its reference besides.
func LetterFields(template string) []LetterField {
	var list []LetterField
	for _, word := range strings.Fields(letterFields[template]) {
		name := strings.TrimRight(word, `?@"`)
		marks := word[len(name):]
		list = append(list, LetterField{name, strings.Contains(marks, "?"), strings.Contains(marks, `"`), strings.Contains(marks, "@")})
	}
	if list == nil {
		return nil
	}
	list = append(list, LetterField{Name: "reference", Optional: true})
	slices.SortFunc(list, func(a, b LetterField) int { return strings.Compare(a.Name, b.Name) })
	return list
}

// A WordingPart is plain text, the place of a field, or a text that stands where the
// field has a value.
type WordingPart struct {
	Text  string // plain, where Field is ""
	Field string
	Given []WordingPart // of {field, given, {text}}; nil for the place of a field
}

// ParseWording reads the text of a wording.
func ParseWording(text string) ([]WordingPart, error) {
	parts, rest, err := wordingParts(text, false)
	if err == nil && rest != "" {
		err = fmt.Errorf("a } without a {")
	}
	return parts, err
}

func wordingParts(text string, inside bool) (parts []WordingPart, rest string, err error) {
	for text != "" {
		at := strings.IndexAny(text, "{}")
		if at < 0 {
			at = len(text)
		}
		if at > 0 {
			parts, text = append(parts, WordingPart{Text: text[:at]}), text[at:]
			continue
		}
		if text[0] == '}' {
			return parts, text, nil
		}
		p, after, err := wordingField(text[1:], inside)
		if err != nil {
			return nil, "", err
		}
		parts, text = append(parts, p), after
	}
	return parts, "", nil
}

// wordingField reads what follows a {.
func wordingField(text string, inside bool) (p WordingPart, rest string, err error) {
	end := strings.IndexAny(text, ",{}")
	if end < 0 || text[end] == '{' {
		return p, "", fmt.Errorf("a { is not closed")
	}
	p.Field = strings.TrimSpace(text[:end])
	if !fieldName(p.Field) {
		return p, "", fmt.Errorf("{%.40s} is no merge field", p.Field)
	}
	if text[end] == '}' {
		return p, text[end+1:], nil
	}
	after, ok := strings.CutPrefix(strings.TrimSpace(text[end+1:]), "given")
	after, comma := strings.CutPrefix(strings.TrimSpace(after), ",")
	after, brace := strings.CutPrefix(strings.TrimSpace(after), "{")
	if !ok || !comma || !brace || inside {
		return p, "", fmt.Errorf("after {%s, only given, {a text}} can stand, and not within another", p.Field)
	}
	given, after, err := wordingParts(after, true)
	if err != nil {
		return p, "", err
	}
	after, closed := strings.CutPrefix(after, "}")
	after, whole := strings.CutPrefix(strings.TrimLeft(after, " "), "}")
	if !closed || !whole {
		return p, "", fmt.Errorf("{%s, given, {...}} is not closed", p.Field)
	}
	p.Given = append([]WordingPart{}, given...)
	return p, after, nil
}

func fieldName(s string) bool {
	return s != "" && len(s) <= 40 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

// WordingFields names the fields that have a place in a text, once each: those that
// stand there, and those by which a text is left out.
func WordingFields(parts []WordingPart) []string {
	var names []string
	for _, p := range parts {
		if p.Field != "" && !slices.Contains(names, p.Field) {
			names = append(names, p.Field)
		}
		for _, name := range WordingFields(p.Given) {
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}
