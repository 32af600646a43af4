//! ebdeploy
pub mod config;
pub mod desired;
pub mod cloud;
pub mod observed;
pub mod plan;
