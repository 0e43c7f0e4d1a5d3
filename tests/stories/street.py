"""Several real servers of one house behind one address, as soaks have them."""

from bench.soak.street import Nodes as Nodes
from bench.soak.street import nodes as nodes
