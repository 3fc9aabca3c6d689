package main

import (
	"fmt"

	"go.temporal.io/server/common/log"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
)

// logFilter is the least level of Temporal's log that is written. Its services log errors
// while the first of them start and the last of them stop, as they do not find one another. Unless a level below error is
// asked for, only fatal errors are written then.
type logFilter struct {
	level zap.AtomicLevel
	asked zapcore.Level
}

func newLogFilter(asked string) logFilter {
	v := logFilter{zap.NewAtomicLevel(), log.ParseZapLevel(asked)}
	v.lower()
	return v
}

func (v logFilter) raise() { v.level.SetLevel(v.asked) }

func (v logFilter) lower() {
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
