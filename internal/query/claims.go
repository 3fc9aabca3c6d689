package query

import (
	"context"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/twinning"
)

// Claim is an expense of a twinning as it is claimed now.
func (q *Queries) Claim(ctx context.Context, v access.Viewer, stream, id string) (twinning.Claim, error) {
	is, c, err := q.tender(ctx, law.Reference(stream))
	if err != nil {
		return twinning.Claim{}, err
	}
	t, isTender := is.State.(twinning.Twinning)
	if !isTender || lives.Home(stream) == stream {
		return twinning.Claim{}, hidden(stream)
	}
	sight := access.Of(v, c, t)
	if !sight.Sees(access.Running) {
		return twinning.Claim{}, hidden(stream)
	}
	e, ok := t.Expense(id)
	if !ok {
		return twinning.Claim{}, absent(law.Why("no-expense", law.Ref("tender", law.Reference(stream)), narrate.Verbatim("expense", Cut(id))))
	}
	return e.AsClaimed(), q.read(ctx, v, sight, stream, "expense "+e.ID)
}
