package demo

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"twinning.example/engine/internal/api"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/local"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/query"
)

// A desk is where the people of the demo sign in, each as in a browser, and send their
// commands over the API.
type desk struct {
	url       string
	passwords map[string]string // by alias

	mu       sync.Mutex
	sessions map[string]*session
	took     time.Duration // for all sign-ins, one after the other
	files    int           // that were uploaded
}

// A session is somebody's, from their first command on.
type session struct {
	once sync.Once
	http *http.Client
	err  error
}

// openDesk finds out who can sign in.
func openDesk(ctx context.Context, s local.Settings, d *people.Directory) (*desk, error) {
	list, err := local.WriteSignIns(ctx, s, d)
	if err != nil {
		return nil, err
	}
	in := &desk{url: s.DeskURL, passwords: map[string]string{}, sessions: map[string]*session{}}
	for _, l := range list {
		in.passwords[l.Alias] = l.Password
	}
	return in, nil
}

// as is the session of somebody; the first time they sign in.
func (d *desk) as(ctx context.Context, alias string) (*http.Client, error) {
	d.mu.Lock()
	s := d.sessions[alias]
	if s == nil {
		s = &session{}
		d.sessions[alias] = s
	}
	d.mu.Unlock()
	s.once.Do(func() {
		began := time.Now()
		s.http, s.err = d.signIn(ctx, alias)
		d.mu.Lock()
		d.took += time.Since(began)
		d.mu.Unlock()
	})
	return s.http, s.err
}

var loginID = regexp.MustCompile(`name="id" value="([^"]+)"`)

// signIn goes the way of a browser: to the desk, to the provider, and back with a code.
func (d *desk) signIn(ctx context.Context, alias string) (*http.Client, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	client := &http.Client{Jar: jar, Timeout: time.Minute}
	at, text, err := read(ctx, client, http.MethodGet, d.url+"/sign-in?back=/today", "", nil)
	if err != nil {
		return nil, fmt.Errorf("sign %s in: %w", alias, err)
	}
	form := loginID.FindSubmatch(text)
	if form == nil {
		return nil, fmt.Errorf("sign %s in: %s shows no form", alias, at.Path)
	}
	content := url.Values{"id": {string(form[1])}, "who": {alias}, "password": {d.passwords[alias]}}
	at, _, err = read(ctx, client, http.MethodPost, at.Scheme+"://"+at.Host+"/login", "application/x-www-form-urlencoded", []byte(content.Encode()))
	if err != nil {
		return nil, fmt.Errorf("sign %s in: %w", alias, err)
	}
	if at.Path != "/today" {
		return nil, fmt.Errorf("sign %s in: it ended at %s", alias, at.Path)
	}
	return client, nil
}

func read(ctx context.Context, client *http.Client, method, address, kind string, content []byte) (*url.URL, []byte, error) {
	r, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(content))
	if err != nil {
		return nil, nil, err
	}
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	got, err := client.Do(r)
	if err != nil {
		return nil, nil, err
	}
	defer got.Body.Close()
	text, err := io.ReadAll(got.Body)
	if err == nil && got.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s answers %s", r.URL.Path, got.Status)
	}
	return got.Request.URL, text, err
}

// submit sends a command over the API. What the law refuses is an answer, too.
func (d *desk) submit(ctx context.Context, r door.Request) (door.Receipt, error) {
	client, err := d.as(ctx, r.As)
	if err != nil {
		return door.Receipt{}, err
	}
	if r.Command, err = d.withFiles(ctx, client, r); err != nil {
		return door.Receipt{}, err
	}
	content, err := json.Marshal(r.Command)
	if err != nil {
		return door.Receipt{}, err
	}
	path := lives.Kind{Noun: query.NounOf(r.Stream)}.Plural() + "/" + law.Reference(r.Stream)
	if of := law.CallOf(law.Reference(r.Stream)); of != "" && r.Begins && strings.HasPrefix(r.Stream, law.TenderFamily) {
		path = "calls/" + of // its reference follows from the id of the command and who sends it
	}
	wait := max(0, int(r.Wait.Seconds()))
	q, err := http.NewRequestWithContext(ctx, http.MethodPost, d.url+"/api/v1/"+path+"/"+r.Command.Kind()+"?wait="+strconv.Itoa(min(wait, 60)), bytes.NewReader(content))
	if err != nil {
		return door.Receipt{}, err
	}
	q.Header.Set("Content-Type", "application/json")
	q.Header.Set("Idempotency-Key", r.ID)
	got, err := client.Do(q)
	if err != nil {
		return door.Receipt{}, err
	}
	defer got.Body.Close()
	text, err := io.ReadAll(got.Body)
	if err != nil {
		return door.Receipt{}, err
	}
	var receipt door.Receipt
	if got.StatusCode/100 == 2 {
		return receipt, json.Unmarshal(text, &receipt)
	}
	var p api.Problem
	if err := json.Unmarshal(text, &p); err != nil {
		return receipt, fmt.Errorf("%s answers %s", q.URL.Path, got.Status)
	}
	switch {
	case p.Receipt != nil:
		return *p.Receipt, nil
	case got.StatusCode == http.StatusNotFound: // the API tells nobody of what is not theirs, nor does a typed command
		return receipt, d.typed(ctx, client, r, content)
	case got.StatusCode == http.StatusServiceUnavailable:
		return receipt, fmt.Errorf("%w: %s", ledger.ErrStale, p.Detail)
	}
	return receipt, fmt.Errorf("%s answers %d: %s", q.URL.Path, got.StatusCode, strings.TrimSuffix(p.Detail, "."))
}

// errHidden is the answer to whoever may not know of a life.
var errHidden = errors.New("there is no such life for whoever asks")

// typed sends a command as somebody types it where TWINNING_URL is set, of a life of which the API says that there is none: so must the command line.
func (d *desk) typed(ctx context.Context, client *http.Client, r door.Request, content []byte) error {
	const file = "content.json"
	line, err := json.Marshal(api.CommandLine{
		Args:  []string{"send", r.Stream, r.Command.Kind(), "--file", file, "--command-id", r.ID, "--wait", max(r.Wait, 0).String(), "-o", "json"},
		Files: []api.TypedFile{{Path: file, Content: content}},
	})
	if err != nil {
		return err
	}
	_, text, err := read(ctx, client, http.MethodPost, d.url+"/api/v1/command-line", "application/json", line)
	if err != nil {
		return err
	}
	var said api.CommandLineAnswer
	if err := json.Unmarshal(text, &said); err != nil {
		return err
	}
	if said.Code != absentCode || said.Out != "" {
		return fmt.Errorf("the API knows no %s for %s, and twinning send says: %s%s", law.Reference(r.Stream), r.As, said.Out, said.Err)
	}
	return fmt.Errorf("twinning send %s %s: %s: %w", law.Reference(r.Stream), r.Command.Kind(), said.Err, errHidden)
}

// absentCode is the exit code of a command for which there is no such thing.
const absentCode = 3
