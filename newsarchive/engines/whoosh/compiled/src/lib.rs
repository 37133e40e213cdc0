//! The inner loops of indexing, compiled: words are placed, and postings are packed and merged.
//!
//! Each does what `inverter.py`, `encoder.py`, `merger.py` and `dictionary.py` do, and gives the same
//! bytes (tests/engines/test_compiled.py). It knows no fields, articles or files, and opens nothing.

use pyo3::prelude::*;

mod packer;
mod postings;
mod sources;
mod tokens;
mod unpacking;

#[pymodule(name = "_compiled")]
mod compiled {
    #[pymodule_export]
    use crate::packer::{Packer, Stored};
    #[pymodule_export]
    use crate::sources::{Inverted, Renumbered};
    #[pymodule_export]
    use crate::tokens::Tokens;
}
