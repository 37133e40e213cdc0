//! The postings of one term, as they are read from a segment: see `packing.py` and `postings.py`.

use crate::postings::{
    BITMAP, HALF_DENSE, IN_8, IN_10, IN_12, IN_16, IN_32, IS_DENSE, PAIRS, Postings, SMALL_PAIRS,
    STEP, is_split, upper_bytes,
};

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

/// The articles of a term in a segment of `size`: see `is_split`.
fn numbered(frequency: usize, size: usize, articles: &[u8]) -> Result<Postings, Malformed> {
    if !is_split(frequency, size) {
        return listed(frequency, articles);
    }
    let mut articles = Reader(articles);
    let ends = articles.shorts(upper_bytes(size))?;
    let lower = articles.take(frequency)?;
    let mut found = Postings::default();
    let mut start = 0;
    for (upper, end) in ends.into_iter().enumerate() {
        let some = lower.get(start..usize::from(end)).ok_or(Malformed)?;
        found.articles.extend(some.iter().map(|lower| (upper as u16) << 8 | u16::from(*lower)));
        start = usize::from(end);
    }
    Ok(found)
}

/// The articles of a term without weights: see `packed_articles`.
pub fn unweighted(frequency: usize, size: usize, articles: &[u8]) -> Result<Postings, Malformed> {
    if frequency * BITMAP <= size {
        return numbered(frequency, size, articles);
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
    let pairs_kind = Some(kind & 0xF0).filter(|form| [PAIRS, SMALL_PAIRS].contains(form));
    let is_half_dense = kind & 0xC8 == HALF_DENSE;
    let is_halved = is_half_dense || pairs_kind == Some(SMALL_PAIRS);
    let widths = [0, 1, 2, 4];
    let counts_width = if pairs_kind.is_some() { 1 } else { widths[usize::from(kind >> 4 & 3)] };
    let has_weights = pairs_kind.is_none() && !is_half_dense;
    let weights_width = if has_weights { widths[usize::from(kind >> 6)] } else { 0 };
    let bytes = |block: &mut Reader<'_>, count: usize| {
        Ok(match is_halved {
            true => apart(block.take(count.div_ceil(2))?, count),
            false => block.take(count)?.to_vec(),
        })
    };
    let dense = bytes(&mut block, if is_dense { size } else { 0 })?;
    let mut found = if is_dense {
        let has = |at: &usize| dense[*at] != 0;
        let articles: Vec<u16> = (0..size).filter(has).map(|at| at as u16).collect();
        Postings { articles, ..Postings::default() }
    } else {
        numbered(frequency, size, articles)?
    };
    if found.articles.len() != frequency || frequency == 0 {
        return Err(Malformed);
    }
    block.take(if counts_width > 0 { 4 * ((frequency - 1) / STEP) } else { 0 })?;
    match pairs_kind {
        Some(PAIRS) => {
            let pairs = block.take(frequency)?;
            found.counts = pairs.iter().map(|pair| u32::from(pair >> 4)).collect();
            found.weights = pairs.iter().map(|pair| u32::from((pair >> 4) + (pair & 15))).collect();
        }
        Some(_) => {
            let pairs = bytes(&mut block, frequency)?;
            found.counts = pairs.iter().map(|pair| u32::from(pair >> 2) + 1).collect();
            found.weights =
                pairs.iter().map(|pair| u32::from((pair >> 2) + (pair & 3)) + 1).collect();
        }
        None if is_half_dense && counts_width > 0 => {
            found.counts = bytes(&mut block, frequency)?.into_iter().map(u32::from).collect();
        }
        None => {
            found.weights = block.numbers(frequency, weights_width)?;
            found.counts = block.numbers(frequency, counts_width)?;
        }
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
        IN_10 => {
            let low = block.take(total)?;
            let high = block.take(total.div_ceil(4))?;
            let each = low.iter().enumerate().map(|(at, byte)| {
                u32::from(high[at / 4] >> (6 - 2 * (at % 4)) & 3) << 8 | u32::from(*byte)
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

/// So many numbers of `halved`.
fn apart(halves: &[u8], count: usize) -> Vec<u8> {
    let upper = halves.iter().map(|both| both >> 4);
    upper.chain(halves.iter().map(|both| both & 15)).take(count).collect()
}
