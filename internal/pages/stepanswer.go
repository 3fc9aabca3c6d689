package pages

import (
	"encoding/json"
	"net/http"
	"strings"
)

// differing are the fields of a step that say something else than what was typed.
func (r *request) differing(step string, typed, now map[string]any) []both {
	var list []both
	for _, name := range stepFields[step] {
		if !sameAs(map[string]any{"": typed[name]}, map[string]any{"": now[name]}) {
			list = append(list, both{r.label(name), r.shown(typed[name]), r.shown(now[name])})
		}
	}
	return list
}

// shown is a value of a file in words.
func (r *request) shown(v any) string {
	switch v := v.(type) {
	case nil:
		return "–"
	case bool:
		return r.say(map[bool]string{true: "yes", false: "no"}[v])
	case []any:
		var all []string
		for _, x := range v {
			all = append(all, r.shown(x))
		}
		return strings.Join(all, r.semicolon())
	case map[string]any:
		var all []string
		for _, name := range []string{"name", "country", "region", "personnel", "direct", "subcontracting"} {
			if text := scalar(v[name]); text != "" {
				all = append(all, text)
			}
		}
		return strings.Join(all, ", ")
	}
	return scalar(v)
}

func (r *request) wantsJSON() bool {
	return strings.Contains(r.Header.Get("Accept"), "application/json")
}

// A saved answer is what a script is told that saves as somebody types.
type savedAnswer struct {
	Was   string            `json:"was"`   // what the next saving is made over
	Says  string            `json:"says"`  // for the person
	Moved string            `json:"moved"` // somebody else has changed the step: nothing was saved
	Wrong map[string]string `json:"wrong"` // by field
	Total string            `json:"total"`
	Sums  map[string]string `json:"sums,omitempty"` // by where they stand on the page
}

// answerStep answers a saving with the page of the step or, to a script, in short.
func (d *desk) answerStep(r *request, status int, s sketch, step string, part map[string]any, wrong []complaint, differ []both) error {
	if !r.wantsJSON() {
		return d.showStep(r, status, s, step, part, wrong, differ)
	}
	a := savedAnswer{Was: digest(s.part(step)), Says: r.say("draft.saved", r.instant(s.SavedAt, s.call.In)), Wrong: map[string]string{}}
	if step == "costs" {
		a.Total = r.costsTotal(s)
	}
	for _, w := range wrong {
		a.Wrong[w.Field] = w.Text
		if w.Field == "" {
			a.Says = w.Text
		}
	}
	if status == http.StatusConflict {
		a.Moved, a.Was = r.say("draft.moved.script"), ""
	}
	return r.json(status, a)
}

// json answers a script.
func (r *request) json(status int, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return err
	}
	r.w.Header().Set("Content-Type", "application/json")
	r.w.Header().Set("Cache-Control", "no-store")
	r.w.WriteHeader(status)
	_, _ = r.w.Write(body) // whoever asked may be gone
	return nil
}
