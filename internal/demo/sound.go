package demo

import (
	"fmt"
	"strings"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/twinning"
)

func (i *inspection) ending(r Report) {
	rejected, freed := 0, ""
	intended, decided := 0, 0
	each(i.account, func(_ string, _ twinning.TerminationIntended, _ ledger.Event) { intended++ })
	each(i.account, func(_ string, _ twinning.TerminationDecided, _ ledger.Event) { decided++ })
	each(i.account, func(ref string, e twinning.TwinningTerminated, _ ledger.Event) {
		freed = e.Freed.Human()
		for _, x := range i.twinnings[ref].Expenses {
			if x.Status == twinning.Rejects {
				rejected++
			}
		}
	})
	i.is("a termination in steps, which freed what was not spent", freed != "" && intended == 1 && decided == 1 && rejected > 0,
		"intended %d, decided %d, %s freed, %d claims rejected before the settlement", intended, decided, freed, rejected)
	closed := map[string]int{}
	for _, t := range r.Tenders {
		if t.Outcome == Closed {
			closed[t.Type]++
		}
	}
	all, words := true, []string{}
	for _, t := range i.call.Rules.Types {
		all = all && closed[t.ID] > 0
		words = append(words, fmt.Sprintf("%d %s", closed[t.ID], t.ID))
	}
	i.is("closures of every type", all, "%s", strings.Join(words, ", "))
	i.is("the call is finished", i.call.Stage == call.Finished, "%s is %s", i.call.Reference, i.call.Stage)
	i.count("no tender without an outcome", r, Unfinished, 0)
	i.list[len(i.list)-1].OK = i.list[len(i.list)-1].Why == "0"
}

// books are what must add up: money, obligations, letters.
func (i *inspection) books(r Report) {
	for _, c := range r.Budget.Checks {
		i.is("to the cent: "+c.What, c.OK(), "%s and %s", c.One.Human(), c.Other.Human())
	}
	open, missed := 0, 0
	for _, o := range r.Obligations {
		if o.Ladder != "retention" { // its years have just begun
			open += o.Open
		}
		missed += o.Missed
	}
	i.is("nothing is owed any more but the end of each retention, and what was missed is known", open == 0 && missed > 0, "%d open, %d missed", open, missed)
	promised, without := 0, 0
	for _, l := range r.Letters {
		promised, without = promised+l.Promised, without+l.Without
	}
	i.is("no letter without a fate", without == 0 && promised > 0, "%d promised, %d without", promised, without)
}

// answers are what every command must have, and nobody else.
func (i *inspection) answers(w observer, s *Script) {
	i.is("no command without its answer", len(i.unanswered) == 0, "%d answered, %d not %s", len(w.answers), len(i.unanswered), strings.Join(i.unanswered, ", "))
	engine, unanswerable, refused := 0, 0, 0
	for _, a := range w.answers {
		switch {
		case a.refusal == "":
		case a.refusal == unjudged:
			unanswerable++
		case a.engine:
			engine++
		default:
			refused++
		}
	}
	meant, hidden, told := 0, 0, 0
	for _, a := range s.acts {
		for _, o := range a.orders() {
			switch _, recorded := w.answers[[2]string{o.stream, o.id}]; {
			case o.want != "":
				meant++
			case o.hidden:
				if hidden++; !recorded {
					told++
				}
			}
		}
	}
	i.is("whoever sent something to a tender of another was told that there is none, and nothing of it is in the ledger", hidden > 0 && told == hidden,
		"%d of %d", told, hidden)
	i.is("what must be refused was, and nothing else", refused == meant && engine == 0 && unanswerable == 0,
		"%d refused of %d tried on purpose; %d of the engine's own refused; %d that could not be judged", refused, meant, engine, unanswerable)
}

// post compares the letters with what lies in the mail.
func (i *inspection) post(r Report, m mail) {
	sent := 0
	for _, l := range r.Letters {
		sent += l.Sent
	}
	i.is("every letter sent lies in the mail, once", m.files == sent && len(m.twice) == 0, "%d sent, %d files, %d with a Message-ID that another has", sent, m.files, len(m.twice))
}
