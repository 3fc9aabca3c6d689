package pages

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/query"
)

func (d *desk) bulkRoutes() []route {
	return []route{
		{"GET /calls/{call}/bulk/{kind}", d.bulkForm},
		{"POST /calls/{call}/bulk/{kind}", d.bulkSend},
		{"GET /calls/{call}/bulk/{kind}/{id}", d.bulkReceipts},
	}
}

type bulkRow struct {
	Key, Reference, Href, Title, What, Amount, Why string
	On                                             bool
}

type bulkFormView struct {
	Action, Command, Shown, Lead, Send, Back string
	Preview                                  bool // of what was chosen
	Counts, Sum                              string
	Tenders                                  string
	Fields                                   []field
	Wrong                                    []complaint
	Rows                                     []bulkRow
	Others                                   int // that the law would refuse now
	NotAll                                   bool
}

// digestOf is what was shown: keys, and what holds for all of them. A form whose choice is
// another one than was shown is shown again, with its own count and sum, before it is sent.
func (r *request) digestOf(k bulkKind, keys []string) string {
	all := []string{k.kind}
	if k.fields != nil {
		for _, name := range []string{"evaluators", "role", "because"} {
			all = append(all, name, strings.Join(r.chosen(name), "\x00"))
		}
	}
	sum := sha256.Sum256([]byte(strings.Join(append(all, keys...), "\x00\x00")))
	return hex.EncodeToString(sum[:8])
}

// bulkForm is the list of what can be sent at once, with its count and its sum.
func (d *desk) bulkForm(r *request) error {
	return d.showBulk(r, http.StatusOK, nil, nil, door.NewID())
}

// showBulk shows what can be sent or, with chosen, the preview of that.
func (d *desk) showBulk(r *request, status int, chosen []string, wrong []complaint, id string) error {
	p, k, items, err := d.bulkTarget(r)
	if err != nil {
		return err
	}
	v := bulkFormView{
		Action: "/calls/" + p.Reference + "/bulk/" + k.kind, Command: id, Lead: r.say("bulk." + k.kind + ".lead"), Back: "/calls/" + p.Reference,
		Preview: chosen != nil, Wrong: wrong,
	}
	if k.fields != nil {
		v.Fields = k.fields(d, r, p)
	}
	if chosen != nil {
		items = slices.DeleteFunc(items, func(b bulkItem) bool { return !slices.Contains(chosen, b.key) })
	}
	tell, err := r.teller(d.Queries, p.Zone)
	if err != nil {
		return err
	}
	var keys, tenders []string
	sum := money.Amount{}
	for _, b := range items {
		row := bulkRow{Key: b.key, Reference: b.reference, Href: b.href, Title: b.title, What: b.what}
		if b.amount != nil {
			row.Amount = r.money(b.amount)
		}
		if row.Why, err = d.wouldRefuse(r, p, b, tell.Refusal); err != nil {
			return err
		}
		switch {
		case row.Why != "":
			v.Others++
		case len(keys) >= mostAtOnce:
			v.NotAll = true
		default:
			row.On = true
			keys = append(keys, b.key)
			tenders = append(tenders, b.reference)
			if b.amount != nil {
				sum = sum.Add(*b.amount)
			}
		}
		v.Rows = append(v.Rows, row)
	}
	v.Shown, v.Counts = r.digestOf(k, keys), r.say("bulk."+k.kind+".count", len(keys))
	v.Send = v.Counts
	if !sum.IsNone() {
		v.Sum = r.money(sum)
		v.Send += ", " + v.Sum
	}
	v.Tenders = strings.Join(slices.Compact(slices.Sorted(slices.Values(tenders))), ", ")
	title := r.say("bulk." + k.kind)
	return d.show(r, status, "bulkform.html", title, r.bulkWay(p, title), nil, v)
}

func (r *request) bulkWay(p query.CallPage, title string) []crumb {
	return []crumb{{"/", r.say("home")}, {"/calls/" + p.Reference, p.Reference}, {"", title}}
}

func (d *desk) bulkTarget(r *request) (query.CallPage, bulkKind, []bulkItem, error) {
	p, err := d.Queries.Call(r.Context(), r.viewer, r.PathValue("call"))
	if err != nil {
		return p, bulkKind{}, nil, err
	}
	k, err := r.bulkKindOf(p)
	if err != nil {
		return p, k, nil, err
	}
	items, err := k.items(d, r, p)
	return p, k, items, err
}

