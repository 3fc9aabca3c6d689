package pages

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/drafts"
)

// Fields of every form that say nothing of what somebody wishes.
var ofTheForm = []string{"command-id", "version", "was", "then", "more", "form", "signed-in", "sha256"}

// longestKey is the most characters of what a form that is kept is called.
const longestKey = 300

// key is what a form of a life is called, for what was typed into it: its path below the
// page of the life, with what it was opened about.
func (t target) key(r *request) string {
	about := r.URL.Query()
	for _, name := range ofTheForm {
		about.Del(name)
	}
	key := strings.TrimPrefix(strings.TrimPrefix(r.URL.Path, t.page), "/")
	if len(about) > 0 {
		key += "?" + about.Encode()
	}
	return key
}

// written is what was typed into a form, without what the form itself brings.
func written(typed url.Values) map[string][]string {
	list := map[string][]string{}
	for name, values := range typed {
		if !slices.Contains(ofTheForm, name) {
			list[name] = values
		}
	}
	return list
}

func typedDigest(typed map[string][]string) string {
	part := map[string]any{}
	for name, list := range typed {
		if strings.Join(list, "") != "" {
			part[name] = list
		}
	}
	return digest(part)
}

// kept is what the viewer has typed into a form and not sent. What does not open any more
// is as if it were not there.
func (d *desk) kept(r *request, t target) (drafts.Form, error) {
	if len(t.key(r)) > longestKey {
		return drafts.Form{}, nil
	}
	is, err := d.Drafts.Form(r.Context(), r.viewer.Person, t.stream, t.key(r))
	if errors.Is(err, drafts.ErrChanged) {
		return drafts.Form{}, nil
	}
	return is, err
}

// keep keeps what was typed into a form, until it is sent.
func (d *desk) keep(r *request, t target, typed url.Values) error {
	if len(t.key(r)) > longestKey {
		return nil
	}
	err := d.Drafts.SaveForm(r.Context(), r.viewer.Person, t.stream, t.key(r), drafts.Form{Typed: written(typed)})
	if errors.Is(err, drafts.ErrNonsense) {
		return nil // it is too long to be kept; the page has it all the same
	}
	return err
}

// sentForm forgets what was typed into a form that was sent.
func (d *desk) sentForm(r *request, t target, status string) error {
	if status == door.Refused || len(t.key(r)) > longestKey {
		return nil
	}
	return d.Drafts.DropForm(r.Context(), r.viewer.Person, t.stream, t.key(r))
}

// saving answers a form that is to be kept or forgotten, and not sent; false where it is to
// be sent. Where another window has kept something else since, nothing is replaced.
func (d *desk) saving(r *request, t target, typed url.Values) (done bool, err error) {
	switch then := typed.Get("then"); {
	case then == "drop":
		if err := d.sentForm(r, t, door.Done); err != nil {
			return true, err
		}
		return true, r.to(r.again(nil))
	case !r.wantsJSON() && then != "keep":
		return false, nil
	}
	was, err := d.kept(r, t)
	if err != nil {
		return true, err
	}
	now := written(typed)
	if r.wantsJSON() && typedDigest(was.Typed) != typed.Get("was") && typedDigest(was.Typed) != typedDigest(now) {
		return true, r.json(http.StatusConflict, savedAnswer{Moved: r.say("form.moved.script"), Wrong: map[string]string{}})
	}
	if err := d.keep(r, t, typed); err != nil {
		return true, err
	}
	if r.wantsJSON() {
		is := savedAnswer{Was: typedDigest(now), Says: r.say("draft.saved", r.instant(r.now, t.call.In)), Wrong: map[string]string{}}
		if t.sums != nil {
			is.Sums = t.sums()
		}
		return true, r.json(http.StatusOK, is)
	}
	return true, r.to(r.again(typed))
}

// again is the address of the form that is asked for: the same one where it has an id.
func (r *request) again(typed url.Values) string {
	q := r.URL.Query()
	q.Del("form")
	if id := typed.Get("command-id"); id != "" {
		q.Set("form", id)
	}
	if len(q) == 0 {
		return r.URL.Path
	}
	return r.URL.Path + "?" + q.Encode()
}

// A keeping is what a page says of a form that is kept.
type keeping struct {
	Was, Saved string // what the next saving is made over; since when, "" where nothing is kept
	Action     string
}

func (r *request) keeping(t target, is drafts.Form) keeping {
	k := keeping{Was: typedDigest(is.Typed), Action: r.again(nil)}
	if !is.SavedAt.IsZero() {
		k.Saved = r.say("form.kept", r.instant(is.SavedAt, t.call.In))
	}
	return k
}

// merged is what a form holds at first: what was typed and kept takes the place of the rest.
func merged(typed url.Values, kept drafts.Form) url.Values {
	if kept.SavedAt.IsZero() {
		return typed
	}
	all := url.Values{}
	for name, list := range kept.Typed {
		all[name] = list
	}
	return all
}
