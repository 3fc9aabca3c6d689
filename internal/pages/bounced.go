package pages

import (
	"errors"
	"io"
	"net/http"
	"net/url"

	"twinning.example/engine/internal/bounce"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

// A bouncedView is the form for a message of a mail server that says that a letter came back.
type bouncedView struct {
	Action, Hint string
	Wrong        []complaint
	Said         string // that it is recorded already
}

// bouncedForm is the form for whoever records that letters of a call came back; nil for everybody else.
func (r *request) bouncedForm(p query.CallPage) *bouncedView {
	if !p.IsOpened || !r.has(p, law.Officer, law.Head) {
		return nil
	}
	return &bouncedView{Action: "/calls/" + p.Reference + "/bounced-letter", Hint: r.say("bounced.file.hint", r.bytes(bounce.Limit))}
}

// readBounced reads a message that came back, and leads to the form that records it, filled in.
func (d *desk) readBounced(r *request) error {
	p, err := d.Queries.Call(r.Context(), r.viewer, r.PathValue("call"))
	if err != nil {
		return err
	}
	message, err := r.uploaded("file", bounce.Limit)
	if err != nil {
		return err
	}
	is, err := d.Queries.Bounced(r.Context(), r.viewer, p.Reference, string(message))
	var wrong *query.Invalid
	switch {
	case errors.As(err, &wrong):
		v := r.bouncedForm(p)
		if v == nil {
			return err
		}
		v.Wrong = []complaint{{"file", sentence(d.Queries.Names(r.Context()).In(r.why(err)))}}
		return d.showLetters(r, http.StatusUnprocessableEntity, p, v)
	case err != nil:
		return err
	case is.Recorded:
		v := r.bouncedForm(p)
		if v == nil {
			return &query.Absent{}
		}
		v.Said = r.say("bounced.recorded", is.Letter, is.Tender, d.Queries.Names(r.Context()).Of(is.To))
		return d.showLetters(r, http.StatusOK, p, v)
	}
	asked := url.Values{"form": {is.Identity}, "letter": {is.Letter}}
	if is.Status != "" {
		asked.Set("status", string(is.Status))
	}
	return r.to("/tenders/" + is.Tender + "/do/" + twinning.ReportBounce{}.Kind() + "?" + asked.Encode())
}

// uploaded is the content of the one file of a form, cut one byte after the limit; nothing where there is none.
func (r *request) uploaded(name string, limit int64) ([]byte, error) {
	form, err := r.MultipartReader()
	if err != nil {
		return nil, nil //nolint:nilerr // a form without a file has no content
	}
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		if part.FormName() == name {
			return io.ReadAll(io.LimitReader(part, limit+1))
		}
	}
}
