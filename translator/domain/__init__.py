"""The domain side: libvirt's XML to a view of it, and back."""
