//! The drafts of a review as text documents, looked at part by part: that they are what the format calls for, say what the Markdown says,
//! and hold names as text, no score and no clock.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::process::Command;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// What may stand in an element, in the order of ECMA-376, Part 1 (transitional schemas, wml.xsd and the package's own). Every kind of
/// element that has children is listed; any other must be empty or hold text.
const ORDER: &[(&str, &str)] = &[
    ("w:document", "w:background w:body"),
    // Block-level content is a choice; the section comes last.
    ("w:body", "w:p* w:sectPr"),
    ("w:ftr", "w:p*"),
    ("w:p", "w:pPr [w:r w:fldSimple]"),
    ("w:r", "w:rPr [w:t w:br]"),
    ("w:fldSimple", "w:fldData w:r*"),
    // CT_PPr
    (
        "w:pPr",
        "w:pStyle w:keepNext w:keepLines w:pageBreakBefore w:framePr w:widowControl w:numPr w:suppressLineNumbers w:pBdr w:shd w:tabs \
         w:suppressAutoHyphens w:kinsoku w:wordWrap w:overflowPunct w:topLinePunct w:autoSpaceDE w:autoSpaceDN w:bidi w:adjustRightInd \
         w:snapToGrid w:spacing w:ind w:contextualSpacing w:mirrorIndents w:suppressOverlap w:jc w:textDirection w:textAlignment \
         w:textboxTightWrap w:outlineLvl w:divId w:cnfStyle w:rPr w:sectPr w:pPrChange",
    ),
    ("w:pBdr", "w:top w:left w:bottom w:right w:between w:bar"),
    // EG_RPrBase, in the order in which Word writes it.
    (
        "w:rPr",
        "w:rStyle w:rFonts w:b w:bCs w:i w:iCs w:caps w:smallCaps w:strike w:dstrike w:outline w:shadow w:emboss w:imprint w:noProof \
         w:snapToGrid w:vanish w:webHidden w:color w:spacing w:w w:kern w:position w:sz w:szCs w:highlight w:u w:effect w:bdr w:shd \
         w:fitText w:vertAlign w:rtl w:cs w:em w:lang w:eastAsianLayout w:specVanish w:oMath",
    ),
    // CT_SectPr
    (
        "w:sectPr",
        "[w:headerReference w:footerReference] w:footnotePr w:endnotePr w:type w:pgSz w:pgMar w:paperSrc w:pgBorders w:lnNumType \
         w:pgNumType w:cols w:formProt w:vAlign w:noEndnote w:titlePg w:textDirection w:bidi w:rtlGutter w:docGrid w:printerSettings",
    ),
    ("w:styles", "w:docDefaults w:latentStyles w:style*"),
    ("w:docDefaults", "w:rPrDefault w:pPrDefault"),
    ("w:rPrDefault", "w:rPr"),
    ("w:pPrDefault", "w:pPr"),
    // CT_Style
    (
        "w:style",
        "w:name w:aliases w:basedOn w:next w:link w:autoRedefine w:hidden w:uiPriority w:semiHidden w:unhideWhenUsed w:qFormat w:locked \
         w:personal w:personalCompose w:personalReply w:rsid w:pPr w:rPr w:tblPr w:trPr w:tcPr w:tblStylePr*",
    ),
    ("w:fonts", "w:font*"),
    // CT_Font
    (
        "w:font",
        "w:altName w:panose1 w:charset w:family w:notTrueType w:pitch w:sig w:embedRegular w:embedBold w:embedItalic w:embedBoldItalic",
    ),
    // CT_Settings
    (
        "w:settings",
        "w:writeProtection w:view w:zoom w:removePersonalInformation w:removeDateAndTime w:doNotDisplayPageBoundaries \
         w:displayBackgroundShape w:printPostScriptOverText w:printFractionalCharacterWidth w:printFormsData w:embedTrueTypeFonts \
         w:embedSystemFonts w:saveSubsetFonts w:saveFormsData w:mirrorMargins w:alignBordersAndEdges w:bordersDoNotSurroundHeader \
         w:bordersDoNotSurroundFooter w:gutterAtTop w:hideSpellingErrors w:hideGrammaticalErrors w:activeWritingStyle w:proofState \
         w:formsDesign w:attachedTemplate w:linkStyles w:stylePaneFormatFilter w:stylePaneSortMethod w:documentType w:mailMerge \
         w:revisionView w:trackRevisions w:doNotTrackMoves w:doNotTrackFormatting w:documentProtection w:autoFormatOverride \
         w:styleLockTheme w:styleLockQFSet w:defaultTabStop w:autoHyphenation w:consecutiveHyphenLimit w:hyphenationZone \
         w:doNotHyphenateCaps w:showEnvelope w:summaryLength w:clickAndTypeStyle w:defaultTableStyle w:evenAndOddHeaders \
         w:bookFoldRevPrinting w:bookFoldPrinting w:bookFoldPrintingSheets w:drawingGridHorizontalSpacing w:drawingGridVerticalSpacing \
         w:displayHorizontalDrawingGridEvery w:displayVerticalDrawingGridEvery w:doNotUseMarginsForDrawingGridOrigin \
         w:drawingGridHorizontalOrigin w:drawingGridVerticalOrigin w:doNotShadeFormData w:noPunctuationKerning \
         w:characterSpacingControl w:printTwoOnOne w:strictFirstAndLastChars w:noLineBreaksAfter w:noLineBreaksBefore \
         w:savePreviewPicture w:doNotValidateAgainstSchema w:saveInvalidXml w:ignoreMixedContent w:alwaysShowPlaceholderText \
         w:doNotDemarcateInvalidXml w:saveXmlDataOnly w:useXSLTWhenSaving w:saveThroughXslt w:showXMLTags w:alwaysMergeEmptyNamespace \
         w:updateFields w:hdrShapeDefaults w:footnotePr w:endnotePr w:compat w:docVars w:rsids m:mathPr w:attachedSchema w:themeFontLang \
         w:clrSchemeMapping w:doNotIncludeSubdocsInStats w:doNotAutoCompressPictures w:forceUpgrade w:captions w:readModeInkLockDown \
         w:smartTagType w:schemaLibrary w:shapeDefaults w:doNotEmbedSmartTags w:decimalSymbol w:listSeparator",
    ),
    ("w:compat", "w:compatSetting*"),
    ("Types", "[Default Override]"),
    ("Relationships", "Relationship*"),
    // Any order.
    ("cp:coreProperties", "[dc:title dc:creator dcterms:created]"),
    ("Properties", "[Application]"),
];

