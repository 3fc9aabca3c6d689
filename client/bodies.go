package client

import (
	"context"
	"iter"
	"net/url"
)

// BodyOf names the life of a body.
func BodyOf(reference string) Life { return Life{"body", reference} }

// Bodies are the bodies: expert groups, networks of authorities, steering groups.
func (c *Client) Bodies(ctx context.Context) iter.Seq2[BodyCard, error] {
	return list[BodyCard](ctx, c, "/bodies", nil)
}

// Body is a body, as far as you may see it.
func (c *Client) Body(ctx context.Context, body string) (BodyRow, error) {
	return ask[BodyRow](ctx, c, BodyOf(body).path(), nil)
}

// BodyApplications are the applications for seats, and the interests declared, that you may see.
func (c *Client) BodyApplications(ctx context.Context, body string) (BodyApplications, error) {
	return ask[BodyApplications](ctx, c, BodyOf(body).path()+"/applications", nil)
}

// BodyMeeting is a meeting of a body.
func (c *Client) BodyMeeting(ctx context.Context, body, meeting string) (BodyMeetingRow, error) {
	return ask[BodyMeetingRow](ctx, c, BodyOf(body).path()+"/meetings/"+url.PathEscape(meeting), nil)
}

// BodyDecision is a decision of a body, with how it was counted.
func (c *Client) BodyDecision(ctx context.Context, body, decision string) (BodyDecisionRow, error) {
	return ask[BodyDecisionRow](ctx, c, BodyOf(body).path()+"/decisions/"+url.PathEscape(decision), nil)
}
