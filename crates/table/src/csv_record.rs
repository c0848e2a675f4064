//! Records of CSV (RFC 4180), each with the line where it begins and what is wrong with its quotes.
//!
//! Lines end in LF, CR or CRLF. A quote opens a cell only as its first character; anywhere else in an unquoted cell it is
//! an ordinary one. Blank lines, and rows of nothing but delimiters, are no records.

use std::io::{self, BufRead};

use csv::StringRecord;

use crate::position::Position;
use crate::quotes::Quotes;

const MARK: &[u8] = "\u{feff}".as_bytes();

/// Why no record can be read.
#[derive(Debug)]
pub(crate) enum RecordError {
    Io(io::Error),
    /// The text ends within a cell whose quote opened there.
    Unclosed(Position),
}

/// A record.
#[derive(Debug, Default)]
pub(crate) struct Record {
    pub(crate) cells: StringRecord,
    /// Its place as a spreadsheet counts: blank lines count, line breaks in cells do not.
    pub(crate) row: u64,
    /// The line where it begins.
    pub(crate) line: u64,
    /// Cells with line breaks in them.
    pub(crate) broken: Vec<BrokenCell>,
    /// Text that follows a closing quote: the first.
    pub(crate) stray: Option<Stray>,
}

/// A cell with line breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct BrokenCell {
    /// Its place in the record.
    pub(crate) place: usize,
    /// The line where its quote opens.
    pub(crate) line: u64,
}

/// Text that follows the closing quote of a cell. The cell is kept as it stands, quotes included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stray {
    pub(crate) opened: Position,
    pub(crate) at: Position,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Nothing of the record was read, but for form feeds and byte order marks.
    Record,
    /// A part of a byte order mark was read.
    Mark,
    /// Nothing of the cell was read.
    Cell,
    Unquoted,
    Quoted,
    /// A quote was read within a quoted cell: the first of two, or the closing one.
    Quote,
}

/// Reads records.
pub(crate) struct Records<R> {
    reader: R,
    delimiter: u8,
    quotes: Quotes,
    position: Position,
    row: u64,
    /// Whether the last byte was a carriage return that ended a line: a line feed belongs to it.
    after_return: bool,
    /// The cell at hand.
    cell: Vec<u8>,
    /// Where its quote opened.
    opened: Position,
    /// Whether any cell of the record holds or may hold something: text or a quote.
    filled: bool,
}

impl<R: BufRead> Records<R> {
    pub(crate) fn new(reader: R, delimiter: u8, quotes: Quotes) -> Self {
        Self {
            reader,
            delimiter,
            quotes,
            position: Position::START,
            row: 0,
            after_return: false,
            cell: Vec::new(),
            opened: Position::START,
            filled: false,
        }
    }

    /// How many rows were read.
    pub(crate) fn row(&self) -> u64 {
        self.row
    }

    /// Leaves out a line that is no row.
    pub(crate) fn skip_line(&mut self) -> io::Result<()> {
        loop {
            let block = self.reader.fill_buf()?;
            if block.is_empty() {
                return Ok(());
            }
            let end = block.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
            let taken = end.map_or(block.len(), |end| end + 1);
            self.after_return = end.is_some_and(|end| block[end] == b'\r');
            self.position.advance(&block[..taken]);
            self.reader.consume(taken);
            if end.is_some() {
                return Ok(());
            }
        }
    }

    /// Reads the next record; false where none is left.
    pub(crate) fn next(&mut self, record: &mut Record) -> Result<bool, RecordError> {
        let mut state = State::Record;
        self.begin(record);
        loop {
            let block = self.reader.fill_buf().map_err(RecordError::Io)?;
            if block.is_empty() {
                return self.end_of_text(state, record);
            }
            // Whole runs of ordinary bytes are taken at once.
            let run = match state {
                State::Unquoted => {
                    let ends = |byte: &u8| matches!(*byte, b'\n' | b'\r') || *byte == self.delimiter;
                    block.iter().position(ends)
                }
                State::Quoted => block.iter().position(|byte| *byte == b'"'),
                _ => Some(0),
            };
            let run = run.unwrap_or(block.len());
            if run > 0 {
                self.cell.extend_from_slice(&block[..run]);
                self.position.advance(&block[..run]);
                self.reader.consume(run);
                continue;
            }
            let byte = block[0];
            self.reader.consume(1);
            if self.take(byte, &mut state, record)? {
                return Ok(true);
            }
        }
    }

    fn begin(&mut self, record: &mut Record) {
        record.cells.clear();
        record.broken.clear();
        record.stray = None;
        record.line = self.position.line;
        self.cell.clear();
        self.filled = false;
    }

    /// Takes one byte; true where the record ends with it.
    fn take(&mut self, byte: u8, state: &mut State, record: &mut Record) -> Result<bool, RecordError> {
        let at = self.position;
        self.position.step(byte);
        let is_second_of_two = byte == b'\n' && self.after_return;
        self.after_return = false;
        if is_second_of_two {
            return Ok(false);
        }
        if *state == State::Mark && self.take_mark(byte, state) {
            return Ok(false);
        }
        match (*state, byte) {
            (State::Quoted, b'"') => *state = State::Quote,
            (State::Quote, b'"') => {
                self.cell.push(b'"');
                *state = State::Quoted;
            }
            (_, b'\n' | b'\r') => {
                self.after_return = byte == b'\r';
                return self.end_record(state, record);
            }
            (_, byte) if byte == self.delimiter => {
                self.end_cell(*state, record)?;
                *state = State::Cell;
            }
            (State::Record, 0x0c) => {}
            (State::Record, byte) if byte == MARK[0] => {
                self.cell.push(byte);
                *state = State::Mark;
            }
            (State::Record | State::Cell, b'"') if self.quotes != Quotes::Literal => {
                (self.opened, self.filled) = (at, true);
                *state = State::Quoted;
            }
            (State::Quote, byte) => {
                record.stray.get_or_insert(Stray { opened: self.opened, at });
                self.unquote();
                self.cell.push(byte);
                *state = State::Unquoted;
            }
            (_, byte) => {
                self.filled = true;
                self.cell.push(byte);
                *state = State::Unquoted;
            }
        }
        Ok(false)
    }

