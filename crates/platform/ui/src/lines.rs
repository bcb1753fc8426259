//! Lines: waiting room, inbox, agenda, circle, deliveries. Who, what, when, state, action: always in that order.

use askama::Template;
use askama::filters::HtmlSafe;
use jiff::civil::Time;

use crate::{Action, Badge, Empty, Icon, Rich, Tabs, Text, Tone, french};

/// A card of lines with its title: `Lines::new("Salle d’attente").lines(waiting)`.
#[derive(Debug, Clone, Template)]
#[template(path = "ui/lines.html")]
pub struct Lines<'a> {
    title: Text<'a>,
    id: Option<Text<'a>>,
    items: Vec<Line<'a>>,
    counted: bool,
    meta: Option<Text<'a>>,
    action: Option<Action<'a>>,
    tabs: Option<Tabs<'a>>,
    tight: bool,
    bare: bool,
    tag: &'static str,
    empty: Option<Empty<'a>>,
    foot: Option<Rich<'a>>,
}

impl<'a> Lines<'a> {
    /// An empty card with its title.
    pub fn new(title: impl Into<Text<'a>>) -> Self {
        Self {
            title: title.into(),
            id: None,
            items: Vec::new(),
            counted: false,
            meta: None,
            action: None,
            tabs: None,
            tight: false,
            bare: false,
            tag: "ul",
            empty: None,
            foot: None,
        }
    }

    /// Adds lines.
    #[must_use]
    pub fn lines<L: Into<Line<'a>>>(mut self, lines: impl IntoIterator<Item = L>) -> Self {
        self.items.extend(lines.into_iter().map(Into::into));
        self
    }

    /// An id, for a search field whose down arrow comes here.
    #[must_use]
    pub fn id(mut self, id: impl Into<Text<'a>>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Shows how many there are beside the title.
    #[must_use]
    pub fn counted(mut self) -> Self {
        self.counted = true;
        self
    }

    /// A few words beside the title: « signée à 14:24 ».
    #[must_use]
    pub fn meta(mut self, text: impl Into<Text<'a>>) -> Self {
        self.meta = Some(text.into());
        self
    }

    /// One action beside the title: « Ajouter ».
    #[must_use]
    pub fn action(mut self, action: Action<'a>) -> Self {
        self.action = Some(action.small());
        self
    }

    /// Views of the same lines, beside the title.
    #[must_use]
    pub fn tabs(mut self, tabs: Tabs<'a>) -> Self {
        self.tabs = Some(tabs);
        self
    }

    /// Closer lines, for results and short lists.
    #[must_use]
    pub fn tight(mut self) -> Self {
        self.tight = true;
        self
    }

    /// Without the card: the title is only heard.
    #[must_use]
    pub fn bare(mut self) -> Self {
        self.bare = true;
        self
    }

    /// Their order means something: hours, ranks.
    #[must_use]
    pub fn ordered(mut self) -> Self {
        self.tag = "ol";
        self
    }

    /// What is said when there is no line.
    #[must_use]
    pub fn empty(mut self, empty: Empty<'a>) -> Self {
        self.empty = Some(empty);
        self
    }

    /// One sentence under the lines.
    #[must_use]
    pub fn foot(mut self, text: impl Into<Rich<'a>>) -> Self {
        self.foot = Some(text.into());
        self
    }
}

impl HtmlSafe for Lines<'_> {}

/// One line.
#[derive(Debug, Clone)]
pub struct Line<'a> {
    lead: Lead<'a>,
    name: Text<'a>,
    href: Option<Text<'a>>,
    beside: Option<Text<'a>>,
    metas: Vec<Rich<'a>>,
    state: Option<Badge<'a>>,
    actions: Vec<Action<'a>>,
    badges: Vec<Badge<'a>>,
    said: Option<Rich<'a>>,
    steps: Vec<Action<'a>>,
    unread: bool,
    past: bool,
    current: bool,
    now: Option<String>,
}

/// What stands before a line.
#[derive(Debug, Clone)]
enum Lead<'a> {
    Nothing,
    Initials(Text<'a>),
    Hour(String),
    Rank(usize),
    Glyph(Tone, Icon),
    Ring(Tone, u8),
}

impl<'a> Line<'a> {
    /// A line whose first words are these: a name as lists show it, or a title.
    pub fn new(name: impl Into<Text<'a>>) -> Self {
        Self {
            lead: Lead::Nothing,
            name: name.into(),
            href: None,
            beside: None,
            metas: Vec::new(),
            state: None,
            actions: Vec::new(),
            badges: Vec::new(),
            said: None,
            steps: Vec::new(),
            unread: false,
            past: false,
            current: false,
            now: None,
        }
    }

    /// Where the name leads.
    #[must_use]
    pub fn href(mut self, href: impl Into<Text<'a>>) -> Self {
        self.href = Some(href.into());
        self
    }

