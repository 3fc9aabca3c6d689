package pages

import (
	"errors"
	"log/slog"
	"net/http"
	"time"

	"twinning.example/engine/internal/export"
	"twinning.example/engine/internal/export/jobs"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/query"
)

type longView struct {
	Lead, ID, Back, What, Reference, At, Command, Format, Separator string
}

// offerExport asks whether a long document is to be made beside its reader.
func (d *desk) offerExport(r *request, a export.Ask, at, reference string, doc *export.Document) error {
	v := longView{
		Lead: r.say("exports.long", doc.Rows), ID: jobs.NewID(), Back: at + "/exports", What: a.What, Reference: reference, At: a.Then.At, Command: a.Command,
		Format: string(a.Form.Format), Separator: map[bool]string{true: "semicolon", false: "comma"}[a.Form.Semicolon],
	}
	crumbs := []crumb{{"/", r.say("home")}, {at, reference}, {at + "/exports", r.say("part.exports")}, {"", doc.Title}}
	return d.show(r, http.StatusOK, "exportlong.html", doc.Title, crumbs, nil, v)
}

// mineAlone refuses who is not signed in, and a desk that makes no exports.
func (d *desk) mineAlone(r *request) error {
	if r.viewer.Person == "" {
		return &query.Nobody{For: "exports"}
	}
	if d.Jobs == nil {
		return &query.Absent{Noun: "export"}
	}
	return nil
}

// askExport has an export made.
func (d *desk) askExport(r *request) error {
	if err := d.mineAlone(r); err != nil {
		return err
	}
	if err := r.ParseForm(); err != nil {
		return err
	}
	var stream string
	if reference, err := query.TenderRef(r.PostForm.Get("reference")); err == nil && law.CallOf(reference) != "" {
		stream = law.TwinningStream(reference)
	} else if reference, err := query.CallRef(r.PostForm.Get("reference")); err == nil {
		stream = law.CallStream(reference)
	} else {
		return &query.Absent{Noun: "call"}
	}
	j, err := d.Jobs.Ask(r.Context(), r.viewer.Person, r.PostForm.Get("id"), r.asks(r.PostForm.Get("what"), stream, r.PostForm))
	var unknown *export.Unknown
	switch {
	case errors.Is(err, jobs.ErrMany):
		return &query.Invalid{Why: r.say("exports.many", jobs.Most)}
	case errors.As(err, &unknown), errors.Is(err, jobs.ErrNotFound):
		return &query.Absent{Noun: "export"}
	case err != nil:
		return err
	}
	return r.to("/exports/" + j.ID)
}

type exportLine struct {
	At, Title, Reference, Format, Asked, Gone string
	Status                                    mark
	Progress                                  string
	Rows, All                                 int64
	Open, Ready                               bool
	File, Remove                              string
	Why                                       string
}

func (d *desk) exportLine(r *request, j jobs.Job) exportLine {
	lang := r.tag.String()
	ref := law.Reference(j.Stream)
	l := exportLine{
		At: "/exports/" + j.ID, Title: export.Says(lang, "title."+j.What, ref), Reference: ref, Format: export.Says(lang, "format."+j.Format),
		Asked: r.instant(j.AskedAt, time.UTC), Gone: r.instant(j.GoneAt, time.UTC), Status: mark{r.word("exportstate", j.State), map[string]string{jobs.Done: "good", jobs.Failed: "bad", jobs.Waiting: "wait", jobs.Running: "wait"}[j.State]},
		Rows: j.Rows, All: j.All, Open: j.State == jobs.Waiting || j.State == jobs.Running, Ready: j.State == jobs.Done,
		File: "/exports/" + j.ID + "/file", Remove: "/exports/" + j.ID + "/remove",
	}
	switch {
	case j.State == jobs.Running && j.All > 0:
		l.Progress = r.say("exports.progress", int(j.Rows), int(max(j.All, j.Rows)))
	case j.State == jobs.Running:
		l.Progress = r.say("exports.rows", int(j.Rows))
	case j.State == jobs.Done:
		l.Progress = r.say("exports.size", r.number(int((j.Size+1023)/1024)))
	case j.State == jobs.Failed:
		l.Why = r.say("exports.why." + j.Why)
	}
	return l
}

func (d *desk) myExports(r *request) error {
	if err := d.mineAlone(r); err != nil {
		return err
	}
	list, err := d.Jobs.List(r.Context(), r.viewer.Person)
	if err != nil {
		return err
	}
	var lines []exportLine
	for _, j := range list {
		lines = append(lines, d.exportLine(r, j))
	}
	return d.show(r, http.StatusOK, "myexports.html", r.say("exports.mine"), []crumb{{"/", r.say("home")}, {"", r.say("exports.mine")}}, nil, struct{ Rows []exportLine }{lines})
}

func (d *desk) oneExport(r *request) error {
	if err := d.mineAlone(r); err != nil {
		return err
	}
	j, err := d.Jobs.Find(r.Context(), r.viewer.Person, r.PathValue("export"))
	if errors.Is(err, jobs.ErrNotFound) {
		return &query.Absent{Noun: "export"}
	}
	if err != nil {
		return err
	}
	l := d.exportLine(r, j)
	return d.show(r, http.StatusOK, "export.html", l.Title, []crumb{{"/", r.say("home")}, {"/exports", r.say("exports.mine")}, {"", l.Title}}, nil, l)
}

func (d *desk) exportFile(r *request) error {
	if err := d.mineAlone(r); err != nil {
		return err
	}
	begun := false
	err := d.Jobs.Write(r.Context(), r.viewer, r.PathValue("export"), func(j jobs.Job) {
		begun = true
		asFile(r.w.Header(), j.Ask)
		r.w.Header().Set("Cache-Control", "no-store")
	}, r.w)
	switch {
	case err != nil && begun:
		slog.Warn("an export was not handed out whole", "error", err)
		panic(http.ErrAbortHandler)
	case errors.Is(err, jobs.ErrNotFound):
		return &query.Absent{Noun: "export"}
	case errors.Is(err, jobs.ErrNotDone):
		return r.to("/exports/" + r.PathValue("export"))
	}
	return err
}

func (d *desk) removeExport(r *request) error {
	if err := d.mineAlone(r); err != nil {
		return err
	}
	if err := d.Jobs.Remove(r.Context(), r.viewer.Person, r.PathValue("export")); err != nil && !errors.Is(err, jobs.ErrNotFound) {
		return err
	}
	return r.to("/exports")
}