    /// Leaves out a byte order mark before a record: files that were joined have one in the middle. False where the
    /// bytes are a letter of a cell.
    fn take_mark(&mut self, byte: u8, state: &mut State) -> bool {
        if byte != MARK[self.cell.len()] {
            self.filled = true;
            *state = State::Unquoted;
            return false;
        }
        self.cell.push(byte);
        if self.cell == MARK {
            self.cell.clear();
            *state = State::Record;
        }
        true
    }

    /// Makes the cell what stands in the file, quotes included.
    fn unquote(&mut self) {
        let mut whole = vec![b'"'];
        for byte in &self.cell {
            whole.extend(std::iter::repeat_n(*byte, if *byte == b'"' { 2 } else { 1 }));
        }
        whole.push(b'"');
        self.cell = whole;
    }

    fn end_cell(&mut self, state: State, record: &mut Record) -> Result<(), RecordError> {
        let text = std::str::from_utf8(&self.cell)
            .map_err(|error| RecordError::Io(io::Error::new(io::ErrorKind::InvalidData, error)))?;
        let may_break = state == State::Quote || record.stray.is_some();
        if may_break && text.contains(['\n', '\r']) {
            record.broken.push(BrokenCell { place: record.cells.len(), line: self.opened.line });
        }
        record.cells.push_field(text);
        self.cell.clear();
        Ok(())
    }

    /// Ends the row; true where it is a record.
    fn end_record(&mut self, state: &mut State, record: &mut Record) -> Result<bool, RecordError> {
        self.row += 1;
        if !self.filled {
            self.begin(record);
            *state = State::Record;
            return Ok(false);
        }
        self.end_cell(*state, record)?;
        record.row = self.row;
        Ok(true)
    }

    fn end_of_text(&mut self, mut state: State, record: &mut Record) -> Result<bool, RecordError> {
        if state == State::Quoted {
            return Err(RecordError::Unclosed(self.opened));
        }
        if !self.filled {
            return Ok(false);
        }
        self.end_record(&mut state, record)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{Just, prop, prop_oneof, proptest};

    use super::*;

    fn records(text: &str, quotes: Quotes) -> Result<Vec<(u64, u64, Vec<String>)>, String> {
        let mut records = Records::new(text.as_bytes(), b',', quotes);
        let (mut record, mut found) = (Record::default(), Vec::new());
        loop {
            match records.next(&mut record) {
                Ok(true) => {
                    let cells = record.cells.iter().map(ToOwned::to_owned).collect();
                    found.push((record.row, record.line, cells));
                }
                Ok(false) => return Ok(found),
                Err(RecordError::Unclosed(at)) => return Err(format!("{}:{}", at.line, at.column)),
                Err(RecordError::Io(error)) => return Err(error.to_string()),
            }
        }
    }

    #[test]
    fn rows_are_counted_as_a_spreadsheet_does_and_lines_as_an_editor_does() {
        let text = "a,b\r\n\r\n1,\"x\r\ny\"\r\n,\r\n2,z\r";
        let found = records(text, Quotes::Strict).expect("records");
        let places: Vec<(u64, u64)> = found.iter().map(|(row, line, _)| (*row, *line)).collect();
        assert_eq!(places, [(1, 1), (3, 3), (5, 6)]);
    }

    #[test]
    fn a_quote_that_is_not_closed_is_told_with_its_place() {
        assert_eq!(records("a\n1,\"x\n2,y\n", Quotes::Strict), Err("2:3".to_owned()));
        assert_eq!(records("a\n1,\"x\n", Quotes::Literal).expect("records")[1].2, ["1", "\"x"]);
    }

    proptest! {
        #[test]
        fn whatever_the_csv_library_writes_is_read_back(
            rows in prop::collection::vec(prop::collection::vec("[a\", \r\nåéx]{0,6}", 3), 1..8),
            line_end in prop_oneof![Just(csv::Terminator::CRLF), Just(csv::Terminator::Any(b'\n')), Just(csv::Terminator::Any(b'\r'))],
        ) {
            let mut writer = csv::WriterBuilder::new().terminator(line_end).from_writer(Vec::new());
            for (number, row) in rows.iter().enumerate() {
                writer.write_record(std::iter::once(&number.to_string()).chain(row)).expect("written");
            }
            let text = String::from_utf8(writer.into_inner().expect("written")).expect("text");
            let found = records(&text, Quotes::Strict).expect("records");
            let cells: Vec<Vec<String>> = found.into_iter().map(|(_, _, cells)| cells[1..].to_vec()).collect();
            assert_eq!(cells, rows);
        }

        #[test]
        fn as_ordinary_characters_quotes_stay_and_nothing_is_lost(text in "[a\",\n]{0,40}") {
            let kept: String = records(&text, Quotes::Literal).expect("records").into_iter().flat_map(|(_, _, cells)| cells).collect();
            let expected: String = text.chars().filter(|letter| !matches!(letter, ',' | '\n')).collect();
            assert_eq!(kept, expected);
        }
    }
}
