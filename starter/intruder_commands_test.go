package main

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/programme"
)

// An order is a command with whose content nothing is wrong, so that who sends it decides.
type order struct {
	noun, kind string
	begins     bool // anybody's who is signed in
	body       []byte
}

// plausible are members of commands for which any text would not do, by kind; nil leaves one out.
func plausible() map[string]map[string]any {
	book := lifetest.Book()
	opening := calltest.Opening(book)
	claim := map[string]any{"evidence": nil, "kind": "personnel", "amount": "EUR 10.00"}
	scores := calltest.Scores("5").Scores
	file := map[string]any{"file": "f-aaaaaaaaaaaaaaaaaaaaaaaaaa", "for": "log-01", "sha256": calltest.SHA("x"), "sealed_sha256": calltest.SHA("y"), "type": "application/pdf"}
	defaults := map[string]any{"defaults": map[string]any{"file": "file", "sha256": calltest.SHA("file")}, "zone": "Europe/Brussels"}
	record := map[string]any{"country": "BE", "pic": "999999999", "vat": "BE0123456789"}
	rules, err := programme.LoadMarket("../programmes/markets/health.yaml")
	if err != nil {
		panic(err)
	}
	asked, err := programme.LoadSurvey("../programmes/surveys/ehn-2021.yaml")
	if err != nil {
		panic(err)
	}
	class, err := programme.LoadMasterclass("../programmes/masterclasses/trieste-2024.yaml")
	if err != nil {
		panic(err)
	}
	expert, err := programme.LoadBody("../programmes/bodies/ehealth-network.yaml")
	if err != nil {
		panic(err)
	}
	initiative, err := programme.LoadInitiative("../programmes/initiatives/capacityhd.yaml")
	if err != nil {
		panic(err)
	}
	meeting := map[string]any{"meeting": "20", "starts": "2021-11-08T09:30", "ends": "2021-11-08T17:00", "agenda": []any{map[string]any{"id": "1", "title": "Opening", "for": "decision"}}}
	se := map[string]any{"country": "SE"}
	content := map[string]any{
		"side": "offer", "kind": "product", "priority": "secure-access", "topic": "own-data", "types": []string{"adaptation"}, "organisation": "ABCDEFGHIJ", "country": "SE", "languages": []string{"en"},
		"readiness": nil,
	}
	interest := map[string]any{"interest": "HEALTH-ABCDEFGHIJKL"}
	return map[string]map[string]any{
		"import-rates":              {"rates": []any{map[string]any{"currency": "SEK", "date": "2019-10-01", "rate": "10.8"}}},
		"open-survey":               {"rules": asked},
		"open-body":                 {"rules": expert},
		"call-for-members":          {"call": "2019", "seats": []string{"authorities"}},
		"apply-for-seat":            {"call": "2019", "seat": "authorities", "country": "SE"},
		"withdraw-application":      {"application": "a1"},
		"select-members":            {"call": "2019", "verdicts": []any{map[string]any{"application": "a1", "selected": true, "why": "why"}}},
		"appoint-member":            {"member": "SE", "seat": "authorities", "country": "SE", "person": calltest.Officer, "alternates": nil, "application": nil},
		"renew-member":              {"member": "SE"},
		"end-membership":            {"member": "SE"},
		"name-delegates":            {"member": "SE", "person": calltest.Officer, "alternates": nil},
		"name-chair":                {"chair": "member", "person": calltest.Officer},
		"convene-meeting":           meeting,
		"change-meeting":            meeting,
		"cancel-meeting":            {"meeting": "20"},
		"add-meeting-document":      {"meeting": "20", "item": "1", "sha256": calltest.SHA("x"), "where": "", "stored": nil},
		"record-presence":           {"meeting": "20", "present": []any{map[string]any{"member": "SE", "person": calltest.Officer}}},
		"declare-item-conflict":     {"meeting": "20", "item": "1", "decision": nil, "member": "SE"},
		"draft-minutes":             {"meeting": "20"},
		"comment-minutes":           {"meeting": "20"},
		"approve-minutes":           {"meeting": "20", "at": nil},
		"publish-minutes":           {"meeting": "20"},
		"put-to-vote":               {"decision": "d1", "meeting": "20", "item": "1"},
		"cast-vote":                 {"decision": "d1", "member": "SE", "vote": "for"},
		"count-votes":               {"decision": "d1"},
		"adopt-advice":              {"advice": "r1", "advice_kind": "report", "sha256": calltest.SHA("x"), "decision": "d1", "recommendations": nil},
		"follow-advice":             {"advice": "r1", "recommendation": "1", "status": "accepted"},
		"commit-action":             {"action": "x", "member": "SE"},
		"report-action":             {"action": "x", "percent": 50},
		"link-body":                 {"from": "meeting/20", "to": "survey/EHN-2021"},
		"name-respondent":           se,
		"change-survey-staff":       {"comes": calltest.Stranger, "gone": nil},
		"change-market-staff":       {"comes": calltest.Stranger, "gone": nil},
		"change-body-staff":         {"comes": calltest.Stranger, "gone": nil},
		"change-initiative-staff":   {"comes": calltest.Stranger, "gone": nil},
		"change-masterclass-staff":  {"comes": calltest.Stranger, "gone": nil},
		"remove-respondent":         se,
		"answer-survey":             {"country": "SE", "answers": []any{map[string]any{"part": "receive", "options": []string{"yes"}}}},
		"allow-survey-correction":   se,
		"note-survey-entries":       {"country": "SE", "entries": []string{"HEALTH-ABCDEFGHIJKL"}},
		"open-initiative":           {"rules": initiative},
		"name-country-contact":      se,
		"remove-country-contact":    se,
		"state-topic-interest":      {"country": "SE", "topic": "strategies", "activities": []string{"seminars"}, "languages": []string{"en"}},
		"decide-topic":              {"topic": "strategies", "branch": "dropped"},
		"propose-pairing":           {"topic": "strategies", "offers": "SE", "seeks": "AT", "months": 12},
		"answer-pairing":            se,
		"return-country-report":     se,
		"record-attendance":         {"present": []string{calltest.Stranger}},
		"open-masterclass":          {"rules": class},
		"register-for-masterclass":  se,
		"move-session":              {"starts": "2024-06-05T10:00", "ends": "2024-06-05T18:00"},
		"add-material":              {"link": "https://academy.example/slides.pdf", "sha256": calltest.SHA("x"), "stored": nil},
		"add-entry-file":            {"file": file["file"], "sha256": calltest.SHA("x"), "sealed_sha256": calltest.SHA("y"), "type": "application/pdf"},
		"withdraw-entry-file":       {"file": file["file"]},
		"evaluate-masterclass":      {"answers": []any{map[string]any{"part": "content-mark", "options": []string{"good"}}}},
		"open-market":               {"rules": rules},
		"change-market":             {"rules": rules},
		"draft-entry":               content,
		"revise-entry":              content,
		"match-entry":               interest,
		"note-introduction":         interest,
		"express-interest":          {"entry": "HEALTH-ABCDEFGHIJKL", "from": nil},
		"accept-change":             {"role": "contact"},
		"accept-report":             {"report": "interim"},
		"add-evidence":              file,
		"assign-evaluators":         {"evaluators": []string{calltest.Cleo, calltest.Dora}},
		"brief-evaluators":          {"evaluators": []string{calltest.Cleo}},
		"change-programme-defaults": {"defaults": defaults["defaults"]},
		"change-rules":              {"rules": book, "sha256": opening.SHA256},
		"clarify-tender":            {"tender": calltest.Tender(lifetest.Tender)},
		"correct-expense":           {"claim": claim},
		"correct-organisation":      record,
		"decide-panel":              {"minutes": calltest.SHA("x"), "present": []string{calltest.Officer}, "scores": []any{map[string]any{"score": "6", "tender": lifetest.Tender, "why": "why"}}},
		"declare-impartiality":      {"former": nil},
		"draw-assignments":          {"tenders": []string{lifetest.Tender}},
		"extend-deadline":           {"covers": []string{lifetest.Tender}, "grace": "10m"},
		"give-programme-role":       {"role": "officer"},
		"give-role":                 {"role": "officer"},
		"invite":                    {"role": "payer", "tender": nil, "address": "somebody@example.org", "language": "en"},
		"join-organisation":         {"into": "BCDEFGHIJK"},
		"lodge-complaint":           {"grounds": "procedure"},
		"note-complaint":            {"status": "lodged"},
		"note-invitation":           {"role": "payer"},
		"note-invited-party":        {"role": "contact"},
		"note-programme-invitation": {"role": "auditor"},
		"open-call":                 {"rules": book, "sha256": opening.SHA256, "roles": opening.Roles},
		"open-programme":            defaults,
		"propose-consensus":         {"scores": scores},
		"record-evaluation":         {"scores": scores},
		"record-organisation":       record,
		"replace-programme-role":    {"role": "officer"},
		"replace-role":              {"role": "officer"},
		"request-clarification":     {"fields": []string{"plan"}},
		"return-report":             {"report": "interim"},
		"review-complaint":          {"finding": "none"},
		"shorten-deadline":          {"covers": nil, "grace": "10m"},
		"sign-proposal":             {"sha256": calltest.SHA("x")},
		"sign-contract":             {"sha256": calltest.SHA("x")},
		"submit-log":                {"expenses": nil, "nothing": nil, "activities": []any{map[string]any{"date": "2019-10-20", "what": "A workshop"}}},
		"correct-log":               {"activities": []any{map[string]any{"date": "2019-10-20", "what": "A workshop"}}, "nothing": nil},
		"approve-expense":           {"step": "verify"},
		"claim-expenses":            {"expenses": []any{map[string]any{"id": "x", "kind": "direct", "amount": "EUR 1.00", "date": "2019-10-14", "what": "what"}}},
		"submit-report":             {"report": "interim", "evidence": nil, "lessons": nil, "follow_up": nil, "follow_up_form": nil},
		"submit-tender":             {"tender": calltest.Tender(lifetest.Tender)},
		"link-organisation":         {"organisation": "kyomed", "record": "ABCDEFGHIJ"},
		"verify-attribute":          {"organisation": "kyomed", "attribute": "reference-site", "holds": true},
		"withdraw-evidence":         file,
		"intend-recovery":           {"of": "expense"},
		"decide-recovery":           {"verdict": "reduce"},
		"sign-report":               {"sha256": calltest.SHA("x")},
		"submit-deliverable":        {"files": nil},
		"plan-twinning-meeting":     {"kind": nil, "starts": "2019-11-05T09:00", "ends": "2019-11-05T10:00"},
		"move-twinning-meeting":     {"starts": "2019-11-05T09:00", "ends": "2019-11-05T10:00"},
		"record-twinning-meeting":   {"participants": []any{map[string]any{"organisation": "kyomed", "persons": 1}}, "files": nil},
		"sign-amendment":            {"sha256": calltest.SHA("x")},
		"set-account":               {"country": "BE", "iban": "BE68539007547034", "bic": "GKCCBEBB"},
		"set-paying-account":        {"country": "BE", "iban": "BE68539007547034", "bic": "GKCCBEBB"},
		"prepare-payment-run":       {"tenders": nil},
		"release-payment-run":       {"sha256": calltest.SHA("x")},
		"return-payment":            {"code": "AC04"},
		"note-payment-return":       {"code": "AC04"},
		"settle-unreached":          {"how": "address-corrected"},
		"report-bounce":             {"letter": "1/0", "status": "5.1.1"},
		"confirm-account":           {"payee": "match", "refuse": false},
		"prepare-contract":          {"personnel": nil},
		"prepare-amendment":         {"joins": nil, "leaves": nil, "shares": nil, "received": nil, "personnel": nil, "shift": nil, "costs": nil, "amount": nil, "type": nil},
		"withdraw-programme-role":   {"role": "officer"},
		"withdraw-role":             {"role": "officer"},
	}
}

