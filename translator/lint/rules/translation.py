"""What does a translation report? The findings that convert makes (VZ5xx), documented here with all others."""

from __future__ import annotations

from translator.lint.rule import Example, Rule, declare

_CONF, _XML, _UUID = "101.conf", "101.xml", "fbcdf284-5345-416b-a589-7b5fcaa87673.conf"
_ONBOOT, _ONBOOT_NO, _PRIVATE = 'ONBOOT="yes"\n', 'ONBOOT="no"\n', 'VE_PRIVATE="/vz/private/$VEID"\n'

_SIMFS = _PRIVATE + 'VE_LAYOUT="simfs"\n'
_SEVEN = "convert 101.conf --driver lxc --dialect libvzctl --layout simfs"
_RATE = _PRIVATE + 'RATE="{}"\nRATEBOUND="yes"\n'
_ROOT = "    <filesystem type='mount'>\n      <source dir='/srv/101'/>\n      <target dir='/'/>\n    </filesystem>\n"
_MADE = 'OSTEMPLATE="debian-12-x86_64"\n'


def _document(devices: str, inside: str = "") -> str:
    return (
        "<domain type='openvz'>\n  <name>101</name>\n  <memory unit='KiB'>65536</memory>\n"
        f"{inside}  <os>\n    <type>exe</type>\n  </os>\n  <devices>\n{devices}  </devices>\n</domain>\n"
    )


_TWO_CPUS = _document("", "  <vcpu>2</vcpu>\n")
#: Merges of a document and a conf, by what both were: both have changed it, or the document alone.
_MERGE = "convert 101.xml --base 101.conf --ancestor old.conf"
_BOTH_CHANGED = {_XML: _TWO_CPUS, _CONF: 'CPUS="4"\n', "old.conf": 'CPUS="3"\n'}
_ONE_CHANGED = {**_BOTH_CHANGED, "old.conf": 'CPUS="4"\n'}
#: What is made of ONBOOT="yes".
_OF_ONBOOT = _document(
    "",
    "  <metadata>\n    <vz:container xmlns:vz='urn:vzvirt:openvz:1' ctid='101' digest='C4048g9'>\n"
    "      <vz:derived place='memory' value='65536'/>\n"
    "      <vz:parameter name='ONBOOT' value='yes'/>\n    </vz:container>\n  </metadata>\n",
)
_CAPABLE = _document(_ROOT, "  <features>\n    <privnet/>\n    <capabilities policy='{}'/>\n  </features>\n").replace(
    "openvz", "lxc"
)

_NETIF = 'NETIF="ifname=eth0,bridge=br0,mac=00:18:51:01:02:03,host_mac=00:18:51:01:02:04{}"\n'
_FILTERED = "convert 101.conf --driver lxc --nwfilter no-mac-spoofing"

_VZ = "convert 101.conf --driver vz"
_CPUS = 'CPUS="2"\nPHYSPAGES="0:65536"\n'
_IMAGE = _PRIVATE + 'VE_LAYOUT="ploop"\n'
_PLOOPED = _CPUS + _IMAGE
_PLAIN = 'VE_PRIVATE="/vz/private/101/root.hdd"\n'

