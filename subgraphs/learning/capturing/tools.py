"""What captures are processed with, made once from the settings."""

from dataclasses import dataclass

from subgraphs.learning.capture_settings import CaptureSettings
from subgraphs.learning.capturing.drafts import CaptureProcessor
from subgraphs.learning.capturing.language_model import LanguageModel
from subgraphs.learning.capturing.language_model_costs import CostLedger, Prices
from subgraphs.learning.capturing.language_model_processor import LanguageModelProcessor
from subgraphs.learning.capturing.local_processor import LocalProcessor
from subgraphs.learning.capturing.recognition import TextRecognizer


@dataclass(frozen=True, slots=True)
class CaptureTools:
    settings: CaptureSettings
    recognizer: TextRecognizer

    @classmethod
    def from_settings(cls, settings: CaptureSettings) -> "CaptureTools":
        return cls(settings, TextRecognizer.from_settings(settings))

    def processor(self, ledger: CostLedger) -> CaptureProcessor:
        """As the settings say. The ledger is asked before a language model is."""
        local = LocalProcessor()
        if self.settings.capture_processor == "local":
            return local
        return LanguageModelProcessor(
            LanguageModel(self.settings),
            Prices.from_settings(self.settings),
            ledger,
            local,
            self.settings.language_model_characters,
        )
