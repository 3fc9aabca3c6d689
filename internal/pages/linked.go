package pages

import (
	"net/url"
	"slices"

	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

// linkedView are the organisations of a tender with the records that they are linked to.
type linkedView struct {
	Tender string
	Lines  []linkedLine
	May    bool // link and unlink
}

type linkedLine struct {
	ID, Name, Record, Recorded string // Recorded is the name in the record, "" where the viewer may not see it
	Href, Command              string // to link it, and of the command that takes the link away
}

// linked is nil where there is nothing to show: nothing is linked, and the viewer links nothing.
func (d *desk) linked(r *request, c query.CallPage, p query.TenderPage) (*linkedView, error) {
	if p.Tender == nil {
		return nil, nil //nolint:nilnil // what the tender says is not shown
	}
	offered, err := d.offeredForms(r, c, p)
	if err != nil {
		return nil, err
	}
	kind := twinning.LinkOrganisation{}.Kind()
	v := &linkedView{Tender: p.Reference, May: slices.ContainsFunc(offered, func(f form) bool { return f.kind == kind })}
	if !v.May && len(p.Linked) == 0 {
		return nil, nil //nolint:nilnil // there is nothing to show
	}
	for _, o := range p.Tender.Organisations {
		l := linkedLine{ID: o.ID, Name: o.Name, Href: "/tenders/" + p.Reference + "/do/" + kind + "?" + url.Values{"organisation": {o.ID}}.Encode(), Command: door.NewID()}
		if i := slices.IndexFunc(p.Linked, func(row query.LinkedRow) bool { return row.Organisation == o.ID }); i >= 0 {
			l.Record, l.Recorded = p.Linked[i].Record, p.Linked[i].Name
		}
		v.Lines = append(v.Lines, l)
	}
	return v, nil
}
