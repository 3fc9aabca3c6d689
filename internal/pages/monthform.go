package pages

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/evidence"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

type activityRow struct {
	Row, On, What, Where, Participants, Wrong string
	Until, Outcome, Organisations, Files      string
	Online                                    bool
	Kinds                                     []choice // none where the rule book has none
}

type expenseRow struct {
	Row, ID, Kind, Amount, On, What, Stored, Title, Wrong string
	Kinds                                                 []choice

	Line    []lineField
	Written bool // anything of the line
}

type monthView struct {
	ID, Action, Back, Standing, Why string
	Version                         string
	Since                           []sinceLine
	Due                             *dueOn
	Kept                            keeping
	Nothing, NothingWrong           string // why nothing was done
	From, To, First, Last           string // as written, and as a field takes it
	Currency, FileHint              string
	Activities                      []activityRow
	Expenses                        []expenseRow
	Totals                          []kindTotal
	Wrong                           []complaint
	Receipt                         string
	Open, Published                 bool // Published: the rule book publishes what was done
}

func (d *desk) monthForm(r *request) error {
	x, err := d.running(r)
	if err != nil {
		return err
	}
	asked := r.URL.Query()
	id := asked.Get("form")
	if law.CheckCode("command id", id) != nil || strings.Contains(id, "/") {
		asked.Set("form", door.NewID())
		return r.to(r.URL.Path + "?" + asked.Encode())
	}
	got, sent, err := d.answered(r, x.target, id)
	if err != nil {
		return err
	}
	if sent {
		return d.showSent(r, x.target, got)
	}
	is, err := d.kept(r, x.target)
	if err != nil {
		return err
	}
	return d.showMonth(r, http.StatusOK, x, id, merged(x.logged(), is), nil, "")
}

// showMonth draws the log of a month, with what was typed and what was wrong with it.
func (d *desk) showMonth(r *request, status int, x running, id string, typed url.Values, wrong []complaint, receipt string, since ...sinceLine) error {
	if status != http.StatusOK {
		if err := d.keep(r, x.target, typed); err != nil {
			return err
		}
	}
	is, err := d.kept(r, x.target)
	if err != nil {
		return err
	}
	log := x.is.Logs[x.month]
	v := monthView{
		Published: x.call.Book.Publishes(call.PublishActivities),
		Version:   x.version, Since: since, Kept: r.keeping(x.target, is),
		ID: id, Action: x.page + "/months/" + strconv.Itoa(x.month), Back: x.page, Wrong: wrong, Receipt: receipt, Currency: x.is.Contract.Amount.Currency(),
		From: r.date(x.period.From), To: r.date(x.period.LastDay()), First: x.period.From.String(), Last: x.period.LastDay().String(),
		Open: log.Status != twinning.StatusAccepted, FileHint: r.say("document.hint", r.say("document.taken"), r.bytes(evidence.Limit)),
	}
	if log.Status != "" {
		v.Standing = r.word("log", log.Status)
	}
	at := func(field string) string {
		for _, w := range wrong {
			if w.Field == field {
				return w.Text
			}
		}
		return ""
	}
	rows := slices.Clone(typed["activity"])
	for len(rows) < 2 || typed.Get("activity-"+rows[len(rows)-1]+"-what") != "" {
		rows = append(rows, strconv.Itoa(len(rows)))
	}
	for _, row := range rows {
		f := "activity-" + row + "-"
		a := activityRow{Row: row, On: typed.Get(f + "date"), What: typed.Get(f + "what"), Where: typed.Get(f + "where"), Participants: typed.Get(f + "participants"), Wrong: at(f + "date")}
		a.Until, a.Outcome, a.Organisations, a.Files, a.Online = typed.Get(f+"until"), typed.Get(f+"outcome"), typed.Get(f+"organisations"), typed.Get(f+"files"), typed.Get(f+"online") != ""
		for _, k := range x.call.Book.Running.Activities {
			a.Kinds = append(a.Kinds, choice{k.ID, k.Name, typed.Get(f+"kind") == k.ID})
		}
		v.Activities = append(v.Activities, a)
	}
	used := map[string]bool{}
	for _, e := range x.is.Expenses {
		used[e.ID] = true
	}
	rows = slices.Clone(typed["expense"])
	for _, row := range rows {
		used[typed.Get("expense-"+row+"-id")] = true
	}
	for len(rows) < 2 || typed.Get("expense-"+rows[len(rows)-1]+"-what") != "" {
		rows = append(rows, strconv.Itoa(len(rows)))
	}
	for _, row := range rows {
		f := "expense-" + row + "-"
		e := expenseRow{Row: row, ID: typed.Get(f + "id"), Amount: typed.Get(f + "amount"), On: typed.Get(f + "date"), What: typed.Get(f + "what"), Stored: typed.Get(f + "file-stored"), Title: typed.Get(f + "file-title"), Wrong: cmp.Or(at(f+"amount"), at(f+"file"))}
		for n := 1; e.ID == ""; n++ {
			if free := fmt.Sprintf("m%02d-%d", x.month, n); !used[free] {
				e.ID, used[free] = free, true
			}
		}
		for _, k := range twinning.CostKinds() {
			e.Kinds = append(e.Kinds, choice{string(k), r.word("cost", k), typed.Get(f+"kind") == string(k)})
		}
		e.Line, e.Written = r.lineFields(x, f, typed)
		v.Expenses = append(v.Expenses, e)
	}
	v.Nothing, v.NothingWrong = typed.Get("nothing"), at("nothing")
	v.Totals = r.totals(x, typed)
	if v.Due, err = d.due(r, x.target, typed); err != nil {
		return err
	}
	crumbs := []crumb{{"/", r.say("home")}, {"/calls/" + x.call.Reference, x.call.Reference}, {x.page, x.reference}, {"", r.say("month.short", x.month)}}
	return d.show(r, status, "month.html", r.say("month.title", x.month), crumbs, nil, v)
}
