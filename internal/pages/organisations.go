package pages

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/organisation"
	"twinning.example/engine/internal/query"
)

type organisationLine struct {
	query.OrganisationRow
	Likely []likely // the records that may be of the same organisation
}

type likely struct{ Reference, By string }

func (r *request) newOrganisationLine(row query.OrganisationRow) organisationLine {
	l := organisationLine{OrganisationRow: row}
	for _, other := range row.Alike {
		var by []string
		for _, b := range other.By {
			by = append(by, narrate.For(r.Context()).Word("likeness", string(b)))
		}
		l.Likely = append(l.Likely, likely{other.Reference, strings.Join(by, ", ")})
	}
	return l
}

type organisationsView struct {
	Command, Find, Problem string
	Typed                  organisation.Details
	Countries              []choice
	Lines                  []organisationLine
}

func (d *desk) organisations(r *request) error {
	return d.showOrganisations(r, http.StatusOK, organisationsView{Find: r.URL.Query().Get("find")})
}

func (d *desk) showOrganisations(r *request, status int, v organisationsView) error {
	rows, err := d.Queries.Organisations(r.Context(), r.viewer, v.Find)
	if err != nil {
		return err
	}
	v.Command, v.Countries = door.NewID(), r.countryChoices(v.Typed.Country, r.say("form.choose"))
	for _, row := range rows {
		v.Lines = append(v.Lines, r.newOrganisationLine(row))
	}
	crumbs := []crumb{{"/", r.say("home")}, {"", r.say("organisations")}}
	return d.show(r, status, "organisations.html", r.say("organisations"), crumbs, nil, v)
}

func typedDetails(v url.Values) organisation.Details {
	get := func(name string) string { return strings.TrimSpace(v.Get(name)) }
	return organisation.Details{
		Name: get("name"), Address: strings.ReplaceAll(get("address"), "\r\n", "\n"), Country: strings.ToUpper(get("country")), PIC: get("pic"), VAT: strings.ToUpper(get("vat")),
	}
}

func (d *desk) recordOrganisation(r *request) error {
	if r.viewer.Person == "" {
		return &query.Nobody{}
	}
	if err := r.ParseForm(); err != nil {
		return err
	}
	c := organisation.Record{Details: typedDetails(r.PostForm)}
	id := r.PostForm.Get("command-id")
	if id == "" {
		id = door.NewID()
	}
	stream, _ := organisation.Stream(organisation.NewReference(id, r.viewer.Person))
	problem, err := d.ask(r, door.Request{Stream: stream, Command: c, As: r.viewer.Person, ID: id, Begins: true})
	switch {
	case err != nil:
		return err
	case problem != "":
		return d.showOrganisations(r, http.StatusUnprocessableEntity, organisationsView{Problem: problem, Typed: c.Details})
	}
	return r.to("/organisations")
}

// ask sends a command, and says why it was not carried out, "" where it was or waits.
func (d *desk) ask(r *request, q door.Request) (problem string, err error) {
	got, err := d.Door.Insist(r.Context(), q)
	return d.notDone(r, got, err)
}

// notDone says why a command was not carried out, "" where it was or waits. The page that follows says where what follows from it is not there yet.
func (d *desk) notDone(r *request, got door.Receipt, err error) (string, error) {
	return d.notDoneIn(r, "UTC", got, err)
}

// notDoneIn is notDone with the times in a zone.
func (d *desk) notDoneIn(r *request, zone string, got door.Receipt, err error) (string, error) {
	r.underWay = len(got.UnderWay)
	switch {
	case err != nil && got.Status == "" && (errors.Is(err, door.ErrNonsense) || errors.Is(err, door.ErrOtherContent) || errors.Is(err, door.ErrNotReceived)):
		return r.why(err), nil
	case err != nil && got.Status == "":
		return "", err
	case got.Status == door.Refused && got.Refusal != nil:
		tell, err := r.teller(d.Queries, zone)
		if err != nil {
			return "", err
		}
		return tell.Refusal(*got.Refusal), nil
	}
	return "", nil
}

type organisationView struct {
	organisationLine
	Command, Problem, Recorder string
	Typed                      organisation.Details
	Countries                  []choice
	May                        bool // correct it
}

func (d *desk) organisation(r *request) error { return d.showOrganisation(r, http.StatusOK, "", nil) }

func (d *desk) showOrganisation(r *request, status int, problem string, typed *organisation.Details) error {
	row, err := d.Queries.Organisation(r.Context(), r.viewer, r.PathValue("organisation"))
	if err != nil {
		return err
	}
	v := organisationView{
		organisationLine: r.newOrganisationLine(row), Command: door.NewID(), Problem: problem, Typed: row.Details, Recorder: d.Queries.Names(r.Context(), row).Of(row.By),
		May: row.Stage == organisation.Kept,
	}
	if typed != nil {
		v.Typed = *typed
	}
	v.Countries = r.countryChoices(v.Typed.Country, r.say("form.choose"))
	crumbs := []crumb{{"/", r.say("home")}, {"/organisations", r.say("organisations")}, {"", row.Reference}}
	tabs, err := d.wholeTabs(r, organisation.Root+row.Reference, nil)
	if err != nil {
		return err
	}
	return d.show(r, status, "organisation.html", row.Name, crumbs, tabs, v)
}

// doOrganisation corrects a record, joins another one to it, or says that the viewer belongs to it.
func (d *desk) doOrganisation(r *request) error {
	if r.viewer.Person == "" {
		return &query.Nobody{}
	}
	if err := r.ParseForm(); err != nil {
		return err
	}
	reference, form := r.PathValue("organisation"), r.PostForm
	stream, ok := organisation.Stream(reference)
	if !ok {
		return &query.Absent{Noun: "organisation"}
	}
	if _, err := d.Queries.Organisation(r.Context(), r.viewer, reference); err != nil {
		return err
	}
	q := door.Request{Stream: stream, As: r.viewer.Person, ID: form.Get("command-id")}
	var typed *organisation.Details
	switch r.PathValue("what") {
	case "correct":
		details := typedDetails(form)
		typed, q.Command = &details, organisation.Correct{Details: details, Why: law.Text(form.Get("why"))}
	case "join":
		other, ok := organisation.Stream(form.Get("record"))
		if !ok {
			return &query.Absent{Noun: "organisation"}
		}
		q.Stream, q.Command = other, organisation.Join{Into: reference, Why: law.Text(form.Get("why"))}
	case "belong":
		is, err := d.Queries.MayBelong(r.Context(), reference)
		if err != nil {
			return err
		}
		if _, err := d.People.Belongs(r.Context(), r.viewer.Person, is.Reference, is.Details.Name); err != nil {
			return err
		}
		http.Redirect(r.w, r.Request, "/organisations/"+is.Reference, http.StatusSeeOther)
		return nil
	default:
		return &query.Absent{Noun: "page"}
	}
	problem, err := d.ask(r, q)
	switch {
	case err != nil:
		return err
	case problem != "":
		return d.showOrganisation(r, http.StatusUnprocessableEntity, problem, typed)
	}
	return r.to("/organisations/" + reference)
}
