package law

// The reasons for which a command cannot be received, as most commands have them. A
// field is named by its path in the command, which a page tells as its form calls it.

// WrongMissing says that a field is missing.
func WrongMissing(field string) Reason { return Why("nonsense-missing", Path("field", field)) }

// WrongMissingAny says that a list is missing of which at least one entry is needed.
func WrongMissingAny(field string) Reason { return Why("nonsense-missing-any", Path("field", field)) }

// WrongMissingAmount says that an amount is missing that is written where it is zero, too.
func WrongMissingAmount(field string) Reason {
	return Why("nonsense-missing-amount", Path("field", field))
}

// WrongMissingBoth says that two fields are missing of which one is needed.
func WrongMissingBoth(field, other string) Reason {
	return Why("nonsense-missing-both", Path("field", field), Path("other", other))
}

// WrongMissingPair says that two fields are missing that are needed together.
func WrongMissingPair(field, other string) Reason {
	return Why("nonsense-missing-pair", Path("field", field), Path("other", other))
}

// WrongHash says that a field is no SHA-256.
func WrongHash(field string) Reason { return Why("nonsense-sha256", Path("field", field)) }

// WrongTwice says that a list has an entry twice.
func WrongTwice(field, entry string) Reason {
	return Why("nonsense-twice", Path("field", field), Ref("entry", entry))
}

// WrongUnknown says that a field names what is not among those that it may name.
func WrongUnknown(field, entry string) Reason {
	return Why("nonsense-unknown-entry", Path("field", field), Ref("entry", entry))
}

// WrongMany says that a list has too many entries, or none where one is needed.
func WrongMany(field string, count, most int) Reason {
	return Why("nonsense-too-many", Path("field", field), Count("count", count), Count("most", most))
}

// WrongMost is WrongMany where nobody counted.
func WrongMost(field string, most int) Reason {
	return Why("nonsense-at-most", Path("field", field), Count("most", most))
}

// WrongLength says that a text has too many characters.
func WrongLength(field string, count, most int) Reason {
	return Why("nonsense-long", Path("field", field), Count("count", count), Count("most", most))
}

// WrongBytes says that a text has too many bytes.
func WrongBytes(field string, count, most int) Reason {
	return Why("nonsense-bytes", Path("field", field), Count("count", count), Count("most", most))
}

// WrongOneLine says that a text must be one line.
func WrongOneLine(field string, most int) Reason {
	return Why("nonsense-one-line", Path("field", field), Count("most", most))
}

// WrongCountry says that a text is no country code.
func WrongCountry() Reason { return Why("nonsense-country") }

// WrongFromOne says that a number is below 1.
func WrongFromOne(field string) Reason { return Why("nonsense-from-one", Path("field", field)) }

// WrongRange says that a number is not between two others.
func WrongRange(field string, least, most int) Reason {
	return Why("nonsense-range", Path("field", field), Count("least", least), Count("most", most))
}

// WrongAbove says that an amount or a number is not above zero.
func WrongAbove(field string) Reason { return Why("nonsense-above-zero", Path("field", field)) }

// WrongNegative says that an amount or a number is below zero.
func WrongNegative(field string) Reason { return Why("nonsense-below-zero", Path("field", field)) }

// WrongCurrency says that an amount is in another currency than those beside it.
func WrongCurrency(field string) Reason {
	return Why("nonsense-other-currency", Path("field", field))
}

// WrongDay says that a day is missing.
func WrongDay(field string) Reason { return Why("nonsense-day", Path("field", field)) }

// WrongClock says that a time on the clocks of the call is missing.
func WrongClock(field string) Reason { return Why("nonsense-clock", Path("field", field)) }

// WrongPeriod says that a period ends before it begins.
func WrongPeriod(field string) Reason { return Why("nonsense-period", Path("field", field)) }

// WrongSelf says that somebody would stand for themselves.
func WrongSelf(field string) Reason { return Why("nonsense-self", Path("field", field)) }

// Codes are those of a closed set as texts.
func Codes[T ~string](set []T) []string {
	texts := make([]string, len(set))
	for i, code := range set {
		texts[i] = string(code)
	}
	return texts
}

// WrongValue says that a value is none that is known, and which are allowed.
func WrongValue(field string, allowed ...string) Reason {
	if len(allowed) == 0 {
		return Why("nonsense-value", Path("field", field))
	}
	return Why("nonsense-none-of", Path("field", field), Refs("allowed", allowed))
}

// WrongReference says that a text is no reference of what is meant, and how one is written.
func WrongReference(field, example string) Reason {
	return Why("nonsense-reference-like", Path("field", field), Ref("example", example))
}

// WrongLike says how a value is written, by an example.
func WrongLike(field, example string) Reason {
	return Why("nonsense-like", Path("field", field), Ref("example", example))
}

// WrongAddress says that a text is no e-mail address.
func WrongAddress(field string) Reason { return Why("nonsense-address", Path("field", field)) }

// WrongEnglish says that words are missing in English.
func WrongEnglish(field string) Reason { return Why("nonsense-english", Path("field", field)) }

// WrongBeside says that two fields cannot both be given.
func WrongBeside(field, other string) Reason {
	return Why("nonsense-beside", Path("field", field), Path("other", other))
}

// WrongAlone says that a field is given with one value of another field alone.
func WrongAlone(field, other, value string) Reason {
	return Why("nonsense-alone", Path("field", field), Path("other", other), Ref("value", value))
}
