//go:build s3

package main

import _ "gocloud.dev/blob/s3blob" // TWINNING_EVIDENCE may then be an s3:// URL