// wouldRefuse is why the law would refuse an item now, "" where it would not. Nothing is recorded.
func (d *desk) wouldRefuse(r *request, p query.CallPage, b bulkItem, tell func(law.Refusal) string) (string, error) {
	if b.command == nil {
		return r.say("bulk.noaddress"), nil
	}
	if b.begins { // whether an address is known is told to nobody
		if b.command.Check() != nil {
			return r.say("bulk.incomplete"), nil
		}
		return "", nil
	}
	stream, command := b.of(p, door.NewID(), r.viewer.Person)
	dry, err := d.Queries.Dry(r.Context(), r.viewer, stream, "", command)
	var invalid *query.Invalid
	switch {
	case errors.As(err, &invalid):
		return r.why(invalid), nil
	case err != nil:
		return "", err
	case dry.Refusal != nil:
		return d.Queries.Names(r.Context()).In(tell(*dry.Refusal)), nil
	}
	return "", nil
}

// bulkSend sends one command each to what was chosen, where it is what was shown. The ids
// follow from that of the form, so that a second click sends nothing more.
func (d *desk) bulkSend(r *request) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	id := r.PostForm.Get("command")
	if err := law.CheckCode("command id", id); err != nil || len(id) > 80 || strings.Contains(id, "/") {
		return &query.Invalid{Why: r.say("bulk.noid")}
	}
	p, k, items, err := d.bulkTarget(r)
	if err != nil {
		return err
	}
	chosen := slices.Compact(slices.Sorted(slices.Values(r.PostForm["item"])))
	if r.PostForm.Get("step") == "again" { // what is typed above the list is another
		return d.showBulk(r, http.StatusOK, nil, nil, id)
	}
	if len(chosen) == 0 || len(chosen) > mostAtOnce {
		return d.showBulk(r, http.StatusUnprocessableEntity, nil, []complaint{{"", r.say("bulk.choose", mostAtOnce)}}, id)
	}
	if err := d.Queries.MustSignIn(r.Context(), law.CallStream(p.Reference), k.steps()); err != nil {
		return d.bulkSignIn(r, p, k, err)
	}
	picked := slices.DeleteFunc(slices.Clone(items), func(b bulkItem) bool { return !slices.Contains(chosen, b.key) })
	var keys []string
	for _, b := range picked {
		keys = append(keys, b.key)
	}
	if sent := d.sentBefore(r, p, k, id, chosen); !sent && r.digestOf(k, keys) != r.PostForm.Get("shown") {
		return d.showBulk(r, http.StatusOK, chosen, nil, id)
	}
	wrong, err := d.sendEach(r, p, picked, id)
	switch {
	case err != nil:
		return err
	case k.kind == "invite" && len(wrong) > 0:
		return d.showBulk(r, http.StatusUnprocessableEntity, nil, wrong, id)
	case k.kind == "invite": // addresses stand in no address of a page
		return r.to("/invitations")
	}
	return r.to("/calls/" + p.Reference + "/bulk/" + k.kind + "/" + url.PathEscape(id) + "?" + url.Values{"item": chosen}.Encode())
}

// sendEach sends what was picked. Where one is not received the others stand: the page of the
// receipts says which it is, and sends it again under the same id.
func (d *desk) sendEach(r *request, p query.CallPage, picked []bulkItem, id string) ([]complaint, error) {
	var wrong []complaint
	for _, b := range picked {
		if b.command == nil {
			continue
		}
		got, err := d.Door.Insist(r.Context(), b.request(p, itemID(id, b.key), r.viewer.Person))
		switch {
		case r.Context().Err() != nil:
			return nil, err
		case err != nil && got.Status == "":
			slog.Warn("one of several commands was not received", "route", r.Pattern, "error", err)
			wrong = append(wrong, complaint{"", r.say("bulk.notreceived.one", b.reference)})
		}
	}
	return wrong, nil
}

// sentBefore tells whether the form was sent already: what it sent is in no list any more.
func (d *desk) sentBefore(r *request, p query.CallPage, k bulkKind, id string, chosen []string) bool {
	return slices.ContainsFunc(chosen, func(key string) bool {
		stream := k.streamOf(p, key)
		if stream == "" {
			return false
		}
		_, err := d.Queries.Receipt(r.Context(), r.viewer, stream, itemID(id, key), false)
		return err == nil
	})
}

// steps is the command that a fresh sign-in may be asked for.
func (k bulkKind) steps() string {
	if strings.HasSuffix(k.kind, "-expense") {
		return "approve-expense"
	}
	return k.kind
}

