package api

import "twinning.example/engine/internal/query"

// aboutInitiatives are the questions about initiatives.
func aboutInitiatives() []question {
	const tag = "initiatives"
	return []question{
		{asks: "Initiatives", path: "/initiatives", says: "The initiatives, with their topics and what became of each", tag: tag, params: listing(), answers: of[query.Page[query.InitiativeRow]](), ask: func(s *server, a *asked) (any, error) {
			rows, err := a.q.Initiatives(a.Context(), a.v)
			return paged(a, rows, err, func(r query.InitiativeRow) string { return r.Reference })
		}},
		{asks: "Initiative", path: "/initiatives/{initiative}", says: "An initiative: its topics, what became of each, and what your country states", tag: tag, life: "initiative", answers: of[query.InitiativeRow](), ask: plain(func(s *server, a *asked) (query.InitiativeRow, error) {
			return a.q.Initiative(a.Context(), a.v, a.ref)
		})},
		{asks: "InitiativeBoard", path: "/initiatives/{initiative}/board", says: "Which country offers and seeks what, suggestions, pairings and country twinnings: for the staff, and after the closing date for the countries", tag: tag, life: "initiative", answers: of[query.InitiativeBoardRow](), ask: plain(func(s *server, a *asked) (query.InitiativeBoardRow, error) {
			return a.q.InitiativeBoard(a.Context(), a.v, a.ref)
		})},
	}
}
