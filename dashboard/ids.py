"""Every id of the screen. Pages and callbacks name components through these constants alone."""

from __future__ import annotations


class Shell:
    """The frame round every page."""

    LIVE = "shell-live"
    TOAST = "shell-toast"
    TOASTS = "shell-toasts"
    BANNER = "shell-banner"
    TITLE = "shell-title"
    URL = "shell-url"
    NAV = "shell-nav"
    FOLD = "shell-fold"
    LANGUAGE = "shell-language"
    DARK = "shell-theme-dark"
    LIGHT = "shell-theme-light"
    LOST = "shell-lost"
    SEARCH = "shell-search"
    DEMO_REMOVE = "shell-demo-remove"
    DEMO_CONFIRM = "shell-demo-confirm"

    @staticmethod
    def nav(path: object) -> dict[str, object]:
        return {"type": "shell-nav", "path": path}


class FilterBar:
    """The chips of filters; the page's URL is their state."""

    URL = "filter-url"
    BAR = "filter-bar"
    PRESET = "filter-preset"
    START = "filter-start"
    END = "filter-end"
    CHANNELS = "filter-channels"
    STAGES = "filter-stages"
    REGIONS = "filter-regions"
    EXTRA = "filter-extra"
    CLEAR = "filter-clear"

    @staticmethod
    def chip(name: object) -> dict[str, object]:
        return {"type": "filter-chip", "name": name}

    @staticmethod
    def label(name: object) -> dict[str, object]:
        return {"type": "filter-label", "name": name}

    @staticmethod
    def drop(name: object) -> dict[str, object]:
        return {"type": "filter-drop", "name": name}


class ChartCard:
    """The parts of a chart's frame; ``card`` tells the charts apart."""

    @staticmethod
    def frame(card: object) -> dict[str, object]:
        return {"type": "chart-frame", "card": card}

    @staticmethod
    def title(card: object) -> dict[str, object]:
        return {"type": "chart-title", "card": card}

    @staticmethod
    def link(card: object) -> dict[str, object]:
        return {"type": "chart-link", "card": card}

    @staticmethod
    def table(card: object) -> dict[str, object]:
        return {"type": "chart-table", "card": card}

    @staticmethod
    def toggle(card: object) -> dict[str, object]:
        return {"type": "chart-toggle", "card": card}

    @staticmethod
    def csv(card: object) -> dict[str, object]:
        return {"type": "chart-csv", "card": card}


class Overview:
    """Overview page."""

    CONTENT = "overview-content"
    FIRST = "overview-first"
    DEMO_BUTTON = "overview-demo-button"
    DEMO_PROGRESS = "overview-demo-progress"
    DEMO_BAR = "overview-demo-bar"
    DEMO_STEP = "overview-demo-step"
    DEMO_ERROR = "overview-demo-error"
    KEY = "overview-key"
    REFRESH = "overview-refresh"
    NOTHING = "overview-nothing"
    AGE = "overview-age"
    KPIS = "overview-kpis"
    TREND = "overview-trend"
    TREND_CHOICES = "overview-trend-choices"
    STAGES = "overview-stages"
    STAGE_LIST = "overview-stage-list"
    MAP = "overview-map"
    MAP_CHOICES = "overview-map-choices"
    MAP_ASIDE = "overview-map-aside"
    DOWNLOAD = "overview-download"

    @staticmethod
    def choice(name: object, value: object) -> dict[str, object]:
        return {"type": "overview-choice", "name": name, "value": value}

    @staticmethod
    def stage(code: object) -> dict[str, object]:
        """A row beside the ring that filters by its stage."""
        return {"type": "overview-stage", "code": code}

    @staticmethod
    def place(code: object, spot: object = "aside") -> dict[str, object]:
        """A row beside the map that filters by its place."""
        return {"type": "overview-place", "code": code, "spot": spot}


