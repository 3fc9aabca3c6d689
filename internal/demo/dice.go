package demo

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math/rand/v2"

	"github.com/shopspring/decimal"

	"twinning.example/engine/internal/money"
)

// dice draw the same for the same seed, whatever else is drawn: each question
// has dice of its own.
type dice struct{ *rand.Rand }

func newDice(seed uint64, question string, n int) dice {
	sum := sha256.Sum256(fmt.Appendf(nil, "twinning demo\x00%d\x00%s\x00%d", seed, question, n))
	return dice{rand.New(rand.NewPCG(binary.BigEndian.Uint64(sum[:8]), binary.BigEndian.Uint64(sum[8:16])))}
}

// between draws a whole number, both ends included.
func (d dice) between(least, most int) int { return least + d.IntN(most-least+1) }

// one draws one of a list.
func one[T any](d dice, list []T) T { return list[d.IntN(len(list))] }

// cents is an amount in the currency of the call.
func cents(n int64) money.Amount {
	a, err := money.ParseParts(decimal.New(n, -2).StringFixed(2), currency)
	if err != nil {
		panic(err)
	}
	return a
}

// inCents is cents the other way round.
func inCents(a money.Amount) int64 { return a.Decimal().Shift(2).IntPart() }

// share is so many percent of an amount, to the cent.
func share(a money.Amount, percent int64) money.Amount { return cents(inCents(a) * percent / 100) }

const currency = "EUR"
