"""Does vzvirt agree with libvirt's own OpenVZ driver and schemas?"""
