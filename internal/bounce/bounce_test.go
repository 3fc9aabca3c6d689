package bounce_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/bounce"
	"twinning.example/engine/internal/law"
)

// postfix is a message as Postfix sends it; what stands in capitals is put in.
const postfix = `Return-Path: <>
Date: Mon,  5 Aug 2019 10:14:03 +0200 (CEST)
From: MAILER-DAEMON@mail.example.org (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: letters@ledger.example.eu
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
	boundary="4B8C61204E.1564992843/mail.example.org"
Message-Id: <20190805081403.5E1C8@mail.example.org>

This is a MIME-encapsulated message.

--4B8C61204E.1564992843/mail.example.org
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

<a.person@example.org>: host mx.example.org[192.0.2.7] said: 550 5.1.1 User unknown

--4B8C61204E.1564992843/mail.example.org
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.org
X-Postfix-Queue-ID: 4B8C61204E
Arrival-Date: Mon,  5 Aug 2019 10:14:01 +0200 (CEST)

Final-Recipient: rfc822; a.person@example.org
Original-Recipient: rfc822;a.person@example.org
Action: ACTION
Status: 5.1.1
Remote-MTA: dns; mx.example.org
Diagnostic-Code: smtp; 550 5.1.1 User unknown

--4B8C61204E.1564992843/mail.example.org
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

Date: Mon, 05 Aug 2019 08:14:00 +0000
Message-ID: <aaaabbbbccccddddeeeeffffgggghhhhiiiijjjjkkkkllllmmmm@ledger.example.eu>
Subject: DHE-2019
To: "A. Person" <a.person@example.org>

--4B8C61204E.1564992843/mail.example.org--
`

func crlf(s string) []byte { return []byte(strings.ReplaceAll(s, "\n", "\r\n")) }

const id = "aaaabbbbccccddddeeeeffffgggghhhhiiiijjjjkkkkllllmmmm@ledger.example.eu"

func TestAMessageAboutALetterThatWasNotDeliveredIsRead(t *testing.T) {
	t.Parallel()
	failed := strings.Replace(postfix, "ACTION", "failed", 1)
	status := "Reporting-MTA: dns; x.example.org\r\n\r\nFinal-Recipient: rfc822; a@example.org\r\nAction: failed\r\nStatus: 5.1.1 (user unknown)\r\n"
	encoded := strings.Replace(failed, failed[strings.Index(failed, "Content-Type: message/delivery-status"):strings.Index(failed, "--4B8C61204E.1564992843/mail.example.org\nContent-Description: Undelivered")],
		"Content-Type: message/delivery-status\nContent-Transfer-Encoding: base64\n\n"+base64.StdEncoding.EncodeToString([]byte(status))+"\n\n", 1)
	whole := strings.Replace(failed, "text/rfc822-headers", "message/rfc822", 1)
	cut := failed[:strings.Index(failed, "--4B8C61204E.1564992843/mail.example.org--")]
	for name, m := range map[string][]byte{
		"as Postfix sends it": crlf(failed), "with bare line feeds": []byte(failed), "with the whole letter": crlf(whole), "in base 64": crlf(encoded), "cut at its end": crlf(cut),
	} {
		r, err := bounce.Read(m)
		require.NoError(t, err, name)
		require.Equal(t, bounce.Report{MessageID: id, Failed: true, Status: "5.1.1"}, r, name)
	}
	for _, action := range []string{"delayed", "delivered", "relayed", "expanded"} {
		r, err := bounce.Read(crlf(strings.Replace(postfix, "ACTION", action, 1)))
		require.NoError(t, err)
		require.Equal(t, bounce.Report{MessageID: id, Status: "5.1.1"}, r, action)
	}
}

func TestWhatIsNoSuchMessageIsRefusedWithASentence(t *testing.T) {
	t.Parallel()
	failed := strings.Replace(postfix, "ACTION", "failed", 1)
	for name, m := range map[string]string{
		"nothing": "", "no message": "\x00\x01", "an answer of a person": "From: a@example.org\r\nSubject: Re\r\n\r\nThank you.\r\n",
		"another report":           strings.Replace(failed, "report-type=delivery-status", "report-type=disposition-notification", 1),
		"no letter":                strings.ReplaceAll(failed, "text/rfc822-headers", "text/plain"),
		"a letter without an id":   strings.Replace(failed, "Message-ID: <"+id+">", "X-Other: x", 1),
		"nothing of what happened": strings.Replace(failed, "Action: failed", "X-Action: failed", 1),
		"too large":                failed + strings.Repeat("x", bounce.Limit),
	} {
		_, err := bounce.Read(crlf(m))
		require.Error(t, err, name)
		told, is := err.(interface{ Told() law.Reason })
		require.True(t, is, name)
		require.Contains(t, []string{"bounce-no-report", "bounce-large"}, told.Told().Code, name)
	}
}

func FuzzAMessageThatCameBack(f *testing.F) {
	f.Add(crlf(strings.Replace(postfix, "ACTION", "failed", 1)))
	f.Fuzz(func(t *testing.T, m []byte) {
		r, err := bounce.Read(m)
		if err != nil && r != (bounce.Report{}) {
			t.Errorf("%v, and yet %+v", err, r)
		}
		if r.Status != "" && !r.Status.Valid() {
			t.Errorf("%q is no status", r.Status)
		}
	})
}
