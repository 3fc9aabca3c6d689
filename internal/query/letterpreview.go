package query

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/letters"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/twinning"
)

// A LetterTemplate is a letter that a call may send.
type LetterTemplate struct {
	Template string   `json:"template"`
	Name     string   `json:"name"`   // in words, in the language of whoever asks
	Worded   []string `json:"worded"` // languages in which the rule book of the call words it itself
}

// A LetterPreview is a letter with made-up content, as the call would send it now.
type LetterPreview struct {
	Call      string        `json:"call"`
	Template  string        `json:"template"`
	Name      string        `json:"name"`             // in words, in the language of whoever asks
	Language  string        `json:"language"`         // of the letter: en, fr or de
	Languages []string      `json:"languages"`        // that it can be previewed in
	To        string        `json:"to,omitempty"`     // id of the person to whom it is addressed
	Worded    bool          `json:"worded"`           // by the rule book of the call; else as every call words it
	Fields    []LetterField `json:"fields,omitempty"` // that a wording of the rule book has places for; none where no rule book may word it
	Subject   string        `json:"subject"`
	Text      string        `json:"text"`
	HTML      string        `json:"html"`
}

// A LetterField is a merge field of a letter.
type LetterField struct {
	Name   string `json:"name"`
	Needed bool   `json:"needed"` // a wording must have a place for it
}

// ofInitiatives are the letters of capacity-building initiatives.
var (
	ofInitiatives = []string{"country-contact-named", "country-report-returned", "country-twinning-began", "country-twinning-closed", "country-twinning-extended", "country-twinning-left", "country-twinning-stopped", "joint-report", "pairing-ended", "pairing-proposed", "topic-decided"}
	// bodyLetters are the letters of bodies.
	bodyLetters = []string{
		"application-decided", "body-dissolved", "body-ended", "chair-named", "decision-taken", "meeting-cancelled", "meeting-changed", "meeting-convened", "member-appointed",
		"member-call-closed", "member-renewed", "membership-ended", "minutes-drafted", "vote-opened",
	}
)

// CallLetters are the letters that a call and its tenders may send; those of a marketplace,
// of a survey, of a body, of a masterclass or of an initiative are not among them, nor are invitations to take part in one.
func CallLetters() []string {
	return slices.DeleteFunc(letters.Templates(), func(name string) bool {
		return slices.Contains(bodyLetters, name) || slices.Contains(ofInitiatives, name) || strings.HasPrefix(name, "masterclass-") ||
			strings.HasPrefix(name, "survey-") || name == "respondent-named" || name == "life-staff" || strings.HasPrefix(name, "entry-") || strings.HasPrefix(name, "interest-") || name == "introduction" ||
			name == "invitation-to-take-part" || name == "invitation-taken"
	})
}

// LetterTemplates are the letters that a call may send, in order. They are for its staff
// and its auditors.
func (q *Queries) LetterTemplates(ctx context.Context, v access.Viewer, reference string) ([]LetterTemplate, error) {
	c, err := q.openedCall(ctx, reference)
	if err != nil {
		return nil, err
	}
	if err := q.full(ctx, v, c, "the list of letters"); err != nil {
		return nil, err
	}
	tell, rows := narrate.For(ctx), []LetterTemplate{}
	for _, name := range CallLetters() {
		rows = append(rows, LetterTemplate{name, tell.Word("template", name), slices.AppendSeq([]string{}, maps.Keys(c.Rules.Wording[name]))})
		slices.Sort(rows[len(rows)-1].Worded)
	}
	return rows, nil
}

