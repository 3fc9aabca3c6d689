package calendar

import (
	"fmt"
	"strconv"
	"strings"
)

// Unit is what a legal period is counted in.
type Unit string

// The units, in the plural as in "10 days". Hours, which article 3 also knows, are not used here: what ends at an hour is
// a [Deadline].
const (
	Days        Unit = "days"
	WorkingDays Unit = "working days"
	Weeks       Unit = "weeks"
	Months      Unit = "months"
	Years       Unit = "years"
)

// longest is the largest number of a unit in one length: a hundred years, more or less.
func (u Unit) longest() int {
	switch u {
	case Days, WorkingDays:
		return 36_525
	case Weeks:
		return 5_218
	case Months:
		return 1_200
	case Years:
		return 100
	}
	return 0
}

// Length is how long a legal period is: a number, 1 or more, of one unit. Its text is "10 days", "1 working day",
// "3 months"; the zero Length means "no length" and is written as the empty text.
type Length struct {
	N    int
	Unit Unit
}

// ParseLength reads the text of a length: a number without sign or leading zero, one space, and days, working days,
// weeks, months or years, in the singular after 1. Anything else, and lengths beyond a hundred years, it refuses with a
// sentence.
func ParseLength(text string) (Length, error) {
	digits, word, _ := strings.Cut(text, " ")
	n, err := strconv.Atoi(digits)
	if err == nil && n >= 1 && strconv.Itoa(n) == digits {
		for _, u := range []Unit{Days, WorkingDays, Weeks, Months, Years} {
			l := Length{n, u}
			if l.String() != digits+" "+word {
				continue
			}
			if n > u.longest() {
				return Length{}, fmt.Errorf("%s is too long: a period has at most %d %s", quote(text), u.longest(), u)
			}
			return l, nil
		}
	}
	return Length{}, fmt.Errorf("%s is not a length of time: write a number and days, working days, weeks, months or years, as in 10 days or 1 month", quote(text))
}

// String writes the length as [ParseLength] reads it, and "" for the zero Length.
func (l Length) String() string {
	switch {
	case l.IsZero():
		return ""
	case l.N == 1:
		return "1 " + strings.TrimSuffix(string(l.Unit), "s")
	}
	return strconv.Itoa(l.N) + " " + string(l.Unit)
}

// IsZero reports whether l is the zero Length, "no length".
func (l Length) IsZero() bool { return l == Length{} }

// MarshalText writes [Length.String]; JSON uses it too. It refuses a Length that [ParseLength] would not read back.
func (l Length) MarshalText() ([]byte, error) {
	text := l.String()
	if text != "" {
		if _, err := ParseLength(text); err != nil {
			return nil, err
		}
	}
	return []byte(text), nil
}

// UnmarshalText reads what [ParseLength] reads, and the empty text as the zero Length.
func (l *Length) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*l = Length{}
		return nil
	}
	read, err := ParseLength(string(text))
	if err != nil {
		return err
	}
	*l = read
	return nil
}