class Orders:
    """Orders page: toolbar, table, drawer."""

    SEARCH = "orders-search"
    COUNT = "orders-count"
    REFUSED = "orders-refused"
    REFUSED_CLEAR = "orders-refused-clear"
    COLUMNS = "orders-columns"
    COLUMNS_RESET = "orders-columns-reset"
    DENSITY = "orders-density"
    GRID = "orders-grid"
    BULK = "orders-bulk"
    BULK_CHOICE = "orders-bulk-choice"
    BULK_COUNT = "orders-bulk-count"
    BULK_ALL = "orders-bulk-all"
    BULK_MOVE = "orders-bulk-move"
    BULK_EDIT = "orders-bulk-edit"
    BULK_MORE = "orders-bulk-more"
    BULK_CLEAR = "orders-bulk-clear"
    BULK_JOB = "orders-bulk-job"
    BULK_TEXT = "orders-bulk-text"
    BULK_STANDING = "orders-bulk-standing"
    BULK_METER = "orders-bulk-meter"
    BULK_CANCEL = "orders-bulk-cancel"
    BULK_RESULTS = "orders-bulk-results"
    BULK_UNDO = "orders-bulk-undo"
    BULK_FILE = "orders-bulk-file"
    BULK_RESUME = "orders-bulk-resume"
    BULK_CLOSE = "orders-bulk-close"
    DRAWER = "orders-drawer"
    DRAWER_TITLE = "orders-drawer-title"
    DRAWER_PAGE = "orders-drawer-page"
    DRAWER_CLOSE = "orders-drawer-close"
    DRAWER_BODY = "orders-drawer-body"
    OPENED = "orders-opened"
    STATES = "orders-states"
    NOTHING = "orders-nothing"
    NOTHING_EVER = "orders-nothing-ever"
    EMPTY = "orders-empty"
    FAILED = "orders-failed"
    ALL_TIME = "orders-all-time"
    CLEAR = "orders-clear"
    RETRY = "orders-retry"
    CHIPS = "orders-chips"
    VIEWS = "orders-views"
    AS_TABLE = "orders-as-table"
    AS_GANTT = "orders-as-gantt"
    GANTT_PANEL = "orders-gantt-panel"
    GANTT_ASKED = "orders-gantt-asked"
    GANTT_NOTE = "orders-gantt-note"
    GANTT_WHOLE = "orders-gantt-whole"
    GANTT = "orders-gantt"


class Move:
    """The dialog that moves an order to another stage."""

    HOST = "move-host"


class Deed:
    """The dialog that records payments, parcels and returns."""

    HOST = "deed-host"


class Edit:
    """The words of the forms that edit an order."""

    HOST = "edit-host"


class OrderNew:
    """Order entry: its script makes the fields and finds its places by these."""

    RULES = "order-new-rules"
    FORM = "order-new-form"
    NEWS = "order-new-news"
    LINES = "order-new-lines"
    CHARGES = "order-new-charges"
    OWN = "order-new-own"
    ADD = "order-new-add"
    TOTALS = "order-new-totals"
    SAVE = "order-new-save"
    ANOTHER = "order-new-another"
    CANCEL = "order-new-cancel"
    CLEAR = "order-new-clear"
    COUNTRIES = "order-new-countries"
    PROVINCES = "order-new-provinces"
    PAYMENTS = "order-new-payments"


class Order:
    """The page of one order."""

    URL = "order-url"
    ASKED = "order-asked"
    REFRESH = "order-refresh"
    MINUTE = "order-minute"
    BACK = "order-back"
    VIEW = "order-view"

    @staticmethod
    def gantt(where: object) -> dict[str, object]:
        """``where``: page or drawer, so that a screen may hold both."""
        return {"type": "order-gantt", "where": where}

    @staticmethod
    def part(name: object, where: object) -> dict[str, object]:
        """A part that is brought up to date by itself."""
        return {"type": "order-part", "name": name, "where": where}


class BulkJobs:
    """List of bulk changes. ``CLOCK`` ticks while one is under way; the script asks for it anew by ``REFRESH``."""

    LIST = "bulk-jobs-list"
    CLOCK = "bulk-jobs-clock"
    REFRESH = "bulk-jobs-refresh"


