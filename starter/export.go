package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"twinning.example/engine/internal/api"
	"twinning.example/engine/internal/export"
	"twinning.example/engine/internal/export/jobs"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/query"
)

// An exporting is one call of `export`.
type exporting struct {
	what, ref, as, to, format, separator, command, chromium string
}

func (a *app) export() *cobra.Command {
	var e exporting
	cmd := &cobra.Command{
		Use: "export WHAT CALL|TENDER", Short: "Export a ranking, a budget, a dossier and more, as a workbook, CSV, JSON Lines, a page for print or PDF",
		Long: `Export a document of what you may see into a file. Of a call: ` + strings.Join(export.OfCalls, ", ") + `.
Of a tender: ` + strings.Join(export.OfTenders, ", ") + `; a receipt is that of --command.
Of a masterclass, an initiative, a body or a marketplace, as in body/EHN: record, which is
who registered and was present, topics and pairings, members, attendance and decisions, or
what came of the marketplace.

Each says in its head what it is, of what, as of which instant and position of the ledger,
for whom and by which rule. Amounts are numbers with their currency, dates are dates, and
the zone is named. In CSV, text that a spreadsheet would take for a formula has an
apostrophe before it. PDF has tags, a language, a title and an outline; it is made by a
Chromium, where one is installed: --format html gives the page to print elsewhere.
That it is exported is recorded as a read. An interrupted export leaves no file.`,
		Example: `  twinning export ranking DHE-2019 --to ranking.xlsx --as auditor
  twinning export dossier DHE-2019-K7Q2MD --to dossier.pdf --as mask-contact
  twinning export budget DHE-2019 --format csv --separator semicolon --language de --to budget.csv --as officer
  twinning export record body/EHN --to ehn.xlsx --as officer
  twinning export tenders DHE-2019 --at 2019-08-08 --format jsonl --to - --as auditor`,
		Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			e.what, e.ref = args[0], args[1]
			return a.exports(cmd.Context(), e)
		},
	}
	cmd.Flags().StringVar(&e.to, "to", "", "the `FILE` to write, which must not exist; - is the standard output; if left out: a name by what it is, here")
	cmd.Flags().StringVar(&e.format, "format", "", "xlsx, csv, jsonl, html or pdf; if left out: by the name of the file, else xlsx")
	cmd.Flags().StringVar(&e.separator, "separator", "comma", "of CSV: comma, or semicolon with decimals as the language writes them")
	cmd.Flags().StringVar(&e.command, "command", "", "of a receipt: the id of the command")
	cmd.Flags().StringVar(&e.chromium, "chromium", os.Getenv("TWINNING_CHROMIUM"), "the `PROGRAM` that makes PDF; if left out: the one in PATH (TWINNING_CHROMIUM)")
	return asking(cmd, &e.as, nil)
}

// asked is the document that is asked for; its life is known.
func (e exporting) asked(a *app, lang string) (export.Ask, error) {
	ask := export.Ask{What: e.what, Command: e.command, Language: lang, Then: a.flags.then}
	switch e.separator {
	case "comma":
	case "semicolon":
		ask.Form.Semicolon = true
	default:
		return ask, usage("--separator is comma or semicolon")
	}
	format := e.format
	if format == "" {
		format = strings.TrimPrefix(filepath.Ext(e.to), ".")
	}
	if format == "" {
		format = string(export.XLSX)
	}
	ask.Form.Format = export.Format(format)
	if err := export.CheckFormat(ask.Form.Format); err != nil {
		return ask, usage("%s", err)
	}
	if e.what == export.Record && !strings.Contains(e.ref, "/") {
		return ask, usage("write what it is of before %s, as in body/EHN", query.Cut(e.ref))
	}
	stream, err := exported(e.ref)
	if err != nil {
		return ask, err
	}
	ask.Stream = stream
	if err := ofTheOther(ask, e.ref); err != nil {
		return ask, err
	}
	if err := ask.Check(); err != nil {
		return ask, usage("%s", err)
	}
	return ask, nil
}

