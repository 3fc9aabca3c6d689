package main

import (
	"regexp"
	"strings"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/query"
)

// settling are the commands of this program by the kind of what they send, after its name. OF is the reference of the life; what stands in
// braces is a member of the command that the row gives; other words in capitals are for whoever types it.
var settling = map[string]string{
	"accept-change": "tender accept OF --role {role}", "accept-interest": "interest accept OF", "accept-invitation": "invitation accept OF SECRET", "accept-log": "log accept OF {month}",
	"accept-report": "report accept OF {report}", "activate-reserve": "reserve activate OF", "agree-consensus": "consensus agree OF", "agree-joint-report": "capacity agree OF TWINNING",
	"answer-pairing": "capacity answer OF PAIRING COUNTRY", "answer-survey": "survey answer OF {country} FILE", "approve-expense": "expense approve OF {expense} --step {step}",
	"assign-evaluators": "evaluation assign {tender}", "confirm-account": "account confirm OF --number {number} --payee RESULT", "cast-vote": "body vote OF DECISION MEMBER VOTE", "clarify-tender": "tender clarify OF FILE", "close-twinning": "close OF",
	"confirm-place": "masterclass confirm OF", "correct-expense": "expense correct OF {claim-id}", "decide-eligibility": "eligibility decide OF --eligible | --ineligible --reason TEXT", "decide-panel": "panel decide OF FILE",
	"declare-impartiality": "evaluator declare OF", "draft-minutes": "body minutes OF {meeting} FILE", "draw-assignments": "evaluator draw OF",
	"follow-advice": "body follow OF ADVICE RECOMMENDATION STATUS", "give-consent": "interest consent OF", "lodge-complaint": "complaint lodge OF", "open-tenders": "call open-tenders OF",
	"order-reevaluation": "evaluation again OF", "prepare-award": "award prepare OF", "propose-consensus": "consensus propose OF", "publish-call": "call publish OF",
	"publish-entry": "entry publish OF", "record-attendance": "masterclass present OF SESSION PERSON", "record-evaluation": "evaluation record OF", "refuse-suspension": "suspension refuse OF",
	"release-award": "award release OF", "renew-entry": "entry renew OF", "renew-member": "body renew OF MEMBER", "report-action": "body report OF ACTION PERCENT",
	"report-country-twinning": "capacity report OF TWINNING PERIOD", "review-complaint": "complaint review OF", "revise-entry": "entry revise OF FILE", "send-joint-report": "capacity joint-report OF TWINNING",
	"settle-unreached": "letter reached OF {number} --how HOW", "sign-contract": "contract sign OF", "sign-eligibility": "eligibility sign OF", "sign-proposal": "call sign OF --proposal {number}", "state-topic-interest": "capacity state OF COUNTRY TOPIC",
	"submit-log": "log submit OF FILE", "submit-report": "report submit OF FILE", "suspend-twinning": "suspend OF",
}

// unknown is a member in braces that the row does not give: whoever types it does.
var unknown = regexp.MustCompile(`\{[a-z-]+\}`)

// settledBy is the command that settles something that waits, as it is typed; "" where there is a choice of several.
func settledBy(r query.WaitRow) string {
	if r.Command == "" {
		return ""
	}
	of := law.Reference(r.Stream)
	line, is := settling[r.Command]
	if !is {
		return "twinning send " + r.Stream + " " + r.Command + " --file FILE"
	}
	about := []string{"OF", of}
	for name, value := range r.About {
		about = append(about, "{"+name+"}", value)
	}
	line = strings.NewReplacer(about...).Replace(line)
	return "twinning " + unknown.ReplaceAllStringFunc(line, func(name string) string { return strings.ToUpper(strings.Trim(name, "{}")) })
}
