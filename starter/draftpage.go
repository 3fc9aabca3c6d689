package main

import (
	"fmt"
	"io"

	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/query"
)

func draftText(w io.Writer, tell *narrate.Narrator, p query.DraftPage, n query.Names) {
	fields(w, "id", p.ID, "call", p.Call, "by", n.Of(p.By), "read by", n.All(p.Named), "saved", p.SavedAt, "revision", p.Revision, "bytes", fmt.Sprint(p.Size),
		"gone on", p.GoneOn+", 30 days after the limit of the call")
	if p.Became != "" {
		fields(w, "submitted", fmt.Sprintf("version %d of %s says the same, received %s", p.Version, p.Became, p.Received))
	}
	for _, m := range p.Missing {
		fields(w, "missing", m)
	}
	for _, f := range p.Advice {
		if !f.OK {
			fields(w, "advice", n.In("as it is, "+f.Rule+" would not hold: "+tell.Reason(f.Why)))
		}
	}
	switch {
	case len(p.Missing) == 0 && p.Late:
		fields(w, "complete", "the deadline has passed: it is refused as late unless more time is given: twinning tender submit --draft "+p.Name)
	case len(p.Missing) == 0:
		fields(w, "complete", "it can be submitted: twinning tender submit --draft "+p.Name)
	}
}
