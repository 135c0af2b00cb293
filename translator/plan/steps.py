"""What is to be done to move this container, in which order, with which commands?

All commands are for the new host; the old node is asked by ssh. They are whole lines to be read, and then copied.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from translator.conf.script_keys import script_key
from translator.container.actions import ACTIONS, ACTIONS_OF_ALL, OF_ALL
from translator.container.network import bridges, routed_addresses
from translator.container.paths import path_of
from translator.domain.view import is_venet
from translator.isolation import address_commands, mac_commands, shift_command
from translator.lenses.rate import modules_command
from translator.plan.context import Context
from translator.plan.inside import file_commands, network_commands
from translator.plan.item import Step
from translator.plan.network import bridge_of, bridgeless, host_commands, neighbour_commands, plug_command

_VIRSH = "virsh -c lxc:///system"
_CGROUP = {"v2": "cgroup2fs", "v1": "tmpfs"}
#: The versions with which documents of ours were started.
_TRIED = "documents like these were started with libvirt 9.0, 11.3 and 12.8"
#: Features whose module has another name.
_MODULE = {"ipgre": "ip_gre", "ppp": "ppp_generic"}


def steps_of(context: Context) -> Iterator[Step]:
    """Yield the steps."""
    yield _host(context)
    yield _first_copy(context)
    yield _stop(context)
    yield _second_copy(context)
    yield _scripts(context)
    yield _inside(context)
    if context.shifted:
        start = context.view["idmap"][0][2]
        why = "the files belong to the ids inside; sockets' and ACLs' ids and file capabilities are to be looked at"
        yield Step("Give the files to the ids that --idmap maps to", why, (shift_command(context.folder, start),))
    if context.is_disabled:
        yield _leave(context)
    else:
        yield _start(context)
        yield _try(context)
    if context.starts_with_host:
        why = "ONBOOT is no part of a document"
        if context.value("ONBOOT") != "yes":
            why = "without ONBOOT it came back with its node if it ran before"
        yield Step("Have it start with the host", f"once it works: {why}", (f"{_VIRSH} autostart {_name(context)}",))
    yield _back(context)


def _name(context: Context) -> str:
    return shlex.quote(context.name)


def _old(*words: str) -> str:
    return f'ssh "$old" vzctl {" ".join(words)}'


def _host(context: Context) -> Step:
    hierarchy = context.hierarchy
    commands = [
        "old=root@old-node    # the OpenVZ node, by ssh",
        f"stat -fc %T /sys/fs/cgroup    # the document is for cgroup {hierarchy}: expected {_CGROUP[hierarchy]}",
        f"{_VIRSH} version    # {_TRIED}",
    ]
    addresses = routed_addresses(context.settings)
    needed = [shlex.quote(name) for name in bridges(context.settings)]
    needed += [shlex.quote(bridge_of(context, pair)) for pair in bridgeless(context)]
    commands += [f"ip link show dev {name}    # this bridge has to be there" for name in dict.fromkeys(needed)]
    if context.settings.dialect.name == "libvzctl":
        networks = dict.fromkeys(nic.source for nic in context.nics if nic.type == "network" and nic.source)
        commands += [
            f"{_VIRSH} net-info {shlex.quote(name)}    # 'virsh net-dumpxml' on the node prints it" for name in networks
        ]
    commands += _needed(context)
    looks = len(commands)
    commands += [*host_commands(addresses), *address_commands({address.family for address in addresses})]
    if any(nic.mac and not is_venet(nic, named=True) for nic in context.nics):
        commands += ["# on a host with systemd: its udev gives pairs MACs of its own making", *mac_commands()]
    neighbours = neighbour_commands(addresses, '"$lan"')
    if neighbours:
        commands.append("# a host that learns its own IPv6 route by advertisements: accept_ra=2 on its adapter")
        commands.append("lan=eth0    # the host's adapter; what follows is for addresses of the network that it is in")
        commands += neighbours
    if any(nic.outbound for nic in context.nics):
        commands.append(f"{modules_command()}    # without them libvirt starts no container that has a rate")
    features = context.value("FEATURES")
    on = [name for name in (features.on if features else ()) if name not in ("sysfs", "bridge")]
    commands += [f"modprobe {_MODULE.get(name, name)}" for name in on]
    why = "what sysctl, ip and modprobe set is gone after a restart: put it into the host's own files, too"
    return Step("Prepare the new host", why if len(commands) > looks else "", tuple(commands))


def _needed(context: Context) -> Iterator[str]:
    """Yield what looks at the host for that without which libvirt starts no such container."""
    for device in context.view.get("hostdevs", ()):
        source = shlex.quote(device.source)
        if device.type == "net":
            yield f"ip link show dev {source}    # this adapter of the new host moves into the container"
        else:
            yield f"ls -lL {source}    # this device of the new host will be the container's, too"
    for each in context.view.get("filesystems", ()):
        if each.target != "/" and each.source and each.type in ("mount", "block", "file"):
            yield f"ls -ldL {shlex.quote(each.source)}    # this has to be there: it is mounted inside"
    for place, kind in (("vcpu/@cpuset", "cpu"), ("numatune/memory/@nodeset", "node")):
        said = context.view.get(place)
        said = said[-1] if isinstance(said, tuple) else said
        if said:
            yield f"cat /sys/devices/system/{kind}/online    # expected {said} among them"


def _copy(context: Context) -> str:
    """Return the command that copies the files; those of an image from where it is mounted."""
    private = path_of(context.settings, "VE_PRIVATE", context.ctid) or f"/vz/private/{context.ctid}"
    seven = context.settings.dialect.name == "libvzctl"
    source = context.mounted if context.is_image else f"{private}/fs" if seven else private
    target = shlex.quote(context.folder.rstrip("/") + "/")
    remote = shlex.quote(source.rstrip("/") + "/")
    return f'rsync -aHAXSx --numeric-ids --delete "$old":{remote} {target}'


def _first_copy(context: Context) -> Step:
    image = "its image is mounted there while it runs: " if context.is_image else ""
    why = f"{image}most of it is there before the container has to stop"
    return Step("Copy the files, while it runs", why, (f"mkdir -p {shlex.quote(context.folder)}", _copy(context)))


def _stop(context: Context) -> Step:
    commands = [_old("stop", context.ctid)]
    why = "from here on it is away"
    if context.value("ONBOOT") == "yes":
        commands.insert(0, _old("set", context.ctid, "--onboot no --save"))
        why += "; and the old node must not start it again: two would have one address"
    return Step("Stop it on the old node", why, tuple(commands))


def _second_copy(context: Context) -> Step:
    commands = [_copy(context)]
    if context.is_image:
        commands = [_old("mount", context.ctid), *commands, _old("umount", context.ctid)]
    return Step("Copy again what has changed", "now nothing writes any more", tuple(commands))


def _scripts(context: Context) -> Step:
    keys = [name for name in context.unknown if script_key(name)]
    read = f"; {' '.join(keys)} in the conf is for such a script" if keys else ""
    if context.scripts:
        why = f"libvirt runs none of these: {' '.join(dict(context.scripts))}{read}"
        return Step("Do what its action scripts did", why, ())
    known = ((context.ctid, ACTIONS), (OF_ALL, ACTIONS_OF_ALL))
    names = " ".join(f"/etc/vz/conf/{shlex.quote(stem)}.{action}" for stem, actions in known for action in actions)
    why = f"libvirt runs none of them: mounts belong into the document, as <filesystem>{read}"
    return Step("Look for action scripts", why, (f"ssh \"$old\" 'ls -l {names} 2>/dev/null'",))


def _inside(context: Context) -> Step:
    families = {address.family for address in routed_addresses(context.settings)}
    commands = [*file_commands(context), *network_commands(families)]
    why = "vzctl wrote these files at each start; libvirt writes none"
    return Step("Put the files inside right", why, (f"root={shlex.quote(context.folder)}", *commands))


def _define(context: Context) -> list[str]:
    file = shlex.quote(f"{context.ctid}.xml")
    made = f"# 'vzvirt convert' writes {file}: with the options of this plan, and -o {file} in the place of --plan"
    return [made, f"{_VIRSH} define --validate {file}"]


def _leave(context: Context) -> Step:
    why = "DISABLED kept it from starting, and nothing keeps libvirt from it: leave it down"
    return Step("Define it, and do not start it", why, tuple(_define(context)))


def _start(context: Context) -> Step:
    commands = [*_define(context), f"{_VIRSH} start {_name(context)}"]
    commands += [plug_command(context, pair, bridge_of(context, pair)) for pair in bridgeless(context)]
    why = "after each start the host's end goes into its bridge" if bridgeless(context) else ""
    return Step("Define and start it", why, tuple(commands))


def _try(context: Context) -> Step:
    name = _name(context)
    # with cgroup v2 'virsh lxc-enter-namespace' is refused as soon as a systemd inside has cgroups of its own
    inside = f'nsenter --all --target "$(pgrep -P "$({_VIRSH} domid {name})")" -- /bin'
    commands = [f"{_VIRSH} domstate {name}    # expected running", f"{inside}/ps ax"]
    addresses = routed_addresses(context.settings)
    commands += [f"ping -c 3 {address.ip}    # from the host, and from another machine" for address in addresses]
    if addresses:
        family = "-4" if any(address.family == "ipv4" for address in addresses) else "-6"
        gateway = f"\"$(ip {family} route show default | awk '{{print $3; exit}}')\""
        commands.append(f"{inside}/ping -c 3 {gateway}    # the host's own gateway: the way to the world")
    return Step("Try it", "", tuple(commands))


def _back(context: Context) -> Step:
    name = _name(context)
    commands = [f"{_VIRSH} destroy {name}", f"{_VIRSH} undefine {name}", _old("start", context.ctid)]
    if context.is_disabled:
        commands = [f"{_VIRSH} undefine {name}"]
    if context.value("ONBOOT") == "yes":
        commands.append(_old("set", context.ctid, "--onboot yes --save"))
    why = "the old node still has everything; what was written on the new host since is lost"
    return Step("If it does not work: go back", why, tuple(commands))
