#!/bin/bash
# What does libvirt's LXC driver need, to start containers on a machine that must not notice?
#
#   host.sh FOLDER      a host of its own until standard input ends; FOLDER/ready: made when
#                       its libvirtd answers
#
# The host has its own mounts, network, processes and cgroups. Whatever happens to the caller, its end of the pipe closes,
# the first process of the host ends, and with it all others.
set -euo pipefail
folder=$1
stage=${2:-outside}
hierarchies() { findmnt --noheadings --types cgroup,cgroup2 --output TARGET; }

if [[ $stage == outside ]]; then
  name=vzvirt-$$
  remove() {
    local target
    for target in $(hierarchies); do
      find "$target/$name" -depth -type d -exec rmdir {} + 2>/dev/null || true
    done
  }
  trap remove EXIT
  # A cgroup of its own in each hierarchy becomes the root that the host sees: what libvirt makes stays below.
  for target in $(hierarchies); do
    mkdir "$target/$name"
    for file in cpuset.cpus cpuset.mems; do
      [[ ! -e $target/$file ]] || cat "$target/$file" >"$target/$name/$file"
    done
  done
  (
    for target in $(hierarchies); do echo "$BASHPID" >"$target/$name/cgroup.procs"; done
    exec unshare --mount --net --pid --cgroup --fork --kill-child --mount-proc --propagation private -- \
      bash "$0" "$folder" inside
  )
  exit
fi

# Its own view of the kernel: /sys shows the network namespace, and only hierarchies that libvirt_lxc may write to.
controllers=$(findmnt --noheadings --types cgroup --output FS-OPTIONS | tr , '\n' | grep -Ex \
  'cpu|cpuacct|cpuset|memory|devices|freezer|blkio|pids|net_cls|net_prio|perf_event|hugetlb' | sort -u)
mounted=$(findmnt --noheadings --types cgroup --output TARGET,FS-OPTIONS)
umount --recursive --lazy /sys
mount -t sysfs sysfs /sys
mount -t tmpfs cgroup /sys/fs/cgroup
for controller in $controllers; do
  options=$(awk -v c="$controller" '{ n = split($2, o, ","); for (i = 1; i <= n; i++) if (o[i] == c) { print $2; exit } }' \
    <<<"$mounted" | sed 's/\<rw,//; s/\<ro,//')
  mkdir "/sys/fs/cgroup/$controller"
  mount -t cgroup -o "$options" cgroup "/sys/fs/cgroup/$controller"
done

# Its own libvirtd: settings, state and drivers, whatever the machine's own is set to and whether or not it runs.
for dir in /run /var/lib/libvirt /var/log/libvirt /var/cache/libvirt /etc/libvirt; do
  mkdir -p "$dir"
  mount -t tmpfs libvirt "$dir"
done
cat >/etc/libvirt/libvirtd.conf <<'END'
auth_unix_ro = "none"
auth_unix_rw = "none"
END
echo 'security_driver = "none"' >/etc/libvirt/lxc.conf
mkdir -p /var/lib/libvirt/dnsmasq # the network driver notes its interfaces there, and leaves the folder to a package
mkdir -p /etc/libvirt/nwfilter
cp /usr/share/libvirt/nwfilter/*.xml /etc/libvirt/nwfilter/ # as the package of libvirt's own filters does it
mkdir "$folder/drivers"
for name in lxc network nwfilter; do
  for driver in /usr/lib{,64,/*}/libvirt/connection-driver/"libvirt_driver_$name.so"; do
    [[ ! -e $driver ]] || ln -sf "$driver" "$folder/drivers/"
  done
done

ip link set lo up
# (With nothing in /run it finds no system bus either, and asks no systemd to register the containers.)
LIBVIRT_DRIVER_DIR=$folder/drivers libvirtd >"$folder/libvirtd.log" 2>&1 </dev/null &
for _ in $(seq 2400); do # the caller gives it two minutes
  if virsh -q -c lxc:///system list >/dev/null 2>&1; then
    : >"$folder/ready"
    break
  fi
  sleep 0.05
done
cat >/dev/null # until the caller is done, or gone
for container in $(virsh -q -c lxc:///system list --name 2>/dev/null); do
  virsh -q -c lxc:///system destroy "$container" >/dev/null 2>&1 || true
done
