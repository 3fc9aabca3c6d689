package client_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/client"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/invitation"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/lives"
)

// through is a transport that does something around the real one.
type through func(*http.Request, http.RoundTripper) (*http.Response, error)

func (f through) RoundTrip(r *http.Request) (*http.Response, error) {
	return f(r, http.DefaultTransport)
}

func with(c *client.Client, f through) *client.Client {
	c.HTTP = &http.Client{Transport: f}
	return c
}

// losing loses the first answers of each kind of request, after the desk has given them.
func losing(n int32) through {
	var lost atomic.Int32
	return func(r *http.Request, real http.RoundTripper) (*http.Response, error) {
		got, err := real.RoundTrip(r)
		if err == nil && lost.Add(1) <= n {
			got.Body.Close()
			return nil, errors.New("cut off")
		}
		return got, err
	}
}

func TestACommandIsDoneOnceWhateverAnswerIsLost(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	before := d.size()
	submit := client.Command{To: client.Call("DHE-2019"), Kind: client.KindSubmitTender, Content: tender(), Wait: 30 * time.Second}
	first, err := with(d.as(contact), losing(3)).Send(t.Context(), submit)
	require.NoError(t, err)
	require.Equal(t, client.StatusDone, first.Status)
	require.Equal(t, before+2, d.size(), "one receipt and one event")

	submit.ID = first.CommandID
	again, err := d.as(contact).Send(t.Context(), submit)
	require.NoError(t, err)
	require.Equal(t, first, again, "sent again it is answered as the first time")
	require.Equal(t, before+2, d.size())

	c := with(d.as(contact), losing(1))
	c.Retries = -1
	submit.ID = "mine-2"
	_, err = c.Send(t.Context(), submit)
	require.ErrorContains(t, err, "cut off", "whoever wants no retries gets none")
}

func TestACommandThatIsNotJudgedInTimeIsAwaited(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.living.Away.Store(true)
	officer := d.as(calltest.Officer)
	r, err := officer.Send(t.Context(), client.Command{To: client.Call("DHE-2019"), Kind: client.KindAppointEvaluator, Content: map[string]string{"evaluator": calltest.Cleo}, Wait: -1})
	require.NoError(t, err)
	require.Equal(t, client.StatusPending, r.Status)
	short, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	_, err = officer.Await(short, r)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	d.living.Away.Store(false)
	r, err = officer.Await(t.Context(), r)
	require.NoError(t, err)
	require.Equal(t, client.StatusDone, r.Status)
}

func TestARefusalIsAProblemWithRuleCodeSentenceAndReceipt(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	officer := d.as(calltest.Officer)
	officer.Language = "fr"
	publish := client.Command{To: client.Call("DHE-2019"), Kind: client.KindPublishCall, ID: "again", Wait: 30 * time.Second}
	_, err := officer.DryRun(t.Context(), publish)
	p, refused := client.Refused(err)
	require.True(t, refused, "%v", err)
	require.Equal(t, client.StatusRefused, p.DryRun.Status)
	require.Nil(t, p.Receipt)

	_, err = officer.Send(t.Context(), publish)
	p, refused = client.Refused(err)
	require.True(t, refused, "%v", err)
	require.Equal(t, http.StatusConflict, p.Status)
	require.NotEmpty(t, p.Rule)
	require.NotEmpty(t, p.Code)
	require.Equal(t, "again", p.Receipt.CommandID)
	require.Equal(t, p.Detail, err.Error())
	english := d.as(calltest.Officer)
	_, err = english.Send(t.Context(), publish)
	require.NotEqual(t, p.Detail, err.Error(), "the sentence is in the language of the client")

	_, err = english.Tender(t.Context(), "DHE-2019-AAAAAA")
	require.True(t, client.NotFound(err))
	_, refused = client.Refused(err)
	require.False(t, refused)

	call, err := english.State(t.Context(), client.Call("DHE-2019"), client.Then{})
	require.NoError(t, err)
	old := call.Version - 1
	publish.IfVersion, publish.ID = &old, ""
	_, err = english.Send(t.Context(), publish)
	require.ErrorAs(t, err, &p)
	require.Equal(t, http.StatusPreconditionFailed, p.Status)

	tag, err := english.Tag(t.Context(), client.Call("DHE-2019"))
	require.NoError(t, err)
	publish.IfVersion, publish.IfTag = nil, tag
	_, err = english.Send(t.Context(), publish)
	require.ErrorAs(t, err, &p)
	require.Equal(t, http.StatusConflict, p.Status, "the law is asked, and refuses it")
	_, err = english.Send(t.Context(), publish)
	require.ErrorAs(t, err, &p)
	require.Equal(t, http.StatusPreconditionFailed, p.Status, "its refusal is a fact, too")
}

