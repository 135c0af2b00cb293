#!/bin/bash
# What is the disk of a virtual machine that runs libvirt's LXC driver? Debian as it is installed, and one service that
# looks at the containers on the second disk and switches the machine off.
#
#   machine.sh SUITE FOLDER    makes FOLDER/root.img, and FOLDER/vmlinuz and FOLDER/initrd.img to start it with
set -euo pipefail
suite=$1 folder=$2
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -m 1 'debian/$')
packages=(
  systemd-sysv dbus libpam-systemd systemd-container # machined, which makes the cgroups of containers
  linux-image-amd64 kmod iproute2 iptables nftables iputils-ping procps e2fsprogs gdisk
  libvirt-daemon-system libvirt-daemon-driver-lxc libvirt-clients libxml2-utils
  busybox-static python3
)
# A mirror that stands still has old dates, and this machine's apt is told so where it has one.
eval "$(apt-config shell dates Acquire::Check-Valid-Until/b)"
root=$(mktemp -d -p "$folder")
trap 'rm -rf --one-file-system "$root"' EXIT
# Where polkit wants a logind, packages cannot be configured in the order that debootstrap takes: two steps.
debootstrap --variant=minbase --include="systemd-sysv,dbus,libpam-systemd" "$suite" "$root" "$mirror" >"$folder/debootstrap.log"
cp /etc/resolv.conf "$root/etc/resolv.conf"
printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d" # nothing is started while packages are unpacked
chmod +x "$root/usr/sbin/policy-rc.d"
chroot "$root" sh -c "export DEBIAN_FRONTEND=noninteractive; apt-get update -qq -o Acquire::Check-Valid-Until=${dates:-true} &&
  apt-get install -y -qq --no-install-recommends ${packages[*]}" >>"$folder/debootstrap.log" 2>&1
rm "$root/usr/sbin/policy-rc.d"
cat >"$root/etc/systemd/system/look.service" <<'UNIT'
[Unit]
After=multi-user.target libvirtd.service
[Service]
Type=oneshot
StandardOutput=tty
TTYPath=/dev/ttyS0
ExecStart=/usr/bin/python3 /cases/guest.py
ExecStopPost=/bin/systemctl poweroff --no-block
[Install]
WantedBy=multi-user.target
UNIT
chroot "$root" systemctl -q enable look.service
chroot "$root" systemctl -q mask apt-daily.timer apt-daily-upgrade.timer libvirt-guests.service
mkdir "$root/cases"
printf '/dev/vda / ext4 defaults 0 1\n/dev/vdb /cases ext4 defaults 0 2\n' >"$root/etc/fstab"
cp "$root"/boot/vmlinuz-* "$folder/vmlinuz"
cp "$root"/boot/initrd.img-* "$folder/initrd.img"
chroot "$root" apt-get clean
mke2fs -q -t ext4 -d "$root" "$folder/root.img.new" 3G
mv "$folder/root.img.new" "$folder/root.img"
