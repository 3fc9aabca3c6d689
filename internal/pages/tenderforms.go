package pages

import (
	"encoding/json"
	"net/url"
	"reflect"
	"slices"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/pages/chart"
	"twinning.example/engine/internal/twinning"
)

// tenderForms are the commands to a tender up to its award, drawn from their schemas.
var tenderForms = []form{
	drawnOf(twinning.RequestClarification{}, form{
		tender: true, hands: officers, stages: []string{"submitted"},
		drawn: drawn{open: func(t target) bool { return len(t.call.Book.Eligibility.ClarifiedFields) > 0 }},
	}, input{name: "fields", kind: "picks", from: "fields", required: true}),
	drawnOf(twinning.ClarifyTender{}, form{
		tender: true, settles: "clarification", party: speakers, stages: []string{"clarification-requested"},
		leaves: map[string]string{"tender": "the form has the fields that are asked about; the others stay as they are"},
		drawn:  drawn{open: func(t target) bool { return t.is.Question != nil }, about: aboutQuestion, grows: clarified, start: asTendered, finish: corrected, files: clarifies},
	}),
	drawnOf(twinning.RecordConflict{}, form{
		tender: true, hands: staff, rare: true, stages: []string{"submitted", "clarification-requested", "eligible", "ineligible", "arbitration", "consensus", "evaluated", "awarded", "reserve", "rejected"},
		drawn: drawn{open: func(t target) bool { return t.call.IsOpened && len(t.call.Evaluators) > 0 }},
	}, input{name: "evaluator", kind: "pick", from: "evaluators"}),
	drawnOf(twinning.OrderReevaluation{}, form{
		tender: true, hands: heads, stages: []string{"reserve", "rejected"}, drawn: drawn{open: func(t target) bool { return len(t.is.InDoubt()) > 0 }},
	}),
	drawnOf(twinning.ReviewComplaint{}, form{
		tender: true, settles: "complaint-review", hands: staff, stages: []string{"ineligible", "reserve", "rejected", "withdrawn", "cancelled"},
		drawn: drawn{open: func(t target) bool { return t.complaint() != nil }, about: aboutComplaint},
	}, input{name: "upheld", kind: "yesno", required: true},
		input{name: "finding", kind: "radio", choices: []string{twinning.GroundsProcedure, twinning.GroundsFacts, twinning.GroundsNone}, words: "grounds"}),
	drawnOf(twinning.AcceptChange{}, form{
		tender: true, asked: true, stages: changeable,
	}, input{name: "role", kind: "radio", choices: []string{string(law.Contact), string(law.Signatory)}, words: "role"}),
	drawnOf(twinning.PrepareContract{}, form{
		tender: true, party: speakers, hands: procurers, stages: []string{"awarded"}, drawn: drawn{start: func(t target, _ url.Values) any {
			if t.is.Prepared == nil {
				return nil
			}
			return asContent(twinning.PrepareContract{Start: t.is.Prepared.Start, Personnel: t.is.Prepared.Personnel})
		}},
	}, input{name: "personnel.person", kind: "person"}, input{name: "personnel.unit", kind: "pick", from: "units"},
		input{name: "personnel.role", kind: "suggest", from: "personnel-roles"}, input{name: "personnel.organisation", kind: "suggest", from: "organisations"}),
	drawnOf(twinning.SignContract{}, form{
		tender: true, settles: "contract", party: []law.Role{law.Signatory}, hands: []law.Role{law.ProcurerSignatory}, stages: []string{"awarded"},
	}, input{name: "sha256", kind: "hidden"}),
	drawnOf(twinning.AddEvidence{}, form{
		tender: true, party: speakers, stages: []string{"submitted", "clarification-requested", "active", "reporting"}, aside: true,
		leaves: map[string]string{
			"sealed_sha256": "the store knows it", "sealed_size": "the store knows it", "name": "it is that of the file", "type": "the store finds it", "sha256": "the store knows it",
		},
		drawn: drawn{open: func(t target) bool { return len(t.purposes()) > 0 }},
	}, input{name: "for", kind: "pick", from: "purposes"}, input{name: "file", kind: "file"}),
	drawnOf(twinning.LinkOrganisation{}, form{
		tender: true, party: speakers, hands: staff, rare: true, stages: recorded,
	}, input{name: "organisation", kind: "pick", from: "organisations", label: "organisation.of"}),
	drawnOf(twinning.VerifyAttribute{}, form{
		tender: true, hands: staff, stages: []string{"submitted", "clarification-requested"},
		drawn: drawn{open: func(t target) bool { return t.call.IsOpened && len(t.call.Book.Eligibility.Attributes) > 0 }},
	}, input{name: "organisation", kind: "pick", from: "organisations", label: "organisation.of"}, input{name: "attribute", kind: "pick", from: "attributes"},
		input{name: "holds", kind: "yesno", required: true}),
	drawnOf(twinning.WithdrawEvidence{}, form{
		tender: true, party: speakers, rare: true, stages: []string{"submitted", "clarification-requested", "active", "reporting"},
		leaves: map[string]string{"for": "it is that of the file that is chosen"},
		drawn:  drawn{open: func(t target) bool { return len(t.is.Files) > 0 }, finish: split("file", "for")},
	}, input{name: "file", kind: "pick", from: "files"}),
}

