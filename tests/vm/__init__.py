"""What do containers do on hosts that this machine is not? Virtual machines with cgroup v2 answer."""
