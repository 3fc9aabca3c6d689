// Package money counts amounts exactly, in the currencies of ISO 4217.
//
// An [Amount] is a number and a currency code. The number is a decimal, never a float, and always has exactly as many
// decimals as the minor unit of the currency (EUR 2, JPY 0, BHD 3): there is nothing to round, and what is read is what
// is written. The text form is the code, one space and the number, "EUR 5000.00"; it is the form in events, rule books
// and logs. Letters to people use [Amount.Human], "EUR 932,000.00".
//
// Which codes exist, with how many decimals, from when and until when, stands in currencies.csv, embedded in the
// program: a dated table whose head says where it comes from. Whether a code was current on a day is asked with
// [CheckOn]; reading an amount asks only whether the table has the code, so that an old amount in kuna stays readable.
//
// The package is pure: no input or output, no clock, no environment. Nothing is converted: there are no rates here.
package money
