//! How the static binary is linked.

use std::env;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    // A static binary puts its own addresses right when it starts. The table of them takes 1.5 MB,
    // and in the linker's compact form next to nothing; musl reads that since 1.2.4.
    if env::var("CARGO_CFG_TARGET_ENV").as_deref() == Ok("musl") {
        println!("cargo::rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
}
