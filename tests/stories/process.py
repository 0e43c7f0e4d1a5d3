"""A real server in a process of its own, as soaks have it."""

from bench.soak.process import Server as Server
from bench.soak.process import free_port as free_port
