"""Forms by which people decide about cases. Each asks for what its decision needs, and why."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from infreg.doors.web.forms import ReasonForm
from infreg.doors.web.municipalities import Municipalities
from infreg.vocabulary.case import Move

Choices = Sequence[tuple[str, str]]


class CaseForm(ReasonForm):
    """What any decision about a case needs. `seen` is the digest of the evidence that the page showed."""

    seen = forms.CharField(max_length=64)


class ChoosingForm(CaseForm):
    """A choice among those that fit the case; nothing is chosen beforehand."""

    target = forms.ChoiceField()

    def __init__(self, *args: Any, choices: Choices, missing: "str | None" = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = missing or gettext("Choose what it is to be.")
        self.fields["target"] = forms.ChoiceField(
            choices=list(choices), error_messages={"required": said, "invalid_choice": said}
        )


class MovingForm(CaseForm):
    """A municipality, by name or number; `target` is its number once valid."""

    target = forms.CharField(
        max_length=60, error_messages={"required": _("Write the municipality, by name or number.")}
    )

    def __init__(self, *args: Any, municipalities: Municipalities, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._municipalities = municipalities

    def clean_target(self) -> str:
        found = self._municipalities.find(" ".join(self.cleaned_data["target"].split()))
        if not found:
            raise ValidationError(
                _("No municipality is called this, and none has this number. Choose one of the list.")
            )
        if len(found) > 1:
            meant = ", ".join(map(self._municipalities.called, found))
            raise ValidationError(
                gettext("Several municipalities are called this: %(meant)s. Write the number.")
                % {"meant": meant}
            )
        return found[0]


class QuestionForm(ReasonForm):
    """What becomes of a question: `keep`, or what a case of it is after all."""

    target = forms.ChoiceField()

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = gettext("Choose what it is to be.")
        self.fields["target"] = forms.ChoiceField(
            choices=list(choices), error_messages={"required": said, "invalid_choice": said}
        )


def case_form(
    move: Move,
    posted: Mapping[str, Any] | None,
    *,
    choices: Choices = (),
    municipalities: Municipalities,
) -> CaseForm:
    """The form of a decision."""
    match move:
        case Move.MOVE:
            return MovingForm(posted, municipalities=municipalities)
        case Move.CONFIRM:
            return CaseForm(posted)
        case _:
            return ChoosingForm(posted, choices=choices)
