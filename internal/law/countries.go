package law

import "strings"

// codes are the country codes of ISO 3166-1 alpha-2, as known to the authors in 2026.
const codes = " AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW "

// KnownCountry tells whether code is a country code of ISO 3166-1, or EL or UK,
// as the EU's Interinstitutional Style Guide writes Greece and the United Kingdom.
func KnownCountry(code string) bool {
	return len(code) == 2 && strings.Contains(codes, " "+NormalCountry(code)+" ")
}

// UserAssigned tells whether code is one that ISO 3166-1 leaves to its users: AA, QM to QZ, XA to XZ, ZZ. What such a
// code means is for who uses it to say.
func UserAssigned(code string) bool {
	return code == "AA" || code == "ZZ" || len(code) == 2 && (code[0] == 'Q' && code[1] >= 'M' && code[1] <= 'Z' || code[0] == 'X' && code[1] >= 'A' && code[1] <= 'Z')
}

// CountryCode tells whether code may stand for a country: one that is known, or one that is left to its users.
func CountryCode(code string) bool { return KnownCountry(code) || UserAssigned(code) }

// NormalCountry turns the EU's two own codes into those of ISO 3166-1.
func NormalCountry(code string) string {
	switch code {
	case "EL":
		return "GR"
	case "UK":
		return "GB"
	}
	return code
}

// Countries are all codes of ISO 3166-1 alpha-2 in their order.
func Countries() []string { return strings.Fields(codes) }
