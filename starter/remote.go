package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"twinning.example/engine/internal/api"
	"twinning.example/engine/internal/door"
)

// Where a command is run if TWINNING_URL names a desk.
type where string

const (
	onServer  where = "server"  // by the desk, as who is signed in
	onMachine where = "machine" // nowhere: it is for the programme's own machine
	right     where = "here"    // where it is typed: it needs no record, or is about this very program
)

// here need nothing but files on this machine.
var here = []string{
	"call new", "survey new", "capacity new", "masterclass new", "body new", "programme check", "programme schema", "receipt check", "man", "login", "logout", "completion bash", "completion fish", "completion powershell", "completion zsh",
}

// streaming send or read files of any size: they run where they are typed, and speak to
// the desk by themselves.
var streaming = []string{"evidence add", "evidence get", "export"}

// onTheMachine are for who operates the programme's own machine.
var onTheMachine = []string{
	"up", "sign-ins", "demo", "serve", "status", "migrate", "erase", "repair", "nudge", "verify", "people load", "people list", "admin first", "access kept",
}

// onTheMachineAll hold commands that all are.
var onTheMachineAll = []string{"keys", "lives", "views", "checkpoint"}

// whereOf says where a command is run.
func whereOf(cmd *cobra.Command) where {
	path := strings.TrimPrefix(cmd.CommandPath(), "twinning ")
	first, _, _ := strings.Cut(path, " ")
	switch {
	case slices.Contains(here, path), slices.Contains(streaming, path):
		return right
	case slices.Contains(onTheMachine, path), slices.Contains(onTheMachineAll, first):
		return onMachine
	}
	return onServer
}

// largestSent is the most that a command's files may have together; what the desk takes
// is a third more, as base64.
const largestSent = 3 << 20

// remotely has a desk run what was typed, and prints what it printed.
func (a *app) remotely(ctx context.Context, args []string) error {
	desk, err := a.desk()
	if err != nil {
		return err
	}
	line := api.CommandLine{Args: args, ID: door.NewID(), Colors: a.colours()}
	if slices.Contains(args, "-") {
		if line.Stdin, err = io.ReadAll(io.LimitReader(a.in, largest)); err != nil {
			return fmt.Errorf("read the standard input: %w", err)
		}
	}
	for range 20 { // a command names a few files
		answer, err := desk.run(ctx, line)
		if err != nil {
			return err
		}
		if answer.Needs == "" {
			if err := a.write([]byte(answer.Out)); err != nil {
				return err
			}
			fmt.Fprint(a.talk, answer.Err)
			if answer.Code != 0 {
				return &failure{code: answer.Code, said: true}
			}
			return nil
		}
		file, err := a.typed(answer.Needs, args)
		if err != nil {
			return err
		}
		line.Files = append(line.Files, file)
	}
	return errors.New("the desk asks for one file after the other")
}

// typed reads a file for the desk: only one that was named on the command line.
func (a *app) typed(path string, args []string) (api.TypedFile, error) {
	named := slices.ContainsFunc(args, func(arg string) bool {
		_, value, _ := strings.Cut(arg, "=")
		return arg == path || value == path || slices.Contains(strings.Split(arg, ","), path) || slices.Contains(strings.Split(value, ","), path)
	})
	if !named {
		return api.TypedFile{}, &failure{code: exitFailed, what: "the desk asks for a file that you have not named", next: "tell whoever operates it"}
	}
	_, data, err := a.readBytes(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return api.TypedFile{Path: path, Absent: true}, nil
	case err != nil:
		return api.TypedFile{}, err
	case len(data) > largestSent:
		return api.TypedFile{}, usage("%s is too large to be sent with a command: at most 3 MiB", path)
	}
	return api.TypedFile{Path: path, Content: data}, nil
}

// A desk is a server that this program speaks to.
type desk struct {
	url   string
	token string
	http  *http.Client
}

