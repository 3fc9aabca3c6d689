package narrate_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/body"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/capacity"
	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/invitation"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/market"
	"twinning.example/engine/internal/masterclass"
	"twinning.example/engine/internal/organisation"
	"twinning.example/engine/internal/survey"
	"twinning.example/engine/internal/twinning"
)

// plain finds the fields of type string in what an event is stored as.
func plain(t reflect.Type, owner, field string, found func(owner, field string), seen map[reflect.Type]bool) {
	switch t {
	case reflect.TypeFor[law.Reason](), reflect.TypeFor[law.Param](), reflect.TypeFor[law.Refusal](), reflect.TypeFor[json.RawMessage](),
		reflect.TypeFor[call.RuleBook](): // codes and parameters; a command as received; the file of the rule book
		return
	}
	switch t.Kind() {
	case reflect.String:
		if t == reflect.TypeFor[string]() {
			found(owner, field)
		}
	case reflect.Pointer, reflect.Slice, reflect.Array:
		plain(t.Elem(), owner, field, found, seen)
	case reflect.Map:
		plain(t.Elem(), owner, field, found, seen)
	case reflect.Struct:
		if _, text := reflect.PointerTo(t).MethodByName("MarshalText"); text || seen[t] {
			return
		}
		seen[t] = true
		for i := range t.NumField() {
			if f := t.Field(i); f.IsExported() {
				plain(f.Type, t.Name(), f.Name, found, seen)
			}
		}
	default:
	}
}

func TestNoFactHoldsASentenceOfTheProgram(t *testing.T) {
	t.Parallel()
	seen, met := map[reflect.Type]bool{}, map[string]bool{}
	found := func(owner, field string) {
		met[owner+"."+field], met[field] = true, true
		if texts[field] == "" && texts[owner+"."+field] == "" {
			t.Errorf("%s.%s is a string: what the program says is a law.Reason; what else it holds must stand in the list", owner, field)
		}
	}
	for _, c := range []law.Catalogue[law.Event]{law.EngineEvents, law.Fates} {
		for _, kind := range c.Kinds() {
			zero, _ := c.Zero(kind)
			plain(reflect.TypeOf(zero), "", "", found, seen)
		}
	}
	for _, kind := range call.Events.Kinds() {
		zero, _ := call.Events.Zero(kind)
		plain(reflect.TypeOf(zero), "", "", found, seen)
	}
	for _, kind := range twinning.Events.Kinds() {
		zero, _ := twinning.Events.Zero(kind)
		plain(reflect.TypeOf(zero), "", "", found, seen)
	}
	for _, kinds := range []law.Members[law.Event]{governance.AdministrationLaw.Events(), governance.ProgrammeLaw.Events(), invitation.Law.Events(), organisation.Law.Events(), market.Law.Events(), market.EntryLaw.Events(), market.InterestLaw.Events(), survey.Law.Events(), masterclass.Law.Events(), capacity.Law.Events(), body.Law.Events()} {
		for _, kind := range kinds.Kinds() {
			zero, _ := kinds.Zero(kind)
			plain(reflect.TypeOf(zero), "", "", found, seen)
		}
	}
	for name := range texts {
		require.True(t, met[name], "%s is in the list and in no event", name)
	}
}

// Why a field may be a string.
const (
	named   = "an id, a reference, a hash or a code of a closed set or of a rule book"
	written = "a person wrote it, or it stands in a file or in their submission"
)

