# Makes the rings of a one-disk Swift store and runs its four servers, in one process that forks: everything is imported once.
# Arguments: folder, then the ports of account, container, object and proxy server. Ends its servers when its input is closed.
import os
import signal
import sys

from swift.common.ring import RingBuilder
from swift.common.wsgi import run_wsgi
import swift.account.server, swift.container.server, swift.obj.server, swift.proxy.server  # noqa: F401,E401

folder, *ports = sys.argv[1:]
names = ["account", "container", "object", "proxy"]
for name, port in list(zip(names, ports))[:3]:
    ring = RingBuilder(2, 1, 0)
    ring.add_dev({"id": 0, "region": 1, "zone": 1, "ip": "127.0.0.1", "port": int(port), "device": "d1", "weight": 1,
                  "replication_ip": "127.0.0.1", "replication_port": int(port), "meta": ""})
    ring.rebalance()
    ring.get_ring().save(os.path.join(folder, name + ".ring.gz"))

children = []
for name in names:
    child = os.fork()
    if child == 0:
        os.close(0)
        sys.exit(run_wsgi(os.path.join(folder, name + ".conf"), name + "-server"))
    children.append(child)
sys.stdin.read()
for child in children:
    os.kill(child, signal.SIGKILL)
