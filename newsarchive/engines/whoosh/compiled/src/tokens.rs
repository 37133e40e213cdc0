//! Words, or other terms, and where they stand.

use std::borrow::Cow;

use hashbrown::HashMap;
use pyo3::exceptions::PyUnicodeEncodeError;
use pyo3::prelude::*;
use pyo3::types::PyString;

/// Term → all its positions, or all its articles, in the order in which they came.
#[pyclass(module = "newsarchive.engines.whoosh._compiled")]
#[derive(Default)]
pub struct Tokens {
    numbers: HashMap<Vec<u8>, usize>,
    lists: Vec<Vec<u32>>,
}

impl Tokens {
    fn append(&mut self, term: &Bound<'_, PyString>, number: u32) -> PyResult<()> {
        let encoded;
        let bytes = match term.to_str() {
            Ok(text) => text.as_bytes(),
            Err(error) if error.is_instance_of::<PyUnicodeEncodeError>(term.py()) => {
                encoded = surrogates_too(term)?;
                &encoded
            }
            Err(error) => return Err(error),
        };
        let lists = &mut self.lists;
        let at = *self.numbers.entry_ref(bytes).or_insert_with(|| {
            lists.push(Vec::new());
            lists.len() - 1
        });
        lists[at].push(number);
        Ok(())
    }

    pub fn terms(&self) -> impl Iterator<Item = (&[u8], usize)> {
        self.numbers.iter().map(|(term, at)| (&term[..], *at))
    }

    pub fn find(&self, term: &[u8]) -> Option<&[u32]> {
        self.numbers.get(term).map(|at| self.list(*at))
    }

    pub fn list(&self, at: usize) -> &[u32] {
        &self.lists[at]
    }
}

#[pymethods]
impl Tokens {
    #[new]
    fn new() -> Self {
        Self::default()
    }

    fn __len__(&self) -> usize {
        self.lists.len()
    }

    /// See `Tokens` of `tables.py`, here and below.
    fn place(&mut self, words: &Bound<'_, PyAny>, start: u32) -> PyResult<()> {
        for (word, number) in words.try_iter()?.zip(start..) {
            self.append(word?.cast::<PyString>()?, number)?;
        }
        Ok(())
    }

    fn put(&mut self, terms: &Bound<'_, PyAny>, number: u32) -> PyResult<()> {
        for term in terms.try_iter()? {
            self.append(term?.cast::<PyString>()?, number)?;
        }
        Ok(())
    }

    fn add(&mut self, term: &Bound<'_, PyString>, number: u32) -> PyResult<()> {
        self.append(term, number)
    }

    fn extend(&mut self, term: &Bound<'_, PyString>, numbers: Vec<u32>) -> PyResult<()> {
        for number in numbers {
            self.append(term, number)?;
        }
        Ok(())
    }

    /// All terms, in any order, which stays the same until another one comes.
    fn forms(&self) -> Vec<Cow<'_, str>> {
        self.numbers.keys().map(|form| String::from_utf8_lossy(form)).collect()
    }
}

/// Paths may have bytes that are no text: they are surrogates in Python, and kept as such.
fn surrogates_too(term: &Bound<'_, PyString>) -> PyResult<Vec<u8>> {
    term.call_method1("encode", ("utf-8", "surrogatepass"))?.extract()
}
