//! Where the terms of a new segment come from: articles inverted in memory, and older segments.

use pyo3::buffer::PyBuffer;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::postings::{INLINE, Postings, articles_bytes};
use crate::tokens::Tokens;
use crate::unpacking::{Malformed, listed, table, unweighted, weighted};

const SLOT: u32 = 16;

/// The terms of one field of articles that were inverted in memory.
#[pyclass(module = "newsarchive.engines.whoosh._compiled")]
pub struct Inverted {
    tables: Vec<(Py<Tokens>, Option<Py<Tokens>>)>,
    /// The article of each slot, and the first slot of each article.
    slots: Vec<u16>,
    first: Vec<u16>,
    holds: Holds,
    terms: Vec<Term>,
}

/// What a field has of its terms.
#[derive(PartialEq)]
enum Holds {
    Positions,
    Weights,
    Articles,
}

impl<'a, 'py> FromPyObject<'a, 'py> for Holds {
    type Error = PyErr;

    fn extract(named: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        match named.extract::<&str>()? {
            "positions" => Ok(Self::Positions),
            "weights" => Ok(Self::Weights),
            "articles" => Ok(Self::Articles),
            other => Err(PyValueError::new_err(format!("{other:?} is not held"))),
        }
    }
}

/// A term, and the forms of it: the number of the table, and the list in it.
struct Term {
    text: Box<[u8]>,
    forms: Vec<(u32, u32, Box<[u8]>)>,
}

/// The words of a language, their terms in the order of `forms()` (None: they are their own), and
/// what they weigh more.
type Table<'py> = (Py<Tokens>, Option<Vec<Bound<'py, PyBytes>>>, Option<Py<Tokens>>);

#[pymethods]
impl Inverted {
    #[new]
    fn new(
        py: Python<'_>,
        tables: Vec<Table<'_>>,
        slots: PyBuffer<u16>,
        first: PyBuffer<u16>,
        holds: Holds,
    ) -> PyResult<Self> {
        let (slots, first) = (slots.to_vec(py)?, first.to_vec(py)?);
        let mut found = Vec::new();
        for (number, (tokens, terms, _)) in tables.iter().enumerate() {
            let tokens = tokens.borrow(py);
            if terms.as_ref().is_some_and(|terms| terms.len() != tokens.terms().count()) {
                return Err(PyValueError::new_err("not as many terms as forms"));
            }
            for (at, (form, list)) in tokens.terms().enumerate() {
                let text = terms.as_ref().map_or(form, |terms| terms[at].as_bytes());
                found.push((Box::from(text), (number as u32, list as u32, Box::from(form))));
            }
        }
        found.sort_unstable();
        let mut terms: Vec<Term> = Vec::new();
        for (text, form) in found {
            match terms.last_mut() {
                Some(last) if last.text == text => last.forms.push(form),
                _ => terms.push(Term { text, forms: vec![form] }),
            }
        }
        terms.reverse(); // the first is taken from the end
        let tables = tables.into_iter().map(|(tokens, _, extra)| (tokens, extra)).collect();
        Ok(Self { tables, slots, first, holds, terms })
    }
}

impl Inverted {
    pub fn term(&self) -> Option<&[u8]> {
        self.terms.last().map(|term| &*term.text)
    }

    /// The postings of `term`, which is left behind.
    pub fn take(&mut self, py: Python<'_>) -> Postings {
        let Some(term) = self.terms.pop() else { return Postings::default() };
        let mut numbers = Vec::new();
        let mut extra = Vec::new();
        for (table, list, form) in &term.forms {
            let (tokens, more) = &self.tables[*table as usize];
            numbers.extend_from_slice(tokens.borrow(py).list(*list as usize));
            if let Some(more) = more {
                extra.extend_from_slice(more.borrow(py).find(form).unwrap_or_default());
            }
        }
        if term.forms.len() > 1 {
            numbers.sort_unstable();
            extra.sort_unstable();
        }
        if self.holds == Holds::Articles {
            let articles = numbers.into_iter().map(|article| article as u16).collect();
            return Postings { articles, ..Postings::default() };
        }
        let found = self.located(&numbers, &extra);
        if self.holds == Holds::Positions { found } else { found.unplaced() }
    }

    fn located(&self, numbers: &[u32], extra: &[u32]) -> Postings {
        let mut found = Postings::default();
        let mut counts: Vec<u32> = Vec::new();
        for number in numbers {
            let slot = (number >> SLOT) as usize;
            let article = self.slots[slot];
            let beyond = slot as u32 - u32::from(self.first[usize::from(article)]);
            found.places.push((beyond << SLOT) + (number & 0xFFFF));
            if found.articles.last() == Some(&article) {
                *counts.last_mut().expect("an article has a count") += 1;
            } else {
                found.articles.push(article);
                counts.push(1);
            }
        }
        if !extra.is_empty() {
            let mut weights = counts.clone();
            let mut at = 0;
            for article in extra {
                at += found.articles[at..].partition_point(|one| u32::from(*one) < *article);
                weights[at] += 1;
            }
            found.weights = weights;
        }
        if counts.iter().any(|count| *count > 1) {
            found.counts = counts;
        }
        found
    }
}

