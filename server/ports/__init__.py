"""What the inside needs from the outside, each as a protocol whose docstrings are its contract.

Every adapter of a port passes the same suite in `tests/contracts`.
"""

from server.ports.accounts import AccountStore as AccountStore
from server.ports.accounts import Entrance as Entrance
from server.ports.accounts import InvitationGone as InvitationGone
from server.ports.ambient import Clock as Clock
from server.ports.ambient import Ids as Ids
from server.ports.ambient import Signer as Signer
from server.ports.catalog import Catalog as Catalog
from server.ports.catalog import TextStore as TextStore
from server.ports.leads import LeadStore as LeadStore
from server.ports.log import Batch as Batch
from server.ports.log import EventLog as EventLog
from server.ports.log import Key as Key
from server.ports.log import KeyTaken as KeyTaken
from server.ports.log import LogAway as LogAway
from server.ports.log import LogBroken as LogBroken
from server.ports.log import LogConflict as LogConflict
from server.ports.log import LogFull as LogFull
from server.ports.log import LogUnsure as LogUnsure
from server.ports.log import Position as Position
from server.ports.log import Stored as Stored
from server.ports.watching import WatchStore as WatchStore
