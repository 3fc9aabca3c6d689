package organisation

import (
	"regexp"
	"strings"
	"unicode"

	"twinning.example/engine/internal/law"
)

// Details are what a record says of an organisation.
type Details struct {
	Name    string `json:"name"`
	Address string `json:"address"`       // street, town and post code, over one or more lines
	Country string `json:"country"`       // ISO 3166-1, or EL or UK as the EU writes them
	PIC     string `json:"pic,omitempty"` // participant identification code of the EU's portal: nine digits
	VAT     string `json:"vat,omitempty"` // VAT number with the prefix of its country, without spaces
}

const (
	longestName    = 300
	longestAddress = 1000
)

var picForm = regexp.MustCompile(`^[0-9]{9}$`)

// vatForms are the shapes of VAT numbers by their prefix (Commission, VIES: structure of
// VAT numbers). A number of the right shape need not be one: nobody is asked.
var vatForms = func() map[string]*regexp.Regexp {
	forms := map[string]*regexp.Regexp{}
	// any order: each is read for itself
	for prefix, form := range map[string]string{
		"AT": `U[0-9]{8}`, "BE": `[01][0-9]{9}`, "BG": `[0-9]{9,10}`, "CY": `[0-9]{8}[A-Z]`, "CZ": `[0-9]{8,10}`, "DE": `[0-9]{9}`, "DK": `[0-9]{8}`,
		"EE": `[0-9]{9}`, "EL": `[0-9]{9}`, "ES": `[A-Z0-9][0-9]{7}[A-Z0-9]`, "FI": `[0-9]{8}`, "FR": `[A-Z0-9]{2}[0-9]{9}`, "HR": `[0-9]{11}`, "HU": `[0-9]{8}`,
		"IE": `[0-9][A-Z0-9+*][0-9]{5}[A-Z]{1,2}`, "IT": `[0-9]{11}`, "LT": `([0-9]{9}|[0-9]{12})`, "LU": `[0-9]{8}`, "LV": `[0-9]{11}`, "MT": `[0-9]{8}`,
		"NL": `[A-Z0-9+*]{12}`, "PL": `[0-9]{10}`, "PT": `[0-9]{9}`, "RO": `[0-9]{2,10}`, "SE": `[0-9]{12}`, "SI": `[0-9]{8}`, "SK": `[0-9]{10}`, "XI": `([0-9]{9}|[0-9]{12}|(GD|HA)[0-9]{3})`,
	} {
		forms[prefix] = regexp.MustCompile(`^` + prefix + form + `$`)
	}
	return forms
}()

// otherVAT is the shape of a number of a country whose shape is not known here.
var otherVAT = regexp.MustCompile(`^[A-Z]{2}[A-Z0-9]{2,13}$`)

// Check refuses what no organisation is called, and numbers that have not their shape.
func (d Details) Check() error {
	for _, err := range []error{law.CheckRequired("name", d.Name), law.CheckRequired("address", d.Address)} {
		if err != nil {
			return err
		}
	}
	switch {
	case strings.ContainsAny(d.Name, "\n\t") || len(d.Name) > longestName:
		return law.Nonsensef(law.WrongOneLine("name", longestName), "name is one line of at most %d bytes", longestName)
	case len(d.Address) > longestAddress:
		return law.Nonsensef(law.WrongBytes("address", len(d.Address), longestAddress), "address has %d bytes; %d are allowed", len(d.Address), longestAddress)
	case !law.CountryCode(d.Country):
		return law.Nonsensef(law.WrongCountry(), "country %q is no country code: write two letters, as in DE", d.Country)
	case d.PIC != "" && !picForm.MatchString(d.PIC):
		return law.Nonsensef(law.WrongLike("pic", "999999999"), "pic %q has not the shape of a PIC: nine digits, as in 999999999", d.PIC)
	}
	if d.VAT == "" {
		return nil
	}
	form := otherVAT
	if len(d.VAT) >= 2 && vatForms[d.VAT[:2]] != nil {
		form = vatForms[d.VAT[:2]]
	}
	if !form.MatchString(d.VAT) {
		return law.Nonsensef(law.WrongLike("vat", "ATU12345678"), "vat %q has not the shape of a VAT number of its country: write its prefix and the number without spaces, as in ATU12345678", d.VAT)
	}
	return nil
}

// A Likeness is by what two records may be of one organisation.
type Likeness string

// The likenesses.
const (
	SamePIC  Likeness = "pic"
	SameVAT  Likeness = "vat"
	SameName Likeness = "name" // and the same country
)

// Alike lists by what two records may be of one organisation: none where nothing says so.
func Alike(a, b Details) (by []Likeness) {
	if a.PIC != "" && a.PIC == b.PIC {
		by = append(by, SamePIC)
	}
	if a.VAT != "" && a.VAT == b.VAT {
		by = append(by, SameVAT)
	}
	if plainName(a.Name) == plainName(b.Name) && law.NormalCountry(a.Country) == law.NormalCountry(b.Country) {
		by = append(by, SameName)
	}
	return by
}

// plainName is a name by its letters and digits alone, in lower case.
func plainName(name string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), " ")
}