class Mapping:
    """The page on which a person says what the columns of an unknown file are; its script makes it."""

    URL = "mapping-url"
    BODY = "mapping-body"
    ROOT = "mapping"
    WAITING = "mapping-waiting"


class Settings:
    """Settings page; the list of a tab is made by its script."""

    URL = "settings-url"
    TABS = "settings-tabs"
    BODY = "settings-body"
    LIST = "settings-list"
    WORKFLOW = "settings-workflow"
    RATES = "settings-rates"


class Customers:
    """Customers page."""

    URL = "customers-url"
    REFRESH = "customers-refresh"
    TABS = "customers-tabs"
    TOOLS = "customers-tools"
    SEARCH = "customers-search"
    SEGMENT = "customers-segment"
    COUNT = "customers-count"
    LIST = "customers-list"


class Customer:
    """The page of one customer."""

    URL = "customer-url"
    REFRESH = "customer-refresh"
    LIKELY = "customer-likely"
    VIEW = "customer-view"


class ImportRuns:
    """Imports under way and the inbox folder, on the import page; the first is filled by the script."""

    LIST = "import-runs"
    INBOX = "import-inbox"
    TICK = "import-inbox-tick"


class Imports:
    """Import page."""

    URL = "import-url"
    DROP = "import-drop"
    FILES = "import-files"
    PROGRESS = "import-progress"
    BAR = "import-bar"
    STEP = "import-step"
    REFUSAL = "import-refusal"
    DETAIL = "import-detail"
    HISTORY = "import-history"
    REFRESH = "import-refresh"

    @staticmethod
    def action(name: object, import_id: object) -> dict[str, object]:
        """The button that lands or discards an import."""
        return {"type": "import-action", "name": name, "import": import_id}

    @staticmethod
    def look(import_id: object) -> dict[str, object]:
        """The button that looks at what undoing an import would do."""
        return {"type": "import-undo-look", "import": import_id}

    @staticmethod
    def undo(import_id: object) -> dict[str, object]:
        """Where that is shown."""
        return {"type": "import-undo", "import": import_id}

    @staticmethod
    def more(import_id: object, shown: object) -> dict[str, object]:
        """The button for more of the orders that undoing keeps; ``shown`` are so far."""
        return {"type": "import-undo-more", "import": import_id, "shown": shown}


class ImportList:
    """The paged list of a previewed import."""

    @staticmethod
    def kind(key: object) -> dict[str, object]:
        return {"type": "import-list-kind", "import": key}

    @staticmethod
    def search(key: object) -> dict[str, object]:
        return {"type": "import-list-search", "import": key}

    @staticmethod
    def field(key: object) -> dict[str, object]:
        return {"type": "import-list-field", "import": key}

    @staticmethod
    def fields(key: object) -> dict[str, object]:
        """Orders by field, of each kind that has differing fields."""
        return {"type": "import-list-fields", "import": key}

    @staticmethod
    def rows(key: object) -> dict[str, object]:
        return {"type": "import-list-rows", "import": key}

    @staticmethod
    def page(key: object) -> dict[str, object]:
        return {"type": "import-list-page", "import": key}

    @staticmethod
    def back(key: object) -> dict[str, object]:
        return {"type": "import-list-back", "import": key}

    @staticmethod
    def on(key: object) -> dict[str, object]:
        return {"type": "import-list-on", "import": key}

    @staticmethod
    def where(key: object) -> dict[str, object]:
        return {"type": "import-list-where", "import": key}


class HeldRows:
    """The page of held rows; its script finds its places by these."""

    COUNT = "held-count"
    VIEW = "held-view"
    TOOLS = "held-tools"
    NEWS = "held-news"
    GRID = "held-grid"
    STATE = "held-state"
    BAR = "held-bar"


class WordList:
    """The words workbench; its script finds its places by these."""

    COUNT = "words-count"
    VIEW = "words-view"
    LIST = "words-list"
