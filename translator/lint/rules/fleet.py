"""What is wrong between the files of a folder? The rules; what looks at a folder is :mod:`translator.lint.fleet`."""

from __future__ import annotations

from translator.lint.rule import Example, Host, Rule, declare

_TWO = "Whichever container starts second "
_VSWAP = 'PHYSPAGES="0:{}"\nSWAPPAGES="0:{}"\n'

declare(
    Rule(
        "VZ431",
        "shared-ctid",
        "warning",
        "two files for one container id",
        "Only <id>.conf with the plain number is read: the other file has no effect, or the two take turns.",
        Example({"101.conf": 'ONBOOT="yes"\n', "0101.conf": 'ONBOOT="yes"\n'}),
        Example({"101.conf": 'ONBOOT="yes"\n', "102.conf": 'ONBOOT="yes"\n'}),
        subject="fleet",
        silence="file",
    ),
    Rule(
        "VZ432",
        "shared-name",
        "warning",
        "two containers with one NAME",
        "vzctl finds the container to which the link in /etc/vz/names points, and refuses the name for the other.",
        Example({"101.conf": 'NAME="web"\n', "102.conf": 'NAME="web"\n'}),
        Example({"101.conf": 'NAME="web1"\n', "102.conf": 'NAME="web2"\n'}),
        subject="fleet",
        parameters=("NAME",),
    ),
    Rule(
        "VZ433",
        "shared-uuid",
        "warning",
        "two containers with one UUID",
        "libvirt then refuses the connection: no container of the host is visible. A copied file has kept its '#UUID:' "
        "line.",
        Example(
            {
                "101.conf": "#UUID: 6d4a7fb2-3d3c-4d1f-9c0e-0a1b2c3d4e5f\n",
                "102.conf": "#UUID: 6d4a7fb2-3d3c-4d1f-9c0e-0a1b2c3d4e5f\n",
            }
        ),
        Example({"101.conf": "#UUID: 6d4a7fb2-3d3c-4d1f-9c0e-0a1b2c3d4e5f\n", "102.conf": 'ONBOOT="yes"\n'}),
        subject="fleet",
    ),
    Rule(
        "VZ434",
        "shared-address",
        "warning",
        "two containers with one IP address",
        _TWO + "takes the address away, or is refused it.",
        Example({"101.conf": 'IP_ADDRESS="192.0.2.1"\n', "102.conf": 'IP_ADDRESS="192.0.2.2 192.0.2.1/24"\n'}),
        Example({"101.conf": 'IP_ADDRESS="192.0.2.1"\n', "102.conf": 'IP_ADDRESS="192.0.2.2"\n'}),
        subject="fleet",
        parameters=("IP_ADDRESS", "NETIF"),
    ),
    Rule(
        "VZ435",
        "shared-mac",
        "warning",
        "two containers with one MAC address",
        "On one bridge, the frames of one container go to the other.",
        Example(
            {
                "101.conf": 'NETIF="ifname=eth0,mac=00:18:51:00:00:01"\n',
                "102.conf": 'NETIF="ifname=eth0,mac=00:18:51:00:00:01"\n',
            }
        ),
        Example(
            {
                "101.conf": 'NETIF="ifname=eth0,mac=00:18:51:00:00:01"\n',
                "102.conf": 'NETIF="ifname=eth0,mac=00:18:51:00:00:02"\n',
            }
        ),
        subject="fleet",
        parameters=("NETIF",),
    ),
    Rule(
        "VZ436",
        "shared-host-interface",
        "warning",
        "two containers with one interface on the host",
        _TWO + "cannot create it and stays down.",
        Example(
            {
                "101.conf": 'NETIF="ifname=eth0,host_ifname=veth0"\n',
                "102.conf": 'NETIF="ifname=eth0,host_ifname=veth0"\n',
            }
        ),
        Example(
            {
                "101.conf": 'NETIF="ifname=eth0,host_ifname=veth101"\n',
                "102.conf": 'NETIF="ifname=eth0,host_ifname=veth102"\n',
            }
        ),
        subject="fleet",
        parameters=("NETIF",),
    ),
    Rule(
        "VZ437",
        "shared-folder",
        "warning",
        "two containers with one private area, or one place to mount it",
        "Both run on the same files, or the second one is mounted over the first: mostly of a conf that was copied, "
        "with the folder written out instead of $VEID.",
        Example({"101.conf": 'VE_PRIVATE="/vz/private/$VEID"\n', "102.conf": 'VE_PRIVATE="/vz/private/101"\n'}),
        Example({"101.conf": 'VE_PRIVATE="/vz/private/$VEID"\n', "102.conf": 'VE_PRIVATE="/vz/private/$VEID"\n'}),
        subject="fleet",
        parameters=("VE_PRIVATE", "VE_ROOT"),
    ),
    Rule(
        "VZ441",
        "name-no-ctid",
        "warning",
        "a conf whose file name is no container id",
        "vzlist shows <number>.conf and libvzctl <uuid>.conf as well: the container of any other file is invisible. "
        "Samples are called ve-<name>.conf-sample.",
        Example({"web.conf": 'ONBOOT="yes"\n'}),
        Example({"101.conf": 'ONBOOT="yes"\n'}),
        subject="fleet",
        silence="file",
    ),
    Rule(
        "VZ451",
        "memory-committed",
        "warning",
        "the containers are promised more memory than the host has",
        "Without VSwap, the allocation guarantees and network buffers (vzmemcheck's 'alloc commit') exceed RAM and "
        "swap: a guarantee will be broken. Only with --host-ram.",
        Example({"101.conf": 'VMGUARPAGES="131072:unlimited"\n'}, Host(ram=256 * 2**20)),
        Example({"101.conf": 'VMGUARPAGES="32768:unlimited"\n'}, Host(ram=256 * 2**20)),
        subject="fleet",
        beside=("VMGUARPAGES", "KMEMSIZE", "TCPRCVBUF", "TCPSNDBUF", "DGRAMRCVBUF", "OTHERSOCKBUF"),
        silence="file",
    ),
    Rule(
        "VZ452",
        "memory-oversold",
        "info",
        "the containers may use more RAM and swap than the host has",
        "The limits of the VSwap containers together are above what there is (vzoversell's percentages): usual, as "
        "long as they do not use it all at once. Only with --host-ram.",
        Example(
            {"101.conf": _VSWAP.format(65536, 0), "102.conf": _VSWAP.format(65536, 0)}, Host(ram=256 * 2**20, swap=0)
        ),
        Example({"101.conf": _VSWAP.format(65536, 0)}, Host(ram=256 * 2**20, swap=0)),
        subject="fleet",
        beside=("PHYSPAGES", "SWAPPAGES", "PRIVVMPAGES"),
        silence="file",
    ),
)
