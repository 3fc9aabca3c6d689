package pages

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"

	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/export"
	"twinning.example/engine/internal/masterclass"
	"twinning.example/engine/internal/pages/chart"
	"twinning.example/engine/internal/query"
)

type evaluationFormView struct {
	Action, Command, Problem, Until, Back string
	Questions                             []surveyFormQuestion
	Wrong                                 []complaint
}

// evaluationForm is the evaluation form, drawn from the questionnaire of the rule book.
func (d *desk) evaluationForm(r *request) error {
	if r.viewer.Person == "" {
		return &query.Nobody{}
	}
	m, err := d.Queries.Masterclass(r.Context(), r.viewer, r.PathValue("masterclass"))
	if err != nil {
		return err
	}
	if m.Registration == nil || !m.Registration.Evaluates {
		return &query.Absent{Noun: "page"}
	}
	at := "/masterclasses/" + m.Reference
	rules := m.Rules.Evaluation()
	v := evaluationFormView{Action: at + "/evaluation", Command: door.NewID(), Until: r.date(m.Rules.EvaluateBy), Back: at}
	status := http.StatusOK
	if r.Method == http.MethodPost {
		if err := r.ParseForm(); err != nil {
			return err
		}
		if id := r.PostForm.Get("command-id"); id != "" {
			v.Command = id
		}
		answers, wrong := r.readAnswers(rules, r.PostForm)
		for _, part := range rules.Missing(answers) {
			_, p, _ := rules.Part(part)
			wrong = append(wrong, complaint{"a-" + part, r.say("form.missing", p.Title.In(r.lang()))})
		}
		v.Wrong, status = wrong, http.StatusUnprocessableEntity
		if len(wrong) == 0 {
			problem, err := d.ask(r, door.Request{Stream: masterclass.Root + m.Reference, Command: masterclass.EvaluateMasterclass{Answers: answers}, As: r.viewer.Person, ID: v.Command})
			if err != nil {
				return err
			}
			if problem == "" {
				return r.to(at)
			}
			v.Problem, v.Command = problem, door.NewID()
		}
	}
	v.Questions = r.questionViews(rules, r.PostForm, v.Wrong)
	return d.show(r, status, "evaluationform.html", r.say("masterclass.evaluation"), r.crumbsOf("masterclasses", m.Reference, r.say("masterclass.evaluation")), nil, v)
}

type evaluationsView struct {
	Forms int
	Parts []surveyPartView
}

// masterclassEvaluations is what the evaluation forms add up to.
func (d *desk) masterclassEvaluations(r *request) error {
	m, err := d.Queries.Masterclass(r.Context(), r.viewer, r.PathValue("masterclass"))
	if err != nil {
		return err
	}
	row, err := d.Queries.MasterclassEvaluations(r.Context(), r.viewer, m.Reference)
	if err != nil {
		return err
	}
	rules, lang := m.Rules.Evaluation(), r.lang()
	v := evaluationsView{Forms: row.Forms}
	for _, x := range row.Parts {
		_, p, _ := rules.Part(x.Part)
		title := p.Title.In(lang)
		is := surveyPartView{Title: title, Table: chart.Figure{Title: title, Header: []string{r.say("survey.option"), r.say("masterclass.forms")}}}
		add := func(name string, n int) {
			is.Table.Rows = append(is.Table.Rows, []string{name, r.number(n)})
		}
		for _, o := range x.Options {
			add(termsOf(rules, p, lang, o.Option), o.Count)
		}
		for _, c := range x.Cells {
			column := c.Column
			for _, col := range p.Columns {
				if col.ID == c.Column {
					column = col.Title.In(lang)
				}
			}
			add(termsOf(rules, p, lang, c.Row)+r.colon()+column, c.Count)
		}
		for _, n := range x.Numbers {
			add(r.number(n), 1)
		}
		for _, t := range x.Texts {
			is.Texts = append(is.Texts, fact{Name: r.say("masterclass.somebody"), Value: string(t)})
		}
		if is.Counts = len(is.Table.Rows) > 0; is.Counts || len(is.Texts) > 0 {
			v.Parts = append(v.Parts, is)
		}
	}
	return d.show(r, http.StatusOK, "masterclassevaluations.html", r.say("masterclass.evaluations"), r.crumbsOf("masterclasses", m.Reference, r.say("masterclass.tab.evaluations")), r.masterclassTabs(m, "evaluations"), v)
}

// certificate hands the certificate out: as a page for print, or as PDF with tags, language and title.
func (d *desk) certificate(r *request) error {
	f := export.Form{Format: export.Format(r.PathValue("format")), StyleAt: styleAt}
	if f.Format != export.HTML && f.Format != export.PDF {
		return &query.Absent{Noun: "export"}
	}
	doc, err := d.maker.Certificate(r.Context(), r.viewer, r.PathValue("masterclass"), r.narrates(), f)
	if err != nil {
		return err
	}
	h := r.w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Language", r.narrates())
	h.Add("Vary", "Accept-Language")
	if f.Format == export.PDF {
		printed, err := d.Printer.Print(r.Context(), doc, nil)
		if errors.Is(err, export.ErrNoPrinter) {
			return &query.Invalid{Why: r.say("exports.nopdf")}
		}
		if err != nil {
			return err
		}
		asFile(h, export.Ask{What: export.Certificate, Stream: masterclass.Root + doc.Reference, Form: f})
		_, _ = r.w.Write(printed) // whoever asked may be gone
		return nil
	}
	var page bytes.Buffer // it is whole, or none
	if err := doc.Write(r.Context(), &page, f, nil); err != nil {
		return err
	}
	h.Set("Content-Type", "text/html; charset=utf-8")
	_, _ = page.WriteTo(r.w)
	return nil
}

// certificateReceipt is the receipt that proves the certificate, as receipt check takes it.
func (d *desk) certificateReceipt(r *request) error {
	c, err := d.Queries.Certificate(r.Context(), r.viewer, r.PathValue("masterclass"))
	if err != nil {
		return err
	}
	got, err := d.Queries.Receipt(r.Context(), r.viewer, masterclass.Root+c.Masterclass.Reference, c.Command, true)
	if err != nil {
		return err
	}
	text, err := json.MarshalIndent(got, "", "  ")
	if err != nil {
		return err
	}
	r.w.Header().Set("Content-Disposition", `attachment; filename="certificate-`+c.Masterclass.Reference+`.json"`)
	return r.file("application/json", append(text, '\n'))
}
