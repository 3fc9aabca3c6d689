// Package bank knows how payments are named and written to a bank: account
// numbers by ISO 13616. It is pure, and knows no rule of a call.
package bank

import (
	"strings"

	"twinning.example/engine/internal/law"
)

// lengths are the lengths of account numbers by country (SWIFT, IBAN registry,
// release 98): those of the Single Euro Payments Area, and of the countries beside it.
var lengths = map[string]int{
	"AD": 24, "AL": 28, "AT": 20, "BA": 20, "BE": 16, "BG": 22, "BY": 28, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "EE": 20, "ES": 24,
	"FI": 18, "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GL": 18, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IS": 26, "IT": 27,
	"LI": 21, "LT": 20, "LU": 20, "LV": 21, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MT": 31, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24,
	"RS": 22, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "TR": 26, "UA": 29, "VA": 22, "XK": 20,
}

// NormalIBAN is an account number without spaces, in capitals.
func NormalIBAN(s string) string {
	return strings.ToUpper(strings.NewReplacer(" ", "", "\u00a0", "").Replace(s))
}

// CheckIBAN refuses what is no account number: an unknown country, another length
// than its country has, other characters than letters and digits, wrong check
// digits (ISO 7064, modulo 97). The number itself is in no sentence.
func CheckIBAN(field, s string) error {
	n := NormalIBAN(s)
	if n == "" {
		return law.LacksField(field)
	}
	if len(n) < 5 || strings.Trim(n, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") != "" {
		return law.Nonsensef(law.Why("iban-form", law.Path("field", field)), "%s is no IBAN: it begins with the country, as in DE, and has letters and digits alone", field)
	}
	want, known := lengths[n[:2]]
	switch {
	case !known:
		return law.Nonsensef(law.Why("iban-country", law.Path("field", field), law.Ref("country", n[:2])), "%s begins with %q, which is no country whose accounts have an IBAN here", field, n[:2])
	case len(n) != want:
		return law.Nonsensef(law.Why("iban-length", law.Path("field", field), law.Count("count", len(n)), law.Ref("country", n[:2]), law.Count("want", want)), "%s has %d characters; one of %s has %d", field, len(n), n[:2], want)
	case n[2] < '0' || n[2] > '9' || n[3] < '0' || n[3] > '9' || mod97(n) != 1:
		return law.Nonsensef(law.Why("iban-digits", law.Path("field", field)), "%s has wrong check digits: a character was mistyped or two were exchanged", field)
	}
	return nil
}

// mod97 is the remainder of the number with its first four characters at the end
// and letters as two digits: 1 where the check digits are right.
func mod97(n string) int {
	rest := 0
	for _, c := range n[4:] + n[:4] {
		switch {
		case c >= 'A':
			rest = (rest*100 + int(c-'A') + 10) % 97
		default:
			rest = (rest*10 + int(c-'0')) % 97
		}
	}
	return rest
}

// CheckBIC refuses what is no business identifier code (ISO 9362): eight or eleven characters.
func CheckBIC(field, s string) error {
	if len(s) != 8 && len(s) != 11 || strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") != "" || strings.Trim(s[:6], "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return law.Nonsensef(law.Why("bic-form", law.Path("field", field)), "%s is no BIC: eight or eleven letters and digits, as in DEUTDEFF", field)
	}
	return nil
}

// CheckReason refuses what is no reason code of a return (ISO 20022, external code sets): four capitals and digits, as AC04.
func CheckReason(field, s string) error {
	if len(s) != 4 || strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") != "" {
		return law.Nonsensef(law.Why("return-code-form", law.Path("field", field)), "%s is no reason code of a return: four capitals and digits, as AC04 for a closed account", field)
	}
	return nil
}