    /// A few pale words after the name: an age, a commune.
    #[must_use]
    pub fn beside(mut self, text: impl Into<Text<'a>>) -> Self {
        self.beside = Some(text.into());
        self
    }

    /// A pale line under the name; two at most.
    #[must_use]
    pub fn meta(mut self, text: impl Into<Rich<'a>>) -> Self {
        self.metas.push(text.into());
        self
    }

    /// Begins with a round mark.
    #[must_use]
    pub fn initials(mut self, initials: impl Into<Text<'a>>) -> Self {
        self.lead = Lead::Initials(initials.into());
        self
    }

    /// Begins with an hour.
    #[must_use]
    pub fn hour(mut self, at: Time) -> Self {
        self.lead = Lead::Hour(french::clock(at));
        self
    }

    /// Begins with a rank.
    #[must_use]
    pub fn rank(mut self, rank: usize) -> Self {
        self.lead = Lead::Rank(rank);
        self
    }

    /// Begins with a pictogram.
    #[must_use]
    pub fn glyph(mut self, tone: Tone, icon: Icon) -> Self {
        self.lead = Lead::Glyph(tone, icon);
        self
    }

    /// Begins with a ring that empties: the hundredths of a delay that are left. Its sentence is in a `meta`.
    #[must_use]
    pub fn ring(mut self, tone: Tone, hundredths_left: u8) -> Self {
        self.lead = Lead::Ring(tone, hundredths_left.min(100));
        self
    }

    /// Its state, at the end of the line.
    #[must_use]
    pub fn state(mut self, badge: Badge<'a>) -> Self {
        self.state = Some(badge);
        self
    }

    /// What one does with it, at the end of the line; one main action at most.
    #[must_use]
    pub fn action(mut self, action: Action<'a>) -> Self {
        self.actions.push(action);
        self
    }

    /// A badge under the line; three at most.
    #[must_use]
    pub fn badge(mut self, badge: Badge<'a>) -> Self {
        self.badges.push(badge);
        self
    }

    /// One sentence under the line: what happened.
    #[must_use]
    pub fn said(mut self, text: impl Into<Rich<'a>>) -> Self {
        self.said = Some(text.into());
        self
    }

    /// What can be done about it, under the line.
    #[must_use]
    pub fn step(mut self, action: Action<'a>) -> Self {
        self.steps.push(action.small());
        self
    }

    /// New: a dot, bold, and the word for those who hear it.
    #[must_use]
    pub fn unread(mut self) -> Self {
        self.unread = true;
        self
    }

    /// Over: paler.
    #[must_use]
    pub fn past(mut self) -> Self {
        self.past = true;
        self
    }

    /// The one that is open beside.
    #[must_use]
    pub fn current(mut self) -> Self {
        self.current = true;
        self
    }

    /// The present moment stands just before this line.
    #[must_use]
    pub fn after_now(mut self, now: Time) -> Self {
        self.now = Some(french::clock(now));
        self
    }

    fn is_led(&self) -> bool {
        !matches!(self.lead, Lead::Nothing)
    }
}

/// One delivery: to whom, by what channel, its state in words, why, and what to do.
#[derive(Debug, Clone)]
pub struct DeliveryLine<'a> {
    tone: Tone,
    icon: Icon,
    to: Text<'a>,
    by: Rich<'a>,
    state: Text<'a>,
    reason: Option<Rich<'a>>,
    steps: Vec<Action<'a>>,
}

impl<'a> DeliveryLine<'a> {
    /// A delivery whose state is these words: « Échec à 14:26 », « Envoyé à 14:24 », « Accusé reçu, 14:25 ».
    pub fn new(
        tone: Tone,
        to: impl Into<Text<'a>>,
        by: impl Into<Rich<'a>>,
        state: impl Into<Text<'a>>,
    ) -> Self {
        let icon = if tone == Tone::Info { Icon::Send } else { tone.icon() };
        Self {
            tone,
            icon,
            to: to.into(),
            by: by.into(),
            state: state.into(),
            reason: None,
            steps: Vec::new(),
        }
    }

    /// Another icon than the tone's usual one.
    #[must_use]
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = icon;
        self
    }

    /// Why it is so, in one sentence.
    #[must_use]
    pub fn reason(mut self, sentence: impl Into<Rich<'a>>) -> Self {
        self.reason = Some(sentence.into());
        self
    }

    /// What can be done about it, the best first.
    #[must_use]
    pub fn action(mut self, action: Action<'a>) -> Self {
        self.steps.push(action.small());
        self
    }
}

impl<'a> From<DeliveryLine<'a>> for Line<'a> {
    fn from(delivery: DeliveryLine<'a>) -> Self {
        let mut line = Line::new(delivery.to)
            .glyph(delivery.tone, delivery.icon)
            .meta(delivery.by)
            .state(Badge::new(delivery.tone, delivery.state).icon(delivery.icon));
        line.said = delivery.reason;
        line.steps = delivery.steps;
        line
    }
}
