//! The postings of one term, as they are packed and unpacked: see `postings.py` and `encoder.py`.

use std::cmp::min;

const BITMAP: usize = 16;
const DENSE: usize = 6;
const STEP: usize = 64;
const CAP: u32 = 255;
const IS_DENSE: u8 = 8;
const PAIRS: u8 = 1 << 4 | 3 << 6;
const IN_8: u8 = 1;
const IN_12: u8 = 2;
const IN_16: u8 = 3;
const IN_32: u8 = 4;

/// The bits of a kind for how the positions are stored.
pub const PLACED: u8 = 7;
/// The kinds of terms in one article whose numbers take the place of an entry: see `dictionary.py`.
pub const INLINE: [u8; 2] = [0, IN_16];

/// What a term has besides its articles: see `encoder.py`.
#[derive(Default)]
pub struct Packed {
    pub kind: u8,
    pub block: Vec<u8>,
    /// With the same articles, the same bytes for the same weights; empty where each is 1.
    pub weights: Vec<u8>,
}

/// The postings of one term.
#[derive(Default)]
pub struct Postings {
    /// Ascending.
    pub articles: Vec<u16>,
    /// The number of positions in each article; empty where each has one.
    pub counts: Vec<u32>,
    /// The weight in each article; empty where they are the counts.
    pub weights: Vec<u32>,
    /// The positions in all articles, one after the other; empty in a field without.
    pub places: Vec<u32>,
}

impl Postings {
    pub fn count(&self, index: usize) -> u32 {
        self.counts.get(index).copied().unwrap_or(1)
    }

    pub fn weight(&self, index: usize) -> u32 {
        let weight = self.weights.get(index).copied();
        weight.unwrap_or_else(|| self.count(index))
    }

    /// The same without positions; the weights stay.
    pub fn unplaced(mut self) -> Self {
        if self.weights.is_empty() {
            self.weights = std::mem::take(&mut self.counts);
        }
        self.counts.clear();
        self.places.clear();
        self
    }

    /// Add the postings of higher articles.
    pub fn join(&mut self, more: Postings) {
        if self.articles.is_empty() {
            *self = more; // as with most terms
            return;
        }
        let before = self.articles.len();
        let all = before + more.articles.len();
        if !self.weights.is_empty() || !more.weights.is_empty() {
            fill(&mut self.weights, before, |at| self.counts.get(at).copied().unwrap_or(1));
            (0..all - before).for_each(|at| self.weights.push(more.weight(at)));
        }
        if !self.counts.is_empty() || !more.counts.is_empty() {
            fill(&mut self.counts, before, |_| 1);
            (0..all - before).for_each(|at| self.counts.push(more.count(at)));
        }
        self.articles.extend(more.articles);
        self.places.extend(more.places);
    }

    fn is_weighted(&self) -> bool {
        !self.places.is_empty() || self.weights.iter().any(|weight| *weight != 1)
    }

    /// The articles as numbers of two bytes, in the order of this machine.
    pub fn listed(&self) -> Vec<u8> {
        bytes_of(&self.articles, |article| article.to_ne_bytes())
    }

    /// See `Postings.packed_articles` of `encoder.py`.
    pub fn packed_articles(&self, size: usize) -> Vec<u8> {
        if self.is_weighted() || self.articles.len() * BITMAP <= size {
            return self.listed();
        }
        let mut bits = vec![0; size.div_ceil(8)];
        let unused = bits.len() * 8 - size; // before the first
        for article in &self.articles {
            let at = unused + usize::from(*article);
            bits[at / 8] |= 128 >> (at % 8);
        }
        bits
    }

    /// Whether a block of this kind has the articles, too.
    pub fn is_dense(kind: u8) -> bool {
        kind & IS_DENSE != 0
    }

