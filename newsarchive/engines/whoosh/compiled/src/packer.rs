//! The terms of one field of a new segment, packed.

use hashbrown::HashMap;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::postings::{INLINE, PLACED, Packed, Postings, is_in_bits};
use crate::sources::{Inverted, Renumbered};

/// The entries in a file, for terms that are like others: see `DictionaryWriter`.
#[pyclass(module = "newsarchive.engines.whoosh._compiled")]
#[derive(Default)]
pub struct Stored {
    /// Whether they are bits, and articles → the first entry with them.
    articles: HashMap<(bool, Vec<u8>), u64>,
    /// That entry and weights → the kind, without positions, and the entry with both.
    alike: HashMap<(u64, Vec<u8>), (u8, u64)>,
}

impl Stored {
    /// The kind of a term and its entry, which `write` writes if there is none like it.
    fn add(
        &mut self,
        found: &Postings,
        size: usize,
        mut write: impl FnMut(&[u8]) -> u64,
    ) -> (u8, u64) {
        let Packed { kind, block, weights } = found.pack(size);
        let is_dense = Postings::is_dense(kind);
        let articles = if is_dense { Vec::new() } else { found.packed_articles(size) };
        if found.articles.len() == 1 && INLINE.contains(&kind) {
            return (kind, u64::from(inline(&articles, &block)));
        }
        let key = (is_in_bits(kind, found.articles.len(), size), articles);
        let first = self.articles.get(&key).copied();
        let mut alike = (first.unwrap_or_default(), weights);
        if first.is_some()
            && !Postings::is_placed(kind)
            && let Some(known) = self.alike.get(&alike)
        {
            return *known;
        }
        let entry = write(&key.1);
        write(&block);
        if first.is_none() {
            self.articles.insert(key, entry);
            alike.0 = entry;
        }
        let unplaced = if Postings::is_placed(kind) { kind & !PLACED } else { kind };
        self.alike.entry(alike).or_insert((unplaced, entry));
        (kind, entry)
    }
}

/// Both numbers, of two bytes each, as one.
fn inline(articles: &[u8], block: &[u8]) -> u32 {
    let mut halves = [0; 4];
    halves[..articles.len()].copy_from_slice(articles);
    halves[2..2 + block.len()].copy_from_slice(block);
    u32::from_ne_bytes(halves)
}

#[pymethods]
impl Stored {
    #[new]
    fn new() -> Self {
        Self::default()
    }
}

#[derive(FromPyObject)]
enum Source {
    Inverted(Py<Inverted>),
    Renumbered(Py<Renumbered>),
}

impl Source {
    /// Whether its next term is this one.
    fn has(&self, py: Python<'_>, text: &[u8]) -> bool {
        match self {
            Self::Inverted(one) => one.borrow(py).term() == Some(text),
            Self::Renumbered(one) => one.borrow(py).term() == Some(text),
        }
    }

    fn term(&self, py: Python<'_>) -> Option<Vec<u8>> {
        match self {
            Self::Inverted(one) => one.borrow(py).term().map(<[u8]>::to_vec),
            Self::Renumbered(one) => one.borrow(py).term().map(<[u8]>::to_vec),
        }
    }

    fn take(&self, py: Python<'_>) -> PyResult<Postings> {
        match self {
            Self::Inverted(one) => Ok(one.borrow_mut(py).take(py)),
            Self::Renumbered(one) => one.borrow_mut(py).take(),
        }
    }
}

/// The table of the kinds of all terms.
const KINDS: usize = 2;

/// The type of the numbers of a table, how many they are, and their bytes.
type Table<'py> = (char, usize, Bound<'py, PyBytes>);

/// Packs the terms of all sources, ascending; each source has higher articles than the one before.
#[pyclass(module = "newsarchive.engines.whoosh._compiled")]
pub struct Packer {
    sources: Vec<Source>,
    size: usize,
    in_a_run: bool,
    texts: Vec<u8>,
    /// The lengths of the texts, frequencies, kinds and entries.
    tables: [Vec<u64>; 4],
}

#[pymethods]
impl Packer {
    #[new]
    fn new(sources: Vec<Source>, size: usize, in_a_run: bool) -> Self {
        Self { sources, size, in_a_run, texts: Vec::new(), tables: Default::default() }
    }

    /// The next bytes of the file, from this offset on, at least so many; empty behind the last term.
    fn pack<'py>(
        &mut self,
        py: Python<'py>,
        stored: &mut Stored,
        offset: u64,
        least: usize,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let mut bytes = Vec::new();
        while bytes.len() < least && self.add(py, stored, offset, &mut bytes)? {}
        Ok(PyBytes::new(py, &bytes))
    }

    /// The texts of all terms, and the tables of `DictionaryWriter.add_field`, each as narrow as its
    /// numbers allow, with its type.
    fn tables<'py>(&self, py: Python<'py>) -> (Bound<'py, PyBytes>, Vec<Table<'py>>) {
        let has_kinds = self.tables[KINDS].iter().any(|kind| *kind != 0);
        let each = self.tables.iter().enumerate().map(|(number, table)| {
            let table = if number != KINDS || has_kinds { &table[..] } else { &[] };
            let (code, bytes) = narrow(table);
            (code, table.len(), PyBytes::new(py, &bytes))
        });
        (PyBytes::new(py, &self.texts), each.collect())
    }
}

impl Packer {
    /// Add the next term; whether there was one.
    fn add(
        &mut self,
        py: Python<'_>,
        stored: &mut Stored,
        offset: u64,
        bytes: &mut Vec<u8>,
    ) -> PyResult<bool> {
        let Some(text) = self.sources.iter().filter_map(|source| source.term(py)).min() else {
            return Ok(false);
        };
        let mut found = Postings::default();
        for source in &self.sources {
            if source.has(py, &text) {
                found.join(source.take(py)?);
            }
        }
        let mut write = |data: &[u8]| {
            let start = offset + bytes.len() as u64;
            bytes.extend_from_slice(data);
            start
        };
        let (kind, entry) = if self.in_a_run {
            (0, write(&found.listed()))
        } else {
            stored.add(&found, self.size, write)
        };
        self.texts.extend_from_slice(&text);
        let row = [text.len() as u64, found.articles.len() as u64, u64::from(kind), entry];
        for (table, number) in self.tables.iter_mut().zip(row) {
            table.push(number);
        }
        Ok(true)
    }
}

/// The numbers in the narrowest type that holds them, as in `encoder.narrow`.
fn narrow(numbers: &[u64]) -> (char, Vec<u8>) {
    let each = numbers.iter();
    match numbers.iter().max() {
        None | Some(0..0x100) => ('B', each.map(|number| *number as u8).collect()),
        Some(0x100..0x1_0000) => ('H', each.flat_map(|n| (*n as u16).to_ne_bytes()).collect()),
        Some(0x1_0000..0x1_0000_0000) => {
            ('I', each.flat_map(|n| (*n as u32).to_ne_bytes()).collect())
        }
        _ => ('Q', each.flat_map(|n| n.to_ne_bytes()).collect()),
    }
}
