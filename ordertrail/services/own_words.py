"""What the company named itself, read together."""

from __future__ import annotations

from ordertrail.domain.own_words import OwnWords
from ordertrail.services.context import Context
from ordertrail.services.custom_fields import every_field
from ordertrail.services.own_channels import own_channels
from ordertrail.services.own_lists import segments, surcharge_kinds
from ordertrail.services.word_list import own_word_list


def words_of(ctx: Context) -> OwnWords:
    """As last written by anybody."""
    return OwnWords(every_field(ctx), surcharge_kinds(ctx), segments(ctx), own_channels(ctx), own_word_list(ctx))