declare(
    Rule(
        "VZ501",
        "template-name-outside-schema",
        "info",
        "an OS template whose name libvirt's schema has no place for",
        "Most template names hold dots. libvirt's OpenVZ driver prints them in <source name='...'> and reads them "
        "back, but its schema forbids the dot: 'virsh define --validate' would refuse the document.",
        Example({_CONF: 'OSTEMPLATE="debian-12.0-x86_64"\n'}, command="convert 101.conf"),
        Example({_CONF: 'OSTEMPLATE="debian-12-x86_64"\n'}, command="convert 101.conf"),
        subject="translation",
        parameters=("OSTEMPLATE",),
    ),
    Rule(
        "VZ502",
        "node-dropped",
        "warning",
        "a node of a document that a conf has no place for",
        "The node says something that OpenVZ cannot do, so it is not in the conf. With --strict the translation "
        "fails instead.",
        Example({_XML: _document("    <graphics type='vnc'/>\n")}, command="convert 101.xml"),
        Example({_XML: _document("")}, command="convert 101.xml"),
        subject="translation",
    ),
    Rule(
        "VZ503",
        "value-rounded",
        "info",
        "a value of which a conf has the nearest",
        "A conf counts in pages, KiB and percent of one CPU where a document counts in bytes and microseconds, and has "
        "one limit where a document has two. The message says what became of the value.",
        Example(
            {_XML: _document("", "  <cputune>\n    <period>100000</period>\n    <quota>12345</quota>\n  </cputune>\n")},
            command="convert 101.xml",
        ),
        Example(
            {_XML: _document("", "  <cputune>\n    <period>100000</period>\n    <quota>12000</quota>\n  </cputune>\n")},
            command="convert 101.xml",
        ),
        subject="translation",
    ),
    Rule(
        "VZ504",
        "nothing-to-convert",
        "error",
        "a source that is what it is to be converted to",
        "A document was asked for as a document, or a conf as a conf: leave out --to, or name the other kind.",
        Example({_CONF: _ONBOOT}, command="convert 101.conf --to conf"),
        Example({_CONF: _ONBOOT}, command="convert 101.conf --to domain"),
        subject="translation",
    ),
    Rule(
        "VZ505",
        "no-ctid",
        "error",
        "a conf whose file name gives no container id",
        "The id is the container's name in a document. --ctid gives it.",
        Example({"web.conf": _ONBOOT}, command="convert web.conf"),
        Example({"web.conf": _ONBOOT}, command="convert web.conf --ctid 101"),
        subject="translation",
    ),
    Rule(
        "VZ506",
        "archive-unreadable",
        "error",
        "an archive that cannot be read",
        "It appears for a backup of vzdump's or another archive that is damaged, is none, holds no conf, or needs a "
        "program to unpack it (lzop, zstd) that is not installed: the message says which. Fetch the file again, or "
        "install the program.",
        subject="translation",
    ),
    Rule(
        "VZ507",
        "no-commands",
        "error",
        "a conf for which no vzctl commands can be written",
        "vzctl 4.11.1 creates containers by number; one that is known by a UUID, as in OpenVZ 7, it cannot create. Nor "
        "is one created whose VE_PRIVATE or VE_ROOT is the host's own / or /dev.",
        Example({_UUID: _ONBOOT}, command="convert fbcdf284-5345-416b-a589-7b5fcaa87673.conf --to vzctl"),
        Example({_CONF: _ONBOOT}, command="convert 101.conf --to vzctl"),
        subject="translation",
    ),
    Rule(
        "VZ511",
        "private-area-assumed",
        "warning",
        "a conf without an absolute path of its private area",
        "The document needs the path of the files. vzctl takes it from the host's vz.conf, which --host-conf names; "
        "without that, the usual path is guessed.",
        Example({_CONF: _ONBOOT_NO}, command="convert 101.conf --driver lxc"),
        Example({_CONF: _ONBOOT_NO + _PRIVATE}, command="convert 101.conf --driver lxc"),
        subject="translation",
        parameters=("VE_PRIVATE",),
    ),
    Rule(
        "VZ512",
        "ploop-image",
        "warning",
        "a container in a ploop image, for a driver that cannot mount one",
        "The document has VE_ROOT as its root, and the image has to be mounted there before the container starts, as "
        "vzctl did: libvirt's LXC driver mounts neither an image of ploop's nor a raw one with partitions, as each is "
        "that vzctl made. With OpenVZ 7 an image is the rule. The message has the commands.",
        Example({_CONF: _PRIVATE + 'VE_LAYOUT="ploop"\n'}, command="convert 101.conf --driver lxc"),
        Example({_CONF: _PRIVATE + 'VE_LAYOUT="simfs"\n'}, command="convert 101.conf --driver lxc"),
        subject="translation",
        parameters=("VE_LAYOUT", "VE_PRIVATE"),
    ),
    Rule(
        "VZ513",
        "device-not-given",
        "warning",
        "a device whose permission a document cannot say",
        "A domain document opens a device by its name, for reading and writing; nothing less.",
        Example({_CONF: _PRIVATE + 'DEVNODES="net/tun:r"\n'}, command="convert 101.conf --driver lxc"),
        Example({_CONF: _PRIVATE + 'DEVNODES="net/tun:rw"\n'}, command="convert 101.conf --driver lxc"),
        subject="translation",
        parameters=("DEVNODES", "DEVICES"),
    ),
    Rule(
        "VZ514",
        "limit-without-host",
        "warning",
        "a limit that says nothing without its host",
        "OpenVZ limits a container's disk use as a whole, libvirt each disk by its name: --block-device names it. "
        "CPULIMIT in percent of all CPUs of the node, or in MHz, is a quota of none that a conf knows: 100 is one CPU.",
        Example({_CONF: _PRIVATE + 'IOLIMIT="10M"\n'}, command="convert 101.conf --driver lxc"),
        Example({_CONF: _PRIVATE + 'IOLIMIT="10M"\n'}, command="convert 101.conf --driver lxc --block-device /dev/sda"),
        subject="translation",
        parameters=("IOPSLIMIT", "IOLIMIT", "CPULIMIT", "CPULIMIT_MHZ"),
    ),
    Rule(
        "VZ515",
        "bridge-name-refused",
        "warning",
        "a bridge whose name no host can have",
        "A kernel takes no blank, '/' or ':' in the name of an interface, and 15 bytes at most.",
        Example({_CONF: 'NETIF="ifname=eth0,bridge=br:0"\n'}, command="network 101.conf"),
        Example({_CONF: 'NETIF="ifname=eth0,bridge=br0"\n'}, command="network 101.conf"),
        subject="translation",
        parameters=("NETIF",),
    ),
    Rule(
        "VZ516",
        "no-vzctl-option",
        "warning",
        "a parameter that no option of vzctl sets",
        "The commands recreate the container without it: the line has to be written into its conf afterwards. Some "
        "are set together with another one only: a NODEMASK with CPUMASK, PHYSPAGES with SWAPPAGES.",
        Example({_CONF: _MADE + 'OUR_TICKET="4711"\n'}, command="convert 101.conf --to vzctl"),
        Example({_CONF: _MADE}, command="convert 101.conf --to vzctl"),
        subject="translation",
    ),
    Rule(
        "VZ517",
        "autostart-apart",
        "info",
        "ONBOOT=yes, or DISABLED=yes, which libvirt keeps beside the document or not at all",
        "The document cannot say it: 'virsh autostart' puts the container onto libvirt's list. For vz there is no such "
        "call, and prlctl does it. Nothing keeps LXC from starting a container that OpenVZ does not start.",
        Example({_CONF: _PRIVATE + _ONBOOT}, command="convert 101.conf --driver lxc"),
        Example({_CONF: _PRIVATE + _ONBOOT_NO}, command="convert 101.conf --driver lxc"),
        subject="translation",
        parameters=("ONBOOT", "DISABLED"),
    ),
    Rule(
        "VZ518",
        "named-by-id",
        "warning",
        "a NAME or HOSTNAME that a domain was to be called by (--name-by), and cannot be",
        "The domain is called by its container's id. libvirt takes a name that is a number for a process id, and one "
        "that looks like a UUID for that; it refuses a slash, and starts no container whose name has more than 85 "
        "bytes, or more than 64 letters, digits and hyphens.",
        Example({_CONF: _PRIVATE + 'NAME="123"\n'}, command="convert 101.conf --driver lxc --name-by name"),
        Example({_CONF: _PRIVATE + 'NAME="web1"\n'}, command="convert 101.conf --driver lxc --name-by name"),
        subject="translation",
        parameters=("NAME", "HOSTNAME"),
    ),
    Rule(
        "VZ521",
        "files-of-the-host",
        "error",
        "a container whose files would be the host's own",
        "A root or a bind mount of / or /dev gives the container the files or the devices of its host: whoever starts "
        "it boots the host's own files a second time, and 'vzctl destroy' removes them. It is left out of the result; "
        "with --strict nothing is written.",
        Example({_CONF: 'VE_PRIVATE="/"\nVE_LAYOUT="simfs"\n'}, command="convert 101.conf --driver lxc"),
        Example({_CONF: _PRIVATE + 'VE_LAYOUT="simfs"\n'}, command="convert 101.conf --driver lxc"),
        subject="translation",
        parameters=("VE_PRIVATE", "VE_ROOT", "BINDMOUNT"),
    ),
    Rule(
        "VZ522",
        "document-without-root",
        "warning",
        "an LXC document without a root file system",
        "Its domain runs on the host's own files, as virt-install makes one. No container of OpenVZ does: without "
        "VE_PRIVATE vzctl looks where the host's vz.conf says, and no files are there; it has no path of its own. With "
        "--strict the translation fails.",
        Example({_XML: _document("").replace("openvz", "lxc")}, command="convert 101.xml"),
        Example({_XML: _document(_ROOT).replace("openvz", "lxc")}, command="convert 101.xml"),
        subject="translation",
    ),
    Rule(
        "VZ523",
        "layout-unsaid",
        "info",
        "a conf that does not say whether the files are in an image",
        "vzctl then looks into the private area. So does vzvirt where the private area is on this machine; else the "
        "document is for files in a folder, and --layout ploop makes one for an image.",
        Example({_CONF: _ONBOOT_NO + _PRIVATE}, command="convert 101.conf --driver lxc"),
        Example({_CONF: _ONBOOT_NO + _PRIVATE}, command="convert 101.conf --driver lxc --layout simfs"),
        subject="translation",
        parameters=("VE_PRIVATE",),
        differs="the option",
    ),
    Rule(
        "VZ524",
        "mount-by-hand",
        "warning",
        "a mount that LXC does not make, or makes with fewer options",
        "Images are mounted on the host, below the folder of the root, before the container starts, and what a mount "
        "script has from a file server, below /mnt/CTID. LXC knows no other option than read-only. The message says "
        "what is to be done.",
        Example({_CONF: _PRIVATE + 'BINDMOUNT="/srv/a:/a,nodev"\n'}, command=_SEVEN),
        Example({_CONF: _PRIVATE + 'BINDMOUNT="/srv/a:/a,ro"\n'}, command=_SEVEN),
        subject="translation",
        parameters=("BINDMOUNT", "DISK"),
    ),
    Rule(
        "VZ525",
        "local-ids-apart",
        "warning",
        "a LOCAL_UID that no map of ids can say",
        "vzctl's builds for upstream kernels give the files to ids of the host, and LXC has a map of the same "
        "(<idmap>), with one start for users and groups. Without it the container's root is the host's, among files of "
        "somebody else.",
        Example({_CONF: _SIMFS + 'LOCAL_UID="100000"\nLOCAL_GID="200000"\n'}, command="convert 101.conf --driver lxc"),
        Example({_CONF: _SIMFS + 'LOCAL_UID="100000"\nLOCAL_GID="100000"\n'}, command="convert 101.conf --driver lxc"),
        subject="translation",
    ),
    Rule(
        "VZ526",
        "rate-not-the-same",
        "warning",
        "a RATE of OpenVZ 7 that LXC does not hold as libvzctl does",
        "With RATEBOUND the rate is a ceiling for all that a container sends; libvirt has one for each interface, and "
        "none for a device or a class of addresses.",
        Example({_CONF: _RATE.format("*:1:8000") + 'IP_ADDRESS="192.0.2.1"\nNETIF="ifname=eth0"\n'}, command=_SEVEN),
        Example({_CONF: _RATE.format("*:1:8000") + 'IP_ADDRESS="192.0.2.1"\n'}, command=_SEVEN),
        subject="translation",
        parameters=("RATE",),
    ),
    Rule(
        "VZ527",
        "network-to-define",
        "info",
        "an interface of OpenVZ 7 in a virtual network, which a conf only names",
        "libvirt has networks of its own, by name. What one of OpenVZ 7's is made of stands in no conf: its node has "
        "it, and 'virsh net-define' makes it on the new host.",
        Example({_CONF: _PRIVATE + 'NETIF="ifname=eth0,network=lan"\n'}, command=_SEVEN),
        Example({_CONF: _PRIVATE + 'NETIF="ifname=eth0,type=bridge,network=br0"\n'}, command=_SEVEN),
        subject="translation",
        parameters=("NETIF",),
    ),
    Rule(
        "VZ528",
        "rate-needs-the-kernel",
        "info",
        "a RATE that becomes <bandwidth>, for which the host's kernel needs modules",
        "What comes out of a container is policed at the host's end, by sch_ingress, cls_u32 and act_police. Where one "
        "of them is missing, libvirt does not start the container: it tells the filter that it asked for.",
        Example({_CONF: _RATE.format("*:1:8000") + 'IP_ADDRESS="192.0.2.1"\n'}, command=_SEVEN),
        Example({_CONF: _RATE.format("*:1:8000").replace("yes", "no") + 'IP_ADDRESS="192.0.2.1"\n'}, command=_SEVEN),
        subject="translation",
        parameters=("RATE",),
    ),
    Rule(
        "VZ531",
        "limit-not-exact",
        "info",
        "a weight that the host can only nearly say",
        "With cgroup v2 weights go from 1 to 10000 around 100, so that few of CPUUNITS are off by more than a tenth; "
        "libvirt takes none below 2, and for disks none below 100. The nearest is written; the exact value travels "
        "along.",
        Example({_CONF: _PRIVATE + 'CPUUNITS="500000"\n'}, command="convert 101.conf --driver lxc"),
        Example({_CONF: _PRIVATE + 'CPUUNITS="50000"\n'}, command="convert 101.conf --driver lxc"),
        subject="translation",
        parameters=("CPUUNITS", "IOPRIO"),
    ),
    Rule(
        "VZ532",
        "power-over-the-host",
        "warning",
        "a document that leaves a container the capabilities to rule its host",
        "With policy='allow' a domain keeps all that the kernel has. As CAPABILITY that is SYS_MODULE:on, with which a "
        "container loads modules into its host's kernel, and more. Say in the document which of them are off.",
        Example({_XML: _CAPABLE.format("allow")}, command="convert 101.xml"),
        Example({_XML: _CAPABLE.format("default")}, command="convert 101.xml"),
        subject="translation",
    ),
    Rule(
        "VZ533",
        "filter-without-name",
        "warning",
        "an interface that gets no network filter, for its end on the host has no name",
        "libvirt's LXC driver looks for the interface that it is to filter by the name in the document, and refuses to "
        "start a container whose document has none. NETIF gives the name with host_ifname.",
        Example({_CONF: _PRIVATE + _NETIF.format("")}, command=_FILTERED),
        Example({_CONF: _PRIVATE + _NETIF.format(",host_ifname=veth101.0")}, command=_FILTERED),
        subject="translation",
        parameters=("NETIF",),
    ),
    Rule(
        "VZ545",
        "base-has-changed",
        "warning",
        "a base that was changed after conf and document were one",
        "A document knows from which conf it was made, and so it is seen when the base alone has changed a parameter "
        "since: its value stays. --ancestor FILE, with what both were, merges without a word; the base itself as "
        "--ancestor has the source's word count everywhere.",
        Example({_XML: _OF_ONBOOT, _CONF: _ONBOOT_NO}, command="convert 101.xml --base 101.conf"),
        Example({_XML: _OF_ONBOOT, _CONF: _ONBOOT}, command="convert 101.xml --base 101.conf"),
        subject="translation",
    ),
    Rule(
        "VZ546",
        "both-have-changed",
        "error",
        "a parameter to which base and source have given other values since they were one",
        "Only a person knows which value is meant, so nothing is written. Edit one of both, or have --ours keep what "
        "the base says, or --theirs take what the source says.",
        Example(_BOTH_CHANGED, command=_MERGE),
        Example(_ONE_CHANGED, command=_MERGE),
        subject="translation",
    ),
    Rule(
        "VZ547",
        "conflict-decided",
        "info",
        "a parameter to which base and source have given other values, where the caller has said whose counts",
        "It tells what --ours or --theirs has decided.",
        Example(_BOTH_CHANGED, command=f"{_MERGE} --ours"),
        Example(_ONE_CHANGED, command=f"{_MERGE} --ours"),
        subject="translation",
    ),
    Rule(
        "VZ591",
        "memory-in-mib",
        "info",
        "an amount of RAM that libvirt's vz driver takes rounded, or not at all",
        "The driver refuses an amount that is not whole MiB, and reads more than 4 TiB as something else. The next "
        "larger one that it takes is written; the exact value travels along.",
        Example({_CONF: _PLOOPED + 'PHYSPAGES="0:65537"\n'}, command=_VZ),
        Example({_CONF: _PLOOPED + 'PHYSPAGES="0:65536"\n'}, command=_VZ),
        subject="translation",
        parameters=("PHYSPAGES",),
    ),
    Rule(
        "VZ592",
        "one-cpu",
        "warning",
        "a container with all CPUs of its node, for a driver that gives it one",
        "Where a document says no number of CPUs, libvirt fills in one, and the vz driver makes that the container's "
        "limit. Give CPUS, or set it on the node afterwards.",
        Example({_CONF: _IMAGE}, command=_VZ),
        Example({_CONF: _IMAGE + 'CPUS="2"\n'}, command=_VZ),
        subject="translation",
        parameters=("CPUS",),
    ),
    Rule(
        "VZ593",
        "limits-left-out",
        "info",
        "limits and devices that libvirt's vz driver refuses in a document",
        "It refuses to define a domain with memtune, cputune, numatune, limits of disks and of space, features or host "
        "devices; the container then has what Virtuozzo's sample vswap.1024MB says. They travel along in the residue, "
        "and vzctl or prlctl sets them on the node.",
        Example({_CONF: _PLOOPED + 'CPUUNITS="1000"\n'}, command=_VZ),
        Example({_CONF: _PLOOPED}, command=_VZ),
        subject="translation",
    ),
    Rule(
        "VZ594",
        "interface-left-out",
        "warning",
        "an interface on no bridge and no network, for a driver that has none such",
        "libvirt's vz driver takes interfaces of the types bridge and network alone. Give NETIF a bridge or a network.",
        Example({_CONF: _PLOOPED + 'NETIF="ifname=eth0,mac=00:18:51:01:02:03"\n'}, command=_VZ),
        Example({_CONF: _PLOOPED + 'NETIF="ifname=eth0,bridge=br0,mac=00:18:51:01:02:03"\n'}, command=_VZ),
        subject="translation",
        parameters=("NETIF",),
    ),
    Rule(
        "VZ595",
        "no-ploop-image",
        "warning",
        "a container whose files are in no ploop image, for a driver that has no other",
        "libvirt's vz driver takes over a ploop image (VE_LAYOUT=ploop, in VE_PRIVATE), or has a new container "
        "made of an OS template. Files in a folder have to be brought into it by hand.",
        Example({_CONF: _CPUS + 'OSTEMPLATE="centos-7-x86_64"\n'}, command=_VZ),
        Example({_CONF: _CPUS + _IMAGE}, command=_VZ),
        subject="translation",
        parameters=("OSTEMPLATE", "VE_PRIVATE"),
    ),
    Rule(
        "VZ596",
        "metadata-forgotten",
        "info",
        "a document of which libvirt will not keep all",
        "The vz driver takes <metadata> and stores none of it, so what virsh dumpxml prints has no residue. Keep the "
        "document, or have --residue FILE keep the residue beside it; with the same option, or the conf as --base, "
        "the way back has everything.",
        Example({_CONF: _PLOOPED + _ONBOOT_NO}, command=_VZ),
        Example({_CONF: _CPUS + _PLAIN}, command=_VZ),
        subject="translation",
    ),
)
