//! From a text to a decimal number.

use super::{Decimal, Form, InvalidDecimal, Long, MAX_EXPONENT, MAX_LENGTH};

/// The most digits of a short number: as many as any whole number of 64 bits can have.
const SHORT: usize = 18;

/// A number as it is written.
struct Written<'t> {
    negative: bool,
    whole: &'t str,
    fraction: &'t str,
    /// With its sign.
    exponent: Option<&'t str>,
}

pub(super) fn decimal(text: &str) -> Result<Decimal, InvalidDecimal> {
    if text.len() > MAX_LENGTH {
        return Err(InvalidDecimal::Length);
    }
    let written = written(text).ok_or_else(|| InvalidDecimal::Form(text.to_owned()))?;
    if let Some(short) = short(&written) {
        return Ok(Decimal(short));
    }
    let long = long(&written).ok_or_else(|| InvalidDecimal::Exponent(text.to_owned()))?;
    Ok(Decimal(Form::Long(Box::new(long))))
}

fn written(text: &str) -> Option<Written<'_>> {
    let (negative, rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (number, exponent) = match rest.split_once(['e', 'E']) {
        Some((number, exponent)) => (number, Some(exponent)),
        None => (rest, None),
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let is_exponent = |text: &str| {
        let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
        !digits.is_empty() && are_digits(digits)
    };
    let is_number = are_digits(whole) && are_digits(fraction) && !(whole.is_empty() && fraction.is_empty());
    (is_number && exponent.is_none_or(is_exponent)).then_some(Written { negative, whole, fraction, exponent })
}

fn short(written: &Written<'_>) -> Option<Form> {
    let Written { negative, whole, fraction, exponent: None } = *written else { return None };
    if whole.len() + fraction.len() > SHORT {
        return None;
    }
    let digits = whole.bytes().chain(fraction.bytes());
    let coefficient = digits.fold(0, |number, digit| number * 10 + i64::from(digit - b'0'));
    // -0 keeps its sign when it is shown.
    if negative && coefficient == 0 {
        return None;
    }
    let coefficient = if negative { -coefficient } else { coefficient };
    Some(Form::Short { coefficient, scale: u8::try_from(fraction.len()).ok()? })
}

/// `None` where the exponent is out of range.
fn long(written: &Written<'_>) -> Option<Long> {
    let Written { negative, whole, fraction, exponent } = *written;
    let whole = whole.trim_start_matches('0');
    let all = [whole, fraction].concat();
    let digits = all.trim_start_matches('0');
    let leading = all.len() - digits.len();
    let digits = digits.trim_end_matches('0');
    let moved: i64 = exponent.map_or(Some(0), |exponent| exponent.parse().ok())?;
    let first = i64::try_from(whole.len()).ok()? - i64::try_from(leading).ok()? - 1;
    let exponent = i32::try_from(first.checked_add(moved)?).ok()?;
    if !digits.is_empty() && exponent.abs() > MAX_EXPONENT {
        return None;
    }
    let exponent = if digits.is_empty() { 0 } else { exponent };
    Some(Long { text: json(written).into(), negative, exponent, digits: digits.into() })
}

/// The number as JSON writes it, with its own digits.
fn json(written: &Written<'_>) -> String {
    let whole = match written.whole.trim_start_matches('0') {
        "" => "0",
        whole => whole,
    };
    let mut text = String::with_capacity(MAX_LENGTH);
    text.push_str(if written.negative { "-" } else { "" });
    text.push_str(whole);
    if !written.fraction.is_empty() {
        text.push('.');
        text.push_str(written.fraction);
    }
    if let Some(exponent) = written.exponent {
        text.push('e');
        // As serde_json writes exponents, so that a number looks the same everywhere.
        text.push_str(if exponent.starts_with(['+', '-']) { "" } else { "+" });
        text.push_str(exponent);
    }
    text
}