// A desk that is busy for some requests says so before it answers.
func busy(status int, after string, n int32) (h http.Handler, asked *atomic.Int32) {
	asked = new(atomic.Int32)
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if asked.Add(1) <= n {
			if after != "" {
				w.Header().Set("Retry-After", after)
			}
			w.WriteHeader(status)
			return
		}
		_, _ = io.WriteString(w, `{"items":[]}`)
	}), asked
}

func TestABusyDeskIsAskedAgainAfterWhatItSays(t *testing.T) {
	t.Parallel()
	ask := func(h http.Handler, patience time.Duration) (time.Duration, error) {
		server := httptest.NewServer(h)
		defer server.Close()
		c, err := client.New(server.URL, "")
		require.NoError(t, err)
		c.Pause = time.Millisecond
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		defer cancel()
		began := time.Now()
		_, err = client.Collect(c.Calls(ctx))
		return time.Since(began), err
	}
	for _, status := range []int{429, 502, 503, 504} {
		h, asked := busy(status, "", 3)
		_, err := ask(h, time.Minute)
		require.NoError(t, err, status)
		require.EqualValues(t, 4, asked.Load())
	}
	h, asked := busy(503, "1", 1)
	took, err := ask(h, time.Minute)
	require.NoError(t, err)
	require.EqualValues(t, 2, asked.Load())
	require.Greater(t, took, time.Second, "it is asked no sooner than it says")

	h, asked = busy(503, "30", 1)
	took, err = ask(h, 5*time.Second)
	var p *client.Problem
	require.ErrorAs(t, err, &p)
	require.Equal(t, 30*time.Second, p.RetryAfter, "whoever has less time is told how long to wait")
	require.EqualValues(t, 1, asked.Load())
	require.Less(t, took, 4*time.Second)

	for _, status := range []int{400, 403, 409, 500} {
		h, asked = busy(status, "", 1)
		_, err = ask(h, time.Minute)
		require.ErrorAs(t, err, &p)
		require.Equal(t, status, p.Status)
		require.EqualValues(t, 1, asked.Load(), "%d is no reason to try again", status)
	}
}

func TestAListComesOnePageAfterTheOtherAndNothingTwice(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	tender := client.TenderOf(d.submitted().Reference)
	for range 3 {
		_, err := d.as(contact).Send(t.Context(), client.Command{To: tender, Kind: client.KindSubmitTender, Content: map[string]any{"tender": calltest.Tender("DHE-2019-AAAAAA")}, Wait: 30 * time.Second})
		require.NoError(t, err)
	}
	whole, err := client.Collect(d.as(contact).History(t.Context(), tender, false))
	require.NoError(t, err)
	require.Len(t, whole, 4)

	pages := 0
	c := with(d.as(contact), func(r *http.Request, real http.RoundTripper) (*http.Response, error) {
		pages++
		require.Contains(t, r.URL.RawQuery, "limit=1000")
		r.URL.RawQuery = strings.Replace(r.URL.RawQuery, "limit=1000", "limit=1", 1)
		return real.RoundTrip(r)
	})
	cut, err := client.Collect(c.History(t.Context(), tender, false))
	require.NoError(t, err)
	require.Equal(t, whole, cut)
	require.Equal(t, 4, pages)
	for range c.History(t.Context(), tender, false) {
		break
	}
	require.Equal(t, 5, pages, "whoever stops asks for no more")
}

