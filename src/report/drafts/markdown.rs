//! A draft as Markdown, to be read, compared and pasted.

use std::io::{self, Write};

use super::{Draft, Piece};
use crate::report::plain;

/// Writes a draft, with a blank line between its pieces.
///
/// # Errors
/// Only those of the writer.
pub fn write(out: &mut dyn Write, draft: &Draft) -> io::Result<()> {
    // Headings of the text stand below its title, those of an annex below the annex's.
    let mut level = "##";
    for (n, piece) in draft.0.iter().enumerate() {
        if n > 0 {
            writeln!(out)?;
        }
        match piece {
            Piece::Caution { strong, rest, lines } => {
                writeln!(out, "> **{}** {}", plain::markdown(strong), plain::markdown(rest))?;
                lines.iter().try_for_each(|line| writeln!(out, ">\n> - {}", plain::markdown(line)))?;
            }
            Piece::Title(parts) => writeln!(out, "# {}", plain::markdown(&parts.concat()))?,
            Piece::Heading(text) => writeln!(out, "{level} {}", plain::markdown(text))?,
            Piece::Number(text) | Piece::Addressee(text) | Piece::Body(text) | Piece::Attachments(text) | Piece::Note(text) => {
                writeln!(out, "{}", plain::markdown(text))?;
            }
            Piece::Lines(lines) => lines.iter().try_for_each(|line| writeln!(out, "- {}", plain::markdown(line)))?,
            // Two blanks at its end keep a line from running into the next.
            Piece::Signature { issuer, date } => writeln!(out, "{}  \n{}", plain::markdown(issuer), plain::markdown(date))?,
            Piece::Annex { mark, title } => {
                writeln!(out, "---\n\n{}\n\n## {}", plain::markdown(mark), plain::markdown(title))?;
                level = "###";
            }
        }
    }
    Ok(())
}
