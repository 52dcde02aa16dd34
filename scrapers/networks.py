"""Which IP addresses are of the public internet. Pure.

:attr:`ipaddress.IPv4Address.is_global` alone lets multicast, relays and addresses that wrap private ones pass; and what
it says changes with the version of Python. So the exceptions stand here too, and IPv6 is what was given to the world.
"""

from ipaddress import IPv4Address, IPv6Address, ip_network

IPAddress = IPv4Address | IPv6Address

_NOT_PUBLIC = tuple(
    ip_network(text)
    for text in (
        # The IANA special-purpose registries (RFC 6890), whatever is not for anybody's server.
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",  # carrier-grade NAT
        "127.0.0.0/8",
        "169.254.0.0/16",  # link-local: the metadata of clouds
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # AMT relays
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",
        "192.175.48.0/24",  # AS112
        "198.18.0.0/15",  # benchmarks of networks
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",
        "2001::/23",  # Teredo, ORCHID and the like
        "2001:db8::/32",
        "2002::/16",  # 6to4: a tunnel to an IPv4 address, private ones included
        "2620:4f:8000::/48",  # AS112
        "3fff::/20",  # documentation, RFC 9637
    )
)
_GLOBAL_UNICAST = ip_network("2000::/3")
_NAT64 = ip_network("64:ff9b::/96")
"""RFC 6052: the last 32 bits are an IPv4 address; machines without IPv4 reach the public one so."""


def is_public(address: IPAddress) -> bool:
    """Whether an address is one that servers of the public internet have.

    Addresses that wrap an IPv4 address (mapped, NAT64) are judged by that one; of tunnels (6to4, Teredo) none passes.
    """
    if isinstance(address, IPv6Address):
        wrapped = address.ipv4_mapped or (IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else None)
        if wrapped is not None:
            return is_public(wrapped)
        if address not in _GLOBAL_UNICAST:
            return False
    return address.is_global and not any(address in network for network in _NOT_PUBLIC)