func TestTheFeedTellsEachEventOnceAndWaitsForTheNext(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	officer := d.as(calltest.Officer)
	next, stop := iter.Pull2(officer.Follow(t.Context(), 0))
	defer stop()
	var last int64 = -1
	for _, kind := range []string{"call-opened.v1", "call-published.v1"} {
		line, err, ok := next()
		require.True(t, ok)
		require.NoError(t, err)
		require.Equal(t, kind, line.Kind)
		require.Greater(t, line.Position, last)
		last = line.Position
	}
	var sent sync.WaitGroup
	defer sent.Wait()
	sent.Go(func() {
		time.Sleep(200 * time.Millisecond) // time itself: Follow waits by then
		_, err := d.as(calltest.Officer).Send(t.Context(), client.Command{To: client.Call("DHE-2019"), Kind: client.KindAppointEvaluator, Content: map[string]string{"evaluator": calltest.Cleo}})
		if err != nil {
			t.Error(err)
		}
	})
	for {
		line, err, ok := next()
		require.True(t, ok)
		require.NoError(t, err)
		require.Greater(t, line.Position, last)
		if last = line.Position; line.Kind == "evaluator-appointed.v1" {
			break
		}
	}
	_, _, err := d.as(calltest.Stranger).Events(t.Context(), 0, 0)
	var p *client.Problem
	require.ErrorAs(t, err, &p)
	require.Equal(t, http.StatusForbidden, p.Status)
}

func TestAReceiptIsProvenByTheBytesThatProofGives(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	r := d.submitted()
	text, err := d.as(contact).Proof(t.Context(), client.TenderOf(r.Reference), r.CommandID)
	require.NoError(t, err)
	var signed client.Receipt
	read := json.NewDecoder(bytes.NewReader(text))
	read.DisallowUnknownFields()
	require.NoError(t, read.Decode(&signed))
	require.NotNil(t, signed.Signed)
	require.NotEmpty(t, signed.Nonce)
}

func TestTheTokenGoesNowhereElse(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"", "desk.example.org", "http://desk.example.org", "https://user@desk.example.org", "https://desk.example.org/api", "ftp://127.0.0.1"} {
		_, err := client.New(address, "secret")
		require.Error(t, err, address)
	}
	for _, address := range []string{"https://desk.example.org", "https://desk.example.org/", "http://127.0.0.1:8000", "http://desk.localhost"} {
		_, err := client.New(address, "secret")
		require.NoError(t, err, address)
	}
	var told atomic.Int32
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { told.Add(1) }))
	defer other.Close()
	first := httptest.NewServer(http.RedirectHandler(other.URL, http.StatusTemporaryRedirect))
	defer first.Close()
	c, err := client.New(first.URL, "secret")
	require.NoError(t, err)
	_, err = c.Send(t.Context(), client.Command{To: client.Call("X"), Kind: client.KindPublishCall})
	var p *client.Problem
	require.ErrorAs(t, err, &p)
	require.Equal(t, http.StatusTemporaryRedirect, p.Status)
	require.Zero(t, told.Load(), "a redirect is not followed")
}