// LetterPreview is a letter of a call with made-up content. language is that of the letter,
// "" for that of the person it is to, else of the call; to is the alias or id of that person,
// "" for a letter to nobody. Nothing is sent or recorded. It is for the staff and the auditors.
func (q *Queries) LetterPreview(ctx context.Context, v access.Viewer, reference, template, language, to string) (LetterPreview, error) {
	c, err := q.openedCall(ctx, reference)
	if err != nil {
		return LetterPreview{}, err
	}
	if err := q.full(ctx, v, c, "the preview of letters"); err != nil {
		return LetterPreview{}, err
	}
	if !slices.Contains(CallLetters(), template) {
		return LetterPreview{}, absent(law.Why("no-letter", narrate.Verbatim("letter", Cut(template)), narrate.Verbatim("letters", strings.Join(CallLetters(), ", "))))
	}
	if language != "" && !slices.Contains(letters.Languages(), language) {
		return LetterPreview{}, invalid(law.Why("no-letter-language", narrate.Verbatim("language", Cut(language)), narrate.Verbatim("languages", strings.Join(letters.Languages(), ", "))))
	}
	var person people.Person
	if to != "" {
		person, err = q.people.Find(ctx, to)
		if errors.Is(err, people.ErrUnknown) || people.ByAddress(to) {
			return LetterPreview{}, absent(law.Why("nobody-so-called", narrate.Verbatim("person", Cut(to))))
		}
		if err != nil {
			return LetterPreview{}, err
		}
	}
	lang := letters.LanguageOf(template, language, person.Language, c.Rules.Language)
	p := LetterPreview{Call: c.Reference, Template: template, Name: narrate.For(ctx).Word("template", template), Language: lang, Languages: letters.Languages(), To: person.ID}
	for _, f := range law.LetterFields(template) {
		p.Fields = append(p.Fields, LetterField{f.Name, f.Needed()})
	}
	sample := newSampleLetter(c, template, lang)
	words, err := letters.Told(lang, c.Rules, sample.letter)
	if err != nil {
		return LetterPreview{}, err
	}
	l := letters.Letter{
		Stream: sample.stream, ID: "1/0", Template: template, Words: words, At: c.Rules.Dates.Award.Start(Zone(c)), Language: lang, Desk: q.desk,
		To: letters.Person{ID: person.ID, Name: person.Name, Email: "nobody@example.org", Language: person.Language},
	}
	if strings.HasPrefix(template, "invitation") && template != "invitation-accepted" {
		l.Secret = "SECRET"
	}
	if own, worded := c.Rules.Wording[template][lang]; worded {
		l.Wording, p.Worded = &own, true
	}
	mail, err := letters.Write(l, "example.org")
	if err != nil {
		return LetterPreview{}, err
	}
	p.Subject, p.Text, p.HTML = mail.Subject, mail.Text, mail.HTML
	return p, nil
}

// A sampleLetter is a letter with made-up parameters.
type sampleLetter struct {
	stream string
	letter law.Letter
}