/// The places that children may have: `*` may come more than once, those in brackets in any order among each other.
fn places(children: &str) -> BTreeMap<String, (usize, bool)> {
    let mut place = 0;
    let mut inside = false;
    let mut places = BTreeMap::new();
    for word in children.split_whitespace() {
        inside |= word.starts_with('[');
        let name = word.trim_matches(['[', ']', '*']);
        places.insert(name.to_owned(), (place, inside || word.ends_with('*')));
        inside &= !word.ends_with(']');
        place += usize::from(!inside);
    }
    places
}

/// Elements are those that the format knows, in its order.
fn is_ordered(part: &str, text: &str) {
    let order: BTreeMap<&str, BTreeMap<String, (usize, bool)>> = ORDER.iter().map(|(name, children)| (*name, places(children))).collect();
    let mut open: Vec<(String, usize, BTreeSet<String>)> = Vec::new();
    for_each(text, |event| match event {
        Event::Start(tag) | Event::Empty(tag) => {
            let name = tag.name().as_ref().to_owned();
            if let Some((parent, last, seen)) = open.last_mut() {
                let places = order.get(parent.as_str()).unwrap_or_else(|| panic!("{part}: {name} in {parent}"));
                let (place, again) = *places.get(&name).unwrap_or_else(|| panic!("{part}: {name} in {parent}"));
                assert!(*last <= place, "{part}: {name} comes too late in {parent}");
                assert!(seen.insert(name.clone()) || again, "{part}: {name} twice in {parent}");
                *last = place;
            }
            if matches!(event, Event::Start(_)) {
                open.push((name, 0, BTreeSet::new()));
            }
        }
        Event::End(_) => assert!(open.pop().is_some(), "{part}"),
        _ => {}
    });
    assert!(open.is_empty(), "{part}");
}

