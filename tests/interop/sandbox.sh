#!/bin/bash
# What must be there for libvirt to take this machine for an OpenVZ host?
#
#   unshare --mount --propagation private -- bash sandbox.sh JOBS
#
# JOBS is a folder of jobs, each a folder with: conf/ (the container confs, seen as /etc/vz/conf while the job runs),
# script (what to run, in the job's folder), vzctl/ (empty). Left behind in each: out, err, status, what the driver made of
# conf/, and vzctl/N: the arguments of the Nth vzctl command, each ended by a NUL.
#
# The mounts are all private to this process; the confs, which the driver writes to, are the job's own.
set -euo pipefail
jobs=$1
stage=$jobs/.stage
mkdir "$stage"
mount -t tmpfs stage "$stage"

overlay() { # a writable view of a system folder
  mkdir -p "$stage/upper$1" "$stage/work$1"
  mount -t overlay stage -o "lowerdir=$1,upperdir=$stage/upper$1,workdir=$stage/work$1" "$1"
}

# The driver reads the confs here, and vz.conf for the sample that a conf without a template starts from.
overlay /etc
mkdir -p /etc/vz/conf
echo 'CONFIGFILE="basic"' >/etc/vz/vz.conf

# It learns from vzlist which containers there are, and from vzctl --help how old the tools are.
overlay /usr/sbin
cat >/usr/sbin/vzlist <<'END'
#!/bin/sh
case "$*" in
"-a -ovpsid,status -H")
  for conf in /etc/vz/conf/[1-9]*.conf; do
    [ -e "$conf" ] || continue
    name=${conf##*/}
    echo "${name%.conf} stopped"
  done ;;
*"-ostatus -H") echo stopped ;;
*"-ovpsid -H") echo "$1" ;;
esac
END
cat >/usr/sbin/vzctl <<'END'
#!/bin/sh
if [ "$1" = --help ]; then
  echo "vzctl version 4.11.1"
  exit
fi
number=1
while [ -e "$VZCTL_LOG/$number" ]; do number=$((number + 1)); done
printf '%s\0' "$@" >"$VZCTL_LOG/$number"
# The driver goes on to write into the conf that a successful create has left.
[ "$2" = create ] && : >"/etc/vz/conf/$3.conf"
exit 0
END
chmod 755 /usr/sbin/vzlist /usr/sbin/vzctl

# It opens only where /proc/vz can be written. Nobody may add to procfs, so a folder of links to the real one stands in.
mkdir "$stage/real" "$stage/proc" "$stage/proc/vz"
mount --bind /proc "$stage/real"
for entry in "$stage"/real/[!0-9]*; do
  ln -s "$entry" "$stage/proc/${entry##*/}"
done
mount --bind "$stage/proc" /proc

ulimit -c 0 # a negative CPUS aborts the client: no core files
for job in "$jobs"/*; do
  mount --bind "$job/conf" /etc/vz/conf
  status=0
  (
    cd "$job" || exit
    VZCTL_LOG=$job/vzctl timeout 60 sh ./script
    exit # (so that it is this shell, and in err, that speaks of an abort)
  ) >"$job/out" 2>"$job/err" </dev/null || status=$?
  echo "$status" >"$job/status"
  umount /etc/vz/conf
done
