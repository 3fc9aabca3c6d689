package api

import "twinning.example/engine/internal/query"

// aboutProgrammes are the questions about programmes and administrators.
func aboutProgrammes() []question {
	const tag = "programmes"
	return []question{
		{asks: "Programmes", path: "/programmes", says: "The programmes", tag: tag, params: listing(), answers: of[query.Page[query.ProgrammeRow]](), ask: func(s *server, a *asked) (any, error) {
			rows, err := a.q.Programmes(a.Context(), a.v)
			return paged(a, rows, err, func(r query.ProgrammeRow) string { return r.Reference })
		}},
		{asks: "Programme", path: "/programmes/{programme}", says: "A programme: its name, its roles, what its rule books begin with", tag: tag, life: "programme", answers: of[query.ProgrammePage](), ask: plain(func(s *server, a *asked) (query.ProgrammePage, error) {
			return a.q.Programme(a.Context(), a.v, a.ref)
		})},
		{asks: "Administrators", path: "/administrators", says: "Who the administrators are, and who was one", tag: "administrators", params: listing(), answers: of[query.Page[query.AdministratorRow]](), ask: func(s *server, a *asked) (any, error) {
			rows, err := a.q.Administrators(a.Context(), a.v)
			return paged(a, rows, err, func(r query.AdministratorRow) string { return r.Person })
		}},
		{asks: "Erasures", path: "/erasures", says: "The requests for erasure that wait for an answer or were refused: your own, and of an administrator all", tag: "administrators", params: listing(), answers: of[query.Page[query.ErasureRow]](), ask: func(_ *server, a *asked) (any, error) {
			rows, err := a.q.Erasures(a.Context(), a.v)
			return paged(a, rows, err, func(r query.ErasureRow) string { return r.Asked + "." + r.Person })
		}},
	}
}
