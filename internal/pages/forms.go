package pages

import (
	"net/url"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/pages/chart"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

// A form is a command that people send from a page of its own.
type form struct {
	kind    string // of the command
	tender  bool   // it goes to the life of a tender, else to that of a call
	settles string // how the obligations that it settles begin, "" for none
	refuses bool   // what comes after their due date is refused
	hands   []law.Role
	party   []law.Role // who speaks for the tender
	// evaluator: an evaluator of the call sends it.
	evaluator bool
	stages    []string // in which the button is shown; the law decides whether it may be sent
	fields    []input
	command   func(url.Values) law.Command // of a form that is made by hand
	anybody   bool                         // who is signed in and sees the life may open it: the law decides
	invites   bool                         // it begins an invitation to the call or the tender
	asked     bool                         // whoever is asked to speak for the tender sends it, who does not see the tender yet
	rare      bool                         // its button stands on the page of all forms alone
	aside     bool                         // it is of use at any time, and is never what comes next
	seldom    []string                     // stages in which it is rare

	// leaves are members of the command that the form does not ask for, and why.
	leaves map[string]string

	drawn // zero for a form that is made by hand
}

// A drawn form has the fields that the schema of its command has.
type drawn struct {
	zero  law.Command
	shape *huma.Schema
	// grows gives more fields, by how the life stands.
	grows func(r *request, t target) []input
	// fits tells whether a field is of use, by how the life stands; nil: each is.
	fits func(t target, in input) bool
	// heads is what the form is called, by how the life stands; nil: as its command is.
	heads func(r *request, t target) string
	// start is what the fields hold at first, as the command has it.
	start func(t target, asked url.Values) any
	// finish adds to the content of the command what follows from its fields, and says what does not fit.
	finish func(r *request, t target, content map[string]any) []complaint
	// files says what the files that come with it are for.
	files func(content map[string]any, file string) string
	// open tells whether there is something to send it about.
	open func(t target) bool
	// about is what it is about, shown above it.
	about func(r *request, t target, typed url.Values) ([]fact, []chart.Figure)
}

// An input is one field of a form.
type input struct {
	name string // that of the member of the command, unless member is given
	// kind: line, text, number, decimal, money, date, wall, check, yesno, radio, pick, picks, suggest, person, persons, covered,
	// lines, group, rows, file, uploads, attachment, textfile, hash or hidden. A form that is made by hand has tender, people and role, too.
	kind     string
	required bool
	integer  bool     // the schema has a whole number, whatever the field looks like
	optional bool     // it may be left empty, whatever the schema says: the form gives it then
	choices  []string // of a radio: codes
	words    string   // the closed set that names the choices; "" is stage
	from     string   // of pick, picks and suggest: where the choices come from; a code that is no choice can be typed as well with suggest
	label    string   // the key of its label, where it is not field.NAME
	member   string   // of the command, "-" for none
	within   []input  // of a group or of rows
}

var (
	officers = []law.Role{law.Officer}
	heads    = []law.Role{law.Head}
	staff    = []law.Role{law.Officer, law.Head}
)

// forms are all commands that a person sends to a call or a tender from a page of its own.
var forms = slices.Concat(staffForms, partyForms, callForms, roleForms, tenderForms, runningForms, claimForms, amendmentForms, paymentForms, recoveryForms, unreachedForms, closingForms, meetingForms)

// formOf is the form of a command of a life.
func formOf(kind string, tender bool) (form, bool) {
	i := slices.IndexFunc(forms, func(f form) bool { return f.kind == kind && f.tender == tender })
	if i < 0 {
		return form{}, false
	}
	return forms[i], true
}

// missing are the fields that must be there and are not.
func (f form) missing(v url.Values) []string {
	var names []string
	for _, in := range f.fields {
		if in.required && strings.TrimSpace(strings.Join(v[in.name], "")) == "" {
			names = append(names, in.name)
		}
	}
	return names
}

// takesFiles tells whether files come with the fields of a form.
func takesFiles(fields []input) bool {
	return slices.ContainsFunc(fields, func(in input) bool {
		return in.kind == "file" || in.kind == "uploads" || in.kind == "attachment" || in.kind == "hash" || in.kind == "textfile" || takesFiles(in.within)
	})
}

// buttons lead to the forms that the viewer may use on a call as it stands; with kinds, only to those.
func (r *request) buttons(p query.CallPage, kinds ...string) []button {
	var list []button
	more := false
	for _, f := range forms {
		if f.tender || !r.may(f, p, nil) || !slices.Contains(f.stages, p.Stage) || len(kinds) > 0 && !slices.Contains(kinds, f.kind) {
			continue
		}
		if f.open != nil && !f.open(target{reference: p.Reference, call: p, viewer: r.viewer.Person}) {
			continue
		}
		seldom := f.rare || slices.Contains(f.seldom, p.Stage)
		if seldom && len(kinds) == 0 {
			more = true
			continue
		}
		next := !seldom && !f.aside && !slices.ContainsFunc(list, func(b button) bool { return !b.Quiet })
		list = append(list, button{Href: "/calls/" + p.Reference + "/do/" + f.kind, Text: r.say("do." + f.kind), Quiet: !next})
	}
	if more {
		list = append(list, button{Href: "/calls/" + p.Reference + "/do", Text: r.say("do.more"), Quiet: true})
	}
	return list
}

// tenderButtons are those of a tender.
func (d *desk) tenderButtons(r *request, c query.CallPage, p query.TenderPage) ([]button, error) {
	var list []button
	if r.canRevise(c, p) {
		list = append(list, button{Href: "/tenders/" + p.Reference + "/revise", Text: r.say("do.revise"), Post: true})
	}
	offered, err := d.offeredForms(r, c, p)
	if err != nil {
		return nil, err
	}
	more := false
	for _, f := range offered {
		if f.rare {
			more = true
			continue
		}
		next := !f.aside && !slices.ContainsFunc(list, func(b button) bool { return !b.Quiet })
		list = append(list, button{Href: "/tenders/" + p.Reference + "/do/" + f.kind, Text: r.say("do." + f.kind), Quiet: !next})
	}
	if more {
		list = append(list, button{Href: "/tenders/" + p.Reference + "/do", Text: r.say("do.more"), Quiet: true})
	}
	return list, nil
}

// offeredForms are the forms that the viewer may use on a tender as it stands.
func (d *desk) offeredForms(r *request, c query.CallPage, p query.TenderPage) ([]form, error) {
	if r.viewer.Person == "" {
		return nil, nil
	}
	t := target{stream: law.TwinningStream(p.Reference), reference: p.Reference, page: "/tenders/" + p.Reference, call: c, tender: &p, viewer: r.viewer.Person}
	var list []form
	for _, f := range forms {
		holds := f.kind == (twinning.PlaceHold{}).Kind() || f.kind == (twinning.LiftHold{}).Kind() // of the record, whatever it says
		fits := slices.Contains(f.stages, p.Stage) && (holds || !p.Sealed && p.Proposal == nil)
		switch {
		case f.kind == "sign-eligibility":
			fits = p.Proposal != nil && slices.Contains(p.Proposal.Awaits, r.viewer.Person)
		case f.evaluator, f.asked:
			continue // they stand on the sheet, and on what needs somebody today
		case len(f.party) > 0:
			fits = slices.Contains(f.stages, p.Stage)
		}
		if !f.tender || !fits || !r.may(f, c, &p) || f.invites && (p.Tender == nil || !slices.Contains([]string{p.Tender.Contact, p.Tender.Signatory}, r.viewer.Person)) {
			continue
		}
		if f.open != nil {
			if err := d.stands(r, &t); err != nil {
				return nil, err
			}
			if !f.open(t) {
				continue
			}
		}
		list = append(list, f)
	}
	return list, nil
}
