# The command `twinning` and the worker, in one image: docker build -t twinning --build-arg VERSION=$(git describe --always) .
# With --build-arg TAGS=s3 files of evidence may be in a bucket. It holds no Temporal server and no secret. docker-compose.yaml says which variables it takes.

FROM golang:1.26.4-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod go mod download
COPY . .
ARG TAGS=""
ENV CGO_ENABLED=0 GOFLAGS="-trimpath -buildvcs=false"
RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build \
    go build -tags "${TAGS}" -ldflags "-s -w" -o /out/twinning ./starter && \
    go build -tags "${TAGS}" -ldflags "-s -w" -o /out/worker ./worker && \
    go run -C tools/licences . -texts /out/LICENCES.txt

FROM alpine:3.22
ARG VERSION=unknown
LABEL org.opencontainers.image.revision=${VERSION}
# The keys and the files of evidence are in volumes that take their owner from these folders.
RUN adduser -D -H -u 10001 twinning && mkdir /keys /signing /trust /evidence && chown twinning:twinning /keys /signing /trust /evidence && chmod 700 /keys /signing /evidence
COPY --from=build /out/twinning /out/worker /usr/local/bin/
# Whoever has the image has the licences of all that is in the programs.
COPY LICENSE /usr/share/doc/twinning/LICENSE
COPY --from=build /out/LICENCES.txt /usr/share/doc/twinning/LICENCES.txt
COPY programmes /programmes
USER 10001:10001
WORKDIR /
ENTRYPOINT ["twinning"]
CMD ["--help"]
