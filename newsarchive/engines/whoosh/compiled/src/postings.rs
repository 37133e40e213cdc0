//! The postings of one term, and how they are packed: see `packing.py` and `encoder.py`.

use std::borrow::Cow;
use std::cmp::min;

const BITMAP: usize = 16;
const DENSE: usize = 6;
pub const STEP: usize = 64;
/// Fewer articles have whole numbers.
const LEAST_SPLIT: usize = 32;
/// Fewer numbers take a byte each.
const LEAST_LAYERED: usize = 8;
const CAP: u32 = 255;
pub const IS_DENSE: u8 = 8;
pub const IN_8: u8 = 1;
pub const IN_12: u8 = 2;
pub const IN_16: u8 = 3;
pub const IN_32: u8 = 4;
pub const IN_10: u8 = 5;

pub const PAIRED: u8 = 1 << 6;
pub const APART: u8 = 2 << 6;
pub const WIDE: u8 = 3 << 6;
/// The bits of a kind for what its numbers are.
pub const NUMBERS: u8 = 3 << 6;
pub const SECOND_LAYERS: u8 = 1;
pub const WHOLE_LAYERS: u8 = 3;
/// The greatest count of a pair; a weight is above it by less.
const MOST_PAIRED: u32 = 16;

/// The bits of a kind for how the positions are stored.
pub const PLACED: u8 = 7;
/// These bits, where there are neither positions nor their beginnings.
pub const UNPLACED: u8 = 6;
/// The kinds of terms in one article whose numbers take the place of an entry: see `dictionary.py`.
pub const INLINE: [u8; 2] = [0, IN_16];

/// How many different upper bytes the numbers of so many articles have: see `packing.py`.
pub fn upper_bytes(size: usize) -> usize {
    size.div_ceil(256)
}

/// How many bytes stand before the lower bytes of so many articles, in a segment of `size`.
pub fn split_bytes(frequency: usize, size: usize) -> usize {
    (frequency + upper_bytes(size)).div_ceil(8)
}

/// Whether so many articles, in a segment of `size`, have their lower bytes only.
pub fn is_split(frequency: usize, size: usize) -> bool {
    frequency >= LEAST_SPLIT && split_bytes(frequency, size) < frequency
}

/// How many bytes the numbers of so many articles take, in a segment of `size`.
pub fn articles_bytes(frequency: usize, size: usize) -> usize {
    frequency + if is_split(frequency, size) { split_bytes(frequency, size) } else { frequency }
}

