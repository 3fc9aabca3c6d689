package letters_test

import (
	"maps"
	"strings"
	"time"

	"twinning.example/engine/internal/letters"
)

const (
	origin = "ledger.programme.example"
	stream = "twinning/DHE-2019/7Q2MXA"
)

// samples are the words that the law gives each template.
func samples() map[string]map[string]string {
	t := func(kv ...string) map[string]string {
		w := map[string]string{"tender": "DHE-2019-7Q2MXA"}
		for i := 0; i < len(kv); i += 2 {
			w[kv[i]] = kv[i+1]
		}
		return w
	}
	outcome := func(due, why string) map[string]string {
		return t("score", "78.5", "place", "3 in the ranking", "amount", "EUR 43,000.00", "why", why, "due", due)
	}
	rung := func() map[string]string {
		return t("what", "monthly log", "obligation", "log-03", "due", "2020-01-23", "lapse", "The log is still taken and is marked late.")
	}
	return map[string]map[string]string{
		"tender-received":            t("call", "DHE-2019", "verdict", "received 2019-08-07 16:59:58.000000+02:00 Europe/Brussels (2019-08-07T14:59:58.000000Z): in time for submission of tenders, 2.000000 s before the deadline; due 2019-08-07 17:00:00.000000+02:00 Europe/Brussels (2019-08-07T15:00:00.000000Z), that instant included"),
		"tender-late":                t("call", "DHE-2019", "verdict", "received 2019-08-07 17:00:00.250000+02:00 Europe/Brussels (2019-08-07T15:00:00.250000Z): 0.250000 s late for submission of tenders; due 2019-08-07 17:00:00.000000+02:00 Europe/Brussels (2019-08-07T15:00:00.000000Z), that instant included"),
		"withdrawn":                  t(),
		"clarification-requested":    t("due", "2019-08-19", "question", "The contractor's country is missing.\n\nWhich one is it?"),
		"eligible":                   t("reason", ""),
		"ineligible":                 t("reason", "No adopter is established in another country than the originator."),
		"conflict-declared":          t(),
		"evaluator-appointed":        {"call": "DHE-2019"},
		"invitation":                 {"call": "DHE-2019", "invitation": "DHE-2019-ABCDEFGHIJ", "role": "payer", "until": "2019-07-15", "why": "The second payer of the unit."},
		"invitation-to-tender":       t("invitation", "DHE-2019-ABCDEFGHIJ", "role", "signatory", "until", "2019-07-15", "why", "A new director."),
		"invitation-to-programme":    {"programme": "DigitalHealthEurope", "invitation": "DigitalHealthEurope-ABCDEFGHIJKL", "role": "auditor", "until": "2019-07-15", "why": "The board asks for an audit."},
		"invitation-to-take-part":    {"life": "EHN-2021", "kind": "in the survey", "invitation": "EHN-2021-ABCDEFGHIJKLMN", "until": "2019-07-15", "why": "You answer for Portugal."},
		"invitation-taken":           {"life": "EHN-2021", "kind": "in the survey", "person": "p-abcdefghij"},
		"invitation-accepted":        {"call": "DHE-2019", "role": "signatory", "person": "p-abcdefghij"},
		"role-given":                 {"call": "DHE-2019", "role": "officer", "from": "2019-07-01", "why": "The decision of the board."},
		"role-withdrawn":             {"call": "DHE-2019", "role": "officer", "from": "2019-07-01", "why": "The decision of the board."},
		"programme-role-given":       {"programme": "DigitalHealthEurope", "role": "head", "from": "2019-07-01", "why": "The decision of the board."},
		"programme-role-withdrawn":   {"programme": "DigitalHealthEurope", "role": "head", "from": "2019-07-01", "why": "The decision of the board."},
		"administrator-given":        {"why": "The decision of the board."},
		"administrator-withdrawn":    {"why": "The decision of the board."},
		"erasure-asked":              {"due": "2019-07-10"},
		"erasure-waits":              {"person": "Jo Berg", "due": "2019-07-10"},
		"erasure-refused":            {"why": "The report that you wrote is part of an award that is contested."},
		"deputy":                     {"call": "DHE-2019", "roles": "officer and payer", "from": "2019-07-01", "until": "2019-07-12"},
		"absence":                    {"call": "DHE-2019", "roles": "officer and payer", "from": "2019-07-01", "until": "2019-07-12"},
		"party-change-proposed":      t("role", "signatory", "why", "The director has retired."),
		"party-changed":              t("role", "signatory"),
		"deputy-no-longer":           {"call": "DHE-2019"},
		"evaluator-assigned":         t("call", "DHE-2019"),
		"awarded":                    outcome("2019-10-14", "above the threshold, and the budget can fund it"),
		"reserve":                    outcome("", "the award stopped at DHE-2019-4KX2PA"),
		"rejected":                   outcome("", "the score is below the threshold of 60"),
		"contract-in-force":          t("m1", "2019-10-14", "months", "12", "amount", "EUR 43,000.00"),
		"contract-prepared":          t("person", "Jo Berg"),
		"contract-declined":          t("reason", "The adopter has lost its funding."),
		"log-returned":               t("month", "3", "reason", "The workshop of 12 December is not described.", "due", "2020-02-03"),
		"instalment-due":             t("kind", "payment of the balance", "gross", "EUR 19,000.50", "cleared", "EUR 16,000.00", "amount", "EUR 3,000.50", "due", "2021-01-11"),
		"instalment-paid":            t("kind", "payment of the balance", "amount", "EUR 3,000.50", "on", "2021-01-15"),
		"instalment-reduced":         t("by", "EUR 12,000.00", "amount", "EUR 4,000.00"),
		"interest-accrued":           t("kind", "payment of the balance", "days", "4", "rate", "3.5", "base", "EUR 3,000.50", "amount", "EUR 1.15", "due", "2021-01-25"),
		"payment-suspended":          t("kind", "payment of the balance", "amount", "EUR 3,000.50", "left", "12", "reason", "The signed final report is missing."),
		"payment-resumed":            t("kind", "payment of the balance", "amount", "EUR 3,000.50", "due", "2021-02-03"),
		"report-to-sign":             t("due", "2020-12-28"),
		"completed":                  t(),
		"deliverable-redated":        t("deliverable", "Roadmap of the transfer", "on", "2020-05-13", "reason", "The clinic opens later."),
		"deliverable-returned":       t("deliverable", "Roadmap of the transfer", "due", "2020-05-02", "reason", "The second phase is missing."),
		"recovery-intended":          t("number", "1", "amount", "EUR 120.00", "due", "2021-03-01", "reason", "The invoice is of another project."),
		"recovery-observed":          t("number", "1", "text", "The invoice is ours."),
		"recovery-decided":           t("number", "1", "amount", "EUR 120.00", "reason", "The invoice names another project."),
		"recovery-dropped":           t("number", "1", "reason", "The invoice is explained."),
		"recovery-ordered":           t("number", "1", "amount", "EUR 120.00", "due", "2021-04-15", "reason", "The invoice names another project."),
		"recovery-deducted":          t("number", "1", "amount", "EUR 120.00", "paid", "EUR 2,880.50", "left", "EUR 0.00"),
		"recovery-received":          t("number", "1", "amount", "EUR 120.00", "on", "2021-04-10", "left", "EUR 0.00"),
		"recovery-waived":            t("number", "1", "amount", "EUR 120.00", "reason", "The costs would be higher."),
		"payment-run-prepared":       t("call", "DHE-2019", "run", "3", "lines", "12", "total", "EUR 48,000.00", "on", "2021-01-15"),
		"payment-returned":           t("call", "DHE-2019", "run", "3", "line", "4", "amount", "EUR 3,000.50", "on", "2021-01-18", "code", "AC04"),
		"payment-came-back":          t("amount", "EUR 3,000.50", "on", "2021-01-18", "code", "AC04"),
		"account-set":                t("person", "Jo Berg"),
		"account-confirmed":          t(),
		"account-refused":            t("reason", "The account has another holder."),
		"suspension-asked":           t("reason", "The ward is closed.", "due", "2020-04-03"),
		"termination-intended":       t("reason", "No log has arrived for six months.", "due", "2020-04-03"),
		"termination-observed":       t("text", "The ward was closed, and is open again."),
		"termination-dropped":        t("reason", "The logs have arrived."),
		"termination-decided":        t("reason", "No log has arrived for six months.", "effective", "2020-05-01", "due", "2020-06-30"),
		"amendment-prepared":         t("number", "2", "changes", "the months and the contact", "reason", "The ward was closed for a quarter.", "due", "2020-04-03"),
		"amendment-in-force":         t("number", "2", "changes", "the months and the contact", "from", "2020-05-01", "reason", "The ward was closed for a quarter."),
		"amendment-refused":          t("number", "2", "reason", "The call ends before that."),
		"amendment-funded":           t("number", "2", "amount", "EUR 4,300.00", "why", "The second adopter needs a server."),
		"amendment-withdrawn":        t("number", "2", "reason", "Another one follows."),
		"suspension-refused":         t("reason", "The work can go on online."),
		"expense-rejected":           t("expense", "E-17", "amount", "EUR 1,234.50", "reason", "The supplier is no party to the twinning."),
		"expense-parked":             t("expense", "E-17", "amount", "EUR 1,234.50", "reason", "The supplier's VAT number is being checked."),
		"expense-deducted":           t("expense", "E-17", "amount", "EUR 1,234.50", "accepted", "EUR 1,200.00", "deducted", "EUR 34.50", "reason", "The VAT can be deducted."),
		"expense-returned":           t("expense", "E-17", "amount", "EUR 1,234.50", "reason", "The invoice is of another year."),
		"payment-made":               t("expense", "E-17", "amount", "EUR 1,234.50"),
		"report-returned":            t("report", "interim", "reason", "The second adopter is missing.", "due", "2020-06-02"),
		"suspended":                  t("reason", "The hospital cannot receive visitors."),
		"resumed":                    t("days", "61"),
		"terminated":                 t("reason", "No log has arrived for six months."),
		"closed":                     t("spent", "EUR 41,250.00"),
		"budget-freed":               {"call": "DHE-2019", "tender": "DHE-2019-7Q2MXA", "amount": "EUR 43,000.00", "left": "EUR 51,500.00", "why": "the contract was declined"},
		"call-finished":              {"call": "DHE-2019"},
		"evaluator-briefed":          {"call": "DHE-2019", "material": "The guide for evaluators, version 2.\n\nThe list of tenders."},
		"evaluator-replaced":         t("call", "DHE-2019"),
		"assignments-drawn":          {"call": "DHE-2019", "number": "12"},
		"conflict-recorded":          t(),
		"arbitration-opened":         t("higher", "80", "lower", "55.9999", "difference", "24.0001", "allowed", "24", "obligation", "arbitration", "due", "2019-09-02"),
		"consensus-awaited":          t("obligation", "consensus", "due", "2019-09-02"),
		"consensus-proposed":         t("number", "2", "total", "72.5"),
		"reevaluation-ordered":       t(),
		"contract-held":              t("until", "2019-10-03"),
		"contestable":                t("until", "2019-09-30"),
		"complaint-lodged":           t("number", "1", "grounds", "procedure", "against", "rejected", "due", "2019-10-07"),
		"complaint-received":         t("number", "1", "answer", "2019-10-07"),
		"complaint-reviewed":         t("number", "1", "result", "upheld", "finding", "procedure", "reason", "One of the two reports is about another tender."),
		"reserve-fundable":           {"call": "DHE-2019", "tender": "DHE-2019-7Q2MXA", "place": "1", "amount": "EUR 43,000.00", "left": "EUR 51,500.00"},
		"life-parked":                {"stream": stream, "by": "life", "code": "law-panicked", "moment": "log-03", "attempts": "5"},
		"unjudged":                   {"stream": stream, "kind": "submit-log.v1", "command": "c-31"},
		"reminder":                   rung(),
		"overdue":                    rung(),
		"escalation":                 rung(),
		"awaited-account":            rung(),
		"awaited-address":            rung(),
		"awaited-authorisation":      rung(),
		"awaited-deliverable":        rung(),
		"awaited-meeting":            rung(),
		"awaited-observations":       rung(),
		"awaited-payment":            rung(),
		"awaited-repayment":          rung(),
		"awaited-retention":          rung(),
		"awaited-settlement":         rung(),
		"awaited-signature":          rung(),
		"awaited-start":              rung(),
		"awaited-verification":       rung(),
		"late-admission":             t("call", "DHE-2019", "until", "2019-08-09 12:00 in Europe/Brussels", "why", "The portal did not take the file."),
		"proposal":                   {"call": "DHE-2019", "what": "to cancel the call", "why": "The programme has lost its funding."},
		"call-cancelled":             {"call": "DHE-2019", "why": "The programme has lost its funding."},
		"entry-submitted":            {"entry": "HEALTH-K7Q2MDAAAAAA", "side": "offer", "title": "A portal for citizens", "due": "2019-06-21"},
		"entry-returned":             {"entry": "HEALTH-K7Q2MDAAAAAA", "title": "A portal for citizens", "why": "Say in which country."},
		"entry-published":            {"entry": "HEALTH-K7Q2MDAAAAAA", "title": "A portal for citizens", "until": "2019-12-10"},
		"entry-expired":              {"entry": "HEALTH-K7Q2MDAAAAAA", "until": "2019-12-10"},
		"entry-shut":                 {"entry": "HEALTH-K7Q2MDAAAAAA", "title": "A portal for citizens", "why": "It is advertising."},
		"interest-expressed":         {"entry": "HEALTH-K7Q2MDAAAAAA", "interest": "HEALTH-4KX2PAAAAAAA", "title": "A portal for citizens", "message": "We would like to see it.", "until": "2019-07-11"},
		"interest-accepted":          {"entry": "HEALTH-K7Q2MDAAAAAA", "interest": "HEALTH-4KX2PAAAAAAA", "until": "2019-07-11"},
		"interest-declined":          {"entry": "HEALTH-K7Q2MDAAAAAA", "interest": "HEALTH-4KX2PAAAAAAA", "why": ""},
		"interest-expired":           {"entry": "HEALTH-K7Q2MDAAAAAA", "interest": "HEALTH-4KX2PAAAAAAA"},
		"introduction":               {"entry": "HEALTH-K7Q2MDAAAAAA", "interest": "HEALTH-4KX2PAAAAAAA", "maker": "Ada Seller\nRegion Skåne\nada@region.example", "interested": "Ben Seeker\nben@clinic.example"},
		"respondent-named":           {"survey": "EHN-2021", "country": "Sweden", "due": "2021-12-15", "obligation": "answer-SE"},
		"survey-closed":              {"survey": "EHN-2021", "answered": "21", "asked": "27"},
		"life-staff":                 {"life": "survey/EHN-2021", "change": "you steer it from now on", "why": "A colleague has left."},
		"survey-extended":            {"survey": "EHN-2021", "closes": "2022-01-14", "why": "The holidays."},
		"survey-correction-allowed":  {"survey": "EHN-2021", "country": "Sweden", "until": "2022-01-14", "why": "A mistake in the areas."},
		"survey-published":           {"survey": "EHN-2021"},
		"masterclass-place":          class("starts", "2024-06-05 09:00 in Europe/Rome", "place", "Trieste, Italy", "calendar", session),
		"masterclass-confirm":        class("starts", "2024-06-05 09:00 in Europe/Rome", "place", "Trieste, Italy", "calendar", session, "until", "2024-05-31"),
		"masterclass-waiting":        class("ahead", "3"),
		"masterclass-lapsed":         class(),
		"masterclass-removed":        class("why", "The masterclass is for public administrations."),
		"masterclass-moved":          class("session", "Interoperability", "starts", "2024-06-05 10:00 in Europe/Rome", "place", "Trieste, Italy", "calendar", session, "why", "The room is free later."),
		"masterclass-cancelled":      class("calendar", session, "why", "The tutors are ill."),
		"masterclass-closed":         {"masterclass": "TRIESTE-2024", "taken": "40", "waiting": "12", "places": "40"},
		"masterclass-held":           class("until", "2024-07-05"),
		"masterclass-certificate":    class("command", "0190163d-8694-739b-aea5-966c26f8ad91"),
		"masterclass-planned":        class("initiative", "CAPACITYHD"),
		"country-contact-named":      {"initiative": "CAPACITYHD", "country": "Sweden", "closes": "2024-03-29"},
		"topic-decided":              {"initiative": "CAPACITYHD", "topic": "Adopting patient summaries", "branch": "it becomes a masterclass"},
		"pairing-proposed":           {"initiative": "CAPACITYHD", "number": "1", "topic": "Adopting patient summaries", "offers": "Sweden", "seeks": "Austria", "begins": "2024-09-01", "months": "12", "until": "2024-05-15"},
		"pairing-ended":              {"initiative": "CAPACITYHD", "number": "1", "offers": "Sweden", "seeks": "Austria"},
		"country-twinning-began":     {"initiative": "CAPACITYHD", "number": "1", "topic": "Adopting patient summaries", "offers": "Sweden", "seeks": "Austria", "begins": "2024-09-01", "months": "12"},
		"joint-report":               {"initiative": "CAPACITYHD", "number": "1", "country": "Sweden"},
		"country-twinning-closed":    {"initiative": "CAPACITYHD", "number": "1"},
		"country-report-returned":    {"initiative": "CAPACITYHD", "number": "1", "period": "2", "due": "2024-12-20", "why": "The seminar is missing."},
		"country-twinning-extended":  {"initiative": "CAPACITYHD", "number": "1", "months": "24", "until": "2026-08-31", "why": "Three visits are left."},
		"country-twinning-left":      {"initiative": "CAPACITYHD", "number": "1", "country": "Austria", "why": "The ministry was reorganised."},
		"country-twinning-stopped":   {"initiative": "CAPACITYHD", "number": "1", "why": "Nothing was done for a year."},
		"application-decided":        {"body": "ESG", "application": "a1", "outcome": "selected", "why": "A broad membership."},
		"member-appointed":           {"body": "EHN", "member": "EE", "from": "2021-10-04"},
		"member-renewed":             {"body": "ESG", "member": "COCIR", "until": "2023-02-28"},
		"membership-ended":           {"body": "ESG", "member": "COCIR", "cause": "the term is over"},
		"chair-named":                {"body": "EHN"},
		"member-call-closed":         {"body": "ESG", "received": "112"},
		"meeting-convened":           {"body": "EHN", "meeting": "20", "title": "20th meeting of the eHealth Network", "starts": "2021-11-08 09:30 in Europe/Brussels", "notice": "within the notice of the rules of procedure"},
		"meeting-changed":            {"body": "EHN", "meeting": "20", "title": "20th meeting of the eHealth Network", "starts": "2021-11-08 09:30 in Europe/Brussels", "notice": "within the notice of the rules of procedure", "why": "The room."},
		"meeting-cancelled":          {"body": "EHN", "meeting": "20", "why": "The strike."},
		"minutes-drafted":            {"body": "EHN", "meeting": "20", "until": "2021-11-29"},
		"vote-opened":                {"body": "EHN", "decision": "d1", "question": "Shall the guidelines be adopted?", "until": "2021-12-15"},
		"decision-taken":             {"body": "EHN", "decision": "d1", "question": "Shall the guidelines be adopted?", "outcome": "adopted"},
		"body-ended":                 {"body": "ESG"},
		"body-dissolved":             {"body": "ETF", "why": "Its report is given."},
		"tender-cancelled":           t("call", "DHE-2019", "why", "The programme has lost its funding."),
		"rules-changed":              t("call", "DHE-2019", "rules", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "why", "The threshold was wrong."),
		"deadline-changed":           t("call", "DHE-2019", "until", "2019-08-14 17:00 in Europe/Brussels", "why", "The portal was away for a day."),
		"evaluator-excluded":         {"call": "DHE-2019"},
		"evaluators-excluded":        {"call": "DHE-2019", "number": "2"},
		"opening-signed":             {"call": "DHE-2019"},
		"tenders-opened":             {"call": "DHE-2019"},
		"withdrawal-undone":          t(),
		"eligibility-proposed":       t("call", "DHE-2019", "verdict", "eligible", "reason", "The adopter is a border region."),
		"ineligible-contestable":     t("reason", "No adopter is established in another country than the originator.", "until", "2019-09-12"),
		"twinning-meeting-planned":   t("title", "Kick-off of the twinning", "starts", "2019-11-05 09:00 in Europe/Brussels", "ends", "2019-11-06 16:00 in Europe/Brussels", "mode", "in person and online", "place", "Trieste, Italy", "calendar", kickOff),
		"twinning-meeting-moved":     t("title", "Kick-off of the twinning", "starts", "2019-11-05 09:00 in Europe/Brussels", "ends", "2019-11-06 16:00 in Europe/Brussels", "mode", "online", "place", "", "calendar", kickOff, "why", "The clinic is closed."),
		"twinning-meeting-cancelled": t("title", "Kick-off of the twinning", "starts", "2019-11-05 09:00 in Europe/Brussels", "calendar", kickOff, "why", "The clinic is closed."),
	}
}

