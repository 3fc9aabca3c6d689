package pages

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/evidence"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/twinning"
)

// logOf is the log that a form says, with what does not fit.
func (r *request) logOf(x running, v url.Values) (c twinning.SubmitLog, wrong []complaint) {
	c.Month = x.month
	for _, row := range v["activity"] {
		at := "activity-" + row + "-"
		what, where, count := typedText(v, at+"what"), typedText(v, at+"where"), typedText(v, at+"participants")
		if what == "" && where == "" && count == "" {
			continue
		}
		on, err := calendar.ParseDate(typedText(v, at+"date"))
		n, nan := strconv.Atoi(count)
		switch {
		case err != nil:
			wrong = append(wrong, complaint{at + "date", r.say("month.date")})
		case what == "":
			wrong = append(wrong, complaint{at + "date", r.say("form.missing", r.say("month.what"))})
		case count != "" && nan != nil:
			wrong = append(wrong, complaint{at + "date", r.say("month.participants.wrong")})
		}
		a := twinning.Activity{
			On: on, What: law.Text(what), Where: law.Text(where), Participants: n, Kind: v.Get(at + "kind"), Online: v.Get(at+"online") != "", Outcome: law.Text(typedText(v, at+"outcome")),
			Organisations: strings.Fields(typedText(v, at+"organisations")), Files: strings.Fields(v.Get(at + "files")),
		}
		if until := typedText(v, at+"until"); until != "" {
			if a.Until, err = calendar.ParseDate(until); err != nil {
				wrong = append(wrong, complaint{at + "date", r.say("month.date")})
			}
		}
		c.Activities = append(c.Activities, a)
	}
	c.Nothing = law.Text(typedText(v, "nothing"))
	switch {
	case len(c.Activities) == 0 && c.Nothing == "":
		wrong = append(wrong, complaint{"activity-0-what", r.say("month.noactivity")})
	case len(c.Activities) > 0 && c.Nothing != "":
		wrong = append(wrong, complaint{"nothing", r.say("month.both")})
	}
	s := sketch{call: x.call}
	for _, row := range v["expense"] {
		at := "expense-" + row + "-"
		what, amount := typedText(v, at+"what"), typedText(v, at+"amount")
		if what == "" && amount == "" && v.Get(at+"file-stored") == "" {
			continue
		}
		claim := twinning.Claim{ID: typedText(v, at+"id"), Kind: twinning.CostKind(v.Get(at + "kind")), What: law.Text(what)}
		var err, day error
		claim.Amount, err = money.Parse(s.amount(amount))
		claim.On, day = calendar.ParseDate(typedText(v, at+"date"))
		switch {
		case err != nil || claim.Amount.IsZero():
			wrong = append(wrong, complaint{at + "amount", r.say("gap.wrong", r.say("month.amount"), r.say("fits.money", x.call.Book.Budget.Currency()))})
		case day != nil:
			wrong = append(wrong, complaint{at + "amount", r.say("month.date")})
		case what == "":
			wrong = append(wrong, complaint{at + "amount", r.say("form.missing", r.say("month.what"))})
		}
		line, more := r.lineOf(x, v, at)
		claim.Line, wrong = line, append(wrong, more...)
		if file := v.Get(at + "file-stored"); file != "" {
			claim.Evidence = []twinning.Attachment{{ID: "file", Name: law.Text(v.Get(at + "file-title")), File: file}}
		}
		c.Expenses = append(c.Expenses, claim)
	}
	return c, wrong
}

// submitMonth adds the files of the claims and sends the log of a month with them.
func (d *desk) submitMonth(r *request) error {
	x, err := d.running(r)
	if err != nil {
		return err
	}
	typed, wrong, err := d.read(r, x.target)
	if err != nil {
		return err
	}
	x.sums = func() map[string]string { return r.totalled(x, typed) }
	if len(wrong) == 0 {
		if done, err := d.saving(r, x.target, typed); done || err != nil {
			return err
		}
	}
	id := typed.Get("command-id")
	if law.CheckCode("command id", id) != nil {
		id = door.NewID()
	}
	c, more := r.logOf(x, typed)
	if wrong = append(wrong, more...); len(wrong) > 0 {
		return d.showMonth(r, http.StatusUnprocessableEntity, x, id, typed, wrong, "")
	}
	first, known, err := d.answered(r, x.target, id)
	if err != nil {
		return err
	}
	if !known {
		moved, err := d.moved(r, x.target, typed)
		if err != nil {
			return err
		}
		if len(moved) > 0 {
			return d.showMonth(r, http.StatusConflict, x, id, typed, nil, "", moved...)
		}
	}
	if err := d.addReceipts(r, x, id, c); err != nil {
		return err
	}
	got, err := d.Door.Insist(r.Context(), door.Request{Stream: x.stream, Command: c, As: r.viewer.Person, ID: id})
	receipt := x.page + "/receipts/" + url.PathEscape(got.CommandID)
	if err != nil && got.Status == "" {
		if errors.Is(err, door.ErrOtherContent) { // what is typed now is another log
			return d.showMonth(r, http.StatusUnprocessableEntity, x, door.NewID(), typed, []complaint{{"", r.say("form.other")}}, x.receiptOf(first))
		}
		if errors.Is(err, door.ErrNonsense) || errors.Is(err, door.ErrNotReceived) {
			return d.showMonth(r, http.StatusUnprocessableEntity, x, id, typed, []complaint{{"", r.why(err)}}, "")
		}
		return err
	}
	if got.Status == door.Refused && got.Refusal != nil {
		tell, err := r.teller(d.Queries, x.call.Zone)
		if err != nil {
			return err
		}
		return d.showMonth(r, http.StatusUnprocessableEntity, x, door.NewID(), typed, []complaint{{"", tell.Refusal(*got.Refusal)}}, receipt)
	}
	if err := d.sentForm(r, x.target, got.Status); err != nil {
		return err
	}
	return r.to(receipt)
}

// addReceipts adds the files of claims that are not added yet.
func (d *desk) addReceipts(r *request, x running, id string, c twinning.SubmitLog) error {
	for n, claim := range c.Expenses {
		for _, a := range claim.Evidence {
			target := twinning.Target{Purpose: twinning.ForExpense, ID: claim.ID}.String()
			if _, added := x.is.FileFor(a.File, target); added {
				continue
			}
			f, err := d.Evidence.HeldSum(r.Context(), x.stream, a.File)
			if errors.Is(err, evidence.ErrNotFound) || errors.Is(err, evidence.ErrErased) {
				continue // the law says that it is not there
			}
			if err != nil {
				return err
			}
			if err := d.follow(r, x.stream, fmt.Sprintf("%s-e%d", id, n+1), twinning.AddEvidence{
				File: f.Name, For: target, SealedSHA256: f.Sealed, SealedSize: f.SealedSize, Title: a.Name, Type: law.Text(f.Type), SHA256: law.Text(f.SHA256),
			}); err != nil {
				return err
			}
		}
	}
	return nil
}
