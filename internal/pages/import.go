package pages

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/claimfile"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

// mostImported is how many bytes the files of one import may have together.
const mostImported = 4 * claimfile.Limit

type importRow struct{ Where, What string }

type importLine struct{ ID, Kind, On, What, Stated, Amount string }

type importTotal struct{ Kind, Contract, Before, Added, Left string }

type importView struct {
	Action, Back, ID, Claims string // Claims is the command of a preview, as JSON
	Send, Hint, PaidOn       string
	Deductible               bool
	Kinds, Categories        []choice
	Wrong                    []complaint
	Receipt                  string
	Problems                 []importRow
	Lines                    []importLine
	Totals                   []importTotal
}

// importing is the twinning of a path, for whoever may claim its expenses.
func (d *desk) importing(r *request) (t target, err error) {
	if t, err = d.target(r); err != nil {
		return t, err
	}
	t.form, _ = formOf(twinning.ClaimExpenses{}.Kind(), true)
	if !r.may(t.form, t.call, t.tender) {
		return t, &query.Withheld{What: r.say("error.party", r.say("do.claim-expenses"))}
	}
	_, err = d.Queries.Addressable(r.Context(), r.viewer, t.stream, t.form.kind)
	return t, err
}

func (d *desk) importForm(r *request) error {
	t, err := d.importing(r)
	if err != nil {
		return err
	}
	return d.showImport(r, http.StatusOK, t, url.Values{}, importView{ID: door.NewID()})
}

func (d *desk) showImport(r *request, status int, t target, typed url.Values, v importView) error {
	v.Action, v.Back = t.page+"/import", t.page
	v.Hint = r.say("import.hint", r.bytes(claimfile.Limit), claimfile.Rows)
	v.PaidOn, v.Deductible = typed.Get("paid_on"), typed.Get("vat_deductible") != ""
	kind := typed.Get("kind")
	if kind == "" {
		kind = string(twinning.Direct)
	}
	for _, k := range twinning.CostKinds() {
		v.Kinds = append(v.Kinds, choice{string(k), r.word("cost", k), kind == string(k)})
	}
	if rules := t.call.Book.Running.Expenses; rules != nil && len(rules.Categories) > 0 {
		v.Categories = append(v.Categories, choice{"", "", typed.Get("category") == ""})
		for _, k := range rules.Categories {
			if !k.Refused && !k.Fixed() {
				v.Categories = append(v.Categories, choice{k.ID, k.Name, typed.Get("category") == k.ID})
			}
		}
	}
	crumbs := []crumb{{"/", r.say("home")}, {"/calls/" + t.call.Reference, t.call.Reference}, {t.page, t.reference}, {"", r.say("import.title")}}
	return d.show(r, status, "import.html", r.say("import.title"), crumbs, nil, v)
}

// sendImport reads files and shows what they come to or, of what was shown, claims it.
func (d *desk) sendImport(r *request) error {
	t, err := d.importing(r)
	if err != nil {
		return err
	}
	typed, files, wrong, err := r.importFiles()
	if err != nil {
		return err
	}
	if typed.Get("step") == "send" {
		return d.claimImport(r, t, typed)
	}
	v := importView{ID: door.NewID(), Wrong: wrong}
	given := claimfile.Given{Kind: twinning.CostKind(typed.Get("kind")), Category: typed.Get("category"), Deductible: typed.Get("vat_deductible") != ""}
	if day := typed.Get("paid_on"); day != "" {
		if given.PaidOn, err = calendar.ParseDate(day); err != nil {
			v.Wrong = append(v.Wrong, complaint{"paid_on", r.say("month.date")})
		}
	}
	if len(files) == 0 && len(v.Wrong) == 0 {
		v.Wrong = append(v.Wrong, complaint{"file", r.say("import.none")})
	}
	if len(v.Wrong) > 0 {
		return d.showImport(r, http.StatusUnprocessableEntity, t, typed, v)
	}
	page, err := d.Queries.Import(r.Context(), r.viewer, t.stream, files, given)
	if err != nil {
		return err
	}
	if page.Command == nil {
		v.Problems = r.importProblems(page)
		return d.showImport(r, http.StatusUnprocessableEntity, t, typed, v)
	}
	if err := r.previewed(&v, page); err != nil {
		return err
	}
	return d.showImport(r, http.StatusOK, t, typed, v)
}

