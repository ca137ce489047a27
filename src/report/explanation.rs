//! Codes explained: one at the terminal, in one language; all of them as a reference page in Markdown, in both.

use crate::diagnostic::Code;
use crate::explanation::explain;
use crate::text::{Language, Text, text};

use super::findings::severity;

/// The sections of the catalogue, each with the code that it begins with.
const SECTIONS: &[(Code, Text)] = &[
    (Code::Unreadable, Text::SectionFiles {}),
    (Code::Syntax, Text::SectionForm {}),
    (Code::BadId, Text::SectionStandards {}),
    (Code::NoHeader, Text::SectionTables {}),
    (Code::UnclosedQuote, Text::SectionRows {}),
    (Code::NotANumber, Text::SectionCells {}),
    (Code::Missing, Text::SectionAnswers {}),
    (Code::GateFailed, Text::SectionVerdicts {}),
    (Code::Date, Text::SectionSchemes {}),
    (Code::IncompleteRow, Text::SectionBallots {}),
    (Code::Withdrawn, Text::SectionReview {}),
    (Code::NotReported, Text::SectionLookBack {}),
];

/// Everything about a code, for a terminal.
#[must_use]
pub fn text(code: Code, language: Language) -> String {
    let explanation = explain(code);
    let title = text!(FindingTitle, code = code.id(), severity = severity(code.severity(), language), meaning = code.meaning(language));
    let example: String = explanation.example.lines().map(|line| format!("  {line}").trim_end().to_owned() + "\n").collect();
    let [why, shown, cure] = [text!(FindingWhy), text!(FindingExample), text!(FindingCure)].map(|heading| heading.say(language));
    format!(
        "{}\n\n{why}\n{}\n\n{shown}\n{example}\n{cure}\n{}\n",
        title.say(language),
        explanation.why.say(language),
        explanation.cure.say(language)
    )
}

/// The reference page of all codes, by the sections of the catalogue.
#[must_use]
pub fn page() -> String {
    let both = |text: &Text| format!("{} · {}", text.say(Language::Zh), text.say(Language::En));
    let mut page = format!("# {}\n", both(&text!(FindingsTitle)));
    for lead in [text!(FindingsLead), text!(FindingsSeverities)] {
        page += &format!("\n{}\n\n{}\n", lead.say(Language::Zh), lead.say(Language::En));
    }
    for (n, (_, title)) in SECTIONS.iter().enumerate() {
        let codes = section(n);
        let links: Vec<String> = codes.iter().map(|code| format!("[{id}](#{id})", id = code.id())).collect();
        page += &format!("\n## {}\n\n{}\n", both(title), links.join(" · "));
        codes.iter().for_each(|code| page += &entry(*code));
    }
    page
}

/// The codes of a section: from its first to the first of the next.
fn section(n: usize) -> &'static [Code] {
    let start =
        |n: usize| SECTIONS.get(n).and_then(|(first, _)| Code::ALL.iter().position(|code| code == first)).unwrap_or(Code::ALL.len());
    &Code::ALL[start(n)..start(n + 1)]
}

/// One code on the page: an anchor, what it means, the example, why it matters and what to do.
fn entry(code: Code) -> String {
    let explanation = explain(code);
    let mut entry = format!("\n### {}\n", code.id());
    for language in [Language::Zh, Language::En] {
        entry += &format!("\n**{}** {}\n", severity(code.severity(), language), code.meaning(language));
    }
    entry += &format!("\n```\n{}\n```\n\n", explanation.example.trim_end());
    for (language, colon) in [(Language::Zh, "："), (Language::En, ": ")] {
        for (heading, words) in [(text!(FindingWhy), &explanation.why), (text!(FindingCure), &explanation.cure)] {
            entry += &format!("- **{}**{colon}{}\n", heading.say(language), words.say(language));
        }
    }
    entry
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_in_one_section() {
        let listed: Vec<Code> = (0..SECTIONS.len()).flat_map(section).copied().collect();
        assert_eq!(listed, Code::ALL);
    }
}