// desk is the one that TWINNING_URL names.
func (a *app) desk() (*desk, error) {
	at, err := deskURL(a.url)
	if err != nil {
		return nil, err
	}
	d := &desk{url: at, token: os.Getenv("TWINNING_TOKEN"), http: &http.Client{Timeout: 2 * time.Minute}}
	if d.token == "" {
		if d.token, err = savedToken(at); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// deskURL refuses an address that a token must not be sent to.
func deskURL(text string) (string, error) {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || u.Path != "" && u.Path != "/" {
		return "", usage("TWINNING_URL is no address of a desk: write it as in https://desk.example.org")
	}
	local := u.Hostname() == "localhost" || u.Hostname() == "127.0.0.1" || u.Hostname() == "::1" || strings.HasSuffix(u.Hostname(), ".localhost")
	if u.Scheme != "https" && (u.Scheme != "http" || !local) {
		return "", usage("TWINNING_URL is not https: what is sent there could be read on the way")
	}
	return u.Scheme + "://" + u.Host, nil
}

// notSignedIn says what to do.
func notSignedIn(at string) error {
	return &failure{code: exitRefused, what: "nobody is signed in to " + at, next: "sign in with `twinning login`, or set TWINNING_TOKEN"}
}

// run has a command line run. Where nobody can say whether it was, it is sent again with
// the same command id, so that it is done once.
func (d *desk) run(ctx context.Context, line api.CommandLine) (answer api.CommandLineAnswer, err error) {
	body, err := json.Marshal(line)
	if err != nil {
		return answer, err
	}
	for tries := 0; ; tries++ {
		err = d.post(ctx, "/api/v1/command-line", body, &answer)
		var away *unanswered
		if err == nil || !errors.As(err, &away) || tries >= 3 || ctx.Err() != nil {
			return answer, err
		}
		select {
		case <-time.After(time.Duration(tries+1) * 500 * time.Millisecond):
		case <-ctx.Done():
			return answer, ctx.Err()
		}
	}
}

// unanswered says that a desk did not answer.
type unanswered struct {
	at  string
	err error
}

func (e *unanswered) Error() string { return "the desk at " + e.at + " cannot be reached" }

func (e *unanswered) Unwrap() error {
	return &failure{code: exitAway, what: e.Error(), next: "look at TWINNING_URL, or try again: a command that was sent is done once"}
}

// post sends JSON, and reads the answer.
func (d *desk) post(ctx context.Context, path string, body []byte, into any) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, d.url+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	if language := os.Getenv("TWINNING_LANGUAGE"); language != "" {
		r.Header.Set("Accept-Language", language)
	}
	if d.token != "" {
		r.Header.Set("Authorization", "Bearer "+d.token)
	}
	got, err := d.http.Do(r)
	if err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return &unanswered{d.url, err}
	}
	defer got.Body.Close()
	text, err := io.ReadAll(io.LimitReader(got.Body, 256<<20))
	if err != nil {
		return &unanswered{d.url, err}
	}
	if got.StatusCode/100 != 2 {
		return d.refused(got, text)
	}
	if err := json.Unmarshal(text, into); err != nil {
		return fmt.Errorf("the desk at %s answers with what is no answer: is TWINNING_URL right?", d.url)
	}
	return nil
}

// refused is a problem that a desk answered with.
func (d *desk) refused(got *http.Response, text []byte) error {
	var p api.Problem
	if json.Unmarshal(text, &p) != nil || p.Detail == "" {
		p.Detail = fmt.Sprintf("the desk at %s answers %s", d.url, got.Status)
	}
	switch got.StatusCode {
	case http.StatusUnauthorized:
		if d.token == "" {
			return notSignedIn(d.url)
		}
		return &failure{code: exitRefused, what: p.Detail, next: "sign in again with `twinning login`"}
	case http.StatusForbidden:
		return &failure{code: exitRefused, what: p.Detail}
	case http.StatusNotFound:
		return &failure{code: exitAway, what: "there is no desk at " + d.url, next: "look at TWINNING_URL"}
	case http.StatusTooManyRequests:
		return &failure{code: exitAway, what: p.Detail, next: "try again in " + got.Header.Get("Retry-After") + " s"}
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return &unanswered{d.url, errors.New(p.Detail)}
	case http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnprocessableEntity:
		return &failure{code: exitUsage, what: p.Detail}
	}
	return &failure{code: exitFailed, what: p.Detail}
}
