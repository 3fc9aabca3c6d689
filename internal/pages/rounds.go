package pages

import (
	"errors"
	"net/http"
	"slices"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/query"
)

// lettersShown is how many letters of one round a page shows.
const lettersShown = 60

// A roundCard is a round of letters as an officer needs it.
type roundCard struct {
	Title, Lead, Letter, More string
	Standing                  mark
	Facts                     []fact
	Told                      []toldLine
}

// A toldLine is one letter: to whom, and what became of it.
type toldLine struct {
	Tender, Who, At, Letter string
	Fate                    mark
}

// A complaintCard is a complaint, with what is to do about it.
type complaintCard struct {
	Tender, Text, Answer string
	Standing             mark
	Facts                []fact
	Do                   *button
	Wait                 string // who must act, where the viewer cannot
}

type lettersView struct {
	Say        []string // what is to do now
	Rounds     []roundCard
	Complaints []complaintCard
	Letters    []letterLink
	Bounced    *bouncedView // nil: the viewer records no letter that came back
}

// fateShade marks what became of a letter.
var fateShade = map[string]string{query.LetterSent: "good", query.LetterInDoubt: "wait", query.LetterToCome: "wait", query.LetterRefused: "bad", query.LetterSuppressed: "bad", query.LetterCameBack: "bad"}

// letters are the rounds of letters of a call, its complaints, and the letters that it may send.
func (d *desk) letters(r *request) error {
	p, err := d.Queries.Call(r.Context(), r.viewer, r.PathValue("call"))
	if err != nil {
		return err
	}
	return d.showLetters(r, http.StatusOK, p, r.bouncedForm(p))
}

func (d *desk) showLetters(r *request, status int, p query.CallPage, bounced *bouncedView) error {
	list, err := d.Queries.Rounds(r.Context(), r.viewer, p.Reference)
	var absent *query.Absent
	if err != nil && !errors.As(err, &absent) {
		return err
	}
	v := lettersView{Bounced: bounced}
	if v.Letters, err = d.letterLinks(r, p.Reference); err != nil {
		return err
	}
	n := d.Queries.Names(r.Context(), list)
	for _, x := range list.Rows {
		v.Rounds = append(v.Rounds, r.roundCard(p, n, x))
	}
	if len(list.Rows) > 0 {
		v.Say = r.roundsSay(p, list)
	}
	complaints, err := d.Queries.Complaints(r.Context(), r.viewer, p.Reference)
	if err != nil {
		return err
	}
	waiting, err := d.Queries.Obligations(r.Context(), r.viewer, law.CallStream(p.Reference))
	if err != nil {
		return err
	}
	n = d.Queries.Names(r.Context(), waiting, p)
	for _, x := range complaints {
		v.Complaints = append(v.Complaints, r.complaintCard(p, n, x, waiting))
	}
	crumbs, tabs := r.around(p, "letters")
	return d.show(r, status, "letters.html", r.say("letters.title", p.Reference), crumbs, tabs, v)
}

// roundsSay is what is to do, and what goes by itself.
func (r *request) roundsSay(p query.CallPage, list query.RoundList) []string {
	var say []string
	if i := slices.IndexFunc(list.Rows, func(x query.RoundRow) bool { return !x.Announced }); i >= 0 {
		say = append(say, r.say("rounds.next", r.word("verdict", list.Rows[i].Verdict), r.instant(list.Rows[i].At, p.In)))
	} else {
		say = append(say, r.say("rounds.all"))
	}
	if !list.ComplaintsUntil.IsZero() && r.now.Before(list.ComplaintsUntil.End(p.In)) {
		say = append(say, r.say("rounds.complaints", r.date(list.ComplaintsUntil.String())))
	}
	if day := list.Held.Day; !day.IsZero() && r.now.Before(day.End(p.In)) {
		say = append(say, r.say("rounds.held", r.date(day.AddDays(1).String())))
	} else if list.Held.All {
		say = append(say, r.say("rounds.contracts"))
	}
	return say
}

