"""Settings of captures."""

from datetime import timedelta
from typing import Literal, Self

from pydantic import Field, SecretStr, model_validator

from subgraphs.shared.settings import SubgraphSettings


class CaptureSettings(SubgraphSettings):
    captures_per_learner: int = Field(default=2_000, ge=1)
    """Captures of one learner, with deleted ones that can be brought back. Too low: they have to tidy up; too high
    makes searching them slow."""

    capture_bytes_per_learner: int = Field(default=500_000_000, ge=0)
    """What the files of one learner's captures may take. Too low refuses films; too high lets one learner fill the
    storage."""

    capture_image_bytes: int = Field(default=20_000_000, ge=1_000)
    """Largest screenshot. Too low refuses those of large screens; too high lets one of them fill memory."""

    capture_image_width: int = Field(default=2_560, ge=320)
    """Screenshots are kept no wider. Too low makes small characters unreadable; too high costs storage and time."""

    capture_video_bytes: int = Field(default=50_000_000, ge=1_000)
    """Largest film. A request has its own limit besides, `max_upload_bytes`. Too high costs storage."""

    capture_text_bytes: int = Field(default=1_000_000, ge=1_000)
    """Largest file of text or subtitles. Too low refuses those of a long film; too high lets one fill memory."""

    capture_characters: int = Field(default=100_000, ge=100)
    """Characters of one text that are read; of a longer one, the rest is refused. Too low refuses chapters of a book;
    too high keeps a worker busy with one."""

    capture_tags: int = Field(default=20, ge=1)
    """Tags of one capture. Too high makes lists of them slow."""

    capture_least_cards: int = Field(default=3, ge=1)
    """Cards that are made of one capture where it has enough unknown words. Too low wastes captures."""

    capture_most_cards: int = Field(default=5, ge=1)
    """Cards that are made of one capture at most. Too high: learners drown in new cards."""

    capture_known_share: float = Field(default=0.6, gt=0, le=1)
    """Share of a level's words that somebody knows who is beyond it. Too low: words are too hard; too high: too
    easy."""

    capture_attempts: int = Field(default=4, ge=1, le=15)
    """How often a capture is tried, with pauses, before it has failed. Too low: a short outage fails it; too high:
    learners wait long for the word that it did."""

    deleted_capture_retention: timedelta = Field(default=timedelta(days=30), ge=timedelta())
    """How long a deleted capture can be brought back. Too low: a mistake is noticed too late; too high costs
    storage."""

    tesseract: str = "tesseract"
    """The text recogniser: the name or path of its program. Where there is none, screenshots wait for somebody to type
    what is on them."""

    recognition_timeout: timedelta = Field(default=timedelta(seconds=60), ge=timedelta(seconds=1))
    """For reading one screenshot. Too low fails full pages; too high lets hostile ones keep a processor."""

    recognition_memory_bytes: int = Field(default=1_500_000_000, ge=300_000_000)
    """Address space of the process that reads one screenshot. Too low fails large ones; too high lets hostile ones
    press others out of memory."""

    recognitions_at_once: int = Field(default=1, ge=1)
    """Screenshots that a process reads at a time. Too low: they queue; too high: requests wait for processors."""

    capture_processor: Literal["local", "language-model"] = "local"
    """Who writes cards from captures: this process alone, by the dictionary, or a language model, with the former for
    when it fails. A model sees what learners captured: tell them."""

    language_model_url: str | None = None
    """Where an OpenAI-compatible API begins, such as `https://models.example/v1`. `/chat/completions` follows it."""

    language_model_key: SecretStr | None = None
    """What the API is shown as `Authorization: Bearer`. None: nothing, for servers of one's own."""

    language_model: str = ""
    """The model, as the API names it."""

    language_model_timeout: timedelta = Field(default=timedelta(seconds=60), gt=timedelta())
    """For one answer, whole. Too low: long texts go to the dictionary instead; too high: a worker waits for a server
    that is gone."""

    language_model_attempts: int = Field(default=3, ge=1)
    """How often one question is asked where the server is busy or broken. Too high multiplies the wait."""

    language_model_longest_pause: timedelta = Field(default=timedelta(seconds=20), ge=timedelta())
    """Longest pause before asking again; a server that wants a longer one (`Retry-After`) is not asked again. Too high
    keeps workers waiting."""

    language_model_first_pause: timedelta = Field(default=timedelta(seconds=1), ge=timedelta())
    """The pause after the first failure; it doubles. Too low presses a server that is busy."""

    language_model_tokens: int = Field(default=1_500, ge=100)
    """Longest answer, in tokens. Too low cuts answers off; too high lets one cost more."""

    language_model_characters: int = Field(default=6_000, ge=100)
    """Characters of a capture that the model is shown. Too low hides words; too high costs."""

    language_model_answer_bytes: int = Field(default=200_000, ge=1_000)
    """Largest answer that is read. Too high lets a broken server fill memory."""

    language_model_input_price: float = Field(default=0.0, ge=0)
    """What a million tokens of questions cost, in the operator's currency."""

    language_model_output_price: float = Field(default=0.0, ge=0)
    """What a million tokens of answers cost."""

    language_model_daily_cost: float = Field(default=10.0, ge=0)
    """What all learners together may cost in a day (UTC), before the dictionary does the rest. Too low: few get cards
    by the model; too high: the bill is."""

    language_model_daily_cost_per_learner: float = Field(default=0.5, ge=0)
    """What one learner may cost in a day (UTC). Too high lets one use up what all have."""

    language_model_daily_requests_per_learner: int = Field(default=100, ge=1)
    """How often the model is asked for one learner in a day, whatever it costs. Too high lets one keep it busy."""

    @model_validator(mode="after")
    def _language_model_is_reachable(self) -> Self:
        wanted = self.capture_processor == "language-model"
        if wanted and not (self.language_model_url or "").startswith(("http://", "https://")):
            raise ValueError("KUMIKI_CAPTURE_PROCESSOR=language-model needs KUMIKI_LANGUAGE_MODEL_URL, an http address")
        if wanted and not self.language_model:
            raise ValueError("KUMIKI_CAPTURE_PROCESSOR=language-model needs KUMIKI_LANGUAGE_MODEL, the name of a model")
        return self
