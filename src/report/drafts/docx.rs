//! A draft as a text document (.docx) in the layout of GB/T 9704-2012, for Word, WPS and LibreOffice. How a piece looks is the concern
//! of its style (`package/styles.xml`); here every piece gets the paragraphs that it takes.

use std::io::{self, Cursor, Write};

use unicode_width::UnicodeWidthStr;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::{Draft, Piece};
use crate::report::{PROGRAM, plain, xml};

/// The parts that are the same in every document, with their names in the package.
const PARTS: [(&str, &str); 8] = [
    // What the parts are is the first thing that readers look for.
    ("[Content_Types].xml", include_str!("package/content_types.xml")),
    ("_rels/.rels", include_str!("package/package_rels.xml")),
    ("word/_rels/document.xml.rels", include_str!("package/document_rels.xml")),
    ("word/styles.xml", include_str!("package/styles.xml")),
    ("word/settings.xml", include_str!("package/settings.xml")),
    ("word/fontTable.xml", include_str!("package/fontTable.xml")),
    ("word/footer-odd.xml", include_str!("package/footer-odd.xml")),
    ("word/footer-even.xml", include_str!("package/footer-even.xml")),
];

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// The page, in twentieths of a point: A4 with margins of 37, 26, 35 and 28 mm, which leave 22 lines; the grid fills
/// the page with them. The footers are those of `package/document_rels.xml`.
const SECTION: &str = "<w:sectPr><w:footerReference w:type=\"default\" r:id=\"rId4\"/><w:footerReference w:type=\"even\" r:id=\"rId5\"/>\
    <w:pgSz w:w=\"11906\" w:h=\"16838\"/>\
    <w:pgMar w:top=\"2098\" w:right=\"1474\" w:bottom=\"1984\" w:left=\"1588\" w:header=\"851\" w:footer=\"1447\" w:gutter=\"0\"/>\
    <w:docGrid w:type=\"lines\" w:linePitch=\"579\"/></w:sectPr>";

/// Half characters in a line of text.
const LINE: usize = 56;

/// Half characters in a line of a title.
const TITLE_LINE: usize = 40;

/// Two characters, in half ones.
const TWO: usize = 4;

/// Width of a character of text, in twentieths of a point (`package/styles.xml`).
const CHARACTER: usize = 315;

/// Writes a draft.
///
/// # Errors
/// Only those of the writer.
pub fn write(out: &mut dyn Write, draft: &Draft) -> io::Result<()> {
    // One day for all files: the same draft gives the same bytes.
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).last_modified_time(DateTime::DEFAULT);
    let mut package = ZipWriter::new(Cursor::new(Vec::new()));
    let own = [("word/document.xml", document(draft)), ("docProps/core.xml", core(draft)), ("docProps/app.xml", app())];
    let own = own.iter().map(|(name, text)| (*name, text.as_str()));
    for (name, text) in PARTS.into_iter().chain(own) {
        package.start_file(name, options)?;
        package.write_all(text.as_bytes())?;
    }
    out.write_all(package.finish()?.get_ref())
}

fn document(draft: &Draft) -> String {
    let mut body = Body(String::new());
    for (n, piece) in draft.0.iter().enumerate() {
        body.piece(piece, draft.0.get(n + 1));
    }
    format!(
        "{DECLARATION}<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
         xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><w:body>{}{SECTION}</w:body></w:document>",
        body.0
    )
}

/// Keeps a paragraph on the page of the next one.
const KEPT: &str = "<w:keepNext/>";

/// The paragraphs of a document.
struct Body(String);

