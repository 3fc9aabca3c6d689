package query

import (
	"context"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/organisation"
	"twinning.example/engine/internal/twinning"
)

// A LinkedRow is an organisation of a tender with the record that it is linked to.
type LinkedRow struct {
	Organisation string `json:"organisation"`   // id in the tender
	Record       string `json:"record"`         // reference
	Name         string `json:"name,omitempty"` // of the record, for who may see it
}

// linked are the organisations of a tender, as far as its viewer sees it, that are linked to records. Who may not see a record is told its
// reference alone.
func (q *Queries) linked(ctx context.Context, v access.Viewer, seen twinning.Twinning) ([]LinkedRow, error) {
	if len(seen.Linked) == 0 {
		return nil, nil
	}
	all, err := q.foldAll(ctx, organisation.Root)
	if err != nil {
		return nil, err
	}
	staff, yours, err := q.towardsOrganisations(ctx, v, all)
	if err != nil {
		return nil, err
	}
	var rows []LinkedRow
	for _, id := range sorted(seen.Linked) {
		row := LinkedRow{Organisation: id, Record: seen.Linked[id]}
		o, _ := all[organisation.Root+row.Record].State.(organisation.Organisation)
		if staff || v.Person != "" && (o.By == v.Person || o.Reference == yours) {
			row.Name = o.Details.Name
		}
		rows = append(rows, row)
	}
	return rows, nil
}