fn for_each(text: &str, mut then: impl FnMut(&Event<'_>)) {
    let mut reader = Reader::from_str(text);
    loop {
        match reader.read_event().expect("XML") {
            Event::Eof => return,
            event => then(&event),
        }
    }
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.attributes().map(|a| a.expect("an attribute")).find(|a| a.key.as_ref() == name)?;
    Some(found.value.into_owned())
}

/// The parts of a package by name.
fn parts(bytes: &[u8]) -> BTreeMap<String, String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    (0..archive.len())
        .map(|at| {
            let mut file = archive.by_index(at).expect("a part");
            let mut text = String::new();
            file.read_to_string(&mut text).expect("UTF-8");
            (file.name().expect("a name").into_owned(), text)
        })
        .collect()
}

/// The paragraphs of a document, those without text left out.
fn paragraphs(document: &str) -> Vec<String> {
    let mut all = vec![String::new()];
    let mut is_text = false;
    for_each(document, |event| match event {
        Event::Start(tag) => is_text = tag.name().as_ref() == "w:t",
        Event::End(tag) if tag.name().as_ref() == "w:p" => all.push(String::new()),
        Event::Text(text) if is_text => all.last_mut().expect("one").push_str(text),
        Event::GeneralRef(reference) if is_text => all.last_mut().expect("one").push_str(entity(reference)),
        _ => {}
    });
    all.retain(|text| !text.is_empty());
    all
}

fn entity(name: &str) -> &'static str {
    match name {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "#58" => ":",
        other => panic!("{other}"),
    }
}

/// What a page of Markdown says, line by line, without its marks.
fn said(markdown: &str) -> Vec<String> {
    let line = |line: &str| {
        let line = ["> - ", "> ", "# ", "## ", "### ", "- "].iter().find_map(|mark| line.strip_prefix(mark)).unwrap_or(line);
        let line = line.trim_end_matches(' ').replace("** ", "").replace("**", "");
        let mut out = String::new();
        let mut rest = line.as_str();
        while let Some(c) = rest.chars().next() {
            rest = &rest[c.len_utf8()..];
            match c {
                '\\' => {
                    let escaped = rest.chars().next().expect("what is escaped");
                    out.push(escaped);
                    rest = &rest[escaped.len_utf8()..];
                }
                '&' => {
                    let (name, tail) = rest.split_once(';').expect("an entity");
                    out.push_str(entity(name));
                    rest = tail;
                }
                c => out.push(c),
            }
        }
        out
    };
    markdown
        .lines()
        .filter(|text| !matches!(*text, "" | ">" | "---"))
        .map(line)
        .map(|line| line.replace(['\u{fffe}', '\u{ffff}'], "?"))
        .collect()
}

/// The folder that a review writes, with what it read in it.
struct Written {
    folder: tempfile::TempDir,
}

const DRAFTS: [&str; 2] = ["公示稿", "通报稿"];

impl Written {
    fn of(scheme: &Path) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut command = Command::new(env!("CARGO_BIN_EXE_shifan"));
        command.args(["-q", "review"]).arg(scheme).arg("--out").arg(folder.path()).env("LC_ALL", "C");
        let output = command.output().expect("started");
        assert!(matches!(output.status.code(), Some(0 | 1)), "{}", String::from_utf8_lossy(&output.stderr));
        Self { folder }
    }

    fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.folder.path().join(name)).expect("written")
    }

    fn markdown(&self, name: &str) -> String {
        String::from_utf8(self.read(&format!("{name}.md"))).expect("UTF-8")
    }

    fn parts(&self, name: &str) -> BTreeMap<String, String> {
        parts(&self.read(&format!("{name}.docx")))
    }

    fn paragraphs(&self, name: &str) -> Vec<String> {
        paragraphs(&self.parts(name)["word/document.xml"])
    }
}

