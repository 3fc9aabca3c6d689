package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// root is what every path of the API begins with.
const root = "/api/v1"

// largest is the most that is read of an answer that is no file, in bytes.
const largest = 256 << 20

// longest is the longest pause between two tries that nobody names.
const longest = 30 * time.Second

// patience is how long an answer that is no file may take, beside what it was asked to wait.
const patience = 2 * time.Minute

// A request is what is sent, which may be sent several times.
type request struct {
	method string
	path   string // below the root
	values url.Values
	header http.Header
	body   func() (io.ReadCloser, error) // nil: none, or one that cannot be read again
	once   io.Reader                     // a body that cannot be read again
	size   int64                         // of the body; -1: not known
	wait   time.Duration                 // what it asks the desk to wait
	stream bool                          // it may take as long as it takes
	file   bool                          // the answer is handed on as it comes
}

// do sends a request until it is answered. The caller closes the answer, which is 2xx.
func (c *Client) do(ctx context.Context, q request) (*http.Response, error) {
	for tries := 0; ; tries++ {
		got, err := c.send(ctx, q)
		if err == nil {
			return got, nil
		}
		var p *Problem
		away := !errors.As(err, &p) // the answer was lost, or there was none
		again := away || p.Status == http.StatusTooManyRequests || p.Status == http.StatusBadGateway ||
			p.Status == http.StatusServiceUnavailable || p.Status == http.StatusGatewayTimeout
		if !again || q.once != nil || tries >= c.retries() || ctx.Err() != nil {
			return nil, err
		}
		pause := c.pause(tries)
		if !away && p.RetryAfter > 0 {
			pause = p.RetryAfter
		}
		if until, ok := ctx.Deadline(); ok && time.Until(until) < pause {
			return nil, err
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

func (c *Client) retries() int {
	if c.Retries == 0 {
		return DefaultRetries
	}
	return c.Retries
}

// pause is how long to wait after a number of tries: not all who were cut off at one
// instant come back at one instant.
func (c *Client) pause(tries int) time.Duration {
	d := c.Pause
	if d <= 0 {
		d = 500 * time.Millisecond
	}
	d = min(d<<min(tries, 10), longest)
	return d/2 + rand.N(d/2+1)
}

// send sends a request once. Whatever is not 2xx is a *Problem; another error says that
// there was no answer.
func (c *Client) send(ctx context.Context, q request) (*http.Response, error) {
	cancel := context.CancelFunc(func() {})
	asked := ctx
	if !q.stream {
		asked, cancel = context.WithTimeout(ctx, patience+q.wait)
	}
	at := c.url + root + q.path
	if len(q.values) > 0 {
		at += "?" + q.values.Encode()
	}
	body := q.once
	if q.body != nil {
		b, err := q.body()
		if err != nil {
			cancel()
			return nil, fmt.Errorf("read what is sent: %w", err)
		}
		body = b
	}
	r, err := http.NewRequestWithContext(asked, q.method, at, body)
	if err != nil {
		cancel()
		return nil, fmt.Errorf("ask the desk: %w", err)
	}
	for name, values := range q.header {
		r.Header[name] = values
	}
	if body != nil {
		r.ContentLength = q.size
	}
	if c.token != "" {
		r.Header.Set("Authorization", "Bearer "+c.token)
	}
	if c.Language != "" {
		r.Header.Set("Accept-Language", c.Language)
	}
	got, err := c.HTTP.Do(r)
	if err != nil {
		cancel()
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, fmt.Errorf("the desk did not answer: %w", err)
	}
	got.Body = &closing{got.Body, cancel}
	if got.StatusCode/100 == 2 && q.file {
		return got, nil
	}
	defer got.Body.Close()
	text, err := io.ReadAll(io.LimitReader(got.Body, largest))
	if err != nil && ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		return nil, fmt.Errorf("the answer of the desk broke off: %w", err)
	}
	if got.StatusCode/100 != 2 {
		return nil, problemOf(got, text)
	}
	got.Body = io.NopCloser(bytes.NewReader(text))
	return got, nil
}

// closing ends the time limit of an answer with it.
type closing struct {
	io.ReadCloser
	end context.CancelFunc
}

func (c *closing) Close() error {
	defer c.end()
	return c.ReadCloser.Close()
}

// read sends a request and reads the JSON of its answer.
func (c *Client) read(ctx context.Context, q request, into any) error {
	text, _, err := c.text(ctx, q)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, into); err != nil {
		return fmt.Errorf("the desk answers with what is no answer: %w", err)
	}
	return nil
}

// text sends a request and reads its answer as it is.
func (c *Client) text(ctx context.Context, q request) ([]byte, http.Header, error) {
	got, err := c.do(ctx, q)
	if err != nil {
		return nil, nil, err
	}
	text, err := io.ReadAll(got.Body) // send has read it already
	return text, got.Header, err
}

// sent gives a request a JSON body; nil sends {}.
func (q *request) sent(content any) error {
	text := []byte("{}")
	if content != nil {
		var err error
		if text, err = json.Marshal(content); err != nil {
			return fmt.Errorf("write what is sent as JSON: %w", err)
		}
	}
	if q.header == nil {
		q.header = http.Header{}
	}
	q.size = int64(len(text))
	q.body = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(text)), nil }
	q.header.Set("Content-Type", "application/json")
	return nil
}

// retryAfter is what the desk says of when to try again.
func retryAfter(got *http.Response) time.Duration {
	text := got.Header.Get("Retry-After")
	if n, err := strconv.ParseUint(text, 10, 31); err == nil {
		return time.Duration(n) * time.Second
	}
	if at, err := http.ParseTime(text); err == nil {
		return max(time.Until(at), 0)
	}
	return 0
}

// seconds writes a length for the desk, which takes whole seconds.
func seconds(d time.Duration) string { return strconv.Itoa(int(d.Round(time.Second).Seconds())) }
