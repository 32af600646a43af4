# ebdeploy in an image of its own: one static binary, the root certificates, no shell.
#
#     docker build --tag ebdeploy .
#     docker run --rm --volume "$PWD:/work" --env AWS_REGION … ebdeploy plan environments/prod.toml
#
# `--platform linux/arm64` builds for arm; the builder runs on what it builds for. The builder's Rust is the image's: the
# oldest that Cargo.toml allows, or --build-arg RUST=….

ARG RUST=1.95
FROM rust:${RUST}-slim-bookworm AS build
# ring is partly C
RUN apt-get update && apt-get install --yes --no-install-recommends ca-certificates musl-tools
RUN rustup target add "$(uname -m)-unknown-linux-musl"
WORKDIR /build
COPY Cargo.toml Cargo.lock build.rs ./
COPY src src
RUN cargo build --release --locked --target "$(uname -m)-unknown-linux-musl"
RUN install -D "target/$(uname -m)-unknown-linux-musl/release/ebdeploy" /out/ebdeploy

FROM scratch
LABEL org.opencontainers.image.title="ebdeploy" \
      org.opencontainers.image.description="Keeps AWS Elastic Beanstalk environments as a TOML file says they should be" \
      org.opencontainers.image.licenses="MIT OR Apache-2.0"
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /out/ebdeploy /ebdeploy
ENV SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt
WORKDIR /work
USER 65532:65532
ENTRYPOINT ["/ebdeploy"]
