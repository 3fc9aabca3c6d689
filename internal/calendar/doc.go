// Package calendar is what the law knows about time: dates, project months, legal periods, holidays, time zones,
// wall-clock times and deadlines.
//
// Four kinds of time are never mixed: an instant at which something was received or recorded (a time.Time in UTC, to the
// microsecond, written by [Instant]); a [Date] in the world, which belongs to no zone until one is named; a [WallClock]
// time, which means an instant only in a named zone; and a rule, [Deadline], which says which instant was meant.
//
// Two functions count months, from two sources. [Month] counts project months M1, M2, ... as the calls do: always from
// M1, clamped to the end of short months. [Period] counts a legal period by Regulation (EEC, Euratom) No 1182/71,
// article 3, with holidays. They differ by a day, and on purpose.
//
// The package is pure: no input or output, no clock, no environment. Holidays are data that the caller brings. Zones come
// from the tzdata embedded in the package, of the version [TZData], and never from the machine: two machines, or one
// machine in two years, give one answer.
package calendar
