//! The inner loops of indexing and searching, compiled: words are placed, postings are packed and
//! merged; phrases and the best articles are found.
//!
//! Each does what `inverter.py`, `encoder.py`, `merger.py` and `dictionary_writer.py`, or `phrases.py`
//! and `bounds.py`, do, and gives the same (tests/engines/test_compiled.py, test_search_core.py). It
//! knows no fields, articles or files, and opens nothing.

use pyo3::prelude::*;

mod best;
mod packer;
mod phrases;
mod postings;
mod sources;
mod tokens;
mod unpacking;

#[pymodule(name = "_compiled")]
mod compiled {
    use super::*;

    /// That of the file of terms and postings: see `dictionary.py`.
    const FORMAT: u8 = 6;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("FORMAT", FORMAT)
    }

    #[pymodule_export]
    use crate::best::best;
    #[pymodule_export]
    use crate::packer::{Packer, Stored};
    #[pymodule_export]
    use crate::phrases::in_order;
    #[pymodule_export]
    use crate::sources::{Inverted, Renumbered};
    #[pymodule_export]
    use crate::tokens::Tokens;
}