/// A scheme with these applicants, all of whom get 90 points and a seat.
fn scheme(folder: &Path, head: &str, names: &[&str]) -> PathBuf {
    let mut applicants = "编号,名称\n".to_owned();
    let mut ballots = "专家,申报单位,表现\n".to_owned();
    for (n, name) in names.iter().enumerate() {
        writeln!(applicants, "J{:03},\"{}\"", n + 1, name.replace('"', "\"\"")).expect("written");
        (1..=3).for_each(|expert| writeln!(ballots, "专家{expert},J{:03},90", n + 1).expect("written"));
    }
    fs::write(folder.join("applicants.csv"), applicants).expect("written");
    fs::write(folder.join("ballots.csv"), ballots).expect("written");
    let quota = names.len();
    let text = format!(
        "[scheme]\nid = \"s\"\nname = \"小评审\"\n{head}\n[[track]]\nid = \"t\"\ntitle = \"示范机构\"\nsubmissions = [\"applicants.csv\"]\n\
         quota = {quota}\nballots = {{ r = [\"ballots.csv\"] }}\n[[round]]\nid = \"r\"\nname = \"答辩\"\n\
         items = [{{ id = \"all\", name = \"表现\", points = 100 }}]\npanel = {{ combine = \"mean\", min_marks = 1 }}\n[final]\nweights = {{ r = 100 }}\n"
    );
    let path = folder.join("scheme.toml");
    fs::write(&path, text).expect("written");
    path
}

fn example() -> PathBuf {
    Path::new(ROOT).join("examples/chongqing-2025/scheme.toml")
}

const HOSTILE: [&str; 8] = [
    "<w:br/>&amp;]]>",
    "=HYPERLINK(\"http://a.example\")",
    "甲\u{202e}乙\u{1b}[31m",
    "**- 甲**",
    "1. [甲](www.a.example)",
    "\u{fffe}丙\u{ffff}",
    "两行\n的名称",
    "https://a.example/?a=1&b=2",
];

#[test]
fn every_part_is_as_the_format_calls_for() {
    let folder = tempfile::tempdir().expect("a folder");
    for scheme in [example(), scheme(folder.path(), "", &HOSTILE)] {
        let written = Written::of(&scheme);
        for parts in DRAFTS.map(|name| written.parts(name)) {
            for (name, text) in &parts {
                is_ordered(name, text);
            }
            assert!(!parts.values().any(|text| text.contains("TargetMode")), "nothing points outside");
            let mut declared = BTreeSet::new();
            for_each(&parts["[Content_Types].xml"], |event| {
                if let Event::Empty(tag) = event {
                    let name = attribute(tag, "PartName").map(|name| name.trim_start_matches('/').to_owned());
                    declared
                        .insert(name.or_else(|| attribute(tag, "Extension").map(|ending| format!(".{ending}"))).expect("what it is of"));
                }
            });
            for name in parts.keys().filter(|name| *name != "[Content_Types].xml") {
                assert!(declared.iter().any(|of| of == name || (of.starts_with('.') && name.ends_with(of))), "{name} is not declared");
            }
            assert!(declared.iter().all(|of| of.starts_with('.') || parts.contains_key(of)), "{declared:?}");
            let mut ids = BTreeSet::new();
            for (rels, folder) in [("_rels/.rels", ""), ("word/_rels/document.xml.rels", "word/")] {
                for_each(&parts[rels], |event| {
                    if let Event::Empty(tag) = event {
                        let target = format!("{folder}{}", attribute(tag, "Target").expect("a target"));
                        assert!(parts.contains_key(&target), "{target} is not there");
                        ids.insert(format!("{folder}{}", attribute(tag, "Id").expect("an id")));
                    }
                });
            }
            // What the document refers to is there: parts and styles.
            let styles = &parts["word/styles.xml"];
            for_each(&parts["word/document.xml"], |event| {
                if let Event::Empty(tag) = event {
                    if let Some(id) = attribute(tag, "r:id") {
                        assert!(ids.contains(&format!("word/{id}")), "{id}");
                    }
                    if matches!(tag.name().as_ref(), "w:pStyle" | "w:rStyle") {
                        let id = attribute(tag, "w:val").expect("a style");
                        assert!(styles.contains(&format!("w:styleId=\"{id}\"")), "{id}");
                    }
                }
            });
        }
    }
}

