//! The inner loops of indexing and ranking, compiled: words are placed, postings are packed and
//! merged, and the best articles are found.
//!
//! Each does what `inverter.py`, `encoder.py`, `merger.py`, `dictionary.py` and `bounds.py` do, and
//! gives the same (tests/engines/test_compiled.py). It knows no fields, articles or files, and opens
//! nothing.

use pyo3::prelude::*;

mod best;
mod packer;
mod postings;
mod sources;
mod tokens;

#[pymodule(name = "_compiled")]
mod compiled {
    #[pymodule_export]
    use crate::best::best;
    #[pymodule_export]
    use crate::packer::{Packer, Stored};
    #[pymodule_export]
    use crate::sources::{Inverted, Renumbered};
    #[pymodule_export]
    use crate::tokens::Tokens;
}