/// Whether a term of this kind, with so many of `size` articles, has a bit for each article.
pub fn is_in_bits(kind: u8, frequency: usize, size: usize) -> bool {
    kind == 0 && frequency * BITMAP > size
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
            let mut packed = vec![0; split_bytes(frequency, size)];
            for (index, article) in self.articles.iter().enumerate() {
                let at = index + usize::from(article >> 8);
                packed[at / 8] |= 128 >> (at % 8);
            }
            packed.extend(self.articles.iter().map(|article| *article as u8));
            return packed;
        }
        let mut bits = vec![0; size.div_ceil(8)];
        let unused = bits.len() * 8 - size; // before the first
        for article in &self.articles {
            let at = unused + usize::from(*article);
            bits[at / 8] |= 128 >> (at % 8);
        }
        bits
    }

    /// Whether a block of this kind has positions.
    pub fn is_placed(kind: u8) -> bool {
        ![0, UNPLACED].contains(&(kind & PLACED))
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
        let is_placed = !self.places.is_empty();
        let is_dense = frequency * DENSE > size;
        let most = if is_dense { CAP - 1 } else { CAP };
        let mut lane = Vec::new();
        if is_dense {
            lane.resize(size, 0);
            for (article, weight) in self.articles.iter().zip(&weights) {
                lane[usize::from(*article)] = min(*weight, CAP) as u8;
            }
        }
        let mut kind = 0;
        let mut packed = Vec::new();
        let is_heavier = weights.iter().any(|weight| *weight > 1);
        let is_wide = weights.iter().any(|weight| *weight > most);
        if is_wide {
            let width = wider(&counts, &weights);
            kind = WIDE | (width / 4) << 4;
            packed.extend_from_slice(&lane);
            narrowed(&mut packed, &counts, width);
            narrowed(&mut packed, &weights, width);
        } else if is_dense {
            let layers = fewest(&lane, SECOND_LAYERS);
            kind = layers << 4;
            in_layers(&mut packed, &lane, layers);
            if is_placed && counts != weights {
                let above = counts.iter().zip(&weights).map(|(count, weight)| weight - count);
                kind |= APART;
                in_layers(&mut packed, &in_bytes(above), SECOND_LAYERS);
            }
        } else if is_heavier {
            // Without positions, nobody asks for counts.
            let part =
                |at: usize| if is_placed { counts[at] } else { min(weights[at], MOST_PAIRED) };
            kind = pack_listed(
                &mut packed,
                (0..frequency).map(|at| (part(at), weights[at] - part(at))),
            );
        }
        let mut block = Vec::new();
        if is_dense {
            kind |= IS_DENSE;
        }
        if is_placed && kind != 0 {
            let mut start = 0;
            for some in counts[..frequency - 1].chunks_exact(STEP) {
                start += some.iter().sum::<u32>();
                block.extend_from_slice(&u32::to_ne_bytes(start));
            }
        }
        block.extend_from_slice(&packed);
        let mut alike = lane;
        if is_wide {
            narrowed(&mut alike, &weights, 4);
        } else if !is_dense && is_heavier {
            narrowed(&mut alike, &weights, 1);
        }
        if is_placed {
            kind |= self.pack_places(&mut block);
        } else if kind != 0 {
            kind |= UNPLACED;
        }
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
                high_apart(block, places, 2);
                IN_10
            }
            Some(0x400..0x1000) => {
                high_apart(block, places, 4);
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

/// The width of numbers of which some take more than a byte.
fn wider(counts: &[u32], weights: &[u32]) -> u8 {
    if counts.iter().chain(weights).all(|number| *number < 1 << 16) { 2 } else { 4 }
}

/// Counts, and what the weights are above them, of a term that is not dense; returns what they are.
fn pack_listed(block: &mut Vec<u8>, each: impl Iterator<Item = (u32, u32)> + Clone) -> u8 {
    if each.clone().all(|(count, above)| count <= MOST_PAIRED && above < MOST_PAIRED) {
        let pairs = in_bytes(each.map(|(count, above)| pair(count - 1, above)));
        let layers = fewest(&pairs, 0);
        in_layers(block, &pairs, layers);
        return PAIRED | layers << 4;
    }
    let counts = in_bytes(each.clone().map(|(count, _)| count - 1));
    let above = in_bytes(each.map(|(_, above)| above));
    let layers = fewest(&[&counts[..], &above[..]].concat(), 0);
    in_layers(block, &counts, layers);
    in_layers(block, &above, layers);
    APART | layers << 4
}

/// See `packing.py`.
fn pair(further: u32, above: u32) -> u32 {
    above >> 2 << 6 | further >> 2 << 4 | (above & 3) << 2 | further & 3
}

/// The count, and what the weight is above it, that a pair says.
pub fn unpaired(pair: u8) -> (u32, u32) {
    let count = ((pair >> 4 & 3) << 2 | pair & 3) + 1;
    (u32::from(count), u32::from(pair >> 6 << 2 | pair >> 2 & 3))
}

fn in_bytes(numbers: impl Iterator<Item = u32>) -> Vec<u8> {
    numbers.map(|number| number as u8).collect()
}

/// The bits of a number in each layer: see `packing.py`.
pub fn layer_widths(layers: u8) -> &'static [u8] {
    [&[1, 4, 8][..], &[2, 4, 8], &[4, 8], &[8]][usize::from(layers)]
}

/// The layers, of those from the first on, in which the numbers take the fewest bits.
fn fewest(numbers: &[u8], first: u8) -> u8 {
    if numbers.len() < LEAST_LAYERED {
        return WHOLE_LAYERS;
    }
    let above = |least: u8| numbers.iter().filter(|number| **number >= least).count();
    let bits = [
        numbers.len() + 4 * above(1) + 8 * above(16),
        2 * numbers.len() + 4 * above(3) + 8 * above(18),
        4 * numbers.len() + 8 * above(15),
        8 * numbers.len(),
    ];
    (first..=WHOLE_LAYERS).min_by_key(|layers| bits[usize::from(*layers)]).unwrap_or(WHOLE_LAYERS)
}

/// Append the lowest eight bits of positions, and then so many above them.
fn high_apart(block: &mut Vec<u8>, places: &[u32], width: u8) {
    narrowed(block, places, 1);
    squeezed(block, &in_bytes(places.iter().map(|place| place >> 8)), width);
}

/// Append numbers of so many bits: the first of them are the upper bits of all bytes, and so on.
fn squeezed(block: &mut Vec<u8>, numbers: &[u8], width: u8) {
    let size = (numbers.len() * usize::from(width)).div_ceil(8);
    let start = block.len();
    block.resize(start + size, 0);
    for (part, some) in (1..).zip(numbers.chunks(size)) {
        for (byte, number) in block[start..].iter_mut().zip(some) {
            *byte |= number << (8 - width * part);
        }
    }
}

/// Append numbers in layers: what `unpacking::layered` reads.
fn in_layers(block: &mut Vec<u8>, numbers: &[u8], layers: u8) {
    let mut left = Cow::Borrowed(numbers);
    for &width in layer_widths(layers) {
        if left.is_empty() {
            break;
        }
        if width == 8 {
            block.extend_from_slice(&left);
            break;
        }
        let top = (1 << width) - 1;
        let here: Vec<u8> = left.iter().map(|number| min(*number, top)).collect();
        squeezed(block, &here, width);
        left = left.iter().filter(|number| **number >= top).map(|number| number - top).collect();
    }
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
