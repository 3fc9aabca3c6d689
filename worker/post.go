package main

import (
	"context"
	"errors"

	"twinning.example/engine/activities"
	"twinning.example/engine/internal/letters"
)

// mailServer is the post as activities know it.
type mailServer struct{ letters.Post }

// Connect opens a session.
func (m mailServer) Connect(ctx context.Context) (activities.Session, error) {
	return m.Post.Connect(ctx)
}

// noMailServer leaves letters waiting until one is named.
type noMailServer struct{}

func (noMailServer) Connect(context.Context) (activities.Session, error) {
	return nil, errors.New("no mail server is named: set TWINNING_SMTP_ADDR")
}

func post(c config) activities.Post {
	if c.SMTPAddr == "" {
		return noMailServer{}
	}
	return mailServer{letters.Post{
		Addr: c.SMTPAddr, From: c.MailFrom, TLS: c.SMTPTLS, Username: c.SMTPUser, PasswordFile: c.SMTPPasswordFile,
	}}
}
