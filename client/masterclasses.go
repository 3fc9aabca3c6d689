package client

import (
	"context"
	"iter"
)

// MasterclassOf names the life of a masterclass.
func MasterclassOf(reference string) Life { return Life{"masterclass", reference} }

// Masterclasses are the masterclasses that you may see.
func (c *Client) Masterclasses(ctx context.Context) iter.Seq2[MasterclassRow, error] {
	return list[MasterclassRow](ctx, c, "/masterclasses", nil)
}

// Registrations are your own, for all masterclasses.
func (c *Client) Registrations(ctx context.Context) iter.Seq2[RegistrationRow, error] {
	return list[RegistrationRow](ctx, c, "/registrations", nil)
}

// Masterclass is a masterclass with its programme and your registration.
func (c *Client) Masterclass(ctx context.Context, masterclass string) (MasterclassRow, error) {
	return ask[MasterclassRow](ctx, c, MasterclassOf(masterclass).path(), nil)
}

// MasterclassPeople is who registered, for the staff.
func (c *Client) MasterclassPeople(ctx context.Context, masterclass string) (MasterclassPeopleRow, error) {
	return ask[MasterclassPeopleRow](ctx, c, MasterclassOf(masterclass).path()+"/registrations", nil)
}

// MasterclassEvaluations is what the evaluation forms add up to, for the staff.
func (c *Client) MasterclassEvaluations(ctx context.Context, masterclass string) (MasterclassEvaluationRow, error) {
	return ask[MasterclassEvaluationRow](ctx, c, MasterclassOf(masterclass).path()+"/evaluations", nil)
}

// Certificate is your certificate of attendance.
func (c *Client) Certificate(ctx context.Context, masterclass string) (CertificatePage, error) {
	return ask[CertificatePage](ctx, c, MasterclassOf(masterclass).path()+"/certificate", nil)
}