// orders are commands of every kind of every life, each with every member set that may be.
func orders(t *testing.T) []order {
	t.Helper()
	names := strings.NewReplacer("tender-ä", lifetest.Tender, "evaluator-ä", calltest.Cleo, "person-ä", calltest.Stranger, "-ä", "")
	special := plausible()
	var all []order
	for _, life := range lives.All() {
		for _, kind := range life.Law.Commands().Kinds() {
			zero, _ := life.Law.Commands().Zero(kind)
			var members map[string]any
			require.NoError(t, json.Unmarshal([]byte(names.Replace(string(calltest.Filled(t, zero)))), &members))
			for name, value := range special[kind] {
				is, whole := members[name].(map[string]any)
				with, some := value.(map[string]any)
				switch {
				case value == nil:
					delete(members, name)
				case whole && some && name == "claim":
					for k, v := range with {
						if is[k] = v; v == nil {
							delete(is, k)
						}
					}
				default:
					if _, there := members[name]; there {
						members[name] = value
					}
				}
			}
			body, err := json.Marshal(members)
			require.NoError(t, err)
			c, err := life.Law.Command(kind, body)
			require.NoError(t, err, kind)
			require.NoError(t, c.Check(), "%s: say in plausible what it takes: %s", kind, body)
			all = append(all, order{noun: life.Noun, kind: kind, begins: slices.Contains(life.Begins, kind), body: body})
		}
	}
	return all
}
