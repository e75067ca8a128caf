"""Which IP addresses lie in the open internet: what somebody typed must not make this server call its own neighbours."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

_LOCAL_NAT64 = IPv6Network("64:ff9b:1::/48")  # leads into whatever the own network says
_HOLDING_IPV4 = (IPv6Network("64:ff9b::/96"), IPv6Network("::/96"))  # NAT64, and the old compatible form


def is_public(address: str) -> bool:
    """Whether an IP address lies in the open internet, also the one that it holds inside (mapped, 6to4, Teredo, NAT64);
    ValueError when it is no IP address."""
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv4Address):
        return ip.is_global and not ip.is_multicast
    inner = _inside(ip)
    if ip.ipv4_mapped is None and (not ip.is_global or ip.is_multicast or ip in _LOCAL_NAT64):
        return False
    return all(is_public(str(each)) for each in inner)


def _inside(ip: IPv6Address) -> list[IPv4Address]:
    found = [inner for inner in (ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())) if inner is not None]
    if any(ip in each for each in _HOLDING_IPV4):
        found.append(IPv4Address(int(ip) & 0xFFFFFFFF))
    return found