#[test]
fn both_forms_say_the_same_and_again_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    let many: Vec<String> = (1..=60).map(|n| format!("第{n}养老院")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let issuer =
        "notice = { posted_on = 2025-09-26, working_days = 5, count_from = \"next-day\" }\n[issuer]\nname = \"某市卫生健康委员会\"";
    for (head, names) in [("", HOSTILE.as_slice()), (issuer, &["甲"]), ("", &many)] {
        let scheme = scheme(folder.path(), head, names);
        let (first, second) = (Written::of(&scheme), Written::of(&scheme));
        for name in DRAFTS {
            assert_eq!(first.paragraphs(name), said(&first.markdown(name)), "{name}");
            let docx = format!("{name}.docx");
            assert!(first.read(&docx) == second.read(&docx), "{docx}: two runs differ");
        }
    }
    let example = Written::of(&example());
    for name in DRAFTS {
        let paragraphs = example.paragraphs(name);
        assert_eq!(paragraphs, said(&example.markdown(name)), "{name}");
        assert!(paragraphs[0].starts_with("未定稿，不得发布。"), "{}", paragraphs[0]);
        // A figure with places would be a score.
        let has_score = |text: &String| text.split(|c: char| !c.is_ascii_digit() && c != '.').any(|word| word.contains('.'));
        assert!(!paragraphs.iter().any(has_score), "{paragraphs:?}");
    }
    // How long a revocation bars is the scheme's.
    assert!(example.markdown("通报稿").contains("按程序取消命名，且3年内不得再次申报。"));
}

#[test]
fn what_is_not_known_stays_blank() {
    let folder = tempfile::tempdir().expect("a folder");
    let written = Written::of(&scheme(folder.path(), "", &["甲"]));
    let [notice, circular] = DRAFTS.map(|name| written.paragraphs(name));
    let tail = |paragraphs: &[String], n: usize| paragraphs[paragraphs.len() - n..].to_vec();
    assert_eq!(tail(&notice, 3), ["邮政编码：＿＿＿＿", "＿＿＿＿", "＿＿＿＿年＿＿月＿＿日"]);
    assert_eq!(circular[0], "＿＿＿＿关于小评审命名单位的通报");
    assert_eq!(circular[1..3], ["＿＿＿＿〔＿＿＿＿〕＿＿＿＿号", "＿＿＿＿（主送机关）："]);
    assert_eq!(tail(&circular, 5), ["（此件公开发布）", "附件", "示范机构名单", "一、示范机构（1个，排名不分先后）", "甲"]);
}

/// What follows the table of rounds in a scheme.
fn with(scheme: &Path, more: &str) -> Written {
    let text = fs::read_to_string(scheme).expect("written") + more;
    fs::write(scheme, text).expect("written");
    Written::of(scheme)
}

#[test]
fn what_is_not_settled_is_said_before_anything_else() {
    let folder = tempfile::tempdir().expect("a folder");
    let posted = "notice = { posted_on = 2025-09-26, working_days = 5, count_from = \"next-day\" }";
    // Somebody is rejected when the notice already hangs there.
    let late = "[[override]]\napplicant = \"J001\"\ndecision = \"reject\"\nby = \"主任办公会\"\non = 2025-10-20\nreason = \"停业\"\n";
    let written = with(&scheme(folder.path(), posted, &["甲", "乙"]), late);
    for name in DRAFTS {
        let first = &written.paragraphs(name)[0];
        assert_eq!(first, "下列决定作出于公示张贴之后，名单可能与公示时不同：J001 甲（2025年10月20日）", "{name}");
    }
    // A mark that cannot be read may decide who has a seat.
    let path = scheme(folder.path(), posted, &["甲", "乙"]);
    let ballots = fs::read_to_string(folder.path().join("ballots.csv")).expect("written").replacen("J002,90", "J002,9O", 1);
    fs::write(folder.path().join("ballots.csv"), ballots).expect("written");
    let written = Written::of(&path);
    for name in DRAFTS {
        let first = &written.paragraphs(name)[0];
        assert!(first.starts_with("未定稿，不得发布。评审中还有 1 处错误没有处理"), "{name}: {first}");
    }
    // Settled, and before the posting: nothing stands before the title.
    let written = with(&scheme(folder.path(), posted, &["甲", "乙"]), &late.replace("10-20", "09-20"));
    assert!(written.paragraphs("公示稿")[0].starts_with("关于小评审"), "{:?}", written.paragraphs("公示稿")[0]);
}

