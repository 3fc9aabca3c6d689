package api

import (
	"github.com/danielgtaylor/huma/v2"

	"twinning.example/engine/internal/query"
)

// aboutSurveys are the questions about surveys.
func aboutSurveys() []question {
	const tag = "surveys"
	return []question{
		{asks: "Surveys", path: "/surveys", says: "The surveys that you may see, with their questionnaires", tag: tag, params: listing(), answers: of[query.Page[query.SurveyRow]](), ask: func(s *server, a *asked) (any, error) {
			rows, err := a.q.Surveys(a.Context(), a.v)
			return paged(a, rows, err, func(r query.SurveyRow) string { return r.Reference })
		}},
		{asks: "Survey", path: "/surveys/{survey}", says: "A survey: its questionnaire, until when answers are taken, and how each country stands that you may see", tag: tag, life: "survey", answers: of[query.SurveyRow](), ask: plain(func(s *server, a *asked) (query.SurveyRow, error) {
			return a.q.Survey(a.Context(), a.v, a.ref)
		})},
		{asks: "SurveyResult", path: "/surveys/{survey}/result", says: "What the answers add up to: for the staff, and as far as it is published for everybody", tag: tag, life: "survey", answers: of[query.SurveyResultRow](), ask: plain(func(s *server, a *asked) (query.SurveyResultRow, error) {
			return a.q.SurveyResult(a.Context(), a.v, a.ref)
		})},
		{asks: "SurveyAnswer", path: "/surveys/{survey}/answers/{country}", says: "The answer of a country with its versions: for those who answer for it, and the staff", tag: tag, life: "survey", params: []*huma.Param{inPath("country", "two letters, as in SE")}, answers: of[query.SurveyAnswerRow](), ask: plain(func(s *server, a *asked) (query.SurveyAnswerRow, error) {
			return a.q.SurveyAnswer(a.Context(), a.v, a.ref, a.PathValue("country"))
		})},
	}
}
