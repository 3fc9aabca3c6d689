package api

import "twinning.example/engine/internal/query"

// aboutMasterclasses are the questions about masterclasses.
func aboutMasterclasses() []question {
	const tag = "masterclasses"
	return []question{
		{asks: "Masterclasses", path: "/masterclasses", says: "The masterclasses that you may see, with their programmes", tag: tag, params: listing(), answers: of[query.Page[query.MasterclassRow]](), ask: func(s *server, a *asked) (any, error) {
			rows, err := a.q.Masterclasses(a.Context(), a.v)
			return paged(a, rows, err, func(r query.MasterclassRow) string { return r.Reference })
		}},
		{asks: "Registrations", path: "/registrations", says: "Your own registrations for masterclasses", tag: tag, params: listing(), answers: of[query.Page[query.RegistrationRow]](), ask: func(s *server, a *asked) (any, error) {
			rows, err := a.q.Registrations(a.Context(), a.v)
			return paged(a, rows, err, func(r query.RegistrationRow) string { return r.Masterclass })
		}},
		{asks: "Masterclass", path: "/masterclasses/{masterclass}", says: "A masterclass: its programme, its sessions, the places that are left, and your registration", tag: tag, life: "masterclass", answers: of[query.MasterclassRow](), ask: plain(func(s *server, a *asked) (query.MasterclassRow, error) {
			return a.q.Masterclass(a.Context(), a.v, a.ref)
		})},
		{asks: "MasterclassPeople", path: "/masterclasses/{masterclass}/registrations", says: "Who registered, who waits and who was present: for the staff", tag: tag, life: "masterclass", answers: of[query.MasterclassPeopleRow](), ask: plain(func(s *server, a *asked) (query.MasterclassPeopleRow, error) {
			return a.q.MasterclassPeople(a.Context(), a.v, a.ref)
		})},
		{asks: "MasterclassEvaluations", path: "/masterclasses/{masterclass}/evaluations", says: "What the evaluation forms add up to: for the staff", tag: tag, life: "masterclass", answers: of[query.MasterclassEvaluationRow](), ask: plain(func(s *server, a *asked) (query.MasterclassEvaluationRow, error) {
			return a.q.MasterclassEvaluations(a.Context(), a.v, a.ref)
		})},
		{asks: "Certificate", path: "/masterclasses/{masterclass}/certificate", says: "Your certificate of attendance; its receipt proves it", tag: tag, life: "masterclass", answers: of[query.CertificatePage](), ask: plain(func(s *server, a *asked) (query.CertificatePage, error) {
			return a.q.Certificate(a.Context(), a.v, a.ref)
		})},
	}
}
