package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"twinning.example/engine/internal/bounce"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/explain"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/reads"
	"twinning.example/engine/internal/twinning"
)

// questions are all that can be asked, but for the feed.
func questions() []question {
	return slices.Concat(aboutCalls(), aboutTenders(), aboutInvitations(), aboutOrganisations(), aboutMarkets(), aboutSurveys(), aboutMasterclasses(), aboutInitiatives(), aboutBodies(), aboutProgrammes(), aboutLives())
}

// listing are the parameters of a list.
func listing(more ...*huma.Param) []*huma.Param {
	return append(more, inQuery("limit", huma.TypeInteger, fmt.Sprintf("how many items at most, up to %d; %d where it is left out", query.MaxLimit, query.DefaultLimit)),
		inQuery("after", huma.TypeString, "the next of the page before"))
}

// plain is a question about the life that the path names which takes nothing else.
func plain[T any](ask func(s *server, a *asked) (T, error)) func(*server, *asked) (any, error) {
	return func(s *server, a *asked) (any, error) { return ask(s, a) }
}

func of[T any]() reflect.Type { return reflect.TypeFor[T]() }

func aboutCalls() []question {
	const tag = "calls"
	return []question{
		{asks: "Calls", path: "/calls", says: "The calls", tag: tag, params: listing(), answers: of[query.Page[query.CallRow]](), ask: func(s *server, a *asked) (any, error) {
			rows, err := a.q.Calls(a.Context(), a.v)
			return paged(a, rows, err, func(r query.CallRow) string { return r.Reference })
		}},
		{asks: "Call", path: "/calls/{call}", says: "A call: stage, dates, money, roles", tag: tag, life: "call", answers: of[query.CallPage](), ask: plain(func(s *server, a *asked) (query.CallPage, error) {
			return a.q.Call(a.Context(), a.v, a.ref)
		})},
		{asks: "RuleBook", path: "/calls/{call}/rule-book", says: "The rule book of a call, as the file was recorded", tag: tag, life: "call", answers: of[query.RuleBookPage](), ask: plain(func(s *server, a *asked) (query.RuleBookPage, error) {
			return a.q.RuleBook(a.Context(), a.v, a.ref)
		})},
		{asks: "Dates", path: "/calls/{call}/dates", says: "The dates of a call, with every version of its deadline", tag: tag, life: "call", answers: of[query.Page[query.DateRow]](), ask: func(s *server, a *asked) (any, error) {
			list, err := a.q.Dates(a.Context(), a.v, a.ref)
			return query.Page[query.DateRow]{Items: list.Rows}, err // they are few, and in an order of their own
		}},
		{asks: "Dates", path: "/calls/{call}/dates.ics", says: "The dates of a call as a calendar (RFC 5545)", tag: tag, life: "call", kind: "text/calendar; charset=utf-8", ask: func(s *server, a *asked) (any, error) {
			list, err := a.q.Dates(a.Context(), a.v, a.ref)
			return list.Calendar(), err
		}},
		{asks: "Attempts", path: "/calls/{call}/attempts", says: "Submissions that were refused or came late", tag: tag, life: "call", params: listing(), answers: of[query.Page[query.AttemptRow]](), ask: func(s *server, a *asked) (any, error) {
			list, err := a.q.Attempts(a.Context(), a.v, a.ref)
			return paged(a, list.Rows, err, func(r query.AttemptRow) string { return r.ReceivedAt + "." + order(r.Position) })
		}},
		{asks: "Roles", path: "/calls/{call}/roles", says: "Who has which role, what has changed, and who stands in", tag: tag, life: "call", answers: of[query.RolesPage](), ask: plain(func(s *server, a *asked) (query.RolesPage, error) {
			return a.q.Roles(a.Context(), a.v, a.ref)
		})},
		{asks: "Complaints", path: "/calls/{call}/complaints", says: "The complaints", tag: tag, life: "call", params: listing(), answers: of[query.Page[query.ComplaintRow]](), ask: func(s *server, a *asked) (any, error) {
			rows, err := a.q.Complaints(a.Context(), a.v, a.ref)
			return paged(a, rows, err, func(r query.ComplaintRow) string { return r.Tender + "." + order(int64(r.Number)) })
		}},
		{asks: "Conflicts", path: "/calls/{call}/conflicts", says: "Who is in conflict with which tender", tag: tag, life: "call", params: listing(), answers: of[query.Page[query.ConflictRow]](), ask: func(s *server, a *asked) (any, error) {
			rows, err := a.q.Conflicts(a.Context(), a.v, a.ref)
			return paged(a, rows, err, func(r query.ConflictRow) string { return r.Tender + "." + r.Evaluator })
		}},
		{asks: "Evaluations", path: "/calls/{call}/evaluations", says: "Who has evaluated which tender", tag: tag, life: "call", params: listing(), answers: of[query.Page[query.EvaluationRow]](), ask: func(s *server, a *asked) (any, error) {
			rows, err := a.q.Evaluations(a.Context(), a.v, a.ref)
			return paged(a, rows, err, func(r query.EvaluationRow) string { return r.Tender })
		}},
		{asks: "Reports", path: "/calls/{call}/reports", says: "Every criterion of every report", tag: tag, life: "call", answers: of[query.ReportSet](), ask: plain(func(s *server, a *asked) (query.ReportSet, error) {
			return a.q.Reports(a.Context(), a.v, a.ref)
		})},
		{asks: "Work", path: "/calls/{call}/work", says: "What waits for the staff in its twinnings: logs to be judged, expenses to be approved", tag: tag, life: "call", params: listing(), answers: of[query.Page[query.WorkRow]](), ask: func(s *server, a *asked) (any, error) {
			rows, err := a.q.Work(a.Context(), a.v, a.ref)
			return paged(a, rows, err, func(r query.WorkRow) string {
				return r.Tender + "." + r.What + "." + order(int64(r.Month)) + "." + r.Expense
			})
		}},
		{asks: "ExpenseBatch", path: "/calls/{call}/expense-batch", says: "What one approval would do now to every expense of a call that waits for it from you, with count and sum; nothing is recorded, and each is approved by a command of its own", tag: tag, life: "call", params: []*huma.Param{inQuery("step", huma.TypeString, "verify, authorise or pay"), inQuery("checked", huma.TypeString, "questions of the checklist that you confirm, apart by commas")}, answers: of[query.ExpenseBatch](), ask: plain(func(s *server, a *asked) (query.ExpenseBatch, error) {
			checked := strings.FieldsFunc(a.get("checked"), func(r rune) bool { return r == ',' })
			return a.q.ExpenseBatch(a.Context(), a.v, a.ref, twinning.Step(a.get("step")), checked)
		})},
		{asks: "LogBatch", path: "/calls/{call}/log-batch", says: "Every log of a call that waits for its acceptance, and what the law would say now; nothing is recorded, and each is accepted by a command of its own", tag: tag, life: "call", answers: of[query.LogBatch](), ask: plain(func(s *server, a *asked) (query.LogBatch, error) {
			return a.q.LogBatch(a.Context(), a.v, a.ref)
		})},
		{asks: "Rates", path: "/calls/{call}/rates", says: "The exchange rates by which claims in other currencies are converted", tag: tag, life: "call", params: listing(), answers: of[query.Page[query.RateRow]](), ask: func(s *server, a *asked) (any, error) {
			rows, err := a.q.Rates(a.Context(), a.v, a.ref)
			return paged(a, rows, err, func(r query.RateRow) string { return r.Currency + "." + r.On.String() })
		}},
		{asks: "PaymentRuns", path: "/calls/{call}/payment-runs", says: "The payment runs of a call and what the next one would pay, for its payers, officers, head and auditors", tag: tag, life: "call", answers: of[query.RunsPage](), ask: plain(func(s *server, a *asked) (query.RunsPage, error) {
			return a.q.PaymentRuns(a.Context(), a.v, a.ref)
		})},
		{asks: "PaymentRun", path: "/calls/{call}/payment-runs/{run}", says: "A payment run, line by line", tag: tag, life: "call", params: []*huma.Param{inPath("run", "the number of the run")}, answers: of[query.RunPage](), ask: plain(func(s *server, a *asked) (query.RunPage, error) {
			n, err := query.RunNumber(a.PathValue("run"))
			if err != nil {
				return query.RunPage{}, err
			}
			return a.q.PaymentRun(a.Context(), a.v, a.ref, n)
		})},
		{asks: "PaymentOrder", path: "/calls/{call}/payment-runs/{run}/pain.001.xml", says: "A released run for the bank (ISO 20022 pain.001.001.09): the same bytes whenever it is asked for; that it was read is recorded", tag: tag, life: "call", params: []*huma.Param{inPath("run", "the number of the run")}, kind: "application/xml", ask: func(s *server, a *asked) (any, error) {
			n, err := query.RunNumber(a.PathValue("run"))
			if err != nil {
				return nil, err
			}
			text, err := a.q.PaymentOrder(a.Context(), a.v, a.ref, n)
			return string(text), err
		}},
		{asks: "BankFile", path: "/calls/{call}/payment-runs/bank-file", says: "Read a bank's status report (pain.002) or statement (camt.053) against the runs of a call: what each answer means, and the command that records it; nothing is recorded", tag: tag, life: "call", sent: of[bankFile](), answers: of[query.BankFile](), ask: func(s *server, a *asked) (any, error) {
			var sent bankFile
			if err := unmarshal(a.body, &sent); err != nil {
				return nil, err
			}
			return a.q.BankFile(a.Context(), a.v, a.ref, sent.File)
		}},
		{asks: "Bounced", path: "/calls/{call}/bounced-letter", says: "Read a message that came back to the mail server (a delivery status notification, RFC 3464): which letter of the call it is about, and the command that records it; nothing is recorded", tag: tag, life: "call", sent: of[bouncedFile](), limit: largestBounced, answers: of[query.BouncedLetter](), ask: func(s *server, a *asked) (any, error) {
			var sent bouncedFile
			if err := unmarshal(a.body, &sent); err != nil {
				return nil, err
			}
			return a.q.Bounced(a.Context(), a.v, a.ref, sent.Message)
		}},
		{asks: "Award", path: "/calls/{call}/award", says: "The ranking as it was prepared or released", tag: tag, life: "call", answers: of[query.AwardRow](), ask: plain(func(s *server, a *asked) (query.AwardRow, error) {
			return a.q.Award(a.Context(), a.v, a.ref)
		})},
		{asks: "Preview", path: "/calls/{call}/award/preview", says: "What a release of the award would do now", tag: tag, life: "call", answers: of[query.PreviewPage](), ask: plain(func(s *server, a *asked) (query.PreviewPage, error) {
			return a.q.Preview(a.Context(), a.v, a.ref)
		})},
		{asks: "Rounds", path: "/calls/{call}/rounds", says: "The rounds of letters: who was told when", tag: tag, life: "call", params: listing(), answers: of[query.Page[query.RoundRow]](), ask: func(s *server, a *asked) (any, error) {
			list, err := a.q.Rounds(a.Context(), a.v, a.ref)
			return paged(a, list.Rows, err, func(r query.RoundRow) string { return r.At })
		}},
		{asks: "LetterTemplates", path: "/calls/{call}/letters", says: "The letters that a call may send, and which of them its rule book words itself", tag: tag, life: "call", params: listing(), answers: of[query.Page[query.LetterTemplate]](), ask: func(s *server, a *asked) (any, error) {
			rows, err := a.q.LetterTemplates(a.Context(), a.v, a.ref)
			return paged(a, rows, err, func(r query.LetterTemplate) string { return r.Template })
		}},
		{asks: "LetterPreview", path: "/calls/{call}/letters/{letter}/preview", says: "A letter with made-up content, as the call would send it now", tag: tag, life: "call", answers: of[query.LetterPreview](), params: []*huma.Param{
			inPath("letter", "name of the letter, as in awarded"), inQuery("language", huma.TypeString, "of the letter: en, fr or de; where it is left out, that of whom it is to, else the call's"),
			inQuery("to", huma.TypeString, "the id of the person whom it is to"),
		}, ask: plain(func(s *server, a *asked) (query.LetterPreview, error) {
			is, err := a.q.LetterPreview(a.Context(), a.v, a.ref, a.PathValue("letter"), a.get("language"), a.get("to"))
			if err == nil {
				err = a.byID("to")
			}
			return is, err
		})},
		{asks: "Reserve", path: "/calls/{call}/reserve", says: "The reserve list", tag: tag, life: "call", params: listing(), answers: of[query.Page[query.ReserveRow]](), ask: func(s *server, a *asked) (any, error) {
			rows, err := a.q.Reserve(a.Context(), a.v, a.ref)
			return paged(a, rows, err, func(r query.ReserveRow) string { return order(int64(r.Place)) })
		}},
		{asks: "WhatIfs", path: "/calls/{call}/what-ifs", says: "The what-ifs that were asked", tag: tag, life: "call", params: listing(inQuery("check", huma.TypeBoolean, "compute each again over the facts that it saw")), answers: of[query.Page[query.WhatIfRow]](), ask: func(s *server, a *asked) (any, error) {
			check, err := a.flag("check")
			if err != nil {
				return nil, err
			}
			rows, err := a.q.WhatIfs(a.Context(), a.v, a.ref, check)
			return paged(a, rows, err, func(r query.WhatIfRow) string { return order(r.Position) })
		}},
		{asks: "WhatIf", now: true, path: "/calls/{call}/what-ifs", says: "Ask what the award would have been with other parameters; the question is recorded, under its Idempotency-Key", tag: tag, life: "call", sent: of[call.WhatIf](), answers: of[query.WhatIfPage](), params: []*huma.Param{
			{Name: "Idempotency-Key", In: "header", Schema: &huma.Schema{Type: huma.TypeString}, Description: "asked again with it, it is recorded once; drawn where it is left out"},
		}, ask: askWhatIf},
		{asks: "AskedWhatIf", path: "/calls/{call}/what-ifs/{id}", says: "A what-if that was asked, with its answer over what was seen then", tag: tag, life: "call", params: []*huma.Param{inPath("id", "the question's Idempotency-Key")}, answers: of[query.WhatIfPage](), ask: plain(func(s *server, a *asked) (query.WhatIfPage, error) {
			return a.q.AskedWhatIf(a.Context(), a.v, a.ref, a.PathValue("id"))
		})},
		{asks: "Draw", path: "/calls/{call}/draw", says: "What a draw of evaluators would give now", tag: tag, life: "call", answers: of[query.Draw](), params: []*huma.Param{
			inQuery("seed", huma.TypeString, "from which the lots follow"), inQuery("tender", huma.TypeString, "only this tender; several with commas"),
		}, ask: plain(func(s *server, a *asked) (query.Draw, error) {
			o := call.DrawAssignments{Seed: a.get("seed")}
			if list := a.get("tender"); list != "" {
				o.Tenders = strings.Split(list, ",")
			}
			return a.q.Draw(a.Context(), a.v, a.ref, o)
		})},
	}
}

