package query

import (
	"context"
	"slices"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/twinning"
)

// An AskedRow is a tender that the viewer is asked to speak for. Of the tender they learn no
// more until they accept.
type AskedRow struct {
	Tender string   `json:"tender"`
	Role   law.Role `json:"role"` // contact or signatory
}

// Asked lists the tenders whose party has asked the viewer to be its contact or its
// signatory, by their references, as long as that is not answered.
func (q *Queries) Asked(ctx context.Context, v access.Viewer) ([]AskedRow, error) {
	rows := []AskedRow{}
	if v.Person == "" {
		return rows, &Nobody{For: "who is asked"}
	}
	err := q.awaiting(ctx, v, func(all map[string]state.Folded) {
		for _, stream := range sorted(all) {
			t, _ := all[stream].State.(twinning.Twinning)
			for _, role := range []law.Role{law.Contact, law.Signatory} {
				if t.PartyChanges[role] == v.Person && t.Asks() {
					if now, _ := q.standing(stream, t).(twinning.Twinning); now.PartyChanges[role] != v.Person && !access.Speaks(now, v.Person) {
						continue // it was taken back since
					}
					rows = append(rows, AskedRow{Tender: law.Reference(stream), Role: role})
				}
			}
		}
	})
	slices.SortStableFunc(rows, func(a, b AskedRow) int {
		switch {
		case a.Tender < b.Tender:
			return -1
		case a.Tender > b.Tender:
			return 1
		}
		return 0
	})
	return rows, err
}
