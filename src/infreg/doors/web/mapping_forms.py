"""Forms where somebody says what a laboratory's word means."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from infreg.definitions.kinds.values import MARKERS, METHODS
from infreg.doors.web.forms import ReasonForm
from infreg.doors.web.targets import composed
from infreg.vocabulary.mapping import Suggestion

#: Chosen instead of a target where the form's own fields say what it is.
COMPOSED = "composed"
_MOST_ALTERNATIVES = 3
_CHOOSE = {"required": gettext_lazy("Choose what it means, or search for it.")}

#: Finds organisms by words, the likest first.
FindOrganisms = Callable[[str], Sequence[Suggestion]]


class MappingForm(ReasonForm):
    """What a term means, in which laboratories, and why. `unit` is None for all of them."""

    target = forms.CharField(max_length=200, error_messages=_CHOOSE)
    organism = forms.CharField(max_length=100, required=False)
    method = forms.ChoiceField(choices=[("", ""), *((each, each) for each in METHODS)], required=False)
    marker = forms.ChoiceField(choices=[("", ""), *((each, each) for each in MARKERS)], required=False)
    screening = forms.BooleanField(required=False)

    def __init__(
        self,
        *args: Any,
        laboratories: Sequence[tuple[int, str]],
        find_organisms: FindOrganisms,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.find_organisms = find_organisms
        self.fields["unit"] = forms.TypedChoiceField(
            choices=[("", ""), *laboratories],
            coerce=int,
            empty_value=None,
            required=False,
            error_messages={"invalid_choice": gettext_lazy("Choose whom it holds for.")},
        )

    def clean(self) -> dict[str, Any]:
        """Writes a composed target out."""
        said = self.cleaned_data
        if said.get("target") == COMPOSED:
            organism = self._organism(said.get("organism", ""))
            said["target"] = composed(
                organism, said.get("method", ""), said.get("marker", ""), screening=bool(said["screening"])
            )
        return said

    def _organism(self, words: str) -> str:
        """The code of the one organism that the words name; empty where there are none."""
        if not words:
            return ""
        found = self.find_organisms(words)
        named = {each.target for each in found if words.casefold() in (each.title.casefold(), each.like)}
        if len(named) == 1:
            return named.pop()
        titles = list(dict.fromkeys(each.title for each in found))[:_MOST_ALTERNATIVES]
        self.add_error("organism", _not_one(titles))
        return ""


def _not_one(titles: list[str]) -> str:
    if not titles:
        return _("No microbe has this name. Check how it is written.")
    return _("No microbe is called exactly this. Is it one of these: %(names)s?") % {
        "names": ", ".join(titles)
    }
