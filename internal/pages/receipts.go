package pages

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/door/receipt"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/query"
)

type sentView struct {
	Print, PDF                                       string // the receipt as a page for print, and as PDF
	Kind, Headline, Why, Back, Reference, JSON, File string
	Added                                            []bulkLine // files that were sent with it
	Facts                                            []fact
}

// receiptTarget is the life of a receipt: one that the viewer sees, or sent something to,
// though nothing of it may be judged yet.
func (d *desk) receiptTarget(r *request) (t target, err error) {
	if r.PathValue("tender") == "" {
		return d.target(r)
	}
	if t.reference, err = query.TenderRef(r.PathValue("tender")); err != nil {
		return t, err
	}
	t.stream, t.page = law.TwinningStream(t.reference), "/tenders/"+t.reference
	if _, err = d.Queries.Known(r.Context(), r.viewer, t.stream); err != nil {
		return t, err
	}
	t.call, err = d.Queries.Call(r.Context(), r.viewer, law.CallOf(t.reference))
	return t, err
}

// lifeNames are lives as a reader names them; one that nobody may be told of has no name.
func (r *request) lifeNames(references []string) []string {
	names := slices.Clone(references)
	for i, is := range names {
		if is == receipt.Unnamed {
			names[i] = r.say("sent.unnamed")
		}
	}
	return names
}

// receiptFile is a receipt with what proves it, as receipt check takes it.
func (d *desk) receiptFile(r *request) error {
	t, err := d.receiptTarget(r)
	if err != nil {
		return err
	}
	got, err := d.Queries.Receipt(r.Context(), r.viewer, t.stream, r.PathValue("id"), true)
	if err != nil {
		return err
	}
	text, err := json.MarshalIndent(got, "", "  ")
	if err != nil {
		return err
	}
	r.w.Header().Set("Content-Disposition", `attachment; filename="receipt-`+t.reference+`.json"`)
	return r.file("application/json", append(text, '\n'))
}

// receipt is the page of a receipt, to which a form that was received leads.
func (d *desk) receipt(r *request) error {
	t, err := d.receiptTarget(r)
	if err != nil {
		return err
	}
	got, err := d.Queries.Receipt(r.Context(), r.viewer, t.stream, r.PathValue("id"), true)
	if err != nil {
		return err
	}
	text, err := json.MarshalIndent(got, "", "  ")
	if err != nil {
		return err
	}
	v := sentView{Kind: map[string]string{door.Done: "done", door.Refused: "refused", door.Pending: "waiting"}[got.Status], Headline: r.say("sent." + got.Status), Back: t.page, Reference: t.reference, JSON: string(text), Facts: r.receiptFacts(got), File: r.URL.Path + "/receipt.json"}
	v.Print, v.PDF = d.receiptPapers(t.page, got.CommandID)
	if err := d.followed(r, t, got, &v); err != nil {
		return err
	}
	if len(got.UnderWay) > 0 {
		v.Why = r.say("sent.underway", strings.Join(r.lifeNames(got.UnderWay), ", "))
	}
	if got.Refusal != nil {
		tell, err := r.teller(d.Queries, t.call.Zone)
		if err != nil {
			return err
		}
		v.Why = tell.Refusal(*got.Refusal)
	}
	crumbs := []crumb{{"/", r.say("home")}, {t.page, t.reference}, {"", r.say("receipt.title")}}
	return d.show(r, http.StatusOK, "sent.html", r.say("receipt.title"), crumbs, nil, v)
}
