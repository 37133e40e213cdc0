//! Phrases: `phrases.py`, article by article.

use std::ops::Range;

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

/// A word: its place in the phrase; its articles, two bytes each; where the positions in each begin,
/// and where the last end, four bytes each; and the positions, each of as many bytes.
type Given<'py> = (i64, Bound<'py, PyBytes>, Bound<'py, PyBytes>, Bound<'py, PyBytes>);

struct Word<'a> {
    place: i64,
    articles: &'a [[u8; 2]],
    ends: &'a [[u8; 4]],
    positions: &'a [u8],
    width: usize,
}

/// The articles with the words next to each other, ascending. The rarest word comes first.
#[pyfunction]
#[pyo3(signature = (words, /))]
pub fn in_order(words: Vec<Given<'_>>) -> PyResult<Vec<u16>> {
    let words = words.iter().map(Word::new).collect::<PyResult<Vec<_>>>()?;
    let Some((rarest, others)) = words.split_first() else {
        return Ok(Vec::new());
    };
    let mut indexes = vec![0; others.len()];
    let mut found = Vec::new();
    for (index, article) in rarest.articles.iter().map(|one| u16::from_ne_bytes(*one)).enumerate() {
        if others.iter().zip(&mut indexes).all(|(word, index)| word.reach(article, index))
            && rarest.here(index).map(|n| rarest.position(n) - rarest.place).any(|begin| {
                let mut there = others.iter().zip(&indexes);
                there.all(|(word, &index)| word.stands(index, begin + word.place))
            })
        {
            found.push(article);
        }
    }
    Ok(found)
}

impl<'a> Word<'a> {
    fn new((place, articles, ends, positions): &'a Given<'_>) -> PyResult<Self> {
        let articles = articles.as_bytes().as_chunks().0;
        let ends: &[[u8; 4]] = ends.as_bytes().as_chunks().0;
        let positions = positions.as_bytes();
        let total = ends.last().map_or(0, |end| u32::from_ne_bytes(*end) as usize);
        let width = positions.len().checked_div(total).unwrap_or(1);
        if ends.len() != articles.len() + 1 || ![1, 2, 4].contains(&width) {
            return Err(PyValueError::new_err("not the positions of a word"));
        }
        Ok(Self { place: *place, articles, ends, positions, width })
    }

    /// Move an index on to this article, or to the next that has the word; whether it is this one.
    fn reach(&self, article: u16, index: &mut usize) -> bool {
        let left = &self.articles[*index..];
        let is_before = |one: &[u8; 2]| u16::from_ne_bytes(*one) < article;
        let mut behind = 1;
        while left.get(behind).is_some_and(is_before) {
            behind *= 2;
        }
        *index += left[..left.len().min(behind + 1)].partition_point(is_before);
        self.articles.get(*index).is_some_and(|one| u16::from_ne_bytes(*one) == article)
    }

    /// Where the positions in the article of an index are.
    fn here(&self, index: usize) -> Range<usize> {
        let [start, end] = [index, index + 1].map(|n| u32::from_ne_bytes(self.ends[n]) as usize);
        start..end
    }

    fn position(&self, n: usize) -> i64 {
        match self.positions[n * self.width..(n + 1) * self.width] {
            [low] => i64::from(low),
            [a, b] => i64::from(u16::from_ne_bytes([a, b])),
            [a, b, c, d] => i64::from(u32::from_ne_bytes([a, b, c, d])),
            _ => unreachable!("a position has so many bytes: see `new`"),
        }
    }

    /// Whether the word stands at a position in the article of an index.
    fn stands(&self, index: usize, sought: i64) -> bool {
        let Range { start: mut low, end } = self.here(index);
        let mut high = end;
        while low < high {
            let middle = usize::midpoint(low, high);
            if self.position(middle) < sought {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low < end && self.position(low) == sought
    }
}
