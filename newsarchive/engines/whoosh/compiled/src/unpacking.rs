//! The postings of one term, as they are read from a segment: see `packing.py` and `postings.py`.

use crate::postings::{
    APART, IN_8, IN_10, IN_12, IN_16, IN_32, IS_DENSE, NUMBERS, PAIRED, PLACED, Postings,
    SECOND_LAYERS, STEP, UNPLACED, WHOLE_LAYERS, WIDE, is_in_bits, is_split, layer_widths,
    split_bytes, unpaired,
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
    let runs = articles.take(split_bytes(frequency, size))?;
    let lower = articles.take(frequency)?;
    let mut found = Postings::default();
    let mut upper = 0;
    let mut at = 0;
    for lower in lower {
        while runs.get(at / 8).ok_or(Malformed)? & 128 >> (at % 8) == 0 {
            upper += 1;
            at += 1;
        }
        at += 1;
        found.articles.push(upper << 8 | u16::from(*lower));
    }
    Ok(found)
}

/// The articles of a term without weights: see `packed_articles`.
pub fn unweighted(frequency: usize, size: usize, articles: &[u8]) -> Result<Postings, Malformed> {
    if !is_in_bits(0, frequency, size) {
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
    let what = kind & NUMBERS;
    let layers = kind >> 4 & 3;
    if (is_dense || what != 0) && kind & PLACED != UNPLACED {
        block.take(4 * (frequency.saturating_sub(1) / STEP))?;
    }
    let mut found = if is_dense {
        let lane = layered(&mut block, size, if what == WIDE { WHOLE_LAYERS } else { layers })?;
        let having = || lane.iter().enumerate().filter(|(_, weight)| **weight != 0);
        Postings {
            articles: having().map(|(at, _)| at as u16).collect(),
            weights: having().map(|(_, weight)| u32::from(*weight)).collect(),
            ..Postings::default()
        }
    } else {
        numbered(frequency, size, articles)?
    };
    if found.articles.len() != frequency || frequency == 0 {
        return Err(Malformed);
    }
    match what {
        WIDE => {
            let width = if layers == 0 { 2 } else { 4 };
            found.counts = block.numbers(frequency, width)?;
            found.weights = block.numbers(frequency, width)?;
        }
        PAIRED => {
            let pairs = layered(&mut block, frequency, layers)?;
            let each = || pairs.iter().map(|pair| unpaired(*pair));
            found.counts = each().map(|(count, _)| count).collect();
            found.weights = each().map(|(count, above)| count + above).collect();
        }
        APART if is_dense => {
            let above = layered(&mut block, frequency, SECOND_LAYERS)?;
            let each = found.weights.iter().zip(above);
            let each = each.map(|(weight, above)| weight.checked_sub(u32::from(above)));
            found.counts = each.collect::<Option<_>>().ok_or(Malformed)?;
        }
        APART => {
            let counts = layered(&mut block, frequency, layers)?;
            let above = layered(&mut block, frequency, layers)?;
            found.counts = counts.iter().map(|count| u32::from(*count) + 1).collect();
            let each = found.counts.iter().zip(above);
            found.weights = each.map(|(count, above)| count + u32::from(above)).collect();
        }
        _ => found.counts.clone_from(&found.weights),
    }
    let total = (0..frequency).map(|at| found.count(at) as usize).sum();
    found.places = match kind & PLACED {
        IN_8 => block.numbers(total, 1)?,
        IN_10 => high_apart(&mut block, total, 2)?,
        IN_12 => high_apart(&mut block, total, 4)?,
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

/// So many positions, with so many bits above the lowest eight.
fn high_apart(block: &mut Reader<'_>, count: usize, width: usize) -> Result<Vec<u32>, Malformed> {
    let low = block.take(count)?;
    let high = block.take((count * width).div_ceil(8))?;
    let both = low.iter().zip(apart(high, count, width));
    Ok(both.map(|(low, high)| u32::from(high) << 8 | u32::from(*low)).collect())
}

/// So many numbers of so many bits: the first of them are the upper bits of all bytes, and so on.
fn apart(packed: &[u8], count: usize, width: usize) -> impl Iterator<Item = u8> {
    let mask = u8::MAX >> (8 - width);
    let parts = (1..=8 / width)
        .flat_map(move |part| packed.iter().map(move |byte| byte >> (8 - width * part) & mask));
    parts.take(count)
}

/// So many numbers in layers: see `packing.py`.
fn layered(block: &mut Reader<'_>, count: usize, layers: u8) -> Result<Vec<u8>, Malformed> {
    let mut found = vec![0u8; count];
    let mut left: Vec<usize> = (0..count).collect();
    for width in layer_widths(layers) {
        if left.is_empty() {
            break;
        }
        let bits = usize::from(*width);
        let packed = block.take((left.len() * bits).div_ceil(8))?;
        let top = u8::MAX >> (8 - bits);
        let mut beyond = Vec::new();
        for (&place, number) in left.iter().zip(apart(packed, left.len(), bits)) {
            found[place] = found[place].checked_add(number).ok_or(Malformed)?;
            if number == top {
                beyond.push(place);
            }
        }
        left = beyond;
    }
    Ok(found)
}