// Each method is called with whatever it takes, and what it asks is compared with the document.
func TestEveryOperationOfTheAPIHasAMethod(t *testing.T) {
	t.Parallel()
	d := described(t)
	known := http.NewServeMux()
	missing := map[string]bool{}
	for path, methods := range d.Paths {
		for method, op := range methods {
			known.HandleFunc(strings.ToUpper(method)+" "+path, func(http.ResponseWriter, *http.Request) {})
			if !strings.Contains(op.OperationID, "-to-") { // commands are sent by their kind
				missing[strings.ToUpper(method)+" "+path] = true
			}
		}
	}
	delete(missing, "POST /api/v1/command-line") // the program twinning sends it
	c, err := client.New("http://127.0.0.1:1", "")
	require.NoError(t, err)
	c.Retries = -1
	with(c, func(r *http.Request, _ http.RoundTripper) (*http.Response, error) {
		_, pattern := known.Handler(r)
		require.NotEmpty(t, pattern, "the API has no %s %s", r.Method, r.URL)
		delete(missing, pattern)
		return nil, errors.New("nobody is here")
	})
	for _, kind := range lives.All() {
		of := client.Life{Noun: kind.Noun, Reference: "X"}
		for _, call := range []string{"", "X"} {
			methods := reflect.ValueOf(c)
			for i := range methods.NumMethod() {
				if methods.Type().Method(i).Name == "InvitationsTo" && !invitation.TakesPart(kind.Root) {
					continue // one is invited to take part in some kinds only
				}
				if methods.Type().Method(i).Name == "Tag" && kind.Noun == "administration" {
					continue // who administers is a list: it has no tag of its own
				}
				called(methods.Method(i), of, call)
			}
		}
	}
	require.Empty(t, slices.Sorted(maps.Keys(missing)), "no method asks this")
}

// called calls a method once, and asks for what its iterator gives.
func called(method reflect.Value, of client.Life, text string) {
	args := []reflect.Value{}
	is := method.Type()
	for i := range is.NumIn() {
		switch in := is.In(i); {
		case is.IsVariadic() && i == is.NumIn()-1:
		case in == reflect.TypeFor[context.Context]():
			args = append(args, reflect.ValueOf(context.Background()))
		case in == reflect.TypeFor[client.Life]():
			args = append(args, reflect.ValueOf(of))
		case in == reflect.TypeFor[client.Upload]():
			args = append(args, reflect.ValueOf(client.Upload{Tender: "X", Content: strings.NewReader("x")}))
		case in == reflect.TypeFor[client.Command]():
			args = append(args, reflect.ValueOf(client.Command{To: client.Call("X"), Kind: client.KindPublishCall}))
		case in.Kind() == reflect.String:
			args = append(args, reflect.ValueOf(text))
		default:
			args = append(args, reflect.Zero(in))
		}
	}
	if text == "" && slices.ContainsFunc(args, func(v reflect.Value) bool { return v.Kind() == reflect.String }) && is.NumOut() == 2 {
		return // only a list may be of everything
	}
	out := method.Call(args)
	if out[0].Kind() == reflect.Func {
		for range out[0].Seq2() {
			break
		}
	}
}

func TestEveryKindOfLifeHasItsName(t *testing.T) {
	t.Parallel()
	named := map[string]string{}
	for _, of := range []client.Life{client.Call("DHE-2019"), client.TenderOf("DHE-2019-K7Q2MD"), client.Programme("DHE"), client.Administration(), client.Invitation("DHE-2019-K7Q2MDAAAA"), client.OrganisationOf("K7Q2MDAAAA"), client.MarketOf("HEALTH"), client.EntryOf("HEALTH-K7Q2MDAAAAAA"), client.InterestOf("HEALTH-K7Q2MDAAAAAA"), client.SurveyOf("EHN-2021"), client.MasterclassOf("TRIESTE-2024"), client.InitiativeOf("CAPACITYHD"), client.BodyOf("EHN")} {
		named[of.Noun] = of.Reference
	}
	for _, kind := range lives.All() {
		_, ok := kind.StreamOf(named[kind.Noun])
		require.True(t, ok, "%s %q", kind.Noun, named[kind.Noun])
		delete(named, kind.Noun)
	}
	require.Empty(t, named)
}

