# Recipes are what CI runs; `just` lists them.

default:
    @just --list

# What decides whether a change lands.
ci:
    bash .ci/run

# All tests.
test:
    cargo test --workspace

# Formatting and lints, warnings denied.
lint:
    cargo fmt --all --check
    cargo clippy --workspace --all-targets -- -D warnings

# The documentation, warnings denied.
doc:
    RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps

# The main job: what each engine costs as the number of parameters grows.
bench *args:
    cargo run --release -- bench {{args}}

# Gradients of scalar code against other crates, as ratios; they are downloaded and built for it.
rivals *functions:
    cargo run --release --manifest-path bench-cli/rivals/Cargo.toml -- reverse {{functions}}
    cargo run --release --manifest-path bench-cli/rivals/Cargo.toml -- forward {{functions}}

# A fuzz target of bench-cli/fuzz; needs cargo-fuzz and nightly Rust.
fuzz target *flags:
    mkdir -p bench-cli/fuzz/target/corpus/{{target}}
    cd bench-cli && cargo +nightly fuzz run {{target}} fuzz/target/corpus/{{target}} fuzz/corpus/{{target}} -- -timeout=5 -rss_limit_mb=1024 -malloc_limit_mb=64 -max_len=4096 {{flags}}