// complaint is the one of a tender that waits for its answer, nil for none.
func (t target) complaint() *twinning.Complaint {
	for i := range t.is.Complaints {
		if t.is.Complaints[i].Status == "lodged" {
			return &t.is.Complaints[i]
		}
	}
	return nil
}

func aboutComplaint(r *request, t target, _ url.Values) ([]fact, []chart.Figure) {
	c := t.complaint()
	if c == nil {
		return nil, nil
	}
	return []fact{
		{r.say("dates.when"), r.instant(c.At, t.call.In), ""},
		{r.say("complaints.against"), r.word("stage", c.Against), ""},
		{r.say("field.grounds"), r.word("grounds", c.Grounds), ""},
		{r.say("complaints.text"), string(c.Text), ""},
	}, nil
}

func aboutQuestion(r *request, t target, _ url.Values) ([]fact, []chart.Figure) {
	if t.is.Question == nil {
		return nil, nil
	}
	return []fact{{r.say("field.question"), string(t.is.Question.Question), ""}}, nil
}

// clarified are the fields that a question is about.
func clarified(_ *request, t target) []input {
	if t.is.Question == nil {
		return nil
	}
	object, order, _ := sent.Object(sent.Of(reflect.TypeFor[twinning.Tender]()))
	order = slices.DeleteFunc(slices.Clone(order), func(name string) bool { return !slices.Contains(t.is.Question.Fields, name) })
	leaves := map[string]string{"documents.sha256": "the store knows it", "documents.size": "the store knows it", "documents.id": "the row is that of the document", "organisations.attributes": "they stay as they were declared"}
	within := inputsOf(object, order, "", []input{
		{name: "documents.file", kind: "file"},
		{name: "solution", kind: "text"},
		{name: "plan", kind: "text"},
		{name: "description", kind: "text"},
		{name: "contact", kind: "person"},
		{name: "signatory", kind: "person"},
		{name: "title", label: "tender-title"},
		{name: "type", kind: "pick", from: "types"},
	}, leaves)
	return []input{{name: "tender", kind: "group", within: within}}
}

// asContent is a value as the content of a command holds it.
func asContent(v any) map[string]any {
	text, err := json.Marshal(v)
	if err != nil {
		return nil
	}
	content := map[string]any{}
	_ = numbers(text, &content) // it was written a line above
	return content
}

func asTendered(t target, _ url.Values) any {
	return map[string]any{"tender": asContent(t.is.Tender)}
}

// corrected is the tender as it stands with the fields that were asked about as they were typed.
func corrected(_ *request, t target, content map[string]any) []complaint {
	typed, _ := content["tender"].(map[string]any)
	whole := asContent(t.is.Tender)
	if t.is.Question != nil {
		for _, name := range t.is.Question.Fields {
			delete(whole, name)
			if v, there := typed[name]; there {
				whole[name] = v
			}
		}
	}
	if list, ok := whole["organisations"].([]any); ok {
		declared(list, t.is.Tender)
	}
	if whole["exclusion"] == nil {
		whole["exclusion"] = false
	}
	if list, ok := whole["documents"].([]any); ok {
		whole["documents"] = documented(list, t)
	}
	content["tender"] = whole
	return nil
}

// declared gives organisations of a form what they declared: the form does not ask for it.
func declared(list []any, was twinning.Tender) {
	for _, x := range list {
		row, _ := x.(map[string]any)
		id, _ := row["id"].(string)
		if o, ok := was.Organisation(id); ok && len(o.Attributes) > 0 {
			row["attributes"] = asContent(o)["attributes"]
		}
	}
}

// documented are documents of a form as a tender has them: one that has no other file
// stays as it was.
func documented(list []any, t target) []any {
	var all []any
	for i, x := range list {
		row, _ := x.(map[string]any)
		if i < len(t.is.Tender.Documents) {
			was := t.is.Tender.Documents[i]
			if file, _ := row["file"].(string); file == "" || file == was.File {
				kept := asContent(was)
				if name, _ := row["name"].(string); name != "" {
					kept["name"] = name
				}
				all = append(all, kept)
				continue
			}
			row["id"] = was.ID
		} else if row["id"] == nil {
			row["id"] = unusedDocument(t, i)
		}
		all = append(all, row)
	}
	return all
}

// unusedDocument is the id of one more document: the first that the call asks for and the
// tender does not have.
func unusedDocument(t target, i int) string {
	var asked []string
	for _, d := range t.call.Book.Eligibility.Documents {
		if !slices.ContainsFunc(t.is.Tender.Documents, func(x twinning.Document) bool { return x.ID == d.ID }) {
			asked = append(asked, d.ID)
		}
	}
	if n := i - len(t.is.Tender.Documents); n < len(asked) {
		return asked[n]
	}
	return "document-" + string(rune('a'+i%26))
}

func clarifies(map[string]any, string) string { return twinning.ForClarification }

// split puts the second part of a choice, after a line, into a member of its own.
func split(first, second string) func(*request, target, map[string]any) []complaint {
	return func(_ *request, _ target, content map[string]any) []complaint {
		if text, ok := content[first].(string); ok {
			content[first], content[second] = parted(text)
		}
		return nil
	}
}
