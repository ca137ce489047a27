//! Drafts of the two documents that follow from a review, in Chinese as offices write them: the public notice (公示稿) of the
//! candidates, and the circular (通报稿) that names them. What stands in them is made once, from the review, as a list of pieces that
//! know what they are and not how they look; each form draws the same list.

mod content;
mod docx;
mod markdown;

pub use content::{circular, notice};
pub use docx::write as docx;
pub use markdown::write as markdown;

/// What stands in a document, from top to bottom.
#[derive(Clone, Debug)]
pub struct Draft(Vec<Piece>);

/// A piece of a document. Texts are as they were read, whatever stands in them: each form disarms them in its own way.
#[derive(Clone, Debug)]
enum Piece {
    /// What has to be settled, and taken out, before the document may go out: the words that must be seen, the others, and lines.
    Caution { strong: String, rest: String, lines: Vec<String> },
    /// The title (标题), in parts that should each stay on one line.
    Title(Vec<String>),
    /// The document number (发文字号).
    Number(String),
    /// Those it is sent to (主送机关).
    Addressee(String),
    /// A paragraph of the text (正文).
    Body(String),
    /// A heading of the first level (一、).
    Heading(String),
    /// Lines that each stand by themselves: a list of names, an address.
    Lines(Vec<String>),
    /// Which annexes follow (附件说明).
    Attachments(String),
    /// Who issues it and when (发文机关署名、成文日期).
    Signature { issuer: String, date: String },
    /// Who may read it (附注).
    Note(String),
    /// An annex begins, on a page of its own: its mark (附件) and its title.
    Annex { mark: String, title: String },
}

impl Draft {
    /// The title as one text.
    fn title(&self) -> String {
        let title = self.0.iter().find_map(|piece| if let Piece::Title(parts) = piece { Some(parts.concat()) } else { None });
        title.unwrap_or_default()
    }
}
