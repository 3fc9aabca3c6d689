package client

import (
	"context"
	"iter"
	"net/url"
)

// SurveyOf names the life of a survey.
func SurveyOf(reference string) Life { return Life{"survey", reference} }

// Surveys are the surveys that you may see, with their questionnaires.
func (c *Client) Surveys(ctx context.Context) iter.Seq2[SurveyRow, error] {
	return list[SurveyRow](ctx, c, "/surveys", nil)
}

// Survey is a survey with its questionnaire.
func (c *Client) Survey(ctx context.Context, survey string) (SurveyRow, error) {
	return ask[SurveyRow](ctx, c, SurveyOf(survey).path(), nil)
}

// SurveyResult is what the answers add up to.
func (c *Client) SurveyResult(ctx context.Context, survey string) (SurveyResultRow, error) {
	return ask[SurveyResultRow](ctx, c, SurveyOf(survey).path()+"/result", nil)
}

// SurveyAnswer is the answer of a country with its versions.
func (c *Client) SurveyAnswer(ctx context.Context, survey, country string) (SurveyAnswerRow, error) {
	return ask[SurveyAnswerRow](ctx, c, SurveyOf(survey).path()+"/answers/"+url.PathEscape(country), nil)
}
