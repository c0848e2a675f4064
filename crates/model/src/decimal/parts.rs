//! A number as its sign, exponent and digits: all that comparing needs.

use std::cmp::Ordering;

/// The most zeros that are added to write a number without exponent.
const ZEROS: i32 = 20;

/// Beyond all whole numbers of 64 bits.
const BEYOND: i128 = 100_000_000_000_000_000_000;

/// Room for the digits of a short number.
pub(super) type Buffer = [u8; 20];

/// A number's parts; equal numbers have equal parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Parts<'d> {
    pub(super) sign: Ordering,
    /// The power of ten of the first digit; 0 for zero.
    pub(super) exponent: i32,
    /// The digits without leading and trailing zeros; none for zero.
    pub(super) digits: &'d [u8],
}

impl<'d> Parts<'d> {
    pub(super) fn new(negative: bool, exponent: i32, digits: &'d [u8]) -> Self {
        let sign = match (digits.is_empty(), negative) {
            (true, _) => Ordering::Equal,
            (false, true) => Ordering::Less,
            (false, false) => Ordering::Greater,
        };
        Self { sign, exponent, digits }
    }

    pub(super) fn of_short(coefficient: i64, scale: u8, buffer: &'d mut Buffer) -> Self {
        if coefficient == 0 {
            return Self::new(false, 0, &[]);
        }
        let (mut left, mut exponent) = (coefficient.unsigned_abs(), -i32::from(scale) - 1);
        let mut start = buffer.len();
        while left > 0 {
            start -= 1;
            buffer[start] = b'0' + u8::try_from(left % 10).expect("a digit");
            left /= 10;
            exponent += 1;
        }
        let digits = &buffer[start..];
        let zeros = digits.iter().rev().take_while(|digit| **digit == b'0').count();
        Self::new(coefficient < 0, exponent, &digits[..digits.len() - zeros])
    }

    pub(super) fn normalized(&self) -> String {
        let digits = std::str::from_utf8(self.digits).expect("digits are text");
        let mut text = String::with_capacity(digits.len() + 8);
        if self.sign.is_lt() {
            text.push('-');
        }
        let count = i32::try_from(digits.len()).expect("a number has few digits");
        // How many digits lie before the point.
        let whole = self.exponent + 1;
        let zeros = |count: i32| "0".repeat(usize::try_from(count).unwrap_or_default());
        if count == 0 {
            text.push('0');
        } else if (count..=count + ZEROS).contains(&whole) {
            text.push_str(digits);
            text.push_str(&zeros(whole - count));
        } else if (1..count).contains(&whole) {
            let (whole, fraction) = digits.split_at(usize::try_from(whole).unwrap_or_default());
            text.extend([whole, ".", fraction]);
        } else if (-ZEROS..1).contains(&whole) {
            text.extend(["0.", &zeros(-whole), digits]);
        } else {
            let (first, rest) = digits.split_at(1);
            text.extend([first, if rest.is_empty() { "" } else { "." }, rest]);
            text.push_str(&format!("e{:+}", self.exponent));
        }
        text
    }

    pub(super) fn is_whole(&self) -> bool {
        let places = usize::try_from(self.exponent + 1).unwrap_or_default();
        self.digits.len() <= places
    }

    pub(super) fn floor(&self) -> i128 {
        let size = match usize::try_from(self.exponent + 1).unwrap_or_default() {
            places if places > 20 => BEYOND,
            places => {
                let digits = self.digits.iter().copied().chain(std::iter::repeat(b'0')).take(places);
                digits.fold(0, |number, digit| number * 10 + i128::from(digit - b'0'))
            }
        };
        match self.sign {
            Ordering::Less if size < BEYOND && !self.is_whole() => -size - 1,
            Ordering::Less => -size,
            _ => size,
        }
    }
}

impl Ord for Parts<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        let sizes = || (self.exponent, self.digits).cmp(&(other.exponent, other.digits));
        self.sign.cmp(&other.sign).then_with(|| match self.sign {
            Ordering::Less => sizes().reverse(),
            _ => sizes(),
        })
    }
}

impl PartialOrd for Parts<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
