//! The best articles of a segment: `scorer.py` and `bounds.Top` in one pass.

use std::borrow::Cow;
use std::ops::Range;
use std::slice;

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyFrozenSet};

/// The count that stands for all greater ones in a byte.
const CAP: u8 = 255;
/// Articles that are skipped together.
const SEVERAL: usize = 16;
/// The sum of bounds may differ from a score in its last bits.
const SAFE: f64 = 1.0 + 1e-9;

/// `ranking.K1`, `B`, `LEAST_LENGTH` and the average length of an article.
type Formula = (f64, f64, f64, f64);
type Row = (f64, usize);

/// The counts of a word, a byte each, and the articles that they are of, two bytes each (None: all
/// of the segment); what the word weighs.
type Given<'py> = (Option<Bound<'py, PyBytes>>, Bound<'py, PyBytes>, f64);

/// A word of the query: its count in each article, and what it weighs.
struct Word<'a> {
    counts: Cow<'a, [u8]>,
    weight: f64,
    /// For each count, the most that the word can add to a score.
    most: [f64; 256],
}

/// The articles with the `count` best scores and ties, of those that score `least`, in no order.
///
/// `among` are articles that match. Without them, those match that have all words, if the place of
/// the `rarest` is given, else those with any word. Never those in `gone`. `lengths` are those of the
/// articles, four bytes each. None if a count does not fit in a byte.
#[pyfunction]
#[pyo3(signature = (words, among, rarest, gone, lengths, formula, count, least, /))]
#[allow(clippy::too_many_arguments)]
pub fn best(
    words: Vec<Given<'_>>,
    among: Option<Vec<usize>>,
    rarest: Option<usize>,
    gone: &Bound<'_, PyFrozenSet>,
    lengths: &[u8],
    formula: Formula,
    count: usize,
    least: f64,
) -> PyResult<Option<Vec<Row>>> {
    let (k1, b, least_length, average) = formula;
    let part = |length: f64| k1 * (1.0 - b + b * (length / average).max(least_length));
    let (lengths, _) = lengths.as_chunks();
    let size = lengths.len();
    let words = words
        .iter()
        .map(|word| Word::new(word, size, k1 + 1.0, part(0.0)))
        .collect::<PyResult<Vec<_>>>()?;
    // Asked about few articles: there may be many in it.
    let is_gone = |article| !gone.is_empty() && gone.contains(article).is_ok_and(|gone| gone);
    let mut top = Top { rows: Vec::new(), count, least, room: 4 * count + 64 };
    let mut offer = |article: usize| {
        let mut most = 0.0;
        for word in &words {
            let times = word.counts[article];
            if times == CAP {
                return false;
            }
            most += word.most[usize::from(times)];
        }
        if most * SAFE >= top.least && !is_gone(article) {
            let part = part(f64::from(i32::from_ne_bytes(lengths[article])));
            let score = words.iter().fold(0.0, |sum, word| {
                let times = f64::from(word.counts[article]);
                sum + word.weight * times * (k1 + 1.0) / (times + part)
            });
            top.add(score, article);
        }
        true
    };
    let has = |article: &usize, word: &Word<'_>| word.counts[*article] != 0;
    let fits = match (among, rarest.map(|place| words.get(place))) {
        (Some(among), _) => {
            if among.iter().any(|&article| article >= size) {
                return Err(PyValueError::new_err("not an article of the segment"));
            }
            among.into_iter().all(&mut offer)
        }
        (None, Some(rarest)) => {
            let rarest = rarest.ok_or_else(|| PyValueError::new_err("no such word"))?;
            having(slice::from_ref(rarest), size)
                .filter(|article| words.iter().all(|word| has(article, word)))
                .all(&mut offer)
        }
        (None, None) => having(&words, size).all(&mut offer),
    };
    top.cut();
    Ok(fits.then_some(top.rows))
}

/// The articles that have any of the words: those without, as most are, are skipped several at once.
fn having(words: &[Word<'_>], size: usize) -> impl Iterator<Item = usize> {
    let any = |places: &Range<usize>| {
        words.iter().any(|word| word.counts[places.clone()].iter().any(|&times| times != 0))
    };
    let several = (0..size).step_by(SEVERAL).map(move |start| start..size.min(start + SEVERAL));
    several.filter(any).flatten().filter(move |&article| any(&(article..article + 1)))
}

impl<'a> Word<'a> {
    /// `part` is the least that a length can be in a score.
    fn new(given: &'a Given<'_>, size: usize, top: f64, part: f64) -> PyResult<Self> {
        let (articles, counts, weight) = given;
        let mut counts = Cow::Borrowed(counts.as_bytes());
        if let Some(articles) = articles {
            let (articles, _) = articles.as_bytes().as_chunks();
            let mut lane = vec![0; size];
            for (article, &times) in articles.iter().zip(&*counts) {
                if let Some(here) = lane.get_mut(usize::from(u16::from_ne_bytes(*article))) {
                    *here = times;
                }
            }
            counts = Cow::Owned(lane);
        }
        if counts.len() != size {
            return Err(PyValueError::new_err("not a count for each article"));
        }
        let mut most = [0.0; 256];
        for (times, bound) in (0..).map(f64::from).zip(&mut most).skip(1) {
            *bound = weight * times * top / (times + part);
        }
        Ok(Self { counts, weight: *weight, most })
    }
}

/// The best rows so far, and some that are not among them any more.
struct Top {
    rows: Vec<Row>,
    count: usize,
    /// The score that a row needs to be among them.
    least: f64,
    /// The number of rows at which they are cut to the best.
    room: usize,
}

impl Top {
    fn add(&mut self, score: f64, article: usize) {
        if score >= self.least {
            self.rows.push((score, article));
            if self.rows.len() >= self.room {
                self.cut();
                self.room = self.room.max(2 * self.rows.len());
            }
        }
    }

    fn cut(&mut self) {
        if self.count > 0 && self.rows.len() >= self.count {
            let (_, last, _) = self
                .rows
                .select_nth_unstable_by(self.count - 1, |one, other| other.0.total_cmp(&one.0));
            self.least = self.least.max(last.0);
        }
        let least = self.least;
        self.rows.retain(|row| row.0 >= least);
    }
}
