package api

import (
	"github.com/danielgtaylor/huma/v2"

	"twinning.example/engine/internal/query"
)

// aboutOrganisations are the questions about records of organisations.
func aboutOrganisations() []question {
	const tag = "organisations"
	return []question{
		{asks: "Organisations", path: "/organisations", says: "The records of organisations: to the staff all, with those that may be one; to others their own", tag: tag, params: listing(inQuery("find", huma.TypeString, "a part of a name, a PIC or a VAT number")), answers: of[query.Page[query.OrganisationRow]](), ask: func(s *server, a *asked) (any, error) {
			rows, err := a.q.Organisations(a.Context(), a.v, a.get("find"))
			return paged(a, rows, err, func(r query.OrganisationRow) string { return r.Reference })
		}},
		{asks: "Organisation", path: "/organisations/{organisation}", says: "The record of an organisation, with what it said before", tag: tag, life: "organisation", answers: of[query.OrganisationRow](), ask: plain(func(s *server, a *asked) (query.OrganisationRow, error) {
			return a.q.Organisation(a.Context(), a.v, a.ref)
		})},
	}
}
