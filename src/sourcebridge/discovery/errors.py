"""What the search refuses."""

from django.utils.translation import gettext_lazy as _

from sourcebridge.kit.errors import Refusal


class NothingToSave(Refusal):
    """A saved search without words, filters or a name."""

    code = "nothing_to_save"
    status = 422
    sentence = _("Search for something first, then save the search under a name.")


class NameTaken(Refusal):
    """Two saved searches of one person with one name."""

    code = "saved_search_name_taken"
    sentence = _("You already saved a search as “%(name)s”. Choose another name.")


class TooManySaved(Refusal):
    """The list of saved searches is full."""

    code = "too_many_saved_searches"
    sentence = _("You have saved %(most)s searches. Delete one before saving another.")


class SynonymAlone(Refusal):
    """A synonym needs two different words."""

    code = "synonym_alone"
    status = 422
    sentence = _("Give a word and at least one other word that means the same.")
