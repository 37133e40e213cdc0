//! The postings of one term, and how they are packed: see `packing.py` and `encoder.py`.

use std::cmp::min;

pub const BITMAP: usize = 16;
const DENSE: usize = 6;
pub const STEP: usize = 64;
const CAP: u32 = 255;
pub const IS_DENSE: u8 = 8;
pub const PAIRS: u8 = 1 << 4 | 3 << 6;
pub const IN_8: u8 = 1;
pub const IN_12: u8 = 2;
pub const IN_16: u8 = 3;
pub const IN_32: u8 = 4;
pub const IN_10: u8 = 5;
pub const SMALL_PAIRS: u8 = 2 << 4 | 3 << 6;
pub const HALF_DENSE: u8 = IS_DENSE | 1 << 6;

/// The bits of a kind for how the positions are stored.
pub const PLACED: u8 = 7;
/// The kinds of terms in one article whose numbers take the place of an entry: see `dictionary.py`.
pub const INLINE: [u8; 2] = [0, IN_16];

/// Whether so many articles, in a segment of `size`, have their lower bytes only: see `packing.py`.
pub fn is_split(frequency: usize, size: usize) -> bool {
    2 * upper_bytes(size) < frequency
}

/// How many different upper bytes the numbers of so many articles have.
pub fn upper_bytes(size: usize) -> usize {
    size.div_ceil(256)
}

/// How many bytes the numbers of so many articles take, in a segment of `size`.
pub fn articles_bytes(frequency: usize, size: usize) -> usize {
    if is_split(frequency, size) { 2 * upper_bytes(size) + frequency } else { 2 * frequency }
}

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
        let frequency = self.articles.len();
        if self.is_weighted() || frequency * BITMAP <= size {
            if !is_split(frequency, size) {
                return self.listed();
            }
            let ends = (1..=upper_bytes(size)).map(|upper| {
                self.articles.partition_point(|article| usize::from(*article) < upper << 8) as u16
            });
            let lower = self.articles.iter().map(|article| *article as u8);
            return ends.flat_map(u16::to_ne_bytes).chain(lower).collect();
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
        let mut kind = 0;
        let mut dense = Vec::new();
        let mut pairs = Vec::new();
        if frequency * DENSE > size {
            dense.resize(size, 0);
            for (article, weight) in self.articles.iter().zip(&weights) {
                dense[usize::from(*article)] = min(*weight, CAP) as u8;
            }
            own = weights.iter().any(|weight| *weight >= CAP);
            kind = if weights.iter().all(|weight| *weight < 16) { HALF_DENSE } else { IS_DENSE };
        } else if weights.iter().any(|weight| *weight > 1) {
            // Without positions, counts are what leaves little above them.
            let unplaced = || weights.iter().map(|weight| min(*weight, 4)).collect::<Vec<_>>();
            let part = if self.places.is_empty() { &unplaced() } else { &counts };
            (kind, pairs) = packed_pairs(part, &weights);
        }
        let has_pairs = !pairs.is_empty();
        let kept_weights = match width(&weights) {
            _ if !own || has_pairs => 0,
            1 if kind & IS_DENSE != 0 => 2,
            other => other,
        };
        let mut alike = dense.clone();
        if kind & IS_DENSE != 0 {
            narrowed(&mut alike, &weights, kept_weights);
        } else if weights.iter().any(|weight| *weight > 1) {
            narrowed(&mut alike, &weights, width(&weights));
        }
        // Weights in four bytes go with counts in four: see `PAIRS` of `packing.py`.
        let kept_counts = match kept_weights {
            4 => 4,
            _ if is_one || has_pairs => 0,
            _ => width(&counts),
        };
        let mut block = if kind == HALF_DENSE { halved(&dense) } else { dense };
        if kept_weights == 4 || has_pairs || !is_one {
            let mut start = 0;
            for some in counts[..frequency - 1].chunks_exact(STEP) {
                start += some.iter().sum::<u32>();
                block.extend_from_slice(&u32::to_ne_bytes(start));
            }
        }
        block.extend_from_slice(&pairs);
        narrowed(&mut block, &weights, kept_weights);
        if kind == HALF_DENSE && kept_counts > 0 {
            let small: Vec<u8> = counts.iter().map(|count| *count as u8).collect();
            block.extend_from_slice(&halved(&small));
        } else {
            narrowed(&mut block, &counts, kept_counts);
        }
        let form = self.pack_places(&mut block);
        kind |= form | code(kept_counts) << 4 | code(kept_weights) << 6;
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
            Some(0x100..0x400) => {
                block.extend(places.iter().map(|place| *place as u8));
                for four in places.chunks(4) {
                    let each = four.iter().zip([6, 4, 2, 0]);
                    block.push(each.map(|(place, shift)| ((place >> 8) << shift) as u8).sum());
                }
                IN_10
            }
            Some(0x400..0x1000) => {
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

/// Counts, and the excess of the weights over them, in four bits or a byte for both: see `_pairs` of
/// `encoder.py`.
fn packed_pairs(counts: &[u32], weights: &[u32]) -> (u8, Vec<u8>) {
    let each = || counts.iter().zip(weights).map(|(count, weight)| (*count, weight - count));
    if each().all(|(count, above)| (1..=4).contains(&count) && above < 4) {
        let small: Vec<u8> =
            each().map(|(count, above)| ((count - 1) << 2 | above) as u8).collect();
        return (SMALL_PAIRS, halved(&small));
    }
    if counts != weights && each().all(|(count, above)| count < 16 && above < 16) {
        return (PAIRS, each().map(|(count, above)| (count << 4 | above) as u8).collect());
    }
    (0, Vec::new())
}

/// Numbers of four bits: the first of them are the upper halves of bytes, the others the lower.
fn halved(numbers: &[u8]) -> Vec<u8> {
    let (upper, lower) = numbers.split_at(numbers.len().div_ceil(2));
    let lower = lower.iter().copied().chain([0]);
    upper.iter().zip(lower).map(|(upper, lower)| upper << 4 | lower).collect()
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
