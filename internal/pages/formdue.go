package pages

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/query"
)

// A dueOn is until when a form can be sent; a script counts it down.
type dueOn struct {
	At, Text, Left, Gone string
	Passed               bool
}

// due is until when a form can be sent, or is to be; nil where nothing is owed.
func (d *desk) due(r *request, t target, typed url.Values) (*dueOn, error) {
	var at time.Time
	switch {
	case t.form.kind == "withdraw-tender" && t.call.IsOpened, t.tender == nil:
		return nil, nil
	case t.form.kind == "undo-withdrawal":
		at = dueOf(t.call)
	default:
		rows, err := d.Queries.Obligations(r.Context(), r.viewer, t.stream)
		if err != nil {
			return nil, err
		}
		for _, o := range rows {
			if day, err := calendar.ParseDate(o.Due); err == nil && isOwed(o) && slices.Contains(o.Who, r.viewer.Person) && r.leadsTo(o, r.URL.Path, typed) {
				at = day.End(t.call.In).Add(-time.Microsecond)
				break
			}
		}
	}
	if at.IsZero() {
		return nil, nil
	}
	x := &dueOn{At: at.UTC().Format(time.RFC3339Nano), Text: r.instant(at, t.call.In), Left: r.until(r.now, at), Passed: !r.now.Before(at), Gone: r.say("form.due.late")}
	if t.form.refuses || t.form.kind == "undo-withdrawal" {
		x.Gone = r.say("form.due.refused")
	}
	return x, nil
}

// A sinceLine is something that happened since a form was opened.
type sinceLine struct{ Sentence, Who, At string }

// nearly is how much earlier than the making of a form something may be recorded that the form does not hold yet.
const nearly = 2 * time.Second

// since is what the viewer may know of what happened in a life after a version of it, or after the instant at which a form says that it
// was made. Reminders and other letters change nothing that a form is about.
func (d *desk) since(r *request, t target, made string) ([]sinceLine, error) {
	is, when, timed := strings.Cut(made, "-")
	number, err := strconv.ParseInt(is, 10, 64)
	if timed {
		number, err = strconv.ParseInt(when, 10, 64)
	}
	if err != nil {
		return nil, nil
	}
	later := func(l query.HistoryLine) bool { return l.Version > number }
	if from := time.UnixMicro(number).Add(-nearly); timed {
		later = func(l query.HistoryLine) bool { return l.Recorded.After(from) }
	}
	h, err := d.Queries.History(r.Context(), r.viewer, t.stream, false)
	if isHidden(err) || isRefusal(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var list []sinceLine
	for _, l := range h.Lines {
		if later(l) && l.Kind != "rung-passed.v1" {
			list = append(list, sinceLine{t.names.In(l.Sentence), t.names.In(l.Who), r.instant(l.Instant, h.Zone)})
		}
	}
	return list, nil
}