// order writes a number so that texts are in the order of numbers.
func order(n int64) string { return fmt.Sprintf("%019d", n) }

// A bankFile is what a bank sends, as text.
type bankFile struct {
	File string `json:"file" doc:"the file, as text: pain.002 or camt.053"`
}

// largestBounced is the most that a message is as JSON: each byte of it escaped, as in \u0000, and the object around it.
const largestBounced = 6*bounce.Limit + 1<<10

// A bouncedFile is a message that came back.
type bouncedFile struct {
	Message string `json:"message" doc:"the message as it came, with its headers"`
}

func askWhatIf(s *server, a *asked) (any, error) {
	id := strings.Trim(a.Header.Get("Idempotency-Key"), `"`)
	if id == "" {
		id = door.NewID()
	}
	a.w.Header().Set("Idempotency-Key", id)
	return a.q.WhatIf(a.Context(), a.v, a.ref, id, func(call.Call) (w call.WhatIf, err error) {
		return w, json.Unmarshal(a.body, &w)
	})
}

func aboutLives() []question {
	var all []question
	for _, noun := range []string{"call", "tender", "programme", "administration", "invitation", "organisation", "market", "entry", "interest", "survey", "masterclass", "initiative", "body"} {
		all = append(all, aboutLife(noun)...)
	}
	return append(all,
		question{asks: "Obligations", path: "/obligations", says: "What is owed, in all lives", tag: "all lives", params: listing(inQuery("letters", huma.TypeBoolean, "with the letters about each, and what became of them")), answers: of[query.Page[query.ObligationRow]](), ask: owed},
		question{asks: "Asked", path: "/asked", says: "The tenders that you are asked to speak for", tag: "all lives", params: listing(), answers: of[query.Page[query.AskedRow]](), ask: func(s *server, a *asked) (any, error) {
			rows, err := a.q.Asked(a.Context(), a.v)
			return paged(a, rows, err, func(r query.AskedRow) string { return r.Tender + "." + string(r.Role) })
		}},
		question{asks: "Waiting", path: "/today", says: "What waits for you, by the last day by which it is to be done, with the command that settles it", tag: "all lives", params: listing(), answers: of[query.Page[query.WaitRow]](), ask: func(_ *server, a *asked) (any, error) {
			after, limit, err := a.page()
			if err != nil {
				return nil, err
			}
			return a.q.WaitingPage(a.Context(), a.v, after, limit)
		}},
		question{asks: "ExpenseQueue", path: "/expense-queue", says: "The expenses that wait for a step of yours, over all twinnings, with what you judge them by", tag: "all lives", params: listing(inQuery("call", huma.TypeString, "only those of this call")), answers: of[query.Page[query.QueuedExpense]](), ask: func(_ *server, a *asked) (any, error) {
			rows, err := a.q.ExpenseQueue(a.Context(), a.v, a.get("call"))
			return paged(a, rows, err, query.QueuedExpense.Key)
		}},
		question{asks: "Letters", path: "/letters", says: "The letters to you, with what became of each", tag: "all lives", params: listing(), answers: of[query.Page[query.LetterRow]](), ask: func(s *server, a *asked) (any, error) {
			rows, err := a.q.Letters(a.Context(), a.v)
			return paged(a, rows, err, func(r query.LetterRow) string { return r.At + "." + r.Stream + "." + r.ID })
		}},
		question{asks: "Explain", path: "/decisions/{position}", says: "Why the decision at a position of the ledger is what it is", tag: "all lives", params: []*huma.Param{inPath("position", "position in the ledger, of the decision or of a receipt"), inLanguage()}, answers: of[[]explain.Derivation](), hides: true, ask: func(s *server, a *asked) (any, error) {
			position, err := strconv.ParseInt(a.PathValue("position"), 10, 64)
			if err != nil || position < 0 {
				return nil, because(http.StatusBadRequest, "invalid", law.Why("position-is-a-number"))
			}
			return a.q.Explain(a.Context(), a.v, query.Why{Position: position})
		}},
		question{asks: "People", path: "/people", says: "Everybody, with their roles", tag: "people", params: listing(), answers: of[query.Page[query.PersonRow]](), ask: func(s *server, a *asked) (any, error) {
			rows, err := a.q.People(a.Context(), a.v, nil)
			return paged(a, rows, err, func(r query.PersonRow) string { return r.Alias + "." + r.ID })
		}},
	)
}

