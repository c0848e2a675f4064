//! Numbers for people.

/// Digits in groups of three: `12,345`.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// A part of a whole in percent, never 100 while something is missing and never 0 while something is there.
pub(crate) fn percent(part: u64, whole: u64) -> u64 {
    if whole == 0 || part >= whole {
        return if whole == 0 { 0 } else { 100 };
    }
    let rounded = (u128::from(part) * 100 + u128::from(whole) / 2) / u128::from(whole);
    let most = if part == 0 { 0 } else { 99 };
    u64::try_from(rounded).unwrap_or(99).clamp(u64::from(part > 0), most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_stand_in_groups_of_three() {
        for (number, shown) in [(0, "0"), (999, "999"), (1_000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(grouped(number), shown);
        }
    }

    #[test]
    fn percents_do_not_round_to_nothing_or_all() {
        for (part, whole, shown) in
            [(0, 0, 0), (0, 5, 0), (1, 1_000, 1), (999, 1_000, 99), (5, 5, 100), (1, 2, 50)]
        {
            assert_eq!(percent(part, whole), shown, "{part} of {whole}");
        }
    }
}
