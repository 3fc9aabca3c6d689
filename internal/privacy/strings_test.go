package privacy_test

// What a person writes in their own words stands as text in the sealed receipt of their
// command alone; an event refers to it. By type and field, or by field.
var said = map[string]string{
	"Why":                 "why, in the words of who sends it",
	"Reason":              "the reason, in the words of who sends it",
	"Comment":             "what an evaluator writes about a criterion",
	"Question":            "what the staff ask a party",
	"Answer":              "what a party answers",
	"Material":            "what evaluators were briefed with",
	"LodgeComplaint.Text": "the complaint", "ComplaintLodged.Text": "the complaint",
	"Activity": "what is done otherwise than a tender says", "ObserveTermination.Text": "observations on a termination", "TerminationObserved.Text": "observations on a termination",
	"Summary":        "the summary of a report",
	"Activity.What":  "what was done in a month",
	"Activity.Where": "where it was done",
	"Nothing":        "why nothing was done in a month",
	"Authority":      "who asked for a hold", "Despite": "why a twinning is closed although something is missing",
	"Claim.What":      "what an expense was for",
	"Attachment.Name": "what a file is called",
	"Evidence.What":   "what a file or page shows",
	"Line.Supplier":   "the name of a supplier", "Line.Reference": "the claimant's own reference", "Line.Again": "why an invoice is claimed again",
	"Invite.Address": "e-mail address of whom is invited", "Made.Address": "e-mail address of whom is invited",
	"Invite.Name": "name of whom is invited", "Made.Name": "name of whom is invited",
	"Given.Text": "what a country answers to a survey in its own words",
	"Content.Title": "what an entry of a marketplace is called", "Content.Description": "what an entry of a marketplace says", "Content.Region": "the region of an entry of a marketplace",
	"ExpressInterest.Message": "a message about an entry of a marketplace", "InterestExpressed.Message": "a message about an entry of a marketplace",
	"AddEvidence.Title": "what a file is called", "EvidenceAdded.Title": "what a file is called",
	"AddEvidence.Type": "the type of a file", "EvidenceAdded.Type": "the type of a file",
	"AddEvidence.SHA256": "the hash of a file's content", "EvidenceAdded.SHA256": "the hash of a file's content",
}

// What a string of a command or an event is, by type and field, or by field.
const (
	person = "an opaque id of a person"
	words  = "words, or the name, the address or a number of an organisation"
	no     = "neither"
)

