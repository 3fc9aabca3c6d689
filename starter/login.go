package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"twinning.example/engine/internal/web"
)

// A savedLogin is what this program keeps of a sign-in to a desk, in a file that its user alone can read.
type savedLogin struct {
	Token   string    `json:"token"`
	ID      string    `json:"id"` // of the token
	Person  string    `json:"person"`
	Expires time.Time `json:"expires"` // real time
}

// loginsPath is where sign-ins are kept.
func loginsPath() (string, error) {
	folder, err := os.UserConfigDir()
	if err != nil {
		return "", &failure{code: exitFailed, what: "there is no folder for what is kept of a sign-in: " + err.Error(), next: "set HOME or XDG_CONFIG_HOME, or use TWINNING_TOKEN"}
	}
	return filepath.Join(folder, "twinning", "sign-ins.json"), nil
}

// logins reads what is kept, by the address of the desk.
func logins() (all map[string]savedLogin, path string, err error) {
	if path, err = loginsPath(); err != nil {
		return nil, "", err
	}
	text, err := os.ReadFile(path)
	all = map[string]savedLogin{}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return all, path, nil
	case err != nil:
		return nil, "", err
	}
	if err := json.Unmarshal(text, &all); err != nil {
		return nil, "", &failure{code: exitFailed, what: path + " cannot be read: " + err.Error(), next: "remove it, and sign in again with `twinning login`"}
	}
	return all, path, nil
}

// keep writes them, whole or not at all.
func keep(all map[string]savedLogin, path string) error {
	text, err := json.MarshalIndent(all, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	next, err := os.CreateTemp(filepath.Dir(path), ".sign-ins-*") // for this user alone
	if err != nil {
		return err
	}
	defer os.Remove(next.Name())
	if _, err := next.Write(append(text, '\n')); err != nil {
		return errors.Join(err, next.Close())
	}
	if err := next.Close(); err != nil {
		return err
	}
	return os.Rename(next.Name(), path)
}

// savedToken is the token that is kept for a desk.
func savedToken(at string) (string, error) {
	all, _, err := logins()
	if err != nil {
		return "", err
	}
	l, ok := all[at]
	switch {
	case !ok:
		return "", notSignedIn(at)
	case time.Now().After(l.Expires):
		return "", &failure{code: exitRefused, what: "the sign-in to " + at + " has expired", next: "sign in again with `twinning login`"}
	}
	return l.Token, nil
}

func (a *app) login() *cobra.Command {
	return &cobra.Command{
		Use: "login", Short: "Sign in to the desk that TWINNING_URL names, with a browser",
		Long: `Sign in to the desk that TWINNING_URL names: open the address that is printed in a
browser, anywhere, sign in there, and say yes to the code. This program then acts as
you for 12 hours. What it needs for that is kept in your configuration folder, in a
file that you alone can read. Programs that run by themselves use TWINNING_TOKEN:
see "twinning token create".`,
		Example: "  TWINNING_URL=https://desk.example.org twinning login", Args: takes,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			if a.url == "" {
				return &failure{code: exitUsage, what: "no desk is named", next: "set TWINNING_URL, as in TWINNING_URL=https://desk.example.org"}
			}
			at, err := deskURL(a.url)
			if err != nil {
				return err
			}
			all, path, err := logins()
			if err != nil {
				return err
			}
			d := &desk{url: at, http: &http.Client{Timeout: time.Minute}}
			var asked web.Device
			if err := d.post(ctx, web.DeviceBeginPath, nil, &asked); err != nil {
				return err
			}
			a.say("open %s\nand say yes to the code %s; waiting ...", asked.Complete, asked.Code)
			got, err := d.wait(ctx, asked)
			if err != nil {
				return err
			}
			all[at] = savedLogin{Token: got.Token, ID: got.ID, Person: got.Person, Expires: time.Now().Add(time.Duration(got.Expires) * time.Second)}
			if err := keep(all, path); err != nil {
				return fmt.Errorf("keep the sign-in: %w", err)
			}
			is := struct {
				URL     string    `json:"url"`
				Person  string    `json:"person"`
				Expires time.Time `json:"expires_at"`
			}{at, got.Person, all[at].Expires.UTC().Truncate(time.Second)}
			return a.print(is, func(w io.Writer) { printf(w, "signed in to %s as %s\n", at, got.Person) })
		},
	}
}

// slower is how many seconds longer to wait where a desk is asked too often (RFC 8628, 3.5).
const slower = 5

// wait asks until the person has answered.
func (d *desk) wait(ctx context.Context, asked web.Device) (got web.DeviceToken, err error) {
	form := url.Values{"grant_type": {"urn:ietf:params:oauth:grant-type:device_code"}, "device_code": {asked.Secret}}
	for {
		select {
		case <-time.After(time.Duration(asked.Interval) * time.Second):
		case <-ctx.Done():
			return got, ctx.Err()
		}
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, d.url+web.DeviceTokenPath, strings.NewReader(form.Encode()))
		if err != nil {
			return got, err
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		answer, err := d.http.Do(r)
		if err != nil {
			if ctx.Err() != nil {
				return got, ctx.Err()
			}
			continue // the desk may be restarting
		}
		text, err := io.ReadAll(io.LimitReader(answer.Body, 1<<20))
		answer.Body.Close()
		if err != nil {
			continue
		}
		if answer.StatusCode == http.StatusOK {
			return got, json.Unmarshal(text, &got)
		}
		var why web.DeviceError
		_ = json.Unmarshal(text, &why) // what is none of these is waited out
		switch why.Error {
		case "slow_down":
			asked.Interval += slower
		case "access_denied":
			return got, &failure{code: exitRefused, what: "the sign-in was refused in the browser"}
		case "expired_token":
			return got, &failure{code: exitRefused, what: "nobody has said yes in time", next: "start `twinning login` again"}
		}
	}
}

func (a *app) logout() *cobra.Command {
	return &cobra.Command{
		Use: "logout", Short: "Sign out of the desk that TWINNING_URL names",
		Long:    "Sign out of the desk that TWINNING_URL names: what this program was given ends at once, and what is kept of it here is removed.",
		Example: "  TWINNING_URL=https://desk.example.org twinning logout", Args: takes,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if a.url == "" {
				return &failure{code: exitUsage, what: "no desk is named", next: "set TWINNING_URL, as in TWINNING_URL=https://desk.example.org"}
			}
			at, err := deskURL(a.url)
			if err != nil {
				return err
			}
			all, path, err := logins()
			if err != nil {
				return err
			}
			is, ok := all[at]
			if !ok {
				return notFound("nobody is signed in to %s", at)
			}
			ends := a.remotely(cmd.Context(), []string{"token", "withdraw", is.ID, "--quiet"})
			delete(all, at)
			if err := keep(all, path); err != nil {
				return fmt.Errorf("forget the sign-in: %w", err)
			}
			if ends != nil && time.Now().Before(is.Expires) {
				a.say("what is kept here is removed, but the desk was not told; it forgets the sign-in at %s", is.Expires.UTC().Format(time.RFC3339))
				return ends
			}
			a.say("signed out of %s", at)
			return nil
		},
	}
}