// texts are the fields that may be strings, by their name or by their type and name.
var texts = map[string]string{
	"LifeParked.Moment":               named,
	"RatesImported.Source":            named,
	"PaymentRunPrepared.Message":      named,
	"PaymentLine.Of":                  named,
	"PaymentLine.Item":                named,
	"PaymentLine.Kind":                named,
	"PaymentLine.EndToEnd":            named,
	"LeftOut.Of":                      named,
	"LeftOut.Item":                    named,
	"LeftOut.Why":                     named,
	"PaymentExecuted.Ref":             named,
	"PaymentReturned.Ref":             named,
	"PaymentReturnNoted.Of":           named,
	"PaymentReturnNoted.Item":         named,
	"Rate.Currency":                   named,
	"ExpenseApproved.Checked":         named,
	"SampleDrawn.Seed":                named,
	"SampleDrawn.Above":               named,
	"SampleDrawn.Drawn":               named,
	"SampleDrawn.Passed":              named,
	"ExpensesAwaited.Expenses":        named,
	"Line.Category":                   named,
	"Line.SupplierID":                 named,
	"Line.Invoice":                    named,
	"Conversion.Convention":           named,
	"Conversion.Rounding":             named,
	"Made.Language":                   named,
	"Details.Name":                    written,
	"Details.Address":                 written,
	"Details.Country":                 named,
	"Details.PIC":                     named,
	"Details.VAT":                     named,
	"Joined.Into":                     named,
	"Accepted.Organisation":           written,
	"LifeParked.Stream":               named,
	"HistoryKept.Run":                 named,
	"CommandUnjudged.Name":            named,
	"CommandRefused.Name":             named,
	"CommandReceived.Name":            named,
	"Document.File":                   named,
	"Attachment.File":                 named,
	"Evidence.File":                   named,
	"EvidenceAdded.File":              named,
	"EvidenceAdded.For":               named,
	"SealedSHA256":                    named,
	"EvidenceWithdrawn.File":          named,
	"OrganisationLinked.Organisation": named,
	"AttributeVerified.Organisation":  named,
	"Share.Organisation":              named,
	"PersonnelContract.Organisation":  named,
	"PersonnelContract.Role":          named,
	"PersonnelContract.Unit":          named,
	"Line.Personnel":                  named,
	"Distribution.Organisation":       named,
	"Line.Organisation":               named,
	"Count.Cap":                       named,
	"OrganisationLinked.Record":       named,
	"Changes.Leaves":                  named,
	"AmendmentPrepared.Asks":          named,
	"AmendmentSigned.For":             named,
	"ContractPrepared.Void":           named,
	"ContractSigned.Void":             named,
	"ExpenseApproved.Error":           named,
	"TwinningClosed.Missing":          named,
	"EvidenceWithdrawn.For":           named,
	"Absent":                          named,
	"Adopters":                        named,
	"Against":                         named,
	"Basis":                           named,
	"Below":                           named,
	"By":                              named,
	"Call":                            named,
	"Code":                            named,
	"Contact":                         named,
	"Contractor":                      named,
	"Counted":                         named,
	"Country":                         named,
	"Covers":                          named,
	"Criterion":                       named,
	"Deadline.Name":                   named,
	"Discounted":                      named,
	"Envelope":                        named,
	"Evaluator":                       named,
	"Evaluators":                      named,
	"Expense":                         named,
	"Facilitators":                    named,
	"Fields":                          named,
	"HMAC":                            named,
	"How":                             named,
	"ID":                              named,
	"Key":                             named,
	"Ladder":                          named,
	"Letter":                          named,
	"MessageID":                       named,
	"Method":                          named,
	"Minutes":                         named,
	"Nonce":                           named,
	"Obligation":                      named,
	"Originators":                     named,
	"Party":                           named,
	"Payee":                           named,
	"Policy":                          named,
	"Present":                         named,
	"Priority":                        named,
	"ProposedBy":                      named,
	"Report":                          named,
	"Rests":                           named,
	"Roles":                           named,
	"Rules":                           named,
	"Rung":                            named,
	"SHA256":                          named,
	"Seed":                            named,
	"Signatory":                       named,
	"SignedBy":                        named,
	"Status":                          named,
	"TZData":                          named,
	"Template":                        named,
	"Tender":                          named,
	"Tenderer":                        named,
	"To":                              named,
	"Told":                            named,
	"Topic":                           named,
	"Type":                            named,
	"Who":                             named,
	"Zone":                            named,
	"Person":                          named,
	"Deputy":                          named,
	"Was":                             named,
	"Change.What":                     named,
	"ComplaintLodged.Grounds":         named,
	"ComplaintReviewed.Finding":       named,
	"Finding.Rule":                    named,
	"Tender.Match":                    named,
	"Rules.Programme":                 named,
	"Rules.Officers":                  named,
	"Rules.Languages":                 named,
	"Reminders.At":                    named,
	"Rung.Name":                       named,
	"Content.Kind":                    named,
	"Content.Types":                   named,
	"Content.Organisation":            named,
	"Content.Languages":               named,
	"ReadinessAnswer.Question":        named,
	"ReadinessAnswer.Option":          named,
	"EntryReturned.Check":             named,
	"EntryPublished.Check":            named,
	"EntryRenewed.Renewal":            named,
	"StoredFile.File":                 named,
	"StoredFile.SealedSHA256":         named,
	"EntryFileWithdrawn.File":         named,
	"IntroductionNoted.Interest":      named,
	"EntryMatched.Interest":           named,
	"InterestExpressed.Entry":         named,
	"InterestExpressed.From":          named,
	"InterestAccepted.Met":            named,
	"ConsentGiven.Met":                named,
	"IntroductionMade.Entry":          named,
	"IntroductionMade.From":           named,
	"IntroductionMade.Consents":       named,
	"Words.EN":                        written,
	"Words.FR":                        written,
	"Words.DE":                        written,
	"ClosedDay.Name":                  written,
	"Ladder.What":                     written,
	"Ladder.Lapse":                    written,
	"Rules.Sources":                   written,
	"CountryList.Codes":               named,
	"SurveyRules.Programme":           named,
	"SurveyRules.Officers":            named,
	"SurveyRules.Sources":             written,
	"SurveyPart.Kind":                 named,
	"SurveyPart.Of":                   named,
	"AskedWhen.Part":                  named,
	"AskedWhen.Option":                named,
	"AreaReading.Grid":                named,
	"AreaReading.Offers":              named,
	"AreaReading.Seeks":               named,
	"AreaReading.Reasons":             named,
	"AreaReading.FollowUp":            named,
	"AreaReading.Form":                named,
	"SurveyEntries.Kind":              named,
	"BodyEntries.Kind":                named,
	"BodyEntries.Types":               named,
	"BodyEntries.Languages":           named,
	"SurveyEntries.Types":             named,
	"SurveyEntries.Languages":         named,
	"AreaTopic.Area":                  named,
	"Given.Part":                      named,
	"Given.Options":                   named,
	"Cell.Row":                        named,
	"Cell.Column":                     named,
	"SurveyEntriesNoted.Entries":      named,

	"MasterclassPlanned.Initiative": named,
	"MasterclassPlanned.Officers":   named,
	"MasterclassRules.Programme":    named,
	"MasterclassRules.Initiative":   named,
	"MasterclassRules.Officers":     named,
	"MasterclassRules.Sources":      written,
	"Expert.Modules":                named,
	"CountryCase.Module":            named,
	"Session.Modules":               named,
	"RegistrationMade.Group":        named,
	"PlaceConfirmed.Met":            named,
	"SessionMoved.Session":          named,
	"MaterialAdded.Module":          named,
	"MaterialAdded.Link":            written,
	"AttendanceRecorded.Session":    named,
	"CertificateIssued.Sessions":    named,
	"CertificateIssued.Command":     named,

	"InitiativeRules.Programme":      named,
	"InitiativeRules.Officers":       named,
	"InitiativeRules.Languages":      named,
	"InitiativeRules.Sources":        written,
	"CountryTwinningRule.Reporting":  named,
	"TopicInterestStated.Activities": named,
	"TopicInterestStated.Languages":  named,
	"TopicDecided.Offers":            named,
	"TopicDecided.Seeks":             named,
	"PairingProposed.Offers":         named,
	"PairingProposed.Seeks":          named,
	"PairingAccepted.Met":            named,
	"PresenceRecorded.Met":           named,
	"CountryTwinningBegan.Offers":    named,
	"CountryTwinningBegan.Seeks":     named,
	"CountryTwinningReported.Met":    named,
	"CountryActivity.Activity":       named,
	"BodyRules.Programme":            named,
	"StaffChanged.Officers":          named, "StaffChanged.Comes": named, "StaffChanged.Gone": named,
	"BodyRules.Officers":               named,
	"SeatRule.Of":                      named,
	"DecisionRule.Vote":                named,
	"DecisionStep.Of":                  named,
	"WrittenRule.Silence":              named,
	"BodyRules.Sources":                written,
	"MembersCalled.Seats":              named,
	"SeatAppliedFor.Application":       named,
	"SeatAppliedFor.Seat":              named,
	"ApplicationWithdrawn.Application": named,
	"ApplicationVerdict.Application":   named,
	"MemberAppointed.Member":           named,
	"MemberAppointed.Seat":             named,
	"MemberAppointed.Alternates":       named,
	"MemberAppointed.Application":      named,
	"MemberRenewed.Member":             named,
	"MembershipEnded.Member":           named,
	"MembershipEnded.Cause":            named,
	"MembershipExpired.Member":         named,
	"DelegatesNamed.Member":            named,
	"DelegatesNamed.Alternates":        named,
	"ChairNamed.Chair":                 named,
	"MeetingConvened.Meeting":          named,
	"AgendaItem.For":                   named,
	"MeetingChanged.Meeting":           named,
	"MeetingCancelled.Meeting":         named,
	"MeetingDocumentAdded.Meeting":     named,
	"MeetingDocumentAdded.Item":        named,
	"PresenceRecorded.Meeting":         named,
	"BodyPresence.Member":              named,
	"ItemConflictDeclared.Meeting":     named,
	"ItemConflictDeclared.Item":        named,
	"ItemConflictDeclared.Decision":    named,
	"ItemConflictDeclared.Member":      named,
	"ItemConflictDeclared.Dropped":     named,
	"MinutesDrafted.Meeting":           named,
	"MinutesCommented.Meeting":         named,
	"MinutesApproved.Meeting":          named,
	"MinutesApproved.At":               named,
	"MinutesPublished.Meeting":         named,
	"VoteOpened.Decision":              named,
	"VoteOpened.Meeting":               named,
	"VoteOpened.Item":                  named,
	"VoteOpened.Voters":                named,
	"VoteOpened.Members":               named,
	"BallotCast.Decision":              named,
	"BallotCast.Voter":                 named,
	"BallotCast.Member":                named,
	"BallotCast.Vote":                  named,
	"VotesCounted.Decision":            named,
	"Tally.Step":                       named,
	"Tally.Entitled":                   named,
	"Tally.Members":                    named,
	"Tally.For":                        named,
	"Tally.Abstained":                  named,
	"Tally.Silent":                     named,
	"Tally.Left":                       named,
	"Tally.Of":                         named,
	"VotesCounted.Stands":              named,
	"AdviceAdopted.Advice":             named,
	"AdviceAdopted.AdviceKind":         named,
	"AdviceAdopted.Decision":           named,
	"AdviceFollowed.Advice":            named,
	"AdviceFollowed.Recommendation":    named,
	"ActionCommitted.Action":           named,
	"ActionCommitted.Member":           named,
	"ActionReported.Action":            named,
	"BodyLinked.From":                  named,

	"Instalment":               named,
	"InstalmentDue.What":       named,
	"InstalmentPaid.Ref":       named,
	"InterestAccrued.Rate":     named,
	"InterestAccrued.Rounding": named,
	"ContractInForce.Short":    named,
	"PaymentSuspended.Ground":  named,

	"RecoveryIntended.Of":            named,
	"Deliverable":                    named,
	"TwinningMeetingPlanned.Meeting": named, "TwinningMeetingMoved.Meeting": named, "TwinningMeetingCancelled.Meeting": named, "TwinningMeetingHeld.Meeting": named,
	"TwinningMeetingPlanned.Sort": named, "TwinningMeetingHeld.Sort": named, "MeetingParticipants.Organisation": named,
	"Activity.Kind":            named,
	"Activity.Organisations":   named,
	"Files":                    named,
	"RecoveryDecided.Verdict":  named,
	"RecoveryDeducted.Payment": named,
	"RecoveryReceived.Ref":     named,

	"CallOpened.File":                 written,
	"Defaults.File":                   written,
	"ProgrammeOpened.Name":            written,
	"Document.Name":                   written,
	"EvaluatorAppointed.Organisation": written,
	"FormerTie.Organisation":          written,
	"Organisation.Name":               written,
	"Organisation.Region":             written,
	"RulesChanged.File":               written,
	"RulesProposed.File":              written,
	"Tender.Description":              written,
	"Tender.Plan":                     written,
	"Tender.Solution":                 written,
	"Tender.Sources":                  written,
	"Tender.Title":                    written,
}
