package main

import (
	"fmt"
	"io"

	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/query"
)

func draftText(w io.Writer, tell *narrate.Narrator, p query.DraftPage, n query.Names) {
	fields(w, "id", p.ID, "call", p.Call, "by", n.Of(p.By), "read by", n.All(p.Named), "saved", p.SavedAt, "revision", p.Revision, "bytes", fmt.Sprint(p.Size),
		"gone on", phrased("%s, 30 days after the limit of the call", p.GoneOn))
	if p.Became != "" {
		fields(w, "submitted", phrased("version %d of %s says the same, received %s", p.Version, p.Became, p.Received))
	}
	for _, m := range p.Missing {
		fields(w, "missing", m)
	}
	for _, f := range p.Advice {
		if !f.OK {
			fields(w, "advice", phrased("as it is, %s would not hold: %s", f.Rule, n.In(tell.Reason(f.Why))))
		}
	}
	switch {
	case len(p.Missing) == 0 && p.Late:
		fields(w, "complete", phrased("the deadline has passed: it is refused as late unless more time is given: `twinning tender submit --draft %s`", p.Name))
	case len(p.Missing) == 0:
		fields(w, "complete", phrased("it can be submitted: `twinning tender submit --draft %s`", p.Name))
	}
}