// ofTheOther says of what a document is, where a call was named instead of a tender, or a tender instead of a call.
func ofTheOther(ask export.Ask, ref string) error {
	tender := strings.HasPrefix(ask.Stream, law.TenderFamily)
	switch {
	case export.Recorded(ask.Stream), ask.Check() == nil:
	case !tender && slices.Contains(export.OfTenders, ask.What):
		f := failed(exitUsage, "%s is of a tender or a twinning, and %s is a call: name one of its tenders", ask.What, query.Cut(ref))
		f.next = "`twinning tender list` shows them"
		return f
	case tender && slices.Contains(export.OfCalls, ask.What):
		return usage("%s is of a call, and %s is a tender: name its call, %s", ask.What, query.Cut(ref), law.CallOf(law.Reference(ask.Stream)))
	}
	return nil
}

// exported is the call or the tender that a reference names.
func exported(ref string) (string, error) {
	streams, err := query.Candidates(ref)
	if err != nil {
		return "", err
	}
	for _, s := range streams {
		if strings.HasPrefix(s, law.TenderFamily) {
			return s, nil
		}
	}
	for _, s := range streams {
		if lives.Members(s) != "" {
			return s, nil
		}
	}
	for _, s := range streams {
		if export.Recorded(s) {
			return s, nil
		}
	}
	return "", usage("%s names no call, no tender and nothing of which there is a record", query.Cut(ref))
}

func (a *app) exports(ctx context.Context, e exporting) error {
	ask, err := e.asked(a, a.language)
	if err != nil {
		return err
	}
	to := e.to
	if to == "" {
		to = ask.File()
	}
	if to == "-" {
		return a.exportInto(ctx, e, ask, a.out)
	}
	if _, err := os.Lstat(to); err == nil {
		return usage("%s is there already: name another file with --to", to)
	}
	out, err := os.CreateTemp(filepath.Dir(to), ".twinning-*")
	if err != nil {
		return err
	}
	err = errors.Join(a.exportInto(ctx, e, ask, out), out.Close())
	if err == nil {
		err = os.Link(out.Name(), to) // never over a file that has come meanwhile
	}
	if removed := os.Remove(out.Name()); err == nil {
		err = removed
	}
	if err == nil {
		a.say("exported to %s", to)
	}
	return err
}

// exportInto writes the document, here or as the desk makes it.
func (a *app) exportInto(ctx context.Context, e exporting, ask export.Ask, w io.Writer) error {
	if a.url != "" {
		d, err := a.desk()
		if err != nil {
			return err
		}
		return d.export(ctx, a, ask, w)
	}
	told := a.rowsMade()
	doc, done, err := a.document(ctx, e.as, ask)
	if err != nil {
		return err
	}
	defer done()
	if ask.Form.Format != export.PDF {
		return doc.Write(ctx, w, ask.Form, told)
	}
	printed, err := export.NewPrinter(e.chromium, 1).Print(ctx, doc, told)
	if errors.Is(err, export.ErrNoPrinter) {
		return &failure{code: exitFailed, what: "no PDF can be made here: no Chromium is installed", next: "install chromium, or take --format html and print the page"}
	}
	if err != nil {
		return err
	}
	_, err = w.Write(printed)
	return err
}

// rowsMade says on a terminal how far an export is.
func (a *app) rowsMade() export.Progress {
	if a.flags.quiet || !isTerminal(a.talk) {
		return nil
	}
	return func(rows int) { fmt.Fprint(a.talk, a.inWords("\r%d rows", rows)) }
}

// document makes a document for whoever reads; done gives back what it needs.
func (a *app) document(ctx context.Context, as string, ask export.Ask) (d *export.Document, done func(), err error) {
	q, err := a.query(ctx)
	if err != nil {
		return nil, nil, err
	}
	v, err := a.viewer(ctx, as)
	if err != nil {
		return nil, nil, err
	}
	m, done := &export.Maker{Queries: q}, func() {}
	if ask.What == export.Dossier {
		if m.Evidence, done, err = a.files(ctx); err != nil {
			m.Evidence, done = nil, func() {} // files are not kept here: none are listed
		}
	}
	if d, err = m.Make(ctx, v, ask); err != nil {
		done()
		return nil, nil, err
	}
	return d, done, nil
}

