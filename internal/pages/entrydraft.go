package pages

import (
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/market"
	"twinning.example/engine/internal/query"
)

// draftEntry drafts an entry of a marketplace that something else becomes. id is that of the nth attempt: what was refused is asked anew, and what
// was received and is pending or done is not sent twice.
func (d *desk) draftEntry(r *request, to string, is market.Content, id func(nth int) string) (stream string, got door.Receipt, err error) {
	if _, ok := market.EntryStream(market.NewReference(to, "", r.viewer.Person)); !ok {
		return "", got, &query.Absent{Noun: "market"}
	}
	draft := func(nth int) door.Request {
		stream := market.EntryRoot + market.NewReference(to, id(nth), r.viewer.Person)
		return door.Request{Stream: stream, Command: market.DraftEntry{Content: is}, As: r.viewer.Person, ID: id(nth), Begins: true}
	}
	sent, got, err := d.Door.Anew(r.Context(), draft, func(q door.Request) (door.Receipt, error) { return d.Door.Insist(r.Context(), q) })
	return sent.Stream, got, err
}