// kickOff is a meeting as a letter carries it for a calendar.
const kickOff = "kick-off\t2019-11-05T08:00:00.000000Z\t2019-11-06T15:00:00.000000Z"

// session is a session as a letter carries it for a calendar.
const session = "day\t2024-06-05T07:00:00.000000Z\t2024-06-05T16:00:00.000000Z\tInteroperability\tTrieste, Italy"

// class are the words of a letter about a masterclass.
func class(more ...string) map[string]string {
	words := map[string]string{"masterclass": "TRIESTE-2024", "title": "Digital health interoperability"}
	for i := 0; i+1 < len(more); i += 2 {
		words[more[i]] = more[i+1]
	}
	return words
}

// sample is a letter that can be written.
func sample(template string) letters.Letter {
	secret := ""
	if strings.HasPrefix(template, "invitation") && template != "invitation-accepted" && template != "invitation-taken" {
		secret = "0123456789abcdef0123456789abcdef"
	}
	return letters.Letter{
		Secret: secret,
		Stream: stream, ID: "12/0", Template: template, Words: maps.Clone(samples()[template]),
		To: letters.Person{ID: "p-4kx2pa7q2m", Name: "Renée Müller-Sánchez", Email: "renee@region.example", Language: "fr"},
		At: time.Date(2020, 1, 18, 7, 0, 0, 123456000, time.UTC),
	}
}
