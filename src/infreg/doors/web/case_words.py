"""What is said of cases on pages: doubts, decisions, duties, and what flow refuses."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext, gettext_lazy, gettext_noop, pgettext_lazy

from infreg.vocabulary.case import Doubt, Move

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

#: What a case is reclassified to when it is none.
NO_CASE = "none"
#: The way to each decision, as an address says it.
WAYS: Mapping[str, Move] = {
    "sla-sammen": Move.MERGE,
    "del": Move.SPLIT,
    "endre": Move.RECLASSIFY,
    "flytt": Move.MOVE,
    "riktig": Move.CONFIRM,
}
MOVES: "Mapping[Move, StrOrPromise]" = {
    Move.MERGE: pgettext_lazy("decision", "Merge"),
    Move.SPLIT: pgettext_lazy("decision", "Split"),
    Move.RECLASSIFY: pgettext_lazy("decision", "Reclassify"),
    Move.MOVE: pgettext_lazy("decision", "Move"),
    Move.CONFIRM: pgettext_lazy("decision", "Right as it is"),
}
ASKED: "Mapping[Move, StrOrPromise]" = {
    Move.MERGE: gettext_lazy("Merge with another case?"),
    Move.SPLIT: gettext_lazy("Split into two cases?"),
    Move.RECLASSIFY: gettext_lazy("Reclassify the case?"),
    Move.MOVE: gettext_lazy("Move to another municipality?"),
    Move.CONFIRM: gettext_lazy("Right as it is?"),
}
#: What is about to be done, after “You decide:”.
DOING: "Mapping[Move, StrOrPromise]" = {
    Move.MERGE: gettext_lazy("merge with another case"),
    Move.SPLIT: gettext_lazy("split into two cases"),
    Move.RECLASSIFY: gettext_lazy("reclassify as %(to)s"),
    Move.MOVE: gettext_lazy("move to %(to)s"),
    Move.CONFIRM: gettext_lazy("right as it is"),
}
#: What each is for.
FOR: "Mapping[Move, StrOrPromise]" = {
    Move.MERGE: gettext_lazy("When two cases of the same person are one and the same illness."),
    Move.SPLIT: gettext_lazy("When some of the answers are about a new illness."),
    Move.RECLASSIFY: gettext_lazy("When the class is another, or it is no case at all."),
    Move.MOVE: gettext_lazy("When the municipality of residence is wrong."),
    Move.CONFIRM: gettext_lazy("When it is looked at and stands: settles what is doubted."),
}
TARGETS: "Mapping[str, StrOrPromise]" = {
    "confirmed": pgettext_lazy("target", "Confirmed"),
    "probable": pgettext_lazy("target", "Probable"),
    "infection": pgettext_lazy("target", "Infection"),
    "carriage": pgettext_lazy("target", "Carriage"),
    NO_CASE: pgettext_lazy("target", "No case"),
}
#: What happens when a case is reclassified, and what it is for.
TARGET_HELP: "Mapping[str, StrOrPromise]" = {
    "confirmed": gettext_lazy("It is counted as confirmed from now on."),
    "probable": gettext_lazy("It is counted as probable from now on."),
    "infection": gettext_lazy("It is counted as an infection from now on, apart from carriage."),
    "carriage": gettext_lazy("It is counted as carriage from now on, apart from infections."),
    NO_CASE: gettext_lazy("It is counted no more. The answers stay, and it can be taken back."),
}
#: A doubt in a tag, and as a sentence.
DOUBT_TAGS: "Mapping[Doubt, StrOrPromise]" = {
    Doubt.NEAR_ANOTHER: pgettext_lazy("doubt", "same case as the last?"),
    Doubt.WITHDRAWAL_UNMATCHED: pgettext_lazy("doubt", "notification withdrawn?"),
    Doubt.AGAINST_DECISION: pgettext_lazy("doubt", "against a decision"),
    Doubt.MARKED_WITHOUT_DISEASE: pgettext_lazy("doubt", "marked, no disease found"),
    Doubt.DECISION_WITHOUT_CASE: pgettext_lazy("doubt", "decision without a case"),
}
DOUBTS: "Mapping[Doubt, StrOrPromise]" = {
    Doubt.NEAR_ANOTHER: gettext_lazy(
        "The same person's last case of the disease ended shortly before. The days between are just more "
        "than what counts as one case."
    ),
    Doubt.WITHDRAWAL_UNMATCHED: gettext_lazy(
        "A laboratory has withdrawn a notification (MSIS-AV) without telling of which answer. It may be one "
        "of those that this case rests on."
    ),
    Doubt.AGAINST_DECISION: gettext_lazy(
        "What came later speaks against what was decided. The decision holds until somebody has looked."
    ),
    Doubt.MARKED_WITHOUT_DISEASE: gettext_lazy(
        "The laboratory has marked the answer as notifiable, and no rule finds a disease in it."
    ),
    Doubt.DECISION_WITHOUT_CASE: gettext_lazy(
        "The answers that the decision was about make no case any more."
    ),
}
#: What may be done about a doubt.
REMEDIES: "Mapping[Doubt, StrOrPromise]" = {
    Doubt.NEAR_ANOTHER: gettext_lazy(
        "If it is the same illness, merge the two; if not, the case is right as it is."
    ),
    Doubt.WITHDRAWAL_UNMATCHED: gettext_lazy(
        "Ask the laboratory which one. If it is this one, reclassify to no case; if not, the case is right "
        "as it is."
    ),
    Doubt.AGAINST_DECISION: gettext_lazy(
        "Look at what is new. Undo the decision, decide otherwise, or say that the case is right as it is."
    ),
}
GROUPS: "Mapping[str, StrOrPromise]" = {
    "A": gettext_lazy("Group A, nominative: notified with name and national identity number."),
    "B": gettext_lazy("De-identified group B: not shown with name."),
    "C": gettext_lazy("Group C: counted alone, nothing is kept of the person."),
}
#: What a version of a case may say otherwise than the one before.
FIELDS: "Mapping[str, StrOrPromise]" = {
    "classification": pgettext_lazy("case", "Class"),
    "state": pgettext_lazy("case", "State"),
    "group": pgettext_lazy("case", "Group"),
    "alert": pgettext_lazy("case", "Duty to alert"),
    "clinician_notice": pgettext_lazy("case", "Clinicians notify"),
    "organism": pgettext_lazy("case", "Microbe"),
    "event": pgettext_lazy("case", "Day counted by"),
    "onset": pgettext_lazy("case", "Onset"),
    "sampled": pgettext_lazy("case", "Sampled"),
    "municipality": pgettext_lazy("case", "Municipality"),
    "infected_in": pgettext_lazy("case", "Place of infection"),
    "sex": pgettext_lazy("case", "Sex"),
    "birth_year": pgettext_lazy("case", "Birth year"),
    "rule": pgettext_lazy("case", "Rule"),
    "definition": pgettext_lazy("case", "Definition"),
    "decisions": pgettext_lazy("case", "Decisions"),
    "doubts": pgettext_lazy("case", "Doubts"),
    "disease": pgettext_lazy("case", "Disease"),
}
CHANGED_MEANWHILE = gettext_noop(
    "The case rests on something else than what you looked at. Load the page again and look anew."
)
CLOSED_MEANWHILE = gettext_noop("The case does not stand any more. Look at what took over before you decide.")
SETTLED_MEANWHILE = gettext_noop("It is settled already, or what it was about has changed.")
UNDONE_MEANWHILE = gettext_noop("The decision does not hold any more: somebody took it back.")
#: What flow says when it will not.
_REFUSALS = (
    CHANGED_MEANWHILE,
    gettext_noop("The case follows from two others. Decide about those, and it follows."),
    gettext_noop("A case cannot be merged with itself. Name another one."),
    gettext_noop("The two cases are of different diseases."),
    gettext_noop("The two cases are of different persons. If they are one, join the persons first."),
    gettext_noop("A case is split at one of its answers, and not at the first: that one is where it begins."),
)


def refusal(said: Exception) -> str:
    """Why flow will not, in the page's language; in general terms where it says what these do not know."""
    if str(said) in _REFUSALS:
        return gettext(str(said))
    return gettext("The decision does not fit the case as it is now. Load the page again and look anew.")