func (r *request) importProblems(page query.ImportPage) (rows []importRow) {
	for _, p := range page.Problems {
		where := p.File
		add := func(text string) {
			if where != "" {
				where += ", "
			}
			where += text
		}
		if p.Line > 0 {
			add(r.say("import.line", p.Line))
		}
		if p.Column != "" {
			add(r.say("import.column", p.Column))
		}
		rows = append(rows, importRow{where, p.Says})
	}
	return rows
}

// previewed is what files would come to, and the command that claims it.
func (r *request) previewed(v *importView, page query.ImportPage) error {
	body, err := json.Marshal(page.Command)
	if err != nil {
		return err
	}
	v.Claims = string(body)
	sum := money.Amount{}
	for _, l := range page.Lines {
		line := importLine{ID: l.ID, Kind: r.word("cost", l.Kind), What: string(l.What), Stated: r.money(l.Stated)}
		if on, err := calendar.ParseDate(l.Date); err == nil {
			line.On = r.date(on)
		}
		if l.Amount != nil {
			line.Amount = r.money(*l.Amount)
			sum = sum.Add(*l.Amount)
		}
		v.Lines = append(v.Lines, line)
	}
	for _, x := range page.Totals {
		v.Totals = append(v.Totals, importTotal{r.word("cost", x.Kind), r.money(x.Contract), r.money(x.Before), r.money(x.Added), r.money(x.Left)})
	}
	v.Send = r.say("import.send", len(page.Lines), r.money(sum))
	return nil
}

// claimImport sends what a preview has shown, whole. Its id is that of the preview, so that a second click claims nothing more.
func (d *desk) claimImport(r *request, t target, typed url.Values) error {
	id := typed.Get("command-id")
	if err := law.CheckCode("command id", id); err != nil {
		return &query.Invalid{Why: r.say("bulk.noid")}
	}
	var c twinning.ClaimExpenses
	if err := json.Unmarshal([]byte(typed.Get("claims")), &c); err != nil {
		return d.showImport(r, http.StatusUnprocessableEntity, t, typed, importView{ID: door.NewID(), Wrong: []complaint{{"file", r.say("import.again")}}})
	}
	got, err := d.Door.Insist(r.Context(), door.Request{Stream: t.stream, Command: c, As: r.viewer.Person, ID: id})
	switch {
	case err != nil && got.Status == "" && (errors.Is(err, door.ErrNonsense) || errors.Is(err, door.ErrNotReceived) || errors.Is(err, door.ErrOtherContent)):
		return d.showImport(r, http.StatusUnprocessableEntity, t, typed, importView{ID: door.NewID(), Wrong: []complaint{{"file", err.Error()}}})
	case err != nil && got.Status == "":
		return err
	case got.Status == door.Refused && got.Refusal != nil:
		tell, err := r.teller(d.Queries, t.call.Zone)
		if err != nil {
			return err
		}
		v := importView{ID: door.NewID(), Wrong: []complaint{{"file", tell.Refusal(*got.Refusal)}}, Receipt: t.page + "/receipts/" + url.PathEscape(got.CommandID)}
		return d.showImport(r, http.StatusUnprocessableEntity, t, typed, v)
	}
	return r.to(t.page + "/receipts/" + url.PathEscape(got.CommandID))
}

// importFiles reads the fields of the form, and its files into memory: nothing of them is kept.
func (r *request) importFiles() (typed url.Values, files []claimfile.File, wrong []complaint, err error) {
	form, err := r.MultipartReader()
	if err != nil {
		err = r.ParseForm()
		return r.PostForm, nil, nil, err
	}
	typed = url.Values{}
	left := int64(mostImported)
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return typed, files, wrong, nil
		}
		if err != nil {
			return nil, nil, nil, err
		}
		content, err := io.ReadAll(io.LimitReader(part, min(left, claimfile.Limit)+1))
		if err != nil {
			return nil, nil, nil, err
		}
		if left -= int64(len(content)); left < 0 {
			return nil, nil, nil, &http.MaxBytesError{Limit: mostImported}
		}
		switch name := fileName(part.FileName()); {
		case part.FormName() != "file":
			typed.Add(part.FormName(), string(content))
		case name != "" && len(files) < claimfile.Files:
			files = append(files, claimfile.File{Name: name, Content: content})
		case name != "":
			return typed, nil, []complaint{{"file", r.say("import.many", claimfile.Files)}}, nil
		}
	}
}

// importTemplate is an empty table, to be filled in by a spreadsheet.
func (d *desk) importTemplate(r *request) error {
	if _, err := d.importing(r); err != nil {
		return err
	}
	h := r.w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="expenses.csv"`)
	_, err := io.WriteString(r.w, "\ufeff"+claimfile.Template())
	return err
}
