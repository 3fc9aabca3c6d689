package main

import (
	"fmt"

	"github.com/caarlos0/env/v11"
)

// config is the worker's environment. TEMPORAL_* is read by Temporal's own
// envconfig (TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_API_KEY, TLS, ...).
type config struct {
	DatabaseURL string `env:"DATABASE_URL,required,notEmpty"`      // as twinning_app
	KeyFile     string `env:"TWINNING_KEY_FILE"`                   // wraps the keys of sealed bodies
	Evidence    string `env:"TWINNING_EVIDENCE"`                   // where files of evidence are: a folder, or the URL of a bucket; "": nothing is swept or scanned here
	Clamd       string `env:"TWINNING_CLAMD"`                      // a scanner: tcp://HOST:PORT or unix:///PATH; "": none
	SignKey     string `env:"TWINNING_SIGN_KEY,required,notEmpty"` // signs what this worker appends: a key of the role worker
	Trust       string `env:"TWINNING_TRUST"`                      // operators' public keys; "": operator.pub beside the signing key
	EraseURL    string `env:"TWINNING_ERASE_URL"`                  // as twinning_erase: what is sealed goes with the end of its retention; "": `twinning erase` does it
	Origin      string `env:"TWINNING_ORIGIN" envDefault:"twinning.local"`
	Desk        string `env:"TWINNING_DESK_URL"` // where people reach the desk: letters of invitation lead there; "": they name a command

	SMTPAddr         string `env:"TWINNING_SMTP_ADDR"` // host:port; "" leaves letters waiting
	SMTPTLS          string `env:"TWINNING_SMTP_TLS"`  // none, opportunistic, mandatory
	SMTPUser         string `env:"TWINNING_SMTP_USER"`
	SMTPPasswordFile string `env:"TWINNING_SMTP_PASSWORD_FILE"`
	MailFrom         string `env:"TWINNING_MAIL_FROM" envDefault:"Twinnings <twinnings@twinning.local>"`

	AdminAddr string `env:"TWINNING_ADMIN_ADDR" envDefault:"127.0.0.1:9464"`
	LogLevel  string `env:"TWINNING_LOG_LEVEL" envDefault:"info"`
	LogFormat string `env:"TWINNING_LOG_FORMAT" envDefault:"json"` // json or console

	// Worker deployment versioning, when both are set.
	Deployment string `env:"TEMPORAL_DEPLOYMENT_NAME"`
	BuildID    string `env:"TEMPORAL_WORKER_BUILD_ID"`

	fatal func(error) // told why Temporal gives this process no more work, as where the namespace is gone
}

func configured() (config, error) {
	c, err := env.ParseAs[config]()
	if err != nil {
		return c, fmt.Errorf("read the environment: %w; README.md names every variable", err)
	}
	return c, nil
}
