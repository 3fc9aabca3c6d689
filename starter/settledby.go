package main

import (
	"regexp"
	"strings"

	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/query"
)

// settling are the commands of this program by the kind of what they send, after its name. OF is the reference of the life; what stands in
// braces is a member of the command that the row gives; other words in capitals are for whoever types it.
var settling = map[string]string{
	"accept-change": "tender accept OF --role {role}", "accept-interest": "interest accept OF", "accept-invitation": "invitation accept OF SECRET", "accept-log": "log accept OF {month}",
	"accept-report": "report accept OF {report}", "activate-reserve": "reserve activate OF", "agree-consensus": "consensus agree OF", "agree-joint-report": "capacity agree OF {twinning}", "appoint-member": "body appoint OF MEMBER {seat} PERSON --application {application}", "approve-minutes": "body approve OF {meeting} {at}",
	"answer-pairing": "capacity answer OF {pairing} {country}", "answer-survey": "survey answer OF {country} FILE", "approve-expense": "expense approve OF {expense} --step {step}",
	"assign-evaluators": "evaluation assign {tender}", "confirm-account": "account confirm OF --number {number} --payee RESULT", "cast-vote": "body vote OF {decision} {member} VOTE", "count-votes": "body count OF {decision}", "clarify-tender": "tender clarify OF FILE", "close-twinning": "close OF",
	"confirm-place": "masterclass confirm OF", "convene-meeting": "body convene OF MEETING FILE", "correct-expense": "expense correct OF {claim-id}", "decide-eligibility": "eligibility decide OF --eligible | --ineligible --reason TEXT", "decide-panel": "panel decide OF FILE",
	"declare-impartiality": "evaluator declare OF", "evaluate-masterclass": "masterclass evaluate OF FILE", "take-certificate": "masterclass certificate OF", "draft-minutes": "body minutes OF {meeting} FILE", "draw-assignments": "evaluator draw OF",
	"follow-advice": "body follow OF {advice} {recommendation} STATUS", "give-consent": "interest consent OF", "lodge-complaint": "complaint lodge OF", "open-masterclass": "masterclass open OF FILE", "open-tenders": "call open-tenders OF",
	"order-reevaluation": "evaluation again OF", "prepare-award": "award prepare OF", "propose-consensus": "consensus propose OF", "propose-pairing": "capacity pair OF {topic} OFFERS SEEKS", "publish-call": "call publish OF", "publish-minutes": "body publish OF {meeting}", "publish-survey": "survey publish OF",
	"publish-entry": "entry publish OF", "record-attendance": "masterclass present OF {session} PERSON", "record-presence": "body presence OF {meeting} --present MEMBER=PERSON", "record-evaluation": "evaluation record OF", "refuse-suspension": "suspension refuse OF",
	"release-award": "award release OF", "renew-entry": "entry renew OF", "renew-member": "body renew OF {member}", "report-action": "body report OF {action} PERCENT",
	"report-country-twinning": "capacity report OF {twinning} {period}", "review-complaint": "complaint review OF", "revise-entry": "entry revise OF FILE", "select-members": "body select OF {call} FILE", "send-joint-report": "capacity joint-report OF {twinning}",
	"settle-unreached": "letter reached OF {number} --how HOW", "sign-contract": "contract sign OF --sha256 HASH", "sign-eligibility": "eligibility sign OF", "sign-proposal": "call sign OF --proposal {number}", "state-topic-interest": "capacity state OF {country} TOPIC",
	"observe-recovery": "recovery observe OF --number {number}", "decide-recovery": "recovery decide OF --number {number} --verdict VERDICT", "observe-termination": "termination observe OF", "settle-termination": "termination settle OF", "terminate-twinning": "terminate OF",
	"claim-expenses": "expense claim OF FILE",
	"submit-log":     "log submit OF FILE", "submit-report": "report submit OF FILE", "suspend-twinning": "suspend OF",
}

// unknown is a member in braces that the row does not give: whoever types it does.
var unknown = regexp.MustCompile(`\{[a-z-]+\}`)

// eraseOrRefuse settles a request for erasure: the one is for who operates, the other for an administrator.
const eraseOrRefuse = "twinning erase PERSON --article ARTICLE --reason REASON --yes | twinning admin refuse-erasure PERSON --why TEXT"

// settledBy is the command that settles something that waits, as it is typed, or both of two; "" where there is a choice of more.
func settledBy(r query.WaitRow) string {
	switch {
	case r.Stream == governance.AdministrationStream && r.About["person"] != "":
		return strings.ReplaceAll(eraseOrRefuse, "PERSON", r.About["person"])
	case r.Command == "":
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
	line = unknown.ReplaceAllStringFunc(line, func(name string) string { return strings.ToUpper(strings.Trim(name, "{}")) })
	return "twinning " + strings.Join(strings.Fields(line), " ") // what is left out leaves no gap
}