    /// What belongs to the articles, in a segment of `size`: nothing without positions and weights.
    pub fn pack(&self, size: usize) -> Packed {
        if !self.is_weighted() {
            return Packed::default();
        }
        let frequency = self.articles.len();
        let weights: Vec<u32> = (0..frequency).map(|at| self.weight(at)).collect();
        let counts: Vec<u32> = (0..frequency).map(|at| self.count(at)).collect();
        let is_one = counts.iter().all(|count| *count == 1);
        let mut own = weights != counts;
        let mut block = Vec::new();
        let mut pairs = Vec::new();
        let is_dense = frequency * DENSE > size;
        if is_dense {
            block.resize(size, 0);
            for (article, weight) in self.articles.iter().zip(&weights) {
                block[usize::from(*article)] = min(*weight, CAP) as u8;
            }
            own = weights.iter().any(|weight| *weight >= CAP);
        } else if own {
            pairs = packed_pairs(&counts, &weights);
        }
        let has_pairs = !pairs.is_empty();
        let kept_weights = if own && !has_pairs { width(&weights) } else { 0 };
        let mut alike = block.clone();
        if is_dense {
            narrowed(&mut alike, &weights, kept_weights);
        } else if weights.iter().any(|weight| *weight > 1) {
            narrowed(&mut alike, &weights, width(&weights));
        }
        // Weights in four bytes go with counts in four: see `PAIRS` of `postings.py`.
        let kept_counts = match kept_weights {
            4 => 4,
            _ if is_one || has_pairs => 0,
            _ => width(&counts),
        };
        if kept_weights == 4 || has_pairs || !is_one {
            let mut start = 0;
            for some in counts.chunks(STEP) {
                block.extend_from_slice(&u32::to_ne_bytes(start));
                start += some.iter().sum::<u32>();
            }
        }
        block.extend_from_slice(&pairs);
        narrowed(&mut block, &weights, kept_weights);
        narrowed(&mut block, &counts, kept_counts);
        let form = self.pack_places(&mut block);
        let kind = form
            | if is_dense { IS_DENSE } else { 0 }
            | if has_pairs { PAIRS } else { code(kept_counts) << 4 | code(kept_weights) << 6 };
        Packed { kind, block, weights: alike }
    }

    fn pack_places(&self, block: &mut Vec<u8>) -> u8 {
        let places = &self.places;
        match places.iter().max() {
            None => 0,
            Some(0..0x10000) if places.len() == 1 => {
                narrowed(block, places, 2); // it may take the place of an entry
                IN_16
            }
            Some(0..0x100) => {
                narrowed(block, places, 1);
                IN_8
            }
            Some(0x100..0x1000) => {
                block.extend(places.iter().map(|place| *place as u8));
                for two in places.chunks(2) {
                    let second = two.get(1).map_or(0, |place| place >> 8);
                    block.push((two[0] >> 8 << 4 | second) as u8);
                }
                IN_12
            }
            Some(0x1000..0x10000) => {
                narrowed(block, places, 2);
                IN_16
            }
            Some(_) => {
                narrowed(block, places, 4);
                IN_32
            }
        }
    }
}

fn fill(numbers: &mut Vec<u32>, size: usize, number: impl Fn(usize) -> u32) {
    if numbers.is_empty() {
        numbers.extend((0..size).map(number));
    }
}

/// A byte for each article: its count, and the excess of its weight, in four bits each. Empty if one
/// does not fit.
fn packed_pairs(counts: &[u32], weights: &[u32]) -> Vec<u8> {
    let each = counts.iter().zip(weights);
    let packed = each.map(|(count, weight)| match weight.checked_sub(*count) {
        Some(above @ 0..16) if *count < 16 => Some((count << 4 | above) as u8),
        _ => None,
    });
    packed.collect::<Option<_>>().unwrap_or_default()
}

/// The bytes that each of the numbers takes: 1, 2 or 4.
fn width(numbers: &[u32]) -> u8 {
    match numbers.iter().max() {
        None | Some(0..0x100) => 1,
        Some(0x100..0x10000) => 2,
        _ => 4,
    }
}

/// How a width is written in a kind.
fn code(width: u8) -> u8 {
    [0, 1, 2, 0, 3][usize::from(width)]
}

/// Append numbers in this width; none for 0.
fn narrowed(block: &mut Vec<u8>, numbers: &[u32], width: u8) {
    match width {
        0 => {}
        1 => block.extend(numbers.iter().map(|number| *number as u8)),
        2 => block.extend(numbers.iter().flat_map(|number| (*number as u16).to_ne_bytes())),
        _ => block.extend(numbers.iter().flat_map(|number| number.to_ne_bytes())),
    }
}

fn bytes_of<T: Copy, const N: usize>(numbers: &[T], bytes: impl Fn(T) -> [u8; N]) -> Vec<u8> {
    numbers.iter().flat_map(|number| bytes(*number)).collect()
}

/// What is stored is not as the writer writes it.
pub struct Malformed;

