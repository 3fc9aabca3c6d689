package ledger

import (
	"slices"

	"github.com/jackc/pgx/v5/pgtype"
)

// sizeArrays has arrays of texts and bytes encoded into a buffer that is large enough from the start: a batch is some 50 KB in a few of them,
// and encoding took twice as long where the buffer grew to that step by step.
func sizeArrays(m *pgtype.Map) {
	for _, oid := range []uint32{pgtype.TextArrayOID, pgtype.ByteaArrayOID} {
		if known, ok := m.TypeForOID(oid); ok {
			if array, ok := known.Codec.(*pgtype.ArrayCodec); ok {
				m.RegisterType(&pgtype.Type{Name: known.Name, OID: oid, Codec: sizedCodec{array}})
			}
		}
	}
}

type sizedCodec struct{ *pgtype.ArrayCodec }

// PlanEncode implements pgtype.Codec.
func (c sizedCodec) PlanEncode(m *pgtype.Map, oid uint32, format int16, value any) pgtype.EncodePlan {
	plan := c.ArrayCodec.PlanEncode(m, oid, format, value)
	if plan == nil {
		return nil
	}
	return sizedPlan{plan}
}

type sizedPlan struct{ pgtype.EncodePlan }

// Encode implements pgtype.EncodePlan.
func (p sizedPlan) Encode(value any, buf []byte) ([]byte, error) {
	const header, length = 20, 4 // of the array, of each element
	size := header
	switch list := value.(type) {
	case pgtype.FlatArray[string]:
		for _, s := range list {
			size += length + len(s)
		}
	case pgtype.FlatArray[[]byte]:
		for _, b := range list {
			size += length + len(b)
		}
	}
	return p.EncodePlan.Encode(value, slices.Grow(buf, size))
}
