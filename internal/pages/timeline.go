package pages

import (
	"net/url"
	"strconv"
	"strings"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/query"
)

// traced links an event of a timeline to the receipt that it answers, and to the event
// of another life whose message caused it, where the history of its call is for whoever asks.
func (r *request) traced(line *historyLine, l query.HistoryLine, ofCall bool) {
	position, isMessage := messageOf(l.Command)
	switch {
	case isMessage:
		to := "/explain/" + position
		if of := law.CallOf(law.Reference(l.Stream)); of != "" && strings.HasPrefix(l.Stream, law.TenderFamily) {
			if !ofCall {
				return
			}
			to = "/calls/" + of + "/history#e" + position
		}
		line.Cause = &button{Href: to, Text: r.say("history.cause", position)}
	case l.Command != "" && l.ReceivedAt != "" && hasReceipts(l.Stream):
		line.Receipt = lifeHref(l.Stream) + "/receipts/" + url.PathEscape(l.Command)
	}
}

// messageOf reads which event's message a command is: its id names that position.
func messageOf(command string) (position string, is bool) {
	position, n, is := strings.Cut(command, "/")
	if !is {
		return "", false
	}
	for _, text := range []string{position, n} {
		if _, err := strconv.ParseUint(text, 10, 63); err != nil {
			return "", false
		}
	}
	return position, true
}

// effects are what the messages of an event led to in other lives, for who may see them.
func (d *desk) effects(r *request, position int64) ([]button, error) {
	list, err := d.Queries.Effects(r.Context(), r.viewer, position)
	if isWithheld(err) {
		return nil, nil
	}
	var effects []button
	for _, e := range list {
		at := strconv.FormatInt(e.Position, 10)
		effects = append(effects, button{Href: lifeHref(e.Stream) + "/history#e" + at, Text: r.say("history.effect", law.Reference(e.Stream), at)})
	}
	return effects, err
}
