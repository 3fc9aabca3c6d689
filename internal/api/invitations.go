package api

import (
	"twinning.example/engine/internal/invitation"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/query"
)

// aboutInvitations are the questions about invitations.
func aboutInvitations() []question {
	return append(invitationsOf(), toTakePart()...)
}

// toTakePart are those to the lives that somebody is invited to take part in.
func toTakePart() (all []question) {
	for _, k := range lives.All() {
		if !invitation.TakesPart(k.Root) {
			continue
		}
		all = append(all, question{
			asks: "InvitationsTo", path: "/" + plural(k.Noun) + "/{" + k.Noun + "}/invitations", says: "Those to take part in it", tag: "invitations", life: k.Noun,
			params: listing(), answers: of[query.Page[query.InvitationRow]](), ask: func(s *server, a *asked) (any, error) {
				rows, err := a.q.InvitationsTo(a.Context(), a.v, a.stream)
				return paged(a, rows, err, func(r query.InvitationRow) string { return r.Reference })
			},
		})
	}
	return all
}

func invitationsOf() []question {
	const tag = "invitations"
	reference := func(r query.InvitationRow) string { return r.Reference }
	return []question{
		{asks: "Invitations", path: "/invitations", says: "The invitations that whoever asks has sent, could have sent, has accepted or was sent", tag: tag, params: listing(), answers: of[query.Page[query.InvitationRow]](), ask: func(s *server, a *asked) (any, error) {
			rows, err := a.q.Invitations(a.Context(), a.v, "")
			return paged(a, rows, err, reference)
		}},
		{asks: "Invitations", path: "/calls/{call}/invitations", says: "Those to the call and to its tenders", tag: tag, life: "call", params: listing(), answers: of[query.Page[query.InvitationRow]](), ask: func(s *server, a *asked) (any, error) {
			rows, err := a.q.Invitations(a.Context(), a.v, a.ref)
			return paged(a, rows, err, reference)
		}},
		{asks: "ProgrammeInvitations", path: "/programmes/{programme}/invitations", says: "Those to roles of the programme", tag: tag, life: "programme", params: listing(), answers: of[query.Page[query.InvitationRow]](), ask: func(s *server, a *asked) (any, error) {
			rows, err := a.q.ProgrammeInvitations(a.Context(), a.v, a.ref)
			return paged(a, rows, err, reference)
		}},
		{asks: "Invitation", path: "/invitations/{invitation}", says: "An invitation, and why it holds no longer where it does not", tag: tag, life: "invitation", answers: of[query.InvitationRow](), ask: plain(func(s *server, a *asked) (query.InvitationRow, error) {
			return a.q.Invitation(a.Context(), a.v, a.ref)
		})},
	}
}