func owed(s *server, a *asked) (any, error) {
	letters, err := a.flag("letters")
	if err != nil {
		return nil, err
	}
	after, limit, err := a.page()
	if err != nil {
		return nil, err
	}
	page, err := a.q.ObligationsPage(a.Context(), a.v, a.stream, after, limit)
	if err == nil && letters {
		err = a.q.Reminders(a.Context(), page.Items)
	}
	a.link(page.Next)
	return page, err
}

// aboutLife are the questions about a life of any kind.
func aboutLife(noun string) []question {
	tag, path := plural(noun), "/"+plural(noun)+"/{"+noun+"}"
	return []question{
		{asks: "Obligations", path: path + "/obligations", says: "What is owed", tag: tag, life: noun, params: listing(inQuery("letters", huma.TypeBoolean, "with the letters about each, and what became of them")), answers: of[query.Page[query.ObligationRow]](), ask: owed},
		{asks: "History", path: path + "/history", says: "Who did what when, in sentences", tag: tag, life: noun, params: listing(inQuery("letters", huma.TypeBoolean, "with the fate of each letter"), inLanguage()), answers: of[query.Page[query.HistoryLine]](), ask: func(s *server, a *asked) (any, error) {
			letters, err := a.flag("letters")
			if err != nil {
				return nil, err
			}
			h, err := a.q.History(a.Context(), a.v, a.stream, letters)
			return paged(a, h.Lines, err, func(l query.HistoryLine) string { return order(l.Position) })
		}},
		{asks: "Explain", path: path + "/decisions", says: "Why its decisions are what they are, each computed again", tag: tag, life: noun, params: listing(
			inQuery("kind", huma.TypeString, "only decisions of this kind"), inQuery("last", huma.TypeBoolean, "only the newest"), inLanguage()), answers: of[query.Page[explain.Derivation]](), ask: func(s *server, a *asked) (any, error) {
			last, err := a.flag("last")
			if err != nil {
				return nil, err
			}
			all, err := a.q.Explain(a.Context(), a.v, query.Why{Stream: a.stream, Kind: a.get("kind"), Last: last})
			return paged(a, all, err, func(d explain.Derivation) string { return order(d.Position) })
		}},
		{asks: "State", own: true, path: path + "/state", says: "The state, as it stands or as it stood then", tag: tag, life: noun, answers: of[query.StateRow](), params: []*huma.Param{
			inQuery("at", huma.TypeString, "by what had happened by this instant: RFC 3339, or a date (its end) or time on clocks in the zone of the call"),
			inQuery("recorded", huma.TypeString, "by what was recorded by this instant"),
			inQuery("position", huma.TypeInteger, "after the event at this position of the ledger"),
		}, ask: askState},
		{asks: "Could", own: true, path: path + "/could", says: "What somebody could have seen of it at an instant", tag: tag, life: noun, answers: of[query.Could](), params: []*huma.Param{
			inQuery("person", huma.TypeString, "the id of the person; the public where it is left out"),
			inQuery("at", huma.TypeString, "the instant, as for the state; now where it is left out"),
			inQuery("recorded", huma.TypeString, "the instant, by what was recorded by it"),
		}, ask: plain(func(s *server, a *asked) (query.Could, error) {
			at, _, err := then(a.Request)
			if err != nil {
				return query.Could{}, err
			}
			is, err := a.q.Could(a.Context(), a.v, a.get("person"), a.stream, at)
			if err == nil {
				err = a.byID("person")
			}
			return is, err
		})},
		{asks: "Reads", path: path + "/reads", says: "Who read what is sealed or personal of it, the oldest first", tag: tag, life: noun, params: listing(), answers: of[query.Page[reads.Read]](), ask: func(s *server, a *asked) (any, error) {
			if s.Reads == nil {
				return nil, query.NotHere(law.Why("reads-not-recorded"))
			}
			rows, err := a.q.Reads(a.Context(), a.v, s.Reads, reads.Filter{Stream: a.stream})
			return paged(a, rows, err, func(r reads.Read) string { return calendar.Instant(r.At) + "." + r.Person + "." + r.What })
		}},
		{asks: "Receipt", path: path + "/receipts/{command}", says: "The receipt of a command", tag: tag, life: noun, answers: of[door.Receipt](), hides: true, params: []*huma.Param{
			inPath("command", "the command's id: its Idempotency-Key"), inQuery("proof", huma.TypeBoolean, "with what proves it offline"),
		}, ask: func(s *server, a *asked) (any, error) {
			proof, err := a.flag("proof")
			if err != nil {
				return nil, err
			}
			r, err := a.q.Receipt(a.Context(), a.v, a.stream, a.PathValue("command"), proof)
			underWay(a.w, r)
			return r, err
		}},
	}
}

func askState(s *server, a *asked) (any, error) {
	then := query.Then{At: a.get("at")}
	given := 0
	if then.At != "" {
		given++
	}
	if at := a.get("recorded"); at != "" {
		then.At, then.Recorded = at, true
		given++
	}
	if text := a.get("position"); text != "" {
		p, err := strconv.ParseInt(text, 10, 64)
		if err != nil || p < 0 {
			return nil, because(http.StatusBadRequest, "invalid", law.Why("position-is-a-number"))
		}
		then.Position = &p
		given++
	}
	if given > 1 {
		return nil, because(http.StatusBadRequest, "invalid", law.Why("at-recorded-or-position"))
	}
	return a.q.State(a.Context(), a.v, a.stream, then)
}
