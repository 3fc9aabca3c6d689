package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"twinning.example/engine/internal/api"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/uploads"
)

// nounsOf is how the API calls the kind of a life that has files.
func nounsOf(stream string) string {
	family, _, _ := strings.Cut(stream, "/")
	if many, other := map[string]string{"entry": "entries", "masterclass": "masterclasses", "body": "bodies"}[family]; other {
		return many
	}
	return "tenders"
}

// adding sends files to a desk, each as it is read.
func (d *desk) adding(stream string, is uploads.File, wait time.Duration) adding {
	return func(ctx context.Context, path string, content io.Reader, id string) (added uploads.Added, err error) {
		values := url.Values{"for": {is.For}, "title": {is.Title}, "name": {filepath.Base(path)}, "wait": {strconv.Itoa(int(min(wait, longestWait).Seconds()))}}
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, d.url+"/api/v1/"+nounsOf(stream)+"/"+url.PathEscape(law.Reference(stream))+"/evidence?"+values.Encode(), content)
		if err != nil {
			return added, err
		}
		r.Header.Set("Content-Type", "application/octet-stream")
		r.Header.Set("Idempotency-Key", id)
		got, err := d.streaming(r)
		if err != nil {
			return added, err
		}
		defer got.Body.Close()
		text, err := io.ReadAll(io.LimitReader(got.Body, 4<<20))
		if err != nil {
			return added, &unanswered{d.url, err}
		}
		if got.StatusCode/100 == 2 {
			return added, json.Unmarshal(text, &added)
		}
		var p api.Problem
		if err := json.Unmarshal(text, &p); err != nil || got.StatusCode != http.StatusConflict {
			return added, d.refusedFile(got, text)
		}
		return added, &failure{code: exitRefused, what: path + ": refused: " + p.Detail}
	}
}

// refusedFile is a problem about one file; a missing one is none of the desk's address.
func (d *desk) refusedFile(got *http.Response, text []byte) error {
	var p api.Problem
	if got.StatusCode == http.StatusNotFound && json.Unmarshal(text, &p) == nil && p.Detail != "" {
		return notFound("%s", p.Detail)
	}
	return d.refused(got, text)
}

// readable opens a file at a desk; done closes it.
func (d *desk) readable(ctx context.Context, name string) (row query.EvidenceRow, content io.Reader, done func(), err error) {
	get := func(path string) (*http.Response, error) {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, d.url+"/api/v1/evidence/"+url.PathEscape(name)+path, http.NoBody)
		if err != nil {
			return nil, err
		}
		got, err := d.streaming(r)
		if err != nil || got.StatusCode == http.StatusOK {
			return got, err
		}
		defer got.Body.Close()
		text, err := io.ReadAll(io.LimitReader(got.Body, 1<<20))
		if err != nil {
			return nil, &unanswered{d.url, err}
		}
		var p api.Problem
		if got.StatusCode == http.StatusNotFound && json.Unmarshal(text, &p) == nil && p.Detail != "" {
			return nil, notFound("there is no such file that you may read; `twinning evidence list TWINNING` shows those that you may")
		}
		return nil, d.refused(got, text)
	}
	about, err := get("")
	if err != nil {
		return row, nil, nil, err
	}
	err = errors.Join(json.NewDecoder(io.LimitReader(about.Body, 1<<20)).Decode(&row), about.Body.Close())
	if err != nil {
		return row, nil, nil, fmt.Errorf("the desk at %s answers with what is no answer: is TWINNING_URL right?", d.url)
	}
	file, err := get("/content")
	if err != nil {
		return row, nil, nil, err
	}
	return row, file.Body, func() { file.Body.Close() }, nil
}

// streaming sends a request whose content may take longer than any time limit of others.
func (d *desk) streaming(r *http.Request) (*http.Response, error) {
	if d.token != "" {
		r.Header.Set("Authorization", "Bearer "+d.token)
	}
	got, err := (&http.Client{Transport: d.http.Transport}).Do(r)
	if err != nil {
		if r.Context().Err() != nil {
			return nil, r.Context().Err()
		}
		return nil, &unanswered{d.url, err}
	}
	return got, nil
}