// streamOf is the life that an item was sent to; "" for an invitation, whose life follows from its id.
func (k bulkKind) streamOf(p query.CallPage, key string) string {
	switch k.kind {
	case "assign-evaluators":
		return law.CallStream(p.Reference)
	case "invite":
		return ""
	}
	reference, _, _ := strings.Cut(key, ".")
	if _, err := query.TenderRef(reference); err != nil || law.CallOf(reference) != p.Reference {
		return ""
	}
	return law.TwinningStream(reference)
}

// bulkSignIn leads to a fresh sign-in and back to the list.
func (d *desk) bulkSignIn(r *request, p query.CallPage, k bulkKind, err error) error {
	var again *query.SignInAgain
	if !errors.As(err, &again) || d.SignIn == "" {
		return err
	}
	ask := url.Values{"again": {""}, "back": {"/calls/" + p.Reference + "/bulk/" + k.kind}}
	if again.ACR != "" {
		ask.Set("acr", again.ACR)
	}
	return d.show(r, http.StatusUnauthorized, "again.html", r.say("signin.again"), r.bulkWay(p, r.say("bulk."+k.kind)), nil,
		struct{ Why, Href string }{r.why(again), d.SignIn + "?" + ask.Encode()})
}

// itemID is the id of the command to one item.
func itemID(id, key string) string {
	sum := sha256.Sum256([]byte(key))
	return id + "-" + hex.EncodeToString(sum[:6])
}

type bulkReceiptsView struct {
	Action, Command, Shown, Back string
	Headline                     string
	Rows                         []bulkLine
	Missing                      []string // not received: they can be sent again
	Waiting                      int
}

// bulkReceipts is what became of each command of a form.
func (d *desk) bulkReceipts(r *request) error {
	p, err := d.Queries.Call(r.Context(), r.viewer, r.PathValue("call"))
	if err != nil {
		return err
	}
	k, err := r.bulkKindOf(p)
	if err != nil {
		return err
	}
	items := slices.Compact(slices.Sorted(slices.Values(r.URL.Query()["item"])))
	if len(items) == 0 || len(items) > mostAtOnce {
		return &query.Invalid{Why: r.say("bulk.choose", mostAtOnce)}
	}
	tell, err := r.teller(d.Queries, p.Zone)
	if err != nil {
		return err
	}
	v := bulkReceiptsView{Action: "/calls/" + p.Reference + "/bulk/" + k.kind, Command: r.PathValue("id"), Back: "/calls/" + p.Reference}
	done := 0
	for _, key := range items {
		stream := k.streamOf(p, key)
		if stream == "" {
			return &query.Invalid{Why: r.say("bulk.other", query.Cut(key), p.Reference)}
		}
		line := bulkLine{Reference: key}
		got, err := d.receiptOf(r.Context(), r, stream, itemID(v.Command, key))
		if err != nil {
			return err
		}
		if got == nil {
			line.Status = mark{r.say("bulk.notreceived"), "bad"}
			v.Missing = append(v.Missing, key)
			v.Rows = append(v.Rows, line)
			continue
		}
		line.Receipt = lifeHref(stream) + "/receipts/" + url.PathEscape(got.CommandID)
		line.Status = mark{r.word("status", got.Status), map[string]string{door.Done: "good", door.Refused: "bad", door.Pending: "wait"}[got.Status]}
		if got.Refusal != nil {
			line.Why = d.Queries.Names(r.Context()).In(tell.Refusal(*got.Refusal))
		}
		switch got.Status {
		case door.Done:
			done++
		case door.Pending:
			v.Waiting++
		}
		v.Rows = append(v.Rows, line)
	}
	v.Headline = r.say("bulk.done", done, len(items))
	title := r.say("bulk." + k.kind)
	return d.show(r, http.StatusOK, "bulkreceipts.html", title, append(r.bulkWay(p, title)[:2], crumb{v.Action, title}, crumb{"", r.say("bulk.receipts")}), nil, v)
}

// receiptOf is the receipt of a command, nil where it was not received.
func (d *desk) receiptOf(ctx context.Context, r *request, stream, id string) (*door.Receipt, error) {
	got, err := d.Queries.Receipt(ctx, r.viewer, stream, id, false)
	var absent *query.Absent
	switch {
	case errors.As(err, &absent), errors.Is(err, door.ErrNotFound):
		return nil, nil //nolint:nilnil // that there is none is an answer
	case err != nil:
		return nil, err
	}
	return &got, nil
}
