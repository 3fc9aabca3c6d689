package pages

import (
	"errors"
	"slices"
	"strings"

	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/drafts"
	"twinning.example/engine/internal/evidence"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/programme"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

// A sketch is a draft of a tender as somebody who may read it sees it.
type sketch struct {
	drafts.Draft
	data   []byte
	read   programme.Draft
	call   query.CallPage
	page   query.DraftPage
	tender string            // reference of the tender that it becomes a version of
	stands *query.TenderPage // that tender, nil before its first version
	files  map[string]held   // by name in the store
	adds   bool              // some of them are to be added to the tender yet
}

// A held file is one that a draft names.
type held struct {
	evidence.File
	gone bool
}

// sketch reads the draft of a path.
func (d *desk) sketch(r *request) (sketch, error) {
	if r.viewer.Person == "" {
		return sketch{}, &query.Nobody{For: "a draft"}
	}
	is, data, err := d.Drafts.Read(r.Context(), r.viewer.Person, "", r.PathValue("draft"))
	if err != nil {
		return sketch{}, err
	}
	return d.sketchOf(r, is, data)
}

func (d *desk) sketchOf(r *request, is drafts.Draft, data []byte) (s sketch, err error) {
	s = sketch{Draft: is, data: data, files: map[string]held{}}
	if s.read, err = programme.ParseDraft(is.Name, data); err != nil {
		return s, err
	}
	if s.call, err = d.Queries.Call(r.Context(), r.viewer, is.Call); err != nil {
		return s, err
	}
	if err := d.becomes(r, &s); err != nil {
		return s, err
	}
	var files []twinning.File
	for _, x := range s.read.Tender.Documents {
		if x.File == "" || d.Evidence == nil {
			continue
		}
		f, err := d.Evidence.Held(r.Context(), law.TwinningStream(s.tender), x.File)
		switch {
		case errors.Is(err, evidence.ErrNotFound), errors.Is(err, evidence.ErrErased):
			s.files[x.File] = held{gone: true}
		case err != nil:
			return s, err
		default:
			s.files[x.File] = held{File: f}
			files = append(files, twinning.File{File: f.Name, For: twinning.Target{Purpose: twinning.ForDocument, ID: x.ID}.String(), SealedSize: f.SealedSize})
		}
	}
	if len(files) > 0 && s.stands != nil && s.stands.Stage == string(twinning.Submitted) {
		there, err := d.Queries.Evidence(r.Context(), r.viewer, d.Evidence, law.TwinningStream(s.tender))
		if err != nil {
			return s, err
		}
		s.adds = slices.ContainsFunc(files, func(f twinning.File) bool {
			return !slices.ContainsFunc(there, func(e query.EvidenceRow) bool { return e.File == f.File && e.For == f.For })
		})
	}
	s.page, err = d.Queries.Draft(r.Context(), r.viewer, is, is.Name, data, files...)
	return s, err
}

// becomes finds the tender that a draft becomes a version of: the one that it is named
// after, or one whose reference is made of the draft's id.
func (d *desk) becomes(r *request, s *sketch) error {
	s.tender = tenderOf(s.Draft)
	t, err := d.Queries.Tender(r.Context(), r.viewer, s.tender)
	switch {
	case err == nil && r.speaks(t):
		s.stands = &t
	case err != nil && !isHidden(err):
		return err
	}
	return nil
}

// tenderOf is the reference of the tender that a draft becomes a version of.
func tenderOf(x drafts.Draft) string {
	if named, err := query.TenderRef(x.Name); err == nil && law.CallOf(named) == x.Call {
		return named
	}
	return door.Reference(x.Call, x.ID, x.Owner)
}

// speaks tells whether the viewer speaks for a tender.
func (r *request) speaks(t query.TenderPage) bool {
	return r.viewer.Person != "" && t.Tender != nil && (t.Tender.Contact == r.viewer.Person || t.Tender.Signatory == r.viewer.Person)
}

// title is what a draft calls the tender, or that it has no title yet.
func (s sketch) title(r *request) string {
	if text, _ := s.read.Values["title"].(string); strings.TrimSpace(text) != "" {
		return text
	}
	return r.say("draft.untitled")
}

func (s sketch) at() string { return "/drafts/" + s.ID }
