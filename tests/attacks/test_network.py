"""No word leaves the worker but over its one connection."""

from __future__ import annotations

from attacks.kit import Attack, Scene, Wall, attacks, require_harmless

FAMILIES = {
    "tcp": "socket.AF_INET, socket.SOCK_STREAM",
    "tcp6": "socket.AF_INET6, socket.SOCK_STREAM",
    "udp": "socket.AF_INET, socket.SOCK_DGRAM",
    "unix": "socket.AF_UNIX, socket.SOCK_STREAM",
    "unix-datagram": "socket.AF_UNIX, socket.SOCK_DGRAM",
    "raw": "socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP",
    "packet": "socket.AF_PACKET, socket.SOCK_RAW",
    "netlink": "socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE",
    "kernel-crypto": "socket.AF_ALG, socket.SOCK_SEQPACKET",
    "virtual-machine": "socket.AF_VSOCK, socket.SOCK_STREAM",
    "bluetooth": "31, socket.SOCK_RAW, 1",
    "can": "socket.AF_CAN, socket.SOCK_RAW",
}

SOCKETS = [
    *[Attack(name, f"def attack(bait): socket.socket({kind})") for name, kind in FAMILIES.items()],
    Attack("pair", "def attack(bait): socket.socketpair()"),
    Attack(
        "connect-tcp", 'def attack(bait): socket.create_connection(("127.0.0.1", bait["port"]))'
    ),
    Attack(
        "send-udp",
        """
def attack(bait):
    sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sender.sendto(b"hello", ("127.0.0.1", bait["port"]))
""",
    ),
    Attack(
        "connect-abstract",
        'def attack(bait): socket.socket(socket.AF_UNIX).connect("\\0" + bait["abstract"])',
    ),
    Attack(
        "connect-path",
        """
def attack(bait):
    socket.socket(socket.AF_UNIX).connect(bait["folder"] + "/decoy.socket")
""",
    ),
    Attack("listen", 'def attack(bait): socket.create_server(("127.0.0.1", 0))'),
    Attack(
        "reconnect-own-connection",
        """
def attack(bait):
    # Undo the connection, then make another one with the same socket.
    own = socket.socket(fileno=os.dup(3))
    own.connect("\\0" + bait["abstract"])
""",
    ),
    Attack(
        "send-elsewhere-on-own-connection",
        """
def attack(bait):
    socket.socket(fileno=os.dup(3)).sendto(b"hello", "\\0" + bait["abstract"])
""",
    ),
    Attack(
        "listen-on-own-connection",
        "def attack(bait): socket.socket(fileno=os.dup(3)).listen()",
    ),
    Attack("names", 'def attack(bait): return socket.getaddrinfo("example.org", 80)'),
    Attack(
        "download",
        """
def attack(bait):
    import urllib.request
    return urllib.request.urlopen("http://127.0.0.1:%d" % bait["port"], timeout=1).read()
""",
    ),
    Attack(
        "event-loop",
        """
def attack(bait):
    import asyncio
    async def main(): return 1
    return asyncio.run(main())
""",
    ),
]


@attacks(*SOCKETS)
def test_there_is_no_other_connection(wall: Wall, a_scene: Scene, attack: Attack) -> None:
    require_harmless(wall, a_scene, attack)


DESCRIPTORS = [
    Attack(
        "hand-descriptors-to-the-grader",
        """
def attack(bait):
    own = socket.socket(fileno=os.dup(3))
    null = os.open("/dev/null", os.O_RDONLY)
    for _ in range(3):
        # A frame of its own, so that the reply that follows is out of step.
        socket.send_fds(own, [b"\\0" * 8], [null] * 200)
""",
        ends="protocol",
    ),
    Attack(
        "wait-for-descriptors-of-the-grader",
        """
def attack(bait):
    own = socket.socket(fileno=os.dup(3))
    own.setblocking(False)
    return socket.recv_fds(own, 100, 10)[1]
""",
        ends=("refused", "nothing"),
    ),
]


@attacks(*DESCRIPTORS)
def test_no_descriptor_crosses_the_wall(wall: Wall, a_scene: Scene, attack: Attack) -> None:
    import os

    before = len(os.listdir("/proc/self/fd"))
    require_harmless(wall, a_scene, attack)
    assert len(os.listdir("/proc/self/fd")) == before
