package client

import (
	"context"
	"iter"
)

// InitiativeOf names the life of an initiative.
func InitiativeOf(reference string) Life { return Life{"initiative", reference} }

// Initiatives are the initiatives, with their topics and what became of each.
func (c *Client) Initiatives(ctx context.Context) iter.Seq2[InitiativeRow, error] {
	return list[InitiativeRow](ctx, c, "/initiatives", nil)
}

// Initiative is an initiative with what your country states.
func (c *Client) Initiative(ctx context.Context, initiative string) (InitiativeRow, error) {
	return ask[InitiativeRow](ctx, c, InitiativeOf(initiative).path(), nil)
}

// InitiativeBoard is which country offers and seeks what, with suggestions, pairings and country twinnings.
func (c *Client) InitiativeBoard(ctx context.Context, initiative string) (InitiativeBoardRow, error) {
	return ask[InitiativeBoardRow](ctx, c, InitiativeOf(initiative).path()+"/board", nil)
}
