package api

import (
	"github.com/danielgtaylor/huma/v2"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

func aboutTenders() []question {
	const tag = "tenders"
	tenders := func(s *server, a *asked) (any, error) {
		after, limit, err := a.page()
		if err != nil {
			return nil, err
		}
		p, err := a.q.TendersPage(a.Context(), a.v, a.ref, after, limit)
		a.link(p.Next)
		return p, err
	}
	return []question{
		{asks: "Tenders", path: "/tenders", says: "The tenders of all calls", tag: tag, params: listing(), answers: of[query.Page[query.TenderRow]](), ask: tenders},
		{asks: "Tenders", path: "/calls/{call}/tenders", says: "The tenders of a call", tag: tag, life: "call", params: listing(), answers: of[query.Page[query.TenderRow]](), ask: tenders},
		{asks: "Tender", path: "/tenders/{tender}", says: "A tender: versions, verdicts and, for whom it is open, what it says", tag: tag, life: "tender", answers: of[query.TenderPage](), ask: plain(func(s *server, a *asked) (query.TenderPage, error) {
			return a.q.Tender(a.Context(), a.v, a.ref)
		})},
		{asks: "Evaluation", path: "/tenders/{tender}/evaluation", says: "The evaluation of a tender, the earlier rounds first", tag: tag, life: "tender", params: listing(), answers: of[query.Page[query.Sheet]](), ask: func(s *server, a *asked) (any, error) {
			rows, err := a.q.Evaluation(a.Context(), a.v, a.ref)
			return paged(a, rows, err, func(r query.Sheet) string { return order(int64(r.Round)) })
		}},
		{asks: "Evidence", path: "/tenders/{tender}/evidence", says: "The files of evidence, in the order in which they were added", tag: "evidence", life: "tender", params: listing(), answers: of[query.Page[query.EvidenceRow]](), ask: func(s *server, a *asked) (any, error) {
			if s.Options.Evidence == nil {
				return nil, query.NotHere(law.Why("evidence-not-kept"))
			}
			rows, err := a.q.Evidence(a.Context(), a.v, s.Options.Evidence, a.stream)
			return paged(a, rows, err, func(r query.EvidenceRow) string { return r.At + "." + r.File })
		}},
		{asks: "EvidenceFile", path: "/evidence/{file}", says: "A file of evidence, by its name in the store", tag: "evidence", params: []*huma.Param{inPath("file", "its name in the store")}, answers: of[query.EvidenceRow](), ask: func(s *server, a *asked) (any, error) {
			if s.Options.Evidence == nil {
				return nil, query.NotHere(law.Why("evidence-not-kept"))
			}
			return a.q.EvidenceFile(a.Context(), a.v, s.Options.Evidence, a.PathValue("file"))
		}},
		{asks: "Contract", path: "/tenders/{tender}/contract", says: "The contract of an award: what is signed, under which hash, and who has signed it", tag: tag, life: "tender", params: []*huma.Param{inQuery("start", huma.TypeString, "the first day, where it is not the common start: 2019-12-01")}, answers: of[query.ContractPage](), ask: plain(func(s *server, a *asked) (query.ContractPage, error) {
			return a.q.Contract(a.Context(), a.v, a.stream, a.URL.Query().Get("start"))
		})},
		{asks: "Amendments", path: "/tenders/{tender}/amendments", says: "How the contract of a twinning was changed: before and after, hashes, signatures", tag: tag, life: "tender", answers: of[query.AmendmentsPage](), ask: plain(func(s *server, a *asked) (query.AmendmentsPage, error) {
			return a.q.Amendments(a.Context(), a.v, a.stream)
		})},
		{asks: "Closure", path: "/tenders/{tender}/closure", says: "What the closure of a twinning takes, and who owes what is missing", tag: tag, life: "tender", answers: of[query.ClosurePage](), ask: plain(func(s *server, a *asked) (query.ClosurePage, error) {
			return a.q.Closure(a.Context(), a.v, a.stream)
		})},
		{asks: "Meetings", path: "/tenders/{tender}/meetings", says: "The meetings of a twinning, and those to be held by a day", tag: tag, life: "tender", answers: of[query.MeetingsPage](), ask: plain(func(s *server, a *asked) (query.MeetingsPage, error) {
			return a.q.Meetings(a.Context(), a.v, a.stream)
		})},
		{asks: "Account", path: "/tenders/{tender}/account", says: "The bank account of a twinning, for its parties, the officers and who pays", tag: tag, life: "tender", answers: of[query.AccountPage](), ask: plain(func(s *server, a *asked) (query.AccountPage, error) {
			return a.q.Account(a.Context(), a.v, a.stream)
		})},
		{asks: "Recoveries", path: "/tenders/{tender}/recoveries", says: "What is asked back from the parties of a twinning, and what came back", tag: tag, life: "tender", answers: of[query.RecoveryPage](), ask: plain(func(s *server, a *asked) (query.RecoveryPage, error) {
			return a.q.Recoveries(a.Context(), a.v, a.stream)
		})},
		{asks: "Claim", path: "/tenders/{tender}/expenses/{expense}", says: "An expense as it is claimed now", tag: tag, life: "tender", params: []*huma.Param{inPath("expense", "id of the expense")}, answers: of[twinning.Claim](), ask: plain(func(s *server, a *asked) (twinning.Claim, error) {
			return a.q.Claim(a.Context(), a.v, a.stream, a.PathValue("expense"))
		})},
	}
}