// export has a desk make a document, and fetches it.
func (d *desk) export(ctx context.Context, a *app, ask export.Ask, w io.Writer) error {
	kind, _ := lives.Of(ask.Stream)
	noun := kind.Plural()
	values := url.Values{"format": {string(ask.Form.Format)}}
	if ask.Form.Semicolon {
		values.Set("separator", "semicolon")
	}
	if ask.Command != "" {
		values.Set("command", ask.Command)
	}
	at := "at"
	if ask.Then.Recorded {
		at = "recorded"
	}
	if ask.Then.At != "" {
		values.Set(at, ask.Then.At)
	}
	got, err := d.asking(ctx, http.MethodGet, "/api/v1/"+noun+"/"+url.PathEscape(law.Reference(ask.Stream))+"/exports/"+ask.What+"?"+values.Encode(), ask.Language, nil)
	if err != nil {
		return err
	}
	defer got.Body.Close()
	if got.StatusCode == http.StatusRequestEntityTooLarge {
		return d.exportLater(ctx, a, ask, strings.TrimSuffix(noun, "s"), w)
	}
	return d.copied(got, w)
}

// copied is the content of an answer, whole.
func (d *desk) copied(got *http.Response, w io.Writer) error {
	if got.StatusCode != http.StatusOK {
		text, err := io.ReadAll(io.LimitReader(got.Body, 1<<20))
		if err != nil {
			return &unanswered{d.url, err}
		}
		var p api.Problem
		if json.Unmarshal(text, &p) == nil && p.Detail != "" && got.StatusCode == http.StatusNotFound {
			return notFound("%s", p.Detail)
		}
		if p.Detail != "" && (got.StatusCode == http.StatusNotAcceptable || got.StatusCode == http.StatusConflict) {
			return &failure{code: exitFailed, what: p.Detail}
		}
		return d.refused(got, text)
	}
	if _, err := io.Copy(w, got.Body); err != nil {
		return &unanswered{d.url, err}
	}
	return nil
}

func (d *desk) asking(ctx context.Context, method, path, language string, body any) (*http.Response, error) {
	var content io.Reader = http.NoBody
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		content = strings.NewReader(string(text))
	}
	r, err := http.NewRequestWithContext(ctx, method, d.url+path, content)
	if err != nil {
		return nil, err
	}
	r.Header.Set("Accept-Language", language)
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	return d.streaming(r)
}

// exportLater has a long document made beside its reader, and waits for it.
func (d *desk) exportLater(ctx context.Context, a *app, ask export.Ask, noun string, w io.Writer) error {
	e := api.ExportAsk{What: ask.What, Command: ask.Command, Format: string(ask.Form.Format), Semicolon: ask.Form.Semicolon}
	if noun == "tender" {
		e.Tender = law.Reference(ask.Stream)
	} else {
		e.Call = law.Reference(ask.Stream)
	}
	if e.At = ask.Then.At; ask.Then.Recorded {
		e.At, e.Recorded = "", ask.Then.At
	}
	got, err := d.asking(ctx, http.MethodPost, "/api/v1/exports", ask.Language, e)
	if err != nil {
		return err
	}
	var j jobs.Job
	for told := a.rowsMade(); ; {
		if got.StatusCode != http.StatusOK && got.StatusCode != http.StatusAccepted {
			defer got.Body.Close()
			return d.copied(got, w)
		}
		err := errors.Join(json.NewDecoder(io.LimitReader(got.Body, 1<<20)).Decode(&j), got.Body.Close())
		if err != nil {
			return &unanswered{d.url, err}
		}
		if told != nil {
			told(int(j.Rows))
		}
		if j.State == jobs.Done {
			break
		}
		if j.State == jobs.Failed {
			return &failure{code: exitFailed, what: "the desk could not make the export", next: "ask for it again; the operator's log says why"}
		}
		select {
		case <-time.After(time.Second):
		case <-ctx.Done():
			return ctx.Err()
		}
		if got, err = d.asking(ctx, http.MethodGet, "/api/v1/exports/"+j.ID, ask.Language, nil); err != nil {
			return err
		}
	}
	if got, err = d.asking(ctx, http.MethodGet, "/api/v1/exports/"+j.ID+"/content", ask.Language, nil); err != nil {
		return err
	}
	defer got.Body.Close()
	return d.copied(got, w)
}