/// The terms of one field of an older segment, whose articles get other numbers.
#[pyclass(module = "newsarchive.engines.whoosh._compiled")]
pub struct Renumbered {
    data: PyBuffer<u8>,
    texts: PyBuffer<u8>,
    /// Where that of the next term begins.
    start: usize,
    lengths: Vec<u64>,
    frequencies: Vec<u64>,
    entries: Vec<u64>,
    /// Empty where no term has weights or positions.
    kinds: Vec<u64>,
    size: usize,
    in_a_run: bool,
    /// Of each article that it has now; -1 for one that is left behind.
    numbers: Vec<i32>,
    placed: bool,
    at: usize,
    next: Option<(Vec<u8>, Postings)>,
}

/// The type of the numbers of a table, how many they are, and their bytes.
type Column = (char, usize, PyBuffer<u8>);

#[pymethods]
impl Renumbered {
    /// `data` is the file, verified; see `TermDictionary.whole`.
    #[new]
    #[allow(clippy::too_many_arguments)]
    fn new(
        py: Python<'_>,
        data: PyBuffer<u8>,
        texts: PyBuffer<u8>,
        columns: [Column; 4],
        size: usize,
        in_a_run: bool,
        numbers: PyBuffer<i32>,
        placed: bool,
    ) -> PyResult<Self> {
        let mut read = Vec::new();
        for (code, length, numbers) in &columns {
            let width = match code {
                'B' => 1,
                'H' => 2,
                'I' => 4,
                'Q' => 8,
                _ => return Err(malformed()),
            };
            read.push(table(bytes_of(numbers)?, width, *length)?);
        }
        let [lengths, frequencies, kinds, entries] =
            <[Vec<u64>; 4]>::try_from(read).map_err(|_| malformed())?;
        if [&frequencies, &entries].iter().any(|table| table.len() != lengths.len())
            || ![0, lengths.len()].contains(&kinds.len())
        {
            return Err(malformed());
        }
        let numbers = numbers.to_vec(py)?;
        let mut made = Self {
            data,
            texts,
            start: 0,
            lengths,
            frequencies,
            entries,
            kinds,
            size,
            in_a_run,
            numbers,
            placed,
            at: 0,
            next: None,
        };
        made.go_on()?;
        Ok(made)
    }
}

impl Renumbered {
    pub fn term(&self) -> Option<&[u8]> {
        self.next.as_ref().map(|(text, _)| &**text)
    }

    /// The postings of `term`, which is left behind.
    pub fn take(&mut self) -> PyResult<Postings> {
        let taken = self.next.take().map(|(_, postings)| postings);
        self.go_on()?;
        Ok(taken.unwrap_or_default())
    }

    /// Read the next term that has an article left.
    fn go_on(&mut self) -> PyResult<()> {
        while self.next.is_none() && self.at < self.lengths.len() {
            let end = self.start + self.lengths[self.at] as usize;
            let text = bytes_of(&self.texts)?.get(self.start..end).ok_or_else(malformed)?.to_vec();
            let postings = self.renumbered(self.read(bytes_of(&self.data)?)?)?;
            if !postings.articles.is_empty() {
                self.next = Some((text, postings));
            }
            self.start = end;
            self.at += 1;
        }
        Ok(())
    }

    fn read(&self, file: &[u8]) -> Result<Postings, Malformed> {
        let from = |start: usize| file.get(start..).ok_or(Malformed);
        let frequency = self.frequencies[self.at] as usize;
        let entry = self.entries[self.at] as usize;
        let kind = self.kinds.get(self.at).map_or(0, |kind| *kind as u8);
        if self.in_a_run {
            return listed(frequency, from(entry)?);
        }
        let halves = (entry as u32).to_ne_bytes();
        let (articles, block) = if frequency == 1 && INLINE.contains(&kind) {
            (&halves[..], &halves[2..])
        } else {
            let articles = from(entry)?;
            let behind =
                if Postings::is_dense(kind) { 0 } else { articles_bytes(frequency, self.size) };
            (articles, articles.get(behind..).unwrap_or_default())
        };
        match kind {
            0 => unweighted(frequency, self.size, articles),
            _ => weighted(frequency, self.size, articles, kind, block),
        }
    }

    fn renumbered(&self, found: Postings) -> Result<Postings, Malformed> {
        let mut kept = Postings::default();
        let mut start = 0;
        for (at, article) in found.articles.iter().enumerate() {
            let count = found.count(at) as usize;
            let new = *self.numbers.get(usize::from(*article)).ok_or(Malformed)?;
            if let Ok(new) = u16::try_from(new) {
                kept.articles.push(new);
                kept.counts.push(found.count(at));
                kept.weights.push(found.weight(at));
                if self.placed {
                    let places = found.places.get(start..start + count).ok_or(Malformed)?;
                    kept.places.extend_from_slice(places);
                }
            }
            start += count;
        }
        if !self.placed {
            kept.counts.clear();
        }
        Ok(kept)
    }
}

/// What is in a buffer that nobody can write to. Only a file of the index, mapped into memory, is given.
#[allow(unsafe_code)]
fn bytes_of(data: &PyBuffer<u8>) -> PyResult<&[u8]> {
    if !data.readonly() {
        return Err(malformed());
    }
    let cells = data.as_slice_ptr().ok_or_else(malformed)?;
    // SAFETY: the pointer is valid as long as the buffer is held, and files of an index are never
    // changed once they are written, by no process: new ones take their place.
    Ok(unsafe { cells.as_ref() })
}

impl From<Malformed> for PyErr {
    fn from(_: Malformed) -> Self {
        malformed()
    }
}

fn malformed() -> PyErr {
    PyValueError::new_err("a segment of the index is not as it was written")
}
