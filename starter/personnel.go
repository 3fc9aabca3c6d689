package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

// personnelForm is how a personnel contract is written on the command line.
const personnelForm = "id,PERSON,role,rate,unit,most,from,until or, with the organisation that employs them, id,PERSON,role,rate,unit,most,from,until,organisation"

// personnelOf reads personnel contracts of the command line.
func (a *app) personnelOf(ctx context.Context, texts []string) ([]twinning.PersonnelContract, error) {
	var list []twinning.PersonnelContract
	for _, text := range texts {
		parts := strings.Split(text, ",")
		for i := range parts {
			parts[i] = strings.TrimSpace(parts[i])
		}
		if len(parts) != 8 && len(parts) != 9 {
			return nil, usage("--personnel %q: write %s", text, personnelForm)
		}
		who, err := a.person(ctx, parts[1])
		if err != nil {
			return nil, fmt.Errorf("the person of the personnel contract %s: %w", parts[0], err)
		}
		p := twinning.PersonnelContract{ID: parts[0], Person: who.ID, Role: parts[2], Unit: parts[4]}
		for _, x := range []struct {
			text string
			to   *money.Amount
		}{{parts[3], &p.Rate}, {parts[5], &p.Most}} {
			amount, err := money.Parse(x.text)
			if err != nil {
				return nil, usage("--personnel %q: %s", text, err)
			}
			*x.to = amount
		}
		for _, x := range []struct {
			text string
			to   *calendar.Date
		}{{parts[6], &p.From}, {parts[7], &p.Until}} {
			day, err := calendar.ParseDate(x.text)
			if err != nil {
				return nil, usage("--personnel %q: %s", text, err)
			}
			*x.to = day
		}
		if len(parts) == 9 {
			p.Organisation = parts[8]
		}
		list = append(list, p)
	}
	return list, nil
}

// sharesOf reads parts of the costs of the command line.
func sharesOf(flag string, texts []string) ([]twinning.Share, error) {
	var list []twinning.Share
	for _, text := range texts {
		id, amount, two := strings.Cut(text, "=")
		if !two {
			return nil, usage("--%s %q: write the id of the organisation and the amount, as in gamma=EUR 2500.00", flag, text)
		}
		sum, err := money.Parse(strings.TrimSpace(amount))
		if err != nil {
			return nil, usage("--%s %q: %s", flag, text, err)
		}
		list = append(list, twinning.Share{Organisation: strings.TrimSpace(id), Amount: sum})
	}
	return list, nil
}

func (a *app) contractPrepare() *cobra.Command {
	var start, why string
	var personnel []string
	cmd := a.onTender("prepare TENDER", "Say what the contract has beside the tender and the award, before both sign it",
		`prepare DHE-2019-K7Q2MD --personnel "nurse-1,mask-nurse,nurse,EUR 250.00,day,EUR 5000.00,2019-10-14,2020-03-31" --as mask-contact`, "contract",
		func(cmd *cobra.Command, args []string) (law.Command, error) {
			list, err := a.personnelOf(cmd.Context(), personnel)
			if err != nil {
				return nil, err
			}
			o := twinning.PrepareContract{Why: law.Text(why), Personnel: list}
			if start != "" {
				d, err := calendar.ParseDate(start)
				if err != nil {
					return nil, usage("--start %s", err)
				}
				o.Start = d
			}
			return o, nil
		})
	cmd.Flags().StringVar(&start, "start", "", "the first day, a `DATE`, where it is not the common start")
	cmd.Flags().StringVar(&why, "why", "", "why the first day is another than the common start")
	cmd.Flags().StringArrayVar(&personnel, "personnel", nil, "a personnel contract, all of which are given together: "+personnelForm+"; may be repeated")
	return cmd
}

// personnelText prints personnel contracts.
func personnelText(w io.Writer, list []twinning.PersonnelContract, n query.Names) {
	for _, p := range list {
		fields(w, "personnel", phrased("%s: %s as %s, %s for one %s, at most %s, %s to %s%s", p.ID, n.Of(p.Person), p.Role, p.Rate, worded("unit", p.Unit), p.Most, p.From, p.Until, prefixed(", ", p.Organisation)))
	}
}