// newSampleLetter makes up every parameter that a letter may have.
func newSampleLetter(c call.Call, template, lang string) sampleLetter {
	tender := c.Reference + "-K7Q2MD"
	zone, day := c.Rules.Zone, c.Rules.Dates.Award
	n := func(s string) decimal.Decimal { return decimal.RequireFromString(s) }
	amount := money.Zero("EUR")
	if c.Rules.Budget.Currency() != "" {
		amount = money.Zero(c.Rules.Budget.Currency())
	}
	if given, err := money.Parse(amount.Currency() + " 43000.00"); err == nil {
		amount = given
	}
	with := map[string]law.Param{}
	add := func(list ...law.Param) {
		for _, p := range list {
			with[p.Name] = p
		}
	}
	add(law.Ref("call", c.Reference), law.Ref("tender", tender), law.Ref("invitation", c.Reference+"-ABCDEFGHIJ"), law.Ref("programme", c.Rules.Programme),
		law.On("due", day), law.On("until", day), law.On("from", day), law.On("answer", day), law.On("m1", c.Rules.Dates.Start),
		law.Money("amount", amount), law.Money("left", amount), law.Money("spent", amount), law.Money("accepted", amount), law.Money("deducted", amount),
		law.Score("score", n("78.5")), law.Score("total", n("72.5")), law.Score("higher", n("80")), law.Score("lower", n("56")), law.Score("difference", n("24")), law.Score("allowed", n("20")),
		law.Count("number", 1), law.Count("months", c.Rules.Running.Months), law.Count("month", 3), law.Count("days", 61), law.Count("attempts", 5),
		law.Because("place", law.Why("place-in-ranking", law.Count("place", 3))), law.Because("what", law.Why("cancel-the-call")),
		law.Word("role", "role", law.Officer), law.Words("roles", "role", []law.Role{law.Officer, law.Payer}),
		law.Word("grounds", "grounds", "procedure"), law.Word("against", "stage", "rejected"), law.Word("finding", "grounds", "procedure"), law.Word("result", "complaint", "upheld"),
		law.Word("report", "report", "interim"), law.Word("expense", "expense", "E-17"), law.Word("verdict", "eligibility", "eligible"),
		law.Words("changes", "change", []string{"months", "contact"}), law.SHA256("rules", c.SHA256), law.Who("person", "p-abcdefghij"), law.Word("stream", "stream", "twinning/"+c.Reference+"/K7Q2MD"),
		law.Word("by", "parked-by", "life"), law.Word("code", "parked", "law-panicked"), law.Word("command", "command", "c-31"), law.Word("kind", "command", "submit-log"))
	for _, name := range []string{"why", "reason", "question", "material"} {
		add(narrate.Verbatim(name, letters.SampleText(lang)))
	}
	switch template {
	case "tender-received", "tender-late":
		if len(c.Deadlines) > 0 {
			d := c.Deadlines[len(c.Deadlines)-1].Rule
			at := d.Instant.Add(-2 * time.Hour)
			if template == "tender-late" {
				at = d.Limit().Add(5 * time.Minute)
			}
			add(law.Because("verdict", twinning.Judged(d, at, zone)))
		}
	case "late-admission", "deadline-changed":
		if wall, err := calendar.ParseWallClock(day.String() + "T17:00"); err == nil {
			add(law.Clock("until", wall, zone))
		}
	case "reserve":
		add(law.Because("place", law.Why("place-on-reserve-list", law.Count("place", 3))))
	case "deliverable-redated", "deliverable-submitted", "deliverable-accepted", "deliverable-returned", "report-signed":
		add(law.Word("deliverable", "deliverable", "roadmap"), law.On("on", day))
	case "twinning-meeting-planned", "twinning-meeting-moved", "twinning-meeting-cancelled":
		starts := day.Start(Zone(c)).Add(9 * time.Hour)
		add(narrate.Verbatim("title", letters.SampleText(lang)), law.At("starts", starts, zone), law.At("ends", starts.Add(7*time.Hour), zone), law.Word("mode", "meeting-mode", "both"),
			narrate.Verbatim("place", letters.SampleText(lang)))
	case "instalment-due", "instalment-paid", "instalment-reduced", "interest-accrued", "payment-suspended", "payment-resumed":
		add(law.Word("kind", "instalment-kind", "balance"), law.Money("gross", amount), law.Money("cleared", amount), law.Money("by", amount), law.Money("base", amount),
			law.Score("rate", n("3.5")), law.On("on", day), law.Count("left", 12))
	case "payment-run-prepared":
		add(law.Count("run", 3), law.Count("lines", 12), law.Money("total", amount), law.On("on", day))
	case "payment-returned", "payment-came-back":
		add(law.Count("run", 3), law.Count("line", 4), law.On("on", day), law.Word("code", "bank-code", "AC04"))
	case "termination-decided":
		add(law.On("effective", day))
	case "recovery-deducted", "recovery-received":
		add(law.Money("paid", amount), law.Money("left", amount), law.On("on", day))
	case "termination-observed", "recovery-observed":
		add(narrate.Verbatim("text", letters.SampleText(lang)))
	case "reserve-fundable":
		add(law.Count("place", 1))
	}
	rung := slices.Contains(call.Templates(), template)
	if rung {
		ladder, o := call.SampleOfLetter(template)
		l := c.Rules.Reminders.Ladders[ladder]
		add(law.Word("obligation", "obligation", o), law.Rules("what", "reminders.ladders."+ladder+".what", cmp.Or(l.What, ladder)), law.Rules("lapse", "reminders.ladders."+ladder+".lapse", cmp.Or(l.Lapse, "-")))
	}
	s := sampleLetter{stream: "twinning/" + c.Reference + "/K7Q2MD", letter: law.Letter{Template: template}}
	if needs := letters.Needs(template); !slices.Contains(needs, "tender") && !strings.HasPrefix(template, "re") && !rung && !slices.Contains([]string{"life-parked", "unjudged"}, template) {
		s.stream = law.CallStream(c.Reference)
	}
	for _, name := range append(letters.Needs(template), "what", "obligation", "invitation", "call", "tender") {
		if p, ok := with[name]; ok && !slices.ContainsFunc(s.letter.With, func(has law.Param) bool { return has.Name == name }) {
			if name == "tender" && s.stream == law.CallStream(c.Reference) && !slices.Contains(letters.Needs(template), "tender") || name == "what" && p.Type != law.TypeRules && template != "proposal" {
				continue
			}
			s.letter.With = append(s.letter.With, p)
		}
	}
	return s
}