/// 渝北 is not how the table of divisions spells it.
#[test]
fn two_of_one_name_are_told_apart_and_who_stands_in_no_division_comes_last() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = scheme(folder.path(), "divisions = \"divisions.csv\"", &["同名院", "同名院", "独名院"]);
    fs::write(folder.path().join("divisions.csv"), "代码,名称\n500103,渝中区\n500105,江北区\n500112,渝北区\n").expect("written");
    let applicants = "编号,名称,区县\nJ001,同名院,江北区\nJ002,同名院,渝中区\nJ003,独名院,渝北\n";
    fs::write(folder.path().join("applicants.csv"), applicants).expect("written");
    let written = Written::of(&path);
    let notice = written.paragraphs("公示稿");
    assert_eq!(notice[0], "下列单位的区县与行政区划表对不上，排在最后，请核对顺序：独名院");
    let at = notice.iter().position(|line| line.contains("排名不分先后")).expect("a list");
    assert_eq!(notice[at + 1..at + 4], ["同名院（渝中区，J002）", "同名院（江北区，J001）", "独名院"]);
}

#[test]
fn a_track_without_a_title_leaves_a_blank() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = scheme(folder.path(), "", &["甲"]);
    let text = fs::read_to_string(&path).expect("written").replace("title = \"示范机构\"\n", "");
    fs::write(&path, text).expect("written");
    let written = Written::of(&path);
    assert!(written.markdown("公示稿").contains("拟确定下列1个单位为＿＿＿＿候选单位"));
    assert!(written.markdown("通报稿").contains("附件：＿＿＿＿名单"));
}

#[test]
fn hostile_names_stay_text() {
    let folder = tempfile::tempdir().expect("a folder");
    let written = Written::of(&scheme(folder.path(), "", &HOSTILE));
    let paragraphs = written.paragraphs("公示稿");
    let from = paragraphs.iter().position(|text| text.starts_with("一、")).expect("the list") + 1;
    let listed = &paragraphs[from..from + HOSTILE.len()];
    assert_eq!(listed[0], HOSTILE[0]);
    assert_eq!(listed[2], "甲\\u{202e}乙\\u{1b}[31m");
    assert_eq!(listed[5], "?丙?");
    assert_eq!(listed[6], "两行 的名称");
    let document = &written.parts("公示稿")["word/document.xml"];
    assert!(!document.contains("hyperlink") && !document.contains("<w:br/>&amp;"), "{document}");
}

#[test]
fn the_layout_is_that_of_gb_t_9704() {
    let folder = tempfile::tempdir().expect("a folder");
    let issuer =
        "notice = { posted_on = 2025-09-26, working_days = 5, count_from = \"next-day\" }\n[issuer]\nname = \"某市卫生健康委员会\"";
    let written = Written::of(&scheme(folder.path(), issuer, &["甲"]));
    let [notice, circular] = DRAFTS.map(|name| written.parts(name));
    let document = &circular["word/document.xml"];
    // 37, 26, 35 and 28 mm in twentieths of a point, and 22 lines of the grid in what is left.
    for wanted in
        ["w:w=\"11906\" w:h=\"16838\"", "w:top=\"2098\" w:right=\"1474\" w:bottom=\"1984\" w:left=\"1588\"", "w:linePitch=\"579\""]
    {
        assert!(document.contains(wanted), "{wanted}");
    }
    let indents = |document: &str| -> Vec<usize> {
        let mut all = Vec::new();
        for_each(document, |event| {
            if let Event::Empty(tag) = event
                && tag.name().as_ref() == "w:ind"
            {
                all.push(attribute(tag, "w:left").expect("left").parse().expect("a number"));
            }
        });
        all
    };
    // A line is 28 characters of 315: the issuer takes 9 and leaves 2; 2025年9月26日 begins two after it.
    assert_eq!(indents(&notice["word/document.xml"]), [17 * 315, 19 * 315]);
    // A blank date takes 11 and is the longer one: it leaves 2, and the issuer begins two before it.
    assert_eq!(indents(document), [13 * 315, 15 * 315]);
    assert!(circular["word/styles.xml"].contains("w:line=\"560\" w:lineRule=\"exact\""));
    assert!(circular["word/settings.xml"].contains("<w:evenAndOddHeaders/>"));
    assert!(circular["docProps/core.xml"].contains("<dc:title>某市卫生健康委员会关于小评审命名单位的通报</dc:title>"));
}