func (r *request) roundCard(p query.CallPage, n query.Names, x query.RoundRow) roundCard {
	c := roundCard{Title: r.word("verdict", x.Verdict), Letter: "/calls/" + p.Reference + "/letters/" + string(x.Verdict), Standing: mark{r.say("rounds.tocome"), "wait"}}
	add := func(key, value string) {
		if value != "" {
			c.Facts = append(c.Facts, fact{r.say(key), value, ""})
		}
	}
	add("dates.when", r.instant(x.At, p.In))
	if !x.Announced {
		c.Lead = r.say("rounds.itself")
		return c
	}
	c.Standing = mark{r.say("rounds.announced"), "good"}
	add("rounds.told", r.say("rounds.tenders", len(x.Tenders)))
	if x.ComplaintsUntil != "" {
		add("fact.complaints", r.date(x.ComplaintsUntil))
	}
	if x.StandstillUntil != "" {
		add("rounds.standstill", r.date(x.StandstillUntil))
	}
	lost := 0
	for _, l := range x.Letters {
		if l.Fate == query.LetterRefused || l.Fate == query.LetterSuppressed || l.Fate == query.LetterCameBack {
			lost++
		}
	}
	if lost > 0 {
		c.Lead = r.say("rounds.lost", lost)
	}
	slices.SortStableFunc(x.Letters, func(a, b query.RoundLetter) int { return fateOrder[a.Fate] - fateOrder[b.Fate] })
	for _, l := range x.Letters[:min(len(x.Letters), lettersShown)] {
		line := toldLine{Tender: l.Tender, Who: n.Of(l.To), Fate: r.fate(l.Fate), Letter: c.Letter + "?to=" + l.To}
		if at, err := calendar.ParseInstant(l.FateAt); err == nil {
			line.At = r.instant(at, p.In)
		}
		c.Told = append(c.Told, line)
	}
	if more := len(x.Letters) - len(c.Told); more > 0 {
		c.More = r.say("rounds.more", more)
	}
	return c
}

// fateOrder has first what somebody must look after.
var fateOrder = map[string]int{query.LetterRefused: 0, query.LetterCameBack: 0, query.LetterSuppressed: 1, query.LetterInDoubt: 2, query.LetterToCome: 3, query.LetterSent: 4}

func (r *request) complaintCard(p query.CallPage, n query.Names, x query.ComplaintRow, owed []query.ObligationRow) complaintCard {
	c := complaintCard{Tender: x.Tender, Text: x.Text, Answer: x.Reason, Standing: mark{r.word("status", x.Status), map[string]string{"lodged": "wait", "upheld": "good"}[x.Status]}}
	add := func(key, value string) {
		if value != "" {
			c.Facts = append(c.Facts, fact{r.say(key), value, ""})
		}
	}
	add("dates.when", r.instant(x.At, p.In))
	add("complaints.against", r.word("stage", x.Against))
	if x.Grounds != "" {
		add("field.grounds", r.word("grounds", x.Grounds))
	}
	if x.Finding != "" {
		add("field.finding", r.word("grounds", x.Finding))
	}
	if x.Status != "lodged" {
		return c
	}
	for _, o := range owed {
		if o.Stream == law.TwinningStream(x.Tender) && isOwed(o) && len(o.ID) > 16 && o.ID[:16] == "complaint-review" {
			add("complaints.due", r.date(o.Due))
			c.Wait = r.say("complaints.wait", n.All(o.Who))
		}
	}
	if r.has(p, law.Officer, law.Head) && !x.Sealed {
		c.Do, c.Wait = &button{Href: "/tenders/" + x.Tender + "/do/review-complaint", Text: r.say("do.review-complaint")}, ""
	}
	return c
}

// A reserveLine is a place on the reserve list, with the button that awards it.
type reserveLine struct {
	Place, Tender, Score, Amount, Free, Why string
	Funded                                  mark
	Ahead                                   bool
	Do                                      *button
}

// reserveLines are the reserve list; the head of programme awards who is next once there is money.
func (r *request) reserveLines(p query.CallPage, rows []query.ReserveRow) []reserveLine {
	var list []reserveLine
	for _, x := range rows {
		l := reserveLine{Place: r.number(x.Place), Tender: x.Tender, Score: x.Score, Amount: r.money(x.Amount), Free: r.money(x.Free), Why: x.Why, Ahead: x.Ahead, Funded: mark{r.say("reserve.short"), ""}}
		switch {
		case x.Next && x.Funded:
			l.Funded = mark{r.say("reserve.can"), "good"}
			if r.has(p, law.Head) && slices.Contains([]string{"decided", "running"}, p.Stage) {
				l.Do = &button{Href: "/calls/" + p.Reference + "/do/activate-reserve?tender=" + x.Tender, Text: r.say("do.activate-reserve")}
			}
		case x.Next:
			l.Funded = mark{r.say("reserve.first"), "wait"}
		}
		list = append(list, l)
	}
	return list
}

// leadOfReserve says how the list stands and what is to do.
func (r *request) leadOfReserve(p query.CallPage, rows []query.ReserveRow) string {
	next := slices.IndexFunc(rows, func(x query.ReserveRow) bool { return x.Next && x.Funded })
	switch {
	case len(rows) == 0:
		return ""
	case next < 0:
		return r.say("reserve.waits", len(rows), r.money(p.Left))
	case r.has(p, law.Head):
		return r.say("reserve.yours", rows[next].Tender, r.money(rows[next].Amount))
	}
	return r.say("reserve.heads", rows[next].Tender, r.money(rows[next].Amount))
}

// fate is what became of a letter, as a page marks it.
func (r *request) fate(fate string) mark {
	m := mark{r.word("letter", fate), fateShade[fate]}
	if fate == query.LetterSent {
		m.Text = r.say("rounds.sent")
	}
	return m
}
