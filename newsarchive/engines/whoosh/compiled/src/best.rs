//! The best articles of a segment: `scorer.py` and `bounds.Top` in one pass.

use std::borrow::Cow;

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
    /// The articles that have it, and the count in each, where they are given so.
    listed: Option<(&'a [[u8; 2]], &'a [u8])>,
    weight: f64,
    /// For each count, the most that the word can add to a score, and for all counts.
    most: [f64; 256],
    limit: f64,
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
    let top = Top { rows: Vec::new(), count, least, room: 4 * count + 64 };
    // Asked about few articles: there may be many in it.
    let is_gone = |article| !gone.is_empty() && gone.contains(article).is_ok_and(|gone| gone);
    let part = |article: usize| part(f64::from(i32::from_ne_bytes(lengths[article])));
    let mut search = Search { words: &words, k1, top, is_gone, part };
    let fits = match (among, rarest) {
        (Some(among), _) => {
            if among.iter().any(|&article| article >= size) {
                return Err(PyValueError::new_err("not an article of the segment"));
            }
            among.into_iter().all(|article| search.offer(article))
        }
        (None, Some(rarest)) => {
            let rarest = words.get(rarest).ok_or_else(|| PyValueError::new_err("no such word"))?;
            let has_all = |article: usize| words.iter().all(|word| word.counts[article] != 0);
            let others = words.iter().map(|word| word.limit).sum::<f64>() - rarest.limit;
            search.offer_with(rarest, others, has_all)
        }
        (None, None) => {
            let mut ordered = words.iter().collect::<Vec<_>>();
            ordered.sort_by(|one, other| other.limit.total_cmp(&one.limit));
            (0..ordered.len()).all(|place| {
                let (earlier, later) = (&ordered[..place], &ordered[place + 1..]);
                let is_new = |article: usize| earlier.iter().all(|word| word.counts[article] == 0);
                search.offer_with(ordered[place], later.iter().map(|word| word.limit).sum(), is_new)
            })
        }
    };
    search.top.cut();
    Ok(fits.then_some(search.top.rows))
}

/// What looks for the best articles. Where a count does not fit in a byte, it gives up: false.
struct Search<'a, Gone: Fn(usize) -> bool, Part: Fn(usize) -> f64> {
    words: &'a [Word<'a>],
    k1: f64,
    top: Top,
    is_gone: Gone,
    /// The part of the length of an article in a score.
    part: Part,
}

impl<Gone: Fn(usize) -> bool, Part: Fn(usize) -> f64> Search<'_, Gone, Part> {
    /// An article that matches.
    fn offer(&mut self, article: usize) -> bool {
        let mut most = 0.0;
        for word in self.words {
            let times = word.counts[article];
            if times == CAP {
                return false;
            }
            most += word.most[usize::from(times)];
        }
        if most * SAFE >= self.top.least && !(self.is_gone)(article) {
            let (k1, part) = (self.k1, (self.part)(article));
            let score = self.words.iter().fold(0.0, |sum, word| {
                let times = f64::from(word.counts[article]);
                sum + word.weight * times * (k1 + 1.0) / (times + part)
            });
            self.top.add(score, article);
        }
        true
    }

    /// The articles with this word that `fits`; all other words that they may have can add `others`
    /// to a score. Most have the word so seldom that they cannot be among the best.
    fn offer_with(&mut self, word: &Word<'_>, others: f64, fits: impl Fn(usize) -> bool) -> bool {
        let (mut least, mut fewest) = (f64::NEG_INFINITY, 1);
        let mut offer = |start: usize, counts: &[u8], articles: Option<&[[u8; 2]]>| {
            if self.top.least > least {
                least = self.top.least;
                let too_few = |most: &f64| (most + others) * SAFE < least;
                fewest = word.most[..usize::from(CAP)].partition_point(too_few).max(1) as u8;
            }
            // Several at once, as few are left.
            counts.iter().all(|&times| times < fewest)
                || counts.iter().enumerate().filter(|&(_, &times)| times >= fewest).all(
                    |(at, _)| {
                        let listed = |all: &[[u8; 2]]| usize::from(u16::from_ne_bytes(all[at]));
                        let article = articles.map_or(start + at, listed);
                        article >= word.counts.len() || !fits(article) || self.offer(article)
                    },
                )
        };
        match word.listed {
            Some((articles, counts)) => articles
                .chunks(SEVERAL)
                .zip(counts.chunks(SEVERAL))
                .all(|(articles, counts)| offer(0, counts, Some(articles))),
            None => (0..)
                .step_by(SEVERAL)
                .zip(word.counts.chunks(SEVERAL))
                .all(|(start, counts)| offer(start, counts, None)),
        }
    }
}

impl<'a> Word<'a> {
    /// `part` is the least that a length can be in a score.
    fn new(given: &'a Given<'_>, size: usize, top: f64, part: f64) -> PyResult<Self> {
        let (articles, counts, weight) = given;
        let counts = counts.as_bytes();
        let listed = articles.as_ref().map(|articles| (articles.as_bytes().as_chunks().0, counts));
        let mut counts = Cow::Borrowed(counts);
        if let Some((articles, listed)) = listed {
            let mut lane = vec![0; size];
            for (article, &times) in articles.iter().zip(listed) {
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
        Ok(Self { counts, listed, weight: *weight, most, limit: weight * top })
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