var plainly = map[string]string{
	// Ids of people.
	"By": person, "SignedBy": person, "ProposedBy": person, "Told": no, "Person": person, "Deputy": person, "Was": person,
	"Evaluator": person, "Evaluators": person, "Counted": person, "Discounted": person, "Present": person, "Absent": person,
	"Contact": person, "Signatory": person, "Payee": person, "Who": person, "CallOpened.Roles": person, "OpenCall.Roles": person,
	"Basis": no, "PanelDecided.Basis": no,
	"ReplaceRole.By": person, "LifeParked.By": no, "ReopenLeftover.To": no,

	// Words that stand in the tender, or name an organisation.
	"Tender.Title": words, "Tender.Solution": words, "Tender.Plan": words, "Tender.Description": words, "Tender.Sources": words,
	"Organisation.Name": words, "Organisation.Region": words, "Document.Name": words,
	"AppointEvaluator.Organisation": words, "EvaluatorAppointed.Organisation": words, "FormerTie.Organisation": words,
	"Details.Name": words, "Details.Address": words, "Details.PIC": words, "Details.VAT": words, // a VAT number may be one person's
	"Accept.Organisation": words, "Accepted.Organisation": words, "NoteInvitation.Organisation": words,
	"ProgrammeOpened.Name": words, "OpenProgramme.Name": words,
	"CallOpened.File": words, "OpenCall.File": words, "RulesChanged.File": words, "RulesProposed.File": words, "ChangeRules.File": words, "Defaults.File": words,

	// Of claims: the numbers by which an invoice is known again are those of an organisation.
	"Line.SupplierID": words, "Line.Invoice": words, "Line.Category": no, "Conversion.Expense": no, "Conversion.Convention": no, "Conversion.Rounding": no,
	"ImportRates.Source": no, "RatesImported.Source": no, "Rate.Currency": no,

	// Of marketplaces, whose rule books name nobody but their staff by ids.
	"Rung.To":                    no,
	"Rules.Officers":             person,
	"IntroductionMade.Consents":  person,
	"InterestExpressed.To":       person,
	"Tender.Match":               no,
	"Rules.Programme":            no,
	"Rules.Languages":            no,
	"Reminders.At":               no,
	"Content.Kind":               no,
	"Content.Types":              no,
	"Content.Organisation":       no,
	"Content.Languages":          no,
	"Content.Country":            no,
	"ReadinessAnswer.Question":   no,
	"ReadinessAnswer.Option":     no,
	"EntryReturned.Check":        no,
	"EntryPublished.Check":       no,
	"EntryRenewed.Renewal":       no,
	"IntroductionNoted.Interest": no,
	"EntryMatched.Interest":      no,
	"NoteIntroduction.Interest":  no,
	"MatchEntry.Interest":        no,
	"InterestExpressed.Entry":    no,
	"InterestExpressed.From":     no,
	"ExpressInterest.Entry":      no,
	"ExpressInterest.From":       no,
	"InterestAccepted.Met":       no,
	"ConsentGiven.Met":           no,
	"IntroductionMade.Entry":     no,
	"IntroductionMade.From":      no,
	"ClosedDay.Name":             no,
	"Words.EN":                   no,
	"Words.FR":                   no,
	"Words.DE":                   no,
	"Ladder.What":                no,
	"Ladder.Lapse":               no,
	"Rules.Sources":              no,
	"Rung.Name":                  no,

	// Of surveys.
	"SurveyRules.Officers":       person,
	"SurveyRules.Programme":      no,
	"SurveyRules.Sources":        no,
	"CountryList.Codes":          no,
	"SurveyPart.Kind":            no,
	"SurveyPart.Of":              no,
	"AskedWhen.Part":             no,
	"AskedWhen.Option":           no,
	"AreaReading.Grid":           no,
	"AreaReading.Offers":         no,
	"AreaReading.Seeks":          no,
	"AreaReading.Reasons":        no,
	"AreaReading.FollowUp":       no,
	"AreaReading.Form":           no,
	"SurveyEntries.Kind":         no,
	"SurveyEntries.Types":        no,
	"SurveyEntries.Languages":    no,
	"AreaTopic.Area":             no,
	"Given.Part":                 no,
	"Given.Options":              no,
	"Cell.Row":                   no,
	"Cell.Column":                no,
	"Country":                    no,
	"SurveyEntriesNoted.Entries": no,
	"NoteSurveyEntries.Entries":  no,

	// References, hashes, codes, and ids within a tender or a rule book.
	"NoteInvitation.Invitation": no, "NoteInvitation.Country": no, "Accept.Country": no, "Accepted.Country": no, "Details.Country": no,
	"Invite.Language": no, "Made.Language": no, "Accept.Secret": no, "Join.Into": no, "Joined.Into": no,
	"AppointEvaluator.Country": no, "EvaluatorAppointed.Country": no, "Organisation.Country": no, "Organisation.ID": no,
	"Adopters": no, "Leaves": no, "Asks": no, "Originators": no, "Facilitators": no, "Contractor": no, "Tenderer": no, "Priority": no, "Topic": no, "Type": no,
	"LinkOrganisation.Organisation": no, "LinkOrganisation.Record": no, "OrganisationLinked.Organisation": no, "OrganisationLinked.Record": no,
	"AddEvidence.File": no, "EvidenceAdded.File": no, "WithdrawEvidence.File": no, "EvidenceWithdrawn.File": no, "Evidence.File": no, "Document.File": no, "Attachment.File": no,
	"For": no, "SealedSHA256": no, "SHA256": no, "HMAC": no, "Nonce": no, "ID": no, "Key": no, "Ladder": no, "Obligation": no, "Rung": no, "Seed": no,
	"Tender": no, "Tenders": no, "Call": no, "Rules": no, "Zone": no, "TZData": no, "Covers": no, "Grace": no, "Name": no, "Policy": no, "Method": no,
	"ExpenseApproved.Error": no, "ApproveExpense.Error": no, "Missing": no, "Criterion": no, "Below": no, "Envelope": no, "Expense": no, "Fields": no, "Rests": no, "Report": no, "Status": no, "How": no, "Minutes": no, "Party": no,
	"Against": no, "Change.What": no, "Grounds": no, "Finding": no, "Finding.Rule": no, "Template": no, "Code": no, "Run": no, "Moment": no, "Stream": no,
	"LetterWritten.Language": no, "LetterWritten.Subject": words, "LetterWritten.Text": words, "LetterWritten.HTML": words,
	"Letter": no, "MessageID": no, "Letter.To": person, "LetterSending.To": person,
}
