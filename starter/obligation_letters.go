package main

import (
	"fmt"
	"io"

	"github.com/jedib0t/go-pretty/v6/table"

	"twinning.example/engine/internal/query"
)

func letterTable(w io.Writer, rows []query.ObligationRow, n query.Names) {
	var lines []table.Row
	for _, r := range rows {
		for _, l := range r.Letters {
			became := phrased("%s", coded(l.Outcome))
			if l.Why != "" {
				became = phrased("%s: %s", coded(l.Outcome), n.In(l.Why))
			}
			position := "-"
			if l.Outcome != query.ToCome {
				position = fmt.Sprint(l.Position)
			}
			lines = append(lines, table.Row{lifeCalled(r.Stream), n.In(r.ID), l.Due, worded("template", l.Letter), l.At[:16] + "Z", became, position})
		}
	}
	fmt.Fprintln(w)
	columns(w, table.Row{"OF", "ID", "DUE", "LETTER", "AT", "WHAT BECAME OF IT", "POSITION"}, lines)
}
