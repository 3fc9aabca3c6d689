package main

import (
	"fmt"

	"go.temporal.io/server/common/log"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
)

// voice is how much of Temporal's log is heard. Its services miss one another while the first of them start and the
// last of them stop, and say so as errors, a page of them at times. Unless more than errors is asked for, only a fatal
// is worth a word then.
type voice struct {
	level zap.AtomicLevel
	asked zapcore.Level
}

func newVoice(asked string) voice {
	v := voice{zap.NewAtomicLevel(), log.ParseZapLevel(asked)}
	v.lower()
	return v
}

func (v voice) raise() { v.level.SetLevel(v.asked) }

func (v voice) lower() {
	if v.asked >= zap.ErrorLevel {
		v.level.SetLevel(zap.FatalLevel)
	} else {
		v.level.SetLevel(v.asked)
	}
}

// newLogger writes to standard error, a line of JSON for each message. It is never Temporal's no-op logger: with that
// one a fatal does not end the process, which then hangs.
func newLogger(level zap.AtomicLevel) (log.Logger, error) {
	l, err := zap.Config{
		Level:             level,
		Encoding:          "json",
		EncoderConfig:     log.DefaultZapEncoderConfig,
		OutputPaths:       []string{"stderr"},
		ErrorOutputPaths:  []string{"stderr"},
		DisableStacktrace: true,
		DisableCaller:     true, // Temporal adds its own
	}.Build()
	if err != nil {
		return nil, fmt.Errorf("build logger: %w", err)
	}
	return log.NewZapLogger(l), nil
}