/// What is read from the beginning on; less than is asked for is an error.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, size: usize) -> Result<&'a [u8], Malformed> {
        let (first, rest) = self.0.split_at_checked(size).ok_or(Malformed)?;
        self.0 = rest;
        Ok(first)
    }

    fn shorts(&mut self, count: usize) -> Result<Vec<u16>, Malformed> {
        let bytes = self.take(count.checked_mul(2).ok_or(Malformed)?)?;
        let each = bytes.as_chunks().0.iter();
        Ok(each.map(|two| u16::from_ne_bytes(*two)).collect())
    }

    fn numbers(&mut self, count: usize, width: usize) -> Result<Vec<u32>, Malformed> {
        match width {
            0 => Ok(Vec::new()),
            1 => Ok(self.take(count)?.iter().copied().map(u32::from).collect()),
            2 => Ok(self.shorts(count)?.into_iter().map(u32::from).collect()),
            _ => {
                let bytes = self.take(count.checked_mul(4).ok_or(Malformed)?)?;
                Ok(bytes.as_chunks().0.iter().map(|four| u32::from_ne_bytes(*four)).collect())
            }
        }
    }
}

/// The articles of a term, where they are stored as numbers.
pub fn listed(frequency: usize, articles: &[u8]) -> Result<Postings, Malformed> {
    let articles = Reader(articles).shorts(frequency)?;
    Ok(Postings { articles, ..Postings::default() })
}

/// The articles of a term without weights: see `packed_articles`.
pub fn unweighted(frequency: usize, size: usize, articles: &[u8]) -> Result<Postings, Malformed> {
    if frequency * BITMAP <= size {
        return listed(frequency, articles);
    }
    let bits = Reader(articles).take(size.div_ceil(8))?;
    let unused = bits.len() * 8 - size;
    let is_set = |at: &usize| bits[(unused + at) / 8] & 128 >> ((unused + at) % 8) != 0;
    let articles = (0..size).filter(is_set).map(|at| at as u16).collect();
    Ok(Postings { articles, ..Postings::default() })
}

/// What `pack` has packed.
pub fn weighted(
    frequency: usize,
    size: usize,
    articles: &[u8],
    kind: u8,
    block: &[u8],
) -> Result<Postings, Malformed> {
    let mut block = Reader(block);
    let is_dense = kind & IS_DENSE != 0;
    let has_pairs = kind & 0xF0 == PAIRS;
    let widths = [0, 1, 2, 4];
    let counts_width = if has_pairs { 1 } else { widths[usize::from(kind >> 4 & 3)] };
    let weights_width = if has_pairs { 0 } else { widths[usize::from(kind >> 6)] };
    let dense = block.take(if is_dense { size } else { 0 })?;
    let mut found = if is_dense {
        let has = |at: &usize| dense[*at] != 0;
        let articles: Vec<u16> = (0..size).filter(has).map(|at| at as u16).collect();
        Postings { articles, ..Postings::default() }
    } else {
        listed(frequency, articles)?
    };
    if found.articles.len() != frequency {
        return Err(Malformed);
    }
    block.take(if counts_width > 0 { 4 * frequency.div_ceil(STEP) } else { 0 })?;
    if has_pairs {
        let pairs = block.take(frequency)?;
        found.counts = pairs.iter().map(|pair| u32::from(pair >> 4)).collect();
        found.weights = pairs.iter().map(|pair| u32::from((pair >> 4) + (pair & 15))).collect();
    } else {
        found.weights = block.numbers(frequency, weights_width)?;
        found.counts = block.numbers(frequency, counts_width)?;
    }
    if is_dense && weights_width == 0 {
        found.weights =
            dense.iter().filter(|byte| **byte != 0).map(|byte| u32::from(*byte)).collect();
    }
    let total = (0..frequency).map(|at| found.count(at) as usize).sum();
    found.places = match kind & 7 {
        IN_8 => block.numbers(total, 1)?,
        IN_12 => {
            let low = block.take(total)?;
            let high = block.take(total.div_ceil(2))?;
            let each = low.iter().enumerate().map(|(at, byte)| {
                let two = high[at / 2];
                let four = if at % 2 == 0 { two >> 4 } else { two & 15 };
                u32::from(four) << 8 | u32::from(*byte)
            });
            each.collect()
        }
        IN_16 => block.numbers(total, 2)?,
        IN_32 => block.numbers(total, 4)?,
        _ => Vec::new(),
    };
    Ok(found)
}

/// The numbers of a table of unsigned numbers, each of so many bytes.
pub fn table(data: &[u8], width: usize, length: usize) -> Result<Vec<u64>, Malformed> {
    let bytes = Reader(data).take(length.checked_mul(width).ok_or(Malformed)?)?;
    let number = |bytes: &[u8]| match *bytes {
        [byte] => u64::from(byte),
        [a, b] => u64::from(u16::from_ne_bytes([a, b])),
        [a, b, c, d] => u64::from(u32::from_ne_bytes([a, b, c, d])),
        _ => bytes.try_into().map_or(0, u64::from_ne_bytes),
    };
    Ok(bytes.chunks(width).map(number).collect())
}