// A client as of an instant asks as of it, unless the question names its own; what is sent goes without it.
func TestAQuestionIsAskedAsOfTheInstantOfItsClient(t *testing.T) {
	t.Parallel()
	c, err := client.New("http://127.0.0.1:1", "")
	require.NoError(t, err)
	c.Retries = -1
	var asked url.Values
	with(c, func(r *http.Request, _ http.RoundTripper) (*http.Response, error) {
		asked = r.URL.Query()
		return nil, errors.New("nobody is here")
	})
	instant := time.Date(2019, 8, 7, 15, 0, 0, 0, time.UTC)
	const then, later = "2019-08-07T15:00:00Z", "2019-08-07T16:00:00Z"
	for name, is := range map[string]*client.Client{"at": c.AsOf(instant), "recorded": c.AsRecorded(instant)} {
		other := map[string]string{"at": "recorded", "recorded": "at"}[name]
		for _, ask := range []func(){
			func() { _, _ = is.Call(t.Context(), "X") },
			func() { _, _ = is.Calendar(t.Context(), "X") },
			func() { _, _ = client.Collect(is.Tenders(t.Context(), "")) },
			func() { _, _ = is.State(t.Context(), client.Call("X"), client.Then{}) },
		} {
			asked = nil
			ask()
			require.Equal(t, then, asked.Get(name))
			require.False(t, asked.Has(other))
		}
		_, _ = is.State(t.Context(), client.Call("X"), client.Then{At: instant.Add(time.Hour)})
		require.Equal(t, later, asked.Get("at"))
		require.False(t, asked.Has("recorded"))
		_, _ = is.Could(t.Context(), client.Call("X"), "", instant.Add(time.Hour))
		require.Equal(t, later, asked.Get("at"))
		_, _ = is.Send(t.Context(), client.Command{To: client.Call("X"), Kind: client.KindPublishCall})
		require.False(t, asked.Has("at") || asked.Has("recorded"))
		_, _ = is.Receipt(t.Context(), client.Call("X"), "one")
		require.False(t, asked.Has("at") || asked.Has("recorded"))
	}
	asked = nil
	_, err = c.AsRecorded(instant).Could(t.Context(), client.Call("X"), "", time.Time{})
	require.Error(t, err)
	require.Nil(t, asked, "nothing is sent that the desk would answer of now")
	_, _ = c.Call(t.Context(), "X")
	require.Empty(t, asked, "the client that it was made of asks of now")
}

func TestTheDeskAnswersAsOfAnEarlierInstantAndRefusesOneThatIsToCome(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.submitted()
	before := d.as(contact).AsOf(lifetest.Year()[3].At.Add(-time.Minute))
	rows, err := client.Collect(before.Tenders(t.Context(), "DHE-2019"))
	require.NoError(t, err)
	require.Empty(t, rows)
	rows, err = client.Collect(d.as(contact).Tenders(t.Context(), "DHE-2019"))
	require.NoError(t, err)
	require.Len(t, rows, 1)
	made, err := client.Collect(before.Invitations(t.Context(), ""))
	require.NoError(t, err)
	require.Empty(t, made)
	_, err = d.as(contact).AsOf(time.Date(2999, 1, 1, 0, 0, 0, 0, time.UTC)).Call(t.Context(), "DHE-2019")
	var p *client.Problem
	require.ErrorAs(t, err, &p)
	require.Equal(t, http.StatusBadRequest, p.Status)
}

func TestAnInvitationIsSentAwaitedAndRead(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	content := map[string]string{"role": "payer", "address": "somebody@sample.example", "why": "another pair of hands"}
	r, err := d.as(calltest.Officer).Send(t.Context(), client.Command{To: client.Call("DHE-2019"), Kind: client.KindInvite, Content: content, Wait: -1})
	require.NoError(t, err)
	r, err = d.as(calltest.Officer).Await(t.Context(), r)
	require.NoError(t, err)
	require.Equal(t, client.StatusDone, r.Status)
	row, err := d.as(calltest.Officer).Invitation(t.Context(), r.Reference)
	require.NoError(t, err)
	require.Equal(t, "payer", row.Role)
	rows, err := client.Collect(d.as(calltest.Officer).Invitations(t.Context(), "DHE-2019"))
	require.NoError(t, err)
	require.Len(t, rows, 1)
	rows, err = client.Collect(d.as(calltest.Stranger).Invitations(t.Context(), ""))
	require.NoError(t, err)
	require.Empty(t, rows)
}