impl Body {
    /// The paragraphs of a piece, with the blank lines that belong between it and the next.
    fn piece(&mut self, piece: &Piece, next: Option<&Piece>) {
        // What stands before the end goes with it: no page holds a signature alone.
        let kept = if matches!(next, Some(Piece::Attachments(_) | Piece::Signature { .. })) { KEPT } else { "" };
        match piece {
            Piece::Caution { strong, rest, lines } => {
                let strong = format!("<w:r><w:rPr><w:rStyle w:val=\"Strong\"/></w:rPr>{}</w:r>", text(strong));
                self.paragraph("Caution", "", &(strong + &run(rest)));
                self.lines("Caution", "", lines);
            }
            Piece::Title(parts) => self.title(parts),
            Piece::Number(number) => self.paragraph("Number", "", &run(number)),
            Piece::Addressee(addressee) => self.paragraph("Normal", "", &run(addressee)),
            Piece::Body(words) | Piece::Note(words) | Piece::Attachments(words) => self.paragraph("Body", kept, &run(words)),
            Piece::Heading(words) => self.paragraph("Heading1", "", &run(words)),
            Piece::Lines(lines) => self.lines("Body", kept, lines),
            Piece::Signature { issuer, date } => {
                let left = signature_indent(issuer.width(), date.width());
                self.paragraph("Signature", &indent(left), &run(issuer));
                self.paragraph("Date", &indent(left + TWO), &run(date));
            }
            Piece::Annex { mark, title } => {
                self.paragraph("Annex", "", &run(mark));
                self.blank();
                self.title(std::slice::from_ref(title));
            }
        }
        let is_apart = match piece {
            Piece::Caution { .. } => !matches!(next, Some(Piece::Caution { .. })),
            Piece::Title(_) | Piece::Number(_) => !matches!(next, Some(Piece::Number(_))),
            Piece::Annex { .. } => true,
            _ => !kept.is_empty(),
        };
        if is_apart {
            self.blank();
        }
    }

    fn paragraph(&mut self, style: &str, more: &str, runs: &str) {
        self.0 += &format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/>{more}</w:pPr>{runs}</w:p>");
    }

    /// A paragraph a line.
    fn lines(&mut self, style: &str, more: &str, lines: &[String]) {
        lines.iter().for_each(|line| self.paragraph(style, more, &run(line)));
    }

    /// A blank line, which belongs to what comes after it.
    fn blank(&mut self) {
        self.paragraph("Normal", KEPT, "");
    }

    /// A title breaks between its parts, so that no line ends within a word or holds but a few characters.
    fn title(&mut self, parts: &[String]) {
        let mut runs = String::new();
        let mut room = TITLE_LINE;
        for part in parts {
            let width = part.width();
            if !runs.is_empty() && width > room {
                runs += "<w:r><w:br/></w:r>";
                room = TITLE_LINE;
            }
            runs += &run(part);
            room = room.saturating_sub(width);
        }
        self.paragraph("Title", "", &runs);
    }
}

/// Where the line of the issuer begins, in half characters. The line of the date begins two characters after it. The longer of the
/// two ends two characters before the margin, unless the date is the shorter one by less than those two.
fn signature_indent(issuer: usize, date: usize) -> usize {
    let taken = if date > issuer { TWO + date } else { issuer };
    LINE.saturating_sub(TWO + taken)
}

/// Begins so many half characters further to the right.
fn indent(halves: usize) -> String {
    format!("<w:ind w:left=\"{}\"/>", halves * CHARACTER / 2)
}

fn run(words: &str) -> String {
    format!("<w:r>{}</w:r>", text(words))
}

/// Whatever stands in a name, it is text, steers nothing, and keeps to its line.
fn text(words: &str) -> String {
    format!("<w:t xml:space=\"preserve\">{}</w:t>", xml::content(&plain::terminal(words)))
}

/// Title and maker. The day is not that of the clock, and the same in all files.
fn core(draft: &Draft) -> String {
    format!(
        "{DECLARATION}<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>{}</dc:title><dc:creator>{PROGRAM}</dc:creator>\
         <dcterms:created xsi:type=\"dcterms:W3CDTF\">2000-01-01T00:00:00Z</dcterms:created></cp:coreProperties>",
        xml::content(&plain::terminal(&draft.title()))
    )
}

fn app() -> String {
    format!(
        "{DECLARATION}<Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties\">\
         <Application>{PROGRAM}</Application></Properties>"
    )
}
