package api

import (
	"github.com/danielgtaylor/huma/v2"

	"twinning.example/engine/internal/query"
)

// aboutBodies are the questions about bodies.
func aboutBodies() []question {
	const tag = "bodies"
	return []question{
		{asks: "Bodies", path: "/bodies", says: "The bodies: expert groups, networks of authorities, steering groups", tag: tag, params: listing(), answers: of[query.Page[query.BodyCard]](), ask: func(s *server, a *asked) (any, error) {
			rows, err := a.q.Bodies(a.Context(), a.v)
			return paged(a, rows, err, func(r query.BodyCard) string { return r.Reference })
		}},
		{asks: "Body", path: "/bodies/{body}", says: "A body: its mandate and rules of procedure, and what its rule book publishes; to who sits its work", tag: tag, life: "body", answers: of[query.BodyRow](), ask: plain(func(s *server, a *asked) (query.BodyRow, error) {
			return a.q.Body(a.Context(), a.v, a.ref)
		})},
		{asks: "BodyApplications", path: "/bodies/{body}/applications", says: "The applications for seats and the declared interests: for the secretariat all, for others their own", tag: tag, life: "body", answers: of[query.BodyApplications](), ask: plain(func(s *server, a *asked) (query.BodyApplications, error) {
			return a.q.BodyApplications(a.Context(), a.v, a.ref)
		})},
		{asks: "BodyMeeting", path: "/bodies/{body}/meetings/{meeting}", says: "A meeting with its agenda, decisions and published minutes; to who sits its drafts, comments and who was there", tag: tag, life: "body", params: []*huma.Param{inPath("meeting", "the code of the meeting, as in 20")}, answers: of[query.BodyMeetingRow](), ask: plain(func(s *server, a *asked) (query.BodyMeetingRow, error) {
			return a.q.BodyMeeting(a.Context(), a.v, a.ref, a.PathValue("meeting"))
		})},
		{asks: "BodyDecision", path: "/bodies/{body}/decisions/{decision}", says: "A decision, with how each of its steps was counted, and whether it is the same when it is counted again", tag: tag, life: "body", params: []*huma.Param{inPath("decision", "the code of the decision")}, answers: of[query.BodyDecisionRow](), ask: plain(func(s *server, a *asked) (query.BodyDecisionRow, error) {
			return a.q.BodyDecision(a.Context(), a.v, a.ref, a.PathValue("decision"))
		})},
	}
}
